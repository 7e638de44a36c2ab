/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TCP wire against peers in this process, on loopback: every end, what our
 * own side refuses, the bound on what is open at once, and how it leaves.
 */
#include "net/tcp.h"
#include "unit.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define QUESTIONS_MAX 400

/* Who is asked, on the loop of who asks. */
struct peer {
	struct loop *loop;
	int listener;
	struct loop_wait *accepting;
	const char *says; /* NULL: nothing */
	size_t length;
	bool hangs_up, resets;
	int open[QUESTIONS_MAX];
	int count; /* connections that stand */
	int parted, reset; /* how the other end left */
};

struct asking {
	struct loop *loop;
	struct tcp_wire *wire;
	struct tcp_question questions[QUESTIONS_MAX];
	uint32_t count, ended;
	int ends[QUESTIONS_MAX];
	uint32_t stop_at; /* so many ends the loop is stopped */
};

static void accept_one(void *context)
{
	struct peer *peer = context;
	int fd = accept(peer->listener, NULL, NULL);
	const struct linger at_once = {1, 0};

	if (fd < 0)
		return;
	if (peer->says)
		ck_assert_int_eq(send(fd, peer->says, peer->length, MSG_NOSIGNAL),
				 (ssize_t)peer->length);
	if (peer->resets)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	if (peer->resets || peer->hangs_up) {
		close(fd);
		return;
	}
	peer->open[peer->count++] = fd;
}

/* Counts those of PEER's connections whose other end has left by now. */
static void count_left(struct peer *peer)
{
	char bytes[256];

	for (int i = 0; i < peer->count; i++) {
		ssize_t got = recv(peer->open[i], bytes, sizeof bytes, MSG_DONTWAIT);

		while (got > 0)
			got = recv(peer->open[i], bytes, sizeof bytes, MSG_DONTWAIT);
		if (got == 0)
			peer->parted++;
		else if (errno == ECONNRESET)
			peer->reset++;
	}
}

/* A peer that SAYS something to whoever connects; its address goes to RET_QUESTION. */
static void peer_open(struct peer *peer, struct loop *loop, const char *says,
		      struct tcp_question *ret_question)
{
	struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {g_htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof here;

	*peer = (struct peer){.loop = loop, .says = says, .length = says ? strlen(says) : 0};
	peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(peer->listener, (struct sockaddr *)&here, length), 0);
	ck_assert_int_eq(listen(peer->listener, QUESTIONS_MAX), 0);
	ck_assert_int_eq(getsockname(peer->listener, (struct sockaddr *)&here, &length), 0);
	peer->accepting = loop_start_reading(loop, peer->listener, accept_one, peer);
	*ret_question = (struct tcp_question){.port = g_ntohs(here.sin_port),
					      .timeout_us = 10 * G_USEC_PER_SEC};
	ck_assert(address_parse("127.0.0.1", &ret_question->to, NULL));
}

static void peer_close(struct peer *peer)
{
	loop_cancel(peer->accepting);
	close(peer->listener);
	for (int i = 0; i < peer->count; i++)
		close(peer->open[i]);
}

static void ended(void *context, uint32_t question)
{
	struct asking *asking = context;

	ck_assert_int_eq(asking->ends[question]++, 0);
	if (++asking->ended == asking->stop_at)
		loop_stop(asking->loop);
}

static void asking_open(struct asking *asking, struct loop *loop, uint32_t count,
			unsigned int at_once)
{
	const struct tcp_options options = {
		.loop = loop,
		.clock = clock_system(),
		.at_once = at_once,
		.ended = ended,
		.context = asking,
	};

	asking->loop = loop;
	asking->count = count;
	asking->ended = 0;
	asking->stop_at = count;
	memset(asking->ends, 0, sizeof asking->ends);
	asking->wire = tcp_open(&options, asking->questions, count);
}

/* Until all have ended. */
static void ask(struct asking *asking, struct loop *loop, uint32_t count, unsigned int at_once)
{
	asking_open(asking, loop, count, at_once);
	tcp_start(asking->wire);
	if (asking->ended < asking->count)
		loop_run(loop);
	ck_assert_uint_eq(asking->ended, count);
}

START_TEST(each_behaviour_has_its_end)
{
	static const struct {
		const char *says, *expect;
		bool hangs_up, resets;
		enum probe_end end;
		bool closed;
		int64_t timeout_us;
	} cases[] = {
		{NULL, NULL, false, false, PROBE_ANSWERED, false, 0},
		{"220 x\r\n", NULL, false, false, PROBE_ANSWERED, false, 0},
		{"220 x\r\n", "^220 ", false, false, PROBE_ANSWERED, false, 0},
		{"220 x\r\n", "^220 ", true, false, PROBE_ANSWERED, false, 0},
		{"421 x\r\n", "^220 ", false, false, PROBE_NO_ANSWER, false, 20000},
		{"421 x\r\n", "^220 ", true, false, PROBE_NO_ANSWER, true, 0},
		{NULL, "^220 ", false, false, PROBE_NO_ANSWER, false, 20000},
		{NULL, "^220 ", true, false, PROBE_NO_ANSWER, true, 0},
		{NULL, "^220 ", false, true, PROBE_NO_ANSWER, true, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct loop *loop = loop_new();
		g_autoptr(ops_pattern_t) expect =
			cases[i].expect ? pattern_new(cases[i].expect, NULL) : NULL;
		g_autofree struct asking *asking = g_new0(struct asking, 1);
		struct tcp_answer answer;
		struct peer peer;

		peer_open(&peer, loop, cases[i].says, &asking->questions[0]);
		peer.hangs_up = cases[i].hangs_up;
		peer.resets = cases[i].resets;
		asking->questions[0].expect = expect;
		if (cases[i].timeout_us)
			asking->questions[0].timeout_us = cases[i].timeout_us;
		ask(asking, loop, 1, 0);
		tcp_read(asking->wire, 0, &answer);
		ck_assert_msg(answer.end == cases[i].end, "case %zu ended as %d", i, answer.end);
		ck_assert(answer.connected);
		ck_assert_int_eq(answer.closed, cases[i].closed);
		ck_assert_int_eq(answer.time_us >= 0, cases[i].end == PROBE_ANSWERED);
		if (cases[i].expect && cases[i].says)
			ck_assert_mem_eq(answer.received, cases[i].says, answer.received_length);
		peer_close(&peer);
		tcp_close(asking->wire);
		loop_free(loop);
	}
}
END_TEST

START_TEST(nobody_at_the_port_is_no_answer_and_says_so)
{
	struct loop *loop = loop_new();
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	struct tcp_answer answer;
	struct peer peer;

	peer_open(&peer, loop, NULL, &asking->questions[0]);
	peer_close(&peer);
	ask(asking, loop, 1, 0);
	tcp_read(asking->wire, 0, &answer);
	ck_assert_int_eq(answer.end, PROBE_NO_ANSWER);
	ck_assert(answer.refused && !answer.connected && !answer.unreachable);
	ck_assert_int_eq(answer.time_us, -1);
	tcp_close(asking->wire);
	loop_free(loop);
}
END_TEST

START_TEST(what_our_own_side_refuses_could_not_be_asked)
{
	static const struct {
		const char *source, *interface;
		int refused_errno;
	} cases[] = {
		{"192.0.2.77", NULL, EADDRNOTAVAIL},
		{NULL, "nowhere0", ENODEV},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct loop *loop = loop_new();
		g_autofree struct asking *asking = g_new0(struct asking, 1);
		struct tcp_answer answer;
		struct peer peer;

		peer_open(&peer, loop, NULL, &asking->questions[0]);
		if (cases[i].source)
			ck_assert(
				address_parse(cases[i].source, &asking->questions[0].source, NULL));
		asking->questions[0].interface = cases[i].interface;
		ask(asking, loop, 1, 0);
		tcp_read(asking->wire, 0, &answer);
		ck_assert_int_eq(answer.end, PROBE_COULD_NOT_ASK);
		ck_assert_int_eq(answer.refused_errno, cases[i].refused_errno);
		peer_close(&peer);
		tcp_close(asking->wire);
		loop_free(loop);
	}
}
END_TEST

START_TEST(a_pattern_that_gives_up_could_not_ask)
{
	struct loop *loop = loop_new();
	g_autoptr(ops_pattern_t) expect = pattern_new("^(a|aa|aaa)+$", NULL);
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	g_autofree char *says = g_strnfill(2000, 'a');
	struct tcp_answer answer;
	struct peer peer;

	says[1999] = 'b';
	peer_open(&peer, loop, says, &asking->questions[0]);
	asking->questions[0].expect = expect;
	ask(asking, loop, 1, 0);
	tcp_read(asking->wire, 0, &answer);
	ck_assert_int_eq(answer.end, PROBE_COULD_NOT_ASK);
	ck_assert(answer.gave_up);
	peer_close(&peer);
	tcp_close(asking->wire);
	loop_free(loop);
}
END_TEST

START_TEST(no_more_is_looked_at_or_kept_than_the_limits)
{
	struct loop *loop = loop_new();
	g_autoptr(ops_pattern_t) expect = pattern_new("b", NULL);
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	g_autofree char *says = g_strnfill(TCP_RECEIVED_MAX + 1, 'a');
	struct tcp_answer answer;
	struct peer peer;

	says[TCP_RECEIVED_MAX] = 'b';
	peer_open(&peer, loop, says, &asking->questions[0]);
	asking->questions[0].expect = expect;
	ask(asking, loop, 1, 0);
	tcp_read(asking->wire, 0, &answer);
	ck_assert_int_eq(answer.end, PROBE_NO_ANSWER);
	ck_assert(!answer.closed);
	ck_assert_uint_eq(answer.received_length, TCP_KEPT_MAX);
	peer_close(&peer);
	tcp_close(asking->wire);
	loop_free(loop);
}
END_TEST

START_TEST(it_leaves_without_a_reset_though_bytes_are_unread)
{
	struct loop *loop = loop_new();
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	g_autofree char *says = g_strnfill(30000, 'a');
	struct peer peer;

	peer_open(&peer, loop, says, &asking->questions[0]);
	asking->questions[0].send = "bye\r\n";
	for (int i = 1; i < 20; i++)
		asking->questions[i] = asking->questions[0];
	ask(asking, loop, 20, 0);
	tcp_close(asking->wire);
	while (peer.count < 20)
		accept_one(&peer);
	count_left(&peer);
	ck_assert_int_eq(peer.parted, 20);
	ck_assert_int_eq(peer.reset, 0);
	peer_close(&peer);
	loop_free(loop);
}
END_TEST

START_TEST(all_are_asked_however_few_at_once)
{
	static const unsigned int at_once[] = {1, 7, 0};

	for (size_t i = 0; i < G_N_ELEMENTS(at_once); i++) {
		struct loop *loop = loop_new();
		g_autofree struct asking *asking = g_new0(struct asking, 1);
		struct tcp_answer answer;
		struct peer peer;

		peer_open(&peer, loop, "hello", &asking->questions[0]);
		peer.hangs_up = true;
		for (int q = 1; q < QUESTIONS_MAX; q++)
			asking->questions[q] = asking->questions[0];
		ask(asking, loop, QUESTIONS_MAX, at_once[i]);
		for (uint32_t q = 0; q < QUESTIONS_MAX; q++) {
			tcp_read(asking->wire, q, &answer);
			ck_assert_int_eq(answer.end, PROBE_ANSWERED);
		}
		peer_close(&peer);
		tcp_close(asking->wire);
		loop_free(loop);
	}
}
END_TEST

/* Leaves this process LEFT descriptors that it can still open. What it could open before. */
static struct rlimit leave_descriptors(rlim_t left)
{
	struct rlimit before = {0, 0}, limit;
	int next = dup(0);

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = before;
	limit.rlim_cur = (rlim_t)next + left;
	close(next);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	return before;
}

/* Asks many where nobody is, with so many descriptors LEFT; how many could not be asked for want of
 * them. */
static int ask_with_descriptors(rlim_t left)
{
	struct loop *loop = loop_new();
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	struct rlimit before;
	struct peer peer;
	int wanting = 0;

	peer_open(&peer, loop, NULL, &asking->questions[0]);
	peer_close(&peer);
	for (int q = 1; q < QUESTIONS_MAX; q++)
		asking->questions[q] = asking->questions[0];
	asking_open(asking, loop, QUESTIONS_MAX, 100);
	before = leave_descriptors(left);
	tcp_start(asking->wire);
	if (asking->ended < asking->count)
		loop_run(loop);
	ck_assert_uint_eq(asking->ended, QUESTIONS_MAX);
	for (uint32_t q = 0; q < QUESTIONS_MAX; q++) {
		struct tcp_answer answer;

		tcp_read(asking->wire, q, &answer);
		wanting += answer.end == PROBE_COULD_NOT_ASK && answer.refused_errno == EMFILE;
		ck_assert(answer.refused || answer.refused_errno == EMFILE);
	}
	tcp_close(asking->wire);
	loop_free(loop);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	return wanting;
}

START_TEST(all_are_asked_however_few_descriptors_there_are)
{
	ck_assert_int_eq(ask_with_descriptors(3), 0);
}
END_TEST

START_TEST(without_any_descriptor_nothing_could_be_asked)
{
	ck_assert_int_eq(ask_with_descriptors(0), QUESTIONS_MAX);
}
END_TEST

START_TEST(a_timeout_begins_when_its_question_is_started)
{
	struct loop *loop = loop_new();
	g_autoptr(ops_pattern_t) expect = pattern_new("x", NULL);
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	int64_t began_us = clock_monotonic_us(clock_system());
	struct peer peer;

	peer_open(&peer, loop, NULL, &asking->questions[0]);
	asking->questions[0].expect = expect;
	asking->questions[0].timeout_us = 20000;
	asking->questions[1] = asking->questions[2] = asking->questions[0];
	ask(asking, loop, 3, 1);
	ck_assert_int_ge(clock_monotonic_us(clock_system()) - began_us, 60000);
	peer_close(&peer);
	tcp_close(asking->wire);
	loop_free(loop);
}
END_TEST

/* Holds up the loop until the question's time is long up, while its answer waits. */
static void stand_still(void *context)
{
	struct peer *peer = context;
	int64_t until_us = clock_monotonic_us(clock_system()) + 60000;

	accept_one(peer);
	while (clock_monotonic_us(clock_system()) < until_us)
		;
}

START_TEST(an_answer_that_waits_counts_though_the_loop_stood_still)
{
	struct loop *loop = loop_new();
	g_autoptr(ops_pattern_t) expect = pattern_new("^hello", NULL);
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	struct tcp_answer answer;
	struct peer peer;

	peer_open(&peer, loop, "hello", &asking->questions[0]);
	loop_cancel(peer.accepting);
	asking->questions[0].expect = expect;
	asking->questions[0].timeout_us = 30000;
	loop_start_timer(loop, 0, 0, stand_still, &peer);
	ask(asking, loop, 1, 0);
	peer.accepting = NULL;
	tcp_read(asking->wire, 0, &answer);
	ck_assert_int_eq(answer.end, PROBE_ANSWERED);
	peer_close(&peer);
	tcp_close(asking->wire);
	loop_free(loop);
}
END_TEST

static void stop(void *context)
{
	loop_stop(context);
}

START_TEST(after_cancel_nothing_is_said_and_what_ended_stays)
{
	struct loop *loop = loop_new();
	g_autoptr(ops_pattern_t) expect = pattern_new("^hello", NULL);
	g_autofree struct asking *asking = g_new0(struct asking, 1);
	struct tcp_answer answer;
	struct peer peer, silent;

	peer_open(&peer, loop, "hello", &asking->questions[0]);
	peer_open(&silent, loop, NULL, &asking->questions[1]);
	asking->questions[0].expect = asking->questions[1].expect = expect;
	asking->questions[2] = asking->questions[1];
	asking_open(asking, loop, 3, 2);
	asking->stop_at = 1;
	tcp_start(asking->wire);
	loop_run(loop);
	ck_assert_uint_eq(asking->ended, 1);
	tcp_cancel(asking->wire);
	loop_start_timer(loop, 20000, 0, stop, loop);
	silent.says = "hello";
	silent.length = 5;
	loop_run(loop);
	ck_assert_uint_eq(asking->ended, 1);
	tcp_read(asking->wire, 0, &answer);
	ck_assert_int_eq(answer.end, PROBE_ANSWERED);
	tcp_read(asking->wire, 1, &answer);
	ck_assert_int_eq(answer.end, PROBE_COULD_NOT_ASK);
	peer_close(&peer);
	tcp_close(asking->wire);
	peer_close(&silent);
	loop_free(loop);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_behaviour_has_its_end),
		UNIT(nobody_at_the_port_is_no_answer_and_says_so),
		UNIT(what_our_own_side_refuses_could_not_be_asked),
		UNIT(a_pattern_that_gives_up_could_not_ask),
		UNIT(no_more_is_looked_at_or_kept_than_the_limits),
		UNIT(it_leaves_without_a_reset_though_bytes_are_unread),
		UNIT(all_are_asked_however_few_at_once),
		UNIT(all_are_asked_however_few_descriptors_there_are),
		UNIT(without_any_descriptor_nothing_could_be_asked),
		UNIT(a_timeout_begins_when_its_question_is_started),
		UNIT(an_answer_that_waits_counts_though_the_loop_stood_still),
		UNIT(after_cancel_nothing_is_said_and_what_ended_stays),
		{NULL, NULL},
	};

	return unit_run("net-tcp", tests);
}
