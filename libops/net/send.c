/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our half of the delivery wire: starts nwops-send, feeds it jobs as fast as it takes them, reads what became of them, and
 * believes it nothing that was not asked. What is lost when the program dies is lost to nobody: the
 * caller knows which jobs have no end.
 */
#include "net/send.h"

#include "base/clock.h"
#include "base/translate.h"
#include "net/loop.h"
#include "net/wire-program.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROGRAM "nwops-send"
#define READ_SIZE 65536
/* Written ahead, so that the program never waits for us. */
#define AHEAD 65536
#define ASK_US (250 * INT64_C(1000))
/* It takes leave of its servers in a third of a second; a program of the site has a second to end. */
#define LEAVING_MS 4000

struct run {
	const struct send_options *options;
	struct loop *loop;
	struct wire_program program;
	struct loop_wait *writing, *reading, *asking;
	GString *unsent, *unread;
	size_t sent;			/* of UNSENT */
	GHashTable *open;		/* numbers of jobs that have no end yet */
	int64_t ends_us;		/* 0: never */
	bool final, over, stopped;	/* no more jobs; their time is over; the caller has had enough */
	bool talks_nonsense;
};

/* --- jobs --- */

static void stop_writing(struct run *run)
{
	g_clear_pointer(&run->writing, loop_cancel);
	if (run->program.to >= 0)
		close(run->program.to);
	run->program.to = -1;
}

static int64_t *number_new(int64_t number)
{
	return g_memdup2(&number, sizeof number);
}

static void take_jobs(struct run *run)
{
	while (!run->final && run->unsent->len - run->sent < AHEAD) {
		const struct send_job *job;

		if (run->ends_us && clock_monotonic_us(run->options->clock) >= run->ends_us) {
			run->final = run->over = true;
			break;
		}
		job = run->options->next(run->options->context, &run->final);
		if (!job)
			break;
		g_hash_table_add(run->open, number_new(job->job));
		send_job_print(job, run->unsent);
	}
}

static void can_write(void *context)
{
	struct run *run = context;
	ssize_t put;

	take_jobs(run);
	if (run->sent == run->unsent->len) {
		if (run->final)
			stop_writing(run);
		else
			g_clear_pointer(&run->writing, loop_cancel);
		return;
	}
	put = send(run->program.to, run->unsent->str + run->sent, run->unsent->len - run->sent, MSG_NOSIGNAL);
	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (put < 0) {
		stop_writing(run);	/* it is gone, as reading will show */
		return;
	}
	run->sent += (size_t)put;
	if (run->sent == run->unsent->len || run->sent > AHEAD) {
		g_string_erase(run->unsent, 0, (gssize)run->sent);
		run->sent = 0;
	}
}

/* There may be jobs again. */
static void look_for_jobs(struct run *run)
{
	if (!run->writing && run->program.to >= 0 && !run->stopped)
		run->writing = loop_start_writing(run->loop, run->program.to, can_write, run);
}

/* --- results --- */

static void nonsense(struct run *run)
{
	run->talks_nonsense = true;
	kill(-run->program.pid, SIGKILL);
	loop_stop(run->loop);
}

/* One line. What it says of how a job ended is put to RESULTS, in order; that it is being handed over is told at once. */
static bool take_line(struct run *run, const char *line, size_t length, GArray *results)
{
	struct send_line what;

	if (!send_line_parse(line, length, &what, NULL))
		return false;
	if (!g_hash_table_contains(run->open, &what.job)) {
		send_line_clear(&what);
		return false;
	}
	if (!what.attempts) {
		run->options->handing_over(run->options->context, what.job);
		return true;
	}
	g_hash_table_remove(run->open, &what.job);
	g_array_append_val(results, what);
	return true;
}

static void clear_line(gpointer line)
{
	send_line_clear(line);
}

static void take_lines(struct run *run, size_t looked)
{
	g_autoptr(GArray) results = g_array_new(FALSE, FALSE, sizeof(struct send_line));
	char *start = run->unread->str, *from = start + looked, *end;
	bool sense = true;

	g_array_set_clear_func(results, clear_line);
	while (sense && (end = memchr(from, '\n', run->unread->len - (size_t)(from - run->unread->str)))) {
		sense = take_line(run, start, (size_t)(end - start), results);
		start = from = end + 1;
	}
	g_string_erase(run->unread, 0, start - run->unread->str);
	for (unsigned int i = 0; i < results->len; i++) {
		const struct send_line *line = &g_array_index(results, struct send_line, i);
		const struct send_result result = { line->job, line->attempts };

		run->options->ended(run->options->context, &result, i + 1 < results->len);
	}
	if (!sense || run->unread->len > SEND_JOB_LINE_MAX)
		nonsense(run);
	else if (results->len)
		look_for_jobs(run);
}

static void can_read(void *context)
{
	struct run *run = context;
	char bytes[READ_SIZE];
	size_t looked = run->unread->len;
	ssize_t got = read(run->program.from, bytes, sizeof bytes);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		loop_stop(run->loop);
		return;
	}
	g_string_append_len(run->unread, bytes, got);
	take_lines(run, looked);
}

/* --- from the start to the end --- */

static void ask(void *context)
{
	struct run *run = context;

	if (!run->stopped && run->options->goes_on && !run->options->goes_on(run->options->context)) {
		run->stopped = run->final = true;
		stop_writing(run);
		kill(run->program.pid, SIGTERM);
		return;
	}
	look_for_jobs(run);
}

static bool start(struct run *run, GError **error)
{
	g_autofree char *path = g_build_filename(run->options->libexec, PROGRAM, NULL);
	g_autofree char *limit = g_strdup_printf("%" PRId64 "us", run->options->limit_us);
	char *const with_limit[] = { path, (char *)"--limit", limit, NULL }, *const without[] = { path, NULL };
	int failure = wire_program_start(run->options->limit_us ? with_limit : without, &run->program);

	if (failure) {
		g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_PROGRAM, _("cannot start '%s': %s"), path, g_strerror(failure));
		return false;
	}
	if (run->options->limit_us)
		run->ends_us = clock_monotonic_us(run->options->clock) + run->options->limit_us;
	run->reading = loop_start_reading(run->loop, run->program.from, can_read, run);
	run->asking = loop_start_timer(run->loop, ASK_US, ASK_US, ask, run);
	look_for_jobs(run);
	return true;
}

/* Nothing more is to be read. True when that is as it should be. */
static bool finish(struct run *run, GError **error)
{
	int status;

	stop_writing(run);
	g_clear_pointer(&run->reading, loop_cancel);
	g_clear_pointer(&run->asking, loop_cancel);
	status = wire_program_end(&run->program, LEAVING_MS);
	if (run->talks_nonsense) {
		g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_PROGRAM, _("'nwops-send' said what is no result: is it the program of this version?"));
		return false;
	}
	if (run->stopped)
		return true;
	if (status || (!run->over && !run->options->limit_us && g_hash_table_size(run->open))) {
		g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_PROGRAM, _("'nwops-send' ended before its time: %u messages have no result"),
			    g_hash_table_size(run->open));
		return false;
	}
	return true;
}

bool send_run(const struct send_options *options, GError **error)
{
	struct run run = { .options = options, .loop = loop_new(), .program = { 0, -1, -1 } };
	bool well;

	run.unsent = g_string_new(NULL);
	run.unread = g_string_new(NULL);
	run.open = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	well = start(&run, error);
	if (well) {
		loop_run(run.loop);
		well = finish(&run, error);
	}
	g_hash_table_unref(run.open);
	g_string_free(run.unsent, TRUE);
	g_string_free(run.unread, TRUE);
	loop_free(run.loop);
	return well;
}
