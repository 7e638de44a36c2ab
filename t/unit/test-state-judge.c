/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging one result: every combination of end and level (3.2.1(5)), and that
 * nothing turns "could not ask" into "down" or the reverse.
 */
#include "state/state.h"
#include "unit.h"

static const struct service_class user = {
	.name = "user", .packets = 5,
	.loss_ppm = { .caution = 200000, .warning = 600000 },
	.rtt_us = { .caution = 100000, .warning = 300000 },
};

static struct result answered(int32_t loss_ppm, int32_t rtt_us)
{
	struct result result;

	result_init(&result);
	result.end = PROBE_ANSWERED;
	result.loss_ppm = loss_ppm;
	result.rtt_median_us = rtt_us;
	return result;
}

START_TEST(answers_are_judged_at_and_above_the_thresholds)
{
	static const struct {
		int32_t loss_ppm, rtt_us;
		enum status status;
		enum cause cause;
		int32_t limit;
	} cases[] = {
		{ 0, 0, STATUS_OK, CAUSE_NONE, -1 },
		{ 199999, 99999, STATUS_OK, CAUSE_NONE, -1 },
		{ 200000, 0, STATUS_CAUTION, CAUSE_LOSS, 200000 },
		{ 0, 100000, STATUS_CAUTION, CAUSE_RTT, 100000 },
		{ 599999, 299999, STATUS_CAUTION, CAUSE_LOSS, 200000 },
		{ 600000, 0, STATUS_WARNING, CAUSE_LOSS, 600000 },
		{ 0, 300000, STATUS_WARNING, CAUSE_RTT, 300000 },
		{ 200000, 300000, STATUS_WARNING, CAUSE_RTT, 300000 },
		{ 600000, 100000, STATUS_WARNING, CAUSE_LOSS, 600000 },
		{ 800000, 900000, STATUS_WARNING, CAUSE_LOSS, 600000 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = answered(cases[i].loss_ppm, cases[i].rtt_us);
		struct judgement judgement = state_judge_answer(&user, &result);

		ck_assert_int_eq(judgement.status, cases[i].status);
		ck_assert_int_eq(judgement.cause, cases[i].cause);
		ck_assert_int_eq(judgement.limit, cases[i].limit);
	}
}
END_TEST

START_TEST(silence_is_down_and_not_having_asked_is_unknown)
{
	struct result result = answered(1000000, -1);

	result.end = PROBE_NO_ANSWER;
	ck_assert_int_eq(state_judge_answer(&user, &result).status, STATUS_DOWN);
	result.end = PROBE_COULD_NOT_ASK;
	ck_assert_int_eq(state_judge_answer(&user, &result).status, STATUS_UNKNOWN);
	result = answered(0, 10);
	result.end = PROBE_COULD_NOT_ASK;
	ck_assert_int_eq(state_judge_answer(&user, &result).status, STATUS_UNKNOWN);
}
END_TEST

START_TEST(what_is_not_over_yet_holds)
{
	static const struct service_class clears = {
		.name = "clears", .packets = 5,
		.loss_ppm = { 200000, 600000, 100000, 400000 },
		.rtt_us = { 100000, 300000, 80000, 0 },
	};
	static const struct {
		int32_t loss_ppm, rtt_us;
		enum status status, holds;
	} cases[] = {
		{ 0, 0, STATUS_OK, STATUS_OK },
		{ 99999, 79999, STATUS_OK, STATUS_OK },
		{ 100000, 0, STATUS_OK, STATUS_CAUTION },
		{ 0, 80000, STATUS_OK, STATUS_CAUTION },
		{ 200000, 0, STATUS_CAUTION, STATUS_CAUTION },
		{ 400000, 0, STATUS_CAUTION, STATUS_WARNING },
		{ 0, 299999, STATUS_CAUTION, STATUS_CAUTION },	/* clears where it is raised */
		{ 400000, 100000, STATUS_CAUTION, STATUS_WARNING },
		{ 0, 300000, STATUS_WARNING, STATUS_WARNING },
		{ 600000, 0, STATUS_WARNING, STATUS_WARNING },
	};
	struct result result = answered(0, 0);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct judgement judgement;

		result = answered(cases[i].loss_ppm, cases[i].rtt_us);
		judgement = state_judge_answer(&clears, &result);
		ck_assert_int_eq(judgement.status, cases[i].status);
		ck_assert_int_eq(judgement.holds, cases[i].holds);
	}
	result.end = PROBE_NO_ANSWER;
	ck_assert_int_eq(state_judge_answer(&clears, &result).holds, STATUS_DOWN);
	result.end = PROBE_COULD_NOT_ASK;
	ck_assert_int_eq(state_judge_answer(&clears, &result).holds, STATUS_UNKNOWN);
}
END_TEST

START_TEST(the_reason_names_figure_level_and_threshold)
{
	struct result result = answered(600000, 20000);
	struct judgement judgement = state_judge_answer(&user, &result);
	char text[RESULT_TEXT_SIZE];

	ck_assert_str_eq(state_explain(&judgement, &result, text),
			 "loss 60% (warning from 60%); rtt 20 ms, loss 60%");
	result = answered(0, 120000);
	judgement = state_judge_answer(&user, &result);
	ck_assert_str_eq(state_explain(&judgement, &result, text),
			 "rtt 120 ms (caution from 100 ms); rtt 120 ms, loss 0%");
	result = answered(0, 5000);
	judgement = state_judge_answer(&user, &result);
	ck_assert_str_eq(state_explain(&judgement, &result, text), "rtt 5 ms, loss 0%");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(answers_are_judged_at_and_above_the_thresholds),
		UNIT(silence_is_down_and_not_having_asked_is_unknown),
		UNIT(what_is_not_over_yet_holds),
		UNIT(the_reason_names_figure_level_and_threshold),
		{ NULL, NULL },
	};

	return unit_run("state-judge", tests);
}
