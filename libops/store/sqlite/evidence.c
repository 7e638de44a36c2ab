/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What devices said, in SQLite: a short row for each text, which is looked for
 * by item and command, and the text beside it.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

/* FIRST, FIRST + 1: from NAME to NAME, or from the first to the last: a blob sorts behind every text. */
static void bind_range(sqlite3_stmt *statement, int first, const char *name)
{
	sqlite3_bind_text(statement, first, name ? name : "", -1, SQLITE_STATIC);
	if (name)
		sqlite3_bind_text(statement, first + 1, name, -1, SQLITE_STATIC);
	else
		sqlite3_bind_blob(statement, first + 1, "", 0, SQLITE_STATIC);
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

/* As a blob of no bytes comes, too. */
static const char *bytes_of(sqlite3_stmt *statement, int column)
{
	const char *bytes = sqlite3_column_blob(statement, column);

	return bytes ? bytes : "";
}

/* False when the row is not what the schema says. */
static bool read_row(sqlite3_stmt *statement, bool with_text, struct evidence_row *ret_row)
{
	const bool kept = sqlite3_column_type(statement, 6) != SQLITE_NULL;

	*ret_row = (struct evidence_row){
		.id = sqlite3_column_int64(statement, 0),
		.record = {
			.item = text_of(statement, 1),
			.command = text_of(statement, 2),
			.platform = text_of(statement, 3),
			.read_at_us = sqlite3_column_int64(statement, 4),
			.again_at_us = sqlite3_column_int64(statement, 5),
			.kept_at_us = kept ? sqlite3_column_int64(statement, 6) : -1,
			.reason = kept ? text_of(statement, 7) : NULL,
			.whole = sqlite3_column_int(statement, 8) != 0,
			.bytes = sqlite3_column_int64(statement, 9),
			.length = (size_t)sqlite3_column_int64(statement, 11),
			.text = with_text ? bytes_of(statement, 12) : NULL,
		},
	};
	if (sqlite3_column_bytes(statement, 10) != DIGEST_SIZE)
		return false;
	memcpy(ret_row->record.digest.bytes, sqlite3_column_blob(statement, 10), DIGEST_SIZE);
	return !kept || ret_row->record.reason;
}

/* Each text that is kept asks for the newest before it: that must not go through the others. */
static sqlite3_stmt *ask(struct sqlite_store *sqlite, const struct evidence_query *query,
			 GError **error)
{
	const bool one = query->item && query->command && !query->with_text;
	const enum sqlite_statement which = one			? STATEMENT_EVIDENCE_READ_OF
					    : query->with_text	? STATEMENT_EVIDENCE_READ_TEXT
								: STATEMENT_EVIDENCE_READ;
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);

	if (statement && one) {
		sqlite3_bind_text(statement, 1, query->item, -1, SQLITE_STATIC);
		sqlite3_bind_text(statement, 2, query->command, -1, SQLITE_STATIC);
	} else if (statement) {
		bind_range(statement, 1, query->item);
		bind_range(statement, 3, query->command);
	}
	return statement;
}

bool sqlite_read_evidence(struct store *store, const struct evidence_query *query,
			  evidence_row_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = ask(sqlite, query, error);
	struct evidence_row row;
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		if (!read_row(statement, query->with_text, &row)) {
			sqlite3_reset(statement);
			return store_fail(error, STORE_ERROR_DAMAGED,
					  _("cannot read what devices said: it is not kept as nwops "
					    "writes it"));
		}
		if (!each(context, &row)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

static bool set_text(struct sqlite_store *sqlite, int64_t id, const struct evidence_record *record,
		     GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_EVIDENCE_SET_TEXT, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, id);
	sqlite3_bind_blob64(statement, 2, record->length ? record->text : "", record->length,
			    SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static void bind_record(sqlite3_stmt *statement, const struct evidence_record *record)
{
	sqlite3_bind_text(statement, 2, record->item, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, record->command, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 4, record->platform, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 5, record->read_at_us);
	sqlite3_bind_int64(statement, 6, record->again_at_us);
	if (record->kept_at_us >= 0)
		sqlite3_bind_int64(statement, 7, record->kept_at_us);
	else
		sqlite3_bind_null(statement, 7);
	sqlite3_bind_text(statement, 8, record->reason, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 9, record->whole);
	sqlite3_bind_int64(statement, 10, record->bytes);
	sqlite3_bind_blob(statement, 11, record->digest.bytes, DIGEST_SIZE, SQLITE_STATIC);
}

bool sqlite_set_evidence(struct store *store, const struct evidence_row *row, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_EVIDENCE_SET, error);

	if (!statement)
		return false;
	if (row->id)
		sqlite3_bind_int64(statement, 1, row->id);
	else
		sqlite3_bind_null(statement, 1);
	bind_record(statement, &row->record);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error) &&
	       set_text(sqlite, sqlite3_last_insert_rowid(sqlite->db), &row->record, error);
}

bool sqlite_repeat_evidence(struct store *store, int64_t id, int64_t at_us, const char *reason,
			    GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(
		sqlite, reason ? STATEMENT_EVIDENCE_KEEP : STATEMENT_EVIDENCE_REPEAT, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, id);
	sqlite3_bind_int64(statement, 2, at_us);
	if (reason)
		sqlite3_bind_text(statement, 3, reason, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_delete_evidence(struct store *store, int64_t id, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);

	return sqlite_delete(sqlite, STATEMENT_EVIDENCE_DELETE, id, error) &&
	       sqlite_delete(sqlite, STATEMENT_EVIDENCE_DELETE_TEXT, id, error);
}

bool sqlite_forget_evidence(struct store *store, int64_t before_us, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_EVIDENCE_OLD, error);
	g_autoptr(GArray) old = g_array_new(FALSE, FALSE, sizeof(int64_t));
	int got;

	/* Items that were made or changed in this transaction count, too. */
	if (!statement || !sqlite_walk_flush(sqlite, error))
		return false;
	sqlite3_bind_int64(statement, 1, before_us);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const int64_t id = sqlite3_column_int64(statement, 0);

		g_array_append_val(old, id);
	}
	for (guint i = 0; got == 0 && i < old->len; i++)
		if (!sqlite_delete_evidence(store, g_array_index(old, int64_t, i), error))
			return false;
	return got == 0;
}
