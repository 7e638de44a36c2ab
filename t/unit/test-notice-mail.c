/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole mails: read back by GMime they say what the content says, the same content gives the same bytes, and
 * nothing in a content makes a header of its own.
 */
#include "fixture-message.h"
#include "unit.h"

#include <gmime/gmime.h>

static GMimeMessage *parse(const char *bytes, size_t length)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	ck_assert_ptr_nonnull(message);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* Text of a part with \n as line ends. */
static char *text_of(GMimeObject *part)
{
	g_autofree char *text = NULL;
	g_autoptr(GString) lines = NULL;

	ck_assert(GMIME_IS_TEXT_PART(part));
	text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
	lines = g_string_new(text);
	g_string_replace(lines, "\r\n", "\n", 0);
	ck_assert_ptr_null(strchr(lines->str, '\r'));
	return g_string_free(g_steal_pointer(&lines), FALSE);
}

static InternetAddressMailbox *only(InternetAddressList *list)
{
	ck_assert_int_eq(internet_address_list_length(list), 1);
	return INTERNET_ADDRESS_MAILBOX(internet_address_list_get_address(list, 0));
}

/* Lines end as on the wire, none is longer than 78 (and none of a body than 76). */
static void check_lines(const char *bytes, size_t length)
{
	g_auto(GStrv) lines = g_strsplit(bytes, "\r\n", -1);

	ck_assert_uint_eq(strlen(bytes), length);
	for (size_t i = 0; lines[i]; i++) {
		ck_assert_msg(strlen(lines[i]) <= 78, "%s", lines[i]);
		ck_assert_ptr_null(strpbrk(lines[i], "\r\n"));
		for (const char *c = lines[i]; *c; c++)
			ck_assert_msg(g_ascii_isprint(*c) || *c == '\t', "%s", lines[i]);
	}
}

START_TEST(a_mail_says_what_the_content_says)
{
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.mark = SEND_UNMARKED};
	g_autofree char *text = NULL, *wanted = NULL;
	struct composed composed;
	GMimeMessage *message;
	size_t length;
	const char *bytes;

	content.subject = content.from_name = content.to_name = message_nasty[_i];
	content.text = wanted = g_strconcat(message_nasty[_i], "\n\n", message_nasty[_i], "\n.\nFrom here\n", NULL);
	bytes = message_compose(&content, &options, &composed, &length);
	check_lines(bytes, length);
	message = parse(bytes, length);
	ck_assert_str_eq(g_mime_message_get_subject(message), message_nasty[_i]);
	ck_assert_str_eq(internet_address_get_name(INTERNET_ADDRESS(only(g_mime_message_get_from(message)))),
			 message_nasty[_i]);
	ck_assert_str_eq(internet_address_get_name(INTERNET_ADDRESS(only(g_mime_message_get_to(message)))),
			 message_nasty[_i]);
	ck_assert_str_eq(internet_address_mailbox_get_addr(only(g_mime_message_get_to(message))), "noc@core.example");
	text = text_of(g_mime_message_get_mime_part(message));
	ck_assert_str_eq(text, wanted);
	g_object_unref(message);
	composed_clear(&composed);
}
END_TEST

START_TEST(headers_are_these_and_no_others)
{
	g_autoptr(ops_json_t) notice = message_notice(MESSAGE_NOTICE);
	struct message_content content = message_base(CHANNEL_MAIL, notice);
	struct compose_options options = {.mark = SEND_DRILL};
	g_auto(GStrv) parts = NULL;
	struct composed composed;

	content.subject = "[OUTAGE] Report 1";
	content.from_name = "Tozai";
	content.to_name = "";
	content.text = "text\n";
	content.language = "en";
	parts = g_strsplit(message_compose(&content, &options, &composed, NULL), "\r\n\r\n", 2);
	ck_assert_str_eq(parts[0], "Date: Thu, 26 Nov 2026 11:05:49 +0900\r\n"
				   "From: \"Tozai\" <noc@tozai.example>\r\n"
				   "To: noc@core.example\r\n"
				   "Reply-To: answer@tozai.example\r\n"
				   "Subject: =?UTF-8?B?44CQ6KiT57e044CRW0RSSUxMXSBbT1VUQUdFXSBSZXBvcnQgMQ==?=\r\n"
				   "Message-ID: <1.2.20261126@tozai.example>\r\n"
				   "In-Reply-To: <1.1.20261126@tozai.example>\r\n"
				   "References: <1.1.20261126@tozai.example>\r\n"
				   "Auto-Submitted: auto-generated\r\n"
				   "Content-Language: en\r\n"
				   "X-Nwops-Reference: INC-20261126-001\r\n"
				   "X-Nwops-Exercise: drill\r\n"
				   "MIME-Version: 1.0\r\n"
				   "Content-Type: text/plain; charset=utf-8\r\n"
				   "Content-Transfer-Encoding: quoted-printable");
	composed_clear(&composed);
}
END_TEST

START_TEST(the_first_of_a_thread_refers_to_nothing)
{
	static const char *const none[] = {NULL, "1.2.20261126@tozai.example", "", "x\r\nBcc: y@x.example"};
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.mark = SEND_UNMARKED};
	struct composed composed;
	const char *bytes;

	for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
		content.thread = content.reply_to = none[i];
		bytes = message_compose(&content, &options, &composed, NULL);
		ck_assert_ptr_null(strstr(bytes, "In-Reply-To"));
		ck_assert_ptr_null(strstr(bytes, "References"));
		ck_assert_ptr_null(strstr(bytes, "Bcc"));
		composed_clear(&composed);
	}
}
END_TEST

static const struct { int64_t at_us, offset_minutes; const char *date; } dates[] = {
	{0, 0, "Thu, 01 Jan 1970 00:00:00 +0000"},
	{1795658749999999, 540, "Thu, 26 Nov 2026 11:05:49 +0900"},
	{1795658749000000, 0, "Thu, 26 Nov 2026 02:05:49 +0000"},
	{1795658749000000, -210, "Wed, 25 Nov 2026 22:35:49 -0330"},
	{1795658749000000, 345, "Thu, 26 Nov 2026 07:50:49 +0545"},
	{1795658749000000, 1440, NULL},
	{G_MAXINT64, 0, NULL},
	{G_MININT64, 0, NULL},
};

START_TEST(a_date_is_in_the_sites_zone)
{
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.mark = SEND_UNMARKED};
	g_autofree char *wanted = dates[_i].date ? g_strdup_printf("Date: %s\r\n", dates[_i].date) : NULL;
	g_autoptr(GError) error = NULL;
	struct composed composed;

	content.date_us = dates[_i].at_us;
	content.offset_minutes = dates[_i].offset_minutes;
	if (!wanted) {
		ck_assert(!compose(&content, &options, &composed, &error));
		ck_assert(g_error_matches(error, OPS_COMPOSE_ERROR, COMPOSE_ERROR_CONTENT));
		return;
	}
	ck_assert(g_str_has_prefix(message_compose(&content, &options, &composed, NULL), wanted));
	composed_clear(&composed);
}
END_TEST

/* --- injection --- */

static const char *const evil[] = {
	"x\r\nBcc: evil@x.example",
	"x\nBcc: evil@x.example",
	"x\rBcc: evil@x.example",
	"x\r\n\r\nBcc: evil@x.example",
	"x\xc2\x85" "Bcc: evil@x.example",	/* NEL */
	"x\u2028Bcc: evil@x.example",
	"x\x0b\x0c" "Bcc: evil@x.example",
	"\r\n",
	"\n.\r\nRCPT TO:<evil@x.example>",
	"=?UTF-8?B?DQpCY2M6IGV2aWxAeC5leGFtcGxl?=",
	"x\u202e\u2066gro.elpmaxe@cob",
	"\"\r\n\tBcc: evil@x.example\" <a@b>",
};

/* Every place of a content that a header or a boundary is made from. */
static const char **place(struct message_content *content, struct content_attachment *attachment, int which)
{
	switch (which) {
	case 0: return &content->identity;
	case 1: return &content->language;
	case 2: return &content->from_name;
	case 3: return &content->from_address;
	case 4: return &content->to_name;
	case 5: return &content->to_address;
	case 6: return &content->reply_to;
	case 7: return &content->thread;
	case 8: return &content->subject;
	case 9: return &content->code;
	case 10: return &attachment->name;
	case 11: return &attachment->type;
	case 12: return &attachment->method;
	default: return NULL;
	}
}

static void check_no_header(const char *bytes, size_t length)
{
	GMimeMessage *message = parse(bytes, length);
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));

	check_lines(bytes, length);
	ck_assert_ptr_null(g_mime_object_get_header(GMIME_OBJECT(message), "Bcc"));
	for (int i = 0; i < g_mime_header_list_get_count(headers); i++) {
		const char *value = g_mime_header_get_value(g_mime_header_list_get_header_at(headers, i));

		ck_assert_msg(!strpbrk(value, "\r\n"), "%s", value);
		ck_assert_ptr_null(strstr(value, "\u202e"));
	}
	ck_assert_int_eq(g_mime_multipart_get_count(GMIME_MULTIPART(g_mime_message_get_mime_part(message))), 2);
	g_object_unref(message);
}

START_TEST(nothing_makes_a_header)
{
	struct compose_options options = {.mark = SEND_DRILL};
	g_autofree char *reference = g_strconcat("", evil[_i], NULL);
	g_autoptr(ops_json_t) notice = json_new_object();
	unsigned int made = 0;

	json_set_string(notice, "reference", reference);
	for (int which = 0; which < 13; which++) {
		struct content_attachment attachment = {"日程.ics", "text/calendar", "PUBLISH", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"};
		struct message_content content = message_base(CHANNEL_MAIL, notice);
		g_autoptr(GError) error = NULL;
		struct composed composed;
		size_t length;

		content.attachments = &attachment;
		content.attachment_count = 1;
		*place(&content, &attachment, which) = evil[_i];
		if (!compose(&content, &options, &composed, &error)) {
			ck_assert_msg(which == 0 || which == 3 || which == 5, "%d: %s", which, error->message);
			continue;
		}
		made++;
		check_no_header(g_bytes_get_data(composed.bytes, &length), g_bytes_get_size(composed.bytes));
		composed_clear(&composed);
	}
	ck_assert_uint_ge(made, 10);
}
END_TEST

/* --- parts --- */

START_TEST(attachments_come_back_with_their_names)
{
	const struct content_attachment attachments[] = {
		{message_nasty[_i], "text/calendar", "PUBLISH", "BEGIN:VCALENDAR\nSUMMARY:作業\nEND:VCALENDAR\n"},
		{"../../etc/passwd", "no type", NULL, "x\n"},
	};
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.mark = SEND_UNMARKED};
	g_autofree char *text = NULL, *name = g_strdelimit(g_strdup(message_nasty[_i]), "/\\", '_');
	struct composed composed;
	GMimeMessage *message;
	GMimeMultipart *parts;
	GMimeObject *part;
	size_t length;
	const char *bytes;

	content.attachments = attachments;
	content.attachment_count = G_N_ELEMENTS(attachments);
	bytes = message_compose(&content, &options, &composed, &length);
	check_lines(bytes, length);
	message = parse(bytes, length);
	parts = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	ck_assert_int_eq(g_mime_multipart_get_count(parts), 3);
	part = g_mime_multipart_get_part(parts, 1);
	ck_assert_str_eq(g_mime_part_get_filename(GMIME_PART(part)), name);
	ck_assert_str_eq(g_mime_object_get_content_type_parameter(part, "method"), "PUBLISH");
	ck_assert_str_eq(g_mime_object_get_content_type_parameter(part, "charset"), "utf-8");
	text = text_of(part);
	ck_assert_str_eq(text, attachments[0].text);
	part = g_mime_multipart_get_part(parts, 2);
	ck_assert_str_eq(g_mime_part_get_filename(GMIME_PART(part)), ".._.._etc_passwd");
	ck_assert(g_mime_content_type_is_type(g_mime_object_get_content_type(part), "application", "octet-stream"));
	g_object_unref(message);
	composed_clear(&composed);
}
END_TEST

START_TEST(a_drill_marks_what_is_attached)
{
	const struct content_attachment attachments[] = {
		{"a.ics", "text/calendar", "PUBLISH", "BEGIN:VCALENDAR\nSUMMARY:作業\nEND:VCALENDAR\n"},
		{"a.txt", "text/plain", NULL, "x\n"},
	};
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.mark = SEND_DRILL};
	g_autofree char *calendar = NULL, *text = NULL;
	struct composed composed;
	GMimeMessage *message;
	GMimeMultipart *parts;
	size_t length;
	const char *bytes;

	content.attachments = attachments;
	content.attachment_count = G_N_ELEMENTS(attachments);
	bytes = message_compose(&content, &options, &composed, &length);
	message = parse(bytes, length);
	parts = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	calendar = text_of(g_mime_multipart_get_part(parts, 1));
	text = text_of(g_mime_multipart_get_part(parts, 2));
	ck_assert_str_eq(calendar, "BEGIN:VCALENDAR\nSUMMARY:【訓練】作業\nEND:VCALENDAR\n");
	ck_assert(g_str_has_prefix(text, "【訓練】") && g_str_has_suffix(text, "実際の事象ではありません。\n"));
	g_object_unref(message);
	composed_clear(&composed);
}
END_TEST

static const struct { const char *text, *encoding; } bodies[] = {
	{"plain text\n", "quoted-printable"},
	{"trailing blanks   \nand = signs\n", "quoted-printable"},
	{"From the first\n", "base64"},
	{"x\nFrom the second\n", "base64"},
	{"日本語\n", "base64"},
	{"mostly plain text with one café in it\n", "quoted-printable"},
	{".\n..\n.x\n", "quoted-printable"},
	{"", "quoted-printable"},
	{"\n\n\n", "quoted-printable"},
	{"tab\tand a line of a thousand: "
	 "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	 "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n",
	 "quoted-printable"},
};

START_TEST(a_body_comes_back)
{
	struct message_content content = message_base(CHANNEL_MAIL, NULL);
	struct compose_options options = {.mark = SEND_UNMARKED};
	g_autofree char *text = NULL;
	struct composed composed;
	GMimeMessage *message;
	size_t length;
	const char *bytes;

	content.text = bodies[_i].text;
	bytes = message_compose(&content, &options, &composed, &length);
	check_lines(bytes, length);
	message = parse(bytes, length);
	ck_assert_str_eq(g_mime_object_get_header(g_mime_message_get_mime_part(message), "Content-Transfer-Encoding"),
			 bodies[_i].encoding);
	text = text_of(g_mime_message_get_mime_part(message));
	ck_assert_str_eq(text, bodies[_i].text);
	g_object_unref(message);
	composed_clear(&composed);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_mail_says_what_the_content_says, message_nasty),
		UNIT(headers_are_these_and_no_others),
		UNIT(the_first_of_a_thread_refers_to_nothing),
		UNIT_ROWS(a_date_is_in_the_sites_zone, dates),
		UNIT_ROWS(nothing_makes_a_header, evil),
		UNIT_ROWS(attachments_come_back_with_their_names, message_nasty),
		UNIT(a_drill_marks_what_is_attached),
		UNIT_ROWS(a_body_comes_back, bodies),
		{ NULL },
	};

	g_mime_init();
	return unit_run("notice-mail", tests);
}
