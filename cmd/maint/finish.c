/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops maint finish and cancel: work is done, or is not to be.
 */
#include "maint/verbs.h"
#include "maint/window.h"

#include "base/translate.h"
#include "session.h"
#include "sure.h"
#include "ui/complain.h"

static char *arg_reason;

static const GOptionEntry options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("how it went, or why it is not to be"),
	 "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

typedef bool window_ending(struct window_record *window, const struct window_times *times, int64_t now_us,
			   GError **error);

static int end(struct session *session, const char *id, window_ending *ending, struct window_deed *deed)
{
	const struct window_record *before;
	struct window_record after;
	struct window_times times;
	g_autoptr(GPtrArray) windows = NULL;
	g_autoptr(GError) error = NULL;
	bool ok;

	if (!window_check_reason(session, "--reason", arg_reason, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	windows = engine_windows(session->store, &error);
	if (!windows)
		return complain_error(session->answer, error);
	before = window_find(session, windows, id);
	if (!before)
		return EXIT_COULD_NOT;
	after = *before;
	ok = windows_open_times(before, &times, &error);
	if (ok) {
		ok = ending(&after, &times, clock_wall_us(session->clock), &error);
		windows_close_times(&times);
	}
	if (!ok)
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	deed->change.before = before;
	deed->change.after = &after;
	deed->change.why = arg_reason;
	return window_do(session, deed);
}

static int run_finish(struct session *session, char **arguments)
{
	struct window_deed deed = {.change = {.verb = "finish"}, .result = WINDOW_RESULT_FINISHED};

	return end(session, *arguments, windows_finish, &deed);
}

static int run_cancel(struct session *session, char **arguments)
{
	struct window_deed deed = {.change = {.verb = "cancel"}, .result = WINDOW_RESULT_CANCELLED};

	if (!arg_reason)
		return complain(session->answer, COMPLAINT_USAGE, _("say why: '--reason'"));
	return end(session, *arguments, windows_cancel, &deed);
}

const struct command maint_finish = {
	.name = "finish",
	.summary = N_("say that work is done"),
	.args = "WINDOW",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run_finish,
};

const struct command maint_cancel = {
	.name = "cancel",
	.summary = N_("call maintenance off, with all its times"),
	.args = "WINDOW",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run_cancel,
};
