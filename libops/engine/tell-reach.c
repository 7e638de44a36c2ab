/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom a trouble reaches: lines that are bad themselves or hidden by what is, by what the
 * store has just now. A line that was never asked and has no state is not counted: a
 * notice tells what was seen.
 */
#include "engine/tell-internal.h"

#include "engine/subject.h"
#include "store/courses.h"
#include "store/states.h"

#include <string.h>

/* A cause hides what hides others; no topology is deeper. */
#define HIDING_DEPTH 16

struct reaching {
	GHashTable *subjects;		/* set of names */
	GHashTable *hidden;		/* name -> name of what hides it, interned */
};

static bool take_course(void *context, const char *item, const struct course_record *course)
{
	struct reaching *reaching = context;

	if (course->hidden_by)
		g_hash_table_insert(reaching->hidden, g_strdup(item), (gpointer)course->hidden_by);
	return true;
}

/* Whether what hides ITEM, or hides that, is a subject. */
static bool is_behind(const struct reaching *reaching, const char *item)
{
	const char *at = item;

	for (int depth = 0; depth < HIDING_DEPTH && at; depth++) {
		if (g_hash_table_contains(reaching->subjects, at))
			return true;
		at = g_hash_table_lookup(reaching->hidden, at);
	}
	return false;
}

static int by_line_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const struct line *const *)a)->name, (*(const struct line *const *)b)->name);
}

static int by_organization_name(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const struct organization *const *)a)->name, (*(const struct organization *const *)b)->name);
}

/* SEEN: institutions that were counted. */
static void count_line(struct reach *reach, const struct line *line, GHashTable *seen)
{
	const struct service_class *promised = line->service_class;

	if (promised && g_str_equal(promised->name, "service-provider"))
		reach->providers++;
	if (promised && promised->follow_up_us > 0 &&
	    (reach->follow_up_us == 0 || promised->follow_up_us < reach->follow_up_us))
		reach->follow_up_us = promised->follow_up_us;
	if (line->institution && g_hash_table_add(seen, (gpointer)line->institution)) {
		g_ptr_array_add(reach->institutions, (gpointer)line->institution);
		reach->areas |= UINT64_C(1) << line->institution->area;
	}
}

/*
 * The line that NAME speaks of, or that ends in the device that it speaks of. Of what is hidden lines alone are looked
 * up: behind a dead concentrator are thousands, and each has its line among them.
 */
static const struct line *line_of(const struct inventory *inventory, const char *name, bool is_subject)
{
	struct subject about;

	if (!is_subject)
		return g_str_has_prefix(name, "line:") ? inventory_find_line(inventory, name + strlen("line:")) : NULL;
	if (!engine_subject(inventory, name, &about))
		return NULL;
	return about.line ? about.line : about.ends;
}

static bool is_bad(struct store *store, const char *item, bool *ret_bad, GError **error)
{
	g_autoptr(GError) failed = NULL;
	struct state_record state;

	*ret_bad = states_get(store, item, &state, &failed) &&
		   status_is_bad(state.status);
	if (!failed)
		return true;
	g_propagate_error(error, g_steal_pointer(&failed));
	return false;
}

/* What is hidden is not reached by the service either; what a subject is says its own state. */
static bool take_in(const struct reaching *reaching, const struct inventory *inventory, struct store *store, const char *item,
		    GHashTable *lines, GError **error)
{
	bool is_subject = g_hash_table_contains(reaching->subjects, item), bad = !is_subject;
	const struct line *line = line_of(inventory, item, is_subject);

	if (!line)
		return true;
	if (is_subject && !is_bad(store, item, &bad, error))
		return false;
	if (bad)
		g_hash_table_add(lines, (gpointer)line);
	return true;
}

static bool take_all_in(const struct reaching *reaching, const struct inventory *inventory, struct store *store, GHashTable *lines,
			GError **error)
{
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, reaching->subjects);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (!take_in(reaching, inventory, store, name, lines, error))
			return false;
	g_hash_table_iter_init(&iter, reaching->hidden);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (is_behind(reaching, name) && !take_in(reaching, inventory, store, name, lines, error))
			return false;
	return true;
}

void reach_clear(struct reach *reach)
{
	g_clear_pointer(&reach->lines, g_ptr_array_unref);
	g_clear_pointer(&reach->institutions, g_ptr_array_unref);
}

static void fill(struct reach *reach, GHashTable *lines)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	GHashTableIter iter;
	gpointer line;

	*reach = (struct reach){ .lines = g_ptr_array_new(), .institutions = g_ptr_array_new() };
	g_hash_table_iter_init(&iter, lines);
	while (g_hash_table_iter_next(&iter, &line, NULL)) {
		g_ptr_array_add(reach->lines, line);
		count_line(reach, line, seen);
	}
	g_ptr_array_sort(reach->lines, by_line_name);
	g_ptr_array_sort(reach->institutions, by_organization_name);
}

bool tell_reach(const struct inventory *inventory, struct store *store, const GPtrArray *subjects, struct reach *ret_reach,
		GError **error)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) lines = g_hash_table_new(NULL, NULL);
	struct reaching reaching = { .subjects = names, .hidden = hidden };

	for (guint i = 0; i < subjects->len; i++)
		g_hash_table_add(names, subjects->pdata[i]);
	if (!courses_read(store, take_course, &reaching, error) ||
	    !take_all_in(&reaching, inventory, store, lines, error))
		return false;
	fill(ret_reach, lines);
	return true;
}
