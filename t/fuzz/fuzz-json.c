/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as JSON: refused with a message, or read and written so that it
 * reads back the same, in both forms; and what the quick reader and the flat one make of them is what
 * jansson does.
 */
#include "base/json-flat.h"
#include "base/json-quick.h"
#include "base/json.h"
#include "base/text.h"

#define LIMIT 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_harmless(const char *line)
{
	g_assert(g_utf8_validate(line, -1, NULL));
	for (; *line; line = g_utf8_next_char(line))
		g_assert(text_char_is_safe(g_utf8_get_char(line)));
}

static void assert_reads_back(const struct json *json)
{
	g_autofree char *line = json_print(json);
	g_autoptr(ops_json_t) again = json_parse(line, strlen(line), SIZE_MAX, NULL);
	g_autofree char *second = NULL;

	assert_harmless(line);
	g_assert(again);
	second = json_print(again);
	g_assert(!strcmp(line, second));
}

static void assert_canonical(const struct json *json)
{
	g_autofree char *canonical = json_print_canonical(json);
	g_autofree char *second = NULL;
	g_autoptr(ops_json_t) again = NULL;

	if (!canonical)
		return;
	again = json_parse(canonical, strlen(canonical), SIZE_MAX, NULL);
	g_assert(again);
	second = json_print_canonical(again);
	g_assert(!strcmp(canonical, second));
}

static void assert_quick_is_right(const char *bytes, size_t size)
{
	json_t *quick = json_quick_read(bytes, size, 64), *slow;

	if (!quick)
		return;
	slow = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	g_assert(slow && json_equal(quick, slow));
	json_decref(quick);
	json_decref(slow);
}

/* Whoever asks for a member, or a text, is given the same. */
static void assert_same_members(const struct json *flat, const struct json *tree)
{
	g_autofree char *text = json_text(flat), *tree_text = json_text(tree);
	const char *key = NULL, *tree_key = NULL;
	const struct json *member;

	g_assert(!g_strcmp0(text, tree_text) && json_length(flat) == json_length(tree));
	for (size_t i = 0; i < json_length(flat); i++)
		assert_same_members(json_at(flat, i), json_at(tree, i));
	while ((member = json_next(flat, &key))) {
		g_assert(json_next(tree, &tree_key) && !strcmp(key, tree_key));
		assert_same_members(member, json_get(tree, key));
	}
	g_assert(!json_next(tree, &tree_key));
}

static void assert_flat_is_right(const char *bytes, size_t size)
{
	g_autoptr(ops_json_t) flat = (struct json *)json_flat_read(bytes, size, 64);
	g_autoptr(ops_json_t) tree = NULL;
	g_autofree char *line = NULL, *tree_line = NULL, *canonical = NULL, *tree_canonical = NULL;

	if (!flat)
		return;
	tree = (struct json *)json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	g_assert(tree);
	line = json_print(flat);
	tree_line = json_print(tree);
	canonical = json_print_canonical(flat);
	tree_canonical = json_print_canonical(tree);
	g_assert(!strcmp(line, tree_line) && !g_strcmp0(canonical, tree_canonical));
	assert_same_members(flat, tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_json_t) json = json_parse((const char *)data, size, LIMIT, &error);

	assert_quick_is_right((const char *)data, size);
	assert_flat_is_right((const char *)data, size);
	if (!json) {
		assert_harmless(error->message);
		return 0;
	}
	assert_reads_back(json);
	assert_canonical(json);
	return 0;
}
