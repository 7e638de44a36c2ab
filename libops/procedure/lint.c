/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with a procedure, told all at once. Here: each step alone, its
 * outcomes, its limits, what lets it out, what it calls.
 *
 * Where something could not even be read the ways are not looked along: a step
 * that is half known would be told as many faults that are none.
 */
#include "procedure/lint-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <stdarg.h>
#include <string.h>

void lint_fault(const struct lint *lint, const char *code, const struct conf_position *position, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	conf_fault(lint->faults, *code == 'W' ? CONF_WARNING : CONF_ERROR, position, "%s: %s", code, message);
}

/* --- outcomes --- */

#define OUTCOMES_MOST 4
static const struct { enum step_kind kind; const char *code; enum step_outcome outcomes[OUTCOMES_MOST]; unsigned int count; } ends[] = {
	{STEP_PROBE, "E07", {OUTCOME_GOOD, OUTCOME_BAD, OUTCOME_UNMEASURABLE}, 3},
	{STEP_DO, "E01", {OUTCOME_DONE, OUTCOME_FAILED, OUTCOME_SKIPPED}, 3},
	{STEP_NOTIFY, "E01", {OUTCOME_QUEUED, OUTCOME_HELD, OUTCOME_REFUSED}, 3},
};

/* A kind whose outcomes nwops itself names has all of them, and no others. */
static void check_named_outcomes(const struct lint *lint, const struct procedure_step *step)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		const char *words[OUTCOMES_MOST + 2] = {NULL};

		if (ends[i].kind != step->kind)
			continue;
		for (unsigned int k = 0; k < ends[i].count; k++) {
			words[k] = outcome_id(ends[i].outcomes[k]);
			if (!procedure_outcome_find(step, words[k]))
				lint_fault(lint, ends[i].code, &step->position,
					   _("step '%s' does not say what comes after '%s'"), step->name, words[k]);
		}
		words[ends[i].count] = outcome_id(OUTCOME_EXHAUSTED);
		for (unsigned int k = 0; k < step->outcome_count; k++)
			if (!g_strv_contains(words, step->outcomes[k].name))
				lint_fault(lint, "E01", &step->outcomes[k].position,
					   _("step '%s' never ends as '%s'"), step->name, step->outcomes[k].name);
	}
}

static void check_visits(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure_outcome *exhausted = procedure_outcome_find(step, outcome_id(OUTCOME_EXHAUSTED));

	if (step->visits && !exhausted)
		lint_fault(lint, "E01", &step->position, _("step '%s' does not say what comes after '%s'"), step->name,
			   outcome_id(OUTCOME_EXHAUSTED));
	else if (!step->visits && exhausted)
		lint_fault(lint, "E01", &exhausted->position, _("step '%s' is never '%s': it has no 'visits'"), step->name,
			   exhausted->name);
}

static bool is_question(const struct procedure_step *step)
{
	return step->kind == STEP_ASK || step->kind == STEP_WAIT;
}

static const char *nearest_step(const struct procedure *procedure, const char *name)
{
	g_autofree const char **names = g_new0(const char *, procedure_step_count(procedure) + 1);

	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		names[i] = procedure_step_at(procedure, i)->name;
	return text_nearest(name, names);
}

static void check_edges(const struct lint *lint, const struct procedure_step *step)
{
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];
		const char *near = outcome->next && outcome->next_step < 0 ? nearest_step(lint->procedure, outcome->next) : NULL;

		if (procedure_outcome_find(step, outcome->name) != outcome)
			lint_fault(lint, "E01", &outcome->position, _("outcome '%s' of step '%s' is given twice"), outcome->name,
				   step->name);
		if (!outcome->next)
			lint_fault(lint, is_question(step) ? "E05" : "E01", &outcome->position,
				   _("outcome '%s' of step '%s' leads nowhere"), outcome->name, step->name);
		else if (near)
			lint_fault(lint, "E01", &outcome->next_position,
				   _("outcome '%s' of step '%s' leads to '%s', which is no step; did you mean '%s'?"),
				   outcome->name, step->name, outcome->next, near);
		else if (outcome->next_step < 0)
			lint_fault(lint, "E01", &outcome->next_position,
				   _("outcome '%s' of step '%s' leads to '%s', which is no step"), outcome->name, step->name,
				   outcome->next);
	}
}

/* --- questions --- */

static bool reads_alike(const struct procedure_outcome *a, const struct procedure_outcome *b)
{
	return (a->text.japanese && g_strcmp0(a->text.japanese, b->text.japanese) == 0) ||
	       (a->text.english && g_strcmp0(a->text.english, b->text.english) == 0);
}

static void check_answers_differ(const struct lint *lint, const struct procedure_step *step)
{
	for (unsigned int i = 0; i < step->outcome_count; i++)
		for (unsigned int k = 0; k < i; k++) {
			const struct procedure_outcome *later = &step->outcomes[i], *earlier = &step->outcomes[k];

			if (later->key && later->key == earlier->key)
				lint_fault(lint, "E05", &later->position, _("answers '%s' and '%s' of step '%s' have the same key '%c'"),
					   earlier->name, later->name, step->name, later->key);
			if (reads_alike(earlier, later))
				lint_fault(lint, "E05", &later->position, _("answers '%s' and '%s' of step '%s' read alike"),
					   earlier->name, later->name, step->name);
		}
}

static bool is_standing(const struct procedure_outcome *outcome)
{
	return outcome_is(outcome, OUTCOME_CANNOT_TELL) || outcome_is(outcome, OUTCOME_NO_REPLY) ||
	       outcome_is(outcome, OUTCOME_EXHAUSTED);
}

/* The answers are the choices of the field that is asked for. */
static void check_about(const struct lint *lint, const struct procedure_step *step)
{
	const char *const yes_no[] = {"yes", "no"};
	const struct procedure_field *field = procedure_field_find(lint->procedure, step->about);
	unsigned int count = !field ? 0 : field->type == TYPE_YES_NO ? 2 : field->choice_count;

	if (!field || (field->type != TYPE_CHOICE && field->type != TYPE_YES_NO))
		return;
	for (unsigned int i = 0; i < count; i++) {
		const char *choice = field->type == TYPE_YES_NO ? yes_no[i] : field->choices[i].name;

		if (!procedure_outcome_find(step, choice))
			lint_fault(lint, "E05", &step->position, _("step '%s' does not say what comes after '%s'"), step->name, choice);
	}
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];
		bool known = is_standing(outcome);

		for (unsigned int k = 0; k < count && !known; k++)
			known = g_str_equal(outcome->name, field->type == TYPE_YES_NO ? yes_no[k] : field->choices[k].name);
		if (!known)
			lint_fault(lint, "E05", &outcome->position, _("'%s' is no choice of field '%s'"), outcome->name, field->name);
	}
}

static void check_question(const struct lint *lint, const struct procedure_step *step)
{
	bool plain = procedure_outcome_find(step, outcome_id(OUTCOME_ANSWERED)) != NULL;

	if (!is_question(step))
		return;
	check_answers_differ(lint, step);
	check_about(lint, step);
	if (!step->outcome_count)
		lint_fault(lint, "E05", &step->position, _("step '%s' has no answer"), step->name);
	else if (step->kind == STEP_ASK && !plain && !procedure_outcome_find(step, outcome_id(OUTCOME_CANNOT_TELL)))
		lint_fault(lint, "E05", &step->position, _("step '%s' does not say what comes after '%s'"), step->name,
			   outcome_id(OUTCOME_CANNOT_TELL));
}

/* --- limits --- */

static void check_probe(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure_outcome *unseen = procedure_outcome_find(step, outcome_id(OUTCOME_UNMEASURABLE));

	if (!step->limit_us)
		lint_fault(lint, "E07", &step->position, _("probe '%s' has no 'limit'"), step->name);
	for (unsigned int i = 0; unseen && unseen->next && i < step->outcome_count; i++)
		if (&step->outcomes[i] != unseen && g_strcmp0(step->outcomes[i].next, unseen->next) == 0 &&
		    !outcome_is(&step->outcomes[i], OUTCOME_EXHAUSTED))
			lint_fault(lint, "E07", &unseen->next_position,
				   _("probe '%s' goes the same way as '%s' when nothing can be measured"), step->name,
				   step->outcomes[i].name);
}

static void check_wait(const struct lint *lint, const struct procedure_step *step)
{
	bool for_time = g_str_equal(step->waits_for, "time");
	enum step_outcome limit = for_time ? OUTCOME_OVER : OUTCOME_NO_REPLY;

	if (!step->limit_us)
		lint_fault(lint, "E08", &step->position, _("wait '%s' has no 'limit'"), step->name);
	else if (step->remind_us >= step->limit_us)
		lint_fault(lint, "E08", &step->position, _("wait '%s' reminds when its limit has passed"), step->name);
	if (!procedure_outcome_find(step, outcome_id(limit)))
		lint_fault(lint, "E08", &step->position, _("wait '%s' does not say what comes after '%s'"), step->name,
			   outcome_id(limit));
	if (!for_time && procedure_outcome_find(step, outcome_id(OUTCOME_OVER)))
		lint_fault(lint, "E08", &step->position, _("wait '%s' has 'next', but is not for a time"), step->name);
}

static void check_within(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure *callee = step->kind == STEP_CALL ? procedure_set_find(lint->set, step->procedure) : NULL;
	int64_t within = lint->procedure->within_us;
	int64_t most = step->limit_us ? step->limit_us : within;

	if (within && step->limit_us > within)
		lint_fault(lint, "E16", &step->position, _("step '%s' may take longer than the whole procedure"), step->name);
	if (callee && !step->alongside && most && callee->within_us > most)
		lint_fault(lint, "E16", &step->position, _("procedure '%s' may take longer than step '%s' allows"), callee->name,
			   step->name);
}

/* --- what goes out --- */

static void check_confirm(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure_audience *audience = step->kind == STEP_NOTIFY ? lint_audience(lint, step->to) : NULL;

	if ((step->kind == STEP_NOTIFY || step->irreversible) && step->confirm == CONFIRM_NOTHING)
		lint_fault(lint, "E14", &step->position, _("step '%s' cannot be undone and has no 'confirm'"), step->name);
	else if (audience && audience->wide && step->confirm < CONFIRM_WORD)
		lint_fault(lint, "E14", &step->position, _("step '%s' tells more than one organization: a word must be typed"),
			   step->name);
}

/* --- calls --- */

/* Does NAME call HOME in the end? */
static bool calls(const struct lint *lint, const char *name, const char *home, GHashTable *seen)
{
	const struct procedure *procedure = procedure_set_find(lint->set, name);

	if (!procedure || !g_hash_table_add(seen, (gpointer)name))
		return false;
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);

		if (step->kind == STEP_CALL && step->procedure &&
		    (g_str_equal(step->procedure, home) || calls(lint, step->procedure, home, seen)))
			return true;
	}
	return false;
}

static void check_results(const struct lint *lint, const struct procedure_step *step, const struct procedure *callee)
{
	for (unsigned int i = 0; i < procedure_step_count(callee); i++) {
		const struct procedure_step *end = procedure_step_at(callee, i);

		if (end->kind == STEP_END && !procedure_outcome_find(step, end->name))
			lint_fault(lint, "E15", &step->position, _("step '%s' does not say what comes after '%s' of '%s'"), step->name,
				   end->name, callee->name);
	}
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct procedure_outcome *outcome = &step->outcomes[i];
		const struct procedure_step *end = procedure_step_find(callee, outcome->name);

		if ((!end || end->kind != STEP_END) && !outcome_is(outcome, OUTCOME_EXHAUSTED))
			lint_fault(lint, "E15", &outcome->position, _("procedure '%s' never ends as '%s'"), callee->name, outcome->name);
	}
}

static void check_call(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure *callee = procedure_set_find(lint->set, step->procedure);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	bool starts = procedure_outcome_find(step, outcome_id(OUTCOME_STARTED)) != NULL;

	if (!step->procedure)
		return;
	if (g_str_equal(step->procedure, lint->procedure->name) ||
	    calls(lint, step->procedure, lint->procedure->name, seen))
		lint_fault(lint, "E15", &step->position, _("procedure '%s' calls itself by way of step '%s'"),
			   lint->procedure->name, step->name);
	if (step->alongside != starts)
		lint_fault(lint, "E15", &step->position,
			   step->alongside ? _("step '%s' has no 'next'") : _("step '%s' has 'next', but waits for a result"),
			   step->name);
	else if (callee && !step->alongside)
		check_results(lint, step, callee);
}

/* --- the whole --- */

static void check_start_and_end(const struct lint *lint)
{
	const struct procedure *procedure = lint->procedure;
	unsigned int count = 0;

	if (procedure->start && !procedure_start(procedure))
		lint_fault(lint, "E02", &procedure->start_position, _("the procedure starts with '%s', which is no step"),
			   procedure->start);
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		count += procedure_step_at(procedure, i)->kind == STEP_END;
	if (!count && !procedure->incomplete)
		lint_fault(lint, "E02", &procedure->start_position, _("the procedure has no end"));
}

static void check_step(const struct lint *lint, const struct procedure_step *step)
{
	check_edges(lint, step);
	check_named_outcomes(lint, step);
	check_visits(lint, step);
	check_question(lint, step);
	check_within(lint, step);
	check_confirm(lint, step);
	if (step->kind == STEP_PROBE)
		check_probe(lint, step);
	if (step->kind == STEP_WAIT)
		check_wait(lint, step);
	if (step->kind == STEP_CALL)
		check_call(lint, step);
}

void procedure_lint(const struct procedure *procedure, const struct procedure_set *set,
		    const struct procedure_names *names, int64_t now_us, struct conf_faults *faults)
{
	g_autoptr(ops_flow_t) flow = flow_new(procedure, set, names);
	const struct lint lint = {procedure, set, names, flow, faults};

	check_start_and_end(&lint);
	lint_names(&lint);
	lint_says(&lint);
	lint_words(&lint, now_us);
	if (procedure->incomplete)
		return;
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		check_step(&lint, procedure_step_at(procedure, i));
		if (procedure_step_at(procedure, i)->kind == STEP_DECIDE)
			lint_decide(&lint, procedure_step_at(procedure, i));
	}
	lint_facts(&lint);
	lint_lanes(&lint);
	lint_ways(&lint);
}
