/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the store knows of the items of a check: their courses, and when each was last seen. What is at rest and
 * OK has none, and costs nothing.
 */
#include "engine/judge-internal.h"

#include "store/courses.h"
#include "store/journal.h"
#include "store/results.h"
#include "store/states.h"

void engine_course_free(gpointer course)
{
	g_free(((struct check_course *)course)->name);
	g_free(course);
}

static bool collect_course(void *context, const char *item, const struct course_record *course)
{
	g_hash_table_insert(context, g_strdup(item), g_memdup2(course, sizeof(*course)));
	return true;
}

bool judging_recall_all(struct judging *judging, GError **error)
{
	g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	if (!judging->options->store)
		return true;
	/* First, so that what is recorded while the rest is read is noticed as well. */
	judging->check->journal_size = journal_size(judging->options->store, error);
	if (judging->check->journal_size < 0)
		return false;
	if (!courses_read(judging->options->store, collect_course, kept, error))
		return false;
	if (g_hash_table_size(kept))
		judging->kept = g_steal_pointer(&kept);
	return true;
}

static bool collect_time(void *context, const struct result_record *record)
{
	*(int64_t *)context = record->started_at_us;
	return false;
}

/* What there is of the item called NAME, whether it is at rest or not. */
static bool recall(struct judging *judging, struct check_course *course, const struct course_record *more,
		   GError **error)
{
	struct store *store = judging->options->store;
	g_autoptr(GError) failed = NULL;
	struct state_record state;

	course_init(&course->course);
	course->last_at_us = 0;
	course->hidden_before_by = NULL;
	course->kept = more != NULL;
	if (!store)
		return true;
	if (states_get(store, course->name, &state, &failed)) {
		course_recall(&course->course, state.status, state.since_us, more);
		course->hidden_before_by = course->course.more.hidden_by;
	} else if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return false;
	}
	return results_read(store, course->name, 1, collect_time, &course->last_at_us, error);
}

bool judging_recall_item(struct judging *judging, struct check_item *item, GError **error)
{
	const struct course_record *more;
	struct check_course *course;
	g_autofree char *name = NULL;

	if (item->judgement.status == STATUS_OK && !judging->kept)
		return true;
	name = item_name(&item->item);
	more = judging->kept ? g_hash_table_lookup(judging->kept, name) : NULL;
	if (item->judgement.status == STATUS_OK && !more)
		return true;
	course = g_new0(struct check_course, 1);
	course->name = g_steal_pointer(&name);
	g_ptr_array_add(judging->check->courses, course);
	item->course = course;
	return recall(judging, course, more, error);
}

bool judging_recall_items(struct judging *judging, GArray *items, GError **error)
{
	for (guint i = 0; i < items->len; i++)
		if (!judging_recall_item(judging, item_at(items, i), error))
			return false;
	return true;
}

bool judging_recall_again(struct judging *judging, GArray *items, GError **error)
{
	for (guint i = 0; i < items->len; i++) {
		struct check_item *item = item_at(items, i);
		struct check_course *course = item->course;
		const struct course_record *more;

		if (!course) {
			if (!judging_recall_item(judging, item, error))
				return false;
			continue;
		}
		item->judgement = course->seen;
		more = judging->kept ? g_hash_table_lookup(judging->kept, course->name) : NULL;
		if (!recall(judging, course, more, error))
			return false;
	}
	return true;
}
