/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds when: spans are half open, go by the clocks of the site's zone, and stay
 * right on the days on which those are changed.
 */
#include "test-inventory.h"

static const char *const calendars =
	"calendars:\n"
	"  holidays: {days: japan-holidays}\n"
	"  claim-days: {month-days: 5-10}\n"
	"  turn: {month-days: '28-3, last'}\n"
	"  month-end: {month-days: last}\n"
	"  nights: {hours: '22:00-06:00'}\n"
	"  office: {hours: 'mon-fri 08:30-18:00', not: [holidays, year-end]}\n"
	"  year-end: {dates: [12-29..01-03]}\n"
	"  leap: {dates: [02-29]}\n"
	"  golden: {dates: ['2027-04-29..2027-05-05', 2028-05-01]}\n"
	"  busy: {hours: 'mon-fri 08:30-18:00', any: [claim-days, month-end]}\n"
	"japan-holidays: {extra: [2028-05-01], dropped: [2028-05-05], checked: 2028}\n"
	"service-classes:\n"
	"  odd:\n"
	"    thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}}\n"
	"    during:\n"
	"      - {when: year-end, down: {steps: 7}}\n"
	"      - {when: nights, down: {steps: 3}}\n"
	"organizations: {self: {kind: operator, self: true, name: x}}\n";

static struct inventory *load(const char *zone)
{
	g_autofree char *text = g_strdup_printf("zone: %s\n%s", zone, calendars);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct inventory *inventory = case_read(text, NULL, faults);
	g_autofree char *shown = case_shown(faults);

	ck_assert_msg(inventory != NULL, "%s", shown);
	return inventory;
}

static int64_t instant(const char *text)
{
	int64_t at_us;

	ck_assert_msg(instant_parse(text, NULL, &at_us, NULL), "%s", text);
	return at_us;
}

struct time_case { const char *calendar, *at; bool applies; };

static void check(const char *zone, const struct time_case *cases, size_t count)
{
	struct inventory *inventory = load(zone);

	for (size_t i = 0; i < count; i++) {
		const struct calendar *calendar = inventory_find_calendar(inventory, cases[i].calendar);

		ck_assert_msg(inventory_calendar_applies(inventory, calendar, instant(cases[i].at)) == cases[i].applies,
			      "%s %s", cases[i].calendar, cases[i].at);
	}
	inventory_free(inventory);
}

START_TEST(calendars_apply_when_all_that_is_said_does)
{
	static const struct time_case cases[] = {
		{ "holidays", "2026-11-22T23:59:59.999999+09:00", false },
		{ "holidays", "2026-11-23T00:00:00+09:00", true },
		{ "holidays", "2026-11-22T15:00:00Z", true },
		{ "holidays", "2026-11-24T00:00:00+09:00", false },
		{ "holidays", "2028-05-01T12:00:00+09:00", true },	/* the site says so */
		{ "holidays", "2028-05-05T12:00:00+09:00", false },
		{ "holidays", "2029-05-01T12:00:00+09:00", false },
		{ "claim-days", "2026-12-04T23:59:59+09:00", false },
		{ "claim-days", "2026-12-05T00:00:00+09:00", true },
		{ "claim-days", "2026-12-10T23:59:59+09:00", true },
		{ "claim-days", "2026-12-11T00:00:00+09:00", false },
		{ "turn", "2027-02-27T12:00:00+09:00", false },
		{ "turn", "2027-02-28T12:00:00+09:00", true },
		{ "turn", "2027-03-03T12:00:00+09:00", true },
		{ "turn", "2027-03-04T12:00:00+09:00", false },
		{ "month-end", "2027-02-28T12:00:00+09:00", true },
		{ "month-end", "2028-02-28T12:00:00+09:00", false },
		{ "month-end", "2028-02-29T12:00:00+09:00", true },
		{ "nights", "2026-11-25T21:59:59+09:00", false },
		{ "nights", "2026-11-25T22:00:00+09:00", true },
		{ "nights", "2026-11-30T05:59:59+09:00", true },	/* Sunday's, on a Monday */
		{ "nights", "2026-11-30T06:00:00+09:00", false },
		{ "office", "2026-11-24T08:29:59+09:00", false },
		{ "office", "2026-11-24T08:30:00+09:00", true },
		{ "office", "2026-11-24T18:00:00+09:00", false },
		{ "office", "2026-11-23T12:00:00+09:00", false },	/* a holiday */
		{ "office", "2026-12-29T12:00:00+09:00", false },
		{ "office", "2026-12-28T12:00:00+09:00", true },
		{ "year-end", "2026-12-28T23:59:59+09:00", false },
		{ "year-end", "2026-12-31T12:00:00+09:00", true },
		{ "year-end", "2027-01-03T23:59:59+09:00", true },
		{ "year-end", "2027-01-04T00:00:00+09:00", false },
		{ "leap", "2028-02-29T00:00:00+09:00", true },
		{ "leap", "2027-03-01T00:00:00+09:00", false },
		{ "golden", "2027-04-28T12:00:00+09:00", false },
		{ "golden", "2027-05-05T12:00:00+09:00", true },
		{ "golden", "2028-04-29T12:00:00+09:00", false },
		{ "golden", "2028-05-01T12:00:00+09:00", true },
		{ "busy", "2026-12-07T12:00:00+09:00", true },
		{ "busy", "2026-12-06T12:00:00+09:00", false },		/* a Sunday */
		{ "busy", "2026-12-31T12:00:00+09:00", true },
		{ "busy", "2026-12-15T12:00:00+09:00", false },
		{ "claim-days", "1969-12-31T12:00:00Z", false },	/* before 1970, too */
		{ "month-end", "1969-12-31T00:00:00.000001+09:00", true },
	};

	check("Asia/Tokyo", cases, G_N_ELEMENTS(cases));
}
END_TEST

START_TEST(changed_clocks_are_what_clocks_show)
{
	static const struct time_case cases[] = {
		/* 28 March 2027: 01:00 UTC is where 02:00 becomes 03:00. */
		{ "nights", "2027-03-28T00:59:59Z", true },
		{ "nights", "2027-03-28T01:00:00Z", true },	/* 03:00 */
		{ "nights", "2027-03-28T03:59:59Z", true },
		{ "nights", "2027-03-28T04:00:00Z", false },	/* 06:00 */
		/* 31 October 2027: 03:00 becomes 02:00. */
		{ "nights", "2027-10-30T20:00:00Z", true },	/* 22:00 */
		{ "nights", "2027-10-31T00:30:00Z", true },
		{ "nights", "2027-10-31T04:59:59Z", true },
		{ "nights", "2027-10-31T05:00:00Z", false },
		{ "month-end", "2027-10-30T21:59:59Z", false },
		{ "month-end", "2027-10-30T22:00:00Z", true },
		{ "month-end", "2027-10-31T22:59:59Z", true },	/* a day of 25 hours */
		{ "month-end", "2027-10-31T23:00:00Z", false },
	};
	/* Not whole hours from UTC, and the first to see a new year. */
	static const struct time_case others[] = {
		{ "year-end", "2026-12-28T10:14:59Z", false },
		{ "year-end", "2026-12-28T10:15:00Z", true },
	};

	check("Europe/Paris", cases, G_N_ELEMENTS(cases));
	check("Pacific/Chatham", others, G_N_ELEMENTS(others));
}
END_TEST

START_TEST(the_first_variant_that_applies_counts)
{
	static const struct { const char *at; int steps; } cases[] = {
		{ "2026-11-25T12:00:00+09:00", 0 },
		{ "2026-11-25T22:00:00+09:00", 3 },
		{ "2026-12-29T12:00:00+09:00", 7 },
		{ "2026-12-29T23:00:00+09:00", 7 },
	};
	struct inventory *inventory = load("Asia/Tokyo");
	const struct service_class *class = inventory_find_service_class(inventory, "odd");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct service_class *now = inventory_class_at(inventory, class, instant(cases[i].at));

		ck_assert_int_eq(now->down_lasts.raise_steps, cases[i].steps);
		ck_assert((now == class) == (cases[i].steps == 0));
		ck_assert_str_eq(now->name, "odd");
	}
	ck_assert_ptr_eq(inventory_class_at(inventory, class, INT64_MAX), class);
	ck_assert_ptr_eq(inventory_class_at(inventory, class, INT64_MIN), class);
	inventory_free(inventory);
}
END_TEST

START_TEST(holidays_that_nobody_compared_are_told_a_month_before)
{
	static const struct { const char *at, *expected; } cases[] = {
		{ "2028-11-29T12:00:00+09:00", "" },
		{ "2028-12-02T12:00:00+09:00",
		  "warning base 3:3 calendar 'holidays' goes by national holidays, of which those after 2028 were not "
		  "compared with what the Cabinet Office published; compare them up to 2029, and say so in "
		  "'japan-holidays'\n" },
	};
	struct inventory *inventory = load("Asia/Tokyo"), *without = case_load(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new(), none = conf_faults_new();
		g_autofree char *shown = NULL;

		inventory_check_holidays(inventory, instant(cases[i].at), faults);
		inventory_check_holidays(without, instant(cases[i].at), none);
		shown = case_shown(faults);
		ck_assert_str_eq(shown, cases[i].expected);
		ck_assert_uint_eq(conf_faults_count(none), 0);
	}
	for (int i = 0; i < 2; i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

		inventory_check_holidays(inventory, i ? INT64_MAX : INT64_MIN, faults);
		ck_assert_uint_eq(conf_faults_count(faults), 0);
	}
	inventory_free(inventory);
	inventory_free(without);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(calendars_apply_when_all_that_is_said_does),
		UNIT(changed_clocks_are_what_clocks_show),
		UNIT(the_first_variant_that_applies_counts),
		UNIT(holidays_that_nobody_compared_are_told_a_month_before),
		{ NULL, NULL },
	};

	return unit_run("inventory-times", tests);
}
