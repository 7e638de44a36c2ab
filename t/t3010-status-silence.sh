#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Silences: who mutes what, why and until when; they hold pages back and nothing else,
# end by themselves, and are in the record.
test_description='nwops status silence'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

me=$(id -un)
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
at() { echo "2026-11-25T$1+09:00" >clock; }
at 03:00:00
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 >etc/inventory/lab.yaml

# tick TIME ADDRESS...: a tick then, when these answer; what it told in ticked.
tick() {
	at "$1" && shift &&
	for address; do shift && set -- "$@" "$address=1ms"; done &&
	overlay "$@" >answers.yaml && nwops --overlay answers.yaml tick >ticked 2>err
}
n() { nwops --overlay answers.yaml "$@" >actual 2>err; }
# refused WHY ARGUMENT...: status silence ARGUMENT... is refused for that.
refused() {
	echo "nwops: $1" >expect && shift && test_expect_code 3 n status silence "$@" && test_must_be_empty actual &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said
}
# entries: what the journal has of silences.
entries() {
	/usr/bin/python3 -c '
import json, sqlite3
for kind, actor, payload in sqlite3.connect("state/nwops.db").execute(
        "select kind, actor, body from journal join payload using (sequence) where kind = \"silence\" order by sequence"):
    payload = json.loads(payload)
    print(kind, actor, payload["verb"], payload["window"], payload["said_by"], payload["why"], payload["after"]["owner"],
          payload["after"]["reason"], payload["after"]["selectors"], payload["after"]["end"])'
}
# told: items and whether somebody was told, of the last tick.
told() {
	/usr/bin/python3 -c '
import sqlite3
for row in sqlite3.connect("state/nwops.db").execute(
        "select name, kind, status_to, told, silence_id from transition join transition_item on item = id order by sequence"):
    print(*row)'
}

test_expect_success 'all is well' 'tick 03:00:00 192.0.2.1 192.0.2.2 192.0.2.3'

test_expect_success 'a dry run says what it would cover, and writes nothing' '
	n status silence line:h1 line:h2 --for 2h --reason "the carrier knows" --dry-run &&
	cat >expect <<-\END &&
	silent until 2026-11-25 05:00:00 +09:00, items: 2
	  line:h1
	  line:h2
	nothing was written
	END
	test_cmp expect actual && n status silence --list && test_must_be_empty actual && entries >said && test_must_be_empty said
'
test_expect_success 'what is refused, and why' '
	refused "say what is to be silenced, or '\''--list'\''" --for 1h --reason x &&
	refused "say why: '\''--reason'\''" h1 --for 1h &&
	refused "option '\''--reason'\'' says nothing" h1 --for 1h --reason " " &&
	refused "say when it ends: either '\''--until'\'' or '\''--for'\''" h1 --reason x &&
	refused "say when it ends: either '\''--until'\'' or '\''--for'\''" h1 --reason x --for 1h --until 2026-11-26 &&
	refused "a silence until 2026-11-25 02:59:59 +09:00 is over already" h1 --reason x --until "2026-11-25 02:59:59" &&
	refused "a silence until 2026-11-25 03:00:00 +09:00 is over already" h1 --reason x --until "2026-11-25 03:00:00" &&
	refused "a silence until 2026-12-25 03:00:01 +09:00 is longer than 30 days: what is to be quiet for so long is better watched otherwise" \
		h1 --reason x --until "2026-12-25 03:00:01" &&
	n status silence h1 --reason x --until "2026-12-25 03:00:00" --dry-run &&
	refused "cannot select '\''h9'\'': unknown name; did you mean '\''h1'\''?" h9 --for 1h --reason x &&
	refused "no silence is called '\''S-20261125-009'\''" --end S-20261125-009 &&
	refused "'\''--list'\'' stands alone" --list h1 &&
	refused "beside '\''--end'\'' there is nothing but '\''--reason'\''" --end S-20261125-001 --for 1h &&
	entries >said && test_must_be_empty said
'
test_expect_success 'a silence is kept with who said so, and nobody is asked' '
	n --no-input --by Suzuki status silence line:h1 line:h2 --for 2h --reason "the carrier knows" &&
	cat >expect <<-\END &&
	silent until 2026-11-25 05:00:00 +09:00, items: 2
	  line:h1
	  line:h2
	silence '\''S-20261125-001'\'' has begun; it ends by itself
	END
	test_cmp expect actual &&
	echo "silence $me silence S-20261125-001 Suzuki None Suzuki the carrier knows ['\''line:h1'\'', '\''line:h2'\''] open" >expect &&
	entries >actual && test_cmp expect actual && nwops audit verify
'
test_expect_success 'pages are held back, and nothing else is' '
	tick 03:05:00 192.0.2.2; tick 03:06:00 192.0.2.2;
	cat >expect <<-\END &&
	line:h1 0 3 0 S-20261125-001
	line:h3 0 3 1 None
	END
	told >actual && test_cmp expect actual &&
	test_expect_code 2 n status &&
	cat >expect <<-\END &&
	2026-11-25 03:06:00 +09:00
	silence until 05:00: S-20261125-001 (Suzuki: the carrier knows)
	PROBLEMS 1       ITEM     OWNER            SINCE  ASKED
	DOWN (CRITICAL)  line:h3  Sakura Hospital  03:05  1m ago
	    line; no answer
	COVERED 1
	DOWN (CRITICAL)  line:h1  Sakura Hospital  03:05  1m ago
	    line; silenced until 05:00 (S-20261125-001, Suzuki: the carrier knows); no
	    answer
	items: 3 (DOWN 2, OK 1); newest result: 1m ago
	END
	test_cmp expect actual
'
test_expect_success 'what is silenced now is so on the screen at once' '
	n status silence h3 --until 04:30 --reason x; test $? = 3 &&
	n status silence h3 --until "2026-11-25 04:30" --reason "cut fibre" && test_expect_code 2 n status &&
	grep "^COVERED 2" actual && ! grep PROBLEMS actual && grep "^no problems" actual
'
test_expect_success 'they are listed' '
	COLUMNS=100 n status silence --list &&
	cat >expect <<-END &&
	SILENCE         UNTIL                    BY      ITEMS  WHY
	S-20261125-001  2026-11-25 05:00 +09:00  Suzuki      2  the carrier knows (line:h1 line:h2)
	S-20261125-002  2026-11-25 04:30 +09:00  $(printf %-8s "$me" | sed "s/ *\$//")
	END
	sed "s/^\(S-20261125-002.* $me\) .*/\1/" actual >short && sed "s/^\(S-20261125-002.* $me\) .*/\1/" expect >want && test_cmp want short &&
	n --json status silence --list && valid actual && grep "\"item_names\":\[\"line:h1\",\"line:h2\"\]" actual
'
test_expect_success 'one that ends within an hour while something it covers is not OK is pointed out' '
	at 03:29:59 && test_expect_code 2 n status && grep "^silence until 04:30: S-20261125-002" actual &&
	at 03:30:00 && test_expect_code 2 n status && grep "^silence ends at 04:30, not OK: 1: S-20261125-002" actual &&
	grep "^silence until 05:00: S-20261125-001" actual
'
test_expect_success 'it ends when somebody says so, and once only' '
	n status silence --end S-20261125-002 --reason "not that one" &&
	echo "silence '\''S-20261125-002'\'' is ended; what is not well is told again" >expect && test_cmp expect actual &&
	entries | tail -n 1 >actual &&
	echo "silence $me end S-20261125-002 None not that one $me cut fibre ['\''h3'\''] finished" >expect && test_cmp expect actual &&
	test_expect_code 2 n status && grep "^PROBLEMS 1" actual &&
	refused "'\''S-20261125-002'\'' is finished since 2026-11-25 03:30:00 +09:00" --end S-20261125-002
'
test_expect_success 'it ends by itself, and what is not well then is told' '
	tick 05:00:00 192.0.2.2; test_expect_code 2 n status && grep "^PROBLEMS 2" actual && ! grep silence actual &&
	told | grep "^line:h1 1 3 1 None" && n status silence --list && test_must_be_empty actual &&
	refused "'\''S-20261125-001'\'' is over since 2026-11-25 05:00:00 +09:00" --end S-20261125-001
'
test_expect_success 'in Japanese' '
	n --lang ja status silence h1 --for 1h --reason "搬送業者に連絡済み" && grep "^通知停止 '\''S-20261125-003'\'' を始めました" actual &&
	COLUMNS=80 test_expect_code 2 n --lang ja status && grep "通知停止 (S-20261125-003、$me: 搬送業者に連絡済み)" actual
'
test_done
