/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the store has of a view, judged once more parents-first among itself: what stands
 * behind what, and who only answers badly. How a probe ends that saw it.
 */
#include "engine/scope.h"

#include "state/reach.h"
#include "state/state.h"
#include "store/courses.h"
#include "store/states.h"

/* A sight with what reach needs to know of it. */
struct seen_item {
	struct scope_sight sight; /* first: it is given out as this */
	struct item item;
	struct question question;
	bool answered;
	guint order;
};

struct looking {
	const struct inventory *inventory;
	const struct scope_view *view;
	GPtrArray *sights; /* struct seen_item */
	GHashTable *by_name; /* name -> struct seen_item */
};

static void free_sight(gpointer pointer)
{
	struct seen_item *seen = pointer;

	g_free(seen->sight.item);
	g_free(seen->sight.text);
	g_free(seen);
}

static char *explain(const struct result_record *newest)
{
	const struct judgement judgement = {newest->status, newest->cause, newest->limit,
					    newest->status};
	char text[RESULT_TEXT_SIZE];
	struct result result;

	result_init(&result);
	result.end = (uint8_t)newest->end;
	result.rtt_median_us = newest->rtt_median_us;
	if (newest->sent > 0)
		result.loss_ppm = (int32_t)((int64_t)(newest->sent - newest->received) * 1000000 /
					    newest->sent);
	result.reason = *newest->message ? newest->message : NULL;
	return g_strdup(state_explain(&judgement, &result, text));
}

/* Adds the item called NAME, of which nothing is known; NULL: the inventory has none. */
static struct seen_item *add(struct looking *looking, const char *name)
{
	struct seen_item *seen = g_new0(struct seen_item, 1);

	seen->sight = (struct scope_sight){.item = g_strdup(name), .status = STATUS_UNKNOWN};
	if (!scope_find_item(looking->inventory, seen->sight.item, &seen->item, &seen->question)) {
		free_sight(seen);
		return NULL;
	}
	seen->sight.own = scope_owns(looking->inventory, looking->view, &seen->item);
	seen->sight.figure = item_question_kind(&seen->item) == QUESTION_FIGURE;
	seen->order = looking->sights->len;
	g_ptr_array_add(looking->sights, seen);
	g_hash_table_insert(looking->by_name, seen->sight.item, seen);
	return seen;
}

static void fill(struct seen_item *seen, enum status status, const struct result_record *newest)
{
	seen->sight.known = true;
	seen->sight.status = status;
	if (!newest)
		return;
	seen->sight.asked_at_us = newest->started_at_us;
	seen->answered = newest->end == PROBE_ANSWERED;
	seen->sight.text = explain(newest);
}

static bool take_newest(void *context, const struct result_record *record)
{
	*(struct result_record *)context = *record;
	return false;
}

static bool look_at(struct looking *looking, struct store *store, const char *name, GError **error)
{
	struct seen_item *seen = add(looking, name);
	struct state_record state;
	struct result_record newest = {.started_at_us = 0};
	g_autoptr(GError) failed = NULL;

	if (!seen)
		return true;
	if (!states_get(store, name, &state, &failed)) {
		if (!failed)
			return true;
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	if (!results_read(store, name, 1, take_newest, &newest, error))
		return false;
	fill(seen, state.status, newest.started_at_us ? &newest : NULL);
	return true;
}

/* --- figures --- */

static bool leads_into(const struct looking *looking, const struct scope_lead *lead)
{
	g_autofree char *name = lead->line  ? g_strdup_printf("line:%s", lead->line->name)
				: lead->cpe ? g_strdup_printf("device:%s", lead->cpe->name)
					    : NULL;

	return !name || g_hash_table_contains(looking->by_name, name);
}

/* Those that lead to lines outside the view are no evidence of anything. */
static bool take_figure(void *context, const struct state_record *state,
			const struct result_record *newest)
{
	struct looking *looking = context;
	struct question question;
	struct scope_lead lead;
	struct seen_item *seen;
	struct item item;

	if (g_hash_table_contains(looking->by_name, state->item) ||
	    !scope_find_item(looking->inventory, state->item, &item, &question) ||
	    item_question_kind(&item) != QUESTION_FIGURE)
		return true;
	lead = scope_leads_to(looking->inventory, item.device, item_question_name(&item));
	if (!leads_into(looking, &lead))
		return true;
	seen = add(looking, state->item);
	fill(seen, state->status, newest);
	return true;
}

static bool look_at_figures(struct looking *looking, struct store *store, GError **error)
{
	guint asked = looking->sights->len;

	for (guint i = 0; i < asked; i++) {
		const struct seen_item *seen = looking->sights->pdata[i];
		g_autofree char *prefix = NULL;

		if (item_question_kind(&seen->item) != QUESTION_SSH)
			continue;
		prefix = g_strdup_printf("device:%s/", seen->item.device->name);
		if (!states_read_under(store, prefix, take_figure, looking, error))
			return false;
	}
	return true;
}

/* --- beside the hard status --- */

static bool take_course(void *context, const char *item, const struct course_record *course)
{
	struct looking *looking = context;
	struct seen_item *seen = g_hash_table_lookup(looking->by_name, item);

	if (seen) {
		seen->sight.status = course->seen;
		seen->sight.flapping = course->flapping;
	}
	return true;
}

static void judge_together(struct looking *looking)
{
	g_autoptr(ops_reach_t) reach = reach_new(looking->inventory);
	g_autofree struct reach_item *items = g_new0(struct reach_item, looking->sights->len + 1);

	for (guint i = 0; i < looking->sights->len; i++) {
		const struct seen_item *seen = looking->sights->pdata[i];

		items[i] = (struct reach_item){
			.item = &seen->item,
			.status = seen->sight.status,
			.answered = seen->answered,
		};
	}
	reach_judge(reach, items, looking->sights->len);
	for (guint i = 0; i < looking->sights->len; i++) {
		struct seen_item *seen = looking->sights->pdata[i];
		const struct seen_item *parent =
			items[i].hidden_by >= 0 ? looking->sights->pdata[items[i].hidden_by] : NULL;

		/* A group that lost a member is news of its own. */
		if (parent && item_question_kind(&seen->item) != QUESTION_GROUP)
			seen->sight.hidden_by = parent->sight.item;
		seen->sight.control_plane_only = items[i].control_plane_only;
	}
}

/* --- all of it --- */

static int compare(gconstpointer a, gconstpointer b)
{
	const struct seen_item *left = *(const struct seen_item *const *)a,
			       *right = *(const struct seen_item *const *)b;
	bool decides = engine_scope_weigh(&left->sight) != OUTCOME_GOOD;

	if (left->sight.status != right->sight.status)
		return status_worse(left->sight.status, right->sight.status) == left->sight.status
			       ? -1
			       : 1;
	if (decides != (engine_scope_weigh(&right->sight) != OUTCOME_GOOD))
		return decides ? -1 : 1;
	if (left->sight.own != right->sight.own)
		return left->sight.own ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

GPtrArray *engine_scope_sights(const struct inventory *inventory, struct store *store,
			       const struct scope_view *view, GError **error)
{
	struct looking looking = {
		.inventory = inventory,
		.view = view,
		.sights = g_ptr_array_new_with_free_func(free_sight),
		.by_name = g_hash_table_new(g_str_hash, g_str_equal),
	};
	bool seen = true;

	for (guint i = 0; i < view->items->len && seen; i++)
		seen = look_at(&looking, store, view->items->pdata[i], error);
	for (guint i = 0; i < view->groups->len && seen; i++)
		seen = look_at(&looking, store, view->groups->pdata[i], error);
	seen = seen && look_at_figures(&looking, store, error) &&
	       courses_read(store, take_course, &looking, error);
	g_hash_table_unref(looking.by_name);
	if (!seen) {
		g_ptr_array_unref(looking.sights);
		return NULL;
	}
	judge_together(&looking);
	g_ptr_array_sort(looking.sights, compare);
	return looking.sights;
}

enum step_outcome engine_scope_weigh(const struct scope_sight *sight)
{
	if (!sight->own || sight->hidden_by || sight->control_plane_only)
		return OUTCOME_GOOD;
	if (status_is_bad(sight->status) || sight->flapping)
		return OUTCOME_BAD;
	return sight->status == STATUS_UNKNOWN && !sight->figure ? OUTCOME_UNMEASURABLE
								 : OUTCOME_GOOD;
}

enum step_outcome engine_scope_outcome(const GPtrArray *sights)
{
	enum step_outcome outcome = sights->len ? OUTCOME_GOOD : OUTCOME_UNMEASURABLE;

	for (guint i = 0; i < sights->len && outcome != OUTCOME_BAD; i++) {
		enum step_outcome one = engine_scope_weigh(sights->pdata[i]);

		if (one != OUTCOME_GOOD)
			outcome = one;
	}
	return outcome;
}
