/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One screen a step: where it stands and by when, what is known, the one thing to do now,
 * the words to say, the answers.
 */
#include "isolate/guide.h"
#include "isolate/runs.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "ui/printer.h"

#include <string.h>

/* Steps that may come are shown as far as this. */
#define AHEAD_MOST 12

const char *lane_shown(const char *actor)
{
	int lane = actor ? words_find(WORDS_LANE, actor) : -1;

	return lane < 0 ? actor ? actor : "" : words_shown(WORDS_LANE, (unsigned int)lane);
}

char *step_heading(const struct procedure_step *step)
{
	const char *title = procedure_text_shown(&step->title);

	return g_strdup_printf("%s%s%s", step->number, *step->number ? " " : "",
			       *title ? title : step->name);
}

/* "03:15 +09:00", with its day unless that is today's. Caller frees. */
static char *time_of_day(const struct guide *guide, int64_t at_us)
{
	g_autofree char *brief =
		instant_show_brief(at_us, guide_now_us(guide), guide->session->zone);
	g_autofree char *whole = instant_show(at_us, guide->session->zone);
	const char *offset = strrchr(whole, ' ');

	return g_strdup_printf("%s%s", brief, offset ? offset : "");
}

/* --- where it stands --- */

static void append_due(const struct guide *guide, GString *line, const char *what,
		       int64_t due_at_us)
{
	g_autofree char *at = NULL, *left = NULL;
	int64_t left_us = due_at_us - guide_now_us(guide);

	if (!due_at_us)
		return;
	at = time_of_day(guide, due_at_us);
	left = quantity_show_duration(left_us < 0 ? -left_us : left_us);
	g_string_append_printf(line,
			       left_us < 0 ? _("; %s %s, passed %s ago") : _("; %s %s, in %s"),
			       what, at, left);
}

static void print_head(const struct guide *guide)
{
	const struct procedure_run *run = walk_current(guide->walk);
	const struct procedure_effect *effect = procedure_run_effect(run);
	struct procedure_text title = procedure_title(walk_procedure(guide->walk));
	g_autofree char *name = guide_name(guide), *heading = step_heading(effect->step);
	g_autofree char *rule = g_strdup_printf("%s  %s", name, procedure_text_shown(&title));
	g_autofree char *first =
		g_strdup_printf("%s  [%s]", heading, lane_shown(effect->step->actor));
	g_autofree char *elapsed = quantity_show_duration(
		MAX(guide_now_us(guide) - procedure_run_started_at_us(walk_outermost(guide->walk)),
		    0));
	g_autoptr(GString) times = g_string_new(NULL);

	page_rule(&guide->page, rule);
	page_tinted(&guide->page, TINT_GREEN, first);
	g_string_append_printf(times, _("begun %s ago"), elapsed);
	append_due(guide, times, _("reminder"), effect->remind_at_us);
	append_due(guide, times, _("limit"), effect->due_at_us);
	append_due(guide, times, _("to be done by"),
		   procedure_run_due_at_us(walk_outermost(guide->walk)));
	page_words(&guide->page, 2, "", times->str);
	if (!g_str_equal(procedure_run_holder(run), guide->session->actor)) {
		g_autofree char *held = g_strdup_printf(_("held by '%s': '/h' takes it over"),
							procedure_run_holder(run));

		page_tinted(&guide->page, TINT_YELLOW, held);
	}
}

/* --- what to do --- */

static void print_answers(const struct guide *guide, const struct procedure_step *step)
{
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const char key = key_of(step, i);
		g_autofree char *label = key ? g_strdup_printf("[%c] ", key) : NULL;

		if (key && !step_only_records(step))
			page_words(&guide->page, 2, label,
				   procedure_outcome_shown(&step->outcomes[i]));
	}
}

/* Who would get it, and the facts that its text would be made from. */
static void print_notice(const struct guide *guide, const struct procedure_step *step)
{
	g_autoptr(ops_json_t) notice = walk_notice(guide->walk, NULL);

	notice_print(guide, 2, step->notice, notice);
	if (guide->interactive)
		page_words(&guide->page, 2, "",
			   step->confirm == CONFIRM_WORD ? _("type 'send' whole to send it")
							 : _("[s] send it"));
}

/* What is recorded here, with its names where nobody will be asked for it, and what is known of it.
 */
static void print_fields(const struct guide *guide, const struct procedure_step *step)
{
	const struct field_context context = guide_fields(guide);

	for (const char *const *name = step->fields; name && *name; name++) {
		const struct procedure_field *field =
			procedure_field_find(walk_procedure(guide->walk), *name);
		const struct procedure_fact *fact =
			procedure_run_fact(walk_current(guide->walk), *name);
		g_autofree char *shown =
			fact && field ? field_show(&context, field, fact->value) : g_strdup("?");
		g_autofree char *label = NULL;

		if (!field || (guide->interactive && !fact))
			continue;
		label = guide->interactive
				? g_strdup_printf("%s: ", procedure_text_shown(&field->title))
				: g_strdup_printf("%s (%s): ", procedure_text_shown(&field->title),
						  field->name);
		page_words(&guide->page, 4, label, shown);
	}
}

void screen_step(const struct guide *guide)
{
	const struct procedure_step *step = procedure_run_effect(walk_current(guide->walk))->step;
	g_autofree char *text = guide_fill(guide, &step->text),
			*words = guide_fill(guide, &step->say);

	print_head(guide);
	evidence_print(guide);
	page_words(&guide->page, 0, _("now: "), *text ? text : procedure_text_shown(&step->title));
	page_words(&guide->page, 0, _("say: "), words);
	print_fields(guide, step);
	if (step->kind == STEP_NOTIFY)
		print_notice(guide, step);
	print_answers(guide, step);
	if (guide->interactive)
		keys_print(guide);
}

/* --- between the steps --- */

static void print_passed(const struct guide *guide, const struct procedure_passage *passage)
{
	g_autofree char *heading = step_heading(passage->step);
	g_autofree char *line =
		g_strdup_printf("%s: %s%s", heading, procedure_outcome_shown(passage->outcome),
				passage->is_void   ? _(" (void)")
				: passage->skipped ? _(" (skipped)")
						   : "");

	page_words(&guide->page, 2, "-> ", line);
}

/* What was told of the run at DEPTH. Only the innermost one changes its number. */
static struct passed_run *passed_at(struct guide *guide, unsigned int depth)
{
	struct passed_run *passed;

	if (guide->passed->len < depth)
		g_array_set_size(guide->passed, depth);
	passed = &g_array_index(guide->passed, struct passed_run, depth - 1);
	if (depth == walk_depth(guide->walk) && passed->number != walk_current_number(guide->walk))
		*passed = (struct passed_run){walk_current_number(guide->walk), 0};
	return passed;
}

void screen_passed(struct guide *guide)
{
	for (unsigned int depth = 1; depth <= walk_depth(guide->walk); depth++) {
		const struct procedure_run *run = walk_at(guide->walk, depth);
		struct passed_run *passed = passed_at(guide, depth);

		for (; passed->told < procedure_run_passage_count(run); passed->told++) {
			const struct procedure_passage *passage =
				procedure_run_passage_at(run, passed->told);

			if (!passage->outcome && !passage->is_void)
				break;
			if (passage->outcome)
				print_passed(guide, passage);
		}
	}
}

/* What goes on for the same trouble, and how to get there. */
static void print_beside(const struct guide *guide)
{
	g_autoptr(GPtrArray) runs =
		runs_load(guide->session->store, walk_case(guide->walk), true, NULL);

	for (guint i = 0; runs && i < runs->len; i++) {
		const struct run_row *row = runs->pdata[i];
		g_autofree char *name = case_run_print(row->case_id, row->run);

		if (!run_is_outermost(row) || row->run == walk_run_number(guide->walk))
			continue;
		page_words(&guide->page, 0, _("goes on beside it: "), row->procedure);
		printer_text("nwops isolate resume %s\n", name);
	}
}

void screen_end(const struct guide *guide)
{
	const struct procedure_run *run = walk_outermost(guide->walk);
	const struct procedure_step *step = procedure_run_effect(run)->step;
	enum walk_state state = procedure_run_state(run);
	g_autofree char *name = guide_name(guide), *heading = step_heading(step), *text = NULL;
	int verdict = step->verdict ? words_find(WORDS_FAULT_VERDICT, step->verdict) : -1;

	page_rule(&guide->page, name);
	if (state != WALK_COMPLETED) {
		page_tinted(&guide->page, TINT_YELLOW, words_shown(WORDS_RUN_STATE, state));
		return;
	}
	page_words(&guide->page, 0, _("end: "), heading);
	if (verdict >= 0)
		page_words(&guide->page, 0, _("who answers for it: "),
			   words_shown(WORDS_FAULT_VERDICT, (unsigned int)verdict));
	text = procedure_run_fill(run, procedure_text_shown(&step->text), guide_language(guide));
	page_words(&guide->page, 2, "", text);
	/* Who only reads along has seen it at the look. */
	if (guide->interactive)
		evidence_print(guide);
	print_beside(guide);
}

void screen_reason(const struct guide *guide)
{
	const struct procedure_step *step = procedure_run_effect(walk_current(guide->walk))->step;
	const char *reason = procedure_text_shown(&step->reason);

	page_words(&guide->page, 2, _("why: "), *reason ? reason : _("the procedure does not say"));
	page_words(&guide->page, 2, _("clause: "),
		   step->source ? step->source : procedure_source(walk_procedure(guide->walk)));
}

void screen_ahead(const struct guide *guide)
{
	g_autoptr(GPtrArray) steps = procedure_run_ahead(walk_current(guide->walk));

	for (guint i = 0; i < MIN(steps->len, AHEAD_MOST); i++) {
		const struct procedure_step *step = steps->pdata[i];
		g_autofree char *heading = step_heading(step);
		g_autofree char *line =
			g_strdup_printf("%s [%s, %s]", heading, lane_shown(step->actor),
					words_shown(WORDS_STEP_KIND, step->kind));

		page_words(&guide->page, 2, "", line);
	}
	if (steps->len > AHEAD_MOST) {
		g_autofree char *more = g_strdup_printf(_("and %u more"), steps->len - AHEAD_MOST);

		page_words(&guide->page, 2, "", more);
	}
}

void screen_leave(const struct guide *guide)
{
	g_autofree char *name = guide_name(guide);

	printer_text("%s\nnwops isolate resume %s\n", _("the run waits; go on with:"), name);
}
