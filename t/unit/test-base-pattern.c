/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/pattern.h: finds what it should, and always comes back.
 */
#include "base/pattern.h"

#include "unit.h"

#include <stdint.h>

static struct pattern *pattern_of(const char *expression)
{
	g_autoptr(GError) error = NULL;
	struct pattern *pattern = pattern_new(expression, &error);

	ck_assert_msg(pattern != NULL, "%s", error ? error->message : "");
	return pattern;
}

START_TEST(patterns_match_what_they_say)
{
	static const struct {
		const char *expression, *text;
		enum pattern_answer answer;
		size_t start, end;
	} cases[] = {
		{ "b+", "abbc", PATTERN_MATCHED, 1, 3 },
		{ "^b", "abbc", PATTERN_NOT_MATCHED, 0, 0 },
		{ "", "abc", PATTERN_MATCHED, 0, 0 },
		{ "病.", "さくら病院", PATTERN_MATCHED, 9, 15 },
		{ "(?i)é", "É", PATTERN_MATCHED, 0, 2 },
		{ "x \\S{2}$", "x 病院", PATTERN_MATCHED, 0, 8 },
		{ "^\\D\\W$", "病院", PATTERN_MATCHED, 0, 6 },
		{ "\\d", "１", PATTERN_NOT_MATCHED, 0, 0 },
		{ "(?m)^up$", "down\r\nup\r\n", PATTERN_MATCHED, 6, 8 },
		{ "a.b", "a\rb", PATTERN_NOT_MATCHED, 0, 0 },
		/* Bytes that are no UTF-8 match nothing, and hide nothing behind them. */
		{ "up", "\xff\xfe" "up", PATTERN_MATCHED, 2, 4 },
		{ "a.b", "a\xff" "b", PATTERN_NOT_MATCHED, 0, 0 },
		{ "[^x]", "\xff", PATTERN_NOT_MATCHED, 0, 0 },
		{ "z$", "a\xe3\x81", PATTERN_NOT_MATCHED, 0, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_pattern_t) pattern = pattern_of(cases[i].expression);
		struct pattern_group groups[PATTERN_MAX_GROUPS] = { { 0, 0 } };

		ck_assert_msg(pattern_match(pattern, cases[i].text, strlen(cases[i].text),
					    groups) == cases[i].answer,
			      "'%s'", cases[i].expression);
		ck_assert_uint_eq(groups[0].start, cases[i].start);
		ck_assert_uint_eq(groups[0].end, cases[i].end);
	}
}
END_TEST

START_TEST(groups_that_took_no_part_are_marked)
{
	g_autoptr(ops_pattern_t) pattern = pattern_of("(a)|(b)|(c)");
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	ck_assert_int_eq(pattern_match(pattern, "xb", 2, groups), PATTERN_MATCHED);
	ck_assert_uint_eq(groups[0].start, 1);
	ck_assert_uint_eq(groups[2].start, 1);
	ck_assert_uint_eq(groups[2].end, 2);
	for (size_t i = 1; i < PATTERN_MAX_GROUPS; i++) {
		if (i == 2)
			continue;
		ck_assert_uint_eq(groups[i].start, SIZE_MAX);
		ck_assert_uint_eq(groups[i].end, SIZE_MAX);
	}
}
END_TEST

START_TEST(a_nul_in_the_text_is_a_character)
{
	g_autoptr(ops_pattern_t) pattern = pattern_of("b");
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	ck_assert_int_eq(pattern_match(pattern, "a\0b", 3, groups), PATTERN_MATCHED);
	ck_assert_uint_eq(groups[0].start, 2);
}
END_TEST

START_TEST(what_is_no_pattern_is_refused_and_says_where)
{
	static const struct {
		const char *expression, *message;
	} cases[] = {
		{"a(b",
		 "pattern 'a(b' cannot be understood at byte 4: missing closing parenthesis"},
		{"*", "pattern '*' cannot be understood at byte 1: quantifier does not follow a "
		      "repeatable item"},
		{"\\C",
		 "pattern '\\C' cannot be understood at byte 3: using \\C is disabled by the "
		 "application"},
		{"a\xff", "pattern 'a\\xff' cannot be understood at byte 2: UTF-8 error: illegal "
			  "byte (0xfe or 0xff)"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(pattern_new(cases[i].expression, &error));
		ck_assert(g_error_matches(error, OPS_PATTERN_ERROR, PATTERN_ERROR_SYNTAX));
		ck_assert_str_eq(error->message, cases[i].message);
	}
}
END_TEST

/* TEXT, COUNT times. */
static char *repeat(const char *text, size_t count)
{
	GString *out = g_string_new(NULL);

	while (count-- > 0)
		g_string_append(out, text);
	return g_string_free(out, FALSE);
}

START_TEST(length_and_groups_are_limited)
{
	static const struct {
		const char *unit;
		size_t count;
		bool taken;
	} cases[] = {
		{"a", 4096, true},
		{"a", 4097, false},
		{"(a)", 31, true},
		{"(a)", 32, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *expression = repeat(cases[i].unit, cases[i].count);
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_pattern_t) pattern = pattern_new(expression, &error);

		ck_assert_int_eq(pattern != NULL, cases[i].taken);
		if (!cases[i].taken)
			ck_assert(g_error_matches(error, OPS_PATTERN_ERROR, PATTERN_ERROR_LIMIT));
	}
}
END_TEST

START_TEST(nesting_is_limited)
{
	g_autofree char *open = repeat("(?:", 33);
	g_autofree char *close = repeat(")", 33);
	g_autofree char *expression = g_strconcat(open, "a", close, NULL);

	ck_assert_ptr_null(pattern_new(expression, NULL));
}
END_TEST

START_TEST(a_runaway_pattern_gives_up)
{
	/* Classes, not letters: pcre2 looks for a needed letter before it begins. */
	static const char *const expressions[] = { "^(a+)+$", "(a|a)*[xy]", "(.*)*[xy]",
						   "(?:a*)*(?:a*)*[xy]", "(a*)*\\1[xy]" };
	g_autofree char *text = repeat("a", 5000);
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	text[4999] = '!';
	for (size_t i = 0; i < G_N_ELEMENTS(expressions); i++) {
		g_autoptr(ops_pattern_t) pattern = pattern_of(expressions[i]);

		ck_assert_msg(pattern_match(pattern, text, 5000, groups) == PATTERN_GAVE_UP, "'%s'",
			      expressions[i]);
	}
}
END_TEST

START_TEST(work_is_shared_out_over_a_long_text)
{
	/* 90,000 steps from each place: nothing in a line, hours in a long text. */
	g_autoptr(ops_pattern_t) pattern = pattern_of("(?s).{0,300}.{0,300}[xy]");
	g_autofree char *text = repeat("a", PATTERN_MAX_TEXT);
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	ck_assert_int_eq(pattern_match(pattern, text, 100, groups), PATTERN_NOT_MATCHED);
	ck_assert_int_eq(pattern_match(pattern, text, PATTERN_MAX_TEXT, groups), PATTERN_GAVE_UP);
}
END_TEST

START_TEST(a_text_that_is_too_long_gives_up)
{
	g_autofree char *text = repeat("a", PATTERN_MAX_TEXT + 1);
	g_autoptr(ops_pattern_t) pattern = pattern_of("a");
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	ck_assert_int_eq(pattern_match(pattern, text, PATTERN_MAX_TEXT, groups), PATTERN_MATCHED);
	ck_assert_int_eq(pattern_match(pattern, text, PATTERN_MAX_TEXT + 1, groups),
			 PATTERN_GAVE_UP);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(patterns_match_what_they_say),
		UNIT(groups_that_took_no_part_are_marked),
		UNIT(a_nul_in_the_text_is_a_character),
		UNIT(what_is_no_pattern_is_refused_and_says_where),
		UNIT(length_and_groups_are_limited),
		UNIT(nesting_is_limited),
		UNIT(a_runaway_pattern_gives_up),
		UNIT(work_is_shared_out_over_a_long_text),
		UNIT(a_text_that_is_too_long_gives_up),
		{ NULL, NULL },
	};

	return unit_run("base-pattern", tests);
}
