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
#define STAMP_PIECE ((size_t)256 * 1024)

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

void conf_load_refuse_size(const char *path, size_t limit, struct conf_faults *faults)
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

ssize_t conf_load_piece(int descriptor, const char *path, char *ret_piece, size_t size,
			struct conf_faults *faults)
{
	ssize_t got;

	do
		got = read(descriptor, ret_piece, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		refuse_errno(path, errno, faults);
	return got;
}

bool conf_load_end(int descriptor, const char *path, const struct stat *before,
		   struct conf_faults *faults)
{
	struct stat after;

	if (fstat(descriptor, &after) < 0) {
		refuse_errno(path, errno, faults);
		return false;
	}
	if (is_changed(before, &after)) {
		refuse(path, _("it changed while it was read; try again"), faults);
		return false;
	}
	return true;
}

GString *conf_load_descriptor(int descriptor, const char *path, const struct stat *before,
			      size_t limit, struct conf_faults *faults)
{
	GString *bytes = g_string_sized_new(MIN((size_t)before->st_size, limit) + 1);
	char piece[65536];
	ssize_t got;

	/* One piece beyond the limit at most: a growing file ends here too. */
	while (bytes->len <= limit &&
	       (got = conf_load_piece(descriptor, path, piece, sizeof(piece), faults)) != 0) {
		if (got < 0)
			goto out;
		g_string_append_len(bytes, piece, got);
	}
	if (bytes->len > limit) {
		conf_load_refuse_size(path, limit, faults);
		goto out;
	}
	if (conf_load_end(descriptor, path, before, faults))
		return bytes;
out:
	g_string_free(bytes, TRUE);
	return NULL;
}

int conf_load_open(const char *path, size_t limit, struct stat *ret_before,
		   struct conf_faults *faults)
{
	/* O_NONBLOCK: opening a FIFO that nobody writes to must return. */
	int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (descriptor < 0) {
		refuse_errno(path, errno, faults);
		return -1;
	}
	if (fstat(descriptor, ret_before) < 0)
		refuse_errno(path, errno, faults);
	else if (is_readable_kind(path, ret_before, faults)) {
		if (ret_before->st_size <= 0 || (size_t)ret_before->st_size <= limit)
			return descriptor;
		conf_load_refuse_size(path, limit, faults);
	}
	close(descriptor);
	return -1;
}

static GString *load(const char *path, size_t limit, struct stat *ret_before,
		     struct conf_faults *faults)
{
	int descriptor = conf_load_open(path, limit, ret_before, faults);
	GString *bytes;

	if (descriptor < 0)
		return NULL;
	bytes = conf_load_descriptor(descriptor, path, ret_before, limit, faults);
	close(descriptor);
	return bytes;
}

struct conf_document *conf_document_load(const char *path, const struct conf_limits *limits,
					 struct conf_faults *faults)
{
	struct conf_document *document;
	struct stat before;
	GString *bytes;

	bytes = load(path, limits ? limits->bytes : conf_limits_default.bytes, &before, faults);
	if (!bytes)
		return NULL;
	document = conf_document_parse(path, bytes->str, bytes->len, limits, faults);
	if (document) {
		document->stamp = conf_stamp_of(&before);
		document->stamp.digest = digest_of(bytes->str, bytes->len);
	}
	g_string_free(bytes, TRUE);
	return document;
}

GString *conf_bytes_load(const char *path, size_t limit, struct conf_faults *faults)
{
	struct stat before;

	return load(path, limit, &before, faults);
}

/* --- stamps --- */

static int64_t nanoseconds(const struct timespec *time)
{
	return time->tv_sec * (int64_t)1000000000 + time->tv_nsec;
}

struct conf_stamp conf_stamp_of(const struct stat *status)
{
	return (struct conf_stamp){
		.size = status->st_size,
		.modified_ns = nanoseconds(&status->st_mtim),
		.changed_ns = nanoseconds(&status->st_ctim),
		.device = status->st_dev,
		.inode = status->st_ino,
	};
}

bool conf_stamp_look(const char *path, struct conf_stamp *ret_stamp)
{
	struct stat status;

	if (stat(path, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	*ret_stamp = conf_stamp_of(&status);
	return true;
}

bool conf_stamp_read(const char *path, size_t limit, struct conf_stamp *ret_stamp)
{
	g_autofree char *piece = g_malloc(STAMP_PIECE);
	struct digest_stream *stream;
	struct stat before;
	size_t left = limit;
	ssize_t got;
	int descriptor = conf_load_open(path, limit, &before, NULL);
	bool whole;

	if (descriptor < 0)
		return false;
	stream = digest_stream_new();
	while ((got = conf_load_piece(descriptor, path, piece, STAMP_PIECE, NULL)) > 0 &&
	       (size_t)got <= left) {
		digest_stream_add(stream, piece, (size_t)got);
		left -= (size_t)got;
	}
	whole = got == 0 && conf_load_end(descriptor, path, &before, NULL);
	if (whole) {
		*ret_stamp = conf_stamp_of(&before);
		ret_stamp->digest = digest_stream_end(stream);
	}
	digest_stream_free(stream);
	close(descriptor);
	return whole;
}
