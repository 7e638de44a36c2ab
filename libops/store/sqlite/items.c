/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results and states in SQLite: both belong to an item, whose name is looked
 * up once and then known by number. A sweep writes hundreds of thousands of
 * rows in one transaction, so nothing here searches, sorts or deletes.
 */
#include "store/sqlite/internal.h"

struct sqlite_item {
	int64_t id, turns;
};

/* A check of a few items searches for each, a sweep reads the whole list. */
#define SEARCHES_BEFORE_ALL 256

void sqlite_items_forget(struct sqlite_store *sqlite)
{
	if (sqlite->items)
		g_hash_table_remove_all(sqlite->items);
	sqlite->searches = 0;
}

void sqlite_items_refresh(struct sqlite_store *sqlite, int64_t data_version)
{
	if (!sqlite->items)
		sqlite->items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (data_version != sqlite->data_version)
		sqlite_items_forget(sqlite);
	sqlite->data_version = data_version;
}

/* False without error when there is no such item. */
static bool find_item(struct sqlite_store *sqlite, const char *name, struct sqlite_item *ret_item,
		      GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ITEM_FIND, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	if (sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	ret_item->id = sqlite3_column_int64(statement, 0);
	ret_item->turns = sqlite3_column_int64(statement, 1);
	sqlite3_reset(statement);
	return true;
}

static bool add_item(struct sqlite_store *sqlite, const char *name, struct sqlite_item *ret_item,
		     GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ITEM_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	*ret_item = (struct sqlite_item){.id = sqlite3_last_insert_rowid(sqlite->db)};
	return true;
}

static struct sqlite_item *remember(struct sqlite_store *sqlite, const char *name,
				    const struct sqlite_item *item)
{
	struct sqlite_item *copy = g_memdup2(item, sizeof(*item));

	g_hash_table_insert(sqlite->items, g_strdup(name), copy);
	return copy;
}

/* Remembers all items there are. One pass costs a third of searching for each. */
static bool remember_all(struct sqlite_store *sqlite, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ITEM_ALL, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const char *name = (const char *)sqlite3_column_text(statement, 2);
		const struct sqlite_item item = {
			.id = sqlite3_column_int64(statement, 0),
			.turns = sqlite3_column_int64(statement, 1),
		};

		/* What is remembered already may be lent. */
		if (name && !g_hash_table_contains(sqlite->items, name))
			remember(sqlite, name, &item);
	}
	return got == 0;
}

/* The item named NAME, made when it is new. Lent until the transaction ends;
 * NULL with an error. */
static struct sqlite_item *want_item(struct sqlite_store *sqlite, const char *name, GError **error)
{
	struct sqlite_item *item = g_hash_table_lookup(sqlite->items, name);
	g_autoptr(GError) problem = NULL;
	struct sqlite_item found;

	if (!item && ++sqlite->searches == SEARCHES_BEFORE_ALL) {
		if (!remember_all(sqlite, error))
			return NULL;
		item = g_hash_table_lookup(sqlite->items, name);
	}
	if (item)
		return item;
	if (!find_item(sqlite, name, &found, &problem) &&
	    (problem || !add_item(sqlite, name, &found, &problem))) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	return remember(sqlite, name, &found);
}

static int64_t place_of(const struct sqlite_item *item, int64_t turn)
{
	return (turn % RESULTS_KEPT) << 32 | item->id;
}

static bool keep_turn(struct sqlite_store *sqlite, const struct sqlite_item *item, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ITEM_TURN, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, item->id);
	sqlite3_bind_int64(statement, 2, item->turns);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_keep_result(struct store *store, const char *name, const struct result_record *record,
			GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RESULT_KEEP, error);
	struct sqlite_item *item = statement ? want_item(sqlite, name, error) : NULL;

	if (!item)
		return false;
	sqlite3_bind_int64(statement, 1, place_of(item, item->turns));
	sqlite3_bind_int64(statement, 2, item->turns);
	sqlite3_bind_int64(statement, 3, record->started_at_us);
	sqlite3_bind_int(statement, 4, (int)record->end);
	sqlite3_bind_int(statement, 5, (int)record->status);
	sqlite3_bind_int(statement, 6, record->sent);
	sqlite3_bind_int(statement, 7, record->received);
	sqlite3_bind_int64(statement, 8, record->rtt_min_us);
	sqlite3_bind_int64(statement, 9, record->rtt_median_us);
	sqlite3_bind_int64(statement, 10, record->rtt_max_us);
	sqlite3_bind_text(statement, 11, record->message, -1, SQLITE_STATIC);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	item->turns++;
	return keep_turn(sqlite, item, error);
}

static enum status read_status(sqlite3_stmt *statement, int column)
{
	int value = sqlite3_column_int(statement, column);

	/* A number that no status has must not pass for a good one. */
	return value >= 0 && value < STATUS_COUNT ? (enum status)value : STATUS_UNKNOWN;
}

static void read_message(sqlite3_stmt *statement, int column, char message[RESULT_MESSAGE_SIZE])
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	g_strlcpy(message, text ? text : "", RESULT_MESSAGE_SIZE);
}

static void read_result(sqlite3_stmt *statement, struct result_record *ret_record)
{
	int end = sqlite3_column_int(statement, 1);

	*ret_record = (struct result_record){
		.started_at_us = sqlite3_column_int64(statement, 0),
		.end = end >= 0 && end < PROBE_END_COUNT ? (enum probe_end)end
							 : PROBE_COULD_NOT_ASK,
		.status = read_status(statement, 2),
		.sent = sqlite3_column_int(statement, 3),
		.received = sqlite3_column_int(statement, 4),
		.rtt_min_us = sqlite3_column_int64(statement, 5),
		.rtt_median_us = sqlite3_column_int64(statement, 6),
		.rtt_max_us = sqlite3_column_int64(statement, 7),
	};
	read_message(statement, 8, ret_record->message);
}

/* 1: RET_RECORD is filled in, 0: not there, -1: error. */
static int result_of_turn(struct sqlite_store *sqlite, const struct sqlite_item *item, int64_t turn,
			  struct result_record *ret_record, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RESULT_READ, error);
	int got;

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, place_of(item, turn));
	sqlite3_bind_int64(statement, 2, turn);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got > 0) {
		read_result(statement, ret_record);
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
	g_autoptr(GError) problem = NULL;
	/* One read transaction, so that the ring does not turn under us. */
	bool outside = sqlite3_get_autocommit(sqlite->db);
	struct sqlite_item item;
	bool ok;

	if (outside && !sqlite_execute(sqlite, "BEGIN", ATTEMPT_READ, error))
		return false;
	if (find_item(sqlite, name, &item, &problem))
		ok = read_turns(sqlite, &item, limit, each, context, &problem);
	else
		ok = !problem;
	if (outside)
		sqlite3_exec(sqlite->db, "COMMIT", NULL, NULL, NULL);
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return ok;
}

bool sqlite_set_state(struct store *store, const struct state_record *state, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_STATE_SET, error);
	struct sqlite_item *item = statement ? want_item(sqlite, state->item, error) : NULL;

	if (!item)
		return false;
	sqlite3_bind_int64(statement, 1, item->id);
	sqlite3_bind_int(statement, 2, (int)state->status);
	sqlite3_bind_int64(statement, 3, state->since_us);
	sqlite3_bind_int64(statement, 4, state->checked_at_us);
	sqlite3_bind_text(statement, 5, state->message, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static void read_state(sqlite3_stmt *statement, const char *item, struct state_record *ret_state)
{
	*ret_state = (struct state_record){
		.item = item,
		.status = read_status(statement, 0),
		.since_us = sqlite3_column_int64(statement, 1),
		.checked_at_us = sqlite3_column_int64(statement, 2),
	};
	read_message(statement, 3, ret_state->message);
}

bool sqlite_get_state(struct store *store, const char *item, struct state_record *ret_state,
		      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_STATE_GET, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, item, -1, SQLITE_STATIC);
	if (sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	read_state(statement, item, ret_state);
	sqlite3_reset(statement);
	return true;
}

bool sqlite_read_states(struct store *store, states_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_STATE_READ, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct state_record state;

		read_state(statement, (const char *)sqlite3_column_text(statement, 4), &state);
		if (!each(context, &state)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
