/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next look: for each observation that was not made, or that is doubted, how much
 * its outcome would tell of the suspects. What a set of broken components would make of
 * it is predicted as judging does it; likelihood mode reckons with false answers.
 */
#include "isolation/internal.h"

#include <math.h>

/* Component sets of one trouble that are told apart; of larger classes the likeliest members. */
#define CASES_MOST 512
/* Below that nothing is to be learned. */
#define BITS_LEAST 0.02
/* A question to a person must tell so many times as much as what a machine can look at. */
static const double burden[ASK_COST_COUNT] = { [ASK_PROBE] = 1, [ASK_LOGIN] = 1.3, [ASK_PERSON] = 20 };

struct cases {
	uint32_t count;
	uint32_t first[CASES_MOST + 1];	/* members of each, in MEMBERS */
	double share[CASES_MOST];
	GArray *members;		/* uint32_t */
};

/* Each way of taking one component of each class of SET. */
static void add_set(const struct isolation *isolation, const struct isolation_trouble *trouble,
		    const struct isolation_set *set, struct cases *cases)
{
	g_autofree uint32_t *at = g_new0(uint32_t, set->count + 1);

	while (cases->count < CASES_MOST) {
		double share = set->share;
		uint32_t c;

		for (c = 0; c < set->count; c++) {
			const struct isolation_class *class = &trouble->classes[set->classes[c]];
			double all = 0;

			for (uint32_t i = 0; i < class->count; i++)
				all += model_prior(isolation, class->components[i]);
			share *= model_prior(isolation, class->components[at[c]]) / all;
			g_array_append_val(cases->members, class->components[at[c]]);
		}
		cases->share[cases->count++] = share;
		cases->first[cases->count] = cases->members->len;
		for (c = 0; c < set->count; c++) {
			if (++at[c] < trouble->classes[set->classes[c]].count)
				break;
			at[c] = 0;
		}
		if (c == set->count)
			return;
	}
}

static void cases_init(const struct isolation *isolation, const struct isolation_trouble *trouble, struct cases *cases)
{
	double all = 0;

	cases->count = 0;
	cases->first[0] = 0;
	cases->members = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 64);
	for (uint32_t s = 0; s < trouble->set_count; s++)
		add_set(isolation, trouble, &trouble->sets[s], cases);
	for (uint32_t i = 0; i < cases->count; i++)
		all += cases->share[i];
	for (uint32_t i = 0; i < cases->count; i++)
		cases->share[i] /= all > 0 ? all : 1;
}

static bool has(const struct isolation *isolation, struct span sorted, uint32_t component)
{
	return sorted.count && bsearch(&component, POOLED(isolation->pool, sorted), sorted.count, sizeof(uint32_t),
				       compare_numbers);
}

static bool meets(const struct isolation *isolation, struct span span, const struct cases *cases, uint32_t number)
{
	for (uint32_t m = cases->first[number]; m < cases->first[number + 1]; m++)
		if (has(isolation, span, NUMBER(cases->members, m)))
			return true;
	return false;
}

/* How likely SIGHTING is to be bad when that case is so. */
static double predict(const struct isolation *isolation, const struct isolation_trouble *trouble,
		      const struct sighting *sighting, const struct cases *cases, uint32_t number)
{
	const struct ways *ways = ways_of(isolation, sighting);
	double bad = trouble->likely ? 1 - isolation->priors.false_good : 1;
	double good = trouble->likely ? isolation->priors.false_bad : 0;
	uint32_t cut = 0;

	if (meets(isolation, sighting->tail, cases, number) || (ways && meets(isolation, ways->shared, cases, number)))
		return bad;
	for (uint32_t w = 0; ways && w < ways->ways.count; w++)
		cut += meets(isolation, *WAY(isolation, ways->ways.first + w), cases, number);
	if (!cut)
		return good;
	if (takes_over(trouble->aspect))
		return cut < ways->ways.count ? good : ways->whole ? bad : (bad + good) / 2;
	return (bad + good) / 2;
}

static double entropy(double p)
{
	return p <= 0 || p >= 1 ? 0 : -(p * log2(p) + (1 - p) * log2(1 - p));
}

/* What SIGHTING would tell, in bits; how likely it is to be bad. */
static double expect(const struct isolation *isolation, const struct isolation_trouble *trouble,
		     const struct sighting *sighting, const struct cases *cases, double *ret_bad)
{
	double bad = 0, noise = 0;

	for (uint32_t i = 0; i < cases->count; i++) {
		double p = predict(isolation, trouble, sighting, cases, i);

		bad += cases->share[i] * p;
		noise += cases->share[i] * entropy(p);
	}
	*ret_bad = bad;
	return entropy(bad) - noise;
}

/* Marks what the cases are about. */
static bool *mark_members(const struct isolation *isolation, const struct cases *cases)
{
	bool *marked = g_new0(bool, isolation_component_count(isolation) + 1);

	for (guint m = 0; m < cases->members->len; m++)
		marked[NUMBER(cases->members, m)] = true;
	return marked;
}

static bool any_marked(const struct isolation *isolation, struct span span, const bool *marked)
{
	for (uint32_t i = 0; i < span.count; i++)
		if (marked[NUMBER(isolation->pool, span.first + i)])
			return true;
	return false;
}

static bool *mark_ways(const struct isolation *isolation, const bool *marked)
{
	bool *concerned = g_new0(bool, isolation->ways->len + 1);

	for (guint w = 0; w < isolation->ways->len; w++)
		for (uint32_t i = 0; !concerned[w] && i < WAYS(isolation, w)->ways.count; i++)
			concerned[w] = any_marked(isolation, *WAY(isolation, WAYS(isolation, w)->ways.first + i), marked);
	return concerned;
}

/* Whether SIGHTING may be made, or be made again. */
static bool is_open(const struct isolation_trouble *trouble, const struct sighting *sighting, bool *ret_again)
{
	enum seen seen = (enum seen)sighting->seen[trouble->aspect];

	*ret_again = seen == SEEN_GOOD || seen == SEEN_BAD;
	return seen == SEEN_UNMEASURED || (trouble->likely && *ret_again);
}

struct isolation_look isolation_next_look(const struct isolation *isolation, const struct isolation_trouble *trouble)
{
	struct isolation_look best = { .observation = ISOLATION_NONE };
	g_autofree struct cases *cases = g_new(struct cases, 1);
	g_autofree bool *marked = NULL, *concerned = NULL;
	double most = 0;

	cases_init(isolation, trouble, cases);
	marked = mark_members(isolation, cases);
	concerned = mark_ways(isolation, marked);
	for (guint i = 0; cases->count > 1 && i < isolation->sightings->len; i++) {
		const struct sighting *sighting = SIGHTING(isolation, i);
		struct isolation_look look = { .observation = i, .cost = (enum ask_cost)sighting->cost };

		if (!is_open(trouble, sighting, &look.again) ||
		    !(any_marked(isolation, sighting->tail, marked) ||
		      (sighting->ways != ISOLATION_NONE && concerned[sighting->ways])))
			continue;
		look.bits = expect(isolation, trouble, sighting, cases, &look.bad);
		/* The first of equals. */
		if (look.bits < BITS_LEAST || look.bits / burden[look.cost] <= most + 1e-9)
			continue;
		most = look.bits / burden[look.cost];
		best = look;
	}
	g_array_unref(cases->members);
	return best;
}

void isolation_after(const struct isolation *isolation, const struct isolation_trouble *trouble,
		     const struct isolation_look *look, enum seen seen, double *shares)
{
	g_autofree struct cases *cases = g_new(struct cases, 1);
	double all = 0;

	cases_init(isolation, trouble, cases);
	for (uint32_t i = 0; i < cases->count; i++) {
		double bad = predict(isolation, trouble, SIGHTING(isolation, look->observation), cases, i);

		cases->share[i] *= seen == SEEN_BAD ? bad : 1 - bad;
		all += cases->share[i];
	}
	for (uint32_t s = 0; s < trouble->suspect_count; s++) {
		shares[s] = 0;
		for (uint32_t i = 0; i < cases->count; i++)
			for (uint32_t m = cases->first[i]; m < cases->first[i + 1]; m++)
				if (NUMBER(cases->members, m) == trouble->suspects[s].component)
					shares[s] += all > 0 ? cases->share[i] / all : 0;
	}
	g_array_unref(cases->members);
}
