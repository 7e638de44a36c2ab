/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Watching: one round after the other, each on a fixed grid of time, so that a
 * round that took long does not shift those after it. Rounds never overlap: one
 * that is due while another still runs is left out, and that is said.
 *
 * Signals are listened to from beginning to end: one that comes between two
 * rounds, or while a round is recorded, ends the watch when that is done.
 */
#include "check/round.h"

#include "base/instant.h"
#include "base/quantity.h"
#include "base/translate.h"
#include "net/loop.h"
#include "ui/idle.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <stdio.h>
#include <unistd.h>

#define CLEAR_AND_HOME "\033[H\033[2J"

/* What stands before a round; returns how many lines that is. */
static unsigned int print_heading(const struct session *session, const struct check_wish *wish,
				  bool redraw)
{
	int64_t now_us = clock_wall_us(session->clock);
	g_autofree char *time = instant_show(now_us, session->zone);
	g_autofree char *interval = quantity_show_duration(wish->interval_us);

	if (wish->format != CHECK_TABLE)
		return 0;
	if (redraw)
		printer_text(CLEAR_AND_HOME);
	/* TRANSLATORS: the time, and how often */
	printer_text(_("%s, every %s"), time, interval);
	printer_text("\n");
	return 1;
}

/* Waits until the first point of the grid after now; says how many went by. False: a signal ended it. */
static bool wait_for_grid(struct idle *idle, const struct session *session,
			  const struct check_wish *wish, int64_t started_us, int64_t *due_us)
{
	int64_t now_us = clock_monotonic_us(session->clock);
	int64_t passed = MAX(now_us - *due_us, 0) / wish->interval_us;

	if (passed > 0) {
		g_autofree char *took = quantity_show_duration(now_us - started_us);
		g_autofree char *interval = quantity_show_duration(wish->interval_us);

		fprintf(stderr,
			_("nwops: this round took %s, longer than the interval of %s; left out: "
			  "%u\n"),
			took, interval, (unsigned int)passed);
	}
	*due_us += (passed + 1) * wish->interval_us;
	loop_start_timer(idle->loop, *due_us - now_us, 0, idle_wake, idle);
	return idle_wait(idle);
}

int check_watch(struct session *session, const struct check_wish *wish)
{
	g_autoptr(ops_loop_t) loop = loop_new();
	struct idle idle;
	bool redraw = terminal_of(STDOUT_FILENO).interactive;
	int64_t due_us = clock_monotonic_us(session->clock);
	struct check_outcome outcome;
	bool first = true;

	idle_init(&idle, loop);
	for (;; first = false) {
		int64_t started_us = clock_monotonic_us(session->clock);
		unsigned int lines = print_heading(session, wish, redraw);

		outcome = check_round(session, wish, lines);
		/* What fails at once will go on failing; later it may be the store that
		 * somebody else held too long. */
		if (outcome.stop || (first && outcome.failed))
			return outcome.status;
		if (wish->format == CHECK_TABLE && !redraw)
			printer_text("\n");
		if (!printer_flush())
			return EXIT_COULD_NOT;
		if (!wait_for_grid(&idle, session, wish, started_us, &due_us))
			return outcome.status;
	}
}
