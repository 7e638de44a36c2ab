/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The drill of the double in memory, and what comes in it.
 */
#include "store/memory.h"

struct memory_drills {
	struct memory_shelf drills;	/* struct drill_record, one at the most */
	struct memory_shelf moments;	/* struct drill_moment */
};

static void drill_clear(void *pointer)
{
	struct drill_record *drill = pointer;

	g_free((char *)drill->name);
	g_free((char *)drill->scenario);
	g_free((char *)drill->digest);
	g_free((char *)drill->text);
	g_free((char *)drill->plan);
	g_free((char *)drill->reason);
}

static void drill_release(void *drill)
{
	g_rc_box_release_full(drill, drill_clear);
}

static void moment_clear(void *pointer)
{
	struct drill_moment *moment = pointer;

	g_free((char *)moment->name);
	g_free((char *)moment->reason);
}

static void moment_release(void *moment)
{
	g_rc_box_release_full(moment, moment_clear);
}

struct memory_drills *memory_drills_new(void)
{
	struct memory_drills *drills = g_new0(struct memory_drills, 1);

	memory_shelf_init(&drills->drills, drill_release);
	memory_shelf_init(&drills->moments, moment_release);
	return drills;
}

void memory_drills_free(struct memory_drills *drills)
{
	if (!drills)
		return;
	memory_shelf_clear(&drills->drills);
	memory_shelf_clear(&drills->moments);
	g_free(drills);
}

void memory_drills_commit(struct memory_drills *drills)
{
	memory_shelf_commit(&drills->drills);
	memory_shelf_commit(&drills->moments);
}

void memory_drills_rollback(struct memory_drills *drills)
{
	memory_shelf_rollback(&drills->drills);
	memory_shelf_rollback(&drills->moments);
}

bool memory_drills_set(struct store *store, const struct drill_record *drill, GError **error)
{
	struct memory_drills *drills = memory_drills_of(store);
	struct drill_record *copy = g_rc_box_alloc(sizeof(*copy));

	*copy = *drill;
	copy->name = g_strdup(drill->name);
	copy->scenario = g_strdup(drill->scenario);
	copy->digest = g_strdup(drill->digest);
	copy->text = g_strdup(drill->text);
	copy->plan = g_strdup(drill->plan);
	copy->reason = g_strdup(drill->reason);
	memory_shelf_change(&drills->drills);
	g_ptr_array_set_size(drills->drills.rows, 0);
	g_ptr_array_add(drills->drills.rows, copy);
	return true;
}

bool memory_drills_read(struct store *store, drills_each *each, void *context, GError **error)
{
	const GPtrArray *rows = memory_drills_of(store)->drills.rows;

	if (rows->len)
		each(context, rows->pdata[0]);
	return true;
}

static int compare_moments(const void *a, const void *b)
{
	const struct drill_moment *left = *(struct drill_moment *const *)a, *right = *(struct drill_moment *const *)b;

	if (left->at_us != right->at_us)
		return left->at_us < right->at_us ? -1 : 1;
	return left->number < right->number ? -1 : left->number > right->number;
}

bool memory_drills_set_moment(struct store *store, const struct drill_moment *moment, GError **error)
{
	struct memory_drills *drills = memory_drills_of(store);
	struct drill_moment *copy = g_rc_box_alloc(sizeof(*copy));
	GPtrArray *rows;

	*copy = *moment;
	copy->name = g_strdup(moment->name);
	copy->reason = g_strdup(moment->reason);
	memory_shelf_change(&drills->moments);
	rows = drills->moments.rows;
	for (guint i = 0; i < rows->len; i++)
		if (((struct drill_moment *)rows->pdata[i])->number == moment->number) {
			g_ptr_array_remove_index(rows, i);
			break;
		}
	g_ptr_array_add(rows, copy);
	g_ptr_array_sort(rows, compare_moments);
	return true;
}

bool memory_drills_read_moments(struct store *store, drill_moments_each *each, void *context, GError **error)
{
	const GPtrArray *rows = memory_drills_of(store)->moments.rows;

	for (guint i = 0; i < rows->len; i++)
		if (!each(context, rows->pdata[i]))
			break;
	return true;
}
