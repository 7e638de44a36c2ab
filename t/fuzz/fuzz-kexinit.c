/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server's first bytes, whole and byte by byte: both ways the same is read,
 * and what waits has its limit.
 */
#include "net/kexinit.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kexinit whole, pieces;

	kexinit_init(&whole);
	kexinit_init(&pieces);
	kexinit_feed(&whole, data, size);
	for (size_t i = 0; i < size; i++) {
		kexinit_feed(&pieces, data + i, 1);
		g_assert(!pieces.waiting || pieces.waiting->len <= 35004);
	}
	g_assert(whole.state == pieces.state && whole.identified == pieces.identified);
	g_assert(!strcmp(whole.server, pieces.server));
	for (int i = 0; i < SSH_CATEGORY_COUNT; i++) {
		g_assert(!whole.offered[i] == (whole.state != KEXINIT_DONE));
		g_assert(!g_strcmp0(whole.offered[i], pieces.offered[i]));
	}
	kexinit_clear(&whole);
	kexinit_clear(&pieces);
	return 0;
}
