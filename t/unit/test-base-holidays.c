/* SPDX-License-Identifier: Apache-2.0 */
/*
 * National holidays of Japan: whole years, day by day, and the days on which the
 * law changed. What was published is compared in test-base-holidays-published.c.
 */
#include "base/holidays.h"

#include "unit.h"

#include <stdbool.h>
#include <string.h>

/* "1/1 1/12 ...": all of YEAR that are holidays. Caller frees. */
static char *days_of(int year)
{
	GString *text = g_string_new(NULL);
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, 1, G_DATE_JANUARY, (GDateYear)year);
	for (; g_date_get_year(&date) == year; g_date_add_days(&date, 1))
		if (holidays_japanese(&date))
			g_string_append_printf(text, "%s%d/%d", text->len > 0 ? " " : "", g_date_get_month(&date),
					       g_date_get_day(&date));
	return g_string_free(text, FALSE);
}

START_TEST(years_to_come_have_the_holidays_of_the_law)
{
	static const struct { int year; const char *days; } cases[] = {
		{ 2003, "1/1 1/13 2/11 3/21 4/29 5/3 5/5 7/21 9/15 9/23 10/13 11/3 11/23 11/24 12/23" },
		{ 2006, "1/1 1/2 1/9 2/11 3/21 4/29 5/3 5/4 5/5 7/17 9/18 9/23 10/9 11/3 11/23 12/23" },
		{ 2008, "1/1 1/14 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/21 9/15 9/23 10/13 11/3 11/23 11/24 12/23" },
		{ 2009, "1/1 1/12 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23" },
		/* The publication of 2026 has these two. */
		{ 2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23" },
		{ 2027, "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23" },
		{ 2028, "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23" },
		{ 2029, "1/1 1/8 2/11 2/12 2/23 3/20 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23" },
		{ 2030, "1/1 1/14 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 11/3 11/4 11/23" },
		{ 2032, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/21 9/22 10/11 11/3 11/23" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *days = days_of(cases[i].year);

		ck_assert_msg(!strcmp(days, cases[i].days), "%d:\n%s\n%s", cases[i].year, cases[i].days, days);
	}
}
END_TEST

START_TEST(each_holiday_has_its_name)
{
	static const struct { int year, month, day; const char *name; } cases[] = {
		{ 1973, 2, 12, NULL },			/* the law came in April */
		{ 1973, 4, 30, "振替休日" },
		{ 1985, 5, 4, NULL },			/* between two, but before that law */
		{ 1986, 5, 4, NULL },			/* a Sunday */
		{ 1988, 5, 4, "国民の休日" },
		{ 1989, 2, 24, "昭和天皇の大喪の礼" },
		{ 2019, 4, 30, "国民の休日" },
		{ 2019, 5, 1, "即位の日" },
		{ 2019, 12, 23, NULL },
		{ 2020, 7, 20, NULL },			/* moved */
		{ 2020, 7, 24, "スポーツの日" },
		{ 2021, 8, 9, "振替休日" },
		{ 2026, 5, 6, "振替休日" },		/* of the Sunday three days before */
		{ 2026, 6, 15, NULL },
		{ 2099, 1, 1, "元日" },
		{ 2100, 1, 1, NULL },			/* not computed */
		{ 1954, 1, 1, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *name;
		GDate date;

		g_date_clear(&date, 1);
		g_date_set_dmy(&date, (GDateDay)cases[i].day, cases[i].month, (GDateYear)cases[i].year);
		name = holidays_japanese(&date);
		ck_assert_msg(!g_strcmp0(name, cases[i].name), "%d-%d-%d: %s", cases[i].year, cases[i].month,
			      cases[i].day, name ? name : "none");
	}
}
END_TEST

START_TEST(equinoxes_stay_where_the_sun_is)
{
	for (int year = HOLIDAYS_FIRST; year <= HOLIDAYS_LAST; year++) {
		g_autofree char *days = days_of(year);
		/* On the 19th first in 2092. */
		bool spring = strstr(days, "3/20") || strstr(days, "3/21") || (year >= 2092 && strstr(days, "3/19"));
		bool autumn = strstr(days, "9/22") || strstr(days, "9/23") || strstr(days, "9/24");

		ck_assert_msg(spring && autumn, "%d: %s", year, days);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(years_to_come_have_the_holidays_of_the_law),
		UNIT(each_holiday_has_its_name),
		UNIT(equinoxes_stay_where_the_sun_is),
		{ NULL, NULL },
	};

	return unit_run("base-holidays", tests);
}
