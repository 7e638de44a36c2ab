/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of the journal of which each names the one before, with a mark that says where the
 * newest is, so that the journal need not be searched: what is believed is the entry.
 */
#pragma once

#include "store/journal.h"

/* The sequence of the newest entry that MARK points to: 0: there is none; -1: the mark cannot be read. */
bool engine_chain_newest(struct store *store, const char *mark, int64_t *ret_sequence, GError **error);
/* Inside a transaction: appends ENTRY, which names the one before, and points MARK to it. */
bool engine_chain_append(struct store *store, const struct clock *clock, const char *mark, struct journal_entry *entry,
			 GError **error);
