/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of any content: the same one twice gives the same bytes, and no content makes a header that we did not
 * mean to send, a line that no server would take, or a page that is wider than its paper.
 *
 * A seed is fields with \n between them: a digit for the channel and one for the mark, then the texts in the
 * order of fields[], in the last of which \n is text.
 */
#include "notice/compose.h"

#include "base/text.h"

#include <string.h>

#define WIRE_LINE_MAX 998
#define COLUMNS 70

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_mail(const char *bytes)
{
	static const char *const known[] = {
		"Date:", "From:", "To:", "Reply-To:", "Subject:", "Message-ID:", "In-Reply-To:", "References:", "Auto-Submitted:",
		"Content-Language:", "X-Nwops-Reference:", "X-Nwops-Exercise:", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:",
	};
	const char *end = strstr(bytes, "\r\n\r\n");
	g_autofree char *head = g_strndup(bytes, end ? (size_t)(end - bytes) : 0);
	g_auto(GStrv) headers = g_strsplit(head, "\r\n", -1), lines = g_strsplit(bytes, "\r\n", -1);

	g_assert(end);
	for (size_t i = 0; headers[i]; i++) {
		bool is = *headers[i] == ' ';

		for (size_t k = 0; k < G_N_ELEMENTS(known) && !is; k++)
			is = g_str_has_prefix(headers[i], known[k]);
		g_assert(is);
	}
	for (size_t i = 0; lines[i]; i++) {
		g_assert(strlen(lines[i]) <= WIRE_LINE_MAX);
		for (const char *c = lines[i]; *c; c++)
			g_assert(g_ascii_isprint(*c) || *c == '\t');
	}
}

static void check_json(const char *bytes, size_t length)
{
	g_autoptr(ops_json_t) json = json_parse(bytes, length, length + 1, NULL);

	g_assert(json);
}

static void check_paper(const char *bytes)
{
	g_auto(GStrv) lines = g_strsplit_set(bytes, "\n\f", -1);

	g_assert(g_utf8_validate(bytes, -1, NULL));
	for (size_t i = 0; lines[i]; i++)
		g_assert(text_width(lines[i]) <= COLUMNS);
}

static void check(const struct message_content *content, const struct composed *composed)
{
	size_t length;
	const char *bytes = g_bytes_get_data(composed->bytes, &length);
	g_autofree char *text = g_strndup(bytes, length);

	g_assert(strlen(text) == length);
	for (guint i = 0; i < composed->headers->len; i++)
		g_assert(!strpbrk(composed->headers->pdata[i], "\r\n"));
	if (content->channel == CHANNEL_MAIL)
		check_mail(text);
	else if (content->channel < CHANNEL_PHONE)
		check_json(text, length);
	else
		check_paper(text);
}

static void compose_twice(const struct message_content *content, enum send_mark mark)
{
	const struct compose_options options = {.mark = mark, .secret = "x", .secret_length = 1, .attempt_at_us = 1};
	struct composed first, second;

	if (!compose(content, &options, &first, NULL))
		return;
	check(content, &first);
	g_assert(compose(content, &options, &second, NULL));
	g_assert(digest_equal(&first.digest, &second.digest));
	composed_clear(&first);
	composed_clear(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(ops_json_t) notice = json_new_object();
	struct content_attachment attachment = {0};
	struct message_content content = {.notice = notice, .attachments = &attachment};
	const char *reference = "", **fields[] = {
		&content.language, &content.identity, &content.thread, &content.from_name, &content.from_address, &content.to_name,
		&content.to_address, &content.reply_to, &content.code, &attachment.name, &attachment.type, &attachment.method,
		&attachment.text, &reference, &content.subject, &content.text,
	};
	g_auto(GStrv) values = g_strsplit(text, "\n", G_N_ELEMENTS(fields) + 2);
	enum send_mark mark;

	if (g_strv_length(values) < 2)
		return 0;
	content.channel = (enum channel_kind)((guchar)values[0][0] % CHANNEL_KIND_COUNT);
	mark = (enum send_mark)((guchar)values[1][0] % (SEND_DRILL + 1));
	content.date_us = (int64_t)size * 1000003;
	content.offset_minutes = (int64_t)(size % 1440);
	for (size_t i = 0; i < G_N_ELEMENTS(fields) && values[i + 2]; i++)
		*fields[i] = values[i + 2];
	content.attachment_count = attachment.name && *attachment.name;
	json_set_string(notice, "reference", reference);
	json_set_string(notice, "kind", reference);
	compose_twice(&content, mark);
	return 0;
}
