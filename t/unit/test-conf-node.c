/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a tree: finding keys, and what counts as null. */
#include "test-conf.h"

START_TEST(each_of_many_keys_is_found_and_no_other)
{
	GString *text = g_string_new(NULL);
	g_autoptr(ops_conf_document_t) document = NULL;
	const struct conf_node *root;

	/* 7919 is prime to 10007, so that the keys come in no order. */
	for (unsigned int i = 0; i < 10007; i++)
		g_string_append_printf(text, "k%u: v%u\n", i * 7919 % 10007, i);
	document = parse_good(text->str);
	g_string_free(text, TRUE);
	root = conf_document_root(document);
	ck_assert_uint_eq(conf_length(root), 10007);
	for (unsigned int i = 0; i < 10007; i++) {
		const struct conf_node *value = conf_find(root, conf_key(root, i));

		ck_assert_ptr_eq(value, conf_value(root, i));
	}
	ck_assert_ptr_null(conf_find(root, "k10007"));
	ck_assert_ptr_null(conf_find(root, "k"));
	ck_assert_ptr_null(conf_find(root, ""));
	ck_assert_ptr_null(conf_find(root, "v0"));
}
END_TEST

START_TEST(keys_keep_the_order_of_the_file)
{
	g_autoptr(ops_conf_document_t) document = parse_good("c: 1\na: 2\nb: 3\n");
	const struct conf_node *root = conf_document_root(document);

	ck_assert_str_eq(conf_key(root, 0), "c");
	ck_assert_str_eq(conf_key(root, 1), "a");
	ck_assert_str_eq(conf_key(root, 2), "b");
	ck_assert_str_eq(conf_text(conf_find(root, "b")), "3");
}
END_TEST

START_TEST(nothing_is_found_where_there_are_no_keys)
{
	g_autoptr(ops_conf_document_t) document = parse_good("[{}, [], a]");
	const struct conf_node *root = conf_document_root(document);

	ck_assert_ptr_null(conf_find(root, "a"));
	for (size_t i = 0; i < conf_length(root); i++) {
		ck_assert_uint_eq(conf_length(conf_item(root, i)), 0);
		ck_assert_ptr_null(conf_find(conf_item(root, i), "a"));
	}
}
END_TEST

START_TEST(only_an_unquoted_scalar_is_null)
{
	static const struct {
		const char *text;
		bool null;
	} cases[] = {
		{"a:", true},	     {"a: ~", true},	   {"a: null", true},  {"a: Null", true},
		{"a: NULL", true},   {"a: nULL", false},   {"a: none", false}, {"a: ''", false},
		{"a: \"~\"", false}, {"a: 'null'", false}, {"a: |", false},    {"a: []", false},
		{"a: {}", false},    {"a: !!str", false},  {"a: 0", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_conf_document_t) document = parse_good(cases[i].text);
		const struct conf_node *node = conf_find(conf_document_root(document), "a");

		ck_assert_msg(conf_is_null(node) == cases[i].null, "%s", cases[i].text);
	}
}
END_TEST

START_TEST(text_is_of_scalars_only)
{
	g_autoptr(ops_conf_document_t) document = parse_good("{a: [], b: 'c', d: }");
	const struct conf_node *root = conf_document_root(document);

	ck_assert_ptr_null(conf_text(root));
	ck_assert_ptr_null(conf_text(conf_find(root, "a")));
	ck_assert_str_eq(conf_text(conf_find(root, "b")), "c");
	ck_assert_str_eq(conf_text(conf_find(root, "d")), "");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_of_many_keys_is_found_and_no_other),
		UNIT(keys_keep_the_order_of_the_file),
		UNIT(nothing_is_found_where_there_are_no_keys),
		UNIT(only_an_unquoted_scalar_is_null),
		UNIT(text_is_of_scalars_only),
		{NULL},
	};

	return unit_run("conf-node", tests);
}
