#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How the questions of a line leave this host is what its service class and its line say: size,
# class of traffic, whether routers may break them up, source and interface. And a burst counts
# how long the reflector was silent in the middle of it.
test_description='size, class of traffic, DF, source and interface of echo requests; bursts'
. "$(dirname "$0")/setup.sh"

# Beside lab0 a second way out, to nobody, which is taken only when it is asked for.
second_way () {
	ip link add lab1 type veth peer name lab1far address 02:00:00:00:00:01 &&
	sysctl -qw net.ipv6.conf.lab1.accept_dad=0 net.ipv6.conf.lab1far.disable_ipv6=1 &&
	ip addr add 203.0.113.1/24 dev lab1 && ip -6 addr add 2001:db8:1::1/64 dev lab1 nodad &&
	ip link set lab1 up && ip link set lab1far up &&
	ip route add $LAB_PREFIX4 dev lab1 metric 5000 && ip -6 route add $LAB_PREFIX6 dev lab1 metric 5000 &&
	ip neigh add 198.18.0.7 lladdr 02:00:00:00:00:01 dev lab1 &&
	ip neigh add 2001:db8:77::7 lladdr 02:00:00:00:00:01 dev lab1
}

# Classes by what they ask for, and two lines of each, one of either family.
inventory () {
	cat >etc/nwops.yaml <<-\END &&
	zone: Asia/Tokyo
	language: en
	log-name: tozai.example/test
	probing: {evidence: 0, rate: 2000, far-end-rate: 2000, deadline: 50s}
	service-classes:
	END
	while read -r class settings
	do
		cat <<-END
		  $class:
		    probe: {packets: 3, gap: 10ms, timeout: 300ms$settings}
		    thresholds: {loss: {caution: 20%, warning: 50%}, rtt: {caution: 75ms, warning: 150ms}}
		END
	done >>etc/nwops.yaml <<-\END &&
	user
	marked , size: 64, dscp: 46, dont-fragment: true
	large , size: 1000, dscp: 10
	broad , size: 2000
	strict , size: 2000, dont-fragment: true
	END
	{
		cat <<-\END &&
		organizations:
		  self: {kind: operator, self: true, name: Tozai Medical Lines}
		END
		for class in user marked large broad strict
		do
			echo "  $class: {kind: institution, type: hospital, service-class: $class, name: Sakura $class}"
		done &&
		echo "devices:" &&
		echo "  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: []}" &&
		echo "lines:" &&
		while read -r name class number settings
		do
			echo "  ${name}4: {institution: $class, from: a1, address: 198.18.0.$number$(word 4 $settings)}"
			echo "  ${name}6: {institution: $class, from: a1, address: '2001:db8:77::$number'$(word 6 $settings)}"
		done
	} >etc/inventory/lab.yaml <<-\END
	plain user 1
	marked marked 2
	large large 3
	broad broad 4
	strict strict 5
	from user 6 source
	by user 7 interface
	cut user 8
	END
	cat >>etc/inventory/lab.yaml <<-\END
	probes:
	  line:from4/way: {kind: path}
	  line:from6/way: {kind: path}
	END
}
word () {
	case $2 in
	source)		test "$1" = 4 && echo ", source: 192.0.2.5" || echo ", source: '2001:db8::5'" ;;
	interface)	echo ", interface: lab1" ;;
	esac
}

# leave SELECTOR…: asks these, and in ./ways is how that left.
leave () {
	mkfifo told && exec 9<>told && rm told &&
	{ "$NWOPS_LAB_DIR/outgoing.py" ways >&9 & } && looking=$! &&
	read -r line <&9 && test "$line" = ready &&
	lab_reflect table log || return 1
	nwops check --no-record --json "$@" >json
	status=$?
	lab_reflect_end && kill $looking && wait $looking && exec 9>&- &&
	return $status
}

test_expect_success 'a network with a second way out' '
	lab_wire && second_way &&
	ip addr add 192.0.2.5/32 dev lab0 && ip -6 addr add 2001:db8::5/128 dev lab0 nodad preferred_lft 0 &&
	mkdir -p etc/inventory && inventory &&
	cat >table <<-\END &&
	default reply
	198.18.0.4 silence
	2001:db8:77::4 silence
	198.18.0.8 reply until=30 then reply after=50
	2001:db8:77::8 reply until=30 then reply after=50
	END
	cat >ways.expect <<-\END &&
	lab0 192.0.2.1 198.18.0.1 bytes 60 dscp 0 whole
	lab0 192.0.2.1 198.18.0.2 bytes 92 dscp 46 whole
	lab0 192.0.2.1 198.18.0.3 bytes 1028 dscp 10 -
	lab0 192.0.2.1 198.18.0.4 bytes 1500 dscp 0 piece
	lab0 192.0.2.1 198.18.0.4 bytes 548 dscp 0 piece
	lab0 192.0.2.5 198.18.0.6 bytes 60 dscp 0 whole
	lab0 2001:db8::1 2001:db8:77::1 bytes 80 dscp 0 -
	lab0 2001:db8::1 2001:db8:77::2 bytes 112 dscp 46 -
	lab0 2001:db8::1 2001:db8:77::3 bytes 1048 dscp 10 -
	lab0 2001:db8::1 2001:db8:77::4 bytes 1496 dscp 0 piece
	lab0 2001:db8::1 2001:db8:77::4 bytes 608 dscp 0 piece
	lab0 2001:db8::5 2001:db8:77::6 bytes 80 dscp 0 -
	lab1 2001:db8:1::1 2001:db8:77::7 bytes 80 dscp 0 -
	lab1 203.0.113.1 198.18.0.7 bytes 60 dscp 0 whole
	END
	cat >ends.expect <<-\END
	broad4 no-answer no answer
	broad6 no-answer no answer
	by4 no-answer no answer
	by6 no-answer no answer
	from4 answered rtt
	from6 answered rtt
	large4 answered rtt
	large6 answered rtt
	marked4 answered rtt
	marked6 answered rtt
	plain4 answered rtt
	plain6 answered rtt
	strict4 could-not-ask could not ask: the packet is larger than the way out allows
	strict6 could-not-ask could not ask: the packet is larger than the way out allows
	END
'

for kind in ping raw
do
	test_expect_success "every question leaves as it is told to, $kind sockets" '
		lab_sockets $kind &&
		test_expect_code 2 leave kind:icmp "!line:cut4" "!line:cut6" &&
		test_cmp ways.expect ways &&
		lab_items json end message >items && sed "s/ rtt .*/ rtt/" items >actual &&
		test_cmp ends.expect actual
	'
	test_expect_success "so does what looks for the way, $kind sockets" '
		lab_sockets $kind && test_expect_code 0 leave line:from4/way line:from6/way &&
		grep " \(192.0.2.5 198.18.0.6\|2001:db8::5 2001:db8:77::6\) " ways.expect >expect && test_cmp expect ways
	'
	test_expect_success "a burst counts how long nothing came back, $kind sockets" '
		lab_sockets $kind && lab_reflect table log &&
		test_expect_code 1 nwops check --no-record --json --burst 1s line:cut4 line:cut6 line:plain4 >json &&
		lab_reflect_end &&
		lab_items json sent received outage_us >actual &&
		printf "%s\n" "cut4 100 80 200000" "cut6 100 80 200000" "plain4 100 100 0" >expect && test_cmp expect actual
	'
done

test_done
