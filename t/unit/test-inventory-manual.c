/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The site's own words for its manual: kept as written, in the language in which they were
 * written, and nothing stands in for what was not.
 */
#include "test-inventory.h"

static const char rest[] =
	"organizations: {self: {kind: operator, self: true, name: x}}\n"
	"contacts:\n"
	"  m: {organization: self, role: ops-manager, login: a}\n"
	"  d: {organization: self, role: duty-officer, login: b}\n"
	"  h: {organization: self, role: help-desk, login: c}\n";
#define CLASS "  user: {thresholds: {loss: {caution: 20%, warning: 60%}, rtt: {caution: 50ms, warning: 200ms}},\n"

static struct inventory *read_rules(const char *rules, struct conf_faults *faults)
{
	g_autofree char *whole = g_strconcat(rules, rest, NULL);

	return case_read(whole, NULL, faults);
}

START_TEST(words_are_kept_in_the_language_in_which_they_were_written)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = read_rules(
		"service-classes:\n" CLASS "         conduct: {change: {ja: 変更}, interruption: {en: Back soon}}}\n"
		"manual:\n"
		"  title: {ja: 要領, en: Manual}\n"
		"  conformity:\n"
		"    ja: |\n"
		"      一段落\n"
		"\n"
		"      二段落\n"
		"    source: Law\n"
		"    reviewed: 2026-04-01\n", faults);
	g_autofree char *shown = case_shown(faults);
	const struct conduct *conduct;
	const struct manual_rules *manual;

	ck_assert_str_eq(shown, "");
	conduct = &inventory_find_service_class(inventory, "user")->conduct;
	manual = &inventory_policy(inventory)->manual;
	ck_assert_str_eq(conduct->change.ja, "変更");
	ck_assert_ptr_null(conduct->change.en);
	ck_assert_ptr_null(conduct->interruption.ja);
	ck_assert_str_eq(conduct->interruption.en, "Back soon");
	ck_assert_str_eq(manual->title.ja, "要領");
	ck_assert_str_eq(manual->title.en, "Manual");
	ck_assert_str_eq(manual->conformity.ja, "一段落\n\n二段落");
	ck_assert_ptr_null(manual->conformity.en);
	ck_assert_str_eq(manual->conformity_source.ja, "Law");
	ck_assert_int_eq(manual->conformity_reviewed.year, 2026);
	ck_assert_int_eq(manual->conformity_reviewed.month, 4);
	ck_assert_int_eq(manual->conformity_reviewed.day, 1);
}
END_TEST

START_TEST(nothing_is_there_where_nothing_was_written)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = read_rules("", faults);

	ck_assert_ptr_nonnull(inventory);
	ck_assert_ptr_null(inventory_policy(inventory)->manual.title.ja);
	ck_assert_ptr_null(inventory_policy(inventory)->manual.conformity.ja);
	ck_assert_ptr_null(inventory_policy(inventory)->manual.conformity_source.ja);
	ck_assert_int_eq(inventory_policy(inventory)->manual.conformity_reviewed.year, 0);
}
END_TEST

START_TEST(what_cannot_be_meant_is_told_with_its_place)
{
	static const struct fault_case cases[] = {
		{ "manual: {titel: x}\n",
		  "error base 1:10 unknown key 'titel' in 'manual' of nwops.yaml; did you mean 'title'?\n" },
		{ "manual: {conformity: {}}\n",
		  "error base 1:22 'conformity' of section 'manual' has neither 'ja' nor 'en'\n" },
		{ "manual: {conformity: {ja: ' '}}\n",
		  "error base 1:27 'ja' of section 'manual' is an empty text\n" },
		{ "manual: {conformity: {ja: \"a\\u202eb\"}}\n",
		  "error base 1:27 'ja' of section 'manual' holds a control character or one that hides or reorders "
		  "text\n" },
		{ "manual: {conformity: {ja: x, reviewed: 04-01}}\n",
		  "error base 1:40 'reviewed' of section 'manual' is '04-01': expected a date with its year, such as "
		  "2026-04-01\n" },
		{ "manual: {conformity: {ja: x, reviewed: 2026-02-30}}\n",
		  "error base 1:40 'reviewed' of section 'manual' is '2026-02-30': expected a date with its year, "
		  "such as 2026-04-01\n" },
		{ "service-classes:\n" CLASS "    conduct: {chnage: {ja: x}}}\n",
		  "error base 3:15 unknown key 'chnage' in 'conduct' of service class 'user'; did you mean 'change'?\n" },
		{ "service-classes:\n" CLASS "    conduct: {change: x}}\n",
		  "error base 3:23 'change' of service class 'user' is 'x': expected a mapping\n" },
		{ "service-classes:\n" CLASS "    conduct: {change: {}}}\n",
		  "error base 3:23 'change' of service class 'user' has neither 'ja' nor 'en'\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_inventory_t) inventory = read_rules(cases[i].text, faults);
		g_autofree char *shown = case_shown(faults);

		ck_assert_str_eq(shown, cases[i].expected);
		ck_assert_ptr_null(inventory);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(words_are_kept_in_the_language_in_which_they_were_written),
		UNIT(nothing_is_there_where_nothing_was_written),
		UNIT(what_cannot_be_meant_is_told_with_its_place),
		{ NULL, NULL },
	};

	return unit_run("inventory-manual", tests);
}
