/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill run: makes a drill by a scenario, once it is sure that it may be held now and whom it may reach, and plays it.
 */
#include "drill/verbs.h"

#include "base/digest.h"
#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "drill/make.h"
#include "net/loop.h"
#include "ui/complain.h"

#include <inttypes.h>

#define LOOK_US (G_USEC_PER_SEC / 4)

static char *arg_name, *arg_role, *arg_speed, *arg_step, *arg_comcheck, *arg_despite, *arg_institutions, *arg_network, *arg_failing;
static gboolean arg_answers, arg_hold;

static const GOptionEntry options[] = {
	{"name", 0, 0, G_OPTION_ARG_FILENAME, &arg_name, N_("what it is called (default: the scenario and the day)"), "NAME"},
	{"role", 0, 0, G_OPTION_ARG_FILENAME, &arg_role, N_("who plays what, with commas between"), "ROLE=CONTACT"},
	{"speed", 0, 0, G_OPTION_ARG_FILENAME, &arg_speed, N_("so many times as fast as the real time, or 'max'"), "N"},
	{"step", 0, 0, G_OPTION_ARG_FILENAME, &arg_step, N_("how often a tick is done, by its clock (default 1m)"), "DURATION"},
	{"answers", 0, 0, G_OPTION_ARG_NONE, &arg_answers, N_("play those who take part, by the scenario's answers"), NULL},
	{"failing", 0, 0, G_OPTION_ARG_FILENAME, &arg_failing, N_("play them so that they fail that expectation and no other"), "EXPECTATION"},
	{"comcheck", 0, 0, G_OPTION_ARG_FILENAME, &arg_comcheck, N_("wait so long for answers before it begins"), "DURATION"},
	{"hold", 0, 0, G_OPTION_ARG_NONE, &arg_hold, N_("make everything ready, and wait for 'resume'"), NULL},
	{"despite", 0, 0, G_OPTION_ARG_FILENAME, &arg_despite, N_("begin although real incidents are open, and why"), "REASON"},
	{"real-institutions", 0, 0, G_OPTION_ARG_FILENAME, &arg_institutions, N_("real institutions may be sent to: its name once more"), "WORD"},
	{"real-network", 0, 0, G_OPTION_ARG_FILENAME, &arg_network, N_("lines and devices are really asked: its name once more"), "WORD"},
	{NULL},
};

/* --- reading --- */

static bool read_duration(const struct session *session, const char *option, const char *text, int64_t *ret_us)
{
	g_autoptr(GError) error = NULL;

	if (!text || quantity_parse_duration(text, ret_us, &error))
		return true;
	complain(session->answer, COMPLAINT_USAGE, _("option '%s': %s"), option, error->message);
	return false;
}

static bool read_wish(const struct session *session, const char *scenario, struct drill_wish *wish)
{
	*wish = (struct drill_wish){
		.scenario = scenario,
		.name = arg_name,
		.roles = arg_role,
		.failing = arg_failing,
		.despite = arg_despite,
		.institutions_word = arg_institutions,
		.network_word = arg_network,
		.answers = arg_answers || arg_failing,
		.speed = 1,
		.step_us = INT64_C(60) * G_USEC_PER_SEC,
	};
	return (!arg_speed || drill_read_speed(session, arg_speed, &wish->speed)) && read_duration(session, "--step", arg_step, &wish->step_us);
}

/* --- waiting for answers --- */

static void time_is_over(void *loop)
{
	loop_stop(loop);
}

static bool has_answered(const struct session *session, const char *name, struct play_counts *ret_counts, GError **error)
{
	struct stage stage;
	bool done = stage_open(session, name, &stage, error) && play_count(stage.store, NOTICE_COMCHECK, ret_counts, error);

	stage_clear(&stage);
	return done;
}

static int wait_for_answers(const struct session *session, const char *name, int64_t limit_us)
{
	int64_t until_us = clock_monotonic_us(session->real_clock) + limit_us;
	struct play_counts counts = {0};
	g_autoptr(GError) error = NULL;

	if (limit_us)
		notes_write(session->notes, NOTES_NOTICE, _("drill '%s': it begins when all have answered, at the latest in %" PRId64 " s"), name,
			    limit_us / G_USEC_PER_SEC);
	do {
		g_autoptr(ops_loop_t) loop = loop_new();

		if (!has_answered(session, name, &counts, &error))
			return complain_error(session->answer, error);
		if (counts.answered >= counts.made || limit_us == 0)
			break;
		loop_start_timer(loop, LOOK_US, 0, time_is_over, loop);
		loop_run(loop);
	} while (clock_monotonic_us(session->real_clock) < until_us);
	drill_tell_counts(session, words_get(WORDS_NOTICE_KIND, NOTICE_COMCHECK)->id, &counts);
	return EXIT_OK;
}

static int make_ready(const struct session *session, const char *name)
{
	struct stage stage;
	g_autoptr(GError) error = NULL;
	int status = EXIT_OK;

	if (!stage_open(session, name, &stage, &error) || !stage_tell(session, &stage, NOTICE_DRILL_START, NULL, &error) ||
	    !stage_tell(session, &stage, NOTICE_COMCHECK, NULL, &error))
		status = complain_error(session->answer, error);
	else if (arg_hold)
		drill_tell(session, &stage);
	stage_clear(&stage);
	return status;
}

static int run(struct session *session, char **arguments)
{
	struct drill_wish wish;
	int64_t limit_us = 0;
	g_autofree char *name = NULL;
	int status;

	if (!read_wish(session, arguments[0], &wish) || !read_duration(session, "--comcheck", arg_comcheck, &limit_us))
		return EXIT_COULD_NOT;
	status = session_open_telling(session);
	if (!status)
		status = drill_make(session, &wish, &name);
	if (!status)
		status = drill_tell_improvements(session);
	if (!status)
		status = make_ready(session, name);
	if (!status)
		status = wait_for_answers(session, name, limit_us);
	if (status || arg_hold)
		return status;
	status = drill_begin(session, name);
	return status ? status : drill_perform(session, name);
}

const struct command drill_run = {
	.name = "run",
	.summary = N_("make a drill by a scenario, and play it"),
	.args = "SCENARIO",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
