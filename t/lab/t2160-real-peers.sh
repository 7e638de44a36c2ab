#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops as a plugin of monitoring systems: what it prints over a real network is
# read by a parser as strict as the guideline and as narrow as Icinga 2, and by
# a plugin of theirs that runs plugins.
test_description='check as a plugin, over a real network'
. "$(dirname "$0")/setup.sh"

negate=/usr/lib/nagios/plugins/negate

test_expect_success 'a network' '
	lab_wire && lab_sockets ping &&
	lab_site 4 10 500 &&
	lab_lines good=198.18.0.1 lossy=198.18.0.2 bad=198.18.0.3 dead=198.18.0.4 \
		"mute=198.18.0.5,source: 192.0.2.77" six=2001:db8:77::1 >etc/inventory/lab.yaml &&
	cat >table <<-\END &&
	198.18.0.1 reply
	198.18.0.2 reply but-every=4
	198.18.0.3 reply every=2
	198.18.0.4 silence
	2001:db8:77::1 reply
	END
	lab_reflect table log
'

# plugin STATUS SELECTOR OPTION…: it ends with STATUS, says nothing on stderr, and
# can be read; the round trips, which nobody knows beforehand, become RTT.
plugin () {
	status=$1
	shift
	test_expect_code $status nwops check --no-record --format plugin "$@" >output 2>errors &&
	test_cmp /dev/null errors &&
	/usr/bin/python3 "$NWOPS_LAB_DIR/plugin-output.py" $status <output >parsed &&
	sed "s/_rtt [0-9.]*ms/_rtt RTTms/" parsed >actual &&
	test_cmp expect actual
}

test_expect_success 'OK, both families' '
	cat >expect <<-\END &&
	OK exit OK
	line:good_loss 0% 20 50 0 100
	line:good_rtt RTTms 125 250 0 -
	line:six_loss 0% 20 50 0 100
	line:six_rtt RTTms 125 250 0 -
	END
	plugin 0 good six
'

test_expect_success 'CAUTION is WARNING' '
	cat >expect <<-\END &&
	WARNING exit WARNING
	line:lossy_loss 25% 20 50 0 100
	line:lossy_rtt RTTms 125 250 0 -
	END
	plugin 1 lossy
'

test_expect_success 'WARNING is CRITICAL' '
	cat >expect <<-\END &&
	CRITICAL exit CRITICAL
	line:bad_loss 50% 20 50 0 100
	line:bad_rtt RTTms 125 250 0 -
	END
	plugin 2 bad
'

test_expect_success 'DOWN is CRITICAL, and what was not measured is left out' '
	cat >expect <<-\END &&
	CRITICAL exit CRITICAL
	line:dead_loss 100% 20 50 0 100
	END
	plugin 2 dead
'

test_expect_success 'could not ask is UNKNOWN, without a figure' '
	echo "UNKNOWN exit UNKNOWN" >expect &&
	plugin 3 mute
'

test_expect_success 'all of them: the worst counts' '
	cat >expect <<-\END &&
	CRITICAL exit CRITICAL
	line:dead_loss 100% 20 50 0 100
	line:bad_loss 50% 20 50 0 100
	line:bad_rtt RTTms 125 250 0 -
	line:lossy_loss 25% 20 50 0 100
	line:lossy_rtt RTTms 125 250 0 -
	line:good_loss 0% 20 50 0 100
	line:good_rtt RTTms 125 250 0 -
	line:six_loss 0% 20 50 0 100
	line:six_rtt RTTms 125 250 0 -
	END
	plugin 2
'

# A host is down only when it is DOWN.
while read -r line status word
do
	test_expect_success "as a host: $line is exit status $status" '
		test_expect_code $status nwops check --no-record --format plugin --as host $line >output &&
		/usr/bin/python3 "$NWOPS_LAB_DIR/plugin-output.py" $status <output >parsed &&
		sed -n "1s/ .*//p" parsed >actual && echo "$word" >expect &&
		test_cmp expect actual
	'
done <<-\END
good 0 OK
lossy 0 WARNING
bad 0 CRITICAL
dead 2 CRITICAL
mute 1 UNKNOWN
END

test_expect_success 'as a host, unknown as down' '
	test_expect_code 2 nwops check --no-record --format plugin --as host --unknown-as down mute >output
'

test_expect_success 'what cannot be done is UNKNOWN on stdout' '
	echo "UNKNOWN exit UNKNOWN" >expect &&
	plugin 3 nobody &&
	mv etc/nwops.yaml kept.yaml && plugin 3 good && mv kept.yaml etc/nwops.yaml &&
	lab_sockets raw &&
	test_expect_code 3 setpriv --bounding-set=-net_raw,-net_admin nwops check --no-record --format plugin good \
		>output 2>errors &&
	test_cmp /dev/null errors &&
	/usr/bin/python3 "$NWOPS_LAB_DIR/plugin-output.py" 3 <output >actual && test_cmp expect actual &&
	lab_sockets ping
'

test -x $negate && test_set_prereq NEGATE
test_expect_success NEGATE 'a plugin that runs plugins takes it for one' '
	test_expect_code 2 $negate "$NWOPS_BUILD/nwops" check --no-record --format plugin good >output &&
	grep "^NWOPS OK" output &&
	test_expect_code 0 $negate "$NWOPS_BUILD/nwops" check --no-record --format plugin dead >output &&
	grep "^NWOPS CRITICAL" output
'

test_done
