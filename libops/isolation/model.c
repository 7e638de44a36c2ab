/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The model: components with their risks, ways, observations. Risks are put into
 * ways and tails as they are added, so that whoever judges knows components alone.
 */
#include "isolation/internal.h"

/*
 * A line is dug up or a CPE unplugged now and then; a region of a carrier or of a power company
 * fails once in years, and a whole far side more seldom still.
 */
const struct isolation_priors *isolation_priors_standard(void)
{
	static const struct isolation_priors standard = {
		.broken = {
			[COMPONENT_OWN_VIEW] = 1e-4,
			[COMPONENT_DEVICE] = 3e-4,
			[COMPONENT_CPE] = 1e-3,
			[COMPONENT_LINE] = 2e-3,
			[COMPONENT_LINK] = 3e-4,
			[COMPONENT_TUNNEL] = 1e-3,
			[COMPONENT_SESSION] = 1e-3,
			[COMPONENT_SERVICE] = 1e-3,
			[COMPONENT_LAN] = 1e-3,
			[COMPONENT_GROUP] = 1e-3,
			[COMPONENT_CONTROL_PLANE] = 5e-4,
			[COMPONENT_WAY] = 1e-3,
			[COMPONENT_SITE_POWER] = 5e-4,
			[COMPONENT_POWER_COMPANY] = 2e-5,
			[COMPONENT_CARRIER] = 5e-5,
			[COMPONENT_MODEL] = 1e-5,
			[COMPONENT_AREA] = 5e-6,
			[COMPONENT_FAR_SIDE] = 5e-5,
		},
		.changed = 20,
		.in_maintenance = 50,
		.lossy = 0.3,
		.false_bad = 0.01,
		.false_good = 0.01,
	};

	return &standard;
}

struct isolation *isolation_new(const struct isolation_priors *priors)
{
	struct isolation *isolation = g_new0(struct isolation, 1);

	isolation->priors = priors ? *priors : *isolation_priors_standard();
	isolation->components = g_array_new(FALSE, FALSE, sizeof(struct isolation_component));
	isolation->raised = g_array_new(FALSE, FALSE, sizeof(uint8_t));
	isolation->risks = g_array_new(FALSE, FALSE, sizeof(struct span));
	isolation->way = g_array_new(FALSE, FALSE, sizeof(struct span));
	isolation->ways = g_array_new(FALSE, FALSE, sizeof(struct ways));
	isolation->sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
	isolation->pool = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 64);
	return isolation;
}

void isolation_free(struct isolation *isolation)
{
	if (!isolation)
		return;
	g_array_unref(isolation->components);
	g_array_unref(isolation->raised);
	g_array_unref(isolation->risks);
	g_array_unref(isolation->way);
	g_array_unref(isolation->ways);
	g_array_unref(isolation->sightings);
	g_array_unref(isolation->pool);
	g_free(isolation);
}

/* Sorts what lies behind FIRST in the pool, each once. */
static struct span settle(struct isolation *isolation, uint32_t first)
{
	uint32_t count = isolation->pool->len - first, kept = 0;
	uint32_t *members;

	if (!count)
		return (struct span){ first, 0 };
	members = &NUMBER(isolation->pool, first);
	for (uint32_t i = 1; i < count; i++)
		if (members[i - 1] >= members[i]) {
			qsort(members, count, sizeof(*members), compare_numbers);
			break;
		}
	for (uint32_t i = 0; i < count; i++)
		if (!kept || members[kept - 1] != members[i])
			members[kept++] = members[i];
	g_array_set_size(isolation->pool, first + kept);
	return (struct span){ first, kept };
}

/* Puts COMPONENTS with their risks into the pool. */
static struct span pool_with_risks(struct isolation *isolation, const uint32_t *components, size_t count)
{
	uint32_t first = isolation->pool->len;

	for (size_t i = 0; i < count; i++) {
		struct span risks = g_array_index(isolation->risks, struct span, components[i]);

		g_array_append_val(isolation->pool, components[i]);
		for (uint32_t r = 0; r < risks.count; r++) {
			/* By value: the pool may move as it grows. */
			uint32_t risk = NUMBER(isolation->pool, risks.first + r);

			g_array_append_val(isolation->pool, risk);
		}
	}
	return settle(isolation, first);
}

uint32_t isolation_add_component(struct isolation *isolation, const struct isolation_component *component,
				 const uint32_t *risks, size_t risk_count)
{
	struct span span = pool_with_risks(isolation, risks, risk_count);
	uint8_t raised = 0;

	g_array_append_val(isolation->components, *component);
	g_array_append_val(isolation->raised, raised);
	g_array_append_val(isolation->risks, span);
	return isolation->components->len - 1;
}

uint32_t isolation_component_count(const struct isolation *isolation)
{
	return isolation->components->len;
}

const struct isolation_component *isolation_component_at(const struct isolation *isolation, uint32_t component)
{
	g_assert(component < isolation->components->len);
	return &g_array_index(isolation->components, struct isolation_component, component);
}

void isolation_raise(struct isolation *isolation, uint32_t component, unsigned int raises)
{
	g_assert(component < isolation->components->len);
	g_array_index(isolation->raised, uint8_t, component) |= (uint8_t)raises;
}

double model_prior(const struct isolation *isolation, uint32_t component)
{
	double prior = isolation->priors.broken[isolation_component_at(isolation, component)->kind];
	uint8_t raised = g_array_index(isolation->raised, uint8_t, component);

	if (raised & ISOLATION_CHANGED)
		prior *= isolation->priors.changed;
	if (raised & ISOLATION_IN_MAINTENANCE)
		prior *= isolation->priors.in_maintenance;
	return CLAMP(prior, 1e-12, 0.5);
}

/* What all of WAYS have. */
static struct span intersection(struct isolation *isolation, struct span ways)
{
	uint32_t first = isolation->pool->len;
	struct span lead = *WAY(isolation, ways.first);

	for (uint32_t i = 0; i < lead.count; i++) {
		uint32_t component = NUMBER(isolation->pool, lead.first + i);
		bool in_all = true;

		for (uint32_t w = 1; in_all && w < ways.count; w++) {
			struct span way = *WAY(isolation, ways.first + w);

			in_all = way.count && bsearch(&component, POOLED(isolation->pool, way), way.count,
						      sizeof(uint32_t), compare_numbers);
		}
		if (in_all)
			g_array_append_val(isolation->pool, component);
	}
	return (struct span){ first, isolation->pool->len - first };
}

uint32_t isolation_add_ways(struct isolation *isolation, const struct isolation_way *ways, size_t count,
			    const struct isolation_way *shared)
{
	struct ways added = { .ways = { isolation->way->len, (uint32_t)count }, .whole = shared == ISOLATION_WHOLE };

	g_assert(count > 0);
	for (size_t i = 0; i < count; i++) {
		struct span way = pool_with_risks(isolation, ways[i].components, ways[i].count);

		g_array_append_val(isolation->way, way);
	}
	added.shared = shared ? pool_with_risks(isolation, shared->components, shared->count)
			      : intersection(isolation, added.ways);
	g_array_append_val(isolation->ways, added);
	return isolation->ways->len - 1;
}

uint32_t isolation_add_observation(struct isolation *isolation, const struct isolation_observation *observation)
{
	struct sighting sighting = {
		.name = observation->name, .item = observation->item, .ways = observation->ways,
		.cost = (uint8_t)observation->cost,
	};

	g_assert(observation->ways == ISOLATION_NONE || observation->ways < isolation->ways->len);
	sighting.tail = pool_with_risks(isolation, observation->tail, observation->tail_count);
	memcpy(sighting.seen, observation->seen, sizeof(sighting.seen));
	g_array_append_val(isolation->sightings, sighting);
	return isolation->sightings->len - 1;
}

uint32_t isolation_observation_count(const struct isolation *isolation)
{
	return isolation->sightings->len;
}

struct isolation_observation isolation_observation_at(const struct isolation *isolation, uint32_t observation)
{
	const struct sighting *sighting;
	struct isolation_observation seen;

	g_assert(observation < isolation->sightings->len);
	sighting = SIGHTING(isolation, observation);
	seen = (struct isolation_observation){
		.name = sighting->name, .item = sighting->item, .ways = sighting->ways,
		.tail = sighting->tail.count ? POOLED(isolation->pool, sighting->tail) : NULL,
		.tail_count = sighting->tail.count, .cost = (enum ask_cost)sighting->cost,
	};
	memcpy(seen.seen, sighting->seen, sizeof(seen.seen));
	return seen;
}

void isolation_set_seen(struct isolation *isolation, uint32_t observation, enum fault_aspect aspect, enum seen seen)
{
	g_assert(observation < isolation->sightings->len);
	SIGHTING(isolation, observation)->seen[aspect] = (uint8_t)seen;
}

char *isolation_observation_name(const struct isolation *isolation, uint32_t observation)
{
	const struct sighting *sighting;

	g_assert(observation < isolation->sightings->len);
	sighting = SIGHTING(isolation, observation);
	return sighting->name ? g_strdup(sighting->name) : item_name(sighting->item);
}

char *isolation_component_name(const struct isolation *isolation, uint32_t number)
{
	const struct isolation_component *component = isolation_component_at(isolation, number);
	const char *kind = words_get(WORDS_COMPONENT_KIND, component->kind)->id;

	if (component->kind == COMPONENT_OWN_VIEW)
		return g_strdup(kind);
	if (component->name)
		return g_strdup_printf("%s:%s", kind, component->name);
	if (component->link)
		return g_strdup_printf("%s:%s-%s", kind, component->link->a->name, component->link->b->name);
	if (component->line)
		return g_strdup_printf("%s:%s", kind, component->line->name);
	if (component->device)
		return g_strdup_printf("%s:%s", kind, component->device->name);
	if (component->organization && component->area)
		return g_strdup_printf("%s:%s/%u", kind, component->organization->name, component->area);
	if (component->organization)
		return g_strdup_printf("%s:%s", kind, component->organization->name);
	if (component->area)
		return g_strdup_printf("%s:%u", kind, component->area);
	return g_strdup(kind);
}
