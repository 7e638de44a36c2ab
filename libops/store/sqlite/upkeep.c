/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting, forgetting and shrinking in SQLite.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#define AUTO_VACUUM_INCREMENTAL 2

bool sqlite_read_items(struct store *store, items_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ITEM_READ, error);
	int got;

	if (!statement ||
	    (store->transaction != STORE_IDLE && !sqlite_walk_flush(sqlite, error)))
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		if (!each(context, (const char *)sqlite3_column_text(statement, 0),
			  sqlite3_column_int64(statement, 1))) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

bool sqlite_delete(struct sqlite_store *sqlite, enum sqlite_statement which, int64_t key,
		   GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, key);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_forget_item(struct store *store, const char *name, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	struct sqlite_item item;
	int got;

	if (!sqlite_walk_flush(sqlite, error))
		return false;
	got = sqlite_find_item(sqlite, name, &item, error);
	if (got <= 0)
		return got == 0;
	for (int64_t slot = 0; slot < RESULTS_KEPT; slot++)
		if (!sqlite_delete(sqlite, STATEMENT_RESULT_DELETE, sqlite_place(&item, slot),
				   error))
			return false;
	/* It may be among those that were read ahead. */
	sqlite_walk_begin(&sqlite->walk);
	return sqlite_forget_samples_of(sqlite, item.id, error) &&
	       sqlite_forget_rollups_of(sqlite, item.id, error) &&
	       sqlite_delete(sqlite, STATEMENT_COURSE_DELETE, item.id, error) &&
	       sqlite_delete(sqlite, STATEMENT_STATE_DELETE, item.id, error) &&
	       sqlite_delete(sqlite, STATEMENT_ITEM_DELETE, item.id, error);
}

static bool count_rows(struct sqlite_store *sqlite, struct upkeep_figures *figures, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MEASURE, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	figures->payload_bytes = sqlite3_column_int64(statement, 0);
	figures->items = sqlite3_column_int64(statement, 1);
	figures->results = sqlite3_column_int64(statement, 2);
	if (figures->results > 0) {
		figures->oldest_result_at_us = sqlite3_column_int64(statement, 3);
		figures->newest_result_at_us = sqlite3_column_int64(statement, 4);
	}
	sqlite3_reset(statement);
	return true;
}

static bool count_samples(struct sqlite_store *sqlite, struct upkeep_figures *figures,
			  GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_SAMPLE_MEASURE, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	figures->samples = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	statement = sqlite_statement(sqlite, STATEMENT_PIN_COUNT, error);
	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	figures->pins = sqlite3_column_int64(statement, 0);
	figures->pins_changed = sqlite3_column_int64(statement, 1);
	sqlite3_reset(statement);
	return true;
}

static bool count_evidence(struct sqlite_store *sqlite, struct upkeep_figures *figures,
			   GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_EVIDENCE_MEASURE, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	figures->evidence = sqlite3_column_int64(statement, 0);
	figures->evidence_kept = sqlite3_column_int64(statement, 1);
	figures->evidence_bytes = sqlite3_column_int64(statement, 2);
	sqlite3_reset(statement);
	return true;
}

static bool count_judgement(struct sqlite_store *sqlite, struct upkeep_figures *figures,
			    GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_JUDGEMENT_MEASURE, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	figures->courses = sqlite3_column_int64(statement, 0);
	figures->transitions = sqlite3_column_int64(statement, 1);
	figures->windows = sqlite3_column_int64(statement, 2);
	figures->marks = sqlite3_column_int64(statement, 3);
	figures->rollups = sqlite3_column_int64(statement, 4);
	sqlite3_reset(statement);
	return true;
}

static bool count_cases(struct sqlite_store *sqlite, struct upkeep_figures *figures, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_CASE_MEASURE, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	figures->cases = sqlite3_column_int64(statement, 0);
	figures->cases_open = sqlite3_column_int64(statement, 1);
	figures->case_events = sqlite3_column_int64(statement, 2);
	figures->runs = sqlite3_column_int64(statement, 3);
	figures->runs_unfinished = sqlite3_column_int64(statement, 4);
	figures->run_texts = sqlite3_column_int64(statement, 5);
	figures->notices = sqlite3_column_int64(statement, 6);
	figures->notices_queued = sqlite3_column_int64(statement, 7);
	sqlite3_reset(statement);
	return true;
}

static bool count_spool(struct sqlite_store *sqlite, struct upkeep_figures *figures, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_SPOOL_MEASURE, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	figures->messages = sqlite3_column_int64(statement, 0);
	figures->messages_waiting = sqlite3_column_int64(statement, 1);
	figures->attempts = sqlite3_column_int64(statement, 2);
	figures->acks = sqlite3_column_int64(statement, 3);
	sqlite3_reset(statement);
	return true;
}

bool sqlite_measure(struct store *store, struct upkeep_figures *figures, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	int64_t page_size, free_pages;

	if (!sqlite_pragma_integer(sqlite, "user_version", &figures->schema, error) ||
	    !sqlite_pragma_integer(sqlite, "page_size", &page_size, error) ||
	    !sqlite_pragma_integer(sqlite, "freelist_count", &free_pages, error) ||
	    !count_rows(sqlite, figures, error) || !count_samples(sqlite, figures, error) ||
	    !count_evidence(sqlite, figures, error) || !count_judgement(sqlite, figures, error) ||
	    !count_cases(sqlite, figures, error) || !count_spool(sqlite, figures, error))
		return false;
	figures->unused_bytes = page_size * free_pages;
	upkeep_survey(sqlite->directory_fd, figures);
	return true;
}

/* Moves pages from the end of the file into those that are free; each step takes
 * one, as often as it is asked. */
static bool give_pages_back(struct sqlite_store *sqlite, GError **error)
{
	return sqlite_execute(sqlite, "PRAGMA incremental_vacuum", ATTEMPT_WRITE, error);
}

bool sqlite_shrink(struct store *store, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	int64_t mode;

	if (store->mode == STORE_READ)
		return store_fail(error, STORE_ERROR_READ_ONLY,
				  _("cannot write: the store was opened for reading"));
	if (!sqlite_pragma_integer(sqlite, "auto_vacuum", &mode, error))
		return false;
	/* One that was made in form 1 is written anew, this once. */
	if (mode == AUTO_VACUUM_INCREMENTAL
		    ? !give_pages_back(sqlite, error)
		    : !sqlite_execute(sqlite, "PRAGMA auto_vacuum = INCREMENTAL; VACUUM",
				      ATTEMPT_WRITE, error))
		return false;
	/* The file is cut when what the -wal holds comes into it. Where a reader keeps
	 * that from happening, it happens when the last one closes. */
	sqlite3_wal_checkpoint_v2(sqlite->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return true;
}
