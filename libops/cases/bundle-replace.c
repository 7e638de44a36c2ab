/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bundle in the place of an earlier one: written beside it, then both change places in one
 * step, then the old one goes. Each has a name of its own while it is written and is locked, so two
 * who write at once do not mix, and what a killed one left behind is known by nobody holding it.
 */
#include "cases/bundle-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(GError **error, const char *path, int number)
{
	return cases_fail(error, CASES_ERROR_WRITE, _("cannot write '%s': %s; what was there is there still"), path, g_strerror(number));
}

/* Nobody else writes or takes away DIRECTORY until the descriptor is closed; -1 with errno. */
static int hold(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), number;

	/* A filesystem without locks has one writer, or so we must believe. */
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return fd;
	number = errno;
	close(fd);
	errno = number;
	return -1;
}

/* The first file in DIRECTORY that is none of NAMES; NULL: there is none. Caller frees. */
static char *stranger(const char *directory, const char *const *names)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (!g_strv_contains(names, name))
			return g_strdup(name);
	return NULL;
}

/* Takes away files of NAMES in DIRECTORY, and it. */
static void take_away(const char *directory, const char *const *names)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, name, NULL);

		if (g_strv_contains(names, name))
			g_unlink(path);
	}
	g_rmdir(directory);
}

/* What others who were killed left beside PATH. */
static void take_away_leavings(const char *path, const char *const *names)
{
	g_autofree char *parent = g_path_get_dirname(path), *base = g_path_get_basename(path);
	g_autofree char *like = g_strconcat(base, BUNDLE_SUFFIX, NULL);
	size_t fixed = strlen(like) - strlen("XXXXXX");
	g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *left = g_build_filename(parent, name, NULL);
		int held;

		if (strlen(name) != strlen(like) || strncmp(name, like, fixed) != 0)
			continue;
		held = hold(left);
		if (held < 0)
			continue;
		take_away(left, names);
		close(held);
	}
}

/* --- what is there --- */

/* A place where a filesystem is mounted cannot change places with anything. */
static bool is_mounted(const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);
	struct stat here, above;

	return stat(path, &here) == 0 && stat(parent, &above) == 0 && here.st_dev != above.st_dev;
}

/* RET_HELD: the directory, locked; -1: there is none. False when it is none of ours. */
static bool look(const char *path, const char *const *names, int *ret_held, GError **error)
{
	g_autofree char *other = NULL, *shown = NULL;
	int held = hold(path);

	*ret_held = -1;
	if (held < 0 && errno == ENOENT)
		return true;
	if (held < 0 && errno == EWOULDBLOCK)
		return cases_fail(error, CASES_ERROR_WRITE, _("another nwops is writing '%s' just now; nothing was done"), path);
	if (held < 0)
		return fail(error, path, errno);
	other = stranger(path, names);
	if (other || is_mounted(path)) {
		close(held);
		shown = other ? text_excerpt(other) : NULL;
		return cases_fail(error, CASES_ERROR_WRITE,
				  other ? _("'%s' holds '%s', which is not of it: nothing is written over it; name a directory of its own")
					: _("'%s' is where a filesystem is mounted: name a directory in it"), path, shown);
	}
	*ret_held = held;
	return true;
}

/* --- changing places --- */

/* Where directories cannot change places: in two steps, and back when the second fails. */
static int exchange_in_steps(const char *fresh, const char *path)
{
	g_autofree char *aside = g_strconcat(path, BUNDLE_SUFFIX, NULL);
	int number;

	if (!g_mkdtemp(aside))
		return errno;
	if (g_rename(path, aside) < 0) {
		number = errno;
		g_rmdir(aside);
		return number;
	}
	number = bundle_put_in_place(fresh, path);
	if (number)
		return g_rename(aside, path) < 0 ? errno : number;
	/* Where that fails it is left beside, and the next one takes it away. */
	g_rename(aside, fresh);
	return 0;
}

static int exchange(const char *fresh, const char *path)
{
	g_autofree char *parent = g_path_get_dirname(path);
	int number;

	if (renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_EXCHANGE) < 0)
		return bundle_is_plain_rename(errno) ? exchange_in_steps(fresh, path) : errno;
	number = bundle_sync(parent);
	/* What may not last is not there. */
	if (number)
		renameat2(AT_FDCWD, fresh, AT_FDCWD, path, RENAME_EXCHANGE);
	return number;
}

/* FRESH is there and held. */
static int write_and_place(const struct bundle *bundle, const char *fresh, const char *path, bool present, const char *const *names)
{
	int number = bundle_write_all(bundle, fresh, present ? path : NULL);

	if (!number)
		number = present ? exchange(fresh, path) : bundle_put_in_place(fresh, path);
	if (number || present)
		take_away(fresh, names);
	return number;
}

bool bundle_replace_directory(const struct bundle *bundle, const char *where, const char *const *names, GError **error)
{
	g_autofree char *path = bundle_trimmed(where), *fresh = g_strconcat(path, BUNDLE_SUFFIX, NULL);
	int held, fresh_held, number;

	if (!look(path, names, &held, error))
		return false;
	/* Who was killed where directories cannot change places left the old one there alone. */
	if (held >= 0)
		take_away_leavings(path, names);
	number = g_mkdtemp(fresh) ? 0 : errno;
	fresh_held = number ? -1 : hold(fresh);
	if (!number)
		number = write_and_place(bundle, fresh, path, held >= 0, names);
	if (!number && held < 0)
		take_away_leavings(path, names);
	if (fresh_held >= 0)
		close(fresh_held);
	if (held >= 0)
		close(held);
	return !number || fail(error, path, number);
}
