/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text that grows line by line and is folded to what a sheet of fax paper takes. A part that was left out leaves no
 * hole: a line of which a block left nothing is not there, and of several empty lines one stays.
 */
#include "notice/template-internal.h"

#include "base/text.h"

#include <string.h>

#define HANG_MOST 30		/* columns; behind a longer beginning a value goes on at the left */
#define MARK "★"

struct lines {
	GString *text, *line;
	unsigned int hang;	/* of this line, for what is folded; 0: as it looks itself */
	bool gap;		/* empty lines came since the last one that was not */
	bool may_vanish, marked;
};

struct lines *lines_new(void)
{
	struct lines *lines = g_new0(struct lines, 1);

	lines->text = g_string_new(NULL);
	lines->line = g_string_new(NULL);
	return lines;
}

void lines_free(struct lines *lines)
{
	if (!lines)
		return;
	g_string_free(lines->text, TRUE);
	g_string_free(lines->line, TRUE);
	g_free(lines);
}

bool lines_full(const struct lines *lines)
{
	return lines->text->len + lines->line->len > TEMPLATE_TEXT_BYTES;
}

void lines_may_vanish(struct lines *lines)
{
	lines->may_vanish = true;
}

void lines_mark(struct lines *lines)
{
	lines->marked = true;
}

/* The bytes of a "- ", "・", "1. " or "(1) " at AT; 0: there is none. */
static size_t bullet_at(const char *at)
{
	const size_t open = *at == '(', digits = strspn(at + open, "0123456789");

	if (g_str_has_prefix(at, "・"))
		return strlen("・");
	if (g_str_has_prefix(at, "- "))
		return 2;
	if (digits > 0 && digits < 4 && at[open + digits] == (open ? ')' : '.') && at[open + digits + 1] == ' ')
		return open + digits + 2;
	return 0;
}

/* How far in the text of LINE begins, behind blanks and a bullet. */
static unsigned int hang_of(const char *line)
{
	const size_t blanks = strspn(line, " ");
	g_autofree char *beginning = g_strndup(line, blanks + bullet_at(line + blanks));
	const unsigned int columns = text_width(beginning);

	return columns <= HANG_MOST ? columns : 0;
}

static void strip_end(GString *line)
{
	while (line->len > 0 && strchr(" \t\r", line->str[line->len - 1]))
		g_string_truncate(line, line->len - 1);
}

static void end_line(struct lines *lines)
{
	strip_end(lines->line);
	if (lines->line->len > 0) {
		const unsigned int hang = lines->hang ? lines->hang : hang_of(lines->line->str);
		g_autofree char *whole = g_strconcat(lines->marked ? MARK : "", lines->line->str, NULL);
		g_autofree char *folded = text_wrap(whole, TEMPLATE_COLUMNS, hang + (lines->marked ? text_width(MARK) : 0));
		g_autofree char *plain = render_unjoined(folded);

		g_string_append_printf(lines->text, "%s%s\n", lines->gap ? "\n" : "", plain);
		lines->gap = false;
	} else if (!lines->may_vanish) {
		lines->gap = lines->text->len > 0;
	}
	g_string_truncate(lines->line, 0);
	lines->may_vanish = lines->marked = false;
	lines->hang = 0;
}

void lines_add(struct lines *lines, const char *words)
{
	while (*words && !lines_full(lines)) {
		const size_t length = strcspn(words, "\n");

		g_string_append_len(lines->line, words, (gssize)length);
		words += length;
		if (*words == '\n') {
			end_line(lines);
			words++;
		}
	}
}

void lines_add_values(struct lines *lines, const GPtrArray *values)
{
	const unsigned int before = text_width(lines->line->str);
	const unsigned int hang = before <= HANG_MOST ? before : hang_of(lines->line->str);

	lines_may_vanish(lines);
	for (guint i = 0; i < values->len && !lines_full(lines); i++) {
		if (values->len > 1)
			lines->hang = hang;
		g_string_append(lines->line, values->pdata[i]);
		if (i + 1 == values->len)
			break;
		end_line(lines);
		g_string_append_printf(lines->line, "%*s", (int)hang, "");
	}
}

char *lines_end(struct lines *lines)
{
	end_line(lines);
	if (lines->text->len == 0)
		g_string_append_c(lines->text, '\n');
	return g_strdup(lines->text->str);
}
