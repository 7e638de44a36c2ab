/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as selectors, one a line: something is selected, or there is an
 * error of the two that are promised, whose message is plain text.
 */
#include "small-network.h"

#define WORDS_LIMIT 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(const GError *error)
{
	g_assert(error && error->domain == OPS_INVENTORY_ERROR);
	g_assert(error->code == INVENTORY_ERROR_SELECTOR || error->code == INVENTORY_ERROR_NOTHING);
	g_assert(g_utf8_validate(error->message, -1, NULL));
	for (const char *at = error->message; *at; at++)
		g_assert(!g_ascii_iscntrl(*at));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup(size ? (const char *)data : "", size);
	g_auto(GStrv) words = g_strsplit(text, "\n", WORDS_LIMIT);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) items = inventory_select(small_inventory(), (const char *const *)words, &error);

	if (!items) {
		check_error(error);
		return 0;
	}
	g_assert(!error && items->len > 0);
	for (unsigned int i = 0; i < items->len; i++)
		g_assert(item_address(&g_array_index(items, struct item, i))->family);
	return 0;
}
