#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every way in, through `check`: by password, by the question that is called
# keyboard-interactive, by way of another device, and into the privileged mode; with the
# right secret, a wrong one, and one that others can read. No secret is seen anywhere.
test_description='nwops check: secrets, privileged mode and jump hosts'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi

of() {
	awk -v name="$1" -v field="$2" '$1 == name { print $field }' devices/devices
}
# way NAME KEYS: keys of the login of that device.
way() {
	sed -i "s|^  $1: .*|  $1: {owner: self, platform: box, address: $(address "$1"), watch: [], service-class: user, ssh: {user: nwops, port: $(of "$1" 2), $2}}|" \
		etc/inventory/lab.yaml
}
address() {
	case $1 in p1) echo 127.0.1.1 ;; j1) echo 127.0.1.2 ;; esac
}
# forget NAME: what it was told.
forget() {
	rm -f "devices/$1.log" "devices/$1.typed" "devices/$1.exec"
}
# became NAME [WORD]: of ./actual, what became of its login, and what the privileged command told.
became() {
	/usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("actual")):
    if line.get("item") == "device:%s/login" % sys.argv[1]:
        facts = line["facts"]
        print(line["status"], line["end"], facts["reason"], facts["phase"], "missing", facts["missing"], "logins", facts["logins"])
    elif line.get("item") == "device:%s/memory" % sys.argv[1]:
        print("memory", line["status"])' "$1"
}
# check STATUS: of p1 and what is on the way; recorded.
check() {
	test_expect_code "$1" nwops check --json >actual 2>err || { cat err actual >&2 && return 1; }
	cat actual err >>seen
}

mkdir -p etc/platforms &&
cat >etc/platforms/box.yaml <<-\END
title: A box whose memory only the privileged may see
session: {channel: shell, prompt: '[a-z0-9]{1,20}[>#]', elevate: enable, leave: exit, line-end: lf}
read-only: [show ...]
errors: {refused: ['% Invalid input...']}
commands:
  uptime: {send: show uptime, verified: manual, record: system, lines: ['up {uptime:s}']}
  memory: {send: show memory, verified: manual, record: system, elevated: true, lines: ['memory {memory_use}']}
END

test_expect_success 'a box behind a jump host, both pinned' '
	start_routers p1@127.0.1.1=etc/platforms/box.yaml j1@127.0.1.2=etc/platforms/box.yaml &&
	echo "up 900000" >devices/j1.d/uptime &&
	echo "up 900000" >devices/p1.d/uptime && echo "memory 10%" >devices/p1.d/memory &&
	(umask 077 && echo "open cellar" >devices/elevate && echo "open attic" >devices/not-elevate) &&
	site && cat >etc/inventory/lab.yaml <<-END &&
	organizations: {self: {kind: operator, self: true, name: Tozai Medical Lines}}
	devices:
	  p1: {}
	  j1: {}
	END
	way p1 "key: ../devices/key" && way j1 "key: ../devices/key" &&
	awk "{ printf \"[127.0.1.%d]:%s %s %s\\n\", NR, \$2, \$4, \$5 }" devices/devices >hosts &&
	nwops inventory pin --import hosts --yes && : >seen
'

# --- passwords ---

test_expect_success 'a password' '
	echo password >devices/p1.d/behaviour && way p1 "password: ../devices/password" && forget p1 && check 0 &&
	echo "ok answered None logout missing 0 logins 1" >expect && became p1 >told && test_cmp expect told &&
	grep -c "^password right" devices/p1.log >count && echo 1 >expect && test_cmp expect count
'
test_expect_success 'a wrong password is told once, and could not ask' '
	way p1 "password: ../devices/wrong" && forget p1 && check 3 &&
	echo "unknown could-not-ask auth login missing 0 logins 1" >expect && became p1 | grep -v memory >told && test_cmp expect told &&
	grep "^password" devices/p1.log >told && echo "password wrong" >expect && test_cmp expect told &&
	! test -e devices/p1.typed
'
test_expect_success 'keyboard-interactive, right and wrong' '
	echo keyboard-interactive >devices/p1.d/behaviour && way p1 "keyboard: ../devices/password" && forget p1 && check 0 &&
	echo "ok answered None logout missing 0 logins 1" >expect && became p1 | grep -v memory >told && test_cmp expect told &&
	grep "^answer" devices/p1.log >told && echo "answer right" >expect && test_cmp expect told &&
	way p1 "keyboard: ../devices/wrong" && forget p1 && check 3 &&
	echo "unknown could-not-ask auth login missing 0 logins 1" >expect && became p1 | grep -v memory >told && test_cmp expect told &&
	grep "^answer" devices/p1.log >told && echo "answer wrong" >expect && test_cmp expect told
'
test_expect_success 'a secret that others can read is refused before anybody is asked' '
	(umask 022 && cat devices/password >devices/open) && way p1 "password: ../devices/open" && forget p1 &&
	check 3 && grep -q "others can read it" err && ! test -e devices/p1.log &&
	way p1 "key: ../devices/key, elevate: ../devices/open" && check 3 && grep -q "others can read it" err && ! test -e devices/p1.log
'
test_expect_success 'and so is one that is gone' '
	cp -p devices/password devices/gone && echo password >devices/p1.d/behaviour && way p1 "password: ../devices/gone" &&
	check 0 && rm devices/gone && forget p1 && check 3 && grep -q "No such file" err && ! test -e devices/p1.log
'

# --- the privileged mode ---

test_expect_success 'without its password the privileged mode is not entered' '
	rm -f devices/p1.d/behaviour && echo "open cellar" >devices/p1.d/elevate && way p1 "key: ../devices/key" && forget p1 && check 0 &&
	printf "\n\nshow uptime\n\nexit\n" >expect && test_cmp expect devices/p1.typed &&
	echo "ok answered None logout missing 0 logins 1" >expect && became p1 | grep -v memory >told && test_cmp expect told
'
for transport in libssh2 openssh; do
	test_expect_success "$transport: with it, what it alone shows is read, and these bytes are all" '
		way p1 "key: ../devices/key, elevate: ../devices/elevate, transport: $transport" && forget p1 && check 0 &&
		printf "enable\nopen cellar\n\n\nshow uptime\n\nshow memory\n\nexit\n" >expect &&
		sed "/./,\$!d" devices/p1.typed >told && test_cmp expect told &&
		printf "%s\n" "ok answered None logout missing 0 logins 1" "memory ok" | sort >expect &&
		became p1 | sort >told && test_cmp expect told &&
		grep "privileged" devices/p1.log >told && echo privileged >expect && test_cmp expect told
	'
done
test_expect_success 'a wrong one is told once, no command is sent, and the device was not read' '
	way p1 "key: ../devices/key, elevate: ../devices/not-elevate" && forget p1 && check 3 &&
	printf "%s\n" "unknown could-not-ask auth login missing 0 logins 1" "memory unknown" | sort >expect && became p1 | sort >told && test_cmp expect told &&
	! grep -a show devices/p1.typed && test "$(grep -a -c "open attic" devices/p1.typed)" = 1 &&
	grep "privileged" devices/p1.log >told && echo "not privileged" >expect && test_cmp expect told &&
	grep -q "privileged mode was refused" actual
'

# --- by way of another ---

test_expect_success 'a jump host that is let in to, and connects further' '
	echo jump >devices/j1.d/behaviour && way p1 "key: ../devices/key, jump: j1, elevate: ../devices/elevate" && forget p1 && forget j1 && check 0 &&
	printf "%s\n" "ok answered None logout missing 0 logins 1" "memory ok" | sort >expect && became p1 | sort >told && test_cmp expect told &&
	grep "^forward" devices/j1.log >told && echo "forward 127.0.1.1 $(of p1 2)" >expect && test_cmp expect told
'
test_expect_success 'one that connects nobody says nothing of the device behind it' '
	echo cli >devices/j1.d/behaviour && forget p1 && check 3 &&
	became p1 | grep -v memory >told && echo "unknown could-not-ask channel connect missing 0 logins 1" >expect &&
	test_cmp expect told && ! test -e devices/p1.log
'
test_expect_success 'one that lets nobody in, or that has another key: could not ask' '
	echo refuse >devices/j1.d/behaviour && forget p1 && check 3 && became p1 | grep -v memory >told &&
	echo "unknown could-not-ask auth login missing 0 logins 1" >expect && test_cmp expect told && ! test -e devices/p1.log &&
	echo other-key >devices/j1.d/behaviour && forget j1 && check 3 && became p1 | grep -v memory >told &&
	echo "unknown could-not-ask host-key-changed key-exchange missing 0 logins 1" >expect && test_cmp expect told &&
	! test -e devices/p1.log && ! grep -q "^login" devices/j1.log
'

# --- secrets ---

test_expect_success 'while it is at work no secret is among arguments or in the environment' '
	rm devices/j1.d/behaviour && echo password >devices/p1.d/behaviour && echo "!hang" >devices/p1.d/uptime && forget p1 &&
	way p1 "password: ../devices/password, elevate: ../devices/elevate" &&
	{ nwops check --json --no-record >later 2>err & } && pid=$! &&
	until grep -aq "^show uptime" devices/p1.typed 2>/dev/null; do kill -0 $pid || return 1; done &&
	for process in $pid $(ps -e -o pid=,ppid= | awk -v of=$pid "{ parent[\$1] = \$2 } END { for (each in parent) { up = each; while (up && up != of) up = parent[up]; if (up == of) print each } }"); do
		tr "\0" "\n" <"/proc/$process/cmdline" && tr "\0" "\n" <"/proc/$process/environ" || return 1
	done >outside && grep -q nwops-ssh outside && ! grep -E "sesame|cellar" outside &&
	kill -TERM $pid && { wait $pid || :; } && cat later err >>seen && echo "up 900000" >devices/p1.d/uptime
'
# leak FILE...: one of these has a secret in it, in whatever form.
leak() {
	/usr/bin/python3 -c '
import base64, sys
words = [b"open sesame", b"open barley", b"open cellar", b"open attic"]
forms = words + [base64.b64encode(word)[:-4] for word in words] + [word.hex().encode() for word in words]
for path in sys.argv[1:]:
    content = open(path, "rb").read()
    for form in forms:
        if form in content:
            print(path, form)
            sys.exit(0)
sys.exit(1)' "$@"
}
test_expect_success 'nor in what was said, or kept, in whatever form' '
	test "$(wc -l <seen)" -gt 20 && grep -q "device:p1/login" seen &&
	nwops store backup copy.db >/dev/null && nwops inventory show --json p1 >>seen &&
	{ nwops status --json >>seen || test $? -le 3; } &&
	find state copy.db seen etc -type f >files && test "$(wc -l <files)" -ge 5 &&
	# shellcheck disable=SC2046
	! leak $(cat files) && echo "b3BlbiBzZXNhbWU=" >>seen && leak $(cat files)
'

test_done
