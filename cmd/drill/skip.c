/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill skip: a card that is to come is left out.
 */
#include "drill/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

static char *arg_reason;

static const GOptionEntry options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why"), "TEXT"},
	{NULL},
};

static bool skip(const struct session *session, const struct stage *stage, char **arguments, GError **error)
{
	const struct play_options playing = stage_playing(session, stage);

	return play_skip(&playing, arguments[0], arg_reason, error);
}

static int run(struct session *session, char **arguments)
{
	if (!arg_reason || !*arg_reason)
		return complain(session->answer, COMPLAINT_USAGE, _("say why with '--reason'"));
	return drill_do(session, arguments, skip);
}

const struct command drill_skip = {
	.name = "skip",
	.summary = N_("leave a card of the drill out"),
	.args = "CARD",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
