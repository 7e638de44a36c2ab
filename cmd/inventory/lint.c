/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nwops inventory lint: every fault in the configuration, in one pass. Here the
 * faults are the answer and go to standard output.
 */
#include "inventory/verbs.h"
#include "platform/verbs.h"
#include "procedure/verbs.h"

#include "base/text.h"
#include "base/translate.h"
#include "cases/paper.h"
#include "engine/duties.h"
#include "notice/policy.h"
#include "ui/faults.h"

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

/* --- duties: what a row asks for, somebody must be able to record --- */

static void check_duties(const struct session *session, struct conf_faults *faults)
{
	g_autoptr(ops_procedure_set_t) ways = ways_all(session);
	g_autoptr(GPtrArray) facts = engine_duty_facts(ways);

	duties_lint(session->config_directory, session->share_directory, (const char *const *)facts->pdata, faults);
}

static int run(struct session *session, char **arguments)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_inventory_t) inventory = inventory_load(session->config_directory, faults);

	if (inventory) {
		check_platforms(session, inventory, faults);
		inventory_check_holidays(inventory, clock_wall_us(session->clock), faults);
		notice_policy_free(
			notice_policy_load(session->config_directory, session->share_directory, inventory, faults));
	}
	check_duties(session, faults);
	papers_free(papers_load(session->config_directory, session->share_directory, faults));
	return faults_print(session->answer, faults, session->config_directory);
}

const struct command inventory_lint = {
	.name = "lint",
	.summary = N_("print every fault in the configuration"),
	.run = run,
};
