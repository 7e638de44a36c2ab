/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Delivering: what is due in the spool is given to nwops-send(8), and what became of each try is written down; then the
 * ladders of what nobody answers are climbed. Called by each tick and by `notify flush`; two at once do not meet.
 *
 * A message is SENDING in the store before a byte of it leaves, and ended before it could be tried again. So a crash
 * in between is known: what was being handed over then may have arrived, is tried again, and says that it may arrive twice.
 */
#pragma once

#include "engine/tell.h"
#include "net/overlay.h"
#include "net/send.h"

struct deliver_options {
	struct tell_options tell;
	const char *libexec;		/* where nwops-send is */
	const char *state_directory;	/* of the lock */
	int64_t limit_us;		/* so long at the most; 0: until nothing is due */
	int64_t notice;			/* only its messages, due or not; 0: all that is due */
	bool hold_ladders;		/* the clock is not to be trusted: nobody is told because nobody answered in time */
	int64_t moved_us;		/* by so much the clock was set, forward or (below 0) back: what waits, waits as long as it was to */
	bool now;			/* whatever waits for its next try as well */
	/* In a rehearsal's store, where nothing else leaves: */
	const char *const *allow;	/* addresses that it may send to, notice/allow.h; NULL: none */
	const struct overlay *overlay;	/* how paths fare; NULL: well */
	/* While it goes on; NULL. False ends it: nothing new is begun. */
	bool (*progress)(void *context, guint ended, guint left);
	void *context;
};

struct delivery {
	bool busy;			/* somebody else delivers just now: nothing was done */
	guint accepted, failed_temporary, failed_permanent;	/* messages, by how they stand after it */
	guint withheld;			/* of those that were accepted: a rehearsal's, kept from going out */
	guint may_be_twice;		/* of an earlier one that was broken off */
	guint left;			/* still due when the limit came */
	guint by_hand;			/* on the call list now */
	guint climbed;			/* ladders whose next rung was reached */
	int64_t next_due_us;		/* when something is due again; 0: nothing is */
	GPtrArray *troubles;		/* char *: what a person should know, in the screen's language, no more than 20 */
};
void delivery_clear(struct delivery *delivery);

/* False: the spool could not be read or written; what was delivered until then is recorded. */
bool engine_deliver(const struct deliver_options *options, struct delivery *ret_delivery, GError **error);

/* By what a message of STORE is marked when it leaves: by the purpose of the store, and by nothing else. */
enum send_mark engine_mark(const struct store *store, const char *content);

/* Answers by mail: recorded as acknowledgements, by code or by what they refer to; automatic ones are noted and count for nothing. RET_COUNT
 * of those that count. */
bool engine_fetch_answers(const struct deliver_options *options, guint *ret_count, GError **error);
