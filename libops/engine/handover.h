/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one shift hands over to the next: what is still open, what ended and how long it
 * was, what came and went, what switched over, what people said about paging, and how
 * well the network was watched meanwhile. Out of what is kept; nothing is asked.
 */
#pragma once

#include "engine/picture.h"

/* An item that changed in the shift; or one that hid others which did. */
struct handover_item {
	char *name;
	const struct organization *owner;	/* NULL: the inventory does not have it */
	enum status before, worst, now;	/* hard: before the first change, at worst, after the last */
	int64_t began_us;		/* when it last left OK, in the shift; 0: before it */
	int64_t ended_us;		/* when it last became OK; 0: it did not, or is not any more */
	int64_t least_us, most_us;	/* the last interruption that ended; -1: not known */
	unsigned int times;		/* it left OK so often */
	unsigned int hidden;		/* so many changed behind it */
	bool changed;			/* its hard status did; else it only hid, or flapped */
	bool flapped;
	bool told;			/* somebody was */
	enum demarcation_verdict verdict;
	char *hidden_by;		/* in its last change for the worse; NULL */
};

struct handover_switch {
	char *group;
	int64_t at_us, least_us, most_us;	/* the interruption; -1: not known */
	char *text;			/* "d1 -> d2"; NULL */
};

enum handover_deed_sort {
	HANDOVER_SAID,			/* by a person, or told: VERB of the journal's entry */
	HANDOVER_BEGAN,			/* a planned time came by itself */
	HANDOVER_RAN_OUT,		/* it ended by itself */
};

struct handover_deed {
	enum handover_deed_sort sort;
	enum window_kind kind;
	int64_t at_us;
	char *verb;			/* "silence", "end", "plan", "start", …; NULL: nobody said it */
	char *window;			/* id */
	char *who;			/* who is said to have said it, else who did */
	char *about;			/* selectors, with blanks */
	char *reason;			/* why this was done, else why the window is; "" */
	int64_t until_us;
};

enum handover_gap_sort {
	HANDOVER_NO_TICK,		/* nothing was asked */
	HANDOVER_NOT_KEPT,		/* what was seen is lost: the disk was full */
	HANDOVER_VIEW_LOST,
	HANDOVER_CLOCK,			/* it was moved by MOVED_US */
};
#define HANDOVER_GAP_SORT_COUNT 4

struct handover_gap {
	enum handover_gap_sort sort;
	int64_t from_us, until_us;	/* UNTIL_US 0: it lasts */
	int64_t moved_us;
};

struct handover {
	int64_t from_us, until_us;
	struct picture picture;		/* as it is at the end */
	unsigned int open, open_new;	/* problems and what is covered, none of it folded; begun in the shift */
	GArray *items;			/* struct handover_item that nothing hid, the last to change first */
	GArray *switches, *deeds, *gaps;	/* struct handover_switch, _deed, _gap, in order of time */
	unsigned int checks, cut_short, changes, told;
};

/* From FROM_US until now; of OPTIONS->selectors, but for what concerns watching as a whole. */
bool engine_hand_over(const struct picture_options *options, int64_t from_us, struct handover *ret_handover,
		      GError **error);
void handover_clear(struct handover *handover);
