/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a long run has come: one line on standard error that overwrites
 * itself, only on a terminal, and gone when the answer is printed.
 */
#pragma once

#include "base/clock.h"
#include "ui/terminal.h"

#include <stdint.h>

struct progress {
	const struct clock *clock;
	struct terminal terminal;
	int64_t started_us, shown_us; /* monotonic; shown_us 0: never */
};

/* QUIET: never shows anything. */
void progress_init(struct progress *progress, const struct clock *clock, bool quiet);
/* May be called as often as one likes. */
void progress_show(struct progress *progress, uint32_t ended, uint32_t count);
/* The same of messages. */
void progress_show_delivered(struct progress *progress, uint32_t ended, uint32_t count);
/* Wipes the line. */
void progress_clear(struct progress *progress);
