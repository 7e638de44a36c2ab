/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A platform file into a struct platform: its session, its errors, the words
 * and names of its vendor. The commands are read in platform-command.c. Every
 * fault is told with its place, and reading goes on.
 */
#include "probe/platform-internal.h"

#include "base/translate.h"

#include <sys/stat.h>

#define FILE_BYTES ((size_t)1 << 20)
#define TEXT_BYTES 512

static const struct conf_limits limits = {.bytes = FILE_BYTES, .depth = 16, .nodes = 50000};

void platform_build_error(struct platform_build *build, const struct conf_node *node, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	conf_fault(build->faults, CONF_ERROR, conf_position(node), "%s: %s", build->owner, message);
}

char *platform_build_text(struct platform_build *build, const char *text)
{
	return g_string_chunk_insert_const(build->platform->texts, text);
}

/* The text at KEY of NODE, or NULL when it is absent or no text. */
static const char *text_at(struct platform_build *build, const struct conf_node *node, const char *key)
{
	const struct conf_node *value = conf_find(node, key);
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), key, build->owner);
	const char *text;

	if (!value || !conf_read_string(value, owner, TEXT_BYTES, &text, build->faults))
		return NULL;
	return platform_build_text(build, text);
}

/* --- rules --- */

static void rule_destroy(gpointer rule)
{
	platform_rule_free(rule);
}

static void read_set(struct platform_build *build, const struct conf_node *node,
		     const struct vocabulary_record *record, GArray *settings);

static struct platform_rule *rule_of(struct platform_build *build, const struct conf_node *node,
				     const struct vocabulary_record *record)
{
	g_autofree char *owner = g_strdup_printf(_("a line of %s"), build->owner);
	g_autoptr(GError) error = NULL;
	struct platform_rule *rule;
	const char *text;

	if (!conf_read_string(node, owner, TEXT_BYTES * 2, &text, build->faults))
		return NULL;
	rule = platform_rule_new(text, record, &error);
	if (!rule) {
		platform_build_error(build, node, "%s", error->message);
		return NULL;
	}
	rule->text = platform_build_text(build, text);
	rule->position = *conf_position(node);
	return rule;
}

/* {line: TEXT, set: {...}, verified: manual} */
static struct platform_rule *rule_of_mapping(struct platform_build *build, const struct conf_node *node,
					     const struct vocabulary_record *record,
					     enum platform_verified *verified)
{
	static const char *const keys[] = {"line", "set", "verified", NULL};
	const struct conf_node *line = conf_find(node, "line"), *set = conf_find(node, "set");
	struct platform_rule *rule;

	if (!conf_check_keys(node, keys, build->owner, build->faults))
		return NULL;
	if (!line) {
		platform_build_error(build, node, _("a rule lacks 'line'"));
		return NULL;
	}
	platform_build_verified(build, node, verified);
	rule = rule_of(build, line, record);
	if (rule && set)
		read_set(build, set, record, rule->settings);
	return rule;
}

struct platform_rule *platform_build_rule(struct platform_build *build, const struct conf_node *node,
					  const struct vocabulary_record *record,
					  enum platform_verified verified)
{
	struct platform_rule *rule = conf_kind(node) == CONF_MAPPING
		? rule_of_mapping(build, node, record, &verified) : rule_of(build, node, record);

	if (rule)
		rule->verified = verified;
	return rule;
}

GPtrArray *platform_build_rules(struct platform_build *build, const struct conf_node *node,
				const struct vocabulary_record *record, enum platform_verified verified)
{
	GPtrArray *rules;
	bool list;

	if (!node)
		return NULL;
	rules = g_ptr_array_new_with_free_func(rule_destroy);
	list = conf_kind(node) == CONF_SEQUENCE;
	for (size_t i = 0; i < (list ? conf_length(node) : 1); i++) {
		struct platform_rule *rule =
			platform_build_rule(build, list ? conf_item(node, i) : node, record, verified);

		for (guint other = 0; rule && other < rules->len; other++)
			if (g_str_equal(((struct platform_rule *)rules->pdata[other])->text, rule->text))
				platform_build_error(build, list ? conf_item(node, i) : node,
						     _("'%s' stands here twice: the second never matches"), rule->text);
		if (rule)
			g_ptr_array_add(rules, rule);
	}
	return rules;
}

void platform_build_verified(struct platform_build *build, const struct conf_node *node,
			     enum platform_verified *verified)
{
	static const char *const words[] = {"none", "manual", "sample", NULL};
	const struct conf_node *value = conf_find(node, "verified");
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), "verified", build->owner);
	unsigned int number;

	if (value && conf_read_choice(value, owner, words, &number, build->faults))
		*verified = (enum platform_verified)number;
}

/* --- values that are set --- */

static int choice_number(const struct vocabulary_field *field, const char *text)
{
	for (int i = 0; field->choices[i]; i++)
		if (g_str_equal(field->choices[i], text))
			return i;
	return -1;
}

static void refuse_choice(struct platform_build *build, const struct conf_node *node,
			  const struct vocabulary_field *field, const char *text)
{
	g_autofree char *choices = g_strjoinv(", ", (char **)field->choices);

	platform_build_error(build, node, _("'%s' is no value of '%s': expected one of %s"), text, field->name, choices);
}

static void read_setting(struct platform_build *build, const struct conf_node *node,
			 const struct vocabulary_record *record, unsigned int number, GArray *settings)
{
	const struct vocabulary_field *field = &record->fields[number];
	struct platform_setting setting = {.field = number, .value = {.known = true}};
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), field->name, build->owner);
	const char *text;
	int choice;

	if (field->type == FIELD_CHOICE || field->type == FIELD_WORD || field->type == FIELD_TEXT) {
		if (!conf_read_string(node, owner, PLATFORM_TEXT_BYTES, &text, build->faults))
			return;
		setting.value.text = platform_build_text(build, text);
		if (field->type == FIELD_CHOICE) {
			choice = choice_number(field, text);
			if (choice < 0) {
				refuse_choice(build, node, field, text);
				return;
			}
			setting.value.number = choice;
		}
	} else if (!conf_read_integer(node, owner, 0, INT64_MAX, &setting.value.number, build->faults)) {
		return;
	}
	g_array_append_val(settings, setting);
}

static void read_set(struct platform_build *build, const struct conf_node *node,
		     const struct vocabulary_record *record, GArray *settings)
{
	if (!conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		int number = record ? vocabulary_field(record, conf_key(node, i)) : -1;

		if (number < 0)
			platform_build_error(build, conf_value(node, i), _("'%s' is no field of '%s'"),
					     conf_key(node, i), record ? record->name : "-");
		else
			read_setting(build, conf_value(node, i), record, (unsigned int)number, settings);
	}
}

void platform_build_set(struct platform_build *build, const struct conf_node *node,
			const struct vocabulary_record *record, GArray *settings)
{
	read_set(build, node, record, settings);
}

/* --- words of the vendor --- */

static void read_words_of(struct platform_build *build, const struct conf_node *node,
			  const struct vocabulary_record *record, unsigned int field, GArray *words)
{
	if (!conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		const struct conf_node *value = conf_value(node, i);
		struct platform_word word = {.field = field};
		const char *text;
		int choice;

		if (!conf_read_string(value, build->owner, 64, &text, build->faults))
			continue;
		choice = choice_number(&record->fields[field], text);
		if (choice < 0) {
			refuse_choice(build, value, &record->fields[field], text);
			continue;
		}
		word.word = platform_build_text(build, conf_key(node, i));
		word.choice = (unsigned int)choice;
		g_array_append_val(words, word);
	}
}

void platform_build_words(struct platform_build *build, const struct conf_node *node,
			  const struct vocabulary_record *record, struct platform_words *words)
{
	words->record = record;
	words->words = g_array_new(FALSE, FALSE, sizeof(struct platform_word));
	if (!node || !conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		int field = vocabulary_field(record, conf_key(node, i));

		if (field < 0 || !record->fields[field].choices)
			platform_build_error(build, conf_value(node, i), _("'%s' is no field of '%s' with choices"),
					     conf_key(node, i), record->name);
		else
			read_words_of(build, conf_value(node, i), record, (unsigned int)field, words->words);
	}
}

void platform_words_free(struct platform_words *words)
{
	g_array_unref(words->words);
	g_free(words);
}

static void words_destroy(gpointer words)
{
	platform_words_free(words);
}

static void read_words(struct platform_build *build, const struct conf_node *node)
{
	g_strlcpy(build->owner, "words", sizeof(build->owner));
	if (!node || !conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		const struct vocabulary_record *record = vocabulary_find(conf_key(node, i));
		struct platform_words *words;

		if (!record) {
			platform_build_error(build, conf_value(node, i), _("there is no kind of record '%s'"),
					     conf_key(node, i));
			continue;
		}
		words = g_new0(struct platform_words, 1);
		platform_build_words(build, conf_value(node, i), record, words);
		g_ptr_array_add(build->platform->words, words);
	}
}

static void read_abbreviations(struct platform_build *build, const struct conf_node *node)
{
	g_strlcpy(build->owner, "interfaces", sizeof(build->owner));
	if (!node || !conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		return;
	for (size_t i = 0; i < conf_length(node); i++) {
		const char *text;

		if (conf_read_string(conf_value(node, i), build->owner, 64, &text, build->faults))
			g_hash_table_insert(build->platform->abbreviations, g_ascii_strdown(conf_key(node, i), -1),
					    g_strdup(text));
	}
}

/* --- session --- */

static void read_prompt(struct platform_build *build, const struct conf_node *node)
{
	const char *text = text_at(build, node, "prompt");
	g_autofree char *anchored = text ? g_strdup_printf("\\A(?:%s)", text) : NULL;
	g_autoptr(GError) error = NULL;

	build->platform->session.prompt = text;
	if (!text) {
		if (build->platform->session.channel == PLATFORM_SHELL)
			platform_build_error(build, node, _("a shell needs a 'prompt'"));
		return;
	}
	build->platform->prompt = pattern_new(anchored, &error);
	if (!build->platform->prompt)
		platform_build_error(build, conf_find(node, "prompt"), "%s", error->message);
}

static void read_pagers(struct platform_build *build, const struct conf_node *node)
{
	struct platform *platform = build->platform;

	if (node && conf_expect(node, CONF_MAPPING, build->owner, build->faults))
		for (size_t i = 0; i < conf_length(node); i++) {
			struct platform_pager pager = {.text = platform_build_text(build, conf_key(node, i))};
			const char *answer;

			if (!*pager.text || !conf_read_string(conf_value(node, i), build->owner, 4, &answer, build->faults))
				continue;
			pager.answer = platform_build_text(build, answer);
			g_array_append_val(platform->pagers, pager);
		}
	platform->session.pagers = (const struct platform_pager *)(const void *)platform->pagers->data;
	platform->session.pager_count = platform->pagers->len;
}

static void read_prepare(struct platform_build *build, const struct conf_node *node)
{
	GPtrArray *prepare = build->platform->prepare;

	for (size_t i = 0; node && i < (conf_expect(node, CONF_SEQUENCE, build->owner, build->faults) ? conf_length(node) : 0); i++) {
		g_autofree char *reason = NULL;
		const char *text;

		if (!conf_read_string(conf_item(node, i), build->owner, TEXT_BYTES, &text, build->faults))
			continue;
		reason = platform_send_refuse_prepare(text);
		if (reason)
			platform_build_error(build, conf_item(node, i), "%s", reason);
		g_ptr_array_add(prepare, platform_build_text(build, text));
	}
	g_ptr_array_add(prepare, NULL);
	build->platform->session.prepare = (const char *const *)prepare->pdata;
}

static unsigned int choice_at(struct platform_build *build, const struct conf_node *node, const char *key,
			      const char *const *words)
{
	const struct conf_node *value = conf_find(node, key);
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), key, build->owner);
	unsigned int number = 0;

	if (value)
		conf_read_choice(value, owner, words, &number, build->faults);
	return number;
}

static unsigned int size_at(struct platform_build *build, const struct conf_node *node, const char *key,
			    unsigned int otherwise)
{
	const struct conf_node *value = conf_find(node, key);
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), key, build->owner);
	int64_t number = otherwise;

	if (value)
		conf_read_integer(value, owner, 1, 10000, &number, build->faults);
	return (unsigned int)number;
}

/* Words that go into or out of a mode and do nothing else. */
static const char *word_at(struct platform_build *build, const struct conf_node *node, const char *key,
			   const char *const *words)
{
	const struct conf_node *value = conf_find(node, key);
	g_autofree char *owner = g_strdup_printf(_("'%s' of %s"), key, build->owner);
	unsigned int number;

	if (!value || !conf_read_choice(value, owner, words, &number, build->faults))
		return NULL;
	return words[number];
}

static void read_session(struct platform_build *build, const struct conf_node *node)
{
	static const char *const keys[] = {"channel", "prompt", "pagers", "prepare", "elevate", "leave",
					   "line-end", "columns", "rows", "encoding", NULL};
	static const char *const channels[] = {"shell", "exec", NULL};
	static const char *const line_ends[] = {"lf", "cr", "crlf", NULL}, *const ends[] = {"\n", "\r", "\r\n"};
	static const char *const encodings[] = {"utf-8", "cp932", NULL};
	static const char *const leaving[] = {"exit", "quit", "logout", NULL};
	static const char *const elevating[] = {"enable", "administrator", "system-view", NULL};
	struct platform_session *session = &build->platform->session;

	g_strlcpy(build->owner, "session", sizeof(build->owner));
	if (!conf_check_keys(node, keys, build->owner, build->faults))
		return;
	session->channel = (enum platform_channel)choice_at(build, node, "channel", channels);
	session->line_end = ends[choice_at(build, node, "line-end", line_ends)];
	session->cp932 = choice_at(build, node, "encoding", encodings) == 1;
	session->columns = size_at(build, node, "columns", 511);
	session->rows = size_at(build, node, "rows", 1000);
	session->elevate = word_at(build, node, "elevate", elevating);
	session->leave = word_at(build, node, "leave", leaving);
	read_prompt(build, node);
	read_pagers(build, conf_find(node, "pagers"));
	read_prepare(build, conf_find(node, "prepare"));
}

/* --- the whole --- */

static void add_expressions(GPtrArray *list, const GPtrArray *rules)
{
	for (guint i = 0; rules && i < rules->len; i++)
		g_ptr_array_add(list, ((struct platform_rule *)rules->pdata[i])->expression);
}

/* What tells that another command is to be asked, and what tells that none will do better. */
static void tell_signs(struct platform *platform)
{
	add_expressions(platform->refusals, platform->refused);
	add_expressions(platform->denials, platform->denied);
	add_expressions(platform->denials, platform->absent);
	g_ptr_array_add(platform->refusals, NULL);
	g_ptr_array_add(platform->denials, NULL);
	platform->session.refusals = (const char *const *)platform->refusals->pdata;
	platform->session.denials = (const char *const *)platform->denials->pdata;
}

static void read_errors(struct platform_build *build, const struct conf_node *node)
{
	static const char *const keys[] = {"refused", "denied", "absent", NULL};
	struct platform *platform = build->platform;

	g_strlcpy(build->owner, "errors", sizeof(build->owner));
	if (!node || !conf_check_keys(node, keys, build->owner, build->faults))
		return;
	platform->refused = platform_build_rules(build, conf_find(node, "refused"), NULL, VERIFIED_SAMPLE);
	platform->denied = platform_build_rules(build, conf_find(node, "denied"), NULL, VERIFIED_SAMPLE);
	platform->absent = platform_build_rules(build, conf_find(node, "absent"), NULL, VERIFIED_SAMPLE);
}

static void ask_destroy(gpointer ask)
{
	platform_ask_free(ask);
}

static struct platform *platform_new(const char *name)
{
	struct platform *platform = g_new0(struct platform, 1);

	platform->texts = g_string_chunk_new(1024);
	platform->name = g_string_chunk_insert(platform->texts, name);
	platform->title = platform->name;
	platform->pagers = g_array_new(FALSE, FALSE, sizeof(struct platform_pager));
	platform->prepare = g_ptr_array_new();
	platform->refusals = g_ptr_array_new();
	platform->denials = g_ptr_array_new();
	platform->abbreviations = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	platform->words = g_ptr_array_new_with_free_func(words_destroy);
	platform->asks = g_ptr_array_new_with_free_func(ask_destroy);
	return platform;
}

/* How wide the counters of its interfaces are, where that is known. */
static void counters_read(struct platform_build *build, const struct conf_node *root)
{
	static const char *const widths[] = {"32", "64", NULL};
	unsigned int width;

	if (conf_find(root, "counters") &&
	    conf_read_choice(conf_find(root, "counters"), "counters", widths, &width, build->faults))
		build->platform->counter_bits = width == 0 ? 32 : 64;
}

struct platform *platform_read(const char *name, const struct conf_node *root,
			       const struct conf_position *whole, struct conf_faults *faults)
{
	static const char *const keys[] = {"title", "counters", "session", "read-only", "errors", "ignore", "interfaces",
					   "words", "commands", NULL};
	static const char *const needed[] = {"title", "session", "read-only", "commands"};
	g_autoptr(ops_platform_t) platform = platform_new(name);
	struct platform_build build = {.platform = platform, .faults = faults};
	unsigned int before = conf_faults_errors(faults);
	const char *title;

	if (!root) {
		conf_fault(faults, CONF_ERROR, whole, _("platform '%s' is empty"), name);
		return NULL;
	}
	g_snprintf(build.owner, sizeof(build.owner), _("platform '%s'"), name);
	if (!conf_expect(root, CONF_MAPPING, build.owner, faults))
		return NULL;
	conf_check_keys(root, keys, build.owner, faults);
	for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
		if (!conf_find(root, needed[i]))
			platform_build_error(&build, root, _("'%s' is missing"), needed[i]);
	title = text_at(&build, root, "title");
	if (title)
		platform->title = title;
	counters_read(&build, root);
	if (conf_find(root, "session"))
		read_session(&build, conf_find(root, "session"));
	g_strlcpy(build.owner, "read-only", sizeof(build.owner));
	platform->read_only = platform_build_rules(&build, conf_find(root, "read-only"), NULL, VERIFIED_SAMPLE);
	g_strlcpy(build.owner, "ignore", sizeof(build.owner));
	platform->ignore = platform_build_rules(&build, conf_find(root, "ignore"), NULL, VERIFIED_SAMPLE);
	read_errors(&build, conf_find(root, "errors"));
	tell_signs(platform);
	read_abbreviations(&build, conf_find(root, "interfaces"));
	read_words(&build, conf_find(root, "words"));
	if (conf_find(root, "commands"))
		platform_build_commands(&build, conf_find(root, "commands"));
	return conf_faults_errors(faults) == before ? g_steal_pointer(&platform) : NULL;
}

static void rules_free(GPtrArray *rules)
{
	if (rules)
		g_ptr_array_unref(rules);
}

void platform_free(struct platform *platform)
{
	if (!platform)
		return;
	rules_free(platform->read_only);
	rules_free(platform->refused);
	rules_free(platform->denied);
	rules_free(platform->absent);
	rules_free(platform->ignore);
	pattern_free(platform->prompt);
	g_array_unref(platform->pagers);
	g_ptr_array_unref(platform->prepare);
	g_ptr_array_unref(platform->refusals);
	g_ptr_array_unref(platform->denials);
	g_hash_table_unref(platform->abbreviations);
	g_ptr_array_unref(platform->words);
	g_ptr_array_unref(platform->asks);
	g_string_chunk_free(platform->texts);
	g_free(platform);
}

/* --- files --- */

char *platform_path(const char *name, const char *const *directories)
{
	for (; *directories; directories++) {
		g_autofree char *file = g_strconcat(name, ".yaml", NULL);
		g_autofree char *path = g_build_filename(*directories, file, NULL);
		struct stat status;

		if (stat(path, &status) == 0)
			return g_steal_pointer(&path);
	}
	return NULL;
}

struct platform *platform_load(const char *name, const char *const *directories, struct conf_faults *faults)
{
	g_autofree char *path = strchr(name, '/') ? NULL : platform_path(name, directories);
	struct conf_position whole = {.file = path};

	if (!path) {
		conf_fault(faults, CONF_ERROR, NULL, _("there is no platform '%s'"), name);
		return NULL;
	}
	g_autoptr(ops_conf_document_t) document = conf_document_load(path, &limits, faults);

	return document ? platform_read(name, conf_document_root(document), &whole, faults) : NULL;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *platform_names(const char *const *directories)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (; *directories; directories++) {
		GDir *directory = g_dir_open(*directories, 0, NULL);
		const char *file;

		while (directory && (file = g_dir_read_name(directory))) {
			g_autofree char *name = g_str_has_suffix(file, ".yaml")
				? g_strndup(file, strlen(file) - strlen(".yaml")) : NULL;

			if (name && *name != '.' && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
				g_ptr_array_add(names, g_steal_pointer(&name));
		}
		g_clear_pointer(&directory, g_dir_close);
	}
	g_ptr_array_sort(names, compare_names);
	return names;
}

/* --- what is lent --- */

const char *platform_name(const struct platform *platform)
{
	return platform->name;
}

int platform_counter_bits(const struct platform *platform)
{
	return platform->counter_bits;
}

const char *platform_title(const struct platform *platform)
{
	return platform->title;
}

const struct platform_session *platform_session(const struct platform *platform)
{
	return &platform->session;
}

unsigned int platform_command_count(const struct platform *platform)
{
	return platform->asks->len;
}

const struct platform_command *platform_command_at(const struct platform *platform, unsigned int number)
{
	g_assert(number < platform->asks->len);
	return platform->asks->pdata[number];
}

const struct platform_command *platform_command_find(const struct platform *platform, const char *name)
{
	for (guint i = 0; i < platform->asks->len; i++) {
		const struct platform_command *command = platform->asks->pdata[i];

		if (g_str_equal(command->name, name))
			return command;
	}
	return NULL;
}
