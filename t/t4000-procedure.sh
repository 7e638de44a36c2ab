#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Procedures: files that say who does what when. Nothing here begins a run.
test_description='nwops procedure'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
mkdir -p etc/procedures
cat >etc/procedures/small.yaml <<'END'
procedure: small
title: {ja: 小さな手順, en: A small one}
source: 1.3.2(1) fig 5
owner: ops-manager
reviewed: 2026-11-01
actors: [institution, operator]
start: report
fields:
  lamp:
    title: {ja: ランプ, en: Lamp}
    type: choice
    choices: {lit: {ja: 点灯, en: lit}, dark: {ja: 消灯, en: dark}}
steps:
  report:
    number: ①
    actor: institution
    kind: ask
    title: {ja: 障害検知報告, en: Report}
    say: {ja: ランプは点いていますか。, en: Is the lamp lit?}
    about: lamp
    answers: {lit: look, dark: gone, cannot-tell: look}
  look:
    number: ②
    actor: operator
    kind: probe
    title: {ja: 回線の確認, en: Look at the line}
    probe: {scope: line, of: subject}
    limit: 5m
    outcomes: {good: fine, bad: gone, unmeasurable: unseen}
  fine: {actor: operator, kind: end, verdict: none, title: {ja: 正常, en: All is well}}
  gone: {actor: operator, kind: end, verdict: institution, title: {ja: 停電, en: No power}}
  unseen: {actor: operator, kind: end, verdict: undecided, title: {ja: 確認不能, en: Not seen}}
END
cat >etc/procedures/small.tests.yaml <<'END'
tests:
  - test: a dark lamp
    answers: [report: dark]
    end: gone
  - test: a lamp that is lit
    answers: [report: lit, look: good]
    path: [report, look, fine]
    end: fine
END

# told FILE: what stands in it, without the place of this test.
told() {
	sed "s,$PWD/etc/procedures/,," "$1" >told
}

test_expect_success '--help names the verbs' '
	nwops procedure --help >actual && for verb in list show lint test graph; do grep -q "^  $verb " actual || return 1; done
'

test_expect_success 'the site comes before what came with nwops' '
	nwops procedure list >actual && grep -q "^small  *1.3.2(1) fig 5  *5  A small one$" actual &&
	grep -q "^institution-unreachable  *1.3.2(1) fig 5 .*Institution reports no connection$" actual &&
	sed "s/^procedure: small/procedure: institution-unreachable/" etc/procedures/small.yaml \
		>etc/procedures/institution-unreachable.yaml &&
	nwops procedure list >actual && grep -q "^institution-unreachable .* A small one$" actual &&
	rm etc/procedures/institution-unreachable.yaml
'

test_expect_success 'what ships has no fault, and each branch has its test' '
	mkdir none && nwops --config none procedure lint >actual && echo "procedures: no fault" >expect && test_cmp expect actual &&
	nwops --config none procedure test >actual && test_must_fail grep -v "^[a-z-]*: tests [0-9]*, passed [0-9]*; branches [0-9]*, taken [0-9]*$" actual &&
	awk "{ gsub(/[,;]/, \"\") } \$3 != \$5 || \$7 != \$9 || \$7 < 5" actual >untaken && test_must_be_empty untaken &&
	test "$(wc -l <actual)" -eq "$(nwops --config none procedure list | tail -n +2 | grep -c "^[a-z]")"
'

test_expect_success 'branches without a test are named' '
	test_expect_code 1 nwops procedure test small >actual &&
	cat >expect <<-\END &&
	small: no test takes report: cannot-tell
	small: no test takes look: bad
	small: no test takes look: unmeasurable
	small: tests 2, passed 2; branches 6, taken 3
	END
	test_cmp expect actual
'

test_expect_success 'a test that fails says what came instead' '
	cp etc/procedures/small.tests.yaml kept &&
	cat >etc/procedures/small.tests.yaml <<-\END &&
	tests:
	  - test: the wrong end
	    answers: [report: dark]
	    end: fine
	  - test: the wrong step
	    answers: [look: good]
	    end: fine
	  - test: too short
	    answers: [report: lit]
	    end: fine
	  - test: the wrong way
	    answers: [report: lit, look: good]
	    path: [report, fine]
	    end: fine
	  - test: no such answer
	    answers: [report: green]
	    end: fine
	END
	test_expect_code 2 nwops procedure test small >actual && told actual && sed -i "/no test takes/d" told &&
	cat >expect <<-\END &&
	error: small.tests.yaml: line 4, column 10: test '\''the wrong end'\'': the run ended as '\''gone'\''
	error: small.tests.yaml: line 6, column 15: test '\''the wrong step'\'': '\''look'\'' is answered, but the run stands at '\''report'\''
	error: small.tests.yaml: line 10, column 10: test '\''too short'\'': the run has not ended: it stands at '\''look'\''
	error: small.tests.yaml: line 13, column 20: test '\''the wrong way'\'': the run took another way: report, look, fine
	error: small.tests.yaml: line 16, column 15: test '\''no such answer'\'': step '\''report'\'' does not end as '\''green'\''
	small: tests 5, passed 0; branches 6, taken 0
	END
	test_cmp expect told && mv kept etc/procedures/small.tests.yaml
'

test_expect_success 'a procedure without tests has failed them' '
	mv etc/procedures/small.tests.yaml kept && test_expect_code 2 nwops procedure test small >actual &&
	echo "small: no tests in '\''$PWD/etc/procedures/small.tests.yaml'\''" >expect && test_cmp expect actual &&
	echo "tests: {a: b}" >etc/procedures/small.tests.yaml && test_expect_code 3 nwops procedure test small 2>err &&
	mv kept etc/procedures/small.tests.yaml
'

test_expect_success 'what cannot be read is told with its place, and what it names is looked up all the same' '
	sed "s/scope: line/scope: lines/; s/limit: 5m/limt: 5m/" etc/procedures/small.yaml >etc/procedures/bad.yaml &&
	test_expect_code 3 nwops procedure lint bad >actual && told actual &&
	cat >expect <<-\END &&
	error: bad.yaml: the file of '\''bad'\'' calls its procedure '\''small'\''
	error: bad.yaml: line 22, column 3: E12: there is no scope '\''lines'\''; did you mean '\''line'\''?
	error: bad.yaml: line 28, column 5: unknown key '\''limt'\'' in step '\''look'\''; did you mean '\''limit'\''?
	bad: errors 3, warnings 0
	END
	test_cmp expect told
'

test_expect_success 'every fault of a file is told in one pass' '
	sed "s/^procedure: small/procedure: bad/; s/unmeasurable: unseen/unmeasurable: gone/; s/scope: line/scope: lines/
		s/, cannot-tell: look//" etc/procedures/small.yaml >etc/procedures/bad.yaml &&
	test_expect_code 3 nwops procedure lint bad >actual && told actual &&
	cat >expect <<-\END &&
	error: bad.yaml: line 14, column 3: E05: step '\''report'\'' does not say what comes after '\''cannot-tell'\''
	error: bad.yaml: line 22, column 3: E12: there is no scope '\''lines'\''; did you mean '\''line'\''?
	error: bad.yaml: line 29, column 53: E07: probe '\''look'\'' goes the same way as '\''bad'\'' when nothing can be measured
	error: bad.yaml: line 32, column 3: E03: step '\''unseen'\'' is never reached
	bad: errors 4, warnings 0
	END
	test_cmp expect told && rm etc/procedures/bad.yaml
'

test_expect_success 'a review is overdue by the clock' '
	nwops procedure lint small >actual && echo "small: no fault" >expect && test_cmp expect actual &&
	NWOPS_TEST_CLOCK=2028-01-01T00:00:00+09:00 test_expect_code 1 nwops procedure lint small >actual && told actual &&
	cat >expect <<-\END &&
	warning: small.yaml: line 5, column 11: W03: the review of the procedure is overdue
	small: errors 0, warnings 1
	END
	test_cmp expect told
'

test_expect_success 'swim lanes as text, in both languages' '
	nwops procedure graph small >actual &&
	cat >expect <<-\END &&
	institution                            | network operator
	---------------------------------------+---------------------------------------
	[① Report]                             |
	  lit -> ② Look at the line            |
	  dark -> No power                     |
	  cannot tell -> ② Look at the line    |
	                                       |
	                                       | [② Look at the line]
	                                       |   good -> All is well
	                                       |   bad -> No power
	                                       |   cannot be measured -> Not seen
	                                       |
	                                       | (All is well)
	                                       |
	                                       | (No power)
	                                       |
	                                       | (Not seen)
	                                       |
	END
	test_cmp expect actual &&
	nwops --lang ja procedure graph small >actual && head -n 4 actual >first &&
	cat >expect <<-\END &&
	接続機関                               | ネットワーク事業者
	---------------------------------------+---------------------------------------
	[① 障害検知報告]                       |
	  点灯 -> ② 回線の確認                 |
	END
	test_cmp expect first
'

test_expect_success 'swim lanes as a picture' '
	nwops --lang ja procedure graph --output small.svg small >actual && test_must_be_empty actual &&
	/usr/bin/python3 -c "
import xml.etree.ElementTree as tree
texts = [each.text for each in tree.parse(\"small.svg\").getroot().iter(\"{http://www.w3.org/2000/svg}text\")]
print(*sorted(set(texts)), sep=\"\\n\")" >actual &&
	printf "%s\n" "① 障害検知報告" "② 回線の確認" ネットワーク事業者 停電 分からない 接続機関 正常 測定不能 消灯 点灯 異常あり \
		異常なし 確認不能 | /usr/bin/python3 -c "import sys; print(*sorted(sys.stdin.read().splitlines()), sep=\"\\n\")" >expect &&
	test_cmp expect actual &&
	nwops procedure graph --output small.txt small && head -n 1 small.txt >actual &&
	echo "institution                            | network operator" >expect && test_cmp expect actual &&
	test_expect_code 3 nwops procedure graph --output small.png small 2>err && test ! -e small.png
'

test_expect_success 'show is the whole procedure to be read' '
	nwops procedure show small >actual && sed "s/^SHA-256: [0-9a-f]\{64\}$/SHA-256: HEX/" actual >told &&
	cat >expect <<-\END &&
	small: A small one
	clause: 1.3.2(1) fig 5
	SHA-256: HEX

	① Report  (report, institution: question)
	    say: Is the lamp lit?
	    lit -> ② Look at the line
	    dark -> No power
	    cannot tell -> ② Look at the line

	② Look at the line  (look, network operator: probe)
	    limit: 5m
	    good -> All is well
	    bad -> No power
	    cannot be measured -> Not seen

	All is well  (fine, network operator: end)

	No power  (gone, network operator: end)

	Not seen  (unseen, network operator: end)
	END
	test_cmp expect told &&
	digest=$(sha256sum etc/procedures/small.yaml | cut -d " " -f 1) && grep -qx "SHA-256: $digest" actual
'

test_expect_success 'what is not there, and what is no name' '
	test_expect_code 3 nwops procedure show nothing >actual 2>err && test_must_be_empty actual &&
	printf "%s\n" "nwops: there is no procedure '\''nothing'\''" "nwops: procedure '\''nothing'\'' cannot be used" >expect &&
	sed 1d err >told && test_cmp expect told && test_expect_code 3 nwops procedure show ../etc/procedures/small 2>err &&
	test_expect_code 3 nwops procedure show 2>err && test_expect_code 3 nwops procedure lint nothing >actual
'

test_done
