#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What goes by paper: stages that are refused while anything is missing, documents by their digest, decisions by another
# login than the author's, deadlines that are shown and reminded of once, and an end that owes nothing or is waived by
# name. A kill leaves all of a stage or nothing.
test_description='nwops case'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"

case=NCP-20261126-001
now 2026-11-26T11:00:00+09:00

# recorded NUMBER COMMAND...: it is event NUMBER of $case.
recorded() {
	recorded_number=$1 && shift &&
	quiet "$@" >out && test_must_be_empty err && echo "event $recorded_number of '$case' is recorded" >expect && test_cmp expect out
}
# refuses STATUS WORDS COMMAND...: it exits so and says something with WORDS in it; the journal is as it was.
refuses() {
	refuses_status=$1 && refuses_words=$2 && shift 2 &&
	before=$(journal_size) && quiet test_expect_code "$refuses_status" "$@" >out && cat err out >said &&
	grep -F -e "$refuses_words" said && test "$before" = "$(journal_size)"
}
# stands STAGE STAND: step says so.
stands() {
	{ nwops --json case step $case >stepped 2>err || test $? = 1; } &&
	grep "\"stage\":\"$1\".*\"stand\":\"$2\"" stepped >found
}
# tell KIND WHOM: a notice of $case that needs no approval any more.
tell() {
	quiet nwops notify send "$1" --to "$2" --case $case --yes >out || test $? = 1 || return 1
	number=$(sqlite3 -batch state/nwops.db "select max(number) from notices") &&
	sqlite3 -batch state/nwops.db "select state from notices where number = $number" >state_of &&
	{ test "$(nwops --json notify queue 2>/dev/null | grep -c "\"notice\":$number,.*\"held\"")" = 0 ||
		quiet somebody nwops notify approve "$number" --yes >out; }
}

test_expect_success 'the papers that come with nwops have no fault, and a site has its own' '
	telling_site && code=0 && { quiet nwops --json inventory lint >out || code=$?; } && test "$code" -le 1 && ! grep paper.yaml out &&
	printf "papers:\n  x: {kind: enquiry, title: {ja: x, en: x}, stages: {a: {titel: x, title: {ja: x, en: x}}}}\n" >etc/paper.yaml &&
	quiet test_expect_code 3 nwops inventory lint >out &&
	grep "etc/paper.yaml: line 2, column 58: unknown key '\''titel'\'' in stage '\''a'\'' of paper '\''x'\''; did you mean '\''title'\''?" out &&
	refuses 3 "the papers have errors" nwops case open enquiry hosp-1 && rm etc/paper.yaml
'
test_expect_success 'its help' '
	nwops case open --help >help && grep "^usage: nwops case open \[OPTION...\] KIND \[SUBJECT\]" help &&
	nwops case --help >help && grep "^  *decide  *decide about a stage" help
'
test_expect_success 'a breach is opened by its paper' '
	quiet nwops case open noncompliance h1 --title "unapproved link" >actual && echo "'\''$case'\'' is open" >expect && test_cmp expect actual &&
	stands learned here && stands hearing not-begun && stands resumed not-begun &&
	refuses 3 "say which with '\''--paper'\'': operator-certification" nwops case open application hosp-1 &&
	refuses 3 "there is no paper '\''subscribe'\''" nwops case open application hosp-1 --paper subscribe &&
	refuses 3 "there is no kind '\''breach'\''" nwops case open breach h1 &&
	refuses 3 "nwops incident open" nwops case open incident h1 &&
	refuses 3 "say what it is about" nwops case open enquiry
'

# --- gates ---

test_expect_success 'a stage is refused while anything is missing, and each is told' '
	refuses 1 "stage '\''learned'\'' of case '\''$case'\'' cannot be recorded; missing: 3" nwops case step $case learned &&
	cat >expect <<-\END && test_cmp expect out &&
	  - a document of sort '\''evidence'\'' is not there
	  - nobody has said '\''breach'\''
	  - nobody has said '\''breach-clause'\''
	END
	refuses 1 "stage '\''learned'\'' comes before it" nwops case step $case hearing &&
	refuses 3 "there is no stage '\''learnt'\''; did you mean '\''learned'\''?" nwops case step $case learnt &&
	nwops --lang ja case step $case learned >out 2>err; grep "種別 '\''evidence'\'' の文書がありません" out
'
test_expect_success 'fields of the paper are said, and documents kept by their digest' '
	recorded 3 nwops case set $case breach "a second line to the internet" && recorded 4 nwops case set $case breach-clause 5.2 &&
	recorded 5 nwops case set $case breach-clause --unknown && refuses 1 "nobody has said '\''breach-clause'\''" nwops case step $case learned &&
	recorded 6 nwops case set $case breach-clause 5.2 &&
	refuses 3 "say what '\''breach'\'' is, or '\''--unknown'\''" nwops case set $case breach &&
	for option in "--at 10:00" --counted --estimated "--corrects 3"; do
		refuses 3 "'\''breach'\'' is a field of the paper: '\''${option%% *}'\'' says nothing of it" nwops case set $case breach again $option || return 1
	done &&
	refuses 3 "a number of a patient" nwops case set $case breach "患者ID 00123" &&
	echo photo >link.jpg && : >empty &&
	refuses 3 "there is no sort of documents '\''evidnce'\''; did you mean '\''evidence'\''?" nwops case document $case add link.jpg --as evidnce &&
	refuses 3 "say what sort of document it is" nwops case document $case add link.jpg &&
	refuses 3 "cannot read the document '\''none'\''" nwops case document $case add none --as evidence &&
	refuses 3 "is empty" nwops case document $case add empty --as evidence &&
	recorded 7 nwops case document $case add link.jpg --as evidence &&
	nwops --json case show $case >shown 2>err && grep "\"paper-document\".*\"sha256\":\"$(sha256sum <link.jpg | cut -d" " -f1)\"" shown &&
	recorded 8 nwops case step $case learned --at 10:45 && stands learned done && stands hearing here &&
	refuses 3 "stage '\''learned'\'' was recorded in event 8 by '\''$me'\'' already" nwops case step $case learned
'
test_expect_success 'a document that changed or is gone is told' '
	quiet nwops case document $case verify >actual && echo "7  link.jpg: same" >expect && test_cmp expect actual &&
	cp link.jpg kept && echo more >>link.jpg && quiet test_expect_code 2 nwops case document $case verify 7 >actual &&
	echo "7  link.jpg: changed" >expect && test_cmp expect actual && quiet nwops case document $case verify 7 --file kept >actual &&
	rm link.jpg && quiet test_expect_code 3 nwops case document $case verify >actual && echo "7  link.jpg: gone" >expect && test_cmp expect actual &&
	refuses 3 "has no such document" nwops case document $case verify 8 && cp kept link.jpg
'
test_expect_success 'a notice carries what was said of the case, and nothing is typed twice' '
	quiet nwops notify send noncompliance-hearing --to institution --case $case --yes >out; test $? -le 1 &&
	sqlite3 -batch state/nwops.db "select facts from notices order by number desc limit 1" >facts &&
	grep "\"breach\",\"value\":\"a second line to the internet\"" facts && grep "\"breach-clause\",\"value\":\"5.2\"" facts
'

# --- decisions ---

test_expect_success ROOT 'the hearing is left out only by a decision of who may, and with a reason' '
	refuses 3 "stage '\''learned'\'' was recorded" somebody nwops case decide $case learned &&
	refuses 1 "left out only by a decision of role '\''ops-manager'\''" nwops case step $case hearing --skip --reason "malware spreads" &&
	refuses 3 "say why" nwops case step $case hearing --skip &&
	refuses 3 "is decided by role '\''ops-manager'\'', and '\''duty-1'\'' has role '\''duty-officer'\''" nwops case decide $case hearing skip --reason x &&
	refuses 3 "without '\''--by'\''" somebody nwops --by chief case decide $case hearing skip --reason x &&
	refuses 3 "say why stage '\''hearing'\'' is left out" somebody nwops case decide $case hearing skip &&
	refuses 3 "asks for no decision" somebody nwops case decide $case report &&
	quiet somebody nwops case decide $case hearing skip --reason "malware spreads" >out &&
	refuses 3 "who decides a stage does not record it" somebody nwops case step $case hearing --skip --reason "malware spreads" &&
	quiet nwops case step $case hearing --skip --reason "malware spreads" >out && stands hearing skipped && stands confirmed here &&
	nwops case show $case >shown 2>err && grep "Why it could not wait for a hearing: malware spreads" shown
'
test_expect_success ROOT 'what is decided is what is recorded, and the way follows from it' '
	refuses 1 "nobody with role '\''ops-manager'\'' has decided it" nwops case step $case confirmed confirmed &&
	refuses 3 "there is no outcome '\''confirmd'\''; did you mean '\''confirmed'\''?" somebody nwops case decide $case confirmed confirmd &&
	quiet somebody nwops case decide $case confirmed confirmed >out &&
	refuses 3 "has decided otherwise" nwops case step $case confirmed not-confirmed &&
	quiet nwops case step $case confirmed confirmed >out && stands report here && stands extension not-begun
'

# --- deadlines ---

# reminders: how many notices who is on duty got.
reminders() { sqlite3 -batch state/nwops.db "select count(*) from notices where audience = 'duty'"; }
test_expect_success ROOT 'a deadline stands on status and duties, and is reminded of once' '
	quiet nwops case duties >actual && cat >expect <<-\END && test_cmp expect actual &&
	NCP-20261126-001  line:h1
	  next due 11-27 23:59 (report, open)
	STATE  DUE          RULE     WHOM
	open   11-27 23:59  report   core operator
	    Report it to the core
	met    12-03 23:59  hearing  institution
	    The institution is heard; recorded 11:00
	END
	quiet nwops status >out; grep "$case: next due 11-27 23:59 (report, open)" out &&
	nwops --json status >out 2>err; grep "\"type\":\"paper\",\"case\":\"$case\",\"paper\":\"noncompliance\",\"next\":\"report\"" out &&
	overlay 192.0.2.254=2ms 10.1.0.1=2ms 10.1.0.2=2ms >lab.yaml && test 0 = "$(reminders)" &&
	now 2026-11-27T20:00:00+09:00 && { quiet nwops tick >out; test 1 = "$(reminders)"; } &&
	now 2026-11-27T20:01:00+09:00 && { quiet nwops tick >out; test 1 = "$(reminders)"; } &&
	sqlite3 -batch state/nwops.db "select facts from notices where audience = '\''duty'\''" | grep "report Report it to the core (core operator): due 2026-11-27 23:59" &&
	now 2026-11-28T00:10:00+09:00 && quiet test_expect_code 2 nwops case duties $case >out && grep "late by 11 minutes" out &&
	{ quiet nwops tick >out; test 2 = "$(reminders)"; }
'
test_expect_success ROOT 'only a notice since the stage before counts, and one that waits for approval does not' '
	refuses 1 "notice '\''noncompliance-report'\'' was not sent (to: core operator)" nwops case step $case report &&
	tell noncompliance-report core && quiet nwops case step $case report >out && stands report done && stands demand here
'
test_expect_success ROOT 'the day that is set is a deadline of its own' '
	refuses 3 "option '\''deadline'\''" nwops case set $case deadline 2026-11-20 &&
	quiet nwops case set $case deadline "2026-12-18 18:00" >out && tell correction-demand institution &&
	sqlite3 -batch state/nwops.db "select facts from notices where number = $number" | grep "\"deadline\",\"value\":\"2026-12-18T18:00:00+09:00\"" &&
	quiet nwops case set $case deadline --unknown >out && refuses 3 "say by when: '\''--until'\''" nwops case step $case demand &&
	refuses 3 "option '\''--until'\''" nwops case step $case demand --until 2026-11-20 &&
	quiet nwops case set $case deadline "2026-12-18 18:00" >out && quiet nwops case step $case demand >out &&
	stands check here && grep "\"stage\":\"check\".*\"due_at\":\"2026-12-18T18:00:00+09:00\"" stepped
'

# --- evidence ---

# clause ID: how it stands, "met".
clause() { nwops --json audit guideline --clause "$1" >clause 2>err; sed -n "s/.*\"type\":\"clause\".*\"verdict\":\"\([a-z-]*\)\".*/\1/p" clause; }
test_expect_success ROOT 'a stage that was passed is evidence for its clause, and none once it is taken back' '
	test met = "$(clause "2.2 ③")" && grep "$case" clause && test met = "$(clause "2.2 ④")" && test not-met = "$(clause "2.2 ⑥")" &&
	cp -rp state kept-state && event=$(sqlite3 -batch state/nwops.db "select max(number) from case_events where case_id = '\''$case'\'' and kind = '\''stage'\''") &&
	quiet nwops case note $case "that was another case" --corrects "$event" >out && test not-met = "$(clause "2.2 ④")" &&
	rm -rf state && mv kept-state state && test met = "$(clause "2.2 ④")"
'
test_expect_success 'work items are evidence, and what the network of an uncertified institution was checked by' '
	clause 1.1.2-6 >verdict && grep "work items that are laid down, beside incidents: 14" clause && grep "cases of the last twelve months" clause &&
	printf "papers: {}\n" >etc/paper.yaml && clause 1.1.2-6 >verdict && grep "no work item is laid down that can be read" clause && rm etc/paper.yaml
'

# --- the end ---

test_expect_success ROOT 'it is not closed while a stage is owed, unless that is waived by name' '
	quiet test_expect_code 1 nwops case close $case >out && grep "^  stage:check " out && ! grep "stage:may-suspend" out &&
	quiet nwops case set $case corrected-how "the line was taken away" >out && quiet nwops case document $case add link.jpg --as correction >out &&
	refuses 3 "say how stage '\''check'\'' ended" nwops case step $case check && quiet nwops case step $case check corrected >out &&
	stands may-suspend moot && stands report-corrected here &&
	quiet test_expect_code 1 nwops case close $case >out && grep "^  stage:report-corrected " out && cp -rp state before-close
'
test_expect_success ROOT 'nor while its paper cannot be read any more' '
	sqlite3 -batch state/nwops.db "delete from run_texts" && quiet test_expect_code 1 nwops case close $case >out &&
	grep "^  paper " out && rm -rf state && cp -rp before-close state
'
# close_all COMMAND...: closes with a waiver for each thing that is owed.
close_all() {
	{ nwops --json case step $case >stepped 2>err || :; }
	set -- "$@" nwops --by Boss case close $case --reason "told by telephone"
	for each in $(sed -n "s/.*\"case-owed\".*\"what\":\"\([^\"]*\)\".*/\1/p" stepped); do
		set -- "$@" --waive "$each" --because "told by telephone"
	done
	"$@"
}
test_expect_success ROOT 'and then it is, and kept, and can be opened again' '
	quiet close_all >out && grep "is closed" out && nwops case list >out 2>err && test_must_be_empty out &&
	nwops case list --all >out 2>err && grep "^$case" out && refuses 3 "is closed" nwops case step $case report-corrected &&
	refuses 3 "is closed" nwops case document $case add link.jpg --as evidence &&
	quiet nwops case open $case --again --text "it is back" >out && stands report-corrected here &&
	nwops case export $case bundle >out 2>err && ls bundle/procedures/*.yaml && grep -l "^papers:" bundle/procedures/*.yaml
'

# --- the other kinds ---

test_expect_success 'an enquiry is answered by a notice, in time' '
	now 2026-11-28T10:00:00+09:00 &&
	quiet nwops case open enquiry hosp-1 --at 09:30 --text "asked by telephone" >out && grep ENQ-20261128-001 out && case=ENQ-20261128-001 &&
	quiet nwops case set $case enquiry "which ports are open" >out && quiet nwops case step $case taken >out &&
	refuses 1 "nobody has said '\''enquiry-reply'\''" nwops case step $case answered && quiet nwops case set $case enquiry-reply "443 alone" >out &&
	refuses 1 "notice '\''enquiry-answer'\'' was not sent" nwops case step $case answered &&
	tell enquiry-answer institution && rm -rf before-pass && cp -rp state before-pass && quiet nwops case step $case answered >out && stands answered done
'
test_expect_success 'a problem has its incidents, and its workaround is in the know-how' '
	quiet nwops incident open h1 --title "cut off" >out && quiet nwops case open problem --title "the box reboots" >out && case=PRB-20261128-001 &&
	refuses 1 "it is linked to no case of kind '\''incident'\''" nwops case step $case linked &&
	refuses 3 "there is no case" nwops case link $case INC-20261128-009 && refuses 3 "not linked to itself" nwops case link $case $case &&
	quiet nwops case link $case INC-20261128-001 >out && quiet nwops case step $case linked >out &&
	quiet nwops case set $case cause "firmware 1.2" >out && quiet nwops case set $case workaround "power cycle" >out &&
	refuses 1 "no entry of know-how comes from it" nwops case step $case known-error &&
	quiet nwops kb add --title "the box reboots" --text "power cycle" --owner duty-officer --from $case >out &&
	quiet nwops case step $case known-error >out && stands known-error done
'
# rehearse COMMAND...: nwops in a state of its own, with answers from a file in the network's place.
rehearse() { nwops --state rehearsed --overlay "$PWD/lab.yaml" "$@"; }
test_expect_success 'a request of the core is looked at by check --for, and its answer is sent' '
	overlay 192.0.2.254=2ms 10.1.0.1=2ms 10.1.0.2=2ms >lab.yaml && case=REQ-20261128-001 &&
	quiet rehearse case open request h1 --title "state of h1" >out && grep "$case" out && quiet rehearse case set $case asked "is h1 well" >out &&
	quiet rehearse case step $case taken --until 2h >out && quiet test_expect_code 1 rehearse case step $case looked >out &&
	grep "nobody has looked" out && quiet rehearse check --for $case >out && quiet rehearse case step $case looked >out &&
	quiet test_expect_code 1 rehearse case step $case answered >out && grep "notice '\''request-answer'\'' was not sent" out &&
	{ quiet somebody rehearse notify approve 1 --yes >out || quiet rehearse notify approve 1 --yes >out; } && quiet rehearse case step $case answered >out
'
test_expect_success 'an application sends nothing before the certificate was seen' '
	quiet nwops case open application hosp-2 --paper subscribe-certified >out && case=APP-20261128-001 &&
	echo form >form.pdf && echo deed >deed.pdf && echo cert >cert.pem &&
	quiet nwops case document $case add form.pdf --as application >out && quiet nwops case document $case add deed.pdf --as official >out &&
	quiet nwops case step $case application >out && refuses 1 "stage '\''certificate'\'' comes before it" nwops case step $case accepted &&
	quiet nwops case document $case add cert.pem --as certificate >out && quiet nwops case set $case certificate-serial 4711 >out &&
	refuses 3 "stage '\''certificate'\'' cannot be left out" nwops case step $case certificate --skip --reason x &&
	quiet nwops case step $case certificate >out && stands accepted here
'
# begins WORDS FACT: what isolate says of the certificate of hosp-2 before it begins, and what the run goes by.
begins() {
	rm -rf walked && cp -rp state walked && { nwops --state walked --no-input isolate hosp-2 --procedure institution-unreachable >begun 2>err || test $? = 1; } &&
	tr -s "\n " " " <begun >words && grep -F "certificate: $1" words && run=$(sed -n "s/.*resume \(INC-[0-9-]*\).*/\1/p" begun | head -n 1) &&
	nwops --state walked --json incident show "$run" >shown 2>err && grep -F "\"subject.certificate\":$2" shown
}
test_expect_success 'what an application keeps of a certificate is what isolate goes by, the newest, and says from where' '
	case=APP-20261128-001 && begins "on record ($case, number 4711), but not until when: '\''nwops case set $case certificate-until DAY'\''" null &&
	refuses 3 "2026-13-01" nwops case set $case certificate-until 2026-13-01 &&
	quiet nwops case set $case certificate-until 2026-12-10 >out && { nwops audit guideline >guided 2>err || test $? -le 2; } &&
	tr -s "\n " " " <guided | grep -F "certificate of '\''hosp-2'\'': holds until 2026-12-11 00:00:00 +09:00" &&
	begins "until 2026-12-10 23:59:59 +09:00, for 1" "\"expiring\"" && grep -F "($case, number 4711)" words &&
	quiet nwops case set $case certificate-until 2026-11-20 >out && begins "expired 2026-11-20 23:59:59 +09:00, " "\"expired\"" &&
	cp etc/inventory/*.yaml . && sed -i "s/^  hosp-2: {/&certificate: {expires: 2027-03-31}, /" etc/inventory/*.yaml && begins "until 2027-03-31 23:59:59 +09:00, for 123d" "\"valid\"" && grep -F "(the inventory)" words &&
	quiet nwops case set $case certificate-until 2028-03-31 >out && begins "until 2028-03-31" "\"valid\"" && grep -F "the inventory has another: until 2027-03-31" words &&
	cp ./*.yaml etc/inventory/
'
test_expect_success 'a case goes on by the paper that it was begun with' '
	cp "$NWOPS_SOURCE/share/paper.yaml" etc/paper.yaml && sed "s/number: ②/number: ②x/" "$NWOPS_SOURCE/share/paper.yaml" >etc/paper.yaml &&
	stands accepted here && ! grep "②x" stepped && quiet nwops case open application hosp-2 --paper subscribe-certified >out &&
	nwops case step APP-20261128-002 >out 2>err; grep "②x accepted" out && rm etc/paper.yaml
'
test_expect_success 'of two who pass a stage the second is told' '
	rm -rf both && cp -rp before-pass both &&
	for who in a b; do
		(nwops --state both --by $who case step ENQ-20261128-001 answered >$who.out 2>$who.err; echo $? >$who.code) &
	done && wait && sort a.code b.code >actual && printf "0\n3\n" >expect && test_cmp expect actual &&
	cat a.err b.err | grep "stage '\''answered'\'' was recorded in event [0-9]* by '\''[ab]'\'' already"
'
test_expect_success SCHEMA 'JSON lines are as their schema says' '
	case=APP-20261128-001 && { nwops --json case step $case >step 2>err || test $? = 1; } && valid step && grep "\"paper-stage\"" step &&
	nwops --json case show $case >show 2>err && valid show && grep "\"paper-field\"" show && grep "\"paper-document\"" show &&
	nwops --json case list >list 2>err && valid list && { nwops --json case duties >duties 2>err || test $? -le 2; } && valid duties && grep "\"type\":\"paper\"" duties &&
	{ nwops --json case step $case received >lacks 2>err || test $? = 1; } && valid lacks && grep "\"paper-lack\"" lacks &&
	{ nwops --json case document $case verify >verified 2>err || test $? = 1; } && valid verified
'
test_expect_success 'nothing is wider than the terminal' '
	for language in en ja; do
		COLUMNS=60 nwops --lang $language case step APP-20261128-001 >actual 2>err
		/usr/bin/python3 -c "
import sys, unicodedata
for line in open(\"actual\"):
    line = line.rstrip(chr(10))
    width = sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line)
    if width > 60 and not \"nwops isolate\" in line: sys.exit(\"%d: %s\" % (width, line))" || return 1
	done
'
# --- killed ---

# pass_last COMMAND...: a stage that was prepared, in a state of its own.
pass_last() { "$@" nwops --state "$PWD/killed" case step ENQ-20261128-001 answered; }
# faulty NAME=VALUE...: what a command is run under.
faulty() { faulted FAULTS_UNDER="$PWD/killed" "$@"; }
afresh() { rm -rf killed && cp -rp before-pass killed && now 2026-11-28T10:00:00+09:00; }
# killed_at NUMBER: it is killed behind that change to the store; then it is recorded, or can be.
killed_at() {
	afresh && test_expect_code 137 pass_last faulty FAULTS_KILL_AFTER="$1" >out 2>err &&
	code=0 && { nwops --state killed audit verify >verdict 2>err || code=$?; } && test "$code" -le 1 &&
	events=$(sqlite3 -batch killed/nwops.db "select count(*) from case_events where case_id = 'ENQ-20261128-001' and kind = 'stage'") &&
	if test "$events" = 2; then
		quiet test_expect_code 3 nwops --state killed case step ENQ-20261128-001 answered >out && grep "was recorded" err &&
		nwops --state killed case note ENQ-20261128-001 "answered" >out 2>err
	else
		test "$events" = 1 && pass_last env >out 2>err
	fi &&
	nwops --state killed audit verify >verdict 2>err && grep "^complete" verdict
}
test_expect_success 'an undisturbed stage, for its changes' '
	afresh && pass_last faulty >out 2>err && test -s calls && cp calls whole.calls
'
last=$(wc -l <whole.calls)
for number in $(seq "$last" | some_of); do
	test_expect_success "a stage killed after change $number of $last" "killed_at $number"
done

test_done
