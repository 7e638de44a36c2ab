/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that may come from anywhere and must not harm a terminal, a page or a
 * log: escaped, measured in columns, cut, padded and wrapped. Japanese is two
 * columns wide. Every byte from outside passes text_safe() before it is shown.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * LENGTH bytes made safe for one line of a terminal: valid printable UTF-8 is
 * kept; control characters (C0, C1, DEL), bidirectional overrides, invisible
 * format characters, line and paragraph separators and bytes that are not
 * UTF-8 come out as \xNN or \u{NNNN}; a backslash becomes \\ only where it
 * would otherwise read as such an escape. At most LIMIT bytes of the input are
 * read; what was left out is marked with an ellipsis. Combining marks stay, but
 * at most four on one character, and none without a character to stand on.
 * Caller frees.
 */
char *text_safe(const char *bytes, size_t length, size_t limit);
/* The same for a whole string. */
char *text_safe_string(const char *string);
/* The same line by line: the newlines of STRING stay. */
char *text_safe_lines(const char *string);
/* The same for the first 80 bytes: to quote STRING in a message. */
char *text_excerpt(const char *string);
/* False for what text_safe() escapes: controls, what reorders or hides text. */
bool text_char_is_safe(gunichar character);

/*
 * Whether the character at AT is one of three bytes that Japanese is mostly written with and needs no look: kana, ideographs
 * up to U+9FBF, punctuation up to U+3029. It is whole, safe to show and stays as it is when text is normalised (NFC). Not so
 * U+3040, U+3097 and U+3098, which are nobody's, and the marks behind them. AT ends in a NUL somewhere. Inline, for it is
 * asked of every character of whatever is sent.
 */
static inline bool text_is_plain_wide(const char *at)
{
	const guchar first = (guchar)at[0], second = first >= 0xe3 && first <= 0xe9 ? (guchar)at[1] : 0;
	guchar third;

	if ((second & 0xc0) != 0x80)
		return false;
	third = (guchar)at[2];
	if ((third & 0xc0) != 0x80)
		return false;
	if (first > 0xe3)
		return first < 0xe9 || second < 0xbf;
	if (second == 0x80)
		return third <= 0xa9;
	if (second == 0x81)
		return third != 0x80;
	return second == 0x83 || (second == 0x82 && (third < 0x97 || third > 0x9a));
}

/* Columns that UTF-8 STRING takes in a terminal; escapes are not understood,
 * so pass it through text_safe() first. Ambiguous width counts as one. */
unsigned int text_width(const char *string);
/* STRING cut to at most COLUMNS, ending in "…" if anything went. Caller frees. */
char *text_cut(const char *string, unsigned int columns);
enum text_align { TEXT_LEFT, TEXT_RIGHT };
/* STRING cut or filled with blanks to exactly COLUMNS. Caller frees. */
char *text_pad(const char *string, unsigned int columns, enum text_align align);
/*
 * STRING broken into lines of at most COLUMNS, each but the first indented by
 * INDENT blanks. Breaks at blanks, and between Japanese characters by kinsoku:
 * no line begins with a closing bracket, small kana or 。、, none ends with an
 * opening one; a word longer than a line is broken anywhere. A newline in
 * STRING stays, blanks at the end of a line do not. COLUMNS counts as at least
 * INDENT + 2, so that one Japanese character fits. Caller frees.
 */
char *text_wrap(const char *string, unsigned int columns, unsigned int indent);

/*
 * STRING folded for look-up: NFKC, lower case, katakana to hiragana; blanks,
 * hyphens, middle dots, and prolonged marks between digits dropped. サクラ病院
 * and ｻｸﾗ病院 fold alike, and folding twice changes nothing. Caller frees.
 */
char *text_fold(const char *string);
/* The digits of a telephone number, +81 turned into 0; NULL when STRING holds
 * anything that is not part of a number, or no digit. Caller frees. */
char *text_fold_phone(const char *string);

/* The nearest of CANDIDATES (NULL-terminated) to WORD by edit distance, for
 * "did you mean"; NULL when none is near: more than a third of the letters
 * would have to change. Lent. */
const char *text_nearest(const char *word, const char *const *candidates);
