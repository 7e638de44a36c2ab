/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts a bundle on a disk: under another name first, so that whoever looks sees all of it
 * or nothing, and a full disk leaves nothing behind.
 */
#include "cases/bundle-internal.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((gsize)65536)

/* NUMBER: an errno. */
static bool fail(GError **error, const char *path, int number)
{
	return cases_fail(error, CASES_ERROR_WRITE, _("cannot write '%s': %s; nothing of it is left"), path,
			  g_strerror(number));
}

static bool refuse_present(const char *path, GError **error)
{
	struct stat stat;

	if (lstat(path, &stat) < 0)
		return errno == ENOENT || fail(error, path, errno);
	return cases_fail(error, CASES_ERROR_WRITE, _("'%s' is there already: nothing is written over it"), path);
}

static char *parent_of(const char *path)
{
	return g_path_get_dirname(path);
}

char *bundle_trimmed(const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	return g_strndup(path, length);
}

/* These return 0 or an errno. */

int bundle_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), number = 0;

	if (fd < 0)
		return errno;
	if (fsync(fd) < 0)
		number = errno;
	close(fd);
	return number;
}

/* Ends FD as well. */
static int write_bytes(int fd, GBytes *bytes)
{
	gsize length;
	const char *at = g_bytes_get_data(bytes, &length);
	int number = 0;

	while (!number && length > 0) {
		ssize_t put = write(fd, at, length);

		if (put < 0 && errno != EINTR)
			number = errno;
		if (put > 0) {
			at += put;
			length -= (gsize)put;
		}
	}
	if (!number && fsync(fd) < 0)
		number = errno;
	if (close(fd) < 0 && !number)
		number = errno;
	return number;
}

static int make_parent(const char *path)
{
	g_autofree char *parent = parent_of(path);

	return g_mkdir(parent, 0700) < 0 && errno != EEXIST ? errno : 0;
}

/* Whether DESCRIPTOR, which is ended, is a file with BYTES. Read, not mapped: a stick that fails must not end us. */
static bool has_bytes(int descriptor, GBytes *bytes)
{
	gsize length, done = 0;
	const char *wanted = g_bytes_get_data(bytes, &length);
	g_autofree char *piece = g_malloc(PIECE);
	struct stat stat;
	ssize_t got = fstat(descriptor, &stat) == 0 && S_ISREG(stat.st_mode) && (uint64_t)stat.st_size == length;

	while (got > 0 && done < length) {
		got = read(descriptor, piece, MIN(PIECE, length - done));
		if (got > 0 && memcmp(piece, wanted + done, (size_t)got) != 0)
			got = -1;
		done += got > 0 ? (gsize)got : 0;
	}
	close(descriptor);
	return got > 0 && done == length;
}

/* What is the same need not be written and synced once more, which costs most where there is most. */
static bool link_same(const char *before, const char *path, const struct bundle_file *file)
{
	g_autofree char *old = g_build_filename(before, file->name, NULL);
	int fd = open(old, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	return fd >= 0 && has_bytes(fd, file->bytes) && link(old, path) == 0;
}

static int write_one(const char *directory, const struct bundle_file *file, const char *before)
{
	g_autofree char *path = g_build_filename(directory, file->name, NULL);
	int number = make_parent(path), fd;

	if (number || (before && link_same(before, path, file)))
		return number;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd < 0 ? errno : write_bytes(fd, file->bytes);
}

static int sync_parent(const char *directory, const struct bundle_file *file)
{
	g_autofree char *path = g_build_filename(directory, file->name, NULL), *parent = parent_of(path);

	return bundle_sync(parent);
}

int bundle_write_all(const struct bundle *bundle, const char *directory, const char *before)
{
	int number = 0;

	for (guint i = 0; i < bundle->files->len && !number; i++)
		number = write_one(directory, bundle->files->pdata[i], before);
	for (guint i = 0; i < bundle->files->len && !number; i++)
		number = sync_parent(directory, bundle->files->pdata[i]);
	return number;
}

/* Takes away what bundle_write_all() may have made. */
static void discard(const struct bundle *bundle, const char *directory)
{
	for (guint i = 0; i < bundle->files->len; i++) {
		const struct bundle_file *file = bundle->files->pdata[i];
		g_autofree char *path = g_build_filename(directory, file->name, NULL);

		g_unlink(path);
	}
	for (guint i = 0; i < bundle->files->len; i++) {
		const struct bundle_file *file = bundle->files->pdata[i];
		g_autofree char *path = g_build_filename(directory, file->name, NULL), *parent = parent_of(path);

		g_rmdir(parent);
	}
	g_rmdir(directory);
}

/*
 * rename() puts nothing over a directory that is not empty, nor over a file, and link() nothing over anything. An empty
 * directory at PATH is made first, so that whatever somebody else puts there meanwhile, even an empty one, is refused.
 */
static int move_without_flag(const char *fresh, const char *path)
{
	struct stat stat;
	int number;

	if (lstat(fresh, &stat) < 0)
		return errno;
	if (!S_ISDIR(stat.st_mode)) {
		if (link(fresh, path) < 0)
			return errno;
		return g_unlink(fresh) < 0 ? errno : 0;
	}
	if (g_mkdir(path, 0700) < 0)
		return errno;
	if (g_rename(fresh, path) == 0)
		return 0;
	number = errno;
	g_rmdir(path);
	return number;
}

static int move_to(const char *fresh, const char *path)
{
	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return 0;
	return bundle_is_plain_rename(errno) ? move_without_flag(fresh, path) : errno;
}

int bundle_put_in_place(const char *fresh, const char *path)
{
	g_autofree char *parent = parent_of(path);
	int number = move_to(fresh, path);

	if (number)
		return number;
	number = bundle_sync(parent);
	/* What may not last is not there: back to where whoever fails takes it away. */
	if (number && g_rename(path, fresh) < 0)
		return errno;
	return number;
}

bool bundle_write_directory(const struct bundle *bundle, const char *where, GError **error)
{
	g_autofree char *path = bundle_trimmed(where), *fresh = g_strconcat(path, BUNDLE_SUFFIX, NULL);
	int number;

	if (!refuse_present(path, error))
		return false;
	if (!g_mkdtemp(fresh))
		return fail(error, path, errno);
	number = bundle_write_all(bundle, fresh, NULL);
	if (!number)
		number = bundle_put_in_place(fresh, path);
	if (!number)
		return true;
	discard(bundle, fresh);
	return fail(error, path, number);
}

bool bundle_write_file(GBytes *bytes, const char *path, GError **error)
{
	g_autofree char *fresh = g_strconcat(path, BUNDLE_SUFFIX, NULL);
	int fd, number;

	if (!refuse_present(path, error))
		return false;
	fd = g_mkstemp_full(fresh, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(error, path, errno);
	number = write_bytes(fd, bytes);
	if (!number)
		number = bundle_put_in_place(fresh, path);
	if (!number)
		return true;
	g_unlink(fresh);
	return fail(error, path, number);
}
