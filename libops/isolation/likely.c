/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Likelihood mode, one aspect: what explains most for its prior is chosen first, then
 * each chosen one is given up for whatever is likelier without it. What else would explain
 * the same about as well is named beside it, and so is "nothing is broken".
 *
 * Gains are natural logarithms of odds against the case that nothing more is broken.
 */
#include "isolation/likely.h"

#include <math.h>

/* Of what is broken and passes some packets, how much it loses, as far as observations tell. */
static const double losses[] = { 0.85, 0.65, 0.45, 0.3, 0.15 };
#define STATES (1 + (int)G_N_ELEMENTS(losses))
/* What is less likely than the likeliest by more than that is not named: a ten-thousandth. */
#define WINDOW 9.2
#define SWEEPS_MOST 4

/* Of each state, what an observation adds. */
struct weights { double prior[STATES], bad[STATES][2], good[STATES][2]; };

static void find_weights(const struct isolation_priors *priors, struct weights *ret_weights)
{
	double false_bad = CLAMP(priors->false_bad, 1e-6, 0.5), false_good = CLAMP(priors->false_good, 1e-6, 0.5);
	double lossy = CLAMP(priors->lossy, 1e-6, 1 - 1e-6);

	for (int s = 0; s < STATES; s++) {
		double lost = s ? losses[s - 1] : 1 - false_good;

		ret_weights->prior[s] = log(s ? lossy / (STATES - 1) : 1 - lossy);
		for (int part = WHOLLY; part <= PARTLY; part++) {
			/* Of several ways packets take one or another. */
			double bad = part == PARTLY ? (lost + false_bad) / 2 : MAX(lost, false_bad);

			ret_weights->bad[s][part] = log(bad / false_bad);
			ret_weights->good[s][part] = log((1 - bad) / (1 - false_bad));
		}
	}
}

static double gain_of(const struct likely *likely, const struct weights *weights, uint32_t candidate)
{
	const struct tally *tally = &likely->tallies[candidate];
	/* Another way takes over from a dead one, not from one that loses packets. */
	int states = is_pair(likely, candidate) ? 1 : STATES;
	double best = -INFINITY;

	for (int s = 0; s < states; s++) {
		double gain = weights->prior[s];

		for (int part = WHOLLY; part <= PARTLY; part++)
			gain += tally->bad[part] * weights->bad[s][part] + tally->good[part] * weights->good[s][part];
		best = MAX(best, gain);
	}
	return best + likely->prior[candidate];
}

static bool explains_any(const struct likely *likely, uint32_t candidate)
{
	return likely->tallies[candidate].bad[WHOLLY] || likely->tallies[candidate].bad[PARTLY];
}

static void choose_greedily(struct likely *likely, const struct weights *weights)
{
	for (;;) {
		uint32_t best = ISOLATION_NONE;
		double most = 0;

		for (guint i = 0; i < likely->active->len; i++) {
			uint32_t c = NUMBER(likely->active, i);
			double gain;

			if (!explains_any(likely, c))
				continue;
			gain = gain_of(likely, weights, c);
			if (gain > most) {
				best = c;
				most = gain;
			}
		}
		if (best == ISOLATION_NONE)
			return;
		likely_apply(likely, best, true);
		g_array_append_val(likely->chosen, best);
	}
}

/* --- what else would do --- */

struct rival { uint32_t candidate; double gain; };

static int compare_rivals(const void *a, const void *b)
{
	const struct rival *x = a, *y = b;

	if (x->gain != y->gain)
		return x->gain > y->gain ? -1 : 1;
	return compare_numbers(&x->candidate, &y->candidate);
}

struct rivals {
	const struct weights *weights;
	GArray *found;			/* struct rival */
	uint8_t *known;			/* by candidate */
};

static bool is_bad(const struct likely *likely, uint32_t observation)
{
	return SIGHTING(likely->isolation, observation)->seen[likely->aspect] == SEEN_BAD;
}

/* Those that touch OBSERVATION; whoever is asked about is not applied meanwhile. */
static void add_rivals(struct likely *likely, struct rivals *rivals, uint32_t observation)
{
	const struct isolation *isolation = likely->isolation;
	const struct sighting *sighting = SIGHTING(isolation, observation);
	const struct ways *ways = ways_of(isolation, sighting);
	const struct { const GArray *pool; struct span span; } lists[] = {
		{ isolation->pool, sighting->tail },
		{ isolation->pool, ways ? ways->shared : (struct span){ 0, 0 } },
		{ likely->partly_pool, ways ? likely->partly[sighting->ways] : (struct span){ 0, 0 } },
	};

	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (uint32_t i = 0; i < lists[l].span.count; i++) {
			uint32_t candidate = NUMBER(lists[l].pool, lists[l].span.first + i);

			if (rivals->known[candidate])
				continue;
			rivals->known[candidate] = 1;
			g_array_append_vals(rivals->found, &(struct rival){ candidate, 0 }, 1);
		}
	for (uint32_t p = likely->pairs_first[observation]; p < likely->pairs_first[observation + 1]; p++)
		if (!rivals->known[likely->pairs_of[p]]) {
			rivals->known[likely->pairs_of[p]] = 1;
			g_array_append_vals(rivals->found, &(struct rival){ likely->pairs_of[p], 0 }, 1);
		}
}

/* The likeliest first, of all that explain something of what CANDIDATE does, itself too. */
static void find_rivals(struct likely *likely, struct rivals *rivals, uint32_t candidate)
{
	struct span touched = likely->touched[candidate];

	g_array_set_size(rivals->found, 0);
	for (uint32_t t = 0; t < touched.count; t++) {
		uint32_t observation = NUMBER(likely->touches, touched.first + t) >> 1;

		if (is_bad(likely, observation) && !likely->hits[observation])
			add_rivals(likely, rivals, observation);
	}
	for (guint i = 0; i < rivals->found->len; i++) {
		struct rival *rival = &g_array_index(rivals->found, struct rival, i);

		rivals->known[rival->candidate] = 0;
		rival->gain = gain_of(likely, rivals->weights, rival->candidate);
	}
	g_array_sort(rivals->found, compare_rivals);
}

static const struct rival *best_of(const struct rivals *rivals)
{
	return &g_array_index(rivals->found, struct rival, 0);
}

/* Gives each chosen one up for what is likelier without it. */
static void exchange(struct likely *likely, struct rivals *rivals)
{
	bool changed = true;

	for (int sweep = 0; changed && sweep < SWEEPS_MOST; sweep++) {
		changed = false;
		for (guint i = 0; i < likely->chosen->len; i++) {
			uint32_t before = NUMBER(likely->chosen, i), after = before;

			likely_apply(likely, before, false);
			find_rivals(likely, rivals, before);
			if (rivals->found->len && best_of(rivals)->gain > gain_of(likely, rivals->weights, before))
				after = best_of(rivals)->candidate;
			likely_apply(likely, after, true);
			NUMBER(likely->chosen, i) = after;
			changed |= after != before;
		}
	}
}

/* Two or more that explain together, none of them like REFUSED, what one did: as a set into FOUND. Returns what
 * they gain. Nothing is applied before, nor afterwards. */
static double find_several(struct likely *likely, struct rivals *rivals, uint32_t refused, GArray *found)
{
	double all = 0;

	g_array_set_size(found, 0);
	while (found->len < likely->options->faults_most) {
		uint32_t next = ISOLATION_NONE;

		find_rivals(likely, rivals, refused);
		for (guint i = 0; i < rivals->found->len; i++) {
			const struct rival *rival = &g_array_index(rivals->found, struct rival, i);

			/* Whoever touches as much as it is a rival of it alone. */
			if (rival->gain <= 0)
				break;
			if (likely->touched[rival->candidate].count < likely->touched[refused].count &&
			    !is_pair(likely, rival->candidate)) {
				next = rival->candidate;
				all += rival->gain;
				break;
			}
		}
		if (next == ISOLATION_NONE)
			break;
		likely_apply(likely, next, true);
		g_array_append_val(found, next);
	}
	for (guint i = 0; i < found->len; i++)
		likely_apply(likely, NUMBER(found, i), false);
	return all;
}

/* Where one was chosen that several smaller ones explain better. */
static void split(struct likely *likely, struct rivals *rivals)
{
	g_autoptr(GArray) several = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	for (guint i = 0; i < likely->chosen->len; i++) {
		uint32_t one = NUMBER(likely->chosen, i);

		likely_apply(likely, one, false);
		if (find_several(likely, rivals, one, several) > gain_of(likely, rivals->weights, one) &&
		    several->len > 1) {
			NUMBER(likely->chosen, i) = NUMBER(several, 0);
			g_array_append_vals(likely->chosen, &NUMBER(several, 1), several->len - 1);
			for (guint s = 0; s < several->len; s++)
				likely_apply(likely, NUMBER(several, s), true);
			continue;
		}
		likely_apply(likely, one, true);
	}
}

/* --- naming --- */

static bool same_touches(const struct likely *likely, uint32_t a, uint32_t b)
{
	struct span x = likely->touched[a], y = likely->touched[b];

	return x.count == y.count && !memcmp(POOLED(likely->touches, x), POOLED(likely->touches, y),
					     x.count * sizeof(uint32_t));
}

/* A trouble that is being put together. */
struct naming {
	GArray *components, *classes, *sets, *set_classes;	/* uint32_t, struct span, struct span, uint32_t */
	GArray *gains;			/* double, by set */
	GArray *leads;			/* uint32_t: the candidate that stands for each set; ISOLATION_NONE: none */
};

static void naming_init(struct naming *naming)
{
	naming->components = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 8);
	naming->classes = g_array_sized_new(FALSE, FALSE, sizeof(struct span), 8);
	naming->sets = g_array_sized_new(FALSE, FALSE, sizeof(struct span), 8);
	naming->set_classes = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 8);
	naming->gains = g_array_sized_new(FALSE, FALSE, sizeof(double), 8);
	naming->leads = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 8);
}

static void naming_clear(struct naming *naming)
{
	g_array_unref(naming->components);
	g_array_unref(naming->classes);
	g_array_unref(naming->sets);
	g_array_unref(naming->set_classes);
	g_array_unref(naming->gains);
	g_array_unref(naming->leads);
}

static uint32_t add_class(struct naming *naming, uint32_t component)
{
	struct span class = { naming->components->len, 1 };

	g_array_append_val(naming->components, component);
	g_array_append_val(naming->classes, class);
	return naming->classes->len - 1;
}

static void add_set(struct naming *naming, const uint32_t *components, uint32_t count, double gain, uint32_t lead)
{
	struct span set = { naming->set_classes->len, count };

	for (uint32_t i = 0; i < count; i++) {
		uint32_t class = add_class(naming, components[i]);

		g_array_append_val(naming->set_classes, class);
	}
	g_array_append_val(naming->sets, set);
	g_array_append_val(naming->gains, gain);
	g_array_append_val(naming->leads, lead);
}

/* RIVAL's own set, or a place in the class of one that touches the same. Those of one class follow each other
 * in no order, so that a class is closed only at the end: classes are linked by their set. */
static void name_rival(const struct likely *likely, struct naming *naming, const struct rival *rival, GArray *mates)
{
	if (is_pair(likely, rival->candidate)) {
		struct pair pair = pair_of(likely, rival->candidate);

		add_set(naming, (const uint32_t[]){ pair.a, pair.b }, 2, rival->gain, rival->candidate);
		return;
	}
	for (guint s = 0; s < naming->leads->len; s++) {
		uint32_t lead = NUMBER(naming->leads, s);
		double *gain = &g_array_index(naming->gains, double, s);

		if (lead == ISOLATION_NONE || is_pair(likely, lead) || !same_touches(likely, lead, rival->candidate))
			continue;
		*gain = *gain + log1p(exp(rival->gain - *gain));
		g_array_append_vals(mates, (const uint32_t[]){ s, rival->candidate }, 2);
		return;
	}
	add_set(naming, &rival->candidate, 1, rival->gain, rival->candidate);
}

/* Puts what is like a class's first member behind it, each class in one piece. */
static void join_mates(struct naming *naming, const GArray *mates)
{
	g_autoptr(GArray) components = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), naming->components->len);

	for (guint s = 0; s < naming->sets->len; s++) {
		struct span set = g_array_index(naming->sets, struct span, s);

		for (uint32_t c = 0; c < set.count; c++) {
			struct span *class = &g_array_index(naming->classes, struct span,
							    NUMBER(naming->set_classes, set.first + c));
			uint32_t first = components->len;

			g_array_append_vals(components, &NUMBER(naming->components, class->first), 1);
			for (guint m = 0; m < mates->len; m += 2)
				if (NUMBER(mates, m) == s)
					g_array_append_vals(components, &NUMBER(mates, m + 1), 1);
			*class = (struct span){ first, components->len - first };
		}
	}
	g_array_set_size(naming->components, 0);
	if (components->len)
		g_array_append_vals(naming->components, components->data, components->len);
}

/* What of the observations touched by CANDIDATE is as WANTED and not explained by anything else. */
static void list_touched(const struct likely *likely, uint32_t candidate, enum seen wanted, GArray *list)
{
	struct span touched = likely->touched[candidate];

	for (uint32_t t = 0; t < touched.count; t++) {
		uint32_t touch = NUMBER(likely->touches, touched.first + t), observation = touch >> 1;

		if (SIGHTING(likely->isolation, observation)->seen[likely->aspect] == wanted &&
		    !likely->hits[observation] && (wanted == SEEN_BAD || !(touch & PARTLY)))
			g_array_append_val(list, observation);
	}
	g_array_sort(list, compare_numbers);
}

static void *keep_list(struct likely *likely, const GArray *list)
{
	return answer_keep(likely->answer, list->data, list->len, sizeof(uint32_t));
}

static void finish(struct likely *likely, const struct naming *naming, const GArray *explains, const GArray *against)
{
	struct isolation_trouble trouble = {
		.aspect = likely->aspect, .likely = true, .more = likely->more,
		.class_count = naming->classes->len, .set_count = naming->sets->len,
		.explains = keep_list(likely, explains), .explain_count = explains->len,
		.against = keep_list(likely, against), .against_count = against->len,
	};
	const uint32_t *components = keep_list(likely, naming->components);
	const uint32_t *set_classes = keep_list(likely, naming->set_classes);
	g_autofree struct isolation_class *classes = g_new0(struct isolation_class, naming->classes->len + 1);
	g_autofree struct isolation_set *sets = g_new0(struct isolation_set, naming->sets->len + 1);
	double most = -INFINITY;

	for (guint s = 0; s < naming->sets->len; s++)
		most = MAX(most, g_array_index(naming->gains, double, s));
	for (guint c = 0; c < naming->classes->len; c++) {
		struct span class = g_array_index(naming->classes, struct span, c);

		classes[c] = (struct isolation_class){ components + class.first, class.count };
	}
	for (guint s = 0; s < naming->sets->len; s++) {
		struct span set = g_array_index(naming->sets, struct span, s);

		sets[s] = (struct isolation_set){ set_classes + set.first, set.count,
						  exp(g_array_index(naming->gains, double, s) - most) };
	}
	trouble.classes = classes;
	trouble.sets = sets;
	answer_add(likely->isolation, likely->answer, &trouble);
}

/* The trouble that CANDIDATE, which is not applied, explains: it and all its rivals, and nothing broken. */
static void name_trouble(struct likely *likely, struct rivals *rivals, uint32_t candidate)
{
	g_autoptr(GArray) explains = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 4);
	g_autoptr(GArray) against = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 4);
	g_autoptr(GArray) mates = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 4);
	g_autoptr(GArray) several = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 4);
	struct naming naming;
	struct rival best;
	double together;

	naming_init(&naming);
	find_rivals(likely, rivals, candidate);
	best = *best_of(rivals);
	for (guint i = 0; i < rivals->found->len; i++) {
		const struct rival *rival = &g_array_index(rivals->found, struct rival, i);

		if (rival->gain < MAX(best.gain, 0) - WINDOW)
			break;
		if (naming.sets->len == likely->options->sets_most) {
			likely->more = true;
			break;
		}
		name_rival(likely, &naming, rival, mates);
	}
	join_mates(&naming, mates);
	together = find_several(likely, rivals, candidate, several);
	if (several->len > 1 && together > MAX(best.gain, 0) - WINDOW)
		add_set(&naming, &NUMBER(several, 0), several->len, together, ISOLATION_NONE);
	if (best.gain < WINDOW)
		add_set(&naming, NULL, 0, 0, ISOLATION_NONE);
	list_touched(likely, candidate, SEEN_BAD, explains);
	if (best.gain > 0)
		list_touched(likely, best.candidate, SEEN_GOOD, against);
	else
		list_touched(likely, candidate, SEEN_BAD, against);
	finish(likely, &naming, explains, against);
	naming_clear(&naming);
}

/* Bad ones that nothing chosen explains: more likely false than not, and said to be so. */
static void name_doubtful(struct likely *likely, struct rivals *rivals)
{
	const struct isolation *isolation = likely->isolation;

	for (guint i = 0; i < isolation->sightings->len; i++) {
		if (!is_bad(likely, i) || likely->hits[i])
			continue;
		g_array_set_size(rivals->found, 0);
		add_rivals(likely, rivals, i);
		if (!rivals->found->len) {
			g_array_append_val(likely->answer->unexplained[likely->aspect], i);
			continue;
		}
		for (guint r = 0; r < rivals->found->len; r++) {
			struct rival *rival = &g_array_index(rivals->found, struct rival, r);

			rivals->known[rival->candidate] = 0;
			rival->gain = gain_of(likely, rivals->weights, rival->candidate);
		}
		g_array_sort(rivals->found, compare_rivals);
		{
			uint32_t best = best_of(rivals)->candidate;

			name_trouble(likely, rivals, best);
			likely_apply(likely, best, true);
		}
	}
}

void likely_judge(const struct isolation *isolation, enum fault_aspect aspect,
		  const struct isolation_options *options, struct isolation_answer *answer)
{
	struct likely likely = { .isolation = isolation, .aspect = aspect, .options = options, .answer = answer };
	struct weights weights;
	struct rivals rivals = { .weights = &weights };
	bool any = false;

	for (guint i = 0; !any && i < isolation->sightings->len; i++)
		any = SIGHTING(isolation, i)->seen[aspect] == SEEN_BAD;
	if (!any)
		return;
	find_weights(&isolation->priors, &weights);
	likely_table_init(&likely);
	rivals.found = g_array_new(FALSE, FALSE, sizeof(struct rival));
	rivals.known = g_new0(uint8_t, likely.candidate_count + 1);
	choose_greedily(&likely, &weights);
	exchange(&likely, &rivals);
	split(&likely, &rivals);
	exchange(&likely, &rivals);
	for (guint i = 0; i < likely.chosen->len; i++) {
		uint32_t candidate = NUMBER(likely.chosen, i);

		likely_apply(&likely, candidate, false);
		if (explains_any(&likely, candidate))
			name_trouble(&likely, &rivals, candidate);
		likely_apply(&likely, candidate, true);
	}
	name_doubtful(&likely, &rivals);
	g_array_unref(rivals.found);
	g_free(rivals.known);
	likely_table_clear(&likely);
}
