#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Where the days of figures lead: three routers over 30 days, one whose processor has
# a percent more to do each day, with a week in which nobody looked, one that is the
# same each day, and one that goes up and down.
test_description='cautions for trends'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/devices.sh"
. "$NWOPS_SOURCE/t/schema.sh"

if ! /usr/bin/python3 -c 'import asyncssh, yaml' 2>/dev/null || ! command -v ssh-keygen >/dev/null; then
	skip_all='python3-asyncssh, python3-yaml or ssh-keygen is not installed'
	test_done
fi

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
# day N: noon of that day, the first of November 2026 and those after it.
day() {
	date -u -d "2026-11-01 03:00 $1 days" +%Y-%m-%dT12:00:00+09:00 >clock
}
port() {
	awk -v name="$1" '$1 == name { print $2 }' devices/devices
}
# routers TREND: the site of the three, and what their class says of the processor besides its levels.
routers() {
	site && cat >>etc/nwops.yaml <<-END &&
	  daily:
	    interval: 1d
	    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 5ms, warning: 9ms}}
	    figures: {cpu: {caution: 80%, warning: 85%$1}, memory: false, clock: false, rebooted: false}
	ssh-logins: {noc: {user: nwops, key: ../devices/key, limits: {connect: 5s, banner: 5s, login: 5s, command: 5s, job: 60s}}}
	END
	cat >etc/inventory/lab.yaml <<-END
	organizations: {self: {kind: operator, self: true, name: Tozai Medical Lines}}
	devices:
	  up: {owner: self, platform: cisco-ios, address: 127.0.1.1, watch: [], service-class: daily, ssh: {like: noc, port: $(port up)}}
	  flat: {owner: self, platform: cisco-ios, address: 127.0.1.2, watch: [], service-class: daily, ssh: {like: noc, port: $(port flat)}}
	  noisy: {owner: self, platform: cisco-ios, address: 127.0.1.3, watch: [], service-class: daily, ssh: {like: noc, port: $(port noisy)}}
	END
}
# busy NAME PERCENT
busy() {
	: >"devices/$1.d/only"
	echo "CPU utilization for five seconds: 5%/0%; one minute: $2%; five minutes: 4%" >"devices/$1.d/cpu"
}
# live FROM UNTIL SELECTOR...: these days, with a check of what is selected each; ./seen has of each day
# what each processor is.
live() {
	today=$1 && last=$2 && shift 2 &&
	while [ "$today" -le "$last" ]; do
		day "$today" && busy up $((${load:-50 + today})) && busy flat 60 && busy noisy $((55 + today * 37 % 23)) || return 1
		nwops check --json "$@" >actual 2>err || [ $? -lt 3 ] || return 1
		sed -n "s|.*\"item\":\"device:\([a-z]*\)/cpu\".*\"status\":\"\([a-z]*\)\".*|$today \1 \2|p" actual >>seen
		today=$((today + 1))
	done
}
# told: every transition of a processor: item, from, to, whether it was told.
told() {
	sqlite3 state/nwops.db "select name, status_from, status_to, told, cause from transition t
		join transition_item i on i.id = t.item where name like '%/cpu' order by sequence"
}

test_expect_success 'routers' '
	start_routers up@127.0.1.1=cisco-ios flat@127.0.1.2=cisco-ios noisy@127.0.1.3=cisco-ios && routers ", trend: 14d" &&
	day 0 && awk "{ printf \"[127.0.1.%d]:%s %s %s\n\", NR, \$2, \$4, \$5 }" devices/devices >hosts &&
	nwops inventory pin --yes --import hosts >pinned
'

# said: of ./actual, what is said of the processor that has more to do.
said() {
	sed -n 's|.*"item":"device:up/cpu".*"message":"\([^"]*\)".*|\1|p' actual
}

test_expect_success 'as long as it is more than the time ahead nothing is said, and a week that nobody saw is no fall' '
	: >seen && live 0 7 && live 8 14 flat noisy && live 15 20 && ! grep -v " ok$" seen &&
	{ seq 0 7 && seq 15 20; } | sed "s/$/ up ok/" >expect && grep " up " seen >actual && test_cmp expect actual &&
	told >actual && test_must_be_empty actual
'
test_expect_success 'then it is a caution, with what it rests on, and what is flat or noisy is none' '
	: >seen && live 21 24 && sed -n "/ up /!p" seen >others && ! grep -v " ok$" others &&
	seq 21 24 | sed "s/$/ up caution/" >expect && grep " up " seen >now && test_cmp expect now &&
	echo "74%, will reach warning 85% in 11 d (11 to 11 d), by 17 days from 2026-11-01" >expect && said >now && test_cmp expect now &&
	/usr/bin/python3 -c "
import json
for line in map(json.loads, open(\"actual\")):
    if line[\"type\"] == \"item\" and line[\"item\"].endswith(\"/cpu\"):
        print(line[\"item\"], json.dumps(line[\"facts\"][\"trend\"]))" | sort >now &&
	cat >expect <<-\END && test_cmp expect now
	device:flat/cpu null
	device:noisy/cpu null
	device:up/cpu {"level": 850000, "days": 11, "days_earliest": 11, "days_latest": 11, "points": 17, "from": "2026-11-01", "until": "2026-11-24", "per_day": 10000, "per_day_low": 10000, "per_day_high": 10000}
	END
'
test_expect_success SCHEMA 'as the schema describes' 'valid actual'
test_expect_success 'which is told once' '
	echo "device:up/cpu|0|1|1|16" >expect && told >actual && test_cmp expect actual
'
test_expect_success 'and in Japanese' '
	test_expect_code 1 nwops --lang ja check --json --no-record up >actual 2>err && said >now &&
	echo "74%, 11 日後 (11〜11 日後) に警告の 85% に達する見込み: 2026-11-01 からの 17 日分による" >expect && test_cmp expect now
'
test_expect_success 'the class shows that it asks for it' '
	nwops inventory show daily >actual 2>err && grep "^TREND" actual >now &&
	echo "TREND           cpu 2w" >expect && test_cmp expect now
'
test_expect_success 'where nobody asks for it nothing is said' '
	cp -R etc asked && routers "" && nwops check --json --no-record up >actual 2>err && said >now &&
	echo "74%" >expect && test_cmp expect now && cp -R asked/. etc
'
test_expect_success 'it is over when the days do not lead there any more, at once and told once' '
	: >seen && load=20 && live 25 29 up &&
	printf "%s\n" "25 up caution" "26 up caution" "27 up caution" "28 up ok" "29 up ok" >expect && test_cmp expect seen &&
	printf "%s\n" "device:up/cpu|0|1|1|16" "device:up/cpu|1|0|1|3" >expect && told >actual && test_cmp expect actual
'
test_expect_success 'days go when they are old' '
	nwops --json store status >before 2>err && nwops --json store prune --days-for 10d >pruned 2>err &&
	/usr/bin/python3 -c "
import json
status = json.loads(open(\"before\").read())
prune = json.loads(open(\"pruned\").read().splitlines()[-1])
print(status[\"days\"], prune[\"days_before\"], prune[\"days_after\"])" >actual &&
	sqlite3 state/nwops.db "select count(*), min(place >> 32), max(place >> 32) from rollup" >>actual &&
	cat >expect <<-\END && test_cmp expect actual
	73 73 23
	23|20777|20787
	END
'
test_done
