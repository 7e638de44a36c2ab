/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill report: how a drill went, for the screen, for paper, and for whoever asks whether
 * the yearly duty was done.
 */
#include "drill/after.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/manual.h"
#include "incident/verbs.h"
#include "procedure/manual.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <string.h>

#define IMPROVE_DAYS 90

static char *arg_format, *arg_output, *arg_timeline, *arg_judge, *arg_seal, *arg_owner, *arg_due;
static char **arg_improve;

static const GOptionEntry options[] = {
	{"format", 0, 0, G_OPTION_ARG_FILENAME, &arg_format, N_("the report after the drill, as a document"), "markdown|html|pdf"},
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output, N_("write the document into FILE"), "FILE"},
	{"timeline", 0, 0, G_OPTION_ARG_FILENAME, &arg_timeline, N_("write the course of the drill into FILE, as SVG"), "FILE"},
	{"judge", 0, 0, G_OPTION_ARG_FILENAME, &arg_judge, N_("record what a person judged of an expectation: ID=met or ID=missed"), "ID"},
	{"seal", 0, 0, G_OPTION_ARG_FILENAME, &arg_seal, N_("record that it was held, and write its proof into FILE"), "FILE"},
	{"improve", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arg_improve, N_("with --seal: something more that is to be improved"), "TEXT"},
	{"owner", 0, 0, G_OPTION_ARG_FILENAME, &arg_owner, N_("with --seal: by whom it is to be improved"), "WHO"},
	{"due", 0, 0, G_OPTION_ARG_FILENAME, &arg_due, N_("with --seal: until when; else 90 days from now"), "DATE"},
	{NULL},
};

/* NULL: the options go together. */
static const char *misuse(void)
{
	static const char *const formats[] = {"markdown", "html", "pdf", NULL};
	int deeds = !!arg_judge + !!arg_seal + !!arg_timeline + !!arg_format;

	if (arg_format && !g_strv_contains(formats, arg_format))
		return _("a report is printed as markdown, html or pdf");
	if (deeds > 1)
		return _("'--format', '--timeline', '--judge' and '--seal' are four things to do: one at a time");
	if (arg_format && g_str_equal(arg_format, "pdf") && !arg_output)
		return _("a PDF goes into a file: '--output FILE'");
	if (arg_output && !arg_format)
		return _("'--output' is where a document goes, with '--format'");
	if ((arg_improve || arg_owner || arg_due) && !arg_seal)
		return _("'--improve', '--owner' and '--due' go with '--seal'");
	return NULL;
}

/* --- documents --- */

static int write_pdf(const struct after *after, const struct after_action *action, const char *markdown)
{
	g_autofree char *html = after_action_html(action);
	g_autoptr(GError) error = NULL;
	const struct typeset_options typeset = {
		.clock = after->session->clock, .html = html, .attachment = "report.md", .attachment_text = markdown,
		.path = arg_output, .timeout_us = MANUAL_TYPESET_TIMEOUT_US,
	};

	return engine_typeset(&typeset, &error) ? EXIT_OK : complain_error(after->session->answer, error);
}

static int write_document(const struct after *after)
{
	const struct after_action action = after_action_of(after, session_document_language(after->session));
	g_autofree char *markdown = g_str_equal(arg_format, "html") ? NULL : after_action_markdown(&action);
	g_autofree char *html = markdown ? NULL : after_action_html(&action);
	g_autoptr(GError) error = NULL;

	if (g_str_equal(arg_format, "pdf"))
		return write_pdf(after, &action, markdown);
	if (!arg_output) {
		printer_page(markdown ? markdown : html);
		return EXIT_OK;
	}
	return manual_replace_file(arg_output, markdown ? markdown : html, &error) ? EXIT_OK
										   : complain_error(after->session->answer, error);
}

static int write_timeline(const struct after *after)
{
	const struct rehearsal *rehearsal = after->rehearsal;
	g_autofree char *svg = drill_timeline_svg(rehearsal->scenario, rehearsal->evidence, after->score, session_document_language(after->session));
	g_autoptr(GError) error = NULL;

	return manual_replace_file(arg_timeline, svg, &error) ? EXIT_OK : complain_error(after->session->answer, error);
}

/* --- a judgement --- */

static int judge(struct after *after)
{
	const struct session *session = after->session;
	g_auto(GStrv) parts = g_strsplit(arg_judge, "=", 2);
	bool met = g_strv_length(parts) == 2 && g_str_equal(parts[1], "met");
	g_autoptr(GError) error = NULL;
	const struct rehearsal_judging judging = {
		.clock = after->rehearsal->clock,
		.real = session->real_clock,
		.notes = session->notes,
		.actor = session->actor,
		.by = session->said_by,
		.expectation = parts[0],
		.met = met,
	};

	if (!met && (g_strv_length(parts) != 2 || !g_str_equal(parts[1], "missed")))
		return complain(session->answer, COMPLAINT_USAGE, _("a judgement is written ID=met or ID=missed, not '%s'"), arg_judge);
	if (after->own)
		return complain(session->answer, COMPLAINT_USAGE, _("drill '%s' is sealed: nothing is judged any more"), after->rehearsal->name);
	if (!engine_rehearsal_judge(after->store, after->rehearsal, &judging, &error))
		return complain_error(session->answer, error);
	if (session->answer != ANSWER_JSON) {
		printer_text(_("recorded: '%s' is %s\n"), parts[0], words_shown(WORDS_DRILL_RESULT, met ? DRILL_MET : DRILL_MISSED));
		return EXIT_OK;
	}
	if (after_read_again(after))
		return EXIT_COULD_NOT;
	after_print_json(after);
	return EXIT_OK;
}

/* --- sealing --- */

static int seal(struct after *after)
{
	struct after_sealing sealing = {
		.path = arg_seal,
		.improvements = arg_improve,
		.owner = arg_owner,
		.due_at_us = clock_wall_us(after->session->real_clock) + IMPROVE_DAYS * 24 * G_GINT64_CONSTANT(3600000000),
	};
	g_autoptr(GError) error = NULL;

	if (arg_due && !typed_due(after->session, "--due", arg_due, &sealing.due_at_us, &error))
		return complain(after->session->answer, COMPLAINT_USAGE, "%s", error->message);
	return after_seal(after, &sealing);
}

/* --- the whole --- */

static int act(struct after *after)
{
	g_autoptr(GError) error = NULL;

	if ((arg_seal || arg_format) && !after_read_manual(after, &error))
		return complain_error(after->session->answer, error);
	if (arg_judge)
		return judge(after);
	if (arg_seal)
		return seal(after);
	if (arg_timeline)
		return write_timeline(after);
	if (arg_format)
		return write_document(after);
	if (after->session->answer == ANSWER_JSON)
		after_print_json(after);
	else
		after_print_text(after);
	return EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	const char *wrong = misuse();
	struct after after;
	int status;

	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	status = after_open(&after, session, arguments[0], arg_judge || arg_seal ? STORE_WRITE : STORE_READ);
	if (!status)
		status = act(&after);
	after_clear(&after);
	return status;
}

const struct command drill_report = {
	.name = "report",
	.summary = N_("show how a drill went, print its report, or record that it was held"),
	.args = "NAME",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
