/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The site's own program that reaches somebody, by short message or a voice gateway: run without a shell, what it is to
 * bring on its standard input as JSON, no argument. 0 means that it is on its way, 75 (EX_TEMPFAIL) later,
 * anything else that it cannot be done.
 */
#include "net/send-internal.h"

#include "net/child.h"

#include <string.h>

#define STATUS_LATER 75
/* What it is left with between being asked to end and being made to. */
#define GRACE_US (1200 * INT64_C(1000))

struct program_session {
	struct send_session session;	/* first */
	struct child *child;
	struct loop_wait *ended;	/* its end is told outside of its own event */
};

/* The last line that it has written, of complaints before others. */
static char *last_words(const struct child_end *end)
{
	const char *bytes = end->complaint_length ? end->complaint : end->output;
	size_t length = end->complaint_length ? end->complaint_length : end->output_length, start;

	while (length && g_ascii_isspace(bytes[length - 1]))
		length--;
	for (start = length; start && bytes[start - 1] != '\n'; start--)
		;
	return g_strndup(length ? bytes + start : "", length - start);
}

static void tell(struct program_session *program)
{
	struct child_end end;
	struct send_report report;
	g_autofree char *words = NULL;
	enum delivery_end how;

	child_read(program->child, &end);
	words = last_words(&end);
	/* One that was ended in the middle may have done it. */
	if (end.timed_out || end.exit_status < 0)
		how = DELIVERY_BROKEN_OFF;
	else if (end.exit_status == 0)
		how = DELIVERY_ACCEPTED;
	else
		how = end.exit_status == STATUS_LATER ? DELIVERY_DEFERRED : DELIVERY_REFUSED_MESSAGE;
	report_set(&report, how, false, *words ? words : end.timed_out ? "it did not end in time" : "");
	report.code = end.timed_out ? -1 : end.exit_status;
	g_clear_pointer(&program->child, child_free);
	session_ended(&program->session, &report);
}

static void told(void *context)
{
	struct program_session *program = context;

	program->ended = NULL;
	tell(program);
}

static void child_ended(void *context)
{
	struct program_session *program = context;

	program->ended = loop_start_timer(program->session.loop, 0, 0, told, program);
}

static void start(struct send_session *session)
{
	struct program_session *program = (struct program_session *)session;
	const char *const arguments[] = { session->job->target, NULL };
	const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", NULL };
	int64_t left_us = session->limit_at_us - clock_monotonic_us(session->clock);
	struct child_options options = {
		.loop = session->loop, .clock = session->clock, .arguments = arguments, .environment = environment,
		.input = session->parcel->bytes, .input_length = session->parcel->length,
		.timeout_us = MAX(left_us - GRACE_US, left_us / 2), .ended = child_ended, .context = program,
	};
	g_autoptr(GError) error = NULL;

	session_handing_over(session);
	program->child = child_start(&options, &error);
	if (!program->child) {
		struct send_report report;

		report_set(&report, DELIVERY_NOT_COMPOSED, false, error->message);
		session_ended(session, &report);
	}
}

static void give_up(struct send_session *session)
{
	struct program_session *program = (struct program_session *)session;
	struct send_report report;

	g_clear_pointer(&program->ended, loop_cancel);
	g_clear_pointer(&program->child, child_free);
	report_set(&report, DELIVERY_BROKEN_OFF, false, "it did not end in time");
	session_ended(session, &report);
}

static void leave(struct send_session *session)
{
	session_left(session);
}

static void session_free(struct send_session *session)
{
	struct program_session *program = (struct program_session *)session;

	loop_cancel(program->ended);
	child_free(program->child);
	g_free(program);
}

static const struct send_session_kind program_kind = { NULL, start, give_up, leave, session_free };

struct send_session *program_session_new(void)
{
	struct program_session *program = g_new0(struct program_session, 1);

	program->session.kind = &program_kind;
	return &program->session;
}
