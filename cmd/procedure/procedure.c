/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops procedure: the written ways of working, read, proven, tested, drawn.
 */
#include "procedure/verbs.h"

#include "base/translate.h"
#include "ui/complain.h"

struct procedure_set *ways_all(const struct session *session)
{
	struct procedure_set *set = procedure_set_new();
	g_auto(GStrv) places = session_procedure_places(session);
	g_autoptr(GPtrArray) names = procedure_names_in((const char *const *)places);

	for (guint i = 0; i < names->len; i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		struct procedure *procedure = procedure_load(names->pdata[i], (const char *const *)places, faults);

		if (procedure)
			procedure_set_take(set, procedure);
	}
	return set;
}

struct procedure *ways_open(const struct session *session, const char *name, int *ret_status)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_auto(GStrv) places = session_procedure_places(session);
	g_autoptr(ops_procedure_t) procedure = procedure_load(name, (const char *const *)places, faults);

	if (procedure && !conf_faults_errors(faults))
		return g_steal_pointer(&procedure);
	*ret_status = complain_faults(session->answer, faults, _("procedure '%s' cannot be used"), name);
	return NULL;
}

char **ways_names(const struct session *session, char **arguments)
{
	g_auto(GStrv) places = session_procedure_places(session);
	GPtrArray *names;

	if (*arguments)
		return g_strdupv(arguments);
	names = procedure_names_in((const char *const *)places);
	g_ptr_array_set_free_func(names, NULL);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

static const struct command *const verbs[] = {
	&procedure_list, &procedure_show, &procedure_lint_all, &procedure_test_all, &procedure_graph,
	&procedure_manual, NULL,
};

const struct command cmd_procedure = {
	.name = "procedure",
	.summary = N_("show, prove, test, draw and print ways of working"),
	.verbs = verbs,
};
