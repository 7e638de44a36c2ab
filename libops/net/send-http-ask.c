/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a request goes and how it begins. libcurl's own reader takes the URL apart, so that what is written above a request
 * is what it connects to.
 */
#include "net/send-internal.h"

#include <string.h>

/* A part of URL, which is not NULL when it is there. */
static char *part_of(CURLU *url, CURLUPart part, unsigned int flags)
{
	char *libcurls = NULL, *ours;

	if (curl_url_get(url, part, &libcurls, flags) != CURLUE_OK)
		return NULL;
	ours = g_strdup(libcurls);
	curl_free(libcurls);
	return ours;
}

/* What a login that stands in the URL becomes (RFC 7617); nothing: there is none. */
static void append_login(GString *head, CURLU *url)
{
	g_autofree char *user = part_of(url, CURLUPART_USER, CURLU_URLDECODE), *both = NULL, *code = NULL;
	g_autofree char *password = part_of(url, CURLUPART_PASSWORD, CURLU_URLDECODE);

	if (!user && !password)
		return;
	both = g_strconcat(user ? user : "", ":", password ? password : "", NULL);
	code = g_base64_encode((const guchar *)both, strlen(both));
	g_string_append_printf(head, "Authorization: Basic %s\r\n", code);
}

/* Whether who stands between wants to be told the whole URL: not in a tunnel, which libcurl makes. */
static bool is_told_whole(const char *scheme, const char *proxy)
{
	return proxy && !strcmp(scheme, "http") && !g_str_has_prefix(proxy, "socks");
}

/* What is asked for, in the form that is wanted (RFC 9112, 3.2). NULL: it cannot be said. */
static char *target_of(CURLU *url, bool whole)
{
	g_autofree char *path = NULL, *query = NULL;

	if (whole) {
		curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
		curl_url_set(url, CURLUPART_USER, NULL, 0);
		curl_url_set(url, CURLUPART_PASSWORD, NULL, 0);
		return part_of(url, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
	}
	path = part_of(url, CURLUPART_PATH, 0);
	query = part_of(url, CURLUPART_QUERY, 0);
	if (!path)
		return NULL;
	return g_strconcat(path, query ? "?" : "", query ? query : "", NULL);
}

static char *begin(const char *method, CURLU *url, const char *proxy)
{
	g_autofree char *scheme = part_of(url, CURLUPART_SCHEME, 0), *host = part_of(url, CURLUPART_HOST, CURLU_PUNYCODE);
	g_autofree char *port = part_of(url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT), *target = NULL;
	g_autoptr(GString) login = g_string_new(NULL);

	if (!scheme || !host)
		return NULL;
	append_login(login, url);
	target = target_of(url, is_told_whole(scheme, proxy));
	if (!target)
		return NULL;
	return g_strdup_printf("%s %s HTTP/1.1\r\nHost: %s%s%s\r\n%sUser-Agent: nwops\r\nAccept: */*\r\n", method, target, host,
			       port ? ":" : "", port ? port : "", login->str);
}

char *http_request_begin(const char *method, const char *url, const char *proxy)
{
	CURLU *parts = curl_url();
	char *head = NULL;

	g_assert(parts);
	if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK)
		head = begin(method, parts, proxy);
	curl_url_cleanup(parts);
	return head;
}

/* It stands, and libcurl knows for the last time by what. */
static int stands(void *context, char *far, char *near, int far_port, int near_port)
{
	struct send_link *link = context;

	transfer_secured(link->easy, link->secured, sizeof link->secured);
	return CURL_PREREQFUNC_OK;
}

void http_prepare(struct send_link *link, const char *url, const struct send_route *route, int64_t connect_us)
{
	CURL *easy = send_link_handle(link);

	transfer_prepare(easy, route, route->ca, connect_us, link->why);
	if (route->proxy)
		curl_easy_setopt(easy, CURLOPT_PROXY, route->proxy);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "nwops");	/* to a proxy that makes a tunnel */
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, stands);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, link);
}
