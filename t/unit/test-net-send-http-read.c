/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of web servers: where one ends, what is none, what is kept of it; the same however it is cut into pieces.
 */
#include "net/send-internal.h"
#include "unit.h"

#include <string.h>

#define OK "HTTP/1.1 200 OK\r\n"

/* What became of an answer: how much was taken, or -1. */
static ssize_t take(struct http_answer *answer, const char *bytes, size_t length, size_t piece)
{
	size_t all = 0;

	http_answer_begin(answer);
	while (all < length && answer->part != HTTP_WHOLE) {
		size_t given = MIN(piece, length - all);
		g_autofree char *exact = g_memdup2(bytes + all, given);
		ssize_t took = http_answer_take(answer, exact, given);

		if (took < 0)
			return -1;
		ck_assert(took == (ssize_t)given || answer->part == HTTP_WHOLE);
		all += (size_t)took;
	}
	return (ssize_t)all;
}

START_TEST(an_answer_ends_where_it_ends)
{
	/* BEHIND: what follows and is not its own. */
	static const struct { const char *bytes, *behind; int code; bool kept; const char *reason, *body; } cases[] = {
		{ OK "Content-Length: 0\r\n\r\n", "HTTP", 200, true, "OK", "" },
		{ OK "Content-Length: 2\r\n\r\nab", "c", 200, true, "OK", "ab" },
		{ OK "content-LENGTH:2\r\n\r\nab", "c", 200, true, "OK", "ab" },
		{ OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", "", 200, true, "OK", "ab" },
		{ "HTTP/1.1 200\nContent-Length: 0\n\n", "", 200, true, "", "" },
		{ "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "", 200, true, "", "" },
		{ "HTTP/1.1 204 No Content\r\n\r\n", "x", 204, true, "No Content", "" },
		{ "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "x", 304, true, "Not Modified", "" },
		{ "HTTP/1.1 500 \033[2J\343\201\202\r\nContent-Length: 0\r\n\r\n", "", 500, true, "\033[2J\343\201\202", "" },
		{ OK "Connection: close\r\nContent-Length: 0\r\n\r\n", "", 200, false, "OK", "" },
		{ OK "Connection: keep-alive, x , CLOSE\r\nContent-Length: 0\r\n\r\n", "", 200, false, "OK", "" },
		{ "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "", 200, false, "OK", "" },
		{ "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n", "", 200, true, "OK", "" },
		/* Interim ones. */
		{ "HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length: 0\r\n\r\n", "", 200, true, "OK", "" },
		{ "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\nHTTP/1.1 102 P\r\n\r\n" OK "Content-Length: 0\r\n\r\n", "", 200, true, "OK", "" },
		/* Chunks. */
		{ OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "x", 200, true, "OK", "abc" },
		{ OK "Transfer-Encoding: Chunked\r\n\r\n1\r\na\r\nA;x=\"y\"\r\n0123456789\r\n00\r\nTrailer: x\r\n\r\n", "x", 200, true, "OK", "a0123456789" },
		{ OK "Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n0\r\n\r\n", "x", 200, false, "OK", "" },
		{ "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "x", 200, false, "OK", "" },
		/* A line that goes on. */
		{ OK "X-Long: a\r\n b\r\n\tc\r\nContent-Length: 0\r\n\r\n", "", 200, true, "OK", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *all = g_strconcat(cases[i].bytes, cases[i].behind, NULL);
		size_t own = strlen(cases[i].bytes), length = strlen(all);
		struct http_answer answer;

		http_answer_init(&answer);
		for (size_t piece = 1; piece <= length; piece++) {
			ssize_t took = take(&answer, all, length, piece);

			ck_assert_msg(took == (ssize_t)own && answer.part == HTTP_WHOLE, "case %zu by %zu: %zd", i, piece, took);
			ck_assert_msg(answer.code == cases[i].code && answer.kept == cases[i].kept, "case %zu by %zu: %d, %d", i, piece,
				      answer.code, answer.kept);
			ck_assert_str_eq(answer.reason->str, cases[i].reason);
			ck_assert_str_eq(answer.body->str, cases[i].body);
		}
		http_answer_clear(&answer);
	}
}
END_TEST

START_TEST(without_a_length_it_ends_with_the_connection)
{
	static const char *const cases[] = {
		OK "\r\nwhat", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nwhat", OK "Transfer-Encoding: gzip\r\n\r\nwhat",
		OK "Transfer-Encoding: gzip, chunked\r\n\r\nwhat", OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\nwhat",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct http_answer answer;

		http_answer_init(&answer);
		ck_assert_int_eq(take(&answer, cases[i], strlen(cases[i]), 7), (ssize_t)strlen(cases[i]));
		ck_assert_msg(answer.part == HTTP_REST && !answer.kept && answer.code == 200, "case %zu", i);
		ck_assert_str_eq(answer.body->str, "what");
		http_answer_clear(&answer);
	}
}
END_TEST

START_TEST(what_is_none_is_none)
{
	/* CODE: its head was whole, and it is known what it says. SPOKE: it began as one. */
	static const struct { const char *bytes; bool spoke; int code; } cases[] = {
		{ "SSH-2.0-x\r\n", false, 0 }, { "\r\n" OK, false, 0 }, { "http/1.1 200 OK\r\n", false, 0 }, { "HTTP/2 200 OK\r\n", false, 0 },
		{ "HTTP/1.1 20 OK\r\n", false, 0 }, { "HTTP/1.1 2000 OK\r\n", false, 0 }, { "HTTP/1.1 200OK\r\n", false, 0 },
		{ "HTTP/1.1 099 OK\r\n", false, 0 }, { "HTTP/1.1 600 OK\r\n", false, 0 }, { "HTTP/1.1\t200 OK\r\n", false, 0 },
		{ "HTTP/1.x 200 OK\r\n", false, 0 }, { "HTTP/1.1 200 a\rb\r\n", false, 0 }, { "xxxxxxxxxxxxxxxx", false, 0 },
		{ "HTTP/1.1 101 Switching Protocols\r\n\r\n", true, 0 }, { OK " folded\r\n\r\n", true, 0 }, { OK "no colon\r\n\r\n", true, 0 },
		{ OK ": nothing\r\n\r\n", true, 0 }, { OK "Content-Length : 0\r\n\r\n", true, 0 }, { OK "A\001B: x\r\n\r\n", true, 0 },
		{ OK "Content-Length: -1\r\n\r\n", true, 0 }, { OK "Content-Length: +1\r\n\r\n", true, 0 }, { OK "Content-Length:\r\n\r\n", true, 0 },
		{ OK "Content-Length: 1, 1\r\n\r\n", true, 0 }, { OK "Content-Length: 0x1\r\n\r\n", true, 0 },
		{ OK "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", true, 0 }, { OK "Content-Length: 9999999999999999\r\n\r\n", true, 0 },
		{ OK "Content-Length: 1\r\n 2\r\n\r\n", true, 0 }, { OK "X: a\rb\r\n\r\n", true, 0 },
		{ "HTTP/1.1 100 Continue\r\n\r\nnonsense\r\n", true, 0 },
		{ OK "Transfer-Encoding: chunked\r\n\r\nx\r\n", true, 200 }, { OK "Transfer-Encoding: chunked\r\n\r\n\r\n", true, 200 },
		{ OK "Transfer-Encoding: chunked\r\n\r\n123456789\r\n", true, 200 }, { OK "Transfer-Encoding: chunked\r\n\r\n1x\r\n", true, 200 },
		{ OK "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", true, 200 }, { OK "Transfer-Encoding: chunked\r\n\r\n-1\r\n", true, 200 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		size_t length = strlen(cases[i].bytes);
		struct http_answer answer;

		http_answer_init(&answer);
		for (size_t piece = 1; piece <= length; piece++) {
			ck_assert_msg(take(&answer, cases[i].bytes, length, piece) == -1, "case %zu by %zu", i, piece);
			ck_assert_msg(answer.spoke == cases[i].spoke && answer.code == cases[i].code && !answer.kept, "case %zu by %zu", i, piece);
			ck_assert_str_eq(http_answer_fault(&answer), "its answer is none of HTTP");
		}
		http_answer_clear(&answer);
	}
}
END_TEST

START_TEST(a_zero_in_a_head_is_none)
{
	static const char bytes[] = OK "X: a\0b\r\n\r\n";
	struct http_answer answer;

	http_answer_init(&answer);
	ck_assert_int_eq(take(&answer, bytes, sizeof bytes - 1, sizeof bytes), -1);
	http_answer_clear(&answer);
}
END_TEST

/* BEGIN, and MORE again and again until it has had enough, which must be by LIMIT bytes more or so. */
static void goes_on(const char *begin, const char *more, size_t limit, int code)
{
	struct http_answer answer;
	size_t all = 0;

	http_answer_init(&answer);
	ck_assert_int_eq(take(&answer, begin, strlen(begin), strlen(begin)), (ssize_t)strlen(begin));
	for (; all < 2 * limit; all += strlen(more))
		if (http_answer_take(&answer, more, strlen(more)) < 0)
			break;
	ck_assert_uint_le(all, limit);
	ck_assert_uint_ge(all + strlen(begin) + strlen(more), limit);
	ck_assert_uint_le(answer.line->len, limit);
	ck_assert_int_eq(answer.code, code);
	ck_assert_str_eq(http_answer_fault(&answer), "its answer goes on and on");
	ck_assert_uint_le(answer.body->len, HTTP_TEXT_MAX);
	ck_assert_uint_le(answer.reason->len, HTTP_TEXT_MAX);
	http_answer_clear(&answer);
}

START_TEST(an_answer_has_limits)
{
	goes_on("HTTP/1.1 200 ", "and so on ", HTTP_HEAD_MAX, 0);
	goes_on(OK "X: ", "and so on ", HTTP_HEAD_MAX, 0);
	goes_on(OK, "X-More: of it\r\n", HTTP_HEAD_MAX, 0);
	goes_on("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", HTTP_HEAD_MAX, 0);
	goes_on(OK "\r\n", "of the body ", HTTP_BODY_MAX, 200);
	goes_on(OK "Content-Length: 999999999\r\n\r\n", "of the body ", HTTP_BODY_MAX, 200);
	goes_on(OK "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", HTTP_BODY_MAX, 200);
	goes_on(OK "Transfer-Encoding: chunked\r\n\r\n1;", "and so on ", HTTP_BODY_MAX, 200);
	goes_on(OK "Transfer-Encoding: chunked\r\n\r\n0\r\n", "X-More: of it\r\n", HTTP_BODY_MAX, 200);
}
END_TEST

START_TEST(how_long_to_wait_is_kept_as_it_was_said)
{
	static const struct { const char *bytes, *wait; } cases[] = {
		{ OK "Retry-After: 120 \r\nContent-Length: 0\r\n\r\n", "120" },
		{ OK "Retry-After: Fri, 27 Nov 2026 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n", "Fri, 27 Nov 2026 00:00:00 GMT" },
		{ OK "Content-Length: 0\r\n\r\n", "" },
		{ OK "Retry-After: 1234567890123456789012345678901234567890123456789012345678901234\r\nContent-Length: 0\r\n\r\n", "" },
		{ "HTTP/1.1 103 x\r\nRetry-After: 9\r\n\r\n" OK "Content-Length: 0\r\n\r\n", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct http_answer answer;

		http_answer_init(&answer);
		ck_assert_int_gt(take(&answer, cases[i].bytes, strlen(cases[i].bytes), 1000), 0);
		ck_assert_str_eq(answer.wait, cases[i].wait);
		http_answer_clear(&answer);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(an_answer_ends_where_it_ends),
		UNIT(without_a_length_it_ends_with_the_connection),
		UNIT(what_is_none_is_none),
		UNIT(a_zero_in_a_head_is_none),
		UNIT(an_answer_has_limits),
		UNIT(how_long_to_wait_is_kept_as_it_was_said),
		{ NULL, NULL },
	};

	return unit_run("net-send-http-read", tests);
}
