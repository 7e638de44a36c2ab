/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session with a webhook or an Alertmanager: one POST after another over a connection that is kept.
 * 2xx alone is accepted; redirections are not followed, for what is sent was meant for one place. What the
 * answer's body says is kept for people, a few hundred bytes of it.
 *
 * A request of which a byte has gone is never said again here, as libcurl would on a connection that had been kept: who
 * does not answer may have read it.
 */
#include "net/send-internal.h"

#include <string.h>

#define ALERTS "/api/v2/alerts"
#define LONGEST_WAIT_US (INT64_C(3600) * 1000000)

enum http_state {
	STATE_NONE,			/* no connection */
	STATE_CONNECTING,		/* libcurl is at it */
	STATE_IDLE,
	STATE_ASKING,
};

struct http_session {
	struct send_session session;	/* first */
	enum http_state state;
	struct send_link link;
	char *target;			/* that HEAD is for */
	char *head;			/* what requests begin with */
	bool used;			/* the connection has carried a request before */
	struct http_answer answer;
};

/* --- how it ended --- */

static void close_connection(struct http_session *http)
{
	send_link_close(&http->link);
	http->state = STATE_NONE;
	http->used = false;
}

static void end(struct http_session *http, struct send_report *report)
{
	g_strlcpy(report->secured, http->link.secured, sizeof report->secured);
	session_ended(&http->session, report);
}

/* Ends it, and the connection, for what we say ourselves. */
static void fail(struct http_session *http, enum delivery_end how, const char *text)
{
	struct send_report report;

	report_set(&report, how, how != DELIVERY_BROKEN_OFF && how != DELIVERY_NOT_COMPOSED, text);
	close_connection(http);
	end(http, &report);
}

static enum delivery_end judge(int code)
{
	if (code / 100 == 2)
		return DELIVERY_ACCEPTED;
	return code == 410 ? DELIVERY_REFUSED_MESSAGE : DELIVERY_DEFERRED;
}

static void trim(GString *text)
{
	while (text->len && g_ascii_isspace(text->str[text->len - 1]))
		g_string_truncate(text, text->len - 1);
}

/* Retry-After: seconds, or a date. 0: it says nothing of use. */
static int64_t wait_of(const struct http_session *http)
{
	const char *said = http->answer.wait;
	int64_t seconds = 0;

	if (strspn(said, "0123456789") == strlen(said)) {
		for (; *said && seconds * G_USEC_PER_SEC < LONGEST_WAIT_US; said++)
			seconds = 10 * seconds + (*said - '0');
	} else {
		seconds = curl_getdate(said, NULL) - clock_wall_us(http->session.clock) / G_USEC_PER_SEC;
	}
	return CLAMP(seconds * G_USEC_PER_SEC, 0, LONGEST_WAIT_US);
}

/* There is an answer: its code decides, whatever becomes of its body. */
static void finish(struct http_session *http)
{
	struct http_answer *answer = &http->answer;
	struct send_report report;
	int64_t wait_us = answer->code == 429 || answer->code == 503 ? wait_of(http) : 0;

	trim(answer->reason);
	if (answer->body->len) {
		g_string_append(answer->reason, answer->reason->len ? ": " : "");
		g_string_append_len(answer->reason, answer->body->str, (gssize)answer->body->len);
		trim(answer->reason);
	}
	report_set(&report, judge(answer->code), false, answer->reason->str);
	report.code = answer->code;
	if (wait_us > 0)
		report.wait_us = wait_us;
	if (answer->part == HTTP_WHOLE && answer->kept && !http->link.out->len && !http->link.cut) {
		http->state = STATE_IDLE;
		http->used = true;
	} else {
		close_connection(http);
	}
	end(http, &report);
}

/* --- the request --- */

static void ask(struct http_session *http)
{
	const struct send_parcel *parcel = http->session.parcel;
	GString *out = http->link.out;

	http->state = STATE_ASKING;
	http_answer_begin(&http->answer);
	g_string_append(out, http->head);
	g_string_append(g_string_append(g_string_append(out, "Content-Type: "), parcel->content_type), "\r\n");
	for (unsigned int i = 0; parcel->headers && i < parcel->headers->len; i++)
		g_string_append(g_string_append(out, g_ptr_array_index(parcel->headers, i)), "\r\n");
	g_string_append_printf(out, "Content-Length: %zu\r\n\r\n", parcel->length);
	g_string_append_len(out, parcel->bytes, (gssize)parcel->length);
	http->link.begun = false;
	session_handing_over(&http->session);
	send_link_say(&http->link);
}

static void connect_anew(struct http_session *http)
{
	const struct send_job *job = http->session.job;

	close_connection(http);
	http->state = STATE_CONNECTING;
	http->link.loop = http->session.loop;
	http->link.clock = http->session.clock;
	/* The post looks at the time, and knows more of what is waited for. */
	if (!http->link.easy)
		http_prepare(&http->link, job->target, &job->route, job->attempt_us + G_USEC_PER_SEC);
	/* The job that it was lent by may be gone. */
	curl_easy_setopt(http->link.easy, CURLOPT_SOCKOPTDATA, job->route.interface);
	send_link_connect(&http->link);
}

/* --- what the link tells --- */

static void connected(void *context)
{
	ask(context);
}

static void not_connected(void *context, CURLcode result)
{
	struct http_session *http = context;
	g_autofree char *words = g_strdup(transfer_words(http->link.why, result));

	fail(http, transfer_judge(result), words);
}

static void came(void *context, const char *bytes, size_t length)
{
	struct http_session *http = context;
	struct http_answer *answer = &http->answer;
	ssize_t used;

	if (http->state != STATE_ASKING) {
		close_connection(http);		/* nobody asked */
		return;
	}
	if (answer->part == HTTP_WHOLE) {
		answer->kept = false;		/* it has answered, has not taken all yet, and goes on speaking */
		return;
	}
	used = http_answer_take(answer, bytes, length);
	if (used < 0 && !answer->code)
		/* Who answers with something else has understood nothing; one that began well and lost itself may have. */
		fail(http, answer->spoke ? DELIVERY_BROKEN_OFF : DELIVERY_NOT_UNDERSTOOD, http_answer_fault(answer));
	else if (used < 0)
		finish(http);
	else if (answer->part == HTTP_WHOLE) {
		answer->kept &= (size_t)used == length;
		/* It may take the rest all the same; who refuses does not want it. */
		if (!http->link.out->len || answer->code >= 300)
			finish(http);
	}
}

static void said(void *context)
{
	struct http_session *http = context;

	if (http->state == STATE_ASKING && http->answer.part == HTTP_WHOLE)
		finish(http);
}

static void lost(void *context)
{
	struct http_session *http = context;

	if (http->state == STATE_IDLE)
		close_connection(http);
	else if (http->answer.code)
		finish(http);
	else if (http->link.begun)
		fail(http, DELIVERY_BROKEN_OFF, "the connection was lost before it answered");
	else if (http->used)
		connect_anew(http);
	else
		fail(http, DELIVERY_NO_CONNECTION, "the connection was lost before anything was said");
}

static const struct send_link_user link_user = { connected, not_connected, came, said, lost };

/* --- what the post asks for --- */

/* Most are for the same place. False: its URL cannot be used. */
static bool make_head(struct http_session *http)
{
	const struct send_job *job = http->session.job;
	size_t length = strlen(job->target);
	g_autofree char *url = NULL;

	if (http->head && !strcmp(http->target, job->target))
		return true;
	g_clear_pointer(&http->head, g_free);
	g_free(http->target);
	http->target = g_strdup(job->target);
	while (length && job->target[length - 1] == '/')
		length--;
	if (http->session.channel == CHANNEL_ALERTMANAGER && !g_str_has_suffix(job->target, ALERTS))
		url = g_strdup_printf("%.*s" ALERTS, (int)length, job->target);
	http->head = http_request_begin("POST", url ? url : job->target, job->route.proxy);
	return http->head != NULL;
}

static void start(struct send_session *session)
{
	struct http_session *http = (struct http_session *)session;

	if (!make_head(http))
		fail(http, DELIVERY_NOT_COMPOSED, curl_easy_strerror(CURLE_URL_MALFORMAT));
	else if (http->state == STATE_IDLE)
		ask(http);
	else
		connect_anew(http);
}

/* A server that has closed it is found out while nothing was said yet. */
static bool stands(struct send_session *session)
{
	struct http_session *http = (struct http_session *)session;

	if (http->state == STATE_IDLE && !send_link_stands(&http->link))
		close_connection(http);
	return http->state == STATE_IDLE;
}

static void give_up(struct send_session *session)
{
	struct http_session *http = (struct http_session *)session;

	if (http->state != STATE_ASKING)
		fail(http, transfer_judge_late(http->link.easy), "no connection in time");
	else if (http->answer.code)
		finish(http);
	else
		fail(http, DELIVERY_BROKEN_OFF, "no answer in time");
}

static void leave(struct send_session *session)
{
	session_left(session);
}

static void session_free(struct send_session *session)
{
	struct http_session *http = (struct http_session *)session;

	send_link_clear(&http->link);
	http_answer_clear(&http->answer);
	g_free(http->target);
	g_free(http->head);
	g_free(http);
}

static const struct send_session_kind http_kind = { stands, start, give_up, leave, session_free };

struct send_session *http_session_new(void)
{
	struct http_session *http = g_new0(struct http_session, 1);

	http->session.kind = &http_kind;
	send_link_init(&http->link, &link_user, http);
	http_answer_init(&http->answer);
	return &http->session;
}
