/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be done to a store, and what verifying says of it: each way of
 * changing, cutting, swapping and replacing has its own right verdict, and no
 * byte can be changed so that the record reads otherwise and passes.
 */
#include "fixture-store.h"

#include <sqlite3.h>

/* ---- doing things to a store ---- */

/* As somebody with the sqlite3 tool would. */
static void tamper(const struct fixture *fixture, const char *sql)
{
	g_autofree char *path = fixture_path(fixture, "nwops.db");
	sqlite3 *db = NULL;
	char *problem = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_exec(db, sql, NULL, NULL, &problem);
	ck_assert_msg(!problem, "%s: %s", sql, problem);
	sqlite3_close(db);
}

static void copy_file(const struct fixture *fixture, const char *from, const char *to)
{
	gsize length;
	g_autofree char *bytes = fixture_load(fixture, from, &length);

	fixture_save(fixture, to, bytes, length);
}

static void delete_file(const struct fixture *fixture, const char *name)
{
	g_autofree char *path = fixture_path(fixture, name);

	ck_assert_int_eq(unlink(path), 0);
}

static void write_text(const struct fixture *fixture, const char *name, const char *text)
{
	fixture_save(fixture, name, text, strlen(text));
}

/* COUNT more entries by whoever opens the store as usual. */
static void record(struct fixture *fixture, int count)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);

	fixture_record(store, count);
	store_close(store);
}

/* COUNT entries that no checkpoint was kept of. */
static void record_unsigned(struct fixture *fixture, int count)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);

	ck_assert(store_begin(store, NULL));
	for (int i = 0; i < count; i++)
		fixture_append(store, "{\"v\":1}");
	ck_assert(store_commit(store, NULL));
	store_close(store);
}

/* A store of the same log with another key and COUNT entries, and of it one file. */
static void take_from_another(struct fixture *fixture, const char *log, int count, const char *name)
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

/* ---- the verdicts ---- */

static struct journal_verdict verdict_of(const struct fixture *fixture, const char *against)
{
	g_autofree char *path = against ? fixture_path(fixture, against) : NULL;
	struct journal_verdict verdict;
	g_autoptr(GError) error = NULL;

	ok_or_fail(journal_verify(fixture->directory, path, &verdict, &error), error);
	ck_assert_msg(*verdict.message != '\0', "a verdict without a word");
	return verdict;
}

static void unchanged(struct fixture *fixture)
{
}

static void append_unsigned(struct fixture *fixture)
{
	record_unsigned(fixture, 2);
}

static void remove_checkpoint(struct fixture *fixture)
{
	delete_file(fixture, "checkpoint");
}

static void remove_verifier(struct fixture *fixture)
{
	delete_file(fixture, "log.vkey");
}

static void swap_rows(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET sequence = 999 WHERE sequence = 2;"
			"UPDATE journal SET sequence = 2 WHERE sequence = 3;"
			"UPDATE journal SET sequence = 3 WHERE sequence = 999;"
			"UPDATE payload SET sequence = 999 WHERE sequence = 2;"
			"UPDATE payload SET sequence = 2 WHERE sequence = 3;"
			"UPDATE payload SET sequence = 3 WHERE sequence = 999");
}

static void delete_middle(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM journal WHERE sequence = 3");
}

static void delete_middle_and_close_the_gap(struct fixture *fixture)
{
	tamper(fixture,
	       "DELETE FROM journal WHERE sequence = 3; DELETE FROM payload WHERE sequence = 3;"
	       "DELETE FROM leaf WHERE sequence = 3;"
	       "UPDATE journal SET sequence = sequence - 1 WHERE sequence > 3;"
	       "UPDATE payload SET sequence = sequence - 1 WHERE sequence > 3;"
	       "UPDATE leaf SET sequence = sequence - 1 WHERE sequence > 3");
}

#define CUT                                                                                        \
	"DELETE FROM journal WHERE sequence > 3; DELETE FROM payload WHERE sequence > 3;"          \
	"DELETE FROM leaf WHERE sequence > 3;"

static void remove_tail(struct fixture *fixture)
{
	tamper(fixture, CUT);
}

static void remove_tail_and_checkpoint(struct fixture *fixture)
{
	tamper(fixture, CUT);
	delete_file(fixture, "checkpoint");
}

static void remove_all_rows(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM journal; DELETE FROM payload; DELETE FROM leaf");
}

static void change_payload(struct fixture *fixture)
{
	tamper(fixture, "UPDATE payload SET body = x'00' WHERE sequence = 4");
}

static void change_salt(struct fixture *fixture)
{
	tamper(fixture, "UPDATE payload SET salt = zeroblob(32) WHERE sequence = 4");
}

static void remove_payload(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM payload WHERE sequence = 4");
}

static void change_actor(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = 'suzuki' WHERE sequence = 2");
}

static void change_kind(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET kind = 'gap' WHERE sequence = 2");
}

static void change_event_time(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET event_at_us = event_at_us + 1 WHERE sequence = 2");
}

static void change_record_time(struct fixture *fixture)
{
	tamper(fixture,
	       "UPDATE journal SET recorded_at_us = recorded_at_us + 1 WHERE sequence = 2");
}

static void change_log(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET log = 'nwops.example/noc2' WHERE sequence = 2");
}

static void change_row_and_its_leaf(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = 'suzuki' WHERE sequence = 2;"
			"UPDATE leaf SET digest = zeroblob(32) WHERE sequence = 2");
}

static void change_leaf(struct fixture *fixture)
{
	tamper(fixture, "UPDATE leaf SET digest = zeroblob(32) WHERE sequence = 2");
}

static void remove_leaf(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM leaf WHERE sequence = 2");
}

static void change_frontier(struct fixture *fixture)
{
	tamper(fixture, "UPDATE tree SET frontier = zeroblob(length(frontier))");
}

static void change_tree_size(struct fixture *fixture)
{
	tamper(fixture, "UPDATE tree SET size = 6");
}

static void remove_tree(struct fixture *fixture)
{
	tamper(fixture, "DELETE FROM tree");
}

static void change_unsigned_row(struct fixture *fixture)
{
	record_unsigned(fixture, 1);
	tamper(fixture, "UPDATE journal SET actor = 'suzuki' WHERE sequence = 6");
}

static void add_a_row_by_hand(struct fixture *fixture)
{
	tamper(fixture,
	       "INSERT INTO journal SELECT 6, log, kind, event_at_us, recorded_at_us, actor,"
	       " payload_digest FROM journal WHERE sequence = 5;"
	       "INSERT INTO payload SELECT 6, salt, body FROM payload WHERE sequence = 5");
}

static void add_a_payload_by_hand(struct fixture *fixture)
{
	tamper(fixture, "INSERT INTO payload SELECT 9, salt, body FROM payload WHERE sequence = 5");
}

/* As it was, without the types and limits that the schema gives its columns. */
#define REBUILD                                                                                    \
	"CREATE TABLE other AS SELECT * FROM journal; DROP TABLE journal;"                         \
	"ALTER TABLE other RENAME TO journal;"

static void rebuild_table(struct fixture *fixture)
{
	tamper(fixture, REBUILD);
}

static void sequence_zero(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET sequence = 0 WHERE sequence = 1;"
				"UPDATE payload SET sequence = 0 WHERE sequence = 1");
}

static void sequence_as_text(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET sequence = '5x' WHERE sequence = 5");
}

static void same_sequence_twice(struct fixture *fixture)
{
	tamper(fixture, REBUILD "INSERT INTO journal SELECT * FROM journal WHERE sequence = 5");
}

static void short_digest(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET payload_digest = x'00' WHERE sequence = 2");
}

static void no_actor(struct fixture *fixture)
{
	tamper(fixture, REBUILD "UPDATE journal SET actor = NULL WHERE sequence = 2");
}

static void actor_with_zero_byte(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = 'sato' || char(0) || 'x' WHERE sequence = 2");
}

static void actor_not_utf8(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET actor = CAST(x'ff' AS TEXT) WHERE sequence = 2");
}

static void impossible_time(struct fixture *fixture)
{
	tamper(fixture, "UPDATE journal SET event_at_us = -9223372036854775807 WHERE sequence = 2");
}

static void drop_table(struct fixture *fixture)
{
	tamper(fixture, "DROP TABLE journal");
}

static void garbage_checkpoint(struct fixture *fixture)
{
	write_text(fixture, "checkpoint", "garbage\n");
}

static void empty_checkpoint(struct fixture *fixture)
{
	write_text(fixture, "checkpoint", "");
}

static void huge_checkpoint(struct fixture *fixture)
{
	const gsize length = 1 << 20;
	g_autofree char *bytes = g_malloc0(length);

	fixture_save(fixture, "checkpoint", bytes, length);
}

static void checkpoint_of_another_key(struct fixture *fixture)
{
	take_from_another(fixture, FIXTURE_LOG, 5, "checkpoint");
}

static void checkpoint_of_another_log(struct fixture *fixture)
{
	take_from_another(fixture, "nwops.example/noc2", 5, "checkpoint");
}

static void verifier_of_another_key(struct fixture *fixture)
{
	take_from_another(fixture, FIXTURE_LOG, 0, "log.vkey");
}

static void verifier_of_another_log(struct fixture *fixture)
{
	take_from_another(fixture, "nwops.example/noc2", 0, "log.vkey");
}

static void garbage_verifier(struct fixture *fixture)
{
	write_text(fixture, "log.vkey", "garbage\n");
}

static void empty_database(struct fixture *fixture)
{
	write_text(fixture, "nwops.db", "");
}

static void garbage_database(struct fixture *fixture)
{
	write_text(fixture, "nwops.db",
		   "this is no database, and it is long enough to be looked at by SQLite;"
		   " what follows is only there to fill the first hundred bytes of it");
}

static void half_database(struct fixture *fixture)
{
	gsize length;
	g_autofree char *bytes = fixture_load(fixture, "nwops.db", &length);

	fixture_save(fixture, "nwops.db", bytes, length / 2);
}

static void remove_database(struct fixture *fixture)
{
	delete_file(fixture, "nwops.db");
}

/* A backup of three entries is put back: the checkpoint still says five. */
static void restore_backup(struct fixture *fixture)
{
	copy_file(fixture, "backup.db", "nwops.db");
}

static void restore_backup_and_go_on(struct fixture *fixture)
{
	restore_backup(fixture);
	record(fixture, 1);
	ck_assert(fixture_exists(fixture, "checkpoint.1"));
	ck_assert_ptr_nonnull(strstr(fixture->noted, "'checkpoint.1'"));
}

static void restore_backup_and_overtake(struct fixture *fixture)
{
	restore_backup(fixture);
	record(fixture, 4);
}

static void restore_backup_and_reach(struct fixture *fixture)
{
	restore_backup(fixture);
	record(fixture, 2);
}

/* The whole directory as it was once is no fork: it only lacks what came later. */
static void restore_all(struct fixture *fixture)
{
	restore_backup(fixture);
	copy_file(fixture, "backup.checkpoint", "checkpoint");
}

static void restore_all_and_go_on(struct fixture *fixture)
{
	restore_all(fixture);
	record(fixture, 2);
}

/* Goes on after a change, which must not thereby become the truth. */
static void change_row_and_go_on(struct fixture *fixture)
{
	change_actor(fixture);
	record(fixture, 1);
}

static void change_row_and_frontier_and_go_on(struct fixture *fixture)
{
	change_frontier(fixture);
	record(fixture, 1);
}

static const struct change {
	const char *what;
	void (*make)(struct fixture *fixture);
	const char *against;
	enum store_verdict verdict;
	int64_t size, anchored, first_bad;
} changes[] = {
	{"nothing", unchanged, NULL, VERDICT_COMPLETE, 5, 5, -1},
	{"nothing, against an earlier head", unchanged, "backup.checkpoint", VERDICT_COMPLETE, 5, 5,
	 -1},
	{"entries without a checkpoint", append_unsigned, NULL, VERDICT_UNANCHORED, 7, 5, -1},
	{"checkpoint removed", remove_checkpoint, NULL, VERDICT_UNANCHORED, 5, 0, -1},
	{"checkpoint removed, one kept outside", remove_checkpoint, "backup.checkpoint",
	 VERDICT_UNANCHORED, 5, 3, -1},
	{"log.vkey removed", remove_verifier, NULL, VERDICT_UNANCHORED, 5, 0, -1},
	{"rows swapped", swap_rows, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"rows swapped, one kept outside", swap_rows, "first.checkpoint", VERDICT_ALTERED, 5, 1, 2},
	{"middle row deleted", delete_middle, NULL, VERDICT_ALTERED, 4, 0, 3},
	{"middle row deleted and closed up", delete_middle_and_close_the_gap, NULL,
	 VERDICT_TRUNCATED, 4, 0, -1},
	{"tail removed", remove_tail, NULL, VERDICT_TRUNCATED, 3, 0, -1},
	{"tail removed, one kept outside", remove_tail, "backup.checkpoint", VERDICT_TRUNCATED, 3,
	 3, -1},
	{"tail and checkpoint removed", remove_tail_and_checkpoint, NULL, VERDICT_ALTERED, 3, 0,
	 -1},
	{"all rows removed", remove_all_rows, NULL, VERDICT_TRUNCATED, 0, 0, -1},
	{"payload changed", change_payload, NULL, VERDICT_ALTERED, 5, 0, 4},
	{"salt changed", change_salt, NULL, VERDICT_ALTERED, 5, 0, 4},
	{"payload removed", remove_payload, NULL, VERDICT_ALTERED, 5, 0, 4},
	{"actor changed", change_actor, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"kind changed", change_kind, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"event time changed", change_event_time, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"record time changed", change_record_time, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"log changed", change_log, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"row and remembered leaf changed", change_row_and_its_leaf, NULL, VERDICT_ALTERED, 5, 0,
	 -1},
	{"remembered leaf changed", change_leaf, NULL, VERDICT_ALTERED, 5, 5, 2},
	{"remembered leaf removed", remove_leaf, NULL, VERDICT_ALTERED, 5, 5, 2},
	{"frontier changed", change_frontier, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"remembered size changed", change_tree_size, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"remembered tree removed", remove_tree, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"unsigned row changed", change_unsigned_row, NULL, VERDICT_ALTERED, 6, 5, 6},
	{"row added by hand", add_a_row_by_hand, NULL, VERDICT_ALTERED, 6, 5, 6},
	{"payload added by hand", add_a_payload_by_hand, NULL, VERDICT_ALTERED, 5, 5, -1},
	{"table rebuilt", rebuild_table, NULL, VERDICT_COMPLETE, 5, 5, -1},
	{"sequence zero", sequence_zero, NULL, VERDICT_ALTERED, 5, 0, 1},
	{"sequence as text", sequence_as_text, NULL, VERDICT_ALTERED, 5, 0, 5},
	{"same sequence twice", same_sequence_twice, NULL, VERDICT_ALTERED, 6, 5, 6},
	{"digest of one byte", short_digest, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"no actor", no_actor, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"actor with a zero byte", actor_with_zero_byte, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"actor not UTF-8", actor_not_utf8, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"impossible time", impossible_time, NULL, VERDICT_ALTERED, 5, 0, 2},
	{"table dropped", drop_table, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"checkpoint is garbage", garbage_checkpoint, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint is empty", empty_checkpoint, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint is huge", huge_checkpoint, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint of another key", checkpoint_of_another_key, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"checkpoint of another log", checkpoint_of_another_log, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey of another key", verifier_of_another_key, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey of another key, one kept outside", verifier_of_another_key, "backup.checkpoint",
	 VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey of another log", verifier_of_another_log, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"log.vkey is garbage", garbage_verifier, NULL, VERDICT_ALTERED, 5, 0, -1},
	{"database emptied", empty_database, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"database is garbage", garbage_database, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"database cut in half", half_database, NULL, VERDICT_ALTERED, 0, 0, -1},
	{"database removed", remove_database, NULL, VERDICT_TRUNCATED, 0, 0, -1},
	{"backup put back", restore_backup, NULL, VERDICT_TRUNCATED, 3, 0, -1},
	{"backup put back, one kept outside", restore_backup, "backup.checkpoint",
	 VERDICT_TRUNCATED, 3, 3, -1},
	{"backup put back and gone on with", restore_backup_and_go_on, NULL, VERDICT_FORKED, 4, 4,
	 -1},
	{"backup put back and gone on to the same size", restore_backup_and_reach, NULL,
	 VERDICT_FORKED, 5, 5, -1},
	{"backup put back and gone on beyond", restore_backup_and_overtake, NULL, VERDICT_FORKED, 7,
	 7, -1},
	{"backup of all put back", restore_all, NULL, VERDICT_COMPLETE, 3, 3, -1},
	{"backup of all put back, the last one kept outside", restore_all, "last.checkpoint",
	 VERDICT_TRUNCATED, 3, 3, -1},
	{"backup of all put back and gone on with, the last one kept outside",
	 restore_all_and_go_on, "last.checkpoint", VERDICT_FORKED, 5, 5, -1},
	{"actor changed and gone on", change_row_and_go_on, NULL, VERDICT_ALTERED, 6, 0, 2},
	{"frontier changed and gone on", change_row_and_frontier_and_go_on, NULL, VERDICT_ALTERED,
	 6, 5, -1},
};

/* Five entries in five transactions; what was there after one, three and five is kept aside. */
static void make_store(struct fixture *fixture)
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

static void assert_change(const struct change *change)
{
	struct journal_verdict verdict;
	struct fixture fixture;

	make_store(&fixture);
	change->make(&fixture);
	verdict = verdict_of(&fixture, change->against);
	ck_assert_msg(verdict.verdict == change->verdict, "%s: verdict %d: %s", change->what,
		      (int)verdict.verdict, verdict.message);
	ck_assert_msg(verdict.size == change->size && verdict.anchored == change->anchored &&
			      verdict.first_bad == change->first_bad,
		      "%s: %d entries, %d anchored, first bad %d: %s", change->what,
		      (int)verdict.size, (int)verdict.anchored, (int)verdict.first_bad,
		      verdict.message);
	ck_assert_msg((verdict.anchored > 0) == (verdict.anchored_at_us > 0), "%s", change->what);
	fixture_clear(&fixture);
}

START_TEST(each_change_has_its_verdict)
{
	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
		assert_change(&changes[i]);
}
END_TEST

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
	tamper(&fixture, "PRAGMA user_version = 2");
	assert_no_look(&fixture, fixture.directory, NULL, STORE_ERROR_NEWER, "by a later nwops");
	tamper(&fixture, "PRAGMA user_version = 1");
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

/* True when the store says "complete" although it reads otherwise than ORIGINAL. */
static bool passes_wrongly(const struct fixture *fixture, const char *original)
{
	struct journal_verdict verdict;
	g_autofree char *now = NULL;

	if (!journal_verify(fixture->directory, NULL, &verdict, NULL) ||
	    verdict.verdict != VERDICT_COMPLETE)
		return false;
	now = dump(fixture);
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
		struct journal_verdict verdict;

		bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
		fixture_save(fixture, name, bytes, length);
		ck_assert_msg(!passes_wrongly(fixture, original), "byte %d of %s", (int)at, name);
		noticed += !journal_verify(fixture->directory, NULL, &verdict, NULL) ||
			   verdict.verdict != VERDICT_COMPLETE;
		bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
	}
	fixture_save(fixture, name, bytes, length);
	ck_assert_int_eq(verdict_of(fixture, NULL).verdict, VERDICT_COMPLETE);
	return noticed;
}

START_TEST(no_byte_of_the_database_can_be_changed_unnoticed)
{
	struct fixture fixture;

	fixture_init(&fixture);
	record(&fixture, 5);
	/* 17 divides no page size, so all places within a page are met */
	ck_assert_int_gt(flip_bytes(&fixture, "nwops.db", 17), 100);
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
		struct stat stat;

		ck_assert_int_eq(lstat(path, &stat), 0);
		ck_assert_int_eq(flip_bytes(&fixture, names[i], 1), stat.st_size);
	}
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_change_has_its_verdict),
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

	return unit_run("store/verify", tests);
}
