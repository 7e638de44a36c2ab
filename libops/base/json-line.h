/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An object written as it is made, key after key, without a tree in between:
 * for lines by the hundred thousand. What comes out is what json_print() would
 * make of the same keys and values. Everything else is built with base/json.h.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* KEY is a literal of letters, digits and underscores. */
void json_line_begin(GString *line);
void json_line_string(GString *line, const char *key, const char *value); /* NULL: null */
void json_line_integer(GString *line, const char *key, int64_t value);
void json_line_bool(GString *line, const char *key, bool value);
void json_line_null(GString *line, const char *key);
/* VALUE is JSON already. */
void json_line_raw(GString *line, const char *key, const char *value);
/* Without a newline. */
void json_line_end(GString *line);
/* An integer as it stands in JSON, for values that are put together by hand. */
void json_line_append_integer(GString *line, int64_t value);
