/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops incident task: what is to be done, by whom and by when; that it is done, or not any more.
 */
#include "incident/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_owner, *arg_due, *arg_reason;
static gboolean arg_sure;

static const GOptionEntry options[] = {
	{"owner", 0, 0, G_OPTION_ARG_FILENAME, &arg_owner, N_("who does it"), "NAME"},
	{"due", 0, 0, G_OPTION_ARG_FILENAME, &arg_due, N_("by when"), "TIME"},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why it is not to be done any more"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, N_("what looks like patients' data is none"), NULL},
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
	if (state != TASK_OPEN && (arg_owner || arg_due))
		return N_("'--owner' and '--due' are said when a task is added");
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
	recording.sure = arg_sure;
	number = case_change_task(&recording, id, change, &task, &error);
	return number < 0 ? incident_complain(session, error) : tell(session, id, number, task);
}

static int run(struct session *session, char **arguments)
{
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
		if (g_str_equal(changes[i].word, arguments[1])) {
			struct case_task_change change = {.state = changes[i].state};

			return change_it(session, arguments[0], arguments[2], &change);
		}
	return complain(session->answer, COMPLAINT_USAGE, _("a task is added, done or dropped: say 'add', 'done' or 'drop'"));
}

const struct command incident_task = {
	.name = "task",
	.summary = N_("add what is to be done, say that it is done or dropped"),
	.args = "CASE CHANGE TASK",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
