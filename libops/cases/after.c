/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which closed cases may still ask for something: a task that is open, the review, a duty that outlives its case. Whatever is
 * recorded of a closed case, its end first, leaves a mark in the same transaction; who looks every minute reads these cases
 * and not all that were ever closed, and takes away the mark of one that asks for nothing. So a mark may be one too many, and none
 * is ever missing.
 */
#include "cases/internal.h"

#include "store/marks.h"

#include <string.h>

#define AFTER_PREFIX "after/"

static bool set_mark(struct store *store, const char *id, const struct mark_record *mark, GError **error)
{
	g_autofree char *name = g_strconcat(AFTER_PREFIX, id, NULL);

	return marks_set(store, name, mark, error);
}

bool after_note(const struct cases_options *options, const char *id, GError **error)
{
	const struct mark_record mark = {
		.wall_us = clock_wall_us(options->clock), .monotonic_us = clock_monotonic_us(options->clock),
	};
	g_autoptr(ops_case_file_t) file = case_find(options->store, id, error);

	return file && (!file->closed_at_us || set_mark(options->store, id, &mark, error));
}

bool case_after_forget(struct store *store, const char *id, GError **error)
{
	return set_mark(store, id, NULL, error);
}

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	(void)mark;
	if (g_str_has_prefix(name, AFTER_PREFIX))
		g_ptr_array_add(context, g_strdup(name + strlen(AFTER_PREFIX)));
	return true;
}

GPtrArray *case_after_list(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

	return marks_read(store, NULL, take_mark, ids, error) ? g_steal_pointer(&ids) : NULL;
}
