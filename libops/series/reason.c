/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why there is no rate, in one word for JSON and in words for people.
 */
#include "series/series.h"

#include "base/translate.h"

static const struct {
	const char *id, *text;
} reasons[SERIES_REASON_COUNT] = {
	[SERIES_KNOWN] = {"known", N_("it is known")},
	[SERIES_FIRST] = {"first", N_("read for the first time")},
	[SERIES_TOO_SHORT] = {"too-short", N_("read again too soon")},
	[SERIES_TOO_LONG] = {"too-long", N_("not read for too long")},
	[SERIES_CLOCK] = {"clock", N_("a clock was set in between")},
	[SERIES_RESTARTED] = {"restarted", N_("the device restarted in between")},
	[SERIES_CLEARED] = {"cleared", N_("the counter was cleared in between")},
	[SERIES_BACKWARDS] = {"backwards",
			      N_("the counter fell: it wrapped or was cleared, nothing tells which")},
	[SERIES_UNSEEN_WRAP] = {"unseen-wrap",
				N_("the counter may have wrapped more than once in that time")},
	[SERIES_IMPOSSIBLE] = {"impossible", N_("the counter grew faster than it can")},
};

const char *series_reason_id(enum series_reason reason)
{
	g_assert(reason < SERIES_REASON_COUNT);
	return reasons[reason].id;
}

const char *series_explain(enum series_reason reason)
{
	g_assert(reason < SERIES_REASON_COUNT);
	return _(reasons[reason].text);
}
