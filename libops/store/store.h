/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store as a whole: opening, locking, writing as one transaction, closing.
 * What is kept has one header a family: journal.h, results.h, states.h.
 *
 * A store is a directory (0770; where there is a group nwops and we may, of
 * that group and 02770, so that all files in it are, too):
 *   nwops.db           the database (SQLite in WAL mode), 0660
 *   checkpoint         the signed head of the journal after the last recording
 *   checkpoint.N       a head that contradicts the journal, kept as evidence
 *   log.key log.vkey   the key that signs (0600, of whoever made the store; PKCS #8
 *                      PEM) and the one that verifies (C2SP verifier key)
 *   reserve            space given back when the disk is full
 *
 * Promises. What a commit returned true for survives kill -9, power loss and a
 * full disk. A damaged database is refused, never recreated. A newer schema is
 * refused and left alone. Readers never wait for a writer. Who may read the
 * files and not write beside them (another user, a read-only filesystem) can
 * still open a store for reading; should somebody write meanwhile, such a
 * reader may meet STORE_ERROR_DAMAGED, and tries again.
 */
#pragma once

#include "base/clock.h"
#include "base/notes.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OPS_STORE_ERROR store_error_quark()
GQuark store_error_quark(void);
enum store_error_code {
	STORE_ERROR_MISSING,	/* no store there, and it was not to be made */
	STORE_ERROR_PERMISSION,
	STORE_ERROR_LOCKED,	/* another writer held it longer than we wait */
	STORE_ERROR_READ_ONLY,
	STORE_ERROR_FULL,	/* disk or quota; the transaction left no trace */
	STORE_ERROR_DAMAGED,
	STORE_ERROR_NEWER,	/* written by a later nwops */
	STORE_ERROR_OLDER,	/* written by an earlier one, and only to be read */
	STORE_ERROR_PURPOSE,	/* a rehearsal store for a real run, or the reverse */
	STORE_ERROR_IO,
};

/* What a store is for. A rehearsal never mixes with the real record. */
enum store_purpose { STORE_REAL, STORE_REHEARSAL };

enum store_mode {
	STORE_READ,		/* an existing store; nothing is created or migrated */
	STORE_WRITE,		/* made and migrated as needed */
};

struct store_options {
	const char *directory;
	enum store_mode mode;
	enum store_purpose purpose;
	const char *log_name;		/* names this host's log: "nwops.example/noc1"; used when the store is made */
	int64_t patience_us;		/* how long a writer waits for another; 0: the default of 5 s */
	const struct clock *clock;
	const struct notes *notes;
};

struct store;

struct store *store_open(const struct store_options *options, GError **error);
/* The double that contract tests drive beside SQLite: same promises within one
 * process, nothing on disk. */
struct store *store_open_memory(const struct store_options *options, GError **error);
/* Ends without a checkpoint; a running transaction is rolled back. */
void store_close(struct store *store);
typedef struct store ops_store_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_store_t, store_close)

enum store_purpose store_purpose(const struct store *store);
/* From now on entries are recorded by CLOCK, which is lent until the store is closed: what it is may stand in the store itself. */
void store_set_clock(struct store *store, const struct clock *clock);

/*
 * One writer's transaction over all families. Operations that write must lie
 * between begin and commit; they fail with the store's error otherwise. Keep
 * it short: gather first, then write.
 */
bool store_begin(struct store *store, GError **error);
/* Durable (full sync) when it returns true. On failure all of it is undone. */
bool store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);
/* Gives back the reserve so that a journal entry fits on a full disk; true
 * when there was one. It is set aside again at the next successful open. */
bool store_release_reserve(struct store *store);
/* After a transaction that failed and left no trace: FAILED says that the disk was full and the reserve was
 * given back. Then FAILED is cleared, and who failed may try once more. */
bool store_made_room(struct store *store, GError **failed);
