/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads what lies signed beside the database, and signs more with the same key.
 */
#include "store/seal.h"

#include "store/internal.h"

#include "base/translate.h"

#include <inttypes.h>

static int open_directory(struct store *store, GError **error)
{
	const char *path = store->operations->directory ? store->operations->directory(store) : NULL;

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
	g_autofree char *bytes = files_read_given(path, NOTE_SIZE_LIMIT, &length, error);

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

/* --- entries --- */

struct entry_reader {
	struct seal_entry *entry;
	bool unsound;
};

static GBytes *payload_of(const struct journal_row *row)
{
	GByteArray *bytes = g_byte_array_sized_new((guint)(DIGEST_SIZE + row->body_length));

	g_byte_array_append(bytes, row->salt, DIGEST_SIZE);
	g_byte_array_append(bytes, (const guint8 *)row->body, (guint)row->body_length);
	return g_byte_array_free_to_bytes(bytes);
}

static bool take_row(void *context, const struct journal_row *row)
{
	struct entry_reader *reader = context;
	struct digest digest;

	reader->unsound = !journal_row_valid(row);
	if (!reader->unsound && row->body) {
		digest = journal_payload_digest(row->salt, DIGEST_SIZE, row->body,
						row->body_length);
		reader->unsound = !digest_equal(&digest, &row->payload_digest);
	}
	if (reader->unsound)
		return false;
	reader->entry = g_new(struct seal_entry, 1);
	*reader->entry = (struct seal_entry){
		.sequence = row->sequence,
		.recorded_at_us = row->recorded_at_us,
		.line = journal_line(row),
		.leaf = journal_leaf(row),
		.payload = row->body ? payload_of(row) : NULL,
	};
	return false;
}

struct seal_entry *seal_entry_read(struct store *store, int64_t sequence, GError **error)
{
	struct entry_reader reader = {NULL, false};

	if (!store->operations->read_rows(store, sequence, sequence, take_row, &reader, error))
		return NULL;
	if (!reader.entry)
		store_fail(error, STORE_ERROR_DAMAGED,
			   _("entry %" PRId64
			     " of the journal is not what was recorded ('nwops audit verify' tells more)"),
			   sequence);
	return reader.entry;
}

void seal_entry_free(struct seal_entry *entry)
{
	if (!entry)
		return;
	g_free(entry->line);
	if (entry->payload)
		g_bytes_unref(entry->payload);
	g_free(entry);
}

const char *seal_entry_body(const struct seal_entry *entry, size_t *ret_length)
{
	gsize length;
	const char *bytes = g_bytes_get_data(entry->payload, &length);

	*ret_length = length - DIGEST_SIZE;
	return bytes + DIGEST_SIZE;
}
