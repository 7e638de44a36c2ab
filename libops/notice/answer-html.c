/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of an answer that came as HTML alone, as some telephones send it: tags become line ends or
 * nothing, what is not shown is left out. No page is understood: it is only good enough to find
 * a code and a first line.
 */
#include "notice/answer-internal.h"

#include <string.h>

#define QUOTATION "\n-----\n"	/* answer-text.c takes what is behind it for quoted */
#define ENTITY_MAX 10

/* Appends what the entity at *CURSOR stands for; *CURSOR moves past it. */
static void append_entity(GString *out, const char **cursor)
{
	static const struct { const char *name, *text; } entities[] = {
		{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&apos;", "'"},
	};
	const char *c = *cursor, *end = memchr(c, ';', strnlen(c, ENTITY_MAX));
	guint64 number;
	char *stop;

	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		if (!g_str_has_prefix(c, entities[i].name))
			continue;
		g_string_append(out, entities[i].text);
		*cursor += strlen(entities[i].name);
		return;
	}
	if (end && c[1] == '#') {
		bool hex = c[2] == 'x' || c[2] == 'X';

		number = g_ascii_strtoull(c + (hex ? 3 : 2), &stop, hex ? 16 : 10);
		if (stop == end && number > 0 && number <= 0x10ffff && g_unichar_validate((gunichar)number)) {
			g_string_append_unichar(out, (gunichar)number);
			*cursor = end + 1;
			return;
		}
	}
	g_string_append_c(out, '&');
	*cursor += 1;
}

static bool is_named(const char *tag, const char *name)
{
	size_t length = strlen(name);

	return !g_ascii_strncasecmp(tag, name, length) && !g_ascii_isalnum(tag[length]);
}

/* Behind the end of element NAME, whose first tag ends at CURSOR. */
static const char *behind_element(const char *cursor, const char *name)
{
	const char *end;

	while ((cursor = strstr(cursor, "</"))) {
		cursor += 2;
		if (!is_named(cursor, name))
			continue;
		end = strchr(cursor, '>');
		return end ? end + 1 : cursor + strlen(cursor);
	}
	return "";
}

/* What a tag from TAG (behind its "<") up to END (its ">") makes of the text. Returns where the text goes on. */
static const char *append_tag(GString *out, const char *tag, const char *end)
{
	static const char *const hidden[] = {"style", "script", "head", "title"};
	static const char *const breaks[] = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "pre"};
	g_autofree char *whole = g_strndup(tag, (size_t)(end - tag));
	const char *name = *tag == '/' ? tag + 1 : tag;

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
		if (is_named(tag, hidden[i]))
			return behind_element(end + 1, hidden[i]);
	if (is_named(tag, "blockquote") || strstr(whole, "gmail_quote"))
		g_string_append(out, QUOTATION);
	for (size_t i = 0; i < G_N_ELEMENTS(breaks); i++)
		if (is_named(name, breaks[i]))
			g_string_append_c(out, '\n');
	return end + 1;
}

char *answer_html_text(const char *html)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *c = html, *end;

	while (*c) {
		if (g_str_has_prefix(c, "<!--")) {
			end = strstr(c + 4, "-->");
			c = end ? end + 3 : "";
		} else if (*c == '<') {
			end = strchr(c, '>');
			c = end ? append_tag(out, c + 1, end) : "";
		} else if (*c == '&') {
			append_entity(out, &c);
		} else {
			g_string_append_c(out, g_ascii_isspace(*c) ? ' ' : *c);
			c++;
		}
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}
