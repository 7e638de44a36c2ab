/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child process on the event loop: a descriptor of its process becomes
 * readable when it ends, so no signal is waited for and no other child of ours
 * is in the way. Its group is killed before its leader is reaped: until then no
 * other process can have that number.
 */
#include "net/child.h"

#include "base/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#define GRACE_US G_USEC_PER_SEC
/* How long a killed one may take to be gone when nobody is interested any more. */
#define DYING_MS 100
#define PIPES 2
/* Of one pipe at a time, so that a flood does not keep the loop from its other work. */
#define READ_BYTES 16384

G_DEFINE_QUARK(ops-child-error, child_error)

struct pipe_end {
	struct child *child;
	int fd;				/* -1: closed */
	struct loop_wait *reading;
	GByteArray *bytes;
	size_t most;			/* of them */
};

struct child {
	struct child_options options;
	pid_t pid;			/* 0: none, or it has been reaped */
	int process_fd;
	struct pipe_end pipes[PIPES];	/* what it says, what it complains of */
	struct loop_wait *exiting, *timer;
	enum { CHILD_RUNS, CHILD_ASKED_TO_END, CHILD_KILLED, CHILD_ENDED } stage;
	bool timed_out;
	int exit_status, signal;
	int64_t started_us, ended_us;
};

static void close_pipe(struct pipe_end *end)
{
	g_clear_pointer(&end->reading, loop_cancel);
	if (end->fd >= 0)
		close(end->fd);
	end->fd = -1;
}

/* Reads once. False when there is nothing more for now, or for ever. */
static bool read_some(struct pipe_end *end)
{
	uint8_t bytes[READ_BYTES];
	ssize_t length;

	do {
		length = read(end->fd, bytes, sizeof bytes);
	} while (length < 0 && errno == EINTR);
	if (length < 0 && errno == EAGAIN)
		return false;
	if (length <= 0) {
		close_pipe(end);
		return false;
	}
	g_byte_array_append(end->bytes, bytes, (guint)MIN((size_t)length, end->most - end->bytes->len));
	return true;
}

static void pipe_readable(void *context)
{
	read_some(context);
}

/* What it had printed when it ended is there. Somebody it has left behind may print on for ever. */
static void read_rest(struct pipe_end *end)
{
	while (end->fd >= 0 && end->bytes->len < end->most && read_some(end))
		;
	close_pipe(end);
}

static void stop(struct child *child)
{
	g_clear_pointer(&child->exiting, loop_cancel);
	g_clear_pointer(&child->timer, loop_cancel);
	for (int i = 0; i < PIPES; i++)
		close_pipe(&child->pipes[i]);
	if (child->process_fd >= 0)
		close(child->process_fd);
	child->process_fd = -1;
}

static void end(struct child *child)
{
	child->stage = CHILD_ENDED;
	child->ended_us = clock_monotonic_us(child->options.clock);
	for (int i = 0; i < PIPES; i++)
		read_rest(&child->pipes[i]);
	stop(child);
	child->options.ended(child->options.context);
}

static void reap(struct child *child)
{
	int status = 0;
	pid_t reaped;

	kill(-child->pid, SIGKILL);
	do {
		reaped = waitpid(child->pid, &status, WNOHANG);
	} while (reaped < 0 && errno == EINTR);
	if (reaped != child->pid)
		return;
	child->pid = 0;
	if (WIFEXITED(status))
		child->exit_status = WEXITSTATUS(status);
	else if (WIFSIGNALED(status))
		child->signal = WTERMSIG(status);
}

static void exited(void *context)
{
	struct child *child = context;

	reap(child);
	end(child);
}

static void time_is_up(void *context)
{
	struct child *child = context;

	child->timer = NULL;
	child->timed_out = true;
	switch (child->stage) {
	case CHILD_RUNS:
		kill(-child->pid, SIGTERM);
		child->stage = CHILD_ASKED_TO_END;
		break;
	case CHILD_ASKED_TO_END:
		kill(-child->pid, SIGKILL);
		child->stage = CHILD_KILLED;
		break;
	case CHILD_KILLED:	/* it hangs in the kernel, on a dead file server for example */
	case CHILD_ENDED:
		end(child);
		return;
	}
	child->timer = loop_start_timer(child->options.loop, GRACE_US, 0, time_is_up, child);
}

/* What is the child's: its ends of the pipes, and what it reads (-1: nothing). */
struct far_ends { int fds[PIPES], input; };

static void close_far_ends(struct far_ends *far)
{
	if (far->input >= 0)
		close(far->input);
	for (int i = 0; i < PIPES; i++)
		if (far->fds[i] >= 0)
			close(far->fds[i]);
}

/* Returns 0 or an errno. */
static int open_pipes(struct child *child, struct far_ends *ret_far)
{
	for (int i = 0; i < PIPES; i++) {
		int pair[2];

		if (pipe2(pair, O_CLOEXEC) < 0)
			return errno;
		child->pipes[i].fd = pair[0];
		ret_far->fds[i] = pair[1];
		if (fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0)
			return errno;
	}
	return 0;
}

/* A file, not a pipe: nobody has to feed it, and who does not read it holds nothing up. Returns 0 or an errno. */
static int open_input(const struct child_options *options, struct far_ends *ret_far)
{
	size_t written = 0;

	if (!options->input)
		return 0;
	ret_far->input = memfd_create("input", MFD_CLOEXEC);
	if (ret_far->input < 0)
		return errno;
	while (written < options->input_length) {
		ssize_t put = pwrite(ret_far->input, options->input + written, options->input_length - written, (off_t)written);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put < 0 ? errno : ENOSPC;
		written += (size_t)put;
	}
	return 0;
}

static int spawn(struct child *child, const struct far_ends *far)
{
	const struct child_options *options = &child->options;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int failure;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	if (far->input >= 0)
		posix_spawn_file_actions_adddup2(&actions, far->input, STDIN_FILENO);
	else
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, far->fds[0], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, far->fds[1], STDERR_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	posix_spawn_file_actions_addchdir_np(&actions, "/");
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	failure = posix_spawn(&child->pid, options->arguments[0], &actions, &attributes,
			      (char *const *)options->arguments, (char *const *)options->environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (failure)
		child->pid = 0;
	return failure;
}

/* Returns 0 or an errno. */
static int start(struct child *child)
{
	struct far_ends far = { { -1, -1 }, -1 };
	int failure = open_pipes(child, &far);

	if (!failure)
		failure = open_input(&child->options, &far);
	if (!failure)
		failure = spawn(child, &far);
	close_far_ends(&far);
	if (failure)
		return failure;
	child->process_fd = pidfd_open(child->pid, 0);
	return child->process_fd < 0 ? errno : 0;
}

/* One that does not end even so is left to whoever collects orphans. */
static void kill_now(struct child *child)
{
	struct pollfd dying = { .fd = child->process_fd, .events = POLLIN };

	kill(-child->pid, SIGKILL);
	if (child->process_fd >= 0)
		poll(&dying, 1, DYING_MS);
	reap(child);
}

struct child *child_start(const struct child_options *options, GError **error)
{
	struct child *child = g_new0(struct child, 1);
	int failure;

	child->options = *options;
	child->process_fd = child->exit_status = -1;
	for (int i = 0; i < PIPES; i++)
		child->pipes[i] = (struct pipe_end){ .child = child, .fd = -1, .bytes = g_byte_array_new(), .most = CHILD_OUTPUT_MOST };
	if (options->output_most)
		child->pipes[0].most = options->output_most;
	child->started_us = clock_monotonic_us(options->clock);
	failure = start(child);
	if (failure) {
		g_set_error(error, OPS_CHILD_ERROR, CHILD_ERROR_START, _("cannot start '%s': %s"),
			    options->arguments[0], g_strerror(failure));
		child_free(child);
		return NULL;
	}
	child->options.arguments = child->options.environment = NULL;
	child->options.input = NULL;
	for (int i = 0; i < PIPES; i++)
		child->pipes[i].reading = loop_start_reading(options->loop, child->pipes[i].fd, pipe_readable,
							     &child->pipes[i]);
	child->exiting = loop_start_reading(options->loop, child->process_fd, exited, child);
	child->timer = loop_start_timer(options->loop, options->timeout_us, 0, time_is_up, child);
	return child;
}

void child_free(struct child *child)
{
	if (!child)
		return;
	if (child->pid)
		kill_now(child);
	stop(child);
	for (int i = 0; i < PIPES; i++)
		g_byte_array_unref(child->pipes[i].bytes);
	g_free(child);
}

void child_read(const struct child *child, struct child_end *ret_end)
{
	const GByteArray *output = child->pipes[0].bytes, *complaint = child->pipes[1].bytes;

	*ret_end = (struct child_end){
		.timed_out = child->timed_out,
		.exit_status = child->exit_status,
		.signal = child->signal,
		.took_us = child->ended_us - child->started_us,
		.output = (const char *)output->data,
		.complaint = (const char *)complaint->data,
		.output_length = output->len,
		.complaint_length = complaint->len,
	};
}
