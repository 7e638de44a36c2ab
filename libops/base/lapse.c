/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms and their ladders, each one line of a table.
 */
#include "base/lapse.h"

#define DAY_US (24 * G_GINT64_CONSTANT(3600000000))
/* Which number of days stands for the step that is a date of the calendar. */
#define MONTH_STEP 61

/*
 * How long it holds, in days, or in months of the calendar. A drill is due from the tenth month on, so are the lessons that
 * belong to it. WHOLE: it ends with a day, and its steps come with days too.
 */
static const struct { const char *id; int days, months, warn_months; bool whole; } terms[LAPSE_KIND_COUNT] = {
	[LAPSE_DRILL] = {"drill", 0, 12, 10, false},
	[LAPSE_TRAINING] = {"training", 0, 12, 10, false},
	[LAPSE_APPROVAL] = {"approval", 365, 0, 0, false},
	[LAPSE_REVIEW] = {"review", 365, 0, 0, false},
	[LAPSE_KNOWLEDGE] = {"knowledge", 0, 0, 0, false},
	[LAPSE_PATH] = {"path", LAPSE_PATH_DAYS, 0, 0, false},
	[LAPSE_CERTIFICATE] = {"certificate", 0, 0, 0, true},
	[LAPSE_CALENDAR] = {"calendar", 0, 0, 0, false},
};

static const struct lapse_ladders defaults = {.days = {
	[LAPSE_DRILL] = {30, 15, 7},
	[LAPSE_TRAINING] = {30, 15, 7},
	[LAPSE_APPROVAL] = {60, 30, 15, 7},
	[LAPSE_REVIEW] = {60, 30, 15, 7},
	[LAPSE_KNOWLEDGE] = {30, 7},
	[LAPSE_PATH] = {7, 3, 1},
	[LAPSE_CERTIFICATE] = {90, 60, 30, 15, 7},
	[LAPSE_CALENDAR] = {60, 30},
}};

const char *lapse_kind_id(enum lapse_kind kind)
{
	return terms[kind].id;
}

const struct lapse_ladders *lapse_ladders_default(void)
{
	return &defaults;
}

int64_t lapse_days_left(int64_t now_us, int64_t at_us)
{
	int64_t span_us = at_us - now_us;

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

static void take_change(struct lapse *lapse, int64_t at_us)
{
	if (!lapse->changes_at_us || at_us < lapse->changes_at_us)
		lapse->changes_at_us = at_us;
}

static void take_step(struct lapse *lapse, int days, int64_t at_us, int64_t now_us)
{
	if (now_us < at_us)
		take_change(lapse, at_us);
	else if (!lapse->rung || days < lapse->rung)
		lapse->rung = days;
}

struct lapse lapse_of(const struct lapse_ladders *ladders, enum lapse_kind kind, int64_t from_us, int64_t now_us, GTimeZone *zone)
{
	const int *days = (ladders ? ladders : &defaults)->days[kind];
	struct lapse lapse = {.kind = kind, .at_us = from_us + terms[kind].days * DAY_US};

	if (terms[kind].months)
		lapse.at_us = months_later(from_us, terms[kind].months, zone);
	lapse.lapsed = now_us > lapse.at_us;
	lapse.days_left = lapse_days_left(now_us, lapse.at_us);
	if (!lapse.lapsed)
		take_change(&lapse, lapse.at_us + 1);
	if (terms[kind].warn_months)
		take_step(&lapse, MONTH_STEP, months_later(from_us, terms[kind].warn_months, zone), now_us);
	for (; *days; days++)
		take_step(&lapse, *days, lapse.at_us - *days * DAY_US - (terms[kind].whole ? DAY_US - 1 : 0), now_us);
	return lapse;
}
