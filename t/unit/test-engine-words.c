/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the shipped procedures record and send meets the shipped words: a step sends only what there are words for, and
 * a fact is shown in the form that it was recorded in, choice by choice.
 */
#include "fixture-shipped.h"

#include "procedure/procedure.h"

typedef void procedure_each(const struct procedure *procedure, const struct notice_templates *templates);

/* Returns how many there are. */
static guint each_procedure(procedure_each *each)
{
	g_autoptr(ops_notice_templates_t) templates = shipped();
	g_autofree char *directory = g_build_filename(g_getenv("NWOPS_SOURCE_ROOT"), "share", "procedures", NULL);
	const char *const directories[] = {directory, NULL};
	g_autoptr(GPtrArray) names = procedure_names_in(directories);

	for (guint i = 0; i < names->len; i++) {
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_procedure_t) procedure = procedure_load(names->pdata[i], directories, faults);

		ck_assert_msg(procedure && !conf_faults_errors(faults), "'%s' cannot be read", (const char *)names->pdata[i]);
		each(procedure, templates);
	}
	return names->len;
}

/* --- what is sent --- */

static void assert_has_words(const struct procedure *procedure, const struct notice_templates *templates)
{
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++) {
		const struct procedure_step *step = procedure_step_at(procedure, i);
		const bool named = step->kind == STEP_NOTIFY && *step->to == '$';
		const int audience = step->kind != STEP_NOTIFY ? -1 : named ? AUDIENCE_INSTITUTION : words_find(WORDS_AUDIENCE, step->to);
		const int kind = audience < 0 ? -1 : words_find(WORDS_NOTICE_KIND, step->notice);

		if (step->kind != STEP_NOTIFY)
			continue;
		ck_assert_msg(kind >= 0 && notice_template_digest(templates, (enum notice_kind)kind, (enum audience)audience, NOTICE_JAPANESE),
			      "step '%s' of '%s' has no words", step->name, procedure_name(procedure));
	}
}

START_TEST(a_step_sends_what_there_are_words_for) { ck_assert_uint_gt(each_procedure(assert_has_words), 20); }
END_TEST

/* --- what is recorded --- */

/* What a fact of TYPE may be shown as. */
static bool is_shown_as(enum procedure_type type, enum notice_form form)
{
	switch (type) {
	case TYPE_TEXT:
		return form == NOTICE_TEXT || form == NOTICE_LINE || form == NOTICE_LIST || form == NOTICE_WORD;
	case TYPE_CHOICE:
		return form == NOTICE_WORD;
	case TYPE_YES_NO:
		return form == NOTICE_YES_NO;
	case TYPE_COUNT:
		return form == NOTICE_COUNT;
	case TYPE_DURATION:
		return form == NOTICE_DURATION;
	case TYPE_INSTANT:
	case TYPE_DEADLINE:
		return form == NOTICE_INSTANT;
	case TYPE_PHONE:
	case TYPE_PERSON:
	case TYPE_ITEM:
	case TYPE_ORGANIZATION:
	case TYPE_REFERENCE:
		return form == NOTICE_LINE;
	}
	return false;
}

/* FIELD as it is shown when it is VALUE, told to somebody who may see it; caller frees. NULL: nobody is told of it. */
static char *shown(const struct notice_templates *templates, const struct notice_field *field, const char *value)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	struct notice_text text = {0};

	for (enum audience audience = 0; audience < AUDIENCE_COUNT; audience++) {
		g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_OUTAGE_FIRST, audience);
		const struct notice_rendering rendering = {
			.templates = templates, .facts = facts, .language = NOTICE_JAPANESE, .zone = zone,
		};

		if (!(field->audiences & (1u << audience)))
			continue;
		notice_facts_add(facts, field->name, value, false);
		notice_minimal(&rendering, &text);
		g_free(text.subject);
		return text.text;
	}
	return NULL;
}

static bool is_in_notices(const struct procedure *procedure)
{
	for (unsigned int i = 0; i < procedure_step_count(procedure); i++)
		if (procedure_step_at(procedure, i)->kind == STEP_NOTIFY)
			return true;
	return false;
}

static void assert_forms(const struct procedure *procedure, const struct notice_templates *templates)
{
	for (unsigned int i = 0; is_in_notices(procedure) && i < procedure_field_count(procedure); i++) {
		const struct procedure_field *recorded = procedure_field_at(procedure, i);
		const struct notice_field *field = notice_field_find(templates, recorded->name);

		ck_assert_msg(!field || is_shown_as(recorded->type, field->form), "'%s' of '%s' is recorded as %s and shown as another",
			      recorded->name, procedure_name(procedure), procedure_type_id(recorded->type));
		for (unsigned int k = 0; field && k < recorded->choice_count; k++) {
			g_autofree char *text = shown(templates, field, recorded->choices[k].name);

			ck_assert_msg(text && strstr(text, field->title[NOTICE_JAPANESE]), "'%s' is not shown", field->name);
			ck_assert_msg(!strstr(text, recorded->choices[k].name), "'%s' of '%s': '%s' has no words", recorded->name,
				      procedure_name(procedure), recorded->choices[k].name);
		}
	}
}

START_TEST(a_fact_is_shown_in_the_form_it_was_recorded_in) { ck_assert_uint_gt(each_procedure(assert_forms), 20); }
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_step_sends_what_there_are_words_for),
		UNIT(a_fact_is_shown_in_the_form_it_was_recorded_in),
		{0},
	};

	return unit_run("engine-words", tests);
}
