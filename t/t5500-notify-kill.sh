#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A notice is killed: while it is told, and while it is delivered, after a change of a file here and
# there, twice at once, on a full disk. What was queued arrives at least once, what may have arrived twice is said to, and nothing is
# lost.
test_description='nwops notify, killed'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"

tells() { faulted "$@" nwops notify send comcheck --to duty --yes >out 2>err; }
delivers() { faulted "$@" nwops notify flush --now >out 2>err; }
begin() { rm -rf state && cp -rp "$1" state; }
# whole: what the record says is proven; its last entries may want a signature yet.
whole() { code=0 && { nwops audit verify >verdict 2>verify.err || code=$?; } && test "$code" -le 1; }
# count SQL: of messages.
count() { sqlite3 -batch state/nwops.db "select count(*) from messages where $1"; }
# Every message of the spool was accepted and has arrived; one that arrived more than once was said to be able to.
all_arrived() {
	sqlite3 -batch -separator " " state/nwops.db "select identity, state, may_be_twice from messages where number > 1 and state != 7" >spool &&
	cat servers/mx1.mails servers/oob.mails 2>/dev/null >mails
	/usr/bin/python3 - <<-\END >amiss
	import json, re
	times = {}
	for line in open("mails", encoding="utf-8"):
	    found = re.search(r"^Message-ID: <(.*?)>", json.loads(line)["text"], re.M | re.I)
	    times[found.group(1)] = times.get(found.group(1), 0) + 1
	for line in open("spool", encoding="utf-8"):
	    identity, state, twice = line.split()
	    if state != "3":
	        print(identity, "stands at", state)
	    if not times.get(identity):
	        print(identity, "never arrived")
	    if times.get(identity, 0) > 1 and twice != "1":
	        print(identity, "arrived", times[identity], "times, which nobody said")
	END
	test_must_be_empty amiss
}
serve() { start_servers mx1=smtp oob=smtp && paths_of_site; }

test_expect_success 'a site, and a store at rest' '
	telling_site && now 2026-11-26T11:00:00+09:00 && serve &&
	nwops notify send technical-info --to core --field info-title=first --field effect=z --yes >out 2>err &&
	nwops notify flush >out 2>err && stop_servers && test 1 = "$(count "state = 3")" && cp -rp state rest
'

# --- told ---

test_expect_success 'told undisturbed: two on duty' '
	begin rest && serve && tells && test 2 = "$(count "state = 0")" && cp calls told.calls && cp -rp state queued &&
	test 40 -lt "$(wc -l <told.calls)"
'
for number in $(seq 1 7 "$(wc -l <told.calls)" | some_of); do
	test_expect_success "told, killed after change $number, and told again: each message is there once" '
		begin rest && test_expect_code 137 tells FAULTS_KILL_AFTER='"$number"' && tells && whole &&
		test 2 = "$(count "state = 0")" && test 3 = "$(count 1)"
	'
done
for number in $(seq 2 13 "$(wc -l <told.calls)" | some_of); do
	test_expect_success "told on a disk that is full from change $number on: it is said, and told again it is there once" '
		begin rest && code=0 && { tells FAULTS_FROM='"$number"' FAULTS_ERROR=full || code=$?; } &&
		test "$code" -le 3 && { test "$code" != 3 || test -s err; } && tells && whole &&
		test 2 = "$(count "state = 0")" && test 3 = "$(count 1)"
	'
done

# --- delivered ---

# is_killed_after NUMBER CODE: it was; or both answers came in time for one transaction, and there were fewer changes.
is_killed_after() { test 137 = "$2" || { test 0 = "$2" && test "$(wc -l <calls)" -lt "$1"; }; }

test_expect_success 'delivered undisturbed' '
	begin queued && serve && delivers && cp calls delivered.calls && stop_servers && all_arrived && test 2 = "$(wc -l <mails)"
'
for number in $(seq 1 9 "$(wc -l <delivered.calls)" | some_of); do
	test_expect_success "delivered, killed after change $number, and delivered again: nothing is lost, nothing doubled in silence" '
		begin queued && serve && { delivers FAULTS_KILL_AFTER='"$number"'; is_killed_after '"$number"' $?; } &&
		for again in 1 2 3; do
			test 0 = "$(count "state in (0, 2, 4)")" || delivers || :
		done && stop_servers && all_arrived && whole
	'
done
for number in $(seq 2 17 "$(wc -l <delivered.calls)" | some_of); do
	test_expect_success "delivered on a disk that is full from change $number on: what was sent is known, or goes again and says so" '
		begin queued && serve && { delivers FAULTS_FROM='"$number"' FAULTS_ERROR=full || :; } &&
		for again in 1 2 3; do
			test 0 = "$(count "state in (0, 2, 4)")" || delivers || :
		done && stop_servers && all_arrived && whole
	'
done

test_expect_success 'two deliveries at once do not meet' '
	begin queued && serve && { nwops notify flush >one 2>one.err & } && { nwops notify flush >other 2>other.err || :; } && wait $! ;
	nwops notify flush >out 2>err; stop_servers && all_arrived && test 2 = "$(wc -l <mails)" && test 0 = "$(count may_be_twice)"
'

test_done
