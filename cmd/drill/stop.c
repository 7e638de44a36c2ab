/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill stop: ends a drill before its time; all that was recorded of it stays. First it stands, then everybody is told.
 */
#include "drill/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

static char *arg_reason;

static const GOptionEntry options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why"), "TEXT"},
	{NULL},
};

static bool stop(const struct session *session, const struct stage *stage, char **arguments, GError **error)
{
	const struct play_options playing = stage_playing(session, stage);

	return play_turn(&playing, DRILL_STOPPED, arg_reason, error) && stage_tell(session, stage, NOTICE_DRILL_END, arg_reason, error);
}

static int run(struct session *session, char **arguments)
{
	if (!arg_reason || !*arg_reason)
		return complain(session->answer, COMPLAINT_USAGE, _("say why with '--reason'"));
	return drill_do(session, arguments, stop);
}

const struct command drill_stop = {
	.name = "stop",
	.summary = N_("end the drill before its time, and say so to everybody in it"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
