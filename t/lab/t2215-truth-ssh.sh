#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Each fault of t/lab/truth.yaml that a router or a group of routers can tell of is
# brought about in the network in a box; nwops asks all there is, over SSH too, and sees,
# tells and forgets again what is true and nothing else. $NWOPS_LAB_ROUNDS says how often (1).
test_description='every fault that routers tell of'
. "$(dirname "$0")/setup.sh"

: "${NWOPS_LAB_ROUNDS:=1}"
NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
export NWOPS_LAB_STATE NWOPS_CONFIG
lab=$NWOPS_LAB_DIR/lab
NWOPS_STATE=$PWD/state
export NWOPS_STATE

test_expect_success 'the network is up' '
	"$lab" up &&
	"$lab" exec noc nwops inventory pin --import "$NWOPS_LAB_STATE/keys/known_hosts" --yes
'
test_expect_success 'every router is read in one check' '
	"$lab" exec noc nwops check --json kind:ssh >seen &&
	lab_items seen status >items && grep -c "/login ok\$" items >actual &&
	echo 14 >expect && test_cmp expect actual
'
/usr/bin/python3 -c '
import sys, yaml
for name, said in yaml.safe_load(open(sys.argv[1]))["faults"].items():
    if "ssh" in said.get("items", {}) or "groups" in said or said.get("own-view"):
        print(name, said["title"])
' "$NWOPS_LAB_DIR/truth.yaml" >faults
round=1
while test $round -le "$NWOPS_LAB_ROUNDS"
do
	while read -r fault title
	do
		test_expect_success "$fault: $title, round $round" "
			\"\$NWOPS_LAB_DIR/truth-driver\" $fault icmp tcp tls path mtu ssh
		"
	done <faults
	round=$((round + 1))
done

test_expect_success 'the network is well afterwards' '
	"$lab" status
'
test_done
