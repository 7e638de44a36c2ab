/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results as values: figures from round trips, and words that fit.
 */
#include "probe/probe.h"
#include "unit.h"

#include <errno.h>
#include <linux/icmp.h>

START_TEST(figures_come_from_the_round_trips)
{
	static const struct {
		int count;
		int32_t rtts[6];
		int32_t loss_ppm, min, median, p95, max, jitter, outage;
	} cases[] = {
		{ 0, { 0 }, -1, -1, -1, -1, -1, -1, -1 },
		{ 1, { 500 }, 0, 500, 500, 500, 500, -1, -1 },
		{ 3, { -1, -1, -1 }, 1000000, -1, -1, -1, -1, -1, 30000 },
		{ 5, { 10, 30, -1, 20, 50 }, 200000, 10, 20, 50, 50, 25, 10000 },
		{ 6, { 5, -1, -1, 5, -1, 5 }, 500000, 5, 5, 5, 5, -1, 20000 },
		{ 4, { 4, 3, 2, 1 }, 0, 1, 2, 4, 4, 1, 0 },
		{ 4, { 100, -1, 100, -1 }, 500000, 100, 100, 100, 100, -1, 10000 },
		{ 2, { 0, 0 }, 0, 0, 0, 0, 0, 0, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result;

		result_init(&result);
		result_take_rtts(&result, cases[i].rtts, cases[i].count, 10000);
		ck_assert_int_eq(result.loss_ppm, cases[i].loss_ppm);
		ck_assert_int_eq(result.rtt_min_us, cases[i].min);
		ck_assert_int_eq(result.rtt_median_us, cases[i].median);
		ck_assert_int_eq(result.rtt_p95_us, cases[i].p95);
		ck_assert_int_eq(result.rtt_max_us, cases[i].max);
		ck_assert_int_eq(result.jitter_us, cases[i].jitter);
		ck_assert_int_eq(result.outage_us, cases[i].outage);
	}
}
END_TEST

START_TEST(the_95th_of_a_hundred_is_the_95th)
{
	int32_t rtts[100];
	struct result result;

	for (int i = 0; i < 100; i++)
		rtts[i] = 100 - i;
	result_init(&result);
	result_take_rtts(&result, rtts, 100, 10000);
	ck_assert_int_eq(result.rtt_p95_us, 95);
	ck_assert_int_eq(result.rtt_median_us, 50);
}
END_TEST

static void assert_described(const struct result *result, const char *expected)
{
	char text[RESULT_TEXT_SIZE];

	ck_assert_str_eq(probe_describe(result, text), expected);
}

START_TEST(each_end_is_told_with_its_reason)
{
	struct icmp_oddities odd = { 0 };
	struct result result;

	result_init(&result);
	result.run_ended_first = true;
	assert_described(&result, "not asked: the run ended first");
	result.run_ended_first = false;
	result.reason = "no route";
	assert_described(&result, "could not ask: no route");
	result.reason = NULL;
	result.odd = &odd;
	odd.send_errno = ENETUNREACH;
	assert_described(&result, "could not ask: no route to it from here");
	result.own_losses = 1;
	assert_described(&result, "could not ask: our own socket dropped replies");
}
END_TEST

START_TEST(silence_is_told_with_what_came_instead)
{
	struct icmp_oddities odd = { 0 };
	struct result result;

	result_init(&result);
	result.odd = &odd;
	result.end = PROBE_NO_ANSWER;
	assert_described(&result, "no answer");
	odd.errors = 3;
	odd.error_type = ICMP_DEST_UNREACH;
	odd.error_code = ICMP_HOST_UNREACH;
	ck_assert(address_parse("192.0.2.1", &odd.error_from, NULL));
	assert_described(&result, "no answer; host unreachable, says 192.0.2.1");
	odd.wrong_source = 2;
	ck_assert(address_parse("192.0.2.9", &odd.wrong_from, NULL));
	assert_described(&result, "no answer; host unreachable, says 192.0.2.1; 2 from another address (192.0.2.9)");
}
END_TEST

START_TEST(what_figures_cannot_say_gives_the_same_description_again)
{
	struct icmp_oddities odd = { .late = 1, .duplicates = 2, .send_errno = ENETUNREACH };
	const enum probe_end ends[] = { PROBE_ANSWERED, PROBE_NO_ANSWER, PROBE_COULD_NOT_ASK };
	char rest[RESULT_TEXT_SIZE], text[RESULT_TEXT_SIZE];

	for (size_t i = 0; i < G_N_ELEMENTS(ends) * 2; i++) {
		struct result seen, kept;

		result_init(&seen);
		seen.end = ends[i / 2];
		seen.loss_ppm = 250000;
		seen.rtt_median_us = 1500;
		kept = seen;
		seen.odd = i % 2 ? &odd : NULL;
		probe_describe_rest(&seen, rest);
		ck_assert(!*rest == (seen.end != PROBE_COULD_NOT_ASK && !seen.odd));
		kept.reason = *rest ? rest : NULL;
		assert_described(&kept, probe_describe(&seen, text));
	}
}
END_TEST

START_TEST(how_far_packets_got_is_told_with_the_name_of_who_spoke_last)
{
	static const struct {
		const char *last;
		int hops;
		bool reached;
		const char *words;
	} cases[] = {
		{ "a1", 3, false, "no answer; last answer: a1 (10.0.0.3), hop 3" },
		{ NULL, 2, false, "no answer; last answer: 10.0.0.2, hop 2" },
		{ NULL, 0, false, "no answer; no answer from any hop on the way" },
		{ "c1", 4, true, "no answer; it answered when its path was asked for" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result failed, path;
		struct path_facts *facts;

		result_init(&failed);
		result_init(&path);
		failed.end = PROBE_NO_ANSWER;
		facts = &result_new_facts(&path, QUESTION_PATH)->path;
		facts->hops = g_new0(struct path_hop, 4);
		facts->hop_count = cases[i].hops;
		facts->reached = cases[i].reached;
		for (int hop = 0; hop < 4; hop++)
			facts->hops[hop].from = (struct address){ .bytes = { 10, 0, 0, (uint8_t)(hop + 1) },
								  .family = AF_INET };
		result_take_evidence(&failed, &path);
		result_clear(&path);
		failed.evidence->last = cases[i].last;
		assert_described(&failed, cases[i].words);
		result_clear(&failed);
	}
}
END_TEST

START_TEST(a_path_that_could_not_be_asked_is_no_evidence)
{
	struct result failed, path;

	result_init(&failed);
	result_init(&path);
	failed.end = PROBE_NO_ANSWER;
	result_take_evidence(&failed, &path);
	ck_assert_ptr_null(failed.evidence);
	assert_described(&failed, "no answer");
}
END_TEST

START_TEST(a_long_reason_is_cut_between_characters)
{
	g_autofree char *reason = g_strnfill(300, 'x');
	char text[RESULT_TEXT_SIZE];
	struct result result;

	for (int lead = 0; lead < 3; lead++) {
		g_autoptr(GString) japanese = g_string_new_len("abc", lead);

		for (int i = 0; i < 100; i++)
			g_string_append(japanese, "障");
		result_init(&result);
		result.reason = japanese->str;
		ck_assert(g_utf8_validate(probe_describe(&result, text), -1, NULL));
		ck_assert_uint_gt(strlen(text), RESULT_TEXT_SIZE - 4);
	}
	result.reason = reason;
	ck_assert_uint_eq(strlen(probe_describe(&result, text)), RESULT_TEXT_SIZE - 1);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(figures_come_from_the_round_trips),
		UNIT(the_95th_of_a_hundred_is_the_95th),
		UNIT(each_end_is_told_with_its_reason),
		UNIT(silence_is_told_with_what_came_instead),
		UNIT(what_figures_cannot_say_gives_the_same_description_again),
		UNIT(how_far_packets_got_is_told_with_the_name_of_who_spoke_last),
		UNIT(a_path_that_could_not_be_asked_is_no_evidence),
		UNIT(a_long_reason_is_cut_between_characters),
		{ NULL, NULL },
	};

	return unit_run("probe-result", tests);
}
