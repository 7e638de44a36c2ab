/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of isolation share: how the model is laid out, the search for small
 * sets that meet all of given sets, and an answer that is being made. Components,
 * ways and observations are numbers; lists of them lie one behind the other in one pool.
 */
#pragma once

#include "isolation/isolation.h"

#include <string.h>

/* A part of a pool. */
struct span { uint32_t first, count; };

struct ways {
	struct span ways;		/* of isolation->way */
	struct span shared;		/* of the pool; sorted */
	bool whole;
};

struct sighting {
	const char *name;
	const struct item *item;
	uint32_t ways;
	struct span tail;		/* of the pool; sorted */
	uint8_t seen[FAULT_ASPECT_COUNT];
	uint8_t cost;
};

struct isolation {
	struct isolation_priors priors;
	GArray *components;		/* struct isolation_component */
	GArray *raised;			/* uint8_t, one each */
	GArray *risks;			/* struct span of the pool, one each */
	GArray *way;			/* struct span of the pool */
	GArray *ways;			/* struct ways */
	GArray *sightings;		/* struct sighting */
	GArray *pool;			/* uint32_t */
};

#define SIGHTING(isolation, i) (&g_array_index((isolation)->sightings, struct sighting, i))
#define WAYS(isolation, i) (&g_array_index((isolation)->ways, struct ways, i))
#define WAY(isolation, i) (&g_array_index((isolation)->way, struct span, i))
#define POOLED(array, span) (&g_array_index(array, uint32_t, (span).first))
#define NUMBER(array, i) (g_array_index(array, uint32_t, i))

static inline const struct ways *ways_of(const struct isolation *isolation, const struct sighting *sighting)
{
	return sighting->ways == ISOLATION_NONE ? NULL : WAYS(isolation, sighting->ways);
}

/* Whether a bad observation of ASPECT means that every way is cut; else that something on any is amiss. */
static inline bool takes_over(enum fault_aspect aspect)
{
	return aspect == ASPECT_REACH || aspect == ASPECT_HEALTH;
}

static inline int compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* How likely COMPONENT is to be broken, before anything is seen. */
double model_prior(const struct isolation *isolation, uint32_t component);

/* --- cover.c: small sets of classes that meet all clauses --- */

struct cover {
	uint32_t class_count;
	const struct span *clauses;	/* of MEMBERS, which are classes, each once, sorted */
	size_t clause_count;
	const uint32_t *members;
	/* Of each limit, spans of which a set may not meet all. */
	const struct span *limits;	/* of PARTS */
	size_t limit_count;
	const struct span *parts;	/* of MEMBERS */
	uint32_t size_most, sets_most;
};

enum cover_end {
	COVER_WHOLE,		/* all smallest sets were found */
	COVER_BOUNDED,		/* there may be others, or smaller ones */
	COVER_NOTHING,		/* no set was found that breaks no limit */
};
/* All smallest sets into RET_SETS, one behind the other, of *RET_SIZE each. */
enum cover_end cover_search(const struct cover *cover, GArray *ret_sets, uint32_t *ret_size);

/* --- an answer that is being made --- */

struct isolation_answer {
	GArray *troubles;		/* struct isolation_trouble */
	GPtrArray *kept;		/* memory of theirs */
	GArray *unexplained[FAULT_ASPECT_COUNT];	/* uint32_t */
	uint32_t *cleared[FAULT_ASPECT_COUNT];	/* by component: an observation, or ISOLATION_NONE; NULL: not in exact mode */
};

/* The same, owned by ANSWER; its length was COUNT of SIZE bytes each. */
void *answer_keep(struct isolation_answer *answer, const void *memory, size_t count, size_t size);
/* Adds TROUBLE, whose lists are kept, and works out its suspects and whose they are. */
void answer_add(const struct isolation *isolation, struct isolation_answer *answer,
		const struct isolation_trouble *trouble);

/* Adds the troubles of ASPECT. False: observations contradict each other. */
bool exact_judge(const struct isolation *isolation, enum fault_aspect aspect,
		 const struct isolation_options *options, struct isolation_answer *answer);
void likely_judge(const struct isolation *isolation, enum fault_aspect aspect,
		  const struct isolation_options *options, struct isolation_answer *answer);

/* --- ways.c: ways over a graph --- */

struct way_edge { uint32_t to, over; };	/* a node; the component that leads there */

struct way_graph {
	uint32_t node_count;
	const uint32_t *first;		/* by node: its edges, from FIRST[node] until FIRST[node + 1]; each both ways */
	const struct way_edge *edges;
	const uint32_t *component;	/* by node */
	const bool *start;		/* by node: reached at once */
	const uint8_t *rank;		/* by node: passes on to those of its own and of higher ranks alone */
	uint32_t origin;		/* component that comes before all starts; ISOLATION_NONE */
};

/* Numbers of ways by node, added to ISOLATION; ISOLATION_NONE: it is not reached. */
uint32_t *ways_find(struct isolation *isolation, const struct way_graph *graph);
