/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The drill of a store, whatever keeps it: limits only, and that the real record never has one.
 */
#include "store/drills.h"

#include "base/translate.h"
#include "store/internal.h"

static bool said(const char *text, size_t limit)
{
	return *text && store_text_valid(text, limit);
}

static bool in_rehearsal(const struct store *store, GError **error)
{
	return store->purpose == STORE_REHEARSAL ||
	       store_fail(error, STORE_ERROR_PURPOSE, _("cannot keep a drill in the real record"));
}

static bool drill_valid(const struct drill_record *drill, GError **error)
{
	if (!said(drill->name, DRILL_NAME_LIMIT) || !said(drill->scenario, DRILL_NAME_LIMIT) || !said(drill->digest, DRILL_NAME_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a drill whose name, scenario or digest is empty, not UTF-8 or longer than %d bytes"),
				  DRILL_NAME_LIMIT);
	if (!said(drill->text, DRILL_SCENARIO_LIMIT) || !said(drill->plan, DRILL_PLAN_LIMIT) ||
	    !store_text_valid(drill->reason, DRILL_REASON_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep the drill '%s': its scenario, plan or reason is missing, not UTF-8 or too long"),
				  drill->name);
	g_assert(drill->state < DRILL_STATE_COUNT && drill->rate >= 0 && drill->speed >= 0);
	g_assert(memchr(drill->origin.boot, '\0', CLOCK_BOOT_SIZE));
	return true;
}

bool drills_set(struct store *store, const struct drill_record *drill, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, in_rehearsal(store, error) && drill_valid(drill, error) &&
					  store->operations->set_drill(store, drill, error));
}

bool drills_read(struct store *store, drills_each *each, void *context, GError **error)
{
	return store->operations->read_drill(store, each, context, error);
}

static bool moment_valid(const struct drill_moment *moment, GError **error)
{
	g_assert(moment->kind < DRILL_MOMENT_KIND_COUNT);
	if (moment->number >= 1 && moment->number <= DRILL_MOMENTS_LIMIT && said(moment->name, DRILL_NAME_LIMIT) &&
	    store_text_valid(moment->reason, DRILL_REASON_LIMIT))
		return true;
	return store_fail(error, STORE_ERROR_IO,
			  _("cannot keep what comes in a drill: its number, name or reason is missing, not UTF-8 or too long"));
}

bool drill_moments_set(struct store *store, const struct drill_moment *moment, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, in_rehearsal(store, error) && moment_valid(moment, error) &&
					  store->operations->set_drill_moment(store, moment, error));
}

bool drill_moments_read(struct store *store, drill_moments_each *each, void *context, GError **error)
{
	return store->operations->read_drill_moments(store, each, context, error);
}
