/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory lint: every fault in the configuration, in one pass. Here the
 * faults are the answer and go to standard output.
 */
#include "inventory/verbs.h"
#include "platform/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "ui/complain.h"
#include "ui/printer.h"

static void print_text(const struct conf_faults *faults, const char *directory)
{
	unsigned int errors = conf_faults_errors(faults), warnings = conf_faults_warnings(faults);
	g_autofree char *safe = printer_safe(directory);
	size_t count = conf_faults_count(faults);

	for (size_t i = 0; i < count; i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);
		g_autofree char *line = conf_fault_print(fault);

		printer_text("%s: %s\n", fault->weight == CONF_ERROR ? _("error") : _("warning"),
			     line);
	}
	if (errors + warnings > count)
		printer_text(_("and %zu more\n"), errors + warnings - count);
	if (errors + warnings)
		printer_text(_("%s: errors %u, warnings %u\n"), safe, errors, warnings);
	else
		printer_text(_("%s: no fault\n"), safe);
}

static void print_json(const struct conf_faults *faults)
{
	for (size_t i = 0; i < conf_faults_count(faults); i++)
		complain_fault_json(conf_faults_at(faults, i));
	struct json *object = printer_new_object("lint");

	json_set_integer(object, "errors", conf_faults_errors(faults));
	json_set_integer(object, "warnings", conf_faults_warnings(faults));
	printer_take(object);
}

/* --- platforms: the inventory names them, another room knows them --- */

static void complain_of_platform(const struct inventory *inventory, const struct device *device,
				 const char *const *places, struct conf_faults *faults)
{
	struct conf_position position = inventory_position(inventory, device->place);
	g_autoptr(GPtrArray) names = platform_names(places);
	const char *nearest;

	g_ptr_array_add(names, NULL);
	nearest = text_nearest(device->platform, (const char *const *)names->pdata);
	conf_fault(faults, CONF_ERROR, &position,
		   nearest ? _("unknown platform '%s' of device '%s'; did you mean '%s'?")
			   : _("unknown platform '%s' of device '%s'"),
		   device->platform, device->name, nearest);
}

/* Each platform of a device that is read is there and good. */
static void check_platforms(const struct session *session, const struct inventory *inventory,
			    struct conf_faults *faults)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_auto(GStrv) strings = session_platform_places(session);
	const char *const *places = (const char *const *)strings;

	for (size_t i = 0; i < inventory_device_count(inventory); i++) {
		const struct device *device = inventory_device_at(inventory, i);
		g_autofree char *path = NULL;

		if (!device->ssh || !g_hash_table_add(seen, (gpointer)device->platform))
			continue;
		path = platform_path(device->platform, places);
		if (path)
			platform_free(platform_load(device->platform, places, faults));
		else
			complain_of_platform(inventory, device, places, faults);
	}
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = inventory_load(session->config_directory, faults);

	if (inventory) {
		check_platforms(session, inventory, faults);
		inventory_check_holidays(inventory, clock_wall_us(session->clock), faults);
	}
	if (session->answer == ANSWER_JSON)
		print_json(faults);
	else
		print_text(faults, session->config_directory);
	if (conf_faults_errors(faults))
		return EXIT_COULD_NOT;
	return conf_faults_warnings(faults) ? EXIT_ATTENTION : EXIT_OK;
}

const struct command inventory_lint = {
	.name = "lint",
	.summary = N_("print every fault in the configuration"),
	.run = run,
};
