/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From readings to days, and from days to where they lead.
 */
#include "state/trend.h"

#include "base/instant.h"
#include "unit.h"

#include <math.h>

#define DAY ((int64_t)G_TIME_SPAN_DAY)
#define HOUR ((int64_t)G_TIME_SPAN_HOUR)
#define PERCENT 10000
#define TODAY 20000

/* --- days --- */

START_TEST(a_day_is_a_date_of_the_zone)
{
	static const struct { const char *at, *zone; int32_t day; int64_t into_s; } cases[] = {
		{ "1970-01-01T00:00:00Z", "UTC", 0, 0 },
		{ "1970-01-02T23:59:59Z", "UTC", 1, 86399 },
		{ "2026-11-24T15:00:00Z", "Asia/Tokyo", 20782, 0 },
		{ "2026-11-24T14:59:59Z", "Asia/Tokyo", 20781, 86399 },
		/* the days on which clocks are set have 25 and 23 hours */
		{ "2026-10-25T22:59:59Z", "Europe/Berlin", 20751, 89999 },
		{ "2026-03-29T21:59:59Z", "Europe/Berlin", 20541, 82799 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GTimeZone) zone = instant_zone_open(cases[i].zone, NULL);
		int64_t at_us, into_us;

		ck_assert(instant_parse(cases[i].at, NULL, &at_us, NULL));
		ck_assert_int_eq(trend_day_of(at_us, zone, &into_us), cases[i].day);
		ck_assert_int_eq(into_us, cases[i].into_s * G_USEC_PER_SEC);
	}
}
END_TEST

/* A day in UTC that is being made, and the one before. */
struct diary {
	struct rollup_record yesterday, today;
	int64_t longest_us;
};

static bool add(struct diary *diary, double hour, int64_t value)
{
	int64_t into_us = (int64_t)(hour * (double)HOUR);
	struct trend_reading reading = {
		.at_us = TODAY * DAY + into_us, .value = value, .into_us = into_us, .longest_us = diary->longest_us,
	};

	return trend_add(&reading, &diary->yesterday, &diary->today);
}

static struct diary diary_new(double longest_hours)
{
	return (struct diary){
		.yesterday = { .day = TODAY - 1 },
		.today = { .day = TODAY },
		.longest_us = (int64_t)(longest_hours * (double)HOUR),
	};
}

START_TEST(readings_add_up_to_a_day)
{
	struct diary diary = diary_new(1);

	ck_assert(add(&diary, 10.0, 30));
	ck_assert(add(&diary, 10.5, 50));
	ck_assert(add(&diary, 11.0, 90));
	ck_assert(add(&diary, 11.5, 10));
	ck_assert(add(&diary, 12.0, 20));
	ck_assert_int_eq(diary.today.readings, 5);
	ck_assert_int_eq(diary.today.sum, 200);
	ck_assert_int_eq(diary.today.minimum, 10);
	ck_assert_int_eq(diary.today.maximum, 90);
	ck_assert_int_eq(diary.today.covered_us, 2 * HOUR);
	/* the hours 10 and 11 were 40 and 50 in the mean; 12 is not over */
	ck_assert_int_eq(diary.today.peak, 50);
	ck_assert_int_eq(diary.today.hour_readings, 1);
	ck_assert_int_eq(diary.today.hour_sum, 20);
	ck_assert_int_eq(diary.yesterday.covered_us, 0);
}
END_TEST

START_TEST(a_reading_speaks_for_the_time_before_it_and_no_longer_than_it_may)
{
	struct diary diary = diary_new(1);

	/* three hours ago, of which it speaks for one, and of that for 45 minutes of yesterday */
	diary.yesterday.last_at_us = TODAY * DAY - 2 * HOUR - HOUR * 3 / 4;
	diary.yesterday.readings = 1;
	ck_assert(add(&diary, 0.25, 1));
	ck_assert_int_eq(diary.today.covered_us, HOUR / 4);
	ck_assert_int_eq(diary.yesterday.covered_us, HOUR * 3 / 4);
	ck_assert_int_eq(diary.yesterday.readings, 1);
	/* a gap is not covered */
	ck_assert(add(&diary, 20, 1));
	ck_assert_int_eq(diary.today.covered_us, HOUR / 4 + HOUR);
	/* our clock was set back: it counts, and speaks for no time */
	ck_assert(add(&diary, 19, 7));
	ck_assert_int_eq(diary.today.covered_us, HOUR / 4 + HOUR);
	ck_assert_int_eq(diary.today.maximum, 7);
}
END_TEST

START_TEST(one_reading_a_day_covers_both_days_whole)
{
	struct diary diary = diary_new(48);

	diary.yesterday = (struct rollup_record){
		.day = TODAY - 1, .readings = 1, .last_at_us = TODAY * DAY - 12 * HOUR, .covered_us = 12 * HOUR,
	};
	ck_assert(add(&diary, 12, 1));
	ck_assert_int_eq(diary.today.covered_us, 12 * HOUR);
	ck_assert_int_eq(diary.yesterday.covered_us, DAY);
	/* and never more than whole */
	diary.yesterday.covered_us = DAY;
	diary.today.last_at_us = 0;
	ck_assert(add(&diary, 13, 1));
	ck_assert_int_eq(diary.yesterday.covered_us, DAY);
}
END_TEST

START_TEST(what_is_there_already_or_beyond_all_measure_is_not_added)
{
	struct diary diary = diary_new(1);

	ck_assert(add(&diary, 1, 5));
	ck_assert(!add(&diary, 1, 5));
	ck_assert(!add(&diary, 2, -1));
	ck_assert(!add(&diary, 2, INT64_MAX));
	ck_assert_int_eq(diary.today.readings, 1);
	diary.today.readings = 86400;
	ck_assert(!add(&diary, 2, 5));
}
END_TEST

/* --- where they lead --- */

#define DAYS_MOST 400

struct past {
	struct rollup_record days[DAYS_MOST];
	size_t count;
};

/* The day AGO days before today had VALUE for its busiest hour. */
static void live(struct past *past, int ago, int64_t value)
{
	past->days[past->count++] = (struct rollup_record){
		.day = TODAY - ago, .readings = 24, .covered_us = DAY, .peak = value, .maximum = value + 1,
	};
}

/* Noise that is the same each time, of at most AMPLITUDE to either side. */
static int64_t noise(int i, int64_t amplitude)
{
	uint64_t bits = ((uint64_t)i + 1) * UINT64_C(0x9e3779b97f4a7c15);

	/* The end of splitmix64. */
	bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
	return amplitude ? (int64_t)((bits ^ (bits >> 31)) % (uint64_t)(2 * amplitude + 1)) - amplitude : 0;
}

static enum trend_verdict look(const struct past *past, int64_t horizon_days, struct figure_trend *ret_trend)
{
	const struct trend_rule rule = {
		.level = 85 * PERCENT, .horizon_us = horizon_days * DAY, .today = TODAY, .into_us = 12 * HOUR,
	};

	return trend_look(past->days, past->count, &rule, ret_trend);
}

START_TEST(it_reaches_when_it_will_and_says_by_what)
{
	struct figure_trend trend;
	struct past past = { .count = 0 };

	/* 40% at 21 days ago, 1% a day: 60% yesterday, 85% in 25 - 1 days from now */
	for (int ago = 21; ago >= 1; ago--)
		live(&past, ago, (61 - ago) * PERCENT);
	ck_assert_int_eq(look(&past, 30, &trend), TREND_REACHES);
	ck_assert_int_eq(trend.points, 21);
	ck_assert_int_eq(trend.from_day, TODAY - 21);
	ck_assert_int_eq(trend.until_day, TODAY - 1);
	ck_assert_int_eq(trend.level, 85 * PERCENT);
	ck_assert(fabs(trend.per_day - PERCENT) < 1 && fabs(trend.days - 24) < .001);
	ck_assert(fabs(trend.days_earliest - 24) < .001 && fabs(trend.days_latest - 24) < .001);
	/* just so soon, a little later, and far later */
	ck_assert_int_eq(look(&past, 24, &trend), TREND_REACHES);
	ck_assert_int_eq(look(&past, 20, &trend), TREND_NEAR);
	ck_assert_int_eq(look(&past, 19, &trend), TREND_NONE);
}
END_TEST

/* A day as a series has it, in percent; "AGO" counts from 1. */
typedef int64_t shape(int ago);
static int64_t flat(int ago) { return 60 * PERCENT; }
static int64_t noisy(int ago) { return 60 * PERCENT + noise(ago, 20 * PERCENT); }
static int64_t weekly(int ago) { return ago % 7 < 2 ? 20 * PERCENT : 70 * PERCENT + noise(ago, 2 * PERCENT); }
static int64_t weekly_otherwise(int ago) { return (ago + 3) % 7 < 2 ? 20 * PERCENT : 70 * PERCENT; }
static int64_t falling(int ago) { return 40 * PERCENT + ago * PERCENT; }
static int64_t one_spike(int ago) { return ago == 2 ? 84 * PERCENT : 30 * PERCENT + noise(ago, PERCENT); }
static int64_t a_step_that_is_over(int ago) { return ago > 4 ? (80 - ago) * PERCENT : 20 * PERCENT; }
static int64_t up_and_down(int ago) { return ABS(ago - 14) * -2 * PERCENT + 80 * PERCENT; }
static int64_t rising(int ago) { return (80 - ago) * PERCENT; }
static int64_t rising_with_noise(int ago) { return (80 - ago) * PERCENT + noise(ago, 3 * PERCENT); }
static int64_t rising_with_weekends(int ago) { return ago % 7 < 2 ? 30 * PERCENT - ago * PERCENT : rising_with_noise(ago); }
static int64_t rising_with_spikes(int ago) { return ago % 11 == 3 ? 0 : rising_with_noise(ago); }
static int64_t there_already(int ago) { return (92 - ago / 2) * PERCENT; }

START_TEST(only_what_rises_beyond_doubt_is_said_to_rise)
{
	static const struct { const char *name; shape *shape; int days; enum trend_verdict verdict; } cases[] = {
		{ "flat", flat, 28, TREND_NONE },
		{ "noisy", noisy, 28, TREND_NONE },
		{ "weekly", weekly, 28, TREND_NONE },
		{ "weekly, two weeks", weekly, 14, TREND_NONE },
		{ "weekly, from a weekend on", weekly, 8, TREND_NONE },
		{ "weekly, from a weekend on", weekly, 9, TREND_NONE },
		{ "weekly, from another day on", weekly_otherwise, 11, TREND_NONE },
		{ "falling", falling, 28, TREND_NONE },
		{ "one spike", one_spike, 28, TREND_NONE },
		{ "a rise that is over", a_step_that_is_over, 28, TREND_NONE },
		{ "up and down", up_and_down, 28, TREND_NONE },
		{ "too few days", rising, 13, TREND_NONE },
		{ "just enough", rising, 14, TREND_REACHES },
		{ "rising", rising, 28, TREND_REACHES },
		{ "rising with noise", rising_with_noise, 28, TREND_REACHES },
		{ "rising with weekends", rising_with_weekends, 28, TREND_REACHES },
		{ "rising with days that are gone wrong", rising_with_spikes, 28, TREND_REACHES },
		{ "there already", there_already, 28, TREND_REACHES },
		/* what is longer ago than four weeks does not count */
		{ "it rose before", up_and_down, 42, TREND_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct figure_trend trend = { .days_earliest = -1 };
		struct past past = { .count = 0 };
		enum trend_verdict verdict;

		for (int ago = cases[i].days; ago >= 1; ago--)
			live(&past, ago, cases[i].shape(ago));
		verdict = look(&past, 14, &trend);
		ck_assert_msg(verdict == cases[i].verdict, "%s: %d", cases[i].name, (int)verdict);
		if (verdict != TREND_REACHES)
			continue;
		ck_assert_msg(trend.per_day_low > 0 && trend.per_day_low <= trend.per_day &&
				      trend.per_day <= trend.per_day_high,
			      "%s", cases[i].name);
		ck_assert_msg(trend.days_earliest >= 0 && trend.days_earliest <= trend.days &&
				      trend.days <= trend.days_latest && isfinite(trend.days_latest),
			      "%s", cases[i].name);
	}
}
END_TEST

/* What merely goes up and down, and nearly to its warning. */
START_TEST(noise_is_hardly_ever_a_trend)
{
	static const struct { int days; int64_t middle, amplitude; int most; } cases[] = {
		{ 14, 60 * PERCENT, 20 * PERCENT, 20 }, { 14, 75 * PERCENT, 9 * PERCENT, 20 },
		{ 28, 60 * PERCENT, 20 * PERCENT, 8 }, { 28, 75 * PERCENT, 9 * PERCENT, 8 },
		{ 28, 40 * PERCENT, 10 * PERCENT, 0 },
	};
	enum { SERIES = 2000 };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int told = 0;

		for (int series = 0; series < SERIES; series++) {
			struct past past = { .count = 0 };
			struct figure_trend trend;

			for (int ago = cases[i].days; ago >= 1; ago--)
				live(&past, ago, cases[i].middle + noise(series * 100 + ago, cases[i].amplitude));
			told += look(&past, 14, &trend) == TREND_REACHES;
		}
		ck_assert_msg(told <= cases[i].most, "case %zu: %d of %d", i, told, SERIES);
	}
}
END_TEST

/* A gap is neither zero nor a day; the line goes through what there is. */
START_TEST(a_week_that_nobody_saw_changes_nothing)
{
	struct past whole = { .count = 0 }, gap = { .count = 0 };
	struct figure_trend a, b;

	for (int ago = 28; ago >= 1; ago--) {
		live(&whole, ago, rising(ago));
		if (ago <= 7 || ago > 14) {
			live(&gap, ago, rising(ago));
			continue;
		}
		/* hardly seen; only covered; not there */
		live(&gap, ago, 0);
		gap.days[gap.count - 1].covered_us = DAY / 2 - 1;
		if (ago % 3 == 0)
			gap.days[gap.count - 1] = (struct rollup_record){ .day = TODAY - ago, .covered_us = DAY };
		if (ago % 3 == 1)
			gap.count--;
	}
	ck_assert_int_eq(look(&whole, 14, &a), TREND_REACHES);
	ck_assert_int_eq(look(&gap, 14, &b), TREND_REACHES);
	ck_assert_int_eq(a.points, 28);
	ck_assert_int_eq(b.points, 21);
	ck_assert(fabs(a.days - b.days) < .001 && fabs(a.per_day - b.per_day) < .001);
}
END_TEST

START_TEST(today_does_not_count_as_it_is_not_over)
{
	struct past past = { .count = 0 };
	struct figure_trend trend;

	for (int ago = 14; ago >= 1; ago--)
		live(&past, ago, rising(ago));
	live(&past, 0, 1);
	ck_assert_int_eq(look(&past, 14, &trend), TREND_REACHES);
	ck_assert_int_eq(trend.points, 14);
	ck_assert_int_eq(trend.until_day, TODAY - 1);
}
END_TEST

START_TEST(whole_weeks_are_looked_at)
{
	static const struct { int ahead, basis; } cases[] = {
		{ 1, 28 }, { 14, 28 }, { 15, 35 }, { 17, 35 }, { 18, 42 }, { 30, 63 }, { 180, 364 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_int_eq(trend_basis_days(cases[i].ahead * DAY), cases[i].basis);
}
END_TEST

/* --- how it is said --- */

/* The same slope, ever less sure. */
START_TEST(what_may_take_twice_as_long_is_a_guess)
{
	static const struct { int64_t amplitude; enum trend_verdict verdict; } cases[] = {
		{ 0, TREND_REACHES }, { 2 * PERCENT, TREND_REACHES }, { 9 * PERCENT, TREND_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct figure_trend trend = { .points = 0 };
		struct past past = { .count = 0 };
		enum trend_verdict verdict;

		for (int ago = 28; ago >= 1; ago--)
			live(&past, ago, 80 * PERCENT - ago * PERCENT / 2 + noise(ago + 900, cases[i].amplitude));
		verdict = look(&past, 14, &trend);
		ck_assert_msg(verdict == cases[i].verdict, "%zu: %d", i, (int)verdict);
		/* what was refused had a slope, and would have been reached in time */
		ck_assert(trend.per_day_low > 0 && trend.days <= 14);
		ck_assert_int_eq(trend.days_latest > 28, verdict == TREND_NONE);
	}
}
END_TEST

START_TEST(only_what_is_ok_becomes_a_caution)
{
	static const struct {
		enum trend_verdict verdict;
		enum status status, holds;
		enum status expected, expected_holds;
	} cases[] = {
		{ TREND_NONE, STATUS_OK, STATUS_OK, STATUS_OK, STATUS_OK },
		{ TREND_NEAR, STATUS_OK, STATUS_OK, STATUS_OK, STATUS_CAUTION },
		{ TREND_REACHES, STATUS_OK, STATUS_OK, STATUS_CAUTION, STATUS_CAUTION },
		{ TREND_REACHES, STATUS_OK, STATUS_WARNING, STATUS_CAUTION, STATUS_WARNING },
		{ TREND_REACHES, STATUS_CAUTION, STATUS_CAUTION, STATUS_CAUTION, STATUS_CAUTION },
		{ TREND_REACHES, STATUS_WARNING, STATUS_WARNING, STATUS_WARNING, STATUS_WARNING },
		{ TREND_REACHES, STATUS_UNKNOWN, STATUS_UNKNOWN, STATUS_UNKNOWN, STATUS_UNKNOWN },
	};
	const struct figure_trend trend = { .points = 9, .level = 850000, .days_latest = 1 };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct judgement judgement = { cases[i].status, CAUSE_NONE, -1, cases[i].holds };
		struct figure_facts facts = { .known = true, .text = "was" };
		bool told = cases[i].status == STATUS_OK && cases[i].verdict == TREND_REACHES;

		trend_judge(cases[i].verdict, &trend, FIGURE_SHARE, &facts, &judgement);
		ck_assert_int_eq(judgement.status, cases[i].expected);
		ck_assert_int_eq(judgement.holds, cases[i].expected_holds);
		ck_assert_int_eq(judgement.cause, told ? CAUSE_TREND : CAUSE_NONE);
		ck_assert_int_eq(judgement.limit, told ? 850000 : -1);
		ck_assert_int_eq(facts.trend.points, told ? 9 : 0);
		ck_assert_int_eq(strcmp(facts.text, "was") != 0, told);
	}
}
END_TEST

START_TEST(it_says_when_and_by_what)
{
	static const struct { struct figure_trend trend; enum figure_unit unit; const char *text, *expected; int32_t limit; } cases[] = {
		{ { .points = 21, .from_day = 20759, .level = 85 * PERCENT, .days = 9.2, .days_earliest = 5.9, .days_latest = 13.1 },
		  FIGURE_SHARE, "", "will reach warning 85% in 9 d (5 to 14 d), by 21 days from 2026-11-02", 85 * PERCENT },
		{ { .points = 8, .from_day = 0, .level = 30 * (int64_t)G_USEC_PER_SEC, .days_latest = 1e9 }, FIGURE_TIME, "by 2 s",
		  "will reach warning 30 s in 0 d (0 to 9999 d), by 8 days from 1970-01-01, by 2 s", 30 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct judgement judgement = { STATUS_OK, CAUSE_NONE, -1, STATUS_OK };
		struct figure_facts facts = { .known = true };

		g_strlcpy(facts.text, cases[i].text, sizeof(facts.text));
		trend_judge(TREND_REACHES, &cases[i].trend, cases[i].unit, &facts, &judgement);
		ck_assert_str_eq(facts.text, cases[i].expected);
		ck_assert_int_eq(judgement.limit, cases[i].limit);
	}
}
END_TEST

START_TEST(what_is_too_long_ends_between_characters)
{
	struct judgement judgement = { STATUS_OK, CAUSE_NONE, -1, STATUS_OK };
	struct figure_trend trend = { .points = 21, .level = 1, .days_latest = 1 };

	for (size_t length = 0; length < 90; length++) {
		g_autoptr(GString) long_text = g_string_new(NULL);
		struct figure_facts facts = { .known = true };

		for (size_t i = 0; i < length; i++)
			g_string_append_c(long_text, 'x');
		for (size_t i = 0; i < 12; i++)
			g_string_append(long_text, "線");
		g_strlcpy(facts.text, long_text->str, sizeof(facts.text));
		trend_judge(TREND_REACHES, &trend, FIGURE_SHARE, &facts, &judgement);
		ck_assert(g_utf8_validate(facts.text, -1, NULL));
		judgement.status = STATUS_OK;
	}
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_day_is_a_date_of_the_zone),
		UNIT(readings_add_up_to_a_day),
		UNIT(a_reading_speaks_for_the_time_before_it_and_no_longer_than_it_may),
		UNIT(one_reading_a_day_covers_both_days_whole),
		UNIT(what_is_there_already_or_beyond_all_measure_is_not_added),
		UNIT(it_reaches_when_it_will_and_says_by_what),
		UNIT(only_what_rises_beyond_doubt_is_said_to_rise),
		UNIT(noise_is_hardly_ever_a_trend),
		UNIT(a_week_that_nobody_saw_changes_nothing),
		UNIT(today_does_not_count_as_it_is_not_over),
		UNIT(whole_weeks_are_looked_at),
		UNIT(what_may_take_twice_as_long_is_a_guess),
		UNIT(only_what_is_ok_becomes_a_caution),
		UNIT(it_says_when_and_by_what),
		UNIT(what_is_too_long_ends_between_characters),
		{ NULL, NULL },
	};

	return unit_run("state-trend", tests);
}
