/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a store: what is made and with which mode, everything that is
 * refused and must be left as it was, and how readers and writers meet.
 */
#include "fixture-store.h"
#include "store/moment.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>

static void execute(const struct fixture *fixture, const char *sql)
{
	g_autofree char *path = fixture_path(fixture, "nwops.db");
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void delete_file(const struct fixture *fixture, const char *name)
{
	g_autofree char *path = fixture_path(fixture, name);

	ck_assert_int_eq(unlink(path), 0);
}

/* ---- missing ---- */

START_TEST(a_reader_makes_nothing)
{
	struct fixture fixture;
	struct store_options options;
	g_autofree char *words = NULL;

	fixture_init(&fixture);
	options = fixture_options(&fixture, STORE_READ);
	words = g_strdup_printf(
		"no store in '%s' yet: run 'nwops check' once, or name another with --state",
		fixture.directory);
	fixture_refused(&options, STORE_ERROR_MISSING, words);
	ck_assert(!g_file_test(fixture.directory, G_FILE_TEST_EXISTS));
	ck_assert_int_eq(mkdir(fixture.directory, 0700), 0);
	fixture_refused(&options, STORE_ERROR_MISSING, words);
	ck_assert_int_eq(fixture_count_files(&fixture), 0);
	fixture_save(&fixture, "nwops.db", "", 0);
	fixture_refused(&options, STORE_ERROR_MISSING, words);
	ck_assert_int_eq(fixture_count_files(&fixture), 1);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_directory_that_cannot_be_made_is_named)
{
	struct fixture fixture;
	struct store_options options;
	g_autofree char *deep = NULL;

	fixture_init(&fixture);
	deep = g_build_filename(fixture.above, "not", "there", NULL);
	options = fixture_options(&fixture, STORE_WRITE);
	options.directory = deep;
	fixture_refused(&options, STORE_ERROR_MISSING, "not/there'");
	ck_assert(g_file_set_contents(fixture.directory, "a file", -1, NULL));
	options.directory = fixture.directory;
	fixture_refused(&options, STORE_ERROR_IO, "Not a directory");
	fixture_clear(&fixture);
}
END_TEST

/* ---- modes ---- */

static unsigned int mode_of(const char *path)
{
	struct stat stat;

	ck_assert_msg(lstat(path, &stat) == 0, "%s", path);
	return stat.st_mode & 07777;
}

static void assert_modes(const struct fixture *fixture)
{
	static const struct {
		const char *name;
		unsigned int mode;
	} files[] = {
		{"nwops.db", 0660},   {"nwops.db-wal", 0660}, {"nwops.db-shm", 0660},
		{"checkpoint", 0660}, {"log.vkey", 0660},     {"log.key", 0600},
		{"reserve", 0660},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = fixture_path(fixture, files[i].name);

		ck_assert_msg(mode_of(path) == files[i].mode, "%s is %04o", files[i].name,
			      mode_of(path));
	}
	ck_assert_int_eq(mode_of(fixture->directory) & 0777, 0770);
	ck_assert_int_eq(fixture_count_files(fixture), G_N_ELEMENTS(files));
}

START_TEST(modes_do_not_depend_on_the_mask)
{
	static const mode_t masks[] = {0, 022, 077, 0777};

	for (size_t i = 0; i < G_N_ELEMENTS(masks); i++) {
		struct fixture fixture;
		struct store *store;
		mode_t before;

		fixture_init(&fixture);
		before = umask(masks[i]);
		store = fixture_open(&fixture, STORE_WRITE);
		fixture_record(store, 1);
		ck_assert_int_eq(umask(before), masks[i]);
		assert_modes(&fixture);
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

START_TEST(the_reserve_is_made_of_real_blocks_and_made_again)
{
	struct fixture fixture;
	g_autofree char *path = NULL;

	fixture_make(&fixture, 0);
	path = fixture_path(&fixture, "reserve");
	for (int i = 0; i < 2; i++) {
		struct store *store = fixture_open(&fixture, STORE_WRITE);
		struct stat stat;

		ck_assert_int_eq(lstat(path, &stat), 0);
		ck_assert_int_eq(stat.st_size, STORE_RESERVE_SIZE);
		ck_assert_int_ge(stat.st_blocks * 512, STORE_RESERVE_SIZE);
		ck_assert(store_release_reserve(store));
		ck_assert(!fixture_exists(&fixture, "reserve"));
		store_close(store);
	}
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_key_that_others_can_use_is_refused)
{
	static const mode_t modes[] = {0640, 0620, 0604, 0602, 0601, 0660, 0777};
	struct fixture fixture;
	struct store_options options;
	g_autofree char *path = NULL;

	fixture_make(&fixture, 1);
	options = fixture_options(&fixture, STORE_WRITE);
	path = fixture_path(&fixture, "log.key");
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		ck_assert_int_eq(chmod(path, modes[i]), 0);
		fixture_refused(&options, STORE_ERROR_PERMISSION, "'chmod 600' it");
	}
	ck_assert_int_eq(chmod(path, 0600), 0);
	store_close(fixture_open(&fixture, STORE_WRITE));
	/* what is no file is none that others cannot use */
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("/dev/null", path), 0);
	fixture_refused(&options, STORE_ERROR_PERMISSION, "'log.key'");
	fixture_clear(&fixture);
}
END_TEST

/* ---- the key is gone ---- */

START_TEST(recording_goes_on_without_the_key)
{
	struct fixture fixture;
	struct store *store;
	struct journal_verdict verdict;
	g_autoptr(GError) error = NULL;

	fixture_make(&fixture, 2);
	delete_file(&fixture, "log.key");
	store = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(store, NULL));
	fixture_append(store, "x");
	ck_assert(store_commit(store, NULL));
	ck_assert(!journal_keep_checkpoint(store, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_MISSING));
	ck_assert_ptr_nonnull(
		strstr(error->message, "what was recorded is safe, but not signed for"));
	store_close(store);
	ck_assert(!fixture_exists(&fixture, "log.key"));
	ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
	ck_assert_int_eq(verdict.verdict, VERDICT_UNANCHORED);
	ck_assert_int_eq(verdict.anchored, 2);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(the_verifier_is_mended_from_the_key)
{
	struct fixture fixture;
	struct store *store;
	g_autofree char *before = NULL, *after = NULL;
	gsize length;

	fixture_make(&fixture, 1);
	before = fixture_load(&fixture, "log.vkey", &length);
	delete_file(&fixture, "log.vkey");
	store = fixture_open(&fixture, STORE_WRITE);
	after = fixture_load(&fixture, "log.vkey", &length);
	ck_assert_str_eq(before, after);
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_log_keeps_the_name_it_was_made_with)
{
	struct fixture fixture;
	struct store_options options;
	struct journal_verdict verdict;
	struct store *store;

	fixture_make(&fixture, 1);
	options = fixture_options(&fixture, STORE_WRITE);
	options.log_name = "nwops.example/renamed";
	store = store_open(&options, NULL);
	ck_assert_ptr_nonnull(store);
	fixture_record(store, 1);
	store_close(store);
	options.log_name = NULL;
	store = store_open(&options, NULL);
	ck_assert_ptr_nonnull(store);
	store_close(store);
	ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
	ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
	fixture_clear(&fixture);
}
END_TEST

/* ---- refused and left alone ---- */

static void refused_and_untouched(struct fixture *fixture, const struct store_options *options,
				  enum store_error_code code, const char *words)
{
	gsize length, length_after;
	g_autofree char *before = fixture_load(fixture, "nwops.db", &length);
	g_autofree char *after = NULL;
	const int files = fixture_count_files(fixture);

	fixture_refused(options, code, words);
	after = fixture_load(fixture, "nwops.db", &length_after);
	ck_assert_uint_eq(length, length_after);
	ck_assert_int_eq(memcmp(before, after, length), 0);
	ck_assert_int_eq(fixture_count_files(fixture), files);
}

static void both_refused_and_untouched(struct fixture *fixture, enum store_error_code code,
				       const char *words)
{
	struct store_options options = fixture_options(fixture, STORE_READ);

	refused_and_untouched(fixture, &options, code, words);
	options.mode = STORE_WRITE;
	refused_and_untouched(fixture, &options, code, words);
}

START_TEST(a_newer_store_is_refused_and_left_alone)
{
	struct fixture fixture;

	fixture_make(&fixture, 1);
	execute(&fixture, "PRAGMA user_version = 99");
	both_refused_and_untouched(&fixture, STORE_ERROR_NEWER, "a later nwops wrote it");
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_rehearsal_and_the_record_do_not_mix)
{
	static const enum store_purpose purposes[] = {STORE_REAL, STORE_REHEARSAL};

	for (size_t i = 0; i < G_N_ELEMENTS(purposes); i++) {
		struct fixture fixture;
		struct store_options options;
		struct store *store;

		fixture_init(&fixture);
		options = fixture_options(&fixture, STORE_WRITE);
		options.purpose = purposes[i];
		store = store_open(&options, NULL);
		ck_assert_ptr_nonnull(store);
		store_close(store);
		options.purpose = purposes[1 - i];
		refused_and_untouched(&fixture, &options, STORE_ERROR_PURPOSE, "rehearsal");
		options.mode = STORE_READ;
		refused_and_untouched(&fixture, &options, STORE_ERROR_PURPOSE, "rehearsal");
		fixture_clear(&fixture);
	}
}
END_TEST

static void make_garbage(struct fixture *fixture)
{
	g_autofree char *bytes = g_malloc(8192);

	memset(bytes, 'x', 8192);
	fixture_save(fixture, "nwops.db", bytes, 8192);
}

static void make_empty(struct fixture *fixture)
{
	fixture_save(fixture, "nwops.db", "", 0);
}

static void make_short(struct fixture *fixture)
{
	gsize length;
	g_autofree char *bytes = fixture_load(fixture, "nwops.db", &length);

	fixture_save(fixture, "nwops.db", bytes, length / 2);
}

static void make_a_few_bytes(struct fixture *fixture)
{
	gsize length;
	g_autofree char *bytes = fixture_load(fixture, "nwops.db", &length);

	fixture_save(fixture, "nwops.db", bytes, 50);
}

static void make_foreign(struct fixture *fixture)
{
	delete_file(fixture, "nwops.db");
	execute(fixture, "CREATE TABLE addresses (name TEXT); PRAGMA user_version = 0");
}

static void make_foreign_with_version(struct fixture *fixture)
{
	delete_file(fixture, "nwops.db");
	execute(fixture, "CREATE TABLE addresses (name TEXT); PRAGMA user_version = 1");
}

static void make_nameless(struct fixture *fixture)
{
	execute(fixture, "DELETE FROM store");
}

static void make_empty_beside_a_wal(struct fixture *fixture)
{
	delete_file(fixture, "checkpoint");
	fixture_save(fixture, "nwops.db-wal", "not empty", 9);
	make_empty(fixture);
}

START_TEST(a_damaged_store_is_refused_and_never_made_anew)
{
	static const struct {
		void (*damage)(struct fixture *fixture);
		const char *what;
	} cases[] = {
		{make_garbage, "garbage"},
		{make_empty, "empty"},
		{make_short, "cut in half"},
		{make_a_few_bytes, "less than a header"},
		{make_foreign, "another program's"},
		{make_foreign_with_version, "another program's with a version"},
		{make_nameless, "without a log"},
		{make_empty_beside_a_wal, "empty beside a -wal"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct fixture fixture;

		fixture_make(&fixture, 20);
		cases[i].damage(&fixture);
		both_refused_and_untouched(
			&fixture, STORE_ERROR_DAMAGED,
			"refused, not recreated; copy the directory aside, then");
		fixture_clear(&fixture);
	}
}
END_TEST

START_TEST(a_store_whose_database_is_gone_is_not_made_anew)
{
	struct fixture fixture;
	struct store_options options;

	fixture_make(&fixture, 1);
	delete_file(&fixture, "nwops.db");
	options = fixture_options(&fixture, STORE_WRITE);
	fixture_refused(&options, STORE_ERROR_DAMAGED, "refused, not recreated");
	options.mode = STORE_READ;
	fixture_refused(&options, STORE_ERROR_DAMAGED, "refused, not recreated");
	ck_assert(!fixture_exists(&fixture, "nwops.db"));
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_journal_without_its_head_takes_no_entry)
{
	struct fixture fixture;
	struct journal_entry entry = {.kind = "check",
				      .actor = "sato",
				      .payload = "",
				      .payload_length = 0};
	struct store *store;
	g_autoptr(GError) error = NULL;

	fixture_make(&fixture, 2);
	store = fixture_open(&fixture, STORE_WRITE);
	execute(&fixture, "UPDATE tree SET frontier = x'00'");
	ck_assert(store_begin(store, NULL));
	ck_assert(!journal_append(store, &entry, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_DAMAGED));
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

/* ---- readers and writers ---- */

START_TEST(a_reader_cannot_write_and_leaves_nothing)
{
	struct fixture fixture;
	struct store *store;
	g_autoptr(GError) error = NULL;
	int files;

	fixture_make(&fixture, 3);
	files = fixture_count_files(&fixture);
	store = fixture_open(&fixture, STORE_READ);
	ck_assert_int_eq(journal_size(store, NULL), 3);
	ck_assert(!store_begin(store, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_READ_ONLY));
	g_clear_error(&error);
	ck_assert(!journal_keep_checkpoint(store, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_READ_ONLY));
	store_close(store);
	ck_assert_int_eq(fixture_count_files(&fixture), files);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_reader_never_waits_for_a_writer)
{
	struct fixture fixture;
	struct store *writer, *reader;

	fixture_make(&fixture, 1);
	writer = fixture_open(&fixture, STORE_WRITE);
	ck_assert(store_begin(writer, NULL));
	fixture_append(writer, "x");
	reader = fixture_open(&fixture, STORE_READ);
	ck_assert_int_eq(journal_size(reader, NULL), 1);
	ck_assert(store_commit(writer, NULL));
	ck_assert_int_eq(journal_size(reader, NULL), 2);
	store_close(reader);
	store_close(writer);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_second_writer_is_told_who_to_wait_for)
{
	struct fixture fixture;
	struct store_options options;
	struct store *first, *second;
	g_autoptr(GError) error = NULL;

	fixture_make(&fixture, 1);
	options = fixture_options(&fixture, STORE_WRITE);
	options.patience_us = 20 * 1000;
	first = fixture_open(&fixture, STORE_WRITE);
	second = store_open(&options, NULL);
	ck_assert_ptr_nonnull(second);
	ck_assert(store_begin(first, NULL));
	ck_assert(!store_begin(second, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_LOCKED));
	ck_assert_ptr_nonnull(strstr(error->message, "fuser"));
	g_clear_error(&error);
	ck_assert(!journal_keep_checkpoint(second, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_LOCKED));
	store_rollback(first);
	fixture_record(second, 1);
	store_close(second);
	store_close(first);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_store_that_is_being_made_is_waited_for_only_so_long)
{
	struct fixture fixture;
	struct store_options options;
	int fd;

	fixture_make(&fixture, 0);
	options = fixture_options(&fixture, STORE_WRITE);
	options.patience_us = 20 * 1000;
	fd = open(fixture.directory, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	fixture_refused(&options, STORE_ERROR_LOCKED, "fuser");
	close(fd);
	store_close(fixture_open(&fixture, STORE_WRITE));
	fixture_clear(&fixture);
}
END_TEST

START_TEST(what_two_writers_remember_of_items_does_not_mix)
{
	struct fixture fixture;
	struct store *stores[2];
	struct result_record record = {.end = PROBE_ANSWERED};

	fixture_init(&fixture);
	stores[0] = fixture_open(&fixture, STORE_WRITE);
	stores[1] = fixture_open(&fixture, STORE_WRITE);
	for (int i = 0; i < 10; i++) {
		struct store *store = stores[i % 2];
		g_autofree char *item = g_strdup_printf("line:%d", i / 4);

		ck_assert(store_begin(store, NULL));
		ck_assert(results_keep(store, "line:all", &record, NULL));
		ck_assert(results_keep(store, item, &record, NULL));
		ck_assert(store_commit(store, NULL));
	}
	store_close(stores[0]);
	store_close(stores[1]);
	{
		g_autofree char *path = fixture_path(&fixture, "nwops.db");
		sqlite3_stmt *statement;
		sqlite3 *db;

		ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
		sqlite3_prepare_v2(db, "SELECT group_concat(name || ' ' || turns, ', ')"
				   " FROM item JOIN state ON item = id",
				   -1, &statement, NULL);
		ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
		ck_assert_str_eq((const char *)sqlite3_column_text(statement, 0),
				 "line:all 10, line:0 4, line:1 4, line:2 2");
		sqlite3_finalize(statement);
		sqlite3_close(db);
	}
	fixture_clear(&fixture);
}
END_TEST

/* fixture_record() of one, without a checkpoint. */
static void write_one(struct store *store)
{
	g_autoptr(GError) error = NULL;

	ok_or_fail(store_begin(store, &error), error);
	fixture_append(store, "{}");
	ok_or_fail(store_commit(store, &error), error);
}

START_TEST(a_moment_does_not_see_what_is_written_meanwhile)
{
	struct fixture fixture;
	struct store *writer, *reader;
	g_autoptr(GError) error = NULL;

	fixture_init(&fixture);
	writer = fixture_open(&fixture, STORE_WRITE);
	write_one(writer);
	reader = fixture_open(&fixture, STORE_READ);
	ok_or_fail(store_moment_begin(reader, &error), error);
	ck_assert_int_eq(journal_size(reader, NULL), 1);
	write_one(writer);
	ck_assert_int_eq(journal_size(reader, NULL), 1);
	ck_assert(!store_moment_begin(reader, NULL));
	store_moment_end(reader);
	ck_assert_int_eq(journal_size(reader, NULL), 2);
	store_moment_end(reader);
	/* Nothing is written at a moment, and afterwards it can be. */
	ok_or_fail(store_moment_begin(writer, &error), error);
	ck_assert(!store_begin(writer, NULL));
	store_moment_end(writer);
	write_one(writer);
	ck_assert_int_eq(journal_size(reader, NULL), 3);
	/* Who closes a store that somebody looks at leaves nothing behind. */
	ok_or_fail(store_moment_begin(reader, &error), error);
	ck_assert_int_eq(journal_size(reader, NULL), 3);
	store_close(reader);
	store_close(writer);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(each_item_is_made_once)
{
	struct fixture fixture;
	struct result_record record = {.end = PROBE_ANSWERED};

	fixture_init(&fixture);
	for (int round = 0; round < 3; round++) {
		struct store *store = fixture_open(&fixture, STORE_WRITE);

		ck_assert(store_begin(store, NULL));
		for (int i = 0; i < 1000; i++) {
			g_autofree char *item = g_strdup_printf("line:%d", (i * 7) % 1000);

			ck_assert(results_keep(store, item, &record, NULL));
			ck_assert(states_set(store, &(struct state_record){.item = item}, NULL));
		}
		ck_assert(store_commit(store, NULL));
		store_close(store);
	}
	{
		g_autofree char *path = fixture_path(&fixture, "nwops.db");
		sqlite3_stmt *statement;
		sqlite3 *db;

		ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
		sqlite3_prepare_v2(db,
				   "SELECT (SELECT count(*) || ' ' || sum(turns) FROM state), "
				   "(SELECT count(*) FROM result), (SELECT count(*) FROM state)",
				   -1, &statement, NULL);
		ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
		ck_assert_str_eq((const char *)sqlite3_column_text(statement, 0), "1000 3000");
		ck_assert_int_eq(sqlite3_column_int(statement, 1), 3000);
		ck_assert_int_eq(sqlite3_column_int(statement, 2), 1000);
		sqlite3_finalize(statement);
		sqlite3_close(db);
	}
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_reader_makes_nothing),
		UNIT(a_directory_that_cannot_be_made_is_named),
		UNIT(modes_do_not_depend_on_the_mask),
		UNIT(the_reserve_is_made_of_real_blocks_and_made_again),
		UNIT(a_key_that_others_can_use_is_refused),
		UNIT(recording_goes_on_without_the_key),
		UNIT(the_verifier_is_mended_from_the_key),
		UNIT(a_log_keeps_the_name_it_was_made_with),
		UNIT(a_newer_store_is_refused_and_left_alone),
		UNIT(a_rehearsal_and_the_record_do_not_mix),
		UNIT(a_damaged_store_is_refused_and_never_made_anew),
		UNIT(a_store_whose_database_is_gone_is_not_made_anew),
		UNIT(a_journal_without_its_head_takes_no_entry),
		UNIT(a_reader_cannot_write_and_leaves_nothing),
		UNIT(a_reader_never_waits_for_a_writer),
		UNIT(a_second_writer_is_told_who_to_wait_for),
		UNIT(a_store_that_is_being_made_is_waited_for_only_so_long),
		UNIT(what_two_writers_remember_of_items_does_not_mix),
		UNIT(a_moment_does_not_see_what_is_written_meanwhile),
		UNIT(each_item_is_made_once),
		{NULL},
	};

	fixture_makes_each = true;
	return unit_run("store/open", tests);
}
