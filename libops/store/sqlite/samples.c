/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Samples in SQLite. The groups of an item are read once, when it is first named
 * in a transaction; what is kept next is nearly always the group behind the last
 * one, so its layout is only compared. A reading then writes two short rows a
 * group: the figures, where the oldest of them lay, and how far the ring turned.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

#define NUMBER_BITS 14 /* of SAMPLES_GROUPS */
#define SLOT_SHIFT 48 /* leaves 34 bits for the item's number */

static int64_t first_id(int64_t item)
{
	return item << NUMBER_BITS;
}

static int64_t place_of(int64_t id, int64_t turn)
{
	return (turn % SAMPLES_KEPT) << SLOT_SHIFT | id;
}

void sqlite_samples_init(struct sqlite_samples *samples)
{
	samples->groups = g_array_new(FALSE, FALSE, sizeof(struct sqlite_group));
	samples->layouts = g_string_new(NULL);
	samples->sequence = -1;
}

void sqlite_samples_clear(struct sqlite_samples *samples)
{
	if (!samples->groups)
		return;
	g_clear_pointer(&samples->by_layout, g_hash_table_unref);
	g_array_unref(samples->groups);
	g_string_free(samples->layouts, TRUE);
	samples->groups = NULL;
}

static void forget_groups(struct sqlite_samples *samples)
{
	samples->item = 0;
	samples->at = 0;
	g_array_set_size(samples->groups, 0);
	g_string_truncate(samples->layouts, 0);
	g_clear_pointer(&samples->by_layout, g_hash_table_unref);
}

void sqlite_samples_begin(struct sqlite_samples *samples)
{
	forget_groups(samples);
	samples->sequence = -1;
	samples->counted = false;
}

bool sqlite_samples_end(struct sqlite_store *sqlite, GError **error)
{
	sqlite3_stmt *statement;

	if (!sqlite->samples.counted)
		return true;
	statement = sqlite_statement(sqlite, STATEMENT_SAMPLE_HEAD_SET, error);
	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, sqlite->samples.sequence);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool load_sequence(struct sqlite_store *sqlite, GError **error)
{
	sqlite3_stmt *statement;
	int got;

	if (sqlite->samples.sequence >= 0)
		return true;
	statement = sqlite_statement(sqlite, STATEMENT_SAMPLE_HEAD, error);
	if (!statement)
		return false;
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got < 0)
		return false;
	if (got == 0)
		return store_fail(error, STORE_ERROR_DAMAGED,
				  _("cannot keep samples in store '%s': their number is gone"),
				  sqlite->directory);
	sqlite->samples.sequence = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return true;
}

static struct sqlite_group *group_at(const struct sqlite_samples *samples, guint index)
{
	return &g_array_index(samples->groups, struct sqlite_group, index);
}

static const char *layout_at(const struct sqlite_samples *samples, guint index)
{
	return samples->layouts->str + group_at(samples, index)->layout;
}

/* Reads the groups of ITEM into SAMPLES. */
static bool load_groups(struct sqlite_store *sqlite, struct sqlite_samples *samples, int64_t item,
			GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_GROUP_READ, error);
	int got;

	if (!statement)
		return false;
	forget_groups(samples);
	sqlite3_bind_int64(statement, 1, first_id(item));
	sqlite3_bind_int64(statement, 2, first_id(item) + SAMPLES_GROUPS - 1);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const char *layout = (const char *)sqlite3_column_text(statement, 3);
		const struct sqlite_group group = {
			.id = sqlite3_column_int64(statement, 0),
			.turns = sqlite3_column_int64(statement, 1),
			.sequence = sqlite3_column_int64(statement, 2),
			.layout = samples->layouts->len,
		};

		g_string_append_len(samples->layouts, layout ? layout : "",
				    layout ? (gssize)strlen(layout) + 1 : 1);
		g_array_append_val(samples->groups, group);
	}
	if (got < 0)
		return false;
	samples->item = item;
	return true;
}

static bool is_at(const struct sqlite_samples *samples, guint index, const char *layout)
{
	return index < samples->groups->len && strcmp(layout_at(samples, index), layout) == 0;
}

/* The keys are copies: the layouts move when one is added. */
static void index_group(struct sqlite_samples *samples, guint index)
{
	g_hash_table_insert(samples->by_layout, g_strdup(layout_at(samples, index)),
			    GUINT_TO_POINTER(index + 1));
}

/* True when there is one with LAYOUT; samples->at is then where it is. */
static bool find_group(struct sqlite_samples *samples, const char *layout)
{
	guint found;

	if (is_at(samples, samples->at, layout))
		return true;
	if (samples->groups->len == 0)
		return false;
	if (!samples->by_layout) {
		samples->by_layout = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		for (guint i = 0; i < samples->groups->len; i++)
			index_group(samples, i);
	}
	found = GPOINTER_TO_UINT(g_hash_table_lookup(samples->by_layout, layout));
	if (found == 0)
		return false;
	samples->at = found - 1;
	return true;
}

static bool delete_rows(struct sqlite_store *sqlite, int64_t id, int64_t turns, GError **error)
{
	for (int64_t slot = 0; slot < MIN(turns, SAMPLES_KEPT); slot++)
		if (!sqlite_delete(sqlite, STATEMENT_SAMPLE_DELETE, place_of(id, slot), error))
			return false;
	return true;
}

static bool delete_group(struct sqlite_store *sqlite, int64_t id, int64_t turns, GError **error)
{
	return delete_rows(sqlite, id, turns, error) &&
	       sqlite_delete(sqlite, STATEMENT_RING_DELETE, id, error) &&
	       sqlite_delete(sqlite, STATEMENT_GROUP_DELETE, id, error);
}

/* The one of which nothing was kept for the longest time. */
static guint oldest_group(const struct sqlite_samples *samples)
{
	guint oldest = 0;

	for (guint i = 1; i < samples->groups->len; i++)
		if (group_at(samples, i)->sequence < group_at(samples, oldest)->sequence)
			oldest = i;
	return oldest;
}

/* An id of the item that no group has; there are fewer than SAMPLES_GROUPS. */
static int64_t free_id(const struct sqlite_samples *samples)
{
	const int64_t first = first_id(samples->item);
	g_autofree bool *taken = NULL;
	int64_t number = 0;

	if (samples->groups->len == 0)
		return first;
	/* They were read in order, and what was added took the next: mostly without a hole. */
	number = group_at(samples, samples->groups->len - 1)->id - first + 1;
	if (number == samples->groups->len && number < SAMPLES_GROUPS)
		return first + number;
	taken = g_new0(bool, SAMPLES_GROUPS);
	for (guint i = 0; i < samples->groups->len; i++)
		taken[group_at(samples, i)->id - first] = true;
	for (number = 0; taken[number]; number++)
		;
	return first + number;
}

/* Takes the place of the oldest: its rows go, its id stays. */
static bool replace_oldest(struct sqlite_store *sqlite, gsize layout, GError **error)
{
	struct sqlite_samples *samples = &sqlite->samples;
	struct sqlite_group *group;

	samples->at = oldest_group(samples);
	group = group_at(samples, samples->at);
	if (!delete_rows(sqlite, group->id, group->turns, error))
		return false;
	if (samples->by_layout)
		g_hash_table_remove(samples->by_layout, layout_at(samples, samples->at));
	group->turns = 0;
	group->layout = layout;
	return true;
}

static bool make_group(struct sqlite_store *sqlite, const char *text, GError **error)
{
	struct sqlite_samples *samples = &sqlite->samples;
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_GROUP_SET, error);
	const gsize layout = samples->layouts->len;

	if (!statement)
		return false;
	g_string_append_len(samples->layouts, text, (gssize)strlen(text) + 1);
	if (samples->groups->len == SAMPLES_GROUPS) {
		if (!replace_oldest(sqlite, layout, error))
			return false;
	} else {
		const struct sqlite_group group = {.id = free_id(samples), .layout = layout};

		samples->at = samples->groups->len;
		g_array_append_val(samples->groups, group);
	}
	if (samples->by_layout)
		index_group(samples, samples->at);
	sqlite3_bind_int64(statement, 1, group_at(samples, samples->at)->id);
	sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool write_row(struct sqlite_store *sqlite, const struct sqlite_group *group,
		      const struct samples_row *row, GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_SAMPLE_KEEP, error);
	uint64_t few[32];
	g_autofree uint64_t *many = NULL;
	uint64_t *figures = few;

	if (!statement)
		return false;
	if (row->count > G_N_ELEMENTS(few))
		figures = many = g_new(uint64_t, row->count);
	for (size_t i = 0; i < row->count; i++)
		figures[i] = GUINT64_TO_BE((uint64_t)row->values[i]);
	sqlite3_bind_int64(statement, 1, place_of(group->id, group->turns));
	sqlite3_bind_int64(statement, 2, group->sequence);
	sqlite3_bind_int64(statement, 3, row->at_us);
	if (row->uptime_us >= 0)
		sqlite3_bind_int64(statement, 4, row->uptime_us);
	else
		sqlite3_bind_null(statement, 4);
	sqlite3_bind_blob(statement, 5, figures, (int)(row->count * sizeof(*figures)),
			  SQLITE_STATIC);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool write_ring(struct sqlite_store *sqlite, const struct sqlite_group *group, int64_t at_us,
		       GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RING_SET, error);

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, group->id);
	sqlite3_bind_int64(statement, 2, group->turns);
	sqlite3_bind_int64(statement, 3, group->sequence);
	sqlite3_bind_int64(statement, 4, at_us);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

static bool keep_row(struct sqlite_store *sqlite, const struct samples_row *row, GError **error)
{
	struct sqlite_samples *samples = &sqlite->samples;
	struct sqlite_group *group;

	if (!find_group(samples, row->layout) && !make_group(sqlite, row->layout, error))
		return false;
	group = group_at(samples, samples->at);
	group->sequence = ++samples->sequence;
	samples->counted = true;
	if (!write_row(sqlite, group, row, error))
		return false;
	group->turns++;
	samples->at++;
	return write_ring(sqlite, group, row->at_us, error);
}

bool sqlite_keep_samples(struct store *store, const char *name, const struct samples_row *rows,
			 size_t count, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	struct sqlite_item *item;

	if (!load_sequence(sqlite, error) ||
	    sqlite_walk_to(sqlite, name, WANT_MADE, &item, error) < 0 ||
	    (sqlite->samples.item != item->id &&
	     !load_groups(sqlite, &sqlite->samples, item->id, error)))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!keep_row(sqlite, &rows[i], error))
			return false;
	return true;
}

/* ---- reading ---- */

struct reading {
	struct sqlite_store *sqlite;
	const char *common; /* NULL: all */
	int limit;
	samples_row_each *each;
	void *context;
	GArray *values; /* int64_t, of the row that is being told */
};

static bool begins_with(const char *layout, const char *common)
{
	const size_t length = common ? strlen(common) : 0;

	return !common || (strncmp(layout, common, length) == 0 && layout[length] == '\n');
}

static void read_figures(sqlite3_stmt *statement, GArray *values)
{
	const uint8_t *bytes = sqlite3_column_blob(statement, 3);
	const guint count = (guint)sqlite3_column_bytes(statement, 3) / sizeof(uint64_t);

	g_array_set_size(values, count);
	for (guint i = 0; i < count; i++) {
		uint64_t figure;

		memcpy(&figure, bytes + i * sizeof(figure), sizeof(figure));
		g_array_index(values, int64_t, i) = (int64_t)GUINT64_FROM_BE(figure);
	}
}

/* 1: told, or not there, 0: EACH wants no more, -1: error. */
static int tell_turn(const struct reading *reading, const char *layout, int64_t id, int64_t turn,
		     GError **error)
{
	struct sqlite_store *sqlite = reading->sqlite;
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_SAMPLE_READ, error);
	struct samples_row row = {.layout = layout, .uptime_us = -1};
	int got;

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, place_of(id, turn));
	got = sqlite_step(sqlite, statement, ATTEMPT_READ, error);
	if (got <= 0)
		return got < 0 ? -1 : 1;
	row.sequence = sqlite3_column_int64(statement, 0);
	row.at_us = sqlite3_column_int64(statement, 1);
	if (sqlite3_column_type(statement, 2) != SQLITE_NULL)
		row.uptime_us = sqlite3_column_int64(statement, 2);
	read_figures(statement, reading->values);
	sqlite3_reset(statement);
	row.values = (const int64_t *)(void *)reading->values->data;
	row.count = reading->values->len;
	return reading->each(reading->context, &row);
}

static bool tell_groups(const struct reading *reading, const struct sqlite_samples *samples,
			GError **error)
{
	for (guint i = 0; i < samples->groups->len; i++) {
		const struct sqlite_group *group = group_at(samples, i);
		const char *layout = layout_at(samples, i);

		if (!begins_with(layout, reading->common))
			continue;
		for (int64_t turn = group->turns - 1;
		     turn >= MAX(group->turns - reading->limit, 0); turn--) {
			const int told = tell_turn(reading, layout, group->id, turn, error);

			if (told <= 0)
				return told == 0;
		}
	}
	return true;
}

static bool read_item(const struct reading *reading, const char *name, GError **error)
{
	struct sqlite_samples samples = {.item = 0};
	struct sqlite_item item;
	bool ok;
	int got = sqlite_find_item(reading->sqlite, name, &item, error);

	if (got <= 0)
		return got == 0;
	sqlite_samples_init(&samples);
	ok = load_groups(reading->sqlite, &samples, item.id, error) &&
	     tell_groups(reading, &samples, error);
	sqlite_samples_clear(&samples);
	return ok;
}

bool sqlite_read_samples(struct store *store, const char *name, const char *common, int limit,
			 samples_row_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	const struct reading reading = {
		.sqlite = sqlite,
		.common = common,
		.limit = limit,
		.each = each,
		.context = context,
		.values = g_array_new(FALSE, FALSE, sizeof(int64_t)),
	};
	/* One read transaction, so that the rings do not turn under us. */
	bool outside = sqlite3_get_autocommit(sqlite->db);
	bool ok = !outside || sqlite_execute(sqlite, "BEGIN", ATTEMPT_READ, error);

	if (ok) {
		ok = read_item(&reading, name, error);
		if (outside)
			sqlite3_exec(sqlite->db, "COMMIT", NULL, NULL, NULL);
	}
	g_array_unref(reading.values);
	return ok;
}

/* ---- forgetting ---- */

bool sqlite_forget_samples_of(struct sqlite_store *sqlite, int64_t item, GError **error)
{
	struct sqlite_samples *samples = &sqlite->samples;
	bool ok = load_groups(sqlite, samples, item, error);

	for (guint i = 0; ok && i < samples->groups->len; i++)
		ok = delete_group(sqlite, group_at(samples, i)->id, group_at(samples, i)->turns,
				  error);
	forget_groups(samples);
	return ok;
}

bool sqlite_forget_samples(struct store *store, int64_t before_us, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_RING_OLD, error);
	g_autoptr(GArray) old = g_array_new(FALSE, FALSE, sizeof(struct sqlite_group));
	int got;

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, before_us);
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const struct sqlite_group group = {
			.id = sqlite3_column_int64(statement, 0),
			.turns = sqlite3_column_int64(statement, 1),
		};

		g_array_append_val(old, group);
	}
	/* Some may be the item's that samples are just being kept of. */
	forget_groups(&sqlite->samples);
	for (guint i = 0; got == 0 && i < old->len; i++) {
		const struct sqlite_group *group = &g_array_index(old, struct sqlite_group, i);

		if (!delete_group(sqlite, group->id, group->turns, error))
			got = -1;
	}
	return got == 0;
}
