/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line written key after key is the line that the same keys make as a tree.
 */
#include "base/json-line.h"
#include "base/json.h"
#include "unit.h"

static const char *const strings[] = {
	"",
	"plain",
	"with \"quotes\" and \\ backslash",
	"two\nlines\ttab\001\177",
	"さくら病院",
	"half さくら \"half",
	"\302\205 next line, \342\200\256 turned round",
	"\xff\xfe no UTF-8",
	"𝄞",
	NULL,
};
static const int64_t integers[] = { 0, 1, -1, 10, -10, 999, INT64_MAX, INT64_MIN };

START_TEST(a_line_is_what_the_tree_prints)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_autoptr(ops_json_t) tree = json_new_object();

	json_line_begin(line);
	for (size_t i = 0; i < G_N_ELEMENTS(strings); i++) {
		g_autofree char *key = g_strdup_printf("string_%zu", i);

		json_line_string(line, key, strings[i]);
		json_set_string(tree, key, strings[i]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(integers); i++) {
		g_autofree char *key = g_strdup_printf("integer_%zu", i);

		json_line_integer(line, key, integers[i]);
		json_set_integer(tree, key, integers[i]);
	}
	json_line_bool(line, "yes", true);
	json_set_bool(tree, "yes", true);
	json_line_bool(line, "no", false);
	json_set_bool(tree, "no", false);
	json_line_null(line, "nothing");
	json_set_null(tree, "nothing");
	json_line_raw(line, "raw", "{}");
	json_take(tree, "raw", json_new_object());
	json_line_end(line);

	g_autofree char *printed = json_print(tree);

	ck_assert_str_eq(line->str, printed);
}
END_TEST

START_TEST(an_object_within_a_line_begins_without_a_comma)
{
	g_autoptr(GString) line = g_string_new("before ");

	json_line_begin(line);
	json_line_end(line);
	json_line_begin(line);
	json_line_integer(line, "a", 1);
	json_line_integer(line, "b", 2);
	json_line_end(line);
	ck_assert_str_eq(line->str, "before {}{\"a\":1,\"b\":2}");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(a_line_is_what_the_tree_prints),
		UNIT(an_object_within_a_line_begins_without_a_comma),
		{ NULL, NULL },
	};

	return unit_run("base-json-line", tests);
}
