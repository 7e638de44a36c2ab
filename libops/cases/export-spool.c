/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was told because of a case and what came of it, a line a record. The text of each
 * message is a file of its own: its digest stands in the entry that queued it, so that
 * it is proven with that.
 */
#include "cases/export.h"

#include "store/messages.h"
#include "store/notices.h"

#include <inttypes.h>
#include <string.h>

/* As they are read. */
struct spool {
	struct bundle *bundle;
	GArray *notices, *messages;	/* int64_t: their numbers */
	GString *notice_lines, *message_lines, *attempt_lines, *ack_lines;
};

static void spool_init(struct spool *spool, struct bundle *bundle)
{
	*spool = (struct spool){
		.bundle = bundle,
		.notices = g_array_new(FALSE, FALSE, sizeof(int64_t)),
		.messages = g_array_new(FALSE, FALSE, sizeof(int64_t)),
		.notice_lines = g_string_new(NULL),
		.message_lines = g_string_new(NULL),
		.attempt_lines = g_string_new(NULL),
		.ack_lines = g_string_new(NULL),
	};
}

static void spool_clear(struct spool *spool)
{
	g_array_unref(spool->notices);
	g_array_unref(spool->messages);
	g_string_free(spool->notice_lines, TRUE);
	g_string_free(spool->message_lines, TRUE);
	g_string_free(spool->attempt_lines, TRUE);
	g_string_free(spool->ack_lines, TRUE);
}

static void take_line(GString *lines, struct json *take_object)
{
	g_autofree char *line = json_print(take_object);

	g_string_append_printf(lines, "%s\n", line);
	json_free(take_object);
}

static bool take_notice(void *context, const struct notice_record *record)
{
	struct spool *spool = context;
	struct json *object = json_new_object();

	json_set_integer(object, "number", record->number);
	json_set_string(object, "kind", words_get(WORDS_NOTICE_KIND, record->kind)->id);
	json_set_string(object, "audience", record->audience);
	json_set_string(object, "recipient", record->recipient);
	json_set_string(object, "state", words_get(WORDS_NOTICE_STATE, record->state)->id);
	json_set_integer(object, "run", record->run);
	json_set_integer(object, "turn", record->turn);
	json_set_integer(object, "made_at_us", record->made_at_us);
	json_set_string(object, "made_by", record->made_by);
	json_set_string(object, "urgency", words_get(WORDS_URGENCY, record->urgency)->id);
	json_set_integer(object, "sequence", record->sequence);
	json_set_string(object, "approved_by", record->approved_by);
	json_set_integer(object, "approved_at_us", record->approved_at_us);
	json_set_string(object, "facts", record->facts);
	take_line(spool->notice_lines, object);
	g_array_append_val(spool->notices, record->number);
	return true;
}

static bool take_message(void *context, const struct message_record *record)
{
	struct spool *spool = context;
	g_autofree char *name = g_strdup_printf("messages/%" PRId64 ".json", record->number);
	struct json *object = json_new_object();

	json_set_integer(object, "number", record->number);
	json_set_integer(object, "notice", record->notice);
	json_set_string(object, "contact", record->contact);
	json_set_string(object, "organization", record->organization);
	json_set_string(object, "channel", words_get(WORDS_CHANNEL_KIND, record->channel)->id);
	json_set_string(object, "target", record->target);
	json_set_string(object, "path", record->path);
	json_set_string(object, "identity", record->identity);
	json_set_string(object, "content", name);
	json_set_integer(object, "rung", record->rung);
	json_set_integer(object, "made_at_us", record->made_at_us);
	json_set_string(object, "state", words_get(WORDS_MESSAGE_STATE, record->state)->id);
	json_set_integer(object, "attempts", record->attempts);
	json_set_bool(object, "may_be_twice", record->may_be_twice);
	json_set_integer(object, "changed_at_us", record->changed_at_us);
	take_line(spool->message_lines, object);
	bundle_add_text(spool->bundle, name, record->content);
	g_array_append_val(spool->messages, record->number);
	return true;
}

static bool take_attempt(void *context, const struct attempt_record *record)
{
	struct spool *spool = context;
	g_autofree char *hex = digest_hex(record->digest.bytes, DIGEST_SIZE);
	struct json *object = json_new_object();

	json_set_integer(object, "message", record->message);
	json_set_integer(object, "number", record->number);
	json_set_string(object, "path", record->path);
	json_set_string(object, "relay", record->relay);
	json_set_integer(object, "began_at_us", record->began_at_us);
	json_set_integer(object, "ended_at_us", record->ended_at_us);
	json_set_string(object, "end", words_get(WORDS_DELIVERY_END, record->end)->id);
	json_set_integer(object, "code", record->code);
	json_set_string(object, "reply", record->reply);
	json_set_string(object, "secured", record->secured);
	json_set_string(object, "digest", hex);
	json_set_string(object, "by", record->by);
	take_line(spool->attempt_lines, object);
	return true;
}

static bool take_ack(void *context, const struct ack_record *record)
{
	struct spool *spool = context;
	struct json *object = json_new_object();

	json_set_integer(object, "message", record->message);
	json_set_integer(object, "at_us", record->at_us);
	json_set_integer(object, "recorded_at_us", record->recorded_at_us);
	json_set_string(object, "ack", words_get(WORDS_ACK, record->ack)->id);
	json_set_string(object, "means", words_get(WORDS_ACK_MEANS, record->means)->id);
	json_set_string(object, "by", record->by);
	json_set_string(object, "actor", record->actor);
	json_set_string(object, "text", record->text);
	take_line(spool->ack_lines, object);
	return true;
}

static bool read_spool(struct store *store, const char *id, struct spool *spool, GError **error)
{
	const struct notices_filter of_case = {.case_id = id, .state = -1};

	if (!notices_read(store, &of_case, take_notice, spool, error))
		return false;
	for (guint i = 0; i < spool->notices->len; i++) {
		const struct messages_filter of_notice = {.notice = g_array_index(spool->notices, int64_t, i)};

		if (!messages_read(store, &of_notice, take_message, spool, error))
			return false;
	}
	for (guint i = 0; i < spool->messages->len; i++) {
		const int64_t message = g_array_index(spool->messages, int64_t, i);

		if (!attempts_read(store, message, take_attempt, spool, error) ||
		    !acks_read(store, message, take_ack, spool, error))
			return false;
	}
	return true;
}

bool export_spool(struct export *export, GError **error)
{
	struct spool spool;
	bool ok;

	spool_init(&spool, export->bundle);
	ok = read_spool(export->store, export->file ? export->id : NULL, &spool, error);
	if (ok) {
		bundle_add_text(export->bundle, "notices.jsonl", spool.notice_lines->str);
		bundle_add_text(export->bundle, "messages.jsonl", spool.message_lines->str);
		bundle_add_text(export->bundle, "attempts.jsonl", spool.attempt_lines->str);
		bundle_add_text(export->bundle, "acknowledgements.jsonl", spool.ack_lines->str);
	}
	spool_clear(&spool);
	return ok;
}
