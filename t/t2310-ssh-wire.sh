#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops-ssh by hand: jobs in, results out, against devices that behave as told and against
# a real OpenSSH.
test_description='nwops-ssh: jobs, results, and what a device is told'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"

wire=$NWOPS_BUILD/nwops-ssh

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi

test_expect_success 'devices' '
	start_devices b1=cli silent=silent garbage=garbage bye=bye stuck=stuck-kex dropped=drop-auth refuse=refuse \
		password=password asks=keyboard-interactive ecdsa=ecdsa rsa=rsa legacy=legacy no-shell=no-shell
'

# --- by hand ---

test_expect_success '--help and --version' '
	"$wire" --help >actual && grep -q "^usage: nwops-ssh" actual &&
	"$wire" --version >actual && grep -qE "^nwops-ssh [0-9.]+ \(libssh2 [0-9.]+\)$" actual
'
test_expect_success 'wrong options' '
	for options in "--never" "--workers" "--workers 0" "--workers 65" "--sessions x" "--locks"; do
		# shellcheck disable=SC2086
		test_expect_code 3 "$wire" $options </dev/null >actual 2>err || return 1
		test_must_be_empty actual && grep -q "^nwops-ssh: wrong option or value" err || return 1
	done
'
test_expect_success 'no job, no result' '
	: >jobs.json && ask 0 && test_must_be_empty results
'
test_expect_success 'lines that are no jobs each have their result' '
	printf "%s\n" "{" "" "{\"v\":1,\"id\":\"x\"}" "[]" "{\"v\":1,\"id\":\"y\",\"adress\":\"10.0.0.1\"}" >jobs.json &&
	printf "{\"v\":1,\"id\":\"z\"" >>jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	None could-not-ask job lock
	None could-not-ask job lock
	None could-not-ask job lock
	x could-not-ask job lock
	y could-not-ask job lock
	END
	told >actual && test_cmp expect actual &&
	grep -q "did you mean .address." results
'
test_expect_success 'a line that is too long, and one with NUL' '
	{ head -c 1100000 /dev/zero | tr "\0" a; echo; printf "a\0b\n"; job b1; } >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	None could-not-ask job lock
	None could-not-ask job lock
	b1 answered None logout
	    "Version 1.0\n" complete 0
	END
	told >actual && test_cmp expect actual
'

# --- exec channels ---

test_expect_success 'one login, every command, every byte' '
	rm -f devices/b1.log && job b1 "$(commands "show version" bytes silence fail killed "show version")" >jobs.json && ask 0 &&
	cat >expect <<-END &&
	b1 answered None logout
	    "Version 1.0\n" complete 0
	    "$(/usr/bin/python3 -c "import base64; print(base64.b64encode(bytes(range(256))).decode())")" complete 0
	    "" complete 0
	    "" complete 3
	    "half" signal None
	    "Version 1.0\n" complete 0
	END
	sed -i "s/\"AAEC.*\"/\"256 bytes\"/" expect &&
	told >actual && test_cmp expect actual &&
	cat >expect <<-\END &&
	connected
	login nwops
	key right
	key right
	exec show version
	exec bytes
	exec silence
	exec fail
	exec killed
	exec show version
	messages 20 30 21
	left
	END
	log b1 >actual && test_cmp expect actual &&
	grep -q "\"errors\":\"no such thing.n\"" results &&
	/usr/bin/python3 -c "
import base64, json
assert base64.b64decode(json.loads(open(\"results\").read())[\"outputs\"][1][\"base64\"]) == bytes(range(256))"
'
test_expect_success 'what it saw of the device' '
	read -r name port fingerprint kind key <devices/devices &&
	grep -qF "\"host_key\":{\"type\":\"$kind\",\"fingerprint\":\"$fingerprint\",\"key\":\"$key\"}" results &&
	grep -qE "\"server\":\"SSH-2.0-AsyncSSH_[0-9.]+\"" results &&
	grep -qE "\"offered\":\{\"kex\":\"[^\"]*curve25519-sha256[^\"]*\",\"host_key\":\"ssh-ed25519\",\"cipher\":\"[^\"]*aes256-gcm" results &&
	grep -qF "\"compression\":\"none,zlib\"}" results &&
	grep -qE "\"agreed\":\{\"kex\":\"curve25519-sha256\",\"host_key\":\"ssh-ed25519\",\"cipher\":\"aes...-ctr\",\"mac\":\"hmac-sha2-256\",\"compression\":\"none\"\}" results
'
test_expect_success 'limits of bytes and of time end one command, not the session' '
	job b1 "commands=[{\"send\":\"endless\",\"bytes\":10000},{\"send\":\"hang\",\"limit_us\":1000000},
		{\"send\":\"long-line\"},{\"send\":\"show version\"}]" "limits={\"bytes\":70000}" >jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	b1 answered None logout
	    "10000 bytes" bytes None
	    "half" limit None
	    "70000 bytes" bytes None
	    "Version 1.0\n" complete 0
	END
	told >actual && test_cmp expect actual
'
test_expect_success 'hanging up in the midst of it' '
	job b1 "$(commands "show version" drop silence)" >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	b1 answered None commands
	    "Version 1.0\n" complete 0
	    "half" closed None
	    "" not-asked None
	END
	told >actual && test_cmp expect actual
'
test_expect_success 'hanging up as soon as all is said' '
	for number in 1 2 3 4 5 6 7 8; do job b1 "$(commands "show version" last)" "id=\"$number\"" || return 1; done >jobs.json &&
	ask 0 && told | grep -v "^[1-8] " | sort | uniq -c | sed "s/^ *//" >actual &&
	cat >expect <<-\END &&
	8 "Version 1.0\n" complete 0
	8 "last words\n" complete 0
	END
	sed "s/^8  */8 /" actual >shown && test_cmp expect shown
'
test_expect_success 'the limit of the whole job' '
	job b1 "$(commands hang "show version")" "limits={\"job_us\":3000000}" >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	b1 could-not-ask limit commands
	    "half" limit None
	    "" not-asked None
	END
	told >actual && test_cmp expect actual
'

# --- what stands in for another ---

# answered FILE: what is typed once the prompt is learnt, which takes as many empty lines as
# it takes: how a greeting comes in pieces is the system's affair.
answered() {
	sed "/./,\$!d" "$1"
}
# in_place: commands of which some stand in for others, and what a refusal looks like.
in_place() {
	/usr/bin/python3 -c '
import json
both = ["refused", "garbled"]
commands = []
for send in ("show older json", "garbled", "json", "forbidden", "silence"):
    commands += [{"send": send, "json": True}, {"send": send, "json": True, "after": ["garbled"]},
                 {"send": "show version", "after": both}]
commands += [{"send": "one"}, {"send": "two", "after": ["refused"]}, {"send": "silence", "after": ["refused"]},
             {"send": "fail"}, {"send": "show version", "after": ["refused"]}]
print("commands=" + json.dumps(commands))'
}
refusals='refusals=["\\A% ?unknown command\\z", "\\Ano such thing\\z"]'
denials='denials=["\\A% not for .{0,80}\\z"]'
cat >stood-in <<-\END
b1 answered None logout
    "% unknown command\n" complete
    "" not-needed
    "Version 1.0\n" complete
    "{\"a\": [\n" complete
    "{\"a\": [\n" complete
    "Version 1.0\n" complete
    "{\n  \"a\": [\"% unknown command\"]\n}\n" complete
    "" not-needed
    "" not-needed
    "% not for this account: forbidden\n" complete
    "" not-needed
    "" not-needed
    "" complete
    "" not-needed
    "" not-needed
    "% unknown command\n" complete
    "% unknown command\n" complete
    "" complete
END
cat >sent <<-\END
show older json
show version
garbled
garbled
show version
json
forbidden
silence
one
two
silence
END
for transport in libssh2 openssh; do
	test_expect_success "$transport: what stands in for another is sent in the same session, where it is needed" '
		rm -f devices/b1.log && job b1 "transport=\"$transport\"" "$(in_place)" "$refusals" "$denials" >jobs.json && ask 0 &&
		{ cat stood-in && printf "%s\n" "    \"\" complete" "    \"Version 1.0\\n\" complete"; } >expect &&
		told | sed "s/\" \([a-z-]*\) [0-9N][a-z0-9]*$/\" \1/" >actual && test_cmp expect actual &&
		{ cat sent && echo fail && echo "show version"; } >expect &&
		sed -n "s/^exec //p" devices/b1.log >actual && test_cmp expect actual &&
		grep -c "^login" devices/b1.log >actual && echo 1 >expect && test_cmp expect actual
	'
	test_expect_success "$transport: and so in a shell" '
		rm -f devices/b1.log devices/b1.typed &&
		job b1 "transport=\"$transport\"" "$(in_place | sed "s/, {.send.: .fail.*/]/")" "$refusals" "$denials" \
			"channel=\"shell\"" "$in_shell" >jobs.json && ask 0 &&
		told | sed "s/ None$//; s/^b1 answered/& None/" | sed "1s/ None None/ None/" >actual && test_cmp stood-in actual &&
		{ sed G sent && echo exit; } >expect && answered devices/b1.typed >actual && test_cmp expect actual &&
		grep -c "^login" devices/b1.log >actual && echo 1 >expect && test_cmp expect actual
	'
done
test_expect_success 'what is not whole has nothing in its place; what is no pattern is an error of the job' '
	job b1 "commands=[{\"send\":\"hang\",\"json\":true,\"limit_us\":500000},{\"send\":\"json\",\"after\":[\"garbled\",\"refused\"]},
		{\"send\":\"endless\",\"json\":true},{\"send\":\"json\",\"after\":[\"garbled\"]},{\"send\":\"json\"}]" \
		"limits={\"bytes\":70000}" >jobs.json &&
	job b1 "id=\"x\"" "refusals=[\"(\"]" >>jobs.json && job b1 "id=\"y\"" "denials=[\"(\"]" >>jobs.json && ask 0 &&
	cat >expect <<-\END &&
	b1 answered None logout
	    "half" limit None
	    "" not-needed None
	    "70000 bytes" bytes None
	    "" not-needed None
	    "{\n  \"a\": [\"% unknown command\"]\n}\n" complete 0
	x could-not-ask job lock
	y could-not-ask job lock
	END
	told >actual && test_cmp expect actual
'

# --- who is there ---

test_expect_success 'each way of not being there has its name' '
	for name in silent garbage; do job $name "limits={\"banner_us\":500000}" || return 1; done >jobs.json &&
	job bye >>jobs.json && job stuck "limits={\"login_us\":500000}" >>jobs.json &&
	job b1 port=1 id=\"refused\" >>jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	bye no-answer no-banner banner
	garbage no-answer no-banner banner
	refused no-answer refused connect
	silent no-answer timeout-banner banner
	stuck could-not-ask limit key-exchange
	END
	told | grep -v "^ " >actual &&
	# It says something, and goes on waiting for what it is asked.
	sed -i "s/^garbage no-answer timeout-banner/garbage no-answer no-banner/" actual &&
	test_cmp expect actual
'

# --- host keys ---

test_expect_success 'a changed host key: nothing is sent any more' '
	rm -f devices/b1.log && job b1 "pins=[\"SHA256:K3AjPp8EW9NRKvD3dmSoV7IDYEG7hWgKvVM0XaBVl2s\"]" >jobs.json && ask 0 &&
	echo "b1 could-not-ask host-key-changed key-exchange" >expect &&
	told | head -n 1 >actual && test_cmp expect actual &&
	# Our offer and our half of the exchange; not the message that ends it, and no login.
	printf "%s\n" connected "messages 20 30" left >expect &&
	log b1 >actual && test_cmp expect actual
'
test_expect_success 'no pin: the same, with the fingerprint' '
	rm -f devices/b1.log && job b1 "pins=[]" >jobs.json && ask 0 &&
	echo "b1 could-not-ask host-key key-exchange" >expect &&
	told | head -n 1 >actual && test_cmp expect actual &&
	grep -qF "$(awk "\$1 == \"b1\" { print \$3 }" devices/devices)" results &&
	printf "%s\n" connected "messages 20 30" left >expect &&
	log b1 >actual && test_cmp expect actual
'
test_expect_success 'a host key is learnt without a login' '
	rm -f devices/b1.log && job b1 "pins=[]" "pin=\"learn-only\"" user= authenticate= commands= >jobs.json && ask 0 &&
	echo "b1 answered None key-exchange" >expect &&
	told >actual && test_cmp expect actual &&
	grep -qF "$(awk "\$1 == \"b1\" { print \$3 }" devices/devices)" results &&
	printf "%s\n" connected "messages 20 30" left >expect &&
	log b1 >actual && test_cmp expect actual
'
test_expect_success 'pins in each form, among others' '
	read -r name port fingerprint kind key <devices/devices &&
	other=SHA256:K3AjPp8EW9NRKvD3dmSoV7IDYEG7hWgKvVM0XaBVl2s &&
	for pin in "$fingerprint" "$kind $fingerprint" "$kind $key" "$kind $key b1 of the lab"; do
		job b1 "pins=[\"$other\",\"ssh-rsa $other\",\"$pin\"]" || return 1
	done >jobs.json && ask 0 &&
	told | grep -c "^b1 answered" >actual && echo 4 >expect && test_cmp expect actual &&
	job b1 "pins=[\"ssh-rsa $fingerprint\"]" >jobs.json && ask 0 &&
	told | grep -q "^b1 could-not-ask host-key-changed"
'
test_expect_success 'a pin that is none is an error of the job' '
	for pin in "SHA256:short" "AAAA" "ssh-ed25519" "ssh-ed25519 AAAA" "MD5:00:11"; do
		job b1 "pins=[\"$pin\"]" || return 1
	done >jobs.json && ask 0 &&
	told | grep -c "^b1 could-not-ask job lock" >actual && echo 5 >expect && test_cmp expect actual
'

# --- login ---

test_expect_success 'each way to log in' '
	job password "authenticate=[{\"method\":\"password\",\"file\":\"$PWD/devices/password\"}]" >jobs.json &&
	job asks "authenticate=[{\"method\":\"keyboard-interactive\",\"file\":\"$PWD/devices/password\"}]" >>jobs.json &&
	job b1 "authenticate=[{\"method\":\"password\",\"file\":\"$PWD/devices/wrong\"},
		{\"method\":\"key\",\"file\":\"$PWD/devices/key\"}]" >>jobs.json &&
	job ecdsa >>jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	asks answered None logout
	b1 answered None logout
	ecdsa answered None logout
	password answered None logout
	END
	told | grep -v "^ " >actual && test_cmp expect actual
'
# An agent's socket has a name of at most 107 bytes, and this directory may have more.
agent=$(mktemp -d)
ssh-agent -D -a "$agent/socket" >/dev/null 2>&1 3>&- 9>&- &
agent_pid=$!
test_expect_success 'an agent' '
	until SSH_AUTH_SOCK=$agent/socket ssh-add -q devices/key 2>/dev/null; do kill -0 $agent_pid || return 1; done &&
	job b1 "authenticate=[{\"method\":\"agent\",\"socket\":\"$agent/socket\"}]" >jobs.json &&
	ask 0 && told | grep -q "^b1 answered" &&
	kill $agent_pid && { wait $agent_pid || :; } &&
	ask 0 && told | grep -q "^b1 could-not-ask secret login"
'
rm -rf "$agent"
test_expect_success 'logins that are refused' '
	job refuse >jobs.json && job dropped >>jobs.json &&
	job password "authenticate=[{\"method\":\"password\",\"file\":\"$PWD/devices/wrong\"}]" >>jobs.json &&
	job b1 "authenticate=[]" >>jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	b1 could-not-ask secret login
	dropped could-not-ask closed login
	password could-not-ask auth login
	refuse could-not-ask auth login
	END
	told | grep -v "^ " >actual && test_cmp expect actual
'
test_expect_success 'secrets that others can read are refused, and appear nowhere' '
	cp devices/key open-key && chmod 644 open-key && cp devices/password open-password && chmod 604 open-password &&
	mkfifo pipe && chmod 600 pipe &&
	for file in open-key pipe missing; do
		job b1 "authenticate=[{\"method\":\"key\",\"file\":\"$PWD/$file\"}]" || return 1
	done >jobs.json &&
	job password "authenticate=[{\"method\":\"password\",\"file\":\"$PWD/open-password\"}]" >>jobs.json &&
	ask 0 &&
	told | grep -c "could-not-ask secret login" >actual && echo 4 >expect && test_cmp expect actual &&
	! grep -q "sesame" results
'
test_expect_success 'keys of each kind and form' '
	ssh-keygen -q -t ecdsa -b 384 -N "" -C "" -f ec && ssh-keygen -q -t ed25519 -N secret -C "" -f locked &&
	openssl genpkey -algorithm ed25519 -out pem 2>/dev/null && chmod 600 pem ec locked &&
	for file in ec locked pem; do
		job b1 "authenticate=[{\"method\":\"key\",\"file\":\"$PWD/$file\"}]" "id=\"$file\"" || return 1
	done >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	ec could-not-ask auth login
	locked could-not-ask secret login
	pem could-not-ask auth login
	END
	told | grep -v "^ " >actual && test_cmp expect actual &&
	grep -q "under a passphrase" results
'

# --- algorithms ---

test_expect_success 'what is legacy is spoken only where it is named' '
	job legacy >jobs.json && job rsa >>jobs.json && ask 0 &&
	cat >expect <<-\END &&
	legacy could-not-ask algorithm key-exchange
	rsa could-not-ask algorithm key-exchange
	END
	told | grep -v "^ " >actual && test_cmp expect actual &&
	grep -q "use the transport openssh" results && grep -q "\"offered\":{\"kex\":\"diffie-hellman-group14-sha1" results &&
	job legacy "legacy=[\"diffie-hellman-group14-sha1\",\"ssh-rsa\",\"aes128-cbc\",\"hmac-sha1\"]" >jobs.json &&
	ask 0 && told | grep -q "^legacy answered" &&
	grep -qF "\"agreed\":{\"kex\":\"diffie-hellman-group14-sha1\",\"host_key\":\"ssh-rsa\",\"cipher\":\"aes128-cbc\",\"mac\":\"hmac-sha1\"" results
'
test_expect_success 'a legacy name that is none is an error of the job' '
	job b1 "legacy=[\"aes128-ctr\"]" >jobs.json && job b1 "legacy=[\"rot13\"]" >>jobs.json && ask 0 &&
	told | grep -c "^b1 could-not-ask job lock" >actual && echo 2 >expect && test_cmp expect actual
'

# --- by way of a jump host ---

jump() {
	printf 'jump={"address":"127.0.0.1","port":%s,"user":"nwops","pins":["%s"],"authenticate":[{"method":"key","file":"%s"}]}' \
		"$(awk -v name="$1" '$1 == name { print $2 }' devices/devices)" "$2" "$PWD/devices/key"
}
pin_of() {
	awk -v name="$1" '$1 == name { print $3 }' devices/devices
}
test_expect_success 'a jump host that forwards nothing, is not believed, lets nobody in' '
	job b1 "$(jump ecdsa "$(pin_of ecdsa)")" "id=\"forwards-nothing\"" >jobs.json &&
	job b1 "$(jump ecdsa "$(pin_of b1)")" "id=\"changed\"" >>jobs.json &&
	job b1 "$(jump refuse "$(pin_of refuse)")" "id=\"refused\"" >>jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	changed could-not-ask host-key-changed key-exchange jump
	forwards-nothing could-not-ask channel connect jump
	refused could-not-ask auth login jump
	END
	told at | grep -v "^ " >actual && test_cmp expect actual
'

# --- shells ---

test_expect_success 'a session in a shell: all that is typed' '
	rm -f devices/b1.log devices/b1.typed &&
	job b1 "$(commands "show version" paged silence)" "channel=\"shell\"" "$in_shell" >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	b1 answered None logout
	    "Version 1.0\n" complete None
	    "line 1\nline 2\nline 3\nend\n" complete None
	    "" complete None
	END
	told >actual && test_cmp expect actual &&
	cat >expect <<-\END &&
	connected
	login nwops
	key right
	key right
	terminal vt100 511x1000
	shell
	logout
	messages 20 30 21
	left
	END
	log b1 >actual && test_cmp expect actual &&
	printf "\n\nshow version\n\npaged\n   \nsilence\n\nexit\n" >expect &&
	test_cmp expect devices/b1.typed
'
test_expect_success 'text that steers a terminal does not, and is counted' '
	job b1 "$(commands escapes)" "channel=\"shell\"" "$in_shell" >jobs.json && ask 0 &&
	printf "red \377\376 end\n" >expect &&
	/usr/bin/python3 -c "
import base64, json, sys
output = json.loads(open(\"results\").read())[\"outputs\"][0]
sys.stdout.buffer.write(base64.b64decode(output[\"base64\"]))
assert output[\"complete\"] and output[\"controls\"] > 20, output" >actual &&
	test_cmp expect actual
'
test_expect_success 'a prompt that an output imitates ends nothing' '
	job b1 "$(commands wait "show version")" "channel=\"shell\"" "$in_shell" >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	b1 answered None logout
	    "one\nb1#\ntwo\n" doubt None
	    "Version 1.0\n" complete None
	END
	told >actual && test_cmp expect actual
'
test_expect_success 'an output that foresees everything is worthless, and not taken for the whole' '
	job b1 "$(commands foresee "show version")" "channel=\"shell\"" "$in_shell" >jobs.json && ask 0 &&
	told | grep -v "^ " >actual && echo "b1 could-not-ask doubt logout" >expect && test_cmp expect actual &&
	! told | grep complete
'
test_expect_success 'limits in a shell end the session' '
	for command in endless long-line hang; do
		job b1 "$(commands "show version" "$command" "show version")" "channel=\"shell\"" "$in_shell" \
			"limits={\"command_us\":3000000,\"bytes\":50000}" "id=\"$command\"" || return 1
	done >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	endless answered None commands
	    "Version 1.0\n" complete None
	    "50000 bytes" bytes None
	    "" not-asked None
	hang answered None commands
	    "Version 1.0\n" complete None
	    "half" limit None
	    "" not-asked None
	long-line answered None commands
	    "Version 1.0\n" complete None
	    "50000 bytes" bytes None
	    "" not-asked None
	END
	# The echo counts among the bytes that may come.
	told | sed "s/\"49[0-9]* bytes\"/\"50000 bytes\"/" >actual && test_cmp expect actual
'
test_expect_success 'no prompt that matches, and no shell' '
	job b1 "channel=\"shell\"" "shell={\"prompt\":\"never\"}" "limits={\"login_us\":2000000}" >jobs.json &&
	job no-shell "channel=\"shell\"" "$in_shell" >>jobs.json && job b1 "channel=\"shell\"" "shell={\"prompt\":\"(\"}" "id=\"x\"" >>jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	b1 could-not-ask limit login
	no-shell could-not-ask closed login
	x could-not-ask job lock
	END
	told | grep -v "^ " >actual && test_cmp expect actual
'

# --- many, locks, ends ---

test_expect_success 'many jobs in several workers, a few at once' '
	for number in $(seq 60); do job b1 "id=\"$number\"" || return 1; done >jobs.json &&
	ask 0 --workers 2 --sessions 5 &&
	told | grep -c "answered None logout" >actual && echo 60 >expect && test_cmp expect actual &&
	told | awk "/answered/ { print \$1 }" | sort -nu | wc -l | tr -d " " >actual && test_cmp expect actual
'
test_expect_success 'one session a device at a time' '
	mkdir locks && rm -f devices/b1.log &&
	for number in 1 2 3 4; do job b1 "id=\"$number\"" || return 1; done >jobs.json &&
	ask 0 --locks locks --workers 2 &&
	told | grep -c "answered None logout" >actual && echo 4 >expect && test_cmp expect actual &&
	grep -E "connected|left" devices/b1.log | uniq -c | awk "{ print \$1 }" | sort -u >actual &&
	echo 1 >expect && test_cmp expect actual &&
	ls locks >actual && echo "127.0.0.1-$(awk "\$1 == \"b1\" { print \$2 }" devices/devices).lock" >expect &&
	test_cmp expect actual
'
test_expect_success 'a device that somebody else is on' '
	job b1 "lock=\"b1\"" "limits={\"lock_us\":200000}" >jobs.json && rm -f devices/b1.log &&
	flock locks/b1.lock "$wire" --locks locks <jobs.json >results && told | head -n 1 >actual &&
	echo "b1 could-not-ask locked lock" >expect && test_cmp expect actual &&
	! test -e devices/b1.log &&
	ask 0 --locks locks && told | grep -q "^b1 answered"
'
test_expect_success 'told to end, it logs out and says so' '
	rm -f devices/b1.log && { job b1 "$(commands hang)"; job silent; job b1 "$(commands "show version" hang)" id=\"x\" \
		"channel=\"shell\"" "$in_shell"; } >jobs.json &&
	mkfifo in &&
	{ "$wire" --workers 1 <in >results & } && pid=$! &&
	exec 8>in && cat jobs.json >&8 &&
	# Both of b1 are at work when it has begun to obey the second of the shell.
	until grep -q "^exec hang" devices/b1.log 2>/dev/null && grep -q "^shell" devices/b1.log; do :; done &&
	kill -TERM $pid && test_expect_code 1 wait $pid && exec 8>&- &&
	told >actual &&
	grep -q "^b1 could-not-ask cancelled commands" actual && grep -q "^silent could-not-ask cancelled banner" actual &&
	grep -qE "^x (answered None|could-not-ask cancelled) (commands|login)" actual &&
	grep -c "^left" devices/b1.log >left && echo 2 >expect && test_cmp expect left
'
test_expect_success 'a worker that dies takes only its own jobs with it' '
	rm -f in && mkfifo in && { "$wire" --workers 1 --sessions 2 <in >results & } && pid=$! && exec 8>in &&
	rm -f devices/b1.log && { job b1 "$(commands hang)"; job silent; } >&8 &&
	until grep -q "^exec hang" devices/b1.log 2>/dev/null; do :; done &&
	job b1 id=\"after\" >&8 &&
	kill -KILL "$(ps -o pid= --ppid $pid | tr -d " ")" && exec 8>&- && wait $pid &&
	cat >expect <<-\END &&
	after answered None logout
	b1 could-not-ask crashed lock
	silent could-not-ask crashed lock
	END
	told | grep -v "^ " >actual && test_cmp expect actual
'
test_expect_success 'when its reader is gone it logs out and ends' '
	rm -f devices/b1.log && { job b1 "$(commands hang)"; job b1 "$(commands "show version")" id=\"x\"; } >jobs.json &&
	{ "$wire" --workers 1 <jobs.json | :; } &&
	until grep -q "^left" devices/b1.log 2>/dev/null; do :; done
'

# --- the transport openssh ---

test_expect_success 'ssh as transport: the same job, the same result' '
	rm -f devices/b1.log &&
	job b1 "transport=\"openssh\"" "$(commands "show version" bytes fail killed "show version")" >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	b1 answered None logout
	    "Version 1.0\n" complete 0
	    "256 bytes" complete 0
	    "" complete 3
	    "half" signal None
	    "Version 1.0\n" complete 0
	END
	told | sed "s/\"AAEC.*\"/\"256 bytes\"/" >actual && test_cmp expect actual &&
	grep -c "^login" devices/b1.log >actual && echo 1 >expect && test_cmp expect actual &&
	grep -q "\"errors\":\"no such thing.n\"" results &&
	grep -qF "\"fingerprint\":\"$(pin_of b1)\"" results &&
	grep -qE "\"offered\":\{\"kex\":\"[^\"]*curve25519-sha256" results &&
	grep -qE "\"agreed\":\{\"kex\":\"curve25519-sha256\"" results
'
test_expect_success 'ssh as transport: a shell, and all that is typed' '
	rm -f devices/b1.log devices/b1.typed &&
	job b1 "transport=\"openssh\"" "$(commands "show version" paged)" "channel=\"shell\"" "$in_shell" >jobs.json && ask 0 &&
	cat >expect <<-\END &&
	b1 answered None logout
	    "Version 1.0\n" complete None
	    "line 1\nline 2\nline 3\nend\n" complete None
	END
	told >actual && test_cmp expect actual &&
	printf "show version\n\npaged\n   \nexit\n" >expect && answered devices/b1.typed >actual && test_cmp expect actual &&
	grep -q "^terminal vt100 511x1000$" devices/b1.log
'
test_expect_success 'ssh as transport: RSA with SHA-2, which libssh2 has not' '
	job rsa "transport=\"openssh\"" >jobs.json && ask 0 && told | grep "^rsa answered None logout"
'
test_expect_success 'ssh as transport: what goes wrong has the same names' '
	read -r name port fingerprint kind key <devices/devices &&
	job b1 "transport=\"openssh\"" "pins=[\"$kind $(awk "\$1 == \"refuse\" { print \$5 }" devices/devices)\"]" "id=\"changed\"" >jobs.json &&
	job b1 "transport=\"openssh\"" "pins=[]" "id=\"unpinned\"" >>jobs.json &&
	job b1 "transport=\"openssh\"" "pins=[\"$fingerprint\"]" "id=\"fingerprint\"" >>jobs.json &&
	job b1 "transport=\"openssh\"" "pin=\"learn-only\"" "id=\"learn\"" >>jobs.json &&
	job b1 "transport=\"openssh\"" port=1 "id=\"nobody\"" >>jobs.json &&
	job b1 "transport=\"openssh\"" "authenticate=[{\"method\":\"password\",\"file\":\"$PWD/devices/password\"}]" "id=\"password\"" >>jobs.json &&
	job b1 "transport=\"openssh\"" "id=\"slow\"" \
		"commands=[{\"send\":\"hang\",\"limit_us\":1000000},{\"send\":\"show version\"}]" >>jobs.json &&
	job b1 "transport=\"openssh\"" "$(commands endless)" "limits={\"bytes\":1000}" "id=\"endless\"" >>jobs.json &&
	for name in silent garbage; do
		job $name "transport=\"openssh\"" "limits={\"banner_us\":1000000}" || return 1
	done >>jobs.json &&
	for name in refuse legacy bye; do job $name "transport=\"openssh\"" || return 1; done >>jobs.json &&
	job stuck "transport=\"openssh\"" "limits={\"login_us\":1000000}" >>jobs.json && ask 0 &&
	cat >expect <<-\END &&
	bye no-answer no-banner
	changed could-not-ask host-key-changed
	endless could-not-ask bytes
	fingerprint could-not-ask job
	garbage no-answer timeout-banner
	learn could-not-ask job
	legacy could-not-ask algorithm
	nobody no-answer refused
	password could-not-ask secret
	refuse could-not-ask auth
	silent no-answer timeout-banner
	slow answered None
	stuck could-not-ask limit
	unpinned could-not-ask host-key
	END
	told | awk "/^[a-z]/ { print \$1, \$2, \$3 }" >actual && test_cmp expect actual &&
	job legacy "transport=\"openssh\"" "legacy=[\"diffie-hellman-group14-sha1\",\"ssh-rsa\",\"aes128-cbc\",\"hmac-sha1\"]" >jobs.json &&
	ask 0 && told | grep "^legacy answered"
'
test_expect_success 'ssh as transport: nothing of it is left' '
	ls -d /tmp/nwops-ssh-* >left 2>/dev/null || : &&
	test_must_be_empty left
'

# --- a real OpenSSH ---

# It is asked as whoever runs this test, if that account may log in at all.
me=$(id -un)
if [ -x /usr/sbin/sshd ]; then
	[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
	start_devices b1=cli sshd=sshd no-tty=sshd:PermitTTY=no last=sshd:MaxSessions=0 &&
	job sshd "user=\"$me\"" 'commands=[{"send": "echo let in"}]' >jobs.json &&
	"$wire" <jobs.json | grep -q 'let in' && test_set_prereq SSHD
fi

test_expect_success SSHD 'OpenSSH: outputs, errors, exit statuses' '
	job sshd "user=\"$me\"" "$(commands "printf a\\\\000b" "echo no >&2; exit 7" "kill -9 \$\$" "head -c 3000000 /dev/zero | tr \"\\\\000\" x")" >jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	sshd answered None logout
	    "YQBi" complete 0
	    "" complete 7
	    "" signal None
	    "3000000 bytes" complete 0
	END
	told >actual && test_cmp expect actual && grep -q "\"errors\":\"no.n\"" results
'
test_expect_success SSHD 'OpenSSH: a terminal or a channel that is refused' '
	job no-tty "user=\"$me\"" "channel=\"shell\"" "$in_shell" >jobs.json && job last "user=\"$me\"" >>jobs.json &&
	job last "user=\"$me\"" "transport=\"openssh\"" id=\"openssh\" >>jobs.json && ask 0 &&
	cat >expect <<-\END &&
	last could-not-ask channel commands
	no-tty could-not-ask channel login
	openssh could-not-ask channel logout
	END
	told | grep -v "^ " >actual && test_cmp expect actual
'
test_expect_success SSHD 'OpenSSH as jump host, for both transports' '
	jump=$(jump sshd "$(pin_of sshd)" | sed "s/nwops\"/$me\"/") &&
	job b1 "$jump" >jobs.json && job b1 "$jump" port=1 id=\"nobody\" >>jobs.json &&
	whole=$(awk "\$1 == \"sshd\" { print \$4, \$5 }" devices/devices) &&
	job b1 "transport=\"openssh\"" "$(jump sshd "$whole" | sed "s/nwops\"/$me\"/")" id=\"openssh\" >>jobs.json &&
	job b1 "transport=\"openssh\"" "$(jump sshd "$whole" | sed "s/nwops\"/$me\"/")" port=1 id=\"nobody-openssh\" >>jobs.json &&
	other=$(awk "\$1 == \"b1\" { print \$4, \$5 }" devices/devices) &&
	job b1 "transport=\"openssh\"" "$(jump b1 "$other")" id=\"no-further\" >>jobs.json &&
	ask 0 &&
	cat >expect <<-\END &&
	b1 answered None logout
	    "Version 1.0\n" complete 0
	no-further could-not-ask channel connect
	    "" not-asked None
	nobody no-answer unreachable connect
	    "" not-asked None
	nobody-openssh no-answer unreachable connect
	    "" not-asked None
	openssh answered None logout
	    "Version 1.0\n" complete 0
	END
	told >actual && test_cmp expect actual
'

test_done
