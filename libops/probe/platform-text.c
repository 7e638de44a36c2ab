/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what came over the wire to lines: control sequences, overwritten marks
 * of a pager, NULs, echo and prompts go; CP932 and broken UTF-8 become text.
 * Every size is bounded, and what was cut is said.
 */
#include "probe/platform-internal.h"

#define ESC 0x1b
#define TAB_WIDTH 8
#define ECHO_LINES 5	/* an echo without a prompt stands among the first of them */
#define SEQUENCE_BYTES 256

/* Behind the control sequence that begins at AT (an ESC); at least one byte on. */
static size_t skip_sequence(const char *bytes, size_t at, size_t length)
{
	size_t i = at + 1, end = MIN(length, at + SEQUENCE_BYTES);

	if (i >= length)
		return length;
	switch (bytes[i]) {
	case '[':	/* CSI: parameters, then one letter */
		for (i++; i < end; i++)
			if (bytes[i] >= 0x40 && bytes[i] <= 0x7e)
				return i + 1;
		return at + 1;
	case ']':	/* OSC, DCS, PM, APC: up to BEL or ST */
	case 'P':
	case '^':
	case '_':
		for (i++; i < end; i++) {
			if (bytes[i] == '\a')
				return i + 1;
			if (bytes[i] == ESC)
				return MIN(i + 2, length);
		}
		return at + 1;
	case '(':	/* character sets */
	case ')':
	case '#':
		return MIN(at + 3, length);
	default:
		return at + 2;
	}
}

/* One line as a terminal would show it: back steps and returns move, what follows overwrites. */
static void overwrite(GString *line, size_t *cursor, char byte)
{
	if (*cursor < line->len)
		line->str[*cursor] = byte;
	else
		g_string_append_c(line, byte);
	(*cursor)++;
}

/* The next line of BYTES from *AT, control sequences done; what is beyond LIMIT is
 * left out, and RET_LONG says so. False at the end. */
static bool next_line(const char *bytes, size_t length, size_t limit, size_t *at, GString *line, bool *ret_long)
{
	size_t cursor = 0;

	g_string_truncate(line, 0);
	*ret_long = false;
	if (*at >= length)
		return false;
	while (*at < length) {
		char byte = bytes[*at];

		if (byte == ESC) {
			*at = skip_sequence(bytes, *at, length);
			continue;
		}
		(*at)++;
		if (byte == '\n')
			return true;
		if (byte == '\r')
			cursor = 0;
		else if (byte == '\b')
			cursor -= cursor > 0;
		else if ((byte < ' ' && byte >= 0 && byte != '\t') || byte == 0x7f)
			continue;
		else if (cursor < limit)
			overwrite(line, &cursor, byte);
		else
			*ret_long = true;
	}
	return true;
}

/* Valid UTF-8 of LINE. */
static void decode(GString *line, bool cp932)
{
	g_autofree char *text = NULL;

	if (g_utf8_validate_len(line->str, line->len, NULL))
		return;
	if (cp932)
		text = g_convert(line->str, (gssize)line->len, "UTF-8", "CP932", NULL, NULL, NULL);
	if (!text)
		text = g_utf8_make_valid(line->str, (gssize)line->len);
	g_string_assign(line, text);
}

static bool has_wide_or_tab(const GString *line)
{
	return memchr(line->str, '\t', line->len) || strstr(line->str, "\xe3\x80\x80");
}

/* Tabs and ideographic spaces are blanks, so that columns can be counted. */
static void expand_blanks(GString *line)
{
	GString *wide;

	if (!has_wide_or_tab(line))
		return;
	wide = g_string_sized_new(line->len + TAB_WIDTH);
	for (size_t i = 0; i < line->len && wide->len < PLATFORM_LINE_BYTES; i++) {
		if (line->str[i] == '\t') {
			do
				g_string_append_c(wide, ' ');
			while (wide->len % TAB_WIDTH);
		} else if (g_str_has_prefix(line->str + i, "\xe3\x80\x80")) {
			g_string_append(wide, "  ");
			i += 2;
		} else {
			g_string_append_c(wide, line->str[i]);
		}
	}
	g_string_assign(line, wide->str);
	g_string_free(wide, TRUE);
	/* Cutting may have split a character. */
	decode(line, false);
}

static void trim_end(GString *line)
{
	while (line->len && line->str[line->len - 1] == ' ')
		g_string_truncate(line, line->len - 1);
}

static unsigned int indent_of(const char *text)
{
	return (unsigned int)strspn(text, " ");
}

/* --- echo, prompt, pager --- */

/* Is WORD, of LENGTH bytes, the first word of what was sent, or short for it ("sh")? */
static bool is_first_word(const char *word, const char *send)
{
	size_t length = strcspn(word, " "), full = strcspn(send, " ");

	return length >= 2 && length <= full && memcmp(word, send, length) == 0;
}

/* The length of the prompt that LINE begins with, or 0. */
static size_t prompt_length(const struct platform *platform, const char *line)
{
	struct pattern_group groups[PATTERN_MAX_GROUPS];

	if (!platform->prompt || pattern_match(platform->prompt, line, MIN(strlen(line), 300), groups) != PATTERN_MATCHED)
		return 0;
	return groups[0].start == 0 ? groups[0].end : 0;
}

/*
 * A prompt alone, or one with a command behind it. What a device prints may
 * look like a prompt; then what follows is no command, and the line stays.
 */
static bool is_prompt(const struct platform *platform, const char *send, const char *line)
{
	size_t length = prompt_length(platform, line);
	const char *rest = line + length;

	if (!length)
		return false;
	rest += strspn(rest, " ");
	return !*rest || is_first_word(rest, send) ||
	       (platform->session.leave && g_str_equal(rest, platform->session.leave));
}

/* Takes the marks of a pager out of LINE. True when there was one. */
static bool strip_pager(const struct platform *platform, GString *line)
{
	bool any = false;

	for (unsigned int i = 0; i < platform->session.pager_count; i++) {
		const char *text = platform->session.pagers[i].text;
		const char *found = strstr(line->str, text);

		if (found)
			g_string_erase(line, found - line->str, (gssize)strlen(text));
		any |= found != NULL;
	}
	return any;
}

/* --- the whole --- */

static void add_line(struct platform_text *text, const GString *line, unsigned int number, bool odd)
{
	struct platform_line each = {
		.text = g_string_chunk_insert_len(text->chunk, line->str, (gssize)line->len),
		.length = (unsigned int)line->len,
		.indent = indent_of(line->str),
		.number = number,
		.odd = odd,
	};

	g_array_append_val(text->lines, each);
}

struct reading {
	const struct platform *platform;
	const struct platform_command *command;
	struct platform_text *text;
	unsigned int seen;	/* lines with something on them */
};

static void take_line(struct reading *reading, GString *line, unsigned int number, bool odd)
{
	const char *content;
	bool pager;

	decode(line, reading->platform->session.cp932);
	if (!reading->command->json)
		expand_blanks(line);
	pager = strip_pager(reading->platform, line);
	trim_end(line);
	content = line->str + indent_of(line->str);
	if (*content)
		reading->text->pager = false;
	else if (pager)
		reading->text->pager = true;
	if (!*content && pager)
		return;
	if (*content && !reading->command->json) {
		if (is_prompt(reading->platform, reading->command->send, content))
			return;
		if (reading->platform->prompt && reading->seen++ < ECHO_LINES &&
		    is_first_word(content, reading->command->send) &&
		    strchr(content, ' '))
			return;
	}
	add_line(reading->text, line, number, odd);
}

void platform_text_read(const struct platform *platform, const struct platform_command *command,
			const char *bytes, size_t length, struct platform_text *ret_text)
{
	struct reading reading = {.platform = platform, .command = command, .text = ret_text};
	GString *line = g_string_new(NULL);
	unsigned int number = 0;
	/* A JSON document may be one line. */
	size_t at = 0, limit = command->json ? PLATFORM_ANSWER_BYTES : PLATFORM_LINE_BYTES;
	bool odd;

	*ret_text = (struct platform_text){
		.lines = g_array_new(FALSE, FALSE, sizeof(struct platform_line)),
		.chunk = g_string_chunk_new(4096),
		.cut = length > PLATFORM_ANSWER_BYTES,
	};
	length = MIN(length, PLATFORM_ANSWER_BYTES);
	while (number < PLATFORM_LINES && next_line(bytes, length, limit, &at, line, &odd))
		take_line(&reading, line, ++number, odd);
	ret_text->cut |= at < length;
	g_string_free(line, TRUE);
}

void platform_text_clear(struct platform_text *text)
{
	g_clear_pointer(&text->lines, g_array_unref);
	g_clear_pointer(&text->chunk, g_string_chunk_free);
}
