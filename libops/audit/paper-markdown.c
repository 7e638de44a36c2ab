/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paper as Markdown, with tables as most readers of it know them. What the
 * site wrote is text and stays text: a name cannot begin a heading, a link or
 * an element of HTML, and no line of it can pass for the one that divides the
 * front from the text.
 */
#include "audit/internal.h"

#include "base/text.h"

#include <string.h>

#define FLOW_COLUMNS 80
#define FENCE_LEAST 3

/* What means something wherever it stands. */
#define SPECIAL "\\`*_[]<>|&~"

void paper_append_markdown_text(GString *out, const char *text)
{
	g_autofree char *safe = text_safe_string(text);

	for (const char *at = safe; *at; at++) {
		if (strchr(SPECIAL, *at))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
}

/* A paragraph. What begins a line with these begins a list, a heading or a rule elsewhere. */
static void append_words(GString *out, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits && text[digits] && strchr(".)", text[digits])) {
		g_string_append_len(out, text, (gssize)digits);
		text += digits;
		g_string_append_c(out, '\\');
	} else if (*text && strchr("#+-=", *text)) {
		g_string_append_c(out, '\\');
	}
	paper_append_markdown_text(out, text);
}

/* Lines of a cell. */
static void append_cell(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		if (line > lines)
			g_string_append(out, "<br>");
		paper_append_markdown_text(out, *line);
	}
}

static void append_row(GString *out, char *const *cells)
{
	for (; *cells; cells++) {
		g_string_append(out, "| ");
		append_cell(out, *cells);
		g_string_append_c(out, ' ');
	}
	g_string_append(out, "|\n");
}

static void append_table(GString *out, const struct block *block)
{
	append_row(out, block->rows->pdata[0]);
	for (char **cell = block->rows->pdata[0]; *cell; cell++)
		g_string_append(out, "| --- ");
	g_string_append(out, "|\n");
	for (guint i = 1; i < block->rows->len; i++)
		append_row(out, block->rows->pdata[i]);
	g_string_append_c(out, '\n');
}

/* Longer than any run of backticks in TEXT. */
static size_t fence_of(const char *text)
{
	size_t most = FENCE_LEAST - 1;

	for (const char *at = text; (at = strchr(at, '`'));) {
		size_t run = strspn(at, "`");

		most = MAX(most, run);
		at += run;
	}
	return most + 1;
}

static void append_heading(GString *out, const struct block *block)
{
	for (unsigned int i = 0; i < block->level; i++)
		g_string_append_c(out, '#');
	g_string_append_c(out, ' ');
	paper_append_markdown_text(out, block->text);
}

static void append_flow(GString *out, const struct block *block, enum procedure_language language)
{
	g_autofree char *drawing = procedure_draw_text(block->flow, language, FLOW_COLUMNS);
	g_autofree char *fence = g_strnfill(fence_of(drawing), '`');

	append_heading(out, block);
	g_string_append(out, "\n\n");
	append_words(out, block->facts);
	g_string_append_printf(out, "\n\n%s\n%s%s", fence, drawing, fence);
}

static void append_block(GString *out, const struct block *block, enum procedure_language language)
{
	switch (block->kind) {
	case BLOCK_HEADING:
		append_heading(out, block);
		break;
	case BLOCK_LACK:
		g_string_append(out, "**");
		paper_append_markdown_text(out, block->text);
		g_string_append(out, "**");
		break;
	case BLOCK_QUOTE:
		g_string_append(out, "> ");
		append_words(out, block->text);
		break;
	case BLOCK_WORDS:
	case BLOCK_PICTURE:
	case BLOCK_LINK:
		append_words(out, block->text);
		break;
	case BLOCK_TABLE:
		append_table(out, block);
		return;
	case BLOCK_FLOW:
		append_flow(out, block, language);
		break;
	}
	g_string_append(out, "\n\n");
}

void paper_append_markdown(GString *out, const struct paper *paper, enum procedure_language language)
{
	for (size_t i = 0; i < paper_count(paper); i++)
		append_block(out, paper_at(paper, i), language);
}
