#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every way in which replies and ICMP errors can lie, at once: what nwops makes
# of each must be the whole table `hostile`, with either kind of socket and in
# both families. Then the peers meet the same network; what they believe is
# printed beside the truth, and judged by nobody.
test_description='replies and errors that lie, and what nwops makes of each'
. "$(dirname "$0")/setup.sh"

hostile=$NWOPS_LAB_DIR/hostile.py
check_icmp=/usr/lib/nagios/plugins/check_icmp

test_expect_success 'a network that lies' '
	lab_wire &&
	lab_site 4 200 2000 &&
	"$hostile" inventory >etc/inventory/hostile.yaml &&
	"$hostile" table >table
'

for kind in ping raw
do
	test_expect_success "each lie is known for what it is, $kind sockets" '
		lab_sockets $kind &&
		lab_reflect table log.$kind &&
		test_expect_code 2 nwops check --no-record --json >json.$kind 2>errors.$kind &&
		lab_reflect_end &&
		"$hostile" expect $kind >expect &&
		"$hostile" actual expect json.$kind >actual &&
		test_cmp expect actual
	'

	test_expect_success "every packet was asked once, $kind sockets" '
		"$hostile" targets 4 >targets && "$hostile" targets 6 >>targets &&
		sort targets | sed "s/$/ 4/" >expect &&
		awk "\$2 == \"asked\" { n[\$3]++ } END { for (a in n) print a, n[a] }" log.$kind | sort >actual &&
		test_cmp expect actual
	'

	# The reflector starts to count after the packet has left and stops before
	# the reply has come, so a round trip is never shorter than what it held.
	test_expect_success "no round trip is shorter than it was, $kind sockets" '
		for family in 4 6
		do
			lab_items json.$kind rtt_min_us |
			awk -v name=delayed.$family -v least=20000 "
				\$1 == name { found = 1; if (\$2 < least) exit 1 }
				END { if (!found) exit 1 }
			" || return 1
		done
	'

	lab_items json.$kind rtt_min_us rtt_median_us rtt_max_us | grep '^delayed' |
	sed "s/^/# 20 ms, $kind sockets, round trips in us: /"
done

# Four packets 200 ms apart, 2 s for each, as nwops asked.
ask_by_fping () {
	"$hostile" targets "$1" >targets.$1 &&
	lab_reflect table log.fping &&
	{ fping -$1 -q -C 4 -p 200 -t 2000 -i 1 -f targets.$1 2>fping.$1 || :; } &&
	lab_reflect_end
}

# One process a target, so that each has its own identifier, 16 at a time.
ask_by_check_icmp () {
	lab_reflect table log.check_icmp &&
	xargs -P 16 -I TARGET sh -c '
		printf "%s\t%s\n" "$1" "$("$2" -H "$1" -n 4 -i 200ms -t 4 -w 500,20% -c 1000,50% 2>&1 | head -n 1)"
	' sh TARGET "$check_icmp" <targets.$1 >check_icmp.$1 &&
	lab_reflect_end
}

if command -v fping >/dev/null && test -x "$check_icmp"
then
	for family in 4 6
	do
		test_expect_success "fping and check_icmp in the same network, IPv$family" '
			lab_sockets ping &&
			ask_by_fping $family &&
			ask_by_check_icmp $family &&
			"$hostile" beliefs $family json.ping fping.$family check_icmp.$family >beliefs.$family
		'
		sed 's/^/# /' beliefs.$family
	done
else
	echo '# fping and check_icmp (monitoring-plugins-basic) are not installed: nothing to compare with'
fi

test_done
