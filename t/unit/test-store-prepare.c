/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a store and writing to it while somebody else does the same, and
 * while the process is killed: before every single call that changes a file,
 * in turn. What was committed must be there, and the next process must go on.
 */
#include "fixture-store.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

/* ---- two at once ---- */

#define WRITERS 4
#define EACH 40

static void append_many(struct fixture *fixture)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);

	fixture_record(store, EACH);
	store_close(store);
}

struct order {
	int64_t next;
};

static bool expect_next(void *context, const struct journal_entry *entry)
{
	struct order *order = context;

	ck_assert_int_eq(entry->sequence, order->next++);
	return true;
}

START_TEST(processes_that_make_and_append_at_once_leave_no_gap)
{
	struct fixture fixture;
	struct journal_verdict verdict;
	struct store *store;
	struct order order = {.next = 1};
	pid_t children[WRITERS];

	fixture_init(&fixture);
	for (int i = 0; i < WRITERS; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			append_many(&fixture);
			_exit(0);
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
	store = fixture_open(&fixture, STORE_READ);
	ck_assert(journal_read(store, 1, INT64_MAX, expect_next, &order, NULL));
	ck_assert_int_eq(order.next, WRITERS * EACH + 1);
	store_close(store);
	ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
	ck_assert_msg(verdict.verdict == VERDICT_COMPLETE, "%s", verdict.message);
	ck_assert(!fixture_exists(&fixture, "checkpoint.1"));
	fixture_clear(&fixture);
}
END_TEST

/* ---- killed ---- */

/* Calls that change what is on disk, beside opening to create. */
static const long changing_calls[] = {
	SYS_write,     SYS_pwrite64, SYS_ftruncate, SYS_fallocate, SYS_fsync,
	SYS_fdatasync, SYS_renameat, SYS_renameat2, SYS_linkat,	   SYS_unlinkat,
	SYS_mkdirat,   SYS_fchmod,   SYS_fchown,
#ifdef SYS_rename /* the older calls, where the machine has them */
	SYS_rename,    SYS_unlink,   SYS_mkdir,	    SYS_chmod,	   SYS_chown,
#endif
};

static bool changes_something(const struct __ptrace_syscall_info *call)
{
	if (call->entry.nr == SYS_openat)
		return call->entry.args[2] & O_CREAT;
	for (size_t i = 0; i < G_N_ELEMENTS(changing_calls); i++)
		if (call->entry.nr == (uint64_t)changing_calls[i])
			return true;
	return false;
}

/* Runs CHILD to its Nth such call and kills it there. True when it came to
 * its end before. */
static bool kill_before(pid_t child, int n)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFSTOPPED(status), "cannot be traced");
	ck_assert_int_eq(ptrace(PTRACE_SETOPTIONS, child, NULL,
				PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD),
			 0);
	for (;;) {
		struct __ptrace_syscall_info call;

		ck_assert_int_eq(ptrace(PTRACE_SYSCALL, child, NULL, NULL), 0);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		if (WIFEXITED(status)) {
			ck_assert_int_eq(WEXITSTATUS(status), 0);
			return true;
		}
		ck_assert_msg(WIFSTOPPED(status), "ended by itself with %d", status);
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		ck_assert_int_gt(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(call), &call), 0);
		if (call.op == PTRACE_SYSCALL_INFO_ENTRY && changes_something(&call) && n-- == 0)
			break;
	}
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	return false;
}

/* What the child says that it has committed, in memory that survives it. */
struct progress {
	volatile int committed;
};

static void make_and_record(struct fixture *fixture, struct progress *progress)
{
	struct store *store = fixture_open(fixture, STORE_WRITE);

	for (int i = 0; i < 2; i++) {
		ck_assert(store_begin(store, NULL));
		fixture_append(store, "x");
		ck_assert(store_commit(store, NULL));
		progress->committed++;
		ck_assert(journal_keep_checkpoint(store, NULL));
	}
	store_close(store);
}

static pid_t start_traced(struct fixture *fixture, struct progress *progress)
{
	const pid_t child = fork();

	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(1);
		raise(SIGSTOP);
		make_and_record(fixture, progress);
		_exit(0);
	}
	return child;
}

/* After a kill: whole as it lies there, and after going on, complete. */
static void assert_survived(struct fixture *fixture, int committed, int n)
{
	struct journal_verdict verdict;
	struct store *store;
	g_autoptr(GError) error = NULL;

	if (journal_verify(fixture->directory, NULL, &verdict, &error))
		ck_assert_msg(verdict.verdict == VERDICT_COMPLETE ||
				      verdict.verdict == VERDICT_UNANCHORED ||
				      (committed == 0 && !fixture_exists(fixture, "checkpoint")),
			      "killed before call %d: %s", n, verdict.message);
	else
		ck_assert_msg(committed == 0, "killed before call %d: %s", n, error->message);
	store = fixture_open(fixture, STORE_WRITE);
	ck_assert_msg(journal_size(store, NULL) >= committed, "killed before call %d", n);
	fixture_record(store, 1);
	ck_assert_msg(journal_verify(fixture->directory, NULL, &verdict, NULL) &&
			      verdict.verdict == VERDICT_COMPLETE && verdict.size >= committed + 1,
		      "killed before call %d: %s", n, verdict.message);
	ck_assert(!fixture_exists(fixture, "checkpoint.1"));
	ck_assert(fixture_exists(fixture, "reserve") && fixture_exists(fixture, "log.vkey"));
	store_close(store);
}

/* From nothing, killed before call 0, 1, 2 … (or some of these) until it comes to its end. */
START_TEST(a_process_killed_anywhere_loses_nothing_that_was_committed)
{
	struct progress *progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool finished = false;
	int n;

	ck_assert_ptr_ne(progress, MAP_FAILED);
	for (n = 0; !finished; n += unit_sparse()) {
		struct fixture fixture;

		fixture_init(&fixture);
		progress->committed = 0;
		finished = kill_before(start_traced(&fixture, progress), n);
		assert_survived(&fixture, progress->committed, n);
		fixture_clear(&fixture);
	}
	ck_assert_int_eq(progress->committed, 2);
	ck_assert_int_gt(n, 40);
	munmap(progress, sizeof(*progress));
}
END_TEST

/* ---- begun and left ---- */

START_TEST(what_was_begun_is_finished)
{
	/* The files in the order in which they are made; what follows the Nth was never made. */
	static const char *const made[] = {"log.key", "nwops.db", "log.vkey", "checkpoint",
					   "reserve"};

	for (size_t kept = 0; kept <= G_N_ELEMENTS(made); kept++) {
		struct fixture fixture;
		struct journal_verdict verdict;
		struct store *store;

		fixture_init(&fixture);
		store_close(fixture_open(&fixture, STORE_WRITE));
		for (size_t i = kept; i < G_N_ELEMENTS(made); i++) {
			g_autofree char *path = fixture_path(&fixture, made[i]);
			g_autofree char *fresh = g_strconcat(path, ".new", NULL);

			ck_assert_int_eq(unlink(path), 0);
			/* and the one after was on its way */
			ck_assert(g_file_set_contents(fresh, "half", -1, NULL));
		}
		store = fixture_open(&fixture, STORE_WRITE);
		fixture_record(store, 1);
		store_close(store);
		ck_assert(journal_verify(fixture.directory, NULL, &verdict, NULL));
		ck_assert_msg(verdict.verdict == VERDICT_COMPLETE, "%d kept: %s", (int)kept,
			      verdict.message);
		for (size_t i = 0; i < G_N_ELEMENTS(made); i++)
			ck_assert_msg(fixture_exists(&fixture, made[i]), "%d kept: %s", (int)kept,
				      made[i]);
		fixture_clear(&fixture);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(processes_that_make_and_append_at_once_leave_no_gap),
		UNIT(a_process_killed_anywhere_loses_nothing_that_was_committed),
		UNIT(what_was_begun_is_finished),
		{NULL},
	};

	return unit_run("store/prepare", tests);
}
