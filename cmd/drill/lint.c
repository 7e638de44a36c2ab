/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops drill lint: every fault of scenarios, in one pass, held against the procedures, the network, the people, the paths of
 * mail and the commands that there are. Here the faults are the answer and go to standard output.
 */
#include "drill/scenario.h"

#include "base/translate.h"
#include "cases/duties.h"
#include "commands.h"
#include "drill/verbs.h"
#include "procedure/verbs.h"
#include "ui/complain.h"
#include "ui/faults.h"

/* "incident note": what can be typed. */
static GPtrArray *list_commands(void)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (const struct command *const *command = commands; *command; command++) {
		if ((*command)->run)
			g_ptr_array_add(names, g_strdup((*command)->name));
		for (const struct command *const *verb = (*command)->verbs; verb && *verb; verb++)
			g_ptr_array_add(names, g_strjoin(" ", (*command)->name, (*verb)->name, NULL));
	}
	g_ptr_array_add(names, NULL);
	return names;
}

/* NAME read once and linted; NULL when it has errors. */
static struct drill_scenario *lint_file(const char *const *places, const char *name, const struct drill_names *names,
					struct conf_faults *faults)
{
	size_t errors = conf_faults_errors(faults);
	g_autofree char *path = procedure_path(name, places);
	g_autoptr(ops_drill_scenario_t) scenario = NULL;
	GString *bytes;

	if (!path) {
		conf_fault(faults, CONF_ERROR, NULL, _("there is no scenario '%s'; 'nwops drill list' prints those that are"), name);
		return NULL;
	}
	bytes = conf_bytes_load(path, DRILL_BYTES, faults);
	if (!bytes)
		return NULL;
	scenario = drill_scenario_parse(path, bytes->str, bytes->len, faults);
	g_string_free(bytes, TRUE);
	if (scenario)
		drill_lint(scenario, names, faults);
	return conf_faults_errors(faults) > errors ? NULL : g_steal_pointer(&scenario);
}

/* Its targets against the network, and its expectations against who is there. */
static void lint_at_site(const struct drill_scenario *scenario, const struct drill_site *site, struct conf_faults *faults)
{
	g_autoptr(ops_drill_targets_t) targets = NULL;
	g_autoptr(GError) error = NULL;

	targets = drill_bind(scenario, site->inventory, &error);
	if (!targets)
		conf_fault(faults, CONF_WARNING, &scenario->position, "%s", error->message);
	if (site->policy)
		drill_lint_site(scenario, site, faults);
}

/* Names of the rows in force, lent by DUTIES; of rows with errors 'nwops inventory lint' tells. */
static GPtrArray *list_duties(const struct duties *duties)
{
	GPtrArray *names = g_ptr_array_new();

	for (size_t i = 0; i < duties_count(duties); i++)
		if (!duties_at(duties, i)->off)
			g_ptr_array_add(names, (gpointer)duties_at(duties, i)->id);
	g_ptr_array_add(names, NULL);
	return names;
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) ways = ways_all(session);
	g_autoptr(GPtrArray) typed = list_commands();
	g_auto(GStrv) places = session_drill_places(session);
	g_auto(GStrv) every = drill_scenario_names((const char *const *)places);
	const struct drill_names names = {.procedures = ways, .commands = (const char *const *)typed->pdata};

	g_autoptr(ops_conf_faults_t) of_rules = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_load(session->config_directory, session->share_directory, of_rules);
	g_autoptr(GPtrArray) rows = duties ? list_duties(duties) : NULL;
	struct drill_site site = {
		.inventory = session->inventory, .now_us = clock_wall_us(session->clock), .duties = rows ? (const char *const *)rows->pdata : NULL,
	};

	/* Of rules with errors 'nwops notify lint' tells. */
	site.policy = session->policy = notice_policy_load(session->config_directory, session->share_directory, session->inventory, of_rules);
	for (char **name = *arguments ? arguments : every; *name; name++) {
		g_autoptr(ops_drill_scenario_t) scenario = lint_file((const char *const *)places, *name, &names, faults);

		if (scenario)
			lint_at_site(scenario, &site, faults);
	}
	return faults_print(session->answer, faults, arguments[0] && !arguments[1] ? arguments[0] : _("scenarios"));
}

const struct command drill_lint_all = {
	.name = "lint",
	.summary = N_("print every fault of scenarios"),
	.args = "[SCENARIO...]",
	.needs = NEED_INVENTORY,
	.run = run,
};
