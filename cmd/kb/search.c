/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops kb search: what is known of some words, in entries and in closed cases; without
 * words, all entries.
 */
#include "kb/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "session.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <string.h>
#include <unistd.h>

#define SHOWN 10
#define INDENT 2
/* Cases told to the index before a search: what was closed since the last one is always among them. */
#define CASES_AT_ONCE 500

static gboolean arg_due, arg_entries, arg_all;

static const GOptionEntry options[] = {
	{"due", 0, 0, G_OPTION_ARG_NONE, &arg_due, N_("list what is to be reviewed by now"), NULL},
	{"entries", 0, 0, G_OPTION_ARG_NONE, &arg_entries, N_("no closed cases"), NULL},
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("not only the best ten"), NULL},
	{NULL},
};

/* What was closed and is not yet known to the index. A search that leaves something out says so. */
static bool catch_up(struct session *session)
{
	g_autoptr(GError) error = NULL;
	bool left = false;

	if (arg_entries || !engine_know_lags(session->store))
		return true;
	if (!session_try_writing(session)) {
		left = true;
	} else if (!engine_know_closed(session->store, CASES_AT_ONCE, &left, &error)) {
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
		left = true;
	}
	return !left;
}

static void print_line(unsigned int indent, unsigned int columns, const char *text)
{
	g_autofree char *cut = text_cut(text, columns - indent);

	printer_text("%*s%s\n", (int)indent, "", cut);
}

static void print_found(const struct session *session, const struct know_found *found, unsigned int columns)
{
	g_autofree char *title = text_safe_string(found->title), *line = g_strconcat(found->id, "  ", title, NULL);
	g_autofree char *day = kb_day(session, found->closed_at_us), *standing = NULL, *safe = NULL;

	print_line(0, columns, line);
	standing = found->is_case ? g_strdup_printf(_("closed %s"), day) :
				    kb_standing(session, found->owner, found->review_at_us);
	safe = text_safe_string(standing);
	print_line(INDENT, columns, safe);
	if (*found->excerpt)
		print_line(INDENT, columns, found->excerpt);
}

static void print_all(const struct session *session, const GPtrArray *list, guint count)
{
	const struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < count; i++) {
		if (session->answer == ANSWER_JSON)
			kb_tell_found_json(session, list->pdata[i]);
		else
			print_found(session, list->pdata[i], terminal_columns(&terminal));
	}
}

static int tell(const struct session *session, const GPtrArray *list, guint count, bool whole)
{
	print_all(session, list, count);
	if (count < list->len)
		notes_write(session->notes, NOTES_NOTICE, _("there is more than that: '--all', or more words"));
	if (!whole)
		notes_write(session->notes, NOTES_WARNING,
			    _("not every closed case is in the index yet, and what is missing was not searched"));
	if (!list->len && session->answer != ANSWER_JSON)
		printer_text("%s\n", _("nothing was found"));
	return list->len ? EXIT_OK : EXIT_ATTENTION;
}

static int search(struct session *session, const char *words)
{
	const struct terminal terminal = terminal_of(STDOUT_FILENO);
	g_autoptr(ops_fold_terms_t) terms = fold_query(words, strlen(words));
	const struct know_wish wish = {
		.terms = terms,
		.entries_only = arg_entries,
		.english = !g_str_equal(session->language, "ja"),
		.limit = arg_all ? KNOW_RANKED : SHOWN + 1,
		.columns = terminal_columns(&terminal) - INDENT,
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;
	bool whole;

	if (terms->cut)
		return complain(session->answer, COMPLAINT_USAGE,
				_("that is too much to search for: at most %d bytes and %d words"), FOLD_QUERY_LIMIT,
				KNOW_TERMS_LIMIT);
	if (!terms->count)
		return complain(session->answer, COMPLAINT_USAGE, _("there is no word to search for in that"));
	whole = catch_up(session);
	list = engine_know_search(session->store, &wish, &error);
	if (!list)
		return complain_error(session->answer, error);
	return tell(session, list, arg_all ? list->len : MIN(list->len, SHOWN), whole);
}

static int run(struct session *session, char **arguments)
{
	const int64_t due_by_us = arg_due ? clock_wall_us(session->clock) : 0;
	g_autofree char *words = g_strjoinv(" ", arguments);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;

	if (*arguments && arg_due)
		return complain(session->answer, COMPLAINT_USAGE, _("option '%s' lists, and searches for nothing"), "--due");
	if (*arguments)
		return search(session, words);
	list = engine_know_list(session->store, due_by_us, !g_str_equal(session->language, "ja"), &error);
	return list ? tell(session, list, list->len, true) : complain_error(session->answer, error);
}

const struct command kb_search = {
	.name = "search",
	.summary = N_("search entries and closed cases"),
	.args = "[WORD...]",
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.run = run,
};
