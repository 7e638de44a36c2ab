/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run on paper as people and programs read it: the steps that it passes, whom each notice
 * would reach, and where it would wait.
 */
#include "isolate/dry.h"

#include "base/translate.h"
#include "isolate/runs.h"
#include "ui/printer.h"

static void print_passage(const struct paper *paper, struct sheet_run *sheet,
			  const struct procedure_passage *passage)
{
	const struct procedure_step *step = passage->step;
	g_autofree char *heading = step_heading(step), *line = NULL;
	bool has_notice = step->kind == STEP_NOTIFY && sheet->notice;

	if (paper->guide->session->answer == ANSWER_JSON) {
		struct json *object = printer_new_object("run-step");

		json_set_string(object, "procedure", procedure_name(sheet->procedure));
		json_set_integer(object, "depth", paper->depth);
		json_set_string(object, "step", step->name);
		json_set_string(object, "number", *step->number ? step->number : NULL);
		json_set_string(object, "actor", step->actor);
		json_set_string(object, "kind", words_get(WORDS_STEP_KIND, step->kind)->id);
		json_set_string(object, "outcome",
				passage->outcome ? passage->outcome->name : NULL);
		json_set_string(object, "notice_kind", step->notice);
		if (has_notice)
			json_take(object, "notice", g_steal_pointer(&sheet->notice));
		else
			json_set_null(object, "notice");
		printer_take(object);
		return;
	}
	line = g_strdup_printf("%s [%s]: %s", heading, lane_shown(step->actor),
			       passage->outcome ? procedure_outcome_shown(passage->outcome)
						: words_shown(WORDS_STEP_KIND, step->kind));
	page_words(&paper->guide->page, 2 * paper->depth, "-> ", line);
	if (has_notice)
		notice_print(paper->guide, 2 * paper->depth + 4, step->notice, sheet->notice);
	g_clear_pointer(&sheet->notice, json_free);
}

void dry_tell_passed(const struct paper *paper, struct sheet_run *sheet)
{
	for (; sheet->told < procedure_run_passage_count(sheet->run); sheet->told++) {
		const struct procedure_passage *passage =
			procedure_run_passage_at(sheet->run, sheet->told);

		if (!passage->outcome && passage->step->kind != STEP_END)
			break;
		print_passage(paper, sheet, passage);
	}
}

void dry_tell_open(const struct paper *paper, const struct sheet_run *sheet)
{
	const struct procedure_step *step = procedure_run_effect(sheet->run)->step;
	g_autofree char *heading = NULL;

	if (paper->guide->session->answer == ANSWER_JSON)
		return;
	heading = step_heading(step);
	page_words(&paper->guide->page, 2 * paper->depth, _("would wait for an answer: "), heading);
	for (unsigned int i = 0; i < step->outcome_count; i++)
		if (key_of(step, i)) {
			g_autofree char *label =
				g_strdup_printf("%s=%s  ", step->name, step->outcomes[i].name);

			page_words(&paper->guide->page, 2 * paper->depth + 4, label,
				   procedure_outcome_shown(&step->outcomes[i]));
		}
}

void dry_tell_whole(const struct paper *paper, const struct sheet_run *sheet, enum stood stood)
{
	const struct procedure_step *step = procedure_run_effect(sheet->run)->step;
	bool over = stood == STOOD_ENDED;
	const struct run_row row = {
		.procedure = procedure_name(sheet->procedure),
		.subject = paper->subject,
		.holder = paper->guide->session->actor,
		.step = step->name,
		.state = procedure_run_state(sheet->run),
		.waits_for = over ? NULL : run_need_id(WALK_NEEDS_ANSWER),
		.end = over ? step->name : NULL,
		.verdict = over ? step->verdict : NULL,
		.started_at_us = procedure_run_started_at_us(sheet->run),
		.due_at_us = procedure_run_effect(sheet->run)->due_at_us,
	};
	int verdict = row.verdict ? words_find(WORDS_FAULT_VERDICT, row.verdict) : -1;

	if (paper->guide->session->answer == ANSWER_JSON)
		run_row_print_json(paper->guide->session, &row);
	else if (verdict >= 0)
		page_words(&paper->guide->page, 0, _("who answers for it: "),
			   words_shown(WORDS_FAULT_VERDICT, (unsigned int)verdict));
}
