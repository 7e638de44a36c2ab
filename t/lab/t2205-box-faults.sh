#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The faults of the network in a box are what they say: those that cannot be told
# from a good network by whether it answers are looked at by other means than
# nwops's, on and off again.
test_description='the faults themselves'
. "$(dirname "$0")/setup.sh"

NWOPS_LAB_STATE=$PWD/lab
export NWOPS_LAB_STATE
lab=$NWOPS_LAB_DIR/lab

on () {
	"$lab" exec "$@" </dev/null
}
login () {
	on noc ssh -q -i lab/keys/noc -o UserKnownHostsFile=lab/keys/known_hosts \
		-o BatchMode=yes -o ConnectTimeout="${patience:-3}" "nwops@$1" "$2"
}

# Each of these says in a word or a number how it is.
uptime_days () { login 10.30.255.6 "cat /proc/uptime" | awk '{ print int($1 / 86400) }'; }
lan_of_c1 () { login 10.30.255.3 "show interface lan" | sed -n 's/^Interface lan is .*, line protocol is //p'; }
h1_reaches_portal () { on h1-lan ping -q -c 1 -W 1 10.9.0.10 >/dev/null && echo yes || echo no; }
gateways () {
	for router in d1 d2
	do
		on $router vtysh -c "show vrrp" | sed -n "s/^ Status (v4) *//p"
	done | xargs
}
switches () { on d1 vtysh -c "show vrrp" | sed -n "s/^ State transitions (v4) *//p" | xargs; }
# way: the first three hops to the portal.
way () {
	for hops in 1 2 3
	do
		on noc ping -n -c 1 -W 2 -t $hops 10.9.0.10 | sed -n "s/^From \([0-9.]*\) .*/\1/p"
	done | xargs
}
session () { login "$1" "show bgp neighbors $2" | sed -n "s/.*BGP state = \([A-Za-z]*\).*/\1/p"; }
association () { login 10.0.255.32 "swanctl --list-sas" | grep -o INSTALLED || echo none; }
under_it () { on noc ping -q -c 1 -W 1 198.51.100.6 >/dev/null && echo good || echo bad; }
certificate () {
	on noc sh -c "echo | openssl s_client -connect 10.9.0.10:443 -servername portal.core.example \
		-CAfile lab/pki/root.pem -verify_hostname portal.core.example 2>/dev/null" |
	sed -n 's/^ *Verify return code: [0-9]* (\(.*\))/\1/p' | head -n 1
}
# passes BYTES: whether an IP packet of that size comes over the main line of h1, whole.
passes () { on noc ping -q -M "do" -c 1 -W 1 -s $(($1 - 28)) 10.20.1.2 >/dev/null && echo yes || echo no; }
# busy ADDRESS [own]: in percent, over the time in which a second look was taken;
# own: without what it waits for this machine, which has other work too.
busy () {
	{ login "$1" "cat /proc/stat"; sleep 3; login "$1" "cat /proc/stat"; } |
	awk -v own="${2:-}" '$1 == "cpu" { all = 0; for (i = 2; i <= NF; i++) all += $i
		rest = $5 + (own ? $9 : 0)
		if (n++) print int(100 - 100 * (rest - before_rest) / (all - before))
		before = all; before_rest = rest }'
}
free_percent () {
	login "$1" "cat /proc/meminfo" |
	awk '{ of[$1] = $2 } END { print int(100 * of["MemAvailable:"] / of["MemTotal:"]) }'
}
# In percent of the 2 Mbit/s that c2 has.
filled () {
	{ login 10.0.255.32 "ip -j -s link show"; sleep 3; login 10.0.255.32 "ip -j -s link show"; } |
	/usr/bin/python3 -c '
import json, sys
before, after = [next(one for one in json.loads(line) if one["ifname"] == "c2-main")["stats64"]["rx"]["bytes"]
                 for line in sys.stdin if line.strip()]
print((after - before) * 8 * 100 // 3 // 2000000)'
}
banner () {
	on noc timeout 3 bash -c "read -r -t 2 line </dev/tcp/$1/$2 && echo \"\$line\" || echo silence" |
	cut -c 1-7
}
host_key () { login 10.0.255.12 hostname || echo refused; }
# By a clock that nobody sets.
running_ms () { awk '{ print int($1 * 1000) }' /proc/uptime; }
milliseconds_of () {
	began=$(running_ms)
	patience=20 login "$1" hostname >/dev/null || { echo "it was refused" >&2; return 1; }
	echo $(($(running_ms) - began))
}
mail () {
	on noc /usr/bin/python3 -c '
import smtplib
try:
    with smtplib.SMTP("10.9.0.25", timeout=2) as server:
        server.sendmail("duty@tozai.example", ["noc@core.example"], "Subject: test\r\n\r\nhello")
    print("taken")
except smtplib.SMTPRecipientsRefused as refusal:
    print(*(code for code, _ in refusal.recipients.values()))
except smtplib.SMTPServerDisconnected:
    print("silence")
'
}
at_least () { test "$1" -ge "$2" || { echo "it is $1, not $2 or more"; return 1; }; }
below () { test "$1" -lt "$2" || { echo "it is $1, not below $2"; return 1; }; }
is () { test "$1" = "$2" || { echo "it is '$1', not '$2'"; return 1; }; }
becomes () {
	wanted=$1
	shift
	lab_wait_for 15 sh_is "$wanted" "$@" || { echo "not '$wanted' but '$("$@")': $*"; return 1; }
}
sh_is () {
	wanted=$1
	shift
	test "$("$@")" = "$wanted"
}

# shows FAULT GOOD BAD QUESTION…: the answer is GOOD, then BAD, then GOOD again.
shows () {
	fault=$1 good=$2 bad=$3
	shift 3
	question=$*
	test_expect_success "$fault: $question is '$bad' in place of '$good'" '
		becomes "$good" $question && "$lab" fault $fault on &&
		becomes "$bad" $question && "$lab" fault $fault off && becomes "$good" $question
	'
}

test_expect_success 'the network is up' '
	"$lab" up
'
shows lan-dead up down lan_of_c1
shows terminal-misconfigured yes no h1_reaches_portal
shows vrrp-switchover "Master Backup" "Backup Master" gateways
shows vrrp-split "Master Backup" "Master Master" gateways
shows distribution-half-dead "10.0.0.2 10.0.1.5 10.9.1.2" "10.0.0.3 10.0.1.9 10.9.1.2" way
shows border-session-down "10.0.0.2 10.0.1.5 10.9.1.2" "10.0.0.2 10.0.1.13 10.9.1.6" way
shows core-edge-dead "10.0.0.2 10.0.1.5 10.9.1.2" "10.0.0.2 10.0.1.13 10.9.1.6" way
shows both-sessions-down Established Idle session 10.0.255.12 10.9.1.6
shows sa-down INSTALLED none association
shows certificate-expired ok "certificate has expired" certificate
shows line-shrunk yes no passes 1500
shows sshd-hung SSH-2.0 silence banner 10.0.255.32 22
shows host-key-changed b2 refused host_key
shows mail-refused taken 554 mail
shows mail-deferred taken 450 mail
shows mail-hanging taken silence mail

test_expect_success 'cpe-rebooted: its uptime begins anew' '
	is "$(uptime_days)" 40 && "$lab" fault cpe-rebooted on && is "$(uptime_days)" 0 && "$lab" fault cpe-rebooted off
'
test_expect_success 'vrrp-there-and-back: all is as before, but two changes more are counted' '
	changes=$(switches) && "$lab" fault vrrp-there-and-back on &&
	is "$(gateways)" "Master Backup" && is "$(switches)" $((changes + 2)) && "$lab" fault vrrp-there-and-back off
'
test_expect_success 'sa-down: what carries it is well' '
	"$lab" fault sa-down on && is "$(under_it)" good && "$lab" fault sa-down off
'
test_expect_success 'line-shrunk: small packets pass, and what was dropped is written down' '
	"$lab" fault line-shrunk on && is "$(passes 1400)" yes && is "$(passes 1401)" no && "$lab" fault line-shrunk off &&
	grep " large forth 10.20.1.2 protocol 1 bytes 1401$" lab/wire-h1-main.log
'
test_expect_success 'line-lossy: of each ten packets three are lost' '
	"$lab" fault line-lossy on &&
	on noc ping -q -c 20 -i 0.02 -W 1 10.20.4.2 >pinged; "$lab" fault line-lossy off &&
	grep " 14 received" pinged &&
	grep -c " lost forth 10.20.4.2 protocol 1 " lab/wire-c2-main.log >lost && echo 6 >expect && test_cmp expect lost
'
test_expect_success 'line-saturated: the line is full, and only then' '
	below "$(filled)" 10 && "$lab" fault line-saturated on && at_least "$(filled)" 90 && "$lab" fault line-saturated off
'
test_expect_success 'router-busy: that router has no time left, another has' '
	"$lab" fault router-busy on &&
	at_least "$(busy 10.0.255.12)" 95 && below "$(busy 10.0.255.11 own)" 20 &&
	"$lab" fault router-busy off && below "$(busy 10.0.255.12 own)" 20
'
test_expect_success 'router-starved: that router has no memory left, another has' '
	"$lab" fault router-starved on && sleep 2 &&
	below "$(free_percent 10.0.255.32)" 5 && at_least "$(free_percent 10.0.255.31)" 50 &&
	"$lab" fault router-starved off && sleep 2 && at_least "$(free_percent 10.0.255.32)" 50
'
test_expect_success 'device-slow: a command takes a second more' '
	quick=$(milliseconds_of 10.0.255.22) &&
	"$lab" fault device-slow on && slow=$(milliseconds_of 10.0.255.22) && "$lab" fault device-slow off &&
	at_least $slow 1000 && at_least $((slow - quick)) 500 && below "$(milliseconds_of 10.0.255.22)" $slow
'
test_expect_success 'and all is well' '
	"$lab" fault all off &&		# should a test have failed half-way
	lab_wait_for 30 "$lab" status
'
"$lab" down
test_done
