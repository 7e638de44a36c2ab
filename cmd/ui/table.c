/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Laying out a table. When it is too wide, the last column moves below its row
 * first, since it is a sentence; then the columns that may be cut lose what is
 * too much, the widest first; what is still too wide is cut at the edge.
 */
#include "ui/table.h"

#include "ui/printer.h"

#include <string.h>

#define GAP 2
#define BELOW_INDENT 4

struct row {
	char **cells;
	enum table_tint tint;
	bool optional;
};

struct table {
	struct table_column *columns;
	size_t count;
	GArray *rows; /* struct row */
};

/* The columns as they will be printed. */
struct layout {
	unsigned int *widths;
	size_t count; /* of columns side by side */
	bool below;
	unsigned int edge; /* 0: none */
};

static const char *const tints[] = {
	[TINT_NONE] = NULL,	   [TINT_GREEN] = "\033[32m",	[TINT_YELLOW] = "\033[33m",
	[TINT_RED] = "\033[1;31m", [TINT_MAGENTA] = "\033[35m",
};
#define TINT_END "\033[0m"

const char *table_tint_begin(enum table_tint tint)
{
	return tints[tint];
}

const char *table_tint_end(void)
{
	return TINT_END;
}

static void row_clear(void *row)
{
	g_strfreev(((struct row *)row)->cells);
}

struct table *table_new(const struct table_column *columns, size_t count)
{
	struct table *table = g_new0(struct table, 1);

	table->columns = g_memdup2(columns, count * sizeof(*columns));
	table->count = count;
	table->rows = g_array_new(FALSE, FALSE, sizeof(struct row));
	g_array_set_clear_func(table->rows, row_clear);
	return table;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	g_array_unref(table->rows);
	g_free(table->columns);
	g_free(table);
}

void table_add(struct table *table, enum table_tint tint, bool optional, const char *const *cells)
{
	struct row row = {g_new0(char *, table->count + 1), tint, optional};

	for (size_t i = 0; i < table->count; i++) {
		const char *nothing = table->columns[i].below ? "" : "-";

		row.cells[i] = printer_safe(cells[i] ? cells[i] : nothing);
	}
	g_array_append_val(table->rows, row);
}

static unsigned int total_width(const struct layout *layout)
{
	unsigned int total = (unsigned int)(layout->count - 1) * GAP;

	for (size_t i = 0; i < layout->count; i++)
		total += layout->widths[i];
	return total;
}

/* Takes columns away from those that may lose some, the widest first. */
static void shrink(const struct table *table, struct layout *layout)
{
	while (total_width(layout) > layout->edge) {
		size_t widest = layout->count;

		for (size_t i = 0; i < layout->count; i++) {
			unsigned int least = table->columns[i].least;

			if (least && layout->widths[i] > least &&
			    (widest == layout->count || layout->widths[i] > layout->widths[widest]))
				widest = i;
		}
		if (widest == layout->count)
			return;
		layout->widths[widest]--;
	}
}

static struct layout lay_out(const struct table *table, unsigned int edge)
{
	struct layout layout = {g_new0(unsigned int, table->count), table->count, false, edge};

	for (size_t i = 0; i < table->count; i++)
		layout.widths[i] = text_width(table->columns[i].heading);
	for (unsigned int r = 0; r < table->rows->len; r++) {
		char **cells = g_array_index(table->rows, struct row, r).cells;

		for (size_t i = 0; i < table->count; i++)
			layout.widths[i] = MAX(layout.widths[i], text_width(cells[i]));
	}
	if (!edge || total_width(&layout) <= edge)
		return layout;
	if (table->columns[table->count - 1].below) {
		layout.below = true;
		layout.count--;
	}
	shrink(table, &layout);
	return layout;
}

/* One line, without blanks at its end. */
static char *line_of(const struct table *table, const struct layout *layout, char *const *cells)
{
	g_autoptr(GString) line = g_string_new(NULL);

	for (size_t i = 0; i < layout->count; i++) {
		g_autofree char *cell =
			text_pad(cells[i], layout->widths[i], table->columns[i].align);

		if (i)
			g_string_append_printf(line, "%*s", GAP, "");
		g_string_append(line, cell);
	}
	g_strchomp(line->str);
	if (layout->edge && text_width(line->str) > layout->edge)
		return text_cut(line->str, layout->edge);
	return g_strdup(line->str);
}

/* The lines under a row: its last cell, wrapped; NULL when it has none. */
static char **lines_below(const struct table *table, const struct layout *layout,
			  char *const *cells)
{
	const char *last = cells[table->count - 1];

	if (!layout->below || !*last)
		return NULL;
	g_autofree char *wrapped =
		text_wrap(last, MAX(layout->edge, 2 * BELOW_INDENT) - BELOW_INDENT, 0);

	return g_strsplit(wrapped, "\n", -1);
}

static void print_heading(const struct table *table, const struct layout *layout)
{
	g_autofree char **headings = g_new0(char *, table->count + 1);

	for (size_t i = 0; i < table->count; i++)
		headings[i] = (char *)table->columns[i].heading;
	g_autofree char *line = line_of(table, layout, headings);

	printer_text("%s\n", line);
}

static void print_row(const struct table *table, const struct layout *layout, const struct row *row,
		      bool color)
{
	g_autofree char *line = line_of(table, layout, row->cells);
	g_auto(GStrv) below = lines_below(table, layout, row->cells);
	const char *tint = color ? tints[row->tint] : NULL;
	size_t first = strlen(row->cells[0]);

	if (tint && g_str_has_prefix(line, row->cells[0]))
		printer_text("%s%.*s" TINT_END "%s\n", tint, (int)first, line, line + first);
	else
		printer_text("%s\n", line);
	for (char **each = below; each && *each; each++)
		printer_text("%*s%s\n", BELOW_INDENT, "", *each);
}

/* Lines that ROW takes. */
static size_t height(const struct table *table, const struct layout *layout, const struct row *row)
{
	g_auto(GStrv) below = lines_below(table, layout, row->cells);

	return 1 + (below ? g_strv_length(below) : 0);
}

/* Lines that are left for optional rows. */
static size_t room_of(const struct table *table, const struct layout *layout, unsigned int lines)
{
	size_t used = 1;

	if (!lines)
		return SIZE_MAX;
	for (unsigned int r = 0; r < table->rows->len; r++) {
		const struct row *row = &g_array_index(table->rows, struct row, r);

		if (!row->optional)
			used += height(table, layout, row);
	}
	return lines > used ? lines - used : 0;
}

size_t table_print(const struct table *table, const struct terminal *terminal, unsigned int lines)
{
	struct layout layout = lay_out(table, terminal->columns);
	size_t room = room_of(table, &layout, lines), left_out = 0;

	if (table->rows->len)
		print_heading(table, &layout);
	for (unsigned int r = 0; r < table->rows->len; r++) {
		const struct row *row = &g_array_index(table->rows, struct row, r);

		if (row->optional && lines) {
			size_t needed = left_out ? SIZE_MAX : height(table, &layout, row);

			if (needed > room) {
				left_out++;
				continue;
			}
			room -= needed;
		}
		print_row(table, &layout, row, terminal->color);
	}
	g_free(layout.widths);
	return left_out;
}
