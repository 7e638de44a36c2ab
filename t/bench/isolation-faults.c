/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often isolation finds what is broken: generated networks, one to three faults drawn at
 * random, what would then be seen; beside it three simpler methods on the same observations. And
 * what it costs. See README. What is seen is worked out here from the faults alone,
 * without the library.
 */
#include "isolation/isolation.h"

#include "measure.h"

#include <string.h>

#define LINES_EACH 100			/* behind a concentrator */
#define CONCENTRATORS_EACH 20		/* behind a pair of aggregation devices */
#define AREAS 47
#define CARRIERS 4
#define MODELS 15
#define LOOKS_MOST 40
#define FAULTS_MOST 3

/* --- the network --- */

struct joint { uint32_t link, device; };	/* a link, and what it leads to from below */

struct subscriber { uint32_t line, cpe, concentrator, carrier, model, other; };	/* OTHER: the second line of the same CPE's subscriber */

struct network {
	struct isolation *isolation;
	uint32_t own, core[2];
	uint32_t pairs, concentrators, lines;
	uint32_t *aggregation, *power;	/* two a pair; one a pair */
	struct joint *up;		/* of aggregation: two each */
	uint32_t *concentrator, *ways;
	struct joint *home;		/* of concentrators: two each, to aggregation */
	uint32_t *home_of;		/* numbers of aggregation */
	struct subscriber *subscribers;
	uint32_t components;
	uint32_t *risk;			/* by component; two each */
	/* Observations, and what each looks at. */
	struct sight { uint8_t what; uint32_t number, number_2; } *sights;
	uint32_t sight_count;
	bool *broken, *down;		/* by component; aggregation and concentrators that are not reached */
	bool *lossless;
};

enum { SEES_LINE, SEES_CPE, SEES_DEVICE, SEES_JOINT };

static uint32_t add(struct network *network, enum component_kind kind, uint32_t risk, uint32_t risk_2)
{
	uint32_t risks[] = { risk, risk_2 }, number;
	size_t count = (risk != ISOLATION_NONE) + (risk_2 != ISOLATION_NONE);

	number = isolation_add_component(network->isolation, &(struct isolation_component){ .kind = kind }, risks, count);
	network->risk[number * 2] = risk;
	network->risk[number * 2 + 1] = risk_2;
	network->components = number + 1;
	return number;
}

static uint32_t add_plain(struct network *network, enum component_kind kind)
{
	return add(network, kind, ISOLATION_NONE, ISOLATION_NONE);
}

static void see(struct network *network, uint8_t what, uint32_t number, uint32_t number_2, uint32_t ways,
		const uint32_t *tail, uint32_t tail_count, enum ask_cost cost)
{
	struct isolation_observation observation = { .name = "look", .ways = ways, .tail = tail,
						     .tail_count = tail_count, .cost = cost,
						     .seen = { SEEN_UNMEASURED } };

	network->sights[network->sight_count++] = (struct sight){ what, number, number_2 };
	isolation_add_observation(network->isolation, &observation);
}

/* Over either aggregation device and either core device: what leads to concentrator C, and ENDS behind it. */
static size_t list_ways(const struct network *network, uint32_t c, const uint32_t *ends, size_t end_count,
			uint32_t members[][12], struct isolation_way *ways)
{
	size_t count = 0;

	for (int h = 0; h < 2; h++)
		for (int u = 0; u < 2; u++, count++) {
			const struct joint *home = &network->home[c * 2 + h];
			const struct joint *up = &network->up[network->home_of[c * 2 + h] * 2 + u];
			size_t length = 0;
			const uint32_t way[] = { network->own, up->device, up->link, home->device, home->link,
						 network->concentrator[c] };

			for (; length < G_N_ELEMENTS(way); length++)
				members[count][length] = way[length];
			for (size_t e = 0; e < end_count; e++)
				members[count][length++] = ends[e];
			ways[count] = (struct isolation_way){ members[count], length };
		}
	return count;
}

static void add_backbone(struct network *network)
{
	network->own = add_plain(network, COMPONENT_OWN_VIEW);
	for (int i = 0; i < 2; i++)
		network->core[i] = add_plain(network, COMPONENT_DEVICE);
	for (uint32_t p = 0; p < network->pairs; p++) {
		network->power[p] = add_plain(network, COMPONENT_SITE_POWER);
		for (uint32_t i = 0; i < 2; i++) {
			uint32_t a = p * 2 + i;

			network->aggregation[a] = add(network, COMPONENT_DEVICE, network->power[p], ISOLATION_NONE);
			for (uint32_t u = 0; u < 2; u++)
				network->up[a * 2 + u] = (struct joint){ add_plain(network, COMPONENT_LINK), network->core[u] };
		}
	}
	for (uint32_t c = 0; c < network->concentrators; c++) {
		uint32_t members[8][12], p = c / CONCENTRATORS_EACH;
		struct isolation_way ways[8];

		network->concentrator[c] = add(network, COMPONENT_DEVICE, network->power[p], ISOLATION_NONE);
		for (uint32_t h = 0; h < 2; h++) {
			network->home_of[c * 2 + h] = p * 2 + h;
			network->home[c * 2 + h] = (struct joint){ add_plain(network, COMPONENT_LINK),
								   network->aggregation[p * 2 + h] };
		}
		network->ways[c] = isolation_add_ways(network->isolation, ways,
						      list_ways(network, c, NULL, 0, members, ways), ISOLATION_WHOLE);
	}
}

/* One subscriber in ten has a second line, to the next concentrator. */
static void add_subscribers(struct network *network, GRand *random)
{
	uint32_t *carriers = g_new(uint32_t, AREAS * CARRIERS), models[MODELS];

	for (int i = 0; i < AREAS * CARRIERS; i++)
		carriers[i] = add_plain(network, COMPONENT_CARRIER);
	for (int i = 0; i < MODELS; i++)
		models[i] = add_plain(network, COMPONENT_MODEL);
	for (uint32_t l = 0; l < network->lines; l++) {
		struct subscriber *subscriber = &network->subscribers[l];
		uint32_t c = l / LINES_EACH;

		subscriber->concentrator = c;
		subscriber->carrier = carriers[c / CONCENTRATORS_EACH % AREAS * CARRIERS +
					       (uint32_t)g_rand_int_range(random, 0, CARRIERS)];
		subscriber->line = add(network, COMPONENT_LINE, subscriber->carrier, ISOLATION_NONE);
		subscriber->other = ISOLATION_NONE;
		if (l >= LINES_EACH && l % 10 == 3 && network->subscribers[l - LINES_EACH].other == ISOLATION_NONE) {
			subscriber->other = l - LINES_EACH;
			network->subscribers[l - LINES_EACH].other = l;
			subscriber->cpe = network->subscribers[l - LINES_EACH].cpe;
			continue;
		}
		subscriber->model = models[g_rand_int_range(random, 0, MODELS)];
		subscriber->cpe = add(network, COMPONENT_CPE, subscriber->model, ISOLATION_NONE);
	}
	g_free(carriers);
}

static void add_sights(struct network *network)
{
	for (uint32_t l = 0; l < network->lines; l++) {
		const struct subscriber *subscriber = &network->subscribers[l];
		uint32_t tail[] = { subscriber->line, subscriber->cpe }, members[8][12], end[2];
		struct isolation_way ways[8];
		uint32_t both;
		size_t count;

		see(network, SEES_LINE, l, 0, network->ways[subscriber->concentrator], tail, 2, ASK_PROBE);
		if (subscriber->other == ISOLATION_NONE) {
			see(network, SEES_CPE, l, l, network->ways[subscriber->concentrator], tail, 2, ASK_PROBE);
			continue;
		}
		if (subscriber->other > l)
			continue;
		end[0] = subscriber->line;
		count = list_ways(network, subscriber->concentrator, end, 1, members, ways);
		end[0] = network->subscribers[subscriber->other].line;
		list_ways(network, network->subscribers[subscriber->other].concentrator, end, 1, members + count, ways + count);
		both = isolation_add_ways(network->isolation, ways, count * 2, ISOLATION_WHOLE);
		see(network, SEES_CPE, l, subscriber->other, both, &subscriber->cpe, 1, ASK_PROBE);
	}
	for (uint32_t c = 0; c < network->concentrators; c++) {
		see(network, SEES_DEVICE, network->concentrator[c], c, network->ways[c], NULL, 0, ASK_PROBE);
		for (int h = 0; h < 2; h++)
			see(network, SEES_JOINT, network->home[c * 2 + h].link, network->home[c * 2 + h].device, ISOLATION_NONE,
			    (const uint32_t[]){ network->home[c * 2 + h].link, network->home[c * 2 + h].device }, 2, ASK_LOGIN);
	}
	for (uint32_t u = 0; u < network->pairs * 4; u++)
		see(network, SEES_JOINT, network->up[u].link, network->up[u].device, ISOLATION_NONE,
		    (const uint32_t[]){ network->up[u].link, network->up[u].device }, 2, ASK_LOGIN);
}

static void network_init(struct network *network, uint32_t lines, bool twice, GRand *random)
{
	memset(network, 0, sizeof(*network));
	network->isolation = isolation_new(NULL);
	network->lines = lines;
	network->concentrators = (lines + LINES_EACH - 1) / LINES_EACH;
	network->pairs = (network->concentrators + CONCENTRATORS_EACH - 1) / CONCENTRATORS_EACH;
	network->aggregation = g_new0(uint32_t, network->pairs * 2);
	network->power = g_new0(uint32_t, network->pairs);
	network->up = g_new0(struct joint, network->pairs * 4);
	network->concentrator = g_new0(uint32_t, network->concentrators);
	network->ways = g_new0(uint32_t, network->concentrators);
	network->home = g_new0(struct joint, network->concentrators * 2);
	network->home_of = g_new0(uint32_t, network->concentrators * 2);
	network->subscribers = g_new0(struct subscriber, lines);
	network->risk = g_new(uint32_t, (lines * 2 + network->concentrators * 3 + network->pairs * 7 + 300) * 2);
	network->sights = g_new0(struct sight, lines * 2 + network->concentrators * 3 + network->pairs * 4 + 16);
	add_backbone(network);
	add_subscribers(network, random);
	network->broken = g_new0(bool, network->components);
	network->down = g_new0(bool, network->pairs * 2 + network->concentrators);
	add_sights(network);
	if (!twice)
		return;
	for (uint32_t i = 0; i < network->sight_count; i++) {
		struct isolation_observation again = isolation_observation_at(network->isolation, i);
		uint32_t tail[16];

		/* Adding it may move what it points to. */
		memcpy(tail, again.tail, again.tail_count * sizeof(*tail));
		again.tail = tail;
		again.seen[ASPECT_REACH] = SEEN_NOTHING;
		isolation_add_observation(network->isolation, &again);
	}
}

static void network_clear(struct network *network)
{
	isolation_free(network->isolation);
	g_free(network->aggregation);
	g_free(network->power);
	g_free(network->up);
	g_free(network->concentrator);
	g_free(network->ways);
	g_free(network->home);
	g_free(network->home_of);
	g_free(network->subscribers);
	g_free(network->risk);
	g_free(network->sights);
	g_free(network->broken);
	g_free(network->down);
}

/* --- what is true --- */

static bool is_dead(const struct network *network, uint32_t component)
{
	if (network->broken[component])
		return true;
	for (int r = 0; r < 2; r++)
		if (network->risk[component * 2 + (uint32_t)r] != ISOLATION_NONE &&
		    network->broken[network->risk[component * 2 + (uint32_t)r]])
			return true;
	return false;
}

static void find_down(struct network *network)
{
	for (uint32_t a = 0; a < network->pairs * 2; a++) {
		bool up = false;

		for (int u = 0; u < 2; u++)
			up |= !is_dead(network, network->up[a * 2 + u].link) && !is_dead(network, network->up[a * 2 + u].device);
		network->down[a] = !up || is_dead(network, network->aggregation[a]) || is_dead(network, network->own);
	}
	for (uint32_t c = 0; c < network->concentrators; c++) {
		bool up = false;

		for (int h = 0; h < 2; h++)
			up |= !is_dead(network, network->home[c * 2 + h].link) && !network->down[network->home_of[c * 2 + h]];
		network->down[network->pairs * 2 + c] = !up || is_dead(network, network->concentrator[c]);
	}
}

static bool is_line_cut(const struct network *network, uint32_t l)
{
	const struct subscriber *subscriber = &network->subscribers[l];

	return network->down[network->pairs * 2 + subscriber->concentrator] || is_dead(network, subscriber->line);
}

static bool is_bad(const struct network *network, uint32_t sight)
{
	const struct sight *of = &network->sights[sight];

	switch (of->what) {
	case SEES_LINE:
		return is_line_cut(network, of->number) || is_dead(network, network->subscribers[of->number].cpe);
	case SEES_CPE:
		return (is_line_cut(network, of->number) && is_line_cut(network, of->number_2)) ||
		       is_dead(network, network->subscribers[of->number].cpe);
	case SEES_DEVICE:
		return network->down[network->pairs * 2 + of->number_2];
	default:
		return is_dead(network, of->number) || is_dead(network, of->number_2);
	}
}

static uint32_t draw_fault(const struct network *network, GRand *random)
{
	uint32_t l = (uint32_t)g_rand_int_range(random, 0, (gint32)network->lines), c = l / LINES_EACH;
	double which = g_rand_double(random);

	return which < 0.40 ? network->subscribers[l].line :
	       which < 0.60 ? network->subscribers[l].cpe :
	       which < 0.72 ? network->concentrator[c] :
	       which < 0.78 ? network->aggregation[c / CONCENTRATORS_EACH * 2] :
	       which < 0.84 ? network->home[c * 2].link :
	       which < 0.90 ? network->subscribers[l].carrier :
	       which < 0.96 ? network->power[c / CONCENTRATORS_EACH] :
			      network->risk[network->subscribers[l].cpe * 2];
}

/* What is seen of each sight with FAULTS broken. */
static void predict(struct network *network, const uint32_t *faults, int count, bool *ret_bad)
{
	for (int f = 0; f < count; f++)
		network->broken[faults[f]] = true;
	find_down(network);
	for (uint32_t i = 0; i < network->sight_count; i++)
		ret_bad[i] = is_bad(network, i);
	for (int f = 0; f < count; f++)
		network->broken[faults[f]] = false;
}

/* Shares: of sights that are looked at, of looks that are false, of faults that let some packets through. */
struct noise { double asked, lying, lossy; };

struct trial {
	struct network *network;
	GRand *random;
	struct noise noise;
	uint32_t faults[FAULTS_MOST];
	int count;
	bool *truth, *without[FAULTS_MOST];	/* by sight: bad with all; with all but one */
	bool twice;			/* each sight may be looked at again */
	double loss[FAULTS_MOST];
	uint8_t *seen;
};

/* Sight I looked at: what is lossy lets some through, and some looks are false. */
static enum seen look_at(const struct trial *trial, uint32_t i)
{
	bool bad = trial->truth[i];

	for (int f = 0; bad && f < trial->count; f++)
		/* It alone is in the way. */
		if (!trial->without[f][i])
			bad = g_rand_double(trial->random) < trial->loss[f];
	if (g_rand_double(trial->random) < trial->noise.lying)
		bad = !bad;
	return bad ? SEEN_BAD : SEEN_GOOD;
}

/* What was not looked at lies open. */
static void look_around(struct trial *trial)
{
	for (uint32_t i = 0; i < trial->network->sight_count; i++) {
		trial->seen[i] = g_rand_double(trial->random) < trial->noise.asked ? (uint8_t)look_at(trial, i)
										   : SEEN_UNMEASURED;
		isolation_set_seen(trial->network->isolation, i, ASPECT_REACH, (enum seen)trial->seen[i]);
		if (trial->twice)
			isolation_set_seen(trial->network->isolation, trial->network->sight_count + i, ASPECT_REACH,
					   SEEN_NOTHING);
	}
}

/* Whether a bad look is owed to fault F alone: what is not seen at all cannot be found. */
static bool is_shown(const struct trial *trial, int f)
{
	for (uint32_t i = 0; i < trial->network->sight_count; i++)
		if (trial->seen[i] == SEEN_BAD && trial->truth[i] && !trial->without[f][i])
			return true;
	return false;
}

/* Draws faults until each of them shows. */
static void draw_trial(struct trial *trial)
{
	struct network *network = trial->network;
	bool shown;

	do {
		for (int f = 0; f < trial->count; f++) {
			trial->faults[f] = draw_fault(network, trial->random);
			trial->loss[f] = g_rand_double(trial->random) < trial->noise.lossy
						 ? g_rand_double_range(trial->random, 0.3, 0.9) : 1;
		}
		predict(network, trial->faults, trial->count, trial->truth);
		for (int f = 0; f < trial->count; f++) {
			uint32_t others[FAULTS_MOST];
			int count = 0;

			for (int o = 0; o < trial->count; o++)
				if (o != f)
					others[count++] = trial->faults[o];
			predict(network, others, count, trial->without[f]);
		}
		look_around(trial);
		shown = true;
		for (int f = 0; shown && f < trial->count; f++)
			shown = is_shown(trial, f);
	} while (!shown);
}

/* --- simpler methods: each names a set --- */

/* What sight I passes for sure, and what it may pass: the library's own lists, so that all methods know the same. */
static void visit(const struct trial *trial, uint32_t i, void (*each)(void *context, uint32_t component), void *context)
{
	const struct network *network = trial->network;
	const struct sight *sight = &network->sights[i];
	uint32_t seen[32], count = 0;
	uint32_t list[24], length = 0;

	if (sight->what == SEES_JOINT) {
		list[length++] = sight->number;
		list[length++] = sight->number_2;
	} else {
		uint32_t c = sight->what == SEES_DEVICE ? sight->number_2 : network->subscribers[sight->number].concentrator;
		bool two = sight->what == SEES_CPE && sight->number != sight->number_2;

		/* In the order of a tree from us, which the second ways are no part of. */
		list[length++] = network->own;
		if (!two) {
			list[length++] = network->concentrator[c];
			if (sight->what != SEES_DEVICE)
				list[length++] = network->subscribers[sight->number].line;
		}
		if (sight->what != SEES_DEVICE)
			list[length++] = network->subscribers[sight->number].cpe;
	}
	for (uint32_t m = 0; m < length; m++) {
		const uint32_t with[] = { network->risk[list[m] * 2], list[m] };

		for (int w = 0; w < 2; w++) {
			bool again = with[w] == ISOLATION_NONE;

			for (uint32_t s = 0; !again && s < count; s++)
				again = seen[s] == with[w];
			if (again)
				continue;
			seen[count++] = with[w];
			each(context, with[w]);
		}
	}
}

struct tally { uint32_t *good, *bad; uint64_t *print; uint64_t mark; bool is_bad; };

static void tally_one(void *context, uint32_t component)
{
	struct tally *tally = context;

	if (tally->is_bad)
		tally->bad[component]++;
	else
		tally->good[component]++;
	tally->print[component] += tally->mark;
}

/* A print of what each component is on: equal where nothing seen tells two apart. */
static void tally_all(const struct trial *trial, struct tally *tally)
{
	uint32_t count = trial->network->components;

	*tally = (struct tally){ g_new0(uint32_t, count), g_new0(uint32_t, count), g_new0(uint64_t, count), 0, false };
	for (uint32_t i = 0; i < trial->network->sight_count; i++) {
		if (trial->seen[i] == SEEN_UNMEASURED)
			continue;
		tally->is_bad = trial->seen[i] == SEEN_BAD;
		tally->mark = ((uint64_t)i + 1) * 0x9e3779b97f4a7c15ULL;
		tally->mark ^= tally->mark >> 29;
		tally->mark *= 0xbf58476d1ce4e5b9ULL;
		visit(trial, i, tally_one, tally);
	}
}

static void tally_clear(struct tally *tally)
{
	g_free(tally->good);
	g_free(tally->bad);
	g_free(tally->print);
}

/* Whether SET is what is broken, components that nothing seen tells apart being equal. */
static bool is_right(const struct trial *trial, const struct tally *tally, const GArray *set)
{
	if ((int)set->len != trial->count)
		return false;
	for (int f = 0; f < trial->count; f++) {
		bool found = false;

		for (guint s = 0; !found && s < set->len; s++) {
			uint32_t named = g_array_index(set, uint32_t, s);

			found = named == trial->faults[f] || (tally->print[named] == tally->print[trial->faults[f]] &&
							      tally->bad[named]);
		}
		if (!found)
			return false;
	}
	return true;
}

struct cover { const struct tally *tally; const uint32_t *left; uint32_t best; bool hits; uint32_t chosen; };

static void pick_one(void *context, uint32_t component)
{
	struct cover *cover = context;

	cover->hits |= component == cover->chosen;
}

static void lessen(void *context, uint32_t component)
{
	((uint32_t *)context)[component]--;
}

/* Greedy set cover: of what no good look crossed, what explains most, until all is explained. */
static void cover_greedily(const struct trial *trial, const struct tally *tally, GArray *set)
{
	const struct network *network = trial->network;
	g_autofree uint32_t *left = g_memdup2(tally->bad, network->components * sizeof(uint32_t));
	g_autofree bool *done = g_new0(bool, network->sight_count);

	while (set->len < 50) {
		struct cover cover = { .chosen = ISOLATION_NONE };

		for (uint32_t c = 0; c < network->components; c++)
			if (!tally->good[c] && left[c] && (cover.chosen == ISOLATION_NONE || left[c] > left[cover.chosen]))
				cover.chosen = c;
		if (cover.chosen == ISOLATION_NONE)
			return;
		g_array_append_val(set, cover.chosen);
		for (uint32_t i = 0; i < network->sight_count; i++) {
			if (trial->seen[i] != SEEN_BAD || done[i])
				continue;
			cover.hits = false;
			visit(trial, i, pick_one, &cover);
			if (!cover.hits)
				continue;
			done[i] = true;
			visit(trial, i, lessen, left);
		}
	}
}

/* On the tree of sights, without risks: what all sights below are bad of, and nothing above it is. */
struct climb { const struct trial *trial; const struct tally *tally; uint32_t highest, deepest; };

static void climb_one(void *context, uint32_t component)
{
	struct climb *climb = context;
	bool is_risk = false;

	for (uint32_t p = 0; p < climb->trial->network->pairs; p++)
		is_risk |= component == climb->trial->network->power[p];
	if (is_risk)
		return;
	if (!climb->tally->good[component] && climb->highest == ISOLATION_NONE)
		climb->highest = component;
	climb->deepest = component;
}

static void smallest_of_tree(const struct trial *trial, const struct tally *tally, GArray *set)
{
	g_autoptr(GHashTable) named = g_hash_table_new(NULL, NULL);

	for (uint32_t i = 0; i < trial->network->sight_count; i++) {
		struct climb climb = { trial, tally, ISOLATION_NONE, ISOLATION_NONE };

		if (trial->seen[i] != SEEN_BAD)
			continue;
		visit(trial, i, climb_one, &climb);
		if (climb.highest != ISOLATION_NONE && g_hash_table_add(named, GUINT_TO_POINTER(climb.highest + 1)))
			g_array_append_val(set, climb.highest);
	}
}

/* The last component that all bad sights passed. */
static void deepest_common(const struct trial *trial, const struct tally *tally, GArray *set)
{
	uint32_t bad = 0, best = ISOLATION_NONE;

	for (uint32_t i = 0; i < trial->network->sight_count; i++)
		bad += trial->seen[i] == SEEN_BAD;
	/* Components were added from the root down. */
	for (uint32_t c = 0; c < trial->network->components; c++)
		if (tally->bad[c] == bad)
			best = c;
	if (best != ISOLATION_NONE)
		g_array_append_val(set, best);
}

/* --- ours --- */

struct score {
	uint32_t trials, first, declared, crossed, inconsistent, smaller, resolved;
	uint32_t suspects, looks, wrong;
	uint32_t first_again, declared_again, wrong_again;
	uint32_t greedy, tree, ancestor;
	double cpu;
};

static bool names(const struct isolation_trouble *trouble, const struct isolation_set *set, uint32_t component)
{
	for (uint32_t c = 0; c < set->count; c++)
		for (uint32_t i = 0; i < trouble->classes[set->classes[c]].count; i++)
			if (trouble->classes[set->classes[c]].components[i] == component)
				return true;
	return false;
}

static bool suspects(const struct isolation_trouble *trouble, uint32_t component)
{
	for (uint32_t s = 0; s < trouble->suspect_count; s++)
		if (trouble->suspects[s].component == component)
			return true;
	return false;
}

static bool is_fault(const struct trial *trial, uint32_t component)
{
	for (int f = 0; f < trial->count; f++)
		if (trial->faults[f] == component)
			return true;
	return false;
}

/* The likeliest set of each trouble, together: as many as are broken, each of them in it. */
static bool is_first(const struct trial *trial, const struct isolation_answer *answer)
{
	uint32_t named = 0;

	for (size_t t = 0; t < isolation_trouble_count(answer); t++)
		named += isolation_trouble_at(answer, t)->sets[0].count;
	for (int f = 0; f < trial->count; f++) {
		bool found = false;

		for (size_t t = 0; !found && t < isolation_trouble_count(answer); t++) {
			const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);

			found = names(trouble, &trouble->sets[0], trial->faults[f]);
		}
		if (!found)
			return false;
	}
	return (int)named == trial->count;
}

static bool is_declared(const struct trial *trial, const struct isolation_answer *answer)
{
	for (int f = 0; f < trial->count; f++) {
		bool found = false;

		for (size_t t = 0; !found && t < isolation_trouble_count(answer); t++)
			found = suspects(isolation_trouble_at(answer, t), trial->faults[f]);
		if (!found)
			return false;
	}
	return true;
}

static void run_simpler(const struct trial *trial, struct score *score, const struct tally *tally)
{
	g_autoptr(GArray) set = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	cover_greedily(trial, tally, set);
	score->greedy += is_right(trial, tally, set);
	g_array_set_size(set, 0);
	smallest_of_tree(trial, tally, set);
	score->tree += is_right(trial, tally, set);
	g_array_set_size(set, 0);
	deepest_common(trial, tally, set);
	score->ancestor += is_right(trial, tally, set);
}

/* Suspects that a good sight passed for sure, and how many are named in the first sets of troubles in vain. */
static void count_wrong(const struct trial *trial, const struct isolation_answer *answer, const struct tally *tally,
			uint32_t *crossed, uint32_t *wrong)
{
	for (size_t t = 0; t < isolation_trouble_count(answer); t++) {
		const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);
		bool any = !trouble->sets[0].count;

		for (uint32_t s = 0; s < trouble->suspect_count; s++) {
			*crossed += !trouble->likely && tally->good[trouble->suspects[s].component] > 0;
			any |= is_fault(trial, trouble->suspects[s].component);
		}
		*wrong += !any;
	}
}

static struct isolation_answer *judge(const struct trial *trial, enum isolation_mode mode, struct score *score)
{
	double before = cpu_s();
	struct isolation_answer *answer = isolation_judge(trial->network->isolation,
							  &(struct isolation_options){ .mode = mode });

	score->cpu = MAX(score->cpu, cpu_s() - before);
	return answer;
}

/* How many suspects are left of the troubles that a fault is in, once every look was made. */
static size_t suspects_left(const struct trial *trial, const struct isolation_answer *answer)
{
	size_t left = 0;

	for (size_t t = 0; t < isolation_trouble_count(answer); t++) {
		const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);

		for (uint32_t s = 0; s < trouble->suspect_count; s++)
			if (is_fault(trial, trouble->suspects[s].component)) {
				left += trouble->suspect_count;
				break;
			}
	}
	return left;
}

/* Follows the advice until there is none: then no suspect is left that any look could have told from the fault. */
static void follow(struct trial *trial, enum isolation_mode mode, struct score *score)
{
	struct network *network = trial->network;
	size_t reached = 0, possible;

	for (int looks = 0; looks <= LOOKS_MOST; looks++) {
		g_autoptr(ops_isolation_answer_t) answer = judge(trial, mode, score);
		struct isolation_look look = { .observation = ISOLATION_NONE };

		for (size_t t = 0; look.observation == ISOLATION_NONE && t < isolation_trouble_count(answer); t++)
			look = isolation_next_look(network->isolation, isolation_trouble_at(answer, t));
		reached = suspects_left(trial, answer);
		if (look.observation == ISOLATION_NONE)
			break;
		score->looks++;
		isolation_set_seen(network->isolation, look.observation, ASPECT_REACH, look_at(trial, look.observation));
	}
	for (uint32_t i = 0; i < network->sight_count; i++)
		isolation_set_seen(network->isolation, i, ASPECT_REACH, trial->truth[i] ? SEEN_BAD : SEEN_GOOD);
	{
		g_autoptr(ops_isolation_answer_t) answer = judge(trial, mode, score);

		possible = suspects_left(trial, answer);
	}
	score->resolved += reached > 0 && reached <= possible;
}

/* What troubles rest on and what contradicts them, once more: so much of each. */
#define AGAIN_MOST 10

static void look_again(struct trial *trial, const struct isolation_answer *answer)
{
	struct network *network = trial->network;

	for (size_t t = 0; t < isolation_trouble_count(answer); t++) {
		const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);
		const struct { const uint32_t *list; uint32_t count; } lists[] = {
			{ trouble->against, trouble->against_count }, { trouble->explains, trouble->explain_count },
		};

		for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
			for (uint32_t i = 0; i < MIN(lists[l].count, AGAIN_MOST); i++)
				isolation_set_seen(network->isolation, network->sight_count + lists[l].list[i],
						   ASPECT_REACH, look_at(trial, lists[l].list[i]));
	}
}

static void run_again(struct trial *trial, enum isolation_mode mode, struct score *score,
		      const struct isolation_answer *before, const struct tally *tally)
{
	g_autoptr(ops_isolation_answer_t) answer = NULL;

	look_again(trial, before);
	answer = judge(trial, mode, score);
	score->first_again += is_first(trial, answer);
	score->declared_again += is_declared(trial, answer);
	count_wrong(trial, answer, tally, &score->crossed, &score->wrong_again);
}

static void run_trial(struct trial *trial, enum isolation_mode mode, struct score *score)
{
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	struct tally tally;
	uint32_t named = 0;

	draw_trial(trial);
	answer = judge(trial, mode, score);
	tally_all(trial, &tally);
	score->trials++;
	for (size_t t = 0; t < isolation_trouble_count(answer); t++)
		named += isolation_trouble_at(answer, t)->sets[0].count;
	score->first += is_first(trial, answer);
	score->declared += is_declared(trial, answer);
	score->smaller += mode == ISOLATION_EXACT && !is_declared(trial, answer) && (int)named < trial->count;
	score->suspects += (uint32_t)suspects_left(trial, answer);
	count_wrong(trial, answer, &tally, &score->crossed, &score->wrong);
	run_simpler(trial, score, &tally);
	if (mode == ISOLATION_EXACT)
		follow(trial, mode, score);
	else
		run_again(trial, mode, score, answer, &tally);
	tally_clear(&tally);
}

static double share(uint32_t part, uint32_t whole)
{
	return whole ? 100.0 * part / whole : 0;
}

/* True sets that are named, by how many are broken, where looks may lie; all of them where not. */
static const double goals[FAULTS_MOST + 1] = { 0, 99.9, 99, 95 };
#define CPU_GOAL 0.5

static bool is_met(const struct score *score, int faults, enum isolation_mode mode)
{
	if (score->cpu > CPU_GOAL)
		return false;
	if (mode != ISOLATION_EXACT)
		return share(score->declared, score->trials) >= goals[faults];
	return score->declared + score->smaller == score->trials && score->resolved == score->trials && !score->crossed;
}

static void run_size(uint32_t lines, uint32_t trials, const struct noise *noise, enum isolation_mode mode)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(20261125);
	struct network network;
	struct trial trial = { .network = &network, .random = random, .noise = *noise };

	network_init(&network, lines, mode == ISOLATION_LIKELY, random);
	trial.twice = mode == ISOLATION_LIKELY;
	trial.truth = g_new(bool, network.sight_count);
	trial.seen = g_new(uint8_t, network.sight_count);
	for (int f = 0; f < FAULTS_MOST; f++)
		trial.without[f] = g_new(bool, network.sight_count);
	for (trial.count = 1; trial.count <= FAULTS_MOST; trial.count++) {
		struct score score = { 0 };

		for (uint32_t t = 0; t < trials; t++)
			run_trial(&trial, mode, &score);
		printf("%7u %2d %5u  %6.2f %6.2f  ", lines, trial.count, score.trials, share(score.first, score.trials),
		       share(score.declared, score.trials));
		if (mode == ISOLATION_EXACT)
			printf("%6.2f %6.2f %5u %6.2f %5.1f", share(score.declared + score.smaller, score.trials),
			       share(score.resolved, score.trials), score.crossed,
			       (double)score.suspects / score.trials, (double)score.looks / score.trials);
		else
			printf("%6.2f %6.2f  %6.2f %6.2f %6.2f", (double)score.suspects / score.trials,
			       (double)score.wrong / score.trials, share(score.first_again, score.trials),
			       share(score.declared_again, score.trials), (double)score.wrong_again / score.trials);
		printf("  %6.2f %6.2f %6.2f  %6.3f s  %s\n", share(score.greedy, score.trials), share(score.tree, score.trials),
		       share(score.ancestor, score.trials), score.cpu, is_met(&score, trial.count, mode) ? "met" : "missed");
		fflush(stdout);
	}
	network_clear(&network);
	g_free(trial.truth);
	g_free(trial.seen);
	for (int f = 0; f < FAULTS_MOST; f++)
		g_free(trial.without[f]);
}

/* --- an inventory --- */

/* A concentrator and lines elsewhere do not answer; or nothing does. */
static bool is_silent(const struct inventory *inventory, const struct item *item, bool everything)
{
	const struct device *dead = inventory_find_device(inventory, "a007");

	if (everything)
		return true;
	if (item->kind == ITEM_DEVICE)
		return item->device == dead;
	return item->line->from == dead || g_str_has_suffix(item->line->name, "33333");
}

static void run_inventory(const struct inventory *inventory, bool everything)
{
	static const char *const all[] = { NULL };
	g_autoptr(GArray) items = inventory_select(inventory, all, NULL);
	g_autofree struct isolation_sight *sights = NULL;
	g_autoptr(ops_isolation_topology_t) topology = NULL;
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	struct isolation_look look = { 0 };
	double start, built, judged;

	sights = g_new0(struct isolation_sight, items->len);
	for (guint i = 0; i < items->len; i++) {
		struct isolation_sight *sight = &sights[i];

		sight->item = &g_array_index(items, struct item, i);
		sight->answered = !is_silent(inventory, sight->item, everything);
		sight->status = sight->answered ? STATUS_OK : STATUS_DOWN;
	}
	start = cpu_s();
	topology = isolation_topology_new(inventory, NULL);
	isolation_observe(topology, sights, items->len);
	built = cpu_s();
	answer = isolation_judge(isolation_topology_model(topology), NULL);
	for (size_t t = 0; t < isolation_trouble_count(answer); t++)
		look = isolation_next_look(isolation_topology_model(topology), isolation_trouble_at(answer, t));
	judged = cpu_s();
	printf("inventory of %zu lines, %s: %.3f s to build it, %.3f s to judge %zu troubles and seek the next look (%s), %.3f s in all\n",
	       inventory_line_count(inventory), everything ? "all silent" : "a concentrator dead", built - start, judged - built, isolation_trouble_count(answer),
	       look.observation == ISOLATION_NONE ? "there is no other" : "there is another", judged - start);
}

/* --- */

static const struct { uint32_t lines, trials; } sizes[] = { { 1000, 1000 }, { 30000, 60 }, { 230000, 8 } };

int main(int argc, char **argv)
{
	const struct noise whole = { .asked = 0.5 }, sparse = { .asked = 0.03 };
	const struct noise noisy = { .asked = 0.95, .lying = 0.01, .lossy = 1.0 / 3 };
	static const char exact[] = "  lines  n trials  first%% named%%  +less%%  resol%% crossed suspects looks  greedy  "
				    "tree ancest       CPU  goal\n";
	bool quick = argc > 1 && !strcmp(argv[1], "--quick");

	if (argc > 2 && !strcmp(argv[1], "--inventory")) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_inventory_t) inventory = inventory_load(argv[2], faults);

		must(inventory != NULL, NULL);
		run_inventory(inventory, false);
		run_inventory(inventory, true);
		return 0;
	}
	printf("clean\n");
	printf(exact);
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
		run_size(sizes[i].lines, MAX(sizes[i].trials / (quick ? 10 : 1), 2), &whole, ISOLATION_EXACT);
	printf("clean, three in a hundred looked at\n");
	printf(exact);
	for (size_t i = 0; i < 2; i++)
		run_size(sizes[i].lines, MAX(sizes[i].trials / (quick ? 10 : 1), 2), &sparse, ISOLATION_EXACT);
	printf("noisy\n  lines  n trials  first%% named%%  suspects wrong   first2 named2 wrong2  greedy  tree ancest       CPU  goal\n");
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
		run_size(sizes[i].lines, MAX(sizes[i].trials / (quick ? 10 : 1), 2), &noisy, ISOLATION_LIKELY);
	return 0;
}
