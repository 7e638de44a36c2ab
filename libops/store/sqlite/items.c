/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results and states in SQLite: both belong to an item, which walk.c finds. A
 * sweep writes two short rows for each of hundreds of thousands of items in one
 * transaction, in the order of their numbers, so nothing here searches, sorts
 * or deletes.
 */
#include "store/sqlite/internal.h"

enum status sqlite_read_status(sqlite3_stmt *statement, int column)
{
	int value = sqlite3_column_int(statement, column);

	/* A number that no status has must not pass for a good one. */
	return value >= 0 && value < STATUS_COUNT ? (enum status)value : STATUS_UNKNOWN;
}

int64_t sqlite_place(const struct sqlite_item *item, int64_t turn)
{
	return (turn % RESULTS_KEPT) << 32 | item->id;
}

/* What is not there (-1, "") is NULL, which takes no space. */
static void bind_figure(sqlite3_stmt *statement, int parameter, int32_t figure)
{
	if (figure >= 0)
		sqlite3_bind_int(statement, parameter, figure);
	else
		sqlite3_bind_null(statement, parameter);
}

static void bind_result(sqlite3_stmt *statement, const struct result_record *record)
{
	sqlite3_bind_int64(statement, 2, record->started_at_us);
	sqlite3_bind_int(statement, 3, (int)record->end);
	sqlite3_bind_int(statement, 4, (int)record->status);
	sqlite3_bind_int(statement, 5, (int)record->cause);
	bind_figure(statement, 6, record->limit);
	sqlite3_bind_int(statement, 7, record->sent);
	sqlite3_bind_int(statement, 8, record->received);
	bind_figure(statement, 9, record->rtt_min_us);
	bind_figure(statement, 10, record->rtt_median_us);
	bind_figure(statement, 11, record->rtt_max_us);
	if (*record->message)
		sqlite3_bind_text(statement, 12, record->message, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, 12);
}

bool sqlite_keep_result(struct store *store, const char *name, const struct result_record *record,
			GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RESULT_KEEP, error);
	struct sqlite_item *item;

	if (!statement || sqlite_walk_to(sqlite, name, WANT_MADE, &item, error) < 0)
		return false;
	sqlite3_bind_int64(statement, 1, sqlite_place(item, item->turns));
	bind_result(statement, record);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	item->turns++;
	item->changed = true;
	return true;
}

static int32_t read_figure(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_type(statement, column) == SQLITE_NULL
		       ? -1
		       : sqlite3_column_int(statement, column);
}

/* The columns from FIRST on. */
static void read_result(sqlite3_stmt *statement, int first, struct result_record *ret_record)
{
	const int end = sqlite3_column_int(statement, first + 1);
	const int cause = sqlite3_column_int(statement, first + 3);
	const char *message = (const char *)sqlite3_column_text(statement, first + 10);

	*ret_record = (struct result_record){
		.started_at_us = sqlite3_column_int64(statement, first),
		.end = end >= 0 && end < PROBE_END_COUNT ? (enum probe_end)end
							 : PROBE_COULD_NOT_ASK,
		.status = sqlite_read_status(statement, first + 2),
		.cause = cause >= 0 && cause < CAUSE_COUNT ? (enum cause)cause : CAUSE_NONE,
		.limit = read_figure(statement, first + 4),
		.sent = sqlite3_column_int(statement, first + 5),
		.received = sqlite3_column_int(statement, first + 6),
		.rtt_min_us = read_figure(statement, first + 7),
		.rtt_median_us = read_figure(statement, first + 8),
		.rtt_max_us = read_figure(statement, first + 9),
	};
	g_strlcpy(ret_record->message, message ? message : "", RESULT_MESSAGE_SIZE);
}

/* 1: RET_RECORD is filled in, 0: not there, -1: error. */
static int result_of_turn(struct sqlite_store *sqlite, const struct sqlite_item *item, int64_t turn,
			  struct result_record *ret_record, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RESULT_READ, error);
	int got;

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, sqlite_place(item, turn));
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got > 0) {
		read_result(statement, 0, ret_record);
		sqlite3_reset(statement);
	}
	return got;
}

static bool read_turns(struct sqlite_store *sqlite, const struct sqlite_item *item, int limit,
		       results_each *each, void *context, GError **error)
{
	for (int64_t turn = item->turns - 1; turn >= MAX(item->turns - limit, 0); turn--) {
		struct result_record record;
		int got = result_of_turn(sqlite, item, turn, &record, error);

		if (got < 0)
			return false;
		if (got > 0 && !each(context, &record))
			break;
	}
	return true;
}

bool sqlite_read_results(struct store *store, const char *name, int limit, results_each *each,
			 void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	/* One read transaction, so that the ring does not turn under us. */
	bool outside = sqlite3_get_autocommit(sqlite->db);
	struct sqlite_item item;
	int got;

	if (outside ? !sqlite_execute(sqlite, "BEGIN", ATTEMPT_READ, error)
		    : !sqlite_walk_flush(sqlite, error))
		return false;
	got = sqlite_find_item(sqlite, name, &item, error);
	if (got > 0 && !read_turns(sqlite, &item, limit, each, context, error))
		got = -1;
	if (outside)
		sqlite3_exec(sqlite->db, "COMMIT", NULL, NULL, NULL);
	return got >= 0;
}

bool sqlite_set_state(struct store *store, const struct state_record *state, GError **error)
{
	struct sqlite_item *item;

	if (sqlite_walk_to(sqlite_of(store), state->item, WANT_MADE, &item, error) < 0)
		return false;
	item->has_state = true;
	item->status = state->status;
	item->since_us = state->since_us;
	item->changed = true;
	return true;
}

bool sqlite_get_state(struct store *store, const char *name, struct state_record *ret_state,
		      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	struct sqlite_item found, *item = &found;
	int got = store->transaction == STORE_IDLE
			  ? sqlite_find_item(sqlite, name, &found, error)
			  : sqlite_walk_to(sqlite, name, WANT_FOUND, &item, error);

	if (got <= 0 || !item->has_state)
		return false;
	*ret_state = (struct state_record){
		.item = name,
		.status = item->status,
		.since_us = item->since_us,
	};
	return true;
}

/* The least text behind all that begin with PREFIX. Caller frees. */
static char *end_of(const char *prefix)
{
	char *end = g_strdup(prefix);

	/* Prefixes end in ASCII, and so does this. */
	end[strlen(end) - 1]++;
	return end;
}

bool sqlite_read_states(struct store *store, const char *prefix, states_each *each, void *context,
			GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement =
		sqlite_statement(sqlite, prefix ? STATEMENT_STATE_UNDER : STATEMENT_STATE_READ, error);
	g_autofree char *end = prefix ? end_of(prefix) : NULL;
	int got;

	if (!statement ||
	    (store->transaction != STORE_IDLE && !sqlite_walk_flush(sqlite, error)))
		return false;
	if (prefix) {
		sqlite3_bind_text(statement, 1, prefix, -1, SQLITE_STATIC);
		sqlite3_bind_text(statement, 2, end, -1, SQLITE_STATIC);
	}
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const struct state_record state = {
			.item = (const char *)sqlite3_column_text(statement, 0),
			.status = sqlite_read_status(statement, 1),
			.since_us = sqlite3_column_int64(statement, 2),
		};
		const bool has_result = sqlite3_column_type(statement, 3) != SQLITE_NULL;
		struct result_record newest;

		if (has_result)
			read_result(statement, 4, &newest);
		if (!each(context, &state, has_result ? &newest : NULL)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
