/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Courses in SQLite: one row for each item that is not at rest. The levels of an
 * item are mostly at rest all but one, and a storm reads and writes tens of
 * thousands of rows: so they are one short column in place of twenty.
 */
#include "store/sqlite/internal.h"

#include "base/translate.h"

static uint8_t *put_instant(uint8_t *at, int64_t instant)
{
	const uint64_t bytes = GUINT64_TO_BE((uint64_t)instant);

	memcpy(at, &bytes, sizeof(bytes));
	return at + sizeof(bytes);
}

static const uint8_t *take_instant(const uint8_t *at, int64_t *ret_instant)
{
	uint64_t bytes;

	memcpy(&bytes, at, sizeof(bytes));
	*ret_instant = (int64_t)GUINT64_FROM_BE(bytes);
	return at + sizeof(bytes);
}

static bool at_rest(const struct course_step *step)
{
	return !step->raised && !step->count && !step->since_us && !step->covered_us &&
	       !step->raised_at_us;
}

/* Returns how many bytes they are. */
static size_t put_levels(const struct course_record *course,
			 uint8_t bytes[COURSE_LEVEL_COUNT * COURSE_LEVEL_BYTES])
{
	uint8_t *at = bytes;

	for (unsigned int level = 0; level < COURSE_LEVEL_COUNT; level++) {
		const struct course_step *step = &course->levels[level];

		if (at_rest(step))
			continue;
		*at++ = (uint8_t)(level | (step->raised ? COURSE_RAISED : 0));
		*at++ = (uint8_t)(step->count >> 8);
		*at++ = (uint8_t)(step->count & 0xff);
		at = put_instant(at, step->since_us);
		at = put_instant(at, step->covered_us);
		at = put_instant(at, step->raised_at_us);
	}
	return (size_t)(at - bytes);
}

/* False when BYTES are not what put_levels() makes. */
static bool take_levels(const uint8_t *bytes, size_t length, struct course_record *course)
{
	unsigned int least = 0;

	if (length == 0 || length % COURSE_LEVEL_BYTES != 0)
		return length == 0;
	for (const uint8_t *at = bytes, *end = bytes + length; at < end;) {
		const unsigned int level = *at & ~COURSE_RAISED;
		struct course_step *step;

		if (level < least || level >= COURSE_LEVEL_COUNT)
			return false;
		least = level + 1;
		step = &course->levels[level];
		step->raised = *at & COURSE_RAISED;
		step->count = (uint16_t)(at[1] << 8 | at[2]);
		at = take_instant(at + 3, &step->since_us);
		at = take_instant(at, &step->covered_us);
		at = take_instant(at, &step->raised_at_us);
	}
	return true;
}

/* None is "", as the table has it. */
static void bind_name(sqlite3_stmt *statement, int parameter, const char *name)
{
	sqlite3_bind_text(statement, parameter, name ? name : "", -1, SQLITE_STATIC);
}

static bool set(struct sqlite_store *sqlite, int64_t item, const struct course_record *course,
		GError **error)
{
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_COURSE_SET, error);
	uint8_t levels[COURSE_LEVEL_COUNT * COURSE_LEVEL_BYTES];

	if (!statement)
		return false;
	sqlite3_bind_int64(statement, 1, item);
	sqlite3_bind_int(statement, 2, (int)course->seen);
	sqlite3_bind_int(statement, 3, (int)course->cause);
	sqlite_bind_number_or_none(statement, 4, course->limit);
	sqlite3_bind_int(statement, 5, (int)course->told);
	sqlite3_bind_int64(statement, 6, course->told_at_us);
	sqlite3_bind_int64(statement, 7, course->good_at_us);
	sqlite3_bind_int64(statement, 8, course->bad_at_us);
	sqlite3_bind_int64(statement, 9, course->last_bad_at_us);
	sqlite3_bind_int(statement, 10, course->flap_score);
	sqlite3_bind_int64(statement, 11, course->flap_at_us);
	sqlite3_bind_int(statement, 12, course->flapping + (course->flapping && course->flapping_told));
	sqlite3_bind_blob(statement, 13, levels, (int)put_levels(course, levels), SQLITE_STATIC);
	bind_name(statement, 14, course->hidden_by);
	bind_name(statement, 15, course->window);
	bind_name(statement, 16, course->silence);
	return sqlite_run(sqlite, statement, ATTEMPT_WRITE, error);
}

bool sqlite_set_course(struct store *store, const char *name, const struct course_record *course,
		       GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	struct sqlite_item *item;
	const int got = sqlite_walk_to(sqlite, name, WANT_FOUND, &item, error);

	if (got < 0)
		return false;
	if (got > 0 && !course)
		return sqlite_delete(sqlite, STATEMENT_COURSE_DELETE, item->id, error);
	if (got > 0 && item->has_state)
		return set(sqlite, item->id, course, error);
	return !course || store_fail(error, STORE_ERROR_IO,
				     _("cannot keep the course of '%s': it has no state"), name);
}

static bool take_name(sqlite3_stmt *statement, int column, size_t limit, const char **ret_name)
{
	const char *text = sqlite_sound_text(statement, column, limit);

	*ret_name = text && *text ? g_intern_string(text) : NULL;
	return text;
}

/* FIGURE; *SOUND becomes false when it is not LEAST or more, or does not fit. */
static int32_t take_figure(int64_t figure, int32_t least, bool *sound)
{
	*sound = *sound && figure >= least && figure <= INT32_MAX;
	return (int32_t)figure;
}

/* False when the row is not what the schema says. RET_COURSE is all zero. */
static bool read_course(sqlite3_stmt *statement, struct course_record *ret_course)
{
	bool sound = true;
	int flapping;

	ret_course->seen = sqlite_sound_choice(statement, 1, STATUS_COUNT, &sound);
	ret_course->cause = sqlite_sound_choice(statement, 2, CAUSE_COUNT, &sound);
	ret_course->limit = take_figure(sqlite_number_or_none(statement, 3), -1, &sound);
	ret_course->told = sqlite_sound_choice(statement, 4, STATUS_COUNT, &sound);
	ret_course->told_at_us = sqlite3_column_int64(statement, 5);
	ret_course->good_at_us = sqlite3_column_int64(statement, 6);
	ret_course->bad_at_us = sqlite3_column_int64(statement, 7);
	ret_course->last_bad_at_us = sqlite3_column_int64(statement, 8);
	ret_course->flap_score = take_figure(sqlite3_column_int64(statement, 9), 0, &sound);
	ret_course->flap_at_us = sqlite3_column_int64(statement, 10);
	flapping = sqlite_sound_choice(statement, 11, 3, &sound);
	ret_course->flapping = flapping > 0;
	ret_course->flapping_told = flapping > 1;
	return sound &&
	       take_levels(sqlite3_column_blob(statement, 12),
			   (size_t)sqlite3_column_bytes(statement, 12), ret_course) &&
	       take_name(statement, 13, STORE_ITEM_LIMIT, &ret_course->hidden_by) &&
	       take_name(statement, 14, WINDOW_ID_LIMIT, &ret_course->window) &&
	       take_name(statement, 15, WINDOW_ID_LIMIT, &ret_course->silence);
}

bool sqlite_read_courses(struct store *store, courses_each *each, void *context, GError **error)
{
	struct sqlite_store *sqlite = sqlite_of(store);
	sqlite3_stmt *statement = sqlite_statement(sqlite, STATEMENT_COURSE_READ, error);
	int got;

	if (!statement)
		return false;
	while ((got = sqlite_step(sqlite, statement, ATTEMPT_READ, error)) > 0) {
		const char *item = sqlite_sound_text(statement, 0, STORE_ITEM_LIMIT);
		struct course_record course = {.flapping = false};

		if (!item || !read_course(statement, &course)) {
			sqlite3_reset(statement);
			return store_fail(error, STORE_ERROR_DAMAGED,
					  _("cannot read how items came to be what they are: it is "
					    "not kept as nwops writes it"));
		}
		if (!each(context, item, &course)) {
			sqlite3_reset(statement);
			break;
		}
	}
	return got >= 0;
}
