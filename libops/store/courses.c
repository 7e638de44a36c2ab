/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The course of each item that is not at rest, whatever keeps it: limits only.
 */
#include "store/courses.h"

#include "store/internal.h"

static bool set(struct store *store, const char *item, const struct course_record *course,
		GError **error)
{
	g_assert(course->seen < STATUS_COUNT && course->told < STATUS_COUNT &&
		 course->cause < CAUSE_COUNT);
	/* An id meets the same limit when its window is kept. */
	return (!course->hidden_by || store_item_valid(course->hidden_by, error)) &&
	       store->operations->set_course(store, item, course, error);
}

bool courses_set(struct store *store, const char *item, const struct course_record *course,
		 GError **error)
{
	return store_writing(store, error) &&
	       store_wrote(store, store_item_valid(item, error) &&
					  (course ? set(store, item, course, error)
						  : store->operations->set_course(store, item, NULL,
										  error)));
}

bool courses_read(struct store *store, courses_each *each, void *context, GError **error)
{
	return store->operations->read_courses(store, each, context, error);
}
