/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in the way of a window: another one about the same items, a redundancy
 * group that would lose all its members at once, times that are to be left alone.
 * A line is gone when it is covered itself, or the device at either end of it; what lies
 * further behind is for reachability to say, when it happens.
 */
#include "state/windows.h"

#define US_PER_MINUTE (60 * (int64_t)G_USEC_PER_SEC)

/* Calendars whose times are to be left alone, as far as a site has them. */
static const char *const left_alone[] = { "claim-days" };

bool windows_covers(GHashTable *items, const char *item)
{
	const char *slash = strchr(item, '/');
	g_autofree char *whole = slash ? g_strndup(item, (gsize)(slash - item)) : NULL;

	return g_hash_table_contains(items, item) || (whole && g_hash_table_contains(items, whole));
}

/* --- the same items --- */

/* How many names of A are covered by B; the first of them by name into RET_NAME. */
static unsigned int count_covered(GHashTable *a, GHashTable *b, const char **ret_name)
{
	unsigned int count = 0;
	GHashTableIter iter;
	gpointer name;

	*ret_name = NULL;
	g_hash_table_iter_init(&iter, a);
	while (g_hash_table_iter_next(&iter, &name, NULL)) {
		if (!windows_covers(b, name))
			continue;
		count++;
		if (!*ret_name || strcmp(name, *ret_name) < 0)
			*ret_name = name;
	}
	return count;
}

static void find_shared(const struct window_side *self, const struct window_side *other, GArray *conflicts)
{
	struct window_conflict conflict = { .sort = CONFLICT_ITEMS, .window = other->id, .span = other->span };

	/* "device:b1" meets "device:b1/ssh" whichever has which. */
	conflict.items = count_covered(self->items, other->items, &conflict.item);
	if (!conflict.items)
		conflict.items = count_covered(other->items, self->items, &conflict.item);
	if (conflict.items)
		g_array_append_val(conflicts, conflict);
}

/* --- the same group --- */

static bool has_device(GHashTable *items, const struct device *device)
{
	g_autofree char *name = device ? g_strconcat("device:", device->name, NULL) : NULL;

	return name && g_hash_table_contains(items, name);
}

static bool has_line(GHashTable *items, const struct line *line)
{
	g_autofree char *name = g_strconcat("line:", line->name, NULL);

	return g_hash_table_contains(items, name) || has_device(items, line->from) || has_device(items, line->cpe);
}

static bool has_member(GHashTable *items, const struct group *group, size_t member)
{
	if (!items)
		return false;
	return group->devices ? has_device(items, group->devices[member]) : has_line(items, group->lines[member]);
}

static size_t member_count(const struct group *group)
{
	size_t count = 0;

	while (group->devices ? group->devices[count] != NULL : group->lines && group->lines[count] != NULL)
		count++;
	return count;
}

/* Whether nothing of GROUP is left without SELF's, OTHER's and UNWELL's members (NULL: none), and
 * each of those that are there has a part in it. */
static bool takes_all(const struct group *group, GHashTable *self, GHashTable *other, GHashTable *unwell)
{
	bool by_self = false, by_other = !other, by_unwell = !unwell;

	for (size_t i = 0; i < member_count(group); i++) {
		bool in_self = has_member(self, group, i), in_other = has_member(other, group, i);
		bool is_unwell = has_member(unwell, group, i);

		if (!in_self && !in_other && !is_unwell)
			return false;
		by_self = by_self || in_self;
		by_other = by_other || (in_other && !in_self);
		by_unwell = by_unwell || (is_unwell && !in_self && !in_other);
	}
	return by_self && by_other && by_unwell;
}

static void find_in_group(const struct group *group, const struct window_side *self,
			  const struct window_side *others, size_t count, GHashTable *unwell, GArray *conflicts)
{
	struct window_conflict conflict = { .sort = CONFLICT_GROUP, .group = group->name, .span = self->span };

	if (takes_all(group, self->items, NULL, NULL)) {
		g_array_append_val(conflicts, conflict);
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (takes_all(group, self->items, others[i].items, NULL)) {
			conflict.window = others[i].id;
			conflict.span = others[i].span;
			g_array_append_val(conflicts, conflict);
		}
	if (unwell && takes_all(group, self->items, NULL, unwell)) {
		conflict.window = NULL;
		conflict.span = self->span;
		conflict.unwell = true;
		g_array_append_val(conflicts, conflict);
	}
}

void windows_find_conflicts(const struct inventory *inventory, const struct window_side *self,
			    const struct window_side *others, size_t count, GHashTable *unwell, GArray *conflicts)
{
	for (size_t i = 0; i < count; i++)
		find_shared(self, &others[i], conflicts);
	for (size_t i = 0; i < inventory_group_count(inventory); i++)
		find_in_group(inventory_group_at(inventory, i), self, others, count, unwell, conflicts);
}

/* --- calendars --- */

/* The first minute within WITHIN that lies in a time of a window and in CALENDAR. */
static bool meet_calendar(const struct inventory *inventory, const struct calendar *calendar,
			  const struct window_times *times, const struct window_span *within, int64_t *ret_at_us)
{
	struct window_span span;

	for (int64_t at_us = within->from_us; windows_time_after(times, at_us, &span); at_us = span.until_us) {
		int64_t until_us = MIN(span.until_us, within->until_us);

		if (span.from_us >= within->until_us)
			return false;
		/* A calendar's times begin and end on full minutes. */
		for (int64_t minute_us = MAX(span.from_us, at_us); minute_us < until_us;
		     minute_us += US_PER_MINUTE - minute_us % US_PER_MINUTE)
			if (inventory_calendar_applies(inventory, calendar, minute_us)) {
				*ret_at_us = minute_us;
				return true;
			}
	}
	return false;
}

void windows_find_calendars(const struct inventory *inventory, const struct window_times *times,
			    const struct window_span *within, GArray *conflicts)
{
	for (size_t i = 0; i < G_N_ELEMENTS(left_alone); i++) {
		const struct calendar *calendar = inventory_find_calendar(inventory, left_alone[i]);
		struct window_conflict conflict = { .sort = CONFLICT_CALENDAR, .calendar = left_alone[i] };
		int64_t at_us;

		if (!calendar || !meet_calendar(inventory, calendar, times, within, &at_us) ||
		    !windows_time_after(times, at_us, &conflict.span))
			continue;
		conflict.span.from_us = at_us;
		g_array_append_val(conflicts, conflict);
	}
}
