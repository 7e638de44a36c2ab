/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases, their events, runs and the texts of procedures of the double in memory.
 * Cases and runs are lists in the order in which they are read; events and texts
 * only grow in number, so that undoing is cutting off the end.
 */
#include "store/memory.h"

struct memory_cases {
	struct memory_shelf cases; /* struct case_record, with what it points to */
	struct memory_shelf runs; /* struct run_record, likewise */
	GPtrArray *events; /* struct case_event_record: what the journal does not have */
	guint events_before;
	GPtrArray *texts; /* struct kept_text */
	guint texts_before;
	const GPtrArray *entries; /* struct journal_entry */
};

struct kept_text {
	struct digest digest;
	GBytes *text;
};

static void case_clear(void *pointer)
{
	struct case_record *record = pointer;

	g_free((char *)record->id);
	g_free((char *)record->title);
	g_free((char *)record->subject);
	g_free((char *)record->organization);
	g_free((char *)record->opened_by);
}

static void case_release(void *record)
{
	g_rc_box_release_full(record, case_clear);
}

static struct case_record *case_new(const struct case_record *record)
{
	struct case_record *copy = g_rc_box_alloc(sizeof(*copy));

	*copy = *record;
	copy->id = g_strdup(record->id);
	copy->title = g_strdup(record->title);
	copy->subject = g_strdup(record->subject);
	copy->organization = g_strdup(record->organization);
	copy->opened_by = g_strdup(record->opened_by);
	return copy;
}

static void run_clear(void *pointer)
{
	struct run_record *run = pointer;

	g_free((char *)run->case_id);
	g_free((char *)run->procedure);
	g_free((char *)run->subject);
	g_free((char *)run->holder);
	g_free((char *)run->step);
}

static void run_release(void *run)
{
	g_rc_box_release_full(run, run_clear);
}

static struct run_record *run_new(const struct run_record *run)
{
	struct run_record *copy = g_rc_box_alloc(sizeof(*copy));

	*copy = *run;
	copy->case_id = g_strdup(run->case_id);
	copy->procedure = g_strdup(run->procedure);
	copy->subject = g_strdup(run->subject);
	copy->holder = g_strdup(run->holder);
	copy->step = g_strdup(run->step);
	return copy;
}

static void event_free(void *pointer)
{
	struct case_event_record *event = pointer;

	g_free((char *)event->case_id);
	g_free((char *)event->kind);
	g_free(event);
}

static void text_free(void *pointer)
{
	struct kept_text *text = pointer;

	g_bytes_unref(text->text);
	g_free(text);
}

struct memory_cases *memory_cases_new(const GPtrArray *entries)
{
	struct memory_cases *cases = g_new0(struct memory_cases, 1);

	memory_shelf_init(&cases->cases, case_release);
	memory_shelf_init(&cases->runs, run_release);
	cases->events = g_ptr_array_new_with_free_func(event_free);
	cases->texts = g_ptr_array_new_with_free_func(text_free);
	cases->entries = entries;
	return cases;
}

void memory_cases_free(struct memory_cases *cases)
{
	if (!cases)
		return;
	memory_shelf_clear(&cases->cases);
	memory_shelf_clear(&cases->runs);
	g_ptr_array_unref(cases->events);
	g_ptr_array_unref(cases->texts);
	g_free(cases);
}

void memory_cases_commit(struct memory_cases *cases)
{
	memory_shelf_commit(&cases->cases);
	memory_shelf_commit(&cases->runs);
	cases->events_before = cases->events->len;
	cases->texts_before = cases->texts->len;
}

void memory_cases_rollback(struct memory_cases *cases)
{
	memory_shelf_rollback(&cases->cases);
	memory_shelf_rollback(&cases->runs);
	g_ptr_array_set_size(cases->events, (gint)cases->events_before);
	g_ptr_array_set_size(cases->texts, (gint)cases->texts_before);
}

/* ---- cases ---- */

static const struct case_record *case_at(const struct memory_cases *cases, guint index)
{
	return cases->cases.rows->pdata[index];
}

static const struct case_record *find_case(const struct memory_cases *cases, const char *id)
{
	for (guint i = 0; i < cases->cases.rows->len; i++)
		if (strcmp(case_at(cases, i)->id, id) == 0)
			return case_at(cases, i);
	return NULL;
}

static int compare_cases(const void *a, const void *b)
{
	const struct case_record *left = *(struct case_record *const *)a;
	const struct case_record *right = *(struct case_record *const *)b;

	if (left->opened_at_us != right->opened_at_us)
		return left->opened_at_us < right->opened_at_us ? -1 : 1;
	return strcmp(left->id, right->id);
}

/* RECORD, in the place of EARLIER (NULL: of none). */
static void put_case(struct memory_cases *cases, const struct case_record *earlier,
		     const struct case_record *record)
{
	struct case_record *row = case_new(record);

	memory_shelf_change(&cases->cases);
	if (earlier)
		g_ptr_array_remove(cases->cases.rows, (void *)earlier);
	g_ptr_array_add(cases->cases.rows, row);
	g_ptr_array_sort(cases->cases.rows, compare_cases);
}

void memory_cases_set(struct memory_cases *cases, const struct case_record *record)
{
	const struct case_record *earlier = find_case(cases, record->id);
	struct case_record whole = *record;

	whole.events = earlier ? earlier->events : 0;
	whole.changed_at_us = earlier ? earlier->changed_at_us : 0;
	put_case(cases, earlier, &whole);
}

void memory_cases_read(const struct memory_cases *cases, const struct cases_filter *filter,
		       cases_each *each, void *context)
{
	for (guint i = 0; i < cases->cases.rows->len; i++) {
		const struct case_record *record = case_at(cases, i);

		if ((!filter->id || strcmp(record->id, filter->id) == 0) &&
		    (filter->kind < 0 || (int)record->kind == filter->kind) &&
		    (!filter->open_only || record->closed_at_us == 0) && !each(context, record))
			return;
	}
}

int64_t memory_cases_events(const struct memory_cases *cases, const char *id)
{
	const struct case_record *record = find_case(cases, id);

	return record ? record->events : -1;
}

/* ---- events ---- */

void memory_cases_append(struct memory_cases *cases, const struct case_event_record *event)
{
	const struct case_record *earlier = find_case(cases, event->case_id);
	struct case_record record = *earlier;
	struct case_event_record *row = g_new0(struct case_event_record, 1);

	*row = (struct case_event_record){
		.case_id = g_strdup(event->case_id),
		.number = event->number,
		.run = event->run,
		.kind = g_strdup(event->kind),
		.entry = event->entry,
	};
	g_ptr_array_add(cases->events, row);
	record.events = event->number;
	record.changed_at_us = event->recorded_at_us;
	put_case(cases, earlier, &record);
}

static bool is_wanted(const struct case_events_filter *filter, const struct case_event_record *event)
{
	if (!filter->case_id)
		return strcmp(event->kind, filter->kind) == 0;
	return strcmp(event->case_id, filter->case_id) == 0 && event->number > filter->after &&
	       (filter->run == CASE_EVERY_RUN || event->run == filter->run);
}

void memory_cases_read_events(const struct memory_cases *cases,
			      const struct case_events_filter *filter, case_events_each *each,
			      void *context)
{
	for (guint i = 0; i < cases->events->len; i++) {
		struct case_event_record event =
			*(struct case_event_record *)cases->events->pdata[i];
		const struct journal_entry *entry = cases->entries->pdata[event.entry - 1];

		if (!is_wanted(filter, &event))
			continue;
		event.event_at_us = entry->event_at_us;
		event.recorded_at_us = entry->recorded_at_us;
		event.actor = entry->actor;
		event.body = entry->payload;
		event.body_length = entry->payload_length;
		if (!each(context, &event))
			return;
	}
}

/* ---- runs ---- */

static int compare_runs(const void *a, const void *b)
{
	const struct run_record *left = *(struct run_record *const *)a;
	const struct run_record *right = *(struct run_record *const *)b;
	const int by_case = strcmp(left->case_id, right->case_id);

	if (left->started_at_us != right->started_at_us)
		return left->started_at_us < right->started_at_us ? -1 : 1;
	return by_case ? by_case : (left->run > right->run) - (left->run < right->run);
}

void memory_cases_set_run(struct memory_cases *cases, const struct run_record *run)
{
	struct run_record *copy = run_new(run);
	GPtrArray *rows;

	memory_shelf_change(&cases->runs);
	rows = cases->runs.rows;
	for (guint i = 0; i < rows->len; i++) {
		const struct run_record *row = rows->pdata[i];

		if (row->run == run->run && strcmp(row->case_id, run->case_id) == 0) {
			g_ptr_array_remove_index(rows, i);
			break;
		}
	}
	g_ptr_array_add(rows, copy);
	g_ptr_array_sort(rows, compare_runs);
}

static bool is_finished(const struct run_record *run)
{
	return run->state == WALK_COMPLETED || run->state == WALK_CANCELLED;
}

void memory_cases_read_runs(const struct memory_cases *cases, const struct runs_filter *filter,
			    runs_each *each, void *context)
{
	for (guint i = 0; i < cases->runs.rows->len; i++) {
		const struct run_record *run = cases->runs.rows->pdata[i];

		if ((!filter->case_id || strcmp(run->case_id, filter->case_id) == 0) &&
		    (!filter->unfinished_only || !is_finished(run)) && !each(context, run))
			return;
	}
}

void memory_cases_keep_text(struct memory_cases *cases, const struct digest *digest,
			    const char *text, size_t length)
{
	g_autoptr(GBytes) there = memory_cases_read_text(cases, digest);
	struct kept_text *row;

	if (there)
		return;
	row = g_new0(struct kept_text, 1);
	row->digest = *digest;
	row->text = g_bytes_new(text, length);
	g_ptr_array_add(cases->texts, row);
}

GBytes *memory_cases_read_text(const struct memory_cases *cases, const struct digest *digest)
{
	for (guint i = 0; i < cases->texts->len; i++) {
		const struct kept_text *row = cases->texts->pdata[i];

		if (digest_equal(&row->digest, digest))
			return g_bytes_ref(row->text);
	}
	return NULL;
}

void memory_cases_measure(const struct memory_cases *cases, struct upkeep_figures *figures)
{
	figures->cases = cases->cases.rows->len;
	for (guint i = 0; i < cases->cases.rows->len; i++)
		figures->cases_open += case_at(cases, i)->closed_at_us == 0;
	figures->case_events = cases->events->len;
	figures->runs = cases->runs.rows->len;
	for (guint i = 0; i < cases->runs.rows->len; i++)
		figures->runs_unfinished += !is_finished(cases->runs.rows->pdata[i]);
	figures->run_texts = cases->texts->len;
}
