/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which items the store knows, and forgetting one. Whether an item should be
 * forgotten is not decided here: the store knows no inventory.
 */
#pragma once

#include "store/store.h"

/* Calls EACH in order of item until it returns false. ASKED_AT_US: of its newest result; 0: it has none. */
typedef bool items_each(void *context, const char *item, int64_t asked_at_us);
bool items_read(struct store *store, items_each *each, void *context, GError **error);
/* Inside a transaction: forgets ITEM with its state, its course, its results and its samples; its
 * transitions stay. Nothing happens to one that is not known. */
bool items_forget(struct store *store, const char *item, GError **error);
