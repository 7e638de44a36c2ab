/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole picture for people: of all items what somebody must look at, the worst
 * first; what is covered apart from it; what a run saw that does not count yet; and
 * behind each item what it hides, folded, so that a cut cable is one row and not a
 * hundred. Pure: from rows to rows.
 */
#pragma once

#include "base/words.h"
#include "inventory/inventory.h"
#include "store/results.h"
#include "store/windows.h"

enum picture_block {
	PICTURE_PROBLEM,		/* not OK, and covered by nothing */
	PICTURE_COVERED,		/* not OK, and silenced or in maintenance */
	PICTURE_NOTICED,		/* OK, but last seen otherwise, or coming and going */
	PICTURE_FINE,
	PICTURE_GONE,			/* kept, and not in the inventory any more: it does not count */
};
#define PICTURE_BLOCK_COUNT 5

struct picture_row {
	char *name;			/* of the item; owned */
	const struct organization *owner;	/* NULL: the inventory does not have it */
	enum status status;		/* hard; UNKNOWN of what was never asked */
	enum status seen;		/* by its newest run; another one: the hard status is on its way there */
	int64_t since_us;		/* of the hard status; 0: never asked */
	int64_t asked_at_us;		/* 0: never */
	bool stale;			/* three of its intervals passed since, or it is from the future */
	bool flapping;
	enum demarcation_verdict verdict;
	int group_verdict;		/* of a group, by its newest run; else -1 */
	char *hidden_by;		/* name of an item; NULL; owned */
	const struct window_record *window, *silence;	/* that cover it now; NULL; lent */
	int64_t window_until_us, silence_until_us;
	struct result_record *newest;	/* NULL: none, or not kept; owned */
	/* By picture_arrange(): */
	enum picture_block block;
	bool folded;			/* another row stands for it as well: for one that hides it, that is
					 * hidden by the same, or that was never asked either */
	unsigned int behind;		/* so many stand behind it */
};

/* An empty array of rows that owns what they hold. */
GArray *picture_new_rows(void);
/* Says of each row where it belongs and what stands for it, and sorts: by block; in it what is folded
 * comes last; the worst first, what has most behind it, the newest, by name. */
void picture_arrange(GArray *rows);
