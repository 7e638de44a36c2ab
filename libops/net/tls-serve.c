/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The work of nwops-tls. All jobs are read first, then every certificate that they
 * trust, then the door is shut behind it: only then is anybody asked. A job that
 * cannot be asked is told so and stops no other.
 */
#include "net/tls-serve.h"

#include "net/connect.h"
#include "net/tls-handshake.h"
#include "net/tls.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Somebody's trust, loaded or not. */
struct anchor {
	struct tls_trust *trust; /* NULL: ERROR says why */
	GError *error;
};

struct server {
	GArray *jobs; /* struct tls_job */
	GHashTable *anchors; /* path, "" for this host's -> struct anchor */
	struct loop *loop;
	struct farewell *farewell;
	guint next; /* the first job not yet started */
	unsigned int asking; /* handshakes at work */
	GQueue handshakes; /* struct asked */
	int out;
	bool starting, stopped;
	bool deaf; /* OUT takes no more */
};

struct asked {
	struct server *server;
	struct tls_handshake *handshake;
	guint job;
};

static void start_some(struct server *server);

/* --- telling --- */

static void write_all(struct server *server, const char *bytes, size_t length)
{
	while (length && !server->deaf) {
		ssize_t put = write(server->out, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			server->deaf = true;
			break;
		}
		bytes += put;
		length -= (size_t)put;
	}
}

static void tell(struct server *server, const char *id, const struct tls_answer *answer)
{
	g_autoptr(GString) line = g_string_new(NULL);

	tls_result_print(id, answer, line);
	write_all(server, line->str, line->len);
}

static void tell_refusal(struct server *server, const char *id, enum tls_failure failure, int error,
			 const char *detail)
{
	struct tls_answer answer;

	tls_answer_init(&answer);
	answer.failure = failure;
	answer.refused_errno = error;
	g_strlcpy(answer.detail, detail ? detail : "", sizeof answer.detail);
	tell(server, id, &answer);
}

/* --- jobs --- */

static void clear_job(gpointer job)
{
	tls_job_clear(job);
}

static void take_line(struct server *server, const char *line, size_t length)
{
	g_autoptr(GError) error = NULL;
	struct tls_job job;

	if (!length)
		return;
	if (server->jobs->len >= TLS_JOBS_MAX)
		g_set_error(&error, OPS_TLS_ERROR, TLS_ERROR_JOB, "more jobs than %d",
			    TLS_JOBS_MAX);
	if (tls_job_parse(line, length, &job, error ? NULL : &error) && !error) {
		g_array_append_val(server->jobs, job);
		return;
	}
	tell_refusal(server, job.id, TLS_BAD_JOB, 0, error->message);
	tls_job_clear(&job);
}

/* A line that is too long is told once, and its rest is skipped. */
static void take_jobs(struct server *server, int in)
{
	g_autofree char *bytes = g_malloc(TLS_LINE_MAX + 1);
	size_t length = 0;
	bool skipping = false;
	ssize_t got;

	while (!server->deaf && ((got = read(in, bytes + length, TLS_LINE_MAX + 1 - length)) > 0 ||
				 (got < 0 && errno == EINTR))) {
		char *end, *line = bytes;

		length += got > 0 ? (size_t)got : 0;
		while ((end = memchr(line, '\n', length))) {
			if (!skipping)
				take_line(server, line, (size_t)(end - line));
			skipping = false;
			length -= (size_t)(end + 1 - line);
			line = end + 1;
		}
		memmove(bytes, line, length);
		if (length <= TLS_LINE_MAX)
			continue;
		if (!skipping)
			tell_refusal(server, NULL, TLS_BAD_JOB, 0,
				     "a line is longer than a job may be");
		skipping = true;
		length = 0;
	}
	if (length && !skipping)
		take_line(server, bytes, length);
}

static void free_anchor(gpointer data)
{
	struct anchor *anchor = data;

	tls_trust_free(anchor->trust);
	g_clear_error(&anchor->error);
	g_free(anchor);
}

static const char *anchor_of(const struct tls_job *job)
{
	return job->question.trust ? job->question.trust : "";
}

static void load_anchors(struct server *server)
{
	for (guint i = 0; i < server->jobs->len; i++) {
		const struct tls_job *job = &g_array_index(server->jobs, struct tls_job, i);
		struct anchor *anchor;

		if (g_hash_table_contains(server->anchors, anchor_of(job)))
			continue;
		anchor = g_new0(struct anchor, 1);
		anchor->trust = tls_trust_load(job->question.trust, &anchor->error);
		g_hash_table_insert(server->anchors, (gpointer)anchor_of(job), anchor);
	}
}

/* --- asking --- */

static void ended(void *context, const struct tls_answer *answer, int fd)
{
	struct asked *asked = context;
	struct server *server = asked->server;

	tell(server, g_array_index(server->jobs, struct tls_job, asked->job).id, answer);
	g_queue_remove(&server->handshakes, asked);
	g_free(asked);
	farewell_take(server->farewell, fd);
	start_some(server);
}

static unsigned int held(const struct server *server)
{
	return server->handshakes.length + farewell_count(server->farewell);
}

/* False when it must wait until another has ended. */
static bool start_next(struct server *server)
{
	const struct tls_job *job = &g_array_index(server->jobs, struct tls_job, server->next);
	const struct tls_question *question = &job->question;
	const struct anchor *anchor = g_hash_table_lookup(server->anchors, anchor_of(job));
	const struct connect_to to = {question->to, question->port, question->source,
				      question->interface};
	struct tls_handshake_options options = {
		.loop = server->loop,
		.clock = clock_system(),
		.ended = ended,
	};
	struct asked *asked;
	struct tls_answer answer;
	int fd, error = 0;

	if (!anchor->trust) {
		tell_refusal(server, job->id, TLS_NO_TRUST, 0, anchor->error->message);
		server->next++;
		return true;
	}
	fd = connect_begin(&to, &error);
	if (fd < 0 && connect_is_shortage(error) && held(server) > 0)
		return false;
	if (fd < 0 && error == ECONNREFUSED) {
		tls_answer_init(&answer);
		answer.end = PROBE_NO_ANSWER;
		answer.failure = TLS_REFUSED;
		tell(server, job->id, &answer);
	} else if (fd < 0) {
		tell_refusal(server, job->id, TLS_FAILURE_NONE, error, NULL);
	} else {
		options.context = asked = g_new0(struct asked, 1);
		asked->server = server;
		asked->job = server->next;
		g_queue_push_tail(&server->handshakes, asked);
		asked->handshake = tls_handshake_start(&options, anchor->trust, question, fd);
	}
	server->next++;
	return true;
}

static void start_some(struct server *server)
{
	/* Ends that come at once must not begin another round within this one. */
	if (server->starting)
		return;
	server->starting = true;
	while (!server->deaf && !server->stopped && server->next < server->jobs->len &&
	       held(server) < TLS_AT_ONCE_MAX && start_next(server))
		;
	server->starting = false;
	if (server->deaf || (server->handshakes.length == 0 && server->next == server->jobs->len))
		loop_stop(server->loop);
}

static void somebody_left(void *context)
{
	start_some(context);
}

static void told_to_stop(void *context)
{
	struct server *server = context;

	server->stopped = true;
	loop_stop(server->loop);
}

static void ask_all(struct server *server)
{
	server->loop = loop_new();
	server->farewell = farewell_new(server->loop, clock_system(), somebody_left, server);
	loop_start_signal(server->loop, SIGTERM, told_to_stop, server);
	start_some(server);
	if (server->handshakes.length > 0)
		loop_run(server->loop);
	while (server->handshakes.head) {
		struct asked *asked = g_queue_pop_head(&server->handshakes);

		tls_handshake_cancel(asked->handshake);
		g_free(asked);
	}
	farewell_free(server->farewell);
	loop_free(server->loop);
}

bool tls_serve(int in, int out)
{
	struct server server = {
		.jobs = g_array_new(FALSE, FALSE, sizeof(struct tls_job)),
		.anchors = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_anchor),
		.out = out,
	};
	bool confined = tls_confine_early();

	g_array_set_clear_func(server.jobs, clear_job);
	if (confined) {
		take_jobs(&server, in);
		load_anchors(&server);
		tls_confine();
		ask_all(&server);
	}
	g_hash_table_unref(server.anchors);
	g_array_unref(server.jobs);
	return confined && !server.deaf;
}
