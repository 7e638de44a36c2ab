/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A screen while it is made: lines above and below over its whole width, and between
 * them entries, which flow into as many columns as there is room for. What does not
 * fit is counted, never cut off in silence.
 */
#pragma once

#include "ui/table.h"

#include <glib.h>
#include <stdbool.h>

struct sheet;

struct sheet_size {
	unsigned int columns; /* of the whole */
	unsigned int lines; /* that may be used; 0: any number */
	unsigned int beside; /* columns of entries side by side, at most */
	bool brief; /* what does not fit on one line of an entry is cut, not wrapped */
};

struct sheet *sheet_new(const struct sheet_size *size);
void sheet_free(struct sheet *sheet);
typedef struct sheet ops_sheet_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ops_sheet_t, sheet_free)

/* How wide an entry is. */
unsigned int sheet_entry_columns(const struct sheet *sheet);

/* So many entries can be on it at most. */
guint sheet_room(const struct sheet *sheet);
/* COUNT things more do not fit: more entries than there is room for were added before. 0: nothing. */
void sheet_leave_out(struct sheet *sheet, unsigned int count);

enum sheet_place { SHEET_ABOVE, SHEET_BELOW };
/* TEXT, which is safe to show, wrapped; all of it in TINT. */
void sheet_add(struct sheet *sheet, enum sheet_place place, enum table_tint tint, const char *text);

/* Begins an entry, which stays together. COUNT: it stands for so many things where it does not fit. */
void sheet_begin(struct sheet *sheet, unsigned int count);
/* A line of the entry; its first TINTED bytes are in TINT. */
void sheet_line(struct sheet *sheet, enum table_tint tint, size_t tinted, const char *text);
/* Further words below it, indented. */
void sheet_below(struct sheet *sheet, const char *text);

/* Lays out and prints. REST is said, with the number for its %u, of what does not fit. REDRAW: over what
 * stands on the screen. */
void sheet_print(const struct sheet *sheet, const char *rest, bool color, bool redraw);
