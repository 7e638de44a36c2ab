/* SPDX-License-Identifier: Apache-2.0 */
/*
 * This host's connection tracking, as far as it meets a sweep. One stateful
 * firewall rule makes the kernel keep an entry for every address that is asked,
 * 30 seconds long: a third more CPU, and a nation's lines nearly fill the
 * table; once it is full, the kernel drops what everybody sends. Our packets
 * need none of that, so whoever runs the host is told, with the rule that
 * exempts them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct conntrack {
	uint32_t count;		/* entries in use */
	uint32_t most;		/* the table's limit */
};

/* For nft(8): no state for our requests and their replies. */
#define CONNTRACK_EXEMPTION \
	"table inet nwops { " \
	"chain out { type filter hook output priority raw; " \
	"icmp type echo-request notrack; icmpv6 type echo-request notrack; }; " \
	"chain in { type filter hook prerouting priority raw; " \
	"icmp type echo-reply notrack; icmpv6 type echo-reply notrack; }; }"

/* Of this network namespace; false when its kernel tracks nothing. */
bool conntrack_read(struct conntrack *ret_conntrack);
/* The reader of what the kernel's two files say. */
bool conntrack_parse(const char *count, const char *most, struct conntrack *ret_conntrack);
/*
 * Was the table made so much fuller by asking ASKED addresses in TOOK_US? A few
 * entries are nobody's worry, and what others do meanwhile is not ours: only
 * from a thousand on, and half of all that could still be there.
 */
bool conntrack_was_filled(const struct conntrack *before, const struct conntrack *after, uint32_t asked,
			  int64_t took_us);
