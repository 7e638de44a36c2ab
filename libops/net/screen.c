/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A terminal of one line: nothing that was ended by a line feed changes any
 * more, which is what makes it possible to read a dialogue line by line. Full
 * emulators were rejected: an output may be longer than any screen.
 */
#include "net/screen.h"

#include <string.h>

#define ESCAPE '\x1b'
/* Longer sequences are no sequences: what follows is text again. */
#define SEQUENCE_MAX 64
#define STRING_MAX 4096
#define MOVE_MAX 511

void screen_init(struct screen *ret_screen)
{
	*ret_screen = (struct screen){ .text = g_string_new(NULL) };
}

void screen_clear(struct screen *screen)
{
	if (screen->text)
		g_string_free(screen->text, TRUE);
	screen->text = NULL;
}

/* Blanks that wiped something off are not text: a pager clears its line so. */
static void drop_wiping(struct screen *screen)
{
	size_t length = screen->text->len;

	if (!screen->rewritten)
		return;
	while (length > screen->line && screen->text->str[length - 1] == ' ')
		length--;
	g_string_truncate(screen->text, length);
	screen->cursor = MIN(screen->cursor, length);
}

static void end_line(struct screen *screen)
{
	drop_wiping(screen);
	g_string_append_c(screen->text, '\n');
	screen->line = screen->cursor = screen->text->len;
	screen->rewritten = false;
}

static void put(struct screen *screen, char byte)
{
	if (screen->cursor < screen->text->len) {
		screen->text->str[screen->cursor] = byte;
		screen->rewritten = true;
	} else {
		g_string_append_c(screen->text, byte);
	}
	screen->cursor++;
}

static void move_left(struct screen *screen, size_t columns)
{
	if (screen->cursor == screen->text->len)
		drop_wiping(screen);
	screen->cursor -= MIN(columns, screen->cursor - screen->line);
}

static void move_right(struct screen *screen, size_t columns)
{
	for (columns = MIN(columns, MOVE_MAX); columns > 0; columns--) {
		if (screen->cursor == screen->text->len)
			g_string_append_c(screen->text, ' ');
		screen->cursor++;
	}
}

static void carriage_return(struct screen *screen)
{
	drop_wiping(screen);
	screen->cursor = screen->line;
}

static void erase(struct screen *screen, unsigned int which)
{
	if (which == 0) {
		g_string_truncate(screen->text, screen->cursor);
	} else if (which == 2) {
		g_string_truncate(screen->text, screen->line);
		screen->cursor = screen->line;
	} else {
		memset(screen->text->str + screen->line, ' ', screen->cursor - screen->line);
	}
	screen->rewritten = true;
}

/* The end of a sequence that began with ESC [. */
static void obey(struct screen *screen, char final)
{
	unsigned int count = screen->numbered && screen->number ? screen->number : 1;

	if (screen->further && final != 'H' && final != 'f')
		return;
	switch (final) {
	case 'C':
		move_right(screen, count);
		break;
	case 'D':
		move_left(screen, count);
		break;
	case 'G':
		screen->cursor = screen->line;
		move_right(screen, count - 1);
		break;
	case 'J':
	case 'K':
		erase(screen, screen->numbered ? screen->number : 0);
		break;
	case 'E':
		end_line(screen);
		break;
	case 'H':
	case 'f':
		/* Elsewhere on the screen: for a reader of lines, another line. */
		if (screen->text->len > screen->line)
			end_line(screen);
		break;
	default:
		break;
	}
}

static void begin_sequence(struct screen *screen, enum screen_state state)
{
	screen->state = state;
	screen->sequence = screen->number = 0;
	screen->numbered = screen->further = false;
}

static void after_escape(struct screen *screen, char byte)
{
	if (byte == '[')
		begin_sequence(screen, SCREEN_CSI);
	else if (strchr("]P_^X", byte) && byte)
		begin_sequence(screen, SCREEN_STRING);
	else if (byte >= ' ' && byte <= '/')
		screen->state = SCREEN_CHARSET;
	else if (byte != ESCAPE)
		screen->state = SCREEN_TEXT;
}

static void within_csi(struct screen *screen, char byte)
{
	if (byte >= '0' && byte <= '9') {
		screen->number = MIN(screen->number * 10 + (unsigned int)(byte - '0'), MOVE_MAX);
		screen->numbered = true;
	} else if (byte >= '@' && byte <= '~') {
		screen->state = SCREEN_TEXT;
		obey(screen, byte);
	} else if (byte == ESCAPE) {
		begin_sequence(screen, SCREEN_ESCAPE);
	} else {
		screen->further = true;
	}
	if (screen->state == SCREEN_CSI && ++screen->sequence > SEQUENCE_MAX)
		screen->state = SCREEN_TEXT;
}

/* A title or the like: up to BEL, or ESC \. */
static void within_string(struct screen *screen, char byte)
{
	bool escaped = screen->state == SCREEN_STRING_ESCAPE;

	if (byte == '\a' || (escaped && byte == '\\') || ++screen->sequence > STRING_MAX)
		screen->state = SCREEN_TEXT;
	else
		screen->state = byte == ESCAPE ? SCREEN_STRING_ESCAPE : SCREEN_STRING;
}

/* A byte below a blank, or DEL. */
static void control(struct screen *screen, char byte)
{
	if (byte == '\n') {
		end_line(screen);
		return;
	}
	screen->controls++;
	if (byte == '\r')
		carriage_return(screen);
	else if (byte == '\b')
		move_left(screen, 1);
	else if (byte == ESCAPE)
		begin_sequence(screen, SCREEN_ESCAPE);
}

static void feed_byte(struct screen *screen, char byte)
{
	if (screen->state == SCREEN_TEXT) {
		if (byte == '\t' || ((unsigned char)byte >= ' ' && byte != 0x7f))
			put(screen, byte);
		else
			control(screen, byte);
		return;
	}
	/* A line feed within a sequence ends the line all the same. */
	if (byte == '\n') {
		screen->state = SCREEN_TEXT;
		end_line(screen);
		return;
	}
	screen->controls++;
	switch (screen->state) {
	case SCREEN_ESCAPE:
		after_escape(screen, byte);
		break;
	case SCREEN_CSI:
		within_csi(screen, byte);
		break;
	case SCREEN_CHARSET:
		screen->state = SCREEN_TEXT;
		break;
	default:
		within_string(screen, byte);
		break;
	}
}

/* How many bytes at the front are plain text. */
static size_t plain(const char *bytes, size_t length)
{
	size_t count = 0;

	while (count < length && (unsigned char)bytes[count] >= ' ' && bytes[count] != 0x7f)
		count++;
	return count;
}

void screen_feed(struct screen *screen, const char *bytes, size_t length)
{
	while (length) {
		size_t count = 1;

		/* The usual case: text at the end of the line. */
		if (screen->state == SCREEN_TEXT && screen->cursor == screen->text->len)
			count = plain(bytes, length);
		if (count > 1) {
			g_string_append_len(screen->text, bytes, (gssize)count);
			screen->cursor += count;
		} else {
			count = 1;
			feed_byte(screen, *bytes);
		}
		bytes += count;
		length -= count;
	}
}

const char *screen_last_line(const struct screen *screen, size_t *ret_length)
{
	size_t length = screen->text->len - screen->line;
	const char *start = screen->text->str + screen->line;

	while (length && start[length - 1] == ' ')
		length--;
	*ret_length = length;
	return start;
}

void screen_remove(struct screen *screen, size_t start, size_t length)
{
	g_string_erase(screen->text, (gssize)start, (gssize)length);
	if (screen->line >= start + length) {
		screen->line -= length;
		screen->cursor -= length;
	}
}
