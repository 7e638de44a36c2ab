#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A note to a case is killed, or meets a full disk, at each single change that it makes
# to the store: it is there whole or not at all, nwops says which, what was there
# stays, and the next note is recorded and proven.
test_description='a note that is killed anywhere, or meets a full disk'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T11:00:00+09:00
export NWOPS_TEST_CLOCK
case=INC-20261125-001
export case

# faulty_note ORDER...: a note whose disk fails as ordered; leaves calls, out, err.
faulty_note() {
	faulted "$@" nwops incident note "$case" second >out 2>err
}
# begin: ./state is the store with one note.
begin() { rm -rf state && cp -rp kept state; }
# told: what the case says, an event a line, without what tells when.
told() {
	nwops --json incident show "$case" >shown 2>shown.err &&
	sed -n "s/.*\"number\":\([0-9]*\).*\"text\":\(\"[a-z]*\"\).*/\1 \2/p" shown
}
# whole: it has what it had, perhaps the second note, and proof; the next note goes on.
whole() {
	told >after && if test 3 = "$(wc -l <after)"; then cp with expect; else cp without expect; fi && test_cmp expect after &&
	code=0 && { nwops audit verify >verdict 2>verify.err || code=$?; } && test "$code" -le 1 &&
	nwops incident note "$case" third >next 2>next.err && told >last && tail -n 1 last >line &&
	echo "$(($(wc -l <after) + 1)) \"third\"" >expect && test_cmp expect line &&
	nwops audit verify >verdict 2>verify.err && grep "^complete" verdict
}
has_second() { told >after && grep second after; }

test_expect_success 'a case with a note, and what the next note does to the disk' '
	site && line_inventory 10.0.0.1 >etc/inventory/lab.yaml && nwops incident open h1 --title x --text opened >out &&
	nwops incident note $case first >out && cp -rp state kept &&
	printf "1 \"opened\"\n2 \"first\"\n" >without && { cat without && echo "3 \"second\""; } >with &&
	faulty_note && told >after && test_cmp with after && cp calls note.calls && begin && told >after && test_cmp without after
'

# The last sync of the log of the database before the new signed head is begun.
durable=$(awk '$2 ~ /^f(data)?sync$/ && $3 == "/nwops.db-wal" { synced = $1 }
	$2 == "open" && $3 ~ /^\/checkpoint/ { durable = synced }
	END { print durable }' note.calls)
test_expect_success 'it is known when the note is durable' '
	test "$durable" -gt 1 && test "$durable" -lt "$(wc -l <note.calls)"
'

killed_after() {
	begin && test_expect_code 137 faulty_note FAULTS_KILL_AFTER="$1" &&
	if [ "$1" -ge "$durable" ]; then has_second; fi && whole
}
# Exit 0 and there, 3 and not there, or 3 and there and said to be.
full_from() {
	begin && code=0 && { faulty_note FAULTS_FROM="$1" FAULTS_ERROR=full || code=$?; } && echo "$code" >>codes &&
	case $code in
	0) has_second ;;
	3) grep -v NWOPS_TEST_CLOCK err | grep "^nwops: " >said && if grep "it is recorded, but" said; then has_second; else ! has_second; fi ;;
	*) false ;;
	esac && whole
}
some_of <note.calls >some
while read -r number call path; do
	test_expect_success "killed after $number, $call $path" "killed_after $number"
	test_expect_success "full from $number on, $call $path" "full_from $number"
done <some
test_expect_success 'the reserve makes room for a note, once' '
	number=$(awk "\$2 ~ /write/ && \$3 == \"/nwops.db-wal\" { print \$1; exit }" note.calls) &&
	begin && test -e state/reserve && faulty_note FAULTS_FROM="$number" FAULTS_ERROR=full && has_second && test ! -e state/reserve &&
	begin && rm state/reserve && test_expect_code 3 faulty_note FAULTS_FROM=1 FAULTS_ERROR=full && grep "nwops: " err && whole
'
test_expect_success 'some notes were refused, and some recorded' '
	sort -u codes >actual && printf "0\n3\n" >expect && test_cmp expect actual
'

test_done
