/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark of a day: its text is the day.
 */
#include "engine/daily.h"

#include "base/instant.h"
#include "store/marks.h"

#include <string.h>

struct looked { const char *day; bool done; };

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	struct looked *looked = context;

	(void)name;
	looked->done = mark->text && strcmp(mark->text, looked->day) == 0;
	return false;
}

bool engine_daily_done(const struct tell_options *options, const char *mark, char **ret_day, bool *ret_done, GError **error)
{
	g_autofree char *day = instant_day(clock_wall_us(options->clock), inventory_zone(options->inventory));
	struct looked looked = {.day = day};

	if (!marks_read(options->store, mark, take_mark, &looked, error))
		return false;
	*ret_day = g_steal_pointer(&day);
	*ret_done = looked.done;
	return true;
}

bool engine_daily_keep(const struct tell_options *options, const char *mark, const char *day, GError **error)
{
	const struct clock_moment now = clock_moment(options->clock);
	const struct mark_record record = marks_record(&now, day);

	return marks_keep(options->store, mark, &record, error);
}
