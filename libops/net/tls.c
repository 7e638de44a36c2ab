/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our half of the TLS wire: starts nwops-tls, feeds it, reads what it says, and
 * believes it nothing that was not asked. Everything waits on the caller's loop.
 */
#include "net/tls.h"

#include "base/translate.h"
#include "net/wire-program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a program that was told to leave may take. */
#define LEAVING_MS 1000

struct tls_wire {
	struct tls_options options;
	const struct tls_question *questions;
	struct tls_answer *answers;
	bool *ended;
	uint32_t count, ended_count;
	uint32_t next; /* the first question not yet written */
	pid_t pid; /* 0: not running */
	int to, from; /* -1: closed */
	struct loop_wait *writing, *reading;
	GString *unsent, *unread;
	bool cancelled;
};

struct tls_wire *tls_open(const struct tls_options *options, const struct tls_question *questions,
			  uint32_t count)
{
	struct tls_wire *wire = g_new0(struct tls_wire, 1);

	wire->options = *options;
	wire->questions = questions;
	wire->count = count;
	wire->answers = g_new(struct tls_answer, MAX(count, 1));
	wire->ended = g_new0(bool, MAX(count, 1));
	for (uint32_t i = 0; i < count; i++)
		tls_answer_init(&wire->answers[i]);
	wire->to = wire->from = -1;
	wire->unsent = g_string_new(NULL);
	wire->unread = g_string_new(NULL);
	return wire;
}

const struct tls_answer *tls_read(const struct tls_wire *wire, uint32_t question)
{
	return &wire->answers[question];
}

/* --- the program --- */

static bool start_failed(GError **error, const char *program, int failure)
{
	g_set_error(error, OPS_TLS_ERROR, TLS_ERROR_PROGRAM, _("cannot start '%s': %s"), program,
		    g_strerror(failure));
	return false;
}

static void close_end(int *fd, struct loop_wait **wait)
{
	g_clear_pointer(wait, loop_cancel);
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* --- what it says --- */

static void end_question(struct tls_wire *wire, uint32_t question, const struct tls_answer *answer)
{
	wire->answers[question] = *answer;
	wire->ended[question] = true;
	wire->ended_count++;
	if (!wire->cancelled)
		wire->options.ended(wire->options.context, question);
}

/* Nothing more is to be expected of it, for REASON. */
static void give_up(struct tls_wire *wire, const char *reason)
{
	struct tls_answer answer;

	close_end(&wire->to, &wire->writing);
	close_end(&wire->from, &wire->reading);
	tls_answer_init(&answer);
	g_strlcpy(answer.detail, reason, sizeof answer.detail);
	for (uint32_t i = 0; i < wire->count; i++)
		if (!wire->ended[i])
			end_question(wire, i, &answer);
}

/* False for what is no result of a question that is open. */
static bool take_line(struct tls_wire *wire, const char *line, size_t length)
{
	g_autofree char *id = NULL;
	struct tls_answer answer;
	guint64 question;

	if (!tls_result_parse(line, length, &id, &answer, NULL) || !id ||
	    !g_ascii_string_to_unsigned(id, 10, 0, wire->count - 1, &question, NULL) ||
	    wire->ended[question])
		return false;
	end_question(wire, (uint32_t)question, &answer);
	return true;
}

static void readable(void *context)
{
	struct tls_wire *wire = context;
	char bytes[65536], *end;
	ssize_t got = read(wire->from, bytes, sizeof bytes);
	size_t used = 0;

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		give_up(wire, _("'nwops-tls' ended before it answered"));
		return;
	}
	g_string_append_len(wire->unread, bytes, got);
	while ((end = memchr(wire->unread->str + used, '\n', wire->unread->len - used))) {
		size_t length = (size_t)(end - (wire->unread->str + used));

		if (!take_line(wire, wire->unread->str + used, length)) {
			give_up(wire, _("'nwops-tls' said what is no result: is it the program of "
					"this version?"));
			return;
		}
		used += length + 1;
	}
	g_string_erase(wire->unread, 0, (gssize)used);
	if (wire->unread->len > TLS_LINE_MAX)
		give_up(wire, _("'nwops-tls' said what is no result: is it the program of this "
				"version?"));
	else if (wire->ended_count == wire->count)
		close_end(&wire->from, &wire->reading);
}

/* --- what it is told --- */

static void writable(void *context)
{
	struct tls_wire *wire = context;
	char id[16];
	ssize_t put;

	while (wire->next < wire->count && wire->unsent->len < 65536) {
		g_snprintf(id, sizeof id, "%u", wire->next);
		tls_job_print(id, &wire->questions[wire->next++], wire->unsent);
	}
	put = send(wire->to, wire->unsent->str, wire->unsent->len, MSG_NOSIGNAL);
	if (put < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* One that reads no more has ended, or is about to: reading tells. */
	if (put < 0)
		close_end(&wire->to, &wire->writing);
	else
		g_string_erase(wire->unsent, 0, put);
	if (wire->unsent->len == 0 && wire->next == wire->count)
		close_end(&wire->to, &wire->writing);
}

bool tls_start(struct tls_wire *wire, GError **error)
{
	char *const arguments[] = {(char *)wire->options.program, NULL};
	struct wire_program program;
	int failure = wire_program_start(arguments, &program);

	if (failure)
		return start_failed(error, wire->options.program, failure);
	wire->pid = program.pid;
	wire->to = program.to;
	wire->from = program.from;
	wire->reading = loop_start_reading(wire->options.loop, wire->from, readable, wire);
	wire->writing = loop_start_writing(wire->options.loop, wire->to, writable, wire);
	return true;
}

/* --- the end --- */

void tls_cancel(struct tls_wire *wire)
{
	wire->cancelled = true;
	close_end(&wire->to, &wire->writing);
	g_clear_pointer(&wire->reading, loop_cancel);
	if (wire->pid)
		kill(wire->pid, SIGTERM);
}

/* Until the program has gone by itself, or is made to. */
static void wait_for_end(struct tls_wire *wire)
{
	siginfo_t left = {0};

	for (int waited_ms = 0; waited_ms < LEAVING_MS; waited_ms += 10) {
		if (waitid(P_PID, (id_t)wire->pid, &left, WEXITED | WNOWAIT | WNOHANG) < 0 ||
		    left.si_pid)
			break;
		poll(NULL, 0, 10);
	}
	if (!left.si_pid)
		kill(wire->pid, SIGKILL);
	while (waitpid(wire->pid, NULL, 0) < 0 && errno == EINTR)
		;
	wire->pid = 0;
}

void tls_close(struct tls_wire *wire)
{
	if (!wire)
		return;
	tls_cancel(wire);
	close_end(&wire->from, &wire->reading);
	if (wire->pid)
		wait_for_end(wire);
	g_string_free(wire->unsent, TRUE);
	g_string_free(wire->unread, TRUE);
	g_free(wire->answers);
	g_free(wire->ended);
	g_free(wire);
}
