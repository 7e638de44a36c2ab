/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence as a value: born empty, which is evidence of nothing, and filled by whoever knows.
 */
#include "audit/guideline.h"

static void clear_path(gpointer data)
{
	g_free(((struct guideline_path *)data)->name);
}

static void clear_certificate(gpointer data)
{
	g_free(((struct guideline_certificate *)data)->name);
}

static void clear_taught(gpointer data)
{
	g_free(((struct guideline_taught *)data)->name);
}

static void clear_review(gpointer data)
{
	struct guideline_review *review = data;

	g_free(review->name);
	g_free(review->owner);
}

static void free_names(gpointer names)
{
	g_ptr_array_unref(names);
}

static void free_trace(gpointer data)
{
	struct guideline_trace *trace = data;

	g_free(trace->where);
	g_free(trace);
}

#define NAME_LISTS(evidence)                                                                       \
	{&(evidence)->managers, &(evidence)->officers, &(evidence)->desks, &(evidence)->faulty,    \
	 &(evidence)->mobile_officers, &(evidence)->unreviewed, &(evidence)->unreached, &(evidence)->normal.people,         \
	 &(evidence)->normal.without_deputy, &(evidence)->normal.unreached,                        \
	 &(evidence)->disaster.people, &(evidence)->disaster.without_deputy,                       \
	 &(evidence)->disaster.unreached, &(evidence)->operations.lacks,                           \
	 &(evidence)->operations.unapproved, &(evidence)->response.lacks,                          \
	 &(evidence)->response.unapproved, &(evidence)->contacts.lacks,                            \
	 &(evidence)->contacts.unapproved, &(evidence)->unwalked, &(evidence)->unreported,         \
	 &(evidence)->untaken, &(evidence)->unimproved, &(evidence)->unannounced, &(evidence)->unfinished,                  \
	 &(evidence)->unpinned, &(evidence)->changed_keys, &(evidence)->legacy,                    \
	 &(evidence)->unversioned, &(evidence)->unwanted, &(evidence)->unloaded,                   \
	 &(evidence)->one_level, &(evidence)->unwatched, &(evidence)->unwatched_hops,              \
	 &(evidence)->stale, &(evidence)->unjudged, &(evidence)->lower, &(evidence)->unwritten,    \
	 &(evidence)->no_change, &(evidence)->no_interruption, &(evidence)->uncertified, &(evidence)->proven, &(evidence)->unpapered,             \
	 &(evidence)->law_waits, &(evidence)->law_late}

struct guideline_evidence *guideline_evidence_new(int64_t now_us, GTimeZone *zone)
{
	struct guideline_evidence *evidence = g_new0(struct guideline_evidence, 1);
	GPtrArray **lists[] = NAME_LISTS(evidence);

	evidence->now_us = now_us;
	evidence->zone = g_time_zone_ref(zone);
	evidence->record = VERDICT_UNANCHORED;
	evidence->ladders = *lapse_ladders_default();
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		*lists[i] = g_ptr_array_new_with_free_func(g_free);
	evidence->paths = g_array_new(FALSE, TRUE, sizeof(struct guideline_path));
	g_array_set_clear_func(evidence->paths, clear_path);
	evidence->certificates = g_array_new(FALSE, TRUE, sizeof(struct guideline_certificate));
	g_array_set_clear_func(evidence->certificates, clear_certificate);
	evidence->reviews = g_array_new(FALSE, TRUE, sizeof(struct guideline_review));
	g_array_set_clear_func(evidence->reviews, clear_review);
	evidence->taught = g_array_new(FALSE, TRUE, sizeof(struct guideline_taught));
	g_array_set_clear_func(evidence->taught, clear_taught);
	evidence->ways = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_names);
	evidence->passed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_trace);
	evidence->completed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_trace);
	return evidence;
}

void guideline_evidence_free(struct guideline_evidence *evidence)
{
	if (!evidence)
		return;
	GPtrArray **lists[] = NAME_LISTS(evidence);

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		g_ptr_array_unref(*lists[i]);
	g_free(evidence->prescribed);
	g_free(evidence->operations.digest);
	g_free(evidence->response.digest);
	g_free(evidence->contacts.digest);
	g_array_unref(evidence->paths);
	g_array_unref(evidence->certificates);
	g_array_unref(evidence->reviews);
	g_array_unref(evidence->taught);
	g_hash_table_unref(evidence->ways);
	g_hash_table_unref(evidence->passed);
	g_hash_table_unref(evidence->completed);
	g_free(evidence->desk_told.where);
	g_free(evidence->technical.where);
	g_free(evidence->drill.where);
	g_free(evidence->drill_other.where);
	g_free(evidence->training.where);
	g_time_zone_unref(evidence->zone);
	g_free(evidence);
}

void guideline_trace_note(struct guideline_trace *trace, int64_t at_us, const char *where)
{
	if (trace->at_us >= at_us)
		return;
	g_free(trace->where);
	*trace = (struct guideline_trace){.at_us = at_us, .where = g_strdup(where)};
}

void guideline_trace_note_in(GHashTable *traces, const char *name, int64_t at_us, const char *where)
{
	struct guideline_trace *trace = g_hash_table_lookup(traces, name);

	if (!trace) {
		trace = g_new0(struct guideline_trace, 1);
		g_hash_table_insert(traces, g_strdup(name), trace);
	}
	guideline_trace_note(trace, at_us, where);
}
