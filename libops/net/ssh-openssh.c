/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One job by running OpenSSH's ssh: one process logs in and holds the session
 * (a "master"), and for each command another asks it for a channel. The same
 * job, the same result; for devices that libssh2 cannot speak to. What ssh is
 * given to go by is in ssh-openssh-arguments.c.
 *
 * How far the master has come is read from its log, since ssh has no other way
 * to tell: see ssh-openssh-log.c.
 */
#include "net/ssh-internal.h"

#include "net/dialogue.h"
#include "net/ssh-openssh.h"
#include "net/ssh-openssh-log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_MAX (256 << 10)
#define POLL_US 20000
#define GOODBYE_US 2000000
#define BUFFER_SIZE 32768
#define ERRORS_MAX 65536
#define COLUMNS 511
#define LINES 1000

struct channel {		/* of a child: what it writes */
	int fd;
	struct loop_wait *wait;
};

struct runner {
	struct task task;
	struct openssh_place place;
	pid_t master, child;		/* 0: none */
	struct channel out, errors;	/* of the child; of a shell only the first, a terminal */
	struct loop_wait *timer;
	int64_t deadline_us, job_deadline_us, phase_began_us, command_began_us, killed_at_us;
	unsigned int command;
	size_t total;
	bool ready, ending, closed, stopped, raised;
	off_t log_from;			/* where the log stood when the command began */
	enum ssh_phase stopped_in;
	struct dialogue *dialogue;
};

static void tick(void *context);

static int64_t now_us(const struct runner *runner)
{
	return clock_monotonic_us(runner->task.worker->clock);
}

static struct ssh_output *output_of(struct runner *runner)
{
	return &runner->task.result->outputs[runner->command];
}

static const struct ssh_command *command_of(const struct runner *runner)
{
	return &runner->task.job.commands[runner->command];
}

static void set_deadline(struct runner *runner, int64_t limit_us)
{
	runner->deadline_us = MIN(now_us(runner) + limit_us, runner->job_deadline_us);
}

static void enter_phase(struct runner *runner, enum ssh_phase phase)
{
	struct ssh_result *result = runner->task.result;
	int64_t now = now_us(runner);

	result->phase_us[result->phase] = MAX(result->phase_us[result->phase], 0) + now - runner->phase_began_us;
	runner->phase_began_us = now;
	result->phase = phase;
	if (result->phase_us[phase] < 0)
		result->phase_us[phase] = 0;
}

/* --- children --- */

/* Starts a child with these as its standard descriptors; -1: nothing. */
static bool spawn(const GPtrArray *arguments, const int descriptors[3], pid_t *ret_pid)
{
	static const char *const environment[] = {
		"PATH=/usr/local/bin:/usr/bin:/bin", "SHELL=/bin/sh", "LC_ALL=C", "TERM=vt100", NULL,
	};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, ours;
	int failure;

	sigemptyset(&none);
	sigemptyset(&ours);
	sigaddset(&ours, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &ours);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < 3; i++) {
		if (descriptors[i] >= 0)
			posix_spawn_file_actions_adddup2(&actions, descriptors[i], i);
		else
			posix_spawn_file_actions_addopen(&actions, i, "/dev/null", O_RDWR, 0);
	}
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	failure = posix_spawn(ret_pid, arguments->pdata[0], &actions, &attributes, (char *const *)arguments->pdata,
			      (char *const *)environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	if (failure) {
		*ret_pid = 0;
		errno = failure;
	}
	return !failure;
}

/* True when it has ended. *RET_STATUS as waitpid() has it. */
static bool has_ended(pid_t *pid, int *ret_status)
{
	pid_t ended = *pid > 0 ? waitpid(*pid, ret_status, WNOHANG) : 0;

	if (ended != *pid || !ended)
		return false;
	*pid = 0;
	return true;
}

static void close_channel(struct channel *channel)
{
	g_clear_pointer(&channel->wait, loop_cancel);
	if (channel->fd >= 0)
		close(channel->fd);
	channel->fd = -1;
}

/* --- the end --- */

static void clear(struct task *task)
{
	struct runner *runner = (struct runner *)task;

	g_clear_pointer(&runner->timer, loop_cancel);
	close_channel(&runner->out);
	close_channel(&runner->errors);
	g_clear_pointer(&runner->dialogue, dialogue_free);
	openssh_clear(&runner->place);
}

/* What a file of ours holds from FROM on, LOG_MAX bytes at the most. Caller frees. */
static char *read_file(const struct runner *runner, const char *name, off_t from, size_t *ret_length)
{
	g_autofree char *path = openssh_inside(&runner->place, name);
	char *bytes = g_malloc(LOG_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t length = fd >= 0 ? pread(fd, bytes, LOG_MAX, from) : 0;

	if (fd >= 0)
		close(fd);
	*ret_length = (size_t)MAX(length, 0);
	return bytes;
}

static void read_log(const struct runner *runner, const char *name, struct openssh_log *log)
{
	size_t length;
	g_autofree char *bytes = read_file(runner, name, 0, &length);

	openssh_log_read(log, bytes, length);
}

/* The pin that the fingerprint is of, where it is a whole key. */
static char *key_of_pin(const struct ssh_peer *peer, const char *fingerprint)
{
	for (unsigned int i = 0; i < peer->pin_count; i++) {
		g_auto(GStrv) words = g_strsplit(peer->pins[i], " ", 3);
		size_t length = 0;
		g_autofree uint8_t *key = words[0] && words[1] ? g_base64_decode(words[1], &length) : NULL;
		g_autofree char *its = key ? pins_fingerprint(key, length) : NULL;

		if (its && !strcmp(its, fingerprint))
			return g_strdup(words[1]);
	}
	return NULL;
}

static void note_log(struct runner *runner, struct openssh_log *log)
{
	struct ssh_result *result = runner->task.result;

	result->server = g_steal_pointer(&log->server);
	for (int i = 0; i < SSH_CATEGORY_COUNT; i++) {
		result->offered[i] = g_steal_pointer(&log->offered[i]);
		result->agreed[i] = g_steal_pointer(&log->agreed[i]);
	}
	if (log->host_key_fingerprint)
		result->host_key = key_of_pin(&runner->task.job.device, log->host_key_fingerprint);
	result->host_key_type = g_steal_pointer(&log->host_key_type);
	result->host_key_fingerprint = g_steal_pointer(&log->host_key_fingerprint);
}

static void finish(struct runner *runner)
{
	enter_phase(runner, runner->task.result->phase);
	if (runner->stopped)
		runner->task.result->phase = runner->stopped_in;
	if (runner->place.directory) {
		struct openssh_log log;

		read_log(runner, "log", &log);
		note_log(runner, &log);
		openssh_log_clear(&log);
	}
	task_ended(&runner->task);
}

/* Every child is told to end, which logs out, and is waited for. */
static void part(struct runner *runner)
{
	if (runner->ending)
		return;
	runner->ending = true;
	if (runner->task.result->phase != SSH_PHASE_LOGOUT)
		enter_phase(runner, SSH_PHASE_LOGOUT);
	close_channel(&runner->out);
	close_channel(&runner->errors);
	if (runner->child > 0)
		kill(runner->child, SIGTERM);
	if (runner->master > 0)
		kill(runner->master, SIGTERM);
	runner->killed_at_us = now_us(runner);
}

static void give_up(struct runner *runner, enum ssh_reason reason, const char *message)
{
	if (runner->ending)
		return;
	task_blame(&runner->task, reason, message);
	runner->stopped = true;
	runner->stopped_in = runner->task.result->phase;
	part(runner);
}

static void look_after_ending(struct runner *runner)
{
	int status;

	has_ended(&runner->child, &status);
	has_ended(&runner->master, &status);
	if (now_us(runner) - runner->killed_at_us > GOODBYE_US) {
		if (runner->child > 0)
			kill(runner->child, SIGKILL);
		if (runner->master > 0)
			kill(runner->master, SIGKILL);
	}
	if (!runner->child && !runner->master)
		finish(runner);
}

/* --- commands --- */

static uint32_t bytes_allowed(const struct runner *runner)
{
	uint32_t limit = command_of(runner)->limit_bytes;

	if (!limit)
		limit = runner->task.job.limits.bytes;
	return (uint32_t)MIN(limit, SSH_BYTES_MAX - MIN(runner->total, SSH_BYTES_MAX));
}

static void begin_command(struct runner *runner);

static void end_command(struct runner *runner)
{
	struct ssh_output *output = output_of(runner);

	output->elapsed_us = now_us(runner) - runner->command_began_us;
	runner->total += output->text->len + output->errors->len;
	runner->command = instead_next(runner->task.worker->instead, &runner->task.job, runner->task.result,
				       runner->command);
}

/* What the child wrote on CHANNEL goes to TEXT; false when there is too much. */
static bool take_in(struct channel *channel, GString *text, size_t limit)
{
	static char buffer[BUFFER_SIZE];
	ssize_t got;

	for (int i = 0; i < 16; i++) {
		got = read(channel->fd, buffer, sizeof buffer);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (got <= 0) {
			close_channel(channel);
			return true;
		}
		g_string_append_len(text, buffer, MIN(got, (ssize_t)(limit - MIN(text->len, limit))));
		if (text->len == limit && (size_t)got > 0 && limit)
			return false;
	}
	return true;
}

static void output_ready(void *context)
{
	struct runner *runner = context;
	struct ssh_output *output = output_of(runner);

	if (take_in(&runner->out, output->text, (size_t)bytes_allowed(runner) + 1))
		return;
	g_string_truncate(output->text, bytes_allowed(runner));
	output->reason = SSH_REASON_BYTES;
	kill(runner->child, SIGTERM);
	close_channel(&runner->out);
	close_channel(&runner->errors);
}

static void errors_ready(void *context)
{
	struct runner *runner = context;
	GString *errors = output_of(runner)->errors;

	/* More than that is thrown away. */
	if (!take_in(&runner->errors, errors, ERRORS_MAX + 1))
		g_string_truncate(errors, ERRORS_MAX);
}

/* Why the channel that has just ended did not end well, by the master's log. */
static enum ssh_reason channel_reason(const struct runner *runner)
{
	size_t length;
	g_autofree char *bytes = read_file(runner, "log", runner->log_from, &length);

	return openssh_log_channel(bytes, length);
}

/*
 * 255 is what ssh says when a signal ended the command, when the device refused the channel,
 * and also when the device told no exit status, as many do: only the log tells these apart.
 */
static void judge_channel(struct runner *runner, int status, bool alive)
{
	struct ssh_output *output = output_of(runner);

	if (WIFEXITED(status) && WEXITSTATUS(status) != 255)
		output->exit_status = WEXITSTATUS(status);
	else if (!alive)
		output->reason = SSH_REASON_CLOSED;
	else
		output->reason = WIFEXITED(status) ? channel_reason(runner) : SSH_REASON_SIGNAL;
	output->complete = output->reason == SSH_REASON_NONE;
}

static void child_ended(struct runner *runner, int status)
{
	int master_status;
	bool alive = !has_ended(&runner->master, &master_status);

	if (output_of(runner)->reason == SSH_REASON_NONE)
		judge_channel(runner, status, alive);
	end_command(runner);
	if (!alive)
		give_up(runner, SSH_REASON_CLOSED, "the session ended early");
	else
		begin_command(runner);
}

/* A pipe of which the child has one end. */
static bool open_pipe(struct runner *runner, struct channel *channel, int *ret_theirs, loop_event *event)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	channel->fd = ends[0];
	channel->wait = loop_start_reading(runner->task.worker->loop, channel->fd, event, runner);
	*ret_theirs = ends[1];
	return true;
}

static bool start_exec(struct runner *runner)
{
	g_autoptr(GPtrArray) arguments = openssh_channel(&runner->place, command_of(runner)->send);
	int descriptors[3] = { -1, -1, -1 };
	bool well = open_pipe(runner, &runner->out, &descriptors[1], output_ready) &&
		    open_pipe(runner, &runner->errors, &descriptors[2], errors_ready) &&
		    spawn(arguments, descriptors, &runner->child);

	for (int i = 1; i < 3; i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
	return well;
}

static off_t log_size(const struct runner *runner)
{
	g_autofree char *path = openssh_inside(&runner->place, "log");
	struct stat status;

	return stat(path, &status) == 0 ? status.st_size : 0;
}

static void begin_command(struct runner *runner)
{
	int64_t limit_us;

	if (runner->command == runner->task.job.command_count) {
		part(runner);
		return;
	}
	limit_us = command_of(runner)->limit_us;
	set_deadline(runner, limit_us ? limit_us : runner->task.job.limits.command_us);
	runner->command_began_us = now_us(runner);
	if (runner->dialogue)
		return;
	output_of(runner)->reason = SSH_REASON_NONE;
	runner->log_from = log_size(runner);
	if (!start_exec(runner)) {
		output_of(runner)->reason = SSH_REASON_LOCAL;
		give_up(runner, SSH_REASON_LOCAL, g_strerror(errno));
	}
}

/* --- the shell --- */

static void shell_ended(struct runner *runner)
{
	enum ssh_reason reason = dialogue_reason(runner->dialogue);

	if (reason == SSH_REASON_NONE) {
		part(runner);
		return;
	}
	if (runner->task.result->phase == SSH_PHASE_COMMANDS && runner->command < runner->task.job.command_count)
		end_command(runner);
	give_up(runner, reason, dialogue_message(runner->dialogue));
}

static void raise_mode(struct runner *runner)
{
	const char *path = runner->task.job.shell.elevate_path;
	g_autoptr(GError) error = NULL;
	char *secret = path ? secret_read_line(path, &error) : NULL;

	runner->raised = true;
	if (path && !secret)
		give_up(runner, SSH_REASON_SECRET, error->message);
	else
		dialogue_raise(runner->dialogue, secret);
	secret_free(secret);
}

static void shell_ready(struct runner *runner)
{
	bool first = runner->task.result->phase == SSH_PHASE_LOGIN;

	if (runner->task.job.shell.elevate && !runner->raised) {
		raise_mode(runner);
		return;
	}
	if (first)
		enter_phase(runner, SSH_PHASE_COMMANDS);
	else
		end_command(runner);
	if (runner->command < runner->task.job.command_count) {
		begin_command(runner);
		dialogue_command(runner->dialogue, command_of(runner)->send, bytes_allowed(runner), output_of(runner));
		return;
	}
	enter_phase(runner, SSH_PHASE_LOGOUT);
	set_deadline(runner, GOODBYE_US);
	dialogue_leave(runner->dialogue);
}

/* A few words at a time, which a terminal takes in without waiting. */
static void type(struct runner *runner)
{
	GString *typed = dialogue_typed(runner->dialogue);

	while (typed->len && runner->out.fd >= 0) {
		ssize_t wrote = write(runner->out.fd, typed->str, typed->len);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			break;
		explicit_bzero(typed->str, (size_t)wrote);
		g_string_erase(typed, 0, wrote);
	}
	if (runner->out.wait)
		loop_watch(runner->out.wait, LOOP_READABLE | (typed->len ? LOOP_WRITABLE : 0));
}

static void terminal_ready(void *context)
{
	struct runner *runner = context;
	static char buffer[BUFFER_SIZE];
	ssize_t got = -1;
	enum dialogue_state state;

	for (int i = 0; i < 16 && runner->out.fd >= 0; i++) {
		got = read(runner->out.fd, buffer, sizeof buffer);
		if (got <= 0)
			break;
		dialogue_feed(runner->dialogue, buffer, (size_t)got);
	}
	/* The other end of a terminal that is closed gives EIO. */
	if (!got || (got < 0 && errno != EAGAIN && errno != EINTR))
		dialogue_hung_up(runner->dialogue);
	while ((state = dialogue_settle(runner->dialogue)) == DIALOGUE_READY && !runner->ending)
		shell_ready(runner);
	if (state == DIALOGUE_ENDED)
		shell_ended(runner);
	if (!runner->ending)
		type(runner);
}

/* ssh tells the device the size and the settings of its own terminal, then makes it
 * raw; so it is left as the system makes it. */
static int open_terminal(struct runner *runner)
{
	const struct winsize size = { .ws_row = LINES, .ws_col = COLUMNS };
	int ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	char name[64];

	if (ours < 0)
		return -1;
	runner->out.fd = ours;
	if (grantpt(ours) < 0 || unlockpt(ours) < 0 || ptsname_r(ours, name, sizeof name) ||
	    ioctl(ours, TIOCSWINSZ, &size) < 0)
		return -1;
	return open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static bool start_shell(struct runner *runner)
{
	g_autoptr(GPtrArray) arguments = openssh_channel(&runner->place, NULL);
	int theirs = open_terminal(runner);
	bool well = theirs >= 0 && spawn(arguments, (const int[3]){ theirs, theirs, -1 }, &runner->child);

	if (theirs >= 0)
		close(theirs);
	if (!well)
		return false;
	runner->dialogue = dialogue_new(&runner->task.job.shell, NULL);
	runner->out.wait = loop_start_watching(runner->task.worker->loop, runner->out.fd, LOOP_READABLE, terminal_ready,
					       runner);
	return true;
}

/* --- the master --- */

static bool is_listening(const struct runner *runner)
{
	g_autofree char *path = openssh_inside(&runner->place, "c");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool connected;

	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	connected = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
	if (fd >= 0)
		close(fd);
	return connected;
}

static void logged_in(struct runner *runner)
{
	runner->ready = true;
	if (runner->task.job.channel == SSH_CHANNEL_SHELL) {
		if (!start_shell(runner))
			give_up(runner, SSH_REASON_LOCAL, g_strerror(errno));
		return;
	}
	enter_phase(runner, SSH_PHASE_COMMANDS);
	begin_command(runner);
}

/* What the host on the way says of itself, or of the device behind it. */
static void jump_failed(struct runner *runner)
{
	size_t length;
	g_autofree char *bytes = read_file(runner, "jump-log", 0, &length);
	enum ssh_reason reason = openssh_log_forward(bytes, length);
	struct openssh_log jump;

	openssh_log_read(&jump, bytes, length);
	runner->task.result->at_jump = reason == SSH_REASON_CHANNEL ||
				       (!jump.authenticated && jump.reason != SSH_REASON_NONE);
	if (!jump.authenticated && jump.reason != SSH_REASON_NONE)
		give_up(runner, jump.reason, jump.message);
	else if (reason != SSH_REASON_NONE)
		give_up(runner, reason, reason == SSH_REASON_CHANNEL ? "it connects nobody further"
								      : "the jump host could not connect to it");
	openssh_log_clear(&jump);
}

static void master_failed(struct runner *runner, const struct openssh_log *log)
{
	enum ssh_reason reason = log->reason;

	if (runner->task.job.jump)
		jump_failed(runner);
	if (reason == SSH_REASON_NONE)
		reason = !log->identified ? SSH_REASON_NO_BANNER : SSH_REASON_CLOSED;
	give_up(runner, reason, log->message ? log->message : "ssh ended early");
}

/* How far it has come, by its log; each phase has its own limit. */
static void follow_master(struct runner *runner)
{
	static const enum ssh_phase next[] = { SSH_PHASE_CONNECT, SSH_PHASE_BANNER, SSH_PHASE_KEY_EXCHANGE,
					       SSH_PHASE_LOGIN };
	const struct ssh_limits *limits = &runner->task.job.limits;
	struct openssh_log log;
	enum ssh_phase phase;
	int status;

	read_log(runner, "log", &log);
	phase = next[log.exchanged ? 3 : log.identified ? 2 : log.connected ? 1 : 0];
	if (phase > runner->task.result->phase) {
		bool banner = runner->task.result->phase <= SSH_PHASE_CONNECT && phase == SSH_PHASE_BANNER;

		if (banner || runner->task.result->phase <= SSH_PHASE_BANNER)
			set_deadline(runner, banner ? limits->banner_us : limits->login_us);
		enter_phase(runner, phase);
	}
	if (has_ended(&runner->master, &status)) {
		master_failed(runner, &log);
	} else if (log.authenticated && is_listening(runner)) {
		if (runner->task.result->phase < SSH_PHASE_LOGIN)
			enter_phase(runner, SSH_PHASE_LOGIN);
		logged_in(runner);
	}
	openssh_log_clear(&log);
}

/* --- time --- */

static void overdue(struct runner *runner)
{
	switch (runner->task.result->phase) {
	case SSH_PHASE_LOCK:
	case SSH_PHASE_CONNECT:
		give_up(runner, SSH_REASON_TIMEOUT_CONNECT, "");
		return;
	case SSH_PHASE_BANNER:
		give_up(runner, SSH_REASON_TIMEOUT_BANNER, "");
		return;
	case SSH_PHASE_KEY_EXCHANGE:
	case SSH_PHASE_LOGIN:
		give_up(runner, SSH_REASON_LIMIT, runner->dialogue ? "no prompt came" : "");
		return;
	case SSH_PHASE_LOGOUT:
		part(runner);
		return;
	case SSH_PHASE_COMMANDS:
		break;
	}
	if (runner->dialogue) {
		dialogue_stop(runner->dialogue, SSH_REASON_LIMIT);
		shell_ended(runner);
	} else if (output_of(runner)->reason == SSH_REASON_NONE) {
		/* Its channel is closed, and the next command is asked. */
		output_of(runner)->reason = SSH_REASON_LIMIT;
		kill(runner->child, SIGTERM);
		close_channel(&runner->out);
		close_channel(&runner->errors);
		set_deadline(runner, GOODBYE_US);
	} else {
		give_up(runner, SSH_REASON_LIMIT, "");
	}
}

static void tick(void *context)
{
	struct runner *runner = context;
	int status;

	if (runner->ending) {
		look_after_ending(runner);
		return;
	}
	if (!runner->ready)
		follow_master(runner);
	else if (!runner->dialogue && runner->out.fd < 0 && runner->errors.fd < 0 &&
		 has_ended(&runner->child, &status))
		child_ended(runner, status);
	if (!runner->ending && now_us(runner) >= runner->deadline_us)
		overdue(runner);
}

/* --- as a task --- */

static bool prepare(struct runner *runner, enum ssh_reason *ret_reason, GError **error)
{
	runner->place = (struct openssh_place){ .program = runner->task.worker->ssh, .job = &runner->task.job };
	return openssh_prepare(&runner->place, ret_reason, error);
}

static void start(struct task *task)
{
	struct runner *runner = (struct runner *)task;
	g_autoptr(GPtrArray) arguments = NULL;
	g_autoptr(GError) error = NULL;
	enum ssh_reason reason;

	runner->out.fd = runner->errors.fd = -1;
	runner->phase_began_us = now_us(runner);
	runner->job_deadline_us = runner->phase_began_us + task->job.limits.job_us;
	task->result->phase = SSH_PHASE_CONNECT;
	set_deadline(runner, task->job.limits.connect_us);
	if (!prepare(runner, &reason, &error)) {
		task_blame(task, reason, error->message);
		finish(runner);
		return;
	}
	arguments = openssh_master(&runner->place);
	if (!spawn(arguments, (const int[3]){ -1, -1, -1 }, &runner->master)) {
		task_blame(task, SSH_REASON_LOCAL, g_strerror(errno));
		finish(runner);
		return;
	}
	runner->timer = loop_start_timer(task->worker->loop, POLL_US, POLL_US, tick, runner);
}

static void cancel(struct task *task)
{
	struct runner *runner = (struct runner *)task;

	if (runner->ending)
		return;
	if (runner->dialogue)
		dialogue_stop(runner->dialogue, SSH_REASON_CANCELLED);
	else if (task->result->phase == SSH_PHASE_COMMANDS && runner->command < task->job.command_count &&
		 output_of(runner)->reason == SSH_REASON_NONE)
		output_of(runner)->reason = SSH_REASON_CANCELLED;
	give_up(runner, SSH_REASON_CANCELLED, "");
}

const struct task_kind task_openssh = { sizeof(struct runner), start, cancel, clear };
