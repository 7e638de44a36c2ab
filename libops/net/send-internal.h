/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the delivery wire: sessions with servers (SMTP, HTTP, programs), which the post hands
 * errands to. A session has one errand at a time and ends each exactly once.
 */
#pragma once

#include "net/send-wire.h"

#include <curl/curl.h>

/* --- libcurl on our loop: send-multi.c --- */

struct send_multi;
/* DONE is called for each transfer that has ended; it may take transfers out and add others, and not free the multi. */
struct send_multi *send_multi_new(struct loop *loop, const struct clock *clock,
				  void (*done)(void *context, CURL *easy, CURLcode result), void *context);
/* Not within one of its own callbacks. Transfers have been taken out before. */
void send_multi_free(struct send_multi *multi);
void send_multi_add(struct send_multi *multi, CURL *easy);
/* FD is somebody else's to wait for from now on. */
void send_multi_let_go(struct send_multi *multi, int fd);
/* Whatever becomes of its connection. Not within a callback of libcurl. */
void send_multi_remove(struct send_multi *multi, CURL *easy);
/* Whether it has a connection that was not closed from the other end, as far as is known. */
bool send_multi_stands(const struct send_multi *multi);

/* --- replies of SMTP servers: send-reply.c --- */

#define SMTP_LINE_MAX 4096
#define SMTP_REPLY_MAX 65536		/* of all its lines */
#define REPLY_TEXT_SIZE 1001

struct smtp_reply {
	int code;			/* 200..599 */
	char text[REPLY_TEXT_SIZE];	/* what stands behind the codes, cut, as it came */
};
/* The reply that BYTES begin with. Its length; 0: it is not whole yet; -1: it is none. */
ssize_t smtp_reply_read(const char *bytes, size_t length, struct smtp_reply *ret_reply);

/* --- responses of IMAP servers: send-imap-read.c --- */

#define IMAP_LINE_MAX (1 << 20)		/* of a list of numbers */
#define IMAP_LITERAL_MAX (SEND_MAIL_BYTES + 65536)

struct imap_response {
	GString *line;			/* without its end, and without what stands in between */
	const char *literal;		/* the last of that, lent by the bytes it was read from; NULL: none */
	size_t literal_length;
};
/* The response that BYTES begin with. Its length; 0: it is not whole yet; -1: it is none that is read. */
ssize_t imap_response_read(const char *bytes, size_t length, struct imap_response *ret_response);
void imap_response_clear(struct imap_response *response);

/* --- what replies mean --- */

/* What was last said to the server, or is waited for. */
enum smtp_stage {
	SMTP_CONNECT,			/* nothing: no connection stands */
	SMTP_GREETING,			/* it stands */
	SMTP_EHLO,
	SMTP_STARTTLS,			/* up to the end of its handshake */
	SMTP_AUTH,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_BODY,			/* the message is on its way, not all of it */
	SMTP_DOT,			/* all of it */
};
/* What a refusal (or welcome) at STAGE means. */
enum delivery_end smtp_judge(enum smtp_stage stage, int code);
/* Whether one that ended so at STAGE speaks of the server, not of recipient or message. */
bool smtp_is_whole(enum smtp_stage stage, enum delivery_end end);

/* --- sessions --- */

/* How one try ended. */
struct send_report {
	enum delivery_end end;
	bool whole;			/* the server failed as a whole: another may do better */
	int64_t code;			/* -1: none */
	int64_t wait_us;		/* -1 */
	char reply[REPLY_TEXT_SIZE];	/* safe to show */
	char secured[256];
};

struct send_lane;
struct send_work;
struct send_session;

struct send_session_kind {
	/* Whether what it is given next can be handed over at once; NULL: never. Those that can are told of together, before any of
	 * them goes. */
	bool (*stands)(const struct send_session *session);
	/* Has an errand now: begins to hand it over. */
	void (*start)(struct send_session *session);
	/* Its time is up, or it is to end at once: must end its errand before it returns. */
	void (*give_up)(struct send_session *session);
	/* Takes leave, with no errand; session_left() when that is done. */
	void (*leave)(struct send_session *session);
	void (*free)(struct send_session *session);
};

/* Kinds begin with it. */
struct send_session {
	const struct send_session_kind *kind;
	struct send_lane *lane;
	struct send_work *work;		/* NULL: idle */
	/* What a kind may read: */
	enum channel_kind channel;
	const struct send_job *job;
	const struct send_relay *relay;	/* of mail */
	const struct send_parcel *parcel;
	struct loop *loop;
	const struct clock *clock;
	/* What it sets: until when it must be greeted (0: it is), and when its time is up. */
	int64_t connect_by_us, limit_at_us;
	bool leaving;
};

/* Said by a kind: it has been greeted; it is about to hand over; it has ended its errand; it has left. */
void session_greeted(struct send_session *session);
void session_handing_over(struct send_session *session);
void session_ended(struct send_session *session, const struct send_report *report);
void session_left(struct send_session *session);

struct send_session *smtp_session_new(void);
struct send_session *http_session_new(void);
struct send_session *program_session_new(void);

/* Fills in a report of our own: no code, TEXT made safe. */
void report_set(struct send_report *report, enum delivery_end end, bool whole, const char *text);
/* What libcurl's RESULT means where nothing else is known. */
enum delivery_end transfer_judge(CURLcode result);
/* Why EASY is not connected by now: its name was not resolved, nobody was there, or somebody who does not go on. */
enum delivery_end transfer_judge_late(CURL *easy);
/* Source, interface, whom to trust, and what holds for all. WHY (CURL_ERROR_SIZE) is told why it fails. */
void transfer_prepare(CURL *easy, const struct send_route *route, const char *ca, int64_t connect_us, char *why);
/* WHY, or what RESULT means in general. Lent. */
const char *transfer_words(const char *why, CURLcode result);
/* "TLSv1.3, CN=mx.example" of a transfer that is at work; "" when it is not secured. */
void transfer_secured(CURL *easy, char *ret_text, size_t size);
