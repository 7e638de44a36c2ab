/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roll-ups: what the readings of a figure amounted to, one record a day, long after
 * the readings themselves are gone. The day is a date in the site's zone, for load
 * follows what people do. A day that nobody saw has no record: a gap is never zero.
 *
 * Kept of figures of devices. Not of lines: a row a line and day would be 230,000 a
 * day, and writing one with every sweep costs the sweep too much; README of t/bench.
 */
#pragma once

#include "store/store.h"

#define ROLLUP_DAY_LIMIT (1 << 24)

struct rollup_record {
	int32_t day;			/* days from 1970-01-01 to its date, below ROLLUP_DAY_LIMIT */
	int64_t readings;		/* so many; 0: it is only covered, by what was read the day after */
	int64_t sum, minimum, maximum;	/* of their values */
	int64_t covered_us;		/* so much of the day they speak for */
	int64_t last_at_us;		/* when the last one was read; 0: there is none */
	int64_t peak;			/* the highest mean of an hour that is over; -1: none is */
	int64_t hour;			/* the hour of the last reading, from 1970 on; what came in it: */
	int64_t hour_readings, hour_sum;
};

/* Inside a transaction: in the place of what there was of ITEM, which must have a state, on that day. */
bool rollups_set(struct store *store, const char *item, const struct rollup_record *rollup, GError **error);
/* Calls EACH for the days of ITEM from FROM to UNTIL (both in it) that have one, in their order, until
 * it returns false. An item that is not known has none. */
typedef bool rollups_each(void *context, const struct rollup_record *rollup);
bool rollups_read(struct store *store, const char *item, int32_t from, int32_t until, rollups_each *each,
		  void *context, GError **error);
/* Inside a transaction: removes the days before DAY, of all items. */
bool rollups_forget_before(struct store *store, int32_t day, GError **error);
