/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the inventory to components and ways: what each thing is, what it has in common
 * with others, and how packets get there.
 */
#include "isolation/topology.h"

static size_t device_number(const struct isolation_topology *topology, const struct device *device)
{
	return (size_t)(device - topology->devices);
}

const char *topology_keep(struct isolation_topology *topology, char *take_name)
{
	g_ptr_array_add(topology->names, take_name);
	return take_name;
}

/* A component is known by all that it says of itself. */
static guint hash_component(gconstpointer key)
{
	const struct isolation_component *component = key;
	guint hash = g_direct_hash(component->organization) ^ g_direct_hash(component->device) * 31 ^
		     g_direct_hash(component->line) * 37;

	return (hash ^ component->kind ^ (guint)component->area << 8) +
	       (component->name ? g_str_hash(component->name) : 0);
}

static gboolean same_component(gconstpointer a, gconstpointer b)
{
	const struct isolation_component *x = a, *y = b;

	return x->kind == y->kind && x->area == y->area && x->organization == y->organization &&
	       x->device == y->device && x->line == y->line && !g_strcmp0(x->name, y->name);
}

uint32_t topology_named(struct isolation_topology *topology, const struct isolation_component *component,
			const uint32_t *risks, size_t risk_count)
{
	struct isolation_component *key;
	gpointer found;
	uint32_t added;

	if (g_hash_table_lookup_extended(topology->named, component, NULL, &found))
		return GPOINTER_TO_UINT(found);
	key = g_memdup2(component, sizeof(*component));
	if (key->name)
		key->name = topology_keep(topology, g_strdup(key->name));
	added = isolation_add_component(topology->isolation, key, risks, risk_count);
	g_hash_table_insert(topology->named, key, GUINT_TO_POINTER(added));
	return added;
}

/* --- what things have in common --- */

struct risks { uint32_t of[4]; size_t count; };

static void add_risk(struct risks *risks, uint32_t risk)
{
	g_assert(risks->count < G_N_ELEMENTS(risks->of));
	risks->of[risks->count++] = risk;
}

/* A company in an area, and what of it is everywhere. */
static uint32_t company_in(struct isolation_topology *topology, enum component_kind kind,
			   const struct organization *company, uint8_t area)
{
	struct isolation_component component = { .kind = kind, .organization = company, .area = area };

	return topology_named(topology, &component, NULL, 0);
}

static void add_site(struct isolation_topology *topology, const struct site *site, struct risks *risks)
{
	struct isolation_component component = { .kind = COMPONENT_SITE_POWER, .name = site->name,
						 .organization = site->owner };
	struct risks power = { .count = 0 };

	if (site->power)
		add_risk(&power, company_in(topology, COMPONENT_POWER_COMPANY, site->power, site->area));
	add_risk(risks, topology_named(topology, &component, power.of, power.count));
}

static bool is_far(const struct organization *owner)
{
	return !owner->self && (owner->kind == OWNER_CORE_OPERATOR || owner->kind == OWNER_OPERATOR);
}

static void add_device(struct isolation_topology *topology, size_t number, const char *version, bool ends_line)
{
	const struct device *device = &topology->devices[number];
	struct isolation_component component = {
		.kind = ends_line ? COMPONENT_CPE : COMPONENT_DEVICE, .device = device,
	};
	struct risks risks = { .count = 0 };

	if (device->site)
		add_site(topology, device->site, &risks);
	if (is_far(device->owner))
		add_risk(&risks, company_in(topology, COMPONENT_FAR_SIDE, device->owner, 0));
	if (ends_line && device->model) {
		g_autofree char *both = version ? g_strdup_printf("%s %s", device->model, version) : NULL;
		struct isolation_component model = { .kind = COMPONENT_MODEL, .name = both ? both : device->model };

		add_risk(&risks, topology_named(topology, &model, NULL, 0));
	}
	topology->device[number] = isolation_add_component(topology->isolation, &component, risks.of, risks.count);
}

static void add_line(struct isolation_topology *topology, size_t number)
{
	const struct line *line = &topology->lines[number];
	struct isolation_component component = { .kind = COMPONENT_LINE, .line = line };
	struct risks risks = { .count = 0 };

	if (line->carrier)
		add_risk(&risks, company_in(topology, COMPONENT_CARRIER, line->carrier, line->institution->area));
	if (line->institution->area)
		add_risk(&risks, company_in(topology, COMPONENT_AREA, NULL, line->institution->area));
	topology->line[number] = isolation_add_component(topology->isolation, &component, risks.of, risks.count);
	topology->tunnel[number] = topology->far_end[number] = ISOLATION_NONE;
	if (line->kind == LINE_IPSEC) {
		/* With the line the tunnel is lost. */
		component = (struct isolation_component){ .kind = COMPONENT_TUNNEL, .line = line,
							  .organization = inventory_self(topology->inventory) };
		topology->tunnel[number] = isolation_add_component(topology->isolation, &component,
								   &topology->line[number], 1);
	}
	if (line->cpe) {
		topology->far_end[number] = topology->device[device_number(topology, line->cpe)];
		return;
	}
	component = (struct isolation_component){ .kind = COMPONENT_CPE, .line = line,
						  .organization = line->institution };
	topology->far_end[number] = isolation_add_component(topology->isolation, &component, NULL, 0);
}

/* --- the graph --- */

enum { RANK_CARRIES, RANK_CONCENTRATES, RANK_ENDS };

struct graph_builder {
	struct isolation_topology *topology;
	uint8_t *rank;			/* by device */
	uint32_t *node, *device;	/* of each device its node; of each node its device */
	uint32_t node_count;
	uint32_t *first;
	struct way_edge *edges;
	uint32_t *links;		/* by link: its component */
};

static void find_ranks(struct graph_builder *builder)
{
	struct isolation_topology *topology = builder->topology;
	g_autofree uint32_t *ends = g_new0(uint32_t, topology->device_count + 1);

	for (size_t i = 0; i < topology->line_count; i++) {
		const struct line *line = &topology->lines[i];
		size_t cpe = line->cpe ? device_number(topology, line->cpe) : 0;

		if (line->from)
			builder->rank[device_number(topology, line->from)] = RANK_CONCENTRATES;
		if (!line->cpe)
			continue;
		topology->any_line[cpe] = (uint32_t)i;
		topology->only_line[cpe] = line->from && !ends[cpe]++ ? (uint32_t)i : ISOLATION_NONE;
	}
	for (size_t i = 0; i < topology->line_count; i++)
		if (topology->lines[i].cpe)
			builder->rank[device_number(topology, topology->lines[i].cpe)] = RANK_ENDS;
	for (size_t i = 0; i < inventory_link_count(topology->inventory); i++) {
		const struct link *link = inventory_link_at(topology->inventory, i);

		if (!link->a || !link->b)
			continue;
		topology->only_line[device_number(topology, link->a)] = ISOLATION_NONE;
		topology->only_line[device_number(topology, link->b)] = ISOLATION_NONE;
	}
}

static void add_links(struct graph_builder *builder)
{
	struct isolation_topology *topology = builder->topology;

	builder->links = g_new(uint32_t, inventory_link_count(topology->inventory) + 1);
	for (size_t i = 0; i < inventory_link_count(topology->inventory); i++) {
		const struct link *link = inventory_link_at(topology->inventory, i);
		struct isolation_component component = { .kind = COMPONENT_LINK, .link = link };
		struct risks risks = { .count = 0 };

		if (link->carrier)
			add_risk(&risks, company_in(topology, COMPONENT_CARRIER, link->carrier, 0));
		builder->links[i] = isolation_add_component(topology->isolation, &component, risks.of, risks.count);
	}
}

/* Counts the edge from A to B, or puts it in. */
static void edge(struct graph_builder *builder, const struct device *a, const struct device *b, uint32_t over, bool put)
{
	uint32_t from = builder->node[device_number(builder->topology, a)];
	uint32_t to = builder->node[device_number(builder->topology, b)];

	if (from == ISOLATION_NONE || to == ISOLATION_NONE)
		return;
	if (put)
		builder->edges[builder->first[from + 1]++] = (struct way_edge){ to, over };
	else
		builder->first[from + 2]++;
}

static void visit_edges(struct graph_builder *builder, bool put)
{
	const struct isolation_topology *topology = builder->topology;

	for (size_t i = 0; i < inventory_link_count(topology->inventory); i++) {
		const struct link *link = inventory_link_at(topology->inventory, i);

		if (!link->a || !link->b)
			continue;
		edge(builder, link->a, link->b, builder->links[i], put);
		edge(builder, link->b, link->a, builder->links[i], put);
	}
	for (size_t i = 0; i < topology->line_count; i++) {
		const struct line *line = &topology->lines[i];
		uint32_t over = topology->tunnel[i] != ISOLATION_NONE ? topology->tunnel[i] : topology->line[i];

		if (!line->from || !line->cpe)
			continue;
		edge(builder, line->from, line->cpe, over, put);
		edge(builder, line->cpe, line->from, over, put);
	}
}

static void find_edges(struct graph_builder *builder)
{
	const struct isolation_topology *topology = builder->topology;

	for (size_t i = 0; i < topology->device_count; i++) {
		builder->node[i] = ISOLATION_NONE;
		if (is_leaf(topology, i))
			continue;
		builder->node[i] = builder->node_count;
		builder->device[builder->node_count++] = (uint32_t)i;
	}
	builder->first = g_new0(uint32_t, builder->node_count + 3);
	visit_edges(builder, false);
	for (uint32_t n = 0; n < builder->node_count; n++)
		builder->first[n + 2] += builder->first[n + 1];
	builder->edges = g_new(struct way_edge, builder->first[builder->node_count + 1] + 1);
	visit_edges(builder, true);
}

static void find_ways(struct graph_builder *builder)
{
	struct isolation_topology *topology = builder->topology;
	const struct device *const *hops = inventory_policy(topology->inventory)->first_hops;
	g_autofree uint32_t *component = g_new(uint32_t, builder->node_count + 1);
	g_autofree bool *start = g_new0(bool, builder->node_count + 1);
	g_autofree uint8_t *rank = g_new(uint8_t, builder->node_count + 1);
	g_autofree uint32_t *ways = NULL;
	struct way_graph graph = {
		.node_count = builder->node_count, .first = builder->first, .edges = builder->edges,
		.component = component, .start = start, .rank = rank, .origin = topology->own_view,
	};

	for (uint32_t n = 0; n < builder->node_count; n++) {
		component[n] = topology->device[builder->device[n]];
		rank[n] = builder->rank[builder->device[n]];
		/* Without first hops all is as near as can be. */
		start[n] = (!hops || !*hops) && rank[n] != RANK_ENDS;
	}
	for (; hops && *hops; hops++)
		if (builder->node[device_number(topology, *hops)] != ISOLATION_NONE)
			start[builder->node[device_number(topology, *hops)]] = true;
	ways = ways_find(topology->isolation, &graph);
	for (size_t i = 0; i < topology->device_count; i++)
		topology->ways[i] = builder->node[i] != ISOLATION_NONE ? ways[builder->node[i]] : ISOLATION_NONE;
	for (size_t i = 0; i < topology->device_count; i++)
		if (is_leaf(topology, i))
			topology->ways[i] = topology->ways[device_number(
				topology, topology->lines[topology->only_line[i]].from)];
}

/* A device that no known way leads to has a stretch that may be broken before it. */
static void add_unknown(struct isolation_topology *topology)
{
	for (size_t i = 0; i < topology->device_count; i++) {
		struct isolation_component component = { .kind = COMPONENT_WAY, .device = &topology->devices[i] };

		topology->unknown[i] = topology->ways[i] != ISOLATION_NONE || is_leaf(topology, i)
			? ISOLATION_NONE : isolation_add_component(topology->isolation, &component, NULL, 0);
	}
}

/* --- what joins two devices --- */

static gint64 joint_key(const struct isolation_topology *topology, const struct device *a, const struct device *b)
{
	size_t x = device_number(topology, a), y = device_number(topology, b);

	return (gint64)((uint64_t)MIN(x, y) << 32 | MAX(x, y));
}

/* Two that several things join are joined by none that could be told. */
static void add_joint(struct isolation_topology *topology, const struct device *a, const struct device *b, uint32_t by)
{
	gint64 key = joint_key(topology, a, b);
	bool known = g_hash_table_contains(topology->joints, &key);

	g_hash_table_insert(topology->joints, g_memdup2(&key, sizeof(key)),
			    GUINT_TO_POINTER(known ? ISOLATION_NONE : by));
}

static void find_joints(struct graph_builder *builder)
{
	struct isolation_topology *topology = builder->topology;

	for (size_t i = 0; i < inventory_link_count(topology->inventory); i++) {
		const struct link *link = inventory_link_at(topology->inventory, i);

		if (link->a && link->b)
			add_joint(topology, link->a, link->b, builder->links[i]);
	}
	/* A CPE that one line leads to has it at hand. */
	for (size_t i = 0; i < topology->line_count; i++) {
		const struct line *line = &topology->lines[i];

		if (line->from && line->cpe && !is_leaf(topology, device_number(topology, line->cpe)))
			add_joint(topology, line->from, line->cpe, topology->line[i]);
	}
}

uint32_t topology_between(const struct isolation_topology *topology, const struct device *a, const struct device *b)
{
	gint64 key = joint_key(topology, a, b);
	uint32_t line = topology->only_line[device_number(topology, a)];
	gpointer by;

	if (line == ISOLATION_NONE)
		line = topology->only_line[device_number(topology, b)];
	if (line != ISOLATION_NONE && (topology->lines[line].from == a || topology->lines[line].from == b))
		return topology->line[line];
	return g_hash_table_lookup_extended(topology->joints, &key, NULL, &by) ? GPOINTER_TO_UINT(by)
										: ISOLATION_NONE;
}

struct isolation_topology *isolation_topology_new(const struct inventory *inventory,
						  const struct isolation_knowledge *knowledge)
{
	struct isolation_topology *topology = g_new0(struct isolation_topology, 1);
	struct graph_builder builder = { .topology = topology };
	struct isolation_component own = { .kind = COMPONENT_OWN_VIEW, .organization = inventory_self(inventory) };

	topology->inventory = inventory;
	topology->isolation = isolation_new(knowledge ? knowledge->priors : NULL);
	topology->device_count = inventory_device_count(inventory);
	topology->line_count = inventory_line_count(inventory);
	topology->devices = topology->device_count ? inventory_device_at(inventory, 0) : NULL;
	topology->lines = topology->line_count ? inventory_line_at(inventory, 0) : NULL;
	topology->device = g_new(uint32_t, topology->device_count + 1);
	topology->only_line = g_new(uint32_t, topology->device_count + 1);
	topology->any_line = g_new(uint32_t, topology->device_count + 1);
	topology->ways = g_new(uint32_t, topology->device_count + 1);
	topology->unknown = g_new(uint32_t, topology->device_count + 1);
	topology->line = g_new(uint32_t, topology->line_count + 1);
	topology->tunnel = g_new(uint32_t, topology->line_count + 1);
	topology->far_end = g_new(uint32_t, topology->line_count + 1);
	topology->named = g_hash_table_new_full(hash_component, same_component, g_free, NULL);
	topology->joints = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	topology->names = g_ptr_array_new_with_free_func(g_free);
	memset(topology->any_line, 0xff, (topology->device_count + 1) * sizeof(uint32_t));
	memset(topology->only_line, 0xff, (topology->device_count + 1) * sizeof(uint32_t));
	builder.rank = g_new0(uint8_t, topology->device_count + 1);
	builder.node = g_new(uint32_t, topology->device_count + 1);
	builder.device = g_new(uint32_t, topology->device_count + 1);
	find_ranks(&builder);
	topology->own_view = isolation_add_component(topology->isolation, &own, NULL, 0);
	for (size_t i = 0; i < topology->device_count; i++)
		add_device(topology, i, knowledge && knowledge->versions ? knowledge->versions[i] : NULL,
			   builder.rank[i] == RANK_ENDS);
	for (size_t i = 0; i < topology->line_count; i++)
		add_line(topology, i);
	add_links(&builder);
	find_edges(&builder);
	find_ways(&builder);
	find_joints(&builder);
	add_unknown(topology);
	g_free(builder.rank);
	g_free(builder.node);
	g_free(builder.device);
	g_free(builder.first);
	g_free(builder.edges);
	g_free(builder.links);
	return topology;
}

void isolation_topology_free(struct isolation_topology *topology)
{
	if (!topology)
		return;
	isolation_free(topology->isolation);
	g_free(topology->device);
	g_free(topology->only_line);
	g_free(topology->any_line);
	g_free(topology->ways);
	g_free(topology->unknown);
	g_free(topology->line);
	g_free(topology->tunnel);
	g_free(topology->far_end);
	g_hash_table_unref(topology->named);
	g_hash_table_unref(topology->joints);
	g_ptr_array_unref(topology->names);
	g_free(topology);
}

struct isolation *isolation_topology_model(struct isolation_topology *topology)
{
	return topology->isolation;
}

uint32_t isolation_topology_device(const struct isolation_topology *topology, const struct device *device)
{
	return topology->device[device_number(topology, device)];
}

uint32_t isolation_topology_line(const struct isolation_topology *topology, const struct line *line)
{
	return topology->line[line - topology->lines];
}
