/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The screen that stays open: looked at anew each interval, drawn over what stands there,
 * at once when its size changes. What cannot be read for a while, the store under a long
 * writer or a configuration that somebody edits, is said and tried again.
 */
#include "status/screen.h"

#include "net/loop.h"
#include "ui/idle.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <signal.h>
#include <unistd.h>

/* What is in the inventory today is not what was when the screen was opened. While the new one
 * has faults the old one stays. */
static bool renew(struct session *session)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autofree char *cache = g_build_filename(session->state_directory, "inventory.cache", NULL);
	struct inventory *inventory =
		inventory_load_cached(session->config_directory, cache, faults);

	if (!inventory)
		return false;
	inventory_free(session->inventory);
	session->inventory = inventory;
	g_time_zone_unref(session->zone);
	session->zone = g_time_zone_ref(inventory_zone(inventory));
	return true;
}

int screen_watch(struct session *session, const struct status_wish *wish)
{
	g_autoptr(ops_loop_t) loop = loop_new();
	struct idle idle;
	bool redraw = session->answer == ANSWER_TEXT && terminal_of(STDOUT_FILENO).interactive;
	struct status_wish now = *wish;
	struct screen_outcome outcome = screen_look(session, wish, redraw);

	/* What fails at once will go on failing. */
	if (outcome.failed)
		return outcome.status;
	idle_init(&idle, loop);
	loop_start_signal(loop, SIGWINCH, idle_wake, &idle);
	loop_start_timer(loop, wish->interval_us, wish->interval_us, idle_wake, &idle);
	for (;;) {
		if (!printer_flush())
			return EXIT_COULD_NOT;
		if (!idle_wait(&idle))
			break;
		now.outdated = !renew(session);
		if (session->answer == ANSWER_TEXT && !redraw)
			printer_text("\n");
		outcome = screen_look(session, &now, redraw);
	}
	if (redraw)
		printer_text("\n");
	return outcome.status;
}
