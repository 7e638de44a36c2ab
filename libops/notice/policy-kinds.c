/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each kind of notice is, to each audience: how urgent, held or not, answered or not, and who is told next when
 * nobody answers. Ladders have names of their own; a kind asks for one, or for the one that is called as the
 * audience. A ladder's end is a person with a telephone: what comes before can all fail alike.
 */
#include "notice/policy-internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <string.h>

#define BY_AUDIENCE "by-audience"
#define LADDERS_LIMIT 64

/* --- ladders --- */

/* What a rung does: one of three. */
static void rung_read(struct policy_draft *draft, const struct conf_node *node, struct rung *rung)
{
	static const char *const keys[] = {"after", "again", "tell", "call", NULL};
	const char *const *words = policy_words(draft, WORDS_AUDIENCE);
	unsigned int audience = 0;
	int deeds = 0;

	if (!conf_check_keys(node, keys, draft->owner, draft->faults) && conf_kind(node) != CONF_MAPPING)
		return;
	if (policy_required(draft, node, "after"))
		policy_duration(draft, node, "after", SECONDS(10), DAYS(7), &rung->after_us);
	for (size_t i = 1; keys[i]; i++)
		deeds += policy_find(node, keys[i]) != NULL;
	if (deeds != 1)
		policy_error(draft, conf_position(node), _("%s has not one of 'again', 'tell' and 'call'"), draft->owner);
	policy_bool(draft, node, "again", &rung->again);
	if (policy_find(node, "again") && policy_is_false(policy_find(node, "again")))
		policy_error(draft, conf_position(node), _("%s has not one of 'again', 'tell' and 'call'"), draft->owner);
	rung->call = policy_choice(draft, node, "call", words, &audience);
	policy_choice(draft, node, "tell", words, &audience);
	rung->audience = (enum audience)audience;
}

static void ladder_read(struct policy_draft *draft, const char *name, const struct conf_position *position,
			const struct conf_node *node)
{
	struct policy_ladder ladder = {.name = policy_keep(draft, name)};
	const unsigned int errors = conf_faults_errors(draft->faults);
	struct rung *rungs;

	ladder.ladder.position = policy_place(draft, position);
	policy_owner(draft, _("ladder '%s'"), name);
	if (!conf_check_name(name, position, _("name of a ladder"), draft->faults) ||
	    !conf_expect(node, CONF_SEQUENCE, draft->owner, draft->faults))
		return;
	if (conf_length(node) < 1 || conf_length(node) > NOTICE_RUNGS_LIMIT) {
		policy_error(draft, conf_position(node), _("%s has %zu rungs, not 1 to %d"), draft->owner, conf_length(node),
			     NOTICE_RUNGS_LIMIT);
		return;
	}
	rungs = policy_array(draft, conf_length(node), sizeof(*rungs));
	for (size_t i = 0; i < conf_length(node); i++) {
		policy_owner(draft, _("rung %zu of ladder '%s'"), i + 1, name);
		rung_read(draft, conf_item(node, i), &rungs[i]);
	}
	ladder.ladder.rungs = rungs;
	ladder.ladder.rung_count = conf_length(node);
	g_array_append_val(draft->ladders, ladder);
	if (conf_faults_errors(draft->faults) == errors && !rungs[conf_length(node) - 1].call)
		policy_warning(draft, position,
			       _("ladder '%s' does not end with 'call': when no message arrives nobody is told"), name);
}

static struct policy_ladder *ladder_find(const struct policy_draft *draft, const char *name)
{
	for (guint i = 0; i < draft->ladders->len; i++) {
		struct policy_ladder *ladder = &g_array_index(draft->ladders, struct policy_ladder, i);

		if (strcmp(ladder->name, name) == 0)
			return ladder;
	}
	return NULL;
}

void policy_ladders_read(struct policy_draft *draft)
{
	const struct conf_node *const roots[] = {draft->site, draft->share};

	for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
		const struct conf_node *node = policy_find(roots[i], "ladders");

		policy_owner(draft, _("section '%s'"), "ladders");
		if (!node || !conf_expect(node, CONF_MAPPING, draft->owner, draft->faults))
			continue;
		if (conf_length(node) > LADDERS_LIMIT) {
			policy_error(draft, conf_position(node), _("%s has more than %zu entries"), draft->owner,
				     (size_t)LADDERS_LIMIT);
			continue;
		}
		for (size_t k = 0; k < conf_length(node); k++)
			if (!ladder_find(draft, conf_key(node, k)) && !conf_is_null(conf_value(node, k)))
				ladder_read(draft, conf_key(node, k), conf_key_position(node, k), conf_value(node, k));
	}
}

/* LADDER for AUDIENCE: those of its rungs that tell the same again know whom. */
static const struct ladder *ladder_for(struct policy_draft *draft, struct policy_ladder *ladder, enum audience audience)
{
	struct ladder *made;
	struct rung *rungs;

	if (ladder->of[audience])
		return ladder->of[audience];
	made = policy_array(draft, 1, sizeof(*made));
	rungs = policy_array(draft, ladder->ladder.rung_count, sizeof(*rungs));
	*made = ladder->ladder;
	made->rungs = rungs;
	for (size_t i = 0; i < made->rung_count; i++) {
		rungs[i] = ladder->ladder.rungs[i];
		if (rungs[i].again)
			rungs[i].audience = audience;
	}
	return ladder->of[audience] = made;
}

/* --- kinds --- */

/* What is said of a kind, for all audiences or for one. */
struct said {
	struct kind_rule rule;
	struct policy_ladder *ladder;	/* NULL: none, or BY_AUDIENCE */
	bool by_audience;
	bool approval_said;
};

#define RULE_KEYS "urgency", "approval", "ladder", "answer", "together"

static void ladder_named(struct policy_draft *draft, const struct conf_node *node, struct said *said)
{
	const struct conf_node *value = policy_find(node, "ladder");
	g_autofree const char **names = NULL;
	const char *name;

	if (!value)
		return;
	said->ladder = NULL;
	said->by_audience = false;
	if (policy_is_false(value) || !policy_name(draft, node, "ladder", &name))
		return;
	said->by_audience = strcmp(name, BY_AUDIENCE) == 0;
	said->ladder = said->by_audience ? NULL : ladder_find(draft, name);
	if (said->by_audience || said->ladder)
		return;
	names = g_new0(const char *, draft->ladders->len + 1);
	for (guint i = 0; i < draft->ladders->len; i++)
		names[i] = g_array_index(draft->ladders, struct policy_ladder, i).name;
	policy_unknown(draft, conf_position(value), _("ladder"), name, names, "ladder");
}

static void said_read(struct policy_draft *draft, const struct conf_node *node, bool own, struct said *said)
{
	const char *const *urgencies = policy_words(draft, WORDS_URGENCY);
	struct kind_rule *rule = &said->rule;
	unsigned int urgency;

	if (policy_choice(draft, node, "urgency", urgencies, &urgency))
		rule->urgency = (enum urgency)urgency;
	if (policy_approvers_read(draft, node, own, &rule->approvers)) {
		rule->approval = rule->approvers != 0;
		said->approval_said = true;
	}
	policy_bool(draft, node, "answer", &rule->answer);
	policy_duration(draft, node, "together", 0, SECONDS(3600), &rule->together_us);
	ladder_named(draft, node, said);
}

static void rule_check(struct policy_draft *draft, const struct conf_node *node, const struct kind_rule *rule)
{
	if (rule->urgency == URGENCY_FIRST && rule->together_us > 0)
		policy_error(draft, conf_position(node), _("%s is a first report and would wait for others: nothing holds one"),
			     draft->owner);
	if (rule->ladder && !rule->answer)
		policy_error(draft, conf_position(node),
			     _("%s has a ladder and asks for no answer: nobody could end it"), draft->owner);
}

/* SAID for AUDIENCE, with what holds of whatever is told to it. */
static struct kind_rule rule_for(struct policy_draft *draft, const struct said *said, enum audience audience)
{
	const unsigned int approvers = draft->policy->audience_approvers[audience];
	struct policy_ladder *ladder =
		said->by_audience ? ladder_find(draft, words_get(WORDS_AUDIENCE, audience)->id) : said->ladder;
	struct kind_rule rule = said->rule;

	rule.ladder = ladder ? ladder_for(draft, ladder, audience) : NULL;
	if (!rule.approval && approvers) {
		rule.approval = true;
		rule.approvers = approvers;
	}
	return rule;
}

/* What KIND is to the audiences that `to` does not name, and to those that it does. */
static void kind_spread(struct policy_draft *draft, enum notice_kind kind, const struct policy_entry *entry,
			const struct said *said)
{
	static const char *const keys[] = {RULE_KEYS, NULL};
	const struct conf_node *to = policy_find(entry->node, "to");
	const char *name = words_get(WORDS_NOTICE_KIND, kind)->id;

	for (unsigned int i = 0; i < AUDIENCE_COUNT; i++) {
		const char *audience = words_get(WORDS_AUDIENCE, i)->id;
		const struct conf_node *node = to ? policy_find(to, audience) : NULL;
		struct said each = *said;

		each.approval_said = false;
		policy_owner(draft, _("notice '%s' to '%s'"), name, audience);
		if (node && conf_check_keys(node, keys, draft->owner, draft->faults))
			said_read(draft, node, entry->own, &each);
		draft->policy->kinds[kind][i] = rule_for(draft, &each, (enum audience)i);
		/* Said for this audience alone: that nobody need approve holds then, whatever holds of the audience. */
		if (each.approval_said && !each.rule.approval) {
			draft->policy->kinds[kind][i].approval = false;
			draft->policy->kinds[kind][i].approvers = 0;
		}
		rule_check(draft, node ? node : entry->node, &draft->policy->kinds[kind][i]);
	}
}

static void kind_read(struct policy_draft *draft, enum notice_kind kind, const struct policy_entry *entry)
{
	static const char *const keys[] = {RULE_KEYS, "to", NULL};
	const struct conf_node *to = policy_find(entry->node, "to");
	struct said said = {.rule.urgency = URGENCY_ROUTINE};

	policy_owner(draft, _("notice '%s'"), words_get(WORDS_NOTICE_KIND, kind)->id);
	if (!conf_check_keys(entry->node, keys, draft->owner, draft->faults) && conf_kind(entry->node) != CONF_MAPPING)
		return;
	policy_required(draft, entry->node, "urgency");
	said_read(draft, entry->node, entry->own, &said);
	if (to && !conf_check_keys(to, policy_words(draft, WORDS_AUDIENCE), policy_field_of(draft, "to"), draft->faults) &&
	    conf_kind(to) != CONF_MAPPING)
		return;
	kind_spread(draft, kind, entry, &said);
}

void policy_kinds_read(struct policy_draft *draft)
{
	struct policy_entry entry;

	policy_section_check(draft, "kinds", policy_words(draft, WORDS_NOTICE_KIND));
	for (unsigned int i = 0; i < NOTICE_KIND_COUNT; i++)
		if (policy_entry_find(draft, "kinds", words_get(WORDS_NOTICE_KIND, i)->id, &entry))
			kind_read(draft, (enum notice_kind)i, &entry);
}
