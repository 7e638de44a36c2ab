/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The receiving half of the ICMP wire: replies, ICMP errors and the kernel's
 * stamps, matched to packets. Nothing that arrives can end a packet but a
 * reply that proves it has seen that very packet.
 *
 * Replies are taken off the socket first and looked at only after the error
 * queue has been read: the stamp of a packet's sending lies there at the
 * latest when its reply lies here.
 */
#include "net/icmp-internal.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

/* One socket is read at most so often at a stretch, so that a flood of
 * strangers' packets cannot keep us from sending and from our deadlines. */
#define ROUNDS_MAX 64

struct arrivals {
	struct mmsghdr messages[ICMP_BATCH];
	struct iovec parts[ICMP_BATCH];
	struct sockaddr_storage from[ICMP_BATCH];
	uint8_t bytes[ICMP_BATCH][1536];
	union { struct cmsghdr align; char space[320]; } control[ICMP_BATCH];
};

void icmp_receive_open(struct wire_socket *socket)
{
	socket->replies = g_new(struct arrivals, 1);
	socket->errors = g_new(struct arrivals, 1);
}

void icmp_receive_close(struct wire_socket *socket)
{
	g_free(socket->replies);
	g_free(socket->errors);
}

static void arrivals_reset(struct arrivals *arrivals)
{
	for (int i = 0; i < ICMP_BATCH; i++) {
		arrivals->parts[i] = (struct iovec){ arrivals->bytes[i], sizeof arrivals->bytes[i] };
		arrivals->messages[i].msg_hdr = (struct msghdr){
			.msg_name = &arrivals->from[i], .msg_namelen = sizeof arrivals->from[i],
			.msg_iov = &arrivals->parts[i], .msg_iovlen = 1,
			.msg_control = &arrivals->control[i], .msg_controllen = sizeof arrivals->control[i],
		};
	}
}

bool icmp_receive_prepare(struct wire_socket *socket)
{
	int fd = socket->socket.fd, on = 1, off = 0;
	int stamps = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
		     SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
	bool six = socket->socket.family == AF_INET6;

	/* Switching it off and on again restarts the kernel's numbering at 0. */
	socket->stamp_key = 0;
	return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &off, sizeof off) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps) == 0 &&
	       /* On raw sockets too: without it the kernel hides ENOBUFS from us. */
	       setsockopt(fd, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on) == 0;
}

/*
 * The kernel also counts as dropped what it refuses for a wrong checksum on a
 * raw IPv6 socket. Whoever sends such packets must not make us distrust every
 * silence, so only what was dropped while the buffer was far from empty counts.
 * That is looked at before each batch is taken out: what was full then cannot
 * be nearly empty at the next look.
 */
uint32_t icmp_receive_drops(struct wire_socket *socket)
{
	uint32_t memory[SK_MEMINFO_VARS] = { 0 };
	socklen_t length = sizeof memory;

	if (getsockopt(socket->socket.fd, SOL_SOCKET, SO_MEMINFO, memory, &length) < 0)
		return socket->overflows;
	if (memory[SK_MEMINFO_RMEM_ALLOC] > memory[SK_MEMINFO_RCVBUF] / 4)
		socket->overflows += memory[SK_MEMINFO_DROPS] - socket->refused;
	socket->refused = memory[SK_MEMINFO_DROPS];
	return socket->overflows;
}

/* The software stamp of a message, by the wall clock; 0: none. */
static int64_t stamp_of(struct msghdr *message)
{
	for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
		struct scm_timestamping stamps;

		if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_TIMESTAMPING ||
		    each->cmsg_len < CMSG_LEN(sizeof stamps))
			continue;
		memcpy(&stamps, CMSG_DATA(each), sizeof stamps);
		return (int64_t)stamps.ts[0].tv_sec * 1000000000 + stamps.ts[0].tv_nsec;
	}
	return 0;
}

/* The kernel's report on what it put into the error queue. */
static bool report_of(struct msghdr *message, struct sock_extended_err *ret_report, struct address *ret_offender)
{
	for (struct cmsghdr *each = CMSG_FIRSTHDR(message); each; each = CMSG_NXTHDR(message, each)) {
		struct sockaddr_storage offender = { 0 };
		size_t length = each->cmsg_len - CMSG_LEN(0);

		if (!(each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_RECVERR) &&
		    !(each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_RECVERR))
			continue;
		if (length < sizeof *ret_report)
			continue;
		memcpy(ret_report, CMSG_DATA(each), sizeof *ret_report);
		memcpy(&offender, CMSG_DATA(each) + sizeof *ret_report,
		       MIN(length - sizeof *ret_report, sizeof offender));
		if (!address_from_sockaddr(&offender, ret_offender))
			*ret_offender = (struct address){ 0 };
		return true;
	}
	return false;
}

/* The wall-clock stamp WALL_NS, read now, as the monotonic clock has it. */
static int64_t to_monotonic(int64_t wall_ns, const struct clock_pair *now)
{
	return wall_ns - now->wall_ns + now->monotonic_ns;
}

/* The kernel says when packet KEY left. */
static void take_send_stamp(struct wire_socket *socket, uint32_t key, int64_t wall_ns, const struct clock_pair *now)
{
	struct packet *packet = &socket->wire->packets[socket->stamped[key % STAMP_RING]];
	int64_t left_ns = to_monotonic(wall_ns, now);

	/* A stamp that does not fit what we know belongs to another packet or to a stepped clock. */
	if (!wall_ns || packet->stamped || left_ns < packet->sent_ns - 1000000 || left_ns > now->monotonic_ns)
		return;
	packet->sent_ns = left_ns;
	packet->stamped = true;
}

/* A message without our tag: which packet may it be about? By address and sequence. */
static uint32_t find_untagged(const struct icmp_wire *wire, const struct address *to, uint16_t sequence)
{
	for (uint32_t number = sequence; number < wire->packet_count; number += 65536)
		if (address_equal(&wire->questions[wire->packets[number].question].to, to) &&
		    wire->packets[number].tries)
			return number;
	return WHEEL_NONE;
}

/* The packet that MESSAGE claims to be about, whoever sent it. A right nonce
 * claims more than a wrong sequence number disclaims. */
static uint32_t claimed(const struct icmp_wire *wire, const struct icmp_message *message, const struct address *to)
{
	if (message->has_tag && message->index < wire->packet_count) {
		const struct packet *packet = &wire->packets[message->index];

		if (packet->tries && ((uint16_t)message->index == message->sequence ||
				      message->nonce == packet->nonce + packet->tries - 1))
			return message->index;
	}
	return find_untagged(wire, to, message->sequence);
}

/* Does MESSAGE carry the nonce of packet NUMBER's try TRY (from 0)? */
static bool proves(const struct icmp_wire *wire, const struct icmp_message *message, uint32_t number, unsigned int try)
{
	return message->has_tag && message->index == number && (uint16_t)number == message->sequence &&
	       message->nonce == wire->packets[number].nonce + try;
}

/* Is MESSAGE a reply to the last try of NUMBER, or to the one before? */
static bool is_genuine(const struct icmp_wire *wire, const struct icmp_message *message, uint32_t number)
{
	unsigned int tries = wire->packets[number].tries;

	return message->meaning == ICMP_REPLY && (proves(wire, message, number, tries - 1) ||
						  (tries > 1 && proves(wire, message, number, tries - 2)));
}

static void take_answer(struct icmp_wire *wire, uint32_t number, int64_t wall_ns, const struct clock_pair *now)
{
	struct packet *packet = &wire->packets[number];
	struct icmp_answer *answer = &wire->asked[packet->question].answer;
	int64_t most_ns = now->monotonic_ns - packet->sent_ns;
	int64_t rtt_ns = to_monotonic(wall_ns, now) - packet->sent_ns;
	bool inexact = (!packet->stamped && packet->rough) || !wall_ns || rtt_ns < 0 || rtt_ns > most_ns;

	if (packet->outcome == PACKET_ANSWERED) {
		icmp_count(&answer->duplicates);
		return;
	}
	if (!wall_ns || rtt_ns < 0 || rtt_ns > most_ns)
		rtt_ns = most_ns;
	if (rtt_ns / NS_PER_US > wire->questions[packet->question].timeout_us) {
		icmp_count(&answer->late);
		packet->late = true;
		if (packet->outcome == PACKET_LOST || packet->outcome == PACKET_UNREACHABLE)
			packet->outcome = PACKET_LATE;
		return;
	}
	if (packet->outcome != PACKET_WAITING)
		return;
	icmp_count(&answer->received);
	if (inexact)
		icmp_count(&answer->inexact);
	packet->rtt_us = (int32_t)((rtt_ns + NS_PER_US / 2) / NS_PER_US);
	wire->totals.received++;
	icmp_settle(wire, number, PACKET_ANSWERED);
}

/* A reply with our identifier came from FROM. */
static void take_reply(struct icmp_wire *wire, const struct icmp_message *message, const struct address *from,
		       int64_t wall_ns, const struct clock_pair *now)
{
	uint32_t number = claimed(wire, message, from);
	struct packet *packet;
	struct icmp_answer *answer;

	if (number == WHEEL_NONE) {
		wire->totals.foreign++;
		return;
	}
	packet = &wire->packets[number];
	answer = &wire->asked[packet->question].answer;
	if (message->meaning == ICMP_REPLY && !message->has_tag) {
		icmp_count(&answer->truncated);
	} else if (!is_genuine(wire, message, number)) {
		icmp_count(&answer->corrupt);
	} else if (!address_equal(&wire->questions[packet->question].to, from)) {
		icmp_count(&answer->wrong_source);
		answer->wrong_from = *from;
	} else if (!proves(wire, message, number, packet->tries - 1u)) {
		icmp_count(&answer->late);
	} else {
		if (message->data_length < ICMP_DATA_SIZE)
			icmp_count(&answer->truncated);
		take_answer(wire, number, wall_ns, now);
	}
}

/* An ICMP error that quotes a packet to TO. It explains silence; it never ends a packet. */
static void take_error(struct icmp_wire *wire, const struct icmp_message *quoted, const struct address *to,
		       const struct sock_extended_err *report, const struct address *offender)
{
	uint32_t number = quoted->meaning == ICMP_REPLY ? claimed(wire, quoted, to) : WHEEL_NONE;
	struct packet *packet;
	struct icmp_answer *answer;

	if (number == WHEEL_NONE) {
		wire->totals.foreign++;
		return;
	}
	packet = &wire->packets[number];
	answer = &wire->asked[packet->question].answer;
	if (quoted->has_tag && !proves(wire, quoted, number, packet->tries - 1u)) {
		icmp_count(&answer->forged);
		return;
	}
	if (!address_equal(&wire->questions[packet->question].to, to)) {
		icmp_count(&answer->forged);
		return;
	}
	icmp_count(&answer->errors);
	answer->error_type = report->ee_type;
	answer->error_code = report->ee_code;
	answer->error_from = *offender;
}

static void read_errors(struct wire_socket *socket)
{
	struct icmp_wire *wire = socket->wire;
	struct arrivals *arrivals = socket->errors;
	int count, rounds = 0;

	do {
		struct clock_pair now;

		arrivals_reset(arrivals);
		count = recvmmsg(socket->socket.fd, arrivals->messages, ICMP_BATCH, MSG_ERRQUEUE | MSG_DONTWAIT, NULL);
		now = icmp_clocks();
		for (int i = 0; i < count; i++) {
			struct msghdr *message = &arrivals->messages[i].msg_hdr;
			struct sock_extended_err report;
			struct address offender, to;
			struct icmp_message quoted;

			if (!report_of(message, &report, &offender))
				continue;
			if (report.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
				take_send_stamp(socket, report.ee_data, stamp_of(message), &now);
				continue;
			}
			if ((report.ee_origin != SO_EE_ORIGIN_ICMP && report.ee_origin != SO_EE_ORIGIN_ICMP6) ||
			    !address_from_sockaddr(&arrivals->from[i], &to))
				continue;
			quoted = icmp_parse_quote(arrivals->bytes[i], arrivals->messages[i].msg_len,
						  socket->socket.family, socket->socket.identifier);
			take_error(wire, &quoted, &to, &report, &offender);
		}
	} while (count == ICMP_BATCH && ++rounds < ROUNDS_MAX);
}

void icmp_receive(struct wire_socket *socket)
{
	bool with_header = socket->socket.raw && socket->socket.family == AF_INET;
	struct arrivals *replies = socket->replies;
	int count, reason, rounds = 0;

	if (socket->socket.fd < 0)
		return;
	do {
		struct clock_pair now;

		icmp_receive_drops(socket);
		arrivals_reset(replies);
		count = recvmmsg(socket->socket.fd, replies->messages, ICMP_BATCH, MSG_DONTWAIT, NULL);
		reason = errno;
		read_errors(socket);
		now = icmp_clocks();
		for (int i = 0; i < count; i++) {
			struct icmp_message message;
			struct address from;

			if (!address_from_sockaddr(&replies->from[i], &from))
				continue;
			message = icmp_parse(replies->bytes[i], replies->messages[i].msg_len, socket->socket.family,
					     with_header, socket->socket.identifier);
			/* Longer than was read, its sum cannot be told; its nonce can. */
			if (message.meaning == ICMP_BAD_CHECKSUM && replies->messages[i].msg_hdr.msg_flags & MSG_TRUNC)
				message.meaning = ICMP_REPLY;
			if (message.meaning != ICMP_NOT_OURS)
				take_reply(socket->wire, &message, &from, stamp_of(&replies->messages[i].msg_hdr), &now);
		}
		/* An error other than EAGAIN is about some target and says nothing here. */
	} while ((count == ICMP_BATCH || (count < 0 && reason != EAGAIN)) && ++rounds < ROUNDS_MAX);
}
