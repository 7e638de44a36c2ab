/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The receiving half of a shard of the ICMP wire: replies, ICMP errors and the kernel's
 * stamps, matched to packets. Nothing that arrives can end a packet but a
 * reply that proves it has seen that very packet.
 *
 * Replies are taken off the socket first and looked at only after the error
 * queue has been read: the stamp of a packet's sending lies there at the
 * latest when its reply lies here.
 */
#include "net/icmp-control.h"
#include "net/icmp-internal.h"

#include <errno.h>
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

/* Rounds of reading one queue at a stretch: more than what a buffer holds. */
#define ROUNDS_MAX 4096

struct arrivals {
	struct mmsghdr messages[ICMP_BATCH];
	struct iovec parts[ICMP_BATCH];
	struct sockaddr_storage from[ICMP_BATCH];
	union { struct cmsghdr align; char space[320]; } control[ICMP_BATCH];
	int used;			/* how many the kernel has filled since they were laid out */
	size_t size;			/* of the place for one message */
	uint8_t bytes[];
};

/* Beyond our data: an IP header with options, and what a device may add. */
#define MESSAGE_MORE 512

static uint8_t *arrivals_bytes(struct arrivals *arrivals, int i)
{
	return arrivals->bytes + (size_t)i * arrivals->size;
}

static struct arrivals *arrivals_new(int data_max)
{
	size_t size = (size_t)data_max + MESSAGE_MORE;
	struct arrivals *arrivals = g_malloc(sizeof *arrivals + ICMP_BATCH * size);

	arrivals->size = size;
	arrivals->used = ICMP_BATCH;
	return arrivals;
}

void receive_open(struct wire_socket *socket)
{
	socket->replies = arrivals_new(socket->shard->data_max);
	socket->errors = arrivals_new(socket->shard->data_max);
}

void receive_close(struct wire_socket *socket)
{
	g_free(socket->replies);
	g_free(socket->errors);
}

/* Reads a batch, by recvmmsg() with FLAGS. Most reads find little, so only what
 * the last one has filled is laid out anew. */
static int arrivals_read(struct arrivals *arrivals, int fd, int flags)
{
	int count;

	for (int i = 0; i < arrivals->used; i++) {
		arrivals->parts[i] = (struct iovec){ arrivals_bytes(arrivals, i), arrivals->size };
		arrivals->messages[i].msg_hdr = (struct msghdr){
			.msg_name = &arrivals->from[i], .msg_namelen = sizeof arrivals->from[i],
			.msg_iov = &arrivals->parts[i], .msg_iovlen = 1,
			.msg_control = &arrivals->control[i], .msg_controllen = sizeof arrivals->control[i],
		};
	}
	count = recvmmsg(fd, arrivals->messages, ICMP_BATCH, flags | MSG_DONTWAIT, NULL);
	/* One that fails may have been begun. */
	arrivals->used = MIN(MAX(count, 0) + 1, ICMP_BATCH);
	return count;
}

bool receive_prepare(struct wire_socket *socket)
{
	int fd = socket->socket.fd, on = 1;
	int stamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
	bool six = socket->socket.family == AF_INET6;

	if (socket->stamped)
		stamps |= SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
	return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps) == 0 &&
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
uint32_t receive_drops(struct wire_socket *socket)
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

/* The wall-clock stamp WALL_NS, read now, as the monotonic clock has it. */
static int64_t to_monotonic(int64_t wall_ns, const struct clock_pair *now)
{
	return wall_ns - now->wall_ns + now->monotonic_ns;
}

/* The kernel says when packet KEY left. */
static void take_send_stamp(struct wire_socket *socket, uint32_t key, int64_t wall_ns, const struct clock_pair *now)
{
	struct packet *packet;
	int64_t left_ns = to_monotonic(wall_ns, now);

	if (!socket->stamped || socket->unnumbered)
		return;
	packet = &socket->shard->packets[socket->stamped[key % STAMP_RING]];
	/* A stamp that does not fit what we know belongs to another packet or to a stepped clock. */
	if (!wall_ns || packet->stamped || left_ns < packet->sent_ns - 1000000 || left_ns > now->monotonic_ns)
		return;
	packet->sent_ns = left_ns;
	packet->stamped = 1;
}

/* The question of packet NUMBER, with what it asks. */
static uint32_t question_of(const struct icmp_shard *shard, uint32_t number, struct icmp_question *ret_question)
{
	uint32_t question = shard_question_of(shard, number);

	shard_question(shard, question, ret_question);
	return question;
}

/* A message without our tag: which packet may it be about? By address and sequence. */
static uint32_t find_untagged(const struct icmp_shard *shard, const struct address *to, uint16_t sequence)
{
	for (uint32_t number = sequence; number < shard->packet_count; number += 65536) {
		struct icmp_question question;

		question_of(shard, number, &question);
		if (address_equal(&question.to, to) && shard->packets[number].tries)
			return number;
	}
	return TIMER_NONE;
}

/* The packet that MESSAGE claims to be about, whoever sent it. A right nonce
 * claims more than a wrong sequence number disclaims. */
static uint32_t claimed(const struct icmp_shard *shard, const struct icmp_message *message, const struct address *to)
{
	if (message->has_tag && message->index < shard->packet_count) {
		const struct packet *packet = &shard->packets[message->index];

		if (packet->tries && ((uint16_t)message->index == message->sequence ||
				      message->nonce == packet->nonce + packet->tries - 1))
			return message->index;
	}
	return find_untagged(shard, to, message->sequence);
}

/* Does MESSAGE carry the nonce of packet NUMBER's try TRY (from 0)? */
static bool proves(const struct icmp_shard *shard, const struct icmp_message *message, uint32_t number, unsigned int try)
{
	return message->has_tag && message->index == number && (uint16_t)number == message->sequence &&
	       message->nonce == shard->packets[number].nonce + try;
}

/* Is MESSAGE a reply to the last try of NUMBER, or to the one before? */
static bool is_genuine(const struct icmp_shard *shard, const struct icmp_message *message, uint32_t number)
{
	unsigned int tries = shard->packets[number].tries;

	return message->meaning == ICMP_REPLY && (proves(shard, message, number, tries - 1) ||
						  (tries > 1 && proves(shard, message, number, tries - 2)));
}

/*
 * A reply that proves it is to packet NUMBER of QUESTION. Where the time of
 * sending is a guess, the doubt is the line's: else a machine that let us wait
 * in the middle of sending would make living lines late.
 */
static void take_answer(struct icmp_shard *shard, uint32_t number, uint32_t question,
			const struct icmp_settings *settings, int64_t wall_ns, const struct clock_pair *now)
{
	struct packet *packet = &shard->packets[number];
	int64_t most_ns = now->monotonic_ns - packet->sent_ns;
	int64_t rtt_ns = to_monotonic(wall_ns, now) - packet->sent_ns;
	bool unfit = !wall_ns || rtt_ns < 0 || rtt_ns > most_ns;
	int64_t doubt_us = packet_doubt_us(packet), rtt_us;

	if (packet->outcome == PACKET_ANSWERED || (packet->rtt_us >= 0 && packet->tries == 1)) {
		shard_count(&shard_odd(shard, question)->duplicates);
		return;
	}
	if (unfit)
		rtt_ns = most_ns;
	if (rtt_ns / NS_PER_US > settings->timeout_us + doubt_us) {
		shard_count(&shard_odd(shard, question)->late);
		packet->late = 1;
		if (packet->outcome == PACKET_LOST || packet->outcome == PACKET_UNREACHABLE)
			packet->outcome = PACKET_LATE;
		return;
	}
	if (packet->outcome != PACKET_WAITING)
		return;
	rtt_us = (rtt_ns + NS_PER_US / 2) / NS_PER_US;
	packet->inexact = unfit || doubt_us;
	packet->rtt_us = (int32_t)MIN(rtt_us, settings->timeout_us);
	if (packet->tries == 1 && MIN(rtt_us, doubt_us) > ICMP_DOUBT_MOST_US)
		return;		/* its timer has it timed once more */
	shard_settle(shard, number, PACKET_ANSWERED);
}

static void take_wrong_source(struct icmp_shard *shard, uint32_t question, const struct address *from)
{
	struct icmp_oddities *odd = shard_odd(shard, question);

	shard_count(&odd->wrong_source);
	odd->wrong_from = *from;
}

/* A reply with our identifier came from FROM. */
static void take_reply(struct icmp_shard *shard, const struct icmp_message *message, const struct address *from,
		       int64_t wall_ns, const struct clock_pair *now)
{
	uint32_t number = claimed(shard, message, from), question;
	struct icmp_question asked;

	if (number == TIMER_NONE) {
		shard->totals.foreign++;
		return;
	}
	question = question_of(shard, number, &asked);
	if (message->meaning == ICMP_REPLY && !message->has_tag) {
		shard_count(&shard_odd(shard, question)->truncated);
	} else if (!is_genuine(shard, message, number)) {
		shard_count(&shard_odd(shard, question)->corrupt);
	} else if (!address_equal(&asked.to, from)) {
		take_wrong_source(shard, question, from);
	} else if (!proves(shard, message, number, shard->packets[number].tries - 1u)) {
		shard_count(&shard_odd(shard, question)->late);
	} else {
		if (message->data_length < (size_t)asked.settings->data_size)
			shard_count(&shard_odd(shard, question)->truncated);
		take_answer(shard, number, question, asked.settings, wall_ns, now);
	}
}

/* An ICMP error that quotes a packet to TO. It explains silence; it never ends a packet. */
static void take_error(struct icmp_shard *shard, const struct icmp_message *quoted, const struct address *to,
		       const struct sock_extended_err *report, const struct address *offender)
{
	uint32_t number = quoted->meaning == ICMP_REPLY ? claimed(shard, quoted, to) : TIMER_NONE;
	struct icmp_question asked;
	struct icmp_oddities *odd;

	if (number == TIMER_NONE) {
		shard->totals.foreign++;
		return;
	}
	odd = shard_odd(shard, question_of(shard, number, &asked));
	if (!address_equal(&asked.to, to) ||
	    (quoted->has_tag && !proves(shard, quoted, number, shard->packets[number].tries - 1u))) {
		shard_count(&odd->forged);
		return;
	}
	shard_count(&odd->errors);
	odd->error_type = report->ee_type;
	odd->error_code = report->ee_code;
	odd->error_from = *offender;
}

void receive_errors(struct wire_socket *socket)
{
	struct icmp_shard *shard = socket->shard;
	struct arrivals *arrivals = socket->errors;
	int count, rounds = 0;

	if (socket->socket.fd < 0)
		return;
	socket->errors_wait = false;
	do {
		struct clock_pair now;

		count = arrivals_read(arrivals, socket->socket.fd, MSG_ERRQUEUE);
		now = shard_clocks();
		for (int i = 0; i < count; i++) {
			struct msghdr *message = &arrivals->messages[i].msg_hdr;
			struct sock_extended_err report;
			struct address offender, to;
			struct icmp_message quoted;

			if (!icmp_control_report(message, &report, &offender))
				continue;
			if (report.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
				take_send_stamp(socket, report.ee_data, icmp_control_stamp(message), &now);
				continue;
			}
			if ((report.ee_origin != SO_EE_ORIGIN_ICMP && report.ee_origin != SO_EE_ORIGIN_ICMP6) ||
			    !address_from_sockaddr(&arrivals->from[i], &to))
				continue;
			quoted = icmp_parse_quote(arrivals_bytes(arrivals, i), arrivals->messages[i].msg_len,
						  socket->socket.family, socket->socket.identifier);
			take_error(shard, &quoted, &to, &report, &offender);
		}
	} while (count == ICMP_BATCH && ++rounds < ROUNDS_MAX);
}

/* Looks at COUNT replies. Returns when the last of them came, by the monotonic clock; 0: none did. */
static int64_t take_replies(struct wire_socket *socket, int count, const struct clock_pair *now)
{
	bool with_header = socket->socket.raw && socket->socket.family == AF_INET;
	struct arrivals *replies = socket->replies;
	int64_t wall_ns = 0;

	for (int i = 0; i < count; i++) {
		struct icmp_message message;
		struct address from;

		wall_ns = icmp_control_stamp(&replies->messages[i].msg_hdr);
		if (!address_from_sockaddr(&replies->from[i], &from))
			continue;
		message = icmp_parse(arrivals_bytes(replies, i), replies->messages[i].msg_len, socket->socket.family,
				     with_header, socket->socket.identifier);
		/* Longer than was read, its sum cannot be told; its nonce can. */
		if (message.meaning == ICMP_BAD_CHECKSUM && replies->messages[i].msg_hdr.msg_flags & MSG_TRUNC)
			message.meaning = ICMP_REPLY;
		if (message.meaning != ICMP_NOT_OURS)
			take_reply(socket->shard, &message, &from, wall_ns, now);
	}
	return wall_ns ? to_monotonic(wall_ns, now) : 0;
}

/*
 * What had come when we began is read to its end, since silence is judged
 * next; what comes meanwhile waits, so that a flood of strangers' packets
 * cannot keep us from sending and from our deadlines.
 */
void receive_all(struct wire_socket *socket)
{
	int64_t began_ns = 0, last_ns;
	int count, reason, rounds = 0;

	if (socket->socket.fd < 0)
		return;
	do {
		struct clock_pair now;

		receive_drops(socket);
		count = arrivals_read(socket->replies, socket->socket.fd, 0);
		reason = errno;
		/* With each ICMP error the kernel also fails one call, this one or one that sends. */
		if (socket->stamped || socket->errors_wait || (count < 0 && reason != EAGAIN))
			receive_errors(socket);
		now = shard_clocks();
		if (!rounds)
			began_ns = now.monotonic_ns;
		last_ns = take_replies(socket, count, &now);
		/* An error other than EAGAIN is about some target and says nothing here. */
	} while ((count == ICMP_BATCH || (count < 0 && reason != EAGAIN)) && last_ns < began_ns &&
		 ++rounds < ROUNDS_MAX);
}
