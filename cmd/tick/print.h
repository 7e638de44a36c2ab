/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tick has to say: to cron, which mails what is printed, to somebody who
 * watches, and to programs.
 */
#pragma once

#include "command.h"
#include "engine/engine.h"
#include "engine/open.h"
#include "engine/walk.h"
#include "store/lock.h"

/* What became of it. */
enum tick_outcome { TICK_DONE, TICK_LATE, TICK_CANCELLED, TICK_SKIPPED, TICK_STUCK };

struct tick_answer {
	const struct session *session;
	enum tick_outcome outcome;
	struct tick tick;
	struct check check;
	GPtrArray *minded; /* struct minded_run; NULL: none was looked at */
	GPtrArray *opened; /* struct opened; NULL: nothing was looked for */
	struct lock_holder holder; /* of the lock, when it was not ours */
	int64_t held_us; /* for so long */
};

/* On standard output: what is told, and with SUMMARY how much was asked; or JSON. */
void tick_print(const struct tick_answer *answer, bool summary);
/* On standard error: who has the lock; a gap, or a clock that was moved; an end before its time. */
void tick_tell_holder(const struct tick_answer *answer);
void tick_tell_findings(const struct tick_answer *answer);
void tick_tell_end(const struct tick_answer *answer);
