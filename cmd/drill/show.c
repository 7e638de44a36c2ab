/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill show: a scenario as the sheet of the facilitator, who sees everything, or of those who take
 * part, who see nothing of what is to come.
 */
#include "drill/scenario.h"

#include "audit/drill-sheet.h"
#include "base/translate.h"
#include "drill/scenarios.h"
#include "drill/verbs.h"
#include "engine/manual.h"
#include "procedure/manual.h"
#include "ui/complain.h"
#include "ui/printer.h"

static char *arg_sheet, *arg_role, *arg_format, *arg_output;

static const GOptionEntry options[] = {
	{"sheet", 0, 0, G_OPTION_ARG_FILENAME, &arg_sheet, N_("whose sheet; the facilitator's if not given"), "facilitator|participants"},
	{"role", 0, 0, G_OPTION_ARG_FILENAME, &arg_role, N_("the participant's role"), "ROLE"},
	{"format", 0, 0, G_OPTION_ARG_FILENAME, &arg_format, N_("markdown (the default), html or pdf"), "FORMAT"},
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output, N_("print into FILE"), "FILE"},
	{NULL},
};

struct drill_scenario *scenario_open(const struct session *session, const char *name, int *ret_status)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) places = session_drill_places(session);
	struct drill_scenario *scenario = drill_scenario_load((const char *const *)places, name, faults);

	if (!scenario)
		*ret_status = complain_faults(session->answer, faults, _("scenario '%s' cannot be used"), name);
	return scenario;
}

/* Where nobody says it the file's name does. */
static bool is_format(const char *format)
{
	const char *said = arg_format					? arg_format :
			   arg_output && g_str_has_suffix(arg_output, ".pdf")  ? "pdf" :
			   arg_output && g_str_has_suffix(arg_output, ".html") ? "html" :
										 "markdown";

	return g_str_equal(said, format);
}

/* NULL: the options go together. */
static const char *misuse(char **arguments)
{
	if (!arguments[0] || arguments[1])
		return _("say one scenario; 'nwops drill list' prints those that are");
	if (arg_role && (!arg_sheet || !g_str_equal(arg_sheet, "participants")))
		return _("'--role' is of the participants' sheet");
	if (!is_format("markdown") && !is_format("html") && !is_format("pdf"))
		return _("there are three formats: markdown, html, pdf");
	if (is_format("pdf") && !arg_output)
		return _("a PDF is printed into a file: say '--output FILE'");
	return NULL;
}

static bool write_pdf(const struct session *session, const struct drill_sheet *sheet, GError **error)
{
	g_autofree char *html = drill_sheet_html(sheet), *text = drill_sheet_markdown(sheet);
	const struct typeset_options typeset = {
		.clock = session->clock, .html = html, .attachment = "drill.md", .attachment_text = text,
		.path = arg_output, .timeout_us = MANUAL_TYPESET_TIMEOUT_US,
	};

	return engine_typeset(&typeset, error);
}

static void print_json(const struct drill_sheet *sheet, const char *text)
{
	struct json *object = printer_new_object("drill-sheet");
	g_autofree char *digest = digest_hex(sheet->scenario->digest.bytes, DIGEST_SIZE);

	json_set_string(object, "scenario", sheet->scenario->name);
	json_set_string(object, "sheet", sheet->whom == DRILL_SHEET_FACILITATOR ? "facilitator" : "participants");
	json_set_string(object, "role", arg_role);
	json_set_string(object, "language", sheet->language == PROCEDURE_JAPANESE ? "ja" : "en");
	json_set_string(object, "digest", digest);
	json_set_string(object, "path", arg_output);
	json_set_string(object, "text", text);
	printer_take(object);
}

static int print(const struct session *session, const struct drill_sheet *sheet)
{
	g_autofree char *text = is_format("html") ? drill_sheet_html(sheet) : drill_sheet_markdown(sheet);
	g_autoptr(GError) error = NULL;

	if (is_format("pdf") ? !write_pdf(session, sheet, &error)
			     : arg_output && !manual_replace_file(arg_output, text, &error))
		return complain_error(session->answer, error);
	if (session->answer == ANSWER_JSON)
		print_json(sheet, arg_output ? NULL : text);
	else if (!arg_output)
		printer_page(text);
	return EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	const char *wrong = misuse(arguments);
	int status = EXIT_OK;
	g_autoptr(ops_drill_scenario_t) scenario = wrong ? NULL : scenario_open(session, arguments[0], &status);
	g_autoptr(ops_drill_targets_t) targets = NULL;
	g_autoptr(GError) error = NULL;
	struct drill_sheet sheet = {.scenario = scenario, .role = -1};

	if (wrong)
		return complain(session->answer, COMPLAINT_USAGE, "%s", wrong);
	if (!scenario)
		return status;
	sheet.language = session_document_language(session);
	sheet.whom = arg_sheet && g_str_equal(arg_sheet, "participants") ? DRILL_SHEET_PARTICIPANTS : DRILL_SHEET_FACILITATOR;
	if (arg_role)
		sheet.role = drill_find_role(scenario, arg_role);
	if (arg_role && sheet.role < 0)
		return complain(session->answer, COMPLAINT_USAGE, _("scenario '%s' has no role '%s'"), scenario->name, arg_role);
	sheet.targets = targets = drill_bind(scenario, session->inventory, &error);
	if (!targets)
		notes_write(session->notes, NOTES_WARNING, "%s", error->message);
	return print(session, &sheet);
}

const struct command drill_show = {
	.name = "show",
	.summary = N_("print a scenario as the facilitator's or the participants' sheet"),
	.args = "SCENARIO",
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
