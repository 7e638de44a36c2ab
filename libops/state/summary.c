/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statuses counted by what items have in common, so that a storm of ten
 * thousand can be read as "one concentrator". Neighbours are mostly of the
 * same sort, so each way of grouping remembers the group that it met last.
 */
#include "state/state.h"

/* One way of grouping: from what items have in common to the group. */
struct grouping {
	GHashTable *index; /* key -> struct summary_group, lent */
	GPtrArray *groups; /* struct summary_group, owned */
	const void *last_key;
	struct summary_group *last;
};

struct state_summary {
	struct grouping by[SUMMARY_BY_COUNT];
};

struct state_summary *state_summary_new(void)
{
	struct state_summary *summary = g_new0(struct state_summary, 1);

	for (int by = 0; by < SUMMARY_BY_COUNT; by++) {
		summary->by[by].index = g_hash_table_new(NULL, NULL);
		summary->by[by].groups = g_ptr_array_new_with_free_func(g_free);
	}
	return summary;
}

void state_summary_free(struct state_summary *summary)
{
	if (!summary)
		return;
	for (int by = 0; by < SUMMARY_BY_COUNT; by++) {
		g_hash_table_unref(summary->by[by].index);
		g_ptr_array_unref(summary->by[by].groups);
	}
	g_free(summary);
}

static void count(struct grouping *grouping, const void *key, const struct summary_group *group,
		  enum status status)
{
	if (!grouping->last || key != grouping->last_key) {
		grouping->last_key = key;
		grouping->last = g_hash_table_lookup(grouping->index, key);
		if (!grouping->last) {
			grouping->last = g_memdup2(group, sizeof(*group));
			g_ptr_array_add(grouping->groups, grouping->last);
			g_hash_table_insert(grouping->index, (gpointer)key, grouping->last);
		}
	}
	state_tally_add(&grouping->last->tally, status);
	grouping->last->items++;
}

void state_summary_add(struct state_summary *summary, const struct item *item, enum status status)
{
	const struct organization *owner = item_owner(item);
	const struct service_class *service_class = item_service_class(item);
	const struct device *concentrator = item_far_end(item);

	count(&summary->by[SUMMARY_CLASS], service_class,
	      &(struct summary_group){.service_class = service_class}, status);
	count(&summary->by[SUMMARY_AREA], GUINT_TO_POINTER(owner->area),
	      &(struct summary_group){.area = owner->area}, status);
	if (concentrator)
		count(&summary->by[SUMMARY_CONCENTRATOR], concentrator,
		      &(struct summary_group){.concentrator = concentrator}, status);
}

/* Names are unique within one way of grouping. */
static int compare_names(const struct summary_group *a, const struct summary_group *b)
{
	if (a->service_class)
		return strcmp(a->service_class->name, b->service_class->name);
	if (a->concentrator)
		return strcmp(a->concentrator->name, b->concentrator->name);
	return (a->area > b->area) - (a->area < b->area);
}

static gint compare_groups(gconstpointer left, gconstpointer right)
{
	static const enum status worst_first[] = {
		STATUS_DOWN,
		STATUS_WARNING,
		STATUS_UNKNOWN,
		STATUS_CAUTION,
	};
	const struct summary_group *a = *(const struct summary_group *const *)left;
	const struct summary_group *b = *(const struct summary_group *const *)right;

	for (size_t i = 0; i < G_N_ELEMENTS(worst_first); i++) {
		unsigned int of_a = a->tally.counts[worst_first[i]];
		unsigned int of_b = b->tally.counts[worst_first[i]];

		if (of_a != of_b)
			return of_a > of_b ? -1 : 1;
	}
	/* As many of fewer are the worse. */
	if (a->items != b->items)
		return a->items < b->items ? -1 : 1;
	return compare_names(a, b);
}

const struct summary_group *const *state_summary_groups(struct state_summary *summary,
							enum summary_by by, size_t *ret_count)
{
	GPtrArray *groups = summary->by[by].groups;

	g_ptr_array_sort(groups, compare_groups);
	*ret_count = groups->len;
	return (const struct summary_group *const *)(const void *)groups->pdata;
}
