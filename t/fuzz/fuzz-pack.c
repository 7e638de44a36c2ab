/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies in a directory for when nwops is gone, whoever wrote it there: its stamp is read, or it is none.
 */
#include "audit/pack.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pack_stamp stamp;

	if (!pack_stamp_read((const char *)data, size, &stamp))
		return 0;
	g_assert(size <= PACK_STAMP_LIMIT && g_utf8_validate(stamp.log, -1, NULL) && g_utf8_validate(stamp.language, -1, NULL));
	pack_stamp_clear(&stamp);
	return 0;
}
