/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shown only after a moment, so that a quick answer does not flicker.
 */
#include "ui/progress.h"

#include "base/text.h"
#include "base/translate.h"

#include <stdio.h>
#include <unistd.h>

#define PATIENCE_US 300000
#define BETWEEN_US 100000

void progress_init(struct progress *progress, const struct clock *clock, bool quiet)
{
	*progress = (struct progress){.clock = clock, .terminal = terminal_of(STDERR_FILENO)};
	progress->terminal.interactive &= !quiet;
	progress->started_us = clock_monotonic_us(clock);
}

/* Whether it is time to show something. */
static bool is_time(struct progress *progress)
{
	int64_t now_us = clock_monotonic_us(progress->clock);

	if (!progress->terminal.interactive || now_us - progress->started_us < PATIENCE_US ||
	    now_us - progress->shown_us < BETWEEN_US)
		return false;
	progress->shown_us = now_us;
	return true;
}

static void show(const struct progress *progress, const char *line)
{
	g_autofree char *cut = text_cut(line, progress->terminal.columns - 1);

	fprintf(stderr, "\r%s\033[K", cut);
	fflush(stderr);
}

void progress_show(struct progress *progress, uint32_t ended, uint32_t count)
{
	if (!is_time(progress))
		return;
	g_autofree char *line = g_strdup_printf(_("asked %u of %u"), ended, count);

	show(progress, line);
}

void progress_show_delivered(struct progress *progress, uint32_t ended, uint32_t count)
{
	if (!is_time(progress))
		return;
	g_autofree char *line = g_strdup_printf(_("delivered %u of %u"), ended, count);

	show(progress, line);
}

void progress_clear(struct progress *progress)
{
	if (!progress->shown_us)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	progress->shown_us = 0;
}
