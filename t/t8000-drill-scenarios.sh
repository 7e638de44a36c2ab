#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Scenarios of drills: those that come with nwops are without a fault and bind to the examples; the lint
# tells every fault at its place; the sheets are printed, and participants see nothing of what is to come.
test_description='scenarios of drills: list, show, lint'
. "$(dirname "$0")/setup.sh"

share=$NWOPS_SOURCE/share
names="core-down device-failure earthquake flood line-cut noncompliance power-cut ransomware real-incident"
# tozai ARGUMENT...: nwops at the operator of the examples.
tozai() { nwops --config "$share/examples/tozai" "$@"; }

test_expect_success 'nine scenarios come with nwops, in both languages' '
	tozai --json drill list >list 2>err && test_must_be_empty err &&
	for name in $names; do grep -q "\"name\":\"$name\"" list || return 1; done &&
	test 9 = "$(wc -l <list)" && tozai --lang ja drill list >list.ja && grep -q 相互接続基盤ダウン list.ja
'
test_expect_success 'no title is cut where the screen is narrow' '
	COLUMNS=80 tozai drill list >narrow && ! grep "…" narrow && grep "^    A device fails, and its standby does not take over$" narrow
'
test_expect_success 'each hazard of the guideline is there' '
	for hazard in earthquake flood power-cut line-cut device-failure core-down ransomware noncompliance real-incident; do
		grep -q "\"hazard\":\"$hazard\"" list || return 1
	done
'
test_expect_success 'none of them has a fault, and all bind to the example' '
	tozai drill lint >out && echo "scenarios: no fault" >expect && test_cmp expect out
'
test_expect_success 'in a small network a target that binds nothing is a warning that names it, and so is what nobody can do there' '
	test_expect_code 1 nwops --config "$share/examples/starter" drill lint device-failure >out 2>err &&
	grep "warning: .*target .gw. of scenario .device-failure. binds nothing" out &&
	test_expect_code 1 nwops --config "$share/examples/starter" drill lint flood >out 2>err && sed "s/.*column [0-9]*: //" out >actual && cat >expect <<-\END &&
	expectation '\''roster'\'' cannot be met here: the inventory has no roster '\''disaster'\''
	expectation '\''told-before'\'' is met here only once somebody calls and records it: there is no written channel (core operator)
	expectation '\''first-core'\'' is met here only once somebody calls and records it: there is no written channel (core operator)
	flood: errors 0, warnings 3
	END
	test_cmp expect actual
'

test_expect_success 'the lint tells all faults in one pass, with line and column' '
	site && line_inventory 10.0.0.1 >etc/inventory/lab.yaml && mkdir etc/drills &&
	sed -e "s/^hazard: earthquake/hazard: earthquak/" -e "s/to: desk/to: dask/" -e "s/audience: peers/audience: pears/" \
		-e "s/\[応援, help\]/[これは訓練ではありません]/" "$share/drills/earthquake.yaml" >etc/drills/earthquake.yaml &&
	test_expect_code 3 nwops drill lint earthquake >out && grep "did you mean .earthquake." out &&
	grep "earthquake.yaml: line [0-9]*, column [0-9]*: .*there is no role .dask." out && grep "peers" out && grep "no drill" out &&
	grep "errors [4-9]" out
'
test_expect_success 'a scenario without a stop word or who answers for it is refused' '
	sed -e "/^stop-word/d" -e "/^stop-owner/d" "$share/drills/flood.yaml" >etc/drills/flood.yaml &&
	test_expect_code 3 nwops drill lint flood >out && grep "lacks .stop-word." out && grep "lacks .stop-owner." out &&
	test_expect_code 3 nwops drill show flood 2>err && grep "scenario .flood. cannot be used" err && rm etc/drills/flood.yaml
'
test_expect_success 'a command that is not there is told' '
	sed "s/run: \[incident, note,/run: [incident, nota,/" "$share/drills/flood.yaml" >etc/drills/flood.yaml &&
	test_expect_code 3 nwops drill lint flood >out && grep "there is no command .nwops incident nota." out && rm etc/drills/flood.yaml
'
test_expect_success 'the site own scenario comes before the one of its name' '
	sed "s/en: Flood}/en: Our own flood}/" "$share/drills/flood.yaml" >etc/drills/flood.yaml &&
	nwops --json drill list >list 2>err; grep "Our own flood" list
'

test_expect_success 'the facilitator sees everything, marked as a drill' '
	tozai --lang ja drill show earthquake >sheet && head -n 1 sheet | grep "【訓練】" && tail -n 2 sheet | grep "【訓練】" &&
	grep "交代の者は出勤できません" sheet && grep "line:h1-main" sheet && grep "相互接続基盤への第一報" sheet
'
test_expect_success 'participants see nothing of what is to come' '
	for name in $names; do
		tozai --lang ja drill show "$name" --sheet participants --role leader >sheet.ja &&
		tozai --lang en drill show "$name" --sheet participants >sheet.en &&
		grep -q "【訓練】" sheet.ja && grep -q "訓練を中断します" sheet.ja && grep -q "STOP THE DRILL NOW" sheet.en &&
		! grep -q "T+" sheet.ja && ! grep -q "T+" sheet.en &&
		sed -n "/^injects:/,/^expectations:/s/^      ja: //p" "$share/drills/$name.yaml" >cards && test -s cards &&
		while read -r card; do ! grep -qF "$card" sheet.ja || return 1; done <cards || return 1
	done
'
test_expect_success 'as a page, and into a file' '
	tozai --lang en drill show flood --format html >page && tozai --lang en drill show flood --output by-name.html && test_cmp page by-name.html && grep "<!DOCTYPE html>" page && ! grep -i "<script" page &&
	tozai --lang en drill show flood --output sheet.md && tozai --lang en drill show flood >sheet && test_cmp sheet sheet.md
'
test_expect_success 'wrong usage is told' '
	test_expect_code 3 tozai drill show flood --sheet everybody 2>err && grep "expected: facilitator|participants" err &&
	test_expect_code 3 tozai drill show flood --sheet participants --role chief 2>err && grep "has no role .chief." err &&
	test_expect_code 3 tozai drill show flood --format pdf 2>err && grep "say .--output FILE." err &&
	test_expect_code 3 tozai drill show nothing 2>err && grep "there is no scenario .nothing." err
'

test_done
