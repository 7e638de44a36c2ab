#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops check over an overlay: what people read, what programs read, and what
# the exit status says.
test_description='nwops check: table, JSON, exit status'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=@$PWD/clock
export NWOPS_TEST_CLOCK
at() {
	echo "2026-11-25T$1+09:00" >clock
}
at 03:00:00
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms 192.0.2.2=none 192.0.2.3=2ms,80% '192.0.2.4=!no route' 192.0.2.5=60ms >answers.yaml

# checks STATUS ARGUMENT...: ends with STATUS; stdout to actual, the log to err.
checks() {
	status=$1 && shift &&
	test_expect_code "$status" nwops --overlay answers.yaml check "$@" >actual 2>err
}
cat >notices <<END
nwops: notice: NWOPS_TEST_CLOCK sets the clock to '@$PWD/clock'
nwops: notice: rehearsal: 'answers.yaml' answers, no packet leaves
END

test_expect_success 'the worst comes first, with both vocabularies' '
	cat >expect <<-\END &&
	STATUS              ITEM     OWNER            LOSS    RTT  SINCE  MESSAGE
	DOWN (CRITICAL)     line:h2  Sakura Hospital  100%      -  03:00  no answer
	WARNING (CRITICAL)  line:h3  Sakura Hospital   80%   2 ms  03:00  loss 80% (warning from 60%); rtt 2 ms, loss 80%
	UNKNOWN             line:h4  Sakura Hospital     -      -  03:00  could not ask: no route
	CAUTION (WARNING)   line:h5  Sakura Hospital    0%  60 ms  03:00  rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	OK                  line:h1  Sakura Hospital    0%   1 ms  03:00
	items: 5 (DOWN 1, WARNING 1, UNKNOWN 1, CAUTION 1, OK 1)
	END
	checks 2 && test_cmp expect actual && test_cmp notices err
'

test_expect_success 'since is when the status began' '
	at 04:00:00 &&
	overlay 192.0.2.1=1ms 192.0.2.2=1ms 192.0.2.3=2ms,80% 192.0.2.4=none 192.0.2.5=60ms >answers.yaml &&
	cat >expect <<-\END &&
	STATUS              ITEM     OWNER            LOSS    RTT  SINCE  MESSAGE
	DOWN (CRITICAL)     line:h4  Sakura Hospital  100%      -  04:00  no answer
	WARNING (CRITICAL)  line:h3  Sakura Hospital   80%   2 ms  03:00  loss 80% (warning from 60%); rtt 2 ms, loss 80%
	CAUTION (WARNING)   line:h5  Sakura Hospital    0%  60 ms  03:00  rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	OK                  line:h1  Sakura Hospital    0%   1 ms  03:00
	OK                  line:h2  Sakura Hospital    0%   1 ms  04:00
	items: 5 (DOWN 1, WARNING 1, CAUTION 1, OK 2)
	END
	checks 2 && test_cmp expect actual
'

test_expect_success 'the exit status is that of the worst' '
	checks 0 h1 && checks 1 h1 h5 && checks 2 h1 h3 && checks 2 h4 &&
	overlay "192.0.2.4=!no route" 192.0.2.5=60ms 192.0.2.1=1ms >answers.yaml &&
	checks 3 h4 && checks 3 h4 h5 && checks 2 h4 h3
'

test_expect_success 'JSON tells every item and then the whole' '
	at 05:00:00 &&
	overlay 192.0.2.1=1ms 192.0.2.2=none >answers.yaml &&
	cat >expect <<-\END &&
	{"v":1,"type":"item","item":"line:h2","probe":"icmp","address":"192.0.2.2","owner":"hosp","service_class":"user","status":"down","status_before":"down","since":"2026-11-25T03:00:00+09:00","state":{"status":"down","soft":false,"flapping":false,"hidden_by":null,"window":null,"silence":null,"verdict":"line"},"started_at":"2026-11-25T05:00:00+09:00","end":"no-answer","run_ended_first":false,"loss_ppm":1000000,"rtt_min_us":null,"rtt_median_us":null,"rtt_p95_us":null,"rtt_max_us":null,"jitter_us":null,"outage_us":50000,"sent":5,"received":0,"late":0,"duplicates":0,"wrong_source":0,"corrupt":0,"truncated":0,"icmp_errors":0,"forged_errors":0,"own_losses":0,"not_sent":0,"retried":0,"packets":null,"thresholds":{"loss_caution_ppm":200000,"loss_warning_ppm":600000,"rtt_caution_us":50000,"rtt_warning_us":200000},"path":null,"message":"no answer"}
	{"v":1,"type":"item","item":"line:h1","probe":"icmp","address":"192.0.2.1","owner":"hosp","service_class":"user","status":"ok","status_before":"ok","since":"2026-11-25T03:00:00+09:00","state":{"status":"ok","soft":false,"flapping":false,"hidden_by":null,"window":null,"silence":null,"verdict":"undecided"},"started_at":"2026-11-25T05:00:00+09:00","end":"answered","run_ended_first":false,"loss_ppm":0,"rtt_min_us":1000,"rtt_median_us":1000,"rtt_p95_us":1000,"rtt_max_us":1000,"jitter_us":0,"outage_us":0,"sent":5,"received":5,"late":0,"duplicates":0,"wrong_source":0,"corrupt":0,"truncated":0,"icmp_errors":0,"forged_errors":0,"own_losses":0,"not_sent":0,"retried":0,"packets":null,"thresholds":{"loss_caution_ppm":200000,"loss_warning_ppm":600000,"rtt_caution_us":50000,"rtt_warning_us":200000},"path":null,"message":"rtt 1 ms, loss 0%"}
	{"v":1,"type":"check","status":"down","items":2,"counts":{"ok":1,"caution":0,"warning":0,"down":1,"unknown":0},"end":"complete","signal":null,"not_asked":0,"started_at":"2026-11-25T05:00:00+09:00","ended_at":"2026-11-25T05:00:00+09:00","view":"fine","transitions":0,"rehearsal":true,"sequence":10,"results_dropped":false}
	END
	checks 2 --json h1 h2 && test_cmp expect actual && test_cmp notices err &&
	at 05:00:00 && checks 2 --format json h1 h2 &&
	sed "1s/\"ok\",\"since/\"down\",\"since/; 3s/10/11/" expect >again && test_cmp again actual
'

test_expect_success '--no-record leaves the store alone' '
	sums >before &&
	cat >expect <<-\END &&
	STATUS  ITEM     OWNER            LOSS   RTT  SINCE  MESSAGE
	OK      line:h1  Sakura Hospital    0%  1 ms  05:00
	items: 1 (OK 1)
	END
	checks 0 --no-record h1 && test_cmp expect actual &&
	sums >after && test_cmp before after &&
	rm -rf none && NWOPS_STATE=none checks 0 --no-record h1 && test ! -e none
'

# refuses MESSAGE ARGUMENT...
refuses() {
	echo "nwops: $1" >expect && shift &&
	test_expect_code 3 nwops check "$@" >actual 2>err &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said &&
	grep -v "^{.*\"type\":\"error\",\"reason\":\"usage\"" actual >answer; test_must_be_empty answer
}

test_expect_success 'options that go together, and their bounds, are checked' '
	refuses "'\''--as host'\'' goes with '\''--format plugin'\''" --as host &&
	refuses "'\''--unknown-as'\'' goes with '\''--as host'\''" --unknown-as down &&
	refuses "'\''--json'\'' and '\''--format'\'' contradict each other" --format table --json &&
	refuses "option '\''--rate'\'': '\''0'\'' is out of range 1..1000000" --rate 0 &&
	refuses "option '\''--deadline'\'': '\''10'\'' is not a duration: no unit after the last number; expected one of us, ms, s, m, h, d, w" --deadline 10 &&
	refuses "option '\''--deadline'\'' must be above zero" --deadline 0s
'

test_expect_success 'a selector that means nothing is told before anything is asked' '
	overlay 192.0.2.1=1ms >answers.yaml &&
	echo "nwops: cannot select '\''h99'\'': unknown name" >expect &&
	checks 3 h99 && test_must_be_empty actual &&
	grep -v "^nwops: notice: " err >said && test_cmp expect said
'

test_expect_success 'an overlay with errors is told with its places' '
	cat >answers.yaml <<-\END &&
	overlay: 1
	default: {answer: maybe}
	END
	cat >expect <<-\END &&
	nwops: the overlay '\''answers.yaml'\'' has errors; nothing was done
	END
	checks 3 && test_must_be_empty actual &&
	tail -n 1 err >last && test_cmp expect last &&
	grep -c "^nwops: answers.yaml: line 2, column 19: " err >count && echo 1 >expect && test_cmp expect count
'

test_expect_success 'no progress and no colour without a terminal' '
	overlay 192.0.2.1=1ms >answers.yaml && checks 0 h1 &&
	printf "\033" >escape && ! grep -qF -f escape actual && ! grep -qF -f escape err
'

# on_a_terminal COMMAND: runs it on a terminal of 24 lines and 80 columns, prints what it wrote.
on_a_terminal() {
	/usr/bin/python3 -c '
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if not pid:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execvp("sh", ["sh", "-c", sys.argv[1]])
out = b""
try:
    while chunk := os.read(fd, 65536):
        out += chunk
except OSError:
    pass
os.waitpid(pid, 0)
sys.stdout.write(out.replace(b"\r\n", b"\n").replace(b"\033", b"^[").decode())
' "$1"
}

test_expect_success 'on a terminal the status is coloured, unless NO_COLOR or a dumb one' '
	cat >coloured <<-\END &&
	STATUS  ITEM     OWNER            LOSS   RTT  SINCE  MESSAGE
	^[[32mOK^[[0m      line:h1  Sakura Hospital    0%  1 ms  03:00
	items: 1 (OK 1)
	END
	sed "s/\^\[\[[0-9]*m//g" coloured >plain && ! cmp -s coloured plain &&
	command="nwops --overlay answers.yaml check h1 2>/dev/null" &&
	TERM=xterm on_a_terminal "$command" >actual && test_cmp coloured actual &&
	TERM=xterm NO_COLOR=1 on_a_terminal "$command" >actual && test_cmp plain actual &&
	TERM=dumb on_a_terminal "$command" >actual && test_cmp plain actual
'

# last_actor: who the newest entry of the journal says acted, and on whose word.
last_actor() {
	/usr/bin/python3 -c '
import json, sqlite3
store = sqlite3.connect("state/nwops.db")
actor, body = store.execute("select actor, body from journal join payload using (sequence) order by sequence desc limit 1").fetchone()
print(actor, json.loads(body).get("said_by"), sep=", ")
'
}

test_expect_success 'who acts and on whose word is in the record' '
	checks 0 --by "佐藤 花子" h1 && last_actor >actual &&
	echo "$(id -un), 佐藤 花子" >expect && test_cmp expect actual &&
	checks 0 h1 && last_actor >actual &&
	echo "$(id -un), None" >expect && test_cmp expect actual
'

test "$(id -u)" = 0 && test_set_prereq ROOT
test_expect_success ROOT 'behind sudo it is who called sudo' '
	SUDO_UID=65534 checks 0 h1 && last_actor >actual &&
	echo "$(id -un 65534), None" >expect && test_cmp expect actual &&
	SUDO_UID=999999 checks 0 h1 && last_actor >actual &&
	echo "uid 999999, None" >expect && test_cmp expect actual
'

test_expect_success NOBODY 'nobody becomes another by saying so' '
	rm -rf state && mkdir -m 777 state && chmod 755 . etc etc/inventory &&
	SUDO_UID=0 as_nobody nwops --overlay answers.yaml check h1 >actual 2>err && last_actor >actual &&
	as_nobody id -un >expect.name && echo "$(cat expect.name), None" >expect && test_cmp expect actual
'

test_done
