/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows as a page for whoever audits on paper: how many stand how, then each clause with its
 * evidence. In the order of the guideline, by which an auditor reads.
 */
#include "audit/guideline.h"
#include "audit/internal.h"

#include "base/instant.h"
#include "base/translate.h"

static const char style[] =
	"html { font-family: 'Noto Sans CJK JP', 'Noto Sans', sans-serif; font-size: 9pt; line-height: 1.45 }\n"
	"@page { size: A4 landscape; margin: 15mm 13mm; @bottom-right { content: counter(page) ' / ' counter(pages); font-size: 8pt } }\n"
	"h1 { font-size: 17pt; margin: 0 0 4mm } p { margin: 1mm 0 }\n"
	"table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 3mm 0 }\n"
	"th, td { border: 0.5pt solid #888; padding: 1mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }\n"
	"th { background: #e6ecf2 } tr { break-inside: avoid } thead { display: table-header-group }\n";

/* Lines in one cell. Caller frees. */
static char *lines_of(const GPtrArray *lines)
{
	GString *cell = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(cell, "%s%s", i ? "\n" : "", (const char *)lines->pdata[i]);
	return g_string_free(cell, FALSE);
}

static void add_row(struct paper *paper, const struct guideline_row *row)
{
	g_autofree char *evidence = lines_of(row->evidence);
	g_autofree char *mends = lines_of(row->mends);
	g_autoptr(GString) verdict = g_string_new(words_shown(WORDS_CLAUSE_VERDICT, row->verdict));
	const char *cells[6] = {row->clause, row->title, NULL, evidence, mends, NULL};

	if (!row->built)
		g_string_append(verdict, _(": not built"));
	for (guint i = 0; i < row->due->len; i++) {
		const struct guideline_due *due = &g_array_index(row->due, struct guideline_due, i);

		g_autofree char *left = g_strdup_printf(_("%s: %ld days left"), due->what, (long)due->lapse.days_left);

		if (due->lapse.rung && !due->lapse.lapsed)
			g_string_append_printf(verdict, "\n%s", left);
	}
	cells[2] = verdict->str;
	paper_row(paper, cells);
}

static void add_counts(struct paper *paper, const GPtrArray *rows)
{
	guint counts[CLAUSE_VERDICT_COUNT] = {0};
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++)
		counts[((const struct guideline_row *)rows->pdata[i])->verdict]++;
	for (unsigned int i = 0; i < CLAUSE_VERDICT_COUNT; i++)
		g_string_append_printf(line, "%s%s: %u", i ? ", " : "", words_shown(WORDS_CLAUSE_VERDICT, i), counts[i]);
	paper_words(paper, line->str);
}

char *guideline_html(const GPtrArray *rows, const struct guideline_page *page)
{
	static const unsigned int shares[] = {8, 17, 12, 38, 25};
	const char *heads[] = {_("Clause"), _("What it asks"), _("Verdict"), _("Evidence"), _("To mend"), NULL};
	g_autoptr(ops_paper_t) paper = paper_new();
	g_autofree char *when = instant_show(page->at_us, page->zone);
	GString *out = g_string_new("<!DOCTYPE html>\n");

	paper_heading(paper, 1, page->title);
	paper_words(paper, when);
	add_counts(paper, rows);
	paper_table(paper, shares, heads);
	for (guint i = 0; i < rows->len; i++)
		add_row(paper, rows->pdata[i]);
	g_string_append_printf(out, "<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
			       page->language == PROCEDURE_JAPANESE ? "ja" : "en");
	paper_append_html_text(out, page->title);
	g_string_append_printf(out, "</title><style>\n%s</style></head><body>\n", style);
	paper_append_html(out, paper, page->language);
	g_string_append(out, "</body></html>\n");
	return g_string_free(out, FALSE);
}
