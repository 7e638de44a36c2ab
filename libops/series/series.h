/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters and gauges over time: pure functions of what was read when. No clock,
 * no store, no network, so that every figure can be computed again from the same
 * samples, with the same answer.
 *
 * Two readings of a counter make a rate, or none with the reason. What cannot be
 * known is null, never zero and never guessed. Where a rate rests on something that
 * nothing proves, it says on what: `assumed`.
 *
 * Rates and gauges make spans; spans make what is shown of a window, with the share
 * of it that is known, and slots; slots make percentiles.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- from two readings of a counter to a rate --- */

struct series_sample {
	int64_t at_us;			/* wall clock when it was read */
	int64_t uptime_us;		/* of the device then; -1: not known */
	uint64_t value;
	int width;			/* of the counter in bits: 32, 64; 0: not known */
};

/* What holds for a counter at all times. All 0: nothing is known. */
struct series_counter {
	uint64_t most_per_s;		/* the fastest that it can grow, in its own unit: a port's rate / 8 for
					 * octets; where the rate changed between the readings, the larger */
	int64_t uptime_step_us;		/* how finely the device tells its uptime: a minute for "3 hours, 4 minutes" */
	int64_t lag_us;			/* how old the device's own figures may be when it prints them */
	int64_t shortest_us;		/* what is read sooner makes no rate; well above LAG_US */
	int64_t longest_us;		/* nor does what is read later; 0: there is no such limit */
};

/* What the other counters of the same thing (that are cleared together) say of the same
 * two readings. The larger value counts: MAX() over series_other() of each. */
enum series_others {
	SERIES_OTHERS_SILENT,		/* nothing, or there are none */
	SERIES_OTHERS_WENT_ON,		/* one of them cannot have begun anew */
	SERIES_OTHERS_FELL,		/* one of them has begun anew */
};

/* What was seen besides, with the second reading. Times are "so long ago"; -1: not
 * known; INT64_MAX: never since the device started. */
struct series_evidence {
	int64_t changed_us;		/* the interface came, went or was made */
	int64_t cleared_us;		/* somebody cleared its counters */
	enum series_others others;
};
#define SERIES_NO_EVIDENCE ((struct series_evidence){ .changed_us = -1, .cleared_us = -1 })

enum series_reason {
	SERIES_KNOWN,
	SERIES_FIRST,			/* there is no reading before it */
	SERIES_TOO_SHORT,		/* the same reading, or one too soon after it */
	SERIES_TOO_LONG,
	SERIES_CLOCK,			/* our clock was set in between, or the device's uptime is not in step with it */
	SERIES_RESTARTED,		/* the device restarted in between, or so near that it may have */
	SERIES_CLEARED,			/* the counter began anew without a restart */
	SERIES_BACKWARDS,		/* it fell, and nothing tells a wrap from a new beginning */
	SERIES_UNSEEN_WRAP,		/* it may have wrapped once more, at the rate that it can have */
	SERIES_IMPOSSIBLE,		/* faster than it can be */
};
#define SERIES_REASON_COUNT 10

/* What a rate rests on that nothing proved. */
enum series_assumption {
	SERIES_ASSUMED_NO_RESTART = 1,	/* no uptime was told */
	SERIES_ASSUMED_NOT_CLEARED = 2,	/* it has not begun anew and outgrown what it was */
	SERIES_ASSUMED_NO_WRAP = 4,	/* it has not wrapped unseen */
	SERIES_ASSUMED_CLOCK = 8,	/* our clock was not set: no uptime to compare it with */
};

struct series_rate {
	enum series_reason reason;	/* the rest is set when it is SERIES_KNOWN */
	unsigned int assumed;		/* of enum series_assumption */
	int64_t from_us, until_us;
	uint64_t grew;			/* by how much in that time */
};

/*
 * From BEFORE (NULL: there is none) to NOW, by this evidence and in this order:
 *  - Our clock must have gone on.
 *  - The device's uptime at NOW must be longer than the interval, or it may have
 *    restarted; and must have grown by the interval, or a clock is wrong.
 *  - A counter that grew has not begun anew when it was not cleared and its
 *    interface did not change, or when another of the same thing has not, or when
 *    zero to what it is now is more than it can grow in that time.
 *  - One that fell has wrapped when it cannot have begun anew and the growth that a
 *    wrap implies is possible, with no room for a second wrap. When only the uptime
 *    speaks against a new beginning, a counter known to have 32 bits is taken to have
 *    wrapped, with SERIES_ASSUMED_NOT_CLEARED; any other one gives no rate.
 *  - Some boxes call a counter 64 bits wide that wraps at 2^32. While both values
 *    are below, that is reckoned with.
 * A step of our clock shorter than twice UPTIME_STEP_US and a few seconds is not seen,
 * nor is one that makes up for a restart in the same interval; our clock is watched
 * elsewhere. Both readings must be of one box: a cluster that switched over counts
 * on from other numbers.
 */
struct series_rate series_rate(const struct series_sample *before, const struct series_sample *now,
			       const struct series_counter *counter, const struct series_evidence *evidence);
/* What the readings of another counter of the same thing say. */
enum series_others series_other(const struct series_sample *before, const struct series_sample *now,
				const struct series_counter *counter);
/* TIMES the growth a second, rounded: 8 makes bit/s of octets, 1000 thousandths a second of
 * packets. -1 when it is not known. */
int64_t series_per_s(const struct series_rate *rate, unsigned int times);

/* Why there is no rate: "restarted" for JSON; in words of the screen's language. Lent for ever. */
const char *series_reason_id(enum series_reason reason);
const char *series_explain(enum series_reason reason);

/* --- shares, in parts per million; -1: cannot be said --- */

/* So many packets make a share of errors: one more or less is then a tenth of a percent. */
#define SERIES_PACKETS_LEAST 1000

/* PART of WHOLE over the same interval (errors of packets), at most 1000000; -1 when either is
 * not known, their times differ or WHOLE is below LEAST. */
int64_t series_share_ppm(const struct series_rate *part, const struct series_rate *whole, uint64_t least);
/* What of CAPACITY, the contract or the port's rate of that direction, is used; may exceed
 * 1000000. -1 when BITS_PER_S is, or CAPACITY is not above 0. */
int64_t series_used_ppm(int64_t bits_per_s, int64_t capacity);

/* --- spans and windows --- */

/* A value that holds from one time to another. What no span covers is a gap. */
struct series_span {
	int64_t from_us, until_us;
	int64_t value;
};

/* False when RATE is not known. */
bool series_span_of_rate(const struct series_rate *rate, unsigned int times, struct series_span *ret_span);
/* A gauge speaks for the time since it was read before, LONGEST_US at the most; the
 * first one (BEFORE_US -1) for none. False then, and when the clock went backwards. */
bool series_span_of_gauge(int64_t before_us, int64_t now_us, int64_t value, int64_t longest_us,
			  struct series_span *ret_span);

/* Of a window. Nothing else is set when COVERAGE_PPM is 0. */
struct series_summary {
	int64_t coverage_ppm;		/* share of the window that is covered */
	int64_t mean;			/* weighted by time, over what is covered, rounded */
	int64_t minimum, maximum;	/* of the spans that lie in it, in part or whole */
};

/* COUNT spans in any order. Where they overlap (our clock was set back) the one that
 * begins first counts, and of those the one that comes first. */
void series_summarise(const struct series_span *spans, size_t count, int64_t from_us, int64_t until_us,
		      struct series_summary *ret_summary);

/* --- slots and percentiles --- */

struct series_slot {
	bool known;
	int64_t value;			/* mean over what is covered of it */
};

/* COUNT slots of SLOT_US side by side from FROM_US on. One that is covered by less than
 * LEAST_PPM of itself is not known. */
void series_slots(const struct series_span *spans, size_t span_count, int64_t from_us, int64_t slot_us,
		  int64_t least_ppm, struct series_slot *ret_slots, size_t count);
/* Adds the slots of OTHER: two lines that are one customer's are summed before the percentile.
 * Known only where both are. */
void series_slots_add(struct series_slot *slots, const struct series_slot *other, size_t count);
/* By nearest rank: the smallest value such that RANK_PPM of the known slots (950000: 95 %) are
 * not above it. False when none is known. RET_COVERAGE_PPM, also then: the share that is. */
bool series_percentile(const struct series_slot *slots, size_t count, int64_t rank_ppm,
		       int64_t *ret_value, int64_t *ret_coverage_ppm);

/* --- where it leads --- */

#define SERIES_TREND_LEAST 8		/* points */
#define SERIES_TREND_MOST 1000

struct series_point {
	int64_t at_us;
	int64_t value;
};

/* The points of a trend: the middle of each slot that is known, its mean. What is not known
 * makes none, and so neither bends the line nor adds to its basis. Returns how many, at most
 * COUNT; the slots are those of series_slots(). */
size_t series_points(const struct series_slot *slots, size_t count, int64_t from_us, int64_t slot_us,
		     struct series_point *ret_points);

/*
 * The slope by Theil and Sen: the middle one of the slopes between all pairs. Least
 * squares were rejected: one day of backup or of outage among thirty bends them, and a
 * forecast that a single day moves by a month is none. LOW and HIGH bound the slope with
 * 95 % (Sen 1968), if the points are independent: give one a day or a week, not readings.
 */
struct series_trend {
	bool known;			/* false: points fewer than the least, more than the most, or at one time */
	size_t points;			/* the basis */
	int64_t from_us, until_us;
	double per_day, per_day_low, per_day_high;
	double last;			/* value of the line at UNTIL_US */
};

struct series_trend series_trend(const struct series_point *points, size_t count);

/* Days from TREND->until_us until VALUE is reached; INFINITY: never, as it goes. */
struct series_forecast { double days, days_earliest, days_latest; };
/* False when TREND is not known. VALUE already passed is 0 days. RISING: whether it is to be
 * reached from below. */
bool series_reaches(const struct series_trend *trend, int64_t value, bool rising,
		    struct series_forecast *ret_forecast);
