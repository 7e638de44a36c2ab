/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files that work out what stands between us and an item share: the
 * network as a graph, made once, and what one run shows of it.
 */
#pragma once

#include "state/reach.h"

#define NOT_REACHED (-1)
#define NO_NODE UINT32_MAX

/* A nearer neighbour, over a link or a line. */
struct edge {
	uint32_t device;
	int32_t line;			/* -1: a link */
};

/* All neighbours of all devices. */
struct neighbours {
	uint32_t *first;		/* one more at the end */
	struct edge *edges;
};

struct reach {
	const struct inventory *inventory;
	const struct device *devices;	/* the inventory's, side by side */
	const struct line *lines;
	size_t device_count, line_count;
	int32_t *distance;		/* of each device, in hops */
	bool *through;			/* it is reached over the first hops */
	uint32_t *first_edge;		/* of each device, one more at the end */
	GArray *edges;			/* struct edge, of nearer neighbours */
	GArray *order;			/* uint32_t: devices, the nearest first */
	struct neighbours neighbours;	/* all of them */
	uint32_t *gate;			/* of each node, see find_gates() */
};

static inline uint32_t number_of(const struct reach *reach, const struct device *device)
{
	return (uint32_t)(device - reach->devices);
}

static inline const struct edge *edges_of(const struct reach *reach, uint32_t device, uint32_t *ret_count)
{
	*ret_count = reach->first_edge[device + 1] - reach->first_edge[device];
	return &g_array_index(reach->edges, struct edge, reach->first_edge[device]);
}

static inline bool is_silent(enum status status)
{
	return status == STATUS_DOWN;
}

/* How badly it answers: 1 CAUTION, 2 WARNING; 0 else. */
static inline int8_t rank_of(enum status status)
{
	return status == STATUS_WARNING ? 2 : status == STATUS_CAUTION ? 1 : 0;
}

/* Whether an answer to ITEM came from the network: a figure is what a device says, and whom a plugin asks is
 * not known here. */
bool reach_is_asked_itself(const struct item *item);

/* What is known of a device or line as somebody's parent. */
struct parent {
	int32_t item;			/* its index; -1: it was not asked */
	int32_t by;			/* what explains that it is gone, unknown or unwell; -1: it is well */
	bool gone, unknown;
	bool passes, clean;		/* something beyond it answers; and answers well */
	uint8_t heard;			/* sorts of witnesses that were here, see is_heard() */
	int8_t rank;			/* how unwell: 1 CAUTION, 2 WARNING; 0 when it is clean */
};

struct run {
	const struct reach *reach;
	struct reach_item *items;
	size_t count;
	struct parent *devices, *lines;
	int32_t *logins;		/* of each device: index of its login; -1 */
};

void reach_run_init(struct run *run, const struct reach *reach, struct reach_item *items, size_t count);
void reach_run_clear(struct run *run);
/* Once all else is judged: hides what leads another way by what explains that. */
void reach_judge_ways(struct run *run);
