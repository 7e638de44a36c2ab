#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Whoever plays a drill is killed after one change of its store and another: it is gone on with, each card came out once, at its
# time, none is lost, and the record is proven.
test_description='nwops drill, killed'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/senders.sh"
. "$NWOPS_SOURCE/t/telling.sh"
. "$NWOPS_SOURCE/t/drilling.sh"

# Changes of the memory that users of the store share are left out: nothing reads it after a kill.
plays() { faulted FAULTS_EXCEPT=/drills/d1/nwops.db-shm "$@" nwops drill resume --speed max >out 2>err; }
begin() { rm -rf state && cp -rp held state; }
whole() { code=0 && { nwops --drill d1 audit verify >verdict 2>verify.err || code=$?; } && test "$code" -le 1; }
# once: all that comes has come once, as the journal has it too, at its time.
once() {
	moments >moments.now && test_cmp moments.expect moments.now && told_of inject >actual && test_cmp injects.expect actual &&
	told_of network >actual && test_cmp networks.expect actual && whole
}

test_expect_success 'a drill that waits to begin, nobody of which may be sent to' '
	drill_site && echo "allow: []" >etc/drills.yaml && now 2026-11-26T11:00:00+09:00 &&
	quiet nwops drill run small --name d1 --hold --speed max >out && cp -rp state held &&
	printf "%s\n" "1 0 5 5 0 1" "0 call-1 10 10 0 1" "0 call-2 10 10 0 1" "1 1 20 20 0 1" "0 call-3 25 25 0 1" >moments.expect &&
	printf "%s\n" "call-1 1" "call-2 1" "call-3 1" >injects.expect && printf "%s\n" "0 1" "1 1" >networks.expect
'
test_expect_success 'undisturbed' 'begin && test_expect_code 1 plays && once && test 100 -lt "$(wc -l <calls)" && cp calls played.calls'
# The commands that it starts write into the same log, each with numbers of its own; none makes as many changes as the player.
most=$(awk '$1 > most { most = $1 } END { print most }' played.calls)
for number in $(seq 5 "$((most / 8 + 1))" "$most"); do
	test_expect_success "killed after change $number, and gone on with: each came once" '
		begin && test_expect_code 137 plays FAULTS_KILL_AFTER='"$number"' &&
		if test ended != "$(drill_state)"; then nwops drill resume >out 2>err; test 1 = $?; fi && test ended = "$(drill_state)" && once
	'
done

# --- each change that a card makes ---

# first_with SQL: the first change after which that, of the drill, is not 0. What follows a change stays, so halves are left out.
first_with() {
	low=1 high=$most && while test "$low" -lt "$high"; do
		number=$(((low + high) / 2)) && begin && { plays FAULTS_KILL_AFTER=$number || :; } &&
		if test 0 = "$(of_drill "$1")"; then low=$((number + 1)); else high=$number; fi || return 1
	done
	echo "$low"
}
test_expect_success 'the same drill, with a tick alone at its start and its end: where its first card begins to come, and was shown' '
	rm -rf state held && quiet nwops drill run small --name d1 --hold --speed max --step 1h >out && cp -rp state held && begin && test_expect_code 1 plays && once &&
	most=$(awk "\$1 > most { most = \$1 } END { print most }" calls) && from=$(first_with "select count(*) from drill_moments where kind = 1 and done_at_us") &&
	until=$(first_with "select count(*) from drill_moments where name = '\''call-1'\'' and shown") && echo "$from $until $most" && test "$from" -lt "$until" && : >stands
'
test_expect_success 'killed after each single change of it, and gone on with: it came once' '
	for number in $(seq "$((from + 1))" "$until" | some_of); do
		begin && test_expect_code 137 plays FAULTS_KILL_AFTER=$number && of_drill "select done_at_us > 0, shown from drill_moments where name = '\''call-1'\''" >>stands &&
		{ quiet nwops drill resume >out; test 1 = $?; } && once || { echo "after change $number" >&2; return 1; }
	done && sort -u stands >actual && printf "%s\n" "0 0" "1 0" "1 1" >expect && { test_cmp expect actual || test -n "${NWOPS_TEST_SPARSE:-}"; }
'

test_done
