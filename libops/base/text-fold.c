/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names and telephone numbers brought to one spelling, so that what a caller
 * says finds what the inventory holds. For comparing only: a folded text is
 * never shown.
 */
#include "base/text.h"

#define PROLONGED_MARK 0x30fc

static bool is_hyphen(gunichar c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30a0 || c == 0xad;
}

static bool is_middle_dot(gunichar c)
{
	return c == 0xb7 || c == 0x30fb || c == 0x2219 || c == 0x22c5;
}

static bool is_dropped(gunichar c)
{
	return g_unichar_isspace(c) || is_hyphen(c) || is_middle_dot(c);
}

static bool is_digit(gunichar c)
{
	return c >= '0' && c <= '9';
}

/* Both rows stand 0x60 apart: the letters, and the marks of repetition. */
static gunichar to_hiragana(gunichar c)
{
	if ((c >= 0x30a1 && c <= 0x30f6) || c == 0x30fd || c == 0x30fe)
		return c - 0x60;
	return c;
}

/*
 * One round over valid UTF-8. Taken apart first, so that ヷ, which has no
 * hiragana of its own, still meets わ with its two strokes.
 */
static char *fold_once(const char *text)
{
	g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_NFKD);
	g_autoptr(GString) kept = g_string_sized_new(strlen(apart));
	g_autofree char *lower = NULL;
	gunichar before = 0;

	for (const char *at = apart; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		/* 03ー1234 is typed for 03-1234; in コーヒー it is a sound. */
		bool joins_digits = c == PROLONGED_MARK && is_digit(before) &&
				    is_digit(g_utf8_get_char(g_utf8_next_char(at)));

		if (is_dropped(c) || joins_digits)
			continue;
		before = to_hiragana(c);
		g_string_append_unichar(kept, before);
	}
	lower = g_utf8_casefold(kept->str, kept->len);
	return g_utf8_normalize(lower, -1, G_NORMALIZE_NFKC);
}

char *text_fold(const char *string)
{
	char *folded = g_utf8_make_valid(string, -1);

	/* What is dropped brings together what was apart (a stroke and its kana, two
	 * digits and the mark between), so go on until nothing changes. Each round but
	 * the last shortens or lowers the text, hence the bound is never met. */
	for (unsigned int round = 0; round < 16; round++) {
		char *again = fold_once(folded);
		bool same = !strcmp(again, folded);

		g_free(folded);
		folded = again;
		if (same)
			break;
	}
	return folded;
}

/* Punctuation that people put into numbers. */
static bool is_phone_filler(gunichar c)
{
	return c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '/' ||
	       is_hyphen(c) || c == PROLONGED_MARK || g_unichar_isspace(c);
}

/* +81-3-… and +81-(0)3-… are 03-…; other countries keep their code. */
static void drop_country_code(GString *digits)
{
	if (!g_str_has_prefix(digits->str, "81"))
		return;
	g_string_erase(digits, 0, 2);
	if (digits->str[0] != '0')
		g_string_prepend_c(digits, '0');
}

char *text_fold_phone(const char *string)
{
	g_autofree char *plain = NULL;
	g_autoptr(GString) digits = NULL;
	bool international = false;

	/* g_utf8_normalize() reads, and then writes, past a character cut short. */
	if (!g_utf8_validate(string, -1, NULL))
		return NULL;
	/* ASCII stays as it is, and that is what most numbers are. */
	plain = g_str_is_ascii(string) ? g_strdup(string)
				       : g_utf8_normalize(string, -1, G_NORMALIZE_NFKC);
	digits = g_string_new(NULL);
	for (const char *at = plain; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (is_digit(c))
			g_string_append_c(digits, (char)c);
		else if (c == '+' && digits->len == 0 && !international)
			international = true;
		else if (!is_phone_filler(c))
			return NULL;
	}
	if (digits->len == 0)
		return NULL;
	if (international)
		drop_country_code(digits);
	return g_string_free(g_steal_pointer(&digits), FALSE);
}
