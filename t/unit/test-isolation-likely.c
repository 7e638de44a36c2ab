/* SPDX-License-Identifier: Apache-2.0 */
/*
 * isolation/likely.c and likely-table.c: when observations contradict each other or lie, what is
 * likeliest stands first, what contradicts it is named, and "nothing is broken" is said.
 */
#include "isolation/isolation.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* Lines are letters from h on, each behind one of concentrators f and g, which lie behind a or b. */
struct view {
	struct isolation *isolation;
	uint32_t ways[2];
	uint32_t order[64], count;
};

static void build(struct view *view)
{
	uint32_t members[2][2][2];

	memset(view, 0, sizeof(*view));
	view->isolation = isolation_new(NULL);
	for (int i = 0; i < 26; i++) {
		enum component_kind kind = i < 7 ? COMPONENT_DEVICE : COMPONENT_LINE;

		isolation_add_component(view->isolation, &(struct isolation_component){ .kind = kind }, NULL, 0);
	}
	for (uint32_t c = 0; c < 2; c++) {
		struct isolation_way ways[2];

		for (uint32_t w = 0; w < 2; w++) {
			members[c][w][0] = w;
			members[c][w][1] = 5 + c;
			ways[w] = (struct isolation_way){ members[c][w], 2 };
		}
		view->ways[c] = isolation_add_ways(view->isolation, ways, 2, ISOLATION_WHOLE);
	}
}

/* "h-- i+- a-": each letter is looked at as often as there are signs: a line over its concentrator (h to p behind
 * f, q to z behind g), a device by itself. */
static void observe(struct view *view, const char *seen, enum fault_aspect aspect, bool backwards)
{
	g_auto(GStrv) words = g_strsplit(seen, " ", -1);
	guint count = g_strv_length(words);

	for (guint w = 0; w < count; w++) {
		const char *word = words[backwards ? count - 1 - w : w];
		uint32_t component = (uint32_t)(word[0] - 'a');

		for (const char *sign = word + 1; *sign; sign++) {
			struct isolation_observation observation = {
				.name = "o", .tail = &component, .tail_count = 1,
				.ways = component < 7 ? ISOLATION_NONE : view->ways[word[0] >= 'q'],
			};

			observation.seen[aspect] = *sign == '+' ? SEEN_GOOD : *sign == '-' ? SEEN_BAD : SEEN_UNMEASURED;
			isolation_add_observation(view->isolation, &observation);
		}
	}
}

/* The likeliest set, "(f)", "(a)(b)", "()" for nothing broken; troubles parted by blanks, sorted. */
static char *first_sets(const struct isolation_answer *answer)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GList) sorted = NULL;

	for (size_t t = 0; t < isolation_trouble_count(answer); t++) {
		const struct isolation_trouble *trouble = isolation_trouble_at(answer, t);
		bool named[26] = { false };
		GString *set = g_string_new(trouble->sets[0].count ? NULL : "()");

		for (uint32_t c = 0; c < trouble->sets[0].count; c++)
			named[trouble->classes[trouble->sets[0].classes[c]].components[0]] = true;
		for (int i = 0; i < 26; i++)
			if (named[i])
				g_string_append_printf(set, "(%c)", 'a' + i);
		sorted = g_list_insert_sorted(sorted, g_string_free(set, FALSE), (GCompareFunc)(void (*)(void))strcmp);
	}
	for (GList *at = sorted; at; at = at->next) {
		g_string_append_printf(text, "%s%s", at == sorted ? "" : " ", (char *)at->data);
		g_free(at->data);
	}
	return g_string_free(text, FALSE);
}

START_TEST(the_likeliest_stands_first_whatever_the_order)
{
	static const struct { const char *seen, *first; } cases[] = {
		{ "h++ i++", "" },
		/* One bad look among good ones is false; several of one line are that line. */
		{ "h- i++ j++ k++", "()" },
		{ "h-- i++ j++ k++", "(h)" },
		{ "h---+ i++ j++ k++", "(h)" },
		{ "h-+ i++ j++", "()" },
		/* A concentrator, with one look that says it is not. */
		{ "h-- i-- j-- k-- l-- m+- q++ r++", "(f)" },
		{ "h- i- j- k- l- m- n+ q+ r+", "(f)" },
		/* One that loses half of all. */
		{ "h+- i-+ j-- k++ l-+ m+- n-+ o-- p+- q++ r++ s++", "(f)" },
		/* Everything, and the devices before are both dead, or what they have in common is not known. */
		{ "h-- i-- j-- q-- r-- s-- a-- b--", "(a)(b)" },
		{ "h-- i-- j-- q-- r-- s+- a-- b--", "(a)(b)" },
		/* One of both dead changes nothing behind it. */
		{ "h++ i++ q++ r++ a---", "(a)" },
		/* Two faults. */
		{ "h-- i-- j-- k-- q-- r++ s++ t++", "(f) (q)" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases) * 2; i++) {
		struct view view;
		g_autoptr(ops_isolation_answer_t) answer = NULL;
		g_autofree char *first = NULL;

		build(&view);
		observe(&view, cases[i / 2].seen, ASPECT_REACH, i % 2);
		answer = isolation_judge(view.isolation, &(struct isolation_options){ .mode = ISOLATION_LIKELY });
		first = first_sets(answer);
		ck_assert_msg(g_str_equal(first, cases[i / 2].first), "%s%s: '%s', not '%s'", cases[i / 2].seen,
			      i % 2 ? " backwards" : "", first, cases[i / 2].first);
		isolation_free(view.isolation);
	}
}
END_TEST

/* Shares are of 1; nobody is named without what contradicts him. */
START_TEST(what_contradicts_is_named_and_to_be_repeated)
{
	struct view view;
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	const struct isolation_trouble *trouble;
	double all = 0;

	build(&view);
	observe(&view, "h-- i-- j-- k-- l+- q++", ASPECT_REACH, false);
	answer = isolation_judge(view.isolation, NULL);
	ck_assert_uint_eq(isolation_trouble_count(answer), 1);
	trouble = isolation_trouble_at(answer, 0);
	ck_assert(trouble->likely);
	ck_assert_uint_eq(trouble->suspects[0].component, 'f' - 'a');
	ck_assert_uint_eq(trouble->against_count, 1);
	ck_assert_uint_eq(trouble->against[0], 8);
	ck_assert_uint_eq(trouble->explain_count, 9);
	for (uint32_t s = 0; s < trouble->set_count; s++)
		all += trouble->sets[s].share;
	ck_assert(fabs(all - 1) < 1e-9);
	isolation_free(view.isolation);
}
END_TEST

START_TEST(a_lone_bad_look_may_be_false_and_is_repeated_first)
{
	struct view view;
	g_autoptr(ops_isolation_answer_t) answer = NULL;
	const struct isolation_trouble *trouble;

	build(&view);
	observe(&view, "h- i+ j+", ASPECT_REACH, false);
	answer = isolation_judge(view.isolation, &(struct isolation_options){ .mode = ISOLATION_LIKELY });
	trouble = isolation_trouble_at(answer, 0);
	ck_assert_uint_eq(trouble->sets[0].count, 0);
	ck_assert(trouble->verdicts[FAULT_NONE] > 0.5);
	ck_assert_uint_eq(trouble->against_count, 1);
	ck_assert_uint_eq(trouble->against[0], 0);
	ck_assert_uint_eq(trouble->suspects[0].component, 'h' - 'a');
	isolation_free(view.isolation);
}
END_TEST

/* What never lies is believed. */
START_TEST(rates_are_the_callers)
{
	static const struct { double false_bad; uint32_t broken; } cases[] = { { 1e-6, 1 }, { 0.2, 0 } };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct isolation_priors priors = *isolation_priors_standard();
		uint32_t line;
		g_autoptr(ops_isolation_t) isolation = NULL;
		g_autoptr(ops_isolation_answer_t) answer = NULL;
		struct isolation_observation observation = { .name = "o", .ways = ISOLATION_NONE, .tail = &line,
							     .tail_count = 1, .seen = { SEEN_BAD } };

		priors.false_bad = cases[i].false_bad;
		isolation = isolation_new(&priors);
		line = isolation_add_component(isolation, &(struct isolation_component){ .kind = COMPONENT_LINE }, NULL, 0);
		isolation_add_observation(isolation, &observation);
		answer = isolation_judge(isolation, &(struct isolation_options){ .mode = ISOLATION_LIKELY });
		ck_assert_uint_eq(isolation_trouble_at(answer, 0)->sets[0].count, cases[i].broken);
	}
}
END_TEST

/* Packets are spread over ways: one that loses some shows in half of them, and both modes know. */
START_TEST(a_lossy_way_shows_through_the_other)
{
	struct view view;
	g_autoptr(ops_isolation_answer_t) answer = NULL;

	build(&view);
	observe(&view, "h-+ i+- j-- k+- l-+ q-+ r+- s-- t+- u-+ a--- b+++ f+++ g+++", ASPECT_QUALITY, false);
	answer = isolation_judge(view.isolation, &(struct isolation_options){ .mode = ISOLATION_LIKELY });
	ck_assert_uint_ge(isolation_trouble_count(answer), 1);
	ck_assert_uint_eq(isolation_trouble_at(answer, 0)->suspects[0].component, 0);
	isolation_free(view.isolation);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_likeliest_stands_first_whatever_the_order),
		UNIT(what_contradicts_is_named_and_to_be_repeated),
		UNIT(a_lone_bad_look_may_be_false_and_is_repeated_first),
		UNIT(rates_are_the_callers),
		UNIT(a_lossy_way_shows_through_the_other),
		{ NULL, NULL },
	};

	return unit_run("isolation-likely", tests);
}
