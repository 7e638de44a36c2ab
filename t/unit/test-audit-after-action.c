/* SPDX-License-Identifier: Apache-2.0 */
/*
 * That a drill was held, out of the journal and into it: all of it comes back, and what is none is none. What is said of a
 * score in words.
 */
#include "audit/after-action.h"

#include "unit.h"

#include <string.h>

static struct drill_held *held_of(void)
{
	struct drill_held *held = drill_held_new();

	held->name = g_strdup("d-2026");
	held->scenario = g_strdup("earthquake");
	held->digest = g_strdup("ab");
	held->bundle = g_strdup("cd");
	held->title_ja = g_strdup("地震");
	held->manual = g_strdup("ef");
	held->state = DRILL_ENDED;
	held->share = 875;
	held->by[CAPABILITY_TELLING] = 0;
	g_ptr_array_add(held->participants, g_strdup("leader: sato"));
	held->manual_approved = true;
	held->began_at_us = 5;
	held->previous = 3;
	return held;
}

START_TEST(what_is_written_is_read_again)
{
	g_autoptr(ops_drill_held_t) held = held_of(), again = NULL;
	g_autoptr(ops_json_t) payload = drill_held_json(held);
	g_autofree char *text = json_print(payload), *text_again = NULL;
	g_autoptr(ops_json_t) payload_again = NULL;

	again = drill_held_read(payload);
	ck_assert_ptr_nonnull(again);
	payload_again = drill_held_json(again);
	text_again = json_print(payload_again);
	ck_assert_str_eq(text, text_again);
	ck_assert_int_eq(again->share, 875);
	/* 0 is a score, and none is none. */
	ck_assert_int_eq(again->by[CAPABILITY_TELLING], 0);
	ck_assert_int_eq(again->by[CAPABILITY_DECIDING], -1);
	ck_assert_ptr_null(again->title_en);
	ck_assert_ptr_null(again->improvements);
	ck_assert_str_eq(again->participants->pdata[0], "leader: sato");
	ck_assert_int_eq(again->previous, 3);
}
END_TEST

#define HELD(rest) "{\"name\":\"d\",\"scenario\":\"s\",\"digest\":\"a\",\"bundle\":\"b\"," rest "}"
static const char *const none[] = {
	"{}",
	"{\"name\":\"d\",\"scenario\":\"s\",\"digest\":\"a\",\"state\":\"ended\",\"began_at_us\":1}",
	HELD("\"began_at_us\":1"),
	HELD("\"state\":\"won\",\"began_at_us\":1"),
	HELD("\"state\":\"ended\""),
	HELD("\"state\":\"ended\",\"began_at_us\":1,\"previous\":-1"),
};

START_TEST(what_lacks_a_part_is_none)
{
	g_autoptr(ops_json_t) payload = json_parse(none[_i], strlen(none[_i]), 1000, NULL);
	g_autoptr(ops_drill_held_t) held = NULL;

	ck_assert_ptr_nonnull(payload);
	held = drill_held_read(payload);
	ck_assert_ptr_null(held);
}
END_TEST

START_TEST(a_score_beyond_all_is_no_score)
{
	static const char text[] = HELD("\"state\":\"stopped\",\"began_at_us\":1,\"score\":{\"all\":1001,\"telling\":-1},\"previous\":null");
	g_autoptr(ops_json_t) payload = json_parse(text, strlen(text), 1000, NULL);
	g_autoptr(ops_drill_held_t) held = drill_held_read(payload);

	ck_assert_ptr_nonnull(held);
	ck_assert_int_eq(held->share, -1);
	ck_assert_int_eq(held->by[CAPABILITY_TELLING], -1);
	ck_assert_int_eq(held->previous, 0);
}
END_TEST

START_TEST(only_one_that_ended_by_an_approved_manual_counts)
{
	g_autoptr(ops_drill_held_t) held = held_of();

	ck_assert(drill_held_counts(held));
	held->manual_approved = false;
	ck_assert(!drill_held_counts(held));
	held->manual_approved = true;
	held->state = DRILL_STOPPED;
	ck_assert(!drill_held_counts(held));
}
END_TEST

/* Newest first, as the record has them; the last was held before the others, and recorded late. */
static const struct { const char *name, *scenario; int64_t began_at_us, sequence; bool played; } before[] = {
	{"late", "flood", 10, 90, false},     {"played", "earthquake", 80, 80, true}, {"flood", "flood", 70, 70, false},
	{"newer", "earthquake", 60, 60, false}, {"older", "earthquake", 50, 50, false},
};

START_TEST(compared_with_the_newest_that_counts_by_the_same_scenario_first)
{
	static const struct { struct drill_held own; const char *with; } cases[] = {
		{{.scenario = (char *)"earthquake", .began_at_us = 100}, "newer"},
		{{.scenario = (char *)"earthquake", .began_at_us = 60}, "older"},
		{{.scenario = (char *)"earthquake", .began_at_us = 50}, "late"},
		{{.scenario = (char *)"outage", .began_at_us = 100}, "flood"},
		{{.scenario = (char *)"flood", .began_at_us = 70}, "late"},
		/* What was recorded after it was sealed changes nothing of its proof. */
		{{.scenario = (char *)"flood", .began_at_us = 70, .sequence = 70}, "newer"},
		{{.scenario = (char *)"earthquake", .began_at_us = 10}, NULL},
	};
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)drill_held_free);

	for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
		struct drill_held *held = held_of();

		g_free(held->name);
		g_free(held->scenario);
		held->name = g_strdup(before[i].name);
		held->scenario = g_strdup(before[i].scenario);
		held->began_at_us = before[i].began_at_us;
		held->sequence = before[i].sequence;
		held->played = before[i].played;
		g_ptr_array_add(list, held);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct drill_held *with = drill_held_before(list, &cases[i].own);

		if (!cases[i].with)
			ck_assert_ptr_null(with);
		else
			ck_assert_str_eq(with->name, cases[i].with);
	}
	ck_assert_ptr_eq(drill_held_find(list, "newer"), list->pdata[3]);
	ck_assert_ptr_null(drill_held_find(list, "none"));
}
END_TEST

START_TEST(how_like_the_scenario_is_goes_by_name_then_by_text)
{
	g_autoptr(ops_drill_held_t) held = held_of();

	ck_assert_int_eq(drill_held_likeness(held, "earthquake", "ab"), DRILL_ALIKE);
	ck_assert_int_eq(drill_held_likeness(held, "earthquake", "cd"), DRILL_REVISED);
	ck_assert_int_eq(drill_held_likeness(held, "flood", "ab"), DRILL_UNLIKE);
}
END_TEST

START_TEST(a_share_has_one_decimal)
{
	static const struct { int share; const char *shown; } cases[] = {
		{-1, "-"}, {0, "0.0 %"}, {5, "0.5 %"}, {999, "99.9 %"}, {1000, "100.0 %"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *shown = after_action_share(cases[i].share);

		ck_assert_str_eq(shown, cases[i].shown);
	}
}
END_TEST

START_TEST(why_is_said_in_both_languages)
{
	static const struct { struct drill_verdict verdict; const char *ja, *en; } cases[] = {
		{{.result = DRILL_MET}, "", ""},
		/* Late by a second is not late by nothing. */
		{{.result = DRILL_LATE, .late_us = 1000000}, "1 分遅れ", "1 min late"},
		{{.result = DRILL_LATE, .late_us = 120000001, .why = WHY_COUNT, .said = 2, .right = 3}, "3 分遅れ、回線数 2 と報告、正しくは 3",
		 "3 min late; 2 lines were said, 3 were right"},
		{{.result = DRILL_MISSED, .why = WHY_TOO_FEW, .said = 1, .right = 4}, "4 通中 1 通に応答", "1 of 4 were answered"},
		{{.result = DRILL_MISSED, .by = (char *)"Sato"}, "評価者: Sato", "judged by Sato"},
		{{.result = DRILL_EXCUSED, .why = WHY_SKIPPED}, "起点となる状況付与を省略した", "what it waits for was left out"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *ja = after_action_reason(&cases[i].verdict, PROCEDURE_JAPANESE);
		g_autofree char *en = after_action_reason(&cases[i].verdict, PROCEDURE_ENGLISH);

		ck_assert_str_eq(ja, cases[i].ja);
		ck_assert_str_eq(en, cases[i].en);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_written_is_read_again),
		UNIT_ROWS(what_lacks_a_part_is_none, none),
		UNIT(a_score_beyond_all_is_no_score),
		UNIT(only_one_that_ended_by_an_approved_manual_counts),
		UNIT(compared_with_the_newest_that_counts_by_the_same_scenario_first),
		UNIT(how_like_the_scenario_is_goes_by_name_then_by_text),
		UNIT(a_share_has_one_decimal),
		UNIT(why_is_said_in_both_languages),
		{NULL},
	};

	return unit_run("audit/after-action.c", tests);
}
