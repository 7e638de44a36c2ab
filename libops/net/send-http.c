/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session with a webhook or an Alertmanager: one POST after another over a connection that is kept.
 * 2xx alone is accepted; redirections are not followed, for what is sent was meant for one place. What the
 * answer's body says is kept for people, a few hundred bytes of it.
 */
#include "net/send-internal.h"

#include "base/text.h"

#include <string.h>

#define BODY_KEPT 300
#define BODY_MAX 65536
#define ALERTS "/api/v2/alerts"
#define LONGEST_WAIT_US (INT64_C(3600) * 1000000)
/* From so many bytes on libcurl would ask first whether they are wanted, and wait (1 MiB in those that we know). */
#define ASKED_FOR (64 << 10)
/* Our own and those of a parcel. */
#define HEADERS_MAX 8

struct http_session {
	struct send_session session;	/* first */
	struct send_multi *multi;
	CURL *easy;
	/* libcurl reads them when a request begins: they are chained here, and what they say is lent. */
	struct curl_slist headers[HEADERS_MAX];
	const char *content_type;	/* that the first of them says */
	char *type_header;
	char *target;			/* that the URL was made of */
	bool working, handed_over;
	char why[CURL_ERROR_SIZE];	/* libcurl's words */
	int local_port;			/* of the connection that SECURED is of */
	char secured[256];
	GString *status;		/* what stands behind the code */
	GString *body;			/* the beginning of it */
	size_t body_length;
};

/* --- what libcurl says --- */

static size_t header_came(char *bytes, size_t one, size_t size, void *context)
{
	struct http_session *http = context;
	const char *blank;

	/* A new status line: the last one counts. */
	if (size < 5 || memcmp(bytes, "HTTP/", 5))
		return size;
	g_string_truncate(http->status, 0);
	g_string_truncate(http->body, 0);
	http->body_length = 0;
	blank = memchr(bytes, ' ', size);
	if (blank && (size_t)(blank - bytes) + 5 < size)
		g_string_append_len(http->status, blank + 5, (gssize)MIN(size - (size_t)(blank - bytes) - 5, BODY_KEPT));
	return size;
}

static size_t body_came(char *bytes, size_t one, size_t size, void *context)
{
	struct http_session *http = context;

	g_string_append_len(http->body, bytes, (gssize)MIN(size, BODY_KEPT - http->body->len));
	http->body_length += size;
	return http->body_length > BODY_MAX ? 0 : size;
}

/* The connection stands; the request goes now. */
static int about_to_ask(void *context, char *far, char *near, int far_port, int near_port)
{
	struct http_session *http = context;

	if (http->local_port != near_port)
		transfer_secured(http->easy, http->secured, sizeof http->secured);
	http->local_port = near_port;
	http->handed_over = true;
	session_handing_over(&http->session);
	return CURL_PREREQFUNC_OK;
}

/* --- how it ended --- */

static enum delivery_end judge(const struct http_session *http, CURLcode result, long code)
{
	if (code / 100 == 2)
		return DELIVERY_ACCEPTED;
	if (code == 410)
		return DELIVERY_REFUSED_MESSAGE;
	if (code >= 200)
		return DELIVERY_DEFERRED;
	/* Who closes without a word may have read it; who answers with something else has understood nothing. */
	if (http->handed_over && (result == CURLE_GOT_NOTHING || transfer_judge(result) != DELIVERY_NOT_UNDERSTOOD))
		return DELIVERY_BROKEN_OFF;
	return result == CURLE_OPERATION_TIMEDOUT ? transfer_judge_late(http->easy) : transfer_judge(result);
}

static void trim(GString *text)
{
	while (text->len && g_ascii_isspace(text->str[text->len - 1]))
		g_string_truncate(text, text->len - 1);
}

/* The status, with the beginning of the body behind it. */
static void describe(struct http_session *http, struct send_report *report)
{
	trim(http->status);
	if (http->body->len) {
		g_string_append(http->status, http->status->len ? ": " : "");
		g_string_append_len(http->status, http->body->str, (gssize)http->body->len);
		trim(http->status);
	}
	report_set(report, report->end, report->whole, http->status->str);
}

static void ended(struct http_session *http, CURLcode result)
{
	struct send_report report = { 0 };
	curl_off_t wait = 0;
	long code = 0;
	bool whole;

	curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &code);
	curl_easy_getinfo(http->easy, CURLINFO_RETRY_AFTER, &wait);
	report.end = judge(http, result, code);
	whole = code < 200 && report.end != DELIVERY_BROKEN_OFF && report.end != DELIVERY_NOT_COMPOSED;
	if (code >= 200) {
		describe(http, &report);
		report.code = code;
	} else {
		report_set(&report, report.end, whole, transfer_words(http->why, result));
	}
	if ((code == 429 || code == 503) && wait > 0)
		report.wait_us = MIN(wait * G_USEC_PER_SEC, LONGEST_WAIT_US);
	g_strlcpy(report.secured, http->secured, sizeof report.secured);
	http->working = false;
	send_multi_remove(http->multi, http->easy);
	session_ended(&http->session, &report);
}

static void transfer_done(void *context, CURL *easy, CURLcode result)
{
	ended(context, result);
}

/* --- what the post asks for --- */

/* Only what differs from the request before is set: most are for the same place. */
static void set_url(struct http_session *http)
{
	const char *target = http->session.job->target;
	size_t length = strlen(target);
	g_autofree char *url = NULL;

	if (http->target && !strcmp(http->target, target))
		return;
	g_free(http->target);
	http->target = g_strdup(target);
	while (length && target[length - 1] == '/')
		length--;
	if (http->session.channel == CHANNEL_ALERTMANAGER && !g_str_has_suffix(target, ALERTS))
		url = g_strdup_printf("%.*s" ALERTS, (int)length, target);
	curl_easy_setopt(http->easy, CURLOPT_URL, url ? url : target);
}

static void set_headers(struct http_session *http)
{
	const struct send_parcel *parcel = http->session.parcel;
	unsigned int count = 0, further = parcel->headers ? parcel->headers->len : 0;

	g_assert(further + 2 <= HEADERS_MAX);
	if (http->content_type != parcel->content_type) {
		g_free(http->type_header);
		http->type_header = g_strconcat("Content-Type: ", parcel->content_type, NULL);
		http->content_type = parcel->content_type;
	}
	http->headers[count++].data = http->type_header;
	if (parcel->length >= ASKED_FOR)
		http->headers[count++].data = (char *)"Expect:";
	for (unsigned int i = 0; i < further; i++)
		http->headers[count++].data = g_ptr_array_index(parcel->headers, i);
	for (unsigned int i = 0; i < count; i++)
		http->headers[i].next = i + 1 < count ? &http->headers[i + 1] : NULL;
	curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, http->headers);
	curl_easy_setopt(http->easy, CURLOPT_POSTFIELDS, parcel->bytes);
	curl_easy_setopt(http->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)parcel->length);
}

/* What holds for every request of this session. */
static void prepare(struct http_session *http)
{
	const struct send_session *session = &http->session;

	http->easy = curl_easy_init();
	g_assert(http->easy);
	http->multi = send_multi_new(session->loop, session->clock, transfer_done, http);
	transfer_prepare(http->easy, &session->job->route, session->job->route.ca,
		     session->job->attempt_us + G_USEC_PER_SEC, http->why);
	if (session->job->route.proxy)
		curl_easy_setopt(http->easy, CURLOPT_PROXY, session->job->route.proxy);
	curl_easy_setopt(http->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(http->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(http->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(http->easy, CURLOPT_USERAGENT, "nwops");
	curl_easy_setopt(http->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(http->easy, CURLOPT_HEADERFUNCTION, header_came);
	curl_easy_setopt(http->easy, CURLOPT_HEADERDATA, http);
	curl_easy_setopt(http->easy, CURLOPT_WRITEFUNCTION, body_came);
	curl_easy_setopt(http->easy, CURLOPT_WRITEDATA, http);
	curl_easy_setopt(http->easy, CURLOPT_PREREQFUNCTION, about_to_ask);
	curl_easy_setopt(http->easy, CURLOPT_PREREQDATA, http);
}

static void start(struct send_session *session)
{
	struct http_session *http = (struct http_session *)session;

	if (!http->easy)
		prepare(http);
	/* The job that it was lent by may be gone. */
	curl_easy_setopt(http->easy, CURLOPT_SOCKOPTDATA, session->job->route.interface);
	set_url(http);
	set_headers(http);
	g_string_truncate(http->status, 0);
	g_string_truncate(http->body, 0);
	http->body_length = 0;
	http->handed_over = false;
	*http->why = '\0';
	http->working = true;
	send_multi_add(http->multi, http->easy);
}

static bool stands(const struct send_session *session)
{
	const struct http_session *http = (const struct http_session *)session;

	return http->multi && send_multi_stands(http->multi);
}

static void give_up(struct send_session *session)
{
	struct http_session *http = (struct http_session *)session;

	g_strlcpy(http->why, http->handed_over ? "no answer in time" : "no connection in time", sizeof http->why);
	ended(http, CURLE_OPERATION_TIMEDOUT);
}

static void leave(struct send_session *session)
{
	session_left(session);
}

static void session_free(struct send_session *session)
{
	struct http_session *http = (struct http_session *)session;

	if (http->working)
		send_multi_remove(http->multi, http->easy);
	if (http->easy)
		curl_easy_cleanup(http->easy);
	send_multi_free(http->multi);
	g_free(http->type_header);
	g_free(http->target);
	g_string_free(http->status, TRUE);
	g_string_free(http->body, TRUE);
	g_free(http);
}

static const struct send_session_kind http_kind = { stands, start, give_up, leave, session_free };

struct send_session *http_session_new(void)
{
	struct http_session *http = g_new0(struct http_session, 1);

	http->session.kind = &http_kind;
	http->status = g_string_new(NULL);
	http->body = g_string_new(NULL);
	return &http->session;
}

/* --- one call, waited for --- */

static size_t drop(char *bytes, size_t one, size_t size, void *context)
{
	size_t *heard = context;

	*heard += size;
	return *heard > BODY_MAX ? 0 : size;
}

bool send_call(const char *url, const struct send_route *route, int64_t limit_us, GError **error)
{
	CURL *easy = curl_easy_init();
	char why[CURL_ERROR_SIZE];
	size_t heard = 0;
	long code = 0;
	CURLcode result;

	g_assert(easy);
	transfer_prepare(easy, route, route->ca, limit_us, why);
	if (route->proxy)
		curl_easy_setopt(easy, CURLOPT_PROXY, route->proxy);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "nwops");
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)MAX(limit_us / 1000, 1));
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, &heard);
	result = curl_easy_perform(easy);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
	curl_easy_cleanup(easy);
	if (code / 100 == 2)
		return true;
	if (code)
		g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, "it answered with status %ld", code);
	else
		g_set_error_literal(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, transfer_words(why, result));
	return false;
}
