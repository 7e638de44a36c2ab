/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as what a caller says: what is found is bounded, each organization
 * once, whole matches before parts.
 */
#include "small-network.h"

#define LIMIT 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup(size ? (const char *)data : "", size);
	g_autoptr(GArray) matches = inventory_look_up(small_inventory(), text, LIMIT);

	g_assert(matches->len <= LIMIT);
	for (unsigned int i = 1; i < matches->len; i++) {
		const struct lookup_match *before = &g_array_index(matches, struct lookup_match, i - 1);
		const struct lookup_match *match = &g_array_index(matches, struct lookup_match, i);

		g_assert(before->whole || !match->whole);
		g_assert(before->organization != match->organization);
	}
	return 0;
}
