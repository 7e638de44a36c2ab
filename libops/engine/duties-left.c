/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which closed incidents a duty has outlived: a mark each, set in the transaction that closes it and taken away in the
 * one that settles the last. So nobody has to look through all that was ever closed.
 */
#include "engine/duties-internal.h"

#include "store/marks.h"

#include <string.h>

#define MARK_LEFT "duties-left/"

bool duties_note_left(struct store *store, const struct clock *clock, const char *id, bool left, GError **error)
{
	g_autofree char *name = g_strconcat(MARK_LEFT, id, NULL);
	const struct mark_record mark = { .wall_us = clock_wall_us(clock), .monotonic_us = clock_monotonic_us(clock) };

	return marks_set(store, name, left ? &mark : NULL, error);
}

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	(void)mark;
	if (g_str_has_prefix(name, MARK_LEFT))
		g_ptr_array_add(context, g_strdup(name + strlen(MARK_LEFT)));
	return true;
}

bool duties_read_left(struct store *store, GPtrArray *ids, GError **error)
{
	return marks_read(store, NULL, take_mark, ids, error);
}

bool duties_are_left(const GArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		const struct duty *duty = &g_array_index(list, struct duty, i);

		if (duty_is_owed(duty) && duty_outlives(duty))
			return true;
	}
	return false;
}
