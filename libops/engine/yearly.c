/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reminder of what is due once a year, as a notice.
 */
#include "engine/yearly.h"

static struct notice_facts *facts_of(const struct tell_options *options, const struct yearly *yearly)
{
	struct notice_facts *facts = notice_facts_new(NOTICE_REMINDER, AUDIENCE_DUTY);

	facts->as_of_us = clock_wall_us(options->clock);
	facts->reference = g_strdup(yearly->clause);
	if (yearly->keys)
		notice_facts_add(facts, YEARLY_KEYS, yearly->keys, false);
	notice_facts_add(facts, "duties-ja", yearly->line_ja, false);
	notice_facts_add(facts, "duties-en", yearly->line_en, false);
	notice_facts_add(facts, "duty-ja", yearly->what_ja, false);
	notice_facts_add(facts, "duty-en", yearly->what_en, false);
	notice_facts_add(facts, "see-with", yearly->see, false);
	return facts;
}

bool engine_remind_yearly(const struct tell_options *options, const struct yearly *yearly, const char *once, bool *ret_told, GError **error)
{
	g_autoptr(ops_notice_facts_t) facts = facts_of(options, yearly);
	const struct tell wish = {.facts = facts, .case_id = "", .once = once, .urgency = URGENCY_ROUTINE};
	struct told told;

	*ret_told = false;
	if (!engine_tell(options, &wish, &told, error))
		return false;
	if (told.state == NOTICE_REFUSED)
		notes_write(options->notes, NOTES_WARNING, "%s", yearly->unreached);
	*ret_told = !told.before && told.state != NOTICE_REFUSED;
	return true;
}
