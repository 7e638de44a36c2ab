/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engine/play*.c and engine/rehearse-*.c: a drill goes through its states and through no others; what was known of the real
 * network is as of when it was let go on; and its store, read as a whole, says what came, what did not and what a
 * person judged.
 */
#include "engine/play.h"
#include "engine/rehearse-gather.h"
#include "unit.h"

#include <string.h>

#define MINUTE_US G_GINT64_CONSTANT(60000000)
#define BEGINS_US G_GINT64_CONSTANT(1795568400000000)

static const char scenario_text[] =
	"drill: one\n"
	"title: {ja: 一, en: One}\n"
	"hazard: line-cut\n"
	"source: 1.3.4-2\n"
	"goals: [{ja: 目標, en: Goal}]\n"
	"scope: {ja: 範囲, en: Scope}\n"
	"situation: {ja: いつもの日, en: A day}\n"
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
	"  again: {at: 20m, from: {ja: 院, en: Clinic}, to: leader, means: phone, content: {ja: 不通, en: Down}}\n"
	"expectations:\n"
	"  calm:\n"
	"    title: {ja: 落ち着き, en: Calm}\n"
	"    capability: deciding\n"
	"    expect: judged\n"
	"    after: inject call\n"
	"    within: 20m\n"
	"    words: [calm]\n"
	"    weight: 10\n";
static const char plan_text[] =
	"{\"targets\":{\"hit\":{\"items\":[\"line:a\"],\"institutions\":[\"clinic\"]}},\"roles\":{\"leader\":\"duty-1\"},\"allow\":[\"*@x.example\"]}";

/* KEPT: of the store, as long as that. */
struct stage { struct clock *real; struct store *store; struct clock *kept, *clock; };

/* As another process would, that begins with what the store says. The real clock shows 11:MINUTE. */
static struct play *open_play(struct stage *stage, int minute)
{
	g_autofree char *time = g_strdup_printf("2026-11-26T11:%02d:00+09:00", minute);
	struct play *play;

	g_clear_pointer(&stage->clock, clock_free);
	g_clear_pointer(&stage->real, clock_free);
	stage->real = clock_new_set(time, NULL);
	play = play_read(stage->store, NULL);
	ck_assert_ptr_nonnull(play);
	stage->clock = play_clock(play, stage->real);
	return play;
}

static struct play_options playing(const struct stage *stage)
{
	return (struct play_options){.store = stage->store, .clock = stage->clock, .real = stage->real, .actor = "sato"};
}

static void stage_init_with(struct stage *stage, const char *text)
{
	g_autoptr(GError) error = NULL;

	stage->real = clock_new_set("2026-11-26T11:00:00+09:00", NULL);
	stage->kept = clock_new_set("2026-11-25T10:00:00+09:00", NULL);
	stage->clock = clock_new_set("2026-11-25T10:00:00+09:00", NULL);
	const struct store_options storing = {
		.mode = STORE_WRITE, .purpose = STORE_REHEARSAL, .log_name = "test.example/noc1", .clock = stage->kept,
	};
	struct play play = {
		.record = {
			.name = "d1", .scenario = "one", .digest = "ab", .text = (char *)text, .plan = plan_text, .state = DRILL_PLANNED,
			.reason = "", .origin = clock_moment(stage->real), .shown_us = BEGINS_US, .speed = 60,
			.begins_us = BEGINS_US, .ends_us = BEGINS_US + 60 * MINUTE_US,
		},
		.scenario = drill_scenario_of(text, strlen(text), &error),
	};

	ck_assert_msg(play.scenario != NULL, "%s", error ? error->message : "");
	stage->store = store_open_memory(&storing, NULL);
	ck_assert_ptr_nonnull(stage->store);
	const struct play_options options = playing(stage);

	ck_assert_msg(play_make(&options, &play, &error), "%s", error ? error->message : "");
	drill_scenario_free(play.scenario);
}

static void stage_init(struct stage *stage)
{
	stage_init_with(stage, scenario_text);
}

static void stage_clear(struct stage *stage)
{
	store_close(stage->store);
	g_clear_pointer(&stage->kept, clock_free);
	g_clear_pointer(&stage->clock, clock_free);
	g_clear_pointer(&stage->real, clock_free);
}

/* At 11:MINUTE it is to become STATE. Whether it did. */
static bool turns(struct stage *stage, int minute, enum drill_state state)
{
	g_autoptr(ops_play_t) play = open_play(stage, minute);
	const struct play_options options = playing(stage);
	g_autoptr(GError) error = NULL;
	bool turned = play_turn(&options, state, "", &error);

	ck_assert_str_eq(play->record.name, "d1");
	ck_assert(turned || g_error_matches(error, OPS_PLAY_ERROR, PLAY_ERROR_STATE));
	return turned;
}

/* "11:MINUTE": up to when what was real was known. */
static void expect_known(struct stage *stage, int now, int minute)
{
	g_autoptr(ops_play_t) play = open_play(stage, now);
	g_autofree char *time = g_strdup_printf("2026-11-26T11:%02d:00+09:00", minute);
	g_autoptr(ops_clock_t) then = clock_new_set(time, NULL);
	int64_t known_us = 0;

	ck_assert(play_known_us(stage->store, play, &known_us, NULL));
	ck_assert_int_eq(known_us, clock_wall_us(then));
}

START_TEST(it_goes_from_state_to_state_and_no_other_way)
{
	struct stage stage;

	stage_init(&stage);
	ck_assert(!turns(&stage, 1, DRILL_PAUSED) && !turns(&stage, 1, DRILL_FROZEN) && !turns(&stage, 1, DRILL_ENDED));
	ck_assert(turns(&stage, 2, DRILL_RUNNING) && !turns(&stage, 2, DRILL_RUNNING));
	ck_assert(turns(&stage, 3, DRILL_PAUSED) && turns(&stage, 4, DRILL_FROZEN) && !turns(&stage, 4, DRILL_ENDED));
	ck_assert(turns(&stage, 5, DRILL_RUNNING) && turns(&stage, 6, DRILL_ENDED));
	ck_assert(!turns(&stage, 7, DRILL_RUNNING) && !turns(&stage, 7, DRILL_STOPPED));
	stage_clear(&stage);
}
END_TEST

START_TEST(a_pause_and_another_speed_make_nothing_known)
{
	struct stage stage;

	stage_init(&stage);
	ck_assert(turns(&stage, 2, DRILL_RUNNING));
	expect_known(&stage, 3, 2);
	ck_assert(turns(&stage, 4, DRILL_PAUSED) && turns(&stage, 5, DRILL_RUNNING));
	expect_known(&stage, 6, 2);
	g_autoptr(ops_play_t) play = open_play(&stage, 7);
	const struct play_options options = playing(&stage);

	ck_assert_int_eq(play->record.speed, 60);
	ck_assert(play_set_speed(&options, 10, NULL));
	expect_known(&stage, 8, 2);
	ck_assert(turns(&stage, 9, DRILL_FROZEN) && turns(&stage, 10, DRILL_RUNNING));
	expect_known(&stage, 11, 10);
	ck_assert(turns(&stage, 12, DRILL_PAUSED) && turns(&stage, 13, DRILL_RUNNING));
	expect_known(&stage, 14, 10);
	stage_clear(&stage);
}
END_TEST

START_TEST(what_is_due_comes_once_and_what_was_left_out_never)
{
	struct stage stage;
	g_autoptr(GPtrArray) came = NULL, more = NULL;

	stage_init(&stage);
	ck_assert(turns(&stage, 0, DRILL_RUNNING));
	g_autoptr(ops_play_t) play = open_play(&stage, 1);
	const struct play_options options = playing(&stage);

	ck_assert_int_eq(play->record.state, DRILL_RUNNING);
	/* Sixty times as fast: an hour in a minute. */
	ck_assert_int_eq(clock_wall_us(stage.clock), BEGINS_US + 60 * MINUTE_US);
	ck_assert(play_skip(&options, "again", "", NULL) && play_step(&options, &came, NULL));
	ck_assert_uint_eq(came->len, 2);
	ck_assert_int_eq(((const struct drill_moment *)came->pdata[0])->kind, DRILL_NETWORK);
	ck_assert_str_eq(((const struct drill_moment *)came->pdata[1])->name, "call");
	ck_assert(play_step(&options, &more, NULL));
	ck_assert_uint_eq(more->len, 0);
	stage_clear(&stage);
}
END_TEST

/* The names of what comes at 11:MINUTE, in order, parted by blanks. Caller frees. */
static char *comes(struct stage *stage, int minute)
{
	g_autoptr(ops_play_t) play = open_play(stage, minute);
	const struct play_options options = playing(stage);
	g_autoptr(GPtrArray) came = NULL;
	GString *names = g_string_new(NULL);

	ck_assert_str_eq(play->record.name, "d1");
	ck_assert(play_step(&options, &came, NULL));
	for (guint i = 0; i < came->len; i++) {
		const struct drill_moment *moment = came->pdata[i];

		if (moment->kind == DRILL_CARD)
			g_string_append_printf(names, "%s%s", names->len ? " " : "", moment->name);
	}
	return g_string_free(names, FALSE);
}

static void expect_comes(struct stage *stage, int minute, const char *names)
{
	g_autofree char *came = comes(stage, minute);

	ck_assert_str_eq(came, names);
}

START_TEST(cards_out_of_order_and_in_one_second_come_each_once_by_time)
{
	static const char cards[] =
		"injects:\n"
		"  late: {at: 40m, from: {ja: 院, en: Clinic}, to: leader, means: phone, content: {ja: 不通, en: Down}}\n"
		"  second: {at: 15m, from: {ja: 院, en: Clinic}, to: leader, means: phone, content: {ja: 不通, en: Down}}\n"
		"  call: {at: 10m, from: {ja: 院, en: Clinic}, to: leader, means: phone, content: {ja: 不通, en: Down}}\n"
		"  third: {at: 15m, from: {ja: 院, en: Clinic}, to: leader, means: phone, content: {ja: 不通, en: Down}}\n";
	const char *injects = strstr(scenario_text, "injects:"), *rest = strstr(scenario_text, "expectations:");
	g_autofree char *before = g_strndup(scenario_text, (gsize)(injects - scenario_text));
	g_autofree char *text = g_strconcat(before, cards, rest, NULL);
	struct stage stage;

	stage_init_with(&stage, text);
	ck_assert(turns(&stage, 0, DRILL_RUNNING));
	expect_comes(&stage, 1, "call second third late");
	expect_comes(&stage, 1, "");
	stage_clear(&stage);
}
END_TEST

START_TEST(a_clock_that_jumps_loses_nothing_and_brings_nothing_twice)
{
	struct stage stage;

	stage_init(&stage);
	ck_assert(turns(&stage, 10, DRILL_RUNNING));
	expect_comes(&stage, 10, "");
	/* Hours ahead, by its own clock a day; behind its beginning; and where it was. */
	expect_comes(&stage, 50, "call again");
	expect_comes(&stage, 0, "");
	expect_comes(&stage, 11, "");
	expect_comes(&stage, 59, "");
	ck_assert(turns(&stage, 11, DRILL_ENDED));
	stage_clear(&stage);
}
END_TEST

START_TEST(its_store_says_what_came_and_what_was_judged)
{
	struct stage stage;
	g_autoptr(GPtrArray) came = NULL;
	g_autoptr(ops_rehearsal_t) before = NULL, after = NULL;
	struct drill_score *score;

	stage_init(&stage);
	ck_assert(turns(&stage, 0, DRILL_RUNNING));
	g_autoptr(ops_play_t) play = open_play(&stage, 1);
	const struct play_options options = playing(&stage);

	ck_assert_int_eq(play->record.state, DRILL_RUNNING);
	ck_assert(play_skip(&options, "again", "", NULL) && play_step(&options, &came, NULL));
	before = engine_rehearsal_read(stage.store, stage.real, NULL);
	ck_assert_ptr_nonnull(before);
	ck_assert_str_eq(g_array_index(before->roles, struct rehearsal_role, 0).contact, "duty-1");
	ck_assert_int_eq(before->evidence->changed_at_us[0], 60 * MINUTE_US);
	ck_assert_int_eq(before->evidence->fired_at_us[0], 60 * MINUTE_US);
	ck_assert_int_eq(before->evidence->fired_at_us[1], -1);
	ck_assert(!before->evidence->inject_skipped[0] && before->evidence->inject_skipped[1]);
	const struct rehearsal_judging judging = {
		.clock = stage.clock, .real = stage.real, .actor = "sato", .by = "Tanaka", .expectation = "calm", .met = true,
	};
	struct rehearsal_judging unknown = judging;

	unknown.expectation = "haste";
	ck_assert(!engine_rehearsal_judge(stage.store, before, &unknown, NULL));
	ck_assert(engine_rehearsal_judge(stage.store, before, &judging, NULL));
	after = engine_rehearsal_read(stage.store, stage.real, NULL);
	ck_assert_ptr_nonnull(after);
	score = engine_rehearsal_score(after);
	ck_assert_uint_eq(score->counts[DRILL_MET], 1);
	ck_assert_str_eq(((const struct drill_verdict *)score->verdicts->pdata[0])->by, "Tanaka");
	drill_score_free(score);
	stage_clear(&stage);
}
END_TEST

START_TEST(a_store_of_no_drill_is_none)
{
	g_autoptr(ops_clock_t) clock = clock_new_set("2026-11-26T11:00:00+09:00", NULL);
	const struct store_options storing = {
		.mode = STORE_WRITE, .purpose = STORE_REHEARSAL, .log_name = "test.example/noc1", .clock = clock,
	};
	g_autoptr(ops_store_t) store = store_open_memory(&storing, NULL);
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(play_read(store, &error));
	ck_assert_ptr_null(error);
	ck_assert_ptr_null(engine_rehearsal_read(store, clock, &error));
	ck_assert_ptr_nonnull(error);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(it_goes_from_state_to_state_and_no_other_way),
		UNIT(a_pause_and_another_speed_make_nothing_known),
		UNIT(what_is_due_comes_once_and_what_was_left_out_never),
		UNIT(cards_out_of_order_and_in_one_second_come_each_once_by_time),
		UNIT(a_clock_that_jumps_loses_nothing_and_brings_nothing_twice),
		UNIT(its_store_says_what_came_and_what_was_judged),
		UNIT(a_store_of_no_drill_is_none),
		{NULL},
	};

	return unit_run("engine/play.c", tests);
}
