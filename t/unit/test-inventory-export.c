/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is written as a table reads as what it was written from, to the last byte.
 */
#include "test-inventory-same.h"

/* COLUMNS' things as a table. Caller frees. */
static char *table_of(const struct columns *columns, const struct inventory *inventory)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) cell = g_string_new(NULL);

	for (size_t i = 0; columns_name(columns, i); i++)
		g_string_append_printf(text, "%s%s", i ? "," : "", columns_name(columns, i));
	for (size_t i = 0; i < columns_thing_count(columns, inventory); i++) {
		for (size_t j = 0; columns_name(columns, j); j++) {
			g_string_assign(cell, "");
			columns_print(columns, inventory, columns_thing_at(columns, inventory, i),
				      j, cell);
			g_string_append_c(text, j ? ',' : '\n');
			conf_csv_append(text, cell->str);
		}
	}
	return g_strdup(text->str);
}

/* TEXT without the sections that are tables; they begin at a line's beginning. */
static char *without_tables(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GString) rest = g_string_new(NULL);
	bool dropped = false;

	for (char **line = lines; *line; line++) {
		if (g_ascii_isalpha(**line))
			dropped = g_str_has_prefix(*line, "lines:") ||
				  g_str_has_prefix(*line, "devices:") ||
				  g_str_has_prefix(*line, "organizations:");
		if (!dropped)
			g_string_append_printf(rest, "%s\n", *line);
	}
	return g_strdup(rest->str);
}

START_TEST(tables_read_as_what_they_were_written_from)
{
	struct inventory *whole = rich_load(), *again;
	g_autofree char *base = without_tables(case_base);
	g_autofree char *more = without_tables(rich);
	g_autofree char *rules = rich_rules_over(base);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *named =
		g_strconcat(more, "lines: !csv l\norganizations: !csv o\ndevices: !csv d\n", NULL);
	g_autoptr(ops_conf_document_t) first =
		conf_document_parse("base", rules, strlen(rules), NULL, faults);
	g_autoptr(ops_conf_document_t) second =
		conf_document_parse("case", named, strlen(named), NULL, faults);
	struct build_document documents[] = {{.root = conf_document_root(first), .own_rules = true},
					     {.root = conf_document_root(second)}};
	struct build_table tables[3];
	struct build_sources sources = {.directory = "etc",
					.documents = documents,
					.document_count = 2,
					.tables = tables,
					.table_count = 3};
	g_autofree char *shown = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		const struct columns *columns = columns_at(i);
		g_autofree char *csv = table_of(columns, whole);

		tables[i].node = conf_find(documents[1].root, columns->section);
		tables[i].sheet =
			conf_sheet_parse(columns->section, csv, strlen(csv), columns->readable);
	}
	again = build_inventory(&sources, faults);
	demarcations_derive(again);
	shown = case_shown(faults);
	ck_assert_msg(conf_faults_errors(faults) == 0, "%s", shown);
	inventories_are_same(whole, again, false);
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
		conf_sheet_free(tables[i].sheet);
	inventory_free(whole);
	inventory_free(again);
}
END_TEST

START_TEST(defaults_are_left_out)
{
	struct inventory *inventory = case_load(
		"devices:\n"
		"  cpe: {owner: hosp-1, platform: frr, address: 10.5.0.1, ssh: {user: u, key: /k/x}}\n"
		"  off: {owner: hosp-1, platform: frr, address: 10.5.0.2, watch: [], ssh: {user: u, key: k, legacy: []}}\n"
		"organizations:\n"
		"  at: {kind: carrier, name: At, certificate: {expires: "
		"'2027-03-31T12:00:00+09:00'}}\n"
		"lines:\n"
		"  x: {institution: hosp-1, from: a1, cpe: cpe, service-class: user, contract: "
		"{down: 1500k}}\n");
	static const struct {
		const char *section, *expected;
	} cases[] = {
		{"devices", "\ncpe,hosp-1,,,frr,10.5.0.1,,,,,,u,/k/x,,,,,,,,,,\n"},
		{"devices", "\noff,hosp-1,,,frr,10.5.0.2,,[],,,,u,k,,,,,,[],,,,"},
		{"lines", "\nx,hosp-1,a1,cpe,10.5.0.1,other,,,,1500k,,,,"},
		{"organizations", "\nat,carrier,,,,At,,,,,,,,,2027-03-31T12:00:00+09:00,"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *table = table_of(columns_find(cases[i].section), inventory);

		ck_assert_msg(strstr(table, cases[i].expected) != NULL, "%s\nlacks\n%s", table,
			      cases[i].expected);
	}
	inventory_free(inventory);
}
END_TEST

START_TEST(cells_are_quoted_when_they_must_be)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"", ""},
		{"a b", "a b"},
		{"a,b", "\"a,b\""},
		{"a\"b", "\"a\"\"b\""},
		{"a\nb", "\"a\nb\""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) record = g_string_new(NULL);

		conf_csv_append(record, cases[i].text);
		ck_assert_str_eq(record->str, cases[i].expected);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(tables_read_as_what_they_were_written_from),
		UNIT(defaults_are_left_out),
		UNIT(cells_are_quoted_when_they_must_be),
		{NULL, NULL},
	};

	return unit_run("inventory-export", tests);
}
