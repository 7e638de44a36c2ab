#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Each scenario runs unattended; its perfect answers score 100, and for each expectation there is a set of
# answers that misses that one and no other. The matrix is printed: a row an expectation, what it missed.
# Without --full three scenarios have all their rows, the others the perfect one alone; under sanitizers ($NWOPS_TEST_SPARSE) there are two, one with all.
test_description='every drill runs by itself, and every expectation can be met and missed'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-26T09:00:00+09:00
export NWOPS_TEST_CLOCK
scenarios="core-down device-failure earthquake flood line-cut noncompliance power-cut ransomware real-incident"
rows="core-down power-cut real-incident"
[ -z "${NWOPS_TEST_FULL:-}" ] || rows=$scenarios
[ -z "${NWOPS_TEST_SPARSE:-}" ] || scenarios="core-down line-cut" rows=core-down

# tozai ARGUMENT...: nwops at the operator of the examples, with ./state for this run alone.
tozai() { nwops --config "$NWOPS_SOURCE/share/examples/tozai" --state "$PWD/state" "$@"; }
# play SCENARIO OPTION...: from nothing; leaves the score in ./score.
play() {
	played=$1 && shift && rm -rf state && mkdir state &&
	tozai --no-input drill run "$played" --speed max --step 10m --answers "$@" >out 2>err
	code=$?
	[ "$code" -le 2 ] && ! grep -h "failed with status" out err &&
	{ tozai --json drill report "$played-20261126" >score 2>report.err || :; } && test -s score
}
verdicts() { sed -n 's/.*"expectation":"\([a-z-]*\)".*"result":"\([a-z]*\)".*/\1 \2/p' score; }
missed() { verdicts | grep -v " met$" || :; }

# misses_only SCENARIO EXPECTATION: prints a row of the matrix.
misses_only() {
	play "$1" --failing "$2" && missed >got && echo "$1 $2: $(tr "\n" " " <got)" >>matrix &&
	test 1 = "$(wc -l <got)" && grep "^$2 " got
}

for scenario in $scenarios; do
	test_expect_success "$scenario: the perfect answers score 100" '
		play "$scenario" && missed >got && test_must_be_empty got && grep "\"type\":\"drill-score\"" score | grep "\"share\":1000,"
	'
	case " $rows " in *" $scenario "*) ;; *) continue ;; esac
	verdicts 2>/dev/null | sed 's/ .*//' >expectations
	while read -r expectation; do
		test_expect_success "$scenario: only '$expectation' is missed" 'misses_only "$scenario" "$expectation"'
	done <expectations
done
test_expect_success 'the matrix' 'cat matrix && test -s matrix'

test_done
