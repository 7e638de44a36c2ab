/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All smallest sets of classes that meet every clause, and of no limit all parts.
 *
 * Sizes are tried in turn; for each, the clause with fewest members is branched on, and
 * a member that was tried is barred from what follows, so that each set comes once. More
 * than SIZE clauses that differ only in a member of their own must be met by what they
 * have in common: thousands of lines behind one concentrator shrink to one clause.
 */
#include "isolation/internal.h"

/* Steps that one search may take, a step being a clause looked at. */
#define STEPS_MOST 20000000

struct search {
	const struct cover *cover;
	/* Clauses once those are merged that a set of this size must meet together. */
	GArray *clauses;		/* struct span of MEMBERS */
	GArray *members;		/* uint32_t */
	uint32_t *first;		/* by class: its clauses in CLAUSES_OF */
	uint32_t *clauses_of;
	uint32_t *met;			/* by clause: how many chosen ones meet it */
	uint32_t *live;			/* by class: clauses of its that are not met */
	bool *taken;			/* by class */
	uint8_t *barred;		/* by class: at which depth from 1 it was tried; 0: it may be chosen */
	uint32_t unmet;
	uint32_t chosen[64], depth, size;
	uint64_t steps;
	bool bounded;
	GArray *sets;
	uint32_t found;
};

static bool respects_limits(const struct search *search)
{
	const struct cover *cover = search->cover;

	for (size_t l = 0; l < cover->limit_count; l++) {
		bool all = true;

		for (uint32_t p = 0; all && p < cover->limits[l].count; p++) {
			struct span part = cover->parts[cover->limits[l].first + p];
			bool meets = false;

			for (uint32_t m = 0; !meets && m < part.count; m++)
				meets = search->taken[cover->members[part.first + m]];
			all = meets;
		}
		if (all)
			return false;
	}
	return true;
}

static void take(struct search *search, uint32_t class, bool on)
{
	search->taken[class] = on;
	for (uint32_t i = search->first[class]; i < search->first[class + 1]; i++) {
		uint32_t clause = search->clauses_of[i];
		struct span span = g_array_index(search->clauses, struct span, clause);

		search->steps += 1;
		if (on ? search->met[clause]++ : --search->met[clause])
			continue;
		search->unmet += on ? UINT32_MAX : 1;
		search->steps += span.count;
		for (uint32_t m = 0; m < span.count; m++)
			search->live[NUMBER(search->members, span.first + m)] += on ? UINT32_MAX : 1;
	}
}

static void keep_set(struct search *search)
{
	if (!respects_limits(search))
		return;
	if (search->found == search->cover->sets_most) {
		search->bounded = true;
		return;
	}
	g_array_append_vals(search->sets, search->chosen, search->depth);
	search->found++;
}

/* Clauses lie with the shortest first. */
static struct span first_unmet(struct search *search)
{
	for (guint i = 0; i < search->clauses->len; i++) {
		search->steps++;
		if (!search->met[i])
			return g_array_index(search->clauses, struct span, i);
	}
	g_assert_not_reached();
}

static void descend(struct search *search)
{
	struct span clause;
	uint32_t left = search->size - search->depth;
	uint8_t level = (uint8_t)(search->depth + 1);

	if (!search->unmet) {
		keep_set(search);
		return;
	}
	if (!left || search->bounded)
		return;
	if (search->steps > STEPS_MOST) {
		search->bounded = true;
		return;
	}
	clause = first_unmet(search);
	for (uint32_t m = 0; m < clause.count && !search->bounded; m++) {
		uint32_t class = NUMBER(search->members, clause.first + m);

		if (search->barred[class] || (left == 1 && search->live[class] != search->unmet))
			continue;
		search->chosen[search->depth++] = class;
		take(search, class, true);
		descend(search);
		take(search, class, false);
		search->depth--;
		search->barred[class] = level;
	}
	for (uint32_t m = 0; m < clause.count; m++) {
		uint32_t class = NUMBER(search->members, clause.first + m);

		if (search->barred[class] == level)
			search->barred[class] = 0;
	}
}

/* --- merging --- */

/* A clause without what is its alone, to find those that have the same left. */
struct rest { uint32_t hash, clause; struct span left; };

static int compare_rests(const void *a, const void *b, void *data)
{
	const struct rest *x = a, *y = b;
	const GArray *members = data;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->left.count != y->left.count)
		return x->left.count < y->left.count ? -1 : 1;
	return x->left.count ? memcmp(POOLED(members, x->left), POOLED(members, y->left),
				      x->left.count * sizeof(uint32_t)) : 0;
}

static int compare_rests_whole(const void *a, const void *b, void *data)
{
	const struct rest *x = a, *y = b;
	int order = compare_rests(a, b, data);

	return order ? order : x->clause < y->clause ? -1 : x->clause > y->clause;
}

/* Sorted, so that those with the same left lie side by side. */
static GArray *find_rests(const struct cover *cover, GArray *lefts)
{
	GArray *rests = g_array_sized_new(FALSE, FALSE, sizeof(struct rest), (guint)cover->clause_count + 1);
	g_autofree uint32_t *uses = g_new0(uint32_t, cover->class_count + 1);

	for (size_t i = 0; i < cover->clause_count; i++)
		for (uint32_t m = 0; m < cover->clauses[i].count; m++)
			uses[cover->members[cover->clauses[i].first + m]]++;
	for (size_t i = 0; i < cover->clause_count; i++) {
		struct rest rest = { .hash = 1, .clause = (uint32_t)i, .left = { lefts->len, 0 } };

		for (uint32_t m = 0; m < cover->clauses[i].count; m++) {
			uint32_t class = cover->members[cover->clauses[i].first + m];

			if (uses[class] == 1)
				continue;
			rest.hash = (rest.hash ^ class) * 2654435761U;
			g_array_append_val(lefts, class);
		}
		rest.left.count = lefts->len - rest.left.first;
		g_array_append_val(rests, rest);
	}
	g_array_sort_with_data(rests, compare_rests_whole, lefts);
	return rests;
}

static void add_clause(struct search *search, const uint32_t *members, uint32_t count)
{
	struct span span = { search->members->len, count };

	g_array_append_vals(search->members, members, count);
	g_array_append_val(search->clauses, span);
}

static int compare_lengths(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return x->count != y->count ? (x->count < y->count ? -1 : 1) :
	       x->first < y->first  ? -1 : x->first > y->first;
}

/* The clauses for sets of SIZE. False: there are no such sets. */
static bool merge(struct search *search, const GArray *rests, const GArray *lefts, uint32_t size)
{
	const struct cover *cover = search->cover;

	g_array_set_size(search->clauses, 0);
	g_array_set_size(search->members, 0);
	for (guint from = 0, to; from < rests->len; from = to) {
		const struct rest *rest = &g_array_index(rests, struct rest, from);

		for (to = from + 1; to < rests->len; to++)
			if (compare_rests(rest, &g_array_index(rests, struct rest, to), (void *)lefts))
				break;
		if (to - from > size) {
			if (!rest->left.count)
				return false;
			add_clause(search, POOLED(lefts, rest->left), rest->left.count);
			continue;
		}
		for (guint i = from; i < to; i++) {
			struct span clause = cover->clauses[g_array_index(rests, struct rest, i).clause];

			add_clause(search, &cover->members[clause.first], clause.count);
		}
	}
	g_array_sort(search->clauses, compare_lengths);
	return true;
}

static void index_classes(struct search *search)
{
	const struct cover *cover = search->cover;
	uint32_t *first = g_renew(uint32_t, search->first, cover->class_count + 2);

	memset(first, 0, (cover->class_count + 2) * sizeof(*first));
	for (guint m = 0; m < search->members->len; m++)
		first[NUMBER(search->members, m) + 2]++;
	for (uint32_t c = 0; c < cover->class_count; c++) {
		search->live[c] = first[c + 2];
		first[c + 2] += first[c + 1];
	}
	search->clauses_of = g_renew(uint32_t, search->clauses_of, search->members->len + 1);
	for (guint i = 0; i < search->clauses->len; i++) {
		struct span span = g_array_index(search->clauses, struct span, i);

		for (uint32_t m = 0; m < span.count; m++)
			search->clauses_of[first[NUMBER(search->members, span.first + m) + 1]++] = i;
	}
	search->first = first;
	search->met = g_renew(uint32_t, search->met, search->clauses->len + 1);
	memset(search->met, 0, (search->clauses->len + 1) * sizeof(*search->met));
	memset(search->barred, 0, cover->class_count + 1);
	memset(search->taken, 0, cover->class_count + 1);
	search->unmet = search->clauses->len;
	search->depth = 0;
}

/* Whatever meets most of what is left and breaks no limit, until all is met: no smallest set, but one that explains.
 * False: there is no more to take. */
static bool cover_greedily(struct search *search, GArray *ret_sets, uint32_t *ret_size)
{
	const struct cover *cover = search->cover;

	g_array_set_size(search->clauses, 0);
	g_array_set_size(search->members, 0);
	for (size_t i = 0; i < cover->clause_count; i++)
		add_clause(search, &cover->members[cover->clauses[i].first], cover->clauses[i].count);
	index_classes(search);
	while (search->unmet) {
		uint32_t best = ISOLATION_NONE;

		for (uint32_t c = 0; c < cover->class_count; c++)
			if (search->live[c] && !search->barred[c] &&
			    (best == ISOLATION_NONE || search->live[c] > search->live[best]))
				best = c;
		if (best == ISOLATION_NONE)
			return false;
		take(search, best, true);
		if (respects_limits(search)) {
			g_array_append_val(ret_sets, best);
			continue;
		}
		take(search, best, false);
		search->barred[best] = 1;
	}
	*ret_size = ret_sets->len;
	return true;
}

enum cover_end cover_search(const struct cover *cover, GArray *ret_sets, uint32_t *ret_size)
{
	struct search search = { .cover = cover, .sets = ret_sets };
	g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) rests = find_rests(cover, lefts);
	uint32_t most = MIN(cover->size_most, (uint32_t)G_N_ELEMENTS(search.chosen));
	enum cover_end end;

	search.clauses = g_array_new(FALSE, FALSE, sizeof(struct span));
	search.members = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	search.live = g_new0(uint32_t, cover->class_count + 1);
	search.barred = g_new0(uint8_t, cover->class_count + 1);
	search.taken = g_new0(bool, cover->class_count + 1);
	for (uint32_t size = 1; size <= most && !search.found && !search.bounded; size++) {
		if (!merge(&search, rests, lefts, size))
			continue;
		index_classes(&search);
		search.size = *ret_size = size;
		descend(&search);
	}
	if (search.found)
		end = search.bounded ? COVER_BOUNDED : COVER_WHOLE;
	else
		end = cover_greedily(&search, ret_sets, ret_size) ? COVER_BOUNDED : COVER_NOTHING;
	g_array_unref(search.clauses);
	g_array_unref(search.members);
	g_free(search.first);
	g_free(search.clauses_of);
	g_free(search.met);
	g_free(search.live);
	g_free(search.barred);
	g_free(search.taken);
	return end;
}
