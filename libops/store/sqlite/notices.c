/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices that were asked for, in SQLite: rows that only grow in number, of which
 * nothing changes but how far they have come.
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
	sqlite3_bind_int(statement, 11, (int)record->urgency);
	sqlite3_bind_int64(statement, 12, record->sequence);
	sqlite3_bind_text(statement, 13, record->once, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 14, record->approved_by, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 15, record->approved_at_us);
	sqlite3_bind_int64(statement, 16, record->rung);
	sqlite3_bind_int64(statement, 17, record->rung_due_at_us);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	record->number = sqlite3_last_insert_rowid(sqlite->db);
	return true;
}

bool sqlite_newest_notice(struct store *store, int64_t *ret_number, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_NOTICE_NEWEST, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	*ret_number = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return true;
}

bool sqlite_find_notice_once(struct store *store, const char *once, int64_t *ret_number, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_NOTICE_FIND_ONCE, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, once, -1, SQLITE_STATIC);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got < 0)
		return false;
	*ret_number = got > 0 ? sqlite3_column_int64(statement, 0) : 0;
	if (got > 0)
		sqlite3_reset(statement);
	return true;
}

bool sqlite_change_notice(struct store *store, const struct notice_record *record, bool *ret_there,
			  GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_NOTICE_CHANGE, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, record->number);
	sqlite3_bind_int(statement, 2, (int)record->state);
	sqlite3_bind_text(statement, 3, record->approved_by, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 4, record->approved_at_us);
	sqlite3_bind_int64(statement, 5, record->rung);
	sqlite3_bind_int64(statement, 6, record->rung_due_at_us);
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
		.urgency = sqlite_sound_choice(statement, 11, URGENCY_COUNT, &sound),
		.sequence = sqlite3_column_int64(statement, 12),
		.once = sqlite_sound_text(statement, 13, NOTICE_ONCE_LIMIT),
		.approved_by = sqlite_sound_text(statement, 14, JOURNAL_ACTOR_LIMIT),
		.approved_at_us = sqlite3_column_int64(statement, 15),
		.rung = sqlite3_column_int64(statement, 16),
		.rung_due_at_us = sqlite3_column_int64(statement, 17),
	};
	return sound && ret_record->audience &&
	       words_find(WORDS_AUDIENCE, ret_record->audience) >= 0 && ret_record->recipient &&
	       ret_record->case_id && ret_record->made_by && ret_record->facts &&
	       ret_record->run >= 0 && ret_record->turn >= 0 && ret_record->sequence >= 0 &&
	       ret_record->once && ret_record->approved_by && ret_record->rung >= 0 &&
	       ret_record->rung_due_at_us >= 0;
}

static sqlite3_stmt *ask(struct sqlite_store *sqlite, const struct notices_filter *filter,
			 GError **error)
{
	const enum sqlite_statement which = filter->number	    ? STATEMENT_NOTICE_FIND
					    : filter->rung_due_by_us ? STATEMENT_NOTICE_READ_RUNG
					    : filter->case_id	    ? STATEMENT_NOTICE_READ_OF
					    : filter->state >= 0    ? STATEMENT_NOTICE_READ_IN
								    : STATEMENT_NOTICE_READ;
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, filter->after);
	sqlite3_bind_int(statement, 2, filter->state);
	sqlite_bind_option(statement, 3, filter->case_id);
	sqlite3_bind_int64(statement, 4, filter->rung_due_by_us);
	sqlite3_bind_int64(statement, 5, filter->number);
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
