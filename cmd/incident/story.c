/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happened in a case, in words: one event after another, as it would be read
 * aloud at a handover.
 */
#include "incident/story-notice.h"
#include "incident/verbs.h"

#include "base/instant.h"
#include "base/translate.h"

#define UNWELL_NAMED 3

char *story_step(const struct procedure *procedure, const char *name)
{
	const struct procedure_step *step = procedure && name ? procedure_step_find(procedure, name) : NULL;

	if (!step)
		return g_strdup(name ? name : "?");
	return g_strdup_printf("%s%s%s", step->number, *step->number ? " " : "", procedure_text_shown(&step->title));
}

char *story_run(const struct story *story, const struct case_run *run)
{
	const struct procedure *procedure = case_texts_find(story->texts, &run->digest);
	struct procedure_text title = {NULL, NULL};
	g_autofree char *step = story_step(procedure, run->step);
	g_autofree char *due = run->due_at_us ?
		instant_show_brief(run->due_at_us, story->now_us, story->session->zone) : NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	if (procedure)
		title = procedure_title(procedure);
	g_string_append_printf(text, _("%s: %s, %s"), procedure ? procedure_text_shown(&title) : run->procedure, step,
			       words_shown(WORDS_RUN_STATE, run->state));
	if (*run->holder)
		g_string_append_printf(text, _(", held by %s"), run->holder);
	if (due)
		g_string_append_printf(text, _(", due %s"), due);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- evidence and notices: bodies that others make, of which nothing is certain --- */

static const char *word_of(enum word_family family, const char *id)
{
	int value = id ? words_find(family, id) : -1;

	return value < 0 ? (id ? id : "?") : words_shown(family, (unsigned int)value);
}

static bool is_unwell(const char *status)
{
	return status && words_find(WORDS_STATUS, status) > STATUS_OK;
}

/* "12 items, 2 of them unwell: line:h1 DOWN, …" */
static void append_items(GString *text, const struct json *items)
{
	unsigned int unwell = 0, named = 0;
	size_t count = items && json_is_list(items) ? json_length(items) : 0;

	for (size_t i = 0; i < count; i++)
		unwell += is_unwell(json_get_string(json_at(items, i), "status"));
	g_string_append_printf(text, _("%u items, %u of them unwell"), (unsigned int)count, unwell);
	for (size_t i = 0; i < count && named < UNWELL_NAMED; i++) {
		const struct json *item = json_at(items, i);
		const char *status = json_get_string(item, "status"), *name = json_get_string(item, "item");

		if (!is_unwell(status) || !name)
			continue;
		g_string_append_printf(text, "%s%s %s", named++ ? ", " : ": ", name, word_of(WORDS_STATUS, status));
	}
	if (unwell > named)
		g_string_append(text, ", …");
}

static char *evidence_text(const struct json *body)
{
	const struct json *suspects = json_get(body, "suspects");
	const char *scope = json_get_string(body, "scope"), *owner = json_get_string(suspects, "owner");
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, _("looked (%s): "), word_of(WORDS_PROBE_SCOPE, scope));
	append_items(text, json_get(body, "items"));
	if (owner)
		g_string_append_printf(text, _("; so far it is: %s"), word_of(WORDS_FAULT_VERDICT, owner));
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- the others --- */

static char *opened_text(const struct case_event *event)
{
	const char *by = word_of(WORDS_DETECTION, json_get_string(event->body, "detected_by"));

	return event->text ? g_strdup_printf(_("the trouble began; noticed by %s: %s"), by, event->text) :
			     g_strdup_printf(_("the trouble began; noticed by %s"), by);
}

static char *link_text(const struct case_event *event)
{
	const char *relation = json_get_string(event->body, "relation");

	if (g_str_equal(relation, "same-cause"))
		return g_strdup_printf(_("has the same cause as '%s'"), event->text);
	if (g_str_equal(relation, "ticket"))
		return g_strdup_printf(_("others call it '%s'"), event->text);
	if (g_str_equal(relation, "maintenance"))
		return g_strdup_printf(_("belongs to maintenance '%s'"), event->text);
	if (g_str_equal(relation, "follows"))
		return g_strdup_printf(_("follows '%s'"), event->text);
	return g_strdup_printf("%s: %s", relation, event->text);
}

static const struct procedure *procedure_of(const struct story *story, int64_t run)
{
	for (guint i = 0; i < story->file->runs->len; i++) {
		const struct case_run *each = story->file->runs->pdata[i];

		if (each->run == run)
			return case_texts_find(story->texts, &each->digest);
	}
	return NULL;
}

static char *walked_text(const struct story *story, const struct case_event *event)
{
	g_autoptr(ops_procedure_event_t) walked = procedure_event_read(event->body, NULL);
	g_autofree char *text = story_walked(story, procedure_of(story, event->run), walked);

	return story->file->runs->len > 1 ? g_strdup_printf(_("run %ld: %s"), (long)event->run, text) :
					    g_steal_pointer(&text);
}

static char *redaction_text(const struct case_event *event)
{
	int64_t removes = 0;

	json_get_integer(event->body, "removes", &removes);
	return g_strdup_printf(_("removed what %ld said, approved by %s: %s"), (long)removes,
			       json_get_string(event->body, "approved_by"), event->text);
}

char *story_event(const struct story *story, const struct case_event *event)
{
	if (event->removed)
		return g_strdup_printf(_("('%s': what it said was removed)"), event->kind_id);
	switch (event->kind) {
	case CASE_OPENED:
		return opened_text(event);
	case CASE_NOTE:
		return g_strdup(event->text);
	case CASE_CORRECTION:
		return g_strdup_printf(_("corrects %ld: %s"), (long)event->corrects, event->text);
	case CASE_LINK:
		return link_text(event);
	case CASE_SUBJECT:
		return g_strdup_printf(_("also affects '%s'"), json_get_string(event->body, "subject"));
	case CASE_RUN:
		return walked_text(story, event);
	case CASE_EVIDENCE:
		return evidence_text(event->body);
	case CASE_NOTICE:
		return story_notice_text(event->body);
	case CASE_REDACTION:
		return redaction_text(event);
	case CASE_SET:
	case CASE_ROLE:
	case CASE_TASK:
	case CASE_DUTY:
	case CASE_CLOSED:
	case CASE_REOPENED:
		return story_said(story, event);
	case CASE_PAPER:
	case CASE_STAGE:
	case CASE_DECISION:
	case CASE_DOCUMENT:
	case CASE_FACT:
		return story_paper(story, event);
	case CASE_OTHER:
		break;
	}
	return g_strdup_printf(_("('%s': not as this version of nwops writes it)"), event->kind_id);
}
