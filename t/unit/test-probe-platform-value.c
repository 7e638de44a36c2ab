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
		UNIT(a_rule_takes_no_comma_with_a_number),
		{NULL},
	};

	return unit_run("probe-platform-value", tests);
}
