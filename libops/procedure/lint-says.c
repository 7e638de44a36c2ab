/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a field or an outcome says of the case as a whole: is there such a thing (E12), and
 * can it be said so (E13)?
 */
#include "procedure/lint-internal.h"

#include "base/translate.h"

static const struct procedure_given *find(const struct lint *lint, const char *name)
{
	for (const struct procedure_given *said = lint->names->said; said && said->name; said++)
		if (g_str_equal(said->name, name))
			return said;
	return NULL;
}

/* NULL with a fault. */
static const struct procedure_given *look_up(const struct lint *lint, const struct conf_position *position, const char *name)
{
	const struct procedure_given *said = find(lint, name);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (const struct procedure_given *each = lint->names->said; each && each->name; each++)
		g_ptr_array_add(names, (gpointer)each->name);
	g_ptr_array_add(names, NULL);
	if (!said)
		lint_refuse(lint, position, _("field of a case"), name, (const char *const *)names->pdata);
	return said;
}

/* A reference is words, too. */
static bool is_of_type(const struct procedure_field *field, const struct procedure_given *said)
{
	return field->type == said->type || (said->type == TYPE_TEXT && field->type == TYPE_REFERENCE);
}

static void check_field(const struct lint *lint, const struct procedure_field *field)
{
	const struct procedure_given *said = field->says ? look_up(lint, &field->position, field->says) : NULL;

	if (!said)
		return;
	if (!is_of_type(field, said)) {
		lint_fault(lint, "E13", &field->position, _("field '%s' of type '%s' cannot say '%s', which takes '%s'"), field->name,
			   procedure_type_id(field->type), said->name, procedure_type_id(said->type));
		return;
	}
	for (unsigned int i = 0; said->choices && i < field->choice_count; i++)
		if (!g_strv_contains(said->choices, field->choices[i].name))
			lint_fault(lint, "E13", &field->position, _("field '%s' can be '%s', and '%s' cannot"), field->name,
				   field->choices[i].name, said->name);
}

static void check_outcome(const struct lint *lint, const struct procedure_outcome *outcome)
{
	const struct procedure_given *said = outcome->says ? look_up(lint, &outcome->position, outcome->says) : NULL;

	if (said && said->type != TYPE_INSTANT)
		lint_fault(lint, "E13", &outcome->position, _("an outcome says when something was, and '%s' is no time"), said->name);
}

void lint_says(const struct lint *lint)
{
	for (unsigned int i = 0; i < procedure_field_count(lint->procedure); i++)
		check_field(lint, procedure_field_at(lint->procedure, i));
	for (unsigned int i = 0; i < procedure_step_count(lint->procedure); i++) {
		const struct procedure_step *step = procedure_step_at(lint->procedure, i);

		for (unsigned int k = 0; k < step->outcome_count; k++)
			check_outcome(lint, &step->outcomes[k]);
	}
}
