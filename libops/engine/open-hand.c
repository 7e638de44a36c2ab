/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An incident that a person opens, with the first reports that the site's rules want. Whether it is one fault with
 * another is for that person to say: nothing is looked for here but what lies behind the subject, when that decides
 * whether a report may leave.
 */
#include "engine/open-internal.h"

struct by_hand {
	const struct walk_options *walking;
	const struct case_opening *opening;
	bool certain;
	char *id;
	struct first_reports reports;
};

static int64_t open_once(const struct cases_options *options, void *context, GError **error)
{
	struct by_hand *by_hand = context;

	g_clear_pointer(&by_hand->id, g_free);
	by_hand->id = case_open_within(options, by_hand->opening, error);
	return by_hand->id && open_report_within(by_hand->walking, by_hand->id, by_hand->certain, &by_hand->reports, error) ? 1 : -1;
}

char *engine_open_by_hand(const struct tell_options *telling, const struct cases_options *cases, const struct case_opening *opening,
			  struct first_reports *ret_reports, GError **error)
{
	const struct walk_options walking = {
		.inventory = telling->inventory,
		.store = telling->store,
		.policy = telling->policy,
		.templates = telling->templates,
		.actor = telling->actor,
		.said_by = telling->said_by,
		.clock = telling->clock,
		.notes = telling->notes,
	};
	struct case_opening looked_at = *opening;
	struct by_hand by_hand = {.walking = &walking, .opening = &looked_at};

	if (!case_check_opening(cases, &looked_at, error) ||
	    !open_is_certain(&walking, opening->subject, &by_hand.certain, error))
		return NULL;
	if (case_transaction(cases, open_once, &by_hand, error) < 0) {
		g_free(by_hand.id);
		return NULL;
	}
	*ret_reports = by_hand.reports;
	return by_hand.id;
}
