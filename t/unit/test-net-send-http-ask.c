/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a request begins with: where it is for, by whom, and to whom on the way.
 */
#include "net/send-internal.h"
#include "unit.h"

#include <string.h>

START_TEST(a_request_says_where_it_is_for)
{
	static const struct { const char *url, *proxy, *first, *host, *login; } cases[] = {
		{ "http://a.example", NULL, "/", "a.example", "" },
		{ "http://a.example/", NULL, "/", "a.example", "" },
		{ "https://a.example/b/c?d=e&f#g", NULL, "/b/c?d=e&f", "a.example", "" },
		{ "http://a.example?d", NULL, "/?d", "a.example", "" },
		{ "http://a.example:80/x", NULL, "/x", "a.example", "" },
		{ "https://a.example:80/x", NULL, "/x", "a.example:80", "" },
		{ "http://127.0.0.1:9093/x", NULL, "/x", "127.0.0.1:9093", "" },
		{ "http://[2001:db8::1]:9093/x", NULL, "/x", "[2001:db8::1]:9093", "" },
		{ "http://a.example/b/../c%20d", NULL, "/c%20d", "a.example", "" },
		{ "http://u:p%40q@a.example/x", NULL, "/x", "a.example", "Authorization: Basic dTpwQHE=\r\n" },
		{ "http://u@a.example/x", NULL, "/x", "a.example", "Authorization: Basic dTo=\r\n" },
		/* A proxy is told the whole, without what is only for who stands behind it; one that makes a tunnel is not. */
		{ "http://a.example:8080/x?y#z", "http://p:3128", "http://a.example:8080/x?y", "a.example:8080", "" },
		{ "http://u:p@a.example/x", "p:3128", "http://a.example/x", "a.example", "Authorization: Basic dTpw\r\n" },
		{ "https://a.example/x", "http://p:3128", "/x", "a.example", "" },
		{ "http://a.example/x", "socks5://p:1080", "/x", "a.example", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *head = http_request_begin("POST", cases[i].url, cases[i].proxy);
		g_autofree char *expected = g_strdup_printf("POST %s HTTP/1.1\r\nHost: %s\r\n%sUser-Agent: nwops\r\nAccept: */*\r\n",
							    cases[i].first, cases[i].host, cases[i].login);

		ck_assert_msg(head != NULL, "case %zu", i);
		ck_assert_str_eq(head, expected);
	}
}
END_TEST

START_TEST(what_is_no_url_begins_none)
{
	static const char *const cases[] = {
		"", "http://", "http://a b/", "http://a/\r\nX: y", "http://a/\001", "http://a:0x50/", "http://a:99999/", "http://a/b c", "http://[::1/",
		"/only/a/path",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *head = http_request_begin("POST", cases[i], NULL);

		ck_assert_msg(!head, "case %zu: %s", i, head);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_request_says_where_it_is_for),
		UNIT(what_is_no_url_begins_none),
		{ NULL, NULL },
	};

	return unit_run("net-send-http-ask", tests);
}
