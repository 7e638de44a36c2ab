#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Reports of one record as a chain: the next one for everybody who heard the earlier ones, numbered, with what is new
# marked; what the record lacks; corrections that name the report and the value; the text for the public.
test_description='nwops incident report'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"

at() { now "2026-11-26T$1:00+09:00"; }
# report STATUS ARGUMENT...: of the case.
report() { wanted=$1 && shift && quiet test_expect_code "$wanted" nwops incident report INC-20261126-001 "$@" >actual; }
# set FIELD VALUE...
set_field() { quiet nwops incident set INC-20261126-001 "$@" >out; }
# owed AUDIENCE: duties.yaml, in which it is owed a first report and nobody is owed anything else.
owed() {
	printf "duties:\n  F: {title: {ja: 第一報, en: First}, when: {open: true}, due: {from: detected, after: 15m}, to: [%s], notice: outage-first}\n" "$1"
}
# chain: each report that was made: number, kind, audience, recipient, state.
chain() {
	sqlite3 -batch state/nwops.db "select sequence, json_extract(facts, '\$.kind'), audience, recipient, state from notices order by number" |
		tr '|' ' '
}
# text_of NOTICE: subject and words of its first message.
text_of() {
	sqlite3 -batch state/nwops.db "select content from message_contents join messages on number = message where notice = $1 order by number limit 1" |
		/usr/bin/python3 -c 'import json, sys; m = json.load(sys.stdin); print(m["subject"]); print(m["text"])'
}

test_expect_success 'its help, and what is refused before anything is looked at' '
	telling_site && owed core >etc/duties.yaml && at 10:00 && nwops incident report --help >help && grep "^usage: nwops incident report \[OPTION...\] CASE" help &&
	quiet nwops incident open h1 --began 09:50 --detected-by institution >out &&
	refused "'\''folow-up'\'' is no report; did you mean '\''follow-up'\''?" nwops incident report INC-20261126-001 --kind folow-up &&
	refused "'\''--output'\'' is for the text for the public: '\''--kind publication'\''" nwops incident report INC-20261126-001 --output x &&
	refused "there is no field '\''couse'\''; did you mean '\''cause'\''?" nwops incident report INC-20261126-001 --field couse=x &&
	refused "there is no case '\''INC-20261126-009'\''; did you mean '\''INC-20261126-001'\''?" nwops incident report INC-20261126-009
'
test_expect_success 'nobody has heard of it: only the first report can be made' '
	refused "cannot make the follow-up report to '\''core operator'\'': no report was made to them yet: the first one comes first" \
		nwops incident report INC-20261126-001 --kind follow-up --audience core &&
	report 0 --audience core --audience institution:hosp-1 --field symptom=nothing --yes && chain >actual &&
	printf "%s\n" "1 outage-first core  0" "1 outage-first institution hosp-1 0" >expect && test_cmp expect actual
'
test_expect_success 'the next one goes to all who heard the first, and only shows itself first' '
	at 10:30 && set_field lines 400 --estimated && before=$(journal_size) && report 0 --dry-run --field actions="moved to the spare path" &&
	test "$before" = "$(journal_size)" && grep "^new since the report before:$" actual >seen && test 2 = "$(wc -l <seen)" &&
	sed -n "/^new since/,/^[^ ]/p" actual | sed -n "2,3p" >said && cat >expect <<-\END && test_cmp expect said &&
	  Lines affected: being counted → about 400
	  Done so far: being looked into → moved to the spare path
	END
	report 1 </dev/null && grep "^nobody is here to be asked" actual && test "$before" = "$(journal_size)" &&
	report 0 --yes --field actions="moved to the spare path" && chain | tail -n 2 >actual &&
	printf "%s\n" "2 outage-follow-up core  0" "2 outage-follow-up institution hosp-1 0" >expect && test_cmp expect actual
'
test_expect_success 'what was said stays without being typed again, and what changed stands beside what it was' '
	at 11:00 && set_field lines 120 && report 0 --yes --audience core && text_of 5 >text &&
	grep "^\[UPDATE\] Report 3, " text && grep "^★3. Lines affected: about 400 → 120$" text &&
	grep "^6. Course of action: " text && grep "^   Done: moved to the spare path$" text && ! grep "^★.*moved" text &&
	text_of 4 >text && ! grep "spare path" text && grep "^【続報】第2報" text
'
test_expect_success 'what the record lacks is named, with the command that sets it, and nothing is told' '
	refused "cannot make the report of restoration to '\''core operator'\'': '\''restored'\'' is not recorded yet: '\''nwops incident set INC-20261126-001 restored'\''" \
		nwops incident report INC-20261126-001 --kind restored --audience core --yes &&
	at 11:10 && set_field restored 11:05 && at 11:12 && report 0 --yes && chain | tail -n 2 >actual &&
	printf "%s\n" "4 outage-restored core  0" "3 outage-restored institution hosp-1 0" >expect && test_cmp expect actual &&
	before=$(journal_size) && quiet test_expect_code 3 nwops incident report INC-20261126-001 --yes >out && test_must_be_empty out &&
	grep -c "'\''cause'\'' is not recorded yet: .*; '\''cause-status'\'' is not recorded yet: " err >count && test 2 = "$(cat count)" &&
	test "$before" = "$(journal_size)"
'
test_expect_success 'the same is not reported twice, nor a follow-up after the end, but with a reason' '
	quiet test_expect_code 3 nwops incident report INC-20261126-001 --kind restored --audience core --yes >out &&
	grep "report 4 was the report of restoration already" err &&
	set_field cause "a cut cable" && set_field cause-status confirmed && at 12:00 && report 0 --yes --audience core && chain | tail -n 1 >actual &&
	echo "5 outage-final core  0" >expect && test_cmp expect actual &&
	quiet test_expect_code 3 nwops incident report INC-20261126-001 --audience core --yes >out && grep "nobody is owed a report" err &&
	quiet test_expect_code 3 nwops incident report INC-20261126-001 --kind follow-up --audience core --yes >out && grep "report 5 was the final report already" err &&
	report 0 --kind follow-up --audience core --again "it comes back" --yes
'

# --- corrections ---

test_expect_success 'a correction names which reports said what wrongly' '
	quiet test_expect_code 3 nwops incident report INC-20261126-001 --kind correction --audience core --yes >out &&
	grep "nothing that was reported to them is corrected" err && test_must_be_empty out &&
	quiet nwops --json incident show INC-20261126-001 >events && number=$(/usr/bin/python3 - <<-\END
	import json
	whole = next(o for o in map(json.loads, open("events")) if o["type"] == "case-standing")
	print([f["event"] for f in whole["fields"] if f["field"] == "lines"][-1])
	END
	) && set_field lines 40 --corrects "$number" && at 13:00 &&
	report 0 --kind correction --yes --field correction-reason="counted twice" && text_of 10 >text && sed -n "/^1. /,/^2. /p" text >said &&
	cat >expect <<-\END && test_cmp expect said &&
	1. Corrected
	   - reports 3 to 6, "Lines affected": 120 was wrong, 40 is right
	★   Why: counted twice
	2. Since: 2026-11-26 09:50 (Thu) JST
	END
	grep "^★3. Lines affected: 120 → 40$" text && text_of 11 >text && grep "第3報の「影響回線数」 誤: 120 正: 40" text
'

# --- for the public ---

test_expect_success ROOT 'the text for the public waits for an approval, and only then is written' '
	report 1 --kind publication --field state-now="being repaired" --yes && grep "^notice 12 (publication, to public, INC-20261126-001): held until somebody approves it$" actual &&
	report 1 --kind publication --output page.txt && test_must_be_empty actual &&
	grep "the text for the public, notice 12, waits for an approval" err && test ! -e page.txt &&
	quiet somebody nwops notify approve 12 --yes >out && report 0 --kind publication --output page.txt && sed 1q page.txt >actual &&
	echo "[OUTAGE] Tozai Medical Lines: an outage of the network service (INC-20261126-001)" >expect && test_cmp expect actual &&
	quiet nwops --lang ja incident report INC-20261126-001 --kind publication --output page-ja.txt >actual && grep "^【障害情報】東西医療回線" page-ja.txt
'

# --- as objects ---

test_expect_success 'who is owed a first report gets it with the others, without being named' '
	quiet nwops incident open h2 --began unknown >out && owed "manager, core" >etc/duties.yaml &&
	quiet nwops incident report INC-20261126-002 --yes >out && chain | tail -n 2 >actual &&
	printf "%s\n" "1 outage-first core  0" "1 outage-first manager  0" >expect && test_cmp expect actual
'
test_expect_success 'as objects: what is new, what is lacking, what became of it' '
	quiet nwops --json incident report INC-20261126-002 --audience core --yes >objects &&
	quiet test_expect_code 3 nwops --json incident report INC-20261126-002 --audience core --kind final --yes >>objects &&
	quiet nwops --json incident report INC-20261126-002 --audience core --dry-run --field cause=x >>objects &&
	valid objects && /usr/bin/python3 - >actual <<-\END &&
	import json
	for o in map(json.loads, open("objects")):
	    if o["type"] == "report":
	        print(o["kind"], o["audience"], o["sequence"], o["notice"] is None, json.dumps(o["lacks"]), json.dumps([[c["field"], c["now"]] for c in o["changes"]]))
	END
	cat >expect <<-\END && test_cmp expect actual
	outage-follow-up core 2 False [] [["lines-affected", "0"], ["lines-affected-user", "0"], ["lines-affected-provider", "0"]]
	outage-final core 3 True ["restored", "cause", "cause-status"] []
	outage-follow-up core 3 True [] [["cause-status", "estimated"], ["cause", "x"]]
	END
'

# --- killed, or without room ---

# with ORDER... : a report to two audiences, with the shim of t/fake/faults.c; each of its changes is a line of ./calls.
reports_with() {
	faulted "$@" nwops incident report INC-20261126-002 --kind follow-up --field state-now=waiting --yes >out 2>err
}
begin() { rm -rf state && cp -rp rest state; }
# all_or_none: of the two audiences both were told, or neither; and the record is proven.
all_or_none() {
	code=0 && { nwops audit verify >verdict 2>verify.err || code=$?; } && test "$code" -le 1 &&
	told=$(chain | wc -l) && told=$((told - rest)) && { test 0 = "$told" || test 2 = "$told"; }
}
test_expect_success 'undisturbed: two reports' '
	cp -rp state rest && rest=$(chain | wc -l) && reports_with && all_or_none && test 2 = "$told" && cp calls whole.calls
'
for number in $(seq 1 9 "$(wc -l <whole.calls)"); do
	test_expect_success "killed after change $number: all are told or none" '
		begin && test_expect_code 137 reports_with FAULTS_KILL_AFTER='"$number"' && all_or_none
	'
done
for number in $(seq 2 17 "$(wc -l <whole.calls)"); do
	test_expect_success "on a disk that is full from change $number on: all are told or none, and it is said" '
		begin && code=0 && { reports_with FAULTS_FROM='"$number"' FAULTS_ERROR=full || code=$?; } &&
		test "$code" -le 3 && { test "$code" != 3 || test -s err; } && all_or_none
	'
done

test_done
