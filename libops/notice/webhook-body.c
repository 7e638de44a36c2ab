/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message for machines: the body of a webhook with the headers that Standard Webhooks asks for, and the object that the
 * site's program for SMS or calls reads. Both hold the words as a person would get them, marks included, and
 * the notice as it is kept, for those who would rather look at fields.
 */
#include "notice/compose-internal.h"

#include "base/json-line.h"
#include "base/translate.h"

#include <openssl/hmac.h>
#include <string.h>

#define SECRET_BEGIN "whsec_"
#define SECRET_MAX 65536
#define BODY_BESIDE_TEXT 1024	/* what is mostly enough */
#define SHORT_UNITS 70		/* of UTF-16: what fits into one SMS that is not in plain Latin letters */

/* The keys that both have. */
static void append_message(GString *line, const struct message_content *content, enum send_mark mark)
{
	g_autofree char *subject = compose_subject(content, mark), *text = compose_text(content, mark);
	g_autofree char *language = compose_line(content->language), *code = compose_line(content->code);

	json_line_string(line, "id", content->identity);
	json_line_string(line, "mark", compose_mark_id(mark));
	json_line_string(line, "language", language);
	json_line_string(line, "subject", subject);
	json_line_string(line, "text", text);
	json_line_string(line, "code", *code ? code : NULL);
	if (content->notice) {
		json_line_raw(line, "notice", "");
		json_append(line, content->notice);
	} else {
		json_line_null(line, "notice");
	}
}

/* "notice.outage_first": words of Standard Webhooks are of letters, digits and underscores. */
static void append_type(GString *line, const struct message_content *content)
{
	const char *kind = compose_word(content, "kind");
	g_autofree char *type = g_strconcat("notice.", kind && words_find(WORDS_NOTICE_KIND, kind) >= 0 ? kind : "other", NULL);

	json_line_string(line, "type", g_strdelimit(type, "-", '_'));
}

GString *webhook_body(const struct message_content *content, enum send_mark mark)
{
	g_autofree char *at = compose_instant(content->date_us);
	GString *body = g_string_sized_new(strlen(content->text ? content->text : "") + BODY_BESIDE_TEXT);

	json_line_begin(body);
	append_type(body, content);
	json_line_string(body, "timestamp", at);
	json_line_raw(body, "data", "");
	json_line_begin(body);
	append_message(body, content, mark);
	json_line_end(body);
	json_line_end(body);
	return body;
}

/* The subject, with the code where an answer is asked for, in one SMS. */
static char *short_of(const struct message_content *content, enum send_mark mark)
{
	g_autofree char *subject = compose_subject(content, mark), *code = compose_line(content->code);
	g_autofree char *tail = compose_asks(content) ? g_strdup_printf(" [%s]", code) : g_strdup("");
	glong tail_units = g_utf8_strlen(tail, -1), units = 0;
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *c = subject; *c; c = g_utf8_next_char(c)) {
		gunichar character = g_utf8_get_char(c);
		glong next = units + (character > 0xffff ? 2 : 1);
		bool last = !*g_utf8_next_char(c);

		if (next + tail_units + (last ? 0 : 1) > SHORT_UNITS) {
			g_string_append(out, "…");
			break;
		}
		g_string_append_unichar(out, character);
		units = next;
	}
	return g_strconcat(out->str, tail, NULL);
}

GString *webhook_command(const struct message_content *content, enum send_mark mark)
{
	g_autofree char *at = compose_instant(content->date_us), *name = compose_line(content->to_name);
	g_autofree char *address = compose_line(content->to_address), *brief = short_of(content, mark);
	g_autoptr(GString) line = g_string_new(NULL);

	json_line_begin(line);
	json_line_integer(line, "v", 1);
	json_line_string(line, "timestamp", at);
	json_line_string(line, "name", name);
	json_line_string(line, "target", address);
	json_line_string(line, "short", brief);
	append_message(line, content, mark);
	json_line_end(line);
	g_string_append_c(line, '\n');
	return g_steal_pointer(&line);
}

/* The key that a secret stands for; NULL: "whsec_" is not followed by base64. Caller frees. */
static uint8_t *read_key(const char *secret, size_t length, size_t *ret_length)
{
	g_autofree char *text = NULL;

	/* A file of text ends in a line end that nobody means. */
	while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r'))
		length--;
	if (length < strlen(SECRET_BEGIN) || memcmp(secret, SECRET_BEGIN, strlen(SECRET_BEGIN)) != 0) {
		*ret_length = length;
		return g_memdup2(secret, length);
	}
	text = g_strndup(secret + strlen(SECRET_BEGIN), length - strlen(SECRET_BEGIN));
	return digest_from_base64(text, SECRET_MAX, ret_length);
}

static bool append_signature(const struct compose_options *options, const char *signed_bytes,
			     size_t length, GPtrArray *headers, GError **error)
{
	size_t key_length = 0;
	uint8_t *key = read_key(options->secret, options->secret_length, &key_length);
	g_autofree char *text = NULL;
	struct digest sum;

	if (!key || key_length == 0) {
		g_free(key);
		return compose_fail(error, "%s", _("the webhook's secret is empty or no base64"));
	}
	/* The same as digest_hmac(), in half of its time. */
	if (!HMAC(EVP_sha256(), key, (int)key_length, (const unsigned char *)signed_bytes, length, sum.bytes, NULL))
		g_error("out of memory");
	explicit_bzero(key, key_length);
	g_free(key);
	text = digest_base64(sum.bytes, sizeof sum.bytes);
	g_ptr_array_add(headers, g_strdup_printf("webhook-signature: v1,%s", text));
	return true;
}

bool webhook_headers(const struct message_content *content, const struct compose_options *options,
		     const GString *body, GPtrArray *headers, GError **error)
{
	g_autoptr(GString) signed_bytes = NULL, at_s = NULL;

	if (!mail_words_is_address(content->identity))
		return compose_fail(error, "%s", _("the message's identity is none that a header can have"));
	g_ptr_array_add(headers, g_strconcat("webhook-id: ", content->identity, NULL));
	if (options->attempt_at_us == 0)
		return true;
	at_s = g_string_new(NULL);
	json_line_append_integer(at_s, options->attempt_at_us / G_USEC_PER_SEC);
	g_ptr_array_add(headers, g_strconcat("webhook-timestamp: ", at_s->str, NULL));
	if (!options->secret)
		return true;
	signed_bytes = g_string_sized_new(body->len + strlen(content->identity) + at_s->len + 3);
	g_string_append_printf(signed_bytes, "%s.%s.", content->identity, at_s->str);
	g_string_append_len(signed_bytes, body->str, (gssize)body->len);
	return append_signature(options, signed_bytes->str, signed_bytes->len, headers, error);
}
