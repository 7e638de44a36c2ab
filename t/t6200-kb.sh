#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Know-how: written down with an owner and a day of review, found by Japanese words of two
# characters and by whatever else is typed, together with what closed cases have to say.
test_description='nwops kb'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

me=$(id -un)
export me
# now TIME: what the clock shows from then on.
now() { echo "$1" >clock; }
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
now 2026-11-25T11:00:00+09:00
COLUMNS=80
export COLUMNS
# quiet COMMAND...: its errors without the notice that the clock is a test's.
quiet() {
	"$@" 2>err.all
	quiet_status=$?
	grep -v "NWOPS_TEST_CLOCK" err.all >err
	return "$quiet_status"
}
journal_size() { sqlite3 -batch state/nwops.db 'select count(*) from journal'; }
# refused WORDS COMMAND...: it exits with 3 and says WORDS; the journal is as it was.
refused() {
	words=$1 && shift &&
	before=$(journal_size) && quiet test_expect_code 3 "$@" >out && echo "nwops: $words" >expect &&
	test_cmp expect err && test_must_be_empty out && test "$before" = "$(journal_size)"
}
# ids WORD...: what a search finds, in its order, in one line.
ids() {
	quiet nwops kb search --json "$@" >found
	ids_status=$?
	/usr/bin/python3 -c 'import json; print(*[json.loads(line)["id"] for line in open("found")])' >actual
	return "$ids_status"
}
# finds IDS WORD...
finds() {
	echo "$1" >expect && shift && ids "$@" && test_cmp expect actual && test_must_be_empty err
}
finds_nothing() {
	test_expect_code 1 ids "$@" && test_must_be_empty found && test_must_be_empty err
}
# closed TITLE TEXT: a case that is closed, as the store has it; its id.
closed() {
	nwops incident open --again --title "$1" --text "$2" --json 2>err |
		/usr/bin/python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["case"])' >id &&
	sqlite3 state/nwops.db "update cases set closed_at_us = opened_at_us + 3600000000 where id = '$(cat id)'"
}

test_expect_success 'a site' '
	site && cat >etc/inventory/lab.yaml <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	contacts:
	  sato: {organization: self, role: duty-officer, channels: [{mail: sato@noc.example}]}
	END
'

test_expect_success 'what somebody knows is added with its owner and a day of review' '
	quiet nwops kb add --title "回線の障害" --text "回線事業者に照会する。CAF-0123" --owner noc >actual &&
	echo "'\''KB-0001'\'' is added" >expect && test_cmp expect actual && test_must_be_empty err &&
	printf "電源を確かめる\n\nサーバーは再起動しない\n\n" |
		quiet nwops kb add --title "ｼｮｳｶﾞｲ時の連絡" --text - --owner sato --review 2027-04-01 >actual &&
	echo "'\''KB-0002'\'' is added" >expect && test_cmp expect actual
'

test_expect_success 'an entry is shown with its history' '
	cat >expect <<-END &&
	KB-0002  ｼｮｳｶﾞｲ時の連絡
	  sato; review by 2027-04-01
	  version 1: 2026-11-25, $me

	電源を確かめる

	サーバーは再起動しない
	END
	quiet nwops kb show KB-0002 >actual && test_cmp expect actual && test_must_be_empty err &&
	quiet nwops kb show kb-2 >actual && test_cmp expect actual &&
	quiet nwops kb show 2 >actual && test_cmp expect actual
'

test_expect_success 'two characters are found, and one, in half and full width' '
	finds KB-0001 障害 && finds KB-0001 害 && finds KB-0001 障 && finds "KB-0001" 回線の障害 &&
	finds KB-0002 ショウガイ && finds KB-0002 ｼｮｳｶﾞｲ && finds KB-0002 サーバ && finds KB-0002 サーバー &&
	finds KB-0001 ｃａｆ && finds KB-0001 0123 && finds KB-0001 caf-0123 && finds KB-0001 障害 照会 &&
	finds_nothing 障害 電源 && finds_nothing しょうがい && finds_nothing caf-0124
'

test_expect_success 'what is found is shown with its owner, its day and where it says so' '
	cat >expect <<-\END &&
	KB-0001  回線の障害
	  noc; review by 2027-11-25
	  回線事業者に照会する。CAF-0123
	END
	quiet nwops kb search caf-0123 >actual && test_cmp expect actual &&
	test_expect_code 1 quiet nwops kb search nothing >actual &&
	echo "nothing was found" >expect && test_cmp expect actual
'

test_expect_success 'nothing that is typed is an operator or a fault' '
	for words in "\"障害\"" "障害*" "-障害" "title:障害" "NEAR(障害" "(障害" "障害^" "; DROP TABLE know_entries; --"; do
		quiet nwops kb search -- "$words" >out
		test "$?" -le 1 && test_must_be_empty err || return 1
	done &&
	finds KB-0001 "\"障害" && finds KB-0001 "障害*" &&
	refused "there is no word to search for in that" nwops kb search "***" &&
	/usr/bin/python3 -c "print(\"障害\" * 2000)" >long && test "$(wc -c <long)" -gt 10000 &&
	refused "that is too much to search for: at most 1024 bytes and 64 words" nwops kb search "$(cat long)" &&
	finds "KB-0001 KB-0002"
'

test_expect_success 'a wide line is cut by its columns, at what answers' '
	long=$(/usr/bin/python3 -c "print(\"設定を確かめる。\" * 20 + \"冷却装置の音\" + \"記録する。\" * 20)") &&
	quiet nwops kb add --title "$long" --text "$long" --owner noc >out 2>&1; test "$?" = 3 &&
	quiet nwops kb add --title "長い文" --text "$long" --owner noc >out &&
	COLUMNS=60 quiet nwops kb search 冷却装置 >actual && grep -q "冷却装置" actual &&
	/usr/bin/python3 -c "
import unicodedata
for line in open(\"actual\"):
    width = sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line.rstrip(\"\n\"))
    assert width <= 60, (width, line)"
'

test_expect_success 'a text that plays tricks harms no terminal' '
	quiet nwops kb add --title "$(printf "trick \033[31m")" --text "$(printf "red \033]0;x\007")" --owner noc >out &&
	quiet nwops kb search red >actual && quiet nwops kb show KB-0004 >>actual &&
	! LC_ALL=C grep -q "$(printf "\033")" actual && grep -q "x1b" actual
'

test_expect_success 'a changed text is a new version, and the old one is found no more' '
	quiet nwops kb add --replaces KB-0001 --text "直ちに保守部門へ渡す" >actual &&
	echo "'\''KB-0001'\'' has version 2" >expect && test_cmp expect actual &&
	finds_nothing 照会 && finds KB-0001 保守部門 &&
	quiet nwops kb show --json KB-0001 >shown && test "$(wc -l <shown)" = 2 &&
	/usr/bin/python3 -c "
import json
old, new = [json.loads(line) for line in open(\"shown\")]
assert (old[\"version\"], old[\"state\"], new[\"version\"], new[\"state\"]) == (1, \"replaced\", 2, \"current\")
assert old[\"text\"] == \"回線事業者に照会する。CAF-0123\" and new[\"title\"] == \"回線の障害\" and new[\"owner\"] == \"noc\""
'

test_expect_success 'a review says who looked and until when; what is overdue is listed' '
	now 2027-04-02T09:00:00+09:00 &&
	finds KB-0002 --due &&
	quiet nwops kb search ショウガイ >actual && grep -q "sato; REVIEW OVERDUE since 2027-04-01" actual &&
	quiet nwops kb review KB-0002 --until 90d --note "still so" >actual &&
	echo "'\''KB-0002'\'' was reviewed; again by 2027-07-01" >expect && test_cmp expect actual &&
	finds_nothing --due &&
	quiet nwops kb show KB-0002 >actual && grep -q "version 1: 2026-11-25, $me; reviewed 2027-04-02, $me" actual
'

test_expect_success 'what is withdrawn is found no more, with a reason' '
	refused "what is withdrawn has a reason and no day: '\''--note'\'', not '\''--until'\''" nwops kb review KB-0004 --withdraw &&
	quiet nwops kb review KB-0004 --withdraw --note "a trick" >actual &&
	finds_nothing red && quiet nwops kb show KB-0004 >actual && grep -q WITHDRAWN actual &&
	refused "it was withdrawn; '\''nwops kb add --replaces'\'' writes it anew" nwops kb review KB-0004
'

test_expect_success 'a closed case is found without being told to the index by hand' '
	closed "冷房の停止" "機械室の温度が上がった" &&
	finds "$(cat id)" 機械室 && finds_nothing --entries 機械室 &&
	quiet nwops kb search 機械室 >actual && cat >expect <<-END &&
	$(cat id)  冷房の停止
	  closed 2027-04-02
	  機械室の温度が上がった
	END
	test_cmp expect actual
'

test_expect_success 'a correction of a closed case is found, and what it corrects no more' '
	quiet nwops incident note "$(cat id)" "通信室の温度が上がった" --corrects 1 >out &&
	finds "$(cat id)" 通信室 && finds_nothing 機械室
'

test_expect_success 'a search on a full disk finds what it can and says what it left out' '
	closed "空調の清掃" "埃が多い" &&
	faulted FAULTS_FROM=1 FAULTS_ERROR=full nwops kb search 通信室 >out 2>err &&
	head -1 out >actual && echo "INC-20270402-001  冷房の停止" >expect && test_cmp expect actual &&
	grep -q "not every closed case is in the index yet, and what is missing was not searched" err &&
	finds "$(cat id)" 埃
'

test_expect_success 'an entry names the case that it was learnt in' '
	case=$(cat id) &&
	quiet nwops kb add --title "清掃の間隔" --text "半年に一度" --owner noc --from "$case" >out &&
	quiet nwops kb show KB-0005 >actual && grep -q "^  from $case\$" actual &&
	refused "there is no case '\''INC-20270402-099'\''" nwops kb add --title a --text b --owner noc --from INC-20270402-099
'

test_expect_success 'killed anywhere, an entry is there with its words, or not at all' '
	swept "select (select count(*) from know_entries), (select count(*) from journal)" nwops kb add --title "停電後の再起動" --text "ランプを待つ" --owner noc &&
	ids 停電後 && test -s actual
'

test_expect_success 'what cannot be meant is refused and nothing is recorded' '
	refused "say what is known and who answers for it: '\''--title'\'', '\''--text'\'' and '\''--owner'\''" nwops kb add --title a &&
	refused "owner '\''nobody'\'' is neither a contact of the inventory nor a role (ops-manager, duty-officer, responsible, help-desk, noc)" \
		nwops kb add --title a --text b --owner nobody &&
	refused "'\''2027-02-30'\'' is no day to look at it again; expected: a day (2027-04-01), years (1y) or a duration (90d)" \
		nwops kb add --title a --text b --owner noc --review 2027-02-30 &&
	refused "'\''2027-04-01'\'' does not lie ahead, or lies more than 10 years ahead" \
		nwops kb add --title a --text b --owner noc --review 2027-04-01 &&
	refused "'\''2099-01-01'\'' does not lie ahead, or lies more than 10 years ahead" nwops kb review KB-0001 --until 2099-01-01 &&
	refused "there is no knowledge entry '\''KB-0099'\''" nwops kb show KB-0099 &&
	refused "'\''x'\'' is no id of a knowledge entry; expected: KB-0001" nwops kb show x &&
	refused "'\''$case'\'' is a case: '\''nwops incident show $case'\''" nwops kb show "$case" &&
	refused "option '\''--file'\'' stands alone" nwops kb add --file x --title a &&
	refused "option '\''--due'\'' lists, and searches for nothing" nwops kb search --due word
'

test_expect_success 'the shipped entries are taken over, once, in both languages' '
	now 2026-12-01T09:00:00+09:00 &&
	quiet nwops kb add --file "$NWOPS_SOURCE/share/knowledge/first.yaml" >actual &&
	echo "added 10, new versions 0, the same already 0, changed here and left alone 0" >expect && test_cmp expect actual &&
	quiet nwops kb add --file "$NWOPS_SOURCE/share/knowledge/first.yaml" >actual &&
	echo "added 0, new versions 0, the same already 10, changed here and left alone 0" >expect && test_cmp expect actual &&
	quiet nwops kb search 消灯 >actual && grep -q "A lamp of the ONU is dark or red" actual &&
	quiet nwops --lang ja kb search lamp >actual && grep -q "ONU のランプが消えている" actual &&
	for words in 停電 切替り 証明書 請求 169.254 rekey 順序 遅い インターネット; do
		quiet nwops kb search --entries "$words" >out || return 1
	done
'

test_expect_success 'a later file changes what nobody changed here' '
	sed "s/電源が消灯: コンセント/電源が消灯: 壁のコンセント/; s/見分け方: /見分ける: /" "$NWOPS_SOURCE/share/knowledge/first.yaml" >later.yaml &&
	sqlite3 state/nwops.db "select printf('\''KB-%04d'\'', number) from know_entries where name = '\''power-cut'\''" >power &&
	quiet nwops kb add --replaces "$(cat power)" --text "当社では…" >out &&
	quiet nwops kb add --file later.yaml --json >actual &&
	echo "{\"v\":1,\"type\":\"knowledge-import\",\"added\":0,\"changed\":1,\"same\":8,\"kept\":1}" >expect && test_cmp expect actual &&
	quiet nwops kb search 壁のコンセント >actual && test_must_be_empty err
'

test_expect_success 'a file with faults is told whole, and nothing of it is kept' '
	cat >bad.yaml <<-\END &&
	knowledge:
	  one: {title: a, text: b, owner: noc, review: 2027-02-30}
	  two: {title: "", text: {ja: b}, owner: noc, review: 2027-02-28, colour: red}
	  three: {title: a}
	END
	before=$(journal_size) && quiet test_expect_code 3 nwops kb add --file bad.yaml >out &&
	test "$before" = "$(journal_size)" && cat >expect <<-\END &&
	nwops: bad.yaml: line 2, column 48: review of entry '\''one'\'' is no day: expected: 2027-04-01
	nwops: bad.yaml: line 3, column 67: unknown key '\''colour'\'' in entry '\''two'\'': expected one of title, text, owner, review
	nwops: bad.yaml: line 4, column 10: entry '\''three'\'' has no '\''text'\''
	nwops: bad.yaml: line 4, column 10: entry '\''three'\'' has no '\''owner'\''
	nwops: bad.yaml: line 4, column 10: entry '\''three'\'' has no '\''review'\''
	nwops: '\''bad.yaml'\'' has errors; nothing was added
	END
	test_cmp expect err
'

test_expect_success 'every entry, version and review is in the journal and proven' '
	quiet nwops audit verify >actual && grep -q "^complete: " actual
'

# isolates ARGUMENT...: a rehearsed run; stdout to actual.
isolates() {
	quiet test_expect_code 1 nwops --overlay good.yaml --state rehearsed isolate h1 --procedure institution-unreachable --again "$@" \
		>actual </dev/null
}
test_expect_success 'isolate suggests what resembles the symptom, once, and nothing where nothing does' '
	cat >>etc/inventory/lab.yaml <<-\END &&
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: [], service-class: backbone}
	lines:
	  h1: {institution: ume, from: a1, address: 10.1.0.1, kind: ip-vpn}
	END
	sed -i "/  self:/a\\  ume: {kind: institution, type: clinic, service-class: user, area: 13, name: Ume Clinic}" etc/inventory/lab.yaml &&
	overlay 10.1.0.1=1ms >good.yaml && isolates --field symptom=slow && ! grep "resembles" actual &&
	quiet nwops --overlay good.yaml --state rehearsed kb add --file "$NWOPS_SOURCE/share/knowledge/first.yaml" >out &&
	isolates --lang ja --field symptom=slow && grep "似た事例" actual >lines && cat >expect <<-\END &&
	似た事例: nwops kb show KB-0010  通信が遅い・ときどき切れる
	END
	test_cmp expect lines &&
	isolates --field symptom=nothing --field error=nothing && ! grep "resembles" actual &&
	isolates --json --field symptom=some --field "error=address 169.254.3.4" && grep suggestion actual >lines &&
	/usr/bin/python3 -c "
import json
found = [json.loads(line) for line in open(\"lines\")]
assert [(each[\"id\"], each[\"of\"]) for each in found] == [(\"KB-0003\", \"entry\")], found" &&
	cp actual suggested
'

test_expect_success SCHEMA 'what is printed is what the schema says' '
	: >types && quiet nwops kb search --json 障害 >a && quiet nwops kb search --json 空調 >b && quiet nwops kb search --json >c &&
	quiet nwops kb show KB-0001 --json >d && quiet nwops kb review KB-0001 --json >e && quiet nwops kb add --file later.yaml --json >f &&
	valid a b c d e f suggested && sort -u types >types.all &&
	grep -e knowledge -e suggestion types.all >actual &&
	printf "knowledge\nknowledge-found\nknowledge-import\nsuggestion\n" >expect && test_cmp expect actual
'

test_done
