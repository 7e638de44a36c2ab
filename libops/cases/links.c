/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which cases say that they belong together with one. A link is an event of the case that says it, for the other may be
 * closed by then; so it is looked for among the links of all.
 */
#include "cases/internal.h"

struct looking { const char *id; GPtrArray *links; };

static void link_free(gpointer data)
{
	struct case_link *link = data;

	g_free(link->from);
	g_free(link->relation);
	g_free(link);
}

static bool take_link(void *context, const struct case_event_record *record)
{
	struct looking *looking = context;
	g_autoptr(ops_case_event_t) event = record->body ? event_read(record) : NULL;
	struct case_link *link;

	if (!event || event->kind != CASE_LINK || g_strcmp0(event->text, looking->id) != 0)
		return true;
	link = g_new0(struct case_link, 1);
	*link = (struct case_link){
		.from = g_strdup(record->case_id), .relation = g_strdup(json_get_string(event->body, "relation")),
		.number = record->number, .at_us = record->recorded_at_us,
	};
	g_ptr_array_add(looking->links, link);
	return true;
}

static int oldest_first(gconstpointer a, gconstpointer b)
{
	const struct case_link *left = *(const struct case_link *const *)a, *right = *(const struct case_link *const *)b;

	if (left->at_us != right->at_us)
		return (left->at_us > right->at_us) - (left->at_us < right->at_us);
	return g_strcmp0(left->from, right->from);
}

GPtrArray *case_links_to(struct store *store, const char *id, GError **error)
{
	const struct case_events_filter filter = {.kind = case_event_id(CASE_LINK)};
	g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func(link_free);
	struct looking looking = {id, links};

	if (!case_events_read(store, &filter, take_link, &looking, error))
		return NULL;
	g_ptr_array_sort(links, oldest_first);
	return g_steal_pointer(&links);
}
