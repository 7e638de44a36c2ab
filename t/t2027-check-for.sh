#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Another party asks us to look (3.1): a request is a case, what is seen is its evidence,
# and its answer is prepared and held. And what a tick does for a run that waits.
test_description='requests of others, and runs that wait'
. "$(dirname "$0")/setup.sh"

cp -r "$NWOPS_SOURCE/share/examples/tozai" etc
printf 'overlay: 1\ndefault: {rtt: 3ms}\nanswers:\n  10.20.3.1: {answer: none}\n' >c1-silent.yaml
NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK

# ours STATUS ARGUMENT...: with everybody answering but clinic c1.
ours() {
	status=$1 && shift && test_expect_code "$status" nwops --overlay c1-silent.yaml "$@" >actual 2>err
}
# story CASE: what its events of evidence and notices say.
story() {
	ours 0 incident show "$1" --json && /usr/bin/python3 -c '
import json
for event in map(json.loads, open("actual")):
    if event["type"] == "case-event" and event["kind"] in ("evidence", "notice"):
        body = event["body"]
        print(event["kind"], *[body[key] for key in ("scope", "asked", "unwell", "kind", "audience", "state") if key in body])
'
}

test_expect_success 'a request of the core is a case of its own' '
	ours 1 isolate line:c1 --procedure core-request --no-input &&
	ours 0 incident list --all && test_must_fail grep REQ actual &&
	ours 3 check --for INC-20261125-001 && grep "INC-20261125-001" err
'
test_expect_success 'what it asks for is asked, recorded and prepared' '
	ours 2 check --for REQ-20261125-001 --json &&
	/usr/bin/python3 -c "
import json
for line in map(json.loads, open(\"actual\")):
    if line[\"type\"] == \"item\":
        print(line[\"item\"], line[\"status\"])
    if line[\"type\"] == \"request-answer\":
        print(line[\"request\"], line[\"notice\"])
" >said &&
	printf "line:c1 down\nREQ-20261125-001 1\n" >expect && test_cmp expect said
'
test_expect_success 'or what is named instead, and said to a person' '
	ours 0 check line:c2 --for REQ-20261125-001 && grep "line:c2" actual &&
	echo "nwops: recorded for request '\''REQ-20261125-001'\''; its answer is prepared as notice 2, and held" >expect &&
	grep "nwops: recorded" err >said && test_cmp expect said &&
	story REQ-20261125-001 >said && cat >expect <<-\END &&
	evidence requested 1 1
	notice request-answer core held
	evidence requested 1 0
	notice request-answer core held
	END
	test_cmp expect said && ours 0 audit verify
'
test_expect_success 'what contradicts it is refused' '
	ours 3 check --for REQ-20261125-001 --no-record && grep "contradicts" err &&
	ours 3 check --for REQ-20261125-001 --watch && grep "contradicts" err &&
	ours 3 check --for REQ-20261125-009 && grep "REQ-20261125-009" err &&
	ours 3 check --for nothing && test -s err
'

# --- a run that waits ---

test_expect_success 'a run waits for an answer' '
	ours 1 isolate line:c2 --procedure institution-unreachable --no-input --answer judge-by-hand=sound --answer ask-institution=send \
		--answer call-institution=done --answer report=answered &&
	ours 1 isolate list --json && grep "\"step\":\"institution-checks\"" actual &&
	ours 3 check --for INC-20261125-001 && grep "is no request" err
'
test_expect_success 'a tick reminds of it once' '
	NWOPS_TEST_CLOCK=2026-11-25T03:31:00+09:00 &&
	ours 0 tick && grep "institution-checks" actual >said && test "$(wc -l <said)" -eq 1 && grep "remind them" said &&
	NWOPS_TEST_CLOCK=2026-11-25T03:32:00+09:00 &&
	ours 0 tick && test_must_fail grep "institution-checks" actual
'
test_expect_success 'and ends it by its limit, in Japanese as well' '
	NWOPS_TEST_CLOCK=2026-11-25T04:01:00+09:00 &&
	ours 0 --lang ja tick && grep "期限が過ぎました" actual >said && test "$(wc -l <said)" -eq 1 &&
	ours 1 isolate list --json && grep "\"step\":\"call-institution\"" actual
'
test_done
