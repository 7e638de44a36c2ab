#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops audit verify: its verdicts and their exit statuses, with nothing
# configured. What each manipulation is found to be, the unit tests of the
# store try in full.
test_description='nwops audit verify'
. "$(dirname "$0")/setup.sh"

site
line_inventory 192.0.2.1 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms >answers.yaml

# check [DIRECTORY]: records one more.
check() {
	nwops --overlay answers.yaml ${1:+--state "$1"} check >out 2>err
}
# edit DIRECTORY SQL: changes a store behind nwops's back.
edit() {
	/usr/bin/python3 -c '
import sqlite3, sys
store = sqlite3.connect(sys.argv[1] + "/nwops.db")
store.execute(sys.argv[2])
store.commit()
' "$1" "$2"
}
# verifies STATUS ARGUMENT...: prints what comes on stdin; the time of a signature is TIME.
verifies() {
	cat >expect && status=$1 && shift &&
	test_expect_code "$status" env -u NWOPS_CONFIG nwops audit verify "$@" >out 2>err &&
	test_must_be_empty err &&
	sed -E "s/^(newest signature: )[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} [+]00:00$/\1TIME/" out >actual &&
	test_cmp expect actual
}

test_expect_success 'a store that nobody touched is complete' '
	check && check && check && cp state/checkpoint kept &&
	verifies 0 <<-\END
	complete: all 3 entries are those that were signed
	entries: 3, signed for: 3
	newest signature: TIME
	END
'

test_expect_success 'so is a copy of it, elsewhere' '
	cp -r state copy && rm -rf etc.aside && mv etc etc.aside &&
	verifies 0 copy --against kept <<-\END &&
	complete: all 3 entries are those that were signed
	entries: 3, signed for: 3
	newest signature: TIME
	END
	mv etc.aside etc
'

test_expect_success 'without its checkpoint it is unanchored' '
	cp -r state unanchored && rm unanchored/checkpoint &&
	verifies 1 unanchored <<-\END
	unanchored: no signed checkpoint: nothing vouches for any entry
	entries: 3, signed for: 0
	END
'

test_expect_success 'a changed entry is altered' '
	cp -r state altered && edit altered "update journal set actor = '\''x'\'' where sequence = 2" &&
	verifies 2 altered <<-\END
	altered: entry 2: it is not what was signed
	entries: 3, signed for: 0
	END
'

test_expect_success 'a missing end is truncated' '
	cp -r state truncated && edit truncated "delete from journal where sequence = 3" &&
	verifies 2 truncated <<-\END
	truncated: 3 entries were signed, and there are only 2
	entries: 2, signed for: 0
	END
'

test_expect_success 'two histories are forked' '
	cp -r state forked && check forked && check &&
	verifies 2 forked --against state/checkpoint <<-\END
	forked: two signed heads contradict each other: one for 4 entries, one for 4; the journal was put back or written anew after the one was signed
	entries: 4, signed for: 4
	newest signature: TIME
	END
'

# flip DIRECTORY TABLE COLUMN: one byte of row 2 of TABLE is another in COLUMN: the last of a text, the first of a blob, of a number the
# lowest.
flip() {
	/usr/bin/python3 - "$@" <<-\END
	import sqlite3, sys
	directory, table, column = sys.argv[1:]
	store = sqlite3.connect(directory + "/nwops.db")
	key = "one" if table == "tree" else "sequence"
	row = 1 if table == "tree" else 2
	old, = store.execute("select %s from %s where %s = ?" % (column, table, key), (row,)).fetchone()
	if isinstance(old, int):
	    # 2 becomes 6: sequence 3 is taken.
	    new = old ^ 4
	elif isinstance(old, str):
	    new = old[:-1] + chr(ord(old[-1]) ^ 1)
	else:
	    new = bytes([old[0] ^ 1]) + old[1:]
	assert new != old
	store.execute("update %s set %s = ? where %s = ?" % (table, column, key), (new, row))
	store.commit()
	END
}
# The columns are asked of the database: one more is a line that is missing here. What the head was a transaction ago (before_*) is no
# part of the record.
test_expect_success 'whichever byte of a row is changed, that is seen, and where' '
	for table in journal payload leaf tree; do
		sqlite3 -batch state/nwops.db "select name from pragma_table_info('\''$table'\'') where name != '\''one'\'' and name not like '\''before%'\''" >columns &&
		while read -r column; do
			rm -rf flipped && cp -r state flipped && flip flipped $table "$column" &&
			test_expect_code 2 nwops audit verify flipped >out 2>err && echo "$table.$column $(head -n 1 out)" || return 1
		done <columns
	done >actual && cat >expect <<-\END && test_cmp expect actual
	journal.sequence altered: entry 2: it is missing
	journal.log altered: entry 2: it is of another log than '\''log.vkey'\''
	journal.kind altered: entry 2: it is not what was signed
	journal.event_at_us altered: entry 2: it is not what was signed
	journal.recorded_at_us altered: entry 2: it is not what was signed
	journal.actor altered: entry 2: it is not what was signed
	journal.payload_digest altered: entry 2: its payload is not the one that was recorded
	payload.sequence altered: entry 2: its payload is gone, and nothing says why
	payload.salt altered: entry 2: its payload is not the one that was recorded
	payload.body altered: entry 2: its payload is not the one that was recorded
	leaf.sequence altered: entry 2: the database remembers another one in its place
	leaf.digest altered: entry 2: the database remembers another one in its place
	tree.size altered: the database has lost the head of its journal
	tree.frontier altered: the head that the database remembers is not that of its entries
	END
'

# exchange DIRECTORY TABLE...: in each, rows 1 and 2 stand in each other's place.
exchange() {
	exchanged=$1 && shift &&
	for table; do
		sqlite3 -batch "$exchanged/nwops.db" "update $table set sequence = sequence + 100 where sequence < 3;
			update $table set sequence = 103 - sequence where sequence > 100" || return 1
	done
}
test_expect_success 'rows in each other'\''s place are altered, with what belongs to them or without' '
	cp -r state swapped && exchange swapped journal && verifies 2 swapped <<-\END &&
	altered: entry 1: its payload is not the one that was recorded
	entries: 4, signed for: 0
	END
	exchange swapped payload && verifies 2 swapped <<-\END && exchange swapped leaf && verifies 2 swapped <<-\END2
	altered: entry 1: it is not what was signed
	entries: 4, signed for: 0
	END
	altered: the first 4 entries are not those that were signed
	entries: 4, signed for: 0
	END2
'

test_expect_success 'a database out of an older backup is truncated; with all that lay beside it only who kept a later head sees it' '
	cp -r state older && check && cp -r state newer && cp older/nwops.db newer/nwops.db && rm -f newer/nwops.db-wal newer/nwops.db-shm &&
	verifies 2 newer <<-\END && nwops audit verify older >out 2>err && verifies 2 older --against state/checkpoint <<-\END2
	truncated: 5 entries were signed, and there are only 4
	entries: 4, signed for: 0
	END
	truncated: 5 entries were signed, and there are only 4
	entries: 4, signed for: 4
	newest signature: TIME
	END2
'

test_expect_success 'the verdict as JSON' '
	cat >expect <<-\END &&
	{"v":1,"type":"verdict","directory":"truncated","verdict":"truncated","size":2,"anchored":0,"anchored_at":null,"first_bad":null,"message":"3 entries were signed, and there are only 2"}
	{"v":1,"type":"verdict","directory":"altered","verdict":"altered","size":3,"anchored":0,"anchored_at":null,"first_bad":2,"message":"entry 2: it is not what was signed"}
	END
	test_expect_code 2 nwops --json audit verify truncated >actual 2>err &&
	test_expect_code 2 nwops --json audit verify altered >>actual 2>err &&
	test_cmp expect actual
'

test_expect_success 'the verdict in Japanese' '
	test_expect_code 2 nwops --lang ja audit verify altered >actual 2>err &&
	cat >expect <<-\END &&
	改変あり: 2 番: 署名されたものではありません
	記録: 3 件、うち署名済み: 0 件
	END
	test_cmp expect actual
'

test_expect_success 'what cannot be looked at is 3' '
	echo "nwops: cannot open store '\''nowhere'\'': No such file or directory" >expect &&
	test_expect_code 3 nwops audit verify nowhere >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err &&
	echo "nwops: cannot compare with '\''answers.yaml'\'': it is not a checkpoint" >expect &&
	test_expect_code 3 nwops audit verify --against answers.yaml >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err
'

test_expect_success 'verifying writes nothing' '
	sums >before &&
	nwops audit verify >actual 2>err &&
	sums >after &&
	test_cmp before after
'

test_done
