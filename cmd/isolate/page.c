/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text on its way to the screen. The numbers of the guideline's figures become (1) where
 * circles cannot be shown; whatever else is not ASCII is then written as its number, which
 * can be read back, where mojibake could not.
 */
#include "isolate/page.h"

#include "base/text.h"
#include "ui/printer.h"
#include "ui/terminal.h"

#include <string.h>
#include <unistd.h>

#define WIDEST 100

/* Whether what reads our output takes UTF-8, by the variables that say so in any locale. */
static bool takes_utf8(const char *language)
{
	static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *locale = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(variables) && (!locale || !*locale); i++)
		locale = g_getenv(variables[i]);
	if (g_str_equal(language, "ja"))
		return true; /* asked for, so it can be shown */
	g_autofree char *lower = g_ascii_strdown(locale ? locale : "", -1);

	return strstr(lower, "utf-8") || strstr(lower, "utf8");
}

struct page page_of_screen(const char *language)
{
	struct terminal terminal = terminal_of(STDOUT_FILENO);

	return (struct page){
		.columns = MIN(terminal_columns(&terminal), WIDEST),
		.ascii = !takes_utf8(language),
		.color = terminal.color,
	};
}

static void append_ascii(GString *out, gunichar character)
{
	static const struct {
		gunichar character;
		const char *ascii;
	} words[] = {
		{0x2026, "..."}, {0x2013, "-"}, {0x2014, "-"},	{0x2212, "-"},
		{0x2018, "'"},	 {0x2019, "'"}, {0x201c, "\""}, {0x201d, "\""},
		{0x2192, "->"},	 {0x00d7, "x"}, {0x00b5, "u"},	{0x2265, ">="},
	};

	if (character < 0x80) {
		g_string_append_c(out, (char)character);
		return;
	}
	if (character >= 0x2460 && character <= 0x2473) { /* CIRCLED DIGIT ONE to NUMBER TWENTY */
		g_string_append_printf(out, "(%u)", character - 0x2460 + 1);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (words[i].character == character) {
			g_string_append(out, words[i].ascii);
			return;
		}
	g_string_append_printf(out, "\\u{%04X}", character);
}

char *page_plain(const struct page *page, const char *text)
{
	g_autofree char *safe = printer_safe(text);
	GString *out;

	if (!page->ascii)
		return g_steal_pointer(&safe);
	out = g_string_new(NULL);
	for (const char *at = safe; *at; at = g_utf8_next_char(at))
		append_ascii(out, g_utf8_get_char(at));
	return g_string_free(out, FALSE);
}

/* TEXT line by line, for a procedure's text may have several. */
static char *plain_lines(const struct page *page, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		char *plain = page_plain(page, *line);

		g_free(*line);
		*line = plain;
	}
	return g_strjoinv("\n", lines);
}

void page_words(const struct page *page, unsigned int indent, const char *label, const char *text)
{
	g_autofree char *plain = NULL, *whole = NULL, *wrapped = NULL;

	if (!text || !*text)
		return;
	plain = plain_lines(page, text);
	whole = g_strdup_printf("%*s%s%s", (int)indent, "", label, plain);
	wrapped = text_wrap(whole, page->columns, *label ? indent + 2 : indent);
	printer_text("%s\n", wrapped);
}

void page_tinted(const struct page *page, enum table_tint tint, const char *text)
{
	const char *begin = page->color ? table_tint_begin(tint) : NULL;
	g_autofree char *plain = plain_lines(page, text);
	g_autofree char *wrapped = text_wrap(plain, page->columns, 2);

	printer_text("%s%s%s\n", begin ? begin : "", wrapped, begin ? table_tint_end() : "");
}

void page_rule(const struct page *page, const char *title)
{
	g_autofree char *plain = page_plain(page, title);
	g_autofree char *cut = text_cut(plain, page->columns > 8 ? page->columns - 6 : 2);
	unsigned int width = text_width(cut) + 4;
	g_autofree char *rest =
		g_strnfill(page->columns > width + 1 ? page->columns - width - 1 : 0, '-');

	printer_text("\n-- %s %s\n", cut, rest);
}
