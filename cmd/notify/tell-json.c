/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages as objects of nwops-output(5).
 */
#include "notify/verbs.h"

#include "ui/printer.h"

void notify_set_some(struct json *object, const char *key, const char *text)
{
	json_set_string(object, key, text && *text ? text : NULL);
}

static void set_last(struct json *object, const struct session *session,
		     const struct attempt_record *last)
{
	json_set_string(object, "last_end",
			last ? words_get(WORDS_DELIVERY_END, last->end)->id : NULL);
	notify_set_some(object, "last_reply", last ? last->reply : NULL);
	printer_set_instant(object, "last_at", last ? last->ended_at_us : 0, session->zone);
}

static void set_answer(struct json *object, const struct session *session,
		       const struct ack_record *answer)
{
	json_set_string(object, "answer", answer ? words_get(WORDS_ACK, answer->ack)->id : NULL);
	json_set_string(object, "answered_by", answer ? answer->by : NULL);
	printer_set_instant(object, "answered_at", answer ? answer->at_us : 0, session->zone);
}

void notify_message_json(const struct session *session, const struct spool_row *row)
{
	const struct message_record *message = row->message;
	struct json *object = printer_new_object("message");

	json_set_integer(object, "notice", message->notice);
	notify_set_some(object, "code", message->code);
	json_set_string(object, "identity", message->identity);
	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, row->kind)->id);
	json_set_string(object, "audience", row->audience);
	notify_set_some(object, "case", row->case_id);
	notify_set_some(object, "contact", message->contact);
	json_set_string(object, "organization", message->organization);
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, message->channel)->id);
	json_set_string(object, "target", message->target);
	notify_set_some(object, "path", message->path);
	json_set_string(object, "urgency", words_get(WORDS_URGENCY, message->urgency)->id);
	json_set_integer(object, "rung", message->rung);
	json_set_string(object, "state", words_get(WORDS_MESSAGE_STATE, message->state)->id);
	printer_set_instant(object, "made_at", message->made_at_us, session->zone);
	printer_set_instant(object, "changed_at", message->changed_at_us, session->zone);
	printer_set_instant(object, "due_at", message->due_at_us, session->zone);
	json_set_integer(object, "attempts", message->attempts);
	json_set_bool(object, "may_be_twice", message->may_be_twice);
	set_last(object, session, row->last);
	set_answer(object, session, row->answer);
	printer_take(object);
}
