/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simpler methods than isolation's, on the same observations: greedy set cover, the smallest
 * consistent failure set of a tree, the deepest common ancestor. Each names a set.
 */
#include "isolation-network.h"

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
void tally_all(const struct trial *trial, struct tally *tally)
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

void tally_clear(struct tally *tally)
{
	g_free(tally->good);
	g_free(tally->bad);
	g_free(tally->print);
}

/* Whether SET is what is broken, components that nothing seen tells apart being equal. */
bool simpler_is_right(const struct trial *trial, const struct tally *tally, const GArray *set)
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
void simpler_greedy(const struct trial *trial, const struct tally *tally, GArray *set)
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

void simpler_tree(const struct trial *trial, const struct tally *tally, GArray *set)
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
void simpler_ancestor(const struct trial *trial, const struct tally *tally, GArray *set)
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
