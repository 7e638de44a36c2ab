/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The quick reader: what it reads is what jansson reads, and what is wrong or unusual it leaves alone.
 */
#include "base/json-quick.h"
#include "unit.h"

#include <glib.h>
#include <string.h>

#define DEPTH 3

START_TEST(what_is_ordinary_is_read_as_jansson_does)
{
	static const char *const cases[] = {
		"{}", "[]", " { } ", "[ ]\n", "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ 1 , 2 ] }", "[0,-1,999999999999999999,-999999999999999999]",
		"[true,false,null]", "[\"\",\"a\",\"本文\",\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\u3042\\u0001x\\u00e9\"]", "[\"a\\nb\\nc\"]",
		"{\"本\":\"文\"}", "[\"\xf0\x9f\x98\x80\"]", "[[[]]]", "[[{}]]", "\t[\r\n1]", "{\"\":1}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		json_t *quick = json_quick_read(cases[i], strlen(cases[i]), DEPTH);
		json_t *slow = json_loads(cases[i], JSON_REJECT_DUPLICATES, NULL);

		ck_assert_msg(quick != NULL, "%s is not read", cases[i]);
		ck_assert_msg(json_equal(quick, slow), "%s is read otherwise", cases[i]);
		json_decref(quick);
		json_decref(slow);
	}
}
END_TEST

START_TEST(what_is_wrong_or_unusual_is_left_alone)
{
	static const char *const cases[] = {
		"", " ", "1", "\"a\"", "null", "{", "[", "]", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[1] x", "{\"a\"}", "{\"a\":}",
		"{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "[01]", "[-]", "[+1]", "[1.5]", "[1e3]", "[-0]", "[.5]",
		"[1000000000000000000]", "[tru]", "[nul]", "[True]", "[\"]", "[\"a]", "[\"\\x\"]", "[\"\\u12\"]", "[\"\\u12g4\"]", "[\"\\u0000\"]",
		"[\"\\ud83d\\ude00\"]", "[\"\\ud83d\"]", "[\"\n\"]", "[\"\xff\"]", "[\"\xc0\x80\"]", "[\"\xed\xa0\x80\"]", "{\"\\u0061\":1}",
		"[[[[]]]]", "[[[{}]]]", "[\"a\\", "[\"\\",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(!json_quick_read(cases[i], strlen(cases[i]), DEPTH), "%s is read", cases[i]);
	ck_assert_ptr_null(json_quick_read("[\"\0\"]", 5, DEPTH));
	ck_assert_ptr_null(json_quick_read("[1]\0", 4, DEPTH));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(what_is_ordinary_is_read_as_jansson_does),
		UNIT(what_is_wrong_or_unusual_is_left_alone),
		{ NULL, NULL },
	};

	return unit_run("base-json-quick", tests);
}
