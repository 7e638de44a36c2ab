/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drills that were held: from the mark to the newest entry, and from each entry to the one before.
 * Without the mark none counts as held, which is the error that does no harm.
 */
#include "engine/held.h"

#include "base/translate.h"
#include "engine/chain.h"

#include <string.h>

#define MARK "drill-held"
#define ENTRY_KIND "drill-held"

/* --- reading --- */

static gpointer take_held(const void *context, const struct json *payload, const struct journal_entry *entry, int64_t *ret_previous)
{
	struct drill_held *held = drill_held_read(payload);

	(void)context;
	if (!held)
		return NULL;
	held->sequence = entry->sequence;
	held->held_at_us = entry->event_at_us;
	held->recorded_at_us = entry->recorded_at_us;
	held->actor = g_strdup(entry->actor);
	*ret_previous = held->previous;
	return held;
}

static void free_held(gpointer held)
{
	drill_held_free(held);
}

GPtrArray *engine_drills_held(struct store *store, GError **error)
{
	const struct chain_reading reading = {
		.mark = MARK, .kind = ENTRY_KIND, .most = DRILLS_HELD_MOST, .take = take_held, .free = free_held,
	};

	return engine_chain_read(store, &reading, error);
}

/* --- what is to be improved --- */

static void free_item(gpointer data)
{
	struct after_action_item *item = data;

	g_free(item->text);
	g_free(item->owner);
	g_free(item);
}

static bool add_items(GPtrArray *items, struct store *store, const struct drill_held *held, bool open_only, GError **error)
{
	g_autoptr(ops_case_file_t) file = held->improvements ? case_load(store, held->improvements, error) : NULL;
	g_autoptr(ops_case_standing_t) standing = file ? case_standing_new(file) : NULL;

	for (guint i = 0; standing && i < standing->tasks->len; i++) {
		const struct case_task *task = standing->tasks->pdata[i];
		struct after_action_item *item;

		if (open_only && (task->state != TASK_OPEN || file->closed_at_us))
			continue;
		item = g_new0(struct after_action_item, 1);
		*item = (struct after_action_item){g_strdup(task->text), g_strdup(task->owner), task->due_at_us, task->state};
		g_ptr_array_add(items, item);
	}
	return file || !held->improvements;
}

GPtrArray *engine_drill_items(struct store *store, const struct drill_held *held, bool open_only, GError **error)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(free_item);

	return add_items(items, store, held, open_only, error) ? g_steal_pointer(&items) : NULL;
}

GPtrArray *engine_drill_open_items(struct store *store, const GPtrArray *held, GError **error)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(free_item);

	for (guint i = 0; i < held->len; i++)
		if (!add_items(items, store, held->pdata[i], true, error))
			return NULL;
	return g_steal_pointer(&items);
}

/* --- recording --- */

struct holding {
	struct drill_held *held;
	const struct drill_improvement *improvements;
	size_t count;
};

static bool append_task(const struct cases_options *options, const char *id, int64_t number, const struct drill_improvement *improvement,
			GError **error)
{
	const struct case_task_change change = {
		.state = TASK_OPEN, .text = improvement->text, .owner = improvement->owner, .due_at_us = improvement->due_at_us,
	};
	g_autoptr(ops_json_t) body = case_task_body(&change, number);

	return case_append_within(options, id, 0, CASE_TASK, clock_wall_us(options->clock), body, error) > 0;
}

/* The case of what is to be improved, with its tasks. */
static bool open_improvements(const struct cases_options *options, const struct holding *holding, GError **error)
{
	g_autofree char *title = g_strdup_printf(_("to be improved after the drill '%s'"), holding->held->name);
	const struct case_opening opening = {
		.kind = CASE_PROBLEM,
		.title = title,
		.subject = "",
		.organization = "",
		.began = {clock_wall_us(options->clock), INSTANT_EXACT},
		.detected_by = words_get(WORDS_DETECTION, DETECTION_PERSON)->id,
	};

	g_clear_pointer(&holding->held->improvements, g_free);
	if (!holding->count)
		return true;
	holding->held->improvements = case_open_within(options, &opening, error);
	for (size_t i = 0; holding->held->improvements && i < holding->count; i++)
		if (!append_task(options, holding->held->improvements, (int64_t)i + 1, &holding->improvements[i], error))
			return false;
	return holding->held->improvements != NULL;
}

static int64_t hold(const struct cases_options *options, void *context, GError **error)
{
	const struct holding *holding = context;
	struct drill_held *held = holding->held;
	g_autoptr(ops_json_t) payload = NULL;
	g_autofree char *text = NULL;
	struct journal_entry entry = {.event_at_us = held->held_at_us, .kind = ENTRY_KIND, .actor = options->actor};

	if (!engine_chain_newest(options->store, MARK, &held->previous, error) || !open_improvements(options, holding, error))
		return -1;
	held->previous = MAX(held->previous, 0);
	payload = drill_held_json(held);
	text = json_print(payload);
	entry.payload = text;
	entry.payload_length = strlen(text);
	if (!engine_chain_append(options->store, options->clock, MARK, &entry, error))
		return -1;
	held->sequence = entry.sequence;
	return entry.sequence;
}

bool engine_drill_hold(const struct cases_options *options, struct drill_held *held, const struct drill_improvement *improvements,
		       size_t count, GError **error)
{
	struct holding holding = {held, improvements, count};

	return case_transaction(options, hold, &holding, error) > 0;
}

const struct drill_held *engine_drill_last(const GPtrArray *held)
{
	const struct drill_held *last = NULL;

	for (guint i = 0; i < held->len; i++) {
		const struct drill_held *each = held->pdata[i];

		if (drill_held_counts(each) && (!last || each->held_at_us > last->held_at_us))
			last = each;
	}
	return last;
}
