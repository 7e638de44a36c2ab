/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ICMP errors mean for a packet with a limit; all else of this wire wants
 * a network and is tested in t/lab.
 */
#include "net/hops.h"
#include "unit.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>

START_TEST(errors_mean_what_their_numbers_say)
{
	static const struct {
		int family;
		uint8_t type, code;
		enum hops_outcome outcome;
	} cases[] = {
		{ AF_INET, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, HOPS_EXPIRED },
		{ AF_INET, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, HOPS_SILENCE },
		{ AF_INET, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, HOPS_TOO_BIG },
		{ AF_INET, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, HOPS_UNREACHABLE },
		{ AF_INET, ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, HOPS_UNREACHABLE },
		{ AF_INET, ICMP_SOURCE_QUENCH, 0, HOPS_SILENCE },
		{ AF_INET, ICMP_REDIRECT, 1, HOPS_SILENCE },
		{ AF_INET, ICMP_ECHOREPLY, 0, HOPS_SILENCE },
		{ AF_INET6, ICMPV6_TIME_EXCEED, ICMPV6_EXC_HOPLIMIT, HOPS_EXPIRED },
		{ AF_INET6, ICMPV6_TIME_EXCEED, ICMPV6_EXC_FRAGTIME, HOPS_SILENCE },
		{ AF_INET6, ICMPV6_PKT_TOOBIG, 0, HOPS_TOO_BIG },
		{ AF_INET6, ICMPV6_DEST_UNREACH, ICMPV6_ADDR_UNREACH, HOPS_UNREACHABLE },
		{ AF_INET6, ICMPV6_PARAMPROB, 0, HOPS_SILENCE },
		{ AF_INET6, ICMP_TIME_EXCEEDED, 0, HOPS_SILENCE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(hops_error_meaning(cases[i].family, cases[i].type, cases[i].code) == cases[i].outcome,
			      "case %zu", i);
}
END_TEST

static void count_answer(void *context, const struct hops_request *request, const struct hops_answer *answer)
{
	++*(int *)context;
}

START_TEST(without_the_wire_program_nothing_is_asked)
{
	g_autoptr(ops_loop_t) loop = loop_new();
	g_autoptr(GError) error = NULL;
	int answers = 0;
	struct hops_options options = {
		.loop = loop, .program = "/nonexistent/nwops-icmp", .answered = count_answer, .context = &answers,
	};
	g_autoptr(ops_hops_wire_t) wire = hops_open(&options);

	ck_assert(!hops_start(wire, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "/nonexistent/nwops-icmp"));
	ck_assert_int_eq(answers, 0);
}
END_TEST

START_TEST(a_cancelled_wire_answers_nothing)
{
	g_autoptr(ops_loop_t) loop = loop_new();
	int answers = 0;
	struct hops_options options = { .loop = loop, .answered = count_answer, .context = &answers };
	struct hops_request request = { .size = 60, .timeout_us = 1000 };
	g_autoptr(ops_hops_wire_t) wire = hops_open(&options);

	ck_assert(address_parse("127.0.0.1", &request.to, NULL));
	hops_ask(wire, &request);
	hops_cancel(wire);
	loop_run(loop);
	ck_assert_int_eq(answers, 0);
}
END_TEST

START_TEST(a_family_without_a_socket_ends_as_not_sent)
{
	g_autoptr(ops_loop_t) loop = loop_new();
	int answers = 0;
	struct hops_options options = { .loop = loop, .answered = count_answer, .context = &answers };
	struct hops_request request = { .size = 60, .timeout_us = 1000 };
	g_autoptr(ops_hops_wire_t) wire = hops_open(&options);

	ck_assert(address_parse("127.0.0.1", &request.to, NULL));
	hops_ask(wire, &request);
	hops_ask(wire, &request);
	ck_assert_int_eq(answers, 0);
	loop_run(loop);
	ck_assert_int_eq(answers, 2);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(errors_mean_what_their_numbers_say),
		UNIT(without_the_wire_program_nothing_is_asked),
		UNIT(a_cancelled_wire_answers_nothing),
		UNIT(a_family_without_a_socket_ends_as_not_sent),
		{ NULL, NULL },
	};

	return unit_run("net-hops", tests);
}
