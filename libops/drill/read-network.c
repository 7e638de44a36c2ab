/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of a scenario: who plays, what its names stand for, how the network changes, and the cards.
 */
#include "drill/internal.h"

#include "base/translate.h"

/* --- roles --- */

static void read_role(struct drill_draft *draft, const struct conf_node *node, struct drill_role *role)
{
	static const char *const keys[] = {"title", "contact", NULL};
	int contact;

	if (!drill_keys(draft, node, keys))
		return;
	if (!conf_find(node, "title") || !conf_find(node, "contact"))
		drill_fault(draft, &role->position, _("%s needs 'title' and 'contact'"), draft->owner);
	drill_text_at(draft, node, "title", &role->title);
	contact = drill_choice_at(draft, node, "contact", inventory_role_ids);
	role->contact = contact < 0 ? ROLE_DUTY_OFFICER : (enum contact_role)contact;
}

void drill_read_roles(struct drill_draft *draft, const struct conf_node *node)
{
	size_t length = drill_length(draft, node, CONF_MAPPING, "roles");

	for (size_t i = 0; i < length; i++) {
		struct drill_role role = {.name = drill_string(draft, conf_key(node, i)),
					  .position = drill_place(draft, conf_key_position(node, i))};

		drill_taken(draft, conf_check_name(role.name, &role.position, _("name of a role"), draft->faults));
		g_snprintf(draft->owner, sizeof(draft->owner), _("role '%s'"), role.name);
		read_role(draft, conf_value(node, i), &role);
		g_array_append_val(draft->scenario->roles, role);
	}
}

/* --- targets --- */

static const char *const things[] = {"lines", "devices", "groups", NULL};
static const char *const vias[] = {"", "lines", "concentrators", "institution", "members", "site", NULL};
static const char *const mosts[] = {"", "concentrator", "site", "area", "carrier", NULL};

static void read_target(struct drill_draft *draft, const struct conf_node *node, struct drill_target *target)
{
	static const char *const keys[] = {"title", "select", "words", "protocol", "from", "via", "most", "share", "pick",
					   "skip", NULL};
	int thing, via, most;

	target->words = drill_list_at(draft, conf_kind(node) == CONF_MAPPING ? node : NULL, "words");
	target->protocol = -1;
	if (!drill_keys(draft, node, keys))
		return;
	drill_text_at(draft, node, "title", &target->title);
	thing = drill_choice_at(draft, node, "select", things);
	via = drill_choice_at(draft, node, "via", vias + 1);
	most = drill_choice_at(draft, node, "most", mosts + 1);
	target->thing = thing < 0 ? DRILL_LINES : (enum drill_thing)thing;
	target->via = (enum drill_via)(via + 1);
	target->most = (enum drill_most)(most + 1);
	target->protocol = drill_choice_at(draft, node, "protocol", inventory_group_protocol_ids);
	if (drill_named_at(draft, node, "from", drill_find_target, _("target before it")) >= 0)
		target->from = drill_string_at(draft, node, "from");
	target->share_ppm = drill_share_at(draft, node, "share", 0);
	target->pick = (unsigned int)drill_count_at(draft, node, "pick", 0);
	target->skip = (unsigned int)drill_count_at(draft, node, "skip", 0);
	if (!conf_find(node, "select") == !conf_find(node, "from"))
		drill_fault(draft, &target->position, _("%s needs one of 'select' and 'from'"), draft->owner);
	if (!conf_find(node, "from") != !conf_find(node, "via"))
		drill_fault(draft, &target->position, _("%s: 'from' and 'via' go together"), draft->owner);
	if (conf_find(node, "protocol") && (thing < 0 || target->thing != DRILL_GROUPS))
		drill_fault(draft, conf_position(conf_find(node, "protocol")), _("%s is no group: it has no 'protocol'"),
			    draft->owner);
}

void drill_read_targets(struct drill_draft *draft, const struct conf_node *node)
{
	size_t length = drill_length(draft, node, CONF_MAPPING, "targets");

	for (size_t i = 0; i < length; i++) {
		struct drill_target target = {.name = drill_string(draft, conf_key(node, i)),
					      .position = drill_place(draft, conf_key_position(node, i))};

		drill_taken(draft, conf_check_name(target.name, &target.position, _("name of a target"), draft->faults));
		g_snprintf(draft->owner, sizeof(draft->owner), _("target '%s'"), target.name);
		read_target(draft, conf_value(node, i), &target);
		g_array_append_val(draft->scenario->targets, target);
	}
}

/* --- the network --- */

static void read_fields(struct drill_draft *draft, const struct conf_node *node, struct drill_change *change)
{
	static const char *const keys[] = {"cpu", "memory", "uptime", NULL};

	if (!node || !drill_taken(draft, conf_expect(node, CONF_MAPPING, "fields", draft->faults)) ||
	    !drill_taken(draft, conf_check_keys(node, keys, "fields", draft->faults)))
		return;
	change->cpu_ppm = drill_share_at(draft, node, "cpu", -1);
	change->memory_ppm = drill_share_at(draft, node, "memory", -1);
	change->uptime_us = drill_time_at(draft, node, "uptime", -1);
}

/* What the target answers from then on. */
static void read_answer(struct drill_draft *draft, const struct conf_node *node, struct drill_change *change)
{
	static const char *const none[] = {"none", NULL};
	const struct conf_node *reason = conf_find(node, "could-not-ask");
	int said = !!conf_find(node, "answer") + !!conf_find(node, "rtt") + !!reason;

	change->answers = said > 0;
	if (said > 1)
		drill_fault(draft, &change->position, _("%s says more than one of 'answer', 'rtt' and 'could-not-ask'"),
			    draft->owner);
	if (conf_find(node, "loss") && !conf_find(node, "rtt"))
		drill_fault(draft, &change->position, _("%s has 'loss' without 'rtt'"), draft->owner);
	change->answer.end = PROBE_NO_ANSWER;
	drill_choice_at(draft, node, "answer", none);
	if (conf_find(node, "rtt")) {
		change->answer.end = PROBE_ANSWERED;
		change->answer.rtt_us = drill_time_at(draft, node, "rtt", 0);
		if (change->answer.rtt_us > 60 * G_USEC_PER_SEC)
			drill_fault(draft, conf_position(conf_find(node, "rtt")), _("'rtt' of %s is beyond a minute"), draft->owner);
		change->answer.loss_ppm = drill_share_at(draft, node, "loss", 0);
	}
	if (reason) {
		change->answer.end = PROBE_COULD_NOT_ASK;
		drill_text_at(draft, node, "could-not-ask", &change->reason);
	}
}

static void read_change(struct drill_draft *draft, const struct conf_node *node, struct drill_change *change)
{
	static const char *const keys[] = {"at", "target", "path", "answer", "rtt", "loss", "could-not-ask", "fields", "group",
					   "fails", "recovers", NULL};
	int fails;
	bool of_target;

	if (!drill_keys(draft, node, keys))
		return;
	of_target = conf_find(node, "target") != NULL;
	if (!conf_find(node, "at") || of_target == !!conf_find(node, "path"))
		drill_fault(draft, &change->position, _("%s needs 'at' and one of 'target' and 'path'"), draft->owner);
	change->at_us = drill_time_at(draft, node, "at", 0);
	change->target = drill_named_at(draft, node, "target", drill_find_target, _("target"));
	change->path = drill_string_at(draft, node, "path");
	change->recovers = drill_bool_at(draft, node, "recovers");
	read_answer(draft, node, change);
	read_fields(draft, conf_find(node, "fields"), change);
	change->group = drill_word_at(draft, node, "group", WORDS_GROUP_VERDICT);
	fails = drill_choice_at(draft, node, "fails", overlay_path_ids + 1);
	change->fails = (enum overlay_path)(fails + 1);
	if (of_target == (fails >= 0) && !change->recovers)
		drill_fault(draft, &change->position, _("%s: a path 'fails', a target answers, reads or recovers"), draft->owner);
	if (change->recovers && (change->answers || change->group >= 0 || fails >= 0 || conf_find(node, "fields")))
		drill_fault(draft, &change->position, _("%s recovers: then it cannot do anything else"), draft->owner);
	else if (of_target && !change->recovers && !change->answers && change->group < 0 && !conf_find(node, "fields"))
		drill_fault(draft, &change->position, _("%s changes nothing"), draft->owner);
}

void drill_read_network(struct drill_draft *draft, const struct conf_node *node)
{
	size_t length = drill_length(draft, node, CONF_SEQUENCE, "network");

	for (size_t i = 0; i < length; i++) {
		struct drill_change change = {.target = -1, .group = -1, .cpu_ppm = -1, .memory_ppm = -1, .uptime_us = -1,
					      .position = drill_place(draft, conf_position(conf_item(node, i)))};

		g_snprintf(draft->owner, sizeof(draft->owner), _("change %zu of the network"), i);
		read_change(draft, conf_item(node, i), &change);
		g_array_append_val(draft->scenario->network, change);
	}
}

/* --- injects --- */

static void read_inject(struct drill_draft *draft, const struct conf_node *node, struct drill_inject *inject)
{
	static const char *const keys[] = {"at", "from", "to", "means", "content", "real", NULL};
	static const char *const needed[] = {"at", "from", "to", "means", "content", NULL};
	int means;

	if (!drill_keys(draft, node, keys))
		return;
	for (size_t i = 0; needed[i]; i++)
		if (!conf_find(node, needed[i]))
			drill_fault(draft, &inject->position, _("%s lacks '%s'"), draft->owner, needed[i]);
	inject->at_us = drill_time_at(draft, node, "at", 0);
	drill_text_at(draft, node, "from", &inject->from);
	drill_text_at(draft, node, "content", &inject->content);
	inject->to = drill_named_at(draft, node, "to", drill_find_role, _("role"));
	means = drill_word_at(draft, node, "means", WORDS_DRILL_MEANS);
	inject->means = means < 0 ? INJECT_PHONE : (enum drill_means)means;
	inject->real = drill_bool_at(draft, node, "real");
}

/* By time; the sort is stable, so that those of one second stay as they were written. */
static gint compare_injects(gconstpointer a, gconstpointer b)
{
	const struct drill_inject *first = a, *second = b;

	return first->at_us < second->at_us ? -1 : first->at_us > second->at_us;
}

void drill_read_injects(struct drill_draft *draft, const struct conf_node *node)
{
	size_t length = drill_length(draft, node, CONF_MAPPING, "injects");

	for (size_t i = 0; i < length; i++) {
		struct drill_inject inject = {.name = drill_string(draft, conf_key(node, i)), .to = -1,
					      .position = drill_place(draft, conf_key_position(node, i))};

		drill_taken(draft, conf_check_name(inject.name, &inject.position, _("name of an inject"), draft->faults));
		g_snprintf(draft->owner, sizeof(draft->owner), _("inject '%s'"), inject.name);
		read_inject(draft, conf_value(node, i), &inject);
		g_array_append_val(draft->scenario->injects, inject);
	}
	g_array_sort(draft->scenario->injects, compare_injects);
}
