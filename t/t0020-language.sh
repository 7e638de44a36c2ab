#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Japanese and English: which variable decides, that no locale is needed, and
# that tables stay in line whatever the width of what stands in them.
test_description='languages and widths'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK

# speaks LANGUAGE VARIABLE...: what a mistyped command is met with.
speaks() {
	case $1 in
	ja) echo "nwops: コマンド 'chekc' はありません。'check' のことですか" >expect ;;
	en) echo "nwops: there is no command 'chekc'; did you mean 'check'?" >expect ;;
	esac
	shift
	test_expect_code 3 env -u LANG "$@" chekc >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err
}

test_expect_success 'the first that is set decides' '
	speaks en nwops &&
	speaks ja LANG=ja_JP.UTF-8 nwops &&
	speaks ja LANG=ja nwops &&
	speaks en LANG=ja_JP.UTF-8 LC_MESSAGES=C nwops &&
	speaks ja LC_MESSAGES=ja_JP.eucJP LANG=C nwops &&
	speaks en LC_ALL=en_US.UTF-8 LC_MESSAGES=ja_JP.UTF-8 nwops &&
	speaks ja NWOPS_LANG=ja LC_ALL=C nwops &&
	speaks en NWOPS_LANG=en LC_ALL=ja_JP.UTF-8 nwops &&
	speaks en LANGUAGE=ja LANG=C nwops &&
	speaks en NWOPS_LANG=ja nwops --lang en &&
	speaks ja NWOPS_LANG=en nwops --lang=ja
'

test_expect_success 'Japanese needs neither a locale nor an environment' '
	echo "nwops: コマンド '\''chekc'\'' はありません。'\''check'\'' のことですか" >expect &&
	test_expect_code 3 env -i LANG=C "$NWOPS_BUILD/nwops" --lang ja chekc 2>err &&
	test_cmp expect err &&
	test_expect_code 3 env -i "$NWOPS_BUILD/nwops" chekc --lang ja 2>err &&
	test_cmp expect err
'

site
cat >etc/inventory/lab.yaml <<'END'
organizations:
  self: {kind: operator, self: true, name: {ja: 東西医療回線, en: Tozai Medical Lines}}
  hosp: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: さくら病院, en: Sakura Hospital}}
  clinic: {kind: institution, type: clinic, service-class: user, area: 13,
           name: {ja: 医療法人社団 丸の内総合健診クリニック, en: Marunouchi Comprehensive Health Check Clinic}}
devices:
  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: [], service-class: backbone}
lines:
  h1-main: {institution: hosp, from: a1, address: 192.0.2.1}
  h2-main: {institution: clinic, from: a1, address: 192.0.2.2}
  h3-main: {institution: hosp, from: a1, address: 192.0.2.3}
  h4-main: {institution: clinic, from: a1, address: 192.0.2.4}
END
overlay 192.0.2.1=1500us 192.0.2.2=none 192.0.2.3=70ms,80% '192.0.2.4=!no route' >answers.yaml

test_expect_success 'without a terminal a row is one line, as wide as it needs' '
	cat >expect <<-\END &&
	状態                     対象          所属                                   損失  往復時間  発生   内容
	停止 DOWN (CRITICAL)     line:h2-main  医療法人社団 丸の内総合健診クリニック  100%         -  03:00  応答なし
	警告 WARNING (CRITICAL)  line:h3-main  さくら病院                              80%     70 ms  03:00  損失 80% (警告の閾値 60%); 往復時間 70 ms、損失 80%
	不明 UNKNOWN             line:h4-main  医療法人社団 丸の内総合健診クリニック     -         -  03:00  測定不能: no route
	正常 OK                  line:h1-main  さくら病院                               0%    1.5 ms  03:00
	対象: 4 件 (停止 1、警告 1、不明 1、正常 1)
	END
	test_expect_code 2 nwops --lang ja --overlay answers.yaml check >actual 2>err &&
	test_cmp expect actual
'

# Every row begins its second column where the heading does, and ends before the
# edge, by the widths that Unicode has for each character.
test_expect_success 'columns stand in line in either language and any width' '
	cat >widths.py <<-\END &&
	import sys, unicodedata
	def width(text):
	    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
	edge = int(sys.argv[1])
	for line in open("actual", encoding="utf-8").read().splitlines():
	    if width(line) > edge:
	        print("wider than", edge, line)
	    at = line.find("line:")
	    if at >= 0 and width(line[:at]) != width(first[:second]):
	        print("out of line:", line)
	    if line.startswith(("STATUS", "状態")):
	        first, second = line, max(line.find("ITEM"), line.find("対象"))
	END
	for language in ja en; do
		for columns in 200 100 80 72 60; do
			COLUMNS=$columns test_expect_code 2 nwops --lang $language --overlay answers.yaml check >actual &&
			/usr/bin/python3 widths.py $columns >amiss && test_must_be_empty amiss || return 1
		done
	done
'

test_expect_success 'at 80 columns the message moves below and the longest title is cut' '
	cat >expect <<-\END &&
	状態                     対象          所属                損失  往復時間  発生
	停止 DOWN (CRITICAL)     line:h2-main  医療法人社団 丸の…  100%         -  03:00
	    応答なし
	警告 WARNING (CRITICAL)  line:h3-main  さくら病院           80%     70 ms  03:00
	    損失 80% (警告の閾値 60%); 往復時間 70 ms、損失 80%
	不明 UNKNOWN             line:h4-main  医療法人社団 丸の…     -         -  03:00
	    測定不能: no route
	正常 OK                  line:h1-main  さくら病院            0%    1.5 ms  03:00
	対象: 4 件 (停止 1、警告 1、不明 1、正常 1)
	END
	COLUMNS=80 test_expect_code 2 nwops --lang ja --overlay answers.yaml check >actual &&
	test_cmp expect actual
'

test_expect_success 'a short screen shows all that is bad and says how much is well' '
	cat >expect <<-\END &&
	STATUS              ITEM          OWNER              LOSS     RTT  SINCE
	DOWN (CRITICAL)     line:h2-main  Marunouchi Compr…  100%       -  03:00
	    no answer
	WARNING (CRITICAL)  line:h3-main  Sakura Hospital     80%   70 ms  03:00
	    loss 80% (warning from 60%); rtt 70 ms, loss 80%
	UNKNOWN             line:h4-main  Marunouchi Compr…     -       -  03:00
	    could not ask: no route
	and 1 more are OK
	items: 4 (DOWN 1, WARNING 1, UNKNOWN 1, OK 1)
	END
	COLUMNS=72 LINES=8 test_expect_code 2 nwops --overlay answers.yaml check >actual &&
	sed "s/  *\$//" actual >trimmed && test_cmp actual trimmed &&
	test_cmp expect actual &&
	COLUMNS=72 LINES=8 test_expect_code 2 nwops --overlay answers.yaml check --all >actual &&
	grep -c line: actual >count && echo 4 >expect && test_cmp expect count
'

test_expect_success 'numbers are written as in C in any language' '
	nwops --lang ja --overlay answers.yaml check --format plugin h1-main >actual &&
	cat >expect <<-\END &&
	NWOPS OK - line:h1-main: 往復時間 1.5 ms、損失 0%|line:h1-main_loss=0%;20;60;0;100 line:h1-main_rtt=1.5ms;50;200;0;
	END
	test_cmp expect actual
'

test_done
