/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store that something is done to behind nwops's back: what somebody with
 * the sqlite3 tool, a backup or another key would do, and the verdict on it.
 */
#pragma once

#include "fixture-store.h"

#include <sqlite3.h>

/* As somebody with the sqlite3 tool would. */
static inline void tamper(const struct fixture *fixture, const char *sql)
{
	g_autofree char *path = fixture_path(fixture, "nwops.db");
	sqlite3 *db = NULL;
	char *problem = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_exec(db, sql, NULL, NULL, &problem);
	ck_assert_msg(!problem, "%s: %s", sql, problem);
	sqlite3_close(db);
}

static inline void copy_file(const struct fixture *fixture, const char *from, const char *to)
{
	gsize length;
	g_autofree char *bytes = fixture_load(fixture, from, &length);

	fixture_save(fixture, to, bytes, length);
}

static inline void delete_file(const struct fixture *fixture, const char *name)
{
	g_autofree char *path = fixture_path(fixture, name);

	ck_assert_int_eq(unlink(path), 0);
}

static inline void write_text(const struct fixture *fixture, const char *name, const char *text)
{
	fixture_save(fixture, name, text, strlen(text));
}

/* COUNT more entries by whoever opens the store as usual. */
static inline void record(struct fixture *fixture, int count)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);

	fixture_record(store, count);
	store_close(store);
}

/* COUNT entries that no checkpoint was kept of. */
static inline void record_unsigned(struct fixture *fixture, int count)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);

	ck_assert(store_begin(store, NULL));
	for (int i = 0; i < count; i++)
		fixture_append(store, "{\"v\":1}");
	ck_assert(store_commit(store, NULL));
	store_close(store);
}

/* A store of the same log with another key and COUNT entries, and of it one file. */
static inline void take_from_another(struct fixture *fixture, const char *log, int count,
				     const char *name)
{
	struct fixture other;
	struct store_options options;
	struct store *store;
	g_autofree char *bytes = NULL;
	gsize length;

	fixture_init(&other);
	options = fixture_options(&other, STORE_WRITE);
	options.log_name = log;
	store = store_open(&options, NULL);
	ck_assert_ptr_nonnull(store);
	fixture_record(store, count);
	store_close(store);
	bytes = fixture_load(&other, name, &length);
	fixture_save(fixture, name, bytes, length);
	fixture_clear(&other);
}

/* Five entries in five transactions; what was there after one, three and five is kept aside. */
static inline void make_store(struct fixture *fixture)
{
	fixture_init(fixture);
	record(fixture, 1);
	copy_file(fixture, "checkpoint", "first.checkpoint");
	record(fixture, 2);
	copy_file(fixture, "checkpoint", "backup.checkpoint");
	copy_file(fixture, "nwops.db", "backup.db");
	record(fixture, 2);
	copy_file(fixture, "checkpoint", "last.checkpoint");
}

static inline struct journal_verdict verdict_of(const struct fixture *fixture, const char *against)
{
	g_autofree char *path = against ? fixture_path(fixture, against) : NULL;
	struct journal_verdict verdict;
	g_autoptr(GError) error = NULL;

	ok_or_fail(journal_verify(fixture->directory, path, &verdict, &error), error);
	ck_assert_msg(*verdict.message != '\0', "a verdict without a word");
	return verdict;
}
