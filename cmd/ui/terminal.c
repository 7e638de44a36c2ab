/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking the terminal and the environment, once.
 */
#include "ui/terminal.h"

#include "base/quantity.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define NARROWEST 20

static unsigned int size_of(const char *variable, unsigned int otherwise, unsigned int least)
{
	const char *text = g_getenv(variable);
	int64_t size;

	if (text && quantity_parse_integer(text, least, 10000, &size, NULL))
		return (unsigned int)size;
	return otherwise && otherwise < least ? least : otherwise;
}

struct terminal terminal_of(int fd)
{
	struct terminal terminal = {false, false, 0, 0};
	const char *no_color = g_getenv("NO_COLOR");
	const char *kind = g_getenv("TERM");
	struct winsize size = {0, 0, 0, 0};

	if (isatty(fd)) {
		terminal.interactive = kind && strcmp(kind, "dumb");
		terminal.color = terminal.interactive && (!no_color || !*no_color);
		if (ioctl(fd, TIOCGWINSZ, &size) < 0 || !size.ws_col)
			size = (struct winsize){.ws_row = 24, .ws_col = 80};
	}
	terminal.columns = size_of("COLUMNS", size.ws_col, NARROWEST);
	terminal.lines = size_of("LINES", size.ws_row, 1);
	return terminal;
}

unsigned int terminal_columns(const struct terminal *terminal)
{
	return terminal->columns ? terminal->columns : TERMINAL_PAPER;
}
