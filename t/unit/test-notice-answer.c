/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers by mail as they come in: from people, from machines, and from servers that could not deliver.
 */
#include "notice/answer.h"
#include "unit.h"

#include <string.h>

#define HEAD "From: Taro Sato <sato@core.example>\r\nTo: answer@tozai.example\r\n"
#define REPLY "In-Reply-To: <1.2.20261126@tozai.example>\r\nReferences: <1.1.20261126@tozai.example>\r\n\t<1.2.20261126@tozai.example>\r\n"
#define OURS "1.2.20261126@tozai.example"

struct mail {
	const char *name, *bytes;
	const char *from, *code, *identity, *text;
	bool automatic, failed;
	enum ack ack;
};

static const struct mail mails[] = {
	{ "a plain answer",
	  HEAD REPLY "Subject: Re: [OUTAGE] Report 1\r\n\r\nacting\r\n\r\n> Code: K7M3QD\r\n",
	  "sato@core.example", "K7M3QD", OURS, "acting", false, false, ACK_ACTING },
	{ "an encoded subject, a body in base64",
	  HEAD REPLY "Subject: =?UTF-8?B?UmU6IOOAkOmanOWus+OAkSBbSzdNM1FEXQ==?=\r\nMIME-Version: 1.0\r\n"
	  "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5a++5b+c5Lit44Gn44GZ44CCDQo=\r\n",
	  "sato@core.example", "K7M3QD", OURS, "対応中です。", false, false, ACK_ACTING },
	{ "ISO-2022-JP",
	  HEAD REPLY "Subject: Re\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n\x1b$BBP1~IT2D\x1b(B\r\n",
	  "sato@core.example", NULL, OURS, "対応不可", false, false, ACK_CANNOT_ACT },
	{ "text and HTML: the text counts",
	  HEAD REPLY "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nseen K7M3QD\r\n"
	  "--b\r\nContent-Type: text/html\r\n\r\n<p>wrong</p>\r\n--b--\r\n",
	  "sato@core.example", "K7M3QD", OURS, "seen K7M3QD", false, false, ACK_SEEN },
	{ "HTML alone",
	  HEAD REPLY "Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>x</title></head><body><p>acting</p>"
	  "<blockquote>Code: K7M3QD wrong</blockquote></body></html>\r\n",
	  "sato@core.example", "K7M3QD", OURS, "acting", false, false, ACK_ACTING },
	{ "references alone: the last",
	  HEAD "References: <1.1.20261126@tozai.example> <1.2.20261126@tozai.example>\r\n\r\nseen\r\n",
	  "sato@core.example", NULL, OURS, "seen", false, false, ACK_SEEN },
	{ "nothing that it refers to", HEAD "Subject: K7M3QD\r\n\r\n", "sato@core.example", "K7M3QD", NULL, "", false, false, ACK_SEEN },
	{ "bare line ends, a name in Japanese",
	  "From: =?ISO-2022-JP?B?GyRCOjRGIxsoQg==?= <sato@core.example>\nSubject: x\n\nseen\n",
	  "sato@core.example", NULL, NULL, "seen", false, false, ACK_SEEN },
	{ "Auto-Submitted: no is a person",
	  HEAD REPLY "Auto-Submitted: no\r\n\r\nseen\r\n", "sato@core.example", NULL, OURS, "seen", false, false, ACK_SEEN },
	{ "out of office",
	  HEAD REPLY "Auto-Submitted: auto-replied\r\nSubject: Out\r\n\r\nI am away. K7M3QD\r\n",
	  "sato@core.example", "K7M3QD", OURS, "I am away. K7M3QD", true, false, ACK_SEEN },
	{ "vacation with a comment", HEAD "Auto-Submitted: auto-replied (vacation)\r\n\r\nx\r\n", "sato@core.example", NULL, NULL, "x", true, false, ACK_SEEN },
	{ "a list", HEAD "Precedence: bulk\r\n\r\nx\r\n", "sato@core.example", NULL, NULL, "x", true, false, ACK_SEEN },
	{ "Exchange", HEAD "X-Auto-Response-Suppress: All\r\n\r\nx\r\n", "sato@core.example", NULL, NULL, "x", true, false, ACK_SEEN },
	{ "an old responder", HEAD "X-Autoreply: yes\r\n\r\nx\r\n", "sato@core.example", NULL, NULL, "x", true, false, ACK_SEEN },
	{ "no way back", "Return-Path: <>\r\n" HEAD "\r\nx\r\n", "sato@core.example", NULL, NULL, "x", true, false, ACK_SEEN },
	{ "a subject alone says it", HEAD "Subject: Automatic reply: [OUTAGE] Report 1\r\n\r\nx\r\n", "sato@core.example", NULL, NULL, "x", true, false, ACK_SEEN },
	{ "and in Japanese",
	  HEAD "Subject: =?UTF-8?B?6Ieq5YuV6L+U5L+hOiDkuI3lnKg=?=\r\n\r\nx\r\n",
	  "sato@core.example", NULL, NULL, "x", true, false, ACK_SEEN },
	{ "a receipt",
	  HEAD "Subject: Read: x\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n"
	  "--b\r\nContent-Type: text/plain\r\n\r\nIt was read.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
	  "Original-Message-ID: <1.2.20261126@tozai.example>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n",
	  "sato@core.example", NULL, NULL, "It was read.", true, false, ACK_SEEN },
	{ "a report of a failure",
	  "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.core.example (Mail Delivery System)\r\nSubject: Undelivered Mail Returned to Sender\r\n"
	  "Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
	  "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
	  "Reporting-MTA: dns; mx.core.example\r\n\r\nFinal-Recipient: rfc822; x@core.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
	  "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: noc@tozai.example\r\nMessage-ID: <1.2.20261126@tozai.example>\r\n\r\nours\r\n--b--\r\n",
	  "MAILER-DAEMON@mx.core.example", NULL, OURS, "I'm sorry.", true, true, ACK_SEEN },
	{ "a report with headers only",
	  "From: MAILER-DAEMON@mx.core.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
	  "--b\r\nContent-Type: text/plain\r\n\r\nno\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\naction:  FAILED\r\n\r\n"
	  "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-Id: <1.2.20261126@tozai.example>\r\n\r\n--b--\r\n",
	  "MAILER-DAEMON@mx.core.example", NULL, OURS, "no", true, true, ACK_SEEN },
	{ "a report of a delay is no failure",
	  "From: MAILER-DAEMON@mx.core.example\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
	  "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: delayed\r\n\r\n--b--\r\n",
	  "MAILER-DAEMON@mx.core.example", NULL, NULL, "", true, false, ACK_SEEN },
	{ "a failure in words",
	  "From: MAILER-DAEMON@mx.core.example\r\nSubject: failure notice\r\n\r\nHi. This is the program.\r\n--- Below\r\n"
	  "Message-ID: <1.2.20261126@tozai.example>\r\n",
	  "MAILER-DAEMON@mx.core.example", NULL, OURS, "Hi. This is the program. --- Below Message-ID: <1.2.20261126@tozai.example>", true, true, ACK_SEEN },
	{ "a postmaster is a person too",
	  "From: postmaster@core.example\r\nSubject: Re: [OUTAGE] Report 1\r\n" REPLY "\r\nacting\r\n",
	  "postmaster@core.example", NULL, OURS, "acting", false, false, ACK_ACTING },
	{ "what is attached was not written",
	  HEAD REPLY "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\n"
	  "wrong contact A2B3C4\r\n--b\r\nContent-Type: text/plain\r\n\r\nseen\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
	  "From: x@y.example\r\nMessage-ID: <other@y.example>\r\n\r\nacting\r\n--b--\r\n",
	  "sato@core.example", NULL, OURS, "seen", false, false, ACK_SEEN },
};

START_TEST(a_mail_is_read_for_what_it_is)
{
	const struct mail *mail = &mails[_i];
	struct send_answer answer;

	ck_assert_msg(answer_read(mail->bytes, strlen(mail->bytes), &answer), "%s", mail->name);
	ck_assert_msg(g_strcmp0(answer.from, mail->from) == 0, "%s: from %s", mail->name, answer.from);
	ck_assert_msg(g_strcmp0(answer.code, mail->code) == 0, "%s: code %s", mail->name, answer.code);
	ck_assert_msg(g_strcmp0(answer.identity, mail->identity) == 0, "%s: identity %s", mail->name, answer.identity);
	ck_assert_msg(g_strcmp0(answer.text, mail->text) == 0, "%s: text %s", mail->name, answer.text);
	ck_assert_msg(answer.automatic == mail->automatic, "%s: automatic", mail->name);
	ck_assert_msg(answer.failed == mail->failed, "%s: failed", mail->name);
	ck_assert_msg(answer.ack == mail->ack, "%s: ack %d", mail->name, answer.ack);
	ck_assert_ptr_null(answer.uid);
	answer_clear(&answer);
}
END_TEST

static const char *const nobodies[] = {"", "\r\n", "no mail", "Subject: x\r\n\r\nseen", "From:\r\n\r\nx", "From: nobody:;\r\n\r\nx",
				       "From: <a\x1b[31m@core.example>\r\n\r\nx"};

START_TEST(what_nobody_sent_is_no_answer)
{
	struct send_answer answer;

	ck_assert(!answer_read(nobodies[_i], strlen(nobodies[_i]), &answer));
}
END_TEST

START_TEST(parts_within_parts_end_somewhere)
{
	g_autoptr(GString) mail = g_string_new(HEAD);
	struct send_answer answer;

	for (int i = 0; i < 3000; i++)
		g_string_append_printf(mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
	g_string_append(mail, "Content-Type: text/plain\r\n\r\nK7M3QD\r\n");
	ck_assert(answer_read(mail->str, mail->len, &answer));
	ck_assert_ptr_null(answer.code);
	answer_clear(&answer);
}
END_TEST

START_TEST(a_huge_mail_is_read_up_to_its_limit)
{
	g_autoptr(GString) mail = g_string_new(HEAD "\r\nseen\r\n");
	struct send_answer answer;

	while (mail->len < 2 * ANSWER_BYTES_LIMIT)
		g_string_append(mail, "0123456789012345678901234567890123456789\r\n");
	g_string_append(mail, "K7M3QD\r\n");
	ck_assert(answer_read(mail->str, mail->len, &answer));
	ck_assert_ptr_null(answer.code);
	ck_assert_uint_le(strlen(answer.text), ANSWER_TEXT_LIMIT + strlen("…"));
	answer_clear(&answer);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(a_mail_is_read_for_what_it_is, mails),
		UNIT_ROWS(what_nobody_sent_is_no_answer, nobodies),
		UNIT(parts_within_parts_end_somewhere),
		UNIT(a_huge_mail_is_read_up_to_its_limit),
		{ NULL },
	};

	return unit_run("notice-answer", tests);
}
