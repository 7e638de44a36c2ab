/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings are found by their ends and taken in one piece; whatever would need thought (a real, a large
 * integer, an escape in a key, a surrogate, a NUL) makes it give up at once. Never a second opinion on what is
 * right: t/fuzz/fuzz-json.c holds what is read here to what jansson reads.
 */
#include "base/json-quick.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* As many digits as are an int64 whatever they are. */
#define DIGITS_MAX 18

struct reader {
	const char *at, *end;
	unsigned int depth;		/* that may be entered yet */
	GString *text;			/* of a string with escapes */
};

static json_t *read_value(struct reader *reader);

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end &&
	       (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t'))
		reader->at++;
}

/* Whether BYTE comes next, blanks before it aside; then it is taken. */
static bool take(struct reader *reader, char byte)
{
	skip_blanks(reader);
	if (reader->at == reader->end || *reader->at != byte)
		return false;
	reader->at++;
	return true;
}

static bool take_word(struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length))
		return false;
	reader->at += length;
	return true;
}

/* Up to what ends a run of a string: its quote, an escape, or a byte that may not stand there. RET_ASCII: nothing else did. */
static const char *run_end(const char *at, const char *end, bool *ret_ascii)
{
	unsigned char seen = 0;

	for (; at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= ' '; at++)
		seen |= (unsigned char)*at;
	*ret_ascii = seen < 0x80;
	return at;
}

/* One escape, of which the backslash is taken. False: it is none, or an unusual one. */
static bool take_escape(struct reader *reader)
{
	static const char named[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *found;
	gunichar character = 0;

	if (reader->at == reader->end || !*reader->at)
		return false;
	found = strchr(named, *reader->at);
	if (found) {
		g_string_append_c(reader->text, meant[found - named]);
		reader->at++;
		return true;
	}
	if (*reader->at != 'u' || reader->end - reader->at < 5)
		return false;
	for (int i = 1; i <= 4; i++) {
		int digit = g_ascii_xdigit_value(reader->at[i]);

		if (digit < 0)
			return false;
		character = character * 16 + (gunichar)digit;
	}
	if (!character || (character >= 0xd800 && character <= 0xdfff))
		return false;
	g_string_append_unichar(reader->text, character);
	reader->at += 5;
	return true;
}

/* A string whose quote is taken: into *RET_BYTES, lent until the next one is read. */
static bool take_string(struct reader *reader, const char **ret_bytes, size_t *ret_length)
{
	const char *start = reader->at, *end;
	bool ascii;

	end = run_end(start, reader->end, &ascii);
	if (end < reader->end && *end == '"') {
		*ret_bytes = start;
		*ret_length = (size_t)(end - start);
		reader->at = end + 1;
		return ascii || g_utf8_validate_len(start, *ret_length, NULL);
	}
	g_string_truncate(reader->text, 0);
	while (end < reader->end && *end == '\\') {
		g_string_append_len(reader->text, start, end - start);
		reader->at = end + 1;
		if (!take_escape(reader))
			return false;
		start = reader->at;
		end = run_end(start, reader->end, &ascii);
	}
	if (end == reader->end || *end != '"')
		return false;
	g_string_append_len(reader->text, start, end - start);
	reader->at = end + 1;
	*ret_bytes = reader->text->str;
	*ret_length = reader->text->len;
	return g_utf8_validate_len(*ret_bytes, *ret_length, NULL);
}

static json_t *read_integer(struct reader *reader)
{
	bool negative = *reader->at == '-';
	json_int_t value = 0;
	const char *first;

	if (negative)
		reader->at++;
	first = reader->at;
	while (reader->at < reader->end && g_ascii_isdigit(*reader->at)) {
		if (reader->at - first == DIGITS_MAX)
			return NULL;
		value = value * 10 + (*reader->at++ - '0');
	}
	if (reader->at == first || (*first == '0' && reader->at - first > 1))
		return NULL;
	if (reader->at < reader->end && strchr(".eE", *reader->at))
		return NULL;
	/* A negative zero is for others to keep. */
	return negative && !value ? NULL : json_integer(negative ? -value : value);
}

static json_t *read_array(struct reader *reader)
{
	json_t *array = json_array();

	if (take(reader, ']'))
		return array;
	for (;;) {
		json_t *member = read_value(reader);

		if (!member || json_array_append_new(array, member) < 0)
			break;
		if (take(reader, ']'))
			return array;
		if (!take(reader, ','))
			break;
	}
	json_decref(array);
	return NULL;
}

/* A key is lent by the bytes: one with an escape is unusual. */
static bool take_key(struct reader *reader, const char **ret_key, size_t *ret_length)
{
	const char *start;

	if (!take(reader, '"'))
		return false;
	start = reader->at;
	return take_string(reader, ret_key, ret_length) && *ret_key == start && take(reader, ':');
}

static json_t *read_object(struct reader *reader)
{
	json_t *object = json_object();

	if (take(reader, '}'))
		return object;
	for (size_t members = 1;; members++) {
		const char *key;
		size_t length;
		json_t *member;

		if (!take_key(reader, &key, &length))
			break;
		member = read_value(reader);
		/* A key that was there before has replaced it. */
		if (!member || json_object_setn_new_nocheck(object, key, length, member) < 0 || json_object_size(object) != members)
			break;
		if (take(reader, '}'))
			return object;
		if (!take(reader, ','))
			break;
	}
	json_decref(object);
	return NULL;
}

static json_t *read_inner(struct reader *reader)
{
	json_t *value;

	if (!reader->depth)
		return NULL;
	reader->depth--;
	value = *reader->at++ == '{' ? read_object(reader) : read_array(reader);
	reader->depth++;
	return value;
}

static json_t *read_value(struct reader *reader)
{
	const char *bytes;
	size_t length;

	skip_blanks(reader);
	if (reader->at == reader->end)
		return NULL;
	switch (*reader->at) {
	case '{':
	case '[':
		return read_inner(reader);
	case '"':
		reader->at++;
		return take_string(reader, &bytes, &length) ? json_stringn_nocheck(bytes, length) : NULL;
	case 't':
		return take_word(reader, "true") ? json_true() : NULL;
	case 'f':
		return take_word(reader, "false") ? json_false() : NULL;
	case 'n':
		return take_word(reader, "null") ? json_null() : NULL;
	default:
		return *reader->at == '-' || g_ascii_isdigit(*reader->at) ? read_integer(reader) : NULL;
	}
}

json_t *json_quick_read(const char *bytes, size_t length, unsigned int depth)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct reader reader = { bytes, bytes + length, depth, text };
	json_t *value;

	skip_blanks(&reader);
	if (reader.at == reader.end || (*reader.at != '{' && *reader.at != '['))
		return NULL;
	value = read_inner(&reader);
	skip_blanks(&reader);
	if (value && reader.at == reader.end)
		return value;
	json_decref(value);
	return NULL;
}
