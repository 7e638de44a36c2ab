/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public YAML test suite through conf/: each case whole and cut after every
 * byte. What libyaml reads rightly must come out as the suite's in.json, unless
 * a rule of ours refuses it; which those are is worked out from the suite's own
 * event files, so that the rule is tested and not a list of cases.
 */
#include "test-conf.h"

#include <jansson.h>

static char *suite_directory(void)
{
	const char *given = g_getenv("NWOPS_TEST_DATA");
	const char *source = g_getenv("NWOPS_SOURCE_ROOT");
	g_autofree char *data =
		given ? g_strdup(given)
		      : g_build_filename(source ? source : ".", "..", "shared", "data", NULL);

	return g_build_filename(data, "yaml", "yaml-test-suite", NULL);
}

/* --- our rules, as the suite's events show them --- */

enum rule { DOCUMENTS, TAG, MERGE, COMPLEX_KEY, EMPTY_KEY, DUPLICATE_KEY, RULE_COUNT };

static const struct {
	const char *name;
	const char *message; /* a part of the fault that no other rule's has */
} rules[RULE_COUNT] = {
	[DOCUMENTS] = {"several documents", "a second document begins here"},
	[TAG] = {"tags", " tag '"},
	[MERGE] = {"merge keys", "found a merge key"},
	[COMPLEX_KEY] = {"keys that are not text", "as a key: expected text"},
	[EMPTY_KEY] = {"empty keys", "found an empty key"},
	[DUPLICATE_KEY] = {"duplicate keys", "duplicate key '"},
};

/* A collection that is open in the event file. */
struct level {
	bool mapping, key_due;
	GHashTable *keys;
};

struct events {
	GArray *levels;
	GHashTable *anchors; /* name: text of a scalar, or "" for a collection */
	unsigned int documents;
	unsigned int broken; /* bits by enum rule */
};

static void level_clear(gpointer level)
{
	g_hash_table_unref(((struct level *)level)->keys);
}

/* One event's properties, in the order in which the suite writes them. */
struct event {
	char kind[5];
	char *anchor, *tag;
	const char *rest; /* style and text of a scalar, name of an alias */
};

static struct event event_parse(const char *line)
{
	struct event event = {.rest = line + 4};

	g_strlcpy(event.kind, line, sizeof(event.kind));
	while (*event.rest == ' ') {
		const char *word = event.rest + 1;
		size_t length = strcspn(word, " ");

		if (word[0] == '&')
			event.anchor = g_strndup(word + 1, length - 1);
		else if (word[0] == '<')
			event.tag = g_strndup(word + 1, length - 2);
		else if (!g_str_has_prefix(word, "[]") && !g_str_has_prefix(word, "{}"))
			break;
		event.rest = word + length;
	}
	if (*event.rest == ' ')
		event.rest++;
	return event;
}

static bool tag_is_local(const char *tag)
{
	return g_regex_match_simple("^![A-Za-z0-9-]+$", tag, 0, 0);
}

/* TEXT is a scalar's style and text, NULL for a collection. */
static void take_key(struct events *events, struct level *level, const char *text, const char *tag)
{
	if (!text)
		events->broken |= 1u << COMPLEX_KEY;
	else if (tag && tag_is_local(tag))
		events->broken |= 1u << TAG;
	else if (text[1] == '\0')
		events->broken |= 1u << EMPTY_KEY;
	else if (strcmp(text, ":<<") == 0)
		events->broken |= 1u << MERGE;
	else if (!g_hash_table_add(level->keys, g_strdup(text + 1)))
		events->broken |= 1u << DUPLICATE_KEY;
}

/* A node ended: it is a key or a value of what is open. */
static void take_node(struct events *events, const char *text, const char *tag)
{
	struct level *level;

	if (events->levels->len == 0)
		return;
	level = &g_array_index(events->levels, struct level, events->levels->len - 1);
	if (!level->mapping)
		return;
	if (level->key_due)
		take_key(events, level, text, tag);
	level->key_due = !level->key_due;
}

static void take_event(struct events *events, const struct event *event)
{
	bool scalar = strcmp(event->kind, "=VAL") == 0;

	if (event->anchor)
		g_hash_table_replace(events->anchors, g_strdup(event->anchor),
				     g_strdup(scalar ? event->rest : ""));
	if (event->tag && !tag_is_local(event->tag) &&
	    !(scalar && strcmp(event->tag, "tag:yaml.org,2002:str") == 0))
		events->broken |= 1u << TAG;
	if (strcmp(event->kind, "+DOC") == 0 && ++events->documents > 1)
		events->broken |= 1u << DOCUMENTS;
	if (strcmp(event->kind, "+MAP") == 0 || strcmp(event->kind, "+SEQ") == 0) {
		struct level level = {.mapping = event->kind[1] == 'M', .key_due = true};

		level.keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		g_array_append_val(events->levels, level);
	} else if (strcmp(event->kind, "-MAP") == 0 || strcmp(event->kind, "-SEQ") == 0) {
		g_array_set_size(events->levels, events->levels->len - 1);
		take_node(events, NULL, NULL);
	} else if (scalar) {
		take_node(events, event->rest, event->tag);
	} else if (strcmp(event->kind, "=ALI") == 0) {
		const char *text = g_hash_table_lookup(events->anchors, event->rest + 1);

		ck_assert_ptr_nonnull(text);
		take_node(events, text[0] ? text : NULL, NULL);
	}
}

/* The rules that a case breaks, from its event file. */
static unsigned int rules_broken(const char *directory)
{
	g_autofree char *path = g_build_filename(directory, "test.event", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	struct events events = {
		.levels = g_array_new(FALSE, FALSE, sizeof(struct level)),
		.anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
	};

	g_array_set_clear_func(events.levels, level_clear);
	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		struct event event;

		if (strlen(*line) < 4)
			continue;
		event = event_parse(*line);
		take_event(&events, &event);
		g_free(event.anchor);
		g_free(event.tag);
	}
	g_array_unref(events.levels);
	g_hash_table_unref(events.anchors);
	return events.broken;
}

/* The rules of which FAULTS speak; each fault must be of some rule. */
static unsigned int rules_told(const struct conf_faults *faults)
{
	unsigned int told = 0;

	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const char *message = conf_faults_at(faults, i)->message;
		unsigned int rule = 0;

		while (rule < RULE_COUNT && !strstr(message, rules[rule].message))
			rule++;
		ck_assert_msg(rule < RULE_COUNT, "%s", message);
		told |= 1u << rule;
	}
	return told;
}

/* --- the suite's in.json --- */

static bool is_number(const char *text, double number)
{
	char *end;
	double value;

	if (g_str_has_prefix(text, "0x") || g_str_has_prefix(text, "0o"))
		value = (double)g_ascii_strtoull(text + 2, &end, text[1] == 'x' ? 16 : 8);
	else
		value = g_ascii_strtod(text, &end);
	return end > text && *end == '\0' && value == number;
}

/* NODE is NULL for an empty file. */
static bool is_equal(const struct conf_node *node, const json_t *json)
{
	if (!node || json_is_null(json))
		return json_is_null(json) && (!node || conf_is_null(node));
	if (json_is_object(json)) {
		const char *key;
		json_t *value;
		bool equal = conf_kind(node) == CONF_MAPPING &&
			     conf_length(node) == json_object_size(json);

		json_object_foreach((json_t *)json, key, value)
		{
			const struct conf_node *found = equal ? conf_find(node, key) : NULL;

			equal = found && is_equal(found, value);
		}
		return equal;
	}
	if (json_is_array(json)) {
		bool equal = conf_kind(node) == CONF_SEQUENCE &&
			     conf_length(node) == json_array_size(json);

		for (size_t i = 0; equal && i < json_array_size(json); i++)
			equal = is_equal(conf_item(node, i), json_array_get(json, i));
		return equal;
	}
	if (conf_kind(node) != CONF_SCALAR || conf_is_null(node))
		return false;
	if (json_is_string(json))
		return strcmp(conf_text(node), json_string_value(json)) == 0;
	if (json_is_number(json))
		return is_number(conf_text(node), json_number_value(json));
	return strcmp(conf_text(node), json_is_true(json) ? "true" : "false") == 0;
}

static void check_json(const struct conf_document *document, const char *directory)
{
	g_autofree char *path = g_build_filename(directory, "in.json", NULL);
	g_autofree char *text = NULL;
	json_error_t error;
	json_t *json;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	if (text[0] == '\0') {
		ck_assert_msg(conf_document_root(document) == NULL, "%s", path);
		return;
	}
	json = json_loads(text, JSON_DECODE_ANY, &error);
	ck_assert_msg(json != NULL, "%s: %s", path, error.text);
	ck_assert_msg(is_equal(conf_document_root(document), json), "%s", path);
	json_decref(json);
}

/* --- the cases --- */

/* What libyaml does with a case, by the suite's table. */
struct suite_case {
	char *id, *directory, *does;
	char *text;
	size_t length;
};

static void suite_case_clear(gpointer pointer)
{
	struct suite_case *each = pointer;

	g_free(each->id);
	g_free(each->directory);
	g_free(each->does);
	g_free(each->text);
}

/* The cases that the table gives one of DOES; all for NULL. */
static GArray *load_cases(const char *const *does)
{
	GArray *cases = g_array_new(FALSE, FALSE, sizeof(struct suite_case));
	g_autofree char *directory = suite_directory();
	g_autofree char *path = g_build_filename(directory, "libyaml-0.2.5.tsv", NULL);
	g_autofree char *table = NULL;
	g_auto(GStrv) lines = NULL;

	g_array_set_clear_func(cases, suite_case_clear);
	ck_assert_msg(g_file_get_contents(path, &table, NULL, NULL), "%s", path);
	lines = g_strsplit(table, "\n", -1);
	for (char **line = lines + 1; *line && **line; line++) {
		g_auto(GStrv) fields = g_strsplit(*line, "\t", 2);
		g_autofree char *yaml = g_build_filename(directory, fields[0], "in.yaml", NULL);
		struct suite_case each;

		if (does && !g_strv_contains(does, fields[1]))
			continue;
		each.id = g_strdup(fields[0]);
		each.does = g_strdup(fields[1]);
		each.directory = g_build_filename(directory, fields[0], NULL);
		ck_assert_msg(g_file_get_contents(yaml, &each.text, &each.length, NULL), "%s",
			      yaml);
		g_array_append_val(cases, each);
	}
	ck_assert_uint_gt(cases->len, 0);
	return cases;
}

static unsigned int count_lines(const char *text, size_t length)
{
	unsigned int lines = 1;

	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	return lines;
}

/* Parses LENGTH bytes. No document means faults, each with its place in the
 * text and in words of ours. */
static struct conf_document *parse(const struct suite_case *each, size_t length,
				   struct conf_faults *faults)
{
	/* A copy of the exact size: reading behind it is seen by ASan and valgrind. */
	g_autofree char *bytes = g_memdup2(each->text, length);
	struct conf_document *document = conf_document_parse(each->id, bytes, length, NULL, faults);

	ck_assert_msg((document != NULL) == (conf_faults_count(faults) == 0), "%s", each->id);
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);

		ck_assert_msg(fault->position.line >= 1 && fault->position.column >= 1 &&
				      fault->position.line <= count_lines(each->text, length),
			      "%s: %s", each->id, fault->message);
		ck_assert_msg(!strstr(fault->message, "this is not YAML"), "%s: %s", each->id,
			      fault->message);
	}
	return document;
}

START_TEST(what_libyaml_reads_rightly_is_loaded_unless_a_rule_forbids_it)
{
	static const char *const does[] = {"same-events", NULL};
	GArray *cases = load_cases(does);
	unsigned int loaded = 0, refused[RULE_COUNT] = {0};

	for (guint i = 0; i < cases->len; i++) {
		const struct suite_case *each = &g_array_index(cases, struct suite_case, i);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_conf_document_t) document = parse(each, each->length, faults);
		unsigned int broken = rules_broken(each->directory), told = rules_told(faults);

		/* Nothing behind the first document is read. */
		if (broken & 1u << DOCUMENTS)
			ck_assert_msg((told & 1u << DOCUMENTS) && !(told & ~broken), "%s",
				      each->id);
		else
			ck_assert_msg(told == broken, "%s: rules %#x broken, %#x told", each->id,
				      broken, told);
		if (document) {
			check_json(document, each->directory);
			loaded++;
		}
		for (unsigned int rule = 0; rule < RULE_COUNT; rule++)
			refused[rule] += told >> rule & 1;
	}
	printf("# %u cases: %u loaded as in.json says, %u refused\n", cases->len, loaded,
	       cases->len - loaded);
	for (unsigned int rule = 0; rule < RULE_COUNT; rule++)
		printf("#   refused for %s: %u\n", rules[rule].name, refused[rule]);
	fflush(stdout);
	/* More than half, or the suite is not the one that its table speaks of. */
	ck_assert_uint_gt(loaded, cases->len / 2);
	g_array_unref(cases);
}
END_TEST

START_TEST(what_libyaml_rejects_is_an_error_with_its_place)
{
	static const char *const does[] = {"rejects-invalid", "rejects-valid", NULL};
	GArray *cases = load_cases(does);

	for (guint i = 0; i < cases->len; i++) {
		const struct suite_case *each = &g_array_index(cases, struct suite_case, i);
		g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
		g_autoptr(ops_conf_document_t) document = parse(each, each->length, faults);

		ck_assert_msg(document == NULL, "%s", each->id);
	}
	printf("# %u cases rejected\n", cases->len);
	fflush(stdout);
	g_array_unref(cases);
}
END_TEST

START_TEST(every_case_cut_after_every_byte_ends_well)
{
	GArray *cases = load_cases(NULL);
	unsigned int texts = 0;

	for (guint i = 0; i < cases->len; i++) {
		const struct suite_case *each = &g_array_index(cases, struct suite_case, i);

		for (size_t length = 0; length <= each->length; length++) {
			g_autoptr(ops_conf_faults_t) faults = conf_faults_new();

			conf_document_free(parse(each, length, faults));
			texts++;
		}
	}
	printf("# %u cases, %u texts\n", cases->len, texts);
	fflush(stdout);
	g_array_unref(cases);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_libyaml_reads_rightly_is_loaded_unless_a_rule_forbids_it),
		UNIT(what_libyaml_rejects_is_an_error_with_its_place),
		UNIT(every_case_cut_after_every_byte_ends_well),
		{NULL},
	};
	g_autofree char *directory = suite_directory();

	if (!g_file_test(directory, G_FILE_TEST_IS_DIR)) {
		printf("1..0 # SKIP no yaml-test-suite in '%s' (see NWOPS_TEST_DATA)\n", directory);
		return 0;
	}
	return unit_run("conf-suite", tests);
}
