/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of scenarios and its lint; and of what a drill was bound to. Whatever was read can be linted,
 * answered for each of its expectations, and freed.
 */
#include "drill/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_drill_scenario_t) scenario = drill_scenario_parse("fuzz", (const char *)data, size, faults);
	g_autoptr(ops_drill_targets_t) targets = drill_targets_parse((const char *)data, size, NULL);

	if (!scenario)
		g_assert(conf_faults_errors(faults) > 0);
	else
		drill_lint(scenario, NULL, faults);
	for (guint i = 0; scenario && !conf_faults_errors(faults) && i < scenario->expectations->len; i++) {
		g_autoptr(GPtrArray) answers =
			drill_answers(scenario, g_array_index(scenario->expectations, struct drill_expectation, i).name, NULL);

		g_assert(answers && scenario->stop_owner >= 0);
	}
	if (targets) {
		g_autofree char *line = drill_targets_print(targets);

		g_assert(line);
	}
	return 0;
}
