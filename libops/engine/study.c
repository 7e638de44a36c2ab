/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in the way of a window that is to be: the others that are kept, what is not
 * well now, and times that are to be left alone are brought together for state/ to say.
 */
#include "engine/internal.h"

#include "base/translate.h"
#include "store/states.h"

/* How far ahead a window that recurs is held against others: each month and day once, and some. */
#define HORIZON_US (400 * 86400 * (int64_t)G_USEC_PER_SEC)

static void set_free(gpointer set)
{
	g_hash_table_unref(set);
}

void window_study_clear(struct window_study *study)
{
	g_clear_pointer(&study->items, g_hash_table_unref);
	g_clear_pointer(&study->conflicts, g_array_unref);
	g_clear_pointer(&study->windows, g_ptr_array_unref);
	g_clear_pointer(&study->sets, g_ptr_array_unref);
}

/* When OTHER is first under way together with SELF within WITHIN. Work that is overrun goes on now. */
static bool meets(const struct window_times *self, const struct window_record *other, struct window_span within,
		  struct window_span *ret_span)
{
	struct window_times times;
	struct window_span mine;
	struct window_now now;
	bool met;

	if (!windows_open_times(other, &times, NULL))
		return false;
	now = windows_look(other, &times, within.from_us);
	if (now.phase == PHASE_OVERRUN && windows_time_after(self, within.from_us, &mine) &&
	    mine.from_us <= within.from_us) {
		*ret_span = (struct window_span){ within.from_us, mine.until_us };
		met = true;
	} else {
		/* A time of it may be done before it is over. */
		if (now.phase == PHASE_PLANNED)
			within.from_us = MAX(within.from_us, now.span.from_us);
		met = now.phase <= PHASE_OVERRUN && windows_overlap(self, &times, &within, ret_span);
	}
	windows_close_times(&times);
	return met;
}

static void find_others(const struct maint_options *options, const struct window_record *window,
			const struct window_times *times, const struct window_span *within,
			struct window_study *study, GArray *others)
{
	for (guint i = 0; i < study->windows->len; i++) {
		const struct window_record *other = study->windows->pdata[i];
		struct window_side side = { .id = other->id };

		if (other->kind != WINDOW_MAINTENANCE || !g_strcmp0(other->id, window->id) ||
		    !meets(times, other, *within, &side.span))
			continue;
		/* What selects nothing any more is in nobody's way. */
		side.items = engine_covered_by(options->inventory, other->selectors, NULL);
		if (!side.items)
			continue;
		g_ptr_array_add(study->sets, side.items);
		g_array_append_val(others, side);
	}
}

static bool add_unwell(const struct maint_options *options, char *take_name, GHashTable *unwell, GError **error)
{
	struct state_record state;
	g_autofree char *name = take_name;
	g_autoptr(GError) failed = NULL;

	if (states_get(options->store, name, &state, &failed)) {
		if (state.status != STATUS_OK && state.status != STATUS_CAUTION)
			g_hash_table_add(unwell, g_steal_pointer(&name));
		return true;
	}
	if (failed)
		g_propagate_error(error, g_steal_pointer(&failed));
	return !*error;
}

/* Members of groups that are not well. Whether a group's other members are is only asked of now: of
 * a later time nobody knows it. */
static GHashTable *find_unwell(const struct maint_options *options, GError **error)
{
	g_autoptr(GHashTable) unwell = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GError) failed = NULL;
	bool ok = true;

	for (size_t i = 0; ok && i < inventory_group_count(options->inventory); i++) {
		const struct group *group = inventory_group_at(options->inventory, i);

		for (size_t j = 0; ok && group->devices && group->devices[j]; j++)
			ok = add_unwell(options, g_strconcat("device:", group->devices[j]->name, NULL), unwell, &failed);
		for (size_t j = 0; ok && group->lines && group->lines[j]; j++)
			ok = add_unwell(options, g_strconcat("line:", group->lines[j]->name, NULL), unwell, &failed);
	}
	if (ok)
		return g_steal_pointer(&unwell);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

bool engine_study_window(const struct maint_options *options, const struct window_record *window,
			 struct window_study *ret_study, GError **error)
{
	int64_t now_us = clock_wall_us(options->clock);
	const struct window_span within = { now_us, MAX(now_us, window->until_us) + HORIZON_US };
	struct window_study study = {
		.conflicts = g_array_new(FALSE, FALSE, sizeof(struct window_conflict)),
		.sets = g_ptr_array_new_with_free_func(set_free),
	};
	g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(struct window_side));
	g_autoptr(GHashTable) unwell = NULL;
	struct window_side self = { .id = window->id };
	struct window_times times;
	bool ok;

	if (!windows_open_times(window, &times, error)) {
		window_study_clear(&study);
		return false;
	}
	/* The clock went on since its times were read. */
	if (windows_time_after(&times, now_us, &self.span))
		study.items = engine_covered_by(options->inventory, window->selectors, error);
	else
		g_set_error_literal(error, OPS_WINDOWS_ERROR, WINDOWS_ERROR_TIME, _("it would end before it begins"));
	study.windows = study.items ? engine_windows(options->store, error) : NULL;
	ok = study.windows && (self.span.from_us > now_us || (unwell = find_unwell(options, error)));
	if (ok) {
		self.items = study.items;
		find_others(options, window, &times, &within, &study, others);
		windows_find_conflicts(options->inventory, &self, (const struct window_side *)(void *)others->data,
				       others->len, unwell, study.conflicts);
		windows_find_calendars(options->inventory, &times, &within, study.conflicts);
		*ret_study = study;
	} else {
		window_study_clear(&study);
	}
	windows_close_times(&times);
	return ok;
}
