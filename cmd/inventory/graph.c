/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory graph: the topology in Graphviz's language, or drawn by it.
 */
#include "inventory/verbs.h"

#include "base/translate.h"
#include "drawing.h"
#include "ui/complain.h"
#include "ui/printer.h"

#include <string.h>

static char *arg_output;

static const GOptionEntry options[] = {
	{"output", 0, 0, G_OPTION_ARG_FILENAME, &arg_output,
	 N_("draw into FILE (.svg or .dot); - prints it"), "FILE"},
	{NULL},
};

static int draw(const struct session *session, const char *dot)
{
	bool svg = g_str_has_suffix(arg_output, ".svg");
	g_autofree char *picture = NULL;
	g_autoptr(GError) error = NULL;

	if (!svg && !g_str_has_suffix(arg_output, ".dot"))
		return complain(session->answer, COMPLAINT_USAGE,
				_("'%s' ends neither in .svg nor in .dot"), arg_output);
	if (svg) {
		picture = drawing_of(dot, DRAWING_TAKES_ITS_TIME, &error);
		if (g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
			return complain(session->answer, COMPLAINT_SYSTEM,
					_("cannot draw '%s': the program 'dot' is missing; install "
					  "the package graphviz"),
					arg_output);
		if (!picture)
			return complain(session->answer, COMPLAINT_SYSTEM,
					_("cannot draw '%s': %s"), arg_output, error->message);
	}
	if (!g_file_set_contents(arg_output, svg ? picture : dot, -1, &error))
		return complain(session->answer, COMPLAINT_SYSTEM, _("cannot write '%s': %s"),
				arg_output, error->message);
	return EXIT_OK;
}

static int run(struct session *session, char **arguments)
{
	g_autofree char *dot = inventory_draw(session->inventory, session->language, INVENTORY_LINES_DRAWN);
	bool prints = !arg_output || !strcmp(arg_output, "-");
	int status = prints ? EXIT_OK : draw(session, dot);

	if (status)
		return status;
	if (session->answer == ANSWER_JSON) {
		struct json *object = printer_new_object("graph");

		json_set_string(object, "file", prints ? NULL : arg_output);
		json_set_string(object, "dot", prints ? dot : NULL);
		printer_take(object);
	} else if (prints) {
		printer_bytes(dot, strlen(dot));
	}
	return EXIT_OK;
}

const struct command inventory_graph = {
	.name = "graph",
	.summary = N_("draw the topology"),
	.needs = NEED_INVENTORY,
	.options = options,
	.run = run,
};
