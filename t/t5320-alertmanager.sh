#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Alerts as nwops-send makes them, told to a real Alertmanager: it takes them, shows them with their words, keeps an
# open one open, and takes it away when the notice that resolves it comes.
test_description='a real Alertmanager shows and resolves our alerts'
. "$(dirname "$0")/setup.sh"

manager=$(command -v prometheus-alertmanager || command -v alertmanager) || {
	skip_all='prometheus-alertmanager is not installed'
	test_done
}

# Starts one, tells it notices, and looks after each at every alert there is, as its API tells it.
cat >look.py <<\END
import atexit, datetime, json, re, subprocess, sys, threading, time, urllib.request

manager, program = sys.argv[1:3]
now = int(time.time() * 1e6)
began = now - 600 * 10**6

def content(kind, sequence, resolves, **notice):
    return {
        "v": 1, "channel": "alertmanager", "identity": f"{sequence}@tozai.example", "date_us": now, "offset_minutes": 540,
        "language": "ja", "from": {"name": "東西", "address": ""}, "to": {"name": "監視", "address": ""}, "reply_to": None,
        "thread": None, "subject": f"【障害】第{sequence}報", "text": "1 発生日時\n", "code": None, "attachments": [],
        "notice": dict({
            "kind": kind, "audience": "duty", "reference": "INC-20261126-001", "subject": "line:h1-main", "organization": None,
            "sequence": sequence, "urgency": "first", "as_of_us": now + sequence, "began_us": began, "resolves": resolves}, **notice),
    }

def tell(what, mark=""):
    arguments = [program, "--compose"] + (["--mark", mark] if mark else [])
    made = subprocess.run(arguments, input=json.dumps(what).encode(), capture_output=True, check=True).stdout
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v2/alerts", made, {"Content-Type": "application/json"})
    print(f"{what['notice']['kind']} {what['notice']['sequence']} {mark or 'real'}: {urllib.request.urlopen(request).status}")
    alerts = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/alerts"))
    for alert in sorted(alerts, key=lambda each: json.dumps(each["labels"], sort_keys=True)):
        labels, until = alert["labels"], datetime.datetime.fromisoformat(alert["endsAt"].replace("Z", "+00:00"))
        stands = until.timestamp() > time.time() + 7 * 86400
        since = datetime.datetime.fromisoformat(alert["startsAt"].replace("Z", "+00:00")).timestamp()
        print("  ", labels["alertname"], labels["severity"], labels["reference"], labels.get("mark", "-"), alert["status"]["state"],
              "stands" if stands else "passes", "since-it-began" if abs(since - began / 1e6) < 1 else "since-now",
              alert["annotations"]["summary"], repr(alert["annotations"]["description"].split("\n")[0]))

# Its port is its own choice, which it logs.
server = subprocess.Popen([manager, "--config.file=config.yml", "--storage.path=kept", "--web.listen-address=127.0.0.1:0",
                           "--cluster.listen-address="], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
atexit.register(server.kill)
lines, port = [], None
while not port:
    lines.append(server.stderr.readline())
    found = re.search(r"Listening on.*address=127\.0\.0\.1:(\d+)", lines[-1])
    port = found and found[1]
    if not lines[-1]:
        sys.exit("it does not listen: " + "".join(lines))
rest = threading.Thread(target=lambda: lines.extend(server.stderr), daemon=True)
rest.start()

tell(content("outage-first", 1, False))
tell(content("outage-follow-up", 2, False))
tell(content("outage-first", 1, False), "drill")
tell(content("outage-restored", 3, True))
tell(content("outage-restored", 3, True), "drill")
tell(content("path-test", 1, False, reference="TEST-1", began_us=None), "test")
server.terminate()
server.wait()
rest.join()
print("complaints:", [line for line in lines if re.search("level=(warn|error)", line)])
END

cat >config.yml <<\END
route: {receiver: nobody}
receivers: [{name: nobody}]
END
cat >expect <<\END
outage-first 1 real: 200
   outage critical INC-20261126-001 - active stands since-it-began 【障害】第1報 '1 発生日時'
outage-follow-up 2 real: 200
   outage critical INC-20261126-001 - active stands since-it-began 【障害】第2報 '1 発生日時'
outage-first 1 drill: 200
   outage critical INC-20261126-001 drill active stands since-it-began 【訓練】【障害】第1報 '【訓練】 これは訓練です。実際の事象ではありません。'
   outage critical INC-20261126-001 - active stands since-it-began 【障害】第2報 '1 発生日時'
outage-restored 3 real: 200
   outage critical INC-20261126-001 drill active stands since-it-began 【訓練】【障害】第1報 '【訓練】 これは訓練です。実際の事象ではありません。'
outage-restored 3 drill: 200
path-test 1 test: 200
   path-test info TEST-1 test active passes since-now 【試験】【障害】第1報 '【試験】 連絡が届くことを確かめるための試験です。'
complaints: []
END
test_expect_success 'what is open is shown, what is restored is gone, a drill is another matter' '
	/usr/bin/python3 look.py "$manager" "$NWOPS_BUILD/nwops-send" >actual && test_cmp expect actual
'
test_done
