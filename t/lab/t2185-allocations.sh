#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Memory is asked for before the first packet: a sweep of many packets calls for it exactly as
# often as one of few. Valgrind counts.
test_description='no memory is asked for while packets come and go'
. "$(dirname "$0")/setup.sh"

bare=$NWOPS_BUILD/t/bench/bare-sweep
# It cannot run what the address sanitizer is in.
if command -v valgrind >/dev/null && ! ldd "$bare" | grep -q libasan
then
	test_set_prereq VALGRIND
fi

# calls PACKETS: how often memory was asked for by a sweep of 100 addresses with so many packets each.
calls () {
	valgrind --log-file=counted "$bare" --packets "$1" --gap-ms 20 --rate 2000 --timeout-ms 5000 \
		"$NWOPS_BUILD/nwops-icmp" targets >swept &&
	grep "\"sent\":$((100 * $1)),\"received\":$((100 * $1)),\"drops\":0," swept >&2 &&
	sed -n "s/.*total heap usage: \([0-9,]*\) allocs.*/\1/p" counted
}

test_expect_success VALGRIND 'a sweep of 100 packets and one of 2,000 ask for memory equally often' '
	ip link set lo up && lab_sockets ping &&
	sysctl -qw net.ipv4.icmp_ratelimit=0 &&
	for number in $(seq 100); do echo "127.0.1.$number" || return 1; done >targets &&
	calls 1 >/dev/null && calls 2 >expect && test -s expect && calls 20 >actual && test_cmp expect actual
'

test_done
