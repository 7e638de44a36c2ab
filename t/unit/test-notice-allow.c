/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To whom a rehearsal may send: what the list has, and nobody else.
 */
#include "unit.h"

#include "notice/allow.h"

static char **parse(const char *text)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	char **allow = allow_parse("drills.yaml", text, strlen(text), faults);

	ck_assert_int_eq(allow == NULL, conf_faults_errors(faults) > 0);
	return allow;
}

START_TEST(only_what_the_list_has_is_sent_to)
{
	static const struct { const char *target; bool allowed; } cases[] = {
		{"noc@tozai.example", true},	   {"NOC@Tozai.Example", true},	       {"anybody@drill.example", true},
		{"https://chat.example/d", true},  {"noc@tozai.example.evil", false},  {"x@sub.drill.example", false},
		{"a@b@drill.example", true},	   {"drill.example", false},	       {"@drill.example", true},
		{"https://chat.example/", false},  {"", false},			       {"noc@core.example", false},
		{"x@drill.example@evil.example", false}, {"https://evil.example/x@drill.example", false},
	};
	g_auto(GStrv) allow = parse("allow: [noc@tozai.example, '*@drill.example', https://chat.example/d]");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(allow_has((const char *const *)allow, cases[i].target) == cases[i].allowed, "%s", cases[i].target);
}
END_TEST

START_TEST(no_list_and_an_empty_one_allow_nobody)
{
	static const char *const texts[] = {"", "allow: []", "allow:", "allow: null"};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(GStrv) allow = parse(texts[i]);

		ck_assert_ptr_nonnull(allow);
		ck_assert(!allow_has((const char *const *)allow, "noc@tozai.example"));
	}
	ck_assert(!allow_has(NULL, "noc@tozai.example"));
}
END_TEST

START_TEST(a_list_that_says_too_much_or_nothing_clear_is_refused)
{
	static const char *const texts[] = {
		"allow: ['*']", "allow: ['*@']", "allow: ['a*@x.example']", "allow: ['*@*.example']", "allow: x", "allow: {a: b}", "allow: [[a]]",
		"allow: ['']",	"alow: []",	 "- a",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		ck_assert_msg(parse(texts[i]) == NULL, "%s", texts[i]);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(only_what_the_list_has_is_sent_to),
		UNIT(no_list_and_an_empty_one_allow_nobody),
		UNIT(a_list_that_says_too_much_or_nothing_clear_is_refused),
		{ NULL, NULL },
	};

	return unit_run("notice-allow", tests);
}
