/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An event as a value, and as the bytes in which the store keeps it. What is read here
 * may have been written by another version of nwops, or by nobody we know: what
 * does not read as it was written is still shown, as something that was recorded, and
 * nothing is concluded from it.
 */
#include "cases/internal.h"

#include <string.h>

static const char *const ids[CASE_EVENT_KIND_COUNT] = {
	[CASE_OPENED] = "opened", [CASE_NOTE] = "note", [CASE_CORRECTION] = "correction", [CASE_LINK] = "link",
	[CASE_SUBJECT] = "subject", [CASE_RUN] = "run", [CASE_EVIDENCE] = "evidence", [CASE_NOTICE] = "notice",
	[CASE_REDACTION] = "redaction",
	[CASE_SET] = "set", [CASE_ROLE] = "role", [CASE_TASK] = "task", [CASE_DUTY] = "duty",
	[CASE_CLOSED] = "closed",
	[CASE_REOPENED] = "reopened", [CASE_PAPER] = "paper", [CASE_STAGE] = "stage", [CASE_DECISION] = "decision",
	[CASE_DOCUMENT] = "document", [CASE_FACT] = "fact", [CASE_OTHER] = "other",
};

static const char *const qualities[] = {
	[INSTANT_EXACT] = "exact", [INSTANT_ABOUT] = "about", [INSTANT_UNKNOWN] = "unknown",
};

const char *case_event_id(enum case_event_kind kind)
{
	return ids[kind];
}

const char *case_quality_id(enum instant_quality quality)
{
	return qualities[quality];
}

enum case_event_kind event_kind_find(const char *id)
{
	unsigned int kind = 0;

	while (kind < CASE_OTHER && !g_str_equal(ids[kind], id))
		kind++;
	return (enum case_event_kind)kind;
}

void event_free(struct case_event *event)
{
	if (!event)
		return;
	json_free(event->whole);
	g_free(event->kind_id);
	g_free(event->actor);
	g_free(event->said_by);
	g_free(event->text);
	g_free(event);
}

/* --- writing --- */

char *event_print(const struct case_event *event)
{
	g_autofree char *body = json_print(event->body);
	g_autoptr(ops_json_t) object = json_new_object();
	GString *line = g_string_new(NULL);
	g_autofree char *head = NULL;

	json_set_integer(object, "v", CASE_BODY_VERSION);
	if (event->said_by)
		json_set_string(object, "said_by", event->said_by);
	if (event->at.quality != INSTANT_EXACT)
		json_set_string(object, "quality", qualities[event->at.quality]);
	if (event->sure)
		json_set_bool(object, "sure", true);
	head = json_print(object);
	/* The body is lent and cannot be taken into OBJECT. */
	g_string_append_len(line, head, (gssize)strlen(head) - 1);
	g_string_append(line, ",\"what\":");
	g_string_append(line, body);
	g_string_append_c(line, '}');
	return g_string_free(line, FALSE);
}

/* --- reading --- */

static bool read_quality(const struct json *whole, enum instant_quality *ret_quality)
{
	const char *id = json_get_string(whole, "quality");

	*ret_quality = INSTANT_EXACT;
	if (!json_get(whole, "quality"))
		return true;
	for (unsigned int i = 0; id && i < G_N_ELEMENTS(qualities); i++)
		if (g_str_equal(qualities[i], id)) {
			*ret_quality = (enum instant_quality)i;
			return true;
		}
	return false;
}

static bool read_opened(const struct json *body, struct case_event *event)
{
	const char *text = json_get_string(body, "text"), *by = json_get_string(body, "detected_by");
	const char *severity = json_get_string(body, "severity");

	if (!by || words_find(WORDS_DETECTION, by) < 0 || (json_get(body, "text") && !event_said_is_text(text, CASE_SAID_LIMIT)))
		return false;
	event->word = severity ? words_find(WORDS_SEVERITY, severity) : -1;
	event->text = g_strdup(text);
	return true;
}

static bool read_said(const struct json *body, struct case_event *event)
{
	const char *text = json_get_string(body, "text");

	if (!event_said_is_text(text, CASE_SAID_LIMIT))
		return false;
	if (event->kind == CASE_CORRECTION &&
	    (!json_get_integer(body, "corrects", &event->corrects) || event->corrects < 1))
		return false;
	event->text = g_strdup(text);
	return true;
}

static bool read_link(const struct json *body, struct case_event *event)
{
	const char *target = json_get_string(body, "target");

	if (!event_said_is_text(json_get_string(body, "relation"), CASE_ID_LIMIT) || !event_said_is_text(target, CASE_TEXT_LIMIT))
		return false;
	event->text = g_strdup(target);
	return true;
}

static bool read_redaction(const struct json *body, struct case_event *event)
{
	const char *reason = json_get_string(body, "reason");
	int64_t removes, entry;

	if (!event_said_is_text(reason, CASE_SAID_LIMIT) || !event_said_is_text(json_get_string(body, "approved_by"), CASE_TEXT_LIMIT) ||
	    !json_get_integer(body, "removes", &removes) || removes < 1 || !json_get_integer(body, "entry", &entry) ||
	    entry < 1)
		return false;
	event->text = g_strdup(reason);
	return true;
}

/* What each kind needs to have. */
static bool read_body(const struct json *body, struct case_event *event)
{
	g_autoptr(ops_procedure_event_t) walked = NULL;

	switch (event->kind) {
	case CASE_OPENED:
		return read_opened(body, event);
	case CASE_NOTE:
	case CASE_CORRECTION:
		return read_said(body, event);
	case CASE_LINK:
		return read_link(body, event);
	case CASE_SUBJECT:
		return event_said_is_text(json_get_string(body, "subject"), CASE_TEXT_LIMIT);
	case CASE_RUN:
		walked = event->run ? procedure_event_read(body, NULL) : NULL;
		return walked != NULL;
	case CASE_REDACTION:
		return read_redaction(body, event);
	case CASE_EVIDENCE:
	case CASE_NOTICE:
		return true;
	case CASE_SET:
	case CASE_ROLE:
	case CASE_TASK:
	case CASE_DUTY:
	case CASE_CLOSED:
	case CASE_REOPENED:
		return event_said_read(body, event);
	case CASE_PAPER:
	case CASE_STAGE:
	case CASE_DECISION:
	case CASE_DOCUMENT:
	case CASE_FACT:
		return event_paper_read(body, event);
	case CASE_OTHER:
		break;
	}
	return false;
}

static bool has_members(const struct json *body)
{
	const char *key = NULL;

	return body && !json_is_list(body) && json_next(body, &key);
}

static bool read_whole(const struct json *whole, struct case_event *event)
{
	const struct json *body = json_get(whole, "what");
	const char *said_by = json_get_string(whole, "said_by");
	int64_t version;

	if (!json_get_integer(whole, "v", &version) || version != CASE_BODY_VERSION || !has_members(body) ||
	    !read_quality(whole, &event->at.quality) ||
	    (json_get(whole, "said_by") && !event_said_is_text(said_by, CASE_TEXT_LIMIT)) || !read_body(body, event))
		return false;
	json_get_bool(whole, "sure", &event->sure);
	event->said_by = g_strdup(said_by);
	event->body = body;
	return true;
}

/* Nothing of it is known but that it was recorded. */
static void leave_unread(struct case_event *event)
{
	event->kind = CASE_OTHER;
	event->at.quality = INSTANT_EXACT;
	event->corrects = event->task = 0;
	event->field = event->word = -1;
	event->amount = -1;
	event->task_state = TASK_OPEN;
	g_clear_pointer(&event->text, g_free);
}

struct case_event *event_read(const struct case_event_record *record)
{
	struct case_event *event = g_new0(struct case_event, 1);

	*event = (struct case_event){
		.number = record->number,
		.run = record->run,
		.kind = event_kind_find(record->kind),
		.kind_id = g_strdup(record->kind),
		.at = {record->event_at_us, INSTANT_EXACT},
		.recorded_at_us = record->recorded_at_us,
		.actor = g_strdup(record->actor),
		.entry = record->entry,
		.removed = !record->body,
		.field = -1,
		.word = -1,
		.amount = -1,
	};
	if (!record->body)
		return event;
	event->whole = json_parse(record->body, record->body_length, CASE_BODY_LIMIT, NULL);
	if (!event->whole || !read_whole(event->whole, event))
		leave_unread(event);
	if (event->at.quality == INSTANT_UNKNOWN)
		event->at.at_us = 0;
	return event;
}
