/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does everything that a procedure names exist (E12)? What belongs to other
 * rooms is looked up in the table that came with the call.
 */
#include "procedure/lint-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

const struct procedure_audience *lint_audience(const struct lint *lint, const char *name)
{
	for (const struct procedure_audience *audience = lint->names->audiences; audience && audience->name; audience++)
		if (g_strcmp0(audience->name, name) == 0)
			return audience;
	return NULL;
}

void lint_refuse(const struct lint *lint, const struct conf_position *position, const char *what, const char *name,
		 const char *const *words)
{
	const char *near = text_nearest(name, words);

	if (near)
		lint_fault(lint, "E12", position, _("there is no %s '%s'; did you mean '%s'?"), what, name, near);
	else
		lint_fault(lint, "E12", position, _("there is no %s '%s'"), what, name);
}

/* NULL is not said, and fine. */
static void check_word(const struct lint *lint, const struct conf_position *position, const char *what, const char *name,
		       const char *const *words)
{
	if (name && !g_strv_contains(words, name))
		lint_refuse(lint, position, what, name, words);
}

static const char **fact_names(const struct lint *lint)
{
	GPtrArray *names = g_ptr_array_new();

	for (unsigned int i = 0; i < procedure_field_count(lint->procedure); i++)
		g_ptr_array_add(names, (gpointer)procedure_field_at(lint->procedure, i)->name);
	for (const struct procedure_given *given = lint->names->given; given && given->name; given++)
		g_ptr_array_add(names, (gpointer)given->name);
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_free(names, FALSE);
}

static void check_fact(const struct lint *lint, const struct conf_position *position, const char *name)
{
	struct fact_kind kind;

	if (name && !flow_kind(lint->flow, name, &kind)) {
		g_autofree const char **names = fact_names(lint);

		lint_refuse(lint, position, _("field"), name, names);
	}
}

/* What is written down here belongs to the procedure itself. */
static void check_own_field(const struct lint *lint, const struct conf_position *position, const char *name)
{
	if (name && !procedure_field_find(lint->procedure, name)) {
		g_autofree const char **names = g_new0(const char *, procedure_field_count(lint->procedure) + 1);

		for (unsigned int i = 0; i < procedure_field_count(lint->procedure); i++)
			names[i] = procedure_field_at(lint->procedure, i)->name;
		lint_refuse(lint, position, _("field"), name, names);
	}
}

static void check_recipient(const struct lint *lint, const struct procedure_step *step)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	if (!step->to)
		return;
	if (*step->to == '$') {
		check_fact(lint, &step->position, step->to + 1);
		return;
	}
	for (const struct procedure_audience *audience = lint->names->audiences; audience && audience->name; audience++)
		g_ptr_array_add(names, (gpointer)audience->name);
	g_ptr_array_add(names, NULL);
	check_word(lint, &step->position, _("audience"), step->to, (const char *const *)names->pdata);
}

static void check_callee(const struct lint *lint, const struct procedure_step *step)
{
	g_autofree const char **names = NULL;

	if (step->kind != STEP_CALL || !step->procedure || procedure_set_find(lint->set, step->procedure))
		return;
	names = g_new0(const char *, procedure_set_count(lint->set) + 1);
	for (unsigned int i = 0; i < procedure_set_count(lint->set); i++)
		names[i] = procedure_name(procedure_set_at(lint->set, i));
	lint_refuse(lint, &step->position, _("procedure"), step->procedure, names);
}

struct condition_place {
	const struct lint *lint;
};

static void check_condition(void *context, const struct procedure_condition *fact)
{
	const struct condition_place *place = context;

	check_fact(place->lint, &fact->position, fact->field);
}

static void check_fields(const struct lint *lint, const struct procedure_step *step)
{
	struct condition_place place = {lint};

	for (const char *const *field = step->fields; *field; field++)
		check_own_field(lint, &step->position, *field);
	check_own_field(lint, &step->position, step->about);
	check_fact(lint, &step->position, step->of);
	for (unsigned int i = 0; i < step->outcome_count; i++)
		for (unsigned int k = 0; k < step->outcomes[i].setting_count; k++)
			check_own_field(lint, &step->outcomes[i].settings[k].position, step->outcomes[i].settings[k].field);
	for (unsigned int i = 0; step->conditions && i < step->outcome_count; i++)
		if (step->conditions[i])
			condition_each(step->conditions[i], check_condition, &place);
}

static void check_step(const struct lint *lint, const struct procedure_step *step)
{
	const struct procedure_names *names = lint->names;
	const struct conf_position *position = &step->position;

	check_word(lint, position, _("actor"), step->actor, lint->procedure->actors);
	check_word(lint, position, _("actor"), step->tells, lint->procedure->actors);
	check_word(lint, position, _("role"), step->role, names->roles);
	check_word(lint, position, _("notice"), step->notice, names->notices);
	check_word(lint, position, _("scope"), step->scope, names->scopes);
	check_word(lint, position, _("verdict"), step->verdict, names->verdicts);
	if (step->source != lint->procedure->source)
		check_word(lint, position, _("clause"), step->source, names->clauses);
	check_recipient(lint, step);
	check_callee(lint, step);
	check_fields(lint, step);
}

void lint_names(const struct lint *lint)
{
	const struct procedure *procedure = lint->procedure;
	const struct procedure_names *names = lint->names;

	for (const char *const *actor = procedure->actors; *actor; actor++)
		check_word(lint, &procedure->position, _("actor"), *actor, names->actors);
	check_word(lint, &procedure->owner_position, _("role"), procedure->owner, names->roles);
	check_word(lint, &procedure->source_position, _("clause"), procedure->source, names->clauses);
	for (const char *const *field = procedure->takes; *field; field++)
		check_own_field(lint, &procedure->position, *field);
	for (const char *const *field = procedure->needs_fields; *field; field++)
		check_fact(lint, &procedure->position, *field);
	for (const char *const *notice = procedure->needs_notices; *notice; notice++)
		check_word(lint, &procedure->position, _("notice"), *notice, names->notices);
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		check_step(lint, procedure_step_at(procedure, i));
}
