/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill pause: the drill's clock stands until it is resumed, and nothing grows old meanwhile.
 */
#include "drill/verbs.h"

#include "base/translate.h"

static char *arg_reason;

static const GOptionEntry options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why"), "TEXT"},
	{NULL},
};

static bool pause_it(const struct session *session, const struct stage *stage, char **arguments, GError **error)
{
	const struct play_options playing = stage_playing(session, stage);

	return play_turn(&playing, DRILL_PAUSED, arg_reason ? arg_reason : "", error);
}

static int run(struct session *session, char **arguments)
{
	return drill_do(session, arguments, pause_it);
}

const struct command drill_pause = {
	.name = "pause",
	.summary = N_("let the drill's clock stand"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
