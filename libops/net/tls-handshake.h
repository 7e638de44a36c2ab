/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One TLS handshake and what is to be known of the certificates in it. Only
 * nwops-tls links this: it is the only code that reads what a server sends.
 *
 * Does not belong here: how many at once, jobs and results (tls-serve.c).
 */
#pragma once

#include "net/loop.h"
#include "net/tls.h"

/* Certificates that are trusted, read once and shared by handshakes. */
struct tls_trust;

/* Those of FILE, each of which is trusted as it is; NULL: those of this host. NULL with ERROR
 * when there is none to be had: then nothing can be said of anybody's certificate. */
struct tls_trust *tls_trust_load(const char *file, GError **error);
void tls_trust_free(struct tls_trust *trust);
typedef struct tls_trust ops_tls_trust_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_tls_trust_t, tls_trust_free)

struct tls_handshake_options {
	struct loop *loop;
	const struct clock *clock;
	/* On the loop, once: ANSWER is lent, FD is the callee's to leave. */
	void (*ended)(void *context, const struct tls_answer *answer, int fd);
	void *context;
};

struct tls_handshake;

/* Takes FD over, which is connecting to QUESTION; both TRUST and QUESTION are lent until it has
 * ended, and it is gone once it has. */
struct tls_handshake *tls_handshake_start(const struct tls_handshake_options *options,
					  const struct tls_trust *trust,
					  const struct tls_question *question, int fd);
/* Ends it without a word. */
void tls_handshake_cancel(struct tls_handshake *handshake);
