/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose turn it is: the cap of a far end holds, what has begun goes first, and
 * nobody is forgotten.
 */
#include "net/turns.h"
#include "unit.h"

#include <glib.h>

#define START_US 7000123
#define SLOT_US 5000
#define NONE UINT32_MAX

START_TEST(without_a_cap_everybody_may_go_at_once)
{
	struct timers packets;
	struct turns turns;

	timers_init(&packets, 4, START_US);
	turns_init(&turns, &packets, 9, 0, START_US);
	for (uint32_t i = 0; i < 4; i++)
		turns_add(&turns, i, i % 2 ? NONE : 8, false, START_US);
	for (uint32_t i = 0; i < 4; i++)
		ck_assert_uint_eq(turns_take(&turns, START_US), i);
	ck_assert_uint_eq(turns_take(&turns, START_US), TIMER_NONE);
	ck_assert_uint_eq(turns.waiting, 0);
	turns_clear(&turns);
	timers_clear(&packets);
}
END_TEST

START_TEST(what_has_begun_goes_before_what_is_new)
{
	struct timers packets;
	struct turns turns;

	timers_init(&packets, 6, START_US);
	turns_init(&turns, &packets, 0, 0, START_US);
	turns_add(&turns, 0, NONE, false, START_US);
	turns_add(&turns, 1, NONE, false, START_US);
	turns_add(&turns, 2, NONE, true, START_US);
	turns_add(&turns, 3, NONE, true, START_US);
	ck_assert_uint_eq(turns_take(&turns, START_US), 2);
	ck_assert_uint_eq(turns_take(&turns, START_US), 3);
	ck_assert_uint_eq(turns_take(&turns, START_US), 0);
	turns_add(&turns, 4, NONE, true, START_US);
	ck_assert_uint_eq(turns_take(&turns, START_US), 4);
	ck_assert_uint_eq(turns_take(&turns, START_US), 1);
	turns_clear(&turns);
	timers_clear(&packets);
}
END_TEST

/* Takes everything until UNTIL_US, a look each millisecond; how many of them are below LIMIT. */
static unsigned int take_until(struct turns *turns, int64_t from_us, int64_t until_us, uint32_t limit)
{
	unsigned int below = 0;
	uint32_t packet;

	for (int64_t now_us = from_us; now_us < until_us; now_us += 1000)
		while ((packet = turns_take(turns, now_us)) != TIMER_NONE)
			below += packet < limit;
	return below;
}

START_TEST(a_far_end_takes_what_its_cap_allows_and_holds_back_no_other)
{
	struct timers packets;
	struct turns turns;

	timers_init(&packets, 300, START_US);
	turns_init(&turns, &packets, 2, SLOT_US, START_US);
	for (uint32_t i = 0; i < 100; i++) {
		turns_add(&turns, i, 0, false, START_US);
		turns_add(&turns, 100 + i, 1, false, START_US);
		turns_add(&turns, 200 + i, NONE, false, START_US);
	}
	/* 100 ms are 20 slots for each; the one that has none is not held back at all. */
	ck_assert_uint_eq(take_until(&turns, START_US, START_US + 100000, 100), 20);
	ck_assert_uint_eq(turns.waiting, 160);
	ck_assert_uint_eq(take_until(&turns, START_US + 100000, START_US + 600000, 300), 160);
	turns_clear(&turns);
	timers_clear(&packets);
}
END_TEST

START_TEST(a_cap_finer_than_a_millisecond_is_used_to_the_full)
{
	struct timers packets;
	struct turns turns;

	timers_init(&packets, 1000, START_US);
	turns_init(&turns, &packets, 1, 500, START_US);
	for (uint32_t i = 0; i < 1000; i++)
		turns_add(&turns, i, 0, false, START_US);
	ck_assert_uint_eq(take_until(&turns, START_US, START_US + 100000, 1000), 199);
	turns_clear(&turns);
	timers_clear(&packets);
}
END_TEST

START_TEST(idle_time_is_not_saved_up)
{
	const int64_t later_us = START_US + 60000000;
	struct timers packets;
	struct turns turns;

	timers_init(&packets, 10, START_US);
	turns_init(&turns, &packets, 1, SLOT_US, START_US);
	for (uint32_t i = 0; i < 10; i++)
		turns_add(&turns, i, 0, false, later_us);
	ck_assert_uint_eq(turns_take(&turns, later_us), 0);
	ck_assert_uint_eq(turns_take(&turns, later_us), TIMER_NONE);
	ck_assert_uint_eq(turns_take(&turns, later_us + SLOT_US - 1), TIMER_NONE);
	ck_assert_uint_eq(turns_take(&turns, later_us + SLOT_US + 1000), 1);
	turns_clear(&turns);
	timers_clear(&packets);
}
END_TEST

START_TEST(after_a_stall_a_far_end_catches_up_with_little)
{
	struct timers packets;
	struct turns turns;
	unsigned int taken = 0;

	timers_init(&packets, 100, START_US);
	turns_init(&turns, &packets, 1, SLOT_US, START_US);
	for (uint32_t i = 0; i < 100; i++)
		turns_add(&turns, i, 0, false, START_US);
	while (turns_take(&turns, START_US + 10000000) != TIMER_NONE)
		taken++;
	ck_assert_uint_eq(taken, 5);
	turns_clear(&turns);
	timers_clear(&packets);
}
END_TEST

START_TEST(questions_behind_one_far_end_end_one_after_the_other)
{
	struct timers packets;
	struct turns turns;
	uint32_t first_end = 0;
	unsigned int taken = 0, ended = 0;

	/* Ten questions of three packets each, the next due as soon as one went out. */
	timers_init(&packets, 30, START_US);
	turns_init(&turns, &packets, 1, SLOT_US, START_US);
	for (uint32_t i = 0; i < 30; i += 3)
		turns_add(&turns, i, 0, false, START_US);
	for (int64_t now_us = START_US; taken < 15; now_us += 1000) {
		uint32_t packet = turns_take(&turns, now_us);

		if (packet == TIMER_NONE)
			continue;
		taken++;
		if (packet % 3 == 2 && !ended++)
			first_end = packet;
		if (packet % 3 < 2)
			turns_add(&turns, packet + 1, 0, true, now_us);
	}
	ck_assert_uint_eq(first_end, 2);
	ck_assert_uint_eq(ended, 5);
	turns_clear(&turns);
	timers_clear(&packets);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(without_a_cap_everybody_may_go_at_once),
		UNIT(what_has_begun_goes_before_what_is_new),
		UNIT(a_far_end_takes_what_its_cap_allows_and_holds_back_no_other),
		UNIT(a_cap_finer_than_a_millisecond_is_used_to_the_full),
		UNIT(idle_time_is_not_saved_up),
		UNIT(after_a_stall_a_far_end_catches_up_with_little),
		UNIT(questions_behind_one_far_end_end_one_after_the_other),
		{ NULL, NULL },
	};

	return unit_run("net-turns", tests);
}
