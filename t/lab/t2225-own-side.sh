#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Kinds that connect: what this host's own routes refuse could not be asked, and
# what a router or the last link says is no answer, though the kernel has one word
# for both.
test_description='tcp and tls: our own refusal is no answer of the network'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/peers.sh"

# A link to a neighbour, in a namespace of its own, who routes for 198.51.100.0/24 and refuses
# some of it.
lab_neighbour () {
	ip link set lo up && ip netns add far &&
	ip link add near0 type veth peer name far0 netns far &&
	sysctl -qw net.ipv6.conf.near0.accept_dad=0 &&
	ip addr add 192.0.2.1/24 dev near0 && ip addr add 2001:db8::1/64 dev near0 && ip link set near0 up &&
	ip -n far addr add 192.0.2.2/24 dev far0 && ip -n far link set far0 up && ip -n far link set lo up &&
	ip netns exec far sysctl -qw net.ipv4.ip_forward=1 &&
	ip -n far route add unreachable 198.51.100.0/25 && ip -n far addr add 198.51.100.200/32 dev lo &&
	ip netns exec far nft -f - <<-\END &&
	table ip filter {
		chain in {
			type filter hook input priority 0;
			tcp dport 22 reject with icmp admin-prohibited
			tcp dport 23 drop
		}
	}
	END
	ip route add 198.51.100.0/24 via 192.0.2.2 &&
	ip route add unreachable 203.0.113.1 && ip route add blackhole 203.0.113.2 &&
	ip route add prohibit 203.0.113.3 && ip -6 route add unreachable 2001:db8:1::1
}

# asked KIND: of each probe its end and message.
asked () {
	{
		cat <<-\END
		organizations:
		  self: {kind: operator, self: true, name: Tozai Medical Lines}
		devices:
		  b1: {owner: self, address: 192.0.2.99, watch: [], service-class: user}
		probes:
		END
		while read -r name address port
		do
			echo "  device:b1/$name: {kind: $1, address: '$address', port: $port, timeout: 4s$2}"
		done <<-\END
		noroute 203.0.113.9 22
		noroute6 2001:db8:2::1 22
		unreachable 203.0.113.1 22
		unreachable6 2001:db8:1::1 22
		blackhole 203.0.113.2 22
		prohibit 203.0.113.3 22
		nobody 192.0.2.7 22
		router 198.51.100.7 22
		forbidden 198.51.100.200 22
		dropped 198.51.100.200 23
		closed 198.51.100.200 24
		END
	} >etc/inventory/lab.yaml &&
	test_expect_code 2 nwops check --no-record --json "kind:$1" >json &&
	told json | cut -f 1,3,5 >actual
}

cat >expected <<\END
device:b1/blackhole	could-not-ask	could not ask: no route to it from here
device:b1/closed	no-answer	no answer; connection refused
device:b1/dropped	no-answer	no answer
device:b1/forbidden	no-answer	no answer; unreachable, says somebody on the way
device:b1/nobody	no-answer	no answer; unreachable, says somebody on the way
device:b1/noroute	could-not-ask	could not ask: no route to it from here
device:b1/noroute6	could-not-ask	could not ask: no route to it from here
device:b1/prohibit	could-not-ask	could not ask: this host's own firewall or policy forbids it
device:b1/router	no-answer	no answer; unreachable, says somebody on the way
device:b1/unreachable	could-not-ask	could not ask: no route to it from here
device:b1/unreachable6	could-not-ask	could not ask: no route to it from here
END

site
test_expect_success 'a network with every sort of refusal' '
	lab_neighbour
'
test_expect_success 'tcp tells the two sides apart' '
	asked tcp "" && test_cmp expected actual
'
test_expect_success 'so does tls' '
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.crt \
		-subj /CN=root 2>openssl.log &&
	asked tls ", trust: ../root.crt" && test_cmp expected actual
'

# All ports are taken: none is free to ask from.
test_expect_success 'without a free port it could not be asked' '
	sysctl -qw net.ipv4.ip_local_port_range="40000 40003" &&
	/usr/bin/python3 -c "
import socket, subprocess, sys
held = []
for port in range(40000, 40004):
    held.append(socket.socket())
    held[-1].bind((\"\", port))
sys.exit(subprocess.call(sys.argv[1:], stdout=open(\"json\", \"w\")))" \
		nwops check --no-record --json device:b1/closed
	test $? = 3 &&
	told json | cut -f 1,3,5 >actual &&
	printf "device:b1/closed\tcould-not-ask\tcould not ask: no port of this host is free to ask from\n" >expect &&
	test_cmp expect actual
'

test_done
