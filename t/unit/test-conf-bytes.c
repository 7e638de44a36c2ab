/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes are a text, and where those stand that are none. */
#include "test-conf.h"

#define BYTES(literal) literal, sizeof(literal) - 1
#define INVISIBLE(place, character)                                                                \
	"x.yaml: line " place ": found the invisible character U+" character                       \
	"; if it is meant, write \\u" character " in double quotes"

static const struct {
	const char *bytes;
	size_t length;
	const char *faults;
} cases[] = {
	{BYTES(""), ""},
	{BYTES("a: b\n"), ""},
	{BYTES("a: b"), ""},
	{BYTES("a: b\r\nc: d\r\n"), ""},
	{BYTES("\xef\xbb\xbf"), ""},
	{BYTES("\xef\xbb\xbf"
	       "a: b\n"),
	 ""},
	{BYTES("a: 東西医療回線 \xf0\x9f\x91\x8d\n"), ""},
	{BYTES("\xff\xfe"
	       "a\0:\0"),
	 "x.yaml: line 1, column 1: found UTF-16; save the file as UTF-8"},
	{BYTES("\xfe\xff\0a"), "x.yaml: line 1, column 1: found UTF-16; save the file as UTF-8"},
	{BYTES("a\0:\0 \0"),
	 "x.yaml: line 1, column 2: found a NUL byte; expected a text file in UTF-8"},
	{BYTES("a: b\n東: \xff\n"),
	 "x.yaml: line 2, column 4: found the byte 0xFF, which is not UTF-8; save the file as "
	 "UTF-8"},
	/* Shift_JIS, cut in the middle of a character, overlong, a surrogate, beyond Unicode. */
	{BYTES("a: \x93\x8c"), "x.yaml: line 1, column 4: found the byte 0x93, which is not "
			       "UTF-8; save the file as UTF-8"},
	{BYTES("a: \xe6\x9d"), "x.yaml: line 1, column 4: found the byte 0xE6, which is not "
			       "UTF-8; save the file as UTF-8"},
	{BYTES("a: \xc0\xaf"), "x.yaml: line 1, column 4: found the byte 0xC0, which is not "
			       "UTF-8; save the file as UTF-8"},
	{BYTES("a: \xed\xa0\x80"), "x.yaml: line 1, column 4: found the byte 0xED, which is not "
				   "UTF-8; save the file as UTF-8"},
	{BYTES("a: \xf4\x90\x80\x80"), "x.yaml: line 1, column 4: found the byte 0xF4, which is "
				       "not UTF-8; save the file as UTF-8"},
	{BYTES("a: b\nc: \033[2J\n"), INVISIBLE("2, column 4", "001B")},
	{BYTES("a: \x7f"), INVISIBLE("1, column 4", "007F")},
	/* Line breaks to libyaml, not to an editor: what follows would look like comment. */
	{BYTES("# a\xc2\x85"
	       "b: c"),
	 INVISIBLE("1, column 4", "0085")},
	{BYTES("# a\xe2\x80\xa8"
	       "b: c"),
	 INVISIBLE("1, column 4", "2028")},
	{BYTES("# a\xe2\x80\xa9"
	       "b: c"),
	 INVISIBLE("1, column 4", "2029")},
	{BYTES("a: b\n\xef\xbb\xbf"
	       "c: d"),
	 INVISIBLE("2, column 1", "FEFF")},
	{BYTES("a: \xef\xbf\xbf"), INVISIBLE("1, column 4", "FFFF")},
	{BYTES("# a\rb: c"), "x.yaml: line 1, column 4: found a carriage return without a line "
			     "feed; end each line with a line feed"},
	{BYTES("a: b\r"), "x.yaml: line 1, column 5: found a carriage return without a line feed; "
			  "end each line with a line feed"},
};

START_TEST(only_utf8_text_passes)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		/* Without a byte behind the end that could be read by mistake. */
		g_autofree char *bytes = g_memdup2(cases[i].bytes, cases[i].length);
		g_autofree char *faults = faults_of_bytes(bytes, cases[i].length, NULL);

		ck_assert_str_eq(faults, cases[i].faults);
	}
}
END_TEST

START_TEST(columns_after_a_byte_order_mark_count_from_the_text)
{
	g_autofree char *faults = faults_of("\xef\xbb\xbf"
					    "a: \xff");

	ck_assert_str_eq(faults, "x.yaml: line 1, column 4: found the byte 0xFF, which is not "
				 "UTF-8; save the file as UTF-8");
}
END_TEST

START_TEST(tag_directives_without_end_are_refused_before_they_are_compared)
{
	GString *text = g_string_new(NULL);
	g_autofree char *faults = NULL;

	for (unsigned int i = 0; i < 300000; i++)
		g_string_append_printf(text, "%%TAG !a%u! b\n", i);
	g_string_append(text, "--- a\n");
	faults = faults_of(text->str);
	ck_assert_str_eq(faults, "x.yaml: line 101, column 1: more than 100 %TAG lines; remove "
				 "them");
	g_string_free(text, TRUE);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(only_utf8_text_passes),
		UNIT(columns_after_a_byte_order_mark_count_from_the_text),
		UNIT(tag_directives_without_end_are_refused_before_they_are_compared),
		{NULL},
	};

	return unit_run("conf-bytes", tests);
}
