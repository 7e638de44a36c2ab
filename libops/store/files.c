/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store's files beside the database: there whole or not at all, and never
 * for a moment with a wider mode than they shall have. Each is written under
 * another name as 0600, given its mode and owner, synced, renamed, and the
 * directory is synced.
 */
#include "store/internal.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <sys/file.h>

#define LOCK_STEP_US 10000

static enum store_error_code code_of(int number)
{
	switch (number) {
	case ENOENT:
		return STORE_ERROR_MISSING;
	case EACCES:
	case EPERM:
		return STORE_ERROR_PERMISSION;
	case EROFS:
		return STORE_ERROR_READ_ONLY;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return STORE_ERROR_FULL;
	default:
		return STORE_ERROR_IO;
	}
}

bool files_fail(GError **error, int number, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list arguments;

	va_start(arguments, format);
	what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return store_fail(error, code_of(number), "%s: %s", what, g_strerror(number));
}

/* All that fits into BUFFER; -1 with errno. */
static ssize_t read_all(int fd, char *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, buffer + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t put = write(fd, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		bytes += put;
		length -= (size_t)put;
	}
	return true;
}

static char *read_whole(int directory, const char *name, int flags, size_t limit, size_t *ret_length, GError **error)
{
	g_autofree char *bytes = NULL;
	struct stat stat;
	ssize_t length;
	int number;
	/* Not blocking: a FIFO in the place of a file must not hang us. */
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);

	if (fd < 0) {
		files_fail(error, errno, _("cannot read '%s'"), name);
		return NULL;
	}
	if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode) || stat.st_size > (off_t)limit) {
		close(fd);
		store_fail(error, STORE_ERROR_DAMAGED,
			   _("cannot read '%s': not a file of at most %zu bytes"), name, limit);
		return NULL;
	}
	bytes = g_malloc(limit + 1);
	length = read_all(fd, bytes, limit);
	number = errno;
	close(fd);
	if (length < 0) {
		files_fail(error, number, _("cannot read '%s'"), name);
		return NULL;
	}
	bytes[length] = '\0';
	*ret_length = (size_t)length;
	return g_steal_pointer(&bytes);
}

char *files_read(int directory, const char *name, size_t limit, size_t *ret_length, GError **error)
{
	return read_whole(directory, name, O_NOFOLLOW, limit, ret_length, error);
}

char *files_read_given(const char *path, size_t limit, size_t *ret_length, GError **error)
{
	return read_whole(AT_FDCWD, path, 0, limit, ret_length, error);
}

/* Opens NAME for writing as 0600, over whatever a killed process left there. */
static int open_new(int directory, const char *name)
{
	if (unlinkat(directory, name, 0) < 0 && errno != ENOENT)
		return -1;
	return openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* What root makes belongs to whom the directory belongs, as SQLite does it for
 * its own files: root's first check must not lock cron's user out. */
static bool set_owner_and_mode(int directory, int fd, mode_t mode)
{
	struct stat stat;

	if (geteuid() == 0) {
		if (fstat(directory, &stat) < 0 || fchown(fd, stat.st_uid, stat.st_gid) < 0)
			return false;
	}
	return fchmod(fd, mode) == 0;
}

bool files_replace(int directory, const char *name, const char *bytes, size_t length, mode_t mode,
		   GError **error)
{
	g_autofree char *fresh = g_strconcat(name, ".new", NULL);
	int fd = open_new(directory, fresh);
	bool ok;
	int number;

	if (fd < 0)
		return files_fail(error, errno, _("cannot create '%s'"), fresh);
	ok = set_owner_and_mode(directory, fd, mode) && write_all(fd, bytes, length) &&
	     fsync(fd) == 0;
	number = errno;
	if (close(fd) < 0 && ok) {
		ok = false;
		number = errno;
	}
	if (ok) {
		ok = renameat(directory, fresh, directory, name) == 0 && fsync(directory) == 0;
		number = errno;
	} else {
		unlinkat(directory, fresh, 0);
	}
	return ok || files_fail(error, number, _("cannot write '%s'"), name);
}

bool files_reserve(int directory, const char *name, off_t length, GError **error)
{
	g_autofree char *fresh = g_strconcat(name, ".new", NULL);
	int fd = open_new(directory, fresh);
	int number;

	if (fd < 0)
		return files_fail(error, errno, _("cannot create '%s'"), fresh);
	/* Real blocks: a hole would give nothing back when it is needed. */
	number = posix_fallocate(fd, 0, length);
	if (number == 0 && !set_owner_and_mode(directory, fd, 0660))
		number = errno;
	close(fd);
	if (number == 0 && renameat(directory, fresh, directory, name) < 0)
		number = errno;
	if (number == 0)
		return true;
	unlinkat(directory, fresh, 0);
	return files_fail(error, number, _("cannot set '%s' aside"), name);
}

/* Hands a directory that we just made to the group. The set-group-ID bit keeps
 * what anybody of the group makes in it, SQLite's files too, in the group. */
static void give_to_group(const char *path)
{
	const struct group *group = getgrnam(STORE_GROUP);

	if (!group || chown(path, (uid_t)-1, group->gr_gid) < 0)
		return;
	if (g_chmod(path, 02770) < 0)
		return;
}

int files_open_directory(const char *path, bool make, GError **error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	mode_t mask;
	int made;

	if (fd >= 0 || errno != ENOENT || !make) {
		if (fd < 0)
			files_fail(error, errno, _("cannot open store '%s'"), path);
		return fd;
	}
	/* The mask is the process's; stores are opened before threads begin. */
	mask = umask(0007);
	made = mkdir(path, 0770);
	umask(mask);
	if (made < 0 && errno != EEXIST) {
		files_fail(error, errno, _("cannot make store '%s'"), path);
		return -1;
	}
	if (made == 0)
		give_to_group(path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		files_fail(error, errno, _("cannot open store '%s'"), path);
	return fd;
}

bool files_lock(int directory, const char *path, int64_t patience_us, GError **error)
{
	int64_t waited_us = 0;

	while (flock(directory, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return files_fail(error, errno, _("cannot lock store '%s'"), path);
		if (waited_us >= patience_us)
			return store_fail(
				error, STORE_ERROR_LOCKED,
				_("store '%s' is being opened by another nwops for longer than we "
				  "wait: "
				  "see who it is with 'fuser -v %s', wait for it or stop it"),
				path, path);
		g_usleep(LOCK_STEP_US);
		waited_us += LOCK_STEP_US;
	}
	return true;
}

void files_unlock(int directory)
{
	flock(directory, LOCK_UN);
}
