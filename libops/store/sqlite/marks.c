/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks in SQLite: a handful of rows, each set anew by every run.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

static bool remove_mark(struct sqlite_store *sqlite, const char *name, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MARK_DELETE, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_set_mark(struct store *store, const char *name, const struct mark_record *mark,
		     GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement;

	if (!mark)
		return remove_mark(sqlite, name, error);
	statement = sqlite_statement(sqlite, STATEMENT_MARK_SET, error);
	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, mark->wall_us);
	sqlite3_bind_int64(statement, 3, mark->monotonic_us);
	sqlite3_bind_text(statement, 4, mark->boot, -1, SQLITE_STATIC);
	sqlite_bind_option(statement, 5, mark->text);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* From NAME to NAME, or from the first to the last: a blob sorts behind every text. */
static void bind_names(sqlite3_stmt *statement, const char *name)
{
	sqlite3_bind_text(statement, 1, name ? name : "", -1, SQLITE_STATIC);
	if (name)
		sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
	else
		sqlite3_bind_blob(statement, 2, "", 0, SQLITE_STATIC);
}

/* NULL when the row is not what the schema says, else its name. */
static const char *read_mark(sqlite3_stmt *statement, struct mark_record *ret_mark)
{
	const char *name = sqlite_sound_text(statement, 0, MARK_NAME_LIMIT);
	const char *boot = sqlite_sound_text(statement, 3, MARK_BOOT_SIZE - 1);
	bool sound = true;

	*ret_mark = (struct mark_record){
		.wall_us = sqlite3_column_int64(statement, 1),
		.monotonic_us = sqlite3_column_int64(statement, 2),
		.text = sqlite_sound_option(statement, 4, MARK_TEXT_LIMIT, &sound),
	};
	if (boot)
		g_strlcpy(ret_mark->boot, boot, MARK_BOOT_SIZE);
	return sound && boot ? name : NULL;
}

bool sqlite_read_marks(struct store *store, const char *name, marks_each *each, void *context,
		       GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MARK_READ, error);
	int got;

	if (!statement)
		return false;
	bind_names(statement, name);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct mark_record mark;
		const char *found = read_mark(statement, &mark);

		if (!found) {
			sqlite3_reset(statement);
			return store_fail(error, STORE_ERROR_DAMAGED,
					  _("cannot read what this host last did: it is not kept as "
					    "nwops writes it"));
		}
		if (!each(context, found, &mark)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
