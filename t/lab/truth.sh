# SPDX-License-Identifier: Apache-2.0
#
# What the tests of the truth table share; sourced after setup.sh. Two scripts have
# half of the faults each, two and two in turn, so that two laboratories wait side by
# side: a fault is mostly waited for.
# Each fault of t/lab/truth.yaml is brought about in the network in a box, and
# nwops sees, tells and forgets again what is true and nothing else. It asks all there is,
# and logs in to every router where a router or a group of them can tell of the fault. While
# it is on in the first round, nwops leads an engineer to where it lies.
# $NWOPS_LAB_ROUNDS says how often (1). $NWOPS_LAB_SSH no: without logins, and so without
# leading anybody, since what is looked at for that is behind a login. $NWOPS_LAB_LEADS no:
# with logins, and nobody is led.
# shellcheck shell=sh

: "${NWOPS_LAB_ROUNDS:=1}"
: "${NWOPS_LAB_SSH:=yes}"
: "${NWOPS_LAB_LEADS:=yes}"
NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
export NWOPS_LAB_STATE NWOPS_CONFIG
lab=$NWOPS_LAB_DIR/lab
# Rows of other kinds are left to come.
kinds='icmp tcp tls path mtu'

# truth_faults HALF: of the faults of that half, 0 or 1, the name, whether routers tell of it, the title.
truth_faults () {
	/usr/bin/python3 -c '
import sys, yaml
faults = yaml.safe_load(open(sys.argv[1]))["faults"]
for number, (name, said) in enumerate(faults.items()):
    if number // 2 % 2 != int(sys.argv[2]):
        continue
    told = "ssh" in said.get("items", {}) or "groups" in said or said.get("own-view")
    print(name, "yes" if told else "no", said["title"])
' "$NWOPS_LAB_DIR/truth.yaml" "$1"
}

# truth_tests HALF: the tests of those.
truth_tests () {
	test_expect_success 'the network is up' '
		"$lab" up &&
		"$lab" exec noc nwops inventory pin --import "$NWOPS_LAB_STATE/keys/known_hosts" --yes
	'
	test "$NWOPS_LAB_SSH" = no || test_expect_success 'every router is read in one check' '
		"$lab" exec noc nwops check --json kind:ssh >seen &&
		lab_items seen status >items && grep -c "/login ok\$" items >actual &&
		echo 14 >expect && test_cmp expect actual
	'
	truth_faults "$1" >faults
	round=1
	while test $round -le "$NWOPS_LAB_ROUNDS"
	do
		while read -r fault told title
		do
			ssh=ssh leads=isolate
			test "$told" = yes || ssh=
			test "$NWOPS_LAB_SSH" = yes || ssh='' leads=''
			test "$NWOPS_LAB_LEADS" = yes && test $round = 1 || leads=
			test_expect_success "$fault: $title, round $round" "
				\"\$lab\" drive $fault $kinds $ssh $leads
			"
		done <faults
		round=$((round + 1))
	done
	test_expect_success 'the network is well afterwards' '
		"$lab" status
	'
}
