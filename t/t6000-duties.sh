#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What an incident owes, over all of its course: the first report in time, a follow-up that is late, the report
# that it is restored; who is on duty is reminded of each once; what the law may ask is left to a person.
test_description='nwops incident duties'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"

day=2026-11-26
# at TIME [up DURATION]: the clock of that day.
at() { time=$1 && shift && now "${day}T$time:00+09:00 $*"; }
# rehearse COMMAND...: nwops, with answers from a file in the network's place.
rehearse() { quiet nwops --overlay "$PWD/lab.yaml" "$@"; }
# tick_at TIME [up DURATION]
tick_at() { at "$@" && rehearse tick >ticked; }
# duties STATUS ARGUMENT...: what comes on stdin is what it prints.
duties() { cat >expect && wanted=$1 && shift && test_expect_code "$wanted" rehearse incident duties "$@" >actual && test_cmp expect actual; }
# reminders: how many notices who is on duty got.
reminders() { sqlite3 -batch state/nwops.db "select count(*) from notices where kind = (select max(kind) from notices where audience = 'duty')"; }
# reminded NUMBER: so many; to stdout, what the newest says in English.
reminded() {
	test "$1" = "$(reminders)" || { echo "reminders: $(reminders)" >&2 && return 1; }
	sqlite3 -batch state/nwops.db "select facts from notices where audience = 'duty' order by number desc limit 1" |
		/usr/bin/python3 -c 'import json, sys; print(next(f["value"] for f in json.load(sys.stdin)["facts"] if f["name"] == "duties-en"))'
}
# tell KIND ARGUMENT...: to the core and to the institution, and delivered.
tell() {
	kind=$1 && shift &&
	for whom in core institution; do
		rehearse notify send "$kind" --to "$whom" --case INC-20261126-001 --yes "$@" >out || return 1
	done &&
	code=0 && { rehearse notify flush >out || code=$?; } && test "$code" -le 1
}
rows() {
	cat <<-\END
	duties:
	  F:
	    title: {ja: 第一報, en: First report}
	    when: {impact: true}
	    due: {from: detected, after: 30m}
	    to: [core, institution]
	    notice: outage-first
	    remind: 10m
	  U:
	    title: {ja: 続報, en: Follow-up}
	    when: {open: true, impact: true}
	    every: 60m
	    to: [core, institution]
	    notice: outage-follow-up
	    remind: 15m
	  R:
	    title: {ja: 復旧報, en: Restored}
	    when: {restored: true, impact: true}
	    due: {from: restored, after: 30m}
	    to: [core, institution]
	    notice: outage-restored
	  Q:
	    title: {ja: 四半期報告, en: Quarterly report}
	    when: {lasts: 2h}
	    due: {from: quarter-end, months: 2}
	    to: [authority]
	    law: {source: Rule 7-3, checked: 2026-11-25, certainty: A}
	END
}

test_expect_success 'the rows that come with nwops have no fault, and a site has its own' '
	telling_site && overlay 192.0.2.254=2ms 10.1.0.1=none 10.1.0.2=2ms >lab.yaml && at 09:50 &&
	code=0 && { quiet nwops --json inventory lint >out || code=$?; } && test "$code" -le 1 && ! grep duties.yaml out &&
	printf "duties:\n  F: {title: {ja: x, en: x}, when: {opn: true}}\n" >etc/duties.yaml &&
	quiet test_expect_code 3 nwops inventory lint >out && grep "etc/duties.yaml: line 2, column 37: unknown key '\''opn'\'' in '\''when'\'' of duty '\''F'\''; did you mean '\''open'\''?" out &&
	rows | sed "s/lasts: 2h/said: secrecy-leek/" >etc/duties.yaml && quiet test_expect_code 3 nwops inventory lint >out && sed -n "s/.*duties.yaml: //p" out >actual &&
	echo "line 24, column 18: duty '\''Q'\'' asks for '\''secrecy-leek'\'', which no field of a case and no step of a procedure records: it could never be owed or met; did you mean '\''secrecy-leak'\''?" >expect &&
	test_cmp expect actual &&
	rows >etc/duties.yaml && code=0 && { quiet nwops --json inventory lint >out || code=$?; } && test "$code" -le 1 && ! grep duties.yaml out
'
test_expect_success 'its help, and nothing to show' '
	nwops incident duties --help >help && grep "^usage: nwops incident duties \[OPTION...\] \[CASE\]" help &&
	quiet test_expect_code 3 nwops incident duties >out && grep "no store in" err &&
	start_servers mx1=smtp oob=smtp && paths_of_site && tick_at 10:00 && duties 0 </dev/null &&
	test_expect_code 3 rehearse incident duties INC-20261126-009 >out && echo "nwops: there is no case '\''INC-20261126-009'\''" >expect &&
	grep -v rehearsal err >said && test_cmp expect said
'

# --- the first report, in time ---

test_expect_success 'what is owed from when it was detected on, to whom by when' '
	at 10:05 && rehearse incident open h1 --began 10:00 >out &&
	duties 0 <<-\END
	INC-20261126-001  line:h1
	  next due 10:35 (F, open); longest silence 0 s from 10:05
	  users (lines): 1, the most seen down, in warning or hidden at one time; for 5m
	STATE  DUE    RULE  WHOM           ABOUT
	open   10:35  F     core operator  First report
	open   10:35  F     institution    First report
	open   11:05  U     core operator  Follow-up
	open   11:05  U     institution    Follow-up
	END
'
test_expect_success 'who is on duty is reminded once, when it is time' '
	tick_at 10:24 && test 0 = "$(reminders)" &&
	tick_at 10:25 && reminded 1 >actual &&
	printf "%s\n" "F First report (core operator): due 2026-11-26 10:35" "F First report (institution): due 2026-11-26 10:35" >expect &&
	test_cmp expect actual && tick_at 10:26 && tick_at 10:27 && reminded 1
'
test_expect_success 'each reads it in their own language, and to what it belongs' '
	rehearse notify why 1 duty-1 >out && grep "^notice 1 (reminder, to duty officer, INC-20261126-001): accepted 2$" out &&
	/usr/bin/python3 - >actual <<-\END &&
	import email, email.policy, json
	mails = [json.loads(line)["text"] for line in open("servers/mx1.mails", encoding="utf-8")]
	mails = [email.message_from_string(mail, policy=email.policy.default) for mail in mails]
	for mail in sorted(mails, key=lambda mail: mail["content-language"]):
	    words = mail.get_content().splitlines()
	    print(mail["subject"])
	    print("\n".join(w for w in words if w.startswith("F ")))
	END
	cat >expect <<-\END &&
	【訓練】[DRILL] [REMINDER] First report (INC-20261126-001)
	F First report (core operator): due 2026-11-26 10:35
	F First report (institution): due 2026-11-26 10:35
	【訓練】【督促】第一報 (INC-20261126-001)
	F 第一報 (相互接続基盤の事業主体): 期限 2026-11-26 10:35
	F 第一報 (接続機関): 期限 2026-11-26 10:35
	END
	test_cmp expect actual
'
test_expect_success 'what is only queued is not given' '
	at 10:30 && rehearse notify send outage-first --to core --case INC-20261126-001 --yes >out &&
	test_expect_code 1 rehearse incident duties >out && grep "^due soon  10:35  F     core operator" out
'
test_expect_success 'what the next server took is, and says by which notice' '
	rehearse notify send outage-first --to institution --case INC-20261126-001 --yes >out && at 10:31 && rehearse notify flush >out &&
	duties 0 INC-20261126-001 <<-\END
	INC-20261126-001  line:h1
	  next due 11:31 (U, open); longest silence 26m from 10:05
	  users (lines): 1, the most seen down, in warning or hidden at one time; for
	  31m
	STATE  DUE    RULE  WHOM           ABOUT
	open   11:31  U     core operator  Follow-up; given 10:31 by notice 2
	open   11:31  U     institution    Follow-up; given 10:31 by notice 3
	met    10:35  F     core operator  First report; given 10:31 by notice 2
	met    10:35  F     institution    First report; given 10:31 by notice 3
	END
'

# --- a follow-up, late ---

test_expect_success 'late is said in minutes, at the time at which it is said' '
	tick_at 11:16 && reminded 2 >out && tick_at 11:38 && reminded 3 >actual &&
	printf "%s\n" "U Follow-up (core operator): due 2026-11-26 11:31, late by 7 minutes" \
		"U Follow-up (institution): due 2026-11-26 11:31, late by 7 minutes" >expect && test_cmp expect actual &&
	tick_at 11:39 && tick_at 11:40 && reminded 3 >out && test_cmp expect out &&
	test_expect_code 2 rehearse incident duties >out && grep "^  next due 11:31 (U, late by 9 minutes); longest silence 1h 9m from 10:31$" out &&
	grep -A 1 "^late   11:31  U     core operator$" out >actual &&
	printf "%s\n" "late   11:31  U     core operator" "    Follow-up; late by 9 minutes; given 10:31 by notice 2" >expect && test_cmp expect actual
'
test_expect_success 'status has it on a line' '
	code=0 && { rehearse status >out || code=$?; } && test 2 = "$code" &&
	grep "^INC-20261126-001: next due 11:31 (U, late by 9 minutes); longest silence 1h 9m" out &&
	code=0 && { rehearse --json status >out || code=$?; } && grep "\"type\":\"duties\"" out >actual &&
	echo "{\"v\":1,\"type\":\"duties\",\"case\":\"INC-20261126-001\",\"next\":\"U\",\"next_state\":\"late\",\"next_due_at\":\"2026-11-26T11:31:00+09:00\",\"late_us\":540000000,\"silence_us\":4140000000,\"silence_from\":\"2026-11-26T10:31:00+09:00\",\"unit\":\"line\",\"users\":1,\"users_how\":\"seen\",\"lasts_us\":6000000000}" >expect &&
	test_cmp expect actual
'
test_expect_success 'given in the end, it stays late' '
	at 11:43 && tell outage-follow-up && duties 0 <<-\END
	INC-20261126-001  line:h1
	  next due 12:43 (U, open); longest silence 1h 12m from 10:31
	  users (lines): 1, the most seen down, in warning or hidden at one time; for 1h
	  43m
	STATE  DUE    RULE  WHOM
	open   12:43  U     core operator
	    Follow-up; given 11:43 by notice 7, late by 12 minutes
	open   12:43  U     institution
	    Follow-up; given 11:43 by notice 8, late by 12 minutes
	met    10:35  F     core operator
	    First report; given 10:31 by notice 2
	met    10:35  F     institution
	    First report; given 10:31 by notice 3
	END
'

# --- the law, and a clock that is moved ---

test_expect_success 'what the law may ask is left to a person, with its source and the day on which that was checked' '
	tick_at 12:00 && reminded 4 >actual &&
	echo "Q Quarterly report (authority): due 2027-02-28 23:59; for a person to decide; Rule 7-3, checked 2026-11-25" >expect &&
	test_cmp expect actual && test_expect_code 1 rehearse incident duties >out && grep -A 2 "^decide" out >actual &&
	cat >expect <<-\END &&
	decide  2027-02-28 23:59  Q     authority
	    Quarterly report; for a person to decide; Rule 7-3, checked 2026-11-25
	    (certainty A)
	END
	test_cmp expect actual && test_expect_code 1 rehearse --json incident duties >all.json && valid all.json && grep "\"duty\":\"Q\"" all.json >actual &&
	echo "{\"v\":1,\"type\":\"duty\",\"case\":\"INC-20261126-001\",\"duty\":\"Q\",\"title\":\"Quarterly report\",\"audience\":\"authority\",\"state\":\"decide\",\"kind\":null,\"due_at\":\"2027-02-28T23:59:00+09:00\",\"late_us\":null,\"given_at\":null,\"notice\":null,\"given_late_us\":null,\"settled_at\":null,\"settled_by\":null,\"settled_because\":null,\"unsure\":false,\"sooner\":false,\"decide\":true,\"law\":{\"source\":\"Rule 7-3\",\"checked\":\"2026-11-25\",\"certainty\":\"A\"}}" >expect &&
	test_cmp expect actual
'
test_expect_success 'in Japanese' '
	test_expect_code 1 rehearse --lang ja incident duties >out && grep "^  次の期限 12:43 (U、未了)、最長の沈黙 1h 12m (10:31から)$" out &&
	grep "要判断  *2027-02-28 23:59  *Q  *監督官庁" out
'
test_expect_success 'by a clock that was just moved nobody is reminded' '
	tick_at 12:10 up 1h && reminded 4 >out && tick_at 12:30 up 1h1m && reminded 4 >out && tick_at 12:31 up 1h2m && reminded 5 >actual &&
	printf "%s\n" "U Follow-up (core operator): due 2026-11-26 12:43" "U Follow-up (institution): due 2026-11-26 12:43" >expect && test_cmp expect actual
'

# --- killed ---

ticks() { faulted "$@" nwops --overlay "$PWD/lab.yaml" tick >out 2>err; }
test_expect_success 'undisturbed: one more' '
	at 12:44 up 1h15m && cp -rp state rest && ticks && reminded 6 >expect && grep "late by 1 minute$" expect
'
# How many changes a tick makes differs by a few, with how the database file grows: none of the last is tried.
for number in $(seq 3 11 $(($(wc -l <calls) - 12))); do
	test_expect_success "killed after change $number of a tick, the next one leaves it said once" '
		rm -rf state && cp -rp rest state && at 12:44 up 1h15m && test_expect_code 137 ticks FAULTS_KILL_AFTER='"$number"' &&
		tick_at 12:45 up 1h16m && tick_at 12:46 up 1h17m && reminded 6 >out && grep "^U Follow-up (institution): .* late by [12] minutes*$" out
	'
done

# --- restored ---

test_expect_success 'restored: no more follow-ups, and the report that says so is given' '
	overlay 192.0.2.254=2ms 10.1.0.1=2ms 10.1.0.2=2ms >lab.yaml && at 12:50 up 1h21m && tell outage-follow-up --again "nothing new" &&
	at 13:00 up 1h31m && rehearse tick >out && tell outage-restored --field restored-at=12:55 &&
	duties 1 <<-\END
	INC-20261126-001  line:h1
	  next due 2027-02-28 23:59 (Q, for a person to decide); longest silence 1h 12m
	  from 10:31
	  users (lines): 1, the most seen down, in warning or hidden at one time; for 2h
	  55m
	STATE   DUE               RULE  WHOM
	decide  2027-02-28 23:59  Q     authority
	    Quarterly report; for a person to decide; Rule 7-3, checked 2026-11-25
	    (certainty A)
	met     10:35             F     core operator
	    First report; given 10:31 by notice 2
	met     10:35             F     institution
	    First report; given 10:31 by notice 3
	met     13:25             R     core operator
	    Restored; given 13:00 by notice 14
	met     13:25             R     institution
	    Restored; given 13:00 by notice 15
	met     -                 U     core operator
	    Follow-up; given 13:00 by notice 14
	met     -                 U     institution
	    Follow-up; given 13:00 by notice 15
	END
'
stop_servers

# --- closed ---

test_expect_success 'what is for a person to decide, and not due, outlives the incident' '
	test_expect_code 1 rehearse incident step INC-20261126-001 --json >owed.json && ! grep "duty:" owed.json &&
	set -- rehearse --by Sato incident close INC-20261126-001 &&
	for each in $(sed -n "s/.*\"what\":\"\([^\"]*\)\".*/\1/p" owed.json); do set -- "$@" --waive "$each" --because "not needed"; done &&
	"$@" >out && ! rehearse incident list | grep INC- &&
	test_expect_code 1 rehearse incident duties >actual && grep "^decide  2027-02-28 23:59  Q     authority$" actual &&
	{ rehearse status >actual || test $? -lt 3; } && grep "INC-20261126-001: next due 2027-02-28 23:59 (Q, for a person to decide)" actual
'
test_expect_success 'a decision has a reason, a name, and a duty that waits for one' '
	test_expect_code 3 nwops --overlay "$PWD/lab.yaml" incident duties INC-20261126-001 --settle Q/authority 2>err >out && grep "say CASE, .--settle. and .--because." err &&
	test_expect_code 3 nwops --overlay "$PWD/lab.yaml" --by Sato incident duties INC-20261126-001 --settle F/core --because x 2>err >out && grep "duty .F/core. is not owed" err
'
test_expect_success 'a decision that is killed anywhere is there with its reason, or not at all' '
	cp -rp state undecided && swept_as="--overlay lab.yaml" && swept "select count(*) from case_events where kind = '\''duty'\''" \
		nwops --overlay lab.yaml --by Sato incident duties INC-20261126-001 --settle Q/authority --because "below 30,000" &&
	rehearse incident show INC-20261126-001 >out && grep "duty .Q/authority. settled by Sato, because:" out && rm -rf state && mv undecided state
'
test_expect_success 'once it is settled nothing is owed, and who comes second is told' '
	rehearse --by Sato incident duties INC-20261126-001 --settle Q/authority --because "below 30,000, looked up by Sato" >out &&
	rehearse incident duties >actual && test_must_be_empty actual &&
	rehearse incident duties INC-20261126-001 >out && grep -A 2 "^settled" out >actual && cat >expect <<-\END && test_cmp expect actual &&
	settled  2027-02-28 23:59  Q     authority
	    Quarterly report; settled 13:00 by Sato: below 30,000, looked up by Sato;
	    Rule 7-3, checked 2026-11-25 (certainty A)
	END
	rehearse incident show INC-20261126-001 >out && grep "duty .Q/authority. settled by Sato, because:" out &&
	test_expect_code 3 nwops --overlay "$PWD/lab.yaml" --by Mori incident duties INC-20261126-001 --settle Q/authority --because x 2>err >out && grep "was settled by .Sato. at" err
'

# --- what only a person can say, by the rows that come with nwops ---

# asked_by_law: the rows that follow a law and wait for a person: what, whom, by when, where it stands.
asked_by_law() {
	{ rehearse --json incident duties INC-20261126-002 >all.json || test $? -le 2; } && valid all.json &&
	sed -n "s/.*\"duty\":\"\([^\"]*\)\".*\"state\":\"decide\".*\"due_at\":\"\([^\"]*\):00+.*\"source\":\"\([^\"]*\)\".*/\1 \2 \3/p" all.json
}
test_expect_success 'said of the incident, what leaked is asked for by the law, by its time, with its source' '
	rm etc/duties.yaml && at 13:10 up 1h41m && rehearse incident open h2 --began 13:00 >out && asked_by_law >actual && test_must_be_empty actual &&
	test_expect_code 3 rehearse incident set INC-20261126-002 secrecy-leak perhaps >out && grep "cannot be .perhaps." err &&
	rehearse incident set INC-20261126-002 secrecy-leak yes --at 13:05 >out && rehearse incident set INC-20261126-002 personal-data-leak yes >out &&
	asked_by_law >actual && cat >expect <<-\END && test_cmp expect actual &&
	L1 2026-11-26T13:05 電気通信事業法28条、同施行規則57条 (通信の秘密の漏えい)
	L2 2026-11-29T13:10 個人情報保護法26条、同施行規則8条 (速報 おおむね3から5日)
	L1b 2026-12-26T13:05 電気通信事業法28条、同施行規則57条 (通信の秘密の漏えい)
	L2b 2026-12-26T13:10 個人情報保護法26条、同施行規則8条 (速報 おおむね3から5日)
	END
	{ rehearse incident duties >out || test $? -le 2; } && grep -A 3 "^decide  13:05        L1    authority$" out >actual && cat >expect <<-\END && test_cmp expect actual
	decide  13:05        L1    authority
	    Leak of communications secrecy, first report; late by 5 minutes; for a
	    person to decide; 電気通信事業法28条、同施行規則57条 (通信の秘密の漏えい),
	    checked 2026-11-25 (certainty A)
	END
'
test_expect_success 'it stands in the record, in both languages' '
	rehearse incident show INC-20261126-002 >out && grep "^  communications secrecy leaked: yes" out && grep "personal data leaked: yes" out &&
	rehearse --lang ja incident show INC-20261126-002 >out && grep "通信の秘密の漏えい: はい" out &&
	rehearse --json incident show INC-20261126-002 >all.json && valid all.json && grep "\"field\":\"secrecy-leak\",\"value\":\"yes\"" all.json
'
test_expect_success 'that it is not so, or that nobody knows, takes it back' '
	rehearse incident set INC-20261126-002 secrecy-leak no >out && grep "before it was: yes" out &&
	rehearse incident set INC-20261126-002 personal-data-leak unknown >out && asked_by_law >actual && test_must_be_empty actual
'
test_expect_success 'a step of a run records it as well, and the answer stands in the incident' '
	printf "answers:\n  response-superior:\n    tell: send\n    confirmed: {outcome: heard, fields: {told-who: Suzuki, standby-failed: \"yes\"}}\n" >heard.yaml &&
	{ rehearse isolate h2 --procedure response-superior --answers heard.yaml >out || test $? -le 1; } && asked_by_law >actual &&
	echo "O1 2026-12-26T13:10 電気通信事業法28条 (重大な事故が生ずるおそれ)" >expect && test_cmp expect actual &&
	rehearse incident show INC-20261126-002 >out && grep "^  standby did not take over: yes" out &&
	{ rehearse status >out || test $? -le 2; } && grep "^INC-20261126-002: " out
'

test_done
