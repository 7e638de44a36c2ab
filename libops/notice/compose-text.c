/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a message as every channel sends them: cleaned of what could deceive a reader or a
 * server, and marked when it is a drill or a test.
 */
#include "notice/compose-internal.h"

#include "base/instant.h"
#include "base/text.h"

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d
#define LINE_SEPARATOR 0x2028
#define PARAGRAPH_SEPARATOR 0x2029

struct mark_words {
	const char *id;
	const char *tag[2], *line[2];	/* in English, in Japanese */
};
static const struct mark_words mark_table[] = {
	[SEND_UNMARKED] = {NULL, {"", ""}, {"", ""}},
	[SEND_TEST] = {
		"test",
		{"【試験】[TEST] ", "【試験】"},
		{"【試験】[TEST] This only tests whether messages reach you.",
		 "【試験】 連絡が届くことを確かめるための試験です。"},
	},
	[SEND_DRILL] = {
		"drill",
		{"【訓練】[DRILL] ", "【訓練】"},
		{"【訓練】[DRILL] This is an exercise. It is not about a real event.",
		 "【訓練】 これは訓練です。実際の事象ではありません。"},
	},
};

bool compose_in_japanese(const struct message_content *content)
{
	return content->language && g_str_has_prefix(content->language, "ja");
}

const char *compose_tag(enum send_mark mark, bool japanese)
{
	return mark_table[mark].tag[japanese];
}

const char *compose_mark_id(enum send_mark mark)
{
	return mark_table[mark].id;
}

const char *compose_mark_line(enum send_mark mark, bool japanese)
{
	return mark_table[mark].line[japanese];
}

/* --- cleaning --- */

/* Stretches of characters that normalisation leaves alone, whatever stands beside them: what notices are made of. It costs as
 * much as all the rest of a mail, and is left out where there are no others. */
static const struct { gunichar first, last; } settled[] = {
	{0x0000, 0x02ff}, {0x2010, 0x20cf}, {0x2100, 0x2125}, {0x212c, 0x2328}, {0x232b, 0x2adb},
	{0x3000, 0x3029}, {0x3030, 0x3098}, {0x309b, 0x9fff}, {0xff01, 0xffef}, {0x1f000, 0x1faff},
};

static bool is_settled(gunichar character)
{
	for (size_t i = 0; i < G_N_ELEMENTS(settled) && settled[i].first <= character; i++)
		if (character <= settled[i].last)
			return true;
	return false;
}

/* Over what is met most and needs no look. */
static const char *skip_plain(const char *c)
{
	for (;;)
		if (*c >= ' ' && *c < 0x7f)
			c++;
		else if (text_is_plain_wide(c))
			c += 3;
		else
			return c;
}

/* Whether TEXT needs nothing of what clean() does. */
static bool is_clean(const char *text, bool breaks)
{
	const char *c = skip_plain(text);

	while (breaks && (*c == '\n' || *c == '\t'))
		c = skip_plain(c + 1);
	return !*c;
}

/* Takes TEXT over. */
static char *normalised(char *text)
{
	g_autofree char *taken = text;

	for (const char *c = skip_plain(text); *c; c = skip_plain(g_utf8_next_char(c)))
		if ((guchar)*c >= 0x80 && !is_settled(g_utf8_get_char(c)))
			return g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	return g_steal_pointer(&taken);
}

/* A joiner is part of emoji and of several scripts; what is unassigned may be an emoji newer than we are. */
static bool may_stay(gunichar character)
{
	return text_char_is_safe(character) || character == ZERO_WIDTH_JOINER ||
	       character == ZERO_WIDTH_NON_JOINER ||
	       g_unichar_type(character) == G_UNICODE_UNASSIGNED;
}

static bool is_break(gunichar character)
{
	return g_unichar_type(character) == G_UNICODE_CONTROL || character == LINE_SEPARATOR ||
	       character == PARAGRAPH_SEPARATOR;
}

/* BREAKS: line ends and tabs are kept as such. Every other control is a blank, what is invisible goes. */
static char *clean(const char *text, bool breaks)
{
	g_autofree char *whole = NULL;
	g_autoptr(GString) out = NULL;
	const char *kept, *c;

	if (!text || is_clean(text, breaks))
		return g_strdup(text ? text : "");
	whole = normalised(g_utf8_make_valid(text, -1));
	out = g_string_sized_new(strlen(whole) + 2);
	kept = c = whole;
	while (*(c = skip_plain(c))) {
		gunichar character = g_utf8_get_char(c);

		if ((breaks && (*c == '\n' || *c == '\t')) || may_stay(character)) {
			c = g_utf8_next_char(c);
			continue;
		}
		g_string_append_len(out, kept, c - kept);
		if (is_break(character) && !(breaks && c[0] == '\r' && c[1] == '\n'))
			g_string_append_c(out, ' ');
		kept = c = g_utf8_next_char(c);
	}
	g_string_append_len(out, kept, c - kept);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *compose_line(const char *text)
{
	return g_strstrip(clean(text, false));
}

char *compose_lines(const char *text)
{
	char *lines = clean(text, true);
	size_t length = strlen(lines);

	if (length > 0 && lines[length - 1] != '\n') {
		lines = g_realloc(lines, length + 2);
		lines[length] = '\n';
		lines[length + 1] = '\0';
	}
	return lines;
}

/* --- words --- */

char *compose_subject(const struct message_content *content, enum send_mark mark)
{
	g_autofree char *subject = compose_line(content->subject);

	return g_strconcat(compose_tag(mark, compose_in_japanese(content)), subject, NULL);
}

char *compose_text(const struct message_content *content, enum send_mark mark)
{
	g_autofree char *text = compose_lines(content->text);
	const char *line = compose_mark_line(mark, compose_in_japanese(content));

	if (!*line)
		return g_steal_pointer(&text);
	return g_strconcat(line, "\n\n", text, "\n", line, "\n", NULL);
}

bool compose_asks(const struct message_content *content)
{
	return content->code && *content->code && content->text && strstr(content->text, content->code);
}

const char *compose_word(const struct message_content *content, const char *key)
{
	return content->notice ? json_get_string(content->notice, key) : NULL;
}

int64_t compose_number(const struct message_content *content, const char *key, int64_t otherwise)
{
	int64_t number;

	return content->notice && json_get_integer(content->notice, key, &number) ? number : otherwise;
}

char *compose_instant(int64_t at_us)
{
	return instant_print_utc(at_us);
}
