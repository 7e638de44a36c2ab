/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What topology.c works out of the inventory and observe.c looks up in it: the component of
 * each device and line, and the ways to each device.
 */
#pragma once

#include "isolation/internal.h"

struct isolation_topology {
	const struct inventory *inventory;
	struct isolation *isolation;
	const struct device *devices;
	const struct line *lines;
	size_t device_count, line_count;
	uint32_t own_view;
	/* By number in the inventory; ISOLATION_NONE: there is none. */
	uint32_t *device, *line;	/* components */
	uint32_t *tunnel, *far_end;	/* by line: of the kind that has one; what it ends in */
	uint32_t *only_line;		/* by device: a CPE that nothing else leads to */
	uint32_t *any_line;		/* by device: one of those that end in it */
	uint32_t *ways;			/* by device: to it; a CPE as above has those of its concentrator */
	uint32_t *unknown;		/* by device: the stretch to it that is not known */
	GHashTable *named;		/* struct isolation_component -> number: risks, services, sessions */
	GHashTable *joints;		/* two devices -> number of what joins them */
	GPtrArray *names;		/* char *: strings that the model borrows */
};

/* Whether a CPE that only one line leads to. */
static inline bool is_leaf(const struct isolation_topology *topology, size_t device)
{
	return topology->only_line[device] != ISOLATION_NONE;
}

/* The component that says the same of itself; added with RISKS when there is none, its name copied. */
uint32_t topology_named(struct isolation_topology *topology, const struct isolation_component *component,
			const uint32_t *risks, size_t risk_count);
/* Keeps NAME as long as the topology; takes it over. */
const char *topology_keep(struct isolation_topology *topology, char *take_name);
/* The one link or line between two devices, as a component; ISOLATION_NONE: none, or several. */
uint32_t topology_between(const struct isolation_topology *topology, const struct device *a, const struct device *b);
