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

#define FAMILIES 2
#define TICK_SENDING_US 2000
#define TICK_WAITING_US 10000
/* What may go out at once after a pause, so that a stall makes no burst. */
#define BURST_US 20000
#define RATE_LEAST 500
#define RATE_AFTER_DROPS 50000
/* Stamping the sending costs 0.9 us a packet: above this rate the times are
 * interpolated within a batch instead, which is good to some 10 us. */
#define STAMPED_RATE_MOST 5000
/* Of such data no IPv4 packet is larger than the 68 bytes that every link carries whole (RFC 791). */
#define WHOLE_DATA_MOST 40

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

void shard_wait(struct icmp_shard *shard, uint32_t number, int64_t now_us)
{
	uint32_t question = shard_question_of(shard, number);
	bool begun = shard->packets[number].tries ||
		     (shard->first_packet && number != shard->first_packet[question]);
	struct icmp_question asked;

	shard_question(shard, question, &asked);
	turns_add(&shard->turns, number, asked.far_end, begun, now_us);
}

void shard_schedule_next(struct icmp_shard *shard, uint32_t number, int64_t sent_us)
{
	struct icmp_question question;

	if (!shard->question_of || number + 1 >= shard->packet_count ||
	    shard->question_of[number + 1] != shard->question_of[number])
		return;
	shard_question(shard, shard->question_of[number], &question);
	wheel_insert(&shard->sending, &shard->timers, number + 1, sent_us + question.settings->gap_us);
}

void shard_not_sent(struct icmp_shard *shard, uint32_t number, int reason)
{
	if (!shard->packets[number].tries)
		shard_schedule_next(shard, number, shard_now_us());
	shard_odd(shard, shard_question_of(shard, number))->send_errno = (uint16_t)reason;
	shard_settle(shard, number, PACKET_NOT_SENT);
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
	shard_wait(shard, number, shard_now_us());
	return true;
}

/* Silence of PACKET is an answer then; sooner, a badly timed answer is looked for. */
int64_t shard_deadline_us(const struct packet *packet, int64_t timeout_us)
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
	} else if (shard_deadline_us(packet, question.settings->timeout_us) > now_us) {
		wheel_insert(&shard->deadlines, &shard->timers, number,
			     shard_deadline_us(packet, question.settings->timeout_us));
	} else if (packet->late && packet->tries > question.settings->retries) {
		shard_settle(shard, number, PACKET_LATE);
	} else if (packet->drops != socket->drops) {
		if (!ask_again(shard, number))
			shard_settle(shard, number, PACKET_OWN_LOSS);
	} else if (!packet->stamped && packet->discards != socket->discards) {
		if (!ask_again(shard, number))
			shard_not_sent(shard, number, ECOMM);
	} else if (packet->tries > question.settings->retries || !ask_again(shard, number)) {
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
	struct wire_socket *socket;
	bool whole;

	shard_question(shard, shard_question_of(shard, number), &question);
	socket = &shard->sockets[question.to.family == AF_INET6];
	/* With DF the kernel need not draw an identification, a twentieth of what a packet costs. */
	whole = question.settings->dont_fragment || question.settings->data_size <= WHOLE_DATA_MOST;
	if (socket->socket.fd < 0) {
		shard_not_sent(shard, number, socket->socket.refused_errno);
		return;
	}
	if (!icmp_socket_keeps(&socket->socket, &question.source)) {
		shard_not_sent(shard, number, EOPNOTSUPP);
		return;
	}
	batch_add(batches_choose(shard, socket, whole), number, &question);
}

static void send_due(struct icmp_shard *shard, int64_t now_us)
{
	uint64_t allowed = allowance(shard, now_us);
	uint32_t number;

	while ((number = wheel_take(&shard->sending, &shard->timers, now_us)) != TIMER_NONE)
		shard_wait(shard, number, now_us);
	shard->blocked = false;
	while (allowed && !shard->blocked && (number = turns_take(&shard->turns, now_us)) != TIMER_NONE) {
		/* One that waits to be asked again may have been answered meanwhile. */
		if (shard->packets[number].outcome != PACKET_WAITING)
			continue;
		send_one(shard, number);
		allowed--;
	}
	batches_send(shard);
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
		shard_wait(shard, shard->first_packet ? shard->first_packet[q] : q, shard->paced_from_us);
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
		answer.retried += packet[i].tries > 1 && packet[i].outcome != PACKET_NOT_SENT;
		if (packet[i].outcome == PACKET_ANSWERED)
			answer.received++;
	}
	*ret_answer = answer;
}
