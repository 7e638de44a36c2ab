/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run as a whole, from what was seen to transitions: own view first, then
 * reachability parents-first, then each item's course, then what covers it, then
 * what the acting half hears. Pure, and independent of the order of its items:
 * transitions come out in order of name.
 *
 * What is told. A hard status that is worse than what was told is told once it is
 * covered by nothing: not hidden by a parent, not in a maintenance window, not
 * silenced, not flapping. What is better than what was told is told always:
 * recoveries are never held back. Covering hides no data: every change of hard status
 * is a transition, told or not.
 */
#pragma once

#include "base/words.h"
#include "inventory/inventory.h"
#include "state/course.h"
#include "state/reach.h"
#include "store/transitions.h"

/* What somebody said about not paging, resolved for this run. */
struct pass_cover {
	const char *id;			/* of the window or silence */
	bool is_silence;
	GHashTable *items;		/* set of item names that it is announced for; a question is covered
					 * with its device or line */
};

enum pass_view {
	PASS_VIEW_FINE,
	PASS_VIEW_LOST,			/* our first hops are silent: what is reached over them was not seen */
	PASS_VIEW_CLOCK,		/* our clock jumped: courses go on, and nothing is told in this run */
};

struct pass_options {
	const struct inventory *inventory;
	const struct reach *reach;
	int64_t at_us;			/* when the run was judged */
	bool clock_jumped;
	const struct pass_cover *covers;	/* in force at AT_US */
	size_t cover_count;
};

/* One item of the run. */
struct pass_item {
	const struct item *item;
	const char *name;		/* item_name() of it; lent by the caller */
	/* in */
	struct judgement judgement;	/* out: as it is after own view and parents were looked at */
	int64_t at_us;			/* of its result */
	int64_t last_at_us;		/* of the result before; 0: none */
	bool answered;
	bool cut_short;			/* it was not asked after all: its state stands */
	bool asked_again;		/* that is what it said to pass_doubts() */
	bool was_bad;			/* and before that, in this very run, it was silent or answered badly */
	bool unconfirmed;		/* it was to be asked again, and could not: one step more is wanted */
	/* In: as it was; out: as it is. NULL: it is at rest and was seen OK, as nearly all of a nation's
	 * lines are, and stays so. The caller's. */
	struct course *course;
	/* out */
	int hidden_by;			/* index; -1 */
	bool hidden_before;		/* it was hidden when the run began */
	enum demarcation_verdict verdict;	/* of what is bad and not hidden */
};

/* ITEMS each once. Appends struct transition_record (sequence 0; its strings are lent by the items and
 * covers) to TRANSITIONS. */
enum pass_view pass_judge(const struct pass_options *options, struct pass_item *items, size_t count,
			  GArray *transitions);

/* The id of the window or silence that covers what is called NAME; NULL. Lent by OPTIONS. */
const char *pass_cover_of(const struct pass_options *options, const char *name, bool is_silence);
/* The same of a maintenance window for NAME, which may be a group's with VERDICT: announced work on one
 * member covers that it switches over or is degraded, and no split. */
const char *pass_work_of(const struct pass_options *options, const char *name, enum group_verdict verdict);
/* By item, then kind: for g_array_sort() of struct transition_record. */
int pass_compare_transitions(const void *a, const void *b);

/* Before it: which of ITEMS must be asked again in the same run before they are judged: what newly
 * is WARNING or DOWN or could not be asked and is hidden by nobody; what is silent and whose parent came
 * back in this very run; what stands between us and those, for it may have gone or come back since; and a
 * few witnesses of devices among them that are unwell. Children are left out as long as their parent is in
 * doubt. To be called until there are none, since second answers may show more: what was asked again is in
 * doubt no more. Indices (guint) of ITEMS, ascending. Caller frees. */
GArray *pass_doubts(const struct pass_options *options, const struct pass_item *items, size_t count);
