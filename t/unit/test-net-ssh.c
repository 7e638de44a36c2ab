/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our half of the SSH wire, with programs in the place of nwops-ssh that answer,
 * die, lie and do not listen: each job ends once, whatever they do.
 */
#include "net/ssh.h"
#include "unit.h"

#include <glib/gstdio.h>
#include <string.h>

#define JOBS 3

/* Reads a line and finds its id. */
#define NEXT "read -r line && id=${line#*id\\\":\\\"} && id=${id%%\\\"*}"
#define ANSWER "printf '{\"v\":1,\"id\":\"%s\",\"end\":\"no-answer\",\"reason\":\"refused\",\"phase\":\"connect\"," \
	       "\"outputs\":[]}\\n' \"$id\""

struct seen {
	struct loop *loop;
	struct ssh_wire *wire;
	unsigned int ended, answered, outputs;
	enum ssh_reason reason;
	GString *ids, *notes;
};

static void ended(void *context, const struct ssh_result *result)
{
	struct seen *seen = context;

	seen->ended++;
	seen->answered += result->end == PROBE_NO_ANSWER;
	seen->reason = result->reason;
	seen->outputs += result->output_count;
	g_string_append(seen->ids, result->id);
	if (!ssh_open_jobs(seen->wire))
		loop_stop(seen->loop);
}

static void note(void *context, enum notes_level level, const char *message)
{
	g_string_append_printf(context, "%s\n", message);
}

/* A program that does what SCRIPT says. */
static char *program_of(const char *directory, const char *script)
{
	g_autofree char *text = g_strdup_printf("#!/bin/sh\n%s\n", script);
	char *path = g_build_filename(directory, "program", NULL);

	ck_assert(g_file_set_contents(path, text, -1, NULL));
	ck_assert_int_eq(g_chmod(path, 0755), 0);
	return path;
}

static void ask_all(struct ssh_wire *wire)
{
	static const char *const ids[JOBS] = { "a", "b", "c" };
	static const struct ssh_command commands[] = { { "show a", 0, 0 }, { "show b", 0, 0 } };

	for (int i = 0; i < JOBS; i++) {
		struct ssh_job job = { .id = ids[i], .device = { .port = 22, .user = "u" }, .commands = commands,
				       .command_count = 2, .limits = ssh_limits_default };

		ck_assert(address_parse("192.0.2.1", &job.device.address, NULL));
		ssh_ask(wire, &job);
	}
}

static void run(const char *script, struct seen *seen)
{
	g_autofree char *directory = g_dir_make_tmp("nwops-unit-XXXXXX", NULL), *program = NULL;
	const struct notes notes = { NOTES_WARNING, note, seen->notes };
	struct ssh_options options = { .loop = seen->loop, .notes = &notes, .ended = ended, .context = seen };

	program = program_of(directory, script);
	options.program = program;
	seen->wire = ssh_open(&options, NULL);
	ck_assert_ptr_nonnull(seen->wire);
	ask_all(seen->wire);
	ck_assert_uint_eq(ssh_open_jobs(seen->wire), JOBS);
	ck_assert_uint_eq(seen->ended, 0);
	ssh_finish(seen->wire);
	loop_run(seen->loop);
	ssh_close(seen->wire);
	g_unlink(program);
	g_rmdir(directory);
}

static void seen_begin(struct seen *seen)
{
	*seen = (struct seen){ .loop = loop_new(), .ids = g_string_new(NULL), .notes = g_string_new(NULL) };
}

static void seen_end(struct seen *seen)
{
	loop_free(seen->loop);
	g_string_free(seen->ids, TRUE);
	g_string_free(seen->notes, TRUE);
}

START_TEST(each_job_ends_once_however_the_program_behaves)
{
	static const struct { const char *script; unsigned int answered; const char *noted; } cases[] = {
		{ "while " NEXT "; do " ANSWER "; done", 3, "" },
		{ NEXT "; " ANSWER "; kill -9 $$", 1, "2 devices were not asked" },
		{ "exit 0", 0, "3 devices were not asked" },
		{ NEXT "; " ANSWER "; " ANSWER, 1, "answered what was not asked" },
		{ "echo nonsense; while " NEXT "; do " ANSWER "; done", 3, "going on" },
		{ "printf '{\"v\":1,'; exit", 0, "3 devices were not asked" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct seen seen;

		seen_begin(&seen);
		run(cases[i].script, &seen);
		ck_assert_msg(seen.ended == JOBS, "case %zu: %u ended", i, seen.ended);
		ck_assert_msg(seen.answered == cases[i].answered, "case %zu: %u answered", i, seen.answered);
		/* An output for each command, also where the program told none. */
		ck_assert_uint_eq(seen.outputs, 2 * JOBS);
		ck_assert_msg(strstr(seen.notes->str, cases[i].noted) != NULL, "case %zu: %s", i, seen.notes->str);
		ck_assert(*cases[i].noted || !seen.notes->len);
		if (cases[i].answered < JOBS)
			ck_assert_int_eq(seen.reason, SSH_REASON_CRASHED);
		seen_end(&seen);
	}
}
END_TEST

START_TEST(a_program_that_is_not_there_is_an_error)
{
	struct seen seen;
	struct ssh_options options = { .program = "/nonexistent/nwops-ssh", .ended = ended, .context = &seen };
	g_autoptr(GError) error = NULL;

	seen_begin(&seen);
	options.loop = seen.loop;
	ck_assert_ptr_null(ssh_open(&options, &error));
	ck_assert(g_error_matches(error, OPS_SSH_ERROR, SSH_ERROR_PROGRAM));
	seen_end(&seen);
}
END_TEST

static void cancel(void *context)
{
	ssh_cancel(((struct seen *)context)->wire);
}

START_TEST(cancelling_lets_the_program_have_its_last_word)
{
	/* Told to end, it answers what it has in hand. */
	g_autofree char *directory = g_dir_make_tmp("nwops-unit-XXXXXX", NULL);
	g_autofree char *script = g_strdup_printf("answer() { %s; }\ntrap 'answer; exit' TERM\n%s\n"
						  "while :; do :; done", ANSWER, NEXT);
	g_autofree char *program = program_of(directory, script);
	struct seen seen;
	struct ssh_options options = { .program = program, .ended = ended, .context = &seen };

	seen_begin(&seen);
	options.loop = seen.loop;
	seen.wire = ssh_open(&options, NULL);
	ask_all(seen.wire);
	/* Whether it has read its first job by then or not, all three end. */
	loop_start_timer(seen.loop, 0, 0, cancel, &seen);
	loop_run(seen.loop);
	ck_assert_uint_eq(seen.ended, JOBS);
	ck_assert_uint_le(seen.answered, 1);
	ssh_close(seen.wire);
	seen_end(&seen);
	g_unlink(program);
	g_rmdir(directory);
}
END_TEST

START_TEST(closing_says_nothing_any_more)
{
	g_autofree char *directory = g_dir_make_tmp("nwops-unit-XXXXXX", NULL);
	g_autofree char *program = program_of(directory, "while " NEXT "; do " ANSWER "; done; exec cat");
	struct seen seen;
	struct ssh_options options = { .program = program, .ended = ended, .context = &seen };

	seen_begin(&seen);
	options.loop = seen.loop;
	seen.wire = ssh_open(&options, NULL);
	ask_all(seen.wire);
	ssh_close(seen.wire);
	loop_run(seen.loop);
	ck_assert_uint_eq(seen.ended, 0);
	seen_end(&seen);
	g_unlink(program);
	g_rmdir(directory);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_job_ends_once_however_the_program_behaves),
		UNIT(a_program_that_is_not_there_is_an_error),
		UNIT(cancelling_lets_the_program_have_its_last_word),
		UNIT(closing_says_nothing_any_more),
		{ NULL, NULL },
	};

	return unit_run("net-ssh", tests);
}
