# SPDX-License-Identifier: Apache-2.0
#
# Peers on loopback for the tests of probe kinds, from t/fake/peer.py. Source it
# after setup.sh, which leaves it out of what every test needs.
# Belongs here: what the tests of several kinds need to start peers and to read what
# nwops says of them. Does not: how a peer behaves.
# shellcheck shell=sh

# start_peers NAME=BEHAVIOUR...: returns once all of them can be asked. They end with
# the test, or at stop_peers.
start_peers() {
	stop_peers
	rm -f peers.log peers.hold peers.told && : >peers.log && mkfifo peers.hold peers.told || return 1
	/usr/bin/python3 "$NWOPS_SOURCE/t/fake/peer.py" peers.log "$@" <peers.hold >peers.told 3>&- &
	peers_pid=$!
	# Held open for as long as they are wanted.
	exec 9>peers.hold
	cat peers.told >peers && test -s peers
}

# stop_peers: afterwards peers.log is complete.
stop_peers() {
	[ -n "${peers_pid:-}" ] || return 0
	exec 9>&-
	wait "$peers_pid"
	peers_pid=
}

# port NAME
port() {
	awk -v name="$1" '$1 == name { print $2 }' peers
}

# inventory_of_peers: the beginning of an inventory with a device for each of them.
inventory_of_peers() {
	cat <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  hosp: {kind: institution, type: hospital, service-class: user, area: 13, name: Sakura Hospital}
	devices:
	END
	while read -r peer_name peer_port peer_address; do
		echo "  $peer_name: {owner: self, address: $peer_address, watch: [], service-class: user}"
	done <peers
}

# told ANSWER [FACT...]: of each item its name, status, end, these facts and the message,
# by name; times are left out.
told() {
	/usr/bin/python3 -c '
import json, re, sys
items = [line for line in map(json.loads, open(sys.argv[1])) if line["type"] == "item"]
for item in sorted(items, key=lambda item: item["item"]):
    facts = item["facts"] and [item["facts"][key] for key in sys.argv[2:]]
    message = re.sub(r"answered in [0-9.]+ (us|ms|s)", "answered in TIME", item["message"])
    print(item["item"], item["status"], item["end"], json.dumps(facts, ensure_ascii=False), message, sep="\t")
' "$@"
}
