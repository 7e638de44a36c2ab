/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transitions: changes of hard state, and what else the acting half must hear of.
 * Kept for ever, in the order in which they were recorded; each belongs to the
 * journal entry of the check that saw it. What was covered (hidden, in
 * maintenance, silenced, flapping) is here too: covering hides pages, never data.
 */
#pragma once

#include "base/words.h"
#include "store/store.h"

#define TRANSITION_TEXT_LIMIT 1024	/* a longer one is cut */

struct transition_record {
	int64_t sequence;		/* 1, 2, …: set when it is kept */
	int64_t entry;			/* sequence of its journal entry; 0: none */
	const char *item;		/* "line:h1-main", "group:gw", "own-view" */
	enum transition_kind kind;
	enum status from, to;		/* hard statuses; FROM OK for an item not known before */
	int64_t at_us;			/* of the result that made it so */
	int64_t began_us;		/* when that was first seen, while it was soft; = AT_US */
	enum cause cause;
	int32_t limit;
	bool told;			/* it is for the acting half; else it is covered by: */
	const char *hidden_by;		/* an item; NULL */
	const char *window;		/* a maintenance window's id; NULL */
	const char *silence;		/* a silence's id; NULL */
	bool flapping;
	enum demarcation_verdict verdict;	/* whose it is, of what is not hidden */
	/* Of a recovery, a switchover: how long it was interrupted, at least and at most; -1: not known. */
	int64_t outage_least_us, outage_most_us;
	const char *text;		/* what cannot be said by the rest ("d1 -> d2"); NULL */
};

/* Inside a transaction: keeps TRANSITION behind all others, and says its sequence. Its item need not
 * be one that has a state, and may be forgotten: this stays. */
bool transitions_keep(struct store *store, struct transition_record *transition, GError **error);

struct transitions_filter {
	int64_t after;			/* only those with a larger sequence */
	int64_t from_us, until_us;	/* only those with AT_US in [from, until); UNTIL_US 0: no end */
	const char *item;		/* only of it; NULL */
	bool told_only;
};
/* Calls EACH in order of sequence until it returns false. Strings are lent for the call. */
typedef bool transitions_each(void *context, const struct transition_record *transition);
bool transitions_read(struct store *store, const struct transitions_filter *filter, transitions_each *each,
		      void *context, GError **error);
