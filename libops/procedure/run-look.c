/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions about a run that change nothing: where it stands, what is due, what
 * went out on ways that are void, what may come.
 */
#include "procedure/run-internal.h"

#include <string.h>

enum walk_state procedure_run_state(const struct procedure_run *run)
{
	return run->state;
}

const struct procedure_effect *procedure_run_effect(const struct procedure_run *run)
{
	return &run->effect;
}

const struct procedure *procedure_run_procedure(const struct procedure_run *run)
{
	return run->procedure;
}

const char *procedure_run_holder(const struct procedure_run *run)
{
	return run->holder;
}

int64_t procedure_run_started_at_us(const struct procedure_run *run)
{
	return run->started_at_us;
}

int64_t procedure_run_due_at_us(const struct procedure_run *run)
{
	return run->procedure->within_us ? run->started_at_us + run->procedure->within_us : 0;
}

enum run_due procedure_run_due(const struct procedure_run *run, int64_t now_us)
{
	if (run->state != WALK_RUNNING && run->state != WALK_WAITING)
		return RUN_DUE_NOTHING;
	if (run->effect.due_at_us && now_us >= run->effect.due_at_us)
		return RUN_DUE_LIMIT;
	if (run->effect.remind_at_us && now_us >= run->effect.remind_at_us)
		return RUN_DUE_REMINDER;
	return RUN_DUE_NOTHING;
}

unsigned int procedure_run_passage_count(const struct procedure_run *run)
{
	return run->passages->len;
}

const struct procedure_passage *procedure_run_passage_at(const struct procedure_run *run, unsigned int number)
{
	g_assert(number < run->passages->len);
	return &g_array_index(run->passages, struct procedure_passage, number);
}

GPtrArray *procedure_run_corrections(const struct procedure_run *run)
{
	GPtrArray *corrections = g_ptr_array_new();

	for (guint i = 0; i < run->passages->len; i++) {
		const struct procedure_passage *passage = procedure_run_passage_at(run, i);

		if (passage->is_void && passage->step->kind == STEP_NOTIFY && passage->outcome &&
		    outcome_is(passage->outcome, OUTCOME_QUEUED))
			g_ptr_array_add(corrections, (gpointer)passage);
	}
	return corrections;
}

GPtrArray *procedure_run_ahead(const struct procedure_run *run)
{
	GPtrArray *ahead = g_ptr_array_new();

	g_ptr_array_add(ahead, (gpointer)run->effect.step);
	for (guint i = 0; i < ahead->len; i++) {
		const struct procedure_step *step = ahead->pdata[i];

		for (unsigned int k = 0; k < step->outcome_count; k++) {
			int next = step->outcomes[k].next_step;
			gpointer each = next < 0 ? NULL : (gpointer)procedure_step_at(run->procedure, (unsigned int)next);

			if (each && !g_ptr_array_find(ahead, each, NULL))
				g_ptr_array_add(ahead, each);
		}
	}
	g_ptr_array_remove_index(ahead, 0);
	return ahead;
}

/* What is known of a fact, as a person reads it. */
static const char *fact_shown(const struct procedure_run *run, const char *name, enum procedure_language language)
{
	const struct procedure_fact *fact = procedure_run_fact(run, name);
	const struct procedure_field *field = procedure_field_find(run->procedure, name);

	if (!fact || !fact->value)
		return "?";
	for (unsigned int i = 0; field && i < field->choice_count; i++) {
		const struct procedure_choice *choice = &field->choices[i];
		const char *text = language == PROCEDURE_JAPANESE ? choice->text.japanese : choice->text.english;

		if (g_str_equal(choice->name, fact->value))
			return text ? text : choice->name;
	}
	return fact->value;
}

char *procedure_run_fill(const struct procedure_run *run, const char *text, enum procedure_language language)
{
	GString *filled = g_string_new(NULL);
	const char *begin = text;
	char *name;

	while ((name = placeholder_next(&text))) {
		size_t length = (size_t)(text - begin) - strlen(name) - 2;

		g_string_append_len(filled, begin, (gssize)length);
		g_string_append(filled, fact_shown(run, name, language));
		begin = text;
		g_free(name);
	}
	g_string_append(filled, begin);
	return g_string_free(filled, FALSE);
}
