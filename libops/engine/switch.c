/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Switchovers that a check saw, also those that came and went since the one before:
 * each is a transition of its own, whatever became of the group's status. One
 * that was announced (a window covers the group) is kept and not told.
 */
#include "engine/internal.h"

static bool has_switched(const struct check_item *item)
{
	const struct result_facts *facts = item->result->facts;

	return item_question_kind(&item->item) == QUESTION_GROUP && facts && facts->group.switched_over;
}

bool engine_any_switched(const struct check *check)
{
	for (guint i = check->result_count; i < check->items->len; i++)
		if (has_switched(&g_array_index(check->items, struct check_item, i)))
			return true;
	return false;
}

/* What hides the group, or did until it came back in this very check: who was not told that it switched over
 * is not told that it switched back. */
static const char *hider_of(const struct check_course *course, enum status status)
{
	if (!course || course->hidden_by)
		return course ? course->hidden_by : NULL;
	return status == STATUS_OK ? course->hidden_before_by : NULL;
}

static struct transition_record describe(const struct pass_options *options, const struct check_item *item)
{
	const struct group_facts *facts = &item->result->facts->group;
	const char *name = item->item.question->name;
	const struct check_course *course = item->course;
	enum status status = course ? course->course.status : item->judgement.status;
	struct transition_record transition = {
		.item = name,
		.kind = TRANSITION_SWITCHED,
		.from = status,
		.to = status,
		.at_us = item->result->started_at_us,
		.began_us = facts->switched_until_us ? facts->switched_until_us : item->result->started_at_us,
		.cause = CAUSE_GROUP,
		.limit = (int32_t)facts->verdict,
		.hidden_by = hider_of(course, item->judgement.status),
		.window = pass_work_of(options, name, GROUP_SWITCHED),
		.silence = pass_cover_of(options, name, true),
		.verdict = course ? course->verdict : DEMARCATION_UNDECIDED,
		.outage_least_us = facts->outage_least_us,
		.outage_most_us = facts->outage_most_us,
		.text = facts->text,
	};

	transition.told = !transition.hidden_by && !transition.window && !transition.silence && !options->clock_jumped;
	return transition;
}

void engine_tell_switchovers(const struct pass_options *options, struct check *check)
{
	guint before = check->transitions->len;

	for (guint i = check->result_count; i < check->items->len; i++) {
		const struct check_item *item = &g_array_index(check->items, struct check_item, i);

		if (has_switched(item)) {
			struct transition_record transition = describe(options, item);

			g_array_append_val(check->transitions, transition);
		}
	}
	if (check->transitions->len > before)
		g_array_sort(check->transitions, pass_compare_transitions);
}
