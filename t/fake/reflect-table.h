/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reflector's table: which address is served how.
 *
 * A line of it: ADDRESS (or `default`: everybody else, silent if not told
 * otherwise) and what is done for each request to it: `silence`, or actions
 * joined by `then`. An action is a word and its settings.
 *
 *   reply                          an echo reply
 *   host-unreachable … too-big     an ICMP error (reflect-table.c has them all)
 *   flood                          echo replies nobody asked for
 *
 * For which requests (counted anew for each identifier): only=N, after=N,
 * until=N, every=N, but-every=N. How: delay-us=N, copies=N, hold (until the
 * next request has been served), from=ADDRESS, to-all (broadcast, all nodes),
 * keep=BYTES and pad=BYTES of data, flip=N (turn the Nth data byte over),
 * sequence=N (added), other-id, bad-checksum, options=BYTES (multiple of 8).
 * Errors: quote=WORD (enum quote), about=ADDRESS (the quote's destination).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define DATA_MAX 65000u
#define HELD_MAX 65536u		/* packets */
#define ACTIONS_MAX 8u

/* An ICMP error, in each family's numbers. */
struct error_word {
	const char *word;
	uint8_t type4, code4, type6, code6;
	uint32_t rest;		/* the second half of the ICMP header */
};

/* What an ICMP error quotes. */
enum quote {
	QUOTE_WHOLE,		/* the request as it came */
	QUOTE_HEADER,		/* its IP header and the 8 bytes of RFC 792 */
	QUOTE_NONCE,		/* the request with the byte `flip` turned over */
	QUOTE_GARBAGE,		/* its two headers, then random bytes */
	QUOTE_RUBBISH,		/* random bytes from the IP header on */
	QUOTE_STRANGER,		/* the request with another identifier */
};

enum action_kind { ACTION_REPLY, ACTION_ERROR, ACTION_FLOOD };

/* One thing that is done to a request. */
struct action {
	enum action_kind kind;
	guint64 only, after, until, every, but_every;	/* for which requests; 0: no condition */
	guint64 delay_us, copies;
	guint64 keep, pad;	/* bytes of data kept, appended; keep DATA_MAX: all */
	guint64 options;	/* bytes of IP options or of an extension header */
	guint64 flip;		/* 1 + offset of the data byte that is turned over; 0: none */
	guint64 sequence;	/* added to it */
	bool other_id, bad_checksum, to_all, hold, has_from, has_about;
	uint8_t from[16], about[16];	/* in network order, as the target's family */
	const struct error_word *error;
	enum quote quote;
};

struct target {
	uint8_t address[16];
	int family;
	struct action actions[ACTIONS_MAX];
	guint count;
	bool asked_before;
	uint16_t id;		/* of who asks now; another one starts anew */
	guint64 asked;
	struct packet *held;	/* until the next request; g_free() frees it */
};

struct reflect_table {
	GHashTable *targets;	/* GBytes of the address: struct target */
	struct target fallback;	/* everybody else; its family is 0 */
};

/* Fills RET_TABLE, which reflect_table_clear() empties in any case. False when a
 * line cannot be understood; which, it has said on stderr. */
bool reflect_table_load(const char *path, struct reflect_table *ret_table);
void reflect_table_clear(struct reflect_table *table);
/* Never NULL. Lent. */
struct target *reflect_table_find(struct reflect_table *table, int family, const uint8_t *address);
size_t reflect_address_size(int family);
