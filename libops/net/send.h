/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The delivery wire: messages handed to mail servers, webhooks, an Alertmanager and the site's programs, and
 * how each try ended. The work is done by the program nwops-send(8), which this header's functions start and feed;
 * it alone reads passwords, keys of webhooks and of signatures.
 *
 * Jobs are worked on side by side: as many sessions a relay as SEND_SESSIONS, each kept for the next job. A server that
 * hangs holds its own sessions and nobody else's; no job takes longer than its limit. Each job ends exactly once.
 *
 * A job as a line of JSON, and its result (nwops-send(8) has each key):
 *   {"v":1,"job":7,"content":{…notice/content.h…},"mark":""|"test"|"drill",
 *    "route":{"relays":[{"name":"mx1","host":"192.0.2.25","port":587,"security":"WORDS_RELAY_SECURITY","tls_name":"…",
 *                        "ca":"FILE"|null,"user":"…"|null,"secret":"FILE"|null}],
 *             "source":"…"|null,"interface":"…"|null,"from":"…","proxy":null|"…","ca":"FILE"|null},
 *    "target":"noc@core.example","secret":"FILE"|null,"limits":{"connect_us":…,"attempt_us":…},
 *    "signature":{"certificate":"FILE","key":"FILE"}|null}
 *   {"v":1,"job":7,"attempts":[{"relay":"mx1","end":"deferred","code":450,"reply":"4.2.0 …","secured":"TLSv1.3, mx…",
 *                               "began_us":…,"ended_us":…,"wait_us":…|null,"digest":"hex"|null,"unsigned":false}]}
 * "attempts" has one element for each relay that was tried, the last of which says how the job ended. Before what is told may
 * be on its way (the first byte after DATA's 354, the request of a webhook) {"v":1,"job":7,"handing_over":true} is printed.
 */
#pragma once

#include "base/digest.h"
#include "base/json.h"
#include "base/notes.h"
#include "base/words.h"

#include <stdbool.h>
#include <stdint.h>

#define OPS_SEND_ERROR send_error_quark()
GQuark send_error_quark(void);
enum send_error_code { SEND_ERROR_PROGRAM, SEND_ERROR_JOB, SEND_ERROR_RESULT };

#define SEND_SESSIONS 8			/* of one relay at once */
#define SEND_RELAYS_MAX 8		/* of one job */
#define SEND_JOB_LINE_MAX (4 << 20)

enum send_mark { SEND_UNMARKED, SEND_TEST, SEND_DRILL };

struct send_relay {
	const char *name, *host;
	uint16_t port;
	const char *security;		/* an id of WORDS_RELAY_SECURITY */
	const char *tls_name, *ca, *user, *secret;	/* NULL where there is none */
};
struct send_route {
	const struct send_relay *relays;
	size_t relay_count;
	const char *source, *interface, *from, *proxy;	/* NULL */
	const char *ca;			/* of webhooks: file of whom to trust; NULL: the system's */
};
struct send_job {
	int64_t job;			/* the caller's number for it */
	const char *content;		/* JSON, as it is kept */
	enum send_mark mark;
	struct send_route route;	/* of channels that have none: empty */
	const char *target;
	const char *secret;		/* of a webhook: file of its key; NULL */
	int64_t connect_us, attempt_us;
	const char *certificate, *key;	/* of the signature; NULL */
};

struct send_attempt {
	char *relay;
	enum delivery_end end;
	int64_t code;			/* -1: none */
	char *reply, *secured;		/* safe to show; "" */
	int64_t began_at_us, ended_at_us;
	int64_t wait_us;		/* so long it is to be left alone, it said (Retry-After); -1: it did not */
	struct digest digest;		/* of what was sent; all 0: nothing was */
	bool unsigned_;			/* it should have been signed, and could not be */
};
struct send_result {
	int64_t job;
	GPtrArray *attempts;		/* struct send_attempt, one at least */
};
void send_attempt_free(struct send_attempt *attempt);

/* --- the two kinds of lines --- */

/* JOB as one line. */
void send_job_print(const struct send_job *job, GString *line);
/* A job that was read owns what its struct lends. */
struct send_job_source;
/* NULL: it is none; "job" of it may be known all the same (send_job_number()). RET_JOB lends from what is returned, and has no CONTENT:
 * that is send_job_content(). */
struct send_job_source *send_job_parse(const char *bytes, size_t length, struct send_job *ret_job, GError **error);
const struct json *send_job_content(const struct send_job_source *source);
void send_job_source_free(struct send_job_source *source);
typedef struct send_job_source ops_send_job_source_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_send_job_source_t, send_job_source_free)
/* What a line says that its number is; -1: nothing. */
int64_t send_job_number(const char *bytes, size_t length);

/* What is printed for a job: that it is being handed over (ATTEMPTS is NULL), or how it ended. */
struct send_line {
	int64_t job;
	GPtrArray *attempts;		/* struct send_attempt; owned */
};
void send_line_print(const struct send_line *what, GString *line);
/* False: it is none, OPS_SEND_ERROR. */
bool send_line_parse(const char *bytes, size_t length, struct send_line *ret_line, GError **error);
void send_line_clear(struct send_line *line);

/* --- the client --- */

struct send_options {
	const char *libexec;		/* where nwops-send is */
	const struct clock *clock;
	const struct notes *notes;
	int64_t limit_us;		/* of the whole; jobs that did not begin by then are not begun; 0: none */
	/* The next job, lent until it is asked again or ends; NULL: none just now. FINAL is set when none will come any more. */
	const struct send_job *(*next)(void *context, bool *ret_final);
	/* JOB is about to be handed over: from here on a broken-off try may have arrived. */
	void (*handing_over)(void *context, int64_t job);
	/* It has ended. RESULT is lent. What could be written down in one go is given in one go: MORE says that others are waiting. */
	void (*ended)(void *context, const struct send_result *result, bool more);
	/* Every 250 ms; false ends the whole: jobs that run are broken off. NULL: nobody is asked. */
	bool (*goes_on)(void *context);
	void *context;
};
/* Runs until next() is final and all have ended. False: the program could not be started or died; jobs that were not ended then
 * are not ended, and the caller knows which were handed over. */
bool send_run(const struct send_options *options, GError **error);

/* The bytes that CONTENT would be sent as (without signature; the answer to "what would go"), by nwops-send --compose. NULL on
 * failure; caller frees. */
GBytes *send_compose(const char *libexec, const char *content, enum send_mark mark, GError **error);

/* --- what comes back --- */

/* A mail that answers one of ours. */
struct send_answer {
	char *from;			/* address, safe to show */
	char *code;			/* that it quotes; NULL */
	char *identity;			/* that it refers to, of In-Reply-To and References, without brackets; NULL */
	bool automatic;			/* out of office, receipt, report: never an acknowledgement */
	bool failed;			/* a report that ours could not be delivered */
	enum ack ack;			/* what its first line says; ACK_SEEN when it says nothing of the kind */
	char *text;			/* the first lines that are no quotation; safe to show */
	char *uid;			/* of the mailbox */
};
struct send_mailbox {
	const char *host;
	uint16_t port;
	const char *security, *tls_name, *ca, *user, *secret, *folder;
	int64_t limit_us;
};
/* What is there and was not seen, SEND_MAILS_MAX at the most. Elements struct send_answer; g_ptr_array_unref(). Unless KEEP_UNSEEN all
 * of them are marked as seen; who keeps them unseen until they are written down, and marks them then, loses none. */
#define SEND_MAILS_MAX 200
GPtrArray *send_fetch(const char *libexec, const struct send_mailbox *mailbox, bool keep_unseen, GError **error);
/* Marks the mails with these UIDS (NULL-terminated) as seen. */
bool send_mark_seen(const char *libexec, const struct send_mailbox *mailbox, const char *const *uids, GError **error);
void send_answer_free(struct send_answer *answer);
/* One line of what nwops-send says of a mailbox. */
bool send_answer_parse(const char *bytes, size_t length, struct send_answer *ret_answer, GError **error);
/* Calls URL (GET) and returns whether it answered 2xx. */
bool send_beat(const char *libexec, const char *url, const struct send_route *route, int64_t limit_us, GError **error);
