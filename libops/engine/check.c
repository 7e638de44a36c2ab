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
	g_clear_pointer(&check->items, g_array_unref);
}

static void judge(struct check_item *item)
{
	item->judgement = state_judge(item_service_class(&item->item), &item->result);
	item->since_us = item->result.started_at_us;
}

/* The check of ITEMS as RESULTS have it, not yet compared with anything known. */
static void fill(struct check *check, const GArray *items, const struct result *results)
{
	check->items = g_array_sized_new(FALSE, TRUE, sizeof(struct check_item), items->len);
	for (guint i = 0; i < items->len; i++) {
		struct check_item item = { .item = g_array_index(items, struct item, i), .result = results[i] };

		judge(&item);
		state_tally_add(&check->tally, item.judgement.status);
		g_array_append_val(check->items, item);
	}
}

bool engine_check(const struct check_options *options, struct check *ret_check, GError **error)
{
	g_autoptr(GArray) items = inventory_select(options->inventory, options->selectors, error);
	g_autoptr(GArray) probes = NULL;
	g_autofree struct result *results = NULL;
	struct check check = { 0 };

	if (!items)
		return false;
	probes = probe_plan(items);
	results = g_new(struct result, probes->len);
	check.started_at_us = clock_wall_us(options->probing.clock);
	if (!probe_run((const struct probe *)(const void *)probes->data, probes->len, &options->probing, results,
		       &check.end, &check.signal, error))
		return false;
	check.ended_at_us = clock_wall_us(options->probing.clock);
	fill(&check, items, results);
	*ret_check = check;
	return !options->store || engine_record_check(options, ret_check, error);
}
