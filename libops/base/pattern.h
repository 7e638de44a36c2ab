/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions with limits (pcre2 inside): a pattern from a file cannot
 * hang or exhaust the program, whatever text it meets.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define OPS_PATTERN_ERROR pattern_error_quark()
GQuark pattern_error_quark(void);
enum pattern_error_code { PATTERN_ERROR_SYNTAX, PATTERN_ERROR_LIMIT };

#define PATTERN_MAX_GROUPS 32	/* the whole match and 31 of the pattern's own */
#define PATTERN_MAX_TEXT 65536

struct pattern;
struct pattern_group { size_t start, end; };	/* both SIZE_MAX: took no part */

/* At most 4 KiB of UTF-8. Line ends are CR, LF or both; \d, \w, \s are ASCII. */
struct pattern *pattern_new(const char *expression, GError **error);
void pattern_free(struct pattern *pattern);
typedef struct pattern ops_pattern_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_pattern_t, pattern_free)

enum pattern_answer { PATTERN_MATCHED, PATTERN_NOT_MATCHED, PATTERN_GAVE_UP };
/*
 * Searches LENGTH bytes of TEXT, which need not be UTF-8: what is not matches
 * nothing. GROUPS, the whole match first, is set when it MATCHED. GAVE_UP: a
 * limit was met, or TEXT is longer than PATTERN_MAX_TEXT (match lines, or one
 * record); never "not matched".
 */
enum pattern_answer pattern_match(const struct pattern *pattern, const char *text, size_t length,
				  struct pattern_group groups[PATTERN_MAX_GROUPS]);
