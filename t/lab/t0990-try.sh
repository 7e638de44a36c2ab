#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# share/examples/try shows what it says, in both languages, and can be killed
# anywhere: what it leaves behind disturbs nobody, and the next run goes on.
test_description='the show for newcomers'
. "$(dirname "$0")/setup.sh"

# A tree of its own to run in, so that a developer's build/try stays.
mkdir -p tree/share/examples && cp "$NWOPS_SOURCE/share/examples/try" tree/share/examples/ &&
ln -s "$NWOPS_SOURCE/t" tree/t || exit 1
# Both are read as LANG=C.UTF-8 by a person who has nothing set.
unset NWOPS_CONFIG NWOPS_STATE
# drilled: the letter that was shown of the drill has its mark in its subject, its first line and its last.
drilled() {
	sed -n "/What left the drill is marked\|訓練から出たものには/,\$p" shown >drill.shown && grep "^Subject: 【訓練】" drill.shown &&
	sed -n "/^Subject: /,/^\$ /{//d;/./p}" drill.shown >letter && head -n 1 letter | grep "^【訓練】" && tail -n 1 letter | grep "^【訓練】"
}
try() { env NWOPS_BUILD="$NWOPS_BUILD" tree/share/examples/try "$@" </dev/null; }
ip link set lo up
# Processes of the laboratory's nodes: its keeper is the only one that runs `lab`.
keepers() { pgrep -f -- "lab --keeper" | wc -l; }
no_keeper() { test "$(keepers)" = 0; }

test_expect_success 'it shows the main job to its end' '
	try --lang en >shown &&
	grep "^DOWN (CRITICAL)  line:c1-main" shown &&
	grep "^end: A fault of the carrier" shown &&
	grep "^INC-.* incident, open" shown && grep "notice .*: queued" shown &&
	grep "^WARNING (CRITICAL)  device:portal/https .*ran out" shown &&
	grep "^complete: all [0-9]* entries" shown &&
	grep "^That was it" shown && drilled &&
	test -s tree/build/try/topology.svg
'
test_expect_success 'the same in Japanese' '
	try --lang ja >shown &&
	grep "^以上です" shown && drilled && ! grep "^That was it" shown
'
test_expect_success 'nothing of its network is left' '
	ip netns list >left && test_must_be_empty left &&
	ip -o link show type veth >left && test_must_be_empty left &&
	no_keeper
'
test_expect_success 'killed in the middle, its network ends with it' '
	mkfifo say && exec 9<>say &&
	{ env NWOPS_BUILD="$NWOPS_BUILD" tree/share/examples/try --lang en </dev/null >&9 & } && tried=$! &&
	timeout 120 grep -m 1 "cuts the line" <&9 && kill -KILL $tried && exec 9>&- &&
	lab_wait_for 10 no_keeper
'
test_expect_success 'and the next run goes on' '
	try --yes --lang en >shown && grep "^That was it" shown
'
test_expect_success 'what it does not know it refuses' '
	test_expect_code 3 try --sideways 2>err && grep sideways err &&
	test_expect_code 3 try --lang de
'

test_done
