/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long before a certificate runs out its holder hears of it, again and again (1.2, 2.3). What the
 * site does not say is as it came with nwops.
 */
#include "notice/policy-internal.h"

#include "base/translate.h"

#include <string.h>

#define EXPIRY_MOST_US DAYS(366)

/* The list of ROOT, each shorter than the one before. */
static void read_from(struct policy_draft *draft, const struct conf_node *root)
{
	const struct conf_node *list;
	int64_t rungs_us[NOTICE_EXPIRY_LIMIT] = {0};
	size_t count = 0;

	policy_owner(draft, _("section '%s'"), "expiry");
	list = root ? policy_list(draft, root, "expiry", NOTICE_EXPIRY_LIMIT) : NULL;
	if (!list)
		return;
	for (size_t i = 0; i < conf_length(list); i++) {
		if (!conf_read_duration(conf_item(list, i), policy_field_of(draft, "expiry"), DAYS(1), EXPIRY_MOST_US,
					&rungs_us[count], draft->faults))
			continue;
		if (count && rungs_us[count] >= rungs_us[count - 1])
			policy_error(draft, conf_position(conf_item(list, i)),
				     _("'expiry' goes down: each is shorter than the one before"));
		count++;
	}
	memcpy(draft->policy->expiry_us, rungs_us, sizeof(rungs_us));
	draft->policy->expiry_count = count;
}

void policy_expiry_read(struct policy_draft *draft)
{
	read_from(draft, draft->share);
	read_from(draft, draft->site);
}

int64_t notice_expiry_rung_us(const struct notice_policy *policy, int64_t left_us)
{
	int64_t rung_us = -1;

	for (size_t i = 0; i < policy->expiry_count; i++)
		if (left_us <= policy->expiry_us[i])
			rung_us = policy->expiry_us[i];
	return rung_us >= 0 && left_us < 0 ? 0 : rung_us;
}
