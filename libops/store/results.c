/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What probes saw, whatever keeps it: limits only. How the newest displaces
 * the oldest is the backend's, since that is where its cost lies.
 */
#include "store/internal.h"

bool results_keep(struct store *store, const char *item, const struct result_record *record,
		  GError **error)
{
	g_assert(memchr(record->message, '\0', sizeof(record->message)));
	return store_writing(store, error) &&
	       store_wrote(store,
			   store_item_valid(item, error) &&
				   store->operations->keep_result(store, item, record, error));
}

bool results_read(struct store *store, const char *item, int limit, results_each *each,
		  void *context, GError **error)
{
	return store->operations->read_results(store, item, MIN(limit, RESULTS_KEPT), each, context,
					       error);
}
