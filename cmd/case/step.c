/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops case step: where the stages of a case stand; that one was passed, or is left out.
 */
#include "case/paper.h"
#include "case/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "options.h"
#include "sure.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_at, *arg_until, *arg_reason;
static gboolean arg_about, arg_skip;

static const GOptionEntry options[] = {
	{"at", 0, 0, G_OPTION_ARG_FILENAME, &arg_at, N_("when it was passed"), "WHEN"},
	{"about", 0, 0, G_OPTION_ARG_NONE, &arg_about, N_("that time is only roughly known"), NULL},
	{"until", 0, 0, G_OPTION_ARG_FILENAME, &arg_until, N_("the day that is set with it"), "TIME"},
	{"skip", 0, 0, G_OPTION_ARG_NONE, &arg_skip, N_("it is left out"), NULL},
	{"reason", 0, 0, G_OPTION_ARG_FILENAME, &arg_reason, N_("why it is left out"), "TEXT"},
	{"sure", 0, 0, G_OPTION_ARG_NONE, &arg_sure, SURE_WORDS, NULL},
	{NULL},
};

/* --- where it stands --- */

static void print_procedure(const struct story *story)
{
	const struct case_file *file = story->file;
	const char *procedure = story->paper->paper->procedure;
	g_autofree char *command = procedure ? g_strdup_printf("nwops isolate start %s --procedure %s --case %s",
							       *file->subject ? file->subject : "SUBJECT", procedure, file->id)
					     : NULL;
	g_autofree char *safe = command ? text_safe_string(command) : NULL;

	if (safe && !file->closed_at_us && !file->runs->len)
		printer_text(_("led through it step by step by:\n  %s\n"), safe);
}

static void print_text(const struct story *story, const GPtrArray *owed)
{
	paper_print(story);
	print_procedure(story);
	if (owed->len)
		printer_text(_("owed before it can be closed:\n"));
	incident_print_owed(owed);
}

static int tell_stands(const struct session *session, const struct case_file *file)
{
	const struct cases_options reading = session_recording(session);
	g_autoptr(ops_case_standing_t) standing = case_standing_new(file);
	g_autoptr(ops_case_paper_t) paper = paper_look(session, standing);
	const struct story story = {.session = session, .file = file, .now_us = clock_wall_us(session->clock), .paper = paper};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) owed = file->closed_at_us ? g_ptr_array_new() : case_owed(&reading, standing, NULL, &error);

	if (!owed)
		return incident_complain(session, error);
	if (!paper)
		return complain(session->answer, COMPLAINT_USAGE,
				_("case '%s' goes by no paper: say which with 'nwops case open %s --paper PAPER'"), file->id, file->id);
	if (session->answer == ANSWER_JSON) {
		paper_print_json(&story);
		tell_owed_json(file, owed);
	} else {
		print_text(&story, owed);
	}
	return owed->len ? EXIT_ATTENTION : EXIT_OK;
}

/* --- passing one --- */

static int pass(const struct session *session, const char *id, const struct case_passing *passing)
{
	struct cases_options recording = session_recording(session);
	g_autoptr(GPtrArray) lacks = NULL;
	g_autoptr(GError) error = NULL;
	int64_t number;

	number = case_pass(&recording, id, passing, &lacks, &error);
	if (number >= 0)
		return incident_tell_event(session, id, number, NULL);
	incident_complain(session, error);
	if (lacks)
		paper_tell_lacks(session, id, passing->stage, lacks);
	return g_error_matches(error, OPS_CASES_ERROR, CASES_ERROR_OWED) ? EXIT_ATTENTION : EXIT_COULD_NOT;
}

static bool read_options(const struct session *session, struct case_passing *passing, GError **error)
{
	if (arg_about && !arg_at)
		return options_refuse(error, _("option '%s' says nothing without '%s'"), "--about", "--at");
	if (arg_reason && !arg_skip)
		return options_refuse(error, _("option '%s' says nothing without '%s'"), "--reason", "--skip");
	if (arg_skip && (passing->outcome || arg_until))
		return options_refuse(error, _("what is left out has no outcome and sets no day"));
	return (!arg_at || typed_instant(session, "--at", arg_at, arg_about, &passing->at, error)) &&
	       (!arg_until || typed_due(session, "--until", arg_until, &passing->until_us, error));
}

static int run(struct session *session, char **arguments)
{
	int status = EXIT_OK;
	g_autoptr(ops_case_file_t) file = incident_load(session, arguments[0], &status);
	struct case_passing passing = {
		.stage = arguments[1],
		.outcome = arguments[1] ? arguments[2] : NULL,
		.skip = arg_skip,
		.reason = arg_reason,
		.at = {clock_wall_us(session->clock), INSTANT_EXACT},
	};
	g_autoptr(GError) error = NULL;

	if (!file)
		return status;
	if (!arguments[1])
		return tell_stands(session, file);
	if (!read_options(session, &passing, &error))
		return complain(session->answer, COMPLAINT_USAGE, "%s", error->message);
	return pass(session, file->id, &passing);
}

const struct command case_step = {
	.name = "step",
	.summary = N_("say where the stages stand, or that one was passed"),
	.args = "CASE [STAGE] [OUTCOME]",
	.needs = NEED_INVENTORY | NEED_STORE_WRITE,
	.options = options,
	.run = run,
};
