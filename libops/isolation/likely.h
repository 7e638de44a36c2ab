/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What likely.c (choosing) and likely-table.c (what each candidate touches) share.
 * A candidate is a component that a bad observation passed, or two that together cut
 * all ways of one. Candidates are numbered: components first, pairs behind them.
 */
#pragma once

#include "isolation/internal.h"

/* Observations that nothing chosen explains: those that a candidate lies on, and those of which
 * it lies on one of several ways. */
struct tally { uint32_t bad[2], good[2]; };
enum { WHOLLY, PARTLY };

struct pair { uint32_t a, b; };

struct likely {
	const struct isolation *isolation;
	enum fault_aspect aspect;
	const struct isolation_options *options;
	struct isolation_answer *answer;
	uint32_t component_count, candidate_count;
	bool *suspected;		/* by component: a bad observation passed it */
	GArray *pairs;			/* struct pair */
	struct span *partly;		/* by ways: components that not all of them have, of PARTLY_POOL */
	GArray *partly_pool;
	struct span *touched;		/* by candidate: of TOUCHES */
	GArray *touches;		/* uint32_t: an observation, times two, and PARTLY */
	uint32_t *pairs_first, *pairs_of;	/* by observation */
	uint32_t *stamp;		/* by component */
	uint32_t stamped;
	GArray *active;			/* uint32_t: candidates that touch anything */
	double *prior;			/* by candidate that does: its odds as a logarithm */
	struct tally *tallies;		/* by candidate */
	uint16_t *hits;			/* by observation: how many chosen candidates touch it */
	GArray *chosen;			/* uint32_t: candidates */
	bool more;
};

void likely_table_init(struct likely *likely);
void likely_table_clear(struct likely *likely);
/* Chooses CANDIDATE, or takes that back. */
void likely_apply(struct likely *likely, uint32_t candidate, bool on);

typedef void likely_each(struct likely *likely, uint32_t candidate, int part, uint32_t observation, int change);
/* Every candidate that touches OBSERVATION, each once. */
void likely_visit(struct likely *likely, uint32_t observation, likely_each *each, int change);

static inline bool is_pair(const struct likely *likely, uint32_t candidate)
{
	return candidate >= likely->component_count;
}

static inline struct pair pair_of(const struct likely *likely, uint32_t candidate)
{
	return g_array_index(likely->pairs, struct pair, candidate - likely->component_count);
}
