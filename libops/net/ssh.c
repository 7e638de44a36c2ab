/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our half of the SSH wire: starts nwops-ssh, feeds it jobs as fast as it takes
 * them, reads results, and believes it nothing that was not asked. Whatever
 * becomes of the program, each job ends once.
 */
#include "net/ssh.h"

#include "base/translate.h"
#include "net/wire-program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_SIZE 65536
/* Its own limit for logging out is 2 s. */
#define LEAVING_MS 4000
#define LEAVING_STEP_MS 10
#define ARGUMENTS_MAX 8

struct ssh_wire {
	struct ssh_options options;
	GHashTable *jobs;		/* open ones: id to the number of their commands */
	pid_t pid;			/* 0: not running */
	int to, from;			/* -1: closed */
	struct loop_wait *writing, *reading;
	GString *unsent, *unread;
	size_t sent;			/* of UNSENT */
	bool finished;
};

/* --- the program --- */

static bool fail(GError **error, const char *program, int failure)
{
	g_set_error(error, OPS_SSH_ERROR, SSH_ERROR_PROGRAM, _("cannot start '%s': %s"), program, g_strerror(failure));
	return false;
}

static bool start(struct ssh_wire *wire, char *const *arguments, GError **error)
{
	struct wire_program program;
	int failure = wire_program_start(arguments, &program);

	if (failure)
		return fail(error, arguments[0], failure);
	wire->pid = program.pid;
	wire->to = program.to;
	wire->from = program.from;
	return true;
}

static void close_end(int *fd, struct loop_wait **wait)
{
	g_clear_pointer(wait, loop_cancel);
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* --- results --- */

static void deliver(struct ssh_wire *wire, struct ssh_result *result)
{
	void *count;

	if (!g_hash_table_lookup_extended(wire->jobs, result->id, NULL, &count)) {
		notes_write(wire->options.notes, NOTES_WARNING, _("'nwops-ssh' answered what was not asked; going on"));
		return;
	}
	g_hash_table_remove(wire->jobs, result->id);
	ssh_result_extend(result, GPOINTER_TO_UINT(count));
	wire->options.ended(wire->options.context, result);
}

/* The program is gone: what it has not answered ends. */
static void give_up(struct ssh_wire *wire)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter jobs;
	void *id;

	close_end(&wire->to, &wire->writing);
	close_end(&wire->from, &wire->reading);
	while (wire->pid > 0 && waitpid(wire->pid, NULL, 0) < 0 && errno == EINTR)
		;
	wire->pid = 0;
	wire->finished = true;
	g_hash_table_iter_init(&jobs, wire->jobs);
	while (g_hash_table_iter_next(&jobs, &id, NULL))
		g_ptr_array_add(ids, g_strdup(id));
	if (ids->len)
		notes_write(wire->options.notes, NOTES_WARNING,
			    _("'nwops-ssh' ended before its time: %u devices were not asked; going on"), ids->len);
	for (unsigned int i = 0; i < ids->len; i++) {
		g_autoptr(ops_ssh_result_t) result = ssh_result_new(g_ptr_array_index(ids, i), 0);

		deliver(wire, result);
	}
}

static void take_line(struct ssh_wire *wire, const char *line, size_t length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_ssh_result_t) result = ssh_result_parse(line, length, &error);

	if (result)
		deliver(wire, result);
	else
		notes_write(wire->options.notes, NOTES_WARNING, _("%s; going on"), error->message);
}

static void take_lines(struct ssh_wire *wire, size_t looked)
{
	char *start = wire->unread->str, *from = start + looked, *newline;

	while ((newline = memchr(from, '\n', wire->unread->len - (size_t)(from - wire->unread->str)))) {
		take_line(wire, start, (size_t)(newline - start));
		start = from = newline + 1;
	}
	g_string_erase(wire->unread, 0, start - wire->unread->str);
}

static void can_read(void *context)
{
	struct ssh_wire *wire = context;
	char buffer[READ_SIZE];
	size_t looked = wire->unread->len;
	ssize_t got = read(wire->from, buffer, sizeof buffer);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		give_up(wire);
		return;
	}
	g_string_append_len(wire->unread, buffer, got);
	take_lines(wire, looked);
}

/* --- jobs --- */

static void can_write(void *context)
{
	struct ssh_wire *wire = context;

	while (wire->sent < wire->unsent->len) {
		ssize_t wrote = send(wire->to, wire->unsent->str + wire->sent, wire->unsent->len - wire->sent,
				     MSG_NOSIGNAL);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno == EAGAIN)
			return;
		if (wrote < 0)
			break;		/* it is gone, as reading will show */
		wire->sent += (size_t)wrote;
	}
	g_string_truncate(wire->unsent, 0);
	wire->sent = 0;
	g_clear_pointer(&wire->writing, loop_cancel);
	if (wire->finished)
		close_end(&wire->to, &wire->writing);
}

void ssh_ask(struct ssh_wire *wire, const struct ssh_job *job)
{
	g_assert(!wire->finished || !wire->pid);
	g_hash_table_insert(wire->jobs, g_strdup(job->id), GUINT_TO_POINTER(job->command_count));
	if (wire->to < 0)
		return;
	ssh_job_print(job, wire->unsent);
	if (!wire->writing)
		wire->writing = loop_start_writing(wire->options.loop, wire->to, can_write, wire);
}

unsigned int ssh_open_jobs(const struct ssh_wire *wire)
{
	return g_hash_table_size(wire->jobs);
}

void ssh_finish(struct ssh_wire *wire)
{
	wire->finished = true;
	if (!wire->unsent->len)
		close_end(&wire->to, &wire->writing);
}

void ssh_cancel(struct ssh_wire *wire)
{
	wire->finished = true;
	close_end(&wire->to, &wire->writing);
	if (wire->pid > 0)
		kill(wire->pid, SIGTERM);
}

/* --- from the start to the end --- */

/* The program's words; what is in ARGUMENTS is borrowed from OPTIONS and the two texts. */
static void make_arguments(const struct ssh_options *options, char *workers, char *sessions,
			   char *arguments[ARGUMENTS_MAX])
{
	unsigned int count = 0;

	arguments[count++] = (char *)options->program;
	if (options->locks) {
		arguments[count++] = (char *)"--locks";
		arguments[count++] = (char *)options->locks;
	}
	if (options->workers) {
		arguments[count++] = (char *)"--workers";
		arguments[count++] = workers;
	}
	if (options->sessions) {
		arguments[count++] = (char *)"--sessions";
		arguments[count++] = sessions;
	}
	arguments[count] = NULL;
}

struct ssh_wire *ssh_open(const struct ssh_options *options, GError **error)
{
	g_autofree char *workers = g_strdup_printf("%u", options->workers);
	g_autofree char *sessions = g_strdup_printf("%u", options->sessions);
	struct ssh_wire *wire = g_new0(struct ssh_wire, 1);
	char *arguments[ARGUMENTS_MAX];

	wire->options = *options;
	wire->to = wire->from = -1;
	wire->jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	wire->unsent = g_string_new(NULL);
	wire->unread = g_string_new(NULL);
	make_arguments(options, workers, sessions, arguments);
	if (!start(wire, arguments, error)) {
		ssh_close(wire);
		return NULL;
	}
	wire->reading = loop_start_reading(options->loop, wire->from, can_read, wire);
	return wire;
}

/* Waits until it has ended, or ends it when it does not. */
static void wait_for_end(struct ssh_wire *wire)
{
	for (int waited_ms = 0; wire->pid > 0; waited_ms += LEAVING_STEP_MS) {
		pid_t ended = waitpid(wire->pid, NULL, WNOHANG);

		if (ended == wire->pid || (ended < 0 && errno != EINTR)) {
			wire->pid = 0;
			return;
		}
		if (waited_ms == LEAVING_MS)
			kill(-wire->pid, SIGKILL);
		poll(NULL, 0, LEAVING_STEP_MS);
	}
}

void ssh_close(struct ssh_wire *wire)
{
	if (!wire)
		return;
	close_end(&wire->to, &wire->writing);
	close_end(&wire->from, &wire->reading);
	if (wire->pid > 0)
		kill(wire->pid, SIGTERM);
	wait_for_end(wire);
	g_hash_table_unref(wire->jobs);
	g_string_free(wire->unsent, TRUE);
	g_string_free(wire->unread, TRUE);
	g_free(wire);
}
