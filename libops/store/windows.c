/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maintenance windows and silences, whatever keeps them: limits, and the ids that
 * people say to each other on the telephone.
 */
#include "store/windows.h"

#include "base/translate.h"
#include "store/internal.h"

#define DATE_LENGTH 8 /* "20261122" */
#define NUMBER_MOST 999999 /* of one kind on one day */

static bool said(const char *text, size_t limit)
{
	return *text && store_text_valid(text, limit);
}

static bool window_valid(const struct window_record *window, GError **error)
{
	if (!said(window->id, WINDOW_ID_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a maintenance window or silence whose id is empty, "
				    "not UTF-8 or longer than %d bytes"),
				  WINDOW_ID_LIMIT);
	if (!said(window->selectors, WINDOW_SELECTORS_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep '%s': its selectors are empty, not UTF-8 or longer "
				    "than %d bytes"),
				  window->id, WINDOW_SELECTORS_LIMIT);
	if (!said(window->owner, JOURNAL_ACTOR_LIMIT) || !said(window->made_by, JOURNAL_ACTOR_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep '%s': nobody is named, or not in UTF-8 of at most %d "
				    "bytes"),
				  window->id, JOURNAL_ACTOR_LIMIT);
	if (!store_text_valid(window->reason, WINDOW_TEXT_LIMIT) ||
	    !said(window->zone, WINDOW_TEXT_LIMIT) ||
	    (window->recurrence && !said(window->recurrence, WINDOW_TEXT_LIMIT)))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep '%s': its reason, zone or recurrence is missing, not "
				    "UTF-8 or longer than %d bytes"),
				  window->id, WINDOW_TEXT_LIMIT);
	g_assert(window->kind < WINDOW_KIND_COUNT && window->end < WINDOW_END_COUNT);
	return true;
}

bool windows_set(struct store *store, const struct window_record *window, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, window_valid(window, error) &&
					  store->operations->set_window(store, window, error));
}

bool windows_read(struct store *store, windows_each *each, void *context, GError **error)
{
	return store->operations->read_windows(store, INT64_MIN, each, context, error);
}

bool windows_read_open(struct store *store, int64_t at_us, windows_each *each, void *context,
		       GError **error)
{
	return store->operations->read_windows(store, at_us, each, context, error);
}

static bool date_valid(const char *date)
{
	return strspn(date, "0123456789") == DATE_LENGTH && !date[DATE_LENGTH];
}

/* As nothing is removed, the first that is free follows the last. */
static char *next_id(struct store *store, char letter, const char *date, GError **error)
{
	for (int number = 1; number <= NUMBER_MOST; number++) {
		g_autofree char *id = g_strdup_printf("%c-%s-%03d", letter, date, number);
		bool there;

		if (!store->operations->find_window(store, id, &there, error))
			return NULL;
		if (!there)
			return g_steal_pointer(&id);
	}
	store_fail(error, STORE_ERROR_FULL, _("cannot name another maintenance window or silence of "
					      "'%s': all %d ids are taken"),
		   date, NUMBER_MOST);
	return NULL;
}

char *windows_next_id(struct store *store, enum window_kind kind, const char *date, GError **error)
{
	g_assert(date_valid(date));
	return store_writing(store, error)
		       ? next_id(store, kind == WINDOW_SILENCE ? 'S' : 'M', date, error)
		       : NULL;
}

void windows_init_copy(struct window_record *copy, const struct window_record *window)
{
	*copy = *window;
	copy->id = g_strdup(window->id);
	copy->selectors = g_strdup(window->selectors);
	copy->owner = g_strdup(window->owner);
	copy->reason = g_strdup(window->reason);
	copy->zone = g_strdup(window->zone);
	copy->recurrence = g_strdup(window->recurrence);
	copy->made_by = g_strdup(window->made_by);
}

void windows_clear_copy(struct window_record *copy)
{
	g_free((char *)copy->id);
	g_free((char *)copy->selectors);
	g_free((char *)copy->owner);
	g_free((char *)copy->reason);
	g_free((char *)copy->zone);
	g_free((char *)copy->recurrence);
	g_free((char *)copy->made_by);
}
