/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One check from beginning to end: what was selected is probed, everything
 * that was seen is judged, then it is kept. Nothing is judged before all has
 * been probed, and nothing is written before all has been judged.
 */
#include "engine/internal.h"

#include "base/translate.h"

G_DEFINE_QUARK(ops-engine-error, engine_error)

void check_clear(struct check *check)
{
	for (guint i = 0; check->items && i < check->items->len; i++)
		result_clear(&check->results[i]);
	g_clear_pointer(&check->results, g_free);
	g_clear_pointer(&check->items, g_array_unref);
}

static void judge(struct check_item *item)
{
	item->judgement = state_judge(item_service_class(&item->item), item->result);
	item->since_us = item->result->started_at_us;
}

/* The check of ITEMS as its results have it, not yet compared with anything known. */
static void fill(struct check *check, const GArray *items)
{
	check->items = g_array_sized_new(FALSE, TRUE, sizeof(struct check_item), items->len);
	for (guint i = 0; i < items->len; i++) {
		struct check_item item = { .item = g_array_index(items, struct item, i), .result = &check->results[i] };

		judge(&item);
		state_tally_add(&check->tally, item.judgement.status);
		g_array_append_val(check->items, item);
	}
}

bool engine_check(const struct check_options *options, struct check *ret_check, GError **error)
{
	g_autoptr(GArray) items = inventory_select(options->inventory, options->selectors, error);
	g_autoptr(GArray) probes = NULL;
	struct check check = { 0 };

	if (!items)
		return false;
	probes = probe_plan(items);
	check.results = g_new(struct result, MAX(probes->len, 1));
	check.started_at_us = clock_wall_us(options->probing.clock);
	if (!probe_run((const struct probe *)(const void *)probes->data, probes->len, &options->probing,
		       check.results, &check.end, &check.signal, error)) {
		g_free(check.results);
		return false;
	}
	check.ended_at_us = clock_wall_us(options->probing.clock);
	fill(&check, items);
	*ret_check = check;
	return !options->store || engine_record_check(options, ret_check, error);
}
