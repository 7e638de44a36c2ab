/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain text that scrolls: made safe, wrapped to the terminal, in ASCII where the terminal
 * knows nothing else.
 */
#pragma once

#include "ui/table.h"

#include <glib.h>
#include <stdbool.h>

struct page {
	unsigned int columns;
	bool ascii; /* the locale has no UTF-8: what is not ASCII is put into words of it */
	bool color;
};

/* Of standard output, in LANGUAGE. */
struct page page_of_screen(const char *language);
/* TEXT as the page can show it, on one line. Caller frees. */
char *page_plain(const struct page *page, const char *text);
/* LABEL and TEXT, wrapped, INDENT deep; further lines a little more where there is a label. Nothing
 * for no TEXT. */
void page_words(const struct page *page, unsigned int indent, const char *label, const char *text);
/* The same in TINT. */
void page_tinted(const struct page *page, enum table_tint tint, const char *text);
/* A line across, with TITLE in it. */
void page_rule(const struct page *page, const char *title);
