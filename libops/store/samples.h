/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What figures a device had each time it was read, so that the next reading can
 * make rates of them: series/ does, the store only keeps.
 *
 * Kept are the newest SAMPLES_KEPT samples of each key of an item. Keys that are
 * alike up to their last colon ("interface:eth0:in-octets" and "...:out-octets")
 * and come side by side in one reading make a group, and a group is one row of
 * the database: bring them so, in the same order each time, and 100 figures of a
 * device cost about ten rows. Kept in any other way they are as right, and dearer.
 *
 * What a device says fills no disk: an item has SAMPLES_GROUPS groups at the
 * most, and one more takes the place of the one that was longest not kept.
 */
#pragma once

#include "store/store.h"

#include <stddef.h>

#define SAMPLES_KEPT 40
#define SAMPLES_GROUPS 16384		/* of one item */
#define SAMPLES_AT_ONCE 16384		/* in one reading */
#define SAMPLES_KEY_LIMIT 128		/* bytes */

/* One figure. Flat: it is copied and compared whole. */
struct sample {
	/* A gauge as it is. A counter, which is unsigned, as the same 64 bits:
	 * 2^63 is INT64_MIN, and (uint64_t)value is the counter again. */
	int64_t value;
	int32_t width;			/* of a counter, in bits: 32, 64; 0: not known, or a gauge */
};

/* One sample of a key, as it is read back. */
struct sample_record {
	int64_t at_us;			/* wall clock when the device was read */
	int64_t uptime_us;		/* of the device then; -1: not known */
	struct sample sample;
};

struct samples_figure {
	const char *key;		/* see samples_key_valid() */
	struct sample sample;
};

/* What was read of an item at one time, with one command for one. */
struct samples_reading {
	int64_t at_us;
	int64_t uptime_us;
	const struct samples_figure *figures;
	size_t count;
};

/* True for 1 to SAMPLES_KEY_LIMIT bytes of UTF-8 without control characters.
 * What comes from a device is to be asked this first: a reading with a key that is
 * not valid is refused, and a transaction in which something was refused ends. */
bool samples_key_valid(const char *key);
/* Inside a transaction: keeps READING as the newest of ITEM ("device:b1"). Of a key
 * that comes twice in it the first counts. What it says of other keys is untouched. */
bool samples_keep(struct store *store, const char *item, const struct samples_reading *reading, GError **error);
/* Calls EACH for samples of KEY from the newest (kept last) back, at most LIMIT
 * times, until it returns false. KEY is lent for the call. */
typedef bool samples_each(void *context, const char *key, const struct sample_record *record);
bool samples_read(struct store *store, const char *item, const char *key, int limit, samples_each *each, void *context, GError **error);
/* The same for every key of ITEM, at most LIMIT times for each: the samples of one key
 * come together, and keys that are alike up to their last colon side by side. */
bool samples_read_item(struct store *store, const char *item, int limit, samples_each *each, void *context, GError **error);
/* Inside a transaction: forgets the groups, of any item, of which nothing was kept since BEFORE_US. */
bool samples_forget_before(struct store *store, int64_t before_us, GError **error);
