/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When planned work was under way, by what it was about: each time of each maintenance window, as long as it was not
 * called off or done before its end.
 */
#include "engine/stats-internal.h"

#include "base/translate.h"
#include "engine/internal.h"
#include "state/windows.h"

/* Of a window that recurs often: no site has so many in one look back. */
#define TIMES_MOST 100000

static void array_unref(gpointer array)
{
	g_array_unref(array);
}

static GArray *times_of(const struct window_record *window, const struct window_times *times, const struct stats_options *options)
{
	GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct availability_span));
	int64_t end_us = window->end == WINDOW_OPEN ? options->until_us : MIN(window->ended_at_us, options->until_us);
	int64_t at_us = options->from_us;
	struct window_span span;

	for (guint i = 0; i < TIMES_MOST && at_us < end_us && windows_time_after(times, at_us, &span) && span.from_us < end_us; i++) {
		const struct availability_span one = {span.from_us, MIN(span.until_us, end_us)};

		g_array_append_val(spans, one);
		at_us = MAX(span.until_us, at_us + 1);
	}
	return spans;
}

static void add_spans(GHashTable *planned, const char *item, const GArray *spans)
{
	GArray *all = g_hash_table_lookup(planned, item);

	if (!all) {
		all = g_array_new(FALSE, FALSE, sizeof(struct availability_span));
		g_hash_table_insert(planned, g_strdup(item), all);
	}
	g_array_append_vals(all, spans->data, spans->len);
}

/* False with an error: what it is about or its times cannot be told any more. */
static bool take_window(const struct stats_options *options, const struct window_record *window, GHashTable *planned, GError **error)
{
	g_autoptr(GHashTable) items = NULL;
	g_autoptr(GArray) spans = NULL;
	struct window_times times;
	GHashTableIter iter;
	gpointer item;

	if (!windows_open_times(window, &times, error))
		return false;
	spans = times_of(window, &times, options);
	windows_close_times(&times);
	if (!spans->len)
		return true;
	items = engine_covered_by(options->inventory, window->selectors, error);
	if (!items)
		return false;
	g_hash_table_iter_init(&iter, items);
	while (g_hash_table_iter_next(&iter, &item, NULL))
		add_spans(planned, item, spans);
	return true;
}

GHashTable *stats_planned(const struct stats_options *options, GError **error)
{
	g_autoptr(GPtrArray) windows = engine_windows(options->store, error);
	g_autoptr(GHashTable) planned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, array_unref);
	GHashTableIter iter;
	gpointer spans;

	if (!windows)
		return NULL;
	for (guint i = 0; i < windows->len; i++) {
		const struct window_record *window = windows->pdata[i];
		g_autoptr(GError) failed = NULL;

		if (window->kind == WINDOW_MAINTENANCE && !take_window(options, window, planned, &failed))
			notes_write(options->notes, NOTES_WARNING, _("'%s' is not taken for planned work: %s; going on"), window->id, failed->message);
	}
	g_hash_table_iter_init(&iter, planned);
	while (g_hash_table_iter_next(&iter, NULL, &spans))
		availability_merge(spans);
	return g_steal_pointer(&planned);
}
