#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A stateful firewall makes the kernel track every address that is asked. A
# check that fills the table says so with the rule that ends it, and that rule,
# taken from what it said, does end it. 1,200 lines of each family on loopback.
test_description='connection tracking is noticed, and the exemption exempts'
. "$(dirname "$0")/setup.sh"

entries () {
	cat /proc/sys/net/netfilter/nf_conntrack_count
}

lines () {
	for number in $(seq 1200)
	do
		lab_low=$((number % 250 + 1)) lab_high=$((number / 250))
		echo "four$number=198.18.$lab_high.$lab_low six$number=2001:db8:77::$number"
	done
}

stateful () {
	nft -f - <<-\END
	table inet firewall {
		chain in {
			type filter hook input priority 0
			ct state established,related accept
		}
	}
	END
}

# checked STATUS: all lines answered, what was said is in ./errors.
checked () {
	test_expect_code 0 nwops check --no-record --json >json 2>errors &&
	echo "2400 ok" >expect &&
	lab_items json status | awk "{ n[\$2]++ } END { for (s in n) print n[s], s }" >actual &&
	test_cmp expect actual
}

test_expect_success 'a network' '
	ip link set lo up && lab_sockets ping &&
	ip route add local $LAB_PREFIX4 dev lo && ip -6 route add local $LAB_PREFIX6 dev lo &&
	sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 &&
	lab_site 3 10 1000 "rate: 100000, far-end-rate: 100000" &&
	lab_lines $(lines) >etc/inventory/lab.yaml
'

# The module may be missing, or somebody track in every namespace.
if test -r /proc/sys/net/netfilter/nf_conntrack_count && test "$(entries)" = 0 && stateful 2>/dev/null
then
	test_set_prereq CONNTRACK
fi
nft flush ruleset

test_expect_success CONNTRACK 'without a stateful rule nothing is tracked and nothing said' '
	checked && test_must_be_empty errors && test "$(entries)" = 0
'

test_expect_success CONNTRACK 'a table that the check fills is told of once' '
	stateful && checked &&
	test "$(entries)" -ge 2400 &&
	grep -c "^nwops: warning: this host tracks a connection for each address" errors >count &&
	echo 1 >expect && test_cmp expect count &&
	grep "its table went from 0 to 24[0-9][0-9] of " errors
'

test_expect_success CONNTRACK 'the rule that it told exempts it' '
	sed -n "s/.*: nft .\(table.*\).$/\1/p" errors >exemption &&
	nft flush ruleset && stateful && nft "$(cat exemption)" &&
	before=$(entries) &&
	checked && test_must_be_empty errors &&
	test "$(entries)" -le "$before"
'

test_expect_success CONNTRACK 'the page tells the same rule' '
	sed -n "/^table inet nwops/,/^}/p" "$NWOPS_LAB_DIR/../../man/nwops-probes.7" >page &&
	nft flush ruleset && nft "$(cat exemption)" && nft list ruleset >expect &&
	nft flush ruleset && nft -f page && nft list ruleset >actual &&
	test_cmp expect actual
'

test_done
