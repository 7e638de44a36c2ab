/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verifying finds. Verifying goes on after each fault, so that all of them
 * and the dates are known; the gravest fault is told.
 *
 * There are two questions about time, whose answers differ: what of all that the
 * server sent runs out first, and what of the chain that a client really uses. A
 * server that sends a certificate nobody needs any more must not alarm, and a root
 * that runs out in the chain must not be missed because it was never sent.
 */
#include "net/tls-certificate.h"

#include "base/text.h"
#include "base/translate.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

/* Keys and digests of less than 112 bits prove nothing: such a certificate is told, and refused. */
#define VERIFY_LEVEL 2
#define VERIFY_DEPTH 10
#define SENT_MAX 32
#define TRUST_FILES_MAX 4096

struct tls_trust {
	X509_STORE *store;
	SSL_CTX *context;
	bool own; /* of a file of its own: any certificate in it is an anchor */
};

SSL_CTX *tls_trust_context(const struct tls_trust *trust)
{
	return trust->context;
}

void tls_trust_free(struct tls_trust *trust)
{
	if (!trust)
		return;
	X509_STORE_free(trust->store);
	SSL_CTX_free(trust->context);
	g_free(trust);
}

/* Certificates in FILE that could be read; the error queue is left empty. */
static int load_file(X509_STORE *store, const char *file)
{
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
	int count;

	g_assert(lookup);
	count = X509_load_cert_file(lookup, file, X509_FILETYPE_PEM);
	ERR_clear_error();
	return MAX(count, 0);
}

/* "3513523f.0", the name by which a directory of certificates holds one of them. */
static bool is_hashed(const char *name)
{
	return strlen(name) >= 10 && strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	       strspn(name + 9, "0123456789") == strlen(name + 9);
}

/* All of them now: later this program may open no file. */
static int load_host(X509_STORE *store)
{
	int count = load_file(store, X509_get_default_cert_file());
	GDir *directory = g_dir_open(X509_get_default_cert_dir(), 0, NULL);
	const char *name;

	for (int i = 0; directory && i < TRUST_FILES_MAX && (name = g_dir_read_name(directory));
	     i++) {
		g_autofree char *path = g_build_filename(X509_get_default_cert_dir(), name, NULL);

		if (is_hashed(name))
			count += load_file(store, path);
	}
	if (directory)
		g_dir_close(directory);
	return count;
}

/* Asks of every age that the library still knows; how old is told, not refused. */
static SSL_CTX *context_new(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	g_assert(context);
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
	SSL_CTX_set_cipher_list(context, "ALL:!aNULL:!PSK:!SRP:@SECLEVEL=0");
	SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	return context;
}

struct tls_trust *tls_trust_load(const char *file, GError **error)
{
	g_autoptr(ops_tls_trust_t) trust = g_new0(struct tls_trust, 1);

	/* What this host's configuration of the library allows is no matter for asking. */
	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	trust->store = X509_STORE_new();
	g_assert(trust->store);
	trust->own = file != NULL;
	if ((file ? load_file(trust->store, file) : load_host(trust->store)) == 0) {
		if (file)
			g_set_error(error, OPS_TLS_ERROR, TLS_ERROR_JOB,
				    "no certificate to trust could be read from '%s'", file);
		else
			g_set_error(error, OPS_TLS_ERROR, TLS_ERROR_JOB,
				    "this host has no certificates that it trusts in '%s'",
				    X509_get_default_cert_dir());
		return NULL;
	}
	trust->context = context_new();
	return g_steal_pointer(&trust);
}

/* --- dates --- */

/* Microseconds since 1970, or -1 for what is no date. */
static int64_t instant_of(const ASN1_TIME *time)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days, seconds;
	bool known = epoch && ASN1_TIME_diff(&days, &seconds, epoch, time);

	ASN1_TIME_free(epoch);
	ERR_clear_error();
	return known ? MAX(((int64_t)days * 86400 + seconds) * G_USEC_PER_SEC, 0) : -1;
}

/* The first to run out of CERTIFICATES, or -1. */
static int64_t first_expiry(STACK_OF(X509) * certificates)
{
	int64_t first_us = -1;

	for (int i = 0; i < sk_X509_num(certificates); i++) {
		int64_t expires_us = instant_of(X509_get0_notAfter(sk_X509_value(certificates, i)));

		if (expires_us >= 0 && (first_us < 0 || expires_us < first_us))
			first_us = expires_us;
	}
	return first_us;
}

/* --- words --- */

static void take_subject(X509 *certificate, struct tls_answer *answer)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *text;
	long length;

	g_assert(memory);
	X509_NAME_print_ex(memory, X509_get_subject_name(certificate), 0,
			   XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
	length = BIO_get_mem_data(memory, &text);
	if (length > 0)
		g_strlcpy(answer->subject, text, MIN(sizeof answer->subject, (size_t)length + 1));
	BIO_free(memory);
}

/* --- verifying --- */

struct verification {
	enum certificate_fault fault;
	int errors[16]; /* of the library, each once */
	int count;
};

static enum certificate_fault fault_of(int error)
{
	switch (error) {
	case X509_V_OK:
		return CERTIFICATE_GOOD;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_CERT_UNTRUSTED:
	case X509_V_ERR_CERT_SIGNATURE_FAILURE:
	case X509_V_ERR_CERT_CHAIN_TOO_LONG:
		return CERTIFICATE_UNTRUSTED;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return CERTIFICATE_WRONG_NAME;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return CERTIFICATE_NOT_YET;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return CERTIFICATE_EXPIRED;
	default:
		return CERTIFICATE_REFUSED;
	}
}

static void note_fault(struct verification *verification, int error)
{
	enum certificate_fault fault = fault_of(error);

	for (int i = 0; i < verification->count; i++)
		if (verification->errors[i] == error)
			return;
	if (verification->count < (int)G_N_ELEMENTS(verification->errors))
		verification->errors[verification->count++] = error;
	/* In the order of the enum, the gravest first. */
	if (!verification->fault || fault < verification->fault)
		verification->fault = fault;
}

static int go_on(int ok, X509_STORE_CTX *context)
{
	int error = X509_STORE_CTX_get_error(context);

	if (!ok && error != X509_V_OK)
		note_fault(X509_STORE_CTX_get_app_data(context), error);
	return 1;
}

char *tls_server_name(const struct tls_question *question)
{
	char *name = g_strdup(question->server_name);
	size_t end = name ? strlen(name) : 0;
	struct address address;

	/* A name that is written whole, with the dot of the root, is in no certificate. */
	if (end > 1 && name[end - 1] == '.')
		name[end - 1] = '\0';
	if (name && address_parse(name, &address, NULL))
		g_clear_pointer(&name, g_free);
	return name;
}

static void set_wanted_name(X509_VERIFY_PARAM *param, const struct tls_question *question)
{
	g_autofree char *name = tls_server_name(question);
	size_t length = question->to.family == AF_INET6 ? 16 : 4;

	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (name)
		X509_VERIFY_PARAM_set1_host(param, name, 0);
	else if (question->server_name)
		X509_VERIFY_PARAM_set1_ip_asc(param, question->server_name);
	else
		X509_VERIFY_PARAM_set1_ip(param, question->to.bytes, length);
}

static void tell_faults(const struct verification *verification, struct tls_answer *answer)
{
	g_autoptr(GString) words = g_string_new(NULL);

	answer->fault = verification->fault;
	for (int i = 0; i < verification->count; i++)
		if (fault_of(verification->errors[i]) == verification->fault)
			g_string_append_printf(words, "%s%s", words->len ? "; " : "",
					       X509_verify_cert_error_string(
						       verification->errors[i]));
	g_strlcpy(answer->detail, words->str, sizeof answer->detail);
}

static void verify(const struct tls_trust *trust, const struct tls_question *question,
		   int64_t now_us, X509 *leaf, STACK_OF(X509) * sent, struct tls_answer *answer)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	struct verification verification = {0};
	X509_VERIFY_PARAM *param;

	g_assert(context && X509_STORE_CTX_init(context, trust->store, leaf, sent));
	X509_STORE_CTX_set_default(context, "ssl_server");
	param = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_auth_level(param, VERIFY_LEVEL);
	X509_VERIFY_PARAM_set_depth(param, VERIFY_DEPTH);
	X509_VERIFY_PARAM_set_time(param, (time_t)(now_us / G_USEC_PER_SEC));
	if (trust->own)
		X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	set_wanted_name(param, question);
	X509_STORE_CTX_set_app_data(context, &verification);
	X509_STORE_CTX_set_verify_cb(context, go_on);
	if (X509_verify_cert(context) <= 0)
		note_fault(&verification, X509_STORE_CTX_get_error(context));
	tell_faults(&verification, answer);
	/* Without a way to what is trusted there is no chain. */
	if (verification.fault != CERTIFICATE_UNTRUSTED)
		answer->chain_expires_at_us = first_expiry(X509_STORE_CTX_get0_chain(context));
	X509_STORE_CTX_free(context);
	ERR_clear_error();
}

void tls_certificate_look(const struct tls_trust *trust, const struct tls_question *question,
			  int64_t now_us, const SSL *ssl, struct tls_answer *answer)
{
	STACK_OF(X509) *sent = SSL_get_peer_cert_chain(ssl);
	X509 *leaf = SSL_get0_peer_certificate(ssl);

	if (!leaf)
		return;
	take_subject(leaf, answer);
	answer->leaf_expires_at_us = instant_of(X509_get0_notAfter(leaf));
	answer->sent_expires_at_us = first_expiry(sent);
	if (sk_X509_num(sent) > SENT_MAX) {
		answer->fault = CERTIFICATE_REFUSED;
		g_strlcpy(answer->detail, "it sends more certificates than are looked at",
			  sizeof answer->detail);
		return;
	}
	verify(trust, question, now_us, leaf, sent, answer);
}
