/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transitions in SQLite: rows that only grow in number. The name of an item is kept
 * once, however often it changes, and beside the items that the store knows: those are
 * forgotten, and their numbers given to others.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

/* 1: RET_ID is filled in, 0: there is none, -1: error. */
static int find_item(struct sqlite_store *sqlite, const char *name, int64_t *ret_id, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_TRANSITION_ITEM_FIND, error);
	int got;

	if (!statement)
		return -1;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got > 0) {
		*ret_id = sqlite3_column_int64(statement, 0);
		sqlite3_reset(statement);
	}
	return got;
}

static bool add_item(struct sqlite_store *sqlite, const char *name, int64_t *ret_id, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_TRANSITION_ITEM_ADD, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	*ret_id = sqlite3_last_insert_rowid(sqlite->db);
	return true;
}

static void bind_transition(sqlite3_stmt *statement, const struct transition_record *transition)
{
	const bool at_once = transition->began_us == transition->at_us;

	sqlite3_bind_int64(statement, 2, transition->entry);
	sqlite3_bind_int(statement, 3, (int)transition->kind);
	sqlite3_bind_int(statement, 4, (int)transition->from);
	sqlite3_bind_int(statement, 5, (int)transition->to);
	sqlite3_bind_int64(statement, 6, transition->at_us);
	if (at_once)
		sqlite3_bind_null(statement, 7);
	else
		sqlite3_bind_int64(statement, 7, transition->began_us);
	sqlite3_bind_int(statement, 8, (int)transition->cause);
	sqlite_bind_number_or_none(statement, 9, transition->limit);
	sqlite3_bind_int(statement, 10, transition->told);
	sqlite3_bind_int(statement, 11, transition->flapping);
	sqlite3_bind_int(statement, 12, (int)transition->verdict);
	sqlite_bind_number_or_none(statement, 13, transition->outage_least_us);
	sqlite_bind_number_or_none(statement, 14, transition->outage_most_us);
	sqlite_bind_option(statement, 15, transition->hidden_by);
	sqlite_bind_option(statement, 16, transition->window);
	sqlite_bind_option(statement, 17, transition->silence);
	sqlite_bind_option(statement, 18, transition->text);
}

bool sqlite_keep_transition(struct store *store, struct transition_record *transition, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_TRANSITION_KEEP, error);
	int64_t item;
	int got;

	if (!statement)
		return false;
	got = find_item(sqlite, transition->item, &item, error);
	if (got < 0 || (got == 0 && !add_item(sqlite, transition->item, &item, error)))
		return false;
	sqlite3_bind_int64(statement, 1, item);
	bind_transition(statement, transition);
	if (!sqlite_run(sqlite, statement, ATTEMPT_WRITE, error))
		return false;
	transition->sequence = sqlite3_last_insert_rowid(sqlite->db);
	return true;
}

/* False when the row is not what the schema says. */
static bool read_transition(sqlite3_stmt *statement, struct transition_record *ret_transition)
{
	const int64_t at_us = sqlite3_column_int64(statement, 6);
	const int64_t limit = sqlite_number_or_none(statement, 9);
	bool sound = limit >= -1 && limit <= INT32_MAX;

	*ret_transition = (struct transition_record){
		.sequence = sqlite3_column_int64(statement, 0),
		.item = sqlite_sound_text(statement, 1, STORE_ITEM_LIMIT),
		.entry = sqlite3_column_int64(statement, 2),
		.at_us = at_us,
		.began_us = sqlite3_column_type(statement, 7) == SQLITE_NULL
				    ? at_us
				    : sqlite3_column_int64(statement, 7),
		.limit = (int32_t)limit,
		.outage_least_us = sqlite_number_or_none(statement, 13),
		.outage_most_us = sqlite_number_or_none(statement, 14),
	};
	ret_transition->kind = sqlite_sound_choice(statement, 3, TRANSITION_KIND_COUNT, &sound);
	ret_transition->from = sqlite_sound_choice(statement, 4, STATUS_COUNT, &sound);
	ret_transition->to = sqlite_sound_choice(statement, 5, STATUS_COUNT, &sound);
	ret_transition->cause = sqlite_sound_choice(statement, 8, CAUSE_COUNT, &sound);
	ret_transition->told = sqlite_sound_choice(statement, 10, 2, &sound);
	ret_transition->flapping = sqlite_sound_choice(statement, 11, 2, &sound);
	ret_transition->verdict =
		sqlite_sound_choice(statement, 12, DEMARCATION_VERDICT_COUNT, &sound);
	ret_transition->hidden_by = sqlite_sound_option(statement, 15, STORE_ITEM_LIMIT, &sound);
	ret_transition->window = sqlite_sound_option(statement, 16, WINDOW_ID_LIMIT, &sound);
	ret_transition->silence = sqlite_sound_option(statement, 17, WINDOW_ID_LIMIT, &sound);
	ret_transition->text = sqlite_sound_option(statement, 18, TRANSITION_TEXT_LIMIT, &sound);
	return sound && ret_transition->item && *ret_transition->item;
}

/* Who asks from a sequence on asks for little, and so does who asks since a time. */
static sqlite3_stmt *ask(struct sqlite_store *sqlite, const struct transitions_filter *filter,
			 GError **error)
{
	const enum sqlite_statement which =
		filter->item				       ? STATEMENT_TRANSITION_READ_OF
		: filter->from_us > 0 && filter->after <= 0    ? STATEMENT_TRANSITION_READ_AT
							       : STATEMENT_TRANSITION_READ;
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, filter->after);
	sqlite3_bind_int64(statement, 2, filter->from_us);
	sqlite3_bind_int64(statement, 3, filter->until_us ? filter->until_us : INT64_MAX);
	sqlite3_bind_int(statement, 4, filter->told_only);
	if (filter->item)
		sqlite3_bind_text(statement, 5, filter->item, -1, SQLITE_STATIC);
	return statement;
}

bool sqlite_read_transitions(struct store *store, const struct transitions_filter *filter,
			     transitions_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = ask(sqlite, filter, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct transition_record transition;

		if (!read_transition(statement, &transition)) {
			sqlite3_reset(statement);
			return store_fail(error, STORE_ERROR_DAMAGED,
					  _("cannot read the transitions: one is not kept as nwops "
					    "writes it"));
		}
		if (!each(context, &transition)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
