/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases, their runs and their events as objects of nwops-output(5).
 */
#include "incident/verbs.h"

#include "ui/printer.h"

#include <string.h>

static void set_some(struct json *object, const char *key, const char *text)
{
	json_set_string(object, key, text && *text ? text : NULL);
}

void tell_case_json(const struct session *session, const struct case_file *file)
{
	struct json *object = printer_new_object("case");
	struct json *subjects = json_new_array();

	for (guint i = 0; i < file->subjects->len; i++)
		json_append_string(subjects, file->subjects->pdata[i]);
	json_set_string(object, "case", file->id);
	json_set_string(object, "kind", words_get(WORDS_CASE_KIND, file->kind)->id);
	set_some(object, "title", file->title);
	set_some(object, "subject", file->subject);
	json_take(object, "subjects", subjects);
	set_some(object, "organization", file->organization);
	printer_set_instant(object, "opened_at", file->opened_at_us, session->zone);
	json_set_string(object, "opened_by", file->opened_by);
	printer_set_instant(object, "closed_at", file->closed_at_us, session->zone);
	printer_set_instant(object, "changed_at", file->changed_at_us, session->zone);
	printer_take(object);
}

void tell_run_json(const struct session *session, const struct case_file *file, const struct case_run *run,
		   struct case_texts *texts)
{
	const struct procedure *procedure = case_texts_find(texts, &run->digest);
	const struct procedure_step *step = procedure ? procedure_step_find(procedure, run->step) : NULL;
	g_autofree char *digest = digest_hex(run->digest.bytes, DIGEST_SIZE);
	struct json *object = printer_new_object("case-run");

	json_set_string(object, "case", file->id);
	json_set_integer(object, "run", run->run);
	printer_set_figure(object, "caller", run->caller ? run->caller : -1);
	json_set_bool(object, "alongside", run->alongside);
	json_set_string(object, "procedure", run->procedure);
	json_set_string(object, "digest", digest);
	set_some(object, "subject", run->subject);
	set_some(object, "holder", run->holder);
	json_set_string(object, "step", run->step);
	json_set_string(object, "step_title", step ? procedure_text_shown(&step->title) : NULL);
	json_set_string(object, "state", words_get(WORDS_RUN_STATE, run->state)->id);
	json_set_integer(object, "turn", run->turn);
	printer_set_instant(object, "started_at", run->started_at_us, session->zone);
	printer_set_instant(object, "changed_at", run->changed_at_us, session->zone);
	printer_set_instant(object, "due_at", run->due_at_us, session->zone);
	printer_take(object);
}

/* BODY is lent and stays with its event. */
static struct json *copy_of(const struct json *body)
{
	g_autofree char *text = json_print(body);
	struct json *copy = json_parse(text, strlen(text), strlen(text), NULL);

	return copy ? copy : json_new_object();
}

void tell_event_json(const struct session *session, const struct case_file *file, const struct case_event *event)
{
	struct json *object = printer_new_object("case-event");

	json_set_string(object, "case", file->id);
	json_set_integer(object, "number", event->number);
	printer_set_figure(object, "run", event->run ? event->run : -1);
	json_set_string(object, "kind", event->kind_id);
	json_set_bool(object, "readable", event->body != NULL);
	json_set_bool(object, "removed", event->removed);
	printer_set_instant(object, "at", event->at.at_us, session->zone);
	json_set_string(object, "quality", case_quality_id(event->at.quality));
	printer_set_instant(object, "recorded_at", event->recorded_at_us, session->zone);
	json_set_string(object, "actor", event->actor);
	json_set_string(object, "said_by", event->said_by);
	json_set_string(object, "text", event->text);
	printer_set_figure(object, "corrects", event->corrects ? event->corrects : -1);
	json_set_bool(object, "sure", event->sure);
	json_take(object, "body", event->body ? copy_of(event->body) : NULL);
	json_set_integer(object, "entry", event->entry);
	printer_take(object);
}

void tell_link_json(const struct session *session, const char *id, const struct case_link *link)
{
	struct json *object = printer_new_object("case-link");

	json_set_string(object, "case", id);
	json_set_string(object, "from", link->from);
	json_set_integer(object, "event", link->number);
	json_set_string(object, "relation", link->relation);
	printer_set_instant(object, "at", link->at_us, session->zone);
	printer_take(object);
}
