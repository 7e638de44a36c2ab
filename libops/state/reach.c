/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way from us to each device and line, worked out once of the inventory, and
 * what one run shows of it. Devices are numbered as the inventory has them, in
 * order of distance, so that whatever is asked about a device its parents have been
 * judged before.
 *
 * An answer is the best witness of all: what answers and can be reached over one
 * device only proves that this device passes packets on, however silent it is
 * itself. So witnesses are heard first.
 */
#include "state/reach.h"

#define NOT_REACHED (-1)

/* A nearer neighbour, over a link or a line. */
struct edge {
	uint32_t device;
	int32_t line;			/* -1: a link */
};

/* All neighbours of all devices. */
struct neighbours {
	uint32_t *first;		/* one more at the end */
	struct edge *edges;
};

struct reach {
	const struct inventory *inventory;
	const struct device *devices;	/* the inventory's, side by side */
	const struct line *lines;
	size_t device_count, line_count;
	int32_t *distance;		/* of each device, in hops */
	bool *through;			/* it is reached over the first hops */
	uint32_t *first_edge;		/* of each device, one more at the end */
	GArray *edges;			/* struct edge, of nearer neighbours */
	GArray *order;			/* uint32_t: devices, the nearest first */
	struct neighbours neighbours;	/* all of them */
	uint32_t *gate;			/* of each node, see find_gates() */
};

/* --- the graph --- */

static uint32_t number_of(const struct reach *reach, const struct device *device)
{
	return (uint32_t)(device - reach->devices);
}

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

/* Devices, then lines that lead to a device. */
#define NO_NODE UINT32_MAX

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

/* --- one run --- */

/* What is known of a device or line as somebody's parent. */
struct parent {
	int32_t item;			/* its index; -1: it was not asked */
	int32_t by;			/* what explains that it is gone, unknown or unwell; -1: it is well */
	bool gone, unknown;
	bool passes, clean;		/* something beyond it answers; and answers well */
	uint8_t heard;			/* sorts of witnesses that were here, see is_heard() */
	int8_t rank;			/* how unwell: 1 CAUTION, 2 WARNING; 0 when it is clean */
};

struct run {
	const struct reach *reach;
	struct reach_item *items;
	size_t count;
	struct parent *devices, *lines;
	int32_t *logins;		/* of each device: index of its login; -1 */
};

static bool is_silent(enum status status)
{
	return status == STATUS_DOWN;
}

static int8_t rank_of(enum status status)
{
	return status == STATUS_WARNING ? 2 : status == STATUS_CAUTION ? 1 : 0;
}

static bool is_asked_itself(const struct item *item)
{
	enum question_kind kind = item_question_kind(item);

	/* Whom a plugin asks is not known here. */
	return kind != QUESTION_FIGURE && kind != QUESTION_GROUP && kind != QUESTION_PLUGIN;
}

static void run_init(struct run *run, const struct reach *reach, struct reach_item *items, size_t count)
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

static void run_clear(struct run *run)
{
	g_free(run->devices);
	g_free(run->lines);
	g_free(run->logins);
}

static const struct edge *edges_of(const struct reach *reach, uint32_t device, uint32_t *ret_count)
{
	*ret_count = reach->first_edge[device + 1] - reach->first_edge[device];
	return &g_array_index(reach->edges, struct edge, reach->first_edge[device]);
}

/* --- witnesses --- */

/* Something that answered. */
struct witness {
	bool clean;			/* it answered well */
	bool again;			/* when it was asked again */
};

/* Whether one who says as much was here before. */
static bool is_heard(const struct parent *parent, struct witness witness)
{
	for (int again = witness.again; again < 2; again++)
		for (int clean = witness.clean; clean < 2; clean++)
			if (parent->heard & 1 << (2 * again + clean))
				return true;
	return false;
}

static void testify(const struct run *run, struct parent *parent, struct witness witness)
{
	parent->heard |= (uint8_t)(1 << (2 * witness.again + witness.clean));
	/* It may have gone since. */
	if (parent->item >= 0 && run->items[parent->item].again && !witness.again)
		return;
	parent->passes = true;
	parent->clean |= witness.clean;
}

static struct parent *parent_at(const struct run *run, uint32_t node)
{
	size_t devices = run->reach->device_count;

	return node < devices ? &run->devices[node] : &run->lines[node - devices];
}

/* NODE passes on, or answers somehow; so does every gate before it. */
static void bear_witness(struct run *run, uint32_t node, struct witness witness)
{
	for (; node != NO_NODE && !is_heard(parent_at(run, node), witness); node = run->reach->gate[node])
		testify(run, parent_at(run, node), witness);
}

static void hear(struct run *run, const struct reach_item *said)
{
	const struct item *item = said->item;
	struct witness witness = { .clean = said->status == STATUS_OK, .again = said->again };
	/* Who answers a further question is there; of packets that were lost meanwhile that says nothing. */
	struct witness there = { .clean = witness.clean && !item->question, .again = said->again };

	if (item->kind == ITEM_LINE) {
		if (item->question)
			testify(run, &run->lines[item->line - run->reach->lines], there);
		if (item->line->from)
			bear_witness(run, number_of(run->reach, item->line->from), there);
		return;
	}
	if (!item->question)
		bear_witness(run, run->reach->gate[number_of(run->reach, item->device)], witness);
	else
		bear_witness(run, number_of(run->reach, item->device), there);
	if (item->question && item->question->kind == QUESTION_PATH && witness.clean)
		for (const struct device *const *via = item->question->via; via && *via; via++)
			bear_witness(run, number_of(run->reach, *via), witness);
}

static bool seems_gone(const struct run *run, const struct parent *parent)
{
	return parent->item >= 0 && is_silent(run->items[parent->item].status) && !parent->passes;
}

/* Everything that reaches NODE passes GATE. */
static bool is_behind(const struct reach *reach, uint32_t node, uint32_t gate)
{
	for (; node != NO_NODE; node = reach->gate[node])
		if (node == gate)
			return true;
	return false;
}

/* SAID is of a device that answers, and every way to it seems gone: one of them is not, and nobody can say
 * which. */
static void hear_contradiction(struct run *run, const struct reach_item *said)
{
	const struct witness witness = { .clean = false, .again = said->again };
	const struct reach *reach = run->reach;
	uint32_t device = number_of(reach, said->item->device);
	const struct edge *edges = reach->neighbours.edges;

	for (uint32_t e = reach->neighbours.first[device]; e < reach->neighbours.first[device + 1]; e++)
		if (!is_behind(reach, edges[e].device, device) && !seems_gone(run, &run->devices[edges[e].device]) &&
		    (edges[e].line < 0 || !seems_gone(run, &run->lines[edges[e].line])))
			return;
	for (uint32_t e = reach->neighbours.first[device]; e < reach->neighbours.first[device + 1]; e++) {
		if (is_behind(reach, edges[e].device, device))
			continue;
		bear_witness(run, edges[e].device, witness);
		if (edges[e].line >= 0)
			testify(run, &run->lines[edges[e].line], witness);
	}
}

static void hear_witnesses(struct run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->items[i].answered && is_asked_itself(run->items[i].item))
			hear(run, &run->items[i]);
	for (size_t i = 0; i < run->count; i++)
		if (run->items[i].answered && is_asked_itself(run->items[i].item) &&
		    run->items[i].item->kind == ITEM_DEVICE)
			hear_contradiction(run, &run->items[i]);
}

/* --- judging --- */

/* All that could meet one need, together: gone when all are; else unknown when none is known to
 * be there; else as unwell as the best of them. */
struct need {
	unsigned int count;
	bool gone, unknown;
	int8_t rank;
	int32_t by;
	/* Packets take one of them: what answers badly is explained by any that is no better. */
	int8_t worst_rank;
	int32_t worst_by;
};

static void need_add(struct need *need, const struct parent *parent)
{
	bool gone_or_unknown = parent->gone || parent->unknown;
	int8_t rank = gone_or_unknown ? 2 : parent->rank;

	if (!need->count++) {
		*need = (struct need){ 1, parent->gone, gone_or_unknown, rank, parent->by, parent->rank, parent->by };
		return;
	}
	need->gone &= parent->gone;
	need->unknown &= gone_or_unknown;
	/* The least unwell decides; of equals the first that the inventory has. */
	if (rank < need->rank) {
		need->rank = rank;
		need->by = parent->by;
	}
	if (parent->rank > need->worst_rank) {
		need->worst_rank = parent->rank;
		need->worst_by = parent->by;
	}
}

/* Puts down what NEED says of ITEM. True: it is hidden. */
static bool item_needs(struct reach_item *item, const struct need *need)
{
	if (!need->count || item->hidden_by >= 0)
		return item->hidden_by >= 0;
	if (need->gone && item->status != STATUS_OK && !item->answered)
		item->hidden_by = need->by;
	else if (need->unknown && !need->gone && is_silent(item->status)) {
		item->status = STATUS_UNKNOWN;
		item->parent_unknown = true;
		item->hidden_by = need->by;
	} else if (rank_of(item->status) && item->answered && need->worst_rank >= rank_of(item->status))
		item->hidden_by = need->worst_by;
	return item->hidden_by >= 0;
}

/* What PARENT, whose own item has been judged against NEED, is to those behind it. */
static void settle(struct run *run, struct parent *parent, const struct need *need)
{
	struct reach_item *item = parent->item >= 0 ? &run->items[parent->item] : NULL;
	bool hidden = item && item_needs(item, need);
	bool silent = item && is_silent(item->status);
	bool recovering = item && item->still_down && !silent;

	if (item && (rank_of(item->status) || is_silent(item->status)))
		item->control_plane_only = item->answered ? parent->clean : parent->passes;
	/* What it hides behind it is explained by what hides it. */
	parent->by = hidden ? item->hidden_by : need->count && (need->gone || need->unknown) ? need->by : parent->item;
	parent->gone = recovering || (silent && !parent->passes) || (need->count && need->gone && !parent->passes && !(item && item->answered));
	parent->unknown = !parent->gone && !parent->passes &&
			  ((item && item->status == STATUS_UNKNOWN) || (need->count && need->unknown));
	parent->rank = item && !parent->clean ? rank_of(item->status) : 0;
	if (!item && need->count && !parent->clean)
		parent->rank = need->rank;
	if (!parent->gone && !parent->unknown && !parent->rank)
		parent->by = -1;
}

static void judge_line(struct run *run, size_t line)
{
	const struct device *from = run->reach->lines[line].from;
	struct need need = { 0 };

	if (from)
		need_add(&need, &run->devices[number_of(run->reach, from)]);
	settle(run, &run->lines[line], &need);
}

static void judge_device(struct run *run, uint32_t device, bool *lines_judged)
{
	uint32_t count;
	const struct edge *edges = edges_of(run->reach, device, &count);
	struct need need = { 0 };

	for (uint32_t e = 0; e < count; e++) {
		if (edges[e].line >= 0 && !lines_judged[edges[e].line]) {
			lines_judged[edges[e].line] = true;
			judge_line(run, (size_t)edges[e].line);
		}
		need_add(&need, edges[e].line >= 0 ? &run->lines[edges[e].line] : &run->devices[edges[e].device]);
	}
	settle(run, &run->devices[device], &need);
}

/* --- what is asked of devices and lines besides --- */

/* The lines that join DEVICE and PEER, whichever is nearer. */
static void need_lines_between(const struct run *run, struct need *need, uint32_t device, uint32_t peer)
{
	for (int way = 0; way < 2; way++) {
		uint32_t from = way ? peer : device, to = way ? device : peer, count;
		const struct edge *edges = edges_of(run->reach, from, &count);

		for (uint32_t e = 0; e < count; e++)
			if (edges[e].line >= 0 && edges[e].device == to)
				need_add(need, &run->lines[edges[e].line]);
	}
}

/* A session with a peer needs the peer, and one of the lines between both. */
static void judge_session(struct run *run, struct reach_item *item, const char *what)
{
	const char *name = strchr(what, ':');
	const struct device *peer = name ? inventory_find_device(run->reach->inventory, name + 1) : NULL;
	const struct line *line = name && !peer ? inventory_find_line(run->reach->inventory, name + 1) : NULL;
	struct need need = { 0 }, way = { 0 };

	if (peer) {
		need_add(&need, &run->devices[number_of(run->reach, peer)]);
		item_needs(item, &need);
		need_lines_between(run, &way, number_of(run->reach, item->item->device),
				   number_of(run->reach, peer));
		item_needs(item, &way);
	} else if (line) {
		need_add(&need, &run->lines[line - run->reach->lines]);
		item_needs(item, &need);
	}
}

/* A figure was read with the login; how loaded or how lossy a port is, is its own affair. */
static void judge_figure_item(struct run *run, struct reach_item *item)
{
	static const char *const sessions[] = { "bgp:", "ospf:", "ike:", "ipsec:", "tunnel:", "interface:" };
	const char *what = item_question_name(item->item);
	int32_t login = run->logins[number_of(run->reach, item->item->device)];

	if (item->status == STATUS_UNKNOWN && login >= 0 && run->items[login].status != STATUS_OK &&
	    run->items[login].status != STATUS_CAUTION) {
		item->hidden_by = run->items[login].hidden_by >= 0 ? run->items[login].hidden_by : login;
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(sessions); i++)
		if (is_silent(item->status) && g_str_has_prefix(what, sessions[i])) {
			/* What a device says of a session is an answer of the device, not of the session. */
			bool answered = item->answered;

			item->answered = false;
			judge_session(run, item, what);
			item->answered = answered;
		}
}

/* A group is hidden when all that is wrong with its members is. */
static void judge_group(struct run *run, struct reach_item *item)
{
	const struct group *group = inventory_find_group(run->reach->inventory, strchr(item->item->question->name, ':') + 1);
	int32_t by = -1;

	if (item->status == STATUS_OK || !group)
		return;
	for (const struct device *const *device = group->devices; device && *device; device++) {
		int32_t index = run->devices[number_of(run->reach, *device)].item;

		if (index >= 0 && run->items[index].status != STATUS_OK && run->items[index].hidden_by < 0)
			return;
		if (index >= 0 && run->items[index].hidden_by >= 0 && by < 0)
			by = run->items[index].hidden_by;
	}
	for (const struct line *const *line = group->lines; line && *line; line++) {
		int32_t index = run->lines[*line - run->reach->lines].item;

		if (index >= 0 && run->items[index].status != STATUS_OK && run->items[index].hidden_by < 0)
			return;
		if (index >= 0 && run->items[index].hidden_by >= 0 && by < 0)
			by = run->items[index].hidden_by;
	}
	item->hidden_by = by;
}

static void judge_question_item(struct run *run, struct reach_item *item)
{
	struct need need = { 0 };

	switch (item_question_kind(item->item)) {
	case QUESTION_FIGURE:
	case QUESTION_GROUP:
		return;
	default:
		break;
	}
	need_add(&need, item->item->kind == ITEM_LINE
				? &run->lines[item->item->line - run->reach->lines]
				: &run->devices[number_of(run->reach, item->item->device)]);
	/* It was asked over what answers badly, and is judged by what it is itself. */
	need.worst_rank = 0;
	item_needs(item, &need);
}

void reach_judge(const struct reach *reach, struct reach_item *items, size_t count)
{
	g_autofree bool *lines_judged = g_new0(bool, reach->line_count + 1);
	struct run run;

	run_init(&run, reach, items, count);
	hear_witnesses(&run);
	for (guint i = 0; i < reach->order->len; i++)
		judge_device(&run, g_array_index(reach->order, uint32_t, i), lines_judged);
	for (size_t line = 0; line < reach->line_count; line++)
		if (!lines_judged[line])
			judge_line(&run, line);
	for (size_t i = 0; i < count; i++)
		if (items[i].item->question)
			judge_question_item(&run, &items[i]);
	for (size_t i = 0; i < count; i++)
		if (item_question_kind(items[i].item) == QUESTION_FIGURE)
			judge_figure_item(&run, &items[i]);
	for (size_t i = 0; i < count; i++)
		if (item_question_kind(items[i].item) == QUESTION_GROUP)
			judge_group(&run, &items[i]);
	run_clear(&run);
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

	run_init(&run, reach, items, count);
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
	run_clear(&run);
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

	run_init(&run, reach, items, count);
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
	run_clear(&run);
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
		if (items[i].answered && is_asked_itself(items[i].item) &&
		    reach_passes_first_hops(reach, items[i].item))
			return true;
		hops += is_first_hop(reach, items[i].item);
	}
	return all == 0 || hops < all;
}
