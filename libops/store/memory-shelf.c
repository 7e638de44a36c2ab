/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the lists of the double in memory share: rows that a transaction may put in
 * the place of others, and the list as it was before. Which row stands where is not
 * decided here.
 */
#include "store/memory.h"

void memory_shelf_init(struct memory_shelf *shelf, GDestroyNotify release)
{
	shelf->rows = g_ptr_array_new_with_free_func(release);
	shelf->before = NULL;
	shelf->release = release;
}

void memory_shelf_clear(struct memory_shelf *shelf)
{
	memory_shelf_commit(shelf);
	g_ptr_array_unref(shelf->rows);
}

void memory_shelf_commit(struct memory_shelf *shelf)
{
	g_clear_pointer(&shelf->before, g_ptr_array_unref);
}

void memory_shelf_rollback(struct memory_shelf *shelf)
{
	if (!shelf->before)
		return;
	g_ptr_array_unref(shelf->rows);
	shelf->rows = g_steal_pointer(&shelf->before);
}

static void *acquire(const void *row, void *unused)
{
	return g_rc_box_acquire((void *)row);
}

void memory_shelf_change(struct memory_shelf *shelf)
{
	if (shelf->before)
		return;
	shelf->before = g_ptr_array_copy(shelf->rows, acquire, NULL);
	g_ptr_array_set_free_func(shelf->before, shelf->release);
}
