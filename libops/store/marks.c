/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks, whatever keeps them: limits only.
 */
#include "store/marks.h"

#include "base/translate.h"
#include "store/internal.h"

static bool mark_valid(const char *name, const struct mark_record *mark, GError **error)
{
	if (!*name || !store_text_valid(name, MARK_NAME_LIMIT))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep a mark whose name is empty, not UTF-8 or longer than "
				    "%d bytes"),
				  MARK_NAME_LIMIT);
	if (!mark)
		return true;
	g_assert(memchr(mark->boot, '\0', MARK_BOOT_SIZE));
	if (!store_text_valid(mark->boot, MARK_BOOT_SIZE) ||
	    (mark->text && !store_text_valid(mark->text, MARK_TEXT_LIMIT)))
		return store_fail(error, STORE_ERROR_IO,
				  _("cannot keep the mark '%s': its boot or its text is not UTF-8, or "
				    "the text longer than %d bytes"),
				  name, MARK_TEXT_LIMIT);
	return true;
}

bool marks_set(struct store *store, const char *name, const struct mark_record *mark, GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, mark_valid(name, mark, error) &&
					  store->operations->set_mark(store, name, mark, error));
}

struct mark_record marks_record(const struct clock_moment *now, const char *text)
{
	struct mark_record mark = {.wall_us = now->wall_us, .monotonic_us = now->uptime_us, .text = text};

	g_strlcpy(mark.boot, now->boot, sizeof(mark.boot));
	return mark;
}

bool marks_keep(struct store *store, const char *name, const struct mark_record *mark, GError **error)
{
	if (!store_begin(store, error))
		return false;
	if (marks_set(store, name, mark, error) && store_commit(store, error))
		return true;
	store_rollback(store);
	return false;
}

bool marks_read(struct store *store, const char *name, marks_each *each, void *context, GError **error)
{
	return store->operations->read_marks(store, name, each, context, error);
}
