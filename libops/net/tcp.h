/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TCP wire: connections to many literal addresses, a bounded number at
 * once, and what came of each: connected, refused, silence; what was said and
 * whether it is what was expected.
 *
 * Our own side's refusals are told apart from the network's: what the kernel
 * says before a packet left is ours, what it says afterwards is an answer. A
 * connection is taken down in order, so that probing leaves no session behind at
 * the other end and no reset in its log, where it lets us.
 */
#pragma once

#include "base/address.h"
#include "base/clock.h"
#include "base/pattern.h"
#include "base/words.h"
#include "net/loop.h"

#define TCP_AT_ONCE_MAX 256
#define TCP_RECEIVED_MAX 4096		/* bytes that are looked at */
#define TCP_KEPT_MAX 256		/* of them, kept to be shown */

struct tcp_question {
	struct address to;
	uint16_t port;
	struct address source;		/* family 0: the kernel chooses */
	const char *interface;		/* to leave by; NULL: the kernel chooses */
	int64_t timeout_us;		/* of the whole, from when it is started */
	const char *send;		/* once connected; NULL: nothing */
	const struct pattern *expect;	/* what must come; NULL: that it connects is enough */
};

struct tcp_answer {
	enum probe_end end;
	int64_t time_us;		/* from asking until connected, or until it said EXPECT; -1 */
	int refused_errno;		/* could not ask: why our side refused; else 0 */
	bool gave_up;			/* could not ask: matching met its limits */
	bool connected;
	bool refused;			/* a reset in place of a connection */
	bool unreachable;		/* somebody on the way, or the last router, said so */
	bool closed;			/* by the other end, before it had said what was expected */
	const char *received;		/* the first bytes as they came; lent until tcp_close() */
	size_t received_length;
};

struct tcp_options {
	struct loop *loop;
	const struct clock *clock;
	unsigned int at_once;		/* 0: TCP_AT_ONCE_MAX, or what descriptors allow */
	/* Called on the loop or by tcp_start(), once for each question, when it has ended. */
	void (*ended)(void *context, uint32_t question);
	void *context;
};

struct tcp_wire;

/* COUNT questions, lent until tcp_close(). */
struct tcp_wire *tcp_open(const struct tcp_options *options, const struct tcp_question *questions,
			  uint32_t count);
/* Waits for at most a third of a second until connections are taken down. */
void tcp_close(struct tcp_wire *wire);
typedef struct tcp_wire ops_tcp_wire_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_tcp_wire_t, tcp_close)

/* Returns at once. */
void tcp_start(struct tcp_wire *wire);
/* Questions still open end no more; what has ended stays readable. */
void tcp_cancel(struct tcp_wire *wire);
/* Of a question that has ended. */
void tcp_read(const struct tcp_wire *wire, uint32_t question, struct tcp_answer *ret_answer);
