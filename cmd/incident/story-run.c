/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The events of a run in words: those of the text that it began with, so that what was
 * answered is read beside what had been asked.
 */
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/translate.h"

static const char *choice_shown(const struct procedure_field *field, const char *value)
{
	for (unsigned int i = 0; i < field->choice_count; i++)
		if (g_str_equal(field->choices[i].name, value))
			return procedure_text_shown(&field->choices[i].text);
	return value;
}

/* The value of FACT as a person reads it. Caller frees. */
static char *value_shown(const struct story *story, const struct procedure_field *field, const struct procedure_fact *fact)
{
	int64_t at_us;

	if (!fact->value)
		return g_strdup("?");
	if (field && (field->type == TYPE_INSTANT || field->type == TYPE_DEADLINE) &&
	    instant_parse(fact->value, NULL, &at_us, NULL))
		return instant_show_brief(at_us, story->now_us, story->session->zone);
	return g_strdup(field && field->type == TYPE_CHOICE ? choice_shown(field, fact->value) : fact->value);
}

/* "Caller: Ms Sato; Since: about 10:30", behind SEPARATOR. */
static void append_facts(GString *text, const char *separator, const struct story *story,
			 const struct procedure *procedure, const struct procedure_event *event)
{
	for (guint i = 0; event->facts && i < event->facts->len; i++) {
		const struct procedure_fact *fact = event->facts->pdata[i];
		const struct procedure_field *field = procedure ? procedure_field_find(procedure, fact->name) : NULL;
		g_autofree char *value = value_shown(story, field, fact);
		g_autofree char *about = fact->estimated ? g_strdup_printf(_("about %s"), value) : NULL;

		g_string_append_printf(text, "%s%s: %s", i ? "; " : separator,
				       field ? procedure_text_shown(&field->title) : fact->name, about ? about : value);
	}
}

static const char *outcome_of(const struct procedure *procedure, const struct procedure_event *event)
{
	const struct procedure_step *step =
		procedure && event->step ? procedure_step_find(procedure, event->step) : NULL;
	const struct procedure_outcome *outcome =
		step && event->outcome ? procedure_outcome_find(step, event->outcome) : NULL;
	int word = event->outcome ? words_find(WORDS_STEP_OUTCOME, event->outcome) : -1;

	if (outcome)
		return procedure_outcome_shown(outcome);
	return word >= 0 ? words_shown(WORDS_STEP_OUTCOME, (unsigned int)word) : event->outcome ? event->outcome : "?";
}

static char *start_text(const struct procedure *procedure, const struct procedure_event *event)
{
	struct procedure_text title = {NULL, NULL};

	if (procedure)
		title = procedure_title(procedure);
	return g_strdup_printf(_("begins '%s'"), procedure ? procedure_text_shown(&title) : event->procedure);
}

/* What was done, without facts and reasons. Caller frees. */
static char *deed_text(const struct procedure *procedure, const struct procedure_event *event)
{
	g_autofree char *step = story_step(procedure, event->step);

	switch (event->kind) {
	case EVENT_START:
		return start_text(procedure, event);
	case EVENT_OUTCOME:
		return g_strdup_printf("%s: %s", step, outcome_of(procedure, event));
	case EVENT_SKIP:
		return g_strdup_printf(_("%s: skipped"), step);
	case EVENT_BACK:
		return g_strdup_printf(_("back to %s"), step);
	case EVENT_REPEAT:
		return g_strdup_printf(_("%s: once more"), step);
	case EVENT_FACT:
		return g_strdup(_("recorded beside"));
	case EVENT_NOTE:
		return g_strdup(_("note"));
	case EVENT_HAND_OVER:
		return g_strdup_printf(_("handed over to %s"), event->to ? event->to : "?");
	case EVENT_ESCALATE:
		return g_strdup_printf(_("called %s"), event->to ? event->to : "?");
	case EVENT_REMIND:
		return g_strdup_printf(_("%s: reminded"), step);
	case EVENT_READ_AHEAD:
		return g_strdup(_("read ahead"));
	case EVENT_FOLLOW:
		return g_strdup(_("looks on"));
	case EVENT_SUSPEND:
		return g_strdup(_("suspended"));
	case EVENT_RESUME:
		return g_strdup(_("goes on"));
	case EVENT_CANCEL:
		return g_strdup(_("cancelled"));
	case EVENT_FAULT:
		return g_strdup(_("its machinery failed"));
	}
	g_assert_not_reached();
}

char *story_walked(const struct story *story, const struct procedure *procedure, const struct procedure_event *event)
{
	g_autofree char *deed = deed_text(procedure, event);
	g_autoptr(GString) text = g_string_new(deed);

	append_facts(text, "; ", story, procedure, event);
	if (event->reason)
		g_string_append_printf(text, _("; because: %s"), event->reason);
	if (event->text)
		g_string_append_printf(text, ": %s", event->text);
	if (event->approved_by)
		g_string_append_printf(text, _("; approved by %s"), event->approved_by);
	return g_string_free(g_steal_pointer(&text), FALSE);
}
