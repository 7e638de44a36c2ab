/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON read flat: it looks like the tree that jansson makes of the same bytes, whoever asks for what; what is wrong or
 * unusual is left alone.
 */
#include "base/json-flat.h"
#include "base/json.h"
#include "unit.h"

#include <string.h>

#define DEPTH 3

static const char *const ordinary[] = {
	"{}", "[]", " { } ", "[ ]\n", "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ 1 , 2 ] }", "[0,-1,999999999999999999,-999999999999999999]",
	"[true,false,null]", "[\"\",\"a\",\"本文\",\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\u3042\\u0001x\\u00e9\"]", "[\"a\\nb\\nc\",\"\\n\",\"d\"]",
	"{\"本\":\"文\"}", "[\"\xf0\x9f\x98\x80\"]", "[[[]]]", "[[{}]]", "\t[\r\n1]", "{\"\":1}", "{\"a\":{\"b\":[1,{}],\"c\":2},\"d\":\"e\"}",
	"[\"\\u200b\",\"\xe2\x80\x8b\",\"\x7f\",\"\xc2\x85\"]", "{\"\xe2\x80\x8b\":1}", "[\"か\xe3\x82\x99\",\"。、【】・龍鿿\"]", "[ [1,2] ,[3, 4]]",
};

/* A and B look alike to everybody, and so does what is in them. */
static void check_alike(const struct json *a, const struct json *b)
{
	g_autofree char *text = json_text(a), *other_text = json_text(b), *printed = json_print(a), *other_printed = json_print(b);
	g_autoptr(GString) appended = g_string_new("x");
	const char *key = NULL, *other_key = NULL;
	const struct json *member;

	ck_assert_str_eq(printed, other_printed);
	json_append(appended, a);
	ck_assert_str_eq(appended->str + 1, printed);
	ck_assert_int_eq(g_strcmp0(text, other_text), 0);
	ck_assert_int_eq(json_is_list(a), json_is_list(b));
	ck_assert_int_eq(json_says_null(a), json_says_null(b));
	ck_assert_uint_eq(json_length(a), json_length(b));
	for (size_t i = 0; i < json_length(a); i++) {
		ck_assert_int_eq(g_strcmp0(json_get_string_at(a, i), json_get_string_at(b, i)), 0);
		check_alike(json_at(a, i), json_at(b, i));
	}
	ck_assert_ptr_null(json_at(a, json_length(a)));
	while ((member = json_next(a, &key))) {
		int64_t number = 7, other_number = 7;
		bool truth = false, other_truth = false;

		ck_assert_ptr_nonnull(json_next(b, &other_key));
		ck_assert_str_eq(key, other_key);
		ck_assert_ptr_eq(json_get(a, key), member);
		ck_assert_int_eq(g_strcmp0(json_get_string(a, key), json_get_string(b, key)), 0);
		ck_assert_int_eq(json_get_integer(a, key, &number), json_get_integer(b, key, &other_number));
		ck_assert_int_eq(number, other_number);
		ck_assert_int_eq(json_get_bool(a, key, &truth), json_get_bool(b, key, &other_truth));
		ck_assert_int_eq(truth, other_truth);
		check_alike(member, json_get(b, key));
	}
	ck_assert_ptr_null(json_next(b, &other_key));
	ck_assert_ptr_null(json_get(a, "nobody"));
}

START_TEST(what_is_ordinary_looks_as_its_tree_does)
{
	const char *text = ordinary[_i];
	g_autoptr(ops_json_t) flat = json_parse_flat(text, strlen(text), 1000, NULL), tree = json_parse(text, strlen(text), 1000, NULL);

	ck_assert_msg(json_flat_is(flat), "%s is not read", text);
	ck_assert(!json_flat_is(tree));
	check_alike(flat, tree);
}
END_TEST

START_TEST(the_canonical_form_is_that_of_the_tree)
{
	static const char text[] = "{\"b\":[1,\"\\u3042\"],\"a\": true}";
	g_autoptr(ops_json_t) flat = json_parse_flat(text, strlen(text), 1000, NULL);
	g_autofree char *canonical = json_print_canonical(flat);

	ck_assert(json_flat_is(flat));
	ck_assert_str_eq(canonical, "{\"a\":true,\"b\":[1,\"あ\"]}");
}
END_TEST

START_TEST(what_is_wrong_or_unusual_is_left_alone)
{
	static const char *const cases[] = {
		"", " ", "1", "\"a\"", "null", "{", "[", "]", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[1] x", "{\"a\"}", "{\"a\":}",
		"{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "[01]", "[-]", "[+1]", "[1.5]", "[1e3]", "[1E3]", "[-0]", "[.5]",
		"[1000000000000000000]", "[tru]", "[nul]", "[True]", "[\"]", "[\"a]", "[\"\\x\"]", "[\"\\u12\"]", "[\"\\u12g4\"]", "[\"\\u0000\"]",
		"[\"\\ud83d\\ude00\"]", "[\"\\ud83d\"]", "[\"\n\"]", "[\"\xff\"]", "[\"\xc0\x80\"]", "[\"\xed\xa0\x80\"]", "{\"\\u0061\":1}",
		"[[[[]]]]", "[[[{}]]]", "[\"a\\", "[\"\\", "[\"\xe3", "[\"\xe3\x81", "[\"\xe4\xb8\"]", "{\"a", "{\"a\"", "{\"a\":", "[t", "[f", "[-",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(!json_flat_read(cases[i], strlen(cases[i]), DEPTH), "%s is read", cases[i]);
	ck_assert_ptr_null(json_flat_read("[\"\0\"]", 5, DEPTH));
	ck_assert_ptr_null(json_flat_read("[1]\0", 4, DEPTH));
}
END_TEST

START_TEST(what_is_left_alone_is_read_as_a_tree_all_the_same)
{
	static const char unusual[] = "{\"\\u0061\":[1.5]}", wrong[] = "{\"a\":1,\"a\":2}";
	g_autoptr(ops_json_t) json = json_parse_flat(unusual, strlen(unusual), 1000, NULL);
	g_autoptr(GError) syntax = NULL, limit = NULL;

	ck_assert(json && !json_flat_is(json));
	ck_assert_uint_eq(json_length(json_get(json, "a")), 1);
	ck_assert_ptr_null(json_parse_flat(wrong, strlen(wrong), 1000, &syntax));
	ck_assert(g_error_matches(syntax, OPS_JSON_ERROR, JSON_ERROR_SYNTAX));
	ck_assert_ptr_null(json_parse_flat("[1]", 3, 2, &limit));
	ck_assert(g_error_matches(limit, OPS_JSON_ERROR, JSON_ERROR_LIMIT));
}
END_TEST

/* COUNT members, each of which has one in it. */
static char *large(size_t count, bool object)
{
	g_autoptr(GString) text = g_string_new(object ? "{" : "[");

	for (size_t i = 0; i < count; i++) {
		if (i)
			g_string_append_c(text, ',');
		if (object)
			g_string_append_printf(text, "\"k%zu\":", i);
		g_string_append_printf(text, "[%zu]", i);
	}
	g_string_append_c(text, object ? '}' : ']');
	return g_string_free(g_steal_pointer(&text), FALSE);
}

START_TEST(as_many_values_as_there_are_are_read_but_no_object_of_more_keys_than_can_be_compared)
{
	static const struct { size_t count; bool object, flat; } cases[] = {
		{ 47, false, true }, { 48, false, true }, { 5000, false, true }, { 64, true, true }, { 65, true, false }, { 5000, true, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = large(cases[i].count, cases[i].object);
		g_autoptr(ops_json_t) flat = json_parse_flat(text, strlen(text), 1000000, NULL);
		g_autoptr(ops_json_t) tree = json_parse(text, strlen(text), 1000000, NULL);

		ck_assert(flat && tree);
		ck_assert_int_eq(json_flat_is(flat), cases[i].flat);
		if (cases[i].count < 100)
			check_alike(flat, tree);
		else
			ck_assert_uint_eq(json_length(flat), json_length(tree));
	}
}
END_TEST

START_TEST(bytes_behind_the_length_are_not_read)
{
	g_autoptr(ops_json_t) json = json_parse_flat("[12]34", 4, 100, NULL);

	ck_assert(json_flat_is(json));
	ck_assert_ptr_null(json_flat_read("[12]34", 3, DEPTH));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT_ROWS(what_is_ordinary_looks_as_its_tree_does, ordinary),
		UNIT(the_canonical_form_is_that_of_the_tree),
		UNIT(what_is_wrong_or_unusual_is_left_alone),
		UNIT(what_is_left_alone_is_read_as_a_tree_all_the_same),
		UNIT(as_many_values_as_there_are_are_read_but_no_object_of_more_keys_than_can_be_compared),
		UNIT(bytes_behind_the_length_are_not_read),
		{ NULL, NULL },
	};

	return unit_run("base-json-flat", tests);
}
