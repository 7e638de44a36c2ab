/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One handshake on the loop: connect, shake hands, look at the certificates. A
 * server can feed at most so many bytes before it has shaken hands: a library that
 * skips what it is told to skip could be fed for ever.
 */
#include "net/tls-handshake.h"

#include "net/connect.h"
#include "net/tls-certificate.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEARD_MAX (512 << 10)
#define FIRST_MAX 64
/* A deadline that comes so late says that this host stood still. */
#define STOOD_STILL_US (200 * INT64_C(1000))

struct tls_handshake {
	struct tls_handshake_options options;
	const struct tls_trust *trust;
	const struct tls_question *question;
	int fd;
	SSL *ssl; /* NULL: not yet connected */
	struct loop_wait *wait, *deadline;
	int64_t began_us;
	size_t heard; /* bytes of the server */
	char first[FIRST_MAX]; /* of them */
	struct tls_answer answer;
};

static void handshake_free(struct tls_handshake *handshake)
{
	loop_cancel(handshake->wait);
	loop_cancel(handshake->deadline);
	SSL_free(handshake->ssl);
	g_free(handshake);
}

/* Frees HANDSHAKE. */
static void end(struct tls_handshake *handshake, enum probe_end how)
{
	struct tls_handshake_options options = handshake->options;
	struct tls_answer answer = handshake->answer;
	int fd = handshake->fd;

	answer.end = how;
	if (how != PROBE_ANSWERED)
		answer.time_us = -1;
	handshake_free(handshake);
	options.ended(options.context, &answer, fd);
}

static void fail(struct tls_handshake *handshake, enum tls_failure failure)
{
	handshake->answer.failure = failure;
	end(handshake, PROBE_NO_ANSWER);
}

/* --- what the server says --- */

/* Does the server's first byte begin a record of TLS: an alert or a handshake? */
static bool speaks_tls(const struct tls_handshake *handshake)
{
	return handshake->heard == 0 || handshake->first[0] == 21 || handshake->first[0] == 22;
}

/* Sees every byte that comes, and counts them. */
static long hear(BIO *bio, int operation, const char *bytes, size_t length, int argi, long argl,
		 int result, size_t *processed)
{
	struct tls_handshake *handshake = (void *)BIO_get_callback_arg(bio);

	if (operation == BIO_CB_READ && handshake->heard > HEARD_MAX)
		return -1;
	if (operation != (BIO_CB_READ | BIO_CB_RETURN) || result <= 0 || !processed)
		return result;
	if (handshake->heard < FIRST_MAX)
		memcpy(handshake->first + handshake->heard, bytes,
		       MIN(*processed, FIRST_MAX - handshake->heard));
	handshake->heard += *processed;
	return result;
}

/* The library's own word for what went wrong. */
static void take_reason(struct tls_handshake *handshake)
{
	unsigned long error = ERR_peek_last_error();
	const char *reason = error ? ERR_reason_error_string(error) : NULL;

	if (handshake->heard > HEARD_MAX)
		reason = "it sends more than a handshake can need";
	g_strlcpy(handshake->answer.detail, reason ? reason : "", sizeof handshake->answer.detail);
	ERR_clear_error();
}

/* The beginning of what it said in place of TLS, line ends as blanks. */
static void take_first(struct tls_handshake *handshake)
{
	size_t length = MIN(handshake->heard, FIRST_MAX);
	ssize_t more =
		recv(handshake->fd, handshake->first + length, FIRST_MAX - length, MSG_DONTWAIT);

	length += more > 0 ? (size_t)more : 0;
	for (size_t i = 0; i < length; i++)
		if (strchr("\r\n", handshake->first[i]))
			handshake->first[i] = ' ';
	while (length && handshake->first[length - 1] == ' ')
		length--;
	g_snprintf(handshake->answer.detail, sizeof handshake->answer.detail, "'%.*s'", (int)length,
		   handshake->first);
	ERR_clear_error();
}

static void succeed(struct tls_handshake *handshake)
{
	struct tls_answer *answer = &handshake->answer;
	int64_t at_us = handshake->question->at_us;

	answer->time_us = clock_monotonic_us(handshake->options.clock) - handshake->began_us;
	answer->version = SSL_version(handshake->ssl);
	if (at_us < 0)
		at_us = clock_wall_us(handshake->options.clock);
	tls_certificate_look(handshake->trust, handshake->question, at_us, handshake->ssl, answer);
	/* Tells the server that this was all. */
	SSL_shutdown(handshake->ssl);
	ERR_clear_error();
	end(handshake, PROBE_ANSWERED);
}

/* One step; false once it has ended. */
static bool advance(struct tls_handshake *handshake)
{
	int done, error;

	ERR_clear_error();
	errno = 0;
	done = SSL_connect(handshake->ssl);
	error = done == 1 ? SSL_ERROR_NONE : SSL_get_error(handshake->ssl, done);
	switch (error) {
	case SSL_ERROR_NONE:
		succeed(handshake);
		return false;
	case SSL_ERROR_WANT_READ:
		loop_watch(handshake->wait, LOOP_READABLE);
		return true;
	case SSL_ERROR_WANT_WRITE:
		loop_watch(handshake->wait, LOOP_WRITABLE);
		return true;
	default:
		break;
	}
	if (!speaks_tls(handshake)) {
		take_first(handshake);
		fail(handshake, TLS_NOT_TLS);
	} else if (handshake->heard <= HEARD_MAX &&
		   (error == SSL_ERROR_SYSCALL ||
		    ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)) {
		ERR_clear_error();
		fail(handshake, TLS_CLOSED);
	} else {
		take_reason(handshake);
		fail(handshake, TLS_BROKEN);
	}
	return false;
}

static void ready(void *context)
{
	advance(context);
}

/* --- connecting --- */

/* False once it has ended. */
static bool begin_tls(struct tls_handshake *handshake)
{
	g_autofree char *name = tls_server_name(handshake->question);
	BIO *bio = BIO_new_socket(handshake->fd, BIO_NOCLOSE);

	handshake->ssl = SSL_new(tls_trust_context(handshake->trust));
	g_assert(bio && handshake->ssl);
	BIO_set_callback_ex(bio, hear);
	BIO_set_callback_arg(bio, (char *)handshake);
	SSL_set_bio(handshake->ssl, bio, bio);
	/* A literal address may not be named so (RFC 6066 section 3). */
	if (name)
		SSL_set_tlsext_host_name(handshake->ssl, name);
	loop_cancel(handshake->wait);
	handshake->wait = loop_start_watching(handshake->options.loop, handshake->fd, LOOP_READABLE,
					      ready, handshake);
	return advance(handshake);
}

/* False once it has ended. */
static bool connected(struct tls_handshake *handshake)
{
	int error = connect_outcome(handshake->fd);

	if (!error)
		return begin_tls(handshake);
	fail(handshake, error == ECONNREFUSED		  ? TLS_REFUSED
			: connect_says_unreachable(error) ? TLS_UNREACHABLE
							  : TLS_CONNECT_TIMEOUT);
	return false;
}

static void writable(void *context)
{
	connected(context);
}

/*
 * A loop that was kept from running sees its timers before what came meanwhile. What
 * came is taken; when that is not the end of it, nobody knows what it would have been.
 */
static void time_is_up(void *context)
{
	struct tls_handshake *handshake = context;
	int64_t late_us = clock_monotonic_us(handshake->options.clock) - handshake->began_us -
			  handshake->question->timeout_us;
	struct pollfd polled = {handshake->fd, handshake->ssl ? POLLIN : POLLOUT, 0};

	handshake->deadline = NULL;
	if (poll(&polled, 1, 0) > 0) {
		if (!(handshake->ssl ? advance(handshake) : connected(handshake)))
			return;
		if (late_us >= STOOD_STILL_US) {
			handshake->answer.failure = TLS_STOOD_STILL;
			end(handshake, PROBE_COULD_NOT_ASK);
			return;
		}
	}
	fail(handshake, handshake->ssl ? TLS_HANDSHAKE_TIMEOUT : TLS_CONNECT_TIMEOUT);
}

struct tls_handshake *tls_handshake_start(const struct tls_handshake_options *options,
					  const struct tls_trust *trust,
					  const struct tls_question *question, int fd)
{
	struct tls_handshake *handshake = g_new0(struct tls_handshake, 1);

	handshake->options = *options;
	handshake->trust = trust;
	handshake->question = question;
	handshake->fd = fd;
	handshake->began_us = clock_monotonic_us(options->clock);
	tls_answer_init(&handshake->answer);
	handshake->deadline =
		loop_start_timer(options->loop, question->timeout_us, 0, time_is_up, handshake);
	handshake->wait = loop_start_writing(options->loop, fd, writable, handshake);
	return handshake;
}

void tls_handshake_cancel(struct tls_handshake *handshake)
{
	int fd = handshake->fd;

	handshake_free(handshake);
	close(fd);
}
