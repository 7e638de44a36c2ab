/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaves of what was selected what is due. When an item was last asked, the store
 * says, whoever asked it; when it is due, state/due.h. One pass over what the store
 * has, for that may be a nation.
 */
#include "engine/internal.h"

#include "state/due.h"
#include "store/items.h"

struct selected {
	const struct item *item;
	int64_t asked_at_us;		/* 0: never */
};

/* CONTEXT: a table of struct selected by name. */
static bool remember(void *context, const char *name, int64_t asked_at_us)
{
	struct selected *selected = g_hash_table_lookup(context, name);

	if (selected)
		selected->asked_at_us = asked_at_us;
	return true;
}

static bool is_due(const struct check_options *options, const char *name, const struct selected *selected,
		   int64_t now_us)
{
	const struct service_class *class =
		inventory_class_at(options->inventory, item_service_class(selected->item), now_us);
	const struct due due = {
		.interval_us = class->interval_us,
		.phase_us = due_phase_us(name, class->interval_us),
		.asked_at_us = selected->asked_at_us,
	};

	return due_now(&due, now_us);
}

/* By the minute and not by the instant: of equals the order stays, in which a store is written fastest. */
static gint compare_waiting(gconstpointer a, gconstpointer b)
{
	int64_t a_us = due_minute_us(((const struct selected *)a)->asked_at_us);
	int64_t b_us = due_minute_us(((const struct selected *)b)->asked_at_us);

	return (a_us > b_us) - (a_us < b_us);
}

bool engine_leave_due(const struct check_options *options, GArray *items, GError **error)
{
	g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GArray) due = g_array_new(FALSE, FALSE, sizeof(struct selected));
	g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(struct item));
	g_autofree struct selected *selected = g_new0(struct selected, items->len + 1);
	int64_t now_us = clock_wall_us(options->probing.clock);
	GHashTableIter iter;
	gpointer name, place;

	for (guint i = 0; i < items->len; i++) {
		selected[i].item = &g_array_index(items, struct item, i);
		g_hash_table_insert(places, item_name(selected[i].item), &selected[i]);
	}
	if (options->store && !items_read(options->store, remember, places, error))
		return false;
	g_hash_table_iter_init(&iter, places);
	while (g_hash_table_iter_next(&iter, &name, &place))
		if (!is_due(options, name, place, now_us))
			((struct selected *)place)->item = NULL;
	for (guint i = 0; i < items->len; i++)
		if (selected[i].item)
			g_array_append_val(due, selected[i]);
	/* When time does not suffice for all, those that wait longest are asked first, and nobody waits for ever. */
	g_array_sort(due, compare_waiting);
	for (guint i = 0; i < due->len; i++)
		g_array_append_val(left, *g_array_index(due, struct selected, i).item);
	g_array_set_size(items, 0);
	g_array_append_vals(items, left->data, left->len);
	return true;
}
