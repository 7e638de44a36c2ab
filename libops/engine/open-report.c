/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first report of an incident to the core and to the other operators (1.3.2-0). Planned
 * inside the transaction that opens it, since before there is nothing to report on.
 */
#include "engine/open-internal.h"

#include "base/translate.h"
#include "engine/notify.h"
#include "engine/tell.h"

/* HOLD: even where no rule for notices would. */
static bool report(const struct walk_options *options, struct opened *opened, enum audience audience, bool hold, int64_t *ret_notice,
		   GError **error)
{
	const char *case_id = opened->case_id;
	const struct tell_options telling = walk_telling(options);
	g_autoptr(ops_notice_facts_t) facts = notice_facts_new(NOTICE_OUTAGE_FIRST, audience);
	g_autofree char *once = engine_once(facts, case_id);
	const struct tell tell = {.facts = facts, .case_id = case_id, .once = once, .urgency = -1, .held = hold};
	g_autoptr(ops_tell_plan_t) plan = NULL;
	struct told told;

	facts->reference = g_strdup(case_id);
	facts->as_of_us = clock_wall_us(options->clock);
	plan = engine_plan_notice(&telling, &tell, error);
	if (!plan || !engine_tell_within(&telling, &tell, plan, &told, error))
		return false;
	if (told.state == NOTICE_REFUSED)
		notes_write(options->notes, NOTES_WARNING, _("'%s': nobody can be told of it as '%s': no contact with a channel"), case_id,
			    words_shown(WORDS_AUDIENCE, audience));
	opened->held |= told.state == NOTICE_HELD;
	*ret_notice = told.notice;
	return true;
}

bool open_report_within(const struct walk_options *options, struct opened *opened, bool certain, GError **error)
{
	enum first_report rule = inventory_policy(options->inventory)->incidents.first_report;
	bool hold;

	if (rule == FIRST_REPORT_NONE || !options->policy)
		return true;
	hold = rule == FIRST_REPORT_HELD || !certain;
	return report(options, opened, AUDIENCE_CORE, hold, &opened->core, error) &&
	       report(options, opened, AUDIENCE_PEERS, hold, &opened->peers, error);
}
