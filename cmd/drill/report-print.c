/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The score of a drill on the screen and as objects.
 */
#include "drill/after.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/page.h"
#include "ui/printer.h"
#include "ui/table.h"

#include <unistd.h>

#define TITLE_LEAST 20

/* --- JSON --- */

static void set_drill_time(const struct after *after, struct json *object, const char *key, int64_t at_us)
{
	if (at_us < 0)
		json_set_null(object, key);
	else
		printer_set_instant(object, key, at_us + after->rehearsal->begins_us, after->session->zone);
}

static void set_points(struct json *object, const struct drill_points *points)
{
	printer_set_figure(object, "share", drill_points_share(points));
	json_set_integer(object, "got", points->got);
	json_set_integer(object, "of", points->of);
	json_set_string(object, "grade", points->of ? words_get(WORDS_DRILL_GRADE, drill_points_grade(points))->id : NULL);
}

static void print_verdict(const struct after *after, const struct drill_verdict *verdict)
{
	static const char *const whys[DRILL_WHY_COUNT] = {
		[WHY_PLAIN] = NULL, [WHY_SKIPPED] = "skipped", [WHY_CUT_SHORT] = "cut-short", [WHY_NOT_YET] = "not-yet",
		[WHY_NOT_JUDGED] = "not-judged", [WHY_EARLY] = "early", [WHY_OTHER_VALUE] = "other-value", [WHY_COUNT] = "count",
		[WHY_PROMISE] = "promise", [WHY_NO_PROMISE] = "no-promise", [WHY_TOO_FEW] = "too-few", [WHY_DONE] = "done",
	};
	struct json *object = printer_new_object("drill-verdict"), *entries = json_new_array();

	json_set_string(object, "drill", after->rehearsal->name);
	json_set_string(object, "expectation", verdict->expectation->name);
	json_set_string(object, "title", drill_text(&verdict->expectation->title, session_document_language(after->session)));
	json_set_string(object, "capability", words_get(WORDS_DRILL_CAPABILITY, verdict->expectation->capability)->id);
	json_set_integer(object, "weight", verdict->expectation->weight);
	json_set_string(object, "result", words_get(WORDS_DRILL_RESULT, verdict->result)->id);
	json_set_string(object, "why", whys[verdict->why]);
	set_drill_time(after, object, "from", verdict->from_us);
	set_drill_time(after, object, "until", verdict->until_us);
	set_drill_time(after, object, "at", verdict->at_us);
	printer_set_figure(object, "late_us", verdict->result == DRILL_LATE ? verdict->late_us : -1);
	printer_set_figure(object, "said", verdict->said);
	printer_set_figure(object, "right", verdict->right);
	json_set_string(object, "judged_by", verdict->by);
	for (guint i = 0; i < verdict->entries->len; i++)
		json_append_integer(entries, g_array_index(verdict->entries, int64_t, i));
	json_take(object, "entries", entries);
	printer_take(object);
}

static enum drill_likeness likeness_of(const struct after *after)
{
	return drill_held_likeness(after->previous, after->rehearsal->scenario->name, after->rehearsal->digest);
}

void after_print_json(const struct after *after)
{
	static const char *const likenesses[DRILL_LIKENESS_COUNT] = {
		[DRILL_ALIKE] = "same", [DRILL_REVISED] = "revised", [DRILL_UNLIKE] = "other",
	};
	const struct rehearsal *rehearsal = after->rehearsal;
	struct json *object = printer_new_object("drill-score"), *by = json_new_object();

	for (guint i = 0; i < after->score->verdicts->len; i++)
		print_verdict(after, after->score->verdicts->pdata[i]);
	json_set_string(object, "drill", rehearsal->name);
	json_set_string(object, "scenario", rehearsal->scenario->name);
	json_set_string(object, "digest", rehearsal->digest);
	json_set_string(object, "state", words_get(WORDS_DRILL_STATE, rehearsal->evidence->state)->id);
	json_set_string(object, "reason", rehearsal->evidence->reason);
	printer_set_instant(object, "began_at", rehearsal->started_at_us, after->session->zone);
	printer_set_instant(object, "ended_at", rehearsal->ended_at_us, after->session->zone);
	set_points(object, &after->score->all);
	for (unsigned int i = 0; i < DRILL_CAPABILITY_COUNT; i++) {
		struct json *each = json_new_object();

		set_points(each, &after->score->by[i]);
		printer_set_figure(each, "previous_share", after->previous ? after->previous->by[i] : -1);
		json_take(by, words_get(WORDS_DRILL_CAPABILITY, i)->id, each);
	}
	json_take(object, "capabilities", by);
	for (unsigned int i = 0; i < DRILL_RESULT_COUNT; i++)
		json_set_integer(object, words_get(WORDS_DRILL_RESULT, i)->id, after->score->counts[i]);
	json_set_bool(object, "sealed", after->own != NULL);
	json_set_string(object, "previous", after->previous ? after->previous->name : NULL);
	printer_set_figure(object, "previous_share", after->previous ? after->previous->share : -1);
	json_set_string(object, "previous_scenario", after->previous ? after->previous->scenario : NULL);
	json_set_string(object, "likeness", after->previous ? likenesses[likeness_of(after)] : NULL);
	printer_take(object);
}

/* --- text --- */

/* Which it is compared with, and why with that. */
static void print_before(const struct after *after)
{
	static const char *const whys[DRILL_LIKENESS_COUNT] = {
		[DRILL_ALIKE] = N_("the newest earlier drill that counts, by the same scenario"),
		[DRILL_REVISED] = N_("the newest earlier drill that counts, by the same scenario, whose text has changed since"),
		[DRILL_UNLIKE] = N_("overall and by capability alone, since no earlier drill that counts was by this scenario; it is the newest, by another"),
	};
	const struct drill_held *previous = after->previous;
	g_autofree char *held = previous ? instant_show(previous->held_at_us, after->session->zone) : NULL;
	g_autofree char *line = previous ? g_strdup_printf(_("compared with '%s' of %s: %s"), previous->name, held, _(whys[likeness_of(after)]))
					 : g_strdup(_("no earlier drill counts for the year: there is none to compare with"));

	page_print("", line);
}

static void print_head(const struct after *after)
{
	const struct rehearsal *rehearsal = after->rehearsal;
	g_autofree char *title = printer_safe(drill_text(&rehearsal->scenario->title, session_document_language(after->session)));
	g_autofree char *share = after_action_share(drill_points_share(&after->score->all));
	g_autofree char *before = after_action_share(after->previous ? after->previous->share : -1);

	printer_text("【訓練】 %s: %s, %s\n", rehearsal->name, title, words_shown(WORDS_DRILL_STATE, rehearsal->evidence->state));
	if (rehearsal->evidence->reason) {
		g_autofree char *reason = printer_safe(rehearsal->evidence->reason);

		printer_text(_("because: %s\n"), reason);
	}
	printer_text(_("score: %s, %s; the drill before: %s\n"), share,
		     words_shown(WORDS_DRILL_GRADE, drill_points_grade(&after->score->all)), before);
	print_before(after);
}

static void print_capabilities(const struct after *after)
{
	const struct table_column columns[] = {
		{.heading = _("CAPABILITY")}, {.heading = _("SCORE"), .align = TEXT_RIGHT}, {.heading = _("BEFORE"), .align = TEXT_RIGHT},
		{.heading = _("IN WORDS")}};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (unsigned int i = 0; i < DRILL_CAPABILITY_COUNT; i++) {
		const struct drill_points *points = &after->score->by[i];
		g_autofree char *share = after_action_share(drill_points_share(points));
		g_autofree char *before = after_action_share(after->previous ? after->previous->by[i] : -1);
		const char *cells[] = {words_shown(WORDS_DRILL_CAPABILITY, i), share, before,
				       points->of ? words_shown(WORDS_DRILL_GRADE, drill_points_grade(points)) : NULL};

		table_add(table, TINT_NONE, false, cells);
	}
	table_print(table, &terminal, 0);
}

static char *brief(const struct after *after, int64_t at_us)
{
	int64_t shown_us = at_us + after->rehearsal->begins_us;

	return at_us < 0 ? NULL : instant_show_brief(shown_us, shown_us, after->session->zone);
}

static void print_verdicts(const struct after *after)
{
	static const enum table_tint tints[DRILL_RESULT_COUNT] = {
		[DRILL_MET] = TINT_GREEN, [DRILL_LATE] = TINT_YELLOW, [DRILL_MISSED] = TINT_RED};
	const struct table_column columns[] = {
		{.heading = _("RESULT")}, {.heading = _("LIMIT")}, {.heading = _("DONE")},
		{.heading = _("EXPECTED"), .least = TITLE_LEAST}, {.heading = _("WHY"), .below = true}};
	g_autoptr(ops_table_t) table = table_new(columns, G_N_ELEMENTS(columns));
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	for (guint i = 0; i < after->score->verdicts->len; i++) {
		const struct drill_verdict *verdict = after->score->verdicts->pdata[i];
		g_autofree char *until = brief(after, verdict->until_us), *at = brief(after, verdict->at_us);
		g_autofree char *why = after_action_reason(verdict, session_document_language(after->session));
		const char *cells[] = {words_shown(WORDS_DRILL_RESULT, verdict->result), until, at,
				       drill_text(&verdict->expectation->title, session_document_language(after->session)), *why ? why : NULL};

		table_add(table, tints[verdict->result], false, cells);
	}
	table_print(table, &terminal, 0);
}

void after_print_text(const struct after *after)
{
	print_head(after);
	print_capabilities(after);
	printer_text("\n");
	print_verdicts(after);
	if (after->score->counts[DRILL_PENDING])
		printer_text(_("pending: %u; what a person judges is recorded by 'nwops drill report %s --judge ID=met --by NAME'\n"),
			     after->score->counts[DRILL_PENDING], after->rehearsal->name);
	if (after->own)
		printer_text(_("sealed: entry %ld of the real record\n"), (long)after->own->sequence);
}
