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

static struct procedure_condition *read_condition(struct procedure_build *build, const struct conf_node *node);

static struct procedure_condition *condition_new(struct procedure_build *build, enum condition_kind kind,
						 const struct conf_position *position)
{
	struct procedure_condition *condition = build_block(build, 1, sizeof(*condition));

	condition->kind = kind;
	condition->at_least = INT64_MIN;
	condition->below = INT64_MAX;
	condition->position = build_place(build, position);
	return condition;
}

/* A word, or a list of them. */
static void read_words(struct procedure_build *build, const struct conf_node *node, struct procedure_condition *condition)
{
	size_t length = conf_kind(node) == CONF_SEQUENCE ? build_length(build, node, PARTS_MOST) : 1;
	const char **words = build_block(build, length + 1, sizeof(*words));
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		const struct conf_node *word = conf_kind(node) == CONF_SEQUENCE ? conf_item(node, i) : node;
		const char *text;

		if (conf_read_string(word, build->owner, 64, &text, build->faults))
			words[count++] = build_string(build, text);
		else
			build->procedure->incomplete = true;
	}
	if (!count)
		build_fault(build, conf_position(node), _("%s: a condition without a word"), build->owner);
	condition->words = words;
}

/* A count, or a duration with its units. */
static bool read_bound(struct procedure_build *build, const struct conf_node *range, const char *key,
		       struct procedure_condition *condition, int64_t *bound)
{
	const char *text = build_string_at(build, range, key);
	bool is_count;

	if (!text)
		return false;
	is_count = quantity_parse_integer(text, 0, INT32_MAX, bound, NULL);
	if (!is_count && !quantity_parse_duration(text, bound, NULL)) {
		build_fault(build, conf_position(conf_find(range, key)),
			    _("'%s' of %s is '%s': expected a number or a duration"), key, build->owner, text);
		return false;
	}
	condition->is_duration = !is_count;
	return true;
}

static void read_range(struct procedure_build *build, const struct conf_node *range, struct procedure_condition *condition)
{
	bool least_is_duration, has_least;

	condition->ranged = true;
	has_least = read_bound(build, range, "at-least", condition, &condition->at_least);
	least_is_duration = condition->is_duration;
	if (read_bound(build, range, "below", condition, &condition->below) && has_least &&
	    (least_is_duration != condition->is_duration || condition->at_least >= condition->below))
		build_fault(build, conf_position(range), _("%s: nothing is in this range"), build->owner);
}

static struct procedure_condition *read_fact(struct procedure_build *build, const char *field,
					     const struct conf_position *position, const struct conf_node *value)
{
	static const char *const keys[] = {"not", "at-least", "below", NULL};
	struct procedure_condition *condition = condition_new(build, CONDITION_FACT, position);

	condition->field = build_string(build, field);
	if (conf_kind(value) != CONF_MAPPING) {
		read_words(build, value, condition);
		return condition;
	}
	if (!build_keys(build, value, keys) || !conf_length(value))
		return NULL;
	if (!conf_find(value, "not")) {
		read_range(build, value, condition);
		return condition;
	}
	if (conf_length(value) > 1)
		build_fault(build, conf_position(value), _("%s: 'not' stands with others"), build->owner);
	condition->negated = true;
	read_words(build, conf_find(value, "not"), condition);
	return condition;
}

static struct procedure_condition *read_list(struct procedure_build *build, enum condition_kind kind,
					     const struct conf_position *position, const struct conf_node *list)
{
	struct procedure_condition *condition = condition_new(build, kind, position);
	size_t length, count = 0;

	if (!build_expect(build, list, CONF_SEQUENCE))
		return NULL;
	length = build_length(build, list, PARTS_MOST);
	condition->parts = build_block(build, length + 1, sizeof(*condition->parts));
	for (size_t i = 0; i < length; i++) {
		struct procedure_condition *part = read_condition(build, conf_item(list, i));

		if (part)
			condition->parts[count++] = part;
	}
	return condition;
}

/* All keys of NODE must be so. NULL when it cannot be read. */
static struct procedure_condition *read_condition(struct procedure_build *build, const struct conf_node *node)
{
	struct procedure_condition *condition;
	size_t length, count = 0;

	if (!build_expect(build, node, CONF_MAPPING))
		return NULL;
	condition = condition_new(build, CONDITION_ALL, conf_position(node));
	length = build_length(build, node, PARTS_MOST);
	condition->parts = build_block(build, length + 1, sizeof(*condition->parts));
	for (size_t i = 0; i < length; i++) {
		const char *key = conf_key(node, i);
		const struct conf_position *position = conf_key_position(node, i);
		struct procedure_condition *part;

		if (g_str_equal(key, "any"))
			part = read_list(build, CONDITION_ANY, position, conf_value(node, i));
		else if (g_str_equal(key, "none"))
			part = read_list(build, CONDITION_NONE, position, conf_value(node, i));
		else
			part = read_fact(build, key, position, conf_value(node, i));
		if (part)
			condition->parts[count++] = part;
	}
	return condition;
}

static bool is_otherwise(const struct conf_node *node)
{
	return conf_kind(node) == CONF_SCALAR && g_strcmp0(conf_text(node), "otherwise") == 0;
}

void build_conditions(struct procedure_build *build, const struct conf_node *node, struct procedure_step *step)
{
	unsigned int otherwise = 0;

	step->conditions = build_block(build, step->outcome_count + 1, sizeof(struct procedure_condition *));
	if (!build_expect(build, node, CONF_MAPPING))
		return;
	for (size_t i = 0; i < conf_length(node); i++)
		if (!procedure_outcome_find(step, conf_key(node, i)))
			build_fault(build, conf_key_position(node, i), _("%s: '%s' is none of its outcomes"), build->owner,
				    conf_key(node, i));
	for (unsigned int i = 0; i < step->outcome_count; i++) {
		const struct conf_node *condition = conf_find(node, step->outcomes[i].name);

		if (outcome_is(&step->outcomes[i], OUTCOME_EXHAUSTED))
			continue;
		if (!condition)
			build_fault(build, &step->outcomes[i].position, _("%s: 'decide' does not say when it is '%s'"),
				    build->owner, step->outcomes[i].name);
		else if (is_otherwise(condition))
			otherwise++;
		else
			step->conditions[i] = read_condition(build, condition);
	}
	if (otherwise > 1)
		build_fault(build, conf_position(node), _("%s: 'otherwise' stands there twice"), build->owner);
}
