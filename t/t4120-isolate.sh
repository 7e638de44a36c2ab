#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Led along a procedure: by whom and what a run is begun, what a screen says, how answers are
# typed and scripted, who may go on with it, what is left when somebody goes away in the middle.
test_description='nwops isolate'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

me=$(id -un)
export me
# now TIME: what the clock shows from then on.
now() { echo "2026-11-25T$1+09:00" >clock; }
NWOPS_TEST_CLOCK=@$PWD/clock
COLUMNS=80
export NWOPS_TEST_CLOCK COLUMNS
now 03:00:00
# isolates STATUS ARGUMENT...: ends so; stdout to actual, the errors that are no matter of course to err.
isolates() {
	isolates_status=$1 && shift &&
	test_expect_code "$isolates_status" nwops --overlay "${overlay-good.yaml}" isolate "$@" >actual 2>err.all </dev/null &&
	{ grep -v -e "NWOPS_TEST_CLOCK" -e "no packet leaves" err.all >err || :; }
}
# passed: the ways that the run in ./actual took.
passed() { sed -n 's/^ *-> //p' actual; }
# talk STATUS ARGUMENT...: nwops on a terminal of its own. Each line of stdin is a word and the rest: "see" waits until that
# is on the screen since the last "see", "type" sends it and Enter, "send" sends it as it is, "run" runs it in the shell,
# "kill" sends that signal. All of the screen is left in ./screen.
talk() {
	cat >talk.script && /usr/bin/python3 -c '
import fcntl, os, pty, select, signal, struct, subprocess, sys, termios, time
columns = int(os.environ.get("TALK_COLUMNS", "80"))
os.environ.pop("COLUMNS", None)
os.environ["TERM"] = os.environ.get("TALK_TERM", "xterm")
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.execvp("nwops", ["nwops", "--overlay", os.environ.get("overlay", "good.yaml"), "isolate"] + sys.argv[2:])
screen, seen, over = b"", 0, False
def read(until):
    global screen, over
    while not over and time.monotonic() < until:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                piece = os.read(fd, 65536)
            except OSError:
                piece = b""
            over = not piece
            screen += piece.replace(b"\r", b"")
            return
def see(text):
    global seen
    until = time.monotonic() + 20
    while text.encode() not in screen[seen:]:
        if over or time.monotonic() > until:
            sys.stdout.write(screen.decode(errors="replace"))
            sys.exit("never seen: " + text)
        read(until)
    seen = screen.index(text.encode(), seen) + len(text.encode())
for line in open("talk.script"):
    word, _, rest = line.rstrip("\n").partition(" ")
    if word == "see":
        see(rest)
    elif word == "type":
        os.write(fd, rest.encode() + b"\n")
    elif word == "send":
        os.write(fd, rest.encode().decode("unicode_escape").encode("latin1"))
    elif word == "run":
        subprocess.run(rest, shell=True, check=True, stdin=subprocess.DEVNULL)
    elif word == "kill":
        os.kill(pid, getattr(signal, rest))
    else:
        sys.exit("no such word: " + word)
while not over:
    read(time.monotonic() + 20)
open("screen", "wb").write(screen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$@" >talk.out 2>&1 3>&-
	talk_status=$?
	[ ! -s talk.out ] || cat talk.out
	test "$talk_status" = "$1"
}
journal_size() { sqlite3 -batch state/nwops.db 'select count(*) from journal'; }

test_expect_success '--help names the verbs and what every walk takes' '
	nwops isolate --help >actual &&
	for word in start resume list follow take --answers --answer --field --dry-run --procedure --case --again; do
		grep -q "^  *$word " actual || return 1
	done
'

test_expect_success 'a site with a core, a concentrator, and callers' '
	site && mail_path >etc/notices.yaml && cat >etc/inventory/lab.yaml <<-\END &&
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  core: {kind: core-operator, name: Core}
	  hosp: {kind: institution, type: hospital, service-class: user, area: 13, hours: "mon-sat 08:30-18:00", phone: "03-5550-0101", code: "1310001", name: {ja: さくら病院, en: Sakura Hospital, kana: さくらびょういん}}
	  drugs: {kind: institution, type: pharmacy, service-class: user, area: 13, phone: "03-5550-0102", certificate: {expires: 2026-11-20}, name: {ja: さくら薬局, en: Sakura Pharmacy, kana: さくらやっきょく}}
	  aoba: {kind: institution, type: clinic, service-class: user, area: 13, phone: "03-5550-0103", name: {ja: 青葉内科, en: Aoba Clinic}}
	contacts:
	  ward: {organization: hosp, role: responsible, language: ja, channels: [{mail: ward@hosp.example}]}
	  shop: {organization: drugs, role: responsible, language: ja, channels: [{mail: shop@drugs.example}]}
	  noc: {organization: core, role: noc, language: ja, channels: [{mail: noc@core.example}]}
	  boss: {organization: self, role: ops-manager, login: boss, language: ja, channels: [{mail: boss@noc.example}, {phone: "+81-3-5550-9999"}]}
	devices:
	  b1: {owner: self, role: border, address: 192.0.2.10, service-class: backbone}
	  a1: {owner: self, role: concentrator, address: 192.0.2.11, service-class: backbone}
	  e1: {owner: core, role: edge, address: 192.0.2.12, service-class: backbone}
	links: [[b1, e1], [b1, a1]]
	lines:
	  h1: {institution: hosp, from: a1, address: 192.0.2.1, kind: ip-vpn}
	  h2: {institution: hosp, from: a1, address: 192.0.2.2, kind: ip-vpn}
	  p1: {institution: drugs, from: a1, address: 192.0.2.3, kind: ip-vpn}
	  c1: {institution: aoba, from: a1, address: 192.0.2.4, kind: ip-vpn}
	END
	overlay 192.0.2.4=1ms 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=1ms 192.0.2.10=1ms 192.0.2.11=1ms 192.0.2.12=1ms >good.yaml &&
	overlay 192.0.2.4=1ms 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.10=1ms 192.0.2.11=1ms 192.0.2.12=1ms >p1-down.yaml &&
	overlay 192.0.2.10=1ms 192.0.2.12=1ms >a1-down.yaml &&
	nwops --overlay good.yaml check >out 2>&1
'

test_expect_success 'nothing is open: nothing is said' '
	isolates 0 && test_must_be_empty actual && isolates 0 list && test_must_be_empty actual
'

test_expect_success 'who calls is found by kana in half width; the question is open, and nobody has said yes' '
	isolates 1 "ｻｸﾗﾔｯｷｮｸ" && cat >expect <<-\END &&

	-- line:p1 --------------------------------------------------------------------
	  Sakura Pharmacy (drugs) 03-5550-0102
	  certificate: expired 2026-11-20 23:59:59 +09:00, 4d 3h ago: the first suspect
	    (the inventory)
	  line:p1: OK for 0 s
	  neighbours: 3 other lines behind '\''a1'\'': 0 bad, 3 well

	-- INC-20261125-001/1  Institution reports no connection ----------------------
	① Report of a fault  [institution]
	  begun 0 s ago; to be done by 11:00 +09:00, in 8h
	now: Record what is reported. What is not known stays "unknown"; go on.
	say: Thank you for calling. May I have your name and number, since when, on
	  which devices, and what the screen says?
	    Name of the caller (caller): ?
	    Number to call back (callback): ?
	    Since when (since): ?
	    Symptom (symptom): ?
	    Words or code on the screen (error): ?
	the run waits; go on with:
	nwops isolate resume INC-20261125-001/1
	END
	test_cmp expect actual && test_must_be_empty err
'

test_expect_success 'one target has one run' '
	isolates 3 0355500102 && cat >expect <<-END &&
	nwops: '\''line:p1'\'' has the unfinished run '\''INC-20261125-001/1'\'' of '\''$me'\'': resume that, or begin another with '\''--again'\''
	END
	test_cmp expect err && isolates 1 drugs --again --json && tail -n 1 actual >last &&
	/usr/bin/python3 -c "
import json
run = json.load(open(\"last\"))
print(run[\"type\"], run[\"case\"], run[\"run\"], run[\"state\"], run[\"step\"], run[\"waits_for\"])" >said &&
	echo "run INC-20261125-001 2 running report answer" >expect && test_cmp expect said &&
	isolates 1 list && sed "s/  *$//" actual >said && cat >expect <<-END &&
	RUN STATE SUBJECT HELD BY AGE DUE
	INC-20261125-001/1 running line:p1 $me 0 s -
	 institution-unreachable: report
	INC-20261125-001/2 running line:p1 $me 0 s -
	 institution-unreachable: report
	END
	tr -s " " <said >squeezed && test_cmp expect squeezed
'

test_expect_success SCHEMA 'the question, and all that was recorded, as JSON' '
	isolates 1 resume INC-20261125-001/1 --json --field caller=Mori --field since=10m\ ago && valid actual &&
	/usr/bin/python3 -c "
import json
for line in map(json.loads, open(\"actual\")):
    if line[\"type\"] == \"run-event\":
        print(line[\"run\"], line[\"by\"], line[\"event\"], line[\"step\"], line[\"outcome\"],
              *(\"%s=%s\" % (fact[\"name\"], fact[\"value\"]) for fact in line[\"facts\"]))
    if line[\"type\"] == \"question\":
        print(line[\"step\"], line[\"kind\"], [(a[\"answer\"], a[\"key\"]) for a in line[\"answers\"]],
              line[\"notice\"][\"recipients\"], line[\"notice\"][\"state\"], line[\"seen\"][\"outcome\"])" >said && cat >expect <<-END &&
	1 $me outcome report answered caller=Mori since=2026-11-25T02:50:00+09:00
	1 nwops outcome own-service good suspect.owner=none affected.lines=0
	ask-institution notify [('\''send'\'', None)] ['\''drugs'\''] queued good
	END
	test_cmp expect said
'

test_expect_success 'a file of answers walks to an end; what was not used is told' '
	cat >answers.yaml <<-\END &&
	answers:
	  institution-unreachable:
	    ask-institution: send
	    institution-checks: [cannot-tell, normal]
	    guide: normal
	    works-now: works
	  "*":
	    result: {fields: {checked-by: 森, found: "nothing"}}
	    tell-fault: done
	fields: {caller: 森, callback: ０３-５５５０-０１０２, since: 約10:30, symptom: 1, other: x}
	END
	isolates 0 drugs --again --verbose --field other=y --answers answers.yaml && passed >said && cat >expect <<-\END &&
	① Report of a fault: answered
	Planned work? Which symptom?: no connection
	② Check our own service: good
	③ Ask the institution to check: queued
	④ Check of devices, LAN, equipment: cannot tell
	Check together on the telephone: all as they should be
	⑤ Result of the check: answered
	Look at our service again: good
	Does it work now?: it works
	END
	test_cmp expect said && sed -n "/^end: /,/^who /p" actual >said && printf "end: Works again, cause unknown\nwho answers for it: no fault\n" >expect &&
	test_cmp expect said && cat >expect <<-\END &&
	nwops: notice: the field '\''other'\'' was not used
	nwops: info: the answer for '\''*.tell-fault'\'' was not used
	nwops: info: the field '\''other'\'' was not used
	END
	grep "was not used" err >said && test_cmp expect said
'

test_expect_success 'the command line is stronger than the file; a list is over when it was said' '
	sed -i "s/: \[cannot-tell, normal\]/: [cannot-tell]/; s/guide: normal/guide: {outcome: normal}/" answers.yaml &&
	isolates 0 drugs --again --answers answers.yaml --answer institution-unreachable.institution-checks=fault-found \
		--answer what-found=inside --answer works-after=works &&
	passed >said && grep -q "equipment: a fault was found$" said && grep -q "^end: Restored by the institution$" actual
'

test_expect_success 'a list has an answer for each visit, and then the question is open' '
	mkdir -p etc/procedures && cat >etc/procedures/rounds.yaml <<-\END &&
	procedure: rounds
	title: {ja: 繰り返し, en: Rounds}
	source: 1.3.2(1) fig 5
	owner: ops-manager
	reviewed: 2026-11-01
	actors: [operator]
	start: turn
	fields:
	  count: {title: {ja: 回数, en: Count}, type: count, required: true}
	  lamp: {title: {ja: ランプ, en: Lamp}, type: choice, choices: {lit: {ja: 点灯, en: is lit}, dark: {ja: 消灯, en: is dark}}}
	steps:
	  turn:
	    actor: operator
	    kind: ask
	    title: {ja: もう一度か, en: "Once more?"}
	    reason: {ja: 念のため, en: To be sure}
	    answers:
	      again: {next: count, key: n, text: {ja: もう一度, en: once more}}
	      cannot-tell: switch
	      enough: {next: switch, key: e, text: {ja: 終わり, en: enough}}
	  count: {actor: operator, kind: do, title: {ja: 数える, en: Count}, fields: [count, lamp], outcomes: {done: turn, failed: turn, skipped: turn}}
	  switch:
	    actor: operator
	    kind: do
	    title: {ja: 切り替える, en: Switch over}
	    confirm: word
	    irreversible: true
	    outcomes: {done: switched, failed: switched, skipped: switched}
	  switched: {actor: operator, kind: end, verdict: operator, title: {ja: 切替済み, en: Switched}}
	END
	printf "answers: {rounds: {turn: [again, again], count: {outcome: done, fields: {count: ３, lamp: 点灯}}}}\n" >rounds.answers &&
	isolates 1 h1 --procedure rounds --answers rounds.answers && passed >said &&
	printf "Once more?: once more\nCount: done\nOnce more?: once more\nCount: done\n" >expect && test_cmp expect said &&
	grep -q "^now: Once more?$" actual && isolates 0 resume INC-20261125-002/1 --answer turn=enough --answer switch=done
'

test_expect_success 'answers that cannot be are told with why, and nothing is recorded' '
	isolates 1 h1 --procedure rounds --json && before=$(journal_size) &&
	refuses() { refuses_words=$1 && shift && isolates 3 resume INC-20261125-002/2 "$@" && echo "nwops: $refuses_words" >expect &&
		grep -v "was not used$" err >said && test_cmp expect said && test "$before" = "$(journal_size)"; } &&
	refuses "step '\''turn'\'' does not end as '\''maybe'\''" --answer turn=maybe &&
	refuses "option '\''--answer'\'' is '\''turn'\''; expected: NAME=VALUE
nwops: the answers have errors; nothing was done" --answer turn &&
	isolates 1 resume INC-20261125-002/2 --answer turn=again && before=$(journal_size) &&
	refuses "field '\''count'\'' must be known" --answer count=done &&
	refuses "field '\''count'\'': '\''many'\'' is not a whole number" --answer count=done --field count=many
'

test_expect_success 'every fault of a file of answers is told in one pass' '
	cat >bad.yaml <<-\END &&
	answers:
	  rounds: {turn: {outcom: again}, count: [[again]]}
	  small: again
	field: {a: b}
	END
	before=$(journal_size) && isolates 3 h1 --again --answers bad.yaml && sed "s/^nwops: //" err >said && cat said >&2 &&
	test "$(grep -c "^bad.yaml: line" said)" -ge 1 && tail -n 1 said >last && echo "the answers have errors; nothing was done" >expect &&
	test_cmp expect last && test "$before" = "$(journal_size)"
'

test_expect_success 'on paper nothing is recorded: the way, and whom each notice would reach' '
	sums >before &&
	isolates 0 drugs --dry-run --answers answers.yaml --answer own-service=good --answer look-again=good --answer works-now=does-not &&
	cat >expect <<-\END &&
	  -> ① Report of a fault [institution]: answered
	  -> Planned work? Which symptom? [network operator]: no connection
	  -> ② Check our own service [network operator]: good
	  -> ③ Ask the institution to check [network operator]: queued
	      notice: request to check
	      to: Sakura Pharmacy (drugs)
	END
	head -n 6 actual >said && test_cmp expect said &&
	grep -A 2 "^  -> Ask the core to check" actual >said && cat >expect <<-\END &&
	  -> Ask the core to check [network operator]: queued
	      notice: request to the core to check
	      to: Core (core)
	END
	test_cmp expect said && sums >after && test_cmp before after
'

test_expect_success SCHEMA 'on paper as JSON, and an open question is exit 1' '
	isolates 0 p1 --procedure institution-unreachable --dry-run --json --answers answers.yaml --answer own-service=bad \
		--field suspect.owner=power-company --answer tell-fault=done && valid actual && tail -n 1 actual >last &&
	grep -q "\"end\":\"power\",\"verdict\":\"power-company\"" last &&
	isolates 1 p1 --procedure institution-unreachable --dry-run && sed -n "/^  ->/p; /would wait/,\$p" actual >said && cat >expect <<-\END &&
	  -> ① Report of a fault [institution]: answered
	  -> Planned work? Which symptom? [network operator]: no connection
	  -> ② Check our own service [network operator]: good
	  -> ③ Ask the institution to check [network operator]: queued
	  would wait for an answer: ④ Check of devices, LAN, equipment
	      institution-checks=normal  nothing wrong
	      institution-checks=fault-found  a fault was found
	      institution-checks=cannot-tell  cannot tell
	END
	test_cmp expect said
'

test_expect_success 'a person is led: full width, Enter alone, a note, the reason, back, a word that is typed whole' '
	talk 0 h2 --procedure rounds <<-\END &&
	see Once more?  [network operator]
	see >
	type
	see Enter alone answers nothing
	type x
	see '\''x'\'' is no answer here
	type b
	see with a slash before it: back
	type ?
	see why: To be sure
	see clause: 1.3.2(1) fig 5
	type ／ｎ
	see note:
	type they wait
	see recorded
	type ｎ
	see Count
	type d
	type 1
	see Count (a number):
	type /n
	see note:
	type in the middle
	see recorded
	see now: Count
	type 1
	see Count (a number):
	type ?
	see must be known
	type ２
	see [2] is dark
	type 消灯
	see Once more?
	type /b
	see [1] Count: done
	type 1
	see why:
	type wrong
	see Count
	type １
	see Count (a number)
	type ３
	see Lamp [?]:
	type
	see Once more?
	type おわり
	see no answer here
	type enough
	see Switch over
	see >
	type 1
	see whole to confirm:
	type y
	see not confirmed
	type 1
	see whole to confirm:
	type done
	see end: Switched
	END
	sqlite3 -batch state/nwops.db "select count(*) from case_events where case_id = '\''INC-20261125-003'\'' and kind = '\''run'\''" >count &&
	test "$(cat count)" = 9
'

test_expect_success 'what is typed ahead confirms nothing' '
	talk 0 h2 --procedure rounds <<-\END
	see Once more?
	see >
	send e\n1\ndone\ndone\n
	see Switch over
	see >
	type 1
	see whole to confirm:
	type done
	see end: Switched
	END
'

test_expect_success 'the end of input and signals leave in order, and say how to come back' '
	talk 1 h2 --procedure rounds <<-\END && cat >expect <<-\END2 &&
	see Once more?
	see >
	send \x04
	END
	the run waits; go on with:
	nwops isolate resume INC-20261125-003/3
	END2
	tail -n 2 screen >said && test_cmp expect said &&
	for signal in SIGINT SIGTERM SIGHUP; do
		printf "see Once more?\nsee >\nkill %s\n" "$signal" | talk 1 resume INC-20261125-003/3 && tail -n 2 screen >said &&
		test_cmp expect said || return 1
	done &&
	talk 1 resume INC-20261125-003/3 <<-\END && tail -n 2 screen >said && test_cmp expect said
	see Once more?
	see >
	type /q
	END
'

test_expect_success 'somebody killed in the middle of an answer has lost nothing' '
	talk 247 resume INC-20261125-003/3 <<-\END &&
	see >
	type n
	see Count
	see >
	type 1
	see Count (a number)
	kill SIGKILL
	END
	isolates 1 resume INC-20261125-003/3 && passed >said && echo "Once more?: once more" >expect && test_cmp expect said &&
	grep -q "^now: Count$" actual
'

test_expect_success 'of two who answer the second is shown where the first has brought it' '
	talk 1 resume INC-20261125-003/3 <<-\END
	see now: Count
	see >
	run nwops --overlay good.yaml isolate resume INC-20261125-003/3 --answer count=failed >/dev/null 2>&1 </dev/null; true
	see Count: failed
	see now: Once more?
	type /q
	END
'

test_expect_success 'a run is handed over, held, and taken over with a reason' '
	talk 1 resume INC-20261125-003/3 <<-\END &&
	see >
	type /h
	see boss (ops-manager)
	see to whom (login):
	type boss
	see what is to be known:
	type going home
	END
	isolates 3 resume INC-20261125-003/3 --answer turn=enough && cat >expect <<-\END &&
	nwops: '\''boss'\'' holds the run: take it over first, with a reason: '\''nwops isolate take INC-20261125-003/3 --reason TEXT'\''
	END
	test_cmp expect err && isolates 3 take INC-20261125-003/3 && echo "nwops: say why: '\''--reason'\''" >expect && test_cmp expect err &&
	isolates 0 take INC-20261125-003/3 --reason "boss has no light" && isolates 1 resume INC-20261125-003/3 --answer turn=again
'

test_expect_success 'somebody looks on, event by event, and that is recorded' '
	nwops --overlay good.yaml isolate follow INC-20261125-003/3 >followed 2>/dev/null & follower=$! &&
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q " follow$" followed && break
		/usr/bin/python3 -c "import time; time.sleep(0.1)"
	done &&
	isolates 1 resume INC-20261125-003/3 --answer count=failed &&
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		tail -n 1 followed | grep -q "count: failed" && break
		/usr/bin/python3 -c "import time; time.sleep(0.1)"
	done &&
	kill "$follower" && wait "$follower" && tail -n 2 followed >said && cat >expect <<-END &&
	2026-11-25 03:00:00 +09:00 /3 $me follow
	2026-11-25 03:00:00 +09:00 /3 $me outcome count: failed
	END
	test_cmp expect said
'

test_expect_success 'forty columns, a dumb terminal, and one that knows no UTF-8' '
	export TALK_COLUMNS TALK_TERM LC_ALL &&
	for language in en ja; do
		printf "see >\ntype /a\nsee [\ntype /q\n" |
		TALK_COLUMNS=40 TALK_TERM=dumb talk 1 resume INC-20261125-003/3 --lang $language &&
		/usr/bin/python3 -c "
import sys, unicodedata
for line in open(\"screen\").read().splitlines():
    # What is logged is not the screen.
    if not line.startswith(\"nwops: \") and sum(2 if unicodedata.east_asian_width(c) in \"WF\" else 1 for c in line) > 40:
        sys.exit(\"too wide: \" + line)" && test_must_fail grep -q "$(printf "\033")" screen || return 1
	done &&
	unset TALK_COLUMNS TALK_TERM && LC_ALL=C isolates 1 resume INC-20261125-001/2 && unset LC_ALL &&
	grep -q "^(1) Report of a fault  \[institution\]$" actual && test_must_fail grep -P "[^\x00-\x7f]" actual
'

test_expect_success 'what waits: runs, and troubles that no run has taken up; one is chosen by its number' '
	now 03:10:00 && nwops --overlay p1-down.yaml check >out 2>&1; now 03:11:00 && nwops --overlay p1-down.yaml check >out 2>&1
	nwops --overlay a1-down.yaml check >out 2>&1; now 03:12:00; nwops --overlay a1-down.yaml check >out 2>&1
	overlay=a1-down.yaml isolates 1 --json && grep "\"type\":\"trouble\"" actual >troubles &&
	/usr/bin/python3 -c "
import json
for line in map(json.loads, open(\"troubles\")):
    print(line[\"item\"], line[\"status\"], line[\"procedure\"], line[\"owner\"], line[\"hides\"])" >said &&
	cat said >&2 && grep -q "^device:a1 down operator-detected self " said &&
	overlay=a1-down.yaml isolates 1 && number=$(sed -n "s/^ *\([0-9]*\)  DOWN  *device:a1 .*/\1/p" actual) && test -n "$number" &&
	printf "see /q to leave:\ntype %s\nsee The operator sees a fault first\nsee Since when\nsend \\\\x04\n" "$number" >talked &&
	overlay=a1-down.yaml talk 1 <talked && overlay=a1-down.yaml isolates 1 --json &&
	grep "\"type\":\"trouble\"" actual >troubles; test_must_fail grep -q "device:a1\"" troubles
'

test_expect_success 'who calls about a line behind it belongs to the same case, and is closed with a word' '
	overlay=a1-down.yaml isolates 1 03-5550-0103 && grep -q "^-- INC-20261125-004/[0-9]*  Institution reports" actual &&
	overlay=a1-down.yaml isolates 1 list --json && grep "device:a1\"" actual >mine && name=$(/usr/bin/python3 -c "
import json
line = json.loads(open(\"mine\").readline())
print(\"%s/%d\" % (line[\"case\"], line[\"run\"]))") &&
	cat >walked <<-END &&
	see Since when
	type
	see What was seen
	type a1
	see How it was seen
	type
	see end: A fault of ours
	see type '\''close'\'' to end them
	type close
	END
	overlay=a1-down.yaml talk 0 resume "$name" <walked && overlay=a1-down.yaml isolates 1 list --all --json &&
	/usr/bin/python3 -c "
import json
for line in map(json.loads, open(\"actual\")):
    if line[\"case\"] == \"${name%/*}\" and line[\"procedure\"] == \"institution-unreachable\":
        print(line[\"state\"])" >said && sort -u said >states && echo cancelled >expect && test_cmp expect states
'

# taken: the line that is taken for who calls.
taken() { sed -n "s/.*'hosp' has 2 lines; '\([^']*\)' is taken.*/\1/p" err; }
test_expect_success 'of several lines the one is meant that is bad in anything, else the one that carries' '
	cp -r etc lines && cat >>lines/inventory/lab.yaml <<-\END &&
	groups: {both: {protocol: lines, members: [h1, h2], normally-active: h2}}
	probes: {line:h1/web: {kind: tcp, port: 80}}
	END
	NWOPS_CONFIG=$PWD/lines NWOPS_STATE=$PWD/lines-state && now 03:00:00 &&
	overlay 192.0.2.4=1ms 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=1ms 192.0.2.10=1ms 192.0.2.11=1ms 192.0.2.12=1ms line:h1/web=none >web.yaml &&
	nwops --overlay good.yaml check >out 2>&1 && isolates 1 hosp --dry-run && taken >actual &&
	echo line:h2 >expect && test_cmp expect actual &&
	for minute in 1 2 3; do
		now 03:0$minute:00 && test_expect_code 2 nwops --overlay web.yaml check >out 2>&1 || return 1
	done &&
	overlay=web.yaml isolates 1 hosp --dry-run && taken >actual && echo line:h1 >expect && test_cmp expect actual
'

test_expect_success 'wrong usage' '
	isolates 3 nobody-at-all && isolates 3 さくら && grep -q "may be any of: " err && isolates 3 resume INC-1 &&
	isolates 3 resume INC-20261125-009/1 && isolates 3 h1 --procedure none --again && isolates 3 follow
'

test_expect_success 'what was begun by mistake is broken off, with a reason' '
	talk 0 h2 --procedure rounds --state mistaken <<-\END &&
	see Once more?
	see >
	type /x
	see broken off
	type
	see nothing was done
	type ／ｘ
	see broken off
	type another line was meant
	see cancelled
	END
	isolates 0 list --all --json --state mistaken && grep -c "\"state\":\"cancelled\"" actual >count && echo 1 >expect && test_cmp expect count &&
	nwops --overlay good.yaml --state mistaken incident show INC-20261125-001 >shown 2>err && grep -q "another line was meant" shown
'

test_done
