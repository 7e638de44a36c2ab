/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop of nwops-send: a line becomes an errand, whose bytes are made when a session is free for
 * it. Only as many jobs are held as memory allows; what else is to be done waits in the pipe. A result is written as
 * soon as there is one, and that a message is handed over before its first byte is.
 */
#include "notice/send-serve.h"

#include "base/json-line.h"
#include "net/secret.h"
#include "net/send-wire.h"
#include "notice/answer.h"
#include "notice/compose.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_SIZE 65536
/* So many are read at once; one that waits behind others for a server that hangs is read all the same, a little later. */
#define JOBS_EAGER 256
#define LATER_US (10 * INT64_C(1000))
#define JOBS_MAX 20000
#define BYTES_MAX ((size_t)64 << 20)

struct server {
	struct loop *loop;
	const struct clock *clock;
	struct send_post *post;
	int in, out;
	struct loop_wait *input;	/* NULL: IN cannot be waited for, or has ended */
	bool plain;			/* IN is a file or the like, always ready, and has not ended */
	struct loop_wait *plain_ready;	/* it is read in the next turn of the loop */
	struct loop_wait *reading_on;	/* while JOBS_EAGER are in hand, or more */
	struct loop_wait *telling;	/* RESULTS are to be written */
	bool input_ended, skipping, deaf, leaving, over;
	bool urgent;			/* what RESULTS say must be known before the next byte of a message goes */
	GString *lines, *results;
	unsigned int jobs;		/* in hand */
	size_t bytes;			/* of their lines */
	GHashTable *keys;		/* of signatures: certificate's path -> struct sign_key, or NULL when it cannot be used */
};

/* A job in hand. */
struct errand {
	struct server *server;
	struct send_job_source *source;
	struct send_job job;
	struct message_content content;
	struct content_attachment attachments[CONTENT_ATTACHMENTS_LIMIT];
	struct composed composed;
	size_t bytes;
};

/* --- telling --- */

static void stop(struct server *server)
{
	loop_stop(server->loop);
}

static void flush(struct server *server)
{
	size_t written = 0;

	g_clear_pointer(&server->telling, loop_cancel);
	while (written < server->results->len && !server->deaf) {
		ssize_t put = write(server->out, server->results->str + written, server->results->len - written);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			server->deaf = true;
			stop(server);
			break;
		}
		written += (size_t)put;
	}
	g_string_truncate(server->results, 0);
	server->urgent = false;
}

static void flush_later(void *context)
{
	struct server *server = context;

	server->telling = NULL;
	flush(server);
}

static void tell(struct server *server, const struct send_line *line)
{
	send_line_print(line, server->results);
	/* Those that end in one turn of the loop go in one piece. */
	if (!server->telling)
		server->telling = loop_start_timer(server->loop, 0, 0, flush_later, server);
}

/* A line that is no job is told so. */
static void refuse(struct server *server, int64_t job, const char *why)
{
	g_autoptr(GPtrArray) attempts = g_ptr_array_new_with_free_func((GDestroyNotify)send_attempt_free);
	struct send_attempt *attempt = g_new0(struct send_attempt, 1);
	const struct send_line line = { job, attempts };

	attempt->relay = g_strdup("");
	attempt->end = DELIVERY_NOT_COMPOSED;
	attempt->code = attempt->wait_us = -1;
	attempt->reply = g_strdup(why);
	attempt->secured = g_strdup("");
	attempt->began_at_us = attempt->ended_at_us = clock_wall_us(server->clock);
	g_ptr_array_add(attempts, attempt);
	tell(server, &line);
}

/* --- errands --- */

static void errand_free(struct errand *errand)
{
	struct server *server = errand->server;

	server->jobs--;
	server->bytes -= errand->bytes;
	composed_clear(&errand->composed);
	send_job_source_free(errand->source);
	g_free(errand);
}

static void left(void *context)
{
	stop(context);
}

/* When nothing is left to do, the servers are taken leave of. */
static void end_if_done(struct server *server)
{
	if (!server->input_ended || server->jobs || server->lines->len || server->leaving)
		return;
	server->leaving = true;
	flush(server);
	send_post_leave(server->post, left, server);
}

static void read_on(void *context);
static void read_plain(void *context);

/* How much is in hand has changed: whether more is read, and whether there is more to do. */
static void count(struct server *server)
{
	bool eager = server->jobs < JOBS_EAGER, open = server->input || server->plain;

	if (server->input)
		loop_watch(server->input, eager ? LOOP_READABLE : 0);
	/* No event tells of such a one. */
	if (server->plain && eager && !server->plain_ready)
		server->plain_ready = loop_start_timer(server->loop, 0, 0, read_plain, server);
	if (open && !eager && !server->reading_on)
		server->reading_on = loop_start_timer(server->loop, LATER_US, LATER_US, read_on, server);
	else if (!open || eager)
		g_clear_pointer(&server->reading_on, loop_cancel);
	end_if_done(server);
}

static void errand_ended(void *context, const GPtrArray *attempts)
{
	struct errand *errand = context;
	struct server *server = errand->server;
	const struct send_line line = { errand->job.job, (GPtrArray *)attempts };

	tell(server, &line);
	errand_free(errand);
	count(server);
}

static void errand_forgotten(void *context)
{
	struct errand *errand = context;
	struct server *server = errand->server;

	errand_free(errand);
	count(server);
}

static void errand_handing_over(void *context)
{
	struct errand *errand = context;
	const struct send_line line = { errand->job.job, NULL };

	send_line_print(&line, errand->server->results);
	errand->server->urgent = true;
}

static void errand_told(void *context)
{
	struct errand *errand = context;

	if (errand->server->urgent)
		flush(errand->server);
}

/* The key of a signature; NULL when it cannot be used: then the mail goes without. */
static const struct sign_key *key_of(struct server *server, const struct send_job *job)
{
	gpointer key;

	if (!job->certificate)
		return NULL;
	if (!g_hash_table_lookup_extended(server->keys, job->certificate, NULL, &key)) {
		key = sign_open(job->certificate, job->key, NULL);
		g_hash_table_insert(server->keys, g_strdup(job->certificate), key);
	}
	return key;
}

static bool errand_compose(void *context, struct send_parcel *ret_parcel, GError **error)
{
	struct errand *errand = context;
	const struct send_job *job = &errand->job;
	struct compose_options options = {
		.mark = job->mark,
		.signature = key_of(errand->server, job),
		.attempt_at_us = clock_wall_us(errand->server->clock),
	};
	char *secret = NULL;
	bool well;

	if (job->secret && !(secret = secret_read(job->secret, &options.secret_length, NULL, error)))
		return false;
	options.secret = secret;
	well = compose(&errand->content, &options, &errand->composed, error);
	if (secret)
		explicit_bzero(secret, options.secret_length);
	g_free(secret);
	if (!well)
		return false;
	ret_parcel->bytes = g_bytes_get_data(errand->composed.bytes, &ret_parcel->length);
	ret_parcel->content_type = errand->composed.content_type;
	ret_parcel->headers = errand->composed.headers;
	ret_parcel->digest = errand->composed.digest;
	ret_parcel->unsigned_ = errand->composed.unsigned_why || (job->certificate && !options.signature);
	return true;
}

/* --- jobs --- */

static void take_line(struct server *server, const char *line, size_t length)
{
	struct errand *errand = g_new0(struct errand, 1);
	g_autoptr(GError) error = NULL;

	errand->server = server;
	errand->bytes = length;
	server->jobs++;
	server->bytes += length;
	errand->source = send_job_parse(line, length, &errand->job, &error);
	if (!errand->source ||
	    !content_read(send_job_content(errand->source), &errand->content, errand->attachments, &error)) {
		refuse(server, send_job_number(line, length), error->message);
		errand_free(errand);
		return;
	}
	const struct send_errand for_post = {
		.job = &errand->job, .channel = errand->content.channel, .compose = errand_compose,
		.handing_over = errand_handing_over, .told = errand_told, .ended = errand_ended, .context = errand,
	};

	send_post_take(server->post, &for_post);
}

static void take_lines(struct server *server)
{
	char *start = server->lines->str, *end;
	size_t left_over = server->lines->len;

	while (!server->over && (end = memchr(start, '\n', left_over))) {
		size_t length = (size_t)(end - start);

		if (length && !server->skipping)
			take_line(server, start, length);
		server->skipping = false;
		start = end + 1;
		left_over -= length + 1;
	}
	g_string_erase(server->lines, 0, server->over ? -1 : start - server->lines->str);
	if (server->lines->len > SEND_JOB_LINE_MAX) {
		if (!server->skipping)
			refuse(server, -1, "a line is longer than a job may be");
		server->skipping = true;
		g_string_truncate(server->lines, 0);
	}
}

/* Reads once. */
static void take_input(struct server *server)
{
	char bytes[READ_SIZE];
	ssize_t got = read(server->in, bytes, sizeof bytes);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got > 0) {
		g_string_append_len(server->lines, bytes, got);
		take_lines(server);
		return;
	}
	server->input_ended = true;
	server->plain = false;
	g_clear_pointer(&server->input, loop_cancel);
	if (server->lines->len)
		g_string_append_c(server->lines, '\n');
	take_lines(server);
}

static void input_ready(void *context)
{
	struct server *server = context;

	take_input(server);
	count(server);
}

static void read_plain(void *context)
{
	struct server *server = context;

	server->plain_ready = NULL;
	if (server->plain)
		input_ready(server);
}

static void read_on(void *context)
{
	struct server *server = context;
	struct pollfd what = { .fd = server->in, .events = POLLIN };

	if (server->jobs < JOBS_MAX && server->bytes < BYTES_MAX && poll(&what, 1, 0) > 0)
		input_ready(server);
}

static void read_input(struct server *server)
{
	struct stat status;

	server->plain = fstat(server->in, &status) < 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ||
			(S_ISCHR(status.st_mode) && !isatty(server->in));
	if (!server->plain)
		server->input = loop_start_watching(server->loop, server->in, LOOP_READABLE, input_ready, server);
	count(server);
}

/* --- its end --- */

static void no_more(struct server *server)
{
	server->over = server->input_ended = true;
	server->plain = false;
	g_clear_pointer(&server->input, loop_cancel);
	g_string_truncate(server->lines, 0);
}

static void time_is_over(void *context)
{
	struct server *server = context;

	no_more(server);
	send_post_forget(server->post, errand_forgotten);
	end_if_done(server);
}

static void told_to_stop(void *context)
{
	struct server *server = context;

	no_more(server);
	send_post_break_off(server->post, errand_forgotten);
	end_if_done(server);
}

bool send_serve(int in, int out, const struct clock *clock, int64_t limit_us)
{
	struct server server = { .loop = loop_new(), .clock = clock, .in = in, .out = out };

	server.post = send_post_new(server.loop, clock);
	server.lines = g_string_new(NULL);
	server.results = g_string_new(NULL);
	server.keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)sign_close);
	loop_start_signal(server.loop, SIGTERM, told_to_stop, &server);
	loop_start_signal(server.loop, SIGINT, told_to_stop, &server);
	if (limit_us)
		loop_start_timer(server.loop, limit_us, 0, time_is_over, &server);
	read_input(&server);
	loop_run(server.loop);
	flush(&server);
	send_post_free(server.post);
	g_hash_table_unref(server.keys);
	g_string_free(server.lines, TRUE);
	g_string_free(server.results, TRUE);
	loop_free(server.loop);
	return !server.deaf;
}
