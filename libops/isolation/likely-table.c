/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Likelihood mode: which candidates touch which observations, both ways round, and how
 * many observations each could still explain or contradicts.
 */
#include "isolation/likely.h"

#include <math.h>

/* Where many fail that have two ways each, there are pairs without end; more are not looked at, and that is said. */
#define PAIRS_MOST 4096

static bool is_measured(const struct likely *likely, const struct sighting *sighting)
{
	return sighting->seen[likely->aspect] == SEEN_GOOD || sighting->seen[likely->aspect] == SEEN_BAD;
}

static bool has(const struct isolation *isolation, struct span sorted, uint32_t component)
{
	return sorted.count && bsearch(&component, POOLED(isolation->pool, sorted), sorted.count, sizeof(uint32_t),
				       compare_numbers);
}

/* Components that some of the ways have. Where another way takes over, one alone does no harm. */
static void find_partly(struct likely *likely, uint32_t number)
{
	const struct isolation *isolation = likely->isolation;
	const struct ways *ways = WAYS(isolation, number);
	uint32_t first = likely->partly_pool->len;

	likely->stamped++;
	for (uint32_t w = 0; !takes_over(likely->aspect) && w < ways->ways.count; w++) {
		struct span way = *WAY(isolation, ways->ways.first + w);

		for (uint32_t i = 0; i < way.count; i++) {
			uint32_t component = NUMBER(isolation->pool, way.first + i);

			if (likely->stamp[component] == likely->stamped || has(isolation, ways->shared, component))
				continue;
			likely->stamp[component] = likely->stamped;
			g_array_append_val(likely->partly_pool, component);
		}
	}
	likely->partly[number] = (struct span){ first, likely->partly_pool->len - first };
}

static void visit_span(struct likely *likely, const GArray *pool, struct span span, int part, uint32_t observation,
		       likely_each *each, int change)
{
	for (uint32_t i = 0; i < span.count; i++) {
		uint32_t component = NUMBER(pool, span.first + i);

		if (!likely->suspected[component] || likely->stamp[component] == likely->stamped)
			continue;
		likely->stamp[component] = likely->stamped;
		each(likely, component, part, observation, change);
	}
}

static void visit_components(struct likely *likely, uint32_t observation, likely_each *each, int change)
{
	const struct isolation *isolation = likely->isolation;
	const struct sighting *sighting = SIGHTING(isolation, observation);
	const struct ways *ways = ways_of(isolation, sighting);

	likely->stamped++;
	visit_span(likely, isolation->pool, sighting->tail, WHOLLY, observation, each, change);
	if (!ways)
		return;
	visit_span(likely, isolation->pool, ways->shared, WHOLLY, observation, each, change);
	visit_span(likely, likely->partly_pool, likely->partly[sighting->ways], PARTLY, observation, each, change);
}

void likely_visit(struct likely *likely, uint32_t observation, likely_each *each, int change)
{
	visit_components(likely, observation, each, change);
	for (uint32_t i = likely->pairs_first[observation]; i < likely->pairs_first[observation + 1]; i++)
		each(likely, likely->pairs_of[i], WHOLLY, observation, change);
}

/* --- pairs --- */

static void suspect_span(struct likely *likely, const GArray *pool, struct span span)
{
	for (uint32_t i = 0; i < span.count; i++)
		likely->suspected[NUMBER(pool, span.first + i)] = true;
}

/* How many observations of each ways were bad, and were made. */
struct rate { uint32_t bad, all; };

static struct rate *find_suspected(struct likely *likely)
{
	const struct isolation *isolation = likely->isolation;
	struct rate *rates = g_new0(struct rate, isolation->ways->len + 1);

	for (guint i = 0; i < isolation->sightings->len; i++) {
		const struct sighting *sighting = SIGHTING(isolation, i);
		bool bad = sighting->seen[likely->aspect] == SEEN_BAD;

		if (!is_measured(likely, sighting))
			continue;
		if (sighting->ways != ISOLATION_NONE) {
			rates[sighting->ways].all++;
			rates[sighting->ways].bad += bad;
		}
		if (bad)
			suspect_span(likely, isolation->pool, sighting->tail);
	}
	for (guint w = 0; w < isolation->ways->len; w++)
		if (rates[w].bad) {
			suspect_span(likely, isolation->pool, WAYS(isolation, w)->shared);
			suspect_span(likely, likely->partly_pool, likely->partly[w]);
		}
	return rates;
}

static bool cuts(const struct likely *likely, const struct ways *ways, uint32_t a, uint32_t b)
{
	for (uint32_t w = 0; w < ways->ways.count; w++) {
		struct span way = *WAY(likely->isolation, ways->ways.first + w);

		if (!has(likely->isolation, way, a) && !has(likely->isolation, way, b))
			return false;
	}
	return true;
}

/* Two that cut all of WAYS, neither doing so alone; one of them lies on the first. */
static void find_pairs(struct likely *likely, const struct ways *ways, GHashTable *known)
{
	const struct isolation *isolation = likely->isolation;
	struct span lead = *WAY(isolation, ways->ways.first);

	for (uint32_t i = 0; i < lead.count; i++) {
		uint32_t a = NUMBER(isolation->pool, lead.first + i), other = 1;
		struct span way;

		if (has(isolation, ways->shared, a))
			continue;
		while (other < ways->ways.count && has(isolation, *WAY(isolation, ways->ways.first + other), a))
			other++;
		if (other == ways->ways.count)
			continue;
		way = *WAY(isolation, ways->ways.first + other);
		for (uint32_t m = 0; m < way.count; m++) {
			uint32_t b = NUMBER(isolation->pool, way.first + m);
			struct pair pair = { MIN(a, b), MAX(a, b) };
			gint64 key = (gint64)((uint64_t)pair.a << 32 | pair.b);

			if (has(isolation, ways->shared, b) || !cuts(likely, ways, a, b) ||
			    g_hash_table_contains(known, &key))
				continue;
			if (likely->pairs->len == PAIRS_MOST) {
				likely->more = true;
				return;
			}
			g_hash_table_add(known, g_memdup2(&key, sizeof(key)));
			g_array_append_val(likely->pairs, pair);
			likely->suspected[a] = likely->suspected[b] = true;
		}
	}
}

/* Ways that were bad, and how often. */
struct cut { uint32_t ways, bad; };

static int compare_cuts(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;

	return x->bad != y->bad ? (x->bad > y->bad ? -1 : 1) : compare_numbers(&x->ways, &y->ways);
}

/* What cuts lets nothing through, so ways that mostly carry are not cut. Those that most goes by come first. */
static void find_all_pairs(struct likely *likely, const struct rate *rates)
{
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_autoptr(GArray) cut = g_array_new(FALSE, FALSE, sizeof(struct cut));
	const struct isolation *isolation = likely->isolation;

	if (!takes_over(likely->aspect))
		return;
	for (guint w = 0; w < isolation->ways->len; w++)
		if (WAYS(isolation, w)->ways.count > 1 && rates[w].bad && rates[w].bad * 2 >= rates[w].all)
			g_array_append_vals(cut, &(struct cut){ w, rates[w].bad }, 1);
	g_array_sort(cut, compare_cuts);
	for (guint i = 0; i < cut->len && !likely->more; i++)
		find_pairs(likely, WAYS(isolation, g_array_index(cut, struct cut, i).ways), known);
}

/* --- what is touched --- */

static void count_observation(struct likely *likely, uint32_t candidate, int part, uint32_t observation, int change)
{
	struct tally *tally = &likely->tallies[candidate];
	bool bad = SIGHTING(likely->isolation, observation)->seen[likely->aspect] == SEEN_BAD;

	(bad ? tally->bad : tally->good)[part] += (uint32_t)change;
}

struct index { uint32_t *first, *of; };		/* by key: FIRST[key] to FIRST[key + 1] of OF */

static void index_clear(struct index *index)
{
	g_free(index->first);
	g_free(index->of);
}

/* Observations by ways. */
static struct index index_ways(const struct likely *likely)
{
	const struct isolation *isolation = likely->isolation;
	struct index index = { g_new0(uint32_t, isolation->ways->len + 3), NULL };

	for (guint i = 0; i < isolation->sightings->len; i++)
		if (SIGHTING(isolation, i)->ways != ISOLATION_NONE && is_measured(likely, SIGHTING(isolation, i)))
			index.first[SIGHTING(isolation, i)->ways + 2]++;
	for (guint w = 0; w < isolation->ways->len; w++)
		index.first[w + 2] += index.first[w + 1];
	return index;
}

static void count_touch(struct likely *likely, uint32_t candidate, int part, uint32_t observation, int change)
{
	likely->touched[candidate].count++;
}

static void put_touch(struct likely *likely, uint32_t candidate, int part, uint32_t observation, int change)
{
	struct span *touched = &likely->touched[candidate];

	NUMBER(likely->touches, touched->first + touched->count++) = observation << 1 | (uint32_t)part;
	count_observation(likely, candidate, part, observation, 1);
}

static void touch_components(struct likely *likely)
{
	const struct isolation *isolation = likely->isolation;
	uint32_t at = 0;

	for (guint i = 0; i < isolation->sightings->len; i++)
		if (is_measured(likely, SIGHTING(isolation, i)))
			visit_components(likely, i, count_touch, 0);
	for (uint32_t c = 0; c < likely->component_count; c++) {
		likely->touched[c].first = at;
		at += likely->touched[c].count;
		likely->touched[c].count = 0;
	}
	g_array_set_size(likely->touches, at);
	for (guint i = 0; i < isolation->sightings->len; i++)
		if (is_measured(likely, SIGHTING(isolation, i)))
			visit_components(likely, i, put_touch, 0);
}

static void add_touch(struct likely *likely, uint32_t *seen, uint32_t mark, uint32_t touch)
{
	if (seen[touch >> 1] == mark)
		return;
	seen[touch >> 1] = mark;
	g_array_append_val(likely->touches, touch);
}

/* A pair touches what either does alone, and what goes by ways that they cut together. */
static void touch_pairs(struct likely *likely, const struct index *by_ways, const struct index *of_component)
{
	const struct isolation *isolation = likely->isolation;
	g_autofree uint32_t *seen = g_new0(uint32_t, isolation->sightings->len + 1);

	for (uint32_t p = 0; p < likely->pairs->len; p++) {
		struct pair pair = g_array_index(likely->pairs, struct pair, p);
		struct span *touched = &likely->touched[likely->component_count + p];
		const uint32_t both[] = { pair.a, pair.b };

		touched->first = likely->touches->len;
		for (int i = 0; i < 2; i++)
			for (uint32_t t = 0; t < likely->touched[both[i]].count; t++)
				add_touch(likely, seen, p + 1, NUMBER(likely->touches,
								      likely->touched[both[i]].first + t));
		for (uint32_t i = of_component->first[pair.a]; i < of_component->first[pair.a + 1]; i++) {
			uint32_t ways = of_component->of[i];

			if (!cuts(likely, WAYS(isolation, ways), pair.a, pair.b))
				continue;
			for (uint32_t o = by_ways->first[ways]; o < by_ways->first[ways + 1]; o++)
				add_touch(likely, seen, p + 1, by_ways->of[o] << 1);
		}
		touched->count = likely->touches->len - touched->first;
		for (uint32_t t = 0; t < touched->count; t++) {
			uint32_t touch = NUMBER(likely->touches, touched->first + t);

			count_observation(likely, likely->component_count + p, touch & 1, touch >> 1, 1);
		}
	}
}

static void fill_ways(const struct likely *likely, struct index *index)
{
	const struct isolation *isolation = likely->isolation;

	index->of = g_new(uint32_t, isolation->sightings->len + 1);
	for (guint i = 0; i < isolation->sightings->len; i++)
		if (SIGHTING(isolation, i)->ways != ISOLATION_NONE && is_measured(likely, SIGHTING(isolation, i)))
			index->of[index->first[SIGHTING(isolation, i)->ways + 1]++] = i;
}

/* Ways with several, by the components on any of them. */
static struct index index_components(struct likely *likely)
{
	const struct isolation *isolation = likely->isolation;
	struct index index = { g_new0(uint32_t, likely->component_count + 3), NULL };

	for (int fill = 0; fill < 2; fill++) {
		for (guint w = 0; w < isolation->ways->len; w++) {
			const struct ways *ways = WAYS(isolation, w);

			likely->stamped++;
			for (uint32_t i = 0; ways->ways.count > 1 && i < ways->ways.count; i++) {
				struct span way = *WAY(isolation, ways->ways.first + i);

				for (uint32_t m = 0; m < way.count; m++) {
					uint32_t component = NUMBER(isolation->pool, way.first + m);

					if (likely->stamp[component] == likely->stamped)
						continue;
					likely->stamp[component] = likely->stamped;
					if (fill)
						index.of[index.first[component + 1]++] = w;
					else
						index.first[component + 2]++;
				}
			}
		}
		if (fill)
			break;
		for (uint32_t c = 0; c < likely->component_count; c++)
			index.first[c + 2] += index.first[c + 1];
		index.of = g_new(uint32_t, index.first[likely->component_count + 1] + 1);
	}
	return index;
}

static void index_pairs(struct likely *likely)
{
	uint32_t count = likely->isolation->sightings->len, *first = g_new0(uint32_t, count + 3);

	for (uint32_t p = likely->component_count; p < likely->candidate_count; p++)
		for (uint32_t t = 0; t < likely->touched[p].count; t++)
			first[(NUMBER(likely->touches, likely->touched[p].first + t) >> 1) + 2]++;
	for (uint32_t i = 0; i < count; i++)
		first[i + 2] += first[i + 1];
	likely->pairs_of = g_new(uint32_t, first[count + 1] + 1);
	for (uint32_t p = likely->component_count; p < likely->candidate_count; p++)
		for (uint32_t t = 0; t < likely->touched[p].count; t++)
			likely->pairs_of[first[(NUMBER(likely->touches, likely->touched[p].first + t) >> 1) + 1]++] = p;
	likely->pairs_first = first;
}

/* --- choosing --- */

void likely_apply(struct likely *likely, uint32_t candidate, bool on)
{
	struct span touched = likely->touched[candidate];

	for (uint32_t t = 0; t < touched.count; t++) {
		uint32_t observation = NUMBER(likely->touches, touched.first + t) >> 1;

		if (on ? likely->hits[observation]++ : --likely->hits[observation])
			continue;
		likely_visit(likely, observation, count_observation, on ? -1 : 1);
	}
}

static double log_odds(const struct likely *likely, uint32_t component)
{
	double prior = model_prior(likely->isolation, component);

	return log(prior / (1 - prior));
}

static void list_active(struct likely *likely)
{
	likely->active = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	likely->prior = g_new(double, likely->candidate_count + 1);
	for (uint32_t c = 0; c < likely->candidate_count; c++) {
		if (!likely->touched[c].count)
			continue;
		likely->prior[c] = is_pair(likely, c) ? log_odds(likely, pair_of(likely, c).a) +
							log_odds(likely, pair_of(likely, c).b) : log_odds(likely, c);
		g_array_append_val(likely->active, c);
	}
}

void likely_table_init(struct likely *likely)
{
	const struct isolation *isolation = likely->isolation;
	g_autofree struct rate *rates = NULL;

	likely->component_count = isolation_component_count(isolation);
	likely->suspected = g_new0(bool, likely->component_count + 1);
	likely->stamp = g_new0(uint32_t, likely->component_count + 1);
	likely->pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));
	likely->partly = g_new0(struct span, isolation->ways->len + 1);
	likely->partly_pool = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	likely->touches = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	likely->chosen = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	likely->hits = g_new0(uint16_t, isolation->sightings->len + 1);
	for (guint w = 0; w < isolation->ways->len; w++)
		find_partly(likely, w);
	rates = find_suspected(likely);
	find_all_pairs(likely, rates);
	likely->candidate_count = likely->component_count + likely->pairs->len;
	likely->touched = g_new0(struct span, likely->candidate_count + 1);
	likely->tallies = g_new0(struct tally, likely->candidate_count + 1);
	touch_components(likely);
	if (likely->pairs->len) {
		struct index by_ways = index_ways(likely), of_component = index_components(likely);

		fill_ways(likely, &by_ways);
		touch_pairs(likely, &by_ways, &of_component);
		index_clear(&by_ways);
		index_clear(&of_component);
	}
	index_pairs(likely);
	list_active(likely);
}

void likely_table_clear(struct likely *likely)
{
	g_free(likely->suspected);
	g_free(likely->stamp);
	g_array_unref(likely->pairs);
	g_free(likely->partly);
	g_array_unref(likely->partly_pool);
	g_array_unref(likely->touches);
	g_array_unref(likely->chosen);
	g_free(likely->hits);
	g_free(likely->touched);
	g_free(likely->tallies);
	g_array_unref(likely->active);
	g_free(likely->prior);
	g_free(likely->pairs_first);
	g_free(likely->pairs_of);
}
