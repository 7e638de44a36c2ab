#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What counts the tests counts them truly: a program that dies, stops early or
# skips itself is never taken for one that passed.
test_description='t/tap counts what TAP says'
. "$(dirname "$0")/setup.sh"

# In meson's place: the tests are the files *.tap here, of suite "unit".
mkdir bin && cat >bin/meson <<'END'
#!/usr/bin/python3
import glob, json, os
print(json.dumps([{"name": os.path.basename(t)[:-4], "cmd": ["/bin/sh", os.path.abspath(t)], "suite": ["nwops:unit"],
                   "env": {}, "workdir": None, "timeout": 10} for t in sorted(glob.glob("*.tap"))]))
END
chmod +x bin/meson
PATH=$PWD/bin:$PATH

# counts BODY EXPECTED [OPTION...]: one program that runs BODY gives EXPECTED.
counts() {
	body=$1 expected=$2 &&
	shift 2 &&
	rm -rf ./*.tap results t-logs && echo "$body" >one.tap &&
	t_tap run --label unit --build . --suite unit --results results "$@" &&
	{ t_tap sum results >summary || :; } &&
	echo "$expected" >expect && tail -n 1 summary >actual && test_cmp expect actual
}
t_tap() { "$NWOPS_SOURCE/t/tap" "$@"; }

test_expect_success 'passed, failed and skipped are told apart' '
	counts "echo 1..3; echo ok 1 - a; echo not ok 2 - b; echo ok 3 - c \# SKIP why" "1 passed, 1 failed, 1 skipped"
'
test_expect_success 'a plan at the end is a plan' '
	counts "echo ok 1 - a; echo 1..1" "1 passed, 0 failed, 0 skipped"
'
test_expect_success 'no plan is a failure' '
	counts "echo ok 1 - a" "1 passed, 1 failed, 0 skipped"
'
test_expect_success 'fewer tests than planned are a failure' '
	counts "echo 1..2; echo ok 1 - a" "1 passed, 1 failed, 0 skipped"
'
test_expect_success 'more tests than planned are a failure' '
	counts "echo 1..1; echo ok 1 - a; echo ok 2 - b" "2 passed, 1 failed, 0 skipped"
'
test_expect_success 'death by a signal is a failure' '
	counts "echo 1..1; echo ok 1 - a; kill -9 \$\$" "1 passed, 1 failed, 0 skipped"
'
test_expect_success 'a bad exit status is a failure' '
	counts "echo 1..1; echo ok 1 - a; exit 1" "1 passed, 1 failed, 0 skipped"
'
test_expect_success 'TODO excuses nothing' '
	counts "echo 1..1; echo not ok 1 - a \# TODO later" "0 passed, 1 failed, 0 skipped"
'
test_expect_success 'bailing out is a failure' '
	counts "echo Bail out! no build" "0 passed, 2 failed, 0 skipped"
'
test_expect_success 'a program that skips itself is skipped' '
	counts "echo \"1..0 # SKIP no root\"" "0 passed, 0 failed, 1 skipped"
'
test_expect_success 'and a failure where it must run' '
	counts "echo \"1..0 # SKIP no root\"" "0 passed, 1 failed, 0 skipped" --no-skip
'
test_expect_success 'what is left out by name is skipped, with its reason' '
	counts "echo 1..1; echo ok 1 - a" "0 passed, 0 failed, 1 skipped" --skip "one=too slow here" &&
	grep "1  unit: one: too slow here" summary
'
test_expect_success 'what stderr says is no result' '
	counts "echo 1..1; echo ok 1 - a; echo not ok 2 >&2" "1 passed, 0 failed, 0 skipped"
'
test_expect_success 'nothing at all is no success' '
	rm -rf *.tap results && : >results &&
	t_tap run --label unit --build . --suite unit --results results &&
	test_expect_code 1 t_tap sum results
'
test_expect_success 'what a test leaves running is ended' '
	counts "echo 1..1; sleep 1000 & echo \$! >left; echo ok 1 - a" "1 passed, 0 failed, 0 skipped" &&
	while grep -q "^State:.[^ZX]" "/proc/$(cat left)/status"; do :; done
'
test_expect_success 'a command is a test of its own, with what it used of processors' '
	rm -f results &&
	t_tap command --label "build it" --results results sh -c "i=0; while [ \$i -lt 300000 ]; do i=\$((i + 1)); done" &&
	test_expect_code 1 t_tap command --label "build that" --results results sh -c "exit 3" &&
	test_expect_code 1 t_tap sum results >summary &&
	grep "^  build that, build that: exit status 3$" summary &&
	grep -E "^build it +[0-9.]+ +[0-9.]+ +1 +0 +0$" summary &&
	/usr/bin/python3 -c "
import json
used = [row[\"processor\"] for row in map(json.loads, open(\"results\")) if \"wall\" in row]
assert used[0] > used[1] >= 0, used" &&
	echo "1 passed, 1 failed, 0 skipped" >expect && tail -n 1 summary >actual && test_cmp expect actual
'

test_done
