/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file, looked at through the descriptor that it is then read from: whoever
 * swaps it in between gains nothing.
 */
#include "net/secret.h"

#include "base/text.h"
#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define SECRET_MAX 65536
/* Reading by the group is the site's choice (group nwops); writing is not. */
#define OTHERS (S_IRWXO | S_IWGRP)

G_DEFINE_QUARK(ops-secret-error, secret_error)

void secret_free(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

static bool refuse(GError **error, const char *path, const char *why)
{
	g_autofree char *shown = text_excerpt(path);

	g_set_error(error, OPS_SECRET_ERROR, SECRET_ERROR_REFUSED, _("cannot use '%s': %s"), shown, why);
	return false;
}

static bool check(int fd, const char *path, struct stat *status, GError **error)
{
	if (fstat(fd, status) < 0)
		return refuse(error, path, g_strerror(errno));
	if (!S_ISREG(status->st_mode))
		return refuse(error, path, _("it is not a file"));
	if (status->st_mode & OTHERS)
		return refuse(error, path, _("others can read it or its group can write it; run chmod 600"));
	if (status->st_size > SECRET_MAX)
		return refuse(error, path, _("it is too large for a secret"));
	return true;
}

/* All of FD, up to SIZE bytes; -1 with errno. */
static ssize_t read_all(int fd, char *bytes, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(fd, bytes + length, size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

char *secret_read(const char *path, size_t *ret_length, struct stat *ret_status, GError **error)
{
	/* A pipe in its place must not hold us up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	char *bytes;
	ssize_t length;

	if (fd < 0) {
		refuse(error, path, g_strerror(errno));
		return NULL;
	}
	if (!check(fd, path, &status, error)) {
		close(fd);
		return NULL;
	}
	bytes = g_malloc0(SECRET_MAX + 1);
	length = read_all(fd, bytes, SECRET_MAX);
	if (length < 0) {
		refuse(error, path, g_strerror(errno));
		g_clear_pointer(&bytes, g_free);
	}
	close(fd);
	*ret_length = (size_t)MAX(length, 0);
	if (ret_status)
		*ret_status = status;
	return bytes;
}

char *secret_read_line(const char *path, GError **error)
{
	size_t length;
	char *bytes = secret_read(path, &length, NULL, error);

	if (!bytes)
		return NULL;
	bytes[strcspn(bytes, "\r\n")] = '\0';
	explicit_bzero(bytes + strlen(bytes), SECRET_MAX - strlen(bytes));
	if (*bytes)
		return bytes;
	g_free(bytes);
	refuse(error, path, _("its first line is empty"));
	return NULL;
}
