/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Roll-ups, whatever keeps them: limits only.
 */
#include "store/rollups.h"

#include "base/translate.h"
#include "store/internal.h"

static bool is_day(int32_t day)
{
	return day >= 0 && day < ROLLUP_DAY_LIMIT;
}

static bool rollup_valid(const char *item, const struct rollup_record *rollup, GError **error)
{
	if (!store_item_valid(item, error))
		return false;
	return is_day(rollup->day) ||
	       store_fail(error, STORE_ERROR_IO, _("cannot keep a day of '%s': there is no day %d"), item,
			  (int)rollup->day);
}

bool rollups_set(struct store *store, const char *item, const struct rollup_record *rollup, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, rollup_valid(item, rollup, error) &&
					  store->operations->set_rollup(store, item, rollup, error));
}

bool rollups_read(struct store *store, const char *item, int32_t from, int32_t until, rollups_each *each,
		  void *context, GError **error)
{
	from = MAX(from, 0);
	until = MIN(until, ROLLUP_DAY_LIMIT - 1);
	return from > until || store->operations->read_rollups(store, item, from, until, each, context, error);
}

bool rollups_forget_before(struct store *store, int32_t day, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store->operations->forget_rollups(store, CLAMP(day, 0, ROLLUP_DAY_LIMIT), error));
}
