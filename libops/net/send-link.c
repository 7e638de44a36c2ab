/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection that libcurl makes (CURLOPT_CONNECT_ONLY): names, proxies, handshakes, certificates. What goes over it is
 * its user's. libcurl's own transfers cost more than a short message does, and one that waits within libcurl
 * can hold up all others (libcurl-multi(3), BLOCKING).
 */
#include "net/send-internal.h"

#define READ_SIZE 16384

void send_link_init(struct send_link *link, const struct send_link_user *user, void *context)
{
	*link = (struct send_link){ .user = user, .context = context, .out = g_string_new(NULL) };
}

void send_link_close(struct send_link *link)
{
	g_clear_pointer(&link->wait, loop_cancel);
	if (link->added)
		send_multi_remove(link->multi, link->easy);
	link->added = false;
	g_string_truncate(link->out, 0);
	link->sent = 0;
	link->cut = false;
}

void send_link_clear(struct send_link *link)
{
	send_link_close(link);
	if (link->easy)
		curl_easy_cleanup(link->easy);
	send_multi_free(link->multi);
	g_string_free(link->out, TRUE);
}

CURL *send_link_handle(struct send_link *link)
{
	send_link_close(link);
	if (link->easy)
		curl_easy_cleanup(link->easy);
	link->easy = curl_easy_init();
	g_assert(link->easy);
	*link->why = *link->secured = '\0';
	return link->easy;
}

/* --- speaking --- */

void send_link_say(struct send_link *link)
{
	while (link->sent < link->out->len) {
		size_t put = 0;
		CURLcode result = curl_easy_send(link->easy, link->out->str + link->sent, link->out->len - link->sent, &put);

		/* TLS does not tell how much of what was not taken has gone all the same. */
		link->begun |= put || *link->secured;
		if (result == CURLE_AGAIN) {
			loop_watch(link->wait, LOOP_READABLE | LOOP_WRITABLE);
			return;
		}
		if (result != CURLE_OK) {
			/* What it said before it went is there to be read. */
			link->cut = true;
			g_string_truncate(link->out, 0);
			link->sent = 0;
			return;
		}
		link->sent += put;
	}
	g_string_truncate(link->out, 0);
	link->sent = 0;
	loop_watch(link->wait, LOOP_READABLE);
	link->user->said(link->context);
}

bool send_link_stands(struct send_link *link)
{
	size_t got = 0;
	char byte;

	return link->wait && curl_easy_recv(link->easy, &byte, 1, &got) == CURLE_AGAIN;
}

static void can_talk(void *context)
{
	struct send_link *link = context;
	char bytes[READ_SIZE];
	size_t got = 0;
	CURLcode result;

	if (link->sent < link->out->len)
		send_link_say(link);
	/* What was said may have been the last word. A TLS record may hold more than was asked for. */
	while (link->wait) {
		result = curl_easy_recv(link->easy, bytes, sizeof bytes, &got);
		if (result == CURLE_AGAIN)
			return;
		if (result != CURLE_OK || !got) {
			link->user->lost(link->context);
			return;
		}
		link->user->came(link->context, bytes, got);
		if (!*link->secured && got < sizeof bytes)
			return;
	}
}

/* --- connecting --- */

static void connect_done(void *context, CURL *easy, CURLcode result)
{
	struct send_link *link = context;
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (result == CURLE_OK)
		curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd);
	if (fd == CURL_SOCKET_BAD) {
		link->user->not_connected(link->context, result == CURLE_OK ? CURLE_RECV_ERROR : result);
		return;
	}
	send_multi_let_go(link->multi, fd);
	link->wait = loop_start_watching(link->loop, fd, LOOP_READABLE, can_talk, link);
	link->user->connected(link->context);
}

void send_link_connect(struct send_link *link)
{
	if (!link->multi)
		link->multi = send_multi_new(link->loop, link->clock, connect_done, link);
	*link->why = *link->secured = '\0';
	link->added = true;
	/* Libcurl would take one of its own that is still open. */
	curl_easy_setopt(link->easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(link->easy, CURLOPT_FRESH_CONNECT, 1L);
	send_multi_add(link->multi, link->easy);
}
