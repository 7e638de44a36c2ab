/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The times of a window: each recurrence gives exactly its days, at the time of day
 * that was said, over the ends of months, leap days and changes of the clocks; and any
 * of them is found from any instant.
 */
#include "fixture-windows.h"

#define HOUR_US (3600 * (int64_t)G_USEC_PER_SEC)
#define DAY_US (24 * HOUR_US)

/* The times of a window in order, one a line, at most COUNT. Caller frees. */
static char *list_times(const struct window_times *times, unsigned int count)
{
	GString *text = g_string_new(NULL);
	struct window_span span;

	for (int64_t at_us = 0; count && windows_time_after(times, at_us, &span); at_us = span.until_us, count--) {
		g_autofree char *each = fixture_span(&span, times->zone);

		g_string_append_printf(text, "%s\n", each);
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *zone, *from, *until, *every, *to;	/* to: NULL: for ever, and three are looked at */
	const char *times;
} recurring[] = {
	{"Asia/Tokyo", "2026-11-25 01:00", "2026-11-25 05:00", NULL, NULL,
	 "2026-11-25 01:00:00 +09:00 .. 2026-11-25 05:00:00 +09:00\n"},
	{"Asia/Tokyo", "2026-12-31 23:00", "2027-01-01 01:00", "day", NULL,
	 "2026-12-31 23:00:00 +09:00 .. 2027-01-01 01:00:00 +09:00\n"
	 "2027-01-01 23:00:00 +09:00 .. 2027-01-02 01:00:00 +09:00\n"
	 "2027-01-02 23:00:00 +09:00 .. 2027-01-03 01:00:00 +09:00\n"},
	{"Asia/Tokyo", "2028-02-22 01:00", "2028-02-22 02:00", "week", NULL,
	 "2028-02-22 01:00:00 +09:00 .. 2028-02-22 02:00:00 +09:00\n"
	 "2028-02-29 01:00:00 +09:00 .. 2028-02-29 02:00:00 +09:00\n"
	 "2028-03-07 01:00:00 +09:00 .. 2028-03-07 02:00:00 +09:00\n"},
	{"Asia/Tokyo", "2026-11-29 01:00", "2026-11-29 02:00", "2 weeks", "2026-12-13 01:00",
	 "2026-11-29 01:00:00 +09:00 .. 2026-11-29 02:00:00 +09:00\n"},
	{"Asia/Tokyo", "2026-11-29 01:00", "2026-11-29 02:00", "2 weeks", "2026-12-13 01:01",
	 "2026-11-29 01:00:00 +09:00 .. 2026-11-29 02:00:00 +09:00\n"
	 "2026-12-13 01:00:00 +09:00 .. 2026-12-13 02:00:00 +09:00\n"},
	{"Asia/Tokyo", "2027-01-28 01:00", "2027-01-28 02:00", "month", NULL,
	 "2027-01-28 01:00:00 +09:00 .. 2027-01-28 02:00:00 +09:00\n"
	 "2027-02-28 01:00:00 +09:00 .. 2027-02-28 02:00:00 +09:00\n"
	 "2027-03-28 01:00:00 +09:00 .. 2027-03-28 02:00:00 +09:00\n"},
	{"Asia/Tokyo", "2026-11-15 01:00", "2026-11-15 02:00", "3 months", NULL,
	 "2026-11-15 01:00:00 +09:00 .. 2026-11-15 02:00:00 +09:00\n"
	 "2027-02-15 01:00:00 +09:00 .. 2027-02-15 02:00:00 +09:00\n"
	 "2027-05-15 01:00:00 +09:00 .. 2027-05-15 02:00:00 +09:00\n"},
	{"Asia/Tokyo", "2026-12-31 22:00", "2027-01-01 02:00", "last day", NULL,
	 "2026-12-31 22:00:00 +09:00 .. 2027-01-01 02:00:00 +09:00\n"
	 "2027-01-31 22:00:00 +09:00 .. 2027-02-01 02:00:00 +09:00\n"
	 "2027-02-28 22:00:00 +09:00 .. 2027-03-01 02:00:00 +09:00\n"},
	{"Asia/Tokyo", "2028-01-31 22:00", "2028-01-31 23:00", "last day", "2028-03-01 00:00",
	 "2028-01-31 22:00:00 +09:00 .. 2028-01-31 23:00:00 +09:00\n"
	 "2028-02-29 22:00:00 +09:00 .. 2028-02-29 23:00:00 +09:00\n"},
	{"Asia/Tokyo", "2027-12-31 22:00", "2028-01-01 04:00", "year", NULL,
	 "2027-12-31 22:00:00 +09:00 .. 2028-01-01 04:00:00 +09:00\n"
	 "2028-12-31 22:00:00 +09:00 .. 2029-01-01 04:00:00 +09:00\n"
	 "2029-12-31 22:00:00 +09:00 .. 2030-01-01 04:00:00 +09:00\n"},
	{"Asia/Tokyo", "2026-11-08 01:00", "2026-11-08 05:00", "2nd sunday", NULL,
	 "2026-11-08 01:00:00 +09:00 .. 2026-11-08 05:00:00 +09:00\n"
	 "2026-12-13 01:00:00 +09:00 .. 2026-12-13 05:00:00 +09:00\n"
	 "2027-01-10 01:00:00 +09:00 .. 2027-01-10 05:00:00 +09:00\n"},
	{"Asia/Tokyo", "2026-11-30 01:00", "2026-11-30 05:00", "last monday", NULL,
	 "2026-11-30 01:00:00 +09:00 .. 2026-11-30 05:00:00 +09:00\n"
	 "2026-12-28 01:00:00 +09:00 .. 2026-12-28 05:00:00 +09:00\n"
	 "2027-01-25 01:00:00 +09:00 .. 2027-01-25 05:00:00 +09:00\n"},
	/* Months without a fifth Sunday are left out. */
	{"Asia/Tokyo", "2026-11-29 01:00", "2026-11-29 05:00", "5th sunday", NULL,
	 "2026-11-29 01:00:00 +09:00 .. 2026-11-29 05:00:00 +09:00\n"
	 "2027-01-31 01:00:00 +09:00 .. 2027-01-31 05:00:00 +09:00\n"
	 "2027-05-30 01:00:00 +09:00 .. 2027-05-30 05:00:00 +09:00\n"},
	/* The clocks of Berlin go forward on 2027-03-28 at 02:00, back on 2026-10-25 at 03:00. */
	{"Europe/Berlin", "2027-03-21 01:00", "2027-03-21 05:00", "sunday", NULL,
	 "2027-03-21 01:00:00 +01:00 .. 2027-03-21 05:00:00 +01:00\n"
	 "2027-03-28 01:00:00 +01:00 .. 2027-03-28 05:00:00 +02:00\n"
	 "2027-04-04 01:00:00 +02:00 .. 2027-04-04 05:00:00 +02:00\n"},
	{"Europe/Berlin", "2027-03-27 02:30", "2027-03-27 03:15", "day", NULL,
	 "2027-03-27 02:30:00 +01:00 .. 2027-03-27 03:15:00 +01:00\n"
	 "2027-03-28 03:00:00 +02:00 .. 2027-03-28 03:15:00 +02:00\n"
	 "2027-03-29 02:30:00 +02:00 .. 2027-03-29 03:15:00 +02:00\n"},
	{"Europe/Berlin", "2027-03-27 02:15", "2027-03-27 02:45", "day", NULL,
	 "2027-03-27 02:15:00 +01:00 .. 2027-03-27 02:45:00 +01:00\n"
	 "2027-03-28 03:00:00 +02:00 .. 2027-03-28 03:30:00 +02:00\n"
	 "2027-03-29 02:15:00 +02:00 .. 2027-03-29 02:45:00 +02:00\n"},
	{"Europe/Berlin", "2026-10-24 02:30", "2026-10-24 04:00", "day", NULL,
	 "2026-10-24 02:30:00 +02:00 .. 2026-10-24 04:00:00 +02:00\n"
	 "2026-10-25 02:30:00 +02:00 .. 2026-10-25 04:00:00 +01:00\n"
	 "2026-10-26 02:30:00 +01:00 .. 2026-10-26 04:00:00 +01:00\n"},
	/* A first time that was given with its offset is the instant that was given. */
	{"Europe/Berlin", "2026-10-25 02:30 +01:00", "2026-10-25 02:45 +01:00", "day", "2026-10-27 00:00",
	 "2026-10-25 02:30:00 +01:00 .. 2026-10-25 02:45:00 +01:00\n"
	 "2026-10-26 02:30:00 +01:00 .. 2026-10-26 02:45:00 +01:00\n"},
	{"Australia/Lord_Howe", "2026-10-03 02:15", "2026-10-03 03:00", "day", "2026-10-05 00:00",
	 "2026-10-03 02:15:00 +10:30 .. 2026-10-03 03:00:00 +10:30\n"
	 "2026-10-04 02:30:00 +11:00 .. 2026-10-04 03:00:00 +11:00\n"},
	/* Samoa left out 2011-12-30: that day's time is at the jump, as long as the others. */
	{"Pacific/Apia", "2011-12-29 12:00", "2011-12-29 13:00", "day", NULL,
	 "2011-12-29 12:00:00 -10:00 .. 2011-12-29 13:00:00 -10:00\n"
	 "2011-12-31 00:00:00 +14:00 .. 2011-12-31 01:00:00 +14:00\n"
	 "2011-12-31 12:00:00 +14:00 .. 2011-12-31 13:00:00 +14:00\n"},
	/* Written years end. */
	{"UTC", "9996-01-01 00:00", "9996-01-02 00:00", "year", NULL,
	 "9996-01-01 00:00:00 +00:00 .. 9996-01-02 00:00:00 +00:00\n"
	 "9997-01-01 00:00:00 +00:00 .. 9997-01-02 00:00:00 +00:00\n"
	 "9998-01-01 00:00:00 +00:00 .. 9998-01-02 00:00:00 +00:00\n"},
};

static struct window_record recurring_window(size_t i)
{
	struct window_record window =
		fixture_window(recurring[i].zone, recurring[i].from, recurring[i].until, recurring[i].every);

	if (recurring[i].to)
		window.recurs_until_us = fixture_at(recurring[i].to, recurring[i].zone);
	return window;
}

START_TEST(each_recurrence_has_exactly_its_times)
{
	for (size_t i = 0; i < G_N_ELEMENTS(recurring); i++) {
		const struct window_record window = recurring_window(i);
		struct window_times times = fixture_times(&window);
		g_autofree char *got = list_times(&times, recurring[i].to ? 99 : 3);

		ck_assert_str_eq(got, recurring[i].times);
		windows_close_times(&times);
	}
}
END_TEST

START_TEST(backwards_are_the_same_times)
{
	for (size_t i = 0; i < G_N_ELEMENTS(recurring); i++) {
		const struct window_record window = recurring_window(i);
		struct window_times times = fixture_times(&window);
		struct window_span span, back;

		ck_assert(!windows_time_before(&times, times.first.until_us - 1, &back));
		for (int64_t at_us = 0, n = 0; n < 40 && windows_time_after(&times, at_us, &span);
		     at_us = span.until_us, n++) {
			ck_assert(windows_time_before(&times, span.until_us, &back));
			ck_assert_int_eq(back.from_us, span.from_us);
			ck_assert_int_eq(back.until_us, span.until_us);
			ck_assert(span.until_us == times.first.until_us ||
				  windows_time_before(&times, span.until_us - 1, &back));
			ck_assert_int_lt(back.from_us, span.until_us);
		}
		windows_close_times(&times);
	}
}
END_TEST

/* The day that a slow look at each day finds, without any of the counting of windows.c. */
static bool is_day_of(GDateTime *day, GDateTime *first, const char *every)
{
	int since = (int)((g_date_time_to_unix(day) - g_date_time_to_unix(first) + 43200) / 86400);
	int month = g_date_time_get_year(day) * 12 + g_date_time_get_month(day) -
		    (g_date_time_get_year(first) * 12 + g_date_time_get_month(first));
	bool same_day = g_date_time_get_day_of_month(day) == g_date_time_get_day_of_month(first);
	g_autoptr(GDateTime) next_week = g_date_time_add_days(day, 7);
	bool last_of_month = g_date_time_get_month(next_week) != g_date_time_get_month(day);
	bool same_weekday = g_date_time_get_day_of_week(day) == g_date_time_get_day_of_week(first);
	int week = (g_date_time_get_day_of_month(day) - 1) / 7 + 1;

	if (!strcmp(every, "3 days"))
		return since % 3 == 0;
	if (!strcmp(every, "2 weeks"))
		return since % 14 == 0;
	if (!strcmp(every, "5 months"))
		return same_day && month % 5 == 0;
	if (!strcmp(every, "2 years"))
		return same_day && month % 24 == 0;
	if (!strcmp(every, "5th monday"))
		return same_weekday && week == 5;
	ck_assert_str_eq(every, "last monday");
	return same_weekday && last_of_month;
}

/* From any instant in four years the same time is found that looking at each day finds. */
START_TEST(from_any_instant_the_same_time_is_found)
{
	static const char *const zones[] = {"Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "UTC"};
	static const struct {
		const char *every, *from, *until;
		int day;
	} all[] = {
		{"3 days", "2027-03-29 12:00", "2027-03-29 15:30", 29},
		{"2 weeks", "2027-03-29 12:00", "2027-03-29 15:30", 29},
		{"5 months", "2027-03-28 12:00", "2027-03-28 15:30", 28},
		{"2 years", "2027-03-28 12:00", "2027-03-28 15:30", 28},
		{"5th monday", "2027-03-29 12:00", "2027-03-29 15:30", 29},
		{"last monday", "2027-03-29 12:00", "2027-03-29 15:30", 29},
	};
	GRand *random = g_rand_new_with_seed(20261125);

	for (size_t z = 0; z < G_N_ELEMENTS(zones); z++)
		for (size_t e = 0; e < G_N_ELEMENTS(all); e++) {
			const struct window_record window =
				fixture_window(zones[z], all[e].from, all[e].until, all[e].every);
			struct window_times times = fixture_times(&window);
			g_autoptr(GDateTime) first = g_date_time_new(times.zone, 2027, 3, all[e].day, 12, 0, 0);
			int64_t expected_us[2000];
			size_t count = 0, hit;

			for (int n = 0; n < 365 * 5; n++) {
				g_autoptr(GDateTime) day = g_date_time_add_days(first, n);

				if (is_day_of(day, first, all[e].every))
					expected_us[count++] = g_date_time_to_unix(day) * G_USEC_PER_SEC;
			}
			for (int n = 0; n < 400; n++) {
				int64_t at_us = window.from_us - DAY_US +
						(int64_t)(g_rand_double(random) * 4 * 365 * (double)DAY_US);
				struct window_span span;

				for (hit = 0; hit < count && expected_us[hit] + 7 * HOUR_US / 2 <= at_us; hit++)
					;
				if (hit == count)
					continue;
				ck_assert(windows_time_after(&times, at_us, &span));
				ck_assert_msg(span.from_us == expected_us[hit] &&
						      span.until_us == expected_us[hit] + 7 * HOUR_US / 2,
					      "%s %s at %ld: %ld, not %ld", zones[z], all[e].every, (long)at_us,
					      (long)span.from_us, (long)expected_us[hit]);
			}
			windows_close_times(&times);
		}
	g_rand_free(random);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	static const struct {
		const char *zone, *from, *until, *every;
		int64_t recurs_for_us;	/* 0: for ever */
		const char *message;
	} cases[] = {
		{"Asia/Tokyo", "2026-11-25 05:00", "2026-11-25 05:00", NULL, 0, "it would end before it begins"},
		{"Asia/Tokyo", "2026-11-25 05:00", "2026-11-25 06:00", "weekly", 0,
		 "'weekly' is no recurrence: expected one such as 'week', '3 months', 'sunday', '2nd sunday', "
		 "'last day'"},
		{"Asia/Tokyo", "2026-11-25 05:00", "2026-11-25 06:00", "sunday", 0,
		 "the first time, 2026-11-25 05:00:00 +09:00, is not on 'sunday': the next that is would be "
		 "2026-11-29 05:00:00 +09:00"},
		{"Asia/Tokyo", "2026-11-09 05:00", "2026-11-09 06:00", "2nd sunday", 0,
		 "the first time, 2026-11-09 05:00:00 +09:00, is not on '2nd sunday': the next that is would be "
		 "2026-12-13 05:00:00 +09:00"},
		{"Asia/Tokyo", "2026-11-29 05:00", "2026-11-29 06:00", "last day", 0,
		 "the first time, 2026-11-29 05:00:00 +09:00, is not on 'last day': the next that is would be "
		 "2026-11-30 05:00:00 +09:00"},
		{"Asia/Tokyo", "2026-11-29 05:00", "2026-11-29 06:00", "month", 0,
		 "not every month has a day 29: begin by the 28th, or say 'last day'"},
		{"Asia/Tokyo", "2028-02-29 05:00", "2028-02-29 06:00", "year", 0, "not every year has a February 29th"},
		{"Asia/Tokyo", "2026-11-25 05:00", "2026-11-26 05:01", "day", 0,
		 "a time of 1d1m is too long for 'day': the next would begin before it ends"},
		{"Asia/Tokyo", "2026-11-25 05:00", "2026-12-23 05:01", "month", 0,
		 "a time of 28d1m is too long for 'month': the next would begin before it ends"},
		{"Asia/Tokyo", "2026-11-25 05:00", "2026-11-25 06:00", "week", -1,
		 "it would end recurring before it begins"},
		{"UTC", "1969-12-31 23:00", "1970-01-01 06:00", NULL, 0,
		 "it would begin or end outside the years 1970 to 9998"},
		{"UTC", "9998-12-31 00:00", "9999-01-01 06:00", NULL, 0,
		 "it would begin or end outside the years 1970 to 9998"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct window_record window =
			fixture_window(cases[i].zone, cases[i].from, cases[i].until, cases[i].every);
		struct window_times times;
		g_autoptr(GError) error = NULL;

		if (cases[i].recurs_for_us)
			window.recurs_until_us = window.from_us + cases[i].recurs_for_us;
		ck_assert_msg(!windows_open_times(&window, &times, &error), "case %zu", i);
		ck_assert_str_eq(error->message, cases[i].message);
	}
	struct window_record window =
		fixture_window("Asia/Tokyo", "2026-11-25 05:00", "2026-11-25 06:00", NULL);
	struct window_times times;

	window.zone = "Asia/Tokio";
	ck_assert(!windows_open_times(&window, &times, NULL));
	/* As long as a period is not too long. */
	window = fixture_window("Asia/Tokyo", "2026-11-25 05:00", "2026-11-26 05:00", "day");
	times = fixture_times(&window);
	windows_close_times(&times);
}
END_TEST

START_TEST(overlap_is_the_first_that_both_have)
{
	static const struct {
		const char *from_a, *until_a, *every_a, *from_b, *until_b, *every_b;
		const char *span;	/* NULL: none within the next two years */
	} cases[] = {
		{"2026-11-25 01:00", "2026-11-25 05:00", NULL, "2026-11-25 04:00", "2026-11-25 06:00", NULL,
		 "2026-11-25 04:00:00 +09:00 .. 2026-11-25 05:00:00 +09:00"},
		/* Half open: one ends as the other begins. */
		{"2026-11-25 01:00", "2026-11-25 05:00", NULL, "2026-11-25 05:00", "2026-11-25 06:00", NULL, NULL},
		{"2026-11-25 01:00", "2026-11-25 02:00", "day", "2026-12-13 01:30", "2026-12-13 03:00", NULL,
		 "2026-12-13 01:30:00 +09:00 .. 2026-12-13 02:00:00 +09:00"},
		/* The first Friday that is the 13th. */
		{"2026-11-27 01:00", "2026-11-27 02:00", "friday", "2026-12-13 01:00", "2026-12-13 02:00", "month",
		 "2027-08-13 01:00:00 +09:00 .. 2027-08-13 02:00:00 +09:00"},
		{"2026-11-27 01:00", "2026-11-27 02:00", "friday", "2026-11-28 01:00", "2026-11-28 02:00", "saturday",
		 NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct window_record a =
			fixture_window("Asia/Tokyo", cases[i].from_a, cases[i].until_a, cases[i].every_a);
		const struct window_record b =
			fixture_window("Asia/Tokyo", cases[i].from_b, cases[i].until_b, cases[i].every_b);
		struct window_times of_a = fixture_times(&a), of_b = fixture_times(&b);
		const struct window_span within = {a.from_us - DAY_US, a.from_us + 730 * DAY_US};
		struct window_span span, again;
		bool met = windows_overlap(&of_a, &of_b, &within, &span);
		g_autofree char *text = met ? fixture_span(&span, of_a.zone) : NULL;

		ck_assert_pstr_eq(text, cases[i].span);
		/* Either way round. */
		ck_assert_int_eq(windows_overlap(&of_b, &of_a, &within, &again), met);
		if (met) {
			const struct window_span before = {within.from_us, span.from_us};

			ck_assert_int_eq(again.from_us, span.from_us);
			ck_assert(!windows_overlap(&of_a, &of_b, &before, &again));
		}
		windows_close_times(&of_a);
		windows_close_times(&of_b);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_recurrence_has_exactly_its_times),
		UNIT(backwards_are_the_same_times),
		UNIT(from_any_instant_the_same_time_is_found),
		UNIT(what_cannot_be_is_refused),
		UNIT(overlap_is_the_first_that_both_have),
		{NULL, NULL},
	};

	return unit_run("state-windows", tests);
}
