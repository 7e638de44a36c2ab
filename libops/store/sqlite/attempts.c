/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What became of messages, in SQLite: tries to deliver them, what somebody said to them,
 * and what is remembered of relays.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

static bool damaged(GError **error)
{
	return store_fail(error, STORE_ERROR_DAMAGED,
			  _("cannot read what became of the messages: it is not kept as nwops writes it"));
}

/* ---- attempts ---- */

bool sqlite_keep_attempt(struct store *store, struct attempt_record *record, bool *ret_there,
			 GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ATTEMPT_ADD, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, record->message);
	sqlite3_bind_text(statement, 2, record->path, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, record->relay, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 4, record->began_at_us);
	sqlite3_bind_int64(statement, 5, record->ended_at_us);
	sqlite3_bind_int(statement, 6, (int)record->end);
	sqlite3_bind_int64(statement, 7, record->code);
	sqlite3_bind_text(statement, 8, record->reply, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 9, record->secured, -1, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 10, record->digest.bytes, DIGEST_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(statement, 11, record->by, -1, SQLITE_STATIC);
	got = sqlite_step(sqlite, statement, ATTEMPT_WRITE, error);
	if (got < 0)
		return false;
	*ret_there = got > 0;
	if (got > 0) {
		record->number = sqlite3_column_int64(statement, 0);
		sqlite3_reset(statement);
	}
	return true;
}

/* False when the row is not what the schema says. */
static bool read_attempt(sqlite3_stmt *statement, struct attempt_record *ret_record)
{
	bool sound = true;

	*ret_record = (struct attempt_record){
		.message = sqlite3_column_int64(statement, 0),
		.number = sqlite3_column_int64(statement, 1),
		.path = sqlite_sound_text(statement, 2, CASE_TEXT_LIMIT),
		.relay = sqlite_sound_text(statement, 3, CASE_TEXT_LIMIT),
		.began_at_us = sqlite3_column_int64(statement, 4),
		.ended_at_us = sqlite3_column_int64(statement, 5),
		.end = sqlite_sound_choice(statement, 6, DELIVERY_END_COUNT, &sound),
		.code = sqlite3_column_int64(statement, 7),
		.reply = sqlite_sound_text(statement, 8, MESSAGE_REPLY_LIMIT),
		.secured = sqlite_sound_text(statement, 9, MESSAGE_REPLY_LIMIT),
		.by = sqlite_sound_text(statement, 11, JOURNAL_ACTOR_LIMIT),
	};
	sqlite_sound_digest(statement, 10, &ret_record->digest, &sound);
	return sound && ret_record->path && ret_record->relay && ret_record->reply &&
	       ret_record->secured && ret_record->by && *ret_record->by;
}

bool sqlite_read_attempts(struct store *store, int64_t message, attempts_each *each, void *context,
			  GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(
		sqlite, message ? STATEMENT_ATTEMPT_READ_OF : STATEMENT_ATTEMPT_READ, error);
	int got;

	if (!statement)
		return false;
	if (message)
		sqlite3_bind_int64(statement, 1, message);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct attempt_record record;

		if (!read_attempt(statement, &record)) {
			sqlite3_reset(statement);
			return damaged(error);
		}
		if (!each(context, &record)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

/* ---- acknowledgements ---- */

bool sqlite_keep_ack(struct store *store, const struct ack_record *record, bool *ret_there,
		     GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ACK_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, record->message);
	sqlite3_bind_int64(statement, 2, record->at_us);
	sqlite3_bind_int64(statement, 3, record->recorded_at_us);
	sqlite3_bind_int(statement, 4, (int)record->ack);
	sqlite3_bind_int(statement, 5, (int)record->means);
	sqlite3_bind_text(statement, 6, record->by, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 7, record->actor, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 8, record->text, -1, SQLITE_STATIC);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	*ret_there = sqlite3_changes(sqlite->db) > 0;
	return true;
}

/* False when the row is not what the schema says. */
static bool read_ack(sqlite3_stmt *statement, struct ack_record *ret_record)
{
	bool sound = true;

	*ret_record = (struct ack_record){
		.message = sqlite3_column_int64(statement, 0),
		.at_us = sqlite3_column_int64(statement, 1),
		.recorded_at_us = sqlite3_column_int64(statement, 2),
		.ack = sqlite_sound_choice(statement, 3, ACK_COUNT, &sound),
		.means = sqlite_sound_choice(statement, 4, ACK_MEANS_COUNT, &sound),
		.by = sqlite_sound_text(statement, 5, CASE_TEXT_LIMIT),
		.actor = sqlite_sound_text(statement, 6, JOURNAL_ACTOR_LIMIT),
		.text = sqlite_sound_text(statement, 7, MESSAGE_ANSWER_LIMIT),
	};
	return sound && ret_record->message > 0 && ret_record->by && *ret_record->by &&
	       ret_record->actor && *ret_record->actor && ret_record->text;
}

/* Those that WHICH finds by KEY, where it has one. */
static bool read_acks(struct sqlite_store *sqlite, enum sqlite_statement which, int64_t key,
		      acks_each *each, void *context, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);
	int got;

	if (!statement)
		return false;
	if (sqlite3_bind_parameter_count(statement) > 0)
		sqlite3_bind_int64(statement, 1, key);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct ack_record record;

		if (!read_ack(statement, &record)) {
			sqlite3_reset(statement);
			return damaged(error);
		}
		if (!each(context, &record)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

bool sqlite_read_acks(struct store *store, int64_t message, acks_each *each, void *context,
		      GError **error)
{
	return read_acks(sqlite_of(store), message ? STATEMENT_ACK_READ_OF : STATEMENT_ACK_READ, message,
			 each, context, error);
}

bool sqlite_read_acks_saying(struct store *store, enum ack ack, acks_each *each, void *context,
			     GError **error)
{
	return read_acks(sqlite_of(store), STATEMENT_ACK_READ_SAYING, (int64_t)ack, each, context, error);
}

/* ---- relays ---- */

bool sqlite_set_relay(struct store *store, const struct relay_record *record, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RELAY_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, record->path, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, record->relay, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, record->good_at_us);
	sqlite3_bind_int64(statement, 4, record->bad_at_us);
	sqlite3_bind_int64(statement, 5, record->failures);
	sqlite3_bind_text(statement, 6, record->reason, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 7, record->tested_at_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* False when the row is not what the schema says. */
static bool read_relay(sqlite3_stmt *statement, struct relay_record *ret_record)
{
	*ret_record = (struct relay_record){
		.path = sqlite_sound_text(statement, 0, CASE_TEXT_LIMIT),
		.relay = sqlite_sound_text(statement, 1, CASE_TEXT_LIMIT),
		.good_at_us = sqlite3_column_int64(statement, 2),
		.bad_at_us = sqlite3_column_int64(statement, 3),
		.failures = sqlite3_column_int64(statement, 4),
		.reason = sqlite_sound_text(statement, 5, MESSAGE_REPLY_LIMIT),
		.tested_at_us = sqlite3_column_int64(statement, 6),
	};
	return ret_record->path && ret_record->relay && ret_record->reason &&
	       ret_record->failures >= 0;
}

bool sqlite_read_relays(struct store *store, relays_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RELAY_READ, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct relay_record record;

		if (!read_relay(statement, &record)) {
			sqlite3_reset(statement);
			return damaged(error);
		}
		if (!each(context, &record)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
