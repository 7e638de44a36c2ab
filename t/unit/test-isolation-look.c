/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isolation/look.c: the look that tells most is named, people are asked last, and what either answer
 * would leave is what judging leaves once it was given.
 */
#include "isolation/isolation.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* A look at components, letters, with what was seen: + - or ?; behind it p when a person must tell, l for a login. */
static struct isolation *model_of(const char *looks)
{
	struct isolation *isolation = isolation_new(NULL);
	g_auto(GStrv) words = g_strsplit(looks, " ", -1);

	for (int i = 0; i < 26; i++)
		isolation_add_component(isolation, &(struct isolation_component){ .kind = COMPONENT_DEVICE }, NULL, 0);
	for (char **word = words; *word; word++) {
		uint32_t tail[26], count = 0;
		size_t end = strcspn(*word, "+-?");
		struct isolation_observation observation = { .name = "o", .ways = ISOLATION_NONE, .tail = tail };

		for (; count < end; count++)
			tail[count] = (uint32_t)((*word)[count] - 'a');
		observation.tail_count = count;
		observation.seen[ASPECT_REACH] = (*word)[end] == '+' ? SEEN_GOOD : (*word)[end] == '-' ? SEEN_BAD
												     : SEEN_UNMEASURED;
		observation.cost = (*word)[end + 1] == 'p' ? ASK_PERSON : (*word)[end + 1] == 'l' ? ASK_LOGIN : ASK_PROBE;
		isolation_add_observation(isolation, &observation);
	}
	return isolation;
}

START_TEST(the_look_that_tells_most_for_its_cost_comes_next)
{
	static const struct { const char *looks; int next; } cases[] = {
		/* Nobody to tell apart; nothing to look at; nothing that would tell. */
		{ "a- b?", -1 },
		{ "abcd-", -1 },
		{ "abcd- abcd? e?", -1 },
		/* Half of them tells more than one of them, whatever the order. */
		{ "abcd- a? ab?", 2 },
		{ "abcd- ab? a?", 1 },
		/* Of equals the first. */
		{ "abcd- ab? cd?", 1 },
		/* A probe that tells less comes before a person, and a login after a probe that tells as much. */
		{ "abcd- ab?p a?", 2 },
		{ "abcd- ab?l cd?", 2 },
		{ "abcd- ab?p", 1 },
		/* What was looked at already is not looked at again while all is clean. */
		{ "abcd- a+ b?", 2 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_isolation_t) isolation = model_of(cases[i].looks);
		g_autoptr(ops_isolation_answer_t) answer = isolation_judge(isolation, NULL);
		struct isolation_look look = isolation_next_look(isolation, isolation_trouble_at(answer, 0));

		ck_assert_msg((int)look.observation == cases[i].next, "%s: %d", cases[i].looks, (int)look.observation);
	}
}
END_TEST

static double share_of(const struct isolation_answer *answer, uint32_t component)
{
	const struct isolation_trouble *trouble = isolation_trouble_at(answer, 0);

	for (uint32_t s = 0; s < trouble->suspect_count; s++)
		if (trouble->suspects[s].component == component)
			return trouble->suspects[s].share;
	return 0;
}

START_TEST(what_an_answer_would_leave_is_what_it_leaves)
{
	static const enum seen answers[] = { SEEN_GOOD, SEEN_BAD };

	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autoptr(ops_isolation_t) isolation = model_of("abcd- ab?");
		g_autoptr(ops_isolation_answer_t) before = NULL, after = NULL;
		const struct isolation_trouble *trouble;
		struct isolation_look look;
		double shares[26];

		isolation_raise(isolation, 1, ISOLATION_CHANGED);
		isolation_raise(isolation, 2, ISOLATION_IN_MAINTENANCE);
		before = isolation_judge(isolation, NULL);
		trouble = isolation_trouble_at(before, 0);
		look = isolation_next_look(isolation, trouble);
		ck_assert_uint_eq(look.observation, 1);
		ck_assert(!look.again);
		ck_assert(look.bits > 0.5 && look.bits <= 1);
		isolation_after(isolation, trouble, &look, answers[i], shares);
		isolation_set_seen(isolation, 1, ASPECT_REACH, answers[i]);
		after = isolation_judge(isolation, NULL);
		for (uint32_t s = 0; s < trouble->suspect_count; s++)
			ck_assert_msg(fabs(shares[s] - share_of(after, trouble->suspects[s].component)) < 1e-9, "%u: %g",
				      trouble->suspects[s].component, shares[s]);
	}
}
END_TEST

/* Where looks may lie, the one that contradicts is worth another. */
START_TEST(a_doubtful_look_is_repeated)
{
	g_autoptr(ops_isolation_t) isolation = model_of("a- b+");
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	struct isolation_look look;

	answer = isolation_judge(isolation, &(struct isolation_options){ .mode = ISOLATION_LIKELY });
	look = isolation_next_look(isolation, isolation_trouble_at(answer, 0));
	ck_assert_uint_eq(look.observation, 0);
	ck_assert(look.again);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_look_that_tells_most_for_its_cost_comes_next),
		UNIT(what_an_answer_would_leave_is_what_it_leaves),
		UNIT(a_doubtful_look_is_repeated),
		{ NULL, NULL },
	};

	return unit_run("isolation-look", tests);
}
