/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sending and the receiving half of the ICMP wire share. A packet is
 * a number from 0: question by question, its packets in a row.
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
	uint32_t drops, discards;	/* the socket's when it was sent */
	uint32_t question;
	uint8_t outcome;	/* enum packet_outcome */
	uint8_t tries;		/* how often it was sent */
	bool stamped;		/* the kernel stamped its sending */
	bool rough;		/* sent so slowly that the time is a guess */
	bool late;		/* a reply came, but after its deadline */
};

struct asked {
	uint32_t first_packet;
	uint16_t undecided;	/* packets without an outcome */
	struct icmp_answer answer;
};

/* Both clocks read together, to bring a wall-clock stamp to the monotonic one. */
struct clock_pair { int64_t wall_ns, monotonic_ns; };

struct wire_socket {
	struct icmp_socket socket;
	struct icmp_wire *wire;
	struct loop_wait *reading;
	uint32_t drops;		/* by icmp_receive_drops() */
	uint32_t discards;	/* of an IPv6 ping socket: what the host discarded of all that it sends */
	uint32_t overflows, refused;	/* its own: so far; all that the kernel counted */
	uint32_t stamp_key;	/* the kernel's number of the next packet sent */
	uint32_t *stamped;	/* ring: which packet has which number */
	struct arrivals *replies, *errors;	/* where messages are read to */
};
#define STAMP_RING 65536u

struct icmp_wire {
	struct icmp_options options;
	const struct icmp_question *questions;
	uint32_t count, packet_count;
	struct asked *asked;
	struct packet *packets;
	struct wire_socket sockets[2];	/* IPv4, IPv6 */
	struct wheel sending;		/* when a packet may go out */
	struct wheel deadlines;		/* when its silence is an answer */
	struct turns turns;		/* which packet may go out now */
	uint32_t far_end_count;
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

int64_t icmp_now_us(void);
struct clock_pair icmp_clocks(void);

/* --- icmp.c: the sending half, and the life of a packet --- */

/* PACKET is decided; its question ends when it was the last. */
void icmp_settle(struct icmp_wire *wire, uint32_t packet, enum packet_outcome outcome);
void icmp_count(uint16_t *counter);

/* --- icmp-receive.c --- */

/* Memory to read into. */
void icmp_receive_open(struct wire_socket *socket);
void icmp_receive_close(struct wire_socket *socket);
/* Tells the kernel to stamp, to report errors, and to count drops. */
bool icmp_receive_prepare(struct wire_socket *socket);
/* Reads all that has come: replies, errors, stamps of sending. */
void icmp_receive(struct wire_socket *socket);
/* The packets dropped so far because SOCKET's buffer was full. */
uint32_t icmp_receive_drops(struct wire_socket *socket);
