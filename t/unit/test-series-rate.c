/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From two readings to a rate, or to the reason why there is none: each trap
 * that monitoring systems are known to fall into is a case.
 */
#include "series/series.h"

#include "unit.h"

#include <inttypes.h>

#define S INT64_C(1000000)
#define M (60 * S)
#define NEVER INT64_MAX
#define WRAP (UINT64_C(1) << 32)
#define GIGABIT UINT64_C(125000000) /* octets a second */
#define AT INT64_C(1795543200000000)

/* Times are from AT on. Uptimes: at AT + 0 the device is up for BOOTED. */
struct reading {
	int64_t at_us, uptime_us;
	uint64_t value;
	int width;
};

static struct series_sample sample_of(const struct reading *reading)
{
	return (struct series_sample){AT + reading->at_us, reading->uptime_us, reading->value,
				      reading->width};
}

#define CLEARED SERIES_ASSUMED_NOT_CLEARED
#define RESTART SERIES_ASSUMED_NO_RESTART
#define NO_WRAP SERIES_ASSUMED_NO_WRAP
#define CLOCK SERIES_ASSUMED_CLOCK

struct rate_case {
	const char *name;
	struct reading before, now;
	struct series_counter counter;
	struct series_evidence evidence;
	enum series_reason reason;
	unsigned int assumed;
	uint64_t grew;
};

#define UP (1000 * M) /* up for so long at the first reading */
#define NOTHING {-1, -1, SERIES_OTHERS_SILENT}
#define QUIET {NEVER, NEVER, SERIES_OTHERS_SILENT} /* never cleared, never changed */
#define WENT_ON {-1, -1, SERIES_OTHERS_WENT_ON}
#define LINE {.most_per_s = GIGABIT}

static const struct rate_case cases[] = {
	/* --- a counter that grew --- */
	{"everything proven",
	 {0, UP, 1000, 64}, {M, UP + M, 7000, 64}, LINE, QUIET, SERIES_KNOWN, NO_WRAP, 6000},
	{"everything proven, and too large for 32 bits",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 5, 64}, LINE, QUIET, SERIES_KNOWN, 0, 5},
	{"it stands still", {0, UP, WRAP, 64}, {M, UP + M, WRAP, 64}, LINE, QUIET, SERIES_KNOWN, 0, 0},
	{"too large to have come from zero: no other evidence is needed but for the clock",
	 {0, -1, 900 * WRAP, 64}, {M, -1, 900 * WRAP + 60, 64}, LINE, NOTHING, SERIES_KNOWN, CLOCK, 60},
	{"no uptime: what is assumed is said",
	 {0, -1, WRAP, 64}, {M, -1, WRAP + 60, 64}, LINE, NOTHING, SERIES_KNOWN, CLOCK | RESTART | CLEARED, 60},
	{"uptime, and it may have been cleared and outgrown itself",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 60, 64}, LINE, NOTHING, SERIES_KNOWN, CLEARED, 60},
	{"another counter of the same interface went on",
	 {0, -1, WRAP, 64}, {M, -1, WRAP + 60, 64}, LINE, WENT_ON, SERIES_KNOWN, CLOCK, 60},
	{"another one began anew: so did this one, though it has outgrown itself",
	 {0, UP, 10, 64}, {M, UP + M, 60, 64}, LINE, {-1, -1, SERIES_OTHERS_FELL}, SERIES_CLEARED, 0, 0},
	{"cleared half a minute ago",
	 {0, UP, 10, 64}, {M, UP + M, 60, 64}, LINE, {-1, 30 * S, SERIES_OTHERS_SILENT}, SERIES_CLEARED, 0, 0},
	{"cleared just before the first reading: it may have been after",
	 {0, UP, 10, 64}, {M, UP + M, 60, 64}, LINE, {-1, M + S, SERIES_OTHERS_SILENT}, SERIES_CLEARED, 0, 0},
	{"cleared well before",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 9, 64}, LINE, {NEVER, 2 * M, SERIES_OTHERS_SILENT}, SERIES_KNOWN, 0, 9},
	{"the interface came up in between: some begin anew then",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 9, 64}, LINE, {30 * S, NEVER, SERIES_OTHERS_SILENT}, SERIES_KNOWN, CLEARED, 9},
	{"only the second uptime is known: it was not restarted, if the clock is right",
	 {0, -1, WRAP, 64}, {M, UP, WRAP + 9, 64}, LINE, QUIET, SERIES_KNOWN, CLOCK, 9},
	{"the line's rate is not known",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 9, 64}, {0}, QUIET, SERIES_KNOWN, 0, 9},
	{"nor whether it wraps at 2^32",
	 {0, UP, 7, 0}, {M, UP + M, 9, 0}, {0}, QUIET, SERIES_KNOWN, NO_WRAP, 2},
	{"exactly the line's rate",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 60 * GIGABIT, 64}, LINE, QUIET, SERIES_KNOWN, 0, 60 * GIGABIT},
	{"twice the line's rate",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 120 * GIGABIT, 64}, LINE, QUIET, SERIES_IMPOSSIBLE, 0, 0},
	{"the figures at one end may be older",
	 {0, UP, WRAP, 64}, {M, UP + M, WRAP + 70 * GIGABIT, 64},
	 {.most_per_s = GIGABIT, .lag_us = 10 * S}, QUIET, SERIES_KNOWN, 0, 70 * GIGABIT},

	/* --- 32 bits at 1 Gbit/s wrap within 34 s --- */
	{"32 bits, 20 s: no wrap can hide",
	 {0, UP, 1000, 32}, {20 * S, UP + 20 * S, 7000, 32}, LINE, QUIET, SERIES_KNOWN, 0, 6000},
	{"32 bits, a minute: one can",
	 {0, UP, 1000, 32}, {M, UP + M, 7000, 32}, LINE, QUIET, SERIES_UNSEEN_WRAP, 0, 0},
	{"32 bits, five minutes on 10 Mbit/s: none can",
	 {0, UP, 1000, 32}, {5 * M, UP + 5 * M, 7000, 32}, {.most_per_s = 1250000}, QUIET, SERIES_KNOWN, 0, 6000},
	{"a width that is not known is taken for the worse",
	 {0, UP, 1000, 0}, {M, UP + M, 7000, 0}, LINE, QUIET, SERIES_UNSEEN_WRAP, 0, 0},
	{"unless the values tell that it has more",
	 {0, UP, WRAP - 1, 0}, {M, UP + M, WRAP, 0}, LINE, QUIET, SERIES_KNOWN, 0, 1},
	{"said to have 32 bits, and has more",
	 {0, UP, WRAP + 1, 32}, {M, UP + M, WRAP + 5, 32}, LINE, QUIET, SERIES_KNOWN, 0, 4},

	/* --- a counter that fell: wraps --- */
	{"32 bits, all else proven",
	 {0, UP, WRAP - 100, 32}, {20 * S, UP + 20 * S, 50, 32}, LINE, QUIET, SERIES_KNOWN, 0, 150},
	{"32 bits, and only the uptime speaks: a wrap, but for a clearing",
	 {0, UP, WRAP - 100, 32}, {20 * S, UP + 20 * S, 50, 32}, LINE, NOTHING, SERIES_KNOWN, CLEARED, 150},
	{"32 bits, no uptime, but another counter went on",
	 {0, -1, WRAP - 100, 32}, {20 * S, -1, 50, 32}, LINE, WENT_ON, SERIES_KNOWN, CLOCK, 150},
	{"32 bits, no uptime, nothing else: not told",
	 {0, -1, WRAP - 100, 32}, {20 * S, -1, 50, 32}, LINE, NOTHING, SERIES_BACKWARDS, 0, 0},
	{"32 bits, and the interface changed in between: not told",
	 {0, UP, WRAP - 100, 32}, {20 * S, UP + 20 * S, 50, 32}, LINE, {9 * S, -1, SERIES_OTHERS_SILENT}, SERIES_BACKWARDS, 0, 0},
	{"32 bits, and the line's rate is not known: not told",
	 {0, UP, WRAP - 100, 32}, {20 * S, UP + 20 * S, 50, 32}, {0}, QUIET, SERIES_BACKWARDS, 0, 0},
	{"32 bits, twice round fits into a minute",
	 {0, UP, WRAP - 100, 32}, {M, UP + M, 50, 32}, LINE, QUIET, SERIES_UNSEEN_WRAP, 0, 0},
	{"the width is not known: proven, it is a wrap at 2^32",
	 {0, UP, WRAP - 100, 0}, {20 * S, UP + 20 * S, 50, 0}, LINE, QUIET, SERIES_KNOWN, 0, 150},
	{"the width is not known, and nothing is proven",
	 {0, UP, WRAP - 100, 0}, {20 * S, UP + 20 * S, 50, 0}, LINE, NOTHING, SERIES_BACKWARDS, 0, 0},
	{"64 bits that wrap at 2^32, proven",
	 {0, UP, WRAP - 100, 64}, {20 * S, UP + 20 * S, 50, 64}, LINE, QUIET, SERIES_KNOWN, 0, 150},
	{"64 bits that wrap at 2^32, or were cleared: not told",
	 {0, UP, WRAP - 100, 64}, {20 * S, UP + 20 * S, 50, 64}, LINE, NOTHING, SERIES_BACKWARDS, 0, 0},
	{"64 bits that wrap at 2^64",
	 {0, UP, -UINT64_C(100), 64}, {M, UP + M, 50, 64}, LINE, QUIET, SERIES_KNOWN, 0, 150},

	/* --- a counter that fell: new beginnings --- */
	{"32 bits cleared: a wrap would be faster than the line",
	 {0, UP, 5000, 32}, {20 * S, UP + 20 * S, 50, 32}, LINE, NOTHING, SERIES_CLEARED, 0, 0},
	{"the same, and somehow proven not to be: nonsense is told as such",
	 {0, UP, 5000, 32}, {20 * S, UP + 20 * S, 50, 32}, LINE, QUIET, SERIES_IMPOSSIBLE, 0, 0},
	{"64 bits cleared",
	 {0, UP, 9 * WRAP, 64}, {M, UP + M, 50, 64}, LINE, NOTHING, SERIES_BACKWARDS, 0, 0},
	{"cleared, and the device says so",
	 {0, UP, WRAP - 100, 32}, {20 * S, UP + 20 * S, 50, 32}, LINE, {-1, 10 * S, SERIES_OTHERS_SILENT}, SERIES_CLEARED, 0, 0},
	{"cleared, and the other counters fell too",
	 {0, UP, WRAP - 100, 32}, {20 * S, UP + 20 * S, 50, 32}, LINE, {-1, -1, SERIES_OTHERS_FELL}, SERIES_CLEARED, 0, 0},

	/* --- restarts --- */
	{"restarted, and the counter fell",
	 {0, UP, 9 * WRAP, 64}, {M, 20 * S, 50, 64}, LINE, NOTHING, SERIES_RESTARTED, 0, 0},
	{"restarted, and the counter has outgrown itself",
	 {0, UP, 10, 64}, {M, 20 * S, 5000, 64}, LINE, QUIET, SERIES_RESTARTED, 0, 0},
	{"restarted, and the uptime has outgrown itself",
	 {0, 5 * S, 10, 64}, {M, 50 * S, 5000, 64}, LINE, QUIET, SERIES_RESTARTED, 0, 0},
	{"restarted just before: it may have been after",
	 {0, S, 10, 64}, {M, M + S, 5000, 64}, LINE, QUIET, SERIES_RESTARTED, 0, 0},
	{"restarted, only the second uptime is known",
	 {0, -1, 10, 64}, {M, 50 * S, 5000, 64}, LINE, NOTHING, SERIES_RESTARTED, 0, 0},
	{"restarted, and our clock was set back: the uptime fell",
	 {0, UP, 10, 64}, {S, 5 * M, 5000, 64}, LINE, NOTHING, SERIES_RESTARTED, 0, 0},
	{"an uptime in whole minutes",
	 {0, UP, WRAP, 64}, {M + 50 * S, UP + M, WRAP + 9, 64},
	 {.most_per_s = GIGABIT, .uptime_step_us = M}, QUIET, SERIES_KNOWN, 0, 9},
	{"an uptime in whole minutes that fell by its step is not lower",
	 {0, UP + M, WRAP, 64}, {20 * S, UP, WRAP + 9, 64},
	 {.most_per_s = GIGABIT, .uptime_step_us = 2 * M}, QUIET, SERIES_KNOWN, 0, 9},
	{"an uptime that began anew after 497 days is taken for a restart",
	 {0, INT64_C(42949672950000), WRAP, 64}, {M, 55 * S, WRAP + 9, 64}, LINE, NOTHING, SERIES_RESTARTED, 0, 0},

	/* --- clocks --- */
	{"our clock was set back", {M, UP, 10, 64}, {0, UP + M, 20, 64}, LINE, QUIET, SERIES_CLOCK, 0, 0},
	{"our clock was set forward by an hour",
	 {0, UP, WRAP, 64}, {61 * M, UP + M, WRAP + 9, 64}, LINE, QUIET, SERIES_CLOCK, 0, 0},
	{"our clock was set back by half the time",
	 {0, UP, WRAP, 64}, {5 * M, UP + 10 * M, WRAP + 9, 64}, LINE, QUIET, SERIES_CLOCK, 0, 0},
	{"the device drifts by a thousandth",
	 {0, UP, WRAP, 64}, {60 * M, UP + 60 * M + 3 * S, WRAP + 9, 64}, LINE, QUIET, SERIES_KNOWN, 0, 9},
	{"times that no clock has",
	 {INT64_MIN / 2, UP, 1, 64}, {INT64_MAX / 2, UP, 2, 64}, LINE, QUIET, SERIES_CLOCK, 0, 0},

	/* --- when it was read --- */
	{"the same reading twice", {0, UP, 10, 64}, {0, UP, 10, 64}, LINE, QUIET, SERIES_TOO_SHORT, 0, 0},
	{"another reading at the same time", {0, UP, 10, 64}, {0, UP, 20, 64}, LINE, QUIET, SERIES_TOO_SHORT, 0, 0},
	{"too soon", {0, UP, 10, 64}, {9 * S, UP + 9 * S, 20, 64},
	 {.most_per_s = GIGABIT, .shortest_us = 10 * S}, QUIET, SERIES_TOO_SHORT, 0, 0},
	{"soon enough", {0, UP, WRAP, 64}, {10 * S, UP + 10 * S, WRAP + 9, 64},
	 {.most_per_s = GIGABIT, .shortest_us = 10 * S}, QUIET, SERIES_KNOWN, 0, 9},
	{"after a gap", {0, UP, WRAP, 64}, {20 * M, UP + 20 * M, WRAP + 9, 64},
	 {.most_per_s = GIGABIT, .longest_us = 15 * M}, QUIET, SERIES_TOO_LONG, 0, 0},
	{"after a gap with a restart in it", {0, UP, WRAP, 64}, {20 * M, M, 9, 64},
	 {.most_per_s = GIGABIT, .longest_us = 15 * M}, QUIET, SERIES_RESTARTED, 0, 0},
};

START_TEST(each_trap_has_its_answer)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct rate_case *each = &cases[i];
		const struct series_sample before = sample_of(&each->before), now = sample_of(&each->now);
		const struct series_rate rate =
			series_rate(&before, &now, &each->counter, &each->evidence);

		ck_assert_msg(rate.reason == each->reason, "%s: %s, not %s", each->name,
			      series_reason_id(rate.reason), series_reason_id(each->reason));
		if (rate.reason != SERIES_KNOWN) {
			ck_assert_msg(series_per_s(&rate, 8) == -1, "%s", each->name);
			continue;
		}
		ck_assert_msg(rate.assumed == each->assumed, "%s: assumed %u, not %u", each->name,
			      rate.assumed, each->assumed);
		ck_assert_msg(rate.grew == each->grew, "%s: grew by %" PRIu64, each->name, rate.grew);
		ck_assert_int_eq(rate.from_us, before.at_us);
		ck_assert_int_eq(rate.until_us, now.at_us);
	}
}
END_TEST

START_TEST(the_first_reading_makes_no_rate)
{
	const struct series_sample now = {AT, UP, 5, 64};
	const struct series_counter counter = LINE;
	const struct series_rate rate = series_rate(NULL, &now, &counter, &SERIES_NO_EVIDENCE);

	ck_assert_int_eq(rate.reason, SERIES_FIRST);
	ck_assert_int_eq(series_other(NULL, &now, &counter), SERIES_OTHERS_SILENT);
}
END_TEST

START_TEST(other_counters_tell_of_a_clearing)
{
	static const struct {
		const char *name;
		struct reading before, now;
		uint64_t most_per_s;
		enum series_others expected;
	} others[] = {
		{"too large to have come from zero",
		 {0, -1, 9 * WRAP, 64}, {M, -1, 9 * WRAP + 5, 64}, GIGABIT, SERIES_OTHERS_WENT_ON},
		{"idle, and too large", {0, -1, 9 * WRAP, 64}, {M, -1, 9 * WRAP, 64}, GIGABIT, SERIES_OTHERS_WENT_ON},
		{"small", {0, -1, 5, 64}, {M, -1, 6, 64}, GIGABIT, SERIES_OTHERS_SILENT},
		{"idle at zero", {0, -1, 0, 64}, {M, -1, 0, 64}, GIGABIT, SERIES_OTHERS_SILENT},
		{"no line's rate", {0, -1, 9 * WRAP, 64}, {M, -1, 9 * WRAP, 64}, 0, SERIES_OTHERS_SILENT},
		{"fell", {0, -1, 9 * WRAP, 64}, {M, -1, 5, 64}, GIGABIT, SERIES_OTHERS_FELL},
		{"fell, no line's rate", {0, -1, 9 * WRAP, 64}, {M, -1, 5, 64}, 0, SERIES_OTHERS_FELL},
		{"fell as a wrap does", {0, -1, WRAP - 9, 32}, {M, -1, 5, 32}, GIGABIT, SERIES_OTHERS_SILENT},
		{"fell as no wrap does", {0, -1, 900, 32}, {20 * S, -1, 5, 32}, GIGABIT, SERIES_OTHERS_FELL},
		{"fell, from where a wrap is near", {0, -1, -UINT64_C(9), 64}, {M, -1, 5, 64}, GIGABIT, SERIES_OTHERS_SILENT},
		{"read at the same time", {0, -1, 9 * WRAP, 64}, {0, -1, 5, 64}, GIGABIT, SERIES_OTHERS_SILENT},
		{"our clock was set back", {M, -1, 9 * WRAP, 64}, {0, -1, 5, 64}, GIGABIT, SERIES_OTHERS_SILENT},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		const struct series_sample before = sample_of(&others[i].before);
		const struct series_sample now = sample_of(&others[i].now);
		const struct series_counter counter = {.most_per_s = others[i].most_per_s};

		ck_assert_msg(series_other(&before, &now, &counter) == others[i].expected, "%s",
			      others[i].name);
	}
	/* so that the larger of two is what both say */
	ck_assert_int_lt(SERIES_OTHERS_SILENT, SERIES_OTHERS_WENT_ON);
	ck_assert_int_lt(SERIES_OTHERS_WENT_ON, SERIES_OTHERS_FELL);
}
END_TEST

static struct series_rate rate_of(uint64_t grew, int64_t lasted_us)
{
	return (struct series_rate){.from_us = AT, .until_us = AT + lasted_us, .grew = grew};
}

START_TEST(rates_are_rounded_and_never_overflow)
{
	static const struct {
		uint64_t grew;
		int64_t lasted_us;
		unsigned int times;
		int64_t expected;
	} rates[] = {
		{0, M, 8, 0},
		{60, M, 8, 8},
		{1, 3 * S, 1, 0},
		{1, 2 * S, 1, 1},
		{2, 3 * S, 1, 1},
		{1, 5 * M, 1000, 3},
		{7500000000, M, 8, 1000000000},
		{UINT64_MAX, 1, 8, INT64_MAX},
		{UINT64_MAX, INT64_MAX / 4, 1, 8000000},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
		struct series_rate rate = rate_of(rates[i].grew, rates[i].lasted_us);

		ck_assert_msg(series_per_s(&rate, rates[i].times) == rates[i].expected,
			      "case %zu: %" PRId64, i, series_per_s(&rate, rates[i].times));
	}
}
END_TEST

START_TEST(a_share_needs_enough_of_the_same_interval)
{
	const struct series_rate errors = rate_of(5, M), packets = rate_of(2000, M);
	const struct series_rate few = rate_of(999, M), none = rate_of(0, M), other = rate_of(2000, M + 1);
	const struct series_rate unknown = {.reason = SERIES_CLEARED};

	ck_assert_int_eq(series_share_ppm(&errors, &packets, SERIES_PACKETS_LEAST), 2500);
	ck_assert_int_eq(series_share_ppm(&errors, &few, SERIES_PACKETS_LEAST), -1);
	ck_assert_int_eq(series_share_ppm(&errors, &few, 999), 5005);
	ck_assert_int_eq(series_share_ppm(&errors, &none, 0), -1);
	ck_assert_int_eq(series_share_ppm(&none, &packets, SERIES_PACKETS_LEAST), 0);
	ck_assert_int_eq(series_share_ppm(&errors, &other, SERIES_PACKETS_LEAST), -1);
	ck_assert_int_eq(series_share_ppm(&errors, &unknown, 0), -1);
	ck_assert_int_eq(series_share_ppm(&unknown, &packets, 0), -1);
	/* errors that are not counted as packets */
	ck_assert_int_eq(series_share_ppm(&packets, &errors, 1), 1000000);
}
END_TEST

START_TEST(what_is_used_is_of_a_capacity)
{
	ck_assert_int_eq(series_used_ppm(500000000, 1000000000), 500000);
	ck_assert_int_eq(series_used_ppm(1200000000, 1000000000), 1200000);
	ck_assert_int_eq(series_used_ppm(0, 1000000000), 0);
	ck_assert_int_eq(series_used_ppm(-1, 1000000000), -1);
	ck_assert_int_eq(series_used_ppm(5, 0), -1);
	ck_assert_int_eq(series_used_ppm(5, -1), -1);
	ck_assert_int_eq(series_used_ppm(INT64_MAX, 1), INT64_MAX);
}
END_TEST

START_TEST(each_reason_has_its_words)
{
	for (int i = 0; i < SERIES_REASON_COUNT; i++) {
		ck_assert(*series_reason_id(i) && *series_explain(i));
		for (int j = 0; j < i; j++) {
			ck_assert_str_ne(series_reason_id(i), series_reason_id(j));
			ck_assert_str_ne(series_explain(i), series_explain(j));
		}
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_trap_has_its_answer),
		UNIT(the_first_reading_makes_no_rate),
		UNIT(other_counters_tell_of_a_clearing),
		UNIT(rates_are_rounded_and_never_overflow),
		UNIT(a_share_needs_enough_of_the_same_interval),
		UNIT(what_is_used_is_of_a_capacity),
		UNIT(each_reason_has_its_words),
		{NULL},
	};

	return unit_run("series/rate", tests);
}
