#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops tick: what is due, once in its interval; transitions, gaps, a clock that is
# moved, one tick at a time, and a heartbeat that stays out when its work was not done.
test_description='nwops tick'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
# at TIME [up DURATION]: moves the clock, and with it how long the host is up, unless it is said.
at() {
	time=$1 && shift && echo "2026-11-25T$time+09:00 $*" >clock
}
at 03:00:01
site
# 20 lines that are asked every five minutes, and a concentrator every minute.
lines() {
	line_inventory $(seq -f 192.0.2.%g 1 20) | sed 's/watch: \[\]/watch: [icmp]/' >etc/inventory/lab.yaml
}
lines
# Everything answers but for what the arguments say.
answers() {
	overlay "$@" | sed 's/^default: .*/default: {rtt: 2ms}/' >answers.yaml
}
answers

# tick STATUS ARGUMENT...: what comes on stdin is what it prints; said is what it says.
tick() {
	cat >expect && code=$1 && shift &&
	test_expect_code "$code" nwops --overlay answers.yaml tick "$@" >actual 2>err &&
	{ grep -v "^nwops: notice: " err >said || :; } && test_cmp expect actual
}
# says: what comes on stdin is what the last tick said.
says() {
	cat >expect && test_cmp expect said
}
# journal KIND: its payloads, one a line, the newest last.
journal() {
	sqlite3 state/nwops.db "select p.body from journal j join payload p using (sequence)
		where j.kind = '$1' order by sequence"
}
# asked TIME: items of which the newest result is of then, one a line.
asked() {
	nwops --overlay answers.yaml status --json 2>err >all
	sed -n "s/.*\"type\":\"state\",\"item\":\"\([^\"]*\)\".*\"checked_at\":\"2026-11-25T$1+09:00\".*/\1/p" all
}

test_expect_success 'the first asks everything, and says nothing when all is well' '
	tick 0 </dev/null && says </dev/null && asked 03:00:01 | wc -l >count && echo 21 >expect && test_cmp expect count
'

test_expect_success 'its heartbeat says when, how far the record goes, and what was seen' '
	cat >expect <<-\END &&
	{"v":1,"type":"heartbeat","time":"2026-11-25T03:00:01+09:00","sequence":1,"not_due":0,"counts":{"ok":21,"caution":0,"warning":0,"down":0,"unknown":0}}
	END
	test_cmp expect state/heartbeat && valid state/heartbeat
'

test_expect_success 'in 20 minutes each item is asked once in each of its intervals' '
	: >history && minute=1 && while [ $minute -le 20 ]; do
		now=$(printf "03:%02d:0%d" $minute $((minute * 7 % 4))) &&
		at $now && tick 0 </dev/null && says </dev/null && asked $now | sed "s/^/$(((minute - 1) / 5)) /" >>history &&
		minute=$((minute + 1)) || return 1
	done &&
	sort history | uniq -c | awk "{ print \$1, \$2, \$3 }" | sort >actual &&
	{ for fifth in 0 1 2 3; do
		seq -f "1 $fifth line:h%g" 1 20 && echo "5 $fifth device:a1" || return 1
	done; } | sort >expect && test_cmp expect actual && journal check | wc -l >before
'

test_expect_success 'a minute in which nothing is due leaves no trace but a heartbeat' '
	line_inventory 192.0.2.1 >etc/inventory/lab.yaml && : >asked && minute=21 && while [ $minute -le 25 ]; do
		at 03:$minute:01 && test_expect_code 0 nwops --overlay answers.yaml tick --json >actual 2>err &&
		valid actual && sed "s/.*\"asked\":\([0-9]*\),.*/\1/" actual >>asked &&
		journal check | wc -l >after && grep "\"time\":\"2026-11-25T03:$minute:01+09:00\"" state/heartbeat &&
		if [ $(tail -n 1 asked) = 0 ]; then test_cmp before after || return 1; fi &&
		cp after before && minute=$((minute + 1)) || return 1
	done && sort asked | uniq -c | awk "{ print \$1, \$2 }" >actual && printf "4 0\n1 1\n" >expect && test_cmp expect actual
'

test_expect_success 'check --due asks what a tick would, and counts as one' '
	at 03:40:01 && lines && test_expect_code 0 nwops --overlay answers.yaml check --due --no-record --json >look 2>err &&
	tail -n 1 look | grep "\"items\":21," &&
	test_expect_code 0 nwops --overlay answers.yaml check --due --json >actual 2>err &&
	tail -n 1 actual | grep "\"items\":21," && journal check >before &&
	test_expect_code 0 nwops --overlay answers.yaml check --due --json >actual 2>err &&
	tail -n 1 actual | grep "\"items\":0,.*\"sequence\":null" && journal check >after && test_cmp before after &&
	test_expect_code 3 nwops --overlay answers.yaml check --due nothing >actual 2>err
'

test_expect_success 'what changed is one line each, and only once' '
	at 03:41:01 && tick 0 </dev/null && at 03:50:01 && tick 0 </dev/null && at 03:55:01 &&
	answers 192.0.2.3=none 192.0.2.254=60ms && tick 0 <<-\END &&
	2026-11-25 03:55:01 +09:00 line:h3: OK -> DOWN (CRITICAL), line; no answer
	END
	at 03:56:01 && tick 0 </dev/null && at 03:57:01 && tick 0 <<-\END &&
	2026-11-25 03:57:01 +09:00 device:a1: OK -> CAUTION (WARNING), control plane only; rtt 60 ms (caution from 20 ms); rtt 60 ms, loss 0%
	END
	at 03:58:01 && tick 0 </dev/null
'

test_done
