/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each question that is started is one connection, which goes through
 * connecting, sending, listening, and, once the question has ended, parting:
 * our half is shut and what still comes is thrown away until the other end has
 * shut its own. Closing with bytes unread would send a reset instead.
 */
#include "net/tcp.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long the other end may take to shut its half, and what it may say meanwhile. */
#define PARTING_US (1 * G_USEC_PER_SEC)
#define PARTING_BYTES 65536
/* The same once nothing else is waited for. */
#define LAST_PARTING_US (300 * INT64_C(1000))

enum stage { CONNECTING, SENDING, LISTENING, PARTING };

struct connection {
	struct tcp_wire *wire;
	GList link;
	uint32_t number;
	enum stage stage;
	int fd;
	struct loop_wait *wait, *deadline;
	int64_t began_us;
	size_t sent;
	size_t length;			/* of BYTES; parting: of what was thrown away */
	char bytes[TCP_RECEIVED_MAX];
};

struct outcome {
	struct tcp_answer answer;
	char *kept;
	bool ended;
};

struct tcp_wire {
	struct tcp_options options;
	const struct tcp_question *questions;
	struct outcome *outcomes;
	uint32_t count;
	uint32_t next;			/* the first question not yet started */
	unsigned int at_once;
	GQueue open;			/* connections, the oldest first */
	bool starting, cancelled;
};

static void start_some(struct tcp_wire *wire);

/* --- ending --- */

static void connection_free(struct connection *connection)
{
	g_queue_unlink(&connection->wire->open, &connection->link);
	loop_cancel(connection->wait);
	loop_cancel(connection->deadline);
	close(connection->fd);
	g_free(connection);
}

static void part_deadline(void *context)
{
	struct connection *connection = context;
	struct tcp_wire *wire = connection->wire;

	connection->deadline = NULL;
	connection_free(connection);
	start_some(wire);
}

/* Throws away what came. False once there is nothing more to wait for. */
static bool drain(struct connection *connection)
{
	for (;;) {
		ssize_t got = recv(connection->fd, connection->bytes, sizeof connection->bytes, MSG_DONTWAIT);

		if (got < 0)
			return errno == EAGAIN || errno == EINTR;
		if (got == 0)
			return false;
		connection->length += (size_t)got;
		/* Whoever talks without end gets the reset. */
		if (connection->length > PARTING_BYTES)
			return false;
	}
}

static void part_readable(void *context)
{
	struct connection *connection = context;
	struct tcp_wire *wire = connection->wire;

	if (drain(connection))
		return;
	connection_free(connection);
	start_some(wire);
}

/* The question has ended, or is not wanted any more. May free CONNECTION. */
static void part(struct connection *connection)
{
	struct loop *loop = connection->wire->options.loop;

	g_clear_pointer(&connection->wait, loop_cancel);
	g_clear_pointer(&connection->deadline, loop_cancel);
	/* What never was connected is simply given up. */
	if (connection->stage == CONNECTING || shutdown(connection->fd, SHUT_WR) < 0) {
		connection_free(connection);
		return;
	}
	connection->stage = PARTING;
	connection->length = 0;
	if (!drain(connection)) {
		connection_free(connection);
		return;
	}
	connection->wait = loop_start_reading(loop, connection->fd, part_readable, connection);
	connection->deadline = loop_start_timer(loop, PARTING_US, 0, part_deadline, connection);
}

static void tell(struct tcp_wire *wire, uint32_t number, enum probe_end end)
{
	wire->outcomes[number].answer.end = end;
	wire->outcomes[number].ended = true;
	if (!wire->cancelled)
		wire->options.ended(wire->options.context, number);
}

/* May free CONNECTION. */
static void end(struct connection *connection, enum probe_end how)
{
	struct tcp_wire *wire = connection->wire;
	struct outcome *outcome = &wire->outcomes[connection->number];
	uint32_t number = connection->number;
	size_t kept = MIN(connection->length, TCP_KEPT_MAX);

	if (how != PROBE_ANSWERED)
		outcome->answer.time_us = -1;
	if (kept) {
		outcome->kept = g_memdup2(connection->bytes, kept);
		outcome->answer.received = outcome->kept;
		outcome->answer.received_length = kept;
	}
	part(connection);
	tell(wire, number, how);
	start_some(wire);
}

/* --- talking --- */

static void note_time(struct connection *connection)
{
	struct tcp_wire *wire = connection->wire;

	wire->outcomes[connection->number].answer.time_us =
		clock_monotonic_us(wire->options.clock) - connection->began_us;
}

/* ERROR came in place of a connection, after the first packet had left. */
static void take_failure(struct connection *connection, int error)
{
	struct tcp_answer *answer = &connection->wire->outcomes[connection->number].answer;

	answer->refused = error == ECONNREFUSED;
	answer->unreachable = !answer->refused && error != ETIMEDOUT;
	end(connection, PROBE_NO_ANSWER);
}

/* Looks at what has come so far; true when that ended the question. */
static bool look(struct connection *connection)
{
	struct tcp_wire *wire = connection->wire;
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	switch (pattern_match(wire->questions[connection->number].expect, connection->bytes, connection->length,
			      groups)) {
	case PATTERN_MATCHED:
		note_time(connection);
		end(connection, PROBE_ANSWERED);
		return true;
	case PATTERN_GAVE_UP:
		wire->outcomes[connection->number].answer.gave_up = true;
		end(connection, PROBE_COULD_NOT_ASK);
		return true;
	case PATTERN_NOT_MATCHED:
		break;
	}
	if (connection->length < sizeof connection->bytes)
		return false;
	end(connection, PROBE_NO_ANSWER);
	return true;
}

static void listen_readable(void *context)
{
	struct connection *connection = context;
	ssize_t got = recv(connection->fd, connection->bytes + connection->length,
			   sizeof connection->bytes - connection->length, MSG_DONTWAIT);

	if (got > 0) {
		connection->length += (size_t)got;
		look(connection);
		return;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	connection->wire->outcomes[connection->number].answer.closed = true;
	end(connection, PROBE_NO_ANSWER);
}

static void send_writable(void *context)
{
	struct connection *connection = context;
	const struct tcp_question *question = &connection->wire->questions[connection->number];
	size_t length = question->send ? strlen(question->send) : 0;

	while (connection->sent < length) {
		ssize_t put = send(connection->fd, question->send + connection->sent, length - connection->sent,
				   MSG_DONTWAIT | MSG_NOSIGNAL);

		if (put < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		/* What it has said before it hung up is still to be read. */
		if (put < 0)
			break;
		connection->sent += (size_t)put;
	}
	if (!question->expect) {
		end(connection, PROBE_ANSWERED);
		return;
	}
	connection->stage = LISTENING;
	loop_cancel(connection->wait);
	connection->wait = loop_start_reading(connection->wire->options.loop, connection->fd, listen_readable,
					      connection);
}

static void connect_writable(void *context)
{
	struct connection *connection = context;
	socklen_t length = sizeof(int);
	int error = 0;

	if (getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
		error = errno;
	/* A connection that stood and was reset since is no refusal: what follows finds it closed. */
	if (error && error != ECONNRESET && error != EPIPE) {
		take_failure(connection, error);
		return;
	}
	note_time(connection);
	connection->wire->outcomes[connection->number].answer.connected = true;
	connection->stage = SENDING;
	loop_cancel(connection->wait);
	connection->wait = loop_start_writing(connection->wire->options.loop, connection->fd, send_writable,
					      connection);
	send_writable(connection);
}

static bool is_ready(const struct connection *connection)
{
	struct pollfd polled = { connection->fd, connection->stage == LISTENING ? POLLIN : POLLOUT, 0 };

	return poll(&polled, 1, 0) > 0;
}

/*
 * A loop that was kept from running sees its timers before what came
 * meanwhile: an answer that is there counts, whatever the clock says.
 */
static void time_is_up(void *context)
{
	struct connection *connection = context;
	struct tcp_wire *wire = connection->wire;
	uint32_t number = connection->number;

	connection->deadline = NULL;
	while (is_ready(connection)) {
		if (connection->stage == CONNECTING)
			connect_writable(connection);
		else if (connection->stage == SENDING)
			send_writable(connection);
		else
			listen_readable(connection);
		if (wire->outcomes[number].ended)
			return;
	}
	end(connection, PROBE_NO_ANSWER);
}

/* --- starting --- */

static bool bind_source(int fd, const struct tcp_question *question)
{
	struct sockaddr_storage source;
	socklen_t length;
	int on = 1;

	if (question->interface &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, question->interface,
		       (socklen_t)strlen(question->interface)) < 0)
		return false;
	if (!question->source.family)
		return true;
	/* The port is chosen with the connection, so that each far end can have all of them. */
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
	length = address_to_sockaddr(&question->source, &source);
	return bind(fd, (struct sockaddr *)&source, length) == 0;
}

static socklen_t sockaddr_of(const struct tcp_question *question, struct sockaddr_storage *ret_to)
{
	socklen_t length = address_to_sockaddr(&question->to, ret_to);

	if (ret_to->ss_family == AF_INET6)
		((struct sockaddr_in6 *)ret_to)->sin6_port = g_htons(question->port);
	else
		((struct sockaddr_in *)ret_to)->sin_port = g_htons(question->port);
	return length;
}

/* A descriptor that connects, or -1: then nothing was sent, or it was refused at once. */
static int begin(const struct tcp_question *question, int *ret_error)
{
	struct sockaddr_storage to;
	socklen_t length = sockaddr_of(question, &to);
	int fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);

	if (fd < 0) {
		*ret_error = errno;
		return -1;
	}
	if (!bind_source(fd, question))
		*ret_error = errno;
	else if (connect(fd, (struct sockaddr *)&to, length) == 0 || errno == EINPROGRESS)
		return fd;
	else
		/* Here, and only here, that word means that there is no port left to ask from. */
		*ret_error = errno == EADDRNOTAVAIL ? EADDRINUSE : errno;
	close(fd);
	return -1;
}

static bool is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == EADDRINUSE;
}

/* The next question could not be begun for ERROR. False when it must wait until another has ended. */
static bool take_refusal(struct tcp_wire *wire, int error)
{
	struct tcp_answer *answer = &wire->outcomes[wire->next].answer;

	if (is_shortage(error) && wire->open.length > 0)
		return false;
	answer->refused = error == ECONNREFUSED;
	answer->refused_errno = answer->refused ? 0 : error;
	tell(wire, wire->next++, answer->refused ? PROBE_NO_ANSWER : PROBE_COULD_NOT_ASK);
	return true;
}

static bool start_next(struct tcp_wire *wire)
{
	const struct tcp_question *question = &wire->questions[wire->next];
	int64_t began_us = clock_monotonic_us(wire->options.clock);
	struct connection *connection;
	int error = 0, fd = begin(question, &error);

	if (fd < 0)
		return take_refusal(wire, error);
	connection = g_new0(struct connection, 1);
	connection->wire = wire;
	connection->fd = fd;
	connection->number = wire->next++;
	connection->began_us = began_us;
	connection->link.data = connection;
	g_queue_push_tail_link(&wire->open, &connection->link);
	connection->deadline = loop_start_timer(wire->options.loop, question->timeout_us, 0, time_is_up, connection);
	connection->wait = loop_start_writing(wire->options.loop, fd, connect_writable, connection);
	return true;
}

static void start_some(struct tcp_wire *wire)
{
	/* Ends that come at once must not begin another round within this one. */
	if (wire->starting)
		return;
	wire->starting = true;
	while (!wire->cancelled && wire->next < wire->count && wire->open.length < wire->at_once &&
	       start_next(wire))
		;
	wire->starting = false;
}

/* --- the wire --- */

/* Half of the descriptors that we may have: others are at work in this process, too. */
static unsigned int choose_at_once(unsigned int wanted)
{
	struct rlimit limit;
	unsigned int most = wanted ? MIN(wanted, TCP_AT_ONCE_MAX) : TCP_AT_ONCE_MAX;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return most;
	return (unsigned int)CLAMP(limit.rlim_cur / 2, 1, most);
}

struct tcp_wire *tcp_open(const struct tcp_options *options, const struct tcp_question *questions, uint32_t count)
{
	struct tcp_wire *wire = g_new0(struct tcp_wire, 1);

	wire->options = *options;
	wire->questions = questions;
	wire->count = count;
	wire->outcomes = g_new0(struct outcome, MAX(count, 1));
	for (uint32_t i = 0; i < count; i++)
		wire->outcomes[i].answer = (struct tcp_answer){ .end = PROBE_COULD_NOT_ASK, .time_us = -1 };
	wire->at_once = choose_at_once(options->at_once);
	g_queue_init(&wire->open);
	return wire;
}

void tcp_start(struct tcp_wire *wire)
{
	start_some(wire);
}

void tcp_cancel(struct tcp_wire *wire)
{
	GList *next;

	wire->cancelled = true;
	for (GList *link = wire->open.head; link; link = next) {
		struct connection *connection = link->data;

		next = link->next;
		if (connection->stage != PARTING)
			part(connection);
	}
}

/* Waits once for what is parting. */
static void wait_for_parting(struct tcp_wire *wire, int64_t limit_us)
{
	struct pollfd polled[TCP_AT_ONCE_MAX];
	nfds_t count = 0;
	GList *next;

	for (GList *link = wire->open.head; link && count < G_N_ELEMENTS(polled); link = link->next)
		polled[count++] = (struct pollfd){ ((struct connection *)link->data)->fd, POLLIN, 0 };
	if (poll(polled, count, (int)((limit_us + 999) / 1000)) <= 0)
		return;
	count = 0;
	for (GList *link = wire->open.head; link; link = next) {
		struct connection *connection = link->data;

		next = link->next;
		if (polled[count++].revents && !drain(connection))
			connection_free(connection);
	}
}

void tcp_close(struct tcp_wire *wire)
{
	int64_t until_us, left_us;

	if (!wire)
		return;
	tcp_cancel(wire);
	until_us = clock_monotonic_us(wire->options.clock) + LAST_PARTING_US;
	while (wire->open.length > 0 && (left_us = until_us - clock_monotonic_us(wire->options.clock)) > 0)
		wait_for_parting(wire, left_us);
	while (wire->open.head)
		connection_free(wire->open.head->data);
	for (uint32_t i = 0; i < wire->count; i++)
		g_free(wire->outcomes[i].kept);
	g_free(wire->outcomes);
	g_free(wire);
}

void tcp_read(const struct tcp_wire *wire, uint32_t question, struct tcp_answer *ret_answer)
{
	*ret_answer = wire->outcomes[question].answer;
}
