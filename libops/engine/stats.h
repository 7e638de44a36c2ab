/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking back over a time: how incidents were dealt with, and how available lines were. What each figure is, nwops-incident(1)
 * says. Linear in cases, transitions and checks.
 *
 * A drill has a store of its own, so none of it is here. Planned work is no incident: one that began while a maintenance
 * window covered what it is about is counted apart.
 */
#pragma once

#include "base/notes.h"
#include "cases/figures.h"
#include "inventory/inventory.h"
#include "state/availability.h"
#include "store/store.h"

/* Nobody measures between two checks that are further apart. */
#define STATS_GAP_US (10 * INT64_C(60000000))

struct stats_options {
	const struct inventory *inventory;
	struct store *store;
	const struct clock *clock;
	const struct notes *notes;
	int64_t from_us, until_us;	/* incidents that were opened in it, half open */
	const struct service_class *service_class;	/* only what it reaches; NULL */
	const struct line *line;	/* only it; NULL */
};

struct stats_line { const struct line *line; struct availability availability; };
struct stats_class { const struct service_class *service_class; guint lines; struct availability availability; };
struct stats {
	int64_t from_us, until_us;
	guint incidents, open;		/* OPEN of them are not closed yet */
	guint planned;			/* beside them: of planned work */
	struct case_figures_summary figures[CASE_FIGURE_COUNT];
	GArray *lines;			/* struct stats_line, in order of the inventory */
	GArray *classes;		/* struct stats_class, of those lines, in order of first appearance */
};
struct stats *engine_stats(const struct stats_options *options, GError **error);
void stats_free(struct stats *stats);
typedef struct stats ops_stats_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_stats_t, stats_free)
