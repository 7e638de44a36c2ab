#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The probe kind tcp against peers on loopback that behave as told: what is an
# answer, what is none, what could not be asked, and how connections are left.
test_description='probe kind tcp'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/peers.sh"
. "$NWOPS_SOURCE/t/schema.sh"

site
start_peers ssh='say:SSH-2.0-test\r\n' mail='drip:220 mx ESMTP\r\n' echo=echo hung=hold gone=bye: \
	busy='bye:421 too many\r\n' endless=endless dropped=drop nobody=refuse full=full \
	odd='say:\x1b[31m\x00\xff 220\n'
{
	inventory_of_peers
	cat <<-END
	  b1: {owner: self, address: 127.0.0.9, watch: [], service-class: user}
	lines:
	  h1: {institution: hosp, from: b1, address: 127.0.0.2, source: 192.0.2.77}
	  h2: {institution: hosp, from: b1, address: 127.0.0.3, interface: nowhere0}
	probes:
	  device:ssh/banner: {kind: tcp, port: $(port ssh), expect: '^SSH-2\.0-'}
	  device:ssh/open: {kind: tcp, port: $(port ssh)}
	  device:mail/smtp: {kind: tcp, port: $(port mail), expect: '^220 .*ESMTP'}
	  device:echo/dialogue: {kind: tcp, port: $(port echo), send: "hello\r\n", expect: '^hello'}
	  device:echo/told: {kind: tcp, port: $(port echo), send: "hello"}
	  device:hung/banner: {kind: tcp, port: $(port hung), expect: '^SSH', timeout: 200ms}
	  device:gone/banner: {kind: tcp, port: $(port gone), expect: '^SSH'}
	  device:busy/smtp: {kind: tcp, port: $(port busy), expect: '^220 '}
	  device:endless/banner: {kind: tcp, port: $(port endless), expect: '^SSH'}
	  device:dropped/banner: {kind: tcp, port: $(port dropped), expect: '^SSH'}
	  device:nobody/ssh: {kind: tcp, port: $(port nobody)}
	  device:full/ssh: {kind: tcp, port: $(port full), timeout: 200ms}
	  device:odd/banner: {kind: tcp, port: $(port odd), expect: '220\$'}
	  line:h1/ssh: {kind: tcp, port: 22}
	  line:h2/ssh: {kind: tcp, port: 22}
	END
} >etc/inventory/peers.yaml

test_expect_success 'each peer is seen as it behaves' '
	cat >expect <<-\END &&
	device:busy/smtp	down	no-answer	[true, false, false, true, "421 too many"]	no answer; it hung up; it said '\''421 too many'\''
	device:dropped/banner	down	no-answer	[true, false, false, true, null]	no answer; it hung up
	device:echo/dialogue	ok	answered	[true, false, false, false, "hello"]	answered in TIME; it said '\''hello'\''
	device:echo/told	ok	answered	[true, false, false, false, null]	answered in TIME
	device:endless/banner	down	no-answer	[true, false, false, false, "blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah bl"]	no answer; it said '\''blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah blah bl'\''
	device:full/ssh	down	no-answer	[false, false, false, false, null]	no answer
	device:gone/banner	down	no-answer	[true, false, false, true, null]	no answer; it hung up
	device:hung/banner	down	no-answer	[true, false, false, false, null]	no answer; connected, but it said nothing
	device:mail/smtp	ok	answered	[true, false, false, false, "220 mx ESMTP"]	answered in TIME; it said '\''220 mx ESMTP'\''
	device:nobody/ssh	down	no-answer	[false, true, false, false, null]	no answer; connection refused
	device:odd/banner	ok	answered	[true, false, false, false, "\\x1b[31m\\x00\\xff 220"]	answered in TIME; it said '\''\x1b[31m\x00\xff 220'\''
	device:ssh/banner	ok	answered	[true, false, false, false, "SSH-2.0-test"]	answered in TIME; it said '\''SSH-2.0-test'\''
	device:ssh/open	ok	answered	[true, false, false, false, null]	answered in TIME
	line:h1/ssh	unknown	could-not-ask	null	could not ask: the source address is not one of this host
	line:h2/ssh	unknown	could-not-ask	null	could not ask: its interface is not one of this host
	END
	test_expect_code 2 nwops check --json kind:tcp >answer 2>err && test_must_be_empty err &&
	told answer connected refused unreachable closed received >actual && test_cmp expect actual
'

test_expect_success SCHEMA 'the answer is what the schema says' '
	valid answer
'

# Those who talk without end, and whoever was refused or dropped, cannot be left in order.
# Who did not answer was asked a second time in the same check.
test_expect_success 'connections are left in order: no reset, no session that stays' '
	stop_peers && test "$(grep -c . peers.log)" = 16 &&
	sort peers.log | uniq -c | sed "s/^ *//" >actual &&
	cat >expect <<-\END &&
	2 busy shut
	2 dropped dropped
	2 echo shut
	2 endless reset
	2 gone shut
	2 hung shut
	1 mail shut
	1 odd shut
	2 ssh shut
	END
	test_cmp expect actual
'

test_expect_success 'a time at or above a threshold is that level' '
	start_peers slow="drip:$(printf "%040d" 0) ready" &&
	{
		inventory_of_peers &&
		echo "probes:" &&
		echo "  device:slow/late: {kind: tcp, port: $(port slow), expect: ready, time: {caution: 1ms, warning: 5m}}" &&
		echo "  device:slow/never: {kind: tcp, port: $(port slow), expect: ready, time: {caution: 4m, warning: 5m}}"
	} >etc/inventory/peers.yaml &&
	test_expect_code 1 nwops check --json kind:tcp >answer 2>err &&
	printf "device:slow/late\tcaution\tanswered\ndevice:slow/never\tok\tanswered\n" >expect &&
	told answer | cut -f 1-3 >actual && test_cmp expect actual &&
	stop_peers
'

test_expect_success 'the run ends at its deadline, and what was not answered by then was not asked' '
	start_peers ssh="say:SSH-2.0-test" hung=hold &&
	{
		inventory_of_peers &&
		echo "probes:" &&
		echo "  device:ssh/banner: {kind: tcp, port: $(port ssh), expect: ^SSH}" &&
		echo "  device:hung/banner: {kind: tcp, port: $(port hung), expect: ^SSH, timeout: 5m}"
	} >etc/inventory/peers.yaml &&
	test_expect_code 3 nwops check --json --deadline 300ms kind:tcp >answer 2>err &&
	cat >expect <<-\END &&
	device:hung/banner	unknown	could-not-ask	null	not asked: the run ended first
	device:ssh/banner	ok	answered	[true, "SSH-2.0-test"]	answered in TIME; it said '\''SSH-2.0-test'\''
	END
	told answer connected received >actual && test_cmp expect actual &&
	stop_peers && sort peers.log >actual && printf "hung shut\nssh shut\n" >expect && test_cmp expect actual
'

test_expect_success 'more probes than may be open at once are all asked' '
	start_peers ssh="say:SSH-2.0-test" &&
	{
		inventory_of_peers && echo "probes:" &&
		for i in $(seq 300); do
			echo "  device:ssh/p$i: {kind: tcp, port: $(port ssh), expect: ^SSH}"
		done
	} >etc/inventory/peers.yaml &&
	(ulimit -n 64 && exec nwops check --json kind:tcp) >answer 2>err &&
	told answer | cut -f 2,3 | sort | uniq -c | sed "s/^ *//" >actual &&
	printf "300 ok\tanswered\n" >expect && test_cmp expect actual &&
	stop_peers && sort peers.log | uniq -c | sed "s/^ *//" >actual && echo "300 ssh shut" >expect &&
	test_cmp expect actual
'

test_expect_success 'an overlay answers in the place of the network, by item or by address' '
	{
		inventory_of_peers && echo "probes:" &&
		echo "  device:ssh/one: {kind: tcp, port: 1}" && echo "  device:ssh/two: {kind: tcp, port: 1}" &&
		echo "  device:ssh/three: {kind: tcp, port: 1, address: 127.0.0.77}"
	} >etc/inventory/peers.yaml &&
	overlay device:ssh/one=5ms 127.0.1.1=none "127.0.0.77=!no route" >answers.yaml &&
	cat >expect <<-\END &&
	device:ssh/one	ok	answered	null	answered in TIME
	device:ssh/three	unknown	could-not-ask	null	could not ask: no route
	device:ssh/two	down	no-answer	null	no answer
	END
	test_expect_code 2 nwops --state rehearsal --overlay answers.yaml check --json kind:tcp >answer 2>err &&
	told answer connected >actual && test_cmp expect actual
'

test_done
