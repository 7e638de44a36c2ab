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
	start_servers hook=http proxy=http && webhook_job http://hook/a/b?c=d "secret=\"$PWD/key\"" >jobs.json && hand_over 0 &&
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
test_expect_success 'by a proxy, and never by that of the environment' '
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
