/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a file to the model of a scenario: its head, and what all of its parts are read with. What
 * can be read is read, so that one pass finds every fault.
 */
#include "drill/internal.h"

#include "base/text.h"
#include "base/translate.h"

#include <stdarg.h>
#include <string.h>

static const struct conf_limits limits = {.bytes = DRILL_BYTES, .depth = 12, .nodes = 40000};

G_DEFINE_QUARK(drill-error-quark, drill_error)

/* --- what all parts are read with --- */

void drill_fault(struct drill_draft *draft, const struct conf_position *position, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list arguments;

	va_start(arguments, format);
	message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	draft->scenario->incomplete = true;
	conf_fault(draft->faults, CONF_ERROR, position, "%s", message);
}

bool drill_taken(struct drill_draft *draft, bool good)
{
	if (!good)
		draft->scenario->incomplete = true;
	return good;
}

char *drill_key_owner(const struct drill_draft *draft, const char *key)
{
	return g_strdup_printf(_("'%s' of %s"), key, draft->owner);
}

struct conf_position drill_place(const struct drill_draft *draft, const struct conf_position *position)
{
	return (struct conf_position){draft->scenario->file, position->line, position->column};
}

const char *drill_string(struct drill_draft *draft, const char *text)
{
	return g_string_chunk_insert_const(draft->scenario->texts, text);
}

bool drill_keys(struct drill_draft *draft, const struct conf_node *node, const char *const *keys)
{
	return drill_taken(draft, conf_expect(node, CONF_MAPPING, draft->owner, draft->faults)) &&
	       (drill_taken(draft, conf_check_keys(node, keys, draft->owner, draft->faults)) || true);
}

static const char *string_of(struct drill_draft *draft, const struct conf_node *node, const char *owner)
{
	const char *text;

	if (!drill_taken(draft, conf_read_string(node, owner, DRILL_TEXT_BYTES, &text, draft->faults)))
		return NULL;
	if (*text)
		return drill_string(draft, text);
	drill_fault(draft, conf_position(node), _("%s is empty: expected text"), owner);
	return NULL;
}

const char *drill_string_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? drill_key_owner(draft, key) : NULL;

	return node ? string_of(draft, node, owner) : NULL;
}

void drill_text_of(struct drill_draft *draft, const struct conf_node *node, const char *owner,
		   struct procedure_text *ret_text)
{
	static const char *const languages[] = {"ja", "en", NULL};

	if (!drill_taken(draft, conf_expect(node, CONF_MAPPING, owner, draft->faults)))
		return;
	drill_taken(draft, conf_check_keys(node, languages, owner, draft->faults));
	for (size_t i = 0; languages[i]; i++)
		if (!conf_find(node, languages[i]))
			drill_fault(draft, conf_position(node), _("%s lacks '%s': a drill is held in either language"), owner,
				    languages[i]);
	if (conf_find(node, "ja"))
		ret_text->japanese = string_of(draft, conf_find(node, "ja"), owner);
	if (conf_find(node, "en"))
		ret_text->english = string_of(draft, conf_find(node, "en"), owner);
}

void drill_text_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key,
		   struct procedure_text *ret_text)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? drill_key_owner(draft, key) : NULL;

	if (node)
		drill_text_of(draft, node, owner, ret_text);
}

int64_t drill_time_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, int64_t otherwise_us)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? drill_key_owner(draft, key) : NULL;
	int64_t time_us = otherwise_us;

	if (node)
		drill_taken(draft, conf_read_duration(node, owner, 0, DRILL_LONGEST_US, &time_us, draft->faults));
	return time_us;
}

int32_t drill_share_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, int32_t otherwise)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? drill_key_owner(draft, key) : NULL;
	int32_t share = otherwise;

	if (node)
		drill_taken(draft, conf_read_percentage(node, owner, &share, draft->faults));
	return share;
}

int64_t drill_count_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, int64_t otherwise)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? drill_key_owner(draft, key) : NULL;
	int64_t count = otherwise;

	if (node)
		drill_taken(draft, conf_read_integer(node, owner, 0, 1000000, &count, draft->faults));
	return count;
}

bool drill_bool_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? drill_key_owner(draft, key) : NULL;
	bool value = false;

	if (node)
		drill_taken(draft, conf_read_bool(node, owner, &value, draft->faults));
	return value;
}

int drill_choice_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, const char *const *words)
{
	const struct conf_node *node = conf_find(mapping, key);
	g_autofree char *owner = node ? drill_key_owner(draft, key) : NULL;
	unsigned int index;

	if (!node || !drill_taken(draft, conf_read_choice(node, owner, words, &index, draft->faults)))
		return -1;
	return (int)index;
}

int drill_word_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, enum word_family family)
{
	unsigned int count = words_count(family);
	g_autofree const char **words = g_new0(const char *, count + 1);

	for (unsigned int i = 0; i < count; i++)
		words[i] = words_get(family, i)->id;
	return drill_choice_at(draft, mapping, key, words);
}

size_t drill_length(struct drill_draft *draft, const struct conf_node *node, enum conf_kind kind, const char *owner)
{
	if (!node || !drill_taken(draft, conf_expect(node, kind, owner, draft->faults)))
		return 0;
	if (conf_length(node) <= DRILL_LIST)
		return conf_length(node);
	drill_fault(draft, conf_position(node), _("%s has more than %d entries"), owner, DRILL_LIST);
	return 0;
}

const char *const *drill_list_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key)
{
	const struct conf_node *node = mapping ? conf_find(mapping, key) : NULL;
	g_autofree char *owner = drill_key_owner(draft, key);
	bool alone = node && conf_kind(node) == CONF_SCALAR;
	size_t length = alone ? 1 : drill_length(draft, node, CONF_SEQUENCE, owner), count = 0;
	const char **list = g_new0(const char *, length + 1);

	g_ptr_array_add(draft->scenario->owned, list);
	for (size_t i = 0; i < length; i++) {
		const char *text = string_of(draft, alone ? node : conf_item(node, i), owner);

		if (text)
			list[count++] = text;
	}
	return list;
}

int drill_named_at(struct drill_draft *draft, const struct conf_node *mapping, const char *key, drill_finder *find,
		   const char *what)
{
	const char *name = drill_string_at(draft, mapping, key);
	int index = name ? find(draft->scenario, name) : -1;

	if (name && index < 0)
		drill_fault(draft, conf_position(conf_find(mapping, key)), _("'%s' of %s: there is no %s '%s'"), key,
			    draft->owner, what, name);
	return index;
}

/* --- the head --- */

static void read_goals(struct drill_draft *draft, const struct conf_node *root, const char *key, GArray *texts)
{
	const struct conf_node *node = conf_find(root, key);
	g_autofree char *owner = drill_key_owner(draft, key);
	size_t length = drill_length(draft, node, CONF_SEQUENCE, owner);

	for (size_t i = 0; i < length; i++) {
		struct procedure_text text = {NULL, NULL};

		drill_text_of(draft, conf_item(node, i), owner, &text);
		g_array_append_val(texts, text);
	}
}

static int read_begins(struct drill_draft *draft, const struct conf_node *root)
{
	const char *begins = drill_string_at(draft, root, "begins");
	int hour = begins && strlen(begins) == 5 && g_ascii_isdigit(begins[0]) && g_ascii_isdigit(begins[1]) ?
		   (begins[0] - '0') * 10 + begins[1] - '0' : 24;
	int minute = hour < 24 && begins[2] == ':' && g_ascii_isdigit(begins[3]) && g_ascii_isdigit(begins[4]) ?
		     (begins[3] - '0') * 10 + begins[4] - '0' : 60;

	if (!begins)
		return -1;
	if (hour < 24 && minute < 60)
		return hour * 60 + minute;
	drill_fault(draft, conf_position(conf_find(root, "begins")),
		    _("'begins' is '%s': expected a time of the day such as 10:00"), begins);
	return -1;
}

static void read_head(struct drill_draft *draft, const struct conf_node *root)
{
	static const char *const needed[] = {"drill", "title", "hazard", "source", "goals", "scope", "situation", "lasts",
					     "stop-word", "stop-owner", "roles", "expectations"};
	struct drill_scenario *scenario = draft->scenario;
	const struct conf_node *name = conf_find(root, "drill");
	const char *text;
	int hazard;

	for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
		if (!conf_find(root, needed[i]))
			drill_fault(draft, &scenario->position, _("the scenario lacks '%s'"), needed[i]);
	if (name && drill_taken(draft, conf_read_name(name, "drill", &text, draft->faults)))
		scenario->name = drill_string(draft, text);
	drill_text_at(draft, root, "title", &scenario->title);
	drill_text_at(draft, root, "scope", &scenario->scope);
	drill_text_at(draft, root, "situation", &scenario->situation);
	drill_text_at(draft, root, "stop-word", &scenario->stop_word);
	scenario->source = drill_string_at(draft, root, "source");
	hazard = drill_word_at(draft, root, "hazard", WORDS_DRILL_HAZARD);
	scenario->hazard = hazard < 0 ? HAZARD_OTHER : (enum drill_hazard)hazard;
	scenario->lasts_us = drill_time_at(draft, root, "lasts", 0);
	scenario->begins_minute = read_begins(draft, root);
	read_goals(draft, root, "goals", scenario->goals);
	read_goals(draft, root, "questions", scenario->questions);
}

/* --- the whole --- */

static struct drill_scenario *scenario_new(const char *file, const char *bytes, size_t length)
{
	struct drill_scenario *scenario = g_new0(struct drill_scenario, 1);
	char *copy = g_malloc(length + 1);

	scenario->owned = g_ptr_array_new_with_free_func(g_free);
	scenario->texts = g_string_chunk_new(4096);
	scenario->file = g_string_chunk_insert(scenario->texts, file);
	scenario->name = scenario->source = "";
	scenario->position = (struct conf_position){.file = scenario->file};
	scenario->goals = g_array_new(FALSE, TRUE, sizeof(struct procedure_text));
	scenario->questions = g_array_new(FALSE, TRUE, sizeof(struct procedure_text));
	scenario->roles = g_array_new(FALSE, TRUE, sizeof(struct drill_role));
	scenario->targets = g_array_new(FALSE, TRUE, sizeof(struct drill_target));
	scenario->network = g_array_new(FALSE, TRUE, sizeof(struct drill_change));
	scenario->injects = g_array_new(FALSE, TRUE, sizeof(struct drill_inject));
	scenario->expectations = g_array_new(FALSE, TRUE, sizeof(struct drill_expectation));
	scenario->answers = g_array_new(FALSE, TRUE, sizeof(struct drill_action));
	scenario->wrong = g_array_new(FALSE, TRUE, sizeof(struct drill_wrong));
	scenario->stop_owner = scenario->begins_minute = -1;
	memcpy(copy, bytes, length);
	copy[length] = '\0';
	g_ptr_array_add(scenario->owned, copy);
	scenario->bytes = copy;
	scenario->length = length;
	scenario->digest = digest_of(bytes, length);
	return scenario;
}

void drill_scenario_free(struct drill_scenario *scenario)
{
	if (!scenario)
		return;
	for (guint i = 0; i < scenario->wrong->len; i++)
		g_array_unref(g_array_index(scenario->wrong, struct drill_wrong, i).actions);
	g_array_unref(scenario->goals);
	g_array_unref(scenario->questions);
	g_array_unref(scenario->roles);
	g_array_unref(scenario->targets);
	g_array_unref(scenario->network);
	g_array_unref(scenario->injects);
	g_array_unref(scenario->expectations);
	g_array_unref(scenario->answers);
	g_array_unref(scenario->wrong);
	g_ptr_array_unref(scenario->owned);
	g_string_chunk_free(scenario->texts);
	g_free(scenario);
}

struct drill_scenario *drill_scenario_parse(const char *file, const char *bytes, size_t length,
					    struct conf_faults *faults)
{
	static const char *const keys[] = {"drill", "title", "hazard", "source", "goals", "scope", "situation", "lasts",
					   "begins", "stop-word", "stop-owner", "roles", "targets", "network", "injects",
					   "expectations", "answers", "wrong", "questions", NULL};
	g_autoptr(ops_conf_document_t) document = conf_document_parse(file, bytes, length, &limits, faults);
	const struct conf_position whole = {.file = file};
	const struct conf_node *root = document ? conf_document_root(document) : NULL;
	struct drill_draft draft = {.faults = faults};

	if (document && !root)
		conf_fault(faults, CONF_ERROR, &whole, _("the scenario is empty"));
	if (!root || !conf_expect(root, CONF_MAPPING, _("a scenario"), faults))
		return NULL;
	draft.scenario = scenario_new(file, bytes, length);
	g_strlcpy(draft.owner, _("the scenario"), sizeof(draft.owner));
	drill_keys(&draft, root, keys);
	read_head(&draft, root);
	drill_read_roles(&draft, conf_find(root, "roles"));
	g_strlcpy(draft.owner, _("the scenario"), sizeof(draft.owner));
	draft.scenario->stop_owner = drill_named_at(&draft, root, "stop-owner", drill_find_role, _("role"));
	drill_read_targets(&draft, conf_find(root, "targets"));
	drill_read_network(&draft, conf_find(root, "network"));
	drill_read_injects(&draft, conf_find(root, "injects"));
	drill_read_expectations(&draft, conf_find(root, "expectations"));
	drill_read_answers(&draft, conf_find(root, "answers"));
	drill_read_wrong(&draft, conf_find(root, "wrong"));
	return draft.scenario;
}
