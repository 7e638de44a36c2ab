/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timer wheel: nothing comes early, everything comes, each once.
 */
#include "net/wheel.h"
#include "unit.h"

#include <glib.h>

#define START_US 5000123

START_TEST(a_timer_comes_at_its_time_and_not_before)
{
	struct timers timers;
	struct wheel wheel;

	timers_init(&timers, 1, START_US);
	wheel_init(&wheel);
	wheel_insert(&wheel, &timers, 0, START_US + 2500);
	for (int64_t now_us = START_US; now_us < START_US + 2500; now_us += 100)
		ck_assert_uint_eq(wheel_take(&wheel, &timers, now_us), TIMER_NONE);
	/* Slots are whole milliseconds, so it may come one late. */
	ck_assert_uint_eq(wheel_take(&wheel, &timers, START_US + 3500), 0);
	ck_assert_uint_eq(wheel_take(&wheel, &timers, START_US + 9999999), TIMER_NONE);
	ck_assert_uint_eq(wheel.waiting, 0);
	timers_clear(&timers);
}
END_TEST

START_TEST(a_time_in_the_past_comes_at_once)
{
	struct timers timers;
	struct wheel wheel;

	timers_init(&timers, 1, START_US);
	wheel_init(&wheel);
	ck_assert_uint_eq(wheel_take(&wheel, &timers, START_US + 50000), TIMER_NONE);
	wheel_insert(&wheel, &timers, 0, START_US - 1000000);
	ck_assert_uint_eq(wheel_take(&wheel, &timers, START_US + 50001), 0);
	timers_clear(&timers);
}
END_TEST

START_TEST(a_timer_beyond_one_round_waits_for_its_own)
{
	const int64_t late_us = START_US + (int64_t)WHEEL_SLOTS * 1000 * 3;
	struct timers timers;
	struct wheel wheel;

	timers_init(&timers, 2, START_US);
	wheel_init(&wheel);
	wheel_insert(&wheel, &timers, 0, late_us);
	wheel_insert(&wheel, &timers, 1, START_US + 1000);
	ck_assert_uint_eq(wheel_take(&wheel, &timers, START_US + 2000), 1);
	for (int64_t now_us = START_US + 2000; now_us < late_us; now_us += 700)
		ck_assert_uint_eq(wheel_take(&wheel, &timers, now_us), TIMER_NONE);
	ck_assert_uint_eq(wheel_take(&wheel, &timers, late_us + 1000), 0);
	timers_clear(&timers);
}
END_TEST

START_TEST(after_a_long_stall_everything_due_comes)
{
	const uint32_t count = 10000;
	struct timers timers;
	struct wheel wheel;
	uint32_t taken = 0;

	timers_init(&timers, count, START_US);
	wheel_init(&wheel);
	for (uint32_t i = 0; i < count; i++)
		wheel_insert(&wheel, &timers, i, START_US + i * 997);
	while (wheel_take(&wheel, &timers, START_US + 60000000) != TIMER_NONE)
		taken++;
	ck_assert_uint_eq(taken, count);
	timers_clear(&timers);
}
END_TEST

/* Against the plain way: look at every timer each time. */
START_TEST(a_random_run_agrees_with_looking_at_every_timer)
{
	const uint32_t count = 500 / (uint32_t)unit_sparse();
	g_autoptr(GRand) random = g_rand_new_with_seed(20261125);
	g_autofree int64_t *due_us = g_new(int64_t, count);
	g_autofree bool *came = g_new0(bool, count);
	struct timers timers;
	struct wheel wheel;
	int64_t now_us = START_US;

	timers_init(&timers, count, now_us);
	wheel_init(&wheel);
	for (uint32_t i = 0; i < count; i++) {
		due_us[i] = now_us + g_rand_int_range(random, 0, 20000000);
		wheel_insert(&wheel, &timers, i, due_us[i]);
	}
	while (now_us < START_US + 21000000) {
		uint32_t timer;

		now_us += g_rand_int_range(random, 0, 40000);
		while ((timer = wheel_take(&wheel, &timers, now_us)) != TIMER_NONE) {
			ck_assert(!came[timer]);
			ck_assert_int_le(due_us[timer], now_us);
			came[timer] = true;
		}
		for (uint32_t i = 0; i < count; i++)
			ck_assert(came[i] || due_us[i] > now_us - 1000);
	}
	ck_assert_uint_eq(wheel.waiting, 0);
	timers_clear(&timers);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_timer_comes_at_its_time_and_not_before),
		UNIT(a_time_in_the_past_comes_at_once),
		UNIT(a_timer_beyond_one_round_waits_for_its_own),
		UNIT(after_a_long_stall_everything_due_comes),
		UNIT(a_random_run_agrees_with_looking_at_every_timer),
		{ NULL, NULL },
	};

	return unit_run("net-wheel", tests);
}
