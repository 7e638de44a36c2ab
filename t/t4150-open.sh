#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Incidents that a tick opens (1.3.1-2): by the site's rules, one for one fault however many lines it takes, with
# first reports to the core and the other operators (1.3.2-0) that wait for a person or go out.
test_description='incidents that nwops tick opens'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
# Names of clinics 1 to 12; b2 is asked, a1 is not.
names=$(seq -f c%g 12)
address_of() { case $1 in b2) echo 192.0.2.253 ;; *) echo "192.0.2.${1#?}" ;; esac; }
inventory() {
	cat <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  core: {kind: core-operator, name: Core}
	  other: {kind: operator, name: Other}
	  aoba: {kind: institution, type: clinic, service-class: user, area: 13, name: Aoba Clinic}
	contacts:
	  noc: {organization: core, role: noc, language: en, channels: [{mail: noc@core.example}]}
	  peer: {organization: other, role: noc, language: en, channels: [{mail: noc@other.example}]}
	  boss: {organization: self, role: ops-manager, login: boss, language: en, channels: [{mail: boss@noc.example}]}
	devices:
	  b1: {owner: self, role: border, address: 192.0.2.252, watch: [icmp], service-class: backbone}
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: [], service-class: backbone}
	  b2: {owner: self, role: concentrator, address: 192.0.2.253, watch: [icmp], service-class: backbone}
	links: [[b1, a1], [b1, b2]]
	lines:
	END
	for name in $names; do
		printf '  %s: {institution: aoba, from: %s, address: %s, kind: ip-vpn}\n' "$name" \
			"$(case $name in c1 | c2) echo a1 ;; *) echo b2 ;; esac)" "$(address_of "$name")"
	done
}
# each_minute: a site of which everything is asked each minute.
each_minute() { site && sed -i 's/interval: 5m/interval: 1m/' etc/nwops.yaml && mail_path >etc/notices.yaml; }
# rules KEY...: the section of incidents.
rules() { each_minute && echo "incidents: {$*}" >>etc/nwops.yaml; }
# dead NAME...: all others answer.
# shellcheck disable=SC2120 # none, too
dead() {
	printf 'overlay: 1\ndefault: {rtt: 2ms}\nanswers:\n' >answers.yaml
	[ $# != 0 ] || echo '  {}' >>answers.yaml
	for name; do printf "  '%s': {answer: none}\n" "$(address_of "$name")"; done >>answers.yaml
}
# it COMMAND...: of this rehearsal.
it() { nwops --overlay answers.yaml "$@"; }
# at TIME[,UP] [ARGUMENT...]: a tick then, the host being up for so long; what came is in out.
at() {
	time=${1%,*} && case $1 in *,*) up="up ${1#*,}" ;; *) up= ;; esac &&
	echo "2026-11-25T$time:01+09:00 $up" >clock && shift && code=0 &&
	{ nwops --overlay answers.yaml tick "$@" >out 2>err || code=$?; } && test "$code" -le 1
}
# afresh KEY...: a site by these rules, at 10:00, of which all is well.
afresh() { rm -rf state && rules "$@" && inventory >etc/inventory/lab.yaml && dead && at 10:00 && at 10:01; }
# opened: what the last tick opened or added to.
opened() { grep -A 9 '^incident ' out >actual || :; }
cases() { sqlite3 state/nwops.db "select count(*) from cases"; }
# subjects ID: all that a case affects, one a line.
subjects() { sqlite3 state/nwops.db "select p.body from case_events e join payload p on p.sequence = e.entry
	where e.case_id = '$1' and e.kind = 'subject'" | sed 's/.*"subject":"\([^"]*\)".*/\1/'; }
# notices: number, audience, state
notices() { sqlite3 -separator ' ' state/nwops.db "select number, audience, state from notices order by number"; }
proven() { code=0 && { it audit verify >verdict 2>verify.err || code=$?; } && test "$code" = 0; }

test_expect_success 'a site that says nothing of it leaves it to people' '
	each_minute && inventory >etc/inventory/lab.yaml && dead && at 10:00 && dead c3 && at 10:01 &&
	grep "line:c3" out && at 10:02 && test 0 = "$(cases)"
'

test_expect_success 'a line that is down gets an incident, and two first reports that wait for a person' '
	afresh open: down && dead c3 && at 10:02 && opened && cat >expect <<-\END && test_cmp expect actual &&
	incident INC-20261125-001 is open: line:c3
	  a first report is held: '\''nwops notify approve 1'\'' sends it
	  a first report is held: '\''nwops notify approve 2'\'' sends it
	END
	it incident show INC-20261125-001 --json >shown && valid shown && grep "\"detected_by\":\"monitoring\"" shown &&
	notices | sed "s/ [0-9]*$//" >actual && printf "1 core\n2 peers\n" >expect && test_cmp expect actual && proven
'

test_expect_success 'the same trouble has the same incident as long as it lasts' '
	at 10:03 && at 10:04 && opened && test_must_be_empty actual && test 1 = "$(cases)" && test 2 = "$(notices | wc -l)"
'

test_expect_success 'the report says what was seen; a person looks at it, and it goes' '
	test_expect_code 1 it notify approve 1 >out 2>err && grep "line:c3: 停止 DOWN" out && grep "1 lines are affected" out &&
	it notify approve 1 --yes >out 2>err &&
	test_expect_code 3 it notify approve 1 --yes >out 2>err &&
	sqlite3 state/nwops.db "select count(*) from messages where state = 0" >actual && echo 1 >expect && test_cmp expect actual
'

test_expect_success 'it says all that to programs too' '
	afresh open: down && dead c3 && at 10:02 --json && valid out && grep "incident-opened" out >actual && cat >expect <<-\END && test_cmp expect actual
	{"v":1,"type":"incident-opened","case":"INC-20261125-001","how":"new","item":"line:c3","troubles":1,"core":1,"peers":2,"held":true}
	END
'

test_expect_success 'a concentrator and all that it hides are one' '
	afresh open: down && dead b2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 && at 10:02 && at 10:03 && at 10:04 && test 1 = "$(cases)" &&
	it incident list --json >list && grep "\"subject\":\"device:b2\"" list
'

test_expect_success 'lines behind something that is not asked are one' '
	afresh open: down && dead c1 && at 10:02 && at 10:03 && dead c1 c2 && at 10:04 && at 10:05 && test 1 = "$(cases)" &&
	subjects INC-20261125-001 >actual && grep "^line:c2$" actual
'

test_expect_success 'two faults are two' '
	afresh open: down, storm: 5 && dead c3 c9 && at 10:02 && at 10:03 && test 2 = "$(cases)"
'

test_expect_success 'a storm is one, and what comes shortly after it joins' '
	afresh open: down, storm: 5, storm-within: 10m && dead c3 c4 c5 c6 c7 && at 10:02 && opened && cat >expect <<-\END && test_cmp expect actual &&
	incident INC-20261125-001 is open: line:c3
	  and 4 more
	  a first report is held: '\''nwops notify approve 1'\'' sends it
	  a first report is held: '\''nwops notify approve 2'\'' sends it
	END
	dead c3 c4 c5 c6 c7 c11 && at 10:08 && opened && echo "incident INC-20261125-001 has one more: line:c11" >expect &&
	test_cmp expect actual && test 1 = "$(cases)" &&
	subjects INC-20261125-001 | sort >actual && printf "line:c%s\n" 11 4 5 6 7 >expect && test_cmp expect actual &&
	dead c3 c4 c5 c6 c7 c11 c12 && at 10:30 && at 10:31 && test 2 = "$(cases)" && proven
'

test_expect_success 'what comes back soon opens its incident again, and later a new one' '
	afresh open: down, again: 1h && dead c3 && at 10:02 && test 1 = "$(cases)" &&
	closes() {
		it --by Sato incident close "$1" --reason mended $(it incident close "$1" --json | sed -n "s/.*\"what\":\"\([^\"]*\)\".*/--waive \1 --because x/p") >out 2>err
	} &&
	dead && at 10:04 && at 10:05 && closes INC-20261125-001 && dead c3 && at 10:30 && opened &&
	echo "incident INC-20261125-001 is open again: line:c3" >expect && test_cmp expect actual && test 1 = "$(cases)" && test 2 = "$(notices | wc -l)" &&
	dead && at 10:32 && at 10:33 && closes INC-20261125-001 && dead c3 && at 11:40 && at 11:41 && test 2 = "$(cases)" && proven
'

test_expect_success 'so does what had joined it' '
	afresh open: down, again: 1h, storm: 5, storm-within: 10m && dead c3 c4 c5 c6 c7 && at 10:02 && test 1 = "$(cases)" &&
	dead && at 10:04 && at 10:05 && closes INC-20261125-001 && dead c6 && at 10:30 && at 10:31 && opened && test 1 = "$(cases)" &&
	it incident show INC-20261125-001 >out 2>err && grep "opened again: the trouble came back" out &&
	dead && at 10:33 && at 10:34 && closes INC-20261125-001 && dead c9 && at 10:40 && at 10:41 && test 2 = "$(cases)" && proven
'

test_expect_success 'where the site says so what is certain is reported at once' '
	afresh open: down, first-report: sent, storm: 5 && dead c3 c4 c5 c6 c7 && at 10:02 && opened &&
	test_must_fail grep held actual && grep "and 4 more" actual && it notify queue --json >queue 2>err || : && valid queue &&
	notices | wc -l >count && echo 2 >expect && test_cmp expect count
'

test_expect_success 'and what a rule for notices holds is held all the same, and said to be' '
	afresh open: down, first-report: sent, storm: 5 && printf "kinds:\n  outage-first: {urgency: first, approval: ops-manager}\n" >>etc/notices.yaml &&
	dead c3 c4 c5 c6 c7 && at 10:02 && opened && grep -c "is held" actual >count && echo 2 >expect && test_cmp expect count
'

test_expect_success 'and what rests on one observation waits for a person all the same' '
	afresh open: down, first-report: sent && dead c3 && at 10:02 && opened && grep -c "is held" actual >count && echo 2 >expect &&
	test_cmp expect count
'

test_expect_success 'without a report when the site wants none' '
	afresh open: down, first-report: none && dead c3 && at 10:02 && opened &&
	echo "incident INC-20261125-001 is open: line:c3" >expect && test_cmp expect actual && test 0 = "$(notices | wc -l)"
'

test_expect_success 'what is in maintenance or silenced opens none' '
	afresh open: down && it maint start line:c3 --for 2h --reason work >out 2>err &&
	it status silence line:c4 --for 2h --reason known >out 2>err && dead c3 c4 && at 10:02 && at 10:03 && test 0 = "$(cases)"
'

test_expect_success 'nothing is opened by a clock that was just moved' '
	afresh open: down && at 10:02,8h && dead c3 && at 14:00,8h1m && opened && test_must_be_empty actual && test 0 = "$(cases)"
'

# by_hand DOING EXPECTED...: the same trouble, opened by a person before a tick has it: what was said of first reports is the rest, and no tick
# makes them again.
by_hand() {
	doing=$1 && shift && rm -rf state && dead && at 10:00 && at 10:01 && dead c3 && at 10:01 --verbose && code=0 &&
	{ eval "$doing" >out 2>err || code=$?; } && test "$code" -le 1 && { grep "first report" out >actual || :; } &&
	printf "%s\n" "$@" >expect && { test -n "$1" || : >expect; } && test_cmp expect actual &&
	notices >before && test $# = "$(grep -c . before)" || test -z "$1" && test 1 = "$(cases)" &&
	at 10:02 && at 10:03 && notices >after && test_cmp before after && test 1 = "$(cases)" && proven
}
held1="  a first report is held: 'nwops notify approve 1' sends it" held2="  a first report is held: 'nwops notify approve 2' sends it"
walks='it --no-input isolate line:c3 --procedure operator-detected'

test_expect_success 'who opens one by hand or begins a run holds the first reports in the same way' '
	afresh open: down && by_hand "it incident open line:c3" "$held1" "$held2" && grep "INC-20261125-001. is open" out &&
	by_hand "$walks" "$held1" "$held2" && grep "^incident INC-20261125-001 is open: line:c3$" out &&
	it --no-input isolate resume INC-20261125-001/1 >out 2>err || test $? = 1 && test_must_fail grep "first report is" out
'

test_expect_success 'it says so to programs, and a report that is not made is none' '
	afresh open: never && dead c3 && at 10:02 && at 10:03 && test 0 = "$(cases)" && it --json incident open line:c3 >out && valid out && grep "incident-opened" out >actual &&
	cat >expect <<-\END && test_cmp expect actual &&
	{"v":1,"type":"incident-opened","case":"INC-20261125-001","how":"new","item":"line:c3","troubles":1,"core":1,"peers":2,"held":true}
	END
	test_expect_code 1 it incident open line:c3 >out 2>err && test 2 = "$(notices | wc -l)" &&
	it --json --no-input isolate line:c4 --procedure institution-unreachable >out || test $? = 1 && valid out && grep "incident-opened" out &&
	it --no-input isolate line:c5 --procedure threshold-warning >out 2>err || test $? = 1 && test 4 = "$(notices | wc -l)" &&
	rules open: never, first-report: none && by_hand "it incident open line:c3" "" && by_hand "$walks" "" &&
	each_minute && by_hand "it incident open line:c3" "" && by_hand "$walks" ""
'

test_expect_success 'where the site says so what is certain is queued, whoever opens it' '
	queued1="  a first report is queued as notice 1: '\''nwops notify queue'\'' shows it" &&
	queued2="  a first report is queued as notice 2: '\''nwops notify queue'\'' shows it" &&
	afresh open: never, first-report: sent && dead b2 $(seq -f c%g 3 12) && at 10:02 && at 10:03 &&
	it incident open device:b2 >out 2>err && printf "%s\n" "$queued1" "$queued2" >expect && grep "first report" out >actual && test_cmp expect actual &&
	rm -rf state && dead && at 10:00 && at 10:01 && dead b2 $(seq -f c%g 3 12) && at 10:02 && at 10:03 &&
	{ it --no-input isolate device:b2 --procedure operator-detected >out 2>err || test $? = 1; } && grep "first report" out >actual && test_cmp expect actual &&
	by_hand "it incident open line:c3" "$held1" "$held2" && by_hand "$walks" "$held1" "$held2"
'

test_expect_success 'killed anywhere, the next tick leaves one incident and its two reports' '
	afresh open: down && dead c3 && rm -rf before && cp -rp state before && echo 2026-11-25T10:02:01+09:00 >clock &&
	killed() {
		rm -rf state && cp -rp before state && faulted "$@" nwops --overlay answers.yaml tick >out 2>err
	} && { killed || test $? -le 1; } && last=$(wc -l <calls) && test "$last" -gt 20 && : >amiss &&
	for number in $(seq 1 5 "$last"); do
		{ killed FAULTS_KILL_AFTER=$number || test $? = 137; } &&
		at 10:03 && at 10:04 && test 1 = "$(cases)" && test 2 = "$(notices | wc -l)" && proven || echo "$number of $last" >>amiss
	done && test_must_be_empty amiss
'

test_expect_success 'rules that say nothing, or too much, are errors' '
	rules storm: 3 && test_expect_code 3 nwops inventory lint >out 2>err && grep "open" out err &&
	rules open: caution && test_expect_code 3 nwops inventory lint >out 2>err && grep "caution" out err &&
	rules open: down, storms: 3 && test_expect_code 3 nwops inventory lint >out 2>err && grep "storms" out err
'

test_done
