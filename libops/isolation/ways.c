/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ways there are over a graph, shortest first. A way that holds all of another is
 * left out: whatever cuts the other cuts it. What has more ways than are kept is cleared
 * only as far as its gates reach, which every way leads over.
 *
 * Traffic of others is not carried by what is there to end lines: from a concentrator
 * ways lead to concentrators and CPEs, from a CPE to CPEs. What can be reached
 * only against that rule is reached all the same.
 */
#include "isolation/internal.h"

struct label { uint32_t node; struct span members; };	/* of the pool, sorted */

struct walk {
	struct isolation *isolation;
	const struct way_graph *graph;
	GArray *pool;			/* uint32_t */
	GArray *labels;			/* struct label: kept ones, in order of length */
	GArray *queue;			/* struct label */
	uint32_t *kept;			/* by node: ISOLATION_WAYS_MOST labels each */
	uint8_t *count;			/* by node */
	bool *more;			/* by node: there were others */
	bool *open;			/* by node: may be reached against its rank */
	GArray *order;			/* uint32_t: nodes as they were reached */
};

static bool part_of(const struct walk *walk, struct span part, struct span whole)
{
	uint32_t at = 0;

	if (part.count > whole.count)
		return false;
	for (uint32_t i = 0; i < part.count; i++) {
		uint32_t member = NUMBER(walk->pool, part.first + i);

		while (at < whole.count && NUMBER(walk->pool, whole.first + at) < member)
			at++;
		if (at == whole.count || NUMBER(walk->pool, whole.first + at) != member)
			return false;
	}
	return true;
}

static bool is_needed(const struct walk *walk, const struct label *label)
{
	for (int k = 0; k < walk->count[label->node]; k++) {
		uint32_t kept = walk->kept[label->node * ISOLATION_WAYS_MOST + k];

		if (part_of(walk, g_array_index(walk->labels, struct label, kept).members, label->members))
			return false;
	}
	return true;
}

static bool leads(const struct walk *walk, uint32_t from, uint32_t to)
{
	return walk->graph->rank[from] <= walk->graph->rank[to] || walk->open[to];
}

/* Sorted members of FROM, if any, with two more. */
static struct span extend(struct walk *walk, const struct label *from, uint32_t over, uint32_t component)
{
	struct span span = { walk->pool->len, 0 };
	const uint32_t added[] = { over, component };
	uint32_t *members;

	for (uint32_t i = 0; from && i < from->members.count; i++) {
		uint32_t member = NUMBER(walk->pool, from->members.first + i);

		g_array_append_val(walk->pool, member);
	}
	for (int i = 0; i < 2; i++)
		if (added[i] != ISOLATION_NONE)
			g_array_append_val(walk->pool, added[i]);
	span.count = walk->pool->len - span.first;
	members = &NUMBER(walk->pool, span.first);
	for (uint32_t i = 1; i < span.count; i++)
		for (uint32_t at = i; at > 0 && members[at - 1] > members[at]; at--) {
			uint32_t member = members[at];

			members[at] = members[at - 1];
			members[at - 1] = member;
		}
	return span;
}

static void queue_edge(struct walk *walk, uint32_t number, const struct way_edge *edge)
{
	struct label from = g_array_index(walk->labels, struct label, number), label = { .node = edge->to };
	uint32_t component = walk->graph->component[edge->to];

	if (from.members.count && bsearch(&component, POOLED(walk->pool, from.members), from.members.count,
					  sizeof(uint32_t), compare_numbers))
		return;
	label.members = extend(walk, &from, edge->over, component);
	if (is_needed(walk, &label))
		g_array_append_val(walk->queue, label);
	else
		g_array_set_size(walk->pool, label.members.first);
}

static void keep_label(struct walk *walk, struct label label)
{
	const struct way_graph *graph = walk->graph;
	uint32_t number = walk->labels->len;

	if (!is_needed(walk, &label))
		return;
	if (walk->count[label.node] == ISOLATION_WAYS_MOST) {
		walk->more[label.node] = true;
		return;
	}
	if (!walk->count[label.node])
		g_array_append_val(walk->order, label.node);
	walk->kept[label.node * ISOLATION_WAYS_MOST + walk->count[label.node]++] = number;
	g_array_append_val(walk->labels, label);
	for (uint32_t e = graph->first[label.node]; e < graph->first[label.node + 1]; e++)
		if (leads(walk, label.node, graph->edges[e].to))
			queue_edge(walk, number, &graph->edges[e]);
}

/* Nodes that only lower ranks could be reached from: opened, and the search goes on to them. */
static bool open_unreached(struct walk *walk)
{
	const struct way_graph *graph = walk->graph;
	guint before = walk->queue->len, reached = walk->order->len;

	for (uint32_t node = 0; node < graph->node_count; node++)
		if (!walk->count[node])
			walk->open[node] = true;
	for (guint i = 0; i < reached; i++) {
		uint32_t from = NUMBER(walk->order, i);

		for (uint32_t e = graph->first[from]; e < graph->first[from + 1]; e++)
			for (int k = 0; !walk->count[graph->edges[e].to] && k < walk->count[from]; k++)
				queue_edge(walk, walk->kept[from * ISOLATION_WAYS_MOST + k], &graph->edges[e]);
	}
	return walk->queue->len > before;
}

static void find_all(struct walk *walk)
{
	const struct way_graph *graph = walk->graph;
	guint at = 0;

	for (uint32_t node = 0; node < graph->node_count; node++)
		if (graph->start[node]) {
			struct label label = { node, extend(walk, NULL, graph->origin, graph->component[node]) };

			g_array_append_val(walk->queue, label);
		}
	do {
		for (; at < walk->queue->len; at++)
			keep_label(walk, g_array_index(walk->queue, struct label, at));
	} while (open_unreached(walk));
}

/* What lies behind a node that has more ways than are kept may have more, too. */
static void spread_more(struct walk *walk)
{
	const struct way_graph *graph = walk->graph;
	g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	for (uint32_t node = 0; node < graph->node_count; node++)
		if (walk->more[node])
			g_array_append_val(todo, node);
	for (guint i = 0; i < todo->len; i++) {
		uint32_t node = NUMBER(todo, i);

		for (uint32_t e = graph->first[node]; e < graph->first[node + 1]; e++) {
			uint32_t to = graph->edges[e].to;

			if (walk->more[to] || !leads(walk, node, to) || graph->start[to])
				continue;
			walk->more[to] = true;
			g_array_append_val(todo, to);
		}
	}
}

/* --- gates --- */

/* By the order of reaching, from 1: the last node that every way leads over; 0: none. As K. Cooper, T. Harvey
 * and K. Kennedy have it in "A Simple, Fast Dominance Algorithm", 2001. */
static uint32_t *find_gates(const struct walk *walk, const uint32_t *number)
{
	const struct way_graph *graph = walk->graph;
	uint32_t *gate = g_new(uint32_t, walk->order->len + 2);
	bool changed = true;

	memset(gate, 0xff, (walk->order->len + 2) * sizeof(*gate));
	gate[0] = 0;
	while (changed) {
		changed = false;
		for (guint i = 0; i < walk->order->len; i++) {
			uint32_t node = NUMBER(walk->order, i), found = graph->start[node] ? 0 : UINT32_MAX;

			for (uint32_t e = graph->first[node]; e < graph->first[node + 1]; e++) {
				uint32_t a = number[graph->edges[e].to], b = found;

				if (!a || gate[a] == UINT32_MAX || !leads(walk, graph->edges[e].to, node))
					continue;
				while (b != UINT32_MAX && a != b)
					if (a > b)
						a = gate[a];
					else
						b = gate[b];
				found = a;
			}
			changed |= found != gate[i + 1];
			gate[i + 1] = found;
		}
	}
	return gate;
}

static void list_gates(const struct walk *walk, const uint32_t *number, const uint32_t *gate, uint32_t node,
		       GArray *ret_components)
{
	g_array_set_size(ret_components, 0);
	if (walk->graph->origin != ISOLATION_NONE)
		g_array_append_val(ret_components, walk->graph->origin);
	for (uint32_t at = number[node]; at && at != UINT32_MAX; at = gate[at]) {
		uint32_t component = walk->graph->component[NUMBER(walk->order, at - 1)];

		g_array_append_val(ret_components, component);
	}
}

static uint32_t *add_all(struct walk *walk)
{
	const struct way_graph *graph = walk->graph;
	uint32_t *added = g_new(uint32_t, graph->node_count + 1);
	g_autofree uint32_t *number = g_new0(uint32_t, graph->node_count + 1);
	g_autofree uint32_t *gate = NULL;
	g_autoptr(GArray) gates = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 8);

	for (guint i = 0; i < walk->order->len; i++)
		number[NUMBER(walk->order, i)] = i + 1;
	gate = find_gates(walk, number);
	for (uint32_t node = 0; node < graph->node_count; node++) {
		struct isolation_way ways[ISOLATION_WAYS_MOST], shared;

		added[node] = ISOLATION_NONE;
		if (!walk->count[node])
			continue;
		for (int k = 0; k < walk->count[node]; k++) {
			uint32_t kept = walk->kept[node * ISOLATION_WAYS_MOST + k];
			struct span members = g_array_index(walk->labels, struct label, kept).members;

			ways[k] = (struct isolation_way){ POOLED(walk->pool, members), members.count };
		}
		list_gates(walk, number, gate, node, gates);
		shared = (struct isolation_way){ (const uint32_t *)(void *)gates->data, gates->len };
		added[node] = isolation_add_ways(walk->isolation, ways, walk->count[node],
						 walk->more[node] ? &shared : ISOLATION_WHOLE);
	}
	return added;
}

uint32_t *ways_find(struct isolation *isolation, const struct way_graph *graph)
{
	struct walk walk = {
		.isolation = isolation, .graph = graph,
		.pool = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 64),
		.labels = g_array_new(FALSE, FALSE, sizeof(struct label)),
		.queue = g_array_new(FALSE, FALSE, sizeof(struct label)),
		.kept = g_new(uint32_t, (gsize)graph->node_count * ISOLATION_WAYS_MOST + 1),
		.count = g_new0(uint8_t, graph->node_count + 1),
		.more = g_new0(bool, graph->node_count + 1),
		.open = g_new0(bool, graph->node_count + 1),
		.order = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
	};
	uint32_t *added;

	find_all(&walk);
	spread_more(&walk);
	added = add_all(&walk);
	g_array_unref(walk.pool);
	g_array_unref(walk.labels);
	g_array_unref(walk.queue);
	g_free(walk.kept);
	g_free(walk.count);
	g_free(walk.more);
	g_free(walk.open);
	g_array_unref(walk.order);
	return added;
}
