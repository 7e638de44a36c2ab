/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples of the double in memory: items, each with its groups, each with a ring
 * of rows. A row never changes once it is there, so a copy of a group shares them.
 */
#include "store/memory.h"

/* One row. */
struct row {
	int64_t sequence, at_us, uptime_us;
	size_t count;
	int64_t values[];
};

struct group {
	char *layout;
	int64_t turns;
	struct row *ring[SAMPLES_KEPT]; /* g_rc_box */
};

struct memory_samples {
	GHashTable *items; /* name -> GHashTable of layout -> struct group */
	GHashTable *undo; /* name -> its groups before, NULL when it is new */
	int64_t sequence;
};

static void group_free(void *pointer)
{
	struct group *group = pointer;

	for (int slot = 0; slot < SAMPLES_KEPT; slot++)
		if (group->ring[slot])
			g_rc_box_release(group->ring[slot]);
	g_free(group->layout);
	g_free(group);
}

static GHashTable *groups_new(void)
{
	/* The key is the group's own layout. */
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, group_free);
}

static void groups_free(void *groups)
{
	if (groups)
		g_hash_table_unref(groups);
}

static GHashTable *groups_copy(GHashTable *groups)
{
	GHashTable *copies = groups_new();
	GHashTableIter iterator;
	void *value;

	g_hash_table_iter_init(&iterator, groups);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		struct group *copy = g_memdup2(value, sizeof(*copy));

		copy->layout = g_strdup(copy->layout);
		for (int slot = 0; slot < SAMPLES_KEPT; slot++)
			if (copy->ring[slot])
				g_rc_box_acquire(copy->ring[slot]);
		g_hash_table_insert(copies, copy->layout, copy);
	}
	return copies;
}

struct memory_samples *memory_samples_new(void)
{
	struct memory_samples *samples = g_new0(struct memory_samples, 1);

	samples->items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, groups_free);
	samples->undo = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, groups_free);
	return samples;
}

void memory_samples_free(struct memory_samples *samples)
{
	if (!samples)
		return;
	g_hash_table_unref(samples->items);
	g_hash_table_unref(samples->undo);
	g_free(samples);
}

void memory_samples_commit(struct memory_samples *samples)
{
	g_hash_table_remove_all(samples->undo);
}

void memory_samples_rollback(struct memory_samples *samples)
{
	GHashTableIter iterator;
	void *name, *before;

	g_hash_table_iter_init(&iterator, samples->undo);
	while (g_hash_table_iter_next(&iterator, &name, &before)) {
		if (before)
			g_hash_table_insert(samples->items, g_strdup(name),
					    g_hash_table_ref(before));
		else
			g_hash_table_remove(samples->items, name);
	}
	g_hash_table_remove_all(samples->undo);
}

/* The groups of ITEM, made when they are new and remembered as they were. */
static GHashTable *change_item(struct memory_samples *samples, const char *item)
{
	GHashTable *groups = g_hash_table_lookup(samples->items, item);

	if (!g_hash_table_contains(samples->undo, item))
		g_hash_table_insert(samples->undo, g_strdup(item),
				    groups ? groups_copy(groups) : NULL);
	if (!groups) {
		groups = groups_new();
		g_hash_table_insert(samples->items, g_strdup(item), groups);
	}
	return groups;
}

static const struct row *newest_of(const struct group *group)
{
	return group->ring[(group->turns - 1) % SAMPLES_KEPT];
}

static void remove_oldest(GHashTable *groups)
{
	const struct group *oldest = NULL;
	GHashTableIter iterator;
	void *value;

	g_hash_table_iter_init(&iterator, groups);
	while (g_hash_table_iter_next(&iterator, NULL, &value))
		if (!oldest || newest_of(value)->sequence < newest_of(oldest)->sequence)
			oldest = value;
	g_hash_table_remove(groups, oldest->layout);
}

static struct group *group_of(GHashTable *groups, const char *layout)
{
	struct group *group = g_hash_table_lookup(groups, layout);

	if (group)
		return group;
	if (g_hash_table_size(groups) == SAMPLES_GROUPS)
		remove_oldest(groups);
	group = g_new0(struct group, 1);
	group->layout = g_strdup(layout);
	g_hash_table_insert(groups, group->layout, group);
	return group;
}

void memory_samples_keep(struct memory_samples *samples, const char *item,
			 const struct samples_row *rows, size_t count)
{
	GHashTable *groups = change_item(samples, item);

	for (size_t i = 0; i < count; i++) {
		const size_t size = rows[i].count * sizeof(int64_t);
		struct group *group = group_of(groups, rows[i].layout);
		struct row **slot = &group->ring[group->turns++ % SAMPLES_KEPT];

		if (*slot)
			g_rc_box_release(*slot);
		*slot = g_rc_box_alloc(sizeof(**slot) + size);
		**slot = (struct row){
			.sequence = ++samples->sequence,
			.at_us = rows[i].at_us,
			.uptime_us = rows[i].uptime_us,
			.count = rows[i].count,
		};
		memcpy((*slot)->values, rows[i].values, size);
	}
}

/* False when EACH wants no more. */
static bool tell_group(const struct group *group, int limit, samples_row_each *each, void *context)
{
	for (int64_t turn = group->turns - 1; turn >= MAX(group->turns - limit, 0); turn--) {
		const struct row *row = group->ring[turn % SAMPLES_KEPT];
		const struct samples_row told = {
			.layout = group->layout,
			.sequence = row->sequence,
			.at_us = row->at_us,
			.uptime_us = row->uptime_us,
			.values = row->values,
			.count = row->count,
		};

		if (!each(context, &told))
			return false;
	}
	return true;
}

void memory_samples_read(struct memory_samples *samples, const char *item, const char *common,
			 int limit, samples_row_each *each, void *context)
{
	g_autofree char *line = common ? g_strconcat(common, "\n", NULL) : NULL;
	GHashTable *groups = g_hash_table_lookup(samples->items, item);
	GHashTableIter iterator;
	void *value;

	if (!groups)
		return;
	g_hash_table_iter_init(&iterator, groups);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const struct group *group = value;

		if ((!line || g_str_has_prefix(group->layout, line)) &&
		    !tell_group(group, limit, each, context))
			break;
	}
}

void memory_samples_forget_item(struct memory_samples *samples, const char *item)
{
	if (!g_hash_table_contains(samples->items, item))
		return;
	change_item(samples, item);
	g_hash_table_remove(samples->items, item);
}

static gboolean is_old(void *layout, void *group, void *before_us)
{
	return newest_of(group)->at_us < *(const int64_t *)before_us;
}

void memory_samples_forget_before(struct memory_samples *samples, int64_t before_us)
{
	g_autofree char **names = NULL;
	guint count;

	names = (char **)g_hash_table_get_keys_as_array(samples->items, &count);
	for (guint i = 0; i < count; i++)
		g_hash_table_foreach_remove(change_item(samples, names[i]), is_old, &before_us);
}

int64_t memory_samples_count(const struct memory_samples *samples)
{
	GHashTableIter items, groups;
	void *item, *group;
	int64_t count = 0;

	g_hash_table_iter_init(&items, samples->items);
	while (g_hash_table_iter_next(&items, NULL, &item)) {
		g_hash_table_iter_init(&groups, item);
		while (g_hash_table_iter_next(&groups, NULL, &group))
			for (int slot = 0; slot < SAMPLES_KEPT; slot++)
				if (((struct group *)group)->ring[slot])
					count += (int64_t)((struct group *)group)->ring[slot]->count;
	}
	return count;
}
