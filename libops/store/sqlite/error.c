/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite's words for what went wrong, in the store's words, and for each the
 * way out for who reads it at night.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#include <errno.h>

static enum store_error_code code_of_errno(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return STORE_ERROR_FULL;
	case EACCES:
	case EPERM:
		return STORE_ERROR_PERMISSION;
	case EROFS:
		return STORE_ERROR_READ_ONLY;
	default:
		return STORE_ERROR_IO;
	}
}

int sqlite_system_errno(sqlite3 *db)
{
	const int number = errno;

	/* SQLite does not note the system's reason when it is the commit that
	 * fails; then it is still where the system left it. */
	return sqlite3_system_errno(db) ? sqlite3_system_errno(db) : number;
}

enum store_error_code sqlite_error_code(sqlite3 *db, int number)
{
	switch (sqlite3_extended_errcode(db) & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return STORE_ERROR_LOCKED;
	case SQLITE_READONLY:
		return STORE_ERROR_READ_ONLY;
	case SQLITE_FULL:
		return STORE_ERROR_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	/* Our statements and our schema agree, or the file was changed. */
	case SQLITE_ERROR:
	case SQLITE_SCHEMA:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
	case SQLITE_FORMAT:
		return STORE_ERROR_DAMAGED;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return STORE_ERROR_PERMISSION;
	default:
		return code_of_errno(number);
	}
}

/* What to do, or NULL where the reason says it already. */
static const char *way_out(enum store_error_code code)
{
	switch (code) {
	case STORE_ERROR_LOCKED:
		return _("another nwops is writing for longer than we wait; see who it is with "
			 "'fuser -v' on nwops.db, "
			 "wait for it or stop it");
	case STORE_ERROR_DAMAGED:
		return _("nwops.db is damaged: refused, not recreated; copy the directory aside, "
			 "then put a backup in its "
			 "place or try 'sqlite3 nwops.db .recover' on the copy");
	case STORE_ERROR_READ_ONLY:
		return _("nwops.db may only be read here");
	case STORE_ERROR_FULL:
		return _("the disk or the quota is full");
	case STORE_ERROR_PERMISSION:
		return _("no permission; whoever works with the store must be in the group that "
			 "owns it");
	default:
		return NULL;
	}
}

static char *say_attempt(enum sqlite_attempt attempt, const char *directory)
{
	switch (attempt) {
	case ATTEMPT_MAKE:
		return g_strdup_printf(_("cannot make store '%s'"), directory);
	case ATTEMPT_MIGRATE:
		return g_strdup_printf(_("cannot bring store '%s' up to date"), directory);
	case ATTEMPT_READ:
		return g_strdup_printf(_("cannot read store '%s'"), directory);
	case ATTEMPT_WRITE:
		return g_strdup_printf(_("cannot write to store '%s'"), directory);
	case ATTEMPT_LOCK:
		return g_strdup_printf(_("cannot lock store '%s'"), directory);
	default:
		return g_strdup_printf(_("cannot open store '%s'"), directory);
	}
}

bool sqlite_fail(struct sqlite_store *sqlite, GError **error, enum sqlite_attempt attempt)
{
	const int number = sqlite_system_errno(sqlite->db);
	enum store_error_code code = sqlite_error_code(sqlite->db, number);
	g_autofree char *tried = say_attempt(attempt, sqlite->directory);
	g_autofree char *reason =
		code == STORE_ERROR_IO && number
			? g_strdup_printf("%s, %s", sqlite3_errmsg(sqlite->db), g_strerror(number))
			: g_strdup(sqlite3_errmsg(sqlite->db));
	const char *advice = way_out(code);

	if (advice)
		return store_fail(error, code, "%s: %s (%s)", tried, advice, reason);
	return store_fail(error, code, "%s: %s", tried, reason);
}
