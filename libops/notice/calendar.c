/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a calendar: properties, escaped and folded at 75 octets between characters. Reading goes
 * only so far that a mark can be put before a summary.
 */
#include "notice/calendar.h"

#include <string.h>

#define LINE_MAX_OCTETS 75

/* A line, folded: what is behind the first 75 octets begins with a blank. */
static void append_line(GString *out, const char *line)
{
	size_t room = LINE_MAX_OCTETS;

	while (*line) {
		const char *end = line;

		while (*end && (size_t)(g_utf8_next_char(end) - line) <= room)
			end = g_utf8_next_char(end);
		g_string_append_len(out, line, end - line);
		g_string_append(out, *end ? "\n " : "\n");
		line = end;
		room = LINE_MAX_OCTETS - 1;
	}
}

/* TEXT as a value: line ends and what separates values escaped, other controls left out. */
static void append_value(GString *out, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *c = valid; *c; c = g_utf8_next_char(c)) {
		if (*c == '\n')
			g_string_append(out, "\\n");
		else if (strchr("\\,;", *c))
			g_string_append_printf(out, "\\%c", *c);
		else if (g_unichar_type(g_utf8_get_char(c)) != G_UNICODE_CONTROL)
			g_string_append_unichar(out, g_utf8_get_char(c));
	}
}

/* NAME with a value; nothing where VALUE is NULL. */
static void append_text(GString *out, const char *name, const char *value)
{
	g_autoptr(GString) line = g_string_new(NULL);

	if (!value)
		return;
	g_string_append_printf(line, "%s:", name);
	append_value(line, value);
	append_line(out, line->str);
}

static void append_instant(GString *out, const char *name, int64_t at_us)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);

	/* Outside the years 1 to 9999 a calendar has no time: the line is left out. */
	if (at)
		g_string_append_printf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\n", name, g_date_time_get_year(at),
				       g_date_time_get_month(at), g_date_time_get_day_of_month(at),
				       g_date_time_get_hour(at), g_date_time_get_minute(at),
				       g_date_time_get_second(at));
}

/* A parameter stands between quotes, and nothing can be escaped there. */
static void append_organizer(GString *out, const struct calendar_work *work)
{
	g_autoptr(GString) line = g_string_new("ORGANIZER");

	if (!work->organizer_address)
		return;
	if (work->organizer_name) {
		g_autofree char *name = g_utf8_make_valid(work->organizer_name, -1);

		g_string_append(line, ";CN=\"");
		for (const char *c = name; *c; c = g_utf8_next_char(c))
			if (*c != '"' && g_unichar_type(g_utf8_get_char(c)) != G_UNICODE_CONTROL)
				g_string_append_unichar(line, g_utf8_get_char(c));
		g_string_append_c(line, '"');
	}
	g_string_append(line, ":mailto:");
	append_value(line, work->organizer_address);
	append_line(out, line->str);
}

const char *calendar_method(enum calendar_status status)
{
	return status == CALENDAR_CANCELLED ? "CANCEL" : "PUBLISH";
}

/* RFC 5545 knows three; what is under way or done was confirmed. */
static const char *event_status(enum calendar_status status)
{
	switch (status) {
	case CALENDAR_TENTATIVE:
		return "TENTATIVE";
	case CALENDAR_CANCELLED:
		return "CANCELLED";
	case CALENDAR_CONFIRMED:
	case CALENDAR_IN_PROCESS:
	case CALENDAR_COMPLETED:
		return "CONFIRMED";
	}
	g_assert_not_reached();
}

static void append_maintnote(GString *out, const struct calendar_work *work)
{
	static const char *const impacts[] = {
		[CALENDAR_NO_IMPACT] = "NO-IMPACT",
		[CALENDAR_REDUCED_REDUNDANCY] = "REDUCED-REDUNDANCY",
		[CALENDAR_DEGRADED] = "DEGRADED",
		[CALENDAR_OUTAGE] = "OUTAGE",
	};
	static const char *const statuses[] = {
		[CALENDAR_TENTATIVE] = "TENTATIVE",   [CALENDAR_CONFIRMED] = "CONFIRMED",
		[CALENDAR_CANCELLED] = "CANCELLED",   [CALENDAR_IN_PROCESS] = "IN-PROCESS",
		[CALENDAR_COMPLETED] = "COMPLETED",
	};

	append_text(out, "X-MAINTNOTE-PROVIDER", work->provider);
	append_text(out, "X-MAINTNOTE-ACCOUNT", work->account);
	append_text(out, "X-MAINTNOTE-MAINTENANCE-ID", work->maintenance);
	for (size_t i = 0; i < work->object_count; i++)
		append_text(out, "X-MAINTNOTE-OBJECT-ID", work->objects[i]);
	append_text(out, "X-MAINTNOTE-IMPACT", impacts[work->impact]);
	append_text(out, "X-MAINTNOTE-STATUS", statuses[work->status]);
}

char *calendar_print(const struct calendar_work *work)
{
	g_autoptr(GString) out = g_string_new("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//nwops//notice//EN\n");

	append_text(out, "METHOD", calendar_method(work->status));
	g_string_append(out, "BEGIN:VEVENT\n");
	append_text(out, "UID", work->uid);
	append_instant(out, "DTSTAMP", work->stamp_us);
	append_instant(out, "DTSTART", work->from_us);
	append_instant(out, "DTEND", work->until_us);
	g_string_append_printf(out, "SEQUENCE:%" G_GINT64_FORMAT "\n", work->sequence);
	append_text(out, "STATUS", event_status(work->status));
	append_text(out, "SUMMARY", work->summary);
	append_text(out, "DESCRIPTION", work->description);
	append_organizer(out, work);
	append_maintnote(out, work);
	g_string_append(out, "END:VEVENT\nEND:VCALENDAR\n");
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* CALENDAR without its folds, line by line. */
static char **unfold(const char *calendar)
{
	g_autoptr(GString) text = g_string_new(calendar);

	g_string_replace(text, "\n ", "", 0);
	g_string_replace(text, "\n\t", "", 0);
	return g_strsplit(text->str, "\n", -1);
}

char *calendar_marked(const char *calendar, const char *tag)
{
	g_auto(GStrv) lines = unfold(calendar);
	g_autoptr(GString) out = g_string_new(NULL);

	for (size_t i = 0; lines[i]; i++) {
		/* With or without parameters, of which those between quotes could hold a colon: ours has none. */
		const char *value = g_str_has_prefix(lines[i], "SUMMARY") && strchr(":;", lines[i][7])
					    ? strchr(lines[i], ':') : NULL;
		g_autoptr(GString) line = g_string_new(lines[i]);

		if (value)
			g_string_insert(line, value + 1 - lines[i], tag);
		append_line(out, line->str);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}
