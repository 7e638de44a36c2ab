/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One check from beginning to end: what was selected is probed, everything
 * that was seen is judged, then it is kept. Nothing is judged before all has
 * been probed, and nothing is written before all has been judged. How far packets
 * get to what failed is asked in between.
 */
#include "engine/internal.h"

#include "base/translate.h"

G_DEFINE_QUARK(ops-engine-error, engine_error)

static void clear_reading(gpointer reading)
{
	device_view_clear(&((struct check_reading *)reading)->view);
}

void check_clear(struct check *check)
{
	for (guint i = 0; i < check->result_count; i++)
		result_clear(&check->results[i]);
	check->result_count = 0;
	g_clear_pointer(&check->results, g_free);
	g_clear_pointer(&check->figures, g_ptr_array_unref);
	g_clear_pointer(&check->readings, g_array_unref);
	g_clear_pointer(&check->rounds, g_ptr_array_unref);
	g_clear_pointer(&check->pins, g_hash_table_unref);
	g_clear_pointer(&check->parents, g_array_unref);
	g_clear_pointer(&check->courses, g_ptr_array_unref);
	g_clear_pointer(&check->transitions, g_array_unref);
	g_clear_pointer(&check->covers, g_array_unref);
	g_clear_pointer(&check->items, g_array_unref);
}

/* The check of ITEMS as its results have it, not yet compared with anything known. */
static void fill(const struct check_options *options, struct check *check, const GArray *items)
{
	check->items = g_array_sized_new(FALSE, TRUE, sizeof(struct check_item), items->len);
	check->figures = g_ptr_array_new_with_free_func(engine_figure_free);
	check->readings = g_array_new(FALSE, TRUE, sizeof(struct check_reading));
	g_array_set_clear_func(check->readings, clear_reading);
	check->courses = g_ptr_array_new_with_free_func(engine_course_free);
	check->rounds = g_ptr_array_new_with_free_func(engine_round_free);
	check->parents = g_array_new(FALSE, TRUE, sizeof(struct check_item));
	check->transitions = g_array_new(FALSE, FALSE, sizeof(struct transition_record));
	for (guint i = 0; i < items->len; i++) {
		struct check_item item = { .item = g_array_index(items, struct item, i), .result = &check->results[i] };

		engine_judge_item(options, &item);
		g_array_append_val(check->items, item);
	}
}

/* The most of ITEMS that share a far end. */
static guint most_behind_one(const GArray *items)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL);
	guint most = 0;

	for (guint i = 0; i < items->len; i++) {
		const struct device *far_end = item_far_end(&g_array_index(items, struct item, i));
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, far_end)) + 1;

		if (!far_end)
			continue;
		g_hash_table_insert(counts, (gpointer)far_end, GUINT_TO_POINTER(count));
		most = MAX(most, count);
	}
	return most;
}

/* Somebody who asks for a gap measures time by it: if a rate stretches it, that must be said. */
static void warn_of_stretching(const struct probe_options *probing, const GArray *items)
{
	int64_t limit = probing->rate_per_second;
	guint count = items->len;

	if (!probing->gap_us)
		return;
	if (count * G_USEC_PER_SEC <= limit * probing->gap_us) {
		limit = probing->far_end_rate_per_second;
		count = most_behind_one(items);
	}
	if (limit && count * G_USEC_PER_SEC > limit * probing->gap_us)
		notes_write(probing->notes, NOTES_WARNING,
			    _("at %ld packets a second the gap between packets of an item comes out longer than "
			      "asked for, and so do outages than they are counted"),
			    (long)limit);
}

static bool ask(const struct check_options *options, const GArray *items, struct check *check, GError **error)
{
	g_autoptr(GArray) probes = probe_plan(items);
	struct probe_options probing = options->probing;
	struct clock_moment began = clock_moment(probing.clock), now;

	if (options->store && inventory_reads_devices(options->inventory)) {
		check->pins = engine_pins(options->store, error);
		if (!check->pins)
			return false;
		probing.pins = check->pins;
	}
	check->results = g_new(struct result, MAX(probes->len, 1));
	check->started_at_us = clock_wall_us(probing.clock);
	if (!probe_run((const struct probe *)(const void *)probes->data, probes->len, &probing, check->results,
		       &check->end, &check->signal, error)) {
		g_clear_pointer(&check->results, g_free);
		g_clear_pointer(&check->pins, g_hash_table_unref);
		return false;
	}
	check->result_count = items->len;
	check->ended_at_us = clock_wall_us(probing.clock);
	now = clock_moment(probing.clock);
	check->clock_jumped = ABS(clock_jump_us(&began, &now)) > ENGINE_CLOCK_JUMP_US;
	return true;
}

/* A minute in which nothing is due leaves no trace. */
static bool nothing_due(const struct check_options *options, struct check *check, const GArray *items,
			struct check *ret_check)
{
	check->started_at_us = check->ended_at_us = clock_wall_us(options->probing.clock);
	fill(options, check, items);
	*ret_check = *check;
	return true;
}

bool engine_check(const struct check_options *options, struct check *ret_check, GError **error)
{
	g_autoptr(GArray) items = inventory_select(options->inventory, options->selectors, error);
	struct check check = { 0 };
	guint selected;
	int64_t began_us;

	if (!items)
		return false;
	selected = items->len;
	if (options->due && !engine_leave_due(options, items, error))
		return false;
	check.not_due = selected - items->len;
	if (!items->len)
		return nothing_due(options, &check, items, ret_check);
	warn_of_stretching(&options->probing, items);
	began_us = clock_monotonic_us(options->probing.clock);
	if (!ask(options, items, &check, error))
		return false;
	fill(options, &check, items);
	if (!engine_recall_changed_keys(options, &check, error) ||
	    !engine_view_devices(options, items, &check, error) ||
	    !engine_judge(options, &check, began_us, error)) {
		check_clear(&check);
		return false;
	}
	engine_gather_evidence(options, &check, began_us);
	*ret_check = check;
	return !options->store || !options->record || engine_record_check(options, ret_check, error);
}
