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
	find state -type f -exec sha256sum {} + >before &&
	nwops audit verify >actual 2>err &&
	find state -type f -exec sha256sum {} + >after &&
	test_cmp before after
'

test_done
