#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops status: the last known state out of the store, without asking anybody.
test_description='nwops status'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
at() {
	echo "2026-11-25T$1+09:00" >clock
}
at 03:00:00
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms 192.0.2.2=none 192.0.2.3=60ms >answers.yaml

# status CODE ARGUMENT...: prints what comes on stdin and ends with CODE.
status() {
	cat >expect && code=$1 && shift &&
	test_expect_code "$code" nwops --overlay answers.yaml status "$@" >actual 2>err && test_cmp expect actual
}

test_expect_success 'before the first check there is nothing to show' '
	echo "nwops: no store in '\''$PWD/state'\'' yet: run '\''nwops check'\'' once, or name another with --state" >expect &&
	test_expect_code 3 nwops status >actual 2>err && test_must_be_empty actual &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said && test ! -e state
'

test_expect_success 'what was found is shown worst first, with its age' '
	test_expect_code 2 nwops --overlay answers.yaml check >actual 2>err &&
	at 03:07:30 &&
	status 2 <<-\END
	STATUS             ITEM     OWNER            SINCE  ASKED       MESSAGE
	DOWN (CRITICAL)    line:h2  Sakura Hospital  03:00  7m 30s ago  no answer
	CAUTION (WARNING)  line:h3  Sakura Hospital  03:00  7m 30s ago  rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	OK                 line:h1  Sakura Hospital  03:00  7m 30s ago
	items: 3 (DOWN 1, CAUTION 1, OK 1)
	newest check: 2026-11-25 03:00:00 +09:00
	END
'

test_expect_success 'only what was asked again is younger' '
	at 03:10:00 &&
	overlay 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=60ms >answers.yaml &&
	nwops --overlay answers.yaml check h2 >actual 2>err &&
	status 1 <<-\END
	STATUS             ITEM     OWNER            SINCE  ASKED    MESSAGE
	CAUTION (WARNING)  line:h3  Sakura Hospital  03:00  10m ago  rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	OK                 line:h1  Sakura Hospital  03:00  10m ago
	OK                 line:h2  Sakura Hospital  03:10  now
	items: 3 (CAUTION 1, OK 2)
	newest check: 2026-11-25 03:10:00 +09:00
	END
'

test_expect_success 'what was never asked is UNKNOWN, what is no longer there is marked and does not count' '
	line_inventory 192.0.2.1 192.0.2.2 >etc/inventory/lab.yaml &&
	echo "  new: {institution: hosp, from: a1, address: 192.0.2.9}" >>etc/inventory/lab.yaml &&
	status 3 <<-\END
	STATUS             ITEM      OWNER            SINCE  ASKED    MESSAGE
	UNKNOWN            line:new  Sakura Hospital  -      -        never asked
	OK                 line:h1   Sakura Hospital  03:00  10m ago
	OK                 line:h2   Sakura Hospital  03:10  now
	CAUTION (WARNING)  line:h3   -                03:00  10m ago  (not in the inventory) rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	items: 3 (UNKNOWN 1, OK 2)
	newest check: 2026-11-25 03:10:00 +09:00
	END
'

test_expect_success 'the same as JSON' '
	status 3 --json <<-\END
	{"v":1,"type":"state","item":"line:new","status":"unknown","since":null,"checked_at":null,"in_inventory":true,"message":"never asked"}
	{"v":1,"type":"state","item":"line:h1","status":"ok","since":"2026-11-25T03:00:00+09:00","checked_at":"2026-11-25T03:00:00+09:00","in_inventory":true,"message":"rtt 1 ms, loss 0%"}
	{"v":1,"type":"state","item":"line:h2","status":"ok","since":"2026-11-25T03:10:00+09:00","checked_at":"2026-11-25T03:10:00+09:00","in_inventory":true,"message":"rtt 1 ms, loss 0%"}
	{"v":1,"type":"state","item":"line:h3","status":"caution","since":"2026-11-25T03:00:00+09:00","checked_at":"2026-11-25T03:00:00+09:00","in_inventory":false,"message":"rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%"}
	{"v":1,"type":"status","status":"unknown","items":3,"counts":{"ok":2,"caution":0,"warning":0,"down":0,"unknown":1},"never_asked":1,"checked_at":"2026-11-25T03:10:00+09:00"}
	END
'

test_expect_success 'a short screen says how many more are OK; --all shows them' '
	overlay 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.9=1ms >answers.yaml &&
	nwops --overlay answers.yaml check >actual 2>err &&
	LINES=8 COLUMNS=200 status 0 <<-\END &&
	STATUS             ITEM      OWNER            SINCE  ASKED    MESSAGE
	OK                 line:h1   Sakura Hospital  03:00  now
	OK                 line:h2   Sakura Hospital  03:10  now
	CAUTION (WARNING)  line:h3   -                03:00  10m ago  (not in the inventory) rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	and 1 more are OK
	items: 3 (OK 3)
	newest check: 2026-11-25 03:10:00 +09:00
	END
	LINES=8 COLUMNS=200 test_expect_code 0 nwops --overlay answers.yaml status --all >actual 2>err &&
	grep -c line: actual >count && echo 4 >expect && test_cmp expect count
'

test_expect_success 'looking changes nothing' '
	find state -type f ! -name "*-shm" ! -name "*-wal" -exec sha256sum {} + >before &&
	nwops --overlay answers.yaml status >actual 2>err &&
	find state -type f ! -name "*-shm" ! -name "*-wal" -exec sha256sum {} + >after &&
	test_cmp before after
'

test_done
