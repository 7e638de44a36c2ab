/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batches: requests that go out with one call, what the kernel is told about
 * each, and what its answer means. A batch is of one socket, with DF or
 * without.
 */
#include "net/icmp-control.h"
#include "net/icmp-internal.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* How long the kernel may refuse packets before that is the answer. */
#define BLOCKED_LIMIT_US 1000000
/* So many go out between two clock readings: whoever takes the processor from us
 * meanwhile spoils the times of all of them. Fewer cost more calls. */
#define SLICE 16
#define DOUBT_MOST 15
/* When a packet sent at a doubtful time is looked at before its deadline. */
#define DOUBT_LOOK_US 100000
/* One that took longer than this for each packet leaves its times a guess. */
#define ROUGH_NS 20000
#define FAMILIES 2
#define BATCHES (2 * FAMILIES)

/* Packets for one socket that go out with one call. */
struct batch {
	struct wire_socket *socket;
	bool dont_fragment;
	unsigned int count;
	uint32_t numbers[ICMP_BATCH];
	int64_t timeouts_us[ICMP_BATCH];
	struct mmsghdr messages[ICMP_BATCH];
	struct iovec parts[ICMP_BATCH];
	struct sockaddr_storage to[ICMP_BATCH];
	union icmp_control control[ICMP_BATCH];
	uint8_t *bytes;			/* ICMP_BATCH requests, each of the largest size */
};

void batches_open(struct icmp_shard *shard)
{
	shard->batches = g_new0(struct batch, BATCHES);
	for (int i = 0; i < BATCHES; i++) {
		shard->batches[i].socket = &shard->sockets[i % FAMILIES];
		shard->batches[i].dont_fragment = i >= FAMILIES;
		shard->batches[i].bytes = g_malloc0(ICMP_BATCH * (8 + (size_t)shard->data_max));
	}
}

void batches_close(struct icmp_shard *shard)
{
	for (int i = 0; shard->batches && i < BATCHES; i++)
		g_free(shard->batches[i].bytes);
	g_free(shard->batches);
}

/* Where the packet is to leave from, and how it is to be treated on its way. */
static void add_controls(struct msghdr *message, void *space, const struct icmp_question *question)
{
	bool six = question->to.family == AF_INET6;
	int traffic_class = question->settings->dscp << 2;

	message->msg_control = space;
	icmp_control_leave(message, (int)question->to.family, &question->source, question->interface);
	if (traffic_class)
		icmp_control_add(message, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_TCLASS : IP_TOS, &traffic_class,
				 sizeof traffic_class);
	if (!message->msg_controllen)
		message->msg_control = NULL;
}

/* How doubtful the times of COUNT packets are that took SPREAD_NS: see struct packet. */
static uint16_t doubt_of(int64_t spread_ns, unsigned int count)
{
	uint16_t doubt = 1;

	if (spread_ns / count <= ROUGH_NS)
		return 0;
	while (doubt < DOUBT_MOST && spread_ns > (INT64_C(1000000) << doubt))
		doubt++;
	return doubt;
}

/* COUNT packets from FIRST of BATCH went out between the two readings. */
static void batch_sent(struct batch *batch, unsigned int first, unsigned int count, int64_t before_ns, int64_t after_ns)
{
	struct wire_socket *socket = batch->socket;
	struct icmp_shard *shard = socket->shard;
	uint16_t doubt = doubt_of(after_ns - before_ns, count);

	for (unsigned int i = 0; i < count; i++) {
		uint32_t number = batch->numbers[first + i];
		struct packet *packet = &shard->packets[number];
		int64_t due_us;

		/* Where it is a guess: no later than it was, so that no reply seems to come before. */
		packet->sent_ns = doubt ? before_ns : before_ns + (after_ns - before_ns) * i / count;
		packet->drops = socket->drops;
		packet->discards = socket->discards;
		packet->stamped = packet->late = 0;
		packet->doubt = doubt & 15;
		if (socket->stamped)
			socket->stamped[socket->stamp_key++ % STAMP_RING] = number;
		due_us = shard_deadline_us(packet, batch->timeouts_us[first + i]);
		if (packet_doubt_us(packet) > ICMP_DOUBT_MOST_US)
			due_us = MIN(due_us, after_ns / NS_PER_US + DOUBT_LOOK_US);
		wheel_insert(&shard->deadlines, &shard->timers, number, due_us);
		if (!packet->tries++)
			shard_schedule_next(shard, number, packet->sent_ns / NS_PER_US);
	}
	shard->totals.sent += count;
	shard->paced_sent += count;
	shard->blocked_since_us = 0;
}

/*
 * The kernel refused the packet at FIRST. Its error may be left over from an
 * ICMP error about another target, so it is sent once more with the socket's
 * pending error cleared.
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
	struct icmp_shard *shard = batch->socket->shard;
	int64_t now_us = shard_now_us();

	if (!shard->blocked_since_us)
		shard->blocked_since_us = now_us;
	if (now_us - shard->blocked_since_us >= BLOCKED_LIMIT_US)
		return false;
	for (unsigned int i = first; i < batch->count; i++)
		shard_wait(shard, batch->numbers[i], now_us);
	batch->count = first;
	shard->blocked = true;
	return true;
}

static void batch_refused(const struct batch *batch, unsigned int index, int reason)
{
	struct icmp_shard *shard = batch->socket->shard;
	uint32_t number = batch->numbers[index];
	struct icmp_question question;

	shard_question(shard, shard_question_of(shard, number), &question);
	shard_not_sent(shard, number, icmp_refusal(&question.source, reason));
}

/* Whether IPv4 sets DF is the socket's property, not the packet's. */
static void set_fragmenting(struct batch *batch)
{
	struct wire_socket *socket = batch->socket;
	bool six = socket->socket.family == AF_INET6;
	int value = six ? (batch->dont_fragment ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT)
			: (batch->dont_fragment ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT);
	int on = batch->dont_fragment;

	if (socket->fragmenting_known && socket->dont_fragment == batch->dont_fragment)
		return;
	setsockopt(socket->socket.fd, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER,
		   &value, sizeof value);
	if (six)
		setsockopt(socket->socket.fd, IPPROTO_IPV6, IPV6_DONTFRAG, &on, sizeof on);
	socket->dont_fragment = batch->dont_fragment;
	socket->fragmenting_known = true;
}

static void batch_send(struct batch *batch)
{
	unsigned int first = 0;

	if (batch->count)
		set_fragmenting(batch);
	while (first < batch->count) {
		unsigned int count = MIN(batch->count - first, SLICE);
		int64_t before_ns = shard_clocks().monotonic_ns;
		int sent = sendmmsg(batch->socket->socket.fd, batch->messages + first, count, 0);
		int reason = errno;

		/* What made it stop may be an earlier packet's ICMP error. */
		if (sent < (int)count)
			batch->socket->errors_wait = true;
		if (sent < 0 && !is_blocked(reason)) {
			reason = send_again(batch, first);
			sent = reason ? -1 : 1;
		}
		if (sent > 0) {
			batch_sent(batch, first, (unsigned int)sent, before_ns, shard_clocks().monotonic_ns);
			first += (unsigned int)sent;
			continue;
		}
		/* One refused behind the routing may or may not have taken a number for its
		 * stamp, so from here on a stamp could be another packet's. */
		if (reason == EPERM || is_blocked(reason))
			batch->socket->unnumbered = true;
		if (!is_blocked(reason) || !wait_for_kernel(batch, first))
			batch_refused(batch, first++, reason);
	}
	batch->count = 0;
}

void batch_add(struct batch *batch, uint32_t number, const struct icmp_question *question)
{
	struct icmp_shard *shard = batch->socket->shard;
	const struct packet *packet = &shard->packets[number];
	size_t size = 8 + (size_t)question->settings->data_size;
	unsigned int i = batch->count++;
	struct msghdr *message = &batch->messages[i].msg_hdr;
	uint8_t *bytes = batch->bytes + i * (8 + (size_t)shard->data_max);

	/* Each try has a nonce of its own, so that an answer to an earlier one is known. */
	icmp_compose(bytes, question->settings->data_size, question->to.family, batch->socket->socket.identifier,
		     (uint16_t)number, number, packet->nonce + packet->tries);
	batch->numbers[i] = number;
	batch->timeouts_us[i] = question->settings->timeout_us;
	batch->parts[i] = (struct iovec){ bytes, size };
	*message = (struct msghdr){ .msg_name = &batch->to[i], .msg_iov = &batch->parts[i], .msg_iovlen = 1 };
	message->msg_namelen = address_to_sockaddr(&question->to, &batch->to[i]);
	add_controls(message, &batch->control[i], question);
	if (batch->count == ICMP_BATCH)
		batch_send(batch);
}

struct batch *batches_choose(struct icmp_shard *shard, const struct wire_socket *socket, bool whole)
{
	return &shard->batches[(socket - shard->sockets) + (whole ? FAMILIES : 0)];
}

void batches_send(struct icmp_shard *shard)
{
	for (int i = 0; i < BATCHES; i++)
		batch_send(&shard->batches[i]);
}
