/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first line as an expression, the rest as the text it meets: it always
 * comes back, and what it reports lies within the text.
 */
#include "base/pattern.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_within(const struct pattern_group groups[PATTERN_MAX_GROUPS], size_t length)
{
	g_assert(groups[0].start != SIZE_MAX);
	for (size_t i = 0; i < PATTERN_MAX_GROUPS; i++) {
		if (groups[i].start == SIZE_MAX) {
			g_assert(groups[i].end == SIZE_MAX);
			continue;
		}
		g_assert(groups[i].start <= groups[i].end && groups[i].end <= length);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *newline = memchr(bytes, '\n', size);
	size_t length = newline ? (size_t)(newline - bytes) : size;
	g_autofree char *expression = g_strndup(bytes, length);
	struct pattern_group groups[PATTERN_MAX_GROUPS];
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_pattern_t) pattern = pattern_new(expression, &error);

	if (!pattern) {
		g_assert(g_utf8_validate(error->message, -1, NULL));
		return 0;
	}
	if (newline) {
		bytes = newline + 1;
		size -= length + 1;
	}
	if (pattern_match(pattern, bytes, size, groups) == PATTERN_MATCHED)
		assert_within(groups, size);
	return 0;
}
