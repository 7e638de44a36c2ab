/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items by name, within a transaction. A sweep names them in the order of the
 * inventory, and so did the sweep that made them: the next item that is asked
 * for is nearly always the next by number. So the rows are read ahead in that
 * order and the name only compared; what is not the next one is searched for.
 * A table of all names in memory was rejected: it costs a sweep of a nation's
 * lines three times as much, and a check of one line everything.
 */
#include "store/sqlite/internal.h"

/* The steps in which reading ahead grows while the guess is right. */
#define AHEAD_MOST 1024

void sqlite_walk_init(struct sqlite_walk *walk)
{
	walk->items = g_array_sized_new(FALSE, FALSE, sizeof(struct sqlite_item), AHEAD_MOST);
	walk->names = g_string_new(NULL);
}

void sqlite_walk_clear(struct sqlite_walk *walk)
{
	if (!walk->items)
		return;
	g_array_unref(walk->items);
	g_string_free(walk->names, TRUE);
	walk->items = NULL;
}

/* Nothing is read ahead; what comes next is what follows item AFTER. */
static void forget(struct sqlite_walk *walk, int64_t after)
{
	g_array_set_size(walk->items, 0);
	g_string_truncate(walk->names, 0);
	walk->at = 0;
	walk->ahead = 1;
	walk->last = after;
	walk->ended = false;
}

void sqlite_walk_begin(struct sqlite_walk *walk)
{
	forget(walk, 0);
}

static struct sqlite_item *item_at(const struct sqlite_walk *walk, guint index)
{
	return &g_array_index(walk->items, struct sqlite_item, index);
}

static bool is_at(const struct sqlite_walk *walk, guint index, const char *name)
{
	return index < walk->items->len &&
	       strcmp(walk->names->str + item_at(walk, index)->name, name) == 0;
}

static void add(struct sqlite_walk *walk, const struct sqlite_item *item, const char *name)
{
	struct sqlite_item copy = *item;

	copy.name = walk->names->len;
	g_string_append_len(walk->names, name, (gssize)strlen(name) + 1);
	g_array_append_val(walk->items, copy);
	walk->last = item->id;
}

struct sqlite_item sqlite_read_item(sqlite3_stmt *statement)
{
	return (struct sqlite_item){
		.id = sqlite3_column_int64(statement, 0),
		.turns = sqlite3_column_int64(statement, 1),
		.has_state = sqlite3_column_type(statement, 2) != SQLITE_NULL,
		.status = sqlite_read_status(statement, 2),
		.since_us = sqlite3_column_int64(statement, 3),
	};
}

/* Reads on from where reading ahead had come to. */
static bool read_ahead(struct sqlite_store *sqlite, GError **error)
{
	struct sqlite_walk *walk = &sqlite->walk;
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ITEM_NEXT, error);
	const guint wanted = walk->ahead;
	int got;

	if (!statement)
		return false;
	g_array_set_size(walk->items, 0);
	g_string_truncate(walk->names, 0);
	sqlite3_bind_int64(statement, 1, walk->last);
	sqlite3_bind_int64(statement, 2, wanted);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const struct sqlite_item item = sqlite_read_item(statement);
		const char *name = (const char *)sqlite3_column_text(statement, 4);

		add(walk, &item, name ? name : "");
	}
	walk->ahead = MIN(2 * wanted, AHEAD_MOST);
	walk->ended = walk->items->len < wanted;
	return got == 0;
}

bool sqlite_walk_flush(struct sqlite_store *sqlite, GError **error)
{
	struct sqlite_walk *walk = &sqlite->walk;
	struct sqlite_item *item;
	sqlite3_stmt *statement;

	if (walk->at >= walk->items->len || !item_at(walk, walk->at)->changed)
		return true;
	item = item_at(walk, walk->at);
	statement = sqlite_statement(sqlite, STATEMENT_STATE_SET, error);
	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, item->id);
	sqlite3_bind_int64(statement, 2, item->turns);
	if (item->has_state) {
		sqlite3_bind_int(statement, 3, (int)item->status);
		sqlite3_bind_int64(statement, 4, item->since_us);
	} else {
		sqlite3_bind_null(statement, 3);
		sqlite3_bind_null(statement, 4);
	}
	item->changed = false;
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

/* 1: found, 0: there is none, -1: error. */
int sqlite_find_item(struct sqlite_store *sqlite, const char *name, struct sqlite_item *ret_item,
		     GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ITEM_FIND, error);
	int got;

	if (!statement)
		return -1;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got <= 0)
		return got;
	*ret_item = sqlite_read_item(statement);
	sqlite3_reset(statement);
	return 1;
}

static bool make_item(struct sqlite_store *sqlite, const char *name, struct sqlite_item *ret_item,
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

/* NAME is not the next item: it is searched for, and the walk goes on behind it. */
static int search(struct sqlite_store *sqlite, const char *name, enum sqlite_want want,
		  GError **error)
{
	struct sqlite_walk *walk = &sqlite->walk;
	/* What was just made is the last of all. */
	const bool ended = walk->ended;
	struct sqlite_item item;
	int got = sqlite_find_item(sqlite, name, &item, error);

	if (got < 0 || (got == 0 && want == WANT_FOUND))
		return got;
	if (got == 0 && !make_item(sqlite, name, &item, error))
		return -1;
	forget(walk, item.id);
	walk->ended = got == 0 && ended;
	add(walk, &item, name);
	return 1;
}

int sqlite_walk_to(struct sqlite_store *sqlite, const char *name, enum sqlite_want want,
		   struct sqlite_item **ret_item, GError **error)
{
	struct sqlite_walk *walk = &sqlite->walk;
	int got = 1;

	if (!is_at(walk, walk->at, name)) {
		if (!sqlite_walk_flush(sqlite, error))
			return -1;
		if (walk->at + 1 < walk->items->len) {
			walk->at++;
		} else if (!walk->ended) {
			if (!read_ahead(sqlite, error))
				return -1;
			walk->at = 0;
		}
		if (!is_at(walk, walk->at, name))
			got = search(sqlite, name, want, error);
	}
	if (got > 0)
		*ret_item = item_at(walk, walk->at);
	return got;
}
