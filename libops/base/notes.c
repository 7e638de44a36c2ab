/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One message to the log that was handed over, if there is one that wants it.
 */
#include "base/notes.h"

#include <stdarg.h>

void notes_write(const struct notes *notes, enum notes_level level, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	if (!notes || !notes->write || level > notes->threshold)
		return;
	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	notes->write(notes->context, level, message);
}
