#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The network in a box itself: it comes up and is well, says when it is not, is
# the network that nwops is told of, and leaves nothing behind however it ends.
test_description='the network in a box'
. "$(dirname "$0")/setup.sh"

NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
export NWOPS_LAB_STATE NWOPS_CONFIG
lab=$NWOPS_LAB_DIR/lab

# outside: all that could have been left behind where it was started.
outside () {
	ps -e -o stat=,comm= >processes		# no pipe: its other end would be seen
	awk '$1 !~ /^Z/ { print $2 }' processes | sort
	for process in /proc/[0-9]*
	do
		readlink "$process/ns/net" "$process/ns/mnt" "$process/ns/pid" "$process/ns/time"
	done | sort -u
	ip -o link show
	cat /proc/mounts
	ls /run/netns /dev/net
}
nothing_left () {
	outside >left && test_cmp before left
}
keeper () {
	cut -d " " -f 1 "$NWOPS_LAB_STATE/keeper"
}
gone () {
	! test -e "/proc/$1" || grep -q "^State:.*Z" "/proc/$1/status"
}
# login ADDRESS COMMAND: as nwops would, with the keys of the state directory.
login () {
	"$lab" exec noc ssh -q -i lab/keys/noc -o UserKnownHostsFile=lab/keys/known_hosts \
		-o BatchMode=yes -o ConnectTimeout=5 "nwops@$1" "$2" </dev/null
}

outside >before

test_expect_success 'it comes up, and is well' '
	"$lab" up &&
	cat >expect <<-\END &&
	nodes up: 29 of 29
	sessions established: 60 of 60
	faults on: none
	END
	"$lab" status >actual &&
	test_cmp expect actual
'
test_expect_success 'up once more is the same' '
	keeper >expect && "$lab" up && keeper >actual && test_cmp expect actual
'
test_expect_success 'what nwops is told of it is without a fault' '
	nwops inventory lint
'
test_expect_success 'all of it is well for nwops too' '
	"$lab" exec noc nwops check --no-record kind:icmp kind:tcp kind:tls kind:path kind:mtu
'
test_expect_success 'a command runs on a node, where its caller is, and its exit status comes back' '
	"$lab" exec cpe-h1 hostname >actual && echo cpe-h1 >expect && test_cmp expect actual &&
	"$lab" exec d1 pwd >actual && pwd >expect && test_cmp expect actual &&
	test_expect_code 7 "$lab" exec b1 sh -c "exit 7" &&
	test_expect_code 3 "$lab" exec nobody true
'
test_expect_success 'FRR is what routes on every router and CPE' '
	for router in b1 b2 d1 d2 a1 a2 e1 e2 p1 cpe-h1 cpe-h2 cpe-c1 cpe-c2 cpe-c3 cpe-ph cpe-s1 cpe-s2
	do
		"$lab" exec $router vtysh -c "show ip route" >shown </dev/null &&
		grep "^[BOS]>\* " shown || { echo "not on $router"; return 1; }
	done
'
test_expect_success 'an account for shows, and for nothing else' '
	login 10.0.255.11 "show bgp summary" >shown && grep "10.9.1.2 .* e1" shown &&
	login 10.30.255.1 "cat /proc/uptime" >shown &&
	login 10.0.255.32 "swanctl --list-sas" >shown && grep INSTALLED shown &&
	for command in reboot "configure terminal" "show version; reboot" "show running-config" "vtysh" "cat /etc/shadow" \
		"show version
configure terminal"
	do
		! login 10.0.255.11 "$command" >shown || return 1
	done
'
test_expect_success 'mail comes to the core and out of band, and a webhook is heard' '
	for server in 10.9.0.25 192.168.99.25
	do
		"$lab" exec noc /usr/bin/python3 -c "
import smtplib, sys
with smtplib.SMTP(sys.argv[1], timeout=10) as server:
    server.sendmail(\"duty@tozai.example\", [\"noc@core.example\"], \"Subject: test\r\n\r\nhello\")
" $server || return 1
	done &&
	lab_wait_for 10 "$lab" exec core-mx sh -c "grep -rqs ^hello /var/mail" &&
	lab_wait_for 10 "$lab" exec oob-mx sh -c "grep -rqs ^hello /var/mail" &&
	"$lab" exec noc /usr/bin/python3 -c "
import urllib.request
urllib.request.urlopen(\"http://192.168.99.25/hook\", b\"{}\", timeout=10).read()
" &&
	"$lab" exec oob-mx grep hook /run/log/webhook
'
test_expect_success 'customers reach the core, c3 through its tunnel' '
	for customer in h1-lan h2-lan c1-lan c2-lan c3-lan ph-lan sp-server
	do
		"$lab" exec $customer ping -q -c 1 -W 2 10.9.0.10 || return 1
	done
'
test_expect_success 'a fault is on once it is switched on, twice or not, and off again' '
	"$lab" fault line-cut on && "$lab" fault line-cut on &&
	"$lab" fault core-polices-pings on &&
	test_expect_code 1 "$lab" status >actual &&
	grep "^faults on: core-polices-pings line-cut$" actual &&
	test_expect_code 2 "$lab" exec noc nwops check --no-record line:c1-main >actual &&
	grep "^DOWN .*line:c1-main" actual &&
	"$lab" fault line-cut off && "$lab" fault all off &&
	lab_wait_for 30 "$lab" status &&
	test_expect_code 3 "$lab" fault no-such-fault on
'
test_expect_success 'what is not well by itself is told, and up mends it' '
	"$lab" exec d2 sh -c "kill \$(cat /run/frr/bgpd.pid)" &&
	lab_wait_for 10 sh -c "\"\$1\" status >actual; test \$? = 2" sh "$lab" &&
	"$lab" up && "$lab" status
'
test_expect_success 'down leaves nothing, and can be said again' '
	"$lab" down &&
	lab_wait_for 5 nothing_left &&
	"$lab" down &&
	test_expect_code 2 "$lab" status &&
	test_expect_code 3 "$lab" exec noc true
'
test_expect_success 'killed while it is built, it leaves nothing' '
	mkfifo told && exec 9<>told &&
	{ "$lab" up 2>&9 & } && building=$! &&
	read -r line <&9 && echo "$line" &&
	kill -KILL $building && { wait $building || :; } &&
	lab_wait_for 5 nothing_left &&
	exec 9>&-
'
test_expect_success 'with its keeper killed, nothing is left, and it comes up again' '
	"$lab" up && pid=$(keeper) && kill -KILL $pid &&
	lab_wait_for 5 nothing_left &&
	"$lab" up && test "$(keeper)" != $pid && "$lab" status
'
test_expect_success 'it ends with its owner' '
	"$lab" down &&
	{ sleep 1000 & } && owner=$! &&
	"$lab" up --owner $owner && pid=$(keeper) && ! gone $pid &&
	kill $owner && { wait $owner || :; } &&
	lab_wait_for 5 gone $pid && lab_wait_for 5 nothing_left
'
"$lab" down
test_done
