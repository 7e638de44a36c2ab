# SPDX-License-Identifier: Apache-2.0
#
# Devices on loopback that speak SSH, from t/fake/device.py, and jobs for them. Source
# it after setup.sh, which leaves it out of what every test needs.
# Belongs here: what tests need to start devices, to ask them and to read what came of
# it. Does not: how a device behaves.
# shellcheck shell=sh

# start_devices NAME=BEHAVIOUR...: returns once all of them can be asked. They end with
# the test. The key and the password that let in are in ./devices.
start_devices() {
	start_fakes device.py "$@"
}

# start_routers NAME[@ADDRESS]=PLATFORM...: the same, of platforms; see t/fake/router.py.
start_routers() {
	start_fakes router.py "$@"
}

# start_fakes PROGRAM WORD...
start_fakes() {
	fake_program=$1 && shift
	if [ -d devices ]; then
		exec 9>&-	# those before end
	fi
	rm -rf devices devices.hold devices.told && mkdir -m 700 devices &&
	ssh-keygen -q -t ed25519 -N '' -C '' -f devices/key &&
	(umask 077 && echo 'open sesame' >devices/password && echo 'open barley' >devices/wrong) &&
	mkfifo devices.hold devices.told || return 1
	/usr/bin/python3 "$NWOPS_SOURCE/t/fake/$fake_program" devices "$@" <devices.hold >devices.told 2>devices.errors 3>&- &
	# Held open for as long as they are wanted.
	exec 9>devices.hold
	cat devices.told && test -s devices/devices
}

# job NAME [KEY=JSON...]: to stdout, a job for a device as a line: the key, its pin, and the
# command "show version", in so far as it is not said otherwise; KEY= takes a key away.
job() {
	/usr/bin/python3 -c '
import json, os, sys
devices = {line.split()[0]: line.split() for line in open("devices/devices")}
name, port, fingerprint, kind, key = devices[sys.argv[1]]
job = {"v": 1, "id": name, "address": "127.0.0.1", "port": int(port), "user": "nwops", "pins": [fingerprint],
       "authenticate": [{"method": "key", "file": os.path.abspath("devices/key")}],
       "commands": [{"send": "show version"}]}
if "openssh" in "".join(sys.argv[2:]):
    job["pins"] = ["%s %s" % (kind, key)]
for word in sys.argv[2:]:
    key, _, value = word.partition("=")
    if value:
        job[key] = json.loads(value)
    else:
        del job[key]
print(json.dumps(job))' "$@"
}

# commands COMMAND...: these as the job's, to be given to job.
commands() {
	/usr/bin/python3 -c 'import json, sys; print("commands=" + json.dumps([{"send": word} for word in sys.argv[1:]]))' "$@"
}

# What makes a job one in a shell.
in_shell='shell={"prompt": "[\\w.-]+[>#]", "pager": [{"text": "--More--"}], "logout": "exit"}'

# ask STATUS OPTION...: the jobs in ./jobs.json; what came of them in ./results.
ask() {
	status=$1 && shift &&
	test_expect_code "$status" "$NWOPS_BUILD/nwops-ssh" "$@" <jobs.json >results 2>errors &&
	test_must_be_empty errors
}

# told [KEY...]: of each result, by id: end, reason, phase, then for each output its text or
# base64, whether it is complete, and why not; KEY is one of the result besides.
told() {
	/usr/bin/python3 -c '
import json, sys
results = [json.loads(line) for line in open("results")]
for result in sorted(results, key=lambda result: result["id"] or ""):
    line = [result["id"], result["end"], result["reason"], result["phase"]]
    line += [result[key] for key in sys.argv[1:]]
    print(*line)
    for output in result["outputs"]:
        text = output.get("text", output.get("base64"))
        if len(text) > 200:
            text = "%d bytes" % output["bytes"]
        print("   ", json.dumps(text), output["reason"] or "complete", output["exit_status"])' "$@"
}

# log NAME: what the device was told.
log() {
	cat "devices/$1.log"
}
