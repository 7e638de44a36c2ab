#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The record of an incident as people keep it: opened by whatever the caller says, added
# to, corrected and never edited, read as a story; two who write at once lose nothing.
test_description='nwops incident'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

me=$(id -un)
export me
# now TIME: what the clock shows from then on.
now() { echo "$1" >clock; }
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
now 2026-11-25T11:00:00+09:00
COLUMNS=80
export COLUMNS
# quiet COMMAND...: its errors without the notice that the clock is a test's.
quiet() {
	"$@" 2>err.all
	quiet_status=$?
	grep -v "NWOPS_TEST_CLOCK" err.all >err
	return "$quiet_status"
}
# refused WORDS COMMAND...: it exits with 3 and says WORDS; the journal is as it was.
refused() {
	words=$1 && shift &&
	before=$(journal_size) && quiet test_expect_code 3 "$@" >out && echo "nwops: $words" >expect &&
	test_cmp expect err && test_must_be_empty out && test "$before" = "$(journal_size)"
}
journal_size() { sqlite3 -batch state/nwops.db 'select count(*) from journal'; }
# forge CASE RUN KIND BODY: an event as another version of nwops might leave it, with no proof.
forge() {
	/usr/bin/python3 -c '
import sqlite3, sys
case, run, kind, body = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
db = sqlite3.connect("state/nwops.db")
number = db.execute("select events from cases where id = ?", (case,)).fetchone()[0] + 1
entry = db.execute("select max(sequence) from journal").fetchone()[0] + 1
at = 1795572000000000
payload = "{\"case\":\"%s\",\"number\":%d,\"run\":%d,\"kind\":\"%s\",\"body\":%s}" % (case, number, run, kind, body)
db.execute("insert into journal values (?, (select log from journal limit 1), ?, ?, ?, ?, zeroblob(32))",
           (entry, "case", at, at, "sato"))
if body:
    db.execute("insert into payload values (?, zeroblob(32), ?)", (entry, payload.encode()))
db.execute("insert into case_events values (?, ?, ?, ?, ?)", (case, number, run, kind, entry))
db.execute("update cases set events = ? where id = ?", (number, case))
db.commit()' "$@"
}
# keep_run CASE RUN STEP STATE HOLDER: where a run stands of the shipped procedure, whose text is kept.
keep_run() {
	/usr/bin/python3 -c '
import hashlib, sqlite3, sys
case, run, step, state, holder, file = sys.argv[1:]
text = open(file, "rb").read()
digest = hashlib.sha256(text).digest()
db = sqlite3.connect("state/nwops.db")
db.execute("insert or ignore into run_texts values (?, ?)", (digest, text))
db.execute("insert into runs values (?, ?, 0, 0, 0, ?, ?, ?, ?, ?, ?, 3, ?, ?, ?)",
           (case, int(run), "institution-unreachable", digest, "line:h1", holder, step, int(state),
            1795572000000000, 1795572000000000, 1795573800000000))
db.commit()' "$@" "$NWOPS_SOURCE/share/procedures/institution-unreachable.yaml"
}

test_expect_success 'a site with several who may call' '
	site && cat >etc/inventory/lab.yaml <<-\END &&
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  hosp-1: {kind: institution, type: hospital, service-class: user, area: 13, phone: "+81-3-1234-5678",
	           code: "1310000", name: {ja: さくら病院, kana: さくらびょういん, en: Sakura Hospital}}
	  hosp-2: {kind: institution, type: hospital, service-class: user, area: 13,
	           name: {ja: さくら南病院, kana: さくらみなみびょういん, en: Sakura South Hospital}}
	  ume: {kind: institution, type: clinic, service-class: user, area: 13, name: {ja: うめ医院, kana: うめいいん, en: Ume Clinic}}
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: [], service-class: backbone}
	lines:
	  h1: {institution: hosp-1, from: a1, address: 10.1.0.1, kind: ip-vpn}
	  h2: {institution: hosp-2, from: a1, address: 10.1.0.2, kind: ip-vpn}
	  h3: {institution: ume, from: a1, address: 10.1.0.3, kind: ip-vpn}
	  h4: {institution: ume, from: a1, address: 10.1.0.4, kind: ip-vpn}
	END
	test_expect_code 1 nwops inventory lint
'
test_expect_success 'every verb has its help' '
	for verb in open list show note set task step close; do
		nwops incident $verb --help >help && grep "^usage: nwops incident $verb " help || return 1
	done &&
	nwops --lang ja incident --help >help && grep "障害" help
'
test_expect_success 'without a store there is nothing to list' '
	quiet test_expect_code 3 nwops incident list >out && test_must_be_empty out && grep "no store in" err &&
	quiet test_expect_code 3 nwops incident show INC-20261125-001 >out && grep "no store in" err && ! test -e state/nwops.db
'

# --- opening ---

test_expect_success 'it is opened by the telephone number of who calls' '
	cat >expect <<-\END &&
	'\''INC-20261125-001'\'' is open
	END
	nwops incident open 03-1234-5678 --title "no connection since this morning" --began 10:30 --about \
		--detected-by institution --text "a call from the reception" >actual && test_cmp expect actual
'
test_expect_success 'of one subject a second is opened only when somebody says so' '
	echo "nwops: case '\''INC-20261125-001'\'' of '\''line:h1'\'' is open already; add to it with '\''nwops incident note'\'', or say '\''--again'\''" >expect &&
	for subject in h1 line:h1 1310000 さくら病院 ｻｸﾗﾋﾞｮｳｲﾝ; do
		quiet test_expect_code 1 nwops incident open "$subject" >out && test_must_be_empty out && test_cmp expect err || return 1
	done &&
	test 1 = "$(journal_size)" &&
	nwops incident open h1 --again >actual && echo "'\''INC-20261125-002'\'' is open" >expect && test_cmp expect actual
'
test_expect_success 'who has several lines is a subject itself; items and groups are subjects' '
	for subject in うめ a1 device:a1/cpu; do
		nwops incident open "$subject" || return 1
	done >out &&
	nwops incident open --title "what nobody has a name for" >>out &&
	cat >expect <<-\END &&
	INC-20261125-001|line:h1|hosp-1
	INC-20261125-002|line:h1|hosp-1
	INC-20261125-003|ume|ume
	INC-20261125-004|device:a1|self
	INC-20261125-005|device:a1/cpu|self
	INC-20261125-006||
	END
	sqlite3 -batch state/nwops.db "select id, subject, organization from cases order by id" >actual && test_cmp expect actual
'
test_expect_success 'what may be several is not guessed, and what is nothing not taken' '
	refused "'\''さくら'\'' may be any of: hosp-1 (Sakura Hospital), hosp-2 (Sakura South Hospital)" nwops incident open さくら &&
	refused "'\''nobody'\'' is no line, device or group, and no institution is called so" nwops incident open nobody &&
	refused "say what it is about: a subject, or '\''--title'\''" nwops incident open &&
	refused "option '\''--began'\'': '\''2026-11-25 11:01'\'' is still to come" nwops incident open h2 --began "2026-11-25 11:01" &&
	refused "option '\''--about'\'' says nothing without '\''--began'\''" nwops incident open h2 --about &&
	refused "what was said cannot be recorded: empty, not UTF-8, or longer than 65536 bytes" nwops incident open h2 --text "" &&
	quiet test_expect_code 3 nwops incident open h2 --detected-by cat >out && grep "detected-by" err
'
test_expect_success 'the day of an id is that of the site' '
	now 2026-11-25T15:30:00Z && nwops incident open h2 --began "1h30 ago" >actual && echo "'\''INC-20261126-001'\'' is open" >expect &&
	test_cmp expect actual && now 2026-11-25T11:20:00+09:00
'

test_expect_success 'the picture says to which case a row belongs' '
	overlay 10.1.0.1=none 10.1.0.3=none >overlay.yaml &&
	nwops --overlay overlay.yaml --state rehearsed check --json >out 2>err; test_expect_code 2 nwops --state rehearsed --overlay overlay.yaml status >actual 2>err &&
	! grep INC- actual && nwops --overlay overlay.yaml --state rehearsed incident open h1 --began unknown >out 2>err &&
	test_expect_code 2 nwops --state rehearsed --overlay overlay.yaml status >actual 2>err && grep -A 1 "line:h1 " actual | grep INC-20261125-001 &&
	test 1 = "$(grep -c "; INC-" actual)" && test 1 = "$(grep -c "^INC-20261125-001: next due " actual)" &&
	test_expect_code 2 nwops --json --state rehearsed --overlay overlay.yaml status >actual 2>err &&
	grep "\"item\":\"line:h1\".*\"case\":\"INC-20261125-001\"" actual && grep "\"item\":\"line:h3\".*\"case\":null" actual
'

# --- adding and correcting ---

test_expect_success 'notes are added, with a time of their own and on somebody'\''s word' '
	nwops --by "鈴木" incident note INC-20261125-001 "all lamps of the box are dark but the one that says power, says the receptionist who went to look" \
		--at "5m ago" >actual &&
	echo "event 2 of '\''INC-20261125-001'\'' is recorded" >expect && test_cmp expect actual &&
	printf "one line\nand another\n\n" | nwops incident note INC-20261125-001 - --at unknown >actual &&
	nwops incident note INC-20261125-001 "it began at 10:45" --corrects 1 >actual &&
	echo "event 4 of '\''INC-20261125-001'\'' is recorded" >expect && test_cmp expect actual
'
test_expect_success 'the story, as it happened' '
	now 2026-11-25T11:45:00+09:00 && cat >expect <<-END &&
	INC-20261125-001  incident, open for 45m
	  title: no connection since this morning
	  subject: line:h1
	  organization: hosp-1, Sakura Hospital
	  opened: 2026-11-25 11:00:00 +09:00 by $me
	  began: about 10:30
	  severity: minor
	what happened:
	  1  about 10:30  $me: the trouble began; noticed by the institution: a call
	                  from the reception (recorded 11:00) (corrected by 4)
	  2        11:15  鈴木, by $me: all lamps of the box are dark but the one that
	                  says power, says the receptionist who went to look (recorded
	                  11:20)
	  3            ?  $me: one line
	                  and another (recorded 11:20)
	  4        11:20  $me: corrects 1: it began at 10:45
	END
	test root = "$me" || sed -i "s/^/?/" expect
	nwops incident show INC-20261125-001 >actual &&
	if test root = "$me"; then test_cmp expect actual; else grep "corrects 1: it began at 10:45" actual; fi
'
test_expect_success 'the same in Japanese' '
	cat >expect <<-END &&
	INC-20261125-001  障害、継続中 45m
	  件名: no connection since this morning
	  対象: line:h1
	  機関: hosp-1, さくら病院
	  登録: 2026-11-25 11:00:00 +09:00 $me
	  発生: 10:30 ごろ
	  重大度: 軽微
	経過:
	END
	nwops --lang ja incident show INC-20261125-001 >actual && head -n 8 actual >head && test_cmp expect head &&
	grep "接続機関" actual && grep "(記録 11:20)" actual && ! grep -E "recorded|noticed|corrects" actual
'
test_expect_success 'nothing is wider than the terminal, Japanese included' '
	nwops incident note INC-20261125-002 "受付の方によると、午前十時四十五分ごろからどの端末でも画面が真っ白のまま進まず、電源ランプのほかはすべて消えている。再起動しても変わらない。" >out &&
	for columns in 40 80; do
		COLUMNS=$columns nwops --lang ja incident show INC-20261125-002 >actual &&
		/usr/bin/python3 -c "
import sys, unicodedata
for line in open(\"actual\"):
    width = sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line.rstrip(chr(10)))
    assert width <= $columns, (width, line)" || return 1
	done
'
test_expect_success 'what cannot be recorded is refused, and nothing is written' '
	refused "there is no case '\''INC-20261125-01'\''; did you mean '\''INC-20261125-001'\''?" nwops incident note INC-20261125-01 x &&
	refused "there is no case '\''nonsense'\''" nwops incident show nonsense &&
	refused "case '\''INC-20261125-001'\'' has no event 9 to correct" nwops incident note INC-20261125-001 x --corrects 9 &&
	refused "option '\''--at'\'': '\''12:00x'\'' is not a time: expected one such as 10:30, 2026-11-25 10:30 or '\''10m ago'\''" \
		nwops incident note INC-20261125-001 x --at 12:00x &&
	refused "case '\''INC-20261125-001'\'' has no run 2" nwops incident show INC-20261125-001/2 &&
	refused "what was said cannot be recorded: empty, not UTF-8, or longer than 65536 bytes" nwops incident note INC-20261125-001 "" &&
	head -c 65537 /dev/zero | tr "\0" x >long && quiet test_expect_code 3 nwops incident note INC-20261125-001 - <long >out && grep "65536" err &&
	printf "a\0b" >nul && quiet test_expect_code 3 nwops incident note INC-20261125-001 - <nul >out && grep "NUL" err &&
	printf "\377" >bytes && quiet test_expect_code 3 nwops incident note INC-20261125-001 - <bytes >out && grep "UTF-8" err &&
	quiet test_expect_code 3 nwops incident note INC-20261125-001 >out && quiet test_expect_code 3 nwops incident note >out
'
test_expect_success 'what was recorded does not write to a terminal' '
	printf "\033[31mred\342\200\256" | nwops incident note INC-20261125-003 - >out && nwops incident show INC-20261125-003 >actual &&
	grep -F "\\x1b[31mred\\u{202E}" actual && ! grep "$(printf "\033")" actual
'
test_expect_success 'all of it is proven' '
	nwops audit verify >actual && grep "^complete" actual
'

# --- JSON ---

test_expect_success SCHEMA 'JSON lines are as their schema says' '
	nwops --json incident list >list && valid list && test 7 = "$(wc -l <list)" &&
	nwops --json incident show INC-20261125-001 >show && valid show && test 6 = "$(wc -l <show)" &&
	nwops --json incident note INC-20261125-001 "in JSON" >note && valid note &&
	nwops --json incident open h4 --title "in JSON" >open && valid open &&
	quiet test_expect_code 3 nwops --json incident show INC-20261125-01 >error && valid error
'
test_expect_success 'a note is told whole' '
	now 2026-11-25T11:50:00+09:00 && cat >expect <<-END &&
	{"v":1,"type":"case-event","case":"INC-20261125-004","number":2,"run":null,"kind":"correction","readable":true,"removed":false,"at":"2026-11-25T11:30:00+09:00","quality":"about","recorded_at":"2026-11-25T11:50:00+09:00","actor":"$me","said_by":"Dr A","text":"x","corrects":1,"sure":false,"body":{"text":"x","corrects":1},"entry":$(($(journal_size) + 1))}
	END
	nwops --json --by "Dr A" incident note INC-20261125-004 x --corrects 1 --at 11:30 --about >actual && test_cmp_json expect actual
'

# --- runs, and what others wrote ---

test_expect_success 'runs stand in the words of the text that they began with' '
	cp -rp state before-runs && keep_run INC-20261125-001 1 institution-checks 2 sato && keep_run INC-20261125-001 2 report 1 tanaka &&
	forge INC-20261125-001 1 run "{\"v\":1,\"what\":{\"event\":\"outcome\",\"at\":1795572000000000,\"by\":\"sato\",\"turn\":1,\"step\":\"report\",\"outcome\":\"answered\",\"facts\":{\"caller\":\"Ms Sato\",\"symptom\":\"nothing\",\"since\":{\"about\":\"2026-11-25T10:30:00+09:00\"},\"error\":null}}}" &&
	forge INC-20261125-001 2 run "{\"v\":1,\"what\":{\"event\":\"hand-over\",\"at\":1795572000000000,\"by\":\"sato\",\"to\":\"tanaka\",\"reason\":\"end of shift\"}}" &&
	forge INC-20261125-001 1 evidence "{\"v\":1,\"what\":{\"scope\":\"line\",\"items\":[{\"item\":\"line:h1\",\"status\":\"down\"},{\"item\":\"device:a1\",\"status\":\"ok\"}],\"suspects\":{\"owner\":\"institution\"}}}" &&
	forge INC-20261125-001 1 notice "{\"v\":1,\"what\":{\"kind\":\"check-request\",\"audience\":\"institution\",\"recipient\":\"hosp-1\",\"state\":\"held\"}}" &&
	forge INC-20261125-001 0 subject "{\"v\":1,\"what\":{\"subject\":\"line:h2\"}}" &&
	forge INC-20261125-001 0 link "{\"v\":1,\"what\":{\"relation\":\"ticket\",\"target\":\"T-1\"}}" &&
	nwops incident show INC-20261125-001 >actual && sed -n "/^runs:/,/^what/p" actual >runs && cat >expect <<-\END &&
	runs:
	  1  Institution reports no connection: ④ Check of devices, LAN, equipment,
	     waiting, held by sato, due 11:30
	  2  Institution reports no connection: ① Report of a fault, running, held by
	     tanaka, due 11:30
	what happened:
	END
	test_cmp expect runs && sed -n "s/^ *[0-9]*  *11:00  //p" actual >story && cat >expect <<-\END &&
	sato: run 1: ① Report of a fault: answered; Name of the
	sato: run 2: handed over to tanaka; because: end of shift
	sato: looked (its line): 2 items, 1 of them unwell: line:h1
	sato: notice '\''request to check'\'' to hosp-1: held for approval
	sato: also affects '\''line:h2'\''
	sato: others call it '\''T-1'\''
	END
	test_cmp expect story && grep "subject: line:h1, line:h2" actual
'
test_expect_success 'of one run only what belongs to it' '
	nwops incident show INC-20261125-001/2 >actual && grep "run 2: handed over" actual && ! grep "run 1" actual && ! grep "lamps" actual
'
test_expect_success 'a list says where each run stands' '
	nwops incident list >actual && grep "of devices, LAN, equipment, waiting, held by sato" actual
'
test_expect_success SCHEMA 'runs in JSON' '
	nwops --json incident show INC-20261125-001 >actual && valid actual && nwops --json incident list >actual && valid actual &&
	grep "\"type\":\"case-run\"" actual >runs && test 2 = "$(wc -l <runs)" && grep "\"step_title\":\"Check of devices, LAN, equipment\"" runs
'
test_expect_success 'what another version wrote, or was removed, is shown as such' '
	forge INC-20261125-004 0 telex "{\"v\":1,\"what\":{\"text\":\"x\"}}" && forge INC-20261125-004 0 note "{\"v\":9,\"what\":{\"text\":\"x\"}}" &&
	forge INC-20261125-004 0 note "" && forge INC-20261125-004 1 run "{\"v\":1,\"what\":{\"event\":\"dance\",\"at\":1,\"by\":\"a\"}}" &&
	nwops incident show INC-20261125-004 >actual && sed -n "s/^ *[0-9]*  *11:00  sato: //p" actual >story && cat >expect <<-\END &&
	('\''telex'\'': not as this version of nwops writes it)
	('\''note'\'': not as this version of nwops writes it)
	('\''note'\'': what it said was removed)
	('\''run'\'': not as this version of nwops writes it)
	END
	test_cmp expect story
'
test_expect_success SCHEMA 'and so in JSON' '
	nwops --json incident show INC-20261125-004 >actual && valid actual && rm -rf state && mv before-runs state
'

# --- several at once ---

test_expect_success 'two who write at once lose nothing' '
	before=$(journal_size) &&
	for writer in a b; do
		(for number in 1 2 3 4 5 6 7 8; do nwops incident note INC-20261125-002 "$writer$number" || exit 1; done >"$writer.out" 2>&1) &
	done && wait && test $((before + 16)) = "$(journal_size)" &&
	nwops --json incident show INC-20261125-002 >actual && grep -c "\"text\":\"[ab][1-8]\"" actual >count && test 16 = "$(cat count)" &&
	cat a.out b.out | sort -u >said && test 16 = "$(grep -c "is recorded" said)" && nwops audit verify >actual && grep "^complete" actual
'
test_expect_success 'of two who open one subject at once one is told of the other' '
	for writer in a b; do
		(nwops incident open h3 >"$writer.out" 2>"$writer.err"; echo $? >"$writer.code") &
	done && wait && sort a.code b.code >actual && printf "0\n1\n" >expect && test_cmp expect actual
'
test_expect_success 'closed cases are listed only when asked for, and take corrections alone' '
	sqlite3 -batch state/nwops.db "update cases set closed_at_us = 1795573800000000 where id = '\''INC-20261125-003'\''" &&
	nwops incident list >actual && ! grep INC-20261125-003 actual && nwops incident list --all >actual && grep INC-20261125-003 actual &&
	refused "case '\''INC-20261125-003'\'' is closed" nwops incident note INC-20261125-003 x && nwops incident note INC-20261125-003 x --corrects 1 &&
	nwops incident show INC-20261125-003 >actual && grep "^INC-20261125-003  incident, closed" actual &&
	nwops incident list --all --kind problem >actual && test_must_be_empty actual &&
	nwops incident list --all --kind all >all && nwops incident list --all >actual && test_cmp all actual
'

test_done
