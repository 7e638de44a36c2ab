/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A copy of a whole store, proven before it is called one.
 */
#pragma once

#include "store/journal.h"
#include "store/store.h"

struct backup_options {
	const char *to;			/* the directory to be made; nothing may be there */
	bool with_key;			/* log.key too: whoever has the copy can then sign for the log */
};

/*
 * Copies STORE, which may be written to meanwhile, with its checkpoints and log.vkey. The
 * copy is synced and verified under another name, and then renamed; on failure nothing is
 * left. VERDICT: of the copy, VERDICT_COMPLETE or, where STORE itself is not signed for up to
 * its end, VERDICT_UNANCHORED; anything else is an error (STORE_ERROR_DAMAGED).
 */
bool backup_make(struct store *store, const struct backup_options *options,
		 struct journal_verdict *ret_verdict, GError **error);
/* Says what backup_make() would refuse before it began, and writes nothing. */
bool backup_refuse(const char *to, GError **error);
