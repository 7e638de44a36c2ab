/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long before something lapses who is on duty is reminded, step by step. A ladder that the site does not
 * say is as it came with nwops; that of certificates is in notices.yaml, since their holders are told.
 */
#include "inventory/internal.h"

#include "base/translate.h"

#include <string.h>

#define DAY_US (86400 * (int64_t)G_USEC_PER_SEC)
#define DAYS_MOST 366

static void ladder_read(struct build *build, const struct conf_node *node, enum lapse_kind kind)
{
	int *days = build->inventory->policy.ladders.days[kind];
	const char *key = lapse_kind_id(kind);
	const struct conf_node *list = field_list(build, node, key, LAPSE_STEPS_LIMIT);
	int64_t step_us = 0, before_us = 0;
	size_t count = 0;

	if (!list)
		return;
	memset(days, 0, sizeof(build->inventory->policy.ladders.days[kind]));
	for (size_t i = 0; i < conf_length(list); i++) {
		const struct conf_node *word = conf_item(list, i);

		if (!conf_read_duration(word, field_of(build, key), DAY_US, DAYS_MOST * DAY_US, &step_us, build->faults))
			return;
		if (step_us % DAY_US || (i && step_us >= before_us))
			build_error(build, conf_position(word), _("the steps in %s are whole days, each shorter than the one before"),
				    field_of(build, key));
		before_us = step_us;
		days[count++] = (int)(step_us / DAY_US);
	}
}

void reminders_read(struct build *build, const struct conf_node *root)
{
	static const enum lapse_kind kinds[] = {
		LAPSE_DRILL, LAPSE_TRAINING, LAPSE_APPROVAL, LAPSE_REVIEW, LAPSE_KNOWLEDGE, LAPSE_PATH, LAPSE_CALENDAR,
	};
	const char *keys[G_N_ELEMENTS(kinds) + 1] = {NULL};
	const struct conf_node *node;

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		keys[i] = lapse_kind_id(kinds[i]);
	node = field_mapping(build, root, "reminders", keys);
	if (!node)
		return;
	build_subject(build, N_("section"), "reminders");
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		ladder_read(build, node, kinds[i]);
	build_subject(build, "nwops.yaml", NULL);
}
