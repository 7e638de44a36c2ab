#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Help and completion come out of the same tables as the command line.
test_description='nwops help'
. "$(dirname "$0")/setup.sh"

test_expect_success '--help tells usage, options and the page' '
	cat >expect <<-\END &&
	usage: nwops inventory list [OPTION...] [SELECTOR...]

	list items or another family of objects

	Options:
	  --family items|devices|lines|links|demarcations|groups|sites|institutions|organizations|contacts|rosters|service-classes|ssh-logins|interfaces|versions|calendars
	                        what is listed

	Options of every command:
	  --config DIR          read the configuration from DIR
	  --state DIR           keep state in DIR
	  --lang ja|en          speak Japanese or English
	  --json                print one JSON object a line
	  --by NAME             record on whose word this is done
	  --overlay FILE        rehearse: FILE answers in the network'\''s place
	  --drill NAME          do it in the drill NAME, where nothing is real
	  --no-input            never wait for a person
	  --verbose, -v         write the whole log to standard error
	  --version, -V         print the version and exit
	  --help, -h            print this help and exit

	The manual page: nwops-inventory(1)
	END
	nwops inventory list --help >actual 2>err &&
	test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'help, -h and --help say the same, whatever else is wrong' '
	nwops inventory list -h >actual && test_cmp expect actual &&
	nwops inventory list --family x --help >actual && test_cmp expect actual &&
	PATH=$NWOPS_BUILD nwops help inventory list >actual && test_cmp expect actual
'

test_expect_success 'Japanese help is the same in Japanese' '
	cat >expect <<-\END &&
	使い方: nwops audit [オプション...] guideline|verify|checkpoint|cosign|offline
	    ...

	記録をガイドラインと照合し、完全であることを証明する

	動詞:
	  guideline             ガイドラインの条項ごとの状況と証跡を示す
	  verify                記録が完全であることを証明する
	  checkpoint            最新の署名付きチェックポイントを、外部に預けるために表示
	                        する
	  cosign                前回のものに追記しただけの他者のチェックポイントに連署す
	                        る
	  offline               nwops が使えないときに読む資料を書き出す

	共通オプション:
	  --config DIR          設定を DIR から読む
	  --state DIR           状態を DIR に置く
	  --lang ja|en          日本語か英語で表示する
	  --json                1 行に 1 つの JSON で表示する
	  --by NAME             誰の指示によるかを記録する
	  --overlay FILE        予行: ネットワークの代わりに FILE が応答する
	  --drill NAME          訓練 NAME の中で行う (本物には触れない)
	  --no-input            人の入力を待たない
	  --verbose, -v         ログをすべて標準エラーに書く
	  --version, -V         版を表示して終わる
	  --help, -h            このヘルプを表示して終わる

	マニュアル: nwops-audit(1)
	END
	nwops help --lang ja audit >actual &&
	test_cmp expect actual
'

test_expect_success 'in English help shows the manual page' '
	mkdir bin && cat >bin/man <<-\END && chmod +x bin/man &&
	#!/bin/sh
	echo "man $*"
	END
	PATH=$PWD/bin:$PATH nwops help check >actual &&
	echo "man -l $NWOPS_BUILD/man/nwops-check.1" >expect &&
	test_cmp expect actual &&
	PATH=$PWD/bin:$PATH nwops help inventory show >actual &&
	echo "man -l $NWOPS_BUILD/man/nwops-inventory.1" >expect &&
	test_cmp expect actual
'

test_expect_success 'help on what there is not is refused' '
	echo "nwops: there is no command '\''chekc'\''" >expect &&
	test_expect_code 3 nwops help chekc >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err &&
	echo "nwops: there is no command '\''list'\''" >expect &&
	test_expect_code 3 nwops help status list >actual 2>err &&
	test_must_be_empty actual && test_cmp expect err
'

test_expect_success 'with --json the tables themselves are printed' '
	cat >expect <<-\END &&
	{"v":1,"type":"command","name":"status","arguments":"[SELECTOR...]","summary":"show the whole picture; silence; hand a shift over","options":[{"name":"all","argument":null,"summary":"print every item, also what is fine or folded away"},{"name":"interval","argument":"DURATION","summary":"how often to look (default 5s)"},{"name":"since","argument":"TIME","summary":"hand a shift over: what happened since TIME, or for so long (8h)"},{"name":"wall","argument":null,"summary":"fill the screen, side by side, without scrolling"},{"name":"watch","argument":null,"summary":"look again and again, and draw in place"}]}
	{"v":1,"type":"command","name":"status silence","arguments":"[SELECTOR...]","summary":"tell nothing of some items for a while","options":[{"name":"dry-run","argument":null,"summary":"only say what it would cover"},{"name":"end","argument":"SILENCE","summary":"end the silence of that id now"},{"name":"for","argument":"DURATION","summary":"how long it lasts"},{"name":"list","argument":null,"summary":"list what is silenced now"},{"name":"reason","argument":"TEXT","summary":"why"},{"name":"until","argument":"TIME","summary":"when it ends"},{"name":"sure","argument":null,"summary":"what looks like patients'\'' data is none"}]}
	END
	nwops help --json status >actual &&
	test_cmp expect actual
'

test_expect_success 'every command and verb is among them once' '
	nwops help --json >tables &&
	/usr/bin/python3 -c "
import json
for line in open(\"tables\"):
    print(json.loads(line)[\"name\"])
" >actual &&
	printf "%s\n" None check status "status silence" tick isolate "isolate start" "isolate resume" "isolate list" "isolate follow" "isolate take" \
		incident "incident open" "incident list" "incident show" "incident note" "incident set" "incident task" "incident link" "incident step" "incident report" "incident duties" "incident review" "incident close" "incident export" "incident redact" "incident stats" case "case open" "case list" "case show" "case note" "case set" "case task" "case step" "case decide" "case document" "case link" "case duties" "case close" "case export" "case redact" kb "kb search" "kb show" "kb add" "kb review" notify "notify send" "notify preview" "notify approve" "notify queue" "notify flush" "notify retry" "notify drop" "notify ack" "notify why" "notify paths" "notify contacts" "notify roster" "notify call-list" "notify lint" maint "maint plan" "maint start" "maint extend" "maint finish" "maint cancel" "maint list" "maint announce" drill "drill run" "drill stop" "drill pause" "drill resume" "drill skip" "drill shift" "drill shell" "drill list" "drill show" "drill lint" "drill comcheck" "drill report" "drill due" "drill training" inventory "inventory lint" "inventory list" "inventory show" "inventory graph" "inventory import" "inventory export" "inventory pin" "inventory algorithms" \
		platform "platform list" "platform show" "platform parse" "platform test" procedure "procedure list" "procedure show" "procedure lint" "procedure test" "procedure graph" "procedure manual" init store "store status" "store prune" "store backup" "store restore" audit "audit guideline" "audit verify" "audit checkpoint" "audit cosign" "audit offline" help >expect &&
	test_cmp expect actual
'

# completes WORDS... LAST: what bash offers for LAST.
completes() {
	bash -c '
		eval "$(nwops help --completion bash)"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_nwops
		printf "%s\n" "${COMPREPLY[@]}"
	' bash "$@"
}

test_expect_success 'bash completes commands, verbs, options and their values' '
	printf "%s\n" check >expect && completes nwops ch >actual && test_cmp expect actual &&
	printf "%s\n" lint list >expect && completes nwops inventory li >actual && test_cmp expect actual &&
	printf "%s\n" lint list >expect && completes nwops --config check inventory li >actual && test_cmp expect actual &&
	printf "%s\n" --family >expect && completes nwops inventory list --fa >actual && test_cmp expect actual &&
	printf "%s\n" table json plugin openmetrics textfile >expect && completes nwops check --format "" >actual && test_cmp expect actual &&
	printf "%s\n" ja en >expect && completes nwops check --lang "" >actual && test_cmp expect actual &&
	printf "%s\n" "" >expect && completes nwops check --deadline "" >actual && test_cmp expect actual
'

test_expect_success 'bash completes files and directories where they are meant' '
	mkdir place && mkdir place/etc && : >place/file &&
	(
		cd place &&
		printf "%s\n" etc >../expect && completes nwops --config "" >../actual
	) && test_cmp expect actual &&
	(
		cd place &&
		printf "%s\n" etc file >../expect && completes nwops inventory graph --output "" | sort >../actual
	) && test_cmp expect actual
'

test_expect_success 'zsh can load it as a function and by eval' '
	nwops help --completion zsh >_nwops &&
	zsh -f -c "
		compdef() { print -- \"compdef \$*\" }
		eval \"\$(cat _nwops)\"
		compadd() { shift; print -- \"\$@\" }
		words=(nwops inventory li) CURRENT=3
		_nwops
		words=(nwops check --format \"\") CURRENT=4
		_nwops
	" >actual &&
	cat >expect <<-\END &&
	compdef _nwops nwops
	lint list show graph import export pin algorithms --config --state --lang --json --by --overlay --drill --no-input --verbose --version --help
	table json plugin openmetrics textfile
	END
	test_cmp expect actual &&
	zsh -f -c "
		compadd() { shift; print -- \"\$@\" }
		fpath=(. \$fpath) && autoload -U _nwops
		words=(nwops audit verify --again) CURRENT=4
		_nwops
	" >actual &&
	echo "--against --cosigner --config --state --lang --json --by --overlay --drill --no-input --verbose --version --help" >expect &&
	test_cmp expect actual
'

test_done
