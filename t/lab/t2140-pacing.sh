#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A check asks no faster than it was told, neither altogether nor behind one
# concentrator. The reflector's own clock is the judge. It may see packets
# bunched when the processor is busy, so counts over longer times are judged,
# with room; how fast a machine is decides nothing.
test_description='the rate of a check and the cap behind one concentrator'
. "$(dirname "$0")/setup.sh"

# 30 lines behind a1 and 30 behind a2, three packets each.
inventory () {
	cat <<-\END
	organizations:
	  self: {kind: operator, self: true, name: Tozai Medical Lines}
	  hosp: {kind: institution, type: hospital, service-class: user, name: Sakura Hospital}
	devices:
	  a1: {owner: self, role: concentrator, address: 192.0.2.253, watch: []}
	  a2: {owner: self, role: concentrator, address: 192.0.2.254, watch: []}
	lines:
	END
	for number in $(seq 30)
	do
		echo "  one$number: {institution: hosp, from: a1, address: 198.18.1.$number}"
		echo "  two$number: {institution: hosp, from: a2, address: 198.18.2.$number}"
	done
}

# paced PREFIX RATE: of the requests to addresses that begin so, none is missing,
# and no half second saw more than RATE allows and a quarter, and three packets.
paced () {
	awk -v prefix="$1" '$2 == "asked" && index($3, prefix) == 1 { print $1 }' log >arrivals &&
	/usr/bin/python3 -c '
import sys
rate, times = float(sys.argv[1]), [int(line) for line in open("arrivals")]
span = times[-1] - times[0]
print("# %d packets in %.3f s where %.3f s are the least" %
      (len(times), span / 1e6, (len(times) - 1) / rate))
allowed = rate / 2 * 1.25 + 3
first = 0
for last, at in enumerate(times):
    while at - times[first] > 500000:
        first += 1
    assert last - first + 1 <= allowed, "%d packets in half a second before %d us" % (last - first + 1, at)
assert span >= 0.8e6 * (len(times) - 1) / rate, span
' "$2"
}

ask () {
	lab_reflect table log &&
	test_expect_code 0 nwops check --no-record --json "$@" >json &&
	lab_reflect_end &&
	echo "180 180" >expect &&
	lab_items json sent received | awk "{ s += \$2; r += \$3 } END { print s, r }" >actual &&
	test_cmp expect actual
}

test_expect_success 'a network' '
	lab_wire && lab_sockets ping &&
	mkdir -p etc/inventory && inventory >etc/inventory/lab.yaml &&
	echo "default reply delay-us=5000" >table
'

test_expect_success 'the rate of the whole' '
	lab_site 3 10 1000 "rate: 60, far-end-rate: 60" &&
	ask && paced 198.18. 60
'

test_expect_success 'the rate of the command line is the stricter one' '
	lab_site 3 10 1000 "rate: 2000, far-end-rate: 2000" &&
	ask --rate 60 && paced 198.18. 60
'

test_expect_success 'the cap behind each concentrator, while the other is not held back' '
	lab_site 3 10 1000 "rate: 2000, far-end-rate: 30" &&
	ask && paced 198.18.1. 30 && paced 198.18.2. 30 &&
	# Both at once: one after the other would be under the rate of one of them.
	awk "\$2 == \"asked\" { split(\$3, part, \".\"); if (!first[part[3]]) first[part[3]] = \$1; last[part[3]] = \$1 }
		END { exit !(first[1] < last[2] && first[2] < last[1]) }" log
'

test_expect_success 'packets of one line keep their gap' '
	lab_site 5 100 1000 "rate: 2000, far-end-rate: 2000" &&
	lab_reflect table log &&
	test_expect_code 0 nwops check --no-record --json line:one1 >json &&
	lab_reflect_end &&
	awk "\$2 == \"asked\" { n++; if (n == 1) first = \$1; last = \$1 } END { exit !(n == 5 && last - first >= 350000) }" log
'

test_done
