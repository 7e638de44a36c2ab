/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes by paper as duties: the stages of a case that have a clock, by the text that the case was begun with.
 */
#include "engine/duties-internal.h"

static void duties_destroy(gpointer duties)
{
	case_duties_free(duties);
}

static struct case_duties *gather(const struct duties_options *options, const char *case_id, GHashTable *kept, GError **error)
{
	const struct cases_options reading = {
		.store = options->store, .zone = inventory_zone(options->inventory), .clock = options->clock,
	};
	struct case_file *file = case_load(options->store, case_id, error);
	g_autoptr(ops_case_duties_t) gathered = file ? duties_new(options, file) : NULL;

	if (!gathered)
		return NULL;
	gathered->standing = case_standing_new(gathered->file);
	gathered->paper = case_paper_load_kept(&reading, gathered->standing, options->duties, kept, error);
	if (!gathered->paper)
		return NULL;
	gathered->rows = g_array_new(FALSE, TRUE, sizeof(struct duty_row));
	gathered->list = paper_duties(gathered->paper->stands, gathered->rows, gathered->now_us);
	return g_steal_pointer(&gathered);
}

struct case_duties *engine_paper(const struct duties_options *options, const char *case_id, GError **error)
{
	return gather(options, case_id, NULL, error);
}

static bool take_id(void *context, const struct case_record *record)
{
	if (record->kind != CASE_INCIDENT)
		g_ptr_array_add(context, g_strdup(record->id));
	return true;
}

GPtrArray *engine_open_papers(const struct duties_options *options, GError **error)
{
	const struct cases_filter filter = {.kind = -1, .open_only = true};
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(duties_destroy);
	/* Who looks each minute reads no text once more for each case that was begun with it. */
	g_autoptr(GHashTable) kept = case_papers_kept();

	if (!cases_read(options->store, &filter, take_id, ids, error))
		return NULL;
	for (guint i = 0; i < ids->len; i++) {
		GError *failed = NULL;
		struct case_duties *each = gather(options, ids->pdata[i], kept, &failed);

		if (failed) {
			g_propagate_error(error, failed);
			return NULL;
		}
		if (each)
			g_ptr_array_add(list, each);
	}
	g_ptr_array_sort(list, duties_by_pressure);
	return g_steal_pointer(&list);
}
