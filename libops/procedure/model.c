/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The model of a procedure as it is lent to everybody, and sets of procedures
 * that call one another.
 */
#include "procedure/internal.h"

#include "base/translate.h"

#include <string.h>

GQuark procedure_error_quark(void)
{
	return g_quark_from_static_string("ops-procedure");
}

const char *outcome_id(enum step_outcome outcome)
{
	return words_get(WORDS_STEP_OUTCOME, outcome)->id;
}

bool outcome_is(const struct procedure_outcome *outcome, enum step_outcome which)
{
	return g_str_equal(outcome->name, outcome_id(which));
}

bool outcome_records(const struct procedure_outcome *outcome)
{
	static const enum step_outcome silent[] = {OUTCOME_FAILED, OUTCOME_SKIPPED, OUTCOME_NO_REPLY, OUTCOME_EXHAUSTED};

	for (size_t i = 0; i < G_N_ELEMENTS(silent); i++)
		if (outcome_is(outcome, silent[i]))
			return false;
	return true;
}

void procedure_free(struct procedure *procedure)
{
	if (!procedure)
		return;
	g_array_unref(procedure->fields);
	g_array_unref(procedure->steps);
	g_ptr_array_unref(procedure->owned);
	g_string_chunk_free(procedure->texts);
	g_string_free(procedure->bytes, TRUE);
	g_free(procedure->name);
	g_free(procedure->file);
	g_free(procedure);
}

const char *procedure_name(const struct procedure *procedure)
{
	return procedure->name;
}

const char *procedure_file(const struct procedure *procedure)
{
	return procedure->file;
}

struct procedure_text procedure_title(const struct procedure *procedure)
{
	return procedure->title;
}

const char *procedure_source(const struct procedure *procedure)
{
	return procedure->source;
}

const struct digest *procedure_digest(const struct procedure *procedure)
{
	return &procedure->digest;
}

const GString *procedure_bytes(const struct procedure *procedure)
{
	return procedure->bytes;
}

enum case_kind procedure_case(const struct procedure *procedure)
{
	return procedure->case_kind;
}

int64_t procedure_within_us(const struct procedure *procedure)
{
	return procedure->within_us;
}

const char *const *procedure_actors(const struct procedure *procedure)
{
	return procedure->actors;
}

const char *const *procedure_takes(const struct procedure *procedure)
{
	return procedure->takes;
}

unsigned int procedure_step_count(const struct procedure *procedure)
{
	return procedure->steps->len;
}

const struct procedure_step *procedure_step_at(const struct procedure *procedure, unsigned int number)
{
	g_assert(number < procedure->steps->len);
	return &g_array_index(procedure->steps, struct procedure_step, number);
}

const struct procedure_step *procedure_step_find(const struct procedure *procedure, const char *name)
{
	for (guint i = 0; name && i < procedure->steps->len; i++)
		if (g_str_equal(procedure_step_at(procedure, i)->name, name))
			return procedure_step_at(procedure, i);
	return NULL;
}

const struct procedure_step *procedure_start(const struct procedure *procedure)
{
	return procedure_step_find(procedure, procedure->start);
}

unsigned int procedure_field_count(const struct procedure *procedure)
{
	return procedure->fields->len;
}

const struct procedure_field *procedure_field_at(const struct procedure *procedure, unsigned int number)
{
	g_assert(number < procedure->fields->len);
	return &g_array_index(procedure->fields, struct procedure_field, number);
}

const struct procedure_field *procedure_field_find(const struct procedure *procedure, const char *name)
{
	for (guint i = 0; name && i < procedure->fields->len; i++)
		if (g_str_equal(procedure_field_at(procedure, i)->name, name))
			return procedure_field_at(procedure, i);
	return NULL;
}

/* --- what people read --- */

const char *procedure_text_in(const struct procedure_text *text, enum procedure_language language)
{
	const char *first = language == PROCEDURE_JAPANESE ? text->japanese : text->english;
	const char *second = language == PROCEDURE_JAPANESE ? text->english : text->japanese;

	return first ? first : second ? second : "";
}

const char *procedure_text_shown(const struct procedure_text *text)
{
	/* As base/words.c has it: the catalogue names its own language. */
	return procedure_text_in(text, g_str_equal(_("en"), "ja") ? PROCEDURE_JAPANESE : PROCEDURE_ENGLISH);
}

const char *procedure_outcome_shown(const struct procedure_outcome *outcome)
{
	int word = words_find(WORDS_STEP_OUTCOME, outcome->name);

	if (outcome->text.japanese || outcome->text.english)
		return procedure_text_shown(&outcome->text);
	return word < 0 ? outcome->name : words_shown(WORDS_STEP_OUTCOME, (unsigned int)word);
}

const struct procedure_outcome *procedure_outcome_find(const struct procedure_step *step, const char *name)
{
	for (unsigned int i = 0; name && i < step->outcome_count; i++)
		if (g_str_equal(step->outcomes[i].name, name))
			return &step->outcomes[i];
	return NULL;
}

/* --- sets --- */

struct procedure_set {
	GPtrArray *procedures;
};

static void procedure_destroy(gpointer procedure)
{
	procedure_free(procedure);
}

struct procedure_set *procedure_set_new(void)
{
	struct procedure_set *set = g_new(struct procedure_set, 1);

	set->procedures = g_ptr_array_new_with_free_func(procedure_destroy);
	return set;
}

void procedure_set_free(struct procedure_set *set)
{
	if (!set)
		return;
	g_ptr_array_unref(set->procedures);
	g_free(set);
}

void procedure_set_take(struct procedure_set *set, struct procedure *procedure)
{
	if (procedure_set_find(set, procedure->name))
		procedure_free(procedure);
	else
		g_ptr_array_add(set->procedures, procedure);
}

unsigned int procedure_set_count(const struct procedure_set *set)
{
	return set->procedures->len;
}

const struct procedure *procedure_set_at(const struct procedure_set *set, unsigned int number)
{
	g_assert(number < set->procedures->len);
	return set->procedures->pdata[number];
}

const struct procedure *procedure_set_find(const struct procedure_set *set, const char *name)
{
	for (guint i = 0; set && name && i < set->procedures->len; i++)
		if (g_str_equal(procedure_set_at(set, i)->name, name))
			return procedure_set_at(set, i);
	return NULL;
}
