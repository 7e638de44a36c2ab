/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A struct json is jansson's value under another name: jansson reads and holds
 * it. Writing is done here, because jansson lets C1 and bidirectional controls
 * through to the terminal, writes 0.1 as 0.10000000000000001, and sorts and
 * escapes otherwise than RFC 8785 asks.
 */
#include "base/json.h"
#include "base/json-quick.h"
#include "base/text.h"
#include "base/translate.h"

#include <jansson.h>
#include <math.h>

#define DEPTH_MAX 64
#define EXACT_INTEGER_MAX (INT64_C(9007199254740992) - 1)	/* 2^53 - 1 */

G_DEFINE_QUARK(ops_json_error_quark, json_error)

static json_t *inside(struct json *json)
{
	return (json_t *)json;
}

static const json_t *inside_const(const struct json *json)
{
	return (const json_t *)json;
}

/* jansson answers NULL when memory ran out; that aborts, as everywhere. */
static struct json *wrap(json_t *value)
{
	g_assert(value);
	return (struct json *)value;
}

/* --- building --- */

struct json *json_new_object(void)
{
	return wrap(json_object());
}

struct json *json_new_array(void)
{
	return wrap(json_array());
}

void json_free(struct json *json)
{
	json_decref(inside(json));
}

static json_t *string_value(const char *value)
{
	g_autofree char *safe = NULL;

	if (!value)
		return json_null();
	if (!g_utf8_validate(value, -1, NULL))
		value = safe = text_safe_string(value);
	return json_string(value);
}

void json_take(struct json *object, const char *key, struct json *value)
{
	g_autofree char *safe = NULL;
	int r;

	if (!g_utf8_validate(key, -1, NULL))
		key = safe = text_safe_string(key);
	r = json_object_set_new(inside(object), key, inside(value));
	g_assert(r == 0);
}

void json_set_string(struct json *object, const char *key, const char *value)
{
	json_take(object, key, wrap(string_value(value)));
}

void json_set_integer(struct json *object, const char *key, int64_t value)
{
	json_take(object, key, wrap(json_integer(value)));
}

void json_set_real(struct json *object, const char *key, double value)
{
	json_take(object, key, wrap(isfinite(value) ? json_real(value) : json_null()));
}

void json_set_bool(struct json *object, const char *key, bool value)
{
	json_take(object, key, wrap(json_boolean(value)));
}

void json_set_null(struct json *object, const char *key)
{
	json_take(object, key, wrap(json_null()));
}

void json_append_take(struct json *array, struct json *value)
{
	int r = json_array_append_new(inside(array), inside(value));

	g_assert(r == 0);
}

void json_append_string(struct json *array, const char *value)
{
	json_append_take(array, wrap(string_value(value)));
}

void json_append_integer(struct json *array, int64_t value)
{
	json_append_take(array, wrap(json_integer(value)));
}

void json_append_null(struct json *array)
{
	json_append_take(array, wrap(json_null()));
}

/* --- writing --- */

struct writer {
	GString *out;
	bool canonical;		/* RFC 8785 */
};

static bool write_value(struct writer *writer, const json_t *value);

/* Beyond the basic plane JSON writes a pair of surrogates. */
static void write_escape(GString *out, gunichar character)
{
	if (character >= 0x10000) {
		character -= 0x10000;
		g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + (character >> 10),
				       0xdc00 + (character & 0x3ff));
	} else {
		g_string_append_printf(out, "\\u%04x", character);
	}
}

static void write_character(struct writer *writer, gunichar character)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *short_form = character < 0x80 ? strchr(plain, (int)character) : NULL;

	if (short_form)
		g_string_append_printf(writer->out, "\\%c", letters[short_form - plain]);
	else if (character < 0x20 || (!writer->canonical && !text_char_is_safe(character)))
		write_escape(writer->out, character);
	else
		g_string_append_unichar(writer->out, character);
}

/* How long a character is that is written as it is and needs no look: printable ASCII, kana, ideographs up to U+8FFF. 0: it is
 * another. U+3040, U+3097 and U+3098 among the kana are nobody's. */
static size_t plain_character(const char *c)
{
	const guchar first = (guchar)*c, second = first >= 0xe3 && first <= 0xe8 ? (guchar)c[1] : 0;

	if (first < 0x7f)
		return first >= ' ' && first != '"' && first != '\\';
	if ((first >= 0xe4 && first <= 0xe8) || (first == 0xe3 && second == 0x83))
		return 3;
	if (first == 0xe3 && second == 0x81)
		return (guchar)c[2] != 0x80 ? 3 : 0;
	if (first == 0xe3 && second == 0x82)
		return (guchar)c[2] != 0x97 && (guchar)c[2] != 0x98 ? 3 : 0;
	return 0;
}

/* The length of what is at the beginning of STRING, valid UTF-8, and stands for itself. */
static size_t plain_length(const char *string)
{
	size_t length = 0, character;

	while ((character = plain_character(string + length)))
		length += character;
	return length;
}

static void write_string(struct writer *writer, const char *string)
{
	g_string_append_c(writer->out, '"');
	while (*string) {
		size_t length = plain_length(string);

		g_string_append_len(writer->out, string, (gssize)length);
		string += length;
		if (*string) {
			write_character(writer, g_utf8_get_char(string));
			string = g_utf8_next_char(string);
		}
	}
	g_string_append_c(writer->out, '"');
}

void json_append_quoted(GString *out, const char *string)
{
	struct writer writer = { out, false };
	g_autofree char *safe = NULL;

	if (!g_utf8_validate(string, -1, NULL))
		string = safe = text_safe_string(string);
	write_string(&writer, string);
}

/* The fewest digits that read back as the same number. */
static void write_real(GString *out, double value)
{
	static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
	char digits[G_ASCII_DTOSTR_BUF_SIZE];

	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_ascii_formatd(digits, sizeof(digits), formats[i], value);
		if (g_ascii_strtod(digits, NULL) == value)
			break;
	}
	g_string_append(out, digits);
	/* It must not come back as an integer. */
	if (!strpbrk(digits, ".e"))
		g_string_append(out, ".0");
}

static bool write_number(struct writer *writer, const json_t *value)
{
	json_int_t integer;

	if (json_is_real(value)) {
		if (!writer->canonical)
			write_real(writer->out, json_real_value(value));
		return !writer->canonical;
	}
	integer = json_integer_value(value);
	if (writer->canonical && (integer > EXACT_INTEGER_MAX || integer < -EXACT_INTEGER_MAX))
		return false;
	g_string_append_printf(writer->out, "%" JSON_INTEGER_FORMAT, integer);
	return true;
}

/* RFC 8785 sorts by UTF-16 units: what is beyond the basic plane begins with a
 * surrogate there, and so comes before U+E000. */
static gunichar utf16_rank(gunichar character)
{
	return character >= 0xe000 && character < 0x10000 ? character + 0x110000 : character;
}

static gint compare_keys(gconstpointer a, gconstpointer b)
{
	const char *left = *(const char *const *)a, *right = *(const char *const *)b;
	gunichar left_rank, right_rank;

	while (*left && g_utf8_get_char(left) == g_utf8_get_char(right)) {
		left = g_utf8_next_char(left);
		right = g_utf8_next_char(right);
	}
	left_rank = utf16_rank(g_utf8_get_char(left));
	right_rank = utf16_rank(g_utf8_get_char(right));
	return (left_rank > right_rank) - (left_rank < right_rank);
}

static bool write_object(struct writer *writer, const json_t *object)
{
	json_t *members = (json_t *)object;	/* jansson's iterators ask for it, and only read */
	g_autoptr(GPtrArray) keys = g_ptr_array_new();

	for (void *at = json_object_iter(members); at; at = json_object_iter_next(members, at))
		g_ptr_array_add(keys, (gpointer)json_object_iter_key(at));
	if (writer->canonical)
		g_ptr_array_sort(keys, compare_keys);
	g_string_append_c(writer->out, '{');
	for (guint i = 0; i < keys->len; i++) {
		if (i > 0)
			g_string_append_c(writer->out, ',');
		write_string(writer, keys->pdata[i]);
		g_string_append_c(writer->out, ':');
		if (!write_value(writer, json_object_get(object, keys->pdata[i])))
			return false;
	}
	g_string_append_c(writer->out, '}');
	return true;
}

static bool write_array(struct writer *writer, const json_t *array)
{
	g_string_append_c(writer->out, '[');
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i > 0)
			g_string_append_c(writer->out, ',');
		if (!write_value(writer, json_array_get(array, i)))
			return false;
	}
	g_string_append_c(writer->out, ']');
	return true;
}

/* False when VALUE has no canonical form. */
static bool write_value(struct writer *writer, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return write_object(writer, value);
	case JSON_ARRAY:
		return write_array(writer, value);
	case JSON_STRING:
		write_string(writer, json_string_value(value));
		return true;
	case JSON_INTEGER:
	case JSON_REAL:
		return write_number(writer, value);
	case JSON_TRUE:
		g_string_append(writer->out, "true");
		return true;
	case JSON_FALSE:
		g_string_append(writer->out, "false");
		return true;
	case JSON_NULL:
		g_string_append(writer->out, "null");
		return true;
	}
	g_assert_not_reached();
}

static char *print(const struct json *json, bool canonical)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct writer writer = {out, canonical};

	if (!write_value(&writer, inside_const(json)))
		return NULL;
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *json_print(const struct json *json)
{
	return print(json, false);
}

char *json_print_canonical(const struct json *json)
{
	return print(json, true);
}

/* --- reading --- */

static bool deeper_than(const json_t *value, unsigned int depth)
{
	const char *key;
	json_t *member;
	size_t i;

	if (!json_is_object(value) && !json_is_array(value))
		return false;
	if (depth == 0)
		return true;
	json_object_foreach((json_t *)value, key, member)
		if (deeper_than(member, depth - 1))
			return true;
	json_array_foreach(value, i, member)
		if (deeper_than(member, depth - 1))
			return true;
	return false;
}

static void set_limit_error(GError **error)
{
	g_set_error(error, OPS_JSON_ERROR, JSON_ERROR_LIMIT, _("JSON is nested deeper than %d"),
		    DEPTH_MAX);
}

struct json *json_parse(const char *bytes, size_t length, size_t limit, GError **error)
{
	g_autoptr(ops_json_t) json = NULL;
	g_autofree char *reason = NULL;
	json_error_t fault;

	if (length > limit) {
		g_set_error(error, OPS_JSON_ERROR, JSON_ERROR_LIMIT,
			    _("JSON of %zu bytes is longer than %zu"), length, limit);
		return NULL;
	}
	json = (struct json *)json_quick_read(bytes, length, DEPTH_MAX);
	if (json)
		return g_steal_pointer(&json);
	json = (struct json *)json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &fault);
	if (json && !deeper_than(inside(json), DEPTH_MAX))
		return g_steal_pointer(&json);
	if (json || json_error_code(&fault) == json_error_stack_overflow) {
		set_limit_error(error);
		return NULL;
	}
	/* jansson quotes what it stumbled over. */
	reason = text_safe_string(fault.text);
	g_set_error(error, OPS_JSON_ERROR, JSON_ERROR_SYNTAX,
		    _("not JSON: line %d, column %d: %s"), fault.line, fault.column, reason);
	return NULL;
}

const struct json *json_get(const struct json *object, const char *key)
{
	return (const struct json *)json_object_get(inside_const(object), key);
}

const char *json_get_string(const struct json *object, const char *key)
{
	return json_string_value(json_object_get(inside_const(object), key));
}

bool json_get_integer(const struct json *object, const char *key, int64_t *ret_value)
{
	const json_t *value = json_object_get(inside_const(object), key);

	if (!json_is_integer(value))
		return false;
	*ret_value = json_integer_value(value);
	return true;
}

bool json_get_bool(const struct json *object, const char *key, bool *ret_value)
{
	const json_t *value = json_object_get(inside_const(object), key);

	if (!json_is_boolean(value))
		return false;
	*ret_value = json_is_true(value);
	return true;
}

const struct json *json_next(const struct json *object, const char **key)
{
	json_t *members = (json_t *)inside_const(object);	/* jansson's iterators ask for it, and only read */
	void *at = *key ? json_object_iter_next(members, json_object_key_to_iter(*key))
			: json_object_iter(members);

	if (!at)
		return NULL;
	*key = json_object_iter_key(at);
	return (const struct json *)json_object_iter_value(at);
}

const char *json_unknown_key(const struct json *object, const char *const *keys)
{
	const char *key = NULL;

	while (json_next(object, &key))
		if (!g_strv_contains(keys, key))
			return key;
	return NULL;
}

char *json_unknown_key_why(const char *key, const char *const *keys)
{
	const char *near = text_nearest(key, keys);

	return near ? g_strdup_printf(_("there is no such key; did you mean '%s'?"), near) : g_strdup(_("there is no such key"));
}

char *json_text(const struct json *value)
{
	const json_t *inner = inside_const(value);

	if (json_is_string(inner))
		return g_strdup(json_string_value(inner));
	if (!json_is_number(inner) && !json_is_boolean(inner))
		return NULL;
	return json_print(value);
}

bool json_is_list(const struct json *value)
{
	return json_is_array(inside_const(value));
}

size_t json_length(const struct json *array)
{
	return json_array_size(inside_const(array));
}

const struct json *json_at(const struct json *array, size_t index)
{
	return (const struct json *)json_array_get(inside_const(array), index);
}

const char *json_get_string_at(const struct json *array, size_t index)
{
	return json_string_value(json_array_get(inside_const(array), index));
}
