/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long before planned work it is announced (1.1.2-9): longer when it may interrupt somebody.
 * What the site does not say is as it came with nwops.
 */
#include "notice/policy-internal.h"

#include "base/translate.h"

#define LEAD_MOST_US (366 * 24 * 3600 * INT64_C(1000000))

static void read_from(struct policy_draft *draft, const struct conf_node *root)
{
	static const char *const keys[] = {"interruption", "other", NULL};
	const struct conf_node *node = policy_find(root, "lead");

	policy_owner(draft, _("section '%s'"), "lead");
	if (!node || (!conf_check_keys(node, keys, draft->owner, draft->faults) &&
		      conf_kind(node) != CONF_MAPPING))
		return;
	policy_duration(draft, node, "interruption", 0, LEAD_MOST_US,
			&draft->policy->lead_interrupted_us);
	policy_duration(draft, node, "other", 0, LEAD_MOST_US, &draft->policy->lead_other_us);
}

void policy_lead_read(struct policy_draft *draft)
{
	read_from(draft, draft->share);
	read_from(draft, draft->site);
}
