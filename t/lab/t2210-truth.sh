#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Each fault of t/lab/truth.yaml is brought about in the network in a box, and
# nwops sees, tells and forgets again what is true and nothing else, as far as what is
# quick to ask shows it; t2215 logs in as well. $NWOPS_LAB_ROUNDS says how often (1).
test_description='every fault of the truth table'
. "$(dirname "$0")/setup.sh"

: "${NWOPS_LAB_ROUNDS:=1}"
NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
export NWOPS_LAB_STATE NWOPS_CONFIG
lab=$NWOPS_LAB_DIR/lab
# Rows of other kinds are left to come.
kinds='icmp tcp tls path mtu'

test_expect_success 'the network is up' '
	"$lab" up
'
"$lab" truth >faults
round=1
while test $round -le "$NWOPS_LAB_ROUNDS"
do
	while read -r fault title
	do
		test_expect_success "$fault: $title, round $round" "
			\"\$NWOPS_LAB_DIR/truth-driver\" $fault $kinds
		"
	done <faults
	round=$((round + 1))
done

test_expect_success 'the network is well afterwards' '
	"$lab" status
'
test_done
