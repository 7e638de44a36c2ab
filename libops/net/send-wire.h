/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handing over: what is ready made goes to mail servers, webhooks and programs. Only nwops-send links this; what
 * is to be said, others have made.
 *
 * An errand is one job. It goes to the relays of its route in order, those that lately failed as a whole last, until
 * one takes it or says something of the message itself. Each server has a lane with SEND_SESSIONS
 * sessions, kept from one errand to the next; so one that hangs has its own errands waiting and nobody else's. When that many
 * tries in a row have failed with a server, those that wait for it are not kept waiting: they go on to the next relay, or end.
 */
#pragma once

#include "base/clock.h"
#include "net/loop.h"
#include "net/send.h"

/* What is handed over. */
struct send_parcel {
	const char *bytes;		/* lent until the errand has ended */
	size_t length;
	const char *content_type;	/* of an HTTP request */
	const GPtrArray *headers;	/* char *: more of them; NULL: none */
	struct digest digest;
	bool unsigned_;			/* it should have been signed */
};

struct send_errand {
	const struct send_job *job;	/* lent until it has ended */
	enum channel_kind channel;	/* MAIL to COMMAND */
	/* Makes it, once, when it is about to be needed. False: it ends with DELIVERY_NOT_COMPOSED. */
	bool (*compose)(void *context, struct send_parcel *ret_parcel, GError **error);
	/* It is about to be handed over: from now on it may arrive. Once. */
	void (*handing_over)(void *context);
	/* Before its first byte goes: what handing_over() was told, of this one and others, must be known outside when it returns. */
	void (*told)(void *context);
	/* Once, last. ATTEMPTS (struct send_attempt), lent: one a server that was tried. */
	void (*ended)(void *context, const GPtrArray *attempts);
	void *context;
};

struct send_post;
struct send_post *send_post_new(struct loop *loop, const struct clock *clock);
/* Breaks off what is left, saying nothing. */
void send_post_free(struct send_post *post);
void send_post_take(struct send_post *post, const struct send_errand *errand);
/* Errands that were not begun do not begin any more: FORGOTTEN is called for each instead of ended(). */
void send_post_forget(struct send_post *post, void (*forgotten)(void *context));
/* Those that were begun end now: as broken off where what they say may have arrived; the others are forgotten. */
void send_post_break_off(struct send_post *post, void (*forgotten)(void *context));
/* Takes leave of the servers; LEFT is called when that is done, after a third of a second at the most. */
void send_post_leave(struct send_post *post, void (*left)(void *context), void *context);

/* Calls URL once and waits for it. False: no 2xx came; the error says what did. */
bool send_call(const char *url, const struct send_route *route, int64_t limit_us, GError **error);

/* --- mailboxes: send-imap.c --- */

#define SEND_MAIL_BYTES (256 << 10)	/* of each */
/* EACH is given what is there and was not seen, MAIL as it stands in the mailbox; nothing is changed there. */
typedef void send_mail_each(void *context, const char *uid, const char *mail, size_t length);
bool send_mailbox_read(const struct send_mailbox *mailbox, send_mail_each *each, void *context, GError **error);
/* Marks UIDS (NULL-terminated) as seen. */
bool send_mailbox_mark(const struct send_mailbox *mailbox, const char *const *uids, GError **error);

/* Privileges, cores, memory and calls of the kernel that are not needed; before a byte from outside is read. False: it could not. */
bool send_confine(void);
/* Of libcurl. Lent. */
const char *send_library_version(void);
