/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which order a case is told: as things happened, not as somebody came to record them.
 */
#include "incident/verbs.h"

int64_t story_happened_us(const struct case_event *event)
{
	return event->at.at_us ? event->at.at_us : event->recorded_at_us;
}

static int compare(gconstpointer a, gconstpointer b)
{
	const struct case_event *left = *(const struct case_event *const *)a;
	const struct case_event *right = *(const struct case_event *const *)b;
	int64_t left_us = story_happened_us(left), right_us = story_happened_us(right);

	if (left_us != right_us)
		return left_us < right_us ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

GPtrArray *story_order(const struct case_file *file, int64_t run)
{
	GPtrArray *events = g_ptr_array_new();

	for (guint i = 0; i < file->events->len; i++) {
		struct case_event *event = file->events->pdata[i];

		if (!run || event->run == run)
			g_ptr_array_add(events, event);
	}
	g_ptr_array_sort(events, compare);
	return events;
}

GHashTable *story_corrected(const struct case_file *file)
{
	GHashTable *corrected = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < file->events->len; i++) {
		struct case_event *event = file->events->pdata[i];

		if (event->corrects)
			g_hash_table_insert(corrected, GINT_TO_POINTER((int)event->corrects), event);
	}
	return corrected;
}
