/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all transfers of libcurl have in common here: where they leave from, whom they
 * trust, what their failures mean, and how what they were secured by is told.
 */
#include "net/send-internal.h"

#include "base/address.h"
#include "base/text.h"

#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>

#define REPLY_BYTES 900

const char *send_library_version(void)
{
	return curl_version_info(CURLVERSION_NOW)->version;
}

void report_set(struct send_report *report, enum delivery_end end, bool whole, const char *text)
{
	g_autofree char *safe = text_safe(text, strlen(text), REPLY_BYTES);
	const char *valid;

	*report = (struct send_report){ .end = end, .whole = whole, .code = -1, .wait_us = -1 };
	g_strlcpy(report->reply, safe, sizeof report->reply);
	if (!g_utf8_validate(report->reply, -1, &valid))
		report->reply[valid - report->reply] = '\0';
}

enum delivery_end transfer_judge(CURLcode result)
{
	switch (result) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return DELIVERY_NO_NAME;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_USE_SSL_FAILED:
		return DELIVERY_NOT_TRUSTED;
	case CURLE_LOGIN_DENIED:
	case CURLE_AUTH_ERROR:
		return DELIVERY_REFUSED_LOGIN;
	case CURLE_OPERATION_TIMEDOUT:
		return DELIVERY_TOO_SLOW;
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_BAD_CONTENT_ENCODING:
		return DELIVERY_NOT_UNDERSTOOD;
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_ENGINE_NOTFOUND:
	case CURLE_URL_MALFORMAT:
	case CURLE_OUT_OF_MEMORY:
	case CURLE_FAILED_INIT:
	case CURLE_NOT_BUILT_IN:
		return DELIVERY_NOT_COMPOSED;
	default:
		return DELIVERY_NO_CONNECTION;
	}
}

enum delivery_end transfer_judge_late(CURL *easy)
{
	curl_off_t resolved_us = 0;
	long port = 0;

	/* The end of a handshake is what libcurl calls connected; our port is known once TCP is. */
	curl_easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME_T, &resolved_us);
	curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &port);
	if (port > 0)
		return DELIVERY_TOO_SLOW;
	return resolved_us > 0 ? DELIVERY_NO_CONNECTION : DELIVERY_NO_NAME;
}

const char *transfer_words(const char *why, CURLcode result)
{
	return *why ? why : curl_easy_strerror(result);
}

/* Where both are named: libcurl itself binds to one of them. */
static int bind_to_interface(void *interface, curl_socket_t fd, curlsocktype purpose)
{
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface)) < 0
		       ? CURL_SOCKOPT_ERROR
		       : CURL_SOCKOPT_OK;
}

void transfer_prepare(CURL *easy, const struct send_route *route, const char *ca, int64_t connect_us, char *why)
{
	g_autofree char *from = NULL;

	if (route->source)
		from = g_strconcat("host!", route->source, NULL);
	else if (route->interface)
		from = g_strconcat("if!", route->interface, NULL);
	if (from)
		curl_easy_setopt(easy, CURLOPT_INTERFACE, from);
	if (route->source && route->interface) {
		curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, bind_to_interface);
		curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, route->interface);
	}
	if (ca) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	*why = '\0';
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");	/* never by the environment */
	curl_easy_setopt(easy, CURLOPT_NETRC, CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* A name service that hangs must not hold up those who have stopped waiting for it. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MAX(connect_us / 1000, 1));
}

static void print_subject(const X509 *certificate, GString *text)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *bytes;
	long length;

	if (!out)
		return;
	X509_NAME_print_ex(out, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
	length = BIO_get_mem_data(out, &bytes);
	if (length > 0)
		g_string_append_len(text, bytes, length);
	BIO_free(out);
}

void transfer_secured(CURL *easy, char *ret_text, size_t size)
{
	struct curl_tlssessioninfo *session = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *safe = NULL;
	X509 *certificate;
	const char *valid;

	*ret_text = '\0';
	if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session || !session->internals ||
	    session->backend != CURLSSLBACKEND_OPENSSL)
		return;
	g_string_append_printf(text, "%s, ", SSL_get_version(session->internals));
	certificate = SSL_get1_peer_certificate(session->internals);
	if (certificate)
		print_subject(certificate, text);
	X509_free(certificate);
	safe = text_safe(text->str, text->len, size / 2);
	g_strlcpy(ret_text, safe, size);
	if (!g_utf8_validate(ret_text, -1, &valid))
		ret_text[valid - ret_text] = '\0';
}
