/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The check in the background is this very program: it takes the same locks, is judged and
 * recorded like any other, and what it prints interests nobody. Should it fail, the look
 * itself asks.
 */
#include "isolate/ahead.h"

#include "engine/walk.h"
#include "net/child.h"

#include <string.h>

/* More items than this are asked by the look itself: they would not fit on a command line. */
#define ITEMS_MOST 2000
#define TIMEOUT_US (INT64_C(120) * G_USEC_PER_SEC)

struct ahead {
	const struct session *session;
	struct idle *idle;
	struct child *child; /* NULL: none is under way */
	bool ended; /* CHILD has */
	char *asked; /* the items that were asked last, in a line each */
	int64_t asked_at_us; /* monotonic */
};

struct ahead *ahead_new(const struct session *session, struct idle *idle)
{
	struct ahead *ahead = g_new0(struct ahead, 1);

	ahead->session = session;
	ahead->idle = idle;
	return ahead;
}

void ahead_free(struct ahead *ahead)
{
	if (!ahead)
		return;
	child_free(ahead->child);
	g_free(ahead->asked);
	g_free(ahead);
}

static void child_ended(void *context)
{
	struct ahead *ahead = context;

	ahead->ended = true;
	idle_wake(ahead->idle);
}

static void tidy(struct ahead *ahead)
{
	if (ahead->ended)
		g_clear_pointer(&ahead->child, child_free);
	ahead->ended = false;
}

/* Variables that the check needs as we have them. */
static char **environment(void)
{
	static const char *const names[] = {
		"PATH",	    "HOME",	 "USER",	  "LOGNAME",
		"SUDO_UID", "SUDO_USER", "SSH_AUTH_SOCK", "NWOPS_TEST_CLOCK",
		"TZ",	    "LD_PRELOAD"};
	GPtrArray *list = g_ptr_array_new();

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_getenv(names[i]))
			g_ptr_array_add(list,
					g_strdup_printf("%s=%s", names[i], g_getenv(names[i])));
	g_ptr_array_add(list, g_strdup("LANG=C.UTF-8"));
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

/* The child's directory is another than ours. */
static void add_path(GPtrArray *words, const char *option, const char *path)
{
	if (!path)
		return;
	g_ptr_array_add(words, g_strdup(option));
	g_ptr_array_add(words, g_canonicalize_filename(path, NULL));
}

static GPtrArray *command_line(const struct session *session, const GPtrArray *items)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(words, g_file_read_link("/proc/self/exe", NULL));
	add_path(words, "--config", session->config_directory);
	add_path(words, "--state", session->real_state_directory);
	if (session->drill) {
		g_ptr_array_add(words, g_strdup("--drill"));
		g_ptr_array_add(words, g_strdup(session->drill));
	}
	add_path(words, "--overlay", session->overlay_path);
	g_ptr_array_add(words, g_strdup("--no-input"));
	g_ptr_array_add(words, g_strdup("check"));
	g_ptr_array_add(words, g_strdup("--"));
	for (guint i = 0; i < items->len; i++)
		g_ptr_array_add(words, g_strdup(items->pdata[i]));
	g_ptr_array_add(words, NULL);
	return words;
}

static char *line_each(const GPtrArray *items)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < items->len; i++)
		g_string_append_printf(all, "%s\n", (const char *)items->pdata[i]);
	return g_string_free(all, FALSE);
}

void ahead_ask(struct ahead *ahead, const GPtrArray *items)
{
	int64_t now_us = clock_monotonic_us(ahead->session->clock);
	g_autofree char *asked = NULL;
	g_autoptr(GPtrArray) words = NULL;
	g_auto(GStrv) variables = NULL;
	g_autoptr(GError) error = NULL;

	tidy(ahead);
	if (ahead->child || !items->len || items->len > ITEMS_MOST)
		return;
	asked = line_each(items);
	if (!g_strcmp0(asked, ahead->asked) && now_us - ahead->asked_at_us < WALK_FRESH_US)
		return;
	words = command_line(ahead->session, items);
	if (!words->pdata[0])
		return;
	variables = environment();
	const struct child_options options = {
		.loop = ahead->idle->loop,
		.clock = ahead->session->clock,
		.arguments = (const char *const *)words->pdata,
		.environment = (const char *const *)variables,
		.timeout_us = TIMEOUT_US,
		.ended = child_ended,
		.context = ahead,
	};

	ahead->child = child_start(&options, &error);
	g_free(ahead->asked);
	ahead->asked = g_steal_pointer(&asked);
	ahead->asked_at_us = now_us;
	if (error)
		notes_write(ahead->session->notes, NOTES_INFO, "%s", error->message);
}

bool ahead_is_busy(const struct ahead *ahead)
{
	return ahead->child && !ahead->ended;
}

void ahead_wait(struct ahead *ahead)
{
	while (ahead_is_busy(ahead) && idle_wait(ahead->idle))
		;
	tidy(ahead);
}
