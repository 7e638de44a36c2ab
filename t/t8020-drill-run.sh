#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A drill is run: by itself, by hand, with what the facilitator changes, and broken off by something real.
test_description='nwops drill run'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/drilling.sh"

# anew: no drill, no mail, and the real time is 11:00.
anew() { rm -rf state && now 2026-11-26T11:00:00+09:00 && start_servers mx1=smtp oob=smtp && paths_of_site; }
# probe_port PORT: the real a1 is asked there too.
probe_port() { echo "probes: {\"device:a1/smtp\": {kind: tcp, port: $1}}" >etc/inventory/real.yaml; }
# on_loopback: so are its device and its lines.
on_loopback() { sed -i "s/192.0.2.254/127.0.0.1/;s/10.1.0.1,/127.0.0.2,/;s/10.1.0.2,/127.0.0.3,/" etc/inventory/lab.yaml; }
# runs: another process has let it go on, which only its record says.
runs() { for look in $(seq 400); do if test running = "$(drill_state 2>/dev/null)"; then return 0; fi; /usr/bin/python3 -c "import time; time.sleep(0.05)"; done; return 1; }
# pausing TIME: it goes on then, and is paused.
pausing() {
	now "2026-11-26T$1:00+09:00" && { nwops drill resume --speed 1 >played 2>played.err & player=$!; } && runs && nwops drill pause >out 2>err && kill "$player" && { wait "$player" || :; }
}
# fits FILE: on a screen of 80 columns.
fits() {
	/usr/bin/python3 -c "
import sys, unicodedata
for line in open(sys.argv[1], encoding=\"utf-8\"):
    assert sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line.rstrip()) <= 80, line" "$1"
}
hold() { quiet nwops drill run small --name d1 --hold >out; }
# says WORDS: what is asked in it begins so, on both outputs, as do the line of a plugin and that of the shell.
says() {
	line="【訓練】 drill 'd1'$1: nothing here is real" && { nwops --drill d1 store status >out 2>err || :; } &&
	echo "$line" >said && head -n 1 out >first && test_cmp said first && grep -F -x "nwops: notice: $line" err &&
	echo "【訓練】 drill 'd1': nothing here is real" >said && tail -n 1 out >last && test_cmp said last &&
	{ nwops --drill d1 check --no-record --format plugin >out 2>err || :; } && grep "^【訓練】$1 " out &&
	SHELL=/bin/true nwops --drill d1 drill shell >out 2>err && sed "/^nwops: /d" err >banner && fits banner && tr "\n" " " <err | grep -F "of the drill 'd1'$1, nothing"
}

test_expect_success 'a site' 'drill_site'

test_expect_success 'alone at full speed: all is met, each card came once, at its time, in order' '
	anew && quiet nwops drill run small --name d1 --speed max --answers >out && stop_servers && test_must_be_empty err && fits out &&
	test ended = "$(drill_state)" &&
	cat >expect <<-\END &&
	1 0 5 5 0 1
	2 0 7 7 0 1
	0 call-1 10 10 0 1
	0 call-2 10 10 0 1
	2 1 12 12 0 1
	1 1 20 20 0 1
	0 call-3 25 25 0 1
	END
	moments >actual && test_cmp expect actual &&
	printf "call-1 1\ncall-2 1\ncall-3 1\n" >expect && told_of inject >actual && test_cmp expect actual &&
	tail -n 2 out >actual && cat >expect <<-\END &&
	messages: 15 made, 13 sent, 13 arrived at a server, 0 answered, 2 withheld
	expectations: 2 met, 0 late, 0 missed, 0 excused; see '\''nwops drill report'\''
	END
	test_cmp expect actual
'
test_expect_success 'what left is marked and went to allowed addresses; who is outside got nothing; the real record does not exist' '
	mails mx1 >all && test 13 = "$(wc -l <all)" && test 13 = "$(grep -c "^[a-z]*@tozai.example 【訓練】" all)" && test ! -e state/nwops.db &&
	of_drill "select distinct target from messages join attempts on attempts.message = messages.number where ended = 14" >actual &&
	echo noc@core.example >expect && test_cmp expect actual
'
test_expect_success 'its cases are called otherwise, every command in it says that it is one, JSON too' '
	nwops --drill d1 incident list --json >out 2>err && grep "【訓練】" err && grep "\"drill\":\"d1\"" out && grep D-INC-20261126-001 out &&
	nwops --drill d1 status >out 2>err; head -n 1 out | grep "^【訓練】" &&
	NWOPS_DRILL=d1 && export NWOPS_DRILL && nwops --json incident list >out 2>err; unset NWOPS_DRILL
	test "$(wc -l <out)" = "$(grep -c "\"drill\":\"d1\"" out)" && nwops --json incident list >out 2>err; ! grep -e D-INC -e "\"drill\":" out
'
# in_drill WORD...: in d1, with nobody to answer; its text in out, its objects in lines.
in_drill() {
	nwops --drill d1 --no-input "$@" </dev/null >out 2>err; nwops --drill d1 --no-input --json "$@" </dev/null >lines 2>err
	test "$(wc -l <lines)" = "$(grep -c "^{.*\"drill\":\"d1\"" lines)" || { echo "without drill: $*" >&2; cat lines; return 1; }
}
# begins, ends: out does so as the drill's.
begins() { head -n 1 out | grep -q "^【訓練】 drill .d1. (ended): nothing here is real$"; }
ends() { tail -n 1 out | grep -q "^【訓練】 drill .d1.: nothing here is real$"; }
test_expect_success 'whatever prints text in it marks the first line and the last, and each object' '
	cat >lines.of <<-\END &&
	check --no-record
	check --summary all --no-record
	status
	status --since 1h
	isolate start line:h1 --dry-run
	incident list
	incident show D-INC-20261126-001
	incident duties D-INC-20261126-001
	incident stats
	incident report D-INC-20261126-001 --dry-run
	incident export D-INC-20261126-001 exported --dry-run
	notify queue
	notify why 1
	notify call-list
	notify contacts
	notify paths
	notify roster
	notify lint
	drill list
	drill report d1
	drill due
	inventory list
	inventory show h1
	inventory lint
	platform list
	procedure list
	procedure lint
	procedure show core-request
	procedure graph core-request
	store status
	audit guideline
	audit verify
	END
	while read -r words; do
		# shellcheck disable=SC2086
		in_drill $words && test -s out && begins && ends && { test -s lines || test "notify call-list" = "$words"; } || { echo "not marked: $words" >&2; cat out err; return 1; }
	done <lines.of
'
test_expect_success 'no other command prints a line in it that is not marked, however it ends; what programs read is left as it is' '
	nwops help --json >tables && /usr/bin/python3 -c "
import json
names = [json.loads(line)[\"name\"] for line in open(\"tables\")]
raw = [\"init\", \"procedure manual\", \"help\", \"audit checkpoint\", \"inventory export\", \"inventory graph\"]
print(*[n for n in names if n and n not in raw and n != \"drill shell\"], sep=\"\\n\")" >verbs && test 70 -le "$(wc -l <verbs)" &&
	while read -r words; do
		# shellcheck disable=SC2086
		nwops --drill d1 --no-input $words </dev/null >out 2>err
		test ! -s out || { begins && ends; } || { echo "not marked: $words" >&2; cat out; return 1; }
	done <verbs
'
# page FILE: its head has the mark, HTML its foot too.
page() { head -n 1 "$1" | grep -q -e "^【訓練】" -e "^<!DOCTYPE" && test "$(grep -c "^<!DOCTYPE" "$1")" -eq "$(grep -B 1 "^</body>" "$1" | grep -c "【訓練】")"; }
test_expect_success 'a page has it in its head, printed or kept; a plugin on its line' '
	for words in "notify contacts --sheet" "procedure manual" "drill show small" "drill report d1 --format markdown" "drill report d1 --format html" "audit guideline --html" "incident review D-INC-20261126-001 --format html"; do
		# shellcheck disable=SC2086
		in_drill $words; page out || { echo "not marked: $words" >&2; return 1; }
	done &&
	in_drill notify contacts --sheet --output kept.md && page kept.md && in_drill procedure graph core-request --output kept.txt && page kept.txt &&
	in_drill incident export D-INC-20261126-001 kept.d && for file in kept.d/VERIFY.txt kept.d/検証手順.txt; do
		head -n 1 "$file" | grep -q "^【訓練】" && tail -n 1 "$file" | grep -q "^【訓練】" || return 1
	done &&
	nwops --drill d1 check --no-record --format plugin >out 2>err; grep "^【訓練】 (ended) " out && test 1 = "$(grep -c "訓練" out)"
'
test_expect_success 'its record is proven like any other' '{ nwops --drill d1 audit verify >out 2>err || test 1 = $?; }'
test_expect_success 'one that fails an expectation fails it alone, and the status says so' '
	anew && quiet test_expect_code 1 nwops drill run small --name d1 --speed max --failing core-told >out && stop_servers &&
	grep "1 met, 0 late, 1 missed" out
'

# --- by hand ---

test_expect_success 'held: everybody was told and asked, and nothing runs' '
	anew && hold && test planned = "$(drill_state)" && now 2026-11-26T12:00:00+09:00 && quiet nwops drill comcheck --json >out; test 1 = $? &&
	grep "\"of\":\"comcheck\",\"made\":2,\"sent\":2,\"received\":2,\"answered\":0,\"withheld\":0" out && says " (not begun yet)"
'
test_expect_success 'sent, arrived and answered are counted apart' '
	code=$(of_drill "select code from messages join notices on notices.number = messages.notice where kind = 35 limit 1") &&
	nwops --drill d1 notify ack "$code" --by Sato >out 2>err && quiet test_expect_code 1 nwops drill comcheck >out &&
	echo "messages: 2 made, 2 sent, 2 arrived at a server, 1 answered, 0 withheld" >expect && test_cmp expect out
'
test_expect_success 'a second one is refused while the first is not over' '
	quiet test_expect_code 3 nwops drill run small --name d2 --speed max >out && grep "'\''d1'\'' is not over" err && test ! -e state/drills/d2
'
test_expect_success 'a card is left out, once; the rest is moved as one' '
	nwops drill skip call-2 --reason "the manager is ill" >out 2>err && quiet test_expect_code 3 nwops drill skip call-2 --reason x >out &&
	quiet test_expect_code 3 nwops drill skip call-9 --reason x >out && quiet test_expect_code 3 nwops drill skip call-1 >out &&
	nwops drill shift 15m >out 2>err && nwops drill shift 5m --earlier >out 2>err && moments >actual &&
	cat >expect <<-\END &&
	0 call-2 10 - 1 0
	1 0 15 - 0 0
	0 call-1 20 - 0 0
	1 1 30 - 0 0
	0 call-3 35 - 0 0
	END
	test_cmp expect actual
'
test_expect_success 'started, paused and gone on with: the pause makes nothing old' '
	{ nwops drill resume --speed 60 >played 2>played.err & player=$!; } &&
	runs && says "" &&
	now 2026-11-26T12:00:05+09:00 && nwops drill pause --reason lunch >out 2>err && grep "10:05:00" out && says " (paused)" &&
	now 2026-11-26T13:00:00+09:00 && moments >actual && ! grep "call-1 20 [0-9]" actual &&
	nwops --drill d1 drill resume --speed max >out 2>err &&
	wait "$player"; test 1 = $? && moments >actual &&
	cat >expect <<-\END &&
	0 call-2 10 - 1 0
	1 0 15 15 0 1
	0 call-1 20 20 0 1
	1 1 30 30 0 1
	0 call-3 35 35 0 1
	END
	test_cmp expect actual && printf "call-1 1\ncall-3 1\n" >expect && told_of inject >actual && test_cmp expect actual && stop_servers
'
test_expect_success 'stopped: everybody is told, the record stays, nothing comes any more' '
	anew && hold && nwops drill stop --reason "the stop word" >out 2>err && test stopped = "$(drill_state)" && says " (stopped)" &&
	quiet test_expect_code 3 nwops --drill d1 drill resume >out && stop_servers && mails mx1 >all && test 2 = "$(grep -c "\[END\]" all)" &&
	test 2 = "$(grep -c "\[START\]" all)" && { nwops --drill d1 audit verify >out 2>err || test 1 = $?; }
'

# --- what must not be ---

test_expect_success 'who opens one in a drill holds the first reports of the drill, and no others' '
	anew && echo "incidents: {open: never}" >>etc/nwops.yaml && hold && nwops --drill d1 incident open h1 >out 2>err && grep "a first report is held" out &&
	sed -i "/^incidents:/d" etc/nwops.yaml && stop_servers && test 2 = "$(of_drill "select count(*) from notices where state = 1")" && test ! -e state/nwops.db
'

test_expect_success 'open real incidents: none begins, unless somebody says why' '
	anew && nwops incident open h1 --began unknown >out 2>err && quiet test_expect_code 3 nwops drill run small --name d1 --hold >out &&
	grep "INC-20261126-001" err && test ! -e state/drills/d1 && quiet nwops drill run small --name d1 --hold --despite "a stale one" >out &&
	of_drill "select json_extract(plan, '\''$.despite'\'') from drill" >actual && echo "a stale one" >expect && test_cmp expect actual && stop_servers
'
test_expect_success 'real institutions in the allow-list: only with the name typed once more' '
	anew && cp etc/drills.yaml kept && echo "allow: [\"*@tozai.example\", it@sakura.example]" >etc/drills.yaml &&
	quiet test_expect_code 3 nwops drill run small --name d1 --hold >out && grep "hosp-1 (it@sakura.example)" err && test ! -e state/drills/d1 &&
	quiet test_expect_code 3 nwops drill run small --name d1 --hold --real-institutions yes >out &&
	quiet nwops drill run small --name d1 --hold --real-institutions d1 >out && cp kept etc/drills.yaml && stop_servers
'
test_expect_success 'whom the list has later was not agreed to' '
	anew && hold && echo "allow: [\"*@tozai.example\", noc@core.example]" >etc/drills.yaml &&
	nwops --drill d1 notify send technical-info --to core --field info-title=x --field effect=y --yes >out 2>err &&
	nwops --drill d1 notify flush --json >out 2>err; grep "\"withheld\":1" out && cp kept etc/drills.yaml && stop_servers
'
test_expect_success 'a list that cannot be read allows nothing, and no drill begins' '
	anew && echo "allow: [\"*\"]" >etc/drills.yaml && quiet test_expect_code 3 nwops drill run small --name d1 --hold >out && cp kept etc/drills.yaml && stop_servers &&
	test ! -e state/drills/d1
'
# tells [ALLOWED]: of a drill to the core, which has a webhook and a program that sends, both in the list or not; "CHANNEL END COUNT" of each in fates.
tells() {
	anew && stop_servers && rm -f texted && start_servers mx1=smtp oob=smtp hook=http && paths_of_site && hook=http://127.0.0.1:$(relay_port hook)/d &&
	echo "allow: [\"*@tozai.example\"${1:+, \"$hook\", \"$PWD/texts\"}]" >etc/drills.yaml && cat >etc/inventory/hooks.yaml <<-END &&
	contacts:
	  core-web: {organization: core, role: noc, language: en, name: {ja: 網, en: Web}, channels: [{webhook: "$hook"}]}
	  core-sms: {organization: core, role: noc, language: en, name: {ja: 短文, en: SMS}, channels: [{command: "$PWD/texts", number: "090-0000-0009"}]}
	END
	hold && nwops --drill d1 notify send technical-info --to core --field info-title=x --field effect=y --yes >out 2>err &&
	nwops --drill d1 notify flush >out 2>err; stop_servers; rm etc/inventory/hooks.yaml; cp kept etc/drills.yaml
	of_drill "select channel, ended, count(*) from messages join attempts on attempts.message = messages.number
		where instr(target, '@') = 0 group by 1, 2 order by 1" >fates
}
test_expect_success 'a webhook and a program that are not in the list get nothing; those that are get it marked' '
	cp etc/drills.yaml kept && printf "#!/bin/sh\ncat >%s/texted\n" "\"$PWD\"" >texts && chmod +x texts && tells && printf "1 14 1\n3 14 1\n" >expect && test_cmp expect fates &&
	! grep "connected" servers/hook.log && test ! -e texted && test 2 -le "$(grep -c "connected" servers/mx1.log)" &&
	tells too && printf "1 0 1\n3 0 1\n" >expect && test_cmp expect fates && grep "connected" servers/hook.log && grep "【訓練】" texted && grep "訓練" servers/hook.mails
'
# Programs that ask on the network are started beside nwops: here they are seen, and ask nobody. So is whoever is asked by TCP.
seen() {
	rm -rf seen asked && mkdir seen && cp "$NWOPS_BUILD/nwops" seen && ln -s "$NWOPS_BUILD/share" "$NWOPS_BUILD/man" "$NWOPS_BUILD/nwops-send" seen &&
	for program in icmp ssh tls; do printf "#!/bin/sh\necho %s >>\"%s/asked\"\nexit 1\n" $program "$PWD" >seen/nwops-$program && chmod +x seen/nwops-$program || return 1; done
}
# looks OPTION...: all that asks, done; in asks how often something was asked.
looks() {
	for words in "check" "tick" "isolate start line:h2" "check --no-record --burst 1s"; do
		# shellcheck disable=SC2086
		seen/nwops "$@" --no-input $words </dev/null >>looked 2>>looked.err || test $? -le 3 || return 1
	done
	cat asked 2>/dev/null | wc -l >asks; grep "connected" servers/port.log | wc -l >>asks
}
test_expect_success 'a drill asks nobody on the network, whatever is done in it; it does where that was said twice, and says so' '
	anew && stop_servers && start_servers mx1=smtp oob=smtp port=smtp && paths_of_site && cp etc/inventory/lab.yaml kept && on_loopback &&
	probe_port "$(relay_port port)" && seen && hold && looks --drill d1 && printf "0\n0\n" >expect && test_cmp expect asks &&
	! grep "really asked" looked.err && test 3 -eq "$(grep -c "^【訓練】.*(not begun yet)" looked)" && nwops --drill d1 drill stop --reason x >out 2>err &&
	quiet test_expect_code 3 nwops drill run small --name d2 --hold --real-network yes >out && test ! -e state/drills/d2 &&
	nwops drill run small --name d2 --hold --real-network d2 >out 2>err && looks --drill d2 && test 4 -eq "$(grep -c "in this drill lines and devices are really asked" looked.err)" &&
	test 3 -le "$(head -n 1 asks)" && test 1 -le "$(tail -n 1 asks)" && grep -x icmp asked; asked=$?
	stop_servers; rm etc/inventory/real.yaml && mv kept etc/inventory/lab.yaml && test 0 = "$asked"
'
test_expect_success 'a name leads nowhere else; --drill of none is refused; no drill within a drill' '
	anew && for name in ../x a/b "" -x; do quiet test_expect_code 3 nwops drill run small "--name=$name" --hold >out || return 1; done &&
	quiet test_expect_code 3 nwops --drill ../.. status >out && quiet test_expect_code 3 nwops --drill nobody status >out && hold &&
	quiet test_expect_code 3 nwops --drill d1 drill run small --name d2 >out && stop_servers
'
test_expect_success 'the shell says what it is' '
	printf "#!/bin/sh\nprintf \"%%s\\n\" \"\$PS1\" \"\$NWOPS_DRILL\" \"\$NWOPS_DRILL_AS\"\n" >shell && chmod +x shell &&
	SHELL=$PWD/shell nwops drill shell --as leader >actual 2>err && printf "%s\n" "【訓練】d1:leader$ " d1 leader >expect && test_cmp expect actual &&
	quiet test_expect_code 3 nwops drill shell --as nobody >out
'

# --- something real ---

test_expect_success 'an incident that somebody opened while it ran freezes it, though it was paused and went on since; once' '
	anew && hold && pausing 11:01 &&
	now 2026-11-26T11:02:00+09:00 && nwops incident open h1 --began unknown >out 2>err && pausing 11:03 && test paused = "$(drill_state)" &&
	now 2026-11-26T11:04:00+09:00 && { nwops tick >ticked 2>&1 || :; } && test frozen = "$(drill_state)" && says " (frozen by a real alarm)" &&
	pausing 11:05 && now 2026-11-26T11:06:00+09:00 && { nwops tick >ticked 2>&1 || :; } && test paused = "$(drill_state)" && stop_servers
'

test_expect_success 'a real alarm freezes it, tells everybody in it, and opens the real incident' '
	rm -rf state && now 2026-11-26T11:00:00+09:00 &&
	on_loopback &&
	echo "incidents: {open: down}" >>etc/nwops.yaml && start_servers mx1=smtp oob=smtp && paths_of_site && probe_port "$(relay_port mx1)" && hold && { nwops drill resume --speed 1 >played 2>played.err & player=$!; } &&
	runs &&
	now 2026-11-26T11:01:00+09:00 && { nwops tick >ticked 2>&1 || :; } && test running = "$(drill_state)" && probe_port 1 &&
	for minute in 06 11 16; do now 2026-11-26T11:$minute:00+09:00 && { nwops tick >>ticked 2>&1 || :; }; done &&
	test frozen = "$(drill_state)" && wait "$player"; test 2 = $? && nwops incident list >out 2>err && grep "^INC-" out && stop_servers &&
	mails mx1 >all && test 2 -le "$(grep -c "【訓練】.*\[END\]" all)" && rm etc/inventory/real.yaml
'

test_done
