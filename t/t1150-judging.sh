#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How service classes judge, and when they judge otherwise: shown and listed, and
# refused where it could never come about.
test_description='levels, how long they last, and calendars'
. "$(dirname "$0")/setup.sh"

site && line_inventory 192.0.2.1 >etc/inventory/lab.yaml
cat >>etc/inventory/lab.yaml <<'END'
  h2: {institution: hosp, from: b1, address: 192.0.2.2}
contacts:
  duty: {organization: self, role: duty-officer, login: a}
  manager: {organization: self, role: ops-manager, login: b}
  desk: {organization: self, role: help-desk, login: c}
END
edit() {
	sed "$1" "$2" >edited && cat edited >"$2"
}
edit 's/^lines:$/  b1: {owner: self, address: 192.0.2.253, service-class: judged}\nlines:/' etc/inventory/lab.yaml
edit 's/watch: \[\], //' etc/inventory/lab.yaml
cat >>etc/nwops.yaml <<'END'
  judged:
    thresholds:
      loss: {caution: {raise: 20%, clear: 10%, steps: 3, hold: 15m}, warning: {raise: 60%, over: 10m}}
      rtt: {caution: 50ms, warning: {raise: 200ms, clear: 150ms}}
    figures: {rebooted: {raise: 15m, clear: 1h}}
    down: {steps: 1, clear-steps: 2}
    flapping: {half-life: 1h, start: 2.5, end: 1}
    during:
      - {when: claims, thresholds: {rtt: {caution: 30ms, warning: 100ms}}}
      - {when: nights, down: {steps: 2}, unknown: {hold: 10m}}
own-view: {first-hops: [b1]}
calendars:
  claims: {month-days: '5-10, last', not: [holidays]}
  holidays: {days: japan-holidays}
  nights: {hours: '22:00-06:00'}
  turn: {dates: ['12-29..01-03', 2027-05-01]}
  either: {any: [holidays, turn], hours: mon-fri 24h}
END
NWOPS_TEST_CLOCK='2026-11-25T03:00:00+09:00'
export NWOPS_TEST_CLOCK

test_expect_success 'a service class is shown with what is otherwise at some times' '
	cat >expect <<-\END &&
	CLEAR AT        loss 10%/60%, rtt 50ms/150ms, rebooted 1h
	LASTING         loss caution {steps: 3, hold: 15m}, loss warning {over: 10m, coverage: 80%}, down {steps: 1, clear-steps: 2}
	FLAPPING        {half-life: 1h, start: 2.5, end: 1}
	DURING          claims nights
	FIRST REPORT    30m
	FOLLOW-UP       1h

	During '\''claims'\'':
	RTT CAUTION     30ms
	RTT WARNING     100ms
	CLEAR AT        loss 10%/60%, rebooted 1h

	During '\''nights'\'':
	LASTING         loss caution {steps: 3, hold: 15m}, loss warning {over: 10m, coverage: 80%}, down {steps: 2}, unknown {hold: 10m}
	END
	nwops inventory show judged >actual 2>/dev/null && sed "1,/^FIGURES/d" actual >rest && test_cmp expect rest
'

test_expect_success 'the same as JSON, with what was not said as null' '
	cat >expect <<-\END &&
	{"loss":{"unit":"ppm","caution":{"raise":200000,"clear":100000,"steps":3,"clear_steps":null,"over_us":null,"coverage_ppm":null,"hold_us":900000000},"warning":{"raise":600000,"clear":600000,"steps":null,"clear_steps":null,"over_us":600000000,"coverage_ppm":800000,"hold_us":null},"trend_us":null}}
	{"down":{"steps":1,"clear_steps":2,"over_us":null,"coverage_ppm":null,"hold_us":null}}
	{"flapping":{"half_life_us":3600000000,"start":2.5,"end":1.0}}
	{"during":[{"when":"claims","levels":{"rtt":{"unit":"us","caution":{"raise":30000,"clear":30000,"steps":null,"clear_steps":null,"over_us":null,"coverage_ppm":null,"hold_us":null},"warning":{"raise":100000,"clear":100000,"steps":null,"clear_steps":null,"over_us":null,"coverage_ppm":null,"hold_us":null},"trend_us":null}},"down":{"steps":1,"clear_steps":2,"over_us":null,"coverage_ppm":null,"hold_us":null},"unknown":{"steps":null,"clear_steps":null,"over_us":null,"coverage_ppm":null,"hold_us":null}},{"when":"nights","levels":{},"down":{"steps":2,"clear_steps":null,"over_us":null,"coverage_ppm":null,"hold_us":null},"unknown":{"steps":null,"clear_steps":null,"over_us":null,"coverage_ppm":null,"hold_us":600000000}}]}
	END
	nwops --json inventory show judged >actual 2>/dev/null &&
	/usr/bin/python3 -c "
import json, sys
shown = json.load(open(\"actual\"))
for part in {\"loss\": shown[\"levels\"][\"loss\"]}, {\"down\": shown[\"down\"]}, {\"flapping\": shown[\"flapping\"]}, {\"during\": shown[\"during\"]}:
    print(json.dumps(part))" >parts &&
	test_cmp_json expect parts
'

test_expect_success 'calendars are listed and shown, from the cache too' '
	cat >expect <<-\END &&
	NAME      HOLIDAYS  DATES                    DAYS OF THE MONTH  HOURS                            ANY OF         NOT IN
	claims    false     -                        5-10, last         -                                -              holidays
	either    false     -                        -                  mon-fri 24h                      holidays turn  -
	holidays  true      -                        -                  -                                -              -
	nights    false     -                        -                  mon-sun 00:00-06:00 22:00-24:00  -              -
	turn      false     12-29..01-03 2027-05-01  -                  -                                -              -
	END
	for round in cold warm; do
		COLUMNS=200 nwops inventory list --family calendars >actual 2>/dev/null && test_cmp expect actual || return 1
	done &&
	line=$(grep -n "^  either:" etc/nwops.yaml | cut -d: -f1) &&
	echo "{\"v\":1,\"type\":\"calendar\",\"name\":\"either\",\"holidays\":false,\"dates\":[],\"month_days\":null,\"hours\":\"mon-fri 24h\",\"any\":[\"holidays\",\"turn\"],\"not\":[],\"file\":\"$PWD/etc/nwops.yaml\",\"line_number\":$line}" >expect &&
	nwops --json inventory show calendar:either >actual 2>/dev/null && test_cmp_json expect actual
'

test_expect_success 'what could never come about is told where it stands' '
	mkdir wrong && cp -R etc/. wrong &&
	edit "s/claims: {month-days: .*/claims: {month-days: 5-10, not: [holydays]}/
		s/clear: 10%/clear: 30%/; s/clear: 1h/clear: 10m/; s/when: nights/when: night/; s/\[b1\]/[a1, b2]/" wrong/nwops.yaml &&
	cat >expect <<-\END &&
	error: wrong/nwops.yaml: line 16, column 43: '\''clear'\'' of loss of service class '\''judged'\'' is above its '\''raise'\'': it would be over while it is raised
	error: wrong/nwops.yaml: line 18, column 45: '\''clear'\'' of rebooted of service class '\''judged'\'' is below its '\''raise'\'': it would be over while it is raised
	error: wrong/nwops.yaml: line 23, column 16: unknown calendar '\''night'\'' in '\''when'\'' of service class '\''judged'\''; did you mean '\''nights'\''?
	error: wrong/nwops.yaml: line 24, column 29: unknown device '\''b2'\'' in '\''first-hops'\'' of section '\''own-view'\''; did you mean '\''b1'\''?
	error: wrong/nwops.yaml: line 26, column 36: unknown calendar '\''holydays'\'' in '\''not'\'' of calendar '\''claims'\''; did you mean '\''holidays'\''?
	wrong: errors 5, warnings 0
	END
	test_expect_code 3 nwops --config wrong inventory lint >actual 2>/dev/null && test_cmp expect actual
'

test_expect_success 'a check judges by what holds when it asks, and says so' '
	overlay 192.0.2.253=40ms >answers.yaml &&
	told="import json, sys
item = json.loads(open(\"actual\").readline())
print(item[\"status\"], item[\"thresholds\"][\"rtt_caution_us\"], item[\"message\"])" &&
	export NWOPS_TEST_CLOCK="2026-12-04T23:59:00+09:00" &&
	nwops --json --overlay answers.yaml check --no-record device:b1 >actual 2>/dev/null &&
	/usr/bin/python3 -c "$told" >told &&
	export NWOPS_TEST_CLOCK="2026-12-05T00:00:00+09:00" &&
	test_expect_code 1 nwops --json --overlay answers.yaml check --no-record device:b1 >actual 2>/dev/null &&
	/usr/bin/python3 -c "$told" >>told &&
	cat >expect <<-\END &&
	ok 50000 rtt 40 ms, loss 0%
	caution 30000 rtt 40 ms (caution from 30 ms); rtt 40 ms, loss 0%
	END
	test_cmp expect told &&
	echo "device:b1_loss=0%;20;60;0;100 device:b1_rtt=40ms;30;100;0;" >expect &&
	test_expect_code 1 nwops --overlay answers.yaml check --no-record --format plugin device:b1 >actual 2>/dev/null &&
	sed "s/.*|//" actual >figures && test_cmp expect figures
'

test_expect_success 'holidays that nobody compared are a warning a month before, until the site has' '
	nwops inventory lint >/dev/null 2>&1 &&
	cat >expect <<-END &&
	warning: $PWD/etc/nwops.yaml: line 27, column 3: calendar '\''holidays'\'' goes by national holidays, of which those after 2027 were not compared with what the Cabinet Office published; compare them up to 2028, and say so in '\''japan-holidays'\''
	$PWD/etc: errors 0, warnings 1
	END
	export NWOPS_TEST_CLOCK="2027-11-29T12:00:00+09:00" &&
	nwops inventory lint >/dev/null 2>&1 &&
	export NWOPS_TEST_CLOCK="2027-12-01T12:00:00+09:00" &&
	test_expect_code 1 nwops inventory lint >actual 2>/dev/null && test_cmp expect actual &&
	echo "japan-holidays: {checked: 2028}" >>etc/nwops.yaml &&
	nwops inventory lint >/dev/null 2>&1
'

test_done
