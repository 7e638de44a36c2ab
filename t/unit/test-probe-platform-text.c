/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-text.c: whatever comes over the wire, what the device meant is read,
 * and nothing is made up.
 */
#include "fixture-platform.h"

#define COMMANDS                                                                                   \
	"  a:\n    send: show a\n    verified: sample\n    record: system\n"                     \
	"    lines: ['CPU: {cpu}', 'Name {hostname}', 'Text {model}']\n"

static void check(const char *output, size_t length, const char *expected)
{
	g_autoptr(ops_platform_t) platform = platform_good(COMMANDS);
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, output, length);
	g_autofree char *said = answer_said(answer);

	ck_assert_str_eq(said, expected);
}
#define CHECK(output, expected) check(output, sizeof(output) - 1, expected)

START_TEST(line_ends_echo_and_prompt_do_not_matter)
{
	CHECK("CPU: 5%\nName b1", "system hostname=b1 cpu=50000\n");
	CHECK("CPU: 5%\r\nName b1\r\n", "system hostname=b1 cpu=50000\n");
	CHECK("CPU: 5%\r\r\nName b1\r\r\n", "system hostname=b1 cpu=50000\n");
	CHECK("b1>show a\r\nCPU: 5%\r\nName b1\r\nb1>", "system hostname=b1 cpu=50000\n");
	CHECK("b1# sh a\nCPU: 5%\nName b1\nb1# exit\n", "system hostname=b1 cpu=50000\n");
	CHECK("show a\nCPU: 5%\nName b1\n", "system hostname=b1 cpu=50000\n");
	CHECK("\n\n   CPU:    5%   \n\tName\tb1\t\n", "system hostname=b1 cpu=50000\n");
}
END_TEST

START_TEST(what_looks_like_a_prompt_and_is_none_stays)
{
	CHECK("CPU: 5%\nb1#what is this\n", "system cpu=50000\n? 2: b1#what is this\n");
}
END_TEST

START_TEST(control_sequences_are_taken_out)
{
	CHECK("\x1b[1;32mCPU: 5%\x1b[0m\n", "system cpu=50000\n");
	CHECK("\x1b]0;title\aCPU: 5%\n", "system cpu=50000\n");
	CHECK("\x1b]0;title\x1b\\CPU: 5%\n", "system cpu=50000\n");
	CHECK("\x1b(BCPU: \x1b" "75%\x1b" "8\n", "system cpu=50000\n");
	CHECK("\x1b[?1h\x1b=\rCPU: 5%\n", "system cpu=50000\n");
	CHECK("CPU: 5%\n\x1b", "system cpu=50000\n");
	CHECK("CPU: 5%\n\x1b[", "system cpu=50000\n? 2: [\n");
	CHECK("\0C\0PU: 5\0%\a\n", "system cpu=50000\n");
}
END_TEST

START_TEST(what_overwrites_stands_in_the_place_of_what_was)
{
	CHECK("CPX\b" "U: 5%\n", "system cpu=50000\n");
	CHECK("--More--\r        \rCPU: 5%\n", "system cpu=50000\n");
	CHECK(" --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bCPU: 5%\n", "system cpu=50000\n");
	CHECK("--More--CPU: 5%\n", "system cpu=50000\n");
	CHECK("\b\b\b\bCPU: 5%\n", "system cpu=50000\n");
}
END_TEST

START_TEST(bytes_that_are_no_text_become_replacement_characters)
{
	CHECK("Text a\xff" "b\n", "system model=a\xef\xbf\xbd" "b\n");
	CHECK("\xff\xfe\xfd\nCPU: 5%\n", "system cpu=50000\n? 1: \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n");
}
END_TEST

START_TEST(a_long_line_is_cut_and_shown)
{
	g_autoptr(ops_platform_t) platform = platform_good(COMMANDS);
	g_autofree char *filler = g_strnfill(100000, 'x');
	g_autofree char *output = g_strconcat("CPU: 5%\n", filler, "\nName b1\n", NULL);
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, output, strlen(output));

	ck_assert_uint_eq(platform_answer_odd_lines(answer), 1);
	ck_assert_uint_le(strlen(platform_answer_oddity(answer, 0)->text), 210);
	ck_assert_uint_eq(platform_answer_count(answer), 1);
	ck_assert_ptr_nonnull(platform_value(platform_answer_at(answer, 0), "hostname"));
}
END_TEST

START_TEST(too_much_is_cut_and_no_answer)
{
	g_autoptr(ops_platform_t) platform = platform_good(COMMANDS);
	size_t length = PLATFORM_ANSWER_BYTES + 1;
	g_autofree char *bytes = g_strnfill(length, '\n');
	g_autoptr(ops_platform_answer_t) many = answer_to_bytes(platform, bytes, length);

	ck_assert_int_eq(platform_answer_verdict(many), ANSWER_CUT);
}
END_TEST

START_TEST(text_is_cut_at_its_limit)
{
	g_autofree char *filler = g_strnfill(900, 'x');
	g_autofree char *output = g_strconcat("Text ", filler, NULL);
	g_autoptr(ops_platform_t) platform = platform_good(COMMANDS);
	g_autoptr(ops_platform_answer_t) answer = answer_to_bytes(platform, output, strlen(output));

	ck_assert_uint_le(strlen(platform_value(platform_answer_at(answer, 0), "model")->text), 260);
}
END_TEST

START_TEST(cp932_is_read_where_the_platform_says_so)
{
	static const char output[] = "\x83\x81\x83\x82\x83\x8a: 42%\n";	/* メモリ: 42% */
	g_autofree char *plain = platform_text_of(
		"  a: {send: show a, verified: sample, record: system, lines: ['メモリ: {memory_use}']}\n");
	g_autofree char *sent = g_strdup(plain);
	g_auto(GStrv) parts = g_strsplit(sent, "leave: exit", 2);
	g_autofree char *text = g_strjoinv("leave: exit, encoding: cp932", parts);
	struct platform *platform;
	g_autofree char *faults = platform_faults(text, &platform);
	g_autofree char *said = NULL, *same = NULL;

	ck_assert_str_eq(faults, "");
	said = said_of(platform, output);
	ck_assert_str_eq(said, "system memory_use=420000\n");
	same = said_of(platform, "メモリ: 42%\n");
	ck_assert_str_eq(same, said);
	platform_free(platform);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(line_ends_echo_and_prompt_do_not_matter),
		UNIT(what_looks_like_a_prompt_and_is_none_stays),
		UNIT(control_sequences_are_taken_out),
		UNIT(what_overwrites_stands_in_the_place_of_what_was),
		UNIT(bytes_that_are_no_text_become_replacement_characters),
		UNIT(a_long_line_is_cut_and_shown),
		UNIT(too_much_is_cut_and_no_answer),
		UNIT(text_is_cut_at_its_limit),
		UNIT(cp932_is_read_where_the_platform_says_so),
		{NULL, NULL},
	};

	return unit_run("probe-platform-text", tests);
}
