/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table for people: columns by the width of their text, Japanese included,
 * cut to the terminal where there is one.
 */
#pragma once

#include "base/text.h"
#include "ui/terminal.h"

#include <stddef.h>

struct table_column {
	const char *heading; /* already translated */
	enum text_align align;
	/* May be cut down to so many columns when space is short; 0: never cut. */
	unsigned int least;
	/* The last column only: goes on lines of its own when space is short. */
	bool below;
};

struct table;

/* COLUMNS are copied, their headings are lent. */
struct table *table_new(const struct table_column *columns, size_t count);
void table_free(struct table *table);
typedef struct table ops_table_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_table_t, table_free)

enum table_tint { TINT_NONE, TINT_GREEN, TINT_YELLOW, TINT_RED, TINT_MAGENTA };
/* What a terminal is sent before and behind words in TINT; NULL: nothing. Lent for ever. */
const char *table_tint_begin(enum table_tint tint);
const char *table_tint_end(void);

/*
 * One cell a column, copied and made safe for a terminal; NULL is "-", but
 * nothing in a column that is below. TINT colours the first cell where colour is wanted. A
 * row that is OPTIONAL may be left out for want of lines.
 */
void table_add(struct table *table, enum table_tint tint, bool optional, const char *const *cells);
/* Prints with its heading; LINES (0: any number) is what may be used. Returns
 * how many optional rows were left out, from the end. */
size_t table_print(const struct table *table, const struct terminal *terminal, unsigned int lines);
