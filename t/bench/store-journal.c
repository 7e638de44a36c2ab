/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appends to a journal one at a time, each of them durable before the next, and inserts
 * as much into a bare SQLite table as durably, in turn in one run; then verifies a journal
 * of ENTRIES. Prints CPU and wall time. Everything lies below DIRECTORY, which is made anew.
 */
#include "measure.h"

#include "base/clock.h"
#include "store/journal.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define FIRST_US INT64_C(1795543200000000)
#define BODY_BYTES 300 /* of a check with a few changes, or of a note */
#define BATCH 1000
#define GOAL_RATIO 1.5
#define GOAL_S 1.0

struct cost {
	double cpu_s, wall_s;
};

static double wall_s(void)
{
	return (double)g_get_monotonic_time() / 1e6;
}

static struct cost now(void)
{
	return (struct cost){cpu_s(), wall_s()};
}

static struct cost since(struct cost then)
{
	return (struct cost){cpu_s() - then.cpu_s, wall_s() - then.wall_s};
}

/* Another body each time, of one length. */
static const char *body_of(char body[BODY_BYTES + 1], int number)
{
	memset(body, 'x', BODY_BYTES);
	body[BODY_BYTES] = '\0';
	body[g_snprintf(body, BODY_BYTES, "{\"number\":%08d,\"text\":\"", number)] = 'x';
	body[BODY_BYTES - 2] = '"';
	body[BODY_BYTES - 1] = '}';
	return body;
}

/* --- ours --- */

static struct store *open_store(const char *directory, const struct clock *clock)
{
	g_autoptr(GError) error = NULL;
	const struct store_options options = {
		.directory = directory,
		.mode = STORE_WRITE,
		.log_name = "bench.example/journal",
		.clock = clock,
	};
	struct store *store = store_open(&options, &error);

	must(store != NULL, error);
	return store;
}

static void append(struct store *store, int number)
{
	g_autoptr(GError) error = NULL;
	char body[BODY_BYTES + 1];
	struct journal_entry entry = {
		.event_at_us = FIRST_US + number,
		.kind = "bench",
		.actor = "nwops",
		.payload = body_of(body, number),
		.payload_length = BODY_BYTES,
	};

	must(journal_append(store, &entry, &error), error);
}

static void begin(struct store *store)
{
	g_autoptr(GError) error = NULL;

	must(store_begin(store, &error), error);
}

static void commit(struct store *store)
{
	g_autoptr(GError) error = NULL;

	must(store_commit(store, &error), error);
}

static struct cost ours(const char *directory, const struct clock *clock, int appends)
{
	g_autoptr(ops_store_t) store = open_store(directory, clock);
	struct cost then = now();

	for (int i = 0; i < appends; i++) {
		begin(store);
		append(store, i);
		commit(store);
	}
	return since(then);
}

/* --- the peer: nothing but the bytes, as durably --- */

static void sure(sqlite3 *db, int got)
{
	if (got == SQLITE_OK || got == SQLITE_DONE)
		return;
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, sqlite3_errmsg(db));
	exit(3);
}

static struct cost bare(const char *path, int inserts)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	char body[BODY_BYTES + 1];
	struct cost then, spent;

	sure(NULL, sqlite3_open(path, &db));
	sure(db, sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			      " CREATE TABLE journal (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL)",
			      NULL, NULL, NULL));
	sure(db, sqlite3_prepare_v2(db, "INSERT INTO journal (body) VALUES (?1)", -1, &statement, NULL));
	then = now();
	for (int i = 0; i < inserts; i++) {
		sqlite3_bind_blob(statement, 1, body_of(body, i), BODY_BYTES, SQLITE_STATIC);
		sure(db, sqlite3_step(statement));
		sqlite3_reset(statement);
	}
	spent = since(then);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return spent;
}

/* --- both --- */

static int compare(const void *a, const void *b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	return values[count / 2];
}

static const char *met(bool is)
{
	return is ? "met" : "missed";
}

static void measure_appending(const char *directory, const struct clock *clock, int turns, int appends)
{
	g_autofree double *ratios = g_new(double, turns), *our_us = g_new(double, turns), *bare_us = g_new(double, turns);

	for (int i = 0; i < turns; i++) {
		g_autofree char *store = g_strdup_printf("%s/ours-%d", directory, i);
		g_autofree char *path = g_strdup_printf("%s/bare-%d.db", directory, i);
		const struct cost us = ours(store, clock, appends), them = bare(path, appends);

		ratios[i] = us.cpu_s / them.cpu_s;
		our_us[i] = us.cpu_s / appends * 1e6;
		bare_us[i] = them.cpu_s / appends * 1e6;
		printf("turn %d, CPU and wall of an append: ours %.1f us, %.1f us; bare %.1f us, %.1f us; ratio %.2f\n", i + 1,
		       our_us[i], us.wall_s / appends * 1e6, bare_us[i], them.wall_s / appends * 1e6, ratios[i]);
	}
	const double ratio = median(ratios, turns);

	printf("durable append, CPU: ours %.1f us, bare synced insert %.1f us, ratio %.2f, goal %.1f: %s\n",
	       median(our_us, turns), median(bare_us, turns), ratio, GOAL_RATIO, met(ratio <= GOAL_RATIO));
}

static void measure_verifying(const char *directory, const struct clock *clock, int turns, int entries)
{
	g_autofree char *path = g_strdup_printf("%s/verified", directory);
	g_autofree double *walls = g_new(double, turns), *cpus = g_new(double, turns);
	g_autoptr(ops_store_t) store = open_store(path, clock);
	g_autoptr(GError) error = NULL;
	struct journal_verdict verdict;

	for (int i = 0; i < entries; i++) {
		if (i % BATCH == 0)
			begin(store);
		append(store, i);
		if (i % BATCH == BATCH - 1 || i == entries - 1)
			commit(store);
	}
	must(journal_keep_checkpoint(store, &error), error);
	for (int i = 0; i < turns; i++) {
		const struct cost then = now();
		struct cost spent;

		must(journal_verify(path, NULL, &verdict, &error), error);
		must(verdict.verdict == VERDICT_COMPLETE && verdict.size == entries, NULL);
		spent = since(then);
		walls[i] = spent.wall_s;
		cpus[i] = spent.cpu_s;
	}
	const double wall = median(walls, turns), cpu = median(cpus, turns);

	printf("verify %d entries: CPU %.2f s, wall %.2f s, goal %.1f s: %s\n", entries, cpu, wall, GOAL_S,
	       met(wall <= GOAL_S));
}

int main(int argc, char **argv)
{
	const int turns = argc > 2 ? (int)g_ascii_strtoll(argv[2], NULL, 10) : 5;
	const int appends = argc > 3 ? (int)g_ascii_strtoll(argv[3], NULL, 10) : 5000;
	const int entries = argc > 4 ? (int)g_ascii_strtoll(argv[4], NULL, 10) : 100000;
	struct clock *clock = clock_new_set("2026-11-25T03:00:00+09:00", NULL);

	if (argc < 2 || turns < 1 || appends < 1 || entries < 1 || !clock || g_mkdir(argv[1], 0700) < 0) {
		fprintf(stderr, "usage: store-journal DIRECTORY [TURNS [APPENDS [ENTRIES]]]; DIRECTORY is not there yet\n");
		return 3;
	}
	measure_appending(argv[1], clock, turns, appends);
	measure_verifying(argv[1], clock, turns, entries);
	clock_free(clock);
	return 0;
}
