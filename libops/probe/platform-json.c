/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON to records: "each" is the way to what is a record, with "*" for any
 * member and "{field}" for any member whose name is a value; "fields" are the
 * ways from there. JSON that does not read to its end is garbled as a whole.
 */
#include "probe/platform-internal.h"

struct json_walk {
	struct platform_answer *answer;
	const struct platform_block *block;
	const char *names[PATTERN_MAX_GROUPS];	/* of the members that are values, by step */
	unsigned int steps;
};

/* Where STEPS lead to from VALUE; NULL: nowhere. */
static const struct json *follow(const struct json *value, char **steps)
{
	for (; value && *steps; steps++) {
		guint64 index;

		if (json_length(value) && g_ascii_string_to_unsigned(*steps, 10, 0, G_MAXUINT32, &index, NULL))
			value = json_at(value, (size_t)index);
		else
			value = json_get(value, *steps);
	}
	return value;
}

/* VALUE as a text that rules can be held against: a list is its members with commas. */
static char *text_of(const struct json *value)
{
	GString *list;

	if (!json_length(value))
		return json_text(value);
	list = g_string_new(NULL);
	for (size_t i = 0; i < json_length(value) && list->len < PLATFORM_LINE_BYTES; i++) {
		g_autofree char *member = json_text(json_at(value, i));

		g_string_append_printf(list, "%s%s", i ? "," : "", member ? member : "");
	}
	return g_string_free(list, FALSE);
}

static void take_paths(struct json_walk *walk, const struct json *value, struct platform_record *record)
{
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	for (guint i = 0; i < walk->block->paths->len; i++) {
		const struct platform_path *path = walk->block->paths->pdata[i];
		g_autofree char *text = text_of(follow(value, path->steps));
		size_t length = text ? strlen(text) : 0;
		const struct platform_rule *rule;

		if (!length)
			continue;
		rule = platform_rule_first(path->rules, text, length, groups);
		if (rule)
			platform_rule_take(walk->answer, walk->block, rule, text, groups, record, false);
		else
			platform_answer_odd(walk->answer, 1, text, length,
					    ((const struct platform_rule *)path->rules->pdata[0])->text);
	}
}

static void take_names(struct json_walk *walk, struct platform_record *record)
{
	for (unsigned int i = 0; i < walk->steps; i++) {
		const struct platform_rule *rule = walk->block->each->pdata[i];
		struct pattern_group groups[PATTERN_MAX_GROUPS];
		const char *name = walk->names[i];

		if (rule && name && platform_rule_match(rule, name, strlen(name), groups))
			platform_rule_take(walk->answer, walk->block, rule, name, groups, record, false);
	}
}

static void take_record(struct json_walk *walk, const struct json *value)
{
	struct platform_record *record = platform_answer_record(walk->answer, walk->block, 1);

	if (!record)
		return;
	walk->answer->understood++;
	take_names(walk, record);
	take_paths(walk, value, record);
	platform_answer_set(record, walk->block->settings, false);
}

static void visit(struct json_walk *walk, const struct json *value, unsigned int step);

static void visit_members(struct json_walk *walk, const struct json *value, unsigned int step)
{
	const struct json *member;
	const char *key = NULL;

	for (size_t i = 0; i < json_length(value); i++) {
		walk->names[step] = NULL;
		visit(walk, json_at(value, i), step + 1);
	}
	while ((member = json_next(value, &key))) {
		walk->names[step] = key;
		if (!walk->block->each->pdata[step] ||
		    platform_rule_match(walk->block->each->pdata[step], key, strlen(key), NULL))
			visit(walk, member, step + 1);
	}
}

static void visit(struct json_walk *walk, const struct json *value, unsigned int step)
{
	const char *name;

	if (!value)
		return;
	if (step == walk->steps) {
		take_record(walk, value);
		return;
	}
	name = walk->block->steps->pdata[step];
	walk->names[step] = NULL;
	if (name)
		visit(walk, json_get(value, name), step + 1);
	else
		visit_members(walk, value, step);
}

/* --- finding it --- */

/* The whole text again, lines parted by newlines, from the first that begins an object
 * or array to the last that ends one. What stands around it is not understood. */
static GString *find_json(struct platform_answer *answer, const struct platform_text *text)
{
	GString *json = g_string_new(NULL);
	guint first = 0, last = text->lines->len;

#define LINE(i) (&g_array_index(text->lines, struct platform_line, i))
	while (first < last && !strchr("{[", LINE(first)->text[LINE(first)->indent]))
		first++;
	while (last > first && (!LINE(last - 1)->length || !strchr("}]", LINE(last - 1)->text[LINE(last - 1)->length - 1])))
		last--;
	for (guint i = 0; i < text->lines->len; i++) {
		if (i >= first && i < last)
			g_string_append_printf(json, "%s\n", LINE(i)->text);
		else if (LINE(i)->length)
			platform_answer_odd(answer, LINE(i)->number, LINE(i)->text, LINE(i)->length, NULL);
		answer->lines += LINE(i)->length > 0;
	}
#undef LINE
	return json;
}

bool platform_json_read(struct platform_answer *answer, const struct platform_layout *layout,
			const struct platform_text *text)
{
	g_autoptr(GString) bytes = find_json(answer, text);
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_json_t) json = json_parse(bytes->str, bytes->len, PLATFORM_ANSWER_BYTES * 2, &error);

	if (!json) {
		g_free(answer->evidence);
		answer->evidence = g_strdup(error->message);
		return false;
	}
	for (guint i = 0; i < layout->blocks->len; i++) {
		struct json_walk walk = {.answer = answer, .block = layout->blocks->pdata[i]};

		walk.steps = walk.block->steps->len;
		visit(&walk, json, 0);
	}
	return true;
}
