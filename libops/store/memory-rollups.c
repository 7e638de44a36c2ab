/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roll-ups of the double in memory: a list in the order of items and days. A row is
 * never changed: another one takes its place, so that undoing is putting the earlier
 * list back.
 */
#include "store/memory.h"

struct row {
	char *item;
	struct rollup_record rollup;
};

struct memory_rollups {
	GPtrArray *rows;	/* struct row in a box each, shared with BEFORE */
	GPtrArray *before;	/* as the transaction found it; NULL: it changed nothing yet */
};

static void row_clear(void *row)
{
	g_free(((struct row *)row)->item);
}

static void row_release(void *row)
{
	g_rc_box_release_full(row, row_clear);
}

static void *row_acquire(const void *row, void *unused)
{
	return g_rc_box_acquire((void *)row);
}

struct memory_rollups *memory_rollups_new(void)
{
	struct memory_rollups *rollups = g_new0(struct memory_rollups, 1);

	rollups->rows = g_ptr_array_new_with_free_func(row_release);
	return rollups;
}

void memory_rollups_free(struct memory_rollups *rollups)
{
	if (!rollups)
		return;
	memory_rollups_commit(rollups);
	g_ptr_array_unref(rollups->rows);
	g_free(rollups);
}

void memory_rollups_commit(struct memory_rollups *rollups)
{
	g_clear_pointer(&rollups->before, g_ptr_array_unref);
}

void memory_rollups_rollback(struct memory_rollups *rollups)
{
	if (!rollups->before)
		return;
	g_ptr_array_unref(rollups->rows);
	rollups->rows = g_steal_pointer(&rollups->before);
}

static void remember(struct memory_rollups *rollups)
{
	if (rollups->before)
		return;
	rollups->before = g_ptr_array_copy(rollups->rows, row_acquire, NULL);
	g_ptr_array_set_free_func(rollups->before, row_release);
}

static const struct row *row_at(const struct memory_rollups *rollups, guint index)
{
	return rollups->rows->pdata[index];
}

/* Where the row of ITEM and DAY is, or would be. */
static guint place_of(const struct memory_rollups *rollups, const char *item, int32_t day)
{
	guint place = 0;

	while (place < rollups->rows->len) {
		const struct row *row = row_at(rollups, place);
		const int order = strcmp(row->item, item);

		if (order > 0 || (order == 0 && row->rollup.day >= day))
			break;
		place++;
	}
	return place;
}

static bool is_of(const struct memory_rollups *rollups, guint place, const char *item)
{
	return place < rollups->rows->len && strcmp(row_at(rollups, place)->item, item) == 0;
}

void memory_rollups_set(struct memory_rollups *rollups, const char *item, const struct rollup_record *rollup)
{
	const guint place = place_of(rollups, item, rollup->day);
	struct row *row = g_rc_box_alloc0(sizeof(*row));

	remember(rollups);
	row->item = g_strdup(item);
	row->rollup = *rollup;
	if (is_of(rollups, place, item) && row_at(rollups, place)->rollup.day == rollup->day)
		g_ptr_array_remove_index(rollups->rows, place);
	g_ptr_array_insert(rollups->rows, (gint)place, row);
}

void memory_rollups_read(const struct memory_rollups *rollups, const char *item, int32_t from, int32_t until,
			 rollups_each *each, void *context)
{
	for (guint place = place_of(rollups, item, from);
	     is_of(rollups, place, item) && row_at(rollups, place)->rollup.day <= until; place++)
		if (!each(context, &row_at(rollups, place)->rollup))
			return;
}

void memory_rollups_forget_item(struct memory_rollups *rollups, const char *item)
{
	const guint place = place_of(rollups, item, 0);

	remember(rollups);
	while (is_of(rollups, place, item))
		g_ptr_array_remove_index(rollups->rows, place);
}

void memory_rollups_forget_before(struct memory_rollups *rollups, int32_t day)
{
	remember(rollups);
	for (guint i = rollups->rows->len; i > 0; i--)
		if (row_at(rollups, i - 1)->rollup.day < day)
			g_ptr_array_remove_index(rollups->rows, i - 1);
}

int64_t memory_rollups_count(const struct memory_rollups *rollups)
{
	return rollups->rows->len;
}
