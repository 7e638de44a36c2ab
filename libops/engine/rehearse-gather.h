/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drill as its own store shows it: its scenario as it was pinned, what its names were bound
 * to, who played, and what was seen of it. Nothing is written. Each table is read once, whatever
 * the size of the drill.
 */
#pragma once

#include "base/clock.h"
#include "drill/score.h"
#include "store/store.h"

struct rehearsal_role { char *role, *contact; };

struct rehearsal {
	char *name;			/* of the drill */
	char *digest;			/* of its scenario's text, SHA-256 in hex */
	struct drill_scenario *scenario;
	struct drill_targets *targets;
	struct drill_evidence *evidence;
	GHashTable *noted;		/* number of a notice, int64_t, to that of its entry, int64_t */
	GHashTable *answered;		/* number of a message, int64_t, to the entry of its first answer, int64_t */
	GArray *roles;			/* struct rehearsal_role, in the scenario's order */
	bool played;			/* those who have them were played by nwops */
	struct clock *clock;		/* the drill's, as it went when this was read */
	int64_t begins_us;		/* by the drill's clock */
	int64_t started_at_us, ended_at_us;	/* by the real one; 0: not yet */
};

/* REAL is the clock of the host. NULL: STORE is none of a drill, or it cannot be read. */
struct rehearsal *engine_rehearsal_read(struct store *store, const struct clock *real, GError **error);
void rehearsal_free(struct rehearsal *rehearsal);
typedef struct rehearsal ops_rehearsal_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_rehearsal_t, rehearsal_free)
/* What it comes to. Free with drill_score_free(). */
struct drill_score *engine_rehearsal_score(const struct rehearsal *rehearsal);

struct rehearsal_judging {
	const struct clock *clock;	/* the drill's */
	const struct clock *real;
	const struct notes *notes;
	const char *actor, *by;		/* login; name of who judges */
	const char *expectation;
	bool met;
};
/* Keeps what a person judged in the drill's STORE, which is open for writing. */
bool engine_rehearsal_judge(struct store *store, const struct rehearsal *rehearsal, const struct rehearsal_judging *judging,
			    GError **error);
