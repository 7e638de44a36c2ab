/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a case comes to and what it owes, as objects of nwops-output(5).
 */
#include "incident/verbs.h"

#include "ui/printer.h"

static void set_value(struct json *object, enum case_field field, const struct case_event *event)
{
	json_set_string(object, "value", event->kind == CASE_OPENED ? NULL : event->text);
	printer_set_figure(object, "amount", event->amount);
	json_set_string(object, "count", case_field_type(field) == CASE_VALUE_COUNT ?
						 words_get(WORDS_COUNT_QUALITY, event->count)->id : NULL);
	if (field == CASE_FIELD_SEVERITY && event->word >= 0)
		json_set_string(object, "value", words_get(WORDS_SEVERITY, (unsigned int)event->word)->id);
}

static struct json *said_json(const struct session *session, enum case_field field, const struct case_event *event, bool stands)
{
	struct json *object = json_new_object();

	json_set_string(object, "field", words_get(WORDS_CASE_FIELD, field)->id);
	set_value(object, field, event);
	printer_set_instant(object, "at", event->at.at_us, session->zone);
	json_set_string(object, "quality", case_quality_id(event->at.quality));
	json_set_bool(object, "stands", stands);
	json_set_integer(object, "event", event->number);
	printer_set_instant(object, "recorded_at", event->recorded_at_us, session->zone);
	json_set_string(object, "by", event->said_by ? event->said_by : event->actor);
	return object;
}

static struct json *fields_json(const struct session *session, const struct case_standing *standing)
{
	struct json *fields = json_new_array();

	for (int i = 0; i < CASE_FIELD_COUNT; i++)
		for (guint j = 0; j < standing->said[i]->len; j++)
			json_append_take(fields, said_json(session, (enum case_field)i, standing->said[i]->pdata[j],
							   j + 1 == standing->said[i]->len ||
								   case_field_type((enum case_field)i) == CASE_VALUE_LIST));
	return fields;
}

static struct json *tasks_json(const struct session *session, const struct case_standing *standing)
{
	struct json *tasks = json_new_array();

	for (guint i = 0; i < standing->tasks->len; i++) {
		const struct case_task *task = standing->tasks->pdata[i];
		struct json *object = json_new_object();

		json_set_integer(object, "task", task->task);
		json_set_string(object, "state", words_get(WORDS_TASK_STATE, task->state)->id);
		json_set_string(object, "text", task->text);
		json_set_string(object, "owner", task->owner);
		printer_set_instant(object, "due_at", task->due_at_us, session->zone);
		json_set_integer(object, "event", task->event->number);
		json_append_take(tasks, object);
	}
	return tasks;
}

static const char *severity_id(int severity)
{
	return severity < 0 ? NULL : words_get(WORDS_SEVERITY, (unsigned int)severity)->id;
}

void tell_standing_json(const struct session *session, const struct case_standing *standing)
{
	struct json *object = printer_new_object("case-standing");

	json_set_string(object, "case", standing->file->id);
	json_set_string(object, "severity", severity_id(standing->severity));
	json_set_string(object, "severity_worst", severity_id(standing->severity_most));
	json_take(object, "fields", fields_json(session, standing));
	json_take(object, "tasks", tasks_json(session, standing));
	printer_take(object);
}

void tell_stage_json(const struct session *session, const struct case_file *file, const struct case_stage *stage)
{
	struct json *object = printer_new_object("case-stage");

	json_set_string(object, "case", file->id);
	json_set_string(object, "number", stage->number);
	json_set_string(object, "title", procedure_text_shown(&stage->title));
	json_set_string(object, "stand", words_get(WORDS_STAGE_STAND, stage->stand)->id);
	printer_set_figure(object, "run", stage->run ? stage->run : -1);
	printer_set_instant(object, "at", stage->at_us, session->zone);
	printer_take(object);
}

void tell_owed_json(const struct case_file *file, const GPtrArray *owed)
{
	for (guint i = 0; i < owed->len; i++) {
		const struct case_owed *each = owed->pdata[i];
		struct json *object = printer_new_object("case-owed");

		json_set_string(object, "case", file->id);
		json_set_string(object, "what", each->what);
		json_set_string(object, "also", each->also);
		json_set_string(object, "text", each->text);
		printer_take(object);
	}
}
