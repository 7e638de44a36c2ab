/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops maint extend: work takes longer than was said.
 */
#include "maint/verbs.h"
#include "maint/window.h"

#include "base/translate.h"
#include "session.h"
#include "sure.h"
#include "ui/complain.h"

static gboolean arg_despite_conflicts, arg_dry_run;
static char *arg_until, *arg_for, *arg_reason;

static const GOptionEntry options[] = {
	{"until", 0, 0, G_OPTION_ARG_FILENAME, &arg_until, N_("when it ends instead"), "TIME"},
	{"for", 0, 0, G_OPTION_ARG_FILENAME, &arg_for,
	 N_("how much longer it lasts; when it is overrun, from now on"), "DURATION"},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why it takes longer"), "TEXT"},
	{"despite-conflicts", 0, 0, G_OPTION_ARG_NONE, &arg_despite_conflicts,
	 N_("ask nobody when something stands in the way"), NULL},
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run,
	 N_("only say what it would cover and what stands in the way"), NULL},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* What was not asked yet: from the end that it had. */
static struct window_record more_of(const struct window_record *longer, int64_t had_until_us, int64_t now_us)
{
	struct window_record more = *longer;

	more.from_us = MAX(had_until_us, now_us);
	more.recurrence = NULL;
	more.recurs_until_us = 0;
	more.started_at_us = 0;
	return more;
}

static int extend(struct session *session, const struct window_record *before,
		  const struct window_times *times)
{
	int64_t now_us = clock_wall_us(session->clock), until_us;
	const struct window_now now = windows_look(before, times, now_us);
	struct window_record after = *before, apart, more;
	struct window_change series = {.verb = "extend", .before = before, .after = &after, .why = arg_reason};
	struct window_deed deed = {
		.change = series,
		.studied = &more,
		.result = WINDOW_RESULT_EXTENDED,
		.question = _("extend it in spite of that?"),
		.despite_conflicts = arg_despite_conflicts,
		.dry_run = arg_dry_run,
	};
	g_autoptr(GError) error = NULL;
	bool made_apart;
	int status;

	if (!window_read_end(arg_until, arg_for, times->zone, MAX(now.span.until_us, now_us), &until_us, &error) ||
	    !windows_extend(&after, times, now_us, until_us, &made_apart, &apart, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (made_apart) {
		apart.made_by = session->actor;
		deed.change.before = NULL;
		deed.change.after = &apart;
		deed.also = &series;
	}
	more = more_of(deed.change.after, now.span.until_us, now_us);
	/* It is not in its own way, nor is what it comes from. */
	more.id = before->id;
	status = window_do(session, &deed);
	if (made_apart)
		g_free((char *)apart.id);
	return status;
}

static int run(struct session *session, char **arguments)
{
	const struct window_record *window;
	struct window_times times;
	g_autoptr(GPtrArray) windows = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	if (!arg_reason)
		return complain(session->answer, COMPLAINT_USAGE, _("say why: '--reason'"));
	if (!window_check_reason(session, "--reason", arg_reason, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	status = session_open_store(session, arg_dry_run ? STORE_READ : STORE_WRITE);
	if (status)
		return status;
	windows = engine_windows(session->store, &error);
	if (!windows)
		return complain_error(session->answer, error);
	window = window_find(session, windows, *arguments);
	if (!window)
		return EXIT_COULD_NOT;
	if (!windows_open_times(window, &times, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	status = extend(session, window, &times);
	windows_close_times(&times);
	return status;
}

const struct command maint_extend = {
	.name = "extend",
	.summary = N_("let maintenance last longer"),
	.args = "WINDOW",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
