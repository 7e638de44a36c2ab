/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The double that contract tests drive beside SQLite, and drills where nothing
 * shall last: the same promises within one process, nothing on disk. It is
 * written to be seen to be right, not to be fast.
 */
#include "store/memory.h"

#include "base/translate.h"

/* Everything known of one item. Flat, so that undoing is copying back. */
struct memory_item {
	bool has_state;
	struct state_record state; /* .item is unused */
	bool has_course;
	struct course_record course;
	int64_t turns;
	struct result_record ring[RESULTS_KEPT];
};

struct memory_store {
	struct store store; /* must be first */
	struct tree tree;
	GPtrArray *entries; /* struct memory_entry, with what it points to */
	GArray *aside; /* payloads that the transaction took away */
	GHashTable *items; /* name -> struct memory_item */
	GHashTable *undo; /* name -> the item before, NULL when it is new */
	struct memory_samples *samples;
	struct memory_pins *pins;
	struct memory_evidence *evidence;
	struct memory_transitions *transitions;
	struct memory_windows *windows;
	struct memory_drills *drills;
	struct memory_rollups *rollups;
	struct memory_cases *cases;
	struct memory_notices *notices;
	struct memory_messages *spool;
	struct memory_know *know;
	guint entries_before;
	struct tree tree_before;
	bool reserve;
	struct key *key;
	char *checkpoint;
};

static struct memory_store *memory_of(struct store *store)
{
	return (struct memory_store *)store;
}

struct memory_messages *memory_messages_of(struct store *store)
{
	return memory_of(store)->spool;
}

struct memory_drills *memory_drills_of(struct store *store)
{
	return memory_of(store)->drills;
}

struct memory_know *memory_know_of(struct store *store)
{
	return memory_of(store)->know;
}

static void memory_close(struct store *store)
{
	struct memory_store *memory = memory_of(store);

	g_ptr_array_unref(memory->entries);
	g_array_unref(memory->aside);
	g_hash_table_unref(memory->items);
	g_hash_table_unref(memory->undo);
	memory_samples_free(memory->samples);
	memory_pins_free(memory->pins);
	memory_evidence_free(memory->evidence);
	memory_transitions_free(memory->transitions);
	memory_windows_free(memory->windows);
	memory_drills_free(memory->drills);
	memory_rollups_free(memory->rollups);
	memory_cases_free(memory->cases);
	memory_notices_free(memory->notices);
	memory_messages_free(memory->spool);
	memory_know_free(memory->know);
	key_free(memory->key);
	g_free(memory->checkpoint);
	g_free(memory);
}

static bool memory_begin(struct store *store, GError **error)
{
	struct memory_store *memory = memory_of(store);

	memory->entries_before = memory->entries->len;
	memory->tree_before = memory->tree;
	return true;
}

static bool memory_commit(struct store *store, GError **error)
{
	struct memory_store *memory = memory_of(store);

	g_hash_table_remove_all(memory->undo);
	g_array_set_size(memory->aside, 0);
	memory_samples_commit(memory->samples);
	memory_pins_commit(memory->pins);
	memory_evidence_commit(memory->evidence);
	memory_transitions_commit(memory->transitions);
	memory_windows_commit(memory->windows);
	memory_drills_commit(memory->drills);
	memory_rollups_commit(memory->rollups);
	memory_cases_commit(memory->cases);
	memory_notices_commit(memory->notices);
	memory_messages_commit(memory->spool);
	memory_know_commit(memory->know);
	return true;
}

static void memory_rollback(struct store *store)
{
	struct memory_store *memory = memory_of(store);
	GHashTableIter iterator;
	void *name, *before;

	g_hash_table_iter_init(&iterator, memory->undo);
	while (g_hash_table_iter_next(&iterator, &name, &before)) {
		if (before)
			g_hash_table_insert(memory->items, g_strdup(name),
					    g_memdup2(before, sizeof(struct memory_item)));
		else
			g_hash_table_remove(memory->items, name);
	}
	g_hash_table_remove_all(memory->undo);
	memory_samples_rollback(memory->samples);
	memory_pins_rollback(memory->pins);
	memory_evidence_rollback(memory->evidence);
	memory_transitions_rollback(memory->transitions);
	memory_windows_rollback(memory->windows);
	memory_drills_rollback(memory->drills);
	memory_rollups_rollback(memory->rollups);
	memory_cases_rollback(memory->cases);
	memory_notices_rollback(memory->notices);
	memory_messages_rollback(memory->spool);
	memory_know_rollback(memory->know);
	memory_aside_put_back(memory->entries, memory->aside);
	g_ptr_array_set_size(memory->entries, (gint)memory->entries_before);
	memory->tree = memory->tree_before;
}

static bool memory_release_reserve(struct store *store)
{
	struct memory_store *memory = memory_of(store);
	const bool had = memory->reserve;

	memory->reserve = false;
	return had;
}

static bool memory_load_tree(struct store *store, struct tree *ret_tree, GError **error)
{
	*ret_tree = memory_of(store)->tree;
	return true;
}

static bool memory_save_tree(struct store *store, const struct tree *tree, const struct tree *before, GError **error)
{
	memory_of(store)->tree = *tree;
	return true;
}

static bool memory_append(struct store *store, const struct journal_row *row, GError **error)
{
	memory_entries_append(memory_of(store)->entries, row);
	return true;
}

static bool memory_read(struct store *store, int64_t from, int64_t to, journal_each *each, void *context, GError **error)
{
	memory_entries_read(memory_of(store)->entries, from, to, each, context);
	return true;
}

static bool memory_remove_payload(struct store *store, int64_t sequence, bool *ret_removed, GError **error)
{
	struct memory_store *memory = memory_of(store);

	*ret_removed = memory_entries_remove(memory->entries, sequence, memory->aside);
	return true;
}

static bool memory_scrub(struct store *store, bool *ret_clean, GError **error)
{
	*ret_clean = true;
	return true;
}

static bool memory_read_rows(struct store *store, int64_t from, int64_t to, journal_row_each *each,
			     void *context, GError **error)
{
	memory_entries_read_rows(store, memory_of(store)->entries, from, to, each, context);
	return true;
}

static bool memory_read_leaves(struct store *store, int64_t size, struct digest *leaves, int64_t *ret_count, GError **error)
{
	*ret_count = memory_entries_read_leaves(memory_of(store)->entries, size, leaves);
	return true;
}

static bool memory_keep_checkpoint(struct store *store, GError **error)
{
	struct memory_store *memory = memory_of(store);
	struct note_head head = {.size = memory->tree.size, .root = tree_root(&memory->tree)};
	char *note;

	g_strlcpy(head.origin, store->log_name, sizeof(head.origin));
	note = note_sign(&head, memory->key, error);
	if (!note)
		return false;
	g_free(memory->checkpoint);
	memory->checkpoint = note;
	return true;
}

/* The item to be changed, made when it is new and remembered as it was. */
static struct memory_item *change_item(struct memory_store *memory, const char *name)
{
	struct memory_item *item = g_hash_table_lookup(memory->items, name);

	if (!g_hash_table_contains(memory->undo, name))
		g_hash_table_insert(memory->undo, g_strdup(name),
				    item ? g_memdup2(item, sizeof(*item)) : NULL);
	if (!item) {
		item = g_new0(struct memory_item, 1);
		g_hash_table_insert(memory->items, g_strdup(name), item);
	}
	return item;
}

static bool memory_keep_result(struct store *store, const char *name, const struct result_record *record, GError **error)
{
	struct memory_item *item = change_item(memory_of(store), name);

	item->ring[item->turns++ % RESULTS_KEPT] = *record;
	return true;
}

static bool memory_read_results(struct store *store, const char *name, int limit,
				results_each *each, void *context, GError **error)
{
	const struct memory_item *item = g_hash_table_lookup(memory_of(store)->items, name);

	if (!item)
		return true;
	for (int64_t turn = item->turns - 1; turn >= MAX(item->turns - limit, 0); turn--)
		if (!each(context, &item->ring[turn % RESULTS_KEPT]))
			break;
	return true;
}

static bool memory_set_state(struct store *store, const struct state_record *state, GError **error)
{
	struct memory_item *item = change_item(memory_of(store), state->item);

	item->state = *state;
	item->has_state = true;
	return true;
}

static bool memory_get_state(struct store *store, const char *name, struct state_record *ret_state, GError **error)
{
	const struct memory_item *item = g_hash_table_lookup(memory_of(store)->items, name);

	if (!item || !item->has_state)
		return false;
	*ret_state = item->state;
	ret_state->item = name;
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool memory_read_states(struct store *store, const char *prefix, states_each *each, void *context, GError **error)
{
	GHashTable *items = memory_of(store)->items;
	g_autofree char **names = NULL;
	guint count;

	names = (char **)g_hash_table_get_keys_as_array(items, &count);
	qsort(names, count, sizeof(*names), compare_names);
	for (guint i = 0; i < count; i++) {
		const struct memory_item *item = g_hash_table_lookup(items, names[i]);
		const struct result_record *newest =
			item->turns ? &item->ring[(item->turns - 1) % RESULTS_KEPT] : NULL;
		struct state_record state;

		if (prefix && !g_str_has_prefix(names[i], prefix))
			continue;
		if (memory_get_state(store, names[i], &state, error) &&
		    !each(context, &state, newest))
			break;
	}
	return true;
}

static bool memory_set_course(struct store *store, const char *name, const struct course_record *course, GError **error)
{
	struct memory_store *memory = memory_of(store);
	struct memory_item *item = g_hash_table_lookup(memory->items, name);

	if (!item || !item->has_state)
		return !course || store_fail(error, STORE_ERROR_IO,
					     _("cannot keep the course of '%s': it has no state"), name);
	item = change_item(memory, name);
	item->has_course = course != NULL;
	if (course)
		item->course = *course;
	return true;
}

static bool memory_read_courses(struct store *store, courses_each *each, void *context, GError **error)
{
	GHashTable *items = memory_of(store)->items;
	g_autofree char **names = NULL;
	guint count;

	names = (char **)g_hash_table_get_keys_as_array(items, &count);
	qsort(names, count, sizeof(*names), compare_names);
	for (guint i = 0; i < count; i++) {
		const struct memory_item *item = g_hash_table_lookup(items, names[i]);

		if (item->has_course && !each(context, names[i], &item->course))
			break;
	}
	return true;
}

static bool memory_keep_transition(struct store *store, struct transition_record *transition, GError **error)
{
	memory_transitions_keep(memory_of(store)->transitions, transition);
	return true;
}

static bool memory_read_transitions(struct store *store, const struct transitions_filter *filter,
				    transitions_each *each, void *context, GError **error)
{
	memory_transitions_read(memory_of(store)->transitions, filter, each, context);
	return true;
}

static bool memory_set_window(struct store *store, const struct window_record *window, GError **error)
{
	memory_windows_set(memory_of(store)->windows, window);
	return true;
}

static bool memory_read_windows(struct store *store, int64_t open_at_us, windows_each *each, void *context, GError **error)
{
	memory_windows_read(memory_of(store)->windows, open_at_us, each, context);
	return true;
}

static bool memory_find_window(struct store *store, const char *id, bool *ret_there, GError **error)
{
	*ret_there = memory_windows_has(memory_of(store)->windows, id);
	return true;
}

static bool memory_set_mark(struct store *store, const char *name, const struct mark_record *mark, GError **error)
{
	memory_windows_set_mark(memory_of(store)->windows, name, mark);
	return true;
}

static bool memory_read_marks(struct store *store, const char *name, marks_each *each, void *context, GError **error)
{
	memory_windows_read_marks(memory_of(store)->windows, name, each, context);
	return true;
}

static bool memory_keep_samples(struct store *store, const char *name,
				const struct samples_row *rows, size_t count, GError **error)
{
	struct memory_store *memory = memory_of(store);

	change_item(memory, name);
	memory_samples_keep(memory->samples, name, rows, count);
	return true;
}

static bool memory_read_samples(struct store *store, const char *name, const char *common,
				int limit, samples_row_each *each, void *context, GError **error)
{
	memory_samples_read(memory_of(store)->samples, name, common, limit, each, context);
	return true;
}

static bool memory_forget_samples(struct store *store, int64_t before_us, GError **error)
{
	memory_samples_forget_before(memory_of(store)->samples, before_us);
	return true;
}

static bool memory_set_pins(struct store *store, const char *device, const struct pin_record *pins,
			    size_t count, GError **error)
{
	memory_pins_set(memory_of(store)->pins, device, pins, count);
	return true;
}

static bool memory_read_pins(struct store *store, const char *device, pins_each *each, void *context, GError **error)
{
	memory_pins_read(memory_of(store)->pins, device, each, context);
	return true;
}

static bool memory_set_changed(struct store *store, const struct pin_changed *changed, GError **error)
{
	memory_pins_set_changed(memory_of(store)->pins, changed);
	return true;
}

static bool memory_read_changed(struct store *store, const char *device, pins_changed_each *each,
				void *context, GError **error)
{
	memory_pins_read_changed(memory_of(store)->pins, device, each, context);
	return true;
}

static bool memory_read_evidence(struct store *store, const struct evidence_query *query,
				 evidence_row_each *each, void *context, GError **error)
{
	memory_evidence_read(memory_of(store)->evidence, query, each, context);
	return true;
}

static bool memory_set_evidence(struct store *store, const struct evidence_row *row, GError **error)
{
	memory_evidence_set(memory_of(store)->evidence, row);
	return true;
}

static bool memory_repeat_evidence(struct store *store, int64_t id, int64_t at_us, const char *reason, GError **error)
{
	memory_evidence_repeat(memory_of(store)->evidence, id, at_us, reason);
	return true;
}

static bool memory_delete_evidence(struct store *store, int64_t id, GError **error)
{
	memory_evidence_delete(memory_of(store)->evidence, id);
	return true;
}

static bool is_known(void *context, const char *item)
{
	const struct memory_store *memory = context;
	const size_t length = strlen(item);
	GHashTableIter iterator;
	void *name;

	g_hash_table_iter_init(&iterator, memory->items);
	while (g_hash_table_iter_next(&iterator, &name, NULL)) {
		const char *end = g_str_has_prefix(name, item) ? (const char *)name + length : "x";

		if (*end == '\0' || *end == '/')
			return true;
	}
	return false;
}

static bool memory_forget_evidence(struct store *store, int64_t before_us, GError **error)
{
	memory_evidence_forget_before(memory_of(store)->evidence, before_us, is_known,
				      memory_of(store));
	return true;
}

static bool memory_set_rollup(struct store *store, const char *name, const struct rollup_record *rollup, GError **error)
{
	struct memory_store *memory = memory_of(store);
	const struct memory_item *item = g_hash_table_lookup(memory->items, name);

	if (!item || !item->has_state)
		return store_fail(error, STORE_ERROR_IO, _("cannot keep a day of '%s': it has no state"), name);
	memory_rollups_set(memory->rollups, name, rollup);
	return true;
}

static bool memory_read_rollups(struct store *store, const char *name, int32_t from, int32_t until,
				rollups_each *each, void *context, GError **error)
{
	memory_rollups_read(memory_of(store)->rollups, name, from, until, each, context);
	return true;
}

static bool memory_forget_rollups(struct store *store, int32_t day, GError **error)
{
	memory_rollups_forget_before(memory_of(store)->rollups, day);
	return true;
}

static bool memory_set_case(struct store *store, const struct case_record *record, GError **error)
{
	memory_cases_set(memory_of(store)->cases, record);
	return true;
}

static bool memory_read_cases(struct store *store, const struct cases_filter *filter, cases_each *each,
			      void *context, GError **error)
{
	memory_cases_read(memory_of(store)->cases, filter, each, context);
	return true;
}

static bool memory_count_case_events(struct store *store, const char *id, int64_t *ret_events, GError **error)
{
	*ret_events = memory_cases_events(memory_of(store)->cases, id);
	return true;
}

static bool memory_append_case_event(struct store *store, const struct case_event_record *event, GError **error)
{
	memory_cases_append(memory_of(store)->cases, event);
	return true;
}

static bool memory_read_case_events(struct store *store, const struct case_events_filter *filter,
				    case_events_each *each, void *context, GError **error)
{
	memory_cases_read_events(memory_of(store)->cases, filter, each, context);
	return true;
}

static bool memory_set_run(struct store *store, const struct run_record *run, GError **error)
{
	memory_cases_set_run(memory_of(store)->cases, run);
	return true;
}

static bool memory_read_runs(struct store *store, const struct runs_filter *filter, runs_each *each,
			     void *context, GError **error)
{
	memory_cases_read_runs(memory_of(store)->cases, filter, each, context);
	return true;
}

static bool memory_keep_run_text(struct store *store, const struct digest *digest, const char *text,
				 size_t length, GError **error)
{
	memory_cases_keep_text(memory_of(store)->cases, digest, text, length);
	return true;
}

static bool memory_read_run_text(struct store *store, const struct digest *digest, GBytes **ret_text, GError **error)
{
	*ret_text = memory_cases_read_text(memory_of(store)->cases, digest);
	return true;
}

static bool memory_keep_notice(struct store *store, struct notice_record *record, GError **error)
{
	memory_notices_keep(memory_of(store)->notices, record);
	return true;
}

static bool memory_change_notice(struct store *store, const struct notice_record *record, bool *ret_there, GError **error)
{
	*ret_there = memory_notices_change(memory_of(store)->notices, record);
	return true;
}

static bool memory_newest_notice(struct store *store, int64_t *ret_number, GError **error)
{
	*ret_number = memory_notices_newest(memory_of(store)->notices);
	return true;
}

static bool memory_find_notice_once(struct store *store, const char *once, int64_t *ret_number, GError **error)
{
	*ret_number = memory_notices_find_once(memory_of(store)->notices, once);
	return true;
}

static bool memory_read_notices(struct store *store, const struct notices_filter *filter,
				notices_each *each, void *context, GError **error)
{
	memory_notices_read(memory_of(store)->notices, filter, each, context);
	return true;
}

static bool memory_read_items(struct store *store, items_each *each, void *context, GError **error)
{
	GHashTable *items = memory_of(store)->items;
	g_autofree char **names = NULL;
	guint count;

	names = (char **)g_hash_table_get_keys_as_array(items, &count);
	qsort(names, count, sizeof(*names), compare_names);
	for (guint i = 0; i < count; i++) {
		const struct memory_item *item = g_hash_table_lookup(items, names[i]);
		const struct result_record *newest =
			item->turns ? &item->ring[(item->turns - 1) % RESULTS_KEPT] : NULL;

		if (!each(context, names[i], newest ? newest->started_at_us : 0))
			break;
	}
	return true;
}

static bool memory_forget_item(struct store *store, const char *name, GError **error)
{
	struct memory_store *memory = memory_of(store);

	if (!g_hash_table_contains(memory->items, name))
		return true;
	change_item(memory, name);
	g_hash_table_remove(memory->items, name);
	memory_samples_forget_item(memory->samples, name);
	memory_rollups_forget_item(memory->rollups, name);
	return true;
}

static void measure_item(const struct memory_item *item, struct upkeep_figures *figures)
{
	figures->items++;
	figures->courses += item->has_course;
	for (int64_t turn = MAX(item->turns - RESULTS_KEPT, 0); turn < item->turns; turn++) {
		const int64_t at_us = item->ring[turn % RESULTS_KEPT].started_at_us;

		figures->oldest_result_at_us = figures->results
						       ? MIN(figures->oldest_result_at_us, at_us)
						       : at_us;
		figures->newest_result_at_us = MAX(figures->newest_result_at_us, at_us);
		figures->results++;
	}
}

static bool memory_measure(struct store *store, struct upkeep_figures *figures, GError **error)
{
	const struct memory_store *memory = memory_of(store);
	GHashTableIter iterator;
	void *item;

	for (guint i = 0; i < memory->entries->len; i++)
		figures->payload_bytes +=
			(int64_t)((struct journal_entry *)memory->entries->pdata[i])->payload_length;
	g_hash_table_iter_init(&iterator, memory->items);
	while (g_hash_table_iter_next(&iterator, NULL, &item))
		measure_item(item, figures);
	figures->samples = memory_samples_count(memory->samples);
	memory_pins_count(memory->pins, &figures->pins, &figures->pins_changed);
	memory_evidence_measure(memory->evidence, figures);
	figures->transitions = memory_transitions_count(memory->transitions);
	memory_windows_measure(memory->windows, figures);
	figures->rollups = memory_rollups_count(memory->rollups);
	memory_cases_measure(memory->cases, figures);
	memory_notices_measure(memory->notices, figures);
	memory_messages_measure(memory->spool, figures);
	return true;
}

static bool memory_shrink(struct store *store, GError **error)
{
	return true;
}

static const struct store_operations operations = {
	.close = memory_close,
	.begin = memory_begin,
	.commit = memory_commit,
	.rollback = memory_rollback,
	.release_reserve = memory_release_reserve,
	.load_tree = memory_load_tree,
	.save_tree = memory_save_tree,
	.append = memory_append,
	.read = memory_read,
	.remove_payload = memory_remove_payload,
	.scrub = memory_scrub,
	.read_rows = memory_read_rows,
	.read_leaves = memory_read_leaves,
	.keep_checkpoint = memory_keep_checkpoint,
	.keep_result = memory_keep_result,
	.read_results = memory_read_results,
	.set_state = memory_set_state,
	.get_state = memory_get_state,
	.read_states = memory_read_states,
	.set_course = memory_set_course,
	.read_courses = memory_read_courses,
	.keep_transition = memory_keep_transition,
	.read_transitions = memory_read_transitions,
	.set_window = memory_set_window,
	.read_windows = memory_read_windows,
	.find_window = memory_find_window,
	.set_mark = memory_set_mark,
	.read_marks = memory_read_marks,
	.set_drill = memory_drills_set,
	.read_drill = memory_drills_read,
	.set_drill_moment = memory_drills_set_moment,
	.read_drill_moments = memory_drills_read_moments,
	.keep_samples = memory_keep_samples,
	.read_samples = memory_read_samples,
	.forget_samples = memory_forget_samples,
	.set_pins = memory_set_pins,
	.read_pins = memory_read_pins,
	.set_changed = memory_set_changed,
	.read_changed = memory_read_changed,
	.read_evidence = memory_read_evidence,
	.set_evidence = memory_set_evidence,
	.repeat_evidence = memory_repeat_evidence,
	.delete_evidence = memory_delete_evidence,
	.forget_evidence = memory_forget_evidence,
	.set_rollup = memory_set_rollup,
	.read_rollups = memory_read_rollups,
	.forget_rollups = memory_forget_rollups,
	.set_case = memory_set_case,
	.read_cases = memory_read_cases,
	.count_case_events = memory_count_case_events,
	.append_case_event = memory_append_case_event,
	.read_case_events = memory_read_case_events,
	.set_run = memory_set_run,
	.read_runs = memory_read_runs,
	.keep_run_text = memory_keep_run_text,
	.read_run_text = memory_read_run_text,
	.keep_notice = memory_keep_notice,
	.change_notice = memory_change_notice,
	.newest_notice = memory_newest_notice,
	.find_notice_once = memory_find_notice_once,
	.read_notices = memory_read_notices,
	.keep_message = memory_keep_message,
	.change_message = memory_change_message,
	.read_messages = memory_read_messages,
	.count_messages = memory_count_messages,
	.keep_attempt = memory_keep_attempt,
	.read_attempts = memory_read_attempts,
	.keep_ack = memory_keep_ack,
	.read_acks = memory_read_acks,
	.read_acks_saying = memory_read_acks_saying,
	.set_relay = memory_set_relay,
	.read_relays = memory_read_relays,
	.newest_know = memory_newest_know,
	.add_know = memory_add_know,
	.review_know = memory_review_know,
	.read_know = memory_read_know,
	.read_know_pending = memory_read_know_pending,
	.index_know_case = memory_index_know_case,
	.forget_know = memory_forget_know,
	.retell_know = memory_retell_know,
	.search_know = memory_search_know,
	.read_items = memory_read_items,
	.forget_item = memory_forget_item,
	.measure = memory_measure,
	.shrink = memory_shrink,
};

struct store *store_open_memory(const struct store_options *options, GError **error)
{
	struct memory_store *memory;
	struct key *key;

	if (!options->log_name || !note_name_valid(options->log_name)) {
		store_fail(error, STORE_ERROR_IO,
			   _("cannot make a store in memory: '%s' cannot name its log"),
			   options->log_name ? options->log_name : "");
		return NULL;
	}
	key = key_new(error);
	if (!key)
		return NULL;
	memory = g_new0(struct memory_store, 1);
	store_init(&memory->store, &operations, options);
	memory->key = key;
	memory->reserve = true;
	memory->entries = memory_entries_new();
	memory->aside = memory_aside_new();
	memory->items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	memory->undo = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	memory->samples = memory_samples_new();
	memory->pins = memory_pins_new();
	memory->evidence = memory_evidence_new();
	memory->transitions = memory_transitions_new();
	memory->windows = memory_windows_new();
	memory->drills = memory_drills_new();
	memory->rollups = memory_rollups_new();
	memory->cases = memory_cases_new(memory->entries);
	memory->notices = memory_notices_new();
	memory->spool = memory_messages_new();
	memory->know = memory_know_new(memory->entries);
	return &memory->store;
}
