/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads what lies signed beside the database, and signs more with the same key.
 */
#include "store/seal.h"

#include "store/internal.h"

#include "base/translate.h"

static int open_directory(struct store *store, GError **error)
{
	const char *path = store->operations->directory(store);

	if (path)
		return files_open_directory(path, false, error);
	store_fail(error, STORE_ERROR_MISSING, _("this store has no directory"));
	return -1;
}

static bool read_seal(int directory, struct seal *seal, GError **error)
{
	struct note_verifier verifier;
	struct note_head head;
	size_t note_length, length;

	seal->verifier = files_read(directory, STORE_VERIFIER, NOTE_SIZE_LIMIT, &length, error);
	if (!seal->verifier)
		return false;
	if (!note_verifier_parse(seal->verifier, length, &verifier))
		return store_fail(error, STORE_ERROR_DAMAGED, _("'%s' is not a verifier key"),
				  STORE_VERIFIER);
	seal->note = files_read(directory, STORE_CHECKPOINT, NOTE_SIZE_LIMIT, &note_length, error);
	if (!seal->note)
		return false;
	if (note_read(seal->note, note_length, &verifier, &head) != NOTE_SIGNED ||
	    strcmp(head.origin, verifier.name) != 0)
		return store_fail(error, STORE_ERROR_DAMAGED,
				  _("'%s' is not signed by the key in '%s': one of "
				    "them was replaced or "
				    "damaged"),
				  STORE_CHECKPOINT, STORE_VERIFIER);
	seal->origin = g_strdup(head.origin);
	memcpy(seal->public, verifier.public, KEY_PUBLIC_SIZE);
	seal->head = (struct proof_head){head.size, head.root};
	return true;
}

struct seal *seal_read(struct store *store, GError **error)
{
	g_autoptr(ops_seal_t) seal = g_new0(struct seal, 1);
	int directory = open_directory(store, error);
	bool ok;

	if (directory < 0)
		return NULL;
	ok = read_seal(directory, seal, error);
	close(directory);
	return ok ? g_steal_pointer(&seal) : NULL;
}

void seal_free(struct seal *seal)
{
	if (!seal)
		return;
	g_free(seal->note);
	g_free(seal->verifier);
	g_free(seal->origin);
	g_free(seal);
}

bool seal_read_file(const struct seal *seal, const char *path, struct proof_head *ret_head,
		    GError **error)
{
	struct note_verifier verifier;
	struct note_head head;
	size_t length;
	g_autofree char *bytes = files_read(AT_FDCWD, path, NOTE_SIZE_LIMIT, &length, error);

	if (!bytes)
		return false;
	note_verifier_init(&verifier, seal->origin, seal->public);
	if (note_read(bytes, length, &verifier, &head) != NOTE_SIGNED ||
	    strcmp(head.origin, seal->origin) != 0)
		return store_fail(error, STORE_ERROR_IO,
				  _("'%s' is not a checkpoint that this log signed"), path);
	*ret_head = (struct proof_head){head.size, head.root};
	return true;
}

char *seal_sign(struct store *store, const char *text, GError **error)
{
	int directory = open_directory(store, error);
	g_autoptr(ops_key_t) key = NULL;

	g_assert(strcspn(text, " ") < strcspn(text, "\n"));
	if (directory < 0)
		return NULL;
	key = head_load_key(directory, error);
	close(directory);
	return key ? note_sign_text(text, store->log_name, key, error) : NULL;
}
