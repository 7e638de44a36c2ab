#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The record of an incident from its opening to its closing: fields that are known better and
# better, roles that are handed over, tasks, the seven steps, what is owed and who waives it. What
# cannot be recorded leaves nothing; of two who do the same the second is told; a kill leaves
# all of it or nothing.
test_description='nwops incident set, task, step, close'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"

case=INC-20261126-001
now 2026-11-26T11:00:00+09:00

# recorded NUMBER COMMAND...: it is event NUMBER of $case; what stands behind that is in ./before_it.
recorded() {
	recorded_number=$1 && shift &&
	quiet "$@" >out && test_must_be_empty err && echo "event $recorded_number of '$case' is recorded" >expect &&
	grep " is recorded\$" out >actual && test_cmp expect actual && { grep -v " is recorded\$" out >before_it || :; }
}
# refuses WORDS COMMAND...: it exits with 3, says something with WORDS in it, and the journal is as it was.
refuses() {
	refuses_words=$1 && shift &&
	before=$(journal_size) && quiet test_expect_code 3 "$@" >out && grep -F -e "$refuses_words" err && test_must_be_empty out &&
	test "$before" = "$(journal_size)"
}
# field FIELD: what show says of it.
field() { nwops incident show $case >shown 2>/dev/null && sed -n "s/^  $1: //p" shown; }
# owed WORD...: step owes exactly these.
owed() {
	printf "%s\n" "$@" >expect &&
	{ quiet nwops --json incident step $case >stepped || test $? = 1; } &&
	sed -n "s/.*\"case-owed\".*\"what\":\"\([^\"]*\)\".*/\1/p" stepped >actual && test_cmp expect actual
}

test_expect_success 'an incident that a clinic reports' '
	telling_site &&
	quiet nwops incident open h1 --began 10:30 --about --detected-by institution --title "no connection" >actual &&
	echo "'\''$case'\'' is open" >expect && test_cmp expect actual && test minor = "$(field severity)" &&
	nwops --state other.state incident open a1 >out 2>err && nwops --state other.state incident show $case >actual 2>err &&
	grep "^  severity: major$" actual
'

# --- fields ---

test_expect_success 'times are known better and better' '
	test "about 10:30" = "$(field began)" &&
	recorded 2 nwops incident set $case detected 10:40 && test_must_be_empty before_it &&
	recorded 3 nwops incident set $case reported 10:42 &&
	recorded 4 nwops incident set $case acknowledged now &&
	recorded 5 nwops incident set $case began 10:35 && echo "before it was: about 10:30 (event 1, $me)" >expect && test_cmp expect before_it &&
	test "10:35 (before: about 10:30)" = "$(field began)" && test "11:00" = "$(field "taken up")"
'
test_expect_success 'numbers are counted, estimated or unknown, and have a history' '
	recorded 6 nwops incident set $case lines 40 --estimated && test "estimated 40" = "$(field lines)" &&
	recorded 7 nwops --by "田中" incident set $case lines 38 && test "38 (before: estimated 40)" = "$(field lines)" &&
	recorded 8 nwops incident set $case users --unknown && test "?" = "$(field users)" &&
	recorded 9 nwops incident set $case institutions unknown && test "?" = "$(field institutions)" &&
	recorded 10 nwops incident set $case lines-user 0 --counted && test 0 = "$(field "users'\'' lines")"
'
test_expect_success 'the worst severity leaves its mark' '
	recorded 11 nwops incident set $case severity critical && recorded 12 nwops incident set $case severity major &&
	test "major (at its worst: critical)" = "$(field severity)"
'
test_expect_success 'unless it was a mistake' '
	recorded 13 nwops incident note $case "that was another incident" --corrects 11 && test major = "$(field severity)" &&
	recorded 14 nwops incident set $case severity minor --corrects 12 && test minor = "$(field severity)"
'
test_expect_success 'roles are handed over, services listed, the cause guessed' '
	recorded 15 nwops incident set $case lead sato && recorded 16 nwops incident set $case lead "田中" --at 10:50 &&
	echo "before it was: sato (event 15, $me)" >expect && test_cmp expect before_it && test "田中 (before: sato)" = "$(field lead)" &&
	recorded 17 nwops incident set $case service "online claims" && recorded 18 nwops incident set $case service "medical records" &&
	test "online claims, medical records" = "$(field services)" &&
	recorded 19 nwops incident set $case cause "a cut cable of CAF-123456789018" &&
	recorded 20 nwops incident set $case cause-status estimated && test guessed = "$(field "state of the cause")" &&
	echo "paper at the reception" | recorded 21 nwops incident set $case workaround - &&
	recorded 22 nwops incident set $case carrier-ticket T-4711 && test T-4711 = "$(field "carrier'\''s ticket")"
'
test_expect_success 'what cannot be said leaves nothing' '
	refuses "there is no field '\''restord'\''; did you mean '\''restored'\''?" nwops incident set $case restord 10:50 &&
	refuses "is still to come" nwops incident set $case restored "2026-11-26 11:01" &&
	refuses "is still to come" nwops incident set $case cause x --at "2026-11-26 11:01" &&
	refuses "say what '\''restored'\'' is, or '\''--unknown'\''" nwops incident set $case restored &&
	refuses "say what '\''restored'\'' is, or '\''--unknown'\''" nwops incident set $case restored 10:50 --unknown &&
	refuses "'\''restored'\'' is a time itself" nwops incident set $case restored 10:50 --at 10:50 &&
	refuses "'\''cause'\'' is no number" nwops incident set $case cause x --estimated &&
	refuses "say different things" nwops incident set $case lines 3 --estimated --counted &&
	refuses "'\''lines'\'': " nwops incident set $case lines -- -3 && refuses "'\''lines'\'': " nwops incident set $case lines many &&
	refuses "'\''severity'\'' cannot be '\''awful'\''" nwops incident set $case severity awful &&
	refuses "'\''lead'\'' needs somebody" nwops incident set $case lead --unknown &&
	refuses "has no event 99 to correct" nwops incident set $case lines 3 --corrects 99 &&
	refuses "event 19 of case '\''$case'\'' does not say '\''lines'\''" nwops incident set $case lines 3 --corrects 19 &&
	refuses "option '\''--about'\'' says nothing without '\''--at'\''" nwops incident set $case cause x --about &&
	refuses "there is no case" nwops incident set INC-20261126-009 cause x
'
test_expect_success 'of two who correct one event the second is told' '
	for who in a b; do
		(nwops --by $who incident set $case lines 37 --corrects 7 >$who.out 2>$who.err; echo $? >$who.code) &
	done && wait && sort a.code b.code >actual && printf "0\n3\n" >expect && test_cmp expect actual &&
	cat a.err b.err | grep "event 7 of case '\''$case'\'' was corrected by event 23 of '\''[ab]'\'' already" &&
	test "37 (before: estimated 40)" = "$(field lines)"
'
test_expect_success 'of two who say one field at once each is recorded and the second sees the first' '
	for who in a b; do
		nwops --by $who incident set $case scribe $who >$who.out 2>$who.err &
	done && wait && cat a.out b.out >said && test 2 = "$(grep -c "is recorded" said)" && test 1 = "$(grep -c "before it was: [ab] (event 24, [ab])" said)"
'

# --- what belongs together ---

test_expect_success 'a case is linked to another, to maintenance, to what others call it, and the other says so' '
	cp -rp state aside && quiet nwops incident open h2 --title two >out && other=INC-20261126-002 &&
	links() { quiet nwops incident link "$@" >out && nwops incident show $other >actual 2>err; } &&
	links $other $case && grep "root: has the same cause as .$case.$" actual && links $other $case --as same-cause && links $other $case --as follows && grep "follows .$case.$" actual &&
	links $other M-20261126-001 --as maintenance && grep "belongs to maintenance .M-20261126-001.$" actual && links $other TK-1 && links $other TK-1 --as ticket && grep -c "others call it .TK-1.$" actual >count && echo 2 >expect && test_cmp expect count &&
	nwops incident show $case >actual 2>err && grep "linked:" actual >links &&
	test 2 = "$(grep -c "linked:.*$other. has the same cause$" links)" && test 1 = "$(grep -c "follows it$" links)" && test 3 = "$(wc -l <links)" &&
	nwops --json incident show $case >shown 2>err && valid shown && grep "\"case-link\",\"case\":\"$case\",\"from\":\"$other\",\"event\":4,\"relation\":\"follows\"" shown && nwops incident show $other >actual 2>err && ! grep "linked:" actual &&
	refuses "is not linked to itself" nwops incident link $case $case && refuses "there is no case" nwops incident link $case INC-20261126-099 &&
	refuses "option '\''--as'\'' is" nwops incident link $case $other --as cause && refuses "is of cases" nwops incident link $case TK-1 --as follows &&
	rm -rf state && mv aside state
'

# --- patients ---

test_expect_success 'patients'\'' data are refused wherever something is typed' '
	refuses "character 8 looks like a number of a patient: patients'\'' data do not belong in the record; write which institution, line and time, and leave the person out, or say '\''--sure'\'' if it is none" \
		nwops incident note $case "受付から電話。患者ID 00123" &&
	refuses "an Individual Number" nwops incident set $case cause "123456789018" &&
	refuses "a number of an insured person" nwops incident task $case add "被保険者番号 12345678 を照会" --owner a --due 2h &&
	refuses "a date of birth" nwops incident open h2 --text "山田様 S30.1.2" &&
	refuses "a patient'\''s name" nwops incident open h2 --title "患者の山田様" &&
	nwops --lang ja incident note $case "患者ID 00123" >out 2>err; grep "患者の情報は記録に残せません" err
'
test_expect_success 'and recorded where somebody is sure that they are none' '
	recorded 26 nwops incident note $case "box 患者ID 00123 is a label" --sure && nwops incident show $case >actual &&
	tr -s "\n " " " <actual | grep "is a label (said to be no patients'\'' data)" &&
	nwops --json incident show $case >actual && grep "\"number\":26,.*\"sure\":true" actual && grep "\"number\":25,.*\"sure\":false" actual
'

# Each is refused with its words, and taken by who is sure; the record of the story above is set aside meanwhile.
free_texts() {
	cat <<-\END
	notify send outage-first --case INC-20261126-001 --to manager --yes --field cause=
	notify send outage-first --case INC-20261126-001 --to manager --yes --again
	incident report INC-20261126-001 --audience manager --yes --field cause=
	kb add --title lamp --owner duty-officer --text
	kb add --text red --owner duty-officer --title
	drill training add duty-1 --trainer manager --topic charts --note
	drill training add duty-1 --trainer manager --topic
	maint plan line:h1 --from 2026-11-28T01:00 --for 1h --reason
	maint start line:h1 --for 1h --despite-conflicts --reason
	status silence line:h2 --for 1h --reason
	notify roster declare disaster --reason
	END
}
test_expect_success 'so are they wherever else something is typed that is kept or told' '
	cp -rp state aside && : >amiss && free_texts >texts && patient="患者ID 00123" && while read -r words; do
		# The last word is an option, or a field that wants its value.
		case $words in *=) last="${words##* }$patient" words=${words% *} ;; *) last=$patient ;; esac
		# shellcheck disable=SC2086 # words of a command
		refuses "a number of a patient: patients'\'' data do not belong in the record; write which" nwops $words "$last" </dev/null || echo "not refused: $words" >>amiss
		code=0 && { nwops $words "$last" --sure </dev/null >out 2>err || code=$?; } # shellcheck disable=SC2086
		test "$code" != 3 || { echo "not taken: $words" && cat err; } >>amiss
	done <texts && rm -rf state && mv aside state && cat amiss && test_must_be_empty amiss
'
test_expect_success 'an answer of a run, a field beside it and a reason are, too, and the run stands where it stood' '
	cp -rp state aside && { nwops --no-input isolate h2 --procedure institution-unreachable >out 2>err || test $? = 1; } && run=$(sed -n "s/.*\(INC-[0-9-]*\/[0-9]*\).*/\1/p" out | head -n 1) &&
	refused() { before=$(journal_size) && test_expect_code 3 nwops --no-input isolate "$@" >out 2>err && grep -F "patients'\'' data do not belong in the record; write which" err && test "$before" = "$(journal_size)"; } &&
	refused resume "$run" --answer report=answered --field "caller=患者ID 00123" --field callback=03-1234-5678 --field since=10:30 --field symptom=slow && grep "field .caller." err &&
	refused take "$run" --reason "患者ID 00123" &&
	{ nwops --no-input isolate resume "$run" --sure --answer report=answered --field "caller=患者ID 00123" --field callback=03-1234-5678 --field since=10:30 --field symptom=slow >out 2>err || test $? = 1; } &&
	nwops --json incident show "${run%/*}" >shown 2>err && grep "患者ID 00123" shown | grep "\"sure\":true" && ! grep "\"sure\":true" shown | grep -v "患者ID" &&
	rm -rf state && mv aside state
'

# --- tasks ---

test_expect_success 'tasks have somebody and a time, and end once' '
	recorded 27 nwops incident task $case add "replace the cable" --owner sato --due 18:00 && echo "task 1 of '\''$case'\''" >expect && test_cmp expect before_it &&
	recorded 28 nwops incident task $case add "call the clinic" --owner "田中" --due 2h &&
	recorded 29 nwops incident task $case add "tell the press" --owner boss --due "2026-12-01 09:00" &&
	recorded 30 nwops incident task $case done 1 && recorded 31 nwops incident task $case drop 3 --reason "nobody asked" &&
	nwops incident show $case >actual && sed -n "/^tasks:/,/^what/p" actual >tasks && cat >expect <<-\END && test_cmp expect tasks
	tasks:
	  1  done: replace the cable; sato, due 18:00
	  2  open: call the clinic; 田中, due 13:00
	  3  dropped: tell the press; boss, due 12-01 09:00
	what happened:
	END
'
test_expect_success 'a task that cannot be is none' '
	refuses "a task needs somebody and a time" nwops incident task $case add x --owner a &&
	refuses "is over" nwops incident task $case add x --owner a --due "2026-11-26 10:00" &&
	refuses "option '\''--due'\''" nwops incident task $case add x --owner a --due soon &&
	refuses "say why it is not to be done" nwops incident task $case drop 2 &&
	refuses "is said when a task is dropped" nwops incident task $case done 2 --reason x &&
	refuses "are said when a task is added" nwops incident task $case done 2 --owner x &&
	refuses "has no task 9" nwops incident task $case done 9 && refuses "task" nwops incident task $case done x &&
	refuses "say '\''add'\'', '\''done'\'' or '\''drop'\''" nwops incident task $case end 2 &&
	refuses "was ended by '\''$me'\'' at 2026-11-26 11:00:00 +09:00 already: dropped" nwops incident task $case done 3
'

# --- the seven steps ---

test_expect_success 'before they are begun it says how to begin' '
	quiet test_expect_code 1 nwops incident step $case >actual && cat >expect <<-END && test_cmp expect actual
	the seven steps were not begun; begin with:
	  nwops isolate start line:h1 --procedure response --case $case
	owed before it can be closed:
	  response             the seven steps of the response were not gone through
	  task:2               '\''call the clinic'\'' is not done: 田中, due 2026-11-26
	                       13:00:00 +09:00
	  restored             nobody has said when service was back
	  confirmed            nobody who had the trouble has confirmed that it is over
	  duty:F1/manager      First report to the ops manager (operations manager) is
	                       owed: due 2026-11-26 11:15:00 +09:00, open
	  duty:F2/institution  First report to the institutions (institution) is owed:
	                       due 2026-11-26 11:30:00 +09:00, open
	  duty:F3/core         First report to core and peers (core operator) is owed:
	                       due 2026-11-26 11:30:00 +09:00, open
	  duty:F3/peers        First report to core and peers (other network operators)
	                       is owed: due 2026-11-26 11:30:00 +09:00, open
	END
'
cat >answers.yaml <<\END
answers:
  response:
    is-due: report
    report-core: send
    report-peers: send
    consult: done
    instructions: nothing
    decide-policy: {outcome: done, approved-by: nobody, fields: {policy: the carrier mends it, policy-by: Boss}}
END
test_expect_success 'who does the work does not approve it' '
	sed "s/approved-by: nobody/approved-by: $me/" answers.yaml >own.yaml &&
	quiet test_expect_code 3 nwops --no-input isolate start line:h1 --procedure response --case $case --answers own.yaml >out &&
	echo "nwops: '\''$me'\'' cannot approve what '\''$me'\'' does" >expect && test_cmp expect err &&
	quiet test_expect_code 1 nwops incident step $case >actual && grep "^  ① .*: now since" actual
'
test_expect_success 'then where each stands' '
	test_expect_code 1 nwops --no-input isolate resume $case/1 --answers answers.yaml >out 2>err &&
	quiet test_expect_code 1 nwops incident step $case >actual && grep "^  ① .*: done" actual && grep "^  ② .*: now since" actual &&
	grep "^  ③ .*: going on beside since" actual && grep "^  ⑤ .*: not begun" actual && grep "nwops isolate resume" actual &&
	grep "^  run:1 " actual && grep "^  final-report " actual &&
	nwops --lang ja incident step $case >actual 2>err; grep "① .*完了" actual && grep "^対応待ち" actual && ! grep -E "not begun|owed|since" actual
'
test_expect_success 'what a notice says of lines and cause is what people said' '
	sqlite3 -batch state/nwops.db "select facts from notices where case_id = '\''$case'\'' order by number limit 1" >facts &&
	tr "{" "\n" <facts | grep -E "\"(began-at|cause|cause-status|carrier-ticket|detected-at|lines-[a-z-]*|services|workaround)\"" |
		sed "s/},*.*//" >actual && cat >expect <<-\END && test_cmp expect actual
	"name":"began-at","value":"2026-11-26T10:35:00+09:00","estimated":false
	"name":"carrier-ticket","value":"T-4711","estimated":false
	"name":"cause","value":"a cut cable of CAF-123456789018","estimated":false
	"name":"cause-status","value":"estimated","estimated":false
	"name":"detected-at","value":"2026-11-26T10:40:00+09:00","estimated":false
	"name":"lines-affected","value":"37","estimated":false
	"name":"lines-affected-user","value":"0","estimated":false
	"name":"services","value":"online claims\nmedical records","estimated":false
	"name":"workaround","value":"paper at the reception","estimated":false
	END
'
test_expect_success SCHEMA 'JSON lines are as their schema says' '
	{ nwops --json incident step $case >step 2>err || test $? = 1; } && valid step && grep "\"case-stage\"" step && grep "\"case-owed\"" step &&
	nwops --json incident show $case >show 2>err && valid show && grep "\"case-standing\"" show &&
	nwops --json incident list >list 2>err && valid list &&
	{ nwops --json incident close $case >close 2>err || test $? = 1; } && valid close && grep "\"case-owed\"" close
'
test_expect_success 'nothing is wider than the terminal' '
	for columns in 40 80; do
		for language in en ja; do
			for verb in show step; do
				COLUMNS=$columns nwops --lang $language incident $verb $case >actual 2>err
				/usr/bin/python3 -c "
import sys, unicodedata
for line in open(\"actual\"):
    line = line.rstrip(chr(10))
    width = sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line)
    if width > $columns and not \"nwops isolate\" in line: sys.exit(\"%d: %s\" % (width, line))" || return 1
			done
		done
	done
'

# --- closing ---

test_expect_success 'it is not closed while anything is owed, and each is told' '
	before=$(journal_size) && quiet test_expect_code 1 nwops incident close $case >actual &&
	grep "case '\''$case'\'' cannot be closed: [0-9]* things are owed" err && sed "s/^  \([^ ]*\) .*/\1/" actual >what &&
	for each in run:1 message:1 task:2 restored confirmed final-report duty:F1/manager; do grep -x "$each" what || return 1; done &&
	test "$before" = "$(journal_size)"
'
test_expect_success 'a waiver has a reason of its own, a name, and something that is owed' '
	refuses "each '\''--waive'\'' needs a '\''--because'\'' of its own" nwops incident close $case --waive restored &&
	refuses "each '\''--waive'\'' needs a '\''--because'\'' of its own" nwops incident close $case --waive restored --waive confirmed --because x &&
	refuses "is waived without a reason" nwops incident close $case --waive restored --because " " &&
	refuses "'\''restord'\'' is not owed and cannot be waived; did you mean '\''restored'\''?" nwops incident close $case --waive restord --because x &&
	refuses "a number of a patient" nwops incident close $case --waive restored --because "患者ID 00123" &&
	sed "s/login: $me,/login: somebody,/" etc/inventory/lab.yaml >lab && cp etc/inventory/lab.yaml kept && cp lab etc/inventory/lab.yaml &&
	refuses "login '\''$me'\'' is no contact'\''s: say who waives it with '\''--by'\''" nwops incident close $case --waive restored --because x &&
	cp kept etc/inventory/lab.yaml
'
# settle: what people can say of its end.
settle() {
	quiet nwops incident set $case restored 10:55 >out && quiet nwops incident set $case confirmed 10:58 --about >out &&
	quiet nwops incident task $case "done" 2 >out
}
test_expect_success 'what is settled is owed no more' '
	settle && nwops --json incident step $case >stepped 2>err; ! grep -E "\"what\":\"(restored|confirmed|task:2|order)\"" stepped &&
	quiet nwops incident set $case confirmed 10:50 >out && { nwops --json incident step $case >stepped 2>err; grep "\"what\":\"order\"" stepped; } &&
	quiet nwops incident set $case confirmed 10:58 >out && cp -rp state before-close
'
# close_all COMMAND...: closes with a waiver for each thing that is owed.
close_all() {
	set -- "$@" nwops --by Boss incident close $case --reason "handed to the carrier" &&
	for each in $(sed -n "s/.*\"case-owed\".*\"what\":\"\([^\"]*\)\".*/\1/p" stepped); do
		set -- "$@" --waive "$each" --because "not needed"
	done &&
	"$@"
}
test_expect_success 'when it was over is what somebody says, and how surely; it is recorded now' '
	cp -rp state aside && quiet nwops incident open --title brief >out && real=$case && case=$(sed -n "s/.*\(INC-[0-9-]*\).*/\1/p" out) &&
	{ nwops --json incident step $case >stepped 2>err || test $? = 1; } &&
	ends() { set -- nwops --by Boss incident close $case; for each in $(sed -n "s/.*\"case-owed\".*\"what\":\"\([^\"]*\)\".*/\1/p" stepped); do set -- "$@" --waive "$each" --because x; done; "$@" --at "$when" $about; } &&
	about= && before=$(journal_size) && when="2026-11-26 12:00" && test_expect_code 3 ends >out 2>err && grep "is still to come" err &&
	refuses "says nothing without" nwops incident close $case --about && test "$before" = "$(journal_size)" &&
	when=10:40 about=--about && ends >out 2>err && nwops --json incident show $case >shown 2>err && valid shown &&
	grep "\"kind\":\"closed\".*\"at\":\"2026-11-26T10:40:00+09:00\",\"quality\":\"about\",\"recorded_at\":\"2026-11-26T11:00:00+09:00\"" shown &&
	case=$real && rm -rf state && mv aside state
'
test_expect_success 'of two who close it the second is told' '
	{ nwops --json incident step $case >stepped 2>err || test $? = 1; } &&
	for who in a b; do
		(close_all >$who.out 2>$who.err; echo $? >$who.code) &
	done && wait && sort a.code b.code >actual && printf "0\n3\n" >expect && test_cmp expect actual &&
	cat a.err b.err | grep "case '\''$case'\'' was closed by '\''Boss'\'' at 2026-11-26 11:00:00 +09:00 already" &&
	cat a.out b.out | grep "^'\''$case'\'' is closed$" && nwops incident list >actual 2>err && ! grep $case actual &&
	nwops incident show $case >actual 2>err && tr -s "\n " " " <actual >flat && grep "closed: handed to the carrier; .*'\''run:1'\'' waived by Boss, because: not needed" flat
'
test_expect_success 'a closed case takes corrections alone, and waits for nobody' '
	refuses "is closed" nwops incident note $case x && refuses "is closed" nwops incident set $case cause x &&
	refuses "is closed" nwops incident task $case add x --owner a --due 2h &&
	quiet nwops incident set $case cause "a cut cable, confirmed" --corrects 19 >out &&
	quiet nwops incident step $case >actual && ! grep -E "owed|waits" actual &&
	nwops isolate list >actual 2>err && ! grep $case actual &&
	now 2026-11-28T11:00:00+09:00 && nwops tick >out 2>err; ! grep "cannot be gone on with" err
'
test_expect_success 'it is opened again with a reason, and nothing else is meant by its id' '
	refuses "is a case: to open it again say '\''--again'\''" nwops incident open $case &&
	refuses "is a case: to open it again say '\''--again'\''" nwops incident open $case --again &&
	refuses "cannot be recorded" nwops incident open $case --again --text "" &&
	quiet nwops incident open $case --again --text "it is back" >actual && echo "'\''$case'\'' is open" >expect && test_cmp expect actual &&
	refuses "case '\''$case'\'' is open" nwops incident open $case --again --text "it is back" &&
	nwops incident show $case >actual 2>err && grep "opened again: it is back" actual
'
test_expect_success 'all of it is proven' '
	nwops audit verify >actual 2>err && grep "^complete" actual
'

# --- killed ---

test_expect_success 'a field, and a task, killed anywhere: said and shown, or not at all' '
	rm -rf state && cp -rp before-close state && now 2026-11-26T11:00:00+09:00 &&
	swept "select count(*), max(number) from case_events where case_id = '\''$case'\'' and kind = '\''set'\''" nwops incident set $case users 40 &&
	test "40 (before: ?)" = "$(field users)" &&
	swept "select count(*) from case_events where case_id = '\''$case'\'' and kind = '\''task'\''" \
		nwops incident task $case add "ask the carrier" --owner sato --due 2h &&
	nwops incident show $case >actual 2>err && grep "ask the carrier" actual
'
# killed_at NUMBER: closing is killed behind that change to the store; then it is closed, or can be.
killed_at() {
	rm -rf state && cp -rp before-close state && now 2026-11-26T11:00:00+09:00 &&
	test_expect_code 137 close_all faulted FAULTS_KILL_AFTER="$1" >out 2>err &&
	code=0 && { nwops audit verify >verdict 2>err || code=$?; } && test "$code" -le 1 &&
	closed=$(sqlite3 -batch state/nwops.db "select count(*) from cases where id = '$case' and closed_at_us > 0") &&
	said=$(sqlite3 -batch state/nwops.db "select count(*) from case_events where case_id = '$case' and kind = 'closed'") &&
	test "$closed" = "$said" &&
	if test "$closed" = 0; then
		close_all >out 2>err
	else
		# The next thing that is recorded signs for it.
		refuses "already" close_all && nwops incident note $case "closed" --corrects 1 >out 2>err
	fi &&
	nwops audit verify >verdict 2>err && grep "^complete" verdict
}
test_expect_success 'an undisturbed closing, for its changes' '
	rm -rf state && cp -rp before-close state && now 2026-11-26T11:00:00+09:00 &&
	{ nwops --json incident step $case >stepped 2>err || test $? = 1; } &&
	close_all faulted >out 2>err && test -s calls && cp calls whole.calls
'
last=$(wc -l <whole.calls)
for number in $(seq "$last" | some_of); do
	test_expect_success "closing killed after change $number of $last" "killed_at $number"
done

test_done
