#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Notices over the network in a box, against real mail servers: with the core down every first report is in the mailbox
# out of band, in order and in time; what becomes of each message when the core's mail server refuses, defers or hangs;
# a relay that is dead, is another's or is not found by its name, and a clock that is set, make nothing late and nothing
# twice. The clock is nwops's own: it stands, or runs truly from where a delivery begins.
# Belongs here: what only a network shows. Does not: how each answer of a server is taken (t/t5300-send-wire.sh).
test_description='notices in the network in a box'
. "$(dirname "$0")/setup.sh"

NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_LAB_STATE NWOPS_CONFIG NWOPS_TEST_CLOCK
lab=$NWOPS_LAB_DIR/lab

# now TIME [SPEED]: what nwops's clock shows from then on, standing or running.
now () { echo "$1+09:00${2:+ $2}" >clock.new && mv clock.new clock; }
day=2026-11-26T
noc () { "$lab" exec noc nwops "$@" </dev/null 2>err || { noc_status=$?; cat err >&2; return $noc_status; }; }
deliver () { test_expect_code "$1" noc notify flush >delivered; }

# opened NAME: a spool of its own, with a case about the core's edge and one about a line.
opened () {
	NWOPS_STATE=$PWD/state-$1 && export NWOPS_STATE && now ${day}11:00:00 &&
	noc incident open device:e1 --title core --detected-by monitoring &&
	noc incident open line:h1-main --title line --detected-by monitoring
}
# routine, reports: what is told. Nobody waits for the first; the others are first reports.
routine () { noc notify send technical-info --to peers --field info-title=x --field effect=y --yes; }
reports () {
	for audience in core peers manager
	do
		noc notify send outage-first --case INC-20261126-001 --to $audience --yes || return 1
	done &&
	noc notify send outage-first --case INC-20261126-002 --to institution --yes
}

# queue: all of the spool, as JSON; that something has failed for good is no error here.
queue () { noc --json notify queue --all >queue || test $? = 1; }
# became: of each message in the spool whose it is, the way it went, how it stands and ended; then what is not
# as it should be of any notice: who was told later than its patience.
became () {
	queue && /usr/bin/python3 - <<-\END
	import datetime, json
	PATIENCE_S = {"first": 60, "urgent": 300, "routine": 3600}
	rows = [row for row in map(json.loads, open("queue")) if row["type"] == "message"]
	rows.sort(key=lambda row: (row["notice"], row["made_at"], row["organization"], row["target"], row["path"]))
	when = lambda text: datetime.datetime.fromisoformat(text)
	made, told = {}, {}
	for row in rows:
	    print(row["kind"], row["contact"], row["target"], row["path"], row["state"], row["attempts"], row["last_end"])
	    key = row["notice"], row["contact"]
	    made[key] = min(made.get(key, when(row["made_at"])), when(row["made_at"]))
	    if row["state"] == "accepted":
	        told[key] = min(told.get(key, when(row["changed_at"])), when(row["changed_at"]))
	for row in rows:
	    key = row["notice"], row["contact"]
	    if key in told and (told[key] - made[key]).total_seconds() > PATIENCE_S[row["urgency"]]:
	        print("late:", *key, told[key])
	END
}
# mailbox SERVER: its mails into ./SERVER anew, oldest first.
mailbox () {
	rm -rf "$1" && mkdir "$1" && "$lab" exec "$1" tar -c -C /var/mail . >"$1.tar" </dev/null && tar -x -C "$1" -f "$1.tar"
}

test_expect_success 'the network is up, and one of us is reached out of band alone' '
	"$lab" up &&
	cat >"$NWOPS_CONFIG/inventory/more.yaml" <<-\END
	contacts:
	  deputy: {organization: self, role: ops-manager, name: {ja: 山本, en: Yamamoto},
	           channels: [{mail: deputy@tozai-oob.example, path: out-of-band}]}
	END
'

# --- the core is down ---

test_expect_success 'the core is down: every first report is taken out of band, in time' '
	"$lab" fault both-sessions-down on && opened down && routine && reports &&
	now ${day}11:00:00 x1 && deliver 1 && became >actual &&
	cat >expect <<-\END &&
	technical-info peer-noc noc@peer.example core failed-temporary 1 no-connection
	technical-info peer-noc noc@peer.example out-of-band accepted 1 accepted
	outage-first core-noc noc@core.example core failed-temporary 1 no-connection
	outage-first core-noc noc@oob.example out-of-band accepted 1 accepted
	outage-first core-noc noc@core.example out-of-band accepted 1 accepted
	outage-first peer-noc noc@peer.example core failed-temporary 1 no-connection
	outage-first peer-noc noc@peer.example out-of-band accepted 1 accepted
	outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
	outage-first manager manager@tozai.example core failed-temporary 1 no-connection
	outage-first manager manager@tozai.example out-of-band accepted 1 accepted
	outage-first h1-desk it@h1.example core failed-temporary 1 no-connection
	outage-first h1-desk it@h1.example out-of-band accepted 1 accepted
	END
	test_cmp expect actual
'
# attempts NOTICE...: of each try that was accepted, in the order in which they were begun, the notice, whose it was and the way.
attempts () {
	for notice
	do
		noc --json notify why "$notice" || return 1
	done >why && /usr/bin/python3 - <<-\END
	import json
	rows = [json.loads(line) for line in open("why")]
	messages = {row["code"]: row for row in rows if row["type"] == "message"}
	tries = [row for row in rows if row["type"] == "attempt" and row["end"] == "accepted"]
	for row in sorted(tries, key=lambda row: row["began_at"]):
	    message = messages[row["code"]]
	    print(message["notice"], message["target"], row["path"], row["relay"], row["secured"])
	END
}
test_expect_success 'those that may not wait were begun first, in the order in which they were made' '
	attempts 1 2 3 4 5 >actual &&
	cat >expect <<-\END &&
	4 deputy@tozai-oob.example out-of-band oob-mx TLSv1.3, CN=mx.oob.example
	2 noc@oob.example out-of-band oob-mx TLSv1.3, CN=mx.oob.example
	2 noc@core.example out-of-band oob-mx TLSv1.3, CN=mx.oob.example
	3 noc@peer.example out-of-band oob-mx TLSv1.3, CN=mx.oob.example
	4 manager@tozai.example out-of-band oob-mx TLSv1.3, CN=mx.oob.example
	5 it@h1.example out-of-band oob-mx TLSv1.3, CN=mx.oob.example
	1 noc@peer.example out-of-band oob-mx TLSv1.3, CN=mx.oob.example
	END
	test_cmp expect actual
'
# kept DIRECTORY: compares each mail there with the bytes that notify preview shows of the message; prints whose they were.
kept () {
	/usr/bin/python3 - "$1" <<-\END
	import email, json, os, re, sys
	# What servers put before it when they take it.
	TRACE = re.compile(rb"(?:(?:Return-Path|X-Original-To|Delivered-To|Received|X-Peer|X-MailFrom|X-RcptTo):.*\n(?:[ \t].*\n)*)*")
	composed = {}
	for name in os.listdir("composed"):
	    raw = open("composed/" + name, "rb").read()
	    composed[email.message_from_bytes(raw)["message-id"]] = raw.replace(b"\r\n", b"\n")
	seen = []
	for folder, _, names in os.walk(sys.argv[1]):
	    for name in names:
	        raw = open(os.path.join(folder, name), "rb").read().replace(b"\r\n", b"\n")
	        own = raw[TRACE.match(raw).end():]
	        mail = email.message_from_bytes(own)
	        same = own.rstrip(b"\n") == composed[mail["message-id"]].rstrip(b"\n")
	        seen.append(email.utils.parseaddr(mail["to"])[1] + ("" if same else ": not as it was composed"))
	print("\n".join(sorted(seen)))
	END
}
# compose: the bytes of each message in the spool, as a preview has them, into ./composed.
compose () {
	rm -rf composed && mkdir composed && queue &&
	/usr/bin/python3 -c "
import json
for row in map(json.loads, open(\"queue\")):
    if row[\"type\"] == \"message\":
        print(row[\"notice\"], row[\"code\"])
" >codes &&
	while read -r notice code
	do
		noc notify preview "$notice" "$code" >"composed/$code" || return 1
	done <codes
}
arrived () { mailbox "$1" && kept "$1" >arrived; }
test_expect_success 'all of it is in the mailbox out of band, byte for byte as a preview has it' '
	compose && cat >expect <<-\END &&
	deputy@tozai-oob.example
	it@h1.example
	manager@tozai.example
	noc@core.example
	noc@oob.example
	noc@peer.example
	noc@peer.example
	END
	lab_wait_for 10 sh -c "test \$(\"\$1\" exec oob-mx find /var/mail -type f </dev/null | wc -l) = 7" sh "$lab" &&
	arrived oob-mx && test_cmp expect arrived
'
test_expect_success 'the core is back: what waited for it goes there, once' '
	"$lab" fault both-sessions-down off && lab_wait_for 30 "$lab" status &&
	now ${day}11:00:30 x1 && deliver 0 && became >actual &&
	! grep "outage-first.* failed" actual && ! grep late actual &&
	now ${day}11:04:00 x1 && deliver 0 && compose &&
	lab_wait_for 10 sh -c "test \$(\"\$1\" exec core-mx find /var/mail -type f </dev/null | wc -l) = 4" sh "$lab" &&
	arrived core-mx && printf "%s\n" it@h1.example manager@tozai.example noc@core.example noc@peer.example >expect &&
	test_cmp expect arrived
'

# --- the mail server of the core ---

test_expect_success 'mail-refused: another address, or another path to the same' '
	"$lab" fault mail-refused on && opened refused && routine && reports &&
	now ${day}11:00:00 x1 && deliver 1 && became >actual &&
	cat >expect <<-\END &&
	technical-info peer-noc noc@peer.example core failed-permanent 1 refused-recipient
	outage-first core-noc noc@core.example core failed-permanent 1 refused-recipient
	outage-first core-noc noc@oob.example out-of-band accepted 1 accepted
	outage-first peer-noc noc@peer.example core failed-permanent 1 refused-recipient
	outage-first peer-noc noc@peer.example out-of-band accepted 1 accepted
	outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
	outage-first manager manager@tozai.example core failed-permanent 1 refused-recipient
	outage-first manager manager@tozai.example out-of-band accepted 1 accepted
	outage-first h1-desk it@h1.example core failed-permanent 1 refused-recipient
	outage-first h1-desk it@h1.example out-of-band accepted 1 accepted
	END
	test_cmp expect actual && "$lab" fault mail-refused off
'
test_expect_success 'mail-deferred: tried again, and when patience ends by every path' '
	"$lab" fault mail-deferred on && opened deferred && routine && reports && deliver 1 && became >actual &&
	cat >expect <<-\END &&
	technical-info peer-noc noc@peer.example core failed-temporary 1 deferred
	outage-first core-noc noc@core.example core failed-temporary 1 deferred
	outage-first peer-noc noc@peer.example core failed-temporary 1 deferred
	outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
	outage-first manager manager@tozai.example core failed-temporary 1 deferred
	outage-first h1-desk it@h1.example core failed-temporary 1 deferred
	END
	test_cmp expect actual &&
	now ${day}11:00:20 && deliver 1 && now ${day}11:00:40 && deliver 1 && now ${day}11:01:00 && deliver 1 && became >actual &&
	cat >expect <<-\END &&
	technical-info peer-noc noc@peer.example core failed-temporary 1 deferred
	outage-first core-noc noc@core.example core failed-temporary 4 deferred
	outage-first core-noc noc@core.example out-of-band accepted 1 accepted
	outage-first core-noc noc@oob.example out-of-band accepted 1 accepted
	outage-first peer-noc noc@peer.example core failed-temporary 4 deferred
	outage-first peer-noc noc@peer.example out-of-band accepted 1 accepted
	outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
	outage-first manager manager@tozai.example core failed-temporary 4 deferred
	outage-first manager manager@tozai.example out-of-band accepted 1 accepted
	outage-first h1-desk it@h1.example core failed-temporary 4 deferred
	outage-first h1-desk it@h1.example out-of-band accepted 1 accepted
	END
	test_cmp expect actual && "$lab" fault mail-deferred off
'
cp "$NWOPS_CONFIG/notices.yaml" notices.yaml
# The routine one hangs for half a minute. First reports that are made meanwhile go out in the same delivery.
test_expect_success 'mail-hanging: what hangs delays nobody else' '
	echo "urgencies: {routine: {connect: 25s}}" >>"$NWOPS_CONFIG/notices.yaml" &&
	"$lab" fault mail-hanging on && opened hanging && routine && now ${day}11:00:00 x1 &&
	{ noc notify flush >hanging & } && hanging=$! &&
	lab_wait_for 10 sh -c "\"\$1\" exec noc nwops --json notify queue </dev/null 2>err | grep -q \"\\\"state\\\":\\\"sending\\\"\"" sh "$lab" &&
	reports && test_expect_code 1 wait $hanging && became >actual &&
	cat >expect <<-\END &&
	technical-info peer-noc noc@peer.example core failed-temporary 1 too-slow
	outage-first core-noc noc@oob.example out-of-band accepted 1 accepted
	outage-first peer-noc noc@peer.example out-of-band accepted 1 accepted
	outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
	outage-first manager manager@tozai.example out-of-band accepted 1 accepted
	outage-first h1-desk it@h1.example out-of-band accepted 1 accepted
	END
	grep -e late -e technical-info -e out-of-band actual | grep -v "noc@core.example out" >told && test_cmp expect told &&
	/usr/bin/python3 -c "
import json
ended = {row[\"contact\"]: row[\"changed_at\"] for row in map(json.loads, open(\"queue\")) if row[\"type\"] == \"message\"
         and (row[\"urgency\"] == \"routine\" or row[\"contact\"] == \"deputy\")}
assert ended[\"deputy\"] < ended[\"peer-noc\"], ended" &&
	"$lab" fault mail-hanging off
'

# --- relays that are not as they should be ---

# relays SCRIPT: the site's paths as they were, but for what sed's SCRIPT changes.
relays () { sed "$1" notices.yaml >"$NWOPS_CONFIG/notices.yaml" && ! cmp -s notices.yaml "$NWOPS_CONFIG/notices.yaml"; }

test_expect_success 'one relay of two is dead: nothing is late, and the next delivery asks the other first' '
	relays "s/relays: \[{name: core-mx,/relays: [{name: gone, host: 10.9.0.26, port: 25, tls: none}, {name: core-mx,/" &&
	opened dead && reports && now ${day}11:00:00 x1 && deliver 0 && became >actual &&
	cat >expect <<-\END &&
	outage-first core-noc noc@core.example core accepted 1 accepted
	outage-first peer-noc noc@peer.example core accepted 1 accepted
	outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
	outage-first manager manager@tozai.example core accepted 1 accepted
	outage-first h1-desk it@h1.example core accepted 1 accepted
	END
	test_cmp expect actual && noc notify why 1 >why && grep "core/gone: no connection" why &&
	now ${day}11:01:00 && routine && deliver 0 && noc notify why 5 >why && grep "core/core-mx: accepted" why && ! grep gone why
'
# Which way it fails, what was changed: all the other paths carry it within the same delivery.
while read -r end change
do
	test_expect_success "$end: it goes by the other path at once" '
		relays "$change" && opened "relay-$end" && reports && now ${day}11:00:00 x1 && deliver 1 && became >actual &&
		cat >expect <<-END &&
		outage-first core-noc noc@core.example core failed-temporary 1 $end
		outage-first core-noc noc@oob.example out-of-band accepted 1 accepted
		outage-first core-noc noc@core.example out-of-band accepted 1 accepted
		outage-first peer-noc noc@peer.example core failed-temporary 1 $end
		outage-first peer-noc noc@peer.example out-of-band accepted 1 accepted
		outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
		outage-first manager manager@tozai.example core failed-temporary 1 $end
		outage-first manager manager@tozai.example out-of-band accepted 1 accepted
		outage-first h1-desk it@h1.example core failed-temporary 1 $end
		outage-first h1-desk it@h1.example out-of-band accepted 1 accepted
		END
		test_cmp expect actual
	'
done <<\END
not-trusted s/tls-name: mx.core.example/tls-name: mx.other.example/
no-name s/host: 10.9.0.25,/host: mx.core.example,/
END
cp notices.yaml "$NWOPS_CONFIG/notices.yaml"

# --- a clock that is set ---

# What a tick finds of the network is none of this test's business.
tick () { noc tick >ticked || test $? -le 2; }
while read -r day_then moved
do
	test_expect_success "the clock is set $moved while it is deferred: told once, and by nobody's wait" '
		"$lab" fault mail-deferred on && opened "moved-$day_then" && now ${day}11:00:00 "up 2h" && reports && tick &&
		"$lab" fault mail-deferred off && now "${day_then}T15:00:00" "up 2h" && tick &&
		now "${day_then}T15:00:30" "up 7230s" && tick && now "${day_then}T15:01:30" "up 7290s" && tick && became >actual &&
		cat >expect <<-\END &&
		outage-first core-noc noc@core.example core accepted 2 accepted
		outage-first peer-noc noc@peer.example core accepted 2 accepted
		outage-first deputy deputy@tozai-oob.example out-of-band accepted 1 accepted
		outage-first manager manager@tozai.example core accepted 2 accepted
		outage-first h1-desk it@h1.example core accepted 2 accepted
		END
		grep -v "^late\|^reminder" actual >told && test_cmp expect told
	'
done <<\END
2026-11-25 back by most of a day
2026-11-26 ahead by four hours
END
"$lab" down
test_done
