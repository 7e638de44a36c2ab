/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a message goes, when it is tried again, and what becomes of it after a try: the hours of an institution, the
 * waits of an urgency, and one table over all ends that a try can have.
 */
#include "notice/route.h"

#define MINUTE_US (INT64_C(60) * G_USEC_PER_SEC)
#define MINUTES_OF_WEEK (7 * 24 * 60)
/* A calendar's days are looked at in such steps, and no more than so many: what is closed for longer is told anyway. */
#define CLOSED_STEP (15 * MINUTE_US)
#define CLOSED_STEPS (14 * 24 * 4)
/* The share of a wait over which tries are spread, and into how many places. */
#define SPREAD 20
#define PLACES 1000

/* --- hours --- */

/* The beginning of the minute that follows AT_US. Zones are off by whole minutes. */
static int64_t next_minute(int64_t at_us)
{
	return at_us - (at_us % MINUTE_US + MINUTE_US) % MINUTE_US + MINUTE_US;
}

/* Minutes until HOURS begin, by a clock that shows MINUTE of the week and goes on evenly; -1: never. */
static int minutes_until(const struct hours *hours, int minute)
{
	int least = -1;

	for (int i = 0; i < hours->count; i++) {
		int until = (hours->spans[i].from - minute + MINUTES_OF_WEEK) % MINUTES_OF_WEEK;

		if (least < 0 || until < least)
			least = until;
	}
	return least;
}

/* The minute of the week that the site's clocks show at AT_US; -1: so far away that nobody can tell. */
static int minute_of_week(const struct inventory *inventory, int64_t at_us, GTimeSpan *ret_offset)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, inventory_zone(inventory)) : NULL;

	if (!local)
		return -1;
	*ret_offset = g_date_time_get_utc_offset(local);
	return (g_date_time_get_day_of_week(local) - 1) * 24 * 60 + g_date_time_get_hour(local) * 60 +
	       g_date_time_get_minute(local);
}

/* The first instant from AT_US on that lies in HOURS. */
static int64_t hours_begin(const struct inventory *inventory, const struct hours *hours, int64_t at_us)
{
	GTimeSpan offset = 0, later = 0;
	int minute, until;
	int64_t begin;

	if (inventory_hours_apply(inventory, hours, at_us))
		return at_us;
	minute = minute_of_week(inventory, at_us, &offset);
	until = minute < 0 ? -1 : minutes_until(hours, minute);
	if (until < 0)
		return at_us;
	/* Zero minutes would be now, which does not lie in them. */
	begin = next_minute(at_us) + (int64_t)(until > 0 ? until - 1 : 0) * MINUTE_US;
	if (minute_of_week(inventory, begin, &later) >= 0 && offset == later)
		return begin;
	/* Clocks are changed in between: the few weeks in which that is so are walked through. */
	begin = next_minute(at_us);
	for (int i = 0; i < 2 * MINUTES_OF_WEEK; i++, begin += MINUTE_US)
		if (inventory_hours_apply(inventory, hours, begin))
			return begin;
	return at_us;
}

static bool is_always_there(const struct hours *hours)
{
	return hours->count == 1 && hours->spans[0].from == 0 && hours->spans[0].to == MINUTES_OF_WEEK;
}

/* The same, when CLOSED (NULL: never) does not apply. */
static int64_t open_begin(const struct inventory *inventory, const struct hours *hours, const struct calendar *closed,
			  int64_t now_us)
{
	int64_t at_us = hours_begin(inventory, hours, now_us);

	for (int i = 0; closed && i < CLOSED_STEPS; i++) {
		if (!inventory_calendar_applies(inventory, closed, at_us))
			return at_us;
		at_us = hours_begin(inventory, hours, at_us - at_us % CLOSED_STEP + CLOSED_STEP);
	}
	return hours_begin(inventory, hours, now_us);
}

int64_t route_not_before(const struct inventory *inventory, const struct notice_policy *policy,
			 const struct organization *organization, enum channel_kind channel, enum urgency urgency,
			 int64_t now_us, bool forced)
{
	const struct hours *hours = organization ? organization->hours : NULL;

	if (forced || !hours || organization->kind != OWNER_INSTITUTION || is_always_there(hours))
		return now_us;
	if (channel != CHANNEL_PHONE && notice_urgency_rule(policy, urgency)->any_hour)
		return now_us;
	return open_begin(inventory, hours, notice_closed(policy), now_us);
}

/* --- tries --- */

int64_t route_next_try(const struct urgency_rule *rule, int64_t attempts, int64_t now_us, guint32 seed)
{
	const size_t index = (size_t)CLAMP(attempts - 1, 0, (int64_t)rule->retry_count - 1);
	const int64_t wait_us = rule->retries_us[index];

	return now_us + wait_us + wait_us / SPREAD / PLACES * (seed % PLACES);
}

enum route_step route_after(enum delivery_end end)
{
	static const enum route_step steps[DELIVERY_END_COUNT] = {
		[DELIVERY_ACCEPTED] = ROUTE_STEP_DONE,
		[DELIVERY_DEFERRED] = ROUTE_STEP_AGAIN,
		[DELIVERY_REFUSED_RECIPIENT] = ROUTE_STEP_FAILED,
		[DELIVERY_REFUSED_MESSAGE] = ROUTE_STEP_FAILED,
		/* Waiting mends neither a relay that does not work for us nor one that is not who it should be. */
		[DELIVERY_REFUSED_SENDER] = ROUTE_STEP_OTHER_PATH,
		[DELIVERY_REFUSED_LOGIN] = ROUTE_STEP_OTHER_PATH,
		[DELIVERY_NOT_TRUSTED] = ROUTE_STEP_OTHER_PATH,
		[DELIVERY_NO_NAME] = ROUTE_STEP_OTHER_PATH,
		[DELIVERY_NOT_UNDERSTOOD] = ROUTE_STEP_OTHER_PATH,
		/* All relays of its path were tried before a job ends so: the path is down. */
		[DELIVERY_NO_CONNECTION] = ROUTE_STEP_OTHER_PATH,
		[DELIVERY_TOO_SLOW] = ROUTE_STEP_AGAIN,
		[DELIVERY_BROKEN_OFF] = ROUTE_STEP_AGAIN,
		/* A password that cannot be read spoils one path alone. */
		[DELIVERY_NOT_COMPOSED] = ROUTE_STEP_OTHER_PATH,
		[DELIVERY_NOT_REACHED] = ROUTE_STEP_AGAIN,
		[DELIVERY_WITHHELD] = ROUTE_STEP_DONE,
	};

	return steps[end];
}
