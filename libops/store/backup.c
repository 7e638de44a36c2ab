/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backups: made under a name of their own beside the place they are for, so that
 * what bears the name that was asked for is whole and proven, or is not there.
 */
#include "store/backup.h"

#include "store/internal.h"

#include "base/translate.h"

#include <dirent.h>
#include <errno.h>
#include <glib/gstdio.h>

/* A store that is written to may have grown between its checkpoint and its rows. */
#define TRIES 3

bool backup_refuse(const char *to, GError **error)
{
	if (faccessat(AT_FDCWD, to, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
		return true;
	return store_fail(error, STORE_ERROR_IO,
			  _("cannot make backup '%s': it is there already, and nothing is overwritten"),
			  to);
}

void backup_discard(const char *path)
{
	DIR *directory = opendir(path);
	const struct dirent *each;

	while (directory && (each = readdir(directory)))
		unlinkat(dirfd(directory), each->d_name, 0);
	if (directory)
		closedir(directory);
	g_rmdir(path);
}

static bool copy_file(int from, int to, const char *name, mode_t mode, GError **error)
{
	size_t length;
	g_autofree char *bytes = files_read(from, name, NOTE_SIZE_LIMIT, &length, error);
	bool ok = bytes && files_replace(to, name, bytes, length, mode, error);

	if (bytes)
		explicit_bzero(bytes, length);
	return ok;
}

/* One that is not there is no fault. */
static bool copy_if_there(int from, int to, const char *name, mode_t mode, GError **error)
{
	g_autoptr(GError) problem = NULL;

	if (copy_file(from, to, name, mode, &problem) ||
	    (g_error_matches(problem, OPS_STORE_ERROR, STORE_ERROR_MISSING) &&
	     faccessat(from, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0))
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

bool backup_copy_beside(int from, int to, mode_t mode, GError **error)
{
	if (!copy_if_there(from, to, STORE_CHECKPOINT, mode, error) ||
	    !copy_if_there(from, to, STORE_VERIFIER, mode, error))
		return false;
	for (int n = 1;; n++) {
		g_autofree char *name = g_strdup_printf("%s.%d", STORE_CHECKPOINT, n);

		if (faccessat(from, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
			return true;
		if (!copy_file(from, to, name, mode, error))
			return false;
	}
}

bool backup_copy_key(int from, int to, GError **error)
{
	return head_key_private(from, error) && copy_file(from, to, STORE_KEY, 0600, error);
}

static bool sync_file(int directory, const char *name, GError **error)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;
	int number = errno;

	if (fd >= 0)
		close(fd);
	return ok || files_fail(error, number, _("cannot write '%s'"), name);
}

bool backup_is_sound(const char *what, const struct journal_verdict *verdict, GError **error)
{
	if (verdict->verdict == VERDICT_COMPLETE || verdict->verdict == VERDICT_UNANCHORED)
		return true;
	return store_fail(error, STORE_ERROR_DAMAGED, _("refused '%s': %s: %s"), what,
			  words_shown(WORDS_STORE_VERDICT, verdict->verdict), verdict->message);
}

/* Fills the empty directory PATH, open as TO, and proves it. */
static bool fill(struct store *store, const struct backup_options *options, const char *path,
		 int from, int to, struct journal_verdict *verdict, GError **error)
{
	g_autofree char *database = g_build_filename(path, STORE_DATABASE, NULL);

	/* The checkpoint first: rows that came after it are only not yet signed for. */
	if (!backup_copy_beside(from, to, 0600, error) ||
	    (options->with_key && !backup_copy_key(from, to, error)) ||
	    !files_replace(to, STORE_DATABASE, "", 0, 0600, error) ||
	    !store->operations->copy(store, database, error) ||
	    !sync_file(to, STORE_DATABASE, error))
		return false;
	return journal_verify(path, NULL, verdict, error) &&
	       backup_is_sound(store->operations->directory(store), verdict, error);
}

static bool fill_at_rest(struct store *store, const struct backup_options *options,
			 const char *path, struct journal_verdict *verdict, GError **error)
{
	int from = files_open_directory(store->operations->directory(store), false, error);
	int to = from >= 0 ? files_open_directory(path, false, error) : -1;
	bool ok = to >= 0;

	for (int i = 0; ok && i < TRIES; i++) {
		ok = fill(store, options, path, from, to, verdict, error);
		if (ok && verdict->verdict == VERDICT_COMPLETE)
			break;
	}
	if (ok && fsync(to) < 0)
		ok = files_fail(error, errno, _("cannot write '%s'"), path);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return ok;
}

static bool take_name(const char *path, const char *name, GError **error)
{
	g_autofree char *above = g_path_get_dirname(name);
	int fd;

	/* Over a directory that somebody made meanwhile rename() goes only when it is empty. */
	if (!backup_refuse(name, error))
		return false;
	if (g_rename(path, name) < 0)
		return files_fail(error, errno, _("cannot make backup '%s'"), name);
	fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	return true;
}

bool backup_make(struct store *store, const struct backup_options *options,
		 struct journal_verdict *ret_verdict, GError **error)
{
	g_autofree char *to = g_canonicalize_filename(options->to, NULL);
	g_autofree char *path = g_strconcat(to, ".XXXXXX", NULL);
	struct journal_verdict verdict;

	if (!store->operations->copy)
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot make backup '%s': the store is only in memory"),
				  options->to);
	if (!backup_refuse(options->to, error))
		return false;
	if (!g_mkdtemp_full(path, 0700))
		return files_fail(error, errno, _("cannot make backup '%s'"), options->to);
	if (!fill_at_rest(store, options, path, &verdict, error) || !take_name(path, to, error)) {
		backup_discard(path);
		return false;
	}
	*ret_verdict = verdict;
	return true;
}
