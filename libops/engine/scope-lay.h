/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A view that is being laid out: which part each device and line takes in it.
 */
#pragma once

#include "engine/scope.h"

/* In ascending order: what takes several parts takes the last. */
enum scope_part {
	PART_NONE,
	PART_EVIDENCE,			/* whether it answers */
	PART_READ,			/* the same, and what tells of others: what it says when it is read, the way to it */
	PART_OWN,			/* all that is asked of it, and it decides */
};

#define FAR_AWAY UINT_MAX

struct scope_laying {
	const struct inventory *inventory;
	const struct device *devices;	/* the inventory's, side by side */
	const struct line *lines;
	size_t device_count, line_count;
	unsigned int *distance;		/* of devices, in hops from us; FAR_AWAY: no way is known */
	uint8_t *device, *line;		/* enum scope_part */
	bool *group;			/* decides */
};

static inline uint8_t *part_of_device(struct scope_laying *laying, const struct device *device)
{
	return &laying->device[device - laying->devices];
}

static inline uint8_t *part_of_line(struct scope_laying *laying, const struct line *line)
{
	return &laying->line[line - laying->lines];
}

/* Gives each device, line and group of LAYING, which are all PART_NONE and have their distances, its part. */
bool scope_lay(struct scope_laying *laying, enum probe_scope scope, const char *subject, GError **error);
