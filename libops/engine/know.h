/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Know-how across the rooms: closed cases into the index, and what was found with what is
 * to be shown of it.
 */
#pragma once

#include "cases/know.h"

/* Tells the index of closed cases that it does not know as they stand, at most MOST of them, in a transaction. RET_LEFT: there are
 * more. */
bool engine_know_closed(struct store *store, int most, bool *ret_left, GError **error);
/* Whether there is any. False on failure too. */
bool engine_know_lags(struct store *store);

/* --- writing: a transaction each, signed for before it returns --- */

/* ENTRY with its title, texts, owner, source, name and day of review; NUMBER when it is a new version. Fills in the
 * rest. */
bool engine_know_add(const struct cases_options *options, struct know_entry *entry, GError **error);
bool engine_know_review(const struct cases_options *options, struct know_review *review, GError **error);

/* What became of entries in a file. */
struct know_import {
	int added, changed;
	int same;			/* they stand here as they are there */
	int kept;			/* somebody changed or withdrew them here: they are left alone */
};
/* DRAFTS of know_file_parse(), all or none. One that is known by its name is a new version where it differs. */
bool engine_know_import(const struct cases_options *options, const GPtrArray *drafts, struct know_import *ret_import,
			GError **error);

/* --- reading --- */

/* What was found: an entry or a case. */
struct know_found {
	char *id;			/* "KB-0001", "INC-20261122-001" */
	bool is_case;
	int64_t version;		/* of an entry; 0 */
	char *title;
	char *excerpt;			/* safe; "" when nothing was searched for */
	char *owner;			/* of an entry; NULL */
	int64_t review_at_us;		/* of an entry; 0 */
	int64_t closed_at_us;		/* of a case; 0 */
};

struct know_wish {
	const struct fold_terms *terms;
	bool any;			/* one of TERMS is enough */
	bool entries_only;
	bool resembling;		/* only what resembles them: fold_resembles() */
	bool english;			/* of an entry in both languages, the English is shown */
	int limit;			/* so many, at most KNOW_RANKED */
	unsigned int columns;		/* of an excerpt; 0: none is wanted */
};
/* struct know_found, the best first; NULL on failure. g_ptr_array_unref(). */
GPtrArray *engine_know_search(struct store *store, const struct know_wish *wish, GError **error);
/* Entries without a search, in order of their number; DUE_BY_US: only those to be reviewed by then; 0: all. */
GPtrArray *engine_know_list(struct store *store, int64_t due_by_us, bool english, GError **error);
