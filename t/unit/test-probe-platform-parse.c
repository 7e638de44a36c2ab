/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-parse.c: what is no answer is never taken for one.
 */
#include "fixture-platform.h"

#define COMMAND(rest)                                                                              \
	"  a: {send: show a, verified: sample, record: system, lines: ['CPU {cpu}'], ends: [End]" rest "}\n"

START_TEST(the_text_tells_whether_it_is_an_answer)
{
	static const struct { const char *output, *says; } cases[] = {
		{"CPU 5\nEnd\n", "system cpu=50000\n"},
		{"CPU 5\n", "system cpu=50000\nno-end\n"},
		{"CPU 5\n--More--", "system cpu=50000\npager\n"},
		{"CPU 5\n --More-- \x1b[0m", "system cpu=50000\npager\n"},
		{"% Unknown command: show a\nEnd\n", "? 1: % Unknown command: show a\nrefused\n"},
		{"% Denied\nEnd\n", "? 1: % Denied\ndenied\n"},
		{"CPU 5\n% Denied\nEnd\n", "system cpu=50000\n? 2: % Denied\ndenied\n"},
		{"", "empty\n"},
		{"\r\n\r\nr1>", "empty\n"},
		{"Hello\nEnd\n", "? 1: Hello\nstrange\n"},
		{"VRRP is off\nEnd\n", "absent\n"},
	};
	g_autoptr(ops_platform_t) platform = platform_good(COMMAND(""));

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *said = said_of(platform, cases[i].output);

		ck_assert_str_eq(said, cases[i].says);
	}
}
END_TEST

START_TEST(the_transport_knows_better_than_the_text)
{
	g_autoptr(ops_platform_t) platform = platform_good(COMMAND(""));
	g_autoptr(ops_platform_answer_t) answer =
		platform_parse(platform, platform_command_at(platform, 0), "CPU 5\nEnd\n", 10, ENDING_MISSED);

	ck_assert_int_eq(platform_answer_verdict(answer), ANSWER_CUT);
	ck_assert(!platform_verdict_is_answer(platform_answer_verdict(answer)));
}
END_TEST

START_TEST(nothing_may_be_an_answer_where_the_platform_says_so)
{
	check_said(COMMAND(", empty: absent"), "", "absent\n");
	check_said(COMMAND(", empty: absent"), "r1>show a\n\nr1>", "absent\n");
}
END_TEST

START_TEST(every_cut_of_an_output_with_an_end_is_noticed)
{
	static const char output[] = "r1>show a\r\nCPU 5\r\nEnd\r\nr1>";
	g_autoptr(ops_platform_t) platform = platform_good(COMMAND(""));
	size_t whole = strlen("r1>show a\r\nCPU 5\r\nEnd");

	for (size_t length = 0; length < sizeof(output); length++) {
		g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, output, length);
		bool is_answer = platform_verdict_is_answer(platform_answer_verdict(answer));

		ck_assert_msg(is_answer == (length >= whole), "at %zu", length);
	}
}
END_TEST

START_TEST(values_are_shown_with_their_units)
{
	static const struct { const char *record, *field; int64_t number; const char *shown; } cases[] = {
		{"system", "cpu", 125000, "12.5%"},	   {"system", "load_1m", INT64_C(30000000000), "3000000%"},
		{"system", "uptime", 90000000, "1m 30s"},  {"interface", "speed", 1000000000, "1 Gbps"},
		{"system", "memory_total", 2000, "2 kB"}, {"interface", "mtu", 1500, "1500"},
		{"clock", "offset", -5, "-5 us"},	   {"clock", "at", INT64_C(1795543200000000), "2026-11-24 18:00:00 +00:00"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct vocabulary_record *record = vocabulary_find(cases[i].record);
		int field = vocabulary_field(record, cases[i].field);
		struct platform_value value = {.known = true, .number = cases[i].number};
		g_autofree char *shown = platform_value_shown(&record->fields[field], &value);

		ck_assert_str_eq(shown, cases[i].shown);
		value.known = false;
		g_free(shown);
		shown = platform_value_shown(&record->fields[field], &value);
		ck_assert_str_eq(shown, "-");
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_text_tells_whether_it_is_an_answer),
		UNIT(the_transport_knows_better_than_the_text),
		UNIT(nothing_may_be_an_answer_where_the_platform_says_so),
		UNIT(every_cut_of_an_output_with_an_end_is_noticed),
		UNIT(values_are_shown_with_their_units),
		{NULL, NULL},
	};

	return unit_run("probe-platform-parse", tests);
}
