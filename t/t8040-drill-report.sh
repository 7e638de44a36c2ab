#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The report after a drill: the score, its documents, its picture, a person's judgement, and the seal that
# proves it to others.
test_description='how a drill went is told, and proven'
. "$(dirname "$0")/setup.sh"

config=$NWOPS_BUILD/share/examples/tozai
[ -d "$config" ] || config=$(dirname "$0")/../share/examples/tozai
tool() { nwops --config "$config" --state "$PWD/state" "$@"; }

test_expect_success 'a drill is held, with everybody played' '
	tool drill run line-cut --name d1 --speed max --step 5m --answers >run 2>notes
'

test_expect_success 'the score is 100 when all was done in time' '
	tool --json drill report d1 >actual &&
	grep -c "\"type\":\"drill-verdict\"" actual >count &&
	grep -c "\"result\":\"met\"" actual >met &&
	test_cmp count met &&
	tail -n 1 actual >last &&
	grep "\"type\":\"drill-score\"" last &&
	grep "\"share\":1000,\"got\":\([0-9]*\),\"of\":\1,\"grade\":\"performed\"" last &&
	grep "\"missed\":0,\"excused\":0,\"pending\":0,\"sealed\":false" last
'

test_expect_success 'what is met names the entry of the journal by which it is so' '
	! grep "\"result\":\"met\".*\"entries\":\[\]" actual
'

test_expect_success 'the sum can be done again: looked at twice it is the same' '
	tool --json drill report d1 >again &&
	test_cmp actual again
'

test_expect_success 'text, in both languages' '
	tool drill report d1 >english &&
	grep "^score: 100.0 %, performed without challenges; the drill before: -$" english &&
	tool --lang ja drill report d1 >japanese &&
	grep "100.0 %" japanese &&
	head -n 1 japanese >first && grep "^【訓練】 d1: " first
'

test_expect_success 'the report as Markdown has each chapter, in both languages' '
	tool drill report d1 --format markdown >en.md &&
	grep "^## " en.md >chapters &&
	test "$(wc -l <chapters)" = 12 &&
	tool --lang ja drill report d1 --format markdown --output ja.md &&
	grep "^## " ja.md >chapters-ja &&
	test "$(wc -l <chapters-ja)" = 12 &&
	grep "【訓練】" en.md && grep "【訓練】" ja.md &&
	grep "SHA-256" en.md
'

test_expect_success 'as HTML it is a whole page that refers to nothing outside' '
	tool drill report d1 --format html --output page.html &&
	head -n 1 page.html >first && echo "<!DOCTYPE html>" >expect && test_cmp expect first &&
	grep "<svg " page.html &&
	sed "s,http://www.w3.org/2000/svg,," page.html >rest && ! grep -i "http\|<script" rest
'

test_expect_success 'the course as a picture' '
	tool --lang ja drill report d1 --timeline course.svg &&
	grep "^<svg " course.svg && grep "【訓練】" course.svg && grep "^</svg>$" course.svg
'

test_expect_success 'what does not go together is refused' '
	test_expect_code 3 tool drill report d1 --format pdf 2>err && grep -- "--output" err &&
	test_expect_code 3 tool drill report d1 --format odt 2>err && grep "markdown|html|pdf" err &&
	test_expect_code 3 tool drill report d1 --improve x 2>err && grep -- "--seal" err &&
	test_expect_code 3 tool drill report d1 --judge case-opened 2>err && grep "ID=met" err &&
	test_expect_code 3 tool drill report d1 --judge nothing=met 2>err && grep "nothing" err &&
	test_expect_code 3 tool drill report ../d1 2>err && grep "no name of a drill" err &&
	test_expect_code 3 tool drill report d9 2>err && grep "no drill .d9." err
'

test_expect_success 'what the record shows is judged by nobody' '
	id=$(sed -n "1s/.*\"expectation\":\"\([^\"]*\)\".*/\1/p" actual) &&
	test_expect_code 3 tool drill report d1 --judge "$id=met" 2>err &&
	grep "the record shows it" err
'

test_expect_success 'sealing that is killed anywhere has kept the drill with what is to be improved, or neither' '
	cp -rp state unsealed && tool kb add --title a --text b --owner noc >out 2>err && echo "rm -f killed.tar && exec nwops --config \"$config\" --state state drill report d1 --seal killed.tar \
		--improve \"print the call list\" --owner sato --due \"2027-03-31 18:00\"" >seal.sh &&
	swept_every=4 && swept "select (select count(*) from journal where kind = '\''drill-held'\''), (select count(*) from case_events)" sh seal.sh &&
	sh "$(dirname "$0")/verify-bundle" killed.tar >verified && echo "verified: d1" >expect && test_cmp expect verified &&
	rm -rf state && mv unsealed state
'

test_expect_success 'sealed, it is in the real record and proven to who has no nwops' '
	tool --json drill report d1 --seal proof.tar --improve "print the call list" --owner sato --due "2027-03-31 18:00" >sealed 2>notes &&
	grep "\"type\":\"drill-seal\"" sealed &&
	sh "$(dirname "$0")/verify-bundle" proof.tar >verified &&
	echo "verified: d1" >expect && test_cmp expect verified &&
	tool audit verify >verdict
'

test_expect_success 'one byte of it changed is found' '
	mkdir open && tar -xf proof.tar -C open 2>warned && test_must_be_empty warned &&
	echo >>open/d1/report-en.md &&
	test_expect_code 1 sh "$(dirname "$0")/verify-bundle" open/d1 >verified &&
	grep "^refused: " verified
'

test_expect_success 'an entry of it taken away is found' '
	rm -rf open && mkdir open && tar -xf proof.tar -C open &&
	sed -i 3d open/d1/entries.jsonl &&
	test_expect_code 1 sh "$(dirname "$0")/verify-bundle" open/d1 >verified
'

test_expect_success 'sealed once more it is the same proof, and no second entry' '
	tool drill report d1 --seal again.tar >said && ! grep recorded said &&
	cmp proof.tar again.tar
'

test_expect_success 'what is sealed is judged no more' '
	test_expect_code 3 tool drill report d1 --judge x=met 2>err && grep sealed err
'

test_expect_success 'what is to be improved is a task, and is asked for' '
	test_expect_code 2 tool --json drill due >due &&
	grep "\"improvements\":\[{\"text\":\"print the call list\",\"owner\":\"sato\"" due &&
	tool drill report d1 --format markdown >sealed.md && grep "print the call list" sealed.md
'

test_expect_success 'the drill after it is not compared with it: it does not count' '
	tool drill run line-cut --name d2 --speed max --step 10m --answers >run 2>notes &&
	tool --json drill report d2 >report && tail -n 1 report >last &&
	grep "\"previous\":null,\"previous_share\":null,\"previous_scenario\":null,\"likeness\":null" last &&
	tool drill report d2 >text && grep "^no earlier drill counts for the year: there is none to compare with$" text &&
	tool drill report d2 --format markdown >page.md && grep "No drill before this one that counts for the year is on record" page.md
'

test_done
