/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows for a spreadsheet.
 */
#include "ui/csv.h"

#include "conf/conf.h"
#include "ui/printer.h"

#include <string.h>

/* What begins so is calculated when the table is opened, whoever wrote it; behind an apostrophe it is text. */
static bool is_formula(const char *cell)
{
	return *cell && strchr("=+-@\t\r\n", *cell);
}

void csv_row(const char *const *cells)
{
	g_autoptr(GString) record = g_string_new(NULL);

	for (const char *const *cell = cells; *cell; cell++) {
		g_autofree char *text = g_strconcat(is_formula(*cell) ? "'" : "", *cell, NULL);

		if (cell != cells)
			g_string_append_c(record, ',');
		conf_csv_append(record, text);
	}
	printer_text("%s\r\n", record->str);
}

void csv_begin(const char *const *heads)
{
	printer_bytes("\xef\xbb\xbf", 3);
	csv_row(heads);
}
