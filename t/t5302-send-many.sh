#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops-send with many messages at once: who hangs, dies or refuses holds up nobody else, sessions are kept, and what
# is broken off is told as what it is.
test_description='nwops-send: many at once'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"

# many RELAYS FIRST LAST [WORD...]: jobs with these numbers, each to somebody else.
many() {
	many_relays=$1 many_first=$2 many_last=$3 && shift 3 &&
	mail_job "$many_relays" job=0 "$@" >many.one &&
	/usr/bin/python3 - "$many_first" "$many_last" <<-\END
	import json, sys
	job = json.load(open("many.one"))
	for number in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
	    job["job"], job["target"], job["content"]["identity"] = number, "n%d@core.example" % number, "%d@tozai.example" % number
	    print(json.dumps(job, ensure_ascii=False))
	END
}
# tally: of each relay, end and reply, how many last tries there were; and how many jobs.
tally() {
	ends | sed "s/^[0-9]* | //; s/.* | //" | sort | uniq -c | sed "s/^ *//"
}
# connections NAME: how many it had.
connections() {
	grep -c "^connected" "servers/$1.log"
}

test_expect_success 'all arrive, each once, over sessions that are kept' '
	start_servers mx=smtp && many mx 1 500 >jobs.json && hand_over 0 && tally >actual &&
	echo "500 mx accepted 250 2.0.0 taken as 4711" >expect && test_cmp expect actual &&
	test "$(connections mx)" -le 8 &&
	sed -n "s/.*\"to\": \[\"RCPT TO:<\([^>]*\)>\"\].*/\1/p" servers/mx.mails | sort >to &&
	seq -f "n%g@core.example" 500 | sort >all && test_cmp all to
'
test_expect_success 'one in ten is a bad address: it alone is refused, and the session goes on' '
	start_servers mx=smtp,bad=10 plain=smtp,bad=10,plain eager=smtp,bad=10,eager &&
	{ many mx 1 200 && many plain 201 400 && many eager 401 600; } >jobs.json && hand_over 0 && tally >actual &&
	cat >expect <<-\END &&
	20 eager refused-recipient 550 5.1.1 no such person
	20 mx refused-recipient 550 5.1.1 no such person
	20 plain refused-recipient 550 5.1.1 no such person
	180 eager accepted 250 2.0.0 taken as 4711
	180 mx accepted 250 2.0.0 taken as 4711
	180 plain accepted 250 2.0.0 taken as 4711
	END
	sort actual | sort -k1,1n -k2 >sorted && sort -k1,1n -k2 expect >expected && test_cmp expected sorted &&
	test "$(connections mx)" -le 8 && test "$(connections plain)" -le 8 && test "$(connections eager)" -le 8
'
test_expect_success 'greylisted once, taken at the second try' '
	start_servers mx=smtp,grey && many mx 1 20 >jobs.json && hand_over 0 && tally >actual &&
	echo "20 mx deferred 450 4.2.0 come again" >expect && test_cmp expect actual &&
	hand_over 0 && tally >actual && echo "20 mx accepted 250 2.0.0 taken as 4711" >expect && test_cmp expect actual
'
test_expect_success 'a server that ends sessions after some messages costs none' '
	start_servers mx=smtp,most=3 && many mx 1 100 >jobs.json && hand_over 0 && ends >actual &&
	! grep -v "^[0-9]* | handed | mx accepted 250 2.0.0 taken as 4711$" actual && test "$(wc -l <actual)" = 100 &&
	test "$(wc -l <servers/mx.mails)" = 100
'
test_expect_success 'a server that hangs holds up nobody else, wherever it hangs' '
	for at in connect banner ehlo mail rcpt data dot; do
		start_servers slow=smtp,$at=hang fine=smtp &&
		{ many slow 1 8 && many fine 9 40; } >jobs.json && hand_over 0 &&
		grep attempts results | sed "s/.*\"relay\":\"\([a-z]*\)\".*/\1/" | uniq -c | sed "s/^ *//" >actual &&
		printf "32 fine\n8 slow\n" >expect && test_cmp expect actual || return 1
	done
'
test_expect_success 'one that fails again and again is not waited for' '
	start_servers slow=smtp,banner=hang fine=smtp && many slow 1 100 >jobs.json && hand_over 0 && tally >actual &&
	cat >expect <<-\END &&
	8 slow too-slow - no greeting in time
	92 slow too-slow - not tried, others have failed: no greeting in time
	END
	test_cmp expect actual && test "$(connections slow)" = 8
'
test_expect_success 'what was handed over to one that hangs may have arrived; what was not, has not' '
	start_servers slow=smtp,dot=hang && many slow 1 20 >jobs.json && hand_over 0 && ends | sed "s/^[0-9]* | //" | sort | uniq -c |
		sed "s/^ *//" >actual &&
	cat >expect <<-\END &&
	8 handed | slow broken-off - no answer to the message in time
	12 kept | slow too-slow - not tried, others have failed: no answer to the message in time
	END
	test_cmp expect actual
'
test_expect_success 'a relay that fails is put last for those that come after' '
	start_servers bad=smtp,"banner=554 no" fine=smtp && many "bad fine" 1 100 >jobs.json && hand_over 0 &&
	ends | sed "s/^[0-9]* | //" | sort | uniq -c | sed "s/^ *//" >actual &&
	test "$(connections bad)" -le 8 && test "$(wc -l <servers/fine.mails)" = 100 &&
	test "$(sed -n "s/^\([0-9]*\) handed . fine accepted.*/\1/p" actual)" -ge 92
'

# --- its end ---

test_expect_success 'what did not begin in time does not begin' '
	start_servers slow=smtp,banner=hang && many slow 1 20 "limits.connect_us=3000000" "limits.attempt_us=3000000" >jobs.json &&
	hand_over 0 --limit 500ms && tally >actual &&
	echo "8 slow too-slow - no greeting in time" >expect && test_cmp expect actual
'
test_expect_success 'results come while there may be more jobs' '
	start_servers mx=smtp && start_feeding && mail_job mx job=1 >&8 && until_has results "\"job\":1,\"attempts\"" &&
	mail_job mx job=2 >&8 && until_has results "\"job\":2,\"attempts\"" && exec 8>&- && wait $feeding &&
	test "$(connections mx)" = 1
'
test_expect_success 'SIGTERM: what may have arrived is told, what has not is not' '
	start_servers dot=smtp,dot=hang banner=smtp,banner=hang && start_feeding &&
	{
		mail_job dot job=1 "limits.attempt_us=60000000" && mail_job banner job=2 "limits.connect_us=60000000" "limits.attempt_us=60000000"
	} >&8 &&
	until_has results "\"job\":1,\"handing_over\"" && until_has servers/banner.log hang && kill -TERM $feeding && wait $feeding; test $? = 0 &&
	exec 8>&- && ends >actual && echo "1 | handed | dot broken-off - no answer to the message in time" >expect && test_cmp expect actual
'
test_expect_success 'a message that is handed over when its program is killed was said to be' '
	start_servers dot=smtp,dot=hang && start_feeding && mail_job dot job=1 "limits.attempt_us=60000000" >&8 &&
	until_has servers/dot.mails RCPT && kill -KILL $feeding && exec 8>&- && { wait $feeding; test $? = 137; } &&
	echo "{\"v\":1,\"job\":1,\"handing_over\":true}" >expect && test_cmp expect results
'

# --- webhooks ---

# hooks COUNT: jobs for the server of that name.
hooks() {
	webhook_job http://hook/ "limits.attempt_us=60000000" >hooks.one &&
	/usr/bin/python3 - "$1" <<-\END
	import json, sys
	job = json.load(open("hooks.one"))
	for number in range(1, int(sys.argv[1]) + 1):
	    job["job"], job["content"]["identity"] = number, "%d@tozai.example" % number
	    print(json.dumps(job, ensure_ascii=False))
	END
}
# said_before: whatever the server took was said to be handed over; once, and before what became of it.
said_before() {
	/usr/bin/python3 - <<-\END
	import json
	said, over = set(), set()
	for line in map(json.loads, open("results")):
	    if "handing_over" in line:
	        assert line["job"] not in said
	        said.add(line["job"])
	    else:
	        assert line["job"] in said and line["job"] not in over
	        over.add(line["job"])
	took = [int(json.loads(line)["headers"]["webhook-id"].split("@")[0]) for line in open("servers/hook.mails")]
	assert len(took) == len(set(took)) and set(took) <= said, set(took) - said
	print(len(took), len(over))
	END
}
test_expect_success 'webhooks arrive, each once, over connections that are kept or not' '
	for header in "X-Any: thing" "Connection: close"; do
		start_servers hook="http,header=$header" && hooks 600 >jobs.json && hand_over 0 && tally >actual &&
		sed -i "s,http://[^ ]* ,," actual && echo "600 accepted 200 OK" >expect && test_cmp expect actual &&
		said_before >actual && echo "600 600" >expect && test_cmp expect actual &&
		echo "$(connections hook)" >>counts || return 1
	done &&
	test "$(head -n 1 counts)" -le 8 && test "$(tail -n 1 counts)" -ge 600
'
test_expect_success 'webhooks that are handed over together when their program is killed were said to be' '
	start_servers hook=http,request=slow && start_feeding && hooks 40 >&8 &&
	until_has servers/hook.mails "\"12@tozai.example" && kill -KILL $feeding && exec 8>&- && { wait $feeding; test $? = 137; } &&
	stop_servers && said_before >actual && read -r took over <actual && test "$took" -gt 8 && test "$over" -lt 40
'
test_done
