/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets with a limit: single echo requests that may pass only so many hops,
 * or be only so large and not broken up, and what came of each, IPv4 and IPv6.
 * What a router on the way says is the answer here, where the ICMP wire
 * (net/icmp.h) only counts it; an ICMP error is believed when it quotes a
 * packet that is out, with its random bits as far as the quote reaches.
 *
 * All packets of a wire look alike to routers that have several equal ways
 * (same identifier, same checksum), so that those to one target go one way.
 * What this host knows of a path's size is not used: packets of any size that
 * the interface takes go out whole.
 */
#pragma once

#include "base/address.h"
#include "net/loop.h"

#define HOPS_SIZE_USUAL(family) ((family) == AF_INET6 ? 80 : 60)
#define HOPS_SIZE_MAX 9000

struct hops_request {
	uint32_t question;		/* the caller's number */
	uint32_t far_end;		/* those with the same number share a cap; or ICMP_NO_FAR_END */
	struct address to;
	struct address source;		/* family 0: the kernel chooses */
	uint32_t interface;		/* index of the one to leave by; 0: the kernel chooses */
	int hop_limit;			/* 1..255; 0: as this host does it */
	int size;			/* bytes of the IP packet: HOPS_SIZE_USUAL..HOPS_SIZE_MAX */
	int64_t timeout_us;
};

enum hops_outcome {
	HOPS_REPLY,			/* of whom it was sent to */
	HOPS_EXPIRED,			/* its hops were used up */
	HOPS_TOO_BIG,			/* a link on the way, or the way out, takes no packet of its size */
	HOPS_UNREACHABLE,		/* somebody does not pass it on */
	HOPS_SILENCE,
	HOPS_OWN_LOSS,			/* silence, but our own socket has dropped packets meanwhile */
	HOPS_NOT_SENT,			/* our side refused it */
};

struct hops_answer {
	enum hops_outcome outcome;
	struct address from;		/* who said so; family 0: nobody, or this host itself */
	int32_t rtt_us;			/* until it said so; -1 */
	int mtu;			/* HOPS_TOO_BIG: what it does take; 0: it did not say */
	int send_errno;			/* HOPS_NOT_SENT */
	bool whole;			/* HOPS_REPLY: all of the data came back */
};

struct hops_options {
	struct loop *loop;
	const char *program;		/* path of nwops-icmp; lent until hops_close() */
	int64_t rate_per_second;	/* 0: as fast as the kernel takes them */
	int64_t far_end_rate_per_second;	/* 0: no cap */
	bool from6;			/* a request will name an IPv6 source: see icmp_socket_keeps() */
	/* Called on the loop, once for each request, never from within hops_ask(). */
	void (*answered)(void *context, const struct hops_request *request, const struct hops_answer *answer);
	void *context;
};

struct hops_wire;

/* Opens nothing yet. */
struct hops_wire *hops_open(const struct hops_options *options);
void hops_close(struct hops_wire *wire);
typedef struct hops_wire ops_hops_wire_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_hops_wire_t, hops_close)

/* Fetches sockets from nwops-icmp. An error only when neither family has one; its text names the
 * ways out. Requests of a family without a socket end as not sent. */
bool hops_start(struct hops_wire *wire, GError **error);
/* Stops: nothing is answered any more. */
void hops_cancel(struct hops_wire *wire);
/* Sends REQUEST, which is copied, when its turn comes. */
void hops_ask(struct hops_wire *wire, const struct hops_request *request);

/* What an ICMP error of TYPE and CODE says about a packet of ours; HOPS_SILENCE: nothing. */
enum hops_outcome hops_error_meaning(int family, uint8_t type, uint8_t code);
