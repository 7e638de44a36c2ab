/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The new table in the place of the old one: written beside it, synced, and
 * renamed, so that whoever reads finds one of the two and never a part. Nothing of
 * the old one is kept: what goes was shown before.
 */
#include "inventory/import.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define TABLE_MODE 0644

static bool fail(GError **error, const char *path, int code)
{
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
		    _("cannot write '%s': %s"), path, g_strerror(code));
	return false;
}

static bool is_unchanged(const struct import *import)
{
	struct conf_stamp now = {0};

	conf_stamp_look(import->path, &now);
	return now.size == import->stamp.size && now.modified_ns == import->stamp.modified_ns &&
	       now.changed_ns == import->stamp.changed_ns && now.inode == import->stamp.inode;
}

static GString *table_print(const struct import *import)
{
	GString *text = g_string_new(NULL);
	const struct grid *merged = import->merged;

	for (guint i = 0; i < merged->header->len; i++) {
		g_string_append(text, i ? "," : "");
		conf_csv_append(text, merged->header->pdata[i]);
	}
	g_string_append_c(text, '\n');
	for (guint i = 0; i < merged->rows->len; i++) {
		const struct conf_cell *cells = merged->rows->pdata[i];

		for (guint j = 0; j < merged->header->len; j++) {
			g_string_append(text, j ? "," : "");
			conf_csv_append(text, cells[j].text);
		}
		g_string_append_c(text, '\n');
	}
	return text;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t put = write(descriptor, bytes, length);

		if (put < 0 && errno != EINTR)
			return false;
		bytes += MAX(put, 0);
		length -= (size_t)MAX(put, 0);
	}
	return true;
}

/* As OLD was where we may say so: the owner is kept as far as we can give files away. */
static bool set_mode(int descriptor, const char *old)
{
	struct stat status;

	if (stat(old, &status) < 0)
		return fchmod(descriptor, TABLE_MODE) == 0;
	if (fchown(descriptor, status.st_uid, status.st_gid) < 0 && errno != EPERM)
		return false;
	return fchmod(descriptor, status.st_mode & 07777) == 0;
}

bool import_apply(const struct import *import, GError **error)
{
	/* Where the name is a link, the file that it leads to is replaced. */
	g_autofree char *real = realpath(import->path, NULL);
	const char *target = real ? real : import->path;
	g_autofree char *fresh = g_strdup_printf("%s.XXXXXX", target);
	g_autoptr(GString) text = table_print(import);
	int descriptor = g_mkstemp_full(fresh, O_WRONLY | O_CLOEXEC, 0600);
	bool good;
	int code;

	if (descriptor < 0)
		return fail(error, import->path, errno);
	good = write_all(descriptor, text->str, text->len) && set_mode(descriptor, target) &&
	       fsync(descriptor) == 0;
	code = errno;
	close(descriptor);
	if (good && !is_unchanged(import)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
			    _("cannot write '%s': it changed meanwhile; try again"), import->path);
		g_unlink(fresh);
		return false;
	}
	if (good && rename(fresh, target) < 0) {
		code = errno;
		good = false;
	}
	if (good)
		return true;
	g_unlink(fresh);
	return fail(error, import->path, code);
}
