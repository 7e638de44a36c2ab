/* SPDX-License-Identifier: Apache-2.0 */
/* A document as a whole: empty, too long, large, beside others. */
#include "test-conf.h"

START_TEST(empty_file_has_no_root)
{
	static const char *const empty[] = {"", "\n\n", "# nothing yet\n", "\xef\xbb\xbf"};

	for (size_t i = 0; i < G_N_ELEMENTS(empty); i++) {
		g_autoptr(ops_conf_document_t) document = parse_good(empty[i]);

		ck_assert_ptr_null(conf_document_root(document));
	}
}
END_TEST

START_TEST(nothing_at_all_has_no_root)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) document =
		conf_document_parse("x.yaml", NULL, 0, NULL, faults);

	ck_assert_ptr_nonnull(document);
	ck_assert_ptr_null(conf_document_root(document));
}
END_TEST

START_TEST(bytes_end_at_the_limit)
{
	static const struct conf_limits limits = {.bytes = 4, .depth = 64, .nodes = 1000};
	g_autofree char *fits = faults_of_bytes("a: b", 4, &limits);
	g_autofree char *over = faults_of_bytes("a: bc", 5, &limits);

	ck_assert_str_eq(fits, "");
	ck_assert_str_eq(over, "x.yaml: more than the limit of 4 bytes");
}
END_TEST

START_TEST(faults_of_another_file_do_not_spoil_this_one)
{
	g_autoptr(ops_conf_faults_t) faults = conf_faults_new();
	g_autoptr(ops_conf_document_t) bad_one =
		conf_document_parse("x.yaml", "[", 1, NULL, faults);
	g_autoptr(ops_conf_document_t) good_one =
		conf_document_parse("y.yaml", "a", 1, NULL, faults);

	ck_assert_ptr_null(bad_one);
	ck_assert_ptr_nonnull(good_one);
}
END_TEST

/* Blocks are 64 KiB: values on both sides of that, and many of them. */
START_TEST(long_texts_and_long_lists_are_kept_whole)
{
	g_autofree char *word = g_strnfill(200000, 'w');
	g_autoptr(ops_conf_document_t) document = NULL;
	const struct conf_node *list;
	GString *text = g_string_new("list:\n");

	for (unsigned int i = 0; i < 50000; i++)
		g_string_append_printf(text, "  - {a: %u}\n", i);
	g_string_append_printf(text, "word: %s\n", word);
	document = parse_good(text->str);
	g_string_free(text, TRUE);

	list = conf_find(conf_document_root(document), "list");
	ck_assert_uint_eq(conf_length(list), 50000);
	for (unsigned int i = 0; i < 50000; i++) {
		const struct conf_node *value = conf_find(conf_item(list, i), "a");

		ck_assert_uint_eq(g_ascii_strtoull(conf_text(value), NULL, 10), i);
		ck_assert_uint_eq(conf_position(value)->line, i + 2);
	}
	ck_assert_str_eq(conf_text(conf_find(conf_document_root(document), "word")), word);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(empty_file_has_no_root),
		UNIT(nothing_at_all_has_no_root),
		UNIT(bytes_end_at_the_limit),
		UNIT(faults_of_another_file_do_not_spoil_this_one),
		UNIT(long_texts_and_long_lists_are_kept_whole),
		{NULL},
	};

	return unit_run("conf-document", tests);
}
