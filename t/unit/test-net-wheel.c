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
	struct wheel wheel;

	wheel_init(&wheel, 1, START_US);
	wheel_insert(&wheel, 0, START_US + 2500);
	for (int64_t now_us = START_US; now_us < START_US + 2500; now_us += 100)
		ck_assert_uint_eq(wheel_take(&wheel, now_us), WHEEL_NONE);
	/* Slots are whole milliseconds, so it may come one late. */
	ck_assert_uint_eq(wheel_take(&wheel, START_US + 3500), 0);
	ck_assert_uint_eq(wheel_take(&wheel, START_US + 9999999), WHEEL_NONE);
	ck_assert_uint_eq(wheel.waiting, 0);
	wheel_clear(&wheel);
}
END_TEST

START_TEST(a_time_in_the_past_comes_at_once)
{
	struct wheel wheel;

	wheel_init(&wheel, 1, START_US);
	ck_assert_uint_eq(wheel_take(&wheel, START_US + 50000), WHEEL_NONE);
	wheel_insert(&wheel, 0, START_US - 1000000);
	ck_assert_uint_eq(wheel_take(&wheel, START_US + 50001), 0);
	wheel_clear(&wheel);
}
END_TEST

START_TEST(a_timer_beyond_one_round_waits_for_its_own)
{
	const int64_t late_us = START_US + (int64_t)WHEEL_SLOTS * 1000 * 3;
	struct wheel wheel;

	wheel_init(&wheel, 2, START_US);
	wheel_insert(&wheel, 0, late_us);
	wheel_insert(&wheel, 1, START_US + 1000);
	ck_assert_uint_eq(wheel_take(&wheel, START_US + 2000), 1);
	for (int64_t now_us = START_US + 2000; now_us < late_us; now_us += 700)
		ck_assert_uint_eq(wheel_take(&wheel, now_us), WHEEL_NONE);
	ck_assert_uint_eq(wheel_take(&wheel, late_us + 1000), 0);
	wheel_clear(&wheel);
}
END_TEST

START_TEST(after_a_long_stall_everything_due_comes)
{
	const uint32_t count = 10000;
	struct wheel wheel;
	uint32_t taken = 0;

	wheel_init(&wheel, count, START_US);
	for (uint32_t i = 0; i < count; i++)
		wheel_insert(&wheel, i, START_US + i * 997);
	while (wheel_take(&wheel, START_US + 60000000) != WHEEL_NONE)
		taken++;
	ck_assert_uint_eq(taken, count);
	wheel_clear(&wheel);
}
END_TEST

/* Against the plain way: look at every timer each time. */
START_TEST(a_random_run_agrees_with_looking_at_every_timer)
{
	const uint32_t count = 500;
	g_autoptr(GRand) random = g_rand_new_with_seed(20261125);
	g_autofree int64_t *due_us = g_new(int64_t, count);
	g_autofree bool *came = g_new0(bool, count);
	struct wheel wheel;
	int64_t now_us = START_US;

	wheel_init(&wheel, count, now_us);
	for (uint32_t i = 0; i < count; i++) {
		due_us[i] = now_us + g_rand_int_range(random, 0, 20000000);
		wheel_insert(&wheel, i, due_us[i]);
	}
	while (now_us < START_US + 21000000) {
		uint32_t timer;

		now_us += g_rand_int_range(random, 0, 40000);
		while ((timer = wheel_take(&wheel, now_us)) != WHEEL_NONE) {
			ck_assert(!came[timer]);
			ck_assert_int_le(due_us[timer], now_us);
			came[timer] = true;
		}
		for (uint32_t i = 0; i < count; i++)
			ck_assert(came[i] || due_us[i] > now_us - 1000);
	}
	ck_assert_uint_eq(wheel.waiting, 0);
	wheel_clear(&wheel);
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
