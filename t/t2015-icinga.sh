#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Icinga 2 itself runs nwops as a service and as a host, and what it then knows
# is read back whole: status, text, details, performance data.
test_description='nwops check under Icinga 2'
. "$(dirname "$0")/setup.sh"

NWOPS_TEST_CLOCK=2026-11-25T03:00:00+09:00
export NWOPS_TEST_CLOCK
site
line_inventory 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 >etc/inventory/lab.yaml
overlay 192.0.2.1=1234us 192.0.2.2=none 192.0.2.3=2ms,80% '192.0.2.4=!no | route' 192.0.2.5=60ms >answers.yaml

command -v icinga2 >/dev/null && test_set_prereq ICINGA

# Its daemon keeps everything below one directory, runs as somebody who is not root, checks and
# does nothing else: no network, no notification.
icinga_site() {
	mkdir -p icinga/data icinga/log icinga/cache icinga/run icinga/state &&
	chmod -R a+rwX icinga &&
	cat >icinga/icinga2.conf <<-END
	include <itl>
	object CheckerComponent "checker" { }
	object CheckCommand "nwops" {
	  command = [ "$NWOPS_BUILD/nwops", "--overlay", "$PWD/answers.yaml", "--config", "$PWD/etc",
	    "--state", "$PWD/icinga/state", "check", "--format", "plugin" ]
	  arguments = {
	    "--as" = "\$nwops_as\$"
	    "--unknown-as" = "\$nwops_unknown_as\$"
	    "--lang" = "\$nwops_lang\$"
	    "(selector)" = { value = "\$nwops_selector\$", skip_key = true, order = 1 }
	  }
	}
	template Host "h" { check_command = "nwops", check_interval = 1s, retry_interval = 1s, max_check_attempts = 1 }
	object Host "host-ok" { import "h", vars.nwops_as = "host", vars.nwops_selector = "line:h1" }
	object Host "host-down" { import "h", vars.nwops_as = "host", vars.nwops_selector = "line:h2" }
	object Host "host-warning" { import "h", vars.nwops_as = "host", vars.nwops_selector = "line:h3" }
	object Host "host-unknown" { import "h", vars.nwops_as = "host", vars.nwops_selector = "line:h4" }
	object Host "host-unknown-as-down" {
	  import "h", vars.nwops_as = "host", vars.nwops_selector = "line:h4", vars.nwops_unknown_as = "down"
	}
	for (line in [ "h1", "h2", "h3", "h4", "h5" ]) {
	  object Service line use (line) {
	    host_name = "host-ok", check_command = "nwops", check_interval = 1s, retry_interval = 1s
	    max_check_attempts = 1
	    vars.nwops_as = "service", vars.nwops_selector = "line:" + line
	  }
	}
	object Service "all" {
	  host_name = "host-ok", check_command = "nwops", check_interval = 1s, retry_interval = 1s
	  max_check_attempts = 1
	  vars.nwops_as = "service", vars.nwops_selector = "line:*", vars.nwops_lang = "ja"
	}
	END
}

# icinga: runs the daemon until it has begun to check everything a second time, so that each
# first result is in; ends it by its number; what it kept goes to icinga/data/icinga2.state.
icinga() {
	/usr/bin/python3 - "$PWD/icinga" <<-'END'
	import os, re, signal, subprocess, sys
	here = sys.argv[1]
	me = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
	name = lambda option: subprocess.run([*me, "id", option], capture_output=True, text=True, check=True).stdout.strip()
	places = {"ConfigDir": here, "DataDir": here + "/data", "SpoolDir": here + "/data", "LogDir": here + "/log",
	          "CacheDir": here + "/cache", "InitRunDir": here + "/run",
	          "RunAsUser": name("-un"), "RunAsGroup": name("-gn")}
	daemon = subprocess.Popen([*me, "icinga2", "daemon", "--log-level", "debug", "--config", here + "/icinga2.conf",
	                           *(f"-D{key}={value}" for key, value in places.items())],
	                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
	begun = {}
	ended = False
	for line in daemon.stdout:
	    sys.stderr.write(line)
	    match = re.search(r"Executing check for '([^']*)'", line)
	    if match:
	        begun[match[1]] = begun.get(match[1], 0) + 1
	    if len(begun) == 11 and min(begun.values()) == 2 and not ended:
	        daemon.send_signal(signal.SIGTERM)
	        ended = True
	sys.exit(daemon.wait())
	END
}

# known: what Icinga kept, one JSON object a line, by name. "up" and "down" of hosts are its own words.
known() {
	/usr/bin/python3 - icinga/data/icinga2.state <<-'END'
	import json, sys
	text, at, found = open(sys.argv[1], "rb").read(), 0, {}
	while at < len(text):
	    colon = text.index(b":", at)
	    length = int(text[at:colon])
	    thing = json.loads(text[colon + 1:colon + 1 + length])
	    at = colon + 1 + length + 1
	    if thing["type"] not in ("Host", "Service"):
	        continue
	    update = thing["update"]
	    result = update["last_check_result"]
	    shown = {"name": thing["name"], "exit_status": result["exit_status"], "output": result["output"],
	             "performance_data": result["performance_data"]}
	    if thing["type"] == "Host":
	        shown["is"] = ("up" if update["last_state_up"] else "") + ("down" if update["last_state_down"] else "")
	    else:
	        shown["is"] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][int(result["state"])]
	    found[thing["name"]] = shown
	for name in sorted(found):
	    print(json.dumps(found[name], ensure_ascii=False))
	END
}

test_expect_success ICINGA,NOBODY 'Icinga 2 accepts the configuration and checks everything' '
	icinga_site && icinga && known >actual
'

test_expect_success ICINGA,NOBODY 'as a service: status, text and figures are what nwops said' '
	grep "host-ok!" actual >services && cat >expect <<-\END &&
	{"name": "host-ok!all", "is": "CRITICAL", "exit_status": 2, "output": "NWOPS CRITICAL - 対象: 5 件 (停止 1、警告 1、不明 1、注意 1、正常 1)\n停止 DOWN (CRITICAL) line:h2: 応答なし\n警告 WARNING (CRITICAL) line:h3: 損失 80% (警告の閾値 60%); 往復時間 2 ms、損失 80%\n不明 UNKNOWN line:h4: 測定不能: no / route\n注意 CAUTION (WARNING) line:h5: 往復時間 60 ms (注意の閾値 50 ms); 往復時間 60 ms、損失 0%", "performance_data": ["line:h2_loss=100%;20;60;0;100", "line:h3_loss=80%;20;60;0;100", "line:h3_rtt=2ms;50;200;0;", "line:h5_loss=0%;20;60;0;100", "line:h5_rtt=60ms;50;200;0;", "line:h1_loss=0%;20;60;0;100", "line:h1_rtt=1.234ms;50;200;0;"]}
	{"name": "host-ok!h1", "is": "OK", "exit_status": 0, "output": "NWOPS OK - line:h1: rtt 1.23 ms, loss 0%", "performance_data": ["line:h1_loss=0%;20;60;0;100", "line:h1_rtt=1.234ms;50;200;0;"]}
	{"name": "host-ok!h2", "is": "CRITICAL", "exit_status": 2, "output": "NWOPS CRITICAL - line:h2: no answer", "performance_data": ["line:h2_loss=100%;20;60;0;100"]}
	{"name": "host-ok!h3", "is": "CRITICAL", "exit_status": 2, "output": "NWOPS CRITICAL - line:h3: loss 80% (warning from 60%); rtt 2 ms, loss 80%", "performance_data": ["line:h3_loss=80%;20;60;0;100", "line:h3_rtt=2ms;50;200;0;"]}
	{"name": "host-ok!h4", "is": "UNKNOWN", "exit_status": 3, "output": "NWOPS UNKNOWN - line:h4: could not ask: no / route", "performance_data": []}
	{"name": "host-ok!h5", "is": "WARNING", "exit_status": 1, "output": "NWOPS WARNING - line:h5: rtt 60 ms (caution from 50 ms); rtt 60 ms, loss 0%", "performance_data": ["line:h5_loss=0%;20;60;0;100", "line:h5_rtt=60ms;50;200;0;"]}
	END
	test_cmp_json expect services
'

test_expect_success ICINGA,NOBODY 'as a host: only what is DOWN is down' '
	grep -v "host-ok!" actual >hosts && cat >expect <<-\END &&
	{"name": "host-down", "is": "down", "exit_status": 2, "output": "NWOPS CRITICAL - line:h2: no answer", "performance_data": ["line:h2_loss=100%;20;60;0;100"]}
	{"name": "host-ok", "is": "up", "exit_status": 0, "output": "NWOPS OK - line:h1: rtt 1.23 ms, loss 0%", "performance_data": ["line:h1_loss=0%;20;60;0;100", "line:h1_rtt=1.234ms;50;200;0;"]}
	{"name": "host-unknown", "is": "up", "exit_status": 1, "output": "NWOPS UNKNOWN - line:h4: could not ask: no / route", "performance_data": []}
	{"name": "host-unknown-as-down", "is": "down", "exit_status": 2, "output": "NWOPS UNKNOWN - line:h4: could not ask: no / route", "performance_data": []}
	{"name": "host-warning", "is": "up", "exit_status": 0, "output": "NWOPS CRITICAL - line:h3: loss 80% (warning from 60%); rtt 2 ms, loss 80%", "performance_data": ["line:h3_loss=80%;20;60;0;100", "line:h3_rtt=2ms;50;200;0;"]}
	END
	test_cmp_json expect hosts
'

test_expect_success ICINGA,NOBODY 'what it ran was recorded beside it, by whoever it runs as' '
	test_expect_code 0 nwops --overlay answers.yaml --state icinga/state store status --json >actual && test -s actual &&
	sqlite3 icinga/state/nwops.db "select count(*) >= 11 from journal where kind = '\''check'\''" >count &&
	echo 1 >expect && test_cmp expect count
'

test_done
