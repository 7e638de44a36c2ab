#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What devices said is kept word for word: the newest of each command, and what was said
# when something changed. It can be seen, compared by its digest, and read again.
test_description='what devices said, as evidence'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"
. "$NWOPS_SOURCE/t/schema.sh"

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK

# of NAME FIELD: 2 the port.
of() {
	awk -v name="$1" -v field="$2" '$1 == name { print $field }' devices/devices
}
# at TIME STATUS: a check at that time.
at() {
	echo "2026-11-25T$1:00+09:00" >clock && test_expect_code "$2" nwops check >checked 2>err
}
# answer COMMAND: what f1 says to it, from stdin.
answer() {
	cat >"devices/f1.d/$1"
}
# says SECONDS STATE: what f1 says after so many seconds; never how busy it is.
says() {
	: >devices/f1.d/only
	echo "$((864000 + $1)).00 1.00" | answer uptime
	printf 'MemTotal: 1000000 kB\nMemFree: 100 kB\nMemAvailable: 600000 kB\n' | answer memory
	echo "{\"default\":{\"ipv4Unicast\":{\"peers\":{\"127.0.1.9\":{\"remoteAs\":65010,\"state\":\"$2\",\"peerUptimeMsec\":52000}}}}}" | answer bgp
}
# show ARGUMENT...: of f1.
show() {
	nwops inventory show --evidence "$@" f1
}
# refuses MESSAGE ARGUMENT...: show says so and shows nothing.
refuses() {
	echo "nwops: $1" >expect && shift &&
	test_expect_code 3 show "$@" >actual 2>err && test_must_be_empty actual &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said
}
# rows COMMAND: its texts, the newest first: when each was read, until when it came so, and what changed.
rows() {
	nwops --json inventory show --evidence f1 >list && /usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("list")):
    if line["command"] == sys.argv[1]:
        print(line["read_at"][11:16], line["again_at"][11:16], (line["kept_at"] or "-----------------")[11:16], line["change_count"],
              *("%s:%s:%s" % (change["item"], change["from"], change["to"]) for change in line["changes"] if "/bgp" in change["item"]))' "$1"
}
# digest COMMAND NUMBER: of its text of that number, the newest 1.
digest() {
	/usr/bin/python3 -c '
import json, sys
print([line["sha256"] for line in map(json.loads, open("list")) if line["command"] == sys.argv[1]][int(sys.argv[2]) - 1])' "$@"
}

test_expect_success 'a router' '
	start_routers f1@127.0.1.2=frr && site && cat >>etc/nwops.yaml <<-\END &&
	ssh-logins: {noc: {user: nwops, key: ../devices/key}}
	END
	cat >etc/inventory/lab.yaml <<-END &&
	organizations: {self: {kind: operator, self: true, name: Tozai Medical Lines}}
	devices:
	  f1: {owner: self, platform: frr, address: 127.0.1.2, watch: [], service-class: user, ssh: {like: noc, port: $(of f1 2)}}
	END
	awk "{ printf \"[127.0.1.2]:%s %s %s\n\", \$2, \$4, \$5 }" devices/devices >hosts &&
	says 0 Established
'
test_expect_success 'of which nothing is kept yet' '
	echo 2026-11-25T02:59:00+09:00 >clock &&
	refuses "no store in '\''$PWD/state'\'' yet: run '\''nwops check'\'' once, or name another with --state" &&
	nwops inventory pin --import hosts --yes >pinned &&
	refuses "nothing is kept that a device '\''f1'\'' said"
'

# --- what is kept ---

test_expect_success 'what came the same twice is kept once' '
	at 03:00 3 && at 03:01 3 && rows memory >actual && rows bgp >>actual &&
	cat >expect <<-\END &&
	03:00 03:01 03:00 5 device:f1/bgp:127.0.1.9:None:ok
	03:00 03:01 03:00 5 device:f1/bgp:127.0.1.9:None:ok
	END
	test_cmp expect actual &&
	/usr/bin/python3 -c "
import json
lines = [json.loads(line) for line in open(\"list\")]
print(len(lines) == len({line[\"command\"] for line in lines}) > 3, all(line[\"base64\"] is None for line in lines))" >actual &&
	echo True True >expect && test_cmp expect actual
'
test_expect_success 'another takes its place, but not that of one by which something changed' '
	says 120 Established && at 03:02 3 && says 180 Established && at 03:03 3 &&
	rows uptime >actual && rows bgp >>actual &&
	cat >expect <<-\END &&
	03:03 03:03 ----- 0
	03:00 03:01 03:00 5 device:f1/bgp:127.0.1.9:None:ok
	03:00 03:03 03:00 5 device:f1/bgp:127.0.1.9:None:ok
	END
	test_cmp expect actual
'
test_expect_success 'what was said when something changed stays' '
	says 240 Active && at 03:04 2 && at 03:05 2 && says 360 Idle && at 03:06 2 && rows bgp >actual && rows memory >>actual &&
	cat >expect <<-\END &&
	03:06 03:06 ----- 0
	03:04 03:05 03:04 1 device:f1/bgp:127.0.1.9:ok:down
	03:00 03:03 03:00 5 device:f1/bgp:127.0.1.9:None:ok
	03:00 03:06 03:04 1 device:f1/bgp:127.0.1.9:ok:down
	END
	test_cmp expect actual
'
test_expect_success 'the journal names it by its digest' '
	digest bgp 2 >expect && /usr/bin/python3 -c "
import json, sqlite3
bodies = [json.loads(row[0]) for row in sqlite3.connect(\"state/nwops.db\").execute(
    \"select body from payload join journal using (sequence) where kind = '\''check'\'' order by sequence\")]
named = [body.get(\"evidence\") for body in bodies]
print([each[\"sha256\"] for each in named[4] if each[\"item\"] == \"device:f1\" and each[\"command\"] == \"bgp\"][0])
print([number for number, each in enumerate(named) if each is not None], [len({len(each) for each in named if each})])" >actual &&
	echo "[0, 4] [1]" >>expect && test_cmp expect actual
'
test_expect_success 'a check that records nothing keeps nothing' '
	rows bgp >expect && says 420 Connect && echo 2026-11-25T03:07:00+09:00 >clock &&
	test_expect_code 2 nwops check --no-record >checked && rows bgp >actual && test_cmp expect actual
'

# kept STORE: what it keeps, and how many entries its journal has; of a copy, so that looking changes nothing.
kept() {
	rm -rf looked-at && cp -rp "$1" looked-at && /usr/bin/python3 -c '
import sqlite3
store = sqlite3.connect("looked-at/nwops.db")
assert store.execute("pragma integrity_check").fetchone() == ("ok",)
for row in store.execute("select item, command, read_at_us, again_at_us, kept_at_us, hex(digest), hex(text) from evidence left join evidence_text using (id) order by id"):
    print(*row)
print(store.execute("select count(*) from evidence_text").fetchone()[0], store.execute("select count(*) from journal").fetchone()[0])'
}
# killed NUMBER: a check from the store base on that is killed after so many changes to the store; 0: not at all.
killed() {
	rm -rf state && cp -rp base state && faulted FAULTS_KILL_AFTER="$1" nwops check >checked 2>err
}
test_expect_success 'killed anywhere, it keeps all that a check made of it, or nothing' '
	says 480 Established && echo 2026-11-25T03:07:30+09:00 >clock && mv state base && kept base >nothing &&
	test_expect_code 3 killed 1000000 && count=$(wc -l <calls) && test "$count" -gt 10 && kept state >all && ! cmp nothing all &&
	for part in 1 2 3 4 5 6 7 8 9 10; do
		test_expect_code 137 killed $((count * part / 11)) && kept state >now &&
		if cmp -s nothing now; then echo nothing; elif cmp -s all now; then echo all; else return 1; fi
	done >ends && sort -u ends >actual && printf "all\nnothing\n" >expect && test_cmp expect actual &&
	rm -rf state && mv base state && says 420 Connect
'

# --- seeing it ---

test_expect_success 'it is listed' '
	show >list.txt && sed -E "s/[0-9a-f]{16}/DIGEST/" list.txt | grep -E "^(COMMAND|bgp)" >actual &&
	sed "s/^ *//; s/  */ /g" actual >words && cat >expect <<-\END &&
	COMMAND READ CAME SO UNTIL BYTES SHA-256 KEPT FOR
	bgp 2026-11-25 03:06:00 +09:00 2026-11-25 03:06:00 +09:00 109 DIGEST
	bgp 2026-11-25 03:04:00 +09:00 2026-11-25 03:05:00 +09:00 111 DIGEST device:f1/bgp:127.0.1.9: OK > DOWN
	bgp 2026-11-25 03:00:00 +09:00 2026-11-25 03:03:00 +09:00 116 DIGEST device:f1/login: - > OK (and 4 more)
	END
	test_cmp expect words
'
test_expect_success 'byte for byte it is what its digest says, and what was said' '
	rows bgp >unused &&
	for number in 1 2 3; do
		show --command bgp --digest "$(digest bgp $number)" --raw >raw.$number &&
		echo "$(digest bgp $number)  raw.$number" | sha256sum --check --quiet || return 1
	done &&
	show --command bgp --raw >newest && test_cmp raw.1 newest && grep Idle raw.1 && grep Active raw.2 && grep Established raw.3
'
test_expect_success 'and a platform reads it again' '
	nwops platform parse frr --command bgp raw.2 >parsed 2>err && grep "\"state\":\"active\"" parsed
'
test_expect_success 'as JSON it is whole' '
	nwops --json inventory show --evidence --command bgp device:f1 >actual && /usr/bin/python3 -c "
import base64, hashlib, json
line = json.loads(open(\"actual\").read())
text = base64.b64decode(line[\"base64\"])
assert text == open(\"raw.1\", \"rb\").read() and hashlib.sha256(text).hexdigest() == line[\"sha256\"]
assert line[\"bytes\"] == line[\"kept_bytes\"] == len(text) and line[\"whole\"] is True and line[\"platform\"] == \"frr\""
'
test_expect_success SCHEMA 'and as the schema describes' '
	valid list actual && sort -u types >told && echo evidence >expect && test_cmp expect told
'
test_expect_success 'what would harm a terminal does not reach it' '
	printf "MemTotal: 1000000 kB\r\n\033]0;owned\007\nMemAvailable: 600000 kB\n\377tail" | answer memory &&
	at 03:08 2 && show --command memory >actual &&
	digest=$(nwops --json inventory show --evidence --command memory f1 | sed "s/.*\"sha256\":\"\([0-9a-f]*\)\".*/\1/") &&
	cat >expect <<-END &&
	device: f1, command: memory, platform: frr
	read: 2026-11-25 03:08:00 +09:00, came so until: 2026-11-25 03:08:00 +09:00
	SHA-256: $digest

	MemTotal: 1000000 kB
	\\x1b]0;owned\\x07
	MemAvailable: 600000 kB
	\\xfftail
	END
	test_cmp expect actual
'

test_expect_success 'options that make no sense are refused' '
	refuses "options '\''--raw'\'' and '\''--digest'\'' need '\''--command'\''" --raw &&
	refuses "options '\''--raw'\'' and '\''--digest'\'' need '\''--command'\''" --digest 12 &&
	test_expect_code 3 nwops --json inventory show f1 --evidence --command bgp --raw >actual 2>err &&
	grep "options .--raw. and .--json. do not go together" actual &&
	test_expect_code 3 nwops inventory show f1 --command bgp >actual 2>err && test_must_be_empty actual &&
	grep "need .--evidence" err &&
	for words in "--command none" "--command bgp --digest 0g"; do
		# shellcheck disable=SC2086	# words
		refuses "nothing like that is kept that a device '\''f1'\'' said; see which with '\''nwops inventory show --evidence'\''" \
			$words || return 1
	done
'

# --- what breaks off, and what is old ---

test_expect_success 'a text that broke off says so' '
	echo "!drop" >devices/f1.d/memory && at 03:09 3 && rows memory >actual && show --command memory >text && sed -n "2p; 4,5p" text >>actual &&
	cat >expect <<-\END &&
	03:09 03:09 03:09 3 device:f1/bgp:127.0.1.9:down:unknown
	03:00 03:06 03:04 1 device:f1/bgp:127.0.1.9:ok:down
	read: 2026-11-25 03:09:00 +09:00, came so until: 2026-11-25 03:09:00 +09:00
	its end was not seen
	kept for what changed at 2026-11-25 03:09:00 +09:00: device:f1/login: OK > CAUTION (and 2 more)
	END
	test_cmp expect actual
'
test_expect_success 'a copy of the store has it' '
	rows bgp >expect && nwops store backup --with-key copy >made && mv state aside && nwops store restore copy >restored &&
	rows bgp >actual && test_cmp expect actual
'
test_expect_success 'what is old goes with a pruning, but the newest' '
	test_expect_code 1 nwops --json store status >before && echo 2026-11-26T03:05:00+09:00 >clock &&
	nwops --json store prune --evidence-for 1d >pruned && rows uptime >actual && rows memory >>actual &&
	cat >expect <<-\END &&
	03:08 03:09 03:09 3 device:f1/bgp:127.0.1.9:down:unknown
	03:09 03:09 03:09 3 device:f1/bgp:127.0.1.9:down:unknown
	END
	test_cmp expect actual && nwops --json store status >after && /usr/bin/python3 -c "
import json
was, now, pruned = [json.loads(open(name).read()) for name in (\"before\", \"after\", \"pruned\")]
assert pruned[\"items\"] == 0 and was[\"evidence_bytes\"] > now[\"evidence_bytes\"]
assert (pruned[\"evidence_before\"], pruned[\"evidence_after\"]) == (was[\"evidence\"], now[\"evidence\"])
print(was[\"evidence\"] - now[\"evidence\"], was[\"evidence_kept\"] - now[\"evidence_kept\"])" >actual &&
	echo "5 5" >expect && test_cmp expect actual
'
test_expect_success 'and all that was said by a device that is gone, in its time' '
	sed -i "/^  f1:/d; /^devices:/d" etc/inventory/lab.yaml && echo 2027-03-01T03:00:00+09:00 >clock &&
	nwops store prune >pruned && rows uptime >actual && echo "03:08 03:09 03:09 3 device:f1/bgp:127.0.1.9:down:unknown" >expect &&
	test_cmp expect actual && show --command bgp >actual 2>err; test_must_be_empty actual &&
	echo 2031-11-27T03:00:00+09:00 >clock && nwops store prune >pruned && refuses "nothing is kept that a device '\''f1'\'' said"
'

test_done
