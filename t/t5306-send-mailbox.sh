#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The other uses of nwops-send: a mailbox that is read and marked, an URL that is called, bytes that are shown.
test_description='nwops-send: --fetch, --beat, --compose'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/fake/certificates.sh"

wire=$NWOPS_BUILD/nwops-send
(umask 077 && echo 'open sesame' >password && echo 'open barley' >wrong)

test_expect_success 'certificates can be made' '
	{
		certificate root /CN=root root 20200101 20400101 ca &&
		certificate good /CN=mail.example root 20200101 20400101 DNS:mail.example
	} 2>openssl.log || { cat openssl.log; false; }
'

# mail NUMBER FROM SUBJECT TEXT [HEADER]: one that lies in the mailbox.
mail() {
	mkdir -p mails && {
		printf 'From: %s\nTo: noc@tozai.example\nSubject: %s\nDate: Thu, 26 Nov 2026 10:00:00 +0900\n' "$2" "$3" &&
		printf '%s\n' ${5:+"$5"} 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' '' "$4"
	} >"mails/$1"
}
# mailbox NAME [KEY=JSON...]: to stdout, what --fetch reads.
mailbox() {
	/usr/bin/python3 -c '
import json, os, sys
ports = dict(line.split() for line in open("servers/ports"))
box = {"v": 1, "host": "127.0.0.1", "port": int(ports[sys.argv[1]]), "security": "plain", "user": "nwops",
       "secret": os.path.abspath("password"), "folder": "INBOX", "limit_us": 2000000}
for word in sys.argv[2:]:
    key, _, value = word.partition("=")
    box[key] = json.loads(value)
print(json.dumps(box))' "$@"
}
# fetch STATUS NAME [KEY=JSON...]
fetch() {
	fetch_status=$1 && shift && mailbox "$@" >box.json &&
	test_expect_code "$fetch_status" "$wire" --fetch <box.json >answers 2>err
}

test_expect_success 'what is there and was not seen is told, and stays unseen' '
	mail 3 "Sato <sato@core.example>" "Re: report" "acting K7M3QD" "In-Reply-To: <1.7@tozai.example>" &&
	mail 12 "away@core.example" "Out of office" "I am away" "Auto-Submitted: auto-replied" &&
	mail 5 "seen@core.example" "old" "old" && echo 5 >mails/.seen &&
	start_servers box="imap,auth=nwops:open sesame,mails=mails" &&
	fetch 0 box && test_must_be_empty err && canonical_json <answers >actual &&
	/usr/bin/python3 -c "
import json
first, second = map(json.loads, open(\"answers\"))
assert (first[\"uid\"], first[\"from\"], first[\"code\"], first[\"identity\"], first[\"automatic\"], first[\"ack\"]) == (
    \"3\", \"sato@core.example\", \"K7M3QD\", \"1.7@tozai.example\", False, \"acting\"), first
assert (second[\"uid\"], second[\"automatic\"], second[\"ack\"]) == (\"12\", True, \"seen\"), second
" &&
	echo 5 >expect && test_cmp expect mails/.seen &&
	sed "s/^UID FETCH \([0-9]*\) .*/UID FETCH \1/" servers/box.log >actual && cat >expect <<-\END && test_cmp expect actual
	connected from 127.0.0.1
	CAPABILITY
	EXAMINE "INBOX"
	UID SEARCH UNSEEN
	UID FETCH 3
	UID FETCH 12
	LOGOUT
	END
'
test_expect_success 'those that are written down are marked, and not told again' '
	fetch 0 box "seen=[\"3\",\"12\"]" && test_must_be_empty answers && fetch 0 box && test_must_be_empty answers &&
	printf "5\n3\n12\n" >expect && test_cmp expect mails/.seen &&
	grep -qxF "UID STORE 3,12 +FLAGS.SILENT (\\Seen)" servers/box.log
'
test_expect_success 'over TLS, by name, and with a folder of any letters' '
	rm mails/.seen && start_servers box="imap,auth=nwops:open sesame,mails=mails,tls=good.pem" &&
	fetch 0 box "security=\"tls\"" "ca=\"root.crt\"" "tls_name=\"mail.example\"" "folder=\"A \\\"b\\\" \\\\c\"" &&
	test "$(wc -l <answers)" = 3 && grep -qxF "EXAMINE \"A \\\"b\\\" \\\\c\"" servers/box.log
'
test_expect_success 'what is no mail, what is endless, what is binary' '
	rm -rf mails && mkdir mails && printf "\0\1\2" >mails/1 && : >mails/2 && { echo "From: a@b" && echo && head -c 3000000 /dev/zero | tr "\0" a; } >mails/3 &&
	start_servers box="imap,auth=nwops:open sesame,mails=mails" && fetch 0 box &&
	/usr/bin/python3 -c "
import json
uids = [json.loads(line)[\"uid\"] for line in open(\"answers\")]
assert uids[0] == \"1\" and uids[-1] == \"3\", uids
"
'

# NAME | ORDERS | KEYS | what it says; X: words of libcurl
cat >table <<\END
wrong | auth=nwops:other |  | cannot enter the mailbox at '127.0.0.1': X
refused | refuse |  | cannot enter the mailbox at '127.0.0.1': X
greets | banner=hang |  | cannot enter the mailbox at '127.0.0.1': X
garbage | banner=garbage |  | cannot enter the mailbox at '127.0.0.1': X
no-tls | auth=nwops:open sesame | security="starttls" | cannot enter the mailbox at '127.0.0.1': X
secret | auth=nwops:open sesame | secret="nowhere" | cannot use 'nowhere': No such file or directory
folder | auth=nwops:open sesame,examine=n1 NO there is no such folder |  | the mailbox refuses: NO there is no such folder
kana | auth=nwops:open sesame | folder="受信" | a folder's name has letters of ASCII alone
nonsense | auth=nwops:open sesame,search=wibble |  | the mailbox says what is not understood
silent | auth=nwops:open sesame,search=hang |  | the mailbox did not answer in time
leaves | auth=nwops:open sesame,search=close |  | the connection to the mailbox was lost
flood | auth=nwops:open sesame,search=flood |  | the mailbox says too much, or what is not understood
endless | auth=nwops:open sesame,more |  | the mailbox says too much, or what is not understood
END
test_expect_success 'each trouble is named, and nothing is told' '
	rm -rf mails && mail 1 a@b x y &&
	sed "s/ | /|/g" table >rows && set -- && while IFS="|" read -r name orders rest; do
		set -- "$@" "$name=imap,mails=mails,$orders"
	done <rows && start_servers "$@" &&
	while IFS="|" read -r name orders keys words; do
		fetch 3 "$name" ${keys:+"$keys"} && test_must_be_empty answers && echo "$words" >expect &&
		case $words in *X) sed "s/\(1.: \)..*/\1X/" err >actual ;; *) cp err actual ;; esac &&
		test_cmp expect actual || return 1
	done <rows
'
test_expect_success 'what is no mailbox' '
	for box in "" "{" "[]" "{}" "{\"v\":1,\"host\":\"a\",\"port\":0,\"security\":\"tls\",\"user\":\"a\",\"secret\":\"a\"}"; do
		echo "$box" >box.json && test_expect_code 3 "$wire" --fetch <box.json >answers 2>err && test_must_be_empty answers &&
		test -s err || return 1
	done
'

# --- an URL that is called ---

# beat STATUS SCHEME NAME
beat() {
	echo "{\"v\":1,\"url\":\"$2://127.0.0.1:$(awk -v name="$3" '$1 == name { print $2 }' servers/ports)/token\",\"limit_us\":1000000,\"ca\":\"root.crt\"}" >url.json &&
	test_expect_code "$1" "$wire" --beat <url.json >actual 2>err && test_must_be_empty actual
}
test_expect_success 'a beat is heard when 2xx comes' '
	start_servers fine=http tls="http,tls=good.pem" no="http,status=500 No" moved="http,status=302 Found,header=Location: /" hang=http,request=hang gone=http,refuse &&
	beat 0 http fine && test_must_be_empty err && grep -qx "GET /token HTTP/1.1" servers/fine.log &&
	beat 3 http no && echo "it answered with status 500" >expect && test_cmp expect err &&
	beat 3 http moved && echo "it answered with status 302" >expect && test_cmp expect err &&
	beat 3 http hang && test -s err && beat 3 http gone && test -s err && beat 3 https tls && test -s err
'

# --- what would go ---

test_expect_success 'bytes are those that are sent, and the same each time' '
	start_servers mx=smtp && mail_job mx >jobs.json && hand_over 0 &&
	/usr/bin/python3 -c "
import json
print(json.dumps(json.load(open(\"jobs.json\"))[\"content\"]))
open(\"took\", \"w\").write(json.loads(open(\"servers/mx.mails\").read())[\"text\"] + \"\\n\")" >content.json &&
	"$wire" --compose <content.json >composed && "$wire" --compose <content.json >again && test_cmp composed again &&
	tr -d "\r" <composed >expect && tr -d "\r" <took >actual && test_cmp expect actual &&
	"$wire" --compose --mark drill <content.json >drill && ! cmp -s drill composed &&
	"$wire" --compose --mark test <content.json >test && ! cmp -s test composed && ! cmp -s test drill
'
test_expect_success 'no content, no bytes' '
	for content in "" "{" "{}" "[]"; do
		echo "$content" >content.json && test_expect_code 3 "$wire" --compose <content.json >actual 2>err &&
		test_must_be_empty actual && test -s err || return 1
	done
'
test_done
