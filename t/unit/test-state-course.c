/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The course of one item, told as a line of what its runs saw, a letter each, and
 * the hard statuses that must come of it. Runs are a minute apart.
 *
 *   o OK   c CAUTION   w WARNING   d DOWN   u UNKNOWN
 *   k OK, and not below the clearing value of caution; K nor of warning
 *   C CAUTION, and not below the clearing value of warning
 */
#include "state/course.h"
#include "unit.h"

#define MINUTE (60 * (int64_t)G_USEC_PER_SEC)

static const struct service_class user = { .name = "user", .interval_us = MINUTE };
static const struct device device = { .name = "a1", .service_class = &user };
static const struct item item = { .kind = ITEM_DEVICE, .device = &device };

static struct judgement judgement_of(char letter)
{
	struct judgement judgement = { STATUS_OK, CAUSE_NONE, -1, STATUS_OK };

	switch (letter) {
	case 'c':
		return (struct judgement){ STATUS_CAUTION, CAUSE_LOSS, 200000, STATUS_CAUTION };
	case 'C':
		return (struct judgement){ STATUS_CAUTION, CAUSE_LOSS, 200000, STATUS_WARNING };
	case 'w':
		return (struct judgement){ STATUS_WARNING, CAUSE_LOSS, 600000, STATUS_WARNING };
	case 'd':
		return (struct judgement){ STATUS_DOWN, CAUSE_END, -1, STATUS_DOWN };
	case 'u':
		return (struct judgement){ STATUS_UNKNOWN, CAUSE_END, -1, STATUS_UNKNOWN };
	case 'k':
		judgement.holds = STATUS_CAUTION;
		return judgement;
	case 'K':
		judgement.holds = STATUS_WARNING;
		return judgement;
	default:
		return judgement;
	}
}

static char letter_of(enum status status)
{
	return "ocwdu"[status];
}

/* The hard statuses after each of SEEN, by RULE, from COURSE on. RET has room. */
static void walk(struct course *course, const struct course_rule *rule, const char *seen, int64_t *at_us, char *ret)
{
	for (; *seen; seen++, ret++) {
		const struct course_sight sight = { .judgement = judgement_of(*seen), .at_us = *at_us + MINUTE };
		enum status before = course->status;
		bool changed = course_step(course, *at_us, rule, &sight);

		ck_assert_int_eq(changed, course->status != before);
		*at_us = sight.at_us;
		*ret = letter_of(course->status);
	}
	*ret = '\0';
}

static void expect(const struct course_rule *rule, const char *seen, const char *hard)
{
	struct course course;
	int64_t at_us = 1000 * MINUTE;
	char got[200];

	course_init(&course);
	walk(&course, rule, seen, &at_us, got);
	ck_assert_msg(strcmp(got, hard) == 0, "%s: expected %s, got %s", seen, hard, got);
}

static struct course_rule standard_rule(void)
{
	return course_rule_of(&user, &item, CAUSE_LOSS);
}

START_TEST(levels_are_raised_and_cleared_by_their_own_steps)
{
	static const struct { const char *seen, *hard; } cases[] = {
		{ "ooo", "ooo" },
		/* caution: 3 up, 3 down */
		{ "occcooo", "ooocc" "co" },
		{ "occocco", "ooooooo" },
		/* warning: 2 up, 3 down; a warning speaks for caution as well */
		{ "owwooo", "oowwwo" },
		{ "owowow", "oooooo" },
		{ "owwwcccc", "oowwwwcc" },
		/* down: at once, 2 down */
		{ "odoo", "oddo" },
		{ "ododoo", "oddd" "do" },
		/* not asked: at once, and over at once */
		{ "ouo", "ouo" },
		/* what was raised before stands behind it */
		{ "oduo", "odud" },
		{ "owwuoooo", "oowuwwoo" },
		/* and its counting goes on */
		{ "ocucuc", "oououc" },
		/* silence says nothing of loss */
		{ "owdwoooo", "ooddwwoo" },
	};
	struct course_rule rule = standard_rule();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		expect(&rule, cases[i].seen, cases[i].hard);
}
END_TEST

START_TEST(what_is_seen_first_counts_as_it_is)
{
	struct course_rule rule = standard_rule();

	expect(&rule, "cooo", "ccco");
	expect(&rule, "wooo", "wwwo");
	expect(&rule, "doo", "ddo");
	expect(&rule, "uo", "uo");
	expect(&rule, "kck", "ooo");
}
END_TEST

START_TEST(between_clearing_and_raising_value_nothing_changes)
{
	struct course_rule rule = standard_rule();

	/* not raised: neither counted nor forgotten */
	expect(&rule, "ockckc", "oooooc");
	expect(&rule, "kkkkk", "ooooo");
	/* raised: it stays, and its clearing is neither counted nor forgotten */
	expect(&rule, "occckkkkkk", "ooocc" "ccccc");
	expect(&rule, "occcokoko", "ooocccc" "co");
	expect(&rule, "owwKKKKooo", "oowwwwwwwo");
	expect(&rule, "owwCCCCooo", "oowwwwwwwo");
	expect(&rule, "owwkkkkkk", "oowwwcccc");
}
END_TEST

START_TEST(a_level_must_last_and_enough_of_it_be_seen)
{
	struct course_rule rule = standard_rule();
	struct course course;
	struct course_sight sight = { .judgement = judgement_of('w') };
	int64_t last_us = 0;

	rule.levels[COURSE_WARNING] = (struct persistence){
		.over_us = 5 * MINUTE, .coverage_ppm = 800000, .raise_steps = 1, .clear_steps = 1,
	};
	rule.levels[COURSE_CAUTION].raise_steps = 100;
	expect(&rule, "owwwwwwo", "oooooowc");
	expect(&rule, "owwwowwwwww", "oooooooooow");
	/* The first and the last of five minutes are not five minutes. */
	course_recall(&course, STATUS_OK, MINUTE, NULL);
	for (int minute = 0; minute <= 10; minute += 5) {
		sight.at_us = (100 + minute) * MINUTE;
		course_step(&course, last_us, &rule, &sight);
		last_us = sight.at_us;
		ck_assert_int_eq(course.status, STATUS_OK);
	}
	/* They are where it is asked every five minutes. */
	rule.interval_us = 5 * MINUTE;
	course_recall(&course, STATUS_OK, MINUTE, NULL);
	sight.at_us = 200 * MINUTE;
	course_step(&course, 0, &rule, &sight);
	sight.at_us = 205 * MINUTE;
	ck_assert(course_step(&course, 200 * MINUTE, &rule, &sight));
	ck_assert_int_eq(course.status, STATUS_WARNING);
}
END_TEST

START_TEST(a_raised_level_is_held)
{
	struct course_rule rule = standard_rule();

	rule.levels[COURSE_DOWN].hold_us = 4 * MINUTE;
	expect(&rule, "odoooooo", "oddddooo");
}
END_TEST

START_TEST(flapping_is_measured_in_time_and_not_in_runs)
{
	struct course_rule rule = standard_rule();
	struct course course;
	struct course_sight sight = { .at_us = 1000 * MINUTE };
	int64_t settled_us;

	rule.flapping = (struct flapping_rule){ .half_life_us = 30 * MINUTE, .start = 5000, .end = 2000 };
	/* The same changes, asked every minute and every ten seconds. */
	for (int step_s = 10; step_s <= 60; step_s += 50) {
		int64_t step_us = step_s * (int64_t)G_USEC_PER_SEC, last_us = 0, began_us = sight.at_us, flapped_us = 0;

		course_init(&course);
		for (int64_t passed_us = 0; passed_us < 20 * MINUTE; passed_us += step_us) {
			sight.at_us = began_us + passed_us;
			sight.judgement = judgement_of(passed_us / (2 * MINUTE) % 2 ? 'd' : 'o');
			course_step(&course, last_us, &rule, &sight);
			last_us = sight.at_us;
			if (course.more.flapping && !flapped_us)
				flapped_us = passed_us;
		}
		/* Six changes, two minutes apart, are more than five after the loss of a half in thirty. */
		ck_assert_int_eq(flapped_us, 12 * MINUTE);
		ck_assert(course.more.flapping);
		settled_us = sight.at_us;
		sight.judgement = judgement_of('o');
		while (course.more.flapping && sight.at_us < settled_us + 300 * MINUTE) {
			last_us = sight.at_us;
			sight.at_us += step_us;
			course_step(&course, last_us, &rule, &sight);
		}
		ck_assert(!course.more.flapping);
		/* At most 8 are counted, so two half-lives and a little are the longest. */
		ck_assert_int_le(sight.at_us - settled_us, 61 * MINUTE);
		ck_assert_int_ge(sight.at_us - settled_us, 40 * MINUTE);
		sight.at_us += 1000 * MINUTE;
	}
}
END_TEST

START_TEST(slow_changes_do_not_flap_and_cautions_never_do)
{
	struct course_rule rule = standard_rule();
	struct course course;
	struct course_sight sight = { .at_us = 1000 * MINUTE };

	rule.flapping = (struct flapping_rule){ .half_life_us = 30 * MINUTE, .start = 5000, .end = 2000 };
	course_init(&course);
	for (int i = 0; i < 200; i++) {
		int64_t last_us = sight.at_us;

		sight.at_us += 10 * MINUTE;
		sight.judgement = judgement_of(i % 2 ? 'd' : 'o');
		course_step(&course, last_us, &rule, &sight);
		ck_assert(!course.more.flapping);
	}
	course_init(&course);
	for (int i = 0; i < 200; i++) {
		int64_t last_us = sight.at_us;

		sight.at_us += MINUTE;
		sight.judgement = judgement_of(i % 2 ? 'c' : 'o');
		course_step(&course, last_us, &rule, &sight);
		ck_assert(!course.more.flapping);
	}
}
END_TEST

START_TEST(what_is_not_newer_changes_nothing)
{
	struct course_rule rule = standard_rule();
	struct course course, before;
	struct course_sight sight = { .judgement = judgement_of('d'), .at_us = 100 * MINUTE };

	course_init(&course);
	course_step(&course, 99 * MINUTE, &rule, &sight);
	before = course;
	sight.judgement = judgement_of('o');
	sight.judged_at_us = 100 * MINUTE;
	/* again, and from before */
	for (int minute = 100; minute >= 90; minute--) {
		sight.at_us = minute * MINUTE;
		ck_assert(!course_step(&course, 100 * MINUTE, &rule, &sight));
		ck_assert_int_eq(memcmp(&course, &before, sizeof(course)), 0);
	}
}
END_TEST

START_TEST(a_clock_that_was_ahead_silences_nothing_afterwards)
{
	static const int64_t ahead[] = { 1, 60, 1439, 1440, 2 * 1440 };
	struct course_rule rule = standard_rule();

	rule.levels[COURSE_DOWN].hold_us = 5 * MINUTE;
	rule.flapping = (struct flapping_rule){ .half_life_us = 30 * MINUTE, .start = 5000, .end = 2000 };
	for (size_t i = 0; i < G_N_ELEMENTS(ahead); i++) {
		int64_t at_us = 1000 * MINUTE, far_us = at_us + ahead[i] * MINUTE;
		struct course_sight sight = { .judgement = judgement_of('d'), .at_us = far_us, .judged_at_us = far_us };
		struct course course;
		char got[20];

		course_init(&course);
		course_step(&course, at_us, &rule, &sight);
		course.more.flap_score = 8000;
		course.more.flap_at_us = course.more.told_at_us = far_us;
		/* It is right again, and what it was then counts from now on. */
		sight = (struct course_sight){ .judgement = judgement_of('d'), .at_us = at_us, .judged_at_us = at_us };
		ck_assert(!course_step(&course, far_us, &rule, &sight));
		ck_assert_int_eq(course.since_us, at_us);
		ck_assert_int_eq(course.more.told_at_us, at_us);
		ck_assert_int_eq(course.more.bad_at_us, at_us);
		walk(&course, &rule, "oooooo", &at_us, got);
		ck_assert_str_eq(got, "ddddoo");
		at_us += 90 * MINUTE;
		walk(&course, &rule, "o", &at_us, got);
		ck_assert(!course.more.flapping);
	}
}
END_TEST

START_TEST(what_could_not_be_seen_is_counted_anew)
{
	struct course_rule rule = standard_rule();
	struct course course;
	struct course_sight sight = { .judgement = judgement_of('w'), .at_us = 100 * MINUTE };

	course_recall(&course, STATUS_OK, MINUTE, NULL);
	course_step(&course, 0, &rule, &sight);
	sight.at_us += MINUTE;
	sight.anew = true;
	ck_assert(!course_step(&course, 100 * MINUTE, &rule, &sight));
	sight.at_us += MINUTE;
	sight.anew = false;
	ck_assert(course_step(&course, 101 * MINUTE, &rule, &sight));
	ck_assert_int_eq(course.status, STATUS_WARNING);
}
END_TEST

START_TEST(an_outage_is_bounded_from_both_sides)
{
	struct course_rule rule = standard_rule();
	struct course course;
	int64_t at_us = 1000 * MINUTE, least_us = 0, most_us = 0;
	char got[20];

	course_init(&course);
	walk(&course, &rule, "oddd", &at_us, got);
	ck_assert(!course_end_outage(&course, &least_us, &most_us));
	walk(&course, &rule, "o", &at_us, got);
	ck_assert(!course_end_outage(&course, &least_us, &most_us));
	walk(&course, &rule, "o", &at_us, got);
	ck_assert(course_end_outage(&course, &least_us, &most_us));
	/* Seen bad from the second to the fourth run; seen good in the first and the fifth. */
	ck_assert_int_eq(least_us, 2 * MINUTE);
	ck_assert_int_eq(most_us, 4 * MINUTE);
	ck_assert(!course_end_outage(&course, &least_us, &most_us));
	ck_assert(course_at_rest(&course));
}
END_TEST

START_TEST(rest_is_rest)
{
	struct course_rule rule = standard_rule();
	struct course course, recalled;
	int64_t at_us = 1000 * MINUTE;
	char got[20];

	course_init(&course);
	ck_assert(course_at_rest(&course));
	walk(&course, &rule, "ooo", &at_us, got);
	ck_assert(course_at_rest(&course) && !course_is_soft(&course));
	walk(&course, &rule, "c", &at_us, got);
	ck_assert(!course_at_rest(&course) && course_is_soft(&course));
	walk(&course, &rule, "o", &at_us, got);
	ck_assert(course_at_rest(&course));
	/* What was kept before courses were goes on from where it stood. */
	course_recall(&recalled, STATUS_DOWN, 900 * MINUTE, NULL);
	ck_assert(recalled.known && recalled.status == STATUS_DOWN && recalled.more.told == STATUS_DOWN);
	walk(&recalled, &rule, "oo", &at_us, got);
	ck_assert_str_eq(got, "do");
}
END_TEST

START_TEST(states_without_figures_count_at_once)
{
	static const struct question session = { .name = "device:a1/bgp:e1", .device = &device, .kind = QUESTION_FIGURE };
	const struct item figure = { .kind = ITEM_DEVICE, .device = &device, .question = &session };
	struct course_rule rule = course_rule_of(&user, &figure, CAUSE_STATE);

	expect(&rule, "odo", "odo");
	expect(&rule, "owo", "owo");
	expect(&rule, "oco", "oco");
}
END_TEST

START_TEST(a_trend_counts_at_once_and_hurries_no_warning)
{
	static const struct question cpu = { .name = "device:a1/cpu", .device = &device, .kind = QUESTION_FIGURE };
	const struct item figure = { .kind = ITEM_DEVICE, .device = &device, .question = &cpu };
	struct course_rule rule = course_rule_of(&user, &figure, CAUSE_TREND);

	expect(&rule, "oco", "oco");
	/* what was measured is over by its own steps, though a trend is what is seen now */
	expect(&rule, "owwccc", "ocwwwc");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(levels_are_raised_and_cleared_by_their_own_steps),
		UNIT(what_is_seen_first_counts_as_it_is),
		UNIT(between_clearing_and_raising_value_nothing_changes),
		UNIT(a_level_must_last_and_enough_of_it_be_seen),
		UNIT(a_raised_level_is_held),
		UNIT(flapping_is_measured_in_time_and_not_in_runs),
		UNIT(slow_changes_do_not_flap_and_cautions_never_do),
		UNIT(what_is_not_newer_changes_nothing),
		UNIT(a_clock_that_was_ahead_silences_nothing_afterwards),
		UNIT(what_could_not_be_seen_is_counted_anew),
		UNIT(an_outage_is_bounded_from_both_sides),
		UNIT(rest_is_rest),
		UNIT(states_without_figures_count_at_once),
		UNIT(a_trend_counts_at_once_and_hurries_no_warning),
		{ NULL, NULL },
	};

	return unit_run("state-course", tests);
}
