#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Who may ask: an ordinary user without either of two permissions is told both
# ways out, and each of them, done as the message words it, is one. What
# nwops-icmp may do, it gives up before anybody else gets its sockets.
test_description='permission for ICMP, and giving it up'
. "$(dirname "$0")/setup.sh"

# Where everybody may read and file capabilities count, whatever the disk below allows.
mount -t tmpfs -o mode=755 tmpfs /mnt && mkdir /mnt/bin || exit 1
cp "$NWOPS_BUILD/nwops" "$NWOPS_BUILD/nwops-icmp" /mnt/bin/ || exit 1

test_expect_success 'a network, and an inventory that everybody may read' '
	lab_wire && lab_site 3 10 500 &&
	lab_lines h4=198.18.0.1 h6=2001:db8:77::1 >etc/inventory/lab.yaml &&
	cp -R etc /mnt/etc && chmod -R a+rX /mnt/etc &&
	echo "198.18.0.1 reply then reply other-id" >table && echo "default reply" >>table &&
	lab_reflect table log &&
	lab_sockets raw
'

# ask EXPECTED-STATUS: as a user without any privilege.
ask () {
	test_expect_code "$1" as_nobody env NWOPS_CONFIG=/mnt/etc /mnt/bin/nwops check --no-record --json >json 2>errors
}

# The command of the message that begins so, without the quotes around it.
way_out () {
	sed -n "s/.*'\($1 [^']*\)'.*/\1/p" errors | head -n 1
}

both_fine () {
	printf "h4 answered ok 3 3\nh6 answered ok 3 3\n" >expect &&
	lab_items json end status sent received >actual &&
	test_cmp expect actual
}

test_expect_success 'without permission: status 3, and both ways out named' '
	ask 3 &&
	way_out sysctl >ways && way_out setcap >>ways &&
	cat >expect <<-\END &&
	sysctl -w net.ipv4.ping_group_range="0 2147483647"
	setcap cap_net_raw+ep /mnt/bin/nwops-icmp
	END
	test_cmp expect ways
'

test_expect_success 'without permission: everything is unknown, nothing down' '
	/usr/bin/python3 -c "
import json
for o in map(json.loads, open(\"json\")):
    assert o[\"type\"] != \"item\" or o[\"status\"] == \"unknown\", o
    assert o[\"type\"] != \"error\" or o[\"reason\"] == \"network\", o
" &&
	test "$(lab_asked log)" = 0
'

test_expect_success 'the first way out works: ping sockets' '
	eval "$(sed -n 1p ways)" &&
	ask 0 && both_fine
'

test_expect_success 'the second way out works: raw sockets' '
	lab_sockets raw && ask 3 &&
	eval "$(sed -n 2p ways)" &&
	ask 0 && both_fine
'

test_expect_success 'from an IPv6 source the second way asks, though the first is there' '
	lab_sockets ping &&
	lab_lines h4=198.18.0.1 h6=2001:db8:77::1 "s6=2001:db8:77::2,source: '"'2001:db8::1'"'" >/mnt/etc/inventory/lab.yaml &&
	ask 0 &&
	printf "h4 3 3\nh6 3 3\ns6 3 3\n" >expect && lab_items json sent received >actual && test_cmp expect actual
'

test_expect_success 'and with the first alone it could not be asked, which says why' '
	setcap -r /mnt/bin/nwops-icmp && before=$(grep -c " asked 2001:db8:77::2 " log) &&
	ask 3 &&
	cat >expect <<-\END &&
	h4 ok rtt
	h6 ok rtt
	s6 unknown could not ask: a ping socket cannot send from that IPv6 address, and a raw one is not allowed
	END
	lab_items json status message >items && sed "s/ rtt .*/ rtt/" items >actual && test_cmp expect actual &&
	test "$(grep -c " asked 2001:db8:77::2 " log)" = "$before" &&
	eval "$(sed -n 2p ways)" && lab_sockets raw
'

test_expect_success 'a user with the capability gives it up before the hand-over' '
	cat >expect <<-\END &&
	NoNewPrivs 1
	CapInh 0000000000000000
	CapPrm 0000000000000000
	CapEff 0000000000000000
	CapAmb 0000000000000000
	NPROC 0 0
	FSIZE 0 0
	CORE 0 0
	IPv4 raw socket
	IPv6 raw socket
	exit status 0
	END
	cp "$NWOPS_LAB_DIR/icmp-channel.py" /mnt/ &&
	as_nobody /usr/bin/python3 /mnt/icmp-channel.py confined /mnt/bin/nwops-icmp >actual &&
	test_cmp expect actual
'

test_expect_success 'so does root' '
	/usr/bin/python3 /mnt/icmp-channel.py confined "$NWOPS_BUILD/nwops-icmp" >actual &&
	test_cmp expect actual
'

test_expect_success 'the filter is locked and passes replies to its own identifier' '
	cat >expect <<-\END &&
	raw
	detach EPERM
	attach EPERM
	unlock EPERM
	passed type 0, own identifier, sequence 1
	passed type 0, own identifier, sequence 3
	END
	/usr/bin/python3 /mnt/icmp-channel.py filter "$NWOPS_BUILD/nwops-icmp" 198.18.0.1 >actual &&
	test_cmp expect actual
'

test_expect_success 'without permission it still answers, with the refusal' '
	setcap -r /mnt/bin/nwops-icmp &&
	as_nobody /usr/bin/python3 /mnt/icmp-channel.py confined /mnt/bin/nwops-icmp | tail -n 3 >actual &&
	cat >expect <<-\END &&
	IPv4 ping Operation not permitted
	IPv6 ping Operation not permitted
	exit status 0
	END
	test_cmp expect actual
'

test_done
