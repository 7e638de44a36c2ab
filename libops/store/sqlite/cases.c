/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases and their events in SQLite. What an event says lies in the journal; here is
 * which of its entries it is, so that a case is read without reading the journal.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

/* A body and what the payload has around it: an id that is escaped, a kind, two numbers. */
#define PAYLOAD_LIMIT (CASE_BODY_LIMIT + 6 * CASE_ID_LIMIT + JOURNAL_KIND_LIMIT + 128)

static bool damaged(GError **error)
{
	return store_fail(error, STORE_ERROR_DAMAGED,
			  _("cannot read the cases: one is not kept as nwops writes it"));
}

bool sqlite_set_case(struct store *store, const struct case_record *record, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_CASE_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, record->id, -1, SQLITE_STATIC);
	sqlite3_bind_int(statement, 2, (int)record->kind);
	sqlite3_bind_text(statement, 3, record->title, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 4, record->subject, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 5, record->organization, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 6, record->opened_at_us);
	sqlite3_bind_text(statement, 7, record->opened_by, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 8, record->closed_at_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* False when the row is not what the schema says. */
static bool read_case(sqlite3_stmt *statement, struct case_record *ret_record)
{
	bool sound = true;

	*ret_record = (struct case_record){
		.id = sqlite_sound_text(statement, 0, CASE_ID_LIMIT),
		.kind = sqlite_sound_choice(statement, 1, CASE_KIND_COUNT, &sound),
		.title = sqlite_sound_text(statement, 2, CASE_TEXT_LIMIT),
		.subject = sqlite_sound_text(statement, 3, CASE_TEXT_LIMIT),
		.organization = sqlite_sound_text(statement, 4, CASE_TEXT_LIMIT),
		.opened_at_us = sqlite3_column_int64(statement, 5),
		.opened_by = sqlite_sound_text(statement, 6, JOURNAL_ACTOR_LIMIT),
		.closed_at_us = sqlite3_column_int64(statement, 7),
		.events = sqlite3_column_int64(statement, 8),
		.changed_at_us = sqlite3_column_int64(statement, 9),
	};
	return sound && ret_record->id && *ret_record->id && ret_record->title &&
	       ret_record->subject && ret_record->organization && ret_record->opened_by &&
	       ret_record->events >= 0;
}

bool sqlite_read_cases(struct store *store, const struct cases_filter *filter, cases_each *each,
		       void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	const enum sqlite_statement which = filter->id		? STATEMENT_CASE_FIND
					    : filter->open_only ? STATEMENT_CASE_READ_OPEN
								: STATEMENT_CASE_READ;
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int(statement, 1, filter->kind);
	if (filter->id) {
		sqlite3_bind_int(statement, 2, filter->open_only);
		sqlite3_bind_text(statement, 3, filter->id, -1, SQLITE_STATIC);
	}
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct case_record record;

		if (!read_case(statement, &record)) {
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

bool sqlite_count_case_events(struct store *store, const char *id, int64_t *ret_events,
			      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_CASE_COUNT, error);
	int64_t events = -1;
	int got;

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got < 0)
		return false;
	if (got > 0) {
		events = sqlite3_column_int64(statement, 0);
		sqlite3_reset(statement);
		if (events < 0)
			return damaged(error);
	}
	*ret_events = events;
	return true;
}

/* EVENT is the newest of its case. */
static bool grow(struct sqlite_store *sqlite, const struct case_event_record *event, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_CASE_GROW, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, event->case_id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, event->number);
	sqlite3_bind_int64(statement, 3, event->recorded_at_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_append_case_event(struct store *store, const struct case_event_record *event,
			      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_CASE_EVENT_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, event->case_id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, event->number);
	sqlite3_bind_int64(statement, 3, event->run);
	sqlite3_bind_text(statement, 4, event->kind, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 5, event->entry);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error) && grow(sqlite, event, error);
}

/* False when the row, or the entry that it names, is not what the schema says. The body
 * is NULL when the entry's payload was removed. */
static bool read_event(sqlite3_stmt *statement, struct case_event_record *ret_event)
{
	const int payload = sqlite3_column_type(statement, 7);

	*ret_event = (struct case_event_record){
		.case_id = sqlite_sound_text(statement, 8, CASE_ID_LIMIT),
		.number = sqlite3_column_int64(statement, 0),
		.run = sqlite3_column_int64(statement, 1),
		.kind = sqlite_sound_text(statement, 2, JOURNAL_KIND_LIMIT),
		.entry = sqlite3_column_int64(statement, 3),
		.event_at_us = sqlite3_column_int64(statement, 4),
		.recorded_at_us = sqlite3_column_int64(statement, 5),
		.actor = sqlite_sound_text(statement, 6, JOURNAL_ACTOR_LIMIT),
		.body = payload == SQLITE_NULL ? NULL : sqlite3_column_blob(statement, 7),
		.body_length = (size_t)sqlite3_column_bytes(statement, 7),
	};
	return ret_event->case_id && ret_event->kind && ret_event->actor && ret_event->run >= 0 &&
	       (payload == SQLITE_NULL || (payload == SQLITE_BLOB && ret_event->body &&
					   ret_event->body_length <= PAYLOAD_LIMIT));
}

bool sqlite_read_case_events(struct store *store, const struct case_events_filter *filter,
			     case_events_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	const bool of_all = !filter->case_id;
	sqlite3_stmt *statement = sqlite_statement(
		sqlite, of_all ? STATEMENT_CASE_EVENT_READ_KIND : STATEMENT_CASE_EVENT_READ, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, of_all ? filter->kind : filter->case_id, -1,
			  SQLITE_STATIC);
	if (!of_all) {
		sqlite3_bind_int64(statement, 2, filter->after);
		sqlite3_bind_int64(statement, 3, filter->run);
	}
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct case_event_record event;

		if (!read_event(statement, &event)) {
			sqlite3_reset(statement);
			return damaged(error);
		}
		if (!each(context, &event)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
