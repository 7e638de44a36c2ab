# SPDX-License-Identifier: Apache-2.0
#
# For tests that need a network of their own: sourced instead of t/setup.sh,
# which it sources in its turn.
#
# It starts the script once more inside fresh network, mount and process
# namespaces that have no name. What is built there (devices, addresses,
# routes, further namespaces by name, since /run/netns is private too) can
# touch nothing outside, and ends with the script, however that ends: there is
# nothing to tear down and nothing a killed run could leave behind. Named
# namespaces in the machine's own /run/netns, removed by a trap, were rejected
# for that.
#
# Only root may; others are told why and counted as skipped.

# Why no laboratory can be had here, on stdout; fails when it can.
lab_refused () {
	test "$(id -u)" = 0 || { echo "not root"; return; }
	for program in unshare ip nft tc setpriv
	do
		command -v $program >/dev/null || { echo "no program '$program'"; return; }
	done
	test -c /dev/net/tun || { echo "no /dev/net/tun"; return; }
	lab_error=$(unshare --mount --net --pid --fork --mount-proc -- ip tuntap add dev lab0 mode tun 2>&1) ||
		{ echo "namespaces or TUN not allowed: $lab_error" | head -n 1; return; }
	return 1
}

if test -z "$NWOPS_LAB"
then
	if reason=$(lab_refused)
	then
		echo "1..0 # SKIP no laboratory: $reason"
		exit 0
	fi
	NWOPS_LAB=1
	export NWOPS_LAB
	exec unshare --mount --net --pid --fork --kill-child --mount-proc -- /bin/sh "$0" "$@"
fi

# The first process of a namespace ignores what it has no trap for.
trap 'exit 130' INT
trap 'exit 143' TERM

NWOPS_LAB_DIR=$(cd "${0%/*}" && pwd) || exit 1
export NWOPS_LAB_DIR

mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns || exit 1

. "$NWOPS_LAB_DIR/../setup.sh"

reflect=$NWOPS_BUILD/t/fake/reflect

# The networks behind the wire. Nobody else's: RFC 2544, 3849.
LAB_PREFIX4=198.18.0.0/15
LAB_PREFIX6=2001:db8:77::/48
LAB_OWN4=192.0.2.1
LAB_OWN6=2001:db8::1

# lab_wait_for SECONDS COMMAND…: until COMMAND succeeds, at most SECONDS.
lab_wait_for () {
	lab_tries=$(($1 * 20))
	shift
	until "$@"
	do
		lab_tries=$((lab_tries - 1))
		test $lab_tries -gt 0 || return 1
		sleep 0.05
	done
}

# lab_wire: one TUN device lab0 with an address of each family, behind which
# both prefixes lie. Done anew, it begins anew.
lab_wire () {
	ip link set lo up &&
	{ ip link del lab0 2>/dev/null || :; } &&
	nft flush ruleset && ip route flush table main && ip -6 route flush table main &&
	ip tuntap add dev lab0 mode tun &&
	sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lab0.rp_filter=0 \
		net.ipv6.conf.lab0.accept_dad=0 net.ipv6.conf.lab0.router_solicitations=0 &&
	ip addr add $LAB_OWN4/24 dev lab0 &&
	ip -6 addr add $LAB_OWN6/64 dev lab0 nodad &&
	ip link set lab0 txqueuelen 10000 up &&
	ip route add $LAB_PREFIX4 dev lab0 &&
	ip -6 route add $LAB_PREFIX6 dev lab0
}

# lab_sockets ping|raw: which kind of ICMP socket the kernel lets root have.
lab_sockets () {
	case $1 in
	ping)	sysctl -qw net.ipv4.ping_group_range="0 2147483647" ;;
	raw)	sysctl -qw net.ipv4.ping_group_range="1 0" ;;
	*)	return 1 ;;
	esac
}

# lab_reflect TABLE LOG [OPTION…]: starts the reflector on lab0, in place of
# one that a failed test may have left.
lab_reflect () {
	lab_reflect_end 2>/dev/null
	lab_table=$1
	lab_log=$2
	shift 2
	rm -f "$lab_log"
	"$reflect" --device lab0 --log "$lab_log" --seconds 300 "$@" "$lab_table" &
	lab_reflector=$!
	lab_wait_for 10 grep -qs ' ready ' "$lab_log"
}

# lab_reflect_end: ends it, so that its log is whole.
lab_reflect_end () {
	test -n "$lab_reflector" && kill "$lab_reflector" && wait "$lab_reflector"
	lab_reflect_status=$?
	lab_reflector=
	return $lab_reflect_status
}

# lab_asked LOG: how many requests the reflector has written down so far.
lab_asked () {
	grep -c ' asked ' "$1" || :
}

# lab_asked_at_least COUNT LOG
lab_asked_at_least () {
	test "$(lab_asked "$2")" -ge "$1"
}

# lab_items FILE KEY…: of each item in FILE's JSON lines its name and those
# figures, sorted by name.
lab_items () {
	/usr/bin/python3 -c '
import json, sys
for o in sorted((json.loads(line) for line in open(sys.argv[1])), key=lambda o: o.get("item", "")):
    if o["type"] == "item":
        print(o["item"].partition(":")[2], *[o[key] for key in sys.argv[2:]])
' "$@"
}

# lab_end FILE KEY…: those figures of the run as a whole.
lab_end () {
	/usr/bin/python3 -c '
import json, sys
for o in (json.loads(line) for line in open(sys.argv[1])):
    if o["type"] == "check":
        print(*[o[key] for key in sys.argv[2:]])
' "$@"
}

# lab_site PACKETS GAP TIMEOUT [PROBING]: the rules of a site whose lines are
# asked so, in ms; CAUTION from 20 % loss or a quarter of the timeout, WARNING
# from 50 % or half of it.
lab_site () {
	mkdir -p etc/inventory &&
	cat >etc/nwops.yaml <<-END
	zone: Asia/Tokyo
	language: en
	log-name: tozai.example/test
	probing: {evidence: 0, ${4:-rate: 2000, far-end-rate: 2000, deadline: 50s}}
	service-classes:
	  user:
	    probe: {packets: $1, gap: ${2}ms, timeout: ${3}ms}
	    thresholds:
	      loss: {caution: 20%, warning: 50%}
	      rtt: {caution: $(($3 / 4))ms, warning: $(($3 / 2))ms}
	END
}

# lab_lines NAME=ADDRESS[,KEY: VALUE]…: to stdout, an inventory of lines behind
# concentrator a1, which itself is not watched.
lab_lines () {
	cat <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  hosp: {kind: institution, type: hospital, service-class: user, name: Sakura Hospital}
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.254, watch: []}
	lines:
	END
	for lab_line
	do
		lab_rest=${lab_line#*=}
		lab_more=
		case $lab_rest in *,*) lab_more=", ${lab_rest#*,}" ;; esac
		echo "  ${lab_line%%=*}: {institution: hosp, from: a1, address: '${lab_rest%%,*}'$lab_more}"
	done
}
