/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roll-ups in SQLite. The place of a row is day * 2^32 + item: what one check writes
 * lies side by side, and so do the days that are forgotten. To read the days of an
 * item is a seek for each.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

static int64_t place_of(int32_t day, int64_t item)
{
	return (int64_t)day << 32 | item;
}

bool sqlite_set_rollup(struct store *store, const char *name, const struct rollup_record *rollup, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	const int64_t figures[] = {
		rollup->readings, rollup->sum, rollup->minimum, rollup->maximum, rollup->covered_us,
		rollup->last_at_us, rollup->peak, rollup->hour, rollup->hour_readings, rollup->hour_sum,
	};
	sqlite3_stmt *statement;
	struct sqlite_item *item;
	const int got = sqlite_walk_to(sqlite, name, WANT_FOUND, &item, error);

	if (got < 0)
		return false;
	if (got == 0 || !item->has_state)
		return store_fail(error, STORE_ERROR_IO, _("cannot keep a day of '%s': it has no state"), name);
	statement = sqlite_statement(sqlite, STATEMENT_ROLLUP_SET, error);
	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, place_of(rollup->day, item->id));
	for (size_t i = 0; i < G_N_ELEMENTS(figures); i++)
		sqlite3_bind_int64(statement, (int)i + 2, figures[i]);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static struct rollup_record read_rollup(sqlite3_stmt *statement)
{
	return (struct rollup_record){
		.day = (int32_t)(sqlite3_column_int64(statement, 0) >> 32),
		.readings = sqlite3_column_int64(statement, 1),
		.sum = sqlite3_column_int64(statement, 2),
		.minimum = sqlite3_column_int64(statement, 3),
		.maximum = sqlite3_column_int64(statement, 4),
		.covered_us = sqlite3_column_int64(statement, 5),
		.last_at_us = sqlite3_column_int64(statement, 6),
		.peak = sqlite3_column_int64(statement, 7),
		.hour = sqlite3_column_int64(statement, 8),
		.hour_readings = sqlite3_column_int64(statement, 9),
		.hour_sum = sqlite3_column_int64(statement, 10),
	};
}

/* The first row at or behind PLACE, with the statement at it; -1 in *RET_PLACE: there is none. */
static sqlite3_stmt *seek(struct sqlite_store *sqlite, int64_t place, int64_t *ret_place, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_ROLLUP_READ, error);
	int got;

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, place);
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	*ret_place = got > 0 ? sqlite3_column_int64(statement, 0) : -1;
	return got < 0 ? NULL : statement;
}

/* As rollups_each. */
typedef bool row_each(void *context, struct sqlite_store *sqlite, int64_t place, const struct rollup_record *rollup,
		      bool *ret_more, GError **error);

/* The rows of item number ITEM; days that nobody has are leapt over. */
static bool each_row(struct sqlite_store *sqlite, int64_t item, int32_t from, int32_t until, row_each *each,
		     void *context, GError **error)
{
	int64_t day = from;
	bool more = true;

	while (more && day <= until) {
		int64_t place;
		sqlite3_stmt *statement = seek(sqlite, place_of((int32_t)day, item), &place, error);
		struct rollup_record rollup;

		if (!statement)
			return false;
		if (place < 0)
			return true;
		rollup = read_rollup(statement);
		sqlite3_reset(statement);
		if (place == place_of((int32_t)day, item)) {
			if (!each(context, sqlite, place, &rollup, &more, error))
				return false;
			day++;
		} else {
			/* Another item's: of that day, or of a later one, on which ours may be too. */
			day = MAX(day + 1, place >> 32);
		}
	}
	return true;
}

struct telling {
	rollups_each *each;
	void *context;
};

static bool tell(void *context, struct sqlite_store *sqlite, int64_t place, const struct rollup_record *rollup,
		 bool *ret_more, GError **error)
{
	const struct telling *telling = context;

	*ret_more = telling->each(telling->context, rollup);
	return true;
}

bool sqlite_read_rollups(struct store *store, const char *name, int32_t from, int32_t until, rollups_each *each,
			 void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	struct telling telling = {each, context};
	struct sqlite_item item;
	const int got = sqlite_find_item(sqlite, name, &item, error);

	return got == 0 || (got > 0 && each_row(sqlite, item.id, from, until, tell, &telling, error));
}

static bool forget_row(void *context, struct sqlite_store *sqlite, int64_t place, const struct rollup_record *rollup,
		       bool *ret_more, GError **error)
{
	return sqlite_delete(sqlite, STATEMENT_ROLLUP_DELETE, place, error);
}

bool sqlite_forget_rollups_of(struct sqlite_store *sqlite, int64_t item, GError **error)
{
	return each_row(sqlite, item, 0, ROLLUP_DAY_LIMIT - 1, forget_row, NULL, error);
}

bool sqlite_forget_rollups(struct store *store, int32_t day, GError **error)
{
	return sqlite_delete(sqlite_of(store), STATEMENT_ROLLUP_DELETE_BEFORE, place_of(day, 0), error);
}
