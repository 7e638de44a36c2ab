#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Whom we trust: keys of devices that a person, a fingerprint or a file speaks for,
# and what they offer before anybody logs in.
test_description='nwops inventory pin and algorithms'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"
. "$NWOPS_SOURCE/t/schema.sh"

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi

# timeless FILE...: what they hold, with every time as WHEN.
timeless() {
	sed 's/20[0-9-]*[T ][0-9:.]* *+09:00/WHEN/g; s/  */ /g' "$@"
}
# The inventory of the devices that were started, b1 at 127.0.1.1 and so on; j1, of which
# nobody has a key, stands before b9.
reading() {
	mkdir -p etc/inventory &&
	cat >etc/nwops.yaml <<-\END &&
	log-name: tozai.example/test
	service-classes:
	  user: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}}
	ssh-logins: {noc: {user: nwops, key: ../devices/key, limits: {banner: 1s, job: 60s}}}
	END
	{
		cat <<-\END
		organizations: {self: {kind: operator, self: true, name: Tozai}}
		devices:
		  plain: {owner: self, watch: []}
		END
		number=0
		while read -r name port _; do
			number=$((number + 1))
			echo "  $name: {owner: self, platform: frr, address: 127.0.1.$number, watch: [], service-class: user, ssh: {like: noc, port: $port}}"
		done <devices/devices
		echo "  b9: {owner: self, platform: frr, address: 127.0.1.99, watch: [], service-class: user, ssh: {like: noc, jump: b2}}"
	} >etc/inventory/lab.yaml
}
# of NAME FIELD: 2 the port, 3 the fingerprint, 4 the type, 5 the key.
of() {
	awk -v name="$1" -v field="$2" '$1 == name { print $field }' devices/devices
}
# entries: the payloads of the journal's entries about pins, in short.
entries() {
	/usr/bin/python3 -c '
import json, sqlite3
for kind, actor, payload in sqlite3.connect("state/nwops.db").execute(
        "select kind, actor, body from journal join payload using (sequence) order by sequence"):
    payload = json.loads(payload)
    print(kind, payload["device"], payload["how"], payload["said_by"], [key["fingerprint"] for key in payload["keys"]],
          [key["fingerprint"] for key in payload["before"]])'
}
# at_terminal ANSWER COMMAND...: runs it where somebody answers so.
at_terminal() {
	/usr/bin/python3 -c '
import os, pty, sys
answer = sys.argv[1]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
out = b""
while True:
    try:
        piece = os.read(fd, 4096)
    except OSError:
        break
    if not piece:
        break
    out += piece
    if out.endswith(b"[y/N] "):
        os.write(fd, answer.encode() + b"\n")
sys.stdout.write(out.decode().replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "$@"
}

test_expect_success 'devices' '
	start_devices b1@127.0.1.1=cli b2@127.0.1.2=ecdsa b3@127.0.1.3=legacy b4@127.0.1.4=silent && reading
'

# --- who says yes ---

test_expect_success 'where nobody can be asked, the question is the answer' '
	cat >expect <<-END &&
	b1 (127.0.1.1 port $(of b1 2))  ssh-ed25519 $(of b1 3)
	trust this key of '\''b1'\'' from now on?
	END
	test_expect_code 1 nwops --no-input inventory pin b1 >actual 2>err && test_cmp expect actual && test_must_be_empty err &&
	test_expect_code 1 nwops inventory pin b1 </dev/null >actual 2>err && test_cmp expect actual && test_must_be_empty err &&
	nwops inventory pin --show >actual && test_must_be_empty actual && entries >actual && test_must_be_empty actual
'
test_expect_success 'nobody logs in for that' '
	sort -u devices/b1.log >actual &&
	printf "%s\n" begins connected left "messages 20 30" >expect && test_cmp expect actual
'
test_expect_success 'a person says no, or nothing' '
	for answer in n "" maybe; do
		test_expect_code 1 at_terminal "$answer" nwops inventory pin b1 >actual || return 1
		cat >expect <<-END &&
		b1 (127.0.1.1 port $(of b1 2))  ssh-ed25519 $(of b1 3)
		trust this key of '\''b1'\'' from now on? [y/N] $answer
		'\''b1'\'' was not pinned
		END
		test_cmp expect actual || return 1
	done &&
	entries >actual && test_must_be_empty actual
'
test_expect_success 'a person says yes, and it is recorded who' '
	at_terminal yes nwops --by Suzuki inventory pin b1 >actual &&
	cat >expect <<-END &&
	b1 (127.0.1.1 port $(of b1 2))  ssh-ed25519 $(of b1 3)
	trust this key of '\''b1'\'' from now on? [y/N] yes
	'\''b1'\'' is known by this key from now on
	END
	test_cmp expect actual &&
	echo "pin b1 asked Suzuki ['\''$(of b1 3)'\''] []" >expect && entries >actual && test_cmp expect actual &&
	nwops inventory pin b1 >actual && tail -n 1 actual >last &&
	echo "'\''b1'\'' is known by this key already" >expect && test_cmp expect last && nwops audit verify >out
'
test_expect_success 'a fingerprint says yes without anybody, or no' '
	nwops inventory pin device:b2 --yes --fingerprint "$(of b2 3)" >actual &&
	test_expect_code 2 nwops inventory pin b1 --yes --fingerprint "$(of b2 3)" >actual &&
	cat >expect <<-END &&
	b1 (127.0.1.1 port $(of b1 2))  ssh-ed25519 $(of b1 3)
	this is not $(of b2 3): '\''b1'\'' was not pinned
	END
	test_cmp expect actual &&
	test_expect_code 3 nwops inventory pin b2 b1 --fingerprint x 2>err &&
	echo "nwops: '\''--fingerprint'\'' is of one device" >expect && test_cmp expect err
'
test_expect_success 'what is pinned is shown, with who and when' '
	cat >expect <<-END &&
	DEVICE TYPE FINGERPRINT PINNED AT BY HOW
	b1 ssh-ed25519 $(of b1 3) WHEN $(id -un) / Suzuki a person said so
	b2 ecdsa-sha2-nistp256 $(of b2 3) WHEN $(id -un) a person said so
	END
	nwops inventory pin --show >actual && timeless actual >short && test_cmp expect short &&
	nwops --json inventory pin --show b2 >actual &&
	cat >expect <<-END &&
	{"v":1,"type":"pin","device":"b2","result":"shown","keys":[{"key_type":"ecdsa-sha2-nistp256","fingerprint":"$(of b2 3)"}],"before":[],"how":"asked","pinned_at":"WHEN","pinned_by":"$(id -un)","said_by":null,"changed":null,"message":null}
	END
	timeless actual >short && test_cmp expect short
'
test_expect_success SCHEMA 'all of it is JSON' '
	test_expect_code 3 nwops --json --no-input inventory pin b1 b3 b4 >one && valid one &&
	test_expect_code 2 nwops --json inventory pin b1 --yes --fingerprint SHA256:x >two && valid two &&
	nwops --json inventory pin --show b1 b3 >three && valid three &&
	/usr/bin/python3 -c "
import json
for name in (\"one\", \"two\", \"three\"):
    for line in open(name):
        line = json.loads(line)
        print(name, line[\"device\"], line[\"result\"], len(line[\"keys\"]), len(line[\"before\"]))" >actual &&
	cat >expect <<-\END &&
	one b1 same 1 1
	one b3 failed 0 0
	one b4 failed 0 0
	two b1 refused 1 1
	three b1 shown 1 0
	three b3 none 0 0
	END
	test_cmp expect actual
'

# --- what cannot be ---

test_expect_success 'options that make no sense together' '
	for options in "" "b1 --yes" "--show --remove b1" "--import x --show" "--fingerprint x --show"; do
		# shellcheck disable=SC2086
		test_expect_code 3 nwops inventory pin $options >actual 2>err && test_must_be_empty actual || return 1
	done &&
	echo "nwops: '\''--yes'\'' needs '\''--fingerprint'\'': a key that nobody looked at is not to be trusted" >expect &&
	test_expect_code 3 nwops inventory pin b1 --yes 2>err && test_cmp expect err
'
test_expect_success 'no such device, one without ssh, one that is silent, one behind a stranger' '
	test_expect_code 3 nwops inventory pin nobody 2>err && echo "nwops: no device is called '\''nobody'\''" >expect && test_cmp expect err &&
	test_expect_code 3 nwops inventory pin plain 2>err &&
	echo "nwops: device '\''plain'\'' has no '\''ssh'\'' in the inventory, so it is never logged in to" >expect && test_cmp expect err &&
	test_expect_code 3 nwops inventory pin b4 >actual && echo "the key of '\''b4'\'' was not seen: connected, but silent" >expect &&
	test_cmp expect actual &&
	nwops inventory pin --remove b2 >actual && echo "'\''b2'\'' is trusted no longer" >expect && test_cmp expect actual &&
	test_expect_code 3 nwops inventory pin b9 >actual &&
	echo "'\''b9'\'' is reached over a device that is not pinned yet: pin that one first" >expect && test_cmp expect actual
'
test_expect_success 'nothing is asked in a rehearsal' '
	printf "overlay: 1\ndefault: {rtt: 1ms}\n" >answers.yaml &&
	test_expect_code 3 nwops --state rehearsal --overlay answers.yaml inventory pin b1 2>err &&
	echo "nwops: with '\''--overlay'\'' no device is asked for its key" >expect && test_cmp expect err &&
	test_expect_code 3 nwops --state rehearsal --overlay answers.yaml inventory algorithms 2>err &&
	echo "nwops: with '\''--overlay'\'' no device is asked for what it offers" >expect && test_cmp expect err
'
test_expect_success 'trust is taken back, once' '
	nwops inventory pin --remove b1 >actual && echo "'\''b1'\'' is trusted no longer" >expect && test_cmp expect actual &&
	test_expect_code 1 nwops inventory pin --remove b1 >actual && echo "'\''b1'\'' is not pinned" >expect && test_cmp expect actual &&
	entries >actual && tail -n 1 actual >last && echo "pin b1 removed None [] ['\''$(of b1 3)'\'']" >expect && test_cmp expect last
'

# --- what devices offer ---

test_expect_success 'offers are listed, and the weak ones have a reason' '
	test_expect_code 1 nwops inventory algorithms b1 --weak >actual 2>err && test_must_be_empty err &&
	grep "ssh-rsa\|group14-sha1 " actual >some; sed "s/  */ /g" some >short &&
	echo "b1 key exchange diffie-hellman-group14-sha1 weak relies on SHA-1 (RFC 9142)" >expect && test_cmp expect short &&
	test_expect_code 1 nwops inventory algorithms device:b1 >actual &&
	grep " ssh-ed25519 " actual >some; sed "s/  */ /g" some >short && echo "b1 host key ssh-ed25519 good -" >expect && test_cmp expect short
'
test_expect_success SCHEMA 'a device that can have no session still says what it offers' '
	test_expect_code 1 nwops --json inventory algorithms b1 b3 >actual && valid actual &&
	/usr/bin/python3 -c "
import json
for line in open(\"actual\"):
    line = json.loads(line)
    weak = sorted(each[\"algorithm\"] for each in line[\"algorithms\"] if each[\"grade\"] in (\"weak\", \"broken\") and each[\"category\"] != \"mac\")
    print(line[\"device\"], line[\"end\"], line[\"reason\"], line[\"fingerprint\"], weak)" >told &&
	cat >expect <<-END &&
	b1 answered None $(of b1 3) ['\''diffie-hellman-group14-sha1'\'']
	b3 could-not-ask algorithm None ['\''aes128-cbc'\'', '\''diffie-hellman-group14-sha1'\'', '\''ssh-rsa'\'']
	END
	test_cmp expect told
'
test_expect_success 'one that says nothing is 3, one that nobody logs in to is wrong usage' '
	test_expect_code 3 nwops inventory algorithms b4 >actual &&
	printf "%s\n" "b4: connected, but silent" "judged as of 2026-11-25; nothing is said of what is not judged (-)" >expect &&
	test_cmp expect actual &&
	test_expect_code 3 nwops inventory algorithms plain 2>err && test -s err
'

# --- files ---

known() {
	echo "$1 $(of "$2" 4) $(of "$2" 5)"
}
test_expect_success 'a file speaks for many, once a person has looked' '
	{ echo "# from the old host"; known "[127.0.1.1]:$(of b1 2),[other]:22" b1; known "[b2]:$(of b2 2)" b2; known "10.0.0.1" b3; } >hosts &&
	cat >expect <<-END &&
	b1  ssh-ed25519 $(of b1 3)
	b2  ecdsa-sha2-nistp256 $(of b2 3)
	trust these keys from now on? (devices: 2)
	END
	test_expect_code 1 nwops --no-input inventory pin --import hosts >actual 2>err && test_cmp expect actual && test_must_be_empty err &&
	test_expect_code 1 at_terminal n nwops inventory pin --import hosts >actual && tail -n 1 actual >last &&
	echo "nothing was pinned" >expect && test_cmp expect last &&
	nwops inventory pin --import hosts --yes >actual && tail -n 1 actual >last &&
	echo "devices that are known by these keys from now on: 2" >expect && test_cmp expect last &&
	entries >actual && tail -n 2 actual >last &&
	printf "%s\n" "pin b1 imported None ['\''$(of b1 3)'\''] []" "pin b2 imported None ['\''$(of b2 3)'\''] []" >expect && test_cmp expect last &&
	nwops inventory pin --import hosts >actual &&
	printf "%s\n" "'\''b1'\'' is known by this already" "'\''b2'\'' is known by this already" "nothing is to be pinned" >expect && test_cmp expect actual
'
test_expect_success 'hashed names are found, what is no line is told' '
	known "[127.0.1.3]:$(of b3 2)" b3 >hashed && ssh-keygen -q -H -f hashed 2>unused && echo "no line" >>hashed &&
	nwops inventory pin --import hashed --yes b3 >actual 2>err &&
	echo "nwops: warning: '\''hashed'\'': lines that are no keys of hosts: 1, the first is line 2" >expect && test_cmp expect err &&
	test_expect_code 1 nwops inventory pin --import hashed b1 >actual 2>err &&
	echo "the file has no key of '\''b1'\''" >expect && test_cmp expect actual
'
test_expect_success 'a revoked key is refused, an authority is not used' '
	nwops inventory pin --remove b1 b2 >actual &&
	{ known "[127.0.1.1]:*" b1; echo "@revoked * $(of b1 4) $(of b1 5)"; } >revoked &&
	test_expect_code 2 nwops inventory pin --import revoked --yes b1 >actual &&
	echo "'\''b1'\'': line 2 revokes a key, which is not pinned" >expect && test_cmp expect actual &&
	echo "@cert-authority [127.0.1.2]:* $(of b2 4) $(of b2 5)" >authority &&
	test_expect_code 2 nwops inventory pin --import authority --yes b2 >actual &&
	echo "'\''b2'\'': line 1 is of an authority, which is not used" >expect && test_cmp expect actual &&
	nwops inventory pin --show b1 b2 >actual && printf "%s\n" "'\''b1'\'' is not pinned" "'\''b2'\'' is not pinned" >expect && test_cmp expect actual
'
test_expect_success 'a file that is not there' '
	test_expect_code 3 nwops inventory pin --import nowhere 2>err && grep -q "nowhere" err
'

# --- a key that changed ---

test_expect_success 'another key is told loudly, with the one that was trusted' '
	nwops inventory pin --import hosts --yes >actual && was=$(of b1 3) &&
	start_devices b1@127.0.1.1=cli b2@127.0.1.2=ecdsa b3@127.0.1.3=legacy b4@127.0.1.4=silent && reading &&
	cat >expect <<-END &&
	b1 (127.0.1.1 port $(of b1 2)) ssh-ed25519 $(of b1 3)
	*** THE KEY OF '\''b1'\'' IS NOT THE ONE THAT IS PINNED ***
	 pinned: ssh-ed25519 $was, WHEN by $(id -un)
	 Somebody may stand in between. Compare the fingerprint with one that did not come over the network.
	trust this key of '\''b1'\'' from now on?
	END
	test_expect_code 1 nwops --no-input inventory pin b1 >actual && timeless actual >short && test_cmp expect short &&
	at_terminal y nwops inventory pin b1 >actual && entries >actual && tail -n 1 actual >last &&
	echo "pin b1 asked None ['\''$(of b1 3)'\''] ['\''$was'\'']" >expect && test_cmp expect last
'
test_expect_success 'in Japanese' '
	test_expect_code 1 nwops --lang ja --no-input inventory pin b2 >actual &&
	cat >expect <<-END &&
	b2 (127.0.1.2 ポート $(of b2 2))  ecdsa-sha2-nistp256 $(of b2 3)
	END
	head -n 1 actual >first && test_cmp expect first && grep -c "pinned\|trust" actual >count; echo 0 >expect && test_cmp expect count
'

test_done
