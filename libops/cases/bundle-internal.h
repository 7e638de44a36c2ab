/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the two ways to put a bundle on a disk share. Calls that return an int return 0 or an errno.
 */
#pragma once

#include "cases/bundle.h"
#include "cases/internal.h"

#include <errno.h>

#define BUNDLE_SUFFIX ".nwops-XXXXXX"	/* of what is beside it while it is written */

/* PATH without slashes at its end. Caller frees. */
char *bundle_trimmed(const char *path);
/* The names in the directory PATH are on the disk. */
int bundle_sync(const char *path);
/* All files into DIRECTORY, synced; one that lies in BEFORE (NULL) with the same bytes is linked from there. */
int bundle_write_all(const struct bundle *bundle, const char *directory, const char *before);
/* FRESH becomes PATH; not over what somebody put there meanwhile. */
int bundle_put_in_place(const char *fresh, const char *path);

/* What a filesystem says that knows no flags of renameat2(), as NFS does not. */
static inline bool bundle_is_plain_rename(int number)
{
	return number == EINVAL || number == ENOSYS || number == EOPNOTSUPP;
}
