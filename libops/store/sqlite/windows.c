/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maintenance windows and silences in SQLite: some rows a day, which stay.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

bool sqlite_set_window(struct store *store, const struct window_record *window, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_WINDOW_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, window->id, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 2, (int)window->kind);
	sqlite3_bind_text(statement, 3, window->selectors, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 4, window->owner, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 5, window->reason, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, window->zone, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 7, window->from_us);
	sqlite3_bind_int64(statement, 8, window->until_us);
	sqlite_bind_option(statement, 9, window->recurrence);
	sqlite3_bind_int64(statement, 10, window->recurs_until_us);
	sqlite3_bind_int64(statement, 11, window->made_at_us);
	sqlite3_bind_text(statement, 12, window->made_by, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 13, window->started_at_us);
	sqlite3_bind_int(statement, 14, (int)window->end);
	sqlite3_bind_int64(statement, 15, window->ended_at_us);
	sqlite3_bind_int64(statement, 16, window->overrun_told_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* False when the row is not what the schema says. */
static bool read_window(sqlite3_stmt *statement, struct window_record *ret_window)
{
	bool sound = true;

	*ret_window = (struct window_record){
		.id = sqlite_sound_text(statement, 0, WINDOW_ID_LIMIT),
		.kind = sqlite_sound_choice(statement, 1, WINDOW_KIND_COUNT, &sound),
		.selectors = sqlite_sound_text(statement, 2, WINDOW_SELECTORS_LIMIT),
		.owner = sqlite_sound_text(statement, 3, JOURNAL_ACTOR_LIMIT),
		.reason = sqlite_sound_text(statement, 4, WINDOW_TEXT_LIMIT),
		.zone = sqlite_sound_text(statement, 5, WINDOW_TEXT_LIMIT),
		.from_us = sqlite3_column_int64(statement, 6),
		.until_us = sqlite3_column_int64(statement, 7),
		.recurs_until_us = sqlite3_column_int64(statement, 9),
		.made_at_us = sqlite3_column_int64(statement, 10),
		.made_by = sqlite_sound_text(statement, 11, JOURNAL_ACTOR_LIMIT),
		.started_at_us = sqlite3_column_int64(statement, 12),
		.ended_at_us = sqlite3_column_int64(statement, 14),
		.overrun_told_us = sqlite3_column_int64(statement, 15),
	};
	ret_window->recurrence = sqlite_sound_option(statement, 8, WINDOW_TEXT_LIMIT, &sound);
	ret_window->end = sqlite_sound_choice(statement, 13, WINDOW_END_COUNT, &sound);
	return sound && ret_window->id && ret_window->selectors && ret_window->owner &&
	       ret_window->reason && ret_window->zone && ret_window->made_by;
}

bool sqlite_read_windows(struct store *store, int64_t open_at_us, windows_each *each, void *context,
			 GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_WINDOW_READ, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, open_at_us);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct window_record window;

		if (!read_window(statement, &window)) {
			sqlite3_reset(statement);
			return store_fail(error, STORE_ERROR_DAMAGED,
					  _("cannot read the maintenance windows and silences: one is "
					    "not kept as nwops writes it"));
		}
		if (!each(context, &window)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

bool sqlite_find_window(struct store *store, const char *id, bool *ret_there, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_WINDOW_FIND, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got < 0)
		return false;
	if (got > 0)
		sqlite3_reset(statement);
	*ret_there = got > 0;
	return true;
}
