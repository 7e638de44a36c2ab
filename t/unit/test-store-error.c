/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the system refuses: other users, and a disk that is full.
 */
#include "fixture-store.h"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/resource.h>

/* ---- another user ---- */

/* Runs BODY as nobody in a process of its own; only root can. */
static void as_nobody(void (*body)(struct fixture *fixture), struct fixture *fixture)
{
	const struct passwd *nobody = getpwnam("nobody");
	pid_t child;
	int status;

	if (geteuid() != 0 || !nobody)
		return;
	child = fork();
	if (child == 0) {
		ck_assert_int_eq(setgroups(0, NULL), 0);
		ck_assert_int_eq(setgid(nobody->pw_gid), 0);
		ck_assert_int_eq(setuid(nobody->pw_uid), 0);
		body(fixture);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(status == 0, "as nobody: status %d", status);
}

/* Check reports the failure of a forked process through a pipe, so an assertion
 * there is seen here; the status is for what it does not see. */
static void read_as_other(struct fixture *fixture)
{
	struct store *store = fixture_open(fixture, STORE_READ);
	struct journal_verdict verdict;

	ck_assert_int_eq(journal_size(store, NULL), 3);
	store_close(store);
	ck_assert(journal_verify(fixture->directory, NULL, &verdict, NULL));
	ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
}

static void write_as_other(struct fixture *fixture)
{
	const struct store_options options = fixture_options(fixture, STORE_WRITE);

	fixture_refused(&options, STORE_ERROR_PERMISSION, "must be in the group that owns it");
}

static void be_shut_out(struct fixture *fixture)
{
	struct store_options options = fixture_options(fixture, STORE_READ);

	fixture_refused(&options, STORE_ERROR_PERMISSION, fixture->directory);
	options.mode = STORE_WRITE;
	fixture_refused(&options, STORE_ERROR_PERMISSION, fixture->directory);
}

static void make_public(const struct fixture *fixture)
{
	static const char *const names[] = {"nwops.db", "checkpoint", "log.vkey"};

	ck_assert_int_eq(chmod(fixture->above, 0755), 0);
	ck_assert_int_eq(chmod(fixture->directory, 0755), 0);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = fixture_path(fixture, names[i]);

		ck_assert_int_eq(chmod(path, 0644), 0);
	}
}

START_TEST(who_may_only_read_can_read)
{
	struct fixture fixture;
	int files;

	fixture_make(&fixture, 3);
	make_public(&fixture);
	files = fixture_count_files(&fixture);
	as_nobody(read_as_other, &fixture);
	ck_assert_int_eq(fixture_count_files(&fixture), files);
	as_nobody(write_as_other, &fixture);
	ck_assert_int_eq(fixture_count_files(&fixture), files);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(who_may_only_read_sees_what_a_killed_writer_left)
{
	struct fixture fixture;
	pid_t child;
	int status;

	fixture_make(&fixture, 2);
	child = fork();
	if (child == 0) {
		fixture_record(fixture_open(&fixture, STORE_WRITE), 1);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	make_public(&fixture);
	{
		g_autofree char *wal = fixture_path(&fixture, "nwops.db-wal");

		ck_assert_int_eq(chmod(wal, 0644), 0);
	}
	as_nobody(read_as_other, &fixture);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(who_may_not_read_is_told_so)
{
	struct fixture fixture;

	fixture_make(&fixture, 1);
	ck_assert_int_eq(chmod(fixture.above, 0755), 0);
	as_nobody(be_shut_out, &fixture);
	/* into the directory, but not at the database */
	ck_assert_int_eq(chmod(fixture.directory, 0755), 0);
	as_nobody(be_shut_out, &fixture);
	fixture_clear(&fixture);
}
END_TEST

static void record_without_the_key(struct fixture *fixture)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);
	g_autoptr(GError) error = NULL;

	ck_assert(store_begin(store, NULL));
	fixture_append(store, "x");
	ck_assert(store_commit(store, NULL));
	ck_assert(!journal_keep_checkpoint(store, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_PERMISSION));
	store_close(store);
}

START_TEST(a_colleague_records_and_the_owner_of_the_key_signs)
{
	struct fixture fixture;
	struct store *store;
	static const char *const names[] = {"nwops.db", "checkpoint", "log.vkey"};

	fixture_make(&fixture, 1);
	ck_assert_int_eq(chmod(fixture.above, 0755), 0);
	ck_assert_int_eq(chmod(fixture.directory, 0777), 0);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = fixture_path(&fixture, names[i]);

		ck_assert_int_eq(chmod(path, 0666), 0);
	}
	as_nobody(record_without_the_key, &fixture);
	store = fixture_open(&fixture, STORE_WRITE);
	fixture_record(store, 1);
	store_close(store);
	{
		struct journal_verdict verdict;

		ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
		ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
	}
	fixture_clear(&fixture);
}
END_TEST

START_TEST(what_root_makes_belongs_to_whom_the_directory_belongs)
{
	static const char *const names[] = {"nwops.db", "nwops.db-wal", "checkpoint",
					    "log.vkey", "log.key",	"reserve"};
	const struct passwd *nobody = getpwnam("nobody");
	struct fixture fixture;
	struct store *store;

	if (geteuid() != 0 || !nobody)
		return;
	fixture_init(&fixture);
	ck_assert_int_eq(mkdir(fixture.directory, 0770), 0);
	ck_assert_int_eq(chown(fixture.directory, nobody->pw_uid, nobody->pw_gid), 0);
	store = fixture_open(&fixture, STORE_WRITE);
	fixture_record(store, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = fixture_path(&fixture, names[i]);
		struct stat stat;

		ck_assert_int_eq(lstat(path, &stat), 0);
		ck_assert_msg(stat.st_uid == nobody->pw_uid && stat.st_gid == nobody->pw_gid, "%s",
			      names[i]);
	}
	store_close(store);
	fixture_clear(&fixture);
}
END_TEST

/* ---- full ---- */

/* No file of this process may grow beyond LENGTH: as a disk that is full. */
static void limit_files(rlim_t length)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = length;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(a_full_disk_undoes_the_transaction_and_no_more)
{
	struct fixture fixture;
	struct store *store;
	struct journal_entry entry = {.kind = "check", .actor = "sato", .payload_length = 1 << 20};
	g_autofree char *payload = g_malloc0(entry.payload_length);
	g_autoptr(GError) error = NULL;
	struct journal_verdict verdict;
	bool ok;

	fixture_make(&fixture, 2);
	entry.payload = payload;
	store = fixture_open(&fixture, STORE_WRITE);
	limit_files(256 << 10);
	ck_assert(store_begin(store, NULL));
	ok = journal_append(store, &entry, &error) && store_commit(store, &error);
	ck_assert(!ok);
	ck_assert_msg(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_FULL), "%d: %s",
		      error->code, error->message);
	store_rollback(store);
	ck_assert_int_eq(journal_size(store, NULL), 2);
	/* what is small still fits, and with space all goes on */
	fixture_record(store, 1);
	limit_files(RLIM_INFINITY);
	fixture_record(store, 1);
	store_close(store);
	ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
	ck_assert_int_eq(verdict.verdict, VERDICT_COMPLETE);
	ck_assert_int_eq(verdict.size, 4);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_store_that_finds_no_room_is_made_when_there_is)
{
	static const rlim_t lengths[] = {0, 50, 3000, 4096, 8192, 20000, 1 << 20};

	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		struct fixture fixture;
		struct store_options options;
		g_autoptr(GError) error = NULL;
		struct store *store;

		fixture_init(&fixture);
		options = fixture_options(&fixture, STORE_WRITE);
		limit_files(lengths[i]);
		store = store_open(&options, &error);
		limit_files(RLIM_INFINITY);
		if (store)
			ck_assert_ptr_nonnull(strstr(fixture.noted, "going on without a reserve"));
		else
			ck_assert_msg(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_FULL),
				      "%d: %s", error->code, error->message);
		store_close(store);
		store = fixture_open(&fixture, STORE_WRITE);
		fixture_record(store, 1);
		ck_assert(fixture_exists(&fixture, "reserve"));
		store_close(store);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(who_may_only_read_can_read),
		UNIT(who_may_only_read_sees_what_a_killed_writer_left),
		UNIT(who_may_not_read_is_told_so),
		UNIT(a_colleague_records_and_the_owner_of_the_key_signs),
		UNIT(what_root_makes_belongs_to_whom_the_directory_belongs),
		UNIT(a_full_disk_undoes_the_transaction_and_no_more),
		UNIT(a_store_that_finds_no_room_is_made_when_there_is),
		{NULL},
	};

	return unit_run("store/error", tests);
}
