#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Whatever goes wrong on our own side says nothing about a line: it could not be
# asked, for the right reason, and its neighbours are judged as they are.
test_description='trouble of our own is never trouble of a line'
. "$(dirname "$0")/setup.sh"

# Lines "fine" and "hurt" of both families; the faults below strike the second.
F4=198.18.0.1 F6=2001:db8:77::1 H4=198.18.1.1 H6=2001:db8:77::2

lab_prepare () {
	lab_wire && lab_site 4 20 500 &&
	lab_lines "fine4=$F4" "fine6=$F6" "hurt4=$H4" "hurt6=$H6" >etc/inventory/lab.yaml &&
	echo 'default reply' >table &&
	lab_reflect table log
}

# could_not_ask REASON COMMAND…: after COMMAND the hurt lines could not be asked
# for that REASON, with either kind of socket, while the fine ones are fine.
# An IPv6 ping socket is not told what becomes of a packet on its way out, so
# there SILENT, if set, is all that can be known.
could_not_ask () {
	reason=$1
	shift
	"$@" &&
	for kind in ping raw
	do
		reason6=$reason
		test -z "$SILENT" || test $kind = raw || reason6=$SILENT
		cat >expect <<-END &&
		fine4 answered ok 4 4 0 0
		fine6 answered ok 4 4 0 0
		hurt4 could-not-ask unknown 0 0 4 0 could not ask: $reason
		hurt6 could-not-ask unknown 0 0 4 0 could not ask: $reason6
		END
		lab_sockets $kind &&
		test_expect_code 3 nwops check --no-record --json >json &&
		lab_items json end status sent received not_sent own_losses message >items &&
		sed "/^fine/s/ rtt .*//" items >actual &&
		test_cmp expect actual || return 1
	done
}

test_expect_success 'all is fine as long as nothing is wrong' '
	lab_prepare &&
	for kind in ping raw
	do
		lab_sockets $kind && test_expect_code 0 nwops check --no-record --json >json || return 1
	done
'

routes () {
	ip route replace $1 $H4 && ip -6 route replace $1 $H6
}

test_expect_success 'an unreachable route' '
	could_not_ask "no route to it from here" routes unreachable
'
test_expect_success 'a blackhole route' '
	could_not_ask "no route to it from here" routes blackhole
'
test_expect_success 'a prohibiting route' '
	could_not_ask "this host'\''s own firewall or policy forbids it" routes prohibit
'

# The fine lines keep routes of their own.
no_route () {
	lab_wire && lab_reflect table log &&
	ip route add $F4 dev lab0 && ip -6 route add $F6 dev lab0 &&
	ip route del $LAB_PREFIX4 && ip -6 route del $LAB_PREFIX6
}
test_expect_success 'no route' '
	could_not_ask "no route to it from here" no_route
'

interface_down () {
	lab_prepare &&
	ip link add lab1 type veth peer name lab2 && ip link set lab2 up &&
	ip addr add 203.0.113.1/24 dev lab1 && ip -6 addr add 2001:db8:1::1/64 dev lab1 nodad &&
	ip link set lab1 up &&
	ip route add $H4 via 203.0.113.2 && ip -6 route add $H6 via 2001:db8:1::2 &&
	ip route del $LAB_PREFIX4 && ip route add $F4 dev lab0 &&
	ip -6 route del $LAB_PREFIX6 && ip -6 route add $F6 dev lab0 &&
	ip link set lab1 down
}
test_expect_success 'the interface is down' '
	could_not_ask "no route to it from here" interface_down &&
	ip link del lab1
'

firewall () {
	lab_prepare &&
	nft -f - <<-END
	table inet lab {
		chain out {
			type filter hook output priority 0;
			ip daddr $H4 $1
			ip6 daddr $H6 $1
		}
	}
	END
}
for verdict in drop reject
do
	# A firewall that rejects also answers, in our own name.
	SILENT="this host itself discarded it on its way out"
	test $verdict = drop || SILENT="$SILENT; port unreachable, says $LAB_OWN6"
	test_expect_success "our own firewall, $verdict" '
		could_not_ask "this host'\''s own firewall or policy forbids it" firewall $verdict &&
		nft delete table inet lab
	'
done

SILENT=
foreign_source () {
	lab_prepare &&
	lab_lines "fine4=$F4" "fine6=$F6" "hurt4=$H4,source: 192.0.2.77" "hurt6=$H6,source: '2001:db8::77'" \
		>etc/inventory/lab.yaml
}
test_expect_success 'a source address that is not ours' '
	could_not_ask "the source address is not one of this host" foreign_source
'

test_expect_success 'a source address that is ours' '
	ip addr add 192.0.2.77 dev lab0 && ip -6 addr add 2001:db8::77 dev lab0 nodad &&
	for kind in ping raw
	do
		lab_sockets $kind && test_expect_code 0 nwops check --no-record --json >json || return 1
	done
'

# Every packet is larger than the bucket, so the queue drops it: ENOBUFS.
test_expect_success 'the queue of the interface takes nothing' '
	lab_prepare &&
	tc qdisc add dev lab0 root tbf rate 8kbit burst 40 limit 1000 &&
	for kind in ping raw
	do
		full="the kernel takes no more packets"
		reason6=$full
		test $kind = raw || reason6="this host itself discarded it on its way out"
		for line in "fine4 $full" "fine6 $reason6" "hurt4 $full" "hurt6 $reason6"
		do
			echo "${line%% *} could-not-ask unknown 0 0 4 0 could not ask: ${line#* }"
		done >expect &&
		lab_sockets $kind &&
		test_expect_code 3 nwops check --no-record --json >json &&
		lab_items json end status sent received not_sent own_losses message >actual &&
		test_cmp expect actual || return 1
	done
'

# 2,000 bytes a second and room for four packets: we must wait, and nothing is lost.
test_expect_success 'the queue of the interface is narrow' '
	lab_prepare &&
	tc qdisc add dev lab0 root tbf rate 16kbit burst 100 limit 200 &&
	for name in fine4 fine6 hurt4 hurt6
	do
		echo "$name answered ok 4 4 0 0" || return 1
	done >expect &&
	for kind in ping raw
	do
		lab_sockets $kind &&
		test_expect_code 0 nwops check --no-record --json >json &&
		lab_items json end status sent received not_sent own_losses >actual &&
		test_cmp expect actual || return 1
	done
'

test_expect_success 'no socket for one of the families' '
	lab_prepare && lab_sockets ping &&
	cat >expect <<-\END &&
	fine4 answered ok 4 4 0
	fine6 could-not-ask unknown 0 0 4 could not ask: this host does not speak its address family
	hurt4 answered ok 4 4 0
	hurt6 could-not-ask unknown 0 0 4 could not ask: this host does not speak its address family
	END
	test_expect_code 3 "$NWOPS_LAB_DIR/without-family.py" 10 nwops check --no-record --json >json &&
	lab_items json end status sent received not_sent message >items &&
	sed "/4 answered/s/ rtt .*//" items >actual &&
	test_cmp expect actual
'

# --- drops by our own socket ---
# Without CAP_NET_ADMIN the receive buffer is at most twice net.core.rmem_max,
# which a namespace cannot change. A flood with our identifier, more than that
# buffer holds, comes before each reply of the line while nwops is stopped.

buffer=$(($(cat /proc/sys/net/core/rmem_max) * 2))
flood=$((buffer / 600))		# a small packet takes more than 600 bytes of it

lab_reflection_complete () {
	awk -v line="$1" '
		$2 == "asked" && $3 == line { asked++ }
		$2 == "sent" && $3 == line && $6 == "reply" { sent++ }
		END { exit !(asked && asked == sent) }
	' log
}

lab_asked_of () {
	awk -v line="$1" '$2 == "asked" && $3 == line { n++ } END { print n + 0 }' log
}

lab_asked_beyond () {
	test "$(lab_asked_of "$1")" -gt "$2" || ! kill -0 $asking 2>/dev/null
}

# drop_replies TIMES: a check of one line that is stopped while it is answered,
# as often as it asks but at most TIMES times.
drop_replies () {
	lab_site 3 10 4000 &&
	# How long so large a flood takes is the host's matter, not the line's.
	sed -i "s/rtt: .*/rtt: {caution: 3998ms, warning: 3999ms}/" etc/nwops.yaml &&
	lab_lines line=198.18.0.1 >etc/inventory/lab.yaml &&
	lab_wire &&
	echo "198.18.0.1 flood copies=$flood delay-us=400000 then reply delay-us=800000" >table &&
	lab_reflect table log &&
	{ setpriv --bounding-set=-net_admin nwops check --no-record --json >json 2>errors & } &&
	asking=$! &&
	seen=2 &&
	for time in $(seq $1)
	do
		lab_wait_for 30 lab_asked_beyond 198.18.0.1 $seen || return 1
		kill -STOP $asking 2>/dev/null || break
		lab_wait_for 30 lab_reflection_complete 198.18.0.1 || return 1
		seen=$(lab_asked_of 198.18.0.1)
		kill -CONT $asking
	done
	wait $asking
}

# More packets than the reflector can hold cannot be asked of it.
if test $((flood * 3)) -le 60000
then
	test_set_prereq FLOOD
fi

for kind in ping raw
do
	test_expect_success FLOOD "replies that our own socket dropped are asked for again, $kind sockets" '
		lab_sockets $kind &&
		test_expect_code 0 drop_replies 1 &&
		grep "our own socket dropped replies" errors &&
		echo "line answered ok 0" >expect &&
		lab_items json end status loss_ppm >actual &&
		test_cmp expect actual
	'

	test_expect_success FLOOD "dropped for good, they are no loss of the line, $kind sockets" '
		lab_sockets $kind &&
		test_expect_code 3 drop_replies 20 &&
		echo "line could-not-ask unknown None could not ask: our own socket dropped replies" >expect &&
		lab_items json end status loss_ppm message | sed "s/; .*//" >actual &&
		test_cmp expect actual
	'
done

test_done
