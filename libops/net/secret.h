/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that hold a key or a password: read only when nobody else can read or
 * write them, kept as short as possible, wiped when no longer needed. Only programs
 * of the wire read any.
 */
#pragma once

#include <glib.h>
#include <sys/stat.h>

#define OPS_SECRET_ERROR secret_error_quark()
GQuark secret_error_quark(void);
enum secret_error_code { SECRET_ERROR_REFUSED };

/* All of the file at PATH, with a NUL behind it; NULL when it cannot be read, or others can. Its status into RET_STATUS,
 * which may be NULL. Wipe and free it with secret_free(), or by its length where it may hold NULs. */
char *secret_read(const char *path, size_t *ret_length, struct stat *ret_status, GError **error);
/* The first line of such a file. */
char *secret_read_line(const char *path, GError **error);
/* Wipes it up to its NUL. */
void secret_free(char *secret);
