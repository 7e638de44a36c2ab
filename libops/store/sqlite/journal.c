/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal's rows in SQLite. What they mean and how they are hashed is
 * store/journal.c's.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

static bool bad_tree(struct sqlite_store *sqlite, GError **error)
{
	return store_fail(
		error, STORE_ERROR_DAMAGED,
		_("the journal of store '%s' has lost its head: refused, not recreated; copy the "
		  "directory "
		  "aside, then put a backup in its place ('nwops audit verify' tells more)"),
		sqlite->directory);
}

bool sqlite_load_tree(struct store *store, struct tree *ret_tree, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_TREE_LOAD, error);
	int got;
	bool ok;

	if (!statement)
		return false;
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got <= 0)
		return got < 0 ? false : bad_tree(sqlite, error);
	ok = tree_load(sqlite3_column_int64(statement, 0), sqlite3_column_blob(statement, 1),
		       (size_t)sqlite3_column_bytes(statement, 1), ret_tree);
	sqlite3_reset(statement);
	return ok || bad_tree(sqlite, error);
}

bool sqlite_save_tree(struct store *store, const struct tree *tree, const struct tree *before,
		      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_TREE_SAVE, error);
	struct digest before_root = tree_root(before);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, tree->size);
	sqlite3_bind_blob(statement, 2, tree->nodes,
			  (int)(tree_node_count(tree->size) * DIGEST_SIZE), SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, before->size);
	sqlite3_bind_blob(statement, 4, before_root.bytes, DIGEST_SIZE, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool add_payload(struct sqlite_store *sqlite, const struct journal_row *row, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_PAYLOAD_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, row->sequence);
	sqlite3_bind_blob(statement, 2, row->salt, DIGEST_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 3, row->body, (int)row->body_length, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool add_leaf(struct sqlite_store *sqlite, const struct journal_row *row, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_LEAF_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, row->sequence);
	sqlite3_bind_blob(statement, 2, row->leaf.bytes, DIGEST_SIZE, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_append(struct store *store, const struct journal_row *row, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_JOURNAL_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, row->sequence);
	sqlite3_bind_text(statement, 2, row->log, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, row->kind, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 4, row->event_at_us);
	sqlite3_bind_int64(statement, 5, row->recorded_at_us);
	sqlite3_bind_text(statement, 6, row->actor, -1, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 7, row->payload_digest.bytes, DIGEST_SIZE, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error) &&
	       add_payload(sqlite, row, error) && add_leaf(sqlite, row, error);
}

bool sqlite_read(struct store *store, int64_t from, int64_t to, journal_each *each, void *context,
		 GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_JOURNAL_READ, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, from);
	sqlite3_bind_int64(statement, 2, to);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const bool removed = sqlite3_column_type(statement, 5) == SQLITE_NULL;
		const char *body = sqlite3_column_blob(statement, 5);
		const struct journal_entry entry = {
			.sequence = sqlite3_column_int64(statement, 0),
			.kind = (const char *)sqlite3_column_text(statement, 1),
			.actor = (const char *)sqlite3_column_text(statement, 2),
			.event_at_us = sqlite3_column_int64(statement, 3),
			.recorded_at_us = sqlite3_column_int64(statement, 4),
			.payload = removed ? NULL
				   : body  ? body
					   : "",
			.payload_length = (size_t)sqlite3_column_bytes(statement, 5),
		};

		if (!each(context, &entry)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

/* What is not a digest is told as one of zeros, which nothing then agrees with. */
static struct digest digest_column(sqlite3_stmt *statement, int column)
{
	struct digest digest = {.bytes = {0}};

	if (sqlite3_column_bytes(statement, column) == DIGEST_SIZE)
		memcpy(digest.bytes, sqlite3_column_blob(statement, column), DIGEST_SIZE);
	return digest;
}

static const char *text_column(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	return text ? text : "";
}

static struct journal_row row_of(sqlite3_stmt *statement)
{
	const bool removed = sqlite3_column_bytes(statement, 7) != DIGEST_SIZE;
	const char *body = removed ? NULL : sqlite3_column_blob(statement, 8);

	return (struct journal_row){
		.sequence = sqlite3_column_int64(statement, 0),
		.log = text_column(statement, 1),
		.kind = text_column(statement, 2),
		.event_at_us = sqlite3_column_int64(statement, 3),
		.recorded_at_us = sqlite3_column_int64(statement, 4),
		.actor = text_column(statement, 5),
		.payload_digest = digest_column(statement, 6),
		.salt = removed ? NULL : sqlite3_column_blob(statement, 7),
		.body = removed ? NULL : body ? body : "",
		.body_length = (size_t)sqlite3_column_bytes(statement, 8),
	};
}

bool sqlite_read_rows(struct store *store, int64_t from, int64_t to, journal_row_each *each,
		      void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_JOURNAL_ROWS, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, from);
	sqlite3_bind_int64(statement, 2, to);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const struct journal_row row = row_of(statement);

		if (!each(context, &row)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

bool sqlite_read_leaves(struct store *store, int64_t size, struct digest *leaves,
			int64_t *ret_count, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_LEAF_READ, error);
	int64_t count = 0;
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, size);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0)
		if (count < size)
			leaves[count++] = digest_column(statement, 1);
	if (got == 0)
		*ret_count = count;
	return got == 0;
}

bool sqlite_remove_payload(struct store *store, int64_t sequence, bool *ret_removed, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_PAYLOAD_REMOVE, error);

	/* What is freed is overwritten at once, for whoever is killed before all is rewritten. */
	if (!statement ||
	    !sqlite_execute(sqlite, "PRAGMA secure_delete = ON", ATTEMPT_WRITE, error))
		return false;
	sqlite3_bind_int64(statement, 1, sequence);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	*ret_removed = sqlite3_changes(sqlite->db) > 0;
	return true;
}

/* Pages that rows once moved away from may still hold them, whatever secure_delete does: so all of
 * it is written anew. In a file and not in memory, since of what is left everything may be large. */
bool sqlite_scrub(struct store *store, bool *ret_clean, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	bool ok = sqlite_execute(sqlite, "PRAGMA secure_delete = ON; PRAGMA temp_store = FILE; VACUUM",
				 ATTEMPT_WRITE, error);

	sqlite_execute(sqlite, "PRAGMA temp_store = MEMORY", ATTEMPT_WRITE, NULL);
	if (ok)
		*ret_clean = sqlite3_wal_checkpoint_v2(sqlite->db, NULL, SQLITE_CHECKPOINT_TRUNCATE,
						       NULL, NULL) == SQLITE_OK;
	return ok;
}

/* True when the last transaction began at SIZE: the common case, since every
 * recording command leaves a checkpoint behind. */
static bool root_before(struct sqlite_store *sqlite, int64_t size, struct digest *ret_root)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_TREE_BEFORE, NULL);
	bool found;

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, NULL) <= 0)
		return false;
	found = sqlite3_column_int64(statement, 0) == size &&
		sqlite3_column_bytes(statement, 1) == DIGEST_SIZE;
	if (found)
		memcpy(ret_root->bytes, sqlite3_column_blob(statement, 1), DIGEST_SIZE);
	sqlite3_reset(statement);
	return found;
}

static bool root_at(struct store *store, int64_t size, struct digest *ret_root, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement;
	struct tree tree = {.size = 0};
	int got;

	if (root_before(sqlite, size, ret_root))
		return true;
	statement = sqlite_statement(sqlite, STATEMENT_LEAF_READ, error);
	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, size);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		/* A gap or a short digest gives another root, which is then the finding. */
		const struct digest leaf = digest_column(statement, 1);

		tree_append(&tree, &leaf);
	}
	if (got == 0)
		*ret_root = tree_root(&tree);
	return got == 0;
}

bool sqlite_keep_checkpoint(struct store *store, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *begin = sqlite_statement(sqlite, STATEMENT_BEGIN, error);
	sqlite3_stmt *rollback = sqlite_statement(sqlite, STATEMENT_ROLLBACK, error);
	struct tree tree;
	bool ok;

	/* The lock of writers, though nothing is written to the database: two
	 * commands that end together must not put the older head last. */
	if (!begin || !rollback || !sqlite_run(sqlite, begin, ATTEMPT_LOCK, error))
		return false;
	ok = sqlite_load_tree(store, &tree, error) &&
	     head_keep(store, sqlite->directory_fd, &tree, root_at, error);
	return sqlite_run(sqlite, rollback, ATTEMPT_LOCK, ok ? error : NULL) && ok;
}
