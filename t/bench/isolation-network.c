/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network that is made up, faults drawn in it, and what is seen of them: worked out from the faults
 * alone, without the library that is measured.
 */
#include "isolation-network.h"

#include <string.h>

#define LINES_EACH 100			/* behind a concentrator */
#define CONCENTRATORS_EACH 20		/* behind a pair of aggregation devices */
#define AREAS 47
#define CARRIERS 4
#define MODELS 15

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

static void see(struct network *network, enum sees what, uint32_t number, uint32_t number_2, uint32_t ways,
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

void network_init(struct network *network, uint32_t lines, bool twice, GRand *random)
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

void network_clear(struct network *network)
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

/* Sight I looked at: what is lossy lets some through, and some looks are false. */
enum seen network_look(const struct trial *trial, uint32_t i)
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
		trial->seen[i] = g_rand_double(trial->random) < trial->noise.asked ? (uint8_t)network_look(trial, i)
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
void network_draw(struct trial *trial)
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
