/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One transition on the screen and in JSON, the same wherever it is told.
 */
#pragma once

#include "store/transitions.h"

#include <glib.h>

/* "2026-11-25 03:00:00 +09:00 line:h2: OK -> DOWN (CRITICAL), ours; no answer" without a newline, safe
 * to show. WHY: what was seen, in words; NULL. Caller frees. */
char *transition_text(const struct transition_record *transition, const char *why, GTimeZone *zone);
/* An object of type "transition" of nwops-output(5), on a line of its own. */
void transition_print_json(const struct transition_record *transition, GTimeZone *zone);
