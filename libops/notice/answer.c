/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail that came back, taken apart by GMime: its headers say whether a machine wrote it, its parts whether
 * it reports a failure, and its text what a person says. A machine's mail is never an
 * acknowledgement: every sign of one counts, as a person who is not counted is only asked again.
 */
#include "notice/answer.h"

#include "base/text.h"
#include "notice/answer-internal.h"
#include "notice/compose-internal.h"

#include <gmime/gmime.h>
#include <string.h>

#define ADDRESS_LIMIT 254
#define IDENTITY_LIMIT 254
#define PARTS_LIMIT 200		/* so many parts are looked at, of those that lie in one another too */
#define DEPTH_LIMIT 20

/* What is found while the parts are gone through. */
struct parts {
	char *plain, *html;		/* the first of each; NULL */
	char *original;			/* identity of the mail that a report is about; NULL */
	bool failed, delayed;		/* as a report's actions say */
	unsigned int seen;
};

static void parts_clear(struct parts *parts)
{
	g_free(parts->plain);
	g_free(parts->html);
	g_free(parts->original);
}

/* --- headers --- */

static const char *header(GMimeMessage *message, const char *name)
{
	const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);

	return value ? value : "";
}

/* What stands between < and >, the first of it or the last; NULL. Caller frees. */
static char *identity_in(const char *text, bool last)
{
	const char *begin = last ? strrchr(text, '<') : strchr(text, '<');
	const char *end = begin ? strchr(begin, '>') : NULL;

	if (!end || end == begin + 1 || end - begin > IDENTITY_LIMIT)
		return NULL;
	for (const char *c = begin + 1; c < end; c++)
		if (!g_ascii_isgraph(*c))
			return NULL;
	return g_strndup(begin + 1, (size_t)(end - begin - 1));
}

/* The first mailbox of From, those in groups too; NULL. Caller frees. */
static char *sender_of(GMimeMessage *message)
{
	InternetAddressList *from = g_mime_message_get_from(message);

	for (int i = 0; from && i < internet_address_list_length(from); i++) {
		InternetAddress *address = internet_address_list_get_address(from, i);
		const char *text = INTERNET_ADDRESS_IS_MAILBOX(address)
					   ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))
					   : NULL;

		if (text && *text)
			return text_safe(text, strlen(text), ADDRESS_LIMIT);
	}
	return NULL;
}

static bool begins_with_any(const char *text, const char *const *begins)
{
	g_autofree char *narrow = NULL, *small = NULL;
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	narrow = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
	small = g_utf8_strdown(narrow, -1);
	for (; *begins; begins++)
		if (g_str_has_prefix(small, *begins))
			return true;
	return false;
}

/* Headers by which a machine says what it is, and subjects by which it is known (folded). */
static bool is_automatic(GMimeMessage *message)
{
	static const char *const present[] = {"X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond",
					      "X-Autoresponder", "X-Auto-Reply-From", "X-Failed-Recipients"};
	static const char *const bulk[] = {"bulk", "junk", "list", "auto_reply", "auto-reply", NULL};
	static const char *const subjects[] = {
		"automatic reply", "auto reply", "autoreply", "auto-reply", "auto:", "out of office", "out of the office",
		"自動返信", "自動応答", "不在通知", "不在のお知らせ", "不在:", "開封済み", "read:", "not read:", NULL};
	const char *submitted = header(message, "Auto-Submitted");

	if (*submitted && g_ascii_strncasecmp(submitted, "no", 2) != 0)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(present); i++)
		if (*header(message, present[i]))
			return true;
	return begins_with_any(header(message, "Precedence"), bulk) ||
	       g_str_has_prefix(header(message, "Return-Path"), "<>") ||
	       begins_with_any(header(message, "Subject"), subjects);
}

/* A report of a server that does not make a report of it (RFC 3464), by what they are known for. */
static bool reads_as_failure(GMimeMessage *message, const char *from)
{
	static const char *const senders[] = {"mailer-daemon", "postmaster", NULL};
	static const char *const subjects[] = {
		"undeliver", "delivery status notification (failure)", "delivery failure", "mail delivery failed",
		"failure notice", "returned mail", "配信不能", "配信できません", "送信できません", NULL};

	return *header(message, "X-Failed-Recipients") ||
	       (begins_with_any(from, senders) && begins_with_any(header(message, "Subject"), subjects));
}

/* --- parts --- */

/* The bytes of PART, decoded; NULL. Caller frees. */
static char *content_of(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream;
	GByteArray *bytes;
	char *text;

	if (!content)
		return NULL;
	stream = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	text = g_strndup((const char *)bytes->data, bytes->len);
	g_object_unref(stream);
	return text;
}

/* What a report says of its recipients: "Action: failed". */
static void read_status(struct parts *parts, const char *status)
{
	for (const char *line = status; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (g_ascii_strncasecmp(line, "Action:", strlen("Action:")) != 0)
			continue;
		line += strlen("Action:");
		line += strspn(line, " \t");
		if (!g_ascii_strncasecmp(line, "failed", strlen("failed")))
			parts->failed = true;
		else
			parts->delayed = true;
	}
}

/* The identity in headers that are only text. */
static void read_original(struct parts *parts, const char *headers)
{
	const char *line = headers;

	while (line && !parts->original) {
		line += *line == '\n';
		if (!g_ascii_strncasecmp(line, "Message-ID:", strlen("Message-ID:"))) {
			g_autofree char *value = g_strndup(line, strcspn(line + strlen("Message-ID:"), ">") +
									 strlen("Message-ID:>"));

			parts->original = identity_in(value, false);
		}
		line = strchr(line, '\n');
	}
}

static void read_text(struct parts *parts, GMimeTextPart *part)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	char **place = g_mime_content_type_is_type(type, "text", "html") ? &parts->html : &parts->plain;
	g_autofree char *text = NULL;

	if (*place || g_mime_part_is_attachment(GMIME_PART(part)))
		return;
	text = g_mime_text_part_get_text(part);
	if (text)
		*place = g_utf8_make_valid(text, -1);
}

static void read_leaf(struct parts *parts, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	g_autofree char *content = NULL;

	if (!GMIME_IS_PART(object))
		return;
	if (g_mime_content_type_is_type(type, "message", "*") ||
	    g_mime_content_type_is_type(type, "text", "rfc822-headers")) {
		content = content_of(GMIME_PART(object));
		if (content && g_mime_content_type_is_type(type, "message", "delivery-status"))
			read_status(parts, content);
		else if (content)
			read_original(parts, content);
	} else if (GMIME_IS_TEXT_PART(object)) {
		read_text(parts, GMIME_TEXT_PART(object));
	}
}

static void read_parts(struct parts *parts, GMimeObject *object, unsigned int depth)
{
	if (!object || depth > DEPTH_LIMIT || ++parts->seen > PARTS_LIMIT)
		return;
	if (GMIME_IS_MULTIPART(object)) {
		for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
			read_parts(parts, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		/* What is sent along is not said by who sent it; of a report's mail only the identity counts. */
		GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
		const char *identity = message ? g_mime_message_get_message_id(message) : NULL;

		if (identity && !parts->original)
			parts->original = text_safe(identity, strlen(identity), IDENTITY_LIMIT);
	} else {
		read_leaf(parts, object);
	}
}

/* --- the whole --- */

static void read_machine(GMimeMessage *message, const struct parts *parts, struct send_answer *answer)
{
	GMimeObject *top = g_mime_message_get_mime_part(message);
	GMimeContentType *type = top ? g_mime_object_get_content_type(top) : NULL;
	bool report = type && g_mime_content_type_is_type(type, "multipart", "report");

	answer->automatic = report || is_automatic(message);
	answer->failed = report ? parts->failed : reads_as_failure(message, answer->from);
	/* A report without actions that can be read, of which everything else says that it failed. */
	if (report && !parts->failed && !parts->delayed)
		answer->failed = reads_as_failure(message, answer->from);
	answer->automatic = answer->automatic || answer->failed;
}

static void read_words(GMimeMessage *message, const struct parts *parts, struct send_answer *answer)
{
	g_autofree char *html = !parts->plain && parts->html ? answer_html_text(parts->html) : NULL;
	g_autofree char *subject = g_utf8_make_valid(header(message, "Subject"), -1);
	struct answer_text text = answer_text_split(parts->plain ? parts->plain : html ? html : "");

	answer->code = answer_text_code(&text, subject);
	answer->ack = answer_text_ack(&text);
	answer->text = answer_text_beginning(&text, ANSWER_TEXT_LIMIT);
	answer_text_clear(&text);
}

static char *identity_of(GMimeMessage *message, const struct parts *parts, bool automatic)
{
	char *identity = NULL;

	if (automatic && parts->original)
		return g_strdup(parts->original);
	identity = identity_in(header(message, "In-Reply-To"), false);
	return identity ? identity : identity_in(header(message, "References"), true);
}

static void read_message(GMimeMessage *message, struct send_answer *answer)
{
	struct parts parts = {0};

	read_parts(&parts, g_mime_message_get_mime_part(message), 0);
	read_machine(message, &parts, answer);
	read_words(message, &parts, answer);
	/* Old servers put what they could not deliver into the text of their report. */
	if (answer->failed && !parts.original && parts.plain)
		read_original(&parts, parts.plain);
	answer->identity = identity_of(message, &parts, answer->automatic);
	parts_clear(&parts);
}

bool answer_read(const char *bytes, size_t length, struct send_answer *ret_answer)
{
	struct send_answer answer = {0};
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;

	mail_open();
	stream = g_mime_stream_mem_new_with_buffer(bytes, MIN(length, (size_t)ANSWER_BYTES_LIMIT));
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	if (message)
		answer.from = sender_of(message);
	if (answer.from)
		read_message(message, &answer);
	if (message)
		g_object_unref(message);
	g_object_unref(parser);
	g_object_unref(stream);
	if (!answer.from)
		return false;
	*ret_answer = answer;
	return true;
}

void answer_clear(struct send_answer *answer)
{
	g_clear_pointer(&answer->from, g_free);
	g_clear_pointer(&answer->code, g_free);
	g_clear_pointer(&answer->identity, g_free);
	g_clear_pointer(&answer->text, g_free);
	g_clear_pointer(&answer->uid, g_free);
}
