/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which closed incident a trouble was part of, whether it began it or joined it: what comes back soon after its end
 * belongs there.
 */
#include "engine/open-internal.h"

#include <string.h>

struct ended { int64_t closed_at_us; bool own; char id[CASE_ID_LIMIT]; };

/* Those that ended since SINCE_US, as far as it matters. */
struct looking { const char *item; int64_t since_us; GArray *ended; };

static bool take_closed(void *context, const struct case_record *record)
{
	struct looking *looking = context;
	struct ended ended = {.closed_at_us = record->closed_at_us, .own = strcmp(record->subject, looking->item) == 0};

	if (record->closed_at_us && record->closed_at_us >= looking->since_us) {
		g_strlcpy(ended.id, record->id, sizeof(ended.id));
		g_array_append_val(looking->ended, ended);
	}
	return true;
}

static int newest_first(gconstpointer a, gconstpointer b)
{
	const struct ended *left = a, *right = b;

	return (left->closed_at_us < right->closed_at_us) - (left->closed_at_us > right->closed_at_us);
}

char *open_find_closed(const struct walk_options *options, const struct open_trouble *trouble, bool *ret_known, GError **error)
{
	const struct cases_filter incidents = {.kind = CASE_INCIDENT};
	int64_t again_us = inventory_policy(options->inventory)->incidents.again_us;
	int64_t soon_us = again_us ? clock_wall_us(options->clock) - again_us : INT64_MAX;
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct ended));
	struct looking looking = {trouble->item, MIN(soon_us, trouble->since_us), list};

	*ret_known = false;
	if (!cases_read(options->store, &incidents, take_closed, &looking, error))
		return NULL;
	g_array_sort(list, newest_first);
	/* The newest alone decides: what ended before it says less. */
	for (guint i = 0; i < list->len; i++) {
		const struct ended *ended = &g_array_index(list, struct ended, i);
		bool is_it = ended->own;

		if (!is_it && !case_has_subject(options->store, ended->id, trouble->item, &is_it, error))
			return NULL;
		if (!is_it)
			continue;
		*ret_known = ended->closed_at_us >= trouble->since_us;
		return ended->closed_at_us >= soon_us ? g_strdup(ended->id) : NULL;
	}
	return NULL;
}
