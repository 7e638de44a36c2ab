#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Looking back: figures of incidents by nearest rank, what is unknown apart from what is 0, planned work apart from troubles,
# and how available lines were.
test_description='nwops incident stats'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"

at() { now "2026-11-26T$1:00+09:00"; }
# figures FILE: of each what is known, about, unknown, and the three percentiles in minutes.
figures() {
	/usr/bin/python3 - "$1" <<-\END
	import json, sys
	minutes = lambda us: "-" if us is None else us // 60000000
	for o in map(json.loads, open(sys.argv[1])):
	    if o["type"] == "incident-figure":
	        print(o["figure"], o["known"], o["about"], o["unknown"], minutes(o["median_us"]), minutes(o["p85_us"]), minutes(o["p95_us"]))
	END
}
stats() { wanted=$1 && shift && quiet test_expect_code "$wanted" nwops incident stats "$@" >actual; }
# trouble ITEM BEGAN OPENED RESTORED: one incident of that day; "-": nobody says when.
trouble() {
	number=$((${number:-0} + 1)) && id=INC-20261126-$(printf %03d "$number") && at "$3" && quiet nwops incident open "$1" --again --began "$2" >out &&
	at 18:00 && if test "$4" != -; then quiet nwops incident set "$id" restored "$4" >out; fi
}

test_expect_success 'its help, and what is refused' '
	telling_site && at 09:00 && nwops incident stats --help >help && grep "^usage: nwops incident stats \[OPTION...\]$" help &&
	trouble h1 10:00 10:10 11:00 &&
	quiet test_expect_code 3 nwops incident stats --format xml >out && grep "option '\''--format'\'' is '\''xml'\''; expected: text|csv|json" err &&
	refused "no line is called '\''h9'\''" nwops incident stats --line h9 &&
	refused "no service class is called '\''gold'\''" nwops incident stats --class gold &&
	refused "a line has a class: say '\''--line'\'' or '\''--class'\''" nwops incident stats --class user --line h1
'
test_expect_success 'median, p85 and p95 are figures that an incident had; what is unknown is not 0' '
	trouble h1 10:00 10:01 10:30 && trouble h2 10:00 10:05 12:00 && trouble h2 unknown 12:00 - && at 18:00 &&
	stats 0 --format json && cp actual objects && valid objects && figures objects >actual && cat >expect <<-\END && test_cmp expect actual
	time-to-detect 3 0 1 5 10 10
	time-to-acknowledge 0 0 4 - - -
	time-to-restore 3 0 1 60 120 120
	time-to-first-notice 0 0 4 - - -
	longest-silence 4 4 0 470 479 479
	END
'
test_expect_success 'a time that is only about known is counted, and said to be' '
	quiet nwops incident set INC-20261126-003 restored 12:30 --about >out && quiet nwops incident set INC-20261126-001 acknowledged 10:25 >out &&
	stats 0 --format json && figures actual >said && sed -n 2,3p said >actual && cat >expect <<-\END && test_cmp expect actual
	time-to-acknowledge 1 0 3 15 15 15
	time-to-restore 3 1 1 60 150 150
	END
'
test_expect_success 'times that contradict each other are no figure' '
	quiet nwops incident set INC-20261126-001 restored 09:00 >out && stats 0 --format json &&
	grep "\"figure\":\"time-to-restore\",\"known\":2,\"about\":1,\"unknown\":2,\"contradicting\":1," actual &&
	quiet nwops incident set INC-20261126-001 restored 11:00 >out
'
test_expect_success 'of one line, of one class, of a time' '
	stats 0 --format json --line h1 && grep "\"incidents\":2," actual && grep -c "\"of\":\"line\"" actual >count && test 1 = "$(cat count)" &&
	stats 0 --format json --class user && grep "\"incidents\":4," actual &&
	stats 0 --format json --since 10:04 --until 11:00 && grep "\"incidents\":2," actual
'
test_expect_success 'what began in planned work is counted apart' '
	at 08:00 && quiet nwops maint plan line:h2 --from "2026-11-26 19:00" --for 1h --reason work >out && at 19:10 &&
	quiet nwops incident open h2 --again --began 19:05 >out && at 21:00 && stats 0 --format json &&
	grep "\"incidents\":4,\"open\":4,\"planned\":1}$" actual
'

# --- for a spreadsheet ---

test_expect_success 'a table for a spreadsheet: its mark, its lines, empty where nothing is known' '
	stats 0 --format csv && /usr/bin/python3 - <<-\END >said &&
	import csv, io
	raw = open("actual", "rb").read()
	assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n")
	rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
	assert len({len(row) for row in rows}) == 1
	for row in rows[:6]:
	    print("|".join(row[:9]))
	END
	cat >expect <<-\END && test_cmp expect said &&
	kind|name|class|known|only about|not known|median (s)|p85 (s)|p95 (s)
	figure|time-to-detect||3|0|1|300|600|600
	figure|time-to-acknowledge||1|0|3|900|900|900
	figure|time-to-restore||3|1|1|3600|9000|9000
	figure|time-to-first-notice||0|0|4|||
	figure|longest-silence||4|4|0|39000|39540|39540
	END
	quiet nwops --lang ja incident stats --format csv >actual && sed -n 1p actual >head && grep "種類,名前" head
'
test_expect_success 'for people, in both languages' '
	stats 0 && grep "^incidents: 4, of which open: 4; of planned work, not counted: 1$" actual && grep "^time to restore  *3  *1  *1  *1h  *2h 30m  *2h 30m$" actual &&
	quiet nwops --lang ja incident stats >actual && grep "復旧までの時間" actual
'

# --- lines ---

rehearse() { quiet nwops --overlay "$PWD/lab.yaml" "$@"; }
# look TIME ANSWER: a check in which h1 answers so.
look() { at "$1" && overlay 192.0.2.254=2ms 10.1.0.1="$2" 10.1.0.2=2ms >lab.yaml && { rehearse check >out || :; }; }
test_expect_success 'how available a line was, and how much of it was measured' '
	rm -rf state && for minute in 00 05 10 15; do look 10:$minute 2ms || return 1; done &&
	for minute in 20 25 30; do look 10:$minute none || return 1; done && for minute in 35 40; do look 10:$minute 2ms || return 1; done &&
	look 11:00 2ms && rehearse incident stats --format json --since 10:00 --until 11:00 --line h1 >actual && /usr/bin/python3 - <<-\END >said &&
	import json
	for o in map(json.loads, open("actual")):
	    if o["type"] == "availability":
	        print(o["of"], o["name"], *(o[k] // 60000000 for k in ("period_us", "planned_us", "measured_us", "down_us")), o["coverage_ppm"])
	END
	cat >expect <<-\END && test_cmp expect said
	class user 60 0 40 15 666666
	line h1 60 0 40 15 666666
	END
'
test_expect_success 'a line that nobody ever measured has no availability, and not a full one' '
	rehearse incident stats --format json --since "2026-11-25 10:00" --until "2026-11-25 11:00" --line h2 >actual &&
	grep "\"of\":\"line\",\"name\":\"h2\",\"lines\":1,\"period_us\":3600000000,\"planned_us\":0,\"measured_us\":0,\"down_us\":null,\"available_ppm\":null,\"coverage_ppm\":0}$" actual
'

test_done
