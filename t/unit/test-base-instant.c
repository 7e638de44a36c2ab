/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/instant.h: one text means one instant or is refused.
 */
#include "base/instant.h"

#include "unit.h"

#define AT_3 INT64_C(1795543200000000)	/* 2026-11-25T03:00:00+09:00 */

static GTimeZone *zone_of(const char *name)
{
	g_autoptr(GError) error = NULL;
	GTimeZone *zone = instant_zone_open(name, &error);

	ck_assert_msg(zone != NULL, "%s", error ? error->message : "");
	return zone;
}

START_TEST(instants_with_an_offset_need_no_zone)
{
	static const struct {
		const char *text;
		int64_t at_us;
	} cases[] = {
		{ "2026-11-25T03:00:00+09:00", AT_3 },
		{ "2026-11-24T18:00:00Z", AT_3 },
		{ "2026-11-24t18:00z", AT_3 },
		{ "2026-11-25 03:00 +09:00", AT_3 },
		{ "2026-11-24T13:30:00-04:30", AT_3 },
		{ "2026-11-25T03:00:00.5+09:00", AT_3 + 500000 },
		{ "2026-11-25T03:00:00.000001+09:00", AT_3 + 1 },
		{ "2026-11-25T03:00:00.0000019999+09:00", AT_3 + 1 },
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59.999999-00:00", -1 },
		{ "2024-02-29T00:00:00Z", INT64_C(1709164800000000) },
		{ "0001-01-01T00:00:00Z", INT64_C(-62135596800000000) },
		{ "9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999) },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t at_us = 99;
		g_autoptr(GError) error = NULL;

		ck_assert_msg(instant_parse(cases[i].text, NULL, &at_us, &error), "'%s': %s",
			      cases[i].text, error ? error->message : "");
		ck_assert_msg(at_us == cases[i].at_us, "'%s' is %lld", cases[i].text,
			      (long long)at_us);
	}
}
END_TEST

START_TEST(without_an_offset_the_zone_settles_it)
{
	g_autoptr(GTimeZone) tokyo = zone_of("Asia/Tokyo");
	g_autoptr(GTimeZone) berlin = zone_of("Europe/Berlin");
	int64_t at_us = 0;

	ck_assert(instant_parse("2026-11-25 03:00", tokyo, &at_us, NULL));
	ck_assert_int_eq(at_us, AT_3);
	ck_assert(instant_parse("2026-11-24T19:00:00", berlin, &at_us, NULL));
	ck_assert_int_eq(at_us, AT_3);
	ck_assert(instant_parse("2026-07-01T02:00:00", berlin, &at_us, NULL));
	ck_assert_int_eq(at_us, INT64_C(1782864000000000));
	/* An offset that is written wins. */
	ck_assert(instant_parse("2026-11-25T03:00:00+09:00", berlin, &at_us, NULL));
	ck_assert_int_eq(at_us, AT_3);
}
END_TEST

START_TEST(a_time_that_the_clocks_show_never_or_twice_is_refused)
{
	static const struct {
		const char *zone, *text, *message;
	} cases[] = {
		{"Europe/Berlin", "2026-03-29T02:30:00",
		 "'2026-03-29T02:30:00' does not exist in zone Europe/Berlin: its clocks go from "
		 "2026-03-29 02:00:00 +01:00 to 2026-03-29 03:00:00 +02:00"},
		{"Europe/Berlin", "2026-10-25T02:30:00",
		 "'2026-10-25T02:30:00' comes twice in zone Europe/Berlin, as 2026-10-25 02:30:00 "
		 "+02:00 and as 2026-10-25 02:30:00 +01:00: add the offset from UTC"},
		/* Half an hour only, on the other half of the globe. */
		{"Australia/Lord_Howe", "2026-10-04 02:15",
		 "'2026-10-04 02:15' does not exist in zone Australia/Lord_Howe: its clocks go from "
		 "2026-10-04 02:00:00 +10:30 to 2026-10-04 02:30:00 +11:00"},
		/* A whole day was left out. */
		{"Pacific/Apia", "2011-12-30 12:00",
		 "'2011-12-30 12:00' does not exist in zone Pacific/Apia: its clocks go from "
		 "2011-12-30 00:00:00 -10:00 to 2011-12-31 00:00:00 +14:00"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GTimeZone) zone = zone_of(cases[i].zone);
		int64_t at_us = 99;
		g_autoptr(GError) error = NULL;

		ck_assert(!instant_parse(cases[i].text, zone, &at_us, &error));
		ck_assert_str_eq(error->message, cases[i].message);
		ck_assert_int_eq(at_us, 99);
	}
}
END_TEST

START_TEST(what_is_no_instant_is_refused)
{
	static const char *const texts[] = {
		"",			     "now",
		"2026-11-25",		     "2026-11-25T",
		"2026-11-25T03",	     "2026-11-25T24:00:00Z",
		"2026-11-25T03:60:00Z",	     "2026-11-25T03:00:60Z",
		"2026-13-01T00:00:00Z",	     "2026-00-01T00:00:00Z",
		"2026-02-29T00:00:00Z",	     "0000-01-01T00:00:00Z",
		"26-11-25T03:00:00Z",	     "2026-1-25T03:00:00Z",
		"2026-11-25T03:00:00.Z",     "2026-11-25T03:00:00+9:00",
		"2026-11-25T03:00:00+0900",  "2026-11-25T03:00:00+24:00",
		"2026-11-25T03:00:00+09:60", "2026-11-25T03:00:00 Z",
		"2026-11-25T03:00:00Zx",     " 2026-11-25T03:00:00Z",
		"2026-11-25T03:00:00Z ",     "2026/11/25T03:00:00Z",
		"2026-W48-3T03:00:00Z",	     "2026-11-25T03:00:00,5Z",
		"2026-11-25T03:00:00+",	     "20261125T030000Z",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *expected = g_strdup_printf(
			"'%s' is not a time: expected one such as 2026-11-25T03:00:00+09:00",
			texts[i]);
		int64_t at_us = 99;
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!instant_parse(texts[i], NULL, &at_us, &error), "'%s' was taken",
			      texts[i]);
		ck_assert(g_error_matches(error, OPS_INSTANT_ERROR, INSTANT_ERROR_SYNTAX));
		ck_assert_str_eq(error->message, expected);
		ck_assert_int_eq(at_us, 99);
	}
}
END_TEST

START_TEST(what_was_is_said_as_people_say_it)
{
	static const struct {
		const char *text;
		int64_t at_us;	/* -1: refused */
	} cases[] = {
		{ "02:30", AT_3 - INT64_C(1800000000) },
		{ "03:00", AT_3 },
		{ "03:01", AT_3 - INT64_C(86340000000) },	/* yesterday's */
		{ "\xef\xbc\x90\xef\xbc\x92\xef\xbc\x9a\xef\xbc\x93\xef\xbc\x90", AT_3 - INT64_C(1800000000) },
		{ " 02:30:15 ", AT_3 - INT64_C(1785000000) },
		{ "10m ago", AT_3 - INT64_C(600000000) },
		{ "1h30 ago", AT_3 - INT64_C(5400000000) },
		{ "2026-11-24 23:50", AT_3 - INT64_C(11400000000) },
		{ "2026-11-24T18:00:00Z", AT_3 },
		{ "2026-11-24T18:00:01Z", -1 },
		{ "", -1 }, { "ago", -1 }, { " ago", -1 }, { "10 ago", -1 }, { "-10m ago", -1 }, { "9999w ago", -1 },
		{ "24:00", -1 }, { "2:30", -1 }, { "02:30x", -1 }, { "yesterday", -1 }, { "\xff", -1 },
	};
	g_autoptr(GTimeZone) tokyo = zone_of("Asia/Tokyo");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t at_us = -1;
		g_autoptr(GError) error = NULL;
		bool taken = instant_parse_past(cases[i].text, tokyo, AT_3, &at_us, &error);

		ck_assert_msg(taken == (cases[i].at_us >= 0) && at_us == cases[i].at_us, "'%s' is %lld: %s",
			      cases[i].text, (long long)at_us, error ? error->message : "");
		ck_assert(taken == !error);
	}
}
END_TEST

START_TEST(what_is_to_be_is_said_as_people_say_it)
{
	/* It is 03:00 in Tokyo. */
	static const struct { const char *text, *at; } said[] = {
		{"2h", "2026-11-25T05:00:00+09:00"},	   {"90m", "2026-11-25T04:30:00+09:00"},
		{"03:30", "2026-11-25T03:30:00+09:00"},	   {"02:59", "2026-11-26T02:59:00+09:00"},
		{"03:00", "2026-11-26T03:00:00+09:00"},	   {"１８:００", "2026-11-25T18:00:00+09:00"},
		{"2026-12-01 18:00", "2026-12-01T18:00:00+09:00"}, {"2026-11-24 18:00", "2026-11-24T18:00:00+09:00"},
	};
	static const char *const refused[] = {"", "soon", "0m", "25:00", "10m ago", "2026-13-01 00:00", "99999999999999d"};
	g_autoptr(GTimeZone) zone = zone_of("Asia/Tokyo");
	int64_t at_us;

	for (size_t i = 0; i < G_N_ELEMENTS(said); i++) {
		g_autofree char *text = NULL;

		ck_assert_msg(instant_parse_coming(said[i].text, zone, AT_3, &at_us, NULL), "'%s'", said[i].text);
		text = instant_print(at_us, zone);
		ck_assert_str_eq(text, said[i].at);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!instant_parse_coming(refused[i], zone, AT_3, &at_us, &error), "'%s'", refused[i]);
		ck_assert_ptr_nonnull(error);
	}
}
END_TEST

START_TEST(a_day_is_that_of_the_zone)
{
	g_autoptr(GTimeZone) tokyo = zone_of("Asia/Tokyo");
	g_autoptr(GTimeZone) utc = zone_of("UTC");
	g_autofree char *here = instant_day(AT_3, tokyo);
	g_autofree char *there = instant_day(AT_3, utc);
	g_autofree char *never = instant_day(INT64_MAX, utc);

	ck_assert_str_eq(here, "20261125");
	ck_assert_str_eq(there, "20261124");
	ck_assert_str_eq(never, "00000000");
}
END_TEST

START_TEST(no_zone_and_no_offset_is_refused)
{
	int64_t at_us = 99;
	g_autoptr(GError) error = NULL;

	ck_assert(!instant_parse("2026-11-25T03:00:00", NULL, &at_us, &error));
	ck_assert_str_eq(error->message,
			 "'2026-11-25T03:00:00' has no offset from UTC, such as +09:00");
}
END_TEST

START_TEST(an_unknown_zone_is_refused_not_taken_for_utc)
{
	static const char *const names[] = {
		"", "Asia/Tokio", "/etc/localtime", "../zoneinfo/Asia/Tokyo", "Asia", "\033[m"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		GTimeZone *zone = instant_zone_open(names[i], &error);

		ck_assert_msg(!zone, "'%s' was taken", names[i]);
		ck_assert(g_error_matches(error, OPS_INSTANT_ERROR, INSTANT_ERROR_ZONE));
	}
}
END_TEST

START_TEST(instants_are_written_in_their_zone_with_offset)
{
	static const struct {
		char *(*write)(int64_t at_us, GTimeZone *zone);
		const char *zone;
		int64_t at_us;
		const char *text;
	} cases[] = {
		{ instant_show, "Asia/Tokyo", AT_3 + 999999, "2026-11-25 03:00:00 +09:00" },
		{ instant_print, "Asia/Tokyo", AT_3, "2026-11-25T03:00:00+09:00" },
		{ instant_print, "Asia/Tokyo", AT_3 + 123456, "2026-11-25T03:00:00.123456+09:00" },
		{ instant_print, "Asia/Tokyo", AT_3 + 1, "2026-11-25T03:00:00.000001+09:00" },
		{ instant_print, "UTC", AT_3, "2026-11-24T18:00:00+00:00" },
		{ instant_print, "America/St_Johns", AT_3, "2026-11-24T14:30:00-03:30" },
		{ instant_print, "UTC", -1, "1969-12-31T23:59:59.999999+00:00" },
		{ instant_show, "UTC", -1, "1969-12-31 23:59:59 +00:00" },
		{ instant_show, "UTC", INT64_C(-62135596800000000), "0001-01-01 00:00:00 +00:00" },
		/* Tokyo went by the sun then, +09:18:59. */
		{ instant_print, "Asia/Tokyo", INT64_C(-3000000000000000),
		  "1874-12-07T18:40:00+00:00" },
		{ instant_show, "UTC", INT64_MAX, "@9223372036854775807" },
		{ instant_print, "UTC", INT64_MIN, "@-9223372036854775808" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GTimeZone) zone = zone_of(cases[i].zone);
		g_autofree char *text = cases[i].write(cases[i].at_us, zone);

		ck_assert_str_eq(text, cases[i].text);
	}
}
END_TEST

START_TEST(brief_times_leave_out_what_is_clear)
{
	g_autoptr(GTimeZone) tokyo = zone_of("Asia/Tokyo");
	static const struct {
		const char *at, *brief;
	} cases[] = {
		{ "2026-11-25T00:00:00+09:00", "00:00" },
		{ "2026-11-25T23:59:00+09:00", "23:59" },
		{ "2026-11-24T23:59:59+09:00", "11-24 23:59" },
		{ "2026-01-01T00:00:00+09:00", "01-01 00:00" },
		{ "2025-12-31T23:59:59+09:00", "2025-12-31 23:59" },
		{ "2027-11-25T03:00:00+09:00", "2027-11-25 03:00" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t at_us = 0;
		g_autofree char *brief = NULL;

		ck_assert(instant_parse(cases[i].at, NULL, &at_us, NULL));
		brief = instant_show_brief(at_us, AT_3, tokyo);
		ck_assert_str_eq(brief, cases[i].brief);
	}
}
END_TEST

START_TEST(what_is_written_reads_back)
{
	static const char *const names[] = { "Asia/Tokyo", "Europe/Berlin", "America/St_Johns",
					     "Africa/Monrovia" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GTimeZone) zone = zone_of(names[i]);

		/* 47 days and a bit, so that seasons and odd seconds all come by. */
		for (int64_t at_us = INT64_C(-6000000000000000); at_us < INT64_C(6000000000000000);
		     at_us += INT64_C(4093333111777)) {
			g_autofree char *text = instant_print(at_us, zone);
			int64_t again = 0;

			ck_assert_msg(instant_parse(text, NULL, &again, NULL), "'%s'", text);
			ck_assert_int_eq(again, at_us);
		}
	}
}
END_TEST

START_TEST(in_utc_it_is_what_the_zone_would_write)
{
	static const int64_t edges[] = {
		INT64_MIN, -1, 0, 1, INT64_C(86399999999), INT64_C(86400000000), AT_3, AT_3 + 123456, INT64_C(951782400000000),
		INT64_C(4107542399000000), INT64_C(253402300799000000), INT64_C(253402300799999999), INT64_C(253402300800000000), INT64_MAX,
	};
	g_autoptr(GTimeZone) utc = zone_of("UTC");

	for (size_t i = 0; i < G_N_ELEMENTS(edges); i++) {
		g_autofree char *text = instant_print_utc(edges[i]), *expected = instant_print(edges[i], utc);

		ck_assert_str_eq(text, expected);
	}
	/* 47 days and a bit, up to the end of what can be written. */
	for (int64_t at_us = 0; at_us < INT64_C(253402300800000000); at_us += INT64_C(4093333111777)) {
		g_autofree char *text = instant_print_utc(at_us), *expected = instant_print(at_us, utc);

		ck_assert_str_eq(text, expected);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(in_utc_it_is_what_the_zone_would_write),
		UNIT(instants_with_an_offset_need_no_zone),
		UNIT(without_an_offset_the_zone_settles_it),
		UNIT(a_time_that_the_clocks_show_never_or_twice_is_refused),
		UNIT(what_is_no_instant_is_refused),
		UNIT(what_was_is_said_as_people_say_it),
		UNIT(what_is_to_be_is_said_as_people_say_it),
		UNIT(a_day_is_that_of_the_zone),
		UNIT(no_zone_and_no_offset_is_refused),
		UNIT(an_unknown_zone_is_refused_not_taken_for_utc),
		UNIT(instants_are_written_in_their_zone_with_offset),
		UNIT(brief_times_leave_out_what_is_clear),
		UNIT(what_is_written_reads_back),
		{ NULL, NULL },
	};

	return unit_run("base-instant", tests);
}
