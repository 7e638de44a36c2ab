/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever is to act next has been told so (E11): nothing waits for somebody who
 * does not know of it. Along every way the lanes are kept that were told and not
 * yet entered; entering one uses it up.
 */
#include "procedure/lint-internal.h"

#include "base/translate.h"

#include <string.h>

#define LANES_MOST 64
#define ALL_TOLD UINT64_MAX	/* also: no way leads here yet */

static uint64_t lane_bit(const struct procedure *procedure, const char *lane)
{
	for (unsigned int i = 0; lane && procedure->actors[i] && i < LANES_MOST; i++)
		if (g_str_equal(procedure->actors[i], lane))
			return UINT64_C(1) << i;
	return 0;
}

/* Whom STEP tells when it ends as OUTCOME. */
static uint64_t told_by(const struct lint *lint, const struct procedure_step *step, const struct procedure_outcome *outcome)
{
	const struct procedure_audience *audience = step->kind == STEP_NOTIFY ? lint_audience(lint, step->to) : NULL;
	bool speaks_to_us = (step->kind == STEP_ASK || step->kind == STEP_WAIT) &&
		g_strcmp0(step->actor, PROCEDURE_HOME) != 0;
	uint64_t told = 0;

	if (speaks_to_us)
		told |= lane_bit(lint->procedure, PROCEDURE_HOME);
	if (outcome_is(outcome, OUTCOME_FAILED) || outcome_is(outcome, OUTCOME_SKIPPED) ||
	    outcome_is(outcome, OUTCOME_EXHAUSTED) || outcome_is(outcome, OUTCOME_NO_REPLY) ||
	    (step->kind == STEP_NOTIFY && !outcome_is(outcome, OUTCOME_QUEUED)))
		return told;
	if (audience)
		told |= lane_bit(lint->procedure, audience->lane);
	return told | lane_bit(lint->procedure, step->tells);
}

static bool changes_lane(const struct procedure_step *from, const struct procedure_step *to)
{
	return to->kind != STEP_END && from->actor && to->actor && !g_str_equal(from->actor, to->actor);
}

/* One round over all edges; TELL: says what is amiss. True when something changed. */
static bool pass_once(const struct lint *lint, uint64_t *told, bool tell)
{
	const struct procedure *procedure = lint->procedure;
	bool changed = false;

	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);

		for (unsigned int k = 0; flow_is_reached(lint->flow, i) && k < step->outcome_count; k++) {
			const struct procedure_outcome *outcome = &step->outcomes[k];
			const struct procedure_step *next;
			uint64_t out = told[i] | told_by(lint, step, outcome), in = out;

			if (outcome->next_step < 0)
				continue;
			next = procedure_step_at(procedure, (unsigned int)outcome->next_step);
			if (changes_lane(step, next)) {
				in &= ~lane_bit(procedure, next->actor);
				if (tell && !(out & lane_bit(procedure, next->actor)))
					lint_fault(lint, "E11", &outcome->position,
						   _("step '%s' of '%s' follows, and nobody has told them since their last step"),
						   next->name, next->actor);
			}
			in &= told[outcome->next_step];
			changed |= in != told[outcome->next_step];
			told[outcome->next_step] = in;
		}
	}
	return changed;
}

void lint_lanes(const struct lint *lint)
{
	unsigned int count = procedure_step_count(lint->procedure);
	const struct procedure_step *start = procedure_start(lint->procedure);
	g_autofree uint64_t *told = g_new(uint64_t, count + 1);

	for (unsigned int i = 0; i < count; i++)
		told[i] = ALL_TOLD;
	if (start)
		told[start - procedure_step_at(lint->procedure, 0)] = 0;
	while (pass_once(lint, told, false))
		;
	pass_once(lint, told, true);
}
