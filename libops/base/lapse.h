/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When something lapses, and how near that is: one table for all that has a term. A ladder is
 * entered at its first step and warns once a step, so that nobody gets used to a warning that is
 * always there. Who is told of a step, and what stands on what, is the business of others.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum lapse_kind {
	LAPSE_DRILL,		/* since it was held */
	LAPSE_TRAINING,		/* since it was given */
	LAPSE_APPROVAL,		/* since it was given */
	LAPSE_REVIEW,		/* since it was made */
	LAPSE_KNOWLEDGE,	/* at the day by which an entry is to be looked at again */
	LAPSE_PATH,		/* since a test was acknowledged */
	LAPSE_CERTIFICATE,	/* at its end */
	LAPSE_CALENDAR,		/* at the end of the last year that was compared */
};
#define LAPSE_KIND_COUNT 8
#define LAPSE_PATH_DAYS 30
/* "certificate". Lent for ever. */
const char *lapse_kind_id(enum lapse_kind kind);

/* Whole days until AT_US. Rounded down, so that half a day too late is a day too late: -1. */
int64_t lapse_days_left(int64_t now_us, int64_t at_us);

#define LAPSE_STEPS_LIMIT 8
/* How many days before the end each step is, by kind: going down, 0 behind the last. What is due from a month on has that as a
 * step besides. */
struct lapse_ladders { int days[LAPSE_KIND_COUNT][LAPSE_STEPS_LIMIT + 1]; };
/* Those that come with nwops. Lent for ever. */
const struct lapse_ladders *lapse_ladders_default(void);

struct lapse {
	enum lapse_kind kind;
	int64_t at_us;		/* when it lapses */
	int64_t days_left;	/* whole days until then; below 0: it has lapsed */
	int rung;		/* the lowest step of its ladder that was passed, in days left; 0: none yet */
	bool lapsed;
	int64_t changes_at_us;	/* when the next step comes, or it lapses; 0: nothing comes any more */
};
/* What stands on FROM_US, as it is at NOW_US, by LADDERS (NULL: those that come with nwops). Terms of months go by the calendar
 * of ZONE. */
struct lapse lapse_of(const struct lapse_ladders *ladders, enum lapse_kind kind, int64_t from_us, int64_t now_us, GTimeZone *zone);
