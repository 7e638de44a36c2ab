/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only place that asks the system what time it is. Everybody else is
 * handed a clock, so that tests and drills can hand over another one.
 * Records use the wall clock, waits and intervals the monotonic one.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#define OPS_CLOCK_ERROR clock_error_quark()
GQuark clock_error_quark(void);
enum clock_error_code { CLOCK_ERROR_INVALID };

struct clock;

/* The machine's own clock. Lent; lives as long as the program. */
const struct clock *clock_system(void);

/*
 * A clock for tests and drills. SETTING is one of
 *   2026-11-25T03:00:00+09:00    stands still there
 *   2026-11-25T03:00:00+09:00 x60   starts there now and runs 60 times as fast
 *   @FILE                        reads one of the two above from FILE at each
 *                                question, so that a test can move it; while FILE
 *                                cannot be read or understood, what it last said
 *                                holds, and x60 counts from when it first said so
 * Only the wall clock is moved; the monotonic clock always runs truly, so that
 * no wait hangs. NULL and OPS_CLOCK_ERROR when SETTING cannot be understood.
 */
struct clock *clock_new_set(const char *setting, GError **error);
void clock_free(struct clock *clock);
typedef struct clock ops_clock_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_clock_t, clock_free)

/* Microseconds since 1970-01-01T00:00:00Z. */
int64_t clock_wall_us(const struct clock *clock);
/* Microseconds since some point before the program began; never goes back. */
int64_t clock_monotonic_us(const struct clock *clock);
/* True for a clock that does not tell the real time of day. */
gboolean clock_is_set(const struct clock *clock);
