/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Can each expectation be met, and can it be failed? One that is met whatever is done, or that
 * nothing can meet, says nothing of those who take part.
 */
#include "drill/internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define WEIGHT_MOST 100
#define WEIGHTS_MOST 1000

static void lint_procedure(const struct drill_expectation *each, const struct drill_names *names,
			   struct conf_faults *faults)
{
	const struct procedure *procedure =
		names && names->procedures && each->procedure ? procedure_set_find(names->procedures, each->procedure) : NULL;

	if (!names || !names->procedures || !each->procedure)
		return;
	if (!procedure) {
		drill_lint_fault(faults, &each->position, _("expectation '%s': there is no procedure '%s'"), each->name,
				 each->procedure);
		return;
	}
	for (unsigned int i = 0; each->end && i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);

		if (step->kind == STEP_END && g_str_equal(step->name, each->end))
			return;
	}
	if (each->end)
		drill_lint_fault(faults, &each->position, _("expectation '%s': procedure '%s' has no end '%s'"), each->name,
				 each->procedure, each->end);
}

static void lint_times(const struct drill_scenario *scenario, const struct drill_expectation *each,
		       struct conf_faults *faults)
{
	if (each->after_us + each->within_us > scenario->lasts_us)
		drill_lint_fault(faults, &each->position, _("expectation '%s' may be met after the drill is over"), each->name);
	if (!each->within_us && each->expect != EXPECT_NOT_DONE && each->expect != EXPECT_JUDGED &&
	    each->expect != EXPECT_PROMISE_KEPT)
		drill_lint_fault(faults, &each->position, _("expectation '%s' has no 'within': it could never be late"), each->name);
	if (each->within_us && each->expect == EXPECT_PROMISE_KEPT)
		drill_lint_fault(faults, &each->position, _("expectation '%s': a promise has its own time, and no 'within'"), each->name);
}

/* Something goes wrong before it is over: else a case or a report is asked for of nothing. */
static bool is_touched(const struct drill_scenario *scenario, const struct drill_expectation *each)
{
	for (guint i = 0; i < scenario->network->len; i++)
		if (g_array_index(scenario->network, struct drill_change, i).target == each->target)
			return true;
	for (guint i = 0; i < scenario->targets->len; i++) {
		const char *from = g_array_index(scenario->targets, struct drill_target, i).from;

		if (from && drill_find_target(scenario, from) == each->target)
			return true;
	}
	return scenario->injects->len > 0;
}

static void lint_own(const struct drill_scenario *scenario, const struct drill_expectation *each,
		     struct conf_faults *faults)
{
	const struct drill_inject *inject =
		each->inject >= 0 ? &g_array_index(scenario->injects, struct drill_inject, each->inject) : NULL;
	bool real = false;

	if (each->target >= 0 && !is_touched(scenario, each))
		drill_lint_fault(faults, &each->position, _("expectation '%s': nothing happens to its target"), each->name);
	if (inject && each->origin == DRILL_FROM_START && each->within_us <= inject->at_us)
		drill_lint_fault(faults, &each->position, _("expectation '%s' is over before inject '%s' comes: say 'after'"), each->name,
				 inject->name);
	if (each->expect == EXPECT_ACKNOWLEDGED && !each->share_ppm)
		drill_lint_fault(faults, &each->position, _("expectation '%s' asks for a 'share' of none"), each->name);
	if (each->counts_right && each->notice >= 0 && !words_is_report((enum notice_kind)each->notice))
		drill_lint_fault(faults, &each->position, _("expectation '%s': only reports of a trouble say how many lines"), each->name);
	if (each->expect == EXPECT_NOT_DONE && each->deed == DEED_REPORTED && each->notice < 0 && each->audience < 0)
		drill_lint_fault(faults, &each->position, _("expectation '%s' forbids every notice: say which"), each->name);
	if (each->expect == EXPECT_NOT_DONE && each->deed == DEED_RUN_ENDED && !each->procedure)
		drill_lint_fault(faults, &each->position, _("expectation '%s' forbids every end of every procedure: say which"),
				 each->name);
	for (guint i = 0; i < scenario->injects->len; i++)
		real |= g_array_index(scenario->injects, struct drill_inject, i).real;
	if (each->expect == EXPECT_STOPPED && !real)
		drill_lint_fault(faults, &each->position, _("expectation '%s': no inject is 'real: true', so there is no reason to stop"),
				 each->name);
}

static void lint_weights(const struct drill_scenario *scenario, struct conf_faults *faults)
{
	unsigned int sum = 0;

	for (guint i = 0; i < scenario->expectations->len; i++) {
		const struct drill_expectation *each = &g_array_index(scenario->expectations, struct drill_expectation, i);

		sum += each->weight;
		if (!each->weight || each->weight > WEIGHT_MOST)
			drill_lint_fault(faults, &each->position, _("'weight' of expectation '%s' is %u: expected 1 to %d"), each->name,
					 each->weight, WEIGHT_MOST);
	}
	for (guint i = 0; i < scenario->expectations->len; i++) {
		const struct drill_expectation *each = &g_array_index(scenario->expectations, struct drill_expectation, i);

		if (scenario->expectations->len > 1 && each->weight * 2 > sum)
			drill_lint_fault(faults, &each->position, _("expectation '%s' weighs more than all others together"), each->name);
	}
	if (sum > WEIGHTS_MOST)
		drill_lint_fault(faults, &scenario->position, _("the weights come to %u: expected %d at most"), sum, WEIGHTS_MOST);
	if (!scenario->expectations->len)
		drill_lint_fault(faults, &scenario->position, _("nothing is expected of anybody"));
}

void drill_lint_expectations(const struct drill_scenario *scenario, const struct drill_names *names,
			     struct conf_faults *faults)
{
	for (guint i = 0; i < scenario->expectations->len; i++) {
		const struct drill_expectation *each = &g_array_index(scenario->expectations, struct drill_expectation, i);

		lint_times(scenario, each, faults);
		lint_own(scenario, each, faults);
		lint_procedure(each, names, faults);
	}
	lint_weights(scenario, faults);
}
