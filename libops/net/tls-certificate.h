/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates: which are trusted, and what verifying a server's finds. Only
 * nwops-tls links this. See tls-handshake.h for what it is for.
 */
#pragma once

#include "net/tls-handshake.h"

#include <openssl/ssl.h>

/* The name of QUESTION's server as it is asked for and stands in certificates; NULL: it has none
 * but an address. Caller frees. */
char *tls_server_name(const struct tls_question *question);
SSL_CTX *tls_trust_context(const struct tls_trust *trust);
/* Verifies what SSL's server sent for QUESTION and fills in what ANSWER says of certificates. */
void tls_certificate_look(const struct tls_trust *trust, const struct tls_question *question,
			  int64_t now_us, const SSL *ssl, struct tls_answer *answer);
