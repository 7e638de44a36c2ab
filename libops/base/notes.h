/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log that libops is handed. Levels are the RFC 5424 words; a warning
 * says that we go on regardless. cmd/ decides where it goes.
 */
#pragma once

#include <glib.h>

enum notes_level { NOTES_ERROR, NOTES_WARNING, NOTES_NOTICE, NOTES_INFO, NOTES_DEBUG };

/* A place to write to. A NULL log is allowed everywhere and drops all. */
struct notes {
	enum notes_level threshold;	/* what is less weighty is dropped */
	void (*write)(void *context, enum notes_level level, const char *message);
	void *context;
};

void notes_write(const struct notes *notes, enum notes_level level, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
