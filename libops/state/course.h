/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The course of one item: from what each run saw to a status that can be acted
 * on. Pure: the same runs give the same course, today and in a replay.
 *
 * An item has four levels (caution, warning, down, unknown), each of which is
 * raised or not. A run speaks for a level, against it, or neither way: a figure
 * between a level's clearing value and its raising value changes nothing. A level
 * is raised once so many runs in a row spoke for it, over so long, of which so much
 * was seen; it is over in the same manner (soft recovery), and not before it was
 * held. A run that could not ask speaks of the level unknown alone: the others stand
 * as they did, and their counting goes on afterwards.
 *
 * The hard status is that of the worst raised level; while unknown is raised it is
 * UNKNOWN, whatever stands behind it. So a step from caution to warning is counted
 * like any other, which peers do not. The first sight of an item counts as it is.
 *
 * Flapping is measured in time and not in runs, so that it does not depend on how
 * often is asked: each change between good (OK, CAUTION) and bad (WARNING, DOWN)
 * counts one, and what was counted halves with every half-life.
 */
#pragma once

#include "inventory/inventory.h"
#include "state/state.h"
#include "store/courses.h"

/* How long each level must last, of one item at one time. */
struct course_rule {
	struct persistence levels[COURSE_LEVEL_COUNT];
	struct flapping_rule flapping;
	int64_t interval_us;		/* between runs: a gap of more than two of them was not seen */
};

/* What holds for ITEM by SERVICE_CLASS, for what decided it. Steps that were not said are there:
 * caution 3 and 3, warning 2 and 3, down 1 and 2, unknown 1 and 1; of what has no figures (CAUSE_STATE, CAUSE_GROUP, …) every level is raised by 1 and over by 1. */
struct course_rule course_rule_of(const struct service_class *service_class, const struct item *item,
				  enum cause cause);

/* What one run saw of it. */
struct course_sight {
	struct judgement judgement;	/* UNKNOWN: it could not be asked */
	int64_t at_us;			/* wall clock */
	int64_t judged_at_us;		/* the same, when the run is judged; 0: AT_US */
	/* What stood between us and it has just come back: what it did while nobody could see it
	 * says nothing, so its way to worse is counted anew. */
	bool anew;
	bool hidden;			/* something does: that it comes and goes is not its own flapping */
};

/* The state of an item: STATUS and SINCE_US are hard, SINCE_US from the first run that counted for it. */
struct course {
	bool known;			/* false: it was never judged */
	enum status status;
	int64_t since_us;
	struct course_record more;
	int64_t back_at_us;		/* by the last step: when what it cleared was first seen to be over; 0 */
};

/* Nothing is known of it. */
void course_init(struct course *course);
/* What was kept: the hard STATUS since when, and what there is of it beside that (NULL: it was at rest,
 * or is from before such was kept; then it has been told as it is). */
void course_recall(struct course *course, enum status status, int64_t since_us, const struct course_record *more);
/* Whether SIGHT is not newer than the last (0: none): it comes late, or twice. Not when the last is from after
 * the moment at which SIGHT is judged, which only a clock that was wrong explains: of that one nothing can be late. */
bool course_is_stale(int64_t last_at_us, const struct course_sight *sight);
/* One step on. A stale sight changes nothing. True: the hard status changed. What a clock that was wrong left
 * behind as later than now is as of now. */
bool course_step(struct course *course, int64_t last_at_us, const struct course_rule *rule,
		 const struct course_sight *sight);
/* How long it was interrupted, at least and at most (-1: not known), once it is well again, seen and hard;
 * then that is forgotten. False: it was not interrupted, or still is. */
bool course_end_outage(struct course *course, int64_t *ret_least_us, int64_t *ret_most_us);
/* Whether there is nothing to keep but status and since when: see courses_set(). */
bool course_at_rest(const struct course *course);
/* Soft: its newest run saw something else. */
bool course_is_soft(const struct course *course);
/* Since when it is what its newest run, at AT_US, saw: the hard status or a soft one. */
int64_t course_seen_since_us(const struct course *course, int64_t at_us);
/* The score of flapping at AT_US, in thousandths of a change. */
int32_t course_flap_score(const struct course_record *more, const struct flapping_rule *rule, int64_t at_us);
