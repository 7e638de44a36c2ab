/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one printer: everything on standard output, text or JSON lines, goes
 * through here.
 */
#pragma once

#include "base/json.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

void printer_text(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* LENGTH bytes as they are, in a form that a program reads: in a drill without its mark. */
void printer_bytes(const void *bytes, size_t length);
/* PAGE, a document as a whole, as printer_marked() has it. */
void printer_page(const char *page);

/* How a drill shows in what is printed; the strings are copied. */
struct printer_drill {
	const char *name;		/* every object has "drill":NAME */
	const char *mark;		/* of documents, and of text after its last line; NULL: text has none */
	const char *opening;		/* of text before its first line: the mark, and how the drill stands */
	const char *prefix;		/* of text in the place of lines before and after it; NULL */
};
/* Whatever is printed from now on is a drill's. */
void printer_set_drill(const struct printer_drill *drill);
/* PAGE (HTML, SVG, Markdown or text) with the drill's mark in its head, in HTML also at its foot; what is no drill's as it is, and so is SVG. What
 * follows the head stays as it is: a manual's digest is of that. Caller frees. */
char *printer_marked(const char *page);
/* {"v":1,"type":TYPE}: begins every object of nwops-output(5). */
struct json *printer_new_object(const char *type);
/* An RFC 3339 time under KEY; null when AT_US is not above 0. */
void printer_set_instant(struct json *object, const char *key, int64_t at_us, GTimeZone *zone);
/* NUMBER under KEY; null when it is below 0. */
void printer_set_figure(struct json *object, const char *key, int64_t number);
/* Prints OBJECT on a line of its own and frees it. */
void printer_take(struct json *object);

/* Prints LINE on a line of its own and empties it. */
void printer_line(GString *line);

/* VALUE over SCALE, a power of ten, exactly, without zeros at the end: "12.3". */
void printer_append_decimal(GString *text, int64_t value, int64_t scale);

/* STRING as it is when a terminal can show all of it, else text_safe_string():
 * what was made safe before is not escaped a second time. Caller frees. */
char *printer_safe(const char *string);
/* STRING fit for a plugin's output: no vertical bar, at most COLUMNS wide
 * (0: as it is). Caller frees. */
char *printer_plugin_text(const char *string, unsigned int columns);

/* False when what was printed so far cannot be written. */
bool printer_flush(void);
/* Flushes at the end. False, with errno, when anything that was printed is lost. */
bool printer_finish(void);
