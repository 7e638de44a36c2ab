#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What becomes of messages: tried again, given up by a person, answered, called; nothing goes from the spool in
# silence, and each try can be read afterwards.
test_description='nwops notify queue, flush, retry, drop, ack, call-list, paths'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
now 2026-11-26T11:00:00+09:00

# spool: state, attempts, contact and channel of each message, in the order in which they were made.
spool() {
	sqlite3 -batch -separator ' ' state/nwops.db \
		"select state, attempts, contact, organization, channel from messages order by number"
}
# state_of CODE
state_of() {
	quiet nwops --json notify queue --all >state_of.json
	/usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("state_of.json")):
    if line["type"] == "message" and line["code"] == sys.argv[1]:
        print(line["state"])' "$1"
}

test_expect_success 'without a store there is nothing to list' '
	telling_site && printf "kinds:\n  technical-info: {urgency: urgent, answer: true}\n" >kinds &&
	paths_of_site && cat kinds >>etc/notices.yaml &&
	quiet test_expect_code 3 nwops notify queue >out && test_must_be_empty out && grep "no store in" err && ! test -e state
'
test_expect_success 'the queue of nothing' '
	quiet nwops notify send technical-info --to core --field info-title=x --field effect=y --yes >out &&
	quiet nwops notify drop --notice 1 --reason "a trial" >actual && echo "messages that are not tried again: 1" >expect &&
	test_cmp expect actual && quiet nwops notify queue >actual && echo "in all: dropped 1" >expect && test_cmp expect actual
'

# --- tried again ---

test_expect_success 'what is deferred is tried again later, and the queue says when' '
	now 2026-11-26T11:00:10+09:00 &&
	quiet nwops notify send technical-info --to core --field info-title=x --field effect=z --yes >out &&
	start_servers mx1=smtp,"rcpt=450 4.2.0 come later" oob=smtp && paths_of_site && cat kinds >>etc/notices.yaml &&
	quiet test_expect_code 1 nwops notify flush >out && head -n 2 out >actual &&
	printf "%s\n" "accepted by the next server: 0" "to be tried again: 1" >expect && test_cmp expect actual && stop_servers &&
	now 2026-11-26T11:00:20+09:00 &&
	cat >expect <<-\END &&
	 AGE  STATE                      REPLY CODE  RECIPIENT  CHANNEL  NEXT TRY  TRIES
	10 s  failed, to be tried again  CODE-2      core-noc   mail     11:00         1
	    technical information, to core operator; deferred: 4.2.0 come later
	in all: failed, to be tried again 1, dropped 1
	the oldest that is on its way: since 2026-11-26 11:00:10 +09:00
	END
	quiet nwops notify queue >out && no_codes <out >actual && test_cmp expect actual
'
test_expect_success 'not before its time, but at once when somebody says so' '
	start_servers mx1=smtp oob=smtp && paths_of_site && cat kinds >>etc/notices.yaml &&
	quiet nwops notify flush >out && echo "failed-temporary" >expect && state_of "$(codes 2)" >actual && test_cmp expect actual &&
	quiet nwops notify retry "$(codes 2 | tr A-Z a-z)" >actual && echo "messages that are tried again now: 1" >expect && test_cmp expect actual &&
	quiet nwops notify flush >out && head -n 1 out >actual && echo "accepted by the next server: 1" >expect && test_cmp expect actual &&
	echo accepted >expect && state_of "$(codes 2)" >actual && test_cmp expect actual && stop_servers &&
	test 1 = "$(wc -l <servers/mx1.mails)"
'
test_expect_success 'each try can be read, with what was said and over what' '
	quiet nwops notify why 2 core-noc >out &&
	cat >expect <<-\END &&
	notice 2 (technical information, to core operator): accepted 1
	messages: 1, of which a person calls or hands over: 0
	core-noc (core): told
	    CODE-2  mail noc@core.example, core: accepted
	      TIME  core/mx1: deferred: 4.2.0 come later
	      TIME  core/mx1: accepted: 2.0.0 ok
	END
	no_codes <out | sed "s/accepted: 2.0.0 .*/accepted: 2.0.0 ok/; s/^      2.* +09:00/      TIME/" >actual && test_cmp expect actual
'
test_expect_success 'what is refused for good waits for a person' '
	start_servers mx1=smtp,"rcpt=550 5.1.1 nobody is called so" oob=smtp,"rcpt=550 5.1.1 nobody is called so" && paths_of_site && cat kinds >>etc/notices.yaml &&
	quiet nwops notify send technical-info --to institution:hosp-1 --field info-title=x --field effect=y --yes >out &&
	quiet test_expect_code 1 nwops notify flush >out && stop_servers && grep "^failed, for a person to deal with: 1$" out &&
	quiet test_expect_code 1 nwops --json notify queue >out && grep "\"state\":\"failed-permanent\".*\"last_end\":\"refused-recipient\",\"last_reply\":\"5.1.1 nobody is called so\"" out
'
test_expect_success 'and is given up by a reason, not otherwise' '
	refused "say why: '\''--reason'\''" nwops notify drop "$(codes 3)" &&
	refused "option '\''--reason'\'' wants words, in UTF-8" nwops notify drop "$(codes 3)" --reason "" &&
	refused "no message has the code '\''ZZZZZZ'\''" nwops notify drop ZZZZZZ --reason x &&
	refused "name messages by their codes, or all of a notice by '\''--notice'\''" nwops notify drop --reason x &&
	refused "notice '\''2'\'' has no message that this could be done to" nwops notify drop --notice 2 --reason x &&
	quiet nwops --json notify drop "$(codes 3)" --reason "they moved" >actual && grep "\"state\":\"dropped\"" actual &&
	quiet nwops notify queue >out && ! grep hosp-1 out &&
	refused "message 3 is dropped already" nwops notify drop "$(codes 3)" --reason again
'

# --- answers ---

test_expect_success 'an answer is recorded with who gave it, how and when' '
	now 2026-11-26T11:05:00+09:00 &&
	refused "say who said it: '\''--by'\''" nwops notify ack "$(codes 2)" &&
	refused "no message has the code '\''ZZZZZZ'\''" nwops notify ack ZZZZZZ --by Mori &&
	echo "recorded: Mori of '\''core-noc'\'' says '\''acting'\'' to notice 2" >expect &&
	quiet nwops notify ack "$(codes 2)" --by Mori --means phone --reply acting --text "we look" --at 11:03 >actual && test_cmp expect actual &&
	quiet nwops notify why 2 core-noc >out && tail -n 1 out >actual &&
	echo "      2026-11-26 11:03:00 +09:00  Mori (telephone): acting: we look" >expect && test_cmp expect actual &&
	echo acknowledged >expect && state_of "$(codes 2)" >actual && test_cmp expect actual
'
test_expect_success 'who is the wrong one is not told again until the inventory is another' '
	quiet nwops notify ack "$(codes 2)" --by Mori --reply wrong-contact >out &&
	quiet test_expect_code 2 nwops notify send technical-info --to core --field info-title=again --field effect=y --dry-run >out &&
	grep "^cannot be told: core-noc (core): it said that it is the wrong contact$" out &&
	sed "s/noc@core.example/watch@core.example/" etc/inventory/lab.yaml >lab && cp lab etc/inventory/lab.yaml &&
	quiet nwops notify send technical-info --to core --field info-title=again --field effect=y --dry-run >out && grep watch@core.example out
'

# --- calls ---

test_expect_success 'who has only a telephone stands on the call list, within their hours' '
	echo "nobody has to be called" >expect && quiet nwops notify call-list >actual && test_cmp expect actual &&
	quiet nwops notify send technical-info --to institution:hosp-2 --field info-title=x --field effect=y --yes >out &&
	now 2026-11-26T11:07:00+09:00 &&
	cat >expect <<-\END &&
	telephone 03-5550-0122: Ume Clinic
	  code CODE-4, urgent, waiting for 2m, tried 0 times

	    [TECHNICAL] about x

	    x: y
	    answer code CODE-4

	record how it went: '\''nwops notify ack CODE --by NAME'\'', or '\''--not-reached CODE'\''
	END
	quiet test_expect_code 1 nwops notify call-list >out && no_codes <out >actual && test_cmp expect actual
'
test_expect_success 'a call that nobody took is one more try, and comes again' '
	quiet nwops notify call-list --not-reached "$(codes 4)" --text "rang for long" >actual && echo "recorded: '\''$(codes 4)'\'' was not reached" >expect &&
	test_cmp expect actual && quiet nwops notify call-list >out && now 2026-11-26T11:20:00+09:00 &&
	quiet test_expect_code 1 nwops notify call-list >out && grep "^  last: rang for long$" out && grep "tried 1 times" out &&
	quiet nwops notify ack "$(codes 4)" --by reception >out && quiet nwops notify call-list >actual &&
	echo "nobody has to be called" >expect && test_cmp expect actual
'
test_expect_success 'outside their hours an institution is not called, unless somebody insists' '
	now 2026-11-26T20:00:00+09:00 &&
	quiet nwops notify send technical-info --to institution:hosp-2 --field info-title=late --field effect=y --yes >out &&
	quiet nwops notify call-list >actual && echo "nobody has to be called" >expect && test_cmp expect actual &&
	quiet nwops notify send technical-info --to institution:hosp-2 --field info-title=later --field effect=y --yes --forced >out &&
	quiet test_expect_code 1 nwops notify call-list >out && grep "about later" out && ! grep "about late$" out &&
	now 2026-11-27T09:00:00+09:00 && quiet test_expect_code 1 nwops notify call-list >out && grep "about late$" out
'
test_expect_success 'the call list needs neither rules nor words' '
	mkdir -p broken && cp -r etc/* broken && echo "paths: [" >broken/notices.yaml && rm -r broken/templates &&
	quiet test_expect_code 1 nwops --config broken notify call-list >actual && test_cmp out actual
'

# --- paths ---

test_expect_success 'paths, their relays, and what they share' '
	start_servers mx1=smtp oob=smtp && paths_of_site &&
	cat >expect <<-END &&
	core (Through the core), from 127.0.0.1
	  never proven: no test over it was acknowledged
	    mx1  127.0.0.1:$(relay_port mx1); took a message TIME
	out-of-band (Mobile line), out of band, from 127.0.0.1
	  never proven: no test over it was acknowledged
	    oob  127.0.0.1:$(relay_port oob); never used
	shared fate: '\''core'\'' and '\''out-of-band'\'' have in common: relay 127.0.0.1
	shared fate: '\''core'\'' and '\''out-of-band'\'' have in common: source address 127.0.0.1
	END
	quiet test_expect_code 1 nwops notify paths >actual && sed "s/took a message .*/took a message TIME/" actual >got && test_cmp expect got
'
test_expect_success 'a test goes over each, marked as one, and proves it once it is answered' '
	refused "no contact is called '\''x'\''" nwops notify paths --verify --to x --yes &&
	refused "option '\''--to'\'' says nothing without '\''--verify'\''" nwops notify paths --to duty-1 &&
	quiet test_expect_code 1 nwops --no-input notify paths --verify >actual &&
	echo "nobody is here to be asked; '\''--yes'\'' sends it: nothing was sent" >expect && test_cmp expect actual &&
	quiet nwops notify paths --verify --to duty-1 --yes >out &&
	grep "^core: the test was taken (notice 7); proven once somebody acknowledges it$" out &&
	grep "^out-of-band: the test was taken (notice 8); proven once somebody acknowledges it$" out && stop_servers &&
	/usr/bin/python3 -c "
import email, email.policy, json
for name, sender in ((\"mx1\", \"noc@tozai.example\"), (\"oob\", \"noc@oob.example\")):
    (mail,) = map(json.loads, open(\"servers/%s.mails\" % name))
    read = email.message_from_string(mail[\"text\"] + \"\\n\", policy=email.policy.default)
    assert sender in mail[\"from\"] and mail[\"to\"] == [\"RCPT TO:<duty@tozai.example>\"], mail
    lines = read.get_content().splitlines()
    assert read[\"Subject\"].startswith(\"【試験】\") and \"訓練\" not in read[\"Subject\"], read[\"Subject\"]
    assert lines[0].startswith(\"【試験】\") and lines[-1].startswith(\"【試験】\"), lines" &&
	quiet nwops notify ack "$(codes 7)" --by Sato >out && quiet test_expect_code 1 nwops --json notify paths >paths.json &&
	/usr/bin/python3 -c "
import json
paths = {p[\"path\"]: p for p in map(json.loads, open(\"paths.json\")) if p[\"type\"] == \"path\"}
assert paths[\"core\"][\"proven_at\"] == \"2026-11-27T09:00:00+09:00\" and not paths[\"core\"][\"unproven\"], paths[\"core\"]
assert paths[\"out-of-band\"][\"proven_at\"] is None and paths[\"out-of-band\"][\"unproven\"]"
'
test_expect_success 'after 30 days it is unproven again' '
	now 2026-12-27T08:59:00+09:00 && quiet test_expect_code 1 nwops notify paths >out && grep "^  proven: a test was acknowledged 2026-11-27" out &&
	now 2026-12-27T09:01:00+09:00 && quiet test_expect_code 1 nwops notify paths >out && grep "^  unproven: a test was last acknowledged 2026-11-27 09:00:00 +09:00, more than 30 days ago$" out
'
test_expect_success 'a path that takes nothing fails its test' '
	start_servers mx1=smtp oob=smtp,refuse && paths_of_site && stop_servers && start_servers mx1=smtp &&
	sed "s/name: mx1, host: 127.0.0.1, port: [0-9]*/name: mx1, host: 127.0.0.1, port: $(relay_port mx1)/" etc/notices.yaml >new && cp new etc/notices.yaml &&
	quiet test_expect_code 2 nwops --json notify paths --verify --to duty-1 --yes >out && stop_servers &&
	/usr/bin/python3 -c "
import json
assert [(p[\"path\"], p[\"taken\"]) for p in map(json.loads, open(\"out\"))] == [(\"core\", True), (\"out-of-band\", False)]"
'
test_done
