#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A check that is ended before its time: what was seen by then is kept and
# printed, the rest is said not to have been asked, and the store is whole.
test_description='a check is interrupted, killed, late, or not alone'
. "$(dirname "$0")/setup.sh"

# Ten lines that answer and 190 that are silent, asked by 20 packets a second:
# the whole would take more than half a minute.
TOTAL=200
lines () {
	for number in $(seq 10)
	do
		echo "answers$number=198.18.0.$number"
	done
	for number in $(seq 190)
	do
		echo "silent$number=198.18.1.$number"
	done
}

# start [OPTION…]: a check in the background, once COUNT packets of it were seen.
start () {
	lab_reflect table log &&
	{ nwops check --json --rate 20 "$@" >json 2>errors & } &&
	asking=$! &&
	lab_wait_for 30 lab_asked_at_least $COUNT log
}

# adds_up LEAST: every item is there once; those not asked are as many as are
# said, and unknown; at least LEAST are done, as the network is.
adds_up () {
	/usr/bin/python3 -c '
import collections, json
objects = [json.loads(line) for line in open("json")]
items = [o for o in objects if o["type"] == "item"]
check, = [o for o in objects if o["type"] == "check"]
assert len({o["item"] for o in items}) == len(items) == check["items"] == '$TOTAL', len(items)
cut = [o for o in items if o["run_ended_first"]]
assert len(cut) == check["not_asked"] > 0, (len(cut), check["not_asked"])
assert len(items) - len(cut) >= '$1', len(cut)
assert all(o["status"] == "unknown" and o["end"] == "could-not-ask" for o in cut)
counts = collections.Counter(o["status"] for o in items)
assert {k: v for k, v in check["counts"].items() if v} == dict(counts), (check["counts"], counts)
assert check["status"] == ("down" if counts["down"] else "unknown")
for o in items:
    if not o["run_ended_first"]:
        assert o["status"] == ("ok" if "answers" in o["item"] else "down"), o
'
}

# kept: what was printed as asked is what the store says, and the store is whole.
kept () {
	test_expect_code 0 nwops audit verify >verdict &&
	/usr/bin/python3 -c '
import json
for o in map(json.loads, open("json")):
    if o["type"] == "item" and not o["run_ended_first"]:
        print(o["item"], o["status"])
' | sort >expect &&
	{ nwops status --json >status.json || :; } &&
	/usr/bin/python3 -c '
import json
for o in map(json.loads, open("status.json")):
    if o["type"] == "state" and o["checked_at"]:
        print(o["item"], o["status"])
' | sort >actual &&
	test_cmp expect actual
}

test_expect_success 'a network, mostly silent' '
	lab_wire && lab_sockets ping &&
	lab_site 3 10 200 "rate: 2000, far-end-rate: 2000, deadline: 5m" &&
	lab_lines $(lines) >etc/inventory/lab.yaml &&
	seq 10 | sed "s/.*/198.18.0.& reply/" >table
'

COUNT=60
for signal in INT TERM HUP
do
	test_expect_success "SIG$signal in the middle" '
		rm -rf state &&
		start &&
		kill -$signal $asking &&
		{ wait $asking; code=$?; } &&
		adds_up 10 &&
		echo "cancelled SIG$signal" >expect &&
		lab_end json end signal >actual &&
		test_cmp expect actual &&
		test $code = "$(lab_end json status | sed "s/down/2/; s/unknown/3/")" &&
		kept
	'
done

test_expect_success 'a second signal does not undo the first' '
	rm -rf state &&
	start &&
	kill -INT $asking && kill -INT $asking && kill -TERM $asking &&
	{ wait $asking || :; } &&
	adds_up 10 && kept
'

# Questions end one after the other, whether the rate of the whole is the limit
# or that behind the concentrator, so that a deadline finds most of them done or
# not begun.
for limit in "2000 --rate 20" "20"
do
	test_expect_success "the deadline, with a rate of $limit" '
		rm -rf state &&
		lab_site 3 10 200 "rate: 2000, far-end-rate: ${limit%% *}, deadline: 5m" &&
		lab_reflect table log &&
		{ nwops check --json --deadline 4s $(echo "$limit " | cut -d" " -f2-) >json 2>errors; code=$?; } &&
		adds_up 20 &&
		test "$(lab_end json end signal)" = "deadline None" &&
		test $code = "$(lab_end json status | sed "s/down/2/; s/unknown/3/")" &&
		kept
	'
done

test_expect_success 'cut before anything was done: nothing is recorded as seen' '
	rm -rf state &&
	lab_site 3 10 200 "rate: 2000, far-end-rate: 2000, deadline: 5m" &&
	COUNT=1 && start line:silent* && kill -TERM $asking &&
	{ wait $asking; code=$?; } &&
	test $code = 3 &&
	COUNT=60 &&
	test "$(lab_end json status end)" = "unknown cancelled"
'

test_expect_success 'SIGKILL leaves a store that verifies and serves' '
	rm -rf state &&
	test_expect_code 0 nwops check --json line:answers* >json &&
	cp json before &&
	start &&
	kill -KILL $asking &&
	{ wait $asking || :; } &&
	test_expect_code 0 nwops audit verify &&
	cp before json && kept &&
	test_expect_code 0 nwops check --json line:answers1 >json
'

test_expect_success 'two at once: each asks for itself, both are recorded' '
	rm -rf state &&
	lab_reflect table log &&
	{ nwops check --json line:answers* >json.1 & } && first=$! &&
	{ nwops check --json line:answers* >json.2 & } && second=$! &&
	wait $first && wait $second &&
	for each in 1 2
	do
		lab_items json.$each end status sent received >actual &&
		for number in 1 10 2 3 4 5 6 7 8 9
		do
			echo "answers$number answered ok 3 3"
		done >expect &&
		test_cmp expect actual || return 1
	done &&
	cp json.2 json &&
	kept &&
	{ lab_end json.1 sequence && lab_end json.2 sequence; } | sort -n >sequences &&
	test "$(sort -u sequences | wc -l)" = 2 && ! grep None sequences
'

test_expect_success 'nothing that a check started outlives it' '
	! pgrep nwops
'

test_done
