/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much of a time something was available: out of the changes of its hard state, without planned work, and with how
 * much of the time it was known at all. What was not measured is neither up nor down.
 *
 * Down is DOWN, by itself or hidden behind what is. UNKNOWN is not measured; whatever else is available. Pure.
 */
#pragma once

#include "base/words.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct availability_span { int64_t from_us, until_us; };	/* half open */
/* From AT_US on it was so. */
struct availability_change { int64_t at_us; enum status status; };

/* Spans of SPANS (struct availability_span) in order, what touches or overlaps made one; empty ones dropped. */
void availability_merge(GArray *spans);
/* How much of FROM_US until UNTIL_US lies in MERGED. */
int64_t availability_within(const GArray *merged, int64_t from_us, int64_t until_us);

struct availability {
	int64_t period_us;
	int64_t planned_us;		/* of it: planned work */
	int64_t measured_us;		/* of the rest: known to be up or down */
	int64_t down_us;		/* of that */
};
struct availability_source {
	int64_t from_us, until_us;
	const struct availability_change *changes;	/* in order of time; before the first nothing is known */
	size_t count;
	const GArray *planned, *gaps;	/* merged; GAPS: nobody measured; NULL: none */
};
struct availability availability_of(const struct availability_source *source);
void availability_add(struct availability *sum, const struct availability *more);
/* In parts per million of what was measured, rounded down; -1: nothing was. */
int64_t availability_ppm(const struct availability *availability);
/* How much of what was not planned was measured, the same; -1: all was planned. */
int64_t availability_coverage_ppm(const struct availability *availability);
