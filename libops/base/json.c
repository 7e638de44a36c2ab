/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A struct json is jansson's value under another name: jansson reads and holds
 * it; or one of base/json-flat.h, which is only looked at. Writing is done here, because jansson lets C1 and bidirectional controls
 * through to the terminal, writes 0.1 as 0.10000000000000001, and sorts and
 * escapes otherwise than RFC 8785 asks.
 */
#include "base/json.h"
#include "base/json-flat.h"
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
	g_assert(!json_flat_is(json));
	return (json_t *)json;
}

static const json_t *inside_const(const struct json *json)
{
	return (const json_t *)json;
}

/* NULL: it is jansson's, or none. */
static const struct json_flat *flat_of(const struct json *json)
{
	return json_flat_is(json) ? (const struct json_flat *)json : NULL;
}

/* It is of TYPE, in either form. */
static bool is_of(const struct json *json, json_type type)
{
	return json && *(const json_type *)json % JSON_FLAT_BASE == type;
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
	if (json_flat_is(json))
		json_flat_free((struct json_flat *)json);
	else
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
	r = json_object_set_new(inside(object), key, value ? inside(value) : json_null());
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

	if (short_form) {
		g_string_append_c(writer->out, '\\');
		g_string_append_c(writer->out, letters[short_form - plain]);
	} else if (character < 0x20 || (!writer->canonical && !text_char_is_safe(character))) {
		write_escape(writer->out, character);
	} else {
		g_string_append_unichar(writer->out, character);
	}
}

/* The length of what is at the beginning of STRING and stands for itself. It is valid UTF-8, whatever follows. */
static size_t plain_length(const char *string)
{
	const char *at = string;

	for (;;) {
		if (*at >= ' ' && *at < 0x7f && *at != '"' && *at != '\\')
			at++;
		else if (text_is_plain_wide(at))
			at += 3;
		else
			return (size_t)(at - string);
	}
}

/* False: STRING is not UTF-8, and what was written of it is to be taken back. */
static bool write_string(struct writer *writer, const char *string)
{
	g_string_append_c(writer->out, '"');
	for (;;) {
		size_t length = plain_length(string);
		gunichar character;

		g_string_append_len(writer->out, string, (gssize)length);
		string += length;
		if (!*string)
			break;
		character = (guchar)*string < 0x80 ? (gunichar)*string : g_utf8_get_char_validated(string, -1);
		if (character > 0x10ffff)
			return false;
		write_character(writer, character);
		string = g_utf8_next_char(string);
	}
	g_string_append_c(writer->out, '"');
	return true;
}

void json_append_quoted(GString *out, const char *string)
{
	struct writer writer = { out, false };
	size_t before = out->len;

	if (!write_string(&writer, string)) {
		g_autofree char *safe = text_safe_string(string);

		g_string_truncate(out, before);
		write_string(&writer, safe);
	}
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

/* One that does not stand as it would be written is read again, by jansson: that happens seldom. */
static bool write_flat(struct writer *writer, const struct json_flat *flat)
{
	json_t *value;
	bool well;

	if (flat->same && !writer->canonical) {
		g_string_append_len(writer->out, flat->raw, flat->raw_length);
		return true;
	}
	value = json_loadb(flat->raw, flat->raw_length, JSON_DECODE_ANY, NULL);
	g_assert(value);
	well = write_value(writer, value);
	json_decref(value);
	return well;
}

static bool write_json(struct writer *writer, const struct json *json)
{
	const struct json_flat *flat = flat_of(json);

	return flat ? write_flat(writer, flat) : write_value(writer, inside_const(json));
}

static char *print(const struct json *json, bool canonical)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct writer writer = {out, canonical};

	if (!write_json(&writer, json))
		return NULL;
	return g_string_free(g_steal_pointer(&out), FALSE);
}

void json_append(GString *out, const struct json *json)
{
	struct writer writer = {out, false};

	write_json(&writer, json);
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

struct json *json_parse_flat(const char *bytes, size_t length, size_t limit, GError **error)
{
	struct json_flat *flat = length <= limit ? json_flat_read(bytes, length, DEPTH_MAX) : NULL;

	return flat ? (struct json *)flat : json_parse(bytes, length, limit, error);
}

const struct json *json_get(const struct json *object, const char *key)
{
	const struct json_flat *flat = flat_of(object);

	return flat ? (const struct json *)json_flat_get(flat, key)
		    : (const struct json *)json_object_get(inside_const(object), key);
}

static const char *string_of(const struct json *value)
{
	const struct json_flat *flat = flat_of(value);

	if (!flat)
		return json_string_value(inside_const(value));
	return is_of(value, JSON_STRING) ? flat->text : NULL;
}

const char *json_get_string(const struct json *object, const char *key)
{
	return string_of(json_get(object, key));
}

bool json_get_integer(const struct json *object, const char *key, int64_t *ret_value)
{
	const struct json *value = json_get(object, key);
	const struct json_flat *flat = flat_of(value);

	if (!is_of(value, JSON_INTEGER))
		return false;
	*ret_value = flat ? flat->integer : json_integer_value(inside_const(value));
	return true;
}

bool json_get_bool(const struct json *object, const char *key, bool *ret_value)
{
	const struct json *value = json_get(object, key);

	if (!is_of(value, JSON_TRUE) && !is_of(value, JSON_FALSE))
		return false;
	*ret_value = is_of(value, JSON_TRUE);
	return true;
}

static const struct json *next_of_tree(const struct json *object, const char **key)
{
	json_t *members = (json_t *)inside_const(object);	/* jansson's iterators ask for it, and only read */
	void *at = *key ? json_object_iter_next(members, json_object_key_to_iter(*key))
			: json_object_iter(members);

	if (!at)
		return NULL;
	*key = json_object_iter_key(at);
	return (const struct json *)json_object_iter_value(at);
}

const struct json *json_next(const struct json *object, const char **key)
{
	const struct json_flat *flat = flat_of(object);

	return flat ? (const struct json *)json_flat_next(flat, key) : next_of_tree(object, key);
}

const char *json_unknown_key(const struct json *object, const char *const *keys)
{
	const char *const *expected = keys;
	const char *key = NULL;

	while (json_next(object, &key)) {
		/* Whoever writes what is read here has them in order, mostly. */
		if (*expected && !strcmp(key, *expected))
			expected++;
		else if (!g_strv_contains(keys, key))
			return key;
	}
	return NULL;
}

char *json_unknown_key_why(const char *key, const char *const *keys)
{
	const char *near = text_nearest(key, keys);

	return near ? g_strdup_printf(_("there is no such key; did you mean '%s'?"), near) : g_strdup(_("there is no such key"));
}

bool json_says_null(const struct json *value)
{
	return is_of(value, JSON_NULL);
}

char *json_text(const struct json *value)
{
	if (is_of(value, JSON_STRING))
		return g_strdup(string_of(value));
	if (!is_of(value, JSON_INTEGER) && !is_of(value, JSON_REAL) && !is_of(value, JSON_TRUE) && !is_of(value, JSON_FALSE))
		return NULL;
	return json_print(value);
}

bool json_is_list(const struct json *value)
{
	return is_of(value, JSON_ARRAY);
}

size_t json_length(const struct json *array)
{
	const struct json_flat *flat = flat_of(array);

	if (!flat)
		return json_array_size(inside_const(array));
	return is_of(array, JSON_ARRAY) ? flat->members : 0;
}

const struct json *json_at(const struct json *array, size_t index)
{
	const struct json_flat *flat = flat_of(array);

	return flat ? (const struct json *)json_flat_at(flat, index)
		    : (const struct json *)json_array_get(inside_const(array), index);
}

const char *json_get_string_at(const struct json *array, size_t index)
{
	return string_of(json_at(array, index));
}
