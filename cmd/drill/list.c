/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill list: the scenarios there are, the site's own and those that came with nwops; or, in a file of their own, the
 * drills that were held by them.
 */
#include "drill/scenario.h"

#include "base/quantity.h"
#include "base/translate.h"
#include "drill/scenarios.h"
#include "drill/verbs.h"
#include "ui/complain.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

static gboolean arg_held;

static const GOptionEntry options[] = {
	{"held", 0, 0, G_OPTION_ARG_NONE, &arg_held, N_("list the drills that were made and held instead"), NULL},
	{NULL},
};

static void print_json(const struct drill_scenario *scenario)
{
	struct json *object = printer_new_object("drill-scenario");
	g_autofree char *digest = digest_hex(scenario->digest.bytes, DIGEST_SIZE);

	json_set_string(object, "name", scenario->name);
	json_set_string(object, "title_ja", scenario->title.japanese);
	json_set_string(object, "title_en", scenario->title.english);
	json_set_string(object, "hazard", words_get(WORDS_DRILL_HAZARD, scenario->hazard)->id);
	json_set_string(object, "source", scenario->source);
	json_set_integer(object, "lasts_us", scenario->lasts_us);
	json_set_integer(object, "injects", scenario->injects->len);
	json_set_integer(object, "expectations", scenario->expectations->len);
	json_set_string(object, "digest", digest);
	json_set_string(object, "path", scenario->file);
	printer_take(object);
}

static void add_row(struct table *table, const struct drill_scenario *scenario)
{
	g_autofree char *lasts = quantity_show_duration(scenario->lasts_us);
	g_autofree char *cards = g_strdup_printf("%u", scenario->injects->len);
	g_autofree char *expected = g_strdup_printf("%u", scenario->expectations->len);
	const char *cells[] = {scenario->name, words_shown(WORDS_DRILL_HAZARD, scenario->hazard), lasts, cards, expected,
			       procedure_text_shown(&scenario->title)};

	table_add(table, TINT_NONE, false, cells);
}

static int list_scenarios(const struct session *session)
{
	const struct table_column columns[] = {
		{_("SCENARIO"), TEXT_LEFT, 0, false}, {_("HAZARD"), TEXT_LEFT, 0, false},
		{_("LASTS"), TEXT_RIGHT, 0, false}, {_("CARDS"), TEXT_RIGHT, 0, false},
		{_("EXPECTED"), TEXT_RIGHT, 0, false}, {_("TITLE"), TEXT_LEFT, 0, true},
	};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	g_auto(GStrv) places = session_drill_places(session);
	g_auto(GStrv) names = drill_scenario_names((const char *const *)places);
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (char **name = names; *name; name++) {
		g_autoptr(ops_drill_scenario_t) scenario = drill_scenario_load((const char *const *)places, *name, faults);

		if (scenario && session->answer == ANSWER_JSON)
			print_json(scenario);
		else if (scenario)
			add_row(table, scenario);
	}
	if (session->answer != ANSWER_JSON)
		table_print(table, &terminal, 0);
	if (conf_faults_errors(faults))
		return complain_faults(session->answer, faults, _("some scenarios cannot be used"));
	return EXIT_OK;
}

/* The record is in the inventory's zone, and scenarios want none. */
static int run(struct session *session, char **arguments)
{
	int status = EXIT_OK;

	(void)arguments;
	if (!arg_held)
		return list_scenarios(session);
	if (!session->inventory)
		status = session_open(session, NEED_INVENTORY);
	return status ? status : drill_list_held(session);
}

const struct command drill_list = {
	.name = "list",
	.summary = N_("list the scenarios, or the drills that were held"),
	.options = options,
	.run = run,
};
