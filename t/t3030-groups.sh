#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Redundancy groups: two routers of VRRP and two borders are read in one check and judged
# together; a split is believed only when both were read again; a switchover that came and
# went between two checks is seen once.
test_description='redundancy groups'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"
. "$NWOPS_SOURCE/t/schema.sh"

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi

# port NAME: of the router.
port() {
	awk -v name="$1" '$1 == name { print $2 }' devices/devices
}
# routers NORMAL: the site of the two, of which NORMAL is normally active.
routers() {
	site && cat >>etc/nwops.yaml <<-\END &&
	ssh-logins: {noc: {user: nwops, key: ../devices/key, limits: {connect: 5s, banner: 5s, login: 5s, command: 5s, job: 60s}}}
	END
	cat >etc/inventory/lab.yaml <<-END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  core: {kind: core-operator, name: Core}
	devices:
	  d1: {owner: self, platform: frr, address: 127.0.1.1, watch: [], service-class: user, ssh: {like: noc, port: $(port d1)}}
	  d2: {owner: self, platform: frr, address: 127.0.1.2, watch: [], service-class: user, ssh: {like: noc, port: $(port d2)}}
	  e1: {owner: core, address: 192.0.2.1, watch: [], service-class: user}
	groups:
	  gw: {protocol: vrrp, members: [d1, d2], normally-active: $1}
	  edge: {protocol: bgp, members: [d1, d2], normally-active: d1}
	END
}
# says NAME ROLE TRANSITIONS [SESSION]: what the router answers from now on; its group is 5.
says() {
	says_directory=devices/$1.d && : >"$says_directory/only" &&
	echo "$((864000 + up)).00 1.00" >"$says_directory/uptime" &&
	echo "cpu $((1000 + up)) 0 0 $((100000 + up * 90)) 0 0 0 0 0 0" >"$says_directory/cpu" &&
	printf "MemTotal: 1000000 kB\nMemFree: 100 kB\nMemAvailable: 600000 kB\n" >"$says_directory/memory" &&
	role "$2" "$3" >"$says_directory/vrrp" &&
	echo "{\"default\":{\"ipv4Unicast\":{\"peers\":{\"192.0.2.1\":{\"remoteAs\":64999,\"state\":\"${4-Established}\",\"peerUptimeMsec\":900000}}}}}" \
		>"$says_directory/bgp"
}
# role ROLE TRANSITIONS: as FRR tells it.
role() {
	echo "[{\"vrid\":5,\"interface\":\"eth0\",\"preemptMode\":true,\"v4\":{\"status\":\"$1\",\"effectivePriority\":100,\"stats\":{\"transitions\":$2},\"addresses\":[\"10.0.0.254\"]}}]"
}
# at TIME STATUS [OPTION...]: a check at that time; what it says in ./actual. The routers' uptime goes on.
at() {
	at_time=$1 && at_status=$2 && shift 2 &&
	NWOPS_TEST_CLOCK=2026-11-25T$at_time+09:00 test_expect_code "$at_status" nwops check --json "$@" >actual 2>err
}
# groups [KEY...]: of ./actual, each group's name, status, verdict and what is said of it, then those facts.
groups() {
	/usr/bin/python3 -c '
import json, sys
for line in map(json.loads, open("actual")):
    if line["type"] == "item" and line["probe"] == "group":
        print(line["item"], line["status"], line["message"], *("%s=%s" % (key, line["facts"][key]) for key in sys.argv[1:]))' "$@" | sort
}
# logins: how many each of both has had, since this was asked before.
logins() {
	for logins_name in d1 d2; do
		logins_now=$(grep -c "^connected" "devices/$logins_name.log")
		logins_before=$(cat "logins.$logins_name" 2>/dev/null || echo 0)
		echo "$logins_now" >"logins.$logins_name"
		echo "$logins_name $((logins_now - logins_before))"
	done
}
up=0

test_expect_success 'two routers' '
	start_routers d1@127.0.1.1=frr d2@127.0.1.2=frr && routers d1 &&
	awk "{ printf \"[127.0.1.%d]:%s %s %s\n\", NR, \$2, \$4, \$5 }" devices/devices >hosts &&
	nwops inventory pin --import hosts --yes
'

test_expect_success 'all is well' '
	says d1 Master 2 && says d2 Backup 1 && at 03:00:00 0 && groups active standing_by >told &&
	cat >expect <<-\END &&
	group:edge ok normal: active d1; standing by: d2 active=d1 standing_by=1
	group:gw ok normal: active d1; standing by: d2 active=d1 standing_by=1
	END
	test_cmp expect told && logins >told && printf "d1 1\nd2 1\n" >expect && test_cmp expect told
'
test_expect_success SCHEMA 'in lines that the schema describes' '
	valid actual
'

test_expect_success 'the other one has taken over' '
	up=300 && says d1 Backup 3 && says d2 Master 2 && at 03:05:00 1 && groups switched_over there_and_back >told &&
	cat >expect <<-\END &&
	group:edge ok normal: active d1; standing by: d2 switched_over=False there_and_back=False
	group:gw caution switched over: active d2; normally d1; standing by: d1 switched_over=True there_and_back=False
	END
	test_cmp expect told && logins >told && printf "d1 1\nd2 1\n" >expect && test_cmp expect told
'
test_expect_success 'and is still it' '
	up=600 && says d1 Backup 3 && says d2 Master 2 && at 03:10:00 1 && groups switched_over verdict_since >told &&
	grep "group:gw caution .* switched_over=False verdict_since=2026-11-25T03:05:0" told
'
test_expect_success 'and has given it back' '
	up=900 && says d1 Master 4 && says d2 Backup 3 && at 03:15:00 0 && groups switched_over >told &&
	grep "group:gw ok normal: active d1; standing by: d2 switched_over=True" told && logins >told
'

test_expect_success 'there and back between two checks is seen once' '
	up=1200 && says d1 Master 6 && says d2 Backup 5 && at 03:20:00 1 && groups there_and_back >told &&
	grep "group:gw caution switched over: active d1; another member was in between; standing by: d2 there_and_back=True" told &&
	up=1500 && says d1 Master 6 && says d2 Backup 5 && at 03:25:00 0 && groups there_and_back >told &&
	grep "group:gw ok normal: active d1; standing by: d2 there_and_back=False" told && logins >told
'

test_expect_success 'a split that is over when both are read again is none' '
	up=1800 && says d1 Master 6 && says d2 Backup 7 && role Master 6 >devices/d2.d/vrrp.once && at 03:30:00 0 &&
	groups >told && grep "group:gw ok normal: active d1; standing by: d2" told &&
	logins >told && printf "d1 2\nd2 2\n" >expect && test_cmp expect told
'
test_expect_success 'one that is not over is believed, once both were read again' '
	up=2100 && says d1 Master 6 && says d2 Master 8 && at 03:35:00 2 && groups active >told &&
	grep "group:gw warning split: active at once: d1, d2 active=None" told &&
	logins >told && printf "d1 2\nd2 2\n" >expect && test_cmp expect told
'
test_expect_success 'and not doubted again' '
	up=2400 && says d1 Master 6 && says d2 Master 8 && at 03:40:00 2 && groups >told &&
	grep "group:gw warning split" told &&
	logins >told && printf "d1 1\nd2 1\n" >expect && test_cmp expect told
'
test_expect_success 'its end is no switchover' '
	up=2700 && says d1 Master 6 && says d2 Backup 9 && at 03:45:00 0 && groups there_and_back >told &&
	grep "group:gw ok normal: .* there_and_back=False" told && logins >told
'

test_expect_success 'nobody is active' '
	up=3000 && says d1 Initialize 7 && says d2 Initialize 10 && at 03:50:00 2 && groups >told &&
	grep "group:gw warning none active: nobody is active; out: d1, d2" told &&
	logins >told && printf "d1 2\nd2 2\n" >expect && test_cmp expect told
'
test_expect_success 'nobody stands by: first a caution, after an hour a warning' '
	up=3300 && says d1 Master 8 && says d2 Initialize 10 && at 03:55:00 2 && groups >told &&
	grep "group:gw caution degraded: active d1; out: d2" told &&
	up=6600 && says d1 Master 8 && says d2 Initialize 10 && at 04:50:00 2 && groups >told &&
	grep "group:gw caution degraded" told &&
	up=6900 && says d1 Master 8 && says d2 Initialize 10 && at 04:55:01 2 && groups verdict_since >told &&
	grep "group:gw warning degraded: active d1; out: d2 verdict_since=2026-11-25T03:55:0" told && logins >told
'
test_expect_success 'one that cannot be read may be anything' '
	up=7200 && says d1 Master 8 && says d2 Backup 11 && echo other-key >devices/d2.d/behaviour && at 05:00:00 3 && groups >told &&
	rm devices/d2.d/behaviour && grep "group:gw unknown could not ask: active d1; not known: d2" told
'

test_expect_success 'one border has lost its session with the other owner, then both' '
	nwops inventory pin --import hosts --yes &&
	up=7500 && says d1 Master 8 Active && says d2 Backup 11 && at 05:05:00 2 && groups active >told &&
	grep "group:edge caution degraded: active d2; normally d1; out: d1 active=d2" told && logins >told &&
	up=7800 && says d1 Master 8 Active && says d2 Backup 11 Idle && at 05:10:00 2 && groups >told &&
	grep "group:edge warning none active: nobody is active; out: d1, d2" told &&
	logins >told && printf "d1 2\nd2 2\n" >expect && test_cmp expect told
'

test_expect_success 'a group is judged when all its members are asked' '
	at 05:15:00 2 device:d1 && groups >told && test_must_be_empty told
'
test_expect_success 'metrics have it by its own name' '
	NWOPS_TEST_CLOCK=2026-11-25T05:20:00+09:00 test_expect_code 2 nwops check --format textfile --no-record >metrics &&
	grep "^nwops_group_verdict{item=\"group:edge\"} 4$" metrics &&
	grep "^nwops_group_standby_members{item=\"group:gw\"} 1$" metrics &&
	grep "^nwops_item_status{item=\"group:gw\",kind=\"group\"," metrics
'
test_expect_success 'and it stays as long as the inventory has it' '
	NWOPS_TEST_CLOCK=2027-11-25T05:20:00+09:00 nwops --json store prune --gone-for 1d --dry-run >pruned &&
	! grep group: pruned &&
	sed -i "/^  gw:/d" etc/inventory/lab.yaml &&
	NWOPS_TEST_CLOCK=2027-11-25T05:20:00+09:00 nwops --json store prune --gone-for 1d --dry-run >pruned &&
	grep group:gw pruned && ! grep group:edge pruned
'

test_done
