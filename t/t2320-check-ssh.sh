#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Devices that are logged in to and read by `check`: what they say becomes items,
# what they do not say is unknown, and one that lies or breaks off spoils nobody else's.
test_description='nwops check of devices over SSH'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"
. "$NWOPS_SOURCE/t/schema.sh"

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi

# of NAME FIELD: 2 the port, 3 the fingerprint, 4 the type, 5 the key.
of() {
	awk -v name="$1" -v field="$2" '$1 == name { print $field }' devices/devices
}
# reading: the site of the three.
reading() {
	site && cat >>etc/nwops.yaml <<-\END &&
	ssh-logins: {noc: {user: nwops, key: ../devices/key, limits: {banner: 1s, login: 2s, command: 1s, job: 60s, bytes: 50000}}}
	END
	cat >etc/inventory/lab.yaml <<-END &&
	organizations: {self: {kind: operator, self: true, name: Tozai Medical Lines}}
	devices:
	  i1: {owner: self, platform: cisco-ios, address: 127.0.1.1, watch: [], service-class: user, ssh: {like: noc, port: $(of i1 2)}}
	  f1: {owner: self, platform: frr, address: 127.0.1.2, watch: [], service-class: user, ssh: {like: noc, port: $(of f1 2)}}
	  j1: {owner: self, platform: juniper-junos, address: 127.0.1.3, watch: [], service-class: user, ssh: {like: noc, port: $(of j1 2)}}
	interfaces:
	  i1/GigabitEthernet0/0: {name: up}
	  i1/GigabitEthernet0/9: {name: gone}
	  f1/eth0: {device: i1, rate: 100M}
	END
	awk '{ printf "[127.0.1.%d]:%s %s %s\n", NR, $2, $4, $5 }' devices/devices >hosts
}
# at TIME STATUS OPTION...: a check at that time; what it says in ./actual.
at() {
	at_time=$1 && at_status=$2 && shift 2 &&
	NWOPS_TEST_CLOCK=2026-11-25T$at_time+09:00 test_expect_code "$at_status" nwops check "$@" >actual 2>err
}
# items PREFIX: of ./actual, each item's name, status, end, and what is said of it.
items() {
	/usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("actual")):
    if line["type"] == "item" and line["item"].startswith("device:" + sys.argv[1]):
        facts = line["facts"] or {}
        said = [facts.get("text")]
        if line["item"].endswith("/login"):
            said = [facts.get("reason"), facts.get("phase"), "logins", facts.get("logins"), "missing", facts.get("missing")]
        print(line["item"][len("device:"):], line["status"], line["end"], *(word for word in said if word is not None))' "$1" | sort
}
# whole PREFIX...: of ./actual, all that is said of these devices, but how long it took.
whole() {
	/usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("actual")):
    if line["type"] == "item" and line["item"].startswith(tuple("device:%s/" % word for word in sys.argv[1:])):
        facts = line["facts"]
        if facts.get("figure") in ("share_ppm", "time_us") and facts["value"] is not None:
            facts["value"] = round(facts["value"], -4)   # the clock goes on
        for key in list(line):
            if key.startswith(("rtt_", "since", "started", "jitter", "message")):
                del line[key]
        print(json.dumps(line, sort_keys=True))' "$@" | sort
}
# answer NAME COMMAND: what the device says to it, from stdin.
answer() {
	cat >"devices/$1.d/$2"
}
# ios MINUTES OCTETS BUSY USED STATE: what i1 says after so many minutes.
ios() {
	: >devices/i1.d/only
	answer i1 version <<-END
	Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.7(3)M5, RELEASE SOFTWARE (fc1)
	i1 uptime is 3 weeks, 2 days, 4 hours, $1 minutes
	System returned to ROM by power-on
	END
	echo "CPU utilization for five seconds: 5%/0%; one minute: $3%; five minutes: 4%" | answer i1 cpu
	echo "Processor Pool Total:  1000000000 Used:   $4 Free:  $((1000000000 - $4))" | answer i1 memory
	answer i1 interfaces <<-END
	GigabitEthernet0/0 is up, line protocol is up
	  Full Duplex, 100Mbps, link type is auto, media type is T
	     $((20000000 + $1 * 100000)) packets input, $2 bytes, 0 no buffer
	     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored
	     20000000 packets output, 1000000000 bytes, 0 underruns
	     0 output errors, 0 collisions, 2 interface resets
	END
	answer i1 bgp <<-END
	For address family: IPv4 Unicast
	BGP router identifier 192.0.2.1, local AS number 65010

	Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
	127.0.1.2       4        65000 2746767 2396274       28    0    0 $5
	END
}
# frr SECONDS OCTETS ERRORS BUSY FREE: what f1 says after so many seconds.
frr() {
	: >devices/f1.d/only
	echo "$((864000 + $1)).00 1.00" | answer f1 uptime
	echo "cpu $4 0 0 $((100000 + $1 * 10)) 0 0 0 0 0 0" | answer f1 cpu
	printf 'MemTotal: 1000000 kB\nMemFree: 100 kB\nMemAvailable: %s kB\n' "$5" | answer f1 memory
	echo '{"eth0":{"administrativeStatus":"up","operationalStatus":"up","speed":1000}}' | answer f1 interfaces
	answer f1 counters <<-END
	[{"ifname":"eth0","flags":["UP","LOWER_UP"],"operstate":"UP","stats64":{"rx":{"bytes":1000,"packets":$((1000000 + $1 * 1000)),"errors":$3,"dropped":0},
	 "tx":{"bytes":$2,"packets":5000000,"errors":0,"dropped":0}}}]
	END
	echo '{"default":{"ipv4Unicast":{"peers":{"127.0.1.1":{"remoteAs":65010,"state":"Established","peerUptimeMsec":52000}}}}}' | answer f1 bgp
}
# junos MINUTE: what j1 says at that minute past three.
junos() {
	: >devices/j1.d/only
	for command in version bgp; do
		answer j1 $command <"$NWOPS_SOURCE/share/platforms/juniper-junos/samples/$command.txt"
	done
	answer j1 routing-engine <"$NWOPS_SOURCE/share/platforms/juniper-junos/samples/routing-engine.single.txt"
	answer j1 uptime <<-END
	Current time: 2026-11-25 03:$1:00 JST
	System booted: 2026-11-24 03:00:00 JST (1d 00:$1 ago)
	END
}
# quiet: what they say after ten minutes more, all well.
quiet() {
	ios 20 4100000000 5 500000000 '3w0d           27' && frr 900 4600000000 400 130600 600000 && junos 15
}

test_expect_success 'routers' '
	start_routers i1@127.0.1.1=cisco-ios f1@127.0.1.2=frr j1@127.0.1.3=juniper-junos && reading &&
	ios 5 1000000000 5 500000000 "3w0d           27" && frr 0 1000000000 0 100000 600000 && junos 00
'

# --- whom we know ---

test_expect_success 'without a pin nothing is sent but the key exchange' '
	at 02:50 3 --json --no-record && items "" >told &&
	cat >expect <<-\END &&
	f1/login unknown could-not-ask host-key key-exchange logins 1 missing 0
	i1/login unknown could-not-ask host-key key-exchange logins 1 missing 0
	j1/login unknown could-not-ask host-key key-exchange logins 1 missing 0
	END
	test_cmp expect told &&
	printf "%s\n" begins connected "messages 20 30" left | sort >expect &&
	for name in i1 f1 j1; do
		sort devices/$name.log >told && test_cmp expect told &&
		! test -e devices/$name.typed && ! test -e devices/$name.exec || return 1
	done
'
test_expect_success 'pinned' '
	nwops inventory pin --import hosts --yes
'

# --- what they say ---

test_expect_success 'what devices say becomes items' '
	at 03:00 2 --json && items "" >told &&
	cat >expect <<-\END &&
	f1/bgp:i1 ok answered established for 52 s
	f1/interface:i1 ok answered up
	f1/login ok answered logout logins 1 missing 0
	f1/memory ok answered
	f1/uptime ok answered
	i1/bgp:f1 ok answered established for 21d
	i1/clock unknown could-not-ask the device did not say it
	i1/cpu ok answered
	i1/interface:gone unknown could-not-ask the device has no such interface
	i1/interface:up ok answered up
	i1/login ok answered logout logins 1 missing 0
	i1/memory ok answered
	i1/uptime ok answered power-on
	j1/bgp:192.0.2.1 ok answered established for 23d 4h
	j1/bgp:192.0.2.5 down answered connect for 208d 22h
	j1/bgp:198.51.100.13 ok answered established for 7h 3m
	j1/bgp:198.51.100.9 ok answered established for 42m 7s
	j1/bgp:2001:db8:0:1::7 down answered active for 9 s
	j1/clock ok answered
	j1/cpu ok answered
	j1/login ok answered logout logins 1 missing 0
	j1/memory ok answered
	j1/uptime ok answered 0x200:normal shutdown
	END
	test_cmp expect told
'
test_expect_success SCHEMA 'and lines that the schema describes' '
	valid actual && sort -u types >told && printf "%s\n" check item transition >expect && test_cmp expect told
'
test_expect_success 'the second reading gives rates, and levels are judged' '
	ios 10 4046500000 72 910000000 "00:01:00 Active" && frr 300 4564000000 400 130000 150000 && junos 05 &&
	at 03:05 2 --json && items i1 >told && items f1 >>told &&
	cat >expect <<-\END &&
	i1/bgp:f1 down answered active for 1m
	i1/clock unknown could-not-ask the device did not say it
	i1/cpu caution answered
	i1/errors:up ok answered
	i1/interface:gone unknown could-not-ask the device has no such interface
	i1/interface:up ok answered up
	i1/load:up caution answered received 81.2 Mbps of 100 Mbps
	i1/login ok answered logout logins 1 missing 0
	i1/memory warning answered
	i1/uptime ok answered power-on
	f1/bgp:i1 ok answered established for 52 s
	f1/cpu warning answered since the reading before
	f1/discards:i1 ok answered
	f1/errors:i1 warning answered
	f1/interface:i1 ok answered up
	f1/load:i1 warning answered sent 95 Mbps of 100 Mbps
	f1/login ok answered logout logins 1 missing 0
	f1/memory caution answered
	f1/uptime ok answered
	END
	test_cmp expect told
'
test_expect_success 'and say in words how bad it is' '
	/usr/bin/python3 -c "
import json
for line in map(json.loads, open(\"actual\")):
    if line.get(\"item\") in (\"device:i1/cpu\", \"device:i1/memory\", \"device:f1/memory\"):
        print(line[\"item\"], line[\"message\"])" | sort >told &&
	cat >expect <<-\END &&
	device:f1/memory caution from 80%; 85%
	device:i1/cpu caution from 70%; 72%
	device:i1/memory warning from 90%; 91%
	END
	test_cmp expect told
'

# Somebody looks again at once: two readings a second apart say nothing of a rate.
test_expect_success 'a second look finds what the first did' '
	frr 301 4575000000 400 130090 150000 && at 03:05:01 2 --json f1 "probe:*" && items f1 | grep -E "/(cpu|load)" >told &&
	cat >expect <<-\END &&
	f1/cpu warning answered since the reading before
	f1/load:i1 warning answered sent 95 Mbps of 100 Mbps
	END
	test_cmp expect told
'

# Two commands before it are waited for until their limit. By a clock that was read before the login, the
# device would be 3.6 s ahead, which is more than is put down to the way.
test_expect_success 'an uptime is held against the time at which it was told' '
	frr 600 4580000000 400 130180 600000 && echo "864603.60 1.00" | answer f1 uptime &&
	echo "!hang" | answer f1 version && echo "!hang" | answer f1 hostname &&
	NWOPS_TEST_CLOCK="2026-11-25T03:10:00+09:00 x1" \
		test_expect_code 2 nwops check --json --no-record f1 "probe:*" >actual && items f1 | grep -E "/(cpu|login)" >told &&
	rm devices/f1.d/version devices/f1.d/hostname &&
	cat >expect <<-\END &&
	f1/cpu ok answered since the reading before
	f1/login caution answered logout logins 1 missing 2
	END
	test_cmp expect told
'

# --- what goes wrong ---

# told_of CASE NAME: of ./actual, the login, and two figures, of which the second is asked late.
told_of() {
	/usr/bin/python3 -c '
import json, sys
case, name = sys.argv[1:]
items = {}
for line in map(json.loads, open("actual")):
    if line["type"] == "item":
        items[line["item"]] = line
login = items["device:%s/login" % name]
facts = login["facts"]
print("%s: %s %s %s %s missing %d logins %d;" % (case, login["status"], login["end"], facts["reason"], facts["phase"],
      facts["missing"], facts["logins"]), *(
      "%s %s" % (key.partition("/")[2], line["status"]) for key, line in sorted(items.items())
      if key.startswith("device:%s/" % name) and key.partition("/")[2].partition(":")[0] in ("cpu", "bgp", "uptime")))
# All that belongs to a device that was not read is unknown.
if facts["reason"] is not None and not facts["commands"]:
    assert all(line["status"] == "unknown" for key, line in items.items()
               if key.startswith("device:%s/" % name) and line is not login), items' "$@"
}
# unsafe FILE: it has bytes that steer a terminal, or is no UTF-8.
unsafe() {
	! /usr/bin/python3 -c '
import sys
text = open(sys.argv[1], "rb").read().decode()
sys.exit(any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in text))' "$1"
}
# wrong CASE NAME OTHER...: a check; of NAME to ./told, and the others are as in ./others.OTHER.
wrong() {
	wrong_case=$1 && wrong_name=$2 && shift 2 &&
	at 03:15 2 --json --no-record && told_of "$wrong_case" "$wrong_name" >>told &&
	whole "$@" >others && test_cmp "others.$wrong_name" others &&
	! unsafe actual
}
# It is the same second each time, of the same readings before: nothing is recorded.
test_expect_success 'all is well again' '
	rm -f told && quiet &&
	at 03:15 2 --json --no-record && whole f1 j1 >others.i1 && whole i1 j1 >others.f1 && whole f1 >others.j1 &&
	wrong well i1 f1 j1 && wrong well f1 i1 j1 &&
	cat >expect <<-\END &&
	well: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu ok uptime ok
	well: ok answered None logout missing 0 logins 1; bgp:i1 ok cpu ok uptime ok
	END
	test_cmp expect told
'
test_expect_success 'peers that cannot be logged in to' '
	rm -f told && for behaviour in silent bye garbage endless-banner stuck-kex refuse drop-auth other-key mute greeting; do
		echo $behaviour >devices/i1.d/behaviour && wrong $behaviour i1 f1 j1 || return 1
	done && rm devices/i1.d/behaviour &&
	cat >expect <<-\END &&
	silent: down no-answer timeout-banner banner missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	bye: down no-answer no-banner banner missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	garbage: down no-answer timeout-banner banner missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	endless-banner: down no-answer timeout-banner banner missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	stuck-kex: unknown could-not-ask limit key-exchange missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	refuse: unknown could-not-ask auth login missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	drop-auth: unknown could-not-ask closed login missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	other-key: unknown could-not-ask host-key-changed key-exchange missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	mute: unknown could-not-ask limit login missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	greeting: unknown could-not-ask bytes login missing 0 logins 1; bgp:f1 unknown cpu unknown uptime unknown
	END
	test_cmp expect told
'
# says CASE NAME COMMAND OTHER...: what stdin says is answered this time.
says() {
	says_case=$1 && says_name=$2 && says_command=$3 && shift 3 &&
	cp "devices/$says_name.d/$says_command" kept && answer "$says_name" "$says_command" &&
	wrong "$says_case" "$says_name" "$@" && cp kept "devices/$says_name.d/$says_command"
}
test_expect_success 'who is slow, but within the limits, is read like any other' '
	sed -i "s/command: 1s/command: 60s/" etc/nwops.yaml &&
	rm -f told && echo slow >devices/i1.d/behaviour && echo slow >devices/f1.d/behaviour &&
	at 03:15 2 --json --no-record && told_of line i1 >told && told_of line f1 >>told &&
	rm devices/i1.d/behaviour devices/f1.d/behaviour &&
	{ echo "!slow" && cat devices/i1.d/cpu; } >slowly && says output i1 cpu f1 j1 <slowly &&
	{ echo "!slow" && cat devices/f1.d/cpu; } >slowly && says output f1 cpu i1 j1 <slowly &&
	sed -i "s/command: 60s/command: 1s/" etc/nwops.yaml &&
	cat >expect <<-\END &&
	line: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu ok uptime ok
	line: ok answered None logout missing 0 logins 1; bgp:i1 ok cpu ok uptime ok
	output: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu ok uptime ok
	output: ok answered None logout missing 0 logins 1; bgp:i1 ok cpu ok uptime ok
	END
	test_cmp expect told
'
test_expect_success 'outputs that do not end, in a shell' '
	rm -f told && for what in hang drip endless long-line drop; do
		echo "!$what" | says $what i1 cpu f1 j1 || return 1
	done &&
	cat >expect <<-\END &&
	hang: caution answered None commands missing 9 logins 1; bgp:f1 unknown cpu unknown uptime ok
	drip: caution answered None commands missing 9 logins 1; bgp:f1 unknown cpu unknown uptime ok
	endless: caution answered None commands missing 9 logins 1; bgp:f1 unknown cpu unknown uptime ok
	long-line: caution answered None commands missing 9 logins 1; bgp:f1 unknown cpu unknown uptime ok
	drop: caution answered None commands missing 9 logins 1; bgp:f1 unknown cpu unknown uptime ok
	END
	test_cmp expect told
'
test_expect_success 'outputs that do not end, in channels' '
	rm -f told && for what in hang drip endless long-line drop; do
		echo "!$what" | says $what f1 cpu i1 j1 || return 1
	done &&
	cat >expect <<-\END &&
	hang: caution answered None logout missing 1 logins 1; bgp:i1 ok cpu unknown uptime ok
	drip: caution answered None logout missing 1 logins 1; bgp:i1 ok cpu unknown uptime ok
	endless: caution answered None logout missing 1 logins 1; bgp:i1 ok cpu unknown uptime ok
	long-line: caution answered None logout missing 1 logins 1; bgp:i1 ok cpu unknown uptime ok
	drop: caution answered None commands missing 8 logins 1; bgp:i1 unknown cpu unknown uptime ok
	END
	test_cmp expect told
'
cpu='CPU utilization for five seconds: 5%%/0%%; one minute: 99%%; five minutes: 4%%\n'
test_expect_success 'outputs that are not what they should be' '
	rm -f told &&
	printf "CPU\0utilization\0\0for\0five\0seconds\n" | says nul i1 cpu f1 j1 &&
	printf "\033[31m$cpu\033]0;title\007\033c" | says escapes i1 cpu f1 j1 &&
	printf "i1#\ni1#show processes cpu\n$cpu" | says prompt i1 cpu f1 j1 &&
	printf "\377\376\n\300\257\n$cpu" | says invalid i1 cpu f1 j1 &&
	printf "{\"v\":1,\"id\":\"f1/0\",\"end\":\"no-answer\",\"outputs\":[]}\n" | says json i1 cpu f1 j1 &&
	printf "" | says nothing i1 cpu f1 j1 &&
	printf "%% Invalid input detected\n" | says unknown i1 cpu f1 j1 &&
	printf "Memory is fine\n" | says strange i1 memory f1 j1 &&
	printf "%% Invalid input detected\n" | says refused i1 memory f1 j1 &&
	cat >expect <<-\END &&
	nul: caution answered None logout missing 1 logins 1; bgp:f1 ok cpu unknown uptime ok
	escapes: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu warning uptime ok
	prompt: caution answered None logout missing 2 logins 1; bgp:f1 ok cpu unknown uptime unknown
	invalid: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu warning uptime ok
	json: caution answered None logout missing 1 logins 1; bgp:f1 ok cpu unknown uptime ok
	nothing: caution answered None logout missing 1 logins 1; bgp:f1 ok cpu unknown uptime ok
	unknown: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu unknown uptime ok
	strange: caution answered None logout missing 1 logins 2; bgp:f1 ok cpu ok uptime ok
	refused: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu ok uptime ok
	END
	test_cmp expect told
'
test_expect_success 'JSON that is none, or that lies' '
	rm -f told &&
	echo "{\"default\":{" | says garbled f1 bgp i1 j1 &&
	echo "{\"v\":1,\"id\":\"i1/0\",\"end\":\"no-answer\",\"outputs\":[]}" | says json f1 bgp i1 j1 &&
	echo "{\"default\":{" | answer f1 bgp.once && wrong once f1 i1 j1 && ! test -e devices/f1.d/bgp.once &&
	answer f1 bgp-text <<-\END &&
	IPv4 Unicast Summary (VRF default):
	BGP router identifier 192.0.2.1, local AS number 65001 vrf-id 0

	Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc
	127.0.1.1       4      65010         4         4        0    0    0 00:00:52            0        1 N/A
	END
	echo "% Unknown command: show bgp" | says fallback f1 bgp i1 j1 &&
	cat >expect <<-\END &&
	garbled: caution answered None logout missing 1 logins 1; bgp:i1 unknown cpu ok uptime ok
	json: ok answered None logout missing 0 logins 1; bgp:i1 unknown cpu ok uptime ok
	once: ok answered None logout missing 0 logins 1; bgp:i1 ok cpu ok uptime ok
	fallback: ok answered None logout missing 0 logins 1; bgp:i1 ok cpu ok uptime ok
	END
	test_cmp expect told
'
test_expect_success 'what a device has nothing of is asked for once' '
	rm -f told devices/f1.exec && cp devices/f1.d/bgp kept && echo "ospfd is not running" | answer f1 ospf &&
	echo "% BGP instance not found" | answer f1 bgp &&
	at 03:15 2 --json --no-record && told_of line f1 >told && cp kept devices/f1.d/bgp && rm devices/f1.d/ospf &&
	grep -E "bgp|ospf|vrrp" devices/f1.exec >actual && cat >expect <<-\END && test_cmp expect actual
	show vrrp json
	show vrrp
	show bgp vrf all summary json
	show ip ospf vrf all neighbor json
	END
'
test_expect_success 'text of a device does not steer the terminal' '
	for bytes in "\\033" "\\007" "\\000" "\\r" "\\302\\233" "\\377"; do
		printf "a${bytes}b\\n" >bad && unsafe bad || return 1
	done && echo "さくら" >good && ! unsafe good &&
	answer i1 version <<-END &&
	i1 uptime is 3 weeks, 2 days, 4 hours, 15 minutes
	System returned to ROM by $(printf "\033[31mred\033]0;title\007 \302\233 \377")
	END
	at 03:15 2 --no-record && ! unsafe actual && ! unsafe err &&
	grep -q "^OK .*device:i1/uptime .* 23d 4h, red .u{009B} " actual && quiet
'

# --- a key that changed ---

test_expect_success 'another key is recorded, and stays when the first one is back' '
	echo other-key >devices/i1.d/behaviour && rm devices/i1.log devices/i1.typed &&
	at 03:16 2 --json && told_of changed i1 >told && grep -q "^changed: unknown could-not-ask host-key-changed" told &&
	printf "%s\n" connected left "messages 20 30" >expect && sort devices/i1.log >log && test_cmp expect log &&
	! test -e devices/i1.typed &&
	nwops inventory pin --json --show >pins && rm devices/i1.d/behaviour &&
	/usr/bin/python3 -c "
import json
seen = [line[\"facts\"][\"host_key_fingerprint\"] for line in map(json.loads, open(\"actual\"))
        if line[\"type\"] == \"item\" and line[\"item\"] == \"device:i1/login\"]
changed = {pin[\"device\"]: pin[\"changed\"] for pin in map(json.loads, open(\"pins\"))}
assert changed[\"i1\"][\"fingerprint\"] == seen[0] and changed[\"i1\"][\"count\"] == 1, changed
assert changed[\"f1\"] is None and changed[\"j1\"] is None, changed
print(seen[0])" >other &&
	at 03:17 2 --json && told_of back i1 >told && grep "^back: caution answered" told &&
	nwops inventory pin --json --show i1 >pins && grep -qF "$(cat other)" pins
'
test_expect_success 'until a person pins anew' '
	echo other-key >devices/i1.d/behaviour &&
	nwops inventory pin --yes --fingerprint "$(cat other)" i1 &&
	nwops inventory pin --json --show i1 >pins && grep -q "\"changed\":null" pins && grep -qF "$(cat other)" pins &&
	ios 23 4100000000 5 500000000 "3w0d           27" &&
	at 03:18 2 --json && told_of pinned i1 >told &&
	echo "pinned: ok answered None logout missing 0 logins 1; bgp:f1 ok cpu ok uptime ok" >expect && test_cmp expect told
'
test_expect_success 'a device that is read no more leaves nothing well' '
	echo refuse >devices/i1.d/behaviour && at 03:19 2 --json && items i1 >told && ! grep " ok " told &&
	test "$(grep -c " unknown could-not-ask the device was not read$" told)" -ge 8 &&
	nwops status --json >status; ! grep "device:i1/" status | grep "\"status\":\"ok\""
'

test_done
