/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each question that is started is one connection, which connects, sends and
 * listens. Once the question has ended the connection is left (net/connect.h);
 * until then it counts among those that are open.
 */
#include "net/tcp.h"

#include "net/connect.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum stage { CONNECTING, SENDING, LISTENING };

struct connection {
	struct tcp_wire *wire;
	GList link;
	uint32_t number;
	enum stage stage;
	int fd;
	struct loop_wait *wait, *deadline;
	int64_t began_us;
	size_t sent;
	size_t length; /* of BYTES */
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
	uint32_t next; /* the first question not yet started */
	unsigned int at_once;
	GQueue open; /* connections, the oldest first */
	struct farewell *farewell;
	bool starting, cancelled;
};

static void start_some(struct tcp_wire *wire);

/* --- ending --- */

/* The question has ended, or is not wanted any more. */
static void leave(struct connection *connection)
{
	g_queue_unlink(&connection->wire->open, &connection->link);
	loop_cancel(connection->wait);
	loop_cancel(connection->deadline);
	farewell_take(connection->wire->farewell, connection->fd);
	g_free(connection);
}

static void tell(struct tcp_wire *wire, uint32_t number, enum probe_end end)
{
	wire->outcomes[number].answer.end = end;
	wire->outcomes[number].ended = true;
	if (!wire->cancelled)
		wire->options.ended(wire->options.context, number);
}

/* Frees CONNECTION. */
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
	leave(connection);
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

/* ERROR came in place of a connection. */
static void take_failure(struct connection *connection, int error)
{
	struct tcp_answer *answer = &connection->wire->outcomes[connection->number].answer;

	answer->refused = error == ECONNREFUSED;
	answer->unreachable = connect_says_unreachable(error);
	end(connection, PROBE_NO_ANSWER);
}

/* Looks at what has come so far. */
static void look(struct connection *connection)
{
	struct tcp_wire *wire = connection->wire;
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	switch (pattern_match(wire->questions[connection->number].expect, connection->bytes,
			      connection->length, groups)) {
	case PATTERN_MATCHED:
		note_time(connection);
		end(connection, PROBE_ANSWERED);
		break;
	case PATTERN_GAVE_UP:
		wire->outcomes[connection->number].answer.gave_up = true;
		end(connection, PROBE_COULD_NOT_ASK);
		break;
	case PATTERN_NOT_MATCHED:
		if (connection->length == sizeof connection->bytes)
			end(connection, PROBE_NO_ANSWER);
		break;
	}
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
		ssize_t put = send(connection->fd, question->send + connection->sent,
				   length - connection->sent, MSG_DONTWAIT | MSG_NOSIGNAL);

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
	connection->wait = loop_start_reading(connection->wire->options.loop, connection->fd,
					      listen_readable, connection);
}

static void connect_writable(void *context)
{
	struct connection *connection = context;
	int error = connect_outcome(connection->fd);

	if (error) {
		take_failure(connection, error);
		return;
	}
	note_time(connection);
	connection->wire->outcomes[connection->number].answer.connected = true;
	connection->stage = SENDING;
	loop_cancel(connection->wait);
	connection->wait = loop_start_writing(connection->wire->options.loop, connection->fd,
					      send_writable, connection);
	send_writable(connection);
}

static bool is_ready(const struct connection *connection)
{
	struct pollfd polled = {connection->fd, connection->stage == LISTENING ? POLLIN : POLLOUT,
				0};

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

/* Open, or still being left. */
static unsigned int held(const struct tcp_wire *wire)
{
	return wire->open.length + farewell_count(wire->farewell);
}

/* The next question could not be begun for ERROR. False when it must wait until another has ended.
 */
static bool take_refusal(struct tcp_wire *wire, int error)
{
	struct tcp_answer *answer = &wire->outcomes[wire->next].answer;

	if (connect_is_shortage(error) && held(wire) > 0)
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
	const struct connect_to to = {question->to, question->port, question->source,
				      question->interface};
	int error = 0, fd = connect_begin(&to, &error);

	if (fd < 0)
		return take_refusal(wire, error);
	connection = g_new0(struct connection, 1);
	connection->wire = wire;
	connection->fd = fd;
	connection->number = wire->next++;
	connection->began_us = began_us;
	connection->link.data = connection;
	g_queue_push_tail_link(&wire->open, &connection->link);
	connection->deadline = loop_start_timer(wire->options.loop, question->timeout_us, 0,
						time_is_up, connection);
	connection->wait = loop_start_writing(wire->options.loop, fd, connect_writable, connection);
	return true;
}

static void start_some(struct tcp_wire *wire)
{
	/* Ends that come at once must not begin another round within this one. */
	if (wire->starting)
		return;
	wire->starting = true;
	while (!wire->cancelled && wire->next < wire->count && held(wire) < wire->at_once &&
	       start_next(wire))
		;
	wire->starting = false;
}

static void somebody_left(void *context)
{
	start_some(context);
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

struct tcp_wire *tcp_open(const struct tcp_options *options, const struct tcp_question *questions,
			  uint32_t count)
{
	struct tcp_wire *wire = g_new0(struct tcp_wire, 1);

	wire->options = *options;
	wire->questions = questions;
	wire->count = count;
	wire->outcomes = g_new0(struct outcome, MAX(count, 1));
	for (uint32_t i = 0; i < count; i++)
		wire->outcomes[i].answer =
			(struct tcp_answer){.end = PROBE_COULD_NOT_ASK, .time_us = -1};
	wire->at_once = choose_at_once(options->at_once);
	g_queue_init(&wire->open);
	wire->farewell = farewell_new(options->loop, options->clock, somebody_left, wire);
	return wire;
}

void tcp_start(struct tcp_wire *wire)
{
	start_some(wire);
}

void tcp_cancel(struct tcp_wire *wire)
{
	wire->cancelled = true;
	while (wire->open.head)
		leave(wire->open.head->data);
}

void tcp_close(struct tcp_wire *wire)
{
	if (!wire)
		return;
	tcp_cancel(wire);
	farewell_free(wire->farewell);
	for (uint32_t i = 0; i < wire->count; i++)
		g_free(wire->outcomes[i].kept);
	g_free(wire->outcomes);
	g_free(wire);
}

void tcp_read(const struct tcp_wire *wire, uint32_t question, struct tcp_answer *ret_answer)
{
	*ret_answer = wire->outcomes[question].answer;
}
