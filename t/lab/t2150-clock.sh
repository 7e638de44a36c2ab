#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The time of day jumps while a check waits: round trips, deadlines and the end
# of the run are measured by a clock that does not. Records take the hook's
# clock, so that is moved first; the wire brings kernel stamps from the wall
# clock to the monotonic one, so that is made to jump for nwops alone.
test_description='a step of the wall clock during a check'
. "$(dirname "$0")/setup.sh"

test_expect_success 'a network' '
	lab_wire && lab_sockets ping &&
	lab_site 5 200 2000 &&
	lab_lines h4=198.18.0.1 h6=2001:db8:77::1 >etc/inventory/lab.yaml &&
	echo "default reply delay-us=20000" >table
'

# step FROM TO VARIABLE…: a check in whose middle file ./clock goes from FROM to TO.
step () {
	from=$1 to=$2
	shift 2
	echo "$from" >clock &&
	lab_reflect table log &&
	{ env "$@" nwops check --no-record --json >json 2>errors & } &&
	asking=$! &&
	lab_wait_for 30 lab_asked_at_least 4 log &&
	echo "$to" >clock.new && mv clock.new clock &&
	wait $asking &&
	lab_reflect_end &&
	printf "h4 answered ok 5 5\nh6 answered ok 5 5\n" >expect &&
	lab_items json end status sent received >actual &&
	test_cmp expect actual &&
	lab_items json rtt_min_us rtt_max_us >rtts &&
	awk "\$2 < 20000 || \$3 >= 500000 { exit 1 }" rtts
}

for kind in ping raw
do
	test_expect_success "the recorded time an hour back, $kind sockets" '
		lab_sockets $kind &&
		step "2026-11-25T03:00:00+09:00 x1" "2026-11-25T02:00:00+09:00 x1" NWOPS_TEST_CLOCK=@clock
	'
	test_expect_success "a year ahead, $kind sockets" '
		lab_sockets $kind &&
		step "2026-11-25T03:00:00+09:00 x1" "2027-11-25T03:00:00+09:00 x1" NWOPS_TEST_CLOCK=@clock
	'
	test_expect_success "standing still, $kind sockets" '
		lab_sockets $kind &&
		step 2026-11-25T03:00:00+09:00 2026-11-25T03:00:00+09:00 NWOPS_TEST_CLOCK=@clock
	'
	for seconds in -3600 -1 1 3600 31536000
	do
		test_expect_success "the clock of the stamps by $seconds s, $kind sockets" '
			lab_sockets $kind &&
			step 0 $seconds WALL_STEP_FILE=clock LD_PRELOAD="$NWOPS_BUILD/t/fake/wall-step.so" \
				ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0"
		'
	done
done

test_done
