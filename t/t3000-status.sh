#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops status: the whole picture out of the store, without asking anybody.
test_description='nwops status'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
at() {
	echo "2026-11-25T$1+09:00" >clock
}
at 03:00:00
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms 192.0.2.2=none 192.0.2.3=60ms >answers.yaml

# status CODE ARGUMENT...: prints what comes on stdin and ends with CODE.
status() {
	cat >expect && code=$1 && shift &&
	test_expect_code "$code" nwops --overlay answers.yaml status "$@" >actual 2>err && test_cmp expect actual
}
# tick TIME ADDRESS=ANSWER...: one tick then, with these answers.
tick() {
	at "$1" && shift && overlay "$@" >answers.yaml && nwops --overlay answers.yaml tick >ticked 2>err
}
# fits COLUMNS LINES FILE: no line is wider, and there are no more.
fits() {
	/usr/bin/python3 -c '
import sys, unicodedata
columns, lines, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
text = open(path).read().splitlines()
assert text and len(text) <= lines, len(text)
for line in text:
    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
    assert width <= columns, (width, line)' "$@"
}

test_expect_success 'before the first check there is nothing to show' '
	echo "nwops: no store in '\''$PWD/state'\'' yet: run '\''nwops check'\'' once, or name another with --state" >expect &&
	test_expect_code 3 nwops status >actual 2>err && test_must_be_empty actual &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said && test ! -e state
'

test_expect_success 'problems come first; what does not count yet is noticed' '
	at 02:50:00 && overlay 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=1ms >well.yaml &&
	nwops --overlay well.yaml check >actual 2>err && at 03:00:00 &&
	test_expect_code 2 nwops --overlay answers.yaml check >actual 2>err &&
	at 03:07:30 &&
	status 2 <<-\END
	2026-11-25 03:07:30 +09:00
	no tick has ever run: nothing is asked by itself; have cron or a timer run
	    '\''nwops tick'\'' each minute
	PROBLEMS 1           ITEM     OWNER            SINCE  ASKED
	DOWN (CRITICAL)      line:h2  Sakura Hospital  03:00  7m 30s ago
	    line; no answer
	NOTICED 1
	[CAUTION (WARNING)]  line:h3  Sakura Hospital  02:50  7m 30s ago
	    rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	items: 3 (DOWN 1, OK 2); newest result: 7m 30s ago
	END
'
test_expect_success 'the same in Japanese, in 80 columns' '
	status 2 --lang ja <<-\END &&
	2026-11-25 03:07:30 +09:00
	tick が一度も実行されていません: 自動では何も監視しません。cron またはタイマーで
	    '\''nwops tick'\'' を毎分実行してください
	障害 1                    対象     所属        発生   試験
	停止 DOWN (CRITICAL)      line:h2  さくら病院  03:00  7m 30s 前
	    回線; 応答なし
	気付き 1
	[注意 CAUTION (WARNING)]  line:h3  さくら病院  02:50  7m 30s 前
	    往復時間 60 ms (注意の閾値 50 ms); 往復時間 60 ms、損失 0%
	対象: 3 件 (停止 1、正常 2); 最新の結果: 7m 30s 前
	END
	fits 80 24 actual
'
test_expect_success 'what was selected, and words that select nothing' '
	status 0 h1 <<-\END &&
	2026-11-25 03:07:30 +09:00
	no tick has ever run: nothing is asked by itself; have cron or a timer run
	    '\''nwops tick'\'' each minute
	no problems
	items: 1 (OK 1); newest result: 7m 30s ago
	END
	test_expect_code 3 nwops --overlay answers.yaml status h7 >actual 2>err && test_must_be_empty actual &&
	grep "^nwops: cannot select '\''h7'\''" err
'

test_expect_success 'what is fine is printed with --all, one line each' '
	tick 03:10:00 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=1ms && tick 03:15:00 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=1ms &&
	status 0 --all <<-\END
	2026-11-25 03:15:00 +09:00
	no problems
	FINE 3  ITEM     OWNER            SINCE  ASKED
	OK      line:h1  Sakura Hospital  02:50  now
	OK      line:h2  Sakura Hospital  03:10  now
	OK      line:h3  Sakura Hospital  02:50  now
	items: 3 (OK 3); newest result: now
	END
'

test_expect_success 'what was never asked is UNKNOWN and one row, what is no longer there is marked and does not count' '
	line_inventory 192.0.2.1 192.0.2.2 >etc/inventory/lab.yaml &&
	for new in 7 8 9; do
		echo "  new$new: {institution: hosp, from: a1, address: 192.0.2.$new}" >>etc/inventory/lab.yaml || return 1
	done &&
	status 3 <<-\END &&
	2026-11-25 03:15:00 +09:00
	PROBLEMS 1  ITEM       OWNER            SINCE  ASKED
	UNKNOWN     line:new7  Sakura Hospital  -      -
	    and 2 more; never asked
	GONE 1
	OK          line:h3    -                02:50  now
	    not in the inventory; rtt 1 ms, loss 0%
	items: 5 (UNKNOWN 3, OK 2); newest result: now
	END
	status 0 line:h* <<-\END
	2026-11-25 03:15:00 +09:00
	no problems
	items: 2 (OK 2); newest result: now
	END
'

test_expect_success 'the same as JSON, nothing folded away' '
	test_expect_code 3 nwops --overlay answers.yaml --json status >actual 2>err && valid actual &&
	cat >expect <<-\END &&
	line:new7 unknown problem False 2 never asked
	line:new8 unknown problem True 0 never asked
	line:new9 unknown problem True 0 never asked
	line:h1 ok fine False 0 rtt 1 ms, loss 0%
	line:h2 ok fine False 0 rtt 1 ms, loss 0%
	line:h3 ok gone False 0 rtt 1 ms, loss 0%
	status unknown 5 {"covered": 0, "fine": 2, "gone": 1, "noticed": 0, "problem": 3} 2
	END
	/usr/bin/python3 -c "
import json
for o in map(json.loads, open(\"actual\")):
    if o[\"type\"] == \"state\":
        print(o[\"item\"], o[\"status\"], o[\"block\"], o[\"folded\"], o[\"behind\"], o[\"message\"])
    else:
        print(o[\"type\"], o[\"status\"], o[\"items\"], json.dumps(o[\"blocks\"], sort_keys=True), o[\"folded\"])" >shown &&
	test_cmp expect shown
'

test_expect_success 'a site with devices, a group and first hops' '
	rm -r state && site && echo "own-view: {first-hops: [b1]}" >>etc/nwops.yaml &&
	line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 >etc/inventory/lab.yaml &&
	sed -i "s/192.0.2.254, watch: \[\]/192.0.2.254/" etc/inventory/lab.yaml &&
	cat >etc/inventory/more.yaml <<-\END &&
	devices:
	  b1: {owner: self, role: border, address: 192.0.2.253, service-class: backbone}
	  d1: {owner: self, role: distribution, address: 192.0.2.251, service-class: backbone}
	  d2: {owner: self, role: distribution, address: 192.0.2.252, service-class: backbone}
	links: [[b1, a1], [b1, d1], [b1, d2]]
	groups:
	  gw: {protocol: any, members: [d1, d2]}
	END
	nwops inventory lint || test $? = 1
'
well="192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=1ms 192.0.2.251=1ms 192.0.2.252=1ms 192.0.2.253=1ms 192.0.2.254=1ms"

test_expect_success 'what an item hides is folded behind it; a group says its verdict' '
	tick 04:00:00 $well && tick 04:05:00 192.0.2.253=1ms 192.0.2.252=1ms &&
	status 2 <<-\END
	2026-11-25 04:05:00 +09:00
	groups: degraded 1 (gw)
	PROBLEMS 3         ITEM       OWNER                SINCE  ASKED
	DOWN (CRITICAL)    device:a1  Tozai Medical Lines  04:05  now
	    ours; 3 behind it; no answer
	DOWN (CRITICAL)    device:d1  Tozai Medical Lines  04:05  now
	    ours; no answer
	CAUTION (WARNING)  group:gw   Tozai Medical Lines  04:05  now
	    ours; degraded: active d2; out: d1
	items: 8 (DOWN 5, CAUTION 1, OK 2); newest result: now
	END
'
test_expect_success 'a part of it: what is hidden by something that was not selected is one row' '
	status 2 line:* <<-\END &&
	2026-11-25 04:05:00 +09:00
	PROBLEMS 1       ITEM     OWNER            SINCE  ASKED
	DOWN (CRITICAL)  line:h1  Sakura Hospital  04:05  now
	    hidden by device:a1; and 2 more; no answer
	items: 3 (DOWN 3); newest result: now
	END
	nwops --overlay answers.yaml --json status d2 >actual 2>err; test $? = 1 &&
	grep "\"item\":\"group:gw\"" actual && grep "\"items\":2" actual
'
test_expect_success 'own view lost, and no tick any more, stand above all' '
	tick 04:06:00; tick 04:07:00;
	at 04:12:00 &&
	test_expect_code 2 nwops --overlay answers.yaml status >actual 2>err &&
	cat >expect <<-\END &&
	2026-11-25 04:12:00 +09:00
	OWN VIEW LOST since 04:06 (6m): all below is from before; look at our own uplink
	    and gateway first
	LAST TICK 5m AGO: nothing is asked any more; look whether cron or the timer
	    still runs '\''nwops tick'\'', and what it says
	END
	head -n 5 actual >top && test_cmp expect top
'
test_expect_success 'what was not asked for three of its intervals is stale, and is nothing else' '
	at 04:25:00 &&
	test_expect_code 2 nwops --overlay answers.yaml status >actual 2>err &&
	grep "^stale: 8, not asked for three of their intervals; the longest: " actual &&
	grep "^    ours; 3 behind it; stale; " actual && ! grep UNKNOWN actual &&
	tail -n 1 actual >last && grep "^items: 8 (DOWN 5, CAUTION 1, OK 2)" last
'

# --- screens ---

test_expect_success 'a nation on 24 lines: what does not fit is counted' '
	rm -r state && line_inventory $(seq -f 192.0.2.%g 1 99) >etc/inventory/lab.yaml && rm etc/inventory/more.yaml && site &&
	tick 05:00:00 $(seq -f 192.0.2.%g=1ms 1 99) && tick 05:05:00 &&
	LINES=24 COLUMNS=80 test_expect_code 2 nwops --overlay answers.yaml status >actual 2>err && fits 80 23 actual &&
	grep "^and [0-9]* more do not fit; '\''--all'\'' prints every row$" actual &&
	shown=$(grep -c "^DOWN" actual) && left=$(sed -n "s/^and \([0-9]*\) more.*/\1/p" actual) && test $((shown + left)) = 99 &&
	LINES=24 COLUMNS=80 test_expect_code 2 nwops --overlay answers.yaml status --all >actual 2>err &&
	test $(grep -c "^DOWN" actual) = 99
'
test_expect_success 'on the wall they stand side by side, within the screen, whatever its size' '
	for size in 50x160 24x80 12x80 30x40 60x400; do
		for lang in en ja; do
			LINES=${size%x*} COLUMNS=${size#*x} test_expect_code 2 \
				nwops --overlay answers.yaml --lang $lang status --wall >actual 2>err &&
			fits ${size#*x} $((${size%x*} - 1)) actual || return 1
		done
	done &&
	LINES=50 COLUMNS=160 test_expect_code 2 nwops --overlay answers.yaml status --wall >actual 2>err &&
	grep "^DOWN.* line:h.* line; no answer$" actual
'

# watching SECONDS COMMAND...: what a terminal of 80x24 is sent until an interrupt ends it.
watching() {
	/usr/bin/python3 -c '
import fcntl, os, pty, select, signal, struct, sys, termios, time
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
out, screens, stopped = b"", int(sys.argv[1]), False
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    out += piece
    if out.count(b"\033[J") >= screens and not stopped:
        os.kill(pid, signal.SIGINT)
        stopped = True
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$@"
}
test_expect_success 'a watch draws in place: nothing is cleared, nothing scrolls, an interrupt ends it' '
	test_expect_code 2 watching 2 nwops --overlay answers.yaml status --watch --interval 1s >drawn &&
	/usr/bin/python3 -c "
out = open(\"drawn\", newline=\"\").read()
assert \"\033[2J\" not in out
screens = out.split(\"\033[H\")[1:]
assert len(screens) == 2, len(screens)
for screen in screens:
    assert \"every 1 s\" in screen and screen.count(\"\n\") <= 24, screen.count(\"\n\")
    lines = screen.split(\"\033[J\")[0].split(\"\r\n\")
    assert len(lines) <= 24 and all(line.endswith(\"\033[K\") for line in lines), lines"
'

test_expect_success 'wrong usage' '
	for words in "--interval 2s" "--watch --interval 0s" "--watch --interval 2" "--since 8h --watch" "--since tomorrow"; do
		test_expect_code 3 nwops --overlay answers.yaml status $words >actual 2>err && test_must_be_empty actual || return 1
	done
'

test_expect_success 'looking changes nothing' '
	sums ! -name "*-shm" ! -name "*-wal" >before &&
	test_expect_code 2 nwops --overlay answers.yaml status >actual 2>err &&
	test_expect_code 2 nwops --overlay answers.yaml status --since 8h >actual 2>err &&
	sums ! -name "*-shm" ! -name "*-wal" >after &&
	test_cmp before after
'

test_done
