#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The other half of the faults of the truth table, beside t2210.
test_description='the other faults of the truth table'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_LAB_DIR/truth.sh"

truth_tests 1
test_done
