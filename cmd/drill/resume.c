/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill resume: a drill that waits, was paused or frozen goes on; when nobody plays it any more it is played from here.
 */
#include "drill/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

static char *arg_speed;

static const GOptionEntry options[] = {
	{"speed", 0, 0, G_OPTION_ARG_FILENAME, &arg_speed, N_("so many times as fast as the real time, or 'max'"), "N"},
	{NULL},
};

static int set_speed(const struct session *session, const char *name, int64_t speed)
{
	g_autoptr(GError) error = NULL;
	struct stage stage;
	int status = EXIT_OK;
	bool opened = stage_open(session, name, &stage, &error);
	const struct play_options playing = opened ? stage_playing(session, &stage) : (struct play_options){0};

	if (!opened || !play_set_speed(&playing, speed, &error))
		status = complain_error(session->answer, error);
	stage_clear(&stage);
	return status;
}

static int run(struct session *session, char **arguments)
{
	int status = session_open_telling(session);
	g_autofree char *name = status ? NULL : stage_choose(session, &status);
	int64_t speed;

	if (!name)
		return status;
	if (arg_speed) {
		if (!drill_read_speed(session, arg_speed, &speed))
			return EXIT_COULD_NOT;
		status = set_speed(session, name, speed);
	}
	if (!status)
		status = drill_begin(session, name);
	return status ? status : drill_perform(session, name);
}

const struct command drill_resume = {
	.name = "resume",
	.summary = N_("start the drill, or go on with it"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
