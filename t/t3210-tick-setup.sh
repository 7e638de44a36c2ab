#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What starts ticks: the units of systemd and the line for cron, as they are installed.
# Nothing is started here.
test_description='systemd and cron for nwops tick'
. "$(dirname "$0")/setup.sh"

command -v systemd-analyze >/dev/null && test_set_prereq SYSTEMD
test -x /usr/lib/nagios/plugins/check_file_age && test_set_prereq FILE_AGE
units=$NWOPS_BUILD/share/systemd

# The units of the build name the place where nwops will be: here it is the one that was built.
mkdir units
for unit in nwops-tick.service nwops-tick.timer; do
	sed "s,^ExecStart=[^ ]*/nwops ,ExecStart=$NWOPS_BUILD/nwops ," "$units/$unit" >units/$unit
done

test_expect_success SYSTEMD 'systemd finds nothing wrong with the units' '
	grep "^ExecStart=$NWOPS_BUILD/nwops tick$" units/nwops-tick.service &&
	(cd units && systemd-analyze verify --man=no ./nwops-tick.service ./nwops-tick.timer) >said 2>&1 &&
	test_must_be_empty said
'

test_expect_success SYSTEMD 'and would have, of broken ones' '
	mkdir broken && sed "s/^Type=.*/Type=once/; s/^ProtectHome=.*/ProtectHouse=yes/" units/nwops-tick.service >broken/nwops-tick.service &&
	(cd broken && systemd-analyze verify --man=no ./nwops-tick.service) >said 2>&1; grep "ProtectHouse" said
'

test_expect_success SYSTEMD 'what the service may do is little: an exposure of at most 2.0 of 10' '
	systemd-analyze security --offline=true --threshold=20 units/nwops-tick.service >said 2>&1 &&
	sed -e "/^\(Protect\|Private\|Restrict\|SystemCall\|CapabilityBounding\)/d" units/nwops-tick.service >units/open.service &&
	test_must_fail systemd-analyze security --offline=true --threshold=20 units/open.service
'

test_expect_success SYSTEMD 'each minute, on the minute' '
	calendar=$(sed -n "s/^OnCalendar=//p" units/nwops-tick.timer) &&
	TZ=UTC systemd-analyze calendar --base-time="2026-11-25 03:00:30" --iterations=2 "$calendar" >said &&
	sed -n "s/.*\(Next elapse\|I[^:]* #2\): //p" said >actual && cat >expect <<-\END &&
	Wed 2026-11-25 03:01:00 UTC
	Wed 2026-11-25 03:02:00 UTC
	END
	test_cmp expect actual
'

test_expect_success 'the line for cron is one, each minute, as the user of the service' '
	grep -v "^#\|^$\|=" "$NWOPS_BUILD/share/cron/nwops" >actual && printf "* * * * *\tnwops\tnwops tick\n" >expect &&
	test_cmp expect actual && sed -n "s/^User=//p" units/nwops-tick.service >user && echo nwops >expect && test_cmp expect user &&
	sed -n "s/^ExecStart=\(.*\)\/nwops tick$/\1/p" "$units/nwops-tick.service" >place && test -s place &&
	grep "^PATH=$(cat place):" "$NWOPS_BUILD/share/cron/nwops" &&
	test "$(tail -c 1 "$NWOPS_BUILD/share/cron/nwops" | od -An -c | tr -d " ")" = "\n"
'

# What the service takes away, as far as it can be taken away without a service manager: a new
# privilege, capabilities, and memory that is both written and run.
confined() {
	/usr/bin/python3 - "$@" <<-\END
	import ctypes, os, sys
	PR_SET_NO_NEW_PRIVS, PR_SET_MDWE, PR_CAPBSET_DROP, CAP_NET_RAW = 38, 65, 24, 13
	libc = ctypes.CDLL(None, use_errno=True)
	if os.getuid() == 0:
	    for capability in range(64):
	        if capability != CAP_NET_RAW:
	            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
	    os.setgroups([]); os.setgid(65534); os.setuid(65534)
	if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
	    sys.exit("no_new_privs: " + os.strerror(ctypes.get_errno()))
	if libc.prctl(PR_SET_MDWE, 1, 0, 0, 0):
	    print("this kernel knows no PR_SET_MDWE; going on without", file=sys.stderr)
	os.umask(0o007)
	os.execvp(sys.argv[1], sys.argv[1:])
	END
}

test_expect_success NOBODY 'confined so it does its work, patterns of platforms and wires included' '
	site && line_inventory 127.0.0.1 >etc/inventory/lab.yaml && mkdir -m 2777 state &&
	cat >>etc/inventory/lab.yaml <<-\END &&
	probes:
	  line:h1/ssh: {kind: tcp, port: 1, timeout: 1s}
	END
	confined nwops tick --json >actual 2>err && grep "\"outcome\":\"done\".*\"asked\":2," actual &&
	stat -c "%a %n" state/nwops.db state/heartbeat >modes && printf "660 state/nwops.db\n644 state/heartbeat\n" >expect &&
	test_cmp expect modes && confined nwops platform test >tested 2>&1
'

test_expect_success FILE_AGE 'the plugin that the page names takes the heartbeat' '
	site && line_inventory 192.0.2.1 >etc/inventory/lab.yaml && overlay 192.0.2.1=2ms >answers.yaml &&
	nwops --state beat --overlay answers.yaml tick >actual 2>err &&
	/usr/lib/nagios/plugins/check_file_age -w 180 -c 300 -f beat/heartbeat >said && grep OK said &&
	touch -d "10 minutes ago" beat/heartbeat &&
	test_expect_code 2 /usr/lib/nagios/plugins/check_file_age -w 180 -c 300 -f beat/heartbeat
'

test_expect_success 'the script that the page gives tells of a heartbeat that is old' '
	sed -n "/^then=/,/is silent/p" "$NWOPS_SOURCE/man/nwops-tick.1" | sed "s/\\\\e/\\\\/g; s,curl .*heartbeat,cat alive," >watcher &&
	grep "cat alive" watcher && printf "{\"v\":1,\"time\":\"%s\",\"x\":1}\n" "$(date -Iseconds)" >alive &&
	sh watcher >actual && test_must_be_empty actual &&
	printf "{\"v\":1,\"time\":\"%s\",\"x\":1}\n" "$(date -Iseconds -d "6 minutes ago")" >alive &&
	sh watcher >actual && echo "nwops on noc1 is silent" >expect && test_cmp expect actual
'

test_done
