/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one run shows of what stands between us and each item. Devices are judged
 * in order of distance, so that whatever is asked about one its parents have been
 * judged before.
 *
 * An answer is the best witness of all: what answers from behind a gate proves
 * that the gate passes packets on, however silent it is itself. So witnesses are
 * heard first.
 */
#include "state/reach-internal.h"

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

/* What is behind a tunnel may also be reached by the way that carries the tunnel: that it answers says
 * nothing of it. */
static bool is_tunnel(const struct reach *reach, uint32_t node)
{
	return node >= reach->device_count && reach->lines[node - reach->device_count].kind == LINE_IPSEC;
}

/* NODE passes on, or answers somehow; so does every gate before it. */
static void bear_witness(struct run *run, uint32_t node, struct witness witness)
{
	for (; node != NO_NODE && !is_heard(parent_at(run, node), witness) && !is_tunnel(run->reach, node);
	     node = run->reach->gate[node])
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

/* Whether packets may have come over EDGE, or beside the tunnel that it is. */
static bool may_lead(const struct run *run, const struct edge *edge)
{
	if (edge->line >= 0 && run->reach->lines[edge->line].kind == LINE_IPSEC)
		return true;
	return !seems_gone(run, &run->devices[edge->device]) &&
	       (edge->line < 0 || !seems_gone(run, &run->lines[edge->line]));
}

/* SAID is of a device that answers, and every way to it seems gone: one of them is not, and nobody can say
 * which. */
static void hear_contradiction(struct run *run, const struct reach_item *said)
{
	const struct witness witness = { .clean = false, .again = said->again };
	const struct reach *reach = run->reach;
	uint32_t device = number_of(reach, said->item->device);
	const struct edge *edges = reach->neighbours.edges;

	/* Nothing stands between us and a first hop. */
	if (reach->distance[device] == 0)
		return;
	for (uint32_t e = reach->neighbours.first[device]; e < reach->neighbours.first[device + 1]; e++)
		if (!is_behind(reach, edges[e].device, device) && may_lead(run, &edges[e]))
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
		if (run->items[i].answered && reach_is_asked_itself(run->items[i].item))
			hear(run, &run->items[i]);
	for (size_t i = 0; i < run->count; i++)
		if (run->items[i].answered && reach_is_asked_itself(run->items[i].item) &&
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
	bool recovering = item && item->returning && !silent;
	bool there = parent->passes || (item && item->answered);

	if (item && (rank_of(item->status) || is_silent(item->status)))
		item->control_plane_only = item->answered ? parent->clean : parent->passes;
	/* What it hides behind it is explained by what hides it. */
	parent->by = hidden ? item->hidden_by : need->count && (need->gone || need->unknown) ? need->by : parent->item;
	parent->gone = recovering || (silent && !parent->passes) || (need->count && need->gone && !there);
	parent->unknown = !parent->gone && !there &&
			  ((item && item->status == STATUS_UNKNOWN) || (need->count && need->unknown));
	/* One that passes on and is silent itself, and beyond which nothing answers well, may be what loses. */
	parent->rank = !item || parent->clean ? 0 : silent ? 2 * parent->passes : rank_of(item->status);
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

	/* A login that was slow, or not answered whole, explains what it did not bring as well. */
	if (item->status == STATUS_UNKNOWN && login >= 0 && run->items[login].status != STATUS_OK) {
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

/* Ports that do not answer as they should, by device: index of the item in ITEMS, and one. */
static GHashTable *silent_ports(const struct run *run)
{
	GHashTable *ports = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < run->count; i++) {
		const struct reach_item *item = &run->items[i];
		int32_t login = item->item->kind == ITEM_DEVICE ? run->logins[number_of(run->reach, item->item->device)] : -1;
		gpointer present;

		if (item_question_kind(item->item) != QUESTION_TCP || !is_silent(item->status) || login < 0 ||
		    item->item->question->port != run->items[login].item->question->port)
			continue;
		present = g_hash_table_lookup(ports, item->item->device);
		if (!present || strcmp(item->item->question->name,
				       run->items[GPOINTER_TO_INT(present) - 1].item->question->name) < 0)
			g_hash_table_insert(ports, (gpointer)item->item->device, GINT_TO_POINTER((int)i + 1));
	}
	return ports;
}

/* Nobody can log in where nobody answers. */
static void judge_logins(struct run *run)
{
	g_autoptr(GHashTable) ports = NULL;

	for (size_t i = 0; i < run->count; i++) {
		struct reach_item *item = &run->items[i];
		int port;

		if (item_question_kind(item->item) != QUESTION_SSH || !is_silent(item->status) || item->hidden_by >= 0)
			continue;
		if (!ports)
			ports = silent_ports(run);
		port = GPOINTER_TO_INT(g_hash_table_lookup(ports, item->item->device)) - 1;
		if (port >= 0)
			item->hidden_by = run->items[port].hidden_by >= 0 ? run->items[port].hidden_by : port;
	}
}

/* Why a member of GROUP could not be read; -1: all could. */
static int32_t unread_member(const struct run *run, const struct group *group)
{
	for (const struct device *const *device = group->devices; device && *device; device++) {
		int32_t login = run->logins[number_of(run->reach, *device)];

		if (login >= 0 && (run->items[login].status == STATUS_UNKNOWN || is_silent(run->items[login].status)))
			return run->items[login].hidden_by >= 0 ? run->items[login].hidden_by : login;
	}
	return -1;
}

/* A group is hidden when all that is wrong with its members is. */
static void judge_group(struct run *run, struct reach_item *item)
{
	const struct group *group = inventory_find_group(run->reach->inventory, strchr(item->item->question->name, ':') + 1);
	int32_t by = -1;

	if (item->status == STATUS_OK || !group)
		return;
	if (item->status == STATUS_UNKNOWN && (by = unread_member(run, group)) >= 0) {
		item->hidden_by = by;
		return;
	}
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

	reach_run_init(&run, reach, items, count);
	hear_witnesses(&run);
	for (guint i = 0; i < reach->order->len; i++)
		judge_device(&run, g_array_index(reach->order, uint32_t, i), lines_judged);
	for (size_t line = 0; line < reach->line_count; line++)
		if (!lines_judged[line])
			judge_line(&run, line);
	for (size_t i = 0; i < count; i++)
		if (items[i].item->question)
			judge_question_item(&run, &items[i]);
	judge_logins(&run);
	for (size_t i = 0; i < count; i++)
		if (item_question_kind(items[i].item) == QUESTION_FIGURE)
			judge_figure_item(&run, &items[i]);
	for (size_t i = 0; i < count; i++)
		if (item_question_kind(items[i].item) == QUESTION_GROUP)
			judge_group(&run, &items[i]);
	reach_judge_ways(&run);
	reach_run_clear(&run);
}
