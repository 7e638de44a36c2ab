#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops check with packets of its own: how many, how far apart, for how long,
# what became of each, and how long nothing came back.
test_description='nwops check: packets, bursts, outages'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms 192.0.2.2=none 192.0.2.3=2ms,34% '192.0.2.4=!no route' >answers.yaml

# checks STATUS ARGUMENT...
checks() {
	status=$1 && shift &&
	test_expect_code "$status" nwops --overlay answers.yaml check --no-record "$@" >actual 2>err
}

# figures KEY...: of each item in actual, on a line.
figures() {
	/usr/bin/python3 -c '
import json, sys
for line in open("actual"):
    line = json.loads(line)
    if line["type"] == "item":
        print(line["item"], *(json.dumps(line[key]) for key in sys.argv[1:]))' "$@"
}

test_expect_success 'a number of packets and their gap in place of the class'\''s' '
	cat >expect <<-\END &&
	line:h2 7 0 21000
	line:h3 7 5 6000
	line:h1 7 7 0
	END
	checks 2 --json --packets 7 --gap 3ms h1 h2 h3 && figures sent received outage_us >figures &&
	test_cmp expect figures
'

test_expect_success 'a burst is as many packets as fit, 10 ms apart or as told' '
	checks 2 --json --burst 1s h2 && figures sent outage_us >figures &&
	echo "line:h2 100 1000000" >expect && test_cmp expect figures &&
	checks 2 --json --burst 1s --gap 4ms h2 && figures sent outage_us >figures &&
	echo "line:h2 250 1000000" >expect && test_cmp expect figures
'

test_expect_success 'a burst says how long nothing came back' '
	cat >expect <<-\END &&
	STATUS             ITEM     OWNER            LOSS   RTT  SINCE  MESSAGE
	DOWN (CRITICAL)    line:h2  Sakura Hospital  100%     -  03:00  no answer; outage 1 s
	UNKNOWN            line:h4  Sakura Hospital     -     -  03:00  could not ask: no route
	CAUTION (WARNING)  line:h3  Sakura Hospital   34%  2 ms  03:00  loss 34% (caution from 20%); rtt 2 ms, loss 34%; outage 340 ms
	OK                 line:h1  Sakura Hospital    0%  1 ms  03:00  rtt 1 ms, loss 0%; no outage
	items: 4 (DOWN 1, UNKNOWN 1, CAUTION 1, OK 1)
	END
	checks 2 --burst 1s && test_cmp expect actual &&
	checks 1 --burst 1s --json h3 && figures message >figures &&
	echo "line:h3 \"loss 34% (caution from 20%); rtt 2 ms, loss 34%; outage 340 ms\"" >expect && test_cmp expect figures
'

test_expect_success 'and says it in Japanese' '
	checks 1 --lang ja --burst 1s h3 h1 && grep "; 途絶 340 ms$" actual && grep "; 途絶なし$" actual
'

test_expect_success 'what became of each packet, where that was asked for' '
	checks 2 --json --each-packet --packets 3 h1 h2 && figures packets >figures &&
	cat >expect <<-\END &&
	line:h2 [{"outcome": "lost", "rtt_us": null}, {"outcome": "lost", "rtt_us": null}, {"outcome": "lost", "rtt_us": null}]
	line:h1 [{"outcome": "answered", "rtt_us": 1000}, {"outcome": "answered", "rtt_us": 1000}, {"outcome": "answered", "rtt_us": 1000}]
	END
	test_cmp expect figures &&
	checks 2 --json --packets 3 h1 h2 && figures packets >figures &&
	printf "line:h2 null\nline:h1 null\n" >expect && test_cmp expect figures
'

test_expect_success 'a rate that stretches the gap is told' '
	warning="nwops: warning: at %s packets a second the gap between packets of an item comes out longer than asked for, and so do outages than they are counted\n" &&
	checks 0 --packets 3 --gap 5ms h1 && ! grep warning err &&
	checks 0 --packets 3 --gap 4ms h1 && printf "$warning" 200 >expect && grep warning: err >said && test_cmp expect said &&
	checks 2 --packets 3 --gap 10ms h1 h2 && ! grep warning err &&
	checks 2 --packets 3 --gap 10ms h1 h2 h3 && printf "$warning" 200 >expect && grep warning: err >said && test_cmp expect said &&
	checks 0 --packets 3 --gap 10ms --rate 99 h1 && printf "$warning" 99 >expect && grep warning: err >said && test_cmp expect said &&
	checks 0 --packets 3 h1 && ! grep warning err
'

# refuses MESSAGE ARGUMENT...
refuses() {
	echo "nwops: $1" >expect && shift &&
	test_expect_code 3 nwops check "$@" >actual 2>err &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said
}

test_expect_success 'bounds are told' '
	refuses "option '\''--packets'\'': '\''0'\'' is out of range 1..10000" --packets 0 &&
	refuses "option '\''--packets'\'': '\''10001'\'' is out of range 1..10000" --packets 10001 &&
	refuses "option '\''--threads'\'': '\''17'\'' is out of range 1..16" --threads 17 &&
	refuses "option '\''--gap'\'': '\''999us'\'' is out of range 1ms..1m" --gap 999us &&
	refuses "option '\''--gap'\'': '\''61s'\'' is out of range 1ms..1m" --gap 61s &&
	refuses "option '\''--timeout'\'': '\''9ms'\'' is out of range 10ms..1m" --timeout 9ms &&
	refuses "option '\''--burst'\'': '\''19ms'\'' is out of range 20ms..1m40s" --burst 19ms &&
	refuses "option '\''--burst'\'': '\''11s'\'' is out of range 2ms..10s" --gap 1ms --burst 11s &&
	refuses "option '\''--interval'\'': '\''999ms'\'' is out of range 1s..1d" --watch --interval 999ms &&
	refuses "sending takes 1m, but the deadline is 50 s; '\''--deadline'\'' sets another" --burst 1m
'

test_expect_success 'and a value on the bound is taken' '
	checks 0 --packets 1 h1 && checks 0 --packets 10000 --gap 1ms h1 && checks 0 --threads 16 h1 &&
	checks 0 --gap 1ms --timeout 10ms h1 && checks 0 --gap 1m --timeout 1m h1 &&
	checks 0 --burst 20ms h1 && checks 0 --burst 1m --deadline 1m h1
'

test_expect_success 'options that do not go together are told' '
	refuses "'\''--burst'\'' and '\''--packets'\'' contradict each other" --burst 1s --packets 3 &&
	refuses "'\''--each-packet'\'' goes with '\''--json'\''" --each-packet &&
	refuses "'\''--each-packet'\'' and '\''--summary'\'' contradict each other" --json --each-packet --summary all &&
	refuses "'\''--summary'\'' goes with a table or '\''--json'\''" --summary all --format openmetrics &&
	refuses "'\''--output'\'' goes with '\''--format textfile'\''" --output a.prom &&
	refuses "'\''--output'\'' goes with '\''--format textfile'\''" --output a.prom --format openmetrics &&
	refuses "the file of '\''--output'\'' must end in '\''.prom'\''" --output a.txt --format textfile &&
	refuses "'\''--interval'\'' goes with '\''--watch'\''" --interval 1m &&
	refuses "'\''--watch'\'' goes with a table, '\''--json'\'' or '\''--output'\''" --watch --format openmetrics &&
	refuses "'\''--watch'\'' goes with a table, '\''--json'\'' or '\''--output'\''" --watch --format textfile
'

test_done
