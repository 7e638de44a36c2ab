/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scenario as others look at it: where its file lies, its things by name, its answers.
 */
#include "drill/internal.h"

#include "base/translate.h"

/* --- files --- */

struct drill_scenario *drill_scenario_load(const char *const *directories, const char *name,
					   struct conf_faults *faults)
{
	g_autofree char *path = procedure_path(name, directories);
	g_autoptr(ops_drill_scenario_t) scenario = NULL;
	unsigned int errors = conf_faults_errors(faults);
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
	if (scenario && *scenario->name && !g_str_equal(scenario->name, name))
		conf_fault(faults, CONF_ERROR, &scenario->position, _("the file of '%s' calls its drill '%s'"), name,
			   scenario->name);
	if (scenario)
		drill_lint(scenario, NULL, faults);
	return conf_faults_errors(faults) == errors ? g_steal_pointer(&scenario) : NULL;
}

struct drill_scenario *drill_scenario_of(const char *bytes, size_t length, GError **error)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_drill_scenario_t) scenario = drill_scenario_parse("scenario", bytes, length, faults);

	if (scenario && !conf_faults_errors(faults))
		return g_steal_pointer(&scenario);
	g_set_error(error, OPS_DRILL_ERROR, DRILL_ERROR_PINNED, _("the scenario that was kept cannot be read: %s"),
		    conf_faults_count(faults) ? conf_faults_at(faults, 0)->message : "");
	return NULL;
}

char **drill_scenario_names(const char *const *directories)
{
	GPtrArray *names = procedure_names_in(directories);

	g_ptr_array_set_free_func(names, NULL);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

/* --- by name --- */

const char *drill_text(const struct procedure_text *text, enum procedure_language language)
{
	return procedure_text_in(text, language);
}

const char *drill_word(enum word_family family, int value, enum procedure_language language)
{
	const struct word *word = value < 0 ? NULL : words_get(family, (unsigned int)value);

	return !word ? "" : language == PROCEDURE_JAPANESE ? word->japanese : word->english;
}

int drill_find_role(const struct drill_scenario *scenario, const char *name)
{
	for (guint i = 0; i < scenario->roles->len; i++)
		if (g_str_equal(g_array_index(scenario->roles, struct drill_role, i).name, name))
			return (int)i;
	return -1;
}

int drill_find_target(const struct drill_scenario *scenario, const char *name)
{
	for (guint i = 0; i < scenario->targets->len; i++)
		if (g_str_equal(g_array_index(scenario->targets, struct drill_target, i).name, name))
			return (int)i;
	return -1;
}

int drill_find_inject(const struct drill_scenario *scenario, const char *name)
{
	for (guint i = 0; i < scenario->injects->len; i++)
		if (g_str_equal(g_array_index(scenario->injects, struct drill_inject, i).name, name))
			return (int)i;
	return -1;
}

int drill_find_expectation(const struct drill_scenario *scenario, const char *name)
{
	for (guint i = 0; i < scenario->expectations->len; i++)
		if (g_str_equal(g_array_index(scenario->expectations, struct drill_expectation, i).name, name))
			return (int)i;
	return -1;
}

/* --- answers --- */

static const struct drill_wrong *find_wrong(const struct drill_scenario *scenario, int expectation)
{
	for (guint i = 0; i < scenario->wrong->len; i++) {
		const struct drill_wrong *wrong = &g_array_index(scenario->wrong, struct drill_wrong, i);

		if (wrong->expectation == expectation)
			return wrong;
	}
	return NULL;
}

static bool serves_only(const struct drill_action *action, const char *expectation)
{
	return action->serves[0] && g_str_equal(action->serves[0], expectation) && !action->serves[1];
}

static bool is_replaced(const struct drill_wrong *wrong, const struct drill_action *action)
{
	for (guint i = 0; wrong && action->id && i < wrong->actions->len; i++) {
		const char *instead_of = g_array_index(wrong->actions, struct drill_action, i).instead_of;

		if (instead_of && g_str_equal(instead_of, action->id))
			return true;
	}
	return false;
}

static gint compare_times(gconstpointer a, gconstpointer b)
{
	const struct drill_action *first = *(const struct drill_action *const *)a;
	const struct drill_action *second = *(const struct drill_action *const *)b;

	return first->at_us < second->at_us ? -1 : first->at_us > second->at_us;
}

GPtrArray *drill_answers(const struct drill_scenario *scenario, const char *fails, GError **error)
{
	int expectation = fails ? drill_find_expectation(scenario, fails) : -1;
	const struct drill_wrong *wrong = fails ? find_wrong(scenario, expectation) : NULL;
	GPtrArray *actions;

	if (fails && expectation < 0) {
		g_set_error(error, OPS_DRILL_ERROR, DRILL_ERROR_UNKNOWN, _("scenario '%s' has no expectation '%s'"),
			    scenario->name, fails);
		return NULL;
	}
	actions = g_ptr_array_new();
	for (guint i = 0; i < scenario->answers->len; i++) {
		struct drill_action *action = &g_array_index(scenario->answers, struct drill_action, i);

		if (!fails || (!serves_only(action, fails) && !is_replaced(wrong, action)))
			g_ptr_array_add(actions, action);
	}
	for (guint i = 0; wrong && i < wrong->actions->len; i++) {
		struct drill_action *action = &g_array_index(wrong->actions, struct drill_action, i);

		if (action->run[0] || action->judges)
			g_ptr_array_add(actions, action);
	}
	/* The sort is stable: what is at one time stays in its order. */
	g_ptr_array_sort(actions, compare_times);
	return actions;
}
