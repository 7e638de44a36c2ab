/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks in the order in which they are read.
 */
#include "audit/internal.h"

#include <string.h>

struct paper {
	GPtrArray *blocks;
};

static void block_free(gpointer data)
{
	struct block *block = data;

	g_free(block->text);
	g_free(block->facts);
	if (block->rows)
		g_ptr_array_unref(block->rows);
	g_free(block);
}

struct paper *paper_new(void)
{
	struct paper *paper = g_new0(struct paper, 1);

	paper->blocks = g_ptr_array_new_with_free_func(block_free);
	return paper;
}

void paper_free(struct paper *paper)
{
	if (!paper)
		return;
	g_ptr_array_unref(paper->blocks);
	g_free(paper);
}

size_t paper_count(const struct paper *paper)
{
	return paper->blocks->len;
}

const struct block *paper_at(const struct paper *paper, size_t index)
{
	return paper->blocks->pdata[index];
}

/* Between Japanese letters a line's end is nothing, between words it is a blank. */
static bool needs_blank(const char *text, const char *end)
{
	const char *before = end > text ? g_utf8_find_prev_char(text, end) : NULL;

	return (before && g_utf8_get_char(before) < 0x1100) || (end[1] && g_utf8_get_char(end + 1) < 0x1100);
}

/* TEXT as one line. Caller frees. */
static char *joined(const char *text)
{
	GString *line = g_string_new(NULL);

	for (const char *at = text; *at; at++) {
		if (*at != '\n')
			g_string_append_c(line, *at);
		else if (needs_blank(text, at))
			g_string_append_c(line, ' ');
	}
	return g_string_free(line, FALSE);
}

static struct block *add(struct paper *paper, enum block_kind kind, const char *text)
{
	struct block *block = g_new0(struct block, 1);

	block->kind = kind;
	block->text = text ? joined(text) : NULL;
	g_ptr_array_add(paper->blocks, block);
	return block;
}

void paper_heading(struct paper *paper, unsigned int level, const char *text)
{
	add(paper, BLOCK_HEADING, text)->level = level;
}

void paper_words(struct paper *paper, const char *text)
{
	add(paper, BLOCK_WORDS, text);
}

void paper_lack(struct paper *paper, const char *text)
{
	add(paper, BLOCK_LACK, text);
}

void paper_quote(struct paper *paper, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\n\n", -1);

	for (char **part = parts; *part; part++)
		if (*g_strstrip(*part))
			add(paper, BLOCK_QUOTE, *part);
}

static void row_free(gpointer row)
{
	g_strfreev(row);
}

void paper_table(struct paper *paper, const unsigned int *shares, const char *const *heads)
{
	struct block *block = add(paper, BLOCK_TABLE, NULL);

	block->shares = shares;
	block->rows = g_ptr_array_new_with_free_func(row_free);
	g_ptr_array_add(block->rows, g_strdupv((char **)heads));
}

void paper_row(struct paper *paper, const char *const *cells)
{
	struct block *block = paper->blocks->pdata[paper->blocks->len - 1];

	g_assert(block->kind == BLOCK_TABLE);
	g_assert(g_strv_length((char **)cells) == g_strv_length(block->rows->pdata[0]));
	g_ptr_array_add(block->rows, g_strdupv((char **)cells));
}

void paper_flow(struct paper *paper, const char *heading, const char *facts, const struct procedure *procedure)
{
	struct block *block = add(paper, BLOCK_FLOW, heading);

	block->level = 3;
	block->facts = joined(facts);
	block->flow = procedure;
}

void paper_picture(struct paper *paper, const char *svg, const char *caption)
{
	add(paper, BLOCK_PICTURE, caption)->facts = g_strdup(svg);
}

void paper_link(struct paper *paper, const char *file, const char *words)
{
	add(paper, BLOCK_LINK, words)->facts = g_strdup(file);
}
