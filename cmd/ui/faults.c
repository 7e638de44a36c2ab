/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One form for all lints, so that one reader understands them.
 */
#include "ui/faults.h"

#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

void faults_print_each(enum answer answer, const struct conf_faults *faults)
{
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);
		g_autofree char *line = conf_fault_print(fault);

		if (answer == ANSWER_JSON)
			complain_fault_json(fault);
		else
			printer_text("%s: %s\n", fault->weight == CONF_ERROR ? _("error") : _("warning"),
				     line);
	}
}

static void print_sum(const struct conf_faults *faults, const char *name)
{
	unsigned int errors = conf_faults_errors(faults), warnings = conf_faults_warnings(faults);
	g_autofree char *safe = printer_safe(name);
	size_t count = conf_faults_count(faults);

	if (errors + warnings > count)
		printer_text(_("and %zu more\n"), errors + warnings - count);
	if (errors + warnings)
		printer_text(_("%s: errors %u, warnings %u\n"), safe, errors, warnings);
	else
		printer_text(_("%s: no fault\n"), safe);
}

int faults_print(enum answer answer, const struct conf_faults *faults, const char *name)
{
	faults_print_each(answer, faults);
	if (answer == ANSWER_JSON) {
		struct json *object = printer_new_object("lint");

		json_set_integer(object, "errors", conf_faults_errors(faults));
		json_set_integer(object, "warnings", conf_faults_warnings(faults));
		printer_take(object);
	} else {
		print_sum(faults, name);
	}
	if (conf_faults_errors(faults))
		return EXIT_COULD_NOT;
	return conf_faults_warnings(faults) ? EXIT_ATTENTION : EXIT_OK;
}
