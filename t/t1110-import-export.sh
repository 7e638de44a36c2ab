#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops inventory import and export: tables out and back, and what another
# system's table would change.
test_description='nwops inventory import and export'
. "$(dirname "$0")/setup.sh"

cp -r "$NWOPS_SOURCE/share/examples/tozai" etc

# tables SECTION...: replaces these sections of etc by tables that export wrote.
tables() {
	for section; do
		nwops inventory export --family "$section" >"$section.csv" || return 1
	done
	for section; do
		for file in etc/inventory/*.yaml; do
			awk -v section="$section:" '/^[a-z]/ { drop = $1 == section } !drop' "$file" >rest &&
			cat rest >"$file" || return 1
		done
		mv "$section.csv" etc && echo "$section: !csv $section.csv" >"etc/inventory/$section.yaml" || return 1
	done
}
# known FAMILY: its things without their places.
known() {
	nwops --json inventory list --family "$1" >out && sed 's/,"file":.*/}/' out
}

# --- export ---

test_expect_success 'a table that was exported reads as what it was' '
	for family in lines organizations devices groups; do known $family >before.$family || return 1; done &&
	tables lines organizations devices &&
	test_expect_code 0 nwops inventory lint >/dev/null &&
	for family in lines organizations devices groups; do
		known $family >after.$family && test_cmp before.$family after.$family || return 1
	done
'

test_expect_success 'and is exported the same' '
	for section in lines organizations devices; do
		nwops inventory export --family $section >again && test_cmp etc/$section.csv again || return 1
	done
'

test_expect_success 'the page names every column' '
	for section in lines organizations devices; do
		sed -n "/^\.Sh TABLES/,/^\.Sh FILES/p" "$NWOPS_SOURCE/man/nwops-inventory.5" |
		awk -v section=$section "/^\.It Cm/ { told = \$3 == section; next } /^\.El/ { told = 0 } told" |
		sed "s/^\.Cm //; s/ *,//g" | tr " " "\n" | grep . >expect &&
		head -n 1 etc/$section.csv | tr , "\n" | grep -v "^id\$" >actual &&
		test_cmp expect actual || return 1
	done
'

test_expect_success 'selectors choose, and lines are what is exported if nothing is said' '
	nwops inventory export h1-main >actual && nwops inventory export --family lines h1-main >expect &&
	test_cmp expect actual && wc -l <actual >count && echo 2 >expect && test_cmp expect count &&
	nwops inventory export --family organizations line:h1-main >actual &&
	sed -n "2s/,.*//p" actual >name && echo hosp-1 >expect && test_cmp expect name &&
	test_expect_code 3 nwops inventory export nobody 2>err && grep "unknown name" err
'

test_expect_success 'JSON has the same cells' '
	nwops inventory export --format json h1-main >actual && nwops inventory export --json h1-main >again &&
	test_cmp actual again &&
	/usr/bin/python3 -c "
import csv, json, sys
row = next(csv.DictReader(open(\"etc/lines.csv\")))
rows = {row[\"id\"]: row for row in csv.DictReader(open(\"etc/lines.csv\"))}
line = json.loads(open(\"actual\").read())
cells = {name: cell or \"\" for name, cell in line[\"cells\"].items()}
cells[\"id\"] = line[\"id\"]
sys.exit(cells != rows[\"h1-main\"])"
'

# --- import ---

test_expect_success 'a table of ours changes nothing' '
	cp etc/lines.csv mine && echo "lines: added 0, changed 0, removed 0, the same 10, left out 0" >expect &&
	nwops inventory import mine --into lines --apply >actual && test_cmp expect actual &&
	test_cmp mine etc/lines.csv
'

cat >map.yaml <<'END'
into: organizations
encoding: CP932
columns:
  id: {template: "h-{コード}"}
  kind: {constant: institution}
  service-class: {constant: user}
  name.ja: 名称
  type: {column: 区分, values: {医科: clinic, 歯科: dental-clinic, 病院: hospital}}
  code: コード
  phone: 電話
END
printf 'コード,名称,区分,電話,備考\r\n1310901,　表計算医院　,医科,03-5550-0901,\r\n1310902,"ソ、能 歯科",歯科,,あ\r\n' |
	iconv -f UTF-8 -t CP932 >foreign.csv
cat >shown <<'END'
+ h-1310901: kind=institution, type=clinic, service-class=user, name.ja=表計算医院, code=1310901, phone=03-5550-0901
+ h-1310902: kind=institution, type=dental-clinic, service-class=user, name.ja=ソ、能 歯科, code=1310902
organizations: added 2, changed 0, removed 0, the same 14, left out 0
END

test_expect_success 'a foreign table is shown first' '
	cp etc/organizations.csv before && { cat shown && echo "nothing is written; '\''--apply'\'' writes '\''$PWD/etc/organizations.csv'\''"; } >expect &&
	nwops inventory import foreign.csv --map map.yaml >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err && test_cmp before etc/organizations.csv
'

test_expect_success 'and written when asked, with the mode that the table has' '
	chmod 604 etc/organizations.csv &&
	{ cat shown && echo "written: '\''$PWD/etc/organizations.csv'\''"; } >expect &&
	nwops inventory import foreign.csv --map map.yaml --apply >actual && test_cmp expect actual &&
	stat -c %a etc/organizations.csv >mode && echo 604 >expect && test_cmp expect mode &&
	{ cat before && printf "%s\n" "h-1310901,institution,,clinic,user,表計算医院,,,1310901,03-5550-0901,,,,,," \
		"h-1310902,institution,,dental-clinic,user,ソ、能 歯科,,,1310902,,,,,,,"; } >expect &&
	test_cmp expect etc/organizations.csv && ls etc >files && ! grep "csv\." files &&
	nwops inventory show "ソ、能 歯科" >/dev/null
'

test_expect_success 'what changed is told field by field, what is gone when it is to go' '
	printf "コード,名称,区分,電話,備考\n1310901,表計算医院,病院,,\n" | iconv -f UTF-8 -t CP932 >less.csv &&
	nwops inventory import less.csv --map map.yaml >actual &&
	cat >expect <<-END &&
	~ h-1310901: type: clinic -> hospital, phone: 03-5550-0901 -> -
	organizations: added 0, changed 1, removed 0, the same 15, left out 0
	nothing is written; '\''--apply'\'' writes '\''$PWD/etc/organizations.csv'\''
	END
	test_cmp expect actual &&
	test_expect_code 3 nwops inventory import less.csv --map map.yaml --prune >actual 2>err &&
	grep "cannot import '\''less.csv'\''; nothing was done" err &&
	cp etc/lines.csv lines.all && grep -v "^h1-main," lines.all >lines.less &&
	test_expect_code 3 nwops inventory import lines.less --into lines --prune >actual 2>err &&
	grep "unknown line '\''h1-main'\''" err && cmp lines.all etc/lines.csv &&
	grep -v "^c1," lines.all >lines.less &&
	nwops inventory import lines.less --into lines --prune --apply >actual &&
	cat >expect <<-END &&
	- c1
	lines: added 0, changed 0, removed 1, the same 9, left out 0
	written: '\''$PWD/etc/lines.csv'\''
	END
	test_cmp expect actual && test_cmp lines.less etc/lines.csv && cp lines.all etc/lines.csv
'

printf 'コード,名称,区分,電話,備考\n1310903,良い,医科,,\n1310904,獣医,獣医,,\n1310905,電話,医科,1,\n131,コード,医科,,\n1310903,二度,医科,,\n1310906,短い\n' >bad.csv
cat >bad.told <<'END'
! bad.csv: line 3, column 12: the mapping knows no value '獣医': expected some of 医科, 歯科, 病院
! bad.csv: line 4, column 15: '1' of organization 'h-1310905' is no telephone number: expected +country and number, or 10 or 11 digits that begin with 0
! bad.csv: line 5, column 1: code of organization 'h-131' is not 7 to 10 digits
! bad.csv: line 6, column 1: 'h-1310903' is there already: line 2
! bad.csv: line 7, column 1: a record of 2 cells, but the first line names 5 columns
END

test_expect_success 'one bad row keeps all out, and all bad rows are told' '
	cp etc/organizations.csv before &&
	test_expect_code 3 nwops inventory import bad.csv --encoding UTF-8 --map map.yaml --apply >actual 2>err &&
	test_cmp bad.told actual &&
	echo "nwops: bad rows: 5; nothing was done ('\''--skip-bad'\'' leaves them out)" >expect && test_cmp expect err &&
	test_cmp before etc/organizations.csv
'

test_expect_success 'bad rows are left out when asked' '
	{ cat bad.told && cat <<-END; } >expect &&
	+ h-1310903: kind=institution, type=clinic, service-class=user, name.ja=良い, code=1310903
	organizations: added 1, changed 0, removed 0, the same 16, left out 5
	written: '\''$PWD/etc/organizations.csv'\''
	END
	test_expect_code 1 nwops inventory import bad.csv --encoding utf-8 --map map.yaml --skip-bad --apply >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'JSON tells the same' '
	test_expect_code 1 nwops --json inventory import bad.csv --encoding utf-8 --map map.yaml --skip-bad >actual &&
	tail -n 1 actual >last && cat >expect <<-END && test_cmp_json expect last &&
	{"v":1,"type":"import","family":"organizations","file":"$PWD/etc/organizations.csv","added":0,"changed":0,"removed":0,"same":17,"left_out":5,"written":false}
	END
	nwops --json inventory import less.csv --map map.yaml >actual && head -n 1 actual >first &&
	cat >expect <<-\END && test_cmp_json expect first
	{"v":1,"type":"import-change","family":"organizations","id":"h-1310901","change":"changed","line":2,"cells":[{"column":"type","old":"clinic","new":"hospital"},{"column":"phone","old":"03-5550-0901","new":null}]}
	END
'

test_expect_success 'a file in another encoding than is said is refused where it is seen' '
	test_expect_code 3 nwops inventory import bad.csv --map map.yaml 2>err &&
	grep "^nwops: bad.csv: line 1, column [0-9]*: found bytes that are not CP932; name another encoding" err &&
	test_expect_code 3 nwops inventory import foreign.csv --map map.yaml --encoding UTF-8 2>err &&
	grep "^nwops: foreign.csv: line 1, column 1: found the byte 0x83, which is not UTF-8; save the file as UTF-8" err &&
	test_expect_code 3 nwops inventory import foreign.csv --map map.yaml --encoding no-such 2>err &&
	grep "unknown encoding '\''no-such'\''" err
'

test_expect_success 'a mapping that fits nothing is refused with all that is wrong' '
	cat >wrong.yaml <<-\END &&
	into: lines
	columns:
	  ident: コード
	  address: {column: 番地}
	END
	cat >expect <<-\END &&
	nwops: foreign.csv: no column '\''id'\'', the name of each thing, comes of it
	nwops: wrong.yaml: line 3, column 3: unknown column '\''ident'\'': expected some of id, institution, from, cpe, address, kind, carrier, circuit-id, service-class, c…
	nwops: wrong.yaml: line 4, column 3: the file has no column '\''番地'\'': expected some of コード, 名称, 区分, 電話, 備考
	nwops: cannot import '\''foreign.csv'\''; nothing was done
	END
	test_expect_code 3 nwops inventory import foreign.csv --encoding CP932 --map wrong.yaml >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err &&
	test_expect_code 3 nwops inventory import foreign.csv --encoding CP932 --map wrong.yaml --into devices 2>err &&
	grep "the mapping is for section '\''lines'\'', not '\''devices'\''" err &&
	test_expect_code 3 nwops inventory import mine 2>err &&
	grep "into which section? Neither the mapping nor '\''--into'\'' says" err
'

test_expect_success 'a section that is no table has nowhere to take it' '
	rm etc/inventory/devices.yaml && nwops inventory lint >/dev/null; mv etc/devices.csv . &&
	test_expect_code 3 nwops inventory import devices.csv --into devices 2>err &&
	grep "no section '\''devices'\'' is a table: write '\''devices: !csv FILE'\'' into a file of the inventory" err &&
	echo "devices: !csv devices.csv" >etc/inventory/devices.yaml &&
	nwops inventory import devices.csv --into devices --apply >actual && test_cmp devices.csv etc/devices.csv &&
	test_expect_code 0 nwops inventory lint >/dev/null
'

test_expect_success NOBODY 'a table that cannot be written stays as it was' '
	mkdir ro && cp -r etc ro && chmod -R a+rX ro && cp ro/etc/lines.csv before && sed "s/ip-vpn/ipsec/" before >other.csv &&
	chmod a+r other.csv && chmod a-w ro/etc &&
	test_expect_code 3 as_nobody nwops --config "$PWD/ro/etc" --state none inventory import "$PWD/other.csv" --into lines --apply >actual 2>err &&
	grep "^nwops: cannot write '\''$PWD/ro/etc/lines.csv'\'': " err && test_cmp before ro/etc/lines.csv
'

test_done
