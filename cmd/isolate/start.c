/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops isolate SUBJECT: what is known of it first, then the procedure that fits. One target has
 * one run: two people who mend the same line by two runs undo each other's work.
 */
#include "isolate/start.h"

#include "base/text.h"
#include "base/translate.h"
#include "isolate/runs.h"
#include "isolate/verbs.h"
#include "opened.h"
#include "session.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

#define BY_CALLER "institution-unreachable"
#define BY_ITEM "operator-detected"

char *arg_procedure, *arg_case;
gboolean arg_again, arg_dry_run;

const GOptionEntry start_options[] = {
	{"procedure", 0, 0, G_OPTION_ARG_FILENAME, &arg_procedure, N_("go by PROCEDURE"),
	 "PROCEDURE"},
	{"case", 0, 0, G_OPTION_ARG_FILENAME, &arg_case, N_("the run belongs to CASE"), "CASE"},
	{"again", 0, 0, G_OPTION_ARG_NONE, &arg_again,
	 N_("begin a second run about the same subject"), NULL},
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &arg_dry_run, N_("record, ask and send nothing"),
	 NULL},
	{"answers", 0, 0, G_OPTION_ARG_FILENAME, &arg_answers_file, N_("answer steps from FILE"),
	 "FILE"},
	{"answer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_answers, N_("answer one step"),
	 "STEP=VALUE"},
	{"field", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_fields, N_("say one field"),
	 "NAME=VALUE"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- which procedure --- */

struct fit {
	char *procedure;
	enum detection detected_by;
};

static struct fit fit_of(struct guide *guide, const struct chosen *chosen)
{
	struct session *session = guide->session;
	g_autoptr(GPtrArray) troubles = NULL;
	struct fit fit = {g_strdup(arg_procedure),
			  chosen->called ? DETECTION_INSTITUTION : DETECTION_PERSON};

	troubles = chosen->called || !session->store
			   ? NULL
			   : engine_open_troubles(session->inventory, session->store,
						  session->clock, session->notes, NULL);
	for (guint i = 0; troubles && i < troubles->len; i++) {
		const struct open_trouble *trouble = troubles->pdata[i];

		if (!g_str_equal(trouble->item, chosen->subject))
			continue;
		fit.detected_by = DETECTION_MONITORING;
		if (!fit.procedure)
			fit.procedure = g_strdup(trouble->procedure);
	}
	if (!fit.procedure)
		fit.procedure = g_strdup(chosen->called ? BY_CALLER : BY_ITEM);
	return fit;
}

/* --- one run a target --- */

/* Whether an unfinished run of the same subject is there; then GUIDE->walk is it, where somebody
 * wants to resume it. */
static bool is_walked_already(struct guide *guide, const char *subject, const char *procedure,
			      int *ret_status)
{
	g_autoptr(GPtrArray) runs = runs_load(guide->session->store, NULL, true, NULL);
	const struct run_row *row = runs && *subject ? runs_find(runs, subject, NULL) : NULL;
	g_autofree char *name = NULL, *question = NULL, *line = NULL, *folded = NULL;

	if (!row || arg_again || (arg_procedure && !g_str_equal(row->procedure, procedure)))
		return false;
	name = case_run_print(row->case_id, row->run);
	*ret_status = EXIT_COULD_NOT;
	if (!guide->interactive) {
		complain(guide->session->answer, COMPLAINT_USAGE,
			 _("'%s' has the unfinished run '%s' of '%s': resume that, or begin "
			   "another with '--again'"),
			 subject, name, row->holder);
		return true;
	}
	question = g_strdup_printf(_("'%s' has the unfinished run '%s' of '%s'"), subject, name,
				   row->holder);
	page_words(&guide->page, 0, "", question);
	line = ask_line(guide, _("resume it [y/N]"));
	folded = text_fold(line ? line : "");
	if (g_str_equal(folded, "y") || g_str_equal(folded, "yes") || g_str_equal(folded, "はい")) {
		if (guide_open(guide, row->case_id, row->run))
			*ret_status = EXIT_OK;
		return true;
	}
	printer_text(_("begin another with '--again'\n"));
	*ret_status = EXIT_ATTENTION;
	return true;
}

/* --- the walk --- */

static void tell_opened(const struct guide *guide, const char *subject)
{
	struct first_reports reports = walk_first_reports(guide->walk);

	if ((reports.core || reports.peers) && guide->session->answer == ANSWER_TEXT)
		printer_text(_("incident %s is open: %s\n"), walk_case(guide->walk), subject);
	opened_tell_reports(guide->session, walk_case(guide->walk), subject, reports);
}

static int begin(struct guide *guide, const struct chosen *chosen, const struct fit *fit)
{
	const struct walk_begin begin = {
		.procedure = fit->procedure,
		.subject = chosen->subject,
		.organization = chosen->organization ? chosen->organization->name : "",
		.case_id = arg_case,
		.detected_by = words_get(WORDS_DETECTION, fit->detected_by)->id,
	};
	g_autoptr(GError) error = NULL;

	guide->walk = walk_start(&guide->options, &begin, &error);
	if (!guide->walk)
		return complain_error(guide->session->answer, error);
	tell_opened(guide, chosen->subject);
	guide_skip_before(guide);
	return guide_walk(guide);
}

static int walk_chosen(struct guide *guide, const struct chosen *chosen)
{
	struct fit fit = fit_of(guide, chosen);
	int status = EXIT_COULD_NOT;

	if (guide->session->answer == ANSWER_TEXT)
		before_print(guide, chosen);
	if (!is_walked_already(guide, chosen->subject, fit.procedure, &status)) {
		status = begin(guide, chosen, &fit);
	} else if (guide->walk) {
		guide_skip_told(guide);
		status = guide_walk(guide);
	}
	g_free(fit.procedure);
	return status;
}

int start_walk(struct guide *guide, const char *word)
{
	struct chosen chosen;
	int status;

	if (!choose(guide, word, &chosen))
		return EXIT_COULD_NOT;
	status = walk_chosen(guide, &chosen);
	chosen_clear(&chosen);
	return status;
}

static int on_paper(struct guide *guide, const char *word)
{
	struct chosen chosen;
	struct fit fit;
	int status;

	if (!choose(guide, word, &chosen))
		return EXIT_COULD_NOT;
	fit = fit_of(guide, &chosen);
	status = dry_run(guide, &chosen, fit.procedure);
	g_free(fit.procedure);
	chosen_clear(&chosen);
	return status;
}

int start_run(struct session *session, const char *word)
{
	struct guide guide;
	int status = session_open_store(session, arg_dry_run ? STORE_READ : STORE_WRITE);

	if (status)
		return status;
	if (!guide_init(&guide, session, !arg_dry_run))
		status = EXIT_COULD_NOT;
	else
		status = arg_dry_run ? on_paper(&guide, word) : start_walk(&guide, word);
	guide_clear(&guide);
	return status;
}

static int run(struct session *session, char **arguments)
{
	return start_run(session, arguments[0]);
}

const struct command isolate_start = {
	.name = "start",
	.summary = N_("begin a run about a subject, or for who calls"),
	.args = "SUBJECT",
	.needs = NEED_INVENTORY,
	.options = start_options,
	.run = run,
};
