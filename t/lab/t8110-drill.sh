#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A drill over the network in a box, with its real mail server: what is told to those who are allowed arrives, marked
# in its subject, its first and its last line; nobody else gets a word, no router is asked, and the real record does not know of
# it but by its name.
# Belongs here: a drill whose mail really leaves. Does not: how it is run and scored (t/t8020-drill-run.sh).
test_description='a drill with real mail'
. "$(dirname "$0")/setup.sh"

NWOPS_LAB_STATE=$PWD/lab
NWOPS_CONFIG=$NWOPS_LAB_STATE/nwops
export NWOPS_LAB_STATE NWOPS_CONFIG
lab=$NWOPS_LAB_DIR/lab
noc () { "$lab" exec noc nwops --lang en "$@" </dev/null 2>err || { noc_status=$?; cat err >&2; return $noc_status; }; }
# expected: how much the scenario expects.
expected () { noc --json drill list | sed -n 's/.*"name":"line-cut".*"expectations":\([0-9]*\).*/\1/p'; }

test_expect_success 'the network is up; the core and our manager may be told, the peer may not' '
	"$lab" up && noc inventory pin --import "$NWOPS_LAB_STATE/keys/known_hosts" --yes &&
	cat >"$NWOPS_CONFIG/drills.yaml" <<-\END
	allow:
	  - noc@core.example
	  - manager@tozai.example
	END
'
test_expect_success 'a drill of an hour and a half is played, and every expectation met' '
	noc drill run line-cut --name lab --speed max --answers --step 5m >played && grep "^expectations: $(expected) met, 0 late, 0 missed" played &&
	grep -E "^messages: [0-9]+ made, ([1-9][0-9]*) sent, \1 arrived at a server, 1 answered, [1-9][0-9]* withheld" played
'
# mails NODE: of each mail that NODE has taken whom it is to, and what is amiss with its marks.
mails () {
	"$lab" exec "$1" tar -c -C /var/mail . >"$1.tar" </dev/null && rm -rf "$1" && mkdir "$1" && tar -x -C "$1" -f "$1.tar" &&
	/usr/bin/python3 - "$1" <<-\END
	import email, email.policy, os, sys
	for folder, _, names in os.walk(sys.argv[1]):
	    for name in names:
	        mail = email.message_from_binary_file(open(os.path.join(folder, name), "rb"), policy=email.policy.default)
	        lines = mail.get_body().get_content().strip().splitlines()
	        marked = mail["subject"].startswith("【訓練】") and "【訓練】" in lines[0] and "【訓練】" in lines[-1]
	        print(mail["to"].addresses[0].addr_spec, "marked" if marked and mail["x-nwops-exercise"] == "drill" else mail["subject"])
	END
}
test_expect_success 'what has arrived is marked, and went to those who are allowed alone' '
	mails core-mx >actual && sort -u actual >seen &&
	printf "%s\n" "manager@tozai.example marked" "noc@core.example marked" >expect && test_cmp expect seen &&
	sent=$(sed -n "s/^messages: .* made, \([0-9]*\) sent.*/\1/p" played | tail -n 1) && test "$(wc -l <actual)" = "$sent" &&
	mails oob-mx >actual && test_must_be_empty actual
'
test_expect_success 'the real record knows nothing of it: no incident, no message' '
	noc incident list --all >out && test_must_be_empty out && noc --json notify queue --all >queue && ! grep "\"type\":\"message\"" queue &&
	noc audit verify && noc --drill lab audit verify
'
test_expect_success 'its score is in its own record' '
	noc --json drill report lab >report && grep -c "\"result\":\"met\"" report >met && expected >expect && test_cmp expect met
'
"$lab" down
test_done
