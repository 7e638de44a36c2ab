#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The probe kinds path and mtu over real routers: one way and another, hops
# that say nothing, loops, ends, links that are narrower than they say or do
# not say, in both families and with both kinds of sockets.
test_description='path and mtu over real routers'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

# noc - r1 - a1 - a2 - r3 - t, and in place of a1 and a2 also b1 and b2.
# Network N, between X and Y: X has 198.18.N.1 and 2001:db8:77:N::1, Y has 2.
networks="1:noc:r1 2:r1:a1 3:a1:a2 4:a2:r3 5:r1:b1 6:b1:b2 7:b2:r3 8:r3:t"

# in_node NODE COMMAND…; noc is where we are.
in_node () {
	node=$1
	shift
	if test "$node" = noc
	then
		"$@"
	else
		ip netns exec "$node" "$@"
	fi
}

join () {
	number=${1%%:*} rest=${1#*:}
	near=${rest%%:*} far=${rest#*:}
	ip link add "n$number" mtu 9000 type veth peer name "f$number" mtu 9000 &&
	{ test $near = noc || ip link set "n$number" netns $near; } &&
	ip link set "f$number" netns $far &&
	in_node $near ip addr add 198.18.$number.1/24 dev n$number &&
	in_node $near ip addr add 2001:db8:77:$number::1/64 dev n$number nodad &&
	in_node $near ip link set n$number up &&
	in_node $far ip addr add 198.18.$number.2/24 dev f$number &&
	in_node $far ip addr add 2001:db8:77:$number::2/64 dev f$number nodad &&
	in_node $far ip link set f$number up
}

# route NODE VERB net8|default net2.1: a route to that network by that neighbour, in both families.
route () {
	node=$1 verb=$2 to=$3 via=${4#net}
	shift 4
	in_node $node ip route $verb "$(four $to)" via 198.18.$via &&
	in_node $node ip -6 route $verb "$(six $to)" via 2001:db8:77:${via%.*}::${via#*.}
}

four () { case $1 in default) echo default ;; *) echo 198.18.${1#net}.0/24 ;; esac; }
six () { case $1 in default) echo default ;; *) echo 2001:db8:77:${1#net}::/64 ;; esac; }

routers="r1 a1 a2 b1 b2 r3"

build () {
	ip link set lo up &&
	for node in $routers t
	do
		ip netns add $node &&
		in_node $node ip link set lo up &&
		in_node $node sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
			net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
			net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 \
			net.ipv6.conf.default.accept_dad=0 || return 1
	done &&
	for network in $networks
	do
		join $network || return 1
	done &&
	route noc add default net1.2 &&
	route r1 add net8 net2.2 && route r1 add net4 net2.2 && route r1 add net3 net2.2 &&
	route r1 add net9 net2.2 && route r1 add net10 net2.2 && route r1 add net11 net2.2 &&
	route a1 add default net2.1 && route a1 add net4 net3.2 && route b1 add default net5.1 &&
	for net in 8 9 10 11
	do
		route a1 add net$net net3.2 && route a2 add net$net net4.2 &&
		route b1 add net$net net6.2 && route b2 add net$net net7.2 || return 1
	done &&
	route a2 add default net3.1 && route b2 add default net6.1 &&
	route r3 add default net4.1 && route t add default net8.1 &&
	# a2 sends 9 back; r3 refuses 10 and discards 11.
	route a2 del net9 net4.2 && route r3 add net10 net8.2 && route r3 add net11 net8.2 &&
	in_node r3 nft "add table inet own; add chain inet own pass { type filter hook forward priority 0; };
		add rule inet own pass ip daddr 198.18.10.0/24 reject with icmp type host-unreachable;
		add rule inet own pass ip6 daddr 2001:db8:77:10::/64 reject with icmpv6 type addr-unreachable;
		add rule inet own pass ip daddr 198.18.11.0/24 drop;
		add rule inet own pass ip6 daddr 2001:db8:77:11::/64 drop"
}

# site PROBE…: each NAME=KIND,ADDRESS,MORE; the address as net8.2; asked by both families, as
# NAME-4 and NAME-6.
site () {
	lab_site 5 10 500 &&
	{
		cat <<-\END
		organizations:
		  self: {kind: operator, self: true, name: Tozai Medical Lines}
		  hosp: {kind: institution, type: hospital, service-class: user, name: Sakura Hospital}
		devices:
		END
		for device in r1=net1.2 a1=net2.2 b1=net5.2 r3=net4.2 t=net8.2
		do
			place=${device#*=net}
			echo "  ${device%%=*}: {owner: self, watch: [], service-class: user, address: 198.18.$place,"
			echo "    addresses: ['2001:db8:77:${place%.*}::${place#*.}']}"
		done
		echo "probes:"
		for probe
		do
			rest=${probe#*=} && kind=${rest%%,*} && rest=${rest#*,} && place=${rest%%,*} && place=${place#net}
			more=$(echo "$rest" | sed "s/^[^,]*//")
			echo "  device:t/${probe%%=*}-4: {kind: $kind, timeout: 250ms$more,"
			echo "    address: 198.18.$place}"
			echo "  device:t/${probe%%=*}-6: {kind: $kind, timeout: 250ms$more,"
			echo "    address: '2001:db8:77:${place%.*}::${place#*.}'}"
		done
	} >etc/inventory/lab.yaml
}

# facts: of each item of the file json its probe, status and facts; addresses as net8.2.
facts () {
	/usr/bin/python3 - <<-\END
	import json

	def short(address):
	    if not address:
	        return "*"
	    return "net" + (address[len("2001:db8:77:"):].replace("::", ".") if ":" in address
	                    else address[len("198.18."):])

	for o in sorted(map(json.loads, open("json")), key=lambda o: o.get("item", "")):
	    if o["type"] != "item":
	        continue
	    f = o["facts"]
	    words = [o["item"].partition("/")[2], o["status"]]
	    if f is None:
	        words.append(o["message"])
	    elif o["probe"] == "path":
	        assert all((hop["from"] is None) == (hop["rtt_us"] is None) for hop in f["hops"]), f
	        assert (o["rtt_median_us"] is not None) == f["reached"] == (o["end"] == "answered"), o
	        words += ["reached" if f["reached"] else "ends", "%d/%d" % (f["passed"], f["wanted"])]
	        words += [short(hop["from"]) for hop in f["hops"]]
	    else:
	        words += [f["wanted_bytes"], "passed", f["passed_bytes"], "told", f["told_bytes"], short(f["told_by"])]
	    print(*words)
	END
}

# check STATUS: all probes are asked, and what came of them is as in expect, where each line
# stands for both families; N4 or N6 at its beginning means one of them.
check () {
	test_expect_code $1 nwops check --no-record --json >json 2>errors &&
	facts >actual &&
	test_cmp /dev/null errors &&
	{ ! test_have_prereq SCHEMA || valid json; } &&
	sed "/^[^ ]*-[46] /b
		h; s/^[^ ]*/&-4/p
		g; s/^[^ ]*/&-6/" expect | LC_ALL=C sort >expected &&
	test_cmp expected actual
}

# whole FILE COUNT: each of COUNT ways in FILE is one of the two, and not a bit of both.
whole () {
	test_expect_code 1 grep -v " reached 0/0 net1.2 \(net2.2 net3.2 net4.2\|net5.2 net6.2 net[47].2\) net8.2" \
		"$1" >mixed &&
	test_cmp /dev/null mixed && test "$(wc -l <"$1")" = "$2"
}

# evidence STATUS OPTION…: check ends so; of each line its status, its last hops and its message.
evidence () {
	test_expect_code $1 nwops check --json "$2" >json 2>errors &&
	test_cmp /dev/null errors &&
	{ ! test_have_prereq SCHEMA || valid json; } &&
	/usr/bin/python3 - >actual <<-\END
	import json
	for o in sorted(map(json.loads, open("json")), key=lambda o: o.get("item", "")):
	    if o["type"] == "item":
	        path = o["path"]
	        print(o["item"][5:], o["status"], path and ("reached" if path["reached"] else len(path["hops"])),
	              o["message"].rpartition("; ")[2] if path else "-", sep=", ")
	END
}

# failing: a site of lines that end in different ways; only r3 is known by the address that it speaks from.
failing () {
	lab_site 5 10 300 &&
	sed -i "s/evidence: 0, //" etc/nwops.yaml &&
	cat >etc/inventory/lab.yaml <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  hosp: {kind: institution, type: hospital, service-class: user, name: Sakura Hospital}
	devices:
	  x1: {owner: self, role: concentrator, watch: [], address: 192.0.2.254}
	  r3: {owner: self, watch: [], address: 192.0.2.4, addresses: [198.18.4.2, "2001:db8:77:4::2"]}
	lines:
	  good: {institution: hosp, from: x1, address: 198.18.8.2}
	  far: {institution: hosp, from: x1, address: 198.18.11.1}
	  six: {institution: hosp, from: x1, address: "2001:db8:77:11::1"}
	  near: {institution: hosp, from: x1, address: 198.18.12.1}
	  nowhere: {institution: hosp, from: x1, address: 198.18.14.1}
	  circle: {institution: hosp, from: x1, address: 198.18.9.1}
	END
}

test_expect_success 'a network' build

for sockets in ping raw
do

test_expect_success "$sockets: all routers of a way, in their order" '
	lab_sockets $sockets &&
	site t=path,net8.2 via="path,net8.2,via: [r1, a1, t]" r3=path,net4.2 &&
	cat >expect <<-\END &&
	r3 ok reached 0/0 net1.2 net2.2 net3.2 net4.2
	t ok reached 0/0 net1.2 net2.2 net3.2 net4.2 net8.2
	via ok reached 3/3 net1.2 net2.2 net3.2 net4.2 net8.2
	END
	check 0
'

test_expect_success "$sockets: another way than it should be" '
	site via="path,net8.2,via: [r1, b1, t]" order="path,net8.2,via: [a1, r1]" &&
	cat >expect <<-\END &&
	order caution reached 1/2 net1.2 net2.2 net3.2 net4.2 net8.2
	via caution reached 1/3 net1.2 net2.2 net3.2 net4.2 net8.2
	END
	check 1
'

test_expect_success "$sockets: a circle, up to the limit" '
	site circle="path,net9.1,hops: 7" &&
	# In IPv6 a router speaks from an address of its own choice.
	cat >expect <<-\END &&
	circle-4 down ends 0/0 net1.2 net2.2 net3.2 net2.2 net3.2 net2.2 net3.2
	circle-6 down ends 0/0 net1.2 net2.2 net3.2 net3.1 net3.2 net3.1 net3.2
	END
	check 2
'

test_expect_success "$sockets: a router that cannot pass it on is the last hop, once" '
	site refused=path,net10.1 &&
	echo "refused down ends 0/0 net1.2 net2.2 net3.2 net4.2" >expect &&
	check 2
'

test_expect_success "$sockets: what is discarded ends behind the last that spoke" '
	site silent="path,net11.1,hops: 12" &&
	echo "silent down ends 0/0 net1.2 net2.2 net3.2 net4.2" >expect &&
	check 2
'

test_expect_success "$sockets: a router that says nothing leaves a gap" '
	in_node a2 nft "add table inet mute; add chain inet mute out { type filter hook output priority 0; };
		add rule inet mute out icmp type time-exceeded drop;
		add rule inet mute out icmpv6 type time-exceeded drop" &&
	site gap="path,net8.2,via: [r1, a1, t]" &&
	echo "gap ok reached 3/3 net1.2 net2.2 * net4.2 net8.2" >expect &&
	check 0 &&
	in_node a2 nft flush ruleset
'

test_expect_success "$sockets: routers that limit what they say, and retries that fill it in" '
	in_node r1 sysctl -qw net.ipv4.icmp_ratelimit=1000 net.ipv6.icmp.ratelimit=1000 &&
	sleep 7 &&
	site one=path,net8.2 two=path,net8.2 three=path,net8.2 four=path,net8.2 five=path,net8.2 \
		six=path,net8.2 seven=path,net8.2 eight=path,net8.2 &&
	sed -i "s/timeout: 250ms/timeout: 1100ms/" etc/inventory/lab.yaml &&
	for name in one two three four five six seven eight
	do
		echo "$name ok reached 0/0 net1.2 net2.2 net3.2 net4.2 net8.2"
	done >expect &&
	check 0 &&
	in_node r1 sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
'

test_expect_success "$sockets: whoever chooses among ways by the beginning of the ICMP header, one is taken" '
	in_node r1 nft "add table inet two; add chain inet two in { type filter hook prerouting priority -150; };
		add rule inet two in icmp type echo-request @th,31,1 1 meta mark set 1;
		add rule inet two in icmpv6 type echo-request @th,31,1 1 meta mark set 1" &&
	in_node r1 ip rule add fwmark 1 table 100 && in_node r1 ip -6 rule add fwmark 1 table 100 &&
	in_node r1 ip route add 198.18.8.0/24 via 198.18.5.2 table 100 &&
	in_node r1 ip -6 route add 2001:db8:77:8::/64 via 2001:db8:77:5::2 table 100 &&
	site $(for i in 1 2 3 4 5 6 7 8 9 10; do echo way$i=path,net8.2; done) &&
	nwops check --no-record --json >json && facts >ways &&
	whole ways 20 &&
	in_node r1 nft flush ruleset &&
	in_node r1 ip rule del fwmark 1 && in_node r1 ip -6 rule del fwmark 1 &&
	in_node r1 ip route flush table 100 && in_node r1 ip -6 route flush table 100
'

test_expect_success "$sockets: two equal ways of the kernel: one of them, whole" '
	in_node r1 sysctl -qw net.ipv4.fib_multipath_hash_policy=1 net.ipv6.fib_multipath_hash_policy=1 &&
	in_node r1 ip route replace 198.18.8.0/24 nexthop via 198.18.2.2 nexthop via 198.18.5.2 &&
	in_node r1 ip -6 route del 2001:db8:77:8::/64 &&
	in_node r1 ip -6 route add 2001:db8:77:8::/64 nexthop via 2001:db8:77:2::2 nexthop via 2001:db8:77:5::2 &&
	rm -f several &&
	for i in 1 2 3 4 5 6
	do
		nwops check --no-record --json >json && facts >>several || return 1
	done &&
	whole several 120 &&
	in_node r1 ip route replace 198.18.8.0/24 via 198.18.2.2 &&
	in_node r1 ip -6 route del 2001:db8:77:8::/64 && in_node r1 ip -6 route add 2001:db8:77:8::/64 via 2001:db8:77:2::2
'

# narrow MTU: the link between r3 and t.
narrow () {
	in_node r3 ip link set n8 mtu $1 && in_node t ip link set f8 mtu $1
}

test_expect_success "$sockets: the wanted size passes whole" '
	site jumbo="mtu,net8.2,size: 9000" usual="mtu,net8.2,size: 1500" &&
	cat >expect <<-\END &&
	jumbo ok 9000 passed 9000 told None *
	usual ok 1500 passed 1500 told None *
	END
	check 0
'

test_expect_success "$sockets: a router says what its link carries" '
	narrow 1400 &&
	site exact="mtu,net8.2,size: 1400" more="mtu,net8.2,size: 1401" jumbo="mtu,net8.2,size: 9000" &&
	cat >expect <<-\END &&
	exact ok 1400 passed 1400 told None *
	more warning 1401 passed 1400 told 1400 net4.2
	jumbo warning 9000 passed 1400 told 1400 net4.2
	END
	check 2 && check 2
'

test_expect_success "$sockets: no router says it, and it is found all the same" '
	in_node r3 nft "add table inet mute; add chain inet mute out { type filter hook output priority 0; };
		add rule inet mute out icmp type destination-unreachable drop;
		add rule inet mute out icmpv6 type packet-too-big drop" &&
	narrow 1454 &&
	site usual="mtu,net8.2,size: 1500" jumbo="mtu,net8.2,size: 9000" &&
	cat >expect <<-\END &&
	jumbo warning 9000 passed 1454 told None *
	usual warning 1500 passed 1454 told None *
	END
	check 2 &&
	narrow 1311 &&
	sed "s/1454/1311/" expect >other && mv other expect &&
	check 2
'

test_expect_success "$sockets: two narrow links, the second silent" '
	in_node a2 ip link set n4 mtu 1480 &&
	site usual="mtu,net8.2,size: 1500" &&
	echo "usual warning 1500 passed 1311 told 1480 net3.2" >expect &&
	check 2 &&
	in_node a2 ip link set n4 mtu 9000 && in_node r3 nft flush table inet mute && narrow 9000
'

test_expect_success "$sockets: the way out of this host is the narrow one" '
	ip link set n1 mtu 1333 &&
	site usual="mtu,net8.2,size: 1500" &&
	echo "usual warning 1500 passed 1333 told 1333 *" >expect &&
	check 2 &&
	nwops check --no-record device:t/usual-6 >table; grep "1333 by the way out of this host" table &&
	ip link set n1 mtu 9000
'

test_expect_success "$sockets: nobody answers a packet of any size" '
	site gone="mtu,net11.1,size: 1500" &&
	echo "gone down 1500 passed None told None *" >expect &&
	check 2
'

test_expect_success "$sockets: what our own side refuses is no result about the network" '
	in_node noc ip route add unreachable 198.18.12.0/24 && in_node noc ip -6 route add unreachable 2001:db8:77:12::/64 &&
	site path=path,net12.1 size="mtu,net12.1,size: 1500" &&
	cat >expect <<-\END &&
	path unknown could not ask: no route to it from here
	size unknown could not ask: no route to it from here
	END
	check 3 &&
	in_node noc ip route del unreachable 198.18.12.0/24 && in_node noc ip -6 route del unreachable 2001:db8:77:12::/64
'

test_expect_success "$sockets: source and interface of a line" '
	lab_site 5 10 500 &&
	{
		lab_lines "own=198.18.8.2,source: 198.18.1.1, interface: n1" "mute=198.18.8.3,source: 192.0.2.77" \
			"gone=198.18.8.4,interface: nowhere" "six=2001:db8:77:8::2,interface: n1" &&
		echo "probes:" &&
		for line in own mute gone six
		do
			echo "  line:$line/w: {kind: path}" && echo "  line:$line/x: {kind: mtu, size: 9000}" || return 1
		done
	} >etc/inventory/lab.yaml &&
	cat >expect <<-\END &&
	w ok reached 0/0 net1.2 net2.2 net3.2 net4.2 net8.2
	w ok reached 0/0 net1.2 net2.2 net3.2 net4.2 net8.2
	w unknown could not ask: its interface is not one of this host
	w unknown could not ask: the source address is not one of this host
	x ok 9000 passed 9000 told None *
	x ok 9000 passed 9000 told None *
	x unknown could not ask: its interface is not one of this host
	x unknown could not ask: the source address is not one of this host
	END
	test_expect_code 3 nwops check --no-record --json "line:*/w" "line:*/x" >json &&
	facts >actual && sort actual >sorted && test_cmp expect sorted
'

test_expect_success "$sockets: how far packets get to what has failed, once, by the names that are known" '
	rm -rf state && failing &&
	in_node r1 ip route replace 198.18.12.0/24 via 198.18.2.2 &&
	in_node a1 ip route replace 198.18.12.0/24 via 198.18.3.2 &&
	in_node a2 ip route replace 198.18.12.0/24 via 198.18.4.2 &&
	in_node a2 nft "add table inet own; add chain inet own pass { type filter hook forward priority 0; };
		add rule inet own pass ip daddr 198.18.12.0/24 drop" &&
	ip route replace 198.18.14.0/24 via 198.18.1.77 &&
	cat >expect <<-\END &&
	circle, down, 30, last answer: 198.18.2.2, hop 30
	far, down, 4, last answer: r3 (198.18.4.2), hop 4
	good, ok, None, -
	near, down, 3, last answer: 198.18.3.2, hop 3
	nowhere, down, 0, no answer from any hop on the way
	six, down, 4, last answer: r3 (2001:db8:77:4::2), hop 4
	END
	evidence 2 --retries=0 && test_cmp expect actual
'

test_expect_success "$sockets: what was down before is not asked again, and keeps what was told" '
	test_expect_code 2 nwops status --json >json &&
	grep "last answer: r3 (198.18.4.2), hop 4" json &&
	evidence 2 --retries=0 && cut -d, -f 1-3 actual >other &&
	printf "%s, down, None\n" circle far >expect && echo "good, ok, None" >>expect &&
	printf "%s, down, None\n" near nowhere six >>expect && test_cmp expect other &&
	evidence 2 --no-record && test "$(grep -c "last answer" actual)" = 4
'

test_expect_success "$sockets: no more of them than the site wants, the worst first, and none with 0" '
	in_node t nft "add table inet own; add chain inet own in { type filter hook input priority 0; };
		add rule inet own in icmp type echo-request numgen inc mod 5 < 3 drop" &&
	sed -i "s/probing: {/probing: {evidence: 5, /" etc/nwops.yaml && evidence 2 --no-record &&
	cut -d, -f 1-3 actual >other && grep "good, warning, None" other && test "$(grep -c "down, [0-9]" other)" = 5 &&
	sed -i "s/evidence: 5, /evidence: 6, /" etc/nwops.yaml && evidence 2 --no-record &&
	grep "good, warning, \(reached\|4\)" actual &&
	sed -i "s/evidence: 6, /evidence: 0, /" etc/nwops.yaml && evidence 2 --no-record &&
	test_expect_code 1 grep -v "^[a-z]*, [a-z]*, None," actual &&
	in_node t nft flush ruleset && in_node a2 nft flush ruleset && ip route del 198.18.14.0/24
'

done

test_done
