#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The probe kind plugin: real plugins, and programs that hang, flood, die, print
# nonsense or are not there. What they measured goes on to monitoring systems.
test_description='probe kind plugin'
. "$(dirname "$0")/setup.sh"
. "$NWOPS_SOURCE/t/schema.sh"

real=/usr/lib/nagios/plugins
test -x $real/check_dummy && test -x $real/check_disk && test_set_prereq REAL

site
p=$PWD/plugins
mkdir "$p"

# program NAME: a plugin of our own from stdin, a shell script.
program() {
	{ echo '#!/bin/sh' && cat; } >"$p/$1" && chmod +x "$p/$1"
}
program fine <<-\END
	echo "FINE - $1 is well | 'load 1'=0.5;1;2;0 temp=21C bad=1,5 temp=22C"
END
program exits <<-\END
	echo "exits with $1"
	exit $1
END
program hangs <<-\END
	trap '' TERM
	while :; do /bin/sleep 1; done
END
program floods <<-\END
	echo "first line | a=1"
	yes | head -c 3000000
	exit 1
END
program dies <<-\END
	echo half a line >&2
	kill -SEGV $$
END
program nonsense <<-\END
	printf '\033[31mred\007 \377 \342\200\256back | \001=1 ok=2 x=nan\n'
END
program says-nothing <<-\END
	exit 2
END
program leaves <<-\END
	/bin/sleep 1000 &
	echo "left somebody behind"
END
program tells <<-\END
	echo "$# $*, $NWOPS_ITEM, $NWOPS_ADDRESS, $(pwd), $(env | grep -c '^[A-Z]'), $(cat | wc -c)"
END
echo 'no program' >plugins/plain

# inventory NAME=COMMAND...: a device with such probes; the command is in YAML's words.
inventory() {
	cat >etc/inventory/lab.yaml <<-END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	devices:
	  b1: {owner: self, address: 192.0.2.1, watch: [], service-class: user}
	probes:
	END
	for probe; do
		echo "  device:b1/${probe%%=*}: {kind: plugin, timeout: 20s, command: [${probe#*=}]}"
	done >>etc/inventory/lab.yaml
}

# told: of the JSON lines in answer what counts, with a tab between, by name.
told() {
	/usr/bin/python3 -c '
import json
for o in sorted(map(json.loads, open("answer")), key=lambda o: o.get("item", "")):
    if o["type"] == "item":
        f = o["facts"] or {}
        assert (o["rtt_median_us"] is not None) == (o["end"] == "answered")
        print(o["item"][len("device:b1/"):], o["status"], o["end"], f.get("exit_status"), f.get("signal"), f.get("text"),
              f.get("figures"), f.get("figures_dropped"), sep="\t")
'
}

test_expect_success 'a plugin is believed, whatever it says' '
	inventory fine="$p/fine, the disk" caution="$p/exits, 1" warning="$p/exits, 2" unknown="$p/exits, 3" \
		beyond="$p/exits, 4" far="$p/exits, 127" &&
	cat >expect <<-\END &&
	beyond	unknown	answered	4	None	exits with 4	None	0
	caution	caution	answered	1	None	exits with 1	None	0
	far	unknown	answered	127	None	exits with 127	None	0
	fine	ok	answered	0	None	FINE - the disk is well	'\''load 1'\''=0.5;1;2;0 temp=21C	2
	unknown	unknown	answered	3	None	exits with 3	None	0
	warning	warning	answered	2	None	exits with 2	None	0
	END
	test_expect_code 2 nwops check --json >answer 2>err && test_must_be_empty err &&
	told >actual && test_cmp expect actual
'

test_expect_success SCHEMA 'its facts are what the schema says' 'valid answer'

test_expect_success 'flood, death, nonsense and silence' '
	inventory dies="$p/dies" floods="$p/floods" leaves="$p/leaves" nonsense="$p/nonsense" silent="$p/says-nothing" &&
	cat >expect <<-\END &&
	dies	unknown	answered	None	11	half a line	None	0
	floods	caution	answered	1	None	first line	a=1	0
	leaves	ok	answered	0	None	left somebody behind	None	0
	nonsense	ok	answered	0	None	\x1b[31mred\x07 \xff \u{202E}back	ok=2	2
	silent	warning	answered	2	None	None	None	0
	END
	test_expect_code 2 nwops check --json >answer 2>err && test_must_be_empty err &&
	told >actual && test_cmp expect actual
'

test_expect_success 'what is not a plugin, and one that hangs, could not be asked' '
	inventory absent="$p/absent" plain="$p/plain" folder=/ hangs="$p/hangs" &&
	sed -i "/hangs/s/20s/200ms/" etc/inventory/lab.yaml &&
	test_expect_code 3 nwops check --json >answer 2>err && test_must_be_empty err &&
	told | cut -f 1-4 >actual &&
	for probe in absent folder hangs plain; do
		echo "$probe	unknown	could-not-ask	None"
	done >expect && test_cmp expect actual &&
	/usr/bin/python3 -c "
import json
for o in map(json.loads, open(\"answer\")):
    if o[\"type\"] == \"item\":
        print(o[\"item\"], o[\"message\"].replace(\"$p/\", \"\"))
" | LC_ALL=C sort >actual &&
	cat >expect <<-\END &&
	device:b1/absent could not ask: cannot start '\''absent'\'': No such file or directory
	device:b1/folder could not ask: cannot start '\''/'\'': Permission denied
	device:b1/hangs could not ask: the plugin did not end within 200 ms
	device:b1/plain could not ask: cannot start '\''plain'\'': Permission denied
	END
	test_cmp expect actual
'

# Is one of those that hang at work?
alive() {
	grep -asq "plugins/[h]angs" /proc/[0-9]*/cmdline
}

test_expect_success 'the deadline of the run ends it, and nobody is left' '
	inventory hangs="$p/hangs" &&
	test_expect_code 3 nwops check --json --deadline 1s >answer &&
	grep "\"run_ended_first\":true" answer &&
	! alive
'

test_expect_success 'arguments as they are written, save address and name; little environment' '
	inventory tells="$p/tells, \"a b;\$(echo c) *\", -H, \$ADDRESS\$, x-\$NAME\$-\$NAME\$" &&
	ANYTHING=else nwops check --json >answer </dev/zero &&
	told | cut -f 6 >actual &&
	echo "4 a b;\$(echo c) * -H 192.0.2.1 x-b1-b1, device:b1/tells, 192.0.2.1, /, 5, 0" >expect &&
	test_cmp expect actual
'

test_expect_success 'more of them than run at the same time' '
	set -- && for i in $(seq 40); do set -- "$@" "n$i=$p/fine"; done && inventory "$@" &&
	nwops check --json >answer && told >actual &&
	test "$(wc -l <actual)" = 40 && test "$(cut -f 2- actual | sort -u | wc -l)" = 1
'

test_expect_success 'its figures go on to monitoring systems' '
	inventory fine="$p/fine, it" &&
	nwops check --format plugin >answer &&
	sed "s/time=[0-9.]*ms/time=TIMEms/; s/answered in [0-9.]* [mu]*s/answered in TIME/" answer >actual &&
	cat >expect <<-\END &&
	NWOPS OK - device:b1/fine: answered in TIME; FINE - it is well|device:b1/fine_time=TIMEms;;;0; '\''device:b1/fine::load 1'\''=0.5;1;2;0 device:b1/fine::temp=21C
	END
	test_cmp expect actual &&
	for form in openmetrics textfile; do
		nwops check --format $form >answer && grep nwops_plugin_value answer >actual &&
		cat >expect <<-\END &&
		# HELP nwops_plugin_value What a plugin measured, in its own unit.
		# TYPE nwops_plugin_value gauge
		nwops_plugin_value{item="device:b1/fine",label="load 1",unit=""} 0.5
		nwops_plugin_value{item="device:b1/fine",label="temp",unit="C"} 21
		END
		test_cmp expect actual || return 1
	done
'

test_expect_success 'an address that is asked for must be there' '
	inventory fine="$p/fine, \$ADDRESS\$" && sed -i "s/address: 192.0.2.1, //" etc/inventory/lab.yaml &&
	test_expect_code 3 nwops inventory lint >out 2>err &&
	cat out err | grep -F "has no address to put in place of '\''\$ADDRESS\$'\''" &&
	inventory fine="$p/fine, \$NAME\$" && sed -i "s/address: 192.0.2.1, //" etc/inventory/lab.yaml &&
	nwops check --json >answer && told | cut -f 2,6 >actual &&
	echo "ok	FINE - b1 is well" >expect && test_cmp expect actual
'

test_expect_success REAL 'real plugins' '
	inventory dummy="$real/check_dummy, 1, a word from us" broken="$real/check_dummy, 9" \
		disk="$real/check_disk, -w, 0%, -c, 0%, -p, /" usage="$real/check_disk, --nonsense" &&
	test_expect_code 3 nwops check --json >answer && told >actual &&
	cat >expect <<-\END &&
	broken	unknown	answered	3	None
	disk	ok	answered	0	None
	dummy	caution	answered	1	None
	usage	unknown	answered	3	None
	END
	cut -f 1-5 actual >ends && test_cmp expect ends &&
	grep "^dummy.*WARNING: a word from us	None	0$" actual &&
	grep "^disk.*DISK OK.*	/=[0-9]*[A-Za-z]*;[0-9]*;[0-9]*;0;[0-9]*	0$" actual
'

test_done
