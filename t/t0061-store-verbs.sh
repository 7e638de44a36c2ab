#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops store: what it takes up, what is forgotten, copies and putting them back.
test_description='nwops store'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
at() {
	echo "2026-11-25T$1+09:00" >clock
}
at 03:00:00
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms 192.0.2.2=none 192.0.2.3=2ms >answers.yaml
here=$PWD

# checks: one recorded check.
checks() {
	test_expect_code 2 nwops --overlay answers.yaml check >checked 2>err
}
# store CODE ARGUMENT...: what comes on stdin is what nwops store prints; it ends with CODE.
store() {
	cat >expect && code=$1 && shift &&
	test_expect_code "$code" nwops --overlay answers.yaml store "$@" >actual.raw 2>err &&
	sed -E "s/[0-9.]+ ([kMG]?B)/N \1/g; s/(signature: ).*/\1TIME/" actual.raw >actual && test_cmp expect actual
}
# refuses MESSAGE ARGUMENT...: nwops store says so and ends with 3.
refuses() {
	echo "nwops: $1" >expect && shift &&
	test_expect_code 3 nwops --overlay answers.yaml store "$@" >actual 2>err && test_must_be_empty actual &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said
}
# verifies VERDICT DIRECTORY
verifies() {
	nwops audit verify "$2" >verdict 2>err
	head -n 1 verdict | grep "^\($1\)"
}
# listing DIRECTORY: modes and names in it.
listing() {
	(cd "$1" && stat -c "%a %n" -- *)
}
# faulty PATH ORDER COMMAND...: runs it over the disk below PATH that fails as ordered; see t/fake/faults.c.
faulty() {
	path=$1 order=$2 && shift 2 &&
	faulted FAULTS_UNDER="$path" "$order" "$@"
}
files_of() {
	find "$1" -type f ! -name "*-shm" ! -name "*-wal" -exec sha256sum {} + | sort
}

test_expect_success 'there is nothing to measure, copy or prune before the first check' '
	for verb in status "backup copy" "backup --dry-run copy" "prune --dry-run"; do
		# shellcheck disable=SC2086	# a verb and its words
		refuses "no store in '\''$here/state'\'' yet: run '\''nwops check'\'' once, or name another with --state" $verb || return 1
	done &&
	test ! -e state && test ! -e copy
'

test_expect_success 'status measures' '
	checks && checks &&
	store 0 status <<-END &&
	store: $here/state, form 10
	entries: 2 (N B), signed for: 2
	newest signature: TIME
	items: 3, results: 7
	results from: 2026-11-24 18:00:00 +00:00, to: 2026-11-24 18:00:00 +00:00
	samples: 0, pinned keys: 0, devices that showed another: 0
	texts of devices: 0 (N B), kept for a change: 0
	items not at rest: 1, transitions: 1, maintenance windows and silences: 0, marks: 0
	days of figures: 0
	cases: 0 (0 open), events: 0
	runs of procedures: 0 (0 unfinished), texts they began with: 0
	notices: 0 (0 queued)
	messages: 0 (0 waiting), tries: 0, answers: 0
	database: N kB (N B unused), not yet merged: N B
	reserve: N MB, free on the disk: N GB
	END
	rm state/reserve && cp state/checkpoint kept &&
	store 1 status <<-END
	store: $here/state, form 10
	entries: 2 (N B), signed for: 2
	newest signature: TIME
	items: 3, results: 7
	results from: 2026-11-24 18:00:00 +00:00, to: 2026-11-24 18:00:00 +00:00
	samples: 0, pinned keys: 0, devices that showed another: 0
	texts of devices: 0 (N B), kept for a change: 0
	items not at rest: 1, transitions: 1, maintenance windows and silences: 0, marks: 0
	days of figures: 0
	cases: 0 (0 open), events: 0
	runs of procedures: 0 (0 unfinished), texts they began with: 0
	notices: 0 (0 queued)
	messages: 0 (0 waiting), tries: 0, answers: 0
	database: N kB (N B unused), not yet merged: N B
	reserve: N B, free on the disk: N GB
	attention: no space is set aside for a full disk
	END
'

test_expect_success 'status names who is writing' '
	/usr/bin/python3 -c "
import json, os, sqlite3, subprocess
store = sqlite3.connect(\"state/nwops.db\", isolation_level=None)
store.execute(\"begin immediate\")
out = subprocess.run([\"nwops\", \"--overlay\", \"answers.yaml\", \"--json\", \"store\", \"status\"],
	stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
print(json.loads(out)[\"writer\"] == os.getpid())
" >actual && echo True >expect && test_cmp expect actual
'

test_expect_success 'status looks on without a configuration' '
	test_expect_code 3 nwops --config nowhere store status >actual 2>err &&
	grep "it is a rehearsal" err
'

test_expect_success 'a backup is whole, proven and without the key' '
	echo "600 checkpoint
600 log.vkey
600 nwops.db" >expect.list &&
	store 0 backup --dry-run copy <<-END &&
	would make backup '\''copy'\''
	complete: all 2 entries are those that were signed
	without log.key: keep a copy of it apart
	END
	test ! -e copy &&
	store 0 backup copy <<-END &&
	made backup '\''copy'\''
	complete: all 2 entries are those that were signed
	without log.key: keep a copy of it apart
	END
	listing copy >actual && test_cmp expect.list actual && verifies complete copy
'

test_expect_success 'with the key it has it, for its owner alone' '
	store 0 backup --with-key keyed <<-END &&
	made backup '\''keyed'\''
	complete: all 2 entries are those that were signed
	END
	listing keyed >actual && echo "600 checkpoint
600 log.key
600 log.vkey
600 nwops.db" >expect && test_cmp expect actual
'

test_expect_success 'nothing is overwritten, and nothing half-made is left' '
	echo mine >taken && mkdir empty &&
	for name in copy taken empty; do
		refuses "cannot make backup '\''$name'\'': it is there already, and nothing is overwritten" backup $name &&
		refuses "cannot make backup '\''$name'\'': it is there already, and nothing is overwritten" backup --dry-run $name || return 1
	done &&
	refuses "cannot make backup '\''none/copy'\'': No such file or directory" backup none/copy &&
	test_expect_code 3 faulty "$here" FAULTS_FROM=3 nwops --overlay answers.yaml store backup full >actual 2>err &&
	ls -d full* copy.* none* >actual 2>err; test_must_be_empty actual
'

test_expect_success 'a damaged record makes no backup' '
	cp -r state damaged && /usr/bin/python3 -c "
import sqlite3
store = sqlite3.connect(\"damaged/nwops.db\", isolation_level=None)
store.execute(\"update journal set actor = \\\"x\\\" where sequence = 1\")
" &&
	refuses "refused '\''damaged'\'': altered: entry 1: it is not what was signed" --state damaged backup worse &&
	ls -d worse* >actual 2>err; test_must_be_empty actual
'

test_expect_success 'what is not signed for is copied and told' '
	cp -r state unsigned && rm unsigned/checkpoint unsigned/log.key &&
	store 1 --state unsigned backup unsigned.copy <<-END
	made backup '\''unsigned.copy'\''
	unanchored: no signed checkpoint: nothing vouches for any entry
	without log.key: keep a copy of it apart
	END
'

test_expect_success 'copies made while checks record are whole' '
	{ for i in 1 2 3 4 5 6; do nwops --overlay answers.yaml check >/dev/null 2>&1; done & } &&
	for i in 1 2 3 4; do
		code=0; nwops --overlay answers.yaml store backup busy.$i >actual 2>err || code=$?
		test $code -le 1 || return 1
	done &&
	wait &&
	for i in 1 2 3 4; do verifies "complete\|unanchored" busy.$i || return 1; done
'

test_expect_success 'a copy is restored on a new machine, which then lacks the key' '
	test_expect_code 1 nwops --config nowhere --state new store restore copy >actual 2>err &&
	cat >expect <<-END &&
	restored 2 entries into '\''$here/new'\''
	complete: all 2 entries are those that were signed
	log.key is missing: put the one of this log into '\''$here/new'\'', mode 0600; until then nothing that is recorded is signed for
	END
	sed "s#'\''new#'\''$here/new#" actual >actual.whole && test_cmp expect actual.whole &&
	cp state/log.key new/log.key && test_expect_code 2 nwops --overlay answers.yaml --state new check >actual 2>err &&
	verifies "complete: all 3" new
'

test_expect_success 'with its key it goes on at once' '
	nwops --state whole store restore keyed >actual 2>err && test_expect_code 2 nwops --overlay answers.yaml --state whole check >actual 2>err &&
	verifies "complete: all 3" whole
'

test_expect_success 'a store that is there is not replaced unless that is wished' '
	files_of state >before &&
	refuses "cannot restore into '\''$here/state'\'': a store is there; '\''--replace'\'' moves it aside first" restore copy &&
	refuses "cannot restore into '\''$here/state'\'': a store is there; '\''--replace'\'' moves it aside first" restore --dry-run copy &&
	files_of state >after && test_cmp before after
'

test_expect_success 'a copy that does not verify is refused' '
	cp -r copy bad && /usr/bin/python3 -c "
import sqlite3
sqlite3.connect(\"bad/nwops.db\", isolation_level=None).execute(\"delete from journal where sequence = 2\")
" &&
	files_of state >before &&
	refuses "refused '\''bad'\'': truncated: 2 entries were signed, and there are only 1" restore --replace bad &&
	refuses "cannot open store '\''nowhere'\'': No such file or directory" restore --replace nowhere &&
	files_of state >after && test_cmp before after && ls -d state/re* >actual && echo state/reserve >expect && test_cmp expect actual
'

test_expect_success 'what somebody has open is not taken from under their feet' '
	/usr/bin/python3 -c "
import sqlite3, subprocess, sys
store = sqlite3.connect(\"state/nwops.db\", isolation_level=None)
store.execute(\"select count(*) from journal\").fetchone()
sys.exit(subprocess.run([\"nwops\", \"store\", \"restore\", \"--replace\", \"copy\"]).returncode)
" >actual 2>err; test $? = 3 && test_must_be_empty actual && grep "another nwops has that store open" err
'

test_expect_success 'an older copy is restored: what that means is said, and nothing is lost' '
	count=$(nwops audit verify state | sed -n "s/^entries: \([0-9]*\).*/\1/p") &&
	cat >expect.less <<-END &&
	against the record that was here: truncated: $count entries were signed, and there are only 2
	what follows entry 2 is only in the record that was here: keep it; from now on '\''nwops audit verify'\'' says forked, and so does whoever holds a later checkpoint
	END
	files_of state >before &&
	test_expect_code 1 nwops store restore --dry-run --replace copy >actual 2>err &&
	{ echo "would restore 2 entries into '\''$here/state'\''"; echo "complete: all 2 entries are those that were signed"; cat expect.less; } >expect &&
	test_cmp expect actual && files_of state >after && test_cmp before after &&
	cp -r state had && cp state/checkpoint newest &&
	test_expect_code 1 nwops store restore --replace copy >actual 2>err &&
	aside=$here/state/replaced-20261124T180000Z &&
	{ echo "restored 2 entries into '\''$here/state'\''"; echo "complete: all 2 entries are those that were signed"
	echo "the record that was here is now in '\''$aside'\''"; cat expect.less; } >expect && test_cmp expect actual &&
	verifies "complete: all $count" "$aside" && verifies forked state &&
	checks && verifies forked state && cmp newest state/checkpoint.1 &&
	cmp had/log.key state/log.key
'

test_expect_success 'and the newer one is put back again' '
	nwops store restore --replace had >actual 2>err; test $? = 1 &&
	verifies "complete\|forked" state && test -d state/replaced-20261124T180000Z.2
'

# Each name that restoring takes or gives is a place to be killed at.
test_expect_success 'killed anywhere, a restore leaves the old store, the new one, or one that is refused' '
	ended=no && for number in $(seq 200 | some_of); do
		if [ $ended = yes ]; then break; fi && rm -rf victim && cp -r had victim &&
		code=0 && { faulty "$here/victim" FAULTS_KILL_AFTER=$number \
			nwops --state victim store restore --replace keyed >actual 2>err || code=$?; } &&
		if [ $code -lt 4 ]; then ended=yes; fi &&
		# Whatever is there is one of the two; none is taken for a store never made.
		code=0 && { nwops --overlay answers.yaml --state victim check >actual 2>err || code=$?; } &&
		case $code in
		2) verifies "complete\|forked" victim ;;
		3) grep "gone or empty, and there were records in it" err &&
			find victim -name nwops.db -size +8k | grep . ;;
		*) false ;;
		esac || { echo "killed after $number" >&2; return 1; }
	done && test $ended = yes && test "$number" -gt 20
'

test_expect_success 'prune forgets only what the inventory lacks and nobody asked for long' '
	rm -rf state && checks && line_inventory 192.0.2.1 >etc/inventory/lab.yaml &&
	store 0 prune <<-\END &&
	items forgotten: 0
	texts of devices: 0 before, 0 now
	days of figures: 0 before, 0 now
	database: N kB before, N kB now
	END
	at 03:00:01 &&
	store 0 prune --dry-run --gone-for 1s <<-\END &&
	ITEM     LAST ASKED
	line:h2  2026-11-25 03:00:00 +09:00
	line:h3  2026-11-25 03:00:00 +09:00
	items that would be forgotten: 2
	END
	store 0 prune --dry-run --gone-for 2s <<-\END &&
	items that would be forgotten: 0
	END
	nwops --overlay answers.yaml status >actual 2>err &&
	grep -c "not in the inventory" actual >count && echo 2 >expect && test_cmp expect count
'

test_expect_success 'prune says in the journal what it forgot' '
	store 0 prune --gone-for 1s <<-\END &&
	ITEM     LAST ASKED
	line:h2  2026-11-25 03:00:00 +09:00
	line:h3  2026-11-25 03:00:00 +09:00
	items forgotten: 2
	texts of devices: 0 before, 0 now
	days of figures: 0 before, 0 now
	database: N kB before, N kB now
	END
	/usr/bin/python3 -c "
import sqlite3
store = sqlite3.connect(\"state/nwops.db\")
print(*store.execute(\"select kind, cast(body as text) from journal join payload using (sequence) order by sequence desc limit 1\").fetchone())
print(*store.execute(\"select (select count(*) from item), (select count(*) from state), (select count(*) from result)\").fetchone())
" >actual &&
	cat >expect <<-\END &&
	prune {"v":1,"said_by":null,"gone_for_us":1000000,"items":["line:h2","line:h3"]}
	1 1 1
	END
	test_cmp expect actual && verifies complete state
'

# figures SQL...: what it says of the store.
figures() {
	/usr/bin/python3 -c "
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
for sql in sys.argv[2:]:
	print(*store.execute(sql).fetchall())
store.commit()
" "$@"
}

test_expect_success 'figures not read for 90 days go, however soon items are to, and copies have the rest' '
	now=1795543201000000 && day=86400000000 &&
	figures state/nwops.db "insert into sample_group values (16384, '\''old'\''), (16385, '\''new'\'')" \
		"insert into sample_ring values (16384, 2, 2, $((now - 90 * day - 1))), (16385, 1, 3, $((now - 90 * day)))" \
		"insert into sample values (16384, 1, 1, null, x'\''0000000000000000'\''),
			(281474976727040, 2, 2, null, x'\''0000000000000000'\''), (16385, 3, 3, null, x'\''0000000000000000'\'')" \
		"insert into pin values ('\''b1'\'', 0, '\''ssh-rsa'\'', '\''AAAA'\'', '\''x'\'', 1, '\''sato'\'', null, 0)" \
		"insert into pin_changed values ('\''b1'\'', '\''ssh-rsa'\'', '\''y'\'', 1, 2, 3)" >inserted &&
	nwops --overlay answers.yaml store status >actual 2>err && grep "^samples: 3, pinned keys: 1, devices that showed another: 1\$" actual &&
	nwops --overlay answers.yaml store prune --gone-for 1s >actual 2>err && nwops --overlay answers.yaml store backup figures >actual 2>err &&
	for store in state figures; do
		figures $store/nwops.db "select layout from sample_group" "select id from sample_ring" "select place from sample" \
			"select device, key from pin" "select device, count from pin_changed" >actual || return 1
		cat >expect <<-\END && test_cmp expect actual || return 1
		('\''new'\'',)
		(16385,)
		(16385,)
		('\''b1'\'', '\''AAAA'\'')
		('\''b1'\'', 3)
		END
	done
'

# As old as can be, and of a case that nobody knows: what was told, or waits to be, goes with nothing.
test_expect_success 'the spool is counted, copied, restored, and never pruned' '
	figures state/nwops.db "insert into notices (number, kind, audience, recipient, state, case_id, run, turn, made_at_us, made_by, facts)
			values (1, 0, '\''core'\'', '\'''\'', 0, '\''INC-1'\'', 0, 0, 1, '\''sato'\'', '\''{}'\'')" \
		"insert into messages values
			(1, 1, '\''noc'\'', '\''core'\'', 0, '\''noc@core.example'\'', '\''main'\'', '\''K7M3QD'\'', '\''1@x'\'', 0, 0, 1, 0, 0, 0, 0, 0, 1),
			(2, 1, '\''noc'\'', '\''core'\'', 0, '\''noc@core.example'\'', '\''main'\'', '\''K7M3QE'\'', '\''2@x'\'', 0, 0, 1, 6, 0, 0, 1, 0, 1)" \
		"insert into message_contents values (1, '\''{}'\''), (2, '\''{}'\'')" \
		"insert into attempts values (2, 1, '\''main'\'', '\''mx1'\'', 1, 2, 0, 250, '\''ok'\'', '\'''\'', zeroblob(32), '\''nwops'\'')" \
		"insert into acks values (1, 2, 1, 1, 0, 0, '\''Kato'\'', '\''sato'\'', '\'''\'')" \
		"insert into relays values ('\''main'\'', '\''mx1'\'', 1, 0, 0, '\'''\'', 0)" >inserted &&
	nwops --overlay answers.yaml store status >actual 2>err && grep "^messages: 2 (1 waiting), tries: 1, answers: 1\$" actual &&
	nwops --overlay answers.yaml --json store status >actual 2>err &&
	grep "\"messages\":2,\"messages_waiting\":1,\"attempts\":1,\"answers\":1," actual &&
	nwops --overlay answers.yaml store prune --gone-for 1s --evidence-for 1s --days-for 1d >actual 2>err &&
	nwops --overlay answers.yaml store backup spool >actual 2>err &&
	test_expect_code 1 nwops --config nowhere --state spooled store restore spool >actual 2>err &&
	for store in state spool spooled; do
		figures $store/nwops.db "select number, code, state from messages" "select message, content from message_contents" \
			"select message, number, reply from attempts" "select message, said_by from acks" "select path, relay from relays" \
			"select number, once, urgency from notices" >actual || return 1
		cat >expect <<-\END && test_cmp expect actual || return 1
		(1, '\''K7M3QD'\'', 0) (2, '\''K7M3QE'\'', 6)
		(1, '\''{}'\'') (2, '\''{}'\'')
		(2, 1, '\''ok'\'')
		(2, '\''Kato'\'')
		('\''main'\'', '\''mx1'\'')
		(1, '\'''\'', 2)
		END
	done
'

test_expect_success 'a duration that is none is refused' '
	refuses "option '\''--gone-for'\'': '\''soon'\'' is not a duration: expected a number and one of us, ms, s, m, h, d, w" prune --gone-for soon
'

test_done
