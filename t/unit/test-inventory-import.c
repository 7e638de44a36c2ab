/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The import: what a mapping makes of a foreign table, what that changes in
 * ours, and that nothing changes when anything is wrong.
 */
#include "test-inventory.h"

#include "inventory/import.h"

#include <glib/gstdio.h>

/* --- mapping --- */

/* FOREIGN through MAPPING (NULL: none), cells between bars. Caller frees. */
static char *mapped(const char *mapping, const char *foreign, const char *section)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct conf_document *document =
		mapping ? conf_document_parse("map", mapping, strlen(mapping), NULL, faults) : NULL;
	g_autoptr(ops_import_map_t) map =
		document ? import_map_take(document, "map", faults) : import_map_load(NULL, faults);
	g_autoptr(ops_grid_t) theirs = import_parse("csv", foreign, strlen(foreign), faults);
	g_autoptr(ops_grid_t) ours = NULL;
	GString *text = g_string_new(NULL);
	g_autofree char *shown = NULL;

	if (map && theirs && import_map_bind(map, columns_find(section), theirs, faults))
		ours = import_map_apply(map, theirs, faults);
	for (guint i = 0; ours && i < ours->header->len; i++)
		g_string_append_printf(text, "%s|", (char *)ours->header->pdata[i]);
	for (guint i = 0; ours && i < ours->rows->len; i++) {
		const struct conf_cell *cells = ours->rows->pdata[i];

		g_string_append_c(text, '\n');
		for (guint j = 0; j < ours->header->len; j++)
			g_string_append_printf(text, "%u:%u %s|", cells[j].position.line,
					       cells[j].position.column, cells[j].text);
	}
	shown = case_shown(faults);
	g_string_append_printf(text, "\n%s", shown);
	return g_string_free(text, FALSE);
}

START_TEST(columns_constants_templates_and_words_are_mapped)
{
	g_autofree char *text =
		mapped("into: organizations\n"
		       "columns:\n"
		       "  kind: {constant: institution}\n"
		       "  name.ja: 名称\n"
		       "  id: {template: 'h-{コード}{{x}}'}\n"
		       "  type: {column: 区分, values: {医科: clinic, 他: }, default: hospital}\n",
		       "コード,名称,区分\n12,　病院 ,医科\n,空,\n34, ,他\n", "organizations");

	ck_assert_str_eq(text, "id|kind|name.ja|type|\n"
			       "2:1 h-12{x}|2:1 institution|2:4 病院|2:9 clinic|\n"
			       "3:1 |3:1 institution|3:2 空|3:4 hospital|\n"
			       "4:1 h-34{x}|4:1 institution|4:4 |4:6 hospital|\n");
}
END_TEST

START_TEST(without_a_mapping_columns_are_ours)
{
	g_autofree char *good = mapped(NULL, "address,id\n10.0.0.1,x\n", "lines");
	g_autofree char *bad = mapped(NULL, "id,adress\nx,10.0.0.1\n", "lines");

	ck_assert_str_eq(good, "id|address|\n2:10 x|2:1 10.0.0.1|\n");
	ck_assert_str_eq(bad, "\nerror csv 1:1 unknown column 'adress'; did you mean 'address'?\n");
}
END_TEST

START_TEST(what_a_mapping_cannot_mean_is_told)
{
	static const struct {
		const char *mapping, *expected;
	} cases[] = {
		{"columns: {id: コート, kynd: x}",
		 "\nerror map 1:11 the file has no column 'コート'; did you mean 'コード'?\n"
		 "error map 1:20 unknown column 'kynd'; did you mean 'kind'?\n"
		 "error map 1:20 the file has no column 'x': expected some of コード, 名称\n"},
		{"columns: {kind: 名称}",
		 "\nerror csv 0:0 no column 'id', the name of each thing, comes of it\n"},
		{"columns: {id: {column: 名称, constant: x}}",
		 "\nerror map 1:15 column 'id' needs one of 'column', 'constant' and 'template'\n"},
		{"columns: {id: {}}",
		 "\nerror map 1:15 column 'id' needs one of 'column', 'constant' and 'template'\n"},
		{"columns: {id: {template: 'a{b'}}",
		 "\nerror map 1:26 column 'id' has a brace without its other: expected '{' and '}' "
		 "around a "
		 "column's name, or each twice\n"},
		{"columns: {id: {template: 'a}b'}}",
		 "\nerror map 1:26 column 'id' has a brace without its other: expected '{' and '}' "
		 "around a "
		 "column's name, or each twice\n"},
		{"columns: {id: {colum: 名称}}",
		 "\nerror map 1:16 unknown key 'colum' in column 'id'; did you mean 'column'?\n"},
		{"colums: {id: 名称}",
		 "\nerror map 1:1 unknown key 'colums' in the mapping; did you mean 'columns'?\n"},
		{"into: lines", "\nerror map 0:0 the mapping names no columns\n"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			mapped(cases[i].mapping, "コード,名称\n1,x\n", "organizations");

		ck_assert_str_eq(text, cases[i].expected);
	}
}
END_TEST

START_TEST(a_row_with_an_unknown_word_is_left_out_and_told)
{
	g_autofree char *text =
		mapped("columns: {id: a, type: {column: b, values: {x: clinic, y: hospital}}}",
		       "a,b\n1,x\n2,z\n3\n4,y\n", "organizations");

	ck_assert_str_eq(text,
			 "id|type|\n2:1 1|2:3 clinic|\n5:1 4|5:3 hospital|\n"
			 "error csv 3:3 the mapping knows no value 'z': expected some of x, y\n"
			 "error csv 4:1 a record of 1 cells, but the first line names 2 columns\n");
}
END_TEST

/* --- the whole --- */

struct site_files {
	char *root, *table, *foreign, *mapping;
};

static char *put(const char *root, const char *name, const char *text)
{
	char *path = g_build_filename(root, name, NULL);

	ck_assert(g_file_set_contents(path, text, -1, NULL));
	return path;
}

static const char old_table[] = "id,institution,from,address,circuit-id\n"
				"l2,hosp-1,a1,10.1.0.2,\n"
				"l1,hosp-1,a1,10.1.0.11,\"C,1\"\n";

static struct site_files site_make(const char *foreign, const char *mapping)
{
	struct site_files files = {.root = g_dir_make_tmp("nwops-XXXXXX", NULL)};
	g_autofree char *inventory = g_build_filename(files.root, "inventory", NULL);

	g_free(put(files.root, "nwops.yaml", case_base));
	ck_assert_int_eq(g_mkdir(inventory, 0700), 0);
	g_free(put(inventory, "lines.yaml", "lines: !csv lines.csv\n"));
	files.table = put(files.root, "lines.csv", old_table);
	files.foreign = put(files.root, "foreign.csv", foreign);
	files.mapping = mapping ? put(files.root, "map.yaml", mapping) : NULL;
	return files;
}

static void site_clear(struct site_files *files)
{
	const char *const names[] = {"inventory/lines.yaml", "nwops.yaml", "lines.csv",
				     "foreign.csv",	     "map.yaml",   "inventory"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(files->root, names[i], NULL);

		g_remove(path);
	}
	ck_assert_int_eq(g_rmdir(files->root), 0);
	g_free(files->root);
	g_free(files->table);
	g_free(files->foreign);
	g_free(files->mapping);
}

/* What an import says, and what became of the table when it was applied. Caller frees. */
static char *imported(const char *foreign, const char *mapping, bool skip_bad, bool prune)
{
	static const char marks[] = {'+', '~', '-'};
	struct site_files files = site_make(foreign, mapping);
	const struct import_options options = {.directory = files.root,
					       .file = files.foreign,
					       .mapping = files.mapping,
					       .section = "lines",
					       .skip_bad = skip_bad,
					       .prune = prune};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_faults_t) bad = conf_faults_new();
	g_autoptr(ops_import_t) import = import_new(&options, faults, bad);
	GString *text = g_string_new(NULL);
	g_autofree char *hard = case_shown(faults);
	g_autofree char *rows = case_shown(bad);
	g_autofree char *table = NULL;
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; import && i < import_count(import); i++) {
		const struct import_change *change = import_at(import, i);

		g_string_append_printf(text, "%c%s@%u", marks[change->kind], change->name,
				       change->line);
		for (size_t j = 0; j < change->field_count; j++)
			g_string_append_printf(text, " %s:%s>%s", change->fields[j].column,
					       change->fields[j].old, change->fields[j].now);
		g_string_append_c(text, '\n');
	}
	if (import) {
		g_string_append_printf(text, "same %zu, skipped %zu\n", import_same(import),
				       import_skipped(import));
		ck_assert(import_apply(import, &error));
	}
	ck_assert(g_file_get_contents(files.table, &table, NULL, NULL));
	g_string_append_printf(text, "%s%s%s", hard, rows,
			       strcmp(table, old_table) ? table : "as it was\n");
	for (char *at; (at = strstr(text->str, files.root));)
		g_string_erase(text, at - text->str, (gssize)strlen(files.root) + 1);
	site_clear(&files);
	return g_string_free(text, FALSE);
}

START_TEST(what_is_added_changed_and_the_same_is_told_and_written)
{
	g_autofree char *text = imported("id,institution,from,address,interface\n"
					 "l3,hosp-1,a1,10.1.0.3,eth0\n"
					 "l1,hosp-1,a1,10.1.0.12,\n"
					 "l2,hosp-1,a1,10.1.0.2,\n",
					 NULL, false, false);

	ck_assert_str_eq(text,
			 "~l1@3 address:10.1.0.11>10.1.0.12\n"
			 "+l3@2 institution:>hosp-1 from:>a1 address:>10.1.0.3 interface:>eth0\n"
			 "same 1, skipped 0\n"
			 "id,institution,from,address,circuit-id,interface\n"
			 "l2,hosp-1,a1,10.1.0.2,,\n"
			 "l1,hosp-1,a1,10.1.0.12,\"C,1\",\n"
			 "l3,hosp-1,a1,10.1.0.3,,eth0\n");
}
END_TEST

START_TEST(what_they_do_not_have_goes_only_when_asked)
{
	static const char foreign[] = "id,institution,from,address\nl2,hosp-1,a1,10.1.0.2\n";
	g_autofree char *kept = imported(foreign, NULL, false, false);
	g_autofree char *pruned = imported(foreign, NULL, false, true);

	ck_assert_str_eq(kept, "same 2, skipped 0\nas it was\n");
	ck_assert_str_eq(pruned,
			 "-l1@0\nsame 1, skipped 0\n"
			 "id,institution,from,address,circuit-id\nl2,hosp-1,a1,10.1.0.2,\n");
}
END_TEST

static const char with_bad_rows[] = "id,institution,from,address\n"
				    "l3,hosp-1,a1,10.1.0.300\n"
				    "l4,hosp-9,a1,10.1.0.4\n"
				    "l5,hosp-1,a1,10.1.0.1\n"
				    "l1,hosp-1,a1,10.0.0.2\n"
				    "l6,hosp-1,a1,10.1.0.6\n"
				    "l6,hosp-1,a1,10.1.0.7\n"
				    ",hosp-1,a1,10.1.0.8\n";
static const char bad_rows_told[] = "error foreign.csv 2:14 'address' of line 'l3' is "
				    "'10.1.0.300': expected an IPv4 or IPv6 address\n"
				    "error foreign.csv 3:4 unknown organization 'hosp-9' in "
				    "'institution' of line 'l4'; did you mean "
				    "'hosp-1'?\n"
				    "error foreign.csv 4:14 address '10.1.0.1' of line 'l5' is "
				    "that of line 'h1' already: nwops.yaml, "
				    "line 25, column 3\n"
				    "error foreign.csv 5:14 address '10.0.0.2' of line 'l1' is "
				    "that of device 'a1' already: nwops.yaml, "
				    "line 19, column 3\n"
				    "error foreign.csv 7:1 'l6' is there already: line 6\n"
				    "error foreign.csv 8:1 this row has no 'id'\n";

START_TEST(one_bad_row_keeps_all_of_them_out)
{
	g_autofree char *text = imported(with_bad_rows, NULL, false, false);
	g_autofree char *expected = g_strconcat(bad_rows_told, "as it was\n", NULL);

	ck_assert_str_eq(text, expected);
}
END_TEST

START_TEST(bad_rows_are_left_out_when_asked_and_what_they_were_of_stays)
{
	g_autofree char *text = imported(with_bad_rows, NULL, true, false);
	g_autofree char *expected = g_strconcat(
		"+l6@6 institution:>hosp-1 from:>a1 address:>10.1.0.6\nsame 2, skipped 6\n",
		bad_rows_told,
		"id,institution,from,address,circuit-id\nl2,hosp-1,a1,10.1.0.2,\n"
		"l1,hosp-1,a1,10.1.0.11,\"C,1\"\nl6,hosp-1,a1,10.1.0.6,\n",
		NULL);

	ck_assert_str_eq(text, expected);
}
END_TEST

START_TEST(a_bad_row_is_no_reason_to_remove_a_thing)
{
	g_autofree char *named = imported("id,institution,from,address\nl1,hosp-1,a1,10.1.0.300\n"
					  "l2,hosp-1,a1,10.1.0.2\n",
					  NULL, true, true);
	g_autofree char *nameless =
		imported("id,institution,from,address\nl2,hosp-1,a1,10.1.0.2\nl1,hosp-1\n", NULL,
			 true, true);

	ck_assert_str_eq(
		named,
		"same 2, skipped 1\n"
		"error foreign.csv 2:14 'address' of line 'l1' is '10.1.0.300': expected an IPv4 "
		"or IPv6 address\nas it was\n");
	ck_assert_str_eq(
		nameless,
		"error foreign.csv 0:0 nothing may be removed: of some bad rows (1) nobody "
		"knows what they are of\n"
		"error foreign.csv 3:1 a record of 2 cells, but the first line names 4 columns\n"
		"as it was\n");
}
END_TEST

START_TEST(what_is_wrong_elsewhere_keeps_all_out)
{
	struct site_files files =
		site_make("id,institution,from,address\nl3,hosp-1,a1,10.1.0.3\n", NULL);
	struct import_options options = {.directory = files.root,
					 .file = files.foreign,
					 .section = "devices",
					 .skip_bad = true};
	g_autoptr(ops_conf_faults_t) none = conf_faults_new();
	g_autoptr(ops_conf_faults_t) unsaid = conf_faults_new();
	g_autoptr(ops_conf_faults_t) broken = conf_faults_new();
	g_autoptr(ops_conf_faults_t) bad = conf_faults_new();
	g_autofree char *shown = NULL;
	g_autofree char *nowhere = g_strconcat("zone: Nowhere/At_all\n", case_base, NULL);

	ck_assert_ptr_null(import_new(&options, none, bad));
	ck_assert(strstr(conf_faults_at(none, 0)->message, "no section 'devices' is a table"));
	options.section = NULL;
	ck_assert_ptr_null(import_new(&options, unsaid, bad));
	ck_assert(strstr(conf_faults_at(unsaid, 0)->message, "into which section?"));
	options.section = "lines";
	g_free(put(files.root, "nwops.yaml", nowhere));
	ck_assert_ptr_null(import_new(&options, broken, bad));
	shown = case_shown(broken);
	ck_assert_msg(strstr(shown, "nwops.yaml 1:7 ") != NULL, "%s", shown);
	ck_assert_uint_eq(conf_faults_errors(bad), 0);
	site_clear(&files);
}
END_TEST

START_TEST(a_table_that_changed_meanwhile_is_left_alone)
{
	struct site_files files =
		site_make("id,institution,from,address\nl3,hosp-1,a1,10.1.0.3\n", NULL);
	const struct import_options options = {.directory = files.root,
					       .file = files.foreign,
					       .section = "lines"};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_import_t) import = import_new(&options, faults, faults);
	g_autoptr(GError) error = NULL;
	g_autofree char *table = NULL;

	ck_assert_ptr_nonnull(import);
	ck_assert_str_eq(import_table(import), files.table);
	g_free(put(files.root, "lines.csv", "id,institution,from,address\n"));
	ck_assert(!import_apply(import, &error));
	ck_assert(strstr(error->message, "it changed meanwhile"));
	ck_assert(g_file_get_contents(files.table, &table, NULL, NULL));
	ck_assert_str_eq(table, "id,institution,from,address\n");
	site_clear(&files);
}
END_TEST

START_TEST(a_table_that_is_not_there_yet_is_made)
{
	struct site_files files =
		site_make("id,institution,from,address\nl3,hosp-1,a1,10.1.0.3\n", NULL);
	const struct import_options options = {.directory = files.root,
					       .file = files.foreign,
					       .section = "lines"};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_import_t) import = NULL;
	g_autofree char *table = NULL;

	g_unlink(files.table);
	import = import_new(&options, faults, faults);
	ck_assert_ptr_nonnull(import);
	ck_assert(import_apply(import, NULL));
	ck_assert(g_file_get_contents(files.table, &table, NULL, NULL));
	ck_assert_str_eq(table, "id,institution,from,address\nl3,hosp-1,a1,10.1.0.3\n");
	site_clear(&files);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(columns_constants_templates_and_words_are_mapped),
		UNIT(without_a_mapping_columns_are_ours),
		UNIT(what_a_mapping_cannot_mean_is_told),
		UNIT(a_row_with_an_unknown_word_is_left_out_and_told),
		UNIT(what_is_added_changed_and_the_same_is_told_and_written),
		UNIT(what_they_do_not_have_goes_only_when_asked),
		UNIT(one_bad_row_keeps_all_of_them_out),
		UNIT(bad_rows_are_left_out_when_asked_and_what_they_were_of_stays),
		UNIT(a_bad_row_is_no_reason_to_remove_a_thing),
		UNIT(what_is_wrong_elsewhere_keeps_all_out),
		UNIT(a_table_that_changed_meanwhile_is_left_alone),
		UNIT(a_table_that_is_not_there_yet_is_made),
		{NULL, NULL},
	};

	return unit_run("inventory-import", tests);
}
