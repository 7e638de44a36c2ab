/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When an item is asked: once in each of its intervals, which begin at a phase of its
 * own, so that a nation's lines are spread evenly over them. Pure, and without a
 * memory but the time at which the item was last asked: whoever asked it, a tick or
 * a person, it is not asked again in the same interval.
 *
 * Ticks come once a minute and a little late or early, and what they ask is asked
 * within that minute. So times are taken for the minute that they belong to before
 * they are compared: a tick that comes two seconds earlier than the last one still
 * is the next one, whatever the phase.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* How often ticks come. */
#define DUE_TICK_US (INT64_C(60) * G_USEC_PER_SEC)
/* So much before its minute a tick still belongs to it. */
#define DUE_EARLY_US (INT64_C(5) * G_USEC_PER_SEC)

/* Where in each INTERVAL_US the item called NAME begins its own: 0 to INTERVAL_US - 1, by a hash that
 * is the same on every host and in every version. */
int64_t due_phase_us(const char *name, int64_t interval_us);

/* The beginning of the minute that AT_US belongs to. */
int64_t due_minute_us(int64_t at_us);

/* What is known of an item when it is asked whether it is due. */
struct due {
	int64_t interval_us;		/* above 0 */
	int64_t phase_us;
	int64_t asked_at_us;		/* last; 0: never */
};
/* Whether an interval of it began since it was last asked. What was last asked later than in the next
 * interval, which only a wrong clock explains, is due as well: it would wait for ever. */
bool due_now(const struct due *due, int64_t now_us);
