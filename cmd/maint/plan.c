/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops maint plan: says when work is to be done, on what, why and whose it is.
 */
#include "maint/verbs.h"
#include "maint/window.h"

#include "base/instant.h"
#include "base/translate.h"
#include "session.h"
#include "sure.h"
#include "ui/complain.h"

static gboolean arg_despite_conflicts, arg_dry_run;
static char *arg_from, *arg_until, *arg_for, *arg_zone, *arg_every, *arg_recurs_until, *arg_owner,
	*arg_reason;

static const GOptionEntry options[] = {
	{"from", 0, 0, G_OPTION_ARG_FILENAME, &arg_from, N_("when it begins"), "TIME"},
	{"until", 0, 0, G_OPTION_ARG_FILENAME, &arg_until, N_("when it ends"), "TIME"},
	{"for", 0, 0, G_OPTION_ARG_FILENAME, &arg_for, N_("how long it lasts"), "DURATION"},
	{"zone", 0, 0, G_OPTION_ARG_FILENAME, &arg_zone,
	 N_("times without an offset are in ZONE (default the site's)"), "ZONE"},
	{"every", 0, 0, G_OPTION_ARG_FILENAME, &arg_every,
	 N_("it recurs: week, '3 months', '2nd sunday', 'last day'"), "RECURRENCE"},
	{"recurs-until", 0, 0, G_OPTION_ARG_FILENAME, &arg_recurs_until,
	 N_("it does not begin anew at TIME or later"), "TIME"},
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

static bool usage(GError **error, const char *message)
{
	g_set_error_literal(error, OPS_WINDOWS_ERROR, WINDOWS_ERROR_TIME, message);
	return false;
}

/* What goes together. */
static bool check_options(const struct session *session, GError **error)
{
	if (!arg_from)
		return usage(error, _("say when it begins: '--from'"));
	if (!arg_reason)
		return usage(error, _("say why: '--reason'"));
	if (arg_recurs_until && !arg_every)
		return usage(error, _("'--recurs-until' is of what recurs: say '--every'"));
	return window_check_reason(session, "--reason", arg_reason, error);
}

static bool read_times(const struct session *session, struct window_record *window, GError **error)
{
	g_autoptr(GTimeZone) zone = instant_zone_open(window->zone, error);
	struct window_times times;

	if (!zone || !window_read_time("--from", arg_from, zone, &window->from_us, error) ||
	    !window_read_end(arg_until, arg_for, zone, window->from_us, &window->until_us, error))
		return false;
	if (arg_recurs_until && !window_read_time("--recurs-until", arg_recurs_until, zone,
						  &window->recurs_until_us, error))
		return false;
	if (window->from_us < clock_wall_us(session->clock))
		return usage(error, _("it would begin in the past: for work at once, 'nwops maint start'"));
	if (!windows_open_times(window, &times, error))
		return false;
	windows_close_times(&times);
	return true;
}

static int run(struct session *session, char **arguments)
{
	g_autofree char *selectors = g_strjoinv("\n", arguments);
	struct window_record window = {
		.kind = WINDOW_MAINTENANCE,
		.selectors = selectors,
		.reason = arg_reason,
		.zone = arg_zone ? arg_zone : inventory_policy(session->inventory)->zone,
		.recurrence = arg_every,
		.made_at_us = clock_wall_us(session->clock),
		.made_by = session->actor,
	};
	struct window_deed deed = {
		.change = {.verb = "plan", .after = &window},
		.studied = &window,
		.result = WINDOW_RESULT_PLANNED,
		.question = _("plan it in spite of that?"),
		.despite_conflicts = arg_despite_conflicts,
		.dry_run = arg_dry_run,
	};
	g_autoptr(GError) error = NULL;
	int status;

	if (!check_options(session, &error) ||
	    !(window.owner = window_owner(session, arg_owner, &error)) ||
	    !read_times(session, &window, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	status = session_open_store(session, arg_dry_run ? STORE_READ : STORE_WRITE);
	if (status)
		return status;
	status = window_do(session, &deed);
	g_free((char *)window.id);
	return status;
}

const struct command maint_plan = {
	.name = "plan",
	.summary = N_("plan maintenance"),
	.args = "SELECTOR...",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
