/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TLS wire: a handshake with each of many servers, and what is known of their
 * certificates. The asking is done by the program nwops-tls(8), which this
 * header's functions start and feed: it alone links a TLS library and reads what a
 * server sends, has given up whatever else it could do by then, and what is sent to
 * it can at worst kill it.
 *
 * A server is asked however old it is: versions from TLS 1.0 on and weak keys are
 * accepted for the question, so that an old device is told as old and not as dead,
 * and a certificate that is not to be believed does not end the handshake, so that
 * its dates can be told. Nothing but the handshake is ever sent.
 */
#pragma once

#include "base/address.h"
#include "base/clock.h"
#include "base/words.h"
#include "net/loop.h"

#define OPS_TLS_ERROR tls_error_quark()
GQuark tls_error_quark(void);
enum tls_error_code { TLS_ERROR_JOB, TLS_ERROR_RESULT, TLS_ERROR_PROGRAM };

#define TLS_LINE_MAX 16384		/* bytes of a job or a result as JSON */
#define TLS_JOBS_MAX 1000000		/* of one run of the program */
#define TLS_AT_ONCE_MAX 64		/* handshakes */
#define TLS_NAME_MAX 253		/* bytes of a server's name */
#define TLS_TIMEOUT_MAX_US (INT64_C(600) * G_USEC_PER_SEC)

enum certificate_fault {
	CERTIFICATE_GOOD,
	CERTIFICATE_UNTRUSTED,		/* no way from it to a certificate that is trusted */
	CERTIFICATE_WRONG_NAME,		/* it is for another name or address */
	CERTIFICATE_NOT_YET,		/* one of the chain is not yet valid */
	CERTIFICATE_EXPIRED,		/* one of the chain is no more */
	CERTIFICATE_REFUSED,		/* whatever else verifying found */
};
#define CERTIFICATE_FAULT_COUNT 6
/* "wrong-name"; NULL for CERTIFICATE_GOOD. Lent for ever. */
const char *certificate_fault_id(enum certificate_fault fault);

/* Why there was no handshake. */
enum tls_failure {
	TLS_FAILURE_NONE,
	/* no answer */
	TLS_CONNECT_TIMEOUT,
	TLS_REFUSED,			/* a reset in place of a connection */
	TLS_UNREACHABLE,		/* somebody on the way, or the last router, said so */
	TLS_HANDSHAKE_TIMEOUT,		/* connected, and then nothing, or too slowly */
	TLS_CLOSED,			/* it hung up */
	TLS_NOT_TLS,			/* it speaks something else */
	TLS_BROKEN,			/* it refused, or broke the rules */
	/* could not ask */
	TLS_BAD_JOB,
	TLS_NO_TRUST,			/* no certificate to trust could be read */
	TLS_STOOD_STILL,		/* this host, while an answer may have come */
};
#define TLS_FAILURE_COUNT 11
/* "not-tls"; NULL for TLS_FAILURE_NONE. Lent for ever. */
const char *tls_failure_id(enum tls_failure failure);

/* One question; its strings are lent. */
struct tls_question {
	struct address to;
	uint16_t port;
	struct address source;		/* family 0: the kernel chooses */
	const char *interface;		/* to leave by; NULL: the kernel chooses */
	int64_t timeout_us;		/* of the whole, from when it is started */
	const char *server_name;	/* NULL: the certificate must be for the address */
	const char *trust;		/* file of certificates in PEM; NULL: this host's */
	int64_t at_us;			/* when its certificate must be valid */
};

struct tls_answer {
	enum probe_end end;
	enum tls_failure failure;
	int refused_errno;		/* could not ask: why the kernel refused; else 0 */
	int64_t time_us;		/* from asking until the handshake was done; -1 */
	int version;			/* agreed on: 0x0304 for 1.3; 0: none was */
	enum certificate_fault fault;
	/* -1: not known; of the server's own, the first of all that it sent, and the first of the
	 * chain that was verified. */
	int64_t leaf_expires_at_us, sent_expires_at_us, chain_expires_at_us;
	char subject[256];		/* of the server's own certificate, UTF-8, safe to show */
	char detail[256];		/* what was said, in English, safe to show; "" */
};

/* An answer before anything is known: could not ask. */
void tls_answer_init(struct tls_answer *ret_answer);

/* --- jobs and results as JSON lines, see nwops-tls(8) --- */

/* Appends QUESTION as a job called ID and a newline to LINE. */
void tls_job_print(const char *id, const struct tls_question *question, GString *line);

struct tls_job {
	char *id;			/* NULL: it had none that can be read */
	struct tls_question question;	/* its strings are the job's */
};
/* LENGTH bytes of one line. False: it is no job that can be asked, and ERROR says what is
 * wrong; an id that could be read is in RET_JOB all the same. tls_job_clear() in either case. */
bool tls_job_parse(const char *bytes, size_t length, struct tls_job *ret_job, GError **error);
void tls_job_clear(struct tls_job *job);

/* Appends the answer to job ID (NULL: one without) and a newline to LINE. */
void tls_result_print(const char *id, const struct tls_answer *answer, GString *line);
/* LENGTH bytes of one line; *RET_ID is the caller's to free, NULL: none. False: it is no result. */
bool tls_result_parse(const char *bytes, size_t length, char **ret_id,
		      struct tls_answer *ret_answer, GError **error);

/* --- asking --- */

struct tls_options {
	struct loop *loop;
	const char *program;		/* path of nwops-tls */
	/* Called on the loop, once for each question, when it has ended. */
	void (*ended)(void *context, uint32_t question);
	void *context;
};

struct tls_wire;

/* COUNT questions, lent until tls_close(). */
struct tls_wire *tls_open(const struct tls_options *options, const struct tls_question *questions,
			  uint32_t count);
/* Waits until the program has left its connections, for at most a second. */
void tls_close(struct tls_wire *wire);
typedef struct tls_wire ops_tls_wire_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_tls_wire_t, tls_close)

/* Starts the program and returns at once. Questions that it does not answer before it ends
 * could not be asked. False: it cannot be started, and none ends. */
bool tls_start(struct tls_wire *wire, GError **error);
/* Has the program leave; questions still open end no more, and what has ended stays readable. */
void tls_cancel(struct tls_wire *wire);
/* Of a question that has ended. Lent until tls_close(). */
const struct tls_answer *tls_read(const struct tls_wire *wire, uint32_t question);
