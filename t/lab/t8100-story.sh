#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# One outage from its first alarm to its end, over the network in a box: a tick sees it and opens the
# incident, people are led, everybody who must hear of it hears, the line is mended, the seven steps are gone through, the
# incident is closed, and what is carried away is believed by who does not believe nwops (t/verify-bundle).
# What somebody has said once nobody types again.
# Belongs here: that it all goes together. Does not: any of its parts, which have tests of their own.
test_description='an outage, from the first alarm to a bundle that others verify'
. "$(dirname "$0")/setup.sh"

NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_LAB_STATE NWOPS_CONFIG NWOPS_TEST_CLOCK
lab=$NWOPS_LAB_DIR/lab
said=$NWOPS_LAB_DIR/story-answers.yaml

# Certificates of the network are made today: it happens tomorrow.
day=$(date -d tomorrow +%Y-%m-%d)
case=INC-$(date -d tomorrow +%Y%m%d)-001
# at HH:MM: the clock runs truly from then on, on a host that has been up for as long.
at () {
	minutes=$((60 * (1${1%:*} - 100) + 1${1#*:} - 100)) &&
	echo "${day}T$1:00+09:00 x1 up $((60 * minutes))s" >clock.new && mv clock.new clock
}
noc () { "$lab" exec noc nwops --lang en "$@" </dev/null 2>err || { noc_status=$?; cat err >&2; return $noc_status; }; }
# another ARGUMENT...: by another login.
another () { "$lab" exec noc env SUDO_UID=65534 nwops --lang en "$@" </dev/null 2>err || { noc_status=$?; cat err >&2; return $noc_status; }; }
# go_on ANSWERS RUN...: each as far as what people say leads.
go_on () {
	answers=$NWOPS_LAB_DIR/$1 && shift && for run; do
		noc isolate resume "$case/$run" --answers "$answers" >"led.$run" || test $? = 1 || return 1
	done
}
# heard WHO: each message that was taken by WHO's server is acknowledged, as they do by telephone.
heard () {
	{ noc --json notify queue --all || test $? = 1; } >queue && /usr/bin/python3 -c "
import json
for row in map(json.loads, open(\"queue\")):
    if row[\"type\"] == \"message\" and row[\"state\"] == \"accepted\":
        print(row[\"code\"])" >codes && while read -r code; do
		noc notify ack "$code" --by "$1" --means phone || return 1
	done <codes
}

test_expect_success 'a network without fault, and a tick that knows it' '
	"$lab" up && echo "incidents: {open: down, first-report: sent}" >>"$NWOPS_CONFIG/nwops.yaml" &&
	at 10:00 && noc inventory pin --import "$NWOPS_LAB_STATE/keys/known_hosts" --yes &&
	noc tick && noc incident list >out && test_must_be_empty out
'

# --- the alarm ---

test_expect_success 'a fibre is cut: the next tick opens the incident, with a first report for core and peers' '
	"$lab" fault line-cut on && at 10:01 && noc tick >ticked && grep -qx "incident $case is open: line:c1-main" ticked &&
	noc incident list >out && grep -q "^$case " out && test $(grep -c "^INC-" out) = 1
'
# The line and its router cannot be told apart: a person sends it.
test_expect_success 'it rests on what cannot be told apart, so somebody else approves it' '
	at 10:03 && another notify approve 1 --yes >out && another notify approve 2 --yes >out
'

# --- people ---

test_expect_success 'the engineer is led to the carrier, and the seven steps begin beside' '
	at 10:04 && noc isolate line:c1-main --answers "$NWOPS_LAB_DIR/story-answers.yaml" >led &&
	grep -qx "end: A fault of the carrier" led && go_on story-answers.yaml 2 4 5 &&
	at 10:05 && { noc tick >ticked || test $? = 1; } && heard 中村
'
test_expect_success 'the ticket that the carrier has named is on the case' '
	noc incident show "$case" >out && grep -qx "  carrier.s ticket: TK-4711" out && grep -qx "  taken up: 10:04" out
'
test_expect_success 'no first report is late' '
	at 10:20 && { noc tick >ticked || test $? = 1; } && noc --json incident duties "$case" >duties && /usr/bin/python3 -c "
import json
rows = [row for row in map(json.loads, open(\"duties\")) if row[\"type\"] == \"duty\"]
first = {(row[\"duty\"], row[\"audience\"]): row[\"state\"] for row in rows if row[\"duty\"] in (\"F1\", \"F2\", \"F3\", \"S1\")}
assert first == {(\"F1\", \"manager\"): \"met\", (\"F2\", \"institution\"): \"met\", (\"F3\", \"core\"): \"met\",
                 (\"F3\", \"peers\"): \"met\", (\"S1\", \"institution\"): \"met\"}, first"
'

# --- it is mended ---

# The line answers before the routes to it are all back, which are asked on the way to the end.
well () { "$lab" status >status 2>&1 && "$lab" exec noc nwops check --no-record line:c1-main kind:icmp kind:path </dev/null >checked 2>&1; }
test_expect_success 'the fibre is laid anew: a tick sees it, people are led to the end' '
	"$lab" fault line-cut off && lab_wait_for 10 well && at 10:40 && { noc tick >ticked || test $? = 1; } &&
	go_on story-restored.yaml 4 5 6 2 && grep -q "^end: Closed" led.2
'
test_expect_success 'everybody hears that it works again and why it did not, and confirms' '
	at 10:42 && { noc tick >ticked || test $? = 1; } && heard 中村 && { noc --json notify queue --all >queue || test $? = 1; } &&
	/usr/bin/python3 -c "
import json
rows = [row for row in map(json.loads, open(\"queue\")) if row[\"type\"] == \"message\"]
for row in sorted({(row[\"kind\"], row[\"audience\"], row[\"target\"], row[\"state\"]) for row in rows}):
    print(*row)" >actual &&
	cat >expect <<-\END &&
	check-request institution it@c1.example acknowledged
	outage-final core noc@core.example acknowledged
	outage-final manager manager@tozai.example acknowledged
	outage-final peers noc@peer.example acknowledged
	outage-first core noc@core.example acknowledged
	outage-first institution it@c1.example acknowledged
	outage-first manager manager@tozai.example acknowledged
	outage-first peers noc@peer.example acknowledged
	outage-restored core noc@core.example acknowledged
	outage-restored institution it@c1.example acknowledged
	outage-restored manager manager@tozai.example acknowledged
	outage-restored peers noc@peer.example acknowledged
	END
	test_cmp expect actual
'
test_expect_success 'what was said once stands in the last report: cause, ticket, times' '
	"$lab" exec core-mx tar -c -C /var/mail . >mail.tar </dev/null && mkdir mail && tar -x -C mail -f mail.tar &&
	/usr/bin/python3 -c "
import email, email.policy, os
texts = []
for folder, _, names in os.walk(\"mail\"):
    for name in names:
        mail = email.message_from_binary_file(open(os.path.join(folder, name), \"rb\"), policy=email.policy.default)
        if \"最終報\" in mail[\"subject\"] and \"noc@core.example\" in mail[\"to\"]:
            texts.append(mail.get_body().get_content())
assert len(texts) == 1, texts
for words in (\"概要: the line is silent\", \"復旧: ${day} 10:35\", \"停止時間: 33分\", \"影響回線数: 1\", \"地域: 東京都\", \"異常の所在: 回線事業者\",
              \"原因: 確定\", \"a digger has cut the fibre\", \"応急の措置: the fibre was laid anew\", \"a second way to the clinic\"):
    assert words in texts[0], words + \": \" + texts[0]"
'
# But for the looking back, which is after the end.
test_expect_success 'all seven steps were gone through, and every duty is met' '
	at 10:43 && noc incident step "$case" >steps && test "$(grep -c "^  [①②③④⑤⑥⑦] .*: done " steps)" = 7 &&
	noc --json incident duties "$case" >duties && grep "\"state\":\"\(open\|due-soon\|late\)\"" duties >left &&
	! grep -v "\"duty\":\"R3\"" left &&
	test "$(grep -c "\"state\":\"met\"" duties)" -ge 10
'

# --- its end ---

test_expect_success 'it is closed, and nothing had to be waived' '
	at 10:45 && noc incident close "$case" && noc incident show "$case" >out && grep -q "closed" out && ! grep -q waived out &&
	noc incident list >out && test_must_be_empty out
'
verify () { "$NWOPS_SOURCE/t/verify-bundle" "$@" >verdict; }
test_expect_success 'the bundle of it is believed by who does not believe nwops' '
	noc incident export "$case" "$PWD/bundle" && verify --key "$NWOPS_STATE/log.vkey" bundle &&
	echo "verified: $case" >expect && test_cmp expect verdict && noc audit verify
'
# One of each sort: t/t6100-export.sh goes through all of them, byte by byte.
test_expect_success 'and not after any single change: a bit of a file, a file less, a file more' '
	(cd bundle && find . -maxdepth 1 -type f && for sort in payloads proofs messages evidence; do
		find "$sort" -type f | sort | tail -n 1
	done) >files && test "$(wc -l <files)" -gt 12 && while read -r file; do
		cp "bundle/$file" kept && /usr/bin/python3 -c "
import sys
data = bytearray(open(sys.argv[1], \"rb\").read())
data[len(data) // 2] ^= 1
open(sys.argv[1], \"wb\").write(data)" "bundle/$file" && test_expect_code 1 verify bundle && rm "bundle/$file" &&
		test_expect_code 1 verify bundle && cp kept "bundle/$file" || return 1
	done <files && echo x >bundle/more && test_expect_code 1 verify bundle && rm bundle/more && verify bundle
'
"$lab" down
test_done
