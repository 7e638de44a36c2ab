/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as CSV, and as a table of lines. What comes out must have been in
 * there: cells that are UTF-8, at positions that the text has, in their order;
 * a row's tree must hold together.
 */
#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct conf_column columns[] = {
	{"a", false}, {"b", true}, {"c.d", false}, {"c.e", false}, {NULL, false},
};

/* The column behind the last character of LINE, which counts what is no UTF-8, too. */
static unsigned int width_of(const uint8_t *data, size_t size, unsigned int line)
{
	unsigned int columns_seen = 1;
	size_t at = 0;

	for (; at < size && line > 1; at++)
		line -= data[at] == '\n';
	g_assert_cmpuint(line, ==, 1);
	for (; at < size && data[at] != '\n'; at++)
		columns_seen += (data[at] & 0xc0) != 0x80;
	return columns_seen;
}

static void check_records(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_csv_t) csv = conf_csv_parse("fuzz.csv", (const char *)data, size);
	struct conf_position last = {.line = 1, .column = 0};
	const struct conf_cell *cells;
	size_t count;

	while ((cells = conf_csv_next(csv, &count, faults))) {
		g_assert_cmpuint(count, >=, 1);
		g_assert_cmpuint(count, <=, CONF_CSV_CELLS);
		for (size_t i = 0; i < count; i++) {
			const struct conf_position *here = &cells[i].position;

			g_assert_true(g_utf8_validate(cells[i].text, -1, NULL));
			g_assert_true(here->line > last.line ||
				      (here->line == last.line && here->column > last.column));
			if (size < 4096)
				g_assert_cmpuint(here->column, <=,
						 width_of(data, size, here->line));
			last = *here;
		}
	}
}

static void check_rows(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_sheet_t) sheet =
		conf_sheet_parse("fuzz.csv", (const char *)data, size, columns);
	struct conf_row row;

	while (conf_sheet_next(sheet, &row, faults)) {
		const struct conf_node *list = conf_find(row.node, "b");
		const struct conf_node *nested = conf_find(row.node, "c");

		g_assert_nonnull(row.name);
		g_assert_true(conf_kind(row.node) == CONF_MAPPING);
		for (size_t i = 0; list && i < conf_length(list); i++)
			g_assert_null(strchr(conf_text(conf_item(list, i)), ' '));
		g_assert_true(!nested || conf_is_null(nested) || conf_kind(nested) == CONF_MAPPING);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_records(data, size);
	check_rows(data, size);
	return 0;
}
