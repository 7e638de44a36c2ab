/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When the next drill is due (1.3.4-2), and who is reminded of it.
 */
#include "engine/held.h"

#include "base/instant.h"
#include "base/translate.h"
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

static bool take_first(void *context, const struct journal_entry *entry)
{
	*(int64_t *)context = entry->recorded_at_us;
	return false;
}

/* Since when the year goes: the last drill, or where there was none the first entry; 0: there is none. */
static bool year_began(const struct tell_options *options, int64_t *ret_from_us, int64_t *ret_sequence, GError **error)
{
	g_autoptr(GPtrArray) held = engine_drills_held(options->store, error);
	const struct drill_held *last = held ? engine_drill_last(held) : NULL;
	int64_t size = held ? journal_size(options->store, error) : -1;

	*ret_from_us = last ? last->held_at_us : 0;
	*ret_sequence = last ? last->sequence : 0;
	if (size < 0)
		return false;
	return last || !size || journal_read(options->store, 1, 1, take_first, ret_from_us, error);
}

static struct notice_facts *facts_for(const struct tell_options *options, const struct lapse *lapse)
{
	struct notice_facts *facts = notice_facts_new(NOTICE_REMINDER, AUDIENCE_DUTY);
	g_autofree char *end = instant_show(lapse->at_us, inventory_zone(options->inventory));
	g_autofree char *japanese = g_strdup_printf(lapse->lapsed ? "年 1 回の訓練 (1.3.4) の期限が過ぎた: %s" : "年 1 回の訓練 (1.3.4) の期限: %s", end);
	g_autofree char *english = g_strdup_printf(lapse->lapsed ? "the yearly drill (1.3.4) was due by %s" : "the yearly drill (1.3.4) is due by %s", end);

	facts->as_of_us = clock_wall_us(options->clock);
	facts->reference = g_strdup("1.3.4-2");
	notice_facts_add(facts, "duties-ja", japanese, false);
	notice_facts_add(facts, "duties-en", english, false);
	notice_facts_add(facts, "duty-ja", "年 1 回の訓練", false);
	notice_facts_add(facts, "duty-en", "the yearly drill", false);
	notice_facts_add(facts, "see-with", "nwops drill due", false);
	return facts;
}

bool engine_remind_drill(const struct tell_options *options, bool *ret_told, GError **error)
{
	GTimeZone *zone = inventory_zone(options->inventory);
	g_autoptr(ops_notice_facts_t) facts = NULL;
	g_autofree char *once = NULL;
	int64_t from_us, sequence, before;
	struct tell wish = {.urgency = URGENCY_ROUTINE};
	struct told told;
	struct lapse lapse;

	*ret_told = false;
	if (!year_began(options, &from_us, &sequence, error))
		return false;
	lapse = lapse_of(LAPSE_DRILL, from_us, clock_wall_us(options->clock), zone);
	if (!from_us || !lapse.rung)
		return true;
	once = g_strdup_printf("drill-due/%" PRId64 "/%d", sequence, lapse.lapsed ? 0 : lapse.rung);
	/* Asked before the words are made: most ticks have nothing to say. */
	before = notices_find_once(options->store, once, error);
	if (before)
		return before > 0;
	facts = facts_for(options, &lapse);
	wish.facts = facts;
	wish.case_id = "";
	wish.once = once;
	if (!engine_tell(options, &wish, &told, error))
		return false;
	if (told.state == NOTICE_REFUSED)
		notes_write(options->notes, NOTES_WARNING, "%s", _("nobody on duty can be reminded of the yearly drill: no contact with a channel"));
	*ret_told = !told.before && told.state != NOTICE_REFUSED;
	return true;
}
