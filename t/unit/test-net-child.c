/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs that answer, flood, hang, ignore being asked to end, leave others
 * behind or do not exist: each ends exactly once, and what it printed is there.
 */
#include "net/child.h"
#include "unit.h"

#include <signal.h>
#include <string.h>

#define SHORT_US 50000
#define LONG_US (30 * G_USEC_PER_SEC)

struct run {
	struct loop *loop;
	struct child *child;
	struct child_end end;
	int ended;
};

static void child_ended(void *context)
{
	struct run *run = context;

	run->ended++;
	loop_stop(run->loop);
}

static void run_options(struct run *run, const char *script, struct child_options options)
{
	const char *const arguments[] = { "/bin/sh", "-c", script, "name", "an argument; with $blanks", NULL };
	const char *const environment[] = { "LANG=C.UTF-8", "SAID=yes", NULL };
	g_autoptr(GError) error = NULL;

	*run = (struct run){ .loop = loop_new() };
	options.loop = run->loop;
	options.clock = clock_system();
	options.arguments = arguments;
	options.environment = environment;
	options.ended = child_ended;
	options.context = run;
	run->child = child_start(&options, &error);
	ck_assert_msg(run->child != NULL, "%s", error ? error->message : "?");
	loop_run(run->loop);
	ck_assert_int_eq(run->ended, 1);
	child_read(run->child, &run->end);
}

/* Runs SCRIPT in a shell until it has ended. */
static void run_script(struct run *run, const char *script, int64_t timeout_us)
{
	run_options(run, script, (struct child_options){ .timeout_us = timeout_us });
}

static void run_with_input(struct run *run, const char *script, const char *input, size_t output_most)
{
	run_options(run, script, (struct child_options){ .timeout_us = LONG_US, .input = input, .input_length = strlen(input),
							 .output_most = output_most });
}

static void clear(struct run *run)
{
	child_free(run->child);
	loop_free(run->loop);
}

static void assert_printed(const char *bytes, size_t length, const char *expected)
{
	ck_assert_uint_eq(length, strlen(expected));
	ck_assert(!length || !memcmp(bytes, expected, length));
}

START_TEST(it_says_and_complains_and_ends)
{
	static const struct {
		const char *script, *output, *complaint;
		int exit_status, signal;
	} cases[] = {
		{ "echo fine", "fine\n", "", 0, 0 },
		{ "echo bad; echo why >&2; exit 2", "bad\n", "why\n", 2, 0 },
		{ "exit 127", "", "", 127, 0 },
		{ "printf half; kill -SEGV $$", "half", "", -1, SIGSEGV },
		{ "printf '%s' \"$1\"", "an argument; with $blanks", "", 0, 0 },
		{ "cat; pwd", "/\n", "", 0, 0 },
		{ "exec 1>&- 2>&-; exit 1", "", "", 1, 0 },
		{ "/usr/bin/env | sort | grep -v '^PWD=\\|^_=\\|^OLDPWD=\\|^SHLVL='", "LANG=C.UTF-8\nSAID=yes\n", "", 0, 0 },
		{ "ls /proc/self/fd | tr '\\n' ' '", "0 1 2 3 ", "", 0, 0 },	/* the last is the directory itself */
		{ "trap '' PIPE; kill -PIPE $$; echo lives", "lives\n", "", 0, 0 },
		{ "test $(cut -d' ' -f5 /proc/$$/stat) = $$ && echo leads", "leads\n", "", 0, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct run run;

		run_script(&run, cases[i].script, LONG_US);
		ck_assert_msg(!run.end.timed_out, "%s", cases[i].script);
		ck_assert_msg(run.end.exit_status == cases[i].exit_status, "%s: %d", cases[i].script,
			      run.end.exit_status);
		ck_assert_int_eq(run.end.signal, cases[i].signal);
		assert_printed(run.end.output, run.end.output_length, cases[i].output);
		assert_printed(run.end.complaint, run.end.complaint_length, cases[i].complaint);
		clear(&run);
	}
}
END_TEST

START_TEST(it_reads_what_it_is_given_and_need_not)
{
	static const char large[300000] = { [0 ... sizeof large - 2] = 'x' };
	static const struct { const char *script, *input, *output; } cases[] = {
		{ "cat", "given", "given" },
		{ "cat; cat", "", "" },
		{ "echo deaf", large, "deaf\n" },
		{ "wc -c | tr -d ' '", large, "299999\n" },
		{ "cat </dev/stdin", "by name", "by name" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct run run;

		run_with_input(&run, cases[i].script, cases[i].input, 0);
		ck_assert_int_eq(run.end.exit_status, 0);
		assert_printed(run.end.output, run.end.output_length, cases[i].output);
		clear(&run);
	}
}
END_TEST

START_TEST(more_of_what_it_says_is_kept_where_more_is_wanted)
{
	struct run run;

	run_with_input(&run, "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2", "", 200000);
	ck_assert_uint_eq(run.end.output_length, 200000);
	ck_assert_uint_eq(run.end.complaint_length, CHILD_OUTPUT_MOST);
	clear(&run);
}
END_TEST

START_TEST(a_flood_is_cut_and_does_not_stop_it)
{
	struct run run;

	run_script(&run, "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; exit 1", LONG_US);
	ck_assert_int_eq(run.end.exit_status, 1);
	ck_assert_uint_eq(run.end.output_length, CHILD_OUTPUT_MOST);
	ck_assert_uint_eq(run.end.complaint_length, CHILD_OUTPUT_MOST);
	clear(&run);
}
END_TEST

START_TEST(an_endless_flood_ends_with_its_time)
{
	struct run run;

	run_script(&run, "yes", SHORT_US);
	ck_assert(run.end.timed_out);
	ck_assert_int_eq(run.end.signal, SIGTERM);
	ck_assert_uint_eq(run.end.output_length, CHILD_OUTPUT_MOST);
	clear(&run);
}
END_TEST

START_TEST(one_that_hangs_is_asked_to_end)
{
	struct run run;

	run_script(&run, "trap 'echo asked; exit 9' TERM; echo begun; while :; do /bin/sleep 0.01; done", SHORT_US);
	ck_assert(run.end.timed_out);
	ck_assert_int_eq(run.end.exit_status, 9);
	ck_assert(run.end.took_us >= SHORT_US);
	clear(&run);
}
END_TEST

START_TEST(one_that_does_not_listen_is_killed)
{
	struct run run;

	run_script(&run, "trap '' TERM; echo begun; while :; do /bin/sleep 0.01; done", SHORT_US);
	ck_assert(run.end.timed_out);
	ck_assert_int_eq(run.end.signal, SIGKILL);
	assert_printed(run.end.output, run.end.output_length, "begun\n");
	clear(&run);
}
END_TEST

/* The number that the child printed. */
static pid_t printed_pid(const struct child_end *end)
{
	g_autofree char *text = g_strndup(end->output, end->output_length);

	return (pid_t)g_ascii_strtoll(text, NULL, 10);
}

/* Dead, or dead and not yet collected by whoever adopted it. */
static bool is_gone(pid_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid), *stat = NULL;
	const char *state;

	if (!g_file_get_contents(path, &stat, NULL, NULL))
		return true;
	state = strrchr(stat, ')');
	return state && state[2] == 'Z';
}

START_TEST(whom_it_leaves_behind_holds_nothing_up_and_is_ended)
{
	struct run run;
	pid_t left;

	run_script(&run, "/bin/sleep 1000 & echo $!; exit 0", LONG_US);
	ck_assert(!run.end.timed_out);
	ck_assert_int_eq(run.end.exit_status, 0);
	left = printed_pid(&run.end);
	ck_assert_int_gt(left, 1);
	/* Killed already; how soon it is gone is the kernel's affair. */
	while (!is_gone(left))
		g_thread_yield();
	clear(&run);
}
END_TEST

static void output_came(void *context)
{
	loop_stop(context);
}

START_TEST(freed_in_the_middle_it_is_killed_and_says_nothing)
{
	const char *const arguments[] = { "/bin/sleep", "1000", NULL };
	const char *const environment[] = { NULL };
	struct run run = { .loop = loop_new() };
	struct child_options options = {
		.loop = run.loop, .clock = clock_system(), .arguments = arguments, .environment = environment,
		.timeout_us = LONG_US, .ended = child_ended, .context = &run,
	};

	run.child = child_start(&options, NULL);
	ck_assert_ptr_nonnull(run.child);
	loop_start_timer(run.loop, 1000, 0, output_came, run.loop);
	loop_run(run.loop);
	child_free(run.child);
	loop_run(run.loop);
	ck_assert_int_eq(run.ended, 0);
	loop_free(run.loop);
}
END_TEST

START_TEST(what_cannot_be_started_says_why)
{
	static const struct { const char *program, *message; } cases[] = {
		{ "/nonexistent/check_x", "cannot start '/nonexistent/check_x': No such file or directory" },
		{ "/etc/passwd", "cannot start '/etc/passwd': Permission denied" },
		{ "/", "cannot start '/': Permission denied" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *const arguments[] = { cases[i].program, NULL };
		const char *const environment[] = { NULL };
		struct run run = { .loop = loop_new() };
		struct child_options options = {
			.loop = run.loop, .clock = clock_system(), .arguments = arguments,
			.environment = environment, .timeout_us = LONG_US, .ended = child_ended, .context = &run,
		};
		g_autoptr(GError) error = NULL;

		ck_assert_ptr_null(child_start(&options, &error));
		ck_assert_str_eq(error->message, cases[i].message);
		loop_run(run.loop);
		ck_assert_int_eq(run.ended, 0);
		loop_free(run.loop);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(it_says_and_complains_and_ends),
		UNIT(it_reads_what_it_is_given_and_need_not),
		UNIT(more_of_what_it_says_is_kept_where_more_is_wanted),
		UNIT(a_flood_is_cut_and_does_not_stop_it),
		UNIT(an_endless_flood_ends_with_its_time),
		UNIT(one_that_hangs_is_asked_to_end),
		UNIT(one_that_does_not_listen_is_killed),
		UNIT(whom_it_leaves_behind_holds_nothing_up_and_is_ended),
		UNIT(freed_in_the_middle_it_is_killed_and_says_nothing),
		UNIT(what_cannot_be_started_says_why),
		{ NULL, NULL },
	};

	return unit_run("net-child", tests);
}
