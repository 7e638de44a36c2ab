/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isolation/exact.c and cover.c: by hand on small tables, and against trying every set of
 * components on some thousands of small random models, loops and all.
 */
#include "isolation/isolation.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#define COMPONENTS_MOST 9

/* --- a model that can be tried out in full --- */

struct tried {
	uint32_t components;
	struct isolation *isolation;
	/* By observation, as bits of components. */
	struct { uint32_t ways[4], way_count, tail, shared; enum seen seen; bool whole; } of[16];
	uint32_t count;
	enum fault_aspect aspect;
};

static uint32_t list_bits(uint32_t bits, uint32_t *ret_list)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < 32; i++)
		if (bits & 1U << i)
			ret_list[count++] = i;
	return count;
}

/* What the observation says must be so of the set of broken components. */
static bool agrees(const struct tried *tried, uint32_t number, uint32_t broken)
{
	bool spread = tried->aspect == ASPECT_QUALITY, open = !tried->of[number].way_count, any = false;

	for (uint32_t w = 0; w < tried->of[number].way_count; w++) {
		open |= !(tried->of[number].ways[w] & broken);
		any |= (tried->of[number].ways[w] & broken) != 0;
	}
	if (tried->of[number].seen == SEEN_GOOD)
		return !(tried->of[number].tail & broken) && !(tried->of[number].shared & broken) &&
		       (spread || open || !tried->of[number].whole);
	if (tried->of[number].seen == SEEN_BAD)
		return (tried->of[number].tail & broken) || (spread ? any : tried->of[number].way_count && !open);
	return true;
}

static uint32_t pick(GRand *random, uint32_t components, double share)
{
	uint32_t bits = 0;

	for (uint32_t i = 0; i < components; i++)
		if (g_rand_double(random) < share)
			bits |= 1U << i;
	return bits;
}

/* Draws the observations; whatever their order they are the same. */
static void draw(struct tried *tried, GRand *random)
{
	uint32_t truth;

	memset(tried, 0, sizeof(*tried));
	tried->components = (uint32_t)g_rand_int_range(random, 3, COMPONENTS_MOST + 1);
	tried->count = (uint32_t)g_rand_int_range(random, 1, 12);
	tried->aspect = g_rand_boolean(random) ? ASPECT_REACH : ASPECT_QUALITY;
	truth = pick(random, tried->components, 0.2);
	for (uint32_t i = 0; i < tried->count; i++) {
		tried->of[i].way_count = (uint32_t)g_rand_int_range(random, 0, 4);
		tried->of[i].tail = pick(random, tried->components, 0.15);
		tried->of[i].shared = (1U << tried->components) - 1;
		tried->of[i].whole = tried->aspect == ASPECT_REACH || g_rand_boolean(random);
		for (uint32_t w = 0; w < tried->of[i].way_count; w++) {
			tried->of[i].ways[w] = pick(random, tried->components, 0.35);
			tried->of[i].shared &= tried->of[i].ways[w];
		}
		if (!tried->of[i].way_count)
			tried->of[i].shared = 0;
		/* What a true set would show; now and then the contrary. */
		tried->of[i].seen = SEEN_BAD;
		if (!agrees(tried, i, truth) || g_rand_double(random) < 0.02)
			tried->of[i].seen = SEEN_GOOD;
		if (g_rand_double(random) < 0.1)
			tried->of[i].seen = SEEN_UNMEASURED;
	}
}

static void build(struct tried *tried, const uint32_t *order)
{
	tried->isolation = isolation_new(NULL);
	for (uint32_t i = 0; i < tried->components; i++)
		isolation_add_component(tried->isolation, &(struct isolation_component){ .kind = COMPONENT_DEVICE }, NULL, 0);
	for (uint32_t o = 0; o < tried->count; o++) {
		uint32_t i = order[o], members[4][32], tail[32], shared[32];
		struct isolation_way ways[4], common = { shared, list_bits(tried->of[i].shared, shared) };
		struct isolation_observation observation = {
			.name = "o", .ways = ISOLATION_NONE, .tail = tail,
			.tail_count = list_bits(tried->of[i].tail, tail),
		};

		for (uint32_t w = 0; w < tried->of[i].way_count; w++)
			ways[w] = (struct isolation_way){ members[w], list_bits(tried->of[i].ways[w], members[w]) };
		if (tried->of[i].way_count)
			observation.ways = isolation_add_ways(tried->isolation, ways, tried->of[i].way_count,
							      tried->of[i].whole ? ISOLATION_WHOLE : &common);
		observation.seen[tried->aspect] = (uint8_t)tried->of[i].seen;
		ck_assert_uint_eq(isolation_add_observation(tried->isolation, &observation), o);
	}
}

/* All sets that the troubles name together, as bits, into FOUND, which has room for every set there is. */
static void expand(const struct isolation_answer *answer, size_t trouble, uint32_t broken, bool *found)
{
	const struct isolation_trouble *of;

	if (trouble == isolation_trouble_count(answer)) {
		found[broken] = true;
		return;
	}
	of = isolation_trouble_at(answer, trouble);
	for (uint32_t s = 0; s < of->set_count; s++) {
		uint32_t at[COMPONENTS_MOST] = { 0 }, c;

		do {
			uint32_t with = broken;

			for (c = 0; c < of->sets[s].count; c++)
				with |= 1U << of->classes[of->sets[s].classes[c]].components[at[c]];
			expand(answer, trouble + 1, with, found);
			for (c = 0; c < of->sets[s].count; c++) {
				if (++at[c] < of->classes[of->sets[s].classes[c]].count)
					break;
				at[c] = 0;
			}
		} while (c < of->sets[s].count);
	}
}

static bool is_bounded(const struct isolation_answer *answer)
{
	for (size_t i = 0; i < isolation_trouble_count(answer); i++)
		if (isolation_trouble_at(answer, i)->more)
			return true;
	return false;
}

/* The smallest sets that agree with all observations that can be explained; true when there are any. */
static bool try_all(const struct tried *tried, const bool *left_out, bool *ret_smallest)
{
	int least = 32;

	for (uint32_t broken = 0; broken < 1U << tried->components; broken++) {
		bool agreed = true;

		for (uint32_t i = 0; agreed && i < tried->count; i++)
			agreed = left_out[i] || agrees(tried, i, broken);
		ret_smallest[broken] = agreed;
		if (agreed)
			least = MIN(least, __builtin_popcount(broken));
	}
	for (uint32_t broken = 0; broken < 1U << tried->components; broken++)
		ret_smallest[broken] = ret_smallest[broken] && __builtin_popcount(broken) == least;
	return least < 32;
}

/* Whether nothing that good observations leave could explain it. */
static bool is_beyond(const struct tried *tried, uint32_t number)
{
	uint32_t cleared = 0, left;

	for (uint32_t i = 0; i < tried->count; i++)
		if (tried->of[i].seen == SEEN_GOOD)
			cleared |= tried->of[i].tail | tried->of[i].shared;
	left = (1U << tried->components) - 1;
	return !agrees(tried, number, left & ~cleared);
}

static void check_against_all(struct tried *tried, const uint32_t *order, uint32_t seed)
{
	struct isolation_options options = { .mode = ISOLATION_EXACT, .faults_most = 9, .sets_most = 1000 };
	static bool found[1U << COMPONENTS_MOST], smallest[1U << COMPONENTS_MOST];
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	bool left_out[16] = { false }, impossible[16] = { false }, more_left_out = false;
	size_t beyond;
	const uint32_t *unexplained;

	build(tried, order);
	answer = isolation_judge(tried->isolation, &options);
	unexplained = isolation_unexplained(answer, tried->aspect, &beyond);
	for (size_t i = 0; i < beyond; i++)
		left_out[order[unexplained[i]]] = true;
	for (uint32_t i = 0; i < tried->count; i++) {
		impossible[i] = tried->of[i].seen == SEEN_BAD && is_beyond(tried, i);
		ck_assert_msg(left_out[i] || !impossible[i], "seed %u: observation %u cannot be explained", seed, i);
		more_left_out |= left_out[i] && !impossible[i];
	}
	memset(found, 0, sizeof(found));
	expand(answer, 0, 0, found);
	ck_assert_msg(!is_bounded(answer) || tried->aspect == ASPECT_QUALITY, "seed %u: so small, and bounded", seed);
	/* What each could be explained by, no set explains together; that is all that may be given up. */
	ck_assert_msg(try_all(tried, impossible, smallest) == !more_left_out, "seed %u: %s", seed,
		      more_left_out ? "given up" : "not given up");
	for (uint32_t broken = 0; !more_left_out && broken < 1U << tried->components; broken++)
		ck_assert_msg(found[broken] == smallest[broken], "seed %u: set %x %s", seed, broken,
			      found[broken] ? "is wrong" : "is missing");
	isolation_free(tried->isolation);
}

START_TEST(all_smallest_sets_are_found_and_no_others)
{
	uint32_t order[16];

	for (uint32_t i = 0; i < G_N_ELEMENTS(order); i++)
		order[i] = i;
	for (uint32_t seed = 1; seed <= 6000; seed += (uint32_t)unit_sparse()) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		struct tried tried;

		draw(&tried, random);
		check_against_all(&tried, order, seed);
	}
}
END_TEST

START_TEST(the_order_of_observations_does_not_matter)
{
	for (uint32_t seed = 1; seed <= 2000; seed += (uint32_t)unit_sparse()) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		struct tried tried;
		uint32_t order[16];

		draw(&tried, random);
		for (uint32_t i = 0; i < tried.count; i++) {
			uint32_t other = (uint32_t)g_rand_int_range(random, 0, (gint32)i + 1);

			order[i] = order[other];
			order[other] = i;
		}
		check_against_all(&tried, order, seed);
	}
}
END_TEST

START_TEST(no_cleared_component_is_ever_blamed)
{
	for (uint32_t seed = 1; seed <= 3000; seed += (uint32_t)unit_sparse()) {
		g_autoptr(GRand) random = g_rand_new_with_seed(seed);
		g_autoptr(ops_isolation_answer_t) answer = NULL;
		uint32_t order[16], cleared = 0;
		struct tried tried;

		for (uint32_t i = 0; i < G_N_ELEMENTS(order); i++)
			order[i] = i;
		draw(&tried, random);
		build(&tried, order);
		answer = isolation_judge(tried.isolation, &(struct isolation_options){ .mode = ISOLATION_EXACT });
		for (uint32_t i = 0; i < tried.count; i++)
			if (tried.of[i].seen == SEEN_GOOD)
				cleared |= tried.of[i].tail | tried.of[i].shared;
		for (size_t t = 0; t < isolation_trouble_count(answer); t++) {
			const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);

			for (uint32_t s = 0; s < trouble->suspect_count; s++)
				ck_assert_msg(!(cleared & 1U << trouble->suspects[s].component), "seed %u", seed);
			for (uint32_t s = 1; s < trouble->suspect_count; s++)
				ck_assert(trouble->suspects[s].share <= trouble->suspects[s - 1].share);
			ck_assert(trouble->explain_count > 0);
		}
		for (uint32_t c = 0; c < tried.components; c++) {
			uint32_t by = isolation_cleared_by(answer, tried.aspect, c);

			ck_assert_int_eq(by != ISOLATION_NONE, (cleared & 1U << c) != 0);
			if (by != ISOLATION_NONE)
				ck_assert_int_eq(tried.of[by].seen, SEEN_GOOD);
		}
		isolation_free(tried.isolation);
	}
}
END_TEST

/* --- by hand --- */

/* One observation a word: letters are components, ways parted by |, the tail behind /, then + good, - bad, ? not
 * made. "ab|cb/d-": over a and b or c and b, and d, bad. */
static struct isolation *model_of(const char *observations)
{
	struct isolation *isolation = isolation_new(NULL);
	g_auto(GStrv) words = g_strsplit(observations, " ", -1);

	for (int i = 0; i < 26; i++)
		isolation_add_component(isolation, &(struct isolation_component){ .kind = COMPONENT_DEVICE }, NULL, 0);
	for (char **word = words; *word; word++) {
		struct isolation_observation observation = { .name = *word, .ways = ISOLATION_NONE };
		g_auto(GStrv) halves = NULL, parts = NULL;
		uint32_t members[8][26], tail[26];
		struct isolation_way ways[8];
		size_t length = strlen(*word), count = 0;
		char end;

		if (!length)
			continue;
		end = (*word)[length - 1];
		(*word)[length - 1] = '\0';
		halves = g_strsplit(*word, "/", 2);
		parts = g_strsplit(halves[0], "|", -1);
		for (char **part = parts; *part; part++, count++) {
			ways[count] = (struct isolation_way){ members[count], strlen(*part) };
			for (size_t i = 0; (*part)[i]; i++)
				members[count][i] = (uint32_t)((*part)[i] - 'a');
		}
		for (; halves[0] && halves[1] && halves[1][observation.tail_count]; observation.tail_count++)
			tail[observation.tail_count] = (uint32_t)(halves[1][observation.tail_count] - 'a');
		observation.tail = tail;
		if (count)
			observation.ways = isolation_add_ways(isolation, ways, count, ISOLATION_WHOLE);
		observation.seen[ASPECT_REACH] = end == '+' ? SEEN_GOOD : end == '-' ? SEEN_BAD : SEEN_UNMEASURED;
		observation.name = "o";
		isolation_add_observation(isolation, &observation);
	}
	return isolation;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* "(ab)(c) (d)(c); (e)": sets of one trouble parted by blanks, classes in brackets, troubles by semicolons;
 * each sorted. */
static char *print_troubles(const struct isolation_answer *answer)
{
	g_autoptr(GPtrArray) troubles = g_ptr_array_new_with_free_func(g_free);
	GString *all = g_string_new(NULL);

	for (size_t t = 0; t < isolation_trouble_count(answer); t++) {
		const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);
		g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(g_free);
		GString *line = g_string_new(NULL);

		for (uint32_t s = 0; s < trouble->set_count; s++) {
			g_autoptr(GPtrArray) classes = g_ptr_array_new_with_free_func(g_free);
			GString *set = g_string_new(NULL);

			for (uint32_t c = 0; c < trouble->sets[s].count; c++) {
				const struct isolation_class *class = &trouble->classes[trouble->sets[s].classes[c]];
				GString *members = g_string_new("(");

				for (uint32_t i = 0; i < class->count; i++)
					g_string_append_c(members, (char)('a' + class->components[i]));
				g_string_append_c(members, ')');
				g_ptr_array_add(classes, g_string_free(members, FALSE));
			}
			g_ptr_array_sort(classes, compare_texts);
			for (guint c = 0; c < classes->len; c++)
				g_string_append(set, g_ptr_array_index(classes, c));
			g_ptr_array_add(sets, g_string_free(set, FALSE));
		}
		g_ptr_array_sort(sets, compare_texts);
		for (guint s = 0; s < sets->len; s++)
			g_string_append_printf(line, "%s%s", s ? " " : "", (char *)g_ptr_array_index(sets, s));
		g_ptr_array_add(troubles, g_string_free(line, FALSE));
	}
	g_ptr_array_sort(troubles, compare_texts);
	for (guint t = 0; t < troubles->len; t++)
		g_string_append_printf(all, "%s%s", t ? "; " : "", (char *)g_ptr_array_index(troubles, t));
	return g_string_free(all, FALSE);
}

START_TEST(small_cases_have_the_answers_that_a_person_would_give)
{
	static const struct { const char *seen, *troubles; } cases[] = {
		/* Nothing known, nothing bad. */
		{ "", "" },
		{ "abc+", "" },
		{ "abc?", "" },
		/* One line behind a concentrator: cut, with and without a neighbour. */
		{ "abc-", "(abc)" },
		{ "abc- abd+", "(c)" },
		{ "abc- abd-", "(ab)" },
		{ "abc- abd- ae+", "(b)" },
		/* Everything down. */
		{ "abc- abd- ae- af-", "(a)" },
		/* Two troubles, and one that two sets explain. */
		{ "abc- ade- af+", "(bc); (de)" },
		{ "ab- bc- cd-", "(a)(c) (b)(c) (b)(d)" },
		/* A risk that two lines share explains with one what lines alone do with two. */
		{ "aex- afx- aeg+ afh+", "(x)" },
		/* Equal-cost ways: good clears what they share, bad needs both cut. */
		{ "ab|ac/d-", "(ad)" },
		{ "ab|ac/d- ab|ac/e+", "(d)" },
		{ "a|b/d- a|b/e- f-", "(a)(b) (d)(e); (f)" },
		/* The second good one leaves a way, so the first bad pair is not both. */
		{ "a|b/d+ /a-", "(a)" },
		{ "a|b/d+ ax- by-", "(a)(y) (b)(x) (x)(y)" },
		/* What it would take is not to be had together: the good one went one of both ways. */
		{ "a|b/c+ a|b/d+ a|b/c-", "" },
		/* A loop passes a component twice. */
		{ "abab- ab+", "" },
		/* A way that holds another adds nothing. */
		{ "ab|abc/d- /d+ /a+", "(b)" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_isolation_t) isolation = model_of(cases[i].seen);
		g_autoptr(ops_isolation_answer_t) answer = NULL;
		g_autofree char *troubles = NULL;

		answer = isolation_judge(isolation, &(struct isolation_options){ .mode = ISOLATION_EXACT });
		troubles = print_troubles(answer);
		ck_assert_msg(g_str_equal(troubles, cases[i].troubles), "%s: got '%s', wanted '%s'", cases[i].seen,
			      troubles, cases[i].troubles);
	}
}
END_TEST

START_TEST(what_all_it_passed_was_cleared_of_is_unexplained)
{
	g_autoptr(ops_isolation_t) isolation = model_of("ab+ ab-");
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	size_t count;
	const uint32_t *unexplained;

	answer = isolation_judge(isolation, &(struct isolation_options){ .mode = ISOLATION_EXACT });
	unexplained = isolation_unexplained(answer, ASPECT_REACH, &count);
	ck_assert_uint_eq(isolation_trouble_count(answer), 0);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(unexplained[0], 1);
	ck_assert_uint_eq(isolation_cleared_by(answer, ASPECT_REACH, 0), 0);
}
END_TEST

START_TEST(a_bounded_search_says_that_there_is_more)
{
	g_autoptr(ops_isolation_t) isolation = model_of("ab- bc- cd- de- ef- fg- gh-");
	static const struct { uint32_t faults, sets; bool more; } cases[] = {
		{ 4, 100, false }, { 3, 100, true }, { 4, 2, true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct isolation_options options = { .mode = ISOLATION_EXACT, .faults_most = cases[i].faults,
						     .sets_most = cases[i].sets };
		g_autoptr(ops_isolation_answer_t) answer = isolation_judge(isolation, &options);
		const struct isolation_trouble *trouble;

		ck_assert_uint_eq(isolation_trouble_count(answer), 1);
		trouble = isolation_trouble_at(answer, 0);
		ck_assert_int_eq(trouble->more, cases[i].more);
		ck_assert_uint_ge(trouble->set_count, 1);
		ck_assert_uint_le(trouble->set_count, cases[i].sets);
	}
}
END_TEST

START_TEST(a_thousand_lines_behind_one_device_are_one_trouble)
{
	g_autoptr(ops_isolation_t) isolation = isolation_new(NULL);
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	struct isolation_component device = { .kind = COMPONENT_DEVICE }, line = { .kind = COMPONENT_LINE };
	uint32_t concentrator = isolation_add_component(isolation, &device, NULL, 0);
	uint32_t carrier = isolation_add_component(isolation, &(struct isolation_component){
		.kind = COMPONENT_CARRIER }, NULL, 0);

	for (int i = 0; i < 1000; i++) {
		uint32_t tail[] = { concentrator, isolation_add_component(isolation, &line, &carrier, i % 2) };
		struct isolation_observation observation = { .name = "o", .ways = ISOLATION_NONE, .tail = tail,
							     .tail_count = 2, .seen = { SEEN_BAD } };

		isolation_add_observation(isolation, &observation);
	}
	answer = isolation_judge(isolation, NULL);
	ck_assert_uint_eq(isolation_trouble_count(answer), 1);
	ck_assert_uint_eq(isolation_trouble_at(answer, 0)->suspect_count, 1);
	ck_assert_uint_eq(isolation_trouble_at(answer, 0)->suspects[0].component, concentrator);
	ck_assert_uint_eq(isolation_trouble_at(answer, 0)->explain_count, 1000);
	ck_assert(!isolation_trouble_at(answer, 0)->more);
}
END_TEST

START_TEST(what_was_changed_lately_ranks_first)
{
	g_autoptr(ops_isolation_t) isolation = model_of("abc-");
	g_autoptr(ops_isolation_answer_t) before = isolation_judge(isolation, NULL), after = NULL;

	ck_assert_uint_eq(isolation_trouble_at(before, 0)->suspects[0].component, 0);
	isolation_raise(isolation, 2, ISOLATION_CHANGED);
	after = isolation_judge(isolation, NULL);
	ck_assert_uint_eq(isolation_trouble_at(after, 0)->suspects[0].component, 2);
	ck_assert(isolation_trouble_at(after, 0)->suspects[0].share > 0.8);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(all_smallest_sets_are_found_and_no_others),
		UNIT(the_order_of_observations_does_not_matter),
		UNIT(no_cleared_component_is_ever_blamed),
		UNIT(small_cases_have_the_answers_that_a_person_would_give),
		UNIT(what_all_it_passed_was_cleared_of_is_unexplained),
		UNIT(a_bounded_search_says_that_there_is_more),
		UNIT(a_thousand_lines_behind_one_device_are_one_trouble),
		UNIT(what_was_changed_lately_ranks_first),
		{ NULL, NULL },
	};

	return unit_run("isolation-exact", tests);
}
