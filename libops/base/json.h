/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON, one object per line, behind one header (jansson inside). Writing is
 * by appending to a builder; keys keep the order in which they were added.
 * Text that is not UTF-8 is written escaped by text_safe(), never refused.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPS_JSON_ERROR json_error_quark()
GQuark json_error_quark(void);
/* Not json_error_code: jansson has that. */
enum json_error { JSON_ERROR_SYNTAX, JSON_ERROR_LIMIT };

/* An object or array being built, or one that was read. */
struct json;

struct json *json_new_object(void);
struct json *json_new_array(void);
void json_free(struct json *json);
typedef struct json ops_json_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_json_t, json_free)

void json_set_string(struct json *object, const char *key, const char *value);	/* NULL: null */
void json_set_integer(struct json *object, const char *key, int64_t value);
void json_set_real(struct json *object, const char *key, double value); /* not finite: null */
void json_set_bool(struct json *object, const char *key, bool value);
void json_set_null(struct json *object, const char *key);
/* Takes VALUE over. NULL: null. */
void json_take(struct json *object, const char *key, struct json *value);
void json_append_string(struct json *array, const char *value);
void json_append_integer(struct json *array, int64_t value);
void json_append_null(struct json *array);
void json_append_take(struct json *array, struct json *value);

/* One line without the newline. UTF-8 stays readable, but what text_safe() would
 * escape is written \uNNNN: the line may be shown as it is. Caller frees. */
char *json_print(const struct json *json);
void json_append(GString *out, const struct json *json);
/* STRING with its quotes, as json_print() writes it. */
void json_append_quoted(GString *out, const char *string);
/* RFC 8785 (JCS) for objects of strings and integers below 2^53: keys sorted,
 * no blanks. For what is hashed or signed. NULL when JSON holds anything that
 * has no such form here (a real, a larger integer). Caller frees. */
char *json_print_canonical(const struct json *json);

/* Reads LENGTH bytes, all of them: an object or array of at most LIMIT bytes and
 * depth 64; duplicate keys and NUL characters are refused. */
struct json *json_parse(const char *bytes, size_t length, size_t limit, GError **error);
/* The same for what is only looked at and soon let go, one line of many: it takes a fifth of the time. Neither it nor a member
 * of it can be changed, or taken into another. */
struct json *json_parse_flat(const char *bytes, size_t length, size_t limit, GError **error);
/* NULL when the key is missing or has another type. Lent until JSON is freed. */
const char *json_get_string(const struct json *object, const char *key);
bool json_get_integer(const struct json *object, const char *key, int64_t *ret_value);
bool json_get_bool(const struct json *object, const char *key, bool *ret_value);
/* Lent views of members; the views are freed with the whole. */
const struct json *json_get(const struct json *object, const char *key);
/* The member that follows the one called *KEY (NULL: the first), whose key is put
 * there; NULL behind the last, or when OBJECT is none. Lent. */
const struct json *json_next(const struct json *object, const char **key);
/* The first key of OBJECT that is none of KEYS (NULL-terminated), NULL when there is no such: a word mistyped must not
 * be a rule forgotten. Lent, and of a stranger's making: text_excerpt() it before it is shown. */
const char *json_unknown_key(const struct json *object, const char *const *keys);
/* What to say of it: that there is no such key, and which of KEYS was perhaps meant. Caller frees. */
char *json_unknown_key_why(const char *key, const char *const *keys);
/* A string, number or truth value as text; NULL for null and for what holds others.
 * Caller frees. */
char *json_text(const struct json *value);
/* It is there, and null. */
bool json_says_null(const struct json *value);
bool json_is_list(const struct json *value);
size_t json_length(const struct json *array);
const struct json *json_at(const struct json *array, size_t index);
const char *json_get_string_at(const struct json *array, size_t index);
