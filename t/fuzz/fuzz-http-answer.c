/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What web servers answer: read in one piece and in pieces of any size it is the same answer, which takes no more than it
 * may and keeps no more than it should.
 */
#include "net/send-internal.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct http_answer *answer, ssize_t took, size_t size)
{
	g_assert(took >= -1 && took <= (ssize_t)size);
	g_assert(took < 0 || took == (ssize_t)size || answer->part == HTTP_WHOLE);
	g_assert(answer->code == 0 || (answer->code >= 200 && answer->code <= 599));
	g_assert(!answer->code || answer->spoke);
	g_assert(answer->part != HTTP_WHOLE || answer->code);
	g_assert(took >= 0 || !answer->kept);
	g_assert(answer->head <= HTTP_HEAD_MAX || answer->endless);
	g_assert(answer->behind <= HTTP_BODY_MAX || answer->endless);
	g_assert(answer->body->len <= HTTP_TEXT_MAX && answer->reason->len <= HTTP_TEXT_MAX);
	g_assert(answer->line->len <= HTTP_HEAD_MAX + HTTP_BODY_MAX);
	g_assert(memchr(answer->wait, '\0', sizeof answer->wait));
}

/* In pieces of one to PIECE bytes; returns what one call over all would. */
static ssize_t take(struct http_answer *answer, const char *bytes, size_t size, size_t piece)
{
	size_t all = 0;

	http_answer_begin(answer);
	while (all < size && answer->part != HTTP_WHOLE) {
		size_t given = MIN(piece, size - all);
		ssize_t took = http_answer_take(answer, bytes + all, given);

		check(answer, took, given);
		if (took < 0)
			return -1;
		all += (size_t)took;
	}
	return (ssize_t)all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct http_answer one, other;
	ssize_t took;

	http_answer_init(&one);
	http_answer_init(&other);
	took = take(&one, bytes, size, size);
	for (size_t piece = 1; piece < 9; piece += 3) {
		g_assert(take(&other, bytes, size, piece) == took);
		g_assert(other.code == one.code && other.spoke == one.spoke && other.kept == one.kept);
		g_assert(took < 0 || other.part == one.part);
		g_assert(g_string_equal(one.reason, other.reason) && !strcmp(one.wait, other.wait));
		g_assert(took < 0 || g_string_equal(one.body, other.body));
	}
	http_answer_clear(&one);
	http_answer_clear(&other);
	return 0;
}
