/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a YAML file. Either a tree comes back without a fault, all of
 * it within the limits, all of it found by its keys and each node placed in
 * the text; or faults come back, each placed there too.
 */
#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small, so that the fuzzer meets them. */
static const struct conf_limits limits = {.bytes = 65536, .depth = 16, .nodes = 2000};

struct text {
	const char *bytes, *end;
	unsigned int lines;
};

/* One behind the last character is a place too. Columns are at most bytes. */
static void check_position(const struct text *text, const struct conf_position *position)
{
	const char *line = text->bytes;
	const char *end;

	g_assert_cmpstr(position->file, ==, "fuzz.yaml");
	g_assert_cmpuint(position->line, >=, 1);
	g_assert_cmpuint(position->line, <=, text->lines);
	for (unsigned int i = 1; i < position->line; i++)
		line = (const char *)memchr(line, '\n', text->end - line) + 1;
	end = memchr(line, '\n', text->end - line);
	g_assert_cmpuint(position->column, >=, 1);
	g_assert_cmpuint(position->column, <=, (end ? end : text->end) - line + 1);
}

/* Returns how many values NODE holds, itself too. */
static unsigned int check_node(const struct text *text, const struct conf_node *node,
			       unsigned int depth)
{
	unsigned int values = 1;

	check_position(text, conf_position(node));
	if (conf_kind(node) == CONF_SCALAR) {
		g_assert_true(g_utf8_validate(conf_text(node), -1, NULL));
		return values;
	}
	g_assert_null(conf_text(node));
	g_assert_cmpuint(++depth, <=, limits.depth);
	for (size_t i = 0; i < conf_length(node); i++) {
		if (conf_kind(node) == CONF_SEQUENCE) {
			values += check_node(text, conf_item(node, i), depth);
			continue;
		}
		g_assert_true(conf_key(node, i)[0] != '\0');
		check_position(text, conf_key_position(node, i));
		g_assert_true(conf_find(node, conf_key(node, i)) == conf_value(node, i));
		values += check_node(text, conf_value(node, i), depth);
	}
	return values;
}

static void check_faults(const struct text *text, const struct conf_faults *faults)
{
	g_assert_cmpuint(conf_faults_errors(faults), >, 0);
	for (size_t i = 0; i < conf_faults_count(faults); i++) {
		const struct conf_fault *fault = conf_faults_at(faults, i);
		g_autofree char *printed = conf_fault_print(fault);

		g_assert_true(g_utf8_validate(printed, -1, NULL));
		for (const char *at = printed; *at; at++)
			g_assert_false(g_ascii_iscntrl(*at));
		if (fault->position.line > 0)
			check_position(text, &fault->position);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = {.bytes = (const char *)data, .end = (const char *)data + size};
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("fuzz.yaml", text.bytes, size, &limits, faults);
	const struct conf_node *root;

	text.lines = 1;
	for (size_t i = 0; i < size; i++)
		text.lines += data[i] == '\n';
	if (!document) {
		check_faults(&text, faults);
		return 0;
	}
	g_assert_cmpuint(conf_faults_count(faults), ==, 0);
	root = conf_document_root(document);
	if (root)
		g_assert_cmpuint(check_node(&text, root, 0), <=, limits.nodes);
	return 0;
}
