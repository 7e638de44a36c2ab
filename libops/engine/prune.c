/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forgets items that the inventory no longer has and nobody has asked for a
 * while, says so in the journal, and gives their space back. The journal itself
 * is never pruned, nor is an item that the inventory has.
 */
#include "engine/internal.h"

#include "base/json.h"
#include "base/translate.h"
#include "state/trend.h"
#include "store/evidence.h"
#include "store/items.h"
#include "store/journal.h"
#include "store/rollups.h"
#include "store/samples.h"
#include "store/upkeep.h"

/* Figures are needed for what comes after them, however soon items are to go. */
#define SAMPLES_STAY_US (90 * G_TIME_SPAN_DAY)

struct pruning {
	const struct prune_options *options;
	GHashTable *wanted; /* names of all that is watched */
	int64_t before_us;
	GPtrArray *gone; /* struct pruned_item */
};

static void pruned_item_free(void *pointer)
{
	struct pruned_item *item = pointer;

	g_free(item->name);
	g_free(item);
}

void prune_clear(struct prune *prune)
{
	g_clear_pointer(&prune->gone, g_ptr_array_unref);
}

static bool expect_all(struct pruning *pruning, GError **error)
{
	static const char *const everything[] = { NULL };
	g_autoptr(GError) failed = NULL;
	g_autoptr(GArray) items = inventory_select(pruning->options->inventory, everything, &failed);

	if (!items && !g_error_matches(failed, OPS_INVENTORY_ERROR, INVENTORY_ERROR_NOTHING)) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	for (guint i = 0; items && i < items->len; i++)
		g_hash_table_add(pruning->wanted, item_name(&g_array_index(items, struct item, i)));
	for (size_t i = 0; i < inventory_group_count(pruning->options->inventory); i++)
		g_hash_table_add(pruning->wanted,
				 g_strconcat("group:", inventory_group_at(pruning->options->inventory, i)->name, NULL));
	return true;
}

static bool consider(void *context, const char *name, int64_t asked_at_us)
{
	struct pruning *pruning = context;
	struct pruned_item *item;

	if (asked_at_us > pruning->before_us || g_hash_table_contains(pruning->wanted, name))
		return true;
	item = g_new(struct pruned_item, 1);
	*item = (struct pruned_item){ .name = g_strdup(name), .asked_at_us = asked_at_us };
	g_ptr_array_add(pruning->gone, item);
	return true;
}

static bool append(const struct prune_options *options, const GPtrArray *gone, GError **error)
{
	g_autoptr(ops_json_t) payload = json_new_object();
	struct json *names = json_new_array();
	g_autofree char *text = NULL;

	for (guint i = 0; i < gone->len; i++)
		json_append_string(names, ((struct pruned_item *)gone->pdata[i])->name);
	json_set_integer(payload, "v", 1);
	json_set_string(payload, "said_by", options->said_by);
	json_set_integer(payload, "gone_for_us", options->gone_for_us);
	json_take(payload, "items", names);
	text = json_print(payload);
	struct journal_entry entry = {
		.event_at_us = clock_wall_us(options->clock),
		.kind = "prune",
		.actor = options->actor,
		.payload = text,
		.payload_length = strlen(text),
	};

	return journal_append(options->store, &entry, error);
}

static bool forget(const struct prune_options *options, const GPtrArray *gone, GError **error)
{
	bool ok = store_begin(options->store, error);

	for (guint i = 0; ok && i < gone->len; i++)
		ok = items_forget(options->store, ((struct pruned_item *)gone->pdata[i])->name, error);
	ok = ok && append(options, gone, error) && store_commit(options->store, error);
	if (!ok)
		store_rollback(options->store);
	return ok;
}

/* Of items that stay: no inventory tells that an interface is gone. */
static bool forget_samples(const struct prune_options *options, GError **error)
{
	const int64_t before_us = clock_wall_us(options->clock) -
				  MAX(options->gone_for_us, SAMPLES_STAY_US);

	if (store_begin(options->store, error) &&
	    samples_forget_before(options->store, before_us, error) &&
	    store_commit(options->store, error))
		return true;
	store_rollback(options->store);
	return false;
}

static bool forget_days(const struct prune_options *options, GError **error)
{
	GTimeZone *zone = inventory_zone(options->inventory);
	int64_t into_us;
	const int32_t before = trend_day_of(clock_wall_us(options->clock) - options->days_for_us, zone, &into_us);

	if (store_begin(options->store, error) && rollups_forget_before(options->store, before, error) &&
	    store_commit(options->store, error))
		return true;
	store_rollback(options->store);
	return false;
}

/* After items are gone: what their devices said may follow them. */
static bool forget_evidence(const struct prune_options *options, GError **error)
{
	const int64_t before_us = clock_wall_us(options->clock) - options->evidence_for_us;

	if (store_begin(options->store, error) &&
	    evidence_forget_before(options->store, before_us, error) &&
	    store_commit(options->store, error))
		return true;
	store_rollback(options->store);
	return false;
}

bool engine_prune(const struct prune_options *options, struct prune *ret_prune, GError **error)
{
	g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(pruned_item_free);
	struct pruning pruning = {
		.options = options,
		.wanted = wanted,
		.before_us = clock_wall_us(options->clock) - options->gone_for_us,
		.gone = gone,
	};

	if (!expect_all(&pruning, error) || !items_read(options->store, consider, &pruning, error))
		return false;
	/* Shrinking is worth its while even then: an earlier run may have been cut short. */
	if (!options->dry_run &&
	    (!forget_samples(options, error) || !forget_days(options, error) ||
	     (gone->len && (!forget(options, gone, error) ||
			    !journal_sign(options->store, options->notes, error))) ||
	     !forget_evidence(options, error) ||
	     !upkeep_shrink(options->store, error)))
		return false;
	*ret_prune = (struct prune){ .gone = g_steal_pointer(&gone) };
	return true;
}
