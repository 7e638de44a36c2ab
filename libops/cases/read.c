/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases as they are read: one with all its events, many without them, and which
 * of them a thing belongs to.
 */
#include "cases/internal.h"

#include "base/text.h"
#include "base/translate.h"

static void event_destroy(gpointer event)
{
	event_free(event);
}

static void run_free(gpointer data)
{
	struct case_run *run = data;

	g_free(run->procedure);
	g_free(run->subject);
	g_free(run->holder);
	g_free(run->step);
	g_free(run);
}

static void file_destroy(gpointer file)
{
	case_file_free(file);
}

void case_file_free(struct case_file *file)
{
	if (!file)
		return;
	g_free(file->id);
	g_free(file->title);
	g_free(file->subject);
	g_free(file->organization);
	g_free(file->opened_by);
	g_ptr_array_unref(file->events);
	g_ptr_array_unref(file->runs);
	g_ptr_array_unref(file->subjects);
	g_free(file);
}

/* --- rows --- */

static struct case_file *file_new(const struct case_record *record)
{
	struct case_file *file = g_new0(struct case_file, 1);

	*file = (struct case_file){
		.id = g_strdup(record->id),
		.kind = record->kind,
		.title = g_strdup(record->title),
		.subject = g_strdup(record->subject),
		.organization = g_strdup(record->organization),
		.opened_by = g_strdup(record->opened_by),
		.opened_at_us = record->opened_at_us,
		.closed_at_us = record->closed_at_us,
		.changed_at_us = record->changed_at_us,
		.events = g_ptr_array_new_with_free_func(event_destroy),
		.runs = g_ptr_array_new_with_free_func(run_free),
		.subjects = g_ptr_array_new_with_free_func(g_free),
	};
	if (*record->subject)
		g_ptr_array_add(file->subjects, g_strdup(record->subject));
	return file;
}

static bool take_file(void *context, const struct case_record *record)
{
	g_ptr_array_add(context, file_new(record));
	return true;
}

static GPtrArray *read_files(struct store *store, const struct cases_filter *filter, GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_destroy);

	return cases_read(store, filter, take_file, files, error) ? g_steal_pointer(&files) : NULL;
}

static bool take_run(void *context, const struct run_record *record)
{
	struct case_run *run = g_new0(struct case_run, 1);
	GHashTable *files = context;
	struct case_file *file = g_hash_table_lookup(files, record->case_id);

	*run = (struct case_run){
		.run = record->run,
		.caller = record->caller,
		.caller_turn = record->caller_turn,
		.turn = record->turn,
		.alongside = record->alongside,
		.procedure = g_strdup(record->procedure),
		.subject = g_strdup(record->subject),
		.holder = g_strdup(record->holder),
		.step = g_strdup(record->step),
		.state = record->state,
		.started_at_us = record->started_at_us,
		.changed_at_us = record->changed_at_us,
		.due_at_us = record->due_at_us,
		.digest = record->digest,
	};
	if (file)
		g_ptr_array_add(file->runs, run);
	else
		run_free(run);
	return true;
}

/* Gives each of FILES its runs, in order. ID NULL: those of all cases are read. */
static bool read_runs(struct store *store, const GPtrArray *files, const char *id, GError **error)
{
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
	const struct runs_filter filter = {.case_id = id};

	for (guint i = 0; i < files->len; i++) {
		const struct case_file *file = files->pdata[i];

		g_hash_table_insert(by_id, file->id, files->pdata[i]);
	}
	return runs_read(store, &filter, take_run, by_id, error);
}

GPtrArray *case_list(struct store *store, const struct cases_filter *filter, GError **error)
{
	g_autoptr(GPtrArray) files = read_files(store, filter, error);

	if (!files || (files->len && !read_runs(store, files, filter->id, error)))
		return NULL;
	return g_steal_pointer(&files);
}

/* --- one --- */

/* The message names the id that is nearest to ID. */
static void fail_none(struct store *store, const char *id, GError **error)
{
	const struct cases_filter all = {.kind = -1};
	g_autoptr(GPtrArray) files = read_files(store, &all, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *shown = text_excerpt(id);
	const char *nearest;

	if (!files)
		return;
	/* Of those that are as near, the newest is meant. */
	for (guint i = files->len; i-- > 0;) {
		const struct case_file *file = files->pdata[i];

		g_ptr_array_add(names, file->id);
	}
	g_ptr_array_add(names, NULL);
	nearest = text_nearest(id, (const char *const *)names->pdata);
	if (nearest)
		cases_fail(error, CASES_ERROR_NONE, _("there is no case '%s'; did you mean '%s'?"), shown, nearest);
	else
		cases_fail(error, CASES_ERROR_NONE, _("there is no case '%s'"), shown);
}

struct case_file *case_find(struct store *store, const char *id, GError **error)
{
	const struct cases_filter filter = {.id = id, .kind = -1};
	g_autoptr(GPtrArray) files = NULL;

	if (case_id_parse(id, NULL)) {
		files = read_files(store, &filter, error);
		if (!files)
			return NULL;
	}
	if (files && files->len)
		return g_ptr_array_steal_index(files, 0);
	fail_none(store, id, error);
	return NULL;
}

static bool take_event(void *context, const struct case_event_record *record)
{
	g_ptr_array_add(context, event_read(record));
	return true;
}

static void add_subjects(struct case_file *file)
{
	for (guint i = 0; i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];
		const char *subject = event->kind == CASE_SUBJECT && event->body ?
			json_get_string(event->body, "subject") : NULL;

		if (subject && !g_ptr_array_find_with_equal_func(file->subjects, subject, g_str_equal, NULL))
			g_ptr_array_add(file->subjects, g_strdup(subject));
	}
}

struct case_file *case_load(struct store *store, const char *id, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_find(store, id, error);
	g_autoptr(GPtrArray) alone = g_ptr_array_new();
	const struct case_events_filter filter = {.case_id = id, .run = CASE_EVERY_RUN};

	if (!file)
		return NULL;
	g_ptr_array_add(alone, file);
	if (!read_runs(store, alone, id, error) || !case_events_read(store, &filter, take_event, file->events, error))
		return NULL;
	add_subjects(file);
	return g_steal_pointer(&file);
}

/* --- what belongs to what --- */

struct sought { const char *subject; bool found; };

static bool look_for_subject(void *context, const struct case_event_record *record)
{
	struct sought *sought = context;
	g_autoptr(ops_case_event_t) event = NULL;

	if (event_kind_find(record->kind) != CASE_SUBJECT)
		return true;
	event = event_read(record);
	sought->found = event->body && g_str_equal(json_get_string(event->body, "subject"), sought->subject);
	return !sought->found;
}

bool case_has_subject(struct store *store, const char *id, const char *subject, bool *ret_has, GError **error)
{
	const struct case_events_filter filter = {.case_id = id, .run = CASE_EVERY_RUN};
	struct sought sought = {subject, false};

	if (!case_events_read(store, &filter, look_for_subject, &sought, error))
		return false;
	*ret_has = sought.found;
	return true;
}

static bool affects(struct store *store, const struct case_file *file, const char *subject, bool *ret_affects,
		    GError **error)
{
	*ret_affects = g_str_equal(file->subject, subject);
	return *ret_affects || case_has_subject(store, file->id, subject, ret_affects, error);
}

char *case_of_subject(struct store *store, const char *subject, GError **error)
{
	const struct cases_filter filter = {.kind = CASE_INCIDENT, .open_only = true};
	g_autoptr(GPtrArray) files = *subject ? read_files(store, &filter, error) : NULL;

	for (guint i = files ? files->len : 0; i-- > 0;) {
		const struct case_file *file = files->pdata[i];
		bool is_it = false;

		if (!affects(store, file, subject, &is_it, error))
			return NULL;
		if (is_it)
			return g_strdup(file->id);
	}
	return NULL;
}

struct belonging { GHashTable *cases; const char *id; };

static void note_subject(struct belonging *belonging, const char *subject)
{
	if (subject && *subject)
		g_hash_table_insert(belonging->cases, g_strdup(subject), g_strdup(belonging->id));
}

static bool take_subject(void *context, const struct case_event_record *record)
{
	g_autoptr(ops_case_event_t) event = event_kind_find(record->kind) == CASE_SUBJECT ? event_read(record) : NULL;

	if (event && event->body)
		note_subject(context, json_get_string(event->body, "subject"));
	return true;
}

GHashTable *case_subjects(struct store *store, GError **error)
{
	const struct cases_filter filter = {.kind = CASE_INCIDENT, .open_only = true};
	g_autoptr(GPtrArray) files = read_files(store, &filter, error);
	g_autoptr(GHashTable) cases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	if (!files)
		return NULL;
	/* The newest comes last, and stays. */
	for (guint i = 0; i < files->len; i++) {
		const struct case_file *file = files->pdata[i];
		const struct case_events_filter events = {.case_id = file->id, .run = CASE_EVERY_RUN};
		struct belonging belonging = {cases, file->id};

		note_subject(&belonging, file->subject);
		if (!case_events_read(store, &events, take_subject, &belonging, error))
			return NULL;
	}
	return g_steal_pointer(&cases);
}

static void walked_destroy(gpointer event)
{
	procedure_event_free(event);
}

static struct procedure_event *walked_of(const struct case_event *event, const char *id, GError **error)
{
	if (event->kind == CASE_RUN && event->body)
		return procedure_event_read(event->body, error);
	if (event_kind_find(event->kind_id) == CASE_RUN)
		cases_fail(error, CASES_ERROR_UNREADABLE,
			   _("run %ld of case '%s' cannot be gone through: its event %ld was removed, or is not as nwops "
			     "writes it"), (long)event->run, id, (long)event->number);
	return NULL;
}

struct procedure_event *case_run_event(const struct case_event_record *record, GError **error)
{
	g_autoptr(ops_case_event_t) event = event_kind_find(record->kind) == CASE_RUN ? event_read(record) : NULL;

	return event ? walked_of(event, record->case_id, error) : NULL;
}

struct walking { GPtrArray *events; GError *failed; };

static bool take_walked(void *context, const struct case_event_record *record)
{
	struct walking *walking = context;
	struct procedure_event *event = case_run_event(record, &walking->failed);

	if (event)
		g_ptr_array_add(walking->events, event);
	return !walking->failed;
}

GPtrArray *case_run_events(struct store *store, const char *id, int64_t run, GError **error)
{
	const struct case_events_filter filter = {.case_id = id, .run = run};
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(walked_destroy);
	struct walking walking = {.events = events};

	if (!case_events_read(store, &filter, take_walked, &walking, error)) {
		g_clear_error(&walking.failed);
		return NULL;
	}
	if (walking.failed) {
		g_propagate_error(error, walking.failed);
		return NULL;
	}
	return g_steal_pointer(&events);
}
