/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rates against the truth: devices that carry known traffic, restart, have their
 * counters cleared, make interfaces anew and tell more or less about it, read by a
 * poller whose clock is set now and then. A rate is what passed, to the last octet,
 * unless something that it says it assumed did happen; and where the device tells all
 * and nothing happened, there is a rate. The seed is printed; NWOPS_TEST_SEED replays it.
 */
#include "series/series.h"

#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S INT64_C(1000000)
#define DAY (86400 * S)
#define WRAP_32 (UINT64_C(1) << 32)
#define DEVICES 200
#define POLLS 200
#define COUNTERS 4

struct counter {
	int width, told_width; /* one that has 32 bits may be told to have 64 */
	uint64_t most_per_s;
	uint64_t value;
	uint64_t passed; /* the truth: all that it ever counted */
};

struct device {
	GRand *random;
	int64_t now_us; /* true time */
	int64_t clock_error_us; /* of the poller */
	int64_t booted_us, cleared_us, changed_us; /* cleared 0: never */
	double drift; /* of the device's own clock */
	int64_t uptime_step_us;
	bool tells_uptime, tells_clearing, tells_changes, knows_rate;
	bool flaps_clear; /* its interfaces are made anew when they come back */
	struct counter counters[COUNTERS];
	/* what happened since the last poll */
	bool restarted, cleared, clock_set;
	int64_t quiet_since_us;
};

/* What became of the intervals. */
struct tally {
	int64_t proven, assumed, excused, reasons[SERIES_REASON_COUNT], quiet;
};

static bool chance(struct device *device, double share)
{
	return g_rand_double(device->random) < share;
}

static int64_t between(struct device *device, int64_t low, int64_t high)
{
	return low + (int64_t)(g_rand_double(device->random) * (double)(high - low));
}

static void device_init(struct device *device, GRand *random)
{
	static const uint64_t lines[] = {1250000, 12500000, 125000000, 1250000000};
	static const int64_t steps[] = {10000, S, 60 * S};
	const uint64_t line = lines[g_rand_int_range(random, 0, G_N_ELEMENTS(lines))];

	*device = (struct device){.random = random, .now_us = 1000 * DAY};
	device->booted_us = device->now_us - between(device, 0, 400 * DAY);
	device->changed_us = device->booted_us;
	device->quiet_since_us = device->booted_us;
	device->drift = 1 + (g_rand_double(random) - 0.5) / 1000;
	device->uptime_step_us = steps[g_rand_int_range(random, 0, G_N_ELEMENTS(steps))];
	device->tells_uptime = chance(device, 0.8);
	device->tells_clearing = chance(device, 0.7);
	device->tells_changes = chance(device, 0.7);
	device->knows_rate = chance(device, 0.9);
	device->flaps_clear = chance(device, 0.3);
	for (int i = 0; i < COUNTERS; i++) {
		struct counter *counter = &device->counters[i];

		counter->width = chance(device, 0.3) ? 32 : 64;
		counter->told_width = chance(device, 0.2)  ? 0
				      : chance(device, 0.05) ? 64
							     : counter->width;
		counter->most_per_s = i < 2 ? line : line / 84; /* octets, and the smallest packets */
		if (chance(device, 0.7))
			counter->value = (uint64_t)(g_rand_double(random) *
						    (counter->width == 32 ? 4294967295.0 : 1e15));
	}
}

static void carry(struct device *device, int64_t lasted_us)
{
	for (int i = 0; i < COUNTERS; i++) {
		struct counter *counter = &device->counters[i];
		const double load = chance(device, 0.2) ? 1 : chance(device, 0.2) ? 0 : g_rand_double(device->random);
		const uint64_t grew = (uint64_t)((double)counter->most_per_s * load *
						 (double)lasted_us / 1e6);

		counter->passed += grew;
		counter->value += grew;
		if (counter->width == 32)
			counter->value %= WRAP_32;
	}
	device->now_us += lasted_us;
}

static void begin_anew(struct device *device)
{
	for (int i = 0; i < COUNTERS; i++)
		device->counters[i].value = 0;
	device->quiet_since_us = device->now_us;
}

static void something_happens(struct device *device)
{
	switch (g_rand_int_range(device->random, 0, 5)) {
	case 0:
		device->restarted = true;
		begin_anew(device);
		device->now_us += between(device, S, 200 * S);
		device->booted_us = device->changed_us = device->quiet_since_us = device->now_us;
		device->cleared_us = 0;
		break;
	case 1:
		device->cleared = true;
		begin_anew(device);
		device->cleared_us = device->now_us;
		break;
	case 2:
		device->changed_us = device->quiet_since_us = device->now_us;
		if (device->flaps_clear) {
			device->cleared = true;
			begin_anew(device);
		}
		break;
	default:
		/* Not after a restart in the same interval: that may be made up for. */
		if (device->restarted)
			break;
		device->clock_set = true;
		device->clock_error_us += between(device, -600 * S, 600 * S);
		device->quiet_since_us = device->now_us;
	}
}

static int64_t next_interval(struct device *device)
{
	static const int64_t usual[] = {20 * S, 60 * S, 300 * S};

	if (chance(device, 0.02))
		return 0;
	if (chance(device, 0.03))
		return between(device, 0, 4000 * S);
	return usual[g_rand_int_range(device->random, 0, G_N_ELEMENTS(usual))] +
	       between(device, -5 * S, 5 * S);
}

/* Lets the time to the next poll pass, with what happens in it. */
static void live(struct device *device)
{
	const int64_t lasted_us = next_interval(device);

	device->restarted = device->cleared = device->clock_set = false;
	if (lasted_us > 0 && chance(device, 0.1)) {
		const int64_t until_us = between(device, 0, lasted_us);

		carry(device, until_us);
		something_happens(device);
		if (chance(device, 0.2) && !device->clock_set)
			something_happens(device);
		carry(device, lasted_us - until_us);
	} else {
		carry(device, lasted_us);
	}
}

static struct series_sample look(const struct device *device, int counter)
{
	const int64_t uptime_us = (int64_t)((double)(device->now_us - device->booted_us) * device->drift);

	return (struct series_sample){
		.at_us = device->now_us + device->clock_error_us,
		.uptime_us = device->tells_uptime ? uptime_us - uptime_us % device->uptime_step_us : -1,
		.value = device->counters[counter].value,
		.width = device->counters[counter].told_width,
	};
}

static int64_t ago(const struct device *device, bool tells, int64_t then_us)
{
	return !tells ? -1 : then_us == 0 ? INT64_MAX : device->now_us - then_us;
}

static struct series_counter counter_of(const struct device *device, int counter)
{
	return (struct series_counter){
		.most_per_s = device->knows_rate ? device->counters[counter].most_per_s : 0,
		.uptime_step_us = device->uptime_step_us,
		.shortest_us = S,
		.longest_us = 900 * S,
	};
}

static struct series_evidence evidence_of(const struct device *device, int counter,
					  const struct series_sample before[COUNTERS],
					  const struct series_sample now[COUNTERS])
{
	struct series_evidence evidence = {
		.changed_us = ago(device, device->tells_changes, device->changed_us),
		.cleared_us = ago(device, device->tells_clearing, device->cleared_us),
	};

	for (int i = 0; i < COUNTERS; i++) {
		const struct series_counter other = counter_of(device, i);

		if (i != counter)
			evidence.others = MAX(evidence.others, series_other(&before[i], &now[i], &other));
	}
	return evidence;
}

/* Did something happen that RATE says it took for not having happened? */
static bool is_excused(const struct device *device, int counter, const struct series_rate *rate,
		       uint64_t passed)
{
	return (device->restarted && rate->assumed & SERIES_ASSUMED_NO_RESTART) ||
	       (device->cleared && rate->assumed & SERIES_ASSUMED_NOT_CLEARED) ||
	       (device->clock_set && rate->assumed & SERIES_ASSUMED_CLOCK) ||
	       (device->counters[counter].width == 32 && passed >= WRAP_32 &&
		rate->assumed & SERIES_ASSUMED_NO_WRAP) ||
	       /* a wrap that was not seen as one because of the same */
	       (device->counters[counter].width == 32 && rate->grew + WRAP_32 == passed &&
		rate->assumed & SERIES_ASSUMED_NO_WRAP);
}

static void judge(const struct device *device, int counter, const struct series_sample before[COUNTERS],
		  const struct series_sample now[COUNTERS], uint64_t passed, int64_t lasted_us,
		  struct tally *tally)
{
	const struct series_counter known = counter_of(device, counter);
	const struct series_evidence evidence = evidence_of(device, counter, before, now);
	const struct series_rate rate = series_rate(&before[counter], &now[counter], &known, &evidence);
	const int64_t doubt_us = known.uptime_step_us + 2 * S + lasted_us / 1000;
	const int64_t off_us = rate.until_us - rate.from_us - lasted_us;
	/* The uptime is cut to its step at either end, and drifts. */
	const int64_t unseen_us =
		doubt_us + known.uptime_step_us + (lasted_us + ABS(off_us)) / 1000;
	const bool quiet = device->tells_uptime && device->tells_clearing && device->tells_changes &&
			   device->knows_rate && device->counters[counter].width == 64 &&
			   device->counters[counter].value >= WRAP_32 && lasted_us >= S &&
			   lasted_us <= 900 * S &&
			   device->quiet_since_us < device->now_us - lasted_us - 2 * unseen_us;

	tally->reasons[rate.reason]++;
	tally->quiet += quiet;
	ck_assert_msg(!quiet || rate.reason == SERIES_KNOWN,
		      "nothing happened, all is told, and: %s", series_reason_id(rate.reason));
	if (rate.reason != SERIES_KNOWN)
		return;
	if (is_excused(device, counter, &rate, passed)) {
		tally->excused++;
		return;
	}
	if (rate.assumed)
		tally->assumed++;
	else
		tally->proven++;
	ck_assert_msg(rate.grew == passed,
		      "passed %" PRIu64 ", told %" PRIu64 ", assumed %u, %s%s%s width %d told %d, "
		      "%" PRIu64 " to %" PRIu64,
		      passed, rate.grew, rate.assumed, device->restarted ? "restarted " : "",
		      device->cleared ? "cleared " : "", device->clock_set ? "clock set " : "",
		      device->counters[counter].width, device->counters[counter].told_width,
		      before[counter].value, now[counter].value);
	ck_assert_msg(device->clock_set ? ABS(off_us) <= unseen_us : off_us == 0,
		      "%" PRId64 " us off in %" PRId64 " us", off_us, lasted_us);
}

static void follow(struct device *device, struct tally *tally)
{
	struct series_sample before[COUNTERS], now[COUNTERS];
	int64_t polled_us = 0;
	uint64_t passed[COUNTERS];

	for (int poll = 0; poll < POLLS; poll++) {
		for (int i = 0; i < COUNTERS; i++)
			now[i] = look(device, i);
		for (int i = 0; poll > 0 && i < COUNTERS; i++)
			judge(device, i, before, now, device->counters[i].passed - passed[i],
			      device->now_us - polled_us, tally);
		memcpy(before, now, sizeof(before));
		for (int i = 0; i < COUNTERS; i++)
			passed[i] = device->counters[i].passed;
		polled_us = device->now_us;
		live(device);
	}
}

static guint32 seed(void)
{
	const char *wanted = getenv("NWOPS_TEST_SEED");

	return wanted ? (guint32)g_ascii_strtoull(wanted, NULL, 10) : g_random_int();
}

START_TEST(a_rate_is_what_passed_or_it_says_what_it_assumed)
{
	const guint32 number = seed();
	GRand *random = g_rand_new_with_seed(number);
	struct tally tally = {0};
	int64_t all = 0;

	printf("# NWOPS_TEST_SEED=%u\n", number);
	fflush(stdout);
	for (int i = 0; i < DEVICES; i++) {
		struct device device;

		device_init(&device, random);
		follow(&device, &tally);
	}
	g_rand_free(random);
	for (int i = 0; i < SERIES_REASON_COUNT; i++)
		all += tally.reasons[i];
	printf("# %" PRId64 " intervals: %" PRId64 " proven, %" PRId64 " rest on what was so, %" PRId64
	       " on what was not; %" PRId64 " in which all was told and nothing happened\n",
	       all, tally.proven, tally.assumed, tally.excused, tally.quiet);
	for (int i = 0; i < SERIES_REASON_COUNT; i++)
		printf("# %7.3f %% %s\n", (double)tally.reasons[i] * 100 / (double)all, series_reason_id(i));
	/* what is never met is not tested */
	for (int i = 0; i < SERIES_REASON_COUNT; i++)
		if (i != SERIES_FIRST)
			ck_assert_msg(tally.reasons[i] > 0, "never: %s", series_reason_id(i));
	ck_assert_int_gt(tally.proven, all / 3);
	ck_assert_int_gt(tally.quiet, all / 20);
	ck_assert_int_lt(tally.excused, all / 50);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_rate_is_what_passed_or_it_says_what_it_assumed),
		{NULL},
	};

	return unit_run("series/truth", tests);
}
