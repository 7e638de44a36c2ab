/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths as they stand: what the configuration says of each, what is remembered of its
 * relays, and when a test over it was last acknowledged. Proven is the path, by any of its
 * relays: which of them took the test was the relays' own affair.
 */
#include "engine/notify.h"

#include <string.h>

static void relay_clear(gpointer data)
{
	struct relay_record *known = &((struct path_relay *)data)->known;

	g_free((char *)known->path);
	g_free((char *)known->relay);
	g_free((char *)known->reason);
}

static void view_free(gpointer data)
{
	struct path_view *view = data;

	g_array_unref(view->relays);
	g_free(view);
}

static struct path_view *view_new(const struct notice_path *path)
{
	struct path_view *view = g_new0(struct path_view, 1);

	view->path = path;
	view->relays = g_array_new(FALSE, TRUE, sizeof(struct path_relay));
	g_array_set_clear_func(view->relays, relay_clear);
	for (size_t i = 0; i < path->relay_count; i++) {
		const struct path_relay relay = {.relay = &path->relays[i]};

		g_array_append_val(view->relays, relay);
	}
	return view;
}

static struct path_view *find_view(const GPtrArray *views, const char *path)
{
	for (guint i = 0; i < views->len; i++) {
		struct path_view *view = views->pdata[i];

		if (g_str_equal(view->path->name, path))
			return view;
	}
	return NULL;
}

/* The row of what is called NAME; one more where the configuration has none. */
static struct path_relay *find_relay(const struct path_view *view, const char *name)
{
	struct path_relay other = {0};

	for (guint i = 0; i < view->relays->len; i++) {
		struct path_relay *each = &g_array_index(view->relays, struct path_relay, i);

		if (each->relay && g_str_equal(each->relay->name, name))
			return each;
	}
	g_array_append_val(view->relays, other);
	return &g_array_index(view->relays, struct path_relay, view->relays->len - 1);
}

/* What is remembered of a path that the configuration has no more is nobody's concern. */
static bool take_relay(void *context, const struct relay_record *record)
{
	struct path_view *view = find_view(context, record->path);
	struct path_relay *relay;

	if (!view)
		return true;
	view->proven_at_us = MAX(view->proven_at_us, record->tested_at_us);
	/* A row of no relay is what a test has proven of the path. */
	if (!*record->relay)
		return true;
	relay = find_relay(view, record->relay);
	relay->known = *record;
	relay->known.path = g_strdup(record->path);
	relay->known.relay = g_strdup(record->relay);
	relay->known.reason = g_strdup(record->reason);
	return true;
}

GPtrArray *engine_paths(const struct tell_options *options, GError **error)
{
	g_autoptr(GPtrArray) views = g_ptr_array_new_with_free_func(view_free);
	int64_t now_us = clock_wall_us(options->clock);

	for (size_t i = 0; i < notice_path_count(options->policy); i++)
		g_ptr_array_add(views, view_new(notice_path_at(options->policy, i)));
	if (options->store && !relays_read(options->store, take_relay, views, error))
		return NULL;
	for (guint i = 0; i < views->len; i++) {
		struct path_view *view = views->pdata[i];

		view->unproven =
			!view->proven_at_us || now_us - view->proven_at_us > PATH_PROVEN_FOR_US;
	}
	return g_steal_pointer(&views);
}
