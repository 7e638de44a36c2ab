/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a document piece by piece, and keeps nothing of it but what it comes to.
 */
#include "document.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536

/* All of DESCRIPTOR. False with errno. */
static bool digest_file(int descriptor, struct document *document)
{
	struct digest_stream *stream = digest_stream_new();
	g_autofree char *piece = g_malloc(PIECE);
	ssize_t got;

	while ((got = read(descriptor, piece, PIECE)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		digest_stream_add(stream, piece, (size_t)got);
		document->bytes += got;
	}
	document->digest = digest_stream_end(stream);
	digest_stream_free(stream);
	return got == 0;
}

bool document_read(const char *path, struct document *ret_document)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct document document = {0};
	struct stat status;
	bool good = descriptor >= 0 && fstat(descriptor, &status) == 0;
	int reason = errno;

	if (good && !S_ISREG(status.st_mode)) {
		good = false;
		reason = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
	} else if (good) {
		good = digest_file(descriptor, &document);
		reason = errno;
	}
	if (descriptor >= 0)
		close(descriptor);
	errno = reason;
	if (good)
		*ret_document = document;
	return good;
}
