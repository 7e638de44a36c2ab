/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One job over libssh2: connection, perhaps by way of a jump host, login, every
 * command in turn, goodbye. A row of steps, each of which waits, goes on or ends
 * the task; nothing here blocks. What a device may spend is limited in time by
 * one deadline that each phase moves, and in bytes.
 */
#include "net/ssh-internal.h"

#include "net/dialogue.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COLUMNS 511
#define LINES 1000
#define WINDOW (256 << 10)
#define PACKET 32768
#define GOODBYE_US 2000000
#define ERRORS_MAX 65536

enum step {
	STEP_CONNECT, STEP_JUMP_HANDSHAKE, STEP_JUMP_LOGIN, STEP_FORWARD, STEP_HANDSHAKE, STEP_LOGIN, STEP_OPEN,
	STEP_TERMINAL, STEP_START, STEP_READ, STEP_CLOSE, STEP_DROP, STEP_GOODBYE,
};

struct session {
	struct task task;
	enum step step;
	int fd;
	struct loop_wait *wait, *timer;
	int64_t timer_at_us, deadline_us, job_deadline_us, phase_began_us, command_began_us;
	bool at_jump, limited;		/* the deadline is the job's, not the command's */
	bool stopped;
	enum ssh_phase stopped_in;	/* its goodbye is no progress */
	struct link jump, device;
	LIBSSH2_CHANNEL *channel;
	struct dialogue *dialogue;
	bool raised;
	unsigned int command;
	size_t total;			/* bytes of all outputs */
};

enum outcome { OUTCOME_WAITS, OUTCOME_ON, OUTCOME_ENDED };

static void advance(void *context);

static int64_t now_us(const struct session *session)
{
	return clock_monotonic_us(session->task.worker->clock);
}

static struct ssh_output *output_of(struct session *session)
{
	return &session->task.result->outputs[session->command];
}

static const struct ssh_command *command_of(const struct session *session)
{
	return &session->task.job.commands[session->command];
}

/* --- time --- */

static void timer_fired(void *context);

/* The timer may come early: then it is set again. So it is seldom touched. */
static void set_deadline(struct session *session, int64_t limit_us)
{
	int64_t now = now_us(session);

	session->deadline_us = MIN(now + limit_us, session->job_deadline_us);
	session->limited = session->deadline_us == session->job_deadline_us;
	if (session->timer && session->timer_at_us <= session->deadline_us)
		return;
	loop_cancel(session->timer);
	session->timer_at_us = session->deadline_us;
	session->timer = loop_start_timer(session->task.worker->loop, session->deadline_us - now, 0, timer_fired,
					  session);
}

static void enter_phase(struct session *session, enum ssh_phase phase)
{
	struct ssh_result *result = session->task.result;
	int64_t now = now_us(session);

	/* By way of a jump host the same phase comes twice. */
	result->phase_us[result->phase] = MAX(result->phase_us[result->phase], 0) + now - session->phase_began_us;
	session->phase_began_us = now;
	result->phase = phase;
	if (result->phase_us[phase] < 0)
		result->phase_us[phase] = 0;
}

/* --- the end --- */

static void note_offer(struct session *session, const struct link *link)
{
	static const int methods[SSH_CATEGORY_COUNT] = {
		[SSH_KEX] = LIBSSH2_METHOD_KEX,
		[SSH_HOST_KEY] = LIBSSH2_METHOD_HOSTKEY,
		[SSH_CIPHER] = LIBSSH2_METHOD_CRYPT_SC,
		[SSH_MAC] = LIBSSH2_METHOD_MAC_SC,
		[SSH_COMPRESSION] = LIBSSH2_METHOD_COMP_SC,
	};
	struct ssh_result *result = session->task.result;

	if (link->offer.identified)
		result->server = g_strdup(link->offer.server);
	for (int i = 0; i < SSH_CATEGORY_COUNT; i++) {
		result->offered[i] = g_strdup(link->offer.offered[i]);
		if (link->host_key && !link->dead && link->offer.state == KEXINIT_DONE)
			result->agreed[i] = g_strdup(libssh2_session_methods(link->session, methods[i]));
	}
	if (link->host_key) {
		size_t length;
		const uint8_t *key = g_bytes_get_data(link->host_key, &length);

		result->host_key_type = pins_type(key, length);
		result->host_key_fingerprint = pins_fingerprint(key, length);
		result->host_key = g_base64_encode(key, length);
	}
}

static void clear(struct task *task)
{
	struct session *session = (struct session *)task;

	g_clear_pointer(&session->wait, loop_cancel);
	g_clear_pointer(&session->timer, loop_cancel);
	g_clear_pointer(&session->dialogue, dialogue_free);
	link_close(&session->device);
	link_close(&session->jump);
	if (session->fd >= 0)
		close(session->fd);
	session->fd = -1;
}

static enum outcome finish(struct session *session)
{
	const struct link *link = session->at_jump ? &session->jump : &session->device;

	session->task.result->at_jump = session->at_jump;
	enter_phase(session, session->task.result->phase);
	if (session->stopped)
		session->task.result->phase = session->stopped_in;
	if (link->session)
		note_offer(session, link);
	task_ended(&session->task);
	return OUTCOME_ENDED;
}

/*
 * Away before its time: what can be said without waiting is said, our half is
 * shut, and until the device has shut its own what still comes is thrown away.
 * Closing at once would send a reset, which may overtake our goodbye.
 */
static enum outcome break_off(struct session *session)
{
	if (session->step == STEP_CONNECT || session->fd < 0)
		return finish(session);
	/* Whoever was not believed is not spoken to. */
	if (session->channel && !session->device.dead) {
		libssh2_channel_close(session->channel);
		link_part(&session->device);
	} else if (session->step >= STEP_LOGIN) {
		link_part(&session->device);
	}
	if (session->step >= STEP_FORWARD)
		link_part(&session->jump);
	shutdown(session->fd, SHUT_WR);
	session->device.dead = session->jump.dead = true;
	session->step = STEP_GOODBYE;
	enter_phase(session, SSH_PHASE_LOGOUT);
	session->job_deadline_us = now_us(session) + GOODBYE_US;
	set_deadline(session, GOODBYE_US);
	return OUTCOME_ON;
}

static enum outcome give_up(struct session *session, enum ssh_reason reason, const char *message)
{
	task_blame(&session->task, reason, message);
	session->stopped = true;
	session->stopped_in = session->task.result->phase;
	/* Nobody is there, or nobody who is believed. */
	if (reason == SSH_REASON_CLOSED || reason == SSH_REASON_HOST_KEY || reason == SSH_REASON_HOST_KEY_CHANGED ||
	    reason == SSH_REASON_NO_BANNER)
		return finish(session);
	return break_off(session);
}

static enum outcome link_gave_up(struct session *session, const struct link *link)
{
	g_autofree char *message = g_strdup(link->message);

	if (link->reason == SSH_REASON_NONE)
		return finish(session);		/* the host key was learnt */
	return give_up(session, link->reason, message);
}

/* --- connecting --- */

static enum ssh_reason reason_of_errno(int error)
{
	switch (error) {
	case ECONNREFUSED:
	case ECONNRESET:
		return SSH_REASON_REFUSED;
	case EHOSTUNREACH:
	case ENETUNREACH:
		return SSH_REASON_UNREACHABLE;
	case ETIMEDOUT:
		return SSH_REASON_TIMEOUT_CONNECT;
	default:
		return SSH_REASON_LOCAL;
	}
}

static enum outcome connect_to(struct session *session, const struct ssh_peer *peer)
{
	struct sockaddr_storage address;
	socklen_t length = address_to_sockaddr(&peer->address, &address);
	int on = 1;

	if (peer->address.family == AF_INET6)
		((struct sockaddr_in6 *)&address)->sin6_port = g_htons(peer->port);
	else
		((struct sockaddr_in *)&address)->sin_port = g_htons(peer->port);
	session->fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (session->fd < 0)
		return give_up(session, SSH_REASON_LOCAL, g_strerror(errno));
	setsockopt(session->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(session->fd, (struct sockaddr *)&address, length) < 0 && errno != EINPROGRESS) {
		/* Refused on the spot: by our own routes, save on loopback. */
		enum ssh_reason reason = errno == ECONNREFUSED ? SSH_REASON_REFUSED : SSH_REASON_LOCAL;

		return give_up(session, reason, g_strerror(errno));
	}
	session->wait = loop_start_watching(session->task.worker->loop, session->fd, LOOP_WRITABLE, advance, session);
	set_deadline(session, session->task.job.limits.connect_us);
	return OUTCOME_WAITS;
}

static enum outcome connected(struct session *session)
{
	int error = 0;
	socklen_t length = sizeof error;

	getsockopt(session->fd, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error)
		return give_up(session, reason_of_errno(error), g_strerror(error));
	enter_phase(session, SSH_PHASE_BANNER);
	set_deadline(session, session->task.job.limits.banner_us);
	if (session->task.job.jump) {
		link_open(&session->jump, session->task.job.jump, session->task.worker->keys, session->fd, NULL, false);
		session->step = STEP_JUMP_HANDSHAKE;
	} else {
		link_open(&session->device, &session->task.job.device, session->task.worker->keys, session->fd, NULL,
			  session->task.job.learn_only);
		session->step = STEP_HANDSHAKE;
	}
	return OUTCOME_ON;
}

static enum outcome handshake(struct session *session, struct link *link, enum step next)
{
	enum link_outcome outcome = link_handshake(link);

	if (session->task.result->phase == SSH_PHASE_BANNER && link->offer.identified) {
		enter_phase(session, SSH_PHASE_KEY_EXCHANGE);
		set_deadline(session, session->task.job.limits.login_us);
	}
	if (outcome == LINK_WAITS)
		return OUTCOME_WAITS;
	if (outcome == LINK_FAILED)
		return link_gave_up(session, link);
	enter_phase(session, SSH_PHASE_LOGIN);
	session->step = next;
	return OUTCOME_ON;
}

static enum outcome log_in(struct session *session, struct link *link, enum step next)
{
	enum link_outcome outcome = link_login(link);

	if (outcome == LINK_WAITS)
		return OUTCOME_WAITS;
	if (outcome == LINK_FAILED)
		return link_gave_up(session, link);
	session->step = next;
	return OUTCOME_ON;
}

static enum outcome begin_command(struct session *session);

static enum outcome logged_in(struct session *session)
{
	if (session->task.job.channel == SSH_CHANNEL_SHELL)
		return OUTCOME_ON;
	enter_phase(session, SSH_PHASE_COMMANDS);
	return begin_command(session);
}

/* What the jump host answers instead of connecting. Only that it tried, and nobody was there,
 * speaks of the device; libssh2 tells that by its words alone. */
static enum outcome not_forwarded(struct session *session, const char *text)
{
	if (text && strstr(text, "(connect failed)"))
		return give_up(session, SSH_REASON_UNREACHABLE, "the jump host could not connect to it");
	session->at_jump = true;
	return give_up(session, SSH_REASON_CHANNEL, "it connects nobody further");
}

/* The jump host connects for us; from here on it is the device that is spoken of. */
static enum outcome forward(struct session *session)
{
	char address[ADDRESS_TEXT_SIZE];
	LIBSSH2_CHANNEL *carrier;

	if (session->at_jump) {
		session->at_jump = false;
		enter_phase(session, SSH_PHASE_CONNECT);
		set_deadline(session, session->task.job.limits.connect_us);
	}
	carrier = libssh2_channel_direct_tcpip_ex(session->jump.session,
						  address_print(&session->task.job.device.address, address),
						  session->task.job.device.port, "127.0.0.1", 0);
	if (!carrier) {
		char *text = NULL;
		int code = libssh2_session_last_error(session->jump.session, &text, NULL, 0);

		if (code == LIBSSH2_ERROR_EAGAIN)
			return OUTCOME_WAITS;
		if (code == LIBSSH2_ERROR_CHANNEL_FAILURE)
			return not_forwarded(session, text);
		session->at_jump = true;
		link_failed(&session->jump, code, "forwarding");
		return link_gave_up(session, &session->jump);
	}
	link_open(&session->device, &session->task.job.device, session->task.worker->keys, session->fd, carrier,
		  session->task.job.learn_only);
	enter_phase(session, SSH_PHASE_BANNER);
	set_deadline(session, session->task.job.limits.banner_us);
	session->step = STEP_HANDSHAKE;
	return OUTCOME_ON;
}

/* --- channels --- */

static enum outcome channel_failed(struct session *session, int code, const char *doing)
{
	if (code == LIBSSH2_ERROR_EAGAIN)
		return OUTCOME_WAITS;
	link_failed(&session->device, code, doing);
	if (session->dialogue)
		dialogue_stop(session->dialogue, session->device.reason);
	else if (session->task.result->phase == SSH_PHASE_COMMANDS)
		output_of(session)->reason = session->device.reason;
	return link_gave_up(session, &session->device);
}

static enum outcome open_channel(struct session *session)
{
	session->channel = libssh2_channel_open_ex(session->device.session, "session", strlen("session"), WINDOW, PACKET,
						   NULL, 0);
	if (!session->channel)
		return channel_failed(session, libssh2_session_last_errno(session->device.session), "channel");
	session->step = session->task.job.channel == SSH_CHANNEL_SHELL ? STEP_TERMINAL : STEP_START;
	return OUTCOME_ON;
}

static enum outcome ask_terminal(struct session *session)
{
	int code = libssh2_channel_request_pty_ex(session->channel, "vt100", strlen("vt100"), NULL, 0, COLUMNS, LINES,
						  0, 0);

	if (code)
		return channel_failed(session, code, "terminal");
	libssh2_channel_handle_extended_data2(session->channel, LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE);
	session->step = STEP_START;
	return OUTCOME_ON;
}

static enum outcome start_channel(struct session *session)
{
	bool shell = session->task.job.channel == SSH_CHANNEL_SHELL;
	const char *kind = shell ? "shell" : "exec", *command = shell ? NULL : command_of(session)->send;
	int code = libssh2_channel_process_startup(session->channel, kind, (unsigned int)strlen(kind), command,
						   command ? (unsigned int)strlen(command) : 0);

	if (code)
		return channel_failed(session, code, kind);
	if (shell)
		session->dialogue = dialogue_new(&session->task.job.shell, NULL);
	session->step = STEP_READ;
	return OUTCOME_ON;
}

/* --- commands --- */

static uint32_t bytes_allowed(const struct session *session)
{
	uint32_t limit = command_of(session)->limit_bytes;

	if (!limit)
		limit = session->task.job.limits.bytes;
	return (uint32_t)MIN(limit, SSH_BYTES_MAX - MIN(session->total, SSH_BYTES_MAX));
}

static enum outcome say_goodbye(struct session *session);

/* The next command on a channel of its own, or the end. */
static enum outcome begin_command(struct session *session)
{
	int64_t limit_us;

	if (session->command == session->task.job.command_count)
		return say_goodbye(session);
	limit_us = command_of(session)->limit_us;
	session->command_began_us = now_us(session);
	set_deadline(session, limit_us ? limit_us : session->task.job.limits.command_us);
	if (!session->dialogue) {
		output_of(session)->reason = SSH_REASON_NONE;
		session->step = STEP_OPEN;
	}
	return OUTCOME_ON;
}

static void end_command(struct session *session)
{
	struct ssh_output *output = output_of(session);

	output->elapsed_us = now_us(session) - session->command_began_us;
	session->total += output->text->len + output->errors->len;
	session->command = instead_next(session->task.worker->instead, &session->task.job, session->task.result,
					session->command);
}

/* What came on the other stream is kept beside; reading it costs a system call, so
 * only when libssh2 holds something. */
static void read_errors(struct session *session, char *buffer, size_t size)
{
	struct ssh_output *output = output_of(session);
	unsigned long held = 0;
	ssize_t got;

	libssh2_channel_window_read_ex(session->channel, &held, NULL);
	while (held && (got = libssh2_channel_read_stderr(session->channel, buffer, size)) > 0)
		g_string_append_len(output->errors, buffer,
				    MIN(got, (ssize_t)(ERRORS_MAX - MIN(output->errors->len, ERRORS_MAX))));
}

static enum outcome read_exec(struct session *session)
{
	static char buffer[PACKET];
	struct ssh_output *output = output_of(session);
	uint32_t allowed = bytes_allowed(session);
	ssize_t got;

	while ((got = libssh2_channel_read(session->channel, buffer, sizeof buffer)) > 0) {
		size_t room = allowed - output->text->len;

		g_string_append_len(output->text, buffer, MIN(got, (ssize_t)room));
		if ((size_t)got > room) {
			output->reason = SSH_REASON_BYTES;
			session->step = STEP_DROP;
			set_deadline(session, GOODBYE_US);
			return OUTCOME_ON;
		}
	}
	if (got < 0 && got != LIBSSH2_ERROR_EAGAIN)
		return channel_failed(session, (int)got, "reading");
	read_errors(session, buffer, sizeof buffer);
	if (!libssh2_channel_eof(session->channel))
		return OUTCOME_WAITS;
	session->step = STEP_CLOSE;
	return OUTCOME_ON;
}

/* All has come. The exit status comes before the channel is closed from there. */
static enum outcome close_channel(struct session *session)
{
	struct ssh_output *output = output_of(session);
	char *signal = NULL;
	int code = libssh2_channel_wait_closed(session->channel);

	if (code == LIBSSH2_ERROR_EAGAIN)
		return OUTCOME_WAITS;
	if (code && code != LIBSSH2_ERROR_SOCKET_DISCONNECT)
		return channel_failed(session, code, "closing");
	libssh2_channel_get_exit_signal(session->channel, &signal, NULL, NULL, NULL, NULL, NULL);
	if (signal) {
		output->reason = SSH_REASON_SIGNAL;
		libssh2_free(session->device.session, signal);
	} else {
		output->complete = true;
		output->exit_status = code ? -1 : libssh2_channel_get_exit_status(session->channel);
	}
	session->step = STEP_DROP;
	return OUTCOME_ON;
}

/* Done with this channel, whatever its state. */
static enum outcome drop_channel(struct session *session)
{
	if (libssh2_channel_free(session->channel) == LIBSSH2_ERROR_EAGAIN)
		return OUTCOME_WAITS;
	session->channel = NULL;
	end_command(session);
	return begin_command(session);
}

/* --- the shell --- */

static enum outcome shell_ended(struct session *session)
{
	enum ssh_reason reason = dialogue_reason(session->dialogue);

	if (reason == SSH_REASON_NONE)
		return say_goodbye(session);
	if (session->task.result->phase == SSH_PHASE_COMMANDS && session->command < session->task.job.command_count)
		end_command(session);
	return give_up(session, reason, dialogue_message(session->dialogue));
}

static enum outcome raise_mode(struct session *session)
{
	const char *path = session->task.job.shell.elevate_path;
	g_autoptr(GError) error = NULL;
	char *secret = path ? secret_read_line(path, &error) : NULL;

	session->raised = true;
	if (path && !secret)
		return give_up(session, SSH_REASON_SECRET, error->message);
	dialogue_raise(session->dialogue, secret);
	secret_free(secret);
	return OUTCOME_ON;
}

/* At a prompt that has proven itself: what is next. */
static enum outcome shell_ready(struct session *session)
{
	bool first = session->task.result->phase == SSH_PHASE_LOGIN;

	if (session->task.job.shell.elevate && !session->raised)
		return raise_mode(session);
	if (first)
		enter_phase(session, SSH_PHASE_COMMANDS);
	else
		end_command(session);
	if (session->command < session->task.job.command_count) {
		begin_command(session);
		dialogue_command(session->dialogue, command_of(session)->send, bytes_allowed(session),
				 output_of(session));
		return OUTCOME_ON;
	}
	enter_phase(session, SSH_PHASE_LOGOUT);
	set_deadline(session, GOODBYE_US);
	dialogue_leave(session->dialogue);
	return OUTCOME_ON;
}

/* Types what is to be typed. WAITS: all of it is on its way. */
static enum outcome type(struct session *session)
{
	GString *typed = dialogue_typed(session->dialogue);

	while (typed->len) {
		ssize_t sent = libssh2_channel_write(session->channel, typed->str, typed->len);

		if (sent < 0)
			return channel_failed(session, (int)sent, "typing");
		explicit_bzero(typed->str, (size_t)sent);
		g_string_erase(typed, 0, sent);
	}
	return OUTCOME_WAITS;
}

static enum outcome read_shell(struct session *session)
{
	static char buffer[PACKET];
	ssize_t got;
	enum dialogue_state state;

	if (dialogue_typed(session->dialogue)->len) {
		enum outcome outcome = type(session);

		if (outcome != OUTCOME_WAITS || dialogue_typed(session->dialogue)->len)
			return outcome;
	}
	while ((got = libssh2_channel_read(session->channel, buffer, sizeof buffer)) > 0)
		dialogue_feed(session->dialogue, buffer, (size_t)got);
	if (got < 0 && got != LIBSSH2_ERROR_EAGAIN && got != LIBSSH2_ERROR_SOCKET_DISCONNECT)
		return channel_failed(session, (int)got, "reading");
	if (got == LIBSSH2_ERROR_SOCKET_DISCONNECT || libssh2_channel_eof(session->channel))
		dialogue_hung_up(session->dialogue);
	state = dialogue_settle(session->dialogue);
	if (state == DIALOGUE_ENDED)
		return shell_ended(session);
	if (state == DIALOGUE_READY)
		return shell_ready(session);
	return dialogue_typed(session->dialogue)->len ? OUTCOME_ON : OUTCOME_WAITS;
}

/* --- goodbye --- */

static enum outcome say_goodbye(struct session *session)
{
	if (session->task.result->phase != SSH_PHASE_LOGOUT)
		enter_phase(session, SSH_PHASE_LOGOUT);
	if (session->channel)
		libssh2_channel_close(session->channel);
	link_part(&session->device);
	link_part(&session->jump);
	return finish(session);
}

/* Throws away what still comes after break_off(). */
static enum outcome drain(struct session *session)
{
	static char buffer[PACKET];
	ssize_t got;

	for (int i = 0; i < 16; i++) {
		got = recv(session->fd, buffer, sizeof buffer, 0);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			return OUTCOME_WAITS;
		if (got <= 0)
			return finish(session);
	}
	return OUTCOME_WAITS;
}

/* --- the row of steps --- */

static enum outcome take_step(struct session *session)
{
	switch (session->step) {
	case STEP_CONNECT:
		return connected(session);
	case STEP_JUMP_HANDSHAKE:
		return handshake(session, &session->jump, STEP_JUMP_LOGIN);
	case STEP_JUMP_LOGIN:
		return log_in(session, &session->jump, STEP_FORWARD);
	case STEP_FORWARD:
		return forward(session);
	case STEP_HANDSHAKE:
		return handshake(session, &session->device, STEP_LOGIN);
	case STEP_LOGIN: {
		enum outcome outcome = log_in(session, &session->device, STEP_OPEN);

		return outcome == OUTCOME_ON && session->step == STEP_OPEN ? logged_in(session) : outcome;
	}
	case STEP_OPEN:
		return open_channel(session);
	case STEP_TERMINAL:
		return ask_terminal(session);
	case STEP_START:
		return start_channel(session);
	case STEP_READ:
		return session->dialogue ? read_shell(session) : read_exec(session);
	case STEP_CLOSE:
		return close_channel(session);
	case STEP_DROP:
		return drop_channel(session);
	case STEP_GOODBYE:
		return drain(session);
	}
	return OUTCOME_ENDED;
}

static void watch(struct session *session)
{
	const struct link *outer = session->jump.session ? &session->jump : &session->device;
	unsigned int wanted = LOOP_READABLE;

	if (session->step != STEP_GOODBYE && outer->session &&
	    libssh2_session_block_directions(outer->session) & LIBSSH2_SESSION_BLOCK_OUTBOUND)
		wanted |= LOOP_WRITABLE;
	loop_watch(session->wait, wanted);
}

static void advance(void *context)
{
	struct session *session = context;
	enum outcome outcome;
	int on = 1;

	/* Servers that have Nagle on wait for our acknowledgement. */
	setsockopt(session->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
	session->device.budget = session->jump.budget = LINK_BUDGET;
	do {
		outcome = take_step(session);
		/* What came before the end is taken; now it may be told. */
	} while (outcome == OUTCOME_ON ||
		 (outcome == OUTCOME_WAITS && (link_tell_end(&session->jump) || link_tell_end(&session->device))));
	if (outcome == OUTCOME_WAITS)
		watch(session);
}

static enum outcome command_overdue(struct session *session)
{
	if (session->dialogue) {
		dialogue_stop(session->dialogue, SSH_REASON_LIMIT);
		return shell_ended(session);
	}
	if (session->step == STEP_CLOSE) {
		/* All of it has come; only its end is late. */
		output_of(session)->complete = true;
	} else if (!output_of(session)->complete && output_of(session)->reason == SSH_REASON_NONE) {
		output_of(session)->reason = SSH_REASON_LIMIT;
	}
	if (session->limited || session->step != STEP_READ) {
		end_command(session);
		return give_up(session, SSH_REASON_LIMIT, "");
	}
	session->step = STEP_DROP;
	set_deadline(session, GOODBYE_US);
	return OUTCOME_ON;
}

static enum outcome overdue(struct session *session)
{
	if (session->step == STEP_GOODBYE)
		return finish(session);
	switch (session->task.result->phase) {
	case SSH_PHASE_LOCK:
	case SSH_PHASE_CONNECT:
		return give_up(session, SSH_REASON_TIMEOUT_CONNECT, "");
	case SSH_PHASE_BANNER:
		return give_up(session, SSH_REASON_TIMEOUT_BANNER, "");
	case SSH_PHASE_KEY_EXCHANGE:
	case SSH_PHASE_LOGIN:
		return give_up(session, SSH_REASON_LIMIT, session->dialogue ? "no prompt came" : "");
	case SSH_PHASE_COMMANDS:
		return command_overdue(session);
	case SSH_PHASE_LOGOUT:
		break;
	}
	return say_goodbye(session);
}

static void timer_fired(void *context)
{
	struct session *session = context;
	int64_t left_us = session->deadline_us - now_us(session);

	session->timer = NULL;
	if (left_us > 0) {
		session->timer_at_us = session->deadline_us;
		session->timer = loop_start_timer(session->task.worker->loop, left_us, 0, timer_fired, session);
		return;
	}
	if (overdue(session) == OUTCOME_ON)
		advance(session);
}

/* --- as a task --- */

static void start(struct task *task)
{
	struct session *session = (struct session *)task;

	session->phase_began_us = now_us(session);
	session->job_deadline_us = session->phase_began_us + task->job.limits.job_us;
	session->at_jump = task->job.jump != NULL;
	task->result->phase = SSH_PHASE_CONNECT;
	session->fd = -1;
	connect_to(session, session->at_jump ? task->job.jump : &task->job.device);
}

static void cancel(struct task *task)
{
	struct session *session = (struct session *)task;

	if (session->step == STEP_GOODBYE)
		return;
	if (session->dialogue)
		dialogue_stop(session->dialogue, SSH_REASON_CANCELLED);
	else if (task->result->phase == SSH_PHASE_COMMANDS && session->command < task->job.command_count &&
		 output_of(session)->reason == SSH_REASON_NONE)
		output_of(session)->reason = SSH_REASON_CANCELLED;
	if (give_up(session, SSH_REASON_CANCELLED, "") == OUTCOME_ON)
		advance(session);
}

const struct task_kind task_libssh2 = { sizeof(struct session), start, cancel, clear };
