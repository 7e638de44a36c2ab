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

static bool take_entry(void *context, const struct journal_entry *entry)
{
	struct drill_held **ret_held = context;
	g_autoptr(ops_json_t) payload = entry->payload && g_str_equal(entry->kind, ENTRY_KIND)
						? json_parse(entry->payload, entry->payload_length, JOURNAL_PAYLOAD_LIMIT, NULL) : NULL;

	*ret_held = payload ? drill_held_read(payload) : NULL;
	if (!*ret_held)
		return false;
	(*ret_held)->sequence = entry->sequence;
	(*ret_held)->held_at_us = entry->event_at_us;
	(*ret_held)->recorded_at_us = entry->recorded_at_us;
	(*ret_held)->actor = g_strdup(entry->actor);
	return false;
}

static struct drill_held *read_held(struct store *store, int64_t sequence, GError **error)
{
	g_autoptr(ops_drill_held_t) held = NULL;

	if (sequence > 0 && !journal_read(store, sequence, sequence, take_entry, &held, error))
		return NULL;
	if (held && held->previous < sequence)
		return g_steal_pointer(&held);
	g_set_error(error, OPS_ENGINE_ERROR, ENGINE_ERROR_CHANGED,
		    _("entry %ld of the journal should say that a drill was held, and is none that can be read"), (long)sequence);
	return NULL;
}

static void free_held(gpointer held)
{
	drill_held_free(held);
}

GPtrArray *engine_drills_held(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(free_held);
	int64_t sequence;

	if (!engine_chain_newest(store, MARK, &sequence, error))
		return NULL;
	while (sequence && all->len < DRILLS_HELD_MOST) {
		struct drill_held *held = read_held(store, sequence, error);

		if (!held)
			return NULL;
		g_ptr_array_add(all, held);
		sequence = held->previous;
	}
	return g_steal_pointer(&all);
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
	g_autoptr(ops_json_t) body = json_new_object();

	json_set_integer(body, "task", number);
	json_set_string(body, "state", words_get(WORDS_TASK_STATE, TASK_OPEN)->id);
	json_set_string(body, "text", improvement->text);
	json_set_string(body, "owner", improvement->owner);
	json_set_integer(body, "due_at_us", improvement->due_at_us);
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
