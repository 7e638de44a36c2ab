/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store/lock.h: one at a time, and who it is.
 */
#include "store/lock.h"

#include "store/store.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT_3 INT64_C(1795543200000000)	/* 2026-11-25T03:00:00+09:00 */

static char *place(void)
{
	char *directory = g_dir_make_tmp("nwops-lock-XXXXXX", NULL);

	ck_assert_ptr_nonnull(directory);
	return directory;
}

static void remove_place(const char *directory)
{
	g_autofree char *file = g_build_filename(directory, "tick.lock", NULL);

	g_unlink(file);
	ck_assert_int_eq(g_rmdir(directory), 0);
}

START_TEST(the_second_is_told_who_the_first_is)
{
	g_autofree char *directory = place();
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_clock_t) clock = clock_new_set("2026-11-25T03:00:00+09:00 up 2h", NULL);
	struct lock_holder holder;
	struct lock *first = lock_take(directory, "tick", clock, &holder, &error);

	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(lock_take(directory, "tick", clock_system(), &holder, &error));
	ck_assert_ptr_null(error);
	ck_assert_int_eq(holder.process, getpid());
	ck_assert_int_eq(holder.since.wall_us, AT_3);
	ck_assert_int_eq(holder.since.uptime_us, 2 * INT64_C(3600000000));
	ck_assert_str_eq(holder.since.boot, "set");
	lock_free(first);
	first = lock_take(directory, "tick", clock, &holder, &error);
	ck_assert_ptr_nonnull(first);
	lock_free(first);
	remove_place(directory);
}
END_TEST

START_TEST(another_purpose_is_another_lock)
{
	g_autofree char *directory = place();
	g_autofree char *other = g_build_filename(directory, "walk.lock", NULL);
	struct lock_holder holder;
	g_autoptr(ops_lock_t) first = lock_take(directory, "tick", clock_system(), &holder, NULL);
	g_autoptr(ops_lock_t) second = lock_take(directory, "walk", clock_system(), &holder, NULL);

	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(second);
	g_unlink(other);
	remove_place(directory);
}
END_TEST

START_TEST(a_holder_that_died_holds_nothing)
{
	g_autofree char *directory = place();
	struct lock_holder holder;
	pid_t child = fork();
	int status;

	if (child == 0) {
		lock_take(directory, "tick", clock_system(), &holder, NULL);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	g_autoptr(ops_lock_t) lock = lock_take(directory, "tick", clock_system(), &holder, NULL);

	ck_assert_ptr_nonnull(lock);
	remove_place(directory);
}
END_TEST

START_TEST(what_is_no_line_of_ours_names_nobody)
{
	static const char *const lines[] = {
		"", "\n", "12", "12 1 2 boot", "x 1 2 boot\n", "12 1 boot\n", "12 1 2 boot more\n", "-1 1 2 boot\n",
		"12 99999999999999999999 2 boot\n",
	};
	g_autofree char *directory = place();
	g_autofree char *file = g_build_filename(directory, "tick.lock", NULL);
	struct lock_holder holder = { .process = 1 };
	g_autoptr(ops_lock_t) lock = lock_take(directory, "tick", clock_system(), &holder, NULL);

	ck_assert_ptr_nonnull(lock);
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		FILE *written = fopen(file, "w");

		ck_assert_ptr_nonnull(written);
		fputs(lines[i], written);
		fclose(written);
		holder.process = 1;
		ck_assert_ptr_null(lock_take(directory, "tick", clock_system(), &holder, NULL));
		ck_assert_msg(holder.process == 0, "'%s' named %ld", lines[i], (long)holder.process);
	}
	remove_place(directory);
}
END_TEST

START_TEST(the_group_may_take_it_whatever_the_umask)
{
	g_autofree char *directory = place();
	g_autofree char *file = g_build_filename(directory, "tick.lock", NULL);
	struct lock_holder holder;
	struct stat seen;
	mode_t before = umask(077);
	g_autoptr(ops_lock_t) lock = lock_take(directory, "tick", clock_system(), &holder, NULL);

	umask(before);
	ck_assert_ptr_nonnull(lock);
	ck_assert_int_eq(stat(file, &seen), 0);
	ck_assert_int_eq(seen.st_mode & 0777, 0660);
	remove_place(directory);
}
END_TEST

START_TEST(where_nothing_can_be_locked_it_says_so)
{
	g_autoptr(GError) error = NULL;
	struct lock_holder holder;

	ck_assert_ptr_null(lock_take("/nonexistent", "tick", clock_system(), &holder, &error));
	ck_assert(g_error_matches(error, OPS_STORE_ERROR, STORE_ERROR_MISSING));
	ck_assert_str_eq(error->message, "cannot open '/nonexistent/tick.lock': No such file or directory");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_second_is_told_who_the_first_is),
		UNIT(another_purpose_is_another_lock),
		UNIT(a_holder_that_died_holds_nothing),
		UNIT(what_is_no_line_of_ours_names_nobody),
		UNIT(the_group_may_take_it_whatever_the_umask),
		UNIT(where_nothing_can_be_locked_it_says_so),
		{ NULL, NULL },
	};

	return unit_run("store-lock", tests);
}
