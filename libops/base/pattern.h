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

#define PATTERN_MAX_GROUPS 32

struct pattern;
struct pattern_group { size_t start, end; };	/* both SIZE_MAX: took no part */

/* UTF-8 mode, at most 4 KiB long and PATTERN_MAX_GROUPS groups. */
struct pattern *pattern_new(const char *expression, GError **error);
void pattern_free(struct pattern *pattern);
typedef struct pattern ops_pattern_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_pattern_t, pattern_free)

enum pattern_answer { PATTERN_MATCHED, PATTERN_NOT_MATCHED, PATTERN_GAVE_UP };
/* Matches LENGTH bytes of TEXT. GAVE_UP: a limit was met; never "not matched". */
enum pattern_answer pattern_match(const struct pattern *pattern, const char *text, size_t length,
				  struct pattern_group groups[PATTERN_MAX_GROUPS]);
