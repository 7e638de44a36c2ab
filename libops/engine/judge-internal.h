/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check that is being judged, for the files that do it: judge-recall.c takes what the store knows,
 * judge-confirm.c asks again, judge.c puts all together, judge-meanwhile.c does so once more when another
 * check was recorded in between.
 */
#pragma once

#include "engine/internal.h"

struct judging {
	const struct check_options *options;
	struct check *check;
	GHashTable *kept;		/* name -> struct course_record; NULL: none is kept */
	struct reach *reach;		/* NULL until something needs it */
	struct pass_item *items;	/* the check's, then parents that were asked besides */
	bool *asked;			/* each of them has been asked again */
	bool unread;			/* members of a doubted group were to be read again, and were not */
	size_t count;
};

static inline struct check_item *item_at(const GArray *items, guint index)
{
	return &g_array_index(items, struct check_item, index);
}

/* The item of CHECK that stands at INDEX of those that are judged: its own, then parents. */
static inline struct check_item *judged_at(const struct check *check, guint index)
{
	return index < check->items->len ? item_at(check->items, index)
					 : item_at(check->parents, index - check->items->len);
}

/* --- judge-recall.c --- */

/* The courses that the store keeps, and how far its journal is. */
bool judging_recall_all(struct judging *judging, GError **error);
/* Gives ITEM its course, unless it is well and at rest. */
bool judging_recall_item(struct judging *judging, struct check_item *item, GError **error);
bool judging_recall_items(struct judging *judging, GArray *items, GError **error);
/* Takes back what was made of ITEMS, and takes what is known of them by now. */
bool judging_recall_again(struct judging *judging, GArray *items, GError **error);

/* --- judge-confirm.c --- */

/* Asks again what newly fails, with what stands before it, until nothing is in doubt. BEGAN_US: as engine_judge(). */
bool judging_confirm(struct judging *judging, int64_t began_us, GError **error);
/* A split, or that nobody carries, is believed once all members were read twice. */
bool judging_read_again(struct judging *judging, int64_t began_us, GError **error);

/* --- judge.c --- */

void judging_put_all(struct judging *judging);
struct pass_options judging_options(const struct judging *judging);
/* What was seen is held against what was known. */
bool judging_pass(struct judging *judging, GError **error);
void judging_tally(struct check *check);
void judging_clear(struct judging *judging);
