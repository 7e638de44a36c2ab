/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool in SQLite. What a message is made from lies beside its row: a row is written
 * anew several times while it is delivered, and its text, of which there may be
 * much, never. For the same reason the text is fetched row by row and is in no
 * sorting. What is to be delivered next is in no sorting at all: an index has it in order.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

static bool damaged(GError **error)
{
	return store_fail(error, STORE_ERROR_DAMAGED,
			  _("cannot read the messages: one is not kept as nwops writes it"));
}

static bool keep_content(struct sqlite_store *sqlite, const struct message_record *record,
			 int64_t number, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MESSAGE_ADD_CONTENT, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, number);
	sqlite3_bind_text(statement, 2, record->content, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_keep_message(struct store *store, struct message_record *record, bool *ret_kept,
			 GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MESSAGE_ADD, error);
	int64_t number;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, record->notice);
	sqlite3_bind_text(statement, 2, record->contact, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, record->organization, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 4, (int)record->channel);
	sqlite3_bind_text(statement, 5, record->target, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, record->path, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 7, record->code, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 8, record->identity, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 9, (int)record->urgency);
	sqlite3_bind_int64(statement, 10, record->rung);
	sqlite3_bind_int64(statement, 11, record->made_at_us);
	sqlite3_bind_int(statement, 12, (int)record->state);
	sqlite3_bind_int64(statement, 13, record->due_at_us);
	sqlite3_bind_int64(statement, 14, record->expires_at_us);
	sqlite3_bind_int64(statement, 15, record->attempts);
	sqlite3_bind_int(statement, 16, record->may_be_twice);
	sqlite3_bind_int64(statement, 17, record->changed_at_us);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	*ret_kept = sqlite3_changes(sqlite->db) > 0;
	if (!*ret_kept)
		return true;
	number = sqlite3_last_insert_rowid(sqlite->db);
	if (!keep_content(sqlite, record, number, error))
		return false;
	record->number = number;
	return true;
}

bool sqlite_change_message(struct store *store, const struct message_record *record,
			   bool *ret_there, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MESSAGE_CHANGE, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, record->number);
	sqlite3_bind_int(statement, 2, (int)record->state);
	sqlite3_bind_int64(statement, 3, record->due_at_us);
	sqlite3_bind_int64(statement, 4, record->expires_at_us);
	sqlite3_bind_int64(statement, 5, record->attempts);
	sqlite3_bind_int(statement, 6, record->may_be_twice);
	sqlite3_bind_int64(statement, 7, record->changed_at_us);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	*ret_there = sqlite3_changes(sqlite->db) > 0;
	return true;
}

/* That FILTER asks for what is to be delivered, in that order: it is read urgency by urgency. */
static bool is_next(const struct messages_filter *filter)
{
	return filter->urgent_first && filter->states && !filter->notice && !filter->number &&
	       !filter->code && !filter->identity &&
	       !(filter->states & ~(1U << MESSAGE_QUEUED | 1U << MESSAGE_FAILED_TEMPORARY));
}

/* Which index leads to what FILTER asks for. */
static enum sqlite_statement statement_for(const struct messages_filter *filter)
{
	if (is_next(filter))
		return STATEMENT_MESSAGE_READ_NEXT;
	if (filter->number)
		return STATEMENT_MESSAGE_FIND;
	if (filter->code)
		return STATEMENT_MESSAGE_FIND_CODE;
	if (filter->identity)
		return STATEMENT_MESSAGE_FIND_IDENTITY;
	if (filter->notice)
		return filter->urgent_first ? STATEMENT_MESSAGE_READ_OF_URGENT
					    : STATEMENT_MESSAGE_READ_OF;
	if (filter->states)
		return filter->urgent_first ? STATEMENT_MESSAGE_READ_IN_URGENT
					    : STATEMENT_MESSAGE_READ_IN;
	return filter->urgent_first ? STATEMENT_MESSAGE_READ_URGENT : STATEMENT_MESSAGE_READ;
}

/* The parameters of MESSAGE_ASKED, and what a statement has behind them: URGENCY, or each state
 * that is asked for. */
static void bind_filter(sqlite3_stmt *statement, const struct messages_filter *filter, int urgency)
{
	sqlite3_bind_int64(statement, 1, filter->after);
	sqlite3_bind_int64(statement, 2, filter->states);
	sqlite3_bind_int64(statement, 3, filter->due_by_us ? filter->due_by_us : INT64_MAX);
	sqlite3_bind_int64(statement, 4, filter->notice);
	sqlite3_bind_int64(statement, 5, filter->number);
	sqlite_bind_option(statement, 6, filter->code);
	sqlite_bind_option(statement, 7, filter->identity);
	if (sqlite3_bind_parameter_count(statement) == 8)
		sqlite3_bind_int(statement, 8, urgency);
	else if (sqlite3_bind_parameter_count(statement) > 8)
		for (int state = 0; state < MESSAGE_STATE_COUNT; state++)
			sqlite3_bind_int(statement, 8 + state, (filter->states >> state) & 1 ? state : -1);
}

/* False when the row is not what the schema says. */
static bool read_row(sqlite3_stmt *statement, struct message_record *ret_record)
{
	bool sound = true;

	*ret_record = (struct message_record){
		.number = sqlite3_column_int64(statement, 0),
		.notice = sqlite3_column_int64(statement, 1),
		.contact = sqlite_sound_text(statement, 2, CASE_TEXT_LIMIT),
		.organization = sqlite_sound_text(statement, 3, CASE_TEXT_LIMIT),
		.channel = sqlite_sound_choice(statement, 4, CHANNEL_KIND_COUNT, &sound),
		.target = sqlite_sound_text(statement, 5, MESSAGE_TARGET_LIMIT),
		.path = sqlite_sound_text(statement, 6, CASE_TEXT_LIMIT),
		.code = sqlite_sound_text(statement, 7, MESSAGE_CODE_LIMIT),
		.identity = sqlite_sound_text(statement, 8, MESSAGE_IDENTITY_LIMIT),
		.urgency = sqlite_sound_choice(statement, 9, URGENCY_COUNT, &sound),
		.rung = sqlite3_column_int64(statement, 10),
		.made_at_us = sqlite3_column_int64(statement, 11),
		.state = sqlite_sound_choice(statement, 12, MESSAGE_STATE_COUNT, &sound),
		.due_at_us = sqlite3_column_int64(statement, 13),
		.expires_at_us = sqlite3_column_int64(statement, 14),
		.attempts = sqlite3_column_int64(statement, 15),
		.may_be_twice = sqlite_sound_choice(statement, 16, 2, &sound),
		.changed_at_us = sqlite3_column_int64(statement, 17),
	};
	return sound && ret_record->notice > 0 && ret_record->contact && ret_record->organization &&
	       ret_record->target && ret_record->path && ret_record->code &&
	       ret_record->identity && *ret_record->identity && ret_record->rung >= 0 &&
	       ret_record->attempts >= 0;
}

struct reader {
	struct sqlite_store *sqlite;
	sqlite3_stmt *contents;	/* NULL: they are not asked for */
	messages_each *each;
	void *context;
};

/* Tells the row that ROWS stand at. 1: go on, 0: EACH has enough, -1: error. */
static int tell(const struct reader *reader, sqlite3_stmt *rows, GError **error)
{
	struct message_record record;
	bool more;
	int got;

	if (!read_row(rows, &record)) {
		damaged(error);
		return -1;
	}
	if (!reader->contents) {
		record.content = "";
		return reader->each(reader->context, &record);
	}
	sqlite3_bind_int64(reader->contents, 1, record.number);
	got = sqlite_step(reader->sqlite, reader->contents, ATTEMPT_READ, error);
	if (got < 0)
		return -1;
	record.content = got ? sqlite_sound_text(reader->contents, 0, MESSAGE_CONTENT_LIMIT) : NULL;
	if (!record.content) {
		sqlite3_reset(reader->contents);
		damaged(error);
		return -1;
	}
	more = reader->each(reader->context, &record);
	sqlite3_reset(reader->contents);
	return more;
}

/* 1: all told, 0: EACH has enough, -1: error. */
static int read_rows(const struct reader *reader, sqlite3_stmt *rows, GError **error)
{
	const int changes = sqlite3_total_changes(reader->sqlite->db);
	int got;

	while ((got = sqlite_step(reader->sqlite, rows, ATTEMPT_READ, error)) > 0) {
		const int more = tell(reader, rows, error);

		/* EACH keeps to its side, or this might never end. */
		g_assert(changes == sqlite3_total_changes(reader->sqlite->db));
		if (more <= 0) {
			sqlite3_reset(rows);
			return more;
		}
	}
	return got == 0 ? 1 : -1;
}

bool sqlite_read_messages(struct store *store, const struct messages_filter *filter,
			  messages_each *each, void *context, GError **error)
{
	const int urgencies = is_next(filter) ? URGENCY_COUNT : 1;
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *rows = sqlite_statement(sqlite, statement_for(filter), error);
	const struct reader reader = {
		.sqlite = sqlite,
		.contents = rows && !filter->without_content
				    ? sqlite_statement(sqlite, STATEMENT_MESSAGE_CONTENT, error)
				    : NULL,
		.each = each,
		.context = context,
	};
	int got = 1;

	if (!rows || (!reader.contents && !filter->without_content))
		return false;
	for (int urgency = 0; got > 0 && urgency < urgencies; urgency++) {
		bind_filter(rows, filter, urgency);
		got = read_rows(&reader, rows, error);
	}
	return got >= 0;
}

static bool count_states(struct sqlite_store *sqlite, int64_t counts[MESSAGE_STATE_COUNT],
			 GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MESSAGE_COUNT, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		bool sound = true;
		const unsigned int state = sqlite_sound_choice(statement, 0, MESSAGE_STATE_COUNT, &sound);

		if (!sound) {
			sqlite3_reset(statement);
			return damaged(error);
		}
		counts[state] = sqlite3_column_int64(statement, 1);
	}
	return got == 0;
}

bool sqlite_count_messages(struct store *store, int64_t ret_counts[MESSAGE_STATE_COUNT],
			   int64_t *ret_oldest_us, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_MESSAGE_OLDEST, error);
	int64_t counts[MESSAGE_STATE_COUNT] = {0};

	if (!statement || !count_states(sqlite, counts, error) ||
	    sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	/* NULL, when there is none, is read as 0. */
	*ret_oldest_us = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	memcpy(ret_counts, counts, sizeof(counts));
	return true;
}
