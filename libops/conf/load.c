/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a path to bytes, and nothing half: a FIFO or device would hang us, a
 * huge file would fill the memory, a file that changes while it is read would
 * be taken for what nobody wrote. Each is refused with the file's name.
 */
#include "conf/internal.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>

#define MEBIBYTE (1024.0 * 1024.0)

static void refuse(const char *path, const char *reason, struct conf_faults *faults)
{
	struct conf_position whole = {.file = path};

	conf_fault(faults, CONF_ERROR, &whole, _("cannot read '%s': %s"), path, reason);
}

static void refuse_errno(const char *path, int code, struct conf_faults *faults)
{
	g_autofree char *reason = g_strdup(g_strerror(code));

	if (g_ascii_isupper(reason[0]) && g_ascii_islower(reason[1]))
		reason[0] = g_ascii_tolower(reason[0]);
	refuse(path, reason, faults);
}

static void refuse_size(const char *path, size_t limit, struct conf_faults *faults)
{
	g_autofree char *reason =
		g_strdup_printf(_("it is longer than the limit of %.4g MiB"), limit / MEBIBYTE);

	refuse(path, reason, faults);
}

static bool is_readable_kind(const char *path, const struct stat *status,
			     struct conf_faults *faults)
{
	if (S_ISREG(status->st_mode))
		return true;
	if (S_ISDIR(status->st_mode))
		refuse(path, _("it is a directory"), faults);
	else if (S_ISFIFO(status->st_mode))
		refuse(path, _("it is a FIFO, not a regular file"), faults);
	else
		refuse(path, _("it is a device, not a regular file"), faults);
	return false;
}

static bool is_changed(const struct stat *before, const struct stat *after)
{
	return before->st_size != after->st_size ||
	       before->st_mtim.tv_sec != after->st_mtim.tv_sec ||
	       before->st_mtim.tv_nsec != after->st_mtim.tv_nsec;
}

GString *conf_load_descriptor(int descriptor, const char *path, const struct stat *before,
			      size_t limit, struct conf_faults *faults)
{
	GString *bytes = g_string_sized_new(MIN((size_t)before->st_size, limit) + 1);
	struct stat after;
	char piece[65536];
	ssize_t got;

	/* One piece beyond the limit at most: a growing file ends here too. */
	while (bytes->len <= limit && (got = read(descriptor, piece, sizeof(piece))) != 0) {
		if (got > 0) {
			g_string_append_len(bytes, piece, got);
		} else if (errno != EINTR) {
			refuse_errno(path, errno, faults);
			goto out;
		}
	}
	if (bytes->len > limit) {
		refuse_size(path, limit, faults);
		goto out;
	}
	if (fstat(descriptor, &after) < 0) {
		refuse_errno(path, errno, faults);
		goto out;
	}
	if (is_changed(before, &after)) {
		refuse(path, _("it changed while it was read; try again"), faults);
		goto out;
	}
	return bytes;
out:
	g_string_free(bytes, TRUE);
	return NULL;
}

static GString *load(const char *path, size_t limit, struct conf_faults *faults)
{
	GString *bytes = NULL;
	struct stat before;
	int descriptor;

	/* O_NONBLOCK: opening a FIFO that nobody writes to must return. */
	descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (descriptor < 0) {
		refuse_errno(path, errno, faults);
		return NULL;
	}
	if (fstat(descriptor, &before) < 0)
		refuse_errno(path, errno, faults);
	else if (is_readable_kind(path, &before, faults)) {
		if (before.st_size > 0 && (size_t)before.st_size > limit)
			refuse_size(path, limit, faults);
		else
			bytes = conf_load_descriptor(descriptor, path, &before, limit, faults);
	}
	close(descriptor);
	return bytes;
}

struct conf_document *conf_document_load(const char *path, const struct conf_limits *limits,
					 struct conf_faults *faults)
{
	struct conf_document *document;
	GString *bytes;

	bytes = load(path, limits ? limits->bytes : conf_limits_default.bytes, faults);
	if (!bytes)
		return NULL;
	document = conf_document_parse(path, bytes->str, bytes->len, limits, faults);
	g_string_free(bytes, TRUE);
	return document;
}
