/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows as a page for whoever audits on paper: how many stand how, then each clause with its
 * evidence. In the order of the guideline, by which an auditor reads.
 */
#include "audit/guideline.h"
#include "audit/internal.h"

#include "base/instant.h"
#include "base/translate.h"

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

	paper_heading(paper, 1, page->title);
	paper_words(paper, when);
	add_counts(paper, rows);
	paper_table(paper, shares, heads);
	for (guint i = 0; i < rows->len; i++)
		add_row(paper, rows->pdata[i]);
	return paper_page(paper, page->title, page->language);
}
