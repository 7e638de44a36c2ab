/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The full-text index in SQLite (FTS5): what it is told, which closed cases it does not
 * know yet, and what it finds. Its tokens are made elsewhere; its own tokenizer only
 * cuts at blanks.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"
#include "store/cases.h"

bool sqlite_index_know(struct sqlite_store *sqlite, int64_t doc, const struct know_tokens *tokens, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_INDEX, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, doc);
	sqlite3_bind_text(statement, 2, tokens->title, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, tokens->text, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* --- closed cases --- */

bool sqlite_read_know_pending(struct store *store, int limit, know_case_each *each, void *context,
			      GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_PENDING, error);
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int(statement, 1, limit);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const char *case_id = sqlite_sound_text(statement, 0, CASE_ID_LIMIT);

		if (!case_id || !each(context, case_id)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

/* Runs WHICH with CASE_ID, and NUMBER behind it where that is not below 0. */
static bool run_of_case(struct sqlite_store *sqlite, enum sqlite_statement which, const char *case_id,
			int64_t number, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, which, error);

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, case_id, -1, SQLITE_STATIC);
	if (number >= 0)
		sqlite3_bind_int64(statement, 2, number);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_index_know_case(struct store *store, const char *case_id, int64_t events,
			    const struct know_tokens *tokens, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);

	if (!run_of_case(sqlite, STATEMENT_KNOW_MARK_CASE, case_id, events, error))
		return false;
	if (!sqlite3_changes(sqlite->db))
		return true; /* it knows all of that */
	return run_of_case(sqlite, STATEMENT_KNOW_REPLACE_CASE, case_id, -1, error) &&
	       run_of_case(sqlite, STATEMENT_KNOW_ADD_CASE, case_id, -1, error) &&
	       sqlite_index_know(sqlite, sqlite3_last_insert_rowid(sqlite->db), tokens, error);
}

/* --- forgetting --- */

static bool run_plain(struct sqlite_store *sqlite, enum sqlite_statement name, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, name, error);

	return statement && sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_forget_know(struct store *store, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);

	return run_plain(sqlite, STATEMENT_KNOW_EMPTY, error) && run_plain(sqlite, STATEMENT_KNOW_EMPTY_CASES, error) &&
	       run_plain(sqlite, STATEMENT_KNOW_EMPTY_MARKS, error);
}

bool sqlite_retell_know(struct store *store, int64_t number, int64_t version, const struct know_tokens *tokens, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_DOC, error);
	int64_t doc;
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, number);
	sqlite3_bind_int64(statement, 2, version);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got <= 0)
		return got == 0;
	doc = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return sqlite_index_know(sqlite, doc, tokens, error);
}

/* --- searching --- */

/* Every term is a string of FTS5, in which nothing but a quotation mark means anything, and that is doubled: whatever
 * TERMS are, the expression is one, and none of its operators comes from them. Caller frees. */
static char *expression(const struct know_query *query)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < query->count; i++) {
		g_string_append(text, i == 0 ? "\"" : query->any ? " OR \"" : " AND \"");
		for (const char *next = query->terms[i].tokens; *next; next++) {
			if (*next == '"')
				g_string_append_c(text, '"');
			g_string_append_c(text, *next);
		}
		g_string_append(text, query->terms[i].open ? "\" *" : "\"");
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool read_hit(sqlite3_stmt *statement, struct know_hit *ret_hit)
{
	bool sound = true;
	const char *case_id = sqlite_sound_option(statement, 2, CASE_ID_LIMIT, &sound);

	*ret_hit = (struct know_hit){
		.number = sqlite3_column_int64(statement, 0),
		.version = sqlite3_column_int64(statement, 1),
		.case_id = case_id ? case_id : "",
		.score = sqlite3_column_double(statement, 3),
	};
	return sound && (ret_hit->number > 0) == !*ret_hit->case_id;
}

static bool tell_hits(struct sqlite_store *sqlite, sqlite3_stmt *statement, know_hit_each *each, void *context,
		      GError **error)
{
	int got;

	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		struct know_hit hit;

		if (!read_hit(statement, &hit)) {
			sqlite3_reset(statement);
			return store_fail(error, STORE_ERROR_DAMAGED,
					  _("cannot search: what the index names is not kept as nwops writes "
					    "it"));
		}
		if (!each(context, &hit)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}

bool sqlite_search_know(struct store *store, const struct know_query *query, know_hit_each *each, void *context,
			GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_KNOW_SEARCH, error);
	g_autofree char *match = expression(query);
	bool told;

	if (!statement)
		return false;
	sqlite3_bind_text(statement, 1, match, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, query->entries_only ? SQLITE_KNOW_ENTRIES : 0);
	sqlite3_bind_int(statement, 3, query->limit);
	told = tell_hits(sqlite, statement, each, context, error);
	sqlite3_bind_null(statement, 1); /* MATCH does not outlive this call */
	return told;
}
