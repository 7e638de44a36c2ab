/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole picture at an instant, collected: what the store has of each item, what the
 * inventory says of it, what covers it at this very moment (not when it was last
 * asked), windows and silences, and how far what is seen can be trusted.
 */
#pragma once

#include "engine/engine.h"
#include "state/picture.h"

/* A silence that ends within so long while what it covers is not well is pointed out. */
#define PICTURE_ENDING_US (INT64_C(3600) * G_USEC_PER_SEC)
/* Maintenance that begins within so long is shown. */
#define PICTURE_AHEAD_US (INT64_C(86400) * G_USEC_PER_SEC)

struct picture_options {
	const struct inventory *inventory;
	struct store *store;
	const struct clock *clock;
	const struct notes *notes;
	const char *const *selectors;	/* as typed; empty: everything */
	bool fine;			/* rows of what is fine as well, and the newest results of all */
};

/* A window or silence that is overrun, in force, or soon to come. */
struct picture_window {
	const struct window_record *window;	/* lent by the picture */
	struct window_now now;
	unsigned int problems;		/* so many rows it covers that are not OK */
	bool ending;			/* a silence, soon, and there are some */
};

struct picture_group {
	const struct group *group;
	enum group_verdict verdict;
};

struct picture {
	int64_t at_us;
	GArray *rows;			/* struct picture_row, arranged */
	/* Rows by block; FINE is counted whether there are rows of it or not. */
	unsigned int counts[PICTURE_BLOCK_COUNT], folded[PICTURE_BLOCK_COUNT];
	struct state_tally tally;	/* of hard statuses: all that was selected, covered or not */
	unsigned int never_asked, stale;
	char *stalest;			/* the one of these that was asked longest ago; NULL */
	int64_t newest_us;		/* when anything was last asked; 0: never */
	GPtrArray *records;		/* all windows that are kept */
	GArray *windows;		/* struct picture_window: overrun, in force, to come */
	GArray *groups;			/* struct picture_group, in order of name */
	GHashTable *cases;		/* name of an item, to the id of the open incident that it belongs to */
	int64_t view_lost_us;		/* since when our own view is lost; 0: it is not */
	int64_t tick_us, tick_age_us;	/* when a tick last began, and how long ago that is; 0: never */
};

bool engine_see(const struct picture_options *options, struct picture *ret_picture, GError **error);
void picture_clear(struct picture *picture);
