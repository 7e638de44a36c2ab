/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Standard output, and how its end is made sure of.
 */
#include "ui/printer.h"

#include "base/instant.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Why the first write that was lost was lost: stdio remembers only that. Standard
 * output is one for the whole process, and so is this. */
static int lost_errno;

/* As is whose record it speaks of: the drill's name, or NULL; and how text says so. */
static char *drill_name, *drill_mark, *text_before, *text_after;
/* Whether text has begun. */
static bool begun;

static void note_loss(void)
{
	if (!lost_errno && ferror(stdout))
		lost_errno = errno;
}

static void begin_text(void)
{
	if (!begun && text_before)
		fputs(text_before, stdout);
	begun = true;
}

void printer_text(const char *format, ...)
{
	va_list arguments;

	begin_text();
	va_start(arguments, format);
	vfprintf(stdout, format, arguments);
	va_end(arguments);
	note_loss();
}

void printer_bytes(const void *bytes, size_t length)
{
	fwrite(bytes, 1, length, stdout);
	note_loss();
}

void printer_page(const char *page)
{
	g_autofree char *marked = printer_marked(page);

	printer_bytes(marked, strlen(marked));
}

void printer_set_drill(const struct printer_drill *drill)
{
	drill_name = g_strdup(drill->name);
	drill_mark = g_strdup(drill->mark);
	if (drill->prefix) {
		text_before = g_strdup(drill->prefix);
	} else if (drill->mark) {
		text_before = g_strconcat(drill->opening, "\n", NULL);
		text_after = g_strconcat(drill->mark, "\n", NULL);
	}
}

/* Its own pages have one body, and what comes from outside is escaped in them. */
static char *mark_html(const char *page)
{
	g_autofree char *escaped = g_markup_escape_text(drill_mark, -1);
	g_autofree char *line = g_strdup_printf("<p class=\"drill\"><strong>%s</strong></p>\n", escaped);
	const char *head = strstr(page, "<body>\n"), *foot = g_strrstr(page, "</body>");
	GString *out = g_string_new(NULL);

	g_assert(head && foot);
	head += strlen("<body>\n");
	g_string_append_len(out, page, head - page);
	g_string_append(out, line);
	g_string_append_len(out, head, foot - head);
	g_string_append_printf(out, "%s%s", line, foot);
	return g_string_free(out, FALSE);
}

char *printer_marked(const char *page)
{
	if (!drill_mark || g_str_has_prefix(page, "<svg") || g_str_has_prefix(page, "<?xml"))
		return g_strdup(page);
	if (g_str_has_prefix(page, "<!DOCTYPE html>"))
		return mark_html(page);
	return g_strdup_printf("%s\n\n%s", drill_mark, page);
}

struct json *printer_new_object(const char *type)
{
	struct json *object = json_new_object();

	json_set_integer(object, "v", 1);
	json_set_string(object, "type", type);
	return object;
}

void printer_set_instant(struct json *object, const char *key, int64_t at_us, GTimeZone *zone)
{
	g_autofree char *text = at_us > 0 ? instant_print(at_us, zone) : NULL;

	json_set_string(object, key, text);
}

void printer_set_figure(struct json *object, const char *key, int64_t number)
{
	if (number < 0)
		json_set_null(object, key);
	else
		json_set_integer(object, key, number);
}

void printer_take(struct json *object)
{
	g_autofree char *line = NULL;

	/* An answer about a drill names that. */
	if (drill_name && !json_get_string(object, "drill"))
		json_set_string(object, "drill", drill_name);
	line = json_print(object);
	fputs(line, stdout);
	fputc('\n', stdout);
	note_loss();
	json_free(object);
}

/* A drill's name needs no escaping. */
static void mark_line(GString *line)
{
	g_autofree char *key = g_strdup_printf("\"drill\":\"%s\",", drill_name);

	g_string_insert(line, 1, key);
}

void printer_line(GString *line)
{
	if (drill_name && g_str_has_prefix(line->str, "{\"v\":"))
		mark_line(line);
	g_string_append_c(line, '\n');
	fwrite(line->str, 1, line->len, stdout);
	note_loss();
	g_string_truncate(line, 0);
}

/* g_string_append_printf() would format a nation's figures for half a second. */
void printer_append_decimal(GString *text, int64_t value, int64_t scale)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t whole = (uint64_t)(value < 0 ? -value : value) / (uint64_t)scale;
	uint64_t rest = (uint64_t)(value < 0 ? -value : value) % (uint64_t)scale;

	if (value < 0)
		g_string_append_c(text, '-');
	do
		*--at = (char)('0' + whole % 10);
	while (whole /= 10);
	g_string_append_len(text, at, digits + sizeof(digits) - at);
	if (!rest)
		return;
	g_string_append_c(text, '.');
	while (rest) {
		rest *= 10;
		g_string_append_c(text, (char)('0' + rest / (uint64_t)scale));
		rest %= (uint64_t)scale;
	}
}

char *printer_safe(const char *string)
{
	bool safe = g_utf8_validate(string, -1, NULL);

	for (const char *at = string; safe && *at; at = g_utf8_next_char(at))
		safe = text_char_is_safe(g_utf8_get_char(at));
	return safe ? g_strdup(string) : text_safe_string(string);
}

char *printer_plugin_text(const char *string, unsigned int columns)
{
	char *text = columns ? text_cut(string, columns) : g_strdup(string);

	/* What follows a bar would be read as performance data. */
	return g_strdelimit(text, "|", '/');
}

bool printer_flush(void)
{
	return !fflush(stdout) && !ferror(stdout);
}

bool printer_finish(void)
{
	/* An earlier write may have failed, perhaps past this file. */
	bool failed;

	if (begun && text_after)
		fputs(text_after, stdout);
	failed = ferror(stdout);
	errno = 0;
	if (fflush(stdout))
		return false;
	if (failed && !errno)
		errno = lost_errno ? lost_errno : EIO;
	return !failed;
}
