#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# SIGKILL after each single change that a recorded check makes to its store:
# whatever the number, the store opens, is proven, holds what it held, and the
# next check goes on. What had been made durable is there.
test_description='a check that is killed anywhere loses nothing that was committed'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/faults.sh"

# The call that made the check's entry durable: the last sync of the log of the
# database before the new signed head is begun.
durable_at() {
	awk '$2 ~ /^f(data)?sync$/ && $3 == "/nwops.db-wal" { synced = $1 }
		$2 == "open" && $3 ~ /^\/checkpoint/ { durable = synced }
		END { print durable }' "$1"
}

killed_after() {
	begin_with "$1" && test_expect_code 137 faulty_check FAULTS_KILL_AFTER="$2" &&
	head -n "$2" "$1.calls" >expect && test_cmp expect calls &&
	store_is_whole "$1.entries" &&
	if [ "$2" -ge "$(durable_at "$1.calls")" ]; then
		test $(($(wc -l <"$1.entries") + 1)) = "$(wc -l <after)"
	fi &&
	store_goes_on
}

for store in nothing history; do
	test_expect_success "$store: it is known when the entry is durable" '
		number=$(durable_at $store.calls) &&
		test "$number" -gt 1 && test "$number" -lt "$(wc -l <$store.calls)"
	'
	some_of <$store.calls >$store.some
	while read -r number call path; do
		test_expect_success "$store: killed after $number, $call $path" "killed_after $store $number"
	done <$store.some
done

test_done
