#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops incident redact: what should never have been written down goes, to the last byte of the
# database; that it was there, why it went and by whose word stays, and the record is whole.
test_description='nwops incident redact'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"
now 2026-11-26T11:00:00+09:00

case=INC-20261126-001
# found WORDS: in some file of the store.
found() { grep -l -r -a -F "$1" state >where; }
# complete SIZE: so says verify.
complete() {
	nwops audit verify >out 2>err && echo "complete: all $1 entries are those that were signed" >expect &&
	head -n 1 out >actual && test_cmp expect actual
}

test_expect_success 'a case with what should not be in it, and its key by somebody else' '
	telling_site && quiet nwops incident open h1 --title "PATIENT-YAMADA cannot be seen" --text "said PATIENT-YAMADA" >out &&
	for n in 1 2 3 4 5 6 7 8; do quiet nwops incident note $case "note $n" >out || return 1; done &&
	quiet nwops incident note $case "PATIENT-TANAKA waits $(printf "%5000s" "" | tr " " x)" >out &&
	quiet nwops incident note $case "the end" >out && found PATIENT-TANAKA && found PATIENT-YAMADA && complete 11
'
test_expect_success 'who approves is another than who does it, and both are known' '
	for by in duty-1 "$me"; do
		refused "who approves a removal must be another than who does it" nwops incident redact $case 10 --reason x --approved-by "$by" || return 1
	done &&
	for by in nobody-here core-noc; do
		refused "'\''$by'\'' is no contact with a login: who approves must be known" nwops incident redact $case 10 --reason x \
			--approved-by $by || return 1
	done &&
	refused "'\''--approved-by'\'' is needed" nwops incident redact $case 10 --reason x &&
	refused "'\''--reason'\'' is needed" nwops incident redact $case 10 --approved-by chief &&
	quiet test_expect_code 3 nwops incident redact $case 10 --reason "患者ID 00123" --approved-by chief >out &&
	grep "a number of a patient: .*; the reason stays: say why without saying it again$" err &&
	refused "case '\''$case'\'' has no event 99" nwops incident redact $case 99 --reason x --approved-by chief &&
	found PATIENT-TANAKA
'
test_expect_success ROOT 'nor does somebody who is nobody' '
	refused "no contact has the login '\''games'\'': who removes must be known" env SUDO_UID=5 nwops incident redact $case 10 \
		--reason x --approved-by chief
'
test_expect_success 'it goes, to the last byte' '
	cat >expect <<-\END &&
	what event 10 of '\''INC-20261126-001'\'' said is removed; event 12 says so
	no byte of it is left in the database; messages, bundles and backups keep what they have
	END
	quiet nwops incident redact $case 10 --reason "a name of a patient" --approved-by chief >actual && test_must_be_empty err &&
	test_cmp expect actual && ! found PATIENT-TANAKA && found PATIENT-YAMADA
'
test_expect_success 'and the record is whole' 'complete 13'
test_expect_success 'the story says that something was, and why it is not' '
	quiet nwops incident show $case >actual && ! grep TANAKA actual &&
	grep "  10  .*$me: ('\''note'\'': what it said was removed)" actual &&
	grep "  12  .*$me: removed what 10 said, approved by nobody: a name of a patient" actual
'
test_expect_success 'of what opened the case its title goes too' '
	quiet nwops incident redact $case 1 --reason "another name" --approved-by chief >out && ! found PATIENT- && complete 15 &&
	quiet nwops incident list >actual && ! grep YAMADA actual && grep $case actual
'
test_expect_success 'what says so stays, and what is gone is not removed twice' '
	refused "event 12 of case '\''$case'\'' says why another was removed, and stays" nwops incident redact $case 12 --reason x \
		--approved-by chief &&
	before=$(journal_size) &&
	quiet nwops incident redact $case 10 --reason x --approved-by chief >actual &&
	echo "no byte of it is left in the database; messages, bundles and backups keep what they have" >expect &&
	test_cmp expect actual && test "$before" = "$(journal_size)"
'
test_expect_success 'as JSON' '
	quiet nwops --json incident redact $case 2 --reason x --approved-by chief >actual && valid actual &&
	echo "{\"v\":1,\"type\":\"redaction\",\"case\":\"$case\",\"removed\":2,\"number\":14,\"clean\":true}" >expect &&
	test_cmp expect actual
'
test_expect_success 'a bundle has what says so in the place of what was said' '
	quiet nwops incident export $case bundle >out && "$NWOPS_SOURCE/t/verify-bundle" bundle >actual &&
	echo "verified: $case" >expect && test_cmp expect actual && ! grep -r PATIENT bundle && ! test -e bundle/payloads/10 &&
	grep "payloads removed: 3$" out &&
	(cd bundle && sed -n "s/^    //p" VERIFY.txt | sh) >out 2>err && grep -x "entry 10: payload removed" out && ! grep "not proven" out
'

# --- killed ---

test_expect_success 'killed anywhere, it is removed and said to be, or neither; said again it leaves no byte' '
	cp -rp state kept-state && quiet nwops incident note $case "PATIENT-KATO" >out &&
	number=$(sqlite3 -batch state/nwops.db "select events from cases where id = '\''$case'\''") &&
	swept_every=4 && swept "select count(*), (select count(*) from payload) from case_events where kind = '\''redaction'\''" \
		nwops incident redact $case "$number" --reason "a name" --approved-by chief && ! found PATIENT-KATO &&
	rm -rf state && mv kept-state state
'

# --- removed behind our back ---

# altered WHY SQL: so says verify of a store that was changed so.
altered() {
	rm -rf copy && cp -r state copy && sqlite3 -batch copy/nwops.db "$2" && test_expect_code 2 nwops audit verify copy >out 2>err &&
	head -n 1 out >actual && echo "altered: $1" >expect && test_cmp expect actual
}
test_expect_success 'a payload that nobody accounts for is missed' '
	altered "entry 3: its payload is gone, and nothing says why" "delete from payload where sequence = 3" &&
	altered "entry 10: its payload is gone, and nothing says why" "delete from payload where sequence = 12"
'
test_expect_success 'an account that was changed is none' '
	altered "entry 12: its payload is not the one that was recorded" \
		"update payload set body = cast(replace(cast(body as text), '\''a name'\'', '\''a game'\'') as blob) where sequence = 12"
'
test_expect_success 'a reader keeps the bytes in the -wal, which is said; again afterwards they are gone' '
	quiet nwops incident note $case "PATIENT-SUZUKI" >out &&
	mkfifo hold ready && { /usr/bin/python3 -c "
import sqlite3
db = sqlite3.connect(\"state/nwops.db\")
db.execute(\"begin\")
db.execute(\"select count(*) from payload\").fetchone()
open(\"ready\", \"w\").close()
open(\"hold\").read()
" & } && reader=$! && cat ready &&
	number=$(sqlite3 -batch state/nwops.db "select events from cases") &&
	quiet test_expect_code 1 nwops incident redact $case "$number" --reason x --approved-by chief >out &&
	grep -x "bytes of it may still be in the database: say the same again when nobody else reads" out &&
	: >hold && wait "$reader" &&
	quiet nwops incident redact $case "$number" --reason x --approved-by chief >out && ! found PATIENT-SUZUKI && complete 20
'

test_expect_success 'nor is a word of it left where it is searched, in either case, and what is known is still found' '
	quiet nwops kb add --title "ONU lamps" --text "A dark lamp." --owner noc >out &&
	quiet nwops incident open h1 --again --title searched --text "said kuroganezaka" >out && searched=$(sed "s/.*\(INC-[0-9]*-[0-9]*\).*/\1/" out) &&
	{ nwops --json incident step $searched >step 2>err || test $? = 1; } &&
	set -- nwops --by Sato incident close $searched --reason x &&
	for each in $(sed -n "s/.*\"what\":\"\([^\"]*\)\".*/\1/p" step); do set -- "$@" --waive "$each" --because x; done && quiet "$@" >out &&
	quiet nwops kb search kuroganezaka >out && grep $searched out && found kuroganezaka &&
	quiet nwops incident redact $searched 1 --reason "a name" --approved-by chief >out && ! found kuroganezaka &&
	quiet test_expect_code 1 nwops kb search kuroganezaka >out && quiet nwops kb search lamp >out && grep "ONU lamps" out
'

test_done
