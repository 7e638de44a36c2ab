/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The drill whose store this is: which scenario, by which clock, how far it has come. One row, and one for each
 * thing of the scenario that has a time. Rows are the present form; how it came to be so is in the journal, whose
 * entry whoever changes a row writes in the same transaction. A store that is no drill's has neither.
 */
#pragma once

#include "base/clock.h"
#include "base/words.h"
#include "store/store.h"

#define DRILL_NAME_LIMIT 64
#define DRILL_REASON_LIMIT 2048
#define DRILL_SCENARIO_LIMIT (1 << 20)	/* bytes of its text */
#define DRILL_PLAN_LIMIT (1 << 20)
#define DRILL_MOMENTS_LIMIT 10000

/* The strings are lent: when read, for the call. */
struct drill_record {
	const char *name;		/* of the drill, as --drill has it */
	const char *scenario;		/* its id */
	const char *digest;		/* of TEXT, SHA-256 in hex */
	const char *text;		/* of the scenario, as its file had it when the drill was made */
	const char *plan;		/* JSON: what its names were bound to, who plays, what was allowed */
	enum drill_state state;
	const char *reason;		/* why it is in that state; "" */
	/* Its clock: at ORIGIN of the real one it showed SHOWN_US, and it goes RATE times as fast; 0: it stands. */
	struct clock_moment origin;
	int64_t shown_us;
	int64_t rate;
	int64_t speed;			/* the rate while it runs; 0: as fast as it can, from one moment to the next */
	int64_t begins_us, ends_us;	/* by its own clock */
	int64_t started_at_us, ended_at_us;	/* by the real one; 0: not yet */
};

/* Inside a transaction: sets the one row. */
bool drills_set(struct store *store, const struct drill_record *drill, GError **error);
/* Calls EACH with it, if there is one. */
typedef void drills_each(void *context, const struct drill_record *drill);
bool drills_read(struct store *store, drills_each *each, void *context, GError **error);

/* Something of the scenario that comes at its time. */
struct drill_moment {
	int64_t number;			/* from 1, in the scenario's order; its key */
	enum drill_moment_kind kind;
	const char *name;		/* of the card; of the rest a number */
	int64_t at_us;			/* by the drill's clock, as it was last moved */
	int64_t done_at_us;		/* when it came, by the drill's clock; 0: not yet */
	bool skipped;			/* it does not come */
	bool shown;			/* whoever takes part has been shown it */
	const char *reason;		/* why it was left out, or how it ended; "" */
};

/* Inside a transaction: replaces the row of MOMENT->number, or adds it. */
bool drill_moments_set(struct store *store, const struct drill_moment *moment, GError **error);
/* Calls EACH in order of time, then number, until it returns false. */
typedef bool drill_moments_each(void *context, const struct drill_moment *moment);
bool drill_moments_read(struct store *store, drill_moments_each *each, void *context, GError **error);
