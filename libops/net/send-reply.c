/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an SMTP server says, read without believing it: pure. A reply has limits, and codes that must
 * agree; its text is as it came.
 */
#include "net/send-internal.h"

#include <string.h>

/* The code that a line of LENGTH bytes begins with; 0: none. */
static int code_of(const char *line, size_t length)
{
	if (length < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]))
		return 0;
	if (length > 3 && line[3] != ' ' && line[3] != '-')
		return 0;
	return 100 * (line[0] - '0') + 10 * (line[1] - '0') + (line[2] - '0');
}

/* Lines stand one behind the other with a blank between them. */
static void add_text(char *text, const char *line, size_t length)
{
	size_t had = strlen(text), room = REPLY_TEXT_SIZE - 1 - had;

	if (had && length && room) {
		text[had++] = ' ';
		room--;
	}
	length = MIN(length, room);
	memcpy(text + had, line, length);
	text[had + length] = '\0';
}

ssize_t smtp_reply_read(const char *bytes, size_t length, struct smtp_reply *ret_reply)
{
	struct smtp_reply reply = { 0 };
	size_t used = 0;

	for (;;) {
		const char *line = bytes + used, *end = memchr(line, '\n', length - used);
		size_t size = end ? (size_t)(end - line) : length - used;
		int code;

		if (size > SMTP_LINE_MAX || used + size > SMTP_REPLY_MAX || memchr(line, '\0', size))
			return -1;
		if (!end)
			return 0;
		used += size + 1;
		if (size && line[size - 1] == '\r')
			size--;
		code = code_of(line, size);
		if (!code || (reply.code && code != reply.code))
			return -1;
		reply.code = code;
		if (size > 4)
			add_text(reply.text, line + 4, size - 4);
		if (size == 3 || line[3] == ' ')
			break;
	}
	*ret_reply = reply;
	return (ssize_t)used;
}

/* Codes of RFC 4954 and 3207 that speak of the login whatever was said before. */
static bool is_about_login(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

enum delivery_end smtp_judge(enum smtp_stage stage, int code)
{
	if (code < 400)
		return stage == SMTP_DOT || stage == SMTP_BODY ? DELIVERY_ACCEPTED : DELIVERY_NOT_UNDERSTOOD;
	if (stage == SMTP_STARTTLS)
		return DELIVERY_NOT_TRUSTED;
	if (code < 500)
		return DELIVERY_DEFERRED;
	if (stage == SMTP_AUTH || (is_about_login(code) && stage >= SMTP_MAIL && stage <= SMTP_DATA))
		return DELIVERY_REFUSED_LOGIN;
	switch (stage) {
	case SMTP_MAIL:
		/* RFC 1870: larger than it takes, by the size that we said. */
		return code == 552 ? DELIVERY_REFUSED_MESSAGE : DELIVERY_REFUSED_SENDER;
	case SMTP_RCPT:
		return DELIVERY_REFUSED_RECIPIENT;
	case SMTP_DATA:
	case SMTP_BODY:
	case SMTP_DOT:
		return DELIVERY_REFUSED_MESSAGE;
	default:
		return DELIVERY_REFUSED_SENDER;
	}
}

bool smtp_is_whole(enum smtp_stage stage, enum delivery_end end)
{
	switch (end) {
	case DELIVERY_ACCEPTED:
	case DELIVERY_REFUSED_RECIPIENT:
	case DELIVERY_REFUSED_MESSAGE:
	case DELIVERY_BROKEN_OFF:
	case DELIVERY_NOT_COMPOSED:
	case DELIVERY_NOT_REACHED:
		return false;
	case DELIVERY_DEFERRED:
		/* Greylisting is of the recipient; who defers before knows none yet. */
		return stage < SMTP_RCPT;
	default:
		return true;
	}
}
