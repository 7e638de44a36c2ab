/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people read: both languages (W04), a page that fits, answers that say
 * something (W01); and whether anybody still answers for the file (W03).
 */
#include "procedure/lint-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define PAGE_COLUMNS 76
#define TITLE_COLUMNS 40

/* OWNER's WHAT, in both languages or in none. */
static void check_both(const struct lint *lint, const struct conf_position *position, const struct procedure_text *text,
		       const char *what, const char *owner)
{
	if ((text->japanese == NULL) != (text->english == NULL))
		lint_fault(lint, "W04", position, text->japanese ? _("'%s' of '%s' is not there in English")
								: _("'%s' of '%s' is not there in Japanese"), what, owner);
}

static void check_title(const struct lint *lint, const struct conf_position *position, const struct procedure_text *title,
			const char *owner)
{
	check_both(lint, position, title, "title", owner);
	if ((title->japanese && text_width(title->japanese) > TITLE_COLUMNS) ||
	    (title->english && text_width(title->english) > TITLE_COLUMNS))
		lint_fault(lint, "W04", position, _("'title' of '%s' is wider than %d columns"), owner, TITLE_COLUMNS);
}

static unsigned int lines_of(const char *text)
{
	g_autofree char *wrapped = text ? text_wrap(text, PAGE_COLUMNS, 0) : NULL;
	unsigned int lines = wrapped && *wrapped;

	for (const char *at = wrapped; at && *at; at++)
		lines += *at == '\n' && at[1];
	return lines;
}

static void check_page(const struct lint *lint, const struct procedure_step *step)
{
	unsigned int japanese = lines_of(step->text.japanese) + lines_of(step->say.japanese);
	unsigned int english = lines_of(step->text.english) + lines_of(step->say.english);

	if (MAX(japanese, english) > PROCEDURE_PAGE_LINES)
		lint_fault(lint, "W04", &step->position, _("what step '%s' says fills %u lines, more than %d"), step->name,
			   MAX(japanese, english), PROCEDURE_PAGE_LINES);
}

/* The outcomes that nwops names itself have words of their own. */
static bool needs_text(const struct procedure_step *step, const struct procedure_outcome *outcome)
{
	return (step->kind == STEP_ASK || step->kind == STEP_WAIT || step->kind == STEP_DECIDE) &&
	       words_find(WORDS_STEP_OUTCOME, outcome->name) < 0;
}

static void check_answers(const struct lint *lint, const struct procedure_step *step)
{
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];

		check_both(lint, &outcome->position, &outcome->text, "text", outcome->name);
		if (!outcome->text.japanese && !outcome->text.english && needs_text(step, outcome))
			lint_fault(lint, "W01", &outcome->position, _("outcome '%s' of step '%s' has no text"), outcome->name,
				   step->name);
	}
}

static void check_step(const struct lint *lint, const struct procedure_step *step)
{
	check_title(lint, &step->position, &step->title, step->name);
	check_both(lint, &step->position, &step->text, "text", step->name);
	check_both(lint, &step->position, &step->say, "say", step->name);
	check_both(lint, &step->position, &step->reason, "reason", step->name);
	check_page(lint, step);
	check_answers(lint, step);
}

static void check_field(const struct lint *lint, const struct procedure_field *field)
{
	check_title(lint, &field->position, &field->title, field->name);
	for (unsigned int i = 0; i < field->choice_count; i++)
		check_both(lint, &field->position, &field->choices[i].text, "choices", field->choices[i].name);
}

static void check_review(const struct lint *lint, int64_t now_us)
{
	const struct procedure *procedure = lint->procedure;

	if (!procedure->owner)
		lint_fault(lint, "W03", &procedure->owner_position, _("nobody answers for the procedure: it has no 'owner'"));
	if (!procedure->reviewed_at_us)
		lint_fault(lint, "W03", &procedure->review_position, _("the procedure was never reviewed"));
	else if (now_us && procedure->reviewed_at_us + procedure->review_every_us < now_us)
		lint_fault(lint, "W03", &procedure->review_position, _("the review of the procedure is overdue"));
}

void lint_words(const struct lint *lint, int64_t now_us)
{
	const struct procedure *procedure = lint->procedure;

	check_both(lint, &procedure->position, &procedure->title, "title", procedure->name);
	check_review(lint, now_us);
	for (unsigned int i = 0; i < procedure_field_count(procedure); i++)
		check_field(lint, procedure_field_at(procedure, i));
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		check_step(lint, procedure_step_at(procedure, i));
}
