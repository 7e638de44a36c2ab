/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions of a decision: a small total form (equal, in, not, ranges, any,
 * none) in place of an expression language, so that the lint can try every case
 * there is.
 */
#include "procedure/internal.h"

#include "base/quantity.h"
#include "base/translate.h"

#include <string.h>

#define PARTS_MOST 40

static struct procedure_condition *read_condition(struct procedure_draft *draft, const struct conf_node *node);

static struct procedure_condition *condition_new(struct procedure_draft *draft, enum condition_kind kind,
						 const struct conf_position *position)
{
	struct procedure_condition *condition = draft_block(draft, 1, sizeof(*condition));

	condition->kind = kind;
	condition->at_least = INT64_MIN;
	condition->below = INT64_MAX;
	condition->position = draft_place(draft, position);
	return condition;
}

/* A word, or a list of them. */
static void read_words(struct procedure_draft *draft, const struct conf_node *node, struct procedure_condition *condition)
{
	size_t length = conf_kind(node) == CONF_SEQUENCE ? draft_length(draft, node, PARTS_MOST) : 1;
	const char **words = draft_block(draft, length + 1, sizeof(*words));
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		const struct conf_node *word = conf_kind(node) == CONF_SEQUENCE ? conf_item(node, i) : node;
		const char *text;

		if (conf_read_string(word, draft->owner, 64, &text, draft->faults))
			words[count++] = draft_string(draft, text);
		else
			draft->procedure->incomplete = true;
	}
	if (!count)
		draft_fault(draft, conf_position(node), _("%s: a condition without a word"), draft->owner);
	condition->words = words;
}

/* A count, or a duration with its units. */
static bool read_bound(struct procedure_draft *draft, const struct conf_node *range, const char *key,
		       struct procedure_condition *condition, int64_t *bound)
{
	const char *text = draft_string_at(draft, range, key);
	bool is_count;

	if (!text)
		return false;
	is_count = quantity_parse_integer(text, 0, INT32_MAX, bound, NULL);
	if (!is_count && !quantity_parse_duration(text, bound, NULL)) {
		draft_fault(draft, conf_position(conf_find(range, key)),
			    _("'%s' of %s is '%s': expected a number or a duration"), key, draft->owner, text);
		return false;
	}
	condition->is_duration = !is_count;
	return true;
}

static void read_range(struct procedure_draft *draft, const struct conf_node *range, struct procedure_condition *condition)
{
	bool least_is_duration, has_least;

	condition->ranged = true;
	has_least = read_bound(draft, range, "at-least", condition, &condition->at_least);
	least_is_duration = condition->is_duration;
	if (read_bound(draft, range, "below", condition, &condition->below) && has_least &&
	    (least_is_duration != condition->is_duration || condition->at_least >= condition->below))
		draft_fault(draft, conf_position(range), _("%s: nothing is in this range"), draft->owner);
}

static struct procedure_condition *read_fact(struct procedure_draft *draft, const char *field,
					     const struct conf_position *position, const struct conf_node *value)
{
	static const char *const keys[] = {"not", "at-least", "below", NULL};
	struct procedure_condition *condition = condition_new(draft, CONDITION_FACT, position);

	condition->field = draft_string(draft, field);
	if (conf_kind(value) != CONF_MAPPING) {
		read_words(draft, value, condition);
		return condition;
	}
	if (!draft_keys(draft, value, keys) || !conf_length(value))
		return NULL;
	if (!conf_find(value, "not")) {
		read_range(draft, value, condition);
		return condition;
	}
	if (conf_length(value) > 1)
		draft_fault(draft, conf_position(value), _("%s: 'not' stands with others"), draft->owner);
	condition->negated = true;
	read_words(draft, conf_find(value, "not"), condition);
	return condition;
}

static struct procedure_condition *read_list(struct procedure_draft *draft, enum condition_kind kind,
					     const struct conf_position *position, const struct conf_node *list)
{
	struct procedure_condition *condition = condition_new(draft, kind, position);
	size_t length, count = 0;

	if (!draft_expect(draft, list, CONF_SEQUENCE))
		return NULL;
	length = draft_length(draft, list, PARTS_MOST);
	condition->parts = draft_block(draft, length + 1, sizeof(*condition->parts));
	for (size_t i = 0; i < length; i++) {
		struct procedure_condition *part = read_condition(draft, conf_item(list, i));

		if (part)
			condition->parts[count++] = part;
	}
	return condition;
}

/* All keys of NODE must be so. NULL when it cannot be read. */
static struct procedure_condition *read_condition(struct procedure_draft *draft, const struct conf_node *node)
{
	struct procedure_condition *condition;
	size_t length, count = 0;

	if (!draft_expect(draft, node, CONF_MAPPING))
		return NULL;
	condition = condition_new(draft, CONDITION_ALL, conf_position(node));
	length = draft_length(draft, node, PARTS_MOST);
	condition->parts = draft_block(draft, length + 1, sizeof(*condition->parts));
	for (size_t i = 0; i < length; i++) {
		const char *key = conf_key(node, i);
		const struct conf_position *position = conf_key_position(node, i);
		struct procedure_condition *part;

		if (g_str_equal(key, "any"))
			part = read_list(draft, CONDITION_ANY, position, conf_value(node, i));
		else if (g_str_equal(key, "none"))
			part = read_list(draft, CONDITION_NONE, position, conf_value(node, i));
		else
			part = read_fact(draft, key, position, conf_value(node, i));
		if (part)
			condition->parts[count++] = part;
	}
	return condition;
}

static bool is_otherwise(const struct conf_node *node)
{
	return conf_kind(node) == CONF_SCALAR && g_strcmp0(conf_text(node), "otherwise") == 0;
}

void draft_conditions(struct procedure_draft *draft, const struct conf_node *node, struct procedure_step *step)
{
	unsigned int otherwise = 0;

	step->conditions = draft_block(draft, step->outcome_count + 1, sizeof(struct procedure_condition *));
	if (!draft_expect(draft, node, CONF_MAPPING))
		return;
	for (size_t i = 0; i < conf_length(node); i++)
		if (!procedure_outcome_find(step, conf_key(node, i)))
			draft_fault(draft, conf_key_position(node, i), _("%s: '%s' is none of its outcomes"), draft->owner,
				    conf_key(node, i));
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct conf_node *condition = conf_find(node, step->outcomes[i].name);

		if (outcome_is(&step->outcomes[i], OUTCOME_EXHAUSTED))
			continue;
		if (!condition)
			draft_fault(draft, &step->outcomes[i].position, _("%s: 'decide' does not say when it is '%s'"),
				    draft->owner, step->outcomes[i].name);
		else if (is_otherwise(condition))
			otherwise++;
		else
			step->conditions[i] = read_condition(draft, condition);
	}
	if (otherwise > 1)
		draft_fault(draft, conf_position(node), _("%s: 'otherwise' stands there twice"), draft->owner);
}
