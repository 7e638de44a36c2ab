/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paper as plain text for a terminal: nothing to be rendered, no line wider than was
 * asked for. A table whose rows fit stands as one; the rows of others are told one after
 * another, each cell behind its head.
 */
#include "audit/internal.h"

#include "base/text.h"

#include <string.h>

#define INDENT 2
#define GAP 2	/* between the columns of a table */

/* TEXT made safe and broken into lines, the first behind BEFORE, the others INDENT deep. */
static void append_wrapped(GString *out, const char *before, const char *text, unsigned int columns, unsigned int indent)
{
	g_autofree char *safe = text_safe_lines(text);
	g_autofree char *whole = g_strconcat(before, safe, NULL);
	g_autofree char *wrapped = text_wrap(whole, columns, indent);

	g_string_append_printf(out, "%s\n", wrapped);
}

static void append_heading(GString *out, const struct block *block, unsigned int columns)
{
	static const char rules[] = {'=', '=', '-'};
	g_autofree char *rule = block->level < G_N_ELEMENTS(rules) ? g_strnfill(columns, rules[block->level]) : NULL;

	g_string_append(out, "\n");
	append_wrapped(out, "", block->text, columns, 0);
	if (rule)
		g_string_append_printf(out, "%s\n", rule);
}

/* --- tables --- */

/* How wide each column must be; NULL when they do not fit or a cell has lines. Caller frees. */
static unsigned int *fitting(const struct block *block, unsigned int columns)
{
	guint count = g_strv_length(block->rows->pdata[0]);
	g_autofree unsigned int *widths = g_new0(unsigned int, count);
	unsigned int whole = (count - 1) * GAP;

	for (guint i = 0; i < block->rows->len; i++)
		for (guint j = 0; j < count; j++) {
			const char *cell = ((char **)block->rows->pdata[i])[j];
			g_autofree char *safe = text_safe_string(cell);

			if (strchr(cell, '\n'))
				return NULL;
			widths[j] = MAX(widths[j], text_width(safe));
		}
	for (guint j = 0; j < count; j++)
		whole += widths[j];
	return whole <= columns ? g_steal_pointer(&widths) : NULL;
}

static void append_row(GString *out, char *const *cells, const unsigned int *widths)
{
	GString *line = g_string_new(NULL);

	for (guint j = 0; cells[j]; j++) {
		g_autofree char *safe = text_safe_string(cells[j]);
		g_autofree char *padded = text_pad(safe, widths[j], TEXT_LEFT);

		g_string_append_printf(line, "%*s%s", j ? GAP : 0, "", padded);
	}
	g_string_append_printf(out, "%s\n", g_strchomp(line->str));
	g_string_free(line, TRUE);
}

static void append_rule(GString *out, const unsigned int *widths, guint count)
{
	for (guint j = 0; j < count; j++) {
		g_autofree char *rule = g_strnfill(widths[j], '-');

		g_string_append_printf(out, "%*s%s", j ? GAP : 0, "", rule);
	}
	g_string_append_c(out, '\n');
}

/* A cell with several lines has its head on a line of its own. */
static void append_cell(GString *out, const char *head, const char *cell, unsigned int columns)
{
	g_auto(GStrv) lines = g_strsplit(cell, "\n", -1);
	g_autofree char *label = *head ? g_strdup_printf("%*s%s: ", INDENT, "", head) : g_strnfill(INDENT, ' ');

	if (lines[0] && !lines[1]) {
		append_wrapped(out, label, cell, columns, 2 * INDENT);
		return;
	}
	g_string_append_printf(out, "%s\n", g_strchomp(label));
	for (char **line = lines; *line; line++)
		append_wrapped(out, "    ", *line, columns, 3 * INDENT);
}

static void append_record(GString *out, char *const *heads, char *const *cells, unsigned int columns)
{
	append_wrapped(out, "", *cells[0] ? cells[0] : "-", columns, INDENT);
	for (guint j = 1; cells[j]; j++)
		if (*cells[j])
			append_cell(out, heads[j], cells[j], columns);
}

static void append_table(GString *out, const struct block *block, unsigned int columns)
{
	char *const *heads = block->rows->pdata[0];
	g_autofree unsigned int *widths = fitting(block, columns);

	g_string_append_c(out, '\n');
	if (widths) {
		append_row(out, heads, widths);
		append_rule(out, widths, g_strv_length((char **)heads));
	}
	for (guint i = 1; i < block->rows->len; i++) {
		if (widths)
			append_row(out, block->rows->pdata[i], widths);
		else
			append_record(out, heads, block->rows->pdata[i], columns);
	}
}

static void append_link(GString *out, const struct block *block, unsigned int columns)
{
	bool page = g_str_has_suffix(block->facts, ".html");
	g_autofree char *base = g_strndup(block->facts, strlen(block->facts) - (page ? strlen(".html") : 0));
	g_autofree char *words = g_strdup_printf("%s%s: %s", base, page ? ".txt" : "", block->text);

	append_wrapped(out, "", words, columns, INDENT);
}

/* --- the whole --- */

static void append_flow(GString *out, const struct block *block, enum procedure_language language, unsigned int columns)
{
	g_autofree char *drawing = procedure_draw_text(block->flow, language, columns);

	append_heading(out, block, columns);
	append_wrapped(out, "", block->facts, columns, 0);
	g_string_append_printf(out, "\n%s", drawing);
}

void paper_append_text(GString *out, const struct paper *paper, enum procedure_language language, unsigned int columns)
{
	for (size_t i = 0; i < paper_count(paper); i++) {
		const struct block *block = paper_at(paper, i);

		switch (block->kind) {
		case BLOCK_HEADING:
			append_heading(out, block, columns);
			break;
		case BLOCK_LACK:
			append_wrapped(out, "\n!! ", block->text, columns, INDENT);
			break;
		case BLOCK_QUOTE:
			append_wrapped(out, "\n  ", block->text, columns, INDENT);
			break;
		case BLOCK_WORDS:
		case BLOCK_PICTURE:
			append_wrapped(out, "\n", block->text, columns, 0);
			break;
		case BLOCK_LINK:
			append_link(out, block, columns);
			break;
		case BLOCK_TABLE:
			append_table(out, block, columns);
			break;
		case BLOCK_FLOW:
			append_flow(out, block, language, columns);
			break;
		}
	}
}
