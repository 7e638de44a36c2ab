/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a tick opens an incident by itself (1.3.1-2), and what becomes of the first report of one, whoever
 * opens it (1.3.2-0). A site that says nothing of it leaves both to people.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#define STORM_MAXIMUM 10000
#define WEEK_US (7 * 86400 * (int64_t)G_USEC_PER_SEC)

const struct incident_rules incidents_default = {
	.storm = 10,
	.storm_within_us = 10 * 60 * (int64_t)G_USEC_PER_SEC,
	.again_us = 3600 * (int64_t)G_USEC_PER_SEC,
	.first_report = FIRST_REPORT_NONE,
};

void incidents_read(struct build *build, const struct conf_node *root)
{
	static const char *const keys[] = { "open", "again", "storm", "storm-within", "first-report", NULL };
	static const char *const statuses[] = { "warning", "down", "never", NULL };
	static const char *const reports[] = { "none", "held", "sent", NULL };
	struct incident_rules *rules = &build->inventory->policy.incidents;
	const struct conf_node *node = field_mapping(build, root, "incidents", keys);
	int64_t storm = rules->storm;
	unsigned int choice;

	if (!node)
		return;
	build_subject(build, N_("section"), "incidents");
	/* Who writes the section wants it, from which status on is what it has to say. */
	if (field_required(build, node, "open") && field_choice(build, node, "open", statuses, &choice)) {
		rules->opened_by_tick = choice < 2;
		rules->from = choice ? STATUS_DOWN : STATUS_WARNING;
	}
	field_duration(build, node, "again", 0, WEEK_US, &rules->again_us);
	field_integer(build, node, "storm", 2, STORM_MAXIMUM, &storm);
	rules->storm = (int)storm;
	field_duration(build, node, "storm-within", G_USEC_PER_SEC, WEEK_US, &rules->storm_within_us);
	rules->first_report = FIRST_REPORT_HELD;
	if (field_choice(build, node, "first-report", reports, &choice))
		rules->first_report = (enum first_report)choice;
	build_subject(build, "nwops.yaml", NULL);
}
