/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One value of a device's text: what each form takes, what means that there is
 * none, and what is no such value. Half a number is never a number.
 */
#include "probe/platform-internal.h"
#include "unit.h"

#define S INT64_C(1000000)

struct value_case {
	enum field_type type;
	const char *form, *text;
	enum platform_reading reading;
	int64_t number;
	const char *result;	/* of texts */
};

static void check_case(const struct value_case *each)
{
	const struct platform_form *form = platform_value_form(each->type, each->form);
	g_autofree char *result = NULL;
	int64_t number = 0;

	ck_assert_ptr_nonnull(form);
	ck_assert_msg(form->read(form, each->text, &number, &result) == each->reading, "'%s'", each->text);
	if (each->reading != READING_KNOWN)
		return;
	ck_assert_str_eq(result ? result : "", each->result ? each->result : "");
	ck_assert_msg(number == each->number, "'%s': %ld", each->text, (long)number);
}

START_TEST(numbers_are_whole_or_nothing)
{
	static const struct value_case cases[] = {
		{FIELD_COUNT, NULL, "0", READING_KNOWN, 0, NULL},
		{FIELD_COUNT, NULL, "1,234,567", READING_KNOWN, 1234567, NULL},
		{FIELD_COUNT, NULL, "9223372036854775807", READING_KNOWN, INT64_MAX, NULL},
		{FIELD_COUNT, NULL, "9223372036854775808", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "12,", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "12x", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "N/A", READING_NONE, 0, NULL},
		{FIELD_SHARE, NULL, "67.2%", READING_KNOWN, 672000, NULL},
		{FIELD_SHARE, "rest", "99", READING_KNOWN, 10000, NULL},
		{FIELD_SHARE, "ratio", "0.04", READING_KNOWN, 40000, NULL},
		{FIELD_RATE, NULL, "1000mbps", READING_KNOWN, 1000000000, NULL},
		{FIELD_RATE, NULL, "468.0854295220744", READING_KNOWN, 468, NULL},
		{FIELD_RATE, NULL, "5.79e-06", READING_KNOWN, 0, NULL},
		{FIELD_RATE, NULL, "1500e-2", READING_KNOWN, 15, NULL},
		{FIELD_RATE, NULL, "15e-", READING_STRANGE, 0, NULL},
		{FIELD_INTEGER, "as", "1.10", READING_KNOWN, 65546, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(times_have_the_unit_that_was_meant)
{
	static const struct value_case cases[] = {
		{FIELD_DURATION, NULL, "9w2d 5:23:37", READING_KNOWN, (65 * 86400 + 5 * 3600 + 23 * 60 + 37) * S, NULL},
		{FIELD_DURATION, NULL, "36 days 10:59", READING_KNOWN, (36 * 86400 + 10 * 3600 + 59 * 60) * S, NULL},
		{FIELD_DURATION, NULL, "974week(s) 3day(s)", READING_KNOWN, INT64_C(6821) * 86400 * S, NULL},
		{FIELD_DURATION, NULL, "1 day(s), 01 hour(s)", READING_KNOWN, 90000 * S, NULL},
		{FIELD_DURATION, NULL, "42", READING_STRANGE, 0, NULL},
		{FIELD_DURATION, "s", "42", READING_KNOWN, 42 * S, NULL},
		{FIELD_DURATION, "ms", "-67.812", READING_KNOWN, -67812, NULL},
		{FIELD_DURATION, "m:s", "1:22", READING_KNOWN, 82 * S, NULL},
		{FIELD_DURATION, "m:s", "9", READING_KNOWN, 9 * S, NULL},
		{FIELD_DURATION, "m:s", "1:02:03", READING_KNOWN, 3723 * S, NULL},
		{FIELD_INSTANT, NULL, "2020-03-26 08:16:41 UTC", READING_KNOWN, INT64_C(1585210601) * S, NULL},
		{FIELD_INSTANT, NULL, "2020-03-26 17:16:41 JST", READING_KNOWN, INT64_C(1585210601) * S, NULL},
		{FIELD_INSTANT, NULL, "2020-03-26 08:16:41 EST", READING_STRANGE, 0, NULL},
		{FIELD_INSTANT, NULL, "2020-03-26 08:16:41", READING_STRANGE, 0, NULL},
		{FIELD_INSTANT, "s", "1466586790.4", READING_KNOWN, INT64_C(1466586790400000), NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(names_and_addresses_are_written_alike)
{
	static const struct value_case cases[] = {
		{FIELD_WORD, "mac", "0050.56FF.56b6", READING_KNOWN, 0, "00:50:56:ff:56:b6"},
		{FIELD_WORD, "vrf", "red", READING_KNOWN, 0, "red"},
		{FIELD_WORD, "vrf", "default", READING_NONE, 0, NULL},
		{FIELD_WORD, NULL, "default", READING_KNOWN, 0, "default"},
		{FIELD_ADDRESS, NULL, "192.0.2.1/24", READING_KNOWN, 0, "192.0.2.1/24"},
		{FIELD_ADDRESS, NULL, "2001:DB8::1", READING_KNOWN, 0, "2001:db8::1"},
		{FIELD_ADDRESS, NULL, "0.0.0.0", READING_NONE, 0, NULL},
		{FIELD_ADDRESS, NULL, "::", READING_NONE, 0, NULL},
		{FIELD_ADDRESS, NULL, "0.0.0.0/0", READING_KNOWN, 0, "0.0.0.0/0"},
		{FIELD_ADDRESS, NULL, "192.0.2.256", READING_STRANGE, 0, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(no_number_is_cut_or_rounded)
{
	static const struct value_case cases[] = {
		{FIELD_COUNT, NULL, "0", READING_KNOWN, 0, NULL},
		{FIELD_COUNT, NULL, "1,234,567", READING_KNOWN, 1234567, NULL},
		{FIELD_COUNT, NULL, "9223372036854775807", READING_KNOWN, INT64_MAX, NULL},
		{FIELD_COUNT, NULL, "9223372036854775808", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "18446744073709551616", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "12x", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "-5", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "", READING_STRANGE, 0, NULL},
		{FIELD_COUNT, NULL, "N/A", READING_NONE, 0, NULL},
		{FIELD_COUNT, NULL, "--", READING_NONE, 0, NULL},
		{FIELD_INTEGER, NULL, "-40", READING_KNOWN, -40, NULL},
		{FIELD_INTEGER, "as", "65000", READING_KNOWN, 65000, NULL},
		{FIELD_INTEGER, "as", "1.10", READING_KNOWN, 65546, NULL},
		{FIELD_INTEGER, "as", "65536.1", READING_STRANGE, 0, NULL},
		{FIELD_INTEGER, "as", "1.", READING_STRANGE, 0, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(shares_rates_and_sizes_have_units)
{
	static const struct value_case cases[] = {
		{FIELD_SHARE, NULL, "5%", READING_KNOWN, 50000, NULL},
		{FIELD_SHARE, NULL, "0.05", READING_KNOWN, 500, NULL},
		{FIELD_SHARE, NULL, "7 %", READING_KNOWN, 70000, NULL},
		{FIELD_SHARE, NULL, "5%/0%", READING_STRANGE, 0, NULL},
		{FIELD_SHARE, "rest", "98.7", READING_KNOWN, 13000, NULL},
		{FIELD_SHARE, "rest", "101", READING_STRANGE, 0, NULL},
		{FIELD_SHARE, "ratio", "1.25", READING_KNOWN, 1250000, NULL},
		{FIELD_RATE, NULL, "1000Mbps", READING_KNOWN, 1000000000, NULL},
		{FIELD_RATE, NULL, "2.5Gb/s", READING_KNOWN, 2500000000, NULL},
		{FIELD_RATE, NULL, "1000000 Kbit", READING_KNOWN, 1000000000, NULL},
		{FIELD_RATE, "kbit", "500000", READING_KNOWN, 500000000, NULL},
		{FIELD_RATE, "mbit", "10G", READING_KNOWN, INT64_C(10000000000), NULL},
		{FIELD_RATE, "mbit", "a-1000", READING_KNOWN, 1000000000, NULL},
		{FIELD_RATE, "mbit", "auto", READING_NONE, 0, NULL},
		{FIELD_RATE, NULL, "9223372036854775807G", READING_STRANGE, 0, NULL},
		{FIELD_OCTETS, NULL, "3861332 kB", READING_KNOWN, INT64_C(3954003968), NULL},
		{FIELD_OCTETS, NULL, "3.7G", READING_KNOWN, INT64_C(3972844749), NULL},
		{FIELD_OCTETS, "kib", "1024108", READING_KNOWN, INT64_C(1048686592), NULL},
		{FIELD_OCTETS, NULL, "12 apples", READING_STRANGE, 0, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(durations_are_phrases_and_clocks)
{
	static const struct value_case cases[] = {
		{FIELD_DURATION, NULL, "2 years, 31 weeks, 6 days", READING_KNOWN, INT64_C(953) * 86400 * S, NULL},
		{FIELD_DURATION, NULL, "1w0d", READING_KNOWN, 7 * INT64_C(86400) * S, NULL},
		{FIELD_DURATION, NULL, "1y10w", READING_KNOWN, 435 * INT64_C(86400) * S, NULL},
		{FIELD_DURATION, NULL, "11:12:24", READING_KNOWN, 40344 * S, NULL},
		{FIELD_DURATION, NULL, "00:00:08", READING_KNOWN, 8 * S, NULL},
		{FIELD_DURATION, NULL, "36 days 10:59", READING_KNOWN, 36 * INT64_C(86400) * S + 39540 * S, NULL},
		{FIELD_DURATION, NULL, "5days 21:12:17", READING_KNOWN, 5 * INT64_C(86400) * S + 76337 * S, NULL},
		{FIELD_DURATION, NULL, "106 days,  0 hours,  8 minutes", READING_KNOWN, 106 * INT64_C(86400) * S + 480 * S, NULL},
		{FIELD_DURATION, NULL, "8 mins 40.214 secs", READING_KNOWN, 520214000, NULL},
		{FIELD_DURATION, NULL, "20 minutes and 56 seconds", READING_KNOWN, 1256 * S, NULL},
		{FIELD_DURATION, NULL, "2時間5分10秒", READING_KNOWN, 7510 * S, NULL},
		{FIELD_DURATION, NULL, "3.320s", READING_KNOWN, 3320000, NULL},
		{FIELD_DURATION, NULL, "never", READING_NONE, 0, NULL},
		{FIELD_DURATION, NULL, "12", READING_STRANGE, 0, NULL},
		{FIELD_DURATION, NULL, "3 apples", READING_STRANGE, 0, NULL},
		{FIELD_DURATION, NULL, "11:99:00", READING_STRANGE, 0, NULL},
		{FIELD_DURATION, NULL, "1 day x", READING_STRANGE, 0, NULL},
		{FIELD_DURATION, NULL, "999999999999999 years", READING_STRANGE, 0, NULL},
		{FIELD_DURATION, NULL, "292000 years 292000 years", READING_STRANGE, 0, NULL},
		{FIELD_DURATION, "s", "12.5", READING_KNOWN, 12500000, NULL},
		{FIELD_DURATION, "ms", "-1.5", READING_KNOWN, -1500, NULL},
		{FIELD_DURATION, "s", "1:00:00", READING_KNOWN, 3600 * S, NULL},
		{FIELD_DURATION, "m:s", "03:25", READING_KNOWN, 205 * S, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(texts_addresses_and_hardware_addresses_are_spelled_one_way)
{
	static const struct value_case cases[] = {
		{FIELD_TEXT, NULL, "up\x1b[2J", READING_KNOWN, 0, "up\\x1b[2J"},
		{FIELD_TEXT, NULL, "", READING_NONE, 0, NULL},
		{FIELD_ADDRESS, NULL, "2001:DB8::0:1", READING_KNOWN, 0, "2001:db8::1"},
		{FIELD_ADDRESS, NULL, "192.0.2.1/24", READING_KNOWN, 0, "192.0.2.1/24"},
		{FIELD_ADDRESS, NULL, "fe80::1%eth0", READING_KNOWN, 0, "fe80::1"},
		{FIELD_ADDRESS, NULL, "192.0.2.1/129", READING_STRANGE, 0, NULL},
		{FIELD_ADDRESS, NULL, "192.0.2", READING_STRANGE, 0, NULL},
		{FIELD_ADDRESS, NULL, "local", READING_NONE, 0, NULL},
		{FIELD_ADDRESS, NULL, "unknown", READING_NONE, 0, NULL},
		{FIELD_PEER, NULL, "2001:DB8::1", READING_KNOWN, 0, "2001:db8::1"},
		{FIELD_PEER, NULL, "swp1", READING_KNOWN, 0, "swp1"},
		{FIELD_WORD, "mac", "0050.56ff.C8ce", READING_KNOWN, 0, "00:50:56:ff:c8:ce"},
		{FIELD_WORD, "mac", "00-50-56-FF-C8-CE", READING_KNOWN, 0, "00:50:56:ff:c8:ce"},
		{FIELD_WORD, "mac", "0050.56ff", READING_STRANGE, 0, NULL},
		{FIELD_WORD, "mac", "0050.56ff.c8ce.1", READING_STRANGE, 0, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(a_date_needs_a_zone_that_means_one_thing)
{
	static const struct value_case cases[] = {
		{FIELD_INSTANT, NULL, "2026-11-25T03:00:00+09:00", READING_KNOWN, INT64_C(1795543200) * S, NULL},
		{FIELD_INSTANT, NULL, "03:00:00 JST Wed Nov 25 2026", READING_KNOWN, INT64_C(1795543200) * S, NULL},
		{FIELD_INSTANT, NULL, "Nov 24 18:00:00 2026 GMT", READING_KNOWN, INT64_C(1795543200) * S, NULL},
		{FIELD_INSTANT, NULL, "Tue 2026-11-24 18:00:00 UTC", READING_KNOWN, INT64_C(1795543200) * S, NULL},
		{FIELD_INSTANT, NULL, "Nov 25-Wed-2026 03:00:00 JST", READING_KNOWN, INT64_C(1795543200) * S, NULL},
		{FIELD_INSTANT, NULL, "2026/11/25 03:00:00 +09:00", READING_KNOWN, INT64_C(1795543200) * S, NULL},
		{FIELD_INSTANT, NULL, "2026/11/25 03:00:00 +9:00", READING_STRANGE, 0, NULL},
		{FIELD_INSTANT, NULL, "2026/11/25 +09:00", READING_STRANGE, 0, NULL},
		{FIELD_INSTANT, NULL, "03:00:00 CST Wed Nov 25 2026", READING_STRANGE, 0, NULL},
		{FIELD_INSTANT, NULL, "Nov 25 2026", READING_STRANGE, 0, NULL},
		{FIELD_INSTANT, NULL, "03:00:00 JST Wed Nov 31 2026", READING_STRANGE, 0, NULL},
		{FIELD_INSTANT, "s", "1795543200", READING_KNOWN, INT64_C(1795543200) * S, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}
END_TEST

START_TEST(a_form_belongs_to_its_type)
{
	g_autofree char *forms = platform_value_forms(FIELD_RATE);

	ck_assert_ptr_null(platform_value_form(FIELD_COUNT, "kbit"));
	ck_assert_ptr_nonnull(platform_value_form(FIELD_RATE, "kbit"));
	ck_assert_str_eq(forms, "kbit, mbit, gbit");
	for (int type = 0; type < FIELD_TYPE_COUNT; type++)
		ck_assert_ptr_nonnull(platform_value_form((enum field_type)type, NULL));
}
END_TEST

START_TEST(a_rule_takes_no_comma_with_a_number)
{
	g_autoptr(GError) error = NULL;
	struct platform_rule *rule = platform_rule_new("MTU: {mtu}(,...)?", vocabulary_find("interface"), &error);
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	ck_assert_ptr_nonnull(rule);
	ck_assert(platform_rule_match(rule, "MTU: 9192,", 10, groups));
	ck_assert_uint_eq(groups[1].end - groups[1].start, 4);
	platform_rule_free(rule);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(numbers_are_whole_or_nothing),
		UNIT(times_have_the_unit_that_was_meant),
		UNIT(names_and_addresses_are_written_alike),
		UNIT(no_number_is_cut_or_rounded),
		UNIT(shares_rates_and_sizes_have_units),
		UNIT(durations_are_phrases_and_clocks),
		UNIT(texts_addresses_and_hardware_addresses_are_spelled_one_way),
		UNIT(a_date_needs_a_zone_that_means_one_thing),
		UNIT(a_form_belongs_to_its_type),
		UNIT(a_rule_takes_no_comma_with_a_number),
		{NULL},
	};

	return unit_run("probe-platform-value", tests);
}
