/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal: the append-only record of everything that was decided, seen to
 * change, said or done, and the proof that it is whole.
 *
 * Entry. (sequence, log, kind, event_at_us, recorded_at_us, actor, payload
 * digest). The payload is kept apart with its 32 bytes of salt, so that it can
 * be removed later without breaking the proof: digest = SHA-256(salt || body).
 *
 * Leaf. SHA-256(0x00 || line), where line is the entry as one RFC 8785 JSON
 * object (base/json.h, json_print_canonical):
 *   {"actor":…,"event_at_us":…,"kind":…,"log":…,"payload_digest":"<hex>",
 *    "recorded_at_us":…,"sequence":…}
 * Tree: RFC 6962 section 2.1. Sequence N is leaf N - 1: sequences begin at 1
 * and have no gap. This layout can never change; anybody can check it with
 * sqlite3, sha256sum and openssl.
 *
 * Checkpoint. A C2SP tlog-checkpoint in a C2SP signed note: origin (the log's
 * name), size, root, one Ed25519 signature by the log's key.
 *
 * Order is by sequence, never by time; a clock that jumps harms nothing.
 */
#pragma once

#include "base/digest.h"
#include "base/words.h"
#include "store/store.h"

#define JOURNAL_KIND_LIMIT 64
#define JOURNAL_ACTOR_LIMIT 256
#define JOURNAL_PAYLOAD_LIMIT (16 << 20)

struct journal_entry {
	int64_t sequence;		/* set by the journal */
	int64_t event_at_us;		/* when it happened */
	int64_t recorded_at_us;		/* when it was written; set by the journal */
	const char *kind;		/* "check", "gap", …: lower case, digits, - */
	const char *actor;		/* login of who did it, or "nwops" */
	const char *payload;		/* JSON text; NULL once it was removed */
	size_t payload_length;
};

/* Inside a transaction. Fills in sequence and recorded_at_us of ENTRY. */
bool journal_append(struct store *store, struct journal_entry *entry, GError **error);
/* Number of entries; -1 on error. */
int64_t journal_size(struct store *store, GError **error);
/* When the first entry was recorded; 0: there is none yet. */
bool journal_began(struct store *store, int64_t *ret_at_us, GError **error);
/* Calls EACH for entries FROM..TO in order until it returns false. */
typedef bool journal_each(void *context, const struct journal_entry *entry);
bool journal_read(struct store *store, int64_t from, int64_t to, journal_each *each, void *context, GError **error);

/*
 * Removal. A payload can be taken away, never an entry: its digest stays, and an entry of the kind
 * "redaction" says why and by whose word. Its payload is {"approved_by":…,"payload_digest":"<hex>",
 * "reason":…,"sequence":N} as RFC 8785 writes it, and it is never taken away itself.
 */
#define JOURNAL_REDACTION "redaction"
#define JOURNAL_REASON_LIMIT 2048

struct journal_redaction {
	int64_t sequence;		/* whose payload goes */
	const char *actor;		/* login of who does it */
	const char *approved_by;	/* login of who answers for it: another than ACTOR */
	const char *reason;
	int64_t at_us;
};
/* Inside a transaction. RET_ENTRY: the sequence of the entry that says so. Fails where there is no payload to take. */
bool journal_redact(struct store *store, const struct journal_redaction *redaction, int64_t *ret_entry, GError **error);
/* Outside of one: rewrites the database, so that no byte of what was taken away is left in its file or in its -wal.
 * RET_CLEAN is false when somebody who reads kept the -wal from being emptied: what was taken away may be in it
 * until the last reader closes, and asking again helps. Backups keep what they have. */
bool journal_scrub(struct store *store, bool *ret_clean, GError **error);

/*
 * Signs the present head and keeps it beside the database (write, fsync,
 * rename, fsync of the directory). What every recording command ends with.
 * If the checkpoint already there contradicts the journal (longer than it,
 * another root for the same size, another key's, or none at all), that one is
 * kept as checkpoint.N first. STORE_ERROR_PERMISSION when the key is another
 * user's: what was recorded is safe, and its owner's next command signs for it.
 */
bool journal_keep_checkpoint(struct store *store, GError **error);
/* Signs for what was recorded. A key that only another user may read is no fault but a warning in NOTES: the
 * entry is safe, and the next command of who owns the key signs for it. */
bool journal_sign(struct store *store, const struct notes *notes, GError **error);
/* The same for what a person said: on a full disk the reserve is given back for it, since no room for the
 * signature alone must not have the rest said twice. */
bool journal_sign_said(struct store *store, const struct notes *notes, GError **error);

struct journal_verdict {
	enum store_verdict verdict;
	int64_t size;			/* entries found */
	int64_t anchored;		/* entries that a signed checkpoint vouches for */
	int64_t anchored_at_us;		/* when the newest such checkpoint was written (file time); -1: none */
	int64_t first_bad;		/* altered: the first entry that is not what was signed, or -1: somewhere in 1..anchored */
	char message[320];		/* what was found, for people */
};

/*
 * Checks a store directory, also a copied one on another machine with nothing
 * configured: reads nwops.db without writing (a copy without its -wal file is
 * what it is), log.vkey and the checkpoints. AGAINST is a checkpoint that
 * somebody else kept, or NULL. False with an error only when it could not
 * look; everything it sees is a verdict. The store may be in use, by this
 * process too.
 *   complete    every entry is vouched for by a checkpoint
 *   unanchored  whole in itself, but nothing vouches for what follows ANCHORED
 *   truncated   a checkpoint vouches for more entries than there are
 *   altered     an entry, a payload or the order is not what was signed
 *   forked      two signed heads of one log contradict each other
 */
bool journal_verify(const char *directory, const char *against, struct journal_verdict *ret_verdict, GError **error);
