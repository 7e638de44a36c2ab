/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways: every step is reached and comes to an end, no loop turns by itself or
 * tells without measure, no way is too long before somebody above hears of it.
 */
#include "procedure/lint-internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#include <string.h>

/* --- reached, and to an end (E03, E04) --- */

/* What leads nowhere is told as such (E01, E05): it may have led to an end. */
static bool may_end(const struct procedure_step *step)
{
	if (step->kind == STEP_END || !step->outcome_count)
		return true;
	for (unsigned int i = 0; i < step->outcome_count; i++)
		if (step->outcomes[i].next_step < 0)
			return true;
	return false;
}

static bool comes_to_an_end(const struct lint *lint, unsigned int number)
{
	if (may_end(procedure_step_at(lint->procedure, number)))
		return true;
	for (unsigned int i = 0; i < procedure_step_count(lint->procedure); i++)
		if (flow_leads(lint->flow, number, i) && may_end(procedure_step_at(lint->procedure, i)))
			return true;
	return false;
}

static void check_reach(const struct lint *lint)
{
	for (unsigned int i = 0; i < procedure_step_count(lint->procedure); i++) {
		const struct procedure_step *step = procedure_step_at(lint->procedure, i);

		if (procedure_start(lint->procedure) && !flow_is_reached(lint->flow, i))
			lint_fault(lint, "E03", &step->position, _("step '%s' is never reached"), step->name);
		if (!comes_to_an_end(lint, i))
			lint_fault(lint, "E04", &step->position, _("from step '%s' no end is reached"), step->name);
	}
}

/* --- loops (E09, E10) --- */

static bool stops_a_loop(const struct procedure_step *step)
{
	return step->visits || step->kind == STEP_ASK || step->kind == STEP_DO || step->kind == STEP_WAIT;
}

static bool is_counted(const struct procedure_step *step)
{
	return step->visits > 0;
}

/* Was the loop of step NUMBER told at an earlier step? */
static bool told_before(const struct lint *lint, unsigned int number)
{
	for (unsigned int i = 0; i < number; i++)
		if (flow_leads(lint->flow, i, number) && flow_leads(lint->flow, number, i) &&
		    flow_loops(lint->procedure, i, stops_a_loop))
			return true;
	return false;
}

static void check_loops(const struct lint *lint)
{
	for (unsigned int i = 0; i < procedure_step_count(lint->procedure); i++) {
		const struct procedure_step *step = procedure_step_at(lint->procedure, i);

		if (!flow_leads(lint->flow, i, i))
			continue;
		if (flow_loops(lint->procedure, i, stops_a_loop) && !told_before(lint, i))
			lint_fault(lint, "E09", &step->position,
				   _("step '%s' leads back to itself without a person, a wait or 'visits'"), step->name);
		if (step->kind == STEP_NOTIFY && flow_loops(lint->procedure, i, is_counted))
			lint_fault(lint, "E10", &step->position, _("step '%s' can tell without end: its loop has no 'visits'"),
				   step->name);
	}
}

/* --- decisions on which ways meet and part (W01) --- */

static bool leads_to(const struct procedure_step *step, unsigned int number)
{
	for (unsigned int i = 0; i < step->outcome_count; i++)
		if (step->outcomes[i].next_step == (int)number)
			return true;
	return false;
}

/* How many steps lead to step NUMBER; several outcomes of one step are one way. */
static unsigned int ways_in(const struct lint *lint, unsigned int number)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < procedure_step_count(lint->procedure); i++)
		count += leads_to(procedure_step_at(lint->procedure, i), number);
	return count;
}

static void check_joins(const struct lint *lint)
{
	for (unsigned int i = 0; i < procedure_step_count(lint->procedure); i++) {
		const struct procedure_step *step = procedure_step_at(lint->procedure, i);

		if (step->kind == STEP_DECIDE && step->outcome_count > 1 && ways_in(lint, i) > 1)
			lint_fault(lint, "W01", &step->position, _("ways both meet and part at decision '%s'"), step->name);
	}
}

/* --- how long (W02) --- */

/* The longest way from each step on, a loop counted as all its steps once. */
struct longest {
	const struct lint *lint;
	int64_t *from;		/* -1: not known yet */
	int64_t (*worth)(const struct lint *lint, const struct procedure_step *step);
	bool (*stops)(const struct lint *lint, const struct procedure_step *step);
};

static bool is_one_loop(const struct lint *lint, unsigned int a, unsigned int b)
{
	return a == b || (flow_leads(lint->flow, a, b) && flow_leads(lint->flow, b, a));
}

static int64_t longest_from(struct longest *longest, unsigned int number);

/* Of what lies behind step NUMBER and outside of its loop, which is that of HOME. */
static int64_t longest_behind(struct longest *longest, unsigned int home, unsigned int number)
{
	const struct procedure_step *step = procedure_step_at(longest->lint->procedure, number);
	int64_t most = 0;

	for (unsigned int i = 0; i < step->outcome_count; i++) {
		int next = step->outcomes[i].next_step;

		if (next >= 0 && !is_one_loop(longest->lint, home, (unsigned int)next))
			most = MAX(most, longest_from(longest, (unsigned int)next));
	}
	return most;
}

static int64_t longest_from(struct longest *longest, unsigned int number)
{
	const struct procedure *procedure = longest->lint->procedure;
	int64_t own = 0, behind = 0;

	if (longest->from[number] >= 0)
		return longest->from[number];
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		if (!is_one_loop(longest->lint, number, i))
			continue;
		if (longest->stops(longest->lint, procedure_step_at(procedure, i))) {
			own = behind = 0;
			break;
		}
		own += longest->worth(longest->lint, procedure_step_at(procedure, i));
		behind = MAX(behind, longest_behind(longest, number, i));
	}
	longest->from[number] = own + behind;
	return own + behind;
}

static int64_t one_step(const struct lint *lint, const struct procedure_step *step)
{
	return 1;
}

static bool never_stops(const struct lint *lint, const struct procedure_step *step)
{
	return false;
}

static int64_t waiting(const struct lint *lint, const struct procedure_step *step)
{
	return step->kind == STEP_WAIT ? step->limit_us * MAX(step->visits, 1) : 0;
}

static bool tells_above(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure_audience *audience = step->kind == STEP_NOTIFY ? lint_audience(lint, step->to) : NULL;

	return audience && audience->superior;
}

static int64_t longest_way(const struct lint *lint, int64_t (*worth)(const struct lint *, const struct procedure_step *),
			   bool (*stops)(const struct lint *, const struct procedure_step *))
{
	unsigned int count = procedure_step_count(lint->procedure);
	const struct procedure_step *start = procedure_start(lint->procedure);
	g_autofree int64_t *from = g_new(int64_t, count + 1);
	struct longest longest = {lint, from, worth, stops};

	for (unsigned int i = 0; i < count; i++)
		from[i] = -1;
	return start ? longest_from(&longest, (unsigned int)(start - procedure_step_at(lint->procedure, 0))) : 0;
}

static void check_length(const struct lint *lint)
{
	int64_t most_us = lint->procedure->within_us ? lint->procedure->within_us : PROCEDURE_LONGEST_WAIT_US;
	int64_t steps = longest_way(lint, one_step, never_stops);
	int64_t wait_us = longest_way(lint, waiting, tells_above);
	g_autofree char *shown = quantity_print_duration(wait_us);
	g_autofree char *most = quantity_print_duration(most_us);

	if (steps > PROCEDURE_LONGEST_STEPS)
		lint_fault(lint, "W02", &lint->procedure->start_position, _("the longest way has %ld steps, more than %d"), (long)steps,
			   PROCEDURE_LONGEST_STEPS);
	if (wait_us > most_us)
		lint_fault(lint, "W02", &lint->procedure->start_position,
			   _("%s may be spent waiting before somebody above is told, more than %s"), shown, most);
}

void lint_ways(const struct lint *lint)
{
	check_reach(lint);
	check_loops(lint);
	check_joins(lint);
	check_length(lint);
}
