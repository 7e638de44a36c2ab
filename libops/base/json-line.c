/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appending, and nothing else: no allocation but the line's own growth.
 */
#include "base/json-line.h"

#include "base/json.h"

#include <string.h>

/* In one piece: keys are most of what is appended. */
static void append_key(GString *line, const char *key)
{
	bool first = line->str[line->len - 1] == '{';
	size_t length = strlen(key), end = line->len;
	char *at;

	g_string_set_size(line, end + length + (first ? 3 : 4));
	at = line->str + end;
	if (!first)
		*at++ = ',';
	*at++ = '"';
	memcpy(at, key, length);
	memcpy(at + length, "\":", 2);
}

void json_line_begin(GString *line)
{
	g_string_append_c(line, '{');
}

void json_line_string(GString *line, const char *key, const char *value)
{
	append_key(line, key);
	if (value)
		json_append_quoted(line, value);
	else
		g_string_append_len(line, "null", 4);
}

void json_line_append_integer(GString *line, int64_t value)
{
	char digits[20], *at = digits + sizeof(digits);
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		g_string_append_c(line, '-');
	g_string_append_len(line, at, digits + sizeof(digits) - at);
}

void json_line_integer(GString *line, const char *key, int64_t value)
{
	append_key(line, key);
	json_line_append_integer(line, value);
}

void json_line_bool(GString *line, const char *key, bool value)
{
	json_line_raw(line, key, value ? "true" : "false");
}

void json_line_null(GString *line, const char *key)
{
	json_line_raw(line, key, "null");
}

void json_line_raw(GString *line, const char *key, const char *value)
{
	append_key(line, key);
	g_string_append_len(line, value, (gssize)strlen(value));
}

void json_line_end(GString *line)
{
	g_string_append_c(line, '}');
}
