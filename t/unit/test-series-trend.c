/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trends: the slope that most points agree on, how sure it is, and when it
 * reaches a value.
 */
#include "series/series.h"

#include "unit.h"

#include <math.h>

#define DAY INT64_C(86400000000)
#define AT INT64_C(1795543200000000)

/* COUNT days that begin with FIRST and grow by PER_DAY. */
static void line(struct series_point *points, int count, int64_t first, int64_t per_day)
{
	for (int i = 0; i < count; i++)
		points[i] = (struct series_point){AT + i * DAY, first + i * per_day};
}

START_TEST(a_straight_line_is_told_exactly)
{
	struct series_point points[10];
	struct series_forecast forecast;
	struct series_trend trend;

	line(points, 10, 100, 5);
	trend = series_trend(points, 10);
	ck_assert(trend.known);
	ck_assert_double_eq(trend.per_day, 5);
	ck_assert_double_eq(trend.per_day_low, 5);
	ck_assert_double_eq(trend.per_day_high, 5);
	ck_assert_double_eq(trend.last, 145);
	ck_assert_uint_eq(trend.points, 10);
	ck_assert_int_eq(trend.from_us, AT);
	ck_assert_int_eq(trend.until_us, AT + 9 * DAY);
	ck_assert(series_reaches(&trend, 195, true, &forecast));
	ck_assert_double_eq(forecast.days, 10);
	ck_assert_double_eq(forecast.days_earliest, 10);
	ck_assert_double_eq(forecast.days_latest, 10);
	ck_assert(series_reaches(&trend, 145, true, &forecast) && forecast.days == 0);
	ck_assert(series_reaches(&trend, 20, true, &forecast) && forecast.days == 0);
	ck_assert(series_reaches(&trend, 20, false, &forecast));
	ck_assert(isinf(forecast.days) && isinf(forecast.days_earliest));
}
END_TEST

START_TEST(one_that_falls_reaches_what_is_below)
{
	struct series_point points[8];
	struct series_forecast forecast;
	struct series_trend trend;

	line(points, 8, 80, -2);
	trend = series_trend(points, 8);
	ck_assert(series_reaches(&trend, 30, false, &forecast));
	ck_assert_double_eq(forecast.days, 18);
	ck_assert(series_reaches(&trend, 90, true, &forecast) && isinf(forecast.days_latest));
}
END_TEST

START_TEST(some_days_out_of_line_bend_nothing)
{
	struct series_point points[30];
	struct series_trend trend;

	line(points, 30, 1000, 10);
	points[3].value = 90000; /* a backup */
	points[28].value = 0; /* an outage */
	points[29].value = 0;
	trend = series_trend(points, 30);
	ck_assert_double_eq(trend.per_day, 10);
	ck_assert_double_eq(trend.last, 1290);
}
END_TEST

START_TEST(what_goes_nowhere_is_not_said_to_arrive)
{
	struct series_point points[20];
	struct series_forecast forecast;
	struct series_trend trend;

	for (int i = 0; i < 20; i++)
		points[i] = (struct series_point){AT + i * DAY, i % 2 ? 110 : 90};
	trend = series_trend(points, 20);
	ck_assert(trend.known);
	ck_assert_double_le(trend.per_day_low, 0);
	ck_assert_double_ge(trend.per_day_high, 0);
	ck_assert(series_reaches(&trend, 500, true, &forecast));
	ck_assert(isinf(forecast.days_latest));
	ck_assert_double_le(forecast.days_earliest, forecast.days);
}
END_TEST

/* Of trends with noise on them, about 95 in 100 have the true slope within the bounds. */
START_TEST(the_bounds_hold_the_truth_as_often_as_they_say)
{
	GRand *random = g_rand_new_with_seed(20261125);
	int held = 0;

	for (int turn = 0; turn < 1000; turn++) {
		struct series_point points[20];
		struct series_trend trend;

		for (int i = 0; i < 20; i++) {
			double noise = 0;

			for (int throw = 0; throw < 6; throw++)
				noise += g_rand_double_range(random, -1000, 1000);
			points[i] = (struct series_point){AT + i * DAY, 50000 + i * 100 + (int64_t)noise};
		}
		trend = series_trend(points, 20);
		held += trend.per_day_low <= 100 && trend.per_day_high >= 100;
	}
	g_rand_free(random);
	ck_assert_int_ge(held, 930);
	ck_assert_int_le(held, 985);
}
END_TEST

START_TEST(too_few_or_too_many_points_are_no_trend)
{
	struct series_point *points = g_new(struct series_point, SERIES_TREND_MOST + 1);
	struct series_forecast forecast;
	struct series_trend trend;

	line(points, SERIES_TREND_MOST + 1, 0, 1);
	trend = series_trend(points, SERIES_TREND_LEAST - 1);
	ck_assert(!trend.known);
	ck_assert(!series_reaches(&trend, 5, true, &forecast));
	ck_assert(!series_trend(points, 0).known);
	ck_assert(series_trend(points, SERIES_TREND_MOST).known);
	ck_assert(!series_trend(points, SERIES_TREND_MOST + 1).known);
	for (int i = 0; i < 20; i++)
		points[i].at_us = AT;
	ck_assert(!series_trend(points, 20).known);
	/* in any order */
	line(points, 20, 0, 3);
	points[0] = (struct series_point){AT + 20 * DAY, 60};
	points[19] = (struct series_point){AT, 0};
	ck_assert_double_eq(series_trend(points, 20).per_day, 3);
	g_free(points);
}
END_TEST

/* Thirty days of a disk that fills, of which ten were not seen: they say nothing. */
START_TEST(gaps_are_no_points)
{
	struct series_slot slots[30];
	struct series_point points[30];
	struct series_forecast forecast;
	struct series_trend trend;
	size_t count;

	for (int i = 0; i < 30; i++)
		slots[i] = (struct series_slot){.known = i < 10 || i >= 20, .value = i < 10 || i >= 20 ? 100 + 10 * i : 0};
	count = series_points(slots, 30, AT, DAY, points);
	ck_assert_uint_eq(count, 20);
	ck_assert_int_eq(points[0].at_us, AT + DAY / 2);
	ck_assert_int_eq(points[10].at_us, AT + 20 * DAY + DAY / 2);
	ck_assert_int_eq(points[10].value, 300);
	trend = series_trend(points, count);
	ck_assert_uint_eq(trend.points, 20);
	ck_assert_double_eq(trend.per_day, 10);
	ck_assert_int_eq(trend.until_us, AT + 29 * DAY + DAY / 2);
	ck_assert(series_reaches(&trend, 490, true, &forecast));
	ck_assert_double_eq(forecast.days, 10);
	for (int i = 0; i < 30; i++)
		slots[i].known = i < SERIES_TREND_LEAST - 1;
	count = series_points(slots, 30, AT, DAY, points);
	ck_assert_uint_eq(count, SERIES_TREND_LEAST - 1);
	ck_assert(!series_trend(points, count).known);
	ck_assert_uint_eq(series_points(slots, 0, AT, DAY, points), 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_straight_line_is_told_exactly),
		UNIT(one_that_falls_reaches_what_is_below),
		UNIT(some_days_out_of_line_bend_nothing),
		UNIT(what_goes_nowhere_is_not_said_to_arrive),
		UNIT(the_bounds_hold_the_truth_as_often_as_they_say),
		UNIT(too_few_or_too_many_points_are_no_trend),
		UNIT(gaps_are_no_points),
		{NULL},
	};

	return unit_run("series/trend", tests);
}
