/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding and sorting the picture. What hides an item may be hidden itself; the row
 * that stands for all of them is the one that nothing hides.
 */
#include "state/picture.h"

#include <string.h>

/* No chain of parents is longer; a circle, which only a damaged store has, ends here. */
#define DEPTH_LIMIT 256

static void row_clear(gpointer data)
{
	struct picture_row *row = data;

	g_free(row->name);
	g_free(row->hidden_by);
	g_free(row->newest);
}

GArray *picture_new_rows(void)
{
	GArray *rows = g_array_new(FALSE, TRUE, sizeof(struct picture_row));

	g_array_set_clear_func(rows, row_clear);
	return rows;
}

static struct picture_row *row_at(GArray *rows, guint index)
{
	return &g_array_index(rows, struct picture_row, index);
}

static enum picture_block block_of(const struct picture_row *row)
{
	if (!row->owner)
		return PICTURE_GONE;
	if (row->status == STATUS_OK)
		return row->seen != STATUS_OK || row->flapping ? PICTURE_NOTICED : PICTURE_FINE;
	return row->window || row->silence ? PICTURE_COVERED : PICTURE_PROBLEM;
}

static bool is_bad(const struct picture_row *row)
{
	return row->block == PICTURE_PROBLEM || row->block == PICTURE_COVERED;
}

/* The last of those that hide ROW which is there and not OK itself; NULL: none is, or it would be ROW. */
static struct picture_row *root_of(GHashTable *bad, const struct picture_row *row)
{
	struct picture_row *root = NULL;
	const char *name = row->hidden_by;

	for (int depth = 0; name && depth < DEPTH_LIMIT; depth++) {
		struct picture_row *next = g_hash_table_lookup(bad, name);

		if (next == row)
			return NULL;
		if (!next)
			break;
		root = next;
		name = next->hidden_by;
	}
	return root;
}

static void put_behind(struct picture_row *row, struct picture_row *front)
{
	row->folded = true;
	row->block = front->block;
	front->behind++;
}

/* Puts ROW behind the first one of KEY, or makes it that. */
static void fold_alike(GHashTable *firsts, const char *key, struct picture_row *row)
{
	struct picture_row *first = g_hash_table_lookup(firsts, key);

	if (first)
		put_behind(row, first);
	else
		g_hash_table_insert(firsts, (gpointer)key, row);
}

/* What nothing hides that is there. */
static void fold_front(GHashTable *bad, GHashTable *firsts, struct picture_row *row)
{
	if (row->hidden_by && !root_of(bad, row))
		fold_alike(firsts, row->hidden_by, row);
	else if (!row->asked_at_us && !row->hidden_by)
		fold_alike(firsts, "", row);
}

static void fold_hidden(GHashTable *bad, GHashTable *firsts, struct picture_row *row)
{
	struct picture_row *root = row->hidden_by ? root_of(bad, row) : NULL;

	if (root && root->folded)
		root = g_hash_table_lookup(firsts, root->hidden_by ? root->hidden_by : "");
	if (root)
		put_behind(row, root);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(((const struct picture_row *)a)->name, ((const struct picture_row *)b)->name);
}

static int compare(gconstpointer a, gconstpointer b)
{
	const struct picture_row *left = a, *right = b;

	if (left->block != right->block)
		return left->block < right->block ? -1 : 1;
	if (left->folded != right->folded)
		return left->folded ? 1 : -1;
	if (left->status != right->status)
		return status_worse(left->status, right->status) == left->status ? -1 : 1;
	if (left->behind != right->behind)
		return left->behind > right->behind ? -1 : 1;
	/* Of what is well the order is that of names: nothing about it is news. */
	if (left->block != PICTURE_FINE && left->since_us != right->since_us)
		return left->since_us > right->since_us ? -1 : 1;
	return compare_names(a, b);
}

void picture_arrange(GArray *rows)
{
	g_autoptr(GHashTable) bad = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) firsts = g_hash_table_new(g_str_hash, g_str_equal);

	/* Which of several alike stands for all does not depend on how they came. */
	g_array_sort(rows, compare_names);
	for (guint i = 0; i < rows->len; i++) {
		struct picture_row *row = row_at(rows, i);

		row->block = block_of(row);
		row->folded = false;
		row->behind = 0;
		if (is_bad(row))
			g_hash_table_insert(bad, row->name, row);
	}
	for (guint i = 0; i < rows->len; i++)
		if (is_bad(row_at(rows, i)))
			fold_front(bad, firsts, row_at(rows, i));
	for (guint i = 0; i < rows->len; i++)
		if (is_bad(row_at(rows, i)))
			fold_hidden(bad, firsts, row_at(rows, i));
	g_array_sort(rows, compare);
}
