/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person carries: a sheet for the fax or the wall, and the words for a telephone call with the number. Lines of
 * 70 columns, as a fax prints them; each page says which of how many it is and bears the mark,
 * as pages come apart.
 */
#include "notice/compose-internal.h"

#include "base/instant.h"
#include "base/text.h"

#include <string.h>

#define COLUMNS 70
#define PAGE_LINES 60
#define PAGE_BREAK "\f"

struct sheet_words {
	const char *fax, *sheet, *date, *to, *number, *from, *pages, *pages_form, *reference;
	const char *call, *name, *read, *code;
};
static const struct sheet_words sheet_words[2] = {
	{"FAX", "NOTICE", "Date", "To", "Number", "From", "Pages", "%u, this one included", "Reference",
	 "TELEPHONE CALL", "Call", "Please read out:", "Code"},
	{"FAX送信票", "お知らせ", "日時", "宛先", "番号", "発信", "枚数", "%u 枚 (この票を含む)", "受付番号",
	 "電話連絡票", "相手", "次の言葉を読み上げてください。", "確認符号"},
};

/* "NAME: VALUE", what is behind the first line under the value; nothing where there is no value. */
static void append_row(GString *out, const char *name, const char *value)
{
	g_autofree char *clean = compose_line(value);
	g_autofree char *row = *clean ? g_strdup_printf("%s: %s", name, clean) : NULL;
	g_autofree char *lines = row ? text_wrap(row, COLUMNS, text_width(name) + 2) : NULL;

	if (lines)
		g_string_append_printf(out, "%s\n", lines);
}

static void append_rule(GString *out, char letter)
{
	for (int i = 0; i < COLUMNS; i++)
		g_string_append_c(out, letter);
	g_string_append_c(out, '\n');
}

static void append_wrapped(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (size_t i = 0; lines[i]; i++) {
		g_autofree char *line = text_wrap(lines[i], COLUMNS, 0);

		if (lines[i + 1] || *line)
			g_string_append_printf(out, "%s\n", line);
	}
}

static char *instant_of(const struct message_content *content)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset((gint32)content->offset_minutes * 60);

	return instant_show(content->date_us, zone);
}

static void append_date(GString *out, const struct sheet_words *words, const struct message_content *content)
{
	g_autofree char *date = instant_of(content);

	append_row(out, words->date, date);
}

/* --- the sheet --- */

/* All of it but marks and feet, with PAGES in its head. */
static GString *sheet_lines(const struct message_content *content, unsigned int pages)
{
	const struct sheet_words *words = &sheet_words[compose_in_japanese(content)];
	bool fax = content->channel == CHANNEL_FAX;
	g_autofree char *subject = compose_line(content->subject), *text = compose_lines(content->text);
	g_autofree char *count = NULL;
	GString *out = g_string_new(NULL);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	count = g_strdup_printf(words->pages_form, pages);
#pragma GCC diagnostic pop
	append_rule(out, '=');
	append_row(out, fax ? words->fax : words->sheet, subject);
	append_rule(out, '-');
	append_date(out, words, content);
	append_row(out, words->to, content->to_name);
	append_row(out, words->number, fax ? content->to_address : NULL);
	append_row(out, words->from, content->from_name);
	append_row(out, words->reference, compose_word(content, "reference"));
	append_row(out, words->pages, count);
	append_rule(out, '=');
	g_string_append_c(out, '\n');
	append_wrapped(out, text);
	return out;
}

static unsigned int count_lines(const char *text)
{
	unsigned int count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* So many lines of a page are for the text: a mark stands above and below it, the foot at its end. */
static unsigned int lines_of_page(bool marked)
{
	return PAGE_LINES - 2 - (marked ? 4 : 0);
}

static void append_foot(GString *out, unsigned int page, unsigned int pages)
{
	g_autofree char *count = g_strdup_printf("%u/%u", page, pages);
	g_autofree char *foot = text_pad(count, COLUMNS, TEXT_RIGHT);

	g_string_append_printf(out, "\n%s\n", foot);
}

GString *sheet_compose(const struct message_content *content, enum send_mark mark)
{
	const char *mark_line = compose_mark_line(mark, compose_in_japanese(content));
	unsigned int each = lines_of_page(*mark_line != '\0'), pages;
	g_autoptr(GString) lines = sheet_lines(content, 1), out = g_string_new(NULL);
	const char *line;

	/* The number of pages does not change the number of lines: its row is one line. */
	pages = (count_lines(lines->str) + each - 1) / each;
	g_string_free(lines, TRUE);
	lines = sheet_lines(content, pages);
	line = lines->str;
	for (unsigned int page = 1; page <= pages; page++) {
		if (page > 1)
			g_string_append(out, PAGE_BREAK);
		if (*mark_line)
			g_string_append_printf(out, "%s\n\n", mark_line);
		for (unsigned int i = 0; i < each && *line; i++) {
			size_t length = strcspn(line, "\n") + 1;

			g_string_append_len(out, line, (gssize)length);
			line += length;
		}
		append_foot(out, page, pages);
		if (*mark_line)
			g_string_append_printf(out, "\n%s\n", mark_line);
	}
	return g_steal_pointer(&out);
}

/* --- the call --- */

/* Letters apart, as they are spelled. */
static char *spelled(const char *code)
{
	g_autofree char *clean = compose_line(code);
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *c = clean; *c; c = g_utf8_next_char(c)) {
		if (out->len > 0)
			g_string_append_c(out, ' ');
		g_string_append_unichar(out, g_utf8_get_char(c));
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

GString *sheet_call(const struct message_content *content, enum send_mark mark)
{
	bool japanese = compose_in_japanese(content);
	const struct sheet_words *words = &sheet_words[japanese];
	const char *mark_line = compose_mark_line(mark, japanese);
	g_autofree char *subject = compose_line(content->subject), *text = compose_lines(content->text);
	g_autofree char *code = spelled(content->code);
	GString *out = g_string_new(NULL);

	if (*mark_line)
		g_string_append_printf(out, "%s\n\n", mark_line);
	append_rule(out, '=');
	append_row(out, words->call, subject);
	append_rule(out, '-');
	append_date(out, words, content);
	append_row(out, words->name, content->to_name);
	append_row(out, words->number, content->to_address);
	append_row(out, words->reference, compose_word(content, "reference"));
	append_row(out, words->code, code);
	append_rule(out, '=');
	g_string_append_printf(out, "%s\n\n", words->read);
	if (*mark_line)
		g_string_append_printf(out, "%s\n\n", mark_line);
	append_wrapped(out, subject);
	g_string_append_c(out, '\n');
	append_wrapped(out, text);
	if (*mark_line)
		g_string_append_printf(out, "\n%s\n", mark_line);
	return out;
}
