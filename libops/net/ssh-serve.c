/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first process of nwops-ssh: reads jobs, hands each to the worker that has
 * the fewest in hand, writes results. It understands neither, so nothing that a
 * device sends is read here but lines of its own workers. A worker that dies
 * costs the jobs it had in hand; another is started in its place. Only as many
 * jobs are read as can be at work, so that a long list waits in the pipe.
 */
#include "net/ssh-internal.h"
#include "net/ssh-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_SIZE 65536
#define STATUS_CANCELLED 1
#define STATUS_COULD_NOT 3
/* A worker that ends without having had a job is not started for ever. */
#define IDLE_DEATHS_MAX 3

struct server;

struct hand {			/* a worker, seen from here */
	struct server *server;
	pid_t pid;			/* 0: none */
	int channel;
	struct loop_wait *wait;
	GString *in, *out;
	GHashTable *jobs;		/* slot to line */
};

struct server {
	const struct ssh_serve_options *options;
	struct loop *loop;
	struct hand *hands;
	unsigned int hand_count, sessions;
	struct loop_wait *input;	/* NULL: it cannot be waited for, or has ended */
	bool input_ended, cancelled, failed;
	bool skipping;			/* the rest of a line that is too long */
	GString *lines, *results;
	unsigned int in_hand;
	unsigned int idle_deaths;
	uint64_t next_slot;
};

static void read_input(struct server *server);
static void hand_ready(void *context);

/* --- results --- */

static void cancel(struct server *server)
{
	if (server->cancelled)
		return;
	server->cancelled = true;
	server->input_ended = true;
	g_clear_pointer(&server->input, loop_cancel);
	for (unsigned int i = 0; i < server->hand_count; i++)
		if (server->hands[i].pid > 0)
			kill(server->hands[i].pid, SIGTERM);
}

static void cancel_event(void *context)
{
	cancel(context);
}

/* Blocks while the reader is slow: then nothing new is begun either. */
static void write_result(struct server *server, const char *line, size_t length)
{
	while (length) {
		ssize_t wrote = write(STDOUT_FILENO, line, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0) {
			server->failed = true;
			cancel(server);
			return;
		}
		line += wrote;
		length -= (size_t)wrote;
	}
}

/* A result of our own for LINE, which no worker has answered. */
static void answer_for(struct server *server, const char *line, enum ssh_reason reason, const char *message)
{
	g_autofree char *id = line ? ssh_job_find_id(line, strlen(line)) : NULL;
	g_autoptr(ops_ssh_result_t) result = ssh_result_new(id, 0);
	g_autoptr(GString) out = g_string_new(NULL);

	result->reason = reason;
	g_free(result->message);
	result->message = g_strdup(message);
	ssh_result_print(result, out);
	write_result(server, out->str, out->len);
}

/* --- workers --- */

static bool start_hand(struct server *server, struct hand *hand)
{
	char *sessions = g_strdup_printf("%u", server->sessions);
	char *arguments[9] = { (char *)server->options->self, (char *)"--worker", (char *)"--sessions", sessions, NULL };
	unsigned int count = 4;
	posix_spawn_file_actions_t actions;
	int ends[2], failure;

	if (server->options->locks) {
		arguments[count++] = (char *)"--locks";
		arguments[count++] = (char *)server->options->locks;
	}
	arguments[count++] = (char *)"--ssh";
	arguments[count++] = (char *)server->options->ssh;
	arguments[count] = NULL;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		g_free(sessions);
		return false;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], SSH_WORKER_CHANNEL);
	posix_spawn_file_actions_addclosefrom_np(&actions, SSH_WORKER_CHANNEL + 1);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	failure = posix_spawn(&hand->pid, server->options->self, &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	g_free(sessions);
	close(ends[1]);
	if (failure || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0) {
		hand->pid = 0;
		close(ends[0]);
		return false;
	}
	hand->channel = ends[0];
	hand->wait = loop_start_watching(server->loop, hand->channel, LOOP_READABLE, hand_ready, hand);
	return true;
}

static void stop_hand(struct hand *hand)
{
	if (hand->pid <= 0)
		return;
	g_clear_pointer(&hand->wait, loop_cancel);
	close(hand->channel);
	while (waitpid(hand->pid, NULL, 0) < 0 && errno == EINTR)
		;
	hand->pid = 0;
	g_string_truncate(hand->in, 0);
	g_string_truncate(hand->out, 0);
}

/* Nothing is left to do: the workers end when their channels are closed. */
static void end_if_done(struct server *server)
{
	if (server->input_ended && !server->in_hand && !server->lines->len)
		loop_stop(server->loop);
}

static void hand_died(struct hand *hand)
{
	struct server *server = hand->server;
	GHashTableIter jobs;
	void *line;

	server->idle_deaths = g_hash_table_size(hand->jobs) ? 0 : server->idle_deaths + 1;
	stop_hand(hand);
	g_hash_table_iter_init(&jobs, hand->jobs);
	while (g_hash_table_iter_next(&jobs, NULL, &line)) {
		answer_for(server, line, SSH_REASON_CRASHED, "the process that asked it died");
		server->in_hand--;
	}
	g_hash_table_remove_all(hand->jobs);
	if (server->cancelled) {
		end_if_done(server);
		return;
	}
	if (server->idle_deaths > IDLE_DEATHS_MAX || !start_hand(server, hand)) {
		server->failed = true;
		server->input_ended = true;
		loop_stop(server->loop);
	}
}

static void flush_hand(struct hand *hand)
{
	size_t sent = 0;

	while (sent < hand->out->len) {
		ssize_t wrote = send(hand->channel, hand->out->str + sent, hand->out->len - sent, MSG_NOSIGNAL);

		if (wrote < 0 && errno == EINTR)
			continue;
		/* A worker that is gone is noticed when it is read. */
		if (wrote < 0)
			break;
		sent += (size_t)wrote;
	}
	g_string_erase(hand->out, 0, (gssize)sent);
	loop_watch(hand->wait, LOOP_READABLE | (hand->out->len ? LOOP_WRITABLE : 0));
}

/* LINE is "SLOT RESULT", with its newline. */
static void take_result(struct hand *hand, char *line, size_t length)
{
	char *space = memchr(line, ' ', length);
	struct server *server = hand->server;

	if (!space)
		return;
	*space = '\0';
	if (!g_hash_table_remove(hand->jobs, line))
		return;
	server->in_hand--;
	write_result(server, space + 1, length - (size_t)(space + 1 - line));
}

static void take_results(struct hand *hand, size_t looked)
{
	char *start = hand->in->str, *from = start + looked, *newline;

	while ((newline = memchr(from, '\n', hand->in->len - (size_t)(from - hand->in->str)))) {
		take_result(hand, start, (size_t)(newline - start) + 1);
		start = from = newline + 1;
	}
	g_string_erase(hand->in, 0, start - hand->in->str);
}

static void hand_ready(void *context)
{
	struct hand *hand = context;
	struct server *server = hand->server;
	static char buffer[READ_SIZE];
	size_t looked = hand->in->len;
	ssize_t got;

	flush_hand(hand);
	got = read(hand->channel, buffer, sizeof buffer);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		hand_died(hand);
		read_input(server);
		return;
	}
	g_string_append_len(hand->in, buffer, got);
	take_results(hand, looked);
	read_input(server);
}

/* --- jobs --- */

static struct hand *idlest(struct server *server)
{
	struct hand *best = &server->hands[0];

	for (unsigned int i = 1; i < server->hand_count; i++)
		if (g_hash_table_size(server->hands[i].jobs) < g_hash_table_size(best->jobs))
			best = &server->hands[i];
	return best;
}

static void give(struct server *server, const char *line, size_t length)
{
	struct hand *hand = idlest(server);
	char *slot = g_strdup_printf("%" PRIu64, server->next_slot++);

	g_string_append_printf(hand->out, "%s ", slot);
	g_string_append_len(hand->out, line, (gssize)length);
	g_string_append_c(hand->out, '\n');
	g_hash_table_insert(hand->jobs, slot, g_strndup(line, length));
	server->in_hand++;
	flush_hand(hand);
}

static bool has_room(const struct server *server)
{
	return server->in_hand < server->hand_count * server->sessions;
}

/* Gives out whole lines while there is room. */
static void give_lines(struct server *server)
{
	char *start = server->lines->str, *newline;
	size_t left = server->lines->len;

	while (left && has_room(server) && (newline = memchr(start, '\n', left))) {
		size_t length = (size_t)(newline - start);

		if (server->skipping)
			server->skipping = false;
		else if (memchr(start, '\0', length))
			answer_for(server, NULL, SSH_REASON_JOB, "a NUL in it");
		else if (length)
			give(server, start, length);
		start = newline + 1;
		left -= length + 1;
	}
	g_string_erase(server->lines, 0, start - server->lines->str);
	if (server->lines->len > SSH_JOB_LINE_MAX && !memchr(server->lines->str, '\n', server->lines->len)) {
		if (!server->skipping)
			answer_for(server, NULL, SSH_REASON_JOB, "a line longer than 1 MiB");
		server->skipping = true;
		g_string_truncate(server->lines, 0);
	}
}

/* Takes in what there is, if there is room for it. False: no more for now. */
static bool take_input(struct server *server)
{
	static char buffer[READ_SIZE];
	ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (got > 0) {
		g_string_append_len(server->lines, buffer, got);
		return true;
	}
	server->input_ended = true;
	g_clear_pointer(&server->input, loop_cancel);
	if (server->lines->len && server->lines->str[server->lines->len - 1] != '\n')
		g_string_append_c(server->lines, '\n');
	return false;
}

static void read_input(struct server *server)
{
	give_lines(server);
	/* A plain file is always ready, and no event tells of it. */
	while (!server->input_ended && !server->input && has_room(server) && take_input(server))
		give_lines(server);
	give_lines(server);
	if (server->cancelled)
		g_string_truncate(server->lines, 0);
	if (server->input)
		loop_watch(server->input, has_room(server) ? LOOP_READABLE : 0);
	end_if_done(server);
}

static void input_ready(void *context)
{
	struct server *server = context;

	take_input(server);
	read_input(server);
}

/* --- from the start to the end --- */

static bool is_watchable(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) &&
	       !(S_ISCHR(status.st_mode) && !isatty(fd));
}

static bool start_hands(struct server *server)
{
	server->hands = g_new0(struct hand, server->hand_count);
	for (unsigned int i = 0; i < server->hand_count; i++) {
		struct hand *hand = &server->hands[i];

		hand->server = server;
		hand->in = g_string_new(NULL);
		hand->out = g_string_new(NULL);
		hand->jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	}
	for (unsigned int i = 0; i < server->hand_count; i++)
		if (!start_hand(server, &server->hands[i]))
			return false;
	return true;
}

static void end(struct server *server)
{
	for (unsigned int i = 0; i < server->hand_count; i++) {
		struct hand *hand = &server->hands[i];

		stop_hand(hand);
		g_string_free(hand->in, TRUE);
		g_string_free(hand->out, TRUE);
		g_hash_table_unref(hand->jobs);
	}
	g_free(server->hands);
	g_string_free(server->lines, TRUE);
	loop_free(server->loop);
}

/* Whoever is gone is noticed when writing fails. */
static bool ignore_broken_pipes(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	return sigaction(SIGPIPE, &ignore, NULL) == 0;
}

int ssh_serve(const struct ssh_serve_options *options)
{
	struct server server = { .options = options };

	server.hand_count = options->workers ? options->workers : MIN(g_get_num_processors(), SSH_WORKERS_MAX);
	server.sessions = options->sessions ? options->sessions : SSH_SESSIONS_DEFAULT;
	if (!ssh_confine(server.sessions) || !ignore_broken_pipes())
		return STATUS_COULD_NOT;
	server.loop = loop_new();
	server.lines = g_string_new(NULL);
	server.failed = !start_hands(&server);
	if (!server.failed) {
		loop_start_signal(server.loop, SIGTERM, cancel_event, &server);
		loop_start_signal(server.loop, SIGINT, cancel_event, &server);
		if (is_watchable(STDIN_FILENO))
			server.input = loop_start_watching(server.loop, STDIN_FILENO, LOOP_READABLE, input_ready, &server);
		read_input(&server);
		if (!server.failed && !(server.input_ended && !server.in_hand))
			loop_run(server.loop);
	}
	end(&server);
	return server.failed ? STATUS_COULD_NOT : server.cancelled ? STATUS_CANCELLED : 0;
}

int ssh_serve_worker(const char *locks, const char *ssh, unsigned int sessions)
{
	if (!ssh_confine(sessions) || !ignore_broken_pipes() || fcntl(SSH_WORKER_CHANNEL, F_GETFD) < 0)
		return STATUS_COULD_NOT;
	fcntl(SSH_WORKER_CHANNEL, F_SETFD, FD_CLOEXEC);
	return ssh_worker_run(SSH_WORKER_CHANNEL, locks, ssh);
}

const char *ssh_library_version(void)
{
	return libssh2_version(0);
}
