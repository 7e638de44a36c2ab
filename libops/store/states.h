/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The present state of each item. What it was seen by is its newest result:
 * that is kept once, and has the time and the figures.
 */
#pragma once

#include "base/words.h"
#include "store/results.h"
#include "store/store.h"

struct state_record {
	const char *item;		/* "line:h1-main" */
	enum status status;
	int64_t since_us;		/* when this status began */
};

/* Inside a transaction: replaces the state of STATE->item. */
bool states_set(struct store *store, const struct state_record *state, GError **error);
/* False without error when there is none yet. RET->item is ITEM itself. */
bool states_get(struct store *store, const char *item, struct state_record *ret_state, GError **error);
/* Calls EACH in order of item until it returns false. NEWEST: its newest result, or NULL. */
typedef bool states_each(void *context, const struct state_record *state, const struct result_record *newest);
bool states_read(struct store *store, states_each *each, void *context, GError **error);
/* Only items whose names begin with PREFIX, "device:b1/". */
bool states_read_under(struct store *store, const char *prefix, states_each *each, void *context, GError **error);
