/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call of an URL, waited for: the heartbeat that says to somebody else that we are there. It is spoken as webhooks
 * are; what is answered is of no interest beyond whether it was 2xx.
 */
#include "net/send-internal.h"

struct call {
	struct loop *loop;
	struct send_link link;
	struct http_answer answer;
	char *head;
	char *why;			/* no answer came; NULL: one did, or nothing has happened yet */
};

static void end(struct call *call, const char *why)
{
	if (!call->answer.code && !call->why)
		call->why = g_strdup(why);
	loop_stop(call->loop);
}

static void connected(void *context)
{
	struct call *call = context;

	g_string_append_printf(call->link.out, "%s\r\n", call->head);
	send_link_say(&call->link);
}

static void not_connected(void *context, CURLcode result)
{
	struct call *call = context;

	end(call, transfer_words(call->link.why, result));
}

static void came(void *context, const char *bytes, size_t length)
{
	struct call *call = context;

	if (http_answer_take(&call->answer, bytes, length) < 0 || call->answer.code)
		end(call, http_answer_fault(&call->answer));
}

static void said(void *context)
{
}

static void lost(void *context)
{
	end(context, "the connection was lost before it answered");
}

static void too_late(void *context)
{
	struct call *call = context;

	end(call, call->link.wait ? "no answer in time" : "no connection in time");
}

bool send_call(const char *url, const struct send_route *route, int64_t limit_us, GError **error)
{
	static const struct send_link_user link_user = { connected, not_connected, came, said, lost };
	struct call call = { .loop = loop_new(), .head = http_request_begin("GET", url, route->proxy) };
	int code;

	send_link_init(&call.link, &link_user, &call);
	http_answer_init(&call.answer);
	call.link.loop = call.loop;
	call.link.clock = clock_system();
	if (call.head) {
		loop_start_timer(call.loop, limit_us, 0, too_late, &call);
		http_prepare(&call.link, url, route, limit_us + G_USEC_PER_SEC);
		send_link_connect(&call.link);
		loop_run(call.loop);
	} else {
		call.why = g_strdup(curl_easy_strerror(CURLE_URL_MALFORMAT));
	}
	code = call.answer.code;
	if (!code)
		g_set_error_literal(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, call.why);
	else if (code / 100 != 2)
		g_set_error(error, OPS_SEND_ERROR, SEND_ERROR_RESULT, "it answered with status %d", code);
	send_link_clear(&call.link);
	http_answer_clear(&call.answer);
	loop_free(call.loop);
	g_free(call.head);
	g_free(call.why);
	return code / 100 == 2;
}
