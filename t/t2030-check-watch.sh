#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# nwops check --watch: round after round until a signal, each recorded, one
# block each on paper, redrawn on a terminal.
test_description='nwops check --watch'
. "$(dirname "$0")/setup.sh"

site
line_inventory 192.0.2.1 192.0.2.2 >etc/inventory/lab.yaml
overlay 192.0.2.1=1ms 192.0.2.2=60ms >answers.yaml

# watch SIGNAL ROUNDS ARGUMENT...: until the line that ends a round, which holds
# $end, has come ROUNDS times; then SIGNAL. Stdout to actual, the status to status.
# Nothing here waits for a time: only for what the watch itself prints.
watch() {
	/usr/bin/python3 -c '
import os, signal, subprocess, sys
number, rounds, end = getattr(signal, sys.argv[1]), int(sys.argv[2]), sys.argv[3]
watch = subprocess.Popen(["nwops", "--overlay", "answers.yaml", "check", "--watch", *sys.argv[4:]],
                         stdout=subprocess.PIPE, stderr=open("err", "wb"))
with open("actual", "wb") as actual:
    for line in watch.stdout:
        actual.write(line)
        if end.encode() in line:
            rounds -= 1
            if not rounds:
                watch.send_signal(number)
print(watch.wait())
' "$@" >status
}
entries() {
	sqlite3 state/nwops.db "select count(*) from journal where kind = 'check'"
}

test_expect_success 'each round is a block with its time, and is recorded' '
	watch SIGINT 3 items: --interval 1s && echo 1 >expect && test_cmp expect status &&
	sed "s/^20[0-9-]* [0-9:]* +09:00, /TIME, /; s/  [0-9][0-9]:[0-9][0-9]\( \|$\)/  HH:MM\1/" actual >blocks &&
	cat >block <<-\END &&
	TIME, every 1 s
	STATUS             ITEM     OWNER            LOSS    RTT  SINCE  MESSAGE
	CAUTION (WARNING)  line:h2  Sakura Hospital    0%  60 ms  HH:MM  rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%
	OK                 line:h1  Sakura Hospital    0%   1 ms  HH:MM
	items: 2 (CAUTION 1, OK 1)

	END
	cat block block block >expect && test_cmp expect blocks &&
	echo 3 >expect && entries >count && test_cmp expect count
'

test_expect_success 'every signal that ends a check ends a watch, with the status of its last round' '
	overlay 192.0.2.1=1ms 192.0.2.2=none >answers.yaml &&
	watch SIGTERM 1 items: --no-record && echo 2 >expect && test_cmp expect status &&
	overlay 192.0.2.1=1ms 192.0.2.2=2ms >answers.yaml &&
	watch SIGHUP 1 items: --no-record && echo 0 >expect && test_cmp expect status &&
	echo 3 >expect && entries >count && test_cmp expect count
'

test_expect_success 'in JSON the line of each check divides the rounds' '
	watch SIGINT 2 \"type\":\"check\" --interval 1s --json --no-record && echo 0 >expect && test_cmp expect status &&
	/usr/bin/python3 -c "
import json
print(*(json.loads(line)[\"type\"] for line in open(\"actual\")))" >types &&
	echo "item item check item item check" >expect && test_cmp expect types
'

test_expect_success 'between two rounds the store is free for others' '
	/usr/bin/python3 -c "
import signal, subprocess
watch = subprocess.Popen([\"nwops\", \"--overlay\", \"answers.yaml\", \"check\", \"--watch\"], stdout=subprocess.PIPE)
for line in watch.stdout:
    if line == b\"\n\":
        break
other = subprocess.run([\"nwops\", \"--overlay\", \"answers.yaml\", \"check\"])
watch.send_signal(signal.SIGINT)
watch.stdout.read()
raise SystemExit(other.returncode or watch.wait())" &&
	echo 5 >expect && entries >count && test_cmp expect count
'

test_expect_success 'what cannot begin does not go on' '
	echo "nwops: cannot select '\''h99'\'': unknown name" >expect &&
	test_expect_code 3 nwops --overlay answers.yaml check --watch --no-record h99 >actual 2>err &&
	grep -v "notice: " err >said && test_cmp expect said
'

test_expect_success 'a file of metrics is replaced each round' '
	watch_metrics="nwops --overlay answers.yaml check --watch --interval 1s --no-record --format textfile --output w.prom" &&
	/usr/bin/python3 -c "
import os, signal, subprocess, sys
ends = set()
watch = subprocess.Popen(sys.argv[1].split(), stderr=subprocess.DEVNULL)
while len(ends) < 2 and watch.poll() is None:
    try:
        text = open(\"w.prom\").read()
    except FileNotFoundError:
        continue
    ends |= {line for line in text.splitlines() if line.startswith(\"nwops_last_run_timestamp_seconds \")}
    if not text.endswith(\"\n\") or \"sample_timestamp_seconds{item=\\\"line:h2\" not in text:
        sys.exit(\"half a file: %r\" % text)
watch.send_signal(signal.SIGINT)
sys.exit(watch.wait())" "$watch_metrics"
'

# On a terminal, until the second round is drawn.
test_expect_success 'a terminal is cleared and drawn again' '
	/usr/bin/python3 -c "
import os, pty, re, signal, sys
pid, fd = pty.fork()
if not pid:
    os.environ.update(TERM=\"xterm\", LINES=\"24\", COLUMNS=\"100\", NO_COLOR=\"1\")
    os.execvp(\"nwops\", \"nwops --overlay answers.yaml check --watch --interval 1s --no-record h1\".split())
out = b\"\"
try:
    while chunk := os.read(fd, 65536):
        out += chunk
        if out.count(b\"items:\") == 2:
            os.kill(pid, signal.SIGINT)
except OSError:
    pass
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
out = out.replace(b\"\r\n\", b\"\n\").replace(b\"\033\", b\"^[\").decode()
out = re.sub(r\"20[0-9-]{8} [0-9:]{8} [+]09:00\", \"TIME\", out)
print(re.sub(r\"[0-9]{2}:[0-9]{2}\n\", \"HH:MM\n\", out), end=\"\")
sys.exit(status)" >actual &&
	cat >expect <<-\END &&
	^[[H^[[2JTIME, every 1 s
	STATUS  ITEM     OWNER            LOSS   RTT  SINCE  MESSAGE
	OK      line:h1  Sakura Hospital    0%  1 ms  HH:MM
	items: 1 (OK 1)
	END
	grep -v "^nwops: notice: \|^nwops: stopped" actual >said && cat expect expect >twice && test_cmp twice said
'

test_done
