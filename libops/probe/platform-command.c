/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands of a platform file: what is sent, how its answer ends, and the
 * layouts in which it may come. A command with one layout is written without
 * 'layouts', a layout with one kind of record without 'records'.
 */
#include "probe/platform-internal.h"

#include "base/translate.h"

#define COLUMNS_MAX 40

/* What a mapping may hold, by what it is. */
#define BLOCK_KEYS \
	"record", "start", "context", "lines", "until", "set", "needs", "words", "table", "each", "fields"
#define LAYOUT_KEYS "layout", "when", "join", "continues", "wrap", "skip", "records"
#define COMMAND_KEYS \
	"send", "watch", "elevated", "fallback", "attempts", "json", "ends", "empty", "layouts", "verified"

/* --- blocks --- */

static void unref_array(GPtrArray *array)
{
	if (array)
		g_ptr_array_unref(array);
}

static void path_destroy(gpointer data)
{
	struct platform_path *path = data;

	g_strfreev(path->steps);
	unref_array(path->rules);
	g_free(path);
}

static void column_destroy(gpointer data)
{
	struct platform_column *column = data;

	g_free(column->heading);
	unref_array(column->rules);
	g_free(column);
}

static void block_destroy(gpointer data)
{
	struct platform_block *block = data;

	unref_array(block->start);
	unref_array(block->context);
	unref_array(block->lines);
	unref_array(block->until);
	unref_array(block->columns);
	unref_array(block->steps);
	unref_array(block->each);
	unref_array(block->paths);
	g_clear_pointer(&block->settings, g_array_unref);
	g_clear_pointer(&block->needs, g_array_unref);
	g_clear_pointer(&block->words.words, g_array_unref);
	g_free(block);
}

static void rule_destroy(gpointer rule)
{
	platform_rule_free(rule);
}

/* "field" or "field:form", which is short for the rule "{field:form}". */
static struct platform_rule *whole_rule(struct platform_build *build, const struct conf_node *node,
					const struct vocabulary_record *record, const char *text,
					enum platform_verified verified)
{
	g_autofree char *rule_text = g_strdup_printf("{%s}", text);
	g_autoptr(GError) error = NULL;
	struct platform_rule *rule = platform_rule_new(rule_text, record, &error);

	if (!rule) {
		platform_build_error(build, node, "%s", error->message);
		return NULL;
	}
	rule->text = platform_build_text(build, text);
	rule->verified = verified;
	return rule;
}

/* What becomes of one cell, or of one member: a field, a rule, or a list of rules. */
static GPtrArray *read_cell(struct platform_build *build, const struct conf_node *node,
			    const struct vocabulary_record *record, enum platform_verified verified)
{
	const char *text = conf_text(node);
	GPtrArray *rules;
	struct platform_rule *rule;

	if (!text || strchr(text, '{'))
		return platform_build_rules(build, node, record, verified);
	rules = g_ptr_array_new_with_free_func(rule_destroy);
	rule = whole_rule(build, node, record, text, verified);
	if (rule)
		g_ptr_array_add(rules, rule);
	return rules;
}

/* "Heading", or {Heading: field}. */
static void read_column(struct platform_build *build, const struct conf_node *node,
			const struct platform_block *block)
{
	struct platform_column *column = g_new0(struct platform_column, 1);
	const char *text;

	g_ptr_array_add(block->columns, column);
	if (conf_kind(node) == CONF_MAPPING && conf_length(node) == 1) {
		column->heading = g_strdup(conf_key(node, 0));
		column->rules = read_cell(build, conf_value(node, 0), block->record, block->verified);
	} else if (conf_read_string(node, build->owner, 64, &text, build->faults)) {
		column->heading = g_strdup(text);
	} else {
		column->heading = g_strdup("");
		return;
	}
	if (!*column->heading || *column->heading == ' ')
		platform_build_error(build, node, _("a column needs its heading"));
}

static void read_table(struct platform_build *build, const struct conf_node *node, struct platform_block *block)
{
	if (!node || !conf_expect(node, CONF_SEQUENCE, build->owner, build->faults))
		return;
	if (conf_length(node) < 2 || conf_length(node) > COLUMNS_MAX) {
		platform_build_error(build, node, _("a table has 2 to %d columns"), COLUMNS_MAX);
		return;
	}
	block->columns = g_ptr_array_new_with_free_func(column_destroy);
	for (size_t i = 0; i < conf_length(node); i++)
		read_column(build, conf_item(node, i), block);
}

/* "*", "{field}", a name, or a name and "{field}" together: one step of 'each'. */
static void read_step(struct platform_build *build, const struct conf_node *node, struct platform_block *block,
		      const char *step)
{
	struct platform_rule *rule = NULL;
	g_autoptr(GError) error = NULL;

	if (strchr(step, '{')) {
		rule = platform_rule_new(step, block->record, &error);
		if (!rule)
			platform_build_error(build, node, "%s", error->message);
	}
	g_ptr_array_add(block->each, rule);
	g_ptr_array_add(block->steps, rule || g_str_equal(step, "*") ? NULL : g_strdup(step));
}

static void read_each(struct platform_build *build, const struct conf_node *node, struct platform_block *block)
{
	const char *text = "";

	block->steps = g_ptr_array_new_with_free_func(g_free);
	block->each = g_ptr_array_new_with_free_func(rule_destroy);
	if (node && !conf_read_string(node, build->owner, 256, &text, build->faults))
		return;
	g_auto(GStrv) steps = *text ? g_strsplit(text, "/", 16) : g_new0(char *, 1);

	for (char **step = steps; *step; step++)
		read_step(build, node, block, *step);
}

/* {path/to/it: field, ...} */
static void read_paths(struct platform_build *build, const struct conf_node *node, struct platform_block *block)
{
	block->paths = g_ptr_array_new_with_free_func(path_destroy);
	if (!node || !conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		struct platform_path *path = g_new0(struct platform_path, 1);

		path->steps = g_strsplit(conf_key(node, i), "/", 16);
		path->rules = read_cell(build, conf_value(node, i), block->record, block->verified);
		if (path->rules->len)
			g_ptr_array_add(block->paths, path);
		else
			path_destroy(path);
	}
}

/* Something must be able to fill a record, in the way the command answers. */
static void check_block(struct platform_build *build, const struct conf_node *node, const struct platform_block *block,
			bool json)
{
	static const char *const of_json[] = {"each", "fields"};
	static const char *const of_lines[] = {"start", "context", "lines", "until", "table"};
	const char *const *wrong = json ? of_lines : of_json;
	size_t count = json ? G_N_ELEMENTS(of_lines) : G_N_ELEMENTS(of_json);

	for (size_t i = 0; i < count; i++)
		if (conf_find(node, wrong[i]))
			platform_build_error(build, conf_find(node, wrong[i]), json ? _("'%s' is not for JSON")
				: _("'%s' is for JSON alone: the command lacks 'json: true'"), wrong[i]);
	if (!json && !block->columns && !block->start && !block->lines)
		platform_build_error(build, node, _("nothing here could ever match: 'lines', 'start' or 'table' is missing"));
	if (json && !block->paths->len && !block->each->len)
		platform_build_error(build, node, _("nothing here could ever match: 'each' or 'fields' is missing"));
	if (block->columns && block->start)
		platform_build_error(build, node, _("a table begins its records itself: leave out 'start'"));
}

/* Rules that nobody has proof of are compiled, so that they cannot rot, and not used. */
static void drop_unverified(GPtrArray *rules)
{
	for (guint i = rules ? rules->len : 0; i > 0; i--)
		if (((struct platform_rule *)rules->pdata[i - 1])->verified == VERIFIED_NOT)
			g_ptr_array_remove_index(rules, i - 1);
}

static void read_needs(struct platform_build *build, const struct conf_node *node, struct platform_block *block)
{
	block->needs = g_array_new(FALSE, FALSE, sizeof(unsigned int));
	if (!node || !conf_expect(node, CONF_SEQUENCE, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		const char *name;
		int field;

		if (!conf_read_string(conf_item(node, i), build->owner, 64, &name, build->faults))
			continue;
		field = vocabulary_field(block->record, name);
		if (field < 0)
			platform_build_error(build, conf_item(node, i), _("'%s' is no field of '%s'"), name,
					     block->record->name);
		else
			g_array_append_val(block->needs, field);
	}
}

static void read_block(struct platform_build *build, const struct conf_node *node, enum platform_verified verified,
		       bool json, GPtrArray *blocks)
{
	const struct conf_node *kind = conf_find(node, "record");
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), "record", build->owner);
	struct platform_block *block;
	const char *name;

	if (!kind) {
		platform_build_error(build, node, _("'%s' is missing"), "record");
		return;
	}
	if (!conf_read_name(kind, owner, &name, build->faults))
		return;
	if (!vocabulary_find(name)) {
		platform_build_error(build, kind, _("there is no kind of record '%s'"), name);
		return;
	}
	platform_build_verified(build, node, &verified);
	block = g_new0(struct platform_block, 1);
	block->record = vocabulary_find(name);
	block->verified = verified;
	block->settings = g_array_new(FALSE, FALSE, sizeof(struct platform_setting));
	block->start = platform_build_rules(build, conf_find(node, "start"), block->record, verified);
	block->context = platform_build_rules(build, conf_find(node, "context"), block->record, verified);
	block->lines = platform_build_rules(build, conf_find(node, "lines"), block->record, verified);
	block->until = platform_build_rules(build, conf_find(node, "until"), NULL, verified);
	if (conf_find(node, "set"))
		platform_build_set(build, conf_find(node, "set"), block->record, block->settings);
	read_needs(build, conf_find(node, "needs"), block);
	platform_build_words(build, conf_find(node, "words"), block->record, &block->words);
	read_table(build, conf_find(node, "table"), block);
	read_each(build, conf_find(node, "each"), block);
	read_paths(build, conf_find(node, "fields"), block);
	check_block(build, node, block, json);
	drop_unverified(block->context);
	drop_unverified(block->lines);
	drop_unverified(block->start);
	if (verified == VERIFIED_NOT)
		block_destroy(block);
	else
		g_ptr_array_add(blocks, block);
}

/* --- layouts --- */

static void layout_destroy(gpointer data)
{
	struct platform_layout *layout = data;

	platform_rule_free(layout->when);
	unref_array(layout->ignore);
	unref_array(layout->join);
	unref_array(layout->continues);
	for (guint i = 0; i < layout->skips->len; i++) {
		platform_rule_free(g_array_index(layout->skips, struct platform_skip, i).from);
		platform_rule_free(g_array_index(layout->skips, struct platform_skip, i).to);
		platform_rule_free(g_array_index(layout->skips, struct platform_skip, i).before);
	}
	g_array_unref(layout->skips);
	unref_array(layout->blocks);
	g_free(layout);
}

/* [{from: RULE, to: RULE}, ...] */
static void read_skips(struct platform_build *build, const struct conf_node *node, struct platform_layout *layout)
{
	static const char *const keys[] = {"from", "to", "before", NULL};

	if (!node || !conf_expect(node, CONF_SEQUENCE, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		const struct conf_node *item = conf_item(node, i);
		struct platform_skip skip = {NULL, NULL, NULL};

		if (!conf_check_keys(item, keys, build->owner, build->faults))
			continue;
		if (!conf_find(item, "from")) {
			platform_build_error(build, item, _("'%s' is missing"), "from");
			continue;
		}
		skip.from = platform_build_rule(build, conf_find(item, "from"), NULL, VERIFIED_SAMPLE);
		if (conf_find(item, "to"))
			skip.to = platform_build_rule(build, conf_find(item, "to"), NULL, VERIFIED_SAMPLE);
		if (conf_find(item, "before"))
			skip.before = platform_build_rule(build, conf_find(item, "before"), NULL, VERIFIED_SAMPLE);
		g_array_append_val(layout->skips, skip);
	}
}

/* What stands beside a list of parts, and belongs into them. */
static void refuse_beside(struct platform_build *build, const struct conf_node *node, const char *list,
			  const char *const *keys)
{
	for (; *keys; keys++)
		if (conf_find(node, *keys))
			platform_build_error(build, conf_find(node, *keys), _("'%s' belongs into the entries of '%s'"), *keys,
					     list);
}

static void read_layout(struct platform_build *build, const struct conf_node *node, enum platform_verified verified,
			struct platform_ask *ask)
{
	struct platform_layout *layout = g_new0(struct platform_layout, 1);
	const struct conf_node *name = conf_find(node, "layout"), *records = conf_find(node, "records");
	const struct conf_node *wrap = conf_find(node, "wrap");
	static const char *const keys_of_one[] = {BLOCK_KEYS, NULL};
	const char *text = ask->command.name;
	int64_t columns = 0;

	/* Without records the layout is its only record, which reads this itself. */
	if (records)
		platform_build_verified(build, node, &verified);
	if (name)
		conf_read_name(name, build->owner, &text, build->faults);
	layout->name = platform_build_text(build, text);
	layout->position = *conf_position(node);
	layout->skips = g_array_new(FALSE, FALSE, sizeof(struct platform_skip));
	layout->blocks = g_ptr_array_new_with_free_func(block_destroy);
	if (conf_find(node, "when"))
		layout->when = platform_build_rule(build, conf_find(node, "when"), NULL, VERIFIED_SAMPLE);
	layout->ignore = platform_build_rules(build, conf_find(node, "ignore"), NULL, VERIFIED_SAMPLE);
	layout->join = platform_build_rules(build, conf_find(node, "join"), NULL, VERIFIED_SAMPLE);
	layout->continues = platform_build_rules(build, conf_find(node, "continues"), NULL, VERIFIED_SAMPLE);
	read_skips(build, conf_find(node, "skip"), layout);
	if (wrap && conf_read_integer(wrap, build->owner, 20, 1000, &columns, build->faults))
		layout->wrap = (unsigned int)columns;
	if (records)
		refuse_beside(build, node, "records", keys_of_one);
	if (!records)
		read_block(build, node, verified, ask->command.json, layout->blocks);
	else if (conf_expect(records, CONF_SEQUENCE, build->owner, build->faults))
		for (size_t i = 0; i < conf_length(records); i++) {
			static const char *const keys[] = {BLOCK_KEYS, "verified", NULL};

			if (conf_check_keys(conf_item(records, i), keys, build->owner, build->faults))
				read_block(build, conf_item(records, i), verified, ask->command.json, layout->blocks);
		}
	g_ptr_array_add(ask->layouts, layout);
}

/* --- commands --- */

void platform_ask_free(struct platform_ask *ask)
{
	unref_array(ask->ends);
	unref_array(ask->ignore);
	unref_array(ask->layouts);
	g_free(ask);
}

static bool flag_at(struct platform_build *build, const struct conf_node *node, const char *key, bool otherwise)
{
	const struct conf_node *value = conf_find(node, key);
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), key, build->owner);

	if (value)
		conf_read_bool(value, owner, &otherwise, build->faults);
	return otherwise;
}

static void read_parameters(struct platform_build *build, const struct conf_node *node,
			    struct platform_command *command)
{
	for (const char *at = command->send; (at = strchr(at, '{')); at++) {
		const char *end = strchr(at, '}');
		int parameter = end ? platform_send_parameter(at + 1, (size_t)(end - at) - 1) : -1;

		if (parameter < 0)
			platform_build_error(build, node, _("what stands in braces is not one of target, source, "
							    "interface, vrf, count"));
		else
			command->parameters |= 1u << parameter;
	}
	if (command->parameters && command->watch)
		platform_build_error(build, node, _("a command with parameters cannot be asked at each reading: "
						    "it needs 'watch: false'"));
}

static void read_send(struct platform_build *build, const struct conf_node *node, struct platform_command *command)
{
	const struct conf_node *send = conf_find(node, "send");
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), "send", build->owner);
	g_autofree char *reason = NULL;
	const char *text;

	command->send = "";
	if (!send) {
		platform_build_error(build, node, _("'%s' is missing"), "send");
		return;
	}
	if (!conf_read_string(send, owner, 1000, &text, build->faults))
		return;
	command->send = platform_build_text(build, text);
	reason = platform_send_refuse(text, build->platform->read_only);
	if (reason)
		platform_build_error(build, send, "%s", reason);
	read_parameters(build, send, command);
}

static void read_layouts(struct platform_build *build, const struct conf_node *node, struct platform_ask *ask)
{
	static const char *const keys[] = {LAYOUT_KEYS, "ignore", BLOCK_KEYS, "verified", NULL};
	static const char *const keys_of_one[] = {LAYOUT_KEYS, BLOCK_KEYS, NULL};
	const struct conf_node *layouts = conf_find(node, "layouts");
	enum platform_verified verified = VERIFIED_NOT;

	if (!layouts) {
		read_layout(build, node, verified, ask);
		return;
	}
	platform_build_verified(build, node, &verified);
	refuse_beside(build, node, "layouts", keys_of_one);
	ask->ignore = platform_build_rules(build, conf_find(node, "ignore"), NULL, VERIFIED_SAMPLE);
	if (!conf_expect(layouts, CONF_SEQUENCE, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(layouts); i++)
		if (conf_check_keys(conf_item(layouts, i), keys, build->owner, build->faults))
			read_layout(build, conf_item(layouts, i), verified, ask);
}

/* Is anything left that may be used? Two layouts alike: the second never wins. */
static void check_layouts(struct platform_build *build, const struct conf_node *node, const struct platform_ask *ask)
{
	for (guint i = 0; i < ask->layouts->len; i++) {
		const struct platform_layout *layout = ask->layouts->pdata[i];

		for (guint other = 0; other < i; other++)
			if (g_str_equal(((struct platform_layout *)ask->layouts->pdata[other])->name, layout->name))
				conf_fault(build->faults, CONF_ERROR, &layout->position,
					   _("%s: two layouts are called '%s'"), build->owner, layout->name);
	}
	if (!ask->layouts->len)
		platform_build_error(build, node, _("there is no layout"));
}

static void read_command(struct platform_build *build, const char *name, const struct conf_node *node)
{
	static const char *const keys[] = {COMMAND_KEYS, LAYOUT_KEYS, "ignore", BLOCK_KEYS, NULL};
	static const char *const empties[] = {"strange", "absent", NULL};
	struct platform_ask *ask;
	const struct conf_node *value;
	unsigned int empty = 0;
	int64_t attempts = 1;
	const char *text;

	g_snprintf(build->owner, sizeof(build->owner), _("command '%s'"), name);
	if (!conf_check_keys(node, keys, build->owner, build->faults))
		return;
	ask = g_new0(struct platform_ask, 1);
	g_ptr_array_add(build->platform->asks, ask);
	ask->position = *conf_position(node);
	ask->layouts = g_ptr_array_new_with_free_func(layout_destroy);
	ask->command.name = platform_build_text(build, name);
	ask->command.watch = flag_at(build, node, "watch", true);
	ask->command.json = flag_at(build, node, "json", false);
	ask->command.elevated = flag_at(build, node, "elevated", false);
	read_send(build, node, &ask->command);
	value = conf_find(node, "fallback");
	if (value && conf_read_name(value, build->owner, &text, build->faults))
		ask->command.fallback = platform_build_text(build, text);
	value = conf_find(node, "attempts");
	if (value)
		conf_read_integer(value, build->owner, 1, 5, &attempts, build->faults);
	ask->command.attempts = (unsigned int)attempts;
	value = conf_find(node, "empty");
	if (value)
		conf_read_choice(value, build->owner, empties, &empty, build->faults);
	ask->empty = empty == 1;
	ask->ends = platform_build_rules(build, conf_find(node, "ends"), NULL, VERIFIED_SAMPLE);
	read_layouts(build, node, ask);
	check_layouts(build, node, ask);
}

/* Fallbacks name other commands, and come to an end. */
static void check_fallbacks(struct platform_build *build, const struct conf_node *node)
{
	const struct platform *platform = build->platform;

	for (guint i = 0; i < platform->asks->len; i++) {
		const struct platform_command *command = platform->asks->pdata[i], *next = command;
		unsigned int steps = 0;

		while (next && next->fallback && steps++ <= platform->asks->len)
			next = platform_command_find(platform, next->fallback);
		if (next && !next->fallback)
			continue;
		g_snprintf(build->owner, sizeof(build->owner), _("command '%s'"), command->name);
		platform_build_error(build, conf_find(node, command->name), _("'fallback' does not lead to a command"));
	}
}

void platform_build_commands(struct platform_build *build, const struct conf_node *node)
{
	g_strlcpy(build->owner, "commands", sizeof(build->owner));
	if (!conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		return;
	if (!conf_length(node))
		platform_build_error(build, node, _("there is no command"));
	for (size_t i = 0; i < conf_length(node); i++)
		if (conf_check_name(conf_key(node, i), conf_key_position(node, i), _("name of a command"), build->faults))
			read_command(build, conf_key(node, i), conf_value(node, i));
	check_fallbacks(build, node);
}

/* --- what a command gives --- */

static enum platform_verified best(enum platform_verified a, enum platform_verified b)
{
	return MAX(a, b);
}

static enum platform_verified rules_give(const GPtrArray *rules, unsigned int field)
{
	enum platform_verified found = VERIFIED_NOT;

	for (guint i = 0; rules && i < rules->len; i++) {
		const struct platform_rule *rule = rules->pdata[i];

		for (guint s = 0; s < rule->sources->len; s++)
			if (g_array_index(rule->sources, struct platform_source, s).field == field)
				found = best(found, rule->verified);
		for (guint s = 0; s < rule->settings->len; s++)
			if (g_array_index(rule->settings, struct platform_setting, s).field == field)
				found = best(found, rule->verified);
	}
	return found;
}

static enum platform_verified block_gives(const struct platform_block *block, unsigned int field)
{
	enum platform_verified found = rules_give(block->start, field);

	found = best(found, rules_give(block->context, field));
	found = best(found, rules_give(block->lines, field));
	for (guint i = 0; block->columns && i < block->columns->len; i++)
		found = best(found, rules_give(((struct platform_column *)block->columns->pdata[i])->rules, field));
	for (guint i = 0; i < block->paths->len; i++)
		found = best(found, rules_give(((struct platform_path *)block->paths->pdata[i])->rules, field));
	for (guint i = 0; i < block->each->len; i++) {
		const struct platform_rule *rule = block->each->pdata[i];

		for (guint s = 0; rule && s < rule->sources->len; s++)
			if (g_array_index(rule->sources, struct platform_source, s).field == field)
				found = best(found, block->verified);
	}
	for (guint i = 0; i < block->settings->len; i++)
		if (g_array_index(block->settings, struct platform_setting, i).field == field)
			found = best(found, block->verified);
	return found;
}

enum platform_verified platform_command_gives(const struct platform *platform,
					      const struct platform_command *command,
					      const struct vocabulary_record *record, unsigned int field)
{
	const struct platform_ask *ask = (const struct platform_ask *)command;
	enum platform_verified found = VERIFIED_NOT;

	for (guint i = 0; i < ask->layouts->len; i++) {
		const struct platform_layout *layout = ask->layouts->pdata[i];

		for (guint b = 0; b < layout->blocks->len; b++) {
			const struct platform_block *block = layout->blocks->pdata[b];

			if (block->record == record)
				found = best(found, block_gives(block, field));
		}
	}
	return found;
}

const char *platform_verified_name(enum platform_verified verified)
{
	static const char *const names[] = {"none", "manual", "sample"};

	return names[verified];
}
