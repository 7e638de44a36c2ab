/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a condition hold? The same answer for a run, which knows facts, and for
 * the lint, which tries every case.
 */
#include "procedure/internal.h"

#include <string.h>

static bool fact_is(const struct procedure_condition *fact, const struct fact_cell *cell)
{
	bool unknown = !cell->is_number && g_str_equal(cell->word, PROCEDURE_UNKNOWN);

	if (fact->ranged)
		return cell->is_number && cell->number >= fact->at_least && cell->number < fact->below;
	for (const char *const *word = fact->words; *word; word++)
		if (g_str_equal(*word, PROCEDURE_KNOWN) ? !unknown : !cell->is_number && g_str_equal(*word, cell->word))
			return true;
	return false;
}

bool condition_holds(const struct procedure_condition *condition, condition_lookup *lookup, const void *context)
{
	struct fact_cell cell = {.word = PROCEDURE_UNKNOWN};

	if (condition->kind == CONDITION_FACT) {
		lookup(context, condition, &cell);
		return fact_is(condition, &cell) != condition->negated;
	}
	for (struct procedure_condition *const *part = condition->parts; part && *part; part++) {
		bool holds = condition_holds(*part, lookup, context);

		if (condition->kind == CONDITION_ALL && !holds)
			return false;
		if (condition->kind != CONDITION_ALL && holds)
			return condition->kind == CONDITION_ANY;
	}
	return condition->kind != CONDITION_ANY;
}

int condition_decide(const struct procedure_step *step, condition_lookup *lookup, const void *context, int *ret_second)
{
	int first = -1, otherwise = -1;

	*ret_second = -1;
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		if (outcome_is(&step->outcomes[i], OUTCOME_EXHAUSTED))
			continue;
		if (!step->conditions[i])
			otherwise = (int)i;
		else if (condition_holds(step->conditions[i], lookup, context)) {
			if (first < 0)
				first = (int)i;
			else if (*ret_second < 0)
				*ret_second = (int)i;
		}
	}
	return first < 0 ? otherwise : first;
}

void condition_each(const struct procedure_condition *condition, condition_visit *visit, void *context)
{
	if (condition->kind == CONDITION_FACT)
		visit(context, condition);
	for (struct procedure_condition *const *part = condition->parts; part && *part; part++)
		condition_each(*part, visit, context);
}
