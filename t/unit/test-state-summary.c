/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups of items: every item is counted once in each way of grouping, and the
 * worst group comes first whatever the order of items.
 */
#include "state/state.h"
#include "unit.h"

static const struct service_class user = {.name = "user"}, backbone = {.name = "backbone"};
static const struct organization tokyo = {.name = "tokyo", .area = 13};
static const struct organization osaka = {.name = "osaka", .area = 27};
static const struct organization self = {.name = "self"};
static const struct device a1 = {.name = "a1", .owner = &self, .service_class = &backbone};
static const struct device a2 = {.name = "a2", .owner = &self, .service_class = &backbone};

#define LINE(organization, concentrator)                                                           \
	{                                                                                          \
		.institution = organization, .from = concentrator, .service_class = &user          \
	}
static const struct line lines[] = {
	LINE(&tokyo, &a1), LINE(&tokyo, &a1), LINE(&osaka, &a2),
	LINE(&osaka, &a2), LINE(&osaka, &a2), LINE(&tokyo, NULL),
};

static void add_line(struct state_summary *summary, size_t line, enum status status)
{
	state_summary_add(summary, &(struct item){.kind = ITEM_LINE, .line = &lines[line]},
			  status);
}

static const struct summary_group *nth(struct state_summary *summary, enum summary_by by,
				       size_t number, size_t count)
{
	size_t groups;
	const struct summary_group *const *all = state_summary_groups(summary, by, &groups);

	ck_assert_uint_eq(groups, count);
	return all[number];
}

START_TEST(every_item_is_counted_once_in_each_way)
{
	g_autoptr(ops_state_summary_t) summary = state_summary_new();

	/* Neighbours of different sorts, so that no group is always the last one met. */
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		add_line(summary, (i * 5) % G_N_ELEMENTS(lines),
			 (i * 5) % G_N_ELEMENTS(lines) ? STATUS_OK : STATUS_DOWN);
	state_summary_add(summary, &(struct item){.kind = ITEM_DEVICE, .device = &a1}, STATUS_OK);

	ck_assert_ptr_eq(nth(summary, SUMMARY_CLASS, 0, 2)->service_class, &user);
	ck_assert_uint_eq(nth(summary, SUMMARY_CLASS, 0, 2)->items, 6);
	ck_assert_uint_eq(nth(summary, SUMMARY_CLASS, 0, 2)->tally.counts[STATUS_DOWN], 1);
	ck_assert_uint_eq(nth(summary, SUMMARY_CLASS, 1, 2)->items, 1);
	ck_assert_uint_eq(nth(summary, SUMMARY_AREA, 0, 3)->area, 13);
	ck_assert_uint_eq(nth(summary, SUMMARY_AREA, 0, 3)->items, 3);
	ck_assert_uint_eq(nth(summary, SUMMARY_AREA, 1, 3)->area, 0);
	ck_assert_uint_eq(nth(summary, SUMMARY_AREA, 2, 3)->area, 27);
	/* The line without one, and the device itself, are in neither. */
	ck_assert_ptr_eq(nth(summary, SUMMARY_CONCENTRATOR, 0, 2)->concentrator, &a1);
	ck_assert_uint_eq(nth(summary, SUMMARY_CONCENTRATOR, 0, 2)->items, 2);
	ck_assert_uint_eq(nth(summary, SUMMARY_CONCENTRATOR, 1, 2)->items, 3);
}
END_TEST

/* Statuses of the lines of a1 (two of them) and of a2 (three). */
static const struct {
	enum status of_a1[2], of_a2[3];
	const struct device *worse;
} orders[] = {
	{{STATUS_OK, STATUS_DOWN}, {STATUS_OK, STATUS_OK, STATUS_OK}, &a1},
	{{STATUS_OK, STATUS_OK}, {STATUS_OK, STATUS_CAUTION, STATUS_OK}, &a2},
	{{STATUS_DOWN, STATUS_OK}, {STATUS_DOWN, STATUS_DOWN, STATUS_OK}, &a2},
	{{STATUS_DOWN, STATUS_OK}, {STATUS_WARNING, STATUS_WARNING, STATUS_WARNING}, &a1},
	{{STATUS_UNKNOWN, STATUS_OK}, {STATUS_CAUTION, STATUS_CAUTION, STATUS_CAUTION}, &a1},
	{{STATUS_UNKNOWN, STATUS_UNKNOWN}, {STATUS_WARNING, STATUS_OK, STATUS_OK}, &a2},
	{{STATUS_DOWN, STATUS_DOWN}, {STATUS_DOWN, STATUS_DOWN, STATUS_OK}, &a1},
	{{STATUS_OK, STATUS_OK}, {STATUS_OK, STATUS_OK, STATUS_OK}, &a1},
};

START_TEST(the_worst_group_comes_first)
{
	for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
		g_autoptr(ops_state_summary_t) summary = state_summary_new();

		for (size_t line = 0; line < 3; line++)
			add_line(summary, 2 + line, orders[i].of_a2[line]);
		for (size_t line = 0; line < 2; line++)
			add_line(summary, line, orders[i].of_a1[line]);
		ck_assert_msg(nth(summary, SUMMARY_CONCENTRATOR, 0, 2)->concentrator ==
				      orders[i].worse,
			      "case %zu", i);
	}
}
END_TEST

START_TEST(nothing_makes_no_group)
{
	g_autoptr(ops_state_summary_t) summary = state_summary_new();
	size_t count = 1;

	for (int by = 0; by < SUMMARY_BY_COUNT; by++) {
		state_summary_groups(summary, (enum summary_by)by, &count);
		ck_assert_uint_eq(count, 0);
	}
}
END_TEST

START_TEST(more_may_be_added_after_looking)
{
	g_autoptr(ops_state_summary_t) summary = state_summary_new();

	add_line(summary, 2, STATUS_OK);
	add_line(summary, 0, STATUS_DOWN);
	ck_assert_ptr_eq(nth(summary, SUMMARY_CONCENTRATOR, 0, 2)->concentrator, &a1);
	add_line(summary, 3, STATUS_DOWN);
	add_line(summary, 4, STATUS_DOWN);
	ck_assert_ptr_eq(nth(summary, SUMMARY_CONCENTRATOR, 0, 2)->concentrator, &a2);
	ck_assert_uint_eq(nth(summary, SUMMARY_CONCENTRATOR, 0, 2)->items, 3);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(every_item_is_counted_once_in_each_way),
		UNIT(the_worst_group_comes_first),
		UNIT(nothing_makes_no_group),
		UNIT(more_may_be_added_after_looking),
		{NULL, NULL},
	};

	return unit_run("state-summary", tests);
}
