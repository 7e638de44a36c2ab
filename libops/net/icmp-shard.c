/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sending half of one shard of the ICMP wire: when which packet goes out,
 * and how each packet's life ends. Work is done in coarse ticks: waking for
 * each packet costs six times as much as the packet. All memory but that for
 * oddities is taken before the first packet.
 */
#include "net/icmp-internal.h"

#include "base/translate.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#define TICK_SENDING_US 2000
#define TICK_WAITING_US 10000
/* What may go out at once after a pause, so that a stall makes no burst. */
#define BURST_US 20000
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
#define RATE_LEAST 500
#define RATE_AFTER_DROPS 50000
/* Stamping the sending costs 0.9 us a packet: above this rate the times are
 * interpolated within a batch instead, which is good to some 10 us. */
#define STAMPED_RATE_MOST 5000
/* Of such data no IPv4 packet is larger than the 68 bytes that every link carries whole (RFC 791). */
#define WHOLE_DATA_MOST 40
#define FAMILIES 2
#define BATCHES (2 * FAMILIES)

G_STATIC_ASSERT(sizeof(struct packet) == 24);

/* The one place in net/ that reads clocks: stamps must be brought from one to
 * the other with both read together, which base/clock.h does not offer. */
struct clock_pair shard_clocks(void)
{
	struct timespec wall, monotonic;

	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_MONOTONIC, &monotonic);
	return (struct clock_pair){ (int64_t)wall.tv_sec * 1000000000 + wall.tv_nsec,
				    (int64_t)monotonic.tv_sec * 1000000000 + monotonic.tv_nsec };
}

int64_t shard_now_us(void)
{
	return shard_clocks().monotonic_ns / NS_PER_US;
}

void shard_count(uint16_t *counter)
{
	if (*counter < UINT16_MAX)
		++*counter;
}

struct icmp_oddities *shard_odd(struct icmp_shard *shard, uint32_t question)
{
	struct icmp_oddities *odd = g_hash_table_lookup(shard->odd, GUINT_TO_POINTER(question));

	if (!odd) {
		odd = g_new0(struct icmp_oddities, 1);
		g_hash_table_insert(shard->odd, GUINT_TO_POINTER(question), odd);
	}
	return odd;
}

/* --- opening and closing --- */

/* Counts packets and far ends, and learns whether any question has more than one packet. */
static bool survey(struct icmp_shard *shard)
{
	bool several = false;

	for (uint32_t q = 0; q < shard->count; q++) {
		struct icmp_question question;

		shard_question(shard, q, &question);
		g_assert(question.settings->packets >= 1 && question.settings->packets <= ICMP_PACKETS_MAX);
		g_assert(question.settings->data_size >= ICMP_TAG_SIZE && question.settings->data_size <= ICMP_DATA_MAX);
		g_assert(question.to.family == AF_INET || question.to.family == AF_INET6);
		shard->packet_count += (uint32_t)question.settings->packets;
		shard->data_max = MAX(shard->data_max, question.settings->data_size);
		shard->asks[question.to.family == AF_INET6] = true;
		if (question.far_end != ICMP_NO_FAR_END)
			shard->far_end_count = MAX(shard->far_end_count, question.far_end + 1);
		several = several || question.settings->packets > 1;
	}
	return several;
}

static void number_packets(struct icmp_shard *shard)
{
	uint32_t number = 0;

	shard->first_packet = g_new(uint32_t, shard->count);
	shard->undecided = g_new(uint16_t, shard->count);
	shard->question_of = g_new(uint32_t, shard->packet_count);
	for (uint32_t q = 0; q < shard->count; q++) {
		struct icmp_question question;

		shard_question(shard, q, &question);
		shard->first_packet[q] = number;
		shard->undecided[q] = (uint16_t)question.settings->packets;
		for (int i = 0; i < question.settings->packets; i++)
			shard->question_of[number++] = q;
	}
}

static bool lay_out_packets(struct icmp_shard *shard, GError **error)
{
	uint64_t drawn[32];

	shard->packets = g_new0(struct packet, MAX(shard->packet_count, 1));
	for (uint32_t i = 0; i < shard->packet_count; i++) {
		if (i % G_N_ELEMENTS(drawn) == 0 && getrandom(drawn, sizeof drawn, 0) != sizeof drawn) {
			g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot get random bytes: %s"),
				    g_strerror(errno));
			return false;
		}
		shard->packets[i].nonce = drawn[i % G_N_ELEMENTS(drawn)];
		shard->packets[i].rtt_us = -1;
	}
	return true;
}

/* On an IPv6 ping socket the stamp is also the only proof that a packet left. */
static bool wants_stamps(const struct icmp_shard *shard, const struct wire_socket *socket)
{
	return (shard->rate && shard->rate <= STAMPED_RATE_MOST) ||
	       (socket->socket.family == AF_INET6 && !socket->socket.raw);
}

static void look_for_discards(struct wire_socket *socket);

static bool take_sockets(struct icmp_shard *shard, const struct icmp_socket pair[2], GError **error)
{
	for (int i = 0; i < FAMILIES; i++) {
		struct wire_socket *socket = &shard->sockets[i];

		*socket = (struct wire_socket){ .socket = pair[i], .shard = shard };
		/* A socket that nobody needs would be looked at in each tick. */
		if (socket->socket.fd >= 0 && !shard->asks[i]) {
			close(socket->socket.fd);
			socket->socket.fd = -1;
		}
		if (socket->socket.fd < 0)
			continue;
		if (wants_stamps(shard, socket))
			socket->stamped = g_new0(uint32_t, STAMP_RING);
		receive_open(socket);
		if (!receive_prepare(socket)) {
			g_set_error(error, OPS_ICMP_ERROR, ICMP_ERROR_SOCKET, _("cannot prepare an ICMP socket: %s"),
				    g_strerror(errno));
			return false;
		}
		socket->dropped = receive_drops(socket);
		look_for_discards(socket);
		if (socket->socket.raw)
			*(i ? &shard->totals.raw6 : &shard->totals.raw4) = true;
	}
	return true;
}

static void batches_open(struct icmp_shard *shard);
static void batches_close(struct icmp_shard *shard);

bool shard_open(struct icmp_shard *shard, const struct icmp_socket pair[2], int64_t rate, GError **error)
{
	shard->rate = rate;
	shard->odd = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	if (survey(shard))
		number_packets(shard);
	if (!take_sockets(shard, pair, error))
		return false;
	batches_open(shard);
	return lay_out_packets(shard, error);
}

void shard_close(struct icmp_shard *shard)
{
	for (int i = 0; i < FAMILIES; i++) {
		if (shard->sockets[i].socket.fd >= 0)
			close(shard->sockets[i].socket.fd);
		g_free(shard->sockets[i].stamped);
		receive_close(&shard->sockets[i]);
	}
	batches_close(shard);
	timers_clear(&shard->timers);
	turns_clear(&shard->turns);
	g_free(shard->first_packet);
	g_free(shard->undecided);
	g_free(shard->question_of);
	g_free(shard->packets);
	if (shard->odd)
		g_hash_table_unref(shard->odd);
}

void shard_stop(struct icmp_shard *shard)
{
	for (int i = 0; i < FAMILIES; i++)
		g_clear_pointer(&shard->sockets[i].reading, loop_cancel);
	g_clear_pointer(&shard->ticking, loop_cancel);
}

/* --- the life of a packet --- */

void shard_settle(struct icmp_shard *shard, uint32_t number, enum packet_outcome outcome)
{
	uint32_t question = shard_question_of(shard, number);

	shard->packets[number].outcome = outcome & 7;
	shard->totals.received += outcome == PACKET_ANSWERED;
	if (shard->undecided && --shard->undecided[question])
		return;
	shard->open_questions--;
	shard->ended(shard, question);
}

/* NUMBER may go out as soon as its far end takes it. */
static void wait_for_turn(struct icmp_shard *shard, uint32_t number, int64_t now_us)
{
	uint32_t question = shard_question_of(shard, number);
	bool begun = shard->packets[number].tries ||
		     (shard->first_packet && number != shard->first_packet[question]);
	struct icmp_question asked;

	shard_question(shard, question, &asked);
	turns_add(&shard->turns, number, asked.far_end, begun, now_us);
}

/* The packet after NUMBER of the same question gets its time. */
static void schedule_next(struct icmp_shard *shard, uint32_t number, int64_t sent_us)
{
	struct icmp_question question;

	if (!shard->question_of || number + 1 >= shard->packet_count ||
	    shard->question_of[number + 1] != shard->question_of[number])
		return;
	shard_question(shard, shard->question_of[number], &question);
	wheel_insert(&shard->sending, &shard->timers, number + 1, sent_us + question.settings->gap_us);
}

/* Our side could not send it. */
static void settle_not_sent(struct icmp_shard *shard, uint32_t number, int reason)
{
	if (!shard->packets[number].tries)
		schedule_next(shard, number, shard_now_us());
	shard_odd(shard, shard_question_of(shard, number))->send_errno = (uint16_t)reason;
	shard_settle(shard, number, PACKET_NOT_SENT);
}

/*
 * Why NUMBER was refused, for people. The kernel says of a source address that
 * is not ours what it says of a missing route, so that is asked apart.
 */
static int refusal_of(const struct icmp_shard *shard, uint32_t number, int reason)
{
	struct icmp_question question;
	struct sockaddr_storage own;
	socklen_t length;
	int fd;

	shard_question(shard, shard_question_of(shard, number), &question);
	/* No address of its family to send from: then there is no way out either. */
	if (!question.source.family)
		return reason == EADDRNOTAVAIL ? ENETUNREACH : reason;
	fd = socket(question.source.family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return reason;
	length = address_to_sockaddr(&question.source, &own);
	if (bind(fd, (struct sockaddr *)&own, length) < 0 && errno == EADDRNOTAVAIL)
		reason = EADDRNOTAVAIL;
	close(fd);
	return reason;
}

static void slow_down(struct icmp_shard *shard)
{
	shard->rate = MAX((shard->rate ? shard->rate : 2 * RATE_AFTER_DROPS) / 2, RATE_LEAST);
	shard->paced_from_us = shard_now_us();
	shard->paced_sent = 0;
	notes_write(shard->notes, NOTES_NOTICE,
		    _("our own socket dropped replies; going on at %ld packets a second"), (long)shard->rate);
}

/* Looks once whether SOCKET has lost anything since the last look. */
static void look_for_drops(struct wire_socket *socket)
{
	uint32_t dropped;

	if (socket->socket.fd < 0)
		return;
	dropped = receive_drops(socket);
	if (dropped == socket->dropped)
		return;
	socket->shard->totals.own_drops += dropped - socket->dropped;
	socket->dropped = dropped;
	socket->drops++;
	slow_down(socket->shard);
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
	uint32_t discarded;

	if (socket->socket.fd < 0 || socket->socket.raw || socket->socket.family != AF_INET6 ||
	    !g_file_get_contents("/proc/thread-self/net/snmp6", &counts, NULL, NULL))
		return;
	found = strstr(counts, key);
	discarded = found ? (uint32_t)g_ascii_strtoull(found + strlen(key), NULL, 10) : 0;
	if (discarded != socket->discarded)
		socket->discards++;
	socket->discarded = discarded;
}

/* Our side lost packet NUMBER: it is asked once more, or false. */
static bool ask_again(struct icmp_shard *shard, uint32_t number)
{
	if (shard->packets[number].tries >= ICMP_OWN_LOSS_TRIES)
		return false;
	wait_for_turn(shard, number, shard_now_us());
	return true;
}

/* Silence of PACKET is an answer then; sooner, a badly timed answer is looked for. */
static int64_t deadline_us(const struct packet *packet, int64_t timeout_us)
{
	return packet->sent_ns / NS_PER_US + packet_doubt_us(packet) + timeout_us;
}

/*
 * Silence until the deadline. If our socket has dropped anything since the
 * packet went out, its reply may have been among that, and silence proves
 * nothing about the line. Neither does it when nobody saw the packet leave and
 * the host has discarded some.
 */
static void packet_expired(struct icmp_shard *shard, uint32_t number, int64_t now_us)
{
	const struct packet *packet = &shard->packets[number];
	uint32_t question_number = shard_question_of(shard, number);
	const struct icmp_oddities *odd = g_hash_table_lookup(shard->odd, GUINT_TO_POINTER(question_number));
	const struct wire_socket *socket;
	struct icmp_question question;

	shard_question(shard, question_number, &question);
	socket = &shard->sockets[question.to.family == AF_INET6];
	if (packet->rtt_us >= 0) {
		/* Answered, but badly timed; what becomes of the second try does not undo that. */
		if (packet->tries > 1 || !ask_again(shard, number))
			shard_settle(shard, number, PACKET_ANSWERED);
	} else if (deadline_us(packet, question.settings->timeout_us) > now_us) {
		wheel_insert(&shard->deadlines, &shard->timers, number,
			     deadline_us(packet, question.settings->timeout_us));
	} else if (packet->late) {
		shard_settle(shard, number, PACKET_LATE);
	} else if (packet->drops != socket->drops) {
		if (!ask_again(shard, number))
			shard_settle(shard, number, PACKET_OWN_LOSS);
	} else if (!packet->stamped && packet->discards != socket->discards) {
		if (!ask_again(shard, number))
			settle_not_sent(shard, number, ECOMM);
	} else {
		shard_settle(shard, number, odd && odd->errors ? PACKET_UNREACHABLE : PACKET_LOST);
	}
}

/* NOW_US was read before the sockets were: what came in time was taken in time. */
static void expire(struct icmp_shard *shard, int64_t now_us)
{
	uint32_t number = wheel_take(&shard->deadlines, &shard->timers, now_us);

	if (number == TIMER_NONE)
		return;
	receive_errors(&shard->sockets[0]);
	receive_errors(&shard->sockets[1]);
	look_for_drops(&shard->sockets[0]);
	look_for_drops(&shard->sockets[1]);
	look_for_discards(&shard->sockets[1]);
	for (; number != TIMER_NONE; number = wheel_take(&shard->deadlines, &shard->timers, now_us))
		if (shard->packets[number].outcome == PACKET_WAITING)
			packet_expired(shard, number, now_us);
}

/* --- sending --- */

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
	union { struct cmsghdr align; char space[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))]; }
		control[ICMP_BATCH];
	uint8_t *bytes;			/* ICMP_BATCH requests, each of the largest size */
};

static void batches_open(struct icmp_shard *shard)
{
	shard->batches = g_new0(struct batch, BATCHES);
	for (int i = 0; i < BATCHES; i++) {
		shard->batches[i].socket = &shard->sockets[i % FAMILIES];
		shard->batches[i].dont_fragment = i >= FAMILIES;
		shard->batches[i].bytes = g_malloc0(ICMP_BATCH * (8 + (size_t)shard->data_max));
	}
}

static void batches_close(struct icmp_shard *shard)
{
	for (int i = 0; shard->batches && i < BATCHES; i++)
		g_free(shard->batches[i].bytes);
	g_free(shard->batches);
}

/* Adds one instruction to the kernel to MESSAGE, whose control space is large enough. */
static void add_control(struct msghdr *message, int level, int type, const void *value, size_t size)
{
	struct cmsghdr *control = (void *)((char *)message->msg_control + message->msg_controllen);

	control->cmsg_level = level;
	control->cmsg_type = type;
	control->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(control), value, size);
	message->msg_controllen += CMSG_SPACE(size);
}

/* Where the packet is to leave from, and how it is to be treated on its way. */
static void add_controls(struct msghdr *message, void *space, const struct icmp_question *question)
{
	bool six = question->to.family == AF_INET6;
	int traffic_class = question->settings->dscp << 2;

	message->msg_control = space;
	if (six && (question->source.family || question->interface)) {
		struct in6_pktinfo chosen = { .ipi6_ifindex = question->interface };

		memcpy(&chosen.ipi6_addr, question->source.bytes, 16);
		add_control(message, IPPROTO_IPV6, IPV6_PKTINFO, &chosen, sizeof chosen);
	} else if (question->source.family || question->interface) {
		struct in_pktinfo chosen = { .ipi_ifindex = (int)question->interface };

		memcpy(&chosen.ipi_spec_dst, question->source.bytes, 4);
		add_control(message, IPPROTO_IP, IP_PKTINFO, &chosen, sizeof chosen);
	}
	if (traffic_class)
		add_control(message, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_TCLASS : IP_TOS, &traffic_class,
			    sizeof traffic_class);
	if (!message->msg_controllen)
		message->msg_control = NULL;
}

static void batch_add(struct batch *batch, struct icmp_shard *shard, uint32_t number,
		      const struct icmp_question *question)
{
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
		due_us = deadline_us(packet, batch->timeouts_us[first + i]);
		if (packet_doubt_us(packet) > ICMP_DOUBT_MOST_US)
			due_us = MIN(due_us, after_ns / NS_PER_US + DOUBT_LOOK_US);
		wheel_insert(&shard->deadlines, &shard->timers, number, due_us);
		if (!packet->tries++)
			schedule_next(shard, number, packet->sent_ns / NS_PER_US);
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
		wait_for_turn(shard, batch->numbers[i], now_us);
	batch->count = first;
	shard->blocked = true;
	return true;
}

static void batch_refused(const struct batch *batch, unsigned int index, int reason)
{
	struct icmp_shard *shard = batch->socket->shard;
	uint32_t number = batch->numbers[index];

	settle_not_sent(shard, number, refusal_of(shard, number, reason));
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

static void send_batch(struct batch *batch)
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

static uint64_t allowance(struct icmp_shard *shard, int64_t now_us)
{
	int64_t burst, due;

	if (!shard->rate)
		return 4 * ICMP_BATCH;
	burst = MAX(shard->rate * BURST_US / 1000000, 1);
	due = (now_us - shard->paced_from_us) * shard->rate / 1000000 - (int64_t)shard->paced_sent;
	if (due > burst) {
		shard->paced_from_us = now_us - burst * 1000000 / shard->rate;
		shard->paced_sent = 0;
		due = burst;
	}
	return due > 0 ? (uint64_t)due : 0;
}

static void send_one(struct icmp_shard *shard, uint32_t number)
{
	struct icmp_question question;
	struct batch *batch;
	bool whole;

	shard_question(shard, shard_question_of(shard, number), &question);
	/* With DF the kernel need not draw an identification, a twentieth of what a packet costs. */
	whole = question.settings->dont_fragment || question.settings->data_size <= WHOLE_DATA_MOST;
	batch = &shard->batches[(question.to.family == AF_INET6) + (whole ? FAMILIES : 0)];
	if (batch->socket->socket.fd < 0) {
		settle_not_sent(shard, number, batch->socket->socket.refused_errno);
		return;
	}
	batch_add(batch, shard, number, &question);
	if (batch->count == ICMP_BATCH)
		send_batch(batch);
}

static void send_due(struct icmp_shard *shard, int64_t now_us)
{
	uint64_t allowed = allowance(shard, now_us);
	uint32_t number;

	while ((number = wheel_take(&shard->sending, &shard->timers, now_us)) != TIMER_NONE)
		wait_for_turn(shard, number, now_us);
	shard->blocked = false;
	while (allowed && !shard->blocked && (number = turns_take(&shard->turns, now_us)) != TIMER_NONE) {
		/* One that waits to be asked again may have been answered meanwhile. */
		if (shard->packets[number].outcome != PACKET_WAITING)
			continue;
		send_one(shard, number);
		allowed--;
	}
	for (int i = 0; i < BATCHES; i++)
		send_batch(&shard->batches[i]);
}

/* --- ticks --- */

static void tick(void *context);

static void reading_event(void *context)
{
	struct wire_socket *socket = context;

	socket->errors_wait = true;
	receive_all(socket);
	if (!socket->shard->open_questions)
		shard_stop(socket->shard);
}

/* Each tick reads, and the kernel has stamped what came: waking for it is worth
 * its price only while there is nothing else to do. A flood is read in ticks. */
static void set_reading(struct icmp_shard *shard, bool wanted)
{
	for (int i = 0; i < FAMILIES; i++) {
		struct wire_socket *socket = &shard->sockets[i];

		g_clear_pointer(&socket->reading, loop_cancel);
		if (wanted && socket->socket.fd >= 0 && (shard->rate || shard->count < ICMP_BATCH))
			socket->reading = loop_start_reading(shard->loop, socket->socket.fd, reading_event, socket);
	}
}

/* Fast while there is something to send, slow while only replies are awaited. */
static void set_pace(struct icmp_shard *shard)
{
	bool sending = shard->turns.waiting || shard->sending.waiting;

	if (shard->pace == (sending ? PACE_SENDING : PACE_WAITING))
		return;
	g_clear_pointer(&shard->ticking, loop_cancel);
	shard->pace = sending ? PACE_SENDING : PACE_WAITING;
	set_reading(shard, !sending);
	if (sending && !shard->rate)
		shard->ticking = loop_start_turns(shard->loop, tick, shard);
	else
		shard->ticking = loop_start_timer(shard->loop, 0, sending ? TICK_SENDING_US : TICK_WAITING_US,
						  tick, shard);
}

static void tick(void *context)
{
	struct icmp_shard *shard = context;
	int64_t now_us = shard_now_us();

	receive_all(&shard->sockets[0]);
	receive_all(&shard->sockets[1]);
	expire(shard, now_us);
	send_due(shard, now_us);
	if (shard->open_questions)
		set_pace(shard);
	else
		shard_stop(shard);
}

/* Rounded up, so that the cap holds; 0: there is none. */
static int64_t far_end_interval_us(const struct icmp_shard *shard)
{
	return shard->far_end_rate ? (1000000 + shard->far_end_rate - 1) / shard->far_end_rate : 0;
}

void shard_start(struct icmp_shard *shard)
{
	shard->open_questions = shard->count;
	shard->paced_from_us = shard_now_us();
	timers_init(&shard->timers, shard->packet_count, shard->paced_from_us);
	wheel_init(&shard->sending);
	wheel_init(&shard->deadlines);
	turns_init(&shard->turns, &shard->timers, shard->far_end_count, far_end_interval_us(shard),
		   shard->paced_from_us);
	for (uint32_t q = 0; q < shard->count; q++)
		wait_for_turn(shard, shard->first_packet ? shard->first_packet[q] : q, shard->paced_from_us);
	set_pace(shard);
}

/* --- reading --- */

void shard_read_packets(const struct icmp_shard *shard, uint32_t question, struct icmp_packet *ret_packets)
{
	const struct packet *packet = &shard->packets[shard->first_packet ? shard->first_packet[question] : question];
	struct icmp_question asked;

	shard_question(shard, question, &asked);
	for (int i = 0; i < asked.settings->packets; i++)
		ret_packets[i] = (struct icmp_packet){ packet[i].outcome, packet[i].rtt_us };
}

void shard_read(const struct icmp_shard *shard, uint32_t question, struct icmp_answer *ret_answer)
{
	const struct packet *packet = &shard->packets[shard->first_packet ? shard->first_packet[question] : question];
	struct icmp_answer answer = { .odd = g_hash_table_lookup(shard->odd, GUINT_TO_POINTER(question)) };
	struct icmp_question asked;

	shard_question(shard, question, &asked);
	for (int i = 0; i < asked.settings->packets; i++) {
		answer.inexact += packet[i].inexact;
		if (packet[i].outcome == PACKET_OWN_LOSS)
			answer.own_losses++;
		else if (packet[i].outcome == PACKET_NOT_SENT)
			answer.not_sent++;
		else if (packet[i].tries)
			answer.sent++;
		if (packet[i].outcome == PACKET_ANSWERED)
			answer.received++;
	}
	*ret_answer = answer;
}
