/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who an audience is, as a rule over contacts, and which roles of ours let go what is held. A rule that
 * would mean everybody is refused: what is meant for one is not told to all by an oversight.
 */
#include "notice/policy-internal.h"

#include "base/translate.h"

#define CLASSES_LIMIT 32

/* --- roles --- */

static const char *const *role_words(struct policy_draft *draft)
{
	const char **words = policy_array(draft, ROLE_NOC + 2, sizeof(*words));

	for (unsigned int i = 0; i <= ROLE_NOC; i++)
		words[i] = inventory_role_id((enum contact_role)i);
	return words;
}

bool policy_roles_read(struct policy_draft *draft, const struct conf_node *node, const char *key, unsigned int *ret_roles)
{
	const struct conf_node *list = policy_list(draft, node, key, ROLE_NOC + 1);
	const char *const *words = role_words(draft);
	unsigned int roles = 0, role;

	for (size_t i = 0; list && i < conf_length(list); i++)
		if (conf_read_choice(conf_item(list, i), policy_field_of(draft, key), words, &role, draft->faults))
			roles |= 1U << role;
	if (roles)
		*ret_roles = roles;
	return roles != 0;
}

static bool somebody_has(const struct inventory *inventory, unsigned int roles)
{
	for (size_t i = 0; i < inventory_contact_count(inventory); i++) {
		const struct contact *contact = inventory_contact_at(inventory, i);

		if (contact->organization->self && roles & 1U << contact->role)
			return true;
	}
	return false;
}

/* What came with nwops asks for the manager alone, without whom the inventory has its own warning. */
static void approvers_check(struct policy_draft *draft, const struct conf_node *node, bool own, unsigned int roles)
{
	if (own && !somebody_has(draft->inventory, roles))
		policy_error(draft, conf_position(node),
			     _("nobody of ours has a role that 'approval' of %s asks for: it would be held for ever"),
			     draft->owner);
}

bool policy_approvers_read(struct policy_draft *draft, const struct conf_node *node, bool own, unsigned int *ret_roles)
{
	const struct conf_node *value = policy_find(node, "approval");
	unsigned int role, roles = 0;

	if (!value)
		return false;
	if (policy_is_false(value)) {
		*ret_roles = 0;
		return true;
	}
	if (conf_kind(value) != CONF_SCALAR) {
		if (!policy_roles_read(draft, node, "approval", &roles))
			return false;
	} else if (policy_choice(draft, node, "approval", role_words(draft), &role)) {
		roles = 1U << role;
	} else {
		return false;
	}
	approvers_check(draft, value, own, roles);
	*ret_roles = roles;
	return true;
}

/* --- rules --- */

static void kinds_read(struct policy_draft *draft, const struct conf_node *node, struct audience_rule *rule)
{
	const struct conf_node *list = policy_list(draft, node, "kinds", OWNER_KIND_COUNT);
	const char *const *words = policy_words(draft, WORDS_OWNER_KIND);
	enum owner_kind *kinds = policy_array(draft, list ? conf_length(list) : 0, sizeof(*kinds));
	unsigned int kind;

	rule->kinds = kinds;
	for (size_t i = 0; list && i < conf_length(list); i++)
		if (conf_read_choice(conf_item(list, i), policy_field_of(draft, "kinds"), words, &kind, draft->faults))
			kinds[rule->kind_count++] = (enum owner_kind)kind;
}

static const char **class_names(struct policy_draft *draft)
{
	const size_t count = inventory_service_class_count(draft->inventory);
	const char **names = policy_array(draft, count + 1, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = inventory_service_class_at(draft->inventory, i)->name;
	return names;
}

static void classes_read(struct policy_draft *draft, const struct conf_node *node, struct audience_rule *rule)
{
	const struct conf_node *list = policy_list(draft, node, "classes", CLASSES_LIMIT);
	const char **classes;
	size_t count = 0;

	if (!list)
		return;
	classes = policy_array(draft, conf_length(list) + 1, sizeof(*classes));
	for (size_t i = 0; i < conf_length(list); i++) {
		const struct conf_node *word = conf_item(list, i);
		const char *name;

		if (!conf_read_name(word, policy_field_of(draft, "classes"), &name, draft->faults))
			continue;
		if (inventory_find_service_class(draft->inventory, name))
			classes[count++] = policy_keep(draft, name);
		else
			policy_unknown(draft, conf_position(word), _("service class"), name, class_names(draft), "classes");
	}
	rule->classes = classes;
}

/* What a rule leaves open holds of all: one that leaves open whose contacts it means would be everybody. */
static void rule_check(struct policy_draft *draft, const struct policy_entry *entry, enum audience audience,
		       const struct audience_rule *rule)
{
	if (!policy_find(entry->node, "kinds") && rule->self != 1)
		policy_error(draft, entry->position,
			     _("%s has neither 'kinds' nor 'self: true': it would be everybody"), draft->owner);
	if (audience == AUDIENCE_INSTITUTION && !rule->affected)
		policy_error(draft, entry->position,
			     _("%s lacks 'affected: true': what is meant for one would be told to all"), draft->owner);
}

static void audience_read(struct policy_draft *draft, enum audience audience, const struct policy_entry *entry)
{
	static const char *const keys[] = {"kinds", "self", "roles", "classes", "affected", "on-duty", "approval", NULL};
	struct audience_rule *rule = &draft->policy->audiences[audience];
	bool self;

	policy_owner(draft, _("audience '%s'"), words_get(WORDS_AUDIENCE, audience)->id);
	if (!conf_check_keys(entry->node, keys, draft->owner, draft->faults) && conf_kind(entry->node) != CONF_MAPPING)
		return;
	kinds_read(draft, entry->node, rule);
	rule->self = policy_bool(draft, entry->node, "self", &self) ? self : -1;
	policy_roles_read(draft, entry->node, "roles", &rule->roles);
	classes_read(draft, entry->node, rule);
	policy_bool(draft, entry->node, "affected", &rule->affected);
	policy_bool(draft, entry->node, "on-duty", &rule->on_duty);
	policy_approvers_read(draft, entry->node, entry->own, &draft->policy->audience_approvers[audience]);
	rule_check(draft, entry, audience, rule);
}

void policy_audiences_read(struct policy_draft *draft)
{
	struct policy_entry entry;

	policy_section_check(draft, "audiences", policy_words(draft, WORDS_AUDIENCE));
	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++)
		if (policy_entry_find(draft, "audiences", words_get(WORDS_AUDIENCE, i)->id, &entry))
			audience_read(draft, (enum audience)i, &entry);
}
