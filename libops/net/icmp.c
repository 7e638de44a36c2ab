/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sending half of the ICMP wire: when which packet goes out, and how each
 * packet's life ends. Work is done in coarse ticks: waking for each packet
 * costs six times as much as the packet. All memory is taken before the
 * first packet.
 */
#include "net/icmp-internal.h"

#include "base/translate.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

G_DEFINE_QUARK(ops-icmp-error, icmp_error)

#define TICK_SENDING_US 2000
#define TICK_WAITING_US 10000
/* What may go out at once after a pause, so that a stall makes no burst. */
#define BURST_US 20000
/* How long the kernel may refuse packets before that is the answer. */
#define BLOCKED_LIMIT_US 1000000
/* A batch that took longer than this for each packet leaves its times a guess. */
#define ROUGH_NS 20000
#define RATE_LEAST 500
#define RATE_AFTER_DROPS 50000

/* The one place in net/ that reads clocks: stamps must be brought from one to
 * the other with both read together, which base/clock.h does not offer. */
struct clock_pair icmp_clocks(void)
{
	struct timespec wall, monotonic;

	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_MONOTONIC, &monotonic);
	return (struct clock_pair){ (int64_t)wall.tv_sec * 1000000000 + wall.tv_nsec,
				    (int64_t)monotonic.tv_sec * 1000000000 + monotonic.tv_nsec };
}

int64_t icmp_now_us(void)
{
	return icmp_clocks().monotonic_ns / NS_PER_US;
}

void icmp_count(uint16_t *counter)
{
	if (*counter < UINT16_MAX)
		++*counter;
}

static int family_of(const struct icmp_wire *wire, uint32_t question)
{
	return wire->questions[question].to.family;
}

static struct wire_socket *socket_of(struct icmp_wire *wire, uint32_t question)
{
	return &wire->sockets[family_of(wire, question) == AF_INET6];
}

/* --- opening and closing --- */

static void lay_out_packets(struct icmp_wire *wire)
{
	for (uint32_t q = 0; q < wire->count; q++) {
		const struct icmp_question *question = &wire->questions[q];

		g_assert(question->packets >= 1 && question->packets <= ICMP_PACKETS_MAX);
		g_assert(question->to.family == AF_INET || question->to.family == AF_INET6);
		wire->asked[q].first_packet = wire->packet_count;
		wire->asked[q].undecided = (uint16_t)question->packets;
		wire->packet_count += (uint32_t)question->packets;
		if (question->far_end != ICMP_NO_FAR_END)
			wire->far_end_count = MAX(wire->far_end_count, question->far_end + 1);
	}
	wire->packets = g_new0(struct packet, MAX(wire->packet_count, 1));
	for (uint32_t q = 0; q < wire->count; q++) {
		struct packet *packet = &wire->packets[wire->asked[q].first_packet];

		for (int i = 0; i < wire->questions[q].packets; i++, packet++) {
			packet->question = q;
			packet->rtt_us = -1;
		}
	}
}

struct icmp_wire *icmp_open(const struct icmp_options *options, const struct icmp_question *questions, uint32_t count)
{
	struct icmp_wire *wire = g_new0(struct icmp_wire, 1);

	wire->options = *options;
	wire->questions = questions;
	wire->count = count;
	wire->asked = g_new0(struct asked, MAX(count, 1));
	lay_out_packets(wire);
	wire->rate = options->rate_per_second;
	for (int i = 0; i < 2; i++)
		wire->sockets[i] = (struct wire_socket){ .socket.fd = -1, .wire = wire };
	return wire;
}

void icmp_close(struct icmp_wire *wire)
{
	if (!wire)
		return;
	icmp_cancel(wire);
	for (int i = 0; i < 2; i++) {
		if (wire->sockets[i].socket.fd >= 0)
			close(wire->sockets[i].socket.fd);
		g_free(wire->sockets[i].stamped);
		icmp_receive_close(&wire->sockets[i]);
	}
	wheel_clear(&wire->sending);
	wheel_clear(&wire->deadlines);
	turns_clear(&wire->turns);
	g_free(wire->packets);
	g_free(wire->asked);
	g_free(wire);
}

void icmp_cancel(struct icmp_wire *wire)
{
	for (int i = 0; i < 2; i++)
		g_clear_pointer(&wire->sockets[i].reading, loop_cancel);
	g_clear_pointer(&wire->ticking, loop_cancel);
}

/* --- the life of a packet --- */

void icmp_settle(struct icmp_wire *wire, uint32_t number, enum packet_outcome outcome)
{
	struct packet *packet = &wire->packets[number];
	struct asked *asked = &wire->asked[packet->question];

	packet->outcome = (uint8_t)outcome;
	if (--asked->undecided)
		return;
	wire->open_questions--;
	wire->options.ended(wire->options.context, packet->question);
}

/* NUMBER may go out as soon as its far end takes it. */
static void wait_for_turn(struct icmp_wire *wire, uint32_t number, int64_t now_us)
{
	const struct packet *packet = &wire->packets[number];
	bool begun = packet->tries || number != wire->asked[packet->question].first_packet;

	turns_add(&wire->turns, number, wire->questions[packet->question].far_end, begun, now_us);
}

/* The packet after NUMBER of the same question gets its time, once. */
static void schedule_next(struct icmp_wire *wire, uint32_t number, int64_t sent_us)
{
	uint32_t question = wire->packets[number].question;

	if (number + 1 < wire->packet_count && wire->packets[number + 1].question == question)
		wheel_insert(&wire->sending, number + 1, sent_us + wire->questions[question].gap_us);
}

/* Our side could not send it. */
static void settle_not_sent(struct icmp_wire *wire, uint32_t number, int reason)
{
	struct packet *packet = &wire->packets[number];
	struct asked *asked = &wire->asked[packet->question];

	if (!packet->tries)
		schedule_next(wire, number, icmp_now_us());
	icmp_count(&asked->answer.not_sent);
	asked->answer.send_errno = (uint16_t)reason;
	icmp_settle(wire, number, PACKET_NOT_SENT);
}

/*
 * Why NUMBER was refused, for people. The kernel says of a source address that
 * is not ours what it says of a missing route, so that is asked apart.
 */
static int refusal_of(const struct icmp_wire *wire, uint32_t number, int reason)
{
	const struct address *source = &wire->questions[wire->packets[number].question].source;
	struct sockaddr_storage own;
	socklen_t length;
	int fd;

	/* No address of its family to send from: then there is no way out either. */
	if (!source->family)
		return reason == EADDRNOTAVAIL ? ENETUNREACH : reason;
	fd = socket(source->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return reason;
	length = address_to_sockaddr(source, &own);
	if (bind(fd, (struct sockaddr *)&own, length) < 0 && errno == EADDRNOTAVAIL)
		reason = EADDRNOTAVAIL;
	close(fd);
	return reason;
}

static void slow_down(struct icmp_wire *wire)
{
	wire->rate = MAX((wire->rate ? wire->rate : 2 * RATE_AFTER_DROPS) / 2, RATE_LEAST);
	wire->paced_from_us = icmp_now_us();
	wire->paced_sent = 0;
	notes_write(wire->options.notes, NOTES_NOTICE,
		    _("our own socket dropped replies; going on at %ld packets a second"), (long)wire->rate);
}

/* Looks once whether SOCKET has lost anything since the last look. */
static void look_for_drops(struct wire_socket *socket)
{
	uint32_t drops;

	if (socket->socket.fd < 0)
		return;
	drops = icmp_receive_drops(socket);
	if (drops == socket->drops)
		return;
	socket->wire->totals.own_drops += drops - socket->drops;
	socket->drops = drops;
	slow_down(socket->wire);
}

/*
 * Looks once whether the host has discarded IPv6 packets on their way out.
 * To any other socket the kernel says so when it sends; to an IPv6 ping socket
 * it says that all is well, whatever the firewall or the queue did.
 */
static void look_for_discards(struct wire_socket *socket)
{
	static const char key[] = "Ip6OutDiscards";
	g_autofree char *counts = NULL;
	const char *found;

	if (socket->socket.fd < 0 || socket->socket.raw || socket->socket.family != AF_INET6 ||
	    !g_file_get_contents("/proc/thread-self/net/snmp6", &counts, NULL, NULL))
		return;
	found = strstr(counts, key);
	if (found)
		socket->discards = (uint32_t)g_ascii_strtoull(found + strlen(key), NULL, 10);
}

/* Our side lost packet NUMBER: it is asked once more, or false. */
static bool ask_again(struct icmp_wire *wire, uint32_t number)
{
	struct packet *packet = &wire->packets[number];

	wire->asked[packet->question].answer.sent--;
	if (packet->tries >= ICMP_OWN_LOSS_TRIES)
		return false;
	wait_for_turn(wire, number, icmp_now_us());
	return true;
}

/*
 * Silence until the deadline. If our socket has dropped anything since the
 * packet went out, its reply may have been among that, and silence proves
 * nothing about the line. Neither does it when nobody saw the packet leave and
 * the host has discarded some.
 */
static void packet_expired(struct icmp_wire *wire, uint32_t number)
{
	struct packet *packet = &wire->packets[number];
	struct icmp_answer *answer = &wire->asked[packet->question].answer;
	struct wire_socket *socket = socket_of(wire, packet->question);

	if (packet->late) {
		icmp_settle(wire, number, PACKET_LATE);
	} else if (packet->drops != socket->drops) {
		if (ask_again(wire, number))
			return;
		icmp_count(&answer->own_losses);
		icmp_settle(wire, number, PACKET_OWN_LOSS);
	} else if (!packet->stamped && packet->discards != socket->discards) {
		if (!ask_again(wire, number))
			settle_not_sent(wire, number, ECOMM);
	} else {
		icmp_settle(wire, number, answer->errors ? PACKET_UNREACHABLE : PACKET_LOST);
	}
}

/* NOW_US was read before the sockets were: what came in time was taken in time. */
static void expire(struct icmp_wire *wire, int64_t now_us)
{
	uint32_t number = wheel_take(&wire->deadlines, now_us);

	if (number == WHEEL_NONE)
		return;
	look_for_drops(&wire->sockets[0]);
	look_for_drops(&wire->sockets[1]);
	look_for_discards(&wire->sockets[1]);
	for (; number != WHEEL_NONE; number = wheel_take(&wire->deadlines, now_us))
		if (wire->packets[number].outcome == PACKET_WAITING)
			packet_expired(wire, number);
}

/* --- sending --- */

struct batch {
	struct wire_socket *socket;
	unsigned int count;
	uint32_t numbers[ICMP_BATCH];
	struct mmsghdr messages[ICMP_BATCH];
	struct iovec parts[ICMP_BATCH];
	struct sockaddr_storage to[ICMP_BATCH];
	uint8_t bytes[ICMP_BATCH][ICMP_REQUEST_SIZE];
	union { struct cmsghdr align; char space[CMSG_SPACE(sizeof(struct in6_pktinfo))]; } control[ICMP_BATCH];
};

/* Asks the kernel to send from SOURCE. */
static void add_source(struct msghdr *message, void *space, const struct address *source)
{
	struct cmsghdr *control = space;

	message->msg_control = space;
	if (source->family == AF_INET) {
		struct in_pktinfo chosen = { 0 };

		memcpy(&chosen.ipi_spec_dst, source->bytes, 4);
		control->cmsg_level = IPPROTO_IP;
		control->cmsg_type = IP_PKTINFO;
		control->cmsg_len = CMSG_LEN(sizeof chosen);
		message->msg_controllen = CMSG_SPACE(sizeof chosen);
		memcpy(CMSG_DATA(control), &chosen, sizeof chosen);
	} else {
		struct in6_pktinfo chosen = { .ipi6_ifindex = source->scope };

		memcpy(&chosen.ipi6_addr, source->bytes, 16);
		control->cmsg_level = IPPROTO_IPV6;
		control->cmsg_type = IPV6_PKTINFO;
		control->cmsg_len = CMSG_LEN(sizeof chosen);
		message->msg_controllen = CMSG_SPACE(sizeof chosen);
		memcpy(CMSG_DATA(control), &chosen, sizeof chosen);
	}
}

static void batch_add(struct batch *batch, struct icmp_wire *wire, uint32_t number)
{
	const struct packet *packet = &wire->packets[number];
	const struct icmp_question *question = &wire->questions[packet->question];
	unsigned int i = batch->count++;
	struct msghdr *message = &batch->messages[i].msg_hdr;

	memset(&batch->control[i], 0, sizeof batch->control[i]);
	/* Each try has a nonce of its own, so that an answer to an earlier one is known. */
	icmp_compose(batch->bytes[i], question->to.family, batch->socket->socket.identifier, (uint16_t)number, number,
		     packet->nonce + packet->tries);
	batch->numbers[i] = number;
	batch->parts[i] = (struct iovec){ batch->bytes[i], ICMP_REQUEST_SIZE };
	*message = (struct msghdr){ .msg_name = &batch->to[i], .msg_iov = &batch->parts[i], .msg_iovlen = 1 };
	message->msg_namelen = address_to_sockaddr(&question->to, &batch->to[i]);
	if (question->source.family)
		add_source(message, &batch->control[i], &question->source);
}

/* COUNT packets from FIRST of BATCH went out between the two readings. */
static void batch_sent(struct batch *batch, unsigned int first, unsigned int count, int64_t before_ns, int64_t after_ns)
{
	struct wire_socket *socket = batch->socket;
	struct icmp_wire *wire = socket->wire;
	bool rough = (after_ns - before_ns) / count > ROUGH_NS;

	for (unsigned int i = 0; i < count; i++) {
		uint32_t number = batch->numbers[first + i];
		struct packet *packet = &wire->packets[number];

		packet->sent_ns = before_ns + (after_ns - before_ns) * i / count;
		packet->drops = socket->drops;
		packet->discards = socket->discards;
		packet->stamped = packet->late = false;
		packet->rough = rough;
		wire->asked[packet->question].answer.sent++;
		socket->stamped[socket->stamp_key++ % STAMP_RING] = number;
		wheel_insert(&wire->deadlines, number,
			     packet->sent_ns / NS_PER_US + wire->questions[packet->question].timeout_us);
		if (!packet->tries++)
			schedule_next(wire, number, packet->sent_ns / NS_PER_US);
	}
	wire->totals.sent += count;
	wire->paced_sent += count;
	wire->blocked_since_us = 0;
}

/*
 * The kernel refused the packet at FIRST. Its error may be left over from an
 * ICMP error about another target, so the question is put once more with the
 * socket's pending error cleared.
 */
static int send_again(struct batch *batch, unsigned int first)
{
	int pending = 0;
	socklen_t length = sizeof pending;
	int fd = batch->socket->socket.fd;

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &pending, &length);
	return sendmsg(fd, &batch->messages[first].msg_hdr, 0) < 0 ? errno : 0;
}

static bool is_blocked(int reason)
{
	return reason == EAGAIN || reason == ENOBUFS || reason == ENOMEM;
}

/* The kernel takes no more now: the packets from FIRST on wait for the next
 * tick. False once it has taken none for too long. */
static bool wait_for_kernel(struct batch *batch, unsigned int first)
{
	struct icmp_wire *wire = batch->socket->wire;
	int64_t now_us = icmp_now_us();

	if (!wire->blocked_since_us)
		wire->blocked_since_us = now_us;
	if (now_us - wire->blocked_since_us >= BLOCKED_LIMIT_US)
		return false;
	for (unsigned int i = first; i < batch->count; i++)
		wait_for_turn(wire, batch->numbers[i], now_us);
	batch->count = first;
	wire->blocked = true;
	return true;
}

static void batch_refused(const struct batch *batch, unsigned int index, int reason)
{
	struct icmp_wire *wire = batch->socket->wire;
	uint32_t number = batch->numbers[index];

	settle_not_sent(wire, number, refusal_of(wire, number, reason));
}

static void send_batch(struct batch *batch)
{
	unsigned int first = 0;

	while (first < batch->count) {
		int64_t before_ns = icmp_clocks().monotonic_ns;
		int sent = sendmmsg(batch->socket->socket.fd, batch->messages + first, batch->count - first, 0);
		int reason = errno;

		if (sent < 0 && !is_blocked(reason)) {
			reason = send_again(batch, first);
			sent = reason ? -1 : 1;
		}
		if (sent > 0) {
			batch_sent(batch, first, (unsigned int)sent, before_ns, icmp_clocks().monotonic_ns);
			first += (unsigned int)sent;
			continue;
		}
		/* A refused packet may or may not have taken a number for its stamp. */
		icmp_receive_prepare(batch->socket);
		if (!is_blocked(reason) || !wait_for_kernel(batch, first))
			batch_refused(batch, first++, reason);
	}
	batch->count = 0;
}

static uint64_t allowance(struct icmp_wire *wire, int64_t now_us)
{
	int64_t due;

	if (!wire->rate)
		return 4 * ICMP_BATCH;
	due = (now_us - wire->paced_from_us) * wire->rate / 1000000 - (int64_t)wire->paced_sent;
	if (due > MAX(wire->rate * BURST_US / 1000000, 1)) {
		due = MAX(wire->rate * BURST_US / 1000000, 1);
		wire->paced_from_us = now_us - due * 1000000 / wire->rate;
		wire->paced_sent = 0;
	}
	return due > 0 ? (uint64_t)due : 0;
}

static void pick(struct icmp_wire *wire, uint32_t number, struct batch *batches)
{
	uint32_t question = wire->packets[number].question;
	struct batch *batch = &batches[family_of(wire, question) == AF_INET6];

	if (batch->socket->socket.fd < 0) {
		settle_not_sent(wire, number, batch->socket->socket.refused_errno);
		return;
	}
	batch_add(batch, wire, number);
	if (batch->count == ICMP_BATCH)
		send_batch(batch);
}

static void send_due(struct icmp_wire *wire, int64_t now_us)
{
	struct batch batches[2];
	uint64_t allowed = allowance(wire, now_us);
	uint32_t number;

	while ((number = wheel_take(&wire->sending, now_us)) != WHEEL_NONE)
		wait_for_turn(wire, number, now_us);
	for (int i = 0; i < 2; i++) {
		batches[i].socket = &wire->sockets[i];
		batches[i].count = 0;
	}
	wire->blocked = false;
	while (allowed && !wire->blocked && (number = turns_take(&wire->turns, now_us)) != WHEEL_NONE) {
		/* One that waits to be asked again may have been answered meanwhile. */
		if (wire->packets[number].outcome != PACKET_WAITING)
			continue;
		pick(wire, number, batches);
		allowed--;
	}
	send_batch(&batches[0]);
	send_batch(&batches[1]);
}

/* --- ticks --- */

static void tick(void *context);

/* Fast while there is something to send, slow while only replies are awaited. */
static void set_pace(struct icmp_wire *wire)
{
	bool sending = wire->turns.waiting || wire->sending.waiting;

	if (wire->pace == (sending ? PACE_SENDING : PACE_WAITING))
		return;
	g_clear_pointer(&wire->ticking, loop_cancel);
	wire->pace = sending ? PACE_SENDING : PACE_WAITING;
	if (sending && !wire->rate)
		wire->ticking = loop_start_turns(wire->options.loop, tick, wire);
	else
		wire->ticking = loop_start_timer(wire->options.loop, 0, sending ? TICK_SENDING_US : TICK_WAITING_US,
						 tick, wire);
}

static void tick(void *context)
{
	struct icmp_wire *wire = context;
	int64_t now_us = icmp_now_us();

	icmp_receive(&wire->sockets[0]);
	icmp_receive(&wire->sockets[1]);
	expire(wire, now_us);
	send_due(wire, now_us);
	if (wire->open_questions)
		set_pace(wire);
	else
		icmp_cancel(wire);
}

static void reading_event(void *context)
{
	struct wire_socket *socket = context;

	icmp_receive(socket);
	if (!socket->wire->open_questions)
		icmp_cancel(socket->wire);
}

static bool explain_refusal(const struct icmp_wire *wire, int reason, GError **error)
{
	if (reason == EACCES || reason == EPERM)
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_PERMISSION,
			    _("may not send ICMP: the kernel allows neither a ping socket nor a raw one; as root run "
			      "'sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"' or 'setcap cap_net_raw+ep %s'"),
			    wire->options.program);
	else
		g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot open an ICMP socket: %s"),
			    g_strerror(reason));
	return false;
}

/* Whether at least one of the families that are asked about has its socket. */
static bool check_sockets(const struct icmp_wire *wire, GError **error)
{
	int reason = 0;

	for (uint32_t q = 0; q < wire->count; q++) {
		const struct icmp_socket *socket = &wire->sockets[family_of(wire, q) == AF_INET6].socket;

		if (socket->fd >= 0)
			return true;
		reason = socket->refused_errno;
	}
	return wire->count == 0 || explain_refusal(wire, reason, error);
}

static bool fetch_sockets(struct icmp_wire *wire, GError **error)
{
	struct icmp_socket fetched[2];

	if (!icmp_socket_fetch(wire->options.program, fetched, error))
		return false;
	for (int i = 0; i < 2; i++) {
		struct wire_socket *socket = &wire->sockets[i];

		socket->socket = fetched[i];
		if (socket->socket.fd < 0)
			continue;
		socket->stamped = g_new0(uint32_t, STAMP_RING);
		icmp_receive_open(socket);
		if (!icmp_receive_prepare(socket)) {
			g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot prepare an ICMP socket: %s"),
				    g_strerror(errno));
			return false;
		}
		socket->drops = icmp_receive_drops(socket);
		look_for_discards(socket);
	}
	wire->totals.raw4 = wire->sockets[0].socket.raw;
	wire->totals.raw6 = wire->sockets[1].socket.raw;
	return check_sockets(wire, error);
}

static bool draw_nonces(struct icmp_wire *wire, GError **error)
{
	uint64_t drawn[32];

	for (uint32_t i = 0; i < wire->packet_count; i++) {
		if (i % G_N_ELEMENTS(drawn) == 0 && getrandom(drawn, sizeof drawn, 0) != sizeof drawn) {
			g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot get random bytes: %s"),
				    g_strerror(errno));
			return false;
		}
		wire->packets[i].nonce = drawn[i % G_N_ELEMENTS(drawn)];
	}
	return true;
}

/* Rounded up, so that the cap holds; 0: there is none. */
static int64_t far_end_interval_us(const struct icmp_wire *wire)
{
	int64_t rate = wire->options.far_end_rate_per_second;

	return rate ? (1000000 + rate - 1) / rate : 0;
}

bool icmp_start(struct icmp_wire *wire, GError **error)
{
	if (!draw_nonces(wire, error) || !fetch_sockets(wire, error))
		return false;
	wire->open_questions = wire->count;
	wire->paced_from_us = icmp_now_us();
	wheel_init(&wire->sending, wire->packet_count, wire->paced_from_us);
	wheel_init(&wire->deadlines, wire->packet_count, wire->paced_from_us);
	turns_init(&wire->turns, wire->packet_count, wire->far_end_count, far_end_interval_us(wire),
		   wire->paced_from_us);
	for (uint32_t q = 0; q < wire->count; q++)
		wait_for_turn(wire, wire->asked[q].first_packet, wire->paced_from_us);
	for (int i = 0; i < 2; i++)
		if (wire->sockets[i].socket.fd >= 0)
			wire->sockets[i].reading = loop_start_reading(wire->options.loop, wire->sockets[i].socket.fd,
								      reading_event, &wire->sockets[i]);
	set_pace(wire);
	return true;
}

/* --- reading --- */

void icmp_read(const struct icmp_wire *wire, uint32_t question, struct icmp_answer *ret_answer)
{
	*ret_answer = wire->asked[question].answer;
}

void icmp_read_packets(const struct icmp_wire *wire, uint32_t question, struct icmp_packet *ret_packets)
{
	const struct packet *packet = &wire->packets[wire->asked[question].first_packet];

	for (int i = 0; i < wire->questions[question].packets; i++)
		ret_packets[i] = (struct icmp_packet){ packet[i].outcome, packet[i].rtt_us };
}

struct icmp_totals icmp_totals(const struct icmp_wire *wire)
{
	return wire->totals;
}
