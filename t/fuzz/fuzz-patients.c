/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What somebody types, whatever it is: the check for patients' data comes to an end, and what it marks lies
 * in the text, and no character has a number beyond that of the byte where it begins.
 */
#include "cases/cases.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct patients_mark mark, again;

	if (!patients_find(text, size, 2026, &mark))
		return 0;
	g_assert(mark.length > 0 && mark.offset < size && mark.length <= size - mark.offset);
	g_assert(mark.character >= 1 && mark.character <= mark.offset + 1);
	g_assert(patients_kind_shown(mark.kind));
	/* What stands behind it is not needed to see it, save what makes it something else. */
	g_assert(patients_find(text, size, 2026, &again) && again.offset == mark.offset && again.kind == mark.kind);
	return 0;
}
