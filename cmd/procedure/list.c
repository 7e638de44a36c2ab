/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure list: the procedures there are, the site's own and those that
 * came with nwops.
 */
#include "procedure/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static void print_json(const struct procedure *procedure)
{
	struct json *object = printer_new_object("procedure");
	struct procedure_text title = procedure_title(procedure);
	g_autofree char *digest = digest_hex(procedure_digest(procedure)->bytes, DIGEST_SIZE);

	json_set_string(object, "name", procedure_name(procedure));
	json_set_string(object, "title_ja", title.japanese);
	json_set_string(object, "title_en", title.english);
	json_set_string(object, "source", procedure_source(procedure));
	json_set_integer(object, "steps", procedure_step_count(procedure));
	json_set_string(object, "digest", digest);
	json_set_string(object, "path", procedure_file(procedure));
	printer_take(object);
}

static void add_row(struct table *table, const struct procedure *procedure)
{
	g_autofree char *count = g_strdup_printf("%u", procedure_step_count(procedure));
	struct procedure_text title = procedure_title(procedure);
	const char *cells[] = {procedure_name(procedure), procedure_source(procedure), count,
			       procedure_text_shown(&title)};

	table_add(table, TINT_NONE, false, cells);
}

static int run(struct session *session, char **arguments)
{
	const struct table_column columns[] = {
		{_("PROCEDURE"), TEXT_LEFT, 0, false},
		{_("CLAUSE"), TEXT_LEFT, 0, false},
		{_("STEPS"), TEXT_RIGHT, 0, false},
		{_("TITLE"), TEXT_LEFT, 12, false},
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	g_auto(GStrv) places = session_procedure_places(session);
	g_autoptr(GPtrArray) names = procedure_names_in((const char *const *)places);
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < names->len; i++) {
		g_autoptr(ops_procedure_t) procedure =
			procedure_load(names->pdata[i], (const char *const *)places, faults);

		if (procedure && session->answer == ANSWER_JSON)
			print_json(procedure);
		else if (procedure)
			add_row(table, procedure);
	}
	if (session->answer != ANSWER_JSON)
		table_print(table, &terminal, 0);
	if (conf_faults_errors(faults))
		return complain_faults(session->answer, faults, _("some procedures cannot be used"));
	return EXIT_OK;
}

const struct command procedure_list = {
	.name = "list",
	.summary = N_("list the procedures"),
	.run = run,
};
