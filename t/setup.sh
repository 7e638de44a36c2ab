# SPDX-License-Identifier: Apache-2.0
#
# What every test script in shell sources after setting test_description:
#   . "$(dirname "$0")/setup.sh"
# It is sharness, in an empty directory of the script's own, with the nwops of
# $NWOPS_BUILD (build/release) first in PATH, English, UTF-8, the configuration
# in ./etc and the state in ./state. What a body prints goes to stderr. That directory
# is below $NWOPS_TEST_SCRATCH ($NWOPS_BUILD/t-trash).
# Belongs here: what scripts of several rooms need. Does not: one room's fixture.
# shellcheck shell=sh

# The top of the tree, from wherever below t/ the script is.
NWOPS_SOURCE=$(cd "$(dirname "$0")" && while [ ! -f t/setup.sh ] && [ "$PWD" != / ]; do cd ..; done && pwd -P)
: "${NWOPS_BUILD:=$NWOPS_SOURCE/build/release}"
NWOPS_BUILD=$(cd "$NWOPS_BUILD" && pwd -P) || exit 1
if [ ! -x "$NWOPS_BUILD/nwops" ]; then
	echo "Bail out! no nwops in $NWOPS_BUILD: meson compile it, or name another by NWOPS_BUILD"
	exit 1
fi

# What sharness reads.
SHARNESS_TEST_EXTENSION='sh'
SHARNESS_BUILD_DIRECTORY=$NWOPS_BUILD
HARNESS_ACTIVE=1	# no counts written beside the scripts
verbose=t
root=${NWOPS_TEST_SCRATCH:-$NWOPS_BUILD/t-trash}
export HARNESS_ACTIVE
mkdir -p "$root"
# shellcheck source=/dev/null
. /usr/share/sharness/sharness.sh
exec 3>&2	# what a body prints is for the log; stdout is TAP alone

unset LC_ALL LC_MESSAGES LANGUAGE NO_COLOR COLUMNS LINES SUDO_UID SUDO_USER NWOPS_LANG NWOPS_TEST_CLOCK NWOPS_DRILL NWOPS_DRILL_AS
LANG=C.UTF-8
NWOPS_CONFIG=$PWD/etc
NWOPS_STATE=$PWD/state
export NWOPS_SOURCE NWOPS_BUILD LANG NWOPS_CONFIG NWOPS_STATE

# sums [FIND-TEST...]: to stdout, what ./state holds, by SHA-256; the cache of the inventory is no part of it.
sums() { find state -type f ! -name inventory.cache "$@" -exec sha256sum {} +; }

# some_of: of the lines of stdin, steps of a sweep in which each does the same, all; every so manieth under a tool
# that makes each slow (t/run says so by NWOPS_TEST_SPARSE).
some_of() { awk -v every="${NWOPS_TEST_SPARSE:-1}" '(NR - 1) % every == 0'; }

# The disk that fails at a numbered point: LD_PRELOAD="$FAULTS", see t/fake/faults.c.
FAULTS=$NWOPS_BUILD/t/fake/faults.so
export FAULTS
# faulted ORDER=N... COMMAND...: COMMAND on a disk that fails as ordered. FAULTS_UNDER says where, ./state if it is not ordered;
# the cache of the inventory is no part of the store. Leaves each change in ./calls, a line each.
faulted() {
	rm -f calls &&
	env FAULTS_UNDER="$PWD/state" FAULTS_EXCEPT=/inventory.cache FAULTS_LOG="$PWD/calls" LD_PRELOAD="$FAULTS" \
		ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" "$@"
}
# swept SQL COMMAND...: COMMAND, from ./state as it is now, killed behind each change that it makes to it. Of what it is to keep, in
# which SQL tells before from after, there is all then or nothing; what was said to be done is there, the record is proven, and
# where there is nothing COMMAND does it all when it is begun anew. ./state is that of a whole run then. $swept_as: options of
# nwops; $swept_every: of changes only every so manieth.
swept() {
	swept_sql=$1 && shift && rm -rf swept.rest && cp -rp state swept.rest && swept_sees >swept.nothing &&
	faulted "$@" >out 2>err && swept_sees >swept.all && ! cmp -s swept.nothing swept.all && rm -rf swept.whole && cp -rp state swept.whole &&
	swept_count=$(wc -l <calls) && echo "changes: $swept_count" &&
	{ seq 1 "${swept_every:-1}" "$swept_count" | some_of && echo "$swept_count"; } >swept.numbers && : >swept.ends &&
	while read -r swept_number; do
		swept_once "$@" </dev/null || { echo "killed behind change $swept_number of $swept_count" >&2; return 1; }
	done <swept.numbers &&
	rm -rf state && mv swept.whole state && sort -u swept.ends >actual && printf "all\nnothing\n" >expect && test_cmp expect actual
}
swept_sees() { sqlite3 -batch state/nwops.db "$swept_sql"; }
# shellcheck disable=SC2086 # options are words
swept_once() {
	rm -rf state && cp -rp swept.rest state && swept_code=0 &&
	{ faulted FAULTS_KILL_AFTER="$swept_number" "$@" >out 2>err || swept_code=$?; } &&
	# How many changes it makes may differ by a few: one of the last may never come.
	{ test "$swept_code" = 137 || test "$swept_number" -gt $((swept_count - 5)); } &&
	swept_code=0 && { nwops ${swept_as:-} audit verify >verdict 2>verify.err || swept_code=$?; } && test "$swept_code" -le 1 &&
	swept_sees >swept.seen &&
	if cmp -s swept.all swept.seen; then
		echo all >>swept.ends
	else
		echo nothing >>swept.ends && test_cmp swept.nothing swept.seen && test_must_be_empty out &&
		"$@" >out 2>err && swept_sees >swept.seen && test_cmp swept.all swept.seen
	fi
}

# --- comparing ---

# JSON lines of stdin, each with its keys in order; fails on what is no JSON.
canonical_json() {
	/usr/bin/python3 -c '
import json, sys

def no_key_twice(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        sys.exit("a key twice: %s" % keys)
    return dict(pairs)

def no_constant(word):
    sys.exit("%s is no JSON" % word)

for number, line in enumerate(sys.stdin, 1):
    try:
        value = json.loads(line, object_pairs_hook=no_key_twice, parse_constant=no_constant)
    except ValueError as error:
        sys.exit("line %d is no JSON: %s: %r" % (number, error, line))
    print(json.dumps(value, sort_keys=True, ensure_ascii=False))
'
}

# test_cmp_json EXPECT ACTUAL: the same JSON lines, whatever the order of keys.
test_cmp_json() {
	canonical_json <"$1" >"$1.canonical" && canonical_json <"$2" >"$2.canonical" &&
	test_cmp "$1.canonical" "$2.canonical"
}

# --- a site to ask ---

# site: a configuration with the rules and organizations that every inventory needs.
site() {
	mkdir -p etc/inventory &&
	cat >etc/nwops.yaml <<-\END
	zone: Asia/Tokyo
	language: en
	log-name: tozai.example/test
	probing: {rate: 2000, far-end-rate: 200, deadline: 50s}
	service-classes:
	  user:
	    interval: 5m
	    probe: {packets: 5, gap: 10ms, timeout: 1s}
	    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}
	  backbone:
	    interval: 1m
	    probe: {packets: 5, gap: 10ms, timeout: 1s}
	    thresholds: {loss: {caution: 20%, warning: 40%}, rtt: {caution: 20ms, warning: 100ms}}
	END
}

# mail_path: to stdout, a notices.yaml by which mail can be queued. Nobody listens at its relay.
mail_path() {
	cat <<-\END
	paths:
	  core: {relays: [{name: mx, host: 127.0.0.1, port: 1, tls: none}], from: noc@tozai.example}
	END
}

# line_inventory ADDRESS...: to stdout, an inventory with lines h1, h2, … at these
# addresses behind concentrator a1, which itself is not watched.
line_inventory() {
	cat <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  hosp: {kind: institution, type: hospital, service-class: user, area: 13, name: {ja: さくら病院, en: Sakura Hospital}}
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: [], service-class: backbone}
	lines:
	END
	line_number=0
	for line_address; do
		line_number=$((line_number + 1))
		echo "  h$line_number: {institution: hosp, from: a1, address: '$line_address', kind: ip-vpn}"
	done
}

# overlay [ADDRESS=ANSWER...]: to stdout, an overlay; ANSWER is rtt ("2ms"), rtt and
# loss ("20ms,40%"), "none", or a reason why it could not be asked ("!no route").
overlay() {
	printf 'overlay: 1\ndefault: {answer: none}\nanswers:\n'
	[ $# -gt 0 ] || printf '  {}\n'
	for overlay_word; do
		overlay_answer=${overlay_word#*=}
		case $overlay_answer in
		none) overlay_answer='answer: none' ;;
		!*) overlay_answer="could-not-ask: '${overlay_answer#!}'" ;;
		*,*) overlay_answer="rtt: ${overlay_answer%,*}, loss: ${overlay_answer#*,}" ;;
		*) overlay_answer="rtt: $overlay_answer" ;;
		esac
		printf "  '%s': {%s}\n" "${overlay_word%%=*}" "$overlay_answer"
	done
}

# --- as somebody else ---

# as_nobody COMMAND...: as a user whom permissions bind (root is refused nothing).
# Tests that need it name the prerequisite NOBODY.
as_nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
if as_nobody test -x "$NWOPS_BUILD/nwops" && as_nobody test -r "$PWD"; then
	test_set_prereq NOBODY
fi
