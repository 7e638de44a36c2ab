/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what the store has to what is suspected. Courses are read first: of a network in
 * which nothing is bad they are few, and then no model of a nation is made to say so.
 * Otherwise every item is a sight, since good ones clear what bad ones accuse.
 */
#include "engine/suspects-internal.h"

/* --- judging --- */

/* How the service is that the subject stands on, when nothing that is bad has to do with it. */
static bool look_around(const struct suspects_options *options, const struct scope_view *view,
			const GPtrArray *sights, struct suspects *suspects)
{
	bool sound = engine_scope_outcome(sights) == OUTCOME_GOOD;

	for (guint i = 0; i < sights->len; i++) {
		const struct scope_sight *sight = sights->pdata[i];
		struct question question;
		struct item item;

		if (!scope_find_item(options->inventory, sight->item, &item, &question) ||
		    !suspects_is_stale(options, &item, sight->asked_at_us))
			continue;
		/* Those of the whole network were counted already. */
		suspects->stale += suspects->topology == NULL;
		sound = sound &&
			!(g_hash_table_contains(view->own, sight->item) && !sight->hidden_by);
	}
	return sound;
}

/* Of a line that comes and goes neither end's ill health is its own: a login that a cut delays is slow. */
static bool rests_on_swaying(const struct gathering *gathering)
{
	const struct suspects *suspects = gathering->suspects;
	const struct isolation_trouble *trouble = suspects->trouble;

	for (uint32_t i = 0; trouble && i < trouble->explain_count; i++) {
		const struct isolation_observation observation = isolation_observation_at(
			isolation_topology_model(suspects->topology), trouble->explains[i]);

		if (!observation.item || !gathering_sways(gathering, observation.item))
			return false;
	}
	return trouble && trouble->explain_count;
}

static void raise_one(const struct suspects *suspects, const struct item *item)
{
	uint32_t component = item->kind == ITEM_LINE
				     ? isolation_topology_line(suspects->topology, item->line)
				     : isolation_topology_device(suspects->topology, item->device);

	if (component != ISOLATION_NONE)
		isolation_raise(isolation_topology_model(suspects->topology), component,
				ISOLATION_IN_MAINTENANCE);
}

/* Where somebody works, something breaks more often. */
static bool raise_worked_on(const struct suspects_options *options, const struct suspects *suspects,
			    GError **error)
{
	g_autoptr(GArray) covers = engine_covers(options->inventory, options->store, options->at_us,
						 options->notes, error);

	for (guint i = 0; covers && i < covers->len; i++) {
		const struct pass_cover *cover = &g_array_index(covers, struct pass_cover, i);
		GHashTableIter iter;
		gpointer name;

		g_hash_table_iter_init(&iter, cover->items);
		while (!cover->is_silence && g_hash_table_iter_next(&iter, &name, NULL)) {
			struct question question;
			struct item item;

			if (scope_find_item(options->inventory, name, &item, &question) && !item.question)
				raise_one(suspects, &item);
		}
	}
	return covers != NULL;
}

static bool judge(const struct suspects_options *options, struct gathering *gathering,
		  GError **error)
{
	struct suspects *suspects = gathering->suspects;
	g_autoptr(ops_scope_view_t) scope =
		engine_scope(options->inventory, SCOPE_SERVICE_PATH, options->subject, error);
	g_autoptr(ops_scope_view_t) line =
		scope ? engine_scope(options->inventory, SCOPE_LINE, options->subject, error)
		      : NULL;
	g_autoptr(GPtrArray) around =
		line ? engine_scope_sights(options->inventory, options->store, scope, error) : NULL;

	if (!around)
		return false;
	if (gathering->any_bad) {
		if (!gathering_note_beginnings(gathering, around, error) || !gathering_take_sights(gathering, error))
			return false;
		suspects->topology = isolation_topology_new(options->inventory, NULL);
		if (!raise_worked_on(options, suspects, error))
			return false;
		isolation_observe(suspects->topology,
				  (const struct isolation_sight *)(void *)suspects->sights->data,
				  suspects->sights->len);
		suspects->answer =
			isolation_judge(isolation_topology_model(suspects->topology), NULL);
		suspects_choose(suspects, &(struct suspects_choice){
						  .inventory = options->inventory,
						  .subject = options->subject,
						  .way = scope,
						  .thing = line,
						  .around = around,
					  });
	}
	if (rests_on_swaying(gathering))
		suspects->owner = FAULT_UNDECIDED;
	if (!suspects->trouble)
		suspects->owner = look_around(options, scope, around, suspects) ? FAULT_NONE
										: FAULT_UNDECIDED;
	return true;
}

bool engine_suspect(const struct suspects_options *options, struct suspects *ret_suspects,
		    GError **error)
{
	struct suspects suspects = {
		.sights = g_array_new(FALSE, FALSE, sizeof(struct isolation_sight)),
		.asked_at_us = g_array_new(FALSE, FALSE, sizeof(int64_t)),
		.owner = FAULT_UNDECIDED,
		.look = {.observation = ISOLATION_NONE},
	};
	struct gathering gathering;
	bool suspected;

	gathering_init(&gathering, options, &suspects);
	suspected = gathering_take_courses(&gathering, error) && judge(options, &gathering, error);
	gathering_clear(&gathering);
	if (suspected)
		*ret_suspects = suspects;
	else
		suspects_clear(&suspects);
	return suspected;
}

void suspects_clear(struct suspects *suspects)
{
	g_clear_pointer(&suspects->answer, isolation_answer_free);
	g_clear_pointer(&suspects->topology, isolation_topology_free);
	g_clear_pointer(&suspects->sights, g_array_unref);
	g_clear_pointer(&suspects->asked_at_us, g_array_unref);
	g_clear_pointer(&suspects->items, g_ptr_array_unref);
}
