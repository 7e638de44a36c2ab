/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill shift: all that is still to come, and the drill's end, come later, or earlier, each as far from the next as it was.
 */
#include "drill/verbs.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "ui/complain.h"

static gboolean arg_earlier;

static const GOptionEntry options[] = {
	{"earlier", 0, 0, G_OPTION_ARG_NONE, &arg_earlier, N_("to an earlier time, not before now"), NULL},
	{NULL},
};

static bool shift(const struct session *session, const struct stage *stage, char **arguments, GError **error)
{
	const struct play_options playing = stage_playing(session, stage);
	int64_t by_us;

	return quantity_parse_duration(arguments[0], &by_us, error) && play_shift(&playing, arg_earlier ? -by_us : by_us, error);
}

static int run(struct session *session, char **arguments)
{
	return drill_do(session, arguments, shift);
}

const struct command drill_shift = {
	.name = "shift",
	.summary = N_("move what is still to come in the drill"),
	.args = "DURATION",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
