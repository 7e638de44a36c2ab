/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mark of a chain of entries: {"sequence":N}.
 */
#include "engine/chain.h"

#include "base/json.h"
#include "store/marks.h"

#include <string.h>

static bool take_mark(void *context, const char *name, const struct mark_record *mark)
{
	g_autoptr(ops_json_t) json = mark->text ? json_parse(mark->text, strlen(mark->text), MARK_TEXT_LIMIT, NULL) : NULL;
	int64_t *sequence = context;

	(void)name;
	if (!json || !json_get_integer(json, "sequence", sequence))
		*sequence = -1;
	return false;
}

bool engine_chain_newest(struct store *store, const char *mark, int64_t *ret_sequence, GError **error)
{
	*ret_sequence = 0;
	return marks_read(store, mark, take_mark, ret_sequence, error);
}

static bool point_to(struct store *store, const struct clock *clock, const char *name, int64_t sequence, GError **error)
{
	struct clock_moment now = clock_moment(clock);
	g_autoptr(ops_json_t) json = json_new_object();
	g_autofree char *text = NULL;
	struct mark_record mark = {.wall_us = now.wall_us, .monotonic_us = now.uptime_us};

	json_set_integer(json, "sequence", sequence);
	text = json_print(json);
	mark.text = text;
	g_strlcpy(mark.boot, now.boot, sizeof(mark.boot));
	return marks_set(store, name, &mark, error);
}

bool engine_chain_append(struct store *store, const struct clock *clock, const char *mark, struct journal_entry *entry,
			 GError **error)
{
	return journal_append(store, entry, error) && point_to(store, clock, mark, entry->sequence, error);
}
