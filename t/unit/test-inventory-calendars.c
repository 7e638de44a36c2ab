/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calendars as they are written: what is no day, no span and no time is told where it
 * stands, and so is a calendar whose time never comes.
 */
#include "test-inventory.h"

#define REST "organizations: {self: {kind: operator, self: true, name: x}}\n" \
	"contacts:\n" \
	"  m: {organization: self, role: ops-manager, login: a}\n" \
	"  d: {organization: self, role: duty-officer, login: b}\n" \
	"  h: {organization: self, role: help-desk, login: c}\n"
#define CALENDARS(body) "calendars:\n" body REST
#define NO_DAY " is no day and no span of days: expected 12-29, 12-29..01-03, 2027-05-01 or 2027-05-01..2027-05-03\n"

START_TEST(what_is_no_day_is_told)
{
	static const struct fault_case cases[] = {
		{ CALENDARS("  a: {dates: [12-32]}\n"),
		  "error base 2:15 'dates' of calendar 'a': '12-32'" NO_DAY },
		{ CALENDARS("  a: {dates: [02-30]}\n"),
		  "error base 2:15 'dates' of calendar 'a': '02-30'" NO_DAY },
		{ CALENDARS("  a: {dates: [2027-02-29]}\n"),
		  "error base 2:15 'dates' of calendar 'a': '2027-02-29'" NO_DAY },
		{ CALENDARS("  a: {dates: [2027-05-03..2027-05-01]}\n"),
		  "error base 2:15 'dates' of calendar 'a': '2027-05-03..2027-05-01'" NO_DAY },
		{ CALENDARS("  a: {dates: [12-29..2027-01-03]}\n"),
		  "error base 2:15 'dates' of calendar 'a': '12-29..2027-01-03'" NO_DAY },
		{ CALENDARS("  a: {dates: [12-29..]}\n"),
		  "error base 2:15 'dates' of calendar 'a': '12-29..'" NO_DAY },
		{ CALENDARS("  a: {dates: [1999-12-31]}\n"),
		  "error base 2:15 'dates' of calendar 'a': '1999-12-31'" NO_DAY },
		{ CALENDARS("  a: {dates: []}\n"),
		  "error base 2:14 'dates' of calendar 'a' has 0 entries, not 1 to 100\n" },
		{ CALENDARS("  a: {month-days: 32}\n"),
		  "error base 2:19 'month-days' of calendar 'a': '32' is no day of a month: expected 5, 5-10 or last\n" },
		{ CALENDARS("  a: {month-days: '5-10, 0'}\n"),
		  "error base 2:19 'month-days' of calendar 'a': '0' is no day of a month: expected 5, 5-10 or last\n" },
		{ CALENDARS("  a: {hours: '25:00-26:00'}\n"),
		  "error base 2:14 'hours' of calendar 'a': '25:00-26:00' is no span of time between 00:00 and 24:00\n" },
		{ CALENDARS("  a: {days: holidays}\n"),
		  "error base 2:13 'days' of calendar 'a' is 'holidays': expected one of japan-holidays\n" },
		{ CALENDARS("  a: {}\n"), "error base 2:3 calendar 'a' says no time\n" },
		{ CALENDARS("  a: {dates: [02-29, 12-29..01-03, 2027-05-01, 2027-05-01..2027-05-03], month-days: '25-5, last'}\n"),
		  "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(a_calendar_that_never_applies_is_an_error)
{
	static const struct fault_case cases[] = {
		{ CALENDARS("  a: {dates: [02-01..02-28], month-days: 30}\n"),
		  "error base 2:6 calendar 'a' never applies: there is no such time\n" },
		{ CALENDARS("  a: {dates: [06-01..06-30], days: japan-holidays}\n"),
		  "error base 2:6 calendar 'a' never applies: there is no such time\n" },
		{ CALENDARS("  a: {dates: [2027-05-01], hours: sun 24h}\n"),
		  "error base 2:6 calendar 'a' never applies: there is no such time\n" },
		{ CALENDARS("  a: {hours: sun 24h, any: [b]}\n  b: {hours: mon-fri 24h}\n"),
		  "error base 2:6 calendar 'a' never applies: there is no such time\n" },
		{ CALENDARS("  a: {hours: '09:00-12:00', not: [b]}\n  b: {hours: '08:00-12:00'}\n"),
		  "error base 2:6 calendar 'a' never applies: there is no such time\n" },
		{ CALENDARS("  a: {hours: '09:00-12:01', not: [b]}\n  b: {hours: '08:00-12:00'}\n"), "" },
		{ CALENDARS("  a: {dates: [02-29], hours: sun 24h}\n"), "" },
		/* No holiday was ever in June, but a site may have one. */
		{ "japan-holidays: {extra: [2028-06-05]}\n"
		  CALENDARS("  a: {dates: [06-01..06-30], days: japan-holidays}\n"), "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(calendars_refer_to_what_is_there_and_plain)
{
	static const struct fault_case cases[] = {
		{ CALENDARS("  nights: {hours: '22:00-06:00'}\n  b: {any: [nigths]}\n"),
		  "error base 3:13 unknown calendar 'nigths' in 'any' of calendar 'b'; did you mean 'nights'?\n" },
		{ CALENDARS("  a: {any: [a]}\n"),
		  "error base 2:12 'any' of calendar 'a': calendar 'a' itself has 'any' or 'not'\n" },
		{ CALENDARS("  a: {not: [b]}\n  b: {not: [a]}\n"),
		  "error base 2:12 'not' of calendar 'a': calendar 'b' itself has 'any' or 'not'\n"
		  "error base 3:12 'not' of calendar 'b': calendar 'a' itself has 'any' or 'not'\n" },
		{ CALENDARS("  a: {any: [b, b, b, b, b, b, b, b, b]}\n  b: {month-days: 1}\n"),
		  "error base 2:12 'any' of calendar 'a' has 9 entries, not 1 to 8\n" },
		{ CALENDARS("  a: {month-days: 1}\n  a: {month-days: 2}\n"),
		  "error base 3:3 duplicate key 'a': it stands already at line 2, column 3\n" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(what_a_site_knows_of_holidays_is_whole_days)
{
	static const struct fault_case cases[] = {
		{ "japan-holidays: {extra: [05-01], dropped: [2028-05-01..2028-05-02], checked: 2026}\n" REST,
		  "error base 1:26 'extra' of section 'japan-holidays': expected one day with its year, such as 2028-05-01\n"
		  "error base 1:44 'dropped' of section 'japan-holidays': expected one day with its year, such as "
		  "2028-05-01\n"
		  "error base 1:78 'checked' of section 'japan-holidays' is '2026': expected a whole number from 2027 to "
		  "2099\n" },
		{ "japan-holidays: {extra: [2028-05-01], dropped: [2028-05-05], checked: 2028}\n" REST, "" },
	};

	CASE_CHECK(NULL, cases);
}
END_TEST

START_TEST(calendars_stand_in_nwops_yaml_alone)
{
	static const struct fault_case cases[] = {
		{ "calendars: {a: {month-days: 1}}\n", "error case 1:1 'calendars' belongs in nwops.yaml\n" },
		{ "japan-holidays: {}\n", "error case 1:1 'japan-holidays' belongs in nwops.yaml\n" },
		{ "own-view: {first-hops: [b1]}\n", "error case 1:1 'own-view' belongs in nwops.yaml\n" },
	};

	CASE_CHECK(case_base, cases);
}
END_TEST

START_TEST(no_more_than_a_screen_of_calendars_is_read)
{
	g_autoptr(GString) text = g_string_new("calendars:\n");
	struct fault_case many = { NULL, "error base 66:3 more than 64 calendars\n" };

	for (int i = 0; i < 65; i++)
		g_string_append_printf(text, "  c%02d: {month-days: 1}\n", i);
	g_string_append(text, REST);
	many.text = text->str;
	case_check(NULL, &many, 1);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_no_day_is_told),
		UNIT(a_calendar_that_never_applies_is_an_error),
		UNIT(calendars_refer_to_what_is_there_and_plain),
		UNIT(what_a_site_knows_of_holidays_is_whole_days),
		UNIT(calendars_stand_in_nwops_yaml_alone),
		UNIT(no_more_than_a_screen_of_calendars_is_read),
		{ NULL, NULL },
	};

	return unit_run("inventory-calendars", tests);
}
