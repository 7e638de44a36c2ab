/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two ends of a TCP connection that only asks: how it is begun, so that what
 * our own side refuses is known from what the network says, and how it is left.
 *
 * A connection is left in order: our half is shut, and what still comes is thrown
 * away until the other end has shut its own. Closing with bytes unread would send
 * a reset, and leave a session behind at a device that has few.
 */
#pragma once

#include "base/address.h"
#include "base/clock.h"
#include "net/loop.h"

struct connect_to {
	struct address to;
	uint16_t port;
	struct address source;		/* family 0: the kernel chooses */
	const char *interface;		/* to leave by; NULL: the kernel chooses */
};

/*
 * A descriptor that connects and can be written to once it stands or has failed. -1: nothing
 * was sent, and *RET_ERROR says why; ECONNREFUSED alone is an answer. EADDRINUSE: no port is
 * free to ask from.
 */
int connect_begin(const struct connect_to *to, int *ret_error);
/* Whether ERROR may pass when others have ended. */
bool connect_is_shortage(int error);
/* What became of it: 0, or the error that came in place of a connection. One that stood and was
 * reset since did stand. */
int connect_outcome(int fd);
/* Whether ERROR of connect_outcome() says that somebody on the way, or the last router, had no
 * way to it. */
bool connect_says_unreachable(int error);

/* Connections that are being left. */
struct farewell;

/* LEFT (may be NULL) is called on the loop whenever one is gone. */
struct farewell *farewell_new(struct loop *loop, const struct clock *clock,
			      void (*left)(void *context), void *context);
/* Waits for at most a third of a second, with the loop standing still. */
void farewell_free(struct farewell *farewell);
typedef struct farewell ops_farewell_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_farewell_t, farewell_free)
/* Takes FD over, which nobody waits for any more. */
void farewell_take(struct farewell *farewell, int fd);
unsigned int farewell_count(const struct farewell *farewell);
