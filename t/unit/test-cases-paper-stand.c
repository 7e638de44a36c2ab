/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases/paper-stand.c: where stages stand, what is missing, which way is taken and by when each is owed.
 */
#include "cases/internal.h"
#include "cases/paper.h"

#include "base/instant.h"
#include "unit.h"

#include <string.h>

#define MINUTE INT64_C(60000000)
#define HOUR (60 * MINUTE)
#define OPENED_AT INT64_C(1795658400000000)	/* Thursday 2026-11-26 11:00 in Tokyo */
#define HEX "9fe36faa6e710cbbfe894e2ed0ee227ca2179beea08210789c73971ba565ea10"

static const char text[] =
	"documents: {d: {ja: あ, en: a}}\nfields: {f: {ja: あ, en: a}, day: {ja: あ, en: a}}\n"
	"papers:\n  p:\n    kind: problem\n    title: {ja: あ, en: a}\n    stages:\n"
	"      a: {title: {ja: あ, en: a}, needs: {documents: [d], fields: [f, cause]}}\n"
	"      b: {title: {ja: あ, en: b}, needs: {decision: ops-manager}, due: {from: a, business-days: 2}, remind: 1h,\n"
	"          outcomes: {yes: {ja: あ, en: y}, no: {ja: あ, en: n}}}\n"
	"      c: {title: {ja: あ, en: c}, when: {b: 'yes'}, needs: {told: {notice: enquiry-answer, to: institution}}, until: day}\n"
	"      d: {title: {ja: あ, en: d}, when: {b: 'no'}, needs: {linked: incident, looked: true, knowledge: true}}\n"
	"      e: {title: {ja: あ, en: e}, after: [c], when: {b: 'yes'}, due: {until: c}}\n"
	"      g: {title: {ja: あ, en: g}, after: [a], optional: true, skip: reason, due: {from: opened, after: 2h}}\n";

struct said { const char *kind, *body; };

struct fixture {
	struct papers *papers;
	struct case_file file;
	struct case_standing *standing;
	GTimeZone *zone;
	struct paper_seen seen;
	GArray *stands;
};

static void event_destroy(gpointer event)
{
	event_free(event);
}

#define MOST 12
static void begin(struct fixture *fixture, const struct said said[MOST])
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

	*fixture = (struct fixture){
		.papers = papers_read("x", text, strlen(text), faults),
		.file = {.id = (char *)"PRB-20261126-001", .kind = CASE_PROBLEM, .opened_at_us = OPENED_AT,
			 .events = g_ptr_array_new_with_free_func(event_destroy)},
		.zone = instant_zone_open("Asia/Tokyo", NULL),
	};
	ck_assert_ptr_nonnull(fixture->papers);
	for (int64_t i = 0; i < MOST && said[i].kind; i++) {
		const struct case_event_record record = {
			.case_id = fixture->file.id, .number = i + 1, .kind = said[i].kind, .event_at_us = OPENED_AT + (i + 1) * MINUTE,
			.recorded_at_us = OPENED_AT + (i + 1) * MINUTE, .actor = "sato", .body = said[i].body,
			.body_length = strlen(said[i].body), .entry = i + 1,
		};
		struct case_event *event = event_read(&record);

		ck_assert_msg(event->kind != CASE_OTHER, "%s", said[i].body);
		g_ptr_array_add(fixture->file.events, event);
	}
	fixture->standing = case_standing_new(&fixture->file);
	fixture->seen = (struct paper_seen){.standing = fixture->standing, .zone = fixture->zone};
}

static void stand(struct fixture *fixture)
{
	fixture->stands = paper_stands(papers_find(fixture->papers, "p"), &fixture->seen);
}

static const struct paper_stand *stage(const struct fixture *fixture, const char *id)
{
	return &g_array_index(fixture->stands, struct paper_stand, paper_stage_find(papers_find(fixture->papers, "p"), id));
}

static void end(struct fixture *fixture)
{
	g_array_unref(fixture->stands);
	case_standing_free(fixture->standing);
	g_ptr_array_unref(fixture->file.events);
	g_time_zone_unref(fixture->zone);
	papers_free(fixture->papers);
}

#define WHAT(body) "{\"v\":1,\"what\":{" body "}}"
#define DOCUMENT {"document", WHAT("\"sort\":\"d\",\"name\":\"n\",\"place\":\"/n\",\"bytes\":1,\"sha256\":\"" HEX "\"")}
#define FACT(name, value) {"fact", WHAT("\"name\":\"" name "\",\"value\":\"" value "\"")}
#define CAUSE {"set", WHAT("\"field\":\"cause\",\"value\":\"x\"")}
#define DONE(id) {"stage", WHAT("\"stage\":\"" id "\",\"state\":\"done\"")}
#define ENDED(id, outcome) {"stage", WHAT("\"stage\":\"" id "\",\"state\":\"done\",\"outcome\":\"" outcome "\"")}
#define TAKEN_BACK(number) {"correction", WHAT("\"text\":\"no\",\"corrects\":" number)}

START_TEST(what_is_missing_is_told_and_is_not_once_it_is_there)
{
	struct fixture none, all;

	begin(&none, (const struct said[MOST]){{NULL}});
	stand(&none);
	ck_assert_int_eq(stage(&none, "a")->stand, STAGE_HERE);
	ck_assert_uint_eq(stage(&none, "a")->lacks->len, 3);
	ck_assert_int_eq(stage(&none, "b")->stand, STAGE_NOT_BEGUN);
	end(&none);
	begin(&all, (const struct said[MOST]){DOCUMENT, FACT("f", "x"), CAUSE, {NULL}});
	stand(&all);
	ck_assert_uint_eq(stage(&all, "a")->lacks->len, 0);
	end(&all);
}
END_TEST

START_TEST(what_was_taken_back_is_missing_again)
{
	struct fixture fixture;

	begin(&fixture, (const struct said[MOST]){DOCUMENT, FACT("f", "x"), CAUSE, DONE("a"), TAKEN_BACK("1"), TAKEN_BACK("4"), {NULL}});
	stand(&fixture);
	ck_assert_int_eq(stage(&fixture, "a")->stand, STAGE_HERE);
	ck_assert_uint_eq(stage(&fixture, "a")->lacks->len, 1);
	ck_assert_ptr_nonnull(strstr(stage(&fixture, "a")->lacks->pdata[0], "'d'"));
	end(&fixture);
}
END_TEST

START_TEST(the_way_that_was_not_taken_is_moot_and_owed_by_nobody)
{
	struct fixture fixture;

	begin(&fixture, (const struct said[MOST]){DONE("a"), {NULL}});
	stand(&fixture);
	ck_assert(!stage(&fixture, "c")->arises && !stage(&fixture, "d")->arises && stage(&fixture, "b")->arises);
	end(&fixture);
	begin(&fixture, (const struct said[MOST]){DONE("a"), ENDED("b", "no"), {NULL}});
	stand(&fixture);
	ck_assert_int_eq(stage(&fixture, "c")->stand, STAGE_MOOT);
	ck_assert_int_eq(stage(&fixture, "e")->stand, STAGE_MOOT);
	ck_assert_int_eq(stage(&fixture, "d")->stand, STAGE_HERE);
	ck_assert_uint_eq(stage(&fixture, "d")->lacks->len, 3);
	end(&fixture);
}
END_TEST

START_TEST(only_a_notice_since_the_stage_before_counts)
{
	const struct paper_told early = {NOTICE_ENQUIRY_ANSWER, AUDIENCE_INSTITUTION, OPENED_AT};
	const struct paper_told other = {NOTICE_ENQUIRY_ANSWER, AUDIENCE_CORE, OPENED_AT + HOUR};
	const struct paper_told right = {NOTICE_ENQUIRY_ANSWER, AUDIENCE_INSTITUTION, OPENED_AT + HOUR};
	const struct paper_told *const told[] = {&early, &other, &right};

	for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
		struct fixture fixture;

		begin(&fixture, (const struct said[MOST]){DONE("a"), ENDED("b", "yes"), {NULL}});
		fixture.seen.told = told[i];
		fixture.seen.told_count = 1;
		stand(&fixture);
		ck_assert_int_eq(stage(&fixture, "c")->stand, STAGE_HERE);
		ck_assert_uint_eq(stage(&fixture, "c")->lacks->len, i == 2 ? 0 : 1);
		end(&fixture);
	}
}
END_TEST

START_TEST(a_day_that_was_said_is_set_and_due)
{
	struct fixture fixture;

	begin(&fixture, (const struct said[MOST]){DONE("a"), ENDED("b", "yes"), FACT("day", "2026-12-18T18:00:00+09:00"), {NULL}});
	stand(&fixture);
	ck_assert_int_eq(stage(&fixture, "c")->until_us, OPENED_AT + (22 * 24 + 7) * HOUR);
	ck_assert_int_eq(stage(&fixture, "e")->due_at_us, 0);
	end(&fixture);
	begin(&fixture, (const struct said[MOST]){DONE("a"), ENDED("b", "yes"),
		{"stage", WHAT("\"stage\":\"c\",\"state\":\"done\",\"until_us\":1795700000000000")}, {NULL}});
	stand(&fixture);
	ck_assert_int_eq(stage(&fixture, "e")->due_at_us, INT64_C(1795700000000000));
	end(&fixture);
}
END_TEST

START_TEST(stages_with_a_clock_are_duties_that_are_open_soon_late_and_met)
{
	const char calendar[] = "duties: {}\n";
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_duties_t) duties = duties_read("x", calendar, strlen(calendar), faults);
	/* Thursday; two business days later is Monday, in the last minute. */
	const int64_t due_us = OPENED_AT + 4 * 24 * HOUR + 12 * HOUR + 59 * MINUTE;
	static const struct { int64_t from_due_us; enum duty_state state; } times[] = {
		{-2 * HOUR, DUTY_OPEN}, {-HOUR, DUTY_SOON}, {0, DUTY_SOON}, {1, DUTY_LATE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
		g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct duty_row)), list = NULL;
		const struct duty *duty;
		struct fixture fixture;

		begin(&fixture, (const struct said[MOST]){DONE("a"), DONE("g"), {NULL}});
		fixture.seen.calendar = duties;
		stand(&fixture);
		list = paper_duties(fixture.stands, rows, due_us + times[i].from_due_us);
		ck_assert_uint_eq(list->len, 2);
		duty = &g_array_index(list, struct duty, 0);
		ck_assert_str_eq(duty->row->id, "b");
		ck_assert_int_eq(duty->due_at_us, due_us);
		ck_assert_int_eq(duty->state, times[i].state);
		ck_assert_str_eq(g_array_index(list, struct duty, 1).row->id, "g");
		ck_assert_int_eq(g_array_index(list, struct duty, 1).state, DUTY_MET);
		end(&fixture);
	}
}
END_TEST

static const struct said unread[] = {
	{"stage", WHAT("\"stage\":\"a\"")},
	{"stage", WHAT("\"stage\":\"a\",\"state\":\"here\"")},
	{"stage", WHAT("\"stage\":\"a\",\"state\":\"skipped\"")},
	{"stage", WHAT("\"stage\":\"a\",\"state\":\"done\",\"until_us\":0")},
	{"paper", WHAT("\"paper\":\"p\",\"digest\":\"x\"")},
	{"decision", WHAT("\"stage\":\"a\",\"who\":\"x\"")},
	{"document", WHAT("\"sort\":\"d\",\"name\":\"n\",\"place\":\"/n\",\"bytes\":0,\"sha256\":\"" HEX "\"")},
	{"document", WHAT("\"sort\":\"d\",\"name\":\"n\",\"place\":\"/n\",\"bytes\":1,\"sha256\":\"00\"")},
	{"fact", WHAT("\"name\":\"\",\"value\":\"x\"")},
};

START_TEST(a_body_that_is_not_whole_is_only_shown)
{
	const struct case_event_record record = {
		.case_id = "PRB-20261126-001", .number = 1, .kind = unread[_i].kind, .event_at_us = OPENED_AT, .actor = "x",
		.body = unread[_i].body, .body_length = strlen(unread[_i].body), .entry = 1,
	};
	g_autoptr(ops_case_event_t) event = event_read(&record);

	ck_assert_int_eq(event->kind, CASE_OTHER);
	ck_assert_ptr_null(event->text);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_missing_is_told_and_is_not_once_it_is_there),
		UNIT(what_was_taken_back_is_missing_again),
		UNIT(the_way_that_was_not_taken_is_moot_and_owed_by_nobody),
		UNIT(only_a_notice_since_the_stage_before_counts),
		UNIT(a_day_that_was_said_is_set_and_due),
		UNIT(stages_with_a_clock_are_duties_that_are_open_soon_late_and_met),
		UNIT_ROWS(a_body_that_is_not_whole_is_only_shown, unread),
		{ NULL },
	};

	return unit_run("cases/paper-stand", tests);
}
