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
	int64_t rung_us = 0, before_us = 0;
	size_t count = 0;

	policy_owner(draft, _("section '%s'"), "expiry");
	list = root ? policy_list(draft, root, "expiry", LAPSE_STEPS_LIMIT) : NULL;
	if (!list)
		return;
	memset(draft->policy->expiry, 0, sizeof(draft->policy->expiry));
	for (size_t i = 0; i < conf_length(list); i++) {
		if (!conf_read_duration(conf_item(list, i), policy_field_of(draft, "expiry"), DAYS(1), EXPIRY_MOST_US,
					&rung_us, draft->faults))
			continue;
		if (count && rung_us >= before_us)
			policy_error(draft, conf_position(conf_item(list, i)),
				     _("'expiry' goes down: each is shorter than the one before"));
		before_us = rung_us;
		draft->policy->expiry[count++] = (int)(rung_us / DAYS(1));
	}
}

void policy_expiry_read(struct policy_draft *draft)
{
	read_from(draft, draft->share);
	read_from(draft, draft->site);
}

void notice_expiry(const struct notice_policy *policy, struct lapse_ladders *ladders)
{
	G_STATIC_ASSERT(sizeof(policy->expiry) == sizeof(ladders->days[LAPSE_CERTIFICATE]));
	memcpy(ladders->days[LAPSE_CERTIFICATE], policy->expiry, sizeof(policy->expiry));
}
