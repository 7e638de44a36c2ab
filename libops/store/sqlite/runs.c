/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks through procedures in SQLite: where each of them stands, and the texts that
 * they began with, each once.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

bool sqlite_set_run(struct store *store, const struct run_record *run, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RUN_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, run->case_id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, run->run);
	sqlite3_bind_int64(statement, 3, run->caller);
	sqlite3_bind_int64(statement, 4, run->caller_turn);
	sqlite3_bind_int(statement, 5, run->alongside);
	sqlite3_bind_text(statement, 6, run->procedure, -1, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 7, run->digest.bytes, DIGEST_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(statement, 8, run->subject, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 9, run->holder, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 10, run->step, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 11, (int)run->state);
	sqlite3_bind_int64(statement, 12, run->turn);
	sqlite3_bind_int64(statement, 13, run->started_at_us);
	sqlite3_bind_int64(statement, 14, run->changed_at_us);
	sqlite3_bind_int64(statement, 15, run->due_at_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* False when the row is not what the schema says. */
static bool read_run(sqlite3_stmt *statement, struct run_record *ret_run)
{
	bool sound = true;

	*ret_run = (struct run_record){
		.case_id = sqlite_sound_text(statement, 0, CASE_ID_LIMIT),
		.run = sqlite3_column_int64(statement, 1),
		.caller = sqlite3_column_int64(statement, 2),
		.caller_turn = sqlite3_column_int64(statement, 3),
		.alongside = sqlite_sound_choice(statement, 4, 2, &sound),
		.procedure = sqlite_sound_text(statement, 5, CASE_TEXT_LIMIT),
		.subject = sqlite_sound_text(statement, 7, CASE_TEXT_LIMIT),
		.holder = sqlite_sound_text(statement, 8, JOURNAL_ACTOR_LIMIT),
		.step = sqlite_sound_text(statement, 9, CASE_TEXT_LIMIT),
		.state = sqlite_sound_choice(statement, 10, WALK_STATE_COUNT, &sound),
		.turn = sqlite3_column_int64(statement, 11),
		.started_at_us = sqlite3_column_int64(statement, 12),
		.changed_at_us = sqlite3_column_int64(statement, 13),
		.due_at_us = sqlite3_column_int64(statement, 14),
	};
	sqlite_sound_digest(statement, 6, &ret_run->digest, &sound);
	return sound && ret_run->case_id && ret_run->procedure && *ret_run->procedure &&
	       ret_run->subject && ret_run->holder && ret_run->step && ret_run->caller >= 0 &&
	       ret_run->caller_turn >= 0 && ret_run->turn >= 0;
}

bool sqlite_read_runs(struct store *store, const struct runs_filter *filter, runs_each *each,
		      void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	const enum sqlite_statement which = filter->case_id ? STATEMENT_RUN_READ_OF
					    : filter->unfinished_only
						    ? STATEMENT_RUN_READ_UNFINISHED
						    : STATEMENT_RUN_READ;
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);
	int got;

	if (!statement)
		return false;
	if (filter->case_id) {
		sqlite3_bind_text(statement, 1, filter->case_id, -1, SQLITE_STATIC);
		sqlite3_bind_int(statement, 2, filter->unfinished_only);
	}
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct run_record run;

		if (!read_run(statement, &run)) {
			sqlite3_reset(statement);
			return store_fail(
				error, STORE_ERROR_DAMAGED,
				_("cannot read the runs of procedures: one is not kept as nwops "
				  "writes it"));
		}
		if (!each(context, &run)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

bool sqlite_keep_run_text(struct store *store, const struct digest *digest, const char *text,
			  size_t length, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RUN_TEXT_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_blob(statement, 1, digest->bytes, DIGEST_SIZE, SQLITE_STATIC);
	sqlite3_bind_blob64(statement, 2, length ? text : "", length, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_read_run_text(struct store *store, const struct digest *digest, GBytes **ret_text,
			  GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RUN_TEXT_READ, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_blob(statement, 1, digest->bytes, DIGEST_SIZE, SQLITE_STATIC);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got > 0) {
		*ret_text = g_bytes_new(sqlite3_column_blob(statement, 0),
					(gsize)sqlite3_column_bytes(statement, 0));
		sqlite3_reset(statement);
	}
	return got >= 0;
}
