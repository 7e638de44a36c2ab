/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/lapses.h: whatever lapses is reminded of step by step, each step once, from the instant on that every other screen
 * names; what was renewed begins anew; a document that changed is told of once.
 */
#include "base/instant.h"
#include "engine/held.h"
#include "engine/know.h"
#include "engine/lapses.h"
#include "engine/training.h"
#include "fixture-held.h"
#include "fixture-telling.h"

static const char *const no_procedures[] = {NULL};

static struct cases_options recording(struct telling *telling)
{
	return (struct cases_options){
		.store = telling->store, .zone = inventory_zone(telling->inventory), .actor = "sato", .clock = telling->clock,
		.notes = &telling->notes,
	};
}

/* How many notices are made at TIME. */
static guint remind_by(struct telling *telling, const char *time, const struct duties *duties)
{
	const struct guideline_options options = {.telling = &telling->options, .duties = duties, .procedures = no_procedures};
	g_autoptr(GError) error = NULL;
	guint told = 99;

	telling_set_clock(telling, time);
	ck_assert_msg(engine_remind_lapses(&options, &told, &error), "%s", error ? error->message : "");
	return told;
}

static guint remind(struct telling *telling, const char *time)
{
	return remind_by(telling, time, NULL);
}

struct collecting { GString *said; const char *clause, *field; };

static bool take_lines(void *context, const struct notice_record *record)
{
	struct collecting *collecting = context;
	g_autoptr(ops_notice_facts_t) facts = notice_facts_parse(record->facts, NULL);

	ck_assert_ptr_nonnull(facts);
	if (!collecting->clause || g_str_equal(facts->reference, collecting->clause))
		g_string_append_printf(collecting->said, "%s\n", notice_facts_find(facts, collecting->field)->value);
	return true;
}

/* What was said of CLAUSE (NULL: of all), one line each. Caller frees. */
static char *lines(struct telling *telling, const char *clause, bool japanese)
{
	const struct notices_filter all = {.state = -1};
	struct collecting collecting = {g_string_new(NULL), clause, japanese ? "duties-ja" : "duties-en"};

	ck_assert(notices_read(telling->store, &all, take_lines, &collecting, NULL));
	return g_string_free(collecting.said, FALSE);
}

static void expect(struct telling *telling, const char *clause, const char *expected)
{
	g_autofree char *said = lines(telling, clause, false);

	ck_assert_str_eq(said, expected);
}

/* --- what it stands on --- */

/* A drill that counts was held now. */
static void hold(struct telling *telling, const char *name)
{
	const struct cases_options options = recording(telling);
	g_autoptr(ops_drill_held_t) held = held_new(name, clock_wall_us(telling->clock));
	g_autoptr(GError) error = NULL;

	ck_assert_msg(engine_drill_hold(&options, held, NULL, 0, &error), "%s", error ? error->message : "");
}

/* NAMES were taught now. NULL behind the last. */
static void teach(struct telling *telling, const char *const *names)
{
	const struct cases_options options = recording(telling);
	g_autoptr(ops_training_t) training = training_new();
	g_autoptr(GError) error = NULL;

	for (; *names; names++)
		g_ptr_array_add(training->people, g_strdup(*names));
	training->topic = g_strdup("flow");
	training->given_at_us = clock_wall_us(telling->clock);
	ck_assert_msg(engine_training_keep(&options, training, &error), "%s", error ? error->message : "");
}

/* The core approved now the response manual as it reads, or OTHER, another text. */
static void approve(struct telling *telling, const struct inventory *other)
{
	g_autoptr(ops_procedure_set_t) ways = procedure_set_new();
	const struct manual_source source = {
		.kind = MANUAL_RESPONSE, .language = PROCEDURE_JAPANESE, .inventory = other ? other : telling->inventory, .procedures = ways,
	};
	g_autoptr(ops_manual_t) manual = manual_new(&source);
	const struct manual_approve_options options = {
		.store = telling->store, .clock = telling->clock, .notes = &telling->notes, .actor = "sato",
	};
	const struct manual_letter letter = {
		.organization = inventory_find_organization(telling->inventory, "core"), .name = "letter.pdf", .digest = digest_of("x", 1),
		.bytes = 1, .approved_at_us = clock_wall_us(telling->clock),
	};
	g_autoptr(GError) error = NULL;
	unsigned int version;

	ck_assert_msg(engine_manual_approve(&options, manual, &letter, &version, &error), "%s", error ? error->message : "");
}

static void prove(struct telling *telling, const char *path)
{
	const struct relay_record relay = {.path = path, .relay = "", .reason = "", .tested_at_us = clock_wall_us(telling->clock)};

	ck_assert(store_begin(telling->store, NULL) && relays_set(telling->store, &relay, NULL) && store_commit(telling->store, NULL));
}

static int64_t instant_of(const char *text)
{
	int64_t at_us = 0;

	ck_assert(instant_parse(text, NULL, &at_us, NULL));
	return at_us;
}

static int64_t know(struct telling *telling, const char *title, const char *review)
{
	const struct cases_options options = recording(telling);
	struct know_entry entry = {
		.title = title, .title_en = "", .text = "text", .text_en = "", .owner = "duty", .source = "", .name = "",
		.review_at_us = instant_of(review),
	};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(engine_know_add(&options, &entry, &error), "%s", error ? error->message : "");
	return entry.number;
}

/* --- the drill --- */

/* TOLD as the screen of 'drill due' would have it at the same instant: a step begins then and there. */
static const struct { const char *time; guint told; } days[] = {
	{"2026-11-26T03:00:00+09:00", 0}, {"2027-09-25T00:00:00+09:00", 0}, {"2027-09-25T02:59:59+09:00", 0},
	{"2027-09-25T03:00:00+09:00", 1}, {"2027-09-25T03:01:00+09:00", 0}, {"2027-10-26T02:59:59+09:00", 0},
	{"2027-10-26T03:00:00+09:00", 1}, {"2027-11-10T03:00:00+09:00", 1}, {"2027-11-18T03:00:00+09:00", 1},
	{"2027-11-25T00:00:00+09:00", 0}, {"2027-11-25T03:00:00+09:00", 0}, {"2027-11-25T03:00:01+09:00", 1},
	{"2027-11-26T03:00:00+09:00", 0}, {"2028-12-26T03:00:00+09:00", 0},
};

START_TEST(each_step_to_the_drill_is_told_once_and_the_instant_it_comes)
{
	static const char *const both[] = {"chief", "duty", NULL};
	struct telling telling;

	telling_init(&telling, "");
	hold(&telling, "d1");
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		const struct lapse lapse = lapse_of(NULL, LAPSE_DRILL, instant_of(TELLING_NOW), instant_of(days[i].time),
						    inventory_zone(telling.inventory));
		guint told;

		/* They are taught whenever somebody looks, so that only the drill is spoken of. */
		telling_set_clock(&telling, days[i].time);
		teach(&telling, both);
		told = remind(&telling, days[i].time);
		ck_assert_msg(told == days[i].told, "%s: %u", days[i].time, told);
		ck_assert(!told || lapse.rung);
	}
	expect(&telling, NULL, "the yearly drill (1.3.4-2): due by 2027-11-25 03:00:00 +09:00\n"
			       "the yearly drill (1.3.4-2): due by 2027-11-25 03:00:00 +09:00\n"
			       "the yearly drill (1.3.4-2): due by 2027-11-25 03:00:00 +09:00\n"
			       "the yearly drill (1.3.4-2): due by 2027-11-25 03:00:00 +09:00\n"
			       "the yearly drill (1.3.4-2): overdue since 2027-11-25 03:00:00 +09:00\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(a_drill_that_was_held_again_begins_its_year_anew)
{
	struct telling telling;

	telling_init(&telling, "");
	hold(&telling, "d1");
	ck_assert_uint_ge(remind(&telling, "2027-10-26T03:00:00+09:00"), 1);
	hold(&telling, "d2");
	remind(&telling, "2027-11-26T03:00:00+09:00");
	remind(&telling, "2028-08-25T03:00:00+09:00");
	remind(&telling, "2028-08-26T03:00:00+09:00");
	expect(&telling, "1.3.4-2", "the yearly drill (1.3.4-2): due by 2027-11-25 03:00:00 +09:00\n"
				    "the yearly drill (1.3.4-2): due by 2028-10-26 03:00:00 +09:00\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(where_no_drill_ever_was_the_year_begins_with_the_record)
{
	struct telling telling;

	telling_init(&telling, "");
	ck_assert_uint_eq(remind(&telling, "2026-11-25T03:00:00+09:00"), 0);	/* there is no record */
	know(&telling, "a", "2036-11-25T03:00:00+09:00");
	remind(&telling, "2027-09-25T03:00:00+09:00");
	remind(&telling, "2027-12-25T03:00:00+09:00");
	expect(&telling, "1.3.4-2", "the yearly drill (1.3.4-2): none is on record (due by 2027-11-25 03:00:00 +09:00)\n"
				    "the yearly drill (1.3.4-2): none is on record (overdue since 2027-11-25 03:00:00 +09:00)\n");
	telling_clear(&telling);
}
END_TEST

/* --- education --- */

START_TEST(those_who_were_taught_together_stand_in_one_line)
{
	static const char *const both[] = {"chief", "duty", NULL}, *const one[] = {"duty", NULL};
	struct telling telling;

	telling_init(&telling, "");
	teach(&telling, both);
	remind(&telling, "2027-09-26T03:00:00+09:00");
	teach(&telling, one);
	remind(&telling, "2027-10-26T03:00:00+09:00");
	remind(&telling, "2027-11-26T03:00:00+09:00");
	expect(&telling, "1.3.4-0", "the yearly education (1.3.4-0): chief, duty: due by 2027-11-25 03:00:00 +09:00\n"
				    "the yearly education (1.3.4-0): chief: due by 2027-11-25 03:00:00 +09:00\n"
				    "the yearly education (1.3.4-0): chief: overdue since 2027-11-25 03:00:00 +09:00\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(who_was_never_taught_is_overdue_after_the_end_and_not_due_by_it)
{
	static const char *const one[] = {"duty", NULL};
	g_autofree char *japanese = NULL;
	struct telling telling;

	telling_init(&telling, "");
	teach(&telling, one);
	remind(&telling, "2027-10-25T04:00:00+09:00");
	remind(&telling, "2027-11-26T02:00:00+09:00");
	expect(&telling, "1.3.4-0", "the yearly education (1.3.4-0): duty: due by 2027-11-25 03:00:00 +09:00\n"
				    "the yearly education (1.3.4-0): chief: none is on record (due by 2027-11-25 03:00:00 +09:00)\n"
				    "the yearly education (1.3.4-0): duty: overdue since 2027-11-25 03:00:00 +09:00\n"
				    "the yearly education (1.3.4-0): chief: none is on record (overdue since 2027-11-25 03:00:00 +09:00)\n");
	japanese = lines(&telling, "1.3.4-0", true);
	ck_assert_ptr_nonnull(strstr(japanese, "年 1 回の教育 (1.3.4-0): chief: 記録なし (2027-11-25 03:00:00 +09:00 から期限切れ)"));
	telling_clear(&telling);
}
END_TEST

/* --- approvals, reviews, paths --- */

START_TEST(an_approval_is_told_of_until_it_is_renewed)
{
	struct telling telling;

	telling_init(&telling, "");
	approve(&telling, NULL);
	remind(&telling, "2027-09-26T02:59:59+09:00");
	expect(&telling, "1.3.4-1", "");
	remind(&telling, "2027-09-26T03:00:00+09:00");
	remind(&telling, "2027-09-27T03:00:00+09:00");
	remind(&telling, "2027-11-26T03:00:00+09:00");
	approve(&telling, NULL);
	remind(&telling, "2027-11-27T03:00:00+09:00");
	remind(&telling, "2028-09-27T03:00:00+09:00");
	expect(&telling, "1.3.4-1", "approval of the response manual (1.3.4-1): due by 2027-11-25 03:00:00 +09:00\n"
				    "approval of the response manual (1.3.4-1): overdue since 2027-11-25 03:00:00 +09:00\n"
				    "approval of the response manual (1.3.4-1): due by 2028-11-25 03:00:00 +09:00\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(a_manual_that_is_not_the_approved_one_is_told_of_once)
{
	struct telling telling;
	g_autoptr(ops_inventory_t) other = fixture_inventory();

	telling_init(&telling, "");
	approve(&telling, other);
	ck_assert_uint_eq(remind(&telling, "2026-11-25T03:00:00+09:00"), 1);
	ck_assert_uint_eq(remind(&telling, "2026-11-25T03:01:00+09:00"), 0);
	ck_assert_uint_eq(remind(&telling, "2026-11-26T03:00:00+09:00"), 0);
	/* The same text, and another approval that it is not of. */
	approve(&telling, other);
	ck_assert_uint_eq(remind(&telling, "2026-11-27T03:00:00+09:00"), 1);
	approve(&telling, NULL);
	ck_assert_uint_eq(remind(&telling, "2026-11-28T03:00:00+09:00"), 0);
	expect(&telling, NULL, "the response manual (1.3.4-1): it has changed since it was approved\n"
			       "the response manual (1.3.4-1): it has changed since it was approved\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(a_path_and_an_entry_have_ladders_of_their_own)
{
	struct telling telling;

	telling_init(&telling, "");
	prove(&telling, "core");
	know(&telling, "a", "2026-12-20T00:00:00+09:00");
	know(&telling, "b", "2036-12-20T00:00:00+09:00");
	ck_assert_uint_eq(remind(&telling, "2026-11-26T03:00:00+09:00"), 1);
	ck_assert_uint_eq(remind(&telling, "2026-12-13T00:00:00+09:00"), 1);
	ck_assert_uint_eq(remind(&telling, "2026-12-18T02:59:59+09:00"), 0);
	ck_assert_uint_eq(remind(&telling, "2026-12-18T03:00:00+09:00"), 1);
	ck_assert_uint_eq(remind(&telling, "2026-12-21T03:00:00+09:00"), 1);
	ck_assert_uint_eq(remind(&telling, "2026-12-26T03:00:00+09:00"), 1);
	prove(&telling, "core");
	ck_assert_uint_eq(remind(&telling, "2026-12-27T03:00:00+09:00"), 0);
	expect(&telling, NULL, "review of know-how (1.1.2-3): KB-0001 (duty): due by 2026-12-20 00:00:00 +09:00\n"
			       "review of know-how (1.1.2-3): KB-0001 (duty): due by 2026-12-20 00:00:00 +09:00\n"
			       "proof of the path (3.2.2-2): core: due by 2026-12-25 03:00:00 +09:00\n"
			       "review of know-how (1.1.2-3): KB-0001 (duty): overdue since 2026-12-20 00:00:00 +09:00\n"
			       "proof of the path (3.2.2-2): core: overdue since 2026-12-25 03:00:00 +09:00\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(duties_are_compared_again_with_the_order_of_reports)
{
	static const char text[] = "prescribed: {source: \"order 3\", checked: 2026-11-25}\nduties: {}\n";
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_read("duties.yaml", text, strlen(text), faults);
	struct telling telling;

	if (!duties)
		faults_fail(faults);
	telling_init(&telling, "");
	ck_assert_uint_eq(remind_by(&telling, "2027-09-26T00:00:00+09:00", duties), 1);
	ck_assert_uint_eq(remind_by(&telling, "2027-09-26T00:01:00+09:00", duties), 0);
	expect(&telling, "3.3", "duties compared with the order of reports (3.3): due by 2027-11-25 00:00:00 +09:00\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(the_days_are_those_of_the_guideline)
{
	struct telling telling;
	const struct guideline_options options = {.telling = &telling.options, .procedures = no_procedures};
	g_autoptr(ops_guideline_evidence_t) evidence = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *said = NULL;
	guint count = 0;

	telling_init(&telling, "");
	prove(&telling, "core");
	approve(&telling, NULL);
	hold(&telling, "d1");
	know(&telling, "a", "2027-11-22T00:00:00+09:00");
	remind(&telling, "2027-11-20T03:00:00+09:00");
	said = lines(&telling, NULL, false);
	evidence = engine_guideline_terms(&options, NULL);
	ck_assert_ptr_nonnull(evidence);
	rows = guideline_judge(evidence, GUIDELINE_EVERY_NAME);
	for (guint i = 0; i < rows->len; i++) {
		const struct guideline_row *row = rows->pdata[i];

		for (guint j = 0; j < row->due->len; j++, count++) {
			g_autofree char *day = instant_show(g_array_index(row->due, struct guideline_due, j).lapse.at_us, evidence->zone);

			ck_assert_msg(strstr(said, day) != NULL, "%s: %s", row->clause, day);
		}
	}
	ck_assert_uint_eq(count, 4);
	telling_clear(&telling);
}
END_TEST

/* --- by whom, and how often it is looked --- */

START_TEST(what_nobody_could_be_told_is_told_when_somebody_can)
{
	struct telling telling;
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *share = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", NULL), *file = NULL;

	telling_init(&telling, "audiences: {duty: {self: true, kinds: [carrier]}}\n");
	prove(&telling, "core");
	ck_assert_uint_eq(remind(&telling, "2026-12-18T03:00:00+09:00"), 0);
	expect(&telling, NULL, "");
	file = g_build_filename(telling.directory, "notices.yaml", NULL);
	ck_assert(g_file_set_contents(file, TELLING_PATHS, -1, NULL));
	notice_policy_free(telling.policy);
	telling.options.policy = telling.policy = notice_policy_load(telling.directory, share, telling.inventory, faults);
	ck_assert_ptr_nonnull(telling.policy);
	ck_assert_uint_eq(remind(&telling, "2026-12-18T04:00:00+09:00"), 0);	/* this day was looked at */
	ck_assert_uint_eq(remind(&telling, "2026-12-19T00:00:00+09:00"), 1);
	expect(&telling, NULL, "proof of the path (3.2.2-2): core: due by 2026-12-25 03:00:00 +09:00\n");
	telling_clear(&telling);
}
END_TEST

START_TEST(a_clock_that_went_back_does_not_keep_from_looking)
{
	struct telling telling;

	telling_init(&telling, "");
	prove(&telling, "out-of-band");
	ck_assert_uint_eq(remind(&telling, "2027-12-18T03:00:00+09:00"), 1);
	telling_set_clock(&telling, TELLING_NOW);
	prove(&telling, "core");
	ck_assert_uint_eq(remind(&telling, "2026-12-18T03:00:00+09:00"), 1);
	telling_clear(&telling);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_step_to_the_drill_is_told_once_and_the_instant_it_comes),
		UNIT(a_drill_that_was_held_again_begins_its_year_anew),
		UNIT(where_no_drill_ever_was_the_year_begins_with_the_record),
		UNIT(those_who_were_taught_together_stand_in_one_line),
		UNIT(who_was_never_taught_is_overdue_after_the_end_and_not_due_by_it),
		UNIT(an_approval_is_told_of_until_it_is_renewed),
		UNIT(a_manual_that_is_not_the_approved_one_is_told_of_once),
		UNIT(a_path_and_an_entry_have_ladders_of_their_own),
		UNIT(duties_are_compared_again_with_the_order_of_reports),
		UNIT(the_days_are_those_of_the_guideline),
		UNIT(what_nobody_could_be_told_is_told_when_somebody_can),
		UNIT(a_clock_that_went_back_does_not_keep_from_looking),
		{ NULL },
	};

	return unit_run("engine/lapses.c", tests);
}
