/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/figures.c: percentiles by nearest rank, and what is unknown, about or contradicts itself.
 */
#include "cases/figures.h"

#include "unit.h"

static struct case_figures figures_of(int64_t us, enum instant_quality quality, bool contradicts)
{
	struct case_figures figures;

	for (int figure = 0; figure < CASE_FIGURE_COUNT; figure++)
		figures.values[figure] = (struct case_figure_value){us, quality, contradicts};
	return figures;
}

static void add(struct case_figures_many *many, int64_t us, enum instant_quality quality, bool contradicts)
{
	const struct case_figures figures = figures_of(us, quality, contradicts);

	case_figures_many_add(many, &figures);
}

START_TEST(percentiles_are_figures_that_were_and_by_nearest_rank)
{
	/* How many figures 1, 2, 3 …; and which of them is the median, the 85th and the 95th percentile. */
	static const struct { int count; int64_t median, p85, p95; } rows[] = {
		{1, 1, 1, 1}, {2, 1, 2, 2}, {3, 2, 3, 3}, {4, 2, 4, 4}, {20, 10, 17, 19}, {21, 11, 18, 20}, {100, 50, 85, 95}, {101, 51, 86, 96},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(ops_case_figures_many_t) many = case_figures_many_new();
		struct case_figures_summary summary;

		for (int value = rows[i].count; value > 0; value--)
			add(many, value, INSTANT_EXACT, false);
		summary = case_figures_many_summary(many, CASE_FIGURE_RESTORE);
		ck_assert_int_eq(summary.median_us, rows[i].median);
		ck_assert_int_eq(summary.p85_us, rows[i].p85);
		ck_assert_int_eq(summary.p95_us, rows[i].p95);
	}
}
END_TEST

START_TEST(what_is_unknown_is_counted_apart_and_is_not_0)
{
	g_autoptr(ops_case_figures_many_t) many = case_figures_many_new();
	struct case_figures_summary summary = case_figures_many_summary(many, CASE_FIGURE_DETECT);

	ck_assert_int_eq(summary.median_us, -1);
	add(many, 0, INSTANT_UNKNOWN, false);
	add(many, 0, INSTANT_UNKNOWN, true);
	add(many, 7, INSTANT_ABOUT, false);
	add(many, 9, INSTANT_EXACT, false);
	summary = case_figures_many_summary(many, CASE_FIGURE_DETECT);
	ck_assert_uint_eq(summary.known, 2);
	ck_assert_uint_eq(summary.about, 1);
	ck_assert_uint_eq(summary.unknown, 2);
	ck_assert_uint_eq(summary.contradicting, 1);
	ck_assert_int_eq(summary.median_us, 7);
}
END_TEST

/* A case that is closed, of which nothing is said but by EVENTS. */
static struct case_figures from(struct case_event *events, guint count, const struct duty_report *reports, size_t report_count)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new(), runs = g_ptr_array_new(), subjects = g_ptr_array_new();
	struct case_file file = {
		.kind = CASE_INCIDENT, .opened_at_us = 100, .closed_at_us = 1000, .events = list, .runs = runs, .subjects = subjects,
	};
	struct case_figures figures;

	for (guint i = 0; i < count; i++)
		g_ptr_array_add(list, &events[i]);
	struct case_standing *standing = case_standing_new(&file);
	const struct case_figures_source source = {.standing = standing, .reports = reports, .report_count = report_count, .now_us = 2000};

	figures = case_figures_of(&source);
	case_standing_free(standing);
	return figures;
}

static struct case_event saying(int64_t number, enum case_field field, int64_t at_us, enum instant_quality quality, const struct json *body)
{
	return (struct case_event){.number = number, .kind = CASE_SET, .field = (int)field, .word = -1, .at = {at_us, quality}, .body = body};
}

START_TEST(each_goes_from_its_field_to_its_field)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event events[] = {
		saying(1, CASE_FIELD_BEGAN, 40, INSTANT_ABOUT, body), saying(2, CASE_FIELD_ACKNOWLEDGED, 150, INSTANT_EXACT, body),
		saying(3, CASE_FIELD_RESTORED, 400, INSTANT_EXACT, body),
	};
	const struct duty_report reports[] = {
		{.at_us = 110, .audience = AUDIENCE_MANAGER, .kind = NOTICE_OUTAGE_FIRST}, {.at_us = 130, .audience = AUDIENCE_CORE, .kind = NOTICE_OUTAGE_FIRST},
		{.at_us = 500, .audience = AUDIENCE_CORE, .kind = NOTICE_OUTAGE_RESTORED},
	};
	static const struct { int64_t us; enum instant_quality quality; } wanted[CASE_FIGURE_COUNT] = {
		[CASE_FIGURE_DETECT] = {60, INSTANT_ABOUT},	   [CASE_FIGURE_ACKNOWLEDGE] = {50, INSTANT_EXACT},
		[CASE_FIGURE_RESTORE] = {360, INSTANT_ABOUT},	   [CASE_FIGURE_FIRST_NOTICE] = {30, INSTANT_EXACT},
		[CASE_FIGURE_SILENCE] = {370, INSTANT_EXACT},
	};
	struct case_figures figures = from(events, G_N_ELEMENTS(events), reports, G_N_ELEMENTS(reports));

	for (int figure = 0; figure < CASE_FIGURE_COUNT; figure++) {
		ck_assert_int_eq(figures.values[figure].us, wanted[figure].us);
		ck_assert_int_eq(figures.values[figure].quality, wanted[figure].quality);
	}
}
END_TEST

START_TEST(times_that_contradict_each_other_are_no_figure)
{
	g_autoptr(ops_json_t) body = json_new_object();
	struct case_event events[] = {
		saying(1, CASE_FIELD_BEGAN, 300, INSTANT_EXACT, body), saying(2, CASE_FIELD_RESTORED, 200, INSTANT_EXACT, body),
	};
	struct case_figures figures = from(events, G_N_ELEMENTS(events), NULL, 0);

	ck_assert_int_eq(figures.values[CASE_FIGURE_RESTORE].quality, INSTANT_UNKNOWN);
	ck_assert(figures.values[CASE_FIGURE_RESTORE].contradicts);
	ck_assert_int_eq(figures.values[CASE_FIGURE_FIRST_NOTICE].quality, INSTANT_UNKNOWN);
	ck_assert(!figures.values[CASE_FIGURE_FIRST_NOTICE].contradicts);
	/* Nobody outside heard anything until its end. */
	ck_assert_int_eq(figures.values[CASE_FIGURE_SILENCE].us, 900);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(percentiles_are_figures_that_were_and_by_nearest_rank),
		UNIT(what_is_unknown_is_counted_apart_and_is_not_0),
		UNIT(each_goes_from_its_field_to_its_field),
		UNIT(times_that_contradict_each_other_are_no_figure),
		{0},
	};

	return unit_run("cases/figures", tests);
}
