#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The disk is full, or broken, from each single change on that a recorded check
# makes to its store: nwops says so and exits 3, or it has truly recorded;
# nothing committed is lost, and once there is room the next check goes on.
test_description='a check on a full or broken disk never pretends'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/faults.sh"

# What nwops said is what the store holds: 3 with a reason and a way out, or a
# recorded check; a sequence number that it printed is there.
told_the_truth() {
	sequence=$(of_json sequence out) &&
	entries state >after &&
	case $1,$sequence in
	"$recorded,null" | "$recorded,none") echo "exit $1, but no entry" >&2 && false ;;
	"$recorded",*) quiet err && sed -n "${sequence}p" after | grep -q "'check'" ;;
	3,null | 3,none) ;;
	3,*) sed -n "${sequence}p" after | grep -qE "'(check|gap)'" ;;
	*) echo "exit status $1" >&2 && false ;;
	esac &&
	if [ "$1" = 3 ]; then
		grep -q '"type":"error"' out && test none != "$(of_json message out)"
	fi
}

# failing STORE ORDER ERROR: the check meets ERROR as ordered.
failing() {
	begin_with "$1" &&
	code=0 && { faulty_check "$2" FAULTS_ERROR="$3" || code=$?; } &&
	told_the_truth $code && store_is_whole "$1.entries" && store_goes_on
}

# failing_from STORE ERROR, failing_at STORE ERROR: for each of its calls.
failing_from() {
	some_of <"$1.calls" >some
	while read -r number call path; do
		test_expect_success "$1: $2 from $number on, $call $path" "failing $1 FAULTS_FROM=$number $2"
	done <some
}
failing_at() {
	some_of <"$1.calls" >some
	while read -r number call path; do
		test_expect_success "$1: $2 at $number alone, $call $path" "failing $1 FAULTS_ONLY=$number $2"
	done <some
}
failing_from nothing full
failing_from nothing io
failing_from history full
failing_from history short
failing_from history io
failing_at history io

test_expect_success 'full: the reserve makes room for the entry that says what is missing' '
	number=$(awk "\$2 ~ /write/ && \$3 == \"/nwops.db-wal\" { print \$1; exit }" history.calls) &&
	begin_with history && test_expect_code 3 faulty_check FAULTS_FROM="$number" FAULTS_ERROR=full &&
	entries state >after && tail -n 1 after | grep "'\''gap'\''" &&
	test true = "$(of_json results_dropped out)" && test 3 = "$(of_json sequence out)" &&
	grep -i "disk\|space" out
'

test_done
