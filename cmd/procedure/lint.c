/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure lint: every fault of procedures, in one pass. Here the faults
 * are the answer and go to standard output.
 */
#include "procedure/verbs.h"

#include "base/translate.h"
#include "ui/faults.h"

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_procedure_set_t) set = ways_all(session);
	g_autoptr(ops_engine_names_t) names = engine_names_new();
	g_auto(GStrv) places = session_procedure_places(session);
	g_auto(GStrv) each = ways_names(session, arguments);

	for (char **name = each; *name; name++) {
		g_autoptr(ops_procedure_t) procedure = procedure_load(*name, (const char *const *)places, faults);

		if (procedure)
			procedure_lint(procedure, set, engine_names_table(names), clock_wall_us(session->clock), faults);
	}
	return faults_print(session->answer, faults, arguments[0] && !arguments[1] ? arguments[0] : _("procedures"));
}

const struct command procedure_lint_all = {
	.name = "lint",
	.summary = N_("print every fault of procedures"),
	.args = "[PROCEDURE...]",
	.run = run,
};
