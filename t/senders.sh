# SPDX-License-Identifier: Apache-2.0
#
# Mail servers, webhooks and mailboxes on loopback, from t/fake/servers.py, and jobs for nwops-send. Source it
# after setup.sh, which leaves it out of what every test needs.
# Belongs here: what tests need to start servers, to have something handed over and to read what came of
# it. Does not: how a server behaves.
# shellcheck shell=sh

# start_servers NAME=KIND[,ORDER]...: returns once all of them can be asked. They end with the test, or when
# others are started. What they were told and took is in ./servers.
start_servers() {
	stop_servers
	rm -rf servers servers.hold servers.told && mkdir servers && mkfifo servers.hold servers.told || return 1
	/usr/bin/python3 "$NWOPS_SOURCE/t/fake/servers.py" servers "$@" <servers.hold >servers.told 2>servers.errors 3>&- &
	servers_pid=$!
	# Held open for as long as they are wanted.
	exec 9>servers.hold
	cat servers.told >servers/ports && test -s servers/ports
}

# stop_servers: afterwards their logs are complete.
stop_servers() {
	[ -n "${servers_pid:-}" ] || return 0
	exec 9>&-
	wait "$servers_pid"
	servers_pid=
}

# mail_job RELAYS [KEY=JSON...]: to stdout, a mail as a job for nwops-send, over the servers named (with blanks between
# them; "NAME:KEY=JSON" says more of one); keys of the job, of its route ("route.KEY") or content ("content.KEY").
# Others make the same of a webhook and so on, whose target is a server's URL.
mail_job() { job_of mail "$@"; }
webhook_job() { job_of webhook "$@"; }
alert_job() { job_of alertmanager "$@"; }
command_job() { job_of command "$@"; }

# What a job's content is, where it is not said otherwise.
job_of() {
	/usr/bin/python3 - "$@" <<-\END
	import json, sys
	ports = {}
	try:
	    ports = dict(line.split() for line in open("servers/ports"))
	except FileNotFoundError:
	    pass
	channel, servers = sys.argv[1:3]
	content = {"v": 1, "channel": channel, "identity": "1.7@tozai.example", "date_us": 1795660507000000, "offset_minutes": 540,
	           "language": "ja", "from": {"name": "東西医療回線", "address": "noc@tozai.example"},
	           "to": {"name": "相互接続基盤 NOC", "address": "noc@core.example"}, "reply_to": None, "thread": None,
	           "subject": "【障害】第1報", "text": "一行目\n.二行目は点で始まる\n", "code": "K7M3QD", "attachments": [],
	           "notice": {"kind": "outage-first", "audience": "core", "reference": "INC-1", "sequence": 1, "urgency": "first",
	                      "subject": "line:h1", "organization": None, "as_of_us": 1795660507000000, "began_us": None,
	                      "resolves": False, "number": 12, "fields": {"lines-affected": "12"}}}
	job = {"v": 1, "job": 1, "content": content, "mark": "", "target": "noc@core.example", "secret": None,
	       "route": {"relays": [], "source": None, "interface": None, "from": "noc@tozai.example", "proxy": None, "ca": None},
	       "limits": {"connect_us": 1000000, "attempt_us": 2000000}, "signature": None}
	if channel == "mail":
	    for word in servers.split():
	        name, *more = word.split(":", 1)
	        relay = {"name": name, "host": "127.0.0.1", "port": int(ports.get(name, 1)), "security": "plain",
	                 "tls_name": None, "ca": None, "user": None, "secret": None}
	        for change in more[0].split(";") if more else []:
	            key, _, value = change.partition("=")
	            relay[key] = json.loads(value)
	        job["route"]["relays"].append(relay)
	elif channel == "command":
	    job["target"] = servers
	else:
	    scheme, _, rest = servers.partition("://")
	    name, _, path = rest.partition("/")
	    job["target"] = "%s://127.0.0.1:%s/%s" % (scheme, ports[name], path)
	for word in sys.argv[3:]:
	    path, _, value = word.partition("=")
	    at = job
	    *outer, key = path.split(".")
	    for each in outer:
	        at = at[each]
	    at[key] = json.loads(value)
	print(json.dumps(job, ensure_ascii=False))
	END
}

# hand_over STATUS [OPTION...]: what jobs.json says, with results to ./results.
hand_over() {
	hand_over_status=$1 && shift &&
	test_expect_code "$hand_over_status" "$NWOPS_BUILD/nwops-send" "$@" <jobs.json >results 2>err && test_must_be_empty err
}

# until_has FILE WHAT: waits until a line of FILE has it.
until_has() {
	tries=0 && while ! grep -q "$2" "$1"; do
		tries=$((tries + 1)) && test $tries -lt 1000 && /usr/bin/python3 -c "import select; select.select([], [], [], 0.01)" || return 1
	done
}

# start_feeding: nwops-send in the background, with jobs from the descriptor 8.
start_feeding() {
	rm -f feed && mkfifo feed && : >results || return 1
	"$NWOPS_BUILD/nwops-send" <feed >results 2>err 3>&- 9>&- &
	feeding=$!
	exec 8>feed
}

# ends: of each job its number, whether it was handed over, and of each try relay, end, code and reply.
ends() {
	/usr/bin/python3 - <<-\END
	import json
	handed, told = set(), []
	for line in map(json.loads, open("results")):
	    assert line["v"] == 1 and line["job"] not in [job for job, _ in told if job is not None]
	    if "handing_over" in line:
	        assert line["job"] not in handed
	        handed.add(line["job"])
	    else:
	        told.append((line["job"], line["attempts"]))
	for job, attempts in sorted(told, key=lambda each: -1 if each[0] is None else each[0]):
	    tries = []
	    for attempt in attempts:
	        assert attempt["ended_us"] >= attempt["began_us"]
	        tries.append("%s %s %s %s" % (attempt["relay"], attempt["end"], "-" if attempt["code"] is None else attempt["code"],
	                                      attempt["reply"]))
	    print(job, "handed" if job in handed else "kept", *tries, sep=" | ")
	END
}
