/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The course of each item that is not at rest, whatever keeps it: limits only.
 */
#include "store/courses.h"

#include "store/internal.h"

static bool is_bounded(const char text[COURSE_NAME_SIZE])
{
	return memchr(text, '\0', COURSE_NAME_SIZE) != NULL;
}

/* A name that was cut to fit may end within a character. */
static void end_whole(char *text)
{
	const char *end;

	if (*text && !g_utf8_validate(text, -1, &end))
		text[end - text] = '\0';
}

static bool set(struct store *store, const char *item, const struct course_record *course,
		GError **error)
{
	struct course_record whole = *course;

	g_assert(course->seen < STATUS_COUNT && course->told < STATUS_COUNT &&
		 course->cause < CAUSE_COUNT);
	g_assert(is_bounded(course->hidden_by) && is_bounded(course->window) &&
		 is_bounded(course->silence));
	end_whole(whole.hidden_by);
	end_whole(whole.window);
	end_whole(whole.silence);
	return store->operations->set_course(store, item, &whole, error);
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
