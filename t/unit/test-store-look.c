/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at a store: without a trace, while it is in use, what cannot be
 * looked at, and that no byte can be changed so that the record reads
 * otherwise and passes.
 */
#include "fixture-tamper.h"

#include <signal.h>

/* ---- no trace ---- */

static int strcmp_of(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names, sizes and times of all that lies in the directory. */
static char *describe(const struct fixture *fixture)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	DIR *directory = opendir(fixture->directory);
	const struct dirent *each;

	while ((each = readdir(directory))) {
		g_autofree char *path = fixture_path(fixture, each->d_name);
		struct stat stat;

		ck_assert_int_eq(lstat(path, &stat), 0);
		g_ptr_array_add(lines, g_strdup_printf("%s %d %d %d", each->d_name,
						       (int)stat.st_size, (int)stat.st_mtim.tv_sec,
						       (int)stat.st_mtim.tv_nsec));
	}
	closedir(directory);
	g_ptr_array_sort(lines, strcmp_of);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

/* A process that records and is killed leaves its -wal behind. */
static void record_and_be_killed(struct fixture *fixture, int count)
{
	const pid_t child = fork();
	int status;

	if (child == 0) {
		struct store *store = fixture_open(fixture, STORE_WRITE);

		fixture_record(store, count);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

START_TEST(verifying_leaves_no_trace)
{
	struct journal_verdict verdict;
	struct fixture fixture;
	g_autofree char *before = NULL, *after = NULL;

	make_store(&fixture);
	before = describe(&fixture);
	ck_assert_int_eq(verdict_of(&fixture, NULL).verdict, VERDICT_COMPLETE);
	after = describe(&fixture);
	ck_assert_str_eq(before, after);

	record_and_be_killed(&fixture, 2);
	ck_assert(fixture_exists(&fixture, "nwops.db-wal"));
	g_free(before);
	g_free(after);
	before = describe(&fixture);
	verdict = verdict_of(&fixture, NULL);
	after = describe(&fixture);
	ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
	ck_assert_int_eq(verdict.size, 7);
	ck_assert_str_eq(before, after);

	/* A copy without the -wal is what it is: older than its checkpoint. */
	delete_file(&fixture, "nwops.db-wal");
	ck_assert_int_eq(verdict_of(&fixture, NULL).verdict, VERDICT_TRUNCATED);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_store_in_use_verifies)
{
	struct fixture fixture;
	struct store *store;

	fixture_init(&fixture);
	store = fixture_open(&fixture, STORE_WRITE);
	for (int i = 1; i <= 4; i++) {
		struct journal_verdict verdict;

		fixture_record(store, 1);
		verdict = verdict_of(&fixture, NULL);
		ck_assert_msg(verdict.verdict == VERDICT_COMPLETE, "%s", verdict.message);
		ck_assert_int_eq(verdict.size, i);
		/* in the middle of the next transaction, too */
		ck_assert(store_begin(store, NULL));
		fixture_append(store, "x");
		ck_assert_int_eq(verdict_of(&fixture, NULL).size, i);
		store_rollback(store);
	}
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_store_that_is_written_all_the_time_is_never_called_altered)
{
	struct fixture fixture;
	int complete = 0, status;
	pid_t child;

	fixture_init(&fixture);
	record(&fixture, 1);
	child = fork();
	if (child == 0) {
		/* opening and closing moves the -wal into the database each time */
		for (;;)
			record(&fixture, 3);
	}
	for (int i = 0; i < 20; i++) {
		struct journal_verdict verdict;
		g_autoptr(GError) error = NULL;

		if (!journal_verify(fixture.directory, NULL, &verdict, &error)) {
			ck_assert_msg(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_LOCKED),
				      "%s", error->message);
			continue;
		}
		ck_assert_msg(verdict.verdict == VERDICT_COMPLETE ||
				      verdict.verdict == VERDICT_UNANCHORED,
			      "%d: %s", (int)verdict.verdict, verdict.message);
		complete += verdict.verdict == VERDICT_COMPLETE;
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	ck_assert_int_gt(complete, 0);
	ck_assert_int_ne(verdict_of(&fixture, NULL).verdict, VERDICT_ALTERED);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_new_store_is_complete_and_empty)
{
	struct journal_verdict verdict;
	struct fixture fixture;

	fixture_init(&fixture);
	record(&fixture, 0);
	verdict = verdict_of(&fixture, NULL);
	ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
	ck_assert_int_eq(verdict.size, 0);
	delete_file(&fixture, "checkpoint");
	ck_assert_int_eq(verdict_of(&fixture, NULL).verdict, VERDICT_UNANCHORED);
	fixture_clear(&fixture);
}
END_TEST

/* ---- could not look ---- */

static void assert_no_look(const struct fixture *fixture, const char *directory,
			   const char *against, enum store_error_code code, const char *words)
{
	g_autofree char *path = against ? fixture_path(fixture, against) : NULL;
	struct journal_verdict verdict = {.size = -7};
	g_autoptr(GError) error = NULL;

	ck_assert_msg(!journal_verify(directory, path, &verdict, &error), "a verdict: %s",
		      verdict.message);
	ck_assert_msg(g_error_matches(error, OPS_STORE_ERROR, (int)code), "%d: %s", error->code,
		      error->message);
	ck_assert_msg(strstr(error->message, words) != NULL, "'%s' is not in: %s", words,
		      error->message);
	ck_assert_int_eq(verdict.size, -7);
}

START_TEST(what_cannot_be_looked_at_is_no_verdict)
{
	struct fixture fixture;
	g_autofree char *missing = NULL;

	make_store(&fixture);
	missing = g_build_filename(fixture.above, "missing", NULL);
	write_text(&fixture, "garbage", "garbage");
	take_from_another(&fixture, "nwops.example/noc2", 1, "checkpoint");
	copy_file(&fixture, "checkpoint", "other.checkpoint");
	copy_file(&fixture, "last.checkpoint", "checkpoint");
	assert_no_look(&fixture, missing, NULL, STORE_ERROR_MISSING, "missing'");
	assert_no_look(&fixture, fixture.above, NULL, STORE_ERROR_MISSING,
		       "there is no 'nwops.db'");
	assert_no_look(&fixture, fixture.directory, "nobody", STORE_ERROR_MISSING, "nobody'");
	assert_no_look(&fixture, fixture.directory, "garbage", STORE_ERROR_IO,
		       "it is not a checkpoint");
	assert_no_look(&fixture, fixture.directory, "other.checkpoint", STORE_ERROR_IO,
		       "of another log");
	tamper(&fixture, "PRAGMA user_version = 99");
	assert_no_look(&fixture, fixture.directory, NULL, STORE_ERROR_NEWER, "by a later nwops");
	tamper(&fixture, "PRAGMA user_version = 3");
	delete_file(&fixture, "log.vkey");
	assert_no_look(&fixture, fixture.directory, "backup.checkpoint", STORE_ERROR_IO,
		       "'log.vkey' is missing");
	fixture_clear(&fixture);
}
END_TEST

START_TEST(an_outside_head_that_was_damaged_is_no_verdict)
{
	struct fixture fixture;
	g_autofree char *bytes = NULL;
	g_autoptr(GString) damaged = NULL;
	gsize length;

	make_store(&fixture);
	bytes = fixture_load(&fixture, "backup.checkpoint", &length);
	damaged = g_string_new_len(bytes, (gssize)length);
	ck_assert_int_eq(g_string_replace(damaged, "\n3\n", "\n4\n", 1), 1);
	fixture_save(&fixture, "damaged.checkpoint", damaged->str, damaged->len);
	assert_no_look(&fixture, fixture.directory, "damaged.checkpoint", STORE_ERROR_IO,
		       "its signature is wrong");
	fixture_clear(&fixture);
}
END_TEST

START_TEST(an_outside_head_by_another_key_shows_that_the_key_was_replaced)
{
	struct journal_verdict verdict;
	struct fixture fixture;

	make_store(&fixture);
	take_from_another(&fixture, FIXTURE_LOG, 5, "checkpoint");
	copy_file(&fixture, "checkpoint", "other.checkpoint");
	copy_file(&fixture, "last.checkpoint", "checkpoint");
	verdict = verdict_of(&fixture, "other.checkpoint");
	ck_assert_int_eq(verdict.verdict, VERDICT_ALTERED);
	ck_assert_ptr_nonnull(strstr(verdict.message, "the key was replaced"));
	fixture_clear(&fixture);
}
END_TEST

/* ---- every byte ---- */

/* What the record says: the rows of the tables that are proven or kept for the proof. */
static char *dump(const struct fixture *fixture)
{
	static const char *const queries[] = {
		"SELECT sequence, log, kind, event_at_us, recorded_at_us, actor FROM journal",
		"SELECT sequence, quote(payload_digest) FROM journal",
		"SELECT sequence, quote(salt), quote(body) FROM payload",
		"SELECT sequence, quote(digest) FROM leaf",
		"SELECT size, quote(frontier) FROM tree",
	};
	g_autofree char *path = fixture_path(fixture, "nwops.db");
	g_autofree char *uri = g_strdup_printf("file:%s?immutable=1", path);
	g_autoptr(GString) all = g_string_new(NULL);
	sqlite3 *db = NULL;

	sqlite3_open_v2(uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
		sqlite3_stmt *statement = NULL;
		int got = sqlite3_prepare_v2(db, queries[i], -1, &statement, NULL);

		while (got == SQLITE_OK && (got = sqlite3_step(statement)) == SQLITE_ROW) {
			for (int column = 0; column < sqlite3_column_count(statement); column++)
				g_string_append_printf(all, "%d:%s|",
						       sqlite3_column_type(statement, column),
						       (const char *)sqlite3_column_text(statement,
											 column));
			g_string_append_c(all, '\n');
			got = SQLITE_OK;
		}
		g_string_append_printf(all, "end %d\n", got);
		sqlite3_finalize(statement);
	}
	sqlite3_close(db);
	return g_string_free(g_steal_pointer(&all), FALSE);
}

/* Does the store say anything but "complete"? */
static bool is_noticed(const struct fixture *fixture)
{
	struct journal_verdict verdict;

	return !journal_verify(fixture->directory, NULL, &verdict, NULL) || verdict.verdict != VERDICT_COMPLETE;
}

static bool reads_otherwise(const struct fixture *fixture, const char *original)
{
	g_autofree char *now = dump(fixture);

	return strcmp(now, original) != 0;
}

/* Flips a bit of every STEPth byte of NAME, each by itself; returns how many were noticed. */
static int flip_bytes(struct fixture *fixture, const char *name, size_t step)
{
	gsize length;
	g_autofree char *bytes = fixture_load(fixture, name, &length);
	g_autofree char *original = dump(fixture);
	int noticed = 0;

	for (gsize at = 0; at < length; at += step) {
		bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
		fixture_save(fixture, name, bytes, length);
		/* Looked at once: it is by far the dearest. */
		if (is_noticed(fixture))
			noticed++;
		else
			ck_assert_msg(!reads_otherwise(fixture, original), "byte %d of %s", (int)at, name);
		bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
	}
	fixture_save(fixture, name, bytes, length);
	ck_assert_int_eq(verdict_of(fixture, NULL).verdict, VERDICT_COMPLETE);
	return noticed;
}

START_TEST(no_byte_of_the_database_can_be_changed_unnoticed)
{
	const int every = unit_sparse() > 1 ? 3 * unit_sparse() : 1;
	struct fixture fixture;

	fixture_init(&fixture);
	record(&fixture, 5);
	/* 61 divides no page size, so all places within a page are met; nor does it so many times as much */
	ck_assert_int_gt(flip_bytes(&fixture, "nwops.db", 61 * (size_t)every), 15 / every);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(no_byte_beside_the_database_can_be_changed_unnoticed)
{
	static const char *const names[] = {"checkpoint", "log.vkey"};
	struct fixture fixture;

	fixture_init(&fixture);
	record(&fixture, 5);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = fixture_path(&fixture, names[i]);
		const int step = unit_sparse() * unit_sparse();
		struct stat stat;

		ck_assert_int_eq(lstat(path, &stat), 0);
		/* all but a letter of the key's eight-digit id that only changes its case */
		ck_assert_int_ge(flip_bytes(&fixture, names[i], (size_t)step), ((int)stat.st_size - 8) / step);
	}
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(verifying_leaves_no_trace),
		UNIT(a_store_in_use_verifies),
		UNIT(a_store_that_is_written_all_the_time_is_never_called_altered),
		UNIT(a_new_store_is_complete_and_empty),
		UNIT(what_cannot_be_looked_at_is_no_verdict),
		UNIT(an_outside_head_that_was_damaged_is_no_verdict),
		UNIT(an_outside_head_by_another_key_shows_that_the_key_was_replaced),
		UNIT(no_byte_of_the_database_can_be_changed_unnoticed),
		UNIT(no_byte_beside_the_database_can_be_changed_unnoticed),
		{NULL},
	};

	return unit_run("store/look", tests);
}
