/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store stays as small as what it keeps: rings that turn do not grow, and
 * what was forgotten is given back, also by a store that was made before its
 * form could.
 */
#include "fixture-store.h"

#include <sqlite3.h>

/* The lines of each sweep; the lab and the bench do a nation's. Under a tool that makes each slow
 * fewer: what is looked for then does not depend on how many; */
static int lines(void)
{
	return 2000 / (unit_sparse() * unit_sparse());
}

/* but for what is given back: that is told from what a store has anyway. */
static int lines_to_forget(void)
{
	return 2000 / unit_sparse();
}

static int64_t database_bytes(struct store *store)
{
	struct upkeep_figures figures;
	g_autoptr(GError) error = NULL;

	ok_or_fail(upkeep_measure(store, &figures, &error), error);
	ck_assert_int_gt(figures.database_bytes, 0);
	return figures.database_bytes;
}

static void sweep(struct store *store, int items, int number)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(store_begin(store, &error), error);
	for (int i = 0; i < items; i++) {
		g_autofree char *item = g_strdup_printf("line:%d", i);
		const bool down = i % 100 == number % 100;
		const struct result_record record = {
			.started_at_us = FIXTURE_NOW_US + number,
			.end = down ? PROBE_NO_ANSWER : PROBE_ANSWERED,
			.status = down ? STATUS_DOWN : STATUS_OK,
			.cause = down ? CAUSE_END : CAUSE_NONE,
			.limit = -1,
			.sent = 5,
			.received = down ? 0 : 5,
			.rtt_min_us = down ? -1 : 5000,
			.rtt_median_us = down ? -1 : 20000,
			.rtt_max_us = down ? -1 : 90000,
		};
		const struct state_record state = {.item = item, .status = record.status};

		ok_or_fail(results_keep(store, item, &record, &error), error);
		ok_or_fail(states_set(store, &state, &error), error);
	}
	fixture_append(store, "{\"v\":1}");
	ok_or_fail(store_commit(store, &error), error);
}

static int64_t sweeps(struct fixture *fixture, int items, int from, int to)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);
	int64_t bytes;

	for (int number = from; number <= to; number++)
		sweep(store, items, number);
	store_close(store);
	store = fixture_open(fixture, STORE_READ);
	bytes = database_bytes(store);
	store_close(store);
	return bytes;
}

START_TEST(once_the_rings_are_full_only_the_journal_grows)
{
	struct fixture fixture;
	int64_t after_100, after_300;

	fixture_init(&fixture);
	after_100 = sweeps(&fixture, lines(), 1, 100);
	after_300 = sweeps(&fixture, lines(), 101, 300);
	/* 200 entries of less than 512 bytes with all that belongs to them. */
	ck_assert_int_ge(after_300, after_100);
	ck_assert_int_lt(after_300 - after_100, 200 * 512);
	fixture_clear(&fixture);
}
END_TEST

static void forget_all(struct store *store, int items)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(store_begin(store, &error), error);
	for (int i = 0; i < items; i++) {
		g_autofree char *item = g_strdup_printf("line:%d", i);

		ok_or_fail(items_forget(store, item, &error), error);
	}
	ok_or_fail(store_commit(store, &error), error);
	ok_or_fail(upkeep_shrink(store, &error), error);
}

static void forget_incremental_vacuum(struct fixture *fixture)
{
	g_autofree char *path = fixture_path(fixture, "nwops.db");
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "PRAGMA auto_vacuum = NONE; VACUUM", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
}

START_TEST(what_is_forgotten_is_given_back)
{
	for (int earlier = 0; earlier < 2; earlier++) {
		struct fixture fixture;
		struct journal_verdict verdict;
		struct store *store;
		int64_t empty, full;

		fixture_make(&fixture, 1);
		if (earlier)
			forget_incremental_vacuum(&fixture);
		empty = sweeps(&fixture, 0, 1, 0);
		full = sweeps(&fixture, lines_to_forget(), 1, 20);
		store = fixture_open(&fixture, STORE_WRITE);
		forget_all(store, lines_to_forget());
		ck_assert_int_lt(database_bytes(store), empty + (full - empty) / 50);
		ok_or_fail(journal_keep_checkpoint(store, NULL), NULL);
		store_close(store);
		ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
		ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
		fixture_clear(&fixture);
	}
}
END_TEST

START_TEST(the_wal_of_an_open_store_stays_bounded)
{
	struct upkeep_figures figures;
	struct fixture fixture;
	struct store *store, *reader;

	fixture_init(&fixture);
	store = fixture_open(&fixture, STORE_WRITE);
	sweep(store, lines(), 0);
	/* Somebody looks on the whole time, as `status --watch` would. */
	reader = fixture_open(&fixture, STORE_READ);
	for (int number = 1; number <= 300; number++)
		sweep(store, lines(), number);
	ck_assert(upkeep_measure(reader, &figures, NULL));
	/* 300 sweeps of all lines write 40 MB. */
	ck_assert_int_lt(figures.wal_bytes, 8 << 20);
	store_close(reader);
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(once_the_rings_are_full_only_the_journal_grows),
		UNIT(what_is_forgotten_is_given_back),
		UNIT(the_wal_of_an_open_store_stays_bounded),
		{NULL},
	};

	return unit_run("store/upkeep", tests);
}
