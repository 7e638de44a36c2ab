#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Platforms: files that say how devices are understood. Nothing here speaks
# with a device.
test_description='nwops platform'
. "$(dirname "$0")/setup.sh"

mkdir -p etc/platforms/small/samples
cat >etc/platforms/small.yaml <<'END'
title: Small router
session: {prompt: '[a-z0-9-]{1,20}[>#]', pagers: {--More--: ' '}, leave: exit}
read-only: [show ...]
errors: {refused: ['Unknown command...'], absent: ['VRRP is off']}
interfaces: {Gi: GigabitEthernet}
commands:
  status:
    send: show status
    ends: [End of status]
    verified: sample
    records:
      - record: system
        lines: ['Uptime: {uptime}', 'CPU: {cpu_1m} \(peak {}\)', {line: 'Model: {model}', verified: none}]
      - record: interface
        table: [Port: name, State: oper, In octets: in_octets]
        words: {oper: {ok: up, broken: down}}
END
cat >status.txt <<'END'
small>show status
Uptime: 36 days 10:59
CPU: 7% (peak 31%)
Model: 9
Port   State   In octets
Gi0/1  OK       12345678
Gi0/2  BROKEN          0
Gi0/3  melted          5
End of status
small>
END

# fields: the known ones of each record in actual, in their order.
fields() {
	/usr/bin/python3 -c '
import json, sys
for line in sys.stdin:
    line = json.loads(line)
    print(line["record"], *("%s=%s" % pair for pair in line["fields"].items() if pair[1] is not None))' <actual
}

test_expect_success '--help names the verbs' '
	nwops platform --help >actual && for verb in list show parse test; do grep -q "^  $verb " actual || return 1; done
'

test_expect_success 'fields are printed as JSON, and what is not understood is pointed at' '
	test_expect_code 1 nwops platform parse small --command status status.txt >actual 2>err &&
	fields >fields &&
	cat >expect <<-\END &&
	system uptime=3149940000000 cpu_1m=70000
	interface name=GigabitEthernet0/1 oper=up in_octets=12345678
	interface name=GigabitEthernet0/2 oper=down in_octets=0
	interface name=GigabitEthernet0/3 in_octets=5
	END
	test_cmp expect fields &&
	cat >expect <<-\END &&
	status.txt: line 8: not a value of '\''oper'\'': melted
	status.txt: line 4: not understood: Model: 9
	status.txt: status: complete; records 4, lines 8, not understood 1
	END
	sort expect >expect.sorted && sort err >actual && test_cmp expect.sorted actual
'

test_expect_success 'a field that is missing is null' '
	test_expect_code 1 nwops platform parse small status.txt >actual 2>err &&
	head -n 1 actual >first && grep -q "\"memory_total\":null,\"memory_used\":null" first && grep -q "\"model\":null" first
'

test_expect_success 'standard input, and the command that fits best' '
	test_expect_code 1 nwops platform parse small <status.txt >piped 2>err &&
	test_expect_code 1 nwops platform parse --command status small - <status.txt >actual 2>err && test_cmp piped actual
'

test_expect_success 'CR LF, escapes and a pager that was answered change nothing' '
	fields <actual >plain &&
	sed "s/\$/\r/; s/^CPU/\x1b[7m--More--\x1b[m\r        \rCPU/" status.txt >wild.txt &&
	test_expect_code 1 nwops platform parse small <wild.txt >actual 2>err && fields >wild && test_cmp plain wild
'

# verdict STATUS WORD: parse of out.txt ends so, and says WORD.
verdict() {
	test_expect_code "$1" nwops --json platform parse small --command status out.txt >actual &&
	sed -n "s/.*\"verdict\":\"\([a-z-]*\)\".*/\1/p" actual >verdict && echo "$2" >expect && test_cmp expect verdict
}
test_expect_success 'an output that may be cut short is no answer' '
	sed /End/d status.txt >out.txt && verdict 3 no-end &&
	printf "Uptime: 1 day\n--More--" >out.txt && verdict 3 pager &&
	printf "Unknown command: show status\n" >out.txt && verdict 3 refused &&
	printf "small>show status\r\n\r\nsmall>" >out.txt && verdict 3 empty &&
	printf "Hello\nEnd of status\n" >out.txt && verdict 3 strange &&
	printf "VRRP is off\nEnd of status\n" >out.txt && verdict 0 absent &&
	head -c 9000000 /dev/zero >out.txt && verdict 3 cut
'

test_expect_success 'what cannot be read or is not there' '
	test_expect_code 3 nwops platform parse small none.txt >actual 2>err && test_must_be_empty actual &&
	echo "nwops: cannot read '\''none.txt'\'': No such file or directory" >expect && test_cmp expect err &&
	test_expect_code 3 nwops platform parse small --command nothing status.txt 2>err &&
	echo "nwops: platform '\''small'\'' has no command '\''nothing'\''" >expect && test_cmp expect err &&
	test_expect_code 3 nwops platform parse nobody status.txt 2>err &&
	test_expect_code 3 nwops platform parse ../../etc/passwd status.txt 2>err && test_expect_code 3 nwops platform parse 2>err
'

test_expect_success 'the site comes before what came with nwops' '
	nwops platform list >actual 2>err && grep -q "^small " actual && grep -q "^cisco-ios " actual && grep -q "^frr " actual &&
	cp etc/platforms/small.yaml etc/platforms/linux.yaml && nwops platform show linux >actual &&
	grep -qx "linux: Small router" actual && rm etc/platforms/linux.yaml
'

test_expect_success 'show says what a field is known from, and hides what nobody has proof of' '
	nwops platform show small >actual &&
	cat >expect <<-\END &&
	small: Small router

	status: show status
	RECORD     FIELD      TYPE       KNOWN FROM  MEANING
	system     uptime     duration   sample      time since it was started
	system     cpu_1m     share      sample      processor in use, over a minute
	interface  name       interface  sample      name of the interface
	interface  oper       choice     sample      what it is
	interface  in_octets  count      sample      octets received

	END
	test_cmp expect actual
'

test_expect_success 'every fault of a file is told in one pass, with its place' '
	cat >etc/platforms/bad.yaml <<-\END &&
	title: Bad
	session: {prompt: "x>", prepare: [write memory], leave: reboot}
	read-only: ["..."]
	commands:
	  a: {send: configure terminal, verified: sample, record: system, lines: ["{nofield}", "a.*", "^b", "{uptime:kbit}"]}
	  b: {send: show x | tee y, record: interfase}
	  c: {send: "show x; reload", record: system, fallback: z, colour: red}
	END
	test_expect_code 3 nwops platform show bad >actual 2>err && test_must_be_empty actual &&
	sed "s,^nwops: $PWD/etc/platforms/,,; s/: expected one of send, .*//" err >actual &&
	cat >expect <<-\END &&
	bad.yaml: line 2, column 35: session: '\''write memory'\'' is not known to change this session alone
	bad.yaml: line 2, column 57: '\''leave'\'' of session is '\''reboot'\'': expected one of exit, quit, logout
	bad.yaml: line 5, column 13: command '\''a'\'': '\''configure terminal'\'' does something: a platform only looks
	bad.yaml: line 5, column 75: command '\''a'\'': '\''nofield'\'' is no field of '\''system'\''
	bad.yaml: line 5, column 88: command '\''a'\'': '\''*'\'' has no upper bound: write {0,20}, {} for a word, ... for anything, or \* for the character
	bad.yaml: line 5, column 95: command '\''a'\'': a rule holds for the whole line: leave out '\''^'\'', or write \^ for the character
	bad.yaml: line 5, column 101: command '\''a'\'': '\''kbit'\'' is no form of '\''uptime'\'', which is of type duration: expected one of us, ms, s, min, h, d, m:s
	bad.yaml: line 6, column 13: command '\''b'\'': '\''show x | tee y'\'' does something: a platform only looks
	bad.yaml: line 6, column 37: command '\''b'\'': there is no kind of record '\''interfase'\''
	bad.yaml: line 7, column 60: unknown key '\''colour'\'' in command '\''c'\''
	nwops: platform '\''bad'\'' cannot be used
	END
	test_cmp expect actual &&
	test_expect_code 3 nwops platform list >actual 2>err && grep -q "^small " actual && rm etc/platforms/bad.yaml
'

test_expect_success 'a sample says all that is understood, and no more' '
	sed /melted/d status.txt >etc/platforms/small/samples/status.txt &&
	cat >etc/platforms/small/samples/status.yaml <<-\END &&
	unread: 1
	records:
	  - system: {uptime: 36d10h59m, cpu_1m: 7%}
	  - interface: {name: GigabitEthernet0/1, oper: up, in_octets: 12345678}
	  - interface: {name: GigabitEthernet0/2, oper: down, in_octets: 0}
	END
	nwops platform test small >actual && echo "small: samples 1, passed 1" >expect && test_cmp expect actual &&
	sed -i "s/cpu_1m: 7%/memory_use: 7%/; s/oper: up/oper: down/; s/unread: 1/unread: 0/" etc/platforms/small/samples/status.yaml &&
	test_expect_code 2 nwops platform test small >actual &&
	sed -i "s,^$PWD/etc/platforms/small/samples/,," actual &&
	cat >expect <<-\END &&
	status.yaml: line 1, column 9: lines not understood: 1
	status.yaml: line 3, column 13: line 2: '\''cpu_1m'\'' is 7%, and the sample does not expect it
	status.yaml: line 3, column 45: line 2: '\''memory_use'\'' is not known
	status.yaml: line 4, column 49: line 6: '\''oper'\'' is up
	small: samples 1, passed 0
	END
	test_cmp expect actual &&
	rm -r etc/platforms/small && test_expect_code 2 nwops platform test small >actual && grep -q "no samples" actual
'

test_expect_success 'the samples that came with nwops pass' '
	rm -r etc/platforms && nwops platform test >actual && grep -q "^cisco-ios: samples" actual
'

test_expect_success 'the page tells the whole vocabulary' '
	nwops --json platform show >lines &&
	/usr/bin/python3 -c "
import json
for line in map(json.loads, open(\"lines\")):
    print(line[\"record\"], line[\"field\"], line[\"unit\"], \"key\" * line[\"key\"], *line[\"choices\"])" >expect &&
	/usr/bin/python3 -c "
import re, sys
page = open(sys.argv[1]).read().split(\".Sh VOCABULARY\")[1].split(\".Sh SEE\")[0]
for part in page.split(\".Ss \")[1:]:
    record = part.split(\"\n\")[0]
    for item in part.split(\".It Cm \")[1:]:
        field, unit, key = re.match(r\"(\w+) Pq (\w+)(, key)?\", item).groups()
        print(record, field, unit, \"key\" if key else \"\", *re.findall(r\"^\\.Ql (\S+)\", item, re.M))" \
		"$NWOPS_SOURCE/man/nwops-platform.5" >actual &&
	test_cmp expect actual
'

test_expect_success 'in Japanese' '
	printf "Hello\n" >out.txt && test_expect_code 3 nwops --lang ja platform parse linux --command load out.txt 2>err &&
	grep -q "理解" err
'

test_done
