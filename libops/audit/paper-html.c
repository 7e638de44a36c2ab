/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paper as HTML for print. All text is escaped here; the only elements are
 * those written down in this file and the drawings of procedure/, and nothing
 * refers to anything outside.
 */
#include "audit/internal.h"

#include "base/text.h"

/* Of a drawing, whose letters are 13 units high: so that they have seven points. */
#define MM_A_UNIT 0.19
/* What a sheet of A4 has room for, below a heading. */
#define UPRIGHT_WIDTH_MM 176.0
#define UPRIGHT_HEIGHT_MM 228.0
#define SIDEWAYS_WIDTH_MM 271.0
#define SIDEWAYS_HEIGHT_MM 152.0

static const char style[] =
	"html { font-family: 'Noto Sans CJK JP', 'Noto Sans', sans-serif; font-size: 9pt; line-height: 1.45 }\n"
	"@page { size: A4 landscape; margin: 15mm 13mm; @bottom-right { content: counter(page) ' / ' counter(pages); font-size: 8pt } }\n"
	"h1 { font-size: 17pt; margin: 0 0 4mm } p { margin: 1mm 0 }\n"
	"table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 3mm 0 }\n"
	"th, td { border: 0.5pt solid #888; padding: 1mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }\n"
	"figure.picture { margin: 2mm 0; break-inside: avoid } figure.picture svg { width: 100%; height: auto; max-height: 175mm }\n"
	"th { background: #e6ecf2 } tr { break-inside: avoid } thead { display: table-header-group }\n";

void paper_append_html_text(GString *out, const char *text)
{
	g_autofree char *safe = text_safe_string(text);
	g_autofree char *escaped = g_markup_escape_text(safe, -1);

	g_string_append(out, escaped);
}

static void append_element(GString *out, const char *name, const char *class, const char *text)
{
	g_string_append_printf(out, class ? "<%s class=\"%s\">" : "<%s>", name, class);
	paper_append_html_text(out, text);
	g_string_append_printf(out, "</%s>\n", name);
}

static void append_cell(GString *out, const char *name, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	g_string_append_printf(out, "<%s>", name);
	for (char **line = lines; *line; line++) {
		g_string_append(out, line > lines ? "<br>" : "");
		paper_append_html_text(out, *line);
	}
	g_string_append_printf(out, "</%s>", name);
}

static void append_columns(GString *out, const struct block *block)
{
	for (unsigned int i = 0; i < g_strv_length(block->rows->pdata[0]); i++)
		g_string_append_printf(out, "<col style=\"width: %u%%\">", block->shares[i]);
}

static void append_table(GString *out, const struct block *block)
{
	g_string_append(out, "<table>");
	append_columns(out, block);
	g_string_append(out, "<thead>\n");
	for (guint i = 0; i < block->rows->len; i++) {
		g_string_append(out, i == 1 ? "</thead><tbody>\n<tr>" : "<tr>");
		for (char **cell = block->rows->pdata[i]; *cell; cell++)
			append_cell(out, i ? "td" : "th", *cell);
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, block->rows->len > 1 ? "</tbody></table>\n" : "</thead></table>\n");
}

static void append_heading(GString *out, const struct block *block, size_t number)
{
	g_string_append_printf(out, "<h%u id=\"b%zu\">", block->level, number);
	paper_append_html_text(out, block->text);
	g_string_append_printf(out, "</h%u>\n", block->level);
}

/*
 * Lanes that fit an upright sheet in letters of seven points stand on one; others have sheets on their
 * side. The first of its sheets has the heading above.
 */
static void append_flow(GString *out, const struct block *block, size_t number, enum procedure_language language)
{
	double width = procedure_draw_svg_width(block->flow, language) * MM_A_UNIT;
	bool wide = width > UPRIGHT_WIDTH_MM;
	double scale = width > SIDEWAYS_WIDTH_MM ? SIDEWAYS_WIDTH_MM / width : 1;
	double height = (wide ? SIDEWAYS_HEIGHT_MM : UPRIGHT_HEIGHT_MM) / scale / MM_A_UNIT;
	g_autoptr(GPtrArray) pages = procedure_draw_svg_pages(block->flow, language, (unsigned int)height);
	char size[G_ASCII_DTOSTR_BUF_SIZE];

	g_ascii_formatd(size, sizeof(size), "%.1f", width * scale);
	g_string_append_printf(out, "</section>\n<section class=\"%s\">\n", wide ? "flow wide" : "flow");
	append_heading(out, block, number);
	append_element(out, "p", NULL, block->facts);
	for (guint i = 0; i < pages->len; i++)
		g_string_append_printf(out, "<figure style=\"width: %smm\">\n%s</figure>\n", size,
				       (const char *)pages->pdata[i]);
	g_string_append(out, "</section>\n<section>\n");
}

static void append_link(GString *out, const struct block *block)
{
	g_string_append(out, "<p class=\"link\"><a href=\"");
	paper_append_html_text(out, block->facts);
	g_string_append(out, "\">");
	paper_append_html_text(out, block->facts);
	g_string_append(out, "</a> ");
	paper_append_html_text(out, block->text);
	g_string_append(out, "</p>\n");
}

/* As wide as its sheet. */
static void append_picture(GString *out, const struct block *block)
{
	g_string_append_printf(out, "<figure class=\"picture\">\n%s", block->facts);
	append_element(out, "figcaption", NULL, block->text);
	g_string_append(out, "</figure>\n");
}

static void append_block(GString *out, const struct block *block, size_t number, enum procedure_language language)
{
	switch (block->kind) {
	case BLOCK_HEADING:
		append_heading(out, block, number);
		break;
	case BLOCK_WORDS:
		append_element(out, "p", NULL, block->text);
		break;
	case BLOCK_LACK:
		append_element(out, "p", "lack", block->text);
		break;
	case BLOCK_QUOTE:
		append_element(out, "blockquote", NULL, block->text);
		break;
	case BLOCK_TABLE:
		append_table(out, block);
		break;
	case BLOCK_FLOW:
		append_flow(out, block, number, language);
		break;
	case BLOCK_PICTURE:
		append_picture(out, block);
		break;
	case BLOCK_LINK:
		append_link(out, block);
		break;
	}
}

void paper_append_html(GString *out, const struct paper *paper, enum procedure_language language)
{
	g_string_append(out, "<section>\n");
	for (size_t i = 0; i < paper_count(paper); i++)
		append_block(out, paper_at(paper, i), i, language);
	g_string_append(out, "</section>\n");
}

void paper_append_html_contents(GString *out, const struct paper *paper, unsigned int level)
{
	g_string_append(out, "<ul class=\"contents\">\n");
	for (size_t i = 0; i < paper_count(paper); i++) {
		const struct block *block = paper_at(paper, i);

		if (block->level < 2 || block->level > level)
			continue;
		g_string_append_printf(out, "<li class=\"l%u\"><a href=\"#b%zu\">", block->level, i);
		paper_append_html_text(out, block->text);
		g_string_append(out, "</a></li>\n");
	}
	g_string_append(out, "</ul>\n");
}

char *paper_page(const struct paper *paper, const char *title, enum procedure_language language)
{
	GString *out = g_string_new("<!DOCTYPE html>\n");

	g_string_append_printf(out, "<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
			       language == PROCEDURE_JAPANESE ? "ja" : "en");
	paper_append_html_text(out, title);
	g_string_append_printf(out, "</title><style>\n%s</style></head><body>\n", style);
	paper_append_html(out, paper, language);
	g_string_append(out, "</body></html>\n");
	return g_string_free(out, FALSE);
}
