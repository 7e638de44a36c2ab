/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replies of mail servers and of mailboxes: where one ends, what is none, what a code means where.
 */
#include "net/send-internal.h"
#include "unit.h"

#include <string.h>

START_TEST(a_reply_ends_where_it_ends)
{
	static const struct { const char *bytes; ssize_t length; int code; const char *text; } cases[] = {
		{ "250 ok\r\n", 8, 250, "ok" },
		{ "250 ok\n", 7, 250, "ok" },
		{ "250\r\n", 5, 250, "" },
		{ "250 \r\n", 6, 250, "" },
		{ "250-a\r\n250-b\r\n250 c\r\nmore", 21, 250, "a b c" },
		{ "250-a\r\n250\r\n", 12, 250, "a" },
		{ "550 5.1.1 <a@b>: no\r\n250 ok\r\n", 21, 550, "5.1.1 <a@b>: no" },
		{ "354 go\r\n", 8, 354, "go" },
		{ "550 \033[2J\r\n", 10, 550, "\033[2J" },
		{ "550 \343\201\202\377\r\n", 10, 550, "\343\201\202\377" },
		/* Not whole. */
		{ "", 0, 0, "" }, { "2", 0, 0, "" }, { "250 ok", 0, 0, "" }, { "250 ok\r", 0, 0, "" }, { "250-a\r\n", 0, 0, "" },
		{ "250-a\r\n250 b", 0, 0, "" },
		/* None. */
		{ "\r\n", -1, 0, "" }, { "ok\r\n", -1, 0, "" }, { "25\r\n", -1, 0, "" }, { "2500 ok\r\n", -1, 0, "" },
		{ "250ok\r\n", -1, 0, "" }, { "199 ok\r\n", -1, 0, "" }, { "600 ok\r\n", -1, 0, "" }, { " 250 ok\r\n", -1, 0, "" },
		{ "250-a\r\n251 b\r\n", -1, 0, "" }, { "250-a\r\nb\r\n", -1, 0, "" }, { "SSH-2.0-x\r\n", -1, 0, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct smtp_reply reply = { 0 };
		ssize_t length = smtp_reply_read(cases[i].bytes, strlen(cases[i].bytes), &reply);

		ck_assert_msg(length == cases[i].length, "case %zu: %zd", i, length);
		ck_assert_msg(reply.code == cases[i].code, "case %zu: %d", i, reply.code);
		ck_assert_msg(!strcmp(reply.text, cases[i].text), "case %zu: '%s'", i, reply.text);
	}
}
END_TEST

START_TEST(a_reply_has_limits)
{
	g_autoptr(GString) line = g_string_new("250 "), lines = g_string_new(NULL);
	struct smtp_reply reply;

	while (line->len <= SMTP_LINE_MAX)
		g_string_append(line, "\343\201\202");
	ck_assert_int_eq(smtp_reply_read(line->str, line->len, &reply), -1);
	g_string_truncate(line, SMTP_LINE_MAX - 2);
	g_string_append(line, "\r\n");
	ck_assert_int_gt(smtp_reply_read(line->str, line->len, &reply), 0);
	ck_assert_uint_eq(strlen(reply.text), REPLY_TEXT_SIZE - 1);
	ck_assert_int_eq(smtp_reply_read("250 a\0b\r\n", 9, &reply), -1);
	while (lines->len <= SMTP_REPLY_MAX)
		g_string_append(lines, "250-and so on\r\n");
	ck_assert_int_eq(smtp_reply_read(lines->str, lines->len, &reply), -1);
}
END_TEST

START_TEST(what_a_code_means_depends_on_what_was_said)
{
	static const struct { enum smtp_stage stage; int code; enum delivery_end end; bool whole; } cases[] = {
		{ SMTP_GREETING, 421, DELIVERY_DEFERRED, true }, { SMTP_GREETING, 554, DELIVERY_REFUSED_SENDER, true },
		{ SMTP_EHLO, 450, DELIVERY_DEFERRED, true }, { SMTP_EHLO, 550, DELIVERY_REFUSED_SENDER, true },
		{ SMTP_STARTTLS, 454, DELIVERY_NOT_TRUSTED, true }, { SMTP_STARTTLS, 502, DELIVERY_NOT_TRUSTED, true },
		{ SMTP_AUTH, 454, DELIVERY_DEFERRED, true }, { SMTP_AUTH, 535, DELIVERY_REFUSED_LOGIN, true },
		{ SMTP_MAIL, 452, DELIVERY_DEFERRED, true }, { SMTP_MAIL, 550, DELIVERY_REFUSED_SENDER, true },
		{ SMTP_MAIL, 552, DELIVERY_REFUSED_MESSAGE, false }, { SMTP_MAIL, 530, DELIVERY_REFUSED_LOGIN, true },
		{ SMTP_RCPT, 450, DELIVERY_DEFERRED, false }, { SMTP_RCPT, 550, DELIVERY_REFUSED_RECIPIENT, false },
		{ SMTP_RCPT, 552, DELIVERY_REFUSED_RECIPIENT, false }, { SMTP_RCPT, 530, DELIVERY_REFUSED_LOGIN, true },
		{ SMTP_DATA, 354, DELIVERY_NOT_UNDERSTOOD, true }, { SMTP_DATA, 451, DELIVERY_DEFERRED, false },
		{ SMTP_DATA, 554, DELIVERY_REFUSED_MESSAGE, false },
		{ SMTP_DOT, 250, DELIVERY_ACCEPTED, false }, { SMTP_DOT, 451, DELIVERY_DEFERRED, false },
		{ SMTP_DOT, 530, DELIVERY_REFUSED_MESSAGE, false }, { SMTP_DOT, 554, DELIVERY_REFUSED_MESSAGE, false },
		{ SMTP_MAIL, 354, DELIVERY_NOT_UNDERSTOOD, true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		enum delivery_end end = smtp_judge(cases[i].stage, cases[i].code);

		ck_assert_msg(end == cases[i].end, "case %zu: %s", i, words_get(WORDS_DELIVERY_END, end)->id);
		ck_assert_msg(smtp_is_whole(cases[i].stage, end) == cases[i].whole, "case %zu", i);
	}
}
END_TEST

START_TEST(a_mailbox_s_response_ends_behind_its_texts)
{
	static const struct { const char *bytes; ssize_t length; const char *line, *literal; } cases[] = {
		{ "* OK\r\n", 6, "* OK", NULL },
		{ "* OK\nmore", 5, "* OK", NULL },
		{ "* 1 FETCH (BODY[] {3}\r\nabc)\r\nn1 OK\r\n", 29, "* 1 FETCH (BODY[] {3})", "abc" },
		{ "* 1 FETCH (A {2}\r\nab B {3}\r\ncde)\r\n", 34, "* 1 FETCH (A {2} B {3})", "cde" },
		{ "* 1 FETCH (A {0}\r\n)\r\n", 21, "* 1 FETCH (A {0})", NULL },
		{ "* 1 FETCH (A {4}\r\na\r\nb)\r\n", 25, "* 1 FETCH (A {4})", "a\r\nb" },
		{ "* {x}\r\n", 7, "* {x}", NULL }, { "* {-1}\r\n", 8, "* {-1}", NULL }, { "* 3}\r\n", 6, "* 3}", NULL },
		{ "", 0, NULL, NULL }, { "* OK", 0, NULL, NULL }, { "* {3}\r\nab", 0, NULL, NULL }, { "* {3}\r\nabc", 0, NULL, NULL },
		{ "* {999999999}\r\n", -1, NULL, NULL }, { "* {9223372036854775807}\r\n", -1, NULL, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct imap_response response = { 0 };
		ssize_t length = imap_response_read(cases[i].bytes, strlen(cases[i].bytes), &response);

		ck_assert_msg(length == cases[i].length, "case %zu: %zd", i, length);
		if (length > 0) {
			ck_assert_str_eq(response.line->str, cases[i].line);
			ck_assert_uint_eq(response.literal_length, cases[i].literal ? strlen(cases[i].literal) : 0);
			ck_assert(!cases[i].literal || !memcmp(response.literal, cases[i].literal, response.literal_length));
		}
		imap_response_clear(&response);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_reply_ends_where_it_ends),
		UNIT(a_reply_has_limits),
		UNIT(what_a_code_means_depends_on_what_was_said),
		UNIT(a_mailbox_s_response_ends_behind_its_texts),
		{ NULL, NULL },
	};

	return unit_run("net-send-reply", tests);
}
