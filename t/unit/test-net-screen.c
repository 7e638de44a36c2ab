/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a terminal would show: each case whole, byte by byte, and with the same
 * answer.
 */
#include "net/screen.h"
#include "unit.h"

#include <string.h>

static const struct { const char *what, *bytes, *text; } cases[] = {
	{ "plain lines", "a\r\nb\n", "a\nb\n" },
	{ "line feed before carriage return", "a\n\rb\n\r", "a\nb\n" },
	{ "a doubled carriage return", "get system status\r\r\nx", "get system status\nx" },
	{ "a carriage return writes over", "abc\rX", "Xbc" },
	{ "a backspace writes over", "abc\b\bX", "aXc" },
	{ "a backspace stops at the line's beginning", "\b\ba", "a" },
	{ "a pager wiped by blanks", "--More-- \r         \rnext\r\n", "next\n" },
	{ "a pager wiped, then nothing", "--More-- \r         \r\r\nx", "\nx" },
	{ "a pager wiped by backspaces", "--More--\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\nx", "\nx" },
	{ "a pager wiped by moving left", "  ---- More ----\x1b[16D                \x1b[16Dnext\n", "next\n" },
	{ "a pager wiped by erasing", "--More--\r\x1b[Knext\n", "next\n" },
	{ "a shorter text over a wiped pager", "--More-- \r         \rb# ", "b# " },
	{ "blanks that were sent stay", "a   \nb  ", "a   \nb  " },
	{ "colours", "\x1b[1;31mred\x1b[0m\x1b[m", "red" },
	{ "keypad and bracketed paste", "\x1b[?1h\x1b=\x1b[?2004hb1# ", "b1# " },
	{ "a character set", "\x1b(Ba\x1b)0b", "ab" },
	{ "a title", "\x1b]0;b1\aa\x1b]2;t\x1b\\b", "ab" },
	{ "to the right", "a\x1b[3Cb", "a   b" },
	{ "to a column", "abcdef\x1b[3GX", "abXdef" },
	{ "elsewhere on the screen is another line", "a\x1b[24;1Hb\x1b[1;1Hc", "a\nb\nc" },
	{ "erasing what is left of the cursor", "abc\x1b[1K", "   " },
	{ "erasing the line", "abc\x1b[2Kd", "d" },
	{ "bells and other controls", "a\a\x01\x0e\x7f" "b", "ab" },
	{ "tabs stay", "a\tb", "a\tb" },
	{ "Japanese in UTF-8", "回線\r\n", "回線\n" },
	{ "Japanese in CP932", "\x89\xf1\x90\xfc\r\n", "\x89\xf1\x90\xfc\n" },
	{ "a line feed within a sequence", "\x1b[12\nb", "\nb" },
	{ "an escape within a sequence", "\x1b[12\x1b[mb", "b" },
};

static char *shown(const char *bytes, size_t length, size_t step, uint32_t *ret_controls)
{
	struct screen screen;
	char *text;

	screen_init(&screen);
	for (size_t at = 0; at < length; at += step)
		screen_feed(&screen, bytes + at, MIN(step, length - at));
	text = g_strndup(screen.text->str, screen.text->len);
	*ret_controls = screen.controls;
	screen_clear(&screen);
	return text;
}

START_TEST(it_shows_what_a_terminal_would)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		uint32_t whole_controls, controls;
		size_t length = strlen(cases[i].bytes);
		g_autofree char *whole = shown(cases[i].bytes, length, length, &whole_controls);

		ck_assert_msg(!strcmp(whole, cases[i].text), "%s: '%s'", cases[i].what, whole);
		for (size_t step = 1; step < length; step++) {
			g_autofree char *pieces = shown(cases[i].bytes, length, step, &controls);

			ck_assert_msg(!strcmp(pieces, whole) && controls == whole_controls, "%s, by %zu", cases[i].what,
				      step);
		}
	}
}
END_TEST

START_TEST(nul_is_not_shown_and_is_counted)
{
	uint32_t controls;
	g_autofree char *text = shown("a\0\0b", 4, 4, &controls);

	ck_assert_str_eq(text, "ab");
	ck_assert_uint_eq(controls, 2);
}
END_TEST

START_TEST(a_sequence_without_end_does_not_swallow_the_rest)
{
	g_autoptr(GString) bytes = g_string_new("\x1b]");
	uint32_t controls;
	g_autofree char *text = NULL;

	for (int i = 0; i < 5000; i++)
		g_string_append_c(bytes, 'x');
	g_string_append(bytes, "end");
	text = shown(bytes->str, bytes->len, bytes->len, &controls);
	ck_assert(g_str_has_suffix(text, "xend"));
	ck_assert_uint_lt(strlen(text), 1000);
}
END_TEST

START_TEST(few_bytes_do_not_make_much_text)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	uint32_t controls;
	g_autofree char *text = NULL;

	for (int i = 0; i < 1000; i++)
		g_string_append(bytes, "\x1b[999999999C\n");
	text = shown(bytes->str, bytes->len, bytes->len, &controls);
	ck_assert_uint_le(strlen(text), bytes->len * SCREEN_GROWTH);
}
END_TEST

START_TEST(what_is_removed_moves_the_rest)
{
	struct screen screen;
	size_t length;
	const char *line;

	screen_init(&screen);
	screen_feed(&screen, "one\ntwo\nb1#  ", 13);
	screen_remove(&screen, 0, 4);
	ck_assert_str_eq(screen.text->str, "two\nb1#  ");
	line = screen_last_line(&screen, &length);
	ck_assert_uint_eq(length, 3);
	ck_assert_int_eq(memcmp(line, "b1#", 3), 0);
	screen_feed(&screen, "\rc", 2);
	ck_assert_str_eq(screen.text->str, "two\nc1#  ");
	screen_clear(&screen);
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(it_shows_what_a_terminal_would),
		UNIT(nul_is_not_shown_and_is_counted),
		UNIT(a_sequence_without_end_does_not_swallow_the_rest),
		UNIT(few_bytes_do_not_make_much_text),
		UNIT(what_is_removed_moves_the_rest),
		{ NULL, NULL },
	};

	return unit_run("net-screen", tests);
}
