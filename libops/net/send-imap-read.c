/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One response of an IMAP server, read without believing it: pure. A response is a line, with texts of a
 * length that is said before them in between (RFC 9051, 4.3); each has a limit before it is waited for.
 */
#include "net/send-internal.h"

#include <string.h>

/* The number in braces that LINE ends with; -1: none. */
static int64_t literal_size(const char *line, size_t length)
{
	g_autofree char *digits = NULL;
	size_t open = length;
	guint64 size;

	if (!length || line[length - 1] != '}')
		return -1;
	while (open && line[open - 1] != '{')
		open--;
	if (!open)
		return -1;
	digits = g_strndup(line + open, length - 1 - open);
	return g_ascii_string_to_unsigned(digits, 10, 0, G_MAXINT64, &size, NULL) ? (int64_t)size : -1;
}

ssize_t imap_response_read(const char *bytes, size_t length, struct imap_response *ret_response)
{
	struct imap_response response = { .line = g_string_new(NULL) };
	size_t used = 0;
	int64_t size = 0;

	while (size >= 0) {
		const char *line = bytes + used, *end = memchr(line, '\n', length - used);
		size_t text = end ? (size_t)(end - line) : length - used;

		if (response.line->len + text > IMAP_LINE_MAX || memchr(line, '\0', text)) {
			g_string_free(response.line, TRUE);
			return -1;
		}
		used += text + 1;
		if (end && text && line[text - 1] == '\r')
			text--;
		if (end)
			g_string_append_len(response.line, line, (gssize)text);
		size = end ? literal_size(line, text) : 0;
		if (size > IMAP_LITERAL_MAX) {
			g_string_free(response.line, TRUE);
			return -1;
		}
		if (!end || (size > 0 && length - used < (size_t)size)) {
			g_string_free(response.line, TRUE);
			return 0;
		}
		if (size > 0) {
			response.literal = bytes + used;
			response.literal_length = (size_t)size;
			used += (size_t)size;
		}
	}
	*ret_response = response;
	return (ssize_t)used;
}

void imap_response_clear(struct imap_response *response)
{
	if (response->line)
		g_string_free(response->line, TRUE);
	response->line = NULL;
}
