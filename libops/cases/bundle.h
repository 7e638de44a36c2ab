/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that go together, in memory: put in by name, listed, written at once. What
 * they say is the business of who puts them in, here or in a later room.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define BUNDLE_NAME_LIMIT 100	/* bytes: what a tar has room for */
#define BUNDLE_LIST "MANIFEST"

struct bundle_file { char *name; GBytes *bytes; };

struct bundle {
	char *id;			/* of the case: the folder inside of a tar */
	int64_t at_us;			/* when a tar says that its files were changed */
	GPtrArray *files;		/* struct bundle_file, in order of name once bundle_list() was called */
};

struct bundle *bundle_new(const char *id);
void bundle_free(struct bundle *bundle);
typedef struct bundle ops_bundle_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_bundle_t, bundle_free)
/* NAME has no blanks at its ends and at most one folder. */
void bundle_add(struct bundle *bundle, const char *name, GBytes *bytes);
void bundle_add_text(struct bundle *bundle, const char *name, const char *text);
/* Puts them in order; "digest  name" of each, a line each, as sha256sum reads it. Caller frees. */
char *bundle_list(struct bundle *bundle);

/* bundle-tar.c: all of it as an archive (ustar). g_bytes_unref(). */
GBytes *bundle_tar(const struct bundle *bundle);
/* bundle-write.c: as case_bundle_write(). */
bool bundle_write_directory(const struct bundle *bundle, const char *path, GError **error);
bool bundle_write_file(GBytes *bytes, const char *path, GError **error);
/*
 * bundle-replace.c: the same in the place of an earlier one. PATH holds files of NAMES (NULL-terminated) alone, or is
 * empty, or not there; CASES_ERROR_WRITE otherwise, and when it cannot be written: then it is as it was. Whoever looks sees all
 * of the old or all of the new, whenever this process ends; what a killed one left beside PATH is taken away.
 */
bool bundle_replace_directory(const struct bundle *bundle, const char *path, const char *const *names, GError **error);
