/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a web server answers (RFC 9112), read piece by piece without believing it: pure. Its head is read strictly, for
 * what is read wrongly there makes the end of one answer the beginning of the next. Of the body only the beginning is
 * kept, for people.
 */
#include "net/send-internal.h"

#include <string.h>

#define LENGTH_DIGITS 15
#define CHUNK_DIGITS 8

void http_answer_init(struct http_answer *answer)
{
	*answer = (struct http_answer){ .line = g_string_new(NULL), .reason = g_string_new(NULL), .body = g_string_new(NULL) };
}

void http_answer_clear(struct http_answer *answer)
{
	g_string_free(answer->line, TRUE);
	g_string_free(answer->reason, TRUE);
	g_string_free(answer->body, TRUE);
}

void http_answer_begin(struct http_answer *answer)
{
	*answer = (struct http_answer){ .line = answer->line, .reason = answer->reason, .body = answer->body };
	g_string_truncate(answer->line, 0);
	g_string_truncate(answer->reason, 0);
	g_string_truncate(answer->body, 0);
}

/* --- the head --- */

static bool is_status(const char *line, size_t size)
{
	return size >= 12 && g_ascii_isdigit(line[7]) && line[8] == ' ' && line[9] >= '1' && line[9] <= '5' &&
	       g_ascii_isdigit(line[10]) && g_ascii_isdigit(line[11]) && (size == 12 || line[12] == ' ');
}

static bool read_status(struct http_answer *answer, const char *line, size_t size)
{
	if (!http_answer_may_begin(line, size) || !is_status(line, size))
		return false;
	answer->spoke = true;
	answer->said = 100 * (line[9] - '0') + 10 * (line[10] - '0') + (line[11] - '0');
	answer->old = line[7] == '0';
	answer->kept = !answer->old;
	answer->closing = answer->chunked = answer->coded = answer->has_length = answer->named = answer->framing = false;
	*answer->wait = '\0';
	g_string_truncate(answer->reason, 0);
	if (size > 13)
		g_string_append_len(answer->reason, line + 13, (gssize)MIN(size - 13, HTTP_TEXT_MAX));
	answer->part = HTTP_HEADER;
	/* Nobody asked for another protocol. */
	return answer->said != 101;
}

/* Decimal digits alone, of which two that differ would be two ends. */
static bool read_length(struct http_answer *answer, const char *value, size_t size)
{
	uint64_t length = 0;

	if (!size || size > LENGTH_DIGITS)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!g_ascii_isdigit(value[i]))
			return false;
		length = 10 * length + (uint64_t)(value[i] - '0');
	}
	if (answer->has_length && answer->left != length)
		return false;
	answer->has_length = true;
	answer->left = length;
	return true;
}

static bool is_word(const char *value, size_t size, const char *word)
{
	return size == strlen(word) && !g_ascii_strncasecmp(value, word, size);
}

/* Chunks alone are taken apart; a body in any other coding ends with the connection. */
static bool read_coding(struct http_answer *answer, const char *value, size_t size)
{
	if (is_word(value, size, "chunked") && !answer->chunked)
		answer->chunked = true;
	else
		answer->coded = true;
	return true;
}

static void trim(const char **value, size_t *size)
{
	while (*size && (**value == ' ' || **value == '\t')) {
		(*value)++;
		(*size)--;
	}
	while (*size && ((*value)[*size - 1] == ' ' || (*value)[*size - 1] == '\t'))
		(*size)--;
}

static bool read_connection(struct http_answer *answer, const char *value, size_t size)
{
	while (size) {
		const char *comma = memchr(value, ',', size), *word = value;
		size_t length = comma ? (size_t)(comma - value) : size, used = comma ? length + 1 : length;

		trim(&word, &length);
		answer->closing |= is_word(word, length, "close");
		answer->kept |= is_word(word, length, "keep-alive");
		value += used;
		size -= used;
	}
	return true;
}

static bool read_wait(struct http_answer *answer, const char *value, size_t size)
{
	if (size < sizeof answer->wait) {
		memcpy(answer->wait, value, size);
		answer->wait[size] = '\0';
	}
	return true;
}

static const struct header {
	const char *name;
	bool framing;			/* it says where the answer ends */
	bool (*read)(struct http_answer *answer, const char *value, size_t size);
} headers[] = {
	{ "Content-Length", true, read_length },
	{ "Transfer-Encoding", true, read_coding },
	{ "Connection", true, read_connection },
	{ "Retry-After", false, read_wait },
};

/* Characters of a token (RFC 9110, 5.6.2). */
static bool is_name(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!g_ascii_isalnum(name[i]) && (!name[i] || !strchr("!#$%&'*+-.^_`|~", name[i])))
			return false;
	return size > 0;
}

static bool read_header(struct http_answer *answer, const char *line, size_t size)
{
	const char *colon, *value;
	size_t left;

	/* A line goes on (RFC 9112, 5.2): nothing is lost by that, unless it says where the answer ends. */
	if (*line == ' ' || *line == '\t')
		return answer->named && !answer->framing;
	colon = memchr(line, ':', size);
	if (!colon || !is_name(line, (size_t)(colon - line)))
		return false;
	answer->named = true;
	answer->framing = false;
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
		if (!is_word(line, (size_t)(colon - line), headers[i].name))
			continue;
		value = colon + 1;
		left = size - (size_t)(value - line);
		trim(&value, &left);
		answer->framing = headers[i].framing;
		return headers[i].read(answer, value, left);
	}
	return true;
}

static void end_head(struct http_answer *answer)
{
	if (answer->said < 200) {
		answer->part = HTTP_STATUS;
		return;
	}
	answer->code = answer->said;
	answer->kept &= !answer->closing;
	/* Both of them, or chunks of one who does not know any: somebody on the way may have read it otherwise. */
	if (answer->chunked && (answer->has_length || answer->old))
		answer->kept = false;
	if (answer->code == 204 || answer->code == 304)
		answer->part = HTTP_WHOLE;
	else if (answer->coded)
		answer->part = HTTP_REST;
	else if (answer->chunked)
		answer->part = HTTP_CHUNK_SIZE;
	else if (answer->has_length)
		answer->part = answer->left ? HTTP_BODY : HTTP_WHOLE;
	else
		answer->part = HTTP_REST;
	if (answer->part == HTTP_REST)
		answer->kept = false;
}

/* --- the body --- */

static void keep(struct http_answer *answer, const char *bytes, size_t length)
{
	g_string_append_len(answer->body, bytes, (gssize)MIN(length, HTTP_TEXT_MAX - answer->body->len));
}

/* Hexadecimal, with an extension behind it that nobody reads. */
static bool read_chunk_size(struct http_answer *answer, const char *line, size_t size)
{
	size_t digits = 0;

	answer->left = 0;
	for (; digits < size && g_ascii_isxdigit(line[digits]); digits++) {
		if (digits == CHUNK_DIGITS)
			return false;
		answer->left = 16 * answer->left + (uint64_t)g_ascii_xdigit_value(line[digits]);
	}
	if (!digits || (digits < size && !strchr("; \t", line[digits])))
		return false;
	answer->part = answer->left ? HTTP_CHUNK : HTTP_TRAILER;
	return true;
}

static bool read_line(struct http_answer *answer, const char *line, size_t size)
{
	if (size && line[size - 1] == '\r')
		size--;
	if (memchr(line, '\0', size) || memchr(line, '\r', size))
		return false;
	switch (answer->part) {
	case HTTP_STATUS:
		return read_status(answer, line, size);
	case HTTP_HEADER:
		if (size)
			return read_header(answer, line, size);
		end_head(answer);
		return true;
	case HTTP_CHUNK_SIZE:
		return read_chunk_size(answer, line, size);
	case HTTP_CHUNK_END:
		answer->part = HTTP_CHUNK_SIZE;
		return !size;
	default:
		if (!size)
			answer->part = HTTP_WHOLE;
		return true;
	}
}

/* --- piece by piece --- */

bool http_answer_may_begin(const char *bytes, size_t length)
{
	return !memcmp(bytes, "HTTP/1.", MIN(length, 7));
}

/* A line, or the beginning of one. */
static ssize_t take_line(struct http_answer *answer, const char *bytes, size_t length)
{
	const char *end = memchr(bytes, '\n', length);
	size_t used = end ? (size_t)(end - bytes) + 1 : length;
	size_t *taken = answer->code ? &answer->behind : &answer->head;
	bool well;

	*taken += used;
	answer->endless = *taken > (answer->code ? HTTP_BODY_MAX : HTTP_HEAD_MAX);
	if (answer->endless)
		return -1;
	if (end && !answer->line->len)
		return read_line(answer, bytes, used - 1) ? (ssize_t)used : -1;
	g_string_append_len(answer->line, bytes, (gssize)(end ? used - 1 : used));
	if (!end)
		return answer->part != HTTP_STATUS || http_answer_may_begin(answer->line->str, answer->line->len) ? (ssize_t)used : -1;
	well = read_line(answer, answer->line->str, answer->line->len);
	g_string_truncate(answer->line, 0);
	return well ? (ssize_t)used : -1;
}

/* Bytes of the body, of which there is an end or none. */
static ssize_t take_bytes(struct http_answer *answer, const char *bytes, size_t length)
{
	bool counted = answer->part != HTTP_REST;
	size_t used = counted ? MIN(length, answer->left) : length;

	answer->behind += used;
	answer->endless = answer->behind > HTTP_BODY_MAX;
	if (answer->endless)
		return -1;
	keep(answer, bytes, used);
	if (!counted)
		return (ssize_t)used;
	answer->left -= used;
	if (!answer->left)
		answer->part = answer->part == HTTP_CHUNK ? HTTP_CHUNK_END : HTTP_WHOLE;
	return (ssize_t)used;
}

ssize_t http_answer_take(struct http_answer *answer, const char *bytes, size_t length)
{
	size_t used = 0;

	while (used < length && answer->part != HTTP_WHOLE) {
		bool is_bytes = answer->part == HTTP_BODY || answer->part == HTTP_CHUNK || answer->part == HTTP_REST;
		ssize_t took = is_bytes ? take_bytes(answer, bytes + used, length - used)
					: take_line(answer, bytes + used, length - used);

		if (took < 0) {
			answer->kept = false;
			return -1;
		}
		used += (size_t)took;
	}
	return (ssize_t)used;
}

const char *http_answer_fault(const struct http_answer *answer)
{
	return answer->endless ? "its answer goes on and on" : "its answer is none of HTTP";
}
