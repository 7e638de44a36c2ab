/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/notes.h: what is weighty enough arrives once, the rest nowhere.
 */
#include "base/notes.h"

#include "unit.h"

static void collect(void *context, enum notes_level level, const char *message)
{
	g_string_append_printf(context, "%d:%s\n", level, message);
}

START_TEST(what_is_less_weighty_than_the_threshold_is_dropped)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	struct notes notes = { NOTES_WARNING, collect, seen };

	notes_write(&notes, NOTES_ERROR, "cannot read '%s'", "x");
	notes_write(&notes, NOTES_WARNING, "going on with %d of %d", 1, 2);
	notes_write(&notes, NOTES_NOTICE, "dropped");
	notes_write(&notes, NOTES_DEBUG, "dropped");
	ck_assert_str_eq(seen->str, "0:cannot read 'x'\n1:going on with 1 of 2\n");
}
END_TEST

START_TEST(no_log_is_a_log_that_drops_all)
{
	struct notes nowhere = { NOTES_DEBUG, NULL, NULL };

	notes_write(NULL, NOTES_ERROR, "%s", "dropped");
	notes_write(&nowhere, NOTES_ERROR, "%s", "dropped");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_less_weighty_than_the_threshold_is_dropped),
		UNIT(no_log_is_a_log_that_drops_all),
		{ NULL, NULL },
	};

	return unit_run("base-notes", tests);
}
