/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool, whatever keeps it: limits, and why a message was not kept. What somebody
 * outside said is cut to fit and never refused: that a try was made, or that somebody
 * answered, must not be lost for a word too many.
 */
#include "store/messages.h"

#include "base/text.h"
#include "base/translate.h"
#include "store/cases.h"
#include "store/internal.h"
#include "store/notices.h"

#define ELLIPSIS "…"

static bool said(const char *text, size_t limit)
{
	return *text && store_text_valid(text, limit);
}

/* TEXT in UTF-8 of at most LIMIT bytes. Caller frees. */
static char *cut_words(const char *text, size_t limit)
{
	g_autofree char *words = g_utf8_validate(text, -1, NULL) ? g_strndup(text, limit + 1)
								 : text_safe(text, strlen(text), limit);
	size_t end = limit - strlen(ELLIPSIS);

	if (strlen(words) <= limit)
		return g_steal_pointer(&words);
	while ((words[end] & 0xc0) == 0x80)
		end--;
	return g_strdup_printf("%.*s" ELLIPSIS, (int)end, words);
}

/* ---- messages ---- */

static bool identity_valid(const char *identity)
{
	const size_t length = strnlen(identity, MESSAGE_IDENTITY_LIMIT + 1);

	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isgraph(identity[i]) || strchr("<>", identity[i]))
			return false;
	return length > 0 && length <= MESSAGE_IDENTITY_LIMIT;
}

static bool code_valid(const char *code)
{
	const size_t length = strnlen(code, MESSAGE_CODE_LIMIT + 1);

	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalnum(code[i]))
			return false;
	return length <= MESSAGE_CODE_LIMIT;
}

/* Whether it is JSON all through is seen by who reads it: to read thousands of them here, just
 * after they were printed, would take longer than to keep them. */
static bool content_valid(const char *content, GError **error)
{
	const size_t length = strnlen(content, MESSAGE_CONTENT_LIMIT + 1);

	return (length >= 2 && content[0] == '{' && content[length - 1] == '}' &&
		store_text_valid(content, MESSAGE_CONTENT_LIMIT)) ||
	       store_fail(error, STORE_ERROR_IO,
			  _("cannot keep a message: its content is no JSON object of at most %d bytes"),
			  MESSAGE_CONTENT_LIMIT);
}

/* The second half of a record can be nothing but numbers: only a bug makes them wrong. */
static void assert_changing(const struct message_record *record)
{
	g_assert(record->state < MESSAGE_STATE_COUNT && record->due_at_us >= 0 &&
		 record->expires_at_us >= 0 && record->attempts >= 0);
}

static bool message_valid(const struct message_record *record, GError **error)
{
	g_assert(record->channel < CHANNEL_KIND_COUNT && record->urgency < URGENCY_COUNT &&
		 record->rung >= 0);
	assert_changing(record);
	if (!store_text_valid(record->contact, CASE_TEXT_LIMIT) ||
	    !store_text_valid(record->organization, CASE_TEXT_LIMIT) ||
	    !store_text_valid(record->target, MESSAGE_TARGET_LIMIT) ||
	    !store_text_valid(record->path, CASE_TEXT_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a message: its contact, organization, target or path "
				    "is not UTF-8 or too long"));
	if (!identity_valid(record->identity) || !code_valid(record->code)) {
		g_autofree char *identity = text_excerpt(record->identity);
		g_autofree char *code = text_excerpt(record->code);

		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a message: '%s' can be no identity, or '%s' no code"),
				  identity, code);
	}
	return content_valid(record->content, error);
}

static bool note_notice(void *context, const struct notice_record *record)
{
	*(bool *)context = true;
	return false;
}

/* Why RECORD was not kept. Returns false. */
static bool explain(struct store *store, const struct message_record *record, GError **error)
{
	const struct notices_filter filter = {.number = record->notice, .state = -1};
	bool there = false;

	if (record->notice > 0 && !notices_read(store, &filter, note_notice, &there, error))
		return false;
	if (!there)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a message: there is no notice %ld"),
				  (long)record->notice);
	return store_fail(error, STORE_ERROR_IO,
			  _("cannot keep a message: another one has its code '%s' or its identity '%s'"),
			  record->code, record->identity);
}

static bool keep_message(struct store *store, struct message_record *record, GError **error)
{
	bool kept;

	return message_valid(record, error) &&
	       store->operations->keep_message(store, record, &kept, error) &&
	       (kept || explain(store, record, error));
}

bool messages_keep(struct store *store, struct message_record *record, GError **error)
{
	return store_writing(store, error) && store_wrote(store, keep_message(store, record, error));
}

static bool no_message(int64_t number, GError **error)
{
	return store_fail(error, STORE_ERROR_IO,
			  _("cannot say what became of message %ld: there is no such message"),
			  (long)number);
}

static bool change_message(struct store *store, const struct message_record *record, GError **error)
{
	bool there;

	assert_changing(record);
	return store->operations->change_message(store, record, &there, error) &&
	       (there || no_message(record->number, error));
}

bool messages_change(struct store *store, const struct message_record *record, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, change_message(store, record, error));
}

bool messages_read(struct store *store, const struct messages_filter *filter, messages_each *each,
		   void *context, GError **error)
{
	/* What has no code is found by none. */
	if (filter->code && !*filter->code)
		return true;
	return store->operations->read_messages(store, filter, each, context, error);
}

bool messages_count(struct store *store, int64_t ret_counts[MESSAGE_STATE_COUNT], int64_t *ret_oldest_us,
		    GError **error)
{
	return store->operations->count_messages(store, ret_counts, ret_oldest_us, error);
}

/* ---- attempts ---- */

static bool keep_attempt(struct store *store, struct attempt_record *record, GError **error)
{
	g_autofree char *reply = cut_words(record->reply, MESSAGE_REPLY_LIMIT);
	g_autofree char *secured = cut_words(record->secured, MESSAGE_REPLY_LIMIT);
	struct attempt_record whole = *record;
	bool there;

	g_assert(record->end < DELIVERY_END_COUNT);
	whole.reply = reply;
	whole.secured = secured;
	if (!store_text_valid(record->path, CASE_TEXT_LIMIT) ||
	    !store_text_valid(record->relay, CASE_TEXT_LIMIT) ||
	    !said(record->by, JOURNAL_ACTOR_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot record a try of message %ld: its path, its relay or who "
				    "made it is missing, not UTF-8 or too long"),
				  (long)record->message);
	if (!store->operations->keep_attempt(store, &whole, &there, error))
		return false;
	if (!there)
		return no_message(record->message, error);
	record->number = whole.number;
	return true;
}

bool attempts_keep(struct store *store, struct attempt_record *record, GError **error)
{
	return store_writing(store, error) && store_wrote(store, keep_attempt(store, record, error));
}

bool attempts_read(struct store *store, int64_t message, attempts_each *each, void *context, GError **error)
{
	return store->operations->read_attempts(store, message, each, context, error);
}

/* ---- acknowledgements ---- */

static bool keep_ack(struct store *store, const struct ack_record *record, GError **error)
{
	g_autofree char *text = cut_words(record->text, MESSAGE_ANSWER_LIMIT);
	struct ack_record whole = *record;
	bool there;

	g_assert(record->ack < ACK_COUNT && record->means < ACK_MEANS_COUNT);
	whole.text = text;
	if (!said(record->by, CASE_TEXT_LIMIT) || !said(record->actor, JOURNAL_ACTOR_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot record an answer to message %ld: who gave or recorded it is "
				    "missing, not UTF-8 or too long"),
				  (long)record->message);
	return store->operations->keep_ack(store, &whole, &there, error) &&
	       (there || no_message(record->message, error));
}

bool acks_keep(struct store *store, const struct ack_record *record, GError **error)
{
	return store_writing(store, error) && store_wrote(store, keep_ack(store, record, error));
}

bool acks_read(struct store *store, int64_t message, acks_each *each, void *context, GError **error)
{
	return store->operations->read_acks(store, message, each, context, error);
}

bool acks_read_saying(struct store *store, enum ack ack, acks_each *each, void *context, GError **error)
{
	return store->operations->read_acks_saying(store, ack, each, context, error);
}

/* ---- relays ---- */

static bool set_relay(struct store *store, const struct relay_record *record, GError **error)
{
	g_autofree char *reason = cut_words(record->reason, MESSAGE_REPLY_LIMIT);
	struct relay_record whole = *record;

	g_assert(record->failures >= 0);
	whole.reason = reason;
	if (!store_text_valid(record->path, CASE_TEXT_LIMIT) ||
	    !store_text_valid(record->relay, CASE_TEXT_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot remember a relay: its name or that of its path is not UTF-8 "
				    "or too long"));
	return store->operations->set_relay(store, &whole, error);
}

bool relays_set(struct store *store, const struct relay_record *record, GError **error)
{
	return store_writing(store, error) && store_wrote(store, set_relay(store, record, error));
}

bool relays_read(struct store *store, relays_each *each, void *context, GError **error)
{
	return store->operations->read_relays(store, each, context, error);
}

void messages_init_copy(struct message_record *copy, const struct message_record *record)
{
	*copy = *record;
	copy->contact = g_strdup(record->contact);
	copy->organization = g_strdup(record->organization);
	copy->target = g_strdup(record->target);
	copy->path = g_strdup(record->path);
	copy->code = g_strdup(record->code);
	copy->identity = g_strdup(record->identity);
	copy->content = g_strdup(record->content);
}

void messages_clear_copy(struct message_record *copy)
{
	g_free((char *)copy->contact);
	g_free((char *)copy->organization);
	g_free((char *)copy->target);
	g_free((char *)copy->path);
	g_free((char *)copy->code);
	g_free((char *)copy->identity);
	g_free((char *)copy->content);
}
