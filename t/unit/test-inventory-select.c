/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Selectors: what each word picks, how words work together, and that a typing
 * mistake is never an empty answer.
 */
#include "test-inventory.h"

static const char network[] =
	"organizations:\n"
	"  clinic-1: {kind: institution, type: clinic, service-class: gold, name: x, area: 14, tags: [new]}\n"
	"devices:\n"
	"  cpe: {owner: hosp-1, role: cpe, address: 10.1.9.1, tags: [t1]}\n"
	"  quiet: {owner: core, role: edge}\n"
	"lines:\n"
	"  h1-backup: {institution: hosp-1, from: b1, address: 10.1.0.2, carrier: carrier-1, tags: [spare]}\n"
	"  h1-main: {institution: hosp-1, from: a1, cpe: cpe, address: 10.1.0.3, service-class: gold}\n"
	"  c1: {institution: clinic-1, from: a1, address: 10.1.0.4}\n"
	"groups:\n"
	"  gw: {protocol: vrrp, members: [a1, b1]}\n"
	"  pair: {protocol: lines, members: [h1-main, h1-backup]}\n";

/* The names that WORDS (between blanks) select, or the error. Caller frees. */
static char *selected(const struct inventory *inventory, const char *words, GError **error)
{
	g_auto(GStrv) list = *words ? g_strsplit(words, " ", -1) : g_new0(char *, 1);
	g_autoptr(GArray) items = inventory_select(inventory, (const char *const *)list, error);
	GString *text = g_string_new(NULL);

	for (unsigned int i = 0; items && i < items->len; i++) {
		g_autofree char *name = item_name(&g_array_index(items, struct item, i));

		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", name);
	}
	return g_string_free(text, FALSE);
}

START_TEST(words_pick_narrow_widen_and_take_away)
{
	static const struct { const char *words, *expected; } cases[] = {
		{ "", "device:a1 device:b1 device:cpe device:e1 line:c1 line:h1 line:h1-backup line:h1-main" },
		{ "b1", "device:b1" },
		{ "h1 b1", "device:b1 line:h1" },
		{ "line:h1-*", "line:h1-backup line:h1-main" },
		{ "line:h?", "line:h1" },
		{ "device:?1", "device:a1 device:b1 device:e1" },
		{ "device:b* line:h1-*", "device:b1 line:h1-backup line:h1-main" },
		{ "site-1", "device:b1 line:h1-backup" },
		{ "site:site-*", "device:b1 line:h1-backup" },
		{ "hosp-1", "device:cpe line:h1 line:h1-backup line:h1-main" },
		{ "institution:hosp-1 class:gold", "line:h1-main" },
		{ "pair", "line:h1-backup line:h1-main" },
		{ "group:*", "device:a1 device:b1 line:h1-backup line:h1-main" },
		{ "group:gw site:site-1", "device:b1" },
		{ "class:gold", "line:c1 line:h1-main" },
		{ "class:gold class:user owner:hosp-1", "device:cpe line:h1 line:h1-backup line:h1-main" },
		{ "owner:self", "device:a1 device:b1" },
		{ "owner:c*", "device:e1 line:c1" },
		{ "area:13", "device:b1" },
		{ "area:14", "line:c1" },
		{ "area:13 area:14", "device:b1 line:c1" },
		{ "tag:t1", "device:cpe" },
		{ "tag:new", "line:c1" },
		{ "tag:s*", "line:h1-backup" },
		{ "role:cpe", "device:cpe" },
		{ "carrier:carrier-1", "line:h1-backup" },
		{ "!owner:self !h1", "device:cpe device:e1 line:c1 line:h1-backup line:h1-main" },
		{ "line:* !line:h1*", "line:c1" },
		{ "class:gold b1", "device:b1 line:c1 line:h1-main" },
		{ "class:gold b1 !c1", "device:b1 line:h1-main" },
		{ "hosp-1 !cpe !class:gold", "line:h1 line:h1-backup" },
	};
	struct inventory *inventory = case_load(network);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = selected(inventory, cases[i].words, &error);

		ck_assert_msg(!strcmp(text, cases[i].expected), "'%s' selects '%s', not '%s' (%s)",
			      cases[i].words, text, cases[i].expected, error ? error->message : "");
	}
	inventory_free(inventory);
}
END_TEST

START_TEST(a_word_that_can_mean_nothing_is_an_error)
{
	static const struct { const char *words, *expected; } cases[] = {
		{ "hosp-2", "cannot select 'hosp-2': unknown name; did you mean 'hosp-1'?" },
		{ "!hosp-2", "cannot select '!hosp-2': unknown name; did you mean 'hosp-1'?" },
		{ "class:gould", "cannot select 'class:gould': unknown name; did you mean 'class:gold'?" },
		{ "lin:h1", "cannot select 'lin:h1': unknown kind; did you mean 'line:'?" },
		{ "zzzzzz:h1", "cannot select 'zzzzzz:h1': unknown kind; expected a name, or one of device: "
			       "line: site: class: owner: area: tag: role: group: institution: carrier: probe: kind:" },
		{ "line:x*", "cannot select 'line:x*': no line is called so" },
		{ "h1-*", "cannot select 'h1-*': write 'line:h1-*' or 'device:h1-*' for names with wildcards" },
		{ "area:48", "cannot select 'area:48': an area is a number of JIS X 0401, 1 to 47" },
		{ "area:1*", "cannot select 'area:1*': an area is a number of JIS X 0401, 1 to 47" },
		{ "!", "cannot select '!': a name is missing" },
		{ "tag:zzz", "cannot select 'tag:zzz': unknown name" },
		{ "carrier:hosp-1", "cannot select 'carrier:hosp-1': unknown name" },
		{ "tag:m\xff*", "cannot select 'tag:m\\xff*': too long, or not UTF-8" },
		{ "b1 h1\x1b[2J", "cannot select 'h1\\x1b[2J': unknown name" },
	};
	struct inventory *inventory = case_load(network);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = selected(inventory, cases[i].words, &error);

		ck_assert_msg(g_error_matches(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_SELECTOR),
			      "'%s' selects '%s'", cases[i].words, text);
		ck_assert_str_eq(error->message, cases[i].expected);
	}
	inventory_free(inventory);
}
END_TEST

START_TEST(words_that_together_select_nothing_are_another_error)
{
	static const char *const cases[] = { "quiet", "class:gold owner:self", "b1 !site-1", "area:47",
					     "role:edge" };
	struct inventory *inventory = case_load(network);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = selected(inventory, cases[i], &error);

		ck_assert_msg(g_error_matches(error, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING),
			      "'%s' selects '%s'", cases[i], text);
	}
	inventory_free(inventory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(words_pick_narrow_widen_and_take_away),
		UNIT(a_word_that_can_mean_nothing_is_an_error),
		UNIT(words_that_together_select_nothing_are_another_error),
		{ NULL, NULL },
	};

	return unit_run("inventory-select", tests);
}
