/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The present state of each item, whatever keeps it: limits only.
 */
#include "store/internal.h"

bool states_set(struct store *store, const struct state_record *state, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(state->item, error) &&
					  store->operations->set_state(store, state, error));
}

bool states_get(struct store *store, const char *item, struct state_record *ret_state,
		GError **error)
{
	return store->operations->get_state(store, item, ret_state, error);
}

bool states_read(struct store *store, states_each *each, void *context, GError **error)
{
	return store->operations->read_states(store, NULL, each, context, error);
}

bool states_read_under(struct store *store, const char *prefix, states_each *each, void *context,
		       GError **error)
{
	const size_t length = strlen(prefix);

	g_assert(length > 0 && g_ascii_isprint(prefix[length - 1]));
	return store->operations->read_states(store, prefix, each, context, error);
}
