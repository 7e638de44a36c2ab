/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times of the week: what people write, what it covers, what is refused.
 */
#include "test-inventory.h"

static char *shown(const struct hours *hours)
{
	GString *text = g_string_new(NULL);
	char from[HOURS_MINUTE_SIZE], to[HOURS_MINUTE_SIZE];

	for (int i = 0; i < hours->count; i++)
		g_string_append_printf(text, "%s%s-%s", i > 0 ? ", " : "",
				       hours_print_minute(hours->spans[i].from, from),
				       hours_print_minute(hours->spans[i].to, to));
	return g_string_free(text, FALSE);
}

START_TEST(spans_are_sorted_joined_and_wrapped)
{
	static const struct { const char *text, *expected; } cases[] = {
		{ "mon 08:30-18:00", "mon 08:30-mon 18:00" },
		{ "mon-tue 08:30-18:00", "mon 08:30-mon 18:00, tue 08:30-tue 18:00" },
		{ "MON 09:00-12:00  14:00-18:00", "mon 09:00-mon 12:00, mon 14:00-mon 18:00" },
		{ "sat 09:00-12:00, mon 09:00-10:00", "mon 09:00-mon 10:00, sat 09:00-sat 12:00" },
		{ "sun-mon 10:00-11:00", "mon 10:00-mon 11:00, sun 10:00-sun 11:00" },
		{ "mon 22:00-06:00", "mon 22:00-tue 06:00" },
		{ "sun 22:00-06:00", "mon 00:00-mon 06:00, sun 22:00-mon 00:00" },
		{ "mon 22:00-24:00, tue 00:00-02:00", "mon 22:00-tue 02:00" },
		{ "sat-sun 24h", "sat 00:00-mon 00:00" },
		{ "mon-sun 24h", "mon 00:00-mon 00:00" },
		{ "24h", "mon 00:00-mon 00:00" },
		{ "mon 10:00-10:00", "mon 10:00-tue 10:00" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = NULL;
		g_autofree char *written = NULL;
		struct hours hours, again;

		ck_assert_msg(hours_parse(cases[i].text, &hours, &error), "%s: %s", cases[i].text,
			      error ? error->message : "");
		text = shown(&hours);
		ck_assert_str_eq(text, cases[i].expected);
		written = hours_print(&hours);
		ck_assert_msg(hours_parse(written, &again, &error), "%s: %s", written, error ? error->message : "");
		ck_assert_mem_eq(&hours, &again, sizeof(hours));
	}
}
END_TEST

START_TEST(hours_are_written_as_people_would)
{
	static const struct { const char *text, *expected; } cases[] = {
		{ "mon 09:00-12:00, tue-fri 09:00-12:00, sat 24h", "mon-fri 09:00-12:00, sat 24h" },
		{ "mon-fri 09:00-12:00 14:00-18:00, sun 10:00-11:00",
		  "mon-fri 09:00-12:00 14:00-18:00, sun 10:00-11:00" },
		{ "fri 22:00-06:00", "fri 22:00-24:00, sat 00:00-06:00" },
		{ "24h", "mon-sun 24h" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *written = NULL;
		struct hours hours;

		ck_assert(hours_parse(cases[i].text, &hours, NULL));
		written = hours_print(&hours);
		ck_assert_str_eq(written, cases[i].expected);
	}
}
END_TEST

START_TEST(hours_are_told_in_the_words_of_a_language)
{
	static const struct { const char *text, *japanese, *english; } cases[] = {
		{ "mon-fri 08:30-18:00, sat 24h", "月-金 08:30-18:00, 土 終日", "Mon-Fri 08:30-18:00, Sat 24h" },
		{ "tue 09:00-12:00 14:00-18:00, thu 09:00-12:00, sun 10:00-11:00",
		  "火 09:00-12:00 14:00-18:00, 木 09:00-12:00, 日 10:00-11:00",
		  "Tue 09:00-12:00 14:00-18:00, Thu 09:00-12:00, Sun 10:00-11:00" },
		{ "mon-wed 24h", "月-水 終日", "Mon-Wed 24h" },
		{ "24h", "常時", "always" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *japanese = NULL, *english = NULL;
		struct hours hours;

		ck_assert(hours_parse(cases[i].text, &hours, NULL));
		japanese = hours_shown(&hours, true);
		english = hours_shown(&hours, false);
		ck_assert_str_eq(japanese, cases[i].japanese);
		ck_assert_str_eq(english, cases[i].english);
	}
}
END_TEST

START_TEST(what_is_no_time_of_the_week_is_refused)
{
	static const struct { const char *text, *expected; } cases[] = {
		{ "", "no times given" },
		{ ",", "a part has no times; write days and times, as in 'sat 09:00-12:00'" },
		{ "mon", "a part has no times; write days and times, as in 'sat 09:00-12:00'" },
		{ "08:30-18:00",
		  "'08:30-18:00' is no day or range of days (mon tue wed thu fri sat sun)" },
		{ "mon-fry 08:30-18:00",
		  "'mon-fry' is no day or range of days (mon tue wed thu fri sat sun)" },
		{ "mon 8:30-18:00", "'8:30-18:00' is no span of time such as 08:30-18:00, nor 24h" },
		{ "mon 08:30-24:30", "'08:30-24:30' is no span of time between 00:00 and 24:00" },
		{ "mon 08:60-09:00", "'08:60-09:00' is no span of time between 00:00 and 24:00" },
		{ "mon 24:00-01:00", "'24:00-01:00' is no span of time between 00:00 and 24:00" },
		{ "mon 09:00-12:00 11:00-13:00", "two spans overlap at mon 11:00" },
		{ "sun 22:00-06:00, mon 05:00-07:00", "two spans overlap at mon 05:00" },
		{ "mon-sun 00:00-01:00 02:00-03:00 04:00-05:00 06:00-07:00 08:00-09:00",
		  "more than 28 spans in a week" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct hours hours = { .count = -7 };

		ck_assert_msg(!hours_parse(cases[i].text, &hours, &error), "%s", cases[i].text);
		ck_assert_str_eq(error->message, cases[i].expected);
		ck_assert(g_error_matches(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_HOURS));
		ck_assert_int_eq(hours.count, -7);
	}
}
END_TEST

START_TEST(the_first_hole_in_a_week_is_found_over_all_turns)
{
	struct hours turns[3];
	const struct hours *list[] = { &turns[0], &turns[1], &turns[2] };
	const struct hours *always = NULL;

	ck_assert(hours_parse("mon-fri 08:00-20:00", &turns[0], NULL));
	ck_assert(hours_parse("mon-thu 20:00-08:00", &turns[1], NULL));
	ck_assert_int_eq(hours_first_gap(list, 2), 0);
	ck_assert(hours_parse("mon 00:00-08:00, fri 20:00-24:00, sat-sun 24h", &turns[2], NULL));
	ck_assert_int_eq(hours_first_gap(list, 3), -1);
	ck_assert(hours_parse("mon 00:00-08:00, fri 20:00-24:00, sun 24h", &turns[2], NULL));
	ck_assert_int_eq(hours_first_gap(list, 3), 5 * 24 * 60);
	ck_assert(hours_parse("mon 00:00-08:00, fri 20:00-24:00, sat 24h, sun 00:00-23:59", &turns[2], NULL));
	ck_assert_int_eq(hours_first_gap(list, 3), 7 * 24 * 60 - 1);
	ck_assert_int_eq(hours_first_gap(&always, 1), -1);
	ck_assert_int_eq(hours_first_gap(list, 0), 0);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(spans_are_sorted_joined_and_wrapped),
		UNIT(hours_are_written_as_people_would),
		UNIT(hours_are_told_in_the_words_of_a_language),
		UNIT(what_is_no_time_of_the_week_is_refused),
		UNIT(the_first_hole_in_a_week_is_found_over_all_turns),
		{ NULL, NULL },
	};

	return unit_run("inventory-hours", tests);
}
