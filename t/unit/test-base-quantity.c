/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/quantity.h: exact, whole-string reading with clear refusals; writing
 * that reads back.
 */
#include "base/quantity.h"

#include "unit.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

START_TEST(durations_are_read)
{
	static const struct {
		const char *text;
		int64_t us;
	} cases[] = {
		{ "0s", 0 },
		{ "1us", 1 },
		{ "250ms", 250000 },
		{ "15m", 15 * MINUTE },
		{ "1h30m", 90 * MINUTE },
		{ "1h30", 90 * MINUTE },
		{ "1m30", 90 * SECOND },
		{ "1d12h", 36 * HOUR },
		{ "1w2d3h4m5s6ms7us", 9 * DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND + 6007 },
		{ "1.5s", 1500000 },
		{ "1h1.5m", HOUR + 90 * SECOND },
		{ "0.000001s", 1 },
		{ "0.10s", 100000 },
		{ "007s", 7 * SECOND },
		{ "9223372036854775807us", INT64_MAX },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t us = -1;
		g_autoptr(GError) error = NULL;

		ck_assert_msg(quantity_parse_duration(cases[i].text, &us, &error), "'%s': %s",
			      cases[i].text, error ? error->message : "");
		ck_assert_msg(us == cases[i].us, "'%s' is %lld", cases[i].text, (long long)us);
	}
}
END_TEST

typedef bool parse64(const char *text, int64_t *ret_value, GError **error);

static bool parse_small(const char *text, int64_t *ret_value, GError **error)
{
	return quantity_parse_integer(text, -5, 300, ret_value, error);
}

static bool parse_any(const char *text, int64_t *ret_value, GError **error)
{
	return quantity_parse_integer(text, INT64_MIN, INT64_MAX, ret_value, error);
}

static bool parse_percentage(const char *text, int64_t *ret_value, GError **error)
{
	int32_t ppm = (int32_t)*ret_value;
	bool taken = quantity_parse_percentage(text, &ppm, error);

	*ret_value = ppm;
	return taken;
}

#define SYNTAX QUANTITY_ERROR_SYNTAX
#define RANGE QUANTITY_ERROR_RANGE
#define BAD_DURATION " is not a duration: expected a number and one of us, ms, s, m, h, d, w"
#define NO_UNIT                                                       \
	" is not a duration: no unit after the last number; expected" \
	" one of us, ms, s, m, h, d, w"
#define BAD_ORDER                                                   \
	" is not a duration: each unit may come once, larger ones"  \
	" first, and only the last number may have a fraction"
#define BAD_RATE " is not a rate: expected a number and one of bps, k, M, G, T, as in 100M or 1Gbps"
#define BAD_PERCENTAGE " is not a percentage: expected a number and %, as in 99.9%"

START_TEST(what_is_refused_says_why_and_leaves_the_value)
{
	static const struct {
		parse64 *parse;
		const char *text;
		int code;
		const char *message;
	} cases[] = {
		{quantity_parse_duration, "", SYNTAX, "''" BAD_DURATION},
		{quantity_parse_duration, "15x", SYNTAX, "'15x'" BAD_DURATION},
		{quantity_parse_duration, "m", SYNTAX, "'m'" BAD_DURATION},
		{quantity_parse_duration, "-1s", SYNTAX, "'-1s'" BAD_DURATION},
		{quantity_parse_duration, "+1s", SYNTAX, "'+1s'" BAD_DURATION},
		{quantity_parse_duration, " 1s", SYNTAX, "' 1s'" BAD_DURATION},
		{quantity_parse_duration, "1s ", SYNTAX, "'1s '" BAD_DURATION},
		{quantity_parse_duration, "1h 30m", SYNTAX, "'1h 30m'" BAD_DURATION},
		{quantity_parse_duration, "1M", SYNTAX, "'1M'" BAD_DURATION},
		{quantity_parse_duration, "1.s", SYNTAX, "'1.s'" BAD_DURATION},
		{quantity_parse_duration, ".5s", SYNTAX, "'.5s'" BAD_DURATION},
		{quantity_parse_duration, "1e3s", SYNTAX, "'1e3s'" BAD_DURATION},
		{quantity_parse_duration, "1sm", SYNTAX, "'1sm'" BAD_DURATION},
		{quantity_parse_duration, "15", SYNTAX, "'15'" NO_UNIT},
		{quantity_parse_duration, "1d12", SYNTAX, "'1d12'" NO_UNIT},
		{quantity_parse_duration, "1s500", SYNTAX, "'1s500'" NO_UNIT},
		{quantity_parse_duration, "1h1.5", SYNTAX, "'1h1.5'" NO_UNIT},
		{quantity_parse_duration, "1m1h", SYNTAX, "'1m1h'" BAD_ORDER},
		{quantity_parse_duration, "1m1m", SYNTAX, "'1m1m'" BAD_ORDER},
		{quantity_parse_duration, "1.5h30m", SYNTAX, "'1.5h30m'" BAD_ORDER},
		{quantity_parse_duration, "0.1us", RANGE, "'0.1us' is finer than one microsecond"},
		{quantity_parse_duration, "9223372036854775808us", RANGE,
		 "'9223372036854775808us' is too long a duration"},
		{quantity_parse_duration, "99999999999999999999s", RANGE,
		 "'99999999999999999999s' is too long a duration"},
		{quantity_parse_duration, "15250284w4d", RANGE,
		 "'15250284w4d' is too long a duration"},
		{quantity_parse_duration, "1\033]0;x\007", SYNTAX,
		 "'1\\x1b]0;x\\x07'" BAD_DURATION},

		{quantity_parse_rate, "", SYNTAX, "''" BAD_RATE},
		{quantity_parse_rate, "1000", SYNTAX, "'1000'" BAD_RATE},
		{quantity_parse_rate, "100m", SYNTAX, "'100m'" BAD_RATE},
		{quantity_parse_rate, "1GB", SYNTAX, "'1GB'" BAD_RATE},
		{quantity_parse_rate, "1Gbpsx", SYNTAX, "'1Gbpsx'" BAD_RATE},
		{quantity_parse_rate, "-1G", SYNTAX, "'-1G'" BAD_RATE},
		{quantity_parse_rate, "0.5bps", RANGE, "'0.5bps' is finer than one bit per second"},
		{quantity_parse_rate, "9223373T", RANGE, "'9223373T' is too high a rate"},

		{parse_percentage, "", SYNTAX, "''" BAD_PERCENTAGE},
		{parse_percentage, "20", SYNTAX, "'20'" BAD_PERCENTAGE},
		{parse_percentage, "20 %", SYNTAX, "'20 %'" BAD_PERCENTAGE},
		{parse_percentage, "20%%", SYNTAX, "'20%%'" BAD_PERCENTAGE},
		{parse_percentage, "-1%", SYNTAX, "'-1%'" BAD_PERCENTAGE},
		{parse_percentage, "100.0001%", RANGE, "'100.0001%' is out of range 0%..100%"},
		{parse_percentage, "0.00001%", RANGE, "'0.00001%' is finer than 0.0001%"},

		{parse_small, "", SYNTAX, "'' is not a whole number"},
		{parse_small, "-", SYNTAX, "'-' is not a whole number"},
		{parse_small, "1.0", SYNTAX, "'1.0' is not a whole number"},
		{parse_small, "0x10", SYNTAX, "'0x10' is not a whole number"},
		{parse_small, " 1", SYNTAX, "' 1' is not a whole number"},
		{parse_small, "1 ", SYNTAX, "'1 ' is not a whole number"},
		{parse_small, "--1", SYNTAX, "'--1' is not a whole number"},
		{parse_small, "301", RANGE, "'301' is out of range -5..300"},
		{parse_small, "-6", RANGE, "'-6' is out of range -5..300"},
		{parse_small, "99999999999999999999", RANGE,
		 "'99999999999999999999' is out of range -5..300"},
		{parse_any, "9223372036854775808", RANGE,
		 "'9223372036854775808' is out of range -9223372036854775808..9223372036854775807"},
		{parse_any, "-9223372036854775809", RANGE,
		 "'-9223372036854775809' is out of range "
		 "-9223372036854775808..9223372036854775807"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t value = 99;
		g_autoptr(GError) error = NULL;

		ck_assert_msg(!cases[i].parse(cases[i].text, &value, &error), "'%s' was taken",
			      cases[i].text);
		ck_assert_str_eq(error->message, cases[i].message);
		ck_assert_msg(g_error_matches(error, OPS_QUANTITY_ERROR, cases[i].code), "'%s'",
			      cases[i].text);
		ck_assert_int_eq(value, 99);
	}
}
END_TEST

START_TEST(integers_rates_and_percentages_are_read)
{
	static const struct {
		parse64 *parse;
		const char *text;
		int64_t value;
	} cases[] = {
		{ parse_small, "0", 0 },
		{ parse_small, "-5", -5 },
		{ parse_small, "+300", 300 },
		{ parse_small, "-0", 0 },
		{ parse_small, "010", 10 },
		{ parse_any, "9223372036854775807", INT64_MAX },
		{ parse_any, "-9223372036854775808", INT64_MIN },
		{ quantity_parse_rate, "64k", 64000 },
		{ quantity_parse_rate, "64K", 64000 },
		{ quantity_parse_rate, "100M", 100000000 },
		{ quantity_parse_rate, "1G", INT64_C(1000000000) },
		{ quantity_parse_rate, "2.5G", INT64_C(2500000000) },
		{ quantity_parse_rate, "1Gbps", INT64_C(1000000000) },
		{ quantity_parse_rate, "1.2T", INT64_C(1200000000000) },
		{ quantity_parse_rate, "300bps", 300 },
		{ parse_percentage, "0%", 0 },
		{ parse_percentage, "20%", 200000 },
		{ parse_percentage, "99.9%", 999000 },
		{ parse_percentage, "0.0001%", 1 },
		{ parse_percentage, "100%", 1000000 },
		{ parse_percentage, "100.0000%", 1000000 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t value = 99;
		g_autoptr(GError) error = NULL;

		ck_assert_msg(cases[i].parse(cases[i].text, &value, &error), "'%s': %s",
			      cases[i].text, error ? error->message : "");
		ck_assert_msg(value == cases[i].value, "'%s' is %lld", cases[i].text,
			      (long long)value);
	}
}
END_TEST

static char *show_percentage(int64_t ppm)
{
	return quantity_show_percentage((int32_t)ppm);
}

START_TEST(values_are_written_for_files_and_for_people)
{
	static const struct {
		char *(*write)(int64_t value);
		int64_t value;
		const char *text;
	} cases[] = {
		{ quantity_print_duration, 0, "0s" },
		{ quantity_print_duration, 1, "1us" },
		{ quantity_print_duration, 1500000, "1s500ms" },
		{ quantity_print_duration, 90 * MINUTE, "1h30m" },
		{ quantity_print_duration, 14 * DAY, "2w" },
		{ quantity_print_duration, 90 * DAY, "90d" },
		{ quantity_print_duration, 8 * DAY + 1, "8d1us" },
		{ quantity_print_duration, -90 * SECOND, "-1m30s" },
		{ quantity_show_duration, 0, "0 s" },
		{ quantity_show_duration, 1, "1 us" },
		{ quantity_show_duration, 999, "999 us" },
		{ quantity_show_duration, 1000, "1 ms" },
		{ quantity_show_duration, 1234, "1.23 ms" },
		{ quantity_show_duration, 1235, "1.24 ms" },
		{ quantity_show_duration, 9996, "10 ms" },
		{ quantity_show_duration, 12345, "12.3 ms" },
		{ quantity_show_duration, 99960, "100 ms" },
		{ quantity_show_duration, 250000, "250 ms" },
		{ quantity_show_duration, 999499, "999 ms" },
		{ quantity_show_duration, 999500, "1 s" },
		{ quantity_show_duration, 12345678, "12.3 s" },
		{ quantity_show_duration, 59949999, "59.9 s" },
		{ quantity_show_duration, 59950000, "1m" },
		{ quantity_show_duration, 65 * SECOND, "1m 5s" },
		{ quantity_show_duration, 90 * MINUTE, "1h 30m" },
		{ quantity_show_duration, 2 * HOUR + 59 * SECOND, "2h" },
		{ quantity_show_duration, 76 * HOUR + 59 * MINUTE, "3d 4h" },
		{ quantity_show_duration, 400 * DAY, "400d" },
		{ quantity_show_duration, -1500, "-1.5 ms" },
		{ quantity_show_rate, 0, "0 bps" },
		{ quantity_show_rate, 999, "999 bps" },
		{ quantity_show_rate, 64000, "64 kbps" },
		{ quantity_show_rate, 2500000000, "2.5 Gbps" },
		{ quantity_show_rate, 999600, "1 Mbps" },
		{ quantity_show_rate, INT64_C(1234567890123456), "1235 Tbps" },
		{ quantity_show_size, 0, "0 B" },
		{ quantity_show_size, 4096, "4.1 kB" },
		{ quantity_show_size, 187760640, "188 MB" },
		{ show_percentage, 0, "0%" },
		{ show_percentage, 1, "0.0001%" },
		{ show_percentage, 125000, "12.5%" },
		{ show_percentage, 999000, "99.9%" },
		{ show_percentage, 1000000, "100%" },
		{ show_percentage, 100100, "10.01%" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = cases[i].write(cases[i].value);

		ck_assert_str_eq(text, cases[i].text);
	}
}
END_TEST

START_TEST(the_ends_of_the_range_are_written_whole)
{
	g_autofree char *longest = quantity_print_duration(INT64_MAX);
	g_autofree char *least = quantity_print_duration(INT64_MIN);
	g_autofree char *shown = quantity_show_duration(INT64_MIN);
	g_autofree char *rate = quantity_show_rate(INT64_MAX);

	ck_assert_str_eq(longest, "106751991d4h54s775ms807us");
	ck_assert_str_eq(least, "-106751991d4h54s775ms808us");
	ck_assert_str_eq(shown, "-106751991d 4h");
	ck_assert_str_eq(rate, "9223372 Tbps");
}
END_TEST

START_TEST(what_is_printed_reads_back)
{
	/* Steps that share no factor with any unit, through 292,000 years. */
	for (int64_t us = 0; us < INT64_MAX / 3; us = us * 2 + 7919) {
		g_autofree char *text = quantity_print_duration(us);
		int64_t again = -1;

		ck_assert_msg(quantity_parse_duration(text, &again, NULL), "'%s'", text);
		ck_assert_int_eq(again, us);
	}
	for (int32_t ppm = 0; ppm <= 1000000; ppm += 37) {
		g_autofree char *text = quantity_show_percentage(ppm);
		int32_t again = -1;

		ck_assert_msg(quantity_parse_percentage(text, &again, NULL), "'%s'", text);
		ck_assert_int_eq(again, ppm);
	}
}
END_TEST

START_TEST(rates_are_written_back_exactly)
{
	static const struct {
		int64_t rate;
		const char *expected;
	} cases[] = {
		{0, "0bps"},		{1, "1bps"},		    {999, "999bps"},
		{1000, "1k"},		{1500000, "1500k"},	    {2500000000, "2500M"},
		{10000000000, "10G"},	{3000000000000000, "3000T"}, {1000001, "1000001bps"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = quantity_print_rate(cases[i].rate);
		int64_t again;

		ck_assert_str_eq(text, cases[i].expected);
		ck_assert(quantity_parse_rate(text, &again, NULL));
		ck_assert_int_eq(again, cases[i].rate);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(durations_are_read),
		UNIT(what_is_refused_says_why_and_leaves_the_value),
		UNIT(integers_rates_and_percentages_are_read),
		UNIT(values_are_written_for_files_and_for_people),
		UNIT(the_ends_of_the_range_are_written_whole),
		UNIT(what_is_printed_reads_back),
		UNIT(rates_are_written_back_exactly),
		{ NULL, NULL },
	};

	return unit_run("base-quantity", tests);
}
