/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When an item is due. What is promised is promised of every sequence of ticks, so
 * the ticks of most tests come from a generator with a printed seed.
 */
#include "state/due.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define AT_3 INT64_C(1795543200000000)	/* 2026-11-25T03:00:00+09:00 */
#define ITEMS 2000

struct asked { char name[32]; struct due due; int64_t interval_at_us; unsigned int times; };

static GRand *seeded(guint32 seed)
{
	printf("# seed %u\n", seed);
	return g_rand_new_with_seed(seed);
}

static void items_init(struct asked *items, int64_t interval_us)
{
	for (unsigned int i = 0; i < ITEMS; i++) {
		items[i] = (struct asked){ .times = 0 };
		g_snprintf(items[i].name, sizeof(items[i].name), "line:h%u-main", i);
		items[i].due.interval_us = interval_us;
		items[i].due.phase_us = due_phase_us(items[i].name, interval_us);
	}
}

/* What a tick at NOW_US asks; each is asked some time within TAKES_US of it. Returns how many. */
static unsigned int tick(struct asked *items, GRand *random, int64_t now_us, int64_t takes_us)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < ITEMS; i++) {
		if (!due_now(&items[i].due, now_us))
			continue;
		items[i].due.asked_at_us = now_us + (int64_t)(g_rand_double(random) * (double)takes_us);
		items[i].times++;
		count++;
	}
	return count;
}

/* 0 to 3 s behind the minute, and now and then 4 s before it, as after a step of the clock. */
static int64_t jitter(GRand *random)
{
	return g_rand_int_range(random, 0, 10) ? g_rand_int_range(random, 0, 3000000) :
						 -g_rand_int_range(random, 0, 4000000);
}

START_TEST(each_is_asked_once_an_interval_and_evenly)
{
	static const int minutes[] = { 1, 2, 5, 10, 60 };

	for (size_t n = 0; n < G_N_ELEMENTS(minutes); n++) {
		g_autofree struct asked *items = g_new(struct asked, ITEMS);
		GRand *random = seeded(20 + (guint32)n);
		int64_t at_us = AT_3;
		const int rounds = 7;

		items_init(items, minutes[n] * MINUTE);
		/* The first asks all; in the interval after it everybody finds its own phase. */
		ck_assert_uint_eq(tick(items, random, at_us + jitter(random), 50 * SECOND), ITEMS);
		for (int i = 0; i < minutes[n]; i++)
			tick(items, random, (at_us += MINUTE) + jitter(random), 50 * SECOND);
		for (unsigned int i = 0; i < ITEMS; i++)
			items[i].times = 0;
		for (int i = 0; i < rounds * minutes[n]; i++) {
			unsigned int count = tick(items, random, (at_us += MINUTE) + jitter(random), 50 * SECOND);
			double even = ITEMS / (double)minutes[n];

			/* Few a tick are spread as chance has it: four times its root are one in 16,000. */
			ck_assert_msg(count > even - 4 * sqrt(even) && count < even + 4 * sqrt(even),
				      "%u of %g", count, even);
		}
		for (unsigned int i = 0; i < ITEMS; i++)
			ck_assert_uint_eq(items[i].times, rounds);
		g_rand_free(random);
	}
}
END_TEST

START_TEST(a_nation_is_spread_within_a_tenth)
{
	static const int minutes[] = { 2, 5, 10, 15 };

	for (size_t n = 0; n < G_N_ELEMENTS(minutes); n++) {
		g_autofree unsigned int *counts = g_new0(unsigned int, (gsize)minutes[n]);
		const unsigned int lines = 230000;
		unsigned int even = lines / (unsigned int)minutes[n];

		for (unsigned int i = 0; i < lines; i++) {
			char name[32];

			g_snprintf(name, sizeof(name), "line:inst-%06u", i);
			counts[due_phase_us(name, minutes[n] * MINUTE) / MINUTE]++;
		}
		for (int i = 0; i < minutes[n]; i++)
			ck_assert_msg(counts[i] > even - even / 10 && counts[i] < even + even / 10,
				      "minute %d: %u of %u", i, counts[i], even);
	}
}
END_TEST

/* Whatever the interval is in minutes and seconds, and when ticks are left out: no interval has an item
 * twice, and one in which a tick came has it once. */
START_TEST(never_twice_in_one_interval_and_none_forgotten)
{
	GRand *random = seeded(7);

	for (int n = 0; n < 60; n += unit_sparse()) {
		g_autofree struct asked *items = g_new(struct asked, ITEMS);
		int64_t interval_us = g_rand_int_range(random, 10, 1000) * SECOND;
		int64_t at_us = AT_3 + g_rand_int_range(random, 0, 1000) * MINUTE;

		items_init(items, interval_us);
		for (unsigned int i = 0; i < ITEMS; i++)
			items[i].interval_at_us = INT64_MIN;
		for (int i = 0; i < 40; i++, at_us += MINUTE) {
			int64_t now_us = at_us + jitter(random);

			if (!g_rand_int_range(random, 0, 4))
				continue;
			for (unsigned int each = 0; each < ITEMS; each++)
				items[each].times = 0;
			tick(items, random, now_us, 40 * SECOND);
			for (unsigned int each = 0; each < ITEMS; each++) {
				int64_t into_us = (at_us - items[each].due.phase_us) % interval_us;
				bool same = items[each].interval_at_us == at_us - into_us;

				ck_assert_msg(items[each].times == !same, "%s of %ld s at %ld: %u", items[each].name,
					      (long)(interval_us / SECOND), (long)at_us, items[each].times);
				items[each].interval_at_us = at_us - into_us;
			}
		}
	}
	g_rand_free(random);
}
END_TEST

START_TEST(what_was_never_asked_is_due)
{
	const struct due due = { .interval_us = MINUTE };

	ck_assert(due_now(&due, AT_3));
}
END_TEST

START_TEST(after_a_gap_everything_is_due_once)
{
	g_autofree struct asked *items = g_new(struct asked, ITEMS);
	GRand *random = seeded(3);

	items_init(items, 5 * MINUTE);
	ck_assert_uint_eq(tick(items, random, AT_3, 0), ITEMS);
	ck_assert_uint_eq(tick(items, random, AT_3 + 10 * MINUTE, 0), ITEMS);
	ck_assert_uint_eq(tick(items, random, AT_3 + 10 * MINUTE + 20 * SECOND, 0), 0);
	g_rand_free(random);
}
END_TEST

START_TEST(a_clock_that_was_ahead_holds_nothing_back)
{
	g_autofree struct asked *items = g_new(struct asked, ITEMS);
	GRand *random = seeded(4);

	items_init(items, 5 * MINUTE);
	ck_assert_uint_eq(tick(items, random, AT_3 + 365 * 24 * 60 * MINUTE, 0), ITEMS);
	ck_assert_uint_eq(tick(items, random, AT_3, 0), ITEMS);
	/* A small step back asks nobody a second time. */
	ck_assert_uint_eq(tick(items, random, AT_3 - 20 * SECOND, 0), 0);
	g_rand_free(random);
}
END_TEST

START_TEST(a_phase_is_the_same_for_ever)
{
	/* Were it another in a later version, every site's load would come at once after an upgrade. */
	ck_assert_int_eq(due_phase_us("line:h1-main", 5 * MINUTE), 6322568);
	ck_assert_int_eq(due_phase_us("device:b1/ssh", 5 * MINUTE), 225964703);
	ck_assert_int_eq(due_phase_us("", 1), 0);
}
END_TEST

START_TEST(before_1970_is_no_other_time)
{
	ck_assert_int_eq(due_minute_us(0), 0);
	ck_assert_int_eq(due_minute_us(-1), 0);
	ck_assert_int_eq(due_minute_us(-6 * SECOND), -MINUTE);
	ck_assert_int_eq(due_minute_us(54 * SECOND), 0);
	ck_assert_int_eq(due_minute_us(55 * SECOND), MINUTE);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_is_asked_once_an_interval_and_evenly),
		UNIT(a_nation_is_spread_within_a_tenth),
		UNIT(never_twice_in_one_interval_and_none_forgotten),
		UNIT(what_was_never_asked_is_due),
		UNIT(after_a_gap_everything_is_due_once),
		UNIT(a_clock_that_was_ahead_holds_nothing_back),
		UNIT(a_phase_is_the_same_for_ever),
		UNIT(before_1970_is_no_other_time),
		{ NULL, NULL },
	};

	return unit_run("state-due", tests);
}
