/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items as such, whatever keeps them: limits only.
 */
#include "store/items.h"

#include "store/internal.h"

bool items_read(struct store *store, items_each *each, void *context, GError **error)
{
	return store->operations->read_items(store, each, context, error);
}

bool items_forget(struct store *store, const char *item, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(item, error) &&
					  store->operations->forget_item(store, item, error));
}
