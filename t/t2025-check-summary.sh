#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops check when more is bad than a screen holds: the worst rows, then what
# the rest has in common; and these groups on their own.
test_description='nwops check: groups of items'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
site
cat >etc/inventory/lab.yaml <<'END'
organizations:
  self: {kind: operator, self: true, name: Tozai Medical Lines}
  tokyo: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: さくら病院, en: Sakura Hospital}}
  osaka: {kind: institution, type: hospital, service-class: user, area: 27, name: {ja: うめ病院, en: Ume Hospital}}
  nowhere: {kind: institution, type: hospital, service-class: user, name: {ja: 無名病院, en: Nameless Hospital}}
devices:
  a1: {owner: self, role: concentrator, address: 198.51.100.1, service-class: backbone}
  a2: {owner: self, role: concentrator, address: 198.51.100.2, service-class: backbone}
lines:
END
# Lines t01 to t30 behind a1 in Tokyo, o01 to o10 behind a2 in Osaka, n01 behind none.
number=0
while [ $number -lt 30 ]; do
	number=$((number + 1))
	printf '  t%02d: {institution: tokyo, from: a1, address: 192.0.2.%d, kind: ip-vpn}\n' $number $number
	[ $number -gt 10 ] || printf '  o%02d: {institution: osaka, from: a2, address: 192.0.2.%d, kind: ip-vpn}\n' $number $((number + 100))
done >>etc/inventory/lab.yaml
echo "  n01: {institution: nowhere, address: 192.0.2.200, kind: ip-vpn}" >>etc/inventory/lab.yaml

# a1 and all behind it are silent, one in Osaka is slow, one could not be asked.
{
	printf 'overlay: 1\ndefault: {answer: none}\nanswers:\n'
	printf '  192.0.2.%d: {rtt: 2ms}\n' 101 102 103 104 105 106 107 108 200
	printf '  192.0.2.109: {rtt: 60ms}\n  192.0.2.110: {could-not-ask: no route}\n  198.51.100.2: {rtt: 1ms}\n'
} >storm.yaml
{ printf 'overlay: 1\ndefault: {rtt: 2ms}\n'; } >calm.yaml

# checks STATUS OVERLAY ARGUMENT...
checks() {
	status=$1 answers=$2 && shift 2 &&
	test_expect_code "$status" nwops --overlay "$answers" check --no-record "$@" >actual 2>err
}

cat >groups <<'END'
GROUP            NAME      DOWN  WARNING  UNKNOWN  CAUTION  OK  TOTAL
class:user       user        30        0        1        1   9     41
class:backbone   backbone     1        0        0        0   1      2
area:13          Tokyo       30        0        0        0   0     30
area:-           -            1        0        0        0   2      3
area:27          Osaka        0        0        1        1   8     10
concentrator:a1  -           30        0        0        0   0     30
concentrator:a2  -            0        0        1        1   8     10
END
test_expect_success 'when the bad do not fit, the worst and what they have in common' '
	{
		cat <<-\END &&
		STATUS           ITEM       OWNER                LOSS  RTT  SINCE  MESSAGE
		DOWN (CRITICAL)  device:a1  Tozai Medical Lines  100%    -  03:00  no answer
		DOWN (CRITICAL)  line:t01   Sakura Hospital      100%    -  03:00  hidden by device:a1; no answer
		DOWN (CRITICAL)  line:t02   Sakura Hospital      100%    -  03:00  hidden by device:a1; no answer
		DOWN (CRITICAL)  line:t03   Sakura Hospital      100%    -  03:00  hidden by device:a1; no answer
		DOWN (CRITICAL)  line:t04   Sakura Hospital      100%    -  03:00  hidden by device:a1; no answer
		and 28 more are not OK; '\''--all'\'' prints every row

		END
		cat groups && echo "items: 43 (DOWN 31, UNKNOWN 1, CAUTION 1, OK 10)"
	} >expect &&
	LINES=24 checks 2 storm.yaml && test_cmp expect actual
'

test_expect_success 'the whole screen is used, and no more' '
	LINES=30 checks 2 storm.yaml && wc -l <actual >count && echo 21 >expect && test_cmp expect count &&
	LINES=36 checks 2 storm.yaml && grep -c "^DOWN" actual >count && echo 15 >expect && test_cmp expect count
'

test_expect_success 'what fits is printed without groups, however bad' '
	LINES=37 checks 2 storm.yaml && ! grep GROUP actual && grep -c ^DOWN actual >count && echo 31 >expect && test_cmp expect count &&
	grep "and 10 more are OK" actual
'

test_expect_success 'every row where it is asked for, and where there is no screen' '
	LINES=24 checks 2 storm.yaml --all && ! grep GROUP actual && wc -l <actual >count && echo 45 >expect && test_cmp expect count &&
	checks 2 storm.yaml && wc -l <actual >count && test_cmp expect count
'

test_expect_success 'what is OK is a number when it does not fit' '
	LINES=8 checks 0 calm.yaml && cat >expect <<-\END && test_cmp expect actual
	STATUS  ITEM       OWNER                LOSS   RTT  SINCE  MESSAGE
	OK      device:a1  Tozai Medical Lines    0%  2 ms  03:00
	OK      device:a2  Tozai Medical Lines    0%  2 ms  03:00
	OK      line:n01   Nameless Hospital      0%  2 ms  03:00
	OK      line:o01   Ume Hospital           0%  2 ms  03:00
	and 39 more are OK
	items: 43 (OK 43)
	END
'

test_expect_success '--summary prints groups and nothing else' '
	checks 2 storm.yaml --summary all &&
	{ cat groups && echo "items: 43 (DOWN 31, UNKNOWN 1, CAUTION 1, OK 10)"; } >expect && test_cmp expect actual &&
	checks 2 storm.yaml --summary concentrator &&
	{ echo "GROUP            NAME  DOWN  WARNING  UNKNOWN  CAUTION  OK  TOTAL" &&
	  echo "concentrator:a1  -       30        0        0        0   0     30" &&
	  echo "concentrator:a2  -        0        0        1        1   8     10" && tail -n 1 actual; } >expect && test_cmp expect actual
'

test_expect_success 'groups have their Japanese names' '
	checks 2 storm.yaml --summary area --lang ja && grep "^area:13 *東京都 *30 " actual && grep "^area:27 *大阪府 *0 " actual
'

test_expect_success 'and as JSON, all of them' '
	cat >expect <<-\END &&
	{"v":1,"type":"summary","by":"area","name":"13","title_ja":"東京都","title_en":"Tokyo","status":"down","items":30,"counts":{"ok":0,"caution":0,"warning":0,"down":30,"unknown":0}}
	{"v":1,"type":"summary","by":"area","name":null,"title_ja":null,"title_en":null,"status":"down","items":3,"counts":{"ok":2,"caution":0,"warning":0,"down":1,"unknown":0}}
	{"v":1,"type":"summary","by":"area","name":"27","title_ja":"大阪府","title_en":"Osaka","status":"unknown","items":10,"counts":{"ok":8,"caution":1,"warning":0,"down":0,"unknown":1}}
	{"v":1,"type":"check","status":"down","items":43,"counts":{"ok":10,"caution":1,"warning":0,"down":31,"unknown":1},"end":"complete","signal":null,"not_asked":0,"started_at":"2026-11-25T03:00:00+09:00","ended_at":"2026-11-25T03:00:00+09:00","view":"fine","transitions":33,"rehearsal":true,"sequence":null,"results_dropped":false}
	END
	checks 2 storm.yaml --summary area --json && test_cmp expect actual
'

test_done
