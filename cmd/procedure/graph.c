/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure graph: a procedure drawn as swim lanes, on the screen or as
 * SVG.
 */
#include "procedure/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <unistd.h>


static char *arg_output;

static const GOptionEntry options[] = {
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output, N_("draw into FILE (.svg or .txt)"), "FILE"},
	{NULL},
};

static int draw(const struct session *session, const struct procedure *procedure)
{
	bool svg = g_str_has_suffix(arg_output, ".svg");
	g_autofree char *picture = svg ? procedure_draw_svg(procedure, session_document_language(session))
				       : procedure_draw_text(procedure, session_document_language(session), TERMINAL_PAPER);
	g_autofree char *marked = printer_marked(picture);
	g_autoptr(GError) error = NULL;

	if (!svg && !g_str_has_suffix(arg_output, ".txt"))
		return complain(session->answer, COMPLAINT_USAGE, _("cannot draw into '%s': expected a file that ends in .svg or .txt"),
				arg_output);
	if (!g_file_set_contents(arg_output, marked, -1, &error))
		return complain_error(session->answer, error);
	return EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);
	int status = EXIT_OK;
	g_autoptr(ops_procedure_t) procedure = ways_open(session, arguments[0], &status);
	g_autofree char *text = NULL;

	if (!procedure)
		return status;
	if (arg_output)
		return draw(session, procedure);
	text = procedure_draw_text(procedure, session_document_language(session), terminal_columns(&terminal));
	if (session->answer == ANSWER_JSON) {
		struct json *object = printer_new_object("procedure-graph");

		json_set_string(object, "procedure", procedure_name(procedure));
		json_set_string(object, "text", text);
		printer_take(object);
	} else {
		printer_text("%s", text);
	}
	return EXIT_OK;
}

const struct command procedure_graph = {
	.name = "graph",
	.summary = N_("draw a procedure as swim lanes"),
	.args = "PROCEDURE",
	.options = options,
	.run = run,
};
