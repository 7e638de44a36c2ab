#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Half of the faults of the truth table; t2215 has the others.
test_description='faults of the truth table'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_LAB_DIR/truth.sh"

truth_tests 0
test_done
