/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When the next drill is due (1.3.4-2), and who is reminded of it.
 */
#include "engine/held.h"

#include "base/instant.h"
#include "base/translate.h"
#include "engine/yearly.h"
#include "store/journal.h"

#include <inttypes.h>

/* --- due --- */

const struct drill_held *engine_drill_last(const GPtrArray *held)
{
	for (guint i = 0; i < held->len; i++)
		if (drill_held_counts(held->pdata[i]))
			return held->pdata[i];
	return NULL;
}

/* Since when the year goes: the last drill, or where there was none the first entry; 0: there is none. */
static bool year_began(const struct tell_options *options, int64_t *ret_from_us, int64_t *ret_sequence, GError **error)
{
	g_autoptr(GPtrArray) held = engine_drills_held(options->store, error);
	const struct drill_held *last = held ? engine_drill_last(held) : NULL;

	*ret_from_us = last ? last->held_at_us : 0;
	*ret_sequence = last ? last->sequence : 0;
	return held && (last || journal_began(options->store, ret_from_us, error));
}

static bool tell(const struct tell_options *options, const struct lapse *lapse, const char *once, bool *ret_told, GError **error)
{
	g_autofree char *end = instant_show(lapse->at_us, inventory_zone(options->inventory));
	g_autofree char *japanese = g_strdup_printf(lapse->lapsed ? "年 1 回の訓練 (1.3.4) の期限が過ぎた: %s" : "年 1 回の訓練 (1.3.4) の期限: %s", end);
	g_autofree char *english = g_strdup_printf(lapse->lapsed ? "the yearly drill (1.3.4) was due by %s" : "the yearly drill (1.3.4) is due by %s", end);
	const struct yearly yearly = {
		.clause = "1.3.4-2", .line_ja = japanese, .line_en = english, .what_ja = "年 1 回の訓練", .what_en = "the yearly drill",
		.see = "nwops drill due",
		.unreached = _("nobody on duty can be reminded of the yearly drill: no contact with a channel"),
	};

	return engine_remind_yearly(options, &yearly, once, ret_told, error);
}

bool engine_remind_drill(const struct tell_options *options, bool *ret_told, GError **error)
{
	g_autofree char *once = NULL;
	int64_t from_us, sequence, before;
	struct lapse lapse;

	*ret_told = false;
	if (!year_began(options, &from_us, &sequence, error))
		return false;
	lapse = lapse_of(LAPSE_DRILL, from_us, clock_wall_us(options->clock), inventory_zone(options->inventory));
	if (!from_us || !lapse.rung)
		return true;
	once = g_strdup_printf("drill-due/%" PRId64 "/%d", sequence, lapse.lapsed ? 0 : lapse.rung);
	/* Asked before the words are made: most ticks have nothing to say. */
	before = notices_find_once(options->store, once, error);
	return before ? before > 0 : tell(options, &lapse, once, ret_told, error);
}
