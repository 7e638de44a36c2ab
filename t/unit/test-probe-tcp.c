/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kind tcp from the inventory to the result: what is asked of whom, and what
 * stands in the facts of what came.
 */
#include "fixture-inventory.h"
#include "probe/probe.h"
#include "unit.h"

#include <sys/socket.h>
#include <unistd.h>

/* A peer on loopback that says TEXT to the first who comes. */
struct peer {
	int listener;
	uint16_t port;
	const char *text;
	size_t length;
	GThread *thread;
};

static gpointer serve(gpointer context)
{
	struct peer *peer = context;
	int fd = accept(peer->listener, NULL, NULL);
	char bytes[16];

	if (fd >= 0 && send(fd, peer->text, peer->length, MSG_NOSIGNAL) >= 0)
		while (recv(fd, bytes, sizeof bytes, 0) > 0)
			;
	close(fd);
	return NULL;
}

static void peer_open(struct peer *peer, const char *text, size_t length)
{
	struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {g_htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof here;

	*peer = (struct peer){.text = text, .length = length};
	peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(peer->listener, (struct sockaddr *)&here, size), 0);
	ck_assert_int_eq(listen(peer->listener, 1), 0);
	ck_assert_int_eq(getsockname(peer->listener, (struct sockaddr *)&here, &size), 0);
	peer->port = g_ntohs(here.sin_port);
	peer->thread = g_thread_new("peer", serve, peer);
}

static void peer_close(struct peer *peer)
{
	g_thread_join(peer->thread);
	close(peer->listener);
}

/* Asks QUESTION, of which the caller clears the RESULT. */
static void ask(const struct question *question, struct result *result)
{
	const struct probe probe = {
		.kind = &probe_tcp, .item = {.question = question}, .far_end = ICMP_NO_FAR_END};
	const struct probe_options options = {
		.clock = clock_system(),
		.libexec = "/nonexistent",
		.deadline_us = 20 * G_USEC_PER_SEC,
	};
	enum run_end end;
	int number;

	ck_assert(probe_run(&probe, 1, &options, result, &end, &number, NULL));
	ck_assert_int_eq(end, RUN_COMPLETE);
	ck_assert(!result->run_ended_first);
}

START_TEST(what_came_is_safe_to_show_and_whole)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{"SSH-2.0-x\r\n", "SSH-2.0-x"},
		{"220-one\r\n220 two\r\n", "220-one  220 two"},
		{"\r\n\r\n", ""},
		{"\x1b]0;x\x07", "\\x1b]0;x\\x07"},
		{"\xff\xfe", "\\xff\\xfe"},
		{"ようこそ", "ようこそ"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct question question = {.kind = QUESTION_TCP,
					    .timeout_us = 10 * G_USEC_PER_SEC,
					    .expect = "."};
		struct result result;
		struct peer peer;

		/* Line ends alone match nothing that has a character. */
		if (!*cases[i].shown)
			question.expect = "\\A";
		peer_open(&peer, cases[i].text, strlen(cases[i].text));
		ck_assert(address_parse("127.0.0.1", &question.address, NULL));
		question.port = peer.port;
		if (i == 4)
			question.timeout_us = 50000; /* what is no text matches no pattern */
		ask(&question, &result);
		ck_assert_ptr_nonnull(result.facts);
		ck_assert(result.facts->tcp.connected);
		ck_assert_int_eq(result.end, i == 4 ? PROBE_NO_ANSWER : PROBE_ANSWERED);
		ck_assert_str_eq(result.facts->tcp.received, cases[i].shown);
		result_clear(&result);
		peer_close(&peer);
	}
}
END_TEST

START_TEST(what_is_long_is_cut_between_characters)
{
	g_autoptr(GString) text = g_string_new("x");
	struct question question = {
		.kind = QUESTION_TCP, .timeout_us = 10 * G_USEC_PER_SEC, .expect = "字$"};
	struct result result;
	struct peer peer;

	for (int i = 0; i < 300; i++)
		g_string_append(text, "字");
	peer_open(&peer, text->str, text->len);
	ck_assert(address_parse("127.0.0.1", &question.address, NULL));
	question.port = peer.port;
	ask(&question, &result);
	ck_assert_int_eq(result.end, PROBE_ANSWERED);
	ck_assert(g_utf8_validate(result.facts->tcp.received, -1, NULL));
	ck_assert_uint_gt(strlen(result.facts->tcp.received), sizeof result.facts->tcp.received - 4);
	result_clear(&result);
	peer_close(&peer);
}
END_TEST

START_TEST(a_line_is_asked_by_its_own_way)
{
	static const struct {
		const char *source, *interface, *reason;
	} cases[] = {
		{"192.0.2.77", NULL, "the source address is not one of this host"},
		{NULL, "nowhere0", "its interface is not one of this host"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct line line = {.interface = cases[i].interface};
		struct question question = {.kind = QUESTION_TCP,
					    .line = &line,
					    .timeout_us = G_USEC_PER_SEC,
					    .port = 1};
		struct result result;

		ck_assert(address_parse("127.0.0.1", &question.address, NULL));
		if (cases[i].source)
			ck_assert(address_parse(cases[i].source, &line.source, NULL));
		ask(&question, &result);
		ck_assert_int_eq(result.end, PROBE_COULD_NOT_ASK);
		ck_assert_ptr_null(result.facts);
		ck_assert_str_eq(result.reason, cases[i].reason);
		result_clear(&result);
		/* A source of the other family is that of the line, not of this question. */
		if (!cases[i].source)
			continue;
		ck_assert(address_parse("2001:db8::77", &line.source, NULL));
		ask(&question, &result);
		ck_assert_int_eq(result.end, PROBE_NO_ANSWER);
		ck_assert(result.facts->tcp.refused);
		result_clear(&result);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_came_is_safe_to_show_and_whole),
		UNIT(what_is_long_is_cut_between_characters),
		UNIT(a_line_is_asked_by_its_own_way),
		{NULL, NULL},
	};

	return unit_run("probe-tcp", tests);
}
