/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever is read has been recorded, whichever way was taken (E13, W05), and
 * is given nothing that it cannot hold.
 */
#include "procedure/lint-internal.h"

#include "base/translate.h"

#include <string.h>

bool lint_can_hold(const struct fact_kind *kind, const char *value)
{
	if (kind->type != TYPE_CHOICE)
		return fact_fits(kind->type, value);
	for (guint i = 0; i < kind->words->len; i++)
		if (g_str_equal(kind->words->pdata[i], value))
			return true;
	return false;
}

static unsigned int number_of(const struct lint *lint, const struct procedure_step *step)
{
	return (unsigned int)(step - procedure_step_at(lint->procedure, 0));
}

/* FACT is read at STEP. That it exists at all is E12's business. */
static void check_read(const struct lint *lint, const struct procedure_step *step, const struct conf_position *position,
		       const char *fact)
{
	struct fact_kind kind;

	if (fact && flow_kind(lint->flow, fact, &kind) && !flow_knows(lint->flow, number_of(lint, step), fact))
		lint_fault(lint, "E13", position, _("step '%s' reads '%s', which is not recorded on every way to it"), step->name,
			   fact);
}

struct reading {
	const struct lint *lint;
	const struct procedure_step *step;
};

static void check_condition(void *context, const struct procedure_condition *fact)
{
	const struct reading *reading = context;

	check_read(reading->lint, reading->step, &fact->position, fact->field);
}

static void check_text(const struct lint *lint, const struct procedure_step *step, const char *text)
{
	struct fact_kind kind;
	char *name;

	while ((name = placeholder_next(&text))) {
		if (!flow_kind(lint->flow, name, &kind))
			lint_fault(lint, "E12", &step->position, _("there is no field '%s' for the text of step '%s'"), name, step->name);
		else
			check_read(lint, step, &step->position, name);
		g_free(name);
	}
}

static void check_settings(const struct lint *lint, const struct procedure_step *step)
{
	for (unsigned int i = 0; i < step->outcome_count; i++)
		for (unsigned int k = 0; k < step->outcomes[i].setting_count; k++) {
			const struct procedure_setting *setting = &step->outcomes[i].settings[k];
			struct fact_kind kind;

			if (!flow_kind(lint->flow, setting->field, &kind))
				continue;
			if (setting->value ? !lint_can_hold(&kind, setting->value) : kind.always)
				lint_fault(lint, "E13", &setting->position, _("field '%s' cannot hold '%s'"), setting->field,
					   setting->value ? setting->value : PROCEDURE_UNKNOWN);
		}
}

static bool is_same_field(const struct procedure_field *a, const struct procedure_field *b)
{
	if (a->type != b->type || a->choice_count != b->choice_count)
		return false;
	for (unsigned int i = 0; i < a->choice_count; i++)
		if (!procedure_field_holds(b, a->choices[i].name))
			return false;
	return true;
}

static void check_call(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure *callee = procedure_set_find(lint->set, step->procedure);

	for (const char *const *field = callee ? callee->takes : NULL; field && *field; field++) {
		struct fact_kind kind;

		if (flow_kind(lint->flow, *field, &kind) && !flow_knows(lint->flow, number_of(lint, step), *field))
			lint_fault(lint, "E13", &step->position,
				   _("procedure '%s' takes '%s', which is not recorded on every way to step '%s'"), callee->name,
				   *field, step->name);
	}
	for (unsigned int i = 0; callee && i < procedure_field_count(callee); i++) {
		const struct procedure_field *theirs = procedure_field_at(callee, i);
		const struct procedure_field *ours = procedure_field_find(lint->procedure, theirs->name);

		if (ours && !is_same_field(ours, theirs))
			lint_fault(lint, "E13", &step->position, _("field '%s' is of another type in procedure '%s'"), ours->name,
				   callee->name);
	}
}

static void check_about(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure_field *field = procedure_field_find(lint->procedure, step->about);

	if (field && field->type != TYPE_CHOICE && field->type != TYPE_YES_NO)
		lint_fault(lint, "E13", &step->position, _("step '%s' is about '%s', which has no choices"), step->name, field->name);
	else if (field && field->required && procedure_outcome_find(step, outcome_id(OUTCOME_CANNOT_TELL)))
		lint_fault(lint, "E13", &step->position, _("step '%s' can leave '%s' unknown, which is required"), step->name,
			   field->name);
}

static void check_step(const struct lint *lint, const struct procedure_step *step)
{
	struct reading reading = {lint, step};

	for (unsigned int i = 0; step->conditions && i < step->outcome_count; i++)
		if (step->conditions[i])
			condition_each(step->conditions[i], check_condition, &reading);
	check_read(lint, step, &step->position, step->of);
	if (step->to && *step->to == '$')
		check_read(lint, step, &step->position, step->to + 1);
	check_text(lint, step, step->text.japanese);
	check_text(lint, step, step->text.english);
	check_text(lint, step, step->say.japanese);
	check_text(lint, step, step->say.english);
	check_settings(lint, step);
	check_about(lint, step);
	if (step->kind == STEP_CALL)
		check_call(lint, step);
}

static void check_end(const struct lint *lint, const struct procedure_step *end)
{
	unsigned int number = number_of(lint, end);

	for (const char *const *field = lint->procedure->needs_fields; *field; field++)
		if (!g_strv_contains(end->without, *field) && !flow_knows(lint->flow, number, *field))
			lint_fault(lint, "W05", &end->position, _("end '%s' can be reached without a record of '%s'"), end->name, *field);
	for (const char *const *notice = lint->procedure->needs_notices; *notice; notice++)
		if (!g_strv_contains(end->without, *notice) && !flow_has_told(lint->flow, number, *notice))
			lint_fault(lint, "W05", &end->position, _("end '%s' can be reached without the notice '%s'"), end->name, *notice);
	for (const char *const *name = end->without; *name; name++)
		if (!g_strv_contains(lint->procedure->needs_fields, *name) &&
		    !g_strv_contains(lint->procedure->needs_notices, *name))
			lint_fault(lint, "E12", &end->position, _("end '%s' is without '%s', which is not required"), end->name, *name);
}

void lint_facts(const struct lint *lint)
{
	for (unsigned int i = 0; i < procedure_step_count(lint->procedure); i++) {
		check_step(lint, procedure_step_at(lint->procedure, i));
		if (procedure_step_at(lint->procedure, i)->kind == STEP_END)
			check_end(lint, procedure_step_at(lint->procedure, i));
	}
}
