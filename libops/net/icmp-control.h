/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands beside the bytes of an ICMP message: what the kernel is told
 * about one that it is to send, and what it tells about one that came. The
 * wires over ICMP sockets share it; none of it is sent to anybody.
 */
#pragma once

#include "base/address.h"

#include <linux/errqueue.h>
#include <sys/socket.h>

/* Space for all that is told about one message. */
union icmp_control {
	struct cmsghdr align;
	char space[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))];
};

/* Adds one instruction to MESSAGE, whose control space is large enough. */
void icmp_control_add(struct msghdr *message, int level, int type, const void *value, size_t size);
/* MESSAGE to FAMILY leaves from SOURCE (family 0: the kernel chooses) by INTERFACE (0: likewise). */
void icmp_control_leave(struct msghdr *message, int family, const struct address *source,
			uint32_t interface);
/* What the kernel reports about what it put into the error queue; family 0 when nobody sent it. */
bool icmp_control_report(struct msghdr *message, struct sock_extended_err *ret_report,
			 struct address *ret_offender);
/* The software stamp of a message, by the wall clock, in ns; 0: none. */
int64_t icmp_control_stamp(struct msghdr *message);

/* Why the kernel refused to send from SOURCE, for people: REASON (an errno), or what it does not
 * tell apart from a missing route. */
int icmp_refusal(const struct address *source, int reason);
/* Is ADDRESS one of this host? */
bool icmp_is_own(const struct address *address);
