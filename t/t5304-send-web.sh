#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops-send and what is no mail: webhooks and an Alertmanager that answer all that they can, and programs of the site.
test_description='nwops-send: webhooks, Alertmanager, programs'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/fake/certificates.sh"

test_expect_success 'certificates can be made' '
	{
		certificate root /CN=root root 20200101 20400101 ca &&
		certificate good /CN=by-address root 20200101 20400101 IP:127.0.0.1 &&
		certificate elsewhere /CN=elsewhere root 20200101 20400101 DNS:elsewhere.example
	} 2>openssl.log || { cat openssl.log; false; }
'

# NAME | ORDERS of the server | scheme | handed over or kept, END, CODE and REPLY; X: words of libcurl or OpenSSL
cat >table <<\END
ok |  | http | handed accepted 200 OK
created | status=201 Created,body={"id":7} | http | handed accepted 201 Created: {"id":7}
nothing | status=204 No Content | http | handed accepted 204 No Content
wordless | status=200 | http | handed accepted 200
tls | tls=good.pem | https | handed accepted 200 OK
moved | status=301 Moved,header=Location: http://127.0.0.1:1/ | http | handed deferred 301 Moved
bad | status=400 Bad Request,body=what? | http | handed deferred 400 Bad Request: what?
who | status=401 Unauthorized | http | handed deferred 401 Unauthorized
lost | status=404 Not Found | http | handed deferred 404 Not Found
gone | status=410 Gone | http | handed refused-message 410 Gone
many | status=429 Too Many Requests,header=Retry-After: 120 | http | handed deferred 429 Too Many Requests
broken | status=500 Internal Server Error | http | handed deferred 500 Internal Server Error
busy | status=503 Busy,header=Retry-After: 7 | http | handed deferred 503 Busy
busy-days | status=503 Busy,header=Retry-After: 999999 | http | handed deferred 503 Busy
terminal | status=500 ESC[2JRLO | http | handed deferred 500 \x1b[2J\u{202E}
hang-connect | connect=hang,tls=good.pem | https | kept too-slow - no connection in time
full | full | http | kept no-connection - no connection in time
refuse | refuse | http | kept no-connection - X
elsewhere | tls=elsewhere.pem | https | kept not-trusted - X
no-tls |  | https | kept too-slow - no connection in time
hang | request=hang | http | handed broken-off - no answer in time
close | request=close | http | handed broken-off - X
reset | request=reset | http | handed broken-off - X
garbage | request=garbage | http | handed not-understood - X
flood | request=flood | http | handed not-understood - X
endless | request=endless | http | handed not-understood - its answer is none of HTTP
interim | request=HTTP/1.1 103 Early Hints\nLink: </a>\n\nHTTP/1.1 200 Fine\nContent-Length: 0\n | http | handed accepted 200 Fine
chunked | request=HTTP/1.1 201 Created\nTransfer-Encoding: chunked\n\n3\nabc\n2;x\nde\n0\n | http | handed accepted 201 Created: abcde
slow | request=slow,body=done | http | handed accepted 200 OK: done
switching | request=HTTP/1.1 101 Switching Protocols\nUpgrade: x\n | http | handed broken-off - its answer is none of HTTP
two-lengths | request=HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\n | http | handed broken-off - its answer is none of HTTP
half | request=HTTP/1.1 200 OK\nX-Half: yes | http | handed broken-off - no answer in time
heads | heads | http | handed broken-off - its answer goes on and on
heads-tls | heads,tls=good.pem | https | handed broken-off - its answer goes on and on
half-body | request=HTTP/1.1 200 OK\nContent-Length: 9\n\nhalf | http | handed accepted 200 OK: half
END
sed "s/ESC/$(printf '\033')/; s/RLO/$(printf '\342\200\256')/" table >rows && mv rows table
table_orders() {
	sed "s/ | /|/g" table | awk -F "|" '{ print $1 "=http" ($2 == "" || $2 == " " ? "" : "," $2) }'
}
table_jobs() {
	number=0
	sed "s/ | /|/g" table | while IFS="|" read -r name _ scheme _; do
		number=$((number + 1)) &&
		webhook_job "$scheme://$name/hook" job=$number "route.ca=\"root.crt\"" || return 1
	done
}
test_expect_success 'each row of the table' '
	table_orders >orders && set -- && while read -r order; do set -- "$@" "$order"; done <orders &&
	start_servers "$@" && table_jobs >jobs.json &&
	hand_over 0 && ends | sed "s,http[s]*://127.0.0.1:[0-9]* ,,; s/ *\$//" >actual &&
	sed "s/ | /|/g" table | awk -F "|" "{ sub(/ /, \" | \", \$4); print NR \" | \" \$4 }" >expect &&
	awk "NR == FNR { row[FNR] = \$0; next }
		row[FNR] ~ / - X\$/ && \$0 !~ / - \$/ { sub(/ - .*/, \" - X\") } { print }" expect actual >compared &&
	test_cmp expect compared
'
test_expect_success 'how long a server asked to be left alone is told' '
	/usr/bin/python3 -c "
import json
ends = [line[\"attempts\"][0] for line in map(json.loads, open(\"results\")) if \"attempts\" in line]
waits = sorted((end[\"code\"], end[\"wait_us\"]) for end in ends if end[\"wait_us\"])
assert waits == [(429, 120000000), (503, 7000000), (503, 3600000000)], waits
"
'
test_expect_success 'one that asked to be left alone is' '
	start_servers hook="http,status=429 No,header=Retry-After: 60" &&
	for number in 1 2 3 4 5 6 7 8 9 10 11 12; do webhook_job http://hook/ job=$number || return 1; done >jobs.json &&
	hand_over 0 && ends | sed "s/^[0-9]* | //; s,http://[^ ]* ,," | sort | uniq -c | sed "s/^ *//" >actual &&
	cat >expect <<-\END &&
	8 handed | deferred 429 No
	4 kept | deferred - not tried: it asked to be left alone
	END
	test_cmp expect actual && test "$(wc -l <servers/hook.mails)" = 8
'
test_expect_success 'what a webhook is sent, and that its signature is right' '
	(umask 077 && echo "whsec_$(printf 0123456789abcdef01234567 | base64)" >key) &&
	start_servers hook=http && webhook_job http://hook/a/b?c=d "secret=\"$PWD/key\"" >jobs.json && hand_over 0 &&
	/usr/bin/python3 -c "
import base64, hashlib, hmac, json
took = json.loads(open(\"servers/hook.mails\").read())
headers, body = took[\"headers\"], took[\"body\"]
assert took[\"request\"] == \"POST /a/b?c=d HTTP/1.1\" and headers[\"content-type\"] == \"application/json\", took
said = headers[\"webhook-id\"] + \".\" + headers[\"webhook-timestamp\"] + \".\" + body
mac = base64.b64encode(hmac.digest(b\"0123456789abcdef01234567\", said.encode(), hashlib.sha256)).decode()
assert headers[\"webhook-signature\"] == \"v1,\" + mac and json.loads(body)
assert \"expect\" not in headers and headers[\"user-agent\"] == \"nwops\"
end = [line for line in map(json.loads, open(\"results\")) if \"attempts\" in line][0][\"attempts\"][0]
assert end[\"digest\"] == hashlib.sha256(body.encode()).hexdigest()
" &&
	chmod 644 key && hand_over 0 && ends | sed "s,http://[^ ]* ,," >actual &&
	echo "1 | kept | not-composed - cannot use '\''$PWD/key'\'': others can read it or its group can write it; run chmod 600" >expect &&
	test_cmp expect actual
'
test_expect_success 'over TLS it is told by what it was secured, and for whom' '
	start_servers hook=http,tls=good.pem && webhook_job https://hook/ "route.ca=\"root.crt\"" >jobs.json && hand_over 0 &&
	sed -n "s/.*\"end\":\"\([^\"]*\)\".*\"secured\":\"\([^\"]*\)\".*/\1 \2/p" results >actual &&
	echo "accepted TLSv1.3, CN=by-address" >expect && test_cmp expect actual
'
test_expect_success 'what is larger than is taken at once arrives whole' '
	start_servers hook=http hook-tls=http,tls=good.pem && {
		webhook_job http://hook/ job=1 && webhook_job https://hook-tls/ job=2 "route.ca=\"root.crt\""
	} >small && /usr/bin/python3 -c "
import json
for line in open(\"small\"):
    job = json.loads(line)
    job[\"content\"][\"text\"] = \"0123456789\\n\" * 200000
    job[\"limits\"] = {\"connect_us\": 20000000, \"attempt_us\": 60000000}
    print(json.dumps(job))
" >jobs.json && hand_over 0 && /usr/bin/python3 -c "
import hashlib, json
for line in map(json.loads, open(\"results\")):
    for end in line.get(\"attempts\", []):
        took = json.loads(open(\"servers/hook%s.mails\" % (\"-tls\" if end[\"secured\"] else \"\")).read())[\"body\"]
        assert end[\"end\"] == \"accepted\" and len(took) > 2000000 and end[\"digest\"] == hashlib.sha256(took.encode()).hexdigest()
"
'

# --- connections that are kept ---

# two_in_turn [WORD]: two jobs for the server "hook", the second of which is given once the first has ended, and the server
# has logged WORD.
two_in_turn() {
	start_feeding && webhook_job http://hook/1 job=1 >&8 && until_has results '"job":1,"attempts"' &&
	if [ "${1-}" ]; then until_has servers/hook.log "$1"; fi &&
	webhook_job http://hook/2 job=2 >&8 && until_has results '"job":2,"attempts"' && exec 8>&- && wait "$feeding" &&
	test_must_be_empty err && ends | sed "s,http://[^ ]* ,,"
}
# asked: what the server "hook" was asked, and over how many connections.
asked() {
	grep POST servers/hook.log && grep -c "^connected" servers/hook.log
}
test_expect_success 'a connection is kept' '
	start_servers hook=http && two_in_turn >actual && asked >>actual &&
	cat >expect <<-\END &&
	1 | handed | accepted 200 OK
	2 | handed | accepted 200 OK
	POST /1 HTTP/1.1
	POST /2 HTTP/1.1
	1
	END
	test_cmp expect actual
'
test_expect_success 'one that the server has closed meanwhile is replaced' '
	start_servers hook=http,most=1 && two_in_turn left >actual && asked >>actual &&
	sed "s/^1\$/2/" expect >expected && test_cmp expected actual
'
test_expect_success 'one over which more came than was asked for, or that is to be closed, is not used again' '
	start_servers hook=http,more && two_in_turn >actual && asked >>actual && test_cmp expected actual &&
	start_servers hook="http,header=Connection: close" && two_in_turn >actual && asked >>actual && test_cmp expected actual
'
test_expect_success 'what was said over a kept connection and is not answered is not said again: it may have arrived' '
	for how in close reset hang; do
		start_servers hook=http,after=1,request=$how && two_in_turn >actual && asked >>actual &&
		case $how in hang) why="no answer in time" ;; *) why="the connection was lost before it answered" ;; esac &&
		cat >expect <<-END &&
		1 | handed | accepted 200 OK
		2 | handed | broken-off - $why
		POST /1 HTTP/1.1
		POST /2 HTTP/1.1
		1
		END
		test_cmp expect actual || return 1
	done
'
# each_once HOW MAY-DOUBT: of 300 each came once when it was accepted, and never twice; all were accepted, or MAY-DOUBT.
cat >each_once.py <<\END
import collections, json, sys
ends = {line["job"]: line["attempts"][-1]["end"] for line in map(json.loads, open("results")) if "attempts" in line}
came = collections.Counter(int(json.loads(line)["headers"]["webhook-id"].split("@")[0]) for line in open("servers/hook.mails"))
assert len(ends) == 300 and max(came.values()) == 1, came
assert not [job for job in ends if ends[job] == "accepted" and came[job] != 1]
doubt = {"broken-off", "too-slow"} if sys.argv[1] == "doubt" else set()
assert set(ends.values()) <= {"accepted"} | doubt, collections.Counter(ends.values())
END
test_expect_success 'many arrive, each once, over connections that are kept or not' '
	while read -r doubt how; do
		start_servers hook="http,$how" && webhook_job http://hook/ job=0 >one && /usr/bin/python3 -c "
import json
job = json.load(open(\"one\"))
for number in range(1, 301):
    job[\"job\"], job[\"content\"][\"identity\"] = number, \"%d@tozai.example\" % number
    print(json.dumps(job))
" >jobs.json && hand_over 0 && /usr/bin/python3 each_once.py "$doubt" || return 1
	done <<-\END
	sure status=200 OK
	sure header=Connection: close
	sure status=204 No Content
	sure request=HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n0\n
	doubt most=1
	doubt most=7
	END
'
test_expect_success 'a server that hangs holds up nobody else' '
	for how in connect=hang request=hang "request=HTTP/1.1 200 OK"; do
		start_servers slow="http,$how" fine=http &&
		for number in 1 2 3 4 5 6 7 8; do
			webhook_job http://slow/ job=$number && webhook_job http://fine/ job=$((number + 8)) || return 1
		done >jobs.json && hand_over 0 &&
		sed -n "s/.*\"job\":\([0-9]*\),\"attempts.*/\1/p" results | awk "{ print (\$1 > 8 ? \"fine\" : \"slow\") }" | uniq -c | sed "s/^ *//" >actual &&
		printf "8 fine\n8 slow\n" >expect && test_cmp expect actual || return 1
	done
'

# --- who stands between, and an Alertmanager ---

test_expect_success 'by a proxy, and never by that of the environment' '
	start_servers hook=http proxy=http &&
	proxy_url="http://127.0.0.1:$(awk "\$1 == \"proxy\" { print \$2 }" servers/ports)" &&
	webhook_job http://hook/x "route.proxy=\"$proxy_url\"" >jobs.json && hand_over 0 &&
	grep -qE "^POST http://127.0.0.1:[0-9]+/x HTTP/1.1$" servers/proxy.log &&
	webhook_job http://hook/y >jobs.json && http_proxy=$proxy_url HTTP_PROXY=$proxy_url ALL_PROXY=$proxy_url && export http_proxy ALL_PROXY &&
	hand_over 0 && unset http_proxy ALL_PROXY && grep -qx "POST /y HTTP/1.1" servers/hook.log && ! grep /y servers/proxy.log
'
test_expect_success 'an Alertmanager is asked at its interface, wherever it lives' '
	start_servers am=http && {
		alert_job http://am/ job=1 && alert_job http://am/monitoring/ job=2 && alert_job http://am/x/api/v2/alerts job=3
	} >jobs.json && hand_over 0 && grep POST servers/am.log | sort >actual &&
	cat >expect <<-\END &&
	POST /api/v2/alerts HTTP/1.1
	POST /monitoring/api/v2/alerts HTTP/1.1
	POST /x/api/v2/alerts HTTP/1.1
	END
	test_cmp expect actual &&
	/usr/bin/python3 -c "
import json
for line in open(\"servers/am.mails\"):
    alerts = json.loads(json.loads(line)[\"body\"])
    assert len(alerts) == 1 and alerts[0][\"labels\"][\"alertname\"]
"
'

# --- programs ---

# program NAME SCRIPT: one of the site.
program() {
	{ echo '#!/bin/sh' && echo "$2"; } >"$1" && chmod 755 "$1"
}
test_expect_success 'programs: their status is the end, their last word the reply' '
	program accepts "cd \"$PWD\" && cat >read; env | sort | grep -v PWD= >environment; echo \$# >arguments; echo queued as 12" &&
	program defers "echo no credit >&2; exit 75" && program refuses "echo a; echo no such number; exit 1" && program dies "kill -SEGV \$\$" &&
	program hangs "exec sleep 100" && program deaf "exec <&-; exit 0" && program talks "yes | head -c 1000000; echo; echo done" &&
	{
		command_job "$PWD/accepts" job=1 && command_job "$PWD/defers" job=2 && command_job "$PWD/refuses" job=3 && command_job "$PWD/dies" job=4 &&
		command_job "$PWD/hangs" job=5 && command_job "$PWD/nowhere" job=6 && command_job "$PWD/deaf" job=7 && command_job "$PWD/talks" job=8
	} >jobs.json && hand_over 0 && ends | sed "s/|  /| /" >actual &&
	cat >expect <<-END &&
	1 | handed | accepted 0 queued as 12
	2 | handed | deferred 75 no credit
	3 | handed | refused-message 1 no such number
	4 | handed | broken-off - X
	5 | handed | broken-off - it did not end in time
	6 | handed | not-composed - cannot start '\''$PWD/nowhere'\'': No such file or directory
	7 | handed | accepted 0
	8 | handed | accepted 0 y
	END
	sed "s/ *$//; /^4/s/broken-off -.*/broken-off - X/" actual >compared && test_cmp expect compared &&
	echo 0 >expect && test_cmp expect arguments &&
	printf "LANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin\n" >expect && test_cmp expect environment &&
	canonical_json <read
'
test_done
