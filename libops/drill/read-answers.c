/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of a scenario: the answers that play those who take part, and what is done wrong to miss one
 * expectation alone.
 */
#include "drill/internal.h"

#include "base/translate.h"

static void read_action(struct drill_draft *draft, const struct conf_node *node, struct drill_action *action)
{
	static const char *const keys[] = {"id", "at", "as", "serves", "run", "input", "status", "judge", "instead-of", NULL};

	action->role = -1;
	action->serves = drill_list_at(draft, conf_kind(node) == CONF_MAPPING ? node : NULL, "serves");
	action->run = drill_list_at(draft, conf_kind(node) == CONF_MAPPING ? node : NULL, "run");
	action->input = drill_list_at(draft, conf_kind(node) == CONF_MAPPING ? node : NULL, "input");
	if (!drill_keys(draft, node, keys))
		return;
	action->id = drill_string_at(draft, node, "id");
	action->at_us = drill_time_at(draft, node, "at", -1);
	action->status_most = drill_count_at(draft, node, "status", 1);
	action->judged = drill_string_at(draft, node, "judge");
	action->judges = action->judged != NULL;
	action->instead_of = drill_string_at(draft, node, "instead-of");
	action->role = drill_named_at(draft, node, "as", drill_find_role, _("role"));
	/* What another action stands for may simply not be done. */
	if (action->instead_of && !conf_find(node, "run"))
		return;
	if (action->at_us < 0 || (!action->judges && action->role < 0 && !conf_find(node, "as")))
		drill_fault(draft, &action->position, _("%s needs 'at' and 'as'"), draft->owner);
	if ((action->run[0] != NULL) == action->judges)
		drill_fault(draft, &action->position, _("%s needs one of 'run' and 'judge'"), draft->owner);
}

/* By time; the sort is stable. */
static gint compare_actions(gconstpointer a, gconstpointer b)
{
	const struct drill_action *first = a, *second = b;

	return first->at_us < second->at_us ? -1 : first->at_us > second->at_us;
}

static void read_actions(struct drill_draft *draft, const struct conf_node *node, const char *owner, GArray *actions)
{
	size_t length = drill_length(draft, node, CONF_SEQUENCE, owner);

	for (size_t i = 0; i < length; i++) {
		struct drill_action action = {.position = drill_place(draft, conf_position(conf_item(node, i)))};

		g_snprintf(draft->owner, sizeof(draft->owner), _("item %zu of %s"), i + 1, owner);
		read_action(draft, conf_item(node, i), &action);
		g_array_append_val(actions, action);
	}
	g_array_sort(actions, compare_actions);
}

void drill_read_answers(struct drill_draft *draft, const struct conf_node *node)
{
	if (node)
		read_actions(draft, node, "answers", draft->scenario->answers);
}

void drill_read_wrong(struct drill_draft *draft, const struct conf_node *node)
{
	size_t length = drill_length(draft, node, CONF_MAPPING, "wrong");

	for (size_t i = 0; i < length; i++) {
		struct drill_wrong wrong = {.expectation = drill_find_expectation(draft->scenario, conf_key(node, i))};
		g_autofree char *owner = g_strdup_printf("wrong.%s", conf_key(node, i));

		if (wrong.expectation < 0)
			drill_fault(draft, conf_key_position(node, i), _("'wrong': there is no expectation '%s'"), conf_key(node, i));
		wrong.actions = g_array_new(FALSE, TRUE, sizeof(struct drill_action));
		read_actions(draft, conf_value(node, i), owner, wrong.actions);
		g_array_append_val(draft->scenario->wrong, wrong);
	}
}
