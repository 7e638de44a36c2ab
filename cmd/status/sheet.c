/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Laying a screen out. On redrawing each line wipes its own rest and the last one what
 * is below, so that nothing flickers; the last line has no newline, which would scroll.
 */
#include "status/sheet.h"

#include "base/text.h"
#include "ui/printer.h"

#include <string.h>

#define GAP 2
#define INDENT 4
/* An entry that is narrower cannot be read. */
#define ENTRY_LEAST 76
#define LINES_LEAST 5

#define HOME "\033[H"
#define WIPE_LINE "\033[K"
#define WIPE_BELOW "\033[J"

struct line {
	char *text;
	enum table_tint tint;
	size_t tinted;
};

struct entry {
	guint first, count; /* of the lines */
	unsigned int stands_for;
};

struct sheet {
	struct sheet_size size;
	unsigned int beside, entry_columns;
	unsigned int left_out; /* of which there are no entries */
	GArray *around[2]; /* struct line */
	GArray *lines; /* struct line, of the entries */
	GArray *entries; /* struct entry */
};

static void line_clear(gpointer line)
{
	g_free(((struct line *)line)->text);
}

static GArray *new_lines(void)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));

	g_array_set_clear_func(lines, line_clear);
	return lines;
}

struct sheet *sheet_new(const struct sheet_size *size)
{
	struct sheet *sheet = g_new0(struct sheet, 1);

	sheet->size = *size;
	sheet->beside = CLAMP((size->columns + GAP) / (ENTRY_LEAST + GAP), 1, MAX(size->beside, 1));
	sheet->entry_columns = (size->columns - GAP * (sheet->beside - 1)) / sheet->beside;
	for (int i = 0; i < 2; i++)
		sheet->around[i] = new_lines();
	sheet->lines = new_lines();
	sheet->entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
	return sheet;
}

void sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	g_array_unref(sheet->around[SHEET_ABOVE]);
	g_array_unref(sheet->around[SHEET_BELOW]);
	g_array_unref(sheet->lines);
	g_array_unref(sheet->entries);
	g_free(sheet);
}

unsigned int sheet_entry_columns(const struct sheet *sheet)
{
	return sheet->entry_columns;
}

guint sheet_room(const struct sheet *sheet)
{
	return sheet->size.lines ? MAX(sheet->size.lines, LINES_LEAST) * sheet->beside : G_MAXUINT - 1;
}

void sheet_leave_out(struct sheet *sheet, unsigned int count)
{
	sheet->left_out += count;
}

static void append(GArray *lines, enum table_tint tint, size_t tinted, char *text)
{
	struct line line = {text, tint, MIN(tinted, strlen(text))};

	g_array_append_val(lines, line);
}

void sheet_add(struct sheet *sheet, enum sheet_place place, enum table_tint tint, const char *text)
{
	g_autofree char *wrapped = text_wrap(text, sheet->size.columns, INDENT);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);

	for (char **line = lines; *line; line++)
		append(sheet->around[place], tint, strlen(*line), g_strdup(*line));
}

void sheet_begin(struct sheet *sheet, unsigned int count)
{
	struct entry entry = {sheet->lines->len, 0, count};

	g_array_append_val(sheet->entries, entry);
}

void sheet_line(struct sheet *sheet, enum table_tint tint, size_t tinted, const char *text)
{
	append(sheet->lines, tint, tinted, text_cut(text, sheet->entry_columns));
	g_array_index(sheet->entries, struct entry, sheet->entries->len - 1).count++;
}

void sheet_below(struct sheet *sheet, const char *text)
{
	unsigned int columns = MAX(sheet->entry_columns, 2 * INDENT) - INDENT;
	g_autofree char *fitted = sheet->size.brief ? text_cut(text, columns) : text_wrap(text, columns, 0);
	g_auto(GStrv) lines = g_strsplit(fitted, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_autofree char *indented = g_strdup_printf("%*s%s", INDENT, "", *line);

		sheet_line(sheet, TINT_NONE, 0, indented);
	}
}

/* --- flowing --- */

/* Which lines stand in which column. */
struct flow {
	guint *columns; /* for each column, line by line: index + 1 of a line; 0: nothing */
	guint height;
	unsigned int rest; /* what does not fit stands for so many */
};

/* At most MOST lines in each column. */
static void fill(const struct sheet *sheet, struct flow *flow, guint most)
{
	guint column = 0, used = 0;

	memset(flow->columns, 0, sizeof(guint) * flow->height * sheet->beside);
	flow->rest = sheet->left_out;
	for (guint i = 0; i < sheet->entries->len; i++) {
		const struct entry *entry = &g_array_index(sheet->entries, struct entry, i);

		while (column < sheet->beside && used + entry->count > most) {
			column++;
			used = 0;
		}
		if (column == sheet->beside) {
			flow->rest += entry->stands_for;
			continue;
		}
		for (guint j = 0; j < entry->count; j++)
			flow->columns[column * flow->height + used++] = entry->first + j + 1;
	}
}

/* Lines for the entries. Where there is room for all, columns are as long as they need be. */
static guint height_of(const struct sheet *sheet)
{
	guint around = sheet->around[SHEET_ABOVE]->len + sheet->around[SHEET_BELOW]->len;
	guint room = sheet->size.lines > around ? sheet->size.lines - around : 0;

	if (!sheet->size.lines)
		return MAX(sheet->lines->len, 1);
	return MIN(MAX(room, LINES_LEAST), MAX(sheet->lines->len, 1));
}

static struct flow flow_of(const struct sheet *sheet)
{
	struct flow flow = {.height = height_of(sheet)};

	flow.columns = g_new0(guint, (gsize)flow.height * sheet->beside);
	fill(sheet, &flow, flow.height);
	if (flow.rest)
		fill(sheet, &flow, flow.height - 1);
	return flow;
}

/* --- printing --- */

static void append_line(GString *out, const struct line *line, bool color)
{
	const char *begin = color ? table_tint_begin(line->tint) : NULL;

	if (begin && line->tinted)
		g_string_append_printf(out, "%s%.*s%s", begin, (int)line->tinted, line->text,
				       table_tint_end());
	g_string_append(out, line->text + (begin ? line->tinted : 0));
}

static void end_line(GString *out, bool redraw)
{
	g_string_append(out, redraw ? WIPE_LINE "\n" : "\n");
}

static void append_around(GString *out, const GArray *lines, bool color, bool redraw)
{
	for (guint i = 0; i < lines->len; i++) {
		append_line(out, &g_array_index(lines, struct line, i), color);
		end_line(out, redraw);
	}
}

/* One line over all columns; false: there is nothing on it. */
static bool append_row(GString *out, const struct sheet *sheet, const struct flow *flow, guint row, bool color)
{
	unsigned int missing = 0;
	bool any = false;

	for (guint column = 0; column < sheet->beside; column++) {
		guint index = flow->columns[column * flow->height + row];
		const struct line *line = index ? &g_array_index(sheet->lines, struct line, index - 1) : NULL;

		if (line) {
			g_string_append_printf(out, "%*s", (int)missing, "");
			append_line(out, line, color);
			missing = 0;
			any = true;
		}
		missing += sheet->entry_columns + GAP - (line ? text_width(line->text) : 0);
	}
	return any;
}

static void append_rest(GString *out, const struct sheet *sheet, const char *rest, unsigned int count,
			bool redraw)
{
	g_autofree char *number = g_strdup_printf("%u", count), *fitted = NULL;
	g_autoptr(GString) text = g_string_new(rest);

	g_string_replace(text, "%u", number, 1);
	fitted = text_cut(text->str, sheet->size.columns);
	g_string_append(out, fitted);
	end_line(out, redraw);
}

void sheet_print(const struct sheet *sheet, const char *rest, bool color, bool redraw)
{
	g_autoptr(GString) out = g_string_new(redraw ? HOME : NULL);
	struct flow flow = flow_of(sheet);

	append_around(out, sheet->around[SHEET_ABOVE], color, redraw);
	for (guint row = 0; row < flow.height - (flow.rest > 0); row++)
		if (append_row(out, sheet, &flow, row, color))
			end_line(out, redraw);
	if (flow.rest)
		append_rest(out, sheet, rest, flow.rest, redraw);
	append_around(out, sheet->around[SHEET_BELOW], color, redraw);
	if (redraw) {
		/* Without the last newline. */
		g_string_truncate(out, out->len - 1);
		g_string_append(out, WIPE_BELOW);
	}
	printer_text("%s", out->str);
	g_free(flow.columns);
}
