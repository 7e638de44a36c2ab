/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is calling: every spelling of a name, a reading, a number or a code finds
 * its institution, the best first.
 */
#include "test-inventory.h"

static const char network[] =
	"organizations:\n"
	"  s1: {kind: institution, type: hospital, service-class: user, code: '1310101', phone: 03-5550-0101,\n"
	"       name: {ja: さくら病院, en: Sakura Hospital, kana: さくらびょういん}}\n"
	"  s2: {kind: institution, type: clinic, service-class: user, code: '1310102', phone: '+81-3-5550-0102',\n"
	"       name: {ja: 新さくら病院, en: New Sakura Hospital, kana: しんさくらびょういん}}\n"
	"  s3: {kind: institution, type: clinic, service-class: user,\n"
	"       name: {ja: コーヒー内科, kana: こーひーないか}}\n"
	"  a0: {kind: carrier, name: さくら回線, fault-desk: '0120-000-113'}\n";

/* "s1 title whole, s2 kana part": what QUERY finds. Caller frees. */
static char *found(const struct inventory *inventory, const char *query, size_t limit)
{
	static const char *const by[] = {
		[LOOKUP_NAME] = "name", [LOOKUP_TITLE] = "title", [LOOKUP_KANA] = "kana",
		[LOOKUP_PHONE] = "phone", [LOOKUP_CODE] = "code",
	};
	g_autoptr(GArray) matches = inventory_look_up(inventory, query, limit);
	GString *text = g_string_new(NULL);

	for (unsigned int i = 0; i < matches->len; i++) {
		const struct lookup_match *match = &g_array_index(matches, struct lookup_match, i);

		g_string_append_printf(text, "%s%s %s %s", i > 0 ? ", " : "", match->organization->name,
				       by[match->by], match->whole ? "whole" : "part");
	}
	return g_string_free(text, FALSE);
}

START_TEST(any_spelling_finds_the_best_first)
{
	static const struct { const char *query, *expected; } cases[] = {
		{ "さくら病院", "s1 title whole, s2 title part" },
		{ "サクラ病院", "s1 title whole, s2 title part" },
		{ "ｻｸﾗﾋﾞｮｳｲﾝ", "s1 kana whole, s2 kana part" },
		{ "サクラビョウイン", "s1 kana whole, s2 kana part" },
		{ "さくら", "s1 title part, a0 title part, s2 title part" },
		{ "SAKURA hospital", "s1 title whole, s2 title part" },
		{ "コーヒー", "s3 title part" },
		{ "03-5550-0101", "s1 phone whole" },
		{ "+81 3 5550 0101", "s1 phone whole" },
		{ "０３（５５５０）０１０２", "s2 phone whole" },
		{ "5550", "s1 phone part, s2 phone part" },
		{ "0120000113", "a0 phone whole" },
		{ "555", "" },
		{ "1310102", "s2 code whole" },
		{ "13101", "s1 code part, s2 code part" },
		{ "s3", "s3 name whole" },
		{ "", "" },
		{ " ", "" },
		{ "-", "" },
		{ "ひばり", "" },
	};
	struct inventory *inventory = case_load(network);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = found(inventory, cases[i].query, 10);

		ck_assert_msg(!strcmp(text, cases[i].expected), "'%s' finds '%s', not '%s'", cases[i].query,
			      text, cases[i].expected);
	}
	inventory_free(inventory);
}
END_TEST

START_TEST(no_more_are_found_than_asked_for)
{
	struct inventory *inventory = case_load(network);
	g_autofree char *one = found(inventory, "さくら", 1);
	g_autofree char *none = found(inventory, "さくら", 0);

	ck_assert_str_eq(one, "s1 title part");
	ck_assert_str_eq(none, "");
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(any_spelling_finds_the_best_first),
		UNIT(no_more_are_found_than_asked_for),
		{ NULL, NULL },
	};

	return unit_run("inventory-lookup", tests);
}
