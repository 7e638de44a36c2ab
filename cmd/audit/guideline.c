/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops audit guideline: how each clause of the guideline stands, by what evidence, and what would
 * mend it. In the guideline's order, by which an auditor reads. Nothing is asked and nothing written.
 */
#include "audit/verbs.h"

#include "audit/guideline.h"
#include "base/clauses.h"
#include "base/text.h"
#include "base/translate.h"
#include "engine/guideline.h"
#include "notify/verbs.h"
#include "session.h"
#include "owed.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

#define INDENT 4
#define NAMES_MOST 5	/* of a list, where all rows are shown */

static char *arg_clause;
static gboolean arg_html;

static const GOptionEntry options[] = {
	{"clause", 0, 0, G_OPTION_ARG_FILENAME, &arg_clause, N_("only this one, with all its evidence"), "ID"},
	{"html", 0, 0, G_OPTION_ARG_NONE, &arg_html, N_("print a page of HTML"), NULL},
	{NULL},
};

/* --- JSON --- */

static void set_lines(struct json *object, const char *key, const GPtrArray *lines)
{
	struct json *array = json_new_array();

	for (guint i = 0; i < lines->len; i++)
		json_append_string(array, lines->pdata[i]);
	json_take(object, key, array);
}

static struct json *due_json(const struct session *session, const struct guideline_due *due)
{
	struct json *object = json_new_object();

	json_set_string(object, "kind", lapse_kind_id(due->lapse.kind));
	json_set_string(object, "what", due->what);
	printer_set_instant(object, "lapses_at", due->lapse.at_us, session->zone);
	json_set_integer(object, "days_left", due->lapse.days_left);
	printer_set_figure(object, "step", due->lapse.rung ? due->lapse.rung : -1);
	json_set_bool(object, "lapsed", due->lapse.lapsed);
	return object;
}

static void print_json(const struct session *session, const struct guideline_row *row)
{
	struct json *object = printer_new_object("clause"), *due = json_new_array();

	json_set_string(object, "clause", row->clause);
	json_set_string(object, "title", row->title);
	json_set_string(object, "verdict", words_get(WORDS_CLAUSE_VERDICT, row->verdict)->id);
	json_set_bool(object, "built", row->built);
	set_lines(object, "evidence", row->evidence);
	set_lines(object, "mend", row->mends);
	for (guint i = 0; i < row->due->len; i++)
		json_append_take(due, due_json(session, &g_array_index(row->due, struct guideline_due, i)));
	json_take(object, "due", due);
	json_set_bool(object, "rehearsal", session_rehearses(session));
	printer_take(object);
}

/* --- text --- */

static void print_line(const char *label, const char *line)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *whole = g_strconcat(label, line, NULL);
	g_autofree char *safe = printer_safe(whole);
	g_autofree char *wrapped = text_wrap(safe, terminal_columns(&terminal) - INDENT, 2);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);

	for (char **each = lines; *each; each++)
		printer_text("%*s%s\n", INDENT, "", *each);
}

static void print_warnings(const struct guideline_row *row)
{
	for (guint i = 0; i < row->due->len; i++) {
		const struct guideline_due *due = &g_array_index(row->due, struct guideline_due, i);
		g_autofree char *line = g_strdup_printf(_("%s: %ld days left"), due->what, (long)due->lapse.days_left);

		if (due->lapse.rung && !due->lapse.lapsed)
			print_line(_("warning: "), line);
	}
}

/* Its verdict in colour, where it stands on the first line as a whole. */
static void print_head(const struct guideline_row *row)
{
	static const enum table_tint tints[CLAUSE_VERDICT_COUNT] = {
		[CLAUSE_MET] = TINT_GREEN, [CLAUSE_CANNOT_TELL] = TINT_YELLOW, [CLAUSE_NOT_MET] = TINT_RED};
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autofree char *clause = g_strconcat(row->clause, "  ", NULL);
	g_autofree char *front = g_strconcat(clause, words_shown(WORDS_CLAUSE_VERDICT, row->verdict),
					     row->built ? "" : _(": not built"), NULL);
	g_autofree char *whole = g_strconcat(front, ": ", row->title, NULL);
	g_autofree char *wrapped = text_wrap(whole, terminal_columns(&terminal), INDENT);

	if (terminal.color && g_str_has_prefix(wrapped, front))
		printer_text("%s%s%s%s%s\n", clause, table_tint_begin(tints[row->verdict]), front + strlen(clause),
			     table_tint_end(), wrapped + strlen(front));
	else
		printer_text("%s\n", wrapped);
}

static void print_text(const struct guideline_row *row)
{
	print_head(row);
	for (guint i = 0; i < row->evidence->len; i++)
		print_line("", row->evidence->pdata[i]);
	print_warnings(row);
	for (guint i = 0; i < row->mends->len; i++)
		print_line(_("to mend: "), row->mends->pdata[i]);
}

static void print_counts(const GPtrArray *rows)
{
	guint counts[CLAUSE_VERDICT_COUNT] = {0}, missing = 0;

	for (guint i = 0; i < rows->len; i++) {
		const struct guideline_row *row = rows->pdata[i];

		counts[row->verdict]++;
		missing += !row->built;
	}
	printer_text(_("clauses: %u; met: %u, cannot tell: %u, not met: %u, of which not built: %u\n"), rows->len,
		     counts[CLAUSE_MET], counts[CLAUSE_CANNOT_TELL], counts[CLAUSE_NOT_MET], missing);
}

/* --- the whole --- */

/* Leaves of ROWS the one that was asked for. */
static void keep_one(GPtrArray *rows, const char *clause)
{
	for (guint i = rows->len; i-- > 0;)
		if (!g_str_equal(((const struct guideline_row *)rows->pdata[i])->clause, clause))
			g_ptr_array_remove_index(rows, i);
}

static void print_html(const struct session *session, const GPtrArray *rows)
{
	bool japanese = g_str_equal(session->language, "ja");
	const struct bilingual *self = &inventory_self(session->inventory)->title;
	g_autofree char *title = g_strdup_printf(session_rehearses(session) ? _("%s: the guideline, clause by clause (a rehearsal)")
								       : _("%s: the guideline, clause by clause"),
						 japanese ? self->ja : self->en);
	const struct guideline_page page = {
		.title = title,
		.at_us = clock_wall_us(session->clock),
		.zone = session->zone,
		.language = japanese ? PROCEDURE_JAPANESE : PROCEDURE_ENGLISH,
	};
	g_autofree char *html = guideline_html(rows, &page);

	printer_page(html);
}

static void print(const struct session *session, const GPtrArray *rows)
{
	if (arg_html) {
		print_html(session, rows);
		return;
	}
	for (guint i = 0; i < rows->len; i++)
		if (session->answer == ANSWER_JSON)
			print_json(session, rows->pdata[i]);
		else
			print_text(rows->pdata[i]);
	if (session->answer != ANSWER_JSON && !arg_clause)
		print_counts(rows);
}

static int judge(const struct session *session, const struct duties *duties)
{
	static const int statuses[CLAUSE_VERDICT_COUNT] = {
		[CLAUSE_MET] = EXIT_OK, [CLAUSE_CANNOT_TELL] = EXIT_ATTENTION, [CLAUSE_NOT_MET] = EXIT_BAD};
	const struct tell_options telling = session_telling(session);
	g_auto(GStrv) places = session_procedure_places(session);
	const struct guideline_options gathering = {
		.telling = &telling,
		.duties = duties,
		.state_directory = session->state_directory,
		.config_directory = session->config_directory,
		.share_directory = session->share_directory,
		.procedures = (const char *const *)places,
		.language = session_document_language(session),
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_guideline_evidence_t) evidence = engine_guideline_evidence(&gathering, &error);
	bool all = arg_clause || session->answer == ANSWER_JSON;
	g_autoptr(GPtrArray) rows = NULL;

	if (!evidence)
		return complain_error(session->answer, error);
	rows = guideline_judge(evidence, all ? GUIDELINE_EVERY_NAME : NAMES_MOST);
	if (arg_clause)
		keep_one(rows, arg_clause);
	if (session_rehearses(session))
		notes_write(session->notes, NOTES_WARNING, "%s",
			    _("this is the record of a rehearsal: it shows nothing of what was done in earnest"));
	print(session, rows);
	return statuses[guideline_worst(rows)];
}

/* NULL: it can be done so. */
static char *misuse(const struct session *session)
{
	g_autofree char *shown = arg_clause ? text_excerpt(arg_clause) : NULL;
	const char *nearest = arg_clause ? text_nearest(arg_clause, clauses_ids()) : NULL;

	if (arg_html && session->answer == ANSWER_JSON)
		return g_strdup(_("'--html' and '--json' are two ways to print it: one at a time"));
	if (!arg_clause || g_strv_contains(clauses_ids(), arg_clause))
		return NULL;
	return nearest ? g_strdup_printf(_("the guideline has no clause '%s'; did you mean '%s'?"), shown, nearest)
		       : g_strdup_printf(_("the guideline has no clause '%s'"), shown);
}

static int run(struct session *session, char **arguments)
{
	g_autofree char *wrong = misuse(session);
	g_autoptr(ops_duties_t) duties = NULL;
	int status;

	(void)arguments;
	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	status = notify_open_to_look(session);
	if (status)
		return status;
	duties = owed_open(session, &status);
	return duties ? judge(session, duties) : status;
}

const struct command audit_guideline = {
	.name = "guideline",
	.summary = N_("show how each clause of the guideline stands, and by what evidence"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
