#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The probe kind tls against servers on loopback: good and bad certificates of
# several sorts, old versions, and everything that is no handshake.
test_description='probe kind tls'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/peers.sh"
. "$NWOPS_SOURCE/t/schema.sh"
. "$NWOPS_SOURCE/t/fake/certificates.sh"

NWOPS_TEST_CLOCK=2026-11-25T12:00:00+09:00
export NWOPS_TEST_CLOCK
site

# Who signs: root, its intermediate mid, one that has run out (past) and one not yet valid
# (future); old, which has run out, signed root's key once; other is nobody's friend.
make_certificates() {
	certificate root '/O=Test/CN=root' root 20200101 20400101 ca &&
	certificate mid '/CN=mid' root 20200101 20350101 ca &&
	certificate past '/CN=past' root 20200101 20260101 ca &&
	certificate old '/CN=old root' old 20100101 20250101 ca &&
	certificate other '/CN=other' other 20200101 20400101 ca &&
	cp root.key cross.key && certificate cross '/O=Test/CN=root' old 20150101 20240601 ca &&

	certificate good '/O=Test/CN=ポータル' mid 20260101 20270601 DNS:portal.example && sends good mid &&
	certificate crossed /CN=crossed mid 20260101 20270601 DNS:portal.example && sends crossed mid cross &&
	certificate soon /CN=soon root 20260101 20261220 DNS:portal.example &&
	certificate verysoon /CN=very-soon root 20260101 20261128 DNS:portal.example &&
	certificate expired /CN=expired root 20250101 20261120 DNS:portal.example &&
	certificate future /CN=future root 20270101 20280101 DNS:portal.example &&
	certificate pastmid /CN=past-mid past 20250101 20270601 DNS:portal.example && sends pastmid past &&
	certificate oldroot /CN=old-root old 20250101 20270601 DNS:portal.example &&
	certificate alone /CN=alone mid 20260101 20270601 DNS:portal.example &&
	certificate strange /CN=strange other 20260101 20270601 DNS:portal.example &&
	certificate own /CN=own own 20260101 20270601 DNS:portal.example &&
	certificate elsewhere /CN=elsewhere root 20260101 20270601 DNS:elsewhere.example &&
	certificate byaddress /CN=by-address root 20260101 20270601 IP:127.0.1.9,DNS:portal.example &&
	key ed ed25519 && certificate ed /CN=ed root 20260101 20270601 DNS:portal.example &&
	key rsa rsa && certificate rsa /CN=rsa root 20260101 20270601 DNS:portal.example &&
	key weak weak && certificate weak /CN=weak root 20260101 20270601 DNS:portal.example
}
test_expect_success 'certificates can be made' '
	make_certificates 2>openssl.log || { cat openssl.log; false; }
'

# checks STATUS ARGUMENT...: nwops check --json of all probes of the kind ends so, into answer; of its
# notices there is only that of the clock.
checks() {
	status=$1 && shift &&
	test_expect_code "$status" nwops check --json "$@" kind:tls >answer 2>err &&
	echo "nwops: notice: NWOPS_TEST_CLOCK sets the clock to '$NWOPS_TEST_CLOCK'" >notice && test_cmp notice err
}

# probe NAME TRUST [MORE]: an entry of probes for the peer of that name, to whom it is portal.example.
probe() {
	echo "  device:$1/tls: {kind: tls, port: $(port "$1"), server-name: portal.example, trust: ../$2.crt${3:+, $3}}"
}

test_expect_success 'each certificate is told as it is' '
	start_peers good=tls:good.pem crossed=tls:crossed.pem soon=tls:soon.pem verysoon=tls:verysoon.pem \
		expired=tls:expired.pem future=tls:future.pem pastmid=tls:pastmid.pem oldroot=tls:oldroot.pem \
		byaddress=tls:byaddress.pem alone=tls:alone.pem strange=tls:strange.pem own=tls:own.pem \
		elsewhere=tls:elsewhere.pem ed=tls:ed.pem rsa=tls:rsa.pem weak=tls:weak.pem &&
	{
		inventory_of_peers && echo probes: &&
		for name in good crossed soon verysoon expired future pastmid alone strange own elsewhere ed rsa weak byaddress; do
			probe $name root
		done &&
		probe oldroot old &&
		echo "  device:own/pinned: {kind: tls, port: $(port own), server-name: portal.example, trust: ../own.crt}" &&
		echo "  device:good/dotted: {kind: tls, port: $(port good), server-name: portal.example., trust: ../root.crt}" &&
		echo "  device:good/patient: {kind: tls, port: $(port good), server-name: portal.example, trust: ../root.crt, left: {caution: 300d, warning: 200d}}" &&
		echo "  device:byaddress/literal: {kind: tls, port: $(port byaddress), trust: ../root.crt}" &&
		echo "  device:good/literal: {kind: tls, port: $(port good), trust: ../root.crt}"
	} >etc/inventory/peers.yaml &&
	cat >expect <<-\END &&
	device:alone/tls	warning	answered	["1.3", "untrusted", "CN=alone", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", null]
	device:byaddress/literal	ok	answered	["1.3", null, "CN=by-address", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:byaddress/tls	ok	answered	["1.3", null, "CN=by-address", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:crossed/tls	ok	answered	["1.3", null, "CN=crossed", "2027-06-01T09:00:00+09:00", "2024-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:ed/tls	ok	answered	["1.3", null, "CN=ed", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:elsewhere/tls	warning	answered	["1.3", "wrong-name", "CN=elsewhere", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:expired/tls	warning	answered	["1.3", "expired", "CN=expired", "2026-11-20T09:00:00+09:00", "2026-11-20T09:00:00+09:00", "2026-11-20T09:00:00+09:00"]
	device:future/tls	warning	answered	["1.3", "not-yet-valid", "CN=future", "2028-01-01T09:00:00+09:00", "2028-01-01T09:00:00+09:00", "2028-01-01T09:00:00+09:00"]
	device:good/dotted	ok	answered	["1.3", null, "O=Test,CN=ポータル", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:good/literal	warning	answered	["1.3", "wrong-name", "O=Test,CN=ポータル", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:good/patient	warning	answered	["1.3", null, "O=Test,CN=ポータル", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:good/tls	ok	answered	["1.3", null, "O=Test,CN=ポータル", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:oldroot/tls	warning	answered	["1.3", "expired", "CN=old-root", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2025-01-01T09:00:00+09:00"]
	device:own/pinned	ok	answered	["1.3", null, "CN=own", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:own/tls	warning	answered	["1.3", "untrusted", "CN=own", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", null]
	device:pastmid/tls	warning	answered	["1.3", "expired", "CN=past-mid", "2027-06-01T09:00:00+09:00", "2026-01-01T09:00:00+09:00", "2026-01-01T09:00:00+09:00"]
	device:rsa/tls	ok	answered	["1.3", null, "CN=rsa", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	device:soon/tls	caution	answered	["1.3", null, "CN=soon", "2026-12-20T09:00:00+09:00", "2026-12-20T09:00:00+09:00", "2026-12-20T09:00:00+09:00"]
	device:strange/tls	warning	answered	["1.3", "untrusted", "CN=strange", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", null]
	device:verysoon/tls	warning	answered	["1.3", null, "CN=very-soon", "2026-11-28T09:00:00+09:00", "2026-11-28T09:00:00+09:00", "2026-11-28T09:00:00+09:00"]
	device:weak/tls	warning	answered	["1.3", "refused", "CN=weak", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00", "2027-06-01T09:00:00+09:00"]
	END
	checks 2 &&
	told answer version certificate_fault subject leaf_expires_at sent_expires_at chain_expires_at |
		cut -f 1-4 >actual && test_cmp expect actual
'

test_expect_success SCHEMA 'the answer is what the schema says' '
	valid answer
'

test_expect_success 'what people read' '
	told answer | cut -f 1,5 | grep -E "(good|crossed|soon|expired|oldroot|strange|elsewhere|weak)/tls" >actual &&
	cat >expect <<-\END &&
	device:crossed/tls	answered in TIME; TLS 1.3, until 2027-06-01 UTC, 187 d left
	device:elsewhere/tls	answered in TIME; TLS 1.3; certificate for another name, until 2027-06-01 UTC, 187 d left: hostname mismatch
	device:expired/tls	answered in TIME; TLS 1.3; certificate expired, ran out on 2026-11-20 UTC: certificate has expired
	device:good/tls	answered in TIME; TLS 1.3, until 2027-06-01 UTC, 187 d left
	device:oldroot/tls	answered in TIME; TLS 1.3; certificate expired, ran out on 2025-01-01 UTC: certificate has expired
	device:soon/tls	certificate runs out (caution from 30 d); answered in TIME; TLS 1.3, until 2026-12-20 UTC, 24 d left
	device:strange/tls	answered in TIME; TLS 1.3; certificate not trusted, until 2027-06-01 UTC, 187 d left: unable to get local issuer certificate
	device:verysoon/tls	certificate runs out (warning from 7 d); answered in TIME; TLS 1.3, until 2026-11-28 UTC, 2 d left
	device:weak/tls	answered in TIME; TLS 1.3; certificate refused, until 2027-06-01 UTC, 187 d left: EE certificate key too weak
	END
	test_cmp expect actual
'

test_expect_success 'servers are left in order, and their names are asked for' '
	stop_peers && sed "s/^[a-z]* //" peers.log | sort | uniq -c | sed "s/^ *//" >actual &&
	# What newly was not well was asked again in the same run.
	printf "%s\n" "3 shut, asked for None" "30 shut, asked for portal.example" >expect && test_cmp expect actual
'

test_expect_success 'an old version is told as old, not as dead' '
	start_peers v10=tls1.0:good.pem v11=tls1.1:good.pem v12=tls1.2:good.pem v13=tls:good.pem &&
	{
		inventory_of_peers && echo probes: && probe v10 root && probe v11 root && probe v12 root && probe v13 root &&
		echo "  device:v10/lenient: {kind: tls, port: $(port v10), server-name: portal.example, trust: ../root.crt, least-version: 1.0}" &&
		echo "  device:v12/strict: {kind: tls, port: $(port v12), server-name: portal.example, trust: ../root.crt, least-version: 1.3}"
	} >etc/inventory/peers.yaml &&
	cat >expect <<-\END &&
	device:v10/lenient	ok	answered	["1.0", null]
	device:v10/tls	caution	answered	["1.0", null]
	device:v11/tls	caution	answered	["1.1", null]
	device:v12/strict	caution	answered	["1.2", null]
	device:v12/tls	ok	answered	["1.2", null]
	device:v13/tls	ok	answered	["1.3", null]
	END
	checks 1 &&
	told answer version certificate_fault | cut -f 1-4 >actual && test_cmp expect actual &&
	stop_peers
'

test_expect_success 'what is no handshake is no answer, and says why' '
	start_peers nobody=refuse full=full hung=hold gone=bye: dropped=drop text="say:220 mx.example ESMTP\r\n" \
		web="bye:HTTP/1.1 400 Bad Request\r\n\r\n" cut1=cut:1:good.pem cut5=cut:5:good.pem \
		cut100=cut:100:good.pem cut300=cut:300:good.pem flood=flood endless=endless ask=ask:good.pem &&
	{
		inventory_of_peers && echo probes: &&
		for name in nobody full hung gone dropped text web cut1 cut5 cut100 cut300 flood endless ask; do
			probe $name root "timeout: 500ms"
		done
	} >etc/inventory/peers.yaml &&
	cat >expect <<-\END &&
	device:ask/tls	ok	answered	[null, null]	answered in TIME; TLS 1.3, until 2027-06-01 UTC, 187 d left
	device:cut1/tls	down	no-answer	["closed", null]	no answer; it hung up
	device:cut100/tls	down	no-answer	["closed", null]	no answer; it hung up
	device:cut300/tls	down	no-answer	["closed", null]	no answer; it hung up
	device:cut5/tls	down	no-answer	["closed", null]	no answer; it hung up
	device:dropped/tls	down	no-answer	["closed", null]	no answer; it hung up
	device:endless/tls	down	no-answer	["not-tls", "'\''blah blah blah blah blah blah blah blah blah blah blah blah blah'\''"]	no answer; it does not speak TLS: '\''blah blah blah blah blah blah blah blah blah blah blah blah blah'\''
	device:flood/tls	down	no-answer	["handshake-failed", "excessive message size"]	no answer; the handshake failed: excessive message size
	device:full/tls	down	no-answer	["connect-timeout", null]	no answer
	device:gone/tls	down	no-answer	["closed", null]	no answer; it hung up
	device:hung/tls	down	no-answer	["handshake-timeout", null]	no answer; connected, but no handshake came of it
	device:nobody/tls	down	no-answer	["refused", null]	no answer; connection refused
	device:text/tls	down	no-answer	["not-tls", "'\''220 mx.example ESMTP'\''"]	no answer; it does not speak TLS: '\''220 mx.example ESMTP'\''
	device:web/tls	down	no-answer	["not-tls", "'\''HTTP/1.1 400 Bad Request'\''"]	no answer; it does not speak TLS: '\''HTTP/1.1 400 Bad Request'\''
	END
	checks 2 &&
	told answer failure detail >actual && test_cmp expect actual &&
	stop_peers
'

test_expect_success SCHEMA 'that, too, is what the schema says' '
	valid answer
'

test_expect_success 'what our own side lacks could not be asked' '
	start_peers good=tls:good.pem &&
	{
		inventory_of_peers &&
		cat <<-END
		  b1: {owner: self, address: 127.0.0.9, watch: [], service-class: user}
		lines:
		  h1: {institution: hosp, from: b1, address: 127.0.0.2, source: 192.0.2.77}
		  h2: {institution: hosp, from: b1, address: 127.0.0.3, interface: nowhere0}
		probes:
		  line:h1/tls: {kind: tls, trust: ../root.crt}
		  line:h2/tls: {kind: tls, trust: ../root.crt}
		END
		probe good none
	} >etc/inventory/peers.yaml &&
	cat >expect <<-\END &&
	device:good/tls	unknown	could-not-ask	null	could not ask: no certificate to trust could be read from '\''etc/../none.crt'\''
	line:h1/tls	unknown	could-not-ask	null	could not ask: the source address is not one of this host
	line:h2/tls	unknown	could-not-ask	null	could not ask: its interface is not one of this host
	END
	checks 3 &&
	told answer subject | sed "s,$PWD/,,g" >actual && test_cmp expect actual &&
	stop_peers
'

test_expect_success 'the run ends at its deadline, and the program with it' '
	start_peers good=tls:good.pem hung=hold &&
	{ inventory_of_peers && echo probes: && probe good root && probe hung root "timeout: 5m"; } >etc/inventory/peers.yaml &&
	cat >expect <<-\END &&
	device:good/tls	ok	answered	["1.3"]
	device:hung/tls	unknown	could-not-ask	null
	END
	test_expect_code 3 nwops check --json --deadline 1s kind:tls >answer 2>err &&
	told answer version | cut -f 1-4 >actual && test_cmp expect actual &&
	stop_peers && printf "good shut, asked for portal.example\nhung shut\n" >expect && sort peers.log >actual && test_cmp expect actual
'

test_expect_success 'more servers than are asked at once are all asked' '
	start_peers good=tls:good.pem &&
	{
		inventory_of_peers && echo probes: &&
		for i in $(seq 150); do
			echo "  device:good/p$i: {kind: tls, port: $(port good), server-name: portal.example, trust: ../root.crt, timeout: 1m}"
		done
	} >etc/inventory/peers.yaml &&
	checks 0 &&
	told answer | cut -f 2,3 | sort | uniq -c | sed "s/^ *//" >actual &&
	printf "150 ok\tanswered\n" >expect && test_cmp expect actual && stop_peers
'

# --- the program by hand ---

wire=$NWOPS_BUILD/nwops-tls
test_expect_success 'nwops-tls answers a person' '
	test_expect_code 0 "$wire" --help >actual && grep -q "^usage: nwops-tls" actual &&
	test_expect_code 0 "$wire" --version >actual && grep -qE "^nwops-tls [0-9.]+$" actual &&
	test_expect_code 3 "$wire" --trust 2>err && test_expect_code 0 "$wire" </dev/null >actual && test_must_be_empty actual
'

test_expect_success 'a literal address as the name is looked for in the certificate, and not asked for' '
	start_peers by=tls:byaddress.pem &&
	job() { echo "{\"v\":1,\"id\":\"$1\",\"address\":\"127.0.1.1\",\"port\":$(port by),\"trust\":\"root.crt\",\"server_name\":\"$1\",\"at_us\":1795000000000000}"; } &&
	{ job 127.0.1.9 && job 127.0.1.1; } | "$wire" >answer &&
	/usr/bin/python3 -c "
import json, sys
for line in map(json.loads, open(sys.argv[1])):
    print(line[\"id\"], line[\"certificate_fault\"])" answer | sort >actual &&
	printf "%s\n" "127.0.1.1 wrong-name" "127.0.1.9 None" >expect && test_cmp expect actual && stop_peers &&
	printf "by shut, asked for None\nby shut, asked for None\n" >expect && test_cmp expect peers.log
'

test_expect_success 'a job that is none is told, and stops no other' '
	start_peers good=tls:good.pem nobody=refuse &&
	cat >jobs <<-END &&
	nonsense
	{"v":1,"id":"a","port":1}

	{"v":2,"id":"b","address":"127.0.0.1"}
	{"v":1,"id":"c","address":"127.0.0.1","port":65536}
	{"v":1,"id":"good","address":"127.0.1.1","port":$(port good),"server_name":"portal.example","trust":"root.crt","at_us":1795000000000000}
	{"v":1,"id":"$(printf "%20000d" 0)"}
	{"v":1,"id":"nobody","address":"127.0.1.2","port":$(port nobody),"trust":"root.crt"}
	END
	printf %s "$(cat jobs)" >whole && test_expect_code 0 "$wire" <whole >answer &&
	/usr/bin/python3 -c "
import json, sys
for line in map(json.loads, open(sys.argv[1])):
    print(line[\"id\"], line[\"end\"], line[\"failure\"], line[\"version\"], line[\"detail\"], sep=\", \")" answer | sort >actual &&
	cat >expect <<-\END &&
	None, could-not-ask, bad-job, None, '\''v'\'' is missing or wrong
	None, could-not-ask, bad-job, None, a line is longer than a job may be
	None, could-not-ask, bad-job, None, not JSON: line 1, column 8: '\''['\'' or '\''{'\'' expected near '\''nonsense'\''
	a, could-not-ask, bad-job, None, '\''address'\'' is missing or wrong
	c, could-not-ask, bad-job, None, '\''port'\'' is missing or wrong
	good, answered, None, 772, None
	nobody, no-answer, refused, None, None
	END
	test_cmp expect actual && stop_peers
'

grep -q "^Seccomp:" /proc/self/status && test_set_prereq SECCOMP
test_expect_success SECCOMP 'by the time that it meets a server it can do nothing else' '
	start_peers hung=hold &&
	echo "{\"v\":1,\"id\":\"x\",\"address\":\"127.0.1.1\",\"port\":$(port hung),\"trust\":\"root.crt\",\"timeout_us\":20000000}" >job &&
	rm -f answer && { "$wire" <job >answer & } && pid=$! &&
	# Until it is confined, or has ended.
	until grep -q "^Seccomp:.*2" /proc/$pid/status || [ -s answer ] || ! kill -0 $pid; do :; done &&
	sed -n "s/^\(Seccomp\|NoNewPrivs\|CapPrm\|CapEff\|CapAmb\):[^0-9a-f]*/\1 /p" /proc/$pid/status | sort >actual &&
	printf "%s\n" "CapAmb 0000000000000000" "CapEff 0000000000000000" "CapPrm 0000000000000000" "NoNewPrivs 1" \
		"Seccomp 2" >expect && test_cmp expect actual &&
	kill $pid && wait $pid && test_must_be_empty answer && stop_peers
'

test_expect_success 'whoever reads the answers may leave' '
	start_peers good=tls:good.pem &&
	job="{\"v\":1,\"id\":\"x\",\"address\":\"127.0.1.1\",\"port\":$(port good),\"trust\":\"root.crt\"}" &&
	{ echo "$job" | { "$wire"; echo $? >status; } | true; } && echo 3 >expect && test_cmp expect status && stop_peers
'

test_done
