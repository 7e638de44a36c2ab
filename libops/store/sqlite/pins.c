/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pinned host keys in SQLite: few rows, read by device or all.
 */
#include "store/sqlite/internal.h"

/* From DEVICE to DEVICE, or from the first to the last: a blob sorts behind every text. */
static void bind_devices(sqlite3_stmt *statement, const char *device)
{
	sqlite3_bind_text(statement, 1, device ? device : "", -1, SQLITE_STATIC);
	if (device)
		sqlite3_bind_text(statement, 2, device, -1, SQLITE_STATIC);
	else
		sqlite3_bind_blob(statement, 2, "", 0, SQLITE_STATIC);
}

static bool delete_device(struct sqlite_store *sqlite, enum sqlite_statement which,
			  const char *device, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, device, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool add_pin(struct sqlite_store *sqlite, const struct pin_record *pin, size_t number,
		    GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_PIN_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, pin->device, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, (int64_t)number);
	sqlite3_bind_text(statement, 3, pin->type, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 4, pin->key, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 5, pin->fingerprint, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 6, pin->pinned_at_us);
	sqlite3_bind_text(statement, 7, pin->actor, -1, SQLITE_STATIC);
	if (pin->said_by)
		sqlite3_bind_text(statement, 8, pin->said_by, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, 8);
	sqlite3_bind_int(statement, 9, (int)pin->how);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_set_pins(struct store *store, const char *device, const struct pin_record *pins,
		     size_t count, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);

	if (!delete_device(sqlite, STATEMENT_PIN_DELETE, device, error) ||
	    !delete_device(sqlite, STATEMENT_CHANGED_DELETE, device, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_pin(sqlite, &pins[i], i, error))
			return false;
	return true;
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

/* Someone who was shown it is the most that a pin can claim: a number that is none
 * claims the least. */
static enum pin_way way_of(sqlite3_stmt *statement, int column)
{
	const int way = sqlite3_column_int(statement, column);

	return way >= 0 && way < PIN_WAY_COUNT ? (enum pin_way)way : PIN_LEARNT;
}

bool sqlite_read_pins(struct store *store, const char *device, pins_each *each, void *context,
		      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_PIN_READ, error);
	int got;

	if (!statement)
		return false;
	bind_devices(statement, device);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const struct pin_record pin = {
			.device = text_of(statement, 0),
			.type = text_of(statement, 1),
			.key = text_of(statement, 2),
			.fingerprint = text_of(statement, 3),
			.pinned_at_us = sqlite3_column_int64(statement, 4),
			.actor = text_of(statement, 5),
			.said_by = text_of(statement, 6),
			.how = way_of(statement, 7),
		};

		if (!each(context, &pin)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

bool sqlite_set_changed(struct store *store, const struct pin_changed *changed, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_CHANGED_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, changed->device, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, changed->type, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, changed->fingerprint, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 4, changed->first_seen_us);
	sqlite3_bind_int64(statement, 5, changed->last_seen_us);
	sqlite3_bind_int64(statement, 6, changed->count);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_read_changed(struct store *store, const char *device, pins_changed_each *each,
			 void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_CHANGED_READ, error);
	int got;

	if (!statement)
		return false;
	bind_devices(statement, device);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const struct pin_changed changed = {
			.device = text_of(statement, 0),
			.type = text_of(statement, 1),
			.fingerprint = text_of(statement, 2),
			.first_seen_us = sqlite3_column_int64(statement, 3),
			.last_seen_us = sqlite3_column_int64(statement, 4),
			.count = sqlite3_column_int64(statement, 5),
		};

		if (!each(context, &changed)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
