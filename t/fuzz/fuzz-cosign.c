/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of what a party is asked to cosign: what it takes, it prints again as
 * it was read, down to the last byte of the checkpoint.
 */
#include "store/cosign.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_auto(ops_cosign_asked_t) asked = {.old = -1};
	g_autofree char *again = NULL;

	if (!cosign_parse((const char *)data, size, &asked, NULL))
		return 0;
	g_assert((asked.old < 0) == (asked.path == NULL));
	g_assert(!asked.path || asked.path->len <= PROOF_PATH_LIMIT);
	again = cosign_request(asked.old, asked.path, asked.note);
	g_assert(strlen(again) == size);
	g_assert(g_str_has_suffix(again, asked.note));
	g_assert(memcmp(data + size - strlen(asked.note), asked.note, strlen(asked.note)) == 0);
	return 0;
}
