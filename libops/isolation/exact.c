/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exact mode, one aspect: observations are taken at their word. What good ones
 * clear is struck out; what is left of each bad one is a clause, of which something
 * must be broken; components that lie in the same clauses are one class; classes
 * that share clauses are one trouble, whose smallest sets cover.c finds.
 */
#include "isolation/internal.h"

struct exact {
	const struct isolation *isolation;
	enum fault_aspect aspect;
	const struct isolation_options *options;
	struct isolation_answer *answer;
	uint32_t *cleared;		/* by component: the observation that did; ISOLATION_NONE */
	/* By ways: what is not cleared of each, those that hold another left out; found when asked for. */
	struct span *left;		/* of LEFT_WAYS; count 0: not looked at yet */
	GArray *left_ways;		/* struct span of POOL */
	GArray *pool;			/* uint32_t: components, later classes */
	GArray *clauses;		/* struct span of POOL */
	GArray *of;			/* uint32_t: the observation of each clause */
	/* Of ways that a good observation went by, each part not cleared: not all may be cut. */
	GArray *limits;			/* struct span of PARTS */
	GArray *parts;			/* struct span of POOL */
	/* Classes. */
	uint32_t *class_of;		/* by component; ISOLATION_NONE: in no clause */
	uint32_t class_count;
	uint32_t *root;			/* by class: for union-find */
	bool unexplained;
};

/* --- what is cleared --- */

static void clear_span(struct exact *exact, struct span span, uint32_t observation)
{
	const struct isolation *isolation = exact->isolation;

	for (uint32_t i = 0; i < span.count; i++) {
		uint32_t component = NUMBER(isolation->pool, span.first + i);

		if (exact->cleared[component] == ISOLATION_NONE)
			exact->cleared[component] = observation;
	}
}

static void clear_components(struct exact *exact)
{
	const struct isolation *isolation = exact->isolation;
	g_autofree bool *went = g_new0(bool, isolation->ways->len + 1);

	for (guint i = 0; i < isolation->sightings->len; i++) {
		const struct sighting *sighting = SIGHTING(isolation, i);

		if (sighting->seen[exact->aspect] != SEEN_GOOD)
			continue;
		clear_span(exact, sighting->tail, i);
		if (sighting->ways == ISOLATION_NONE || went[sighting->ways])
			continue;
		went[sighting->ways] = true;
		clear_span(exact, WAYS(isolation, sighting->ways)->shared, i);
	}
}

static struct span what_is_left(struct exact *exact, struct span span)
{
	uint32_t first = exact->pool->len;

	for (uint32_t i = 0; i < span.count; i++) {
		uint32_t component = NUMBER(exact->isolation->pool, span.first + i);

		if (exact->cleared[component] == ISOLATION_NONE)
			g_array_append_val(exact->pool, component);
	}
	return (struct span){ first, exact->pool->len - first };
}

static bool holds(const struct exact *exact, struct span whole, struct span part)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < part.count; i++) {
		uint32_t component = NUMBER(exact->pool, part.first + i);

		while (at < whole.count && NUMBER(exact->pool, whole.first + at) < component)
			at++;
		if (at == whole.count || NUMBER(exact->pool, whole.first + at) != component)
			return false;
	}
	return true;
}

/* What is left of the ways NUMBER; whoever cuts one that is part of another cuts that too. */
static struct span left_of(struct exact *exact, uint32_t number)
{
	const struct isolation *isolation = exact->isolation;
	const struct ways *ways = WAYS(isolation, number);
	uint32_t first = exact->left_ways->len;

	if (exact->left[number].count)
		return exact->left[number];
	for (uint32_t w = 0; w < ways->ways.count; w++) {
		struct span left = what_is_left(exact, *WAY(isolation, ways->ways.first + w));
		bool needed = true;

		for (guint other = first; needed && other < exact->left_ways->len; other++)
			needed = !holds(exact, left, g_array_index(exact->left_ways, struct span, other));
		if (!needed)
			continue;
		for (guint other = exact->left_ways->len; other > first; other--)
			if (holds(exact, g_array_index(exact->left_ways, struct span, other - 1), left))
				g_array_remove_index(exact->left_ways, other - 1);
		g_array_append_val(exact->left_ways, left);
	}
	exact->left[number] = (struct span){ first, exact->left_ways->len - first };
	return exact->left[number];
}

/* --- clauses --- */

static int compare_in_order(gconstpointer a, gconstpointer b)
{
	return compare_numbers(a, b);
}

/* What lies behind FIRST in the pool, sorted and each once. */
static struct span settle(struct exact *exact, uint32_t first)
{
	uint32_t count = exact->pool->len - first, kept = 0;
	uint32_t *members = count ? &NUMBER(exact->pool, first) : NULL;

	if (count > 1)
		qsort(members, count, sizeof(*members), compare_in_order);
	for (uint32_t i = 0; i < count; i++)
		if (!kept || members[kept - 1] != members[i])
			members[kept++] = members[i];
	g_array_set_size(exact->pool, first + kept);
	return (struct span){ first, kept };
}

static void append_left(struct exact *exact, struct span left)
{
	for (uint32_t i = 0; i < left.count; i++) {
		uint32_t component = NUMBER(exact->pool, left.first + i);

		g_array_append_val(exact->pool, component);
	}
}

/* Whether something is in the clause that is not cleared. */
static bool end_clause(struct exact *exact, uint32_t first, uint32_t observation)
{
	struct span clause = settle(exact, first);

	if (!clause.count)
		return false;
	g_array_append_val(exact->clauses, clause);
	g_array_append_val(exact->of, observation);
	return true;
}

static void note_unexplained(struct exact *exact, uint32_t observation)
{
	g_array_append_val(exact->answer->unexplained[exact->aspect], observation);
	exact->unexplained = true;
}

static void add_clauses(struct exact *exact, uint32_t observation)
{
	const struct isolation *isolation = exact->isolation;
	const struct sighting *sighting = SIGHTING(isolation, observation);
	struct span left = { 0, 0 };
	guint before = exact->clauses->len;
	bool whole = true;

	if (sighting->ways != ISOLATION_NONE && takes_over(exact->aspect))
		left = left_of(exact, sighting->ways);
	if (!left.count) {
		uint32_t first = what_is_left(exact, sighting->tail).first;

		for (uint32_t w = 0; sighting->ways != ISOLATION_NONE && w < WAYS(isolation, sighting->ways)->ways.count; w++)
			what_is_left(exact, *WAY(isolation, WAYS(isolation, sighting->ways)->ways.first + w));
		whole = end_clause(exact, first, observation);
	}
	for (uint32_t w = 0; whole && w < left.count; w++) {
		uint32_t first = what_is_left(exact, sighting->tail).first;

		append_left(exact, g_array_index(exact->left_ways, struct span, left.first + w));
		whole = end_clause(exact, first, observation);
	}
	if (whole)
		return;
	/* One way is open: then nothing explains it. */
	g_array_set_size(exact->clauses, before);
	g_array_set_size(exact->of, before);
	note_unexplained(exact, observation);
}

static void add_limits(struct exact *exact)
{
	const struct isolation *isolation = exact->isolation;
	g_autofree bool *went = g_new0(bool, isolation->ways->len + 1);

	if (!takes_over(exact->aspect))
		return;
	for (guint i = 0; i < isolation->sightings->len; i++) {
		const struct sighting *sighting = SIGHTING(isolation, i);
		struct span left, limit = { exact->parts->len, 0 };

		if (sighting->seen[exact->aspect] != SEEN_GOOD || sighting->ways == ISOLATION_NONE ||
		    went[sighting->ways])
			continue;
		went[sighting->ways] = true;
		/* Another way than those known may have carried it. */
		if (!WAYS(isolation, sighting->ways)->whole)
			continue;
		left = left_of(exact, sighting->ways);
		for (uint32_t w = 0; w < left.count; w++) {
			struct span part = g_array_index(exact->left_ways, struct span, left.first + w);
			uint32_t first = exact->pool->len;

			for (uint32_t m = 0; m < part.count; m++) {
				uint32_t component = NUMBER(exact->pool, part.first + m);

				if (exact->class_of[component] != ISOLATION_NONE)
					g_array_append_val(exact->pool, component);
			}
			part = (struct span){ first, exact->pool->len - first };
			limit.count++;
			g_array_append_val(exact->parts, part);
			/* Nothing that is blamed lies on this way: it stays open. */
			if (!part.count)
				break;
		}
		if (limit.count && g_array_index(exact->parts, struct span, exact->parts->len - 1).count)
			g_array_append_val(exact->limits, limit);
		else
			g_array_set_size(exact->parts, limit.first);
	}
}

/* --- classes: components that nothing tells apart --- */

/* Splits the classes of which SPAN has a part only. */
static void refine(struct exact *exact, struct span span, GArray *size, GArray *inside, GArray *becomes)
{
	for (uint32_t m = 0; m < span.count; m++)
		NUMBER(inside, exact->class_of[NUMBER(exact->pool, span.first + m)])++;
	for (uint32_t m = 0; m < span.count; m++) {
		uint32_t component = NUMBER(exact->pool, span.first + m), class = exact->class_of[component];
		uint32_t zero = 0, none = ISOLATION_NONE, fresh = size->len;

		if (NUMBER(becomes, class) == ISOLATION_NONE && NUMBER(inside, class) == NUMBER(size, class))
			continue;
		if (NUMBER(becomes, class) == ISOLATION_NONE) {
			NUMBER(becomes, class) = fresh;
			g_array_append_val(size, zero);
			g_array_append_val(inside, zero);
			g_array_append_val(becomes, none);
		}
		exact->class_of[component] = NUMBER(becomes, class);
		NUMBER(size, class)--;
		NUMBER(size, NUMBER(becomes, class))++;
		NUMBER(inside, class)--;
		if (!NUMBER(inside, class))
			NUMBER(becomes, class) = ISOLATION_NONE;
	}
	for (uint32_t m = 0; m < span.count; m++)
		NUMBER(inside, exact->class_of[NUMBER(exact->pool, span.first + m)]) = 0;
}

static void find_classes(struct exact *exact)
{
	g_autoptr(GArray) size = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) inside = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) becomes = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	uint32_t zero = 0, none = ISOLATION_NONE, in_clauses = 0;

	for (guint i = 0; i < exact->clauses->len; i++) {
		struct span clause = g_array_index(exact->clauses, struct span, i);

		for (uint32_t m = 0; m < clause.count; m++)
			if (exact->class_of[NUMBER(exact->pool, clause.first + m)] == ISOLATION_NONE) {
				exact->class_of[NUMBER(exact->pool, clause.first + m)] = 0;
				in_clauses++;
			}
	}
	g_array_append_val(size, in_clauses);
	g_array_append_val(inside, zero);
	g_array_append_val(becomes, none);
	add_limits(exact);
	for (guint i = 0; i < exact->clauses->len; i++)
		refine(exact, g_array_index(exact->clauses, struct span, i), size, inside, becomes);
	for (guint i = 0; i < exact->parts->len; i++)
		refine(exact, g_array_index(exact->parts, struct span, i), size, inside, becomes);
	exact->class_count = size->len;
}

/* Components of a span become classes, each once. */
static void to_classes(struct exact *exact, struct span *span)
{
	uint32_t kept = 0, *members = &NUMBER(exact->pool, span->first);

	for (uint32_t m = 0; m < span->count; m++)
		members[m] = exact->class_of[members[m]];
	if (span->count > 1)
		qsort(members, span->count, sizeof(*members), compare_in_order);
	for (uint32_t m = 0; m < span->count; m++)
		if (!kept || members[kept - 1] != members[m])
			members[kept++] = members[m];
	span->count = kept;
}

/* --- troubles: classes that share clauses --- */

static uint32_t root_of(struct exact *exact, uint32_t class)
{
	while (exact->root[class] != class)
		class = exact->root[class] = exact->root[exact->root[class]];
	return class;
}

static void join(struct exact *exact, struct span span)
{
	for (uint32_t m = 1; m < span.count; m++) {
		uint32_t a = root_of(exact, NUMBER(exact->pool, span.first));
		uint32_t b = root_of(exact, NUMBER(exact->pool, span.first + m));

		exact->root[MAX(a, b)] = MIN(a, b);
	}
}

static void find_roots(struct exact *exact)
{
	exact->root = g_new(uint32_t, exact->class_count + 1);
	for (uint32_t c = 0; c < exact->class_count; c++)
		exact->root[c] = c;
	for (guint i = 0; i < exact->clauses->len; i++) {
		to_classes(exact, &g_array_index(exact->clauses, struct span, i));
		join(exact, g_array_index(exact->clauses, struct span, i));
	}
	for (guint i = 0; i < exact->parts->len; i++) {
		to_classes(exact, &g_array_index(exact->parts, struct span, i));
		join(exact, g_array_index(exact->parts, struct span, i));
	}
	for (guint i = 0; i < exact->limits->len; i++) {
		struct span limit = g_array_index(exact->limits, struct span, i);
		uint32_t one = NUMBER(exact->pool, g_array_index(exact->parts, struct span, limit.first).first);

		for (uint32_t p = 1; p < limit.count; p++) {
			struct span part = g_array_index(exact->parts, struct span, limit.first + p);
			uint32_t a = root_of(exact, one), b = root_of(exact, NUMBER(exact->pool, part.first));

			exact->root[MAX(a, b)] = MIN(a, b);
		}
	}
}

/* A clause or limit, and the trouble that it is of. */
struct membership { uint32_t root, number; };

static int compare_memberships(const void *a, const void *b)
{
	const struct membership *x = a, *y = b;

	return x->root != y->root     ? (x->root < y->root ? -1 : 1) :
	       x->number < y->number ? -1 : x->number > y->number;
}

/* One trouble: its clauses with classes numbered from 0, for cover.c. */
struct block {
	GArray *classes;		/* uint32_t: the class of each number */
	GArray *members;		/* uint32_t */
	GArray *clauses, *limits, *parts;	/* struct span */
	GArray *sets;			/* uint32_t */
	GArray *explains;		/* uint32_t */
};

static struct span renumber(const struct exact *exact, struct block *block, uint32_t *number, struct span span)
{
	struct span renumbered = { block->members->len, span.count };

	for (uint32_t m = 0; m < span.count; m++) {
		uint32_t class = NUMBER(exact->pool, span.first + m);

		if (number[class] == ISOLATION_NONE) {
			number[class] = block->classes->len;
			g_array_append_val(block->classes, class);
		}
		g_array_append_val(block->members, number[class]);
	}
	if (span.count > 1)
		qsort(&NUMBER(block->members, renumbered.first), span.count, sizeof(uint32_t), compare_numbers);
	return renumbered;
}

static void name_classes(const struct exact *exact, const struct block *block, const struct span *components_of,
			 const uint32_t *components, struct isolation_trouble *trouble)
{
	g_autofree struct isolation_class *classes = g_new0(struct isolation_class, block->classes->len);

	for (guint c = 0; c < block->classes->len; c++) {
		struct span span = components_of[NUMBER(block->classes, c)];

		classes[c].components = answer_keep(exact->answer, components + span.first, span.count,
						    sizeof(uint32_t));
		classes[c].count = span.count;
	}
	trouble->class_count = block->classes->len;
	trouble->classes = answer_keep(exact->answer, classes, block->classes->len, sizeof(*classes));
}

static void name_sets(const struct exact *exact, const struct block *block, uint32_t size,
		      struct isolation_trouble *trouble)
{
	const uint32_t *kept = answer_keep(exact->answer, block->sets->data, block->sets->len, sizeof(uint32_t));
	uint32_t count = size ? block->sets->len / size : 0;
	g_autofree struct isolation_set *sets = g_new0(struct isolation_set, count + 1);

	for (uint32_t s = 0; s < count; s++) {
		sets[s].classes = kept + s * size;
		sets[s].count = size;
		sets[s].share = 1;
		for (uint32_t c = 0; c < size; c++) {
			const struct isolation_class *class = &trouble->classes[sets[s].classes[c]];
			double any = 0;

			for (uint32_t i = 0; i < class->count; i++)
				any += model_prior(exact->isolation, class->components[i]);
			sets[s].share *= any;
		}
	}
	trouble->set_count = count;
	trouble->sets = answer_keep(exact->answer, sets, count, sizeof(*sets));
}

static void judge_block(struct exact *exact, struct block *block, const struct span *components_of,
			const uint32_t *components)
{
	struct isolation_trouble trouble = { .aspect = exact->aspect };
	struct cover cover = {
		.class_count = block->classes->len,
		.clauses = (const struct span *)(void *)block->clauses->data, .clause_count = block->clauses->len,
		.members = (const uint32_t *)(void *)block->members->data,
		.limits = (const struct span *)(void *)block->limits->data, .limit_count = block->limits->len,
		.parts = (const struct span *)(void *)block->parts->data,
		.size_most = exact->options->faults_most, .sets_most = exact->options->sets_most,
	};
	uint32_t size = 0;
	enum cover_end end = cover_search(&cover, block->sets, &size);

	/* What good ones leave open together would have to be cut. */
	if (end == COVER_NOTHING) {
		for (guint e = 0; e < block->explains->len; e++)
			note_unexplained(exact, NUMBER(block->explains, e));
		return;
	}
	trouble.more = end == COVER_BOUNDED;
	for (guint e = 0; e < block->explains->len && !trouble.more; e++) {
		const struct ways *ways = ways_of(exact->isolation,
						  SIGHTING(exact->isolation, NUMBER(block->explains, e)));

		trouble.more = ways && !ways->whole;
	}
	name_classes(exact, block, components_of, components, &trouble);
	name_sets(exact, block, size, &trouble);
	trouble.explain_count = block->explains->len;
	trouble.explains = answer_keep(exact->answer, block->explains->data, block->explains->len, sizeof(uint32_t));
	answer_add(exact->isolation, exact->answer, &trouble);
}

/* Components by class, one behind the other. */
static uint32_t *by_class(const struct exact *exact, struct span *ret_of)
{
	uint32_t count = isolation_component_count(exact->isolation), at = 0;
	uint32_t *components;

	for (uint32_t i = 0; i < count; i++)
		if (exact->class_of[i] != ISOLATION_NONE)
			ret_of[exact->class_of[i]].count++;
	for (uint32_t c = 0; c < exact->class_count; c++) {
		ret_of[c].first = at;
		at += ret_of[c].count;
		ret_of[c].count = 0;
	}
	components = g_new(uint32_t, at + 1);
	for (uint32_t i = 0; i < count; i++)
		if (exact->class_of[i] != ISOLATION_NONE) {
			struct span *of = &ret_of[exact->class_of[i]];

			components[of->first + of->count++] = i;
		}
	return components;
}

static void block_reset(struct block *block)
{
	GArray **arrays[] = { &block->classes, &block->members, &block->sets, &block->explains };
	GArray **spans[] = { &block->clauses, &block->limits, &block->parts };

	for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
		if (*arrays[i])
			g_array_set_size(*arrays[i], 0);
		else
			*arrays[i] = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 8);
	for (size_t i = 0; i < G_N_ELEMENTS(spans); i++)
		if (*spans[i])
			g_array_set_size(*spans[i], 0);
		else
			*spans[i] = g_array_sized_new(FALSE, FALSE, sizeof(struct span), 8);
}

static void block_clear(struct block *block)
{
	g_array_unref(block->classes);
	g_array_unref(block->members);
	g_array_unref(block->sets);
	g_array_unref(block->explains);
	g_array_unref(block->clauses);
	g_array_unref(block->limits);
	g_array_unref(block->parts);
}

static void add_limit(const struct exact *exact, struct block *block, uint32_t *number, struct span limit)
{
	struct span renumbered = { block->parts->len, limit.count };

	for (uint32_t p = 0; p < limit.count; p++) {
		struct span part = renumber(exact, block, number,
					    g_array_index(exact->parts, struct span, limit.first + p));

		g_array_append_val(block->parts, part);
	}
	g_array_append_val(block->limits, renumbered);
}

/* Clauses and limits in order of their trouble. */
static GArray *group_by_root(struct exact *exact, const GArray *spans)
{
	GArray *grouped = g_array_sized_new(FALSE, FALSE, sizeof(struct membership), spans->len + 1);

	for (guint i = 0; i < spans->len; i++) {
		struct span span = g_array_index(spans, struct span, i);

		if (spans == exact->limits)
			span = g_array_index(exact->parts, struct span, span.first);
		g_array_append_vals(grouped, &(struct membership){
			root_of(exact, NUMBER(exact->pool, span.first)), i }, 1);
	}
	g_array_sort(grouped, compare_memberships);
	return grouped;
}

static void judge_blocks(struct exact *exact)
{
	g_autoptr(GArray) clauses = group_by_root(exact, exact->clauses);
	g_autoptr(GArray) limits = group_by_root(exact, exact->limits);
	g_autofree struct span *components_of = g_new0(struct span, exact->class_count + 1);
	g_autofree uint32_t *components = by_class(exact, components_of);
	g_autofree uint32_t *number = g_new(uint32_t, exact->class_count + 1);
	struct block block = { NULL };
	guint limit = 0;

	memset(number, 0xff, (exact->class_count + 1) * sizeof(*number));
	for (guint from = 0, to; from < clauses->len; from = to) {
		uint32_t root = g_array_index(clauses, struct membership, from).root;

		block_reset(&block);
		for (to = from; to < clauses->len && g_array_index(clauses, struct membership, to).root == root; to++) {
			uint32_t i = g_array_index(clauses, struct membership, to).number;
			uint32_t observation = NUMBER(exact->of, i);
			struct span clause = renumber(exact, &block, number,
						      g_array_index(exact->clauses, struct span, i));

			g_array_append_val(block.clauses, clause);
			if (!block.explains->len ||
			    NUMBER(block.explains, block.explains->len - 1) != observation)
				g_array_append_val(block.explains, observation);
		}
		for (; limit < limits->len && g_array_index(limits, struct membership, limit).root <= root; limit++) {
			const struct membership *of = &g_array_index(limits, struct membership, limit);

			if (of->root == root)
				add_limit(exact, &block, number,
					  g_array_index(exact->limits, struct span, of->number));
		}
		judge_block(exact, &block, components_of, components);
	}
	if (block.classes)
		block_clear(&block);
}

static void settle_unexplained(GArray *unexplained)
{
	guint kept = 0;

	g_array_sort(unexplained, compare_numbers);
	for (guint i = 0; i < unexplained->len; i++)
		if (!kept || NUMBER(unexplained, kept - 1) != NUMBER(unexplained, i))
			NUMBER(unexplained, kept++) = NUMBER(unexplained, i);
	g_array_set_size(unexplained, kept);
}

bool exact_judge(const struct isolation *isolation, enum fault_aspect aspect,
		 const struct isolation_options *options, struct isolation_answer *answer)
{
	uint32_t count = isolation_component_count(isolation);
	struct exact exact = {
		.isolation = isolation, .aspect = aspect, .options = options, .answer = answer,
		.cleared = g_new(uint32_t, count + 1), .class_of = g_new(uint32_t, count + 1),
		.left = g_new0(struct span, isolation->ways->len + 1),
		.left_ways = g_array_new(FALSE, FALSE, sizeof(struct span)),
		.pool = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 64),
		.clauses = g_array_new(FALSE, FALSE, sizeof(struct span)),
		.of = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
		.limits = g_array_new(FALSE, FALSE, sizeof(struct span)),
		.parts = g_array_sized_new(FALSE, FALSE, sizeof(struct span), 8),
	};

	memset(exact.cleared, 0xff, (count + 1) * sizeof(uint32_t));
	memset(exact.class_of, 0xff, (count + 1) * sizeof(uint32_t));
	clear_components(&exact);
	for (guint i = 0; i < isolation->sightings->len; i++)
		if (SIGHTING(isolation, i)->seen[aspect] == SEEN_BAD)
			add_clauses(&exact, i);
	if (exact.clauses->len) {
		find_classes(&exact);
		find_roots(&exact);
		judge_blocks(&exact);
	}
	g_free(answer->cleared[aspect]);
	/* One may have been beyond explaining by each of its ways. */
	settle_unexplained(answer->unexplained[aspect]);
	answer->cleared[aspect] = exact.cleared;
	g_free(exact.class_of);
	g_free(exact.left);
	g_free(exact.root);
	g_array_unref(exact.left_ways);
	g_array_unref(exact.pool);
	g_array_unref(exact.clauses);
	g_array_unref(exact.of);
	g_array_unref(exact.limits);
	g_array_unref(exact.parts);
	return !exact.unexplained;
}
