/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops status: the whole picture on one screen, without asking the network; the one
 * that stays open in the operations centre. With --since what a shift hands over.
 */
#include "base/quantity.h"
#include "base/translate.h"
#include "status/screen.h"
#include "status/verbs.h"
#include "ui/complain.h"

#define INTERVAL_US (5 * (int64_t)G_USEC_PER_SEC)
#define INTERVAL_LEAST_US ((int64_t)G_USEC_PER_SEC)
#define INTERVAL_MOST_US (3600 * (int64_t)G_USEC_PER_SEC)

static gboolean arg_all, arg_wall, arg_watch;
static char *arg_interval, *arg_since;

static const GOptionEntry options[] = {
	{"all", 0, 0, G_OPTION_ARG_NONE, &arg_all, N_("print every item, also what is fine or folded away"),
	 NULL},
	{"interval", 0, 0, G_OPTION_ARG_FILENAME, &arg_interval, N_("how often to look (default 5s)"),
	 "DURATION"},
	{"since", 0, 0, G_OPTION_ARG_FILENAME, &arg_since,
	 N_("hand a shift over: what happened since TIME, or for so long (8h)"), "TIME"},
	{"wall", 0, 0, G_OPTION_ARG_NONE, &arg_wall, N_("fill the screen, side by side, without scrolling"),
	 NULL},
	{"watch", 0, 0, G_OPTION_ARG_NONE, &arg_watch, N_("look again and again, and draw in place"), NULL},
	{NULL},
};

static bool refuse(GError **error, const char *message)
{
	g_set_error_literal(error, OPS_QUANTITY_ERROR, QUANTITY_ERROR_RANGE, message);
	return false;
}

static bool read_wish(struct status_wish *wish, GError **error)
{
	int64_t interval_us = INTERVAL_US;

	if (arg_interval && !arg_watch)
		return refuse(error, _("'--interval' goes with '--watch'"));
	if (arg_since && (arg_watch || arg_wall))
		return refuse(error, _("'--since' goes with neither '--watch' nor '--wall'"));
	if (arg_interval && !quantity_parse_duration(arg_interval, &interval_us, error)) {
		g_prefix_error(error, _("option '%s': "), "--interval");
		return false;
	}
	if (interval_us < INTERVAL_LEAST_US || interval_us > INTERVAL_MOST_US)
		return refuse(error, _("'--interval' is out of range 1s to 1h"));
	wish->interval_us = arg_watch ? interval_us : 0;
	return true;
}

struct screen_outcome screen_look(const struct session *session, const struct status_wish *wish,
				  bool redraw)
{
	const struct picture_options seeing = {
		.inventory = session->inventory,
		.store = session->store,
		.clock = session->clock,
		.notes = session->notes,
		.selectors = wish->selectors,
		.fine = wish->all || session->answer == ANSWER_JSON,
	};
	struct screen_outcome outcome = {.failed = true};
	g_autoptr(GError) error = NULL;
	struct picture picture;

	if (!engine_see(&seeing, &picture, &error)) {
		outcome.status = complain_error(session->answer, error);
		return outcome;
	}
	if (session->answer == ANSWER_JSON)
		screen_print_json(session, &picture);
	else
		screen_print(session, &picture, wish, redraw);
	outcome.failed = false;
	outcome.status = status_exit(state_tally_worst(&picture.tally));
	picture_clear(&picture);
	return outcome;
}

static int run(struct session *session, char **arguments)
{
	struct status_wish wish = {
		.selectors = (const char *const *)arguments, .all = arg_all, .wall = arg_wall};
	g_autoptr(GError) error = NULL;

	if (!read_wish(&wish, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	if (arg_since)
		return handover_run(session, arg_since, wish.selectors, arg_all);
	return arg_watch ? screen_watch(session, &wish) : screen_look(session, &wish, false).status;
}

static const struct command *const verbs[] = {&status_silence, NULL};

const struct command cmd_status = {
	.name = "status",
	.summary = N_("show the whole picture; silence; hand a shift over"),
	.args = "[SELECTOR...]",
	.needs = NEED_INVENTORY | NEED_STORE_READ,
	.options = options,
	.verbs = verbs,
	.run = run,
};
