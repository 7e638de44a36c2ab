/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops isolate resume, and take: going on with a run that was begun before, by whoever
 * holds it, and coming to hold it.
 */
#include "isolate/guide.h"
#include "isolate/runs.h"
#include "isolate/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "session.h"
#include "sure.h"
#include "ui/complain.h"

static char *arg_reason;

static const GOptionEntry resume_options[] = {
	{"answers", 0, 0, G_OPTION_ARG_FILENAME, &arg_answers_file, N_("answer steps from FILE"),
	 "FILE"},
	{"answer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_answers, N_("answer one step"),
	 "STEP=VALUE"},
	{"field", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_fields, N_("say one field"),
	 "NAME=VALUE"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};
static const GOptionEntry take_options[] = {
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why it is taken over"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* The only one that the login holds; false after the list was printed. */
static bool find_mine(const struct session *session, char **ret_case, int64_t *ret_run,
		      int *ret_status)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) runs = runs_load(session->store, NULL, true, &error);
	const struct run_row *mine = NULL;
	unsigned int count = 0;

	if (!runs) {
		*ret_status = complain_error(session->answer, error);
		return false;
	}
	for (guint i = 0; i < runs->len; i++) {
		const struct run_row *row = runs->pdata[i];

		if (!run_is_outermost(row) || g_strcmp0(row->holder, session->actor) != 0)
			continue;
		mine = row;
		count++;
	}
	if (count == 1) {
		*ret_case = g_strdup(mine->case_id);
		*ret_run = mine->run;
		return true;
	}
	for (guint i = 0; session->answer == ANSWER_JSON && i < runs->len; i++)
		run_row_print_json(session, runs->pdata[i]);
	if (session->answer != ANSWER_JSON)
		runs_print(session, runs, 0);
	*ret_status = complain(session->answer, COMPLAINT_USAGE,
			       _("'%s' holds %u unfinished runs: say which to resume"),
			       session->actor, count);
	return false;
}

static int resume(struct session *session, const char *case_id, int64_t number)
{
	struct guide guide;
	int status = EXIT_COULD_NOT;

	if (guide_init(&guide, session, true) && guide_open(&guide, case_id, number)) {
		guide_skip_told(&guide);
		status = guide_walk(&guide);
	}
	guide_clear(&guide);
	return status;
}

static int run_resume(struct session *session, char **arguments)
{
	g_autofree char *case_id = NULL;
	int64_t number = 0;
	int status = session_open_store(session, STORE_WRITE);

	if (status)
		return status;
	if (arguments[0] ? !run_read_name(session, arguments[0], &case_id, &number)
			 : !find_mine(session, &case_id, &number, &status))
		return EXIT_COULD_NOT;
	return resume(session, case_id, number);
}

/* --- taking over --- */

static bool take(struct guide *guide)
{
	struct procedure_event *event = answer_event(guide, EVENT_HAND_OVER);
	g_autoptr(GError) error = NULL;

	event->to = g_strdup(guide->session->actor);
	event->reason = g_strdup(arg_reason);
	if (walk_tell(guide->walk, event, &error))
		return true;
	sure_complain(guide->session, error);
	return false;
}

static int take_over(struct session *session, const char *case_id, int64_t number)
{
	struct guide guide;
	int status = EXIT_COULD_NOT;

	if (guide_init(&guide, session, true) && guide_open(&guide, case_id, number)) {
		guide_skip_told(&guide);
		if (take(&guide))
			status = EXIT_OK;
		if (!status && session->answer == ANSWER_JSON) {
			events_print(&guide);
			run_print_json(&guide);
		} else if (!status) {
			screen_leave(&guide);
		}
	}
	guide_clear(&guide);
	return status;
}

static int run_take(struct session *session, char **arguments)
{
	g_autofree char *case_id = NULL;
	int64_t number;
	int status;

	if (!arg_reason || !*g_strstrip(arg_reason) || !g_utf8_validate(arg_reason, -1, NULL))
		return complain(session->answer, COMPLAINT_USAGE, _("say why: '--reason'"));
	if (!run_read_name(session, arguments[0], &case_id, &number))
		return EXIT_COULD_NOT;
	status = session_open_store(session, STORE_WRITE);
	return status ? status : take_over(session, case_id, number);
}

const struct command isolate_resume = {
	.name = "resume",
	.summary = N_("go on with a run"),
	.args = "[RUN]",
	.needs = NEED_INVENTORY,
	.options = resume_options,
	.run = run_resume,
};
const struct command isolate_take = {
	.name = "take",
	.summary = N_("take a run over from who holds it"),
	.args = "RUN",
	.needs = NEED_INVENTORY,
	.options = take_options,
	.run = run_take,
};
