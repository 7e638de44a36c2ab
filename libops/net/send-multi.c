/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcurl's transfers on the event loop. libcurl says which descriptors and until
 * when it waits; nothing here waits itself.
 *
 * A descriptor stays watched when libcurl is done with it for now, because the next transfer over it
 * comes at once; it is left when something arrives that nobody asked for, or when it is closed.
 */
#include "net/send-internal.h"

struct send_multi {
	struct loop *loop;
	const struct clock *clock;
	CURLM *curl;
	void (*done)(void *context, CURL *easy, CURLcode result);
	void *context;
	GHashTable *watched;		/* descriptor -> struct watched */
	struct loop_wait *timer;
	int64_t timer_at_us, due_at_us;	/* the loop's; libcurl's; 0: none */
	bool working;
};

struct watched {
	struct send_multi *multi;
	struct loop_wait *wait;
	int fd;
	unsigned int wanted;
};

static void work(struct send_multi *multi, int fd, int events);

static void time_came(void *context)
{
	struct send_multi *multi = context;

	multi->timer = NULL;
	multi->timer_at_us = 0;
	work(multi, CURL_SOCKET_TIMEOUT, 0);
}

/* The loop's timer comes no later than libcurl wants; too early does no harm. */
static void set_timer(struct send_multi *multi)
{
	if (!multi->due_at_us || (multi->timer && multi->timer_at_us <= multi->due_at_us))
		return;
	loop_cancel(multi->timer);
	multi->timer_at_us = multi->due_at_us;
	multi->timer = loop_start_timer(multi->loop, multi->due_at_us - clock_monotonic_us(multi->clock), 0, time_came, multi);
}

static void take_ended(struct send_multi *multi)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(multi->curl, &left)))
		if (message->msg == CURLMSG_DONE)
			multi->done(multi->context, message->easy_handle, message->data.result);
}

/* Lets libcurl work until it waits for something. What it calls may add transfers, whose work is done here too. */
static void work(struct send_multi *multi, int fd, int events)
{
	int running;

	if (multi->working)
		return;
	multi->working = true;
	curl_multi_socket_action(multi->curl, fd, events, &running);
	take_ended(multi);
	while (multi->due_at_us && multi->due_at_us <= clock_monotonic_us(multi->clock)) {
		multi->due_at_us = 0;
		curl_multi_socket_action(multi->curl, CURL_SOCKET_TIMEOUT, 0, &running);
		take_ended(multi);
	}
	multi->working = false;
	set_timer(multi);
}

static void socket_ready(void *context)
{
	struct watched *watched = context;

	if (watched->wanted == LOOP_READABLE)
		work(watched->multi, watched->fd, CURL_CSELECT_IN);
	else if (watched->wanted == LOOP_WRITABLE)
		work(watched->multi, watched->fd, CURL_CSELECT_OUT);
	else
		work(watched->multi, watched->fd, 0);	/* either: libcurl looks which */
}

static void free_watched(gpointer data)
{
	struct watched *watched = data;

	loop_cancel(watched->wait);
	g_free(watched);
}

static int watch(CURL *easy, curl_socket_t fd, int what, void *context, void *ours)
{
	struct send_multi *multi = context;
	struct watched *watched = g_hash_table_lookup(multi->watched, GINT_TO_POINTER(fd));
	unsigned int wanted = (what & CURL_POLL_IN ? LOOP_READABLE : 0) | (what & CURL_POLL_OUT ? LOOP_WRITABLE : 0);

	if (what == CURL_POLL_REMOVE) {
		g_hash_table_remove(multi->watched, GINT_TO_POINTER(fd));
		return 0;
	}
	if (!watched) {
		watched = g_new0(struct watched, 1);
		watched->multi = multi;
		watched->fd = fd;
		watched->wait = loop_start_watching(multi->loop, fd, wanted, socket_ready, watched);
		g_hash_table_insert(multi->watched, GINT_TO_POINTER(fd), watched);
	}
	watched->wanted = wanted;
	loop_watch(watched->wait, wanted);
	return 0;
}

static int close_socket(void *context, curl_socket_t fd)
{
	struct send_multi *multi = context;

	g_hash_table_remove(multi->watched, GINT_TO_POINTER(fd));
	return close(fd);
}

static int want_time(CURLM *curl, long timeout_ms, void *context)
{
	struct send_multi *multi = context;

	multi->due_at_us = timeout_ms < 0 ? 0 : clock_monotonic_us(multi->clock) + timeout_ms * 1000;
	if (!multi->working)
		set_timer(multi);
	return 0;
}

struct send_multi *send_multi_new(struct loop *loop, const struct clock *clock,
				  void (*done)(void *context, CURL *easy, CURLcode result), void *context)
{
	struct send_multi *multi = g_new0(struct send_multi, 1);

	multi->loop = loop;
	multi->clock = clock;
	multi->done = done;
	multi->context = context;
	multi->watched = g_hash_table_new_full(NULL, NULL, NULL, free_watched);
	multi->curl = curl_multi_init();
	g_assert(multi->curl);
	curl_multi_setopt(multi->curl, CURLMOPT_SOCKETFUNCTION, watch);
	curl_multi_setopt(multi->curl, CURLMOPT_SOCKETDATA, multi);
	curl_multi_setopt(multi->curl, CURLMOPT_TIMERFUNCTION, want_time);
	curl_multi_setopt(multi->curl, CURLMOPT_TIMERDATA, multi);
	return multi;
}

void send_multi_free(struct send_multi *multi)
{
	if (!multi)
		return;
	g_assert(!multi->working);
	multi->working = true;
	curl_multi_cleanup(multi->curl);
	loop_cancel(multi->timer);
	g_hash_table_unref(multi->watched);
	g_free(multi);
}

void send_multi_add(struct send_multi *multi, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
	curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, multi);
	curl_multi_add_handle(multi->curl, easy);
	/* Within its own work, that goes on until nothing is due. */
	if (!multi->working)
		work(multi, CURL_SOCKET_TIMEOUT, 0);
}

void send_multi_remove(struct send_multi *multi, CURL *easy)
{
	curl_multi_remove_handle(multi->curl, easy);
}

void send_multi_let_go(struct send_multi *multi, int fd)
{
	g_hash_table_remove(multi->watched, GINT_TO_POINTER(fd));
}
