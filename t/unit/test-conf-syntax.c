/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator is told about a text that is not YAML: the whole message. */
#include "test-conf.h"

static const struct {
	const char *text, *fault;
} cases[] = {
	{"a:\n\tb: c\n", "line 2, column 1: found a tab where blanks must indent; use blanks"},
	{"a: b\n\tc: d\n", "line 2, column 1: found a tab where blanks must indent; use blanks "
			   "(begun in line 1)"},
	{"a: |\n\tb\n", "line 2, column 1: found a tab where blanks must indent; use blanks "
			"(begun in line 1)"},
	{"a: @b\n", "line 1, column 4: text cannot begin with '@'; put it in quotes"},
	{"a: `b\n", "line 1, column 4: text cannot begin with '`'; put it in quotes"},
	/* Lines are counted alike when they end in CRLF, also after a block of text. */
	{"a: |\r\n  b\r\n  c\r\nd: @\r\n",
	 "line 4, column 4: text cannot begin with '@'; put it in quotes"},
	{"a: 東 @\nb: %\n", "line 2, column 4: text cannot begin with '%'; put it in quotes"},
	{"a: b: c\n", "line 1, column 5: found ': ' where no key can stand; check the "
		      "indentation, or put the text in quotes"},
	{"a: b\n  c: d\n", "line 2, column 4: found ': ' where no key can stand; check the "
			   "indentation, or put the text in quotes"},
	{"a: - b\n", "line 1, column 4: found '- ' where no list item can stand; begin a new line"},
	{"a: ? b\n", "line 1, column 4: found a key where none can stand; begin a new line"},
	{"a: b\nc\nd: e\n", "line 2, column 1: expected ':' and a blank after this key"},
	{"a:\n  b: c\n d: e\n", "line 3, column 2: expected a key in line with the others of this "
				"mapping; check the indentation (begun in line 1)"},
	{"- a\nb: c\n", "line 2, column 1: expected '- ' in line with the others of this list; "
			"check the indentation (begun in line 1)"},
	{"a: [b,\n  c\nd: e\n",
	 "line 3, column 2: expected ',' or ']' in this list (begun in line 1)"},
	{"a: {b: c\nd: e\n",
	 "line 2, column 2: expected ',' or '}' in this mapping (begun in line 1)"},
	{"a: [b, , c]\n", "line 1, column 8: expected a value here"},
	{"[a]\n]\n", "line 2, column 1: expected the end of the file; check the indentation of "
		     "this line"},
	{"a: b\nc: \"d\n", "line 2, column 4: this quoted text is not closed"},
	{"a: [b", "line 1, column 6: expected ',' or ']' in this list"},
	{"a: [b\n", "line 2, column 1: expected ',' or ']' in this list (begun in line 1)"},
	{"a: 'b\n", "line 1, column 4: this quoted text is not closed"},
	{"a: 'b\n---\n", "line 2, column 1: found '---' or '...' inside a quoted text; close the "
			 "quote, or indent the line (begun in line 1)"},
	{"a: \"\\d\"\n", "line 1, column 5: found an unknown escape in double quotes; write \\\\ "
			 "for a backslash, or use single quotes"},
	{"a: \"\\xZZ\"\n", "line 1, column 7: expected hexadecimal digits in this escape"},
	{"a: \"\\ud800\"\n", "line 1, column 7: found an escape that is not a Unicode character"},
	{"a: *\n", "line 1, column 5: found '&' or '*' without a name of letters and digits; put "
		   "text that begins so in quotes"},
	{"a: **bold**\n", "line 1, column 5: found '&' or '*' without a name of letters and "
			  "digits; put text that begins so in quotes"},
	{"a: | b\n", "line 1, column 6: expected nothing but a digit, '+' or '-' after '|' or "
		     "'>'; begin the text on the next line"},
	{"a: |0\n", "line 1, column 5: expected a digit from 1 to 9 after '|' or '>'"},
	{"a: !<b\n", "line 1, column 7: found a tag ('!' before a value) that cannot be read; put "
		     "text that begins with '!' in quotes"},
	{"a: !b!c d\n", "line 1, column 4: found a tag ('!' before a value) that cannot be read; "
			"put text that begins with '!' in quotes"},
	{"%FOO\n--- a\n", "line 1, column 5: found a directive (a line that begins with '%') that "
			  "cannot be read; remove it"},
	{"%YAML 1.1\n%YAML 1.1\n--- a\n", "line 2, column 1: found a directive (a line that "
					  "begins with '%') that cannot be read; remove it"},
	{"%YAML 2.0\n--- a\n", "line 1, column 1: expected YAML 1.1 or 1.2 in the %YAML line"},
};

START_TEST(each_error_says_where_and_what_to_do)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *expected = g_strconcat("x.yaml: ", cases[i].fault, NULL);
		g_autofree char *faults = faults_of(cases[i].text);

		ck_assert_str_eq(faults, expected);
	}
}
END_TEST

START_TEST(faults_before_the_error_are_told_with_it)
{
	g_autofree char *faults = faults_of("a: b\na: c\nd: !!int 1\ne: [\n");

	ck_assert_str_eq(faults, "x.yaml: line 2, column 1: duplicate key 'a': it stands already "
				 "at line 1, column 1\n"
				 "x.yaml: line 3, column 4: unknown tag '!!int'; remove it\n"
				 "x.yaml: line 5, column 1: expected a value here");
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(each_error_says_where_and_what_to_do),
		UNIT(faults_before_the_error_are_told_with_it),
		{NULL},
	};

	return unit_run("conf-syntax", tests);
}
