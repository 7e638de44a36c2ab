/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging what came of a further question by its own settings: every level at and
 * beside its threshold, and the worst of several counts.
 */
#include "state/state.h"
#include "unit.h"

#include <string.h>

#define NOW_US INT64_C(1795564800000000)
#define DAY_US INT64_C(86400000000)

static struct result result_of(enum probe_end end, int64_t time_us)
{
	struct result result;

	result_init(&result);
	result.end = (uint8_t)end;
	result.started_at_us = NOW_US;
	if (end == PROBE_ANSWERED)
		result_take_time(&result, time_us);
	return result;
}

static struct judgement judge(const struct question *question, const struct result *result)
{
	static const struct service_class plain;
	static const struct device device = {.service_class = &plain};
	const struct item item = {.kind = ITEM_DEVICE,
				  .device = question->device ? question->device : &device,
				  .question = question};

	/* A class that is the same at all times needs no inventory to say so. */
	return state_judge(NULL, &item, result);
}

#define ASSERT_JUDGED(judgement, wanted_status, wanted_cause, wanted_limit)                        \
	do {                                                                                       \
		ck_assert_int_eq((judgement).status, wanted_status);                               \
		ck_assert_int_eq((judgement).cause, wanted_cause);                                 \
		ck_assert_int_eq((judgement).limit, wanted_limit);                                 \
	} while (0)

START_TEST(the_end_decides_whatever_else_is_known)
{
	static const enum question_kind kinds[] = {
		QUESTION_TCP, QUESTION_TLS, QUESTION_PATH, QUESTION_MTU, QUESTION_PLUGIN,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const struct question question = {.kind = kinds[i],
						  .time_us = {1, 2},
						  .size = 1500};
		struct result silent = result_of(PROBE_NO_ANSWER, 0),
			      unasked = result_of(PROBE_COULD_NOT_ASK, 0);

		ASSERT_JUDGED(judge(&question, &silent), STATUS_DOWN, CAUSE_END, -1);
		ASSERT_JUDGED(judge(&question, &unasked), STATUS_UNKNOWN, CAUSE_END, -1);
		result_new_facts(&silent, kinds[i]);
		result_new_facts(&unasked, kinds[i]);
		ASSERT_JUDGED(judge(&question, &silent), STATUS_DOWN, CAUSE_END, -1);
		ASSERT_JUDGED(judge(&question, &unasked), STATUS_UNKNOWN, CAUSE_END, -1);
		result_clear(&silent);
		result_clear(&unasked);
	}
}
END_TEST

START_TEST(times_are_judged_at_and_above_the_thresholds)
{
	static const struct {
		int64_t time_us;
		enum status status;
		enum cause cause;
		int32_t limit;
	} cases[] = {
		{0, STATUS_OK, CAUSE_NONE, -1},
		{99999, STATUS_OK, CAUSE_NONE, -1},
		{100000, STATUS_CAUTION, CAUSE_RTT, 100000},
		{299999, STATUS_CAUTION, CAUSE_RTT, 100000},
		{300000, STATUS_WARNING, CAUSE_RTT, 300000},
		{INT32_MAX, STATUS_WARNING, CAUSE_RTT, 300000},
	};
	const struct question question = {.kind = QUESTION_TCP, .time_us = {100000, 300000}};
	const struct question without = {.kind = QUESTION_TCP};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, cases[i].time_us);

		ASSERT_JUDGED(judge(&question, &result), cases[i].status, cases[i].cause,
			      cases[i].limit);
		ASSERT_JUDGED(judge(&without, &result), STATUS_OK, CAUSE_NONE, -1);
	}
}
END_TEST

START_TEST(a_level_holds_until_its_clearing_value)
{
	static const struct {
		int64_t time_us;
		enum status status, holds;
	} cases[] = {
		{79999, STATUS_OK, STATUS_OK},
		{80000, STATUS_OK, STATUS_CAUTION},
		{100000, STATUS_CAUTION, STATUS_CAUTION},
		{249999, STATUS_CAUTION, STATUS_CAUTION},
		{250000, STATUS_CAUTION, STATUS_WARNING},
		{300000, STATUS_WARNING, STATUS_WARNING},
	};
	const struct question tcp = {.kind = QUESTION_TCP, .time_us = {100000, 300000, 80000, 250000}};
	static const struct {
		int64_t days;
		enum status status, holds;
	} left[] = {
		{0, STATUS_WARNING, STATUS_WARNING}, {7, STATUS_WARNING, STATUS_WARNING},
		{8, STATUS_CAUTION, STATUS_WARNING}, {10, STATUS_CAUTION, STATUS_WARNING},
		{11, STATUS_CAUTION, STATUS_CAUTION}, {30, STATUS_CAUTION, STATUS_CAUTION},
		{40, STATUS_OK, STATUS_CAUTION}, {41, STATUS_OK, STATUS_OK},
	};
	const struct question tls = {.kind = QUESTION_TLS,
				     .left_us = {30 * DAY_US, 7 * DAY_US, 40 * DAY_US, 10 * DAY_US}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, cases[i].time_us);

		ck_assert_int_eq(judge(&tcp, &result).status, cases[i].status);
		ck_assert_int_eq(judge(&tcp, &result).holds, cases[i].holds);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(left); i++) {
		struct result result = result_of(PROBE_ANSWERED, 5);
		struct tls_facts *facts = &result_new_facts(&result, QUESTION_TLS)->tls;

		facts->leaf_expires_at_us = NOW_US + left[i].days * DAY_US;
		facts->chain_expires_at_us = -1;
		ck_assert_int_eq(judge(&tls, &result).status, left[i].status);
		ck_assert_int_eq(judge(&tls, &result).holds, left[i].holds);
		result_clear(&result);
	}
}
END_TEST

START_TEST(certificates_are_judged_by_what_they_have_left)
{
	static const struct {
		int64_t leaf_us, sent_us, chain_us; /* from now; INT64_MIN: not known */
		enum status status;
		enum cause cause;
		int32_t limit;
	} cases[] = {
		{31 * DAY_US, 31 * DAY_US, 31 * DAY_US, STATUS_OK, CAUSE_NONE, -1},
		{30 * DAY_US + 1, INT64_MIN, INT64_MIN, STATUS_OK, CAUSE_NONE, -1},
		{30 * DAY_US, INT64_MIN, INT64_MIN, STATUS_CAUTION, CAUSE_EXPIRY, 30},
		{7 * DAY_US + 1, INT64_MIN, INT64_MIN, STATUS_CAUTION, CAUSE_EXPIRY, 30},
		{7 * DAY_US, INT64_MIN, INT64_MIN, STATUS_WARNING, CAUSE_EXPIRY, 7},
		{1, INT64_MIN, INT64_MIN, STATUS_WARNING, CAUSE_EXPIRY, 7},
		{0, INT64_MIN, INT64_MIN, STATUS_WARNING, CAUSE_EXPIRY, -1},
		{-DAY_US, INT64_MIN, INT64_MIN, STATUS_WARNING, CAUSE_EXPIRY, -1},
		/* What of the chain runs out first counts, though the server's own holds long. */
		{300 * DAY_US, INT64_MIN, 20 * DAY_US, STATUS_CAUTION, CAUSE_EXPIRY, 30},
		{20 * DAY_US, INT64_MIN, 5 * DAY_US, STATUS_WARNING, CAUSE_EXPIRY, 7},
		/* What is sent and not needed does not. */
		{300 * DAY_US, -100 * DAY_US, 300 * DAY_US, STATUS_OK, CAUSE_NONE, -1},
		{INT64_MIN, INT64_MIN, INT64_MIN, STATUS_OK, CAUSE_NONE, -1},
	};
	const struct question question = {.kind = QUESTION_TLS,
					  .left_us = {30 * DAY_US, 7 * DAY_US}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, 1000);
		struct tls_facts *tls = &result_new_facts(&result, QUESTION_TLS)->tls;

		tls->version = 0x0304;
		tls->leaf_expires_at_us =
			cases[i].leaf_us == INT64_MIN ? -1 : NOW_US + cases[i].leaf_us;
		tls->sent_expires_at_us =
			cases[i].sent_us == INT64_MIN ? -1 : NOW_US + cases[i].sent_us;
		tls->chain_expires_at_us =
			cases[i].chain_us == INT64_MIN ? -1 : NOW_US + cases[i].chain_us;
		ASSERT_JUDGED(judge(&question, &result), cases[i].status, cases[i].cause,
			      cases[i].limit);
		result_clear(&result);
	}
}
END_TEST

START_TEST(a_certificate_that_proves_nothing_is_a_warning)
{
	static const struct {
		enum certificate_fault fault;
		enum status status;
		enum cause cause;
	} cases[] = {
		{CERTIFICATE_GOOD, STATUS_OK, CAUSE_NONE},
		{CERTIFICATE_UNTRUSTED, STATUS_WARNING, CAUSE_CERTIFICATE},
		{CERTIFICATE_WRONG_NAME, STATUS_WARNING, CAUSE_CERTIFICATE},
		{CERTIFICATE_NOT_YET, STATUS_WARNING, CAUSE_CERTIFICATE},
		{CERTIFICATE_EXPIRED, STATUS_WARNING, CAUSE_EXPIRY},
		{CERTIFICATE_REFUSED, STATUS_WARNING, CAUSE_CERTIFICATE},
	};
	const struct question question = {.kind = QUESTION_TLS,
					  .left_us = {30 * DAY_US, 7 * DAY_US}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, 1000);
		struct tls_facts *tls = &result_new_facts(&result, QUESTION_TLS)->tls;

		tls->fault = cases[i].fault;
		tls->leaf_expires_at_us = tls->chain_expires_at_us = NOW_US + 300 * DAY_US;
		ASSERT_JUDGED(judge(&question, &result), cases[i].status, cases[i].cause, -1);
		result_clear(&result);
	}
}
END_TEST

START_TEST(a_version_below_the_least_is_a_caution_unless_something_is_worse)
{
	static const struct {
		int version, least;
		int64_t left_us;
		enum status status;
		enum cause cause;
	} cases[] = {
		{0x0303, 0x0303, 300 * DAY_US, STATUS_OK, CAUSE_NONE},
		{0x0304, 0x0303, 300 * DAY_US, STATUS_OK, CAUSE_NONE},
		{0x0302, 0x0303, 300 * DAY_US, STATUS_CAUTION, CAUSE_VERSION},
		{0x0301, 0x0301, 300 * DAY_US, STATUS_OK, CAUSE_NONE},
		{0x0302, 0x0303, 5 * DAY_US, STATUS_WARNING, CAUSE_EXPIRY},
		{0x0302, 0x0303, 20 * DAY_US, STATUS_CAUTION, CAUSE_EXPIRY},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct question question = {
			.kind = QUESTION_TLS,
			.left_us = {30 * DAY_US, 7 * DAY_US},
			.least_version = cases[i].least,
		};
		struct result result = result_of(PROBE_ANSWERED, 1000);
		struct tls_facts *tls = &result_new_facts(&result, QUESTION_TLS)->tls;
		struct judgement judgement;

		tls->version = cases[i].version;
		tls->leaf_expires_at_us = tls->chain_expires_at_us = NOW_US + cases[i].left_us;
		judgement = judge(&question, &result);
		ck_assert_int_eq(judgement.status, cases[i].status);
		ck_assert_int_eq(judgement.cause, cases[i].cause);
		result_clear(&result);
	}
}
END_TEST

START_TEST(a_late_answer_that_is_also_wrong_is_the_worse_of_the_two)
{
	static const struct {
		int64_t time_us, left_us;
		enum status status;
		enum cause cause;
	} cases[] = {
		{150000, 20 * DAY_US, STATUS_CAUTION, CAUSE_EXPIRY},
		{400000, 20 * DAY_US, STATUS_WARNING, CAUSE_RTT},
		{150000, 5 * DAY_US, STATUS_WARNING, CAUSE_EXPIRY},
		{150000, 300 * DAY_US, STATUS_CAUTION, CAUSE_RTT},
	};
	const struct question question = {
		.kind = QUESTION_TLS,
		.time_us = {100000, 300000},
		.left_us = {30 * DAY_US, 7 * DAY_US},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, cases[i].time_us);
		struct tls_facts *tls = &result_new_facts(&result, QUESTION_TLS)->tls;
		struct judgement judgement;

		tls->leaf_expires_at_us = tls->chain_expires_at_us = NOW_US + cases[i].left_us;
		judgement = judge(&question, &result);
		ck_assert_int_eq(judgement.status, cases[i].status);
		ck_assert_int_eq(judgement.cause, cases[i].cause);
		result_clear(&result);
	}
}
END_TEST

START_TEST(another_way_is_a_caution)
{
	static const struct {
		int passed, wanted;
		enum status status;
		enum cause cause;
	} cases[] = {
		{0, 0, STATUS_OK, CAUSE_NONE},
		{3, 3, STATUS_OK, CAUSE_NONE},
		{2, 3, STATUS_CAUTION, CAUSE_WAY},
		{0, 1, STATUS_CAUTION, CAUSE_WAY},
	};
	const struct question question = {.kind = QUESTION_PATH};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, 1000);
		struct path_facts *path = &result_new_facts(&result, QUESTION_PATH)->path;

		path->passed = cases[i].passed;
		path->wanted = cases[i].wanted;
		ASSERT_JUDGED(judge(&question, &result), cases[i].status, cases[i].cause, -1);
		result_clear(&result);
	}
}
END_TEST

START_TEST(a_size_that_does_not_pass_is_a_warning)
{
	static const struct {
		int passed;
		enum status status;
		enum cause cause;
		int32_t limit;
	} cases[] = {
		{1500, STATUS_OK, CAUSE_NONE, -1},
		{9000, STATUS_OK, CAUSE_NONE, -1},
		{1499, STATUS_WARNING, CAUSE_SIZE, 1500},
		{0, STATUS_WARNING, CAUSE_SIZE, 1500},
	};
	const struct question question = {.kind = QUESTION_MTU, .size = 1500};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, 1000);

		result_new_facts(&result, QUESTION_MTU)->mtu.passed = cases[i].passed;
		ASSERT_JUDGED(judge(&question, &result), cases[i].status, cases[i].cause,
			      cases[i].limit);
		result_clear(&result);
	}
}
END_TEST

START_TEST(a_plugin_is_believed_as_far_as_the_protocol_goes)
{
	static const struct {
		int exit_status;
		enum status status;
	} cases[] = {
		{0, STATUS_OK},	      {1, STATUS_CAUTION}, {2, STATUS_WARNING},
		{3, STATUS_UNKNOWN},  {4, STATUS_UNKNOWN}, {127, STATUS_UNKNOWN},
		{-1, STATUS_UNKNOWN},
	};
	const struct question question = {.kind = QUESTION_PLUGIN};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, 1000);
		struct judgement judgement;

		result_new_facts(&result, QUESTION_PLUGIN)->plugin.exit_status =
			cases[i].exit_status;
		judgement = judge(&question, &result);
		ck_assert_int_eq(judgement.status, cases[i].status);
		ck_assert_int_eq(judgement.limit, -1);
		result_clear(&result);
	}
}
END_TEST

START_TEST(the_reason_names_the_threshold_that_was_reached)
{
	const struct question question = {
		.kind = QUESTION_TLS,
		.time_us = {100000, 300000},
		.left_us = {30 * DAY_US, 7 * DAY_US},
	};
	static const struct {
		int64_t time_us, left_us;
		const char *expected;
	} cases[] = {
		{5000, 300 * DAY_US, "answered in 5 ms; TLS 1.3, until 2027-09-21 UTC, 300 d left"},
		{5000, 20 * DAY_US,
		 "certificate runs out (caution from 30 d); answered in 5 ms; TLS 1.3, until "
		 "2026-12-15 UTC, 20 d left"},
		{5000, 5 * DAY_US,
		 "certificate runs out (warning from 7 d); answered in 5 ms; TLS 1.3, until "
		 "2026-11-30 UTC, 5 d left"},
		{5000, -DAY_US, "answered in 5 ms; TLS 1.3, ran out on 2026-11-24 UTC"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct result result = result_of(PROBE_ANSWERED, cases[i].time_us);
		struct tls_facts *tls = &result_new_facts(&result, QUESTION_TLS)->tls;
		struct judgement judgement;
		char text[RESULT_TEXT_SIZE];

		tls->version = 0x0304;
		tls->leaf_expires_at_us = tls->chain_expires_at_us = NOW_US + cases[i].left_us;
		judgement = judge(&question, &result);
		ck_assert_str_eq(state_explain(&judgement, &result, text), cases[i].expected);
		result_clear(&result);
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(the_end_decides_whatever_else_is_known),
		UNIT(times_are_judged_at_and_above_the_thresholds),
		UNIT(a_level_holds_until_its_clearing_value),
		UNIT(certificates_are_judged_by_what_they_have_left),
		UNIT(a_certificate_that_proves_nothing_is_a_warning),
		UNIT(a_version_below_the_least_is_a_caution_unless_something_is_worse),
		UNIT(a_late_answer_that_is_also_wrong_is_the_worse_of_the_two),
		UNIT(another_way_is_a_caution),
		UNIT(a_size_that_does_not_pass_is_a_warning),
		UNIT(a_plugin_is_believed_as_far_as_the_protocol_goes),
		UNIT(the_reason_names_the_threshold_that_was_reached),
		{NULL, NULL},
	};

	return unit_run("state-judge-question", tests);
}
