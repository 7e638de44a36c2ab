/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How patiently a message of each urgency is delivered. Here a site may say one key and leave the others as
 * they came with nwops: who wants more patience has not thought about the waits between tries.
 */
#include "notice/policy-internal.h"

#include "base/translate.h"

#include <string.h>

#define ATTEMPT_MOST_US SECONDS(600)

static const char *const keys[] = {"attempt", "connect", "retries", "patience", "then", "give-up", "any-hour", NULL};

/* Entries of an urgency: the site's, then the one that came with nwops. NULL: there is none. */
struct layers { const struct conf_node *nodes[2]; };

/* The layer that says KEY; NULL, after a fault, when none does. */
static const struct conf_node *layer_of(struct policy_draft *draft, const struct layers *layers, const char *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(layers->nodes); i++)
		if (policy_find(layers->nodes[i], key))
			return layers->nodes[i];
	policy_error(draft, &draft->share_whole, _("%s lacks '%s'"), draft->owner, key);
	return NULL;
}

static void retries_read(struct policy_draft *draft, const struct conf_node *node, struct urgency_rule *rule)
{
	const struct conf_node *list = node ? policy_list(draft, node, "retries", NOTICE_RETRIES_LIMIT) : NULL;

	for (size_t i = 0; list && i < conf_length(list); i++)
		if (conf_read_duration(conf_item(list, i), policy_field_of(draft, "retries"), SECONDS(1), DAYS(1),
				       &rule->retries_us[rule->retry_count], draft->faults))
			rule->retry_count++;
}

/* "never", in the place of a time, is 0. */
static void give_up_read(struct policy_draft *draft, const struct conf_node *node, struct urgency_rule *rule)
{
	const struct conf_node *value = node ? policy_find(node, "give-up") : NULL;

	if (!value || (conf_kind(value) == CONF_SCALAR && !conf_tag(value) && strcmp(conf_text(value), "never") == 0))
		return;
	policy_duration(draft, node, "give-up", SECONDS(60), DAYS(30), &rule->gives_up_us);
}

static void rule_check(struct policy_draft *draft, const struct conf_position *position, const struct urgency_rule *rule)
{
	if (rule->connect_us > rule->attempt_us)
		policy_error(draft, position, _("'%s' of %s is longer than '%s'"), "connect", draft->owner, "attempt");
	if (rule->gives_up_us > 0 && rule->gives_up_us <= rule->patience_us)
		policy_error(draft, position, _("'%s' of %s is not longer than '%s'"), "give-up", draft->owner, "patience");
	if (rule->patience_us < rule->attempt_us)
		policy_warning(draft, position,
			       _("'%s' of %s is shorter than '%s': it ends before one try may have"), "patience",
			       draft->owner, "attempt");
}

static void urgency_read(struct policy_draft *draft, enum urgency urgency, const struct layers *layers,
			 const struct conf_position *position)
{
	static const char *const then[] = {"next-path", "all-paths", NULL};
	struct urgency_rule *rule = &draft->policy->urgencies[urgency];
	const unsigned int errors = conf_faults_errors(draft->faults);
	unsigned int all = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(layers->nodes); i++)
		if (layers->nodes[i] && !conf_check_keys(layers->nodes[i], keys, draft->owner, draft->faults) &&
		    conf_kind(layers->nodes[i]) != CONF_MAPPING)
			return;
	policy_duration(draft, layer_of(draft, layers, "attempt"), "attempt", SECONDS(1), ATTEMPT_MOST_US, &rule->attempt_us);
	policy_duration(draft, layer_of(draft, layers, "connect"), "connect", SECONDS(1), ATTEMPT_MOST_US, &rule->connect_us);
	retries_read(draft, layer_of(draft, layers, "retries"), rule);
	policy_duration(draft, layer_of(draft, layers, "patience"), "patience", SECONDS(1), DAYS(7), &rule->patience_us);
	policy_choice(draft, layer_of(draft, layers, "then"), "then", then, &all);
	rule->all_paths = all == 1;
	give_up_read(draft, layer_of(draft, layers, "give-up"), rule);
	policy_bool(draft, layer_of(draft, layers, "any-hour"), "any-hour", &rule->any_hour);
	if (conf_faults_errors(draft->faults) == errors)
		rule_check(draft, position, rule);
}

void policy_urgencies_read(struct policy_draft *draft)
{
	policy_section_check(draft, "urgencies", policy_words(draft, WORDS_URGENCY));
	for (unsigned int i = 0; i < URGENCY_COUNT; i++) {
		const char *name = words_get(WORDS_URGENCY, i)->id;
		const struct conf_node *site = policy_find(draft->site, "urgencies");
		const struct conf_node *share = policy_find(draft->share, "urgencies");
		const struct layers layers = {{policy_find(site, name), policy_find(share, name)}};
		struct policy_entry entry;

		policy_owner(draft, _("urgency '%s'"), name);
		if (policy_entry_find(draft, "urgencies", name, &entry))
			urgency_read(draft, (enum urgency)i, &layers, entry.position);
	}
}
