/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of the journal of which each names the one before, with a mark that says where the
 * newest is, so that the journal need not be searched: what is believed is the entry.
 */
#pragma once

#include "base/json.h"
#include "store/journal.h"

/* The sequence of the newest entry that MARK points to: 0: there is none; -1: the mark cannot be read. */
bool engine_chain_newest(struct store *store, const char *mark, int64_t *ret_sequence, GError **error);

/* What is made of the entries of a chain. */
struct chain_reading {
	const char *mark, *kind;	/* of each entry */
	guint most;			/* so many of the newest */
	/* What PAYLOAD of ENTRY is, and the entry before it, 0: none; NULL: none that can be read. */
	gpointer (*take)(const void *context, const struct json *payload, const struct journal_entry *entry, int64_t *ret_previous);
	const void *context;
	GDestroyNotify free;		/* of what TAKE makes */
};
/* What was made of each, newest first. NULL on error: the store cannot be read, or an entry is not what the mark says
 * (ENGINE_ERROR_CHANGED). Free with g_ptr_array_unref(). */
GPtrArray *engine_chain_read(struct store *store, const struct chain_reading *reading, GError **error);

/* Inside a transaction: appends ENTRY, which names the one before, and points MARK to it. */
bool engine_chain_append(struct store *store, const struct clock *clock, const char *mark, struct journal_entry *entry,
			 GError **error);
