/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/text.h: what reaches a terminal is harmless, and as wide as promised.
 */
#include "base/text.h"

#include "unit.h"

#include <stdint.h>

#define MARK "\xcc\x81"	/* U+0301 combining acute accent */

struct safe_case {
	const char *bytes, *safe;
};

static void assert_safe(const struct safe_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		g_autofree char *safe = text_safe_string(cases[i].bytes);

		ck_assert_str_eq(safe, cases[i].safe);
	}
}

START_TEST(printable_text_stays_as_it_is)
{
	static const char *const texts[] = {
		"",		"GigabitEthernet0/1",	"サクラ病院",	    "ｻｸﾗ病院",
		"C:\\temp\\x",	"100% of 'it'",		"a\xc2\xa0z",	    "全角　空白",
		("e" MARK),	"が",			("葛\xf3\xa0\x84\x80飾"), "🏥",
		"\\u{nothex}",	"\\x4",			"\\",		    "\xee\x80\x80",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *safe = text_safe_string(texts[i]);

		ck_assert_str_eq(safe, texts[i]);
	}
}
END_TEST

START_TEST(what_harms_a_terminal_is_escaped)
{
	static const struct safe_case cases[] = {
		{ "\033[31mred", "\\x1b[31mred" },
		{ "\033]0;title\007", "\\x1b]0;title\\x07" },
		{ "a\r\nb\tc", "a\\x0d\\x0ab\\x09c" },
		{ "\x7f", "\\x7f" },
		{ "\xc2\x9b" "31m", "\\u{009B}31m" },	/* C1: CSI in one character */
		{ "\xc2\x85", "\\u{0085}" },
		{ "\xc2\xad", "\\u{00AD}" },		/* soft hyphen */
		{ "\xd8\x9c", "\\u{061C}" },
		{ "\xe2\x80\x8b", "\\u{200B}" },
		{ "\xe2\x80\x8e\xe2\x80\x8f", "\\u{200E}\\u{200F}" },
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}" },
		{ "\xe2\x80\xaa\xe2\x80\xae", "\\u{202A}\\u{202E}" },
		{ "\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}" },
		{ "\xef\xbb\xbf", "\\u{FEFF}" },
		{ "\xf3\xa0\x81\x81", "\\u{E0041}" },	/* tag A */
		{ "\xe3\x85\xa4", "\\u{3164}" },	/* Hangul filler */
		{ "\xef\xbf\xbf", "\\u{FFFF}" },
	};

	assert_safe(cases, G_N_ELEMENTS(cases));
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_escaped_one_by_one)
{
	static const struct safe_case cases[] = {
		{ "\xff", "\\xff" },
		{ "a\x80z", "a\\x80z" },
		{ "\xe3\x81", "\\xe3\\x81" },		/* torn */
		{ "\xc0\xaf", "\\xc0\\xaf" },		/* overlong slash */
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },	/* surrogate */
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
		{ "\x8e\xcb", "\\x8e\\xcb" },		/* Shift_JIS */
		{ "\x9b" "31m", "\\x9b31m" },		/* 8-bit CSI */
	};

	assert_safe(cases, G_N_ELEMENTS(cases));
}
END_TEST

START_TEST(a_nul_is_a_byte_like_others)
{
	g_autofree char *safe = text_safe("a\0b", 3, SIZE_MAX);

	ck_assert_str_eq(safe, "a\\x00b");
}
END_TEST

START_TEST(a_backslash_is_doubled_only_where_it_would_mislead)
{
	static const struct safe_case cases[] = {
		{ "\\x1b", "\\\\x1b" },
		{ "\\u{202E}", "\\\\u{202E}" },
		{ "\\u{00E202E}", "\\\\u{00E202E}" },	/* a reader may take any number of zeros */
		{ "\\x1", "\\x1" },
		{ "\\u{}", "\\u{}" },
		{ "\\u{1234567}", "\\u{1234567}" },
		{ "\\\033", "\\\\\\x1b" },		/* before an escape of ours */
		{ "\\\xff", "\\\\\\xff" },
		{ "\\\\", "\\\\\\" },
		{ "\\\\x41", "\\\\\\\\x41" },
	};

	assert_safe(cases, G_N_ELEMENTS(cases));
}
END_TEST

START_TEST(combining_marks_are_bounded_and_need_a_base)
{
	static const struct safe_case cases[] = {
		{ "e" MARK MARK MARK MARK "x", "e" MARK MARK MARK MARK "x" },
		{ "e" MARK MARK MARK MARK MARK MARK MARK "x", "e" MARK MARK MARK MARK "…x" },
		{ MARK "x", "\\u{0301}x" },
		{ "\n" MARK, "\\x0a\\u{0301}" },
		{ "\xff" MARK, "\\xff\\u{0301}" },
	};

	assert_safe(cases, G_N_ELEMENTS(cases));
}
END_TEST

START_TEST(a_limit_never_tears_a_character)
{
	static const struct {
		size_t limit;
		const char *safe;
	} cases[] = {
		{ 0, "…" },	{ 1, "a…" },   { 2, "a…" },	{ 3, "a…" },
		{ 4, "aあ…" },	{ 5, "aあ…" }, { 8, "aあ🏥" },	{ 9, "aあ🏥" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *safe = text_safe("aあ🏥", 8, cases[i].limit);

		ck_assert_str_eq(safe, cases[i].safe);
	}
}
END_TEST

START_TEST(a_limit_keeps_what_was_broken_before_it)
{
	g_autofree char *safe = text_safe("\x80\x80\x80\x80\x80", 5, 4);

	ck_assert_str_eq(safe, "\\x80\\x80\\x80\\x80…");
}
END_TEST

START_TEST(an_excerpt_is_eighty_bytes_at_most)
{
	g_autofree char *long_text = g_strnfill(81, 'a');
	g_autofree char *excerpt = text_excerpt(long_text);
	g_autofree char *expected = g_strconcat(long_text + 1, "…", NULL);
	g_autofree char *whole = text_excerpt(long_text + 1);

	ck_assert_str_eq(excerpt, expected);
	ck_assert_str_eq(whole, long_text + 1);
}
END_TEST

START_TEST(width_is_counted_in_columns)
{
	static const struct {
		const char *text;
		unsigned int width;
	} cases[] = {
		{ "", 0 },	    { "abc", 3 },    { "病院", 4 },	 { "ｻｸﾗ", 3 },
		{ "ＡＢ", 4 },	    { "…", 1 },	     { "e" MARK, 1 },	 { "か\xe3\x82\x99", 2 },
		{ "🏥", 2 },	    { "─", 1 },	     { "α", 1 },	 { "a\xff" "b", 3 },
		{ "　", 2 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(text_width(cases[i].text) == cases[i].width, "'%s' is %u wide",
			      cases[i].text, text_width(cases[i].text));
}
END_TEST

START_TEST(text_is_cut_to_fit)
{
	static const struct {
		const char *text;
		unsigned int columns;
		const char *cut;
	} cases[] = {
		{"abc", 3, "abc"},  {"abcd", 3, "ab…"}, {"病院", 4, "病院"},
		{"病院", 3, "病…"}, {"病院", 2, "…"},	{"病院", 1, "…"},
		{"病院", 0, ""},    {"", 0, ""},	{"e" MARK "bc", 2, "e" MARK "…"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *cut = text_cut(cases[i].text, cases[i].columns);

		ck_assert_str_eq(cut, cases[i].cut);
	}
}
END_TEST

START_TEST(padding_makes_columns_exact)
{
	static const struct {
		const char *text;
		unsigned int columns;
		enum text_align align;
		const char *padded;
	} cases[] = {
		{ "ab", 4, TEXT_LEFT, "ab  " },	   { "ab", 4, TEXT_RIGHT, "  ab" },
		{ "病院", 5, TEXT_LEFT, "病院 " },  { "病院", 3, TEXT_LEFT, "病…" },
		{ "病院", 2, TEXT_LEFT, "… " },	   { "病院", 2, TEXT_RIGHT, " …" },
		{ "", 2, TEXT_LEFT, "  " },	   { "abc", 0, TEXT_LEFT, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *padded =
			text_pad(cases[i].text, cases[i].columns, cases[i].align);

		ck_assert_str_eq(padded, cases[i].padded);
	}
}
END_TEST

START_TEST(lines_are_broken_where_the_writing_allows)
{
	static const struct {
		const char *text;
		unsigned int columns, indent;
		const char *wrapped;
	} cases[] = {
		{ "", 10, 0, "" },
		{ "one two three", 7, 0, "one two\nthree" },
		{ "one two three", 8, 2, "one two\n  three" },
		{ "one  two", 4, 0, "one\ntwo" },
		{ "one two   ", 20, 0, "one two" },
		{ "a\n\nb", 10, 4, "a\n\n    b" },
		{ "abcdefgh", 4, 0, "abcd\nefgh" },
		{ "ab cdefgh", 4, 0, "ab\ncdef\ngh" },
		{ "abcdefgh", 0, 2, "abcd\n  ef\n  gh" },
		{ "  kept", 10, 0, "  kept" },
		{ "病院の回線", 4, 0, "病院\nの回\n線" },
		{ "病院の回線", 5, 0, "病院\nの回\n線" },
		{ "病院、回線", 4, 0, "病\n院、\n回線" },	/* no stop at the start */
		{ "病院「回線」", 6, 0, "病院\n「回\n線」" },	/* no opening bracket at the end */
		{ "センター", 6, 0, "セン\nター" },		/* ー stays with タ */
		{ "ちょっと", 2, 0, "ち\nょ\nっ\nと" },		/* no room for kinsoku */
		{ "ああああょ", 8, 0, "あああ\nあょ" },
		{ "。。。。", 4, 0, "。。\n。。" },
		{ "回線abcは", 6, 0, "回線\nabcは" },
		{ "回線 h1-main は", 8, 0, "回線\nh1-main\nは" },
		{ "e" MARK "e" MARK "e" MARK, 2, 0, "e" MARK "e" MARK "\ne" MARK },
		{ "全角　空白", 4, 0, "全角\n空白" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *wrapped =
			text_wrap(cases[i].text, cases[i].columns, cases[i].indent);

		ck_assert_str_eq(wrapped, cases[i].wrapped);
	}
}
END_TEST

START_TEST(what_is_plain_and_wide_is_whole_safe_and_normal)
{
	size_t count = 0;

	for (gunichar c = 1; c <= 0x10ffff; c++) {
		g_autofree char *normal = NULL;
		char string[8] = "";
		int length;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		length = g_unichar_to_utf8(c, string);
		if (!text_is_plain_wide(string))
			continue;
		normal = g_utf8_normalize(string, -1, G_NORMALIZE_DEFAULT_COMPOSE);
		ck_assert_msg(length == 3 && text_char_is_safe(c), "U+%04X", c);
		ck_assert_msg(!strcmp(normal, string) && g_unichar_combining_class(c) == 0, "U+%04X", c);
		count++;
	}
	ck_assert_uint_gt(count, 20000);
}
END_TEST

START_TEST(a_torn_character_is_not_plain)
{
	static const char *const cases[] = { "", "\xe3", "\xe3\x81", "\xe3x", "\xe3\x81x", "\xe5\xe5\xe5", "\xe5\x80\xc0", "\x81\x82\x83" };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(!text_is_plain_wide(cases[i]), "case %zu", i);
}
END_TEST

START_TEST(the_nearest_word_is_a_slip_away_and_no_further)
{
	static const char *const words[] = {"address",	  "area", "carrier",
					    "circuit-id", "病院", NULL};
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "adress", "address" },   { "addresss", "address" }, { "addrses", "address" },
		{ "carier", "carrier" },   { "circuit_id", "circuit-id" }, { "aera", "area" },
		{ "area", "area" },	   { "病員", "病院" },	      { "zone", NULL },
		{ "", NULL },		   { "x", NULL },	      { "\xff", NULL },
		{ "carrierpigeon", NULL },
	};
	g_autofree char *long_word = g_strnfill(5000, 'a');

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *nearest = text_nearest(cases[i].word, words);

		ck_assert_msg(!g_strcmp0(nearest, cases[i].nearest), "'%s' gives '%s'",
			      cases[i].word, nearest ? nearest : "none");
	}
	ck_assert_ptr_null(text_nearest(long_word, words));
}
END_TEST

int main(void)
{
	const struct unit_test tests[] = {
		UNIT(printable_text_stays_as_it_is),
		UNIT(what_harms_a_terminal_is_escaped),
		UNIT(bytes_that_are_not_utf8_are_escaped_one_by_one),
		UNIT(a_nul_is_a_byte_like_others),
		UNIT(a_backslash_is_doubled_only_where_it_would_mislead),
		UNIT(combining_marks_are_bounded_and_need_a_base),
		UNIT(a_limit_never_tears_a_character),
		UNIT(a_limit_keeps_what_was_broken_before_it),
		UNIT(an_excerpt_is_eighty_bytes_at_most),
		UNIT(width_is_counted_in_columns),
		UNIT(text_is_cut_to_fit),
		UNIT(padding_makes_columns_exact),
		UNIT(lines_are_broken_where_the_writing_allows),
		UNIT(what_is_plain_and_wide_is_whole_safe_and_normal),
		UNIT(a_torn_character_is_not_plain),
		UNIT(the_nearest_word_is_a_slip_away_and_no_further),
		{ NULL, NULL },
	};

	return unit_run("base-text", tests);
}
