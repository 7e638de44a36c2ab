/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the place that we print to can do.
 */
#pragma once

#include <stdbool.h>

struct terminal {
	bool interactive; /* it is one, and not a dumb one: may be overwritten */
	bool color;
	unsigned int columns; /* 0: not limited */
	unsigned int lines; /* 0: not limited */
};

/* Of descriptor FD. COLUMNS and LINES in the environment come first. */
struct terminal terminal_of(int fd);
/* Where text is wrapped that is to be read: at the edge, or as on paper where there is none. */
#define TERMINAL_PAPER 80
unsigned int terminal_columns(const struct terminal *terminal);
