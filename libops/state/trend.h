/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the days of a figure lead: readings add up to days, and days to a line that
 * reaches the figure's warning on some day, or does not. Pure.
 *
 * What counts of a day is its busiest hour: the highest mean of an hour, as traffic is
 * reckoned by. The highest reading was rejected: one that falls into a backup, or is
 * made by our own login, would be the day. The mean of the day hides what users feel.
 * Where there is one reading an hour, or fewer, the two are the same.
 */
#pragma once

#include "probe/probe.h"
#include "state/state.h"
#include "store/rollups.h"

/* What was covered less than that is no day; nor is today, as it is not over. */
#define TREND_COVERAGE_PPM 500000
/* So many days must be known. From eight, which a line can be drawn through, one figure in sixty of those
 * that merely go up and down near their warning would be told; from these, one in two hundred. */
#define TREND_LEAST 14

/* AT_US in ZONE: its day as in struct rollup_record, and how long since that began. */
int32_t trend_day_of(int64_t at_us, GTimeZone *zone, int64_t *ret_into_us);

struct trend_reading {
	int64_t at_us;
	int64_t value;			/* not below 0 */
	int64_t into_us;		/* since its day began */
	int64_t longest_us;		/* so long at most it speaks for the time since the one before, if that was of
					 * its day or the day before */
};
/* Adds READING to the day that it is of, TODAY, and what of its time lies before midnight to YESTERDAY.
 * Each is the record of that day, or has nothing but its day. False: nothing is to be kept, it is there
 * already or its value is beyond all measure. */
bool trend_add(const struct trend_reading *reading, struct rollup_record *yesterday, struct rollup_record *today);

/* How many days before today are looked at, for a trend of HORIZON_US: twice as many as ahead, in whole
 * weeks, four at the least, so that no end of a week is taken for a trend. */
int32_t trend_basis_days(int64_t horizon_us);

enum trend_verdict {
	TREND_NONE,			/* it leads nowhere, or nobody can tell */
	TREND_NEAR,			/* not so soon, but not much later either: no reason to say that it is over */
	TREND_REACHES,
};

struct trend_rule {
	int64_t level;			/* to be reached from below */
	int64_t horizon_us;
	int32_t today;
	int64_t into_us;		/* since today began */
};

/*
 * DAYS, in their order, of which those before TODAY count. Nothing is said from fewer
 * than TREND_LEAST of them, nor when the slope may as well be none (its bounds have zero between
 * them) or so small that it would take twice the horizon, nor when the newest days are below the middle of all: what ended is no
 * trend. RET_TREND is set unless the verdict is TREND_NONE.
 */
enum trend_verdict trend_look(const struct rollup_record *days, size_t count, const struct trend_rule *rule,
			      struct figure_trend *ret_trend);

/* "2026-11-02". Caller frees. */
char *trend_date(int32_t day);
/* Puts VERDICT into JUDGEMENT of a figure of UNIT, if that is OK, and its words before what FACTS say. */
void trend_judge(enum trend_verdict verdict, const struct figure_trend *trend, enum figure_unit unit,
		 struct figure_facts *facts, struct judgement *judgement);
