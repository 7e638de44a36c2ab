/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What leaves the store under its signature: the newest signed head, and what
 * else the log's key vouches for.
 */
#pragma once

#include "store/proof.h"

struct seal {
	char *note;			/* the checkpoint, as it lies beside the database */
	char *verifier;			/* log.vkey: one line with its newline */
	char *origin;			/* the log's name */
	uint8_t public[32];		/* the key, raw */
	struct proof_head head;		/* what NOTE says */
};

/* The head that was signed last. Fails where there is none, or where the key beside it did not sign it. */
struct seal *seal_read(struct store *store, GError **error);
void seal_free(struct seal *seal);
typedef struct seal ops_seal_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_seal_t, seal_free)

/* What the checkpoint in file PATH says, if SEAL's key signed it. What is no checkpoint of this log is an error. */
bool seal_read_file(const struct seal *seal, const char *path, struct proof_head *ret_head, GError **error);

/* TEXT as a C2SP signed note by the log's key. TEXT is lines that end in newlines, and the first of them has
 * a blank, so that no checkpoint can be made of it. Caller frees. */
char *seal_sign(struct store *store, const char *text, GError **error);

/* An entry of the journal as it can be carried away. */
struct seal_entry {
	int64_t sequence, recorded_at_us;
	char *line;			/* what its leaf is hashed over */
	struct digest leaf;
	GBytes *payload;		/* salt and body, whose SHA-256 is the digest in LINE; NULL: it was removed */
};
/* Fails where there is none, or where it contradicts itself. */
struct seal_entry *seal_entry_read(struct store *store, int64_t sequence, GError **error);
void seal_entry_free(struct seal_entry *entry);
typedef struct seal_entry ops_seal_entry_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_seal_entry_t, seal_entry_free)
/* The bytes behind the salt: what was recorded. Lent. */
const char *seal_entry_body(const struct seal_entry *entry, size_t *ret_length);
