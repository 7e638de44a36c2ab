/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table's rows as the mappings that they would be in YAML.
 */
#include "test-conf.h"

static const struct conf_column columns[] = {
	{"kind", false}, {"name", false},	   {"name.ja", false},	   {"name.en", false},
	{"tags", true},	 {"contract.down", false}, {"contract.up", false}, {NULL, false},
};

static void show_node(GString *text, const struct conf_node *node)
{
	switch (conf_kind(node)) {
	case CONF_SCALAR:
		g_string_append_printf(text, "%s", conf_is_null(node) ? "-" : conf_text(node));
		break;
	case CONF_SEQUENCE:
		g_string_append_c(text, '[');
		for (size_t i = 0; i < conf_length(node); i++) {
			g_string_append(text, i ? " " : "");
			show_node(text, conf_item(node, i));
		}
		g_string_append_c(text, ']');
		break;
	case CONF_MAPPING:
		g_string_append_c(text, '{');
		for (size_t i = 0; i < conf_length(node); i++) {
			g_string_append_printf(text, "%s%s: ", i ? ", " : "", conf_key(node, i));
			ck_assert_ptr_eq(conf_find(node, conf_key(node, i)), conf_value(node, i));
			show_node(text, conf_value(node, i));
		}
		g_string_append_c(text, '}');
		break;
	}
}

static char *shown(struct conf_sheet *sheet, struct conf_faults *faults)
{
	GString *text = g_string_new(NULL);
	struct conf_row row;

	while (conf_sheet_next(sheet, &row, faults)) {
		g_string_append_printf(text, "%u:%u %s ", row.position->line, row.position->column,
				       row.name);
		show_node(text, row.node);
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

static void rows_are(const char *bytes, const char *expected, const char *expected_faults)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_sheet_t) sheet =
		conf_sheet_parse("x.csv", bytes, strlen(bytes), columns);
	g_autofree char *rows = shown(sheet, faults);
	g_autofree char *printed = print_faults(faults);

	ck_assert_str_eq(printed, expected_faults);
	ck_assert_str_eq(rows, expected);
}

START_TEST(a_row_is_a_mapping_and_an_empty_cell_is_absent)
{
	rows_are("kind,id,name.en,tags,name.ja,contract.up\n"
		 "a,x,Sakura,n-1 n-2,さくら,\n"
		 ",y,,[],,1G\n"
		 "null,z,~, a  b ,,\"\"\n",
		 "2:3 x {kind: a, name: {en: Sakura, ja: さくら}, tags: [n-1 n-2], contract: -}\n"
		 "3:2 y {kind: -, name: -, tags: [], contract: {up: 1G}}\n"
		 "4:6 z {kind: null, name: {en: ~, ja: -}, tags: [a b], contract: -}\n",
		 "");
	rows_are("id\nx\n", "2:1 x {}\n", "");
	rows_are("id,kind\n", "", "");
}
END_TEST

START_TEST(a_header_that_does_not_fit_is_told_at_once_and_no_row_is_read)
{
	static const struct {
		const char *bytes, *faults;
	} cases[] = {
		{"id,knd\nx,y\n",
		 "x.csv: line 1, column 4: unknown column 'knd'; did you mean 'kind'?"},
		{"id,kind,contract.dwn,name.ja,name.fr,kind\nx\n",
		 "x.csv: line 1, column 9: unknown column 'contract.dwn'; did you mean "
		 "'contract.down'?\n"
		 "x.csv: line 1, column 30: unknown column 'name.fr'; did you mean 'name.ja'?\n"
		 "x.csv: line 1, column 38: column 'kind' stands beside column 'kind': one value "
		 "would be there twice"},
		{"id,zzzzzzzzzz\n",
		 "x.csv: line 1, column 4: unknown column 'zzzzzzzzzz': expected some of id, kind, "
		 "name, name.ja, name.en, tags, contract.down, contract.up"},
		{"name.ja,id,name\n",
		 "x.csv: line 1, column 12: column 'name' stands beside column "
		 "'name.ja': one value would be there twice"},
		{"kind\nx\n",
		 "x.csv: line 1, column 1: there is no column 'id', the name of each thing"},
		{"", "x.csv: line 1, column 1: the file is empty: expected a line that names the "
		     "columns"},
		{"id,\"kind\nx,y\nz,w\n", "x.csv: line 1, column 4: this quote is never closed"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		rows_are(cases[i].bytes, "", cases[i].faults);
}
END_TEST

START_TEST(ragged_rows_are_told_and_left_out)
{
	rows_are(
		"id,kind\nx\ny,a\nz,a,b\n", "3:1 y {kind: a}\n",
		"x.csv: line 2, column 1: a record of 1 cells, but the first line names 2 columns\n"
		"x.csv: line 4, column 1: a record of 3 cells, but the first line names 2 columns");
}
END_TEST

START_TEST(rows_in_memory_are_left_as_they_are)
{
	struct conf_cell header[] = {{(char *)"id", {"m", 1, 1}}, {(char *)"tags", {"m", 1, 4}}};
	char name[] = "x", tags[] = "a b";
	struct conf_cell row[] = {{name, {"m", 7, 1}}, {tags, {"m", 7, 3}}};
	g_autoptr(GPtrArray) rows = g_ptr_array_new();

	g_ptr_array_add(rows, row);
	for (int pass = 0; pass < 2; pass++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_conf_sheet_t) sheet = conf_sheet_of(header, 2, rows, columns);
		g_autofree char *text = shown(sheet, faults);

		ck_assert_str_eq(text, "7:1 x {tags: [a b]}\n");
		ck_assert_uint_eq(conf_faults_count(faults), 0);
		ck_assert_ptr_null(conf_sheet_stamp(sheet));
	}
}
END_TEST

START_TEST(typed_readers_tell_the_cell)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	static const char bytes[] = "id,contract.down\nx,fast\n";
	g_autoptr(ops_conf_sheet_t) sheet =
		conf_sheet_parse("x.csv", bytes, strlen(bytes), columns);
	g_autofree char *printed = NULL;
	struct conf_row row;
	int64_t rate;

	ck_assert(conf_sheet_next(sheet, &row, faults));
	ck_assert(!conf_read_rate(conf_find(conf_find(row.node, "contract"), "down"), NULL, &rate,
				  NULL));
	ck_assert_uint_eq(conf_faults_count(faults), 0);
	ck_assert(!conf_read_rate(conf_find(conf_find(row.node, "contract"), "down"), "down", &rate,
				  faults));
	printed = print_faults(faults);
	ck_assert_str_eq(printed,
			 "x.csv: line 2, column 3: down is 'fast': expected a rate in bits "
			 "per second, such as 64k, 100M or 2.5G");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_row_is_a_mapping_and_an_empty_cell_is_absent),
		UNIT(a_header_that_does_not_fit_is_told_at_once_and_no_row_is_read),
		UNIT(ragged_rows_are_told_and_left_out),
		UNIT(rows_in_memory_are_left_as_they_are),
		UNIT(typed_readers_tell_the_cell),
		{NULL, NULL},
	};

	return unit_run("conf-sheet", tests);
}
