/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the ICMP wire share. The wire is split into shards, each
 * with its own thread, loop and sockets; a shard asks its share of the
 * questions and touches nothing of another's. Within a shard a packet is a
 * number from 0: question by question, its packets in a row.
 *
 * A packet costs 32 bytes, and where all questions have one packet, nothing
 * else: one host sweeps a nation's lines.
 */
#pragma once

#include "net/icmp-socket.h"
#include "net/icmp.h"
#include "net/turns.h"
#include "net/wheel.h"

#define NS_PER_US 1000
#define ICMP_BATCH 64
/* How often a packet lost by our own socket is asked again. */
#define ICMP_OWN_LOSS_TRIES 3

struct packet {
	uint64_t nonce;		/* of its first try; each further try adds one */
	int64_t sent_ns;	/* monotonic */
	int32_t rtt_us;		/* -1: none */
	uint8_t drops, discards;	/* the socket's when it was sent */
	uint16_t outcome : 3;	/* enum packet_outcome */
	uint16_t tries : 2;	/* how often it was sent */
	uint16_t stamped : 1;	/* the kernel stamped its sending */
	uint16_t doubt : 4;	/* 0: none; else it may have left up to 2^doubt ms after sent_ns */
	uint16_t late : 1;	/* a reply came, but after its deadline */
	uint16_t inexact : 1;	/* its round trip was timed without both stamps */
};

/* Both clocks read together, to bring a wall-clock stamp to the monotonic one. */
struct clock_pair { int64_t wall_ns, monotonic_ns; };

struct wire_socket {
	struct icmp_socket socket;
	struct icmp_shard *shard;
	struct loop_wait *reading;
	uint32_t overflows, refused;	/* dropped for a full buffer; all that the kernel counted */
	uint32_t dropped, discarded;	/* by receive_drops() and by the host, as last looked at */
	uint8_t drops, discards;	/* how often those looks found more, modulo 256 */
	bool fragmenting_known, dont_fragment;	/* as it is set now */
	uint32_t stamp_key;	/* the kernel's number of the next packet sent */
	uint32_t *stamped;	/* ring: which packet has which number; NULL: sending is not stamped */
	bool unnumbered;	/* its numbers are no longer known: stamps of sending are not believed */
	bool errors_wait;	/* the kernel has hinted at ICMP errors */
	struct arrivals *replies, *errors;	/* where messages are read to */
};
#define STAMP_RING 65536u

struct icmp_shard {
	/* set by icmp.c */
	const struct icmp_questions *questions;
	const uint32_t *numbers;	/* which questions are its own; NULL: all */
	uint32_t count;
	const struct notes *notes;
	struct loop *loop;
	int64_t far_end_rate;		/* packets a second; 0: no cap */
	uint32_t far_end_count;
	int data_max;			/* of any question */
	bool asks[2];			/* IPv4, IPv6 */
	/* Called in the shard's thread, once for each of its questions. */
	void (*ended)(struct icmp_shard *shard, uint32_t question);

	uint32_t packet_count;
	struct packet *packets;
	uint32_t *first_packet;		/* by question; NULL: one packet each */
	uint32_t *question_of;		/* by packet; NULL: one packet each */
	uint16_t *undecided;		/* by question: packets without an outcome; NULL: one each */
	GHashTable *odd;		/* question -> struct icmp_oddities */
	struct wire_socket sockets[2];	/* IPv4, IPv6 */
	struct timers timers;		/* by packet, for the three below */
	struct wheel sending;		/* when a packet may go out */
	struct wheel deadlines;		/* when its silence is an answer */
	struct turns turns;		/* which packet may go out now */
	struct batch *batches;		/* being filled: family, and with or without DF */
	int64_t rate;			/* now, after slowing down; 0: no limit */
	int64_t paced_from_us;		/* the rate counts from here */
	uint64_t paced_sent;
	bool blocked;			/* the kernel takes no more in this tick */
	int64_t blocked_since_us;	/* since when it took none; 0: it does */
	struct loop_wait *ticking;
	enum { PACE_NONE, PACE_SENDING, PACE_WAITING } pace;
	uint32_t open_questions;
	struct icmp_totals totals;
};

/* Question QUESTION of the shard, and the one that packet NUMBER belongs to. */
static inline void shard_question(const struct icmp_shard *shard, uint32_t question, struct icmp_question *ret)
{
	shard->questions->at(shard->questions->context, shard->numbers ? shard->numbers[question] : question, ret);
}

static inline uint32_t shard_question_of(const struct icmp_shard *shard, uint32_t number)
{
	return shard->question_of ? shard->question_of[number] : number;
}

/* --- icmp-shard.c: the sending half, and the life of a packet --- */

/* How much later than its sent_ns a packet may have left. */
static inline int64_t packet_doubt_us(const struct packet *packet)
{
	return packet->doubt && !packet->stamped ? INT64_C(1000) << packet->doubt : 0;
}

/* A round trip that is less certain than this is worth another packet. */
#define ICMP_DOUBT_MOST_US 2000

int64_t shard_now_us(void);
struct clock_pair shard_clocks(void);
/* Lays out packets and draws nonces; takes the sockets of PAIR over. */
bool shard_open(struct icmp_shard *shard, const struct icmp_socket pair[2], int64_t rate, GError **error);
/* Starts on its loop, which ends when all its questions have. */
void shard_start(struct icmp_shard *shard);
/* Stops; its loop has nothing to wait for any more. */
void shard_stop(struct icmp_shard *shard);
void shard_close(struct icmp_shard *shard);
/* PACKET is decided; its question ends when it was the last. */
void shard_settle(struct icmp_shard *shard, uint32_t number, enum packet_outcome outcome);
/* NUMBER may go out as soon as its far end takes it. */
void shard_wait(struct icmp_shard *shard, uint32_t number, int64_t now_us);
/* The packet after NUMBER of the same question gets its time. */
void shard_schedule_next(struct icmp_shard *shard, uint32_t number, int64_t sent_us);
/* Our side could not send NUMBER, for REASON (an errno). */
void shard_not_sent(struct icmp_shard *shard, uint32_t number, int reason);
/* When the silence of PACKET is an answer. */
int64_t shard_deadline_us(const struct packet *packet, int64_t timeout_us);
/* The oddities of QUESTION, made when there are none yet. */
struct icmp_oddities *shard_odd(struct icmp_shard *shard, uint32_t question);
void shard_count(uint16_t *counter);
void shard_read(const struct icmp_shard *shard, uint32_t question, struct icmp_answer *ret_answer);
void shard_read_packets(const struct icmp_shard *shard, uint32_t question, struct icmp_packet *ret_packets);

/* --- icmp-batch.c --- */

void batches_open(struct icmp_shard *shard);
void batches_close(struct icmp_shard *shard);
/* Where packets of SOCKET are gathered that may not be broken up (WHOLE), or may. */
struct batch *batches_choose(struct icmp_shard *shard, const struct wire_socket *socket, bool whole);
/* Composes packet NUMBER of QUESTION; a full batch goes out at once. */
void batch_add(struct batch *batch, uint32_t number, const struct icmp_question *question);
/* Sends all that was gathered. */
void batches_send(struct icmp_shard *shard);

/* --- icmp-receive.c --- */

/* Memory to read into, enough for the largest reply. */
void receive_open(struct wire_socket *socket);
void receive_close(struct wire_socket *socket);
/* Tells the kernel to stamp, to report errors, and to count drops. */
bool receive_prepare(struct wire_socket *socket);
/* Reads all that has come: replies, stamps of sending, and errors when there seem to be some. */
void receive_all(struct wire_socket *socket);
/* Reads errors and stamps of sending in any case. */
void receive_errors(struct wire_socket *socket);
/* The packets dropped so far because SOCKET's buffer was full. */
uint32_t receive_drops(struct wire_socket *socket);
