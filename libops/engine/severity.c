/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How severe a trouble is by rule when it gets a record: whom it is seen to reach, counted by
 * service class, and what the subject is itself.
 */
#include "engine/severity.h"

#include "engine/subject.h"
#include "engine/tell-internal.h"

static void count_class(GHashTable *counts, const struct service_class *service_class)
{
	guint count;

	if (!service_class)
		return;
	count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, service_class->name));
	g_hash_table_insert(counts, (gpointer)service_class->name, GUINT_TO_POINTER(count + 1));
}

/* The subject counts though it is not seen to be bad: somebody says so. */
static void count_subject(GHashTable *counts, const struct inventory *inventory, const char *subject, GHashTable *lines)
{
	const struct line *line;
	struct subject about;

	if (!engine_subject(inventory, subject, &about))
		return;
	line = about.line ? about.line : about.ends;
	if (!line)
		count_class(counts, about.service_class);
	else if (g_hash_table_add(lines, (gpointer)line))
		count_class(counts, line->service_class);
}

bool engine_severity(const struct inventory *inventory, struct store *store, const char *subject, const char **ret_severity,
		     GError **error)
{
	g_autoptr(GPtrArray) subjects = g_ptr_array_new();

	*ret_severity = NULL;
	if (!*subject)
		return true;
	g_ptr_array_add(subjects, (gpointer)subject);
	return engine_severity_of(inventory, store, subjects, ret_severity, error);
}

bool engine_severity_of(const struct inventory *inventory, struct store *store, GPtrArray *subjects, const char **ret_severity,
			GError **error)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) lines = g_hash_table_new(NULL, NULL);
	GHashTableIter iter;
	gpointer name, count;
	struct reach reach;
	int severity = -1;

	*ret_severity = NULL;
	if (!tell_reach(inventory, store, subjects, &reach, error))
		return false;
	for (guint i = 0; i < reach.lines->len; i++) {
		count_class(counts, ((const struct line *)reach.lines->pdata[i])->service_class);
		g_hash_table_add(lines, reach.lines->pdata[i]);
	}
	for (guint i = 0; i < subjects->len; i++)
		count_subject(counts, inventory, subjects->pdata[i], lines);
	reach_clear(&reach);
	g_hash_table_iter_init(&iter, counts);
	while (g_hash_table_iter_next(&iter, &name, &count))
		severity = MAX(severity, case_severity(name, GPOINTER_TO_UINT(count)));
	*ret_severity = severity < 0 ? NULL : words_get(WORDS_SEVERITY, (unsigned int)severity)->id;
	return true;
}
