/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices that were asked for, in SQLite: rows that only grow in number, of which
 * nothing but the state changes.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#define AUDIENCE_LIMIT 64

bool sqlite_keep_notice(struct store *store, struct notice_record *record, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_NOTICE_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_int(statement, 1, (int)record->kind);
	sqlite3_bind_text(statement, 2, record->audience, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, record->recipient, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 4, (int)record->state);
	sqlite3_bind_text(statement, 5, record->case_id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 6, record->run);
	sqlite3_bind_int64(statement, 7, record->turn);
	sqlite3_bind_int64(statement, 8, record->made_at_us);
	sqlite3_bind_text(statement, 9, record->made_by, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 10, record->facts, -1, SQLITE_STATIC);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	record->number = sqlite3_last_insert_rowid(sqlite->db);
	return true;
}

bool sqlite_set_notice_state(struct store *store, int64_t number, enum notice_state state,
			     bool *ret_there, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_NOTICE_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, number);
	sqlite3_bind_int(statement, 2, (int)state);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	*ret_there = sqlite3_changes(sqlite->db) > 0;
	return true;
}

/* False when the row is not what the schema says. */
static bool read_notice(sqlite3_stmt *statement, struct notice_record *ret_record)
{
	bool sound = true;

	*ret_record = (struct notice_record){
		.number = sqlite3_column_int64(statement, 0),
		.kind = sqlite_sound_choice(statement, 1, NOTICE_KIND_COUNT, &sound),
		.audience = sqlite_sound_text(statement, 2, AUDIENCE_LIMIT),
		.recipient = sqlite_sound_text(statement, 3, CASE_TEXT_LIMIT),
		.state = sqlite_sound_choice(statement, 4, NOTICE_STATE_COUNT, &sound),
		.case_id = sqlite_sound_text(statement, 5, CASE_ID_LIMIT),
		.run = sqlite3_column_int64(statement, 6),
		.turn = sqlite3_column_int64(statement, 7),
		.made_at_us = sqlite3_column_int64(statement, 8),
		.made_by = sqlite_sound_text(statement, 9, JOURNAL_ACTOR_LIMIT),
		.facts = sqlite_sound_text(statement, 10, NOTICE_FACTS_LIMIT),
	};
	return sound && ret_record->audience &&
	       words_find(WORDS_AUDIENCE, ret_record->audience) >= 0 && ret_record->recipient &&
	       ret_record->case_id && ret_record->made_by && ret_record->facts &&
	       ret_record->run >= 0 && ret_record->turn >= 0;
}

static sqlite3_stmt *ask(struct sqlite_store *sqlite, const struct notices_filter *filter,
			 GError **error)
{
	const enum sqlite_statement which = filter->case_id	 ? STATEMENT_NOTICE_READ_OF
					    : filter->state >= 0 ? STATEMENT_NOTICE_READ_IN
								 : STATEMENT_NOTICE_READ;
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, filter->after);
	if (which != STATEMENT_NOTICE_READ)
		sqlite3_bind_int(statement, 2, filter->state);
	if (which == STATEMENT_NOTICE_READ_OF)
		sqlite3_bind_text(statement, 3, filter->case_id, -1, SQLITE_STATIC);
	return statement;
}

bool sqlite_read_notices(struct store *store, const struct notices_filter *filter,
			 notices_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = ask(sqlite, filter, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct notice_record record;

		if (!read_notice(statement, &record)) {
			sqlite3_reset(statement);
			return store_fail(
				error, STORE_ERROR_DAMAGED,
				_("cannot read the notices: one is not kept as nwops writes it"));
		}
		if (!each(context, &record)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
