#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops audit checkpoint and nwops audit cosign: what another organization sees
# of a log, and what it can and cannot be brought to vouch for. Signatures are
# looked at with openssl, which shares no code with us.
test_description='nwops audit checkpoint, cosign'
. "$(dirname "$0")/setup.sh"

site
line_inventory 192.0.2.1 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms >answers.yaml

check() { nwops --overlay answers.yaml ${1:+--state "$1"} check >out 2>err; }
cosign() { env -u NWOPS_CONFIG nwops audit cosign --party "$@" 2>err; }
# ed25519 VKEY: its key as openssl reads it.
ed25519() {
	{ printf '\060\052\060\005\006\003\053\145\160\003\041\000' && cut -d+ -f3- "$1" | base64 -d | tail -c +2; } >key.der
}

# What is recorded with --overlay is a rehearsal's, and so is what is signed of it.
checkpoint() { nwops --overlay answers.yaml ${STATE:+--state "$STATE"} audit checkpoint "$@" 2>err; }

test_expect_success 'a checkpoint is the file beside the database' '
	check && checkpoint >one && test_cmp state/checkpoint one && test_must_be_empty err
'

test_expect_success 'since an earlier one, with what a witness is asked with' '
	check && check && checkpoint --since one >two &&
	sed -n 1p two >actual && echo "old 1" >expect && test_cmp expect actual &&
	sed "1,/^\$/d" two >note && test_cmp state/checkpoint note &&
	sed "1d; /^\$/,\$d" two >path && test "$(wc -l <path)" = 2
'

test_expect_success 'as JSON' '
	nwops --overlay answers.yaml --json audit checkpoint >actual 2>err &&
	/usr/bin/python3 -c "
import json
o = json.load(open(\"actual\"))
assert o[\"text\"] == open(\"state/checkpoint\").read() and o[\"size\"] == 3 and o[\"since\"] is None
assert o[\"root\"] == o[\"text\"].split(\"\\n\")[2]
"
'

test_expect_success 'a party is made, knows a log and vouches for what it first sees' '
	cosign core --name core.example/w1 --log state/log.vkey one >cosigned &&
	head -n 5 cosigned >actual && test_cmp one actual && test "$(wc -l <cosigned)" = 6 &&
	sed -n 6p cosigned | cut -d" " -f2 >actual && echo core.example/w1 >expect && test_cmp expect actual &&
	stat -c "%a" core/cosign.key >actual && echo 600 >expect && test_cmp expect actual
'

test_expect_success 'openssl finds its signature good, over the time it says' '
	ed25519 core/cosign.vkey &&
	sed -n 6p cosigned | cut -d" " -f3 | base64 -d >line &&
	tail -c 64 line >signature && test "$(wc -c <line)" = 76 &&
	at=$(head -c 12 line | tail -c 8 | od -An -tu1 | awk "{ for (i = 1; i <= 8; i++) n = n * 256 + \$i; print n }") &&
	{ printf "cosignature/v1\ntime %s\n" "$at" && sed "/^\$/,\$d" one; } >text &&
	openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature >out &&
	{ printf "core.example/w1\n\004" && cut -d+ -f3- core/cosign.vkey | base64 -d | tail -c +2; } | sha256sum | cut -c1-8 >expect &&
	cut -d+ -f2 core/cosign.vkey >actual && test_cmp expect actual
'

test_expect_success 'and for what a proof shows to add to that' '
	cosign core two >cosigned && head -n 5 cosigned >actual && test_cmp state/checkpoint actual
'

test_expect_success 'verify counts those who vouch, and names who does not' '
	cosign peer --name peer.example/noc --log state/log.vkey one >one.peer &&
	nwops audit verify --against cosigned --cosigner core/cosign.vkey --cosigner peer/cosign.vkey >out 2>err &&
	sed -E "s/(: )20[0-9-]{8} [0-9:]{8} [+]00:00$/\1TIME/" out >actual &&
	cat >expect <<-\END &&
	complete: all 3 entries are those that were signed
	entries: 3, signed for: 3
	newest signature: TIME
	cosigned '\''cosigned'\'': 1 of 2
	  core.example/w1: TIME
	  peer.example/noc: not cosigned
	END
	test_cmp expect actual &&
	nwops --json audit verify --against cosigned --cosigner peer/cosign.vkey >out 2>err &&
	grep -c "\"cosigners\":\[{\"name\":\"peer.example/noc\",\"at\":null}\]" out >actual &&
	echo 1 >expect && test_cmp expect actual
'

test_expect_success 'a cosignature of another checkpoint is false' '
	{ cat one && sed -n 6p cosigned; } >forged &&
	echo "nwops: cannot compare with '\''forged'\'': the cosignature of '\''core.example/w1'\'' is false" >expect &&
	test_expect_code 3 nwops audit verify --against forged --cosigner core/cosign.vkey >out 2>err && test_cmp expect err
'

test_expect_success 'without a proof from what it last saw it vouches for nothing' '
	check && checkpoint >four && checkpoint --since one >from-one &&
	for request in four from-one; do
		test_expect_code 3 cosign core "$request" >actual && test_must_be_empty actual &&
		cat >expect <<-END &&
		nwops: cannot cosign '\''$request'\'': this party last saw 3 entries, and this is no proof from there: ask for '\''nwops audit checkpoint --since'\'' what this party has
		END
		test_cmp expect err || return 1
	done
'

# refuses PARTY FILE: it says that the two contradict each other, in the words on stdin; it goes on from where it was.
refuses() {
	cat >expect && echo "keep this file and what this party has: together they prove it" >>expect &&
	find "$1" -type f -exec sha256sum {} + >before &&
	test_expect_code 2 cosign "$@" >actual && test_cmp expect actual &&
	find "$1" -type f -exec sha256sum {} + >after && test_cmp before after
}

test_expect_success 'a link to a checkpoint or to a key is as good as the file' '
	ln -s cosigned linked && ln -s core/cosign.vkey linked.vkey &&
	nwops audit verify --against cosigned --cosigner core/cosign.vkey >plain 2>err &&
	nwops audit verify --against linked --cosigner linked.vkey >out 2>err && sed "s/linked/cosigned/" out >actual && test_cmp plain actual
'

test_expect_success 'of a request no more is read than it may have' '
	/usr/bin/python3 -c "print(\"A\" * 70000)" >long && test_expect_code 3 cosign core long >actual &&
	echo "nwops: cannot read '\''long'\'': not a file of at most 65536 bytes" >expect && test_cmp expect err &&
	mkfifo pipe && test_expect_code 3 cosign core pipe >actual && grep "cannot read .pipe." err
'

test_expect_success 'nor with a proof that was tampered with' '
	checkpoint --since cosigned >good && sed "2s/^./_/" good >malformed &&
	test_expect_code 3 cosign core malformed >actual &&
	sed "2{h;d};3{G}" good >swapped && ! cmp -s good swapped &&
	refuses core swapped <<-\END
	not cosigned: the 4 entries now do not begin with the 3 that were signed before, or the proof is damaged
	END
'

test_expect_success 'nor for fewer entries' '
	cosign core good >cosigned &&
	refuses core two <<-\END
	not cosigned: 4 entries were signed before, and now 3: the journal was cut or put back
	END
'

test_expect_success 'nor for a journal that was put back and gone on with' '
	cp -r state kept && check && checkpoint --since cosigned >five && cosign core five >cosigned &&
	check kept && STATE=kept checkpoint >fork &&
	refuses core fork <<-\END &&
	not cosigned: two signed heads for 5 entries differ: the journal was written anew
	END
	check kept && test_expect_code 2 nwops --overlay answers.yaml --state kept audit checkpoint --since cosigned >actual 2>err &&
	echo "nwops: '\''cosigned'\'' vouches for 5 entries that this journal does not begin with; '\''nwops audit verify --against'\'' tells more" >expect &&
	test_cmp expect err
'

test_expect_success 'nor for a log that it does not know, or whose key was replaced' '
	mkdir elsewhere && check elsewhere && STATE=elsewhere checkpoint >foreign &&
	echo "nwops: cannot cosign '\''foreign'\'': no log that this party knows has signed it; '\''--log FILE'\'' makes one known" >expect &&
	test_expect_code 3 cosign core foreign >actual && test_cmp expect err && test_must_be_empty actual
'

test_expect_success 'a party whose key others can read is refused' '
	chmod 644 peer/cosign.key && test_expect_code 3 cosign peer one >actual && test_must_be_empty actual &&
	grep -c "others than its owner may use it" err >actual && echo 1 >expect && test_cmp expect actual
'

test_expect_success 'wrong usage' '
	echo "nwops: '\''--party'\'' is needed" >expect &&
	test_expect_code 3 nwops audit cosign one >actual 2>err && test_cmp expect err &&
	echo "nwops: '\''answers.yaml'\'' is not a checkpoint that this log signed" >expect &&
	test_expect_code 3 checkpoint --since answers.yaml >actual && test_cmp expect err &&
	echo "nwops: option '\''--cosigner'\'' says nothing without '\''--against'\''" >expect &&
	test_expect_code 3 nwops audit verify --cosigner core/cosign.vkey >actual 2>err && test_cmp expect err
'

test_done
