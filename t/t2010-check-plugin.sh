#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops check as Nagios and Icinga run it: exit status, first line, details,
# performance data, and that nothing ever goes to stderr.
test_description='nwops check as a monitoring plugin'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 >etc/inventory/lab.yaml
overlay 192.0.2.1=1234us 192.0.2.2=none 192.0.2.3=2ms,80% '192.0.2.4=!no | route' 192.0.2.5=60ms >answers.yaml

# plugin STATUS ARGUMENT...: prints what comes on stdin, ends with STATUS, and leaves stderr empty.
plugin() {
	cat >expect && status=$1 && shift &&
	test_expect_code "$status" nwops --overlay answers.yaml check --format plugin "$@" >actual 2>err &&
	test_must_be_empty err && test_cmp expect actual
}

test_expect_success 'many items: a summary, what is not OK, figures of all' '
	plugin 2 <<-\END
	NWOPS CRITICAL - items: 5 (DOWN 1, WARNING 1, UNKNOWN 1, CAUTION 1, OK 1)
	DOWN (CRITICAL) line:h2: no answer
	WARNING (CRITICAL) line:h3: loss 80% (warning from 60%); rtt 2 ms, loss 80%
	UNKNOWN line:h4: could not ask: no / route
	CAUTION (WARNING) line:h5: rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%|line:h2_loss=100%;20;60;0;100 line:h3_loss=80%;20;60;0;100 line:h3_rtt=2ms;50;200;0; line:h5_loss=0%;20;60;0;100 line:h5_rtt=60ms;50;200;0; line:h1_loss=0%;20;60;0;100 line:h1_rtt=1.234ms;50;200;0;
	END
'

test_expect_success 'one item: one line, with the word and number of each status' '
	plugin 0 h1 <<-\END &&
	NWOPS OK - line:h1: rtt 1.23 ms, loss 0%|line:h1_loss=0%;20;60;0;100 line:h1_rtt=1.234ms;50;200;0;
	END
	plugin 1 h5 <<-\END &&
	NWOPS WARNING - line:h5: rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%|line:h5_loss=0%;20;60;0;100 line:h5_rtt=60ms;50;200;0;
	END
	plugin 2 h3 <<-\END &&
	NWOPS CRITICAL - line:h3: loss 80% (warning from 60%); rtt 2 ms, loss 80%|line:h3_loss=80%;20;60;0;100 line:h3_rtt=2ms;50;200;0;
	END
	plugin 2 h2 <<-\END &&
	NWOPS CRITICAL - line:h2: no answer|line:h2_loss=100%;20;60;0;100
	END
	plugin 3 h4 <<-\END
	NWOPS UNKNOWN - line:h4: could not ask: no / route
	END
'

test_expect_success 'as a host only DOWN is 2' '
	for status in 0:h1 0:h5 0:h3 1:h4 2:h2; do
		test_expect_code ${status%:*} nwops --overlay answers.yaml check --format plugin --as host ${status#*:} \
			>actual 2>err && test_must_be_empty err || return 1
	done
'

test_expect_success 'as a host UNKNOWN may count as down' '
	plugin 2 --as host --unknown-as down h4 <<-\END &&
	NWOPS UNKNOWN - line:h4: could not ask: no / route
	END
	plugin 1 --as host --unknown-as attention h4 <<-\END
	NWOPS UNKNOWN - line:h4: could not ask: no / route
	END
'

test_expect_success 'details end after twenty' '
	line_inventory $(seq -f 198.51.100.%g 1 25) >etc/inventory/lab.yaml &&
	test_expect_code 2 nwops --overlay answers.yaml check --format plugin >actual 2>err &&
	test_must_be_empty err &&
	cut -d "|" -f 1 actual >text && sed -n "1p;2p;21p;22p" text >some && wc -l <text >count &&
	cat >expect <<-\END &&
	NWOPS CRITICAL - items: 25 (DOWN 25)
	DOWN (CRITICAL) line:h1: no answer
	DOWN (CRITICAL) line:h4: no answer
	and 5 more
	END
	test_cmp expect some && echo 22 >expect && test_cmp expect count
'

test_expect_success 'the first line stays below 80 columns, in Japanese too' '
	line_inventory 192.0.2.5 >etc/inventory/lab.yaml &&
	sed -i "s/h1:/a-line-with-quite-a-long-name-at-the-far-end-of-town:/" etc/inventory/lab.yaml &&
	cat >expect <<-\END &&
	NWOPS WARNING - line:a-line-with-quite-a-long-name-at-the-far-end-of-town: 往…
	注意 CAUTION (WARNING) line:a-line-with-quite-a-long-name-at-the-far-end-of-town: 往復時間 60 ms (注意の閾値 50 ms); 往復時間 60 ms、損失 0%|line:a-line-with-quite-a-long-name-at-the-far-end-of-town_loss=0%;20;60;0;100 line:a-line-with-quite-a-long-name-at-the-far-end-of-town_rtt=60ms;50;200;0;
	END
	test_expect_code 1 nwops --lang ja --overlay answers.yaml check --format plugin >actual 2>err &&
	test_must_be_empty err && test_cmp expect actual
'

test_expect_success 'whatever cannot be done is UNKNOWN on stdout' '
	plugin 3 nothing <<-\END &&
	NWOPS UNKNOWN - cannot select '\''nothing'\'': unknown name
	END
	plugin 3 --fromat <<-\END &&
	NWOPS UNKNOWN - unknown option '\''--fromat'\''; did you mean '\''--format'\''?
	END
	plugin 3 --rate x <<-\END &&
	NWOPS UNKNOWN - option '\''--rate'\'': '\''x'\'' is not a whole number
	END
	: >file && NWOPS_STATE=file plugin 3 <<-\END
	NWOPS UNKNOWN - cannot open store '\''file'\'': Not a directory; '\''nwops check --no-r…
	cannot open store '\''file'\'': Not a directory; '\''nwops check --no-record'\'' looks without recording
	END
'

test_done
