/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each kind saw, in words: the figure or fault that an engineer would look at
 * first, and nothing of what is not known.
 */
#include "probe/probe.h"
#include "unit.h"

#include <string.h>

/* 2026-11-25T00:00:00Z, and days from there. */
#define NOW_US INT64_C(1795564800000000)
#define DAYS(count) ((count)*INT64_C(86400000000))

static struct result result_of(enum probe_end end, enum question_kind kind)
{
	struct result result;

	result_init(&result);
	result.end = (uint8_t)end;
	result.started_at_us = NOW_US;
	result_new_facts(&result, kind);
	if (end == PROBE_ANSWERED)
		result_take_time(&result, 40000);
	return result;
}

/* RESULT is described so, and is cleared. */
static void is_described(struct result *result, const char *expected)
{
	char text[RESULT_TEXT_SIZE];

	ck_assert_str_eq(probe_describe(result, text), expected);
	result_clear(result);
}

START_TEST(of_tcp_what_it_said_or_why_not)
{
	static const struct {
		enum probe_end end;
		struct tcp_facts facts;
		const char *expected;
	} cases[] = {
		{PROBE_ANSWERED, {.connected = true}, "answered in 40 ms"},
		{PROBE_ANSWERED,
		 {.connected = true, .received = "SSH-2.0-x"},
		 "answered in 40 ms; it said 'SSH-2.0-x'"},
		{PROBE_NO_ANSWER, {0}, "no answer"},
		{PROBE_NO_ANSWER, {.refused = true}, "no answer; connection refused"},
		{PROBE_NO_ANSWER,
		 {.unreachable = true},
		 "no answer; unreachable, says somebody on the way"},
		{PROBE_NO_ANSWER, {.connected = true}, "no answer; connected, but it said nothing"},
		{PROBE_NO_ANSWER, {.connected = true, .closed = true}, "no answer; it hung up"},
		{PROBE_NO_ANSWER,
		 {.connected = true, .closed = true, .received = "421 busy"},
		 "no answer; it hung up; it said '421 busy'"},
		{PROBE_NO_ANSWER,
		 {.connected = true, .received = "421 busy"},
		 "no answer; it said '421 busy'"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(cases[i].end, QUESTION_TCP);

		result.facts->tcp = cases[i].facts;
		is_described(&result, cases[i].expected);
	}
}
END_TEST

START_TEST(of_tls_the_version_the_fault_and_what_runs_out_first)
{
	static const struct {
		enum probe_end end;
		struct tls_facts facts;
		const char *expected;
	} cases[] = {
		{PROBE_ANSWERED,
		 {.version = 0x0304,
		  .leaf_expires_at_us = NOW_US + DAYS(126),
		  .sent_expires_at_us = NOW_US - DAYS(1),
		  .chain_expires_at_us = NOW_US + DAYS(126)},
		 "answered in 40 ms; TLS 1.3, until 2027-03-31 UTC, 126 d left"},
		{PROBE_ANSWERED,
		 {.version = 0x0303,
		  .leaf_expires_at_us = NOW_US + DAYS(126),
		  .sent_expires_at_us = -1,
		  .chain_expires_at_us = NOW_US + DAYS(5)},
		 "answered in 40 ms; TLS 1.2, until 2026-11-30 UTC, 5 d left"},
		{PROBE_ANSWERED,
		 {.version = 0x0301,
		  .fault = CERTIFICATE_EXPIRED,
		  .leaf_expires_at_us = NOW_US,
		  .chain_expires_at_us = -1,
		  .detail = "certificate has expired"},
		 "answered in 40 ms; TLS 1.0; certificate expired, ran out on 2026-11-25 UTC: "
		 "certificate has expired"},
		{PROBE_ANSWERED,
		 {.version = 0x0304,
		  .fault = CERTIFICATE_UNTRUSTED,
		  .leaf_expires_at_us = NOW_US + DAYS(1),
		  .chain_expires_at_us = -1,
		  .detail = "self-signed certificate"},
		 "answered in 40 ms; TLS 1.3; certificate not trusted, until 2026-11-26 UTC, 1 d "
		 "left: self-signed certificate"},
		{PROBE_ANSWERED,
		 {.version = 0x0304, .fault = CERTIFICATE_WRONG_NAME, .leaf_expires_at_us = -1},
		 "answered in 40 ms; TLS 1.3; certificate for another name"},
		{PROBE_ANSWERED,
		 {.version = 0x0304, .fault = CERTIFICATE_NOT_YET, .leaf_expires_at_us = -1},
		 "answered in 40 ms; TLS 1.3; certificate not yet valid"},
		{PROBE_ANSWERED,
		 {.version = 0x0304, .fault = CERTIFICATE_REFUSED, .leaf_expires_at_us = -1},
		 "answered in 40 ms; TLS 1.3; certificate refused"},
		{PROBE_NO_ANSWER,
		 {.failure = TLS_CONNECT_TIMEOUT, .leaf_expires_at_us = -1},
		 "no answer"},
		{PROBE_NO_ANSWER,
		 {.failure = TLS_REFUSED, .leaf_expires_at_us = -1},
		 "no answer; connection refused"},
		{PROBE_NO_ANSWER,
		 {.failure = TLS_UNREACHABLE, .leaf_expires_at_us = -1},
		 "no answer; unreachable, says somebody on the way"},
		{PROBE_NO_ANSWER,
		 {.failure = TLS_HANDSHAKE_TIMEOUT, .leaf_expires_at_us = -1},
		 "no answer; connected, but no handshake came of it"},
		{PROBE_NO_ANSWER,
		 {.failure = TLS_CLOSED, .leaf_expires_at_us = -1},
		 "no answer; it hung up"},
		{PROBE_NO_ANSWER,
		 {.failure = TLS_NOT_TLS, .leaf_expires_at_us = -1, .detail = "'220 mx'"},
		 "no answer; it does not speak TLS: '220 mx'"},
		{PROBE_NO_ANSWER,
		 {.failure = TLS_BROKEN,
		  .leaf_expires_at_us = -1,
		  .detail = "unsupported protocol"},
		 "no answer; the handshake failed: unsupported protocol"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(cases[i].end, QUESTION_TLS);

		result.facts->tls = cases[i].facts;
		is_described(&result, cases[i].expected);
	}
}
END_TEST

/* A path of COUNT hops 10.0.0.1, 10.0.0.2, …, of which number SILENT says nothing. */
static struct result path_of(enum probe_end end, int count, int silent)
{
	struct result result = result_of(end, QUESTION_PATH);
	struct path_facts *path = &result.facts->path;

	path->hops = g_new0(struct path_hop, MAX(count, 1));
	path->hop_count = count;
	path->reached = end == PROBE_ANSWERED;
	for (int i = 0; i < count; i++) {
		g_autofree char *text = g_strdup_printf("10.0.0.%d", i + 1);

		path->hops[i].rtt_us = -1;
		if (i + 1 == silent)
			continue;
		ck_assert(address_parse(text, &path->hops[i].from, NULL));
		path->hops[i].rtt_us = 1000;
	}
	return result;
}

START_TEST(of_a_path_its_end_and_what_it_left_out)
{
	struct result result = path_of(PROBE_ANSWERED, 3, 2);

	is_described(&result, "answered in 40 ms; way: 10.0.0.1 * 10.0.0.3");
	result = path_of(PROBE_NO_ANSWER, 2, 0);
	is_described(&result, "no answer; the way ends after hop 2; way: 10.0.0.1 10.0.0.2");
	result = path_of(PROBE_NO_ANSWER, 0, 0);
	is_described(&result, "no answer");
	result = path_of(PROBE_ANSWERED, 2, 0);
	result.facts->path.passed = 1;
	result.facts->path.wanted = 3;
	is_described(&result, "answered in 40 ms; passed 1 of the 3 devices that it should; way: "
			      "10.0.0.1 10.0.0.2");
	result = path_of(PROBE_ANSWERED, 10, 0);
	is_described(
		&result,
		"answered in 40 ms; way: … 10.0.0.3 10.0.0.4 10.0.0.5 10.0.0.6 10.0.0.7 10.0.0.8 "
		"10.0.0.9 10.0.0.10");
}
END_TEST

START_TEST(of_a_size_what_passes_and_who_says_so)
{
	static const struct {
		struct mtu_facts facts;
		const char *told_by, *expected;
	} cases[] = {
		{{.wanted = 1500, .passed = 1500},
		 NULL,
		 "answered in 40 ms; 1500 bytes pass whole"},
		{{.wanted = 1500, .passed = 1400},
		 NULL,
		 "answered in 40 ms; at most 1400 bytes pass whole, 1500 should"},
		{{.wanted = 1500, .passed = 1400, .told = 1412},
		 "10.0.0.2",
		 "answered in 40 ms; at most 1400 bytes pass whole, 1500 should; 1412, says "
		 "10.0.0.2"},
		{{.wanted = 1500, .passed = 0, .told = 1280},
		 NULL,
		 "answered in 40 ms; no packet of any size came back; 1280 by the way out of this "
		 "host"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, QUESTION_MTU);

		result.facts->mtu = cases[i].facts;
		if (cases[i].told_by)
			ck_assert(
				address_parse(cases[i].told_by, &result.facts->mtu.told_by, NULL));
		is_described(&result, cases[i].expected);
	}
}
END_TEST

START_TEST(of_a_plugin_its_first_line)
{
	static const struct {
		struct plugin_facts facts;
		const char *expected;
	} cases[] = {
		{{.text = "DISK OK - free 90%"}, "answered in 40 ms; DISK OK - free 90%"},
		{{.exit_status = 2}, "answered in 40 ms; it said nothing"},
		{{.exit_status = -1, .signal = 9}, "answered in 40 ms; ended by signal 9"},
		{{.exit_status = -1, .signal = 9, .text = "half"},
		 "answered in 40 ms; ended by signal 9: half"},
		{{.exit_status = 7, .text = "lost"},
		 "answered in 40 ms; exit status 7, which no plugin has: lost"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, QUESTION_PLUGIN);

		result.facts->plugin = cases[i].facts;
		result.facts->plugin.figures = g_strdup("a=1");
		is_described(&result, cases[i].expected);
	}
}
END_TEST

START_TEST(of_a_group_its_verdict_and_how_long_it_was_interrupted)
{
	static const struct {
		struct group_facts facts;
		const char *expected;
	} cases[] = {
		{ { .verdict = GROUP_NORMAL, .outage_least_us = -1, .outage_most_us = -1 }, "normal: active d1" },
		{ { .verdict = GROUP_SPLIT, .outage_least_us = -1, .outage_most_us = -1 }, "split: active d1" },
		{ { .verdict = GROUP_SWITCHED, .outage_least_us = -1, .outage_most_us = -1 }, "switched over: active d1" },
		{ { .verdict = GROUP_SWITCHED, .outage_least_us = 20 * G_USEC_PER_SEC, .outage_most_us = 40 * G_USEC_PER_SEC },
		  "switched over: active d1; interrupted for 20 s to 40 s" },
		{ { .verdict = GROUP_SWITCHED, .outage_least_us = 0, .outage_most_us = 40 * G_USEC_PER_SEC },
		  "switched over: active d1; interrupted for 40 s at most" },
		{ { .verdict = GROUP_SWITCHED, .outage_least_us = 20 * G_USEC_PER_SEC, .outage_most_us = -1 },
		  "switched over: active d1; interrupted for 20 s at least" },
		{ { .verdict = GROUP_SWITCHED, .outage_least_us = 0, .outage_most_us = -1 }, "switched over: active d1" },
		/* Long over; and just back where it was. */
		{ { .verdict = GROUP_NORMAL, .outage_least_us = 0, .outage_most_us = 40 * G_USEC_PER_SEC }, "normal: active d1" },
		{ { .verdict = GROUP_NORMAL, .switched_over = true, .outage_least_us = 0, .outage_most_us = 40 * G_USEC_PER_SEC },
		  "normal: active d1; interrupted for 40 s at most" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result;
		struct group_facts *facts;

		result_init(&result);
		result.end = PROBE_ANSWERED;
		facts = &result_new_facts(&result, QUESTION_GROUP)->group;
		*facts = cases[i].facts;
		facts->instances = g_new0(struct group_instance, 1);
		g_strlcpy(facts->text, "active d1", sizeof(facts->text));
		is_described(&result, cases[i].expected);
	}
}
END_TEST

START_TEST(what_is_too_long_is_cut_between_characters)
{
	struct result result = result_of(PROBE_NO_ANSWER, QUESTION_PLUGIN);
	char text[RESULT_TEXT_SIZE];

	for (int i = 0; i < 80; i++)
		g_strlcat(result.facts->plugin.text, "字", sizeof result.facts->plugin.text);
	probe_describe(&result, text);
	ck_assert_uint_lt(strlen(text), RESULT_TEXT_SIZE);
	ck_assert_uint_gt(strlen(text), RESULT_TEXT_SIZE - 4);
	ck_assert(g_utf8_validate(text, -1, NULL));
	result_clear(&result);
}
END_TEST

START_TEST(a_kept_result_says_the_same_again)
{
	struct result result = result_of(PROBE_NO_ANSWER, QUESTION_TCP), kept;
	char rest[RESULT_TEXT_SIZE], text[RESULT_TEXT_SIZE];

	result.facts->tcp =
		(struct tcp_facts){.connected = true, .closed = true, .received = "421 busy"};
	probe_describe_rest(&result, rest);
	result_init(&kept);
	kept.end = PROBE_NO_ANSWER;
	kept.reason = rest;
	ck_assert_str_eq(probe_describe(&kept, text), "no answer; it hung up; it said '421 busy'");
	result_clear(&result);
	result_clear(&kept);
}
END_TEST

START_TEST(a_kind_that_asks_once_has_one_time_and_no_loss)
{
	struct result result = result_of(PROBE_ANSWERED, QUESTION_TCP);

	ck_assert_int_eq(result.rtt_min_us, 40000);
	ck_assert_int_eq(result.rtt_median_us, 40000);
	ck_assert_int_eq(result.rtt_p95_us, 40000);
	ck_assert_int_eq(result.rtt_max_us, 40000);
	ck_assert_int_eq(result.loss_ppm, -1);
	ck_assert_int_eq(result.jitter_us, -1);
	result_take_time(&result, INT64_MAX);
	ck_assert_int_eq(result.rtt_max_us, INT32_MAX);
	result_clear(&result);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(of_tcp_what_it_said_or_why_not),
		UNIT(of_tls_the_version_the_fault_and_what_runs_out_first),
		UNIT(of_a_path_its_end_and_what_it_left_out),
		UNIT(of_a_size_what_passes_and_who_says_so),
		UNIT(of_a_plugin_its_first_line),
		UNIT(of_a_group_its_verdict_and_how_long_it_was_interrupted),
		UNIT(what_is_too_long_is_cut_between_characters),
		UNIT(a_kept_result_says_the_same_again),
		UNIT(a_kind_that_asks_once_has_one_time_and_no_loss),
		{NULL, NULL},
	};

	return unit_run("probe-facts", tests);
}
