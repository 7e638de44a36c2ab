/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What judging over runs keeps (courses, transitions, windows, marks, days) comes through
 * whatever is done to a store as a whole: a kill in the midst, a reader who may
 * not write there, a backup and its restoring.
 */
#include "fixture-store.h"

#include "store/backup.h"
#include "store/restore.h"
#include "store/rollups.h"

#include <signal.h>

static bool print_course(void *context, const char *item, const struct course_record *course)
{
	g_string_append_printf(context, "%s %s\n", item, course->hidden_by ? course->hidden_by : "");
	return true;
}

static bool print_transition(void *context, const struct transition_record *transition)
{
	g_string_append_printf(context, "%d %s\n", (int)transition->sequence, transition->item);
	return true;
}

static bool print_window(void *context, const struct window_record *window)
{
	g_string_append_printf(context, "%s %s\n", window->id, window->owner);
	return true;
}

static bool print_day(void *context, const struct rollup_record *rollup)
{
	g_string_append_printf(context, "day %d\n", (int)rollup->day);
	return true;
}

static bool print_mark(void *context, const char *name, const struct mark_record *mark)
{
	g_string_append_printf(context, "%s %d\n", name, (int)mark->wall_us);
	return true;
}

/* All that is kept, in words; NULL when it cannot be read. Caller frees. */
static char *print_store(struct store *store)
{
	const struct transitions_filter since = {.from_us = 1}; /* which has to be sorted */
	g_autoptr(GString) printed = g_string_new(NULL);

	if (!courses_read(store, print_course, printed, NULL) ||
	    !transitions_read(store, &since, print_transition, printed, NULL) ||
	    !windows_read(store, print_window, printed, NULL) ||
	    !marks_read(store, NULL, print_mark, printed, NULL) ||
	    !rollups_read(store, "line:1", 0, 9, print_day, printed, NULL))
		return NULL;
	return g_strdup(printed->str);
}

static void assert_kept(struct fixture *fixture, const char *directory, const char *expected)
{
	struct store_options options = fixture_options(fixture, STORE_READ);
	g_autoptr(ops_store_t) store = NULL;
	g_autofree char *printed = NULL;

	options.directory = directory;
	store = store_open(&options, NULL);
	ck_assert_ptr_nonnull(store);
	printed = print_store(store);
	ck_assert_ptr_nonnull(printed);
	ck_assert_str_eq(printed, expected);
}

/* One of each, in the transaction that is under way. */
static void write_turn(struct store *store, int turn)
{
	g_autofree char *item = g_strdup_printf("line:%d", turn);
	g_autofree char *id = g_strdup_printf("M-20261122-%03d", turn);
	const struct state_record state = {.item = item, .status = STATUS_DOWN};
	const struct course_record course = {
		.seen = STATUS_DOWN, .limit = -1, .hidden_by = "device:b1"};
	struct transition_record transition = {
		.item = item, .to = STATUS_DOWN, .at_us = 10 - turn, .limit = -1};
	const struct window_record window = {
		.id = id,
		.selectors = "*",
		.owner = "sato",
		.reason = "",
		.zone = "UTC",
		.from_us = turn,
		.made_by = "sato",
	};
	const struct mark_record mark = {.wall_us = turn};

	ck_assert(states_set(store, &state, NULL));
	ck_assert(courses_set(store, item, &course, NULL));
	ck_assert(transitions_keep(store, &transition, NULL));
	ck_assert(windows_set(store, &window, NULL));
	ck_assert(marks_set(store, "tick", &mark, NULL));
	ck_assert(rollups_set(store, item, &(struct rollup_record){.day = turn}, NULL));
	ck_assert(turn == 1 || rollups_set(store, "line:1", &(struct rollup_record){.day = turn}, NULL));
	fixture_append(store, "{\"v\":1}");
}

static void commit_turn(struct store *store, int turn)
{
	ck_assert(store_begin(store, NULL));
	write_turn(store, turn);
	ck_assert(store_commit(store, NULL));
}

#define TURN_1                                                                                     \
	"line:1 device:b1\n"                                                                       \
	"1 line:1\n"                                                                               \
	"M-20261122-001 sato\n"                                                                    \
	"tick 1\n"                                                                                 \
	"day 1\n"
#define TURN_2                                                                                     \
	"line:1 device:b1\n"                                                                       \
	"line:2 device:b1\n"                                                                       \
	"1 line:1\n"                                                                               \
	"2 line:2\n"                                                                               \
	"M-20261122-001 sato\n"                                                                    \
	"M-20261122-002 sato\n"                                                                    \
	"tick 2\n"                                                                                 \
	"day 1\n"                                                                                  \
	"day 2\n"

/* Two turns, and a third in whose midst it is killed: what it committed is in the -wal. */
static void write_and_be_killed(struct fixture *fixture)
{
	const pid_t child = fork();
	int status;

	if (child == 0) {
		struct store *store = fixture_open(fixture, STORE_WRITE);

		commit_turn(store, 1);
		commit_turn(store, 2);
		ck_assert(store_begin(store, NULL));
		write_turn(store, 3);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	ck_assert(fixture_exists(fixture, "nwops.db-wal"));
}

START_TEST(what_was_committed_is_there_after_a_kill_and_nothing_else)
{
	struct fixture fixture;

	fixture_init(&fixture);
	write_and_be_killed(&fixture);
	assert_kept(&fixture, fixture.directory, TURN_2);
	fixture_clear(&fixture);
}
END_TEST

static void change_modes(const struct fixture *fixture, mode_t directory, mode_t file)
{
	DIR *open = opendir(fixture->directory);
	const struct dirent *each;

	while ((each = readdir(open))) {
		g_autofree char *path = fixture_path(fixture, each->d_name);

		if (*each->d_name != '.')
			ck_assert_int_eq(chmod(path, file), 0);
	}
	closedir(open);
	ck_assert_int_eq(chmod(fixture->directory, directory), 0);
	ck_assert_int_eq(chmod(fixture->above, directory | S_IWUSR), 0);
}

/* Root is refused nothing, so it is somebody else then. 0: they read EXPECTED. */
static int read_as_another(struct fixture *fixture, const char *expected)
{
	const struct store_options options = fixture_options(fixture, STORE_READ);
	g_autoptr(ops_store_t) store = NULL;
	g_autofree char *printed = NULL;

	if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
		return 2;
	if (access(fixture->directory, W_OK) == 0)
		return 3;
	store = store_open(&options, NULL);
	printed = store ? print_store(store) : NULL;
	return g_strcmp0(printed, expected) == 0 ? 0 : 1;
}

START_TEST(who_may_not_write_there_reads_it_without_a_trace)
{
	struct fixture fixture;
	int status, files;
	pid_t child;

	fixture_init(&fixture);
	write_and_be_killed(&fixture);
	{
		/* as after a reboot: the -wal is there and its index is not */
		g_autofree char *index = fixture_path(&fixture, "nwops.db-shm");

		ck_assert_int_eq(unlink(index), 0);
	}
	change_modes(&fixture, 0555, 0444);
	files = fixture_count_files(&fixture);
	child = fork();
	if (child == 0)
		_exit(read_as_another(&fixture, TURN_2));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_int_eq(fixture_count_files(&fixture), files);
	change_modes(&fixture, 0755, 0644);
	fixture_clear(&fixture);
}
END_TEST

START_TEST(a_backup_has_it_and_gives_it_back)
{
	struct restore_report report = {.aside = NULL};
	struct journal_verdict verdict;
	g_autofree char *to = NULL;
	g_autoptr(GError) error = NULL;
	struct fixture fixture;
	struct store *store;

	fixture_init(&fixture);
	to = g_build_filename(fixture.above, "copy", NULL);
	store = fixture_open(&fixture, STORE_WRITE);
	commit_turn(store, 1);
	ck_assert(journal_keep_checkpoint(store, NULL));
	ok_or_fail(backup_make(store, &(struct backup_options){.to = to}, &verdict, &error), error);
	commit_turn(store, 2);
	ck_assert(journal_keep_checkpoint(store, NULL));
	store_close(store);
	assert_kept(&fixture, fixture.directory, TURN_2);
	assert_kept(&fixture, to, TURN_1);
	const struct restore_options options = {
		.from = to, .directory = fixture.directory, .replace = true, .clock = fixture.clock};

	ok_or_fail(restore_put(&options, &report, &error), error);
	assert_kept(&fixture, fixture.directory, TURN_1);
	restore_report_clear(&report);
	/* and goes on from there */
	store = fixture_open(&fixture, STORE_WRITE);
	commit_turn(store, 2);
	store_close(store);
	assert_kept(&fixture, fixture.directory, TURN_2);
	fixture_clear(&fixture);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_was_committed_is_there_after_a_kill_and_nothing_else),
		UNIT(who_may_not_write_there_reads_it_without_a_trace),
		UNIT(a_backup_has_it_and_gives_it_back),
		{NULL},
	};

	return unit_run("store/kept", tests);
}
