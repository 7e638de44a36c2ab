/* SPDX-License-Identifier: Apache-2.0 */
/*
 * platform-rule.c: the language of line rules, and that nothing in it is
 * without bound.
 */
#include "fixture-platform.h"

#include "probe/platform-internal.h"

static struct platform_rule *rule_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct platform_rule *rule = platform_rule_new(text, vocabulary_find("interface"), &error);

	ck_assert_msg(rule != NULL, "%s", error ? error->message : "");
	return rule;
}

START_TEST(a_rule_holds_for_the_whole_line)
{
	static const struct {
		const char *rule, *line;
		bool matches;
	} cases[] = {
		{"up", "up", true},
		{"up", "upper", false},
		{"up", "is up", false},
		{"a b", "a     b", true},
		{"a b", "ab", false},
		{"a ?b", "ab", true},
		{"a ?b", "a  b", true},
		{"... up", "it is up", true},
		{"up...", "up", true},
		{"{} is {#} wide", "this is 1,024.5 wide", true},
		{"{} is {#} wide", "this is x wide", false},
		{"(up|down)( now)?", "down now", true},
		{"(up|down)( now)?", "down soon", false},
		{"[a-z]{2,4}", "abcde", false},
		{"[]x]{1}", "]", true},
		{"[[:digit:]]{1,3}", "123", true},
		{"1.5 \\(x\\)", "1.5 (x)", true},
		{"colou?r", "color", true},
		{"colou?r", "colour", true},
		{"ab{0,2}c", "ac", true},
		{"a|b", "b", true},
		{"稼働.", "稼働中", true},
		{"x{3}", "xxx", true},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct platform_rule *rule = rule_of(cases[i].rule);

		ck_assert_msg(platform_rule_match(rule, cases[i].line, strlen(cases[i].line), NULL) == cases[i].matches,
			      "'%s' on '%s'", cases[i].rule, cases[i].line);
		platform_rule_free(rule);
	}
}
END_TEST

START_TEST(what_has_no_end_is_refused)
{
	static const struct { const char *rule, *says; } cases[] = {
		{"a.*", "'*' has no upper bound"},
		{"a+", "'+' has no upper bound"},
		{"a{2,}", "'{2,}' has no upper bound"},
		{"a{5000}", "is not a number of times up to 4000"},
		{"^a", "holds for the whole line"},
		{"a$", "holds for the whole line"},
		{"(?=a)", "'(?' is not understood"},
		{"(a)\\1", "'\\1' is not understood"},
		{"\\K", "'\\K' is not understood"},
		{"a\\", "is not understood"},
		{"{nofield}", "'nofield' is no field of 'interface'"},
		{"{mtu", "a '{' is not closed"},
		{"[a-z", "a '[' is not closed"},
		{"(a", "cannot be understood"},
		{"{mtu:kbit}", "'kbit' is no form of 'mtu'"},
		{"{name+}", "'name' is not a number"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct platform_rule *rule = platform_rule_new(cases[i].rule, vocabulary_find("interface"), &error);

		ck_assert_msg(rule == NULL, "'%s' was taken", cases[i].rule);
		ck_assert_msg(strstr(error->message, cases[i].says) != NULL, "'%s': %s", cases[i].rule, error->message);
	}
}
END_TEST

START_TEST(a_field_needs_a_record)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(platform_rule_new("{mtu}", NULL, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "'{mtu}' takes a value where none is wanted"));
}
END_TEST

START_TEST(the_needle_never_hides_a_match)
{
	static const char *const pieces[] = {"ab", "a?", "(x|y)", " ", "{}", "\\(", "[bc]", "b{0,1}", "...", "c"};
	static const char *const lines[] = {"ab", "x", "ab x", "(ab", "b c", "a(c)", "y ab c", "ab(x b", "c"};

	/* Every rule of three pieces: the cheap look must agree with the pattern. */
	for (size_t i = 0; i < 1000; i++) {
		g_autofree char *text = g_strconcat(pieces[i % 10], pieces[i / 10 % 10], pieces[i / 100], NULL);
		struct platform_rule *rule = platform_rule_new(text, NULL, NULL);

		for (size_t line = 0; rule && line < G_N_ELEMENTS(lines); line++) {
			struct pattern_group groups[PATTERN_MAX_GROUPS];
			bool matches = pattern_match(rule->pattern, lines[line], strlen(lines[line]), groups) ==
				       PATTERN_MATCHED;

			ck_assert_msg(platform_rule_match(rule, lines[line], strlen(lines[line]), NULL) == matches,
				      "'%s' on '%s'", text, lines[line]);
		}
		platform_rule_free(rule);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_rule_holds_for_the_whole_line),
		UNIT(what_has_no_end_is_refused),
		UNIT(a_field_needs_a_record),
		UNIT(the_needle_never_hides_a_match),
		{NULL, NULL},
	};

	return unit_run("probe-platform-rule", tests);
}
