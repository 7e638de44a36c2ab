/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session with a mail server. libcurl connects, shakes hands, asks for TLS and logs in; the transactions are spoken
 * here. Where the server allows it (RFC 2920) the envelope goes in one piece.
 *
 * One recipient a message. After a refusal the session goes on with a RSET.
 */
#include "net/send-internal.h"

#include "base/text.h"
#include "base/translate.h"
#include "net/secret.h"

#include <string.h>

/* Replies at once. */
#define DUE_MAX 8
/* All that a server may say before it has taken us in. */
#define GREETING_BYTES 65536

enum smtp_state {
	STATE_NONE,			/* no connection */
	STATE_CONNECTING,		/* libcurl is at it */
	STATE_IDLE,
	STATE_TALKING,			/* replies are due, or something is to be sent */
	STATE_LEAVING,			/* QUIT */
};

struct smtp_session {
	struct send_session session;	/* first */
	enum smtp_state state;
	struct send_link link;
	struct curl_slist *connect_to;
	enum smtp_stage stage;		/* what was said last, or whose reply is due */
	struct smtp_reply reply;	/* the last one of it */
	size_t heard;
	bool pipelining, size, eight_bit, utf8;	/* what the server offers */
	bool logged_in, garbled;
	bool used;			/* it has carried a message before */
	bool anew;			/* this errand has had a connection that had died meanwhile */
	bool reset_first;
	/* One transaction: */
	enum smtp_stage due[DUE_MAX];	/* whose replies are to come, in order; SMTP_EHLO: of a RSET */
	unsigned int due_count;
	bool answered;			/* anything was, in this one */
	bool failed;			/* REPORT says how; what is still due is heard first */
	struct send_report report;
	GString *in;
};

/* --- the connection --- */

static void close_connection(struct smtp_session *smtp)
{
	send_link_close(&smtp->link);
	g_clear_pointer(&smtp->connect_to, curl_slist_free_all);
	g_string_truncate(smtp->in, 0);
	smtp->state = STATE_NONE;
	smtp->stage = SMTP_CONNECT;
	smtp->used = smtp->reset_first = false;
}

/* Ends the errand as REPORT has it; the connection stays where it can be used on. */
static void end(struct smtp_session *smtp, struct send_report *report)
{
	g_strlcpy(report->secured, smtp->link.secured, sizeof report->secured);
	session_ended(&smtp->session, report);
}

/* Ends it, and the connection, for what we say ourselves. */
static void fail(struct smtp_session *smtp, enum delivery_end how, const char *text)
{
	struct send_report report;

	report_set(&report, how, smtp_is_whole(smtp->stage, how), text);
	if (smtp->failed)
		report = smtp->report;
	close_connection(smtp);
	end(smtp, &report);
}

/* --- what libcurl says while it connects --- */

static bool said(const char *bytes, size_t size, const char *verb)
{
	return size >= strlen(verb) && !g_ascii_strncasecmp(bytes, verb, strlen(verb));
}

static void offered(struct smtp_session *smtp, const char *what, size_t size)
{
	smtp->pipelining |= said(what, size, "PIPELINING");
	smtp->size |= said(what, size, "SIZE");
	smtp->eight_bit |= said(what, size, "8BITMIME");
	smtp->utf8 |= said(what, size, "SMTPUTF8");
}

/* Only the verb is looked at: what follows AUTH is a secret. */
static void command_sent(struct smtp_session *smtp, const char *bytes, size_t size)
{
	if (said(bytes, size, "EHLO") || said(bytes, size, "HELO")) {
		smtp->stage = SMTP_EHLO;
		smtp->pipelining = smtp->size = smtp->eight_bit = smtp->utf8 = false;
	} else if (said(bytes, size, "STARTTLS")) {
		smtp->stage = SMTP_STARTTLS;
	} else if (said(bytes, size, "AUTH")) {
		smtp->stage = SMTP_AUTH;
	}
}

static int overhear(CURL *easy, curl_infotype type, char *bytes, size_t size, void *context)
{
	if (type == CURLINFO_HEADER_OUT)
		command_sent(context, bytes, size);
	return 0;
}

/* Every line of every reply. What is none ends it: libcurl would wait for a better one. */
static size_t line_came(char *bytes, size_t one, size_t size, void *context)
{
	struct smtp_session *smtp = context;
	struct smtp_reply reply;
	ssize_t length = smtp_reply_read(bytes, size, &reply);

	smtp->heard += size;
	if (length < 0 || smtp->heard > GREETING_BYTES) {
		smtp->garbled = true;
		return 0;
	}
	if (length > 0)
		smtp->reply = reply;
	if (smtp->stage == SMTP_CONNECT)
		smtp->stage = SMTP_GREETING;
	if (smtp->stage == SMTP_GREETING)
		session_greeted(&smtp->session);
	if (smtp->stage == SMTP_EHLO && size > 4)
		offered(smtp, bytes + 4, size - 4);
	if (smtp->stage == SMTP_AUTH && length > 0 && reply.code == 235)
		smtp->logged_in = true;
	if (length > 0 && !*smtp->link.secured)
		transfer_secured(smtp->link.easy, smtp->link.secured, sizeof smtp->link.secured);
	return size;
}

static const char *const moments[] = {
	[SMTP_CONNECT] = "before its greeting", [SMTP_GREETING] = "in its greeting", [SMTP_EHLO] = "at EHLO",
	[SMTP_STARTTLS] = "at STARTTLS", [SMTP_AUTH] = "at AUTH", [SMTP_MAIL] = "at MAIL", [SMTP_RCPT] = "at RCPT",
	[SMTP_DATA] = "at DATA", [SMTP_BODY] = "before all of the message was sent",
	[SMTP_DOT] = "before it answered to the message",
};

/* libcurl has given up: by what was said last, or by its own word. */
static void not_connected(void *context, CURLcode result)
{
	struct smtp_session *smtp = context;
	enum delivery_end how = transfer_judge(result);
	const bool refused = smtp->reply.code >= 400;
	g_autofree char *text = NULL;
	struct send_report report;

	if (smtp->garbled) {
		how = DELIVERY_NOT_UNDERSTOOD;
		text = g_strconcat(smtp->heard > GREETING_BYTES ? "it goes on and on " : "its answer is none of SMTP ",
				   moments[smtp->stage], NULL);
	} else if (refused) {
		if (how != DELIVERY_NOT_TRUSTED)
			how = smtp_judge(smtp->stage, smtp->reply.code);
		text = g_strdup(smtp->reply.text);
	} else if (result == CURLE_RECV_ERROR || result == CURLE_SEND_ERROR || result == CURLE_GOT_NOTHING) {
		text = g_strconcat("the connection was lost ", moments[smtp->stage], NULL);
	}
	report_set(&report, how, true, text ? text : transfer_words(smtp->link.why, result));
	if (refused && !smtp->garbled)
		report.code = smtp->reply.code;
	close_connection(smtp);
	end(smtp, &report);
}

static void transact(struct smtp_session *smtp);

static void connected(void *context)
{
	struct smtp_session *smtp = context;

	if (smtp->session.relay->user && !smtp->logged_in)
		fail(smtp, DELIVERY_REFUSED_LOGIN, "it offers no login");
	else
		transact(smtp);
}

/* The URL: its host is the name that the certificate is for, its path what we call ourselves. */
static void set_url(struct smtp_session *smtp)
{
	const struct send_relay *relay = smtp->session.relay;
	const char *from = smtp->session.job->route.from, *domain = from ? strrchr(from, '@') : NULL;
	const char *name = relay->tls_name ? relay->tls_name : relay->host;
	bool literal = strchr(name, ':') != NULL, host_literal = strchr(relay->host, ':') != NULL;
	g_autofree char *own = g_strdup(domain && domain[1] ? domain + 1 : "localhost"), *url = NULL, *to = NULL;

	/* A name by which we could make the URL into another one is none. */
	for (char *at = own; *at; at++)
		if (!g_ascii_isalnum(*at) && *at != '.' && *at != '-')
			*at = '-';
	url = g_strdup_printf("%s://%s%s%s:%u/%s", strcmp(relay->security, "tls") ? "smtp" : "smtps", literal ? "[" : "", name,
			      literal ? "]" : "", relay->port, own);
	curl_easy_setopt(smtp->link.easy, CURLOPT_URL, url);
	if (!strcmp(name, relay->host))
		return;
	to = g_strdup_printf("::%s%s%s:%u", host_literal ? "[" : "", relay->host, host_literal ? "]" : "", relay->port);
	smtp->connect_to = curl_slist_append(NULL, to);
	curl_easy_setopt(smtp->link.easy, CURLOPT_CONNECT_TO, smtp->connect_to);
}

/* False: the secret cannot be read, and the errand has ended. */
static bool set_login(struct smtp_session *smtp)
{
	const struct send_relay *relay = smtp->session.relay;
	g_autoptr(GError) error = NULL;
	char *secret;

	if (!relay->user)
		return true;
	secret = secret_read_line(relay->secret, &error);
	if (!secret) {
		struct send_report report;

		/* Another relay has another secret. */
		report_set(&report, DELIVERY_NOT_COMPOSED, true, error->message);
		close_connection(smtp);
		end(smtp, &report);
		return false;
	}
	curl_easy_setopt(smtp->link.easy, CURLOPT_USERNAME, relay->user);
	curl_easy_setopt(smtp->link.easy, CURLOPT_PASSWORD, secret);
	curl_easy_setopt(smtp->link.easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5");
	secret_free(secret);
	return true;
}

static void begin_connecting(struct smtp_session *smtp)
{
	const struct send_session *session = &smtp->session;
	CURL *easy;

	smtp->link.loop = session->loop;
	smtp->link.clock = session->clock;
	smtp->state = STATE_CONNECTING;
	smtp->stage = SMTP_CONNECT;
	smtp->reply.code = 0;
	smtp->heard = 0;
	smtp->garbled = smtp->logged_in = false;
	smtp->pipelining = smtp->size = smtp->eight_bit = smtp->utf8 = false;
	easy = send_link_handle(&smtp->link);
	/* The post looks at the time, and knows more of what is waited for. */
	transfer_prepare(easy, &session->job->route, session->relay->ca, session->job->attempt_us + G_USEC_PER_SEC,
			 smtp->link.why);
	set_url(smtp);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_USE_SSL,
			 (long)(strcmp(session->relay->security, "starttls") ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	/* Ours are shorter. */
	curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(session->job->attempt_us / G_USEC_PER_SEC + 2));
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, line_came);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, smtp);
	curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, overhear);
	curl_easy_setopt(easy, CURLOPT_DEBUGDATA, smtp);
	curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
	if (set_login(smtp))
		send_link_connect(&smtp->link);
}

/* --- a transaction --- */

static void say(struct smtp_session *smtp, enum smtp_stage stage, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void say(struct smtp_session *smtp, enum smtp_stage stage, const char *format, ...)
{
	va_list arguments;

	g_assert(smtp->due_count < DUE_MAX);
	smtp->due[smtp->due_count++] = stage;
	va_start(arguments, format);
	g_string_append_vprintf(smtp->link.out, format, arguments);
	va_end(arguments);
}

static bool is_ascii(const char *bytes, size_t length)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t seen = 0, eight;

	for (; length >= sizeof eight; bytes += sizeof eight, length -= sizeof eight) {
		memcpy(&eight, bytes, sizeof eight);
		seen |= eight;
	}
	for (; length; bytes++, length--)
		seen |= (unsigned char)*bytes;
	return !(seen & high);
}

static void say_mail(struct smtp_session *smtp, bool utf8)
{
	const struct send_parcel *parcel = smtp->session.parcel;
	char size[32] = "";

	if (smtp->size)
		g_snprintf(size, sizeof size, " SIZE=%zu", parcel->length);
	say(smtp, SMTP_MAIL, "MAIL FROM:<%s>%s%s%s\r\n", smtp->session.job->route.from, size,
	    smtp->eight_bit && !is_ascii(parcel->bytes, parcel->length) ? " BODY=8BITMIME" : "", utf8 ? " SMTPUTF8" : "");
}

/* What follows the stage that was answered well, where it was not said at once. */
static void say_next(struct smtp_session *smtp, enum smtp_stage stage)
{
	if (stage == SMTP_MAIL)
		say(smtp, SMTP_RCPT, "RCPT TO:<%s>\r\n", smtp->session.job->target);
	else if (stage == SMTP_RCPT)
		say(smtp, SMTP_DATA, "DATA\r\n");
}

static void transact(struct smtp_session *smtp)
{
	const struct send_job *job = smtp->session.job;
	bool utf8 = !is_ascii(job->target, strlen(job->target)) || !is_ascii(job->route.from, strlen(job->route.from));

	smtp->state = STATE_TALKING;
	smtp->stage = SMTP_MAIL;
	smtp->due_count = 0;
	smtp->answered = smtp->failed = false;
	if (utf8 && !smtp->utf8) {
		struct send_report report;

		report_set(&report, DELIVERY_REFUSED_RECIPIENT, false, "the relay takes addresses in ASCII alone (no SMTPUTF8)");
		smtp->state = STATE_IDLE;
		end(smtp, &report);
		return;
	}
	if (smtp->reset_first)
		say(smtp, SMTP_EHLO, "RSET\r\n");
	smtp->reset_first = false;
	say_mail(smtp, utf8);
	if (smtp->pipelining) {
		say_next(smtp, SMTP_MAIL);
		say_next(smtp, SMTP_RCPT);
	}
	send_link_say(&smtp->link);
}

/* Lines end in CR LF, one that begins with a dot gets another, and a dot alone ends it all (RFC 5321, 4.5.2). */
static void append_body(GString *out, const char *bytes, size_t length)
{
	while (length) {
		const char *end = memchr(bytes, '\n', length);
		size_t line = end ? (size_t)(end - bytes) : length, text = line;

		if (text && bytes[text - 1] == '\r')
			text--;
		if (*bytes == '.')
			g_string_append_c(out, '.');
		g_string_append_len(out, bytes, (gssize)text);
		g_string_append_len(out, "\r\n", 2);
		line += end ? 1 : 0;
		bytes += line;
		length -= line;
	}
	g_string_append_len(out, ".\r\n", 3);
}

static void say_body(struct smtp_session *smtp)
{
	const struct send_parcel *parcel = smtp->session.parcel;

	smtp->stage = SMTP_BODY;
	smtp->due[smtp->due_count++] = SMTP_DOT;
	append_body(smtp->link.out, parcel->bytes, parcel->length);
	session_handing_over(&smtp->session);
}

/* The connection is gone. One that had been kept may have been gone before it was used: then another is made. */
static void lost(struct smtp_session *smtp)
{
	g_autofree char *text = NULL;

	if (smtp->state == STATE_IDLE) {
		close_connection(smtp);
		return;
	}
	if (smtp->used && !smtp->answered && !smtp->anew) {
		smtp->anew = true;
		close_connection(smtp);
		begin_connecting(smtp);
		return;
	}
	text = g_strconcat("the connection was lost ", moments[smtp->stage], NULL);
	fail(smtp, smtp->stage == SMTP_DOT ? DELIVERY_BROKEN_OFF : DELIVERY_NO_CONNECTION, text);
}

static void connection_lost(void *context)
{
	struct smtp_session *smtp = context;

	if (smtp->state == STATE_LEAVING)
		session_left(&smtp->session);
	else
		lost(smtp);
}

static void all_said(void *context)
{
	struct smtp_session *smtp = context;

	if (smtp->stage == SMTP_BODY)
		smtp->stage = SMTP_DOT;
}

/* --- replies --- */

static void record(struct smtp_session *smtp, enum smtp_stage stage, const struct smtp_reply *reply)
{
	enum delivery_end how = smtp_judge(stage, reply->code);

	report_set(&smtp->report, how, smtp_is_whole(stage, how) || (reply->code == 421 && stage < SMTP_BODY), reply->text);
	smtp->report.code = reply->code;
	smtp->failed = how != DELIVERY_ACCEPTED;
}

/* All is answered: the session is free for the next, or is left when the server wants none of us. */
static void finish(struct smtp_session *smtp)
{
	struct send_report report = smtp->report;

	smtp->used = true;
	smtp->anew = false;
	smtp->reset_first = smtp->failed;
	smtp->state = STATE_IDLE;
	if (smtp->stage == SMTP_BODY) {
		close_connection(smtp);		/* the rest of what it did not want to hear */
	} else if (smtp->failed && (report.whole || report.code == 421)) {
		size_t put;

		curl_easy_send(smtp->link.easy, "QUIT\r\n", 6, &put);
		close_connection(smtp);
	}
	end(smtp, &report);
}

/* The server took the envelope of one whom it had refused: it gets an empty message, to refuse as well. */
static void say_nothing(struct smtp_session *smtp)
{
	say(smtp, SMTP_BODY, ".\r\n");
	send_link_say(&smtp->link);
}

static void take_reply(struct smtp_session *smtp, const struct smtp_reply *reply)
{
	enum smtp_stage stage = smtp->due[0];
	bool well = stage == SMTP_DATA ? reply->code == 354 : reply->code < 300;

	if (reply->code == 421 && !smtp->answered && smtp->used && !smtp->anew) {
		lost(smtp);
		return;
	}
	if (stage == SMTP_DOT && smtp->stage == SMTP_BODY && well) {
		fail(smtp, DELIVERY_NOT_UNDERSTOOD, "it took the message before it had all of it");
		return;
	}
	smtp->answered = true;
	memmove(smtp->due, smtp->due + 1, --smtp->due_count * sizeof *smtp->due);
	if (stage == SMTP_DATA && well && smtp->failed) {
		say_nothing(smtp);
		return;
	}
	if (stage == SMTP_DOT || (!well && !smtp->failed && stage != SMTP_EHLO))
		record(smtp, stage, reply);
	if (stage == SMTP_DOT || (smtp->failed && !smtp->due_count)) {
		finish(smtp);
		return;
	}
	if (smtp->failed || !well || stage == SMTP_EHLO)
		return;
	if (stage == SMTP_DATA)
		say_body(smtp);
	else if (!smtp->due_count)
		say_next(smtp, stage);
	if (smtp->stage < SMTP_BODY && smtp->due_count)
		smtp->stage = smtp->due[0];
	send_link_say(&smtp->link);
}

/* What came is taken reply by reply; the session may be in another errand, or have no connection, afterwards. */
static void take_replies(struct smtp_session *smtp)
{
	struct smtp_reply reply;
	ssize_t length;

	while (smtp->in->len && (length = smtp_reply_read(smtp->in->str, smtp->in->len, &reply)) != 0) {
		if (smtp->state != STATE_TALKING || !smtp->due_count) {
			/* Nobody asked. A server that closes an idle session says so first. */
			if (smtp->state == STATE_TALKING)
				fail(smtp, DELIVERY_NOT_UNDERSTOOD, "it answered what was not asked");
			else if (smtp->state == STATE_LEAVING)
				session_left(&smtp->session);
			else
				close_connection(smtp);
			return;
		}
		if (length < 0) {
			fail(smtp, smtp->stage == SMTP_DOT ? DELIVERY_BROKEN_OFF : DELIVERY_NOT_UNDERSTOOD,
			     "its answer is none of SMTP");
			return;
		}
		g_string_erase(smtp->in, 0, length);
		take_reply(smtp, &reply);
	}
}

static void came(void *context, const char *bytes, size_t length)
{
	struct smtp_session *smtp = context;

	g_string_append_len(smtp->in, bytes, (gssize)length);
	take_replies(smtp);
}

static const struct send_link_user link_user = { connected, not_connected, came, all_said, connection_lost };

/* --- what the post asks for --- */

static void start(struct send_session *session)
{
	struct smtp_session *smtp = (struct smtp_session *)session;

	smtp->anew = smtp->failed = false;
	if (smtp->state == STATE_NONE)
		begin_connecting(smtp);
	else
		transact(smtp);
}

static void give_up(struct send_session *session)
{
	struct smtp_session *smtp = (struct smtp_session *)session;
	static const char *const awaited[] = {
		[SMTP_CONNECT] = "no connection in time", [SMTP_GREETING] = "its greeting does not end",
		[SMTP_EHLO] = "no answer to EHLO in time", [SMTP_STARTTLS] = "no TLS in time", [SMTP_AUTH] = "no answer to AUTH in time",
		[SMTP_MAIL] = "no answer to MAIL in time", [SMTP_RCPT] = "no answer to RCPT in time",
		[SMTP_DATA] = "no answer to DATA in time", [SMTP_BODY] = "it did not take all of the message in time",
		[SMTP_DOT] = "no answer to the message in time",
	};
	const char *text = awaited[smtp->stage];
	enum delivery_end how = smtp->stage == SMTP_DOT ? DELIVERY_BROKEN_OFF : DELIVERY_TOO_SLOW;

	if (smtp->stage == SMTP_CONNECT) {
		how = transfer_judge_late(smtp->link.easy);
		if (how == DELIVERY_TOO_SLOW)
			text = strcmp(session->relay->security, "tls") ? "no greeting in time" : "no TLS or greeting in time";
		else if (how == DELIVERY_NO_NAME)
			text = "its name was not resolved in time";
	}
	fail(smtp, how, text);
}

static void leave(struct send_session *session)
{
	struct smtp_session *smtp = (struct smtp_session *)session;

	if (smtp->state != STATE_IDLE) {
		close_connection(smtp);
		session_left(session);
		return;
	}
	smtp->state = STATE_LEAVING;
	g_string_append(smtp->link.out, "QUIT\r\n");
	send_link_say(&smtp->link);
}

static void session_free(struct send_session *session)
{
	struct smtp_session *smtp = (struct smtp_session *)session;

	close_connection(smtp);
	send_link_clear(&smtp->link);
	g_string_free(smtp->in, TRUE);
	g_free(smtp);
}

static const struct send_session_kind smtp_kind = { NULL, start, give_up, leave, session_free };

struct send_session *smtp_session_new(void)
{
	struct smtp_session *smtp = g_new0(struct smtp_session, 1);

	smtp->session.kind = &smtp_kind;
	send_link_init(&smtp->link, &link_user, smtp);
	smtp->in = g_string_new(NULL);
	return &smtp->session;
}
