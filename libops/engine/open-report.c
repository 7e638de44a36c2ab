/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first report of an incident to the core and to the other operators (1.3.2-0), whoever opens it. Planned
 * inside the transaction that opens it, since before there is nothing to report on.
 */
#include "engine/open-internal.h"

#include "base/translate.h"
#include "engine/notify.h"
#include "engine/tell.h"

/* HOLD: even where no rule for notices would. */
static bool report(const struct walk_options *options, const char *case_id, enum audience audience, bool hold, struct first_reports *reports,
		   GError **error)
{
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
	reports->held |= told.state == NOTICE_HELD;
	*(audience == AUDIENCE_CORE ? &reports->core : &reports->peers) = told.notice;
	return true;
}

static enum first_report rule_of(const struct walk_options *options)
{
	return options->policy ? inventory_policy(options->inventory)->incidents.first_report : FIRST_REPORT_NONE;
}

bool open_is_of_fault(const char *procedure)
{
	static const char *const of_faults[] = {"operator-detected", "institution-unreachable", NULL};

	return g_strv_contains(of_faults, procedure);
}

bool open_is_certain(const struct walk_options *options, const char *subject, bool *ret_certain, GError **error)
{
	struct walk_causes causes;

	*ret_certain = false;
	if (rule_of(options) != FIRST_REPORT_SENT || !*subject)
		return true;
	if (!walk_find_causes(options, subject, &causes, error))
		return false;
	*ret_certain = causes.certain;
	walk_causes_clear(&causes);
	return true;
}

bool open_report_within(const struct walk_options *options, const char *case_id, bool certain, struct first_reports *ret_reports,
			GError **error)
{
	enum first_report rule = rule_of(options);
	bool hold = rule == FIRST_REPORT_HELD || !certain;

	*ret_reports = (struct first_reports){0};
	return rule == FIRST_REPORT_NONE ||
	       (report(options, case_id, AUDIENCE_CORE, hold, ret_reports, error) &&
		report(options, case_id, AUDIENCE_PEERS, hold, ret_reports, error));
}
