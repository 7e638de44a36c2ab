/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people said of a case as a whole, in words: one event of it, and what all come to.
 */
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/translate.h"
#include "ui/page.h"
#include "ui/printer.h"

#define HISTORY_SHOWN 3

char *story_instant(const struct story *story, struct case_instant at)
{
	g_autofree char *shown = at.quality == INSTANT_UNKNOWN ? NULL :
							   instant_show_brief(at.at_us, story->now_us, story->session->zone);

	if (!shown)
		return g_strdup("?");
	return at.quality == INSTANT_ABOUT ? g_strdup_printf(_("about %s"), shown) : g_steal_pointer(&shown);
}

static char *count_text(const struct case_event *event)
{
	g_autofree char *number = g_strdup_printf("%ld", (long)event->amount);

	if (event->count == COUNT_UNKNOWN)
		return g_strdup("?");
	return event->count == COUNT_ESTIMATED ? g_strdup_printf(_("estimated %s"), number) : g_steal_pointer(&number);
}

char *story_value(const struct story *story, enum case_field field, const struct case_event *event)
{
	switch (case_field_type(field)) {
	case CASE_VALUE_INSTANT:
		return story_instant(story, event->at);
	case CASE_VALUE_COUNT:
		return count_text(event);
	case CASE_VALUE_WORD:
		return g_strdup(event->word < 0 ? "?" : words_shown(case_field_family(field), (unsigned int)event->word));
	case CASE_VALUE_TEXT:
	case CASE_VALUE_LIST:
	case CASE_VALUE_PERSON:
		break;
	}
	return g_strdup(event->text ? event->text : "?");
}

/* --- events --- */

static char *set_text(const struct story *story, const struct case_event *event)
{
	enum case_field field = (enum case_field)event->field;
	g_autofree char *value = story_value(story, field, event);
	const char *name = words_shown(WORDS_CASE_FIELD, field);

	return event->corrects ? g_strdup_printf(_("%s: %s (corrects %ld)"), name, value, (long)event->corrects) :
				 g_strdup_printf(_("%s: %s"), name, value);
}

static char *task_text(const struct story *story, const struct case_event *event)
{
	g_autofree char *due = NULL;
	int64_t due_at_us = 0;

	if (event->task_state == TASK_DONE)
		return g_strdup_printf(_("task %ld is done"), (long)event->task);
	if (event->task_state == TASK_DROPPED)
		return g_strdup_printf(_("task %ld is not to be done any more: %s"), (long)event->task, event->text);
	json_get_integer(event->body, "due_at_us", &due_at_us);
	due = instant_show_brief(due_at_us, story->now_us, story->session->zone);
	return g_strdup_printf(_("task %ld for %s, due %s: %s"), (long)event->task, json_get_string(event->body, "owner"), due,
			       event->text);
}

static char *closed_text(const struct case_event *event)
{
	const struct json *waived = json_get(event->body, "waived");
	g_autoptr(GString) text = g_string_new(_("closed"));

	if (event->text)
		g_string_append_printf(text, ": %s", event->text);
	for (size_t i = 0; i < json_length(waived); i++) {
		const struct json *waiver = json_at(waived, i);

		g_string_append_printf(text, _("; '%s' waived by %s, because: %s"), json_get_string(waiver, "what"),
				       json_get_string(waiver, "by"), json_get_string(waiver, "reason"));
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

char *story_said(const struct story *story, const struct case_event *event)
{
	switch (event->kind) {
	case CASE_TASK:
		return task_text(story, event);
	case CASE_DUTY:
		return g_strdup_printf(_("duty '%s' settled by %s, because: %s"), json_get_string(event->body, "duty"),
				       json_get_string(event->body, "by"), event->text);
	case CASE_CLOSED:
		return closed_text(event);
	case CASE_REOPENED:
		return g_strdup_printf(_("opened again: %s"), event->text);
	default:
		return set_text(story, event);
	}
}

/* --- what they come to --- */

/* "38 (before: estimated 40)". */
static char *value_and_history(const struct story *story, enum case_field field, const GPtrArray *said)
{
	g_autofree char *value = story_value(story, field, said->pdata[said->len - 1]);
	g_autoptr(GString) before = g_string_new(NULL);

	for (guint i = said->len - 1, shown = 0; i-- > 0 && shown < HISTORY_SHOWN; shown++) {
		g_autofree char *earlier = story_value(story, field, said->pdata[i]);

		g_string_append_printf(before, "%s%s", shown ? ", " : "", earlier);
	}
	return before->len ? g_strdup_printf(_("%s (before: %s)"), value, before->str) : g_steal_pointer(&value);
}

static char *listed(const struct story *story, enum case_field field, const GPtrArray *said)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < said->len; i++) {
		g_autofree char *value = story_value(story, field, said->pdata[i]);

		g_string_append_printf(text, "%s%s", i ? ", " : "", value);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Its history counts only by how bad it was at its worst. */
static char *severity_text(const struct case_standing *standing)
{
	const char *now = standing->severity < 0 ? "?" : words_shown(WORDS_SEVERITY, (unsigned int)standing->severity);

	return standing->severity_most == standing->severity ?
		       g_strdup(now) :
		       g_strdup_printf(_("%s (at its worst: %s)"), now,
				       words_shown(WORDS_SEVERITY, (unsigned int)standing->severity_most));
}

static char *field_text(const struct story *story, const struct case_standing *standing, enum case_field field)
{
	const GPtrArray *said = standing->said[field];

	if (field == CASE_FIELD_SEVERITY)
		return severity_text(standing);
	if (case_field_type(field) == CASE_VALUE_LIST)
		return listed(story, field, said);
	return value_and_history(story, field, said);
}

static void print_task(const struct story *story, const struct case_task *task)
{
	g_autofree char *head = g_strdup_printf("  %ld  ", (long)task->task);
	g_autofree char *due = instant_show_brief(task->due_at_us, story->now_us, story->session->zone);
	g_autofree char *text = g_strdup_printf(_("%s: %s; %s, due %s"), words_shown(WORDS_TASK_STATE, task->state), task->text,
						task->owner, due);

	page_print(head, text);
}

void story_print_standing(const struct story *story, const struct case_standing *standing)
{
	for (int i = 0; i < CASE_FIELD_COUNT; i++) {
		enum case_field field = (enum case_field)i;
		g_autofree char *label = g_strdup_printf("%s:", words_shown(WORDS_CASE_FIELD, field));
		g_autofree char *text = standing->said[i]->len ? field_text(story, standing, field) : NULL;

		page_print_field(label, text);
	}
	if (standing->tasks->len)
		printer_text(_("tasks:\n"));
	for (guint i = 0; i < standing->tasks->len; i++)
		print_task(story, standing->tasks->pdata[i]);
}
