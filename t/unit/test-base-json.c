/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/json.h: what is built prints, what is printed reads, what is foreign is
 * refused or made harmless.
 */
#include "base/json.h"
#include "base/text.h"

#include "unit.h"

#include <math.h>

static void assert_printed(const struct json *json, const char *expected)
{
	g_autofree char *line = json_print(json);

	ck_assert_str_eq(line, expected);
}

START_TEST(keys_keep_the_order_of_being_added)
{
	g_autoptr(ops_json_t) object = json_new_object();
	struct json *list = json_new_array();

	json_set_integer(object, "v", 1);
	json_set_string(object, "name", "さくら病院");
	json_set_string(object, "none", NULL);
	json_set_bool(object, "good", true);
	json_set_bool(object, "bad", false);
	json_set_null(object, "rtt");
	json_append_string(list, "a");
	json_append_string(list, NULL);
	json_append_integer(list, INT64_MIN);
	json_append_null(list);
	json_append_take(list, json_new_object());
	json_take(object, "list", list);
	json_set_integer(object, "v", 2);
	assert_printed(object, "{\"v\":2,\"name\":\"さくら病院\",\"none\":null,\"good\":true,"
			       "\"bad\":false,\"rtt\":null,"
			       "\"list\":[\"a\",null,-9223372036854775808,null,{}]}");
}
END_TEST

START_TEST(what_harms_a_terminal_is_escaped_and_reads_back)
{
	static const struct {
		const char *value, *printed;
	} cases[] = {
		{ "a\"\\\b\f\n\r\t/", "{\"k\":\"a\\\"\\\\\\b\\f\\n\\r\\t/\"}" },
		{ "\033[m\x7f", "{\"k\":\"\\u001b[m\\u007f\"}" },
		{ "\xc2\x9b", "{\"k\":\"\\u009b\"}" },
		{ "\xe2\x80\xae", "{\"k\":\"\\u202e\"}" },
		{ "\xf3\xa0\x81\x81", "{\"k\":\"\\udb40\\udc41\"}" },
		{ "🏥", "{\"k\":\"🏥\"}" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_json_t) object = json_new_object();
		g_autoptr(ops_json_t) again = NULL;

		json_set_string(object, "k", cases[i].value);
		assert_printed(object, cases[i].printed);
		again = json_parse(cases[i].printed, strlen(cases[i].printed), 100, NULL);
		ck_assert_str_eq(json_get_string(again, "k"), cases[i].value);
	}
}
END_TEST

START_TEST(text_that_is_not_utf8_is_escaped_not_refused)
{
	g_autoptr(ops_json_t) object = json_new_object();

	json_set_string(object, "a\xff", "b\xff");
	assert_printed(object, "{\"a\\\\xff\":\"b\\\\xff\"}");
}
END_TEST

START_TEST(reals_are_as_short_as_they_can_be)
{
	static const struct {
		double value;
		const char *printed;
	} cases[] = {
		{ 0.1, "{\"k\":0.1}" },	    { 1, "{\"k\":1.0}" },
		{ -0.25, "{\"k\":-0.25}" }, { 1.0 / 3, "{\"k\":0.3333333333333333}" },
		{ 1e300, "{\"k\":1e+300}" }, { 0.1 + 0.2, "{\"k\":0.30000000000000004}" },
		{ NAN, "{\"k\":null}" },    { -INFINITY, "{\"k\":null}" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_json_t) object = json_new_object();

		json_set_real(object, "k", cases[i].value);
		assert_printed(object, cases[i].printed);
	}
}
END_TEST

START_TEST(the_canonical_form_is_that_of_rfc_8785)
{
	static const struct {
		const char *text, *canonical;
	} cases[] = {
		{ "{}", "{}" },
		{ " { \"b\" : 1 , \"a\" : [ true , null ] } ", "{\"a\":[true,null],\"b\":1}" },
		{ "{\"k\":\"\\u001B\\u007f\\n\\/\"}", "{\"k\":\"\\u001b\x7f\\n/\"}" },
		/* The example of its section 3.2.3, sorted by UTF-16 units. */
		{ "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,"
		  "\"\\u0080\":6,\"\\u00f6\":7}",
		  "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xef\xac\xb3\":3}" },
		{ "{\"ab\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"ab\":1}" },
		{ "{\"k\":9007199254740991}", "{\"k\":9007199254740991}" },
		{ "{\"k\":9007199254740992}", NULL },
		{ "{\"k\":[-9007199254740992]}", NULL },
		{ "{\"k\":1.5}", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(ops_json_t) json =
			json_parse(cases[i].text, strlen(cases[i].text), 1000, NULL);
		g_autofree char *canonical = NULL;

		ck_assert_msg(json != NULL, "%s", cases[i].text);
		canonical = json_print_canonical(json);
		ck_assert_msg(!g_strcmp0(canonical, cases[i].canonical), "%s gives %s",
			      cases[i].text, canonical ? canonical : "none");
	}
}
END_TEST

START_TEST(members_are_read_by_type)
{
	static const char text[] = "{\"s\":\"x\",\"i\":-9223372036854775808,\"r\":1.0,\"t\":true,"
				   "\"n\":null,\"o\":{\"s\":\"y\"},\"a\":[1,[2],\"z\"]}";
	g_autoptr(ops_json_t) json = json_parse(text, strlen(text), 1000, NULL);
	int64_t integer = 99;
	bool truth = false;

	ck_assert_str_eq(json_get_string(json, "s"), "x");
	ck_assert_ptr_null(json_get_string(json, "i"));
	ck_assert_ptr_null(json_get_string(json, "n"));
	ck_assert_ptr_null(json_get_string(json, "missing"));
	ck_assert(!json_get_integer(json, "r", &integer));
	ck_assert(!json_get_integer(json, "s", &integer));
	ck_assert_int_eq(integer, 99);
	ck_assert(json_get_integer(json, "i", &integer));
	ck_assert_int_eq(integer, INT64_MIN);
	ck_assert(!json_get_bool(json, "i", &truth));
	ck_assert(!truth);
	ck_assert(json_get_bool(json, "t", &truth));
	ck_assert(truth);
	ck_assert_str_eq(json_get_string(json_get(json, "o"), "s"), "y");
	ck_assert(json_is_list(json_get(json, "a")));
	ck_assert(!json_is_list(json_get(json, "o")));
	ck_assert_uint_eq(json_length(json_get(json, "a")), 3);
	ck_assert_uint_eq(json_length(json_at(json_get(json, "a"), 1)), 1);
	ck_assert_ptr_null(json_at(json_get(json, "a"), 3));
	ck_assert_ptr_null(json_get_string_at(json_get(json, "a"), 1));
	ck_assert_ptr_null(json_get_string_at(json_get(json, "a"), 3));
	ck_assert_ptr_null(json_get(json, "missing"));
	ck_assert_uint_eq(json_length(json_get(json, "missing")), 0);
	ck_assert_ptr_null(json_get_string(json_get(json, "missing"), "s"));
}
END_TEST

START_TEST(what_is_not_one_object_or_array_is_refused)
{
	static const char *const texts[] = {
		"",	      "1",	    "\"a\"",	       "{",	      "{}{}",
		"{} x",	      "[1,]",	    "{\"a\":1,}",      "{a:1}",	      "[01]",
		"[NaN]",      "[1e999]",    "['a']",	       "[\"\\u0000\"]", "[\"\xff\"]",
		"[\"\n\"]",   "[\"\\ud800\"]", "{\"a\":1,\"a\":2}", "[9223372036854775808]",
		"\xef\xbb\xbf{}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_json_t) json = json_parse(texts[i], strlen(texts[i]), 1000, &error);

		ck_assert_msg(!json, "'%s' was taken", texts[i]);
		ck_assert_msg(g_error_matches(error, OPS_JSON_ERROR, JSON_ERROR_SYNTAX), "'%s'",
			      texts[i]);
		ck_assert_msg(g_str_has_prefix(error->message, "not JSON: line "), "%s",
			      error->message);
	}
}
END_TEST

START_TEST(a_fault_is_quoted_harmlessly)
{
	static const char text[] = "{\"a\": \xc2\x9b}";
	g_autoptr(GError) error = NULL;
	g_autoptr(ops_json_t) json = json_parse(text, strlen(text), 1000, &error);

	ck_assert_ptr_null(json);
	ck_assert_str_eq(error->message,
			 "not JSON: line 1, column 7: invalid token near '\\u{009B}'");
}
END_TEST

START_TEST(members_are_walked_in_order_and_read_as_text)
{
	static const char text[] = "{\"b\":\"up\",\"a\":18446744,\"c\":0.25,\"d\":true,\"e\":null,\"f\":[1]}";
	g_autoptr(ops_json_t) json = json_parse(text, strlen(text), 100, NULL);
	g_autoptr(GString) walked = g_string_new(NULL);
	const struct json *member;
	const char *key = NULL;

	while ((member = json_next(json, &key))) {
		g_autofree char *value = json_text(member);

		g_string_append_printf(walked, "%s=%s ", key, value ? value : "-");
	}
	ck_assert_str_eq(walked->str, "b=up a=18446744 c=0.25 d=true e=- f=- ");
	key = NULL;
	ck_assert_ptr_null(json_next(json_get(json, "f"), &key));
	ck_assert_ptr_null(json_text(json));
	ck_assert_ptr_null(json_text(NULL));
}
END_TEST

/* COUNT arrays in each other. */
static char *nested(size_t count)
{
	g_autofree char *open = g_strnfill(count, '[');
	g_autofree char *close = g_strnfill(count, ']');

	return g_strconcat(open, close, NULL);
}

START_TEST(the_first_key_nobody_knows_is_found_and_what_was_meant_is_said)
{
	static const char *const keys[] = { "address", "patience", NULL };
	static const char right[] = "{\"patience\":1,\"address\":2}", mistyped[] = "{\"address\":1,\"patient\":2,\"x\":3}";
	g_autoptr(ops_json_t) known = json_parse(right, strlen(right), 100, NULL);
	g_autoptr(ops_json_t) wrong = json_parse(mistyped, strlen(mistyped), 100, NULL);
	g_autoptr(ops_json_t) list = json_parse("[\"patient\"]", 11, 100, NULL);
	g_autofree char *near = json_unknown_key_why("patient", keys), *far = json_unknown_key_why("x", keys);

	ck_assert(known && wrong && list);
	ck_assert_ptr_null(json_unknown_key(known, keys));
	ck_assert_str_eq(json_unknown_key(wrong, keys), "patient");
	ck_assert_ptr_null(json_unknown_key(list, keys));
	ck_assert_ptr_null(json_unknown_key(NULL, keys));
	ck_assert_str_eq(near, "there is no such key; did you mean 'patience'?");
	ck_assert_str_eq(far, "there is no such key");
}
END_TEST

START_TEST(size_and_depth_are_limited)
{
	static const struct {
		size_t depth, limit;
		bool taken;
	} cases[] = {
		{ 1, 2, true },	     { 1, 1, false },	       { 64, 1000, true },
		{ 65, 1000, false }, { 100000, 1000000, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = nested(cases[i].depth);
		g_autoptr(GError) error = NULL;
		g_autoptr(ops_json_t) json = json_parse(text, strlen(text), cases[i].limit, &error);

		ck_assert_int_eq(json != NULL, cases[i].taken);
		if (!cases[i].taken)
			ck_assert(g_error_matches(error, OPS_JSON_ERROR, JSON_ERROR_LIMIT));
	}
}
END_TEST

START_TEST(each_character_is_written_as_it_is_when_it_is_safe_and_escaped_when_not)
{
	for (gunichar c = 1; c <= 0x10ffff; c++) {
		g_autoptr(GString) out = NULL;
		char string[8] = "";

		/* Everything that a fast path may know, and a sample of the rest. */
		if ((c >= 0xd800 && c <= 0xdfff) || (c > 0xffff && c % 97))
			continue;
		out = g_string_new(NULL);
		string[g_unichar_to_utf8(c, string)] = '\0';
		json_append_quoted(out, string);
		if (c == '"' || c == '\\')
			ck_assert_msg(out->len == 4 && out->str[1] == '\\', "U+%04X: %s", c, out->str);
		else if (text_char_is_safe(c))
			ck_assert_msg(out->len == strlen(string) + 2 && !strncmp(out->str + 1, string, strlen(string)), "U+%04X: %s", c,
				      out->str);
		else
			ck_assert_msg(out->str[1] == '\\' && g_utf8_strlen(out->str, -1) == (glong)out->len, "U+%04X: %s", c, out->str);
	}
}
END_TEST

START_TEST(bytes_behind_the_length_are_not_read)
{
	g_autoptr(ops_json_t) json = json_parse("[1]garbage", 3, 3, NULL);

	ck_assert_ptr_nonnull(json);
	json_free(NULL);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(keys_keep_the_order_of_being_added),
		UNIT(what_harms_a_terminal_is_escaped_and_reads_back),
		UNIT(text_that_is_not_utf8_is_escaped_not_refused),
		UNIT(reals_are_as_short_as_they_can_be),
		UNIT(the_canonical_form_is_that_of_rfc_8785),
		UNIT(members_are_read_by_type),
		UNIT(members_are_walked_in_order_and_read_as_text),
		UNIT(what_is_not_one_object_or_array_is_refused),
		UNIT(a_fault_is_quoted_harmlessly),
		UNIT(the_first_key_nobody_knows_is_found_and_what_was_meant_is_said),
		UNIT(size_and_depth_are_limited),
		UNIT(each_character_is_written_as_it_is_when_it_is_safe_and_escaped_when_not),
		UNIT(bytes_behind_the_length_are_not_read),
		{ NULL, NULL },
	};

	return unit_run("base-json", tests);
}
