/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies of what people say about a case as a whole: its fields, roles and tasks, and that it
 * is closed. A field or word that this version does not know makes the event one that is only shown.
 */
#include "cases/internal.h"

#include <string.h>

bool event_said_is_text(const char *text, size_t limit)
{
	return text && *text && strlen(text) <= limit;
}

/* A key that may be missing, and is a positive number when it is there. */
static bool read_corrects(const struct json *body, struct case_event *event)
{
	return !json_get(body, "corrects") ||
	       (json_get_integer(body, "corrects", &event->corrects) && event->corrects >= 1);
}

static bool read_count(const struct json *body, struct case_event *event)
{
	const char *known = json_get_string(body, "count");
	int quality = known ? words_find(WORDS_COUNT_QUALITY, known) : -1;
	bool has_amount = json_get_integer(body, "value", &event->amount);

	if (quality < 0 || has_amount != (quality != COUNT_UNKNOWN) || (has_amount && event->amount < 0))
		return false;
	event->count = (enum count_quality)quality;
	return true;
}

static bool read_text(const struct json *body, enum case_field field, struct case_event *event)
{
	const char *text = json_get_string(body, "value");

	if (json_get(body, "value") && !event_said_is_text(text, CASE_SAID_LIMIT))
		return false;
	event->text = g_strdup(text);
	if (case_field_type(field) != CASE_VALUE_WORD || !text)
		return true;
	event->word = words_find(case_field_family(field), text);
	return event->word >= 0;
}

static bool read_set(const struct json *body, struct case_event *event)
{
	const char *name = json_get_string(body, "field");
	int field = name ? words_find(WORDS_CASE_FIELD, name) : -1;

	if (field < 0 || !read_corrects(body, event))
		return false;
	event->field = field;
	switch (case_field_type((enum case_field)field)) {
	case CASE_VALUE_INSTANT:
		return true;
	case CASE_VALUE_COUNT:
		return read_count(body, event);
	case CASE_VALUE_WORD:
	case CASE_VALUE_TEXT:
	case CASE_VALUE_LIST:
		return read_text(body, (enum case_field)field, event);
	case CASE_VALUE_PERSON:
		break;
	}
	return false;
}

static bool read_role(const struct json *body, struct case_event *event)
{
	const char *role = json_get_string(body, "role"), *who = json_get_string(body, "who");
	int field = role ? words_find(WORDS_CASE_FIELD, role) : -1;

	if (field < 0 || case_field_type((enum case_field)field) != CASE_VALUE_PERSON || !read_corrects(body, event) ||
	    !event_said_is_text(who, CASE_TEXT_LIMIT))
		return false;
	event->field = field;
	event->text = g_strdup(who);
	return true;
}

static bool read_new_task(const struct json *body, struct case_event *event)
{
	const char *text = json_get_string(body, "text");
	int64_t due_at_us;

	if (!event_said_is_text(text, CASE_SAID_LIMIT) || !event_said_is_text(json_get_string(body, "owner"), CASE_TEXT_LIMIT) ||
	    !json_get_integer(body, "due_at_us", &due_at_us) || due_at_us < 1)
		return false;
	event->text = g_strdup(text);
	return true;
}

static bool read_task(const struct json *body, struct case_event *event)
{
	const char *id = json_get_string(body, "state"), *reason = json_get_string(body, "reason");
	int state = id ? words_find(WORDS_TASK_STATE, id) : -1;

	if (state < 0 || !json_get_integer(body, "task", &event->task) || event->task < 1)
		return false;
	event->task_state = (enum task_state)state;
	if (state == TASK_OPEN)
		return read_new_task(body, event);
	if (state == TASK_DROPPED && !event_said_is_text(reason, CASE_SAID_LIMIT))
		return false;
	event->text = state == TASK_DROPPED ? g_strdup(reason) : NULL;
	return true;
}

static bool read_duty(const struct json *body, struct case_event *event)
{
	const char *reason = json_get_string(body, "reason");

	if (!event_said_is_text(json_get_string(body, "duty"), CASE_TEXT_LIMIT) || !event_said_is_text(reason, CASE_SAID_LIMIT) ||
	    !event_said_is_text(json_get_string(body, "by"), CASE_TEXT_LIMIT))
		return false;
	event->text = g_strdup(reason);
	return true;
}

static bool is_waiver(const struct json *waiver)
{
	return event_said_is_text(json_get_string(waiver, "what"), CASE_TEXT_LIMIT) &&
	       event_said_is_text(json_get_string(waiver, "reason"), CASE_SAID_LIMIT) &&
	       event_said_is_text(json_get_string(waiver, "by"), CASE_TEXT_LIMIT);
}

static bool read_closed(const struct json *body, struct case_event *event)
{
	const struct json *waived = json_get(body, "waived");
	const char *reason = json_get_string(body, "reason");

	if (!waived || !json_is_list(waived) || (json_get(body, "reason") && !event_said_is_text(reason, CASE_SAID_LIMIT)))
		return false;
	for (size_t i = 0; i < json_length(waived); i++)
		if (!is_waiver(json_at(waived, i)))
			return false;
	event->text = g_strdup(reason);
	return true;
}

static bool read_reopened(const struct json *body, struct case_event *event)
{
	const char *reason = json_get_string(body, "reason");

	if (!event_said_is_text(reason, CASE_SAID_LIMIT))
		return false;
	event->text = g_strdup(reason);
	return true;
}

bool event_said_read(const struct json *body, struct case_event *event)
{
	switch (event->kind) {
	case CASE_SET:
		return read_set(body, event);
	case CASE_ROLE:
		return read_role(body, event);
	case CASE_TASK:
		return read_task(body, event);
	case CASE_DUTY:
		return read_duty(body, event);
	case CASE_CLOSED:
		return read_closed(body, event);
	case CASE_REOPENED:
		return read_reopened(body, event);
	default:
		return false;
	}
}
