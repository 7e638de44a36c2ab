/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a terminal would show of the bytes that a device sends: lines of text.
 * Carriage return and backspace write over what stands there, escape sequences
 * move within a line, erase it or are dropped. The last line is still being
 * written; those before it are fixed. Bytes from 0x80 on are text, since
 * Japanese comes in several encodings. No I/O.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum screen_state { SCREEN_TEXT, SCREEN_ESCAPE, SCREEN_CHARSET, SCREEN_CSI, SCREEN_STRING, SCREEN_STRING_ESCAPE };

struct screen {
	GString *text;		/* all lines, LF between them */
	size_t line;		/* where the last one begins */
	size_t cursor;		/* where the next byte goes: line..text->len */
	bool rewritten;		/* something of the last line was written over */
	uint32_t controls;	/* bytes that are in no text, line ends aside */
	enum screen_state state;
	unsigned int sequence;	/* bytes of the escape sequence so far */
	unsigned int number;	/* its first parameter */
	bool numbered, further;	/* it has one; it has more, or is of a private kind */
};

void screen_init(struct screen *ret_screen);
void screen_clear(struct screen *screen);
/* LENGTH bytes make at most LENGTH * SCREEN_GROWTH of text. */
#define SCREEN_GROWTH 128
void screen_feed(struct screen *screen, const char *bytes, size_t length);
/* The last line without the blanks at its end. Lent until the next feed. */
const char *screen_last_line(const struct screen *screen, size_t *ret_length);
/* Removes the LENGTH bytes at START: whole lines, or all before the last one. */
void screen_remove(struct screen *screen, size_t start, size_t length);
