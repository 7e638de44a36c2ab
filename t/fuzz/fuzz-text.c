/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as text to show: what comes out is harmless, can be turned back,
 * and keeps its promises of width; folding is settled after one time.
 */
#include "base/text.h"

#include <stdint.h>

#define ELLIPSIS "\xe2\x80\xa6"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* By ranges, not by the table that text.c asks: a second opinion. */
static bool is_harmful(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

static void assert_harmless(const char *text)
{
	g_assert(g_utf8_validate(text, -1, NULL));
	for (; *text; text = g_utf8_next_char(text))
		g_assert(!is_harmful(g_utf8_get_char(text)));
}

/* What the escape at *CURSOR stands for is appended; *CURSOR moves past it. */
static bool turn_back_escape(GString *out, const char **cursor)
{
	const char *at = *cursor;

	if (at[0] != '\\')
		return false;
	if (at[1] == '\\') {
		g_string_append_c(out, '\\');
		*cursor = at + 2;
		return true;
	}
	if (at[1] == 'x' && g_ascii_isxdigit(at[2]) && g_ascii_isxdigit(at[3])) {
		g_string_append_c(out, (char)(g_ascii_xdigit_value(at[2]) << 4 |
					      g_ascii_xdigit_value(at[3])));
		*cursor = at + 4;
		return true;
	}
	if (at[1] == 'u' && at[2] == '{') {
		gunichar c = 0;

		for (at += 3; g_ascii_isxdigit(*at) && c <= 0x10ffff; at++)
			c = c << 4 | (gunichar)g_ascii_xdigit_value(*at);
		if (*at != '}' || at == *cursor + 3 || c > 0x10ffff)
			return false;
		g_string_append_unichar(out, c);
		*cursor = at + 1;
		return true;
	}
	return false;
}

/* No two inputs may look the same, save where an ellipsis says so. */
static void assert_turns_back(const char *safe, const uint8_t *data, size_t size)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (strstr(safe, ELLIPSIS))
		return;
	while (*safe)
		if (!turn_back_escape(out, &safe))
			g_string_append_c(out, *safe++);
	g_assert(out->len == size && !memcmp(out->str, data, size));
}

static void assert_widths(const char *safe, unsigned int columns)
{
	g_autofree char *cut = text_cut(safe, columns);
	g_autofree char *left = text_pad(safe, columns, TEXT_LEFT);
	g_autofree char *right = text_pad(safe, columns, TEXT_RIGHT);

	g_assert(text_width(cut) <= columns);
	g_assert(text_width(left) == columns);
	g_assert(text_width(right) == columns);
	assert_harmless(cut);
	assert_harmless(left);
}

static char *without_blanks(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (c != ' ' && c != '\n' && c != '\t' && c != 0x3000)
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

/* No line too wide, nothing lost but blanks. */
static void assert_wraps(const char *text, unsigned int columns, unsigned int indent)
{
	g_autofree char *wrapped = text_wrap(text, columns, indent);
	g_autofree char *before = without_blanks(text), *after = without_blanks(wrapped);
	g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);

	g_assert(!strcmp(before, after));
	for (char **line = lines; *line; line++)
		g_assert(text_width(*line) <= MAX(columns, indent + 2));
}

static void assert_folds(const char *text)
{
	g_autofree char *folded = text_fold(text);
	g_autofree char *twice = text_fold(folded);
	g_autofree char *phone = text_fold_phone(text);

	g_assert(!strcmp(folded, twice));
	if (phone)
		g_assert(*phone && strspn(phone, "0123456789") == strlen(phone));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "address", "carrier", "病院", NULL };
	unsigned int columns = size > 0 ? data[0] % 48 : 0, indent = size > 1 ? data[1] % 16 : 0;
	g_autofree char *safe = text_safe((const char *)data, size, SIZE_MAX);
	g_autofree char *limited = text_safe((const char *)data, size, columns);
	g_autofree char *string = g_strndup((const char *)data, size);
	g_autofree char *lines = g_strdelimit(g_strdup(safe), "@", '\n');

	assert_harmless(safe);
	assert_harmless(limited);
	assert_turns_back(safe, data, size);
	assert_widths(safe, columns);
	assert_wraps(lines, columns, indent);
	assert_folds(string);
	text_nearest(string, words);
	text_width(string);
	return 0;
}
