/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which troubles get an incident, and which one. It is kept in open-keep.c, its reports are made in
 * open-report.c.
 */
#include "engine/open-internal.h"

#include "base/translate.h"

#include <string.h>

struct opening {
	const struct walk_options *options;
	const struct incident_rules *rules;
	GPtrArray *fresh;	/* struct open_trouble without an incident, causes first; lent */
	GHashTable *known;	/* item of an open trouble that has one -> its id; lent */
	char *storm;		/* the open incident of a storm that is not over; NULL */
	GPtrArray *list;	/* struct opened */
};

static void free_opened(gpointer pointer)
{
	struct opened *opened = pointer;

	g_free(opened->case_id);
	g_free(opened->item);
	g_free(opened);
}

/* --- what is looked at --- */

static bool is_fault(const struct incident_rules *rules, const struct open_trouble *trouble)
{
	return open_is_of_fault(trouble->procedure) &&
	       (trouble->status == STATUS_DOWN || (trouble->status == STATUS_WARNING && rules->from == STATUS_WARNING));
}

/* How many things each open incident has: id -> number. */
static GHashTable *count_subjects(GHashTable *cases)
{
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, cases);
	while (g_hash_table_iter_next(&iter, NULL, &id)) {
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, id));

		g_hash_table_insert(counts, g_strdup(id), GUINT_TO_POINTER(count + 1));
	}
	return counts;
}

/* When FILE last got one more thing; what else is written down there says nothing of it. */
static bool find_grown(struct store *store, const char *id, int64_t *ret_us, GError **error)
{
	g_autoptr(ops_case_file_t) file = case_load(store, id, error);

	*ret_us = 0;
	for (guint i = 0; file && i < file->events->len; i++) {
		const struct case_event *event = file->events->pdata[i];

		if (event->kind == CASE_OPENED || event->kind == CASE_SUBJECT)
			*ret_us = event->recorded_at_us;
	}
	return file != NULL;
}

/* The newest open incident of so many things that it is a storm's, and that was added to not long ago. */
static bool find_storm(struct opening *opening, GHashTable *cases, GError **error)
{
	const struct cases_filter filter = {.kind = CASE_INCIDENT, .open_only = true};
	int64_t since_us = clock_wall_us(opening->options->clock) - opening->rules->storm_within_us;
	g_autoptr(GPtrArray) files = case_list(opening->options->store, &filter, error);
	g_autoptr(GHashTable) counts = count_subjects(cases);

	for (guint i = 0; files && i < files->len; i++) {
		const struct case_file *file = files->pdata[i];
		int64_t grown_us;

		if (GPOINTER_TO_INT(g_hash_table_lookup(counts, file->id)) < opening->rules->storm || file->changed_at_us < since_us)
			continue;
		if (!find_grown(opening->options->store, file->id, &grown_us, error))
			return false;
		if (grown_us < since_us)
			continue;
		g_free(opening->storm);
		opening->storm = g_strdup(file->id);
	}
	return files != NULL;
}

/* --- which one --- */

static void note_opened(struct opening *opening, struct opened *take_opened)
{
	g_ptr_array_add(opening->list, take_opened);
	g_hash_table_insert(opening->known, take_opened->item, take_opened->case_id);
}

static void say_failure(const struct opening *opening, const struct open_trouble *trouble, const GError *failed)
{
	notes_write(opening->options->notes, NOTES_WARNING, _("no incident could be opened for '%s': %s"), trouble->item,
		    failed->message);
}

static void gather(struct opening *opening, const struct gathering *gathering, const char *joined)
{
	const struct open_trouble *first = gathering->troubles[0];
	g_autoptr(GError) failed = NULL;
	struct opened *opened = g_new0(struct opened, 1);

	opened->how = joined ? OPENED_JOINED : OPENED_NEW;
	opened->item = g_strdup(first->item);
	opened->troubles = gathering->count;
	opened->case_id = g_strdup(joined);
	if (open_keep(opening->options, gathering, joined, opened, &failed)) {
		note_opened(opening, opened);
		return;
	}
	free_opened(opened);
	if (failed)
		say_failure(opening, first, failed);
}

/* What is there of the service of SUBJECT by now, for the record and for the report. */
static struct json *look_at(const struct walk_options *options, const char *subject, struct walk_causes *causes, GError **error)
{
	g_autoptr(ops_scope_view_t) view = engine_scope(options->inventory, SCOPE_SERVICE_PATH, subject, error);
	g_autoptr(GPtrArray) sights = view ? engine_scope_sights(options->inventory, options->store, view, error) : NULL;
	struct json *evidence;

	if (!sights)
		return NULL;
	evidence = json_new_object();
	json_set_string(evidence, "scope", words_get(WORDS_PROBE_SCOPE, SCOPE_SERVICE_PATH)->id);
	json_set_string(evidence, "subject", subject);
	json_set_string(evidence, "outcome", words_get(WORDS_STEP_OUTCOME, engine_scope_outcome(sights))->id);
	json_set_bool(evidence, "own_view", true);
	json_take(evidence, "items", walk_describe_sights(sights));
	json_take(evidence, "suspects", g_steal_pointer(&causes->suspects));
	return evidence;
}

/* RET_AGAIN: it is open again, or that failed and was said, or it is to stay closed. */
static bool open_again(struct opening *opening, const struct open_trouble *trouble, bool *ret_again, GError **error)
{
	const struct cases_options cases = walk_recording(opening->options);
	g_autoptr(GError) failed = NULL, refused = NULL;
	bool known = false;
	g_autofree char *id = open_find_closed(opening->options, trouble, &known, &failed);
	struct opened *opened;

	*ret_again = id || known;
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	if (!id || known)
		return true;
	if (case_reopen(&cases, id, _("the trouble came back"), &refused) < 0) {
		say_failure(opening, trouble, refused);
		return true;
	}
	opened = g_new0(struct opened, 1);
	*opened = (struct opened){.how = OPENED_AGAIN, .item = g_strdup(trouble->item), .case_id = g_steal_pointer(&id), .troubles = 1};
	note_opened(opening, opened);
	return true;
}

/* One that has no incident yet. */
static bool open_new(struct opening *opening, const struct open_trouble *trouble, struct walk_causes *causes, GError **error)
{
	g_autoptr(ops_json_t) evidence = look_at(opening->options, trouble->item, causes, error);
	const struct gathering gathering = {
		.troubles = &trouble, .count = 1, .behind = causes->names, .certain = causes->certain, .evidence = evidence,
	};

	if (!evidence)
		return false;
	g_ptr_array_remove_index(causes->names, 0);	/* the trouble itself */
	gather(opening, &gathering, NULL);
	return true;
}

/* The incident of another trouble in the open that the same fault would explain; NULL: none. What is hidden by something
 * is not in the open: its incident may be of something else. */
static char *find_beside(const struct opening *opening, const struct walk_causes *causes)
{
	for (guint i = 0; i < causes->seen->len; i++) {
		const char *id = g_hash_table_lookup(opening->known, causes->seen->pdata[i]);

		if (id)
			return g_strdup(id);
	}
	return g_strdup("");
}

static bool open_one(struct opening *opening, const struct open_trouble *trouble, GError **error)
{
	const struct gathering more = {.troubles = &trouble, .count = 1};
	g_autofree char *found = NULL;
	struct walk_causes causes;
	bool done = false, again;

	if (!walk_find_causes(opening->options, trouble->item, &causes, error))
		return false;
	found = walk_case_of(opening->options, &causes, error);
	if (found && !*found) {
		g_free(found);
		found = find_beside(opening, &causes);
	}
	if (found && *found) {
		gather(opening, &more, found);
		done = true;
	} else if (found) {
		done = open_again(opening, trouble, &again, error) && (again || open_new(opening, trouble, &causes, error));
	}
	walk_causes_clear(&causes);
	return done;
}

static bool open_all(struct opening *opening, GError **error)
{
	const struct gathering all = {
		.troubles = (const struct open_trouble *const *)opening->fresh->pdata,
		.count = opening->fresh->len,
		.certain = true,
	};

	if (opening->storm || opening->fresh->len >= (guint)opening->rules->storm) {
		gather(opening, &all, opening->storm);
		return true;
	}
	for (guint i = 0; i < opening->fresh->len; i++)
		if (!open_one(opening, opening->fresh->pdata[i], error))
			return false;
	return true;
}

static bool look(struct opening *opening, GPtrArray *troubles, GError **error)
{
	g_autoptr(GHashTable) cases = case_subjects(opening->options->store, error);

	if (!cases)
		return false;
	for (guint i = 0; i < troubles->len; i++) {
		struct open_trouble *trouble = troubles->pdata[i];
		char *id = g_hash_table_lookup(cases, trouble->item);

		if (id)
			g_hash_table_insert(opening->known, trouble->item, id);
		else if (is_fault(opening->rules, trouble))
			g_ptr_array_add(opening->fresh, trouble);
	}
	return opening->fresh->len == 0 || (find_storm(opening, cases, error) && open_all(opening, error));
}

GPtrArray *engine_open_incidents(const struct walk_options *options, GError **error)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) fresh = g_ptr_array_new(), troubles = NULL;
	struct opening opening = {
		.options = options,
		.known = known,
		.rules = &inventory_policy(options->inventory)->incidents,
		.fresh = fresh,
		.list = g_ptr_array_new_with_free_func(free_opened),
	};

	if (!opening.rules->opened_by_tick)
		return opening.list;
	troubles = engine_open_troubles(options->inventory, options->store, options->clock, options->notes, error);
	if (!troubles || !look(&opening, troubles, error))
		g_clear_pointer(&opening.list, g_ptr_array_unref);
	g_free(opening.storm);
	return opening.list;
}
