/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The present state of each item: one row an item.
 */
#pragma once

#include "base/words.h"
#include "store/results.h"
#include "store/store.h"

struct state_record {
	const char *item;		/* "line:h1-main" */
	enum status status;
	int64_t since_us;		/* when this status began */
	int64_t checked_at_us;		/* when it was last seen */
	char message[RESULT_MESSAGE_SIZE];
};

/* Inside a transaction: replaces the row of STATE->item. */
bool states_set(struct store *store, const struct state_record *state, GError **error);
/* False without error when there is none yet. RET->item is ITEM itself. */
bool states_get(struct store *store, const char *item, struct state_record *ret_state, GError **error);
/* Calls EACH in order of item until it returns false. */
typedef bool states_each(void *context, const struct state_record *state);
bool states_read(struct store *store, states_each *each, void *context, GError **error);
