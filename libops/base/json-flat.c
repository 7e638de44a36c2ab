/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings lose their escapes and get a NUL where they stand in one copy of the text; another stays as it is, for values that are
 * passed on as they came. Whatever would need thought makes it give up. Never a second opinion on what is
 * right: t/fuzz/fuzz-json.c holds what is read here to what jansson reads.
 */
#include "base/json-flat.h"
#include "base/text.h"

#include <string.h>

/* As many digits as are an int64 whatever they are. */
#define DIGITS_MAX 18
#define LENGTH_MAX ((size_t)64 << 20)
/* Of an object: its keys are compared with each other. */
#define MEMBERS_MAX 64
/* As many as most have; who has more is read again, with room for so many times as much. */
#define CELLS_FEW 96
#define CELLS_TIMES 8

struct flat_reader {
	char *at, *end;			/* in the copy that is changed, which ends in a NUL */
	ptrdiff_t to_raw;		/* from there to the same place in the other */
	unsigned int depth;		/* that may be entered yet */
	bool blanks;			/* there were some */
	bool crowded;			/* there are more values than there is room for */
	struct json_flat *cells;	/* the whole is the first of them */
	uint32_t count, room;
};

static struct json_flat *read_value(struct flat_reader *reader);

/* --- strings --- */

/* One escape, of which the backslash is taken, to TO, which moves. False: it is none, or an unusual one. */
static bool take_escape(struct flat_reader *reader, char **to, bool *same)
{
	static const char named[] = "\"\\bfnrt/", meant[] = "\"\\\b\f\n\r\t/";
	const char *found = *reader->at ? strchr(named, *reader->at) : NULL;
	gunichar character = 0;

	if (found) {
		*same = *same && *found != '/';
		*(*to)++ = meant[found - named];
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
	*same = false;
	*to += g_unichar_to_utf8(character, *to);
	reader->at += 5;
	return true;
}

/* Over a character that is neither plain nor ends a run. False: it may not stand there. */
static bool skip_other(struct flat_reader *reader, bool *same)
{
	gunichar character = reader->at < reader->end ? g_utf8_get_char_validated(reader->at, reader->end - reader->at) : 0;

	if (character < ' ' || character > 0x10ffff)
		return false;
	*same = *same && text_char_is_safe(character);
	reader->at += g_unichar_to_utf8(character, NULL);
	return true;
}

/* Up to the quote or escape that ends a run. False: there is none. */
static bool skip_run(struct flat_reader *reader, bool *same)
{
	char *at = reader->at;

	for (;;) {
		if (*at >= ' ' && *at < 0x7f) {
			if (*at == '"' || *at == '\\')
				break;
			at++;
		} else if (text_is_plain_wide(at)) {
			at += 3;
		} else {
			reader->at = at;
			if (!skip_other(reader, same))
				return false;
			at = reader->at;
		}
	}
	reader->at = at;
	return true;
}

/* A string whose quote is taken. */
static bool take_string(struct flat_reader *reader, const char **ret_text, size_t *ret_length, bool *same)
{
	char *start = reader->at, *to, *run;

	if (!skip_run(reader, same))
		return false;
	to = reader->at;
	while (*reader->at == '\\') {
		reader->at++;
		if (!take_escape(reader, &to, same))
			return false;
		run = reader->at;
		if (!skip_run(reader, same))
			return false;
		memmove(to, run, (size_t)(reader->at - run));
		to += reader->at - run;
	}
	reader->at++;
	*to = '\0';
	*ret_text = start;
	*ret_length = (size_t)(to - start);
	return true;
}

/* --- values --- */

static void skip_blanks(struct flat_reader *reader)
{
	while ((guchar)*reader->at <= ' ' &&
	       (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t')) {
		reader->blanks = true;
		reader->at++;
	}
}

/* Whether BYTE comes next, blanks before it aside; then it is taken. */
static bool take(struct flat_reader *reader, char byte)
{
	skip_blanks(reader);
	if (*reader->at != byte)
		return false;
	reader->at++;
	return true;
}

static bool read_integer(struct flat_reader *reader, struct json_flat *cell)
{
	bool negative = *reader->at == '-';
	int64_t value = 0;
	const char *first;

	if (negative)
		reader->at++;
	first = reader->at;
	for (; g_ascii_isdigit(*reader->at); reader->at++) {
		if (reader->at - first == DIGITS_MAX)
			return false;
		value = value * 10 + (*reader->at - '0');
	}
	if (reader->at == first || (*first == '0' && reader->at - first > 1))
		return false;
	if (*reader->at == '.' || *reader->at == 'e' || *reader->at == 'E')
		return false;
	cell->type = JSON_FLAT_BASE + JSON_INTEGER;
	cell->integer = negative ? -value : value;
	/* A negative zero is for others to keep. */
	return !negative || value;
}

static bool read_word(struct flat_reader *reader, struct json_flat *cell)
{
	const char *word = *reader->at == 'n' ? "null" : *reader->at == 't' ? "true" : "false";
	size_t length = strlen(word);

	/* The NUL at the end differs from every letter. */
	if (strncmp(reader->at, word, length))
		return false;
	cell->type = JSON_FLAT_BASE + (*word == 'n' ? JSON_NULL : *word == 't' ? JSON_TRUE : JSON_FALSE);
	reader->at += length;
	return true;
}

/* What has been read into MEMBER belongs to WHOLE. */
static void add_member(struct json_flat *whole, const struct json_flat *member)
{
	whole->members++;
	if (!member->same)
		whole->same = false;
}

static bool read_array(struct flat_reader *reader, struct json_flat *whole)
{
	if (take(reader, ']'))
		return true;
	for (;;) {
		struct json_flat *member = read_value(reader);

		if (!member)
			return false;
		add_member(whole, member);
		if (take(reader, ']'))
			return true;
		if (!take(reader, ','))
			return false;
	}
}

static const struct json_flat *find(const struct json_flat *object, const char *key, size_t length)
{
	const struct json_flat *member = object + 1;

	for (size_t i = 0; i < object->members; i++, member += member->cells)
		if (member->key_length == length && *member->key == *key && !memcmp(member->key, key, length))
			return member;
	return NULL;
}

static bool read_member(struct flat_reader *reader, struct json_flat *whole)
{
	struct json_flat *member;
	bool same = true;
	const char *key;
	size_t length;

	if (!take(reader, '"') || !take_string(reader, &key, &length, &same))
		return false;
	/* One with an escape is unusual: it is shorter than what was taken. */
	if (key + length + 1 != reader->at || !take(reader, ':'))
		return false;
	if (whole->members == MEMBERS_MAX || find(whole, key, length))
		return false;
	member = read_value(reader);
	if (!member)
		return false;
	member->key = key;
	member->key_length = (uint32_t)length;
	add_member(whole, member);
	if (!same)
		whole->same = false;
	return true;
}

static bool read_object(struct flat_reader *reader, struct json_flat *whole)
{
	if (take(reader, '}'))
		return true;
	for (;;) {
		if (!read_member(reader, whole))
			return false;
		if (take(reader, '}'))
			return true;
		if (!take(reader, ','))
			return false;
	}
}

static bool read_inner(struct flat_reader *reader, struct json_flat *cell)
{
	bool blanks = reader->blanks, object = *reader->at++ == '{', well;

	if (!reader->depth)
		return false;
	reader->depth--;
	reader->blanks = false;
	cell->type = JSON_FLAT_BASE + (object ? JSON_OBJECT : JSON_ARRAY);
	cell->members = 0;
	well = object ? read_object(reader, cell) : read_array(reader, cell);
	reader->depth++;
	if (reader->blanks)
		cell->same = false;
	reader->blanks |= blanks;
	cell->cells = (uint32_t)(reader->cells + reader->count - cell);
	return well;
}

static bool read_text(struct flat_reader *reader, struct json_flat *cell)
{
	bool same = true;
	size_t length;

	reader->at++;
	if (!take_string(reader, &cell->text, &length, &same))
		return false;
	cell->type = JSON_FLAT_BASE + JSON_STRING;
	cell->same = same;
	return true;
}

/* NULL: there is none, or no room for it. */
static struct json_flat *read_value(struct flat_reader *reader)
{
	struct json_flat *cell;
	bool well;

	skip_blanks(reader);
	if (reader->count == reader->room) {
		reader->crowded = true;
		return NULL;
	}
	cell = &reader->cells[reader->count++];
	cell->cells = 1;
	cell->key = "";
	cell->key_length = 0;
	cell->raw = reader->at + reader->to_raw;
	cell->same = true;
	if (*reader->at == '{' || *reader->at == '[')
		well = read_inner(reader, cell);
	else if (*reader->at == '"')
		well = read_text(reader, cell);
	else if (*reader->at == '-' || g_ascii_isdigit(*reader->at))
		well = read_integer(reader, cell);
	else
		well = read_word(reader, cell);
	cell->raw_length = (uint32_t)(reader->at + reader->to_raw - cell->raw);
	return well ? cell : NULL;
}

/* In one piece: the values, the text as it is, the text that is changed. */
static struct json_flat *read_with_room(const char *bytes, size_t length, unsigned int depth, uint32_t room, bool *ret_crowded)
{
	g_autofree struct json_flat *cells = g_malloc(room * sizeof *cells + 2 * length + 1);
	char *copy = (char *)(cells + room) + length;
	struct flat_reader reader = {
		.at = copy, .end = copy + length, .to_raw = -(ptrdiff_t)length, .depth = depth, .cells = cells, .room = room,
	};
	bool well = false;

	memcpy(copy - length, bytes, length);
	memcpy(copy, bytes, length);
	copy[length] = '\0';
	skip_blanks(&reader);
	if (*reader.at == '{' || *reader.at == '[')
		well = read_value(&reader);
	skip_blanks(&reader);
	*ret_crowded = reader.crowded;
	return well && reader.at == reader.end ? g_steal_pointer(&cells) : NULL;
}

struct json_flat *json_flat_read(const char *bytes, size_t length, unsigned int depth)
{
	/* None takes less than two bytes, with what parts it from the next. */
	uint32_t room = CELLS_FEW, most = (uint32_t)MIN(length, LENGTH_MAX) / 2 + 1;
	struct json_flat *whole;
	bool crowded;

	if (length > LENGTH_MAX)
		return NULL;
	whole = read_with_room(bytes, length, depth, room, &crowded);
	while (crowded && room < most) {
		room = MIN(room * CELLS_TIMES, most);
		whole = read_with_room(bytes, length, depth, room, &crowded);
	}
	return whole;
}

void json_flat_free(struct json_flat *whole)
{
	g_free(whole);
}

/* --- looking --- */

const struct json_flat *json_flat_get(const struct json_flat *object, const char *key)
{
	return object->type == JSON_FLAT_BASE + JSON_OBJECT ? find(object, key, strlen(key)) : NULL;
}

const struct json_flat *json_flat_next(const struct json_flat *object, const char **key)
{
	const struct json_flat *member = object + 1;
	bool found = !*key;

	if (object->type != JSON_FLAT_BASE + JSON_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->members; i++, member += member->cells) {
		if (found) {
			*key = member->key;
			return member;
		}
		found = member->key == *key;
	}
	return NULL;
}

const struct json_flat *json_flat_at(const struct json_flat *array, size_t index)
{
	const struct json_flat *member = array + 1;

	if (array->type != JSON_FLAT_BASE + JSON_ARRAY || index >= array->members)
		return NULL;
	for (size_t i = 0; i < index; i++)
		member += member->cells;
	return member;
}
