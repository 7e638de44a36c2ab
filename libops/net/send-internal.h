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

/* --- a connection that libcurl makes, to be spoken over by others: send-link.c --- */

struct send_link_user {
	/* It stands, and can be spoken over; or libcurl has given up. */
	void (*connected)(void *context);
	void (*not_connected)(void *context, CURLcode result);
	/* These bytes came. It may be closed meanwhile. */
	void (*came)(void *context, const char *bytes, size_t length);
	/* All that was to be said has been taken from us. */
	void (*said)(void *context);
	/* It is of no use any more; what came before has been told. */
	void (*lost)(void *context);
};

struct send_link {
	const struct send_link_user *user;
	void *context;
	struct loop *loop;
	const struct clock *clock;
	struct send_multi *multi;	/* kept from one connection to the next, with the names that it knows */
	CURL *easy;			/* NULL: none was made */
	struct loop_wait *wait;		/* NULL: no connection stands */
	bool added;			/* it stands, or is being made */
	GString *out;			/* what is to be said */
	size_t sent;			/* so much of it was taken */
	bool begun;			/* any of it was, as far as can be known */
	bool cut;			/* the rest of it never will be */
	char why[CURL_ERROR_SIZE];	/* libcurl's words */
	char secured[256];		/* what the user says that it is secured by; empty: by nothing */
};
void send_link_init(struct send_link *link, const struct send_link_user *user, void *context);
void send_link_clear(struct send_link *link);
/* A new handle in the place of the one there was, for CURLOPT_CONNECT_ONLY; the user sets what else it needs. Lent. */
CURL *send_link_handle(struct send_link *link);
void send_link_connect(struct send_link *link);
/* Of no connection, too. What was not said yet is forgotten; the handle stays. */
void send_link_close(struct send_link *link);
/* Gives the kernel what it takes of OUT, now and as soon as it takes more. */
void send_link_say(struct send_link *link);
/* Looks: the other end has neither closed it nor said anything. */
bool send_link_stands(struct send_link *link);

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

/* --- requests and answers of the web: send-http-ask.c, send-http-read.c --- */

/* What a request for URL begins with, up to the headers that are its own; through PROXY where that is not NULL. NULL: the
 * URL cannot be used. Caller frees. */
char *http_request_begin(const char *method, const char *url, const char *proxy);
/* A handle for LINK that connects to where URL is; what secures it is noted there. */
void http_prepare(struct send_link *link, const char *url, const struct send_route *route, int64_t connect_us);

#define HTTP_HEAD_MAX 65536		/* all lines before the body, those of interim answers among them */
#define HTTP_BODY_MAX 65536		/* all that follows */
#define HTTP_TEXT_MAX 300

/* What of an answer comes next. */
enum http_part { HTTP_STATUS, HTTP_HEADER, HTTP_BODY, HTTP_CHUNK_SIZE, HTTP_CHUNK, HTTP_CHUNK_END, HTTP_TRAILER, HTTP_REST, HTTP_WHOLE };

struct http_answer {
	enum http_part part;
	int code;			/* 200..599, once its head is whole; 0 */
	bool spoke;			/* a line of HTTP has come */
	bool endless;			/* it was too long */
	bool kept;			/* the connection can be used on, once it is whole */
	GString *reason;		/* what stands behind the code, the beginning of it, as it came */
	GString *body;			/* the same of the body */
	char wait[64];			/* Retry-After: seconds or a date; "" */
	/* The reader's own: */
	int said;			/* the code of the head that is being read */
	bool old, closing, chunked, coded, has_length;
	bool named, framing;		/* a header came, and it says where the answer ends */
	uint64_t left;			/* of the body, or of a chunk */
	size_t head, behind;		/* so much was taken of either */
	GString *line;			/* the beginning of one */
};
void http_answer_init(struct http_answer *answer);
void http_answer_clear(struct http_answer *answer);
/* Forgets what it has, for the answer to the next request. */
void http_answer_begin(struct http_answer *answer);
/* Takes what came. How much of it was its own: less than LENGTH only when it is whole; -1: what came is none, or too long. */
ssize_t http_answer_take(struct http_answer *answer, const char *bytes, size_t length);
/* Whether an answer can begin so. */
bool http_answer_may_begin(const char *bytes, size_t length);
/* Why one that could not be taken to its end was none. Lent. */
const char *http_answer_fault(const struct http_answer *answer);

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
	bool (*stands)(struct send_session *session);
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
