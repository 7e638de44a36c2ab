/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A drill that was held, for tests that need one on record.
 */
#pragma once

#include "audit/after-action.h"

/* One that counts: by the approved manual, to its end, at HELD_AT_US. Caller frees. */
static inline struct drill_held *held_new(const char *name, int64_t held_at_us)
{
	struct drill_held *held = drill_held_new();

	held->name = g_strdup(name);
	held->scenario = g_strdup("earthquake");
	held->digest = g_strdup("ab");
	held->bundle = g_strdup("cd");
	held->state = DRILL_ENDED;
	held->manual_approved = true;
	held->began_at_us = 1;
	held->held_at_us = held_at_us;
	return held;
}
