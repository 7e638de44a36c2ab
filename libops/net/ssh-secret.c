/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys by the file that they are in. A key is parsed once for all devices
 * that it opens: parsing costs as much as all the rest of a login.
 */
#include "net/ssh-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>
#include <sys/stat.h>

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
	bytes = secret_read(path, &length, &status, error);
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
