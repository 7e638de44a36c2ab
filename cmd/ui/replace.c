/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A temporary file in the same directory, synced, then renamed. Its name ends
 * in letters of mkstemp(3) and not in PATH's ending, for whoever collects files
 * by their ending must not collect half a one.
 */
#include "ui/replace.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(ops-replace-error, replace_error)

struct replace {
	char *path;
	char *temporary; /* NULL: there is none any more */
	FILE *file;
};

static bool fail(const struct replace *replace, GError **error)
{
	int reason = errno;

	g_set_error(error, OPS_REPLACE_ERROR, REPLACE_ERROR_SYSTEM, _("cannot write '%s': %s"),
		    replace->path, g_strerror(reason));
	return false;
}

struct replace *replace_open(const char *path, GError **error)
{
	g_autoptr(ops_replace_t) replace = g_new0(struct replace, 1);
	int fd;

	replace->path = g_strdup(path);
	replace->temporary = g_strconcat(path, ".XXXXXX", NULL);
	fd = g_mkstemp_full(replace->temporary, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		fail(replace, error);
		g_clear_pointer(&replace->temporary, g_free);
		return NULL;
	}
	replace->file = fdopen(fd, "w");
	g_assert(replace->file);
	return g_steal_pointer(&replace);
}

FILE *replace_file(struct replace *replace)
{
	return replace->file;
}

/* The new name itself must survive as well. */
static bool sync_directory(const struct replace *replace)
{
	g_autofree char *directory = g_path_get_dirname(replace->path);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && !fsync(fd);

	if (fd >= 0)
		close(fd);
	return synced;
}

bool replace_finish(struct replace *replace, GError **error)
{
	int fd = fileno(replace->file);

	if (fflush(replace->file) || ferror(replace->file) || fchmod(fd, 0644) || fsync(fd) ||
	    rename(replace->temporary, replace->path))
		return fail(replace, error);
	g_clear_pointer(&replace->temporary, g_free);
	return sync_directory(replace) || fail(replace, error);
}

void replace_free(struct replace *replace)
{
	if (!replace)
		return;
	if (replace->file)
		fclose(replace->file);
	if (replace->temporary)
		unlink(replace->temporary);
	g_free(replace->temporary);
	g_free(replace->path);
	g_free(replace);
}
