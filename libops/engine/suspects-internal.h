/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What suspecting is made of: suspects-gather.c takes the sights, suspects-choose.c finds among all troubles the
 * subject's.
 */
#pragma once

#include "engine/scope.h"

struct suspects_choice {
	const struct inventory *inventory;
	const char *subject;
	const struct scope_view *way;	/* the service path of the subject */
	const struct scope_view *thing;	/* the subject alone */
	const GPtrArray *around;	/* what was seen of WAY: struct scope_sight */
};

/* Sets trouble, owner, lines, look and oldest_us of SUSPECTS, whose answer is there; the trouble stays NULL when
 * none has to do with the subject. */
void suspects_choose(struct suspects *suspects, const struct suspects_choice *choice);

/* --- suspects-gather.c --- */

struct gathering {
	const struct suspects_options *options;
	struct suspects *suspects;
	GHashTable *courses; /* name -> enum status: as it was last seen; of what is not at rest */
	GHashTable *swaying; /* set of devices and lines: what comes and goes, and what it ends in */
	bool *devices, *lines, *questions; /* by number: the store has it */
	int64_t bad_since_us; /* when what is bad around the subject had all begun; 0 */
	bool any_bad;
};

/* Gives SUSPECTS its items. */
void gathering_init(struct gathering *gathering, const struct suspects_options *options, struct suspects *suspects);
void gathering_clear(struct gathering *gathering);
/* What is not at rest, and whether any of that is bad. */
bool gathering_take_courses(struct gathering *gathering, GError **error);
/*
 * What was well before the trouble began says nothing of it: of a concentrator that has died
 * since the last sweep its lines would be the witnesses that it lives. A group follows from its
 * members, and a figure is bad since its device was read.
 */
bool gathering_note_beginnings(struct gathering *gathering, const GPtrArray *around, GError **error);
/* A sight of everything that is watched. */
bool gathering_take_sights(struct gathering *gathering, GError **error);
/* What was well a moment ago and will not be in the next clears nobody. */
bool gathering_sways(const struct gathering *gathering, const struct item *item);
/* Asked longer ago than an item may be, or never. */
bool suspects_is_stale(const struct suspects_options *options, const struct item *item, int64_t asked_at_us);
