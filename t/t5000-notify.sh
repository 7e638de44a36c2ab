#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Telling an audience: who would be told in which words is shown before anything is written; what is
# queued is there when the command returns; what needs somebody else's word waits for it; and why each contact is told or
# is not can be asked afterwards.
test_description='nwops notify send, preview, approve, why'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
now 2026-11-26T11:00:00+09:00

test_expect_success 'a site, and every verb has its help' '
	telling_site &&
	for verb in send preview approve queue flush retry drop ack why paths contacts roster call-list lint; do
		nwops notify $verb --help >help && grep "^usage: nwops notify $verb " help || return 1
	done &&
	nwops --lang ja notify --help >help && grep "通知" help
'
test_expect_success 'what would go wrong is told before: paths that share a fate' '
	cat >expect <<-END &&
	warning: $PWD/etc/inventory/lab.yaml: line 2, column 3: no contact of organization '\''self'\'' has role '\''help-desk'\'' (1.1.2-1)
	warning: $PWD/etc/inventory/lab.yaml: line 3, column 3: no contact of organization '\''core'\'' has a channel with '\''path: out-of-band'\'', which works while the core is down (3.2.2-2)
	warning: $PWD/etc/inventory/lab.yaml: line 4, column 3: no contact of organization '\''minami'\'' has a channel with '\''path: out-of-band'\'', which works while the core is down (3.2.2-2)
	warning: $PWD/etc/notices.yaml: line 2, column 3: paths '\''core'\'' and '\''out-of-band'\'' share a fate: relay 127.0.0.1
	warning: $PWD/etc/notices.yaml: line 2, column 3: paths '\''core'\'' and '\''out-of-band'\'' share a fate: source address 127.0.0.1
	notices: errors 0, warnings 5
	END
	quiet test_expect_code 1 nwops notify lint >actual && test_must_be_empty err && test_cmp expect actual
'
test_expect_success 'a slip in words of the site is an error, with its place' '
	sed "s/{{effect}}/{{efect}}/" etc/templates/technical-info.yaml >slip && mkdir -p slipped && cp -r etc/* slipped &&
	cp slip slipped/templates/technical-info.yaml &&
	quiet test_expect_code 3 nwops --config slipped notify lint >actual &&
	grep "^error: slipped/templates/technical-info.yaml: line 7, column 23: there is no field '\''efect'\''; did you mean '\''effect'\''?$" actual &&
	grep "^notices: errors 2, warnings 3$" actual
'

# --- before anything is written ---

test_expect_success '--dry-run shows recipients and words, and writes nothing' '
	cat >expect <<-\END &&
	technical information, to core operator; urgency: routine; queued
	RECIPIENT  ORGANIZATION  CHANNEL  PATH  NOT BEFORE  ADDRESS
	core-noc   core          mail     core  now         noc@core.example

	--- to core-noc, by mail:
	    [TECHNICAL] about x

	    x: no service
	END
	quiet nwops notify send technical-info --to core --field info-title=x --field effect="no service" --dry-run >actual &&
	test_must_be_empty err && test_cmp expect actual && ! test -e state
'
test_expect_success 'each text is shown once, in the language of its reader' '
	cat >expect <<-\END &&
	technical information, to other network operators; urgency: routine; queued
	RECIPIENT   ORGANIZATION  CHANNEL  PATH  NOT BEFORE  ADDRESS
	minami-noc  minami        mail     core  now         noc@nankai.example
	cannot be told: minami-tel (minami): nothing that a message could reach

	--- to minami-noc, by mail:
	    【技術情報】x

	    x: y
	END
	quiet test_expect_code 2 nwops notify send technical-info --to peers --field info-title=x --field effect=y --dry-run >actual &&
	test_must_be_empty err && test_cmp expect actual
'
test_expect_success 'as JSON' '
	cat >expect <<-\END &&
	{"v":1,"type":"planned-message","contact":null,"organization":"hosp-2","channel":"phone","target":"03-5550-0122","path":null,"language":"en","due_at":"2026-11-26T11:00:00+09:00","subject":"[TECHNICAL] about x","text":"x: y\n"}
	{"v":1,"type":"notice-plan","kind":"technical-info","audience":"institution","recipient":"hosp-2","reference":null,"state":"queued","urgency":"routine","sequence":null,"recipients":1,"messages":1,"by_hand":1,"refused":[],"faults":[]}
	END
	quiet nwops --json notify send technical-info --to institution:hosp-2 --field info-title=x --field effect=y --dry-run >actual &&
	test_cmp expect actual
'
test_expect_success 'a carrier is told of its own circuits' '
	cat >expect <<-\END &&
	enquiry at a carrier, to carrier; urgency: urgent; queued
	RECIPIENT  ORGANIZATION  CHANNEL    PATH  NOT BEFORE  ADDRESS
	fibre      fibre         telephone  -     now         0120-000-113
	END
	quiet nwops notify send carrier-enquiry --to carrier --subject h1 --dry-run >actual && head -n 3 actual >shown && test_cmp expect shown
'
test_expect_success 'what is typed wrongly is said, with what was meant' '
	refused "'\''outage-frist'\'' is no kind of notice; did you mean '\''outage-first'\''?" nwops notify send outage-frist --to core --dry-run &&
	refused "say whom to tell: '\''--to'\''" nwops notify send outage-first --dry-run &&
	refused "'\''cores'\'' is no audience; did you mean '\''core'\''?" nwops notify send outage-first --to cores --dry-run &&
	refused "no organization is called '\''x'\''" nwops notify send outage-first --to core:x --dry-run &&
	refused "a notice of the kind '\''suspension'\'' is never told to the audience '\''peers'\''" nwops notify send suspension --to peers --dry-run &&
	refused "there is no field '\''efect'\''; did you mean '\''effect'\''?" nwops notify send technical-info --to core --field efect=x --dry-run &&
	refused "field '\''institutions'\'' is not for the audience '\''peers'\''" nwops notify send outage-first --to peers --field institutions=x --dry-run &&
	refused "'\''--field'\'' wants NAME=VALUE, NAME~VALUE or NAME=?, not '\''x'\''" nwops notify send outage-first --to core --field x --dry-run &&
	refused "field '\''lines-affected'\'': '\''many'\'' is not a whole number" nwops notify send outage-first --to core --field lines-affected=many --dry-run &&
	refused "field '\''began-at'\'': '\''early'\'' is not a time such as 10:30 or '\''2026-11-26 10:30'\''" nwops notify send outage-first --to core --field began-at=early --dry-run &&
	refused "field '\''cause-status'\'': '\''sure'\'' is not one of investigating, estimated, confirmed" nwops notify send outage-first --to core --field cause-status=sure --dry-run
'
test_expect_success 'a time of the day is the nearest one; an estimate and what is not known say so' '
	quiet nwops --json notify send outage-first --to core --field began-at=10:30 --field next-report~14:00 --field lines-affected~120 --field cause=? --dry-run >actual &&
	/usr/bin/python3 -c "
import json
message, plan = map(json.loads, open(\"actual\"))
for words in (\"2026-11-26 10:30\", \"about 2026-11-26 14:00\", \"about 120\"):
    assert words in message[\"text\"], (words, message[\"text\"])
"
'

# last_line: of what core is told of an outage; the record is that of $1 (none: there is none).
last_line() {
	quiet nwops --json ${1:+--state "$1"} notify send outage-first --to core --field began-at=10:30 --dry-run >actual &&
	/usr/bin/python3 -c "
import json
print(json.loads(open(\"actual\").readline())[\"text\"].splitlines()[-1])"
}
# head_of STATE: as sqlite3, base64 and od say it from its checkpoint.
head_of() {
	echo "checkpoint: $(sed -n 1p "$1/checkpoint") $(sed -n 2p "$1/checkpoint")" \
		"$(sed -n 3p "$1/checkpoint" | base64 -d | od -An -v -tx1 | tr -d " \n" | cut -c1-16)"
}
test_expect_success 'the last line of a report is the head of the record, which its reader then holds' '
	last_line >last && ! grep "^checkpoint:" last &&
	nwops --state recorded incident open --title one >out 2>err && head_of recorded >expect && last_line recorded >last && test_cmp expect last &&
	nwops --state recorded incident open --title two >out 2>err && head_of recorded >expect && last_line recorded >last && test_cmp expect last
'
# Of every kind of report, and to each language; what is no report has none.
test_expect_success 'so is that of every other report, in the words of its reader' '
	head_of recorded >expect && sed "s/^checkpoint:/記録の照合:/" expect >japanese && : >amiss &&
	for kind in outage-first outage-follow-up outage-restored outage-final correction-of-report technical-info; do
		for whom in core peers; do
			quiet nwops --json --state recorded notify send $kind --to $whom --field info-title=x --field effect=y --dry-run >actual ||
			quiet nwops --json --state recorded notify send $kind --to $whom --dry-run >actual
			/usr/bin/python3 -c "
import json
rows = [row for row in map(json.loads, open(\"actual\")) if row.get(\"channel\") == \"mail\"]
print(*(row[\"text\"].splitlines()[-1] for row in rows), sep=chr(10))" >last
			case $kind-$whom in
				technical-info-core) ! grep -e checkpoint: -e 記録の照合: last ;;
				technical-info-*) : ;;
				*-core) test_cmp expect last ;;
				*) test_cmp japanese last ;;
			esac || echo "$kind to $whom" >>amiss
		done
	done && test_must_be_empty amiss
'

# --- telling ---

test_expect_success 'where nobody can be asked nothing is sent' '
	quiet test_expect_code 1 nwops --no-input notify send technical-info --to core --field info-title=x --field effect=y >actual &&
	tail -n 1 actual >last && echo "nobody is here to be asked; '\''--yes'\'' sends it: nothing was sent" >expect && test_cmp expect last &&
	test 0 = "$(sqlite3 -batch state/nwops.db "select count(*) from notices")"
'
test_expect_success 'what is queued is there; the same once more is not told again' '
	cat >expect <<-\END &&
	notice 1 (technical information, to core operator): queued
	messages: 1, of which a person calls or hands over: 0
	END
	quiet nwops notify send technical-info --to core --field info-title=x --field effect=y --yes >actual && test_cmp expect actual &&
	size=$(journal_size) &&
	echo "told already, nothing was done: notice 1 (technical information, to core operator), 2026-11-26 11:00:00 +09:00 by $me" >expect &&
	quiet nwops notify send technical-info --to core --field info-title=x --field effect=y --yes >actual && test_cmp expect actual &&
	test "$size" = "$(journal_size)" &&
	quiet nwops notify send technical-info --to core --field info-title=x --field effect=y --yes --again "the fax was unreadable" >actual &&
	head -n 1 actual >first && echo "notice 2 (technical information, to core operator): queued" >expect && test_cmp expect first &&
	quiet nwops notify send technical-info --to core --field info-title=x --field effect=z --yes >actual &&
	head -n 1 actual >first && echo "notice 3 (technical information, to core operator): queued" >expect && test_cmp expect first
'
test_expect_success 'reports of a case are numbered, and its first report comes once' '
	quiet nwops incident open h1 --title cut --began 10:30 >out && echo "'\''INC-20261126-001'\'' is open" >expect && test_cmp expect out &&
	quiet nwops notify send outage-first --to core --case INC-20261126-001 --yes >actual &&
	quiet nwops notify send outage-first --to core --case INC-20261126-001 --field lines-affected=2 --yes >>actual &&
	quiet nwops notify send outage-follow-up --to core --case INC-20261126-001 --yes >>actual &&
	quiet nwops notify send outage-first --to institution --case INC-20261126-001 --yes >>actual &&
	grep -v ^messages: actual >heads &&
	cat >expect <<-END &&
	notice 4 (first report of an outage, to core operator, report 1, INC-20261126-001): queued
	told already, nothing was done: notice 4 (first report of an outage, to core operator, report 1, INC-20261126-001), 2026-11-26 11:00:00 +09:00 by $me
	notice 5 (follow-up report, to core operator, report 2, INC-20261126-001): queued
	notice 6 (first report of an outage, to institution, report 1, INC-20261126-001): queued
	END
	test_cmp expect heads
'
test_expect_success 'who can be told by nobody is refused, and nothing is kept' '
	quiet test_expect_code 2 nwops notify send technical-info --to institution:fibre --field info-title=x --field effect=y --yes >actual &&
	echo "technical information, to institution; urgency: routine; refused: no message can reach anybody of them" >expect &&
	test_cmp expect actual && test 6 = "$(sqlite3 -batch state/nwops.db "select count(*) from notices")"
'

# --- bytes ---

test_expect_success 'a preview is the bytes that are sent' '
	start_servers mx1=smtp oob=smtp && paths_of_site &&
	quiet nwops notify preview 1 core-noc >bytes && quiet nwops notify flush 1 >out && stop_servers &&
	/usr/bin/python3 -c "
import json
sent = json.loads(open(\"servers/mx1.mails\").readline())[\"text\"]
bytes = open(\"bytes\", newline=\"\").read()
assert bytes == sent + \"\\r\\n\", (bytes, sent)" && paths_of_site
'
test_expect_success 'of a kind of notice, with samples' '
	quiet nwops notify preview technical-info core-noc --to core --sample --field info-title=x >bytes &&
	/usr/bin/python3 -c "
import email, email.policy
mail = email.message_from_binary_file(open(\"bytes\", \"rb\"), policy=email.policy.default)
assert mail[\"Subject\"] == \"[TECHNICAL] about x\", mail[\"Subject\"]
assert mail[\"To\"] == \"Core NOC <noc@core.example>\", mail[\"To\"]
assert mail.get_content().startswith(\"x: \"), mail.get_content()" &&
	refused "there would be no message to '\''chief'\''" nwops notify preview technical-info chief --to core --sample &&
	refused "a notice that is kept has its words; options are for a kind of notice" nwops notify preview 1 --to core
'

# --- approval ---

test_expect_success 'what is for the public is held' '
	cat >expect <<-\END &&
	notice 7 (publication, to public): held until somebody approves it
	messages: 1, of which a person calls or hands over: 0
	END
	quiet test_expect_code 1 nwops notify send publication --to public --yes >actual && test_cmp expect actual &&
	quiet test_expect_code 1 nwops notify queue >out && grep "^0 s  held  " out
'
test_expect_success 'its author does not approve it, nor who has not the role' '
	refused "cannot approve notice 7: '\''$me'\'' made it, and somebody else must approve it" nwops notify approve 7 --yes &&
	refused "there is no notice 8" nwops notify approve 8 --yes && refused "notice 1 waits for no approval" nwops notify approve 1 --yes
'
test_expect_success ROOT 'who has it does, and it goes' '
	echo "nobody is here to be asked; '\''--yes'\'' approves it: nothing was approved" >expect &&
	quiet somebody test_expect_code 1 nwops --no-input notify approve 7 >actual && tail -n 1 actual >last && test_cmp expect last &&
	grep "^--- to chief, by mail:$" actual &&
	echo "{\"v\":1,\"type\":\"notice\",\"notice\":7,\"kind\":\"publication\",\"audience\":\"public\",\"recipient\":null,\"case\":null,\"state\":\"queued\",\"urgency\":\"urgent\",\"sequence\":null,\"made_at\":\"2026-11-26T11:00:00+09:00\",\"made_by\":\"$me\",\"approved_by\":\"nobody\",\"approved_at\":\"2026-11-26T11:00:00+09:00\",\"messages\":1,\"by_hand\":0,\"told_before\":false}" >expect &&
	quiet somebody nwops --json notify approve 7 --yes >actual && test_cmp expect actual
'

# --- at a terminal ---

# asked ANSWER COMMAND...: with a terminal for standard input and error, where ANSWER is typed once something is asked;
# ./asked has what stood there, ./out what was printed.
asked() {
	/usr/bin/python3 -c '
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
with open("out", "wb") as out:
    child = subprocess.Popen(sys.argv[2:], stdin=theirs, stdout=out, stderr=theirs, close_fds=True)
os.close(theirs)
shown, typed = b"", False
while True:
    try:
        piece = os.read(ours, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if not typed and shown.endswith((b"] ", b": ")):
        os.write(ours, sys.argv[1].encode() + b"\n")
        typed = True
open("asked", "wb").write(shown)
sys.exit(child.wait())' "$@"
}
test_expect_success 'somebody at a terminal is asked, with how many it goes to' '
	test_expect_code 1 asked n nwops notify send technical-info --to core --field info-title=asked --field effect=y &&
	grep "send 1 messages to 1 recipients? \[y/N\] n" asked && grep "^    \[TECHNICAL\] about asked$" out &&
	tail -n 1 out >last && echo "nothing was sent" >expect && test_cmp expect last &&
	asked y nwops notify send technical-info --to core --field info-title=asked --field effect=y && tail -n 2 out >last &&
	printf "%s\n" "notice 8 (technical information, to core operator): queued" "messages: 1, of which a person calls or hands over: 0" >expect &&
	test_cmp expect last
'
test_expect_success 'what goes to the public wants the word, not a y' '
	for answer in y yes Public "public x" ""; do
		test_expect_code 1 asked "$answer" nwops notify send publication --to public --field info-title=wide || return 1
		grep "this goes to .public.; to send 1 messages to 1 recipients type the word .public.:" asked || return 1
		tail -n 1 out >last && echo "nothing was sent" >expect && test_cmp expect last || return 1
	done &&
	test_expect_code 1 asked public nwops notify send publication --to public --field info-title=wide &&
	grep "^notice 9 (publication, to public): held until somebody approves it$" out
'

# --- why ---

test_expect_success 'each contact has its reason' '
	cat >expect <<-\END &&
	notice 6 (first report of an outage, to institution, report 1, INC-20261126-001): queued
	messages: 1, of which a person calls or hands over: 0
	hosp-1-it (hosp-1): told
	    CODE  mail it@sakura.example, core: queued
	chief (self): its organization is none of this audience'\''s
	core-noc (core): its organization is none of this audience'\''s
	duty-1 (self): its organization is none of this audience'\''s
	duty-2 (self): its organization is none of this audience'\''s
	minami-noc (minami): its organization is none of this audience'\''s
	minami-tel (minami): its organization is none of this audience'\''s
	END
	code=$(codes 6) && quiet nwops notify why 6 >out && sed "s/$code/CODE/" out >actual && test_cmp expect actual &&
	quiet nwops notify why 6 minami >out && tail -n +3 out >actual && tail -n 2 expect >rest && test_cmp rest actual &&
	refused_words="no contact and no organization is called '\''x'\''" && quiet test_expect_code 3 nwops notify why 6 x >out &&
	echo "nwops: $refused_words" >expect && test_cmp expect err
'
test_done
