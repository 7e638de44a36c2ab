/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines from the terminal. They are read from the descriptor, not through stdio, so that
 * what was typed ahead lies here and can be thrown away.
 */
#include "isolate/typed.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* A line may have so many bytes; the rest of a longer one is thrown away. */
#define LINE_BYTES 4096

struct typed {
	struct idle *idle;
	GByteArray *bytes; /* read and not yet taken */
	bool over;
};

struct typed *typed_new(struct idle *idle)
{
	struct typed *typed = g_new0(struct typed, 1);

	typed->idle = idle;
	typed->bytes = g_byte_array_new();
	return typed;
}

void typed_free(struct typed *typed)
{
	if (!typed)
		return;
	g_byte_array_unref(typed->bytes);
	g_free(typed);
}

static void readable(void *context)
{
	struct typed *typed = context;
	guint8 bytes[LINE_BYTES];
	ssize_t length;

	do {
		length = read(STDIN_FILENO, bytes, sizeof(bytes));
	} while (length < 0 && errno == EINTR);
	if (length > 0)
		g_byte_array_append(typed->bytes, bytes, (guint)length);
	else if (length == 0 || errno != EAGAIN)
		typed->over = true;
	idle_wake(typed->idle);
}

/* The first whole line, or at the end of input what there is; NULL: there is none. */
static char *take_line(struct typed *typed)
{
	const guint8 *newline =
		typed->bytes->len ? memchr(typed->bytes->data, '\n', typed->bytes->len) : NULL;
	guint length = newline ? (guint)(newline - typed->bytes->data) : typed->bytes->len;
	g_autofree char *raw = NULL;

	/* What was typed before the terminal was gone is no answer. */
	if (!newline && length < LINE_BYTES)
		return NULL;
	raw = g_utf8_make_valid((const char *)typed->bytes->data, (gssize)MIN(length, LINE_BYTES));
	g_byte_array_remove_range(typed->bytes, 0, newline ? length + 1 : length);
	return g_strdup(g_strstrip(raw));
}

enum typed_end typed_line(struct typed *typed, int64_t wait_us, char **ret_line)
{
	struct loop_wait *reading, *timer = NULL;
	char *line = take_line(typed);

	if (!line && !typed->over && !typed->idle->stopped) {
		reading = loop_start_reading(typed->idle->loop, STDIN_FILENO, readable, typed);
		if (wait_us > 0)
			/* Repeated, so that it is ours to cancel whether it has come or not. */
			timer = loop_start_timer(typed->idle->loop, wait_us, wait_us, idle_wake,
						 typed->idle);
		idle_wait(typed->idle);
		loop_cancel(timer);
		loop_cancel(reading);
		line = take_line(typed);
	}
	if (typed->idle->stopped) {
		g_free(line);
		return TYPED_STOPPED;
	}
	if (line) {
		*ret_line = line;
		return TYPED_LINE;
	}
	return typed->over ? TYPED_OVER : TYPED_WOKEN;
}

void typed_drain(struct typed *typed)
{
	tcflush(STDIN_FILENO, TCIFLUSH);
	g_byte_array_set_size(typed->bytes, 0);
}

bool typed_somebody_is_there(void)
{
	/* In the background reading would stop us, and whoever sits there answers somebody else. */
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	       tcgetpgrp(STDIN_FILENO) == getpgrp();
}
