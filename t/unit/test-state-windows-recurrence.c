/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a recurrence may be called, and that nothing else is taken for one.
 */
#include "state/windows.h"

#include "unit.h"

START_TEST(each_form_is_understood)
{
	static const struct {
		const char *text;
		struct recurrence is;
	} cases[] = {
		{"day", {RECUR_DAYS, 1, 0, 0}},
		{"2 days", {RECUR_DAYS, 2, 0, 0}},
		{"week", {RECUR_WEEKS, 1, 0, 0}},
		{"99 weeks", {RECUR_WEEKS, 99, 0, 0}},
		{"month", {RECUR_MONTHS, 1, 0, 0}},
		{"3 months", {RECUR_MONTHS, 3, 0, 0}},
		{"year", {RECUR_YEARS, 1, 0, 0}},
		{"2 years", {RECUR_YEARS, 2, 0, 0}},
		{"monday", {RECUR_WEEKS, 1, 0, 1}},
		{"sun", {RECUR_WEEKS, 1, 0, 7}},
		{"Sunday", {RECUR_WEEKS, 1, 0, 7}},
		{"1st monday", {RECUR_WEEKDAY, 1, 1, 1}},
		{"2nd sunday", {RECUR_WEEKDAY, 1, 2, 7}},
		{"5TH Thu", {RECUR_WEEKDAY, 1, 5, 4}},
		{"last friday", {RECUR_WEEKDAY, 1, -1, 5}},
		{"last day", {RECUR_LAST_DAY, 1, 0, 0}},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct recurrence *is = &cases[i].is;
		struct recurrence got = {RECUR_LAST_DAY, 77, 77, 77};
		g_autoptr(GError) error = NULL;

		ck_assert_msg(windows_parse_recurrence(cases[i].text, &got, &error), "%s: %s",
			      cases[i].text, error ? error->message : "");
		ck_assert_msg(got.unit == is->unit && got.step == is->step &&
				      got.ordinal == is->ordinal && got.weekday == is->weekday,
			      "%s: unit %d step %d ordinal %d weekday %d", cases[i].text, got.unit,
			      got.step, got.ordinal, got.weekday);
	}
}
END_TEST

START_TEST(anything_else_is_refused)
{
	static const char *const texts[] = {
		"", " ", "days", "1 day", "1 days", "0 weeks", "100 weeks", "-2 weeks", "+2 weeks",
		"2 week", "2  weeks", " week", "week ", "weekly", "mondays", "mo", "mond",
		"6th sunday", "2nd", "2nd day", "second sunday", "last", "last week", "last month",
		"2nd sunday month", "2nd\tsunday", "month month", "1st sunday 2nd",
		"last daylast daylast daylast daylast day", "02 days ",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct recurrence got = {RECUR_LAST_DAY, 77, 77, 77};
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!windows_parse_recurrence(texts[i], &got, &error), "'%s' was taken",
			      texts[i]);
		ck_assert(g_error_matches(error, OPS_WINDOWS_ERROR, WINDOWS_ERROR_RECURRENCE));
		ck_assert_int_eq(got.step, 77);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_form_is_understood),
		UNIT(anything_else_is_refused),
		{NULL, NULL},
	};

	return unit_run("state-windows-recurrence", tests);
}
