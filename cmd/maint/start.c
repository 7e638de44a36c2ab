/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops maint start: work begins, on what was planned or, at once, on what was not.
 */
#include "maint/verbs.h"
#include "maint/window.h"

#include "base/translate.h"
#include "session.h"
#include "sure.h"
#include "ui/complain.h"

#define US_PER_MINUTE (60 * (int64_t)G_USEC_PER_SEC)

static gboolean arg_despite_conflicts, arg_dry_run;
static char *arg_until, *arg_for, *arg_owner, *arg_reason;

static const GOptionEntry options[] = {
	{"until", 0, 0, G_OPTION_ARG_FILENAME, &arg_until, N_("when it ends"), "TIME"},
	{"for", 0, 0, G_OPTION_ARG_FILENAME, &arg_for, N_("how long it lasts"), "DURATION"},
	{"owner", 0, 0, G_OPTION_ARG_FILENAME, &arg_owner,
	 N_("who answers for it (default who acts)"), "NAME"},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("what is done, and why"), "TEXT"},
	{"despite-conflicts", 0, 0, G_OPTION_ARG_NONE, &arg_despite_conflicts,
	 N_("ask nobody when something stands in the way"), NULL},
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run,
	 N_("only say what it would cover and what stands in the way"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

static int open_store(struct session *session)
{
	return session_open_store(session, arg_dry_run ? STORE_READ : STORE_WRITE);
}

/* --- what was planned --- */

static int begin(struct session *session, const struct window_record *before)
{
	struct window_record after = *before;
	struct window_deed deed = {
		.change = {.verb = "start", .before = before, .after = &after, .why = arg_reason},
		.studied = &after,
		.result = WINDOW_RESULT_STARTED,
		.question = _("start it in spite of that?"),
		.despite_conflicts = arg_despite_conflicts,
		.dry_run = arg_dry_run,
	};
	struct window_times times;
	g_autoptr(GError) error = NULL;
	bool ok;

	if (!windows_open_times(before, &times, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	ok = windows_begin(&after, &times, clock_wall_us(session->clock), &error);
	windows_close_times(&times);
	if (!ok)
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	/* What stands in the way of its time was asked when it was planned. */
	deed.unwell_only = after.from_us == before->from_us;
	if (!deed.unwell_only && !arg_reason)
		return complain(session->answer, COMPLAINT_USAGE,
				_("'%s' begins earlier than was planned: say why, '--reason'"), before->id);
	return window_do(session, &deed);
}

static int start_planned(struct session *session, const char *id)
{
	const struct window_record *window;
	g_autoptr(GPtrArray) windows = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	if (arg_until || arg_for || arg_owner)
		return complain(session->answer, COMPLAINT_USAGE,
				_("'--until', '--for' and '--owner' are of work that was not planned"));
	status = open_store(session);
	if (status)
		return status;
	windows = engine_windows(session->store, &error);
	if (!windows)
		return complain_error(session->answer, error);
	window = window_find(session, windows, id);
	return window ? begin(session, window) : EXIT_COULD_NOT;
}

/* --- what was not --- */

static bool read_end(const struct session *session, struct window_record *window, GError **error)
{
	struct window_times times;

	if (!window_read_end(arg_until, arg_for, session->zone, window->from_us, &window->until_us, error))
		return false;
	/* A length is told in minutes, and so is the end that comes of it. */
	if (arg_for)
		window->until_us += (US_PER_MINUTE - window->until_us % US_PER_MINUTE) % US_PER_MINUTE;
	if (!windows_open_times(window, &times, error))
		return false;
	windows_close_times(&times);
	return true;
}

static int start_at_once(struct session *session, char **arguments)
{
	g_autofree char *selectors = g_strjoinv("\n", arguments);
	int64_t now_us = clock_wall_us(session->clock);
	struct window_record window = {
		.kind = WINDOW_MAINTENANCE,
		.selectors = selectors,
		.reason = arg_reason,
		.zone = inventory_policy(session->inventory)->zone,
		.from_us = now_us,
		.started_at_us = now_us,
		.made_at_us = now_us,
		.made_by = session->actor,
	};
	struct window_deed deed = {
		.change = {.verb = "start", .after = &window},
		.studied = &window,
		.result = WINDOW_RESULT_STARTED,
		.question = _("start it in spite of that?"),
		.despite_conflicts = arg_despite_conflicts,
		.dry_run = arg_dry_run,
	};
	g_autoptr(GError) error = NULL;
	int status;

	if (!arg_reason)
		return complain(session->answer, COMPLAINT_USAGE, _("say why: '--reason'"));
	if (!(window.owner = window_owner(session, arg_owner, &error)) ||
	    !read_end(session, &window, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	status = open_store(session);
	if (status)
		return status;
	status = window_do(session, &deed);
	g_free((char *)window.id);
	return status;
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(GError) error = NULL;

	if (!window_check_reason(session, "--reason", arg_reason, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (!arguments[1] && window_is_id(*arguments))
		return start_planned(session, *arguments);
	return start_at_once(session, arguments);
}

const struct command maint_start = {
	.name = "start",
	.summary = N_("begin work now, planned or not"),
	.args = "SELECTOR...",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
