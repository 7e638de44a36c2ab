/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident task: what is to be done, by whom and by when, in one case or in all; that it is done, or not any more.
 */
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static char *arg_owner, *arg_due, *arg_reason;
static gboolean arg_measure;

static const GOptionEntry options[] = {
	{"owner", 0, 0, G_OPTION_ARG_FILENAME, &arg_owner, N_("who does it"), "NAME"},
	{"due", 0, 0, G_OPTION_ARG_FILENAME, &arg_due, N_("by when"), "TIME"},
	{"measure", 0, 0, G_OPTION_ARG_NONE, &arg_measure, N_("a measure of the review: the case may be closed without it"), NULL},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why it is not to be done any more"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static const struct { enum task_state state; const char *word; } changes[] = {
	{TASK_OPEN, "add"}, {TASK_DONE, "done"}, {TASK_DROPPED, "drop"},
};

static int tell(const struct session *session, const char *id, int64_t number, int64_t task)
{
	if (session->answer != ANSWER_JSON)
		printer_text(_("task %ld of '%s'\n"), (long)task, id);
	return incident_tell_event(session, id, number, NULL);
}

/* What each change needs to be said, and no more. */
static const char *amiss(enum task_state state)
{
	if (state == TASK_OPEN && (!arg_owner || !arg_due))
		return N_("a task needs somebody and a time: '--owner' and '--due'");
	if (state != TASK_OPEN && (arg_owner || arg_due || arg_measure))
		return N_("'--owner', '--due' and '--measure' are said when a task is added");
	if (state == TASK_DROPPED && !arg_reason)
		return N_("say why it is not to be done any more: '--reason'");
	return state != TASK_DROPPED && arg_reason ? N_("'--reason' is said when a task is dropped") : NULL;
}

static bool read_change(const struct session *session, const char *what, struct case_task_change *change, GError **error)
{
	if (change->state != TASK_OPEN) {
		change->text = arg_reason;
		return typed_number("task", what, &change->task, error);
	}
	change->text = what;
	change->owner = arg_owner;
	change->measure = arg_measure;
	return typed_due(session, "--due", arg_due, &change->due_at_us, error);
}

static int change_it(const struct session *session, const char *id, const char *what, struct case_task_change *change)
{
	struct cases_options recording = session_recording(session);
	const char *wrong = amiss(change->state);
	g_autoptr(GError) error = NULL;
	int64_t number, task;

	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", _(wrong));
	if (!read_change(session, what, change, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	number = case_change_task(&recording, id, change, &task, &error);
	return number < 0 ? incident_complain(session, error) : tell(session, id, number, task);
}

/* --- what is to be done --- */

static void add_row(const struct session *session, struct table *table, const struct case_file *file, const struct case_task *task)
{
	int64_t now_us = clock_wall_us(session->clock);
	g_autofree char *number = g_strdup_printf("%ld", (long)task->task), *due = instant_show_brief(task->due_at_us, now_us, session->zone);
	const char *cells[] = {file->id, number, due, task->owner, task->text};

	table_add(table, task->due_at_us < now_us ? TINT_RED : TINT_NONE, false, cells);
}

/* False after a complaint, whose exit status is RET_STATUS. */
static bool list_case(const struct session *session, const char *id, struct table *table, int *ret_status)
{
	g_autoptr(ops_case_file_t) file = incident_load(session, id, ret_status);
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;

	for (guint i = 0; standing && i < standing->tasks->len; i++) {
		const struct case_task *task = standing->tasks->pdata[i];

		if (task->state != TASK_OPEN)
			continue;
		if (session->answer != ANSWER_JSON)
			add_row(session, table, file, task);
		else
			tell_event_json(session, file, task->event);
		*ret_status = EXIT_ATTENTION;
	}
	return file != NULL;
}

/* Ids of cases that are open, or closed and ask for something still: char *; NULL after a complaint. */
static GPtrArray *find_cases(const struct session *session, int *ret_status)
{
	const struct cases_filter open = {.kind = -1, .open_only = true};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) closed = case_after_list(session->store, &error), files = closed ? case_list(session->store, &open, &error) : NULL;
	GPtrArray *ids;

	if (!files) {
		*ret_status = incident_complain(session, error);
		return NULL;
	}
	ids = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < files->len; i++)
		g_ptr_array_add(ids, g_strdup(((const struct case_file *)files->pdata[i])->id));
	for (guint i = 0; i < closed->len; i++)
		if (!g_ptr_array_find_with_equal_func(ids, closed->pdata[i], g_str_equal, NULL))
			g_ptr_array_add(ids, g_strdup(closed->pdata[i]));
	return ids;
}

static int list_all(const struct session *session, const char *id)
{
	const struct table_column columns[] = {
		{_("CASE"), TEXT_LEFT, 0, false}, {_("TASK"), TEXT_RIGHT, 0, false}, {_("DUE"), TEXT_LEFT, 0, false},
		{_("OWNER"), TEXT_LEFT, 0, false}, {_("WHAT"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	int status = EXIT_OK;
	g_autoptr(GPtrArray) ids = id ? NULL : find_cases(session, &status);

	if (id && !list_case(session, id, table, &status))
		return status;
	for (guint i = 0; ids && i < ids->len; i++)
		if (!list_case(session, ids->pdata[i], table, &status))
			return status;
	if (session->answer != ANSWER_JSON && status == EXIT_ATTENTION)
		table_print(table, &terminal, 0);
	return status;
}

static int run(struct session *session, char **arguments)
{
	int status;

	if (!arguments[0] || !arguments[1]) {
		status = session_open_store(session, STORE_READ);
		return status ? status : list_all(session, arguments[0]);
	}
	if (!arguments[2])
		return complain(session->answer, COMPLAINT_USAGE, _("say which task: what is to be done, or its number"));
	status = session_open_store(session, STORE_WRITE);
	if (status)
		return status;
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
		if (g_str_equal(changes[i].word, arguments[1])) {
			struct case_task_change change = {.state = changes[i].state};

			return change_it(session, arguments[0], arguments[2], &change);
		}
	return complain(session->answer, COMPLAINT_USAGE, _("a task is added, done or dropped: say 'add', 'done' or 'drop'"));
}

const struct command incident_task = {
	.name = "task",
	.summary = N_("list what is to be done, add to it, say that it is done or dropped"),
	.args = "[CASE] [CHANGE] [TASK]",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
