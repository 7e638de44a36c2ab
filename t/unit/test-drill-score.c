/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The score: each kind of expectation met, missed, late and excused by what was seen, with the limit at
 * its very microsecond; and the sums.
 */
#include "drill/drill.h"

#include "unit.h"

#include <string.h>

#define MINUTE_US G_GINT64_CONSTANT(60000000)
#define LIMIT_US (30 * MINUTE_US)	/* the card comes at 10, and it is to be done within 20 */

/* One expectation, one card at 10 minutes, one change at 5. */
static const char scenario_text[] =
	"drill: one\n"
	"title: {ja: 一, en: One}\n"
	"hazard: line-cut\n"
	"source: 1.3.4-2\n"
	"goals: [{ja: 目標, en: Goal}]\n"
	"scope: {ja: 範囲, en: Scope}\n"
	"lasts: 1h\n"
	"stop-word: {ja: 中断, en: STOP}\n"
	"stop-owner: leader\n"
	"roles:\n"
	"  leader: {title: {ja: 指揮者, en: Leader}, contact: duty-officer}\n"
	"targets:\n"
	"  hit: {select: \"lines\"}\n"
	"network:\n"
	"  - {at: 5m, target: hit, answer: none}\n"
	"injects:\n"
	"  call: {at: 10m, from: {ja: 院, en: Clinic}, to: leader, means: phone, content: {ja: 不通, en: Down}}\n"
	"expectations:\n"
	"  it:\n"
	"    title: {ja: 行動, en: It}\n"
	"    capability: telling\n"
	"    after: inject call\n"
	"    weight: 10\n"
	"    within: 20m\n";
static const char targets_text[] =
	"{\"hit\":{\"items\":[\"line:a\",\"line:b\",\"line:c\"],\"institutions\":[\"clinic\"]}}";

struct bench {
	struct drill_scenario *scenario;
	struct drill_targets *targets;
	struct drill_evidence *evidence;
	struct drill_score *score;
};

/* KEYS: lines of the expectation, indented. */
static void setup(struct bench *bench, const char *keys)
{
	g_autofree char *text = g_strconcat(scenario_text, keys, NULL);
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	bench->scenario = drill_scenario_parse("one.yaml", text, strlen(text), faults);
	ck_assert_ptr_nonnull(bench->scenario);
	ck_assert_uint_eq(bench->scenario->expectations->len, 1);
	bench->targets = drill_targets_parse(targets_text, strlen(targets_text), NULL);
	ck_assert_ptr_nonnull(bench->targets);
	bench->evidence = drill_evidence_new(bench->scenario);
	bench->evidence->state = DRILL_ENDED;
	bench->evidence->now_us = 60 * MINUTE_US;
	bench->evidence->fired_at_us[0] = 10 * MINUTE_US;
	bench->evidence->changed_at_us[0] = 5 * MINUTE_US;
	bench->score = NULL;
}

static void teardown(struct bench *bench)
{
	drill_score_free(bench->score);
	drill_evidence_free(bench->evidence);
	drill_targets_free(bench->targets);
	drill_scenario_free(bench->scenario);
}

static struct drill_sight *see(struct bench *bench, enum drill_sight_kind kind, int64_t at_us)
{
	struct drill_sight *sight = drill_sight_new(kind, at_us, 7);

	sight->case_id = g_strdup("D-INC-20261126-001");
	sight->case_kind = CASE_INCIDENT;
	g_ptr_array_add(bench->evidence->sights, sight);
	return sight;
}

static const struct drill_verdict *judge(struct bench *bench)
{
	drill_evidence_sort(bench->evidence);
	drill_score_free(bench->score);
	bench->score = drill_score_new(bench->scenario, bench->targets, bench->evidence);
	return bench->score->verdicts->pdata[0];
}

/* --- kinds that one sight shows --- */

static void make_opened(struct drill_sight *sight)
{
	sight->item = g_strdup("line:b");
}

static void make_severity(struct drill_sight *sight)
{
	sight->field = CASE_FIELD_SEVERITY;
	sight->value = g_strdup("critical");
}

static void make_end(struct drill_sight *sight)
{
	sight->name = g_strdup("operator-detected");
	sight->end = g_strdup("carrier");
	sight->verdict = FAULT_CARRIER;
}

static void make_report(struct drill_sight *sight)
{
	static const char *const paths[] = {"core", NULL};

	sight->notice_kind = NOTICE_OUTAGE_FIRST;
	sight->audience = AUDIENCE_CORE;
	sight->notice = 1;
	sight->lines = 3;
	sight->made_at_us = sight->at_us;
	sight->paths = g_strdupv((char **)paths);
	sight->text = g_strdup("three lines are down");
}

static void make_roster(struct drill_sight *sight)
{
	sight->value = g_strdup("disaster");
}

static void make_role(struct drill_sight *sight)
{
	sight->field = CASE_FIELD_LEAD;
	sight->from = g_strdup("sato");
	sight->to = g_strdup("suzuki");
}

static void make_words(struct drill_sight *sight)
{
	sight->text = g_strdup("Asked the clinic to look at its LAN");
}

static void make_stop(struct drill_sight *sight)
{
	sight->value = g_strdup("stopped");
}

static void make_duty(struct drill_sight *sight)
{
	sight->name = g_strdup("O1");
	sight->audience = AUDIENCE_AUTHORITY;
}

static void make_nothing(struct drill_sight *sight)
{
	(void)sight;
}

static const struct {
	const char *keys;
	enum drill_sight_kind kind;
	void (*make)(struct drill_sight *sight);
} kinds[] = {
	{"    expect: case-opened\n    target: hit\n", SIGHT_OPENED, make_opened},
	{"    expect: case-fields\n    field: severity\n    value: critical\n", SIGHT_FIELD, make_severity},
	{"    expect: run-ended\n    procedure: operator-detected\n    verdict: carrier\n", SIGHT_RUN_ENDED, make_end},
	{"    expect: reported\n    notice: outage-first\n    audience: core\n    counts: right\n", SIGHT_TOLD, make_report},
	{"    expect: reported\n    notice: outage-first\n    audience: core\n    path: core\n", SIGHT_TOLD, make_report},
	{"    expect: declared\n    roster: disaster\n", SIGHT_DECLARED, make_roster},
	{"    expect: handed-over\n    field: lead\n", SIGHT_ROLE, make_role},
	{"    expect: task-added\n    words: [lan]\n", SIGHT_TASK, make_words},
	{"    expect: noted\n    words: [lan]\n", SIGHT_NOTE, make_words},
	{"    expect: answered\n    inject: call\n    words: [lan]\n", SIGHT_NOTE, make_words},
	{"    expect: duty-decided\n    duty: O1\n    audience: authority\n", SIGHT_DUTY, make_duty},
	{"    expect: closed\n", SIGHT_CLOSED, make_nothing},
	{"    expect: stopped\n", SIGHT_CONTROL, make_stop},
};

START_TEST(done_at_its_limit_is_met_and_a_microsecond_later_late)
{
	struct bench bench;
	const struct drill_verdict *verdict;
	struct drill_sight *sight;

	setup(&bench, kinds[_i].keys);
	sight = see(&bench, kinds[_i].kind, LIMIT_US);
	kinds[_i].make(sight);
	verdict = judge(&bench);
	ck_assert_int_eq(verdict->result, DRILL_MET);
	ck_assert_int_eq(verdict->at_us, LIMIT_US);
	ck_assert_uint_eq(verdict->entries->len, 1);
	ck_assert_int_eq(g_array_index(verdict->entries, int64_t, 0), 7);
	ck_assert_int_eq(drill_points_share(&bench.score->all), 1000);
	ck_assert(drill_score_is_perfect(bench.score));
	sight->at_us = LIMIT_US + 1;
	verdict = judge(&bench);
	ck_assert_int_eq(verdict->result, DRILL_LATE);
	ck_assert_int_eq(verdict->late_us, 1);
	ck_assert_int_eq(drill_points_share(&bench.score->all), 500);
	ck_assert(!drill_score_is_perfect(bench.score));
	teardown(&bench);
}
END_TEST

START_TEST(not_done_is_missed)
{
	struct bench bench;

	setup(&bench, kinds[_i].keys);
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	ck_assert_int_eq(drill_points_share(&bench.score->all), 0);
	ck_assert_int_eq(drill_points_grade(&bench.score->all), DRILL_UNABLE);
	teardown(&bench);
}
END_TEST

/* What has no limit of its own has the drill's end, as it was shifted. */
START_TEST(what_has_no_limit_has_the_end_as_it_was_shifted)
{
	struct bench bench;

	setup(&bench, kinds[0].keys);
	g_array_index(bench.scenario->expectations, struct drill_expectation, 0).within_us = 0;
	ck_assert_int_eq(judge(&bench)->until_us, 60 * MINUTE_US);
	g_clear_pointer(&bench.score, drill_score_free);
	bench.evidence->lasts_us = bench.evidence->now_us = 90 * MINUTE_US;
	kinds[0].make(see(&bench, kinds[0].kind, 75 * MINUTE_US));
	ck_assert_int_eq(judge(&bench)->until_us, 90 * MINUTE_US);
	ck_assert_int_eq(judge(&bench)->result, DRILL_MET);
	teardown(&bench);
}
END_TEST

START_TEST(a_card_that_was_left_out_excuses)
{
	struct bench bench;

	setup(&bench, kinds[_i].keys);
	bench.evidence->inject_skipped[0] = true;
	bench.evidence->fired_at_us[0] = -1;
	ck_assert_int_eq(judge(&bench)->result, DRILL_EXCUSED);
	ck_assert_int_eq(judge(&bench)->why, WHY_SKIPPED);
	ck_assert_int_eq(drill_points_share(&bench.score->all), -1);
	teardown(&bench);
}
END_TEST

START_TEST(a_drill_that_was_frozen_before_the_limit_excuses)
{
	struct bench bench;

	setup(&bench, kinds[_i].keys);
	bench.evidence->state = DRILL_FROZEN;
	bench.evidence->now_us = LIMIT_US;
	ck_assert_int_eq(judge(&bench)->result, DRILL_EXCUSED);
	ck_assert_int_eq(judge(&bench)->why, WHY_CUT_SHORT);
	bench.evidence->now_us = LIMIT_US + 1;
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	teardown(&bench);
}
END_TEST

START_TEST(what_may_still_be_done_is_pending)
{
	struct bench bench;

	setup(&bench, kinds[_i].keys);
	bench.evidence->state = DRILL_RUNNING;
	bench.evidence->now_us = 20 * MINUTE_US;
	ck_assert_int_eq(judge(&bench)->result, DRILL_PENDING);
	ck_assert_int_eq(judge(&bench)->why, WHY_NOT_YET);
	teardown(&bench);
}
END_TEST

/* What lasts counts from its start on; a deed does not answer what came after it. */
START_TEST(what_was_done_before_counts_only_where_it_lasts)
{
	struct bench bench;
	const struct drill_verdict *verdict;
	enum drill_expect expect;
	bool lasts;

	setup(&bench, kinds[_i].keys);
	kinds[_i].make(see(&bench, kinds[_i].kind, 10 * MINUTE_US - 1));
	expect = g_array_index(bench.scenario->expectations, struct drill_expectation, 0).expect;
	lasts = expect == EXPECT_CASE_OPENED || expect == EXPECT_CASE_FIELDS || expect == EXPECT_DECLARED;
	verdict = judge(&bench);
	ck_assert_int_eq(verdict->result, lasts ? DRILL_MET : DRILL_MISSED);
	if (lasts)
		ck_assert_int_eq(verdict->at_us, 10 * MINUTE_US);
	else
		ck_assert_int_eq(verdict->why, WHY_EARLY);
	teardown(&bench);
}
END_TEST

/* --- others --- */

START_TEST(a_wrong_count_is_missed_and_says_both)
{
	struct bench bench;
	struct drill_sight *sight;
	const struct drill_verdict *verdict;

	setup(&bench, kinds[3].keys);
	sight = see(&bench, SIGHT_TOLD, 20 * MINUTE_US);
	make_report(sight);
	sight->lines = 2;
	verdict = judge(&bench);
	ck_assert_int_eq(verdict->result, DRILL_MISSED);
	ck_assert_int_eq(verdict->why, WHY_COUNT);
	ck_assert_int_eq(verdict->said, 2);
	ck_assert_int_eq(verdict->right, 3);
	teardown(&bench);
}
END_TEST

/* Of another row, or to somebody else. */
START_TEST(a_decision_about_another_duty_is_none)
{
	static const struct { const char *row; enum audience audience; } others[] = {
		{"O", AUDIENCE_AUTHORITY}, {"L1", AUDIENCE_AUTHORITY}, {"O1", AUDIENCE_MANAGER},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		struct bench bench;
		struct drill_sight *sight;

		setup(&bench, "    expect: duty-decided\n    duty: O1\n    audience: authority\n");
		sight = see(&bench, SIGHT_DUTY, 20 * MINUTE_US);
		sight->name = g_strdup(others[i].row);
		sight->audience = others[i].audience;
		ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
		teardown(&bench);
	}
}
END_TEST

START_TEST(another_value_is_missed)
{
	struct bench bench;
	struct drill_sight *sight;

	setup(&bench, kinds[1].keys);
	sight = see(&bench, SIGHT_FIELD, 20 * MINUTE_US);
	make_severity(sight);
	g_free(sight->value);
	sight->value = g_strdup("minor");
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	ck_assert_int_eq(judge(&bench)->why, WHY_OTHER_VALUE);
	teardown(&bench);
}
END_TEST

START_TEST(what_is_not_to_be_done_is_missed_when_done_within_its_time)
{
	struct bench bench;
	struct drill_sight *sight;

	setup(&bench, "    expect: not-done\n    deed: closed\n");
	ck_assert_int_eq(judge(&bench)->result, DRILL_MET);
	sight = see(&bench, SIGHT_CLOSED, LIMIT_US);
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	ck_assert_int_eq(judge(&bench)->why, WHY_DONE);
	sight->at_us = LIMIT_US + 1;
	ck_assert_int_eq(judge(&bench)->result, DRILL_MET);
	bench.evidence->state = DRILL_STOPPED;
	bench.evidence->now_us = LIMIT_US;
	ck_assert_int_eq(judge(&bench)->result, DRILL_EXCUSED);
	teardown(&bench);
}
END_TEST

START_TEST(a_person_judges_and_is_named)
{
	struct bench bench;
	struct drill_sight *sight;

	setup(&bench, "    expect: judged\n");
	ck_assert_int_eq(judge(&bench)->result, DRILL_PENDING);
	ck_assert_int_eq(judge(&bench)->why, WHY_NOT_JUDGED);
	ck_assert(!drill_score_is_perfect(bench.score));
	sight = see(&bench, SIGHT_JUDGED, 90 * MINUTE_US);
	sight->name = g_strdup("it");
	sight->to = g_strdup("kimura");
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	sight = see(&bench, SIGHT_JUDGED, 91 * MINUTE_US);
	sight->name = g_strdup("it");
	sight->to = g_strdup("mori");
	sight->met = true;
	ck_assert_int_eq(judge(&bench)->result, DRILL_MET);
	ck_assert_str_eq(judge(&bench)->by, "mori");
	teardown(&bench);
}
END_TEST

START_TEST(a_promise_is_kept_to_the_microsecond)
{
	struct bench bench;
	struct drill_sight *first, *second;

	setup(&bench, "    expect: promise-kept\n    audience: core\n");
	first = see(&bench, SIGHT_TOLD, 12 * MINUTE_US);
	make_report(first);
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	ck_assert_int_eq(judge(&bench)->why, WHY_NO_PROMISE);
	first->next_at_us = 25 * MINUTE_US;
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	ck_assert_int_eq(judge(&bench)->why, WHY_PROMISE);
	second = see(&bench, SIGHT_TOLD, 25 * MINUTE_US);
	make_report(second);
	second->notice = 2;
	second->notice_kind = NOTICE_OUTAGE_FOLLOW_UP;
	ck_assert_int_eq(judge(&bench)->result, DRILL_MET);
	second->at_us++;
	ck_assert_int_eq(judge(&bench)->result, DRILL_LATE);
	ck_assert_int_eq(judge(&bench)->late_us, 1);
	teardown(&bench);
}
END_TEST

START_TEST(a_share_of_those_who_were_told_has_answered)
{
	struct bench bench;
	struct drill_message *messages[2];

	setup(&bench, "    expect: acknowledged\n    notice: outage-first\n    share: 50%\n");
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	for (int i = 0; i < 2; i++) {
		messages[i] = drill_evidence_add_message(bench.evidence);
		messages[i]->number = i + 1;
		messages[i]->notice_kind = NOTICE_OUTAGE_FIRST;
		messages[i]->audience = AUDIENCE_CORE;
		messages[i]->made_at_us = 11 * MINUTE_US;
		messages[i]->withheld_at_us = 12 * MINUTE_US;
	}
	ck_assert_int_eq(judge(&bench)->why, WHY_TOO_FEW);
	messages[1]->acked_at_us = LIMIT_US;
	ck_assert_int_eq(judge(&bench)->result, DRILL_MET);
	messages[1]->acked_at_us = LIMIT_US + 1;
	ck_assert_int_eq(judge(&bench)->result, DRILL_LATE);
	teardown(&bench);
}
END_TEST

START_TEST(a_case_of_something_else_covers_nothing)
{
	struct bench bench;
	struct drill_sight *sight;

	setup(&bench, kinds[0].keys);
	sight = see(&bench, SIGHT_OPENED, 20 * MINUTE_US);
	sight->item = g_strdup("line:z");
	ck_assert_int_eq(judge(&bench)->result, DRILL_MISSED);
	g_free(sight->item);
	sight->item = NULL;
	sight->organization = g_strdup("clinic");
	ck_assert_int_eq(judge(&bench)->result, DRILL_MET);
	teardown(&bench);
}
END_TEST

START_TEST(the_picture_is_whole_xml_whatever_is_said)
{
	struct bench bench;
	g_autoptr(GMarkupParseContext) parser = NULL;
	const GMarkupParser nothing = {0};
	g_autofree char *svg = NULL;

	setup(&bench, kinds[0].keys);
	for (int i = 0; i < 120; i++)
		see(&bench, SIGHT_NOTE, i * MINUTE_US / 2)->text = g_strdup("<script>&\x1b[31m 長い話がここに続いている");
	judge(&bench);
	svg = drill_timeline_svg(bench.scenario, bench.evidence, bench.score, PROCEDURE_JAPANESE);
	parser = g_markup_parse_context_new(&nothing, 0, NULL, NULL);
	ck_assert(g_markup_parse_context_parse(parser, svg, (gssize)strlen(svg), NULL));
	ck_assert(g_markup_parse_context_end_parse(parser, NULL));
	ck_assert_ptr_null(strstr(svg, "<script"));
	ck_assert_ptr_nonnull(strstr(svg, "【訓練】"));
	teardown(&bench);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(done_at_its_limit_is_met_and_a_microsecond_later_late, kinds),
		UNIT_ROWS(not_done_is_missed, kinds),
		UNIT(what_has_no_limit_has_the_end_as_it_was_shifted),
		UNIT_ROWS(a_card_that_was_left_out_excuses, kinds),
		UNIT_ROWS(a_drill_that_was_frozen_before_the_limit_excuses, kinds),
		UNIT_ROWS(what_may_still_be_done_is_pending, kinds),
		UNIT_ROWS(what_was_done_before_counts_only_where_it_lasts, kinds),
		UNIT(a_wrong_count_is_missed_and_says_both),
		UNIT(a_decision_about_another_duty_is_none),
		UNIT(another_value_is_missed),
		UNIT(what_is_not_to_be_done_is_missed_when_done_within_its_time),
		UNIT(a_person_judges_and_is_named),
		UNIT(a_promise_is_kept_to_the_microsecond),
		UNIT(a_share_of_those_who_were_told_has_answered),
		UNIT(a_case_of_something_else_covers_nothing),
		UNIT(the_picture_is_whole_xml_whatever_is_said),
		{ NULL, NULL },
	};

	return unit_run("drill-score", tests);
}
