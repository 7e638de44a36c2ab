/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The spool: one message for each recipient and channel of a notice, each try to
 * deliver it, what somebody said to it, and what is remembered of relays. A message is kept in
 * the transaction that decides its notice; from there on nothing removes it: what failed,
 * was dropped by a person or was answered says so and stays.
 *
 * What is to be said is fixed when a message is kept: its text, its date and its identity (the Message-ID of
 * a mail, the id of a webhook), so that a second try is known to be the same. What is due is
 * found by an index: a spool of years costs those who look each minute nearly nothing.
 */
#pragma once

#include "base/digest.h"
#include "base/words.h"
#include "store/store.h"

#define MESSAGE_CONTENT_LIMIT (1 << 20)
#define MESSAGE_TARGET_LIMIT 4096
#define MESSAGE_CODE_LIMIT 32
#define MESSAGE_IDENTITY_LIMIT 250	/* all of it in ASCII that can be seen, without < and > */
#define MESSAGE_REPLY_LIMIT 1000	/* bytes of what a server said; cut, never refused */
#define MESSAGE_ANSWER_LIMIT 4000	/* and of what a person did; likewise */

/* Strings are lent: when read, for the call. */
struct message_record {
	int64_t number;			/* 1, 2, …: set when it is kept */
	int64_t notice;			/* a number of store/notices.h */
	const char *contact;		/* name of a contact; "" for an organization's own telephone number */
	const char *organization;	/* whose contact */
	enum channel_kind channel;
	const char *target;		/* address, number, URL, path */
	const char *path;		/* by which it is tried first */
	const char *code;		/* by which it is acknowledged, "K7M3QD"; no two messages have one; "": by nothing */
	const char *identity;		/* "20261126.…@tozai.example", without brackets; no two messages have one */
	const char *content;		/* what nwops-send(8) makes it from: a JSON object */
	enum urgency urgency;
	int64_t rung;			/* of its notice's ladder: 0 at first, then who is told because nobody answered */
	int64_t made_at_us;
	/* What changes: */
	enum message_state state;
	int64_t due_at_us;		/* not before; 0: as soon as anybody delivers */
	int64_t expires_at_us;		/* patience with its path ends; 0: never */
	int64_t attempts;
	bool may_be_twice;		/* a try was broken off when it may have arrived */
	int64_t changed_at_us;
};

/* A message with strings of its own, in the caller's storage; their end. */
void messages_init_copy(struct message_record *copy, const struct message_record *record);
void messages_clear_copy(struct message_record *copy);

/* Inside a transaction: keeps RECORD as a new one, and says its number. Fails when another has its code or identity. */
bool messages_keep(struct store *store, struct message_record *record, GError **error);
/* Inside a transaction: the second half of RECORD, of the message with its number. Fails when there is none. */
bool messages_change(struct store *store, const struct message_record *record, GError **error);

struct messages_filter {
	int64_t notice;			/* 0: of all */
	int64_t number;			/* 0: any */
	const char *code;		/* NULL: any; letters of either case; not "" */
	const char *identity;		/* NULL: any */
	unsigned int states;		/* bits of 1 << enum message_state; 0: any */
	int64_t due_by_us;		/* DUE_AT_US at or before it; 0: whenever */
	int64_t after;			/* only those with a larger number */
	bool without_content;		/* content is "" then: who only wants to know how they stand */
	bool urgent_first;		/* in order of urgency, then of DUE_AT_US, then number; else of number */
};
/* EACH reads no messages, and keeps and changes none: what it would change might be told again. */
typedef bool messages_each(void *context, const struct message_record *record);
bool messages_read(struct store *store, const struct messages_filter *filter, messages_each *each, void *context,
		   GError **error);
/* How many of each state there are in all; RET_OLDEST_US: made_at_us of the oldest that is queued, sending or failed for the
 * time being, 0: none. */
bool messages_count(struct store *store, int64_t ret_counts[MESSAGE_STATE_COUNT], int64_t *ret_oldest_us, GError **error);

/* One try. */
struct attempt_record {
	int64_t message, number;	/* of the message: 1, 2, …: set when it is kept */
	const char *path, *relay;	/* relay: as the configuration names it; "" */
	int64_t began_at_us, ended_at_us;
	enum delivery_end end;
	int64_t code;			/* the server's, or a program's exit status; -1: none */
	const char *reply;		/* its words, or what went wrong; safe to show */
	const char *secured;		/* "TLSv1.3, CN=mx.example"; "": it was not */
	struct digest digest;		/* of the bytes that were sent; all 0 when none were */
	const char *by;			/* login, of a call or sheet; "nwops" */
};
/* Inside a transaction. Fails when there is no such message, as acks_keep() does. */
bool attempts_keep(struct store *store, struct attempt_record *record, GError **error);
/* Of MESSAGE, in order; 0: of all messages, in order of message and number. */
typedef bool attempts_each(void *context, const struct attempt_record *record);
bool attempts_read(struct store *store, int64_t message, attempts_each *each, void *context, GError **error);

/* What somebody said to a message. */
struct ack_record {
	int64_t message;
	int64_t at_us, recorded_at_us;
	enum ack ack;
	enum ack_means means;
	const char *by;			/* who said it, as a name */
	const char *actor;		/* login of who recorded it; "nwops" for what came by mail */
	const char *text;		/* in their words; "" */
};
/* Inside a transaction. */
bool acks_keep(struct store *store, const struct ack_record *record, GError **error);
typedef bool acks_each(void *context, const struct ack_record *record);
/* In order of recording; MESSAGE 0: of all. */
bool acks_read(struct store *store, int64_t message, acks_each *each, void *context, GError **error);
/* Likewise, but those that say ACK, whatever the message: the few that say "wrong contact" are found among all in no time. */
bool acks_read_saying(struct store *store, enum ack ack, acks_each *each, void *context, GError **error);

/* What is remembered of a relay (or of a webhook's host) of a path. */
struct relay_record {
	const char *path, *relay;
	int64_t good_at_us;		/* it last took a message; 0: never */
	int64_t bad_at_us;		/* it last failed as a whole; 0: never */
	int64_t failures;		/* in a row */
	const char *reason;		/* of the last failure; "" */
	int64_t tested_at_us;		/* a test sent over it was acknowledged; 0: never */
};
/* Inside a transaction: replaces the row of PATH and RELAY, or adds it. */
bool relays_set(struct store *store, const struct relay_record *record, GError **error);
typedef bool relays_each(void *context, const struct relay_record *record);
bool relays_read(struct store *store, relays_each *each, void *context, GError **error);
