/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state/availability.c: stretches that overlap, and what a line's changes come to. Times are small numbers.
 */
#include "state/availability.h"

#include "unit.h"

static GArray *spans_of(const struct availability_span *spans, size_t count)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(*spans));

	g_array_append_vals(list, spans, (guint)count);
	availability_merge(list);
	return list;
}
#define SPANS(...) spans_of((const struct availability_span[]){__VA_ARGS__}, \
			    sizeof((const struct availability_span[]){__VA_ARGS__}) / sizeof(struct availability_span))

START_TEST(what_touches_or_overlaps_becomes_one_and_what_is_empty_goes)
{
	g_autoptr(GArray) merged = SPANS({30, 40}, {10, 20}, {20, 25}, {15, 18}, {50, 50}, {60, 55}, {39, 45});

	ck_assert_uint_eq(merged->len, 2);
	ck_assert_int_eq(g_array_index(merged, struct availability_span, 0).from_us, 10);
	ck_assert_int_eq(g_array_index(merged, struct availability_span, 0).until_us, 25);
	ck_assert_int_eq(g_array_index(merged, struct availability_span, 1).from_us, 30);
	ck_assert_int_eq(g_array_index(merged, struct availability_span, 1).until_us, 45);
	ck_assert_int_eq(availability_within(merged, 0, 100), 30);
	ck_assert_int_eq(availability_within(merged, 20, 31), 6);
	ck_assert_int_eq(availability_within(merged, 25, 30), 0);
	ck_assert_int_eq(availability_within(NULL, 0, 100), 0);
}
END_TEST

static struct availability of(const struct availability_change *changes, size_t count, const GArray *planned, const GArray *gaps)
{
	const struct availability_source source = {
		.from_us = 100, .until_us = 200, .changes = changes, .count = count, .planned = planned, .gaps = gaps,
	};

	return availability_of(&source);
}

START_TEST(what_is_unknown_is_neither_up_nor_down)
{
	const struct availability_change changes[] = {{50, STATUS_OK}, {120, STATUS_DOWN}, {130, STATUS_UNKNOWN}, {150, STATUS_WARNING}};
	struct availability sum = of(changes, 4, NULL, NULL);

	ck_assert_int_eq(sum.period_us, 100);
	ck_assert_int_eq(sum.measured_us, 80);
	ck_assert_int_eq(sum.down_us, 10);
	ck_assert_int_eq(availability_ppm(&sum), 875000);
	ck_assert_int_eq(availability_coverage_ppm(&sum), 800000);
	sum = of(NULL, 0, NULL, NULL);
	ck_assert_int_eq(availability_ppm(&sum), -1);
	ck_assert_int_eq(availability_coverage_ppm(&sum), 0);
}
END_TEST

START_TEST(planned_work_and_gaps_are_left_out_once_though_both_are_there)
{
	const struct availability_change changes[] = {{0, STATUS_OK}, {140, STATUS_DOWN}};
	g_autoptr(GArray) planned = SPANS({150, 170}), gaps = SPANS({160, 180}, {90, 110});
	struct availability sum = of(changes, 2, planned, gaps), both = {0};

	ck_assert_int_eq(sum.planned_us, 20);
	ck_assert_int_eq(sum.measured_us, 60);
	ck_assert_int_eq(sum.down_us, 30);
	ck_assert_int_eq(availability_coverage_ppm(&sum), 750000);
	availability_add(&both, &sum);
	availability_add(&both, &sum);
	ck_assert_int_eq(both.down_us, 60);
	ck_assert_int_eq(availability_ppm(&both), availability_ppm(&sum));
}
END_TEST

START_TEST(all_of_it_planned_is_no_coverage_of_nothing)
{
	const struct availability_change changes[] = {{0, STATUS_DOWN}};
	g_autoptr(GArray) planned = SPANS({0, 300});
	struct availability sum = of(changes, 1, planned, NULL);

	ck_assert_int_eq(sum.planned_us, 100);
	ck_assert_int_eq(sum.down_us, 0);
	ck_assert_int_eq(availability_ppm(&sum), -1);
	ck_assert_int_eq(availability_coverage_ppm(&sum), -1);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_touches_or_overlaps_becomes_one_and_what_is_empty_goes),
		UNIT(what_is_unknown_is_neither_up_nor_down),
		UNIT(planned_work_and_gaps_are_left_out_once_though_both_are_there),
		UNIT(all_of_it_planned_is_no_coverage_of_nothing),
		{0},
	};

	return unit_run("state/availability", tests);
}
