#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A check whose store is in trouble: it is told, nothing is lost, nothing is made
# anew, and one can always look without recording.
test_description='trouble with the store'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
site
line_inventory 192.0.2.1 192.0.2.2 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms 192.0.2.2=none >answers.yaml
table() {
	cat <<-\END
	STATUS           ITEM     OWNER            LOSS   RTT  SINCE  MESSAGE
	DOWN (CRITICAL)  line:h2  Sakura Hospital  100%     -  03:00  no answer
	OK               line:h1  Sakura Hospital    0%  1 ms  03:00
	items: 2 (DOWN 1, OK 1)
	END
}

# said: the last check's words on stderr, without what is only a notice.
said() {
	grep -v '^nwops: notice: ' err
}
# refuses MESSAGE: check and status are refused with it, and the store stays as it is.
refuses() {
	sums ! -name '*-shm' ! -name '*-wal' >before &&
	echo "nwops: $1" >expect &&
	test_expect_code 3 nwops --overlay answers.yaml check >actual 2>err &&
	test_must_be_empty actual && said >words && test_cmp expect words &&
	sums ! -name '*-shm' ! -name '*-wal' >after && test_cmp before after &&
	table >expect &&
	test_expect_code 2 nwops --overlay answers.yaml check --no-record >actual 2>err && test_cmp expect actual
}

test_expect_success 'a store is made by the first check' '
	table >expect &&
	test_expect_code 2 nwops --overlay answers.yaml check >actual 2>err && test_cmp expect actual &&
	cp -r state good
'

test_expect_success 'two checks at once are both recorded' '
	for number in 1 2 3 4 5 6; do
		{ nwops --overlay answers.yaml check --json >out.$number 2>err.$number; echo $? >code.$number; } &
	done &&
	wait &&
	cat code.* >codes && printf "%s\n" 2 2 2 2 2 2 >expect && test_cmp expect codes &&
	/usr/bin/python3 -c "
import json
sequences = [json.loads(open(f\"out.{n}\").read().splitlines()[-1])[\"sequence\"] for n in range(1, 7)]
first = min(sequences)
print(sorted(s - first for s in sequences))
" >actual &&
	echo "[0, 1, 2, 3, 4, 5]" >expect && test_cmp expect actual &&
	nwops audit verify >actual 2>err
'

# while_locked COMMAND: runs it while another program holds the write lock of the store.
while_locked() {
	/usr/bin/python3 -c '
import sqlite3, subprocess, sys
store = sqlite3.connect("state/nwops.db", isolation_level=None)
store.execute("begin immediate")
sys.exit(subprocess.run(["sh", "-c", sys.argv[1]]).returncode)
' "$1"
}

test_expect_success 'a store that somebody holds: the answers are printed, the exit status is 3' '
	table >expect &&
	test_expect_code 3 while_locked "nwops --overlay answers.yaml check >actual 2>err" &&
	test_cmp expect actual &&
	cat >expect <<-END &&
	nwops: this check is not recorded: cannot lock store '\''$PWD/state'\'': another nwops is writing for longer than we wait; see who it is with '\''fuser -v'\'' on nwops.db, wait for it or stop it (database is locked)
	END
	said >words && test_cmp expect words
'

test_expect_success 'a store that somebody holds can be read' '
	test_expect_code 2 while_locked "nwops --overlay answers.yaml status >actual 2>err" &&
	said >words; test_must_be_empty words
'

test_expect_success 'a rehearsal and the real record do not mix' '
	rm -rf state && cp -r good state &&
	echo "nwops: refused store '\''$PWD/state'\'': it is a rehearsal'\''s, and this is not a rehearsal; name another state directory with '\''--state'\''" >expect &&
	for command in check status; do
		test_expect_code 3 nwops $command >actual 2>err && test_must_be_empty actual &&
		said >words && test_cmp expect words || return 1
	done
'

test_expect_success 'a store of a later nwops is left alone' '
	rm -rf state && cp -r good state &&
	/usr/bin/python3 -c "
import sqlite3
store = sqlite3.connect(\"state/nwops.db\")
store.execute(\"pragma user_version = 99\")
" &&
	rm -f state/nwops.db-* &&
	refuses "refused store '\''$PWD/state'\'': a later nwops wrote it (form 99, this one knows 10) and it was left alone; install that nwops, or name another store with --state"
'

test_expect_success 'a database that is none is refused, not recreated' '
	rm -rf state && cp -r good state && rm -f state/nwops.db-* && head -c 8192 /dev/urandom >state/nwops.db &&
	refuses "cannot open store '\''$PWD/state'\'': nwops.db is damaged: refused, not recreated; copy the directory aside, then put a backup in its place or try '\''sqlite3 nwops.db .recover'\'' on the copy (file is not a database)"
'

test_expect_success 'a database that is gone is refused, not recreated' '
	rm -rf state && cp -r good state && rm -f state/nwops.db* &&
	refuses "cannot open store '\''$PWD/state'\'': nwops.db is gone or empty, and there were records in it: refused, not recreated; copy the directory aside, then put a backup of nwops.db in its place, or begin anew in another directory with --state"
'

test_expect_success 'with --json the reason is told apart' '
	test_expect_code 3 nwops --json --overlay answers.yaml check >actual 2>err &&
	/usr/bin/python3 -c "
import json
object = json.loads(open(\"actual\").read())
print(object[\"type\"], object[\"reason\"])
" >kind && echo "error store" >expect && test_cmp expect kind
'

test_expect_success NOBODY 'a store that may not be written is told, and no file is left' '
	rm -rf state && cp -r good state && chmod 755 state && chmod 644 state/* && chmod 600 state/log.key &&
	ls state >before &&
	test_expect_code 3 as_nobody nwops --overlay answers.yaml check >actual 2>err && test_must_be_empty actual &&
	said >words && grep -c "no permission; whoever works with the store must be in the group that owns it" words >count &&
	echo 1 >expect && test_cmp expect count && ls state >after && test_cmp before after
'

test_expect_success NOBODY 'without the key a check is recorded, and says that it is not signed for' '
	rm -rf state && cp -r good state && chmod 777 state && chmod 666 state/* && chmod 600 state/log.key &&
	table >expect &&
	test_expect_code 2 as_nobody nwops --overlay answers.yaml check >actual 2>err && test_cmp expect actual &&
	said >words && grep -c "^nwops: warning: what was recorded is safe, but not signed for: " words >count &&
	echo 1 >expect && test_cmp expect count &&
	test_expect_code 1 nwops audit verify >actual 2>err &&
	test_expect_code 2 nwops --overlay answers.yaml check >actual 2>err &&
	nwops audit verify >actual 2>err
'

test_done
