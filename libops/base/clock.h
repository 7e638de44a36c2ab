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

#define CLOCK_BOOT_SIZE 64

/* Both clocks at one moment: what outlives a program, and can be compared in another. The host's uptime goes on while
 * it sleeps, and begins anew with each boot. */
struct clock_moment {
	int64_t wall_us, uptime_us;
	char boot[CLOCK_BOOT_SIZE];	/* names the boot; "": not known */
};

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
 * no wait hangs. Behind it may stand how long the host is said to be up, "up 2h": else
 * it was up as long as the clock says, so that no jump is seen in a moment of it.
 * NULL and OPS_CLOCK_ERROR when SETTING cannot be understood.
 */
struct clock *clock_new_set(const char *setting, GError **error);
/*
 * A clock of a drill's own: at ORIGIN of REAL it showed SHOWN_US, and since then it goes RATE times as fast as
 * time passes; at rate 0 it stands. By how much REAL is set meanwhile does not move it while the host stays up. REAL is
 * lent for as long as the clock lives.
 */
struct clock *clock_new_beside(const struct clock *real, const struct clock_moment *origin, int64_t shown_us, int64_t rate);
void clock_free(struct clock *clock);
typedef struct clock ops_clock_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_clock_t, clock_free)

/* Microseconds since 1970-01-01T00:00:00Z. */
int64_t clock_wall_us(const struct clock *clock);
/* Microseconds since some point before the program began; never goes back. */
int64_t clock_monotonic_us(const struct clock *clock);
/* True for a clock that does not tell the real time of day. */
gboolean clock_is_set(const struct clock *clock);

/* --- moments --- */

struct clock_moment clock_moment(const struct clock *clock);
/* By how much the wall clock was moved between two moments, forward or (below 0) back. Of two boots
 * nothing is known but that it cannot have gone back. */
int64_t clock_jump_us(const struct clock_moment *before, const struct clock_moment *now);
/* How much time passed, by uptime in one boot, else by the wall clock; never below 0. */
int64_t clock_passed_us(const struct clock_moment *before, const struct clock_moment *now);
