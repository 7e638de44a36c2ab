/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify.c asks of a database that may have been changed by anybody: its
 * rows as they are, with nothing taken for granted that the schema promises.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#include <inttypes.h>

struct look {
	sqlite3_vfs *vfs;
	sqlite3 *db;
};

static bool look_fail(struct look *look, GError **error)
{
	enum store_error_code code = sqlite_error_code(look->db, sqlite_system_errno(look->db));

	if (code == STORE_ERROR_DAMAGED)
		return store_fail(error, code, _("'%s' is damaged: %s"), STORE_DATABASE,
				  sqlite3_errmsg(look->db));
	return store_fail(error, code, _("cannot read '%s': %s"), STORE_DATABASE,
			  sqlite3_errmsg(look->db));
}

static sqlite3_stmt *prepare(struct look *look, const char *sql, GError **error)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(look->db, sql, -1, &statement, NULL) != SQLITE_OK)
		look_fail(look, error);
	return statement;
}

/* The single integer that SQL yields. */
static bool ask_integer(struct look *look, const char *sql, int64_t *ret_value, GError **error)
{
	sqlite3_stmt *statement = prepare(look, sql, error);
	int got;

	if (!statement)
		return false;
	got = sqlite3_step(statement);
	if (got == SQLITE_ROW)
		*ret_value = sqlite3_column_int64(statement, 0);
	else
		look_fail(look, error);
	sqlite3_finalize(statement);
	return got == SQLITE_ROW;
}

/* Ours, and of a form that we know. */
static bool recognise(struct look *look, GError **error)
{
	int64_t application, version, tables;

	if (!ask_integer(look, "PRAGMA application_id", &application, error) ||
	    !ask_integer(look, "PRAGMA user_version", &version, error))
		return false;
	if (application == 0 && version == 0) {
		/* What a process leaves that was killed before it had made the tables. */
		if (!ask_integer(look, "SELECT count(*) FROM sqlite_schema", &tables, error))
			return false;
		if (tables == 0)
			return store_fail(error, STORE_ERROR_MISSING, _("'%s' is empty"),
					  STORE_DATABASE);
	}
	if (application != SQLITE_STORE_APPLICATION || version < 1)
		return store_fail(error, STORE_ERROR_DAMAGED, _("'%s' is not a database of nwops"),
				  STORE_DATABASE);
	if (version > SQLITE_STORE_SCHEMA)
		return store_fail(error, STORE_ERROR_NEWER,
				  _("'%s' was written by a later nwops (form %" PRId64
				    ", this one knows %d): verify with that one"),
				  STORE_DATABASE, version, SQLITE_STORE_SCHEMA);
	return true;
}

struct look *look_open(const char *directory, GError **error)
{
	g_autoptr(ops_look_t) look = g_new0(struct look, 1);

	look->vfs = look_vfs_new();
	if (!look->vfs) {
		store_fail(error, STORE_ERROR_IO,
			   _("cannot read '%s': SQLite has no layer for files"), STORE_DATABASE);
		return NULL;
	}
	if (look_connect(directory, look->vfs, &look->db) != SQLITE_OK) {
		look_fail(look, error);
		return NULL;
	}
	return recognise(look, error) ? g_steal_pointer(&look) : NULL;
}

void look_close(struct look *look)
{
	if (!look)
		return;
	sqlite3_close(look->db);
	look_vfs_free(look->vfs);
	g_free(look);
}

bool look_copy(const char *directory, const char *path, GError **error)
{
	g_autoptr(ops_look_t) look = look_open(directory, error);

	return look && sqlite_copy_database(look->db, path, error);
}

bool look_check(struct look *look, GError **error)
{
	sqlite3_stmt *statement = prepare(look, "PRAGMA integrity_check(1)", error);
	const char *answer = NULL;
	bool ok = false;

	if (!statement)
		return false;
	if (sqlite3_step(statement) == SQLITE_ROW)
		answer = (const char *)sqlite3_column_text(statement, 0);
	if (!answer)
		look_fail(look, error);
	else if (strcmp(answer, "ok") != 0)
		store_fail(error, STORE_ERROR_DAMAGED, _("'%s' is damaged: %s"), STORE_DATABASE,
			   answer);
	else
		ok = true;
	sqlite3_finalize(statement);
	return ok;
}

bool look_tree(struct look *look, struct tree *ret_tree)
{
	sqlite3_stmt *statement =
		prepare(look, "SELECT size, frontier FROM tree WHERE one = 1", NULL);
	bool ok = statement && sqlite3_step(statement) == SQLITE_ROW &&
		  tree_load(sqlite3_column_int64(statement, 0), sqlite3_column_blob(statement, 1),
			    (size_t)sqlite3_column_bytes(statement, 1), ret_tree);

	sqlite3_finalize(statement);
	return ok;
}

int64_t look_orphans(struct look *look, GError **error)
{
	int64_t count;

	if (!ask_integer(
		    look,
		    "SELECT count(*) FROM payload p LEFT JOIN journal j ON j.sequence = p.sequence"
		    " WHERE j.sequence IS NULL",
		    &count, error))
		return -1;
	return count;
}

/* The column's text when it is text, whole and UTF-8; else NULL. */
static const char *text_of(sqlite3_stmt *statement, int column)
{
	const char *text;

	if (sqlite3_column_type(statement, column) != SQLITE_TEXT)
		return NULL;
	text = (const char *)sqlite3_column_text(statement, column);
	return text && g_utf8_validate_len(text, (gsize)sqlite3_column_bytes(statement, column),
					   NULL)
		       ? text
		       : NULL;
}

static bool digest_of_column(sqlite3_stmt *statement, int column, struct digest *ret_digest)
{
	if (sqlite3_column_type(statement, column) != SQLITE_BLOB ||
	    sqlite3_column_bytes(statement, column) != DIGEST_SIZE)
		return false;
	memcpy(ret_digest->bytes, sqlite3_column_blob(statement, column), DIGEST_SIZE);
	return true;
}

/* False when the row is not what the schema says. */
static bool read_row(sqlite3_stmt *statement, struct journal_row *ret_row)
{
	const bool removed = sqlite3_column_type(statement, 7) == SQLITE_NULL;

	*ret_row = (struct journal_row){
		.sequence = sqlite3_column_int64(statement, 0),
		.log = text_of(statement, 1),
		.kind = text_of(statement, 2),
		.event_at_us = sqlite3_column_int64(statement, 3),
		.recorded_at_us = sqlite3_column_int64(statement, 4),
		.actor = text_of(statement, 5),
	};
	if (!ret_row->log || !ret_row->kind || !ret_row->actor ||
	    sqlite3_column_type(statement, 3) != SQLITE_INTEGER ||
	    sqlite3_column_type(statement, 4) != SQLITE_INTEGER ||
	    !digest_of_column(statement, 6, &ret_row->payload_digest))
		return false;
	if (removed)
		return true;
	if (sqlite3_column_type(statement, 8) != SQLITE_BLOB ||
	    sqlite3_column_type(statement, 7) != SQLITE_BLOB ||
	    sqlite3_column_bytes(statement, 7) != DIGEST_SIZE)
		return false;
	ret_row->salt = sqlite3_column_blob(statement, 7);
	ret_row->body_length = (size_t)sqlite3_column_bytes(statement, 8);
	ret_row->body = ret_row->body_length > 0 ? sqlite3_column_blob(statement, 8) : "";
	return true;
}

bool look_rows(struct look *look, look_each *each, void *context, GError **error)
{
	sqlite3_stmt *statement = prepare(
		look,
		"SELECT j.sequence, j.log, j.kind, j.event_at_us, j.recorded_at_us, j.actor,"
		" j.payload_digest, p.salt, p.body, l.digest FROM journal j"
		" LEFT JOIN payload p ON p.sequence = j.sequence"
		" LEFT JOIN leaf l ON l.sequence = j.sequence ORDER BY j.sequence",
		error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite3_step(statement)) == SQLITE_ROW) {
		struct journal_row row;
		struct digest leaf;
		const bool sound = read_row(statement, &row);
		const bool has_leaf = digest_of_column(statement, 9, &leaf);

		if (!each(context, row.sequence, sound ? &row : NULL, has_leaf ? &leaf : NULL)) {
			got = SQLITE_DONE;
			break;
		}
	}
	if (got != SQLITE_DONE)
		look_fail(look, error);
	sqlite3_finalize(statement);
	return got == SQLITE_DONE;
}
