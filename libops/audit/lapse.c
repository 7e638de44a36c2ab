/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When something lapses, and how near that is: one table for all that has a term. A ladder is
 * entered at its first step and warns once a step, so that nobody gets used to a warning that is
 * always there.
 */
#include "audit/guideline.h"

#define DAY_US (24 * G_GINT64_CONSTANT(3600000000))
#define LADDER_STEPS 5

/*
 * How long it holds, in days, or in months of the calendar; and how many days before its end somebody should
 * hear of it. A drill is due from the tenth month on, so are the lessons that belong to it: that step is
 * a date of the calendar too, whichever number of days stands for it.
 */
static const struct { const char *id; int days, months, warn_months; int ladder[LADDER_STEPS]; } terms[LAPSE_KIND_COUNT] = {
	[LAPSE_DRILL] = {"drill", 0, 12, 10, {61, 30, 15, 7}},
	[LAPSE_TRAINING] = {"training", 0, 12, 10, {61, 30, 15, 7}},
	[LAPSE_APPROVAL] = {"approval", 365, 0, 0, {60, 30, 15, 7}},
	[LAPSE_REVIEW] = {"review", 365, 0, 0, {60, 30, 15, 7}},
	[LAPSE_PATH] = {"path", LAPSE_PATH_DAYS, 0, 0, {7, 3, 1}},
	[LAPSE_CERTIFICATE] = {"certificate", 0, 0, 0, {90, 60, 30, 15, 7}},
	[LAPSE_CALENDAR] = {"calendar", 0, 0, 0, {60, 30}},
};

const char *lapse_kind_id(enum lapse_kind kind)
{
	return terms[kind].id;
}

/* Towards the past, so that half a day too late is a day too late. */
static int64_t days_between(int64_t from_us, int64_t until_us)
{
	int64_t span_us = until_us - from_us;

	return span_us >= 0 ? span_us / DAY_US : -((-span_us + DAY_US - 1) / DAY_US);
}

/* The same day of another month, or its last where it has no such day. */
static int64_t months_later(int64_t from_us, int months, GTimeZone *zone)
{
	g_autoptr(GDateTime) from_utc = g_date_time_new_from_unix_utc(from_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) from = from_utc ? g_date_time_to_timezone(from_utc, zone) : NULL;
	g_autoptr(GDateTime) until = from ? g_date_time_add_months(from, months) : NULL;

	return until ? g_date_time_to_unix(until) * G_USEC_PER_SEC + from_us % G_USEC_PER_SEC : from_us;
}

static int64_t step_at_us(const struct lapse *lapse, size_t step, int64_t from_us, GTimeZone *zone)
{
	if (!step && terms[lapse->kind].warn_months)
		return months_later(from_us, terms[lapse->kind].warn_months, zone);
	return lapse->at_us - terms[lapse->kind].ladder[step] * DAY_US;
}

struct lapse lapse_of(enum lapse_kind kind, int64_t from_us, int64_t now_us, GTimeZone *zone)
{
	struct lapse lapse = {.kind = kind, .at_us = from_us + terms[kind].days * DAY_US};

	if (terms[kind].months)
		lapse.at_us = months_later(from_us, terms[kind].months, zone);
	lapse.lapsed = now_us > lapse.at_us;
	lapse.days_left = days_between(now_us, lapse.at_us);
	for (size_t i = 0; i < LADDER_STEPS && terms[kind].ladder[i]; i++)
		if (now_us >= step_at_us(&lapse, i, from_us, zone))
			lapse.rung = terms[kind].ladder[i];
	return lapse;
}
