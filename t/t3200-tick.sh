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
answers 192.0.2.1=2ms

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

test_expect_success 'no tick for more than three minutes is said, recorded, and caught up' '
	answers && minute=1 && while [ $minute -le 12 ]; do
		at $(printf 04:%02d:02 $minute) && test_expect_code 0 nwops --overlay answers.yaml tick >actual 2>err &&
		minute=$((minute + 1)) || return 1
	done &&
	at 04:15:02 && tick 0 </dev/null && says </dev/null &&
	at 04:30:01 && tick 0 </dev/null && says <<-\END &&
	nwops: no tick ran from 2026-11-25 04:15:02 +09:00 until 2026-11-25 04:30:01 +09:00; what is due is asked now
	END
	asked 04:30:01 | wc -l >count && echo 21 >expect && test_cmp expect count &&
	journal gap | tail -n 1 >actual && cat >expect <<-\END &&
	{"reason":"no tick","from_us":1795547702000000,"until_us":1795548601000000,"booted":false,"v":1}
	END
	test_cmp expect actual && at 04:31:01 && tick 0 </dev/null && says </dev/null
'

test_expect_success 'a clock that was moved is said and recorded, and nothing is told in that tick' '
	at 04:32:01 up 8h && test_expect_code 0 nwops --overlay answers.yaml tick >actual 2>err &&
	at 04:33:01 up 8h1m && tick 0 </dev/null && says </dev/null &&
	at 04:35:01 up 8h2m && answers 192.0.2.254=none && tick 0 </dev/null && says <<-\END &&
	nwops: the clock was moved forward by 1m since the last tick; nothing is told in this one
	END
	at 04:35:31 up 8h3m && tick 0 </dev/null && says <<-\END &&
	nwops: the clock was moved back by 30 s since the last tick; nothing is told in this one
	END
	journal clock-jump | tail -n 2 >actual && cat >expect <<-\END &&
	{"last_tick_us":1795548781000000,"moved_us":60000000,"v":1}
	{"last_tick_us":1795548901000000,"moved_us":-30000000,"v":1}
	END
	test_cmp expect actual &&
	nwops --overlay answers.yaml status --json 2>err | grep "\"item\":\"device:a1\",\"status\":\"down\"" &&
	at 04:36:31 up 8h4m && test_expect_code 0 nwops --overlay answers.yaml tick >actual 2>err &&
	grep "device:a1: .*DOWN (CRITICAL)" actual
'

test_expect_success 'a storm is one screen' '
	line_inventory $(seq -f 192.0.2.%g 1 100) >etc/inventory/lab.yaml && at 05:00:01 && answers &&
	test_expect_code 0 nwops --overlay answers.yaml tick >actual 2>err &&
	at 05:10:01 && printf "overlay: 1\ndefault: {answer: none}\nanswers: {}\n" >answers.yaml &&
	test_expect_code 0 nwops --overlay answers.yaml tick >actual 2>err &&
	grep -c ": OK -> DOWN (CRITICAL)" actual >count && echo 60 >expect && test_cmp expect count &&
	tail -n 1 actual >last && echo "and 40 more; '\''nwops status'\'' shows them all" >expect && test_cmp expect last &&
	wc -l <actual >count && echo 61 >expect && test_cmp expect count
'

test_expect_success 'in JSON every transition is there' '
	at 05:15:01 && answers && test_expect_code 0 nwops --overlay answers.yaml tick --json >actual 2>err && valid actual &&
	at 05:20:01 && test_expect_code 0 nwops --overlay answers.yaml tick --json >actual 2>err && valid actual &&
	grep -c "\"type\":\"transition\".*\"to\":\"ok\"" actual >count && echo 100 >expect && test_cmp expect count &&
	tail -n 1 actual | sed "s/\"sequence\":[0-9]*/\"sequence\":0/" >last && cat >expect <<-\END &&
	{"v":1,"type":"tick","outcome":"done","time":"2026-11-25T05:20:01+09:00","sequence":0,"asked":100,"not_asked":0,"not_due":0,"counts":{"ok":100,"caution":0,"warning":0,"down":0,"unknown":0},"transitions":100,"overruns":0,"gap_from":"2026-11-25T05:15:01+09:00","clock_moved_us":0,"holder":null}
	END
	test_cmp_json expect last
'

test_expect_success 'the heartbeat goes where it is wanted, whole and readable by all' '
	mkdir -p www && at 05:21:01 && tick 0 --heartbeat www/alive </dev/null &&
	grep "T05:21:01" www/alive && grep "T05:20:01" state/heartbeat &&
	stat -c "%a %n" www/* >modes && echo "644 www/alive" >expect && test_cmp expect modes
'

test_expect_success 'where it cannot be written, the tick has failed' '
	at 05:22:01 && tick 3 --heartbeat none/alive </dev/null && says <<-\END
	nwops: cannot write '\''none/alive'\'': No such file or directory
	END
'

test_expect_success 'what fails leaves the heartbeat alone' '
	cp state/heartbeat before && at 05:23:01 && echo "service-class" >>etc/nwops.yaml &&
	test_expect_code 3 nwops --overlay answers.yaml tick >actual 2>err && site && test_cmp before state/heartbeat &&
	test_expect_code 3 nwops --overlay none tick >actual 2>err && test_cmp before state/heartbeat &&
	NWOPS_STATE=clock test_expect_code 3 nwops --overlay answers.yaml tick >actual 2>err &&
	test_expect_code 3 nwops tick more >actual 2>err && test_cmp before state/heartbeat
'

test_expect_success 'a window holds back what it covers; its overrun is said once, and then what is bad is told' '
	rm -rf state && line_inventory 192.0.2.1 192.0.2.2 >etc/inventory/lab.yaml && answers 192.0.2.2=none && at 05:30:01 &&
	test_expect_code 0 nwops --overlay answers.yaml maint start line:h2 --for 10m --reason "new cable" >actual 2>err &&
	tick 0 </dev/null && at 05:33:01 && tick 0 </dev/null && at 05:36:01 && tick 0 </dev/null && at 05:39:01 && tick 0 </dev/null && says </dev/null &&
	at 05:41:01 && test_expect_code 0 nwops --overlay answers.yaml tick >actual 2>err &&
	grep "^nwops: warning: .*M-20261125-001.* is overrun" err && at 05:43:59 &&
	test_expect_code 0 nwops --overlay answers.yaml tick >>actual 2>err && ! grep overrun err &&
	at 05:46:01 && test_expect_code 0 nwops --overlay answers.yaml tick >>actual 2>err &&
	grep -c "line:h2: .*DOWN (CRITICAL)" actual >count && echo 1 >expect && test_cmp expect count
'

# --- ticks that take their time: a plugin that says when it is the last one, and ends when it is told to ---

rm -rf state && mkfifo begun go
cat >slow <<-\END
	#!/bin/sh
	while ps --ppid "$PPID" -o pid= | grep -qvw $$; do :; done
	echo $$ >"$1/begun"
	read -r word <"$1/go"
	echo "OK - $word"
END
chmod +x slow
slow_site() {
	site && sed -i "s/deadline: 50s/deadline: $1/" etc/nwops.yaml && cat >etc/inventory/lab.yaml <<-END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	devices:
	  b1: {owner: self, address: 192.0.2.1, watch: [], service-class: user}
	probes:
	  device:b1/quick: {kind: plugin, timeout: 20s, command: [/bin/echo, fine]}
	  device:b1/slow: {kind: plugin, timeout: 40s, command: ['$PWD/slow', '$PWD']}
	END
}
# begin_tick: one that waits in its plugin; $tick is its process.
begin_tick() {
	nwops tick --json >first 2>first.err &
	tick=$!
	read -r plugin <begun && test -n "$plugin"
}
# end_tick STATUS: lets it go on.
end_tick() {
	echo on >go && wait $tick
	test $? = "$1"
}
one_tick() {
	code=$1 && shift && test_expect_code "$code" nwops tick "$@" >actual 2>err && { grep -v "^nwops: notice: " err >said || :; }
}

test_expect_success 'while one runs the next is left out without a word' '
	slow_site 50s && at 06:00:01 && begin_tick && at 06:01:01 && one_tick 1 && test_must_be_empty actual && says </dev/null &&
	one_tick 1 --verbose && grep "left out: the tick before still runs, process $tick" err &&
	one_tick 1 --json && valid actual && sed "s/\"process\":$tick,/\"process\":1,/" actual >shown && cat >expect <<-\END &&
	{"v":1,"type":"tick","outcome":"skipped","time":"2026-11-25T06:01:01+09:00","sequence":null,"asked":0,"not_asked":0,"not_due":0,"counts":{"ok":0,"caution":0,"warning":0,"down":0,"unknown":0},"transitions":0,"overruns":0,"gap_from":null,"clock_moved_us":0,"holder":{"process":1,"since":"2026-11-25T06:00:01+09:00"}}
	END
	test_cmp_json expect shown && test ! -e state/heartbeat
'

test_expect_success 'one that hangs is complained of, by every tick that it keeps away' '
	at 06:03:02 && for again in 1 2; do
		one_tick 1 && sed "s/process $tick /process N /; s/kill $tick'\''/kill N'\''/" said >told && cat >expect <<-\END &&
	nwops: the tick of process N runs since 2026-11-25 06:00:01 +09:00 (3m 1s) and keeps every other from running; look at it, and end it with '\''kill N'\'' if it hangs
	END
		test_cmp expect told && test_must_be_empty actual || return 1
	done && one_tick 1 --json && grep "\"outcome\":\"stuck\"" actual && valid actual
'

test_expect_success 'when it has ended the next one runs' '
	end_tick 0 && tail -n 1 first | grep "\"outcome\":\"done\",\"time\":\"2026-11-25T06:00:01+09:00\".*\"asked\":2," &&
	grep "T06:00:01" state/heartbeat && at 06:03:30 && one_tick 0 && grep "T06:03:30" state/heartbeat && test_must_be_empty state/tick.lock
'

test_expect_success 'a signal ends the asking, and what has been seen is kept' '
	for signal in TERM INT HUP; do
		rm -rf state && at 06:10:01 && begin_tick && kill -$signal $tick && { wait $tick; test $? = 1; } &&
		tail -n 1 first | grep "\"outcome\":\"cancelled\".*\"asked\":1,\"not_asked\":1," && valid first &&
		grep "stopped by SIG$signal; not asked: 1 of 2" first.err &&
		nwops status --json 2>err | grep "\"item\":\"device:b1/quick\",\"status\":\"ok\"" && test ! -e state/heartbeat || return 1
	done
'

test_expect_success 'one that was killed holds nothing' '
	rm -rf state && at 06:20:01 && begin_tick && kill -KILL $tick && { wait $tick; test $? = 137; } && kill "$plugin" &&
	at 06:21:01 && slow_site 50s && sed -i "/slow:/d" etc/inventory/lab.yaml && one_tick 0 && grep "T06:21:01" state/heartbeat
'

test_expect_success 'a minute that does not suffice is said, and no heartbeat' '
	rm -rf state && slow_site 1s && at 06:30:01 && nwops tick --json >actual 2>err & tick=$! &&
	read -r plugin <begun && { wait $tick; test $? = 1; } && valid actual &&
	grep "\"outcome\":\"late\".*\"asked\":1,\"not_asked\":1," actual && test ! -e state/heartbeat &&
	{ grep -v "^nwops: notice: " err >said || :; } && says <<-\END
	nwops: a minute does not suffice for what is due; not asked: 1 of 2, next time first
	END
'

test_done
