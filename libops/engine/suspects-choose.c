/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of all troubles the subject's, and whose that is.
 */
#include "engine/suspects-internal.h"

/* How near a trouble is to the subject: the larger counts, member by member. */
struct nearness {
	int named; /* 2: it explains the very item that the subject is; 1: another of that line */
	uint32_t shared; /* bad observations of the subject's own that it explains */
	bool on_way; /* it explains something on the ways, or its likeliest suspect lies there */
	uint32_t shared_way; /* so many of these */
	double share; /* of its likeliest set */
};

static bool owns(const struct suspects_choice *choice, const struct scope_view *view,
		 const struct isolation_observation *observation)
{
	return observation->item && scope_owns(choice->inventory, view, observation->item);
}

static bool has(const struct scope_view *view, const void *thing)
{
	return thing && g_hash_table_contains(view->things, thing);
}

/* Whether a suspect lies on the ways. What several things have in common does where the thing's own
 * observations do, which is looked at as well. */
static bool lies_on(const struct suspects_choice *choice,
		    const struct isolation_component *component)
{
	switch (component->kind) {
	case COMPONENT_OWN_VIEW:
		return true;
	case COMPONENT_FAR_SIDE:
		return component->organization &&
		       component->organization->kind == OWNER_CORE_OPERATOR;
	case COMPONENT_LINK:
		return component->link ? has(choice->way, component->link->a) &&
						 has(choice->way, component->link->b)
				       : has(choice->way, component->device) &&
						 has(choice->way, component->peer);
	case COMPONENT_GROUP: {
		g_autofree char *name = g_strdup_printf("group:%s", component->name);

		return g_hash_table_contains(choice->way->own, name);
	}
	default:
		return has(choice->way, component->device) || has(choice->way, component->line);
	}
}

/* As struct nearness has it. */
static int names(const char *subject, const char *item)
{
	const char *rest = g_str_has_prefix(item, subject) ? item + strlen(subject) : NULL;

	if (!rest)
		return 0;
	return !*rest ? 2 : *rest == '/' && g_str_has_prefix(subject, "line:");
}

static struct nearness measure(const struct suspects *suspects,
			       const struct suspects_choice *choice,
			       const struct isolation_trouble *trouble)
{
	const struct isolation *isolation = isolation_topology_model(suspects->topology);
	struct nearness near = {.share = trouble->set_count ? trouble->sets[0].share : 0};

	for (uint32_t i = 0; i < trouble->explain_count; i++) {
		struct isolation_observation observation =
			isolation_observation_at(isolation, trouble->explains[i]);
		g_autofree char *name = isolation_observation_name(isolation, trouble->explains[i]);

		near.named = MAX(near.named, names(choice->subject, name));
		near.shared += owns(choice, choice->thing, &observation);
		near.shared_way += owns(choice, choice->way, &observation);
	}
	near.on_way = near.shared_way ||
		      (trouble->suspect_count &&
		       lies_on(choice,
			       isolation_component_at(isolation, trouble->suspects[0].component)));
	return near;
}

static bool is_nearer(const struct nearness *a, const struct nearness *b)
{
	if (a->named != b->named)
		return a->named > b->named;
	if (a->shared != b->shared)
		return a->shared > b->shared;
	if (a->on_way != b->on_way)
		return a->on_way;
	if (a->shared_way != b->shared_way)
		return a->shared_way > b->shared_way;
	return a->share > b->share;
}

/* --- whose it is --- */

/* All that it explains answers badly and passes everything on: only its answers are limited. */
static bool is_limited(const struct suspects *suspects, const struct suspects_choice *choice)
{
	const struct isolation *isolation = isolation_topology_model(suspects->topology);
	const struct isolation_trouble *trouble = suspects->trouble;

	if (trouble->aspect != ASPECT_QUALITY)
		return false;
	for (uint32_t i = 0; i < trouble->explain_count; i++) {
		g_autofree char *name = isolation_observation_name(isolation, trouble->explains[i]);
		bool limited = false;

		for (guint s = 0; s < choice->around->len; s++) {
			const struct scope_sight *sight = choice->around->pdata[s];

			if (g_str_equal(sight->item, name))
				limited = sight->control_plane_only;
		}
		if (!limited)
			return false;
	}
	return true;
}

/* --- how far it goes, and what it rests on --- */

static void note_extent(struct suspects *suspects)
{
	const struct isolation *isolation = isolation_topology_model(suspects->topology);
	const struct isolation_trouble *trouble = suspects->trouble;
	g_autoptr(GHashTable) lines = g_hash_table_new(NULL, NULL),
			      items = g_hash_table_new(NULL, NULL);

	for (uint32_t i = 0; i < trouble->explain_count; i++) {
		struct isolation_observation observation =
			isolation_observation_at(isolation, trouble->explains[i]);

		if (!observation.item)
			continue;
		g_hash_table_add(items, (gpointer)observation.item);
		if (observation.item->kind == ITEM_LINE &&
		    item_question_kind(observation.item) != QUESTION_GROUP)
			g_hash_table_add(lines, (gpointer)observation.item->line);
	}
	suspects->lines = g_hash_table_size(lines);
	for (guint i = 0; i < suspects->sights->len; i++) {
		int64_t asked_at_us = g_array_index(suspects->asked_at_us, int64_t, i);

		if (g_hash_table_contains(
			    items,
			    g_array_index(suspects->sights, struct isolation_sight, i).item) &&
		    asked_at_us && (!suspects->oldest_us || asked_at_us < suspects->oldest_us))
			suspects->oldest_us = asked_at_us;
	}
}

void suspects_choose(struct suspects *suspects, const struct suspects_choice *choice)
{
	struct nearness nearest = {.named = 0};

	for (size_t i = 0; i < isolation_trouble_count(suspects->answer); i++) {
		const struct isolation_trouble *trouble = isolation_trouble_at(suspects->answer, i);
		struct nearness near = measure(suspects, choice, trouble);

		if (!near.named && !near.shared && !near.on_way)
			continue;
		if (suspects->trouble && !is_nearer(&near, &nearest))
			continue;
		suspects->trouble = trouble;
		nearest = near;
	}
	if (!suspects->trouble)
		return;
	suspects->owner = is_limited(suspects, choice) ? FAULT_NONE : isolation_verdict(suspects->trouble);
	note_extent(suspects);
	suspects->look = isolation_next_look(isolation_topology_model(suspects->topology),
					     suspects->trouble);
}
