/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Can the expectations of a scenario be met at this site? What comes with nwops speaks of rosters, paths of mail and parties that not
 * every network has: where something lacks, the score cannot become 100, and that is known before the drill. Never an error: the
 * scenario is well, and the rest of it can be held.
 */
#include "drill/drill.h"

#include "base/translate.h"
#include "notice/route.h"

static const struct notice_path *find_path(const struct notice_policy *policy, const char *name)
{
	for (size_t i = 0; i < notice_path_count(policy); i++)
		if (g_str_equal(notice_path_at(policy, i)->name, name))
			return notice_path_at(policy, i);
	return NULL;
}

/* How those are reached who would be told as an audience, if all were affected. */
enum reach { REACH_NOBODY, REACH_BY_HAND, REACH_WRITTEN };

static enum reach best_of(const struct routes *routes)
{
	enum reach best = REACH_NOBODY;

	for (guint i = 0; i < routes->told; i++) {
		const struct contact_channel *channel = route_channel(&g_array_index(routes->all, struct route, i), 0);

		best = MAX(best, channel->kind < CHANNEL_PHONE ? REACH_WRITTEN : REACH_BY_HAND);
	}
	return best;
}

static enum reach reach_of(const struct drill_site *site, enum audience audience, int notice)
{
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(notice < 0 ? NOTICE_OUTAGE_FIRST : (enum notice_kind)notice, audience);
	g_autoptr(GPtrArray) everybody = g_ptr_array_new();
	struct routes routes;
	enum reach reach;

	for (size_t i = 0; i < inventory_organization_count(site->inventory); i++)
		g_ptr_array_add(everybody, (char *)inventory_organization_at(site->inventory, i)->name);
	g_ptr_array_add(everybody, NULL);
	const struct route_world world = {.now_us = site->now_us, .affected = (const char *const *)everybody->pdata};

	route_find(site->inventory, site->policy, facts, &world, &routes);
	reach = best_of(&routes);
	routes_clear(&routes);
	return reach;
}

static void lint_reported(const struct drill_expectation *each, const struct drill_site *site, struct conf_faults *faults)
{
	enum reach reach = reach_of(site, (enum audience)each->audience, each->notice);
	const char *shown = words_shown(WORDS_AUDIENCE, (unsigned int)each->audience);

	if (reach == REACH_NOBODY)
		conf_fault(faults, CONF_WARNING, &each->position, _("expectation '%s' cannot be met here: nobody is there to be told (%s)"), each->name,
			   shown);
	if (reach == REACH_BY_HAND)
		conf_fault(faults, CONF_WARNING, &each->position,
			   _("expectation '%s' is met here only once somebody calls and records it: there is no written channel (%s)"),
			   each->name, shown);
}

static void lint_expectation(const struct drill_expectation *each, const struct drill_site *site, struct conf_faults *faults)
{
	if (each->roster && !inventory_find_roster(site->inventory, each->roster))
		conf_fault(faults, CONF_WARNING, &each->position, _("expectation '%s' cannot be met here: the inventory has no roster '%s'"), each->name,
			   each->roster);
	if (each->path && !find_path(site->policy, each->path))
		conf_fault(faults, CONF_WARNING, &each->position, _("expectation '%s': there is no path '%s' of mail in notices.yaml"), each->name,
			   each->path);
	if (each->duty && site->duties && !g_strv_contains(site->duties, each->duty))
		conf_fault(faults, CONF_WARNING, &each->position,
			   _("expectation '%s' cannot be met here: duties.yaml has no row '%s' that is in force"), each->name, each->duty);
	if (each->expect == EXPECT_REPORTED && each->audience >= 0)
		lint_reported(each, site, faults);
}

void drill_lint_site(const struct drill_scenario *scenario, const struct drill_site *site, struct conf_faults *faults)
{
	for (guint i = 0; i < scenario->network->len; i++) {
		const struct drill_change *change = &g_array_index(scenario->network, struct drill_change, i);

		if (change->path && !find_path(site->policy, change->path))
			conf_fault(faults, CONF_WARNING, &change->position, _("there is no path '%s' of mail in notices.yaml"), change->path);
	}
	for (guint i = 0; i < scenario->expectations->len; i++)
		lint_expectation(&g_array_index(scenario->expectations, struct drill_expectation, i), site, faults);
}
