/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often isolation finds what is broken: generated networks, one to three faults drawn at
 * random, what would then be seen; beside it three simpler methods on the same observations. And
 * what it costs. See README.
 */
#include "isolation-network.h"
#include "measure.h"

#include <string.h>

#define LOOKS_MOST 40

struct score {
	uint32_t trials, first, declared, crossed, smaller, resolved;
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

	simpler_greedy(trial, tally, set);
	score->greedy += simpler_is_right(trial, tally, set);
	g_array_set_size(set, 0);
	simpler_tree(trial, tally, set);
	score->tree += simpler_is_right(trial, tally, set);
	g_array_set_size(set, 0);
	simpler_ancestor(trial, tally, set);
	score->ancestor += simpler_is_right(trial, tally, set);
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
		isolation_set_seen(network->isolation, look.observation, ASPECT_REACH, network_look(trial, look.observation));
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
						   ASPECT_REACH, network_look(trial, lists[l].list[i]));
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

	network_draw(trial);
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
