/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that hold a key or a password: read only when nobody else can read or
 * write them, kept as short as possible, wiped when no longer needed. A key is
 * parsed once for all devices that it opens: parsing costs as much as all the
 * rest of a login.
 */
#include "net/ssh-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX 65536
/* Reading by the group is the site's choice (group nwops); writing is not. */
#define OTHERS (S_IRWXO | S_IWGRP)

void secret_free(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

static bool refuse(GError **error, const char *path, const char *why)
{
	g_autofree char *shown = text_excerpt(path);

	g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_JOB, _("cannot use '%s': %s"), shown, why);
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

static char *read_checked(const char *path, size_t *ret_length, struct stat *status, GError **error)
{
	/* A pipe in its place must not hold us up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char *bytes;
	ssize_t length;

	if (fd < 0) {
		refuse(error, path, g_strerror(errno));
		return NULL;
	}
	if (!check(fd, path, status, error)) {
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
	*ret_length = (size_t)length;
	return bytes;
}

char *secret_read(const char *path, size_t *ret_length, GError **error)
{
	struct stat status;

	return read_checked(path, ret_length, &status, error);
}

char *secret_read_line(const char *path, GError **error)
{
	size_t length;
	char *bytes = secret_read(path, &length, error);

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

/* --- keys by path --- */

struct entry { struct ssh_key *key; struct stat status; };

struct key_ring { GHashTable *entries; };

static void entry_free(void *entry)
{
	ssh_key_free(((struct entry *)entry)->key);
	g_free(entry);
}

struct key_ring *key_ring_new(void)
{
	struct key_ring *ring = g_new0(struct key_ring, 1);

	ring->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
	return ring;
}

void key_ring_free(struct key_ring *ring)
{
	if (!ring)
		return;
	g_hash_table_unref(ring->entries);
	g_free(ring);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mode == b->st_mode && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* A key that sessions at work have been lent stays, under a name that nobody asks for. */
static void retire(struct key_ring *ring, const char *path)
{
	char *key;
	struct entry *entry;

	if (!g_hash_table_steal_extended(ring->entries, path, (void **)&key, (void **)&entry))
		return;
	g_free(key);
	g_hash_table_insert(ring->entries, g_strdup_printf("\n%u", g_hash_table_size(ring->entries)), entry);
}

const struct ssh_key *key_ring_find(struct key_ring *ring, const char *path, GError **error)
{
	struct entry *entry = g_hash_table_lookup(ring->entries, path);
	struct stat status;
	struct ssh_key *key;
	size_t length;
	char *bytes;

	if (entry && stat(path, &status) == 0 && same_file(&status, &entry->status))
		return entry->key;
	bytes = read_checked(path, &length, &status, error);
	if (!bytes)
		return NULL;
	key = ssh_key_parse(bytes, length, error);
	explicit_bzero(bytes, length);
	g_free(bytes);
	if (!key) {
		g_autofree char *shown = text_excerpt(path);

		g_prefix_error(error, _("cannot use '%s': "), shown);
		return NULL;
	}
	retire(ring, path);
	entry = g_new0(struct entry, 1);
	*entry = (struct entry){ key, status };
	g_hash_table_insert(ring->entries, g_strdup(path), entry);
	return key;
}
