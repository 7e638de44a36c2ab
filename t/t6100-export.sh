#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops incident export: a case carried away. t/verify-bundle, which shares no code with nwops,
# accepts what was written, and refuses it after any single change; so does whoever types
# what the page inside says.
test_description='nwops incident export'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/schema.sh"
now 2026-11-26T11:00:00+09:00

verify() { "$NWOPS_SOURCE/t/verify-bundle" "$@" >verdict; }
# accepted ARGUMENT...: by the verifier.
accepted() { verify "$@" && echo "verified: INC-20261126-001" >expect && test_cmp expect verdict; }
# refused_by WHY ARGUMENT...
refused_by() {
	why=$1 && shift && test_expect_code 1 verify "$@" && echo "refused: $why" >expect && test_cmp expect verdict
}
# changed NAME: a fresh copy of the bundle, to be changed.
changed() { rm -rf changed && cp -r bundle changed; }
# listed: MANIFEST of ./changed says of its files what they are now; the signature stays.
listed() {
	(
		cd changed && sed -n 1,4p MANIFEST >../list &&
		find . -type f ! -path ./MANIFEST | sed "s,^\./,," | LC_ALL=C sort | tr "\n" "\0" | xargs -0 sha256sum >>../list &&
		sed -n "/^\$/,\$p" MANIFEST >>../list && mv ../list MANIFEST
	)
}
# resigned KEY: listed, and signed anew by whoever has KEY (a file): what those could do who hold it.
resigned() {
	listed && (
		cd changed && sed "/^\$/,\$d" MANIFEST >../text && name=$(cut -d+ -f1 log.vkey) && id=$(cut -d+ -f2 log.vkey) &&
		openssl pkeyutl -sign -inkey "../$1" -rawin -in ../text -out ../raw &&
		{ cat ../text && printf "\n— %s %s\n" "$name" "$({ printf %s "$id" | tr a-f A-F | basenc --base16 -d && cat ../raw; } | base64 -w 0)"; } >MANIFEST
	)
}
# evidence ITEM TEXT: as a login would leave it.
evidence() {
	/usr/bin/python3 -c '
import hashlib, sqlite3, sys
db = sqlite3.connect("state/nwops.db")
text = sys.argv[2].encode()
row = db.execute("insert into evidence values (null, ?, ?, ?, ?, ?, null, null, 1, ?, ?)",
                 (sys.argv[1], "interfaces", "frr", 1795658400000000, 1795658400000000, len(text), hashlib.sha256(text).digest()))
db.execute("insert into evidence_text values (?, ?)", (row.lastrowid, text))
db.commit()' "$@"
}

test_expect_success 'a case with notices that were sent, a note, a look of a probe and what a device said' '
	telling_site && start_servers mx1=smtp oob=smtp && paths_of_site &&
	overlay 10.1.0.1=none 10.1.0.2=3ms 192.0.2.254=3ms >answers.yaml &&
	quiet nwops incident open h1 --title "さくら病院 no connection" --text "a call from the reception" >out &&
	quiet nwops incident note INC-20261126-001 "the modem blinks red" >out &&
	quiet nwops incident open h2 --title "another matter" >out &&
	quiet nwops notify send technical-info --to core --case INC-20261126-001 --field info-title=x --field effect="no service" --yes >out &&
	quiet nwops notify flush >out && evidence line:h1 "line is down" && evidence device:a1 "nothing of this case"
'

# --- what is written, and who believes it ---

test_expect_success 'it is written, and says what is in it' '
	cat >expect <<-\END &&
	entries: 4 of 5, payloads removed: 0
	restricted: names, addresses, texts of messages and of devices are in it
	END
	quiet nwops incident export INC-20261126-001 bundle >out && test_must_be_empty err &&
	sed 1d out >actual && test_cmp expect actual && grep -xE "wrote '\''bundle'\'': 22 files, [0-9]+ bytes" out &&
	find bundle -type f | sed "s,^bundle/,," | LC_ALL=C sort >actual &&
	cat >expect <<-\END &&
	MANIFEST
	VERIFY.txt
	acknowledgements.jsonl
	attempts.jsonl
	checkpoint
	entries.jsonl
	evidence.jsonl
	evidence/1.txt
	log.pem
	log.vkey
	messages.jsonl
	messages/1.json
	notices.jsonl
	payloads/1
	payloads/2
	payloads/4
	payloads/5
	proofs/1.tlog-proof
	proofs/2.tlog-proof
	proofs/4.tlog-proof
	proofs/5.tlog-proof
	検証手順.txt
	END
	test_cmp expect actual
'
test_expect_success 'only its owner may read it' '
	find bundle ! -perm -0 -o -perm /077 >actual && test_must_be_empty actual
'
test_expect_success 'the verifier accepts it, with the key that was had before and without' '
	cp state/log.vkey kept.vkey && accepted bundle && accepted --key kept.vkey bundle
'
test_expect_success 'an archive holds the same, and is the same whenever it is written' '
	quiet nwops incident export INC-20261126-001 one.tar >out && now 2026-11-26T12:00:00+09:00 &&
	quiet nwops incident export INC-20261126-001 two.tar >out && cmp one.tar two.tar &&
	accepted --key kept.vkey one.tar && mkdir unpacked && tar -xf one.tar -C unpacked &&
	diff -r bundle unpacked/INC-20261126-001
'
test_expect_success 'what the page says to type finds it good, in both languages' '
	printf "%s\n" "form: good" "files: good" "list: good" "key: good" "Signature Verified Successfully" \
		"Signature Verified Successfully" "entries: done" >expect &&
	for page in VERIFY.txt 検証手順.txt; do
		sed -n "s/^    //p" "bundle/$page" >typed && (cd bundle && sh ../typed) >out 2>err && test_must_be_empty err &&
		head -n 7 out >actual && test_cmp expect actual && sed 1,7d out | grep -q "the modem blinks red" || return 1
	done
'
test_expect_success 'and finds a changed one bad' '
	changed && echo >>changed/payloads/2 && (cd changed && sh ../typed) >out 2>&1 &&
	! grep -q "files: good" out && grep -qx "entry 2: another payload" out
'

test_expect_success 'nor takes a checkpoint with a list behind it for the list that was signed' '
	changed && { cat bundle/checkpoint && (cd changed && find . ! -type d ! -path ./MANIFEST | sed "s,^\./,,") | LC_ALL=C sort |
		while read -r file; do (cd changed && sha256sum "$file"); done; } >forged && cp forged changed/MANIFEST &&
	(cd changed && sh ../typed) >out 2>&1; ! grep -qx "form: good" out && ! grep -qx "list: good" out
'
test_expect_success 'nor what stands behind the signature' '
	changed && echo x >"changed/検証手順.txt.z" && (cd changed && sha256sum "検証手順.txt.z") >>changed/MANIFEST &&
	(cd changed && sh ../typed) >out 2>&1; ! grep -qx "form: good" out && ! grep -qx "list: good" out
'
test_expect_success 'a number that is none is never reckoned with' '
	changed && sed "1s/}\$/[\$(touch \/dev\/null; touch ..\/ran)]}/" bundle/entries.jsonl >changed/entries.jsonl &&
	(cd changed && bash ../typed) >out 2>&1; ! test -e ran && grep -qx "an entry is malformed" out
'

# --- any single change ---

refused() { test_expect_code 1 verify "$@" && grep -q "^refused: " verdict; }
files=$(cd bundle && find . -type f | sed 's,^\./,,' | LC_ALL=C sort)
for file in $files; do
	test_expect_success "$file: a byte changed at its beginning, middle and end; cut; removed; another beside it" '
		size=$(wc -c <"bundle/$file") &&
		for at in 0 $((size / 2)) $((size - 1)); do
			test "$size" -gt 0 || break
			changed && /usr/bin/python3 -c "
import sys
data = bytearray(open(sys.argv[1], \"rb\").read())
data[int(sys.argv[2])] ^= 1
open(sys.argv[1], \"wb\").write(data)" "changed/$file" "$at" && refused changed || return 1
		done &&
		changed && echo >>"changed/$file" && refused changed &&
		changed && rm "changed/$file" && refused changed &&
		changed && : >"changed/$file.more" && refused changed &&
		changed && mv "changed/$file" "changed/$file.more" && ln -s "$PWD/bundle/$file" "changed/$file" && rm "changed/$file.more" &&
		refused changed
	'
	test "$(wc -l <"bundle/$file")" -gt 1 || continue
	test_expect_success "$file: a line removed, two swapped, one doubled" '
		changed && sed -i 2d "changed/$file" && refused changed &&
		changed && sed -i "1{h;d};2{G}" "changed/$file" && refused changed &&
		changed && sed -i 1p "changed/$file" && refused changed
	'
done
test_expect_success 'a change that is listed is refused by the signature' '
	changed && echo >>changed/notices.jsonl && listed && refused_by "the signature of MANIFEST is false" changed &&
	changed && rm changed/evidence/1.txt && listed && refused_by "the signature of MANIFEST is false" changed
'
test_expect_success 'the true key signs what we sign again' '
	changed && resigned state/log.key && accepted changed && cmp bundle/MANIFEST changed/MANIFEST
'

# --- what even the holder of the key cannot make believed ---

test_expect_success 'another payload, with its digest or without' '
	changed && sed -i "s/blinks red/is green/" changed/payloads/2 && resigned state/log.key &&
	refused_by "the payload of entry 2 is another" changed &&
	digest=$(sha256sum <changed/payloads/2 | cut -c1-64) &&
	sed -i "2s/\"payload_digest\":\"[0-9a-f]*\"/\"payload_digest\":\"$digest\"/" changed/entries.jsonl && resigned state/log.key &&
	refused_by "entry 2 is not in the journal" changed
'
test_expect_success 'a payload taken away' '
	changed && rm changed/payloads/2 && resigned state/log.key &&
	refused_by "the payload of entry 2 is gone, and nothing says why" changed
'
test_expect_success 'an entry taken away, put elsewhere, or of another actor' '
	changed && sed -i 2d changed/entries.jsonl && rm changed/payloads/2 changed/proofs/2.tlog-proof && resigned state/log.key &&
	refused_by "an event of the case is missing" changed &&
	changed && sed -i "1{h;d};2{G}" changed/entries.jsonl && resigned state/log.key &&
	refused_by "entries.jsonl is out of order" changed &&
	changed && sed -i "2s/\"actor\":\"[^\"]*\"/\"actor\":\"mori\"/" changed/entries.jsonl && resigned state/log.key &&
	refused_by "entry 2 is not in the journal" changed
'
test_expect_success 'other words of a message, or of a device' '
	changed && sed -i "s/no service/all is well/" changed/messages/1.json && resigned state/log.key &&
	refused_by "a message has other words than were queued" changed &&
	changed && echo up >changed/evidence/1.txt && resigned state/log.key && refused_by "a text of evidence is another" changed
'
test_expect_success 'an older head, and a proof of another entry' '
	changed && sed "2s/.*/4/" bundle/checkpoint >changed/checkpoint && resigned state/log.key &&
	refused_by "the signature of checkpoint is false" changed &&
	quiet nwops incident note INC-20261126-001 "one more" >out && rm -rf newer &&
	quiet nwops incident export INC-20261126-001 newer >out && accepted newer &&
	cp -r newer changed.newer && rm -rf changed && mv changed.newer changed && cp bundle/checkpoint changed/checkpoint &&
	resigned state/log.key && refused_by "the proof of entry 1 has another head" changed &&
	changed && cp changed/proofs/1.tlog-proof changed/proofs/2.tlog-proof && resigned state/log.key &&
	refused_by "the proof of entry 2 is of another" changed
'
test_expect_success 'another key is believed by nobody who had the true one' '
	changed && openssl genpkey -algorithm ed25519 -out other.key 2>/dev/null &&
	resigned other.key && refused_by "the signature of MANIFEST is false" changed &&
	openssl pkey -in other.key -pubout -out changed/log.pem && resigned other.key &&
	refused_by "log.pem is another key than log.vkey" changed
'
test_expect_success 'a file that belongs to nothing' '
	changed && echo x >changed/payloads/9 && resigned state/log.key && refused_by "a file belongs to nothing" changed
'

# --- asking ---

test_expect_success 'as JSON, without writing' '
	quiet nwops --json incident export INC-20261126-001 dry --dry-run >actual && ! test -e dry && valid actual &&
	grep -q "\"case\":\"INC-20261126-001\",\"to\":\"dry\",\"dry_run\":true," actual
'
test_expect_success 'nothing is written over what is there, nor of a case that is not' '
	quiet test_expect_code 3 nwops incident export INC-20261126-001 bundle >out && test_must_be_empty out &&
	echo "nwops: '\''bundle'\'' is there already: nothing is written over it" >expect && test_cmp expect err &&
	quiet test_expect_code 3 nwops incident export INC-20261126-009 none >out && ! test -e none &&
	echo "nwops: there is no case '\''INC-20261126-009'\''; did you mean '\''INC-20261126-002'\''?" >expect && test_cmp expect err
'
test_expect_success 'what somebody changed in the store is not exported' '
	cp -r state whole && sqlite3 -batch state/nwops.db "update journal set actor = '\''mori'\'' where sequence = 2" &&
	quiet test_expect_code 3 nwops incident export INC-20261126-001 none >out && ! test -e none &&
	echo "nwops: entry 2 of the journal is not what was signed; '\''nwops audit verify'\'' tells more" >expect && test_cmp expect err &&
	rm -rf state && mv whole state
'

# --- a disk that is full ---

if test -n "${FAULTS:=$(ls "$NWOPS_BUILD"/t/fake/faults.so "$NWOPS_BUILD"/t/fake/libfaults.so 2>/dev/null | head -n 1)}"; then
	test_set_prereq FAULTS
fi
# onto KIND ORDER=N...: an export whose disk fails as ordered.
onto() {
	target=$1 && shift &&
	faulted FAULTS_UNDER="$PWD/disk" "$@" nwops incident export INC-20261126-001 "disk/$target" >out 2>err
}
for target in bundle bundle.tar; do
	test_expect_success FAULTS "$target: from whatever call on the disk is full, it is whole or not there at all" '
		rm -rf disk && mkdir disk && onto $target FAULTS_FROM=0 && accepted disk/$target && some_of <calls >every &&
		test "$(wc -l <calls)" -gt 3 &&
		while read -r number call path; do
			rm -rf disk && mkdir disk && code=0 && { onto $target FAULTS_FROM="$number" FAULTS_ERROR=full || code=$?; } &&
			case $code in
			0) accepted disk/$target ;;
			3) find disk -mindepth 1 >left && test_must_be_empty left && grep -q "cannot write '\''disk/$target'\''" err ;;
			*) false ;;
			esac || return 1
		done <every
	'
	test_expect_success FAULTS "$target: where the filesystem renames over what is there it is written all the same, and over nothing" '
		rm -rf disk && mkdir disk && onto $target FAULTS_PLAIN_RENAME=1 && accepted disk/$target && ls -A disk >left &&
		echo $target >expect && test_cmp expect left &&
		test_expect_code 3 onto $target FAULTS_PLAIN_RENAME=1 && accepted disk/$target && some_of <calls >every &&
		rm -rf disk && mkdir disk && onto $target FAULTS_PLAIN_RENAME=1 FAULTS_FROM=0 && some_of <calls >every &&
		while read -r number call path; do
			rm -rf disk && mkdir disk && code=0 && { onto $target FAULTS_PLAIN_RENAME=1 FAULTS_FROM="$number" FAULTS_ERROR=full || code=$?; } &&
			case $code in
			0) accepted disk/$target ;;
			3) find disk -mindepth 1 >left && test_must_be_empty left ;;
			*) false ;;
			esac || return 1
		done <every
	'
done

test_done
