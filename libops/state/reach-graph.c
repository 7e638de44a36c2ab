/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network as a graph, worked out once of the inventory: how far each device is
 * from us, its nearer neighbours, and its gate, which every way to it leads over.
 * Devices are numbered as the inventory has them.
 */
#include "state/reach-internal.h"

/* --- the graph --- */

typedef void each_edge(struct neighbours *neighbours, uint32_t from, struct edge edge);

static void count_edge(struct neighbours *neighbours, uint32_t from, struct edge edge)
{
	neighbours->first[from + 1]++;
}

/* FIRST moves on while edges are put in, and is moved back afterwards. */
static void put_edge(struct neighbours *neighbours, uint32_t from, struct edge edge)
{
	neighbours->edges[neighbours->first[from]++] = edge;
}

static void visit_edges(const struct reach *reach, struct neighbours *neighbours, each_edge *each)
{
	for (size_t i = 0; i < inventory_link_count(reach->inventory); i++) {
		const struct link *link = inventory_link_at(reach->inventory, i);

		if (!link->a || !link->b)
			continue;
		each(neighbours, number_of(reach, link->a), (struct edge){ number_of(reach, link->b), -1 });
		each(neighbours, number_of(reach, link->b), (struct edge){ number_of(reach, link->a), -1 });
	}
	for (size_t i = 0; i < reach->line_count; i++) {
		const struct line *line = &reach->lines[i];

		if (!line->from || !line->cpe)
			continue;
		each(neighbours, number_of(reach, line->from), (struct edge){ number_of(reach, line->cpe), (int32_t)i });
		each(neighbours, number_of(reach, line->cpe), (struct edge){ number_of(reach, line->from), (int32_t)i });
	}
}

static void neighbours_init(struct neighbours *neighbours, const struct reach *reach)
{
	neighbours->first = g_new0(uint32_t, reach->device_count + 2);
	visit_edges(reach, neighbours, count_edge);
	for (size_t i = 0; i < reach->device_count; i++)
		neighbours->first[i + 1] += neighbours->first[i];
	neighbours->edges = g_new(struct edge, neighbours->first[reach->device_count] + 1);
	visit_edges(reach, neighbours, put_edge);
	memmove(neighbours->first + 1, neighbours->first, reach->device_count * sizeof(*neighbours->first));
	neighbours->first[0] = 0;
}

static void neighbours_clear(struct neighbours *neighbours)
{
	g_free(neighbours->first);
	g_free(neighbours->edges);
}

static void set_out_from(struct reach *reach, uint32_t device, bool through)
{
	if (reach->distance[device] != NOT_REACHED)
		return;
	reach->distance[device] = 0;
	reach->through[device] = through;
	g_array_append_val(reach->order, device);
}

/* Breadth first, from what is in ORDER at AT on. */
static void spread(struct reach *reach, const struct neighbours *neighbours, guint at)
{
	for (; at < reach->order->len; at++) {
		uint32_t device = g_array_index(reach->order, uint32_t, at);

		for (uint32_t e = neighbours->first[device]; e < neighbours->first[device + 1]; e++) {
			uint32_t next = neighbours->edges[e].device;

			if (reach->distance[next] != NOT_REACHED)
				continue;
			reach->distance[next] = reach->distance[device] + 1;
			reach->through[next] = reach->through[device];
			g_array_append_val(reach->order, next);
		}
	}
}

/* Where we are: the first hops; and everything else that no line leads to is as near as can be. */
static void measure(struct reach *reach, const struct neighbours *neighbours)
{
	const struct device *const *hops = inventory_policy(reach->inventory)->first_hops;
	g_autofree bool *ends_line = g_new0(bool, reach->device_count + 1);
	guint at;

	for (; hops && *hops; hops++)
		set_out_from(reach, number_of(reach, *hops), true);
	spread(reach, neighbours, 0);
	at = reach->order->len;
	for (size_t i = 0; i < reach->line_count; i++)
		if (reach->lines[i].cpe)
			ends_line[number_of(reach, reach->lines[i].cpe)] = true;
	for (size_t i = 0; i < reach->device_count; i++)
		if (!ends_line[i])
			set_out_from(reach, (uint32_t)i, false);
	spread(reach, neighbours, at);
	/* Lines whose concentrator is not given, and rings of them. */
	for (size_t i = 0; i < reach->device_count; i++)
		set_out_from(reach, (uint32_t)i, false);
}

static void keep_nearer(struct reach *reach, const struct neighbours *neighbours)
{
	reach->first_edge = g_new0(uint32_t, reach->device_count + 1);
	for (size_t i = 0; i < reach->device_count; i++) {
		for (uint32_t e = neighbours->first[i]; e < neighbours->first[i + 1]; e++)
			if (reach->distance[neighbours->edges[e].device] < reach->distance[i])
				g_array_append_val(reach->edges, neighbours->edges[e]);
		reach->first_edge[i + 1] = reach->edges->len;
	}
}

/* --- gates: what everything that reaches something must have passed --- */

/* Nodes: devices, then lines that lead to a device. */

/* While gates are looked for: nodes in order of distance from us, with what is known by now. */
struct search {
	const struct reach *reach;
	GArray *order;			/* uint32_t: nodes */
	uint32_t *number;		/* of each node: its place in the order, from 1; 0: not reached */
	uint32_t *gate;			/* by number; 0: none, we ourselves */
};

typedef void each_node(struct search *search, uint32_t from, uint32_t to);

static void visit_next_to(struct search *search, uint32_t node, each_node *each)
{
	const struct reach *reach = search->reach;
	const struct neighbours *neighbours = &reach->neighbours;

	if (node >= reach->device_count) {
		const struct line *line = &reach->lines[node - reach->device_count];

		each(search, node, number_of(reach, line->from));
		each(search, node, number_of(reach, line->cpe));
		return;
	}
	for (uint32_t e = neighbours->first[node]; e < neighbours->first[node + 1]; e++)
		each(search, node, neighbours->edges[e].line < 0
					   ? neighbours->edges[e].device
					   : (uint32_t)(reach->device_count + (size_t)neighbours->edges[e].line));
}

static void number_node(struct search *search, uint32_t from, uint32_t to)
{
	if (search->number[to])
		return;
	g_array_append_val(search->order, to);
	search->number[to] = search->order->len;
}

/* The last gate that both A and B, which are numbers, lie behind. */
static uint32_t common_gate(const struct search *search, uint32_t a, uint32_t b)
{
	while (a != b) {
		while (a > b)
			a = search->gate[a];
		while (b > a)
			b = search->gate[b];
	}
	return a;
}

/* A way to FROM leads over TO. */
static void narrow(struct search *search, uint32_t from, uint32_t to)
{
	uint32_t number = search->number[from], other = search->number[to];

	if (other == number || search->gate[other] == NO_NODE)
		return;
	search->gate[number] = search->gate[number] == NO_NODE ? other
							       : common_gate(search, search->gate[number], other);
}

/*
 * The last node that every way from us to a node leads over, for each of them (the
 * dominator; by Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm",
 * 2001). That a node is nearer does not do: a ring has a longer way as well. Whatever is
 * answered from behind a gate proves that the gate passes packets on.
 */
static void find_gates(struct reach *reach)
{
	size_t count = reach->device_count + reach->line_count;
	struct search search = { .reach = reach, .order = g_array_new(FALSE, FALSE, sizeof(uint32_t)) };
	bool changed = true;

	search.number = g_new0(uint32_t, count + 1);
	search.gate = g_new(uint32_t, count + 2);
	for (size_t i = 0; i <= count + 1; i++)
		search.gate[i] = NO_NODE;
	search.gate[0] = 0;
	for (guint i = 0; i < reach->order->len; i++) {
		uint32_t device = g_array_index(reach->order, uint32_t, i);

		if (reach->distance[device] == 0) {
			number_node(&search, device, device);
			search.gate[search.number[device]] = 0;
		}
	}
	for (guint i = 0; i < search.order->len; i++)
		visit_next_to(&search, g_array_index(search.order, uint32_t, i), number_node);
	while (changed) {
		changed = false;
		for (guint i = 0; i < search.order->len; i++) {
			uint32_t node = g_array_index(search.order, uint32_t, i), before = search.gate[i + 1];

			if (before == 0)
				continue;
			visit_next_to(&search, node, narrow);
			changed |= search.gate[i + 1] != before;
		}
	}
	reach->gate = g_new(uint32_t, count + 1);
	for (size_t node = 0; node < count; node++) {
		uint32_t gate = search.number[node] ? search.gate[search.number[node]] : NO_NODE;

		reach->gate[node] = gate == 0 || gate == NO_NODE ? NO_NODE
								 : g_array_index(search.order, uint32_t, gate - 1);
	}
	g_array_unref(search.order);
	g_free(search.number);
	g_free(search.gate);
}

struct reach *reach_new(const struct inventory *inventory)
{
	struct reach *reach = g_new0(struct reach, 1);

	reach->inventory = inventory;
	reach->device_count = inventory_device_count(inventory);
	reach->line_count = inventory_line_count(inventory);
	reach->devices = reach->device_count ? inventory_device_at(inventory, 0) : NULL;
	reach->lines = reach->line_count ? inventory_line_at(inventory, 0) : NULL;
	reach->distance = g_new(int32_t, reach->device_count + 1);
	for (size_t i = 0; i < reach->device_count; i++)
		reach->distance[i] = NOT_REACHED;
	reach->through = g_new0(bool, reach->device_count + 1);
	reach->edges = g_array_sized_new(FALSE, FALSE, sizeof(struct edge), 1);
	reach->order = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 1);
	neighbours_init(&reach->neighbours, reach);
	measure(reach, &reach->neighbours);
	keep_nearer(reach, &reach->neighbours);
	find_gates(reach);
	return reach;
}

void reach_free(struct reach *reach)
{
	if (!reach)
		return;
	g_free(reach->distance);
	g_free(reach->through);
	g_free(reach->first_edge);
	g_array_unref(reach->edges);
	g_array_unref(reach->order);
	neighbours_clear(&reach->neighbours);
	g_free(reach->gate);
	g_free(reach);
}
