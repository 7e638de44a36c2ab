/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows, slots and percentiles over spans with gaps.
 */
#include "series/series.h"

#include "unit.h"

#include <inttypes.h>
#include <stdlib.h>

/* Times are whole numbers here; what they are of does not matter. */
struct window_case {
	const char *name;
	struct series_span spans[5];
	size_t count;
	int64_t from, until;
	struct series_summary expected;
};

static const struct window_case windows[] = {
	{"no span", {{0}}, 0, 0, 100, {0}},
	{"one that covers all", {{0, 100, 7}}, 1, 0, 100, {1000000, 7, 7, 7}},
	{"one that is longer on both sides", {{-50, 500, 7}}, 1, 0, 100, {1000000, 7, 7, 7}},
	{"a gap lowers the coverage and not the mean",
	 {{0, 25, 8}, {75, 100, 4}}, 2, 0, 100, {500000, 6, 4, 8}},
	{"the mean is weighted by time", {{0, 90, 0}, {90, 100, 100}}, 2, 0, 100, {1000000, 10, 0, 100}},
	{"and so where a span is cut", {{0, 200, 0}, {200, 300, 100}}, 2, 190, 230, {1000000, 75, 0, 100}},
	{"in any order", {{75, 100, 4}, {0, 25, 8}}, 2, 0, 100, {500000, 6, 4, 8}},
	{"outside on either side", {{-10, 0, 5}, {100, 110, 5}}, 2, 0, 100, {0}},
	{"spans that overlap: the earlier counts",
	 {{0, 60, 10}, {40, 100, 20}}, 2, 0, 100, {1000000, 14, 10, 20}},
	{"one within another counts for nothing",
	 {{0, 60, 10}, {10, 20, 99}, {60, 100, 10}}, 3, 0, 100, {1000000, 10, 10, 10}},
	{"of two that begin together the first counts",
	 {{0, 50, 1}, {0, 50, 9}}, 2, 0, 50, {1000000, 1, 1, 1}},
	{"spans that are none", {{50, 50, 1}, {60, 40, 1}}, 2, 0, 100, {0}},
	{"rounded to the nearest", {{0, 1, 1}, {1, 3, 2}}, 2, 0, 3, {1000000, 2, 1, 2}},
	{"below zero too", {{0, 1, -1}, {1, 3, -2}}, 2, 0, 3, {1000000, -2, -2, -1}},
	{"all but a little is not all", {{0, 9999999, 3}}, 1, 0, 10000000, {999999, 3, 3, 3}},
	{"a little is not nothing", {{0, 11, 3}}, 1, 0, 10000000, {1, 3, 3, 3}},
	{"too little is", {{0, 9, 3}}, 1, 0, 10000000, {0}},
	{"a window of no length", {{0, 9, 3}}, 1, 5, 5, {0}},
	{"a window that ends before it begins", {{0, 9, 3}}, 1, 5, 4, {0}},
	{"large values for a long time", {{0, INT64_C(40000000000000), INT64_MAX}}, 1, 0,
	 INT64_C(40000000000000), {1000000, INT64_MAX, INT64_MAX, INT64_MAX}},
};

START_TEST(a_window_is_told_with_its_coverage)
{
	for (size_t i = 0; i < G_N_ELEMENTS(windows); i++) {
		const struct window_case *each = &windows[i];
		struct series_summary got;

		series_summarise(each->spans, each->count, each->from, each->until, &got);
		ck_assert_msg(got.coverage_ppm == each->expected.coverage_ppm &&
				      got.mean == each->expected.mean &&
				      got.minimum == each->expected.minimum &&
				      got.maximum == each->expected.maximum,
			      "%s: %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, each->name,
			      got.coverage_ppm, got.mean, got.minimum, got.maximum);
	}
}
END_TEST

START_TEST(a_rate_and_a_gauge_make_spans)
{
	const struct series_rate rate = {.from_us = 0, .until_us = 2000000, .grew = 1000};
	const struct series_rate unknown = {.reason = SERIES_RESTARTED};
	struct series_span span;

	ck_assert(series_span_of_rate(&rate, 8, &span));
	ck_assert_int_eq(span.from_us, 0);
	ck_assert_int_eq(span.until_us, 2000000);
	ck_assert_int_eq(span.value, 4000);
	ck_assert(!series_span_of_rate(&unknown, 8, &span));
	ck_assert(series_span_of_gauge(10, 20, -5, 100, &span));
	ck_assert_int_eq(span.from_us, 10);
	ck_assert_int_eq(span.until_us, 20);
	ck_assert_int_eq(span.value, -5);
	/* not for the whole of a gap */
	ck_assert(series_span_of_gauge(10, 500, 7, 100, &span));
	ck_assert_int_eq(span.from_us, 400);
	ck_assert(!series_span_of_gauge(-1, 20, 5, 100, &span));
	ck_assert(!series_span_of_gauge(20, 20, 5, 100, &span));
	ck_assert(!series_span_of_gauge(21, 20, 5, 100, &span));
}
END_TEST

static char *show(const struct series_slot *slots, size_t count)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < count; i++)
		if (slots[i].known)
			g_string_append_printf(text, "%d ", (int)slots[i].value);
		else
			g_string_append(text, "- ");
	return g_string_free(text, FALSE);
}

START_TEST(slots_lie_side_by_side_and_some_are_not_known)
{
	/* Of the slots 90..100, 100..110 and so on, one is covered by 60 %, one by half. */
	static const struct series_span spans[] = {
		{100, 112, 6}, {112, 130, 12}, {134, 140, 5}, {145, 165, 8},
	};
	static const struct {
		int64_t least_ppm;
		const char *expected;
	} cases[] = {
		{0, "- 6 11 12 5 8 8 8 - "},
		{500000, "- 6 11 12 5 8 8 8 - "},
		{500001, "- 6 11 12 5 - 8 - - "},
		{600001, "- 6 11 12 - - 8 - - "},
		{1000000, "- 6 11 12 - - 8 - - "},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct series_slot slots[9];
		g_autofree char *shown = NULL;

		series_slots(spans, G_N_ELEMENTS(spans), 90, 10, cases[i].least_ppm, slots, 9);
		shown = show(slots, 9);
		ck_assert_str_eq(shown, cases[i].expected);
	}
}
END_TEST

START_TEST(members_are_summed_before_the_percentile)
{
	/* Each of a redundant pair is busy while the other is idle. */
	struct series_slot sum[] = {{true, 100}, {true, 0}, {true, 100}, {false, 0}, {true, INT64_MAX}};
	const struct series_slot other[] = {{true, 0}, {true, 100}, {true, 5}, {true, 7}, {true, 1}};
	g_autofree char *shown = NULL;
	int64_t value, coverage;

	series_slots_add(sum, other, 5);
	shown = show(sum, 5);
	ck_assert_str_eq(shown, "100 100 105 - - ");
	ck_assert(series_percentile(sum, 5, 500000, &value, &coverage));
	ck_assert_int_eq(value, 100);
	ck_assert_int_eq(coverage, 600000);
}
END_TEST

START_TEST(a_percentile_is_by_nearest_rank)
{
	static const struct {
		int64_t rank_ppm, expected;
	} cases[] = {
		{0, 15}, {50000, 15}, {200000, 15}, {200001, 20}, {300000, 20}, {400000, 20},
		{500000, 35}, {950000, 50}, {1000000, 50}, {-5, 15}, {2000000, 50},
	};
	const struct series_slot slots[] = {{true, 35}, {false, 1}, {true, 20}, {true, 15}, {true, 50}, {true, 40}};
	int64_t value = -7, coverage;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		ck_assert(series_percentile(slots, 6, cases[i].rank_ppm, &value, &coverage));
		ck_assert_msg(value == cases[i].expected, "case %zu: %" PRId64, i, value);
		ck_assert_int_eq(coverage, 833333);
	}
	value = -7;
	ck_assert(!series_percentile(slots + 1, 1, 950000, &value, &coverage));
	ck_assert_int_eq(coverage, 0);
	ck_assert(!series_percentile(slots, 0, 950000, &value, &coverage));
	ck_assert_int_eq(coverage, 0);
	ck_assert_int_eq(value, -7);
}
END_TEST

/* Slots against one window for each of them, and a percentile against its definition. */
START_TEST(what_is_quick_is_what_is_plain)
{
	const guint32 seed = g_random_int();
	GRand *random = g_rand_new_with_seed(seed);

	for (int turn = 0; turn < 300; turn++) {
		struct series_span spans[40];
		struct series_slot slots[50];
		size_t at_most = 0, below = 0, known = 0;
		int64_t value, coverage;

		for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
			spans[i].from_us = g_rand_int_range(random, -50, 550);
			spans[i].until_us = spans[i].from_us + g_rand_int_range(random, -3, 30);
			spans[i].value = g_rand_int_range(random, -9, 9);
		}
		series_slots(spans, G_N_ELEMENTS(spans), 0, 10, 300000, slots, G_N_ELEMENTS(slots));
		for (size_t i = 0; i < G_N_ELEMENTS(slots); i++) {
			struct series_summary plain;

			series_summarise(spans, G_N_ELEMENTS(spans), (int64_t)i * 10,
					 (int64_t)i * 10 + 10, &plain);
			ck_assert_msg(slots[i].known == (plain.coverage_ppm >= 300000), "seed %u", seed);
			ck_assert_msg(!slots[i].known || slots[i].value == plain.mean, "seed %u", seed);
		}
		if (!series_percentile(slots, G_N_ELEMENTS(slots), 900000, &value, &coverage))
			continue;
		for (size_t i = 0; i < G_N_ELEMENTS(slots); i++) {
			known += slots[i].known;
			at_most += slots[i].known && slots[i].value <= value;
			below += slots[i].known && slots[i].value < value;
		}
		ck_assert_msg(at_most * 10 >= known * 9 && below * 10 < known * 9, "seed %u", seed);
		ck_assert_msg(coverage == (int64_t)known * 20000, "seed %u", seed);
	}
	g_rand_free(random);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_window_is_told_with_its_coverage),
		UNIT(a_rate_and_a_gauge_make_spans),
		UNIT(slots_lie_side_by_side_and_some_are_not_known),
		UNIT(members_are_summed_before_the_percentile),
		UNIT(a_percentile_is_by_nearest_rank),
		UNIT(what_is_quick_is_what_is_plain),
		{NULL},
	};

	return unit_run("series/window", tests);
}
