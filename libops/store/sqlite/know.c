/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Knowledge entries in SQLite: a row a version. What a version says lies in the
 * journal; here is which of its entries it is, with what a list shows.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"
#include "store/cases.h"

/* Two texts and their titles in JSON, where a byte may become six. */
#define PAYLOAD_LIMIT (2 * 6 * (KNOW_TEXT_LIMIT + KNOW_TITLE_LIMIT) + (16 << 10))

bool sqlite_newest_know(struct store *store, int64_t *ret_number, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_NEWEST, error);

	if (!statement || sqlite_step(sqlite, statement, ATTEMPT_READ, error) <= 0)
		return false;
	*ret_number = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return true;
}

static bool replace(struct sqlite_store *sqlite, int64_t number, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_REPLACE, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, number);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_add_know(struct store *store, const struct know_entry *entry, const struct know_tokens *tokens,
		     GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_ADD, error);

	if (!statement || !replace(sqlite, entry->number, error))
		return false;
	sqlite3_bind_int64(statement, 1, entry->number);
	sqlite3_bind_int64(statement, 2, entry->version);
	sqlite3_bind_int(statement, 3, (int)entry->state);
	sqlite3_bind_text(statement, 4, entry->title, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 5, entry->title_en, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, entry->owner, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 7, entry->source, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 8, entry->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 9, entry->added_at_us);
	sqlite3_bind_text(statement, 10, entry->added_by, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 11, entry->review_at_us);
	sqlite3_bind_int64(statement, 12, entry->reviewed_at_us);
	sqlite3_bind_text(statement, 13, entry->reviewed_by, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 14, entry->entry);
	sqlite3_bind_int64(statement, 15, SQLITE_KNOW_ENTRIES);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error) &&
	       sqlite_index_know(sqlite, sqlite3_last_insert_rowid(sqlite->db), tokens, error);
}

bool sqlite_review_know(struct store *store, const struct know_review *review, int64_t version, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_REVIEW, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, review->number);
	sqlite3_bind_int64(statement, 2, version);
	sqlite3_bind_int(statement, 3, review->withdrawn ? KNOW_WITHDRAWN : KNOW_CURRENT);
	sqlite3_bind_int64(statement, 4, review->at_us);
	sqlite3_bind_text(statement, 5, review->actor, -1, SQLITE_STATIC);
	if (review->withdrawn)
		sqlite3_bind_null(statement, 6);
	else
		sqlite3_bind_int64(statement, 6, review->until_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* False when the row is not what the schema says. */
static bool read_entry(sqlite3_stmt *statement, struct know_entry *ret_entry)
{
	bool sound = true;

	*ret_entry = (struct know_entry){
		.number = sqlite3_column_int64(statement, 0),
		.version = sqlite3_column_int64(statement, 1),
		.state = sqlite_sound_choice(statement, 2, KNOW_STATE_COUNT, &sound),
		.title = sqlite_sound_text(statement, 3, KNOW_TITLE_LIMIT),
		.title_en = sqlite_sound_text(statement, 4, KNOW_TITLE_LIMIT),
		.owner = sqlite_sound_text(statement, 5, KNOW_NAME_LIMIT),
		.source = sqlite_sound_text(statement, 6, CASE_ID_LIMIT),
		.name = sqlite_sound_text(statement, 7, KNOW_NAME_LIMIT),
		.added_at_us = sqlite3_column_int64(statement, 8),
		.added_by = sqlite_sound_text(statement, 9, JOURNAL_ACTOR_LIMIT),
		.review_at_us = sqlite3_column_int64(statement, 10),
		.reviewed_at_us = sqlite3_column_int64(statement, 11),
		.reviewed_by = sqlite_sound_text(statement, 12, JOURNAL_ACTOR_LIMIT),
		.entry = sqlite3_column_int64(statement, 13),
		.text = sqlite_sound_option(statement, 14, PAYLOAD_LIMIT, &sound),
	};
	return sound && ret_entry->number > 0 && ret_entry->version > 0 && ret_entry->title &&
	       ret_entry->title_en && ret_entry->owner && ret_entry->source && ret_entry->name &&
	       ret_entry->added_by && ret_entry->reviewed_by;
}

static sqlite3_stmt *ask(struct sqlite_store *sqlite, const struct know_filter *filter, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(
		sqlite, filter->number ? STATEMENT_KNOW_READ_OF : STATEMENT_KNOW_READ, error);

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, filter->number);
	sqlite3_bind_int(statement, 2, filter->every_version);
	sqlite3_bind_int64(statement, 3, filter->due_by_us);
	sqlite_bind_option(statement, 4, filter->name);
	sqlite_bind_option(statement, 5, filter->source);
	return statement;
}

bool sqlite_read_know(struct store *store, const struct know_filter *filter, know_each *each, void *context,
		      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = ask(sqlite, filter, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct know_entry entry;

		if (!read_entry(statement, &entry)) {
			sqlite3_reset(statement);
			return store_fail(error, STORE_ERROR_DAMAGED,
					  _("cannot read the knowledge entries: one is not kept as nwops "
					    "writes it"));
		}
		if (!each(context, &entry)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
