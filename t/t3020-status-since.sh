#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A shift that is handed over: a night with everything in it, told so that it can be
# read aloud.
test_description='nwops status --since'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

me=$(id -un)
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
at() { echo "2026-11-25T$1+09:00" >clock; }
at 00:00:00
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 >etc/inventory/lab.yaml
sed -i 's/192.0.2.254, watch: \[\]/192.0.2.254/' etc/inventory/lab.yaml
cat >etc/inventory/more.yaml <<\END
devices:
  b1: {owner: self, role: border, address: 192.0.2.253, service-class: backbone}
  d1: {owner: self, role: distribution, address: 192.0.2.251, service-class: backbone}
  d2: {owner: self, role: distribution, address: 192.0.2.252, service-class: backbone}
links: [[b1, a1], [b1, d1], [b1, d2]]
groups:
  gw: {protocol: any, members: [d1, d2]}
END
echo 'own-view: {first-hops: [b1]}' >>etc/nwops.yaml

# tick TIME [-N...]: a tick then, when all answer but 192.0.2.N.
tick() {
	at "$1" && shift && silent=" $* " && set -- &&
	for n in 1 2 3 4 251 252 253 254; do
		case $silent in *" -$n "*) ;; *) set -- "$@" "192.0.2.$n=1ms" ;; esac
	done && overlay "$@" >answers.yaml && nwops --overlay answers.yaml tick >ticked 2>err
	ticked=$?
	test "$ticked" -lt 3
}
n() { nwops --overlay answers.yaml "$@" >actual 2>err; }

test_expect_success 'the shift before: a line is cut, and stays so' '
	tick 00:00:00 && tick 00:05:00 -4 && tick 00:06:00 -4
'
test_expect_success 'a night' '
	for minute in 01 02 03 04; do tick 01:$minute:00 -4 || return 1; done &&
	: "a concentrator goes for six minutes, with its lines" &&
	tick 01:05:00 -4 -254 -1 -2 -3 && tick 01:06:00 -4 -254 -1 -2 -3 && tick 01:07:00 -4 -254 -1 -2 -3 &&
	for minute in 08 09 10 11 12 13 14 15 16; do tick 01:$minute:00 -4 || return 1; done &&
	: "nothing is asked for a while" &&
	: "one of a pair goes, the other carries; then the other way round" &&
	tick 01:30:00 -4 -251 && tick 01:31:00 -4 -251 && tick 01:32:00 -4 -252 && tick 01:33:00 -4 -252 &&
	for minute in 34 35 36; do tick 01:$minute:00 -4 || return 1; done &&
	: "we see nothing ourselves" &&
	tick 01:37:00 -1 -2 -3 -4 -251 -252 -253 -254 && tick 01:38:00 -1 -2 -3 -4 -251 -252 -253 -254 &&
	tick 01:39:00 -4 && tick 01:40:00 -4 &&
	: "people say things" &&
	n --by Suzuki status silence h4 --for 10m --reason "the carrier knows" &&
	n maint start d1 --for 30m --reason "new fan" && at 01:42:00 && n maint finish M-20261125-001 &&
	tick 01:45:00 -4 -1 && tick 01:46:00 -4 -1 && tick 01:50:00 -4 -1 && tick 01:52:00 -4 -1
'
test_expect_success 'is read aloud in this order, in 80 columns' '
	test_expect_code 2 n status --since 1h &&
	cat >expect <<-END &&
	handover: 2026-11-25 00:52:00 +09:00 to 2026-11-25 01:52:00 +09:00 (1h)
	still open: 2 (new: 1), ended: 4, came and went: 0, switched over: 1
	STILL OPEN 2
	DOWN (CRITICAL) line:h1 since 01:45, Sakura Hospital
	    line; no answer
	DOWN (CRITICAL) line:h4 since 00:05, before this shift, Sakura Hospital
	    line; no answer
	END
	head -n 7 actual >top && test_cmp expect top &&
	grep "^ENDED 4" actual && grep "^DOWN (CRITICAL) device:a1 01:05 to 01:[0-9]*, Tozai Medical Lines" actual &&
	grep "^    ours; interrupted for .* to .*; 1 behind it" actual && ! grep "line:h2" actual &&
	grep "^SWITCHED OVER 1" actual && grep "^01:32 group:gw " actual &&
	sed -n "/^MAINTENANCE AND SILENCES/,/^NOT WATCHED/p" actual >deeds &&
	cat >expect <<-END &&
	MAINTENANCE AND SILENCES 4
	01:40 $me began work on d1
	    M-20261125-001 until 02:10: new fan
	01:40 Suzuki silenced h4
	    S-20261125-001 until 01:50: the carrier knows
	01:42 $me finished work on d1
	    M-20261125-001 until 02:10: new fan
	01:50 the silence by Suzuki of h4 ran out
	    S-20261125-001 until 01:50: the carrier knows
	NOT WATCHED 5
	END
	test_cmp expect deeds &&
	grep "^01:16 to 01:30 (14m): nothing was asked: no tick ran" actual &&
	grep "^01:37 to 01:39 (2m): own view lost: nothing was seen" actual &&
	tail -n 1 actual >last && grep "^checks: [0-9]* (cut short: 0), changes: [0-9]* (told: [0-9]*)" last &&
	awk "length > 80" actual >wide && test_must_be_empty wide
'
test_expect_success 'since an instant it is the same, but for the headline' '
	n status --since 1h; tail -n +2 actual >expect && n status --since "2026-11-25 00:52"; tail -n +2 actual >said && test_cmp expect said
'
test_expect_success 'of what is selected alone' '
	test_expect_code 2 n status --since 1h h4 && grep "^still open: 1 (new: 0), ended: 0, came and went: 0, switched over: 0" actual &&
	test_expect_code 0 n status --since 1h a1 && grep "^still open: 0 (new: 0), ended: 1, " actual
'
test_expect_success 'a watch that stopped is a gap that lasts' '
	at 02:00:00 && test_expect_code 2 n status --since 1h && grep "^01:52 until now: nothing was asked: no tick ran" actual
'
test_expect_success 'as JSON' '
	test_expect_code 2 n --json status --since 1h && valid actual &&
	cat >expect <<-\END &&
	handover 1
	handover-deed 4
	handover-gap 6
	handover-item 5
	handover-open 2
	handover-switchover 1
	END
	/usr/bin/python3 -c "
import collections, json
for item in sorted(collections.Counter(json.loads(line)[\"type\"] for line in open(\"actual\")).items()):
    print(*item)" >types.seen && test_cmp expect types.seen
'
test_expect_success 'in Japanese' '
	COLUMNS=80 test_expect_code 2 n --lang ja status --since 1h &&
	grep "^引き継ぎ: 2026-11-25 01:00:00 +09:00 から" actual && grep "^01:40 Suzuki が h4 を通知停止" actual &&
	grep "自らの視界を喪失し、何も見えていない" actual
'
test_expect_success 'a quiet night is short' '
	rm -r state && tick 03:00:00 && tick 03:01:00 && test_expect_code 0 n status --since 1h &&
	grep "^still open: 0 (new: 0), ended: 0, came and went: 0, switched over: 0" actual && test $(wc -l <actual) = 3
'
test_expect_success 'what is no time in the past is refused' '
	for since in "2026-11-26 00:00" tomorrow 8 ""; do
		test_expect_code 3 n status --since "$since" && test_must_be_empty actual || return 1
	done
'
test_done
