/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes up to a NUL as a mapping, and those behind it as the foreign table.
 * What comes of them is a table with our columns, each row as wide as its
 * header, each cell at a place of the foreign one.
 */
#include "inventory/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct grid *ours, const struct columns *columns)
{
	g_assert_cmpstr(ours->header->pdata[0], ==, CONF_SHEET_NAME);
	for (guint i = 0; i < ours->header->len; i++) {
		bool known = false;

		for (size_t j = 0; columns_name(columns, j); j++)
			known |= strcmp(columns_name(columns, j), ours->header->pdata[i]) == 0;
		g_assert_true(known);
	}
	for (guint i = 0; i < ours->rows->len; i++) {
		const struct conf_cell *cells = ours->rows->pdata[i];

		for (guint j = 0; j < ours->header->len; j++) {
			g_assert_true(g_utf8_validate(cells[j].text, -1, NULL));
			g_assert_cmpuint(cells[j].position.line, >=, 2);
			g_assert_cmpstr(cells[j].position.file, ==, "csv");
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
	size_t length = end ? (size_t)(end - data) : size;
	const struct columns *columns = columns_find("lines");
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	struct conf_document *document =
		conf_document_parse("map", (const char *)data, length, NULL, faults);
	g_autoptr(ops_import_map_t) map =
		document ? import_map_take(document, "map", faults) : NULL;
	g_autoptr(ops_grid_t) theirs = NULL;
	g_autoptr(ops_grid_t) ours = NULL;

	if (!map || !end)
		return 0;
	theirs = import_parse("csv", (const char *)end + 1, size - length - 1, faults);
	if (!theirs || !import_map_bind(map, columns, theirs, faults))
		return 0;
	ours = import_map_apply(map, theirs, faults);
	check(ours, columns);
	return 0;
}
