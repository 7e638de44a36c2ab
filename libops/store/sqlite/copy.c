/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copies the database as it is at one moment, with what its -wal holds, while
 * others may read and write it.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#include <errno.h>

static bool copy_fail(sqlite3 *db, const char *path, GError **error)
{
	return store_fail(error, sqlite_error_code(db, sqlite_system_errno(db)),
			  _("cannot copy the database to '%s': %s"), path, sqlite3_errmsg(db));
}

/* Whoever called syncs the file; until then a copy that is cut short is thrown away. */
static bool prepare_copy(sqlite3 *copy, const char *path, GError **error)
{
	sqlite3_extended_result_codes(copy, 1);
	return sqlite3_exec(copy, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL,
			    NULL) == SQLITE_OK ||
	       copy_fail(copy, path, error);
}

bool sqlite_copy_database(sqlite3 *db, const char *path, GError **error)
{
	sqlite3 *copy = NULL;
	sqlite3_backup *backup;
	bool ok;

	errno = 0;
	ok = (sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "unix") ==
		      SQLITE_OK ||
	      copy_fail(copy, path, error)) &&
	     prepare_copy(copy, path, error);
	if (ok) {
		backup = sqlite3_backup_init(copy, "main", db, "main");
		/* In one go: a copy in steps begins anew whenever somebody writes. */
		if (backup)
			sqlite3_backup_step(backup, -1);
		ok = (backup && sqlite3_backup_finish(backup) == SQLITE_OK) ||
		     copy_fail(copy, path, error);
	}
	sqlite3_close(copy);
	return ok;
}

bool sqlite_copy(struct store *store, const char *path, GError **error)
{
	return sqlite_copy_database(sqlite_of(store)->db, path, error);
}

bool sqlite_in_use(const char *directory)
{
	g_autofree char *path = g_build_filename(directory, STORE_DATABASE, NULL);
	sqlite3 *db = NULL;
	int got = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "unix");

	if (got == SQLITE_OK) {
		/* It is about to be moved aside as it is. */
		sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		/* In WAL mode everyone who has it open shares a lock on it until they close it. */
		got = sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; ROLLBACK",
				   NULL, NULL, NULL);
	}
	sqlite3_close(db);
	return got == SQLITE_BUSY;
}
