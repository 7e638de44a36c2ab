/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails that come back: whatever they are, what is made of them is bounded and safe to show, and a code
 * is one that we could have given.
 */
#include "notice/answer.h"

#include "base/text.h"
#include "notice/answer-internal.h"
#include "notice/content.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	g_assert(g_utf8_validate(text, -1, NULL));
	for (const char *c = text; *c; c = g_utf8_next_char(c))
		g_assert(text_char_is_safe(g_utf8_get_char(c)));
}

static void read_mail(const char *bytes, size_t size)
{
	struct send_answer answer;

	if (!answer_read(bytes, size, &answer))
		return;
	check_text(answer.from);
	check_text(answer.text);
	g_assert(answer.ack < ACK_COUNT);
	g_assert(!answer.failed || answer.automatic);
	if (answer.code)
		g_assert(strlen(answer.code) == CONTENT_CODE_LENGTH &&
			 strspn(answer.code, CONTENT_CODE_LETTERS) == CONTENT_CODE_LENGTH);
	if (answer.identity)
		check_text(answer.identity);
	answer_clear(&answer);
}

/* The readers of text by themselves: no search finds its way to them through base64. */
static void read_text(const char *bytes, size_t size)
{
	g_autofree char *raw = g_strndup(bytes, size), *text = g_utf8_make_valid(raw, -1);
	g_autofree char *seen = answer_html_text(text), *code = NULL, *beginning = NULL;
	struct answer_text split = answer_text_split(seen);

	g_assert(g_utf8_validate(seen, -1, NULL));
	code = answer_text_code(&split, text);
	beginning = answer_text_beginning(&split, ANSWER_TEXT_LIMIT);
	check_text(beginning);
	g_assert(answer_text_ack(&split) < ACK_COUNT);
	answer_text_clear(&split);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_mail((const char *)data, size);
	read_text((const char *)data, size);
	return 0;
}
