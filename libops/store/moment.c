/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether somebody looks at one moment, whatever keeps the store.
 */
#include "store/moment.h"

#include "base/translate.h"
#include "store/internal.h"

bool store_moment_begin(struct store *store, GError **error)
{
	if (store->transaction != STORE_IDLE || store->in_moment)
		return store_fail(error, STORE_ERROR_IO, _("cannot begin: a transaction is already under way"));
	if (store->operations->begin_moment && !store->operations->begin_moment(store, error))
		return false;
	store->in_moment = true;
	return true;
}

void store_moment_end(struct store *store)
{
	if (store->in_moment && store->operations->end_moment)
		store->operations->end_moment(store);
	store->in_moment = false;
}
