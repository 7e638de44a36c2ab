/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who stands before an item, who could tell of a device whether it passes packets
 * on, and whether we ourselves can see: for whoever decides what is to be asked.
 */
#include "state/reach-internal.h"

/* --- one run --- */

bool reach_is_asked_itself(const struct item *item)
{
	enum question_kind kind = item_question_kind(item);

	/* Whom a plugin asks is not known here. */
	return kind != QUESTION_FIGURE && kind != QUESTION_GROUP && kind != QUESTION_PLUGIN;
}

void reach_run_init(struct run *run, const struct reach *reach, struct reach_item *items, size_t count)
{
	const struct parent nothing = { .item = -1, .by = -1 };

	*run = (struct run){ .reach = reach, .items = items, .count = count };
	run->devices = g_new(struct parent, reach->device_count + 1);
	run->lines = g_new(struct parent, reach->line_count + 1);
	run->logins = g_new(int32_t, reach->device_count + 1);
	for (size_t i = 0; i < reach->device_count; i++) {
		run->devices[i] = nothing;
		run->logins[i] = -1;
	}
	for (size_t i = 0; i < reach->line_count; i++)
		run->lines[i] = nothing;
	for (size_t i = 0; i < count; i++) {
		const struct item *item = items[i].item;

		items[i].hidden_by = -1;
		items[i].control_plane_only = items[i].parent_unknown = false;
		if (!item->question && item->kind == ITEM_LINE)
			run->lines[item->line - reach->lines].item = (int32_t)i;
		else if (!item->question)
			run->devices[number_of(reach, item->device)].item = (int32_t)i;
		else if (item->question->kind == QUESTION_SSH)
			run->logins[number_of(reach, item->device)] = (int32_t)i;
	}
}

void reach_run_clear(struct run *run)
{
	g_free(run->devices);
	g_free(run->lines);
	g_free(run->logins);
}

/* --- who is to be asked again with it --- */

/* So many of them are enough: one that is cut itself meanwhile does not matter then. */
#define WITNESSES_MOST 3

static bool is_silent_device(const struct run *run, uint32_t device)
{
	return is_silent(run->items[run->devices[device].item].status);
}

/* ITEM answered behind DEVICE, over one way from each device to the next. */
static void mark_witness(struct run *run, uint32_t device, int32_t item, uint8_t *wanted, bool *marked)
{
	if (item < 0 || !run->items[item].answered || marked[item])
		return;
	for (;;) {
		uint32_t count;
		const struct edge *edge = edges_of(run->reach, device, &count);

		if (wanted[device] && (run->items[item].status == STATUS_OK || is_silent_device(run, device))) {
			wanted[device]--;
			marked[item] = true;
		}
		if (count != 1)
			return;
		device = edge->device;
	}
}

void reach_mark_witnesses(const struct reach *reach, struct reach_item *items, size_t count, bool *marked)
{
	g_autofree uint8_t *wanted = g_new0(uint8_t, reach->device_count + 1);
	struct run run;
	bool any = false;

	reach_run_init(&run, reach, items, count);
	for (size_t i = 0; i < count; i++)
		if (marked[i] && items[i].item->kind == ITEM_DEVICE && !items[i].item->question &&
		    (is_silent(items[i].status) || rank_of(items[i].status))) {
			wanted[number_of(reach, items[i].item->device)] = WITNESSES_MOST;
			any = true;
		}
	/* In the order of the inventory, whatever the order of the items. */
	for (size_t i = 0; any && i < reach->line_count; i++)
		if (reach->lines[i].from)
			mark_witness(&run, number_of(reach, reach->lines[i].from), run.lines[i].item, wanted, marked);
	for (uint32_t i = 0; any && i < reach->device_count; i++) {
		uint32_t edge_count;
		const struct edge *edge = edges_of(reach, i, &edge_count);

		if (edge_count == 1)
			mark_witness(&run, edge->device, run.devices[i].item, wanted, marked);
	}
	reach_run_clear(&run);
}

/* --- whom it needs --- */

static void mark_device(struct run *run, bool *devices, bool *marked, const struct edge *edge)
{
	if (edge->line >= 0 && run->lines[edge->line].item >= 0)
		marked[run->lines[edge->line].item] = true;
	devices[edge->device] = true;
}

/* What ITEM itself needs. */
static void mark_needs(struct run *run, bool *devices, bool *marked, const struct item *item)
{
	if (item->kind == ITEM_DEVICE) {
		devices[number_of(run->reach, item->device)] = true;
		return;
	}
	if (item->question && run->lines[item->line - run->reach->lines].item >= 0)
		marked[run->lines[item->line - run->reach->lines].item] = true;
	if (item->line->from)
		devices[number_of(run->reach, item->line->from)] = true;
}

void reach_mark_parents(const struct reach *reach, struct reach_item *items, size_t count, bool *marked)
{
	g_autofree bool *devices = g_new0(bool, reach->device_count + 1);
	struct run run;

	reach_run_init(&run, reach, items, count);
	for (size_t i = 0; i < count; i++)
		if (marked[i])
			mark_needs(&run, devices, marked, items[i].item);
	/* The farthest first, so that each marks what is before it once it is marked itself. */
	for (guint i = reach->order->len; i > 0; i--) {
		uint32_t device = g_array_index(reach->order, uint32_t, i - 1), edge_count;
		const struct edge *edges = edges_of(reach, device, &edge_count);

		if (!devices[device])
			continue;
		if (run.devices[device].item >= 0)
			marked[run.devices[device].item] = true;
		for (uint32_t e = 0; e < edge_count; e++)
			mark_device(&run, devices, marked, &edges[e]);
	}
	reach_run_clear(&run);
}

static void add_device(GArray *parents, const struct device *device)
{
	struct item item = { .kind = ITEM_DEVICE, .device = device };

	if (device->watch_icmp)
		g_array_append_val(parents, item);
}

static void add_line(GArray *parents, const struct line *line)
{
	struct item item = { .kind = ITEM_LINE, .line = line };

	g_array_append_val(parents, item);
}

GArray *reach_parents(const struct reach *reach, const struct item *item)
{
	GArray *parents = g_array_new(FALSE, FALSE, sizeof(struct item));
	const struct edge *edges;
	uint32_t count;

	if (item->question && item->kind == ITEM_LINE) {
		add_line(parents, item->line);
	} else if (item->question) {
		add_device(parents, item->device);
	} else if (item->kind == ITEM_LINE) {
		if (item->line->from)
			add_device(parents, item->line->from);
	} else {
		edges = edges_of(reach, number_of(reach, item->device), &count);
		for (uint32_t e = 0; e < count; e++)
			if (edges[e].line >= 0)
				add_line(parents, &reach->lines[edges[e].line]);
			else
				add_device(parents, &reach->devices[edges[e].device]);
	}
	return parents;
}

/* --- our own view --- */

bool reach_passes_first_hops(const struct reach *reach, const struct item *item)
{
	const struct device *device = item->kind == ITEM_LINE ? item->line->from : item->device;

	return device && reach->through[number_of(reach, device)];
}

static bool is_first_hop(const struct reach *reach, const struct item *item)
{
	return !item->question && item->kind == ITEM_DEVICE && reach->through[number_of(reach, item->device)] &&
	       reach->distance[number_of(reach, item->device)] == 0;
}

bool reach_own_view(const struct reach *reach, const struct reach_item *items, size_t count)
{
	const struct device *const *wanted = inventory_policy(reach->inventory)->first_hops;
	size_t hops = 0, all = 0;

	while (wanted && wanted[all])
		all++;
	for (size_t i = 0; i < count; i++) {
		if (items[i].answered && reach_is_asked_itself(items[i].item) &&
		    reach_passes_first_hops(reach, items[i].item))
			return true;
		hops += is_first_hop(reach, items[i].item);
	}
	return all == 0 || hops < all;
}
