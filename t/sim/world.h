/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network that is simulated, as it really is: what stands behind what, what
 * is broken in which minute, and so what answers and how. Everything follows
 * from a seed. It knows nothing of nwops: the judge hears its answers, the
 * oracle its truth, and neither hears the other.
 *
 * A run sees the world twice: things change while it is under way, so what is
 * asked first may be asked before (WORLD_EARLY) or after (WORLD_LATE); what is
 * asked again is asked after.
 */
#pragma once

#include "oracle.h"

#include <glib.h>

enum thing_sort { THING_HOP, THING_DISTRIBUTION, THING_CONCENTRATOR, THING_LINE, THING_CPE, THING_PROBE, THING_SESSION };

/* How a kind of thing is watched; the same numbers are written into the configuration. */
struct promise {
	const char *name;
	int interval;				/* minutes */
	int loss[2], loss_clear[2];		/* caution, warning: percent */
	int rtt[2], rtt_clear[2];		/* milliseconds */
	struct oracle_rule rule;
};
enum promise_name { PROMISE_USER, PROMISE_PATIENT, PROMISE_BACKBONE, PROMISE_OTHER };
#define PROMISE_COUNT 4
extern const struct promise promises[PROMISE_COUNT];

/* What can be wrong with a thing. */
enum fault_sort {
	FAULT_DEAD,		/* it is off, the line is cut, the session is lost */
	FAULT_FLAP,		/* the same for VALUE minutes of twice as many */
	FAULT_LOSS,		/* it loses VALUE per mille of what it passes on */
	FAULT_RTT,		/* it delays what it passes on by VALUE ms */
	FAULT_POLICED,		/* it does not answer VALUE per mille itself, and passes on all */
	FAULT_UNASKABLE,	/* our side cannot ask it, */
	FAULT_UNASKABLE_ONCE,	/* or cannot when it first tries */
	FAULT_BLIP,		/* it is silent when it is first asked, and only then */
	FAULT_ABSENT,		/* it is not in the inventory */
	FAULT_FORGOTTEN,	/* the same, and all that was known of it is forgotten */
	FAULT_OLD_RESULT,	/* what comes is older than what is there */
	FAULT_TWICE,		/* its result comes twice */
	FAULT_WINDOW,		/* it is in a maintenance window */
	FAULT_SILENCE,		/* somebody has silenced it */
	FAULT_PROMISE,		/* it has another class: PROMISE_OTHER */
	FAULT_SORTS
};

struct fault { int thing, from, to, value; enum fault_sort sort; bool midway; };

struct situation {		/* in one of the two views */
	bool dead, unaskable, unaskable_once, blip;
	bool gone;			/* nothing passes it, */
	bool cut;			/* and not for what is behind it */
	bool silent;
	bool hidden, perhaps;		/* what stands before it is why; or it may as well be itself */
	int loss, rtt, policed, passed_loss, passed_rtt;
};
enum { WORLD_EARLY, WORLD_LATE };

#define NEEDS_MOST 3
struct thing {
	enum thing_sort sort;
	char name[32];			/* of the item, "line:l000012" */
	int needs[2][NEEDS_MOST];	/* one of each row must pass things on */
	int need_count[2];
	int from, peer;			/* line: concentrator; session: its two ends; probe: its line */
	int cpe;			/* line: the CPE in which it ends; -1 */
	bool ends_in_cpe;		/* it is the CPE that answers for the line */
	enum promise_name promise;
	int phase;
	struct situation views[2];
	bool absent, forgotten, old_result, twice, window, silence;
	bool changed_promise;
	int unwell_at;			/* minute in which it was last silent; -1 */
};

struct world {
	guint32 seed;
	GRand *random;
	GArray *things;			/* struct thing; what is nearer to us comes first */
	GArray *faults;			/* struct fault */
	int hops, minutes, minute;
	GArray *jumps;			/* int: minutes in which our clock jumps */
};

struct world_size { int lines, minutes; bool calm; };	/* CALM: no faults of chance */

struct world *world_new(guint32 seed, const struct world_size *size);
void world_free(struct world *world);
struct thing *world_thing(const struct world *world, int index);
/* For faults beside those of chance. */
void world_break(struct world *world, struct fault fault);
/* Everything as it is in MINUTE. */
void world_turn(struct world *world, int minute);
bool world_clock_jumps(const struct world *world);
bool world_is_due(const struct world *world, int index);

/* What somebody who asks hears. */
struct answer { bool asked, answered; int loss_ppm, rtt_us; };
struct answer world_ask(struct world *world, int index, int view, bool again);
/* What is true of it in this run, for the oracle. */
struct oracle_sight world_truth(const struct world *world, int index);
/* Whether we can see at all. */
enum tri world_view_is_lost(const struct world *world);
const struct oracle_rule *world_rule(const struct world *world, int index);
/* What has happened to it, for people. Caller frees. */
char *world_story(const struct world *world, int index);
