# SPDX-License-Identifier: Apache-2.0
#
# What the stories of a failing disk share: a site, a check that is recorded,
# copies of a store at rest, and what must hold of a store whatever happened to
# the process that wrote it. Sourced after t/setup.sh.
# Belongs here: t0910 and t0911. Does not: how the disk fails (t/fake/faults.c).
# shellcheck shell=sh

site && line_inventory 10.0.0.1 10.0.0.2 10.0.0.3 >etc/inventory/lab.yaml
overlay 10.0.0.1=2ms 10.0.0.2=20ms,40% 10.0.0.3=none >overlay.yaml
recorded=2	# what a check exits with that was recorded: one of the three is down

check() { nwops check --overlay "$PWD/overlay.yaml" --json; }

# faulty_check ORDER=N...: a check whose disk fails as ordered; leaves calls, out, err.
faulty_check() {
	mkdir -p state && faulted "$@" nwops check --overlay "$PWD/overlay.yaml" --json >out 2>err
}

# begin_with STORE: ./state is a copy of that store; "nothing" is an empty directory.
begin_with() {
	rm -rf state && mkdir state &&
	case $1 in
	nothing) ;;
	*) cp -p "$1"/* state ;;
	esac
}

# entries DIRECTORY: the journal's rows in full, of a copy, so that looking changes
# nothing; nothing of a store that has no journal yet.
entries() {
	rm -rf looked-at && cp -rp "$1" looked-at &&
	if [ -s looked-at/nwops.db ] && [ "$(in_copy "select count(*) from sqlite_schema where name = 'journal'")" = 1 ]; then
		in_copy 'select * from journal left join payload using (sequence) order by sequence'
	fi
}
in_copy() { sqlite3 -batch looked-at/nwops.db '.mode quote' "$1"; }

# of_json KEY FILE: the value of KEY, as JSON has it, in the last line of FILE that has it; "none". Of texts so far as
# the first quote in them.
of_json() {
	sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p' "$2" | tail -n 1 >value &&
	if [ -s value ]; then cat value; else echo none; fi
}

# store_is_whole BEFORE: the store in ./state opens, its proof says complete or
# unanchored, and it begins with the entries that file BEFORE has. Of a store
# that was killed before it had a database there is only to say that there is none.
store_is_whole() {
	entries state >after && head -n "$(wc -l <"$1")" after >kept && test_cmp "$1" kept &&
	code=0 && { nwops audit verify --json >verdict 2>verify.err || code=$?; } &&
	case $code,$(of_json verdict verdict) in
	0,complete | 1,unanchored) ;;
	3,none) test ! -s "$1" && test ! -s after ;;
	*) cat verdict verify.err >&2 && false ;;
	esac
}

# quiet ERR: nothing on stderr but that it is a rehearsal.
quiet() {
	! grep -v '^nwops: notice: rehearsal: ' "$1" >&2
}

# store_goes_on: the next check is recorded and the proof is complete.
store_goes_on() {
	entries state >before-next &&
	test_expect_code $recorded check >next 2>next.err && quiet next.err &&
	entries state >after-next && test $(($(wc -l <before-next) + 1)) = "$(wc -l <after-next)" &&
	test_expect_code 0 nwops audit verify --json >verdict && test complete = "$(of_json verdict verdict)"
}

# The two stores that everything is tried on.
begin_with nothing && entries state >nothing.entries
test_expect_success 'a check on an empty directory is recorded' '
	test_expect_code $recorded faulty_check && cp calls nothing.calls &&
	test_expect_code $recorded check &&
	cp -rp state history && entries history >history.entries &&
	test 2 = "$(wc -l <history.entries)"
'
test_expect_success 'so is one on a store with history' '
	begin_with history &&
	test_expect_code $recorded faulty_check && cp calls history.calls
'
