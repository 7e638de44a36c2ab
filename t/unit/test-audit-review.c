/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit/review.c: what a review tells of a record, in both languages, and that nothing which people typed can play
 * tricks on a screen, in Markdown or on a page.
 */
#include "audit/review.h"

#include "unit.h"

#include <string.h>

#define HOSTILE "<script>x</script> | **y** \033[31m\342\200\256z"
#define AT_US(minutes) (G_GINT64_CONSTANT(1795600000000000) + (minutes) * G_GINT64_CONSTANT(60000000))

/* Of a struct that owns its strings elsewhere. */
static char *lent(const char *text)
{
	return (char *)text;
}

/* A case of which EVENTS are all that is known. */
struct fixture {
	GPtrArray *events, *runs, *subjects, *facts, *reports, *links, *told;
	GArray *duties;
	struct json *body;
	struct case_file file;
	struct case_standing *standing;
	struct case_figures figures;
	struct duty_situation situation;
	GTimeZone *zone;
	struct review review;
};

static const struct bilingual self = {"東西医療回線", "Tozai Medical Lines"};
static const char *const classes[] = {"user", NULL};

static void init(struct fixture *fixture, struct case_event *events, guint count)
{
	*fixture = (struct fixture){
		.events = g_ptr_array_new(), .runs = g_ptr_array_new(), .subjects = g_ptr_array_new(), .facts = g_ptr_array_new(),
		.reports = g_ptr_array_new(), .links = g_ptr_array_new(), .told = g_ptr_array_new_with_free_func(g_free),
		.duties = g_array_new(FALSE, FALSE, sizeof(struct duty)), .body = json_new_object(), .zone = g_time_zone_new_utc(),
		.situation = {.detected_at_us = AT_US(0), .restored_at_us = AT_US(60), .closed_at_us = AT_US(90), .classes = classes},
	};
	fixture->file = (struct case_file){
		.id = lent("INC-20261125-001"), .kind = CASE_INCIDENT, .title = lent(HOSTILE), .subject = lent("line:h1"), .organization = lent(""),
		.opened_by = lent("sato"),
		.opened_at_us = AT_US(0), .closed_at_us = AT_US(90), .events = fixture->events, .runs = fixture->runs, .subjects = fixture->subjects,
	};
	g_ptr_array_add(fixture->subjects, lent("line:h1"));
	for (guint i = 0; i < count; i++) {
		struct review_event *told = g_new0(struct review_event, 1);

		events[i].number = i + 1;
		events[i].actor = lent("sato");
		events[i].body = fixture->body;
		if (!events[i].recorded_at_us)
			events[i].recorded_at_us = events[i].at.at_us;
		*told = (struct review_event){&events[i], events[i].text ? events[i].text : lent("set"), 0};
		g_ptr_array_add(fixture->events, &events[i]);
		g_ptr_array_add(fixture->told, told);
	}
	fixture->standing = case_standing_new(&fixture->file);
	fixture->figures = case_figures_of(&(const struct case_figures_source){.standing = fixture->standing, .now_us = AT_US(100)});
	fixture->review = (struct review){
		.zone = fixture->zone, .operator = &self, .standing = fixture->standing, .figures = &fixture->figures, .situation = &fixture->situation,
		.duties = fixture->duties, .facts = fixture->facts, .reports = fixture->reports, .links = fixture->links, .events = fixture->told,
		.restricted = 1U << CASE_FIELD_CAUSE, .now_us = AT_US(100),
	};
}

static void clear(struct fixture *fixture)
{
	case_standing_free(fixture->standing);
	g_ptr_array_unref(fixture->events);
	g_ptr_array_unref(fixture->runs);
	g_ptr_array_unref(fixture->subjects);
	g_ptr_array_unref(fixture->facts);
	g_ptr_array_unref(fixture->reports);
	g_ptr_array_unref(fixture->links);
	g_ptr_array_unref(fixture->told);
	g_array_unref(fixture->duties);
	json_free(fixture->body);
	g_time_zone_unref(fixture->zone);
}

static struct case_event saying(enum case_field field, int64_t at_us, const char *text)
{
	return (struct case_event){.kind = CASE_SET, .field = (int)field, .word = -1, .amount = -1, .at = {at_us, INSTANT_EXACT}, .text = lent(text)};
}

static void expect(const char *text, const char *wanted)
{
	ck_assert_msg(strstr(text, wanted) != NULL, "'%s' is not in:\n%s", wanted, text);
}

static void expect_no(const char *text, const char *unwanted)
{
	ck_assert_msg(strstr(text, unwanted) == NULL, "'%s' is in:\n%s", unwanted, text);
}

START_TEST(what_was_typed_plays_no_tricks)
{
	struct case_event events[] = {saying(CASE_FIELD_CAUSE, AT_US(1), HOSTILE), saying(CASE_FIELD_WELL, AT_US(95), HOSTILE)};
	struct review_link link = {lent("ticket"), lent(HOSTILE), NULL, false, false};
	struct review_fact fact = {lent("Symptom"), lent(HOSTILE), true};
	struct fixture fixture;

	init(&fixture, events, G_N_ELEMENTS(events));
	g_ptr_array_add(fixture.links, &link);
	g_ptr_array_add(fixture.facts, &fact);
	for (int language = 0; language < 2; language++) {
		fixture.review.language = language ? PROCEDURE_ENGLISH : PROCEDURE_JAPANESE;
		g_autofree char *text = review_text(&fixture.review, 80), *markdown = review_markdown(&fixture.review), *html = review_html(&fixture.review);

		expect(text, "\\x1b[31m\\u{202E}z");
		expect(markdown, "\\<script\\>x\\</script\\> \\| \\*\\*y\\*\\*");
		expect_no(markdown, " **y");
		expect(html, "&lt;script&gt;x&lt;/script&gt; | **y**");
		expect_no(html, "<script");
		expect_no(text, "\033");
		expect_no(markdown, "\033");
		expect_no(html, "\033");
		expect_no(text, "\342\200\256");
		expect_no(markdown, "\342\200\256");
		expect_no(html, "\342\200\256");
	}
	clear(&fixture);
}
END_TEST

START_TEST(what_stood_before_stays_and_what_is_restricted_is_marked)
{
	struct case_event events[] = {saying(CASE_FIELD_CAUSE, AT_US(1), "a dead router"), saying(CASE_FIELD_CAUSE, AT_US(9), "a cut cable"),
				      saying(CASE_FIELD_WORKAROUND, AT_US(9), "the spare way")};
	struct fixture fixture;

	init(&fixture, events, G_N_ELEMENTS(events));
	fixture.review.language = PROCEDURE_ENGLISH;
	g_autofree char *english = review_markdown(&fixture.review);
	expect(english, "| cause \\[restricted\\] | a cut cable |");
	expect(english, "| cause \\[restricted\\] (before) | a dead router |");
	expect(english, "| workaround | the spare way |");
	fixture.review.language = PROCEDURE_JAPANESE;
	g_autofree char *japanese = review_markdown(&fixture.review);
	expect(japanese, "| 原因【限定】 | a cut cable |");
	expect(japanese, "| 原因【限定】 (以前) | a dead router |");
	clear(&fixture);
}
END_TEST

START_TEST(a_duty_says_when_it_was_given_how_late_and_who_settled_it)
{
	const struct duty_row first = {.id = "F", .title_ja = "第一報", .title_en = "First report", .notice = NOTICE_OUTAGE_FIRST};
	const struct duty_row law = {.id = "L", .title_ja = "重大事故", .title_en = "Serious accident", .notice = -1, .decide = true, .law = {"Act 28", "2026-11-25", "A"}};
	const struct duty_settled settled = {AT_US(80), "L/authority", "Suzuki", "below the limit"};
	const struct duty duties[] = {
		{.row = &first, .audience = AUDIENCE_CORE, .state = DUTY_MET, .due_at_us = AT_US(15), .met_at_us = AT_US(25), .met_by = 7,
		 .met_late_us = AT_US(25) - AT_US(15)},
		{.row = &law, .audience = AUDIENCE_AUTHORITY, .state = DUTY_SETTLED, .due_at_us = AT_US(30), .settled = &settled},
		{.row = &first, .audience = AUDIENCE_PEERS, .state = DUTY_NOT_APPLICABLE},
		{.row = &first, .audience = AUDIENCE_CARRIER, .state = DUTY_LATE, .due_at_us = AT_US(15), .late_us = AT_US(100) - AT_US(15)},
	};
	struct case_event events[] = {saying(CASE_FIELD_RESTORED, AT_US(60), NULL)};
	struct fixture fixture;

	init(&fixture, events, G_N_ELEMENTS(events));
	g_array_append_vals(fixture.duties, duties, G_N_ELEMENTS(duties));
	fixture.review.language = PROCEDURE_ENGLISH;
	g_autofree char *english = review_markdown(&fixture.review);
	expect(english, "| F First report | core operator |");
	expect(english, "by notice 7, late by 10 min |");
	expect(english, "by Suzuki, because: below the limit | Act 28 |");
	expect(english, "| F First report | carrier |");
	expect(english, "late by 85 min");
	expect_no(english, "| F First report | peers |");
	fixture.review.language = PROCEDURE_JAPANESE;
	g_autofree char *japanese = review_markdown(&fixture.review);
	expect(japanese, "通知 7、10 分超過");
	clear(&fixture);
}
END_TEST

START_TEST(what_nobody_recorded_is_a_blank)
{
	struct case_event events[] = {saying(CASE_FIELD_LUCKY, AT_US(95), "it was a holiday")};
	struct fixture fixture;

	init(&fixture, events, G_N_ELEMENTS(events));
	fixture.file.closed_at_us = 0;
	fixture.review.language = PROCEDURE_ENGLISH;
	g_autofree char *text = review_text(&fixture.review, 100);
	expect(text, "  !! The incident is not closed: this is a draft.\n");
	expect(text, "what went badly\n\nBlank; it is recorded by: nwops incident set INC-20261125-001 badly TEXT\n");
	expect(text, "where we were lucky\n\n    it was a holiday (sato)\n");
	expect(text, "  !! Nobody has recorded a cause.\n");
	expect(text, "  !! No measure is recorded.\n");
	clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_was_typed_plays_no_tricks),
		UNIT(what_stood_before_stays_and_what_is_restricted_is_marked),
		UNIT(a_duty_says_when_it_was_given_how_late_and_who_settled_it),
		UNIT(what_nobody_recorded_is_a_blank),
		{NULL, NULL, 0},
	};

	return unit_run("audit-review", tests);
}
