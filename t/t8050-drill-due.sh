#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The yearly duty (1.3.4-2): due by the calendar from ten months on, overdue at twelve, by the approved
# manual alone; who is on duty is reminded once a step.
test_description='the yearly drill is due'
. "$(dirname "$0")/setup.sh"

config=$(dirname "$0")/../share/examples/tozai
cp -r "$config" etc && chmod -R u+w etc
at() { clock=$1 && shift && NWOPS_TEST_CLOCK="$clock" nwops --config "$PWD/etc" --state "$PWD/state" "$@"; }

# held TIME NAME [SCENARIO [OPTION...]]: by nobody who does anything, so all is missed; that makes it no less held.
held() {
	time=$1 name=$2 scenario=${3:-line-cut} && { test $# -lt 3 || shift; } && shift 2 &&
	{ at "$time" drill run "$scenario" --name "$name" --speed max --step 10m "$@" >run 2>notes || test $? -le 2; }
}

test_expect_success 'where no drill is on record it is overdue' '
	test_expect_code 2 at 2026-04-30T10:00:00+09:00 drill due >actual &&
	grep "^overdue: no drill is on record" actual
'

test_expect_success 'a drill by a manual that nobody approved does not count' '
	held 2026-04-29T10:00:00+09:00 d0 &&
	at 2026-04-29T11:00:00+09:00 drill report d0 --seal d0.tar >said 2>notes &&
	grep "does not count" notes &&
	test_expect_code 2 at 2026-04-29T12:00:00+09:00 drill due >actual &&
	grep "by a manual that was not approved" actual &&
	test_expect_code 2 at 2026-04-29T12:00:00+09:00 audit guideline --clause 1.3.4-2 >row &&
	grep "does not count" row
'

test_expect_success 'nor one whose people were played by nwops' '
	cp -r state before &&
	held 2026-04-29T14:00:00+09:00 played line-cut --answers && at 2026-04-29T15:00:00+09:00 drill report played --seal played.tar >said 2>notes &&
	grep "played those who took part: this drill does not count" notes &&
	test_expect_code 2 at 2026-04-29T16:00:00+09:00 drill due >actual &&
	grep "^overdue: those who took part in drill .played. were played by nwops" actual &&
	test_expect_code 2 at 2026-04-29T16:00:00+09:00 audit guideline --clause 1.3.4-2 >row &&
	grep "were played by nwops does not count" row && rm -r state && mv before state
'

test_expect_success 'approved, held, sealed: the duty is done for a year' '
	echo approved >letter.txt &&
	at 2026-04-29T13:00:00+09:00 procedure manual --kind response --approved-by core --document letter.txt >said 2>&1
	held 2026-04-30T09:00:00+09:00 d1 &&
	at 2026-04-30T10:00:00+09:00 drill report d1 --seal d1.tar >said &&
	at 2026-04-30T12:00:00+09:00 drill due >actual &&
	grep "^not due: drill .d1. was held on 2026-04-30" actual &&
	at 2026-04-30T12:00:00+09:00 audit guideline --clause 1.3.4-2 >row &&
	head -n 1 row >first && grep "1.3.4-2  met" first
'

# with_last_year DAY SCENARIO: compared is with d1, though another that does not count was held since.
with_last_year() {
	held "$1T09:00:00+09:00" "by-$2" "$2" && at "$1T12:00:00+09:00" drill report "by-$2" >text && at "$1T12:00:00+09:00" drill report "by-$2" --json >lines &&
	at "$1T12:00:00+09:00" drill report "by-$2" --format markdown >page.md && at "$1T12:00:00+09:00" --lang ja drill report "by-$2" --format markdown >page-ja.md &&
	tail -n 1 lines >score && /usr/bin/python3 -c "
import json
score = json.load(open(\"score\"))
was = json.loads(open(\"last.year\").read())
print(score[\"previous\"], score[\"previous_scenario\"], score[\"likeness\"], score[\"previous_share\"] == was[\"share\"],
      all(score[\"capabilities\"][each][\"previous_share\"] == was[\"capabilities\"][each][\"share\"] for each in was[\"capabilities\"]),
      any(each[\"share\"] is not None for each in was[\"capabilities\"].values()))" >actual
}

test_expect_success 'the next by the same scenario is compared with it, by capability too; not with one that does not count' '
	at 2026-04-30T12:00:00+09:00 drill report d1 --json >lines && tail -n 1 lines >last.year && cp -r state before &&
	held 2026-05-10T09:00:00+09:00 played line-cut --answers && at 2026-05-10T12:00:00+09:00 drill report played --seal played-2.tar >said 2>notes &&
	with_last_year 2026-05-11 line-cut && echo "d1 line-cut same True True True" >expect && test_cmp expect actual &&
	grep "^compared with .d1. of 2026-04-30 .*: the newest earlier drill that" text &&
	grep "^CAPABILITY  *SCORE  *BEFORE  *IN WORDS" text && grep "by the same scenario\. Its scores by capability stand in 8" page.md && grep "同じシナリオの訓練のうち最新のもの" page-ja.md
'
test_expect_success 'one by another scenario too, and it is said that the scenario differs' '
	with_last_year 2026-05-12 power-cut && echo "d1 line-cut other True True True" >expect && test_cmp expect actual &&
	grep "^compared with .d1. of 2026-04-30 .*: overall and by capability" text && grep "as the scenario differs only the scores" page.md &&
	grep "シナリオが異なるため" page-ja.md && rm -r state && mv before state
'

test_expect_success 'by the calendar: the last day of February is ten months after the thirtieth of April' '
	at 2027-02-28T08:59:00+09:00 drill due &&
	test_expect_code 1 at 2027-02-28T09:30:00+09:00 drill due >actual &&
	grep "^due soon: " actual &&
	test_expect_code 1 at 2027-04-30T08:59:00+09:00 drill due &&
	test_expect_code 2 at 2027-04-30T09:30:00+09:00 drill due >actual &&
	grep "^overdue: " actual
'

test_expect_success 'a manual that has changed since asks for attention' '
	sed -i "s/Tozai Medical Lines/Tozai Lines/; s/東西医療回線/東西回線/" etc/inventory/*.yaml &&
	test_expect_code 1 at 2026-05-30T12:00:00+09:00 drill due >actual &&
	grep "has changed since it was approved" actual
'

test_expect_success 'asked in a drill it is the real record that answers' '
	test_expect_code 1 at 2026-05-30T12:00:00+09:00 --drill d1 drill due >in-drill 2>err && sed "1d;\$d" in-drill >lines && test_cmp actual lines
'

test_expect_success 'JSON says the same' '
	test_expect_code 1 at 2026-05-30T12:00:00+09:00 --json drill due >actual &&
	grep "\"type\":\"drill-due\",\"last\":\"d1\",\"held_at\":\"2026-04-30T09:[0-9:.]*+09:00\",\"due_at\":\"2027-04-30T09" actual &&
	grep "\"overdue\":false,\"manual\":\"changed-since\"" actual
'

test_done
