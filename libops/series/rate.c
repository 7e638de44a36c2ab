/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two readings of a counter become a rate, or it is said why not; two rates
 * become a share.
 *
 * A counter that fell is the old trap: taken for a wrap, a restart paints a spike
 * at the line's rate; taken for a restart, a wrap loses a slot. The trap beside it
 * is one that grew, but from zero. So what has to be shown in both cases is that
 * the counter has not begun anew, and showing it is most of what is here.
 */
#include "series/series.h"

__extension__ typedef unsigned __int128 wide;

#define WRAP_32 ((wide)1 << 32)
#define WRAP_64 ((wide)1 << 64)

/* What our clock and the device's may differ by besides: the time that a command takes, */
#define SLACK_US (2 * G_TIME_SPAN_SECOND)
/* and how fast they drift apart. */
#define DRIFT_PPM 1000

/* Two readings, and what is known of what was between them. */
struct between {
	const struct series_sample *before, *now;
	int64_t lasted_us; /* by our clock */
	int64_t longest_us; /* and at most, when that was set back by less than is seen */
	int64_t doubt_us; /* by which a time that the device tells may be off */
	bool limited; /* it is known how fast the counter can grow, */
	wide most; /* and so, by how much in that time */
	bool no_restart; /* that is proven */
	bool clock_proven;
	bool not_anew; /* it is proven that the counter has not begun anew */
	bool may_have_32_bits;
};

/* By the device's uptime where that is told, which has a step at either end. */
static int64_t longest(const struct series_sample *before, const struct series_sample *now,
		       int64_t lasted_us, const struct series_counter *counter)
{
	if (before->uptime_us < 0 || now->uptime_us < 0)
		return lasted_us;
	return MAX(lasted_us, now->uptime_us - before->uptime_us + counter->uptime_step_us);
}

static bool init(struct between *between, const struct series_sample *before,
		 const struct series_sample *now, const struct series_counter *counter)
{
	*between = (struct between){.before = before, .now = now};
	if (__builtin_sub_overflow(now->at_us, before->at_us, &between->lasted_us) ||
	    between->lasted_us < 0 || between->lasted_us > G_MAXINT64 / 4)
		return false;
	between->longest_us = longest(before, now, between->lasted_us, counter);
	between->doubt_us = counter->uptime_step_us + SLACK_US +
			    between->lasted_us / 1000000 * DRIFT_PPM;
	between->limited = counter->most_per_s > 0;
	/* The figures may be older at one end than at the other; a hundredth for the rest. */
	between->most = (wide)counter->most_per_s *
			(wide)(between->longest_us + counter->lag_us + SLACK_US) / 1000000 * 101 /
			100;
	/* Whatever width was told: the values may tell that it is more. */
	between->may_have_32_bits = before->value < WRAP_32 && now->value < WRAP_32;
	return true;
}

/* Did it happen in between, or so near that it may have? */
static bool is_between(const struct between *between, int64_t ago_us)
{
	return ago_us >= 0 && ago_us <= between->longest_us + between->doubt_us;
}

static bool is_before(const struct between *between, int64_t ago_us)
{
	return ago_us >= 0 && !is_between(between, ago_us);
}

static enum series_reason look_at_uptime(struct between *between, const struct series_counter *counter)
{
	const int64_t was_us = between->before->uptime_us, is_us = between->now->uptime_us;
	int64_t ahead_us;

	if (is_us < 0)
		return SERIES_KNOWN;
	if (is_between(between, is_us) || (was_us >= 0 && is_us < was_us - counter->uptime_step_us))
		return SERIES_RESTARTED;
	between->no_restart = true;
	if (was_us < 0)
		return SERIES_KNOWN;
	ahead_us = is_us - was_us - between->lasted_us;
	if (ahead_us > between->doubt_us || ahead_us < -between->doubt_us)
		return SERIES_CLOCK;
	between->clock_proven = true;
	return SERIES_KNOWN;
}

static enum series_reason look_at_times(struct between *between, const struct series_counter *counter)
{
	enum series_reason reason;

	if (between->lasted_us == 0 || between->lasted_us < counter->shortest_us)
		return SERIES_TOO_SHORT;
	reason = look_at_uptime(between, counter);
	if (reason == SERIES_KNOWN && counter->longest_us > 0 &&
	    between->lasted_us > counter->longest_us)
		reason = SERIES_TOO_LONG;
	return reason;
}

/* Could it be at this value when it began at zero after the first reading? */
static bool too_much_for_a_new_one(const struct between *between)
{
	return between->limited && between->now->value > between->most;
}

static bool look_for_a_new_beginning(struct between *between, const struct series_evidence *evidence)
{
	if (evidence->others == SERIES_OTHERS_FELL || is_between(between, evidence->cleared_us))
		return true;
	between->not_anew = evidence->others == SERIES_OTHERS_WENT_ON ||
			    (between->no_restart && is_before(between, evidence->cleared_us) &&
			     is_before(between, evidence->changed_us));
	return false;
}

/* By how much it grew, when that is GREW with the wraps that can be seen. */
static struct series_rate grown_by(const struct between *between, wide grew)
{
	struct series_rate rate = {
		.from_us = between->before->at_us,
		.until_us = between->now->at_us,
		.grew = (uint64_t)grew,
	};

	if (!between->clock_proven)
		rate.assumed |= SERIES_ASSUMED_CLOCK;
	if (between->not_anew)
		return rate;
	rate.assumed |= SERIES_ASSUMED_NOT_CLEARED;
	if (!between->no_restart)
		rate.assumed |= SERIES_ASSUMED_NO_RESTART;
	return rate;
}

static struct series_rate unknown(enum series_reason reason)
{
	return (struct series_rate){.reason = reason};
}

static struct series_rate judge_risen(struct between *between)
{
	const wide grew = between->now->value - between->before->value;
	const bool wraps = between->may_have_32_bits &&
			   (!between->limited || grew + WRAP_32 <= between->most);
	struct series_rate rate;

	if (between->limited && grew > between->most)
		return unknown(SERIES_IMPOSSIBLE);
	/* One that is said to have 64 bits is believed, and it is told. */
	if (wraps && between->limited && between->now->width != 64)
		return unknown(SERIES_UNSEEN_WRAP);
	if (too_much_for_a_new_one(between))
		between->not_anew = true;
	rate = grown_by(between, grew);
	if (wraps)
		rate.assumed |= SERIES_ASSUMED_NO_WRAP;
	return rate;
}

/* True when a fall of this counter can be a wrap without other proof that it has not
 * begun anew: few but 32-bit counters ever wrap. */
static bool wraps_by_nature(const struct between *between, const struct series_evidence *evidence)
{
	return between->no_restart && between->now->width == 32 &&
	       between->may_have_32_bits && !is_between(between, evidence->changed_us);
}

static struct series_rate judge_fallen(struct between *between, const struct series_evidence *evidence)
{
	/* The larger value came first. */
	const wide wrap = between->may_have_32_bits ? WRAP_32 : WRAP_64;
	const wide grew = wrap - between->before->value + between->now->value;

	if ((!between->not_anew && !wraps_by_nature(between, evidence)) || !between->limited)
		return unknown(SERIES_BACKWARDS);
	if (grew > between->most)
		return unknown(between->not_anew ? SERIES_IMPOSSIBLE : SERIES_CLEARED);
	if (grew + wrap <= between->most)
		return unknown(SERIES_UNSEEN_WRAP);
	return grown_by(between, grew);
}

struct series_rate series_rate(const struct series_sample *before, const struct series_sample *now,
			       const struct series_counter *counter,
			       const struct series_evidence *evidence)
{
	struct between between;
	enum series_reason reason;

	if (!before)
		return unknown(SERIES_FIRST);
	if (!init(&between, before, now, counter))
		return unknown(SERIES_CLOCK);
	reason = look_at_times(&between, counter);
	if (reason != SERIES_KNOWN)
		return unknown(reason);
	if (look_for_a_new_beginning(&between, evidence))
		return unknown(SERIES_CLEARED);
	return now->value >= before->value ? judge_risen(&between)
					   : judge_fallen(&between, evidence);
}

enum series_others series_other(const struct series_sample *before, const struct series_sample *now,
				const struct series_counter *counter)
{
	struct between between;
	wide wrap, most;

	if (!before || !init(&between, before, now, counter) || between.lasted_us == 0)
		return SERIES_OTHERS_SILENT;
	if (now->value >= before->value)
		return too_much_for_a_new_one(&between) ? SERIES_OTHERS_WENT_ON
							: SERIES_OTHERS_SILENT;
	wrap = between.may_have_32_bits ? WRAP_32 : WRAP_64;
	/* Nothing grows by half of what 64 bits hold. */
	most = between.limited ? between.most : WRAP_64 / 2;
	return wrap - before->value + now->value > most ? SERIES_OTHERS_FELL
							: SERIES_OTHERS_SILENT;
}

int64_t series_per_s(const struct series_rate *rate, unsigned int times)
{
	const wide lasted_us = (wide)(rate->until_us - rate->from_us);
	wide rounded;

	if (rate->reason != SERIES_KNOWN)
		return -1;
	rounded = ((wide)rate->grew * times * 1000000 + lasted_us / 2) / lasted_us;
	return rounded > G_MAXINT64 ? G_MAXINT64 : (int64_t)rounded;
}

int64_t series_share_ppm(const struct series_rate *part, const struct series_rate *whole,
			 uint64_t least)
{
	wide share;

	if (part->reason != SERIES_KNOWN || whole->reason != SERIES_KNOWN ||
	    part->from_us != whole->from_us || part->until_us != whole->until_us ||
	    whole->grew == 0 || whole->grew < least)
		return -1;
	share = ((wide)part->grew * 1000000 + whole->grew / 2) / whole->grew;
	return share > 1000000 ? 1000000 : (int64_t)share;
}

int64_t series_used_ppm(int64_t bits_per_s, int64_t capacity)
{
	wide share;

	if (bits_per_s < 0 || capacity <= 0)
		return -1;
	share = ((wide)bits_per_s * 1000000 + (wide)capacity / 2) / (wide)capacity;
	return share > G_MAXINT64 ? G_MAXINT64 : (int64_t)share;
}
