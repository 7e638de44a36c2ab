/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a switchover interrupted what a group carries, from the results of what
 * is known to be reached through it: behind a pair of lines the router that both
 * end in; behind two routers what is linked to both, when everything that this host
 * sends passes them (`first-hops`). Of other groups nothing is known.
 */
#include "engine/groups.h"

#include "store/results.h"

struct witnesses {
	const struct check_options *options;
	const struct group_sights *sights;
	const struct group_instance *instance;
	struct group_outage outage;
};

static bool glimpse_of(enum probe_end end, int sent, int received, int64_t at_us, struct group_glimpse *ret)
{
	*ret = (struct group_glimpse){ .at_us = at_us, .state = received < sent ? GLIMPSE_PARTIAL : GLIMPSE_GOOD };
	if (end == PROBE_NO_ANSWER)
		ret->state = GLIMPSE_SILENT;
	return end != PROBE_COULD_NOT_ASK;
}

static bool collect_glimpse(void *context, const struct result_record *record)
{
	struct group_glimpse glimpse;

	if (glimpse_of(record->end, record->sent, record->received, record->started_at_us, &glimpse))
		g_array_prepend_val((GArray *)context, glimpse);
	return true;
}

/* ANSWER is whether it answers, of something that is reached through the group. */
static bool hear(struct witnesses *witnesses, const struct check_item *answer, GError **error)
{
	g_autoptr(GArray) glimpses = g_array_new(FALSE, FALSE, sizeof(struct group_glimpse));
	g_autofree char *name = item_name(&answer->item);
	const struct result *result = answer->result;
	struct group_glimpse glimpse;

	if (!results_read(witnesses->options->store, name, RESULTS_KEPT, collect_glimpse, glimpses, error))
		return false;
	if (glimpse_of(result->end, result->sent, result->received, result->started_at_us, &glimpse))
		g_array_append_val(glimpses, glimpse);
	witnesses->outage = group_outage_both(
		witnesses->outage,
		group_outage((const struct group_glimpse *)(const void *)glimpses->data, glimpses->len,
			     witnesses->instance->switched_from_us, witnesses->instance->switched_until_us));
	return true;
}

static bool hear_device(struct witnesses *witnesses, const struct device *device, GError **error)
{
	const struct check_item *answer = device ? g_hash_table_lookup(witnesses->sights->answers, device) : NULL;

	return !answer || hear(witnesses, answer, error);
}

static bool is_member(const struct group *group, const struct device *device)
{
	for (const struct device *const *member = group->devices; member && *member; member++)
		if (*member == device)
			return true;
	return false;
}

/* All that this host sends passes a member of GROUP. */
static bool is_passed(const struct inventory *inventory, const struct group *group)
{
	const struct device *const *hop = inventory_policy(inventory)->first_hops;

	if (!hop || !*hop)
		return false;
	for (; *hop; hop++)
		if (!is_member(group, *hop))
			return false;
	return true;
}

static void note_link(GHashTable *linked, const struct group *group, const struct device *device,
		      const struct device *other)
{
	for (size_t i = 0; group->devices[i]; i++) {
		guint64 *members;

		if (group->devices[i] != other || is_member(group, device))
			continue;
		members = g_hash_table_lookup(linked, device);
		if (!members) {
			members = g_new0(guint64, 1);
			g_hash_table_insert(linked, (gpointer)device, members);
		}
		*members |= (guint64)1 << i;
	}
}

/* Devices that are linked to members of GROUP -> guint64, a bit for each of them. */
static GHashTable *find_linked(const struct inventory *inventory, const struct group *group)
{
	GHashTable *linked = g_hash_table_new_full(NULL, NULL, NULL, g_free);

	for (size_t i = 0; i < inventory_link_count(inventory); i++) {
		const struct link *link = inventory_link_at(inventory, i);

		note_link(linked, group, link->a, link->b);
		note_link(linked, group, link->b, link->a);
	}
	return linked;
}

static bool hear_behind_routers(struct witnesses *witnesses, const struct group *group, GError **error)
{
	const struct inventory *inventory = witnesses->options->inventory;
	guint64 all = G_MAXUINT64 >> (64 - group_member_count(group));
	g_autoptr(GHashTable) linked = NULL;
	GHashTableIter iter;
	gpointer device, members;

	if (!is_passed(inventory, group))
		return true;
	linked = find_linked(inventory, group);
	g_hash_table_iter_init(&iter, linked);
	while (g_hash_table_iter_next(&iter, &device, &members))
		if (*(const guint64 *)members == all && !hear_device(witnesses, device, error))
			return false;
	return true;
}

static bool hear_behind_lines(struct witnesses *witnesses, const struct group *group, GError **error)
{
	const struct device *cpe = group->lines[0]->cpe;

	for (const struct line *const *line = group->lines; *line; line++)
		if ((*line)->cpe != cpe)
			return true;
	return hear_device(witnesses, cpe, error);
}

bool group_estimate_outage(const struct check_options *options, const struct group_sights *sights,
			   const struct group *group, const struct group_instance *instance,
			   struct group_outage *ret_outage, GError **error)
{
	struct witnesses witnesses = {
		.options = options, .sights = sights, .instance = instance, .outage = GROUP_OUTAGE_UNKNOWN,
	};
	bool heard = true;

	if (options->store && instance->switched_from_us) {
		if (group->lines)
			heard = hear_behind_lines(&witnesses, group, error);
		else if (group->protocol == GROUP_VRRP || group->protocol == GROUP_HSRP)
			heard = hear_behind_routers(&witnesses, group, error);
	}
	if (heard)
		*ret_outage = witnesses.outage;
	return heard;
}
