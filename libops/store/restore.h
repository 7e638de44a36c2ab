/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting a backup in a store's place.
 */
#pragma once

#include "store/journal.h"
#include "store/store.h"

struct restore_options {
	const char *from;		/* a backup, or any copy of a store that verifies */
	const char *directory;		/* made when it is not there */
	bool replace;			/* a store that is there is moved aside, never deleted */
	bool dry_run;			/* nothing is written; the report says what would be */
	const struct clock *clock;	/* names the place aside */
};

struct restore_report {
	struct journal_verdict verdict;	/* of what was restored */
	bool signs;			/* log.key is there, so that what comes next is signed for */
	char *aside;			/* where the store that was replaced lies now; NULL: there was none */
	bool compared;			/* with the checkpoint of the store that was replaced: */
	struct journal_verdict against;	/* truncated when that one knew more */
};
void restore_report_clear(struct restore_report *report);
/* The store that was replaced knew something that this one does not; then its checkpoint is
 * kept beside this one's as checkpoint.N, and verifying says forked from now on. */
bool restore_loses(const struct restore_report *report);

/* Refuses a copy that does not verify (STORE_ERROR_DAMAGED), a store that is there unless it is to be
 * replaced, and one that another process has open (STORE_ERROR_LOCKED). A process that is
 * killed on the way leaves a store that is refused, with all that was there beside it. */
bool restore_put(const struct restore_options *options, struct restore_report *ret_report, GError **error);
